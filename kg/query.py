"""SPARQL over a graph: evaluation with errors a person can act on, and results in every format."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import pyoxigraph as ox

from kg.errors import QueryError, UsageError
from kg.namespaces import Namespaces
from kg.text import visible

if TYPE_CHECKING:
    from kg.store import Graph

Results: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

RESULT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = ("ttl", "nt", "jsonld")
FORMATS = ("table", *RESULT_FORMATS, *GRAPH_FORMATS)

_PLACE = re.compile(r"error at (\d+):(\d+)")


def evaluate(graph: Graph, sparql: str, *, union: bool = True) -> Results:
    """Evaluate a query; raises `QueryError` with the place of a mistake.

    ``union`` lets plain patterns match all named graphs together. SERVICE is refused: it would let
    a query reach the network.
    """
    _refuse_service(sparql, graph.ns)
    try:
        return graph.query(sparql, union=union)
    except SyntaxError as error:
        raise QueryError(_syntax(sparql, str(error))) from error
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the query failed: {error}") from error


def _refuse_service(sparql: str, ns: Namespaces) -> None:
    """Raise `QueryError` if the query uses the keyword SERVICE.

    The engine has no switch for it, and telling a keyword from a string, comment or name by our own
    reading would differ from the engine's somewhere. So its own parser decides: with every
    "service" spelled "servi_ce", names, strings and comments still parse, and the keyword does not.
    """
    spelled = re.sub(r"\\u00([0-7][0-9a-f])", _ascii, sparql, flags=re.IGNORECASE)
    if "service" not in spelled.lower():
        return
    changed = re.sub("servi(?=ce)", r"\g<0>_", spelled, flags=re.IGNORECASE)
    try:
        ox.Store().query(changed, prefixes=dict(ns.prefixes))
    except SyntaxError:
        raise QueryError(
            "SERVICE would reach the network, or does not parse; kg answers from this graph alone"
        ) from None
    except (ValueError, OSError, RuntimeError):
        return


def _ascii(match: re.Match[str]) -> str:
    return chr(int(match.group(1), 16))


def write(
    results: Results, output: BinaryIO, form: str, ns: Namespaces, *, width: int | None = None
) -> None:
    """Write the results to ``output`` in ``form`` (one of `FORMATS`); ``width`` bounds a table.

    SELECT and ASK take table, csv, tsv, json, xml; CONSTRUCT and DESCRIBE take ttl, nt, jsonld.
    The standard result formats stream: a row is written as soon as it is found. Raises `UsageError`
    if the format does not fit the kind of result.
    """
    try:
        _write(results, output, form, ns, width)
    except BrokenPipeError:
        raise
    except (OSError, RuntimeError) as error:
        if getattr(error, "errno", None) == errno.EPIPE:
            raise BrokenPipeError from error
        raise QueryError(f"the query failed: {error}") from error


def _write(
    results: Results, output: BinaryIO, form: str, ns: Namespaces, width: int | None
) -> None:
    if isinstance(results, ox.QueryTriples):
        if form == "table":
            form = "ttl"
        if form not in GRAPH_FORMATS:
            known = ", ".join(GRAPH_FORMATS)
            raise UsageError(
                f"format {form} is for SELECT and ASK; this query gives a graph: {known}"
            )
        quads = [ox.Quad(t.subject, t.predicate, t.object) for t in results]
        output.writelines(graph_pieces(quads, form, ns))
    elif form in GRAPH_FORMATS:
        known = ", ".join(("table", *RESULT_FORMATS))
        raise UsageError(f"format {form} is for CONSTRUCT and DESCRIBE; this query gives: {known}")
    elif isinstance(results, ox.QueryBoolean) and form in ("table", "csv", "tsv"):
        yes, no = ("yes", "no") if form == "table" else ("true", "false")
        output.write(f"{yes if results else no}\n".encode())
    elif isinstance(results, ox.QuerySolutions) and form == "table":
        output.writelines(_table(results, ns, width))
    else:
        results.serialize(output, format=RESULT_FORMATS[form])
        if form in ("json", "xml"):
            output.write(b"\n")


def graph_pieces(quads: list[ox.Quad], form: str, ns: Namespaces) -> Iterator[bytes]:
    """Quads, graph names dropped, as Turtle, N-Triples or JSON-LD."""
    from kg.turtle import nquads, turtle

    if form == "ttl":
        for piece in turtle(quads, ns):
            yield piece.encode("utf-8", "surrogatepass")
    elif form == "nt":
        for piece in nquads(quads, triples=True):
            yield piece.encode("utf-8", "surrogatepass")
    else:
        ordered = sorted(
            {(str(q.subject), str(q.predicate), str(q.object)): q for q in quads}.items()
        )
        triples = [ox.Triple(q.subject, q.predicate, q.object) for _, q in ordered]
        data = ox.serialize(triples, format=ox.RdfFormat.JSON_LD, prefixes=dict(ns.prefixes))
        yield (data or b"") + b"\n"


def _table(results: ox.QuerySolutions, ns: Namespaces, width: int | None) -> Iterator[bytes]:
    from wcwidth import wcswidth

    names = [v.value for v in results.variables]
    rows = [[_cell(solution[name], ns) for name in names] for solution in results]

    def columns(text: str) -> int:
        return max(0, wcswidth(text))

    def cut(text: str, most: int) -> str:
        if columns(text) <= most:
            return text
        kept = ""
        for character in text:
            if columns(kept + character) >= most:
                break
            kept += character
        return kept + "…"

    widths = [max([columns(n), *(columns(r[i]) for r in rows)]) for i, n in enumerate(names)]
    if width is not None and names:
        # Wide columns give way first, until the row fits.
        while sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 8:
            widths[widths.index(max(widths))] -= 1
        rows = [[cut(cell, widths[i]) for i, cell in enumerate(row)] for row in rows]

    def line(cells: list[str]) -> bytes:
        padded = [c + " " * (widths[i] - columns(c)) for i, c in enumerate(cells)]
        return ("  ".join(padded).rstrip() + "\n").encode("utf-8", "surrogatepass")

    yield line(names)
    yield line(["─" * w for w in widths])
    for row in rows:
        yield line(row)
    yield f"({len(rows)} {'row' if len(rows) == 1 else 'rows'})\n".encode()


def _cell(term: object, ns: Namespaces) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return visible(ns.curie(term.value))
    if isinstance(term, ox.Literal):
        return visible(term.value.replace("\n", " "))
    return visible(str(term))


def _syntax(sparql: str, message: str) -> str:
    match = _PLACE.search(message)
    if not match:
        return f"the query does not parse: {message}"
    row, column = int(match[1]), int(match[2])
    lines = re.split(r"\r\n|\r|\n", sparql)
    line = lines[min(row, len(lines)) - 1]
    expected = message.partition(": ")[2] or message
    from wcwidth import wcswidth

    gap = " " * max(0, wcswidth(visible(line[: column - 1])))
    return f"the query does not parse, line {row}, column {column}: {expected}\n  {visible(line)}\n  {gap}^"


def read_query(text: str | None, file: Path | None, stdin: str | None) -> str:
    """The query given as text, in a file or on standard input; exactly one must be."""
    if text and file:
        raise UsageError("give the query as text or with -f, not both")
    if file:
        try:
            return file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: {getattr(error, 'strerror', None) or error}") from error
    query = text if text and text != "-" else stdin
    if not query or not query.strip():
        raise UsageError("no query: give it as text, with -f FILE.rq, or on standard input")
    return query
