"""SPARQL over a graph: queries with parameters, limits and time-outs, and errors to act on.

A query runs in this process, at the engine's own speed. One with a ``timeout`` runs in a process of
its own (`kg.child`), because the engine can't be interrupted and a process can.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from kg.errors import QueryError, UsageError
from kg.sparql import QUERIES, bind, first_word, is_update, limited, refuse_network

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    import pandas
    import polars

    from kg.sparql import Results, Term
    from kg.store import Graph


_LONGEST = 1_000_000
_FEW = 8  # signs that a parser expects, all of which are told


def evaluate(
    graph: Graph,
    sparql: str,
    *,
    parameters: Mapping[str, Term | str | float] | None = None,
    union: bool = True,
    documents: Sequence[str] = (),
    named: Sequence[str] | None = None,
    limit: int | None = None,
    timeout: float | None = None,
    allow_network: bool = False,
    base_iri: str | None = None,
) -> Results:
    """Evaluate a SPARQL 1.1 query; our prefixes and those of the graph need no declaring.

    - ``parameters`` replace variables by terms (Python strings and numbers become literals).
    - The default graph is the union of all named graphs, each triple once; with ``documents``
      (CURIEs or IRIs of named graphs) it is theirs alone; without ``union`` it is empty, and only
      GRAPH patterns match. Where ``named`` is given, they match in these graphs alone, and the
      default graph is that of ``documents``.
    - ``limit`` bounds the number of solutions, ``timeout`` (seconds) the time until the last one.
    - SERVICE is refused unless ``allow_network``: it would let a query reach the network.
    - Relative IRIs are resolved against ``base_iri``.

    Raises `QueryError` with the place of a mistake, `QueryTimeout` if the time is over (for rows:
    while they are read), `UsageError` for a parameter that the query lacks.
    """
    if timeout is not None and not 0 < timeout < _LONGEST:
        raise UsageError(f"timeout {timeout:g}: give seconds between 0 and {_LONGEST:,}")
    if limit is not None and (not isinstance(limit, int) or limit < 0):
        raise UsageError(f"limit {limit}: give a whole number, 0 or more")
    if isinstance(documents, str):
        documents = [documents]
    if parameters:
        sparql = bind(sparql, parameters)
    if limit is not None:
        sparql = limited(sparql, limit)
    if not allow_network:
        refuse_network(sparql, graph.ns, base_iri=base_iri)
    known = None if named is None else _graphs(graph, named)
    alone = known is not None and not documents
    default = [] if alone else _default_graph(graph, union, documents)
    try:
        if graph.remote:
            # The time is kept by the connection; there is no process to end here.
            there: Any = graph.store
            return there.query(  # type: ignore[no-any-return]
                sparql,
                base_iri=base_iri,
                prefixes=graph.ns.prefixes,
                default_graph=default,
                named_graphs=known,
                timeout=timeout,
            )
        if timeout is not None:
            from kg.child import run

            return run(graph, sparql, default, timeout, base_iri, named_graphs=known)
        return graph.store.query(
            sparql,
            base_iri=base_iri,
            prefixes=graph.ns.prefixes,  # type: ignore[arg-type]
            default_graph=default,  # type: ignore[arg-type]
            named_graphs=known,  # type: ignore[arg-type]
        )
    except SyntaxError as error:
        hint = ""
        if is_update(sparql):
            hint = "; it changes a graph: that is for kg query --update"
        elif first_word(sparql) not in QUERIES:
            hint = f"; a query begins with {', '.join(QUERIES[:-1])} or {QUERIES[-1]}"
        raise QueryError(syntax_message(sparql, str(error), hint)) from error
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the query failed: {error}") from error


def _default_graph(
    graph: Graph, union: bool, documents: Sequence[str]
) -> list[ox.NamedNode] | None:
    if documents and not union:
        raise UsageError("name documents or leave out the union, not both")
    if not documents:
        return None if union or not graph.union else []
    return _graphs(graph, documents)


def _graphs(graph: Graph, given: Sequence[str]) -> list[ox.NamedNode]:
    try:
        names = [graph.ns.iri(name) for name in given]
    except ValueError as error:
        raise UsageError(f"{', '.join(given)}: not the name of a graph ({error})") from error
    for name in names:
        if not graph.store.contains_named_graph(name):
            raise UsageError(f"{graph.ns.curie(name.value)}: no named graph of this name")
    return names


class Rows:
    """The rows of a SELECT query: iterate them, as often as you like, or convert them.

    A row gives its terms by variable name or position (``row["cause"].value``). The first iteration
    streams; each further one asks the query again, of the same unchanging generation.
    """

    def __init__(self, graph: Graph, sparql: str, options: Mapping[str, Any]) -> None:
        self._graph = graph
        self._sparql = sparql
        self._options = options
        self._first: ox.QuerySolutions | None = self._ask()
        self.variables = tuple(v.value for v in self._first.variables)

    def _ask(self) -> ox.QuerySolutions:
        results = evaluate(self._graph, self._sparql, **self._options)
        if not isinstance(results, ox.QuerySolutions):
            raise UsageError("this is no SELECT query; use ask() or construct()")
        return results

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        # The engine's own iterator: nothing of ours stands between it and the reader.
        first, self._first = self._first, None
        return first if first is not None else self._ask()

    def to_dicts(self) -> Iterator[dict[str, Any]]:
        """Rows as Python values: CURIEs, strings, numbers, dates, booleans; None where unbound."""
        from kg.results import python_value

        ns = self._graph.ns
        for row in self:
            yield {name: python_value(row[name], ns) for name in self.variables}

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas DataFrame (extra ``kg[pandas]``); raises `UsageError` without it."""
        from kg.errors import needs

        with needs("pandas", "pandas"):
            import pandas
        return pandas.DataFrame(list(self.to_dicts()), columns=list(self.variables))

    def to_polars(self) -> polars.DataFrame:
        """The rows as a polars DataFrame (extra ``kg[polars]``); raises `UsageError` without it."""
        from kg.errors import needs

        with needs("polars", "polars"):
            import polars
        rows = list(self.to_dicts())
        columns = {name: [row[name] for row in rows] for name in self.variables}
        return polars.DataFrame(columns, strict=False)

    def _repr_html_(self) -> str:
        from kg.results import rows_html

        return rows_html(self, self._graph.ns)


def select(graph: Graph, sparql: str, **options: Any) -> Rows:
    """The rows of a SELECT query; ``options`` and errors are those of `evaluate`."""
    return Rows(graph, sparql, options)


def ask(graph: Graph, sparql: str, **options: Any) -> bool:
    """The answer of an ASK query; ``options`` and errors are those of `evaluate`."""
    results = evaluate(graph, sparql, **options)
    if not isinstance(results, ox.QueryBoolean):
        raise UsageError("this is no ASK query; use select() or construct()")
    return bool(results)


def construct(graph: Graph, sparql: str, **options: Any) -> Iterator[ox.Triple]:
    """The triples of a CONSTRUCT or DESCRIBE; ``options`` and errors are those of `evaluate`."""
    results = evaluate(graph, sparql, **options)
    if isinstance(results, (ox.QuerySolutions, ox.QueryBoolean)):
        raise UsageError("this is no CONSTRUCT or DESCRIBE query; use select() or ask()")
    return results


def syntax_message(sparql: str, message: str, hint: str = "") -> str:
    """The parser's message with the line it speaks of and a mark under the place."""
    from wcwidth import wcswidth

    from kg.text import visible

    match = re.search(r"error at (\d+):(\d+)", message)
    if not match:
        return f"the query does not parse: {message}{hint}"
    row, column = int(match[1]), int(match[2])
    lines = re.split(r"\r\n|\r|\n", sparql)
    line = lines[min(row, len(lines)) - 1]
    at_end = row >= len(lines) and not line[column - 1 :].strip()
    expected = _expected(message.partition(": ")[2] or message, at_end=at_end)
    gap = " " * max(0, wcswidth(visible(line[: column - 1])))
    return f"the query does not parse, line {row}, column {column}: {expected}{hint}\n  {visible(line)}\n  {gap}^"


def _expected(told: str, *, at_end: bool) -> str:
    """What helps of all that the parser would have liked: what it says in words, else a few signs.

    It lists ranges of letters too, and of the keywords only some.
    """
    liked = re.sub(r"\[(?:'[^']*'[^\]]*|_)\]", "", " ".join(told.split()))
    signs = re.findall(r'"(?:[^"\\]|\\.)*"', liked)
    words = [w.strip() for w in liked.removeprefix("expected ").removeprefix("one of ").split(",")]
    said = [w for w in words if " " in w and '"' not in w]
    if said:
        return said[0].replace("Prefix not found", "this prefix is not declared")
    if 0 < len(signs) <= _FEW:
        return f"expected {' or '.join(signs)}"
    return "something is missing at the end" if at_end else "what stands here is not understood"


def read_query(text: str | None, file: Path | str | None, stdin: str | None) -> str:
    """The query given as text, in a file or on standard input; exactly one must be."""
    if text and file:
        raise UsageError("give the query as text or with -f, not both")
    if file:
        try:
            with open(file, encoding="utf-8-sig") as handle:
                return handle.read()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: {getattr(error, 'strerror', None) or error}") from error
    query = text if text and text != "-" else stdin
    if not query or not query.strip():
        raise UsageError("no query: give it as text, with -f FILE.rq, or on standard input")
    return query
