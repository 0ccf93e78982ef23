"""Names that a text itself defines: titles, appositions, tables, tickers, lists, phrases, short forms."""

from __future__ import annotations

import re
from collections import Counter

from kg.extractors.rules.english_names import english_names
from kg.extractors.rules.naming import Names
from kg.extractors.rules.phrases import addressed, events, heads, latin_names, noun_start, phrases
from kg.extractors.rules.reading import Reading, trim
from kg.extractors.rules.terms import siblings, terms

Sense = tuple[str, str, tuple[str, ...]]
"""Class, name in full, roles."""
_STOP = re.compile(
    r".*(?:[的了在是和与及或由对从向为被将把让使以于而但也都就并且其该这那此某各每至到有无因如若随受据称说后前中上下里内外时年月日比按经则所之跟给往则仅只已还又再更较最很等们个家款"
    r"]|作为|以及|相关|依赖|包括|例如|通过|使用|成为|来自|针对|关于|根据|按照|压垮|弱化|推出|涉及|截至|旗下|其他|部分|多家|一家|合作|没有|不再|反观|对比|转而|推动|导致|影响|要求|使得|促使|显示|认为|表示|指出|包含|开展|"
    r"规范|加强|整顿|限制|支持|发展|鼓励|禁止|叫停|监管|打击|购买|申请|获得|进入|退出|选择|投资|收购|持有|聚焦|关停|下架|取消|强化|面向|服务|冲击|增加|减少|提供|依托|借助|对接|引入|成立|设立)"
)
_NO_ROW = re.compile(r"[\d.,%]+|合计|总计|小计|共计|其他|其它|其他业务|Total|total|Others?")
_TITLE = re.compile(r"《([^《》]{2,60})》")
_DEFINED = re.compile(
    r"\((?:以下简称|下称|以下称|简称|又称|俗称|即)\"?(?P<short>[^\"()]{1,20}?)\"?\)"
)
_FULL = re.compile(r"[\u3400-\u9fffA-Za-z0-9·()《》\"]{2,40}$")
# Lilidai (粒粒贷): a name in both scripts; the Chinese one is the name.
_BILINGUAL = re.compile(
    r"(?P<latin>[A-Z][\w-]*(?: [A-Z][\w-]*){0,3}) ?\((?P<han>[\u3400-\u9fff·]{2,12})\)"
)
# Lilidai, one of its early loan products: the head noun of the apposition is the class.
_APPOSITION = re.compile(
    r"(?P<name>[A-Z][\w-]*(?: [A-Z][\w-]*){0,3})(?: ?\([^()]{1,30}\))?, (?:an?|one of|the)\b[^,.;]{0,60}?\b"
    r"(?P<head>[a-z-]+)(?=[,.;]| (?:that|which|run|based|for|in|of|owned|used)\b)"
)
# 华通线缆(605196): what is listed at an exchange is a company.
_OPENS_NAME = frozenset(',。、;:\n( "')
_TICKER = re.compile(
    r"(?P<name>[\u3400-\u9fffA-Za-z*]{2,8})\s?\((?:\d{6}(?:\.S[HZ])?|\d{3,5}\.HK|(?:SH|SZ|HK|NYSE|NASDAQ|纳斯达克|港股|A股)\s?[:.]?\s?[\dA-Z]{1,6}|[A-Z]{1,5}\.(?:N|O|US|HK))\)"
)
# What a ticker holds: without it, no name need be looked at.
_CODE = re.compile(r"\((?:\d{6}|\d{3,5}\.HK|SH|SZ|HK|NYSE|NASDAQ|纳斯达克|港股|A股|[A-Z]{1,5}\.)")
_ITEMS = re.compile(r"(?:[^,;:。、!?\s《》]{2,16}、){1,8}[^,;:。、!?\s《》]{2,16}$")
_SHORT_METRIC = 5  # characters; what is longer and stands once says more than a name
_LONGEST_LIST = 160
_LISTED_NAME = re.compile(r"[A-Z\u3400-\u9fff]")
_NO_LISTED_NAME = re.compile(r"[率度性化量]$|^\d")


class Definitions(dict[str, Sense]):
    """What the text itself calls things: surface → class, name, roles. The first definition counts."""

    def add(
        self, name: str, kind: str, called: str | None = None, roles: tuple[str, ...] = ()
    ) -> None:
        """Take ``name`` for a ``kind`` that is ``called`` so in full."""
        if len(name) >= 2 and name not in self:
            self[name] = (kind, called or name, roles)


_FIRMS = ("Company", "Bank", "Platform")
_FIRM = 4  # characters that the name of a firm has with its last word
_DONE_TO_FIRMS = frozenset(("出售", "收购", "推荐", "持有", "援引", "考虑", "审慎", "包括", "投资", "要求", "依法", "联系", "起诉"))  # fmt: skip


def definitions(reading: Reading, table: Names) -> Definitions:
    """Every name that a document defines, surest sources first."""
    defined = Definitions()
    _from_titles(reading, table, defined)
    if table.english:
        _from_appositions(reading, table, defined)
    _from_tables(reading, table, defined)
    if not table.english:
        _from_tickers(reading, table, defined)
        _from_lists(reading, table, defined)
        _from_phrases(reading, table, defined)
        _without_openers(reading, defined)
    _from_short_forms(reading, table, defined)
    return defined


def _without_openers(reading: Reading, defined: Definitions) -> None:
    """Firms without the word that only stands before them: 据|金德利集团, 出售|中远物流."""
    words = reading.words
    for name, (kind, called, roles) in list(defined.items()):
        at = reading.text.find(name)
        if kind not in _FIRMS or called != name or at < 0:
            continue
        index = words.at(at)
        first = words.texts[index]
        opens = words.tags[index] in ("p", "c", "d") or first in _DONE_TO_FIRMS
        rest = name[len(first) :]
        if words.starts[index] == at and opens and len(rest) >= _FIRM and name.startswith(first):
            del defined[name]
            defined.add(rest, kind, None, roles)


def _from_titles(reading: Reading, table: Names, defined: Definitions) -> None:
    """《办法》 is a policy, 《日报》 a house, what else is short a product."""
    for match in _TITLE.finditer(reading.text):
        if table.policy.search(match.group(1)):
            defined.add(match.group(1), "Policy")
        elif match.group(1).endswith(tuple(table.table["phrase"]["media"])):
            defined.add(match.group(1), "Organization")
        elif len(match.group(1)) <= 12:
            defined.add(match.group(1), "Product")


def _from_appositions(reading: Reading, table: Names, defined: Definitions) -> None:
    """Lilidai, one of its early loan products; Lilidai (粒粒贷); and the names of English prose."""
    text = reading.text
    heads = {w: k for k, words in table.table["apposition"].items() for w in words}
    kinds = {
        m.group("name"): heads[m.group("head")]
        for m in _APPOSITION.finditer(text)
        if m.group("head") in heads
    }
    for match in _BILINGUAL.finditer(text):
        latin, han = match.group("latin"), match.group("han")
        kind = (
            kinds.get(latin)
            or table.known.get(latin)
            or table.known.get(han)
            or _kind_of(table, han)
        )
        if kind:
            defined.add(latin, kind, han)
            defined.add(han, kind)
    for name, kind in kinds.items():
        defined.add(name, kind)
    for start, end, kind in english_names(reading):
        if text[start:end] not in table.known:
            defined.add(text[start:end], kind)


def _from_phrases(reading: Reading, table: Names, defined: Definitions) -> None:
    """Quoted coinages, noun phrases whose last word tells a class, and what is listed beside them."""
    text = reading.text
    not_product = tuple(table.table["exclude"]["product"])
    quoted, heads = table.quoted
    for match in quoted.finditer(text):
        defined.add(match.group("name"), heads[match.group("head")])
    found_phrases = [
        *phrases(reading),
        *events(reading),
        *addressed(reading),
        *latin_names(reading),
        *terms(reading),
    ]
    times = Counter(text[start:end] for start, end, _ in found_phrases)
    for start, end, kind in found_phrases:
        name = text[start:end]
        if kind == "Metric" and times[name] == 1 and _described(reading, start, end):
            continue  # where it has a value, its observation names it
        if name not in table.known and not name.endswith(not_product):
            defined.add(name, kind)
    kinds = table.known | {name: kind for name, (kind, _, _) in defined.items()}
    for start, end, kind in siblings(reading, kinds):
        defined.add(text[start:end], kind)


def _from_short_forms(reading: Reading, table: Names, defined: Definitions) -> None:
    """微众银行(以下简称"微众"): the short form is a name of what stands before."""
    text = reading.text
    for match in _DEFINED.finditer(text):
        named = _FULL.search(text, max(0, match.start() - 40), match.start())
        if not named:
            continue
        full = named.group().strip('《》"')
        short = match.group("short").strip("《》")
        for known in sorted(defined, key=len, reverse=True):
            if full.endswith(known):
                defined.add(short, defined[known][0], defined[known][1])
                break
        else:
            kind = next((k for n, k in table.known.items() if full.endswith(n)), None)
            if kind:
                defined.add(short, kind, full)


def _from_tables(reading: Reading, table: Names, defined: Definitions) -> None:
    headers = table.table["header"]
    for grid in reading.document.tables:
        head = grid.header[0].text.strip().lower()
        kind = next(
            (
                k
                for name, k in (("policy", "Policy"), ("product", "Product"))
                if head in headers[name]
            ),
            None,
        )
        if kind:
            for row in grid.rows:
                start, end = trim(reading.text, row[0].start, row[0].end)
                if 2 <= end - start <= 60 and not _NO_ROW.fullmatch(reading.text, start, end):
                    defined.add(reading.text[start:end], kind)


def _from_tickers(reading: Reading, table: Names, defined: Definitions) -> None:
    if not _CODE.search(reading.text):
        return
    words = reading.words
    actors = heads(reading.ontology).actors
    for match in _TICKER.finditer(reading.text):
        start, end = match.span("name")
        if start and reading.text[start - 1] not in _OPENS_NAME:
            first = noun_start(words, heads(reading.ontology), words.at(end - 1), loose=False)
            start = max(start, words.starts[first])
        for i in range(words.at(start), words.at(end - 1)):
            if words.texts[i] in actors:
                start = words.ends[i]  # 深交所向|爱旭股份(600732.SH)发函
                start += reading.text[start] in "向对与和给"
        name = reading.text[start:end]
        if name not in table.known:
            defined.add(name, "Company")


def _from_lists(reading: Reading, table: Names, defined: Definitions) -> None:
    pattern, heads = table.listed
    competitor = set(table.table["list_head"]["competitor"])
    for match in pattern.finditer(reading.text):
        low = max(0, match.start() - _LONGEST_LIST)
        listed = _ITEMS.search(reading.text, low, match.start())
        if not listed:
            continue
        head = match.group("head")
        roles = ("Competitor",) if head in competitor else ()
        items = listed.group().split("、")
        for index, item in enumerate(items):
            name = re.sub(r"\([^()]*\)", "", item)
            if index == 0:
                cut = _STOP.match(name)
                # The first member runs back into the sentence: cut after its last function word.
                name = name[cut.end() :] if cut else name
                name = re.sub(r"^.*(?:落后于|低于|高于|不及|优于|弱于)", "", name)
                first = reading.words.at(listed.start() + len(item) - len(name))
                if reading.words.tags[first] in ("v", "d", "p", "c"):
                    name = name[len(reading.words.texts[first]) :]
            for last in re.split(r"(?:和|与|以及|及)", name) if index == len(items) - 1 else [name]:
                last = last.strip('"')
                named = _LISTED_NAME.search(last) and not _NO_LISTED_NAME.search(last)
                if named and 2 <= len(last) <= 12 and last not in table.known:
                    defined.add(last, heads[head], None, roles)


def _described(reading: Reading, start: int, end: int) -> bool:
    """Whether words that end in a metric describe it rather than name it: 愿意提高|产量."""
    words = reading.words
    first, last = words.at(start), words.at(end - 1)
    return end - start > _SHORT_METRIC or any(
        tag in ("v", "a", "t", "d") for tag in words.tags[first:last]
    )


def _kind_of(table: Names, name: str) -> str | None:
    """The class that a Chinese name's suffix tells."""
    pattern, kinds = table.suffixes
    ends = [m.group() for m in pattern.finditer(name) if m.end() == len(name)]
    return kinds[ends[-1]] if ends else None
