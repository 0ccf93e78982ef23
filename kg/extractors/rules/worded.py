"""Numbers that no digit tells: doubled, 翻了一番, two-thirds of, 三分之一, one in five, eight basis points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

PERCENT = "%"
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
_TENS = "ten twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH = {word: count for count, word in enumerate(_ONES.split(), 1)} | {
    word: 10 * count for count, word in enumerate(_TENS.split(), 1)
}
_CHINESE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_NAMES = "|".join(sorted(_ENGLISH, key=len, reverse=True))
# Not the end of a longer numeral: one hundred and|five, zero point|five.
_ALONE = r"(?<![-\w])(?<!\bhundred )(?<!\bthousand )(?<!\bhundred and )(?<!\bpoint )"
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}  # fmt: skip
_SOME = r"(?:(?P<some>more than|over|upwards of|at least|less than|fewer than|under|nearly|almost|close to|about|around|roughly|some|practically|only|just)\s)?"
_SIGN = {
    "more than": ">", "over": ">", "upwards of": ">", "at least": ">=", "less than": "<", "fewer than": "<", "under": "<",
    "nearly": "~", "almost": "~", "close to": "~", "about": "~", "around": "~", "roughly": "~", "practically": "~",
    "近": "~", "将近": "~", "接近": "~", "约": "~", "大约": "~", "超": ">", "超过": ">", "逾": ">", "过": ">", "不到": "<", "不足": "<",
    "强": ">", "弱": "<", "以上": ">=", "多": ">", "以下": "<=",
}  # fmt: skip
_TIMES = {"doubl": 100.0, "tripl": 200.0, "trebl": 200.0, "quadrupl": 300.0, "quintupl": 400.0, "halv": -50.0}  # fmt: skip
_MULTIPLIED = re.compile(
    rf"(?<!\bnot )(?<!\bnever )(?<!n't )\b{_SOME}(?P<verb>doubl|tripl|trebl|quadrupl|quintupl|halv)(?:ed|ing)\b(?!\s(?:down|back|over|up|as)\b)",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"(?<!\bafter )(?<!\bin )(?<!\bfor )(?<!\bduring )\b{_SOME}(?P<n>an?|{_NAMES})[\s-](?P<d>third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?(?=\sof\s(?!(?:19|20)\d\d|an?\s(?:percentage\s)?point))"
    rf"|(?<!first )(?<!second )(?<!latter )(?<!other )\b{_SOME.replace('some', 'many')}(?P<half>half)(?=\s(?:of\s(?!(?:19|20)\d\d|an?\s(?:percentage\s)?point)|the\s))",
    re.IGNORECASE,
)
# Output fell by|a third.
_BY_PART = re.compile(
    rf"(?<=\bby\s){_SOME}(?:(?P<half>half)|(?P<n>an?|{_NAMES})[\s-](?P<d>third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?)(?=[,.;)]|\s(?:to|in|from|since|over|this|last|and|after|as|between|by)\b|$)",
    re.IGNORECASE,
)
_ONE_IN = re.compile(
    rf"{_ALONE}{_SOME}(?P<n>{_NAMES})\s(?:in|out of)(?:\severy)?\s(?P<d>{_NAMES}|(?!(?:19|20)\d\d\b)\d{{1,4}})\b(?![-,.]\w)(?!\s(?:years?|months?|weeks?|days?)\b)",
    re.IGNORECASE,
)
_UNITS = re.compile(
    rf"{_ALONE}{_SOME}(?:(?P<tens>{_TENS.replace(' ', '|')})[\s-])?(?P<n>{_NAMES})\s(?P<unit>per\s?cent|percentage points?|basis points?|cents|pence)\b",
    re.IGNORECASE,
)
# By a quarter point, half a percentage point.
_POINTS = re.compile(
    r"(?:(?<=\ba )|(?<=\bby ))(?P<n>quarter|half)[\s-](?:of a |a )?(?:percentage[\s-])?point\b(?!-)|\b(?P<of>half) a (?:percentage )?point\b",
    re.IGNORECASE,
)
_TURNED = re.compile(
    "(?<!没有)(?<![未没])(?<!避免)(?P<some>近|将近|接近|约|大约|超过?|逾)?(?P<turned>翻了?(?P<n>[一两二三四五六七八九十])?(?P<by>番|倍)|腰斩)(?![的股基券行空线])"
)
_NUMERAL = "[零一二两三四五六七八九十百千]{1,7}(?:点[零一二三四五六七八九]{1,4})?"
_PARTS_OF = re.compile(
    f"(?<![一二三四五六七八九十百千万亿点])(?P<some>近|将近|接近|约|大约|超过?|逾|不到|不足)?(?P<d>[十百]?万|[二三四五六七八九]?十[一二三四五六七八九]?|[二三四五六七八九百千])分之(?P<n>{_NUMERAL})(?![一二三四五六七八九十百千万亿点])(?P<after>强|弱|以上)?"
)
_HALF = re.compile(
    "(?P<no>未|没有?|不)?(?:(?P<some>超过|超|逾|近|将近|接近|约|不到|不足)(?:一半|半数)|(?<![通超经越路])(?P<over>过)半(?:数)?(?![年个月天日夜生途截点导小场程山百]))|(?:一半|半数)(?P<after>以上|多)"
)
# 减少了|一半, 仅为去年的|近一半
_HALVED = re.compile(
    "(?:减少|下降|下跌|缩减|缩水|降低|流失|砍|蒸发|跌|削减|缩短|亏|损失|失去|减|少|降|[是为占的达剩])(?:[了掉去到至]|只剩|仅剩)*(?P<half>(?P<some>近|将近|接近|约|大约|超过?|不到|不足)?一半(?P<after>以上|多)?)(?=$|[,。;、!?)]|左右)"
)
# What a text without such numbers lacks: every branch begins with letters, so that it is found fast.
_WORDS = "|".join((*_ENGLISH, *(word.capitalize() for word in _ENGLISH)))
_LATIN = re.compile("[a-z]{2}")
_HINT_EN = re.compile(
    rf"(?:[Dd]oubl|[Tt]ripl|[Tt]rebl|[Qq]uadrupl|[Qq]uintupl|[Hh]alv)(?:ed|ing)\b|(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)s?\b|by half|[Hh]alf (?:of|the|a) |(?:quarter|half)[ -](?:of a )?(?:percentage[ -])?point"
    rf"|(?:in|out of) (?:every )?(?:{_WORDS}|\d)|(?:{_WORDS}) (?:per ?c|percentage|basis|cents|pence)"
)
_HINT_ZH = re.compile("翻了?[一两二三四五六七八九十]?[番倍]|腰斩|分之|过半|半数|一半")


def hinted(text: str, start: int, end: int) -> bool:
    """Whether there may be a number in words between ``start`` and ``end``."""
    if _HINT_ZH.search(text, start, end):
        return True
    # Chinese clauses hold no English ones, and the search for these is the slow part.
    return bool(_LATIN.search(text, start, end) and _HINT_EN.search(text, start, end))


class Worded(NamedTuple):
    """A number in words: where it stands, and what it says in ``unit`` (a word of `units.toml`).

    ``change`` is +1 or −1 where the words themselves say that something rose or fell by so much.
    """

    start: int
    end: int
    value: float
    comparator: str
    unit: str
    change: int = 0


def worded(text: str, start: int, end: int) -> Iterator[Worded]:
    """Numbers in words between ``start`` and ``end``, in no order."""
    if not hinted(text, start, end):
        return
    for match in _MULTIPLIED.finditer(text, start, end):
        value = _TIMES[match["verb"].lower()]
        yield _of(match, abs(value), PERCENT, 1 if value > 0 else -1)
    for match in chain(_FRACTION.finditer(text, start, end), _BY_PART.finditer(text, start, end)):
        if match["half"]:
            yield _of(match, 50.0, PERCENT)
        else:
            share = _ENGLISH.get(match["n"].lower(), 1) / _PARTS[match["d"].lower()]
            if share < 1:
                yield _of(match, _percent(share), PERCENT)
    for match in _ONE_IN.finditer(text, start, end):
        whole = _ENGLISH.get(match["d"].lower()) or int(match["d"])
        if _ENGLISH[match["n"].lower()] < whole:
            yield _of(match, _percent(_ENGLISH[match["n"].lower()] / whole), PERCENT)
    for match in _UNITS.finditer(text, start, end):
        count = _ENGLISH[match["n"].lower()] + _ENGLISH.get((match["tens"] or "").lower(), 0)
        yield _of(match, float(count), match["unit"].lower())
    for match in _POINTS.finditer(text, start, end):
        quarter = (match["n"] or "").lower() == "quarter"
        yield _of(match, 0.25 if quarter else 0.5, "percentage points")
    for match in _TURNED.finditer(text, start, end):
        many = _CHINESE[match["n"] or "一"]
        if match["turned"] == "腰斩":
            yield _of(match, 50.0, PERCENT, -1)
        else:  # 翻两番 is fourfold, 翻两倍 twice as much again
            yield _of(match, 100.0 * (2**many - 1 if match["by"] == "番" else many), PERCENT, 1)
    for match in _PARTS_OF.finditer(text, start, end):
        share = (spelled(match["n"]) or 0.0) / _whole(match["d"])
        if 0 < share < 1 or match["d"] == "百":
            yield _of(match, _percent(share), PERCENT)
    for match in _HALF.finditer(text, start, end):
        yield _of(match, 50.0, PERCENT)
    for match in _HALVED.finditer(text, start, end):
        yield _of(match, 50.0, PERCENT)._replace(start=match.start("half"))


def _of(match: re.Match[str], value: float, unit: str, change: int = 0) -> Worded:
    groups = match.groupdict()
    said = next((groups[n] for n in ("some", "many", "after", "over") if groups.get(n)), "")
    sign = "<=" if groups.get("no") else _SIGN.get(said.lower(), "=")
    return Worded(*match.span(), value, sign, unit, change)


def _whole(numeral: str) -> float:
    """What a part is of: 百万分之…, 三分之…"""
    few, ten_thousand, _ = numeral.partition("万")
    return (spelled(few or "一") or 1.0) * (1e4 if ten_thousand else 1.0)


def _percent(share: float) -> float:
    return float(f"{100 * share:.6g}")


def counted(word: str) -> int:
    """What a whole number counts, in digits, in English or in Chinese words: 12, three, 十二; 0 if it is none."""
    return int(word) if word.isdecimal() else _ENGLISH.get(word) or int(spelled(word) or 0)


def spelled(numeral: str) -> float | None:
    """The value of a numeral below ten thousand: 二百, 十五, 三点二; None if it is none."""
    whole, _, parts = numeral.partition("点")
    total = digit = 0
    for character in whole:
        if character in _POWERS:
            total += (digit or 1) * _POWERS[character]
            digit = 0
        elif digit or character not in _CHINESE:
            return None  # 三四: an estimate
        else:
            digit = _CHINESE[character]
    if any(character not in _CHINESE for character in parts):
        return None
    tenths = "".join(str(_CHINESE[character]) for character in parts)
    return float(f"{total + digit}.{tenths or 0}")


def estimated(numeral: str) -> tuple[float, float] | None:
    """Between what two neighbouring digits lie: 七八十 is 70 to 80."""
    found = re.fullmatch("([一二两三四五六七八])([二三四五六七八九])([十百千]?)", numeral)
    if found is None or _CHINESE[found[2]] != _CHINESE[found[1]] + 1:
        return None
    size = float(_POWERS.get(found[3], 1))
    return _CHINESE[found[1]] * size, _CHINESE[found[2]] * size
