"""A graph as a file for other tools.

The registry is a plain table from suffix to a function ``(quads, namespaces) -> pieces of bytes``;
to add a format, add a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.namespaces import Namespaces
from kg.results import graph_pieces
from kg.turtle import nquads, trig, turtle

if TYPE_CHECKING:
    from kg.store import Graph

Writer: TypeAlias = Callable[[Iterable[ox.Quad], Namespaces], Iterator[bytes]]


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece.encode("utf-8", "surrogatepass")


EXPORTERS: dict[str, Writer] = {
    "ttl": lambda quads, ns: _encoded(turtle(quads, ns)),
    "trig": lambda quads, ns: _encoded(trig(quads, ns)),
    "nt": lambda quads, ns: _encoded(nquads(quads, triples=True)),
    "nq": lambda quads, ns: _encoded(nquads(quads)),
    "jsonld": lambda quads, ns: graph_pieces(list(quads), "jsonld", ns),
}


def export(graph: Graph, form: str) -> Iterator[bytes]:
    """The whole graph in ``form`` (a key of `EXPORTERS`), the same bytes every time.

    Turtle, N-Triples and JSON-LD hold the union of all named graphs; TriG and N-Quads keep them
    apart. Raises `UsageError` for an unknown format.
    """
    if form not in EXPORTERS:
        raise UsageError(f"no format called {form}; there are: {', '.join(EXPORTERS)}")
    return EXPORTERS[form](graph.quads(), graph.ns)


def write_file(graph: Graph, path: Path, form: str | None = None) -> None:
    """Write the graph to ``path``, in the format its suffix says; an old file is replaced at the end.

    Raises `UsageError` for an unknown suffix, `StoreError` if the disk refuses.
    """
    form = form or path.suffix.lstrip(".").lower()
    pieces = export(graph, form)
    save(path, pieces)


def save(path: Path, pieces: Iterable[bytes]) -> None:
    """Write ``pieces`` to ``path`` in one step: readers see the old file or the whole new one."""
    if path.is_dir() or not path.name:
        raise UsageError(f"{path}: is a folder; name a file")
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as handle:
            for piece in pieces:
                handle.write(piece)
        partial.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
