"""Causal claims from sentences: cue → arguments → polarity, modality, claimant.

Each cue belongs to a frame of the lexicon, which says where its cause and effect stand. Arguments
are trimmed to the minimal clause or phrase: discourse words, adverbs, hedges and outer punctuation
go. Rules for constructions that no single cue states (受…影响, 对…的冲击, …是…的主因) follow the
same path, with the words they need taken from the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from kg.extractors.rules.reading import Clause, Hit, Reading, trim
from kg.model import Argument, Claim, Cue, Document, Evidence, Modality, Polarity
from kg.ontology import Lexicon, alternation

Bounds = tuple[int, int]

_CONTEXT = 24
_LONGEST_ARGUMENT = 90
_ACTORS = {"Bank", "Regulator", "Company", "Organization", "Person", "Place"}


@dataclass(frozen=True)
class Candidate:
    """A claim before its arguments are split, checked and worded."""

    cause: Bounds
    effect: Bounds
    cue: Bounds | None
    rule: str
    polarity: Polarity
    strength: float
    implicit: bool = False
    modality: Modality | None = None
    split_cause: bool = True


@dataclass
class Patterns:
    """Expressions compiled once from a lexicon."""

    lexicon: Lexicon
    _cache: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def _compile(self, pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE if self.english else 0)

    @property
    def english(self) -> bool:
        """Whether words are separated by spaces."""
        return self.lexicon.language == "en"

    @cached_property
    def lead(self) -> re.Pattern[str]:
        words = self.lexicon.any_of("lead", "shift", "concession", "conditional")
        if self.english:
            return self._compile(
                rf"(?:(?:{words}|(?:in|by|on|since|during|from) (?:the )?(?:\w+ )?(?:19|20)\d\d)[\s,]*)+"
            )
        time = (
            r"(?:(?:到|自|从|在|截至|截止)?(?:(?:19|20)\d\d年?(?:[-/.]?\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?|今年|去年|前年|同年|当年|次年|近几年|近两年)"
            r"(?:以来|之后|后|起|初|底|末|间|中|上半年|下半年|[一二三四]季度|Q[1-4])?)"
        )
        return self._compile(rf"(?:(?:{words}|{time})[\s,]*)+")

    @cached_property
    def adverbs_at_end(self) -> re.Pattern[str]:
        words = self.lexicon.any_of(
            "adverb", "hedge_strong", "hedge_weak", "negation", "conditional_then"
        )
        return self._compile(rf"(?:[\s,]*{words})+[\s,\"]*$")

    @cached_property
    def tail(self) -> re.Pattern[str]:
        return self._compile(rf"(?:\s*{self.lexicon.any_of('tail')})+$")

    @cached_property
    def hedge(self) -> re.Pattern[str]:
        return self._compile(self.lexicon.any_of("hedge_strong", "hedge_weak"))

    @cached_property
    def hedge_at_start(self) -> re.Pattern[str]:
        return self._compile(rf"(?:\s*{self.lexicon.any_of('hedge_strong', 'hedge_weak')})+")

    @cached_property
    def negation_at_end(self) -> re.Pattern[str]:
        adverbs = self.lexicon.any_of("adverb", "hedge_strong")
        return self._compile(rf"(?:{self.lexicon.any_of('negation')})(?:\s*{adverbs})*\s*$")

    @cached_property
    def conditional(self) -> re.Pattern[str]:
        words = self.lexicon.any_of("conditional")
        lead = self.lexicon.any_of("lead", "shift")
        return self._compile(rf"(?:{lead}[\s,]*)*{words}")

    @cached_property
    def then(self) -> re.Pattern[str]:
        return self._compile(self.lexicon.any_of("conditional_then"))

    @cached_property
    def purpose(self) -> re.Pattern[str]:
        return self._compile(self.lexicon.any_of("purpose"))

    @cached_property
    def evidential(self) -> re.Pattern[str]:
        return self._compile(self.lexicon.any_of("evidential"))

    @cached_property
    def attribution(self) -> re.Pattern[str]:
        verbs = self.lexicon.any_of("attribution_verb")
        if self.english:
            return self._compile(
                rf"(?:according to (?P<who>.+)|(?P<whom>.{{2,80}}?)\s+(?:has |have |had )?{verbs}(?: that)?)$"
            )
        return self._compile(
            rf"(?:(?:不过|但|而|对此|此前|其中|,|\s)*(?:据|根据|按照|在)?)(?P<who>[^,]{{1,40}}?)(?:也|还|则|就|均|都|曾|在[^,]{{1,30}}?|对[^,]{{2,20}}?)?(?:向记者)?(?P<verb>{verbs})(?:道|出)?$"
        )

    @cached_property
    def event(self) -> re.Pattern[str]:
        return self._compile(alternation(self.lexicon.events, whole=self.english))

    @cached_property
    def influence(self) -> re.Pattern[str]:
        nouns = self.lexicon.any_of("influence")
        opens = self.lexicon.any_of("influence_open")
        return self._compile(
            rf"(?:.*[^接承蒙感难享经])??(?P<open>{opens})(?:了|着)?(?P<cause>.{{2,60}}?)(?:的)?(?:共同|多重|双重|持续|严重|较大|一定|不利|负面|直接|综合|叠加|进一步)?(?P<noun>{nouns})$"
        )

    @cached_property
    def upon(self) -> re.Pattern[str]:
        light = self.lexicon.any_of("light_verb")
        return self._compile(
            rf"(?P<cause>.*?)(?:对于|对|给|为)(?P<effect>[^,]{{2,40}}?)(?P<link>的|(?:所)?{light}(?:了)?)(?P<kind>[^,的]{{0,8}}的?)$"
        )

    @cached_property
    def passive(self) -> re.Pattern[str]:
        return self._compile(
            r"(?P<effect>.{2,40}?)(?:也|正|又|还|已|会|将|可能|均|都|不断|逐步|进一步|持续|已经|则|却)*(?:被|遭)(?P<cause>.{2,30})$"
        )

    @cached_property
    def reason_noun(self) -> re.Pattern[str]:
        nouns = self.lexicon.any_of("cause_noun")
        hedges = self.lexicon.any_of("hedge_strong", "hedge_weak")
        verbs = alternation([w for w, f in self.lexicon.cues.items() if f.order == "cause-effect"])
        return self._compile(
            rf"(?P<cause>.*?)(?P<link>(?:也|均|都|就|才|正|又|更|则|既|曾|,)*(?:{hedges})?(?:(?<!特别)(?<!尤其)(?<!就)是|成为了?|成了|构成了?|系|沦为|乃)(?:{verbs}|致使)?)(?P<effect>.{{2,50}}?)的\"?(?:最?[^的,]{{0,6}}?)\"?{nouns}(?:之一)?\"?$"
        )

    @cached_property
    def result_noun(self) -> re.Pattern[str]:
        nouns = self.lexicon.any_of("effect_noun")
        return self._compile(
            rf"(?P<effect>.*?)(?:而|也|均|都|就|既|则|并非|不是|更|又)*(?:是|系|乃)(?P<cause>.{{2,50}}?)(?:的|之)(?:必然|直接|最终|自然|共同|综合|一种|一个)?{nouns}$"
        )

    @cached_property
    def after(self) -> re.Pattern[str]:
        happen = self.lexicon.any_of("happen")
        ends = self.lexicon.any_of("after_event")
        return self._compile(rf"(?P<event>.*{happen}[^,的]{{0,10}}?)(?:{ends})$")

    @cached_property
    def predicament(self) -> re.Pattern[str]:
        verbs = self.lexicon.any_of("predicament")
        nouns = self.lexicon.any_of("predicament_noun")
        adverbs = self.lexicon.any_of("adverb")
        behind = self.lexicon.any_of("falls_behind")
        return self._compile(
            rf"(?:{adverbs})*(?:(?P<verb>{verbs})|存在.*{nouns}|在.{{2,12}}上(?:{adverbs})*{behind})"
        )

    @cached_property
    def suffers(self) -> re.Pattern[str]:
        nouns = self.lexicon.any_of("predicament_noun")
        return self._compile(rf".{{2,40}}(?:面临|陷入|承受|遭遇)(?:着|了)?.{{0,12}}{nouns}$")

    @cached_property
    def problem(self) -> re.Pattern[str]:
        return self._compile(
            alternation(
                [*self.lexicon.trends, "问题", "被", "困难", "风险", "危机", "超时", "故障"]
            )
        )

    @cached_property
    def generic_cause(self) -> re.Pattern[str]:
        return self._compile(self.lexicon.any_of("generic_cause"))

    @cached_property
    def pave(self) -> re.Pattern[str]:
        return self._compile(rf"为.{{2,40}}?{self.lexicon.any_of('pave')}")

    @cached_property
    def topic(self) -> re.Pattern[str]:
        return self._compile(alternation(self.lexicon.why["topic"], whole=self.english))

    @cached_property
    def enumerator(self) -> re.Pattern[str]:
        return self._compile(
            r"(?:[一二三四五六]是|其[一二三四五]|第[一二三四五六](?!季|产|阶|届|批|次|方|名|位|代|财)|[((]?[1-6][))、.])[,:]?"
        )


_PATTERNS: dict[int, Patterns] = {}


def patterns(lexicon: Lexicon) -> Patterns:
    """The compiled expressions of ``lexicon``, built once."""
    if id(lexicon) not in _PATTERNS:
        _PATTERNS[id(lexicon)] = Patterns(lexicon)
    return _PATTERNS[id(lexicon)]


def extract_claims(reading: Reading) -> tuple[list[Claim], list[Cue]]:
    """All claims that single sentences (with their neighbours) make, and the cues left unparsed."""
    claims: list[Claim] = []
    unparsed: list[Cue] = []
    for index in range(len(reading.sentences)):
        rule = SentenceRules(reading, index)
        claims.extend(rule.claims())
        unparsed.extend(rule.unparsed)
    return claims, unparsed


class SentenceRules:
    """The rules applied to one sentence; state is what the sentence's earlier cues yielded."""

    def __init__(self, reading: Reading, index: int) -> None:
        self.reading = reading
        self.text = reading.text
        self.index = index
        self.sentence = reading.sentences[index]
        self.clauses = self.sentence.clauses
        self.words = patterns(reading.lexicon)
        self.english = self.words.english
        self.found: list[Candidate] = []
        self.unparsed: list[Cue] = []
        self.used: set[tuple[int, int]] = set()

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
                if not self.english:
                    self._implicit(number, clause, bool(len(self.found) > before))
                    self._conditional(number, clause)
        return [claim for candidate in self._unique() for claim in self._worded(candidate)]

    def _unique(self) -> Iterator[Candidate]:
        taken: list[Candidate] = []
        for candidate in self.found:
            if any(
                _overlap(candidate.cause, other.cause) > 0.5
                and _overlap(candidate.effect, other.effect) > 0.5
                for other in taken
            ):
                continue
            taken.append(candidate)
            yield candidate

    def _clause(self, number: int, clause: Clause, hits: list[Hit]) -> None:
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
                new = (cause[0], cause[0] + upon.end("cause"))
                target = (cause[0] + upon.start("effect"), cause[1])
                tail = self.text[effect[0] : effect[1]]
                found = re.search(self.reading.lexicon.any_of("influence") + "$", tail)
                if upon.group("cause"):
                    cause = new
                else:
                    previous = self._previous(number)
                    if previous is None:
                        return None
                    cause = previous
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
        if not match:
            return None
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
        rule = "zh.frame.influenced"
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

    def _implicit(self, number: int, clause: Clause, stated: bool) -> None:
        words = self.words
        body = self._clean_left(clause.start, clause.end)
        if number and not stated:
            previous = self.clauses[number - 1]
            match = words.predicament.match(self.text[body[0] : body[1]])
            if match and not self._attribution(previous) and previous.closed == ",":
                before = self._clean_left(previous.start, previous.end)
                if before[1] - before[0] >= 5 and not words.conditional.match(
                    self.text, previous.start, previous.end
                ):
                    self._add(
                        Candidate(
                            before,
                            body,
                            None,
                            "zh.implicit.predicament",
                            Polarity.PROMOTE,
                            0.5,
                            implicit=True,
                            split_cause=False,
                        )
                    )
            elif words.suffers.match(self.text[body[0] : body[1]]) and self.found:
                last = self.found[-1]
                if last.effect[1] <= previous.end and last.effect[0] >= previous.start:
                    self._add(
                        Candidate(
                            last.cause,
                            body,
                            None,
                            "zh.implicit.suffers",
                            Polarity.PROMOTE,
                            0.5,
                            implicit=True,
                        )
                    )
        match = words.after.match(self.text[clause.start : clause.end])
        if match and number + 1 < len(self.clauses):
            following = self._next(number)
            if following and words.problem.search(self.text, *following):
                self._add(
                    Candidate(
                        (clause.start, clause.start + match.end("event")),
                        following,
                        (clause.start + match.end("event"), clause.start + match.end()),
                        "zh.implicit.after",
                        Polarity.PROMOTE,
                        0.5,
                        implicit=True,
                        split_cause=False,
                    )
                )
        means = re.match(
            r"(?P<means>.*?(?:通过|凭借|借助|依托).{3,40})$", self.text[clause.start : clause.end]
        )
        if means and number + 1 < len(self.clauses):
            following = self.clauses[number + 1]
            achieved = re.match(
                r"(?:已|也|并)?(?:将|把|使|令)(?P<effect>.{2,40})$",
                self.text[following.start : following.end],
            )
            if (
                achieved
                and re.search(self.reading.lexicon.any_of("event"), achieved.group("effect"))
                and re.search(r"\d", achieved.group("effect"))
            ):
                opened = self.text.find(means.group("means"), clause.start)
                start = max(
                    self.text.rfind(w, opened, clause.end) for w in ("通过", "凭借", "借助", "依托")
                )
                self._add(
                    Candidate(
                        (start, clause.end),
                        (following.start + achieved.start("effect"), following.end),
                        (following.start, following.start + achieved.start("effect")),
                        "zh.frame.means",
                        Polarity.PROMOTE,
                        0.6,
                        split_cause=False,
                    )
                )
        purpose = re.match(
            r"(?:为了|为|为着)(?P<aim>(?:满足|确保|避免|防止|应对|降低|提高|实现|适应|符合|达到|缓解|控制|规避|减少|抢占|争取|保障|维护|遏制|化解|稳定|扩大|提升|推动|促进|吸引|保护|加强|规范).{2,30})$",
            self.text[body[0] : body[1]],
        )
        if purpose and clause.closed == ",":
            following = self._next(number)
            if following:
                self._add(
                    Candidate(
                        (body[0] + purpose.start("aim"), body[1]),
                        following,
                        (body[0], body[0] + purpose.start("aim")),
                        "zh.frame.purpose",
                        Polarity.PROMOTE,
                        0.5,
                        modality=Modality.PLANNED,
                        split_cause=False,
                    )
                )

    def _conditional(self, number: int, clause: Clause) -> None:
        opened = self.words.conditional.match(self.text, clause.start, clause.end)
        if not opened or any(c.cause[0] >= clause.start for c in self.found):
            return
        body = (opened.end(), clause.end)
        inner = re.match(
            r"(?P<cause>.{3,30}?)(?:才能|才会|方能|方可|则|就会|或将|或可|或|将)(?P<effect>[^,]{2,30})$",
            self.text[body[0] : body[1]],
        )
        cue = (opened.start(), opened.end())
        if inner:
            effect = (body[0] + inner.start("effect"), clause.end)
            members = self._members(number + 1) if clause.closed == ":" else []
            causes = members or [(body[0], body[0] + inner.end("cause"))]
        else:
            following = self._next(number)
            if following is None:
                return
            then = re.match(
                r"(?:[^,]{0,12}?)(?:那么|则|就|才|将|便|会|或|可能)",
                self.text[following[0] : following[1]],
            )
            if not then:
                return
            effect, causes = following, [body]
        for cause in causes:
            self._add(
                Candidate(
                    cause,
                    effect,
                    cue,
                    "zh.frame.condition",
                    Polarity.PROMOTE,
                    0.5,
                    modality=Modality.CONDITIONAL,
                    split_cause=False,
                )
            )

    # -- where arguments stand ------------------------------------------------------------------

    def _left(self, number: int, clause: Clause, hit: Hit) -> tuple[Bounds | None, bool]:
        """The argument before a cue, and whether it was taken over from the clause before."""
        own = self._clean_cause(clause.start, hit.start)
        if own[1] - own[0] >= 2:
            return own, False
        connective = re.search(r"从而|进而|继而|最终|由此", self.text[clause.start : hit.start])
        if hit.frame and hit.frame.shared and not connective:
            last = self._last_cause(number)
            if last is not None:
                return last, True
        effect = self._last_effect(number)
        if effect is not None and (connective or not (hit.frame and hit.frame.shared)):
            return effect, True
        previous = self._previous(number)
        return previous, False

    def _last(self, number: int) -> Candidate | None:
        if not number or not self.found:
            return None
        previous = self.clauses[number - 1]
        last = self.found[-1]
        return last if last.effect[0] >= previous.start and last.effect[1] <= previous.end else None

    def _last_cause(self, number: int) -> Bounds | None:
        last = self._last(number)
        return last.cause if last else None

    def _last_effect(self, number: int) -> Bounds | None:
        last = self._last(number)
        if last is None:
            return None
        if last.polarity is Polarity.PREVENT and last.cue:
            # What follows from 压缩了利润 is the squeeze, not the profit.
            return (last.cue[0], last.effect[1])
        return last.effect

    def _previous(self, number: int, *, across: bool = False) -> Bounds | None:
        for index in range(number - 1, -1, -1):
            clause = self.clauses[index]
            if self._attribution(clause) or clause.closed == ";":
                return None
            body = self._clean_left(clause.start, clause.end)
            if body[1] - body[0] >= 3:
                return body
        if (across or not number) and self.index:
            other = self.reading.sentences[self.index - 1]
            if other.block == self.sentence.block and other.clauses:
                start, end = other.clauses[0].start, other.end
                if end - start > 45:
                    start = other.clauses[-1].start
                body = self._clean_left(start, end)
                if body[1] - body[0] >= 3:
                    return body
        return None

    def _next(self, number: int) -> Bounds | None:
        for clause in self.clauses[number + 1 :]:
            if self._attribution(clause):
                continue
            body = self._clean_left(clause.start, clause.end)
            return body if body[1] - body[0] >= 2 else None
        return None

    def _subject_before(self) -> Bounds | None:
        """The subject of the sentence before: what stands before its evidential verb."""
        if not self.index:
            return None
        other = self.reading.sentences[self.index - 1]
        verb = self.words.evidential.search(self.text, other.start, other.end)
        if other.block != self.sentence.block or not verb:
            return None
        start, end = self._clean_cause(other.start, verb.start())
        return (start, end) if end - start >= 3 else None

    def _members(self, number: int) -> list[Bounds]:
        """Clauses that open with 一是, 二是 …, up to three sentences on."""
        members: list[Bounds] = []
        for clause in self.clauses[number:]:
            marker = self.words.enumerator.match(self.text, clause.start, clause.end)
            if marker:
                members.append((marker.end(), clause.end))
        return members

    def _attribution(self, clause: Clause) -> bool:
        return self._claimant_of(clause) is not None

    def _claimant_of(self, clause: Clause) -> str | None:
        if clause.end - clause.start > (110 if self.english else 48):
            return None
        match = self.words.attribution.match(self.text[clause.start : clause.end])
        if not match:
            return None
        groups = match.groupdict()
        name = "who" if groups.get("who") else "whom"
        if not groups.get(name):
            return None
        start, end = trim(
            self.text, clause.start + match.start(name), clause.start + match.end(name)
        )
        return self.reading.document.text[start:end] or None

    def _relative_head(self, start: int, end: int) -> Bounds:
        """After "C 导致的": the noun phrase, without what a locative or verb adds behind it."""
        text = self.text[start:end]
        stop = re.search(
            r"(?:中|上|里|内|时|后|下)(?=$|比较|最|还|都|也|已|将)|(?:并|正|已|将|也|都|比较|没有|未|是|会|可|被|仍|为)",
            text[2:],
        )
        return (start, start + 2 + stop.start()) if stop else (start, end)

    def _is_lead(self, before: str) -> bool:
        stripped = before.strip(' ,"')
        if not stripped:
            return True
        match = self.words.lead.match(stripped)
        return bool(match and match.end() == len(stripped)) or len(stripped) <= (
            0 if not self.english else 3
        )

    # -- trimming -------------------------------------------------------------------------------

    def _clean_left(self, start: int, end: int) -> Bounds:
        start, end = trim(self.text, start, end)
        match = self.words.lead.match(self.text, start, end)
        if match and match.end() < end:
            start = match.end()
        elif match:
            return end, end
        return trim(self.text, start, end)

    def _clean_cause(self, start: int, end: int) -> Bounds:
        for _ in range(3):
            before = end
            match = self.words.adverbs_at_end.search(self.text[start:end])
            if match:
                end = start + match.start()
            match = self.words.tail.search(self.text[start:end])
            if match and match.start() > 0:
                end = start + match.start()
            if end == before:
                break
        start, end = self._clean_left(start, end)
        if not self.english:
            opened = re.match(
                r"(?:由于|因为|因|由|随着|伴随着|这是|是|受|在|对于|以|以及|并|和|与|及)(?=.{2})",
                self.text[start:end],
            )
            if opened and not self.text.startswith(
                (
                    "以来",
                    "因素",
                    "因此",
                    "在线",
                    "和解",
                    "与会",
                    "并购",
                    "受益",
                    "由来",
                    "是否",
                    "因应",
                    "在建",
                    "在岸",
                    "以太",
                ),
                start,
            ):
                start += opened.end()
        return trim(self.text, start, end)

    def _clean_right(self, start: int, end: int) -> Bounds:
        if not self.english:
            match = re.match(
                r"(?:了|着|过|到了|出了|到|出|其实|这)?(?:也|将|会|可能)?", self.text[start:end]
            )
            if (
                match
                and end - start - match.end() >= 2
                and not self.text.startswith(("这", "其实"), start)
            ):
                start += match.end()
        hedge = self.words.hedge_at_start.match(self.text, start, end)
        if hedge and hedge.end() < end:
            start = hedge.end()
        tail = self.words.tail.search(self.text[start:end])
        if tail and tail.start() > 1:
            end = start + tail.start()
        return trim(self.text, start, end)

    def _eventish(self, span: Bounds, kind: str) -> bool:
        text = self.text[span[0] : span[1]]
        if kind == "change":
            trends = self.reading.lexicon.trends
            return any(word in text for word in trends) or text.startswith(("这", "此"))
        if self.words.event.search(text):
            return True
        mentions = self.reading.mentions_in(*span)
        if any(m.end == span[1] and m.type in _ACTORS for m in mentions):
            return False
        if any(m.type == "Policy" for m in mentions):
            return True
        return len(text) >= (24 if self.english else 7)

    # -- wording --------------------------------------------------------------------------------

    def _candidate(
        self,
        cause: Bounds,
        effect: Bounds,
        hit: Hit,
        rule: str,
        polarity: Polarity,
        strength: float,
    ) -> Candidate:
        return Candidate(cause, effect, (hit.start, hit.end), rule, polarity, strength)

    def _add(self, candidate: Candidate) -> bool:
        cause = self._clean_cause(*candidate.cause)
        effect = self._clean_right(*self._clean_left(*candidate.effect))
        if cause[1] - cause[0] < 2 or effect[1] - effect[0] < 2:
            return False
        if cause[0] < effect[1] and effect[0] < cause[1]:
            return False
        limit = _LONGEST_ARGUMENT * (2 if self.english else 1)
        if cause[1] - cause[0] > limit or effect[1] - effect[0] > limit:
            return False
        if not re.search(r"\w\w", self.text[cause[0] : cause[1]]) or not re.search(
            r"\w\w", self.text[effect[0] : effect[1]]
        ):
            return False
        self.found.append(replace(candidate, cause=cause, effect=effect))
        return True

    def _worded(self, candidate: Candidate) -> Iterator[Claim]:
        modality = candidate.modality or self._modality(candidate)
        if modality is Modality.DENIED and self.words.generic_cause.search(
            self.text, *candidate.cause
        ):
            return
        causes = self._conjuncts(candidate.cause) if candidate.split_cause else [candidate.cause]
        effects = self._conjuncts(candidate.effect)
        document = self.reading.document
        claimant = self._claimant(candidate)
        points = [*candidate.cause, *candidate.effect, *(candidate.cue or ())]
        evidence = quote(document, *self._cover(min(points), max(points)))
        for cause in causes:
            for effect in effects:
                yield Claim(
                    document=document.id,
                    cause=argument(document, *cause),
                    effect=argument(document, *effect),
                    polarity=candidate.polarity,
                    modality=modality,
                    implicit=candidate.implicit,
                    rule=candidate.rule,
                    confidence=round(candidate.strength, 2),
                    evidence=(evidence,),
                    cue=cue(document, candidate.cue),
                    claimant=claimant,
                )

    def _cover(self, start: int, end: int) -> Bounds:
        """Whole clauses around the span, so that a quote reads as the author wrote it."""
        for sentence in self.reading.sentences[max(0, self.index - 1) : self.index + 1]:
            for clause in sentence.clauses:
                if clause.start <= start < clause.end:
                    start = clause.start
                if clause.start < end <= clause.end:
                    end = clause.end
        return start, end

    def _modality(self, candidate: Candidate) -> Modality:
        cue_span = candidate.cue or candidate.effect
        clause = next((c for c in self.clauses if c.start <= cue_span[0] < c.end), None)
        if clause is None:
            return Modality.ASSERTED
        between_start = (
            candidate.cause[1]
            if clause.start <= candidate.cause[1] <= cue_span[0]
            else clause.start
        )
        between = self.text[between_start : cue_span[0]]
        cause_clause = next(
            (c for c in self.clauses if c.start <= candidate.cause[0] < c.end), clause
        )
        if self.words.conditional.match(
            self.text, cause_clause.start, cause_clause.end
        ) or self.words.conditional.match(self.text, clause.start, clause.end):
            return Modality.CONDITIONAL
        if not self.english and self.words.then.search(between):
            return Modality.CONDITIONAL
        head = self.text[clause.start : cue_span[0]]
        if self.words.negation_at_end.search(between) or (
            not self.english
            and re.search(r"(?:并非|并不是|不是|绝非|并未|没有)(?:由|因|因为|由于|是|对)?", head)
            and "而是" not in head
            and "不是" not in self.text[cue_span[0] : cue_span[1]]
        ):
            return Modality.DENIED
        if self.english and re.search(
            r"\b(?:not|never|no)\b\s*(?:\w+\s*){0,2}$", head, re.IGNORECASE
        ):
            return Modality.DENIED
        after = self.text[cue_span[1] : candidate.effect[0]]
        if (
            self.words.hedge.search(between)
            or self.words.hedge.search(after)
            or (candidate.cue and self.words.hedge.search(self.text, *candidate.cue))
        ):
            return Modality.HEDGED
        return Modality.ASSERTED

    def _claimant(self, candidate: Candidate) -> str | None:
        first = min(candidate.cause[0], candidate.effect[0])
        for clause in self.clauses:
            if clause.start >= first:
                break
            name = self._claimant_of(clause)
            if name:
                return name
        if self.english and self.clauses:
            return self._claimant_of(self.clauses[-1])
        return None

    def _conjuncts(self, span: Bounds) -> list[Bounds]:
        """The members of a coordinated list, or the span itself.

        A list needs 、 or ",", or a conjunction between two phrases that both name an event; each
        member must be at least two characters long.
        """
        text = self.text[span[0] : span[1]]
        if self.english:
            return [span]
        if "、" not in text:
            return self._pair(span)
        if re.search(r"[《\"(].*、.*[》\")]", text) or "," in text:
            return [span]
        parts = [m.span() for m in re.finditer(r"[^、]+", text)]
        last = text[parts[-1][0] : parts[-1][1]]
        joint = re.search(r"(?<=.{2})(?:以及|及其|及|和|与)(?=.{2})", last)
        if joint:
            base = parts[-1][0]
            parts[-1:] = [(base, base + joint.start()), (base + joint.end(), len(text))]
        # 身份识别、反洗钱监测等合规模块建设 is one thing described by a list.
        lengths = [b - a for a, b in parts]
        if re.search(r"等.", text) or min(lengths) < 2:
            return [span]
        if not all(self.words.event.search(text[a:b]) for a, b in parts) and not (
            len(parts) > 2
            and sum(bool(self.words.event.search(text[a:b])) for a, b in parts) * 2 >= len(parts)
        ):
            return [span]
        return [self._clean_right(span[0] + a, span[0] + b) for a, b in parts]

    def _pair(self, span: Bounds) -> list[Bounds]:
        text = self.text[span[0] : span[1]]
        joint = re.fullmatch(r"(.{4,}?)(?:以及|及|和)(.{4,})", text)
        trends = self.reading.lexicon.trends
        if joint and all(any(g.endswith(w) for w in trends) for g in joint.groups()):
            return [(span[0], span[0] + joint.end(1)), (span[0] + joint.start(2), span[1])]
        return [span]


# -- shared with the structural rules ----------------------------------------------------------------


def argument(document: Document, start: int, end: int) -> Argument:
    """The argument that stands at ``start``–``end``."""
    return Argument(document.text[start:end], start, end)


def cue(document: Document, span: Bounds | None) -> Cue | None:
    """The cue that stands at ``span``."""
    return Cue(document.text[span[0] : span[1]], *span) if span else None


def quote(document: Document, start: int, end: int) -> Evidence:
    """Evidence for the exact words at ``start``–``end``, with a little context."""
    text = document.text
    return Evidence(
        document=document.id,
        start=start,
        end=end,
        quote=text[start:end],
        prefix=text[max(0, start - _CONTEXT) : start],
        suffix=text[end : end + _CONTEXT],
    )


def _overlap(a: Bounds, b: Bounds) -> float:
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / max(1, max(a[1], b[1]) - min(a[0], b[0]))


def spans(items: Iterable[Clause]) -> list[Bounds]:
    """Bounds of clauses."""
    return [(item.start, item.end) for item in items]
