"""What the structure of a document says: announced lists, and the answers of a "why" article.

A sentence or heading that announces causes (交付延误主因归类为:) is answered by the list items below
it. A title that asks why is answered by its headings and by the reasons that 首先, 其次, 此外 list;
those claims carry no cue, so they are implicit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import dropwhile, takewhile
from typing import NamedTuple

from kg.extractors.rules.patterns import patterns
from kg.extractors.rules.reading import Bounds, Reading, Sentence, trim
from kg.extractors.rules.sentence import argument, cue, quote
from kg.extractors.rules.spans import POINTER
from kg.model import Argument, Block, Claim, Modality, Polarity
from kg.ontology import alternation

_TELLS = re.compile(
    "(?:总结|归纳|列出|列举|给出|提出|指出|公布|梳理|分析|揭示|概括|认为有)(?:了|出)?$"
)
_SUBORDINATE = re.compile(r"\s*(?:受到?(?![益众访托])|随着|鉴于|基于|报告期内(?=,))")
_SINCE = re.compile(r"\s*(?:由于|因为)")
_LEADS = re.compile("(?:导致|造成|引发|引起|促成|致使|促使)(?:了)?")
_LONGEST_ANNOUNCEMENT = 80
_FEW = 4
_SAYS = 6  # characters from which on a part of a title can say what happens
_MOST_TOLD = 40  # sentences that answer one announcement
_LABEL = re.compile(r"[*_]*(?P<label>[^:*_]{2,24})[*_]*\s*:[*_]*\s*(?P<content>.+)")
_ENGLISH_LABEL = re.compile(r"[*_]*(?P<label>[A-Z][\w'’-]*(?: [\w'’-]+){1,8})[*_]*\s*:[*_]*\s+\w")
_FIRST_CLAUSE = re.compile(r"[^,;。(]+")
_TITLE_PART = re.compile(
    r"(?:[^(?!,:|—\s]|—(?!—)|(?<![\u3400-\u9fff]{4})\s|\s(?![\u3400-\u9fff\w]{4}))+"
)


def from_lists(reading: Reading, claims: list[Claim]) -> list[Claim]:
    """The causes, or effects, that list items or headings give for what the line above announces.

    In prose, what 首先, 其次, 一是 open gives them for the words before, unless ``claims`` hold them
    already.
    """
    words = patterns(reading.ontology, reading.lexicon.language)
    document = reading.document
    out: list[Claim] = []

    def add(match: re.Match[str], given: str, known: Bounds, items: list[_Item]) -> None:
        for item in items:
            span = item.says
            if span[1] - span[0] < 2:
                continue
            cause, effect = (span, known) if given == "effect" else (known, span)
            out.append(
                Claim(
                    document=document.id,
                    cause=argument(document, *cause),
                    effect=argument(document, *effect),
                    polarity=Polarity.PROMOTE,
                    modality=Modality.ASSERTED,
                    implicit=False,
                    rule=f"{reading.lexicon.language}.structure.list",
                    confidence=0.7,
                    evidence=(
                        quote(document, item.start, item.end),
                        quote(document, *match.span()),
                    ),
                    cue=cue(document, match.span("cue")),
                )
            )

    for index, block in enumerate(document.blocks[:-1]):
        # An item is followed by its neighbours, which answer nothing of its own.
        if block.kind in ("title", "item") or not block.sentences:
            continue
        if block.kind != "heading" and document.blocks[index + 1].kind != "item":
            continue  # nothing stands below that could answer
        last = block.sentences[-1]
        for announced, given in ((words.announced, "effect"), (words.announced_effects, "cause")):
            tail = max(last.start, last.end - _LONGEST_ANNOUNCEMENT)
            match = announced and announced.search(reading.text, tail, last.end)
            if not match:
                continue
            known = trim(reading.text, *_told_of(reading.text, *match.span(given)))
            if known[1] - known[0] < 2 or not _says_what(reading, block, known):
                continue
            items = [
                _Item(item.start, item.end, _item_says(reading, item))
                for item in _items(reading, index)
            ]
            add(match, given, known, items)
            break
    told = [
        (c.effect.start, c.effect.end) for c in claims if c.rule.endswith((".list", ".numbered"))
    ]
    for number, sentence in enumerate(reading.sentences if reading.segmented else ()):
        for place, clause in enumerate(sentence.clauses):
            if clause.closed != ":" and clause is not sentence.clauses[-1]:
                continue
            # Few clauses have an answer, and what announces one is costly to look for.
            items = _told(reading, number, place + 1)
            if len(items) < 2:
                continue
            tail = max(sentence.start, clause.end - _LONGEST_ANNOUNCEMENT)
            match = words.counted_reasons.search(reading.text, tail, clause.end)
            match = match or words.announced.search(reading.text, tail, clause.end)
            if match is None:
                continue
            known = trim(reading.text, *_told_of(reading.text, *match.span("effect")))
            if POINTER.fullmatch(reading.text, *known):
                known = _clause_before(sentence, match.start("effect"))
            if _TELLS.search(reading.text, *known):
                continue  # 有媒体总结了四个原因: of what, stands elsewhere
            if known[1] - known[0] >= 2 and not any(a < known[1] and known[0] < b for a, b in told):
                add(match, "effect", known, items)
    return out


def _told_of(text: str, start: int, end: int) -> Bounds:
    """导致|减产 (的原因): what the reasons lead to."""
    leads = _LEADS.match(text, start, end)
    return (leads.end(), end) if leads and end - leads.end() >= 2 else (start, end)


class _Item(NamedTuple):
    """One of several things announced: where it stands, and the words that name it."""

    start: int
    end: int
    says: Bounds


def _told(reading: Reading, number: int, place: int) -> list[_Item]:
    """What 首先, 其次, 一是 open, from clause ``place`` of sentence ``number`` on.

    It ends with the first sentence that none of them opens, or after ``_MOST_TOLD``.
    """
    words = patterns(reading.ontology, reading.lexicon.language)
    items: list[_Item] = []
    for sentence in reading.sentences[number : number + _MOST_TOLD]:
        clauses, place = sentence.clauses[place:], 0
        for clause in clauses:
            marker = words.ordinal.match(reading.text, clause.start, clause.end)
            if marker is None:
                if clause is clauses[0]:
                    return items
                continue
            rest = [c for c in clauses if c.end > marker.end()]
            while len(rest) > 1 and words.aspect.fullmatch(
                reading.text, max(rest[0].start, marker.end()), rest[0].end
            ):
                rest.pop(0)  # 首先, 在市场层面, …
            while len(rest) > 1 and _SUBORDINATE.match(
                reading.text, max(rest[0].start, marker.end())
            ):
                rest.pop(0)  # 1. 受A、B等因素影响, C: it is C that explains
                if len(rest) > 1 and reading.text.endswith("影响", rest[0].start, rest[0].end):
                    rest.pop(0)
            if rest:
                start = max(rest[0].start, marker.end())
                since = _SINCE.match(reading.text, start, rest[0].end)
                says = trim(reading.text, since.end() if since else start, rest[0].end)
                items.append(_Item(clause.start, rest[0].end, says))
    return items


def _clause_before(sentence: Sentence, at: int) -> Bounds:
    """The clause before ``at``, for 这: nothing where there is none."""
    earlier = [c for c in sentence.clauses if c.end <= at and c.end - c.start > 1]
    return (earlier[-1].start, earlier[-1].end) if earlier else (at, at)


def _says_what(reading: Reading, block: Block, span: Bounds) -> bool:
    """Whether a line names what it announces causes of: 停发的原因, not 外部原因 or 协会总结了原因."""
    if _TELLS.search(reading.text, *span):
        return False
    if block.kind != "heading" or reading.segmented is None or span[1] - span[0] > 3:
        return True
    words = reading.words
    happens = any(
        words.tags[i].startswith("v") for i in range(words.at(span[0]), words.at(span[1] - 1) + 1)
    )
    event = patterns(reading.ontology, reading.lexicon.language).event
    return happens or bool(event.search(reading.text, *span) or reading.mentions_in(*span))


def _items(reading: Reading, index: int) -> list[Block]:
    """The list items below a line; below a heading, the headings one level down, or its first list."""
    blocks = reading.document.blocks
    line, below = blocks[index], (blocks[i] for i in range(index + 1, len(blocks)))
    if blocks[index + 1].kind == "item" or line.kind != "heading":
        return list(takewhile(lambda b: b.kind == "item", below))
    section = list(takewhile(lambda b: b.kind != "heading" or b.level > line.level, below))
    levels = [b.level for b in section if b.kind == "heading"]
    parts = [b for b in section if b.kind == "heading" and b.level == min(levels)]
    # A heading may only name a part of the text (用户侧影响).
    if stating := [b for b in parts if _is_reason(reading, b)]:
        return stating
    items = dropwhile(lambda b: b.kind != "item", section)
    return list(takewhile(lambda b: b.kind == "item", items))


def _item_says(reading: Reading, item: Block) -> Bounds:
    """What a list item names: its label if that names an event (需求下滑: …), else its first clause."""
    start, end = item.start, item.end
    if item.kind == "heading":
        return trim(reading.text, start, end)
    if reading.segmented is None and (named := _ENGLISH_LABEL.match(reading.text, start, end)):
        return trim(reading.text, *named.span("label"))  # A lack of oversight: too much …
    match = _LABEL.match(reading.text, start, end)
    if match:
        words = patterns(reading.ontology, reading.lexicon.language)
        start, end = match.span("label" if words.event.search(match.group("label")) else "content")
    clause = _FIRST_CLAUSE.match(reading.text, start, end)
    return trim(reading.text, start, clause.end() if clause else end)


# -- "why" articles ----------------------------------------------------------------------------------


def outcome(reading: Reading) -> Bounds | None:
    """What the title of a "why" article asks about, without the question words.

    The span of the title's part that asks (某理财怎么停售了 of 观察:某理财怎么停售了); the question
    words inside it are dropped when it is grounded.
    """
    title = next((b for b in reading.document.blocks if b.kind == "title"), None)
    if title is None:
        return None
    lexicon = reading.lexicon
    text = reading.text[title.start : title.end]
    asked = re.compile(
        alternation(lexicon.why["ask"], whole=lexicon.language == "en"), re.IGNORECASE
    ).search(text)
    if asked is None:
        return None
    # Of several parts, one asks; the others comment on it, repeat it or say what kind of text it is.
    parts = [p for p in _TITLE_PART.finditer(text) if p.end() - p.start() >= 4]
    number = next((n for n, p in enumerate(parts) if p.start() <= asked.start() < p.end()), None)
    words = patterns(reading.ontology, lexicon.language)
    if number:
        # 平台暂停放款? 原因解析与对策: what is asked about stands before.
        about, before = parts[number], parts[number - 1]
        dropped = re.sub(alternation(lexicon.why["drop"]), "", text[about.start() : asked.start()])
        if not dropped.strip() and (
            words.event.search(before.group()) or _happens(reading, before)
        ):
            number -= 1
    start, end = parts[number].span() if number is not None else (0, len(text))
    behind = text.find("背后", start + _FEW, end)
    end = behind if behind > 0 else end  # 为何停售|背后有哪些原因
    return trim(reading.text, title.start + start, title.start + end)


def _happens(reading: Reading, part: re.Match[str]) -> bool:
    """Whether a part of the title, at the document's start, says that something happens."""
    if reading.segmented is None:
        return False
    words, base = reading.words, part.start()
    title = next(b.start for b in reading.document.blocks if b.kind == "title")
    first, last = words.at(title + base), words.at(title + part.end() - 1)
    return part.end() - base >= _SAYS and any(
        words.tags[i][0] in "vil" for i in range(first, last + 1)
    )


def from_why(reading: Reading, claims: list[Claim]) -> list[Claim]:
    """The reasons that headings and enumerations give for what the title asks about."""
    asked = outcome(reading)
    if asked is None:
        return []
    document = reading.document
    effect = argument(document, *asked)
    prefix = reading.lexicon.language
    words = patterns(reading.ontology, prefix)
    out: list[Claim] = []

    def add(cause: Bounds, rule: str, confidence: float, evidence: Bounds) -> None:
        start, end = trim(reading.text, *cause)
        if end - start < 3:
            return
        out.append(
            Claim(
                document=document.id,
                cause=argument(document, start, end),
                effect=effect,
                polarity=Polarity.PROMOTE,
                modality=Modality.ASSERTED,
                implicit=True,
                rule=f"{prefix}.structure.{rule}",
                confidence=confidence,
                evidence=(quote(document, *evidence), quote(document, *asked)),
            )
        )

    claims = sorted(claims, key=lambda c: c.evidence[0].start)
    starts = [c.evidence[0].start for c in claims]

    def within(first: int, last: int) -> list[Claim]:
        return claims[bisect_left(starts, first) : bisect_left(starts, last)]

    listed = {c.evidence[0].start for c in claims if c.rule.endswith("structure.list")}
    headings = {b.start for b in document.blocks if b.kind == "heading"}
    announced = any(
        c.rule.endswith("structure.list")
        and headings & {c.evidence[1].start}
        and c.evidence[1].start <= c.effect.start < c.evidence[1].end
        for c in claims
    )
    apart: set[int] = set()  # headings whose sections answer something else than the title
    for index, block in enumerate(document.blocks):
        announces = words.announced_effects
        if (
            block.start in listed
            or block.section in apart
            or (announces and announces.search(reading.text, block.start, block.end))
        ):
            apart.add(index)
            continue
        if block.kind == "heading" and not _is_reason(reading, block):
            # Below 原因分析 stand reasons, below 影响与建议 none.
            if not words.topic.search(reading.text, block.start, block.end):
                apart.add(index)
        elif block.kind == "heading":
            # A heading that holds a link of its own answers with what the link leads to.
            inner = [
                c
                for c in within(block.start, block.end)
                if block.start <= c.cause.start and c.effect.end <= block.end
            ]
            span = _heading_reason(reading, block, inner)
            # Where one heading announces the reasons, the others are none.
            if not announced and (inner or words.event.search(reading.text, *span)):
                add(span, "heading", 0.6, (block.start, block.end))
    for start, end, first in _enumerated(reading):
        inner = [
            c
            for c in within(start, end)
            if c.evidence[0].end <= end and c.modality in (Modality.ASSERTED, Modality.HEDGED)
        ]
        targets = {
            (c.effect.start, c.effect.end): c for c in inner if not _is_outcome(reading, c.effect)
        }
        # 首先, A 使得 B: the link stands; B is the reason. Intermediate effects lead on already.
        causes = {(c.cause.start, c.cause.end) for c in inner}
        ends = [span for span in targets if span not in causes]
        if ends:
            for span in ends:
                claim = targets[span]
                reason = (
                    span
                    if claim.polarity is Polarity.PROMOTE or claim.cue is None
                    else (min(claim.cue.start, span[0]), span[1])
                )
                add(reason, "enumerated", 0.55, (start, end))
        elif not inner and first:
            add(first, "enumerated", 0.5, (start, end))
    return out


def _heading_reason(reading: Reading, block: Block, inner: list[Claim]) -> Bounds:
    if len(inner) == 1:
        claim = inner[0]
        # 推高终端价格: a thing alone is no reason; what happens to it is.
        happens = patterns(reading.ontology, reading.lexicon.language).event.search(
            reading.text, claim.effect.start, claim.effect.end
        )
        if happens and claim.polarity is Polarity.PROMOTE and claim.effect.start > claim.cause.end:
            return claim.effect.start, claim.effect.end
        if claim.cue is not None and claim.effect.start > claim.cause.end:
            return claim.cue.start, claim.effect.end
    return block.start, block.end


def _is_reason(reading: Reading, block: Block) -> bool:
    lexicon = reading.lexicon
    text = reading.text[block.start : block.end]
    if re.search(
        alternation(lexicon.why["not_reason"], whole=lexicon.language == "en"), text, re.IGNORECASE
    ):
        return False
    return bool(text.strip()) and not re.search(r"\?$|影响:?$", text)


def _is_outcome(reading: Reading, part: Argument) -> bool:
    """Whether an effect already is the outcome (该产品的下架): it needs no link to itself."""
    concepts = reading.ontology.concept_by_label
    return any(concept.scope == "own" and (word in part.text) for word, concept in concepts.items())


def _enumerated(reading: Reading) -> Iterator[tuple[int, int, Bounds | None]]:
    """Sentences that 首先, 其次, 此外 open in the paragraph of a topic sentence about causes."""
    words = patterns(reading.ontology, reading.lexicon.language)
    lexicon = reading.lexicon
    english = lexicon.language == "en"
    opener = re.compile(
        rf"(?:{alternation(lexicon.why['enumerate'], whole=english)})[,:\s]*", re.IGNORECASE
    )
    announced = -1
    for sentence in reading.sentences:
        text = reading.text[sentence.start : sentence.end]
        kind = reading.document.blocks[sentence.block].kind
        match = opener.match(text)
        if match and announced == sentence.block and kind == "paragraph":
            body = [
                c
                for c in sentence.clauses
                if c.start >= sentence.start + match.end() - 1 and c.end - c.start > 4
            ]
            first = None
            if body:
                start = max(body[0].start, sentence.start + match.end())
                first = trim(reading.text, start, body[0].end)
            yield sentence.start, sentence.end, first
        elif words.topic.search(text):
            announced = sentence.block
