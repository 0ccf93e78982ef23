"""Results of queries in every format: tables for people, W3C formats, RDF, JSON Lines, Markdown.

CSV, TSV, JSON and XML are written by the engine as the W3C specifies, row by row. Tables, Markdown
and JSON Lines stream too: a table takes its widths from its first rows. Graphs are sorted before
they are written, so that the same graph gives the same bytes.
"""

from __future__ import annotations

import itertools
import math
import re

import pyoxigraph as ox

from kg.errors import KgError, QueryError, UsageError
from kg.namespaces import VOCABULARIES, Namespaces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, BinaryIO, TypeAlias

    from kg.query import Rows
    from kg.sparql import Results
    from kg.store import Graph

    Cell: TypeAlias = Callable[[object], str]

W3C_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
ROW_FORMATS = ("table", *W3C_FORMATS, "md", "jsonl")
GRAPH_FORMATS = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")
FORMATS = (*ROW_FORMATS, *GRAPH_FORMATS)
# A graph asked for in a format of rows comes in the RDF syntax of that family.
_GRAPH_FOR = {"table": "ttl", "json": "jsonld", "xml": "rdf"}
# This many rows decide how wide a table's columns are.
_MEASURED = 500
_SHOWN = 100

_XSD = VOCABULARIES["xsd"]
_LABEL = ox.NamedNode(VOCABULARIES["rdfs"] + "label")


def write(
    results: Results,
    output: BinaryIO,
    form: str,
    graph: Graph,
    *,
    width: int | None = None,
    labels: bool = False,
    language: str = "zh",
) -> None:
    """Write the results to ``output`` in ``form`` (one of `FORMATS`).

    Rows and yes/no take a row format, graphs a graph format (or the row format's counterpart).
    ``width`` bounds a table; ``labels`` puts labels in the place of IRIs in tables and Markdown,
    those in ``language`` first. Raises `UsageError` if the format does not fit the kind of result,
    `QueryError` or `QueryTimeout` if the query fails on the way.
    """
    if form == "xml":
        output = through(output, _readable_xml)
    try:
        if form in W3C_FORMATS and isinstance(results, ox.QuerySolutions):
            results.serialize(output, format=W3C_FORMATS[form])
            if form in ("json", "xml"):
                output.write(b"\n")
            return
        cell = labelled(graph, language) if labels else shortened(graph.ns)
        _write(results, output, form, graph.ns, cell, width)
    except (BrokenPipeError, KgError):
        raise
    except (OSError, RuntimeError, SyntaxError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the place it is written to, not the query
        raise QueryError(f"the query failed: {error}") from error


def _write(
    results: Results, output: BinaryIO, form: str, ns: Namespaces, cell: Cell, width: int | None
) -> None:
    if not isinstance(results, (ox.QuerySolutions, ox.QueryBoolean)):
        form = _GRAPH_FOR.get(form, form)
        if form not in GRAPH_FORMATS:
            known = ", ".join(GRAPH_FORMATS)
            raise UsageError(f"format {form} is for rows; this query gives a graph: {known}")
        quads = [ox.Quad(t.subject, t.predicate, t.object) for t in results]
        output.writelines(graph_pieces(quads, form, ns))
    elif form not in ROW_FORMATS:
        known = ", ".join(ROW_FORMATS)
        raise UsageError(f"format {form} is for CONSTRUCT and DESCRIBE; this query gives: {known}")
    elif isinstance(results, ox.QueryBoolean):
        if form in ("json", "xml"):
            results.serialize(output, format=W3C_FORMATS[form])
            output.write(b"\n")
        else:
            yes, no = ("true", "false") if form in ("csv", "tsv", "jsonl") else ("yes", "no")
            output.write(f"{yes if results else no}\n".encode())
    elif form == "table":
        _lines(_table(results, cell, width), output)
    elif form == "md":
        _lines(_markdown(results, cell), output)
    elif form == "jsonl":
        _lines(_json_lines(results, ns), output)


# What XML 1.0 has no way to write (section 2.2), in UTF-8.
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def _readable_xml(data: bytes) -> bytes:
    if found := _NO_XML.search(data):
        code = ord(found.group().decode())
        raise UsageError(f"XML can't hold the character U+{code:04X}; take another format")
    return data


def through(output: Any, change: Callable[[bytes], bytes]) -> Any:
    """A binary file that writes to ``output`` what ``change`` makes of it."""
    return _Through(output, change)


class _Through:
    def __init__(self, output: Any, change: Callable[[bytes], bytes]) -> None:
        self._output = output
        self._change = change

    def write(self, data: bytes) -> int:
        self._output.write(self._change(data))
        return len(data)  # of what was given: the engine counts

    def writelines(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.write(piece)

    def flush(self) -> None:
        self._output.flush()


def _lines(lines: Iterable[str], output: BinaryIO) -> None:
    for line in lines:
        output.write(f"{line}\n".encode("utf-8", "surrogatepass"))


# -- graphs ------------------------------------------------------------------------------------------


def graph_pieces(quads: list[ox.Quad], form: str, ns: Namespaces) -> Iterator[bytes]:
    """Quads in a graph format, sorted; only TriG and N-Quads keep graph names."""
    from kg.turtle import nquads, trig, turtle

    # Our own writers name every node; the engine's write what other people's files hold, too.
    blank = any(isinstance(t, ox.BlankNode) for q in quads for t in (q.subject, q.object))
    if blank or form == "rdf":
        engine, prefixes = ox.RdfFormat.from_extension(form), dict(ns.prefixes)
        if form in ("trig", "nq"):
            written = ox.serialize(sorted(quads, key=str), format=engine, prefixes=prefixes)
        else:
            triples = sorted({q.triple for q in quads}, key=str)
            written = ox.serialize(triples, format=engine, prefixes=prefixes)
        if form == "rdf":
            _readable_xml(written or b"")
        yield (written or b"").rstrip(b"\n") + b"\n"
        return
    if form in ("ttl", "trig", "nt", "nq"):
        pieces = {
            "ttl": lambda: turtle(quads, ns),
            "trig": lambda: trig(quads, ns),
            "nt": lambda: nquads(quads, triples=True),
            "nq": lambda: nquads(quads),
        }[form]()
        for piece in pieces:
            yield piece.encode("utf-8", "surrogatepass")
        return
    from kg.jsonld import jsonld

    for piece in jsonld(quads, ns):
        yield piece.encode("utf-8", "surrogatepass")


# -- rows for people ---------------------------------------------------------------------------------


def shortened(ns: Namespaces) -> Cell:
    """Terms as people read them: IRIs as CURIEs, literals without quotes, safe on a terminal."""
    from kg.text import visible

    def cell(term: object) -> str:
        if term is None:
            return ""
        if isinstance(term, ox.NamedNode):
            return visible(ns.curie(term.value))
        if isinstance(term, ox.Literal):
            return visible(" ".join(term.value.split("\n")))
        return visible(str(term))

    return cell


def labelled(graph: Graph, language: str) -> Cell:
    """As `shortened`, with the label of a node in the place of its IRI, in ``language`` if it has one."""
    from kg.text import visible

    plain = shortened(graph.ns)
    known: dict[str, str] = {}

    def cell(term: object) -> str:
        if not isinstance(term, ox.NamedNode):
            return plain(term)
        if term.value not in known:
            found = [
                q.object
                for q in graph.store.quads_for_pattern(term, _LABEL, None, ox.DefaultGraph())
                if isinstance(q.object, ox.Literal)
            ]
            best = min(
                found, key=lambda v: (v.language != language, len(v.value), v.value), default=None
            )
            known[term.value] = visible(best.value) if best is not None else plain(term)
        return known[term.value]

    return cell


def _table(results: ox.QuerySolutions, cell: Cell, width: int | None) -> Iterator[str]:
    """Aligned columns; double-width characters count twice, a bounded table cuts its cells."""
    names = [v.value for v in results.variables]
    rows = ([cell(solution[name]) for name in names] for solution in results)
    first = list(itertools.islice(rows, _MEASURED))
    widths = [max([columns(n), *(columns(r[i]) for r in first)]) for i, n in enumerate(names)]
    if width is not None and names:
        # Wide columns give way first, until the row fits.
        while sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 8:
            widths[widths.index(max(widths))] -= 1

    def line(cells: list[str]) -> str:
        if width is not None:
            cells = [cut(c, widths[i]) for i, c in enumerate(cells)]
        padded = [c + " " * max(0, widths[i] - columns(c)) for i, c in enumerate(cells)]
        return "  ".join(padded).rstrip()

    yield line(names)
    yield line(["─" * w for w in widths])
    count = 0
    for row in itertools.chain(first, rows):
        count += 1
        yield line(row)
    yield f"({count:,} {'row' if count == 1 else 'rows'})"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> columns("粒粒贷"), columns("ok")
    (6, 2)
    """
    from wcwidth import wcswidth

    return len(text) if text.isascii() else max(0, wcswidth(text))


def cut(text: str, most: int) -> str:
    """``text`` shortened to ``most`` columns, the last of them an ellipsis."""
    if columns(text) <= most:
        return text
    kept, taken = [], 1
    for character in text:
        taken += columns(character)
        if taken > most:
            break
        kept.append(character)
    return "".join(kept) + "…"


def _markdown(results: ox.QuerySolutions, cell: Cell) -> Iterator[str]:
    names = [v.value for v in results.variables]
    yield markdown_row(names)
    yield markdown_row(["---"] * len(names))
    for solution in results:
        yield markdown_row([cell(solution[name]) for name in names])


_MARKDOWN = str.maketrans({c: "\\" + c for c in "\\`*_[]<>|~$"})


def markdown_row(cells: Iterable[str]) -> str:
    """A row of a Markdown table, its cells escaped; ``---`` makes the line under the head."""
    shown = [cell if cell == "---" else escape_markdown(cell) for cell in cells]
    return f"| {' | '.join(shown)} |"


def escape_markdown(text: str) -> str:
    """``text`` with what Markdown or HTML would read as markup escaped.

    >>> escape_markdown("a*b <i> | [c]")
    'a\\\\*b \\\\<i\\\\> \\\\| \\\\[c\\\\]'
    """
    return text.translate(_MARKDOWN).replace("&", "&amp;")


# -- rows for programs -------------------------------------------------------------------------------


def _json_lines(results: ox.QuerySolutions, ns: Namespaces) -> Iterator[str]:
    import json

    names = [v.value for v in results.variables]
    for solution in results:
        row = {name: python_value(solution[name], ns) for name in names}
        yield json.dumps(row, ensure_ascii=False, default=_json_value, allow_nan=False)


def _json_value(value: object) -> object:
    from decimal import Decimal

    return float(value) if isinstance(value, Decimal) else str(value)


def python_value(term: object, ns: Namespaces) -> Any:
    """A term as a Python value: CURIE (str), int, float, bool, date, datetime or str; None if unbound.

    >>> python_value(ox.Literal(4.5), Namespaces())
    4.5
    """
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return ns.curie(term.value) if isinstance(term, ox.NamedNode) else str(term)
    value, kind = term.value, term.datatype.value
    convert = _CONVERTERS.get(kind.removeprefix(_XSD)) if kind.startswith(_XSD) else None
    if convert is None:
        return value
    try:
        return convert(value)
    except ValueError:
        return value  # a year of five digits, a number beyond floats: as it is written


def _number(value: str) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)  # JSON holds no INF and no NaN: as it is written
    return number


def _date(value: str) -> object:
    from datetime import date

    return date.fromisoformat(value)


def _moment(value: str) -> object:
    from datetime import datetime

    return datetime.fromisoformat(value)


_CONVERTERS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "decimal": _number,
    "double": _number,
    "float": _number,
    "boolean": lambda value: value in ("true", "1"),
    "date": _date,
    "dateTime": _moment,
}


# -- notebooks ---------------------------------------------------------------------------------------


def rows_html(rows: Rows, ns: Namespaces) -> str:
    """The first rows as an HTML table for a notebook; every text is escaped."""
    from html import escape

    cell = shortened(ns)
    shown = list(itertools.islice(rows, _SHOWN + 1))
    head = "".join(f"<th>{escape(name)}</th>" for name in rows.variables)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell(row[n]))}</td>" for n in rows.variables) + "</tr>"
        for row in shown[:_SHOWN]
    )
    more = f"<p>… only the first {_SHOWN} rows are shown</p>" if len(shown) > _SHOWN else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def graph_html(graph: Graph) -> str:
    """What a graph holds, as an HTML table for a notebook."""
    from html import escape

    from kg.stats import stats

    counts = stats(graph).counts
    body = "".join(f"<tr><td>{escape(name)}</td><td>{n:,}</td></tr>" for name, n in counts.items())
    return f"<table><tbody>{body}</tbody></table>"
