"""Answers as lines and tables, written as plain text for a terminal or as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.results import columns, cut, escape_markdown, markdown_row
from kg.text import visible


class Line(NamedTuple):
    """A line of an answer.

    ``mark`` is ``number`` or ``bullet`` (with ``sign``, "1. " or "• "), ``quote``, ``title`` (a heading
    within the answer) or nothing; ``depth`` nests.
    """

    text: str
    depth: int = 0
    mark: str = ""
    sign: str = ""


class Grid(NamedTuple):
    """A table: a row of headings and rows of cells, numbers aligned to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


GAP = Line("")
Blocks = Iterable[Line | Grid]


def as_text(blocks: Blocks, width: int | None = None) -> Iterator[str]:
    """The blocks for a terminal; ``width`` bounds tables. Article text is made safe to print."""
    for block in blocks:
        if isinstance(block, Grid):
            yield from _grid(block, width)
        else:
            text = f"“{block.text}”" if block.mark == "quote" else block.text
            yield visible(_indent(block.depth) + block.sign + text).rstrip()


def _indent(depth: int) -> str:
    # Three columns under a number, two under a bullet.
    return " " * (depth and 1 + 2 * depth)


def _grid(grid: Grid, width: int | None) -> Iterator[str]:
    rows = [tuple(map(visible, row)) for row in (grid.head, *grid.rows)]
    right = [_numeric(row[i] for row in rows[1:]) for i in range(len(grid.head))]
    widths = [max(columns(row[i]) for row in rows) for i in range(len(grid.head))]
    if width is not None:
        while sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 8:
            widths[widths.index(max(widths))] -= 1
    for number, row in enumerate(rows):
        cells = [cut(cell, widths[i]) if width is not None else cell for i, cell in enumerate(row)]
        gaps = [" " * (widths[i] - columns(cell)) for i, cell in enumerate(cells)]
        padded = [gaps[i] + c if right[i] else c + gaps[i] for i, c in enumerate(cells)]
        if number == 0 and not any(row):
            continue
        yield "  ".join(padded).rstrip()
        if number == 0:
            yield "  ".join("─" * w for w in widths)


def _numeric(cells: Iterable[str]) -> bool:
    given = [cell for cell in cells if cell not in ("", "–")]
    return bool(given) and all(c.lstrip("+-−").replace(",", "").replace(".", "").isdigit() for c in given)  # fmt: skip


def as_markdown(blocks: Blocks) -> Iterator[str]:
    """The blocks as Markdown: lists, quotes in italics, tables. Article text is escaped."""
    first = True
    for block in blocks:
        if isinstance(block, Grid):
            yield ""
            yield markdown_row(block.head)
            yield markdown_row(["---"] * len(block.head))
            yield from map(markdown_row, block.rows)
            continue
        text = escape_markdown(visible(block.text))
        indent = " " * (3 * block.depth)
        if first and text:
            yield f"## {text}"
            first = False
        elif not text:
            yield ""
        elif block.mark == "title":
            yield f"**{text}**"
        elif block.mark in ("number", "bullet"):
            yield f"{indent}{block.sign if block.mark == 'number' else '- '}{text}"
        elif block.mark == "quote":
            yield f"{indent}*“{text}”*  "
        else:
            yield f"{indent}{text}  " if block.depth else text
