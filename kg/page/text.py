"""Labels as they fit on a node: cleaned, wrapped, measured without a browser."""

from __future__ import annotations

import math
import re
import unicodedata

from kg.text import one_line

FONT_SIZE = 14
LINE_HEIGHT = 18

_LINE = 10.0  # longest line, in ems: ten Chinese characters
_LINES = 3
_ENOUGH = 400  # characters of a label that are looked at; no node shows as many

_TOKEN = re.compile(r"\s+|[!-~\u00a1-\u024f]+[!-~\u00a1-\u024f]*|.", re.DOTALL)
_NOT_FIRST = frozenset("、，。；：？！）》」』”’…%,.;:?!)]}")


def width(text: str) -> float:
    """Estimated width in ems, a little generous so that no system font overflows.

    >>> width("合规"), width("ab")
    (2.0, 1.16)
    """
    return round(math.fsum(_advance(character) for character in text), 3)


def _advance(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    if character in "MW@%mw":
        return 0.92
    if character.isupper():
        return 0.7
    return 0.32 if character in " .,:;'|!ijl" else 0.58


def wrap(label: str) -> list[str]:
    """Break a label into at most three lines of about equal width.

    Latin words stay whole, punctuation does not open a line, and what does not fit ends in ``…``.

    >>> wrap("商业银行互联网贷款管理暂行办法")
    ['商业银行互联网贷', '款管理暂行办法']
    >>> wrap("")
    ['?']
    """
    text = one_line(label[:_ENOUGH])
    if not text:
        return ["?"]
    wanted = min(_LINES, math.ceil(width(text) / _LINE))
    # Filling lines to the brim would leave one character alone on the last.
    limit = min(_LINE, width(text) / wanted + 0.9)
    lines = _fill(text, limit)
    if len(lines) > wanted:
        lines = _fill(text, _LINE)
    if len(lines) > _LINES:
        kept = lines[_LINES - 1]
        while kept and width(kept) > _LINE - 1:
            kept = kept[:-1]
        lines = [*lines[: _LINES - 1], kept.rstrip() + "…"]
    return lines


def _fill(text: str, limit: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for token in _TOKEN.findall(text):
        # A word that is longer than this line should be is left whole if any line can hold it.
        for piece in [token] if width(token) <= _LINE else list(token):
            if line and width((line + piece).rstrip()) > limit and piece not in _NOT_FIRST:
                lines.append(line.rstrip())
                line = ""
            line += piece.lstrip() if not line else piece
    return [*lines, line.rstrip()] if line.strip() else lines
