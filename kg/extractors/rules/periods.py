"""Dates and periods, as Chinese and English prose writes them, and those told by the one before."""

from __future__ import annotations

import re

from kg.extractors.rules.quantities import Quantity
from kg.extractors.rules.reading import Clause, Sentence
from kg.extractors.rules.worded import counted

Dated = list[tuple[int, int, str]]
"""Where periods stand, and which ones they are, in text order."""

_MONTHS = {
    name: index
    for index, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
# Behind four digits that are so many, not a year: 2000亿元, 2012家.
_COUNTED = (
    r"\s?[余多]?(?:[亿万千元圆]|[港美欧日][元圆]|人民币|(?:million|billion|trillion|yuan)\b"
    r"|家(?![电具居庭])|名(?!单|企|校)|人(?![口工才民均])|个(?![税股人])|点(?!评)|股(?![市票])"
    r"|[位吨辆台套户只笔件倍米亩桶头块斤克次张间座艘架])"
)
COMPARED = "上前去"  # what a period begins with that is named for comparison: 上年同期
# What a period can begin with is looked at first: most characters are none of it.
_PERIOD = re.compile(
    r"(?=[12QJFMASONDtfs])(?:(?P<y>(?:19|20)\d\d)(?:"
    r"年?第?(?P<q>[一二三四1-4])季度|[年\s-]?Q(?P<q2>[1-4])|年?(?P<h>上半年|下半年|H[12])"
    r"|\s?年?\s?[-~至到—–]{1,2}\s?(?P<y_to>(?:19|20)?\d\d)\s?年(?!\s?\d|[上下]半年|第?[一二三四]季度)"
    r"|\s?年\s?(?P<from>1[0-2]|0?[1-9])\s?月?(?:份)?\s?[-~至到—–]{1,2}\s?(?P<to>1[0-2]|0?[1-9])\s?月(?:份)?(?!\s?\d+\s?日)"
    r"|\s?年\s?前(?:(?P<months>[二两三四五六七八九十]|1[01]|[2-9])个?月|(?P<quarters>[二两三23])个?季度)"
    r"|\s?年\s?(?P<m>1[0-2]|0?[1-9])\s?月(?:份|\s?(?P<d>[12]\d|3[01]|0?[1-9])\s?日)?"
    r"|[-/.](?P<m2>1[0-2]|0?[1-9])(?:[-/.](?P<d2>[12]\d|3[01]|0?[1-9]))?(?![\d%亿万元年])"
    rf"|\s?年|(?!{_COUNTED}))(?!\d|%|\.\d)"
    r"|Q(?P<eq>[1-4])\s(?P<ey>(?:19|20)\d\d)"
    r"|(?P<em>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\s(?:\d{1,2},\s)?(?P<ey2>(?:19|20)\d\d)"
    r"|the\s(?P<eo>first|second|third|fourth)\squarter\sof\s(?P<ey3>(?:19|20)\d\d)"
    r"|(?:the\s)?(?P<eh>first|second)\shalf\sof\s(?P<ey4>(?:19|20)\d\d)"
    r"|(?:the\s)?first\s(?P<em2>two|three|four|five|six|seven|eight|nine|ten|eleven)\smonths\sof\s(?P<ey5>(?:19|20)\d\d))"
)
_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}


def _months(year: str, first: int, last: int) -> str:
    """The months ``first`` to ``last`` of a year: a quarter, a half, the year, or an interval.

    Months in the wrong order (2023年11月至2月, into the next year) leave the year alone.
    """
    if first >= last or (first, last) == (1, 12):
        return year
    if last - first == 5 and first in (1, 7):
        return f"{year}-H{1 + first // 6}"
    if last - first == 2 and first % 3 == 1:
        return f"{year}-Q{1 + first // 3}"
    return f"{year}-{first:02d}/{year}-{last:02d}"


def periods(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Dates and periods in folded ``text[start:end]``: ``(start, end, "2020-Q4")``.

    >>> periods("截至2020年Q4,较2018年7月", 0, 18)
    [(2, 9, '2020-Q4'), (11, 18, '2018-07')]
    >>> periods("2023年1-8月,2022年前三季度,2021年1至6月", 0, 29)
    [(0, 9, '2023-01/2023-08'), (10, 19, '2022-01/2022-09'), (20, 29, '2021-H1')]
    """
    out = []
    for match in _PERIOD.finditer(text, start, end):
        g = match.groupdict()
        year = g["y"] or g["ey"] or g["ey2"] or g["ey3"] or g["ey4"] or g["ey5"]
        before = text[match.start() - 1] if match.start() > start else ""
        if before.isdigit() or (before and before in "$¥€£"):
            continue
        quarter = g["q"] or g["q2"] or g["eq"] or g["eo"]
        if g["y_to"]:
            value = _years(year, g["y_to"])
        elif last := g["to"] or g["months"] or g["quarters"] or g["em2"]:
            months = counted(last) * (3 if g["quarters"] else 1)
            value = _months(year, int(g["from"] or 1), months)
        elif g["eh"]:
            value = f"{year}-H{_QUARTER[g['eh']]}"
        elif quarter:
            value = f"{year}-Q{_QUARTER.get(quarter, quarter)}"
        elif g["h"]:
            value = f"{year}-H{1 if g['h'] in ('上半年', 'H1') else 2}"
        elif month := g["m"] or g["m2"]:
            day = g["d"] or g["d2"]
            value = f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")
        elif g["em"]:
            value = f"{year}-{_MONTHS[g['em'].lower()]:02d}"
        else:
            value = year
        out.append((match.start(), match.end(), value))
    return _ranges(text, out)


def _years(first: str, last: str) -> str:
    """A run of years: 2015-17 is 2015/2017; years in the wrong order leave the first alone."""
    last = f"{first[:2]}{last}" if len(last) == 2 else last
    return f"{first}/{last}" if last > first else first


def _ranges(text: str, dated: Dated) -> Dated:
    """Dates that are the ends of one period, as that period: 2016年至2019年3月."""
    out: Dated = []
    for start, end, value in dated:
        last = out[-1] if out else None
        if (
            last
            and _TO.fullmatch(text, last[1], start)
            and "/" not in last[2] + value
            and last[2] < value
        ):
            out[-1] = last[0], end, f"{last[2]}/{value}"
        else:
            out.append((start, end, value))
    return out


_TO = re.compile("(?:底|末|初|起)?(?:至|到|[-~—–]{1,2})")
_RELATIVE = re.compile(
    r"(?=[同该当次翌上前去一二两三四五六七八九十\d])(?:(?:(?:同年|该年|当年(?=\d{1,2}月|[上下]半年|第?[一二三四1-4]季度|年?底))"
    r"|(?P<next>次年|翌年)|(?P<before>上年同期|上一年同期|前一年同期|(?P<ago>去年同期)))"
    r"(?:(?P<m>1[0-2]|0?[1-9])月(?:份|(?P<d>[12]\d|3[01]|0?[1-9])日)?"
    r"|第?(?P<q>[一二三四1-4])季度|(?P<h>[上下])半年)?"
    r"|(?P<month>同月|次月|翌月)(?:(?P<day>[12]\d|3[01]|0?[1-9])日)?"
    r"|(?P<then>(?<![年上史月度比较])同期)"
    r"|(?P<years>(?<![\d.])[1-9]\d?|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])年前(?!后))"
)


def year_before(period: str) -> str:
    """The same period a year before.

    >>> year_before("2023-Q4"), year_before("2023-01/2023-08")
    ('2022-Q4', '2022-01/2022-08')
    """
    return re.sub(r"(?<![\d-])\d{4}", lambda year: f"{int(year.group()) - 1:04d}", period)


def named_last(text: str, dated: list[tuple[int, int, str]], before: str) -> str:
    """The last of the periods, of which 上年同期 is none, else ``before``."""
    return next((value for at, _, value in reversed(dated) if text[at] not in COMPARED), before)


def relative_periods(
    text: str, start: int, end: int, dated: list[tuple[int, int, str]], before: str
) -> list[tuple[int, int, str]]:
    """Periods told by the one named last (同年12月, 次月, 同期, 上年同期), as `periods` gives them.

    ``dated`` are those that ``text[start:end]`` names itself; ``before`` is the last one named
    before it, or empty. What nothing tells is left out.

    >>> relative_periods("2023年8月罚款,次年1月又罚", 0, 16, [(0, 7, "2023-08")], "")
    [(10, 14, '2024-01')]
    """
    out: list[tuple[int, int, str]] = []
    for match in _RELATIVE.finditer(text, start, end):
        earlier = [d for d in [*dated, *out] if d[1] <= match.start()]
        g = match.groupdict()
        # 去年 counts from when the article was written, which its own sentence tells, if any does.
        last = named_last(text, sorted(earlier), "" if g["ago"] else before)
        if not last:
            continue
        if g["then"]:
            value = last
        elif g["month"]:
            if not re.match(r"\d{4}-\d{2}", last):
                continue
            months = int(last[:4]) * 12 + int(last[5:7]) - 1 + (g["month"] != "同月")
            value = f"{months // 12}-{months % 12 + 1:02d}"
            value += f"-{int(g['day']):02d}" if g["day"] else ""
        else:
            ago = counted(g["years"]) if g["years"] else int(bool(g["before"]))
            value = f"{int(last[:4]) + bool(g['next']) - ago:04d}"
            if g["m"]:
                value += f"-{int(g['m']):02d}" + (f"-{int(g['d']):02d}" if g["d"] else "")
            elif g["q"]:
                value += f"-Q{_QUARTER.get(g['q'], g['q'])}"
            elif g["h"]:
                value += f"-H{1 if g['h'] == '上' else 2}"
            elif g["before"]:
                value = year_before(last)
        out.append((*match.span(), value))
    return out


_BASE = re.compile(r"(?:较|比|than in |from )$")
_YEAR_BEFORE = re.compile(
    r"(?:较|比)?(?:上年|去年|上一年|前一年)|同比|year-on-year|year on year|a year earlier"
)
_SINCE = re.compile(r"以来[^,。;]{0,8}?(?:最|新高|新低|首次|高点|低点|高位|低位)")
_FROM_TO = re.compile(r"\sto\s")
_FROM = re.compile("[由从自](?:[^,;。]{0,6}的)?$")
_TOWARDS = re.compile("[升降增减跌涨提高低少长加缩扩变回]{1,2}[至到为成][了约近]*$")
_ANOTHER_TIME = re.compile(
    "今年|本年|年内|明年|今后|未来|如今|现在|(?:[一二两三四五六七八九十几]|\\d+)个?[年月](?:之|以)?后|次年|翌年"
)


def period_of(
    dated: Dated,
    clause: Clause,
    quantity: Quantity,
    sentence: Sentence,
    text: str,
    dating: re.Pattern[str] | None,
) -> str | None:
    # The base of a comparison (较2018年) dates the base, not the value.
    # Of the highest since 2018, 2018 dates another one.
    usable = [
        d
        for d in dated
        if not _BASE.search(text[max(0, d[0] - 8) : d[0]])
        and not _SINCE.match(text, d[1])
        and not text.endswith("since ", 0, d[0])
    ]
    if dating is not None:
        for start, _, period in usable:
            if start >= quantity.end and dating.fullmatch(text, quantity.end, start):
                return period
    inside = [d for d in usable if clause.start <= d[0] < quantity.start]
    towards = _TOWARDS.search(text, clause.start, quantity.start)
    if dating is None and towards:
        # 由2017年的12%|升至15%: a date of the other number
        inside = [d for d in inside if not _FROM.search(text, clause.start, d[0])]
    if inside and dating is not None and _FROM_TO.fullmatch(text, inside[-1][1], quantity.start):
        return None  # from $349 in April 2020 to|$1,514: a date of the other number
    if inside:
        return _end_of(inside[-1], text, clause, quantity, towards is not None)
    if not clause.start <= quantity.start:
        return None
    behind = [d for d in usable if quantity.end <= d[0] < clause.end and d[0] - quantity.end <= 8]
    if behind:
        return behind[0][2]
    # 上年同期 and 两年前 date their own clause alone.
    earlier = [
        d
        for d in usable
        if sentence.start <= d[0] < clause.start
        and text[d[0]] not in COMPARED
        and not text.endswith("年前", d[0], d[1])
    ]
    return _end_of(earlier[-1], text, clause, quantity, towards is not None) if earlier else None


def _end_of(
    dated: tuple[int, int, str], text: str, clause: Clause, quantity: Quantity, towards: bool
) -> str | None:
    """The period a date gives a number; of a period's ends the one at which the number stood.

    2016年至2019年, 由 A 降至 B: A in 2016, B in 2019. None where the words have since gone on to
    another time that no date tells (2010年租金12万元, 一年后涨到20万元).
    """
    _, end, value = dated
    if _ANOTHER_TIME.search(text, end, quantity.start):
        return None
    first, slash, last = value.partition("/")
    if not slash or first[:4] == last[:4]:
        return value  # 2018年前11月: one period
    if towards:
        return last
    if _FROM.search(text, clause.start, quantity.start):
        return first
    return value


def base_of(
    text: str, clause: Clause, quantity: Quantity, dated: Dated, period: str | None
) -> str | None:
    """The period that a change is measured against."""
    if not quantity.change:
        return None
    for start, _, value in reversed(dated):
        if clause.start <= start < quantity.start and _BASE.search(text[max(0, start - 8) : start]):
            return value
    relative = _YEAR_BEFORE.search(text, clause.start, clause.end)
    if relative and period and re.match(r"\d{4}", period):
        return year_before(period)
    return None
