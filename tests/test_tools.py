"""Exports read by the very tools they are made for: Graphviz, Mermaid, Neo4j, igraph, DoWhy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from test_network import Sketch
from test_page import chromium
from test_page_scripts import run, tool

from kg import build, diagram, propertygraph
from kg.export import export
from kg.model import Snapshot
from kg.ontology import locate
from kg.store import open_graph
from kg.text import visible

ROOT = Path(__file__).parent.parent
# What ends a string, a label, a tag or a statement in one of the languages written.
NASTY = [
    "\"'`", "\\", "\\\"", "</script><b>", "<![CDATA[", "]]>", "&lt;&#34;", "#quot;", "{n:1}", "[x](y)", "%%{",
    "```", "--x|", ";DROP", "$p", "=1+1", "@a", "end", "𠮷", "e\u0301", "\u202egnp", "\x07", "||a||", "_:b~c",
]  # fmt: skip


@pytest.fixture(scope="module", params=["demo", "nasty"])
def snapshot(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """What a built graph says: of an ordinary article, and of one that means harm."""
    folder = tmp_path_factory.mktemp("tools")
    lines = [f"监管收紧导致贷款{text}产品下架。" for text in NASTY]
    (folder / "nasty.txt").write_text("\n\n".join(lines), encoding="utf-8")
    build([locate("data") if request.param == "demo" else folder / "nasty.txt"], folder / "graph")
    found = open_graph(folder / "graph").snapshot()
    assert len(found.links) > 10
    return found


def read(name: str, text: str, folder: Path) -> Any:
    file = folder / "export.txt"
    file.write_text(text, encoding="utf-8")
    return json.loads(run(tool("node"), str(ROOT / "tests" / "js" / "read.js"), name, str(file)))


def ends(snapshot: Snapshot) -> dict[str, str]:
    """The labels of what links join."""
    named = {end for link in snapshot.links.values() for end in (link.cause, link.effect)}
    return {name: snapshot.entities[name].label for name in named}


def test_graphviz(snapshot: Snapshot, tmp_path: Path) -> None:
    links, label, hedged = diagram.of_snapshot(snapshot)
    seen = read("graphviz", "\n".join(diagram.dot(links, label, hedged)), tmp_path)
    # In a label, a backslash is written twice.
    labels = sorted(text.replace("\\\\", "\\") for _, text in seen["nodes"])
    assert labels == sorted(visible(text) for text in ends(snapshot).values())
    assert len(seen["links"]) == len(links)


def test_mermaid(snapshot: Snapshot) -> None:
    links, label, hedged = diagram.of_snapshot(snapshot)
    text = "\n".join(diagram.mermaid(links, label, hedged))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.add_script_tag(path=ROOT / "node_modules" / "mermaid" / "dist" / "mermaid.min.js")
        drawn = page.evaluate(
            """async (text) => {
                mermaid.initialize({ startOnLoad: false, maxEdges: 5000, maxTextSize: 1e7 });
                const { svg } = await mermaid.render("drawn", text);
                const shown = document.createElement("div");
                shown.innerHTML = svg;
                return [...shown.querySelectorAll(".node")].map((node) => node.textContent);
            }""",
            text,
        )
        browser.close()
    # Lines are broken where words end.
    expected = ["".join(visible(label).split()) for label in ends(snapshot).values()]
    assert sorted("".join(label.split()) for label in drawn) == sorted(expected)


def test_neo4j(snapshot: Snapshot, tmp_path: Path) -> None:
    seen = read("neo4j", "".join(propertygraph.cypher(snapshot)), tmp_path)
    # A constraint, a statement a node, a statement a link.
    assert seen == {"statements": 1 + len(ends(snapshot)) + len(snapshot.links), "errors": []}


def test_igraph(snapshot: Snapshot, tmp_path: Path) -> None:
    import igraph

    file = tmp_path / "causes.graphml"
    file.write_text("".join(propertygraph.graphml(snapshot)), encoding="utf-8")
    graph = igraph.Graph.Read_GraphML(str(file))
    assert graph.is_directed()
    assert sorted(graph.vs["label"]) == sorted(visible(t) for t in ends(snapshot).values())
    assert sorted(graph.es["belief"]) == sorted(k.belief for k in snapshot.links.values())


_DOWHY = """
import json, sys
import pandas
from dowhy import CausalModel
data = pandas.DataFrame({name: [0.0, 1.0, 2.0] for name in "甲乙丙"})
model = CausalModel(data, treatment="乙", outcome="丙", graph=sys.argv[1])
found = model.identify_effect(proceed_when_unidentifiable=True)
print(json.dumps([sorted(model._graph._graph.edges), found.get_backdoor_variables()]))
"""


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="DoWhy has no build for this Python")
def test_dowhy(tmp_path: Path) -> None:
    sketch = Sketch().link("甲", "乙", 0.9).link("乙", "丙", 0.6).link("甲", "丙", 0.5)
    file = tmp_path / "model.gml"
    file.write_bytes(b"".join(export(sketch.network().graph, "gml", focus="丙")))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _DOWHY, str(file)],
        capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    edges, adjusted = json.loads(done.stdout.splitlines()[-1])
    assert edges == [["乙", "丙"], ["甲", "丙"], ["甲", "乙"]]
    # 甲 is behind both: without it, what 乙 does to 丙 can't be told.
    assert adjusted == ["甲"]
