"""Observations in Chinese prose: whose number it is, read from the words before it.

A number closes its clause: *subject* (的) *metric* verb number. The metric is the last noun phrase
before the number; what the clause leaves out comes from the clauses before it. Where no noun can be
measured (股价 in 招商银行收涨5%), the verb is the metric.
"""

from __future__ import annotations

import re

from kg.extractors.rules.phrases import NOUNS, heads, noun_start
from kg.extractors.rules.quantities import Quantity, periods
from kg.extractors.rules.reading import Clause, Reading, Sentence, trim

Bounds = tuple[int, int]

_COUNTED = re.compile(r"的?(?P<noun>[\u3400-\u9fffA-Za-z]{2,10})")


class Measure:
    """Finds the metric and the subject of numbers in one Chinese document."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.words = reading.words
        self.table = heads(reading.ontology)
        phrase = reading.ontology.names["phrase"]
        self.beside = frozenset(phrase["beside_number"])

    def metric_before(self, low: int, end: int) -> tuple[Bounds | None, Bounds | None]:
        """The noun phrase before a number between ``low`` and ``end``, and the verb behind it."""
        words = self.words
        dated = periods(self.text, low, end)
        index = words.at(max(low, end - 1))
        verb: Bounds | None = None
        while index >= 0 and words.starts[index] >= low:
            word, tag = words.texts[index], words.tags[index]
            start, stop = words.starts[index], words.ends[index]
            inside = any(a < stop and start < b for a, b, _ in dated)
            if word in self.table.bare and len(word) == 1 and index and words.tags[index - 1] not in ("x", "m"):
                break
            if tag in NOUNS and not inside and word not in self.beside and word not in self.table.never and stop <= end:
                if len(word) > 1 or word in ("价", "率", "额", "量"):
                    break
            if tag == "v" and len(word) > 1 and word not in self.beside and verb is None:
                verb = (start, min(stop, end))
            index -= 1
        if index < 0 or words.starts[index] < low:
            return None, verb
        first = noun_start(words, self.table, index, loose=True)
        start = max(low, words.starts[first])
        return (start, min(words.ends[index], end)), verb

    def owner_before(self, low: int, metric: Bounds) -> Bounds | None:
        """The noun phrase that owns the metric: X of X的Y, or X right before Y's verb."""
        text, words = self.text, self.words
        index = words.at(metric[0]) - 1
        while index >= 0 and words.starts[index] >= low:
            word, tag = words.texts[index], words.tags[index]
            if word in ("、", "和", "与", ",", "及"):
                return None
            if tag in NOUNS and len(word) > 1 and word not in self.beside and word not in self.table.never:
                first = noun_start(words, self.table, index, loose=False)
                start = max(low, words.starts[first])
                return trim(text, start, words.ends[index])
            index -= 1
        return None

    def opening(self, sentence: Sentence) -> Bounds | None:
        """The noun phrase that a sentence opens with: its subject, if no entity is named there."""
        words = self.words
        index = words.at(sentence.start)
        while index < len(words.starts) and words.starts[index] < sentence.end:
            word, tag = words.texts[index], words.tags[index]
            if tag in NOUNS and len(word) > 1 and word not in self.beside and word not in self.table.never:
                last = index
                while last + 1 < len(words.starts) and words.tags[last + 1] in NOUNS and words.ends[last + 1] <= sentence.end:
                    last += 1
                return words.starts[index], words.ends[last]
            if tag not in ("x", "t", "m", "d", "c", "f", "r", "b", "uj", "q"):
                return None
            index += 1
        return None

    def counted(self, quantity: Quantity, clause: Clause) -> Bounds | None:
        """The noun that a classifier counts: 400家|初创公司."""
        words = self.words
        index = words.at(quantity.end) if quantity.end < clause.end else -1
        if index < 0:
            return None
        if words.texts[index] == "的":
            index += 1
        start = max(words.starts[index], quantity.end) if index < len(words.starts) else quantity.end
        stop = start
        while index < len(words.starts) and words.starts[index] < clause.end and words.tags[index] in NOUNS and stop - start < 10:
            stop = words.ends[index]
            index += 1
        return (start, min(stop, clause.end)) if stop - start >= 2 else None
