"""Causal claims of English sentences: cue → frame → candidates.

Each cue belongs to a frame of the lexicon; a method a kind of frame proposes candidates: of verbs in
`kg.extractors.rules.english_verbs`, of conjunctions and nouns in `kg.extractors.rules.english_reasons`,
of constructions of a whole sentence in `kg.extractors.rules.english_pairs`.
"""

from __future__ import annotations

from kg.extractors.rules.english_reasons import EnglishReasons
from kg.extractors.rules.reading import Hit
from kg.extractors.rules.sentence import Candidate

_STRONG = 0.8


class EnglishRules(EnglishReasons):
    """The rules applied to one English sentence."""

    def propose(self) -> None:
        if self.tokens and self.tokens[-1].word == "?" and self._word(0) in self.sets["asking"]:
            return  # Does austerity cause stagnation?
        hits = self.reading.hits(self.sentence.start, self.sentence.end)
        self._mark(hits)
        for one in self.pairs():
            self._add(one)
        for hit in hits:
            added = [self._add(one) for one in self._construction(hit)]
            strong = hit.frame is not None and hit.frame.strength >= _STRONG
            if not any(added) and strong and hit.word not in self.sets["also_noun"]:
                self._missed(hit)
        for one in list(self.nor()):
            self._add(one)

    def _construction(self, hit: Hit) -> list[Candidate]:
        first, last = self._index(hit.start), self._index(hit.end)
        if hit.frame is None:
            if hit.word in self.sets["cause_noun"]:
                return self._cause_noun(hit, first, last)
            return self._effect_noun(hit, first, last)
        if hit.frame.order == "cause-effect":
            found = self._verb(hit, first, last)
            if not found and hit.word in self.sets["cause_noun"]:
                return self._cause_noun(hit, first, last)
            if not found and hit.word in self.sets["effect_noun"]:
                return self._effect_noun(hit, first, last)
            return found
        if hit.frame.order == "effect-cause":
            return self._stem(hit, first, last)
        if hit.frame.order == "because":
            return self._because(hit, first, last)
        if hit.frame.order == "condition":
            return self._condition(hit, first, last)
        if hit.frame.order == "market":
            return self._market(hit, first, last)
        if hit.frame.order == "assign":
            return self._assign(hit, first, last)
        if hit.frame.order == "about":
            return self._about(hit, first, last)
        if hit.frame.order == "purpose":
            return self._purpose(hit, first, last)
        return self._therefore(hit, first, last)
