"""Observations: every number of prose with its subject, metric, unit and period.

The metric is the phrase before the number and its verb (获客成本|增至|38元); what that clause omits
comes from the clauses before it: the metric of a comparison, the subject of the sentence, else of
the paragraph, else what the title is about. How a phrase is found is a matter of the language:
`kg.extractors.rules.measured` (Chinese) and `kg.extractors.rules.measured_english`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extractors.rules import items
from kg.extractors.rules.dated import events
from kg.extractors.rules.measured import ChineseMeasure
from kg.extractors.rules.measured_english import EnglishMeasure
from kg.extractors.rules.metrics import Measure, grammar, metric_heads, observe
from kg.extractors.rules.naming import SUBJECTS
from kg.extractors.rules.patterns import patterns
from kg.extractors.rules.periods import (
    Dated,
    base_of,
    named_last,
    period_of,
    periods,
    relative_periods,
)
from kg.extractors.rules.quantities import LARGE, LISTED, SHARES, Quantity
from kg.extractors.rules.reading import Bounds, Clause, Reading
from kg.extractors.rules.respective import EACH, Share
from kg.extractors.rules.sentence import argument
from kg.extractors.rules.subjects import Subjects, as_argument, is_subject, tells, topic
from kg.extractors.rules.worded import hinted
from kg.model import Argument, Mention, Observation

_ACTORS = frozenset(
    {"Company", "Bank", "Regulator", "Platform", "Organization", "Person", "Place", "Segment", "Product"}
)  # fmt: skip
_CLASSIFIERS = frozenset(("个", "家", "件", "条", "笔", "户", "人", "辆", "台", "次", "所"))
_NUMBER = re.compile(
    r"\d|[数几上近超过逾破][十百千万亿]|[十百千万][多余几]|[一二两三四五六七八九十](?:年的?[缓过锁观宽封承试保]|(?:年半?|个[季月]度?|周)以?来?的?[新最高低历])|[一二三四五六七八九十百千两](?:[多余几]?[万亿成天周倍元美港]|个?[季月百小分秒基星工])|第[一二三四五六七八九十]|(?:连续|期[为是约]?|长达|历时|为期)[一两二三四五六七八九十]|前[一二三四五六七八九十]"
)
# A sentence that goes on with what the one before it measured: 与上周相比下跌了4%.
_GOES_ON = re.compile(
    "这?(?:与|同|跟|和|较|比|同比|环比|相较|相比|对比)|其中|[分从按][^,;。]{1,8}看,"
)
_WHOSE = re.compile("[^年月日初末底期度前后]的$")  # 来自全球的, but not 2015年的
_A_NOUN = re.compile(r"\b(?:an?|the|its|their)\s$")
# Between an amount and what it comes to in another currency.
_NOTED = re.compile(
    r"\s?(?:[(;,/]|or\b)\s?(?:or\s|about\s|around\s|nearly\s|some\s|约合?|合|折合)*\s?"
)
_LED_TO = re.compile(
    r"(?<!\w)to (?:(?:close|end|finish|settle|trade) at )?(?:an? \w+ (?:rate|pace|level) of )?$"
)
_MOST_NUMBERS = 40  # in one clause; what has more is no prose


def from_prose(reading: Reading, *, cell: bool = False) -> Iterator[Observation]:
    """Observations of all sentences, in text order; those of a table's ``cell`` stand in no block."""
    numbers = grammar(reading.ontology)
    heads = metric_heads(reading.ontology, reading.lexicon.language == "en")
    measure: Measure = (
        EnglishMeasure(reading, heads)
        if reading.lexicon.language == "en"
        else ChineseMeasure(reading, heads)
    )
    about = topic(reading)
    block = -1
    last: Mention | None = None
    named = False
    measured: Bounds | None = None
    measured_in = -1
    period = ""
    above: items.Above | None = None
    for sentence in reading.sentences:
        dated = periods(reading.text, sentence.start, sentence.end)
        dated = sorted(
            [*dated, *relative_periods(reading.text, sentence.start, sentence.end, dated, period)]
        )
        period = named_last(reading.text, dated, period)
        yield from events(reading, sentence, dated)
        # English paragraphs are short: what one names, the next goes on with, and none after that.
        if sentence.block != block:
            near = measure.goes_on_below and named and sentence.block == block + 1
            block, last, named = sentence.block, last if near else None, False
        kind = "paragraph" if cell else reading.kind(sentence)
        if kind == "item" and above:
            last = last or above.subject
            labelled = list(items.values(reading, sentence, numbers, above.metric, heads))
            yield from labelled
            if labelled:
                continue
        elif kind != "item":
            above = items.Above(reading, sentence, heads)
        here = reading.text, sentence.start, sentence.end
        numberless = not (_NUMBER.search(*here) or hinted(*here))
        if numberless or kind in ("title", "heading"):
            measured = None
            subjects = (
                m
                for m in reading.mentions_in(sentence.start, sentence.end)
                if is_subject(m) and not tells(reading, m)
            )
            if first := next(subjects, None):
                last, named = first, True
            continue
        state = _Sentence(reading, sentence, numbers, last or about, measure, dated)
        if measured_in == sentence.block and _GOES_ON.match(reading.text, sentence.start):
            state.metric = measured
        yield from state.observations()
        measured, measured_in = state.metric, sentence.block
        if state.subject_mention:
            last, named = state.subject_mention, True


class _Sentence(Subjects):
    """One sentence: remembers the metric, subject and period its earlier clauses named."""

    def observations(self) -> Iterator[Observation]:
        dated = self.dated
        for number_of, clause in enumerate(self.sentence.clauses):
            found = [
                self.measure.whole(q)
                for q in self.numbers.find(self.text, clause.start, clause.end)
                if not any(a <= q.number < b for a, b, _ in dated)
            ][:_MOST_NUMBERS]
            mentions = [
                m
                for m in self.reading.mentions_in(clause.start, clause.end)
                if m.type in SUBJECTS
                and m.text not in self.numbers.units  # 美元 is no owner
                and not (self.measure.noun_behind and self._compared(clause, m))
                and not self._does(m.start)
                and not tells(self.reading, m)
            ]
            floor = self.measure.start(clause, found[0]) if found else clause.start
            mentions = [m for m in mentions if m.start >= floor]
            given = self._given(clause, found, dated)
            for number, quantity in enumerate(found):
                share = given.get(number, Share())
                observation = self._converted(quantity) or self._one(
                    clause, quantity, mentions, dated, floor, share
                )
                self.latest = (observation, quantity) if observation else None
                if observation and not share.subject:
                    yield from self._of_all(observation, quantity, number_of)
                elif observation:
                    yield observation
                floor = quantity.end
            if not found and self.text[clause.start - 1 : clause.start] != "(":
                self.metric = (
                    self.measure.named(clause) or self.measure.opens(clause) or self.metric
                )
                if holder := self.measure.holder(clause):
                    self.owner = argument(self.document, *holder)
            leading = [
                m
                for m in mentions
                if is_subject(m) and not (tells(self.reading, m) or self._compared(clause, m))
            ]
            free = leading and (self.subject_mention is None or not found)
            if free and not (self._aside(clause) or self._when(clause) or self._lists(clause)):
                self.subject_mention = leading[0]

    def _of_all(
        self, observation: Observation, quantity: Quantity, clause: int
    ) -> Iterator[Observation]:
        """The observation, or one for each member of the list that its number is about."""
        metric = (observation.metric.start, observation.metric.end)
        clauses = self.sentence.clauses[: clause + 1]
        members = self.measure.alike(clauses, metric, quantity.number)
        for start, end in members:
            yield replace(observation, subject=argument(self.document, start, end))
        if not members:
            yield observation

    def _given(self, clause: Clause, found: list[Quantity], dated: Dated) -> dict[int, Share]:
        """What another list says of a list of numbers; a later list goes on with the same members."""
        given = self.measure.shares(self.sentence, clause, found, dated)
        if given:
            # What comes later has the same members, measured in another way.
            self.shared = [s._replace(metric=None) if s.subject else s for s in given.values()]
        elif (
            found
            and len(found) == len(self.shared)
            and (
                EACH in self.text[clause.start : found[0].start]
                or (len(found) > 1 and self._listed(found))
            )
        ):
            given = dict(enumerate(self.shared))
        return given

    def _converted(self, quantity: Quantity) -> Observation | None:
        """The same amount in another currency, noted behind it: $1.4bn (£1.1bn)."""
        if self.latest is None:
            return None
        same, first = self.latest
        money = [q.unit is not None and "CCY" in q.unit.id for q in (first, quantity)]
        noted = _NOTED.fullmatch(self.text, first.end, quantity.start)
        if not noted or not all(money) or first.unit == quantity.unit:
            return None
        bounds = (
            (same.evidence.start, max(same.evidence.end, quantity.end))
            if same.evidence.start is not None and same.evidence.end is not None
            else (first.start, quantity.end)
        )
        return observe(
            self.document, quantity, same.subject, same.metric, bounds, same.rule, same.period
        )

    def _one(
        self,
        clause: Clause,
        quantity: Quantity,
        mentions: list[Mention],
        dated: Dated,
        floor: int,
        share: Share,
    ) -> Observation | None:
        metric = share.metric or self.measure.after(clause, quantity)
        subject = share.subject
        if share.metric:
            self.metric, self.unit = share.metric, quantity.unit
        if metric is None and subject:
            metric, _ = self._metric(clause, quantity, mentions, floor)
        elif metric is None:
            metric, subject = self._metric(clause, quantity, mentions, floor)
        if metric is None or metric[0] >= metric[1]:
            return None
        if subject is None and self.measure.record(quantity, metric):
            # 动力煤价格|创下两年半来新高
            holder = self.measure.before(clause.start, quantity)[0] or self.metric
            subject = argument(self.document, *holder) if holder else None
        head = self.heads.search(self.text, *metric)
        large = quantity.value is not None and quantity.value >= LARGE
        counted = metric == self.measure.counted(clause, quantity)
        if (head or counted) and metric[0] >= quantity.number and self.measure.noun_behind:
            # 5.3 million|subscribers, above the 3.9 million forecast
            self.metric, self.unit = metric, quantity.unit
        if counted and metric[0] >= quantity.end:
            self.population = metric
        counts = counted and quantity.unit is None
        plain = self.measure.plain(quantity)
        if quantity.unit is None and not (quantity.rank or head or large or counts or plain):
            return None
        if self.measure.mismatched(metric, quantity):
            return None
        if subject is None and not head and metric[0] >= quantity.end and not counts:
            of_all = quantity.unit is not None and quantity.unit.label in SHARES
            owner = self.measure.owner(clause.start, metric)
            if self.measure.noun_behind and (
                any(m.end <= quantity.start for m in mentions)
                or (owner and owner[1] <= quantity.start)
            ):
                of_all = False  # Ford axed 31% of|its workforce, coal accounts for 55% of|the mix
            subject = argument(self.document, *metric) if of_all else None  # 62%的|受访者
        if subject is None and share.metric:
            # 制造业PMI 和 服务业PMI: each names what it is measured of.
            part = self._part(share.metric)
            subject = part if part.end < share.metric[1] else None
        if subject is None:
            subject = self._owned(clause, quantity, metric, mentions, floor)
        if not head and self.measure.verbal(metric) and subject.start == metric[0]:
            return None  # up 9%: of what, the words do not say
        metric = self.measure.without(metric, (subject.start, subject.end))
        words = patterns(self.reading.ontology, self.reading.lexicon.language)
        period = share.period or period_of(
            dated, clause, quantity, self.sentence, self.text, words.dating
        )
        start = min(metric[0], quantity.start)
        return observe(
            self.document,
            quantity,
            subject,
            argument(self.document, *metric),
            (min(start, clause.start), max(clause.end, quantity.end)),
            f"{self.measure.prefix}.obs.prose",
            period,
            base_of(self.text, clause, quantity, dated, period),
        )

    def _metric(
        self, clause: Clause, quantity: Quantity, mentions: list[Mention], floor: int
    ) -> tuple[Bounds | None, Argument | None]:
        """What a number measures, and its subject where the same words tell it."""
        adjacent = next(
            (
                m
                for m in reversed(mentions)
                if m.end <= quantity.start
                and self.text[m.end : quantity.start].strip("的 约近超") in ("", "at")
            ),
            None,
        )
        if adjacent is not None and self.metric and self.heads.search(self.text, *self.metric):
            return self.metric, as_argument(adjacent)  # 远低于微粒贷65%的水平
        if self.population and self.measure.some_of(clause, quantity):
            return self.population, None  # 500家企业中,|60%表示…
        first = self.measure.start(clause, quantity)
        low = floor if floor > first and self.metric is not None else first
        metric, verb = self.measure.before(low, quantity)
        counted = self.measure.counted(clause, quantity)
        # In English the noun itself is what a bare number counts.
        classifier = (
            quantity.unit.label in _CLASSIFIERS
            if quantity.unit
            else counted is not None and self.measure.people(quantity)
        )
        if counted and classifier and _WHOSE.search(self.text, clause.start, quantity.start):
            return counted, None  # 来自全球的30多位|嘉宾
        if counted and classifier and (doing := self.measure.doing(clause, quantity, counted)):
            who, what = doing
            return what, argument(self.document, *who)  # 已有368家银行|完成注销
        if counted and classifier and not self.measure.noun_behind and self._ends_in_head(counted):
            counted = None  # 14家|银行贷款余额: whose, not what
        head = metric and self.heads.search(self.text, *metric)
        subject: Argument | None = None
        if metric is not None and not head:
            actor = any(
                m.start <= metric[0] and m.end >= metric[1] and m.type in _ACTORS
                for m in self.reading.mentions_in(clause.start, quantity.start)
            )
            if actor and counted is None and self.measure.numbered(metric, quantity):
                subject = argument(self.document, *metric)  # 平台用户|突破3亿: how many there are
            elif actor or (classifier and counted):
                subject = argument(self.document, *metric)
                metric = counted if classifier else None
        before = self._before(clause) if metric is None else None
        if before and self.measure.states(clause, quantity):
            metric = self.measure.opens(before)
        # Deliveries slid 7 per cent|to 462,890 vehicles
        led = (
            self.measure.noun_behind and _LED_TO.search(self.text, low, quantity.start) is not None
        )
        if metric is None and classifier and not (led and self.metric):
            metric = counted
        # Brent settled at $78, and U.S. crude|gained 1.9%: of something else
        other = (
            self.measure.noun_behind
            and verb is not None
            and not _A_NOUN.search(self.text, floor, verb[0])  # following a|fall of 2%
            and self.measure.owner(floor, verb) is not None
        )
        if metric is None and other:
            metric = verb
        if metric is None and (not classifier or led or quantity.unit == self.unit):
            metric = self.metric
        if metric is None and before:
            metric = self.measure.opens(before)
        if metric is None and subject and self.measure.priced(clause, quantity):
            metric = subject.start, subject.end  # 鸡蛋|每斤5元
        if (
            metric is None
            and quantity.unit
            and "/" in self.text[quantity.number : quantity.end + 1]
        ):
            # 多晶硅从 78 美元/公斤跌到 64 美元/公斤: what a price is of stands for its price.
            priced = [m for m in mentions if m.type == "Product" and m.end <= quantity.start]
            metric = (priced[-1].start, priced[-1].end) if priced else None
        if metric is None and (quantity.unit or quantity.change):
            metric = verb or counted
        goes_on = self.metric is not None and self.heads.search(self.text, *self.metric)
        if not head and not goes_on and (moved := self.measure.moved(clause, quantity)):
            # 百度|跌6%: of a share price, not told
            mover = next((m for m in mentions if m.end == moved[0]), None)
            subject = subject or (as_argument(mover) if mover else None)
            metric = moved if subject else metric
        # PPI上涨8.8%,涨幅回落0.3个百分点,环比上涨0.5%: the PPI again.
        again = self.metric is not None and metric is not None and self._of_change(metric)
        if metric is not None and not again and (head or metric[1] <= quantity.start):
            relative = quantity.change and self.metric == metric
            self.metric, self.unit = metric, self.unit if relative else quantity.unit
        return metric, subject

    def _before(self, clause: Clause) -> Clause | None:
        """The clause before another, of the same sentence."""
        before = [c for c in self.sentence.clauses if c.end <= clause.start]
        return before[-1] if before else None

    def _listed(self, found: list[Quantity]) -> bool:
        """Whether all numbers of a clause are one list: 1.6和0.4个百分点."""
        pairs = itertools.pairwise(found)
        return all(LISTED.fullmatch(self.text, a.end, b.start) for a, b in pairs)

    def _ends_in_head(self, span: Bounds) -> bool:
        return any(m.end() == span[1] for m in self.heads.finditer(self.text, *span))
