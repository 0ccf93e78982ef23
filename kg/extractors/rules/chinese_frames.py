"""Chinese constructions that need more than one cue word: 受 C 影响, C 对 E 的冲击, C 是 E 的主因 …"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from kg.extractors.rules.chinese_pairs import NOT_SO, ChinesePairs
from kg.extractors.rules.phrases import NOUNS
from kg.extractors.rules.reading import Bounds, Clause, Hit
from kg.extractors.rules.sentence import Candidate
from kg.model import Modality, Polarity
from kg.ontology import Frame

NO_MATTER = re.compile(
    r"(?:总体|整体|大体)?(?:非常|很|较为?|相对|十分)?(?:(?:并|也)?(?:不会|未必会?|不一定会?)(?:很|太|特别|有多|有太)?大|(?:并)?不大|很小|较小|为零|有限|甚微|不明显|微乎其微)"
)
_SEEN_AS = re.compile(
    "(?:普遍|一度|一直|也|都)*被[^,]{0,12}(?:认为|视为|看作|看成|归结为|当作|指)$"
)
_NOT_SEEN = re.compile("(?:并不|并未|从未|不|未|没有?)$")
_VERY = "(?:比较|较为?|非常|十分|很|最|极其?|尤其|更为?|更加)"
_GREAT = "(?:大|深|严重|明显|显著|突出)"
_HOW_FAR = re.compile(f"(?:之下|下|等|{_VERY}?{_GREAT}(?=$|,|而))?(?:而|,)?")
_DEGREE_OF = re.compile(_VERY + _GREAT)
_IS_AGAIN = re.compile(
    "[^是,]{1,12}(?<!认为)(?<!表示)(?<![称说])(?P<link>(?:也|才|正|就|更|都)?是)(?P<effect>[^是]{2,})"
)
# 另一方面|也与 C 有关: of what the reason before was given for.
_ALSO_BY = re.compile("(?:另一方面|同时|此外|另外|也|还)")
_HOW_FAR_SO = re.compile(
    "(?:在)?(?:很大|一定|相当|某种)?(?:程度上|意义上)(?:说|讲)?|(?:归根结底|说到底|实际上|本质上)"
)
_HARDLY = re.compile("(?:未必|不一定|不见得)(?:就|会|都)?是$")
_LIGHT_NOUN = re.compile(
    r"(?:很|非常|十分|比较|较|极|尤其|特别|更|不|有限|深远|巨大|明显|严重|大|小|最)+$"
)
_JUDGES = re.compile(
    r"(?:但|而|却|也|则|更|只|都|其实|实际上|可能|或许)*(?:像是|算是|属于|是|不是|并非)"
)


_ARROW = re.compile(r"(?=[\s→⟶➡➔⇒=-])\s*(?:→|⟶|➡️?|➔|⇒|=>|-->|->)\s*")
_ARROWS = frozenset("→⟶➡➔⇒>")
_NO_STEP = re.compile(r"[\d.,%％万亿元~–\-+\s]*(?:个百分点|倍|年|月|日)?")
_SUMMED = re.compile(r"\d[\d.,]*\s?[%万亿元美人民币个家]*(?:左右|以上)?$")
_HOW_MUCH = re.compile(r"\d|[一二三四五六七八九两]+(?:成|倍)|翻番|减半")
_MAINLY = re.compile(
    "(?P<cue>(?:这|其)?(?:其中)?主要(?:还)?(?:是|系))(?!为|因|由|受|指|以|在|从|通过|针对|面向|用于|用来|来自|出于|源)(?P<cause>.{4,50})"
)
_TOTAL = re.compile(r"(?:总共|一共|合计|共计|共存?在?有?|总计|总额|累计)[^,]{0,6}\d")
_ITS_REASON = re.compile("(?P<what>.{2,}?)的?(?:主要|部分)?原因")
_UPON = re.compile(
    r"对(?P<effect>[^,]{2,40}?)(?P<cue>(?:构成|形成|造成|带来|产生|提出)(?:了|着)?(?:[^,的]{0,6}的)?(?:[^,的]{0,4})?(?:挑战|考验|压力|威胁|风险|隐患))$"
)
# A、B 等综合作用下, E
_UNDER_ALL = re.compile(
    "(?P<cause>[^,在受]{2,40}?)(?:等(?:多重)?(?:因素|原因)?)?的?(?:综合|共同|叠加|多重|双重)*(?P<cue>(?:作用|影响|拖累|冲击|推动|带动|刺激|驱动|重压|打压|打击|支撑|提振|催化|加持|压制)之?下)"
)
_ON_GROUNDS = re.compile(r"以\s?(?P<cause>[^,]{2,24}?)(?P<cue>为由)")
_ALSO_OF = re.compile(
    "(?P<link>(?:同时)?(?:也|又|更)是)(?P<cause>[^,]{2,40}?)的(?:过程|体现|表现|写照)"
)
_BEHIND = re.compile(r"(?P<effect>.{2,30}?)(?<!数字)(?<!数据)(?<!故事)(?<!光环)的?背后")

_DISCUSSED = re.compile(
    "(?:关注|警惕|防范|评估|分析|探讨|讨论|研究|谈到|谈及|提及|提到|考察|梳理|解读|审视)(?:了|其)?"
)
# 利润下滑的|核心|原因
KEY = "(?:主要|根本|直接|深层次?|重要|关键|核心|真正|首要|最大|内在|具体)"
# E 不是因为 A, 而是 B; 主要是 B
_RATHER_IS = re.compile("而是|(?:而|主要|更多|其实|实际上|真正|关键)+(?:还)?是")
_IS_MAINLY = re.compile(
    "(?:.{0,10}?(?:认为|表示|称|指出|解释))?(?:这|也|或|可能)?(?:主要|主要是|主要系|系|正是|多是|均|都是)(?:因为?|由于)?"
)
_NOT_UPON = re.compile("(?:并|也|尚|暂|仍|均)?(?:不会|不至于|不致|不|未曾|未|没有?|无)$")
AGAINST = re.compile("负面|不利|消极")  # 产生|负面|影响
_SEEMS = re.compile("看似|貌似|表面上?")
_ASKED = re.compile("哪些|哪种|什么|多大|几何|如何|怎样")
_COPES = re.compile("了?(?:应对|面对|抵御|对抗|缓解|化解|避免|防范|防止|抵消|消除)")
_DONE_TO = re.compile("进行|以$|来$|去$")
ADDED = re.compile("(?:再|又)?(?:叠加|加之|加上|再加上)(?P<more>[^,]{3,60})$")
_UPON_EACH_OTHER = re.compile("(?P<one>[^,受因]{3,20}?)(?P<cue>叠加)(?P<more>[^,影响因素]{3,20})")
_PROCEDURE = re.compile("流程|步骤|路线|操作|方法如下")
_INFLUENCES = 4  # clauses of one list of influences before its last
# 受|A, B|等因素影响: how a list of influences begins and ends.
_SUFFERS = re.compile("[^,]{0,8}?(?P<by>受到?|因为?|由于)(?![^,]*(?:影响|因素))")
AND_OTHERS = re.compile(
    "(?P<cause>[^,]{2,30}?)等(?:多重|多种|诸多|综合|不利|各种|多方面|客观|主观|外部|内部|宏观)*(?:因素|原因|情况)?的?(?:综合|叠加|共同|双重|多重|不利)*影响$"
)
_UNMOVED = re.compile("(?:基本|几乎|完全|并)?(?:不再?|未曾?|没有?|很少|(?<![难不未以避])免)$")
_TELLS_WHY = frozenset(("zh.conn.because.post", "zh.noun.reason", "zh.frame.influenced"))
_ANOTHER = re.compile("(?:而?(?:另|再)一方面|另外|此外|同时|二是|其次)?,?(?:也|则|还|就|主要)*是?")
_USUALLY = re.compile("(?:一般|往往|通常|都|主要|就是?|也是?|正是|是|这|则|更|还)+")
_BOTH = re.compile("(?P<subject>[^,]{2,20}?)(?:不仅|不但|不只|不光|既)")
_PERHAPS = ("或", "或许", "可能", "疑似", "恐怕", "恐", "应该", "大概", "多半")
_LIES = re.compile(
    r"(?:也|正|其实|更|实则|则|,)*(?:是|有着?|离不开|隐藏着|藏着)|(?:很大一部分|多半|主要|更多|往往|大多|也|还|正|其实|,)*是(?:因为|由于)"
)


class Place(NamedTuple):
    """A cue where it stands: its clause, the words on both sides of it there, and the next cues."""

    number: int
    clause: Clause
    hit: Hit
    frame: Frame
    before: str
    after: str
    later: list[Hit]


class ChineseFrames(ChinesePairs):
    """Frames around a clause; the words that open and close them are in the lexicon."""

    def around(self, number: int, clause: Clause) -> list[Candidate]:
        """Links of frames that no single word of the lexicon tells."""
        text = self.text[clause.start : clause.end]
        if number and self.found and (rather := _RATHER_IS.match(text)):
            but = self._but(number, clause, rather.end())
            if but or text.startswith("而是"):
                return but
        again = _ALSO_OF.fullmatch(text) if number and self.found else None
        if again and self.found[-1].rule == "zh.frame.result":
            # E 既是 A 的结果, 也是 B 的过程
            link, cause = again.span("link"), again.span("cause")
            one = self._candidate(
                (clause.start + cause[0], clause.start + cause[1]),
                self.found[-1].effect,
                Hit(clause.start + link[0], clause.start + link[1], "", None),
                "zh.frame.result",
                Polarity.PROMOTE,
                0.8,
            )
            return [one]
        if paired := self.pairs(number, clause):
            return paired
        # Most clauses hold none of these words: looking for them first takes a tenth of the time.
        if not _ARROWS.isdisjoint(text) and _ARROW.search(text) and (steps := self._arrows(clause)):
            return steps
        if text.endswith("背后"):
            return self._behind(number, clause)
        if number and "加" in text and (added := ADDED.match(self.text, clause.start, clause.end)):
            return self._added(number, added)
        upon = "叠加" in text and _UPON_EACH_OTHER.fullmatch(self.text, clause.start, clause.end)
        if upon:
            return self._each(number, upon)
        mainly = "主要" in text and _MAINLY.fullmatch(self.text, clause.start, clause.end)
        if number and mainly:
            return self._mainly(number, mainly)
        match = (
            self.words.aspects.search(self.text, clause.start, clause.end) if "从" in text else None
        )
        if match:
            return [self._framed(match, "aspects", 0.6)]
        under = text.endswith("下")
        match = _UNDER_ALL.fullmatch(self.text, clause.start, clause.end) if under else None
        if match and clause.closed == "," and (then := self._next(number)) and self._acts(*then):
            return [self._framed(match, "influenced", 0.7, effect=then)]
        match = _ON_GROUNDS.search(self.text, clause.start, clause.end) if "为由" in text else None
        if match and self._word_edge(match.start()):
            rest = (match.end(), clause.end)
            done = rest if rest[1] - rest[0] >= 3 else self._next(number)
            if done:
                return [self._framed(match, "grounds", 0.75, effect=done)]
        match = self._upon_whom(clause)
        if match:
            own = self._clean_cause(clause.start, match.start())
            causes = [own] if own[1] - own[0] >= 2 else self._left_of(number)
            return [
                replace(self._framed(match, "upon", 0.7, cause=cause), polarity=Polarity.PREVENT)
                for cause in causes
            ]
        return []

    def _upon_whom(self, clause: Clause) -> re.Match[str] | None:
        """对 X 构成威胁, from the last 对 that is a word."""
        at = self.text.rfind("对", clause.start, clause.end)
        while at >= clause.start:
            if self._word_edge(at) and self._word_edge(at + 1):
                return _UPON.match(self.text, at, clause.end)
            at = self.text.rfind("对", clause.start, at)
        return None

    def _framed(
        self,
        match: re.Match[str],
        rule: str,
        strength: float,
        cause: Bounds | None = None,
        effect: Bounds | None = None,
    ) -> Candidate:
        return Candidate(
            cause or match.span("cause"),
            effect or match.span("effect"),
            match.span("cue"),
            f"zh.frame.{rule}",
            Polarity.PROMOTE,
            strength,
        )

    def _left_of(self, number: int) -> list[Bounds]:
        """The cause of the clause before, whose subject goes on; else that clause."""
        found = self._last_causes(number) or self._before(number, across=True)[-1:]
        for start, end in found:
            # 这一现象不仅关系到A, 也对B构成挑战
            if both := _BOTH.match(self.text, start, end):
                return [both.span("subject")]
        return found

    def _but(self, number: int, clause: Clause, opens: int) -> list[Candidate]:
        """E, 不是因为 A, 而是 B: B is what A was not."""
        denied = self.found[-1]
        if denied.cue is None or not self.text.endswith(NOT_SO, 0, denied.cue[0]):
            return []
        start = clause.start + opens
        for word in ("因为", "由于", "因"):
            if self.text.startswith(word, start):
                start += len(word)
                break
        if clause.closed and start == clause.start + opens and not self._acts(start, clause.end):
            return []
        reasons = [(start, clause.end), *self._following(number)]
        cue = Hit(clause.start, start, "", None)
        return [
            self._candidate(r, denied.effect, cue, denied.rule, Polarity.PROMOTE, 0.8)
            for r in reasons
        ]

    def _arrows(self, clause: Clause) -> list[Candidate]:
        """A → B → C: each step leads to the next."""
        arrows = list(_ARROW.finditer(self.text, clause.start, clause.end))
        bounds = [clause.start, *(edge for a in arrows for edge in a.span()), clause.end]
        steps = list(zip(bounds[::2], bounds[1::2], strict=True))
        # 北京→上海, 点击申请→填写资料: places and steps of a procedure lead to nothing by themselves.
        if not arrows or not all(
            e - s >= 2
            and not _NO_STEP.fullmatch(self.text, s, e)
            and (
                self.words.event.search(self.text, s, e)
                or self.words.plight.search(self.text, s, e)
            )
            for s, e in steps
        ):
            return []
        if _PROCEDURE.search(self.text, self.sentence.start, clause.start):
            return []
        return [
            Candidate(before, behind, arrow.span(), "zh.frame.arrow", Polarity.PROMOTE, 0.7)
            for before, arrow, behind in zip(steps, arrows, steps[1:], strict=False)
        ]

    def _added(self, number: int, added: re.Match[str]) -> list[Candidate]:
        """A, 叠加 B 等因素影响, E: both lead to what follows, if no verb of its own says so."""
        following, before = self._next(number), self._body(number - 1)
        if following is None or before is None or self.clauses[number].closed != ",":
            return []
        opens = [
            h
            for h in self.reading.hits(following[0], min(following[0] + 6, following[1]))
            if self._is_lead(self.text[following[0] : h.start])
            or self._only_adverbs(following[0], h.start)
        ]
        stated = self.found and self.found[-1].effect[0] >= before[0]
        if stated or any(h.frame and h.frame.order != "effect-cause" for h in opens):
            return []
        if not self._acts(*before) or self._attribution(self.clauses[number - 1]):
            return []
        sums = (before, added.span("more"), following)
        summed = sum(bool(_SUMMED.search(self.text, *one)) for one in sums) > 1
        if summed or _TOTAL.match(self.text, *following):
            return []  # 债务率为 62%, 加上担保债务, 总债务率为 77%
        cue = Hit(self.clauses[number].start, added.start("more"), "", None)
        return [
            self._candidate(c, following, cue, "zh.frame.added", Polarity.PROMOTE, 0.65)
            for c in (before, added.span("more"))
        ]

    def _each(self, number: int, upon: re.Match[str]) -> list[Candidate]:
        """监管趋严叠加疫情反复, E: both lead to what follows."""
        following = self._next(number) if self.clauses[number].closed == "," else None
        causes = [upon.span("one"), upon.span("more")]
        if following is None or not all(self.words.event.search(self.text, *c) for c in causes):
            return []
        return [self._framed(upon, "added", 0.65, cause=c, effect=following) for c in causes]

    def _mainly(self, number: int, mainly: re.Match[str]) -> list[Candidate]:
        """同比下滑 67.8%, 主要是 C: what moved, and what mostly moved it."""
        before = self._body(number - 1)
        if before is None or self.clauses[number - 1].closed != ",":
            return []
        said = self.text[before[0] : before[1]]
        why = "之所以" in self.text[self.sentence.start : before[1]]
        cause = mainly.span("cause")
        moves = self.words.moved.search(said) and _HOW_MUCH.search(said)
        if not why and not (moves and self._acts(*cause)):
            return []
        return [self._framed(mainly, "mainly", 0.7, cause=cause, effect=before)]

    def _behind(self, number: int, clause: Clause) -> list[Candidate]:
        """E 背后, 是 A、B 与 C."""
        match = _BEHIND.fullmatch(self.text, clause.start, clause.end)
        if not match or clause.closed != "," or number + 1 >= len(self.clauses):
            return []
        following = self.clauses[number + 1]
        lies = _LIES.match(self.text, following.start, following.end)
        if not lies:
            return []
        causes = [(lies.end(), following.end), *self._following(number + 1)]
        cue = Hit(match.end("effect"), lies.end(), "", None)
        return [
            self._candidate(c, match.span("effect"), cue, "zh.noun.reason", Polarity.PROMOTE, 0.75)
            for c in causes
        ]

    def _influence(
        self, number: int, clause: Clause, hit: Hit, before: str, after: str
    ) -> list[Candidate] | None:
        """C 对 E 的影响; 受 C 影响, E; 在 C 的推动下, E."""
        whole = self.text[clause.start : hit.end]
        frame = hit.frame
        polarity = Polarity(frame.polarity) if frame else Polarity.PROMOTE
        upon = self.words.upon.match(before) or (
            re.match(r"(?P<cause>.*?)(?:对于|对)(?P<effect>[^,]{2,30})(?<!的)$", before)
            if _LIGHT_NOUN.match(after)
            else re.match(
                r"(?P<cause>.*?)(?:对于|对)(?P<effect>[^,]{2,30}?)(?:是(?:一个|一种|一大)?(?:较大|重大|明显|很大|巨大)?的?|极为|极其|十分|非常|较为|极|更加|更|也|都|均|很)*$",
                before,
            )
            if hit.word in self.reading.lexicon.sets["favours"]
            else None
        )
        if upon and not self._word_edge(clause.start + upon.end("cause")):
            upon = None  # 反垄断法针|对
        if upon and "kind" in upon.groupdict() and _DONE_TO.search(upon["kind"]):
            upon = None  # 对老油井进行压裂以提振产出
        if upon and not after.startswith(("了", "着", "到", "力", "因素")):
            return self._influence_upon(number, clause, hit, upon, polarity)
        if hit.word != "影响" and re.match("的?影响", after):
            return None  # 受疫情冲击|影响较大: the next word tells it
        shared = self._shared_influence(number, clause, hit)
        if shared is not None:
            return shared
        match = self.words.influence.match(whole)
        if not match or whole[: match.start("open")].endswith(("对", "因", "为")):
            return None  # 对受疫情影响的企业, …
        words = self.reading.words
        opens = words.at(clause.start + match.start("open"))
        whole_word = len(words.texts[opens]) > len(match.group("open"))
        behind = clause.start + match.end("open")
        if (
            whole_word
            and words.known(words.texts[opens])
            and not words.known(self.text[behind : behind + 2])  # 受|限产政策影响
        ):
            return None  # 受访者表示影响生意, 出口受阻拖累经济
        if NO_MATTER.match(after):
            # 公司受政策影响有限
            effect = self._clean_left(clause.start, clause.start + match.start("open"))
            found = [effect] if effect[1] - effect[0] >= 2 else self._before(number)[-1:]
            cause = (clause.start + match.start("cause"), clause.start + match.end("cause"))
            return [
                replace(
                    self._candidate(cause, e, hit, "zh.frame.influenced", polarity, 0.75),
                    modality=Modality.DENIED,
                )
                for e in found
            ]
        unmoved = _UNMOVED.search(whole, 0, match.start("open"))
        if unmoved:
            # 创新药不受关税影响
            effect = self._clean_left(clause.start, clause.start + unmoved.start())
            if effect[1] - effect[0] < 2:
                return None
            cause = (clause.start + match.start("cause"), clause.start + match.end("cause"))
            return [
                replace(
                    self._candidate(cause, effect, hit, "zh.frame.influenced", polarity, 0.75),
                    modality=Modality.DENIED,
                )
            ]
        if match.group("open") == "在" and not re.match(r"(?:之)?下", after):
            return None
        rest_start = hit.end
        trailing = _HOW_FAR.match(after)
        if trailing:
            rest_start += trailing.end()
        subject = self._clean_cause(clause.start, clause.start + match.start("open"))
        rest = self._clean_right(rest_start, clause.end)
        causes: list[Bounds] = [
            (clause.start + match.start("cause"), clause.start + match.end("cause"))
        ]
        if match.group("cause") in ("此", "这", "上述因素", "上述因素的"):
            causes = self._before(number, across=True)  # 受此影响
        rule = "zh.frame.influenced"

        def made(effect: Bounds, polarity: Polarity, strength: float) -> list[Candidate]:
            return [self._candidate(c, effect, hit, rule, polarity, strength) for c in causes]

        if re.match(r"(?:的|(?:比较|较|最|很)?(?:大|小|深|严重|明显)的)", after):
            return None  # 受影响较大的企业 describes, it does not state
        added = re.match(
            r"(?:叠加|加上|以及|和|与|及)(?P<more>.{2,20}?)(?:等(?:多重)?因素)?(?:的影响)?$", after
        )
        following = self._next(number)
        before_open = whole[: match.start("open")]
        rest_said = rest[1] - rest[0] >= 2
        if (
            trailing
            and _DEGREE_OF.fullmatch(trailing.group().rstrip(","))
            and subject[1] - subject[0] >= 2
        ):
            return made(subject, polarity, 0.75)  # 国内经济受疫情影响比较大, …
        if number and clause.closed != ":" and _IS_MAINLY.fullmatch(before_open) and not rest_said:
            # E, 主要是受 C 影响, 剔除后…
            earlier = self._before(number)[-1:]
            return made(earlier[0], Polarity.PROMOTE, 0.75) if earlier else None
        if added and following:
            causes.append((hit.end + added.start("more"), hit.end + added.end("more")))
            return made(following, Polarity.PROMOTE, 0.8)
        if rest[1] - rest[0] >= 2 and not self.text.startswith("的", rest_start):
            return made(rest, Polarity.PROMOTE, 0.8)
        if following and (subject[1] - subject[0] < 2 or clause.closed == ","):
            return made(following, Polarity.PROMOTE, 0.8)
        if subject[1] - subject[0] >= 2:
            fell = self.words.moves.search(self.text, *subject) and self._is_bad(*subject)
            # 毛利下降主要受涨价冲击: what came of it
            return made(subject, Polarity.PROMOTE if fell else polarity, 0.75)
        told = self.found[-1] if self.found else None
        if told and told.rule in _TELLS_WHY and _ANOTHER.match(before):
            return made(told.effect, Polarity.PROMOTE, 0.75)  # 一方面是由于 A, 另一方面是受 B 影响
        earlier = self._before(number)[-1:] if not after.strip('" ') else []
        return made(earlier[0], Polarity.PROMOTE, 0.75) if earlier else None  # E, 主要受 C 影响

    def _shared_influence(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        """受 A, B 等因素影响, E: what the influence is of began clauses before."""
        last = AND_OTHERS.match(self.text, clause.start, clause.end)
        effect = self._next(number) if last and clause.closed == "," else None
        if last is None or effect is None:
            return None
        causes = [(clause.start, last.end("cause"))]
        for clause in reversed(self.clauses[max(0, number - _INFLUENCES) : number]):
            if clause.closed != ",":
                return None
            opened = _SUFFERS.match(self.text, clause.start, clause.end)
            if opened and self._word_edge(opened.start("by")):
                causes.insert(0, (opened.end(), clause.end))
                return [
                    self._candidate(c, effect, hit, "zh.frame.influenced", Polarity.PROMOTE, 0.8)
                    for c in causes
                ]
            causes.insert(0, (clause.start, clause.end))
        return None

    def _influence_upon(
        self, number: int, clause: Clause, hit: Hit, upon: re.Match[str], polarity: Polarity
    ) -> list[Candidate] | None:
        causes: list[Bounds] = [
            (clause.start + upon.start("cause"), clause.start + upon.end("cause"))
        ]
        cleaned = self._clean_cause(*causes[0])
        if cleaned[1] - cleaned[0] < 2 and self.text[cleaned[0] : cleaned[1]] not in ("这", "此"):
            causes = self._before(number, across=True)
        effect = (clause.start + upon.start("effect"), clause.start + upon.end("effect"))
        if _COPES.match(self.text, *effect):
            return []  # 为了应对 A 的冲击, 银行…
        if causes and _DISCUSSED.search(self.text, *causes[0]):
            return []  # 本文分析新规对银行的影响: a topic
        said = self.text[clause.start : effect[0]]
        if _SEEMS.search(said) or self.words.evidential.search(said) or said.endswith("为了"):
            return []  # 这看似对电商有利; 反映了银行对风险的担忧以及监管的影响
        if _ASKED.search(self.text, effect[1], clause.end):
            return []  # 将给市场带来哪些影响
        stated = clause.start + upon.end("cause")
        none = _NOT_UPON.search(self.text, *effect)
        if none and none.start() - effect[0] > 1:
            effect = effect[0], none.start()  # 对公司业绩|不构成重大影响
        denied = none or _NOT_UPON.search(self.text, clause.start, stated)  # 不会|对 X 造成影响
        no_matter = denied or NO_MATTER.match(self.text, hit.end)
        modality = Modality.DENIED if no_matter else None
        against = AGAINST.search(self.text, effect[1], hit.end)
        affects = hit.word in ("影响", "作用")

        def does(cause: Bounds) -> Polarity:
            if against:
                return Polarity.PREVENT
            return self._effect_of(cause, effect, polarity) if affects else polarity

        return [
            replace(
                self._candidate(c, effect, hit, "zh.frame.upon", does(c), 0.7),
                modality=modality,
            )
            for c in causes
        ]

    def _reason_noun(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        """C 是 E 的主因."""
        match = self.words.reason_noun.match(self.text[clause.start : clause.end])
        if not match:
            return self._named_reason(number, clause)
        if match.group().rstrip('"').endswith("缘故"):
            return None  # E 是 C 的缘故 runs the other way
        cause: Bounds = (clause.start, clause.start + match.end("cause"))
        seen = _SEEN_AS.search(self.text, *cause)
        if seen:
            cause = cause[0], seen.start()  # C|被普遍认为是 E 的主因
        cleaned = self._clean_cause(*cause)
        causes = [cause]
        if number and seen and seen.start() == clause.start:
            causes = self._before(number)  # A, 被市场认为是 E 的主因
        elif cleaned[1] - cleaned[0] < 2 and self.text[cleaned[0] : cleaned[1]] not in ("这", "此"):
            causes = self._before(number, across=True)
            at = number - 1
            # C 来得较晚, 更像是 A, 未必是 E 的起因: a clause that only judges passes its subject on.
            while at > 0 and _JUDGES.match(self.text, self.clauses[at].start):
                at -= 1
                causes = self._before(at + 1)
        if self.text[cause[1] - 1] == "的":
            return None
        effect = (clause.start + match.start("effect"), clause.start + match.end("effect"))
        linked = clause.start + match.start("link"), clause.start + match.end("link")
        if again := _IS_AGAIN.fullmatch(self.text, *effect):
            # 涨价不是问题|也是 E 的主因: all that stands before the last 是
            causes, effect, linked = (
                [(cause[0], again.start("link"))],
                again.span("effect"),
                again.span("link"),
            )
        words = self.text[effect[0] : effect[1]]
        if re.fullmatch(
            r"(?:重要|主要|核心|关键|其中|最|另|一个|顶级)*(?:一个|原因|因素|级)?", words
        ):
            return self._named_reason(number, clause)  # 也是其中的一个原因
        if re.match("对|在|从", words):
            return None
        found = Hit(*linked, "", None)
        judged = Modality.HEDGED if seen else Modality.ASSERTED if again else None
        if match.group("link").endswith("非") or _HARDLY.search(self.text, cause[0], found.end):
            judged = Modality.DENIED  # C 并非 E 的主因, C 未必是 E 的主因
        if seen and _NOT_SEEN.search(self.text, clause.start, seen.start()):
            judged = Modality.DENIED
        return [
            replace(
                self._candidate(c, effect, found, "zh.frame.reason", Polarity.PROMOTE, 0.8),
                modality=judged,
            )
            for c in causes
        ]

    def _named_reason(self, number: int, clause: Clause) -> list[Candidate] | None:
        """E, C 是主因: what is explained stands in the clause before."""
        match = self.words.named_reason.match(self.text[clause.start : clause.end])
        before = self._before(number) if match else []
        if not match or not before:
            return None
        cause = (clause.start, clause.start + match.end("cause"))
        link = Hit(cause[1], clause.end, "", None)
        told = self.found[-1] if self.found else None
        if told and told.rule.startswith(("zh.noun.reason", "zh.frame.reason")):
            before = [told.effect]  # E 的原因在于 A, 而 C 则是次要原因
        effect = self._denied_effect() or before[-1]
        return [self._candidate(cause, effect, link, "zh.frame.reason", Polarity.PROMOTE, 0.75)]

    def _told_of(self) -> Bounds | None:
        """The effect that the last reason of this sentence was given for."""
        last = self.found[-1] if self.found else None
        told = last and last.rule.startswith(
            ("zh.verb.stem", "zh.noun.reason", "zh.conn.because", "zh.frame.related")
        )
        return last.effect if last and told else None

    def _result_noun(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        """E 是 C 的结果."""
        match = self.words.result_noun.match(self.text[clause.start : clause.end])
        if not match:
            return None
        effect: Bounds | None = self._clean_left(clause.start, clause.start + match.end("effect"))
        assert effect is not None
        if effect[1] - effect[0] < 2 or _HOW_FAR_SO.fullmatch(self.text, *effect):
            before = self._before(number)
            effect = before[-1] if before else None
            if effect is not None:
                if re.match(r"从.+到", self.text[effect[0] : effect[1]]):
                    # 从 A 到 B, 既是 C 的结果: a range sets the scene; the subject is what the
                    # sentence before speaks of.
                    effect = self._subject_before()
                # "… 并非一事导致, 而是 C 的结果": the subject of the clause before, not all of it.
                head = effect and re.match(
                    r"(.{2,30}?)(?:并非|并不是|不是|不仅|既)", self.text[effect[0] : effect[1]]
                )
                if head and effect:
                    effect = (effect[0], effect[0] + head.end(1))
        if self.found and self.found[-1].rule == "zh.frame.result" and match.end("effect") < 2:
            effect = self.found[-1].effect  # 既是 A 的结果, 也是 B 的结果
        if effect is None:
            return None
        cause = (clause.start + match.start("cause"), clause.start + match.end("cause"))
        return [self._candidate(cause, effect, hit, "zh.frame.result", Polarity.PROMOTE, 0.8)]

    def _related(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        """E 与 C 有关."""
        if self.text.startswith("的", hit.end) or (
            hit.word in ("相关", "有关")
            and hit.end < clause.end
            and self.reading.words.tags[self.reading.words.at(hit.end)] in NOUNS
        ):
            return None  # 与之有关的业务, 农险相关政策: a modifier
        if hit.start == clause.start and number and self.clauses[number - 1].closed == ",":
            number, clause = number - 1, self.clauses[number - 1]  # E, 与 A 和 B, 不无关系
        match = re.match(
            r"(?P<effect>.*?)(?:与|和|同|跟|受)(?P<cause>[^与]{2,40}?)(?:的影响)?(?P<no>并?没有?|并?无)?(?:也|都|均|密切|息息|直接|紧密|高度)*$",
            self.text[clause.start : hit.start].rstrip(","),
        )
        if not match:
            return None
        here = self.text, clause.start, clause.end
        effect = self._clean_cause(clause.start, clause.start + match.end("effect"))
        if reason := _ITS_REASON.fullmatch(self.text, *effect):
            effect = reason.span("what")  # 项目终止的原因|与市场环境有关
        own = effect[1] - effect[0] >= 2 and not _USUALLY.fullmatch(self.text, *effect)
        again = self._told_of() if not own and number and _ALSO_BY.match(*here) else None
        effects = [effect] if own else [again] if again else self._before(number, across=True)[-1:]
        cause = (clause.start + match.start("cause"), clause.start + match.end("cause"))
        found = [
            self._candidate(cause, e, hit, "zh.frame.related", Polarity.PROMOTE, 0.6)
            for e in effects
        ]
        if match.group("no") or hit.word.startswith(("无关", "没有", "并无")):
            return [replace(c, modality=Modality.DENIED) for c in found]
        if match.group("effect").endswith(_PERHAPS):
            return [replace(c, modality=Modality.HEDGED) for c in found]
        return found

    def _pave(self, number: int, clause: Clause, hit: Hit) -> list[Candidate] | None:
        """C 为 E 扫清障碍: the whole phrase is the effect."""
        match = self.words.pave.search(self.text, clause.start, clause.end)
        if not match:
            return None
        cause = self._clean_cause(clause.start, match.start())
        causes = [cause]
        if cause[1] - cause[0] < 2:
            causes = self._last_causes(number) or self._before(number)
        return [
            self._candidate(
                c, (match.start(), match.end()), hit, "zh.frame.pave", Polarity.PROMOTE, 0.7
            )
            for c in causes
        ]
