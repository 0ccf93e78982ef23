"""Conjunctions and reasons of Chinese: 因为 C, E; E, 因为 C; C, 因此 E; E 源于 C; E 的原因是 C."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.arguments import BAD, COMPELS, FOR_WHOM
from kg.extractors.rules.chinese_frames import ADDED, AND_OTHERS, KEY, ChineseFrames
from kg.extractors.rules.chinese_pairs import NOT_SO
from kg.extractors.rules.chinese_verbs import PASSIVE
from kg.extractors.rules.reading import Bounds, Clause, Hit, trim
from kg.extractors.rules.sentence import Candidate
from kg.model import Polarity

_ONWARD = frozenset(("从而", "进而", "继而"))
_MODIFIES = re.compile("的$")
_DUTY = re.compile("应当|应|须|可以|不得|有权")
_NO_CAUSE = re.compile(
    "(?:历史|客观|主观|种种|各种|多种|诸多|某些|众所周知的|不可抗力等)?(?:的)?原因"
)
_BECAUSE_OF = ("因", "因为", "由于")
_REASON = ("原因", "主因", "主要原因", "理由")
_WHO_THEREFORE = re.compile(
    "[^,的]{4,16}的(?:企业|车企|房企|药企|公司|银行|平台|人|员工|用户|消费者|客户|投资者|家庭|机构|厂商|门店|学校|项目|案件)(?:已|约|有|共|达|不|仍|均|都|超|占|数量|人数)"
)
_MADE_FOR = re.compile("所[作做]的")
_AHEAD = 12  # clauses in which 所以 may answer 因为
_PRONOUN_SUBJECT = re.compile(r"(?:它们?|他们|她们|这|其|我们|大家|人们)")
_AFTER_SUBJECT = ("由此", "因此", "因而", "随之", "为此", "遂", "故而")
# A judgement is what a reason is given for.
_JUDGED = re.compile("不|没|未|难|应|须|必|可能|意味")
_BY_MEANS = re.compile("(?:而|并|就|可以|能够|可|能|会)*(?:通过|借助|依靠|凭借)(?P<cause>.{3,30})$")
_SUBJECT = 14  # characters of a subject before 因此
_IS_BECAUSE = re.compile("是(?:因为|由于)$")
_SHORT = 6  # characters of 该港口
_ALSO = re.compile("但|而|并|同时|且|不过|其中|以及|或")
_BECAUSE_WORDS = ("因为", "由于", "是因为", "主要是")
_SINCE = re.compile(
    "(?:但|而|不过|然而)?(?:自|从|到|进入|截至)?[^,]{0,12}(?:年|月|日|季度|期间|以来|开始|年起|月起|之后|后|时期?)"
)
_INSTEAD = re.compile("[但而]|不过|然而")
_YET = re.compile("(?:而|但)?(?:虽然|尽管|虽)")
_ANNOUNCES = frozenset(("宣布", "公告", "表示", "称", "指出", "透露", "披露", "公告称", "宣称"))
_CAME_OF = re.compile("(?:产生|带来|引发|造成|导致|引起|形成)了?的")
_FAILS = re.compile("[未无难不]|缓慢|滞后|有限")
_LONG_LIST = 40  # characters of an enumeration that is more than one noun phrase
_FEW = 2
_MEMBER = re.compile("(?:以及|和)?(?P<one>[^、,]{3,})(?:、|,以及|$)")
_KEY = re.compile(f"(?<=.)的(?:最|更)?{KEY}+的?$")
_MOSTLY = re.compile("(?:多|大多|多半|主要|基本|均|都|也|全|皆)?是?$")
_CAUSED_BY = re.compile("(?P<cause>.{2,60}?)(?:共同)?(?:所致|(?:造成|导致|引起|引发|决定)的)")
_OPENS_BESIDES = re.compile("(?P<said>(?:[^,]{0,10}(?:认为|表示|指出|称|说))?)除")
_BESIDES = re.compile("除(?:了|去|开)?(?P<others>.{2,40}?)(?:之|以)?外")
_TOWARDS = re.compile("(?:针对|对于|关于|对)(?P<what>.{2,30})")
_THEN_DONE = re.compile("(?P<cause>.{2,40}?)而(?=被|遭|受|无法|难以|陷入)(?P<effect>.{2,})$")
_TURNS = re.compile("[但而也且又却更]|不过|然而|同时|其中")
_IS = re.compile("(?:不是|并非|并不是|而是|正是|就是|只是|也是|(?<![总但可于])是)$")
_LISTED_LENGTH = 30
_INFLUENCED = re.compile("(?P<cause>[^,的]{2,16}?)的?影响(?![力下])(?P<effect>[^,的]{4,})$")
_WITHIN = re.compile("在[^,]{2,40}(?:中|期间|方面|过程中|时)$")
_WEIGHED = ("考虑到", "鉴于", "基于")
_AGAIN_WHY = re.compile("由于|受到?(?=[^,]*影响$)|因(?!为|此|而|素)")
_BY_RULE = re.compile("(?:根据|按照|依据|依照)[^,]{2,20}")
_SO = re.compile("(?P<cause>[^因随]{2,30}?)而(?!且|言|非|不是|是)(?P<effect>[^,]{2,})")
_A_TIME = re.compile("(?:时候|时间|时|期间|之际|以来|之前|以前)$")
_SOME_SAY = re.compile(
    "(?:有(?:的|些|人)*|一些人|不少人|专家|官方|外界|业内)(?:说|称|认为|表示|解释|指出|猜测)"
)
_UNDER = re.compile("[^,的]{2,12}下(?<![上以之])")
_BROUGHT = re.compile("[^,的]{1,16}?(?:产生|造成|导致|引发|引起|带来|形成)的(?!是)")
_IDIOM = re.compile("城施策|地制宜|时制宜|人而异|势利导|材施教|噎废食|应对")
_SHOWN_IN = re.compile(
    "(?:表现|体现|反映)在[^,]{2,14}|除了?[^,]{2,30}(?:之?外|情况)|在[^,]{2,30}(?:当前|今天|当下|时代|情况下|背景下)"
)
_BY_PLAN = re.compile("(?:按照?|根据|依照?)[^,]{1,10}")
_JUDGES_SO = re.compile(
    "(?:我们|公司|该行|机构)?(?:预计|预期|料|建议|维持|认为|下调|上调|给予|有必要|应)"
)
_LIST_AHEAD = 4  # clauses in which 导致 may follow 由于
_JUDGEMENT = 8  # characters
_JUDGING = frozenset(("a", "ad", "i", "l", "m", "d", "uj", "z", "q"))
_LISTED_CAUSES = re.compile(
    r"(?P<cause>[^的]{2,40}?)等(?:多重|多种|诸多|一系列|客观|主观)?(?:因素|原因|问题)(?:的?(?:共同|综合)?影响)?(?P<effect>[^的等,].{2,40})$"
)
_SUFFERED = ("受到", "遭到", "遭受", "受限", "受损", "受阻")
_RATHER = re.compile("而(?:不是|非|并非)|(?:而?不是|并非)(?!因|由)")
_CAN_BE_SEEN = re.compile("可见|看|来看|推断|推算|得出|得名|产生|带来|引发|形成")
_ON_A_SIDE = re.compile("在?[^,的]{1,8}(?:端|侧|层面|方面|领域|环节)(?:上|中|内|里)?")
# 消息源自公告: where words come from is no cause.
_WORDS = re.compile("(?:消息|数据|信息|图片|资料|说法|名称|名字|灵感|文章|新闻|传闻|内容)$")


class ChineseReasons(ChineseFrames):
    """Cues that join two statements, one the reason of the other."""

    def _back(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        """E 源于 C; E 的原因是 C; 原因有三: 一是…, 二是…."""
        frame = hit.frame
        assert frame is not None
        if hit.word in self.reading.lexicon.sets["clause_initial"] and not self._is_lead(
            self.text[clause.start : hit.start]
        ):
            return None
        fronted = self._fronted(number, clause, hit)
        effects = [fronted] if fronted else self._explained(number, clause, hit)
        if not effects:
            return None
        effect = effects[-1]
        reason = frame.id.endswith("noun.reason")
        if not reason and _WORDS.search(self.text, *effect):
            return None
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
        others = _BESIDES.fullmatch(self.text, start, self.clauses[number - 1].end)
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
            and self._body(number - 1) is not None
            and not self.text.startswith(("在", "对"), before.start)
            and not _SINCE.fullmatch(self.text, before.start, before.end)
            and not (turns and _YET.match(self.text, before.start))
        ):
            return None
        return self._next(number)

    def _explained(self, number: int, clause: Clause, hit: Hit) -> list[Bounds]:
        """What a cue of reason explains: the words before it, else the clauses or the question before."""
        key = _KEY.search(self.text, clause.start, hit.start)
        own = self._clean_cause(clause.start, key.start() if key else hit.start)
        text = self.text[own[0] : own[1]]
        generic = re.fullmatch(
            r"(?:但|而|不过)?(?:这|其|其中|另|此)?(?:背后)?(?:的)?(?:也|还|就)?(?:有)?(?:一个|部分|一部分|其他|最)?(?:很|非常|比较|十分|最)?(?:主要|次要|重要|根本|直接|间接|深层次?|关键|核心|主观|客观|内在|外在|内部|外部|现实|更|具体)*(?:的)?",
            text,
        ) or (number and _SOME_SAY.fullmatch(text))
        last = self.found[-1] if self.found and number else None
        if own[1] - own[0] < 2 and last and _IS_BECAUSE.search(self.text, *(last.cue or (0, 0))):
            return [last.effect]  # E 是因为 A,|也是因为 B
        if own[1] - own[0] >= 2 and not generic:
            moved = re.search("[把将]", text)
            if moved and text[moved.end() :] in ("其", "此", "这", "它"):
                return self._before(number, across=True)[:1]  # E, 管理层将其归因于 C
            return [(own[0] + moved.end(), own[1]) if moved else own]  # 把 E 归因于 C
        one_more = re.search(
            "还|另|部分|其他|也|次要|间接|客观|外部", self.text[clause.start : hit.start]
        )
        if (
            one_more
            and self.found
            and self.found[-1].rule.startswith(("zh.conn.because", "zh.noun.reason"))
        ):
            return [self.found[-1].effect]  # 一方面是因为A, 还有部分原因在于B
        if not number and self.index:
            other = self.reading.sentences[self.index - 1]
            asked = re.match(r"为什么|为何|缘何", self.text[other.start : other.end])
            if asked and other.block >= self.sentence.block - 1:
                return [trim_question(self.text, other.start + asked.end(), other.end)]
        return self._before(number, across=True)[:1]

    def _because(
        self, number: int, clause: Clause, hit: Hit, before: str, after: str, later: list[Hit]
    ) -> list[Candidate] | None:
        frame = hit.frame
        assert frame is not None

        def made(causes: list[Bounds], effect: Bounds, rule: str = frame.id) -> list[Candidate]:
            return [
                self._candidate(c, effect, hit, rule, Polarity.PROMOTE, frame.strength)
                for c in causes
            ]

        if hit.word in _WEIGHED and before.endswith(("没有", "没", "未", "未能", "不", "并未")):
            return None  # 没有考虑到经济形势: what was left out
        if _MODIFIES.search(after) and _DUTY.search(self.text, clause.end, self.sentence.end):
            return None  # 因不可抗力无法披露的, 应当…: a rule's condition
        if hit.word == "因" and self._is_lead(before) and _WHO_THEREFORE.match(after):
            return None  # 因缺芯停产的车企已达数十家: which ones
        if _MADE_FOR.search(after) or _NO_CAUSE.match(after):
            return None  # 因本次发行所作的承诺: a modifier; 由于历史原因: none is named
        listed = _LISTED_CAUSES.match(after)
        if listed and hit.word in ("因", "因为", "由于", "迫于", "碍于", "出于", "鉴于"):
            # 产品因 A、B 等因素 E
            effect = (hit.end + listed.start("effect"), clause.end)
            return made([(hit.end, hit.end + listed.end("cause"))], effect)
        influenced = _INFLUENCED.match(after) if hit.word in ("因", "由于", "因为") else None
        if influenced:
            # 因地震影响利润大幅下滑
            effect = (hit.end + influenced.start("effect"), clause.end)
            return made([(hit.end, hit.end + influenced.end("cause"))], effect)
        if (by := _CAUSED_BY.fullmatch(after)) and (
            hit.word.startswith("是") or _IS.search(before)
        ):
            # 这主要是由于 A 和 B 所致
            of = self._explained(number, clause, hit)
            return made([(hit.end, hit.end + by.end("cause"))], of[-1]) if of else None
        if by and hit.word in ("因", "由于", "因为") and after.endswith("所致") and before:
            # 停产多因需求不足所致
            own = self._clean_left(clause.start, clause.start + len(_MOSTLY.sub("", before)))
            if own[1] - own[0] >= 2:
                return made([(hit.end, hit.end + by.end("cause"))], own)
        told = self.found[-1] if self.found and number else None
        begins = self.clauses[number - 1].start if number else 0
        if told and before.endswith(NOT_SO) and begins <= told.cause[0] < clause.start:
            return made([(hit.end, clause.end)], told.effect)  # E 是因为 A, 而不是因为 B
        others = AND_OTHERS.match(after) if self._is_lead(before) else None
        follows = self._next(number) if others and clause.closed == "," else None
        if others and follows:
            # 因市场下行等因素影响, E
            return made([(hit.end, hit.end + others.end("cause"))], follows)
        if (
            self._is_lead(before)
            and number + 1 < len(self.clauses)
            and (
                not after.strip()
                or _BY_RULE.fullmatch(after)
                or self.words.concession.match(self.text, hit.end, clause.end)
            )
        ):
            # E, 因为根据协议, C; E, 因为尽管 D, 但 C
            behind_why, stated = self._next(number), self._stated(number) if number else None
            if behind_why is None or _A_TIME.search(self.text, *behind_why):
                return None
            if stated:
                return made([behind_why], stated, frame.id + ".post")
            then = self._next(number + 1)
            return made([behind_why], then) if then else None
        if hit.word in ("因为", "由于") and before and not self._is_lead(before):
            # 人们不会因为 C 而 E
            so = _SO.fullmatch(after)
            then_at = hit.end + so.start("effect") if so else hit.end
            if so and not self.reading.hits(then_at, then_at + 2):
                # 宽松空间|会因为通胀而受到掣肘
                suffered = so["effect"].startswith(_SUFFERED)
                effect = (clause.start, hit.start) if suffered else (then_at, clause.end)
                return made([(hit.end, hit.end + so.end("cause"))], effect)
        if hit.word == "因" and _IDIOM.match(after):
            return None  # 因城施策
        if (
            hit.word == "因"
            and self._is_lead(before)
            and _BROUGHT.match(after)
            and not (self._next(number))
        ):
            return None  # 因疫情产生的赔付: the verb tells it
        said_of = number > 0 and self.clauses[number - 1].closed == ","
        if hit.word == "因" and (said_of or (before and not self._is_lead(before))):
            # 一些国家因 C 而 E; 他因"C"离开
            inner = (
                re.match(r"(?P<cause>.{2,30}?)(?:而|被|遭)(?P<effect>.{2,})", after)
                or re.match(r'\s*"(?P<cause>[^"]{2,30})"\s*(?P<effect>.{2,50})$', after)
                or re.match(
                    r"(?P<cause>[^的]{2,16}?(?:原因|问题|争议))(?P<effect>[^的].{1,20})$", after
                )
                or self.words.cause_then.match(after)
            )
            if inner and not re.search("(?<!原)[因从进继反然时]$", inner.group("cause")):
                passive = self.text[hit.end + inner.end("cause")] in "被遭"
                effect = (hit.end + inner.start("effect") - passive, clause.end)
                return made([(hit.end, hit.end + inner.end("cause"))], effect)
        both = hit.word == "因为" and self._is_lead(before) and _AGAIN_WHY.match(after)
        told_before = self._stated(number) if both and number else None
        if both and told_before and (then := self._next(number)):
            # E, 因为由于 A, B: A leads to B, which explains E
            why = hit._replace(end=hit.end + both.end())
            first = self._candidate(
                (why.end, clause.end), then, why, frame.id, Polarity.PROMOTE, frame.strength
            )
            return [*made([then], told_before, frame.id + ".post"), first]
        # 因 C 导致 E: the verb states the link, the conjunction only opens its cause.
        verbs = [
            h
            for h in later
            if h.frame
            and h.frame.order == "cause-effect"
            and (h.frame.strength >= 0.75 or h.word.endswith("了"))
            and clause.end - h.end > 1
        ]
        leads = self._next(number) if clause.closed == "," and self._is_lead(before) else None
        if verbs and leads is None:
            # E, 因为 C 改变了 D: the whole clause explains what stands before it.
            leads_on = any(h.frame and h.frame.id.endswith("verb.cause") for h in verbs)
            stated = None if leads_on else self._explains(number, clause, hit, before)
            return made([(hit.end, clause.end)], stated, frame.id + ".post") if stated else None
        verb = next(
            (h for h in reversed(verbs) if h.frame and h.frame.id.endswith("verb.cause")), None
        )
        if verb and verb.frame and leads and self._only_blow(verb.end, clause.end):
            return made([(hit.end, clause.end)], leads)  # 由于天气对生产造成干扰, E
        if verb and verb.frame and leads:
            if self._therefore_in(self.clauses[number + 1]) or self.reading.hits(
                leads[0], min(leads[1], leads[0] + 4)
            ):
                return None
            # 由于 A 导致 B, C: B leads on to C
            between = (verb.end + self.text.startswith("的", verb.end), clause.end)
            first = self._candidate(
                (hit.end, verb.start),
                between,
                verb,
                verb.frame.id,
                Polarity(verb.frame.polarity),
                verb.frame.strength,
            )
            added = ADDED.match(self.text, self.clauses[number + 1].start, leads[1])
            if added and (then := self._next(number + 1)):
                return [first, *made([between, added.span("more")], then)]  # 再加上 D, C
            return [first, *made([between], leads)]
        if onward := self._leads_on(number):
            # 由于 A, B, C, 导致 E: all of them lead to it.
            last, leading = onward
            reasons = [(hit.end, clause.end), *self._bodies(number + 1, last)]
            return made(reasons, (leading.end, self.clauses[last].end))
        if number + 1 < len(self.clauses):
            # 因 C, 导致 E: likewise, one clause on.
            goal = self.clauses[number + 1]
            for other in self.reading.hits(goal.start, min(goal.end, goal.start + 8)):
                if (
                    other.frame
                    and other.frame.order == "cause-effect"
                    and self._is_lead(self.text[goal.start : other.start])
                ):
                    # E, 因 A, 迫使 B: A explains what stands before it, too
                    compelled = number > 0 and other.word in COMPELS and self._is_lead(before)
                    goal_of = self._body(number - 1) if compelled else None
                    if goal_of and self._acts(*goal_of) and not self._incomplete(*goal_of):
                        return made([(hit.end, clause.end)], goal_of, frame.id + ".post")
                    return None
        left = self._clean_cause(clause.start, hit.start)
        if hit.word in self.reading.lexicon.sets["fronted_only"] and not self._is_lead(
            re.sub("(?:主要|正|也|都|就)*是$", "", before)
        ):
            return None  # 基于开源软件的商业模式: a modifier
        inner = re.match(
            r"(?P<cause>.{2,40}?)(?:而(?!且|言)|,?所以|,?因此)(?P<effect>.{2,})", after
        )
        within = frame.id == "zh.conn.with" and not self._is_lead(before)  # C 会随着 D 而 E
        if (
            (hit.word in ("因", "因为", "由于", "正因") or within)
            and inner
            and not re.search(
                "[因从进继反然时]$|[正也便]因(?!此|为此|素)|.随着", inner.group("cause")
            )
        ):
            effect = (hit.end + inner.start("effect"), clause.end)
            whole = (hit.end, hit.end + inner.end("cause"))
            trend = self.reading.lexicon.trends.get(self.text[slice(*effect)]) if within else None
            if trend and left[1] - left[0] >= 2:
                # 噪音|随着距离的增加而减弱: how it moves is the polarity
                polarity = Polarity.PREVENT if trend in BAD else Polarity.PROMOTE
                return [replace(one, polarity=polarity) for one in made([whole], left)]
            if inner["effect"].startswith(_SUFFERED) and left[1] - left[0] >= 2:
                effect = left  # 宽松空间|会因为通胀而受到掣肘
            return made([whole], effect)
        inner = re.match(r"(?P<cause>.{2,20}?)(?P<effect>(?:将|已经?)[^,]{3,})$", after)
        told_why = self.text.startswith(_REASON, clause.end + 1)  # 由于A将E, 原因是B
        if inner and hit.word in _BECAUSE_OF and (told_why or not self._next(number)):
            effect = (hit.end + inner.start("effect"), clause.end)
            return made([(hit.end, hit.end + inner.end("cause"))], effect)
        if hit.word == "因" and before and not self._is_lead(before) and not self._next(number):
            return None
        causes: list[Bounds] = [(hit.end, clause.end)]
        if _BESIDES.fullmatch(after) and number + 1 < len(self.clauses):
            # E, 因为除了 A 以外, C
            clause, number = self.clauses[number + 1], number + 1
            causes = [(clause.start, clause.end)]
            if number > 1 and self._is_lead(before):
                said = self._body(number - 2)
                return made(causes, said, frame.id + ".post") if said else None
        # Several clauses may state the cause before 所以 names the effect.
        for ahead in range(number + 1, min(number + _AHEAD, len(self.clauses))):
            if self.words.conditional.match(
                self.text, self.clauses[ahead].start, self.clauses[ahead].end
            ):
                break
            conjunction = self._therefore_in(self.clauses[ahead])
            if conjunction and conjunction.word in _ONWARD and ahead > number + 1:
                led = self._next(number)  # 由于 A, B, 从而 C: A leads to B, and B on to C
                return made(causes, led) if led else None
            if conjunction:
                self.used.add((conjunction.start, conjunction.end))
                causes += self._bodies(number + 1, ahead)
                said = conjunction.end, self.clauses[ahead].end
                alone = said[1] - said[0] < 2 or _BY_PLAN.fullmatch(self.text, *said)
                conceded = self.words.concession.match(self.text, *said)
                stated = self._next(ahead) if alone or conceded else said
                return made(causes, stated) if stated else None
        if hit.word in _WEIGHED and (judged := self._judged(number)):
            # 考虑到 A, B, 预计 E
            return made([*causes, *self._bodies(number + 1, judged)], self._cleaned(judged))
        more = self._following(number)
        # 停航|不是因为 C, but not 主要还|是因为 C
        is_why = self.text.endswith(("是", "非"), clause.start, hit.start) and left[1] > left[0]
        is_why = is_why and self._acts(*left) and not self.text.endswith("是", *left)
        left_stated = left[1] - left[0] >= (2 if is_why else 4) and not self._announces(left)
        if clause.closed == "," and (
            (self.text.startswith("在", hit.end) and not self._acts(hit.end, clause.end))
            or _ON_A_SIDE.fullmatch(after)
            or self._for_whom(hit.end, clause.end)
            or _WITHIN.search(self.text, hit.end, clause.end)
        ):
            # 由于在资产端, C, E: the clause only says where
            stated_next = self._body(number + 1) if number + 1 < len(self.clauses) else None
            reason, then = stated_next or self._next(number), self._next(number + 1)
            if reason and (both := _THEN_DONE.match(self.text, *reason)):
                return made([both.span("cause")], both.span("effect"))
            if reason and then and then != reason:
                return made([reason], then)
        if (
            number
            and self.clauses[number - 1].closed == ":"
            and self._is_lead(before)
            and self.reading.kind(self.sentence) in ("title", "heading")
            and (headline := self._body(number - 1))
            and self._acts(*headline)
        ):
            # 某平台停止收款: 因 A, B
            return made([*causes, *self._rest_of_list(number)], headline, frame.id + ".post")
        if (
            hit.word in ("因为", "毕竟")
            and number
            and self._is_lead(before)
            and not _TURNS.match(before)
            and self.clauses[number - 1].closed == ","
            and (stated := self._body(number - 1))
            and self._acts(*stated)
            and not self._incomplete(*stated)
            and not self._attribution(self.clauses[number - 1])
            and (hit.word == "毕竟" or _JUDGED.search(self.text, *stated))
        ):
            return made([*causes, *more], stated, frame.id + ".post")  # E, 因为 C, …
        if number and _IS.search(before) and not (is_why and left_stated):
            # E, 不是因为 A, 而是因为 B: what was said before is explained
            explained = self._denied_effect() or self._stated(number)
            if explained:
                rest = more if "而" not in before else self._rest_of_list(number)
                return made([*causes, *rest], explained, frame.id + ".post")
        following = self._next(number + len(more))
        behind = number + len(more) + 1
        if following and self.text.startswith("而是", self.clauses[behind].start):
            following = self._next(behind)  # 不是因为 A, 而是因为 C, E
        fronted = (
            following is not None
            and clause.closed != ";"
            and not (
                hit.word in ("因为", "因")
                and _PRONOUN_SUBJECT.match(after)
                and (number or self.index)
            )
        )
        if not left_stated and fronted and following:
            return made([*causes, *more], following)
        if left_stated and fronted and following and (not self._acts(*left) or self._named(left)):
            return made([*causes, *more], following)  # 小厂由于电价高, 多数停了夜班
        if left_stated:
            return made([*causes, *more], left, frame.id + ".post")
        apart = number > 1 and _RATHER.match(self.text, self.clauses[number - 1].start)
        earlier = self._before(number - bool(apart), across=True)  # E, 而不是 D, 因为 C
        if "而是" in before and self.found and self.found[-1].rule.startswith(frame.id):
            earlier = [self.found[-1].effect]  # 不是因为A, 而是因为B
        if earlier:
            if _PRONOUN_SUBJECT.match(after) and not more and following:
                more = [following]  # 因为它们A, B: both explain what was said before
            return made([*causes, *more], earlier[-1], frame.id + ".post")
        return made([*causes, *more], following) if following else None

    def _only_blow(self, start: int, end: int) -> bool:
        """Whether a stretch is no more than a noun of influence: 造成|一定干扰."""
        start, end = trim(self.text, start + self.text.startswith("了", start), end)
        words = self.reading.words
        blow = words.texts[words.at(end - 1)] in (
            *self.reading.lexicon.sets["influence"], "干扰", "阻碍", "损害", "威胁", "不便", "困难",
        )  # fmt: skip
        return blow and end - start <= _SHORT and "的" not in self.text[start:end]

    def _announces(self, span: Bounds) -> bool:
        """Whether a stretch only says who says so: 广发银行宣布."""
        words = self.reading.words
        last = words.texts[words.at(span[1] - 1)]
        return last in _ANNOUNCES and words.ends[words.at(span[1] - 1)] == span[1]

    def _judged(self, number: int) -> int:
        """The clause behind a list of considerations that says what is expected; 0 if none does."""
        for ahead in range(number + 1, min(number + _LIST_AHEAD, len(self.clauses))):
            if _JUDGES_SO.match(self.text, self.clauses[ahead].start):
                return ahead
        return 0

    def _leads_on(self, number: int) -> tuple[int, Hit] | None:
        """The clause behind a list of clauses that opens with 导致, and that verb."""
        for ahead in range(number + 1, min(number + _LIST_AHEAD, len(self.clauses))):
            goal = self.clauses[ahead]
            for other in self.reading.hits(goal.start, goal.end):
                leads = other.frame and other.frame.id.endswith("verb.cause")
                if leads and self._is_lead(self.text[goal.start : other.start]):
                    return (ahead, other) if ahead > number + 1 else None
                return None
            if self.clauses[ahead - 1].closed != "," or self._attribution(goal):
                return None
        return None

    def _bodies(self, first: int, last: int) -> list[Bounds]:
        """What the clauses from ``first`` to before ``last`` say."""
        return [body for index in range(first, last) if (body := self._body(index))]

    def _explains(self, number: int, clause: Clause, hit: Hit, before: str) -> Bounds | None:
        """The clause before a last 因为, which it explains."""
        if hit.word not in ("因为", "因") or not number or clause is not self.clauses[-1]:
            return None
        if not self._is_lead(before) or self.clauses[number - 1].closed != ",":
            return None
        if self._attribution(self.clauses[number - 1]):
            return None
        stated = self._body(number - 1)
        return stated if stated and self._acts(*stated) and not self._incomplete(*stated) else None

    def _named(self, span: Bounds) -> bool:
        """Whether a stretch ends in a name, of which nothing is said: 其收购来的三洋电机."""
        return any(m.end == span[1] for m in self.reading.mentions_in(*span))

    def _only_who(self, span: Bounds) -> bool:
        """Whether a stretch is no more than somebody's name or kind: 浙江, 该公司."""
        words = self.reading.words
        last = words.at(max(span[0], span[1] - 1))
        kind = words.texts[last] in self.reading.lexicon.sets["actor"]
        named = any((m.start, m.end) == span for m in self.reading.mentions_in(*span))
        place = words.tags[last] == "ns"
        told = self.text.startswith(("该", "本", "这家"), span[0]) and span[1] - span[0] <= _SHORT
        return span[1] > span[0] and (named or kind or place or told) and not self._acts(*span)

    def _for_whom(self, start: int, end: int) -> bool:
        """Whether a stretch only says for whom something holds."""
        return bool(FOR_WHOM.fullmatch(self.text, start, end))

    def _stated(self, number: int) -> Bounds | None:
        """The nearest clause before that states something and denies nothing."""
        for index in range(number - 1, -1, -1):
            clause = self.clauses[index]
            if not self.text.startswith(NOT_SO, clause.start) and not self._attribution(clause):
                return self._body(index)
        return None

    def _rest_of_list(self, number: int) -> list[Bounds]:
        """The clauses to the end of the sentence: 而是因为 A, B, C."""
        if any(c.closed not in (",", "") for c in self.clauses[number:]):
            return self._following(number)
        hence = (
            n for n in range(number + 1, len(self.clauses)) if self._therefore_in(self.clauses[n])
        )
        bodies = self._bodies(number + 1, next(hence, len(self.clauses)))
        return [b for b in bodies if b[1] - b[0] <= _LISTED_LENGTH]

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
        if own[1] - own[0] >= _SHORT and self._acts(*own):
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
        ):
            effect = self._next(number)  # 于是在次日清晨, E; 所以对我们而言, E
        if effect and self.text.startswith(_BECAUSE_WORDS, effect[0]):
            return None
        joined = number > 1 and self._joins(number - 1)
        last = None if joined else self._last_effect(number)
        apart = number > 1 and _RATHER.match(self.text, self.clauses[number - 1].start)
        causes = [last] if last else self._before(number - bool(apart), across=True)
        if came := _CAME_OF.match(self.text, hit.end, clause.end):
            effect = self._relative_head(came.end(), clause.end)  # 由此产生的|出口激增重塑了…
        if effect is None:
            return None
        return [
            self._candidate(c, effect, hit, frame.id, Polarity.PROMOTE, frame.strength)
            for c in causes
        ]


def trim_question(text: str, start: int, end: int) -> Bounds:
    """A question's content: without its mark and what is left of the question words."""
    while end > start and text[end - 1] in '?。 "':
        end -= 1
    while start < end and text[start] in "会, ":
        start += 1
    return start, end
