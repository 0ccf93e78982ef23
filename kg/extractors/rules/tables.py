"""Claims, observations and requirements of tables: the header says what a cell is.

The first column that is no date or number is the row's subject (a merged cell keeps the one above).
A column of impacts makes the subject a cause, one of causes an effect; a table with both links the
two cells. Numbers are observations with the unit of the header or the cell. A table of two columns
whose first row holds a number has no header: its rows are metrics of what the document is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extractors.rules.observations import grammar, observe, topic
from kg.extractors.rules.quantities import periods
from kg.extractors.rules.reading import Reading, trim
from kg.extractors.rules.sentence import Bounds, argument, quote
from kg.model import Argument, Cell, Claim, Modality, Observation, Polarity, Requirement, Table
from kg.text import fold

_SAYING = 10  # characters from which on a cell can be a sentence
_LONGEST_VALUE = 24
_TICK = re.compile("[xX✓√✔✗×○●]")
_SENTENCE = re.compile(r"<br|(?<!\d)[,;。]|[,;。](?!\d)")
_VALUE = re.compile(r"[-+(]?[$¥€£]?\d[\d,.]*")


def from_tables(reading: Reading) -> tuple[list[Claim], list[Observation], list[Requirement]]:
    """Claims, observations and requirements of all tables."""
    claims: list[Claim] = []
    observations: list[Observation] = []
    requirements: list[Requirement] = []
    for table in reading.document.tables:
        if _without_header(reading, table):
            observations += _pairs(reading, table)
        elif _names_metrics(reading, table):
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


def sayings(reading: Reading) -> Iterator[Bounds]:
    """Cells that say something in words, in columns that the header gives no other meaning."""
    for table in reading.document.tables:
        kinds = [_kind(reading, header) for header in table.header]
        for row in table.rows:
            for kind, cell in zip(kinds[1:], row[1:], strict=True):
                if not kind and len(cell.text) >= _SAYING:
                    yield cell.start, cell.end


def _without_header(reading: Reading, table: Table) -> bool:
    """Whether a table is a list of names and values, whose first row is one of them."""
    if len(table.header) != 2 or _kind(reading, table.header[0]):
        return False
    return bool(_VALUE.match(fold(table.header[1].text).strip()))


def _pairs(reading: Reading, table: Table) -> Iterator[Observation]:
    """Each row's value of what the document is about."""
    about = topic(reading)
    for name, cell in (table.header, *table.rows):
        if not name.text or not cell.text:
            continue
        metric, unit = _metric(reading, name)
        subject = Argument(about.name, about.start, about.end) if about else metric
        yield from _measure(reading, cell, subject, metric, unit, None, (name.start, cell.end))


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
    # 时间 | 事件 | 影响: a date or a number in front is no subject.
    first = next((i for i, kind in enumerate(kinds) if kind not in ("date", "number")), 0)
    above: Cell | None = None
    for row in table.rows:
        # A merged cell leaves the cells below it empty.
        head = row[first] if row[first].text else above
        if head is None:
            continue
        above = head
        subject = _cell(reading, head)
        period = next(
            (
                found[0][2]
                for kind, cell in zip(kinds, row, strict=True)
                if kind == "date" and (found := periods(reading.text, cell.start, cell.end))
            ),
            None,
        )
        span = (min(head.start, row[0].start), max(cell.end for cell in row))
        reasons = [c for k, c in zip(kinds, row, strict=True) if k == "cause" and _says(c)]
        for column, (kind, header, cell) in enumerate(zip(kinds, table.header, row, strict=True)):
            if column == first or kind == "number" or not _says(cell):
                continue
            if kind == "date" and column < first:
                continue
            value = argument(document, *trim(reading.text, cell.start, cell.end))
            if kind == "cause" and "impact" in kinds:
                continue  # the impact's own cause
            if kind in ("impact", "cause"):
                cause, effect = (subject, value) if kind == "impact" else (value, subject)
                if kind == "impact" and reasons:
                    cause = argument(
                        document, *trim(reading.text, reasons[0].start, reasons[0].end)
                    )
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


def _says(cell: Cell) -> bool:
    """Whether a cell holds more than a dash."""
    return bool(re.search(r"\w", cell.text))


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
        word = re.sub(r"^(?:单位|unit)[:：]?\s*", "", match.group(1))
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
    elif (
        end - start <= _LONGEST_VALUE
        and not _TICK.fullmatch(reading.text, start, end)
        and not _SENTENCE.search(reading.text, start, end)
    ):
        # A sentence or a tick is no value.
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
