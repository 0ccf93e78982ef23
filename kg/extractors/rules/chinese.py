"""Causal claims of Chinese sentences: cue → arguments → candidates.

Each cue belongs to a frame of the lexicon, which says where its cause and effect stand; a method a
kind of frame proposes candidates. Frames of several words (受…影响, …是…的主因) are in
`kg.extractors.rules.chinese_frames`, links that no cue states in `kg.extractors.rules.implicit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kg.extractors.rules.arguments import BAD
from kg.extractors.rules.chinese_checks import DRIVES
from kg.extractors.rules.chinese_frames import Place
from kg.extractors.rules.chinese_reasons import ChineseReasons
from kg.extractors.rules.chinese_verbs import STRONG, ChineseVerbs
from kg.extractors.rules.reading import Clause, Hit
from kg.extractors.rules.sentence import Candidate
from kg.model import Polarity

_LATER = 12  # cues that are looked at behind one
_RATHER = re.compile(
    "而是(?:由|因|因为|由于)?(?P<cause>.{2,40}?)(?P<cue>所致|造成的?|导致的?|引起的?|引发的?)"
)


_LEADS_TO_ALL = frozenset(
    ("zh.frame.influenced", "zh.conn.because", "zh.conn.with", "zh.verb.cause")
)
_CHANGE = 24  # characters
_BEFELL = re.compile(
    "(?:[大陡骤剧猛激锐]|翻倍)[增降升减跌涨]|频[发现]|显现|凸显|突出|吃紧|告急|承压|受[阻限损挫]|(?:更|更加|愈发|越来越)[高低大小差难弱强困]|(?:出现|遭遇|陷入)[^,的]{2,8}$"
)
_ALSO = re.compile("(?:并?且|同时|以及|还有|也)")
_MANY = re.compile("(?:不少|多家|大量|许多|众多|一些|各类)")
_OBJECT = re.compile("了?[^的、]{2}")
_OWN = 0.7  # the least strength of a verb that makes what follows 、 a clause of its own


class ChineseRules(ChineseVerbs, ChineseReasons):
    """The rules applied to one Chinese sentence."""

    def propose(self) -> None:
        self.clauses = tuple(part for clause in self.clauses for part in self._told_apart(clause))
        for number, clause in enumerate(self.clauses):
            if clause.start in self.told:
                continue
            hits = self.reading.hits(clause.start, clause.end)
            before = len(self.found)
            self._clause(number, clause, hits)
            if len(self.found) == before:
                strong = [
                    h
                    for h in hits
                    if h.frame and h.frame.strength >= STRONG and (h.start, h.end) not in self.used
                ]
                if strong:
                    self._missed(strong[0])
            if self.words.hint.search(self.text, clause.start, clause.end):
                self.implicit(number, clause, len(self.found) > before)
                self.conditional(number, clause)
            self.once(number, clause)
        self.two_states()
        for one in tuple(self.found):
            self._alike_behind(one)

    def _alike_behind(self, told: Candidate) -> None:
        """受此影响, 收益率下滑, 规模收缩, 成本抬升: changes side by side, all that came of one thing."""
        if told.rule not in _LEADS_TO_ALL or told.cause[0] > told.effect[0]:
            return
        numbers = [n for n, c in enumerate(self.clauses) if c.end == told.effect[1]]
        if not numbers:
            return
        for number in range(numbers[0] + 1, len(self.clauses)):
            clause = self.clauses[number]
            also = _ALSO.match(self.text, clause.start, clause.end)
            body = (also.end() if also else clause.start, clause.end)
            if self.clauses[number - 1].closed != "," or not self._changes(*body):
                return
            acts = any(h.frame and h.end < clause.end for h in self.reading.hits(*body))
            if acts or clause.start in self.told:
                return
            same = self._falls(*body) == self._falls(*told.effect) or (
                self._is_bad(*body) and self._is_bad(*told.effect)
            )  # 结构失衡, 压力大增: bad, both
            if not same and told.rule != "zh.frame.influenced":
                return  # 疫情导致航班减少, 油价上涨: not the same way
            self._add(replace(told, effect=body))

    def _falls(self, start: int, end: int) -> bool:
        """Whether the last word of a stretch says that something fell."""
        words = self.reading.words
        return self.reading.lexicon.trends.get(words.texts[words.at(end - 1)]) in BAD

    def _changes(self, start: int, end: int) -> bool:
        """Whether a short stretch tells of what how it moved: 规模出现收缩."""
        words = self.reading.words
        last = words.at(end - 1)
        first = words.tags[words.at(start)]
        noun = first.startswith("n") or first in ("vn", "b", "j")
        noun = noun or _MANY.match(self.text, start) is not None
        return (
            end - start <= _CHANGE
            and noun
            and (
                words.texts[last] in self.reading.lexicon.trends
                or _BEFELL.search(self.text, start, end) is not None
            )
            and words.starts[last] - start >= 2
        )

    def _told_apart(self, clause: Clause) -> Iterator[Clause]:
        """The clause, in parts where both sides of 、 have a verb of their own: A 推高 B、C 压低 D."""
        if self.text.find("、", clause.start, clause.end) < 0:
            yield clause
            return
        verbs = [
            h
            for h in self.reading.hits(clause.start, clause.end)
            if h.frame
            and h.frame.order == "cause-effect"
            and h.frame.strength >= _OWN
            and _OBJECT.match(self.text, h.end, clause.end)
        ]
        start = clause.start
        for one, other in pairwise(verbs):
            stop = self.text.rfind("、", one.end + 2, other.start - 2)
            if stop >= 0:
                yield Clause(start, stop, ",")
                start = stop + 1
        yield Clause(start, clause.end, clause.closed)

    def _clause(self, number: int, clause: Clause, hits: list[Hit]) -> None:
        opened = self.text.startswith("而是", clause.start)
        rather = _RATHER.fullmatch(self.text, clause.start, clause.end) if opened else None
        if rather and self.found and self._rather(rather):
            return
        if sum(self._add(one) for one in self.around(number, clause)):
            return
        framing = self._framing(number, clause, hits)
        if framing and sum(self._add(one) for one in framing):
            return
        last_end = clause.start
        busy_until = clause.start  # a strong cue owns what follows it in its clause
        for position, hit in enumerate(hits):
            drives = hit.word in DRIVES or (hit.frame and hit.frame.id.endswith("verb.cause"))
            if hit.start < busy_until and not drives:
                continue
            if hit.start < last_end:
                continue
            later = hits[position + 1 : position + _LATER]
            candidates = self._construction(number, clause, hit, later)
            if not candidates:
                continue
            added = [self._add(one) for one in candidates]
            if any(added):
                last_end = hit.end
                if hit.frame and hit.frame.order == "cause-effect":
                    relative = self.text.startswith("的", hit.end)
                    busy_until = self.found[-1].effect[1] if relative else clause.end
                elif hit.frame and hit.frame.order == "because":
                    last_end = max(last_end, candidates[0].cause[1])
                elif self.text.endswith("所致", hit.end, clause.end):
                    last_end = clause.end  # 是由于用药限制政策所致: all of it is why

    def _rather(self, match: re.Match[str]) -> bool:
        """E 并非因为 A, 而是 B 所致: what B led to is what A did not."""
        cue = Hit(match.start("cue"), match.end("cue"), "", None)
        effect = self.found[-1].effect
        return self._add(
            self._candidate(
                match.span("cause"), effect, cue, "zh.frame.rather", Polarity.PROMOTE, 0.8
            )
        )

    def _framing(self, number: int, clause: Clause, hits: list[Hit]) -> list[Candidate] | None:
        """在 A 带动 B 等因素的推动下: the frame around a whole clause goes before cues inside it."""
        if len(hits) < 2:
            return None
        last = hits[-1]
        if last.word in self.reading.lexicon.sets["pave"] and last.end == clause.end:
            return self._pave(number, clause, last)
        after = self.text[last.end : clause.end]
        if last.word not in self.reading.lexicon.sets["influence"] or after not in (
            "",
            "下",
            "之下",
        ):
            return None
        if self.text[clause.start] not in "受在":
            return None
        return self._influence(number, clause, last, self.text[clause.start : last.start], after)

    def _construction(
        self, number: int, clause: Clause, hit: Hit, later: list[Hit]
    ) -> list[Candidate] | None:
        sets = self.reading.lexicon.sets
        before = self.text[clause.start : hit.start]
        after = self.text[hit.end : clause.end]
        if hit.word in sets["cause_noun"] and not after.strip('"之一 '):
            return self._reason_noun(number, clause, hit)
        if hit.word in sets["cause_noun"] and (told := self._one_by_one(number, clause, hit)):
            return told
        if hit.word in sets["effect_noun"] and not after.strip('" '):
            return self._result_noun(number, clause, hit)
        if hit.word in sets["related"]:
            return self._related(number, clause, hit)
        if hit.word in sets["pave"]:
            return self._pave(number, clause, hit)
        if hit.word in sets["influence"]:
            found = self._influence(number, clause, hit, before, after)
            if found is not None:
                return found
        if hit.frame is None:
            return None
        at = Place(number, clause, hit, hit.frame, before, after, later)
        if hit.frame.order == "cause-effect":
            return self._verb(at)
        if hit.frame.order == "effect-cause":
            return self._back(number, clause, hit)
        if hit.frame.order == "because":
            return self._because(at)
        return self._therefore(number, clause, hit, before)
