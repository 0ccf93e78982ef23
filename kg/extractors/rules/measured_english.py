"""The metric of numbers in English prose: the noun phrase with a measurable head before them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, cast

from kg.extractors.rules.periods import periods
from kg.extractors.rules.quantities import (
    DEGREE,
    LARGE,
    TIMES,
    Quantity,
    moved_by,
)
from kg.extractors.rules.reading import Bounds, Clause, Reading, Sentence, trim
from kg.extractors.rules.respective import Share
from kg.extractors.rules.sentence import argument
from kg.extractors.rules.unmeasured import COUNTED, NOT_COUNTED
from kg.model import Mention
from kg.ontology import Ontology, alternation

_BEHIND = re.compile(
    r"\s?(?!(?:annual|annualized|annualised|seasonally adjusted|daily|monthly)\s(?:rate|pace)\b)(?!an?\s(?:share|barrel|ton|tonne|gallon|month|year|week|day|piece|unit|bushel|ounce|pound|night|litre|liter|megawatt|head|time)\b)(?!(?:per|and|or|but|because|since|when|if|amid|due|following|that|which|who|where|so|to|from|at|as|after|before|than|with|against|while|below|above|higher|lower|more|less|off|under|over|short|ahead|behind)\b)(?:(?:of|in|for|on)\s)?(?:(?:the|its|their)\s)?(?P<metric>[a-z][a-z -]{2,40}?)(?=\s(?:in|by|from|and|to|at|a|per|on|were|was|that|which|as|for|added|lost|estimated|last|this|over)\b|[,.;)]|$)"
)
# Fewer than the 180,000|economists forecast: who expects it, not what is counted.
_EXPECTS = re.compile(
    r"\s?(?:economists|analysts|experts|forecasters|investors|wall street|the market)\b"
)
_THAN_THE = ("than the ", "below the ", "above the ")
# 40% of|respondents, 9.2 gigawatts of|offshore wind: what there is so much of.
_MUCH_OF = re.compile(
    r"\s(?:worth\s)?of\s(?:(?:all|the|its|their|our|his|her|total|those|these|new)\s)*(?P<metric>(?!(?:it|its|their|all|the|our|his|her|total|those|these|them|that|this|which|whom|what|year|last|next|me|us|you|being|having|19\d\d|20\d\d)\b)(?:[A-Z][\w.’'&-]*\s){0,3}(?:(?!(?:in|on|at|by|from|to|for|and|or|with|as|than|of|that|which|who|whose|is|are|was|were|will|would|could|can|may|has|have|had|said|say|says|cannot|do|did|does|when|while|because|after|before|since|during|until|against|but|worldwide|last|this|next|a|an|the)\b)[A-Za-z][\w’'-]*\s?){1,4})"
)
# A 40% drop in|profits: the change is said by a noun.
_MOVED = re.compile(
    r"\s(?:\w+\s)?(?:drop|fall|decline|decrease|reduction|cut|slump|plunge|rise|increase|gain|growth|jump|surge|improvement)\s(?:in|of)\s(?:the|its|their|his|her|our)?\s?(?P<metric>[A-Za-z][\w' -]{2,40}?)(?=\s(?:in|by|from|and|to|at|a|per|on|was|were|that|which|as|for|over|this|last|compared|after|during)\b|$)",
    re.IGNORECASE,
)
# Fuel costs|rose by: a noun where another verb follows.
_COSTS = re.compile(r"[\s,]*costs?\b(?=\s+[a-z]{3})")
_PLURAL = re.compile(r"(?:[a-z]{3,}s|people|staff|personnel|men|women|children)$")
# Between a metric and a later number of its own: another number, a dash.
_PASSED = re.compile(r"\d|\s[-–]\s|[$£€]")
# Fines|levied on banks so far: what follows the noun names no metric.
_MODIFIED = re.compile(
    r"\s(?:levied|imposed|charged|collected|recorded|so far|from|by|during|since|across|in(?=$))\b"
)
_BOUNDARY = re.compile(
    r"(?<!-)\b(?!per share|per unit|per capita)(?:puts?|pegs?|forecasts?|forecasted|amid|amidst|against|despite|including|due|will|would|toward|towards|guided|expects?|of|for|that|which|and|in|its|the|their|a|an|from|by|to|as|while|with|only|per|on|at|was|were|had|when|where|because|after|before|since|if|but|than|has|have|is|are|said|saw|sees|cut|cuts|made|posted|reported|estimates?|estimated|predicts?|predicted|projects?)\b(?!-)\s?",
    re.IGNORECASE,
)
# Wiped|$14 billion off the company's market value.
_WIPES = re.compile(
    r"\b(?:wip(?:ed|es|ing|e)|knock(?:ed|s|ing)?|shav(?:ed|es|ing|e)|eras(?:ed|es|ing|e)|lopp(?:ed|ing)|slic(?:ed|ing|e)|tak(?:en|es|ing|e)|took|sheared|cut|cutting|trimm(?:ed|ing))\s(?:[a-z]+\s){0,3}$"
)
_WIPED = re.compile(
    r"\s(?:off|from)\s(?:the\s|its\s|their\s)?(?P<metric>[A-Za-z][\w’' -]{2,50}?)(?=\s(?:in|on|after|since|by|and|as|this|last|over|when|within)\b|[,.;)]|$)"
)
# One in four|Americans.
_IN_TEN = re.compile(
    r"(?:[a-z]+ ){0,2}[A-Za-z]+ (?:in|out of) (?:every )?\w+ (?P<who>(?:[a-z]+ )?[A-Za-z][a-z]+s|people|women|men|children)\b"
)
# Expected|earnings of $1.95, beating|forecasts of 4.4%.
_JUDGED = re.compile(
    r"(?:now|also|still|currently|expected|beating|topping|missing|exceeding|reported|posted|projected|estimated|forecasting|reporting|posting|reversing|widening|narrowing)\s(?=[a-z])",
    re.IGNORECASE,
)
_PER = re.compile(
    r"\s?(?:an?|per)\s(?:share|barrel|ton|tonne|gallon|month|year|week|day|piece|unit|bushel|ounce|pound|night|litre|liter|megawatt|head|vehicle|hour)\b"
)
# What ends a noun phrase behind its noun: prices of lithium|have collapsed.
_FINITE = re.compile(
    r"\s(?:have|has|had|is|are|was|were|will|would|could|may|might|should|can|did|do|does|said|says)\b"
)
_OF = ("of", "for", "in", "at", "from", "among", "across")
# Rose 9.93 percent|in 12 months.
_DURING = re.compile(
    r"\b(?:in|over|for|within|during|after|before|since|every|last|past|next|first|previous|coming)\s(?:the\s)?(?:(?:last|past|next|first|previous|nearly|about|more than|least|at least)\s)*$",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"\b(?:the|its|their|a|an|while|and|but|that)\s", re.IGNORECASE)
_ABOUT = re.compile(r"\s(?:on|about|against|into|over|put|puts)\s", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\s\((?P<short>[A-Z]{2,6})s?\)")
_SPAN = r"[\w-]+-(?:year|month|week|day|decade)"  # a one-year high
_DEGREE = rf"(?:{DEGREE}|over|only|just|another|on average|(?:a|an) (?:extra|record|total of|combined|estimated|additional|average of))"
# The regulator fined the platform|€345 million: what an act came to.
_ACT = re.compile(
    rf"\b(?:fined|fine|fining|costing|paying|cost|costs|charged|paid|owes|owed|bought|acquired|sold|lent|gave|granted|offered|awarded|buyout of|takeover of|acquisition of|purchase of|sale of|values?|valued|valuing)\s(?P<whom>(?:[\w&.'-]+\s){{1,6}}?)(?:(?:for|at)\s)?(?:{DEGREE}\s)*$"
)
_OF_AMOUNT = re.compile(
    rf"(?:^|\b(?:a|an|the|its|their|another|with|and)\s)(?P<metric>(?:[a-z][a-z-]+\s){{0,2}}?[a-z][a-z-]+)(?<!high)(?<!low)(?<!level)(?<!ever)(?<!record)(?<!total)(?<!range)(?<!average)\sof\s(?:{DEGREE}\s)*$"
)
# Which stood at 8%, was above 2 trillion: no noun.
_NO_NOUN = re.compile(
    r"(?:(?:who|which|that|this|these|those|it|they|he|she|we|i|you|there|what|but|and|or|one|some|both|all|most|many|in|on|at|to|by|from|for|of|with|as|than|also|only|now|not|following|after|compared|up|down|versus)\b|\W)",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"(?:but|and|or|who|which|it|they|he|she|we|i|there)(?=\s|$)", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEARLY = re.compile(r"annual(?:ized|ised)? (?:rate|pace)$")
_MANY = re.compile(r"\d[\d,.]*\s(?:million|billion|trillion|thousand)\s|\d(?:,\d{3})+\s")
_JOINS = re.compile(
    r"%?(?:\s(?:per\scent|percent|percentage points?|basis points|points|million|billion|trillion|bn|m))*,?(?:\sand)?\s[-+]?[$€£]?"
)
_BOTH = re.compile(r"\b(?:both|each|all)\b")
_LISTED = re.compile(r",?\s(?:and\s)?(?:the\s)?")
# At 86.8275|against the U.S. dollar: a rate of exchange has no unit of its own.
_RATE = re.compile(
    r"\s(?:against|versus|to|per)\s(?:the\s)?(?:U\.?S\.?\s)?(?:dollar|euro|pound|yen|yuan|greenback|franc)\b"
)
_THINGS = frozenset(("人", "辆", "台", "家", "件", "架", "艘"))  # units that English says by a noun
_MULTIPLIED = re.compile(r".*?(?:ed|ing)", re.IGNORECASE)  # more than doubled
# Late-payment rates on|auto loans are measured, not the loans.
_RATE_ON = re.compile(
    r"\b(?:rates?|yields?|tariffs?|tax(?:es)?|dut(?:y|ies)|interest|premiums?|spreads?)\s$"
)
# Verbs of what somebody has or does, by their stems: the plant|employs 4,200 workers.
_HOLD = r"(?:employ|cover|serve|operate|own|hire|run|manage|house|hold|include|involve|affect|kill|injure|take|cost|destroy|displace|recall|open|close|shut|shutter|represent|compris)(?:s|d|ed|es|e)?|ran|held|took|has|had|have|will|made up|makes? up|account(?:s|ed)? for"
_HELD = r"(?:\s[a-z]+){0,2}?(?:\sof(?:\s\w+)?)?\s*$"  # 4,200|workers, 10% of total|lending
_PRONOUN_LAST = re.compile(
    r"\b(?:it|they|he|she|we|that|which)$", re.IGNORECASE
)  # a year ago it|stood
_APPOSED = re.compile(r"an?\s", re.IGNORECASE)  # building permits, a gauge of demand, fell
_WITH_WHOM = re.compile(r"\s(?:with|of|in|for|at|on|between|among|to)\s[^,]{2,40}$")
_NAMES = frozenset(("Company", "Bank", "Platform", "Regulator", "Organization", "Person"))
# Where the subject of a verb begins, and what behind it only says where and when.
_OPENS = re.compile(
    r"\b(?:and|but|while|with|as|that|which|said|says|when|after|where|because|if)\s",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\s(?:for|on|in|at|of|during|after|from|by|to)\s")
_MEANS = frozenset(("expects", "plans", "aims", "hopes", "intends", "wants", "seeks", "needs", "had", "also", "could", "might", "may", "agreed", "agrees", "pledged", "promised", "vowed", "offered", "proposed", "decided"))  # fmt: skip
_STATES = re.compile(
    rf"(?:to )?(?:reach|hit|total|averag|settl|clos|finish|end|trad|peak|ris|fall|climb|drop|slid|sink)(?:ing|e)?(?: (?:at|to))? (?:{_DEGREE}\s)*"
)
_ACTORS = ("government", "plant", "factory", "country", "city", "industry", "sector", "project", "mine", "store", "brand", "exchange", "economy", "region", "state", "utility", "school", "hospital", "port", "fleet", "deal", "drug", "scheme")  # fmt: skip
_DO = frozenset(("go", "use", "need", "rely", "pay", "own", "live", "work", "plan", "buy", "come"))
_WORD = re.compile(r"[^\s,]+")
_LEVELS = "adds?|added|stands?|stood|collapsed|comprises?|came|held|hovered|totall?ed|averaged|reached|hit|topped|exceeded|amounted|remained|numbered|narrowed|widened"
_PAST = frozenset(("rose", "grew", "fell", "slid", "sank", "shrank", "risen", "fallen", "shrunk", "lost"))  # fmt: skip
_DETERMINED = 6  # its, the
_REACH = 40  # how far before a number its verb may begin
_LONGEST = 60


class _Words(NamedTuple):
    """Expressions for the words around English numbers, compiled once from an ontology."""

    verb: re.Pattern[str]  # what stands between a metric and its number
    moves: re.Pattern[str]  # Arcelor|shed|2.1%
    paid: re.Pattern[str]  # the RBI|sold|$4 billion
    sized: re.Pattern[str]  # a $3.8 billion|deal
    came: re.Pattern[str]  # bad loans|rose to|1.8% of lending
    level: re.Pattern[str]  # arrivals|reached|26 million
    changes: re.Pattern[str]  # cut|body weight|by 22.7%
    moved: re.Pattern[str]  # wages|rose|at an annual pace
    whoever: re.Pattern[str]  # the airline|carried
    whose: re.Pattern[str]  # the airline's|revenue
    holds: re.Pattern[str]  # the plant|employs 4,200 workers


def _words(ontology: Ontology) -> _Words:
    if "rules.measured_en" not in ontology.memo:
        table = ontology.names["number"]
        moves = [*table["rise_en"], *table["fall_en"], *table["ends_en"]]
        sized = alternation(table["sized_en"])
        kinds = alternation([*itertools.chain(*ontology.names["definite"].values()), *_ACTORS])
        ontology.memo["rules.measured_en"] = _Words(
            re.compile(
                rf"(?:[\s,]|\b(?:{alternation([*table['between_en'], *moves])}|{_SPAN})\b)+$",
                re.IGNORECASE,
            ),
            re.compile(rf"\b(?P<verb>{alternation(moves)})\b", re.IGNORECASE),
            re.compile(rf"\b(?P<verb>{alternation(table['paid_en'])})(?:\s{_DEGREE})*\s?$"),
            re.compile(
                rf"(?:\s\([^()]{{2,30}}\))?\s(?!(?:per|an?|in|for|of|to|on|by|from|as|and)\s)(?P<metric>(?:[a-z][a-z-]+\s){{0,2}}?{sized}s?)\b"
            ),
            re.compile(rf"\b{alternation(_past(moves))}\s(?:to|from)\s(?:{_DEGREE}\s)*$"),
            re.compile(rf"\b{alternation([*table['level_en'], *moves])}\b", re.IGNORECASE),
            moved_by([*table["rise_en"], *table["fall_en"]]),
            re.compile(rf"\s(?:{alternation(_past(moves))}|{_LEVELS})\b"),
            re.compile(
                rf"(?:[A-Z][a-z]+, )?(?:[Tt]he|[Tt]his|[Ii]ts) (?P<who>(?:[a-z]+ )?{kinds})\b(?!['’])"
            ),
            re.compile(
                rf"(?<![A-Za-z])(?P<who>(?:(?!the |its |this )[a-z]+ )?{kinds})(?:'s|’s|'|’)\s"
            ),
            re.compile(
                rf"\s(?:{_HOLD}|(?:(?:has|have|had)\s)?(?:net\s)?{alternation(table['paid_en'])})"
                rf"(?:\s{_DEGREE})*\s[$€£]?\d[\d,.]*%?{_HELD}"
            ),
        )
    return cast(_Words, ontology.memo["rules.measured_en"])


def _past(verbs: Sequence[str]) -> list[str]:
    """Verbs of which no noun has the form: rose, but not gain."""
    return [v for v in verbs if v.endswith("ed") or v in _PAST]


_OWNERS = frozenset(("Company", "Bank", "Platform", "Organization", "Product", "Place"))
_APART = re.compile(r"(?:'s?|’s?)? ")
_ASIDE = re.compile(r" ?\([^()]*\)")  # Apple|(AAPL.O)|shares
_BELONGS = re.compile(r" (?:of|at|in) (?:the )?$")


class EnglishMeasure:
    """Finds the metric of numbers in one English document."""

    prefix = "en"
    noun_behind = True
    goes_on_below = True

    def __init__(self, reading: Reading, metric_heads: re.Pattern[str]) -> None:
        self.reading = reading
        self.text = reading.text
        self.said = _words(reading.ontology)
        self.heads = _with_abbreviations(metric_heads, reading.text)

    def whole(self, quantity: Quantity) -> Quantity:
        """English units are whole words."""
        return quantity

    def start(self, clause: Clause, quantity: Quantity) -> int:
        """English comparisons stand behind their numbers."""
        return clause.start

    def mismatched(self, metric: Bounds, quantity: Quantity) -> bool:
        """English rates are counts too (a run rate of 3,000 cars); a time may say only when."""
        lasts = quantity.unit is not None and quantity.unit.label in TIMES
        return lasts and bool(
            _DURING.search(self.text, max(0, quantity.number - 24), quantity.number)
        )

    def after(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The metric behind a number: 30% of|sales."""
        moved = _MOVED.match(self.text, quantity.end, clause.end)
        if moved and (found := list(self.heads.finditer(self.text, *moved.span("metric")))):
            return moved.start("metric"), found[0].end()
        if quantity.change:
            return None
        match = _BEHIND.match(self.text, quantity.end, clause.end)
        if match and not _EXPECTS.match(match["metric"]) and self.heads.search(match["metric"]):
            start, end = match.span("metric")
            return self._noun(start, self._verb_behind(start, end) or end)
        much = _MUCH_OF.match(self.text, quantity.end, clause.end)
        if (
            much
            and quantity.unit
            and quantity.unit.label not in TIMES
            and not self._measured(clause, quantity)
        ):
            came = self.said.came.search(self.text, clause.start, quantity.start)
            rose = self.owner(clause.start, (came.start(), came.start())) if came else None
            if rose:
                return rose  # bad loans|rose to 1.8% of total lending
            return self._noun(*trim(self.text, *much.span("metric")))
        if in_ten := _IN_TEN.match(self.text, quantity.number):
            return in_ten.span("who")
        near = max(clause.start, quantity.start - _REACH)
        if (off := _WIPED.match(self.text, quantity.end, clause.end)) and _WIPES.search(
            self.text, near, quantity.start
        ):
            return off.span("metric")
        amount = quantity.unit is not None and (quantity.value or 0) > 1
        sized = self.said.sized.match(self.text, quantity.end) if amount else None
        return sized.span("metric") if sized else None

    def _noun(self, start: int, end: int) -> Bounds:
        """What of a few words is a noun phrase: small businesses|reported higher."""
        sets = self.reading.lexicon.sets
        words = list(_WORD.finditer(self.text, start, end))
        for one, two in pairwise(words):
            word = two.group().lower()
            past = word.endswith("ed") and word not in sets["not_past"]
            if (
                one.group().endswith("s")
                and not one.group().endswith(("'s", "’s"))
                and (
                    past
                    or word in sets["finite"] | sets["attribution_verb"] | sets["told_to"] | _DO
                )
            ):
                return start, one.end()
            if word.endswith("ly") and word not in sets["not_adverb"]:
                return start, one.end()  # nickel|annually
        return start, end

    def _measured(self, clause: Clause, quantity: Quantity) -> bool:
        """Whether a metric stands right before a number: a turnover of £2bn of…"""
        noted = self.text[clause.start - 1 : clause.start] == "("  # $23 billion (0.7% of GDP)
        return noted or self.before(clause.start, quantity)[0] is not None

    def before(self, low: int, quantity: Quantity) -> tuple[Bounds | None, Bounds | None]:
        """The noun phrase before a number; where none is measurable, the verb says what is.

        Arcelor|shed|2.1%: of an English verb alone, only one of change is a metric.
        """
        end = quantity.start
        if per := _PER.match(self.text, low, end):
            low = per.end()  # 10 cents|a share|from 25 cents
        for _ in range(6):
            previous = end
            near = max(low, end - _REACH)
            verb = self.said.verb.search(self.text[near:end])
            if verb:
                if noun := _COSTS.match(verb.group()):
                    end = near + verb.start() + noun.end()
                    break
                end = near + verb.start()
            for start, stop, _value in periods(self.text, low, end):
                if stop >= end - 1 or not self.text[stop:end].strip(" ,"):
                    end = start
            if end == previous:
                break
        phrase = self._phrase(low, end)
        if phrase is None and (noun := self.heads.search(self.text, end, quantity.start)):
            # quarterly|growth of 0.3%, but an annual|rate of 3 million says how it is counted
            yearly = _YEARLY.search(self.text, max(low, noun.start() - _REACH), noun.end())
            phrase = None if yearly else self._phrase(low, noun.end())
        # A level (to 17.58 euros) is of something that moved, not of the movement.
        moved = (
            None
            if phrase or not quantity.change
            else self.said.moves.search(self.text, max(low, end - 1), quantity.start)
        )
        if phrase is None and moved is None and quantity.unit:
            moved = self.said.paid.search(
                self.text, max(low, quantity.start - _REACH), quantity.start
            )
        if phrase is None and moved is None:
            phrase = self._unnamed(low, end, quantity)
        return phrase, moved.span("verb") if moved else None

    def _unnamed(self, low: int, end: int, quantity: Quantity) -> Bounds | None:
        """What a number measures where no noun of measure stands: the subject of a verb of level,
        what is changed by it, an amount's own noun, or the act that it was paid for."""
        reach = max(low, quantity.start - _REACH)
        if changed := self.said.changes.search(self.text, reach, quantity.start):
            return changed.span("what")
        if _MULTIPLIED.fullmatch(self.text, quantity.start, quantity.end):
            return self.owner(low, (quantity.start, quantity.end))  # the risk|doubled
        unit = quantity.unit is not None or (quantity.value or 0) >= LARGE
        rate = _RATE.match(self.text, quantity.end)
        if not unit and not rate:
            return None
        if not quantity.change and self.said.level.search(self.text, end, quantity.start):
            phrase = self.owner(low, (end, end))
            pronoun = phrase and _PRONOUN_LAST.search(self.text, *phrase)
            return None if phrase and (pronoun or _NO_NOUN.match(self.text, *phrase)) else phrase
        money = quantity.unit is not None and "CCY" in quantity.unit.id
        if money and (of := _OF_AMOUNT.search(self.text, reach, quantity.start)):
            return of.span("metric")
        act = _ACT.search(self.text, max(low, quantity.start - _LONGEST), quantity.start)
        return (act.start(), act.end("whom") - 1) if money and act else None

    def part(self, metric: Bounds) -> Bounds:
        """Whose metric it is, if a name opens or ends it (Walmart shares, shares of Walmart), else all.

        In pre-tax profit, an adjective is no subject.
        """
        for name in self.reading.mentions_in(*metric):
            if name.type in _OWNERS and name.end - name.start < metric[1] - metric[0]:
                of = name.end == metric[1] and self.text.endswith(" of ", metric[0], name.start)
                if name.start == metric[0] or of:
                    return name.start, name.end
        return metric

    def without(self, metric: Bounds, owner: Bounds) -> Bounds:
        """A metric without the name of its owner: Walmart|shares, revenue|of Walmart."""
        if owner[0] == metric[0] and owner[1] < metric[1]:
            apart = _APART.match(self.text, owner[1], metric[1])
            return (apart.end(), metric[1]) if apart else metric
        of = owner[1] == metric[1] and _BELONGS.search(self.text, metric[0], owner[0])
        return (metric[0], of.start()) if of and of.start() > metric[0] else metric

    def whoever(self, low: int, end: int) -> Bounds | None:
        """Who a clause opens with, where it has no name: the airline|carried 2 million."""
        found = self.said.whoever.match(self.text, low, end)
        near = max(low, end - _REACH)
        opened = _DETERMINER.match(self.text, low, end)
        owns = [m for m in self.said.whose.finditer(self.text, near, end) if m.end() == end]
        first = self.said.whose.match(self.text, opened.end(), end) if opened else None
        if first:
            owns.append(first)  # the company's revenue was …,|up 8%
        if owns:
            return owns[0].span("who")
        tells = found and self.text.startswith((" said", " says"), found.end())
        inner = list(self.said.whose.finditer(self.text, low, end)) if tells else []
        if inner:
            return inner[-1].span("who")  # the bank said the airline's revenue was …,|up 8%
        return found.span("who") if found else None

    def plain(self, quantity: Quantity) -> bool:
        """A rate of exchange has no unit: 86.8275 against the dollar."""
        return bool(_RATE.match(self.text, quantity.end))

    def verbal(self, metric: Bounds) -> bool:
        """Whether a metric is the verb that its number stands behind: what it is of stands before."""
        return bool(
            self.said.moves.fullmatch(self.text, *metric)
            or self.said.paid.fullmatch(self.text, *metric)
        )

    def numbered(self, noun: Bounds, quantity: Quantity) -> bool:
        """What English counts stands behind its number."""
        return False

    def opens(self, clause: Clause) -> Bounds | None:
        """The metric that a clause opens with: oil prices|hit a record."""
        head = self.heads.search(self.text, clause.start, clause.end)
        phrase = self._phrase(clause.start, head.end()) if head else None
        near = phrase is not None and phrase[0] - clause.start <= _DETERMINED
        return phrase if near else None

    def states(self, clause: Clause, quantity: Quantity) -> bool:
        """Whether a clause says no more than how much it is: reaching $90 a barrel."""
        return _STATES.fullmatch(self.text, clause.start, quantity.start) is not None

    def priced(self, clause: Clause, quantity: Quantity) -> bool:
        """Left to what stands behind: $90 a barrel."""
        return False

    def some_of(self, clause: Clause, quantity: Quantity) -> bool:
        """Left to the noun behind of."""
        return False

    def moved(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """Left to the verb that `before` finds."""
        return None

    def counted(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The noun that a number without a unit counts: 13,000|jobs."""
        if quantity.unit and quantity.unit.label in _THINGS:
            noun = _PLURAL.search(self.text[quantity.number : quantity.end])
            if noun:  # 13,000 jobs: the unit is the noun
                return quantity.number + noun.start(), quantity.end
        match = COUNTED.match(self.text, quantity.end, clause.end)
        if match is None or quantity.unit or NOT_COUNTED.search(match.group("noun")):
            return None
        if self.text.endswith(_THAN_THE, 0, quantity.start) and _EXPECTS.match(match["noun"]):
            return None
        return match.span("noun")

    def record(self, quantity: Quantity, metric: Bounds) -> bool:
        """Whether a number says for how long nothing was higher or lower: of Chinese alone."""
        return False

    def people(self, quantity: Quantity) -> bool:
        """Whether a number without a unit counts the noun behind it: any noun does."""
        return True

    def doing(
        self, clause: Clause, quantity: Quantity, counted: Bounds
    ) -> tuple[Bounds, Bounds] | None:
        """Left to the noun that is counted."""
        return None

    def named(self, clause: Clause) -> Bounds | None:
        """The metric that a clause without a number ends in."""
        if _APPOSED.match(self.text, clause.start) and clause.start > 1:
            return None
        phrase = self._phrase(clause.start, clause.end)
        found = list(self.heads.finditer(self.text, *phrase)) if phrase else []
        if phrase and found and found[-1].end() == phrase[1]:
            return phrase
        # The deficit|with China, up 30%: of what it is measured stands behind.
        whole = found and _WITH_WHOM.match(self.text, found[-1].end(), clause.end)
        return (phrase[0], found[-1].end()) if phrase and whole else None

    def holder(self, clause: Clause) -> Bounds | None:
        """Left to the mentions."""
        return None

    def owner(self, low: int, metric: Bounds) -> Bounds | None:
        """Owners are names (Kodak's film sales), which the sentence's mentions give.

        What moves (natural gas futures|slid) is the noun phrase before its verb.
        """
        start, end = trim(self.text, low, metric[0])
        holds = self.said.holds.search(self.text, start, end)
        if holds is None and self.heads.search(self.text, *metric):
            return None
        end = holds.start() if holds else end
        if _PASSED.search(self.text, start, end):
            return None  # a £284 million|charge
        verb = self.said.verb.search(self.text[start:end])
        end = start + verb.start() if verb else end
        clauses = [m.end() for m in _OPENS.finditer(self.text, start, end) if end - m.end() >= 3]
        start = clauses[-1] if clauses else start
        where = _WHERE.search(self.text, start + 3, end) if end - start > 3 else None
        start, end = trim(self.text, start, where.start() if where else end)
        if determiner := _DETERMINER.match(self.text, start, end):
            start = determiner.end()
        if self.text.endswith(("'s", "’s"), start, end):
            end -= 2
        words = self.text[start:end].split(" ")
        verbs = self.reading.lexicon.sets
        while len(words) > 1 and words[-1] in verbs["finite"] | verbs["attribution_verb"] | _MEANS:
            end -= len(words.pop()) + 1  # AMD|expects to cut 15 percent
        named = [m for m in self.reading.mentions_in(start, end) if m.end == end]
        start = named[0].start if named and named[0].type in _NAMES else start
        if _NOBODY.match(self.text, start, end):
            return None  # but|fell 10% in Asia
        return (start, end) if 3 <= end - start <= _LONGEST else None

    def opening(self, sentence: Sentence) -> Bounds | None:
        """Left to the mentions."""
        return None

    def shares(
        self,
        sentence: Sentence,
        clause: Clause,
        found: list[Quantity],
        dated: list[tuple[int, int, str]],
    ) -> dict[int, Share]:
        """A, B and C of 1, 2 and 3, respectively: the names that stand before the numbers."""
        end = self.text.find("respectively", sentence.start, sentence.end)
        if end < 0:
            return {}
        values = list(_DIGITS.finditer(self.text, sentence.start, end))
        first = len(values) - 1
        while first > 0 and _JOINS.fullmatch(
            self.text, values[first - 1].end(), values[first].start()
        ):
            first -= 1
        values = values[first:]
        if len(values) < 2:
            return {}
        names = self.reading.mentions_in(sentence.start, values[0].start())
        for last in range(len(names), len(values) - 1, -1):
            listed = names[last - len(values) : last]
            gaps = (self.text[a.end : b.start] for a, b in pairwise(listed))
            if all(_LISTED.fullmatch(gap) for gap in gaps):
                return {
                    number: self._share(listed[place])
                    for number, quantity in enumerate(found)
                    for place, value in enumerate(values)
                    if quantity.start <= value.start() < quantity.end
                }
        return {}

    def _share(self, mention: Mention) -> Share:
        if mention.type == "Metric":
            return Share(metric=(mention.start, mention.end))
        return Share(subject=argument(self.reading.document, mention.start, mention.end))

    def alike(self, clauses: Sequence[Clause], metric: Bounds, number: int) -> list[Bounds]:
        """All whose value one number is: Bitcoin and Ethereum|both climbed 7%."""
        names = self.reading.mentions_in(clauses[-1].start, number)
        both = _BOTH.search(self.text, clauses[-1].start, number)
        if both is None or len(names) < 2:
            return []
        before = [m for m in names if m.end <= both.start()]
        gaps = [self.text[a.end : b.start] for a, b in pairwise(before)]
        listed = gaps and all(_LISTED.fullmatch(g) or g == " and " for g in gaps)
        return [(m.start, m.end) for m in before] if listed else []

    def _ends_in_head(self, low: int, end: int) -> bool:
        """Whether a metric ends right before ``end``: rates|for shipments."""
        return any(m.end() == end - 1 for m in self.heads.finditer(self.text, low, end))

    def _phrase(self, low: int, end: int) -> Bounds | None:
        """The noun phrase that ends at ``end``: back to a boundary word or a name."""
        text = self.text
        low, end = trim(text, low, end)
        if end - low < 1:
            return None
        for match in _BOUNDARY.finditer(text, low, end):
            if end - match.end() >= 4 and self.heads.search(text, match.end(), end):
                joint = match.group().strip()
                rate = joint == "on" and _RATE_ON.search(text, low, match.start())
                if (joint in _OF or rate) and self._ends_in_head(low, match.start()):
                    continue  # rates for|shipments: the rates are measured
                low = match.end()
        for match in _DETERMINER.finditer(text, low, end):
            if self.heads.search(text, match.end(), end):
                low = match.end()
        found = list(self.heads.finditer(text, low, end))
        if found and _PASSED.search(text, found[-1].end(), end):
            end = found[-1].end()  # fuel costs|rose by £106m or 47.3%
        if found and (more := _MODIFIED.match(text, found[-1].end(), end)):
            end = more.start()
        if found and (verb := self._verb_behind(found[-1].end(), end)):
            end = verb
        if found and (many := _MANY.search(text, low, found[-1].start())):
            low = many.end()  # carried 4.2 million|passengers
        if not found or end - low > _LONGEST:
            return None
        about = _ABOUT.search(text, low, end)
        if about and not self.heads.search(text, low, about.start()):
            low = about.end()  # a notice on cash loans
        for mention in self.reading.mentions_in(low, end):
            # A name that a sign follows at once is part of a longer word: M1+ delinquency rate.
            owns = text.startswith("'s", mention.end)
            whole = owns or text[mention.end : mention.end + 1].isspace()
            measured = mention.type == "Metric"
            if mention.start == low and mention.end < end - 2 and whole and not measured:
                low = mention.end + (2 if owns else 0)
                aside = _ASIDE.match(text, low, end)
                low = aside.end() if aside else low
        if owner := self.said.whose.match(text, low, end):
            low = owner.end()
        low, end = trim(text, low, end)
        judged = _JUDGED.match(text, low, end)
        return (judged.end() if judged else low), end

    def _verb_behind(self, low: int, end: int) -> int:
        """Where a verb ends a noun phrase whose noun ends at ``low``; 0 if none does."""
        found = _FINITE.search(self.text, low, end) or self.said.moved.search(self.text, low, end)
        return found.start() if found and "," not in self.text[found.end() : end] else 0


def _with_abbreviations(heads: re.Pattern[str], text: str) -> re.Pattern[str]:
    """Heads with the abbreviations that a text gives of metrics: net interest margins (NIMs)."""
    found = {
        match.group("short")
        for match in _ABBREVIATED.finditer(text)
        if any(
            m.end() == match.start()
            for m in heads.finditer(text, max(0, match.start() - _REACH), match.start())
        )
    }
    return (
        re.compile(rf"{heads.pattern}|\b{alternation(found)}s?\b", heads.flags) if found else heads
    )
