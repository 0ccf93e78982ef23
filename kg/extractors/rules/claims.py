"""Causal claims from sentences, in the language of the document."""

from __future__ import annotations

from kg.extractors.rules.chinese import ChineseRules
from kg.extractors.rules.english import EnglishRules
from kg.extractors.rules.reading import Reading
from kg.extractors.rules.sentence import SentenceRules
from kg.extractors.rules.tables import sayings
from kg.model import Claim, Cue

RULES: dict[str, type[SentenceRules]] = {"zh": ChineseRules, "en": EnglishRules}


def extract_claims(reading: Reading) -> tuple[list[Claim], list[Cue]]:
    """All claims that single sentences (with their neighbours) make, and the cues left unparsed.

    A table's cell that says something in sentences is read like any other text.
    """
    claims, unparsed = _extract(reading)
    for start, end in sayings(reading):
        if reading.hits(start, end):
            more, missed = _extract(reading.over(start, end))
            claims += more
            unparsed += missed
    return claims, unparsed


def _extract(reading: Reading) -> tuple[list[Claim], list[Cue]]:
    claims: list[Claim] = []
    unparsed: list[Cue] = []
    rules = RULES[reading.lexicon.language]
    before: SentenceRules | None = None
    for index in range(len(reading.sentences)):
        sentence = rules(reading, index)
        sentence.before, before = before, sentence
        claims.extend(sentence.claims())
        unparsed.extend(sentence.unparsed)
        sentence.before = None  # only the neighbour is kept
    return claims, unparsed
