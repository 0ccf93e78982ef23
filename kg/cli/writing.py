"""Commands that write a graph for others, and check it: export, page, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from kg.cli.asking import HERE, Graph

Focus = Annotated[
    Optional[str], typer.Option(help="Only what leads to this entity, and what it leads to.")
]
Depth = Annotated[Optional[int], typer.Option(min=1, help="At most so many hops from the focus.")]
MinBelief = Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out links believed less.")]
Source = Annotated[
    Optional[list[str]],
    typer.Option(help="Only what this document says (file name, title, CURIE); repeatable."),
]
Query = Annotated[
    Optional[Path],
    typer.Option(help="Only the links a SPARQL file names: SELECT ?link, or CONSTRUCT."),
]


def export(
    output: Annotated[
        Optional[Path],
        typer.Option(
            "-o", "--output", help="File (neo4j: folder) to write; default: standard output."
        ),
    ] = None,
    graph: Graph = HERE,
    form: Annotated[
        Optional[str],
        typer.Option(
            "--format",
            help="RDF: ttl, trig, nt, nq, jsonld, rdf. Links: graphml, gexf, json, neo4j, cypher, dot, "
            "mmd, dagitty, gml. Default: the file's suffix; ttl without a file.",
        ),
    ] = None,
    focus: Focus = None,
    depth: Depth = None,
    min_belief: MinBelief = 0.0,
    source: Source = None,
    query: Query = None,
) -> None:
    """Write the graph as RDF or for other tools, the same bytes every time."""
    from kg import export as exporting
    from kg.errors import UsageError
    from kg.store import open_graph

    opened = open_graph(graph)
    conditions = {
        "focus": focus,
        "depth": depth,
        "min_belief": min_belief,
        "sources": source,
        "query": _text(query),
    }
    if output is not None:
        exporting.write_file(opened, output, form, **conditions)
        return
    if form == exporting.PAIR:
        raise UsageError("neo4j is two files; name a folder for them by --output")
    for piece in exporting.export(opened, form or "ttl", **conditions):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _text(query: Path | None) -> str | None:
    """The text of a query file."""
    from kg.errors import SourceError

    try:
        return query.read_text(encoding="utf-8") if query else None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{query}: {getattr(error, 'strerror', None) or error}") from error


def page(
    output: Annotated[
        Optional[Path],
        typer.Option("-o", "--output", help="File to write. Default: graph.html, .svg or .png."),
    ] = None,
    graph: Graph = HERE,
    focus: Focus = None,
    depth: Depth = None,
    min_belief: MinBelief = 0.0,
    source: Source = None,
    query: Query = None,
    title: Annotated[Optional[str], typer.Option(help="Title of the page.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the interface: zh or en.")] = "zh",
    open_it: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="An SVG drawing (by Chromium).")] = False,
    png: Annotated[bool, typer.Option("--png", help="A PNG picture (by Chromium).")] = False,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="A Mermaid flowchart.")] = False,
    dot: Annotated[bool, typer.Option("--dot", help="A Graphviz digraph.")] = False,
) -> None:
    """Draw the graph as one offline HTML page, or as a picture or diagram."""
    from kg import diagram
    from kg.errors import UsageError
    from kg.export import save
    from kg.page import drawing, render, select, texts_of
    from kg.store import open_graph

    flags = {"svg": svg, "png": png, "mermaid": mermaid, "dot": dot}
    chosen = [name for name, given in flags.items() if given]
    if len(chosen) > 1:
        raise UsageError(f"--{chosen[0]} and --{chosen[1]}: choose one form")
    suffix = output.suffix.lstrip(".").lower() if output else ""
    if suffix and not chosen and suffix not in _FORMS:
        known = ", ".join(f".{name}" for name in _FORMS)
        raise UsageError(f"{output}: no page is of this suffix; there are: {known}")
    form = chosen[0] if chosen else _FORMS[suffix or "html"]
    if chosen and suffix in _FORMS and _FORMS[suffix] != form:
        raise UsageError(f"{output}: the suffix says {_FORMS[suffix]}, --{form} another form")
    opened = open_graph(graph)
    snapshot = select(
        opened,
        focus=focus,
        depth=depth,
        min_belief=min_belief,
        sources=source or (),
        query=_text(query),
    )
    if form in ("mermaid", "dot"):
        draw = diagram.mermaid if form == "mermaid" else diagram.dot
        data = "".join(line + "\n" for line in draw(*diagram.of_snapshot(snapshot))).encode()
        if output is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
    else:
        html = render(snapshot, title=title, language=lang, texts=texts_of(opened))
        data = html.encode("utf-8")
        if form in ("svg", "png"):
            from kg.page.picture import picture

            ends = {end for link in snapshot.links.values() for end in (link.cause, link.effect)}
            if not ends or len(ends) > drawing.STRAIGHT:
                raise UsageError(
                    f"a picture shows 1 to {drawing.STRAIGHT:,} nodes, not {len(ends):,}; "
                    "choose what matters by --focus and --depth, or --min-belief"
                )
            data = picture(html, form)
    output = output or Path(f"graph.{form}")
    save(output, [data])
    advice = "; open it in a browser" if form == "html" and not open_it else ""
    print(f"{output}: {len(data):,} bytes{advice}", file=sys.stderr)
    if open_it:
        import webbrowser

        webbrowser.open(output.resolve().as_uri())


_FORMS = {
    "html": "html",
    "htm": "html",
    "svg": "svg",
    "png": "png",
    "mmd": "mermaid",
    "mermaid": "mermaid",
    "dot": "dot",
    "gv": "dot",
}
"""What the suffix of an output file asks for."""


def check(
    graph: Graph = HERE,
    form: Annotated[
        str,
        typer.Option("--format", help="text, json, or ttl: a SHACL validation report."),
    ] = "text",
) -> int:
    """Check every quote against its text, every node against its shape."""
    from kg import check as checking
    from kg.errors import UsageError
    from kg.store import open_graph
    from kg.text import visible

    if form not in ("text", "json", "ttl"):
        raise UsageError(f"no format called {form}; there are: text, json, ttl")
    opened = open_graph(graph)
    report = checking.check(opened)
    if form == "text":
        for problem in report.problems:
            quote = f"  “{problem.quote}”" if problem.quote else ""
            print(visible(f"{opened.ns.curie(problem.node)}: {problem.message}{quote}"))
    else:
        written = checking.as_json(report) if form == "json" else checking.as_shacl(report)
        sys.stdout.buffer.write(written.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    verdict = "no problem" if not report.problems else f"{len(report.problems)} problems"
    print(
        f"{graph}: {report.quotes} quotes and {report.triples} triples checked, {verdict}",
        file=sys.stderr,
    )
    return 1 if report.problems else 0
