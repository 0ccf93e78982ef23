"""Causal claims of Chinese sentences: cue → arguments → candidates.

Each cue belongs to a frame of the lexicon, which says where its cause and effect stand; a method a
kind of frame proposes candidates. Frames of several words (受…影响, …是…的主因) are in
`kg.extractors.rules.chinese_frames`, links that no cue states in `kg.extractors.rules.implicit`.
"""

from __future__ import annotations

import re

from kg.extractors.rules.arguments import FOR_WHOM
from kg.extractors.rules.chinese_frames import NOT_SO, ChineseFrames
from kg.extractors.rules.reading import Clause, Hit, trim
from kg.extractors.rules.sentence import Bounds, Candidate
from kg.model import Polarity

_STRONG = 0.8
_AHEAD = 12  # clauses in which 所以 may answer 因为
_PRONOUN_SUBJECT = re.compile(r"(?:它们?|他们|她们|这|其|我们|大家|人们)")
_LETS = ("令", "使", "让")
_UNABLE = re.compile("无法|难以|不能|未能|不得不|被迫")
_AFTER_SUBJECT = ("因此", "因而", "随之")
_PASSIVE = ("被", "受", "受到", "遭", "遭到")
_TO_LEVEL = re.compile(r"了?(?:到|至|为)了?\s?[^,]{0,12}\d")
# Somebody means to: 努力提升, 旨在实现A, 促进B, 要增加.
_AIMS = re.compile(
    r"旨在|意在|试图|力图|尽可能|设法|谋求|努力|尽量|力争|^(?:要(?![素求价])|应(?![收付用对])|需(?![求用])|必须|就会|建议|鼓励|曾被)|[以或]$"
)
_PLANNED_NOUN = re.compile("的(?:计划|方案|决定|目标|打算|想法|意图|措施|建议|办法|方法)$")
_NAMED_REASON = re.compile(
    r"了?(?P<effect>[^,]{2,40}?)的(?P<noun>[^的,]{0,6}?(?:原因|主因|元凶|罪魁祸首|推手|根源|关键|因素)(?:之一)?(?:就?是|就?在于|为))(?P<cause>[^,]{2,60})$"
)
_MOVED = re.compile(
    r"(?P<cause>.*?)(?:把|将)(?P<effect>[^,]{2,30}?)(?:给|彻底|完全|全部|都|一下子|几乎|进一步)*$"
)
_DRIVES = frozenset(("使", "令", "让", "推动", "带动", "拉动", "促使", "迫使", "促成", "催生"))
_LATER = 12  # cues that are looked at behind one
_TO_WHERE = ("到", "至", "了到", "入", "进", "向", "成", "低了", "高了")
_THROUGH = re.compile(
    "(?P<first>[^,]{2,16}?)(?:主要|会|将|可能)*(?P<by>通过|经由|经过)(?P<means>[^,]{4,24}?)(?:进而|从而|来|,)*"
)
_RATHER = re.compile(
    "而是(?:由|因|因为|由于)?(?P<cause>.{2,40}?)(?P<cue>所致|造成的?|导致的?|引起的?|引发的?)"
)
_SPEEDS = ("加速", "加快", "加快了")
_TOWARDS = ("向", "往", "朝", "从")
# 消息源自公告: where words come from is no cause.
# A judgement is what a reason is given for.
_JUDGED = re.compile("不|没|未|难|应|须|必|可能|意味")
_SETS_OUT = re.compile("力图|试图|尽可能|设法|谋求|努力|力争")
_SUSPECTED = re.compile("存在|涉嫌")
_BY_MEANS = re.compile("(?:而|并|就|可以|能够|可|能|会)*(?:通过|借助|依靠|凭借)(?P<cause>.{3,30})$")
_BECAUSE_WORDS = ("因为", "由于", "是因为", "主要是")
_SINCE = re.compile(
    "(?:但|而|不过|然而)?(?:自|从|到|进入|截至)?[^,]{0,12}(?:年|月|日|季度|期间|以来|开始|年起|月起|之后|后|时期?)"
)
_INSTEAD = re.compile("[但而]|不过|然而")
_YET = re.compile("(?:而|但)?(?:虽然|尽管|虽)")
_THEN_DONE = re.compile("(?P<cause>.{2,40}?)而(?=被|遭|受|无法|难以|陷入)(?P<effect>.{2,})$")
_TURNS = re.compile("[但而也且又却更]|不过|然而|同时|其中")
_CLEFT = re.compile("的(?:往往|正|就|主要|更多|恰恰|不仅仅?|只|也|其实|实际上|通常)+是")
_IS = re.compile("(?:不是|并非|并不是|而是|正是|就是|只是|也是|(?<![总但可于])是)$")
_LISTED_LENGTH = 30
_JUDGEMENT = 8  # characters
_JUDGING = frozenset(("a", "ad", "i", "l", "m", "d", "uj", "z", "q"))
_LISTED_CAUSES = re.compile(
    r"(?P<cause>[^的]{2,40}?)等(?:多重|多种|诸多|一系列|客观|主观)?(?:因素|原因|问题)(?:的?(?:共同|综合)?影响)?(?P<effect>[^的等,].{2,40})$"
)
_HANDLED = re.compile("[^的,]{1,12}的[^,的]{1,8}(?:被|遭)")
_OF_REASON = re.compile(
    "的(?:主要|根本|直接|深层|重要)?(?:原因|根源|主因)(?:主要|就|也|则|都)?(?:在于|是|有|包括|:|$)"
)
_NO_OBJECT = re.compile(
    "了?(?:是|已经?|均|都(?!市)|也|更(?!多|好|高|低|新|换)|仍|普遍|显著|盖过|超过|叠加|务必|最(?![终低高]))"
)
_EACH = re.compile("(?:都(?!市)|均|皆)[\u3400-\u9fff]{0,4}$")
_SHORT = 14  # characters of a clause that is one of several alike
_BRINGS = ("产生", "形成", "形成了")
_THIS = ("这", "这也", "这就", "也", "这将", "这还", "此", "这同样", "这既")
_TO_COME = re.compile(
    "将|会(?!员|计|议)|要(?!求|素)|不得不|被迫|无法|难以|不再|失去|增加|减少|上升|下降|提高|降低"
)
_WORDS = re.compile("(?:消息|数据|信息|图片|资料|说法|名称|名字|灵感|文章|新闻|传闻|内容)$")


class ChineseRules(ChineseFrames):
    """The rules applied to one Chinese sentence."""

    # -- the flow -------------------------------------------------------------------------------

    def propose(self) -> None:
        for number, clause in enumerate(self.clauses):
            hits = self.reading.hits(clause.start, clause.end)
            before = len(self.found)
            self._clause(number, clause, hits)
            if len(self.found) == before:
                strong = [
                    h
                    for h in hits
                    if h.frame and h.frame.strength >= _STRONG and (h.start, h.end) not in self.used
                ]
                if strong:
                    self._missed(strong[0])
            if self.words.hint.search(self.text, clause.start, clause.end):
                self.implicit(number, clause, len(self.found) > before)
                self.conditional(number, clause)
            self.once(number, clause)
        self.two_states()

    def _clause(self, number: int, clause: Clause, hits: list[Hit]) -> None:
        rather = _RATHER.fullmatch(self.text, clause.start, clause.end)
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
            drives = hit.word in _DRIVES or (hit.frame and hit.frame.id.endswith("verb.cause"))
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
        if hit.frame.order == "cause-effect":
            return self._verb(number, clause, hit, before, after, later)
        if hit.frame.order == "effect-cause":
            return self._back(number, clause, hit)
        if hit.frame.order == "because":
            return self._because(number, clause, hit, before, after, later)
        return self._therefore(number, clause, hit, before)

    # -- verbs ----------------------------------------------------------------------------------

    def _verb(
        self, number: int, clause: Clause, hit: Hit, before: str, after: str, later: list[Hit]
    ) -> list[Candidate] | None:
        frame = hit.frame
        assert frame is not None
        polarity = Polarity(frame.polarity)
        if before.endswith(("的", "之")) and not before.endswith("是的"):
            return None
        if before.endswith("是") and self.words.reason_noun.fullmatch(
            self.text[clause.start : clause.end]
        ):
            return self._reason_noun(number, clause, hit)  # C 是造成 E 的原因
        if frame.subject and _SUSPECTED.search(before):
            return None  # 存在侵害权益等风险
        if after.startswith(("、", "与", "和", "及", "以及")):
            return None  # 价格战加剧、…: it says how its subject moved; 技术冲击与需求变化: a noun
        if frame.subject and before.endswith(("和", "与", "及", "或")) and len(before) > 3:
            return None  # 停发联名卡和|缩减权益: two things that somebody does
        if _OF_REASON.match(after):
            return None  # 这些问题产生的|原因在于…: the reason is stated behind
        if frame.subject and not frame.id.endswith("verb.make") and _NO_OBJECT.match(after):
            return None  # 开工缩减|是事实, 影响|盖过忧虑: a noun with a predicate of its own
        if frame.id.endswith("verb.imply") and not self._implies(clause, hit):
            return None
        if frame.subject == "change" and _HANDLED.match(after):
            return None  # 变相提高成本的做法被叫停: what was done stands inside a phrase
        passive = self.words.passive.match(before)
        if passive and not after.strip("了的 "):
            return [
                self._candidate(
                    (clause.start + passive.start("cause"), clause.start + passive.end("cause")),
                    (clause.start + passive.start("effect"), clause.start + passive.end("effect")),
                    hit,
                    frame.id + ".passive",
                    polarity,
                    frame.strength,
                )
            ]
        if before.endswith((*_PASSIVE, "所")):
            return None
        named = _NAMED_REASON.match(after) if self._is_lead(before) else None
        if named:
            # 导致 E 的主要原因是 C
            return [
                self._candidate(
                    (hit.end + named.start("cause"), clause.end),
                    (hit.end, hit.end + named.end("effect")),
                    Hit(hit.end + named.start("noun"), hit.end + named.end("noun"), "", None),
                    "zh.noun.reason",
                    Polarity.PROMOTE,
                    0.85,
                )
            ]
        onward = not after.strip("了掉的 ") or after.startswith(_TO_WHERE)
        moved = _MOVED.match(before) if onward else None
        if moved:
            # 亏损把公司压垮了
            suffers = (clause.start + moved.start("effect"), clause.start + moved.end("effect"))
            own = (clause.start, clause.start + moved.end("cause"))
            doers = [own] if own[1] - own[0] >= 2 else self._before(number)
            return [
                self._candidate(c, suffers, hit, frame.id, polarity, frame.strength) for c in doers
            ]
        if hit.word in _SPEEDS and self._moves(hit, clause.end):
            return None  # 房价加速下跌: how it falls
        agent = self.words.agent.match(before) or (
            self.words.done.match(before) if after.startswith("的") else None
        )
        if agent and not after.strip("了的 "):
            # E 是由 C 导致的
            doer = (clause.start + agent.start("cause"), hit.start)
            done = (clause.start, clause.start + agent.end("effect"))
            if clause.closed == ":" and self.words.counted_causes.match(agent.group("cause")):
                # E 是由两件事引发的: 一是…, 二是…
                return [
                    self._candidate(m, done, hit, frame.id + ".list", polarity, frame.strength)
                    for m in self._members(number + 1)
                ]
            return [self._candidate(doer, done, hit, frame.id + ".agent", polarity, frame.strength)]
        if frame.subject == "change" and (
            not self._takes_object(hit, later) or _TO_LEVEL.match(after)
        ):
            return None  # 增加到了五万台: how far, not what
        if self._names_what(hit, before) or (frame.subject and _AIMS.search(before)):
            return None
        if (
            frame.subject == "change"
            and number
            and self._clean_cause(clause.start, hit.start)[1] - clause.start < 2
            and _SETS_OUT.search(
                self.text, self.clauses[number - 1].start, self.clauses[number - 1].end
            )
        ):
            return None  # 银行力图上浮利率, 提高利润
        if frame.subject == "change" and _PLANNED_NOUN.search(after):
            return None  # 没有裁减人手的计划
        if frame.subject and not after.startswith("了") and self._controlled(clause, hit):
            return None
        if hit.word in _LETS and self._lets_nothing(hit):
            return None
        if frame.subject and _UNABLE.match(before.lstrip('" ')):
            return None  # 无法摊薄成本: a plight of its own
        end = self._until_next(clause, hit, later)
        effect: Bounds | None = (hit.end, end)
        rule = frame.id
        if cleft := _CLEFT.match(after):
            effect = (hit.end + cleft.end(), end)  # 关税改变的往往是流向
        elif after.startswith(("的", "之")) and not after.startswith("的是"):
            if frame.subject == "change":
                return None  # 质量提升的转变: the trend belongs to a noun phrase
            # 客流减少带来的亏损|拖垮了门店: what it led to goes on to lead to more.
            goes_on = [h.start for h in later if h.frame and h.frame.order == "cause-effect"]
            stop = next((s for s in goes_on if s > hit.end + 2), end)
            effect = self._relative_head(hit.end + 1, min(end, stop))
        elif not after.strip(' "了:'):
            own = self._clean_cause(clause.start, hit.start)
            bare = own[1] - own[0] < 2 and frame.order == "cause-effect" and not after
            effect = self._next(number) if bare else None  # 这使得, E
        if effect is None:
            return None
        causes, shared = self._left(number, clause, hit)
        if not causes:
            return None
        if not shared and len(causes) == 1 and _EACH.search(before):
            causes = [*self._alike(number), *causes]
        upon = self._upon(number, hit, causes, effect)
        if upon is not None:
            causes, effect, rule, polarity = upon
        if frame.subject and not shared:
            causes = [c for c in causes if self._eventish(self._clean_cause(*c), frame.subject)]
        through = _THROUGH.fullmatch(self.text, *causes[0]) if len(causes) == 1 else None
        if through and self._eventish(through.span("first"), "event"):
            # A 通过 C 导致 B: A leads to C, and C to B.
            by = Hit(through.start("by"), through.end("by"), "", None)
            means = through.span("means")
            return [
                self._candidate(
                    through.span("first"), means, by, rule, Polarity.PROMOTE, frame.strength
                ),
                self._candidate(means, effect, hit, rule, polarity, frame.strength),
            ]
        return [
            self._candidate(cause, effect, hit, rule, polarity, frame.strength) for cause in causes
        ]

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
                or any(h.frame and h.frame.strength >= _STRONG for h in self.reading.hits(*body))
            ):
                break
            out.insert(0, body)
        return out

    def _implies(self, clause: Clause, hit: Hit) -> bool:
        """Whether what is implied is to come of it: 新规意味着小厂将退出, not what it amounts to."""
        return hit.word in _BRINGS or (
            self.text[clause.start : hit.start].strip(' "') not in _THIS
            and bool(_TO_COME.search(self.text, hit.end, clause.end))
        )

    def _lets_nothing(self, hit: Hit) -> bool:
        """Whether no one stands behind 令, 使, 让 to be made do something: 降价令仍然…"""
        words = self.reading.words
        index = words.at(hit.end)
        if index < len(words.texts) and words.texts[index] in self.reading.lexicon.sets["many"]:
            return False  # 让不少消费者…
        empty = ("d", "x", "uj", "c", "p", "ul", *(("v", "vn") if hit.word == "令" else ()))
        return index >= len(words.tags) or words.tags[index] in empty

    def _names_what(self, hit: Hit, before: str) -> bool:
        """Whether the cue is a noun with a verb of its own: 利润挤压|集中于二线厂商."""
        words = self.reading.words
        index = words.at(hit.end)
        return (
            bool(before)
            and index < len(words.texts)
            and words.starts[index] == hit.end
            and words.texts[index] in self.reading.lexicon.sets["own_verb"]
        )

    def _moves(self, hit: Hit, end: int) -> bool:
        """Whether a word that moves follows (加速|下跌), or a verb and nothing more (加速|崛起)."""
        words = self.reading.words
        index = words.at(hit.end)
        if index >= len(words.texts):
            return False
        word = words.texts[index]
        sets = self.reading.lexicon
        alone = words.tags[index] == "v" and not self.text[words.ends[index] : end].strip('" 了')
        return alone or word in _TOWARDS or word in sets.trends or word in sets.sets["motion"]

    def _takes_object(self, hit: Hit, later: list[Hit]) -> bool:
        """Whether 提高, 增加 … have an object here, rather than say how their subject moved."""
        words = self.reading.words
        index = words.at(hit.end)
        while index < len(words.texts) and words.texts[index] in ("了", "着", "过"):
            index += 1
        if index >= len(words.texts) or words.tags[index] in (
            "x",
            "m",
            "c",
            "p",
            "d",
            "f",
            "uj",
            "z",
        ):
            return False
        return not any(
            h.start <= words.starts[index]
            for h in later
            if h.frame and h.frame.order == "cause-effect"
        )

    def _controlled(self, clause: Clause, hit: Hit) -> bool:
        """Whether somebody sets about it (着力降低, 通过提升): an aim or a means, no effect."""
        words = self.reading.words
        index = words.at(hit.start) - 1
        while (
            index >= 0
            and words.starts[index] >= clause.start
            and words.tags[index] in ("d", "ad", "x")
        ):
            index -= 1
        return (
            index >= 0
            and words.starts[index] >= clause.start
            and words.texts[index] in self.reading.lexicon.sets["control"]
        )

    def _until_next(self, clause: Clause, hit: Hit, later: list[Hit]) -> int:
        """Where the effect ends: at the next strong verb of cause, else with the clause."""
        for other in later:
            strong = other.frame and (
                other.frame.id.endswith("verb.cause") or other.word in _DRIVES
            )
            if strong and other.start > hit.end + 1:
                return other.start
        return clause.end

    def _upon(
        self, number: int, hit: Hit, causes: list[Bounds], effect: Bounds
    ) -> tuple[list[Bounds], Bounds, str, Polarity] | None:
        """C 对 X 造成 冲击: what suffers is X; C 给 X 带来 压力: the pressure is the effect."""
        frame = hit.frame
        assert frame is not None
        if hit.word not in self.reading.lexicon.sets["light_verb"]:
            return None
        cause = causes[-1]
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
        bad = noun.group() in self.reading.lexicon.sets["blow_prevent"]
        polarity = Polarity.PREVENT if bad else Polarity(frame.polarity)
        return sources, target, "zh.frame.upon", polarity

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
        if reason:
            # E 之所以…, 是因为 A, B, C: all that follows is why.
            why = "之所以" in self.text[self.sentence.start : clause.start]
            causes += self._rest_of_list(first) if why else self._following(first)
        return [
            self._candidate(c, effect, hit, frame.id, Polarity(frame.polarity), frame.strength)
            for c in causes
        ]

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
        if frame.id.endswith("noun.reason") or not self._is_lead(
            self.text[clause.start : hit.start]
        ):
            return None
        before = number and self.clauses[number - 1]
        turns = _INSTEAD.match(self.text, clause.start)
        if (
            before
            and not self.text.startswith(("在", "对"), before.start)
            and not _SINCE.fullmatch(self.text, before.start, before.end)
            and not (turns and _YET.match(self.text, before.start))
        ):
            return None
        return self._next(number)

    def _explained(self, number: int, clause: Clause, hit: Hit) -> list[Bounds]:
        """What a cue of reason explains: the words before it, else the clauses or the question before."""
        own = self._clean_cause(clause.start, hit.start)
        text = self.text[own[0] : own[1]]
        generic = re.fullmatch(
            r"(?:但|而|不过)?(?:这|其|其中|另)?(?:也|还|就)?(?:有)?(?:一个|部分|一部分|其他|最)?(?:很|非常|比较|十分|最)?(?:主要|重要|根本|直接|深层|关键|核心|更)*(?:的)?",
            text,
        )
        if own[1] - own[0] >= 2 and not generic:
            moved = re.search("[把将]", text)
            return [(own[0] + moved.end(), own[1]) if moved else own]  # 把 E 归因于 C
        one_more = re.search("还|另|部分|其他|也", self.text[clause.start : hit.start])
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

    # -- conjunctions ---------------------------------------------------------------------------

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

        listed = _LISTED_CAUSES.match(after)
        if listed and hit.word in ("因", "因为", "由于"):
            # 产品因 A、B 等因素 E
            effect = (hit.end + listed.start("effect"), clause.end)
            return made([(hit.end, hit.end + listed.end("cause"))], effect)
        if hit.word == "因" and before and not self._is_lead(before):
            # 一些国家因 C 而 E; 他因"C"离开
            inner = (
                re.match(r"(?P<cause>.{2,30}?)(?:而|被|遭)(?P<effect>.{2,})", after)
                or re.match(r'\s*"(?P<cause>[^"]{2,20})"\s*(?P<effect>.{2,20})$', after)
                or re.match(
                    r"(?P<cause>[^的]{2,16}?(?:原因|问题|争议))(?P<effect>[^的].{1,20})$", after
                )
                or self.words.cause_then.match(after)
            )
            if inner and not re.search("(?<!原)[因从进继反然时]$", inner.group("cause")):
                passive = self.text[hit.end + inner.end("cause")] in "被遭"
                effect = (hit.end + inner.start("effect") - passive, clause.end)
                return made([(hit.end, hit.end + inner.end("cause"))], effect)
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
        if verb and verb.frame and leads:
            if self._therefore_in(self.clauses[number + 1]) or self.reading.hits(
                leads[0], min(leads[1], leads[0] + 4)
            ):
                return None
            # 由于 A 导致 B, C: B leads on to C
            first = self._candidate(
                (hit.end, verb.start),
                (verb.end, clause.end),
                verb,
                verb.frame.id,
                Polarity(verb.frame.polarity),
                verb.frame.strength,
            )
            return [first, *made([(verb.end, clause.end)], leads)]
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
        left = self._clean_cause(clause.start, hit.start)
        if hit.word in self.reading.lexicon.sets["fronted_only"] and not self._is_lead(
            re.sub("(?:主要|正|也|都|就)*是$", "", before)
        ):
            return None  # 基于开源软件的商业模式: a modifier
        inner = re.match(r"(?P<cause>.{2,40}?)(?:而(?!且)|,?所以|,?因此)(?P<effect>.{2,})", after)
        if (
            hit.word in ("因", "因为", "由于")
            and inner
            and not re.search("[因从进继反然时]$", inner.group("cause"))
        ):
            effect = (hit.end + inner.start("effect"), clause.end)
            return made([(hit.end, hit.end + inner.end("cause"))], effect)
        inner = re.match(r"(?P<cause>.{2,20}?)(?P<effect>(?:将|已经?)[^,]{3,})$", after)
        if inner and hit.word in ("因", "因为", "由于") and not self._next(number):
            effect = (hit.end + inner.start("effect"), clause.end)
            return made([(hit.end, hit.end + inner.end("cause"))], effect)
        if hit.word == "因" and before and not self._is_lead(before) and not self._next(number):
            return None
        causes: list[Bounds] = [(hit.end, clause.end)]
        # Several clauses may state the cause before 所以 names the effect.
        for ahead in range(number + 1, min(number + _AHEAD, len(self.clauses))):
            if self.words.conditional.match(
                self.text, self.clauses[ahead].start, self.clauses[ahead].end
            ):
                break
            conjunction = self._therefore_in(self.clauses[ahead])
            if conjunction:
                self.used.add((conjunction.start, conjunction.end))
                causes += [b for i in range(number + 1, ahead) if (b := self._body(i))]
                alone = self.clauses[ahead].end - conjunction.end < 2
                stated = self._next(ahead) if alone else (conjunction.end, self.clauses[ahead].end)
                return made(causes, stated) if stated else None
        more = self._following(number)
        left_stated = left[1] - left[0] >= 4
        if (
            clause.closed == ","
            and self.text.startswith("在", hit.end)
            and not self._acts(hit.end, clause.end)
        ):
            # 由于在资产端, C, E: the clause only says where
            reason, then = self._next(number), self._next(number + 1)
            if reason and (both := _THEN_DONE.match(self.text, *reason)):
                return made([both.span("cause")], both.span("effect"))
            if reason and then and then != reason:
                return made([reason], then)
        if (
            number
            and self.clauses[number - 1].closed == ":"
            and self._is_lead(before)
            and self.reading.block(self.sentence).kind in ("title", "heading")
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
        if number and _IS.search(before):
            # E, 不是因为 A, 而是因为 B: what was said before is explained
            explained = self._denied_effect() or self._stated(number)
            if explained:
                rest = more if "而" not in before else self._rest_of_list(number)
                return made([*causes, *rest], explained, frame.id + ".post")
        following = self._next(number + len(more))
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
        earlier = self._before(number, across=True)
        if "而是" in before and self.found and self.found[-1].rule.startswith(frame.id):
            earlier = [self.found[-1].effect]  # 不是因为A, 而是因为B
        if earlier:
            if _PRONOUN_SUBJECT.match(after) and not more and following:
                more = [following]  # 因为它们A, B: both explain what was said before
            return made([*causes, *more], earlier[-1], frame.id + ".post")
        return made([*causes, *more], following) if following else None

    def _explains(self, number: int, clause: Clause, hit: Hit, before: str) -> Bounds | None:
        """The clause before a last 因为, which it explains."""
        if hit.word != "因为" or not number or clause is not self.clauses[-1]:
            return None
        if not self._is_lead(before) or self.clauses[number - 1].closed != ",":
            return None
        if self._attribution(self.clauses[number - 1]):
            return None
        stated = self._body(number - 1)
        return stated if stated and self._acts(*stated) and not self._incomplete(*stated) else None

    def _named(self, span: Bounds) -> bool:
        """Whether a stretch is one name and nothing more."""
        return any((m.start, m.end) == span for m in self.reading.mentions_in(*span))

    def _for_whom(self, start: int, end: int) -> bool:
        """Whether a stretch only says for whom something holds."""
        return bool(FOR_WHOM.fullmatch(self.text, start, end))

    def _denied_effect(self) -> Bounds | None:
        """The effect of the cause that was denied last, which another one may explain."""
        last = self.found[-1] if self.found else None
        denied = last and last.cue and self.text.endswith(NOT_SO, 0, last.cue[0])
        return last.effect if last and denied else None

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
        bodies = [self._body(n) for n in range(number + 1, len(self.clauses))]
        return [b for b in bodies if b and b[1] - b[0] <= _LISTED_LENGTH]

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
        # 员工因此离职: a short subject may stand before the conjunction.
        if not self._is_lead(before) and not (hit.word in _AFTER_SUBJECT and len(before) <= 8):
            return None
        # A verb right behind the conjunction (从而导致) states the link itself; 因此受到侵蚀 does not.
        for other in self.reading.hits(hit.end, min(clause.end, hit.end + 6)):
            if (
                other.frame
                and other.frame.order == "cause-effect"
                and other.frame.strength > 0.6
                and not self.text[hit.end : other.start].endswith(_PASSIVE)
            ):
                return None
        effect: Bounds | None = (
            hit.end if self._is_lead(before) else clause.start,
            clause.end,
        )
        if not self._predicates(*self._clean_left(hit.end, clause.end)) or self._for_whom(
            hit.end, clause.end
        ):
            effect = self._next(number)  # 于是在次日清晨, E; 所以对我们而言, E
        if effect and self.text.startswith(_BECAUSE_WORDS, effect[0]):
            return None
        last = self._last_effect(number)
        causes = [last] if last else self._before(number, across=True)
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
