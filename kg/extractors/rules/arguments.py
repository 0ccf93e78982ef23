"""Arguments of Chinese claims: where a cause and an effect stand around a cue.

`Arguments` finds the words beside a cue and the clauses before and behind it;
`kg.extractors.rules.spans` trims them and `kg.extractors.rules.chinese_claims` says which may stand.
"""

from __future__ import annotations

import re

from kg.extractors.rules.reading import Bounds, Clause, Hit, Reading, Sentence
from kg.extractors.rules.sentence import Candidate
from kg.extractors.rules.spans import POINTER, Spans
from kg.model import Polarity

_LONG_SENTENCE = 30
# What opens a paragraph and speaks of the one before.
_POINTS_BACK = re.compile("(?:但|而|不过|其实)?(?:受此|与此|这(?:主要|也|就|正)?是(?:因为|由于))")
_AHEAD = 12  # clauses that are looked at behind a cue
_ACCORDING = re.compile(
    "(?:按照|根据|依据|依照|按)[^,]*(?:决定|计划|安排|规定|要求|方案|通知|公告|规划|精神)$"
)
_OPENS_REASON = re.compile("随着|由于|因为|当|在|为了")
_YET = re.compile("但|却|仍|依然|还是|也")
_SIMILE = re.compile("恰似|恰如|犹如|宛如|如同|好比|仿佛|好像|堪比|正如|就像")
REASONS_ARE = re.compile("的[^的,]{0,4}(?:原因|因素)(?:主要)?(?:包括|有|如下)$")
_WHEN = re.compile(
    r"\s*(?:这|近|过去|前|短短)?[一两二三四五六七八九十几\d]+多?(?:年|个月|天|周|个季度)(?:下来|来|间|以来)|\s*在?[^,]{0,6}(?:未来|将来|短期内|年内|近期|目前|当前|当下)"
)
_ASPECT = re.compile("(?:在|就|从)[^,]{2,20}(?:方面|上|层面|角度)")
_BY_LAW = re.compile("(?:根据|依据|依照|参照)")  # 为规范…, |根据《公司法》, 制定
_EXAMPLE = re.compile("即(?!使|便|将)|比如|例如|譬如|包括|特别是|尤其是|尤以")
# 在一定程度上, 从长期来看: says how far, or for whom.
_SCENE = re.compile("在[^,]{2,30}(?:下|背景下|之际|过程中|同时)|当[^,]{2,30}(?:时|时候|之后|之际)")
BAD = frozenset(("down", "shrink", "low", "worsen"))  # families of trends
COMPELS = ("迫使", "倒逼", "促使", "逼迫")
_LONG_PART = 30  # characters to which the parts of a list are joined from clauses
_IN_WAY = re.compile("(?:在|从)[^,]{1,10}(?:程度上|意义上|来看|看|而言|来说|来讲|角度)$")
FOR_WHOM = re.compile(
    r"(?:(?:\d{4}年|今年|明年|未来|目前|短期|长期)(?:内|来看)?)?对于?[^,]{2,30}(?:而言|来说|来看)"
)
_PURPOSE = re.compile("(?:为了|为(?:维持|保住|满足|应对|降低|提高|实现|争取|防止|避免))")
_LISTED = 6  # clauses of one list of causes
_CLOSES_LIST = re.compile("(?:并且|以及|再加上|而且|同时)")
_POINTS = re.compile("(?:这些|这种情况|这一切|此举|这)(?=.)")
_IN_BRACKETS = re.compile(r"\([^()]*\)$")
_CONNECTIVE = re.compile("从而|进而|继而|最终|由此|因而|因此")
_WHERE = re.compile(
    "(?:更|也|还|又|则|将|会|可能|或|仍|并|且|而且|同时|进一步|再次|甚至|长期|短期)*在(?:[^,的了]{1,12}(?:上|中|内|里|方面|层面|期间|之间|场景下|领域|市场)|海外|国[内外际]|境[内外]|全球|全国|当地)(?:也|还|都|就|又|则|已|将|会|可能|进一步|同样|均)*"
)
_GOES_ON = re.compile("(?:[短中长]+期)?(?:来看)?(?:但|却|同时|也|还|并|且|而且|甚至|又|更|则)")
_JOINS = re.compile(
    r"(?:且|并且|而且|并|同时|再加上|加上|加之|叠加|另外|此外|以及|又|也|二是|三是|四是|其次)"
)


# Higher than last year: a comparison tells no reason.
_COMPARES = re.compile(
    "(?:这?(?:也|还)?是|为|创|创下|刷新)[^,]{0,16}(?:最[高低大小]|新[高低]|纪录)[^,]{0,6}|(?:(?:涨幅|降幅|增幅|增速)?(?:均|也|都|仍|明显|略|大幅)*(?:高于|低于|快于|慢于|好于)|比|较|同比|环比|比上[年月期])[^,]{2,16}"
)
_ASKS_WHY = re.compile("(?:这|那|但|可)?(?:又)?(?:是)?为(?:啥|什么|何)(?:呢|啊|呀)?")
_NOUN_PHRASE = re.compile("[^,了着是在对从]{2,14}的[^,的了着是]{2,8}")
_SAYS_OF = re.compile(
    "(?:远远?|都(?!市)|均|已经?|大幅|明显|普遍|正在?|仍然?|一直|持续|逐渐|不断|也|则|将|会)*(?:高于|低于|超过|不及|不足|不如|偏[高低]|过[高低大小多少]|上[涨升]|下[跌降滑]|增[加长]|减少|恶化|走[高低强弱])"
)
_THIS_LEADS = re.compile("\\s?(?:这|此)(?:也|就|还|将|会)*(?:导致|使|令|让|促使|造成|引发)")
_IS_NOT = re.compile("不[大高多强长好快]|有限|很[小低少]")
LOOKING = re.compile("[从就][^,]{1,12}(?:看|来看|来说|而言|来讲|上说|上讲)")
_PRICED = re.compile(
    r"(?:单台|每台|每套|目前|其)?[^,]{0,6}(?:售价|价格|市值|估值|注册资本|面积)(?:已|约)*(?:为|高达|约|达到?|是)[^,]*\d[^,]*|(?:约|共|合计)?占(?!领|据|优|用)[^,]{0,14}\d[^,]*"
)
_COMPARED_WITH = re.compile("(?:和|与|同|跟|较)[^,]{2,24}相比(?:之下)?|经过[^,]{2,8}")
_GOES_WITH = re.compile("而且|并且|同时|再加上|加上|加之|且(?![不慢])")
SPARED = ("免得", "以免", "省得")
_ASIDE = re.compile("|".join(SPARED) + "|其中(?:许多|不少|大多数?|多数|部分|有的)")
_STATE_LENGTH = 14  # characters
_MORE_SAID = 2  # characters that a clause says of an effect
# 受 A 影响, B, 加重 C: the subject is that of B.
_FRONTED = frozenset(("zh.conn.with", "zh.frame.influenced", "zh.conn.because", "zh.pair.stacked"))
_FOLLOWED = _FRONTED | {"zh.pair.result", "zh.pair.hence"}


class Arguments(Spans):
    """One Chinese sentence, its neighbours, and the candidates found in it so far."""

    def __init__(self, reading: Reading, index: int) -> None:
        super().__init__(reading, index)
        self.used: set[tuple[int, int]] = set()
        self.bodies: dict[int, Bounds] = {}

    # -- where arguments stand ------------------------------------------------------------------

    def _left(self, number: int, clause: Clause, hit: Hit) -> tuple[list[Bounds], bool]:
        """The arguments before a cue, and whether they were taken over from earlier clauses."""
        begins = hit.start
        if self.text.endswith("的同时", hit.end, clause.end):
            begins -= self.text.endswith("在", clause.start, begins)  # C|在 压缩 E 的同时, 也…
        own = self._clean_cause(clause.start, begins)
        if _WHERE.fullmatch(self.text, clause.start, hit.start):
            own = (own[1], own[1])  # 更|在国际上 引发…: where, and no cause
        stated = self.found[-1] if self.found else None
        if (
            stated
            and stated.cue
            and clause.start <= stated.cue[0] < stated.effect[0] < hit.start
            and hit.start - stated.effect[1] <= 2
            and self.text[stated.cue[1]] != "的"
        ):
            return [stated.effect], True  # A 导致 B 引发 C
        if (points := _POINTS.match(self.text, *own)) and not self._says((points.end(), own[1])):
            own = points.span()  # 这应该会|降低…
        pronoun = self.text[own[0] : own[1]] in ("其", "它", "它们", "他们", "自身")
        if pronoun and self.found and self.found[-1].cause[0] >= self.sentence.start:
            return [self.found[-1].cause], True  # 疫情摧毁了A, 它还让B: the subject goes on
        if pronoun or not self._says(own):
            own = (own[1], own[1])
        if own[1] - own[0] >= 2 or POINTER.match(self.text[own[0] : own[1]]):
            return [own], False
        between = self.text[clause.start : hit.start]
        connective = _CONNECTIVE.search(between) or (
            hit.word in COMPELS and stated and stated.rule == "zh.verb.cause"
        )  # A 导致 B, 迫使 C: B compels
        shared = bool(hit.frame and hit.frame.shared)
        if not connective and (shared or _GOES_ON.match(between)):
            last = self._last_causes(number)  # A 带来 B, 但也造成 C: the subject goes on
            told = self._last(number)
            if last and not (told and told.rule in _FOLLOWED):
                return last, True
        effect = self._last_effect(number)
        fronted = effect is not None and self.found[-1].rule in _FOLLOWED
        if effect is not None and (connective or fronted or not shared):
            return [effect], True
        return self._before(number), False

    def _last(self, number: int) -> Candidate | None:
        while number and FOR_WHOM.fullmatch(
            self.text, self.clauses[number - 1].start, self.clauses[number - 1].end
        ):
            number -= 1  # A 降低了B, 对X而言, 也切断了C
        if not number or not self.found:
            return None
        previous = self.clauses[number - 1]
        last = self.found[-1]
        return last if last.effect[0] >= previous.start and last.effect[1] <= previous.end else None

    def _last_causes(self, number: int) -> list[Bounds]:
        last = self._last(number)
        if last is None:
            return []
        if last.cue and self.text.startswith("的", last.cue[1]) and last.effect[0] > last.cue[1]:
            ends = self.clauses[number - 1].end if number else 0
            if last.effect[1] == ends:
                return [last.effect]  # 由 A 引发的危机, 正冲击 C: the crisis does
        same = [c.cause for c in self.found if c.cue == last.cue and c.effect == last.effect]
        return list(dict.fromkeys(same))

    def _last_effect(self, number: int) -> Bounds | None:
        last = self._last(number)
        if last is None:
            return None
        if last.rule in ("zh.frame.upon", "zh.verb.affect"):
            return self._body(number - 1)  # 疫情对企业产生冲击, 从而…: the blow, not the firms
        changed = last.polarity is Polarity.PREVENT or last.rule == "zh.verb.raise"
        if changed and last.cue and last.cue[1] <= last.effect[0]:
            # What follows from 压缩了利润 is the squeeze, not the profit; from 提高了门槛, the rise.
            return (last.cue[0], last.effect[1])
        clause = self.clauses[number - 1]
        told = last.cause[1] <= last.effect[0] and clause.start <= last.effect[0]
        if told and clause.end - last.effect[1] > _MORE_SAID:
            return self._body(number - 1)  # 面板带来的利润|将进一步减少, 因此…
        return last.effect

    def _body(self, number: int) -> Bounds | None:
        body = self._cleaned(number)
        if _WHEN.fullmatch(self.text, *body):
            return None  # 在可以预见的未来
        return body if body[1] - body[0] >= 3 else None

    def _cleaned(self, number: int) -> Bounds:
        """Clause ``number`` without what it opens with; remembered, since neighbours ask for it."""
        if number not in self.bodies:
            clause = self.clauses[number]
            self.bodies[number] = self._clean_left(clause.start, clause.end)
        return self.bodies[number]

    def _before(self, number: int, *, across: bool = False) -> list[Bounds]:
        """The clauses before clause ``number`` that together state a cause, the last ones of a list."""
        bodies: list[Bounds] = []
        for index in range(number - 1, -1, -1):
            clause = self.clauses[index]
            if clause.closed == ";" or (bodies and self._attribution(clause)):
                break
            if self._attribution(clause) or _IN_WAY.match(self.text, clause.start, clause.end):
                continue  # E, 某公司透露, 因此…: what it follows from stands before
            if _ASKS_WHY.fullmatch(self.text, clause.start, clause.end) or (
                index and _ASIDE.match(self.text, clause.start)
            ):
                continue  # E, 为啥呢, 因为…
            if index and _PRICED.fullmatch(self.text, clause.start, clause.end):
                continue  # 无法出售, 单台售价1.6亿欧元, 因为…
            if index and _COMPARES.fullmatch(self.text, clause.start, clause.end):
                continue  # 服务价格上涨0.5%, 高于季节性水平, 影响 CPI…
            conceded = index and self.words.concession.match(self.text, clause.start)
            if conceded and not bodies and _YET.match(self.text, self.clauses[index + 1].start):
                continue  # A, 虽然 B, 但也弥补了 C
            if index and self.words.evidential.match(self.text, clause.start):
                continue  # 单价下降, 显示走低趋势。主要原因一是…
            if index and _SIMILE.match(self.text, clause.start):
                continue  # 这场调整, 恰似第一张多米诺骨牌, 正在引发…
            body = self._body(index)
            if body is None:
                continue
            if index and (subject := self._subject_of(index)):
                body = subject, body[1]  # 生产成本,|远远高于亚洲
            bodies.append(body)
            if not _JOINS.match(self.text, clause.start) and not self._states_too(index):
                break
        if bodies:
            return bodies[::-1]
        alone = all(b - a < 2 for a, b in map(self._cleaned, range(number)))  # 这样一来, 推高了…
        earlier = self._sentence_before() if across or alone else None
        return [earlier] if earlier else []

    def _governed(self, start: int, end: int) -> Bounds:
        """Whose effect a noun phrase names inside a longer clause: 抗议|农业活动|造成的排放."""
        words = self.reading.words
        for index in range(words.at(end - 1), words.at(start), -1):
            if words.texts[index] in self.reading.lexicon.sets["governs"]:
                since = words.ends[index]
                since += self.text[since] in "着了过"
                return (since, end) if end - since >= 2 else (start, end)
        return start, end

    def _joins(self, number: int) -> bool:
        """Whether clause ``number`` goes on with the one before: 而且可能波及其他领域."""
        return bool(_GOES_WITH.match(self.text, self.clauses[number].start))

    def _states_too(self, number: int) -> bool:
        """Whether clause ``number`` and the one before are states side by side: 竞争激烈,|监管严格."""
        if not number or self.clauses[number - 1].closed != ",":
            return False
        before = self.clauses[number - 1]
        if _YET.match(self.text, self.clauses[number].start) and _IS_NOT.search(
            self.text, before.start, before.end
        ):
            return False  # 资金总量不大, 但交易量极大, 因此…: the latter
        spans = [self._cleaned(n) for n in (number - 1, number)]
        return all(
            b - a <= _STATE_LENGTH and self.words.state.match(self.text[a:b]) for a, b in spans
        )

    def _subject_of(self, number: int) -> int | None:
        """Where the subject of clause ``number`` begins, if the clause before is no more than that."""
        before, clause = self.clauses[number - 1], self.clauses[number]
        says = _SAYS_OF.match(self.text, clause.start, clause.end)
        if before.closed != "," or says is None:
            return None
        start, end = self._cleaned(number - 1)
        words = self.reading.words
        noun = _NOUN_PHRASE.fullmatch(self.text, start, end)
        return start if noun and not words.tags[words.at(start)].startswith("v") else None

    def _sentence_before(self) -> Bounds | None:
        if not self.index:
            return None
        other = self.reading.sentences[self.index - 1]
        if not other.clauses or not self._goes_on_from(other):
            return None
        start, end = other.clauses[0].start, other.end
        if end - start > _LONG_SENTENCE or _OPENS_REASON.match(self.text, start):
            start = other.clauses[-1].start
        body = self._clean_left(start, end)
        return body if body[1] - body[0] >= 3 else None

    def _goes_on_from(self, other: Sentence) -> bool:
        """Whether the sentence stands in one paragraph with ``other``, or opens the next with 受此影响."""
        apart = self.sentence.block - other.block
        if apart != 1 or self.reading.kind(other) != "paragraph":
            return not apart
        full = self.text[other.start : other.end].endswith(("。", '。"', "!"))
        return full and bool(_POINTS_BACK.match(self.text, self.sentence.start))

    def _next(self, number: int) -> Bounds | None:
        for index in range(number + 1, min(number + _AHEAD, len(self.clauses))):
            clause = self.clauses[index]
            if self._attribution(clause):
                continue
            if clause is not self.clauses[-1] and (
                self.words.conditional.match(self.text, clause.start, clause.end)
                or LOOKING.fullmatch(self.text, clause.start, clause.end)
            ):
                continue
            if clause is not self.clauses[-1] and (
                _EXAMPLE.match(self.text, clause.start)
                or _BY_LAW.match(self.text, clause.start)
                or _ASPECT.fullmatch(self.text, clause.start, clause.end)
            ):
                continue  # 因为只剩两家支持, 即 A 和 B, E; 由于 A, 在杠杆方面, E
            body = self._cleaned(index)
            if _PURPOSE.match(self.text, clause.start) and clause is not self.clauses[-1]:
                continue  # 因为 C, 为了 P, E
            if (
                body[1] - body[0] < 2
                or (clause is not self.clauses[-1] and self.text.endswith("以来", *body))
                or _IN_BRACKETS.match(self.text, *body)
                or _COMPARED_WITH.fullmatch(self.text, *body)
                or _ACCORDING.match(self.text, *body)
                or (clause is not self.clauses[-1] and _SCENE.fullmatch(self.text, *body))
                or self._only_place(body)
            ):
                continue  # 1月30日, …; 按照减产决定, …
            goes_on = index + 1 < len(self.clauses) and clause.closed == ","
            goes_on = goes_on and not _THIS_LEADS.match(self.text, clause.end + 1)
            if goes_on and self._incomplete(*body):
                # 新来的员工, 大多…: a subject or a time, and what is said of it behind the comma
                return body[0], self.clauses[index + 1].end
            return body
        return None

    def _following(self, number: int) -> list[Bounds]:
        """The clauses behind clause ``number`` that go on with its list of causes."""
        out = []
        listed = self._last_listed(number)
        for index in range(number + 1, min(number + _AHEAD, len(self.clauses))):
            clause = self.clauses[index]
            joins = index <= listed or _JOINS.match(self.text, clause.start)
            if not joins or self._therefore_in(clause):
                break
            body = self._cleaned(index)
            if body[1] - body[0] >= 4:
                out.append(body)
        return out

    def _last_listed(self, number: int) -> int:
        """The clause that closes a list of clauses, 因为 A, B, 并且 C; else ``number`` itself."""
        first = self.clauses[number]
        along = self.text.find("随着", first.start, first.end) >= 0
        for index in range(number + 1, min(number + _LISTED, len(self.clauses))):
            clause = self.clauses[index]
            if self.clauses[index - 1].closed != "," or self._attribution(clause):
                break
            behind = along and index + 1 < len(self.clauses)
            if _CLOSES_LIST.match(self.text, clause.start) or (
                behind and self.text.find("以及", clause.start + 4, clause.end - 4) >= 0
            ):
                return index  # 随着 A, B 以及 C, E
            hits = self.reading.hits(clause.start, clause.end)
            if not all(self.text.startswith("的", h.end) or h.end == clause.end for h in hits):
                break  # 涨价导致的毛利率降低 goes on with the list
        return number

    def _therefore_in(self, clause: Clause) -> Hit | None:
        """The conjunction that opens a clause with what follows from the ones before."""
        for hit in self.reading.hits(clause.start, clause.end):
            if hit.frame and hit.frame.order == "therefore":
                return hit if self._is_lead(self.text[clause.start : hit.start]) else None
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
        """Clauses that open with 一是, 二是 …"""
        members: list[Bounds] = []
        for clause in self.clauses[number : number + _AHEAD]:
            marker = self.words.enumerator.match(self.text, clause.start, clause.end)
            if marker:
                members.append((marker.end(), clause.end))
        if not members and number and self.clauses[number - 1].closed == ":":
            members = self._parted(number)
        return members

    def _parted(self, number: int) -> list[Bounds]:
        """What semicolons part behind a colon, each part by its first clauses: 原因在于: A; B; C."""
        parts: list[Bounds] = []
        opens = True
        for clause in self.clauses[number:]:
            if opens:
                parts.append((clause.start, clause.end))
            elif clause.end - parts[-1][0] <= _LONG_PART:
                parts[-1] = (parts[-1][0], clause.end)
            opens = clause.closed == ";"
        return parts if len(parts) > 1 else []

    # -- what an influence does -----------------------------------------------------------------

    def _effect_of(self, cause: Bounds, effect: Bounds, polarity: Polarity) -> Polarity:
        """What 影响 does: a lack, a fall or a predicament (短缺) hampers what is itself none.

        So does whatever 影响 what is wanted (信心, 供应能力).
        """
        if self._is_bad(*effect):
            return polarity
        wanted = self.text.endswith(tuple(self.reading.lexicon.sets["wanted"]), *effect)
        return Polarity.PREVENT if wanted or self._is_bad(*cause) else polarity

    def _is_bad(self, start: int, end: int) -> bool:
        trends = self.reading.lexicon.trends
        text = self.text[start:end]
        return any(trends[m.group()] in BAD for m in self.words.moved.finditer(text)) or bool(
            self.words.trouble.search(text)
        )

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
