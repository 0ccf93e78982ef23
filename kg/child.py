"""A query, or another question, in a process of its own, which can be ended.

The engine has no time-out, and a signal reaches Python only when an evaluation returns. A worker
opens the same generation, or is given the triples of a graph in memory, says that it is ready,
evaluates, and streams what it finds; the clock runs from "ready". Rows travel as SPARQL JSON,
triples as N-Triples, both read back by the engine's own streaming parsers. A worker whose answer was
read to its end takes the next query; one that ran out of time, or whose answer nobody wants any
more, is killed.

An answer is a row of frames: four bytes of length, and as many bytes. The first byte of the first
frame says what kind of answer it is; a frame of no length ends it, and one more tells of a fault.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import QueryError, QueryTimeout, StoreError
from kg.store import Graph, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.sparql import Results

_READY, _WANTED = b".", b"?"
_ROWS, _BOOLEAN, _TRIPLES, _BYTES, _SYNTAX, _FAILED = b"R", b"B", b"T", b"D", b"S", b"F"
_FRAME = 1 << 16
_WAITING = 8  # workers that wait for a query, at most
_PATIENCE = 60  # seconds that they wait


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

    ``stated`` is the time that the message names, where a part of it was spent before. Raises
    SyntaxError as the engine does, `QueryTimeout` when the time is over: here, or while the results
    are read.
    """
    request = _of(graph) | {
        "sparql": sparql,
        "base_iri": base_iri,
        "default": None if default_graph is None else [node.value for node in default_graph],
        "named": None if named_graphs is None else [node.value for node in named_graphs],
    }
    answer = _Answer(graph, request, timeout, stated or timeout)
    kind = _kind(answer)
    if kind == _TRIPLES:
        parsed = ox.parse(answer, format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
        return (quad.triple for quad in parsed)
    # A yes or no is read to its end at once; the parser stops before.
    source: Any = io.BytesIO(answer.rest()) if kind == _BOOLEAN else answer
    return ox.parse_query_results(source, format=ox.QueryResultsFormat.JSON)


def call(graph: Graph, task: str, arguments: Any, timeout: float) -> Iterator[bytes]:
    """What the function ``task`` (``module:name``) answers, in pieces, from a child as in `run`.

    It is called with the graph, the same one as long as nothing new is published, and with
    ``arguments``, which can be pickled; it returns bytes. Raises RuntimeError if it fails,
    `QueryTimeout`.
    """
    answer = _Answer(graph, _of(graph) | {"task": task, "arguments": arguments}, timeout, timeout)
    _kind(answer)
    return iter(answer.read, b"")


def _of(graph: Graph) -> dict[str, Any]:
    """What a request says of the graph it asks."""
    generation = graph.generation and os.path.abspath(graph.generation)
    return {
        "generation": generation,
        "state": _identity(generation) if generation else _state(graph),
        "base": graph.ns.base,
        "prefixes": dict(graph.ns.prefixes),
    }


def _kind(answer: _Answer) -> bytes:
    """The kind of an answer; raises SyntaxError or RuntimeError for one that is none."""
    kind = answer.read(1)
    if kind in (_SYNTAX, _FAILED):
        message = answer.rest().decode("utf-8", "replace")
        raise SyntaxError(message) if kind == _SYNTAX else RuntimeError(message)
    return kind


def _identity(folder: str) -> tuple[int, ...]:
    """What tells a generation from one that was made anew in its place."""
    try:
        found = os.stat(folder)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; open the graph again") from error
    # Numbers of files are used again, so the time of the publication belongs to it.
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _state(graph: Graph) -> tuple[int, ...] | None:
    """What tells a graph read from files from others, and from itself after an update; None for one
    that was made in memory, which anybody may have changed."""
    return (graph.serial, graph.changes, len(graph.store)) if graph.files else None


def _content(graph: Graph) -> dict[str, Any]:
    """A graph in memory, as a worker can read it."""
    return {
        "quads": graph.store.dump(format=ox.RdfFormat.N_QUADS),
        # Empty ones too, which no quad names.
        "graphs": [name.value for name in graph.store.named_graphs()],
    }


class _Worker:
    """A process that answers one query after another; it goes when this goes."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self.process = subprocess.Popen(
            # -P: nothing in the current folder stands in for a module of ours.
            [sys.executable, "-P", "-m", "kg.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(places())},
        )
        assert self.process.stdout
        self.output = self.process.stdout.fileno()

    def ask(self, graph: Graph, request: dict[str, Any]) -> bool:
        """Send a query; returns when the worker has opened the graph, or is gone."""
        try:
            ready = self._send(request)
            if ready == _WANTED:
                ready = self._send(_content(graph))
        except OSError:
            ready = b""
        return ready == _READY

    def _send(self, message: dict[str, Any]) -> bytes:
        # The pipe stays open: when it closes, this process is gone, and the worker goes too.
        assert self.process.stdin
        pickle.dump(message, self.process.stdin)
        self.process.stdin.flush()
        return os.read(self.output, 1)

    def told(self) -> str:
        """What a worker that ended said last."""
        assert self.process.stderr
        return self.process.stderr.read().decode("utf-8", "replace").strip()

    def __del__(self) -> None:
        # A fork of this process has the object, and not the worker.
        if not hasattr(self, "process") or os.getpid() != self._owner:
            return
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                with suppress(OSError):
                    pipe.close()


_waiting: list[_Worker] = []
_hand = threading.Lock()


def _asked(graph: Graph, request: dict[str, Any]) -> _Worker:
    """A worker that has opened the graph: one that waits, else a new one."""
    while True:
        with _hand:
            waiting = _waiting.pop() if _waiting else None
        worker = waiting or _Worker()
        if worker.ask(graph, request):
            return worker
        if waiting is None:
            worker.process.kill()
            worker.process.wait()
            said = worker.told().splitlines()
            raise StoreError(
                "the query's process did not start"
                + (f": {said[-1]}" if said else "; is this installation whole?")
            )


def _forked() -> None:
    """A fork has the objects of the workers, and neither them nor a lock that was held."""
    global _hand
    _hand = threading.Lock()
    _waiting.clear()


os.register_at_fork(after_in_child=_forked)


class _Clock:
    """Kills a worker when its time is over. It knows no answer: that one's end ends the worker."""

    def __init__(self, worker: _Worker, seconds: float) -> None:
        self._process = worker.process
        self._lock = threading.Lock()
        self._stopped = False
        self.over = False
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def _end(self) -> None:
        with self._lock:
            if not self._stopped:
                self.over = True
                self._process.kill()

    def stop(self) -> None:
        """From now on the worker is left alone."""
        with self._lock:
            self._stopped = True
        self._timer.cancel()


class _Answer:
    """A worker's answer as a file; if it is not read to its end, the worker ends."""

    def __init__(
        self, graph: Graph, request: dict[str, Any], timeout: float, stated: float
    ) -> None:
        self._stated = stated
        self._left = 0
        self._worker: _Worker | None = _asked(graph, request)
        self._clock = _Clock(self._worker, timeout)

    def read(self, size: int = -1) -> bytes:
        """What has arrived, at most ``size`` bytes; empty at the end."""
        worker = self._worker
        if worker is None:
            return b""
        if not self._left:
            self._left = self._length(worker)
            if not self._left:
                self._finish(worker)
                return b""
        wanted = min(self._left, size if size and size > 0 else _FRAME)
        data = os.read(worker.output, wanted) or self._broken(worker)
        self._left -= len(data)
        return data

    def rest(self) -> bytes:
        """Everything until the end."""
        return b"".join(iter(self.read, b""))

    def _length(self, worker: _Worker) -> int:
        return int.from_bytes(self._exactly(worker, 4), "big")

    def _exactly(self, worker: _Worker, size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += os.read(worker.output, size - len(data)) or self._broken(worker)
        return data

    def _finish(self, worker: _Worker) -> None:
        fault = self._exactly(worker, self._length(worker)).decode("utf-8", "replace")
        self._clock.stop()
        self._worker = None
        with _hand:
            if len(_waiting) < _WAITING and not self._clock.over:
                _waiting.append(worker)
        if fault:
            raise QueryError(f"the query failed: {fault}")

    def _broken(self, worker: _Worker) -> bytes:
        """The worker has ended in the middle: raises the reason."""
        self._clock.stop()
        worker.process.wait()
        self._worker = None
        if self._clock.over:
            raise QueryTimeout(
                f"the query was stopped after {self._stated:g} s; "
                "narrow it, or give it more time with --timeout"
            )
        said = worker.told()
        reason = f": {said.splitlines()[-1]}" if said else "; was there enough memory?"
        raise QueryError(f"the query's process ended early{reason}")

    def __del__(self) -> None:
        if hasattr(self, "_clock"):
            self._clock.stop()


def places() -> list[str]:
    """Where the child finds this very package, and then what this process was told."""
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    told = os.environ.get("PYTHONPATH")
    return [ours, told] if told else [ours]


def _loaded(content: dict[str, Any]) -> ox.Store:
    store = ox.Store()
    store.bulk_load(content["quads"], format=ox.RdfFormat.N_QUADS)
    for name in content["graphs"]:
        store.add_graph(ox.NamedNode(name))
    return store


def leave_with(source: IO[bytes]) -> None:
    """End this process when ``source`` ends: nobody is left to read the answer."""
    # Not source.read(): its lock would be held when the interpreter shuts down.
    os.read(source.fileno(), 1)
    os._exit(1)


class _Frames(io.RawIOBase):
    """What is written here goes out in frames."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._output.write(len(data).to_bytes(4, "big") + data)
        self._output.flush()
        return len(data)


def main(source: IO[bytes], output: IO[bytes]) -> None:
    """The worker: reads requests, writes answers, until nobody is left to read them."""
    requests: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_listen, args=[source, requests], daemon=True).start()
    # Ctrl-C is for the process that asked; when that ends, so does this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    opened: tuple[Any, Graph] | None = None
    while True:
        try:
            request = requests.get(timeout=_PATIENCE)
        except Empty:
            os._exit(0)
        generation, state, base = request["generation"], request["state"], request["base"]
        if opened is None or state is None or opened[0] != (generation, state, base):
            opened = None  # closed before the next is opened
            if generation:
                store = open_store(generation)
            else:
                output.write(_WANTED)
                output.flush()
                store = _loaded(requests.get())
            graph = Graph(store, base, generation=generation, declared=request["prefixes"])
            opened = (generation, state, base), graph
            del store, graph
        output.write(_READY)
        output.flush()
        answer = _called if "task" in request else _answered
        fault = answer(opened[1], request, output).encode()
        for end in (b"", fault):
            output.write(len(end).to_bytes(4, "big") + end)
        output.flush()


def _listen(source: IO[bytes], requests: SimpleQueue[dict[str, Any]]) -> None:
    try:
        while True:
            requests.put(pickle.load(source))
    finally:
        os._exit(1)


def _called(graph: Graph, request: dict[str, Any], output: IO[bytes]) -> str:
    """Write what a function answers in frames."""
    frames = io.BufferedWriter(_Frames(output), _FRAME)
    module, _, name = request["task"].partition(":")
    try:
        frames.write(_BYTES + getattr(import_module(module), name)(graph, request["arguments"]))
    except Exception as error:
        frames.write(_FAILED + f"{type(error).__name__}: {error}".encode("utf-8", "replace"))
    frames.flush()
    return ""


def _answered(graph: Graph, request: dict[str, Any], output: IO[bytes]) -> str:
    """Write an answer in frames; what went wrong after its first byte, if anything did."""
    default, named = (
        None if names is None else [ox.NamedNode(iri) for iri in names]
        for names in (request["default"], request["named"])
    )
    kind = b""
    frames = io.BufferedWriter(_Frames(output), _FRAME)
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
            frames.write(kind)
            results.serialize(frames, format=ox.RdfFormat.N_TRIPLES)
        else:
            kind = _BOOLEAN if isinstance(results, ox.QueryBoolean) else _ROWS
            frames.write(kind)
            results.serialize(frames, format=ox.QueryResultsFormat.JSON)
    except SyntaxError as error:
        frames.write(_SYNTAX + str(error).encode())
    except (ValueError, OSError, RuntimeError) as error:
        if kind:
            # Half an answer is on its way: the reader hears of the fault when it ends.
            frames.flush()
            return str(error) or "without a word"
        frames.write(_FAILED + str(error).encode())
    frames.flush()
    return ""


if __name__ == "__main__":
    try:
        main(sys.stdin.buffer, sys.stdout.buffer)
    except Exception as error:
        # The listening thread holds the lock of standard input, so the interpreter can't end by itself.
        os.write(2, f"{error}"[:4000].encode("utf-8", "replace"))
    finally:
        os._exit(1)
