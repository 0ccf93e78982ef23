"""Mentions: names known to the domain, names the text itself defines, and what stands for them.

Four sources, in order of trust: 《titles》 and definitions (以下简称), the vocabulary, table columns
and lists that name their members' class (A、B等竞品), and noun phrases whose last word tells a class
(`kg.extractors.rules.phrases`, `kg.extractors.rules.english_names`). What is a name once is a name
wherever it stands in the document.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple, cast

from kg.extractors.rules.english_names import english_names
from kg.extractors.rules.phrases import (
    STAGE,
    addressed,
    events,
    heads,
    latin_names,
    noun_start,
    phrases,
)
from kg.extractors.rules.reading import Reading, trim
from kg.extractors.rules.terms import siblings, terms
from kg.model import Mention
from kg.ontology import Lexicon, Ontology, alternation

_STOP = re.compile(
    r".*(?:[的了在是和与及或由对从向为被将把让使以于而但也都就并且其该这那此某各每至到有无因如若随受据称说后前中上下里内外时年月日比按经则所之跟给往则仅只已还又再更较最很等们个家款"
    r"]|作为|以及|相关|依赖|包括|例如|通过|使用|成为|来自|针对|关于|根据|按照|压垮|弱化|推出|涉及|截至|旗下|其他|部分|多家|一家|合作|没有|不再|反观|对比|转而|推动|导致|影响|要求|使得|促使|显示|认为|表示|指出|包含|开展|"
    r"规范|加强|整顿|限制|支持|发展|鼓励|禁止|叫停|监管|打击|购买|申请|获得|进入|退出|选择|投资|收购|持有|聚焦|关停|下架|取消|强化|面向|服务|冲击|增加|减少|提供|依托|借助|对接|引入|成立|设立)"
)
_LATIN_RUN = re.compile(r"[A-Za-z0-9][\x20-\x7e]*")
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
_LISTED = r"等(?:\d{{1,3}}家?|[一二三四五六七八九十两数]{{1,2}}[家大])?(?:头部|主流|传统|新兴|多家|众多|知名|大型|国内|国际|几家|一批|上市|保险|互联网|科技|信托|基金|证券|电商|房地产|支付)?(?P<head>{heads})"
# 华通线缆(605196): what is listed at an exchange is a company.
_OPENS_NAME = frozenset(',。、;:\n( "')
_TICKER = re.compile(
    r"(?P<name>[\u3400-\u9fffA-Za-z*]{2,8})\s?\((?:\d{6}(?:\.S[HZ])?|\d{3,5}\.HK|(?:SH|SZ|HK|NYSE|NASDAQ|纳斯达克|港股|A股)\s?[:.]?\s?[\dA-Z]{1,6}|[A-Z]{1,5}\.(?:N|O|US|HK))\)"
)
_ITEMS = re.compile(r"(?:[^,;:。、!?\s《》]{2,16}、){1,8}[^,;:。、!?\s《》]{2,16}$")
_SHORT_METRIC = 5  # characters; what is longer and stands once says more than a name
_FEW = 60  # names that are each looked for in the text
_LONGEST_LIST = 160
_LISTED_NAME = re.compile(r"[A-Z\u3400-\u9fff]")
_NO_LISTED_NAME = re.compile(r"[率度性化量]$|^\d")
_PRONOUN = re.compile(
    r"(?:该|这一|这款|此|上述|这些|这项|这个|本)(?P<kind>产品|政策|办法|通知|规定|文件|新规|条例|意见|法案|银行|行|公司|企业|集团|平台|机构|系统|模式|业务|部门)"
    r"|(?P<its>其(?![中他实次它余间一二三四后及所])|它(?!们))"
)
_FIRMS = ("Company", "Bank", "Platform")
_KIND = {
    "产品": ("Product",),
    **dict.fromkeys(
        ("政策", "办法", "通知", "规定", "文件", "新规", "条例", "意见", "法案"), ("Policy",)
    ),
    **dict.fromkeys(("银行", "行"), ("Bank",)),
    **dict.fromkeys(
        ("公司", "企业", "集团", "机构"), ("Company", "Bank", "Platform", "Organization")
    ),
    "平台": ("Platform",),
    "模式": ("BusinessModel",),
    "业务": ("BusinessModel", "Product"),
    "部门": ("Regulator",),
}
SUBJECTS = frozenset(
    {
        "Product",
        "Bank",
        "Company",
        "Platform",
        "Organization",
        "Regulator",
        "BusinessModel",
        "Policy",
        "Market",
    }
)
_REMEMBERED = 50_000
_COUNTY = "州县省市区镇港"
_COUNTED = re.compile(r"[\d万亿千百十几多余]\s?$")
_BRANCH = re.compile("(?:市|省)?(?:分行|支行|中心支行|营业部|分公司|监管局|证监局)")
_MENTIONS_BACK = 200  # mentions among which a pronoun looks for its antecedent
_NEAR = 150  # characters within which an article's own subject stays the antecedent


class Names:
    """Expressions compiled once from the names and patterns of an ontology."""

    def __init__(self, ontology: Ontology, lexicon: Lexicon) -> None:
        self.table = ontology.names
        self.english = lexicon.language == "en"
        self.known: dict[str, str] = {}
        for group in ("generic", "known"):
            for kind, words in self.table[group].items():
                for word in words:
                    self.known[word] = kind
        self.alias: dict[str, str] = self.table["alias"]
        self.units = frozenset(ontology.units)
        self.cuts: dict[str, int] = {}  # of words that were asked for

    @cached_property
    def base(self) -> dict[str, tuple[str, str, tuple[str, ...]]]:
        """Known surface → class, name, roles."""
        return {w: (k, self.alias.get(w, w), ()) for w, k in self.known.items()}

    @cached_property
    def products(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Known products: surface → name, roles."""
        return {w: (name, roles) for w, (k, name, roles) in self.base.items() if k == "Product"}

    def divided(self, word: str) -> int:
        """Where a word of the dictionary divides into two known names, 韩国|三星; 0 if nowhere."""
        if word not in self.cuts:
            if len(self.cuts) > _REMEMBERED:
                self.cuts.clear()
            cuts = range(2, len(word) - 1)
            self.cuts[word] = next(
                (cut for cut in cuts if word[:cut] in self.base and word[cut:] in self.base), 0
            )
        return self.cuts[word]

    @cached_property
    def latin(self) -> re.Pattern[str]:
        """Known names in Latin letters, as whole words."""
        latin = [w for w in self.known if w.isascii()]
        return re.compile(rf"(?<![A-Za-z0-9]){alternation(latin)}(?![A-Za-z0-9])")

    @cached_property
    def mixed(self) -> re.Pattern[str]:
        """Known names in both scripts, which the segmenter divides: A股, 南玻A."""
        both = [w for w in self.known if not w.isascii() and any(map(_latin, w))]
        return re.compile(alternation(both))

    @cached_property
    def suffixes(self) -> tuple[re.Pattern[str], dict[str, str]]:
        kinds = {
            w: kind
            for kind, words in self.table["suffix"].items()
            if kind != "Policy"
            for w in words
        }
        return re.compile(alternation(kinds)), kinds

    @cached_property
    def policy(self) -> re.Pattern[str]:
        return re.compile(alternation(self.table["suffix"]["Policy"]) + r"(?:\([^()]{1,12}\))?$")

    @cached_property
    def quoted(self) -> tuple[re.Pattern[str], dict[str, str]]:
        """A coinage in quotes, and what kind of thing it is: "双融担"模式."""
        heads = {w: kind for kind, words in self.table["quoted_head"].items() for w in words}
        name = r'"(?P<name>[^",.;:!?、\s]{2,12})"'
        return re.compile(f"{name}(?P<head>{alternation(heads)})"), heads

    @cached_property
    def pronouns(self) -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
        """What stands for a name, and the classes it can stand for."""
        if not self.english:
            return _PRONOUN, _KIND
        heads = {w: kind for kind, words in self.table["definite"].items() for w in words}
        stands_for = {w: _FIRMS if kind == "Company" else (kind,) for w, kind in heads.items()}
        described = r"(?:(?:[A-Z][\w-]+|[\w-]+-based) ){0,2}"
        return re.compile(
            rf"\b[Tt]he {described}(?P<kind>{alternation(heads)})\b(?P<its>(?!))?(?! (?:that|which|who|of|behind|and)\b)"
        ), stands_for

    @cached_property
    def listed(self) -> tuple[re.Pattern[str], dict[str, str]]:
        heads = {
            w: kind
            for kind, words in self.table["list_head"].items()
            if kind != "competitor"
            for w in words
        }
        for word in self.table["list_head"]["competitor"]:
            heads.setdefault(word, "Company")
        return re.compile(_LISTED.format(heads=alternation(heads))), heads


def names(ontology: Ontology, lexicon: Lexicon) -> Names:
    """The compiled names of ``ontology`` for the lexicon's language, built once."""
    key = f"rules.names.{lexicon.language}"
    if key not in ontology.memo:
        ontology.memo[key] = Names(ontology, lexicon)
    return cast(Names, ontology.memo[key])


class Found(NamedTuple):
    """A name in the text: where, what class, what it is called in full."""

    start: int
    end: int
    kind: str
    name: str
    roles: tuple[str, ...] = ()


def find_mentions(reading: Reading) -> tuple[Mention, ...]:
    """Every mention of a document, in text order, pronouns resolved."""
    table = names(reading.ontology, reading.lexicon)
    text = reading.text
    defined: dict[str, tuple[str, str, tuple[str, ...]]] = {}  # surface → class, name, roles
    found: list[Found] = []

    def define(
        name: str, kind: str, called: str | None = None, roles: tuple[str, ...] = ()
    ) -> None:
        if len(name) >= 2 and name not in defined:
            defined[name] = (kind, called or name, roles)

    for match in _TITLE.finditer(text):
        if table.policy.search(match.group(1)):
            define(match.group(1), "Policy")
        elif match.group(1).endswith(tuple(table.table["phrase"]["media"])):
            define(match.group(1), "Organization")
        elif len(match.group(1)) <= 12:
            define(match.group(1), "Product")
    if table.english:
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
                define(latin, kind, han)
                define(han, kind)
        for name, kind in kinds.items():
            define(name, kind)
        for start, end, kind in english_names(reading):
            if text[start:end] not in table.known:
                define(text[start:end], kind)
    _from_tables(reading, table, define)
    not_product = tuple(table.table["exclude"]["product"])
    if not table.english:
        _from_tickers(reading, table, define)
        _from_lists(reading, table, define)
        quoted, heads = table.quoted
        for match in quoted.finditer(text):
            define(match.group("name"), heads[match.group("head")])
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
                define(name, kind)
        kinds = table.known | {name: kind for name, (kind, _, _) in defined.items()}
        for start, end, kind in siblings(reading, kinds):
            define(text[start:end], kind)
    for match in _DEFINED.finditer(text):
        named = _FULL.search(text, max(0, match.start() - 40), match.start())
        if not named:
            continue
        full = named.group().strip('《》"')
        short = match.group("short").strip("《》")
        for known in sorted(defined, key=len, reverse=True):
            if full.endswith(known):
                define(short, defined[known][0], defined[known][1])
                break
        else:
            kind = next((k for n, k in table.known.items() if full.endswith(n)), None)
            if kind:
                define(short, kind, full)
    found += [Found(a, b, *defined[text[a:b]]) for a, b in _places(text, defined)]
    for start, end in _known_places(reading, table):
        name = text[start:end]
        found.append(Found(start, end, *(defined.get(name) or table.base[name])))
    chosen = _with_owner(_longest(found), text)
    if not table.english:
        chosen = [_qualified(item, reading, table) for item in chosen]
    mentions = [
        Mention(reading.document.text[f.start : f.end], f.start, f.end, f.kind, f.name, f.roles)
        for f in chosen
    ]
    return tuple(_with_pronouns(reading, table, mentions))


def _known_places(reading: Reading, table: Names) -> Iterator[tuple[int, int]]:
    """Where known names stand: Chinese ones as words of the segmented text, Latin ones as such."""
    for run in _LATIN_RUN.finditer(reading.text):
        for match in table.latin.finditer(reading.text, *run.span()):
            yield match.span()
    if not table.english:
        words = reading.words
        for match in table.mixed.finditer(reading.text):
            if _whole(reading.text, *match.span()) and not words.splits(*match.span()):
                yield match.span()
        for index, word in enumerate(words.texts):
            if word in table.base and not word[0].isascii():
                start = words.starts[index]
                if word in table.units and _COUNTED.search(reading.text, max(0, start - 2), start):
                    continue  # 5亿美元: so many
                yield start, words.ends[index]
            elif len(word) > 3 and (cut := table.divided(word)):
                start = words.starts[index]  # 韩国三星 is one word to the dictionary
                yield start, start + cut
                yield start + cut, words.ends[index]


def _places(text: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where any of ``names`` stands, Latin ones as whole words; time grows with the text alone."""
    for at, end in _found(text, tuple(names)):
        if _whole(text, at, end):
            yield at, end


def _whole(text: str, at: int, end: int) -> bool:
    """Whether no word in Latin letters is cut at either end."""
    return not (
        (_latin(text[at]) and at and _latin(text[at - 1]))
        or (text[end - 1].isalpha() and _latin(text[end - 1]) and _latin(text[end : end + 1]))
    )


def _found(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    if len(names) <= _FEW:
        for name in names:
            at = text.find(name)
            while at >= 0:
                yield at, at + len(name)
                at = text.find(name, at + 1)
        return
    # Many names are looked up by their first two characters, so that the text is read once.
    beginnings: dict[str, list[str]] = {}
    for name in names:
        beginnings.setdefault(name[:2], []).append(name)
    for at in range(len(text) - 1):
        for name in beginnings.get(text[at : at + 2], ()):
            if text.startswith(name, at):
                yield at, at + len(name)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


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


def _longest(found: list[Found]) -> list[Found]:
    # Of overlapping names the longer wins; a name inside a longer one is part of it.
    chosen: list[Found] = []
    for item in sorted(set(found), key=lambda f: (f.start, -f.end, f.kind)):
        if chosen and item.start < chosen[-1].end:
            if item.end - item.start > chosen[-1].end - chosen[-1].start:
                chosen[-1] = item
            continue
        chosen.append(item)
    return chosen


def _with_owner(found: list[Found], text: str) -> list[Found]:
    """微信 + 粒粒贷 → one mention 微信粒粒贷 of the product, beside the platform's own.

    A branch is named after the house it belongs to: 招商银行 + 深圳 + 分行, a county or a town
    after its country: 日本 + 群马县.
    """
    out: list[Found] = []
    for item in found:
        house = out[-1] if out and out[-1].end == item.start else None
        branch = _BRANCH.match(text, item.end) if item.kind == "Place" else None
        if house and house.kind in ("Bank", "Regulator", "Company") and branch:
            name = text[house.start : branch.end()]
            out[-1] = Found(house.start, branch.end(), house.kind, name)
            continue
        if item.kind == "Metric" and house and STAGE.fullmatch(text, house.start, house.end):
            out[-1] = Found(house.start, item.end, "Metric", text[house.start : item.end])
            continue  # M1+|逾期率: overdue by how many months
        county = item.kind == "Place" and text[item.end - 1] in _COUNTY
        if house and house.kind == item.kind and (item.kind == "Regulator" or county):
            out[-1] = Found(house.start, item.end, item.kind, text[house.start : item.end])
            continue
        if (
            item.kind == "Product"
            and out
            and out[-1].end == item.start
            and out[-1].kind in ("Platform", "Company", "Bank")
        ):
            out.append(item._replace(start=out[-1].start))
            continue
        out.append(item)
    return out


def _qualified(item: Found, reading: Reading, table: Names) -> Found:
    """A name with the word before it that narrows what it names: 平均|投资收益率, 创新型|理财产品."""
    words = reading.words
    before = words.at(item.start) - 1
    if before < 0 or words.ends[before] != item.start:
        return item
    word, qualifiers = words.texts[before], table.table["qualifier"]
    narrows = word in qualifiers.get(item.kind, ()) or (
        item.kind == "Product"
        and word in qualifiers["holder"]
        and reading.text.endswith(tuple(qualifiers["held"]), item.start, item.end)
    )
    if not narrows:
        return item
    start = words.starts[before]
    return item._replace(start=start, name=reading.text[start : item.end])


def products_in(reading: Reading, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The products that metrics begin with: 原油 in 原油价格 is measured, and an entity of its own."""
    table = names(reading.ontology, reading.lexicon)
    mentions = list(mentions)
    products = {m.text: (m.name, m.roles) for m in mentions if m.type == "Product"}
    for metric in mentions:
        if metric.type != "Metric" or metric.pronoun:
            continue
        for cut in range(len(metric.text) - 1, 1, -1):
            product = metric.text[:cut]
            known = products.get(product) or table.products.get(product)
            if known and (
                metric.text[cut] == " " if table.english else reading.words.edge(metric.start + cut)
            ):
                yield Mention(product, metric.start, metric.start + cut, "Product", *known)
                break


def _from_tables(reading: Reading, table: Names, define: object) -> None:
    assert callable(define)
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
                    define(reading.text[start:end], kind)


def _from_tickers(reading: Reading, table: Names, define: object) -> None:
    assert callable(define)
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
            define(name, "Company")


def _from_lists(reading: Reading, table: Names, define: object) -> None:
    assert callable(define)
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
                    define(last, heads[head], None, roles)


def _with_pronouns(reading: Reading, table: Names, mentions: list[Mention]) -> list[Mention]:
    """Add 该产品, 这一政策, 其, the company as mentions of the nearest fitting entity before them."""
    # Of 微信粒粒贷 and the 微信 in it, the longer name comes first: it is the subject.
    out = sorted(mentions, key=lambda m: (m.start, -m.end))
    starts = {m.start for m in mentions}
    firsts = [m.start for m in out]
    opened = [s.start for s in reading.sentences]
    added: list[Mention] = []
    title = next((b for b in reading.document.blocks if b.kind == "title"), None)
    titled = {m.name for m in mentions if title and title.start <= m.start < title.end}
    pattern, stands_for = table.pronouns
    for match in pattern.finditer(reading.text):
        if match.start() in starts:
            continue
        home = bisect_right(opened, match.start()) - 1
        if home < 0 or match.start() >= reading.sentences[home].end:
            continue
        sentence = reading.sentences[home]
        block = reading.document.blocks[sentence.block]
        last = bisect_left(firsts, match.start())
        before = out[max(0, last - _MENTIONS_BACK) : last]
        antecedent: Mention | None = None
        if match.group("its"):
            near = [
                m
                for m in before
                if m.start >= block.start and m.type in SUBJECTS and m.type != "Policy"
            ]
            # 其 takes the subject: the first name of its sentence, else of the sentence before.
            same = [m for m in near if m.start >= sentence.start]
            if same:
                antecedent = same[0]
            elif near:
                begin = reading.sentences[bisect_right(opened, near[-1].start) - 1].start
                antecedent = next(m for m in near if m.start >= begin)
        else:
            kinds = stands_for.get(match.group("kind").lower(), ())
            fitting = [m for m in before if m.type in kinds]
            if table.english:  # the company is a bank only if no company is near
                near = [m for m in fitting if match.start() - m.end < _NEAR and m.type == kinds[0]]
                fitting = near or fitting
            antecedent = fitting[-1] if fitting else None
            # In an article about one product, 该产品 is that product unless it is far away.
            about = [m for m in fitting if m.name in titled and match.start() - m.end < _NEAR]
            if about and (antecedent is None or antecedent.name not in titled):
                antecedent = about[-1]
        if antecedent:
            added.append(
                replace(
                    antecedent,
                    text=reading.document.text[match.start() : match.end()],
                    start=match.start(),
                    end=match.end(),
                    pronoun=True,
                )
            )
    return sorted([*mentions, *added], key=lambda m: (m.start, m.end))
