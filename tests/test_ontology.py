"""The files of ontology/: what they declare, what they refuse, and what the shapes let through."""

from __future__ import annotations

import re
import shutil
import string
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from conftest import Kg
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, XSD, Literal, URIRef
from rdflib.term import Node

from kg.check import check
from kg.errors import OntologyError, StoreError
from kg.ontology import LANGUAGES, ORDERS, alternation, load, locate
from kg.store import Graph, open_graph
from kg.turtle import turtle
from kg.validate import Problem, check_shapes

KG = rdflib.Namespace("https://w3id.org/causal-kg/ontology#")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")


# -- kg.ttl and the shapes ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vocabulary() -> list[ox.Quad]:
    text = (locate() / "kg.ttl").read_text(encoding="utf-8")
    return list(ox.parse(input=text, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("name", ["label", "comment"])
def test_every_term_is_explained_once_in_each_language(
    vocabulary: list[ox.Quad], name: str
) -> None:
    terms = {
        q.subject.value
        for q in vocabulary
        if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(KG)
    }
    assert len(terms) > 50
    said = sorted(
        (q.subject.value, q.object.language)
        for q in vocabulary
        if q.predicate.value == str(RDFS[name])
        and isinstance(q.subject, ox.NamedNode)
        and isinstance(q.object, ox.Literal)
        and q.object.value.strip()
        and q.subject.value in terms
    )
    assert said == sorted((term, language) for term in terms for language in LANGUAGES)


def test_every_term_is_a_class_a_property_or_an_individual(vocabulary: list[ox.Quad]) -> None:
    kinds: dict[str, set[str]] = {}
    for quad in vocabulary:
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(KG):
            kinds.setdefault(quad.subject.value, set())
            if quad.predicate.value == str(RDF.type) and isinstance(quad.object, ox.NamedNode):
                kinds[quad.subject.value].add(quad.object.value)
    assert kinds[str(KG.Claim)] and kinds[str(KG.causes)]
    assert [term for term, found in kinds.items() if not found] == []


def test_the_ontology_has_no_blank_nodes(vocabulary: list[ox.Quad]) -> None:
    assert not [
        q for q in vocabulary
        if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)
    ]  # fmt: skip


def test_causes_is_above_promotes_and_prevents(vocabulary: list[ox.Quad]) -> None:
    above = {
        q.subject.value
        for q in vocabulary
        if q.predicate.value == str(RDFS.subPropertyOf)
        and isinstance(q.subject, ox.NamedNode)
        and q.object == ox.NamedNode(KG.causes)
    }
    assert above == {str(KG.promotes), str(KG.prevents)}


def test_the_shapes_speak_only_of_declared_terms(vocabulary: list[ox.Quad]) -> None:
    shapes = rdflib.Graph().parse(locate() / "shapes.ttl", format="turtle")
    named = {node for triple in shapes for node in triple if str(node).startswith(KG)}
    declared = {URIRef(q.subject.value) for q in vocabulary if isinstance(q.subject, ox.NamedNode)}
    assert KG.Claim in named
    assert named - declared == set()


# -- the data files ----------------------------------------------------------------------------------


def data_files() -> list[str]:
    return sorted(path.name for path in locate().glob("*.toml"))


def test_the_ontology_holds_its_data_files() -> None:
    assert data_files() == [
        "concepts.toml", "lexicon.en.toml", "lexicon.zh.toml", "names.toml", "units.toml",
    ]  # fmt: skip
    assert all(
        tomllib.loads((locate() / name).read_text(encoding="utf-8")) for name in data_files()
    )


def test_the_default_ontology_loads_once() -> None:
    ontology = load()
    assert load(locate()) is ontology
    assert ontology.concept_by_label["合规压力"] is ontology.concept_by_label["compliance pressure"]
    assert ontology.units["%"].id == "unit:PERCENT"
    assert ontology.units["基点"].id == "measure:BASIS-POINT"
    assert ontology.units["元/吨"].id == "measure:CNY-PER-TON"
    assert ontology.units["美元/千克"].label == "美元/公斤"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_has_a_frame_the_stages_know(language: str) -> None:
    lexicon = load().lexicon(language)
    assert lexicon.language == language
    assert set(lexicon.cues.values()) == set(lexicon.frames)
    assert len({frame.id for frame in lexicon.frames}) == len(lexicon.frames)
    for frame in lexicon.frames:
        assert frame.id.startswith(f"{language}.")
        assert frame.order in ORDERS
        assert frame.polarity in {"promote", "prevent"}
        assert 0 < frame.strength < 1
    assert {"up", "down"} <= set(lexicon.trends.values())
    assert lexicon.words["event"] and lexicon.events >= set(lexicon.trends)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """An ontology of one's own to spoil; the loader keeps each folder it has read."""
    return Path(shutil.copytree(locate(), tmp_path / "ontology"))


def append(folder: Path, name: str, text: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n" + text)


def test_a_cue_or_concept_of_ones_own_is_one_entry(copy: Path) -> None:
    append(
        copy,
        "concepts.toml",
        '[[concept]]\nzh = ["月亮压力"]\nkind = "Pressure"\nbroader = "压力"\n',
    )
    text = (copy / "lexicon.zh.toml").read_text(encoding="utf-8")
    frame = '[[frame]]\nid = "zh.mine"\norder = "because"\npolarity = "prevent"\nstrength = 0.4\nwords = ["拜其所害"]\n\n'
    (copy / "lexicon.zh.toml").write_text(
        text.replace("[[frame]]", frame + "[[frame]]", 1), encoding="utf-8"
    )
    mine = load(copy)
    assert mine.concepts["concept:月亮压力"].broader == "concept:压力"
    assert mine.lexicon("zh").cues["拜其所害"].strength == 0.4
    assert "拜其所害" not in load().lexicon("zh").cues


@pytest.mark.parametrize("name", data_files())
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(OntologyError, match=re.escape(str(copy / name)) + ".*must hold it"):
        load(copy)


@pytest.mark.parametrize("data", [b"[[concept\n", b'x = "\xff"\n'], ids=["syntax", "not-utf-8"])
@pytest.mark.parametrize("name", data_files())
def test_a_malformed_file_is_named(copy: Path, name: str, data: bytes) -> None:
    with (copy / name).open("ab") as file:
        file.write(b"\n" + data)
    with pytest.raises(OntologyError, match=re.escape(str(copy / name))):
        load(copy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cue_in_two_frames_is_refused(copy: Path, language: str) -> None:
    lexicon = load().lexicon(language)
    cue, frame = next(iter(lexicon.cues.items()))
    path = copy / f"lexicon.{language}.toml"
    text = path.read_text(encoding="utf-8")
    again = f'[[frame]]\nid = "{language}.again"\norder = "because"\npolarity = "promote"\nstrength = 0.5\nwords = ["{cue}"]\n\n'
    path.write_text(text.replace("[[frame]]", again + "[[frame]]", 1), encoding="utf-8")
    with pytest.raises(OntologyError) as caught:
        load(copy)
    assert str(path) in str(caught.value)
    assert f"{cue} stands in both {language}.again and {frame.id}" in str(caught.value)


def test_a_price_in_an_unknown_currency_is_refused(copy: Path) -> None:
    path = copy / "units.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('currencies = ["元"', 'currencies = ["贝壳"'), encoding="utf-8")
    with pytest.raises(OntologyError, match=re.escape(str(path)) + ".*贝壳 is no unit"):
        load(copy)


def test_a_label_of_two_concepts_is_refused(copy: Path) -> None:
    append(copy, "concepts.toml", '[[concept]]\nzh = ["月亮压力", "合规压力"]\nkind = "Pressure"\n')
    with pytest.raises(OntologyError) as caught:
        load(copy)
    assert str(copy / "concepts.toml") in str(caught.value)
    assert "合规压力 is a label of both concept:合规压力 and concept:月亮压力" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "entry", "says"),
    [
        ("concepts.toml", '[[concept]]\nzh = ["月亮"]\n', "needs a list of labels and a kind"),
        ("concepts.toml", '[[concept]]\nkind = "Event"\n', "needs a list of labels and a kind"),
        (
            "concepts.toml",
            '[[concept]]\nzh = ["月亮"]\nkind = "Event"\nbroader = "太阳"\n',
            "concept:月亮 is narrower than concept:太阳, which is not there",
        ),
    ],
    ids=["no-kind", "no-label", "broader-unknown"],
)
def test_an_incomplete_concept_is_refused(copy: Path, name: str, entry: str, says: str) -> None:
    append(copy, name, entry)
    with pytest.raises(OntologyError) as caught:
        load(copy)
    assert str(copy / name) in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize("field", ["id", "order", "polarity", "strength", "words"])
def test_an_incomplete_frame_is_refused(copy: Path, field: str) -> None:
    path = copy / "lexicon.en.toml"
    text = path.read_text(encoding="utf-8")
    spoilt = re.sub(rf"^{field} = .*\n", "", text, count=1, flags=re.MULTILINE)
    assert spoilt != text
    path.write_text(spoilt, encoding="utf-8")
    with pytest.raises(OntologyError, match=re.escape(str(path)) + f".*'{field}'"):
        load(copy)


@pytest.mark.parametrize(
    ("name", "key"), [("lexicon.zh.toml", "hedge_weak"), ("lexicon.en.toml", "auxiliary"), ("names.toml", "head_en")]
)  # fmt: skip
def test_a_missing_list_is_named(copy: Path, name: str, key: str) -> None:
    text = (copy / name).read_text(encoding="utf-8")
    spoilt = re.sub(
        rf"^{key} = \[", f"{key}_of_another_name = [", text, count=1, flags=re.MULTILINE
    )
    assert spoilt != text
    (copy / name).write_text(spoilt, encoding="utf-8")
    with pytest.raises(OntologyError, match=re.escape(str(copy / name)) + f".*{key} is missing"):
        load(copy)


def test_an_order_no_rule_knows_is_refused(copy: Path) -> None:
    path = copy / "lexicon.en.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('order = "because"', 'order = "sideways"', 1), encoding="utf-8")
    with pytest.raises(OntologyError, match="order sideways; there are: cause-effect, "):
        load(copy)


# -- alternation -------------------------------------------------------------------------------------

ALPHABET = "因为此故ab.*+?()[]|\\^$ -"
WORDS = st.sets(st.text(ALPHABET, min_size=1, max_size=5), min_size=1, max_size=12)


@given(words=WORDS, others=WORDS)
@settings(deadline=None, max_examples=200)
def test_alternation_matches_the_words_and_nothing_else(words: set[str], others: set[str]) -> None:
    pattern = re.compile(alternation(words))
    assert {w for w in words | others if pattern.fullmatch(w)} == words
    assert pattern.groups == 0


@given(words=WORDS, tail=st.text(ALPHABET, max_size=6))
@settings(deadline=None, max_examples=200)
def test_alternation_prefers_the_longest_word(words: set[str], tail: str) -> None:
    pattern = re.compile(alternation(words))
    for text in {word + tail for word in words} | {tail}:
        longest = max((w for w in words if text.startswith(w)), key=len, default=None)
        match = pattern.match(text)
        assert (match.group() if match else None) == longest


@given(words=st.sets(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=8))
@settings(deadline=None, max_examples=100)
def test_whole_words_are_not_found_inside_others(words: set[str]) -> None:
    pattern = re.compile(alternation(words, whole=True))
    text = "a ab abc b-c cab,bca aabb"
    assert pattern.findall(text) == [t for t in re.findall(r"[a-c]+", text) if t in words]


def test_alternation_of_nothing_matches_nothing() -> None:
    pattern = re.compile(alternation([]))
    assert not any(pattern.search(text) for text in ("", *string.ascii_letters))


def test_the_words_of_a_class_compile_to_one_expression() -> None:
    chinese, english = load().lexicon("zh"), load().lexicon("en")
    for lexicon in (chinese, english):
        name = next(iter(lexicon.words))
        pattern = re.compile(lexicon.any_of(name))
        assert all(pattern.search(f" {word} ") for word in lexicon.words[name])
    event = re.compile(english.any_of("event"))
    word = next(w for w in english.words["event"] if w.isalpha())
    assert not event.search(f"xq{word}xq")


# -- shapes ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(demo_graph: Path) -> Graph:
    return open_graph(demo_graph)


@pytest.fixture(scope="module")
def sound(demo: Graph) -> rdflib.Graph:
    """The triples of the demo graph that one policy, product, claim, link and observation need.

    Validation takes as long as the graph is big, and one node of each kind is enough to break.
    """
    whole = rdflib.Graph().parse(data="".join(turtle(demo.quads(), demo.ns)), format="turtle")
    part = rdflib.Graph()
    todo: list[Node] = [first(whole, kind) for kind in KINDS]
    while todo:
        node = todo.pop()
        if (node, None, None) in part:
            continue
        for triple in whole.triples((node, None, None)):
            # Plain edges lead to the rest of the graph; no shape looks at them.
            if triple[1] not in (KG.causes, KG.promotes, KG.prevents):
                part.add(triple)
                todo.append(triple[2])
    return part


KINDS = (
    KG.Document, KG.Policy, KG.Factor, KG.Claim, KG.Evidence, KG.CausalLink, KG.Observation, KG.Requirement,
)  # fmt: skip


def first(graph: rdflib.Graph, kind: URIRef) -> URIRef:
    return min(node for node in graph.subjects(RDF.type, kind) if isinstance(node, URIRef))


def problems_of(graph: rdflib.Graph) -> list[Problem]:
    return check_shapes(graph, locate() / "shapes.ttl")


def test_the_demo_graph_is_sound(demo: Graph) -> None:
    report = check(demo)
    assert report.problems == ()
    exact = ox.NamedNode(OA.exact)
    quoting = {q.subject for q in demo.quads() if q.predicate == exact}
    assert report.quotes == len(quoting) > 0
    assert report.triples == len({(q.subject, q.predicate, q.object) for q in demo.quads()})


def test_the_part_that_is_broken_below_is_sound(sound: rdflib.Graph) -> None:
    assert all((None, RDF.type, kind) in sound for kind in KINDS)
    assert problems_of(sound) == []


Break = Callable[[rdflib.Graph, URIRef], object]


def drop(*predicates: URIRef) -> Break:
    def change(graph: rdflib.Graph, node: URIRef) -> None:
        for predicate in predicates:
            graph.remove((node, predicate, None))

    return change


def add(predicate: URIRef, value: Node) -> Break:
    return lambda graph, node: graph.add((node, predicate, value))


def put(predicate: URIRef, *values: Node) -> Break:
    def change(graph: rdflib.Graph, node: URIRef) -> None:
        graph.remove((node, predicate, None))
        for value in values:
            graph.add((node, predicate, value))

    return change


def both(*changes: Break) -> Break:
    return lambda graph, node: [change(graph, node) for change in changes]


NOBODY = URIRef("https://example.org/nobody")
DECIMAL = XSD.decimal
BROKEN: dict[str, tuple[URIRef, Break, str]] = {
    "entity without a label": (KG.Factor, drop(RDFS.label), "rdfs:label"),
    "label without a language": (KG.Policy, put(RDFS.label, Literal("办法")), "rdfs:label"),
    "factor about nobody": (KG.Factor, add(KG.about, NOBODY), "kg:about"),
    "factor moving sideways": (KG.Factor, put(KG.trend, KG.Sideways), "kg:trend"),
    "factor of two concepts": (KG.Factor, put(KG.concept, NOBODY, KG.x), "kg:concept"),
    "policy issued as words": (KG.Policy, put(KG.issued, Literal("去年七月")), "kg:issued"),
    "document without a title": (KG.Document, drop(DCT.title), "dct:title"),
    "document with a short hash": (KG.Document, put(KG.sha256, Literal("ab12")), "kg:sha256"),
    "claim without evidence": (KG.Claim, drop(KG.evidence), "kg:evidence"),
    "claim without a cause": (KG.Claim, drop(KG.cause), "kg:cause"),
    "claim with an unknown effect": (KG.Claim, put(KG.effect, NOBODY), "kg:effect"),
    "claim of both polarities": (KG.Claim, put(KG.polarity, KG.Promote, KG.Prevent), "kg:polarity"),
    "claim of unknown modality": (KG.Claim, put(KG.modality, KG.Rumoured), "kg:modality"),
    "claim surer than sure": (
        KG.Claim, put(KG.confidence, Literal("1.5", datatype=DECIMAL)), "kg:confidence",
    ),
    "claim sure in doubles": (
        KG.Claim, put(KG.confidence, Literal("0.5", datatype=XSD.double)), "kg:confidence",
    ),
    "claim from no document": (KG.Claim, drop(PROV.wasDerivedFrom), "prov:wasDerivedFrom"),
    "cause that ends before it starts": (
        KG.Claim, both(put(KG.causeStart, Literal(9)), put(KG.causeEnd, Literal(3))), "kg:causeStart",
    ),
    "evidence without a quote": (KG.Evidence, drop(OA.exact), "oa:exact"),
    "evidence that ends before it starts": (
        KG.Evidence, both(put(OA.start, Literal(9)), put(OA.end, Literal(3))), "oa:start",
    ),
    "link without a claim": (KG.CausalLink, drop(KG.supportedBy, KG.opposedBy), "kg:supportedBy"),
    "link believed below zero": (
        KG.CausalLink, put(KG.belief, Literal("-0.1", datatype=DECIMAL)), "kg:belief",
    ),
    "link supported by no claim": (KG.CausalLink, put(KG.supportedBy, NOBODY), "kg:supportedBy"),
    "observation without a value": (
        KG.Observation, drop(KG.value, KG.minValue, KG.maxValue, KG.textValue, KG.change), "kg:value",
    ),
    "range upside down": (
        KG.Observation,
        both(
            put(KG.minValue, Literal("2", datatype=DECIMAL)),
            put(KG.maxValue, Literal("1", datatype=DECIMAL)),
        ),
        "kg:minValue",
    ),
    "observation with a strange comparator": (
        KG.Observation, put(KG.comparator, Literal("≈")), "kg:comparator",
    ),
    "requirement of no policy": (KG.Requirement, put(KG.policy, NOBODY), "kg:policy"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_shapes_reject(name: str, sound: rdflib.Graph) -> None:
    kind, spoil, says = BROKEN[name]
    node = first(sound, kind)
    graph = rdflib.Graph()
    graph += sound
    spoil(graph, node)
    found = [(p.node, says in p.message) for p in problems_of(graph)]
    assert (str(node), True) in found
    assert {n for n, _ in found} == {str(node)}


def test_the_shapes_reject_a_blank_node(sound: rdflib.Graph) -> None:
    graph = rdflib.Graph()
    graph += sound
    node = rdflib.BNode()
    graph.add((node, RDF.type, KG.Entity))
    graph.add((node, RDFS.label, Literal("无名", lang="zh")))
    assert [(p.node, "IRI" in p.message) for p in problems_of(graph)] == [(str(node), True)]


def test_a_problem_with_a_claim_shows_its_quote(sound: rdflib.Graph) -> None:
    claim = first(sound, KG.Claim)
    quotes = {str(sound.value(e, OA.exact)) for e in sound.objects(claim, KG.evidence)}
    graph = rdflib.Graph()
    graph += sound
    drop(KG.polarity)(graph, claim)
    assert {p.quote for p in problems_of(graph)} <= quotes - {""}


# -- quotes ------------------------------------------------------------------------------------------


@pytest.fixture
def own(demo_graph: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_graph, tmp_path / "graph"))


def texts(graph: Path) -> Iterable[Path]:
    found = sorted((graph / "texts").glob("*/*"))
    assert found
    return found


def test_a_text_changed_after_the_build_is_reported(own: Path) -> None:
    path = next(iter(texts(own)))
    graph = open_graph(own)
    document = next(d for d in graph.snapshot().documents.values() if d.sha256 == path.stem)
    before = path.read_text(encoding="utf-8")
    path.write_text("改" + before, encoding="utf-8")

    problems = check(graph).problems
    evidence = {
        graph.ns.iri(e.id).value: e
        for c in graph.snapshot().claims.values()
        for e in c.evidence
        if e.document == document.id
    }
    assert set(evidence) <= {p.node for p in problems}
    for problem in problems:
        assert problem.node.startswith(graph.ns.prefixes["evidence"])
        assert problem.message.startswith(f"{document.id} says ")
        if problem.node in evidence:
            e = evidence[problem.node]
            assert problem.quote == e.quote
            assert repr(("改" + before)[e.start : e.end]) in problem.message
    assert list(problems) == sorted(problems, key=lambda p: (p.node, p.message))

    path.write_text(before, encoding="utf-8")
    assert check(graph).problems == ()


def test_one_changed_character_is_reported_where_it_is_quoted(own: Path) -> None:
    graph = open_graph(own)
    claim = next(iter(graph.snapshot().claims.values()))
    evidence = claim.evidence[0]
    document = graph.snapshot().documents[claim.document]
    path = next(p for p in texts(own) if p.stem == document.sha256)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text[: evidence.start] + "\u2603" + text[evidence.start + 1 :], encoding="utf-8"
    )
    problems = check(graph).problems
    assert graph.ns.iri(evidence.id).value in {p.node for p in problems}
    assert all("\u2603" in p.message and "\u2603" not in p.quote for p in problems)


def test_a_lost_text_is_an_error(own: Path) -> None:
    path = next(iter(texts(own)))
    path.unlink()
    with pytest.raises(StoreError, match=f"{path.stem}.*build the graph again"):
        check(open_graph(own))


@pytest.mark.parametrize(
    ("said", "damaged", "kind"),
    [
        ("kg:polarity kg:Promote", "kg:polarity kg:Bogus", "polarity"),
        ("kg:modality kg:Asserted", "kg:modality kg:Nope", "modality"),
        ("kg:trend kg:Up", "kg:trend kg:Sideways", "trend"),
        ('kg:belief "0', 'kg:belief "high 0', "belief"),
    ],
)
def test_values_of_the_wrong_kind_are_named_by_the_check(
    demo_graph: Path, tmp_path: Path, kg: Kg, said: str, damaged: str, kind: str
) -> None:
    turtle = kg("export", "-g", demo_graph).stdout
    file = tmp_path / "damaged.ttl"
    file.write_text(turtle.replace(said, damaged, 1), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != turtle
    done = kg("check", "-g", file)
    assert done.returncode == 1, done.stderr
    assert kind in done.stdout
    done = kg("page", "-g", file, "-o", tmp_path / "page.html")
    assert done.returncode == 2
    assert "kg check names its node" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["lexicon.zh", "lexicon.en", "names"])
def test_no_list_has_a_word_twice(name: str) -> None:
    text = (locate("ontology") / f"{name}.toml").read_text(encoding="utf-8")

    def lists(value: object) -> Iterator[list[object]]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from lists(inner)
        elif isinstance(value, list):
            yield value
            for inner in value:
                yield from lists(inner)

    words = [found for found in lists(tomllib.loads(text)) if found and isinstance(found[0], str)]
    assert words
    assert [w for found in words for w in found if found.count(w) > 1] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (r"^strength = 0\.9$", "strength = 9", "between 0 and 1"),
        (r'^words = \[\n  "导致"', 'words = [\n  3, "导致"', "no word"),
    ],
)
def test_a_frame_that_makes_no_sense_is_refused(copy: Path, old: str, new: str, says: str) -> None:
    path = copy / "lexicon.zh.toml"
    text = path.read_text(encoding="utf-8")
    spoilt = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    assert spoilt != text
    path.write_text(spoilt, encoding="utf-8")
    with pytest.raises(OntologyError, match=says):
        load(copy)
