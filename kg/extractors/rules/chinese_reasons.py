"""Reasons and results of Chinese: E 源于 C; E 的原因是 C; C, 因此 E."""

from __future__ import annotations

import re

from kg.extractors.rules.chinese_because import BESIDES, RATHER, SHORT, ChineseBecause
from kg.extractors.rules.chinese_verbs import PASSIVE
from kg.extractors.rules.reading import Bounds, Clause, Hit, trim
from kg.extractors.rules.sentence import Candidate
from kg.model import Polarity

_AFTER_SUBJECT = ("由此", "因此", "因而", "随之", "为此", "遂", "故而")
_BY_MEANS = re.compile("(?:而|并|就|可以|能够|可|能|会)*(?:通过|借助|依靠|凭借)(?P<cause>.{3,30})$")
_SUBJECT = 14  # characters of a subject before 因此
_ALSO = re.compile("但|而|并|同时|且|不过|其中|以及|或")
_BECAUSE_WORDS = ("因为", "由于", "是因为", "主要是")
_SINCE = re.compile(
    "(?:但|而|不过|然而)?(?:自|从|到|进入|截至)?[^,]{0,12}(?:年|月|日|季度|期间|以来|开始|年起|月起|之后|后|时期?)"
)
_INSTEAD = re.compile("[但而]|不过|然而")
_YET = re.compile("(?:而|但)?(?:虽然|尽管|虽)")
_CAME_OF = re.compile("(?:产生|带来|引发|造成|导致|引起|形成)了?的")
_ALSO_FROM = re.compile(
    "(?:另一方面|同时|此外|另外)?[也还](?:有一部分|部分)?"
)  # E 源于 A, |也|源于 B
_FIELD = re.compile("[^,]{1,14}(?:领域|方面|板块|行业|市场|端|业务|环节)")
_AND_MORE = re.compile("(?:和|与|及|以及|加之|加上)")
_FAILS = re.compile("[未无难不]|缓慢|滞后|有限")
_LONG_LIST = 40  # characters of an enumeration that is more than one noun phrase
_FEW = 2
_MEMBER = re.compile("(?:以及|和)?(?P<one>[^、,]{3,})(?:、|,以及|$)")
_OPENS_BESIDES = re.compile("(?P<said>(?:[^,]{0,10}(?:认为|表示|指出|称|说))?)除")
_TOWARDS = re.compile("(?:针对|对于|关于|对)(?P<what>.{2,30})")
_UNDER = re.compile("[^,的]{2,12}下(?<![上以之])")
_SHOWN_IN = re.compile(
    "(?:表现|体现|反映)在[^,]{2,14}|除了?[^,]{2,30}(?:之?外|情况)|在[^,]{2,30}(?:当前|今天|当下|时代|情况下|背景下)"
)
_JUDGEMENT = 8  # characters
_JUDGING = frozenset(("a", "ad", "i", "l", "m", "d", "uj", "z", "q"))
# Because of that, |each time before the sales, E.
_EACH_TIME = re.compile("每[当逢次][^,]{1,30}(?:时|之前|之际|前|后|期间|时候)?")
_CAN_BE_SEEN = re.compile("可见|看|来看|推断|推算|得出|得名|产生|带来|引发|形成")
# 消息源自公告: where words come from is no cause.
_WORDS = re.compile("(?:消息|数据|信息|图片|资料|说法|名称|名字|灵感|文章|新闻|传闻|内容)$")


class ChineseReasons(ChineseBecause):
    """Nouns and verbs of reason, and what follows from what was said before."""

    def _back(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        """E 源于 C; E 的原因是 C; 原因有三: 一是…, 二是…."""
        frame = hit.frame
        assert frame is not None
        if hit.word in self.reading.lexicon.sets["clause_initial"] and not self._is_lead(
            self.text[clause.start : hit.start]
        ):
            return None
        fronted = self._fronted(number, clause, hit)
        again = (
            self._told_of()
            if number and _ALSO_FROM.fullmatch(self.text, clause.start, hit.start)
            else None
        )
        told = fronted or again
        effects = [told] if told else self._explained(number, clause, hit)
        if not effects:
            return None
        effect = effects[-1]
        reason = frame.id.endswith("noun.reason")
        if not reason and _WORDS.search(self.text, *effect):
            return None
        grew = self.words.moves.search(self.text, *effect)
        if "来自" in hit.word and not reason and not (grew or self._is_bad(*effect)):
            return None  # 收入主要来自广告: what it is made of
        causes: list[Bounds] = []
        first = number
        said = self.text[hit.end : clause.end].strip(' "')
        if reason and self._only_judges(hit.end, clause.end):
            return None  # 原因是一目了然: how the reason is, not which
        counted = self.words.counted_causes.fullmatch(said)
        if counted and not self._members(number + 1):
            return None  # 背后有两个因素: which, the words do not say
        bare = not said or counted
        if bare or clause.closed == ":":
            members = self._members(number + 1)
            if members:
                return [
                    self._candidate(
                        m, effect, hit, frame.id + ".list", Polarity.PROMOTE, frame.strength
                    )
                    for m in members
                ]
        if bare:
            following = self._next(number)
            if not reason or following is None:
                return None
            causes, first = [following], number + 1
        else:
            causes = [(hit.end, clause.end)]
            joined = self.clauses[number + 1 : self._last_joined(number) + 1] if fronted else []
            for other in joined:
                if opens := _AND_MORE.match(self.text, other.start):
                    causes.append((opens.end(), other.end))
        if reason and number and (besides := self._besides(number)):
            # 针对 E, 除了 A、B 外, 还有一个原因就是 C
            others, explained = besides
            if explained is None:
                return None
            effect, causes = explained, [*others, *causes]
        if reason:
            # E 之所以…, 是因为 A, B, C: all that follows is why.
            why = "之所以" in self.text[self.sentence.start : clause.start] or (
                bare and clause.closed == ":"
            )
            causes += self._rest_of_list(first) if why else self._following(first)
        if bare and clause.closed == ":":
            causes = self._enumerated(first) or causes
        # 受限于 C, 产能不足; 产能释放缓慢受制于 C: what comes of being held back is brought about.
        held = not fronted and not self._is_bad(*effect) and not _FAILS.search(self.text, *effect)
        polarity = Polarity(frame.polarity) if held else Polarity.PROMOTE
        return [self._candidate(c, effect, hit, frame.id, polarity, frame.strength) for c in causes]

    def _one_by_one(self, number: int, clause: Clause, hit: Hit) -> list[Candidate]:
        """E. 主要原因一是 A; 二是 B; 三是 C."""
        first = self.words.enumerator.match(self.text, hit.end, clause.end)
        effects = self._explained(number, clause, hit) if first else []
        if first is None or not effects or not (more := self._members(number + 1)):
            return []
        return [
            self._candidate(m, effects[-1], hit, "zh.noun.reason.list", Polarity.PROMOTE, 0.85)
            for m in ((first.end(), clause.end), *more)
        ]

    def _enumerated(self, number: int) -> list[Bounds]:
        """The members of a long enumeration to the end of the sentence: A、B, 以及 C; or nothing."""
        start, end = self.clauses[number].start, self.clauses[-1].end
        members = [m.span("one") for m in _MEMBER.finditer(self.text, start, end)]
        return members if len(members) > _FEW and end - start > _LONG_LIST else []

    def _besides(self, number: int) -> tuple[list[Bounds], Bounds | None] | None:
        """The other causes that 除了 A 外 names before clause ``number``, and what they explain."""
        opened = [
            (n, found.end("said"))
            for n in range(number - 1, -1, -1)
            if (found := _OPENS_BESIDES.match(self.text, self.clauses[n].start))
        ]
        if not opened:
            return None
        first, start = opened[0]
        others = BESIDES.fullmatch(self.text, start, self.clauses[number - 1].end)
        if others is None:
            return None
        for clause in reversed(self.clauses[:first]):
            if towards := _TOWARDS.fullmatch(self.text, clause.start, clause.end):
                return self._conjuncts(others.span("others")), towards.span("what")
        effects = self._before(first, across=True)
        return self._conjuncts(others.span("others")), effects[-1] if effects else None

    def _only_judges(self, start: int, end: int) -> bool:
        """Whether a stretch is an adjective or idiom and no more: 一目了然, 多方面的, 很复杂."""
        words = self.reading.words
        start, end = trim(self.text, start, end)
        if end - start < 2 or end - start > _JUDGEMENT:
            return False
        tags = [words.tags[i] for i in range(words.at(start), words.at(end - 1) + 1)]
        return all(tag in _JUDGING for tag in tags)

    def _fronted(self, number: int, clause: Clause, hit: Hit) -> Bounds | None:
        """得益于 C, E: the effect behind the comma, where nothing before it could be one."""
        frame = hit.frame
        assert frame is not None
        if frame.id.endswith("noun.reason"):
            return None
        if not self._is_lead(self.text[clause.start : hit.start]):
            # 公司受益于 C, E: what is said of whom stands behind
            own, then = self._clean_cause(clause.start, hit.start), self._next(number)
            told = then if clause.closed == "," and self._only_who(own) else None
            return (
                told if told and self._acts(*told) and not _ALSO.match(self.text, *told) else None
            )
        before = number and self.clauses[number - 1]
        turns = _INSTEAD.match(self.text, clause.start)
        if (
            before
            and not (before.closed in (":", ";") and clause.closed == ",")
            and self._body(number - 1) is not None
            and not self.text.startswith(("在", "对"), before.start)
            and not _FIELD.fullmatch(self.text, before.start, before.end)
            and not _SINCE.fullmatch(self.text, before.start, before.end)
            and not (turns and _YET.match(self.text, before.start))
        ):
            return None
        return self._next(self._last_joined(number))

    def _last_joined(self, number: int) -> int:
        """The last clause that only goes on with a list of causes: 受益于 A, |和 B 影响, E."""
        while number + 1 < len(self.clauses) and self._adds(number + 1):
            number += 1
        return number

    def _adds(self, number: int) -> bool:
        clause = self.clauses[number]
        return clause.closed == "," and bool(_AND_MORE.match(self.text, clause.start))

    def _only_who(self, span: Bounds) -> bool:
        """Whether a stretch is no more than somebody's name or kind: 浙江, 该公司."""
        words = self.reading.words
        last = words.at(max(span[0], span[1] - 1))
        kind = words.texts[last] in self.reading.lexicon.sets["actor"]
        named = any((m.start, m.end) == span for m in self.reading.mentions_in(*span))
        place = words.tags[last] == "ns"
        told = self.text.startswith(("该", "本", "这家"), span[0]) and span[1] - span[0] <= SHORT
        return span[1] > span[0] and (named or kind or place or told) and not self._acts(*span)

    def _therefore(
        self, number: int, clause: Clause, hit: Hit, before: str
    ) -> list[Candidate] | None:
        frame = hit.frame
        assert frame is not None
        if (hit.start, hit.end) in self.used:
            return None
        if means := _BY_MEANS.match(before):
            # 通过 C 从而 E
            cause = (clause.start + means.start("cause"), hit.start)
            return [
                self._candidate(
                    cause, (hit.end, clause.end), hit, frame.id, Polarity.PROMOTE, frame.strength
                )
            ]
        within = hit.word == "所以" and not self._is_lead(before) and not before.endswith("之")
        own = self._clean_cause(clause.start, hit.start) if within else (0, 0)
        if own[1] - own[0] >= SHORT and self._acts(*own):
            # 他们有政策优惠|所以扩张得快
            rest = (hit.end, clause.end)
            return [self._candidate(own, rest, hit, frame.id, Polarity.PROMOTE, frame.strength)]
        # 员工因此离职: a short subject may stand before the conjunction.
        if not self._is_lead(before) and not (
            hit.word in _AFTER_SUBJECT
            and len(before) <= _SUBJECT
            and not _CAN_BE_SEEN.match(self.text, hit.end)
        ):
            return None
        # A verb right behind the conjunction (从而导致) states the link itself; 因此受到侵蚀 does not.
        for other in self.reading.hits(hit.end, min(clause.end, hit.end + 6)):
            if (
                other.frame
                and other.frame.order == "cause-effect"
                and other.frame.strength > 0.6
                and not self.text[hit.end : other.start].endswith(PASSIVE)
            ):
                return None
        effect: Bounds | None = (
            hit.end if self._is_lead(before) else clause.start,
            clause.end,
        )
        if (
            not self._predicates(*self._clean_left(hit.end, clause.end))
            or self._for_whom(hit.end, clause.end)
            or (
                clause.closed == ","
                and _UNDER.fullmatch(self.text, *trim(self.text, hit.end, clause.end))
            )
            or (
                clause.closed == ","
                and _SHOWN_IN.fullmatch(self.text, *trim(self.text, hit.end, clause.end))
            )
            or (
                clause.closed == ","
                and self.words.concession.match(self.text, hit.end, clause.end)
                and number + 1 < len(self.clauses)
            )
            or (clause.closed == "," and self._only_place(trim(self.text, hit.end, clause.end)))
            or (
                clause.closed == ","
                and _EACH_TIME.fullmatch(self.text, *trim(self.text, hit.end, clause.end))
            )
        ):
            effect = self._next(number)  # 于是在次日清晨, E; 所以对我们而言, E
        if effect and self.text.startswith(_BECAUSE_WORDS, effect[0]):
            return None
        joined = number > 1 and self._joins(number - 1)
        last = None if joined else self._last_effect(number)
        apart = number > 1 and RATHER.match(self.text, self.clauses[number - 1].start)
        causes = [last] if last else self._before(number - bool(apart), across=True)
        if came := _CAME_OF.match(self.text, hit.end, clause.end):
            effect = self._relative_head(came.end(), clause.end)  # 由此产生的|出口激增重塑了…
        if effect is None:
            return None
        return [
            self._candidate(c, effect, hit, frame.id, Polarity.PROMOTE, frame.strength)
            for c in causes
        ]
