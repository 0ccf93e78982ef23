"""Whom a number is about: named in its clause, or taken over from before.

In order of trust: a quoted label, what the number is said to come from, what the clause names
before the metric, the noun phrase that owns the metric, the subject of an earlier clause, of the
sentence, of the paragraph, of the document.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.metrics import Measure
from kg.extractors.rules.naming import SUBJECTS
from kg.extractors.rules.patterns import patterns
from kg.extractors.rules.periods import Dated
from kg.extractors.rules.quantities import SHARES, Grammar, Quantity
from kg.extractors.rules.reading import Bounds, Clause, Reading, Sentence
from kg.extractors.rules.respective import Share
from kg.extractors.rules.sentence import argument
from kg.model import Argument, Mention, Observation
from kg.ontology import Unit

# Who makes rules, and where, is named in passing; numbers that follow are about something else.
_NOT_MEASURED = frozenset({"Policy", "Regulator", "Market"})
_WHEN = ("后", "时", "以来", "期间", "之前", "以前", "期内", "来看", "看")
_MEMBERS = (
    "分别是",
    "分别为",
    "包括",
    "例如",
    "比如",
    "譬如",
    "诸如",
    "即",
    "including ",
    "such as ",
    "namely ",
)
_COMPARED = re.compile(
    r"(?:低于|高于|优于|弱于|落后于|不及|不如|超过|较|比|相较于|相比于|\bthan|\bversus|\bagainst|\b(?:polled|surveyed|compiled|provided|cited|estimated) by|\baccording to(?: the)?|\bin an?)\s?$"
)
# Who tells of numbers is not what they are about: 第一财经日报|记者, TSI|的数据.
_TELLS = re.compile(
    r"[》\"]?(?:记者|讯|报道|分析师|研究员|首席|经济学家|的?(?:最新|统计|监测|调查|跟踪|调研)*(?:数据|统计|监测的)(?![中库服]))"
)
_DEONTIC = re.compile(r"要求|规定|不得|须|应当|必须|require|must|mandat", re.IGNORECASE)
_NOBODY = frozenset(("it", "they", "he", "she", "we", "i", "you", "this", "that", "which", "who", "there", "this year", "last year"))  # fmt: skip


class Subjects:
    """Whom the numbers of one sentence are about, by what its clauses have named so far."""

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
        self.population: Bounds | None = None
        self.latest: tuple[Observation, Quantity] | None = None

    def _owned(
        self,
        clause: Clause,
        quantity: Quantity,
        metric: Bounds,
        mentions: list[Mention],
        floor: int,
    ) -> Argument:
        """The subject of a number whose metric is known."""
        own = self._part(metric) if self.measure.noun_behind else None
        if own and own.end - own.start < metric[1] - metric[0]:
            return own  # Kroger's|earnings
        named = self._named(clause, quantity, metric, mentions)
        moved = self.measure.noun_behind and not self.heads.search(self.text, *metric)
        if moved or not any(m.end <= metric[0] for m in mentions):
            low = floor if floor > clause.start and metric[0] >= floor else clause.start
            low = max(low, self.measure.start(clause, quantity))
            owner = self.measure.owner(low, metric) if metric[0] > low else None
            if (
                owner
                and not self._does(owner[0])
                and self.text[slice(*owner)].lower() not in _NOBODY
            ):
                holder = argument(self.document, *owner)
                share = quantity.unit is not None and quantity.unit.label in SHARES
                if not (share and metric[0] >= quantity.end):
                    self.owner = holder  # but solar accounts for 10% of|electricity
                return holder
        return named or self._unnamed(clause, metric) or self._part(metric)

    def _unnamed(self, clause: Clause, metric: Bounds) -> Argument | None:
        """Who owns the metric of a text that names nobody: 公司|营业收入."""
        for earlier in reversed(self.sentence.clauses):
            if earlier.start > clause.start:
                continue
            end = metric[0] if earlier.start == clause.start else earlier.end
            if found := self.measure.whoever(earlier.start, end):
                return argument(self.document, *found)
        return None

    def _part(self, metric: Bounds) -> Argument:
        """What a metric measures by its own words: 电池 of 电池成本, else the metric itself."""
        return argument(self.document, *self.measure.part(metric))

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
                return as_argument(follow)
        if quantity.comparator in (">=", "<=") and _DEONTIC.search(
            text, self.sentence.start, clause.end
        ):
            rules = [
                m
                for m in self.reading.mentions_in(self.sentence.start, metric[0])
                if m.type == "Policy"
            ]
            if rules:
                return as_argument(rules[-1])
        described = text.startswith("的", quantity.end) and metric[1] <= quantity.start
        what = described and next((m for m in mentions if m.start == quantity.end + 1), None)
        if what and is_subject(what):
            return as_argument(what)  # 预定利率高达4.025%的|年金险产品
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
            own = before if near else [m for m in before if is_subject(m)] or before
            return as_argument(own[-1])
        for earlier in reversed(self.sentence.clauses):
            if earlier.end > clause.start or self._aside(earlier):
                continue
            if self._when(earlier) or self._lists(earlier):
                continue  # 集采后,支架均价…: when, not of what
            if self.owner is not None and earlier.start <= self.owner.start:
                return self.owner  # 医药制造业收入增长30%,利润…: measured before, and goes on
            for mention in self.reading.mentions_in(earlier.start, earlier.end):
                unit = mention.text in self.numbers.units
                told = unit or tells(self.reading, mention) or self._compared(earlier, mention)
                if is_subject(mention) and not told:
                    return as_argument(mention)
        after = [m for m in mentions if 0 <= m.start - quantity.end <= 1]
        if after:
            return as_argument(after[0])
        if self.subject_mention:
            return as_argument(self.subject_mention)
        if self.metric and self._of_change(metric) and self.metric[1] < metric[0]:
            return argument(self.document, *self.metric)
        said = next(
            (c.start for c in self.sentence.clauses if not (self._aside(c) or self._when(c))),
            None,
        )
        sentence = self.sentence if said is None else replace(self.sentence, start=said)
        opening = self.measure.opening(sentence)
        beside = opening and (
            self._parallel(clause, opening, metric) or self._moved(clause, opening)
        )
        if opening and not beside and not opening[0] <= metric[0] < opening[1]:
            return argument(self.document, *opening)
        return as_argument(self.inherited) if self.inherited else None

    def _aside(self, clause: Clause) -> bool:
        """Whether a clause only says who says so (据X统计): that is not what numbers are about."""
        words = patterns(self.reading.ontology, self.reading.lexicon.language)
        return bool(words.attributed(self.text[clause.start : clause.end]))

    def _lists(self, clause: Clause) -> bool:
        """Whether a clause only gives examples or members: 分别是纯碱、烧碱."""
        return self.text.startswith(_MEMBERS, clause.start, clause.end)

    def _when(self, clause: Clause) -> bool:
        """Whether a clause only says when: 集采后."""
        return self.text.endswith(_WHEN, clause.start, clause.end)

    def _compared(self, clause: Clause, mention: Mention) -> bool:
        return bool(
            _COMPARED.search(self.text, max(clause.start, mention.start - 20), mention.start)
        )

    def _of_change(self, metric: Bounds) -> bool:
        """Whether a metric only says that another one changed: 涨幅, 增速."""
        words = self.reading.ontology.names["metric"]["of_change"]
        return self.text[slice(*metric)] in words

    def _parallel(self, clause: Clause, one: Bounds, metric: Bounds) -> bool:
        """Whether a metric that opens its clause stands beside another: 出口降25%,|进口降10%."""
        if metric[0] != clause.start or self._of_change(metric):
            return False
        return all(self.heads.search(self.text, *phrase) for phrase in (one, metric))

    def _moved(self, clause: Clause, one: Bounds) -> bool:
        """Whether a noun phrase is itself what moved, clauses before: 逾期|抬头,获客成本涨到38元."""
        end = next((c.end for c in self.sentence.clauses if c.start <= one[0] < c.end), one[1])
        return end <= clause.start and self.text[one[1] : end] in self.reading.lexicon.trends

    def _does(self, start: int) -> bool:
        """Whether the name at ``start`` acts upon what is measured: 被|央行罚款."""
        return start > 0 and self.text[start - 1] in "被遭"


def is_subject(mention: Mention) -> bool:
    # An English good without a capital (mortgage) is named in passing.
    common = mention.type == "Product" and mention.text[0].isascii() and mention.text.islower()
    return mention.type in SUBJECTS and mention.type not in _NOT_MEASURED and not common


def tells(reading: Reading, mention: Mention) -> bool:
    """Whether a name only says who tells what follows: 根据|TSI|的数据, Reuters."""
    tellers = reading.ontology.names["subject"]["teller"]
    return mention.text in tellers or _TELLS.match(reading.text, mention.end) is not None


def topic(reading: Reading) -> Mention | None:
    """What the document is about: the entity its title names."""
    title = next((b for b in reading.document.blocks if b.kind == "title"), None)
    if title is None:
        return None
    named = [m for m in reading.mentions_in(title.start, title.end) if is_subject(m)]
    for kind in ("Product", "Company", "Bank", "BusinessModel"):
        for mention in named:
            if mention.type == kind:
                return mention
    return named[0] if named else None


def as_argument(mention: Mention) -> Argument:
    # A pronoun's argument keeps its place and carries the name it stands for.
    called = mention.name if mention.pronoun else mention.text
    return Argument(called, mention.start, mention.end)
