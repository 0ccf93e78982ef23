"""Plain text and Markdown: lines become a title, headings, paragraphs, list items and tables.

Offsets count code points of the text as it is; nothing is rewritten. Plain text shows its structure
by layout alone: the first short line is the title, a short line without closing punctuation that
is followed by longer text, or that 一、 opens, is a heading. Markdown marks both.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from kg.model import Block, Cell, Document, Span, Table
from kg.text import local_name

_LINE = re.compile(r"[^\r\n]+")
_HASHES = re.compile(r"(#{1,6})\s+")
_MARKED_HEADING = re.compile(r"^#{1,4} \S", re.MULTILINE)
_ITEM = re.compile(
    r"(?:(?P<bullet>[-*+•·]\s+|[◆◇■□●○▪▫▶►★☆]\s*)|\d{1,2}[.)]\s+|\d{1,2}[．）]\s*|0\d\s+(?=\D)|\d{1,2}、|[(（]\d{1,2}[)）]\s*)"
)
_BYLINE = re.compile(
    r"(?:作者|来源|文|撰文|记者|编辑|责编)\s?[:：/／|｜丨]|(?:By|Written by|Source:) [A-Z]"
)
_SPEAKER = re.compile(r"(?:[QA]|问|答)\d{0,2}[:：]\s*(?=\S)")  # of questions and answers
_DECIMAL = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,2}[.、]?\s+(?=[^\s\d.%])")  # 2.1, 2.1.3
# Chapters go above parts, parts above items, items above headings without a number, unless the
# first item stands right below one of these.
_NUMBERED_HEADING = re.compile(
    r"(?:(?P<chapter>[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章节部]分?)|(?P<part>[(（][一二三四五六七八九十]+[)）]))\s*"
)
_FIRST = re.compile(r"1[.)．、）](?!\d)|[(（]1[)）]|1\.1\s|一、|[(（]一[)）]")
_RANKS = ("chapter", "part", "item", "decimal", "plain")
_PLAIN_FIRST = ("chapter", "part", "plain", "item", "decimal")
_SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_SENTENCE_END = re.compile(
    r"(?:[。！？!?]+|(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\bInc)(?<!\bLtd)(?<!\be\.g)(?<!\bi\.e)\.(?=[\s\"”’)]|$))[\"”’」』)）]*"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")


def parse_text(text: str, name: str, sha256: str) -> Document:
    """A document from plain text. ``name`` becomes its id and source.

    Text that marks its headings as Markdown does (``# …``) is read as Markdown, whatever its suffix.
    """
    return _parse(text, name, sha256, markdown=bool(_MARKED_HEADING.search(text)))


def parse_markdown(text: str, name: str, sha256: str) -> Document:
    """A document from Markdown (headings, lists, quotes, pipe tables; code blocks are passed over)."""
    return _parse(text, name, sha256, markdown=True)


def language_of(text: str) -> str:
    """``zh`` if at least a fifth of the letters are ideographs, else ``en``."""
    sample = text[:20_000]
    han = len(_HAN.findall(sample))
    return "zh" if han * 4 >= len(_LETTER.findall(sample)) and han else "en"


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of ``text[start:end]``, trimmed; closing quotes belong to their sentence."""
    position = start
    for match in _SENTENCE_END.finditer(text, start, end):
        yield from _trimmed(text, position, match.end())
        position = match.end()
    yield from _trimmed(text, position, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _parse(text: str, name: str, sha256: str, *, markdown: bool) -> Document:
    lines = [span for line in _LINE.finditer(text) for span in _trimmed(text, *line.span())]
    lines = _without_front_matter(text, lines) if markdown else lines
    language = language_of(text)
    blocks: list[Block] = []
    tables: list[Table] = []
    section = -1
    fenced = titled = False
    ranks: set[str] = set()
    order, plain = _RANKS, -1
    index = bylines = 0

    def add(kind: str, start: int, end: int, level: int = 0) -> None:
        nonlocal section
        if speaker := _SPEAKER.match(text, start, end):
            start = speaker.end()
        under = section
        while kind == "heading" and under >= 0 and blocks[under].level >= level:
            under = blocks[under].section  # a heading stands under one that is higher
        spans = (
            tuple(sentences(text, start, end))
            if kind in ("paragraph", "item")
            else tuple(_trimmed(text, start, end))  # behind a number may be blanks: 2、 Costs
        )
        start = spans[0].start
        blocks.append(Block(kind, start, end, level, under, spans))
        if kind in ("title", "heading"):
            section = len(blocks) - 1

    while index < len(lines):
        line = lines[index]
        if markdown and _FENCE.match(text, line.start, line.end):
            fenced = not fenced
            index += 1
            continue
        if fenced:
            index += 1
            continue
        rows = _table_rows(text, lines, index)
        if rows:
            table = _table(text, lines[index : index + rows], section)
            if table is not None:
                tables.append(table)
            index += rows
            continue
        start, end = line.start, line.end
        hashes = _HASHES.match(text, start, end) if markdown else None
        if hashes:
            level = len(hashes.group(1))
            closed = re.compile(r"\s+#+\s*$").search(text, hashes.end(), end)
            stop = closed.start() if closed else end
            if stop > hashes.end():
                if level == 1 and not titled:
                    titled = True
                    add("title", hashes.end(), stop)
                else:
                    add("heading", hashes.end(), stop, level)
            index += 1
            continue
        while start < end and markdown and text[start] in "> ":
            start += 1
        if start == end:
            index += 1
            continue
        item = _ITEM.match(text, start, end)
        following = lines[index + 1] if index + 1 < len(lines) else None
        rank = None if markdown else _rank(text, line)
        # One of several numbered lines in a row is an item of their list, no heading.
        listed = rank is not None and rank in (
            _rank(text, lines[index - 1] if index else None),
            _rank(text, following),
        )
        alone = text.endswith(".", start, end) and not text[end:].strip()  # a sentence, no headline
        byline = not markdown and _BYLINE.match(text, start, end)
        bylines += bool(byline)
        first = not markdown and bylines == len(blocks) and not byline
        if first and not alone and _short(text, start, end, language, 60):
            add("title", item.end() if item and item.end() < end else start, end)
        elif (
            not markdown
            and not byline
            and blocks
            and following is not None
            and _short(text, start, end, language, 34)
            and not (item and item.group("bullet"))
            and not listed
            and (
                (rank and not listed)
                or following.end - following.start > (end - start) * 1.5
                or _opens_part(text, lines, index, language)
                or _table_rows(text, lines, index + 1)
            )
        ):
            decimal = _DECIMAL.match(text, start, end)
            numbered = _NUMBERED_HEADING.match(text, start, end) or decimal or item
            begin = numbered.end() if numbered and numbered.end() < end else start
            kind = rank or ("decimal" if decimal else "item" if item else "plain")
            if kind == "item" and kind not in ranks and plain == len(blocks) - 1:
                order = _PLAIN_FIRST
            ranks.add(kind)
            above = sum(other in ranks for other in order[: order.index(kind)])
            add("heading", begin, end, 2 + above)
            plain = len(blocks) - 1 if kind == "plain" else plain
        elif listed and (opened := _NUMBERED_HEADING.match(text, start, end)):
            add("item", min(opened.end(), end - 1), end)
        elif item and item.end() < end:
            add("item", item.end(), end)
        else:
            add("paragraph", start, end)
        index += 1
    title = next((b for b in blocks if b.kind == "title"), None)
    words = text[title.start : title.end] if title else name.rsplit("/", 1)[-1]
    return Document(
        id="doc:" + local_name(name),
        text=text,
        title=words,
        source=unicodedata.normalize("NFC", name),
        sha256=sha256,
        language=language,
        blocks=tuple(blocks),
        tables=tuple(tables),
    )


def _opens_part(text: str, lines: Sequence[Span], index: int, language: str) -> bool:
    """Whether a line stands above the first of several numbered headings: no text follows it."""
    line, first = lines[index], lines[index + 1]
    behind = lines[index + 2] if index + 2 < len(lines) else None
    return bool(
        behind
        and text[line.end - 1] not in ":："
        and _FIRST.match(text, first.start, first.end)
        and _short(text, first.start, first.end, language, 34)
        and behind.end - behind.start > (first.end - first.start) * 1.5
    )


def _rank(text: str, line: Span | None) -> str | None:
    """What numbers a line (一、 or （一）), if anything does."""
    numbered = line and _NUMBERED_HEADING.match(text, line.start)
    return numbered.lastgroup if numbered else None


def _without_front_matter(text: str, lines: list[Span]) -> list[Span]:
    if lines and lines[0].of(text) == "---":
        for index, line in enumerate(lines[1:60], start=1):
            if line.of(text) in ("---", "..."):
                return lines[index + 1 :]
    return lines


def _short(text: str, start: int, end: int, language: str, limit: int) -> bool:
    # English needs about two and a half letters for what Chinese says in one character.
    most = limit if language == "zh" else limit * 5 // 2
    return (
        end - start <= most
        and text[end - 1] not in ("。！!；;，," if start == 0 else "。；;，,、.")
        and "|" not in text[start:end]
    )


def _table_rows(text: str, lines: Sequence[Span], index: int) -> int:
    # A table is a header, a separator row and what follows with pipes; without a separator, three
    # or more lines with the same number (two or more) of pipes.
    def pipes(i: int) -> int:
        return len(_PIPE.findall(text, lines[i].start, lines[i].end)) if i < len(lines) else 0

    if not pipes(index):
        return 0
    stop = index
    while pipes(stop):
        stop += 1
    separated = stop - index >= 2 and _SEPARATOR.fullmatch(
        text, lines[index + 1].start, lines[index + 1].end
    )
    if separated:
        return stop - index
    alike = index
    while alike < stop and pipes(alike) == pipes(index):
        alike += 1
    return alike - index if pipes(index) >= 2 and alike - index >= 3 else 0


def _table(text: str, lines: Sequence[Span], section: int) -> Table | None:
    rows = [
        _cells(text, line) for line in lines if not _SEPARATOR.fullmatch(text, line.start, line.end)
    ]
    if len(rows) < 2:
        return None
    # A trailing pipe leaves a last column that is empty in every row.
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell.text), default=0)
    if width < 2:
        return None
    padded = []
    for row in rows:
        last = row[-1].end if row else lines[0].start
        padded.append((*row, *(Cell("", last, last) for _ in range(width - len(row))))[:width])
    return Table(lines[0].start, lines[-1].end, section, padded[0], tuple(padded[1:]))


def _cells(text: str, line: Span) -> tuple[Cell, ...]:
    start = line.start + 1 if text[line.start] == "|" else line.start
    bounds = [start - 1, *(m.start() for m in _PIPE.finditer(text, start, line.end)), line.end]
    cells = []
    for left, right in itertools.pairwise(bounds):
        spans = list(_trimmed(text, left + 1, right))
        if spans:
            cells.append(Cell(spans[0].of(text), spans[0].start, spans[0].end))
        else:
            cells.append(Cell("", left + 1, left + 1))
    return tuple(cells)
