"""What numbers measure: the nouns that name it, and the observation that a number then states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, cast

from kg.extractors.rules.periods import Dated
from kg.extractors.rules.quantities import Grammar, Quantity
from kg.extractors.rules.reading import Bounds, Clause, Sentence
from kg.extractors.rules.respective import Share
from kg.extractors.rules.sentence import quote
from kg.model import Argument, Document, Observation
from kg.ontology import Ontology, alternation


class Measure(Protocol):
    """What a language knows about where the metric of a number stands."""

    prefix: str
    heads: re.Pattern[str]
    noun_behind: bool  # whether the noun itself is what a bare number counts: 2.1 million|people
    goes_on_below: bool  # whether what a paragraph names, the next one goes on with

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

    def numbered(self, noun: Bounds, quantity: Quantity) -> bool:
        """Whether a number behind a noun says how many of it there are: 平台用户|突破3亿."""

    def priced(self, clause: Clause, quantity: Quantity) -> bool:
        """Whether a number says what so much of something costs: 鸡蛋|每斤5元."""

    def some_of(self, clause: Clause, quantity: Quantity) -> bool:
        """Whether a share is of those counted before: of 500 firms,|60% say so."""

    def moved(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The verb that says how far what has no metric moved: 百度|跌|6%."""

    def counted(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The noun that is counted: 400家|初创公司."""

    def record(self, quantity: Quantity, metric: Bounds) -> bool:
        """Whether a number says for how long nothing was higher or lower: 创下两年半来|新高."""

    def people(self, quantity: Quantity) -> bool:
        """Whether a number without a unit counts the noun behind it: 2.22亿|订户, 86 lives."""

    def doing(
        self, clause: Clause, quantity: Quantity, counted: Bounds
    ) -> tuple[Bounds, Bounds] | None:
        """Those who open a clause by their number, and what they do: 已有368家银行|完成注销."""

    def named(self, clause: Clause) -> Bounds | None:
        """The metric that a clause without a number names: 用户留存率方面."""

    def opens(self, clause: Clause) -> Bounds | None:
        """The metric that a clause opens with and says something of: 国际油价|再创新高."""

    def states(self, clause: Clause, quantity: Quantity) -> bool:
        """Whether a clause says no more than how much it is: 达到每桶90美元."""

    def holder(self, clause: Clause) -> Bounds | None:
        """Who has the most of what a clause without a number names: 债务率最高的是|贵州."""

    def owner(self, low: int, metric: Bounds) -> Bounds | None:
        """The noun phrase that owns the metric."""

    def without(self, metric: Bounds, owner: Bounds) -> Bounds:
        """A metric without the name of its owner, where the two are words apart."""
        ...

    def part(self, metric: Bounds) -> Bounds:
        """What a metric measures by its own words: 电池 of 电池成本, else the metric itself."""

    def whoever(self, low: int, end: int) -> Bounds | None:
        """Who a clause opens with, where it has no name: the airline|carried 2 million."""

    def opening(self, sentence: Sentence) -> Bounds | None:
        """The noun phrase a sentence opens with."""

    def alike(self, clauses: Sequence[Clause], metric: Bounds, number: int) -> list[Bounds]:
        """All whose value one number is; the last of ``clauses`` is the one it stands in."""

    def shares(
        self, sentence: Sentence, clause: Clause, found: list[Quantity], dated: Dated
    ) -> dict[int, Share]:
        """What each number of a list is about where another list says so (A 和 B 分别为…)."""


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
            heads = alternation([*table["head"], *table["measured"], *concepts, *known])
            nots = alternation(table["not_metric"])
            # Most characters begin no metric: they are refused by a class of the first ones.
            every = {*table["head"], *table["measured"], *concepts, *known}
            first = "".join(sorted({re.escape(word[0]) for word in every}))
            ontology.memo[key] = re.compile(
                rf"(?=[{first}])(?!{nots}){heads}(?!{alternation(['先', '领', '性', '型', '格'])})"
            )
    return cast("re.Pattern[str]", ontology.memo[key])


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
