"""What the structure of a document says: tables, and the answers of a "why" article.

The columns of a table mean what their headers mean (`header` in names.toml). A title that asks why
is answered by its headings and by the reasons that 首先, 其次, 此外 list; those claims carry no cue,
so they are implicit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extractors.rules.observations import grammar, observe
from kg.extractors.rules.patterns import patterns
from kg.extractors.rules.quantities import periods
from kg.extractors.rules.reading import Reading, trim
from kg.extractors.rules.sentence import argument, quote
from kg.model import (
    Argument,
    Block,
    Cell,
    Claim,
    Modality,
    Observation,
    Polarity,
    Requirement,
    Table,
)
from kg.ontology import alternation
from kg.text import fold

Bounds = tuple[int, int]


# -- tables ------------------------------------------------------------------------------------------


def from_tables(reading: Reading) -> tuple[list[Claim], list[Observation], list[Requirement]]:
    """Claims, observations and requirements of all tables."""
    claims: list[Claim] = []
    observations: list[Observation] = []
    requirements: list[Requirement] = []
    for table in reading.document.tables:
        if _names_metrics(reading, table):
            observations += _metric_rows(reading, table)
        else:
            _subject_rows(reading, table, claims, observations, requirements)
    return claims, observations, requirements


def _kind(reading: Reading, header: Cell) -> str:
    text = re.sub(r"\([^()]*\)", "", fold(header.text)).strip().lower()
    for kind, words in reading.ontology.names["header"].items():
        if text in words:
            return str(kind)
    return ""


def _names_metrics(reading: Reading, table: Table) -> bool:
    """Whether rows are metrics and columns are what is measured."""
    kind = _kind(reading, table.header[0])
    if kind == "metric":
        return True
    named = sum(
        any(m.start == c.start and m.end == c.end for m in reading.mentions_in(c.start, c.end))
        for c in table.header[1:]
    )
    return not kind and named * 2 > len(table.header) - 1


def _cell(reading: Reading, cell: Cell) -> Argument:
    start, end = trim(reading.text, cell.start, cell.end)
    if reading.text[start : start + 1] == "《" and reading.text[end - 1] == "》":
        start, end = start + 1, end - 1
    for mention in reading.mentions_in(start, end):
        if mention.start == start and mention.end == end:
            return Argument(mention.name, start, end)
    return argument(reading.document, start, end)


def _metric_rows(reading: Reading, table: Table) -> Iterator[Observation]:
    for row in table.rows:
        if not row[0].text:
            continue
        metric, unit = _metric(reading, row[0])
        for header, cell in zip(table.header[1:], row[1:], strict=True):
            if header.text and cell.text:
                yield from _measure(
                    reading,
                    cell,
                    _cell(reading, header),
                    metric,
                    unit,
                    None,
                    (row[0].start, row[-1].end),
                )


def _subject_rows(
    reading: Reading,
    table: Table,
    claims: list[Claim],
    observations: list[Observation],
    requirements: list[Requirement],
) -> None:
    document = reading.document
    kinds = [_kind(reading, header) for header in table.header]
    above: Cell | None = None
    for row in table.rows:
        # A merged cell leaves the cells below it empty.
        head = row[0] if row[0].text else above
        if head is None:
            continue
        above = head
        subject = _cell(reading, head)
        period = next(
            (
                found[0][2]
                for kind, cell in zip(kinds[1:], row[1:], strict=True)
                if kind == "date" and (found := periods(reading.text, cell.start, cell.end))
            ),
            None,
        )
        span = (head.start, max(cell.end for cell in row))
        for kind, header, cell in zip(kinds[1:], table.header[1:], row[1:], strict=True):
            if not cell.text or not re.search(r"\w", cell.text):
                continue
            value = argument(document, *trim(reading.text, cell.start, cell.end))
            if kind in ("impact", "cause"):
                cause, effect = (subject, value) if kind == "impact" else (value, subject)
                claims.append(
                    Claim(
                        document=document.id,
                        cause=_placed(document.text, cause),
                        effect=_placed(document.text, effect),
                        polarity=Polarity.PROMOTE,
                        modality=Modality.ASSERTED,
                        implicit=False,
                        rule=f"table.{kind}",
                        confidence=0.75,
                        evidence=(
                            quote(document, *span),
                            quote(document, header.start, header.end),
                        ),
                    )
                )
            elif kind == "requirement":
                requirements.append(
                    Requirement(
                        document.id,
                        _placed(document.text, subject),
                        value.text,
                        quote(document, *span),
                    )
                )
                observations.extend(_required(reading, cell, subject, period, span))
            elif kind == "date":
                metric = argument(document, *trim(reading.text, header.start, header.end))
                found = periods(reading.text, cell.start, cell.end)
                if found:
                    observations.append(
                        Observation(
                            document=document.id,
                            subject=_placed(document.text, subject),
                            metric=metric,
                            raw=cell.text,
                            comparator="=",
                            evidence=quote(document, *span),
                            rule="table.date",
                            text=found[0][2],
                            period=found[0][2],
                        )
                    )
            else:
                metric, unit = _metric(reading, header)
                observations.extend(_measure(reading, cell, subject, metric, unit, period, span))


def _placed(text: str, part: Argument) -> Argument:
    # Arguments of claims quote the text; names live in the grounding.
    return Argument(text[part.start : part.end], part.start, part.end)


def _metric(reading: Reading, header: Cell) -> tuple[Argument, str | None]:
    """平均额度(元) → the metric and the unit its parentheses name."""
    text = reading.text
    start, end = trim(text, header.start, header.end)
    unit = None
    match = re.search(r"\s*\(([^()]+)\)$", text[start:end])
    if match:
        word = re.sub(r"^(?:单位|unit)[::]?\s*", "", match.group(1))
        known = reading.ontology.units.get(word)
        magnitude = re.fullmatch(r"(?:万|亿|百万|千)(.+)", word)
        if known or magnitude:
            unit = known.id if known else None
            end = start + match.start()
    return argument(reading.document, start, end), unit


def _measure(
    reading: Reading,
    cell: Cell,
    subject: Argument,
    metric: Argument,
    unit: str | None,
    period: str | None,
    span: Bounds,
) -> Iterator[Observation]:
    document = reading.document
    start, end = trim(reading.text, cell.start, cell.end)
    if cell.text.startswith(("≥", "≤", "<", ">", "~", "-", "+")):
        start = cell.start
    quantity = next(
        (
            q
            for q in grammar(reading.ontology).find(reading.text, start, end)
            if q.start - start <= 2 and end - q.end <= 2
        ),
        None,
    )
    subject = Argument(subject.text, subject.start, subject.end)
    if quantity:
        yield observe(
            document,
            quantity,
            subject,
            metric,
            span,
            "table.value",
            period,
            unit=unit,
            raw=(start, end),
        )
    else:
        yield Observation(
            document=document.id,
            subject=subject,
            metric=metric,
            raw=document.text[start:end],
            comparator="=",
            evidence=quote(document, *span),
            rule="table.text",
            text=document.text[start:end],
            period=period,
        )


def _required(
    reading: Reading, cell: Cell, subject: Argument, period: str | None, span: Bounds
) -> Iterator[Observation]:
    """联合贷出资比例≥30%, 划定36%利率红线: the numbers that a policy demands."""
    text = reading.text
    for quantity in grammar(reading.ontology).find(text, cell.start, cell.end):
        behind = re.match(r"的?([\u3400-\u9fff]{2,8})$", text[quantity.end : cell.end])
        before = re.search(
            r"([\u3400-\u9fffA-Za-z+ ]{2,30}?)(?:为|是|须|需|应|达到|:)?\s*$",
            text[cell.start : quantity.start],
        )
        if behind:
            bounds = (quantity.end + behind.start(1), quantity.end + behind.end(1))
        elif before:
            bounds = (cell.start + before.start(1), cell.start + before.end(1))
        else:
            continue
        yield observe(
            reading.document,
            quantity,
            Argument(subject.text, subject.start, subject.end),
            argument(reading.document, *bounds),
            span,
            "table.requirement",
            period,
        )


# -- "why" articles ----------------------------------------------------------------------------------


def outcome(reading: Reading) -> Bounds | None:
    """What the title of a "why" article asks about, without the question words.

    微信粒粒贷怎么没有了 → 微信粒粒贷…没有了 is given as the span of the title's first clause; the
    question words inside it are dropped when it is grounded.
    """
    title = next((b for b in reading.document.blocks if b.kind == "title"), None)
    if title is None:
        return None
    lexicon = reading.lexicon
    text = reading.text[title.start : title.end]
    if not re.search(
        alternation(lexicon.why["ask"], whole=lexicon.language == "en"), text, re.IGNORECASE
    ):
        return None
    # A parenthesis or a second clause repeats or comments on the question.
    cut = re.search(r"[(?!,:|]|——", text)
    end = title.start + (cut.start() if cut and cut.start() >= 4 else len(text))
    return trim(reading.text, title.start, end)


def from_why(reading: Reading, claims: list[Claim]) -> list[Claim]:
    """The reasons that headings and enumerations give for what the title asks about."""
    asked = outcome(reading)
    if asked is None:
        return []
    document = reading.document
    effect = argument(document, *asked)
    prefix = reading.lexicon.language
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

    for block in document.blocks:
        if block.kind == "heading" and _is_reason(reading, block):
            # A heading that holds a link of its own answers with what the link leads to.
            inner = [
                c for c in claims if block.start <= c.cause.start and c.effect.end <= block.end
            ]
            span = _heading_reason(reading, block, inner)
            add(span, "heading", 0.6, (block.start, block.end))
    for start, end, first in _enumerated(reading):
        inner = [
            c
            for c in claims
            if start <= c.evidence[0].start
            and c.evidence[0].end <= end
            and c.modality in (Modality.ASSERTED, Modality.HEDGED)
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
    # A section without prose or table of its own, or the text's own title again, answers nothing.
    return bool(text.strip()) and not re.search(r"\?$", text)


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
