"""SPARQL: results as the W3C writes them, mistakes shown where they are, and no way out."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import ResultRow
from wcwidth import wcswidth

from kg import build
from kg.errors import QueryError, QueryTimeout, SourceError, StoreError, UsageError
from kg.export import write_file
from kg.namespaces import VOCABULARIES
from kg.network import chain
from kg.query import evaluate, read_query
from kg.results import FORMATS, GRAPH_FORMATS, ROW_FORMATS, write
from kg.store import Graph, open_files, open_graph

VALUES = """
SELECT ?a ?b { VALUES (?a ?b) {
  ("x, \\"y\\"" 1) (<https://example.org/é> UNDEF) ("粒\\n贷"@zh 2.5) ("\\t" true)
} }
"""
KG = "https://w3id.org/causal-kg/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"

# rdflib's own code trips over rdflib's own deprecations.
LENIENT = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")


@pytest.fixture(scope="module")
def demo(demo_graph: Path) -> Graph:
    return open_graph(demo_graph)


def answer(graph: Graph, sparql: str, form: str, *, width: int | None = None) -> str:
    output = io.BytesIO()
    write(evaluate(graph, sparql), output, form, graph, width=width)
    return output.getvalue().decode()


def column(graph: Graph, sparql: str, *, union: bool = True) -> list[str]:
    results = evaluate(graph, sparql, union=union)
    assert isinstance(results, ox.QuerySolutions)
    return [str(row[0]) for row in results]


# -- results in every format -------------------------------------------------------------------------


def test_csv(demo: Graph) -> None:
    assert answer(demo, VALUES, "csv") == (
        'a,b\r\n"x, ""y""",1\r\nhttps://example.org/é,\r\n"粒\n贷",2.5\r\n\t,true\r\n'
    )


def test_tsv(demo: Graph) -> None:
    assert answer(demo, VALUES, "tsv") == (
        '?a\t?b\n"x, \\"y\\""\t1\n<https://example.org/é>\t\n"粒\\n贷"@zh\t2.5\n"\\t"\ttrue\n'
    )


def test_json(demo: Graph) -> None:
    text = answer(demo, VALUES, "json")
    assert text.endswith("}\n")
    assert json.loads(text) == {
        "head": {"vars": ["a", "b"]},
        "results": {
            "bindings": [
                {
                    "a": {"type": "literal", "value": 'x, "y"'},
                    "b": {"type": "literal", "value": "1", "datatype": XSD + "integer"},
                },
                {"a": {"type": "uri", "value": "https://example.org/é"}},
                {
                    "a": {"type": "literal", "value": "粒\n贷", "xml:lang": "zh"},
                    "b": {"type": "literal", "value": "2.5", "datatype": XSD + "decimal"},
                },
                {
                    "a": {"type": "literal", "value": "\t"},
                    "b": {"type": "literal", "value": "true", "datatype": XSD + "boolean"},
                },
            ]
        },
    }


def test_xml(demo: Graph) -> None:
    root = ElementTree.fromstring(answer(demo, VALUES, "xml"))
    ns = "{http://www.w3.org/2005/sparql-results#}"
    assert root.tag == ns + "sparql"
    assert [v.get("name") for v in root.iterfind(f"{ns}head/{ns}variable")] == ["a", "b"]
    assert [
        [(b.get("name"), b[0].tag.removeprefix(ns), b[0].text, sorted(b[0].attrib.values())) for b in row]
        for row in root.iterfind(f"{ns}results/{ns}result")
    ] == [
        [("a", "literal", 'x, "y"', []), ("b", "literal", "1", [XSD + "integer"])],
        [("a", "uri", "https://example.org/é", [])],
        [("a", "literal", "粒\n贷", ["zh"]), ("b", "literal", "2.5", [XSD + "decimal"])],
        [("a", "literal", "\t", []), ("b", "literal", "true", [XSD + "boolean"])],
    ]  # fmt: skip


@pytest.mark.parametrize("character", ["\x1b", "\x0c", "\uffff"])
@pytest.mark.parametrize(
    ("sparql", "forms"),
    [
        ("SELECT ?l { BIND(?word AS ?l) }", ("xml",)),
        ("CONSTRUCT { kg:a rdfs:label ?word } {}", ("xml", "rdf")),
    ],
)
def test_xml_never_holds_what_no_parser_reads(
    demo: Graph, sparql: str, forms: tuple[str, ...], character: str
) -> None:
    for form in forms:
        for word, fits in (("a\tb 粒", True), (f"粒{character}", False)):
            found = evaluate(demo, sparql, parameters={"word": ox.Literal(word)})
            output = io.BytesIO()
            if fits:
                write(found, output, form, demo)
                assert word in "".join(ElementTree.fromstring(output.getvalue()).itertext())
            else:
                with pytest.raises(UsageError, match=rf"U\+{ord(character):04X}; take another"):
                    write(found, output, form, demo)


def test_table(demo: Graph) -> None:
    sparql = "SELECT ?name ?n { VALUES (?name ?n) { ('粒粒贷' 12000) (product:微粒贷 UNDEF) ('a\\nb\\u001B' 1) } }"
    assert answer(demo, sparql, "table") == (
        "name            n\n"
        "──────────────  ─────\n"
        "粒粒贷          12000\n"
        "product:微粒贷\n"
        "a b\\x1b         1\n"
        "(3 rows)\n"
    )
    assert answer(demo, "SELECT ?x { VALUES ?x { 1 } }", "table").endswith("\n(1 row)\n")
    assert answer(demo, "SELECT ?x { VALUES ?x { } }", "table") == "x\n─\n(0 rows)\n"


@pytest.mark.parametrize("width", [30, 50, 79])
def test_a_table_fits_its_width(demo: Graph, width: int) -> None:
    sparql = "SELECT ?quote ?start ?e { ?e oa:exact ?quote ; oa:start ?start } ORDER BY ?e LIMIT 20"
    wide = answer(demo, sparql, "table").splitlines()
    narrow = answer(demo, sparql, "table", width=width).splitlines()
    assert max(map(wcswidth, wide)) > width >= max(map(wcswidth, narrow))
    assert len(narrow) == len(wide) == 23
    assert any("…" in line for line in narrow)


@pytest.mark.parametrize(("sparql", "yes"), [("ASK { ?s a kg:Claim }", True), ("ASK { ?s a kg:Nothing }", False)])  # fmt: skip
def test_ask(demo: Graph, sparql: str, yes: bool) -> None:
    assert answer(demo, sparql, "table") == ("yes\n" if yes else "no\n")
    assert answer(demo, sparql, "csv") == answer(demo, sparql, "tsv") == f"{yes}\n".lower()
    assert json.loads(answer(demo, sparql, "json")) == {"head": {}, "boolean": yes}
    root = ElementTree.fromstring(answer(demo, sparql, "xml"))
    assert [e.text for e in root if e.tag.endswith("}boolean")] == [str(yes).lower()]


CONSTRUCT = """
CONSTRUCT { ?s rdfs:label ?l ; kg:about ?o } { VALUES (?s ?l ?o) {
  (product:粒粒贷 "粒粒贷"@zh factor:b) (<https://example.org/%41> "a\\"\\n" factor:M1+逾期率)
} }
"""


@LENIENT
@pytest.mark.parametrize(("form", "name"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("json", "json-ld"), ("rdf", "xml"), ("xml", "xml"), ("trig", "turtle"), ("table", "turtle")])  # fmt: skip
def test_construct(demo: Graph, form: str, name: str) -> None:
    graph = rdflib.Graph().parse(data=answer(demo, CONSTRUCT.replace("M1+", "M1\\+"), form), format=name)  # fmt: skip
    base, label, about = "https://w3id.org/causal-kg/", rdflib.RDFS.label, rdflib.URIRef(KG + "about")  # fmt: skip
    product, other = (
        rdflib.URIRef(base + "product/粒粒贷"),
        rdflib.URIRef("https://example.org/%41"),
    )
    assert set(graph) == {
        (product, label, rdflib.Literal("粒粒贷", lang="zh")),
        (product, about, rdflib.URIRef(base + "factor/b")),
        (other, label, rdflib.Literal('a"\n')),
        (other, about, rdflib.URIRef(base + "factor/M1+逾期率")),
    }


def test_describe_gives_a_graph(demo: Graph) -> None:
    assert "\nproduct:粒粒贷 a " in answer(demo, "DESCRIBE product:粒粒贷", "ttl")


@pytest.mark.parametrize("form", GRAPH_FORMATS)
@pytest.mark.parametrize("sparql", ["SELECT * { ?s ?p ?o } LIMIT 1", "ASK {}"])
def test_graph_formats_are_for_graphs(demo: Graph, sparql: str, form: str) -> None:
    with pytest.raises(
        UsageError, match=f"{form} is for CONSTRUCT.*table, csv, tsv, json, xml, md, jsonl"
    ):
        answer(demo, sparql, form)


@pytest.mark.parametrize("form", ["csv", "tsv", "md", "jsonl"])
def test_row_formats_are_for_rows(demo: Graph, form: str) -> None:
    with pytest.raises(UsageError, match=f"{form} is for rows.*ttl, trig, nt, nq, jsonld, rdf"):
        answer(demo, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", form)


def test_every_format_is_for_one_kind() -> None:
    assert sorted(FORMATS) == sorted([*ROW_FORMATS, *GRAPH_FORMATS])


# -- what is queried ---------------------------------------------------------------------------------


def test_our_prefixes_are_known(demo: Graph) -> None:
    for prefix, namespace in demo.ns.prefixes.items():
        assert column(demo, f"SELECT ?x {{ VALUES ?x {{ {prefix}:x }} }}") == [f"<{namespace}x>"]
    assert set(VOCABULARIES) < set(demo.ns.prefixes)


def test_other_prefixes_must_be_declared(demo: Graph) -> None:
    with pytest.raises(QueryError, match="does not parse"):
        evaluate(demo, "SELECT ?x { VALUES ?x { ex:x } }")
    declared = "PREFIX ex: <https://example.org/> SELECT ?x { VALUES ?x { ex:x } }"
    assert column(demo, declared) == ["<https://example.org/x>"]
    ours = "PREFIX product: <https://example.org/> SELECT ?x { VALUES ?x { product:x } }"
    assert column(demo, ours) == ["<https://example.org/x>"]


def test_plain_patterns_see_all_graphs_or_none(demo: Graph) -> None:
    plain = "SELECT ?d { ?d a kg:Document } ORDER BY ?d"
    named = "SELECT ?d { GRAPH ?d { ?d a kg:Document } } ORDER BY ?d"
    documents = column(demo, plain)
    assert len(documents) == len(demo.manifest.documents) > 1
    assert column(demo, plain, union=False) == []
    assert column(demo, named) == column(demo, named, union=False) == documents


def test_causal_paths_cross_documents(demo: Graph) -> None:
    links = set(column(demo, "SELECT ?x { ?x kg:causes/kg:causes ?y }"))
    chains = set(column(demo, "SELECT ?x { ?x kg:causes+ ?y . ?x kg:promotes|kg:prevents ?z }"))
    assert links and links <= chains


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?s ?label { ?s a kg:Entity ; rdfs:label ?label }",
        "SELECT ?x ?y { ?x kg:causes+ ?y }",
        "SELECT ?label { product:粒粒贷 rdfs:label ?label }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
        "SELECT ?l ?b { ?l kg:belief ?b FILTER(?b > 0.5) }",
        "SELECT ?s ?p { ?s ?p kg:Product OPTIONAL { ?s kg:competesWith ?o } }",
    ],
)
def test_rdflib_answers_the_same(demo: Graph, sparql: str) -> None:
    results = evaluate(demo, sparql)
    assert isinstance(results, ox.QuerySolutions)
    direct = sorted(tuple(to_rdflib(term).n3() for term in row) for row in results)
    assert direct
    rows = demo.to_rdflib().query(sparql)
    assert sorted(tuple(term.n3() for term in cast(ResultRow, row)) for row in rows) == direct


def to_rdflib(term: object) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == XSD + "string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def plain(term: object) -> object:
    """oxrdflib writes the datatype of plain strings out, which rdflib takes for another term."""
    string = rdflib.XSD.string
    return rdflib.Literal(str(term)) if getattr(term, "datatype", None) == string else term


@LENIENT
def test_rdflib_sees_every_triple(demo: Graph) -> None:
    dataset = demo.to_rdflib()
    assert {(s, p, plain(o)) for s, p, o in dataset.triples((None, None, None))} == {
        (to_rdflib(q.subject), to_rdflib(q.predicate), to_rdflib(q.object)) for q in demo.quads()
    }


# -- mistakes ----------------------------------------------------------------------------------------


def test_a_mistake_is_told_in_words_that_help(demo: Graph) -> None:
    for sparql, told in (
        ("SELECT ?s WHERE ?s {}", ': expected "{"\n'),
        ("SELECT ?s { ?s ?p ", ": something is missing at the end\n"),
        ("SELECT ?s { ?s kg:cause }", ": what stands here is not understood\n"),
        ("SELECT ?s { ?s no:where 1 }", ": this prefix is not declared\n"),
        ("SELECT ?s ?o { ?s ?p ?o } GROUP BY ?s", "a variable that is unbound\n"),
    ):
        with pytest.raises(QueryError) as caught:
            evaluate(demo, sparql)
        assert told in str(caught.value), sparql


@pytest.mark.parametrize(
    ("sparql", "line", "text", "before"),
    [
        ("SELECT ?s WHERE ?s {}", 1, "SELECT ?s WHERE ?s {}", "SELECT ?s WHERE "),
        ("SELECT * { ?s ?p ?o ", 1, "SELECT * { ?s ?p ?o ", "SELECT * { ?s ?p ?o "),
        (
            "SELECT (STR('粒粒贷') AS ?x) WHERE ?s {}", 1,
            "SELECT (STR('粒粒贷') AS ?x) WHERE ?s {}", "SELECT (STR('粒粒贷') AS ?x) WHERE ",
        ),
        ("# 查询\nSELECT *\n{ ?s rdfs:label '粒粒贷😀' ", 3, "{ ?s rdfs:label '粒粒贷😀' ", "{ ?s rdfs:label '粒粒贷😀' "),
        ("SELECT (STR('é') AS ?x)\r\nWHERE ?s {}", 2, "WHERE ?s {}", "WHERE "),
    ],
    ids=["ascii", "end", "chinese", "emoji-on-line-3", "crlf"],
)  # fmt: skip
def test_a_mistake_is_shown_where_it_is(
    demo: Graph, sparql: str, line: int, text: str, before: str
) -> None:
    with pytest.raises(QueryError) as caught:
        evaluate(demo, sparql)
    head, shown, mark = str(caught.value).splitlines()
    assert head.startswith(f"the query does not parse, line {line}, column {len(before) + 1}: ")
    assert shown == "  " + text
    assert mark == "  " + " " * wcswidth(before) + "^"


def test_a_mistake_cannot_steer_the_terminal(demo: Graph) -> None:
    with pytest.raises(QueryError) as caught:
        evaluate(demo, "SELECT * { ?s ?p '\x1b[31m\u202e' ")
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)


@pytest.mark.parametrize("sparql", ["", "   ", "INSERT DATA { kg:a kg:b kg:c }", "粒粒贷", "}"])
def test_what_is_no_query_is_refused(demo: Graph, sparql: str) -> None:
    with pytest.raises(QueryError, match="the query does not parse"):
        evaluate(demo, sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }",
        "SELECT * { service <http://localhost/> { ?s ?p ?o } }",
        "SELECT * { sErViCe SILENT <http://localhost/> { ?s ?p ?o } }",
        "SELECT * {SERVICE\n<http://localhost/>{ ?s ?p ?o } }",
        "SELECT * { VALUES ?x { <http://localhost/> } SERVICE?x { ?s ?p ?o } }",
        "ASK { ?s ?p '\\'' . SERVICE <http://localhost/> { ?s ?p '\\'' } }",
        "ASK { { SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } } } }",
        "ASK { FILTER EXISTS { SERVICE <http://localhost/> { ?s ?p ?o } } }",
        "# a comment's end\nASK { SERVICE <http://localhost/> { ?s ?p 'x' } }",
        "ASK { ?s ?p <http://a/#b> . SERVICE <http://localhost/> { } }",
        "ASK { FILTER(1 < 2) SERVICE <http://localhost/> { FILTER(2 > 1) } }",
        "SELECT * { # c\r SERVICE <http://localhost/> { ?s ?p ?o } }",
        "SELECT * { OPTIONAL { ?s product:a\\# ?o } . SERVICE <http://localhost/> { ?s ?p ?o } }",
        "SELECT * { ?s product:a\\' ?o . SERVICE <http://localhost/> { ?s ?p 'x' } }",
        "SELECT * { FILTER(1<2)SERVICE?x#>\n{ ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://localhost/> { ?s ?p ?o } }",
    ],
)
def test_no_query_reaches_the_network(demo: Graph, sparql: str) -> None:
    with pytest.raises(QueryError, match="SERVICE would reach the network"):
        evaluate(demo, sparql)


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("'SERVICE'", '"SERVICE"'),
        ('"a \\" SERVICE <http://localhost/> {}"', '"a \\" SERVICE <http://localhost/> {}"'),
        ('"""one " two\nSERVICE"""', '"one \\" two\\nSERVICE"'),
        ("'''it's a service'''", '"it\'s a service"'),
        ("<http://localhost/SERVICE#SERVICE>", "<http://localhost/SERVICE#SERVICE>"),
        ("1 # SERVICE <http://localhost/>\n", f'"1"^^<{XSD}integer>'),
    ],
    ids=["string", "escaped", "long", "apostrophes", "iri", "comment"],
)
def test_the_mere_word_service_is_allowed(demo: Graph, term: str, value: str) -> None:
    assert column(demo, f"SELECT ?x {{ VALUES ?x {{ {term} }} }}") == [value]


# -- where a query comes from ------------------------------------------------------------------------


def test_a_query_comes_from_one_place(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes(b"\xef\xbb\xbf" + "ASK { ?s ?p '粒粒贷' }".encode())
    assert read_query(None, file, None) == "ASK { ?s ?p '粒粒贷' }"
    assert read_query("ASK {}", None, "ignored") == "ASK {}"
    assert read_query("-", None, "ASK {1}") == read_query(None, None, "ASK {1}") == "ASK {1}"


def test_a_query_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="as text or with -f, not both"):
        read_query("ASK {}", tmp_path / "q.rq", None)
    with pytest.raises(UsageError, match=r"gone\.rq: No such file"):
        read_query(None, tmp_path / "gone.rq", None)
    (tmp_path / "bad.rq").write_bytes(b"ASK \xff")
    with pytest.raises(UsageError, match=r"bad\.rq: "):
        read_query(None, tmp_path / "bad.rq", None)
    for text, stdin in ((None, None), ("", ""), ("-", " \n"), (" ", None)):
        with pytest.raises(UsageError, match="no query: give it as text, with -f"):
            read_query(text, None, stdin)


def test_a_triple_in_several_graphs_counts_once(demo: Graph) -> None:
    rows = evaluate(demo, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(rows, ox.QuerySolutions)
    (row,) = rows
    count = row["n"]
    assert isinstance(count, ox.Literal)
    assert int(count.value) == len({(q.subject, q.predicate, q.object) for q in demo.quads()})


# -- options of a query ------------------------------------------------------------------------------

HARD = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }"
ENDLESS = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_parameters_are_terms(demo: Graph) -> None:
    sparql = "SELECT ?cause { ?cause kg:causes ?effect }"
    effect = demo.ns.iri("factor:粒粒贷下架")
    bound = {row["cause"].value for row in demo.select(sparql, parameters={"effect": effect})}
    written = {r["cause"].value for r in demo.select(sparql.replace("?effect", str(effect)))}
    assert bound == written != set()
    rows = demo.select("SELECT ?n ?s { VALUES ?k { 1 } }", parameters={"n": 3, "s": 'a"b'})
    assert [(row["n"].value, row["s"].value) for row in rows] == [("3", 'a"b')]


def test_a_limit_bounds_the_rows(demo: Graph) -> None:
    assert len(list(demo.select("SELECT * { ?s ?p ?o }", limit=7))) == 7
    assert list(demo.select("SELECT * { ?s ?p ?o }", limit=0)) == []


def test_one_document_can_be_asked_alone(demo: Graph) -> None:
    sparql = "SELECT DISTINCT ?d { ?claim prov:wasDerivedFrom ?d }"
    documents = column(demo, sparql)
    assert len(documents) > 1
    name = demo.ns.curie(documents[0][1:-1])
    assert [str(row[0]) for row in demo.select(sparql, documents=[name])] == [documents[0]]
    assert not demo.ask("ASK { ?s a kg:CausalLink }", documents=[name])
    with pytest.raises(UsageError, match="doc:none: no named graph"):
        demo.select(sparql, documents=["doc:none"])
    with pytest.raises(UsageError, match="not both"):
        demo.select(sparql, documents=[name], union=False)
    with pytest.raises(UsageError, match="bad iri: not the name of a graph"):
        demo.select(sparql, documents=["bad iri"])


@pytest.mark.parametrize("sparql", [HARD, ENDLESS, "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"])  # fmt: skip
def test_a_hard_query_ends_when_its_time_is_over(demo: Graph, sparql: str) -> None:
    before = children()
    with pytest.raises(QueryTimeout, match=r"stopped after 0\.5 s") as caught:
        for _ in evaluate(demo, sparql, timeout=0.5):  # type: ignore[union-attr]
            pass
    assert caught.value.exit_code == 3
    assert children() <= before  # nothing runs on


def children(parent: int | None = None) -> set[int]:
    """The queries' processes that ``parent`` (default: this one) has started and that still run."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
            if int(stat[1]) == (parent or os.getpid()) and b"kg.child" in command:
                found.add(int(folder.name))
    return found


@pytest.mark.parametrize(
    "sparql",
    [
        VALUES,
        "SELECT ?x { VALUES ?x { } }",
        "SELECT ?s ?label { ?s a kg:Entity ; rdfs:label ?label } ORDER BY ?s ?label",
        "ASK { ?s a kg:Claim }",
        "ASK { ?s a kg:Nothing }",
        CONSTRUCT.replace("M1+", "M1\\+"),
    ],
)
def test_a_time_limit_changes_no_answer(demo: Graph, sparql: str) -> None:
    for form in ("json", "table"):
        output = io.BytesIO()
        write(evaluate(demo, sparql, timeout=60), output, form, demo)
        assert output.getvalue().decode() == answer(demo, sparql, form)


def test_mistakes_are_shown_under_a_time_limit_too(demo: Graph) -> None:
    with pytest.raises(QueryError, match="does not parse, line 1, column 12"):
        evaluate(demo, "SELECT * { ", timeout=60)


def test_who_stops_reading_stops_the_query(demo: Graph) -> None:
    rows = evaluate(demo, ENDLESS, timeout=600)
    assert isinstance(rows, ox.QuerySolutions)
    next(rows)
    running = children()
    del rows
    gc.collect()
    assert len(children()) == len(running) - 1  # others wait for a query


def test_a_process_answers_one_query_after_another(demo: Graph, tmp_path: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }"

    def counted(graph: Graph) -> int:
        ((number,),) = evaluate(graph, count, timeout=60)  # type: ignore[misc]
        return int(number.value)

    expected = counted(demo)
    processes = children()
    for ask in (
        "ASK { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s a ?o }",
        "SELECT * { ?s ?p ?o } LIMIT 20000",
    ):
        assert evaluate(demo, ask, timeout=60)
        assert counted(demo) == expected
    assert len(children()) <= len(processes) + 1
    # Of another graph too, and of the next generation of the same.
    (tmp_path / "a.txt").write_text("价格上涨导致用户流失。", encoding="utf-8")
    build([tmp_path / "a.txt"], tmp_path / "graph")
    assert counted(open_graph(tmp_path / "graph")) == 1
    (tmp_path / "a.txt").write_text("价格上涨导致用户流失。\n\n降雨导致减产。", encoding="utf-8")
    build([tmp_path / "a.txt"], tmp_path / "graph")
    assert counted(open_graph(tmp_path / "graph")) == 2
    assert counted(demo) == expected


def test_many_threads_ask_at_once(demo: Graph) -> None:
    queries = [f"SELECT ?s {{ ?s ?p ?o }} ORDER BY ?s ?p ?o LIMIT {n}" for n in range(1, 40)]
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda q: len(list(evaluate(demo, q, timeout=60))), queries))  # type: ignore[arg-type]
    assert found == list(range(1, 40))


def test_rows_stream(demo: Graph) -> None:
    class Enough(Exception):
        pass

    class Pipe(io.RawIOBase):
        written = 0

        def write(self, data: Any) -> int:
            self.written += len(data)
            if self.written > 10_000:
                raise Enough
            return len(data)

    # There are 10¹¹ rows; whoever waits for the last will not see the first.
    for form in ("csv", "tsv", "json", "xml", "jsonl", "md", "table"):
        pipe = Pipe()
        with pytest.raises(Enough):
            write(evaluate(demo, ENDLESS), pipe, form, demo)  # type: ignore[arg-type]
        assert pipe.written > 10_000


# -- rows in Python ----------------------------------------------------------------------------------


def test_rows_can_be_read_again(demo: Graph) -> None:
    rows = demo.select("SELECT ?s ?p { ?s ?p ?o } ORDER BY ?s ?p LIMIT 5")
    assert rows.variables == ("s", "p")
    assert [str(row) for row in rows] == [str(row) for row in rows] != []


def test_each_kind_of_query_has_its_method(demo: Graph) -> None:
    assert demo.ask("ASK { ?s a kg:Claim }") is True
    assert {str(t.predicate) for t in demo.construct("CONSTRUCT { ?s a ?o } { ?s a ?o }")} != set()
    for method, sparql, hint in (
        (demo.select, "ASK {}", "no SELECT"),
        (demo.ask, "SELECT * {}", "no ASK"),
        (demo.construct, "ASK {}", "no CONSTRUCT"),
    ):
        with pytest.raises(UsageError, match=hint):
            method(sparql)


TYPED = """SELECT * { VALUES (?i ?d ?b ?day ?at ?s ?iri ?none) {
  (1 4.5 true '2020-07-01'^^xsd:date '2020-07-01T08:00:00Z'^^xsd:dateTime "粒"@zh product:粒粒贷 UNDEF)
} }"""
PYTHON = {
    "i": 1,
    "d": 4.5,
    "b": True,
    "day": date(2020, 7, 1),
    "at": datetime(2020, 7, 1, 8, tzinfo=UTC),
    "s": "粒",
    "iri": "product:粒粒贷",
    "none": None,
}


def test_rows_as_python_values(demo: Graph) -> None:
    (row,) = demo.select(TYPED).to_dicts()
    assert row == PYTHON
    (odd,) = demo.select("SELECT ?x { VALUES ?x { '12345-01-01'^^xsd:date } }").to_dicts()
    assert odd == {"x": "12345-01-01"}


def test_rows_as_json_lines(demo: Graph) -> None:
    (line,) = answer(demo, TYPED, "jsonl").splitlines()
    expected = {**PYTHON, "day": "2020-07-01", "at": "2020-07-01 08:00:00+00:00"}
    assert json.loads(line) == expected


def test_rows_as_data_frames(demo: Graph) -> None:
    rows = demo.select("SELECT ?n ?s { VALUES (?n ?s) { (1 'a') (2 UNDEF) } }")
    pandas = rows.to_pandas()
    assert list(pandas.columns) == ["n", "s"]
    assert list(pandas["n"]) == [1, 2]
    polars = rows.to_polars()
    assert polars.to_dicts() == [{"n": 1, "s": "a"}, {"n": 2, "s": None}]
    empty = demo.select("SELECT ?n { VALUES ?n { } }")
    assert empty.to_pandas().shape == (0, 1)
    assert empty.to_polars().shape == (0, 1)


@pytest.mark.parametrize(("package", "method"), [("pandas", "to_pandas"), ("polars", "to_polars")])
def test_a_missing_extra_is_named(
    demo: Graph, monkeypatch: pytest.MonkeyPatch, package: str, method: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match=rf"needs {package}; .*'kg\[{package}\]'"):
        getattr(demo.select("SELECT * {}"), method)()


def test_notebooks_show_rows_and_escape_them(demo: Graph) -> None:
    html = demo.select("SELECT ?x { VALUES ?x { '<script>' product:粒粒贷 } }")._repr_html_()
    assert "<th>x</th>" in html
    assert "<td>&lt;script&gt;</td>" in html
    assert "<td>product:粒粒贷</td>" in html
    assert "only the first 100" in demo.select("SELECT * { ?s ?p ?o }")._repr_html_()


def test_markdown_escapes_what_markdown_reads(demo: Graph) -> None:
    sparql = "SELECT ?x ?y { VALUES (?x ?y) { ('a|b' '<i>') ('*_`' UNDEF) } }"
    assert answer(demo, sparql, "md") == (
        "| x | y |\n| --- | --- |\n| a\\|b | \\<i\\> |\n| \\*\\_\\` |  |\n"
    )


def test_labels_take_the_place_of_iris(demo: Graph) -> None:
    output = io.BytesIO()
    sparql = (
        "SELECT ?x { VALUES ?x { product:粒粒贷 kg:Nothing <https://example.org/a> 'kg:Claim' } }"
    )
    write(evaluate(demo, sparql), output, "table", demo, labels=True)
    assert output.getvalue().decode().splitlines()[2:6] == [
        "粒粒贷",
        "kg:Nothing",
        "https://example.org/a",
        "kg:Claim",
    ]


# -- plain files -------------------------------------------------------------------------------------


def test_files_are_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("@prefix ex: <https://example.org/> . ex:甲 ex:p 1 .")
    (tmp_path / "b.trig").write_text(
        "@prefix ex: <https://example.org/> . ex:g { ex:甲 ex:p 1 ; ex:q _:b } ex:h { ex:甲 ex:p 1 }"
    )
    graph = open_files([tmp_path / "a.ttl", tmp_path / "b.trig"])
    assert [row["n"].value for row in graph.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")] == ["2"]
    assert graph.ask("ASK { GRAPH ex:h { ex:甲 ex:p 1 } }")  # the files' prefix is known
    assert len(list(graph.quads())) == 3
    apart = open_files([tmp_path / "b.trig"], union=False)
    assert not apart.ask("ASK { ?s ?p ?o }")
    assert apart.ask("ASK { ?s ?p ?o }", union=True) is False
    (tmp_path / "c.nt").write_text("<https://example.org/a> <https://example.org/p> <b> .")
    (tmp_path / "broken.ttl").write_text("@prefix ex: <https://example.org/> .\nex:a ex:p\n")
    (tmp_path / "a.xyz").write_text("")
    for name, hint in (("broken.ttl", r"broken\.ttl:\d: not valid Turtle"), ("c.nt", "not valid N-Triples"), ("a.xyz", "no RDF format"), ("gone.ttl", "No such file"), (".", "is a folder")):  # fmt: skip
        with pytest.raises(SourceError, match=hint):
            open_files([tmp_path / name])


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq", "jsonld"])
def test_an_exported_graph_answers_as_the_graph_does(
    demo: Graph, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"demo.{suffix}"
    write_file(demo, file)
    copy = open_graph(file)
    sparql = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    assert column(copy, sparql) == column(demo, sparql)
    assert tree_of(copy) == tree_of(demo) != []
    with pytest.raises(StoreError, match="holds no texts"):
        copy.text("00")


def tree_of(graph: Graph) -> list[tuple[str, str]]:
    """What `why` says of the withdrawal, flat."""
    return [(s.link.id, s.weakest.id) for s in chain(graph.network().why("粒粒贷下架").steps)]


def test_a_query_ends_with_the_process_that_asked(demo_graph: Path) -> None:
    code = (
        "import sys, kg, kg.query\n"
        "rows = kg.query.evaluate(kg.open(sys.argv[1]), sys.argv[2], timeout=600)\n"
        "next(rows)\nprint('asked', flush=True)\nsys.stdin.read()\n"
    )
    asker = subprocess.Popen(
        [sys.executable, "-c", code, str(demo_graph), ENDLESS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert asker.stdout
    assert asker.stdin
    assert asker.stdout.readline() == b"asked\n"
    (child,) = children(asker.pid)
    asker.kill()
    asker.wait()
    asker.stdin.close()
    asker.stdout.close()
    for _ in range(200):
        if not Path(f"/proc/{child}").exists():
            break
        time.sleep(0.05)
    else:
        os.kill(child, 9)
        pytest.fail("the child runs on")


def test_a_process_answers_of_the_graph_that_is_there_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def causes(graph: Graph) -> list[str]:
        rows = evaluate(graph, "SELECT ?l { ?c kg:causes ?e . ?c rdfs:label ?l }", timeout=60)
        return sorted(row["l"].value for row in rows)  # type: ignore[union-attr, index]

    for folder, text in (("x", "价格上涨导致用户流失。"), ("y", "暴雨导致航班取消。")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(text, encoding="utf-8")
        build([tmp_path / folder / "a.txt"], tmp_path / folder / "g")
    monkeypatch.chdir(tmp_path / "x")
    assert causes(open_graph("g")) == ["价格上升"]
    monkeypatch.chdir(tmp_path / "y")
    assert causes(open_graph("g")) == ["暴雨"]
    # Made anew in the same place.
    shutil.rmtree("g")
    build([tmp_path / "x" / "a.txt"], "g")
    assert causes(open_graph("g")) == ["价格上升"]


def test_a_process_that_ended_is_replaced(demo: Graph) -> None:
    list(evaluate(demo, "SELECT * { ?s ?p ?o } LIMIT 1", timeout=60))  # type: ignore[arg-type]
    for child in children():
        os.kill(child, 9)
    assert len(list(evaluate(demo, "SELECT * { ?s ?p ?o } LIMIT 3", timeout=60))) == 3  # type: ignore[arg-type]


def test_a_graph_of_files_answers_alike_with_and_without_a_time_limit(tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    file.write_text("<urn:a> <urn:p> <urn:b> .\n", encoding="utf-8")
    graph = open_files([file], union=False)
    added, read = "ASK { <urn:x> <urn:y> <urn:z> }", "ASK { <urn:a> <urn:p> <urn:b> }"
    assert not graph.ask(added, timeout=30)
    graph.update("INSERT DATA { <urn:x> <urn:y> <urn:z> }")
    assert graph.ask(added) and graph.ask(added, timeout=30)
    graph.update("DELETE DATA { <urn:x> <urn:y> <urn:z> }; INSERT DATA { <urn:q> <urn:y> <urn:z> }")
    assert not graph.ask(added) and not graph.ask(added, timeout=30)
    # What the file says since is another graph's.
    file.write_text("<urn:other> <urn:p> <urn:b> .\n", encoding="utf-8")
    assert graph.ask(read) and graph.ask(read, timeout=30)
    assert not open_files([file], union=False).ask(read, timeout=30)


def test_a_graph_made_in_memory_shows_its_default_graph() -> None:
    graph = open_files([], union=False)
    graph.update("INSERT DATA { <urn:x> <urn:y> <urn:z> }")
    assert len(list(graph.quads())) == 1
