"""Observations: every number of prose with its subject, metric, unit and period.

The metric is the phrase before the number and its verb (获客成本|增至|38元); what that clause omits
comes from the clauses before it: the metric of a comparison, the subject of the sentence, else of
the paragraph, else what the title is about. How a phrase is found is a matter of the language:
`kg.extractors.rules.measured` (Chinese) and `kg.extractors.rules.measured_english`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol, cast

from kg.extractors.rules.measured import ChineseMeasure
from kg.extractors.rules.measured_english import EnglishMeasure
from kg.extractors.rules.mentions import SUBJECTS
from kg.extractors.rules.patterns import patterns
from kg.extractors.rules.periods import COMPARED, named_last, periods, relative_periods, year_before
from kg.extractors.rules.quantities import LARGE, Grammar, Quantity
from kg.extractors.rules.reading import Clause, Reading, Sentence, trim
from kg.extractors.rules.respective import EACH, Share
from kg.extractors.rules.sentence import argument, quote
from kg.model import Argument, Document, Mention, Observation
from kg.ontology import Ontology, Unit, alternation

Bounds = tuple[int, int]
Dated = list[tuple[int, int, str]]

# Who makes rules, and where, is named in passing; numbers that follow are about something else.
_NOT_MEASURED = frozenset({"Policy", "Regulator", "Market"})
_ACTORS = frozenset(
    {"Company", "Bank", "Regulator", "Platform", "Organization", "Person", "Place", "Segment", "Product"}
)  # fmt: skip
_CLASSIFIERS = frozenset(("个", "家", "件", "条", "笔", "户", "人", "辆", "台", "次", "所"))
_MEASURED_HOW = frozenset(
    ("平均", "年度", "累计", "合计", "单个", "日均", "月均", "总", "average", "annual")
)
_COMPARED = re.compile(
    r"(?:低于|高于|优于|弱于|落后于|不及|不如|超过|较|比|相较于|相比于|\bthan|\bversus|\bagainst|\b(?:polled|surveyed|compiled|provided|cited|estimated) by|\baccording to(?: the)?|\bin an?)\s?$"
)
_DEONTIC = re.compile(r"要求|规定|不得|须|应当|必须|require|must|mandat", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d|[数几上近超过逾破][十百千万亿]|[一二三四五六七八九十百千两](?:[多余几]?[万亿成天倍元美港]|个?[季月百小分秒基])|第[一二三四五六七八九十]|前[一二三四五六七八九十]"
)
_BASE = re.compile(r"(?:较|比|than in |from )$")
_YEAR_BEFORE = re.compile(
    r"(?:较|比)?(?:上年|去年|上一年|前一年)|同比|year-on-year|year on year|a year earlier"
)
_LABEL = re.compile(
    r"\W{0,3}(?P<name>[^:–—,;。]{2,40}?)\s*(?::|[–—]{1,2}|\s-)\s*(?=[~<>≥≤约近$£€¥]?\s?\d)"
)
_NOBODY = frozenset(("it", "they", "he", "she", "we", "i", "you", "this", "that", "which", "who", "there", "this year", "last year"))  # fmt: skip
_MOST_NUMBERS = 40  # in one clause; what has more is no prose
_FROM_TO = re.compile(r"\sto\s")


class Measure(Protocol):
    """What a language knows about where the metric of a number stands."""

    prefix: str
    heads: re.Pattern[str]

    def whole(self, quantity: Quantity) -> Quantity:
        """The quantity without a unit that is the beginning of a longer word: 百万|家庭."""

    def start(self, clause: Clause, quantity: Quantity) -> int:
        """Where what a clause says of its numbers begins: behind 与上年相比."""

    def mismatched(self, metric: Bounds, quantity: Quantity) -> bool:
        """Whether a number can't be of the metric by its unit: 占比 in 岁."""

    def after(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The metric behind a number: 36%|利率红线."""

    def before(self, low: int, quantity: Quantity) -> tuple[Bounds | None, Bounds | None]:
        """The metric before a number, and the verb between them, each if there is one."""

    def plain(self, quantity: Quantity) -> bool:
        """Whether a number without a unit measures by what stands behind it: 7.1 to the dollar."""

    def verbal(self, metric: Bounds) -> bool:
        """Whether a metric is only the verb that says how its subject moved: fell."""

    def counted(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The noun that is counted: 400家|初创公司."""

    def named(self, clause: Clause) -> Bounds | None:
        """The metric that a clause without a number names: 用户留存率方面."""

    def holder(self, clause: Clause) -> Bounds | None:
        """Who has the most of what a clause without a number names: 债务率最高的是|贵州."""

    def owner(self, low: int, metric: Bounds) -> Bounds | None:
        """The noun phrase that owns the metric."""

    def opening(self, sentence: Sentence) -> Bounds | None:
        """The noun phrase a sentence opens with."""

    def alike(self, clauses: Sequence[Clause], metric: Bounds, number: int) -> list[Bounds]:
        """All whose value one number is; the last of ``clauses`` is the one it stands in."""

    def shares(
        self, sentence: Sentence, clause: Clause, found: list[Quantity], dated: Dated
    ) -> dict[int, Share]:
        """What each number of a list is about where another list says so (A 和 B 分别为…)."""


def grammar(ontology: Ontology) -> Grammar:
    """The number grammar of ``ontology``, built once."""
    if "rules.grammar" not in ontology.memo:
        ontology.memo["rules.grammar"] = Grammar(ontology)
    return cast(Grammar, ontology.memo["rules.grammar"])


def observe(
    document: Document,
    quantity: Quantity,
    subject: Argument,
    metric: Argument,
    evidence: Bounds,
    rule: str,
    period: str | None,
    change_from: str | None = None,
    unit: str | None = None,
    raw: Bounds | None = None,
) -> Observation:
    """The observation that ``quantity`` states of ``subject`` and ``metric``."""
    level = quantity.change == 0
    start, end = raw or (quantity.start, quantity.end)
    return Observation(
        document=document.id,
        subject=subject,
        metric=metric,
        raw=document.text[start:end].strip(),
        comparator=quantity.comparator,
        evidence=quote(document, *evidence),
        rule=rule,
        value=quantity.value if level else None,
        minimum=quantity.minimum,
        maximum=quantity.maximum,
        change=None if level or quantity.value is None else quantity.value * quantity.change,
        change_from=change_from if not level else None,
        unit=quantity.unit.id if quantity.unit else unit,
        period=period,
    )


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
    period = ""
    above: _Above | None = None
    for sentence in reading.sentences:
        dated = periods(reading.text, sentence.start, sentence.end)
        dated = sorted(
            [*dated, *relative_periods(reading.text, sentence.start, sentence.end, dated, period)]
        )
        period = named_last(reading.text, dated, period)
        # English paragraphs are short: what one names, the next goes on with, and none after that.
        if sentence.block != block:
            near = measure.prefix == "en" and named and sentence.block == block + 1
            block, last, named = sentence.block, last if near else None, False
        kind = "paragraph" if cell else reading.document.blocks[sentence.block].kind
        if kind == "item" and above:
            last = last or above.subject
            labelled = list(_labelled(reading, sentence, numbers, above.metric, heads))
            yield from labelled
            if labelled:
                continue
        elif kind != "item":
            above = _Above(reading, sentence, heads)
        numberless = not _NUMBER.search(reading.text, sentence.start, sentence.end)
        if numberless or kind in ("title", "heading"):
            subjects = (m for m in reading.mentions_in(sentence.start, sentence.end) if _subject(m))
            if first := next(subjects, None):
                last, named = first, True
            continue
        state = _SentenceState(reading, sentence, numbers, last or about, measure, dated)
        yield from state.observations()
        if state.subject_mention:
            last, named = state.subject_mention, True


class _Above:
    """What the line above a list names, looked up only where a list follows."""

    def __init__(self, reading: Reading, sentence: Sentence, heads: re.Pattern[str]) -> None:
        self._text = reading.text
        self._sentence = sentence
        self._mentions = reading.mentions_in
        self._heads = heads

    @cached_property
    def subject(self) -> Mention | None:
        """Whom the items are about."""
        return next((m for m in self._mentions(*_span(self._sentence)) if _subject(m)), None)

    @cached_property
    def metric(self) -> Bounds | None:
        """What the items measure: the metric that the line names last."""
        named = [m for m in self._mentions(*_span(self._sentence)) if m.type == "Metric"]
        if named:
            return named[-1].start, named[-1].end
        found = list(self._heads.finditer(self._text, *_span(self._sentence)))
        return found[-1].span() if found else None


def _span(sentence: Sentence) -> Bounds:
    return sentence.start, sentence.end


def _labelled(
    reading: Reading,
    sentence: Sentence,
    numbers: Grammar,
    metric: Bounds | None,
    heads: re.Pattern[str],
) -> Iterator[Observation]:
    """The values of an item of a list whose line above says what they measure: 招商银行: 1.45%."""
    label = _LABEL.match(reading.text, *_span(sentence))
    if metric is None or label is None or heads.search(reading.text, *label.span("name")):
        return
    end = label.end()
    for quantity in numbers.find(reading.text, label.end(), sentence.end):
        if reading.text[end : quantity.start].strip(" (,") or quantity.change:
            return
        end = quantity.end
        yield observe(
            reading.document,
            quantity,
            argument(reading.document, *label.span("name")),
            argument(reading.document, *metric),
            _span(sentence),
            f"{reading.lexicon.language}.obs.item",
            None,
        )


def _subject(mention: Mention) -> bool:
    # An English good without a capital (mortgage) is named in passing.
    common = mention.type == "Product" and mention.text[0].isascii() and mention.text.islower()
    return mention.type in SUBJECTS and mention.type not in _NOT_MEASURED and not common


class _SentenceState:
    """One sentence: remembers the metric, subject and period its earlier clauses named."""

    def __init__(
        self,
        reading: Reading,
        sentence: Sentence,
        numbers: Grammar,
        inherited: Mention | None,
        measure: Measure,
        dated: Dated,
    ) -> None:
        self.dated = dated
        self.reading = reading
        self.document = reading.document
        self.text = reading.text
        self.sentence = sentence
        self.numbers = numbers
        self.inherited = inherited
        self.measure = measure
        self.heads = measure.heads
        self.metric: Bounds | None = None
        self.unit: Unit | None = None
        self.subject_mention: Mention | None = None
        self.owner: Argument | None = None
        self.shared: list[Share] = []

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
                and not (self.measure.prefix == "en" and self._compared(clause, m))
                and not self._does(m.start)
            ]
            floor = self.measure.start(clause, found[0]) if found else clause.start
            mentions = [m for m in mentions if m.start >= floor]
            given = self._given(clause, found, dated)
            for number, quantity in enumerate(found):
                share = given.get(number, Share())
                observation = self._one(clause, quantity, mentions, dated, floor, share)
                if observation and not share.subject:
                    yield from self._of_all(observation, quantity, number_of)
                elif observation:
                    yield observation
                floor = quantity.end
            if not found and self.text[clause.start - 1 : clause.start] != "(":
                self.metric = self.measure.named(clause) or self.metric
                if holder := self.measure.holder(clause):
                    self.owner = argument(self.document, *holder)
            leading = [m for m in mentions if _subject(m) and not self._compared(clause, m)]
            free = leading and (self.subject_mention is None or not found)
            if free and not self._aside(clause):
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
            and EACH in self.text[clause.start : found[0].start]
        ):
            given = dict(enumerate(self.shared))
        return given

    def _aside(self, clause: Clause) -> bool:
        """Whether a clause only says who says so (据X统计): that is not what numbers are about."""
        words = patterns(self.reading.ontology, self.reading.lexicon.language)
        return bool(words.attributed(self.text[clause.start : clause.end]))

    def _compared(self, clause: Clause, mention: Mention) -> bool:
        return bool(
            _COMPARED.search(self.text, max(clause.start, mention.start - 20), mention.start)
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
        if metric is None and subject:
            metric, _ = self._metric(clause, quantity, mentions, floor)
        elif metric is None:
            metric, subject = self._metric(clause, quantity, mentions, floor)
        if metric is None:
            return None
        head = self.heads.search(self.text, *metric)
        large = quantity.value is not None and quantity.value >= LARGE
        counts = quantity.unit is None and metric == self.measure.counted(clause, quantity)
        plain = self.measure.plain(quantity)
        if quantity.unit is None and not (quantity.rank or head or large or counts or plain):
            return None
        if self.measure.mismatched(metric, quantity):
            return None
        if subject is None and not head and metric[0] >= quantity.end and not counts:
            of_all = quantity.unit is not None and quantity.unit.label == "%"
            subject = argument(self.document, *metric) if of_all else None  # 62%的|受访者
        if subject is None and share.metric:
            # 制造业PMI 和 服务业PMI: each names what it is measured of.
            part = self._part(share.metric)
            subject = part if part.end < share.metric[1] else None
        if subject is None:
            subject = self._owned(clause, quantity, metric, mentions, floor)
        if not head and self.measure.verbal(metric) and subject.start == metric[0]:
            return None  # up 9%: of what, the words do not say
        words = patterns(self.reading.ontology, self.reading.lexicon.language)
        period = share.period or _period(
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
            _base(self.text, clause, quantity, dated, period),
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
                and not self.text[m.end : quantity.start].strip("的 约近超")
            ),
            None,
        )
        if adjacent is not None and self.metric and self.heads.search(self.text, *self.metric):
            return self.metric, _as_argument(adjacent)  # 远低于微粒贷65%的水平
        first = self.measure.start(clause, quantity)
        low = floor if floor > first and self.metric is not None else first
        metric, verb = self.measure.before(low, quantity)
        counted = self.measure.counted(clause, quantity)
        # In English the noun itself is what a bare number counts.
        classifier = (
            quantity.unit.label in _CLASSIFIERS
            if quantity.unit
            else self.measure.prefix == "en" and counted is not None
        )
        if counted and classifier and self.measure.prefix == "zh" and self._ends_in_head(counted):
            counted = None  # 14家|银行贷款余额: whose, not what
        head = metric and self.heads.search(self.text, *metric)
        subject: Argument | None = None
        if metric is not None and not head:
            actor = any(
                m.start <= metric[0] and m.end >= metric[1] and m.type in _ACTORS
                for m in self.reading.mentions_in(clause.start, quantity.start)
            )
            if actor or (classifier and counted):
                subject = argument(self.document, *metric)
                metric = counted if classifier else None
        elif metric is None and classifier:
            metric = counted
        # Deliveries slid 7 per cent|to 462,890 vehicles
        led = self.measure.prefix == "en" and self.text.endswith(" to ", low, quantity.start)
        if metric is None and (not classifier or led or quantity.unit == self.unit):
            metric = self.metric
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
        # PPI上涨8.8%,涨幅回落0.3个百分点,环比上涨0.5%: the PPI again.
        again = self.metric is not None and metric is not None and self._of_change(metric)
        if metric is not None and not again and (head or metric[1] <= quantity.start):
            relative = quantity.change and self.metric == metric
            self.metric, self.unit = metric, self.unit if relative else quantity.unit
        return metric, subject

    def _of_change(self, metric: Bounds) -> bool:
        """Whether a metric only says that another one changed: 涨幅, 增速."""
        words = self.reading.ontology.names["metric"]["of_change"]
        return self.measure.prefix == "zh" and self.text[slice(*metric)] in words

    def _does(self, start: int) -> bool:
        """Whether the name at ``start`` acts upon what is measured: 被|央行罚款."""
        return start > 0 and self.text[start - 1] in "被遭"

    def _ends_in_head(self, span: Bounds) -> bool:
        return any(m.end() == span[1] for m in self.heads.finditer(self.text, *span))

    def _owned(
        self,
        clause: Clause,
        quantity: Quantity,
        metric: Bounds,
        mentions: list[Mention],
        floor: int,
    ) -> Argument:
        """The subject of a number whose metric is known."""
        named = self._named(clause, quantity, metric, mentions)
        moved = self.measure.prefix == "en" and not self.heads.search(self.text, *metric)
        if moved or not any(m.end <= metric[0] for m in mentions):
            low = floor if floor > clause.start and metric[0] >= floor else clause.start
            low = max(low, self.measure.start(clause, quantity))
            owner = self.measure.owner(low, metric) if metric[0] > low else None
            if (
                owner
                and not self._does(owner[0])
                and self.text[slice(*owner)].lower() not in _NOBODY
            ):
                self.owner = argument(self.document, *owner)
                return self.owner
        return named or self._part(metric)

    def _part(self, metric: Bounds) -> Argument:
        """What a metric measures by its own words: 电池 of 电池成本, else the metric itself."""
        found = list(self.heads.finditer(self.text, *metric))
        if self.measure.prefix == "en":
            return argument(self.document, *metric)  # pre-tax profit: an adjective is no subject
        end = found[-1].start() if found and found[-1].start() - metric[0] >= 2 else metric[1]
        if self.text[metric[0] : end] in _MEASURED_HOW:
            end = metric[1]
        return argument(self.document, *trim(self.text, metric[0], end))

    def _named(
        self, clause: Clause, quantity: Quantity, metric: Bounds, mentions: list[Mention]
    ) -> Argument | None:
        """The entity that a number is about: named before it, or taken over from before."""
        text = self.text
        # "迟迟不退款"的投诉占比: a quoted label owns the metric behind it.
        low = max(self.sentence.start, clause.start - 1)
        label = re.search(r"\"([^\"]{2,30})\"的?$", text[low : metric[0]].rstrip())
        if label:
            return argument(self.document, low + label.start(1), low + label.end(1))
        if re.match(r"(?:由|来自于?)", text[quantity.end : clause.end]):
            follow = next((m for m in mentions if m.start >= quantity.end), None)
            if follow:
                return _as_argument(follow)
        if quantity.comparator in (">=", "<=") and _DEONTIC.search(
            text, self.sentence.start, clause.end
        ):
            rules = [
                m
                for m in self.reading.mentions_in(self.sentence.start, metric[0])
                if m.type == "Policy"
            ]
            if rules:
                return _as_argument(rules[-1])
        described = text.startswith("的", quantity.end) and metric[1] <= quantity.start
        what = described and next((m for m in mentions if m.start == quantity.end + 1), None)
        if what and _subject(what):
            return _as_argument(what)  # 预定利率高达4.025%的|年金险产品
        before = [
            m
            for m in mentions
            if m.end <= metric[0] or (m.end <= quantity.start and metric[1] <= m.start)
        ]
        if not before and metric[1] <= clause.start:
            before = [m for m in mentions if m.end <= quantity.start]
        if before:
            # Of what is named in the clause, markets and authorities own what stands behind them.
            near = not text[before[-1].end : metric[0]].strip("的 ")
            own = before if near else [m for m in before if _subject(m)] or before
            return _as_argument(own[-1])
        for earlier in reversed(self.sentence.clauses):
            if earlier.end > clause.start or self._aside(earlier):
                continue
            if self.owner is not None and earlier.start <= self.owner.start:
                return self.owner  # 医药制造业收入增长30%,利润…: measured before, and goes on
            for mention in self.reading.mentions_in(earlier.start, earlier.end):
                unit = mention.text in self.numbers.units
                if _subject(mention) and not unit and not self._compared(earlier, mention):
                    return _as_argument(mention)
        after = [m for m in mentions if 0 <= m.start - quantity.end <= 1]
        if after:
            return _as_argument(after[0])
        if self.subject_mention:
            return _as_argument(self.subject_mention)
        if self.metric and self._of_change(metric) and self.metric[1] < metric[0]:
            return argument(self.document, *self.metric)
        said = next((c.start for c in self.sentence.clauses if not self._aside(c)), None)
        sentence = self.sentence if said is None else replace(self.sentence, start=said)
        opening = self.measure.opening(sentence)
        if opening and not opening[0] <= metric[0] < opening[1]:
            return argument(self.document, *opening)
        return _as_argument(self.inherited) if self.inherited else None


def metric_heads(ontology: Ontology, english: bool) -> re.Pattern[str]:
    """Nouns that name what can be measured, as one expression."""
    key = f"rules.heads.{english}"
    if key not in ontology.memo:
        table = ontology.names["metric"]
        concepts = [
            word
            for concept in ontology.concepts.values()
            if concept.kind == "Metric"
            for word in concept.labels.get("en" if english else "zh", ())
        ]
        if english:
            words = [*concepts, *table["head_en"]]
            ontology.memo[key] = re.compile(alternation(words, whole=True), re.IGNORECASE)
        else:
            known = [w for w in ontology.names["known"]["Metric"] if not w.isascii()]
            heads = alternation([*table["head"], *concepts, *known])
            nots = alternation(table["not_metric"])
            ontology.memo[key] = re.compile(
                rf"(?!{nots}){heads}(?!{alternation(['先', '领', '性', '型'])})"
            )
    return cast("re.Pattern[str]", ontology.memo[key])


def topic(reading: Reading) -> Mention | None:
    """What the document is about: the entity its title names."""
    title = next((b for b in reading.document.blocks if b.kind == "title"), None)
    if title is None:
        return None
    named = [m for m in reading.mentions_in(title.start, title.end) if _subject(m)]
    for kind in ("Product", "Company", "Bank", "BusinessModel"):
        for mention in named:
            if mention.type == kind:
                return mention
    return named[0] if named else None


def _as_argument(mention: Mention) -> Argument:
    # A pronoun's argument keeps its place and carries the name it stands for.
    return Argument(mention.name, mention.start, mention.end)


def _period(
    dated: Dated,
    clause: Clause,
    quantity: Quantity,
    sentence: Sentence,
    text: str,
    dating: re.Pattern[str] | None,
) -> str | None:
    # The base of a comparison (较2018年) dates the base, not the value.
    usable = [d for d in dated if not _BASE.search(text[max(0, d[0] - 8) : d[0]])]
    if dating is not None:
        for start, _, period in usable:
            if start >= quantity.end and dating.fullmatch(text, quantity.end, start):
                return period
    inside = [d for d in usable if clause.start <= d[0] < quantity.start]
    if inside and dating is not None and _FROM_TO.fullmatch(text, inside[-1][1], quantity.start):
        return None  # from $349 in April 2020 to|$1,514: a date of the other number
    if inside:
        return inside[-1][2]
    if not clause.start <= quantity.start:
        return None
    behind = [d for d in usable if quantity.end <= d[0] < clause.end and d[0] - quantity.end <= 8]
    if behind:
        return behind[0][2]
    # 上年同期 dates its own clause alone.
    earlier = [
        d for d in usable if sentence.start <= d[0] < clause.start and text[d[0]] not in COMPARED
    ]
    return earlier[-1][2] if earlier else None


def _base(
    text: str, clause: Clause, quantity: Quantity, dated: Dated, period: str | None
) -> str | None:
    """The period that a change is measured against."""
    if not quantity.change:
        return None
    for start, _, value in reversed(dated):
        if clause.start <= start < quantity.start and _BASE.search(text[max(0, start - 8) : start]):
            return value
    relative = _YEAR_BEFORE.search(text, clause.start, clause.end)
    if relative and period and re.match(r"\d{4}", period):
        return year_before(period)
    return None
