"""What the header of a table says of its numbers: the metric, its unit, and the period.

A header is a metric (营业收入), a period (2023年, 本期, 上年同期, 3月), both (2023年收入), or a change
(同比, 增减); in parentheses stands the unit with its magnitude (万元). What a header leaves out, the
caption tells: the words above the table name its unit (单位:万元), its period, its metric.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from kg.extractors.rules.metrics import grammar
from kg.extractors.rules.periods import named_last, periods, year_before
from kg.extractors.rules.quantities import Quantity
from kg.extractors.rules.reading import Bounds, Reading, trim
from kg.extractors.rules.subjects import topic
from kg.model import Block, Cell, Mention, Table
from kg.ontology import Ontology, Unit, alternation

_IN_PARENTHESES = re.compile(r"\s*[(\[](?P<unit>[^()\[\]]+)[)\]]\s*:?$")
_BEHIND_SLASH = re.compile(r"(?<=[\u3400-\u9fff])/(?P<unit>[^/()]{1,6})$")
_UNIT_OF_ALL = re.compile(
    r"(?:单位|货币单位|金额单位|币种|units?)\s*:?\s*(?P<unit>[^\s,;。()\[\]|]+(?:\s?/\s?[^\s,;。()\[\]|]+)?)"
    r"|(?P<currency>US\$|HK\$|RMB|[$¥€£])?\s?\bin\s(?P<paid>US\$|HK\$|RMB|[$¥€£])?\s?(?P<size>thousand|million|billion)s?\b",
    re.IGNORECASE,
)
# A metric that the unit of the whole table can't be of.
_RELATIVE = re.compile(
    r"率|占比|比例|比重|增速|同比|环比|幅度|每股|[%‰]|\b(?:rate|ratio|margin|change|share|eps|yoy)\b",
    re.IGNORECASE,
)
_MONTHLY = re.compile(
    r"年?(?:(?P<m>1[0-2]|0?[1-9])月份?|第?(?P<q>[一二三四1-4])季度|Q(?P<q2>[1-4])|(?P<h>[上下])半年|H(?P<h2>[12]))",
    re.IGNORECASE,
)
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_CAPTION = 60  # characters up to which the paragraph above a table is its caption


@dataclass(frozen=True)
class Column:
    """What a header says: ``metric`` is where its words stand, empty for a period alone.

    ``timed`` says that the header names a period, which ``period`` gives where it can be told;
    ``change`` that its numbers are differences, ``yearly`` from the year before. ``size`` is what a
    number without a unit is multiplied by to be in ``unit``, whose word stands at ``unit_word``.
    """

    metric: Bounds
    unit: Unit | None = None
    size: float = 1.0
    period: str | None = None
    timed: bool = False
    change: bool = False
    yearly: bool = False
    unit_word: Bounds = (0, 0)

    @property
    def named(self) -> bool:
        """Whether the header names a metric."""
        return self.metric[1] > self.metric[0]

    def scaled(self, quantity: Quantity, raw: str) -> tuple[float | None, ...]:
        """Value, minimum and maximum of a number of this column, in its unit."""
        numbers = (quantity.value, quantity.minimum, quantity.maximum)
        if quantity.unit or self.size == 1.0 or re.search("[万亿]", raw):
            return numbers
        return tuple(None if n is None else float(f"{n * self.size:.15g}") for n in numbers)


class Captioned:
    """The columns of one table, read with what stands above it."""

    def __init__(self, reading: Reading, table: Table) -> None:
        self.reading = reading
        self.table = table
        self.words = _words(reading.ontology)
        above = [b for b in reading.document.blocks if b.end <= table.start]
        self.above = above[-1] if above else None
        self.captions = [b for b in above[-1:] if b.end - b.start <= _CAPTION]
        if 0 <= table.section < len(reading.document.blocks):
            self.captions.append(reading.document.blocks[table.section])

    @cached_property
    def period(self) -> str:
        """The period that the caption, or else the title, names; empty if none does."""
        text = self.reading.text
        titles = [b for b in self.reading.document.blocks[:1] if b.kind == "title"]
        return next(
            (p for b in [*self.captions, *titles] if (p := named_last_in(text, b))),
            "",
        )

    @cached_property
    def unit(self) -> Column:
        """The unit of all numbers that have none of their own."""
        text = self.reading.text
        corner = self.table.header[0]
        spans = [(b.start, b.end) for b in self.captions[:1]] + [(corner.start, corner.end)]
        for start, end in spans:
            match = _UNIT_OF_ALL.search(text, start, end)
            named = _IN_PARENTHESES.search(text, start, end)
            for word in (m.group("unit") for m in (match, named) if m and m.group("unit")):
                if known := measure_of(self.reading.ontology, word):
                    return Column((0, 0), *known)
            if match and match.group("size"):
                paid = match.group("currency") or match.group("paid") or ""
                found = grammar(self.reading.ontology).parse(f"{paid}1 {match.group('size')}")
                if found and found.value:
                    return Column((0, 0), found.unit, found.value)
        return Column((0, 0))

    @cached_property
    def metric(self) -> Bounds | None:
        """The metric that the caption names, for a table of periods alone."""
        for block in self.captions:
            for mention in reversed(self.reading.mentions_in(block.start, block.end)):
                if mention.type == "Metric":
                    return mention.start, mention.end
        return None

    @cached_property
    def subject(self) -> Mention | None:
        """Whom the table is about where its rows and columns name nobody."""
        actors = ("Company", "Bank", "Platform", "Product", "Place")
        for block in self.captions:
            for mention in self.reading.mentions_in(block.start, block.end):
                if mention.type in actors:
                    return mention
        return topic(self.reading)

    def column(self, cell: Cell) -> Column:
        """What a header, or the head of a row, says."""
        text = self.reading.text
        start, end = trim(text, cell.start, cell.end)
        if text[end - 1 : end] == ":":
            end -= 1
        unit: Unit | None = None
        size, word = 1.0, (0, 0)
        for pattern in (_IN_PARENTHESES, _BEHIND_SLASH):
            match = pattern.search(text, start, end)
            known = match and measure_of(self.reading.ontology, match.group("unit"))
            if match and known:
                unit, size = known
                end, word = match.start(), match.span("unit")
                break
        column = self._timed(start, end)
        own = word[1] > 0 or column.change or _RELATIVE.search(text, start, end)
        if not own:
            unit, size = self.unit.unit, self.unit.size
        yearly = column.change and bool(self.words.yearly.search(text, start, end))
        return replace(column, unit=unit, size=size, yearly=yearly, unit_word=word)

    def _timed(self, start: int, end: int) -> Column:
        """The column of a header without its unit: a period, a metric, or both."""
        text = self.reading.text
        period, behind, timed = self._period(start, end)
        rest = behind
        while (more := self.words.filler.match(text, rest, end)) and more.end() > rest:
            rest = more.end()
        if rest >= end:
            return Column((end, end), period=period, timed=timed) if timed else Column((start, end))
        if self.words.change.fullmatch(text, rest, end):
            # Beside periods a change is of what they measure.
            return Column((start, end), period=period, timed=timed, change=True)
        if not timed or end - rest < 2:
            return Column((start, end))
        return Column(trim(text, rest, end), period=period, timed=True)

    def _period(self, start: int, end: int) -> tuple[str | None, int, bool]:
        """The period a header opens with, where its words end, and whether there is one."""
        text = self.reading.text
        dated = [d for d in periods(text, start, end) if d[0] == start]
        if dated:
            return dated[0][2], dated[0][1], True
        year = self.period[:4]
        for match, years in (
            (self.words.before.match(text, start, end), 1),
            (self.words.now.match(text, start, end), 0),
        ):
            if match:
                whole = year_before(self.period) if years else self.period
                part = _MONTHLY.match(text, match.end(), end)
                if part:
                    return whole[:4] + _part(part) if year else None, part.end(), True
                return whole or None, match.end(), True
        part = _MONTHLY.match(text, start, end)
        if part:
            return year + _part(part) if year else None, part.end(), True
        return None, start, False


def measure_of(ontology: Ontology, word: str) -> tuple[Unit | None, float] | None:
    """The unit that a header names, and what a number is multiplied by to be in it.

    >>> from kg.ontology import load
    >>> unit, size = measure_of(load(), "万元")
    >>> unit.id, size
    ('unit:CCY_CNY', 10000.0)
    """
    word = re.sub(r"^(?:单位|货币单位|units?)\s*:?\s*", "", word.strip(), flags=re.IGNORECASE)
    word = re.sub(r"^人民币(?=[万千百亿])", "", word)
    for stem in (word, word.split("/")[0]):
        for written in (f"1{stem}", f"1 {stem}", f"{stem}1"):
            found = grammar(ontology).parse(written)
            if found and found.value and (found.unit or found.value > 1):
                return found.unit, found.value
    return None


def named_last_in(text: str, block: Block) -> str:
    """The last period that a block names, or nothing."""
    return named_last(text, periods(text, block.start, block.end), "")


def all_timed(columns: Sequence[Column]) -> bool:
    """Whether the columns behind the first are periods, and changes between them."""
    return any(c.timed and not c.named for c in columns) and all(
        (c.timed and not c.named) or c.change for c in columns
    )


def _part(match: re.Match[str]) -> str:
    """The part of a year that a header names, as it stands behind the year: ``-Q2``."""
    if month := match.group("m"):
        return f"-{int(month):02d}"
    if quarter := match.group("q") or match.group("q2"):
        return f"-Q{_QUARTERS.get(quarter, quarter)}"
    half = match.group("h") or match.group("h2")
    return f"-H{1 if half in ('上', '1') else 2}"


class _Words:
    """The words that headers are made of."""

    def __init__(self, table: dict[str, list[str]]) -> None:
        whole = r"(?:(?<![A-Za-z])|(?![A-Za-z]))"  # prior year A|verage cuts no word
        self.now = re.compile(alternation(table["now"]) + whole, re.IGNORECASE)
        self.before = re.compile(alternation(table["before"]) + whole, re.IGNORECASE)
        self.change = re.compile(rf"(?:{alternation(table['change'])}|%|\s)+", re.IGNORECASE)
        self.yearly = re.compile(alternation(table["yearly"]), re.IGNORECASE)
        self.filler = re.compile(rf"\s|{alternation(table['filler'])}{whole}", re.IGNORECASE)


def _words(ontology: Ontology) -> _Words:
    if "rules.columns" not in ontology.memo:
        ontology.memo["rules.columns"] = _Words(ontology.names["column"])
    return cast(_Words, ontology.memo["rules.columns"])
