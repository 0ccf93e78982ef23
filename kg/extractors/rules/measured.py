"""The metric and the owner of numbers in Chinese prose, read from the words before them.

A number closes its clause: *owner* (的) *metric* verb number. The metric is the last noun phrase
before the number. Where no noun can be measured (招商银行收涨5%), the verb says what is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from kg.extractors.rules.measured_behind import RECORD, ChineseBehind
from kg.extractors.rules.periods import periods
from kg.extractors.rules.phrases import NOUNS, PERIOD, behind_owner, heads, noun_start
from kg.extractors.rules.quantities import LASTS_FOR, TIMES, Quantity
from kg.extractors.rules.reading import Bounds, Clause, Reading, Sentence, trim
from kg.extractors.rules.respective import YEARLY, Share, shares, together
from kg.ontology import alternation

_GAINS = ("盈利", "亏损")
_COMPARED = re.compile(
    r"[^,]{0,4}?(?:(?:与|和|同|跟|较|比)[^,]{1,20}相比(?:较)?(?:之下)?|相比(?!之下|较)[^,]{0,6}(?:年|月|期|季度|日)|按(?:照)?[^,]{1,8}(?:口径|汇率)(?:计算?)?|(?:扣除|剔除|不含|不计)[^,\d]{2,12}?(?:因素|影响|后)(?:的?影响)?后?)"
)
_AGAINST = re.compile(
    r"(?:并|也|且|则|仍|均|已经?|又|分别|远远?|略|逐步)*(?:(?:比|较)(?![为好大多少高低强])|[由从](?!而|此|事|业)|低于|高于|不及)"
)
# What is measured in shares only, and the units of shares.
_RATIOS = re.compile(r".*(?:(?<![汇功频])率|占比|比例|比重|份额|增速)")
_RATIO_UNITS = frozenset(("%", "‰", "个百分点", "基点", "倍", "成"))
# 债务率|最高的是贵州: what follows is the value of that one.
_MOST_OF_ALL = re.compile(
    r"(?:均|也|都|为)?(?:最[高低大小多少快慢]|居首|居前|第一|领先|垫底)(?:的(?:则|就|还|分别)?(?:是|为|当属)?(?P<who>.{2,12}))?$"
)
_THAN = re.compile(
    r"(?:比|较)[^,比较]{1,12}?[高低多少大小快慢贵便宜]+(?:出|了)?(?:约|近|将近|超过)?$"
)
_THAN_REACH = 24
_FAR = re.compile(r"[如像等为由的了]\S*[\u3400-\u9fff]{2}|如|像")
# What is measured in units of time.
_LASTS = re.compile(
    r"[时期限龄历久寿]|时间|天数|持续|缩短|延长|维持|等待|连续|提前|推迟|周转|速度|推移|历经|年"
)
_THE_TIME = ("的时间", "的周期", "的期限", "的时长")
_ALL_OF = re.compile(r"均|都|皆|各")
_SUM = re.compile(r"合计|总计|总共|一共|共计|之和|加起来|两者|三者")
_ASPECT = re.compile(r"(?:方面|中|上|看|显示|来看)+$")
_IS = re.compile("(?:预计|约|将|分别)*(?:为|是|达|在)$")
_ENDINGS = frozenset(("价", "率", "额", "量"))
_NAMED = frozenset(("Company", "Bank"))
_NO_SUBJECT = frozenset(("l", "an", "v"))  # 值得注意, 发布
_BEFORE_SUBJECT = frozenset(("x", "t", "m", "d", "c", "f", "r", "b", "uj", "q"))
_NAME_REACH = 8
# 此前市场普遍预计|下降0.4%: who expects it, not of what.
_EXPECTED = re.compile(
    "[^,]{0,6}?(?:市场|分析师|机构|业内|外界|经济学家)(?:此前|普遍|一致|原先?|平均)*(?:预计|预期|预估|预测)(?:值|为|是|将)*(?!的)"
)
_NET = re.compile("净(?:买入|卖出|流入|流出|投放|回笼|增持|减持)(?:额)?(?=(?:了|约|近|超|达)*$)")
_MOVED_REACH = 10
_STATES = re.compile(
    "(?:已经?|也|并|均|就|仅|目前|现|约|近|一度|最高|最低|平均|普遍|基本|大多|通常|一般|共|大约)*(?:为|是|在|达|达到|高达|仅为|升至|降至|跌至|涨至|增至|减至|报|报收|收于|收报|突破|跌破|超过|超|逾|不足|近|约|只有|仅有|仅)*(?:每.{1,3})?"
)
_THERE_ARE = re.compile("[共现拥设]有(?=..)")  # 全国共有|银行卡
_STRETCHED = re.compile("缩短|延长|拉长|压缩|缩[至到]|延[至到]|提速")  # 审批由30天|缩至7天
_LATELY = re.compile(r"(?:最?近|过去)[一二两三四五六七八九十\d]+(?:年|个月|周|天|个?季度)(?=..)")
_YUAN = "人民币"
_SET_BY = re.compile("(?:并?处以?|宣布|计划|打算)(?=[\u3400-\u9fff]{2})")
_NARROWS = re.compile("(?:净|核心|非|日均|月均|人均|户均|加权|首套|二套|一般)$")
_NOT_UP_TO_IT = ("不合格", "不达标", "不良")
_TERMS = ("年期", "日年化", "个月期")
_EVER = re.compile("(?<=..)(?:有史以来|有记录以来|历史上|史上)")
_ALTOGETHER = re.compile(
    "[共已曾又再还](?=[关开闭裁减增新退停卖售买招聘签撤][\u3400-\u9fff])"
)  # 共|关店
_CURRENCY = "(?:人民币|[美欧日港澳加韩]元|英镑|卢布|卢比|里拉|比索|瑞郎|泰铢|雷亚尔|兰特)"
_PAIR = re.compile(rf"(?:[在离]岸)?{_CURRENCY}[对兑/]$")
_AGAINST_CURRENCY = re.compile(rf"(?<=[币元镑布比拉索郎铢尔特])[对兑/]{_CURRENCY}?$")
_PAIR_REACH = 24
_RATE = re.compile(
    rf"(?P<pair>(?:[在离]岸)?{_CURRENCY}[对兑/]{_CURRENCY}(?:即期|中间价|汇价|汇率)?)(?:即期|汇率|现|上午|早盘|盘中|收盘|报|收|跌|升|涨|贬|值|触及|跌破|升破|破|突破|一度|最[高低]|近|于|为|至|到|约|达|曾|再|已|超过?|,){{0,5}}$"
)
_SHARE = re.compile("占[^,;占]{2,10}?的?(?:比重|比例|份额|比率)$")
_SAYS_OF = frozenset(("v", "d", "ad", "a", "l", "i", "zg", "z", "ud"))
# A firm that a text names only by its kind.
_WHOEVER = re.compile(
    "(?:目前|当前|此外|另外|同时|其中|今年|去年|预计|据悉|,)*(?P<who>(?:[该本贵我]|这家|一家|多家|部分)?(?:公司|集团|银行|企业|机构|平台|工厂|门店|商家|基金)|[该本]行)(?!债)"
)
_TREND = 2  # characters of 下降, 上涨
_EACH = re.compile("每(?!股[收净资分现]).{1,3}")  # 价格|每吨|上涨50元


_MEASURED_HOW = frozenset(
    (
        "营业",
        "归母",
        "核心",
        "扣非",
        "归母扣非",
        "扣非归母",
        "平均",
        "年度",
        "累计",
        "合计",
        "单个",
        "日均",
        "月均",
        "总",
        "average",
        "annual",
    )
)
_HOW_MUCH = "总数均净毛增"


class ChineseMeasure(ChineseBehind):
    """Finds the metric and the owner of numbers in one Chinese document."""

    prefix = "zh"
    noun_behind = False
    goes_on_below = False

    def __init__(self, reading: Reading, metric_heads: re.Pattern[str]) -> None:
        self.reading = reading
        self.text = reading.text
        self.words = reading.words
        self.heads = metric_heads
        self.trends = reading.lexicon.trends
        self.table = heads(reading.ontology)
        number = reading.ontology.names["number"]
        verbs = [w for w in (*number["rise"], *number["fall"]) if w not in ("多", "少", "高", "低")]
        self.classifiers = frozenset(number["classifier"])
        self.no_noun = {"同比", "环比", *reading.lexicon.trends, *itertools.chain(*number["before"].values())}  # fmt: skip
        self.moves = re.compile(f"(?P<verb>{alternation(verbs)})[了约近超过逾达至少不足将]*$")
        self.beside = frozenset(reading.ontology.names["phrase"]["beside_number"])

    def whole(self, quantity: Quantity) -> Quantity:
        """The quantity without a unit that is the beginning of a longer word: 百万|家庭."""
        label = quantity.unit.label if quantity.unit else ""
        if len(label) != 1 or not self.text.endswith(label, quantity.number, quantity.end):
            return quantity
        if self.words.edge(quantity.end) or label in TIMES:
            return quantity  # 31年|来最大涨幅
        return replace(quantity, unit=None, end=quantity.end - 1)

    def start(self, clause: Clause, quantity: Quantity) -> int:
        """Where what a clause says of its numbers begins: behind 与上年相比."""
        against = _AGAINST.match(self.text, clause.start, quantity.start)
        if against and not self.heads.search(self.text, against.end(), quantity.start):
            return quantity.start  # 比疫情前同期|增长24.6%: of what was measured before
        compared = _COMPARED.match(self.text, clause.start, quantity.start)
        compared = compared or _EXPECTED.match(self.text, clause.start, quantity.start)
        return compared.end() if compared else clause.start

    def mismatched(self, metric: Bounds, quantity: Quantity) -> bool:
        """Whether a number can't be of the metric by its unit: 占比 in 岁."""
        if quantity.unit is None or quantity.rank:
            return False
        name = self.text[metric[0] : metric[1]]
        if quantity.unit.label == "岁":
            return not name.endswith(("年龄", "岁数", "寿命", "岁"))
        if quantity.unit.label in TIMES:
            lasts = self.text.endswith("连续", 0, quantity.start) and metric[0] >= quantity.end
            stops = LASTS_FOR.fullmatch(name) or _STRETCHED.search(
                self.text, metric[1], quantity.end + 8
            )
            lasting = (
                _LASTS.search(name)
                or RECORD.match(name)
                or self.text.startswith(_THE_TIME, metric[1])
            )
            return not (lasts or stops or lasting)
        before = metric[0] < quantity.number  # 40家银行|下调利率: what they do
        return bool(_RATIOS.fullmatch(name)) and before and quantity.unit.label not in _RATIO_UNITS

    def before(self, low: int, quantity: Quantity) -> tuple[Bounds | None, Bounds | None]:
        """The noun phrase before a number, not before ``low``, and the verb behind it."""
        # 占比|比燃油车主高 14 个百分点: what it is compared with is not what is measured.
        if rate := _RATE.search(self.text, max(low, quantity.start - _PAIR_REACH), quantity.start):
            return rate.span("pair"), None
        if net := _NET.search(self.text, max(low, quantity.start - _NAME_REACH), quantity.start):
            return net.span(), None  # 北向资金全天|净卖出
        than = _THAN.search(self.text, max(low, quantity.start - _THAN_REACH), quantity.start)
        if than and self.words.edge(than.start()):
            return self._noun_before(low, than.start())
        yuan = self.text.endswith(_YUAN, low, quantity.start)
        end = quantity.start - len(_YUAN) if yuan else quantity.start  # 注册资本为|人民币194亿元
        phrase, verb = self._noun_before(low, end)
        phrase = self._gained(low, phrase)
        phrase = self._whole(low, phrase) if phrase else None
        if phrase and (year := YEARLY.search(self.text, *phrase)):
            phrase = (phrase[0], year.start()) if year.start() > phrase[0] else None
        if phrase and (lately := _LATELY.match(self.text, *phrase)):
            phrase = lately.end(), phrase[1]  # 近三年|营收
        if phrase and (pair := _PAIR.search(self.text, low, phrase[0])):
            phrase = pair.start(), phrase[1]  # 人民币对|美元汇率
        if phrase and (all_of := _ALTOGETHER.match(self.text, *phrase)):
            phrase = all_of.end(), phrase[1]
        if phrase and (there := _THERE_ARE.search(self.text, *phrase)):
            phrase = there.end(), phrase[1]
        if phrase and (ever := _EVER.search(self.text, *phrase)):
            phrase = phrase[0], ever.start()  # 人口|有史以来首次下降
        if phrase and quantity.unit and quantity.unit.label in self.classifiers:
            phrase = self._done(*phrase)
        if phrase:
            start, end = phrase
            named = [m for m in self.reading.mentions_in(start, end) if m.type in _NAMED]
            # 药店康民堂|营业收入
            phrase = max([start, *(m.end for m in named if m.end < end - 1)]), end
            longer = self.reading.mentions_in(max(low, start - _NAME_REACH), end)
            if whole := [
                m
                for m in longer
                if m.type == "Metric" and m.start < start < m.end == end
                if self.text[m.start] != "年"  # 2021年|销量
            ]:
                phrase = whole[0].start, end  # 沪深300|指数
        if phrase and (
            of := _SHARE.search(self.text, max(low, phrase[0] - _THAN_REACH), phrase[1])
        ):
            phrase = of.start(), of.end()  # 广告收入|占总收入的比重
        if verb and self.text.startswith(("至", "到"), verb[1]):
            verb = None  # 若降|至22万元: how far, not of what
        if phrase is None and verb and _FAR.search(self.text, verb[1], quantity.start):
            verb = None  # 接受如|3个月承兑汇票: not what the verb counts
        return phrase, verb

    def named(self, clause: Clause) -> Bounds | None:
        """The metric that a clause without a number ends in: 用户留存率方面."""
        if not self.heads.search(self.text, clause.start, clause.end):
            return None
        tail = _ASPECT.search(self.text, clause.start, clause.end) or _MOST_OF_ALL.search(
            self.text, clause.start, clause.end
        )
        end = tail.start() if tail else self._before_trend(clause)
        if clause.closed == ":" and (stated := _IS.search(self.text, clause.start, clause.end)):
            end = stated.start()  # 净利润为: 673.8万元至926.48万元
        phrase, _ = self._noun_before(clause.start, end)
        if phrase and phrase[1] == end:
            gained = self._gained(clause.start, phrase)
            if gained != phrase:
                return gained
            found = list(self.heads.finditer(self.text, *phrase))
            if found and found[-1].end() == end:
                return phrase
        return None

    def opens(self, clause: Clause) -> Bounds | None:
        """The metric that a clause opens with and says something of: 国际油价|再创新高,达90美元."""
        words = self.words
        head = self.heads.search(self.text, clause.start, clause.end)
        index = words.at(head.end() - 1) if head else 0
        if not head or words.ends[index] != head.end() or head.end() >= clause.end:
            return None
        if self.text.endswith(("后", "时", "前"), clause.start, clause.end):
            return None  # when, not what: 油价上调后
        phrase, _ = self._noun_before(clause.start, head.end())
        if not phrase or phrase[1] != head.end() or words.tags[index + 1] not in _SAYS_OF:
            return None
        by = phrase[0] > 0 and words.tags[words.at(phrase[0] - 1)] == "p"
        return None if by else phrase  # 以|发行价计算

    def states(self, clause: Clause, quantity: Quantity) -> bool:
        """Whether a clause says no more than how much it is: 达到每桶90美元."""
        return _STATES.fullmatch(self.text, clause.start, quantity.number) is not None

    def _gained(self, low: int, phrase: Bounds | None) -> Bounds | None:
        """净利润|盈利8000万元: the profit, not the gain."""
        if phrase is None or not self.text.endswith(_GAINS, *phrase):
            return phrase
        start, end = phrase[0], phrase[1] - len(_GAINS[0])
        if not self.text.endswith("利润", low, end):
            return phrase
        return (start, end) if end > start else self._noun_before(low, end)[0] or phrase

    def _before_trend(self, clause: Clause) -> int:
        """Where what moves ends in a clause that closes with how it moves: 市场份额|稳步回升."""
        words = self.words
        index = words.at(clause.end - 1)
        if words.texts[index] not in self.trends:
            return clause.end
        while index > 0 and words.starts[index] > clause.start:
            before = words.tags[index - 1]
            if (
                before not in ("d", "ad", "a", "zg", "z")
                and words.texts[index - 1] not in self.trends
            ):
                break
            index -= 1
        return max(clause.start, words.starts[index])

    def holder(self, clause: Clause) -> Bounds | None:
        """Who has the most of what a clause names: 债务率最高的是|贵州."""
        found = _MOST_OF_ALL.search(self.text, clause.start, clause.end)
        return found.span("who") if found and found.group("who") else None

    def owner(self, low: int, metric: Bounds) -> Bounds | None:
        """The noun phrase that owns the metric: X of X的Y, or the subject of its verb."""
        index = self.words.at(metric[0]) - 1
        while index >= 0 and self.words.starts[index] >= low:
            if self.words.texts[index] in ("、", "和", "与", ",", "及"):
                return None
            unit = self.words.texts[index] in self.reading.ontology.units  # 72亿元|人民币
            if not unit and self._measured(index):
                start = self.words.starts[noun_start(self.words, self.table, index, loose=False)]
                return trim(self.text, max(low, start), self.words.ends[index])
            index -= 1
        return None

    def without(self, metric: Bounds, owner: Bounds) -> Bounds:
        """The whole metric: what 电池成本 measures is part of its name."""
        return metric

    def part(self, metric: Bounds) -> Bounds:
        """What a metric measures by its own words: 电池 of 电池成本, else the metric itself."""
        found = list(self.heads.finditer(self.text, *metric))
        # The longest noun of measure that ends it: 价格 of 动力煤|价格, though 煤价 is one too.
        heads = (
            at
            for at in range(metric[0] + 2, metric[1])
            if self.heads.fullmatch(self.text, at, metric[1])
        )
        last = found[-1].start() if found and found[-1].start() - metric[0] >= 2 else metric[1]
        end = next(heads, last)
        much = self.text[end - 1] in _HOW_MUCH or self.text.startswith("金额", end - 1)
        if end < metric[1] and much and end - metric[0] > len("总额"):
            # 投资|总额, 罚款|金额, 城市|平均房租, but 货币资金|余额
            end -= len("平均") if self.text.endswith("平均", metric[0], end) else 1
        if self.text[metric[0] : end] in _MEASURED_HOW:
            end = metric[1]
        if against := _AGAINST_CURRENCY.search(self.text, metric[0], end):
            end = against.start()  # 人民币|对美元汇率
        return trim(self.text, metric[0], end)

    def whoever(self, low: int, end: int) -> Bounds | None:
        """Who a clause opens with, where it has no name: 公司|营业收入."""
        found = _WHOEVER.match(self.text, low, end)
        return found.span("who") if found else None

    def plain(self, quantity: Quantity) -> bool:
        """Whether a number without a unit is a rate of exchange: 人民币兑美元一度触及|7.3."""
        low = max(0, quantity.start - _PAIR_REACH)
        return not quantity.change and _RATE.search(self.text, low, quantity.start) is not None

    def verbal(self, metric: Bounds) -> bool:
        """Whether a metric is no more than a verb: a Chinese verb may be one (罚款)."""
        return False

    def moved(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        """The verb that says how far what has no metric moved: 百度|跌|6%."""
        if not quantity.change or quantity.unit is None or quantity.unit.label not in _RATIO_UNITS:
            return None
        low = max(clause.start, quantity.start - _MOVED_REACH)
        found = self.moves.search(self.text, low, quantity.number)
        return found.span("verb") if found else None

    def opening(self, sentence: Sentence) -> Bounds | None:
        """The noun phrase that a sentence opens with: its subject, if no entity is named there."""
        words = self.words
        index = words.at(sentence.start)
        while index < len(words.starts) and words.starts[index] < sentence.end:
            if words.tags[index] in ("v", "vn") and words.texts[index + 1 : index + 2] == ("的",):
                index += 2  # 监测的|化工品
                continue
            if self._measured(index) and words.tags[index] not in _NO_SUBJECT:
                last = index
                while (
                    last + 1 < len(words.starts)
                    and words.tags[last + 1] in NOUNS
                    and words.texts[last + 1] not in self.no_noun
                    and words.ends[last + 1] <= sentence.end
                ):
                    last += 1
                return words.starts[index], words.ends[last]
            if words.tags[index] not in _BEFORE_SUBJECT:
                return None
            index += 1
        return None

    def shares(
        self,
        sentence: Sentence,
        clause: Clause,
        found: list[Quantity],
        dated: list[tuple[int, int, str]],
    ) -> dict[int, Share]:
        """What each number that 分别 distributes is about."""
        return shares(self.reading, sentence, clause, found, dated, self.heads)

    def alike(self, clauses: Sequence[Clause], metric: Bounds, number: int) -> list[Bounds]:
        """All whose value one number is: 辽宁、云南债务率超过100%, or …是山东、浙江,规模均超…."""
        clause, text = clauses[-1], self.text
        if not clause.start <= metric[0] < number:
            return []
        each = _ALL_OF.search(text, metric[1], number)
        if _SUM.search(text, clause.start, number):
            return []
        end = metric[0] - (text[metric[0] - 1 : metric[0]] == "的")
        if end > clause.start:
            alike = each or _RATIOS.fullmatch(text[metric[0] : metric[1]])
            return together(self.reading, clause.start, end) if alike else []
        before = clauses[-2] if len(clauses) > 1 else None
        return together(self.reading, before.start, before.end) if each and before else []

    def _measured(self, index: int) -> bool:
        """Whether a word is a noun that can own or be a metric."""
        word = self.words.texts[index]
        if word == "时间" and index and self.words.tags[index - 1] in ("n", "v", "vn"):
            return True  # 交货时间; otherwise it only dates
        return (
            (self.words.tags[index] in NOUNS or word in self.table.bare)
            and not PERIOD.fullmatch(word)
            and len(word) > 1
            and word not in self.beside
            and word not in self.table.never
            and not _EACH.fullmatch(word)
            and self.text[self.words.starts[index] - 1 : self.words.starts[index]] != "每"
        )

    def _noun_before(self, low: int, end: int) -> tuple[Bounds | None, Bounds | None]:
        words = self.words
        dated = periods(self.text, low, end)
        index = words.at(max(low, end - 1))
        verb: Bounds | None = None
        while index >= 0 and words.starts[index] >= low:
            word, tag = words.texts[index], words.tags[index]
            start, stop = words.starts[index], words.ends[index]
            if (year := self._year_in(dated, start)) and self.heads.search(self.text, year, stop):
                return (year, min(stop, end)), verb  # 2021年|销量
            if word in self.table.bare and len(word) == 1 and index:
                if words.tags[index - 1] not in ("x", "m"):
                    break  # 逾期|率
            elif (stop <= end or self.text[end:stop] in self.trends) and not any(
                a < stop and start < b for a, b, _ in dated
            ):
                noun = tag in NOUNS and word in _ENDINGS
                if noun or self._measured(index):
                    break
            moves = len(word) > 1 or word in self.trends
            each = _EACH.fullmatch(word)
            if tag == "v" and moves and word not in self.beside and verb is None and not each:
                verb = (start, min(stop, end))
            index -= 1
        if index < 0 or words.starts[index] < low:
            return None, verb
        first = noun_start(words, self.table, index, loose=True)
        first = behind_owner(words, self.table, first, index)
        while first < index and words.texts[first] in self.no_noun:
            first += 1  # 突破|利率下限
        stop = min(words.ends[index], end)
        if stop - words.starts[index] > _TREND and self.text[stop - _TREND : stop] in self.trends:
            stop -= _TREND  # 价格|下降, one word in the dictionary
        return (max(low, words.starts[first]), stop), verb

    def _whole(self, low: int, phrase: Bounds) -> Bounds:
        """A metric with what narrows it and without who sets it: 净|负债率, 1|年期LPR, 处以|罚款."""
        start, end = phrase
        if (set_by := _SET_BY.match(self.text, start, end)) and end - set_by.end() > 1:
            start = set_by.end()
        narrows = _NARROWS.search(self.text, low, start)
        if narrows and self.words.edge(narrows.start()):
            start = narrows.start()
        if start > low and self.text.startswith(_NOT_UP_TO_IT, start - 1):
            start -= 1
        if self.text.startswith(_TERMS, start):
            while start > low and self.text[start - 1].isdigit():
                start -= 1
        return start, end

    def _done(self, start: int, end: int) -> Bounds:
        """What somebody did to so many, without who did it: 监管部门|开出罚单45张."""
        words = self.words
        for index in range(words.at(start) + 1, words.at(end - 1)):
            done = words.tags[index] == "v" and words.starts[index] - start > 1
            if done and words.tags[index + 1] in NOUNS and len(words.texts[index]) > 1:
                return words.starts[index], end
        return start, end

    def _year_in(self, dated: list[tuple[int, int, str]], start: int) -> int:
        """Where a noun begins that the dictionary joins to the 年 of a date: 2021年|销量; else 0."""
        if self.text[start] != "年":
            return 0
        return next((b for _, b, _ in dated if b == start + 1), 0)
