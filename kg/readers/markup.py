"""Inline markup and invisible characters: what stands between the words of a text, and is none.

A link's address, a footnote's mark or a zero-width space cuts a word in two for whoever reads the
characters. `bare` takes them away and remembers where every character that is left stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from kg.model import Document
from kg.readers import prose
from kg.script import Places

_MARKDOWN = (".md", ".markdown")
# Marks of sources behind a word, as in encyclopedias: [1], [2-4], [注1].
_SOURCE = re.compile(
    r"(?<=[^\s\[(（])(?:[\[［](?:注|註|note\s)?\s?\d{1,3}(?:\s?[,，、–-]\s?\d{1,3}){0,9}[\]］])+(?![(（\[:：])",
    re.IGNORECASE,
)
# Soft hyphen, zero-width spaces and joiners, marks of direction, byte-order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
# Each repeat has a limit: an opening without an end costs no more than that.
_DROPPED = re.compile(
    r"<!--(?:[^-]{1,50}+|-(?!->)){0,200}+-->"  # comments
    r"|~~(?=[^\s~])[^~\n]{1,500}+~~"  # what the author struck out
    r"|!\[[^\[\]\n]{0,300}\]\([^()\n]{0,600}\)"  # pictures
    r"|<https?://[^<>\s]{1,600}>"
    r"|(?<!\d)<sup>[^\n]{1,60}?</sup>"  # notes; 10<sup>9</sup> stays as it is
    r"|^[ ]{0,3}\[[^\[\]^\n]{1,100}\]:[ \t]+\S[^\n]{0,800}$",  # where links lead
    re.MULTILINE,
)
_LINK = re.compile(
    r"(?<![!\\])\[(?P<words>[^\[\]^\n][^\[\]\n]{0,300})\]"
    r"(?:\((?:[^()\n]|\([^()\n]{0,100}\)){0,600}\)|\[(?P<reference>[^\[\]^\n]{0,100})\])"
)
_TARGET = re.compile(r"^[ ]{0,3}\[([^\[\]^\n]{1,100})\]:[ \t]+\S", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,60}\]:?")
_TAG = re.compile(
    r"<(?P<close>/)?(?:(?P<block>br|p|div|li|ul|ol|tr|td|th|hr|table|tbody|thead|blockquote|h[1-6]"
    r"|center)|a|abbr|b|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|small|span|strong|sub|u)"
    r"(?:\s[^<>\n]{0,600})?/?>",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#x[0-9A-Fa-f]{2,5});")


@dataclass(frozen=True, slots=True, order=True)
class _Cut:
    """A range of the text that is not read, and the character read in its place, if any.

    Marks that open stand with the character behind them, marks that close with the one before.
    """

    start: int
    end: int
    instead: str = ""
    opens: bool = False
    closes: bool = False


def bare(document: Document) -> tuple[Document, Places] | None:
    """``document`` without inline markup and invisible characters, and where its characters stand
    in ``document.text``; nothing if the text holds neither. Links and tags are marked up in Markdown
    only, marks of sources and invisible characters anywhere."""
    suffix = PurePath(document.source).suffix.lower()
    if suffix not in (*_MARKDOWN, ".txt"):
        return None  # the reader of another format knows what its text is
    markdown = suffix in _MARKDOWN
    cuts = sorted(_cuts(document.text, markdown=markdown))
    if not cuts:
        return None
    kept: list[str] = []
    begins, ends, first, last = [], [], [], []
    position = 0
    opened: int | None = None

    def read(characters: str, start: int, width: int) -> None:
        nonlocal opened
        for offset, character in enumerate(characters, start):
            kept.append(character)
            begins.append(offset)
            ends.append(offset + width)
            first.append(offset if opened is None else opened)
            last.append(offset + width)
            opened = None

    for cut in cuts:
        if cut.start > position:
            read(document.text[position : cut.start], position, 1)
        if cut.end <= position:
            continue
        if cut.closes and last and last[-1] == cut.start:
            last[-1] = cut.end
        if not cut.opens:
            opened = None
        elif opened is None:
            opened = cut.start
        if cut.instead and cut.start >= position:
            read(cut.instead, cut.start, cut.end - cut.start)
        position = cut.end
    read(document.text[position:], position, 1)
    text = "".join(kept)
    if not text.strip():
        return None
    parse = prose.parse_markdown if markdown else prose.parse_text
    return parse(text, document.source, document.sha256), Places(begins, ends, first, last)


def _cuts(text: str, *, markdown: bool) -> Iterator[_Cut]:
    for match in _INVISIBLE.finditer(text):
        yield _Cut(*match.span())
    if "[" in text or "［" in text:
        for match in _SOURCE.finditer(text):
            yield _Cut(*match.span(), closes=True)
    if not markdown:
        return
    for match in _DROPPED.finditer(text):
        yield _Cut(*match.span())
    if "[" in text:
        targets = {name.casefold() for name in _TARGET.findall(text)}
        for match in _LINK.finditer(text):
            reference = match["reference"]
            if reference is None or (reference or match["words"]).casefold() in targets:
                start, end = match.span("words")
                yield _Cut(match.start(), start, opens=True)
                yield _Cut(end, match.end(), closes=True)
        for match in _FOOTNOTE.finditer(text):
            yield _Cut(*match.span(), closes=True)
    if "<" in text:
        for match in _TAG.finditer(text):
            block, close = match["block"] is not None, match["close"] is not None
            yield _Cut(
                *match.span(),
                instead=" " if block else "",
                opens=not block and not close,
                closes=not block and close,
            )
    if "&" in text:
        for match in _REFERENCE.finditer(text):
            character = html.unescape(match.group()).replace("\u00a0", " ")
            if len(character) == 1 and character.isprintable():
                yield _Cut(*match.span(), instead=character)
