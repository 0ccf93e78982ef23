"""``kg shell``: one question after another, with history and completion (prompt_toolkit)."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import KgError, UsageError, needs
from kg.sparql import tokens

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document

    from kg.store import Graph

# Dot commands that are commands of kg: `.why X --depth 2` is `kg why X --depth 2` on this graph.
ASKING = (
    "why", "effects", "path", "common", "whatif", "loops", "roots", "bottlenecks", "conflicts",
    "compare", "timeline", "show", "stats",
)  # fmt: skip
_OWN = {
    ".help": "this text",
    ".format FORM": "how results are written: table, csv, tsv, json, xml, md, jsonl, ttl …",
    ".labels on|off": "labels in the place of IRIs",
    ".limit N|off": "at most so many rows",
    ".timeout SECONDS": "stop a query after so long",
    ".prefixes": "the prefixes that need no declaring",
    ".saved": "the saved queries",
    ".run NAME [name=value …]": "ask a saved query",
    ".quit": "leave (or Ctrl-D)",
}
_KEYWORDS = (
    "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "FILTER", "OPTIONAL", "UNION", "GRAPH",
    "VALUES", "BIND", "MINUS", "EXISTS", "NOT", "DISTINCT", "ORDER", "GROUP", "BY", "LIMIT",
    "OFFSET", "HAVING", "COUNT", "CONTAINS", "REGEX", "STR", "DESC", "ASC", "PREFIX",
)  # fmt: skip
_NAMES = """
SELECT ?node ?name ?rank WHERE {
  ?node a kg:Entity
  { ?node rdfs:label ?name BIND(0 AS ?rank) } UNION { ?node skos:altLabel ?name BIND(1 AS ?rank) }
}
"""
_TERMS = """
SELECT DISTINCT ?term WHERE { { ?x a ?term } UNION { ?x ?term ?y } }
"""


def run(path: str, *, timeout: float) -> int:
    """Read questions from the terminal (or from a pipe, one a line or statement) until the end.

    Returns the exit code: in a pipe the worst of what the statements would have given, as commands.

    Raises `UsageError` without prompt_toolkit (extra ``kg[shell]``), `StoreError` without a graph.
    """
    from kg.store import open_graph

    shell = Shell(open_graph(path), path, timeout)
    if not sys.stdin.isatty():
        for statement in _statements(sys.stdin):
            shell.do(statement)
            if shell.over:
                break
        return shell.worst
    with needs("prompt_toolkit", "shell"):
        import prompt_toolkit
    print(f"kg shell on {path}: a query, or .help; Ctrl-D leaves", file=sys.stderr)
    session = _session(prompt_toolkit, shell)
    while not shell.over:
        try:
            shell.do(session.prompt())
        except KeyboardInterrupt:
            continue
        except EOFError:
            break
    return 0


def _statements(lines: Iterable[str]) -> Iterator[str]:
    held = ""
    for line in lines:
        # A command is one wherever it stands; SPARQL has no line that begins like that.
        if held.strip() and line.startswith(_DOTTED):
            yield held
            held = ""
        held += line
        if complete(held):
            yield held
            held = ""
    if held.strip():
        yield held


def complete(text: str) -> bool:
    """Whether a statement is whole: a dot command, or a query whose brackets are closed.

    >>> complete("SELECT * { ?s ?p ?o"), complete("ASK {}"), complete(".help"), complete("PREFIX a: <b>")
    (False, True, True, False)
    """
    stripped = text.strip()
    if not stripped or stripped.startswith("."):
        return True
    seen = list(tokens(text))
    opened = sum(t.text in "{(" for t in seen if t.kind == "sign")
    closed = sum(t.text in "})" for t in seen if t.kind == "sign")
    begun = any(t.text in "{}" or t.word == "DESCRIBE" for t in seen)
    return begun and opened <= closed


class Shell:
    """What the shell knows between two questions."""

    def __init__(self, graph: Graph, path: str, timeout: float) -> None:
        self.graph = graph
        self.path = path
        self.timeout = timeout
        self.form: str | None = None
        self.labels = False
        self.limit: int | None = None
        self.over = False
        self.worst = 0
        """The highest exit code that a statement has given."""

    def do(self, text: str) -> None:
        """Answer one statement; what goes wrong is one line on standard error."""
        from kg.cli.app import fail

        code = 0
        try:
            if text.strip().startswith("."):
                self._command(text.strip()[1:])
            elif text.strip():
                self._query(text, {})
        except KgError as error:
            code = fail(str(error), error.exit_code)
        except KeyboardInterrupt:
            code = fail("interrupted", 130)
        self.worst = max(self.worst, code)

    def _query(self, text: str, parameters: dict[str, Any]) -> None:
        from kg.cli.querying import show
        from kg.query import evaluate

        results = evaluate(
            self.graph, text, parameters=parameters, limit=self.limit, timeout=self.timeout
        )
        show(results, self.graph, self.form, self.labels, "zh")

    def _command(self, text: str) -> None:
        from kg.cli.app import run as command
        from kg.text import near

        try:
            name, *words = shlex.split(text)
        except ValueError as error:
            raise UsageError(f".{text}: {error}") from error
        if name in ASKING:
            self.worst = max(self.worst, command([name, *words, "--graph", str(self.path)]))
        elif (own := getattr(self, f"_{name}", None)) and name in COMMANDS:
            own(*words[:1]) if name != "run" else own(words)
        else:
            raise UsageError(f"no command .{name}{near(name, (*ASKING, *COMMANDS))}; see .help")

    def _help(self, *_: str) -> None:
        print("Type a SPARQL query; it runs when its brackets are closed. Or:")
        for name, about in _OWN.items():
            print(f"  {name:<26}{about}")
        print(f"  {'.' + ' .'.join(ASKING)}")
        print("      the causal questions, as on the command line: .why 粒粒贷下架 --depth 2")

    def _format(self, form: str = "") -> None:
        from kg.results import FORMATS

        if form not in FORMATS:
            raise UsageError(f"no format called {form}; there are: {', '.join(FORMATS)}")
        self.form = form

    def _labels(self, state: str = "on") -> None:
        if state not in ("on", "off"):
            raise UsageError(f".labels {state}: on or off")
        self.labels = state == "on"

    def _limit(self, number: str = "off") -> None:
        if number != "off" and not (number.isdigit() and int(number)):
            raise UsageError(f".limit {number}: a whole number above 0, or off")
        self.limit = None if number == "off" else int(number)

    def _timeout(self, seconds: str = "") -> None:
        self.timeout = _number(seconds)

    def _prefixes(self, *_: str) -> None:
        for prefix, namespace in self.graph.ns.prefixes.items():
            print(f"PREFIX {prefix}: <{namespace}>")

    def _saved(self, *_: str) -> None:
        from kg.cli.asking import list_saved

        list_saved()

    def _run(self, words: list[str]) -> None:
        from kg.saved import saved_query, values
        from kg.sparql import parameters

        if not words:
            raise UsageError("name a saved query; see .saved")
        query = saved_query(words[0])
        self._query(query.text, dict(values(query, parameters(words[1:]), self.graph)))

    def _quit(self, *_: str) -> None:
        self.over = True


COMMANDS = ("help", "format", "labels", "limit", "timeout", "prefixes", "saved", "run", "quit")
_DOTTED = tuple(f".{name}" for name in (*ASKING, *COMMANDS))


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number < float("inf"):
        raise UsageError(f"{text or 'nothing'}: give a number above 0")
    return number


def _session(prompt_toolkit: Any, shell: Shell) -> Any:
    from prompt_toolkit.history import FileHistory, InMemoryHistory
    from prompt_toolkit.key_binding import KeyBindings

    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "kg"
    try:
        state.mkdir(parents=True, exist_ok=True)
        history: Any = FileHistory(str(state / "history"))
    except OSError:
        history = InMemoryHistory()
    keys = KeyBindings()

    @keys.add("enter")
    def _(event: Any) -> None:
        buffer = event.current_buffer
        if complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    return prompt_toolkit.PromptSession(
        "kg> ",
        multiline=True,
        history=history,
        key_bindings=keys,
        completer=completer(shell.graph),
        complete_while_typing=False,
        prompt_continuation="... ",
    )


def completer(graph: Graph) -> Any:
    """Completes prefixes, classes, properties and entities (typed as CURIE or by label)."""
    from prompt_toolkit.completion import Completer, Completion

    vocabulary = Vocabulary(graph)

    class Names(Completer):
        def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
            typed = document.get_word_before_cursor(WORD=True).lstrip("({[<")
            for text, about in vocabulary.candidates(typed, document.text_before_cursor):
                yield Completion(text, start_position=-len(typed), display_meta=about)

    return Names()


class Vocabulary:
    """The words of a graph for completion; read from it when first asked for."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def known(self) -> list[tuple[str, str]]:
        """Keywords, prefixes, classes and properties in use, and entities with each of their names."""
        ns = self.graph.ns
        terms = {ns.curie(row[0].value) for row in self.graph.select(_TERMS)}
        # The label that people see elsewhere comes first.
        ranked = sorted(
            (ns.curie(node.value), rank.value, name.language != "zh", name.value)
            for node, name, rank in self.graph.select(_NAMES)
        )
        names = [(curie, name) for curie, _, _, name in ranked]
        return [
            *((word, "") for word in _KEYWORDS),
            *((f"{prefix}:", "") for prefix in ns.prefixes),
            *((term, "") for term in sorted(terms)),
            *names,
        ]

    def candidates(self, typed: str, line: str) -> list[tuple[str, str]]:
        """What may be meant by ``typed`` at the end of ``line``, with a name for each; at most 100."""
        line = line.lstrip()
        if line.startswith(".") and not any(c.isspace() for c in line):
            names = sorted((*ASKING, *COMMANDS))
            return [(f".{name}", "") for name in names if f".{name}".startswith(line)]
        wanted = typed.casefold()
        starts: dict[str, str] = {}
        within: dict[str, str] = {}
        for text, name in self.known:
            if text.casefold().startswith(wanted):
                starts.setdefault(text, name)
            elif wanted and wanted in name.casefold():
                within.setdefault(text, name)
        return [*sorted(starts.items()), *sorted(within.items())][:100]
