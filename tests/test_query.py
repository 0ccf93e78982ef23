"""SPARQL: results as the W3C writes them, mistakes shown where they are, and no way out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.query import ResultRow
from wcwidth import wcswidth

from kg.errors import QueryError, UsageError
from kg.namespaces import VOCABULARIES
from kg.query import evaluate, read_query
from kg.results import FORMATS, GRAPH_FORMATS, ROW_FORMATS, write
from kg.store import Graph, open_graph

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
    assert head.startswith(
        f"the query does not parse, line {line}, column {len(before) + 1}: expected "
    )
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
