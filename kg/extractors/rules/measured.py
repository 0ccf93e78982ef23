"""The metric and the owner of numbers in Chinese prose, read from the words before them.

A number closes its clause: *owner* (的) *metric* verb number. The metric is the last noun phrase
before the number. Where no noun can be measured (招商银行收涨5%), the verb says what is.
"""

from __future__ import annotations

import re

from kg.extractors.rules.phrases import NOUNS, behind_owner, heads, noun_start
from kg.extractors.rules.quantities import Quantity, periods
from kg.extractors.rules.reading import Clause, Reading, Sentence, trim
from kg.extractors.rules.respective import Share, shares

Bounds = tuple[int, int]

_AFTER = re.compile(r"的?(?P<metric>[\u3400-\u9fffA-Za-z]{2,8}?)(?=$|[的,、由来]|贡献)")
_PERIOD = re.compile(r"(?:Q[1-4]|H[12]|FY)\d*")
_ASPECT = re.compile(r"(?:方面|中|上|看|显示|来看)+$")
_ENDINGS = frozenset(("价", "率", "额", "量"))
_BEFORE_SUBJECT = frozenset(("x", "t", "m", "d", "c", "f", "r", "b", "uj", "q"))


class ChineseMeasure:
    """Finds the metric and the owner of numbers in one Chinese document."""

    prefix = "zh"

    def __init__(self, reading: Reading, metric_heads: re.Pattern[str]) -> None:
        self.reading = reading
        self.text = reading.text
        self.words = reading.words
        self.heads = metric_heads
        self.trends = reading.lexicon.trends
        self.table = heads(reading.ontology)
        self.beside = frozenset(reading.ontology.names["phrase"]["beside_number"])

    def after(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The metric behind a number: 36%|利率红线."""
        match = _AFTER.match(self.text, quantity.end, clause.end)
        if not match or match.group("metric").startswith(("水平", "左右")):
            return None
        found = list(self.heads.finditer(self.text, *match.span("metric")))
        return match.span("metric") if found and found[-1].end() == match.end("metric") else None

    def before(self, low: int, quantity: Quantity) -> tuple[Bounds | None, Bounds | None]:
        """The noun phrase before a number, not before ``low``, and the verb behind it."""
        return self._noun_before(low, quantity.start)

    def named(self, clause: Clause) -> Bounds | None:
        """The metric that a clause without a number ends in: 用户留存率方面."""
        if not self.heads.search(self.text, clause.start, clause.end):
            return None
        tail = _ASPECT.search(self.text, clause.start, clause.end)
        end = tail.start() if tail else clause.end
        phrase, _ = self._noun_before(clause.start, end)
        if phrase and phrase[1] == end:
            found = list(self.heads.finditer(self.text, *phrase))
            if found and found[-1].end() == end:
                return phrase
        return None

    def owner(self, low: int, metric: Bounds) -> Bounds | None:
        """The noun phrase that owns the metric: X of X的Y, or the subject of its verb."""
        index = self.words.at(metric[0]) - 1
        while index >= 0 and self.words.starts[index] >= low:
            if self.words.texts[index] in ("、", "和", "与", ",", "及"):
                return None
            if self._measured(index):
                start = self.words.starts[noun_start(self.words, self.table, index, loose=False)]
                return trim(self.text, max(low, start), self.words.ends[index])
            index -= 1
        return None

    def counted(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The noun that a classifier counts: 400家|初创公司."""
        words = self.words
        if quantity.end >= clause.end:
            return None
        index = words.at(quantity.end)
        if words.texts[index] == "的":
            index += 1
        if index >= len(words.starts):
            return None
        start = stop = max(words.starts[index], quantity.end)
        while (
            index < len(words.starts)
            and words.starts[index] < clause.end
            and words.tags[index] in NOUNS
            and stop - start < 10
        ):
            stop = words.ends[index]
            index += 1
        return (start, min(stop, clause.end)) if stop - start >= 2 else None

    def opening(self, sentence: Sentence) -> Bounds | None:
        """The noun phrase that a sentence opens with: its subject, if no entity is named there."""
        words = self.words
        index = words.at(sentence.start)
        while index < len(words.starts) and words.starts[index] < sentence.end:
            if self._measured(index):
                last = index
                while (
                    last + 1 < len(words.starts)
                    and words.tags[last + 1] in NOUNS
                    and words.ends[last + 1] <= sentence.end
                ):
                    last += 1
                return words.starts[index], words.ends[last]
            if words.tags[index] not in _BEFORE_SUBJECT:
                return None
            index += 1
        return None

    def shares(
        self,
        sentence: Sentence,
        clause: Clause,
        found: list[Quantity],
        dated: list[tuple[int, int, str]],
    ) -> dict[int, Share]:
        """What each number that 分别 distributes is about."""
        return shares(self.reading, sentence, clause, found, dated, self.heads)

    def _measured(self, index: int) -> bool:
        """Whether a word is a noun that can own or be a metric."""
        word = self.words.texts[index]
        return (
            (self.words.tags[index] in NOUNS or word in self.table.bare)
            and not _PERIOD.fullmatch(word)
            and len(word) > 1
            and word not in self.beside
            and word not in self.table.never
        )

    def _noun_before(self, low: int, end: int) -> tuple[Bounds | None, Bounds | None]:
        words = self.words
        dated = periods(self.text, low, end)
        index = words.at(max(low, end - 1))
        verb: Bounds | None = None
        while index >= 0 and words.starts[index] >= low:
            word, tag = words.texts[index], words.tags[index]
            start, stop = words.starts[index], words.ends[index]
            if word in self.table.bare and len(word) == 1 and index:
                if words.tags[index - 1] not in ("x", "m"):
                    break  # 逾期|率
            elif stop <= end and not any(a < stop and start < b for a, b, _ in dated):
                noun = tag in NOUNS and word in _ENDINGS
                if noun or self._measured(index):
                    break
            moves = len(word) > 1 or word in self.trends
            if tag == "v" and moves and word not in self.beside and verb is None:
                verb = (start, min(stop, end))
            index -= 1
        if index < 0 or words.starts[index] < low:
            return None, verb
        first = noun_start(words, self.table, index, loose=True)
        first = behind_owner(words, self.table, first, index)
        return (max(low, words.starts[first]), min(words.ends[index], end)), verb
