"""Numbers, units and comparators, as Chinese and English prose writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.extractors.rules.unmeasured import unmeasured
from kg.extractors.rules.worded import Worded, estimated, spelled, worded
from kg.ontology import Ontology, Unit, alternation

_MAGNITUDE = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "十亿": 1e9, "亿": 1e8, "千万": 1e7, "百万": 1e6, "十万": 1e5, "万": 1e4, "千": 1e3, "百": 1e2,
    "trillion": 1e12, "billion": 1e9, "bn": 1e9, "million": 1e6, "thousand": 1e3,
    "lakh crores": 1e12, "lakh crore": 1e12, "crores": 1e7, "crore": 1e7, "lakhs": 1e5, "lakh": 1e5,
}  # fmt: skip
# £75m, $1.2b: letters that are magnitudes behind an amount of money only.
_LETTERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "tn": 1e12, "t": 1e12}
_SCALES = _LETTERS | _MAGNITUDE
_LETTER = re.compile(r"(?:mln|mn|tn|[kmbt])\b", re.IGNORECASE)
_CURRENCY = {
    "$": "USD",
    "¥": "CNY",
    "€": "EUR",
    "£": "GBP",
    "RMB": "CNY",
    "US$": "USD",
    "HK$": "HKD",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "₹": "INR",
    "Rs": "INR",
    "Rs.": "INR",
    "₩": "KRW",
    "CNY": "CNY",
    "NT$": "TWD",
    "NZ$": "NZD",
    "R$": "BRL",
    "SFr": "CHF",
    "Rp": "IDR",
}
_CODES = "USD EUR GBP JPY CHF NOK SEK DKK AUD CAD SGD INR KRW ZAR AED SAR THB IDR MYR"
_CURRENCY |= {code: code for code in _CODES.split()}
# A 40% drop in profits: the noun behind the number says that it is a difference.
_NOUN_BEHIND = re.compile(
    r"\s(?:(?!will|may|might|can|could|would|should|must|to|and|or|a|the|has|have|had|is|are|was|were|did|do|does)[a-z]+\s)?(?:(?P<rise>rise|increase|gain|growth|jump|surge|improvement|hike)|(?P<fall>drop|fall|decline|decrease|reduction|cut|slump|plunge))\b(?=\s(?:in|of|on|from|to|for|over|since|compared|anticipated|this|last)\b|[,.;)]|$)",
    re.IGNORECASE,
)
_DIGITS = 18
SHARES = ("%", "成")  # units of a part of something
LARGE = 10_000  # a bare number from here on is a measurement, not a count in passing
_CHANGE_REACH = 24
_HIGHER = re.compile(r"\s(?:(?P<rise>higher|more)|(?P<fall>lower|less|cheaper|weaker))\b")
_BEFORE_REACH = 20
# 数十年 says how long, not how much.
_TIMES = frozenset("年月日天周")
# Units of time, and what lasts so long: 停产|两周, 暂停钴矿出口|4个月.
TIMES = frozenset(("年", "个月", "个季度", "周", "天", "小时", "分钟", "秒"))
LASTS_FOR = re.compile(
    "(?P<verb>(?:连续|停产|停工|停牌|停业|停运|停售|停飞|停火|停招|停供|停更|停服|歇业|滞留|延期|延后|延迟|推后|持续|维持|历时|耗时|罢工|隔离|展期|禁售|锁定|连跌|连涨|连降|连升)|(?:暂停|停止|中断|延长|推迟|提前|缩短|冻结|封锁|封闭|关闭|禁止|限制)[^,;。的]{0,8}?)(?:了|约|近|超过|超|至少|最多|逾|长达|达|至|到|为|将|已|延长|缩短|推迟|提前)*$"
)
# What lasts for years: 两年的|缓冲期.
STAGE = "(?:缓冲|过渡|锁定|观察|宽限|封闭|发展|保护|整改|窗口|适应|禁售|限售|承诺|建设|回收|还款|试用|培育|调整)期"
# For how long nothing was higher or lower: 两年半以来的|新高.
EXTREME = "(?:历史)?(?:新高|新低|[高低]点(?!位)|[高低]位|谷底|最[高低大小快慢差强弱多少](?:单[日月季周])?(?:水平|点|值|价|涨幅|跌幅|降幅|增幅|增速|纪录|规模|亏损|降价潮)?(?=$|[,;。、)!]|水平|[附一]))"
_RECORD = re.compile(
    rf"(?P<some>近|约|逾|超过|超)?(?P<n>\d{{1,3}}|[一二两三四五六七八九十]{{1,3}})(?P<over>多|余)?\s?(?P<u>年|个月|个?季度|周|天|个交易日)(?P<half>半)?(?=多?(?:以?来)?的?{EXTREME})"
)
# 过渡期|2年, 连续四年: elsewhere 年 says when.
_YEARS = re.compile(
    r"(?:(?:连续|期限|期间|(?<![同近前长短中日分早后生假定星学为长延到])期|过渡期|缓冲期|有效期|锁定期|保质期|任期|周期|寿命|年限|账龄|久期|时长|所需时间|的时间|历时|持续|为期|长达|最长|最短|缩短|延长|存续)"
    r"(?:最长|最短|最多|至少|不超过|不少于|长达|平均|一般|通常|普遍|大概|大约|为|达|至|到|了|是|约|近|超过|超|不足|已经|已|将|在|仅|只有|有|:|\s)*"
    r"(?P<n>(?:\d{1,2}(?:\.\d)?(?:[至到~-](?=\d))?){1,2}|[一二两三四五六七八九十]{1,3})(?P<some>多|余)?\s?年(?P<half>半)?(?![代级度初末底中来前报]|\s?\d)"
    rf"|(?P<of>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})年(?:左右)?的?(?={STAGE}))"
)
_RATIO = re.compile("(?:比|比例|比价|比率|杠杆|倍数)[^,;:\\d]{0,8}$")  # 比价提高到|8.1:1
_LATELY = re.compile("[最附靠邻]近|[年月日天周次期代度]$")
_CODE_REACH = 10
_BELOW_ZERO = re.compile(r"零下\s?$")
_MADE_UP = re.compile(r"\bma(?:de|kes?|king)\sup\s(?:[a-z]+\s)?$")
_MINUS = re.compile(r"\bminus\s$")
_RANGE_OF = re.compile(
    r"\b(?:of|range|at|between|expects?|expected|forecasts?|sees|guidance|charges of)\s(?:about\s|roughly\s)?$"
)
_TERNARY = re.compile("三元(?:电池|材料|锂|正极|前驱|催化|乳业|股份|聚合)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOVED_REACH = 64
DEGREE = r"(?:an\saverage\sof|about|around|nearly|almost|roughly|some|more\sthan|at\sleast|up\sto|as\smuch\sas)"
_FALL_OF = re.compile(
    rf"\b(?P<noun>fall|drop|decline|decrease|slump|rise|increase|jump|gain|surge)\sof\s(?:{DEGREE}\s)*$"
)
_BY = re.compile(rf"\bby\s(?:{DEGREE}\s)*[$£€]?$")
# 元/克拉, 元/吨公里, 元/股东: what stands behind makes another amount of it.
_NO_AMOUNT = "[A-Za-z台拉月东时级区部]|公里|方公里"
_HAN = re.compile(r"[\u3400-\u9fff]")
_TO_MANY = re.compile("(?<![一二两三四五六七八九十百千万亿第])(?P<n>[一二两三四五六七八九])[至到]$")
_FROM = re.compile(rf"\bfrom\s(?:{DEGREE}\s)*$")
_FROM_REACH = 24
_MONEY = re.compile("[$£€¥₹]")
_MANY = re.compile("[一二三四五六七八九两].?[十百千万亿]")
_SPELLED = re.compile("[一二三四五六七八九十百千两万亿]")
# What a clause without quantities lacks: cheap to look for.
_DIGIT = re.compile(rf"\d|{_SPELLED.pattern}")
_RANK = re.compile("[第前]")
_LONG = re.compile("[新高低单峰谷最]")
_BETWEEN = re.compile(r"\bbetween $", re.IGNORECASE)
LISTED = re.compile(r"\s?(?:、|和|与|及|以及)\s?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text, normalised: 1.2万条 is 12000 条.

    ``raw`` spans ``start``–``end`` and includes its comparator; ``number`` is where the digits begin.
    A range has ``minimum`` and ``maximum`` instead of ``value``; ``change`` is +1 or −1 when the words
    state a difference rather than a level.
    """

    start: int
    end: int
    number: int
    value: float | None
    minimum: float | None
    maximum: float | None
    comparator: str
    unit: Unit | None
    change: int
    rank: bool = False


class Grammar:
    """The expressions for one ontology's units."""

    def __init__(self, ontology: Ontology) -> None:
        self.units = ontology.units
        table = ontology.names["number"]
        self.said_before = {w: sign for sign, words in table["before"].items() for w in words}
        self.said_after = {w: sign for sign, words in table["after"].items() for w in words}
        self.no_tenth = tuple(table["no_tenth"])
        words = sorted(ontology.units, key=len, reverse=True)
        latin = [re.escape(w) for w in words if w[0].isascii() and w[0].isalpha()]
        other = alternation(
            [w for w in words if not (w[0].isascii() and w[0].isalpha()) and "/" not in w]
        )
        price = alternation([w for w in words if "/" in w])
        unit = rf"(?:\s?{price}(?!{_NO_AMOUNT})|\s?{other}|\s?(?:{'|'.join(latin)})(?![A-Za-z\d]))"
        # 785m euros: a letter is a magnitude before a currency too.
        letter = (
            r"(?:mn|mln|bn|[mbk])(?=\s(?:euros?|dollars?|pounds?|yen|yuan|rupees|francs|won)\b)"
        )
        magnitude = rf"(?:{letter}|\s?{alternation([m for m in _MAGNITUDE if not m.isascii()])}|[\s-]?(?:{'|'.join(m for m in _MAGNITUDE if m.isascii())})(?![A-Za-z\d]))"
        # 1,55,890: thousands and lakhs.
        number = r"(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)(?:\.\d+)?"
        # 约十家, but 签约十家
        before = rf"(?<![签预邀合条契公节制违续解履](?=约)){alternation(self.said_before)}"
        # In the letters it is written with, and no end of a word: not Nvidia Cor|p 5%.
        longest = sorted(_CURRENCY, key=len, reverse=True)
        letters = "|".join(re.escape(c) for c in longest if c[0].isalpha())
        signs = "|".join(re.escape(c) for c in longest if not c[0].isalpha())
        currency = rf"(?-i:(?<![A-Za-z])(?:{letters})|{signs})"
        opening = re.escape("".join(sorted({c[0] for c in _CURRENCY})))
        self.quantity = re.compile(
            # What a number can begin with is looked at first.
            rf"(?=[-+\d]|(?-i:[{opening}]))(?P<currency>(?:{currency})\s?)?(?P<n1>(?:(?<=\bRs\.)|(?<![\dA-Za-z.]))[-+]?{number})(?P<many>[多余])?(?P<m1>{magnitude})?(?P<more>[多余几])?(?P<u1>{unit})?"
            rf"(?:(?P<sep>\s?[-~至到—–]\s?|(?<=[\d%])\s?to\s?)(?:(?:(?<=\s)|(?<=to))(?:{currency}))?(?P<n2>[-+]?{number})(?P<m2>{magnitude})?(?P<u2>{unit})?)?(?P<after>{alternation(self.said_after)})?",
            re.IGNORECASE,
        )
        # 九亿元, 七个季度: numerals in words count where a unit that measures follows.
        self.classifiers = frozenset(table["classifier"]) - {"成"}
        # Looked for behind a number that was found: tried at every character it would cost most.
        self.before = re.compile(rf"(?<![A-Za-z])(?:{before})(?:至|到|了|为)?\s?$", re.IGNORECASE)
        self.spelled = re.compile(
            rf"(?P<before>(?:{before})(?:至|到|了|为)?)?(?<![第一二三四五六七八九十百千万几两每\d])(?P<n>[一二三四五六七八九十百千两]{{1,6}}?(?:点[一二三四五六七八九])?)(?P<many>[多余几])?(?P<m>{alternation([m for m in _MAGNITUDE if m in ('万亿', '亿', '万')])})?(?P<more>[多余几])?(?P<u>{alternation(w for w in ontology.units if not w[0].isascii())})(?P<after>{alternation(self.said_after)})?"
        )
        # 数万名, 上千家, 超千亿元: no numeral, but a magnitude that bounds the number.
        chinese = [w for w in ontology.units if not w[0].isascii()]
        self.vague = re.compile(
            rf"(?P<some>好几|(?<![次人指参底总基件户点分函系个少多无倍])数|几|(?<![晚早网线马以之身街路天地海陆事实基历世])上|超过|超|逾|突破|破|不足|不到|低于|接近|将近|(?<![大节制公条合])约|(?<![最附靠接邻将])近)(?P<m>[十百千](?:万亿|亿|万)?|万亿|亿|万)(?:(?P<u>{alternation(w for w in chinese if w not in _TIMES)})|(?<=亿)(?![级规元大产市俱体分])|(?<=万)(?=$|[,;。、)]|(?:左右|上下)?的?规模))(?![一二三四五六七八九十])"
        )
        self.rank = re.compile(
            r"(?P<before>未进入|未能进入|跌出|进入|位列|位居|保持)?(?:第(?P<n>\d+|[一二三四五六七八九十]+)(?:位|名)?|(?<![提此之目以先当])前(?P<top>\d+(?![\d.]*%)|[一二三四五六七八九十]+)(?:位|名|强)?)(?![\d季度产阶届批次方代章节条款家大个年月日周天期交轮次])"
        )
        self.signs = dict.fromkeys(table["rise_en"], 1) | dict.fromkeys(table["fall_en"], -1)
        self.moved_by = moved_by(self.signs)
        rise = alternation(table["rise"])
        fall = alternation(table["fall"])
        self.rise = re.compile(
            rf"(?:{rise}|\b(?:{'|'.join(table['rise_en'])})\b(?:\s+by)?)(?:了|约|近|超过|超|逾|幅度达|至少|不足|\s|about|by|nearly|a)*$",
            re.IGNORECASE,
        )
        self.fall = re.compile(
            rf"(?:{fall}|\b(?:{'|'.join(table['fall_en'])})\b(?:\s+by)?)(?:了|约|近|超过|超|逾|幅度达|至少|不足|\s|about|by|nearly|a)*$",
            re.IGNORECASE,
        )

    def find(self, text: str, start: int, end: int) -> Iterator[Quantity]:
        """Quantities in folded ``text[start:end]``; dates, labels and list numbers are passed over."""
        found = _apart(self._find(text, start, end))
        size = 1.0
        for index in range(len(found) - 2, -1, -1):
            one, two = found[index], found[index + 1]
            if word := _magnitude(text[two.number : two.end]):
                size = _MAGNITUDE[word]
            # 0.3、0.2 和 0.4 个百分点: the unit behind the last number is that of all, and so is
            # its magnitude (1.2 和 5.6 亿元).
            if one.unit is None and two.unit and LISTED.fullmatch(text, one.end, two.start):
                value = one.value
                if value is not None and not _magnitude(text[one.number : one.end]):
                    value = float(Decimal(str(value)) * Decimal(size))
                found[index] = replace(one, unit=two.unit, value=value)
            else:
                size = 1.0
        for index in range(len(found) - 1, 0, -1):
            one, two = found[index - 1], found[index]
            # between 6% and 7%
            if text[one.end : two.start] == " and " and (
                said := _BETWEEN.search(text, start, one.start)
            ):
                found[index - 1 : index + 1] = [
                    replace(two, start=said.start(), number=one.number, value=None,
                            minimum=one.value, maximum=two.value, change=one.change or two.change)
                ]  # fmt: skip
        for index in range(len(found) - 1, 0, -1):
            one, two = found[index - 1], found[index]
            # 跌至 115比1: a ratio is one number
            bare = one.unit is None and two.unit is None and not two.change
            between = text[one.end : two.start].strip()
            ratio = between == "比" or (
                between == ":" and _RATIO.search(text, start, one.start) is not None
            )
            if bare and ratio and one.value and two.value:
                value = float(f"{one.value / two.value:.15g}")
                found[index - 1 : index + 1] = [replace(one, end=two.end, value=value)]
        for index in range(len(found) - 1, 0, -1):
            one, two = found[index - 1], found[index]
            # sales of $9.4 billion to $9.6 billion
            ranged = (
                text[one.end : two.start] == " to "
                and one.unit == two.unit
                and not (one.change or two.change)
                and one.value is not None
                and two.value is not None
                and one.value < two.value
            )
            if ranged and _RANGE_OF.search(text, max(start, one.start - _BEFORE_REACH), one.start):
                found[index - 1 : index + 1] = [
                    replace(one, end=two.end, value=None, minimum=one.value, maximum=two.value)
                ]
        for index in range(1, len(found)):
            one, two = found[index - 1], found[index]
            # 增长18.6%、6.8%: so is the change.
            same = one.unit == two.unit and LISTED.fullmatch(text, one.end, two.start)
            if one.change and not two.change and same:
                found[index] = replace(two, change=one.change)
        yield from found

    def _find(self, text: str, start: int, end: int) -> Iterator[Quantity]:
        told = [self._in_words(text, one, start) for one in worded(text, start, end)]
        yield from told
        if not _DIGIT.search(text, start, end):
            return
        for match in _YEARS.finditer(text, start, end) if "年" in text[start:end] else ():
            group = "n" if match.group("n") else "of"
            first, _, second = re.sub("[至到~-]", "-", match.group(group)).partition("-")
            years = float(first) if first[0].isdigit() else spelled(first)
            if years is not None:
                years += 0.5 if match.group("half") else 0
                sign = ">" if match.group("some") else "="
                at, unit = match.start(group), self.units.get("years")
                stop = match.end() if group == "n" else match.end(group) + len("年")
                if second and years < float(second):
                    yield Quantity(at, stop, at, None, years, float(second), sign, unit, 0)
                elif not second:
                    yield Quantity(at, stop, at, years, None, None, sign, unit, 0)
        yield from self._records(text, start, end)
        ranks = {}
        for match in self.rank.finditer(text, start, end) if _RANK.search(text, start, end) else ():
            digits = match.group("n") or match.group("top")
            if len(digits) > _DIGITS:
                continue
            value = float(digits) if digits.isdigit() else spelled(digits)
            if value is None:
                continue  # 第三一: no numeral
            negative = (match.group("before") or "").startswith(("未", "跌出"))
            comparator = "=" if match.group("n") else (">" if negative else "<=")
            if match.group("n") and not (
                match.group("before") or match.group().endswith(("位", "名"))
            ):
                continue
            ranks[match.start()] = match.end()
            begin = match.start("n") - 1 if match.group("n") else match.start()
            yield Quantity(
                begin,
                match.end(),
                match.start("n") if match.group("n") else match.start("top"),
                value,
                None,
                None,
                comparator,
                self.units.get("位次"),
                0,
                True,
            )
        in_words = _SPELLED.search(text, start, end)
        bounds: list[tuple[int, int]] = []
        for match in self.vague.finditer(text, start, end) if in_words else ():
            bounds.append(match.span())
            word, size = match.group("some"), match.group("m")
            yield Quantity(
                match.start(),
                match.end(),
                match.start("m"),
                _size(size),
                None,
                None,
                ">=" if word == "上" else self.said_before.get(word, ">"),
                self.units.get(match.group("u") or ""),
                self._change(text, match.start(), start, ""),
            )
        for match in self.spelled.finditer(text, start, end) if in_words else ():
            if any(a <= match.start("n") < b for a, b in bounds):
                continue
            if _TERNARY.match(text, match.start("n")):
                continue  # 三元电池: three elements
            count = spelled(match.group("n"))
            between = estimated(match.group("n")) if count is None else None
            if between:
                count, size = 0.0, _MAGNITUDE.get(match.group("m") or "", 1.0)
                between = between[0] * size, between[1] * size
            unit = self.units[match.group("u")]
            lasts = unit.label in TIMES and LASTS_FOR.search(text, start, match.start())
            change = self._change(text, match.start(), start, match.group("before") or "")
            # 增长一倍, 减少一成, but 一倍 elsewhere is an idiom as often.
            once = unit.label in ("倍", "成") and (change or match.group("before"))
            if count is None or (count == 1 and not match.group("m") and not (lasts or once)):
                continue
            rough = match.group("many") or match.group("more")  # 十余家
            many = rough or _MANY.match(match.group("n") + (match.group("m") or ""))
            if match.group("u") in self.classifiers and not many and not lasts:
                continue  # 三家: which ones, more often than how many
            if match.group("u") == "季度":
                continue  # 三季度: which one, not how many
            almost = text[match.start("n") - 1 : match.start("n")] == "近"
            if almost and not lasts and _LATELY.search(text, match.start("n") - 2, match.end()):
                continue  # 近三年, 最近两次: lately, not almost
            if match.group("u") == "成" and text[match.end() : match.end() + 1] in self.no_tenth:
                continue
            before = match.group("before") or ""
            comparator = self.said_before.get(before) or self.said_before.get(
                re.sub("(?:至|到|了|为)$", "", before), "="
            )
            after = match.group("after") or match.group("more") or match.group("many")
            if after and comparator == "=":
                comparator = self.said_after.get(after, ">")
            begin = match.start()
            if count and (least := _TO_MANY.search(text, start, match.start("n"))):
                # 三到五倍
                between, begin = (spelled(least["n"]) or 0.0, count), least.start()
            yield Quantity(
                begin,
                match.end(),
                match.start("n") if begin == match.start() else begin,
                None if between else count * _MAGNITUDE.get(match.group("m") or "", 1.0),
                between[0] if between else None,
                between[1] if between else None,
                comparator,
                self.units.get(match.group("u")),
                change,
            )
        position = start
        while found := self.quantity.search(text, position, end):
            position = found.end()
            if any(a <= found.start("n1") < b for a, b in ranks.items()):
                continue
            begin = found.start()
            said = self.before.search(text, max(start, begin - _BEFORE_REACH), begin)
            if said:
                begin = said.start()
            if found.group("n2") and self._two_values(text, found, begin, start):
                # 下降11.7%至273.9亿元: a change and the level it led to.
                position = found.start("sep")
                found = self.quantity.match(text, found.start(), position) or found
            quantity = self._quantity(text, found, begin, start)
            if quantity:
                yield quantity

    def _records(self, text: str, start: int, end: int) -> Iterator[Quantity]:
        """For how long nothing was higher or lower: 创下|近20年|来的新低."""
        for match in _RECORD.finditer(text, start, end) if _LONG.search(text, start, end) else ():
            n = match.group("n")
            count = float(n) if n.isdigit() else spelled(n)
            unit = self.units.get("years" if match.group("u") == "年" else match.group("u"))
            if count is None or unit is None:
                continue
            count += 0.5 if match.group("half") else 0
            comparator = self.said_before.get(match.group("some") or "", "=")
            if match.group("over") and comparator == "=":
                comparator = ">"
            at = match.start("n")
            yield Quantity(match.start(), match.end(), at, count, None, None, comparator, unit, 0)

    def _in_words(self, text: str, one: Worded, low: int) -> Quantity:
        """The quantity that words without a digit tell."""
        change = one.change or self._change(text, one.start, low, "")
        unit = self.units.get(one.unit) or self.units.get(one.unit.removesuffix("s"))
        return Quantity(
            one.start, one.end, one.start, one.value, None, None, one.comparator, unit, change
        )

    def parse(self, text: str) -> Quantity | None:
        """The quantity that a whole table cell states, or None if the cell says more than that."""
        for quantity in self.find(text, 0, len(text)):
            if quantity.start <= 1 and quantity.end >= len(text) - 1:
                return quantity
        return None

    def _quantity(self, text: str, match: re.Match[str], start: int, low: int) -> Quantity | None:
        """The quantity of a match whose comparator begins at ``start``, if it measures anything."""
        if unmeasured(text, match, start, low):
            return None
        first, second = match.group("n1"), match.group("n2")
        end, at = match.end(), match.start("n1")
        unit_word = (match.group("u2") or match.group("u1") or "").strip()
        scale1, scale2 = (
            _SCALES.get((match.group(group) or "").strip(" -").lower(), 1.0)
            for group in ("m1", "m2")
        )
        unit = self.units.get(unit_word) or self.units.get(unit_word.lower())
        if unit_word.lower() == "pct" and _HAN.search(text, max(low, start - _CODE_REACH), start):
            unit = self.units.get("个百分点")  # of Chinese analysts; of English ones it is %
        if match.group("currency"):
            unit = self.units.get(_CURRENCY[match.group("currency").strip()]) or unit
            letter = _LETTER.match(text, end)
            if letter and not (match.group("m1") or second):
                scale1, end = _LETTERS[letter.group().lower()], letter.end()
        one = _float(first)
        if _BELOW_ZERO.search(text, max(low, at - 3), at):
            first = f"-{first.lstrip('+-')}"  # 零下30℃
            if second and second[0].isdigit():  # 零下5至10℃ names the colder last
                first, second = f"-{second.lstrip('+-')}", first
                scale1, scale2 = scale2, scale1
        if _MINUS.search(text, max(low, start - 6), start) and not second:
            first, start = f"-{first.lstrip('+-')}", start - len("minus ")  # at minus 0.1%
        before = text[start : match.start()].strip()
        comparator = self.said_before.get(before.lower()) or self.said_before.get(
            re.sub("(?:至|到|了|为)$", "", before).lower(), "="
        )
        after = match.group("after")
        if after and comparator == "=":
            comparator = self.said_after[after.lower()]
        if (match.group("more") or match.group("many")) and comparator == "=":
            comparator = ">"
        lead = text[max(low, start - 12) : start]
        change = self._change(text, start, low, before)
        if not change and (noun := _NOUN_BEHIND.match(text, end)):
            change = 1 if noun.group("rise") else -1
        if not change and (word := _HIGHER.match(text, end)):
            change = 1 if word.group("rise") else -1  # closed 0.7% higher
        if change and (
            said := re.search(
                r"(?:增长|上升|提高|增加|上涨|攀升|激增|提升|下降|降低|减少|下滑|下跌|回落|缩减)(?:了|约|近|超过)*$",
                lead,
            )
        ):
            start -= len(said.group())
        if change < 0 and not second:
            first = first.lstrip("-")  # 下降-1.2%: the word has said it
        if second:
            two = _float(second, scale2)
            # 500-30万: the magnitude belongs to its own number; 3-5万 shares it when that keeps order.
            low_value = _float(first, scale1)
            if (
                not match.group("m1")
                and match.group("m2")
                and one * scale2 < two
                and one < 10
                and scale2 <= 1e4
                and _float(second) > one
            ):
                low_value = _float(first, scale2)
            if two < low_value < 0:
                low_value, two = two, low_value  # 亏损: -53000万元至-75000万元
            if low_value > two:
                return None
            return Quantity(
                start, end, match.start("n1"), None, low_value, two, comparator, unit, change
            )
        return Quantity(
            start,
            end,
            match.start("n1"),
            _float(first, scale1),
            None,
            None,
            comparator,
            unit,
            change,
        )

    def _two_values(self, text: str, match: re.Match[str], start: int, low: int) -> bool:
        """Whether 至 or "to" stands between a change and a level rather than inside a range."""
        if match.group("sep").strip() not in ("至", "到", "to"):
            return False
        if match.group("sep").strip() == "to" and _FROM.search(
            text, max(low, start - _FROM_REACH), start
        ):
            return True  # slid from 20% to 15%
        if (
            _YEAR.fullmatch(match.group("n1"))
            and not match.group("u1")
            and _MONEY.search(match.group())
        ):
            return True  # from $349 in April|2020 to $1,514
        one, two = match.group("u1") or "", match.group("u2") or ""
        if one == "%" and _MONEY.search(match.group()):
            return True  # narrowed by 4.9% to $56 billion
        if one == two == "%" and match.group("sep").strip() != "to":
            return False  # 下降46%至51%
        if one and two and self.units.get(one.strip()) != self.units.get(two.strip()):
            return True
        by = _BY.search(text, low, match.start())  # dropped by 34,000 to 841,000
        return bool(one or by) and self._change(text, start, low, text[start : match.start()]) != 0

    def _change(self, text: str, start: int, low: int, before: str) -> int:
        """+1 or −1 if the words before a number say that it is a difference, else 0."""
        lead = text[max(low, start - _CHANGE_REACH) : start]
        if _MADE_UP.search(lead):
            return 0
        if re.search(r"(?:至|到|to)\s*$", lead + before) or before.endswith(("至", "到")):
            return 0
        if self.rise.search(lead):
            return 1
        if self.fall.search(lead):
            return -1
        if said := _FALL_OF.search(lead):
            return self.signs.get(said.group("noun"), 0)
        # cut body weight by 22.7%: what is changed stands between
        moved = self.moved_by.search(text, max(low, start - _MOVED_REACH), start)
        verb = moved.group("verb") if moved else ""
        return self.signs.get(verb, 0)


def _apart(found: Iterable[Quantity]) -> list[Quantity]:
    """Quantities in text order, without those that lie in an earlier or a longer one."""
    out: list[Quantity] = []
    for one in sorted(found, key=lambda q: (q.start, -q.end)):
        if not out or one.start >= out[-1].end:
            out.append(one)
    return out


def moved_by(verbs: Iterable[str]) -> re.Pattern[str]:
    """cut|body weight|by 22.7%: ``verb``, one of ``verbs``, and ``what`` it changes."""
    return re.compile(
        rf"\b(?P<verb>{alternation(verbs)})\s(?:the\s|its\s|their\s)?(?P<what>[a-z][a-z -]{{2,30}}?)\sby\s(?:{DEGREE}\s)*$"
    )


def _size(words: str) -> float:
    """The number that a magnitude in words is: 千亿, 百."""
    small = {"十": 10.0, "百": 100.0, "千": 1000.0}.get(words[0])
    return small * _MAGNITUDE.get(words[1:], 1.0) if small else _MAGNITUDE[words]


def _magnitude(text: str) -> str:
    """The word of magnitude behind the digits of a number; empty without one."""
    found = re.search(r"\d\s?(万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)", text)
    return found.group(1) if found else ""


def _float(digits: str, scale: float = 1.0) -> float:
    # Through Decimal: 4.35亿 is 435000000, not 434999999.99999994.
    return float(Decimal(digits.replace(",", "")) * Decimal(scale))
