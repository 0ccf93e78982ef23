"""What stands behind a number in Chinese: its metric, who a share is of, what a classifier counts."""

from __future__ import annotations

import re
from collections.abc import Container

from kg.extractors.rules.phrases import NOUNS
from kg.extractors.rules.quantities import EXTREME, LARGE, LASTS_FOR, SHARES, STAGE, TIMES, Quantity
from kg.extractors.rules.reading import Bounds, Clause
from kg.extractors.rules.segment import Words

_AFTER = re.compile(
    r"的?(?P<metric>[\u3400-\u9fffA-Za-z]{2,8}?)(?=$|[的,、由来]|贡献|居首|位居|排名?|领先|稳居|占据|成为|拿下|夺)"
)
_SHOWS = frozenset(("显示", "发现"))
_ALL_OVER = frozenset(("全国", "全球", "国内", "全市", "全省"))
_SHARE_OF = re.compile(
    r"的?(?P<who>[\u3400-\u9fff]{0,6}?(?:用户|客户|受访者|消费者|居民|家庭|企业|公司|机构|平台|银行|员工|人群|人|者|族|店|股东|投资人|借款人|商家|城市))(?![口民工均数群体])"
)
_GOES_ON = re.compile(r"(?:以来|均|都|出现|实现|呈现|保持|的)*(?P<what>[\u3400-\u9fff]{2,8})")
_RECORDS = re.compile(
    "(?:录得|出现|产生|实现|获得|取得|创下|录有|形成|开出|收到|计提|发生|承担|确认|带来|造成|面临|贡献|留下)了?(?:约|近|超|超过|逾)?$"
)
_RESULT = re.compile(
    "的?(?P<metric>[\u3400-\u9fff]{0,4}?(?:亏损|盈利|利润|收益|收入|罚单|赤字|顺差|逆差|缺口|减值|费用|损失|涨幅|跌幅))(?=$|[,、的])"
)
_SUMMED = re.compile(
    "(?:共计|合计|总计|总共|一共|共有?|累计|(?:已经?|将)?(?:高达|多达|达到?))(?:已|达|有|约|近|超)*$"
)
# 以|4.2亿美元|收购: what so much is paid for.
_AT_PRICE = re.compile("(?:以|作价|斥资|耗资|出资|豪掷)(?:约|近|超过?|高达|总价|每股|单价)*$")
_PAID = re.compile(
    r"(?:\([^()]{2,30}\))?(?:的(?:总价|价格|对价|代价|高价|低价|价钱))?(?:正式|成功|全资)?(?P<metric>收购|出售|转让|购买|购入|买下|买入|竞得|拍得|摘得|拿下|中标|卖给|卖出|售出|成交|入股|增持|回购)"
)
_PER = re.compile("每[\\d一二两十百千]*[吨斤桶股件片张台辆升克头只盒瓶平盎千公米][^,;]{0,8}$")
_DURATION = re.compile(
    "(?:时间|期限|周期|工期|时长|寿命|账期|交期|有效期)[将已的]*(?:[由从][^,;]{1,8})?$"
)
_SOME_OF = re.compile(
    "(?:其中|当中|还|另|也|则|,)*(?:有|约有|仅有|仅|只有)?(?:约|近|超过?|逾|不到|不足)?"
)
_AMOUNT_TO = re.compile(
    "(?:[由从](?:年初|年末|去年|上年|高峰期?|巅峰时?期?|最高峰?|此前|当时)?的?)?(?:已|共|总数|数量)*(?:有|为|达|达到|突破|超|超过|逾|近|约|增至|升至|降至|减至|只剩|仅剩|剩下?|还有|只有|仅有|仅|多达|高达)*\\s?"
)
# What stands before those that a clause counts first, and what they do.
_OPENED = re.compile(
    "(?:其中|目前|当前|今年|去年|今年以来|截至目前|全国|全国范围内|已经?|累计|一共|共|总共|有|约|近|超过?|逾|至少|仅|只|还|另|另有|,)*"
)
_DOES = re.compile(
    "(?:已经?|均|都|先后|相继|陆续|纷纷|全部|曾|将|正|正在|被迫)*(?P<what>[\u3400-\u9fff]{2,8})(?=$|[,、的了])"
)
_EXTREME = re.compile(rf"多?(?:以?来)?的?(?P<record>{EXTREME})")
RECORD = re.compile(EXTREME)
_PEOPLE = re.compile(
    "的?[\u3400-\u9fff]{0,4}?(?:用户|订户|会员|客户|人口|粉丝|玩家|网民|股民|储户|观众|家庭|农民|居民|学生|车主|员工|劳动力|消费者|投资者|读者|司机|骑手|商户|商家)(?!的)"
)
_STAGE = re.compile(rf"(?:左右|以上)?的?(?P<stage>{STAGE})")
_HEADCOUNT = frozenset("人名位")
_BEFELL = re.compile(
    "(?:因此|不幸|不同程度)*(?P<what>死亡|遇难|丧生|身亡|罹难|遇害|[轻重]?受?伤|失踪|失联|受灾|被困|感染|确诊|失业|下岗|受影响|被捕|被拘|获救|撤离|转移)(?!的|率|者|病例)"
)
_WHICH = frozenset(("知名", "大型", "小型", "主要", "著名", "头部", "相关", "重点", "不同", "新", "老", "独立", "专业", "优质", "普通"))  # fmt: skip
_COUNTED = frozenset("店厂车房船楼树")


class ChineseBehind:
    """Reads one Chinese text from its numbers onward; `ChineseMeasure` reads the words before them."""

    text: str
    words: Words
    heads: re.Pattern[str]
    trends: Container[str]
    beside: frozenset[str]  # verbs that stand between a metric and its number
    classifiers: frozenset[str]

    def after(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The metric behind a number: 36%|利率红线."""
        if (
            quantity.unit
            and quantity.unit.label in SHARES
            and (part := self._share_of(clause, quantity))
        ):
            return part
        lasting = quantity.unit and quantity.unit.label in TIMES
        record = _EXTREME.match(self.text, quantity.end, clause.end) if lasting else None
        if record and not (record["record"].startswith("最") and "来" not in record.group()):
            return record.span("record")  # 创下20年来|新低, but 30天最高价
        nth = self.text.endswith("第", clause.start, quantity.start)  # 第3年调整期
        if lasting and not nth and (stage := _STAGE.match(self.text, quantity.end, clause.end)):
            return stage.span("stage")  # 两年的|缓冲期
        if lasting and self.text.endswith("连续", clause.start, quantity.start):
            goes_on = _GOES_ON.match(self.text, quantity.end, clause.end)
            return goes_on.span("what") if goes_on else None  # 连续9个月|上行
        if lasting and (stops := LASTS_FOR.search(self.text, clause.start, quantity.start)):
            # 停产|两周, but 停产时间|延长一周
            return (
                None
                if _DURATION.search(self.text, clause.start, stops.start())
                else stops.span("verb")
            )
        if _RECORDS.search(self.text, clause.start, quantity.start) and (
            result := _RESULT.match(self.text, quantity.end, clause.end)
        ):
            return result.span("metric")  # 录得57亿元|承保亏损
        if (paid := _PAID.match(self.text, quantity.end)) and _AT_PRICE.search(
            self.text, clause.start, quantity.start
        ):
            return paid.span("metric")
        if quantity.unit and quantity.unit.label in _HEADCOUNT:
            befell = _BEFELL.match(self.text, quantity.end, clause.end)
            if befell:
                return befell.span("what")  # 造成26人|死亡
        match = _AFTER.match(self.text, quantity.end, clause.end)
        if quantity.unit and quantity.unit.label in self.classifiers:
            counted = self.counted(clause, quantity)
            if counted and self.doing(clause, quantity, counted):
                return None  # 40家银行|下调存款利率
        if not match or match.group("metric").startswith(("水平", "左右")):
            return None
        found = list(self.heads.finditer(self.text, *match.span("metric")))
        return match.span("metric") if found and found[-1].end() == match.end("metric") else None

    def _share_of(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """Who or what a share is a share of: 导致|17.2%用户, 近28%的活跃用户.

        Not where a noun or a verb of measure stands before the number: 占比达30%.
        """
        if quantity.change:
            return None
        words = self.words
        last = words.at(quantity.start) - 1
        if last >= 0 and words.ends[last] > clause.start:
            word, tag = words.texts[last], words.tags[last]
            joins = tag in ("c", "p", "x", "d") or (tag == "v" and len(word) > 1)
            measures = word in self.trends or (word in self.beside and word not in _SHOWS)
            if word not in _ALL_OVER and (not joins or measures):
                return None
        of = _SHARE_OF.match(self.text, quantity.end, clause.end)
        return of.span("who") if of and words.edge(of.start("who")) else None

    def counted(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The noun that a classifier counts: 400家|初创公司; 试点企业|共45家."""
        words = self.words
        if quantity.end >= clause.end:
            return self._summed(clause.start, quantity.start)
        if self.people(quantity) and (who := _PEOPLE.match(self.text, quantity.end, clause.end)):
            return who.span()  # 2.22亿|订户贡献了收入
        index = words.at(quantity.end)
        if words.texts[index] == "的":
            index += 1
        if index >= len(words.starts):
            return None
        start = stop = max(words.starts[index], quantity.end)
        if words.texts[index] in _WHICH:
            stop = words.ends[index]
            index += 1  # 3家|知名美妆品牌
        while (
            index < len(words.starts)
            and words.starts[index] < clause.end
            and words.tags[index] in NOUNS
            and stop - start < 10
        ):
            stop = words.ends[index]
            index += 1
        single = self.text[start:stop] in _COUNTED  # 4000家|店
        return (start, min(stop, clause.end)) if stop - start >= 2 or single else None

    def record(self, quantity: Quantity, metric: Bounds) -> bool:
        """Whether a number says for how long nothing was higher or lower: 创下两年半来|新高."""
        lasting = quantity.unit is not None and quantity.unit.label in TIMES
        return lasting and metric[0] >= quantity.end and bool(RECORD.match(self.text, *metric))

    def people(self, quantity: Quantity) -> bool:
        """Whether a number without a unit counts the people behind it: 2.22亿|订户."""
        many = quantity.value is not None and quantity.value >= LARGE
        return many and _PEOPLE.match(self.text, quantity.end) is not None

    def doing(
        self, clause: Clause, quantity: Quantity, counted: Bounds
    ) -> tuple[Bounds, Bounds] | None:
        """Those who open a clause by their number, and what they do: 已有368家银行|完成注销."""
        if counted[0] < quantity.end or not _OPENED.fullmatch(
            self.text, clause.start, quantity.number
        ):
            return None
        does = _DOES.match(self.text, counted[1], clause.end)
        if does is None:
            return None
        index = self.words.at(does.start("what"))
        verb = self.words.tags[index] in ("v", "vn", "p", "d")
        if not verb or not self.words.edge(does.start("what")):
            return None
        # 14家上市公司|市值上升
        measured = (
            m.start() for m in self.heads.finditer(self.text, *counted) if m.end() == counted[1]
        )
        stop = next(measured, counted[1])
        if stop - counted[0] < 2:
            return None
        return (counted[0], stop), (min(stop, does.start("what")), does.end("what"))

    def _summed(self, low: int, end: int) -> Bounds | None:
        """The noun before a sum: 试点企业|共45家."""
        summed = _SUMMED.search(self.text, low, end)
        if summed is None or summed.start() <= low:
            return None
        words = self.words
        first = last = words.at(summed.start() - 1)
        noun = words.tags[last] in NOUNS or (first and words.texts[first - 1] == "的")
        if words.ends[last] != summed.start() or not noun:
            return None  # 等原因的|投诉|共3352条
        while first and words.starts[first - 1] >= low and words.tags[first - 1] in NOUNS:
            first -= 1
        return words.starts[first], summed.start()

    def some_of(self, clause: Clause, quantity: Quantity) -> bool:
        """Whether a share is of those counted before: 500家企业中,|60%表示…"""
        if quantity.change or quantity.unit is None or quantity.unit.label not in SHARES:
            return False
        if not _SOME_OF.fullmatch(self.text, clause.start, quantity.number):
            return False
        index = self.words.at(quantity.end)
        does = self.words.tags[index] == "v" or self.words.texts[index] in ("计划", "打算", "准备")
        return quantity.end < clause.end and does

    def numbered(self, noun: Bounds, quantity: Quantity) -> bool:
        """Whether a number behind a noun says how many of it there are: 平台用户|突破3亿."""
        if quantity.change or not _AMOUNT_TO.fullmatch(self.text, noun[1], quantity.number):
            return False
        if quantity.unit is None:
            return quantity.value is not None and quantity.value >= LARGE
        return quantity.unit.label in self.classifiers

    def priced(self, clause: Clause, quantity: Quantity) -> bool:
        """Whether a number says what so much of something costs: 鸡蛋|每斤5元."""
        per = _PER.search(self.text, clause.start, quantity.number)
        return per is not None and not quantity.change  # but 每升|下调0.21元
