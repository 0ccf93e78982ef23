"""``kg query`` without the parser: what the command does, importing only what its answer needs.

Kept apart from the typer command so that the plain forms of ``kg query``, which scripts call by the
thousand, start without typer (`fast`); the command itself calls the same function.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from typing import Any

    from kg.sparql import Results
    from kg.store import Graph

# The options that need no conversion, as typer declares them (a test holds the two equal).
_VALUES = {"-f": "file", "--file": "file", "-g": "graph", "--graph": "graph", "--store": "graph", "--format": "form", "--name": "name"}  # fmt: skip
_LISTS = {"--param": "parameters", "--data": "data", "--from": "documents"}
_FLAGS = {"--union": ("union", True), "--no-union": ("union", False), "--labels": ("labels", True)}


def fast(words: Sequence[str]) -> int | None:
    """Run the arguments of ``kg query`` if they take only plain options; None if typer must read them."""
    given: dict[str, Any] = {}
    queue = list(words)
    while queue:
        word = queue.pop(0)
        name, equals, value = word.partition("=")
        if word in _FLAGS:
            key, setting = _FLAGS[word]
            given[key] = setting
        elif word in _VALUES and queue and not queue[0].startswith("-"):
            given[_VALUES[word]] = queue.pop(0)
        elif word in _LISTS and queue and not queue[0].startswith("-"):
            given.setdefault(_LISTS[word], []).append(queue.pop(0))
        elif equals and name.startswith("--") and name in _VALUES:
            given[_VALUES[name]] = value
        elif equals and name in _LISTS:
            given.setdefault(_LISTS[name], []).append(value)
        elif not word.startswith("-") and "sparql" not in given:
            given["sparql"] = word
        else:
            return None
    try:
        run(
            **{
                "graph": os.environ.get("KG_STORE") or os.environ.get("KG_GRAPH") or "graph",
                **given,
            }
        )
        return 0
    except BrokenPipeError:
        raise
    except Exception as error:
        from kg.cli.app import failed

        return failed(error)


def run(
    sparql: str | None = None,
    *,
    file: str | os.PathLike[str] | None = None,
    name: str | None = None,
    graph: str | os.PathLike[str] = "graph",
    data: Sequence[str | os.PathLike[str]] = (),
    parameters: Sequence[str] = (),
    form: str | None = None,
    union: bool = True,
    documents: Sequence[str] = (),
    limit: int | None = None,
    timeout: float | None = None,
    labels: bool = False,
    language: str = "zh",
    explain: bool = False,
    update: bool = False,
    allow_network: bool = False,
    ontology: Path | None = None,
) -> None:
    """Ask (or update) and print; see the options of ``kg query``."""
    from kg.errors import UsageError

    if form is not None:
        from kg.results import FORMATS

        if form not in FORMATS:
            raise UsageError(f"no format called {form}; there are: {', '.join(FORMATS)}")
    if update and (explain or documents or limit is not None or timeout is not None or form):
        raise UsageError("--update takes none of --explain, --from, --limit, --timeout, --format")
    text, terms, opened = _question(sparql, file, name, graph, data, parameters, union)
    if update:
        _update(text, terms, opened, allow_network=allow_network, ontology=ontology)
        return
    if ontology:
        raise UsageError("--ontology is for --update: queries need none")
    options: dict[str, Any] = {
        "parameters": terms,
        "union": union,
        "documents": documents,
        "limit": limit,
        "timeout": timeout,
        "allow_network": allow_network,
    }
    if explain:
        from kg.plan import plan
        from kg.text import visible

        for line in plan(opened, text, **options):
            print(visible(line))
        return
    from kg.query import evaluate

    _interruptible()
    show(evaluate(opened, text, **options), opened, form, labels, language)


def _question(
    sparql: str | None,
    file: str | os.PathLike[str] | None,
    name: str | None,
    graph: str | os.PathLike[str],
    data: Sequence[str | os.PathLike[str]],
    parameters: Sequence[str],
    union: bool,
) -> tuple[str, dict[str, Any], Graph]:
    from kg.errors import UsageError
    from kg.query import read_query
    from kg.store import open_files, open_graph

    if name is not None and (sparql is not None or file is not None):
        raise UsageError("give a query or the name of a saved one, not both")
    waiting = sparql in (None, "-") and file is None and name is None
    if waiting and sys.stdin.isatty():
        print("kg: reading a query from the terminal; end it with Ctrl-D", file=sys.stderr)
    terms: dict[str, Any] = {}
    if name is not None:
        from kg.saved import saved_query, values
        from kg.sparql import parameters as read_parameters

        query = saved_query(name)
        opened = open_files(data, union=union) if data else open_graph(graph)
        return query.text, values(query, read_parameters(parameters), opened), opened
    text = read_query(sparql, os.fspath(file) if file else None, sys.stdin.read() if waiting else None)  # fmt: skip
    opened = open_files(data, union=union) if data else open_graph(graph)
    if parameters:
        from kg.sparql import parameters as read_parameters
        from kg.sparql import term

        given = read_parameters(parameters)
        terms = {key: term(value, opened.ns) for key, value in given.items()}
    return text, terms, opened


def _update(text: str, terms: dict[str, Any], opened: Graph, **options: Any) -> None:
    from kg.errors import UsageError

    if opened.path is None and opened.files:
        raise UsageError("--update changes a graph that kg build made; files are only read")
    report = opened.update(text, parameters=terms, **options)
    print(
        f"{opened.path}: {report.added:,} triples added, {report.removed:,} removed",
        file=sys.stderr,
    )


def _interruptible() -> None:
    # Python hears Ctrl-C when the engine's evaluation returns; the system's own way hears it at once.
    # (_signal is what signal wraps in enumerations.)
    import _signal  # type: ignore[import-not-found]

    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)


def show(results: Results, graph: Graph, form: str | None, labels: bool, language: str) -> None:
    from kg.results import through, write

    terminal = sys.stdout.isatty()
    if form is None:
        rows = type(results).__name__ in ("QuerySolutions", "QueryBoolean")
        form = "ttl" if not rows else "table" if terminal else "tsv"
    if not terminal:
        write(results, sys.stdout.buffer, form, graph, labels=labels, language=language)
        sys.stdout.buffer.flush()
        return
    from shutil import get_terminal_size

    size = get_terminal_size()
    with_pager(
        lambda output: write(
            results,
            through(output, _steadied()),
            form,
            graph,
            width=size.columns,
            labels=labels,
            language=language,
        ),
        size.lines,
    )


def with_pager(write: Callable[[Any], None], lines: int) -> None:
    """Let ``write`` write to the terminal, through ``$PAGER`` (or less) once it fills the screen."""
    output = _Paged(lines)
    try:
        write(output)
    finally:
        output.close()


def _steadied() -> Callable[[bytes], bytes]:
    """A function that writes what could steer a terminal as escapes, piece by piece."""
    import re
    from codecs import getincrementaldecoder
    from io import IncrementalNewlineDecoder

    from kg.text import visible

    characters = getincrementaldecoder("utf-8")("backslashreplace")
    lines = IncrementalNewlineDecoder(characters, translate=True)

    def steady(data: bytes) -> bytes:
        pieces = re.split(r"([\n\t]+)", lines.decode(data))
        pieces[::2] = map(visible, pieces[::2])
        return "".join(pieces).encode()

    return steady


class _Paged:
    """A binary file that waits for a screenful; more than that goes through the pager."""

    def __init__(self, lines: int) -> None:
        self._held: list[bytes] = []
        self._left = lines - 1
        self._sink: Any = None
        self._process: Any = None

    def write(self, data: bytes) -> int:
        if self._sink is not None:
            self._sink.write(data)
        else:
            self._held.append(data)
            self._left -= data.count(b"\n")
            if self._left < 0:
                self._open()
        return len(data)

    def writelines(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.write(piece)

    def flush(self) -> None:
        if self._sink is not None:
            self._sink.flush()

    def _open(self) -> None:
        import shlex
        import subprocess
        from shutil import which

        command = shlex.split(os.environ.get("PAGER") or "less")
        self._sink = sys.stdout.buffer
        if command and which(command[0]) and os.environ.get("TERM") not in (None, "dumb"):
            environment = {"LESS": "-FRSX", "LESSCHARSET": "utf-8", **os.environ}
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)
            self._sink = self._process.stdin
        for piece in self._held:
            self._sink.write(piece)
        self._held = []

    def close(self) -> None:
        for piece in self._held:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        if self._process is not None:
            from contextlib import suppress

            # Who leaves the pager early has seen enough.
            with suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.wait()
