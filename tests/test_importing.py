"""Other graphs brought in as named sources."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from shutil import copytree
from typing import Any

import pyoxigraph as ox
import pytest
from conftest import Kg

from kg import build, import_file
from kg.check import check
from kg.errors import SourceError, StoreError, UsageError, ValidationError
from kg.export import write_file
from kg.graph import LINKS
from kg.store import UNION, Graph, open_files, open_graph

PREFIXES = """
@prefix kg: <https://w3id.org/causal-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix factor: <https://w3id.org/causal-kg/factor/> .
@prefix claim: <https://w3id.org/causal-kg/claim/> .
@prefix evidence: <https://w3id.org/causal-kg/evidence/> .
@prefix doc: <https://w3id.org/causal-kg/doc/> .
"""

HAND_MADE = (
    PREFIXES
    + """
factor:用户流失 a kg:Factor, kg:Entity ; rdfs:label "用户流失"@zh .
factor:广告投放下降 a kg:Factor, kg:Entity ; rdfs:label "广告投放下降"@zh .
claim:hand1 a kg:Claim ; kg:cause factor:广告投放下降 ; kg:effect factor:用户流失 ;
  kg:causeText "少了广告" ; kg:causeStart 0 ; kg:causeEnd 4 ;
  kg:effectText "用户走了" ; kg:effectStart 5 ; kg:effectEnd 9 ;
  kg:polarity kg:Promote ; kg:modality kg:Asserted ; kg:implicit false ; kg:rule "hand" ;
  kg:confidence 0.9 ; kg:evidence evidence:hand1 ; prov:wasDerivedFrom doc:mine.ttl ; kg:document doc:mine.ttl .
evidence:hand1 a kg:Evidence, oa:TextQuoteSelector, oa:TextPositionSelector ;
  oa:exact "少了广告，用户走了" ; oa:start 0 ; oa:end 9 ; kg:document doc:mine.ttl .
"""
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small graph, and hand-made claims beside it."""
    (tmp_path / "a.txt").write_text(
        "甲公司停业导致用户流失。用户流失导致门店关闭。", encoding="utf-8"
    )
    build([tmp_path / "a.txt"], tmp_path / "graph")
    (tmp_path / "mine.ttl").write_text(HAND_MADE, encoding="utf-8")
    return tmp_path


def causes(graph: Graph) -> dict[str, float]:
    return {
        step.entity.label: step.link.belief
        for step in graph.network().why("用户流失", depth=1).steps
    }


def test_hand_made_claims_count_like_any_others(folder: Path) -> None:
    before = causes(open_graph(folder / "graph"))
    report = import_file(folder / "graph", folder / "mine.ttl")
    assert (report.name, report.claims, report.links) == ("mine.ttl", 1, 0)
    graph = open_graph(folder / "graph")
    found = causes(graph)
    assert found == {**before, "广告投放下降": pytest.approx(0.85)}
    net = graph.network()
    link = net.causes("factor:用户流失")[0]
    assert net.document(net.claims(link.supported_by)[0].document).title
    assert check(graph).problems == ()
    # It is a graph of its own, and in the union.
    name = graph.ns.iri("doc:mine.ttl")
    own = list(graph.store.quads_for_pattern(None, None, None, name))
    assert len(own) == report.triples
    for quad in own:
        assert ox.Quad(quad.subject, quad.predicate, quad.object, UNION) in graph.store


def test_entities_of_the_graph_may_be_declared_again(demo_graph: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    copytree(demo_graph, graph)
    again = PREFIXES + 'factor:粒粒贷下架 a kg:Factor, kg:Entity ; rdfs:label "粒粒贷下架"@zh .'
    (tmp_path / "again.ttl").write_text(again, encoding="utf-8")
    assert open_graph(graph).network().entity("factor:粒粒贷下架").about  # it is about something
    import_file(graph, tmp_path / "again.ttl")


def test_entities_made_of_entities_are_refused(folder: Path) -> None:
    rdf = """<?xml version="1.0"?><!DOCTYPE rdf:RDF [
      <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
      <!ENTITY owl "http://www.w3.org/2002/07/owl#">]>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:">
      <rdf:Description rdf:about="urn:s"><x:p>&owl;</x:p></rdf:Description></rdf:RDF>"""
    (folder / "bomb.rdf").write_text(rdf, encoding="utf-8")
    long = rdf.replace('"&a;&a;&a;&a;"', f'"{"b" * 100_000}"')
    for text in (rdf, rdf.replace("<!DOCTYPE", f"<!--{'-x' * 50_000}--><!DOCTYPE"), long):
        (folder / "bomb.rdf").write_text(text, encoding="utf-8")
        for read in (partial(import_file, folder / "graph"), lambda file: open_files([file])):
            with pytest.raises(SourceError, match="entity b is long or made of others"):
                read(folder / "bomb.rdf")
    # Namespaces are abbreviated like that in OWL files.
    (folder / "fine.rdf").write_text(rdf.replace('"&a;&a;&a;&a;"', '"bb"'), encoding="utf-8")
    assert open_files([folder / "fine.rdf"]).ask("ASK { ?s ?p 'http://www.w3.org/2002/07/owl#' }")


def test_an_import_outlives_builds(folder: Path) -> None:
    import_file(folder / "graph", folder / "mine.ttl")
    (folder / "b.txt").write_text("价格上涨导致用户流失。", encoding="utf-8")
    for options in ({}, {"extractor": "rules"}):
        report = build([folder / "a.txt", folder / "b.txt"], folder / "graph", **options)
        assert "广告投放下降" in causes(open_graph(folder / "graph"))
    assert report.documents == 3
    # Even if everything is read again under another lexicon.
    ontology = folder / "ontology"
    from kg.ontology import locate

    copytree(locate(), ontology)
    (ontology / "names.toml").write_text(
        (ontology / "names.toml").read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8"
    )
    build([folder / "a.txt"], folder / "graph", ontology=ontology)
    assert "广告投放下降" in causes(open_graph(folder / "graph"))
    build([folder / "a.txt"], folder / "graph", fresh=True)
    assert "广告投放下降" not in causes(open_graph(folder / "graph"))


def test_importing_again_replaces(folder: Path) -> None:
    import_file(folder / "graph", folder / "mine.ttl")
    text = HAND_MADE.replace("广告投放下降", "价格战")
    (folder / "mine.ttl").write_text(text, encoding="utf-8")
    import_file(folder / "graph", folder / "mine.ttl")
    found = causes(open_graph(folder / "graph"))
    assert "价格战" in found
    assert "广告投放下降" not in found
    first = (folder / "graph" / "CURRENT").read_text()
    import_file(folder / "graph", folder / "mine.ttl", name="second")
    assert causes(open_graph(folder / "graph"))["价格战"] >= found["价格战"]
    assert (folder / "graph" / "CURRENT").read_text() != first


def test_what_breaks_the_shapes_changes_nothing(folder: Path) -> None:
    before = (folder / "graph" / "CURRENT").read_text()
    (folder / "mine.ttl").write_text(
        HAND_MADE.replace("kg:polarity kg:Promote ;", "").replace("kg:Asserted", "kg:Certain"),
        encoding="utf-8",
    )
    with pytest.raises(ValidationError, match=r"claim:hand1: .*polarity"):
        import_file(folder / "graph", folder / "mine.ttl")
    assert (folder / "graph" / "CURRENT").read_text() == before


def test_foreign_data_with_blank_nodes(folder: Path) -> None:
    ttl = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <https://example.org/loan> skos:prefLabel "loan"@en ; skos:related [ skos:note "a note" ] .
    """
    (folder / "fibo.ttl").write_text(ttl, encoding="utf-8")
    import_file(folder / "graph", folder / "fibo.ttl")
    graph = open_graph(folder / "graph")
    row = next(
        iter(graph.select("SELECT ?n { <https://example.org/loan> skos:related/skos:note ?n }"))
    )
    assert row["n"].value == "a note"
    assert not graph.ask("ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }")
    first = sorted(map(str, graph.quads()))
    # The same data in another order and with other blank nodes is the same graph.
    (folder / "fibo.ttl").write_text(
        ttl.replace("[ skos:note", "_:zz . _:zz skos:note").replace("] .", "."), encoding="utf-8"
    )
    import_file(folder / "graph", folder / "fibo.ttl")
    again = sorted(map(str, open_graph(folder / "graph").quads()))
    differ = set(first) ^ set(again)
    assert all("sha256" in quad or "length" in quad for quad in differ)


def test_blank_nodes_that_would_take_for_ever_are_refused(folder: Path) -> None:
    clique = "".join(f"_:n{a} <urn:p> _:n{b} .\n" for a in range(9) for b in range(9) if a != b)
    (folder / "clique.ttl").write_text(clique, encoding="utf-8")
    with pytest.raises(UsageError, match="9 blank nodes look alike"):
        import_file(folder / "graph", folder / "clique.ttl")
    sides = "".join(f"_:a{a} <urn:p> _:b{b} .\n" for a in range(8) for b in range(8))
    (folder / "sides.ttl").write_text(sides, encoding="utf-8")
    with pytest.raises(UsageError, match="16 blank nodes look alike"):
        import_file(folder / "graph", folder / "sides.ttl")
    # Lists and many small nodes are fine.
    plenty = "".join(f"<urn:{i}> <urn:p> [ a <urn:T> ] , ( 1 2 3 ) .\n" for i in range(300))
    (folder / "plenty.ttl").write_text(plenty, encoding="utf-8")
    import_file(folder / "graph", folder / "plenty.ttl")


def test_a_whole_graph_is_assembled_anew(demo_graph: Path, tmp_path: Path) -> None:
    demo = open_graph(demo_graph)
    write_file(demo, tmp_path / "demo.trig")
    report = import_file(tmp_path / "copy", tmp_path / "demo.trig")
    copy = open_graph(tmp_path / "copy")
    assert report.links == len(demo.snapshot().links)
    assert copy.snapshot().links == demo.snapshot().links
    assert copy.snapshot().claims == demo.snapshot().claims
    assert list(copy.store.quads_for_pattern(None, None, None, LINKS))
    found = check(copy)
    assert found.problems == ()
    assert found.quotes == 0  # their texts are elsewhere


@pytest.mark.parametrize(
    ("name", "text", "error", "message"),
    [
        ("x.ttl", "<a> <b> ", SourceError, r"x\.ttl:1"),
        ("x.csv", "a,b", SourceError, "no RDF format"),
        ("missing.ttl", None, SourceError, "No such file"),
    ],
)
def test_what_is_no_rdf_is_said(
    folder: Path, name: str, text: str | None, error: type[Exception], message: str
) -> None:
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(error, match=message):
        import_file(folder / "graph", folder / name)


def test_articles_and_imports_have_names_of_their_own(folder: Path) -> None:
    with pytest.raises(UsageError, match="--name"):
        import_file(folder / "graph", folder / "mine.ttl", name="a.txt")
    text = HAND_MADE.replace("doc:mine.ttl", "doc:b.txt")
    (folder / "mine.ttl").write_text(text, encoding="utf-8")
    import_file(folder / "graph", folder / "mine.ttl", name="b.txt")
    (folder / "b.txt").write_text("价格上涨导致用户流失。", encoding="utf-8")
    with pytest.raises(UsageError, match="imported graph has this name"):
        build([folder / "a.txt", folder / "b.txt"], folder / "graph")


def test_the_command(kg: Kg, folder: Path) -> None:
    text = HAND_MADE.replace("doc:mine.ttl", "doc:手工")
    (folder / "mine.ttl").write_text(text, encoding="utf-8")
    done = kg("import", folder / "mine.ttl", "-g", folder / "graph", "--name", "手工")
    assert done.returncode == 0, done.stderr
    assert "1 claim from 手工" in done.stderr
    assert done.stdout == ""
    (folder / "bad.ttl").write_text(HAND_MADE.replace("kg:confidence 0.9 ;", ""), encoding="utf-8")
    done = kg("import", folder / "bad.ttl", "-g", folder / "graph")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_name_that_is_an_articles_in_the_graph_is_refused(tmp_path: Path) -> None:
    # "a b.txt" and "a_b.txt" are names of one named graph.
    (tmp_path / "a_b.txt").write_text("甲公司停业导致用户流失。", encoding="utf-8")
    (tmp_path / "mine.ttl").write_text(
        HAND_MADE.replace("doc:mine.ttl", "doc:m_m.ttl"), encoding="utf-8"
    )
    build([tmp_path / "a_b.txt"], tmp_path / "graph")
    with pytest.raises(UsageError, match=r"a_b\.txt"):
        import_file(tmp_path / "graph", tmp_path / "mine.ttl", name="a b.txt")
    import_file(tmp_path / "graph", tmp_path / "mine.ttl", name="m m.ttl")
    import_file(tmp_path / "graph", tmp_path / "mine.ttl", name="m_m.ttl")  # again, so to speak
    assert len(open_graph(tmp_path / "graph").snapshot().claims) == 2


def test_claims_may_be_called_anything(folder: Path) -> None:
    foreign = HAND_MADE.replace("claim:hand1", "<https://example.org/c1>")
    (folder / "mine.ttl").write_text(foreign, encoding="utf-8")
    report = import_file(folder / "graph", folder / "mine.ttl")
    assert report.claims == 1
    assert causes(open_graph(folder / "graph"))["广告投放下降"] > 0.5
    assert check(open_graph(folder / "graph")).problems == ()


def test_what_was_imported_while_articles_were_read_anew_is_not_lost(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.pipeline

    read = kg.pipeline._extractions

    def overtaken(*arguments: Any) -> object:
        import_file(folder / "graph", folder / "mine.ttl")
        return read(*arguments)

    monkeypatch.setattr(kg.pipeline, "_extractions", overtaken)
    monkeypatch.setattr(kg.pipeline, "_fingerprint", lambda *_: "another version")
    with pytest.raises(StoreError, match="meanwhile"):
        build([folder / "a.txt"], folder / "graph")
    assert "广告投放下降" in causes(open_graph(folder / "graph"))


def test_graphs_that_people_made_outlive_a_reading_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.pipeline

    open_graph(folder / "graph").update(
        "INSERT DATA { GRAPH <urn:mine> { factor:用户流失 rdfs:comment '我的' } }"
    )
    monkeypatch.setattr(kg.pipeline, "_fingerprint", lambda *_: "another version")
    build([folder / "a.txt"], folder / "graph")
    asked = "ASK { GRAPH <urn:mine> { factor:用户流失 rdfs:comment '我的' } }"
    assert open_graph(folder / "graph").ask(asked)
