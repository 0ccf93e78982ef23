"""A graph as a file for other tools.

The registry is a plain table from suffix to a function that writes a graph; to add a format, add a
line. RDF formats hold the whole graph; the others hold causal links, all or a selection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.errors import StoreError, UsageError
from kg.files import replace
from kg.results import graph_pieces

if TYPE_CHECKING:
    from kg.model import Snapshot
    from kg.store import Graph

Writer: TypeAlias = Callable[["Graph", dict[str, Any]], Iterator[bytes]]


def _rdf(form: str) -> Writer:
    def write(graph: Graph, conditions: dict[str, Any]) -> Iterator[bytes]:
        if conditions:
            raise UsageError(
                f"{form} holds the whole graph; {_options(conditions)} links for the formats "
                f"of other tools: {', '.join(n for n in EXPORTERS if n not in RDF)}"
            )
        return graph_pieces(list(graph.quads()), form, graph.ns)

    return write


_OPTIONS = {"sources": "source"}
"""Conditions that the command line calls otherwise: an option that may be given again is singular."""


def _options(conditions: dict[str, Any]) -> str:
    """The conditions as the command line names them, with a verb: --focus and --depth choose."""
    named = ["--" + _OPTIONS.get(name, name).replace("_", "-") for name in conditions]
    return f"{' and '.join(named)} {'choose' if len(named) > 1 else 'chooses'}"


def _links(draw: Callable[[Snapshot], Iterable[str]]) -> Writer:
    def write(graph: Graph, conditions: dict[str, Any]) -> Iterator[bytes]:
        from kg.selection import select

        for piece in draw(select(graph, **conditions)):
            yield piece.encode("utf-8", "replace")

    return write


def _model(name: str) -> Writer:
    """Models of causal inference ask for the outcome they are about."""

    def write(graph: Graph, conditions: dict[str, Any]) -> Iterator[bytes]:
        from kg import propertygraph
        from kg.network.trees import focus
        from kg.selection import select

        if not conditions.get("focus"):
            raise UsageError(f"{name} holds the causes of one outcome: name it by --focus")
        network = graph.network()
        outcome = focus(network, network.find(conditions["focus"]), "causes").id
        for piece in getattr(propertygraph, name)(select(graph, **conditions), outcome):
            yield piece.encode("utf-8", "replace")

    return write


def _property(name: str) -> Writer:
    def draw(snapshot: Snapshot) -> Iterator[str]:
        from kg import propertygraph

        pieces: Iterator[str] = getattr(propertygraph, name)(snapshot)
        return pieces

    return _links(draw)


def _diagram(name: str) -> Writer:
    def draw(snapshot: Snapshot) -> Iterator[str]:
        from kg import diagram

        lines: Iterator[str] = getattr(diagram, name)(*diagram.of_snapshot(snapshot))
        return (line + "\n" for line in lines)

    return _links(draw)


RDF = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")

EXPORTERS: dict[str, Writer] = {
    **{form: _rdf(form) for form in RDF},
    "graphml": _property("graphml"),
    "gexf": _property("gexf"),
    "json": _property("node_link"),
    "cypher": _property("cypher"),
    "dot": _diagram("dot"),
    "mmd": _diagram("mermaid"),
    "dagitty": _model("dagitty"),
    "gml": _model("gml"),
}

PAIR = "neo4j"
"""The one format that is a folder: nodes.csv and relationships.csv."""


def export(graph: Graph, form: str, **conditions: Any) -> Iterator[bytes]:
    """A graph in ``form`` (a key of `EXPORTERS`), the same bytes every time.

    Turtle, N-Triples, RDF/XML and JSON-LD hold the union of all named graphs; TriG and N-Quads keep
    them apart. ``conditions`` choose links for the other formats, as for `kg.selection.select`.
    Raises `UsageError` for an unknown format, or conditions that it can't meet; `NotFound`.
    """
    if form not in EXPORTERS:
        raise UsageError(f"no format called {form}; there are: {', '.join((*EXPORTERS, PAIR))}")
    return EXPORTERS[form](graph, {key: value for key, value in conditions.items() if value})


def write_file(graph: Graph, path: Path, form: str | None = None, **conditions: Any) -> None:
    """Write the graph to ``path``, in the format its suffix says; an old file is replaced at the end.

    ``conditions`` as for `export`. Raises `UsageError` for an unknown suffix, `StoreError` if the disk
    refuses.
    """
    form = form or path.suffix.lstrip(".").lower()
    if not form:
        known = ", ".join((*EXPORTERS, PAIR))
        raise UsageError(
            f"{path}: no suffix names its format; add one, or --format; there are: {known}"
        )
    if form == PAIR:
        from kg.propertygraph import neo4j
        from kg.selection import select

        if path.exists() and not path.is_dir():
            raise UsageError(
                f"{path}: is a file; name a folder for nodes.csv and relationships.csv"
            )
        chosen = {key: value for key, value in conditions.items() if value}
        for table in neo4j(select(graph, **chosen)):
            save(path / table.name, [table.text.encode("utf-8", "replace")])
        return
    save(path, export(graph, form, **conditions))


def save(path: Path, pieces: Iterable[bytes]) -> None:
    """Write ``pieces`` to ``path`` in one step: readers see the old file or the whole new one.

    A link is followed, a file keeps its mode, and what is no file (a pipe, a device) is written to.
    """
    if path.is_dir() or not path.name:
        raise UsageError(f"{path}: is a folder; name a file")
    try:
        path = path.resolve()
        if path.exists() and not path.is_file():
            with path.open("wb") as handle:
                handle.writelines(pieces)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, pieces)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead to each other
        raise StoreError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
