"""Traditional characters: read as simplified ones, and given back as the text has them.

The lexicon and the segmenter know simplified Chinese. OpenCC writes a text in it; where it keeps
every offset, what was found at an offset is found in the text itself (`respelled`). It is loaded
when the first such text is read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.model import Argument, Cue, Document, Evidence, Extraction

if TYPE_CHECKING:
    from opencc import OpenCC

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


def respelled(extraction: Extraction, document: Document) -> Extraction:
    """What was found in the same text in other characters, in those of ``document``.

    The name that a pronoun stands for, and what entities are called, stay as they are.
    """
    old, new = extraction.document.text, document.text
    if old == new:
        return extraction

    def words(text: str, start: int, end: int) -> str:
        return new[start:end] if old[start:end] == text else text

    def within(text: str, evidence: Evidence) -> str:
        at = old.find(text, evidence.start, evidence.end)
        return text if at < 0 else new[at : at + len(text)]

    def part(one: Argument) -> Argument:
        return replace(one, text=words(one.text, one.start, one.end))

    def quote(one: Evidence) -> Evidence:
        before, after = one.start - len(one.prefix), one.end + len(one.suffix)
        return replace(
            one,
            quote=words(one.quote, one.start, one.end),
            prefix=words(one.prefix, before, one.start),
            suffix=words(one.suffix, one.end, after),
        )

    def cue(one: Cue) -> Cue:
        return replace(one, text=words(one.text, one.start, one.end))

    return replace(
        extraction,
        document=document,
        mentions=tuple(replace(m, text=words(m.text, m.start, m.end)) for m in extraction.mentions),
        claims=tuple(
            replace(
                c,
                cause=part(c.cause),
                effect=part(c.effect),
                evidence=tuple(quote(e) for e in c.evidence),
                cue=cue(c.cue) if c.cue else None,
                claimant=within(c.claimant, c.evidence[0]) if c.claimant else None,
            )
            for c in extraction.claims
        ),
        observations=tuple(
            replace(
                o,
                subject=part(o.subject),
                metric=part(o.metric),
                raw=within(o.raw, o.evidence),
                evidence=quote(o.evidence),
            )
            for o in extraction.observations
        ),
        requirements=tuple(
            replace(
                r,
                policy=part(r.policy),
                text=within(r.text, r.evidence),
                evidence=quote(r.evidence),
            )
            for r in extraction.requirements
        ),
        unparsed=tuple(cue(u) for u in extraction.unparsed),
    )
