"""Text as every stage sees it: folding of full-width forms, and names that are safe in an IRI."""

from __future__ import annotations

import difflib
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from functools import lru_cache

_FOLD = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **str.maketrans("“”„‟「」『』‘’　\u00a0﹣–−", '""""""""\'\'  ---'),
}
# What RFC 3987 allows in an IRI beyond ASCII (ucschar).
_BEYOND_ASCII = re.compile(
    "[\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd"
    "\U00030000-\U0003fffd\U00040000-\U000dfffd\U000e1000-\U000efffd]"
)
# What RFC 3987 forbids in ASCII, and what would end a name in a path or a query.
_FORBIDDEN = frozenset('<>"{}|\\^`%#?[]')
_STAND_IN = str.maketrans("%#?", "\uff05\uff03\uff1f")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def fold(text: str) -> str:
    """``text`` with full-width forms replaced one code point for one, so that offsets hold.

    >>> fold("“收紧”，（36％）")
    '"收紧",(36%)'
    """
    return text.translate(_FOLD)


@lru_cache(maxsize=8192)
def local_name(name: str) -> str:
    """``name`` as the readable last part of an IRI: NFC, spaces to ``_``, forbidden characters gone.

    Characters that can't be seen or that change the direction of text go too, so that two names
    that look alike are alike.

    >>> local_name("M1+逾期率"), local_name("a  b<c>"), local_name("40%")
    ('M1+逾期率', 'a_bc', '40\uff05')
    """
    folded = fold(unicodedata.normalize("NFC", name)).translate(_STAND_IN)
    kept = "".join(c for c in folded if c.isspace() or _fits_iri(c))
    name = "_".join(kept.split()) or "_"
    if "." in name:
        # Parsers resolve the segments . and .. of an IRI away.
        name = "/".join("_" * len(s) if s in (".", "..") else s for s in name.split("/"))
    return name


def _fits_iri(character: str) -> bool:
    if character < "\x7f":
        return character > " " and character not in _FORBIDDEN
    return (
        bool(_BEYOND_ASCII.match(character)) and unicodedata.category(character) not in _INVISIBLE
    )


def period_bounds(period: str) -> tuple[str, str] | None:
    """First and last day (ISO dates) of a period: ``2020``, ``2020-H1``, ``2020-Q4``, ``2020-07`` or a day.

    Of ``2020-01/2020-08``, an interval as ISO 8601 writes it, the first day of the one and the last
    of the other; None if that is earlier.

    >>> period_bounds("2020-Q4")
    ('2020-10-01', '2020-12-31')
    >>> period_bounds("2020-01/2020-08")
    ('2020-01-01', '2020-08-31')
    """
    first_part, slash, last_part = period.partition("/")
    if "/" in last_part:
        return None
    if slash:
        from_, to = period_bounds(first_part), period_bounds(last_part)
        return (from_[0], to[1]) if from_ and to and from_[0] <= to[1] else None
    match = re.fullmatch(
        r"([1-9][0-9]{3})(?:-(?:Q([1-4])|H([12])|([0-9]{2})(?:-([0-9]{2}))?))?", period
    )
    if not match:
        return None
    year, first, last = int(match[1]), 1, 12
    if match[2]:
        last = int(match[2]) * 3
        first = last - 2
    elif match[3]:
        last = int(match[3]) * 6
        first = last - 5
    elif match[4]:
        first = last = int(match[4])
        if not 1 <= first <= 12:
            return None
        if match[5]:
            return (period, period) if 1 <= int(match[5]) <= monthrange(year, first)[1] else None
    return f"{year}-{first:02d}-01", f"{year}-{last:02d}-{monthrange(year, last)[1]:02d}"


# With the characters that are none, which XML can't hold.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\ufdd0-\ufdef\ufffe\uffff]+"
)


def visible(text: str) -> str:
    """``text`` with what could steer a terminal made visible: controls and direction marks.

    >>> visible("a\\x1b[31mb\\u202ec")
    'a\\\\x1b[31mb\\\\u202ec'
    """
    return "".join(
        c
        if c == " " or unicodedata.category(c) not in _INVISIBLE
        else c.encode("unicode_escape").decode()
        for c in text
    )


def one_line(text: str) -> str:
    """The text on one line, without characters that are unseen or change direction.

    For labels in drawings and files of other tools: overrides and isolates would reorder what stands
    around them, and invisible characters would let two different labels look alike.

    >>> one_line("投诉\\u202e率\\n上升")
    '投诉 率 上升'
    """
    return " ".join(_UNSEEN.sub(" ", text).split())


def near(name: str, names: Iterable[str]) -> str:
    """A hint at the names most like ``name``: ``; did you mean why?``, or nothing.

    >>> near("wyh", ["why", "path"])
    '; did you mean why?'
    """
    found = difflib.get_close_matches(name, list(names), n=2, cutoff=0.5)
    return f"; did you mean {' or '.join(found)}?" if found else ""
