"""Why something is so, told by a conjunction: 因为 C, E; E, 因为 C; 由于 A, 导致 B."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.arguments import BAD, COMPELS, FOR_WHOM
from kg.extractors.rules.chinese_frames import ADDED, AND_OTHERS, KEY, ChineseFrames, Place
from kg.extractors.rules.chinese_pairs import NOT_SO
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
# A judgement is what a reason is given for.
_JUDGED = re.compile("不|没|未|难|应|须|必|可能|意味")
# 因为 C, |只能 E: what the reason led to, not more of it.
_OUTCOME = re.compile(
    "[^,]{0,12}?(?:就(?![是业算读职医近地])|便(?![利宜捷民])|才(?![能华干])|于是|只能|只好|只得|不得不|自然|故而?)"
)
_IS_BECAUSE = re.compile("是(?:因为|由于)$")
SHORT = 6  # characters of 该港口
_ANNOUNCES = frozenset(("宣布", "公告", "表示", "称", "指出", "透露", "披露", "公告称", "宣称"))
_FROM_HERE = re.compile("(?:反映|讨论了?|提到|谈到|尤其是?|特别是)$")  # 特别是|随着 C, E
_KEY = re.compile(f"(?<=.)的(?:最|更)?{KEY}+(?:[和与]最?{KEY}+)?的?$")
_MOSTLY = re.compile("(?:多|大多|多半|主要|基本|均|都|也|全|皆)?是?$")
_CAUSED_BY = re.compile("(?P<cause>.{2,60}?)(?:共同)?(?:所致|(?:造成|导致|引起|引发|决定)的)")
BESIDES = re.compile("除(?:了|去|开)?(?P<others>.{2,40}?)(?:之|以)?外")
_THEN_DONE = re.compile("(?P<cause>.{2,40}?)而(?=被|遭|受|无法|难以|陷入)(?P<effect>.{2,})$")
_TURNS = re.compile("[但而也且又却更]|不过|然而|同时|其中")
_IS = re.compile("(?:不是|并非|并不是|而是|正是|就是|只是|也是|(?<![总但可于])是)$")
_LISTED_LENGTH = 30
_INFLUENCED = re.compile("(?P<cause>[^,的]{2,16}?)的?影响(?![力下])(?P<effect>[^,的]{4,})$")
_WITHIN = re.compile("在[^,]{2,40}(?:中|期间|方面|过程中|时)$")
_WEIGHED = ("考虑到", "鉴于", "基于")
_WHETHER_OR_NOT = re.compile("(?:不论|不管|无论)(?:是)?$")
_NOT_WEIGHED = ("没有", "没", "未", "未能", "不", "并未")
_AGAIN_WHY = re.compile("由于|受到?(?=[^,]*影响$)|因(?!为|此|而|素)")
_BY_RULE = re.compile("(?:根据|按照?|依据|依照?)[^,]{1,20}")
_SO = re.compile("(?P<cause>[^因随]{2,30}?)而(?!且|言|非|不是|是)(?P<effect>[^,]{2,})")
# The cause and the effect behind 因, in one clause.
_AND_SO = re.compile("(?P<cause>.{2,30}?)(?:而|被|遭)(?P<effect>.{2,})")
_QUOTED_CAUSE = re.compile(
    r'\s*"(?P<cause>[^"]{2,30}(?:"[、和及]?\s*"[^"]{2,30})*)"(?:等(?:多项|多种|一系列)?(?:事项|问题|原因|因素|行为|情形))?\s*(?P<effect>[^"、和及等].{1,50})$'
)
_PROBLEM = re.compile("(?P<cause>[^的]{2,16}?(?:原因|问题|争议))(?P<effect>[^的].{1,20})$")
_BROKEN_OFF = re.compile("(?<!原)[因从进继反然时]$")
_SO_THEN = re.compile("(?P<cause>.{2,40}?)(?:而(?!且|言)|,?所以|,?因此)(?P<effect>.{2,})")
_NOT_THEN = re.compile("[因从进继反然时]$|[正也便]因(?!此|为此|素)|.随着")
_HAS_THEN = re.compile("(?P<cause>.{2,20}?)(?P<effect>(?:将|已经?)[^,]{3,})$")
_MAINLY_IS = re.compile("(?:主要|正|也|都|就)*是$")
_A_TIME = re.compile("(?:时候|时间|时|期间|之际|以来|之前|以前)$")
_SINCE = re.compile(".{2,}(?<![落滞背])(?:后|时)$")
# What came of a reason at once behind it: 因疫情|停产, 因政策调整|突然提价.
_OUTCOME_VERB = re.compile(
    "(?:停工|停产|停业|停运|停摆|关停|倒闭|破产|退市|下架|暴[涨跌雷]|大[涨跌](?!幅)|[飙骤][升降涨]|跳水|腰斩|产生(?!的))(?:了|[^,的]{0,6}$)"
)
_STATED = 4  # characters of a noun and how it stands, at least: 资金紧张
_JOINED = re.compile("[、而]")
_GOES_ON_BEHIND = re.compile("[的地得而、和及与]$|[被遭][^,]{0,3}$")
_AT_ONCE = re.compile(
    "(?:突然|突遭|逆势|多次|一度|相继|纷纷|接连|先后|持续走|只能|不得不|被迫)[^,的]{2,20}$"
)
_GOES_ON = frozenset(
    ("d", "ad", "v", "vd", "p", "zg")
)  # what a clause without a subject opens with
_OF_A_KIND = re.compile("的[^的]{1,8}$")
_VIEWED = re.compile("[从就][^,]+(?:看|来看|来说|来讲|而言)")
_SOME_SAY = re.compile(
    "(?:有(?:的|些|人)*|一些人|不少人|专家|官方|外界|业内)(?:说|称|认为|表示|解释|指出|猜测)"
)
_BROUGHT = re.compile("[^,的]{1,16}?(?:产生|造成|导致|引发|引起|带来|形成)的(?!是)")
_JUDGES_SO = re.compile(
    "(?:我们|公司|该行|机构)?(?:预计|预期|料|建议|维持|认为|下调|上调|给予|有必要|应)"
)
_LIST_AHEAD = 4  # clauses in which 导致 may follow 由于
_LISTED_CAUSES = re.compile(
    r"(?P<cause>[^的]{2,40}?)等(?:多重|多种|诸多|一系列|客观|主观)?(?:因素|原因|问题)(?:的?(?:共同|综合)?影响)?(?P<effect>[^的等,].{2,40})$"
)
_SUFFERED = ("受到", "遭到", "遭受", "受限", "受损", "受阻")
RATHER = re.compile("而(?:不是|非|并非)|(?:而?不是|并非)(?!因|由)")
_ON_A_SIDE = re.compile("在?[^,的]{1,8}(?:端|侧|层面|方面|领域|环节)(?:上|中|内|里)?")


class ChineseBecause(ChineseFrames):
    """What a conjunction of reason joins.

    Each way to tell a reason looks in turn: it answers with links, with none (nothing is told
    here), or with None, and the next way looks.
    """

    def _because(self, why: Place) -> list[Candidate] | None:
        """C → E of 因为 C, E and of E, 因为 C, whatever else stands with them."""
        if self._no_reason(why):
            return None
        if why.hit.word == "出于" and self.text.startswith("对", why.hit.end):
            why = why._replace(hit=why.hit._replace(end=why.hit.end + 1), after=why.after[1:])
        for way in (
            self._with_a_noun,
            self._told_again,
            self._conceding,
            self._run_together,
            self._in_the_middle,
            self._twice_why,
            self._with_a_verb,
            self._leading_on,
            self._then_inside,
            self._answered,
            self._where_only,
            self._headline,
            self._judgement,
            self._opening,
            self._plain,
        ):
            told = way(why)
            if told is not None:
                return told
        return None

    def _made(
        self, why: Place, causes: list[Bounds], effect: Bounds, *, behind: bool = False
    ) -> list[Candidate]:
        """The links of all ``causes`` to one effect; ``behind``: the reason follows what it explains."""
        rule = f"{why.frame.id}.post" if behind else why.frame.id
        return [
            self._candidate(c, effect, why.hit, rule, Polarity.PROMOTE, why.frame.strength)
            for c in causes
        ]

    def _no_reason(self, why: Place) -> bool:
        """Whether the words name no reason, or only say which ones are meant."""
        word, lead = why.hit.word, self._is_lead(why.before)
        if _WHETHER_OR_NOT.search(why.before):
            return True  # 不论是由于政策还是市场, …: whatever the reason
        if word in _WEIGHED and why.before.endswith(_NOT_WEIGHED):
            return True  # 没有考虑到经济形势: what was left out
        if _MODIFIES.search(why.after) and _DUTY.search(
            self.text, why.clause.end, self.sentence.end
        ):
            return True  # 因不可抗力无法披露的, 应当…: a rule's condition
        if word == "因" and lead and _WHO_THEREFORE.match(why.after):
            return True  # 因缺芯停产的车企已达数十家: which ones
        # 因本次发行所作的承诺: a modifier; 由于历史原因: none is named
        return bool(_MADE_FOR.search(why.after) or _NO_CAUSE.match(why.after))

    def _with_a_noun(self, why: Place) -> list[Candidate] | None:
        """Reasons that a noun or 所致 closes: 因 A、B 等因素 E; 因地震影响利润下滑; 多因 C 所致."""
        number, clause, hit = why.number, why.clause, why.hit
        listed = _LISTED_CAUSES.match(why.after)
        if listed and hit.word in ("因", "因为", "由于", "迫于", "碍于", "出于", "鉴于"):
            # 产品因 A、B 等因素 E
            effect = (hit.end + listed.start("effect"), clause.end)
            return self._made(why, [(hit.end, hit.end + listed.end("cause"))], effect)
        influenced = _INFLUENCED.match(why.after) if hit.word in _BECAUSE_OF else None
        if influenced:
            # 因地震影响利润大幅下滑
            effect = (hit.end + influenced.start("effect"), clause.end)
            return self._made(why, [(hit.end, hit.end + influenced.end("cause"))], effect)
        by = _CAUSED_BY.fullmatch(why.after)
        if by and (hit.word.startswith("是") or _IS.search(why.before)):
            # 这主要是由于 A 和 B 所致
            of = self._explained(number, clause, hit)
            return self._made(why, [(hit.end, hit.end + by.end("cause"))], of[-1]) if of else []
        if by and hit.word in _BECAUSE_OF and why.after.endswith("所致") and why.before:
            # 停产多因需求不足所致
            own = self._clean_left(clause.start, clause.start + len(_MOSTLY.sub("", why.before)))
            if own[1] - own[0] >= 2:
                return self._made(why, [(hit.end, hit.end + by.end("cause"))], own)
        return None

    def _told_again(self, why: Place) -> list[Candidate] | None:
        """E 是因为 A, 而不是因为|B; 因市场下行等因素影响, E."""
        number, clause, hit = why.number, why.clause, why.hit
        told = self.found[-1] if self.found and number else None
        begins = self.clauses[number - 1].start if number else 0
        if told and why.before.endswith(NOT_SO) and begins <= told.cause[0] < clause.start:
            return self._made(why, [(hit.end, clause.end)], told.effect)
        others = AND_OTHERS.match(why.after) if self._is_lead(why.before) else None
        follows = self._next(number) if others and clause.closed == "," else None
        if others and follows:
            return self._made(why, [(hit.end, hit.end + others.end("cause"))], follows)
        return None

    def _conceding(self, why: Place) -> list[Candidate] | None:
        """E, 因为根据协议, C; E, 因为尽管 D, 但 C: the reason stands one clause on."""
        number = why.number
        if (
            not self._is_lead(why.before)
            or number + 1 >= len(self.clauses)
            or not (
                not why.after.strip()
                or _BY_RULE.fullmatch(why.after)
                or self.words.concession.match(self.text, why.hit.end, why.clause.end)
            )
        ):
            return None
        reason, stated = self._next(number), self._stated(number) if number else None
        if reason is None or _A_TIME.search(self.text, *reason):
            return []
        if stated:
            return self._made(why, [reason], stated, behind=True)
        then = self._next(number + 1)
        return self._made(why, [reason], then) if then else []

    def _in_the_middle(self, why: Place) -> list[Candidate] | None:
        """Reason and effect behind their subject: 人们不会因为 C 而 E; 一些国家因 C 而 E."""
        number, clause, hit = why.number, why.clause, why.hit
        lead = self._is_lead(why.before)
        if hit.word in ("因为", "由于") and why.before and not lead:
            so = _SO.fullmatch(why.after)
            then_at = hit.end + so.start("effect") if so else hit.end
            if so and not self.reading.hits(then_at, then_at + 2):
                # 宽松空间|会因为通胀而受到掣肘
                suffered = so["effect"].startswith(_SUFFERED)
                effect = (clause.start, hit.start) if suffered else (then_at, clause.end)
                return self._made(why, [(hit.end, hit.end + so.end("cause"))], effect)
        if hit.word != "因":
            return None
        if lead and _BROUGHT.match(why.after) and not self._next(number):
            return []  # 因疫情产生的赔付: the verb tells it
        said_of = number > 0 and self.clauses[number - 1].closed == ","
        inner = self._parts(why.after) if said_of or (why.before and not lead) else None
        if inner is None or _BROKEN_OFF.search(inner.group("cause")):
            return None
        passive = self.text[hit.end + inner.end("cause")] in "被遭"
        effect = (hit.end + inner.start("effect") - passive, clause.end)
        return self._made(why, [(hit.end, hit.end + inner.end("cause"))], effect)

    def _parts(self, after: str) -> re.Match[str] | None:
        """The cause and effect behind 因 in one clause: C 而 E; "C" 离开; C 问题 E."""
        return (
            _AND_SO.match(after)
            or _QUOTED_CAUSE.match(after)
            or _PROBLEM.match(after)
            or self.words.cause_then.match(after)
        )

    def _run_together(self, why: Place) -> list[Candidate] | None:
        """Reason and outcome behind their subject, nothing between: 多家车企因缺芯停产; 乳企因竞品挤压销量下滑."""
        number, clause, hit = why.number, why.clause, why.hit
        said = why.before and not self._is_lead(why.before)
        opens_on = number > 0 and self.clauses[number - 1].closed == "," and not self._next(number)
        if hit.word not in _BECAUSE_OF or not (said or opens_on) or self._leads_on(number):
            return None
        words = self.reading.words
        last = words.at(clause.end - 1)
        for index in range(words.at(hit.end) + 1, last + 1):
            reason = (hit.end, words.starts[index])
            if reason[1] - reason[0] < 2 or _GOES_ON_BEHIND.search(self.text, *reason):
                continue
            done = _OUTCOME_VERB.match(self.text, reason[1], clause.end)
            if done and not self._next(number) and not self._then_of(*reason):
                return self._made(why, [reason], (reason[1], clause.end))
            at_once = _AT_ONCE.match(self.text, reason[1], clause.end)
            state = said and self._in_a_state(*reason)
            if at_once or (state and self._what_came(index, clause.end)):
                return self._made(why, [reason], (reason[1], clause.end))
        return None

    def _twice_why(self, why: Place) -> list[Candidate] | None:
        """E, 因为由于 A, B: A leads to B, which explains E."""
        number, hit = why.number, why.hit
        both = hit.word == "因为" and self._is_lead(why.before) and _AGAIN_WHY.match(why.after)
        told_before = self._stated(number) if both and number else None
        if not both or not told_before or not (then := self._next(number)):
            return None
        inner = hit._replace(end=hit.end + both.end())
        first = self._candidate(
            (inner.end, why.clause.end),
            then,
            inner,
            why.frame.id,
            Polarity.PROMOTE,
            why.frame.strength,
        )
        return [*self._made(why, [then], told_before, behind=True), first]

    def _with_a_verb(self, why: Place) -> list[Candidate] | None:
        """因 C 导致 E: the verb states the link, the conjunction only opens its cause."""
        number, clause, hit = why.number, why.clause, why.hit
        verbs = [
            h
            for h in why.later
            if h.frame
            and h.frame.order == "cause-effect"
            and (h.frame.strength >= 0.75 or h.word.endswith("了"))
            and clause.end - h.end > 1
        ]
        if not verbs:
            return None
        lead = self._is_lead(why.before) or self._same_subject(why)
        then = self._next(number) if lead and clause.closed == "," else None
        if then is None:
            # E, 因为 C 改变了 D: the whole clause explains what stands before it.
            leads_on = any(h.frame and h.frame.id.endswith("verb.cause") for h in verbs)
            stated = None if leads_on else self._explains(number, clause, hit, why.before)
            return self._made(why, [(hit.end, clause.end)], stated, behind=True) if stated else []
        verb = next(
            (h for h in reversed(verbs) if h.frame and h.frame.id.endswith("verb.cause")), None
        )
        if verb is None or verb.frame is None:
            return None
        if self._only_blow(verb.end, clause.end):
            return self._made(why, [(hit.end, clause.end)], then)  # 由于天气对生产造成干扰, E
        if self._therefore_in(self.clauses[number + 1]) or self.reading.hits(
            then[0], min(then[1], then[0] + 4)
        ):
            return []
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
        added = ADDED.match(self.text, self.clauses[number + 1].start, then[1])
        if added and (goes_on := self._next(number + 1)):
            return [first, *self._made(why, [between, added.span("more")], goes_on)]  # 再加上 D, C
        return [first, *self._made(why, [between], then)]

    def _leading_on(self, why: Place) -> list[Candidate] | None:
        """由于 A, B, 导致 E: a verb in a clause behind leads on."""
        number, clause, hit = why.number, why.clause, why.hit
        if onward := self._leads_on(number):
            # 由于 A, B, C, 导致 E: all of them lead to it.
            last, leading = onward
            reasons = [(hit.end, clause.end), *self._bodies(number + 1, last)]
            return self._made(why, reasons, (leading.end, self.clauses[last].end))
        if number + 1 >= len(self.clauses):
            return None
        goal = self.clauses[number + 1]
        for other in self.reading.hits(goal.start, min(goal.end, goal.start + 8)):
            if (
                other.frame
                and other.frame.order == "cause-effect"
                and self._is_lead(self.text[goal.start : other.start])
            ):
                # E, 因 A, 迫使 B: A explains what stands before it, too
                compelled = number > 0 and other.word in COMPELS and self._is_lead(why.before)
                goal_of = self._body(number - 1) if compelled else None
                if goal_of and self._acts(*goal_of) and not self._incomplete(*goal_of):
                    return self._made(why, [(hit.end, clause.end)], goal_of, behind=True)
                return []
        return None

    def _then_inside(self, why: Place) -> list[Candidate] | None:
        """因为 C 所以 E, 噪音随着 C 而减弱, 因 C 已经 E: both in one clause."""
        number, clause, hit, after = why.number, why.clause, why.hit, why.after
        left = self._clean_cause(clause.start, hit.start)
        if hit.word in self.reading.lexicon.sets["fronted_only"] and not self._is_lead(
            _MAINLY_IS.sub("", why.before)
        ):
            return []  # 基于开源软件的商业模式: a modifier
        inner = _SO_THEN.match(after)
        # C 会随着 D 而 E
        within = why.frame.id == "zh.conn.with" and not self._is_lead(why.before)
        joins = hit.word in (*_BECAUSE_OF, "正因") or within
        if joins and inner and not _NOT_THEN.search(inner.group("cause")):
            effect = (hit.end + inner.start("effect"), clause.end)
            whole = (hit.end, hit.end + inner.end("cause"))
            trend = self.reading.lexicon.trends.get(self.text[slice(*effect)]) if within else None
            if trend and left[1] - left[0] >= 2:
                # 噪音|随着距离的增加而减弱: how it moves is the polarity
                polarity = Polarity.PREVENT if trend in BAD else Polarity.PROMOTE
                return [replace(c, polarity=polarity) for c in self._made(why, [whole], left)]
            if inner["effect"].startswith(_SUFFERED) and left[1] - left[0] >= 2:
                effect = left  # 宽松空间|会因为通胀而受到掣肘
            return self._made(why, [whole], effect)
        inner = _HAS_THEN.match(after)
        told_why = self.text.startswith(_REASON, clause.end + 1)  # 由于A将E, 原因是B
        if inner and hit.word in _BECAUSE_OF and (told_why or not self._next(number)):
            effect = (hit.end + inner.start("effect"), clause.end)
            return self._made(why, [(hit.end, hit.end + inner.end("cause"))], effect)
        alone = why.before and not self._is_lead(why.before) and not self._next(number)
        return [] if hit.word == "因" and alone else None

    def _answered(self, why: Place) -> list[Candidate] | None:
        """因为 A, B, 所以 E: clauses that state the cause before another conjunction names the effect."""
        number, causes = why.number, [(why.hit.end, why.clause.end)]
        if BESIDES.fullmatch(why.after) and number + 1 < len(self.clauses):
            # E, 因为除了 A 以外, C
            clause, number = self.clauses[number + 1], number + 1
            causes = [(clause.start, clause.end)]
            if number > 1 and self._is_lead(why.before):
                said = self._body(number - 2)
                return self._made(why, causes, said, behind=True) if said else []
        for ahead in range(number + 1, min(number + _AHEAD, len(self.clauses))):
            if self.words.conditional.match(
                self.text, self.clauses[ahead].start, self.clauses[ahead].end
            ):
                break
            conjunction = self._therefore_in(self.clauses[ahead])
            if conjunction and conjunction.word in _ONWARD and ahead > number + 1:
                led = self._next(number)  # 由于 A, B, 从而 C: A leads to B, and B on to C
                return self._made(why, causes, led) if led else []
            if conjunction:
                self.used.add((conjunction.start, conjunction.end))
                causes += self._bodies(number + 1, ahead)
                said = conjunction.end, self.clauses[ahead].end
                alone = said[1] - said[0] < 2 or _BY_RULE.fullmatch(self.text, *said)
                conceded = self.words.concession.match(self.text, *said)
                stated = self._next(ahead) if alone or conceded else said
                return self._made(why, causes, stated) if stated else []
        if why.hit.word in _WEIGHED and (judged := self._judged(number)):
            # 考虑到 A, B, 预计 E
            causes += self._bodies(number + 1, judged)
            return self._made(why, causes, self._cleaned(judged))
        return None

    def _where_only(self, why: Place) -> list[Candidate] | None:
        """由于在资产端, C, E: the clause only says where."""
        number, clause, hit = why.number, why.clause, why.hit
        if clause.closed != "," or not (
            (self.text.startswith("在", hit.end) and not self._acts(hit.end, clause.end))
            or _ON_A_SIDE.fullmatch(why.after)
            or self._for_whom(hit.end, clause.end)
            or _WITHIN.search(self.text, hit.end, clause.end)
        ):
            return None
        stated = self._body(number + 1) if number + 1 < len(self.clauses) else None
        reason, then = stated or self._next(number), self._next(number + 1)
        if reason and (both := _THEN_DONE.match(self.text, *reason)):
            return self._made(why, [both.span("cause")], both.span("effect"))
        return self._made(why, [reason], then) if reason and then and then != reason else None

    def _headline(self, why: Place) -> list[Candidate] | None:
        """某平台停止收款: 因 A, B, in a title."""
        number = why.number
        if (
            not number
            or self.clauses[number - 1].closed != ":"
            or not self._is_lead(why.before)
            or self.reading.kind(self.sentence) not in ("title", "heading")
        ):
            return None
        headline = self._body(number - 1)
        if not headline or not self._acts(*headline):
            return None
        causes = [(why.hit.end, why.clause.end), *self._rest_of_list(number)]
        return self._made(why, causes, headline, behind=True)

    def _judgement(self, why: Place) -> list[Candidate] | None:
        """E, 因为 C, …, where E judges: what a reason is given for."""
        number = why.number
        if (
            why.hit.word not in ("因为", "毕竟")
            or not number
            or not self._is_lead(why.before)
            or _TURNS.match(why.before)
            or self.clauses[number - 1].closed != ","
        ):
            return None
        stated = self._body(number - 1)
        if (
            not stated
            or not self._acts(*stated)
            or self._incomplete(*stated)
            or self._attribution(self.clauses[number - 1])
            or _VIEWED.fullmatch(self.text, *stated)
            or not (
                why.hit.word == "毕竟"
                or _JUDGED.search(self.text, *stated)
                or (not _PRONOUN_SUBJECT.match(why.after) and self._only_explains(why))
            )
        ):
            return None
        return self._made(why, self._whole_reason(why), stated, behind=True)

    def _opening(self, why: Place) -> list[Candidate] | None:
        """E。因为 C, …: a reason that opens a sentence and leads to nothing explains the one before."""
        if why.hit.word != "因为" or why.number or why.before.strip(' "'):
            return None
        explained = self._sentence_before() if self._only_explains(why) else None
        if explained is None:
            return None
        return self._made(why, self._whole_reason(why), explained, behind=True)

    def _only_explains(self, why: Place) -> bool:
        """Whether a reason is a statement, and the clause behind it names no outcome."""
        following = self.clauses[why.number + 1 : why.number + 2]
        if any(_OUTCOME.match(self.text, c.start, c.end) for c in following):
            return False
        start, end = why.hit.end, why.clause.end
        words = self.reading.words
        thing = _OF_A_KIND.search(why.after) and words.tags[words.at(end - 1)].startswith("n")
        return not thing and self._acts(start, end)

    def _whole_reason(self, why: Place) -> list[Bounds]:
        """What a reason behind its effect says, to the end of its list."""
        reason = (why.hit.end, why.clause.end)
        more = self._following(why.number)
        behind = self.clauses[why.number + 1 : why.number + 2]
        if behind and not more and why.clause.closed == "," and _SINCE.match(why.after):
            reason = (reason[0], behind[0].end)  # 因为新规实施后,|手续更多
        return [reason, *more]

    def _plain(self, why: Place) -> list[Candidate] | None:
        """因为 C, E, or E, 因为 C: what stands on the other side."""
        number, clause, hit, before = why.number, why.clause, why.hit, why.before
        left = self._clean_cause(clause.start, hit.start)
        # 停航|不是因为 C, but not 主要还|是因为 C
        is_why = self.text.endswith(("是", "非"), clause.start, hit.start) and left[1] > left[0]
        is_why = is_why and self._acts(*left) and not self.text.endswith("是", *left)
        left_stated = left[1] - left[0] >= (2 if is_why else 4) and not self._announces(left)
        more = self._following(number)
        causes: list[Bounds] = [(hit.end, clause.end)]
        ahead = hit.word == "随着" and _FROM_HERE.search(before) and self._next(number + len(more))
        if ahead:
            return self._made(why, [*causes, *more], ahead)
        if number and _IS.search(before) and not (is_why and left_stated):
            # E, 不是因为 A, 而是因为 B: what was said before is explained
            explained = self._denied_effect() or self._stated(number)
            if explained:
                rest = more if "而" not in before else self._rest_of_list(number)
                return self._made(why, [*causes, *rest], explained, behind=True)
        following = self._next(number + len(more))
        behind = number + len(more) + 1
        if following and self.text.startswith("而是", self.clauses[behind].start):
            following = self._next(behind)  # 不是因为 A, 而是因为 C, E
        of_them = hit.word in ("因为", "因") and _PRONOUN_SUBJECT.match(why.after)
        fronted = clause.closed != ";" and not (of_them and (number or self.index))
        if fronted and following and not left_stated:
            return self._made(why, [*causes, *more], following)
        if (
            fronted
            and following
            and (not self._acts(*left) or self._named(left) or self._same_subject(why))
        ):
            return self._made(why, [*causes, *more], following)  # 小厂由于电价高, 多数停了夜班
        if left_stated:
            return self._made(why, [*causes, *more], left, behind=True)
        apart = number > 1 and RATHER.match(self.text, self.clauses[number - 1].start)
        earlier = self._before(number - bool(apart), across=True)  # E, 而不是 D, 因为 C
        if "而是" in before and self.found and self.found[-1].rule.startswith(why.frame.id):
            earlier = [self.found[-1].effect]  # 不是因为A, 而是因为B
        if earlier:
            if _PRONOUN_SUBJECT.match(why.after) and not more and following:
                more = [following]  # 因为它们A, B: both explain what was said before
            return self._made(why, [*causes, *more], earlier[-1], behind=True)
        return self._made(why, [*causes, *more], following) if following else None

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
            "还|另|部分|其他|也|次要|间接|客观|外部|根本|深层|更深",
            self.text[clause.start : hit.start],
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

    def _only_blow(self, start: int, end: int) -> bool:
        """Whether a stretch is no more than a noun of influence: 造成|一定干扰."""
        start, end = trim(self.text, start + self.text.startswith("了", start), end)
        words = self.reading.words
        blow = words.texts[words.at(end - 1)] in (
            *self.reading.lexicon.sets["influence"], "干扰", "阻碍", "损害", "威胁", "不便", "困难",
        )  # fmt: skip
        return blow and end - start <= SHORT and "的" not in self.text[start:end]

    def _announces(self, span: Bounds) -> bool:
        """Whether a stretch only says who says so: 广发银行宣布."""
        words = self.reading.words
        last = words.texts[words.at(span[1] - 1)]
        return last in _ANNOUNCES and words.ends[words.at(span[1] - 1)] == span[1]

    def _in_a_state(self, start: int, end: int) -> bool:
        """Whether a stretch ends in how something stands or what befell it: 需求|疲软, 竞品|挤压."""
        words = self.reading.words
        last = words.at(end - 1)
        text = words.texts[last]
        if self._ends_moved(end) and end - start >= _STATED:
            return True
        return words.starts[last] - start >= 2 and (
            words.tags[last] in ("a", "an", "v")
            or bool(self.words.event.fullmatch(text) or self.words.trouble.fullmatch(text))
        )

    def _ends_moved(self, end: int) -> bool:
        """Whether what ends there says how something moved or stands: 资金|紧张."""
        near = self.words.moved.finditer(self.text, max(self.sentence.start, end - _STATED), end)
        return any(m.end() == end for m in near)

    def _what_came(self, index: int, end: int) -> bool:
        """Whether what stands there can have come of a state before: 销售额|下滑, 放缓|拿地."""
        words = self.reading.words
        acts = (
            words.tags[index] == "v"
            and self._ends_moved(words.starts[index])
            and len(words.texts[index]) > 1
            and words.ends[index] < end
            and not self.reading.hits(words.starts[index], words.ends[index])
        )
        closes = self.text[end : end + 1] in ("", "。", ";", "!", "\n")
        return self._thing_moves(index, end) or (acts and closes)

    def _thing_moves(self, index: int, end: int) -> bool:
        """Whether a noun stands there, and behind it to ``end`` how it moved: 销售额|下滑3.1%."""
        words = self.reading.words
        if words.tags[index] != "n":
            return False
        moved = self.words.moved.search(self.text, words.ends[index], end)
        return (
            moved is not None
            and moved.start() - words.ends[index] <= SHORT
            and not _JOINED.search(self.text, words.ends[index], end)
        )

    def _then_of(self, start: int, end: int) -> bool:
        """Whether a stretch is who did what follows, so that all of it is the reason: 因工厂|停产."""
        return any(
            m.end == end and m.type in ("Company", "Organization", "Platform", "Bank", "Product")
            for m in self.reading.mentions_in(start, end)
        )

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

    def _same_subject(self, why: Place) -> bool:
        """Whether only a noun phrase stands before, of which the clause behind speaks: 该厂因缺料,|刚刚停产."""
        start, end = self._clean_cause(why.clause.start, why.hit.start)
        behind = self.clauses[why.number + 1 : why.number + 2]
        if end - start < 2 or not behind or why.clause.closed != ",":
            return False
        words = self.reading.words
        tags = words.tags[words.at(start) : words.at(end - 1) + 1]
        phrase = tags[len(tags) - 1 - tags[::-1].index("uj") :] if "uj" in tags else tags
        return (
            tags[-1].startswith("n")
            and not any(tag in ("v", "p", "c", "d", "ul") for tag in phrase)
            and words.tags[words.at(behind[0].start)] in _GOES_ON
        )

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


def trim_question(text: str, start: int, end: int) -> Bounds:
    """A question's content: without its mark and what is left of the question words."""
    while end > start and text[end - 1] in '?。 "':
        end -= 1
    while start < end and text[start] in "会, ":
        start += 1
    return start, end
