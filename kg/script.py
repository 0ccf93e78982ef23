"""Texts that are read in other characters than they are written in, and given back as written.

The lexicon and the segmenter know simplified Chinese. OpenCC writes traditional texts in it; where
it keeps every offset, what was found at an offset is found in the text itself (`respelled`). It is
loaded when the first such text is read. Where characters were left out, `Places` tells where those
that were read stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from kg.model import Argument, Cue, Document, Evidence, Extraction, Mention

if TYPE_CHECKING:
    from opencc import OpenCC

Spanned = TypeVar("Spanned", Argument, Cue, Mention)

# Frequent characters that simplified Chinese writes in another way.
_MARKS = re.compile(
    "[國會這個們說時為來對發經過業產關係開實當點學長動資銀價廠種與東車電無應頭貿單據稅額戶約壓導險"
    "續緊縮劇從組標規範營總財審計虧損還將於後見現場報進運營問題間網體萬億]"
)
_SAMPLE = 4_000
_FEW = 20  # one character in so many marks a text as traditional


def traditional(document: Document) -> bool:
    """Whether a Chinese document is written in traditional characters."""
    if document.language != "zh":
        return False
    sample = document.text[:_SAMPLE]
    return len(_MARKS.findall(sample)) * _FEW > len(sample)


def simplified(document: Document) -> Document:
    """The document in simplified characters, offset for offset; itself if it needs no change.

    Lines whose length would change keep the characters that they have.
    """
    if not traditional(document):
        return document
    converter = _converter()
    lines = []
    for line in document.text.splitlines(keepends=True):
        written = converter.convert(line)
        lines.append(written if len(written) == len(line) else line)
    text = "".join(lines)
    return document if text == document.text else replace(document, text=text)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the characters that were read stand in the text: for each where it begins and ends, and
    where it does so with the marks that open right before it and those that close behind it."""

    start: Sequence[int]
    end: Sequence[int]
    first: Sequence[int]
    last: Sequence[int]


def respelled(
    extraction: Extraction, document: Document, places: Places | None = None
) -> Extraction:
    """What was found in the same text in other characters, in those of ``document``.

    The name that a pronoun stands for, and what entities are called, stay as they are. ``places``
    tells where the characters stand if some were left out; without it every offset holds.
    """
    old, new = extraction.document.text, document.text
    if old == new:
        return extraction

    def span(start: int, end: int, *, marks: bool = False) -> tuple[int, int]:
        if places is None:
            return start, end
        if start >= end:
            return (places.start[start],) * 2 if start < len(places.start) else (len(new),) * 2
        if marks:
            return places.first[start], places.last[end - 1]
        return places.start[start], places.end[end - 1]

    def moved(one: Spanned) -> Spanned:
        start, end = span(one.start, one.end)
        same = old[one.start : one.end] == one.text
        return replace(one, text=new[start:end] if same else one.text, start=start, end=end)

    def within(text: str, evidence: Evidence) -> str:
        at = old.find(text, evidence.start, evidence.end)
        # Words that are told by themselves have no use for marks between them.
        return text if at < 0 or places else new[at : at + len(text)]

    def quote(one: Evidence) -> Evidence:
        start, end = span(one.start, one.end, marks=True)
        return replace(
            one,
            start=start,
            end=end,
            quote=new[start:end],
            prefix=new[max(0, start - len(one.prefix)) : start],
            suffix=new[end : end + len(one.suffix)],
        )

    return replace(
        extraction,
        document=document,
        mentions=tuple(moved(m) for m in extraction.mentions),
        claims=tuple(
            replace(
                c,
                cause=moved(c.cause),
                effect=moved(c.effect),
                evidence=tuple(quote(e) for e in c.evidence),
                cue=moved(c.cue) if c.cue else None,
                claimant=within(c.claimant, c.evidence[0]) if c.claimant else None,
            )
            for c in extraction.claims
        ),
        observations=tuple(
            replace(
                o,
                subject=moved(o.subject),
                metric=moved(o.metric),
                raw=within(o.raw, o.evidence),
                evidence=quote(o.evidence),
            )
            for o in extraction.observations
        ),
        requirements=tuple(
            replace(
                r,
                policy=moved(r.policy),
                text=within(r.text, r.evidence),
                evidence=quote(r.evidence),
            )
            for r in extraction.requirements
        ),
        unparsed=tuple(moved(u) for u in extraction.unparsed),
    )
