"""A query in a process of its own, which can be ended.

The engine has no time-out, and a signal reaches Python only when an evaluation returns. The child
opens the same generation (or the same files), says that it is ready, evaluates, and streams what it
finds; the clock runs from "ready". Rows travel as SPARQL JSON, triples as N-Triples, both read back
by the engine's own streaming parsers.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import QueryError, QueryTimeout, StoreError
from kg.store import Graph, open_files, open_store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.sparql import Results

_READY = b"."
_BROKEN = 70
_ROWS, _BOOLEAN, _TRIPLES, _SYNTAX, _FAILED = b"R", b"B", b"T", b"S", b"F"


def run(
    graph: Graph,
    sparql: str,
    default_graph: Sequence[ox.NamedNode] | None,
    timeout: float,
    base_iri: str | None = None,
    stated: float | None = None,
    named_graphs: Sequence[ox.NamedNode] | None = None,
) -> Results:
    """The results of a query, evaluated in a child that ends after ``timeout`` seconds.

    Of a time ``stated`` in the message these may be what was left. Raises SyntaxError as the engine does, `QueryTimeout` when the time is over: here, or while the
    results are read.
    """
    stored = graph.generation or graph.files
    request = {
        "generation": graph.generation,
        "files": graph.files,
        "union": graph.union,
        "quads": None if stored else graph.store.dump(format=ox.RdfFormat.N_QUADS),
        # Empty ones too, which no quad names.
        "graphs": [] if stored else [name.value for name in graph.store.named_graphs()],
        "base": graph.ns.base,
        "prefixes": dict(graph.ns.prefixes),
        "sparql": sparql,
        "base_iri": base_iri,
        "default": None if default_graph is None else [node.value for node in default_graph],
        "named": None if named_graphs is None else [node.value for node in named_graphs],
    }
    child = _Child(request, timeout, stated or timeout)
    kind = child.read(1)
    if kind in (_SYNTAX, _FAILED):
        message = child.rest().decode("utf-8", "replace")
        raise SyntaxError(message) if kind == _SYNTAX else RuntimeError(message)
    if kind == _TRIPLES:
        parsed = ox.parse(child, format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
        return (quad.triple for quad in parsed)
    return ox.parse_query_results(child, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]


class _Child:
    """The child's answer as a file; the child goes when this goes."""

    def __init__(self, request: dict[str, Any], timeout: float, stated: float) -> None:
        self._stated = stated
        self._over = threading.Event()
        self._process = subprocess.Popen(
            # -P: nothing in the current folder stands in for a module of ours.
            [sys.executable, "-P", "-m", "kg.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(places())},
        )
        assert self._process.stdin and self._process.stdout
        # The pipe stays open: when it closes, this process is gone, and the child goes too.
        pickle.dump(request, self._process.stdin)
        self._process.stdin.flush()
        self._output = self._process.stdout.fileno()
        ready = os.read(self._output, 1)
        if ready != _READY:
            self._process.wait()
            raise StoreError("the query's process did not start; is this installation whole?")
        # The timer knows the process alone: it must not keep this object, whose end is the child's.
        self._timer = threading.Timer(timeout, _end, [self._process, self._over])
        self._timer.daemon = True
        self._timer.start()

    def read(self, size: int = -1) -> bytes:
        """What has arrived, at most ``size`` bytes; empty at the end."""
        data = os.read(self._output, size if size and size > 0 else 1 << 16)
        if not data:
            self._timer.cancel()
            if self._process.wait() != 0:
                if self._over.is_set():
                    raise QueryTimeout(
                        f"the query was stopped after {self._stated:g} s; "
                        "narrow it, or give it more time with --timeout"
                    )
                assert self._process.stderr
                told = self._process.stderr.read().decode("utf-8", "replace").strip()
                if self._process.returncode == _BROKEN:
                    raise QueryError(f"the query failed: {told}")
                raise QueryError("the query's process ended early; was there enough memory?")
        return data

    def rest(self) -> bytes:
        """Everything until the end."""
        return b"".join(iter(self.read, b""))

    def __del__(self) -> None:
        if hasattr(self, "_timer"):
            self._timer.cancel()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()


def places() -> list[str]:
    """Where the child finds this very package, and then what this process was told."""
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    told = os.environ.get("PYTHONPATH")
    return [ours, told] if told else [ours]


def _end(process: subprocess.Popen[bytes], over: threading.Event) -> None:
    over.set()
    process.kill()


def _graph(request: dict[str, Any]) -> Graph:
    if request["generation"]:
        return Graph(open_store(request["generation"]), request["base"])
    if request["files"]:
        return open_files(request["files"], request["base"], union=request["union"])
    store = ox.Store()
    store.load(request["quads"], format=ox.RdfFormat.N_QUADS)
    for name in request["graphs"]:
        store.add_graph(ox.NamedNode(name))
    return Graph(store, request["base"])


def leave_with(source: IO[bytes]) -> None:
    """End this process when ``source`` ends: nobody is left to read the answer."""
    # Not source.read(): its lock would be held when the interpreter shuts down.
    os.read(source.fileno(), 1)
    os._exit(1)


def main(source: IO[bytes], output: IO[bytes], errors: IO[bytes]) -> None:
    """The child: reads one request, writes one answer."""
    request = pickle.load(source)
    threading.Thread(target=leave_with, args=[source], daemon=True).start()
    graph = _graph(request)
    output.write(_READY)
    output.flush()
    default, named = (
        None if names is None else [ox.NamedNode(iri) for iri in names]
        for names in (request["default"], request["named"])
    )
    kind = b""
    try:
        results = graph.store.query(
            request["sparql"],
            base_iri=request["base_iri"],
            prefixes=request["prefixes"],
            default_graph=default,  # type: ignore[arg-type]
            named_graphs=named,  # type: ignore[arg-type]
        )
        if isinstance(results, ox.QueryTriples):
            kind = _TRIPLES
            output.write(kind)
            results.serialize(output, format=ox.RdfFormat.N_TRIPLES)
        else:
            kind = _BOOLEAN if isinstance(results, ox.QueryBoolean) else _ROWS
            output.write(kind)
            results.serialize(output, format=ox.QueryResultsFormat.JSON)
        output.flush()
    except SyntaxError as error:
        output.write(_SYNTAX + str(error).encode())
        output.flush()
    except (ValueError, OSError, RuntimeError) as error:
        if not kind:
            output.write(_FAILED + str(error).encode())
            output.flush()
            return
        # Half an answer is on its way: the reader hears of the fault when it ends.
        output.flush()
        errors.write(str(error).encode())
        errors.flush()
        os._exit(_BROKEN)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer, sys.stderr.buffer)
