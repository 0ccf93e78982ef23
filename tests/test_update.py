"""SPARQL UPDATE: all of it or nothing, and named graphs and their union stay one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Kg
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError, StoreError, UsageError
from kg.export import export
from kg.importing import import_file
from kg.ontology import locate
from kg.pipeline import build
from kg.store import UNION, Graph, open_files, open_graph

LABEL = "factor:新 rdfs:label '新'@zh"


@pytest.fixture
def folder(demo_graph: Path, tmp_path: Path) -> Path:
    """A copy of the demo graph."""
    shutil.copytree(demo_graph, tmp_path / "graph")
    return tmp_path / "graph"


def dump(folder: Path) -> bytes:
    """The graph with its named graphs."""
    return b"".join(export(open_graph(folder), "trig"))


def consistent(graph: Graph) -> bool:
    """Whether the default graph is the union of the named graphs."""
    union = {(q.subject, q.predicate, q.object) for q in graph.store if q.graph_name == UNION}
    named = {(q.subject, q.predicate, q.object) for q in graph.store if q.graph_name != UNION}
    return union == named


def test_what_is_inserted_without_a_graph_is_an_edit(folder: Path) -> None:
    report = open_graph(folder).update(f"INSERT DATA {{ {LABEL} }}")
    assert (report.added, report.removed) == (1, 0)
    graph = open_graph(folder)
    assert graph.ask(f"ASK {{ {LABEL} . GRAPH kg:edits {{ {LABEL} }} }}")
    assert consistent(graph)


def test_what_is_deleted_without_a_graph_leaves_every_graph(folder: Path) -> None:
    before = open_graph(folder)
    pattern = "product:粒粒贷 rdfs:label ?label"
    assert before.ask(f"ASK {{ GRAPH ?g {{ {pattern} }} }}")
    report = before.update(f"DELETE WHERE {{ {pattern} }}")
    assert (report.added, report.removed > 0) == (0, True)
    after = open_graph(folder)
    assert not after.ask(f"ASK {{ {{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }} }}")
    assert consistent(after)
    assert before.ask(f"ASK {{ {pattern} }}")  # who has the old generation open keeps it


def test_named_graphs_show_in_the_union(folder: Path) -> None:
    open_graph(folder).update(f"INSERT DATA {{ GRAPH <https://example.org/g> {{ {LABEL} }} }}")
    assert open_graph(folder).ask(f"ASK {{ {LABEL} }}")
    open_graph(folder).update("DROP GRAPH <https://example.org/g>")
    assert not open_graph(folder).ask(f"ASK {{ {LABEL} }}")
    assert consistent(open_graph(folder))


def test_a_triple_of_two_graphs_stays_while_one_holds_it(folder: Path) -> None:
    graphs = [f"GRAPH <https://example.org/{g}> {{ {LABEL} }}" for g in "gh"]
    open_graph(folder).update(f"INSERT DATA {{ {graphs[0]} {graphs[1]} }}")
    open_graph(folder).update(f"DELETE DATA {{ {graphs[0]} }}")
    assert open_graph(folder).ask(f"ASK {{ {LABEL} }}")
    open_graph(folder).update(f"DELETE DATA {{ {graphs[1]} }}")
    assert not open_graph(folder).ask(f"ASK {{ {LABEL} }}")


steps = st.lists(
    st.tuples(
        st.sampled_from(["INSERT", "DELETE"]),
        st.sampled_from(["", "<https://example.org/g>", "<https://example.org/h>"]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.lists(steps, min_size=1, max_size=2))
def test_any_update_leaves_one_graph(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, str, int]]]
) -> None:
    folder = tmp_path_factory.mktemp("updates")
    (folder / "a.txt").write_text("甲公司停业导致用户流失。", encoding="utf-8")
    build([folder / "a.txt"], folder / "graph")
    for operations in rounds:
        text = " ; ".join(
            f"{verb} DATA {{ {f'GRAPH {name} {{' if name else ''} factor:a kg:about factor:n{n} "
            f"{'}' if name else ''} }}"
            for verb, name, n in operations
        )
        open_graph(folder / "graph").update(text)
        assert consistent(open_graph(folder / "graph"))


@pytest.mark.parametrize(
    ("update", "error", "hint"),
    [
        ("INSERT DATA { kg:a kg:b }", QueryError, "does not parse, line 1, column 25"),
        (f"INSERT DATA {{ {LABEL} }} ; CREATE GRAPH kg:links", QueryError, "the update failed"),
        (f"INSERT DATA {{ {LABEL} . [] kg:b 1 }}", QueryError, "makes a blank node"),
        ("DELETE { ?l kg:belief ?b } INSERT { ?l kg:belief 'very' } WHERE { ?l kg:belief ?b }", QueryError, "could not be read"),
        ("LOAD <http://localhost/a>", QueryError, "would reach the network"),
        ("lo\\u0061d <http://localhost/a>", QueryError, "would reach the network"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://localhost/> { ?s ?p ?o } }", QueryError, "would reach the network"),
        ("SELECT * {}", QueryError, "does not parse"),
        ("", UsageError, ""),
    ],
)  # fmt: skip
def test_a_failed_update_changes_nothing(
    folder: Path, update: str, error: type[Exception], hint: str
) -> None:
    before = dump(folder), sorted(p.name for p in (folder / "generations").iterdir())
    if update:
        with pytest.raises(error, match=hint):
            open_graph(folder).update(update)
    assert (dump(folder), sorted(p.name for p in (folder / "generations").iterdir())) == before


def test_parameters_are_bound(folder: Path) -> None:
    graph = open_graph(folder)
    graph.update("INSERT DATA { factor:新 rdfs:label ?l }", parameters={"l": "' } ; DROP ALL #"})
    (row,) = open_graph(folder).select("SELECT ?l { factor:新 rdfs:label ?l }")
    assert row["l"].value == "' } ; DROP ALL #"


def test_edits_outlive_a_build_that_reads_again(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("甲公司停业导致用户流失。", encoding="utf-8")
    build([source], tmp_path / "g")
    open_graph(tmp_path / "g").update(f"INSERT DATA {{ {LABEL} }}")
    source.write_text("甲公司停业导致用户流失。乙公司停业导致亏损。", encoding="utf-8")
    build([source], tmp_path / "g")
    assert open_graph(tmp_path / "g").ask(f"ASK {{ GRAPH kg:edits {{ {LABEL} }} }}")
    # Another base or other rules make every document anew; edits are nobody's document.
    build([source], tmp_path / "g", base="https://example.org/kg/")
    assert open_graph(tmp_path / "g").ask("ASK { GRAPH kg:edits { ?s rdfs:label '新'@zh } }")
    build([source], tmp_path / "g", fresh=True)
    assert not open_graph(tmp_path / "g").ask("ASK { GRAPH kg:edits { ?s ?p ?o } }")


def test_files_are_changed_in_memory_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_text("<https://example.org/a> <https://example.org/p> 1 .", encoding="utf-8")
    graph = open_files([file], union=False)
    assert graph.update("DELETE WHERE { ?s ?p ?o }").removed == 1
    assert not graph.ask("ASK { ?s ?p ?o }")
    assert "1 ." in file.read_text(encoding="utf-8")
    with pytest.raises(UsageError, match="without their union"):
        open_files([file]).update("DELETE WHERE { ?s ?p ?o }")


def test_the_command_line_asks_for_the_option(folder: Path, kg: Kg) -> None:
    text = f"INSERT DATA {{ {LABEL} }}"
    done = kg("query", text, "-g", folder)
    assert done.returncode == 2
    assert "does not parse" in done.stderr
    done = kg("query", "--update", text, "-g", folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("graph: 1 triples added, 0 removed\n")
    done = kg("query", "--update", text, "--data", "nowhere.ttl")
    assert done.returncode == 2


def test_a_graph_that_somebody_writes_is_left_alone(folder: Path) -> None:
    import fcntl

    with (folder / "kg-graph.lock").open("wb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="another build is writing"):
            open_graph(folder).update(f"INSERT DATA {{ {LABEL} }}")


def test_the_default_graph_is_what_queries_see(folder: Path) -> None:
    graph = open_graph(folder)
    assert consistent(graph)
    assert len(list(graph.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))) > 1000


def test_a_link_goes_with_the_claim_that_supported_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "甲公司停业导致用户流失。用户流失导致门店关闭。", encoding="utf-8"
    )
    build([tmp_path / "a.txt"], tmp_path / "g")
    one = "?c a kg:Claim ; kg:effect factor:门店关闭"
    open_graph(tmp_path / "g").update(f"DELETE {{ ?c ?p ?o }} WHERE {{ {one} ; ?p ?o }}")
    graph = open_graph(tmp_path / "g")
    assert not graph.ask("ASK { ?link a kg:CausalLink ; kg:effect factor:门店关闭 }")
    assert not graph.ask("ASK { ?cause kg:causes factor:门店关闭 }")
    assert graph.ask("ASK { ?link a kg:CausalLink ; kg:effect factor:用户流失 }")
    assert build([tmp_path / "a.txt"], tmp_path / "g").claims == 1


def test_an_update_keeps_the_recipe_of_the_graph_true(folder: Path) -> None:
    assert sum(e.observations for e in open_graph(folder).manifest.documents.values())
    open_graph(folder).update(
        "DELETE { GRAPH ?g { ?o ?p ?v } } WHERE { GRAPH ?g { ?o a kg:Observation ; ?p ?v } }"
    )
    documents = open_graph(folder).manifest.documents
    assert sum(e.observations for e in documents.values()) == 0
    assert sum(e.claims for e in documents.values()) == 92


def test_links_are_assembled_with_the_ontology_of_the_graph(tmp_path: Path) -> None:
    own = tmp_path / "o"
    shutil.copytree(locate(), own)
    concepts = own / "concepts.toml"
    text = concepts.read_text(encoding="utf-8")
    added = '[[concept]]\nid = "宇宙风暴"\nzh = ["宇宙风暴"]\nen = ["cosmic storm"]\nkind = "Condition"\n\n'
    at = text.index("[[concept]]")
    concepts.write_text(text[:at] + added + text[at:], encoding="utf-8")
    (tmp_path / "a.txt").write_text("宇宙风暴导致停电。", encoding="utf-8")
    build(tmp_path / "a.txt", tmp_path / "g", ontology=own)
    concept = "ASK { ?x a skos:Concept ; skos:prefLabel '宇宙风暴'@zh }"
    assert open_graph(tmp_path / "g").ask(concept)
    with pytest.raises(UsageError, match="ontology of its own; name its folder by --ontology"):
        open_graph(tmp_path / "g").update("INSERT DATA { factor:x rdfs:label 'x'@en }")
    with pytest.raises(UsageError, match="--ontology"):
        import_file(tmp_path / "g", _triples(tmp_path))
    open_graph(tmp_path / "g").update("INSERT DATA { factor:x rdfs:label 'x'@en }", ontology=own)
    import_file(tmp_path / "g", _triples(tmp_path), ontology=own)
    assert open_graph(tmp_path / "g").ask(concept)


def _triples(folder: Path) -> Path:
    file = folder / "more.nt"
    file.write_text("<urn:a> <urn:p> <urn:b> .\n", encoding="utf-8")
    return file
