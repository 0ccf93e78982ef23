"""Chinese constructions whose halves stand in clauses side by side.

既有 A 的原因, 也与 B 有关; 根源不在 A, 而在 B; 与其说是 A, 不如说是 B; E, 一来 A, 二来 B; 若非 A, E.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.implicit import Implicit
from kg.extractors.rules.reading import Clause
from kg.extractors.rules.sentence import Bounds, Candidate
from kg.model import Modality, Polarity

_WHY = "(?:原因|因素|缘故|影响|有关)"
_BY = "(?P<cue>所致|造成的?|导致的?|引起的?|的结果|使然)"
_BOTH = re.compile(f"(?P<effect>.*?)(?P<cue>既(?:有|是|因为?|与|和))(?P<cause>.{{2,40}}?)的?{_WHY}")
_AND = re.compile(
    f"(?:同时)?(?P<cue>[也又更还](?:有|是|与|和|因为?|受))(?P<cause>.{{2,40}}?)的?{_WHY}"
)
# 亏损|的原因是多方面的, 既有…
_MANY = re.compile("(?:的?背后)?的?(?:原因|成因)(?:[是很较比也]*(?:多方面|复杂|多重|多样)的?)?$")
_NOT_IN = re.compile(
    "(?P<effect>.{2,}?)(?P<cue>的?(?:根源|原因|症结|本质|关键|主因)(?:并)?不(?:是|在于?))(?P<denied>.{2,40})"
)
_BUT_IN = re.compile("(?P<cue>而(?:是|在于?))(?P<cause>.{2,40})")
_EACH_OTHER = re.compile(
    "(?P<one>[^,]{2,20}?)(?:和|与|同|、)(?P<other>[^,和与同、]{2,20}?)"
    "(?P<cue>互为因果|[相互]互(?:加强|强化|推动|助长))"
)
_COUNTED = re.compile("(?P<cue>(?P<which>一|二|三)[来则者]是?)(?P<cause>.{3,})")
_BUT_FOR = re.compile(
    "(?P<cue>若非|要不是|若不是|如果不是|倘若不是|假如不是)(?:因为?|由于)?(?P<cause>.{2,40})"
)
_WOULD = re.compile(".{0,14}?(?:早已?|已经?|本[来会]|恐怕|几乎|会|将|不至于|不可能)")
_RATHER = re.compile(f"(?P<effect>.*?)与其说?是?(?P<cause>.{{2,40}}?){_BY}")
_THAN = re.compile(f"(?:倒)?不如说是?(?P<cause>.{{2,40}}?){_BY}")
_LIES = re.compile("(?P<cue>(?P<state>[难贵慢强弱差少多高低])[就也主要]{0,2}在于?)(?P<cause>.{2,})")
_UNDER = re.compile("(?P<cause>[^在受]{2,16}?(?:压力|影响|冲击|打击|刺激|诱惑|驱使))(?P<cue>之下)")

_STRENGTH = 0.75
_SHORTEST = 2  # characters that name something


class ChinesePairs(Implicit):
    """Constructions of two clauses. A clause that they have told is not read again."""

    def pairs(self, number: int, clause: Clause) -> list[Candidate]:
        """The links that ``clause`` tells, most often together with the one behind it."""
        here = self.text, clause.start, clause.end
        if one := _EACH_OTHER.fullmatch(*here):
            both = one.span("one"), one.span("other")
            return [self._link(one, "mutual", *both), self._link(one, "mutual", *reversed(both))]
        if number + 1 >= len(self.clauses):
            return []
        if one := _BUT_FOR.fullmatch(*here):
            return self._but_for(one, self._next(number))
        if (one := _UNDER.fullmatch(*here)) and (then := self._next(number)):
            return [self._link(one, "under", one.span("cause"), then)]
        following = self.clauses[number + 1]
        there = self.text, following.start, following.end
        found: list[Candidate] = []
        lies = self._lies(clause, following)
        if lies:
            found = [self._link(lies, "lies", lies.span("cause"), (clause.start, clause.end))]
        elif (one := _BOTH.fullmatch(*here)) and (other := _AND.fullmatch(*there)):
            for effect in self._what(number, one):
                found += [self._link(m, "both", m.span("cause"), effect) for m in (one, other)]
        elif (one := _NOT_IN.fullmatch(*here)) and (other := _BUT_IN.fullmatch(*there)):
            effect = one.span("effect")
            denied = self._link(one, "root", one.span("denied"), effect)
            found = [
                replace(denied, modality=Modality.DENIED),
                self._link(other, "root", other.span("cause"), effect),
            ]
        elif (one := _RATHER.fullmatch(*here)) and (other := _THAN.fullmatch(*there)):
            for effect in self._what(number, one):
                denied = self._link(one, "rather", one.span("cause"), effect)
                found += [
                    replace(denied, modality=Modality.DENIED),
                    self._link(other, "rather", other.span("cause"), effect),
                ]
        elif number and (one := _COUNTED.fullmatch(*here)) and one.group("which") == "一":
            return self._counted(number)
        if found:
            self.told.add(following.start)
        return found

    def _link(self, cue: re.Match[str], rule: str, cause: Bounds, effect: Bounds) -> Candidate:
        return Candidate(
            cause, effect, cue.span("cue"), f"zh.pair.{rule}", Polarity.PROMOTE, _STRENGTH
        )

    def _what(self, number: int, one: re.Match[str]) -> list[Bounds]:
        """What two clauses explain: the words before the first of them, else the clause before."""
        own = self._clean_cause(*one.span("effect"))
        effects = [own] if own[1] - own[0] >= _SHORTEST else self._before(number)[:1]
        return [
            (start, many.start() if (many := _MANY.search(self.text, start, end)) else end)
            for start, end in effects
        ]

    def _lies(self, clause: Clause, following: Clause) -> re.Match[str] | None:
        """贷款难, 难在缺少抵押: in what a state lies."""
        found = _LIES.fullmatch(self.text, following.start, following.end)
        same = found and self.text.endswith(found.group("state"), clause.start, clause.end)
        return found if same else None

    def _counted(self, number: int) -> list[Candidate]:
        """E, 一来 A, 二来 B."""
        told = [(c, _COUNTED.fullmatch(self.text, c.start, c.end)) for c in self.clauses[number:]]
        reasons = [(clause, found) for clause, found in told if found]
        if len(reasons) == 1:
            return []
        self.told |= {clause.start for clause, _ in reasons}
        return [
            self._link(found, "counted", found.span("cause"), effect)
            for effect in self._before(number)[:1]
            for _, found in reasons
        ]

    def _but_for(self, one: re.Match[str], following: Bounds | None) -> list[Candidate]:
        """若非 A, E 早已发生; 要不是 A, 就不会 E: A kept from coming what would have come."""
        if following is None or not _WOULD.match(self.text, *following):
            return []
        link = self._link(one, "but_for", one.span("cause"), following)
        return [replace(link, polarity=Polarity.PREVENT, modality=Modality.ASSERTED)]
