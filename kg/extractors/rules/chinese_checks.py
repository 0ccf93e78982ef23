"""When a causal verb of Chinese tells no cause.

It may be a noun (利润挤压), say how its subject moves (加速下跌) or what somebody means to do
(努力降低, 要求遏制).
"""

from __future__ import annotations

import re

from kg.extractors.rules.chinese_frames import KEY, NO_MATTER, ChineseFrames, Place
from kg.extractors.rules.reading import Clause, Hit
from kg.ontology import Frame

_SCENE_OR_NOT = re.compile("之?下(?![调降跌行滑挫游一沉单架线])|不[了到]")
_AMOUNTS = re.compile("的?(?:金额|数额|程度|幅度|范围|大小|面)")
_THE_REASON = re.compile(f"的{KEY}*(?:原因|因素|主因|成因|逻辑|力量|背景|机制)(?:之一)?$")
_LETS = ("令", "使", "让")
_EASILY = re.compile("[难易]|[以靠用]|不能|无法|为了?$")
_UNABLE = re.compile("无法|难以|不能|未能|不得不|被迫")
_TO_LEVEL = re.compile(r"了?(?:到|至|为)了?\s?[^,]{0,12}\d")
# Somebody means to: 努力提升, 旨在实现A, 促进B, 要增加.
_AIMS = re.compile(
    r"旨在|意在|试图|力图|尽可能|设法|谋求|努力|尽量|力争|为了|^(?:要(?![素求价])|应(?![收付用对])|需(?![求用])|必须|就会|建议|鼓励|曾被)|[以或]$"
)
_PLANNED_NOUN = re.compile("的(?:计划|方案|决定|目标|打算|想法|意图|措施|建议|办法|方法)$")
DRIVES = frozenset(("使", "令", "让", "推动", "带动", "拉动", "促使", "迫使", "促成", "催生"))
_SPEEDS = ("加速", "加快", "加快了")
_TOWARDS = ("向", "往", "朝", "从")
_SETS_OUT = re.compile("力图|试图|尽可能|设法|谋求|努力|力争")
_WISHES = re.compile(
    "(?:我们?|业内|业界|企业|专家|代表|委员)(?:们)?(?:也|还|都)?(?:希望|建议|呼吁|期待|期盼|盼望)"
)
_SUSPECTED = re.compile("存在(?!的)|涉嫌")
_HANDLED = re.compile("[^的,]{1,12}的[^,的]{1,8}(?:被|遭)")
_OF_REASON = re.compile(
    "的(?:主要|根本|直接|深层|重要)?(?:原因|根源|主因)(?:主要|就|也|则|都)?(?:在于|是|有|包括|:|$)"
)
_NO_OBJECT = re.compile(
    "了?(?:是|已经?|均|都(?!市)|也|更(?!多|好|高|低|新|换)|仍|基本|普遍|显著|(?:明显|较快|较大|有限|迅速|缓慢)$|盖过|超过|叠加|务必|最(?![终低高]))"
)
_QUOTES = ('"', " ", "'")
_COMPARED = re.compile("[^,]{0,10}(?:对比|反差|呼应|默契|共识)$")
_SO_MANY = re.compile("了(?:约|近|超过|将近)?[\\d一二三四五六七八九十百千半]")
_ITS_COMING = re.compile("的(?:发生|存在|出台|出现|实施|取消|解除|加强|减弱|消退|到来)")
_AFFECTION = re.compile("预计|将(?!来)|逐步|逐渐|正在|会(?!员|计|议)|有所|减弱|消退|淡化|仍|正|已")
_BRINGS = ("产生", "形成", "形成了", "施加", "施加了")
_STILL = ("也", "正", "都", "仍", "还", "一直", "不断", "同样", "持续")  # 成本也在|抑制意愿
_THIS = ("这", "这也", "这就", "也", "这将", "这还", "此", "这同样", "这既")
_TO_COME = re.compile(
    "将|会(?!员|计|议)|要(?!求|素)|不得不|被迫|无法|难以|不能|不得|不再|失去|增加|减少|上升|下降|提高|降低"
)
_ASKING = ("如何", "怎样", "怎么", "是否", "是否会", "能否", "会否", "会不会", "有没有")
_COULD = re.compile("可(?:以|能|被)?$")
_FACTORS = re.compile("[^,的]{2,24}的[^,的]{0,8}(?:因素|变量|机制|路径|逻辑|渠道)")
# 就此磋商, 形成方案: what is drawn up comes of no cause.
_DRAWN_UP = re.compile(
    "(?:[^,]{0,8}的?)?(?:方案|决议|共识|意见|报告|结论|文件|文本|议案|初稿|纪要)$"
)
# 对进口钢材加征关税的做法: somebody's act, which something else is said of.
_ACT = re.compile("[^,的]{1,12}的(?:行为|做法|举动|举措|决定|想法|提议|呼声|声音|说法)")
_IS_WHAT = re.compile("(?<![正就便总但还可于凡若更])是$")
_THIS_IS = re.compile("(?:^|[,这此])(?:也|正|就|更|无疑|都)*是$|由|因")
_OF_A_PERIOD = re.compile("了?(?:公司)?\\d{4}年(?:度|前?[一二三四]?季度|上半年|下半年)?[^\\d,]{2}")
_A_LEVEL = re.compile(
    "了?[\\d,.]+[万亿]?(?:点|(?:[美日欧]?元|美金)[^,]{0,3}(?:关口|大关|整数|一线|支撑))"
)
_DEMANDED = re.compile('(?:要求|强调|指示|敦促|责成)[^,。]{0,8}(?:[":,]|要|应)')
_DEMANDS = re.compile("[^,。]{2,24}(?:要求|呼吁|敦促|责令|督促)(?!的|下|是|在)[^,。]{6,60},")
_MEANS_ARE = re.compile(
    "(?:方案|办法|做法|思路|目标|措施|途径|方向|任务)(?:就|则|主要)*(?:是|在于|包括)"
)
_BY_ITSELF = frozenset(("加剧", "恶化", "加重", "缓解", "改变"))
_GOES_ITSELF = re.compile("(?P<plain>似乎|导致|由于|需要|意味)|让|使|令|可能|已|正在?|将|会")
_OTHER_WAY = re.compile("的[^,的]{0,6}(?:方法|办法|方式|途径|手段)(?:就|则)?(?:是|之一|有)")
_TOLD_WHY = re.compile("[^,]{1,16}?(?:主要|大多|多半|部分|正|也|都)*是(?:由于|因为)")
_TITLE = re.compile(
    '[^",]{1,16}"(?:系列|主题|活动|会议|计划|工程|行动|论坛|专项|方案|大会|新闻|座谈)'
)
_FORBIDDEN = re.compile(
    "(?:不得(?![不已])|严禁|不准|不应|不允许)(?:擅自|随意|变相|恶意|直接|进一步|再)*(?:(?:通过|以|靠|借助?|利用|采取)[^,]*)?$"
)
_WILL = re.compile("将(?!近)|会(?!员|计|议)|不能|无法|不再|只能|不得")


class ChineseChecks(ChineseFrames):
    """What the words around a verb of the lexicon make of it, before its cause is looked for."""

    def _names_a_thing(self, at: Place) -> bool:
        """Whether the verb is part of a name, of a noun phrase, of a list or of a question."""
        hit, before, after = at.hit, at.before, at.after
        if after.startswith(("、", "与", "和", "及", "以及", "或", "叠加")):
            return True  # 价格战加剧、…: it says how its subject moved; 技术冲击与需求变化: a noun
        if before.endswith(("作为", "人为")) or (
            hit.word == "致" and before.endswith(("函", "信", "电"))
        ):
            return True  # 作为|推动发展的要素; 发函|致两家公司
        joined = ("和", "与", "及") if hit.word in DRIVES else ("和", "与", "及", "或")
        if at.frame.subject and before.endswith(joined) and len(before) > 3 and not self._maybe(at):
            return True  # 停发联名卡和|缩减权益: two things that somebody does
        if after.startswith('"的') or self._goes_on(at.frame, hit, at.later):
            return True  # "成本传导-利润压缩"的循环; 成本压缩|直接冲击厂商: a noun
        if before.endswith(_ASKING):
            return True  # 碳价波动如何|影响投资: a question
        if before.endswith('"') and _TITLE.match(after):
            return True  # "推动高质量发展"系列发布会
        # 7日出|让两块地: a verb of giving that the dictionary cuts otherwise
        return hit.word == "让" and before.endswith(("出", "转", "受", "割", "退", "忍", "谦"))

    def _maybe(self, at: Place) -> bool:
        """Whether 或 in front is a doubt: 融资受阻|或|波及实体, but 提高|或|降低价格."""
        words = self.reading.words
        index = words.at(at.hit.start) - 2
        if not at.before.endswith("或") or index < 0:
            return False
        word = words.texts[index]
        transitive = word in self.reading.lexicon.cues or word in self.reading.ontology.objects
        return words.tags[index] in ("v", "vn", "a") and not transitive

    def _no_object(self, at: Place) -> bool:
        """Whether what follows is no object: a level, a noun the verb belongs to, another predicate."""
        hit, before, after, subject = at.hit, at.before, at.after, at.frame.subject
        affects = at.frame.id.endswith("verb.affect")
        if hit.word == "吸引" and (_EASILY.search(before) or not self._doing(at)):
            return True  # 容易吸引用户: nobody does anything yet
        if subject and _TO_LEVEL.match(after) and not before.endswith(("把", "将")):
            return True  # 账期压缩到60天以内: how far it moved by itself
        if at.frame.id.endswith(("verb.result", "verb.undo")) and _SO_MANY.match(after):
            return True  # 砍掉了三成: how far
        if at.frame.id.endswith(("verb.undo", "verb.prevent")) and _A_LEVEL.match(after):
            return True  # 击穿2700点
        if before.endswith("从") or (hit.word in _SPEEDS and self._how(hit, at.clause.end)):
            return True  # 可能多从|稳定就业来考虑; 毒株加速|传播导致疫情反弹
        if affects and _FACTORS.match(after) and not before.endswith("是"):
            return True  # 梳理影响净息差的各类因素
        if affects and after.startswith("的") and "对" in before:
            return True  # 疫情对行业影响的判断
        if _COULD.search(before) and after.startswith("的"):
            return True  # 可化解的范围: of which kind
        if _OF_REASON.match(after):
            return True  # 这些问题产生的|原因在于…: the reason is stated behind
        if subject and not at.frame.id.endswith("verb.make") and _NO_OBJECT.match(after):
            return True  # 开工缩减|是事实, 影响|盖过忧虑: a noun with a predicate of its own
        if at.frame.id.endswith("verb.imply") and not self._implies(at.clause, hit):
            return True
        if after.strip() in self.reading.lexicon.sets["related"]:
            return True  # 原因与客流减少|有关
        if hit.word in _BY_ITSELF and self._by_itself(at):
            return True  # 竞争加剧|似乎让三星被动
        # 对市场冲击不会很大; 集体降低抽成比例主要是由于…: the conjunction tells why
        return bool(subject and (NO_MATTER.match(after) or _TOLD_WHY.match(after)))

    def _doing(self, at: Place) -> bool:
        """Whether the object does something: 吸引|资金涌入, but not 吸引|众多消费者."""
        words = self.reading.words
        first, last = words.at(at.hit.end), words.at(at.clause.end - 1)
        return any(words.tags[i] in ("v", "vi") for i in range(first + 1, last + 1))

    def _only_meant(self, at: Place) -> bool:
        """Whether the verb tells what is wished, demanded, forbidden, suspected or done to an end."""
        clause, before, after, subject = at.clause, at.before, at.after, at.frame.subject
        lead = self._is_lead(before)
        if not subject:
            return False
        if _SUSPECTED.search(before) or _WISHES.search(before):
            return True  # 存在侵害权益等风险
        wished = self.clauses[at.number - 1] if at.number and lead else None
        if wished and _WISHES.search(self.text, wished.start, wished.end):
            return True  # 我们希望国家出台政策, 缓解…
        if _FORBIDDEN.search(before) and not after.startswith("了"):
            return True  # 不得通过改变条件让商户受损
        if _IS_WHAT.search(before) and not _THIS_IS.search(before):
            return True  # 协议是减少竞争的关键, 其实是限制卖出: what it is
        if _OTHER_WAY.search(after):
            return True  # 弥补损失的另一种方法是
        if subject == "change" and (
            _HANDLED.match(after)
            or _ACT.match(after)
            or _MEANS_ARE.search(before)
            or before.endswith(("时", "时候", "之际", "、"))
        ):
            # 变相提高成本的做法被叫停: what was done stands inside a phrase;
            # 应对方案是火电厂增加功率; 在油价下跌时削减产量: when
            return True
        if (
            lead
            and at.number
            and _DEMANDS.match(self.text, self.clauses[at.number - 1].start, clause.start)
        ):
            return True  # 新规要求平台调整产品, 限制规则
        demanded = _DEMANDED.search(self.text, self.sentence.start, at.hit.start)
        return bool(demanded) and (
            lead
            or self._only_adverbs(clause.start, at.hit.start)
            or self._acts_first(*self._clean_cause(clause.start, at.hit.start))
        )  # 会议要求"压实责任, 遏制事故"

    def _no_effect(self, at: Place) -> bool:
        """Whether a verb with a cause before it still has no effect of that cause behind it."""
        hit, clause, before, after = at.hit, at.clause, at.before, at.after
        subject = at.frame.subject
        affects = at.frame.id.endswith("verb.affect")
        if hit.word in _SPEEDS and self._moves(hit, clause.end):
            return True  # 房价加速下跌: how it falls
        if subject == "change" and (
            not self._takes_object(hit, at.later) or _TO_LEVEL.match(after)
        ):
            return True  # 增加到了五万台: how far, not what
        if subject and _ITS_COMING.match(after):
            return True  # 特保限制|的发生和存在: a noun
        if affects and _AFFECTION.match(after):
            return True  # 疫情影响|逐步淡出: a noun
        if _SCENE_OR_NOT.match(after) or (affects and _AMOUNTS.match(after)):
            return True  # 在…冲击下, 带来不了收益, 影响金额约为…
        if _THE_REASON.search(after) and not _AIMS.search(before):
            return True  # 本文探讨导致清盘的原因
        # 堵塞或|令贸易受损: it may
        maybe = before.removesuffix("或") if hit.word in DRIVES or self._maybe(at) else before
        if self._names_what(hit, before) or (subject and _AIMS.search(maybe)):
            return True
        if subject == "change" and (self._sets_out(at) or _PLANNED_NOUN.search(after)):
            return True  # 银行力图上浮利率, 提高利润; 没有裁减人手的计划
        if subject and not after.startswith("了") and self._controlled(clause, hit):
            return True
        if hit.word in _LETS and self._lets_nothing(hit):
            return True
        if (
            subject
            and self.words.conditional.match(self.text, clause.start, hit.start)
            and not self._says(self._clean_cause(clause.start, hit.start))
        ):
            return True  # 如果能打通线上线下: nobody is named
        # 无法摊薄成本: a plight of its own
        return bool(subject and _UNABLE.match(before.lstrip('" ')))

    def _by_itself(self, at: Place) -> bool:
        """Whether a predicate of its own follows, so that the verb says how its subject moved."""
        goes = _GOES_ITSELF.match(at.after)
        if goes is None or not self._word_edge(at.hit.end + goes.end()):
            return False
        # 加剧已有的矛盾: inside the object
        return goes["plain"] is not None or "的" not in at.after

    def _sets_out(self, at: Place) -> bool:
        """Whether the clause before says what somebody tries, and this one goes on with it."""
        if (
            not at.number
            or self._clean_cause(at.clause.start, at.hit.start)[1] >= at.clause.start + 2
        ):
            return False
        last = self.clauses[at.number - 1]
        return _SETS_OUT.search(self.text, last.start, last.end) is not None

    def _goes_on(self, frame: Frame, hit: Hit, later: list[Hit]) -> bool:
        """Whether a word of harm is the subject of the next verb, adverbs between: 冲击|重塑生态."""
        if not frame.id.endswith("verb.prevent"):
            return False
        words = self.reading.words
        index = words.at(hit.end)
        if index >= len(words.starts) or words.starts[index] != hit.end:
            return False
        while index < len(words.tags) and words.tags[index] in ("d", "ad"):
            index += 1
        onward = words.starts[index] if index < len(words.starts) else -1
        return any(h.start == onward and h.frame and h.frame.order == "cause-effect" for h in later)

    def _how(self, hit: Hit, end: int) -> bool:
        """Whether a verb of speed only says how the verb behind it goes: 加速|传播, then another verb."""
        words = self.reading.words
        index = words.at(hit.end)
        stop = words.ends[index] if index < len(words.ends) else end
        alone = stop >= end or bool(self.reading.hits(stop, min(end, stop + 3)))
        return stop <= end and words.tags[index] in ("v", "vn") and alone

    def _acts_first(self, start: int, end: int) -> bool:
        """Whether a stretch opens with a verb: what somebody is to do, 压实各方责任."""
        words = self.reading.words
        index = words.at(max(start, self.text.rfind('"', start, end) + 1))
        while words.starts[index] < end and words.tags[index] in ("d", "ad", "x", "r"):
            index += 1
        return words.starts[index] < end and words.tags[index].startswith("v")

    def _implies(self, clause: Clause, hit: Hit) -> bool:
        """Whether what is implied is to come of it: 新规意味着小厂将退出, not what it amounts to."""
        if hit.word in _BRINGS:
            before = self.text[clause.start : hit.start]
            # 形成鲜明的对比; 收购形成的商誉: what there is, not what came of it
            return not (
                _COMPARED.search(self.text, hit.end, clause.end)
                or self.text.startswith("的", hit.end)
                or _DRAWN_UP.match(self.text, hit.end, clause.end)
                or before.endswith(("无法", "未能", "难以", "不会", "没有"))
            )
        following = self.clauses.index(clause) + 1
        end = clause.end
        if hit.end == end and clause.closed == "," and following < len(self.clauses):
            end = self.clauses[following].end  # 这意味着, E
        to_come = _TO_COME
        if self.text[clause.start : hit.start].strip(' "') in _THIS:
            to_come = _WILL  # 这意味着供应已经充足: what it amounts to
        return bool(to_come.search(self.text, hit.end, end))

    def _lets_nothing(self, hit: Hit) -> bool:
        """Whether no one stands behind 令, 使, 让 to be made do something: 降价令仍然…"""
        words = self.reading.words
        index = words.at(hit.end)
        while index < len(words.texts) and words.texts[index] in _QUOTES:
            index += 1  # 让"理财"走进千家万户
        if index < len(words.texts) and words.texts[index] in self.reading.lexicon.sets["many"]:
            return False  # 让不少消费者…
        behind = words.tags[index + 1] if index + 1 < len(words.tags) else "x"
        compound = behind[0] == "n" or (words.tags[index : index + 1] == ("vn",) and behind == "v")
        if hit.word == "令" and words.tags[index : index + 1] in (("v",), ("vn",)) and compound:
            return False  # 令|发电|企业陷入亏损
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
        if _OF_A_PERIOD.match(self.text, hit.end):
            return True  # 减少2024年度利润
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
            and not (
                words.texts[index] == "在"
                and (
                    self.text.endswith(_STILL, clause.start, words.starts[index])
                    or self.text.endswith("的同时", hit.end, clause.end)
                )
            )
            and not (
                words.texts[index] == "并"
                and index
                and words.starts[index] == clause.start
                and self.found
            )
        )
