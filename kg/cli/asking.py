"""Commands that ask a graph: query, why, effects, path, show, stats."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from kg.network import Network

Graph = Annotated[
    Path, typer.Option("-g", "--graph", envvar="KG_GRAPH", help="Folder of the graph.")
]
Depth = Annotated[int, typer.Option(min=1, help="How many hops to follow.")]
Belief = Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out links believed less.")]
Form = Annotated[str, typer.Option("--format", help="text or json.")]
_HERE = Path("graph")


def query(
    sparql: Annotated[
        Optional[str], typer.Argument(help="The query; - or nothing reads standard input.")
    ] = None,
    file: Annotated[
        Optional[Path], typer.Option("-f", "--file", help="Read the query from a file.")
    ] = None,
    graph: Graph = _HERE,
    form: Annotated[
        Optional[str],
        typer.Option(
            "--format",
            help="table, csv, tsv, json, xml; for graphs ttl, nt, jsonld. Default: table on a terminal, else tsv.",
        ),
    ] = None,
    union: Annotated[
        bool, typer.Option("--union/--no-union", help="Match all named graphs together.")
    ] = True,
) -> None:
    """Ask in SPARQL; our prefixes need no declaring."""
    from kg import query as asking
    from kg.errors import UsageError
    from kg.store import open_graph

    if form is not None and form not in asking.FORMATS:
        raise UsageError(f"no format called {form}; there are: {', '.join(asking.FORMATS)}")
    waiting = sparql in (None, "-") and file is None
    if waiting and sys.stdin.isatty():
        print("kg: reading a query from the terminal; end it with Ctrl-D", file=sys.stderr)
    text = asking.read_query(sparql, file, sys.stdin.read() if waiting else None)
    opened = open_graph(graph)
    results = asking.evaluate(opened, text, union=union)
    terminal = sys.stdout.isatty()
    if form is None:
        form = _default_format(results, terminal)
    width = None
    if terminal:
        from shutil import get_terminal_size

        width = get_terminal_size().columns
    asking.write(results, sys.stdout.buffer, form, opened.ns, width=width)
    sys.stdout.buffer.flush()


def _default_format(results: object, terminal: bool) -> str:
    if type(results).__name__ == "QueryTriples":
        return "ttl"
    return "table" if terminal else "tsv"


def why(
    name: Annotated[str, typer.Argument(help="A name, an alias, part of one, or a CURIE.")],
    graph: Graph = _HERE,
    depth: Depth = 3,
    min_belief: Belief = 0.0,
    explain: Annotated[bool, typer.Option("--explain", help="Derive every belief.")] = False,
    form: Form = "text",
) -> None:
    """Why did this happen: the causes, each with its words."""
    network = _network(graph)
    _answer(network, network.why(name, depth=depth, min_belief=min_belief), "causes", explain, form)


def effects(
    name: Annotated[str, typer.Argument(help="A name, an alias, part of one, or a CURIE.")],
    graph: Graph = _HERE,
    depth: Depth = 3,
    min_belief: Belief = 0.0,
    explain: Annotated[bool, typer.Option("--explain", help="Derive every belief.")] = False,
    form: Form = "text",
) -> None:
    """What this led to: the effects, each with its words."""
    network = _network(graph)
    _answer(
        network,
        network.effects_of(name, depth=depth, min_belief=min_belief),
        "effects",
        explain,
        form,
    )


def path(
    cause: Annotated[str, typer.Argument(help="Where the chain begins.")],
    effect: Annotated[str, typer.Argument(help="Where it ends.")],
    graph: Graph = _HERE,
    all_paths: Annotated[
        bool, typer.Option("--all", help="All chains, not the most believed one.")
    ] = False,
    form: Form = "text",
) -> None:
    """How one thing leads to another, every hop with its words."""
    from kg.cli import render

    network = _network(graph)
    found = network.paths(cause, effect, limit=50 if all_paths else 1)
    _print(render.paths(network, found) if _text(form) else [render.paths_json(network, found)])


def show(
    name: Annotated[str, typer.Argument(help="A name, an alias, part of one, or a CURIE.")],
    graph: Graph = _HERE,
    form: Form = "text",
) -> None:
    """Everything about one entity: links, observations, sources."""
    from kg.cli import render

    network = _network(graph)
    portrait = network.show(name)
    _print(render.portrait(network, portrait) if _text(form) else [render.portrait_json(portrait)])


def stats(graph: Graph = _HERE, form: Form = "text") -> None:
    """How much the graph holds, by kind."""
    from kg.cli import render

    _print(render.stats(_network(graph).snapshot, as_json=not _text(form)))


def _network(graph: Path) -> Network:
    from kg.network import Network
    from kg.store import open_graph

    return Network(open_graph(graph).snapshot())


def _text(form: str) -> bool:
    from kg.errors import UsageError

    if form not in ("text", "json"):
        raise UsageError(f"no format called {form}; there are: text, json")
    return form == "text"


def _answer(network: Network, answer: object, what: str, explain: bool, form: str) -> None:
    from kg.cli import render
    from kg.network import Answer

    assert isinstance(answer, Answer)
    if _text(form):
        _print(render.answer(network, answer, what, explain=explain))
    else:
        _print([render.answer_json(network, answer, what)])


def _print(lines: object) -> None:
    for line in lines:  # type: ignore[attr-defined]
        sys.stdout.buffer.write((str(line) + "\n").encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()
