"""Expressions that the claim rules share, compiled once from a lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from kg.ontology import Lexicon, Ontology, alternation

# What is carried out is no saying: 立案|调查.
_DONE = "".join(f"(?<!{verb})" for verb in ("立案", "接受", "进行", "展开", "开展", "启动", "配合"))
_NOT_INSIDE_WORD = (
    r"(?<![认许](?=可))(?<![需重主只纪摘](?=要))(?<![智功职性效技产动核](?=能))"
    r"(?<![社机协议大年工学商开](?=会))(?<![所可足难加予用](?=以))(?<![很许最众诸更增过太](?=多))"
    r"(?<![未将原近以带历本](?=来))(?<![过失除](?=去))(?<![变不](?=更))(?<![提生](?=升))(?<![起](?=来))"
)


# Where and when a report was filed: 新华社北京9月7日电(记者 王某), 路透北京9月7日 -.
DATELINE = r"[\u3400-\u9fff]{2,12}\d{1,2}月\d{1,2}日(?:电|讯|\s?[-—–])\s?(?:\([^()]{2,14}\))?"


# Words that end like a verb of saying: 信息不|对称.
_NOT_SAID = (
    "对称",
    "名称",
    "简称",
    "全称",
    "统称",
    "职称",
    "堪称",
    "相称",
    "匀称",
    "小说",
    "学说",
    "假说",
    "再说",
)


@dataclass
class Patterns:
    """Expressions compiled once from a lexicon."""

    lexicon: Lexicon

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
            r"(?:(?:到|自|从|在|截至|截止)?(?:(?:19|20)\d\d\s?年?(?:[-/.]?\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}(?:日|号(?![线楼店])))?|今年|去年|前年|同年|当年|次年|近几年|近两年)"
            r"(?:以来|之后|后|起|初|底|末|间|中|上半年|下半年|[一二三四]季度|Q[1-4])?)"
        )
        return self._compile(rf"(?:{DATELINE})?(?:(?:{words}|{time})[\s,]*)+|{DATELINE}")

    @cached_property
    def dating(self) -> re.Pattern[str] | None:
        """What stands between a number and its date behind it; None where dates stand before."""
        if not self.english:
            return None
        return self._compile(rf"\s+(?:{self.lexicon.any_of('dating')})\s+")

    @cached_property
    def adverbs_at_end(self) -> re.Pattern[str]:
        words = self.lexicon.any_of(
            "adverb", "hedge_strong", "hedge_weak", "negation", "conditional_then"
        )
        # 认可, 社会, 功能 end in what elsewhere is an adverb.
        whole = "" if self.english else _NOT_INSIDE_WORD
        return self._compile(rf"(?:[\s,]*{whole}{words})+[\s,\"]*$")

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
        how = "" if self.english else "(?:[\u3400-\u9fff]{2}性地?)?"  # 不会|实质性影响
        return self._compile(rf"(?:{self.lexicon.any_of('negation')})(?:\s*{adverbs})*{how}\s*$")

    @cached_property
    def conditional(self) -> re.Pattern[str]:
        words = self.lexicon.any_of("conditional")
        lead = self.lexicon.any_of("lead", "shift")
        return self._compile(
            rf"(?:{lead}[\s,]{{0,3}}){{0,4}}(?:{words}|如(?![今同何下此是图上实期意约]))"
        )

    @cached_property
    def then(self) -> re.Pattern[str]:
        return self._compile(self.lexicon.any_of("conditional_then"))

    @cached_property
    def evidential(self) -> re.Pattern[str]:
        return self._compile(self.lexicon.any_of("evidential"))

    @cached_property
    def worries(self) -> re.Pattern[str]:
        """Somebody only expects or fears what follows in the same clause."""
        return self._compile(self.lexicon.any_of("hedging_verb"))

    @cached_property
    def worried(self) -> re.Pattern[str]:
        """A clause that ends in saying somebody only expects or fears what follows."""
        return self._compile(self.lexicon.any_of("hedging_verb") + "$")

    def attributed(self, clause: str) -> re.Match[str] | None:
        """A clause that only says who says so, with the groups ``who`` or ``whom``."""
        # The pattern tries many beginnings; most clauses do not end as it must.
        if not self.english and (not clause.endswith(self._said) or clause.endswith(_NOT_SAID)):
            return None
        return self._attribution.match(clause)

    @cached_property
    def _said(self) -> tuple[str, ...]:
        return (*self.lexicon.words["attribution_verb"], "道", "出")

    @cached_property
    def _attribution(self) -> re.Pattern[str]:
        verbs = self.lexicon.any_of("attribution_verb")
        if self.english:
            return self._compile(
                rf"(?:according to (?P<who>.+)|(?:.*\b(?:which|but|as|while|because|when|where|if|although|though)\s+)?(?P<whom>.{{2,80}}?)\s+(?:has |have |had )?{verbs}(?: that)?(?: (?:on [A-Z][a-z]+day|in an? (?:statement|report|note|filing|interview|research note|email|letter)|last \w+|this \w+|yesterday|today|late \w+))*)$"
            )
        return self._compile(
            rf"(?:(?:不过|但|而|虽然|尽管|对此|此前|其中|有(?=观点|分析|评论|业内|专家|市场|研究|人士|机构|媒体|经济学)|,|\s)*(?:据|根据|按照|在)?)(?P<who>(?!对|就|从|换|据)[^,被]{{0,39}}?[^,被来])(?:也|还|则|就|均|都|曾|普遍|一致|多次|再次|警告|提醒|如是|在[^,]{{1,30}}?|对[^,]{{2,20}}?)?(?:(?:\d+月)?(?:\d+日)?(?:[向对][^,]{{0,14}}记者)?){_DONE}(?P<verb>{verbs})(?:道|出)?$"
        )

    @cached_property
    def event(self) -> re.Pattern[str]:
        return self._compile(alternation(self.lexicon.events, whole=self.english))

    @cached_property
    def influence(self) -> re.Pattern[str]:
        nouns = self.lexicon.any_of("influence")
        opens = self.lexicon.any_of("influence_open")
        return self._compile(
            rf"(?:.*[^接承蒙感难享经遭])??(?P<open>{opens})(?:了|着|过)?(?:来自)?(?P<cause>此|这|.{{2,60}}?)(?:的)?(?:共同|多重|双重|持续|严重|较大|一定|不利|负面|直接|综合|叠加|进一步)?(?<![将会或])(?P<noun>{nouns})$"
        )

    @cached_property
    def upon(self) -> re.Pattern[str]:
        light = self.lexicon.any_of("light_verb")
        return self._compile(
            rf"(?P<cause>.*?)(?:对于|对|给|(?<![认成作因以称视变])为(?!什么|何|期|止))(?P<effect>[^,]{{2,40}}?)(?P<link>的(?![^,]*{light})|(?:所)?{light}(?:了)?)(?P<kind>[^,的]{{0,8}}的?)$"
        )

    @cached_property
    def passive(self) -> re.Pattern[str]:
        return self._compile(
            r"(?P<effect>.{2,40}?)(?:也|正|又|还|已|会|将|可能|均|都|不断|逐步|进一步|持续|已经|则|却)*(?:被|遭到|遭受|遭遇|遭)了?(?P<cause>.{2,30}?)(?:的(?:双重|多重|严重|沉重|持续|共同))?$"
        )

    @cached_property
    def agent(self) -> re.Pattern[str]:
        return self._compile(
            r"(?P<effect>.{2,40}?)(?:并非|并不|不|绝非|大多|多半|主要|可能|均|都|也|正|就|或许|完全|部分|往往|通常)*(?:是|系|乃)?(?:由|(?<!原)因(?!此))(?P<cause>.{2,40})$"
        )

    @cached_property
    def done(self) -> re.Pattern[str]:
        """E 是 C before 造成的."""
        return self._compile(
            r"(?P<effect>这|此|.{2,40}?)(?:并不|并非|不|也|正|就|都|主要|大多|完全)*是(?!由|因)(?P<cause>.{2,30})$"
        )

    @cached_property
    def reason_noun(self) -> re.Pattern[str]:
        nouns = self.lexicon.any_of("cause_noun")
        hedges = self.lexicon.any_of("hedge_strong", "hedge_weak")
        verbs = alternation([w for w, f in self.lexicon.cues.items() if f.order == "cause-effect"])
        return self._compile(
            rf"(?P<cause>.*?)(?P<link>(?:也|均|都|就|才|正|又|更|则|既|曾|,)*(?:(?<!的)(?:{hedges}))?(?:(?<!特别)(?<!尤其)(?:(?<!就)|(?<=^[这此]就))是|(?<!莫)[并绝]非|成为了?|成了|构成了?|系|沦为|乃)(?:{verbs}|致使)?)(?P<effect>.{{2,50}}?)的\"?(?:最?[^的,]{{0,6}}?)\"?{nouns}(?:之一)?\"?$"
        )

    @cached_property
    def named_reason(self) -> re.Pattern[str]:
        """C 是主因, of what was said before."""
        nouns = self.lexicon.any_of("cause_noun")
        return self._compile(
            rf"(?P<cause>.{{2,30}}?)(?:才|就|也|正|则|或|或许|可能)*(?:是|成|成了|成为|系)(?:其中|其|另一?个?|又?一个?|一大|最|主要|次要|首要|根本|关键|重要|直接|的)*{nouns}(?:之一)?$(?<!关键)"
        )

    @cached_property
    def result_noun(self) -> re.Pattern[str]:
        nouns = self.lexicon.any_of("effect_noun")
        return self._compile(
            rf"(?P<effect>.*?)(?:而|也|均|都|就|既|则|并非|不是|更|又|通常|普遍|往往|一般)*(?:是|系|乃|被(?:视为|认为是|看作|看成|解读为|归结为))(?P<cause>.{{2,50}}?)(?:等(?:多重|多种|诸多|多个|一系列)?(?:因素|原因))?(?:共同作用|综合作用|共同影响|相互作用|相互叠加)?(?:所?(?:带来|造成|导致|引起|引发|产生))?(?:的|之)(?:必然|直接|最终|自然|共同|综合|一种|一个)?{nouns}$"
        )

    @cached_property
    def after(self) -> re.Pattern[str]:
        happen = self.lexicon.any_of("happen")
        ends = self.lexicon.any_of("after_event")
        return self._compile(rf"(?P<event>.*{happen}[^,的]{{0,10}}?)(?:{ends})$")

    @cached_property
    def moves(self) -> re.Pattern[str]:
        """A change of state (上涨, 恶化)."""
        return self._compile(alternation(self.lexicon.trends))

    @cached_property
    def moment(self) -> re.Pattern[str]:
        """Any happening, with 后 or 时 behind it: 税率上调后, 在行情转暖的时候."""
        return self._compile(
            rf"(?!.{{0,4}}自|从)(?:(?P<when>当(?![前局地下年日天事]|初(?!创|步|期|级|次))|在)|随着)?(?P<event>[^,]{{3,25}}?)(?<!同)(?:{self.lexicon.any_of('after_event')}"
            rf"|(?(when){self.lexicon.any_of('when_end')}|(?!)))$"
        )

    @cached_property
    def forced(self) -> re.Pattern[str]:
        """What somebody does because nothing else is left: 厂家只好自建产线."""
        return self._compile(rf"[^,]{{2,14}}?(?:将|也|就|便|最终)?{self.lexicon.any_of('forced')}")

    @cached_property
    def reacts(self) -> re.Pattern[str]:
        """What answers at once what was told before: 欧元闻讯拉升, 概念股应声下挫."""
        return self._compile(rf"[^,]{{0,16}}?{self.lexicon.any_of('reacts')}")

    @cached_property
    def state(self) -> re.Pattern[str]:
        """A short clause that says how something stands: 审批流程长."""
        moves = "".join(f"(?<!{w})" for w in ("增长", "成长", "延长", "扩大", "缩小", "减少", "增大", "降低", "提高", "升高", "走低", "走高", "缩短"))  # fmt: skip
        return self._compile(rf".{{2,}}{self.lexicon.any_of('state_end')}${moves}")

    @cached_property
    def scene(self) -> re.Pattern[str]:
        scenes = self.lexicon.any_of("scene")
        return self._compile(
            rf"(?:[^,]{{0,8}}?在(?P<cause>[^,]{{3,40}}?)(?:这样|这)?的?(?:大|一|总体|整体|宏观)?{scenes}(?:之)?下|(?P<bare>[^,在]{{4,24}}?)的?大?背景之?下$)"
        )

    @cached_property
    def scene_end(self) -> re.Pattern[str]:
        """The end of a scene that began clauses before."""
        scenes = self.lexicon.any_of("scene")
        return self._compile(rf"的(?:大|一|总体|整体|宏观)?{scenes}(?:之)?下$")

    @cached_property
    def pointer_scene(self) -> re.Pattern[str]:
        """A scene that is only pointed at: 在这样的背景下."""
        return self._compile(
            r"(?:这|此|该|上述|如此|这种|这样|同样|同等|类似|正常|一般|通常|目前|当前|现有|很多|大多数|某些|一定)(?:一|种|个|样|些|类)?的?"
        )

    @cached_property
    def after_last(self) -> frozenset[str]:
        """Characters that a clause of the form `after` or `moment` can end with."""
        ends = (*self.lexicon.words["after_event"], *self.lexicon.words["when_end"])
        return frozenset(word[-1] for word in ends)

    @cached_property
    def hint(self) -> re.Pattern[str]:
        """A word without which none of the rules for unstated links can apply to a clause."""
        names = ("predicament", "forced", "reacts", "falls_behind", "after_event", "when_end", "means", "conditional", "scene")  # fmt: skip
        words = [word for name in names for word in self.lexicon.words[name]]
        return self._compile(
            alternation(
                [
                    *words,
                    "存在",
                    "面临",
                    "陷入",
                    "承受",
                    "遭遇",
                    "为",
                    "依托",
                    "被",
                    "此前",
                    "之下",
                    "政策下",
                    "态势下",
                    "格局下",
                    "环境下",
                ]
            )
        )

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
    def plight(self) -> re.Pattern[str]:
        """A verb of predicament (难以, 陷入)."""
        return self._compile(self.lexicon.any_of("predicament"))

    @cached_property
    def concession(self) -> re.Pattern[str]:
        """What opens a clause in spite of which something holds."""
        return self._compile(self.lexicon.any_of("concession"))

    @cached_property
    def suffers(self) -> re.Pattern[str]:
        nouns = self.lexicon.any_of("predicament_noun")
        return self._compile(rf".{{2,40}}(?:面临|陷入|承受|遭遇)(?:着|了)?.{{0,12}}{nouns}$")

    @cached_property
    def problem(self) -> re.Pattern[str]:
        words = self.lexicon.words["problem"]
        return self._compile(alternation([*self.lexicon.trends, *words]))

    @cached_property
    def moved(self) -> re.Pattern[str]:
        """A word that says how something moved or stands."""
        return self._compile(alternation(self.lexicon.trends))

    @cached_property
    def trouble(self) -> re.Pattern[str]:
        """A cause that does no good: 危机, 极端天气."""
        return self._compile(self.lexicon.any_of("predicament_noun", "trouble"))

    @cached_property
    def generic_cause(self) -> re.Pattern[str]:
        return self._compile(self.lexicon.any_of("generic_cause"))

    @cached_property
    def no_cause(self) -> re.Pattern[str]:
        """What can stand where a cause would and names none: a determiner, a degree, an adverb."""
        words = self.lexicon.any_of("degree", "adverb", "hedge_strong", "hedge_weak")
        return self._compile(
            rf"(?:[这该此那][项种类些个款样]?的?|{words}|顺势|顺带|合力|联手|携手|恐难?|趁机|一并|同步|双双|在?(?:本周|本月|近期|未来|年内|短期内?|将来))+$"
            rf"|从[^,]{{2,20}}(?:来|的角度)?(?:看|说|讲|推测|判断|推断)?$|回顾(?:历史|过去|往年)|请问|有?(?:哪些|什么|何种|怎样的)|(?:对于?|到了?)$"
        )

    @cached_property
    def pave(self) -> re.Pattern[str]:
        return self._compile(rf"[为给].{{2,40}}?{self.lexicon.any_of('pave')}")

    @cached_property
    def announced(self) -> re.Pattern[str]:
        """A line that announces the causes of something: 交付延误的主要原因有以下几点:"""
        if self.english:
            nouns = self.lexicon.any_of("cause_noun")
            return self._compile(
                rf"(?P<cue>{nouns}) (?:for|of|behind|why) (?P<effect>[^:.]{{3,80}}?)(?: (?:are|were|include|is))?(?: as follows| the following)?:?$"
            )
        nouns = self.lexicon.any_of("cause_noun")
        return self._compile(
            rf"(?P<effect>[^,;:。]{{2,30}}?)(?:背后)?的?(?P<cue>(?:主要|根本|直接|深层|核心|关键|重要|真实|真正|多重|可能|常见|[一二三四五六七八九两几多\d]?大|[一二三四五六七八九两几多\d]个){{0,4}}(?:风险|驱动|影响|推动)?{nouns})(?:主要|大致|可以|可)?(?:有|是|为|如下|包括|在于|归类为|归纳为|可归纳为|归结为|分为)?(?:以下|如下)?(?:[一二三四五六七八几两]?(?:点|个方面|方面|类|个|条)|[二三四五六七])?[:]?$"
        )

    @cached_property
    def counted_reasons(self) -> re.Pattern[str]:
        """A sentence that only counts the causes: 停发是由三方面的原因造成的; 停发主要有两个原因."""
        nouns = self.lexicon.any_of("cause_noun")
        counted = "(?:以下|如下|下列|主要|[二三四五六七八两几多]|[个种大重点]|方面|层面|的)*"
        return self._compile(
            rf"(?P<effect>[^,;:。]{{1,30}}?)(?:背后)?(?:主要|大致)?(?:是由|由|是因|有)于?{counted}(?P<cue>{nouns})(?:共同)?(?:造成|导致|引起|引发|促成|所致|决定)?的?[:]?$"
        )

    @cached_property
    def cause_then(self) -> re.Pattern[str]:
        """Behind 因: a short cause, and at once what somebody did or how far something moved."""
        moves = alternation(self.lexicon.trends)
        return self._compile(
            rf"(?P<cause>[^的]{{2,16}}?)(?P<effect>(?:(?:只能|只好|不得不|被迫|(?<!涉嫌)(?:无法|难以)|最终|顺利|成功|陷入|遭遇|面临|宣布|暂停|收到|受到|遭到|领到|失去|退出|辞去|辞职|停牌|召回|对[^,]{{2,12}}?(?:实施|采取|进行|展开|启动)|在[^,]{{2,8}}?(?:滞留|停留|下架|停工|停产|停售))[^,]{{1,24}}|{moves}(?:了|约|近|超过?|逾)*\d[^,]{{1,10}}))$"
        )

    @cached_property
    def announced_effects(self) -> re.Pattern[str] | None:
        """A line that announces the effects of something: 停贷引发的连锁反应:"""
        if self.english:
            return None
        verbs = alternation([w for w, f in self.lexicon.cues.items() if f.id == "zh.verb.cause"])
        return self._compile(
            rf"(?P<cause>[^,;:。?]{{2,30}}?)(?P<cue>(?:{verbs}|带来|产生)的?(?:以下|如下|一系列|多重|连锁|直接|主要|的|[一二三四五两几]大){{0,3}}(?:影响|后果|反应|变化|冲击|结果|问题))(?:有|包括|如下)?:?$"
        )

    @cached_property
    def aspects(self) -> re.Pattern[str]:
        """从 A、B、C 三个方面解读 E 的原因: a list of causes and what they explain."""
        nouns = self.lexicon.any_of("cause_noun")
        return self._compile(
            rf"从(?P<cause>[^,;。]{{4,60}}?)(?P<cue>等?(?:[一二三四五六七两几多]?(?:个|大|重))?(?:维度|方面|层面|角度|视角)(?:来|出发)?(?:深入|全面|系统|逐一|详细)*(?:解读|分析|剖析|解析|探讨|解释|拆解|梳理))(?P<effect>[^,;。]{{2,30}}?)(?:背后)?的?(?:深层|主要|真正|根本)*{nouns}"
        )

    @cached_property
    def counted_causes(self) -> re.Pattern[str]:
        """A cause that is only counted: 两个因素, 以下原因."""
        nouns = self.lexicon.any_of("cause_noun")
        return self._compile(
            rf"(?:以下|如下|这|下列|多)?(?:[一二三四五六七八几两多])?(?:个|大|种|重|方面)?(?:方面|层面|维度)?的?{nouns}$"
        )

    @cached_property
    def topic(self) -> re.Pattern[str]:
        return self._compile(alternation(self.lexicon.why["topic"], whole=self.english))

    @cached_property
    def enumerator(self) -> re.Pattern[str]:
        return self._compile(
            r"(?:[一二三四五六]是|其[一二三四五]|第[一二三四五六](?:个|点|条|大)?(?:重要|主要)?(?:原因|因素)?(?:是|在于)(?!否)|第[一二三四五六](?!季|产|阶|届|批|次|方|名|位|代|财)|[(]?[1-6][)、.])[,:]?"
        )

    @cached_property
    def ordinal(self) -> re.Pattern[str]:
        """What opens one of several things told in turn: 首先, 其次, 一是."""
        told = alternation(self.lexicon.why["enumerate"])
        return self._compile(rf"(?:{self.enumerator.pattern}|{told})(?:的?是|在于)?[,:]?")

    @cached_property
    def aspect(self) -> re.Pattern[str]:
        """What one of several things is about, before it is said: 在市场层面."""
        return self._compile(
            "(?:[^,]{0,14}(?:层面|方面|角度|角度看|而言|来看|来说|期间|期内|年度|季度)|在[^,]{2,14}[中上])[,:]?"
        )

    @cached_property
    def _participles(self) -> str:
        return self.lexicon.any_of("struck")

    @cached_property
    def struck(self) -> re.Pattern[str]:
        """Shaken by C, E."""
        return re.compile(
            rf"(?P<cue>(?:(?:already|badly|further|partly|largely) )?{self._participles} (?:by|with|of)) (?P<cause>[^,;]{{4,110}}), (?P<effect>.{{8,}})",
            re.IGNORECASE,
        )

    @cached_property
    def struck_behind(self) -> re.Pattern[str]:
        """E, shaken by C."""
        return re.compile(
            rf"(?P<effect>[^;]{{12,}}), (?P<cue>{self._participles} (?:by|with)) (?P<cause>[^,;]{{4,110}})"
        )

    @cached_property
    def struck_inside(self) -> re.Pattern[str]:
        """S, stung by C, V."""
        return re.compile(
            rf"[A-Z][^,;]{{2,60}}, (?P<cue>{self._participles} (?:by|with)) (?P<cause>[^,;]{{4,110}}), (?P<effect>(?!and\b|but\b|which\b|who\b|said\b|the\b|a\b|an\b)[a-z][^;]{{6,}})"
        )


def patterns(ontology: Ontology, language: str) -> Patterns:
    """The compiled expressions of the lexicon of ``language``, built once."""
    key = f"rules.patterns.{language}"
    if key not in ontology.memo:
        ontology.memo[key] = Patterns(ontology.lexicon(language))
    return cast(Patterns, ontology.memo[key])
