"""Values of a list whose line above says what they measure: 招商银行: 1.45%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from kg.extractors.rules.metrics import observe
from kg.extractors.rules.quantities import Grammar
from kg.extractors.rules.reading import Bounds, Reading, Sentence
from kg.extractors.rules.sentence import argument
from kg.extractors.rules.subjects import is_subject
from kg.model import Mention, Observation

_LABEL = re.compile(
    r"\W{0,3}(?P<name>[^:–—,;。]{2,40}?)\s*(?::|[–—]{1,2}|\s-)\s*(?=[~<>≥≤约近$£€¥]?\s?\d)"
)


class Above:
    """What the line above a list names, looked up only where a list follows."""

    def __init__(self, reading: Reading, sentence: Sentence, heads: re.Pattern[str]) -> None:
        self._text = reading.text
        self._span = sentence.start, sentence.end
        self._mentions = reading.mentions_in
        self._heads = heads

    @cached_property
    def subject(self) -> Mention | None:
        """Whom the items are about."""
        return next((m for m in self._mentions(*self._span) if is_subject(m)), None)

    @cached_property
    def metric(self) -> Bounds | None:
        """What the items measure: the metric that the line names last."""
        named = [m for m in self._mentions(*self._span) if m.type == "Metric"]
        if named:
            return named[-1].start, named[-1].end
        found = list(self._heads.finditer(self._text, *self._span))
        return found[-1].span() if found else None


def values(
    reading: Reading,
    sentence: Sentence,
    numbers: Grammar,
    metric: Bounds | None,
    heads: re.Pattern[str],
) -> Iterator[Observation]:
    """The values of an item of a list whose line above says what they measure: 招商银行: 1.45%."""
    label = _LABEL.match(reading.text, sentence.start, sentence.end)
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
            (sentence.start, sentence.end),
            f"{reading.lexicon.language}.obs.item",
            None,
        )
