"""Claims, observations and requirements of tables: the header says what a cell is.

The first column that is no date or number is the row's subject (a merged cell keeps the one above).
A column of impacts makes the subject a cause, one of causes an effect; a table with both links the
two cells. Numbers are observations with the unit of the header or the cell. Where columns or rows
are periods (2022年, 2023年, 同比), what they measure is told by the other side of the table, or by
its caption, and whose it is by what the document is about. A table of two columns whose first row
holds a number has no header: its rows are metrics of that, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from kg.extractors.rules.headers import Captioned, Column, all_timed
from kg.extractors.rules.metrics import grammar, metric_heads, observe
from kg.extractors.rules.periods import periods, year_before
from kg.extractors.rules.reading import Bounds, Reading, trim
from kg.extractors.rules.sentence import argument, quote
from kg.extractors.rules.subjects import as_argument
from kg.model import (
    Argument,
    Cell,
    Claim,
    Mention,
    Modality,
    Observation,
    Polarity,
    Requirement,
    Table,
)
from kg.text import fold

_LAST_WORD = {"日期": "date", "时间": "date", "原因": "cause"}
_PROSE = 40  # characters
_SAYING = 10  # characters from which on a cell can be a sentence
_LONGEST_VALUE = 24
_YEAR_CELL = re.compile(r"(?:19|20)\d\d(?!\d)")
_FEW = 2  # cells that tell a row of numbers, and a header
_TICK = re.compile("[xX✓√✔✗×○●]")
_SENTENCE = re.compile(r"<br|(?<!\d)[,;。]|[,;。](?!\d)")
_VALUE = re.compile(r"[-+(]?[$¥€£]?\d[\d,.]*")


def from_tables(reading: Reading) -> tuple[list[Claim], list[Observation], list[Requirement]]:
    """Claims, observations and requirements of all tables."""
    claims: list[Claim] = []
    observations: list[Observation] = []
    requirements: list[Requirement] = []
    for table in [part for whole in reading.document.tables for part in _parted(whole)]:
        values = _Values(reading, table)
        layout = values.layout()
        if layout:
            observations += layout()
        else:
            _subject_rows(values, claims, observations, requirements)
    return claims, observations, requirements


def _parted(table: Table) -> Iterator[Table]:
    """The table, in parts where a row in its midst is the header of what follows.

    Such a row holds words alone, where the rows before and behind it hold numbers; or it opens like
    the header and holds periods.
    """

    def again(row: Sequence[Cell]) -> bool:
        return row[0].text == table.header[0].text

    numbers = [
        sum(_numeric(cell) and not (again(row) and _period(cell)) for cell in row[1:])
        for row in table.rows
    ]
    words = [sum(_says(cell) for cell in row[1:]) for row in table.rows]
    parts = [
        at
        for at in range(1, len(table.rows) - 1)
        if not numbers[at]
        and table.rows[at][0].text
        and words[at] >= _FEW
        and min(numbers[at - 1], numbers[at + 1]) >= _FEW
    ]
    edges = [-1, *parts, len(table.rows)]
    for above, below in pairwise(edges):
        header = table.rows[above] if above >= 0 else table.header
        rows = table.rows[above + 1 : below]
        yield (
            replace(table, start=header[0].start, end=rows[-1][-1].end, header=header, rows=rows)
            if parts
            else table
        )


def _numeric(cell: Cell) -> bool:
    return bool(_VALUE.match(fold(cell.text).strip()))


def _period(cell: Cell) -> bool:
    return bool(_YEAR_CELL.match(fold(cell.text).strip()))


def _kind(reading: Reading, header: Cell) -> str:
    text = re.sub(r"\([^()]*\)", "", fold(header.text)).strip().lower()
    for kind, words in reading.ontology.names["header"].items():
        if text in words:
            return str(kind)
    # 截止日期, 业绩变动原因: what the last word says.
    return next((kind for end, kind in _LAST_WORD.items() if text.endswith(end)), "")


def sayings(reading: Reading) -> Iterator[Bounds]:
    """Cells that say something in words, in columns that the header gives no other meaning."""
    for table in reading.document.tables:
        kinds = [_kind(reading, header) for header in table.header]
        for row in table.rows:
            for kind, cell in zip(kinds[1:], row[1:], strict=True):
                if (not kind and len(cell.text) >= _SAYING) or _tells(kind, cell):
                    yield cell.start, cell.end


def _tells(kind: str, cell: Cell) -> bool:
    """Whether a cell of causes or effects is prose, to be read by its sentences."""
    return kind in ("cause", "impact") and _prose(cell)


def _prose(cell: Cell) -> bool:
    return len(cell.text) >= _PROSE and len(_SENTENCE.findall(fold(cell.text))) > 1


class _Values:
    """The numbers of one table, however it is laid out."""

    def __init__(self, reading: Reading, table: Table) -> None:
        self.reading = reading
        self.table = table
        self.captioned = Captioned(reading, table)
        self.columns = [self.captioned.column(header) for header in table.header]

    def layout(self) -> Callable[[], Iterator[Observation]] | None:
        """How to read the table, or None if its rows are of subjects, with claims perhaps."""
        kind = _kind(self.reading, self.table.header[0])
        if len(self.columns) == 2 and not kind and _number(self.table.header[1]):
            return self.pairs  # it has no header
        if self._dated_rows():
            return self.periods
        if not all_timed(self.columns[1:]):
            return (
                self.metrics if kind == "metric" or (not kind and self._names_subjects()) else None
            )
        return self.metrics_by_period if kind == "metric" or self._names_metrics() else None

    def _dated_rows(self) -> bool:
        """Whether each row is a period: 年份 | 产量 | 价格, with numbers in all other columns."""
        heads = [self.captioned.column(row[0]) for row in self.table.rows if row[0].text]
        if not heads or not all(h.timed and not h.named and not h.change for h in heads):
            return False
        cells = [cell for row in self.table.rows for cell in row[1:] if _says(cell)]
        return bool(cells) and all(_number(cell) for cell in cells)

    def _names_metrics(self) -> bool:
        """Whether the rows of a table of periods are metrics, not whose metric it is."""
        text, english = self.reading.text, self.reading.lexicon.language == "en"
        known = metric_heads(self.reading.ontology, english)
        spans = [self.captioned.column(row[0]).metric for row in self.table.rows if row[0].text]
        metrics = sum(
            any(m.end() == end for m in known.finditer(text, start, end))
            or any(
                m.type == "Metric" and m.end == end for m in self.reading.mentions_in(start, end)
            )
            for start, end in spans
        )
        return metrics * 2 >= len(spans)

    def _names_subjects(self) -> bool:
        """Whether most columns are named after what is measured."""
        mentions = [self._mention(cell) for cell in self.table.header[1:]]
        named = sum(m is not None and m.type != "Metric" for m in mentions)
        return named * 2 > len(self.table.header) - 1

    def _mention(self, cell: Cell) -> Mention | None:
        inside = self.reading.mentions_in(cell.start, cell.end)
        return next((m for m in inside if m.start == cell.start and m.end == cell.end), None)

    def pairs(self) -> Iterator[Observation]:
        """Rows of a name and a value of what the document is about."""
        for name, cell in (self.table.header, *self.table.rows):
            if name.text and _says(cell):
                column = self.captioned.column(name)
                metric = self.argument(column.metric, name)
                period = column.period or self.captioned.period or None
                yield from self.measure(cell, self.whose(metric), metric, column, period, name)

    def periods(self) -> Iterator[Observation]:
        """Rows of periods; columns of metrics, or of those that the caption's metric is of."""
        for row in self.table.rows:
            period = self.captioned.column(row[0]).period
            for index, cell in enumerate(row[1:], 1):
                header = self.table.header[index]
                if not _says(cell) or not header.text:
                    continue
                column = self.columns[index]
                metric = self.argument(self.measured(index), header)
                subject = self.whose(metric)
                owner = self._mention(header)
                if owner and owner.type != "Metric" and self.captioned.metric:
                    metric = self.argument(self.captioned.metric, header)
                    subject = as_argument(owner)
                yield from self.measure(cell, subject, metric, column, period, row[0], row[-1])

    def metrics_by_period(self) -> Iterator[Observation]:
        """Rows of metrics of one subject; columns of periods and of changes between them."""
        for row in self.table.rows:
            if not row[0].text:
                continue
            head = self.captioned.column(row[0])
            metric = self.argument(head.metric, row[0])
            for index, cell in enumerate(row[1:], 1):
                if not _says(cell):
                    continue
                own = self.columns[index]
                if head.unit and not own.change:
                    own = replace(own, unit=head.unit, size=head.size)
                period, base = self.dated(index)
                yield from self.measure(
                    cell, self.whose(metric), metric, own, period, row[0], row[-1], base
                )

    def metrics(self) -> Iterator[Observation]:
        """Rows of metrics; columns of what they are measured of."""
        for row in self.table.rows:
            if not row[0].text:
                continue
            column = self.captioned.column(row[0])
            metric = self.argument(column.metric, row[0])
            for header, cell in zip(self.table.header[1:], row[1:], strict=True):
                if header.text and _says(cell):
                    subject = _cell(self.reading, header)
                    yield from self.measure(
                        cell, subject, metric, column, column.period, row[0], row[-1]
                    )

    def measured(self, index: int) -> Bounds:
        """Where the metric of a column is named: of a change, it is that of the column before."""
        column = self.columns[index]
        if column.change:
            column = next((c for c in self.columns[index - 1 : 0 : -1] if not c.change), column)
        unit = column.unit_word if column.timed and not column.named else (0, 0)
        return column.metric if column.named else self.captioned.metric or unit

    def dated(self, index: int) -> tuple[str | None, str | None]:
        """The period of a column, and of a change the one it is from.

        A change without a period is to the latest period of the other columns; where they have two,
        it is from the other.
        """
        column = self.columns[index]
        if not column.change:
            return column.period, None
        levels = sorted({c.period for c in self.columns if c.period and not c.change})
        period = column.period or (levels[-1] if levels else None)
        return period, levels[0] if len(levels) == 2 and period == levels[1] else None

    def whose(self, metric: Argument) -> Argument:
        """What a metric is measured of where the table names nobody."""
        about = self.captioned.subject
        return as_argument(about) if about else metric

    def argument(self, bounds: Bounds, cell: Cell) -> Argument:
        """The words at ``bounds``, or else those of ``cell``."""
        if bounds[1] == bounds[0]:
            bounds = trim(self.reading.text, cell.start, cell.end)
        return argument(self.reading.document, *bounds)

    def measure(
        self,
        cell: Cell,
        subject: Argument,
        metric: Argument,
        column: Column,
        period: str | None,
        first: Cell,
        last: Cell | None = None,
        base: str | None = None,
    ) -> Iterator[Observation]:
        """The observation of one cell; its evidence reaches from ``first`` to ``last``.

        A sentence or a tick is no value, nor is a value of a column without a name. ``base`` is the
        period a change is from.
        """
        if not metric.text:
            return
        document, text = self.reading.document, self.reading.text
        start, end = trim(text, cell.start, cell.end)
        if cell.text.startswith(("≥", "≤", "<", ">", "~", "-", "+")):
            start = cell.start
        span = first.start, max(cell.end, last.end if last else 0)
        quantity = next(
            (
                q
                for q in grammar(self.reading.ontology).find(text, start, end)
                if q.start - start <= 2 and end - q.end <= 2
            ),
            None,
        )
        if quantity:
            if column.yearly and period and not base:
                base = year_before(period)
            value, minimum, maximum = column.scaled(quantity, text[start:end])
            change = 1 if column.change and quantity.change == 0 else quantity.change
            yield observe(
                document,
                replace(quantity, value=value, minimum=minimum, maximum=maximum, change=change),
                subject,
                metric,
                span,
                "table.value",
                period,
                change_from=base,
                unit=column.unit.id if column.unit else None,
                raw=(start, end),
            )
        elif (
            end - start <= _LONGEST_VALUE
            and not _TICK.fullmatch(text, start, end)
            and not _SENTENCE.search(text, start, end)
        ):
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


def _start(cell: Cell) -> int:
    return cell.start


def _number(cell: Cell) -> bool:
    return bool(_VALUE.match(fold(cell.text).strip()))


def _cell(reading: Reading, cell: Cell) -> Argument:
    start, end = trim(reading.text, cell.start, cell.end)
    if reading.text[start : start + 1] == "《" and reading.text[end - 1] == "》":
        start, end = start + 1, end - 1
    for mention in reading.mentions_in(start, end):
        if mention.start == start and mention.end == end:
            return as_argument(mention)
    return argument(reading.document, start, end)


def _subject_rows(
    values: _Values,
    claims: list[Claim],
    observations: list[Observation],
    requirements: list[Requirement],
) -> None:
    reading, table = values.reading, values.table
    document = reading.document
    kinds = [_kind(reading, header) for header in table.header]
    # 时间 | 事件 | 影响: a date or a number in front is no subject.
    first = next(
        (
            i
            for i, kind in enumerate(kinds)
            if kind not in ("date", "number") and not any(_prose(row[i]) for row in table.rows)
        ),
        0,
    )
    above: Cell | None = None
    titles = [cell.text for cell in table.header[1:]]
    for row in table.rows:
        if [cell.text for cell in row[1:]] == titles:
            continue  # the header again, over another part of the table
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
            if _tells(kind, cell):
                continue
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
                own = values.columns[column]
                metric = values.argument(values.measured(column), header)
                when, base = values.dated(column)
                start = min(row[0], head, key=_start)
                observations.extend(
                    values.measure(cell, subject, metric, own, period or when, start, row[-1], base)
                )


def _says(cell: Cell) -> bool:
    """Whether a cell holds more than a dash."""
    return bool(re.search(r"\w", cell.text))


def _placed(text: str, part: Argument) -> Argument:
    # Arguments of claims quote the text; names live in the grounding.
    return Argument(text[part.start : part.end], part.start, part.end)


def _required(
    reading: Reading, cell: Cell, subject: Argument, period: str | None, span: Bounds
) -> Iterator[Observation]:
    """联合贷出资比例≥30%, 划定36%利率红线: the numbers that a policy demands."""
    text = reading.text
    for quantity in grammar(reading.ontology).find(text, cell.start, cell.end):
        behind = re.match(r"的?([\u3400-\u9fff]{2,8})$", text[quantity.end : cell.end])
        before = re.search(
            r"([\u3400-\u9fffA-Za-z+ ]{2,30}?)(?:为|是|须|需|应|达到|不得|不能|不可|必须|:)*\s*$",
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
