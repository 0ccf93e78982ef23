"""Exports for tools that know no RDF, read back with those tools' own libraries or grammars."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from tales import chinese, hostile
from test_network import Sketch

from kg import propertygraph
from kg.errors import NotFound, UsageError
from kg.export import export, write_file
from kg.model import Polarity, Snapshot
from kg.store import Graph


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return chinese()


def check_nodes_and_links(graph: nx.MultiDiGraph, snapshot: Snapshot, node: Any = str) -> None:
    """Every link with its values, every entity with its label."""
    assert {data["label"] for _, data in graph.nodes(data=True)} == {
        snapshot.entities[end].label for k in snapshot.links.values() for end in (k.cause, k.effect)
    }
    found = {(node(a), node(b), data["polarity"]): data for a, b, data in graph.edges(data=True)}
    assert len(found) == graph.number_of_edges() == len(snapshot.links)
    for link in snapshot.links.values():
        data = found[link.cause, link.effect, link.polarity.value]
        assert float(data["belief"]) == link.belief
        assert int(data["claims_for"]) == len(link.supported_by)
        assert int(data["claims_against"]) == len(link.opposed_by)


def test_graphml_through_networkx(snapshot: Snapshot) -> None:
    text = "".join(propertygraph.graphml(snapshot))
    assert "粒粒贷" in text
    graph = nx.parse_graphml(text, force_multigraph=True)
    check_nodes_and_links(graph, snapshot)
    assert graph.nodes["product:粒粒贷"] == {
        "label": "粒粒贷", "kind": "Product", "aliases": "微信粒粒贷", "trend": "", "issued": "",
        "language": "zh", "colour": "#85388f",
    }  # fmt: skip


def test_gexf_through_networkx(snapshot: Snapshot, tmp_path: Path) -> None:
    text = "".join(propertygraph.gexf(snapshot))
    assert "lastmodifieddate" not in text
    assert 'mode="static"' in text.split("<nodes>")[0]
    (tmp_path / "graph.gexf").write_text(text, encoding="utf-8")
    graph = nx.read_gexf(tmp_path / "graph.gexf")
    check_nodes_and_links(graph, snapshot)
    assert graph.nodes["product:粒粒贷"]["viz"]["color"] == {"r": 133, "g": 56, "b": 143, "a": 1.0}


def test_node_link_json_through_networkx(snapshot: Snapshot) -> None:
    data = json.loads("".join(propertygraph.node_link(snapshot)))
    graph = nx.node_link_graph(data, edges="links")
    check_nodes_and_links(graph, snapshot)
    assert graph.is_multigraph()
    assert {key for _, _, key in graph.edges(keys=True)} == set(snapshot.links)


def test_the_neo4j_pair_joins(snapshot: Snapshot) -> None:
    nodes, links = (
        list(csv.DictReader(io.StringIO(t.text))) for t in propertygraph.neo4j(snapshot)
    )
    ids = {row["curie:ID"] for row in nodes}
    assert len(ids) == len(nodes)
    assert {row[":LABEL"].split(";")[0] for row in nodes} == {"Entity"}
    assert {row[":START_ID"] for row in links} | {row[":END_ID"] for row in links} == ids
    found = {(r[":START_ID"], r[":END_ID"], r[":TYPE"]): float(r["belief:double"]) for r in links}
    assert found == {
        (k.cause, k.effect, "PREVENTS" if k.polarity is Polarity.PREVENT else "PROMOTES"): k.belief
        for k in snapshot.links.values()
    }


def test_no_cell_is_a_formula() -> None:
    csv.field_size_limit(10_000_000)  # a label may be a megabyte long
    for table in propertygraph.neo4j(hostile()):
        for row in csv.reader(io.StringIO(table.text)):
            for cell in row[1:]:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell[:80]


# A statement of the script is words, maps of names and literals, and parentheses; a literal ends where
# its own quote ends. What is left after literals and names are taken out can hold no text.
_LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'")
_QUOTED = re.compile(r"`(?:[^`]|``)*`")
_SHAPES = re.compile(
    r"MERGE \(n:Entity \{curie: S\}\) SET n:N, n \+= \{M\};"
    r"|MATCH \(a:Entity \{curie: S\}\), \(b:Entity \{curie: S\}\) "
    r"MERGE \(a\)-\[r:(?:PROMOTES|PREVENTS) \{link: S\}\]->\(b\) SET r \+= \{M\};"
)


def test_no_text_leaves_its_literal_in_cypher() -> None:
    lines = "".join(propertygraph.cypher(hostile())).split("\n")
    assert len(lines) > 30
    for line in lines[1:-1]:
        bare = _QUOTED.sub("N", _LITERAL.sub("S", line))
        bare = re.sub(r"\{(N: (?:S|-?[\d.]+|true|false)(?:, )?)+\}", "{M}", bare)
        assert _SHAPES.fullmatch(bare), bare[:200]


def dag() -> Graph:
    return (
        Sketch()
        .link("甲", "乙", 0.9)
        .link("乙", "丙", 0.6)
        .link("甲", "丙", 0.5)
        .link("丙", "丁", 0.8)
        .link("戊", "丙", 0.0)
        .network()
        .graph
    )


def test_dagitty_holds_the_causes_of_an_outcome() -> None:
    text = b"".join(export(dag(), "dagitty", focus="丙")).decode()
    first, *lines, last = text.splitlines()
    assert (first, last) == ("dag {", "}")
    assert sorted(lines) == sorted(
        ['"丙" [outcome]', '"乙"', '"甲"', '"乙" -> "丙"', '"甲" -> "丙"', '"甲" -> "乙"']
    )


def test_gml_through_networkx_as_dowhy_reads_it() -> None:
    text = b"".join(export(dag(), "gml", focus="丙")).decode()
    graph = nx.DiGraph(nx.parse_gml(text))
    assert set(graph.edges) == {("乙", "丙"), ("甲", "丙"), ("甲", "乙")}
    assert nx.is_directed_acyclic_graph(graph)


def test_a_cycle_is_named_and_refused() -> None:
    graph = Sketch().link("甲", "乙").link("乙", "甲").link("乙", "丙").network().graph
    for form in ("dagitty", "gml"):
        with pytest.raises(UsageError, match=r"no cycles.*甲 → 乙 → 甲|no cycles.*乙 → 甲 → 乙"):
            list(export(graph, form, focus="丙"))


def test_a_model_needs_an_outcome_with_causes() -> None:
    with pytest.raises(UsageError, match="--focus"):
        list(export(dag(), "dagitty"))
    with pytest.raises(NotFound):
        list(export(dag(), "gml", focus="甲"))


def test_rdf_holds_the_whole_graph() -> None:
    with pytest.raises(UsageError, match="the whole graph"):
        list(export(dag(), "ttl", min_belief=0.5))


def test_links_can_be_chosen(tmp_path: Path) -> None:
    write_file(dag(), tmp_path / "neo4j", "neo4j", min_belief=0.8)
    text = (tmp_path / "neo4j" / "relationships.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 2
    assert (tmp_path / "neo4j" / "nodes.csv").exists()


def test_graphviz_reads_dot(snapshot: Snapshot) -> None:
    """Graphviz itself where there is one; its grammar for quoted names otherwise."""
    from shutil import which

    from kg import diagram

    text = "\n".join(diagram.dot(*diagram.of_snapshot(hostile()))) + "\n"
    if which("dot"):
        done = subprocess.run(["dot", "-Tplain"], input=text.encode(), capture_output=True)
        assert done.returncode == 0, done.stderr[-500:]
        assert done.stdout.count(b"\nedge ") == len(hostile().links)
    assert text.count(" -> ") >= len(hostile().links)
