"""Links that no causal cue states: consequences, conditions, purposes and means.

They are claims of their own kind: implicit, conditional or planned, with less confidence.
"""

from __future__ import annotations

import re

from kg.extractors.rules.chinese_claims import ChineseClaims
from kg.extractors.rules.reading import Bounds, Clause
from kg.extractors.rules.sentence import Candidate
from kg.model import Modality, Polarity

_HAPPENS = frozenset(("v", "vn", "vg", "a", "i"))
_ONLY = re.compile("不仅|不但|不只|既(?!然)")  # 不仅要…, 还无法…: two of a kind
# 强监管之下; not 相比之下, 无奈之下.
_UNDER = re.compile(
    "在?(?P<cause>(?P<how>[高低强弱严紧]|多重|双重|重重)?(?!.*(?:相比|对比|比较|无奈|情急|权衡|一气|盛怒|领导|带领|指导|统筹|部署))[^,在]{1,14})之下"
)
_PRESSED = re.compile(
    "在?(?P<cause>(?!没有|无|毫无|.*(?:领导|带领|指导|统筹|部署))[^,在]{2,16}?(?:压力|高压|重压|夹击|约束|政策|态势|格局|环境))之?下"
)
_MEANS = re.compile(r"(?P<means>.*?(?:通过|凭借|借助|依托).{3,40})$")
_AT = re.compile(".{0,6}?在")
_ASKS = re.compile("什么|怎么|怎样|如何|能否|是否|话题|焦点|关注")
_INTRODUCES = ("意味着", "表明", "显示", "说明", "在于", "就是")
# 银行为规避监管, 将资产移至表外
_AIMS = "满足|确保|避免|防止|应对|降低|提高|实现|适应|符合|达到|缓解|控制|规避|减少|抢占|争取|保障|维护|遏制|化解|稳定|扩大|提升|推动|促进|吸引|保护|加强|规范"
_PURPOSE = re.compile(
    rf"(?:[^,]{{2,14}}?(?<![作成认视称以较分因更最极变改是])(?:也|都)?)?(?P<cue>为着?了?)(?P<aim>(?:{_AIMS}).{{2,30}})"
)
_OTHERWISE = re.compile("(?:否则|不然)(?:的话)?")
_AT_ONCE = re.compile("[^,]{0,20}?(?:[就便](?![业利捷于是])|立刻|马上|瞬间|随即|立即|顿时)")
_EARLIER = re.compile(
    "此前(?!的|连续[^,]{0,3}[个天月年季周][^,]{0,6}[升降涨跌增减]|[一两三上]个(?:月|季度|星期|交易日)[^,]{0,4}[升降涨跌增减]|上[周月年]|[^,]{0,6}为[上下]|曾|有|也|已|并|未|不|没|公布|披露|数据|市场预期|预期)"
)
_WITHOUT = re.compile("不(?!断|利|良|可|满|安|足|[明确稳]|景气|平衡|对称)")  # 在|不裁员的情况下
_CONTINUES = re.compile("[^,]{0,10}继[^,]{2,20}[降升涨跌增减]")  # 继7月下降0.4%后
_BY_MEANS = re.compile("(?P<cue>凭借着?|依靠|借助于?)(?P<means>[^,]{4,40})")
# What somebody does at once, or does more of, once something has happened.
_RESPONDS = re.compile(
    "随即|随后|迅速|立即|立刻|马上|紧急|纷纷|相继|陆续|开始|转而|加快|加速|宣布|停止|暂停|叫停|下架|撤|流入|流出|涌入|转向|创|失守|跌破|突破"
)
# 未履行反洗钱义务, 该机构被罚: an offence and its penalty
_OFFENDS = re.compile(
    "未(?:按|经|履行|取得|及时|如实|依法|能)|违反|违规|违法|涉嫌|虚假|隐瞒|擅自|超范围|挪用|造假|不到位|不审慎|不尽职"
)
_PUNISHED = re.compile(
    "[^,被]{0,14}被[^,]{0,12}?(?:处以|处罚|罚款|罚没|罚|警告|责令|立案|约谈|通报|吊销|下架|终止|取消)"
)
_AGAINST = re.compile("却|仍|依然|依旧|反而|逆势")
# 成本上升和需求下降的|双重 压力下
_MANIFOLD = re.compile("的?(?:双重|三重|多重|重重|巨大|沉重|持续)$")


class Implicit(ChineseClaims):
    """Rules over a clause and its neighbour that need no cue."""

    def implicit(self, number: int, clause: Clause, stated: bool) -> None:
        words = self.words
        body = self._cleaned(number)
        explained = any(c.effect[0] < body[1] and body[0] < c.effect[1] for c in self.found)
        if number and not stated and not explained:
            previous = self.clauses[number - 1]
            match = words.predicament.match(self.text[body[0] : body[1]])
            if words.conditional.match(self.text, clause.start, clause.end):
                match = None  # 如果无法满足…: a condition, not what follows
            only = (
                _AGAINST.search(self.text, *body)
                or _ONLY.search(self.text, previous.start, previous.end)
                or words.concession.match(self.text, clause.start)
                or self.text.endswith(_INTRODUCES, previous.start, previous.end)
            )
            if match and not only and not self._attribution(previous) and previous.closed == ",":
                before = self._last_effect(number) or self._cleaned(number - 1)
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
            elif (
                previous.closed == ","
                and words.forced.match(self.text[body[0] : body[1]])
                and not _AGAINST.search(self.text, *body)
            ):
                # A 使 B, 只好 C: what forces is B.
                before = self._last_effect(number) or self._cleaned(number - 1)
                if (
                    before[1] - before[0] >= 5
                    and not self._attribution(previous)
                    and not words.conditional.match(self.text, previous.start, previous.end)
                ):
                    self._inferred(before, body, "forced")
            elif (
                previous.closed in (",", ";")
                and words.reacts.match(self.text[body[0] : body[1]])
                and not _AGAINST.search(self.text, *body)
                and not words.conditional.match(self.text, previous.start, previous.end)
                and not self._attribution(previous)
            ):
                before = self._cleaned(number - 1)
                if before[1] - before[0] >= 5 and self._acts(*before):
                    self._inferred(before, body, "reacts")
            elif (
                previous.closed == ","
                and _PUNISHED.match(self.text, *body)
                and _OFFENDS.search(self.text, previous.start, previous.end)
                and not self._attribution(previous)
            ):
                self._inferred(self._cleaned(number - 1), body, "penalty")
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
        self._scene(number, clause)
        self._after(number, clause)
        self._before_that(number, clause)
        means = _MEANS.match(self.text[clause.start : clause.end])
        if means and number + 1 < len(self.clauses):
            goal = self.clauses[number + 1]
            achieved = re.match(
                r"(?:已|也|并)?(?:将|把|使|令)(?P<effect>.{2,40})$",
                self.text[goal.start : goal.end],
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
                        (goal.start + achieved.start("effect"), goal.end),
                        (goal.start, goal.start + achieved.start("effect")),
                        "zh.frame.means",
                        Polarity.PROMOTE,
                        0.6,
                        split_cause=False,
                    )
                )
        if (
            (by := _BY_MEANS.fullmatch(self.text, clause.start, clause.end))
            and clause.closed == ","
            and (then := self._next(number))
            and self.words.moves.search(self.text, *then)
            and not _AGAINST.search(self.text, *then)
        ):
            # 凭借爆款热销, 营收翻倍
            self._add(
                Candidate(
                    by.span("means"), then, by.span("cue"), "zh.frame.means", Polarity.PROMOTE, 0.6
                )
            )
        purpose = _PURPOSE.fullmatch(self.text, *body)
        if purpose and clause.closed == "," and self._word_edge(purpose.start("cue")):
            following = self._next(number)
            if following:
                self._add(
                    Candidate(
                        purpose.span("aim"),
                        following,
                        purpose.span("cue"),
                        "zh.frame.purpose",
                        Polarity.PROMOTE,
                        0.5,
                        modality=Modality.PLANNED,
                        split_cause=False,
                    )
                )

    def _before_that(self, number: int, clause: Clause) -> None:
        """股价大涨, 此前交付量超过预期: what had happened before a move."""
        opened = _EARLIER.match(self.text, clause.start, clause.end)
        if not opened or not number or self.clauses[number - 1].closed != ",":
            return
        moved, happened = self._body(number - 1), (opened.end(), clause.end)
        if (
            moved
            and self.words.moves.search(self.text, *moved)
            and self._acts(*happened)
            and not _AGAINST.search(self.text, *happened)
            and happened[1] - happened[0] >= 6
        ):
            self._inferred(happened, moved, "before")

    def _scene(self, number: int, clause: Clause) -> None:
        """在 C 的背景下, E: the scene in which something happens is taken for its reason."""
        match = self.words.scene.match(self.text[clause.start : clause.end])
        if not (match and match.group("cause")) and self._long_scene(number, clause):
            return
        if not match:
            self._under(number, clause)
            return
        named = "cause" if match.group("cause") else "bare"
        cause = (clause.start + match.start(named), clause.start + match.end(named))
        if many := _MANIFOLD.search(self.text, *cause):
            cause = cause[0], many.start()
        rest = (clause.start + match.end(), clause.end)
        effect = rest if rest[1] - rest[0] >= 4 else self._next(number)
        if (
            effect is None
            or _ASKS.search(self.text, *effect)
            or _AGAINST.search(self.text, *effect)
            or self.words.pointer_scene.fullmatch(self.text[cause[0] : cause[1]])
            or _WITHOUT.match(self.text, *cause)
        ):
            return
        cue = (cause[1], clause.start + match.end())
        self._add(
            Candidate(cause, effect, cue, "zh.implicit.scene", Polarity.PROMOTE, 0.5, implicit=True)
        )

    def _under(self, number: int, clause: Clause) -> None:
        """强监管之下, E: a state that weighs on what follows."""
        pressed = _PRESSED.fullmatch(self.text, clause.start, clause.end)
        under = pressed or _UNDER.fullmatch(self.text, clause.start, clause.end)
        following = self._next(number) if under and clause.closed == "," else None
        if under is None or following is None or _AGAINST.search(self.text, *following):
            return
        ends = (m.end() for m in self.words.event.finditer(under["cause"]))
        if pressed or under["how"] or len(under["cause"]) in ends:
            self._inferred(under.span("cause"), following, "scene")

    def _long_scene(self, number: int, clause: Clause) -> bool:
        """在 A, B, C 的背景下, E: every clause since 在 is part of the scene."""
        end = self.words.scene_end.search(self.text, clause.start, clause.end)
        following = self._next(number) if end else None
        if end is None or following is None:
            return False
        for first in range(number - 1, max(-1, number - 6), -1):
            opened = _AT.match(self.text, self.clauses[first].start)
            if opened:
                spans = [(opened.end(), self.clauses[first].end)]
                spans += [(c.start, c.end) for c in self.clauses[first + 1 : number]]
                for span in [*spans, (clause.start, end.start())]:
                    self._inferred(span, following, "scene")
                return True
        return False

    def _after(self, number: int, clause: Clause) -> None:
        """《办法》出台后, E: what follows upon an event, where E is a change or a plight."""
        words = self.words
        if self.text[clause.end - 1] not in words.after_last or number + 1 >= len(self.clauses):
            return
        if self.text.endswith("背后", clause.start, clause.end):
            return
        match = words.after.match(self.text[clause.start : clause.end])
        following = self._next(number)
        if following is None:
            return
        if not match:
            self._moment(clause, following)
        elif words.problem.search(self.text, *following):
            event = clause.start + match.end("event")
            self._add(
                Candidate(
                    (clause.start, event),
                    following,
                    (event, clause.start + match.end()),
                    "zh.implicit.after",
                    Polarity.PROMOTE,
                    0.5,
                    implicit=True,
                    split_cause=False,
                )
            )

    def _moment(self, clause: Clause, following: Bounds) -> None:
        """税率上调后, 进口量大跌: a change that comes with or after another one."""
        match = self.words.moment.match(self.text[clause.start : clause.end])
        if not match or (self.found and self.found[-1].cause[0] >= clause.start):
            return
        if _CONTINUES.match(self.text, clause.start, clause.end):
            return  # the same measure, a month later
        start, end = clause.start + match.start("event"), clause.start + match.end("event")
        last = self.reading.words.starts[self.reading.words.at(end - 1)]
        happens = self.text[last:end] in self.reading.lexicon.sets["happen"]
        if (
            (
                match.group("when")
                or self.words.moves.search(self.text, *following)
                or self.words.plight.search(self.text, *following)
                or _RESPONDS.search(self.text, *following)
            )
            and (happens or self._acts(last, end) or self.words.moves.search(self.text, start, end))
            and not _AGAINST.search(self.text, *following)
        ):
            self._inferred((start, end), following, "moment")

    def once(self, number: int, clause: Clause) -> None:
        """公告一发布, 股价大跌: what follows as soon as something happens."""
        if clause.closed != "," or self.text.find("一", clause.start + 2, clause.end - 1) < 0:
            return
        at = self.text.rfind("一", max(clause.start + 2, clause.end - 4), clause.end - 1)
        if at < 0 and number + 1 < len(self.clauses):
            then = self.clauses[number + 1]
            if _AT_ONCE.match(self.text, then.start, then.end):  # 交易所一查程序化高频, …立刻少了
                at = self.text.find("一", clause.start + 2, clause.end - 1)
        if at < 0 or clause.closed != "," or number + 1 >= len(self.clauses):
            return
        words = self.reading.words
        index = words.at(at)
        if words.texts[index] != "一" or words.tags[index + 1] not in _HAPPENS:
            return
        if self.text[at - 1] in "另某这那每同唯统第":
            return  # 资管新规的另一要求
        following = self._next(number)
        if following and not _AGAINST.search(self.text, *following):
            self._inferred((clause.start, clause.end), following, "once")

    def two_states(self) -> None:
        """审批流程长, 资金占用大: of two states side by side, the first explains the second."""
        kind = self.reading.kind(self.sentence)
        if len(self.clauses) != 2 or self.found or self.clauses[0].closed != ",":
            return
        if kind in ("title", "heading"):
            return
        one, two = self._cleaned(0), self._cleaned(1)
        if all(
            4 <= b[1] - b[0] <= 14 and self.words.state.match(self.text[b[0] : b[1]])
            for b in (one, two)
        ):
            self._inferred(one, two, "states")

    def _inferred(self, cause: Bounds, effect: Bounds, rule: str) -> None:
        self._add(
            Candidate(
                cause,
                effect,
                None,
                f"zh.implicit.{rule}",
                Polarity.PROMOTE,
                0.4,
                implicit=True,
                split_cause=False,
            )
        )

    def conditional(self, number: int, clause: Clause) -> None:
        opened = self.words.conditional.match(self.text, clause.start, clause.end)
        if (
            not opened
            or self.text[self.sentence.end - 1] == "?"
            or any(c.cause[0] >= clause.start for c in self.found)
        ):
            return
        body = (opened.end(), clause.end)
        if self.text.endswith(("来看", "而言", "来说"), *body):
            return  # 如果单从去年来看
        inner = re.match(
            r"(?P<cause>.{3,30}?)(?:才能|才会|方能|方可|(?<![细规原法准守总通])则|就会|或将|或可|或(?=[会能致引陷面难需被存有])|将)(?P<effect>[^,]{2,30})$",
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
                r"(?:[^,]{0,24}?)(?:那么|则|就(?!意味着$)|才|将|便|或将|或(?=[会能被致引陷面难需])|会(?!不会)|必然|势必|否则|不然|很难|难以|无法|不得不|只能|极易|恐(?!怕)|有望|大概率|料将)",
                self.text[following[0] : following[1]],
            )
            if not then and (
                "一旦" not in opened.group() or self.text.endswith("的话", *following)
            ):
                return
            effect, causes = following, [body]
        polarity = Polarity.PROMOTE
        if otherwise := _OTHERWISE.match(self.text, *effect):
            effect, polarity = (otherwise.end(), effect[1]), Polarity.PREVENT  # 除非 A, 否则 E
        for cause in causes:
            self._add(
                Candidate(
                    cause,
                    effect,
                    cue,
                    "zh.frame.condition",
                    polarity,
                    0.5,
                    modality=Modality.CONDITIONAL,
                    split_cause=False,
                )
            )
