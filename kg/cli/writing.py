"""Commands that write a graph for others, and check it: export, page, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

Graph = Annotated[
    Path, typer.Option("-g", "--graph", envvar="KG_GRAPH", help="Folder of the graph.")
]
_HERE = Path("graph")


def export(
    output: Annotated[
        Optional[Path],
        typer.Option("-o", "--output", help="File to write; default: standard output."),
    ] = None,
    graph: Graph = _HERE,
    form: Annotated[
        Optional[str],
        typer.Option(
            "--format", help="ttl, trig, nt, nq, jsonld; default: the file's suffix, else ttl."
        ),
    ] = None,
) -> None:
    """Write the whole graph as RDF, the same bytes every time."""
    from kg import export as exporting
    from kg.store import open_graph

    opened = open_graph(graph)
    if output is not None:
        exporting.write_file(opened, output, form)
        return
    for piece in exporting.export(opened, form or "ttl"):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def page(
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")] = Path(
        "graph.html"
    ),
    graph: Graph = _HERE,
    title: Annotated[Optional[str], typer.Option(help="Title of the page.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the interface: zh or en.")] = "zh",
    min_belief: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out links believed less.")
    ] = 0.0,
) -> None:
    """Draw the graph as one HTML page that opens anywhere, offline."""
    from kg.export import save
    from kg.page import render
    from kg.store import open_graph

    snapshot = open_graph(graph).snapshot()
    heading = title or {"zh": "因果图谱", "en": "Causal graph"}.get(lang, "")
    html = render(snapshot, title=heading, language=lang, min_belief=min_belief)
    save(output, [html.encode("utf-8")])
    print(f"{output}: {len(html.encode()):,} bytes; open it in a browser", file=sys.stderr)


def check(graph: Graph = _HERE) -> int:
    """Check every quote against its text, every node against its shape."""
    from kg.check import check as run
    from kg.store import open_graph
    from kg.text import visible

    report = run(open_graph(graph))
    for problem in report.problems:
        quote = f"  “{problem.quote}”" if problem.quote else ""
        print(visible(f"{problem.node}: {problem.message}{quote}"))
    verdict = "no problem" if not report.problems else f"{len(report.problems)} problems"
    print(
        f"{graph}: {report.quotes} quotes and {report.triples} triples checked, {verdict}",
        file=sys.stderr,
    )
    return 1 if report.problems else 0
