"""What every rule looks at: the folded text, its clauses, and the cues found in one pass.

Folding (`kg.text.fold`) maps full-width punctuation and digits to their ASCII forms one code point
to one, so rules are written once and offsets stay those of the document.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, cast

from kg.extractors.rules.segment import Words, segmenter
from kg.model import Document, Mention
from kg.ontology import Frame, Lexicon, Ontology, alternation
from kg.text import fold

_LONGEST_SENTENCE = 2_000  # characters; what is longer is noise, or a list without an end
_LONGEST_CLAUSE = 600
_TITLE = re.compile("《[^《》]{1,80}》")
_COMPOUND = re.compile(r"-[A-Za-z]|['’]s\b")
_COMPOUNDED = re.compile(r"\w-$")
_CELL_END = re.compile(r"[。!?]+|<br\s*/?>", re.IGNORECASE)
_BOUNDARY = re.compile(r"(?<=\s)\|(?=\s)|[,;:()\[\]《》\"]|——|—|―+")


# Between Chinese words of which neither side is a short label (第一章 总则).
_HEADLINE = re.compile(
    rf"{_BOUNDARY.pattern}|(?<=[\u3400-\u9fff]{{4}})\s+(?=[\u3400-\u9fff\w]{{4}})"
)


Bounds = tuple[int, int]  # of a stretch of text, in code points


class Clause(NamedTuple):
    """A stretch between commas, semicolons, colons and dashes; trimmed. ``closed`` is what ends it."""

    start: int
    end: int
    closed: str


class Hit(NamedTuple):
    """A cue found in the text. ``frame`` is None for words that matter only inside a frame."""

    start: int
    end: int
    word: str
    frame: Frame | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its clauses and the index of its block."""

    start: int
    end: int
    block: int
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Reading:
    """A document prepared for the rules."""

    document: Document
    ontology: Ontology
    lexicon: Lexicon
    text: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...] = ()
    segmented: Words | None = None

    @property
    def words(self) -> Words:
        """The words of a Chinese text with their parts of speech."""
        assert self.segmented is not None
        return self.segmented

    @cached_property
    def mention_starts(self) -> list[int]:
        """Start offsets of the mentions, for bisection."""
        return [mention.start for mention in self.mentions]

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Mentions that lie inside ``start``–``end``, in text order."""
        out = []
        index = bisect_right(self.mention_starts, start - 1)
        while index < len(self.mentions) and self.mentions[index].start < end:
            if self.mentions[index].end <= end:
                out.append(self.mentions[index])
            index += 1
        return out

    def hits(self, start: int, end: int) -> list[Hit]:
        """Cues between ``start`` and ``end``, in text order."""
        first = bisect_left(self.hit_starts, start)
        last = bisect_left(self.hit_starts, end, first)
        return [hit for hit in self.all_hits[first:last] if hit.end <= end]

    @cached_property
    def all_hits(self) -> list[Hit]:
        """Every cue of the text, found in one pass."""
        scanner, table = _scanner(self.lexicon.language, self.ontology)
        english = self.lexicon.language == "en"
        out = []
        position = 0
        titles = [m.span() for m in _TITLE.finditer(self.text)]
        while match := scanner.search(self.text, position):
            position = match.end()
            title = bisect_left(titles, (match.end(), 0)) - 1
            if title >= 0 and match.start() < titles[title][1]:
                continue  # 《关于促进…的通知》: a title states nothing
            if english and (
                _COMPOUND.match(self.text, match.end())
                or (
                    self.text.startswith("-", match.start() - 1)
                    and _COMPOUNDED.search(self.text, max(0, match.start() - 2), match.start())
                )
            ):
                continue  # after-hours trading, now that's over, sell-stops
            word = match.group().lower() if english else match.group()
            if word not in table:
                if self.segmented and not self.words.edge(match.start()):
                    position = match.start() + 1
                elif self.segmented and (inner := self._inside(match.span(), table)):
                    out.append(inner)
                    position = inner.end
                continue
            hit: Hit | None = Hit(match.start(), match.end(), word, table[word])
            if self.segmented and table[word] is not None:
                hit = self._whole(match.start(), match.end(), table)
            elif self.segmented and not self.words.edge(match.end()):
                hit = None  # 叠加 in 重叠|加剧; 结果 in 必然结果 stays
            if hit:
                out.append(hit)
            else:
                position = match.start() + 1  # 帮助|推动: 助推 cuts both words, 推动 does not
        apart = list(self._apart(table)) if english else []
        taken = [
            hit for hit in out if not any(a.start < hit.end and hit.start < a.end for a in apart)
        ]
        return sorted([*taken, *apart, *self._derived(out, table)], key=lambda hit: hit.start)

    def _inside(self, span: Bounds, table: dict[str, Frame | None]) -> Hit | None:
        """The cue that opens what is no cue, where words are cut otherwise: 因|数据造假, not 因数."""
        start, stop = span
        if self.words.edge(stop):
            return None
        for end in range(stop - 1, start, -1):
            if self.text[start:end] in table and self.words.edge(end):
                return self._whole(start, end, table)
        return None

    def _apart(self, table: Mapping[str, Frame | None]) -> Iterator[Hit]:
        """English cues with a word inside that says how: stems largely from, a heavy drag on."""
        weighs = any(noun in self.text for noun in _WEIGHTS)  # much faster than the expression
        for match in _OF_WEIGHT.finditer(self.text) if weighs else ():
            known = f"{match['article']} {match['what']}".lower()
            for one in (known, f"a{known[2:]}", f"an{known[1:]}"):
                if one in table:
                    yield Hit(match.start(), match.end(), one, table[one])
                    break
        for degree in _DEGREES:
            at = self.text.find(degree)
            while at >= 0:
                if last := _LAST_WORD.match(self.text, at + len(degree)):
                    low = max(0, at - _REACH)
                    words = list(_WORDS_BEFORE.finditer(self.text, low, at + 1))
                    for many in range(min(3, len(words)), 0, -1):
                        start = words[-many].start()
                        known = f"{self.text[start:at]} {last.group()}".lower()
                        if known in table:
                            yield Hit(start, last.end(), known, table[known])
                            break
                at = self.text.find(degree, at + 1)

    def _derived(self, known: list[Hit], table: Mapping[str, Frame | None]) -> Iterator[Hit]:
        """Verbs that say by how they end what they did: 掐断了, 捧红了, with 了 behind."""
        endings = self.lexicon.endings
        if not endings or not self.segmented:
            return
        words, nots = self.words, self.lexicon.sets["not_result"]
        starts = [hit.start for hit in known]
        for match in _DONE.finditer(self.text):
            end = match.start()
            frame = endings.get(self.text[end - 1 : end])
            start = end - 2
            verb = self.text[max(0, start) : end]
            if frame is None or start < 0 or verb in table or verb in nots:
                continue
            index = words.at(start)
            near = bisect_right(starts, start) - 1
            taken = near >= 0 and known[near].end > start
            if words.starts[index] == start and words.tags[index] in _VERBS and not taken:
                yield Hit(start, end, verb, frame)

    def _whole(self, start: int, end: int, table: dict[str, Frame | None]) -> Hit | None:
        """The cue that ends at ``end`` and cuts no word: 因为 of 不是|因为, where 是因为 would."""
        for begin in range(start, end):
            word = self.text[begin:end]
            whole = not self.words.splits(begin, end)
            if word in table and (whole or (self.words.heads(begin) and self.words.edge(end))):
                return Hit(begin, end, word, table[word])
        return None

    @cached_property
    def hit_starts(self) -> list[int]:
        """Start offsets of the cues, for bisection."""
        return [hit.start for hit in self.all_hits]

    def over(self, start: int, end: int) -> Reading:
        """The stretch ``start``–``end`` alone, a table's cell, read as sentences of its own."""
        blocks = self.document.blocks
        home = max(
            (
                i
                for i, b in enumerate(blocks)
                if b.start <= start and b.kind in ("paragraph", "item")
            ),
            default=0,
        )
        position = start
        sentences: list[Sentence] = []
        for match in _CELL_END.finditer(self.text, start, end):
            sentences += _pieces(self.text, home, position, match.start())
            position = match.end()
        sentences += _pieces(self.text, home, position, end)
        part = replace(self, sentences=tuple(s for s in sentences if s.clauses))
        # What was found in the whole text holds here too.
        for known in ("all_hits", "hit_starts", "mention_starts"):
            part.__dict__[known] = getattr(self, known)
        return part

    def kind(self, sentence: Sentence) -> str:
        """The kind of block a sentence stands in; a document of tables alone has none."""
        blocks = self.document.blocks
        return blocks[sentence.block].kind if blocks else "paragraph"


# Between the words of an English cue: led|directly|to, thanks|in part|to.
_DEGREES = tuple(
    f" {word} "
    for word in (
        "largely", "mainly", "mostly", "partly", "primarily", "chiefly", "directly", "indirectly", "ultimately", "inevitably",
        "eventually", "quickly", "inexorably", "entirely", "solely", "heavily", "greatly", "significantly", "substantially",
        "materially", "in part", "in large part", "in no small part", "in turn", "at least in part", "not least",
    )
)  # fmt: skip
_LAST_WORD = re.compile(r"(?:to|from|in|on|by|of)\b")
_WEIGHTS = (" drag ", " weight ", " burden ", " strain ", " brake ", " headwind ", " blow ", " setback ", " damper ", " obstacle ", " barrier ", " hindrance ", " impediment ", " boost ", " boon ", " tailwind ", " fillip ", " lifeline ", " spur ", " stimulus ")  # fmt: skip
_OF_WEIGHT = re.compile(
    r"\b(?P<article>an?) (?:[a-z]+(?:-[a-z]+)? ){1,2}(?P<what>(?:drag|weight|burden|strain|brake|headwind|blow|setback|damper|obstacle|barrier|hindrance|impediment|boost|boon|tailwind|fillip|lifeline|spur|stimulus) (?:on|for|to))\b"
)
_WORDS_BEFORE = re.compile(r"[^\s,.;:!?()]+ ")
_REACH = 40  # characters of three words
_DONE = re.compile('了(?=[\u3400-\u9fffA-Za-z"0-9])')
_VERBS = frozenset(
    ("v", "vn", "vd", "vg", "a", "ad")
)  # tags of what may be a verb of two characters
Scanner = tuple[re.Pattern[str], dict[str, Frame | None]]


def _scanner(language: str, ontology: Ontology) -> Scanner:
    key = f"rules.scanner.{language}"
    if key not in ontology.memo:
        lexicon = ontology.lexicon(language)
        table: dict[str, Frame | None] = dict(lexicon.cues)
        for name in ("influence", "cause_noun", "effect_noun", "pave", "related"):
            for word in lexicon.words[name]:
                table.setdefault(word, None)
        words = [*table, *lexicon.words["not_cue"]]
        flags = re.IGNORECASE if language == "en" else 0
        pattern = re.compile(alternation(words, whole=language == "en"), flags)
        for word in lexicon.words["not_cue"]:
            if table.get(word, "") is not None:  # nouns that close a frame (原因) stay
                table.pop(word, None)
        ontology.memo[key] = (pattern, table)
    return cast(Scanner, ontology.memo[key])


def prepare(document: Document, ontology: Ontology) -> Reading:
    """Fold the text and split its sentences into clauses."""
    text = fold(document.text)
    sentences = tuple(
        piece
        for index, block in enumerate(document.blocks)
        for span in block.sentences
        for piece in _pieces(text, index, span.start, span.end, block.kind in ("title", "heading"))
    )
    chinese = document.language == "zh"
    lexicon = ontology.lexicon(document.language)
    return Reading(
        document,
        ontology,
        lexicon,
        text,
        sentences,
        segmented=Words(text, segmenter(ontology), lexicon.sets["verbal"]) if chinese else None,
    )


def _pieces(
    text: str, block: int, start: int, end: int, headline: bool = False
) -> Iterator[Sentence]:
    """A sentence; one without an end in sight is cut between clauses, so that time stays linear."""
    kept: list[Clause] = []
    for clause in clauses(text, start, end, headline=headline):
        if kept and clause.end - kept[0].start > _LONGEST_SENTENCE:
            yield Sentence(start, kept[-1].end, block, tuple(kept))
            kept, start = [], clause.start
        kept.append(clause)
    yield Sentence(start, end, block, tuple(kept))


def clauses(text: str, start: int, end: int, *, headline: bool = False) -> Iterator[Clause]:
    """Split folded ``text[start:end]`` at commas, semicolons, colons and dashes.

    Punctuation inside parentheses and 《》 does not split, nor does a comma between digits. A
    Chinese ``headline`` has spaces for commas.
    """
    depth = 0
    position = start
    for match in (_HEADLINE if headline else _BOUNDARY).finditer(text, start, end):
        mark = match.group()
        if mark in "([《":
            depth += 1
        elif mark in ")]》":
            depth = max(0, depth - 1)
        elif mark == '"':
            continue
        elif not depth and not _inside_number(text, match.start()) and not _and(text, match.end()):
            yield from _trim(text, position, match.start(), mark if mark.strip() else ",")
            position = match.end()
        while match.end() - position > _LONGEST_CLAUSE:
            # No language goes on for so long without a mark: a list of names, a hash, noise.
            yield from _trim(text, position, position + _LONGEST_CLAUSE, "")
            position += _LONGEST_CLAUSE
    while end - position > _LONGEST_CLAUSE:
        yield from _trim(text, position, position + _LONGEST_CLAUSE, "")
        position += _LONGEST_CLAUSE
    yield from _trim(text, position, end, "")


def _inside_number(text: str, index: int) -> bool:
    if not 0 < index < len(text) - 1 or not text[index + 1].isdigit():
        return False
    before = text[index - 1]
    return (text[index] in ",:" and before.isdigit()) or (
        text[index] in "—―" and (before.isdigit() or before in "%万亿元年月日")  # 7.08亿—7.87亿元
    )


def _and(text: str, position: int) -> bool:
    """Whether the comma before ``position`` only closes a list of nouns: A、B, 以及 C."""
    return (
        text.startswith(("以及", " 以及"), position)
        and "、" in text[max(0, position - 30) : position]
    )


def _trim(text: str, start: int, end: int, closed: str) -> Iterator[Clause]:
    start, end = trim(text, start, end)
    if start < end:
        yield Clause(start, end, closed)


_TRIMMED = frozenset(" \t\r\n\x0b\x0c。.!?,;:、*_`…-\"'()[]《》")
_EDGE = " \t\r\n\x0b\x0c。.!?,;:、*_`…-"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop spaces, punctuation and unbalanced quotes and brackets at both ends."""
    if start < end and text[start] not in _TRIMMED and text[end - 1] not in _TRIMMED:
        return start, end
    while start < end:
        if text[start] in _EDGE and not (
            text[start] == "-" and text[start + 1 : start + 2].isdigit()
        ):
            start += 1
        elif text[end - 1] in _EDGE:
            end -= 1
        elif text[start] in "\"'" and text.count(text[start], start, end) % 2:
            start += 1
        elif text[end - 1] in "\"'" and text.count(text[end - 1], start, end) % 2:
            end -= 1
        elif text[start] in ")]》" or (text[start] in "([《" and not _closes(text, start, end)):
            start += 1
        elif text[end - 1] in "([《" or (
            text[end - 1] in ")]》" and text.count(_OPEN[text[end - 1]], start, end) == 0
        ):
            end -= 1
        elif text[start] == '"' and text[end - 1] == '"' and text.count('"', start, end) == 2:
            start, end = start + 1, end - 1
        else:
            break
    return start, end


_OPEN = {")": "(", "]": "[", "》": "《"}
_CLOSE = {"(": ")", "[": "]", "《": "》"}


def _closes(text: str, start: int, end: int) -> bool:
    return text.find(_CLOSE[text[start]], start, end) >= 0
