"""Causal verbs of Chinese: C 导致 E, C 让 E 上升, E 被 C 压缩, C 对 E 造成冲击.

What a verb of the lexicon takes on either side; `chinese_checks` says when it is none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.arguments import BAD, REASONS_ARE
from kg.extractors.rules.chinese_checks import DRIVES, ChineseChecks
from kg.extractors.rules.chinese_frames import AGAINST, Place
from kg.extractors.rules.reading import Bounds, Clause, Hit
from kg.extractors.rules.sentence import Candidate
from kg.extractors.rules.spans import POINTER
from kg.model import Modality, Polarity

STRONG = 0.8
PASSIVE = ("被", "受", "受到", "遭", "遭到")
_NAMED_REASON = re.compile(
    r"了?(?P<effect>[^,]{2,40}?)的(?P<noun>(?:[^的,]{0,6}?(?:原因|主因|元凶|罪魁祸首|推手|根源|关键|因素|诱因|导火索)(?:之一)?)?(?:主要|更多|其实|依然)?(?:[就正恰]{0,2}是|就?在于|为))(?P<cause>[^,]{2,60})$"
)
_NAMED = re.compile(
    "了?(?P<effect>[^,]{2,40}?)的(?:[^的,]{0,6}?(?:原因|主因|元凶|罪魁祸首|推手|根源|关键|因素|诱因|导火索))?"
)
_IS_THEN = re.compile(
    "(?:主要|正|恰恰|就|更多|其实|无非|往往|不外乎)*(?:是|在于)(?!什么|不是|否)(?=.{2})"
)
_MOVED = re.compile(
    r"(?P<cause>.*?)(?:把|将(?!来))(?P<effect>[^,]{2,30}?)(?:给|彻底|完全|全部|都|一下子|几乎|进一步)*$"
)
_DRAGGED = re.compile("(?P<effect>[^,]{0,30}?)(?:也|已经?|还|则|却|都|就)*被(?P<cause>[^,]{2,30})")
_PLIGHT = re.compile("泥潭|困境|深渊|绝境|悬崖|破产|亏损|低谷|冷宫|下风|死角|险境|危机|漩涡|墙角")
_ONLY_HOW = re.compile(
    "(?:进一步|大幅|持续|不断|明显|显著|有所|逐步|逐渐|继续|再次|同步|相应|会|也|都)+"
)
_PURPOSE_IS = re.compile(
    "(?P<act>.{4,40}?)的?(?:主要|根本|直接)?目的(?:就|正)?(?:是|在于)(?:为了)?$"
)
_HAVE_TO = re.compile(
    "不得不|不能|能够|只好|只能|需要|务必|必须|应当|可以|得以|选择|决定|主动|自愿|[就有]$"
)
_TO_WHERE = ("到", "至", "了到", "入", "进", "向", "成", "低了", "高了")
_IS_ONE = re.compile("(?:曾经?|正|也|仍|还|一直|始终|依然|无疑)*(?:是|成为|成了)$")
_FORCE = re.compile(
    "(?P<effect>[^,]{2,30}?)的(?:最|更|[^的,]{0,4})?(?:瓶颈|障碍|阻力|掣肘|力量|推力|短板|阻碍|绊脚石)(?:之一)?$"
)
_DRAGS = ("拖累", "打压")
_THROUGH = re.compile(
    "(?P<first>[^,]{2,16}?)(?:主要|会|将|可能)*(?P<by>通过|经由|经过)(?P<means>[^,]{4,24}?)(?:进而|从而|来|,)*"
)
_APART = re.compile(",(?!从而|进而)")
_TOWARDS_WHOM = re.compile("(?:对于|对).{2,40}?(?=(?:[都均也还将会可能]|已经|进一步|必然)*$)")
_CLEFT = re.compile("的(?:往往|正|就|主要|更多|恰恰|不仅仅?|只|也|其实|实际上|通常)+是")
_EACH = re.compile("(?:都(?!市)|均|皆)[\u3400-\u9fff]{0,4}$")
_SUFFERED_FROM = re.compile(
    "(?P<effect>[^,]{2,30}?)(?:也|正|又|还|已|会|将|可能|均|都|不断|持续|已经|则|却|严重|明显)*(?:受到|遭到|遭受)了?(?P<cause>[^,]{2,30}?)的(?:严重|明显|较大|一定|直接|多重|双重|持续)*"
)
_SHORT = 14  # characters of a clause that is one of several alike
# 将收益率推高|30个基点
_BY_HOW_MUCH = re.compile(
    "了?(?:约|近|超过?|逾|大约|至少)*[\\d一二两三四五六七八九十几数][^,的]{0,10}$"
)
_NAMED_FACTOR = re.compile(
    "(?P<effect>[^,]{2,20}?)的(?:最大|最|主要|重要|关键|核心|直接|首要|决定性|另一个?|一个|又一个?|唯一|根本)*的?(?:因素|变量)(?:也|都|还|就|其实|依然)*(?:(?P<no>并不是|并非|不是)|是(?!不是|否|什么|多方面)|在于)(?P<cause>(?!.*还是)[^,]{2,40}(?<!的))$"
)
_TOGETHER = re.compile("(?:共同|合力|双双|一道|一起)$")
_JOINT = re.compile("以及|和|与|及|叠加")
_BECAUSE_FIRST = re.compile("(?:因为?|由于)[^,]{2,20}")
_DRIVEN_BY = re.compile("(?:受到?|由)(?P<cause>[^,受由]{2,12})$")
_PLACED = frozenset(("从", "自", "在", "于"))
# 从疫情引发的|衰退中; 在疫情导致|停航的高峰期
_WITHIN = re.compile(
    "了?的(?P<head>[^,的]{2,12}?)(?:之?[中后]|里)(?=.)|了?(?P<object>[^,的]{2,20})的[^,的]{0,6}(?:期|时期|期间|阶段|时候|时刻|过程|年代|地方|地区)"
)


class ChineseVerbs(ChineseChecks):
    """Verbs whose subject is the cause and whose object is the effect."""

    def _verb(self, at: Place) -> list[Candidate] | None:
        """The links of a verb: those of its special shapes, else of what stands on either side."""
        clause, before = at.clause, at.before
        if before.endswith(("的", "之")) and not before.endswith("是的"):
            return None
        if before.endswith("是") and self.words.reason_noun.fullmatch(
            self.text[clause.start : clause.end]
        ):
            return self._reason_noun(at.number, clause, at.hit)  # C 是造成 E 的原因
        for shape in (self._purpose, self._factor, self._as_a_force):
            if told := shape(at):
                return told
        if self._names_a_thing(at) or self._no_object(at) or self._only_meant(at):
            return None
        for way in (self._modifying, self._passive, self._counted_doers, self._named_behind):
            told = way(at)
            if told is not None:
                return told
        if at.frame.id.endswith("verb.move"):
            return self._moved_to(at)
        for way in (self._pushed, self._by_agent):
            told = way(at)
            if told is not None:
                return told
        if self._no_effect(at):
            return None
        return self._object(at)

    def _told(
        self, at: Place, cause: Bounds, effect: Bounds, shape: str = "", polarity: str = ""
    ) -> Candidate:
        """The link of the verb itself, in one of its shapes."""
        return self._candidate(
            cause,
            effect,
            at.hit,
            at.frame.id + shape,
            Polarity(polarity or at.frame.polarity),
            at.frame.strength,
        )

    def _purpose(self, at: Place) -> list[Candidate] | None:
        """叫停的目的在于降低成本: the purpose is the reason of the act."""
        purpose = _PURPOSE_IS.match(at.before)
        if purpose is None:
            return None
        clause = at.clause
        aim, act = (at.hit.start, clause.end), (clause.start, clause.start + purpose.end("act"))
        one = self._candidate(
            aim, act, at.hit, "zh.frame.purpose", Polarity.PROMOTE, at.frame.strength
        )
        return [replace(one, modality=Modality.PLANNED)]

    def _as_a_force(self, at: Place) -> list[Candidate] | None:
        """C 是制约 E 的瓶颈, C, 是支撑 E 的力量: what C is, is what it does."""
        is_one, force = _IS_ONE.search(at.before), _FORCE.match(at.after)
        if is_one is None or force is None:
            return None
        own = self._clean_cause(at.clause.start, at.clause.start + is_one.start())
        causes = [own] if own[1] - own[0] >= 2 else self._before(at.number)[-1:]
        effect = (at.hit.end, at.hit.end + force.end("effect"))
        return [self._told(at, cause, effect) for cause in causes]

    def _factor(self, at: Place) -> list[Candidate] | None:
        """影响利润的主要因素是原料价格."""
        hit = at.hit
        if not at.frame.id.endswith("verb.affect") or not self._is_lead(at.before):
            return None
        factor = _NAMED_FACTOR.match(at.after)
        if factor is None:
            return None
        told = self._candidate(
            (hit.end + factor.start("cause"), at.clause.end),
            (hit.end, hit.end + factor.end("effect")),
            Hit(hit.start, hit.end, "", None),
            "zh.noun.reason",
            Polarity.PROMOTE,
            0.75,
        )
        return [replace(told, modality=Modality.DENIED if factor["no"] else None)]

    def _modifying(self, at: Place) -> list[Candidate] | None:
        """受国内需求|驱动的经济体; 从疫情引发的|衰退中复苏: inside a noun phrase."""
        clause, hit = at.clause, at.hit
        driven = _DRIVEN_BY.search(at.before) if re.match("的.", at.after) else None
        if driven:
            cause = (clause.start + driven.start("cause"), hit.start)
            # 人工智能|驱动的需求|推高了价格: the next verb has a cause of its own
            ends = (h.start for h in at.later if h.frame and h.frame.order == "cause-effect")
            stop = next((s for s in ends if s > hit.end + 2), clause.end)
            return [self._told(at, cause, self._relative_head(hit.end + 1, min(stop, clause.end)))]
        within = self._within(at)
        return [self._told(at, *within)] if within else None

    def _passive(self, at: Place) -> list[Candidate] | None:
        """E 被 C 压缩; nothing where the verb is only suffered (受冲击)."""
        start = at.clause.start
        passive = self.words.passive.match(at.before)
        # 被动
        whole = passive and self._word_edge(start + passive.start("cause"))
        if passive and whole and not at.after.strip("了的 "):
            cause = (start + passive.start("cause"), start + passive.end("cause"))
            effect = (start + passive.start("effect"), start + passive.end("effect"))
            return [self._told(at, cause, effect, ".passive")]
        # 拿地受到资金紧张的|限制: a noun of what was suffered
        suffers = _SUFFERED_FROM.fullmatch(at.before) if not at.after.strip('" ') else None
        if suffers and at.frame.polarity == "prevent":
            cause = (start + suffers.start("cause"), start + suffers.end("cause"))
            effect = (start + suffers.start("effect"), start + suffers.end("effect"))
            return [self._told(at, cause, effect, ".passive")]
        return [] if at.before.endswith((*PASSIVE, "所")) else None

    def _counted_doers(self, at: Place) -> list[Candidate] | None:
        """两大原因促成了合并: 一是 A, 二是 B."""
        if at.clause.closed != ":" or not self.words.counted_causes.fullmatch(at.before.strip()):
            return None
        effect = (at.hit.end, at.clause.end)
        return [self._told(at, m, effect, ".list") for m in self._members(at.number + 1)]

    def _named_behind(self, at: Place) -> list[Candidate] | None:
        """导致 E 的主要原因是 C; 导致 E 的原因包括: what follows tells them."""
        hit = at.hit
        if not self._is_lead(at.before):
            return None
        named = _NAMED_REASON.match(at.after)
        if named is None and (told := self._named_then(at)):
            return told
        if named is None:
            return [] if REASONS_ARE.search(at.after) else None
        return [
            self._candidate(
                (hit.end + named.start("cause"), at.clause.end),
                (hit.end, hit.end + named.end("effect")),
                Hit(hit.end + named.start("noun"), hit.end + named.end("noun"), "", None),
                "zh.noun.reason",
                Polarity(at.frame.polarity),
                0.85,
            )
        ]

    def _named_then(self, at: Place) -> list[Candidate]:
        """导致 E 的, 是 C; 造成 E 的原因, 主要是 C."""
        asked = _NAMED.fullmatch(at.after) if at.clause.closed == "," else None
        behind = self.clauses[at.number + 1] if at.number + 1 < len(self.clauses) else None
        answer = behind and _IS_THEN.match(self.text, behind.start, behind.end)
        if asked is None or not answer or behind is None:
            return []
        self.told.add(behind.start)
        return [
            self._candidate(
                (answer.end(), behind.end),
                (at.hit.end, at.hit.end + asked.end("effect")),
                Hit(answer.start(), answer.end(), "", None),
                "zh.noun.reason",
                Polarity(at.frame.polarity),
                0.85,
            )
        ]

    def _pushed(self, at: Place) -> list[Candidate] | None:
        """亏损把公司压垮了."""
        start, after = at.clause.start, at.after
        onward = not after.strip("了掉的 ") or after.startswith(_TO_WHERE)
        onward = onward or (at.frame.subject == "event" and bool(_BY_HOW_MUCH.match(after)))
        pushed = _MOVED.match(at.before) if onward else None
        if pushed is None or _ONLY_HOW.fullmatch(pushed.group("effect")):
            return None
        suffers = (start + pushed.start("effect"), start + pushed.end("effect"))
        own = (start, start + pushed.end("cause"))
        doers = [own] if own[1] - own[0] >= 2 else self._before(at.number)
        return [self._told(at, doer, suffers) for doer in doers]

    def _by_agent(self, at: Place) -> list[Candidate] | None:
        """E 是由 C 导致的."""
        clause, after = at.clause, at.after
        agent = self.words.agent.match(at.before) or (
            self.words.done.match(at.before) if after.startswith("的") else None
        )
        if agent is None or after.strip("了的 "):
            return None
        doer = (clause.start + agent.start("cause"), at.hit.start)
        done = (clause.start, clause.start + agent.end("effect"))
        if self.words.counted_causes.match(agent.group("cause")):
            # E 是由两件事引发的: 一是…, 二是…; else which they are is told elsewhere.
            members = self._members(at.number + 1) if clause.closed == ":" else []
            return [self._told(at, member, done, ".list") for member in members]
        return [self._told(at, doer, done, ".agent")]

    def _object(self, at: Place) -> list[Candidate] | None:
        """What stands before the verb, and what behind: C 导致 E."""
        number, clause, hit, frame = at.number, at.clause, at.hit, at.frame
        end = self._until_next(clause, hit, at.later)
        if end == clause.end and self.text.endswith("的同时", hit.end, end):
            end -= 3  # A 在压缩 B|的同时, 又…
        if any(h.start == end and self.text.startswith("的", h.end) for h in at.later):
            # A 带来 B、|C 引起的 D: the last of the list has a cause of its own
            listed = self.text.rfind("、", hit.end + 1, end)
            end = listed if listed > 0 else end
        if end < clause.end and _BECAUSE_FIRST.fullmatch(self.text, hit.end, end):
            # 避免因为 A 而导致 E: E is what is prevented
            begins = next((h.end for h in at.later if h.start == end), end)
            causes, _ = self._left(number, clause, hit)
            return [self._told(at, cause, (begins, clause.end)) for cause in causes]
        effect = self._acted_on(at, end)
        if effect is None:
            return None
        causes, shared = self._left(number, clause, hit)
        if own := self._own_cause(at):
            causes, shared = [own], False
        if not causes:
            return None
        causes = self._all_causes(at, causes, shared)
        rule, polarity = frame.id, Polarity(frame.polarity)
        upon = self._upon(number, hit, causes, effect)
        if upon is not None:
            causes, effect, rule, polarity = upon
        elif frame.subject and not shared:
            causes = [self._before_whom(*cause) for cause in causes]
        if hit.word.removesuffix("了") in _DRAGS and self._falls_too(*effect):
            polarity = Polarity.PROMOTE  # 地产下滑拖累增速回落: the effect is the fall itself
        if frame.subject and not shared:
            causes = self._able(at, causes)
        through = _THROUGH.fullmatch(self.text, *causes[0]) if len(causes) == 1 else None
        if (
            through
            and not _APART.match(self.text, causes[0][1])
            and self._eventish(through.span("first"), "event")
        ):
            # A 通过 C 导致 B: A leads to C, and C to B.
            by = Hit(through.start("by"), through.end("by"), "", None)
            first, means = through.span("first"), through.span("means")
            return [
                self._candidate(first, means, by, rule, Polarity.PROMOTE, frame.strength),
                self._candidate(means, effect, hit, rule, polarity, frame.strength),
            ]
        affects = rule.endswith("verb.affect")
        return [
            self._candidate(
                cause,
                effect,
                hit,
                rule,
                self._effect_of(cause, effect, polarity) if affects else polarity,
                frame.strength,
            )
            for cause in causes
        ]

    def _falls_too(self, start: int, end: int) -> bool:
        """Whether what is dragged is said to fall: 拖累|增速回落, but 拖累|工业利润."""
        trends = self.reading.lexicon.trends
        falls = self.words.moved.finditer(self.text, start + 2, end)
        return any(trends[one.group()] in BAD for one in falls)

    def _acted_on(self, at: Place, end: int) -> Bounds | None:
        """The effect: the verb's object, the noun it modifies, or the next clause (这使得, E)."""
        clause, hit, after = at.clause, at.hit, at.after
        if cleft := _CLEFT.match(after):
            return hit.end + cleft.end(), end  # 关税改变的往往是流向
        if after.startswith(("的", "之")) and not after.startswith("的是"):
            if at.frame.subject == "change":
                return None  # 质量提升的转变: the trend belongs to a noun phrase
            # 客流减少带来的亏损|拖垮了门店: what it led to goes on to lead to more.
            # 涨价导致的毛利率降低 is one thing.
            goes_on = [
                h.start
                for h in at.later
                if h.frame and h.frame.order == "cause-effect" and h.end < clause.end
            ]
            stop = next((s for s in goes_on if s > hit.end + 2), end)
            return self._relative_head(hit.end + 1, min(end, stop))
        if not after.strip(' "了:'):
            own = self._clean_cause(clause.start, hit.start)
            bare = own[1] - own[0] < 2 and not after
            bare = bare or at.frame.id.endswith("noun.result")  # A 的结果是, E
            return self._next(at.number) if bare else None  # 这使得, E
        return hit.end, end

    def _all_causes(self, at: Place, causes: list[Bounds], shared: bool) -> list[Bounds]:
        """The causes with those beside them: A上升, B增多都降低了E; A 和 B 共同推高 E."""
        if at.after.startswith("的") and not shared:
            causes = [self._governed(*cause) for cause in causes]
        if not shared and len(causes) == 1 and _EACH.search(at.before):
            causes = [*self._alike(at.number), *causes]
        if not shared and len(causes) == 1 and (together := _TOGETHER.search(at.before)):
            causes = self._joint(causes[0], at.clause.start + together.start())
        if at.hit.word == "意味着" and POINTER.fullmatch(self.text, *causes[0]):
            causes = self._before(at.number, across=True)[-1:] or causes
        return causes

    def _own_cause(self, at: Place) -> Bounds | None:
        """The cause that the last of a list has to itself: A 带来 B、C|引起的 D."""
        earlier = [h for h in self.reading.hits(at.clause.start, at.hit.start) if h.frame]
        listed = self.text.rfind("、", at.clause.start, at.hit.start) + 1
        if not at.after.startswith("的") or not earlier or listed <= earlier[-1].end:
            return None
        return listed, at.hit.start

    def _able(self, at: Place, causes: list[Bounds]) -> list[Bounds]:
        """The causes that can do it by themselves; for 提高, 降低 no act and no person."""
        own = self._clean_cause(at.clause.start, at.hit.start)
        finished = at.hit.word.endswith("了")  # 做了很多投资, 增加了成本: what came of it
        nobody = own[1] - own[0] < 2 and self.text[slice(*own)] not in ("这", "此")
        change = at.frame.subject == "change" and not finished
        if change and nobody:
            return []  # 完善结构, 提升比重: two things that somebody does
        kind = at.frame.subject or ""
        causes = [c for c in causes if self._eventish(self._clean_cause(*c), kind)]
        if change:
            causes = [c for c in causes if not self._somebody_does(self._clean_cause(*c))]
        return causes

    def _moved_to(self, at: Place) -> list[Candidate] | None:
        """C 把 E 推上了风口: where it was moved belongs to the effect; E 被 C 拖进了泥潭."""
        rule, strength = "zh.verb.move", 0.7
        number, clause, hit = at.number, at.clause, at.hit
        moved = _MOVED.match(at.before)
        if moved:
            effect = clause.start + moved.start("effect"), clause.end
            own = (clause.start, clause.start + moved.end("cause"))
            doers = [own] if own[1] - own[0] >= 2 else self._before(number)[-1:]
            doers = [d for d in doers if self._eventish(self._clean_cause(*d), "event")]
            return [
                self._candidate(d, effect, hit, rule, Polarity.PROMOTE, strength) for d in doers
            ]
        passive = _DRAGGED.fullmatch(at.before)
        if passive is None:
            return None
        suffers = (clause.start + passive.start("effect"), clause.start + passive.end("effect"))
        whom = [suffers] if suffers[1] - suffers[0] >= 2 else self._before(number)[-1:]
        doer = (clause.start + passive.start("cause"), clause.start + passive.end("cause"))
        if not self._eventish(self._clean_cause(*doer), "event"):
            return None
        polarity = Polarity.PREVENT if _PLIGHT.search(at.after) else Polarity.PROMOTE
        return [self._candidate(doer, e, hit, rule + ".passive", polarity, strength) for e in whom]

    def _within(self, at: Place) -> tuple[Bounds, Bounds] | None:
        """The cause and effect of a verb inside a phrase of time or place: 从|疫情|引发的|衰退|中复苏."""
        clause, hit = at.clause, at.hit
        if not at.frame.id.endswith("verb.cause"):
            return None
        inside = _WITHIN.match(at.after)
        words = self.reading.words
        index = words.at(hit.start) - 1
        while inside and index >= 0 and words.starts[index] >= clause.start:
            if words.texts[index] in _PLACED and hit.start - words.ends[index] >= 2:
                group = "head" if inside["head"] else "object"
                start, end = inside.span(group)
                return (words.ends[index], hit.start), (hit.end + start, hit.end + end)
            index -= 1
        return None

    def _joint(self, cause: Bounds, end: int) -> list[Bounds]:
        """The causes that work together: A 和 B|共同支撑 C; A 叠加 B|共同推高 C."""
        start = cause[0]
        joint = [
            m
            for m in _JOINT.finditer(self.text, start + 3, max(start + 3, end - 2))
            if self._word_edge(m.start()) and self._word_edge(m.end())
        ]
        if len(joint) != 1 or end <= start:
            return [cause]
        return [(start, joint[0].start()), (joint[0].end(), end)]

    def _alike(self, number: int) -> list[Bounds]:
        """Short clauses before, of which the same is said: A上升, B增多, C变长都降低了E."""
        out: list[Bounds] = []
        for index in range(number - 1, -1, -1):
            clause = self.clauses[index]
            body = self._body(index)
            if (
                clause.closed != ","
                or body is None
                or body[1] - body[0] > _SHORT
                or self._attribution(clause)
                or not self._acts(*body)
                or any(h.frame and h.frame.strength >= STRONG for h in self.reading.hits(*body))
            ):
                break
            out.insert(0, body)
        return out

    def _until_next(self, clause: Clause, hit: Hit, later: list[Hit]) -> int:
        """Where the effect ends: at the next strong verb of cause, else with the clause."""
        for other in later:
            strong = other.frame and (other.frame.id.endswith("verb.cause") or other.word in DRIVES)
            nominal = self.text[other.start - 1] == "的"  # 引发病虫害的|滋生
            if strong and other.start > hit.end + 1 and not nominal:
                return other.start
        return clause.end

    def _somebody_does(self, span: Bounds) -> bool:
        """Whether what a bare 提高 or 降低 follows is an act beside it, or who is to do it.

        优化结构, 降低成本; 银行不得不|降低利率. An event does it by itself: 加息提高成本.
        """
        if _HAVE_TO.search(self.text, *span):
            return True
        words = self.reading.words
        inside = range(words.at(span[0]), words.at(span[1] - 1) + 1)
        first = next((i for i in inside if words.tags[i][0] not in "dm"), None)
        if first is None or first >= inside[-1] or words.tags[first] != "v":
            return False
        frame = self.reading.lexicon.cues.get(words.texts[first])
        # 多次降低利率, 降低准备金率: one act beside another, though a fall is an event
        act = frame is not None and frame.subject == "change"
        return act or not self.words.event.search(words.texts[first])

    def _before_whom(self, start: int, end: int) -> Bounds:
        """A cause without those it did something for: 政策|为中小企业 减轻了负担."""
        words = self.reading.words
        index = words.at(end - 1)
        while index > 0 and words.starts[index] > start and words.tags[index][0] in "nj":
            index -= 1
        for_whom = words.texts[index] in ("为", "给") and words.ends[index] < end
        for_whom = for_whom and self.text.find("以", start, words.starts[index]) < 0  # 以提价为手段
        return (start, words.starts[index]) if for_whom else (start, end)

    def _upon(
        self, number: int, hit: Hit, causes: list[Bounds], effect: Bounds
    ) -> tuple[list[Bounds], Bounds, str, Polarity] | None:
        """C 对 X 造成 冲击: what suffers is X; C 给 X 带来 压力: the pressure is the effect."""
        frame = hit.frame
        assert frame is not None
        if hit.word not in self.reading.lexicon.sets["light_verb"]:
            return None
        clause = self.clauses[number]
        opens = _TOWARDS_WHOM.match(self.text, clause.start, hit.start)
        cause = (clause.start, opens.end()) if opens else causes[-1]
        match = re.fullmatch(
            r"(?P<cause>.*?)(?:对于|对|给|(?<![因成作称认行以较极更最])为)(?P<effect>.{2,40})",
            self.text[cause[0] : cause[1]],
        )
        if not match:
            return None
        left = (cause[0], cause[0] + match.end("cause"))
        target = (cause[0] + match.start("effect"), cause[1])
        sources = [left] if match.group("cause") else self._before(number, across=True)
        noun = re.search(
            self.reading.lexicon.any_of("blow") + "$", self.text[effect[0] : effect[1]]
        )
        if not noun:
            return sources, effect, frame.id, Polarity(frame.polarity)
        bad = noun.group() in self.reading.lexicon.sets["blow_prevent"] or AGAINST.search(
            self.text, *effect
        )
        polarity = Polarity.PREVENT if bad else Polarity(frame.polarity)
        if noun.group() == "影响" and sources:
            polarity = self._effect_of(sources[-1], target, polarity)
        return sources, target, "zh.frame.upon", polarity
