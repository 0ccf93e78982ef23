"""Lists in the arguments of English claims: A, B and C; both A and B; A, along with B."""

from __future__ import annotations

import re

from kg.extractors.rules.english_arguments import COMMA, EnglishArguments
from kg.extractors.rules.reading import Bounds

_DETERMINED = frozenset(("a", "an", "the", "its", "their", "his", "her", "to", "by", "from"))
# What joins a second cause to the first: A, along with B; A and, to a lesser extent, B.
_ALONG = r"(?:along with|together with|coupled with|combined with|in tandem with|in addition to|as well as|plus|on top of|alongside|not to mention|allied to|allied with|and,? to a lesser (?:extent|degree),?|(?:but|and) (?:also |partly |mainly |even )?(?:to|by|from|because of|due to))"
_JOINED = re.compile(rf",?\s(?:and )?{_ALONG}\s")
_INSERTED = re.compile(rf",\s{_ALONG}\s(?P<other>[^,;]{{3,80}}),\s")
# A combination of A and B; both A and B; the twin shocks of A and B.
_OF_TWO = re.compile(
    r"(?:both|either|neither|between|what with|a (?:toxic |lethal |potent |perfect )?(?:combination|mix|mixture|confluence|blend|cocktail) of|the (?:combination|combined [a-z]+|(?:twin|dual|double) [a-z]+) of|a (?:double|triple) (?:whammy|blow|hit) of)\s",
    re.IGNORECASE,
)
_AND_SO_ON = re.compile(
    r",? (?:etc\b\.?|and so (?:on|forth)\b)"
)  # a list that names no last member
_ALIKE = re.compile(r",?\s(?:alike|in turn|together|combined|in tandem)$")
_LONGEST_MEMBER = 14  # words of one of two causes


class EnglishLists(EnglishArguments):
    """What is joined in an argument, taken apart."""

    def _with_inserted(self, cause: Bounds) -> Bounds:
        """A cause with the second one told behind it between commas: A, along with B, raised C."""
        other = _INSERTED.match(self.text, cause[1], self.sentence.end)
        return (cause[0], other.end("other")) if other else cause

    def _conjuncts(self, span: Bounds) -> list[Bounds]:
        """The members of A, B and C, where each is a short phrase without a verb of its own."""
        alike = _ALIKE.search(self.text, *span)
        opened = _OF_TWO.match(self.text, *span)
        if opened or alike:
            inner = opened.end() if opened else span[0], alike.start() if alike else span[1]
            return self._listed_in(inner, told=True)
        parts = self._joined(span)
        return parts if len(parts) > 1 else self._listed_in(span)

    def _joined(self, span: Bounds) -> list[Bounds]:
        """What stands before and behind each joint like "along with"."""
        parts, start = [], span[0]
        for joint in _JOINED.finditer(self.text, *span):
            parts.append((start, joint.start()))
            start = joint.end()
        parts.append((start, span[1]))
        phrases = all(self._phrase(*part) for part in parts)
        # forced shops as well as banks|to close: what they did is told of both
        acts = "to" in self._words(parts[-1])
        denied = "not" in self._words(parts[0])  # not from politics, but from trade
        return parts if phrases and not acts and not denied else [span]

    def _phrase(self, start: int, end: int) -> bool:
        first, last = self._index(start), self._index(end)
        return 0 < last - first <= _LONGEST_MEMBER and not self._verb_between(first, last)

    def _listed_in(self, span: Bounds, told: bool = False) -> list[Bounds]:
        more = _AND_SO_ON.search(self.text, span[0], self.sentence.end)
        more = more if more and more.start() <= span[1] <= more.end() else None
        text = self.text[span[0] : more.start() if more else span[1]]
        if COMMA not in text:
            return self._two(span, told)
        if not more and not re.search(r"\b(?:and|or)\b", text):
            return [span]
        members = []
        for part in re.finditer(r"(?:(?!,|\band\b|\bor\b).)+", text):
            first = self._index(span[0] + part.start())
            last = self._index(span[0] + part.end())
            if first == last:
                continue
            participle = self._word(first).endswith("ed") and last - first > 1
            if last - first > 6 or self._verb_between(first + participle, last):
                return [span]
            members.append((self.tokens[first].start, self.tokens[last - 1].end))
        return members if len(members) >= 3 else [span]

    def _two(self, span: Bounds, told: bool = False) -> list[Bounds]:
        """The members of A and B, where both are phrases that open alike: a weak yen and a mild spring.

        ``told`` says that there are two: both A and B.
        """
        first, last = self._index(span[0]), self._index(span[1])
        joints = ("and", "nor", "or") if told else ("and",)
        short = 1 if told else 2
        at = [
            i
            for i in range(first + short, min(last - short + 1, last - 1))
            if self._word(i) in joints
        ]
        if len(at) != 1 or (self._verb_between(first, last) and not told):
            return [span]
        both = self._word(first), self._word(at[0] + 1)
        if not told and (not all(word in _DETERMINED for word in both) or at[0] - first > 9):
            return [span]
        return [
            (span[0], self.tokens[at[0] - 1].end),
            (self.tokens[at[0] + 1].start, span[1]),
        ]
