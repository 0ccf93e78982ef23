"""The translation between model and RDF, and Turtle that every parser reads alike."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from jena import jena
from virtuoso import virtuoso

from kg.graph import (
    LINKS,
    concept_quads,
    decimal,
    document_quads,
    link_quads,
    read_claims,
    read_snapshot,
)
from kg.model import (
    Argument,
    CausalLink,
    Claim,
    Cue,
    Document,
    DocumentInfo,
    Entity,
    Evidence,
    Extraction,
    Modality,
    Observation,
    Polarity,
    Requirement,
    Snapshot,
    Span,
    Trend,
)
from kg.namespaces import DEFAULT_BASE, KINDS, Namespaces
from kg.ontology import load, locate
from kg.store import Graph, open_graph
from kg.text import local_name
from kg.turtle import nquads, trig, turtle

KG = "https://w3id.org/causal-kg/ontology#"
ONTOLOGY = load()
NS = Namespaces()

# Every character here has broken some RDF tool once.
ODD_NAMES = (
    "粒粒贷", "M1+逾期率", "40%", "a b", "C#", "甲/乙", ".", "..", "尾点.", "-短横", "~波浪", "它's", '"引号"', "😀贷",
    "שלום", "a\u200fb\u202ec", "Ünïcode", "a:b", "@at", "(括号)", "a,b;c=d&e!f$g*", "问?号", "<尖>", "{花}|^`\\",
    "100", "_", "e\u0301", "·点", "a·b", "ﾃｽﾄ", "№5", "①", "™", "…", "—", "\u2028", "q\x00\x1bz", "%41", "a%2Fb",
    "\U000e0041tag", "x\ufffe", "~", "1.5.", "-", "\u0301a", "𠮷野家", "//", "?#",
)  # fmt: skip
ODD_TEXT = '"引号"\\ \n\r\t\x00\x07\x1b\x7f \u200e\u200f\u202a\u202e\u2066\u2069\ufeff 😀 \u2028 %41 \\u0041 \'\'\' """'


def ours(name: str) -> ox.NamedNode:
    return ox.NamedNode(KG + name)


def memory(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(quads)
    return store


def snapshot_of(quads: Iterable[ox.Quad], ns: Namespaces = NS) -> Snapshot:
    return read_snapshot(memory(quads).quads_for_pattern(None, None, None, None), ns)


def triples(quads: Iterable[ox.Quad | ox.Triple]) -> set[ox.Triple]:
    return {ox.Triple(q.subject, q.predicate, q.object) for q in quads}


def parsed(text: str | bytes, form: ox.RdfFormat) -> list[ox.Quad]:
    return list(ox.parse(input=text, format=form))


def rdflib_triples(text: str) -> set[ox.Triple]:
    graph = rdflib.Graph().parse(data=text, format="turtle")
    return triples(parsed(graph.serialize(format="nt"), ox.RdfFormat.N_TRIPLES))


def rdflib_quads(text: str) -> set[ox.Quad]:
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format="trig")
    return set(parsed(dataset.serialize(format="nquads"), ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def demo(demo_graph: Path) -> Graph:
    return open_graph(demo_graph)


@pytest.fixture(scope="module")
def quads(demo: Graph) -> list[ox.Quad]:
    found = list(demo.quads())
    assert len(found) > 1000
    return found


# -- model → RDF → model -----------------------------------------------------------------------------


def document(text: str, name: str = "a.md") -> Document:
    return Document("doc:" + local_name(name), text, name, name, "0" * 64, "zh", (), ())


def quote(doc: Document, span: Span) -> Evidence:
    before = doc.text[max(0, span.start - 5) : span.start]
    return Evidence(
        doc.id, span.start, span.end, span.of(doc.text), before, doc.text[span.end : span.end + 5]
    )


def argument(doc: Document, span: Span, entity: str) -> Argument:
    return Argument(span.of(doc.text), span.start, span.end, entity)


CHARACTERS = st.characters(exclude_categories=["Cs"])
names = st.one_of(st.sampled_from(ODD_NAMES), st.text(CHARACTERS, min_size=1, max_size=12))
numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(min_value=0, max_value=10**12, places=2).map(float),
)


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    doc = document(
        draw(st.text(min_size=1, max_size=30)) + draw(st.sampled_from(["", ODD_TEXT])), draw(names)
    )

    def span() -> Span:
        start = draw(st.integers(0, len(doc.text) - 1))
        return Span(start, draw(st.integers(start + 1, len(doc.text))))

    kinds = {
        "product": ("Product",), "factor": ("Pressure", "Factor"), "org": ("Bank", "Organization"),
        "policy": ("Policy",), "metric": ("Metric",),
    }  # fmt: skip
    entities: dict[str, Entity] = {}
    for kind in draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=5)):
        label = draw(names)
        name = f"{kind}:{local_name(label)}"
        known = sorted(entities)
        factor = kind == "factor"
        entities.setdefault(
            name,
            Entity(
                name,
                kinds[kind],
                label,
                draw(st.sampled_from(["zh", "en"])),
                aliases=tuple(sorted(draw(st.sets(names, max_size=2)) - {label})),
                concept=draw(st.sampled_from([None, *ONTOLOGY.concepts])) if factor else None,
                about=tuple(known[:2]) if factor else (),
                trend=draw(st.sampled_from([None, *Trend])) if factor else None,
                competes_with=tuple(k for k in known if kind in ("product", "org") and k != name),
                issued=draw(st.sampled_from([None, "2020", "2020-07", "2020-07-01"]))
                if kind == "policy"
                else None,
            ),
        )

    def entity() -> str:
        return draw(st.sampled_from(sorted(entities)))

    claims: dict[str, Claim] = {}
    for _ in range(draw(st.integers(0, 3))):
        cause, effect, cue = span(), span(), span()
        main = Span(cause.start, draw(st.integers(cause.start + 1, len(doc.text))))
        others = {span() for _ in range(draw(st.integers(0, 2)))}
        # The main evidence comes first; it is the quote that holds the cause.
        apart = sorted(o for o in others if not o.start <= cause.start < o.end)
        claim = Claim(
            doc.id,
            argument(doc, cause, entity()),
            argument(doc, effect, entity()),
            draw(st.sampled_from(Polarity)),
            draw(st.sampled_from(Modality)),
            draw(st.booleans()),
            draw(names),
            draw(st.floats(0, 1)),
            tuple(quote(doc, s) for s in (main, *apart)),
            draw(st.sampled_from([None, Cue(cue.of(doc.text), cue.start, cue.end)])),
            draw(st.one_of(st.none(), names)),
        )
        claims.setdefault(claim.id, claim)

    observations: dict[str, Observation] = {}
    for _ in range(draw(st.integers(0, 3))):
        value: dict[str, float | str | None] = draw(
            st.one_of(
                st.fixed_dictionaries({"value": numbers}),
                st.fixed_dictionaries({"minimum": numbers, "maximum": numbers}),
                st.fixed_dictionaries({"text": names}),
                st.fixed_dictionaries({"change": numbers, "change_from": st.none() | names}),
            )
        )
        observation = Observation(
            doc.id,
            Argument("", 0, 0, entity()),
            Argument("", 0, 0, entity()),
            draw(names),
            draw(st.sampled_from(["<", "<=", "=", ">=", ">", "~"])),
            quote(doc, span()),
            draw(names),
            unit=draw(st.sampled_from([None, *sorted({u.id for u in ONTOLOGY.units.values()})])),
            period=draw(st.sampled_from([None, "2020", "2020-H1", "2020-Q4", "2020-07", "去年"])),
            **value,  # type: ignore[arg-type]
        )
        observations.setdefault(observation.id, observation)
    return Extraction(
        doc,
        claims=tuple(claims.values()),
        observations=tuple(observations.values()),
        entities=tuple(entities.values()),
    )


def expected(extraction: Extraction) -> Snapshot:
    """What the graph keeps of an extraction: observations name entities by their labels."""
    doc = extraction.document
    entities = {e.id: e for e in extraction.entities}

    def named(part: Argument) -> Argument:
        return Argument(entities[part.entity].label, 0, 0, part.entity)

    return Snapshot(
        documents={
            doc.id: DocumentInfo(
                doc.id, doc.title, doc.source, doc.sha256, doc.language, len(doc.text)
            )
        },
        entities=entities,
        claims={c.id: c for c in extraction.claims},
        observations={
            o.id: replace(o, subject=named(o.subject), metric=named(o.metric))
            for o in extraction.observations
        },
    )


@given(extraction=extractions())
@settings(deadline=None, max_examples=150)
def test_a_document_comes_back_from_the_store_and_from_every_syntax(
    extraction: Extraction,
) -> None:
    made = document_quads(extraction, NS, ONTOLOGY)
    assert {q.graph_name for q in made} == {NS.iri(extraction.document.id)}
    wanted = expected(extraction)
    assert snapshot_of(made) == wanted
    assert snapshot_of(parsed("".join(turtle(made, NS)), ox.RdfFormat.TURTLE)) == wanted
    assert set(parsed("".join(trig(made, NS)), ox.RdfFormat.TRIG)) == set(made)
    assert set(parsed("".join(nquads(made)), ox.RdfFormat.N_QUADS)) == set(made)


@given(extraction=extractions())
@settings(deadline=None, max_examples=40)
def test_rdflib_reads_the_same_triples(extraction: Extraction) -> None:
    made = document_quads(extraction, NS, ONTOLOGY)
    # rdflib rewrites the lexical form of numbers, so only their values can be compared.
    exact = [q for q in made if getattr(q.object, "datatype", None) != decimal(0).datatype]
    assert rdflib_triples("".join(turtle(exact, NS))) == triples(exact)


@pytest.mark.parametrize(
    "base", [DEFAULT_BASE, "https://example.org/k#", "http://localhost:8000/图谱/", "urn:kg:"]
)
def test_every_base_iri_works(base: str) -> None:
    ns = Namespaces(base)
    doc = document("监管趋严导致下架。")
    span = Span(0, 4)
    extraction = Extraction(
        doc,
        entities=(Entity("product:粒粒贷", ("Product",), "粒粒贷", "zh"),),
        claims=(
            Claim(
                doc.id, argument(doc, span, "product:粒粒贷"), argument(doc, Span(6, 8), "product:粒粒贷"),
                Polarity.PREVENT, Modality.HEDGED, False, "r", 0.25, (quote(doc, span),),
            ),
        ),
    )  # fmt: skip
    made = document_quads(extraction, ns, ONTOLOGY)
    text = "".join(turtle(made, ns))
    assert snapshot_of(parsed(text, ox.RdfFormat.TURTLE), ns) == expected(extraction)
    assert f"@prefix product: <{base}product/> ." in text


def test_requirements_stand_on_the_policy_and_on_their_evidence() -> None:
    doc = document("办法要求出资比例不低于30%。")
    policy = Entity("policy:办法", ("Policy",), "办法", "zh", issued="2020-07")
    evidence = quote(doc, Span(0, len(doc.text)))
    requirement = Requirement(
        doc.id, argument(doc, Span(0, 2), policy.id), "出资比例不低于30%", evidence
    )
    store = memory(
        document_quads(
            Extraction(doc, entities=(policy,), requirements=(requirement,)), NS, ONTOLOGY
        )
    )
    answer = store.query(
        "SELECT ?text ?quote ?issued { GRAPH ?g { ?r a kg:Requirement ; kg:policy ?p ; kg:textValue ?text ;"
        " kg:document ?g ; kg:evidence [ oa:exact ?quote ] . ?p kg:requires ?said ; kg:issued ?issued ."
        " FILTER(STR(?said) = ?text) } }",
        prefixes=dict(NS.prefixes),
    )
    assert isinstance(answer, ox.QuerySolutions)
    assert [[str(value) for value in row] for row in answer] == [
        [
            '"出资比例不低于30%"',
            '"办法要求出资比例不低于30%。"',
            '"2020-07"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>',
        ]
    ]


def test_read_claims_reads_the_named_claims_and_no_others() -> None:
    doc = document("监管趋严导致下架。成本上升导致涨价。")
    entity = Entity("factor:x", ("Factor",), "x", "zh")

    def claim(start: int) -> Claim:
        return Claim(
            doc.id, argument(doc, Span(start, start + 4), entity.id), argument(doc, Span(start + 6, start + 8), entity.id),
            Polarity.PROMOTE, Modality.ASSERTED, False, "r", 0.5, (quote(doc, Span(start, start + 9)),),
        )  # fmt: skip

    one, two = claim(0), claim(9)
    store = memory(
        document_quads(Extraction(doc, entities=(entity,), claims=(one, two)), NS, ONTOLOGY)
    )

    def about(nodes: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
        for node in nodes:
            yield from store.quads_for_pattern(node, None, None, None)

    assert read_claims(about, [NS.iri(two.id)], NS) == [two]
    assert read_claims(about, [NS.iri(entity.id)], NS) == []


@given(
    ends=st.tuples(names, names),
    polarity=st.sampled_from(Polarity),
    belief=st.floats(0, 1, exclude_min=True),
    claims=st.sets(st.integers(0, 9).map(lambda n: f"claim:{n}"), min_size=1),
)
@settings(deadline=None, max_examples=60)
def test_links_come_back_with_their_plain_edges(
    ends: tuple[str, str], polarity: Polarity, belief: float, claims: set[str]
) -> None:
    cause, effect = (f"factor:{local_name(name)}" for name in ends)
    link = CausalLink(cause, effect, polarity, belief, tuple(sorted(claims)), ("claim:x",))
    made = link_quads([link], NS)
    assert snapshot_of(made).links == {link.id: link}
    assert {q.graph_name for q in made} == {LINKS}
    verb = "promotes" if polarity is Polarity.PROMOTE else "prevents"
    edges = {q.predicate.value for q in made if q.subject == NS.iri(cause)}
    assert edges == {KG + verb, KG + "causes"}


def test_links_without_plain_support_are_no_edges() -> None:
    link = CausalLink("factor:a", "factor:b", Polarity.PREVENT, 0.0, ("claim:x",), (), plain=False)
    made = link_quads([link], NS)
    assert snapshot_of(made).links == {link.id: link}
    assert {q.subject for q in made} == {NS.iri(link.id)}


def test_concepts_bring_those_above_them() -> None:
    narrow = next(c for c in ONTOLOGY.concepts.values() if c.broader)
    made = concept_quads([narrow.id, "concept:没有这个"], NS, ONTOLOGY)
    assert narrow.broader is not None
    broad = NS.iri(narrow.broader)
    broader = ox.NamedNode("http://www.w3.org/2004/02/skos/core#broader")
    assert ox.Quad(NS.iri(narrow.id), broader, broad, LINKS) in made
    assert broad in {q.subject for q in made}
    assert NS.iri("concept:没有这个") not in {q.subject for q in made}


def test_equal_content_gets_equal_names(quads: list[ox.Quad], demo: Graph) -> None:
    """What is read back has the identifier it was stored under, kind by kind."""
    snapshot = demo.snapshot()
    kind_of = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for kind, table in (
        ("Document", snapshot.documents),
        ("Entity", snapshot.entities),
        ("Claim", snapshot.claims),
        ("CausalLink", snapshot.links),
        ("Observation", snapshot.observations),
    ):
        stored = {q.subject for q in quads if (q.predicate, q.object) == (kind_of, ours(kind))}
        assert stored
        assert stored == {NS.iri(name) for name in table}
        assert list(table) == sorted(table)


# -- names -------------------------------------------------------------------------------------------


@given(name=names, kind=st.sampled_from([k for k in KINDS if k != "doc"]))
@settings(deadline=None, max_examples=300)
def test_every_name_makes_an_iri_that_comes_back(name: str, kind: str) -> None:
    curie = f"{kind}:{local_name(name)}"
    iri = NS.iri(curie)
    assert NS.curie(iri.value) == curie
    rdflib.URIRef(iri.value).n3()  # raises if rdflib thinks the IRI invalid
    quad = ox.Quad(iri, ours("about"), iri, iri)
    assert triples(parsed("".join(turtle([quad], NS)), ox.RdfFormat.TURTLE)) == triples([quad])
    assert parsed("".join(trig([quad], NS)), ox.RdfFormat.TRIG) == [quad]
    assert rdflib_triples("".join(turtle([quad], NS))) == triples([quad])


def test_foreign_iris_stay_whole() -> None:
    for iri in ("https://example.org/x", DEFAULT_BASE, DEFAULT_BASE + "nokind/x", KG):
        assert NS.curie(iri) == iri
    assert NS.curie(KG + "Claim") == "kg:Claim"
    assert NS.curie(NS.iri("measure:倍").value) == "measure:倍"


# -- syntaxes ----------------------------------------------------------------------------------------


def words(text: str) -> str:
    """``text`` without what raptor drops from any literal, however it is written."""
    return text.replace("\x00", "").replace("\ufffe", "")


def odd_quads() -> list[ox.Quad]:
    """Names and words that break careless writers and readers."""
    about, cue = ours("about"), ours("cue")
    made = []
    for index, name in enumerate(ODD_NAMES):
        node = NS.iri("factor:" + local_name(name))
        made.append(
            ox.Quad(node, about, NS.iri("factor:" + local_name(ODD_NAMES[index - 1])), LINKS)
        )
        made.append(ox.Quad(node, cue, ox.Literal(words(name)), LINKS))
        made.append(ox.Quad(node, cue, ox.Literal(words(name), language="zh"), LINKS))
    made.append(ox.Quad(LINKS, cue, ox.Literal(words(ODD_TEXT)), LINKS))
    made.append(ox.Quad(LINKS, ours("value"), decimal(-0.25), LINKS))
    return made


Reader = Callable[[str, Path], set[ox.Triple]]


def by_pyoxigraph(text: str, _folder: Path) -> set[ox.Triple]:
    return triples(parsed(text, ox.RdfFormat.TURTLE))


def by_rdflib(text: str, _folder: Path) -> set[ox.Triple]:
    return rdflib_triples(text)


def by_tool(*command: str) -> Reader:
    def run(text: str, folder: Path) -> set[ox.Triple]:
        file = folder / "graph.ttl"
        file.write_text(text, encoding="utf-8")
        done = subprocess.run([*command, str(file)], capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
        lines = done.stdout.decode().rstrip("\n").split("\n")
        found = triples(parsed("\n".join(lines), ox.RdfFormat.N_TRIPLES))
        assert len(lines) == len(found)
        return found

    return run


def by_jena(text: str, folder: Path) -> set[ox.Triple]:
    """Jena's riot, from Debian's jars."""
    riot = jena("riotcmd.riot", folder)
    if riot is None:
        pytest.fail(
            "Jena is missing: install Debian's `libapache-jena-java` and a Java, as ./dev test does",
            pytrace=False,
        )
    return by_tool(*riot, "--syntax=TTL", "--output=NT")(text, folder)


# Virtuoso writes booleans as the numbers it keeps.
_BOOLEANS = {
    ox.Literal(
        number, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
    ): ox.Literal(value)
    for number, value in (("0", False), ("1", True))
}


def by_virtuoso(text: str, folder: Path) -> set[ox.Triple]:
    """Into a Virtuoso and out of it again."""
    (folder / "graph.ttl").write_text(text, encoding="utf-8")
    with virtuoso(folder) as server:
        server.load(folder / "graph.ttl", "urn:graph")
        everything = "SELECT ?s ?p ?o FROM <urn:graph> { ?s ?p ?o }"
        answer = server.query(everything, "application/sparql-results+json")
    rows = ox.parse_query_results(input=answer, format=ox.QueryResultsFormat.JSON)
    assert isinstance(rows, ox.QuerySolutions)
    found = [ox.Triple(s, p, _BOOLEANS.get(o, o)) for s, p, o in rows]
    assert len(found) == len(set(found))
    return set(found)


READERS: dict[str, Reader] = {
    "virtuoso": by_virtuoso,
    "riot": by_jena,
    "pyoxigraph": by_pyoxigraph,
    "rdflib": by_rdflib,
    "rapper": by_tool("rapper", "-q", "-i", "turtle", "-o", "ntriples"),
    "serdi": by_tool("serdi", "-i", "turtle", "-o", "ntriples"),
}


@pytest.mark.parametrize("reader", READERS)
def test_every_parser_reads_the_turtle_of_the_demo_graph_alike(
    reader: str, quads: list[ox.Quad], tmp_path: Path
) -> None:
    lines = "".join(nquads(quads, triples=True))
    wanted = triples(parsed(lines, ox.RdfFormat.N_TRIPLES))
    assert wanted == triples(quads)
    assert len(wanted) == lines.count("\n")
    assert READERS[reader]("".join(turtle(quads, NS)), tmp_path) == wanted


@pytest.mark.parametrize("reader", READERS)
def test_every_parser_reads_odd_names_alike(reader: str, tmp_path: Path) -> None:
    made = odd_quads()
    assert READERS[reader]("".join(turtle(made, NS)), tmp_path) == triples(made)


# rdflib's own TriG parser trips over rdflib's own deprecations.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")
def test_trig_and_nquads_keep_the_graphs_apart(quads: list[ox.Quad]) -> None:
    assert len({q.graph_name for q in quads}) > 2
    text = "".join(trig(quads, NS))
    assert set(parsed(text, ox.RdfFormat.TRIG)) == set(quads)
    assert rdflib_quads(text) == set(quads)
    assert set(parsed("".join(nquads(quads)), ox.RdfFormat.N_QUADS)) == set(quads)
    assert set(parsed("".join(trig(odd_quads(), NS)), ox.RdfFormat.TRIG)) == set(odd_quads())


def test_trig_keeps_the_default_graph() -> None:
    node = NS.iri("product:x")
    made = [
        ox.Quad(node, ours("about"), node),
        ox.Quad(node, ours("about"), node, ox.NamedNode("https://example.org/g")),
    ]
    assert set(parsed("".join(trig(made, NS)), ox.RdfFormat.TRIG)) == set(made)
    assert set(parsed("".join(nquads(made)), ox.RdfFormat.N_QUADS)) == set(made)


@pytest.mark.parametrize("syntax", ["turtle", "trig", "nquads", "ntriples"])
@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_the_order_of_quads_changes_no_byte(syntax: str, data: st.DataObject) -> None:
    write: Callable[[Iterable[ox.Quad]], str] = {
        "turtle": lambda q: "".join(turtle(q, NS)),
        "trig": lambda q: "".join(trig(q, NS)),
        "nquads": lambda q: "".join(nquads(q)),
        "ntriples": lambda q: "".join(nquads(q, triples=True)),
    }[syntax]
    made = odd_quads()
    shuffled = data.draw(st.permutations(made))
    assert write(shuffled) == write(made) == write([*made, *shuffled])


def test_there_are_no_blank_nodes(quads: list[ox.Quad]) -> None:
    assert not [
        q for q in quads
        if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)
        or not isinstance(q.graph_name, ox.NamedNode)
    ]  # fmt: skip


def test_turtle_is_for_people(quads: list[ox.Quad]) -> None:
    text = "".join(turtle(quads, NS))
    assert "粒粒贷" in text
    assert "\\u" not in text
    # IRIs are written out only where a name has signs that a short one would escape (M1+逾期率).
    body = "".join(line for line in text.splitlines() if not line.startswith("@prefix"))
    assert all(re.search("[^\\w/:.#<>-]", iri) for iri in re.findall("<http[^>]*>", body))
    prefixes = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(set(prefixes))


CONTROLS = [
    *map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff",
]  # fmt: skip


@pytest.mark.parametrize("character", CONTROLS, ids=lambda c: f"U+{ord(c):04X}")
def test_controls_and_direction_marks_are_shown_and_kept(character: str) -> None:
    quad = ox.Quad(NS.iri("product:x"), ours("cue"), ox.Literal(f"前{character}后"))
    text = "".join(turtle([quad], NS))
    body = text.partition("product:x ")[2]
    assert character not in body.removesuffix(" .\n")
    assert triples(parsed(text, ox.RdfFormat.TURTLE)) == triples([quad])
    assert rdflib_triples(text) == triples([quad])


def test_the_ontology_declares_every_term_of_ours_in_use(quads: list[ox.Quad]) -> None:
    declared = {
        q.subject.value
        for q in parsed((locate() / "kg.ttl").read_text(encoding="utf-8"), ox.RdfFormat.TURTLE)
        if isinstance(q.subject, ox.NamedNode)
    }
    used = {
        term.value
        for q in quads
        for term in (q.predicate, q.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(KG)
    }
    assert {KG + "Claim", KG + "causes", KG + "Promote"} <= used
    assert used - declared == set()


# -- numbers -----------------------------------------------------------------------------------------


@given(value=numbers)
@settings(deadline=None, max_examples=300)
def test_decimals_are_canonical_and_lose_nothing(value: float) -> None:
    literal = decimal(value)
    text = literal.value
    assert literal.datatype.value == "http://www.w3.org/2001/XMLSchema#decimal"
    assert float(text) == value
    whole, _, fraction = text.removeprefix("-").partition(".")
    assert whole.isdigit()
    assert whole == "0" or not whole.startswith("0")
    assert not fraction.endswith("0")
    assert text != "-0"
    assert ("." in text) == bool(fraction)
    assert Decimal(text) == Decimal(repr(value))


@given(value=st.decimals(min_value=-(10**15), max_value=10**15, places=3).map(float))
@settings(deadline=None, max_examples=100)
def test_the_store_does_not_rewrite_our_decimals(value: float) -> None:
    quad = ox.Quad(NS.iri("obs:x"), ours("value"), decimal(value))
    assert list(memory([quad])) == [quad]
