"""Causal verbs of Chinese: C 导致 E, C 让 E 上升, E 被 C 压缩, C 对 E 造成冲击.

What a verb of the lexicon takes on either side, and when it is none: a noun (利润挤压), how its
subject moves (加速下跌), what somebody means to do (努力降低).
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.arguments import REASONS_ARE
from kg.extractors.rules.chinese_frames import AGAINST, KEY, NO_MATTER, ChineseFrames
from kg.extractors.rules.reading import Bounds, Clause, Hit
from kg.extractors.rules.sentence import Candidate
from kg.extractors.rules.spans import POINTER
from kg.model import Modality, Polarity
from kg.ontology import Frame

STRONG = 0.8
_SCENE_OR_NOT = re.compile("之?下(?![调降跌行滑挫游一沉单架线])|不[了到]")
_AMOUNTS = re.compile("的?(?:金额|数额|程度|幅度|范围|大小|面)")
_THE_REASON = re.compile(f"的{KEY}*(?:原因|因素|主因|成因|逻辑|力量|背景|机制)(?:之一)?$")
_LETS = ("令", "使", "让")
_UNABLE = re.compile("无法|难以|不能|未能|不得不|被迫")
PASSIVE = ("被", "受", "受到", "遭", "遭到")
_TO_LEVEL = re.compile(r"了?(?:到|至|为)了?\s?[^,]{0,12}\d")
# Somebody means to: 努力提升, 旨在实现A, 促进B, 要增加.
_AIMS = re.compile(
    r"旨在|意在|试图|力图|尽可能|设法|谋求|努力|尽量|力争|为了|^(?:要(?![素求价])|应(?![收付用对])|需(?![求用])|必须|就会|建议|鼓励|曾被)|[以或]$"
)
_PLANNED_NOUN = re.compile("的(?:计划|方案|决定|目标|打算|想法|意图|措施|建议|办法|方法)$")
_NAMED_REASON = re.compile(
    r"了?(?P<effect>[^,]{2,40}?)的(?P<noun>(?:[^的,]{0,6}?(?:原因|主因|元凶|罪魁祸首|推手|根源|关键|因素|诱因|导火索)(?:之一)?)?(?:[就正恰]{0,2}是|就?在于|为))(?P<cause>[^,]{2,60})$"
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
DRIVES = frozenset(("使", "令", "让", "推动", "带动", "拉动", "促使", "迫使", "促成", "催生"))
_TO_WHERE = ("到", "至", "了到", "入", "进", "向", "成", "低了", "高了")
_THROUGH = re.compile(
    "(?P<first>[^,]{2,16}?)(?:主要|会|将|可能)*(?P<by>通过|经由|经过)(?P<means>[^,]{4,24}?)(?:进而|从而|来|,)*"
)
_SPEEDS = ("加速", "加快", "加快了")
_TOWARDS_WHOM = re.compile("(?:对于|对).{2,40}?(?=(?:[都均也还将会可能]|已经|进一步|必然)*$)")
_TOWARDS = ("向", "往", "朝", "从")
_SETS_OUT = re.compile("力图|试图|尽可能|设法|谋求|努力|力争")
_WISHES = re.compile(
    "(?:我们?|业内|业界|企业|专家|代表|委员)(?:们)?(?:也|还|都)?(?:希望|建议|呼吁|期待|期盼|盼望)"
)
_SUSPECTED = re.compile("存在|涉嫌")
_CLEFT = re.compile("的(?:往往|正|就|主要|更多|恰恰|不仅仅?|只|也|其实|实际上|通常)+是")
_HANDLED = re.compile("[^的,]{1,12}的[^,的]{1,8}(?:被|遭)")
_OF_REASON = re.compile(
    "的(?:主要|根本|直接|深层|重要)?(?:原因|根源|主因)(?:主要|就|也|则|都)?(?:在于|是|有|包括|:|$)"
)
_NO_OBJECT = re.compile(
    "了?(?:是|已经?|均|都(?!市)|也|更(?!多|好|高|低|新|换)|仍|基本|普遍|显著|(?:明显|较快|较大|有限|迅速|缓慢)$|盖过|超过|叠加|务必|最(?![终低高]))"
)
_EACH = re.compile("(?:都(?!市)|均|皆)[\u3400-\u9fff]{0,4}$")
_SHORT = 14  # characters of a clause that is one of several alike
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
# 将收益率推高|30个基点
_BY_HOW_MUCH = re.compile(
    "了?(?:约|近|超过?|逾|大约|至少)*[\\d一二两三四五六七八九十几数][^,的]{0,10}$"
)
_COULD = re.compile("可(?:以|能|被)?$")
_NAMED_FACTOR = re.compile(
    "(?P<effect>[^,]{2,20}?)的(?:最大|最|主要|重要|关键|核心|直接|首要|决定性|另一个?|一个|又一个?|唯一|根本)*的?(?:因素|变量)(?:也|都|还|就|其实|依然)*(?:(?P<no>并不是|并非|不是)|是(?!不是|否|什么|多方面)|在于)(?P<cause>(?!.*还是)[^,]{2,40}(?<!的))$"
)
_FACTORS = re.compile("[^,的]{2,24}的[^,的]{0,8}(?:因素|变量|机制|路径|逻辑|渠道)")
# 就此磋商, 形成方案: what is drawn up comes of no cause.
_DRAWN_UP = re.compile(
    "(?:[^,]{0,8}的?)?(?:方案|决议|共识|意见|报告|结论|文件|文本|议案|初稿|纪要)$"
)
_TOGETHER = re.compile("(?:共同|合力|双双|一道|一起)$")
_JOINT = re.compile("以及|和|与|及|叠加")
# 对进口钢材加征关税的做法: somebody's act, which something else is said of.
_ACT = re.compile("[^,的]{1,12}的(?:行为|做法|举动|举措|决定|想法|提议|呼声|声音|说法)")
_IS_WHAT = re.compile("(?<![正就便总但还可于凡若更])是$")
_THIS_IS = re.compile("(?:^|[,这此])(?:也|正|就|更|无疑|都)*是$|由|因")
_GERUND = re.compile("了?[^,的]{0,6}的?[^,的]{0,10}(?:却|并不)是")
_A_LEVEL = re.compile("了?\\d")
_DEMANDED = re.compile('(?:要求|强调|指示|敦促|责成)[^,。]{0,8}(?:[":,]|要|应)')
_BECAUSE_FIRST = re.compile("(?:因为?|由于)[^,]{2,20}")
_MEANS_ARE = re.compile(
    "(?:方案|办法|做法|思路|目标|措施|途径|方向|任务)(?:就|则|主要)*(?:是|在于|包括)"
)
_BY_ITSELF = frozenset(("加剧", "恶化", "加重", "缓解", "改变"))
_GOES_ITSELF = re.compile("似乎|让|使|令|导致|由于|可能|已|正在?|将|会|需要|意味")
_OTHER_WAY = re.compile("的[^,的]{0,6}(?:方法|办法|方式|途径|手段)(?:就|则)?(?:是|之一|有)")
_DRIVER = re.compile("[A-Za-z]|程序|器|力|芯片|因素|电机|系统|轮")
_TOLD_WHY = re.compile("[^,]{1,16}?(?:主要|大多|多半|部分|正|也|都)*是(?:由于|因为)")
_TITLE = re.compile(
    '[^",]{1,16}"(?:系列|主题|活动|会议|计划|工程|行动|论坛|专项|方案|大会|新闻|座谈)'
)
_DRIVEN_BY = re.compile("(?:受到?|由)(?P<cause>[^,受由]{2,12})$")
_FORBIDDEN = re.compile("(?:不得(?![不已])|严禁|不准|不应|不允许)")
_PLACED = frozenset(("从", "自", "在", "于"))
# 从疫情引发的|衰退中; 在疫情导致|停航的高峰期
_WITHIN = re.compile(
    "了?的(?P<head>[^,的]{2,12}?)(?:之?[中后]|里)(?=.)|了?(?P<object>[^,的]{2,20})的[^,的]{0,6}(?:期|时期|期间|阶段|时候|时刻|过程|年代|地方|地区)"
)
_WILL = re.compile("将(?!近)|会(?!员|计|议)|不能|无法|不再|只能|不得")


class ChineseVerbs(ChineseFrames):
    """Verbs whose subject is the cause and whose object is the effect."""

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
        if purpose := _PURPOSE_IS.match(before):
            # 叫停的目的在于降低成本: the purpose is the reason of the act.
            aim, act = (hit.start, clause.end), (clause.start, clause.start + purpose.end("act"))
            one = self._candidate(
                aim, act, hit, "zh.frame.purpose", Polarity.PROMOTE, frame.strength
            )
            return [replace(one, modality=Modality.PLANNED)]
        if frame.subject and _SUSPECTED.search(before):
            return None  # 存在侵害权益等风险
        wished = number and self.clauses[number - 1]
        if frame.subject and (
            _WISHES.search(before)
            or (
                wished
                and self._is_lead(before)
                and _WISHES.search(self.text, wished.start, wished.end)
            )
        ):
            return None  # 我们希望国家出台政策, 缓解…
        if after.startswith(("、", "与", "和", "及", "以及", "叠加")):
            return None  # 价格战加剧、…: it says how its subject moved; 技术冲击与需求变化: a noun
        if before.endswith(("作为", "人为")) or (
            hit.word == "致" and before.endswith(("函", "信", "电"))
        ):
            return None  # 作为|推动发展的要素; 发函|致两家公司
        joined = ("和", "与", "及") if hit.word in DRIVES else ("和", "与", "及", "或")
        if frame.subject and before.endswith(joined) and len(before) > 3:
            return None  # 停发联名卡和|缩减权益: two things that somebody does
        if after.startswith('"的') or self._goes_on(frame, hit, later):
            return None  # "成本传导-利润压缩"的循环; 成本压缩|直接冲击厂商: a noun
        if frame.subject and _TO_LEVEL.match(after) and not before.endswith(("把", "将")):
            return None  # 账期压缩到60天以内: how far it moved by itself
        if frame.id.endswith(("verb.result", "verb.undo")) and _SO_MANY.match(after):
            return None  # 砍掉了三成: how far
        if before.endswith("从") or (hit.word in _SPEEDS and self._how(hit, clause.end)):
            return None  # 可能多从|稳定就业来考虑; 毒株加速|传播导致疫情反弹
        if before.endswith(_ASKING):
            return None  # 碳价波动如何|影响投资: a question
        factor = _NAMED_FACTOR.match(after) if frame.id.endswith("verb.affect") else None
        if factor and self._is_lead(before):
            # 影响利润的主要因素是原料价格
            told = self._candidate(
                (hit.end + factor.start("cause"), clause.end),
                (hit.end, hit.end + factor.end("effect")),
                Hit(hit.start, hit.end, "", None),
                "zh.noun.reason",
                Polarity.PROMOTE,
                0.75,
            )
            return [replace(told, modality=Modality.DENIED if factor["no"] else None)]
        if frame.id.endswith("verb.affect") and _FACTORS.match(after) and not before.endswith("是"):
            return None  # 梳理影响净息差的各类因素
        if _COULD.search(before) and after.startswith("的"):
            return None  # 可化解的范围: of which kind
        if _OF_REASON.match(after):
            return None  # 这些问题产生的|原因在于…: the reason is stated behind
        if frame.subject and not frame.id.endswith("verb.make") and _NO_OBJECT.match(after):
            return None  # 开工缩减|是事实, 影响|盖过忧虑: a noun with a predicate of its own
        if frame.id.endswith("verb.imply") and not self._implies(clause, hit):
            return None
        if after.strip() in self.reading.lexicon.sets["related"]:
            return None  # 原因与客流减少|有关
        if frame.subject and NO_MATTER.match(after):
            return None  # 对市场冲击不会很大
        if frame.subject == "change" and (_HANDLED.match(after) or _ACT.match(after)):
            return None  # 变相提高成本的做法被叫停: what was done stands inside a phrase
        if frame.subject and _FORBIDDEN.search(before):
            return None  # 不得通过改变条件让商户受损
        if frame.subject and _IS_WHAT.search(before) and not _THIS_IS.search(before):
            return None  # 协议是减少竞争的关键, 其实是限制卖出: what it is
        driven = _DRIVEN_BY.search(before) if re.match("的.", after) else None
        if driven:
            # 受国内需求|驱动的经济体
            cause = (clause.start + driven.start("cause"), hit.start)
            moved = self._relative_head(hit.end + 1, clause.end)
            return [self._candidate(cause, moved, hit, frame.id, polarity, frame.strength)]
        if before.endswith('"') and _TITLE.match(after):
            return None  # "推动高质量发展"系列发布会
        if frame.subject and _TOLD_WHY.match(after):
            return None  # 集体降低抽成比例主要是由于…: the conjunction tells why
        if hit.word == "驱动" and _DRIVER.match(after):
            return None  # 驱动IC, 驱动程序
        if frame.id.endswith("verb.affect") and after.startswith("的") and "对" in before:
            return None  # 疫情对行业影响的判断
        if hit.word == "让" and before.endswith(("出", "转", "受", "割", "退", "忍", "谦")):
            return None  # 出让地块
        if hit.word in _BY_ITSELF and _GOES_ITSELF.match(after):
            return None  # 竞争加剧|似乎让三星被动
        if frame.subject and _OTHER_WAY.search(after):
            return None  # 弥补损失的另一种方法是
        if frame.subject == "change" and _MEANS_ARE.search(before):
            return None  # 应对方案是火电厂增加功率
        if frame.subject == "change" and _GERUND.match(after):
            return None  # 增加重量却是轻而易举
        if frame.id.endswith(("verb.undo", "verb.prevent")) and _A_LEVEL.match(after):
            return None  # 击穿2700点
        if frame.subject == "change" and before.endswith(("时", "时候", "之际")):
            return None  # 在油价下跌时削减产量: when
        if (
            frame.subject
            and _DEMANDED.search(self.text, self.sentence.start, hit.start)
            and (
                self._is_lead(before)
                or self._only_adverbs(clause.start, hit.start)
                or self._acts_first(*self._clean_cause(clause.start, hit.start))
            )
        ):
            return None  # 会议要求"压实责任, 遏制事故"
        if within := self._within(clause, hit, after):
            cause, inner = within
            return [self._candidate(cause, inner, hit, frame.id, polarity, frame.strength)]
        passive = self.words.passive.match(before)
        if passive and not self._word_edge(clause.start + passive.start("cause")):
            passive = None  # 被动
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
        if before.endswith((*PASSIVE, "所")):
            return None
        if clause.closed == ":" and self.words.counted_causes.fullmatch(before.strip()):
            # 两大原因促成了合并: 一是 A, 二是 B
            return [
                self._candidate(
                    m, (hit.end, clause.end), hit, frame.id + ".list", polarity, frame.strength
                )
                for m in self._members(number + 1)
            ]
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
        if self._is_lead(before) and REASONS_ARE.search(after):
            return None  # 导致 E 的原因包括: what follows tells them
        if frame.id.endswith("verb.move"):
            return self._moved_to(number, clause, hit, before, after)
        onward = not after.strip("了掉的 ") or after.startswith(_TO_WHERE)
        onward = onward or (frame.subject == "event" and bool(_BY_HOW_MUCH.match(after)))
        pushed = _MOVED.match(before) if onward else None
        if pushed and not _ONLY_HOW.fullmatch(pushed.group("effect")):
            # 亏损把公司压垮了
            suffers = (clause.start + pushed.start("effect"), clause.start + pushed.end("effect"))
            own = (clause.start, clause.start + pushed.end("cause"))
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
            if self.words.counted_causes.match(agent.group("cause")):
                # E 是由两件事引发的: 一是…, 二是…; else which they are is told elsewhere.
                members = self._members(number + 1) if clause.closed == ":" else []
                return [
                    self._candidate(m, done, hit, frame.id + ".list", polarity, frame.strength)
                    for m in members
                ]
            return [self._candidate(doer, done, hit, frame.id + ".agent", polarity, frame.strength)]
        if frame.subject == "change" and (
            not self._takes_object(hit, later) or _TO_LEVEL.match(after)
        ):
            return None  # 增加到了五万台: how far, not what
        if frame.subject and _ITS_COMING.match(after):
            return None  # 特保限制|的发生和存在: a noun
        if frame.id.endswith("verb.affect") and _AFFECTION.match(after):
            return None  # 疫情影响|逐步淡出: a noun
        if _SCENE_OR_NOT.match(after) or (
            frame.id.endswith("verb.affect") and _AMOUNTS.match(after)
        ):
            return None  # 在…冲击下, 带来不了收益, 影响金额约为…
        if _THE_REASON.search(after) and not _AIMS.search(before):
            return None  # 本文探讨导致清盘的原因
        # 堵塞或|令贸易受损: it may
        maybe = before.removesuffix("或") if hit.word in DRIVES else before
        if self._names_what(hit, before) or (frame.subject and _AIMS.search(maybe)):
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
        if (
            frame.subject
            and self.words.conditional.match(self.text, clause.start, hit.start)
            and not self._says(self._clean_cause(clause.start, hit.start))
        ):
            return None  # 如果能打通线上线下: nobody is named
        if frame.subject and _UNABLE.match(before.lstrip('" ')):
            return None  # 无法摊薄成本: a plight of its own
        end = self._until_next(clause, hit, later)
        if end == clause.end and self.text.endswith("的同时", hit.end, end):
            end -= 3  # A 在压缩 B|的同时, 又…
        if end < clause.end and _BECAUSE_FIRST.fullmatch(self.text, hit.end, end):
            # 避免因为 A 而导致 E: E is what is prevented
            begins = next((h.end for h in later if h.start == end), end)
            return [
                self._candidate(c, (begins, clause.end), hit, frame.id, polarity, frame.strength)
                for c in self._left(number, clause, hit)[0]
            ]
        effect: Bounds | None = (hit.end, end)
        rule = frame.id
        if cleft := _CLEFT.match(after):
            effect = (hit.end + cleft.end(), end)  # 关税改变的往往是流向
        elif after.startswith(("的", "之")) and not after.startswith("的是"):
            if frame.subject == "change":
                return None  # 质量提升的转变: the trend belongs to a noun phrase
            # 客流减少带来的亏损|拖垮了门店: what it led to goes on to lead to more.
            # 涨价导致的毛利率降低 is one thing.
            goes_on = [
                h.start
                for h in later
                if h.frame and h.frame.order == "cause-effect" and h.end < clause.end
            ]
            stop = next((s for s in goes_on if s > hit.end + 2), end)
            effect = self._relative_head(hit.end + 1, min(end, stop))
        elif not after.strip(' "了:'):
            own = self._clean_cause(clause.start, hit.start)
            bare = own[1] - own[0] < 2 and frame.order == "cause-effect" and not after
            bare = bare or frame.id.endswith("noun.result")  # A 的结果是, E
            effect = self._next(number) if bare else None  # 这使得, E
        if effect is None:
            return None
        causes, shared = self._left(number, clause, hit)
        if not causes:
            return None
        if after.startswith("的") and not shared:
            causes = [self._governed(*cause) for cause in causes]
        if not shared and len(causes) == 1 and _EACH.search(before):
            causes = [*self._alike(number), *causes]
        if not shared and len(causes) == 1 and (together := _TOGETHER.search(before)):
            causes = self._joint(causes[0], clause.start + together.start())
        if hit.word == "意味着" and POINTER.fullmatch(self.text, *causes[0]):
            causes = self._before(number, across=True)[-1:] or causes
        upon = self._upon(number, hit, causes, effect)
        if upon is not None:
            causes, effect, rule, polarity = upon
        elif frame.subject and not shared:
            causes = [self._before_whom(*cause) for cause in causes]
        own = self._clean_cause(clause.start, hit.start)
        finished = hit.word.endswith("了")  # 做了很多投资, 增加了成本: what came of it
        nobody = own[1] - own[0] < 2 and self.text[slice(*own)] not in ("这", "此")
        if frame.subject == "change" and not shared and nobody and not finished:
            return None  # 完善结构, 提升比重: two things that somebody does
        if frame.subject and not shared:
            causes = [c for c in causes if self._eventish(self._clean_cause(*c), frame.subject)]
            if frame.subject == "change" and not finished:
                causes = [c for c in causes if not self._somebody_does(self._clean_cause(*c))]
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

    def _moved_to(
        self, number: int, clause: Clause, hit: Hit, before: str, after: str
    ) -> list[Candidate] | None:
        """C 把 E 推上了风口: where it was moved belongs to the effect; E 被 C 拖进了泥潭."""
        rule, strength = "zh.verb.move", 0.7
        moved = _MOVED.match(before)
        if moved:
            effect = clause.start + moved.start("effect"), clause.end
            own = (clause.start, clause.start + moved.end("cause"))
            doers = [own] if own[1] - own[0] >= 2 else self._before(number)[-1:]
            doers = [d for d in doers if self._eventish(self._clean_cause(*d), "event")]
            return [
                self._candidate(d, effect, hit, rule, Polarity.PROMOTE, strength) for d in doers
            ]
        passive = _DRAGGED.fullmatch(before)
        if passive is None:
            return None
        suffers = (clause.start + passive.start("effect"), clause.start + passive.end("effect"))
        whom = [suffers] if suffers[1] - suffers[0] >= 2 else self._before(number)[-1:]
        doer = (clause.start + passive.start("cause"), clause.start + passive.end("cause"))
        if not self._eventish(self._clean_cause(*doer), "event"):
            return None
        polarity = Polarity.PREVENT if _PLIGHT.search(after) else Polarity.PROMOTE
        return [self._candidate(doer, e, hit, rule + ".passive", polarity, strength) for e in whom]

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

    def _within(self, clause: Clause, hit: Hit, after: str) -> tuple[Bounds, Bounds] | None:
        """The cause and effect of a verb inside a phrase of time or place: 从|疫情|引发的|衰退|中复苏."""
        if not hit.frame or not hit.frame.id.endswith("verb.cause"):
            return None
        inside = _WITHIN.match(after)
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
                and self.text.endswith(_STILL, clause.start, words.starts[index])
            )
        )

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
