"""Numbers that name, date or label and measure nothing: 证券代码600519, October 5, 03:03 GMT, 8吋晶圆."""

from __future__ import annotations

import re

_DIGITS = 18
# A bare English number before a noun counts; before these words it is a level.
_COUNTS = re.compile(
    r"[A-Za-z\d]|\s(?!(?:as|in|on|at|from|by|for|after|before|and|or|but|while|amid|against|with|when|this|last|during|since|versus|compared|late|early|so|to|up|down|that|which)\b)[A-Za-z\d]",
    re.IGNORECASE,
)
# Galaxy Note|7, Chapter|11: part of a name.
_NAMED = re.compile(
    r"\b(?!(?:In|At|About|Some|Over|Nearly|Almost|Only|Just|Around|Roughly|Than|Of|For|The|With|To|All|Its|And|By|From|These|Those|Their|Another|Least|Up)\b)[A-Z][\w'’-]*\s$"
)
_ITEM = 3  # digits of the number of an item
_NUMBERS = re.compile(r"、|[.)](?=\D)")
_MONTH_BEFORE = re.compile(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?\s(?:\d{1,2}(?:,|\sand|\sto|\sor|\s?[-–])\s?)?$"
)
_MONTH_REACH = 20
_IN_NAME = re.compile("指数|成分股|强(?!度)|ETF")
_HYPHENED = re.compile("-[a-z]{3}")
_CLOCK = re.compile(r"\d{0,2}:[0-5]\d(?!\d)")
_CODE = 4  # digits alone in parentheses
_BEFORE_REACH = 20
_SIZES = re.compile("[吋寸]|英寸")
# A number that names and measures nothing: 热线12386.
_LABEL = re.compile(
    "(?:热线|电话|代码|号码|传真|邮编|编号|账号|文号|证书号|专利号|微信号|信箱)(?:为|是|:|\\s)*$"
)
_EXCHANGE = re.compile(r"(?:SH|SZ|BJ|HK|NYSE|NASDAQ|A股|港股)\s?[:.]?\s?$")
_HOUR = re.compile("(?:[日午晚晨]|时间)\\s?$")
_CONVERTED = re.compile(
    r"(?<!\d)1\s?(?:美元|欧元|英镑|港元|人民币|元|日元)(?:大?约)?(?:合|兑换?|等于|兑)$"
)
_CONVERTS = re.compile("(?:大?约)?(?:合|兑换?|等于)(?!作|计|同|格)")
_CODE_REACH = 10
# What English counts, and plurals that count nothing or are units.
COUNTED = re.compile(
    r"(?:\sof\s(?:the|its|their|those|these)(?:\s[\w’']+['’]s)?(?:\s\d[\d,]*)?)?\s(?P<noun>(?:(?!(?:and|or|on|in|of|to|for|the|at|by|from|with|as|than|per|a|an|is|are|was|were)\s)[a-z][a-z-]+\s){0,2}(?:[a-z]{3,}s|[A-Z]{2,}s))(?=\s(?:[a-z]+ly|in|by|from|and|to|at|per|on|were|was|that|which|as|for|have|had|are|of|with|but|when|because|could|will|would|may|might|can|do|did|across|over|this|last|since|after|during|who|worldwide|the|it|they|he|she|its|annually|yearly|monthly|so)\b|[,.;)]|$)"
)
NOT_COUNTED = re.compile(
    r"(?:years|months|weeks|days|hours|minutes|seconds|times|points|percents|pence|cents|dollars|euros|pounds|tons|tonnes|barrels|acres|miles|kilometres|kilometers|reasons|ways|others)$"
)


def unmeasured(text: str, match: re.Match[str], start: int, low: int) -> bool:
    """Whether a number measures nothing.

    ``match`` is one of `kg.extractors.rules.quantities.Grammar.quantity`, whose comparator begins at
    ``start``; nothing before ``low`` is of its clause.
    """
    first, second = match.group("n1"), match.group("n2")
    if len(first) > _DIGITS or (second and len(second) > _DIGITS):
        return True  # an account number, a phone number, noise
    end, at = match.end(), match.start("n1")
    unit_word = (match.group("u2") or match.group("u1") or "").strip()
    following = text[end : end + 2].strip()[:1]
    bare = not (unit_word or match.group("m1") or match.group("m2") or match.group("currency"))
    if bare and following in ("年", "月", "日", "号", "+", "/", "Q", "后"):
        return True
    if (
        bare
        and re.fullmatch(r"(?:19|20)\d\d", first)
        and (not second or re.fullmatch(r"(?:19|20)\d\d", second))
    ):
        return True
    if bare and re.search(r"[A-Za-z第Qq_+-]$", text[max(low, at - 1) : at]):
        return True
    if bare and _MONTH_BEFORE.search(text, max(low, start - _MONTH_REACH), at):
        return True  # October 5
    if bare and _IN_NAME.match(text, end):
        return True  # 纳斯达克100指数
    if text[at - 1 : at] in ("第", "/"):
        return True  # 第3条: which, not how many; 2000美元/40英尺箱: of what
    if bare and _SIZES.match(text, end):
        return True  # 8吋晶圆: which kind
    if unit_word == "点" and _HOUR.search(text, max(low, at - 3), at):
        return True  # 10日10点: when
    if _LABEL.search(text, max(low, at - 8), at):
        return True  # 热线12386, 证券代码为600519
    if text[at - 1 : at] == "每":
        return True  # 每50公斤: of how much, not how much
    opens = at <= low or text[at - 1] in ";。:\n ("
    if bare and not second and opens and len(first) <= _ITEM and _NUMBERS.match(text, end):
        return True  # 2、报告期内…: which of several
    if bare and text[at - 1 : at] == "[" and following == "]":
        return True  # [1]: a note
    base = first == "1" and _CONVERTS.match(text, end)
    if base or _CONVERTED.search(text, max(low, start - _CODE_REACH), start):
        return True  # 1美元约合142日元: how they are converted
    if bare and _EXCHANGE.search(text, max(low, at - _CODE_REACH), at):
        return True  # SH 603687: a stock's code
    if _CLOCK.match(text, end) or _CLOCK.match(text, at - 3):
        return True  # 03:03 GMT
    # 1,400 job cuts are counted; per 40-foot container, in 20 cities say which.
    counts = _COUNTS.match(text, end) and not ("," in first and text[end : end + 1] == " ")
    if bare and (counts or _HYPHENED.match(text, end)):
        named = _NAMED.search(text, max(low, at - _BEFORE_REACH), at)
        if named or not _things(text, end):
            return True
    if bare and len(first) >= _CODE and text[start - 1 : start] == "(" and following == ")":
        return True  # 银行(600036): a stock's code
    # 3个季度, 2周年: when, or for how long
    return unit_word in ("个", "位", "次", "项", "只", "周") and following in tuple("年月季")


def _things(text: str, end: int) -> bool:
    """Whether a plural behind a bare English number says what it counts: 86|lives."""
    counted = COUNTED.match(text, end)
    return counted is not None and not NOT_COUNTED.search(counted["noun"])
