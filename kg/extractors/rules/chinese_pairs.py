"""Chinese constructions whose halves stand in clauses side by side.

既有 A 的原因, 也与 B 有关; 根源不在 A, 而在 B; 与其说是 A, 不如说是 B; E, 一来 A, 二来 B; 若非 A, E.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.implicit import Implicit
from kg.extractors.rules.reading import Bounds, Clause
from kg.extractors.rules.sentence import Candidate
from kg.model import Modality, Polarity

_WHY = "(?:原因|因素|缘故|影响|有关)"
_BY = "(?P<cue>所致|造成的?|导致的?|引起的?|的结果|使然)"
_BOTH = re.compile(
    f"(?P<effect>.{{0,80}}?)(?P<cue>既(?:有|是|因为?|与|和))(?P<cause>.{{2,40}}?)的?{_WHY}"
)
_AND = re.compile(
    f"(?:同时)?(?P<cue>[也又更还](?:有|是|与|和|因为?|受))(?P<cause>.{{2,40}}?)的?{_WHY}"
)
# 亏损|的原因是多方面的, 既有…
_MANY = re.compile("(?:的?背后)?的?(?:原因|成因)(?:[是很较比也]*(?:多方面|复杂|多重|多样)的?)?$")
_NOUN = "(?:(?:主要|根本|直接|深层|最大|核心|重要|关键|背后)的?){0,3}(?:根源|根子|原因|症结|主因|诱因|动因|成因|起因|导火索|导火线|推手|元凶|罪魁祸首)"
_NOT_IN = re.compile(
    f"(?P<effect>.{{0,80}}?)(?P<cue>(?:的?{_NOUN}|[靠凭]的)(?:往往|也|并|其实|恐怕)*不(?:是|在于?))(?P<denied>.{{2,40}}?)(?:本身)?"
)
# 涨价的导火索, 是 C
_TOPIC = re.compile(f"(?P<effect>.{{2,80}}?)的{_NOUN}(?:之一)?")
_COPULA = re.compile(
    "(?P<cue>(?:正|就|则|也|还|恰恰|其实|无非|不过|只不过)?(?:是|在于))(?P<cause>.{3,})"
)
# 提前还贷的动因有三: A、B、C
_NUMBERED = re.compile(
    f"(?P<effect>.{{0,80}}?)的?(?P<cue>{_NOUN}(?:主要|大致|无非|不外乎)*有(?:[二两三四五](?:个|点|方面|条)?|以下.{{0,4}}|如下.{{0,4}}))"
)
# E, 罪魁祸首正是 C; 裁员系 C 所致
_IS_WHY = re.compile(
    "(?P<effect>.{0,80}?)(?P<cue>的?(?:最大|主要|真正|背后)?的?(?:罪魁祸首|元凶|推手|导火索|导火线|根源|根子|症结|诱因)(?:正|就|恰恰|其实|无非|则|也|还)(?:是|在于))(?P<cause>.{3,})"
)
_IS_DUE = re.compile(
    "(?P<effect>.{0,80}?)(?P<cue>[系乃])(?!统|列|数)(?:因|由|由于)?(?P<cause>.{3,40}?)(?:所致|引致|使然|驱动|引起|造成|导致)的?"
)
# 停产未必是缺芯所致
_OWED = re.compile(
    "(?P<effect>[^,]{0,60}?)(?P<cue>(?:也|都|均|正|全|(?:主要|大多|多半|很大程度上)[还也都]?|(?P<no>并不|不可能|不会|未必|不一定|不见得|不)|(?P<may>可能|或许?|也许|大概|恐怕))*(?:是|(?P<never>并非|绝非)|(?<![认作成称以因视])为))(?:由于?|因为?)?(?!受|用|否|不)(?P<cause>[^,]{2,40}?)(?:共同|一起)?(?:所致|引致|使然|的缘故|之故|所?(?:造成|导致|引起|引发)(?!的)|(?P<made>(?:造成|导致|引起|引发|引致|带来)的))"
)
NOT_SO = ("不是", "并非", "并不是", "绝非")
# 停航|已被证实 是…所致
_PROVED = re.compile("(?<=..)(?:已经?|也)?被[^,]{0,6}(?:证实|证明|认定)$")
_IS_SO = re.compile(
    "(?P<what>[^,]{2,20}?)(?:主要|更多|其实|正|就)*(?<!不)是[^,]{2,20}(?:推动|拉动|带动|驱动)的?$"
)
_A_VIEW = re.compile("(?:另?一种|一个|有)?(?:说法|解释|观点|看法|可能|猜测)")
_FOUND_OUT = re.compile("据[报称悉]|(?:经?调查)?(?:查出|查明|查实|证实|发现|认定)(?=..)")
_FOUND = re.compile(
    "(?:认定|显示|确认|查明|证实|指出|认为|判定|判断|据报|据称|据悉|表明|发现|初步认为)$"
)
# What is only thought, or asked, is not told: 有人误以为停航是…所致.
_MISTAKEN = re.compile("误认为|以为|不认为")
_ASKED = re.compile("是否|是不是")
_LACKING = re.compile(
    "(?P<cause>(?P<cue>没有|若无|如无|离开了?|缺了|(?:缺乏|缺少)(?=[^,的]*$))[^,]{2,40})"
)
_THEN = re.compile(
    "[^,]{0,16}?(?P<then>[就便](?=不|没|难|无|会|要|只|得)|难以|很难|无法|不可能|无从|寸步难行|举步维艰|步履维艰)"
)
# E, 多半是 C 的缘故; E, C 功不可没; E, 而非 C
_FOR_SAKE = re.compile(
    "(?:这)?(?P<cue>(?:多半|大概|主要|正|都|也|全|恐怕|想必)*[是乃系])(?:因为?|由于?)?(?P<cause>.{2,40}?)(?:的缘故|之故|使然|的功劳|所致)"
    "|(?P<opens>(?:主要|均|皆|也)?系)(?!统|列|数|指|由|因|受)(?P<since>.{4,40})"
)
_TO_BLAME = re.compile(
    "(?P<cause>.{3,40}?)(?P<cue>(?:也|更|都|同样)?(?:功不可没|居功至伟|难辞其咎|脱不了干系|成(?:为|了)?(?:主因|主要推手|最大推手|元凶|导火索)|是(?:主因|主要推手|罪魁祸首|元凶)))"
)
_NOR = re.compile(
    "(?P<cue>而(?:非|不是|并非)|并非)(?:因为?|由于|源于)?(?P<cause>.{2,30}?)(?:所致|造成的?|导致的?|驱动)?"
)
_MORE = re.compile(
    "(?P<cause>.{0,14}(?<![超跨优卓攀翻])(?<!越来)(?P<cue>越)(?![来过南秀野级狱权界洋位冬])[^,]{1,12})"
)
_MORE_THEN = re.compile(
    "(?P<effect>.{0,16}(?<![超跨优卓攀翻])(?<!越来)(?P<cue>越)(?![来过南秀野级狱权界洋位冬]).{1,12})"
)
_BLOWS = re.compile(
    "(?:在)?(?P<cue>(?:这)?[两二三四双多]重(?:打击|压力|挤压|夹击|冲击|利好|利空|因素))(?:的?(?:作用|影响|推动|夹击)?)(?:之下|下)"
)
# 毛利率下滑主要有两点: A、B; 走红离不开两件事: A, B
_POINTS = re.compile(
    "(?P<effect>.{2,80}?)(?P<cue>(?:主要|大致|无非|不外乎|可以?|就|也)*(?:有|归纳为|归结为|概括为|归因为|归为|离不开|源于|缘于|得益于|归因于|归咎于)(?:以下|如下)?[二两三四五六几]大?(?:点|方面|个方面|件事|条|因素|原因|个原因|个因素|重因素)(?:的?(?:原因|因素))?)"
)
# A、B, 两相挤压, E
_TWO_WAYS = re.compile(
    "(?P<cue>两相(?:作用|挤压|叠加|夹击)|两头(?:挤压|夹击)|内外夹击|此消彼长|双向挤压|多重?因素(?:叠加|作用|共振)|多方夹击|一[升增涨]一[降减跌])(?:的?作用)?(?:之下|下|之间)?"
)
# 订单减少叠加运费跳涨, 利润承压; 干旱和虫害双双袭来, 咖啡减产
_STACKED = re.compile(
    "(?P<one>[^,]{3,20}?)(?P<cue>叠加|再?加上|再?加之|碰上|撞上|遇上)(?P<other>[^,]{2,24})"
    "|(?P<first>[^,]{2,20}?)(?:和|与|、)(?P<second>[^,和与、]{2,20}?)(?P<come>(?:双双|同时|接连|前后脚|相继|先后|一起)(?:袭来|来袭|发生|出现|到来|而至|夹击|爆发))"
)
# 叠加融资收紧、分化加速等因素, E
_ADDED_ON = re.compile(
    "(?:再)?(?P<cue>叠加|加上|加之)(?P<cause>[^,]{3,40}?)等(?:多重|多种|诸多|一系列)?(?:因素|影响|原因|压力)"
)
_THANKS = re.compile("(?P<cue>拜)(?P<cause>.{2,40}?)所赐")
_SEEING = re.compile("(?P<cue>眼看着?|眼见)(?P<cause>.{4,40})")
# 储户担心存款受损, 纷纷取款
_FEARS = re.compile(
    "[^,]{0,14}?(?<![不没无未])(?<!不再)(?<!没有)(?P<cue>担心|担忧|害怕|生怕|唯恐)(?P<cause>[^,]{2,30})"
)
_FLEES = re.compile(
    "(?:纷纷|转而|于是|遂|只好|不敢|不愿|不再|推迟|暂缓|暂停|大举|争相|竞相|蜂拥|抢购|抛售|撤出|逃离)(?![^,]{0,6}的)(?!.*吗$)"
)
# 给中小机构的整改留足了空间: the whole phrase is the effect
_GIVES = re.compile(
    "(?P<doer>[^,]{0,40}?)(?P<effect>[为给](?!了)(?P<whom>[^,]{2,24}?)(?P<cue>注入|创造|留足|留出|敲响|泼|空出|打开|增添|节约|节省|分担|平添|套上|赢得|赢回|争取|腾出|扣上|按下|踩下|撑起|兜住|打上|浇上|扫清|扫除)了[^,]{1,16})"
)
_RESULT = re.compile(
    "(?P<cue>(?:随之而来|接踵而至|接踵而来)的(?:便|则|也|就|还)?是|(?:后果|下场|结局)(?:必然|往往|就|便|只能)*是|结果)(?!显示|表明|来看|如[何下]|发现|公布|出炉|是|出来|揭晓|导向|为|上|的|仍|已|将|良好|令|让|也|均|都|[和与及、])(?P<effect>.{4,})"
)
# 监管叫停了高息产品, "炒停售"由此而来
_HENCE = re.compile(
    "(?P<effect>[^,]{2,40}?)(?P<cue>(?:正是|就是|便|也)?(?:由此而[来生起]|由此(?:诞生|产生|形成|兴起)|因此而[来生起]|因此(?:诞生|兴起)|应运而生))"
)
# 单靠降息, 难以扭转颓势
_ALONE = re.compile("(?P<cue>单靠|光靠|仅靠|只靠|单凭|仅凭|光凭|指望)(?P<cause>[^,]{2,30})")
_CANNOT = re.compile(
    "[^,]{0,8}?(?:难以?|很难|无法|不能|不足以|不了|未必能)(?:[从真就彻底根本]{0,3})(?P<effect>[^,]{3,40})"
)
_SAVES = re.compile(
    "(?P<verb>救|拉|解决|改变|撑|拖|挽救|填补|弥补)(?:不了|不动|不起|不回)(?P<effect>[^,]{2,40})"
)
_TELLS = re.compile("(?:提到|表示|认为|指出|介绍|坦言|透露|总结|分析)(?:称|说|道)?,?$")
_ONE_SIDE = re.compile("(?P<cue>一头|一边|一端|一面)(?:是|则是)?(?P<cause>[^,]{4,40})")
_BUT_IN = re.compile(
    "(?P<cue>(?:而|恰恰|更多的?|主要|其实|实际上?|真正)?(?:是|在于?))(?P<cause>.{2,40}?)(?:的结果|所致|使然|(?:造成|导致|引起|引发)的)?"
)
_EACH_OTHER = re.compile(
    "(?P<one>[^,]{2,20}?)(?:和|与|同|、)(?P<other>[^,和与同、]{2,20}?)"
    "(?P<cue>互为因果|[相互]互(?:加强|强化|推动|助长))"
)
_COUNTED = re.compile(
    "(?P<cue>(?P<which>[一二三])[来则者](?:是因为|是)?|(?P<side>(?:另|再)?一方面)(?:也|则)?是)(?!受|因|由于)(?P<cause>.{3,})"
)
_BUT_FOR = re.compile(
    "(?P<cue>若非|要不是|若不是|如果不是|倘若不是|假如不是)(?:因为?|由于)?(?P<cause>.{2,40})"
)
_WOULD = re.compile(".{0,14}?(?:早已?|已经?|本[来会]|恐怕|几乎|会|将|不至于|不可能)")
# E 并非 A 造成的, 而是 B
_NOT_MADE = re.compile(
    "(?P<effect>.{0,80}?)(?P<cue>并非|并不是|不是)(?:由|因为?)?(?!单一|单纯|某|一个)(?P<denied>.{2,30}?)(?:所致|(?:造成|导致|引起|引发)的?)"
)
_RATHER = re.compile(f"(?P<effect>.{{0,80}}?)(?P<opens>与其说?是?)(?P<denied>.{{2,40}}?)(?:{_BY})?")
_THAN = re.compile(f"(?P<opens>(?:倒|还)?(?:不如|毋宁)说?是?)(?P<cause>.{{2,40}}?)(?:{_BY})?")
_LIES = re.compile("(?P<cue>(?P<state>[难贵慢强弱差少多高低])[就也主要]{0,2}在于?)(?P<cause>.{2,})")
_UNDER = re.compile("(?P<cause>[^在受]{2,16}?(?:压力|影响|冲击|打击|刺激|诱惑|驱使))(?P<cue>之下)")

# What opens a sentence whose next clause follows from it.
_OPENERS = (
    _FEARS,
    _BUT_FOR,
    _LACKING,
    _BLOWS,
    _UNDER,
    _THANKS,
    _SEEING,
    _ADDED_ON,
    _TWO_WAYS,
    _ALONE,
)
# Without one of these words no construction can be there: looked for once.
_MARKS_ALONE = re.compile(
    "互为|[相互]互|若非|[所引]致|使然|缘故|之故|的$|(?:造成|导致|引起|引发)$|担[心忧]|害怕|生怕|唯恐|缺[乏少]|[两几三四五六]大?[点方件条因原个重]|[为给].{3,40}了|叠加|加[上之]|[碰撞遇]上|双双|同时|前后脚|相继|先后|拜|眼[看见]|[单光仅只][靠凭]|指望|夹击|挤压|一[升增涨]|此消|不是|[之压击响利因]下$|下$|有(?:[二两三四五]|以下|如下)|[系乃]|没有|[若如]无|离开|缺了|祸首|元凶|推手|导火|根源|根子|症结|诱因"
)
_MARKS_BEFORE = re.compile(
    "一是|第一|结果|接踵|由此|因此|应运|[来则者]|方面|[非缘故]|使然|功|难辞|干系|不是|所致|系|主因|推手|元凶|导火|祸首"
)
_MARKS_NEXT = re.compile(
    "一[头端]|[越既]|[靠凭]的|与其|并非|不是|[因源]|根子|症结|本质|导火|推手|元凶|祸首|关键|[难贵慢强弱差少多高低]$"
)
_STRENGTH = 0.75
_TELL_WHY = ("zh.conn.because", "zh.noun.reason", "zh.frame.reason", "zh.verb.stem", "zh.frame.influenced", "zh.verb.make.agent", "zh.verb.cause.agent", "zh.pair")  # fmt: skip
_SHORTEST = 2  # characters that name something


class ChinesePairs(Implicit):
    """Constructions of two clauses. A clause that they have told is not read again."""

    def pairs(self, number: int, clause: Clause) -> list[Candidate]:
        """The links that ``clause`` tells, most often together with the one behind or before it."""
        here = self.text, clause.start, clause.end
        if _MARKS_ALONE.search(*here) and (found := self._alone(number, clause)):
            return found
        if number and _MARKS_BEFORE.search(*here) and (found := self._with_before(number, clause)):
            return found
        found = []
        if number + 1 < len(self.clauses) and _MARKS_NEXT.search(*here):
            found = self._with_next(number, clause, self.clauses[number + 1])
            if found:
                self.told.add(self.clauses[number + 1].start)
        return found

    def _alone(self, number: int, clause: Clause) -> list[Candidate]:
        here = self.text, clause.start, clause.end
        if one := _EACH_OTHER.fullmatch(*here):
            both = one.span("one"), one.span("other")
            return [self._link(one, "mutual", *both), self._link(one, "mutual", *reversed(both))]
        if (one := _NUMBERED.fullmatch(*here)) and clause.closed == ":":
            members = self._members(number + 1)
            body = self._body(number + 1) if number + 1 < len(self.clauses) else None
            members = members or (self._conjuncts(body) if body else [])
            return [
                self._link(one, "numbered", member, effect)
                for effect in self._what(number, one)
                for member in members
            ]
        if (one := _POINTS.fullmatch(*here)) and clause.closed in (":", ","):
            members = self._members(number + 1) or self._rest(number)
            told = self._before(number)[-1:] if _TELLS.search(one["effect"]) else []
            return [
                self._link(one, "points", member, effect)
                for effect in told or self._what(number, one)
                for member in members
            ]
        if one := _GIVES.fullmatch(*here):
            return self._gives(number, one)
        one = _IS_WHY.fullmatch(*here) or _IS_DUE.fullmatch(*here)
        if one and self._word_edge(one.start("cue")):
            cause = one.span("cause")
            return [self._link(one, "is", cause, effect) for effect in self._what(number, one)]
        owed = _OWED.fullmatch(*here)
        # E 是 C 造成的 is told by its verb; E, 是 C 造成的 here.
        behind = owed and (not owed["made"] or (not owed["effect"] and clause.closed != ":"))
        asked = owed and (
            _MISTAKEN.search(owed["effect"]) or _ASKED.search(self.text, *owed.span())
        )
        if owed and behind and not asked and self._word_edge(owed.start("cue")):
            denied = Modality.DENIED if owed["no"] or owed["never"] else None
            modality = Modality.HEDGED if owed["may"] else denied
            return [
                replace(self._link(owed, "owed", owed.span("cause"), effect), modality=modality)
                for effect in self._owing(number, owed)
                if self._acts(*effect) or self._eventish(effect, "event")
            ]
        if stacked := self._stacked(number, clause):
            return stacked
        opened = next((m for p in _OPENERS if (m := p.fullmatch(*here))), None)
        then = self._next(number) if opened and clause.closed == "," else None
        if opened is None or then is None:
            return []
        if opened.re is _BUT_FOR:
            return self._but_for(opened, then)
        if opened.re is _FEARS:
            fled = _FLEES.match(self.text, *then)
            feared = self._link(opened, "fearing", opened.span("cause"), then)
            return [replace(feared, modality=Modality.ASSERTED)] if fled else []
        if opened.re is _LACKING:
            lacking = self._link(opened, "lacking", opened.span("cause"), then)
            if opened["cue"] not in ("缺乏", "缺少"):
                lacking = replace(lacking, modality=Modality.CONDITIONAL)
            unable = _THEN.match(self.text, *then)
            return [lacking] if unable and self._word_edge(unable.start("then")) else []
        if opened.re is _ALONE:
            return self._in_vain(opened, then)
        if opened.re in (_THANKS, _SEEING):
            return [self._link(opened, "thanks", opened.span("cause"), then)]
        if opened.re is _ADDED_ON:
            return [self._link(opened, "stacked", opened.span("cause"), then)]
        if opened.re is _UNDER:
            return [self._link(opened, "under", opened.span("cause"), then)]
        # A、B 和 C, 三重打击之下, E
        causes = [c for body in self._before(number) for c in self._conjuncts(body)]
        return [self._link(opened, "under", cause, then) for cause in causes] if number else []

    def _rest(self, number: int) -> list[Bounds]:
        """The members of the list that the clauses behind tell."""
        bodies = [self._body(i) for i in range(number + 1, len(self.clauses))]
        told = [body for body in bodies if body]
        return self._conjuncts(told[0]) if len(told) == 1 else told

    def _in_vain(self, one: re.Match[str], then: Bounds) -> list[Candidate]:
        """单靠 C, 难以扭转 E: what a cause alone does not do."""
        saved = _SAVES.match(self.text, *then)
        unable = saved or _CANNOT.fullmatch(self.text, *then)
        if unable is None:
            return []
        effect, polarity = unable.span("effect"), Polarity.PREVENT
        hits = [h for h in self.reading.hits(*effect) if h.frame]
        if not saved and hits and hits[0].start - effect[0] <= _SHORTEST and hits[0].frame:
            polarity = Polarity(hits[0].frame.polarity)
            effect = hits[0].end, effect[1]
        link = self._link(one, "alone", one.span("cause"), effect)
        return [replace(link, polarity=polarity, modality=Modality.DENIED)]

    def _gives(self, number: int, one: re.Match[str]) -> list[Candidate]:
        """C 给 E 注入了强心剂: what was given, and to whom, is what came of it."""
        own = self._clean_cause(*one.span("doer"))
        alone = own[1] - own[0] < _SHORTEST
        shared = self._last_causes(number) or self._before(number)[-1:]
        causes = shared if alone else [own]
        if not alone and not self._eventish(own, "event"):
            return []
        return [self._link(one, "gives", cause, one.span("effect")) for cause in causes]

    def _stacked(self, number: int, clause: Clause) -> list[Candidate]:
        """A 叠加 B, E: two things that came together, and what came of them."""
        one = _STACKED.fullmatch(self.text, clause.start, clause.end)
        then = self._next(number) if one and clause.closed == "," else None
        if one is None or then is None or not self._acts(*then):
            return []
        both = ("one", "other") if one["one"] else ("first", "second")
        causes = [self._clean_cause(*one.span(name)) for name in both]
        joint = one.start("cue") if one["one"] else one.start("come")
        cue = one.span("cue" if one["one"] else "come")
        if not self._word_edge(joint) or any(b - a < _SHORTEST for a, b in causes):
            return []
        if one["one"] and not any(self._acts(*cause) for cause in causes):
            return []
        hits = [h for h in self.reading.hits(*then) if h.frame and h.frame.order == "cause-effect"]
        if hits and hits[0].start - then[0] <= _SHORTEST and hits[0].frame:
            # 运价回落加上汇率走强, 抹平了利润: what the verb says became of it
            frame = hits[0].frame
            effect, polarity = (hits[0].end, then[1]), Polarity(frame.polarity)
            cue, rule = (hits[0].start, hits[0].end), frame.id
            self.told.add(self.clauses[number + 1].start)
        else:
            effect, polarity, rule = then, Polarity.PROMOTE, "zh.pair.stacked"
        return [Candidate(c, effect, cue, rule, polarity, _STRENGTH) for c in causes]

    def _verb_at(self, told: re.Match[str]) -> bool:
        """Whether a verb of cause tells the rest: 结果|导致股市下跌."""
        start, end = told.span("effect")
        return any(
            hit.start - start <= 1 and hit.frame is not None and hit.frame.order == "cause-effect"
            for hit in self.reading.hits(start, end)
        )

    def _with_before(self, number: int, clause: Clause) -> list[Candidate]:
        here = self.text, clause.start, clause.end
        one = _COUNTED.fullmatch(*here)
        if one and (one.group("which") == "一" or one.group("side") == "一方面"):
            return self._counted(number)
        why = self.clauses[number - 1]
        first = self.words.enumerator.match(*here)
        if first and why.closed == "," and self.text.find("之所以", why.start, why.end) >= 0:
            # 之所以 E, 一是 A, 二是 B
            effect = self._clean_left(why.start, why.end)
            at = self.text.find("之所以", *effect)
            effect = (at + len("之所以") if at >= 0 else effect[0]), effect[1]
            return [
                Candidate(m, effect, first.span(), "zh.pair.counted", Polarity.PROMOTE, _STRENGTH)
                for m in self._members(number)
            ]
        hence = _HENCE.fullmatch(*here)
        if hence and self.clauses[number - 1].closed == "," and not self._verb_at(hence):
            causes = self._before(number)[-1:]
            return [self._link(hence, "hence", c, hence.span("effect")) for c in causes]
        result = _RESULT.fullmatch(*here)
        if result and self.clauses[number - 1].closed == "," and not self._verb_at(result):
            causes = self._before(number)[-1:]
            return [self._link(result, "result", c, result.span("effect")) for c in causes]
        told = self.found[-1] if self.found else None
        if (one := _NOR.fullmatch(*here)) and told and told.rule.startswith(_TELL_WHY):
            # E 源于 A, 而非 B
            begins = self.clauses[number - 1].start
            if told.cause[0] < begins and told.effect[0] < begins:
                return []
            nor = self._link(one, "nor", one.span("cause"), told.effect)
            return [replace(nor, modality=Modality.DENIED)]
        one = _FOR_SAKE.fullmatch(*here) or _TO_BLAME.fullmatch(*here)
        if one is None or self.clauses[number - 1].closed != ",":
            return []
        since = one.re is _FOR_SAKE and one["opens"]
        cause = self._clean_cause(*one.span("since" if since else "cause"))
        before = self._before(number)[-1:] if cause[1] - cause[0] > _SHORTEST else []
        if since and not self.words.event.search(self.text, *cause):
            return []  # 系关联交易: what it is, not why
        return [self._link(one, "blame", cause, effect) for effect in before if self._acts(*effect)]

    def _with_next(self, number: int, clause: Clause, following: Clause) -> list[Candidate]:
        here = self.text, clause.start, clause.end
        there = self.text, following.start, following.end
        if lies := self._lies(clause, following):
            return [self._link(lies, "lies", lies.span("cause"), (clause.start, clause.end))]
        one, other = _ONE_SIDE.fullmatch(*here), _ONE_SIDE.fullmatch(*there)
        then = self._next(number + 1) if one and other and one["cue"] == other["cue"] else None
        if one and other and then and following.closed == "," and one["cue"] in ("一头", "一端"):
            return [self._link(m, "sides", m.span("cause"), then) for m in (one, other)]
        one, other = _MORE.fullmatch(*here), _MORE_THEN.fullmatch(*there)
        if one and other:
            return [self._link(one, "more", one.span("cause"), other.span("effect"))]
        if (one := _BOTH.fullmatch(*here)) and (other := _AND.fullmatch(*there)):
            return [
                self._link(m, "both", m.span("cause"), effect)
                for effect in self._what(number, one)
                for m in (one, other)
            ]
        if (one := _TOPIC.fullmatch(*here)) and (other := _COPULA.fullmatch(*there)):
            effect, causes = one.span("effect"), self._conjuncts(other.span("cause"))
            return [self._link(other, "topic", cause, effect) for cause in causes]
        if (one := _NOT_IN.fullmatch(*here)) and (other := _BUT_IN.fullmatch(*there)):
            return self._not_but(number, one, other, "root")
        if (one := _NOT_MADE.fullmatch(*here)) and (other := _BUT_IN.fullmatch(*there)):
            return self._not_but(number, one, other, "rather")
        one, other = _RATHER.fullmatch(*here), _THAN.fullmatch(*there)
        if one and other and any(self._acts(*effect) for effect in self._what(number, one)):
            return self._not_but(number, one, other, "rather")
        return []

    def _not_but(
        self, number: int, one: re.Match[str], other: re.Match[str], rule: str
    ) -> list[Candidate]:
        """What is denied to be the reason, and what is said to be."""
        out = []
        for effect in self._what(number, one):
            denied = self._link(one, rule, one.span("denied"), effect)
            out.append(replace(denied, modality=Modality.DENIED))
            out.append(self._link(other, rule, other.span("cause"), effect))
        return out

    def _link(self, found: re.Match[str], rule: str, cause: Bounds, effect: Bounds) -> Candidate:
        cue = found.span("cue" if found["cue"] else "opens")
        return Candidate(cause, effect, cue, f"zh.pair.{rule}", Polarity.PROMOTE, _STRENGTH)

    def _what(self, number: int, one: re.Match[str]) -> list[Bounds]:
        """What two clauses explain: the words before the first of them, else the clause before."""
        own = self._clean_cause(*one.span("effect"))
        effects = [own] if own[1] - own[0] >= _SHORTEST else self._before(number)[:1]
        return [
            (start, many.start() if (many := _MANY.search(self.text, start, end)) else end)
            for start, end in effects
        ]

    def _denied_effect(self) -> Bounds | None:
        """The effect of the cause that was denied last, which another one may explain."""
        last = self.found[-1] if self.found else None
        if last is None or last.cue is None:
            return None
        # 收入下滑|并非完全由|权益缩水引起
        between = self.text[last.effect[1] : last.cause[0]]
        denied = self.text.endswith(NOT_SO, 0, last.cue[0]) or any(w in between for w in NOT_SO)
        return last.effect if denied else None

    def _owing(self, number: int, one: re.Match[str]) -> list[Bounds]:
        """What 是…所致 explains: 停航|已被证实是…; E, 不是 A 造成的,|是 B 造成的."""
        clause = self.clauses[number - 1]
        same = _OWED.fullmatch(self.text, clause.start, clause.end) if number else None
        so = _IS_SO.match(self.text, clause.start, clause.end) if number else None
        own = one["effect"].strip("而也又并却")
        if same and same["effect"] and not own:
            return [same.span("effect")]  # E 是 A 造成,|而不是 B 引起
        if so and not own:
            return [so.span("what")]  # E 是 A 推动,|而不是 B 引起
        told = self._denied_effect() if not one["effect"] else None
        if told:
            return [told]
        stated = [
            w
            for w in self._what(number, one)
            if not (_FOUND.search(self.text, *w) or _A_VIEW.fullmatch(self.text, *w))
        ]
        if not stated and number:
            return self._before(number)[-1:]  # E, 调查认定|是 C 所致
        return [
            (
                found.end() if (found := _FOUND_OUT.match(self.text, start, end)) else start,
                proved.start() if (proved := _PROVED.search(self.text, start, end)) else end,
            )
            for start, end in stated
        ]

    def _lies(self, clause: Clause, following: Clause) -> re.Match[str] | None:
        """贷款难, 难在缺少抵押: in what a state lies."""
        found = _LIES.fullmatch(self.text, following.start, following.end)
        same = found and self.text.endswith(found.group("state"), clause.start, clause.end)
        return found if same else None

    def _counted(self, number: int) -> list[Candidate]:
        """E, 一来 A, 二来 B."""
        told = [(c, _COUNTED.fullmatch(self.text, c.start, c.end)) for c in self.clauses[number:]]
        reasons = [(clause, found) for clause, found in told if found]
        if len(reasons) == 1:
            return []
        self.told |= {clause.start for clause, _ in reasons}
        return [
            self._link(found, "counted", found.span("cause"), effect)
            for effect in self._before(number)[:1]
            for _, found in reasons
        ]

    def _but_for(self, one: re.Match[str], following: Bounds | None) -> list[Candidate]:
        """若非 A, E 早已发生; 要不是 A, 就不会 E: A kept from coming what would have come."""
        if following is None or not _WOULD.match(self.text, *following):
            return []
        link = self._link(one, "but_for", one.span("cause"), following)
        return [replace(link, polarity=Polarity.PREVENT, modality=Modality.ASSERTED)]
