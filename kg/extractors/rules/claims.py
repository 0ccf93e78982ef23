"""Causal claims from sentences: cue → arguments → polarity, modality, claimant.

Each cue belongs to a frame of the lexicon, which says where its cause and effect stand; a method a
kind of frame proposes candidates. Constructions that no single cue states (受…影响, 对…的冲击,
…是…的主因) take the words they need from the lexicon too. How arguments are found, trimmed and
worded is in `kg.extractors.rules.arguments`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extractors.rules.arguments import Bounds, Candidate, overlap
from kg.extractors.rules.implicit import Implicit
from kg.extractors.rules.reading import Clause, Hit, Reading
from kg.model import Claim, Cue, Polarity


def extract_claims(reading: Reading) -> tuple[list[Claim], list[Cue]]:
    """All claims that single sentences (with their neighbours) make, and the cues left unparsed."""
    claims: list[Claim] = []
    unparsed: list[Cue] = []
    for index in range(len(reading.sentences)):
        rule = SentenceRules(reading, index)
        claims.extend(rule.claims())
        unparsed.extend(rule.unparsed)
    return claims, unparsed


class SentenceRules(Implicit):
    """The rules applied to one sentence."""

    # -- the flow -------------------------------------------------------------------------------

    def claims(self) -> list[Claim]:
        """Every claim of the sentence, in text order."""
        if self.clauses:
            for number, clause in enumerate(self.clauses):
                hits = self.reading.hits(clause.start, clause.end)
                before = len(self.found)
                self._clause(number, clause, hits)
                if len(self.found) == before and any(
                    h.frame and h.frame.strength >= 0.8 for h in hits
                ):
                    hit = next(h for h in hits if h.frame and h.frame.strength >= 0.8)
                    self.unparsed.append(
                        Cue(self.reading.document.text[hit.start : hit.end], hit.start, hit.end)
                    )
                if not self.english and self.words.hint.search(self.text, clause.start, clause.end):
                    self.implicit(number, clause, bool(len(self.found) > before))
                    self.conditional(number, clause)
        return [claim for candidate in self._unique() for claim in self._worded(candidate)]

    def _unique(self) -> Iterator[Candidate]:
        taken: list[Candidate] = []
        for candidate in self.found:
            if any(
                overlap(candidate.cause, other.cause) > 0.5
                and overlap(candidate.effect, other.effect) > 0.5
                for other in taken
            ):
                continue
            taken.append(candidate)
            yield candidate

    def _clause(self, number: int, clause: Clause, hits: list[Hit]) -> None:
        framing = self._framing(number, clause, hits)
        if framing and sum(self._add(one) for one in framing):
            return
        last_end = clause.start
        busy_until = clause.start  # a strong cue owns what follows it in its clause
        for position, hit in enumerate(hits):
            if hit.start < busy_until and not (hit.frame and hit.frame.id.endswith("verb.cause")):
                continue
            if hit.start < last_end:
                continue
            candidate = self._construction(number, clause, hit, hits[position + 1 :])
            if candidate is None:
                continue
            added = False
            for one in candidate:
                if self._add(one):
                    added = True
            if added:
                last_end = hit.end
                if hit.frame and hit.frame.order == "cause-effect":
                    busy_until = clause.end
                elif hit.frame and hit.frame.order == "because":
                    last_end = max(last_end, candidate[0].cause[1])

    def _framing(self, number: int, clause: Clause, hits: list[Hit]) -> list[Candidate] | None:
        """在 A 带动 B 等因素的推动下: the frame around a whole clause goes before cues inside it."""
        if self.english or len(hits) < 2:
            return None
        last = hits[-1]
        after = self.text[last.end : clause.end]
        if last.word not in self.reading.lexicon.words["influence"] or after not in (
            "",
            "下",
            "之下",
        ):
            return None
        if not self._is_lead(
            self.text[clause.start : clause.start + 1].replace("受", "").replace("在", "")
        ):
            return None
        return self._influence(number, clause, last, self.text[clause.start : last.start], after)

    # -- constructions --------------------------------------------------------------------------

    def _construction(
        self, number: int, clause: Clause, hit: Hit, later: list[Hit]
    ) -> list[Candidate] | None:
        before = self.text[clause.start : hit.start]
        after = self.text[hit.end : clause.end]
        if not self.english:
            if hit.word in self.reading.lexicon.words["cause_noun"] and not after.strip('"之一 '):
                return self._reason_noun(number, clause, hit)
            if hit.word in self.reading.lexicon.words["effect_noun"] and not after.strip('" '):
                return self._result_noun(number, clause, hit)
            if hit.word in self.reading.lexicon.words["pave"]:
                return self._pave(number, clause, hit)
            if hit.word in self.reading.lexicon.words["influence"]:
                found = self._influence(number, clause, hit, before, after)
                if found is not None:
                    return found
        if hit.frame is None:
            return None
        if hit.frame.order == "cause-effect":
            return self._verb(number, clause, hit, before, after, later)
        if hit.frame.order == "effect-cause":
            return self._back(number, clause, hit)
        if hit.frame.order == "because":
            return self._because(number, clause, hit, before, after, later)
        return self._therefore(number, clause, hit, before)

    def _verb(
        self, number: int, clause: Clause, hit: Hit, before: str, after: str, later: list[Hit]
    ) -> list[Candidate] | None:
        frame = hit.frame
        assert frame is not None
        polarity = Polarity(frame.polarity)
        if not self.english:
            if before.endswith(("的", "之")) and not before.endswith("是的"):
                return None
            passive = self.words.passive.match(before)
            if passive and not after.strip("了的 "):
                return [
                    self._candidate(
                        (
                            clause.start + passive.start("cause"),
                            clause.start + passive.end("cause"),
                        ),
                        (
                            clause.start + passive.start("effect"),
                            clause.start + passive.end("effect"),
                        ),
                        hit,
                        frame.id + ".passive",
                        polarity,
                        frame.strength,
                    )
                ]
            if before.endswith(("被", "遭", "受", "受到")):
                return None
            agent = self.words.agent.match(before)
            if agent and not after.strip("了的 "):
                # E 是由 C 导致的
                doer = (clause.start + agent.start("cause"), hit.start)
                done = (clause.start, clause.start + agent.end("effect"))
                return [
                    self._candidate(doer, done, hit, frame.id + ".agent", polarity, frame.strength)
                ]
        end = clause.end
        for other in later:
            if other.frame and other.frame.id.endswith("verb.cause") and other.start > hit.end + 1:
                end = other.start
                break
        effect = (hit.end, end)
        if not self.english and after.startswith(("的", "之")) and not after.startswith("的是"):
            if frame.subject == "change":
                return None  # 质量提升的转变: the trend belongs to a noun phrase
            effect = self._relative_head(hit.end + 1, end)
        cause, shared = self._left(number, clause, hit)
        if cause is None:
            return None
        rule = frame.id
        cause_text = self.text[cause[0] : cause[1]]
        if not self.english:
            upon = re.fullmatch(r"(?P<cause>.*?)(?:对于|对|给)(?P<effect>.{2,40})", cause_text)
            if upon and hit.word in self.reading.lexicon.words["light_verb"] + ("引起",):
                left = (cause[0], cause[0] + upon.end("cause"))
                target = (cause[0] + upon.start("effect"), cause[1])
                tail = self.text[effect[0] : effect[1]]
                found = re.search(self.reading.lexicon.any_of("influence") + "$", tail)
                source = left if upon.group("cause") else self._previous(number)
                if source is None:
                    return None
                cause = source
                if found:
                    effect = target
                    noun = self.reading.lexicon.cues.get(found.group())
                    if noun and noun.polarity == "prevent":
                        polarity = Polarity.PREVENT
                    rule = "zh.frame.upon"
        if frame.subject and not shared and not self._eventish(cause, frame.subject):
            return None
        return [self._candidate(cause, effect, hit, rule, polarity, frame.strength)]

    def _back(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        frame = hit.frame
        assert frame is not None
        effect, _ = self._left(number, clause, hit)
        cause_end = clause.end
        if effect is None or self.text[hit.end : clause.end].strip(' "') == "":
            return None
        start, end = hit.end, cause_end
        # 原因有三: 一是…, 二是…: the members stand in the following clauses.
        if clause.closed == ":" or end - start < 2:
            members = self._members(number + 1)
            if members:
                return [
                    self._candidate(
                        member, effect, hit, frame.id + ".list", Polarity.PROMOTE, frame.strength
                    )
                    for member in members
                ]
        return [
            self._candidate(
                (start, end), effect, hit, frame.id, Polarity(frame.polarity), frame.strength
            )
        ]

    def _because(
        self, number: int, clause: Clause, hit: Hit, before: str, after: str, later: list[Hit]
    ) -> list[Candidate] | None:
        frame = hit.frame
        assert frame is not None
        # 因 C 导致 E: the verb states the link, the conjunction only opens its cause.
        if any(
            h.frame and h.frame.order == "cause-effect" and h.frame.strength >= 0.75 for h in later
        ):
            return None
        if number + 1 < len(self.clauses):
            # 因 C, 导致 E: likewise, one clause on.
            goal = self.clauses[number + 1]
            for other in self.reading.hits(goal.start, min(goal.end, goal.start + 8)):
                if (
                    other.frame
                    and other.frame.order == "cause-effect"
                    and self._is_lead(self.text[goal.start : other.start])
                ):
                    return None
        left = self._clean_left(clause.start, hit.start)
        if self.english:
            if left[1] - left[0] >= 8:
                return [
                    self._candidate(
                        (hit.end, clause.end), left, hit, frame.id, Polarity.PROMOTE, frame.strength
                    )
                ]
            following = self._next(number)
            if following:
                return [
                    self._candidate(
                        (hit.end, clause.end),
                        following,
                        hit,
                        frame.id,
                        Polarity.PROMOTE,
                        frame.strength,
                    )
                ]
            previous = self._previous(number)
            if previous and number:
                return [
                    self._candidate(
                        (hit.end, clause.end),
                        previous,
                        hit,
                        frame.id,
                        Polarity.PROMOTE,
                        frame.strength,
                    )
                ]
            return None
        if hit.word == "因" and before and not self._is_lead(before):
            inner = re.match(r"(?P<cause>.{2,30}?)(?:而|被|遭)(?P<effect>.{2,})", after)
            if inner:
                return [
                    self._candidate(
                        (hit.end, hit.end + inner.end("cause")),
                        (hit.end + inner.start("effect"), clause.end),
                        hit,
                        frame.id,
                        Polarity.PROMOTE,
                        frame.strength,
                    )
                ]
            if not self._next(number):
                return None
        inner = (
            re.match(r"(?P<cause>.{2,40}?)(?:而|,?所以|,?因此)(?P<effect>.{2,})", after)
            if hit.word in ("因", "因为", "由于")
            else None
        )
        if inner and not re.search("[因从进继反然时]$", inner.group("cause")):
            return [
                self._candidate(
                    (hit.end, hit.end + inner.end("cause")),
                    (hit.end + inner.start("effect"), clause.end),
                    hit,
                    frame.id,
                    Polarity.PROMOTE,
                    frame.strength,
                )
            ]
        following = self._next(number)
        cause = (hit.end, clause.end)
        if following and clause.closed != ";":
            # Several clauses may state the cause before 所以 names the effect.
            for ahead in range(number + 1, len(self.clauses)):
                conjunction = [
                    h
                    for h in self.reading.hits(self.clauses[ahead].start, self.clauses[ahead].end)
                    if h.frame
                    and h.frame.order == "therefore"
                    and self._is_lead(self.text[self.clauses[ahead].start : h.start])
                ]
                if conjunction:
                    following = (conjunction[0].end, self.clauses[ahead].end)
                    cause = (hit.end, self.clauses[ahead - 1].end)
                    self.used.add((conjunction[0].start, conjunction[0].end))
                    break
            return [
                self._candidate(cause, following, hit, frame.id, Polarity.PROMOTE, frame.strength)
            ]
        if left[1] - left[0] >= 4:
            return [
                self._candidate(
                    cause, left, hit, frame.id + ".post", Polarity.PROMOTE, frame.strength
                )
            ]
        previous = self._previous(number)
        if previous:
            return [
                self._candidate(
                    cause, previous, hit, frame.id + ".post", Polarity.PROMOTE, frame.strength
                )
            ]
        return None

    def _therefore(
        self, number: int, clause: Clause, hit: Hit, before: str
    ) -> list[Candidate] | None:
        frame = hit.frame
        assert frame is not None
        if (hit.start, hit.end) in self.used or not self._is_lead(before):
            return None
        # A verb right behind the conjunction (从而导致) states the link itself.
        for other in self.reading.hits(hit.end, min(clause.end, hit.end + 6)):
            if other.frame and other.frame.order == "cause-effect" and other.frame.strength > 0.6:
                return None
        previous = self._last_effect(number) or self._previous(number, across=True)
        if previous is None:
            return None
        return [
            self._candidate(
                previous, (hit.end, clause.end), hit, frame.id, Polarity.PROMOTE, frame.strength
            )
        ]

    def _influence(
        self, number: int, clause: Clause, hit: Hit, before: str, after: str
    ) -> list[Candidate] | None:
        whole = self.text[clause.start : hit.end]
        frame = hit.frame
        noun_polarity = Polarity(frame.polarity) if frame else Polarity.PROMOTE
        upon = self.words.upon.match(before)
        if (
            upon
            and not after.lstrip().startswith(tuple("了着到"))
            and not self.text.startswith(("力", "因素"), hit.end)
        ):
            cause: Bounds | None = (
                clause.start + upon.start("cause"),
                clause.start + upon.end("cause"),
            )
            assert cause is not None
            cleaned = self._clean_cause(*cause)
            if cleaned[1] - cleaned[0] < 2:
                cause = self._previous(number)
            if cause is None:
                return None
            return [
                self._candidate(
                    cause,
                    (clause.start + upon.start("effect"), clause.start + upon.end("effect")),
                    hit,
                    "zh.frame.upon",
                    noun_polarity,
                    0.7,
                )
            ]
        match = self.words.influence.match(whole)
        if not match or whole[: match.start("open")].endswith(("对", "因", "为")):
            return None  # 对受疫情影响的企业, …
        opener = match.group("open")
        if opener == "在" and not re.match(r"(?:之)?下", after):
            return None
        rest_start = hit.end
        trailing = re.match(r"(?:之下|下|较大|最大|严重|很大|等)?(?:而|,)?", after)
        if trailing:
            rest_start += trailing.end()
        subject = self._clean_left(clause.start, clause.start + match.start("open"))
        rest = self._clean_right(rest_start, clause.end)
        cause = (clause.start + match.start("cause"), clause.start + match.end("cause"))
        if match.group("cause") in ("此", "这", "上述因素", "上述因素的"):
            meant = self._previous(number, across=True)  # 受此影响
            if meant is None:
                return None
            cause = meant
        rule = "zh.frame.influenced"
        if re.match(r"(?:的|(?:比较|较|最|很)?(?:大|小|深|严重|明显)的)", after):
            return None  # 受影响较大的企业 describes, it does not state
        if rest[1] - rest[0] >= 2 and not self.text.startswith("的", rest_start):
            start = (
                subject[0]
                if subject[1] - subject[0] >= 2 and subject[1] - subject[0] < 14
                else rest[0]
            )
            effect = (start, rest[1]) if start == rest[0] else rest
            return [self._candidate(cause, effect, hit, rule, Polarity.PROMOTE, 0.8)]
        following = self._next(number)
        if following and (subject[1] - subject[0] < 2 or clause.closed == ","):
            return [self._candidate(cause, following, hit, rule, Polarity.PROMOTE, 0.8)]
        if subject[1] - subject[0] >= 2:
            return [self._candidate(cause, subject, hit, rule, noun_polarity, 0.75)]
        return None

    def _reason_noun(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        match = self.words.reason_noun.match(self.text[clause.start : clause.end])
        if not match:
            return None
        cause: Bounds | None = (clause.start, clause.start + match.end("cause"))
        cleaned = self._clean_cause(clause.start, clause.start + match.end("cause"))
        if cleaned[1] - cleaned[0] < 2:
            cause = self._previous(number)
        if cause is None or self.text[cause[1] - 1] == "的":
            return None
        effect = (clause.start + match.start("effect"), clause.start + match.end("effect"))
        if re.match("对|在|从", self.text[effect[0] : effect[1]]):
            return None
        if re.fullmatch(
            r"(?:重要|主要|核心|关键|其中|最|另)*(?:一个|原因|因素)?",
            self.text[effect[0] : effect[1]],
        ):
            return None
        cue = Hit(clause.start + match.start("link"), clause.start + match.end("link"), "", None)
        return [self._candidate(cause, effect, cue, "zh.frame.reason", Polarity.PROMOTE, 0.8)]

    def _result_noun(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        match = self.words.result_noun.match(self.text[clause.start : clause.end])
        if not match:
            return None
        effect: Bounds | None = self._clean_left(clause.start, clause.start + match.end("effect"))
        assert effect is not None
        if effect[1] - effect[0] < 2:
            effect = self._previous(number)
            if effect is not None:
                if re.match(r"从.+到", self.text[effect[0] : effect[1]]):
                    # 从 A 到 B, 既是 C 的结果: a range sets the scene; the subject is what the
                    # sentence before speaks of.
                    effect = self._subject_before()
                # "… 并非单一因素导致, 而是 C 的结果": the subject of the clause before, not all of it.
                head = effect and re.match(
                    r"(.{2,30}?)(?:并非|并不是|不是|不仅|既)", self.text[effect[0] : effect[1]]
                )
                if head and effect:
                    effect = (effect[0], effect[0] + head.end(1))
        if self.found and self.found[-1].rule == "zh.frame.result" and match.end("effect") < 2:
            effect = self.found[-1].effect  # 既是 A 的结果, 也是 B 的过程
        if effect is None:
            return None
        cause = (clause.start + match.start("cause"), clause.start + match.end("cause"))
        return [self._candidate(cause, effect, hit, "zh.frame.result", Polarity.PROMOTE, 0.8)]

    def _pave(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        match = self.words.pave.search(self.text, clause.start, clause.end)
        if not match:
            return None
        cause: Bounds | None = self._clean_cause(clause.start, match.start())
        assert cause is not None
        if cause[1] - cause[0] < 2:
            cause = self._last_cause(number) or self._previous(number)
        if cause is None:
            return None
        return [
            self._candidate(
                cause, (match.start(), match.end()), hit, "zh.frame.pave", Polarity.PROMOTE, 0.7
            )
        ]
