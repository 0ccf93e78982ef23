"""Chinese noun phrases that name an entity by their last word: X银行, X成本, X用户, 总裁X.

The class comes from the last word (``suffix`` and ``metric`` of names.toml), the beginning from the
parts of speech: a name runs back over nouns to the first word that is none. Whether 某某公司 is one
company or a kind of company is told by its words: a company has a name that no dictionary holds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import cast

from kg.extractors.rules.reading import Reading
from kg.extractors.rules.segment import Words
from kg.ontology import Ontology, alternation

PERIOD = re.compile(r"(?:Q[1-4]|H[12]|FY)\d*|(?:季度|[年月季期周])[初末底中]")
NOUNS = frozenset(("n", "ns", "nr", "nrt", "nrfg", "nz", "nt", "ng", "vn", "b", "j", "eng", "an", "l", "s", "nx"))  # fmt: skip
_PERSON = frozenset(("nr", "nrt", "nrfg"))
_NO_NAME_TAG = frozenset(("m", "t", "x", "q", "r", "c", "p", "d", "uj", "ul", "f"))
_HAN = re.compile(r"[\u3400-\u9fff]+")
POINTING = ("这", "该", "此")
_NO_HEAD = frozenset(("x", "uj", "m"))
_REMEMBERED = 50_000
_DISTRICT = "省市县区州镇乡"  # what jieba calls a place is one if it ends so: 上市, 入口 are none
_LONGEST = 14
_MOST = 5  # words before the last one
_TERM = re.compile(
    r"(?<![\d一二两三五六七十])(?:\d{1,2}|[一二两三五六七十]{1,3})(?:年期|个月期|天期|日(?=年化))"
)
STAGE = re.compile(r"[A-Z]\d{1,2}\+")
_TERM_REACH = 6
_LEGAL = "有限公司"
_FORMAL_TAGS = frozenset(("n", "ns", "nz", "nt", "nr", "v", "vn", "an", "j", "b"))
_BANK_FIRM = re.compile("银行(?:股份)?有限(?:责任)?公司$")
_WHOSE = frozenset(("子公司", "母公司", "分公司", "全资", "控股", "参股", "旗下", "下属", "股东", "控股股东", "境内", "境外", "公司", "企业", "集团公司"))  # fmt: skip
_LONGEST_LEGAL = 24
_FUNCTION = frozenset("需以被未可已应将仍均且并或是本对把在从向为与及和不也都就才又还")
_ADDRESSED = re.compile(r"(?P<name>[\u3400-\u9fff]|(?<![A-Za-z])[A-Z])\s?(?:先生|女士|小姐)")
# 裁员潮, 价格大战: what many do at a time.
_EVENT = re.compile(r"[\u3400-\u9fff]{2,3}?(?:潮|大战|风波|寒冬)(?![水流汐汕州])")
_NO_WAVE = ("热潮", "浪潮", "高潮", "退潮", "思潮", "低潮", "新潮", "涨潮", "大潮", "弄潮", "风潮")
_LATIN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]*(?:[&'/-][A-Za-z0-9]+)*(?: [A-Z0-9][A-Za-z0-9.]*(?:[&'-][A-Za-z0-9]+)*){0,4}(?:\+(?![A-Za-z0-9]))?"
)
_NO_NAME = re.compile(
    r"(?:[QHMTVW]\d{1,2}|[A-Z]|I{1,3}|IV|VI{0,3}|APP|App|VS|PK|TOP\d*|NO|No|OK|KOL|CEO|CFO|COO|CTO|IPO|IP|ID|BP|PDF|DIY|VIP|Top \d+|WAP|PC|URL|The|In|It|This|A|An)$"
)
_GLOSS = re.compile(r"\([^()\u3400-\u9fff]{12,}\)")
_YEAR = re.compile(r" (?:19|20)\d\d$")
_QUARTER = re.compile(r"\bQ\d|QoQ|YoY|\bTask\b")
_DOES = re.compile(r"\s?(?:表示|认为|指出|称|说|加入|离开|辞职|宣布|威胁|改为|透露|警告)")
Phrase = tuple[int, int, str]
_OWNERS = frozenset(("Company", "Bank", "Platform", "Segment", "Organization"))
_TRADES = frozenset(("行业", "产业", "板块", "制造业", "服务业", "零售业", "农业"))


class Heads:
    """Expressions for the last words of names, compiled once from an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        table = ontology.names
        self.kinds = {word: kind for kind, words in table["suffix"].items() for word in words}
        self.known_endings: dict[str, tuple[tuple[str, str, int], ...]] = {}
        self.suffix = re.compile(alternation(w[::-1] for w in self.kinds))
        metrics = [
            word
            for concept in ontology.concepts.values()
            if concept.kind == "Metric"
            for word in concept.labels.get("zh", ())
        ]
        # 退出市场 happens; it is no market.
        self.happenings = frozenset(
            word
            for concept in ontology.concepts.values()
            if concept.kind == "Event"
            for word in concept.labels.get("zh", ())
        )
        bare = [*table["metric"]["head"], *table["metric"]["name_head"]]
        self.metric = re.compile(alternation(w[::-1] for w in [*bare, *metrics]))
        self.not_metric = frozenset(table["metric"]["not_metric"])
        self.bare = frozenset(bare)
        # Metrics with a name of their own: of 公司毛利率 the metric is 毛利率, but 企业贷款利率 stays.
        self.core = re.compile(
            alternation(
                w[::-1]
                for w in (*table["known"]["Metric"], *metrics)
                if len(w) > 2
                and w.endswith(("率", "利润", "收入", "额"))
                and not w.endswith("利率")
                and w not in table["metric"]["head"]
            )
        )
        self.object_verbs = frozenset(table["phrase"]["object_verb"])
        self.proper = frozenset(table["phrase"]["proper"])
        self.collective = frozenset(table["phrase"]["collective"])
        self.never = frozenset(table["phrase"]["never"])
        self.formal = frozenset(table["phrase"]["formal"])
        self.branch = frozenset(table["phrase"]["branch"])
        self.long = self.formal | self.branch | {_LEGAL, "公司"}
        self.glued = tuple(table["phrase"]["glued"])
        self.banks = frozenset(table["known"]["Bank"])
        self.titled = frozenset(table["phrase"]["titled"])
        self.surnames = frozenset(table["phrase"]["surname"])
        # Names of actors end a phrase to their right: 招商证券|银行业.
        self.actors = frozenset(
            w for kind in ("Company", "Bank", "Regulator", "Platform") for w in table["known"][kind]
        )
        self.businesses = frozenset(
            w for kind in ("Company", "Bank", "Platform") for w in table["list_head"][kind]
        )
        self.companies = frozenset(w for w in table["known"]["Company"] if not w.isascii())
        self.places = frozenset(table["known"]["Place"])
        self.products = frozenset(table["known"]["Product"])
        self.generic = frozenset(w for words in table["generic"].values() for w in words)
        # Kinds of actor: what stands behind them in a phrase is theirs.
        self.owners = frozenset(
            w
            for group in ("known", "generic")
            for kind in _OWNERS
            for w in table[group].get(kind, ())
        )
        self.titles = frozenset(table["phrase"]["title"])
        self.says = frozenset(table["phrase"]["says"])
        lexicon = ontology.lexicon("zh")
        self.verbs = frozenset(lexicon.cues) | frozenset(lexicon.trends) | self.never
        self.trend = re.compile(alternation(w[::-1] for w in lexicon.trends))

    def endings(self, word: str) -> tuple[tuple[str, str, int], ...]:
        """The suffixes of ``word`` that tell a class, each with its class and what follows it.

        价格下降 is one word to the segmenter: its suffix is 价格, and two characters follow.
        Remembered by word.
        """
        if len(self.known_endings) > _REMEMBERED:
            self.known_endings.clear()
        found = self.known_endings[word] = tuple(self._find_endings(word))
        return found

    def _find_endings(self, word: str) -> Iterator[tuple[str, str, int]]:
        moved = self.trend.match(word[::-1])
        rest = len(moved.group()) if moved and len(moved.group()) < len(word) - 1 else 0
        stem = word[: len(word) - rest]
        found = self.metric.match(stem[::-1])
        if found and stem not in self.not_metric:
            yield found.group()[::-1], "Metric", rest
        found = self.suffix.match(word[::-1])
        if found and found.group()[::-1] not in self.titled:
            suffix = found.group()[::-1]
            if self.kinds[suffix] == "Event" or word not in self.happenings:
                yield suffix, self.kinds[suffix], 0

    @cached_property
    def title(self) -> re.Pattern[str]:
        return re.compile(alternation(self.titles) + "$")


def heads(ontology: Ontology) -> Heads:
    """The compiled `Heads` of ``ontology``."""
    if "rules.phrase_heads" not in ontology.memo:
        ontology.memo["rules.phrase_heads"] = Heads(ontology)
    return cast(Heads, ontology.memo["rules.phrase_heads"])


def names_metric(ontology: Ontology, text: str) -> bool:
    """Whether a phrase names a metric by itself: 获客成本 does, 成本 alone and 收涨 do not.

    >>> from kg.ontology import load
    >>> [names_metric(load(), text) for text in ("获客成本", "成本", "net interest margin")]
    [True, False, True]
    """
    table = heads(ontology)
    if text.isascii():
        return " " in text and text.rsplit(" ", 1)[1].lower() in ontology.names["metric"]["head_en"]
    if text in table.bare or not table.metric.match(text[::-1]):
        return False
    core = table.core.match(text[::-1])
    return core is None or core.end() == len(text)


def phrases(reading: Reading) -> Iterator[Phrase]:
    """Noun phrases with the class that their last word tells, in text order; they may overlap."""
    words = reading.words
    table = heads(reading.ontology)
    known = table.known_endings
    for index, (word, tag) in enumerate(zip(words.texts, words.tags, strict=True)):
        endings = known.get(word)
        if endings is None:
            endings = table.endings(word)
        if tag in _PERSON or word in table.titles:
            yield from _person(words, table, index)
        elif tag == "ns" and len(word) > 2 and word[-1] in _DISTRICT:
            yield words.starts[index], words.ends[index], "Place"
        elif tag == "nt" and len(word) > 2 and not endings:
            yield words.starts[index], words.ends[index], "Organization"
        if endings and (tag not in _NO_HEAD or word in table.bare):
            yield from _headed(words, table, index, endings)


def events(reading: Reading) -> Iterator[Phrase]:
    """What many do at a time (裁员潮): the words before are a whole word."""
    words = reading.words
    for match in _EVENT.finditer(reading.text):
        start, end = match.span()
        if (
            words.edge(start)
            and words.edge(end)
            and not match.group().endswith(_NO_WAVE)
            and words.tags[words.at(start)] not in ("d", "p", "r", "m", "c", "uj")
        ):
            yield start, end, "Event"


def addressed(reading: Reading) -> Iterator[Phrase]:
    """张先生, L女士: people whom an article calls by a surname or a letter."""
    if not any(word in reading.text for word in ("先生", "女士", "小姐")):
        return
    surnames = heads(reading.ontology).surnames
    for match in _ADDRESSED.finditer(reading.text):
        name = match.group("name")
        if name.isascii() or name in surnames:
            yield *match.span(), "Person"


def latin_names(reading: Reading) -> Iterator[Phrase]:
    """Names in Latin letters, with the class that their form and neighbours tell."""
    text = reading.text
    given = frozenset(reading.ontology.names["english"]["given"])
    glosses = [m.span() for m in _GLOSS.finditer(text)]
    for match in _LATIN.finditer(text):
        name = _YEAR.sub("", match.group())
        gloss = bisect_right(glosses, (match.start(), len(text))) - 1
        if gloss >= 0 and match.start() < glosses[gloss][1]:
            continue  # (Bloomberg News, "…"): a source, in no language of the text
        if _QUARTER.search(name) or (
            _NO_NAME.match(name)
            or len(name) < 2
            or (name.isupper() and len(name) < 3 and name != "AI")
            or name in reading.ontology.units
        ):
            continue
        start, end = match.start(), match.start() + len(name)
        person = " " in name and (name.split()[0] in given or _DOES.match(text, end))
        yield start, end, "Person" if person else _latin_kind(text, start, end)


def _latin_kind(text: str, start: int, end: int) -> str:
    name, behind, before = (
        text[start:end],
        text[end : end + 8].lstrip(),
        text[max(0, start - 8) : start],
    )
    for kind, pattern in _LATIN_CONTEXT:
        if pattern.match(behind):
            return kind
    if re.search(r"(?:收购|投资|公司|企业|巨头|厂商|集团|品牌商)\W*$", before):
        return "Company"
    if re.search(r"(?:平台|网站)\W*$", before):
        return "Platform"
    if re.search(r"\d", name) or re.search(
        r"(?:产品|款|游戏|引擎|软件|工具|型号|项目)\W*$", before
    ):
        return "Product"
    if name.isupper() and re.match(r"\D{0,6}\d", behind):
        return "Metric"
    return "Organization" if name.isupper() and len(name) > 3 else "Company"


_LATIN_CONTEXT = (
    ("Person", re.compile(r"(?:先生|女士|教授|博士)")),
    ("Company", re.compile(r"(?:公司|集团|创始人|总裁|首席|CEO|股价|财报|宣布|旗下|员工)")),
    ("Technology", re.compile(r"(?:技术|算法|架构|芯片|协议|协定|引擎|标准)")),
    ("BusinessModel", re.compile(r"(?:模式|业务)")),
    ("Platform", re.compile(r"(?:平台|网站|社区|应用商店)")),
    ("Metric", re.compile(r"(?:率|占比|指标|增速|同比|环比|数据|报价|利率)")),
    ("Product", re.compile(r"(?:游戏|主机|系统|软件|产品|系列|手机|车型)")),
)


def _headed(
    words: Words, table: Heads, index: int, endings: tuple[tuple[str, str, int], ...]
) -> Iterator[Phrase]:
    for suffix, kind, rest in endings:
        metric = kind == "Metric"
        start = noun_start(words, table, index, loose=metric)
        if kind == "Company" and start == index and words.texts[index - 1 : index]:
            # 隆基|股份, 平安|证券: a known name and what makes it a longer one.
            start -= words.texts[index - 1] in table.companies
        if suffix == _LEGAL:
            start = _legal_start(words, table, start, index)
        elif suffix in table.formal:
            start = _formal_start(words, table, start, index)
        if suffix in table.branch and start and words.texts[start - 1] in table.actors:
            start -= 1
            kind = "Bank" if words.texts[start] in table.banks else kind
        count, end = index - start, words.ends[index] - rest
        text = words.text[words.starts[start] : end]
        if count == 0 and (text == suffix or (not metric and not _proper(words, index))):
            continue
        if text.startswith(POINTING):
            continue  # 这一行: a word to the dictionary
        if count == 0 and metric and (len(text) < 3 or words.tags[index] in ("v", "d", "a")):
            continue
        if metric:
            start = behind_owner(words, table, start, index)
            text = words.text[words.starts[start] : end]
        if metric and (core := table.core.match(text[::-1])):
            yield _with_term(words.text, end - core.end()), end, kind
            continue
        if kind in ("Company", "Platform", "Organization", "Product", "Policy"):
            kind = _company(words, table, start, index, suffix, kind)
        if kind == "Company" and _BANK_FIRM.search(text):
            kind = "Bank"
        begin = words.starts[start]
        if kind and 2 < end - begin <= (_LONGEST if suffix not in table.long else _LONGEST_LEGAL):
            yield _with_term(words.text, begin) if metric else begin, end, kind


def _with_term(text: str, begin: int) -> int:
    """Where a metric begins with the term it is for: 七日|年化收益率, 10年期|国债利率."""
    low = max(0, begin - _TERM_REACH)
    for term in _TERM.finditer(text, low, begin + 2):
        if term.start() < begin <= term.end():
            return term.start()
    return begin


def _formal_start(words: Words, table: Heads, start: int, index: int) -> int:
    """Where the name of a formal body begins: at the place or the name that opens it.

    ``start`` is where its last nouns begin; before them may stand what it does, a verb or not.
    """
    best = at = start
    while at > 0 and index - at < _MOST:
        word, tag = words.texts[at - 1], words.tags[at - 1]
        if (
            tag not in _FORMAL_TAGS
            or not _HAN.fullmatch(word)
            or word in table.says
            or word in table.verbs
            or (word in table.object_verbs and not (at > 1 and _proper(words, at - 2)))
        ):
            break
        at -= 1
        if tag in ("ns", "nz", "nt") or (tag in _PERSON and index - at == 1):
            best = at
    return best


def _legal_start(words: Words, table: Heads, start: int, index: int) -> int:
    """Where the full name of a company begins: it holds what it does (支付服务), a verb or not.

    ``start`` is where its last nouns begin; whose it is (全资子公司) is no part of it.
    """
    for at in range(index - 1, start - 1, -1):
        if words.texts[at] in _WHOSE:
            return at + 1
    while start > 0:
        word, tag = words.texts[start - 1], words.tags[start - 1]
        if (
            tag in _NO_NAME_TAG
            or not _HAN.fullmatch(word)
            or (word in table.never and tag not in NOUNS)
            or word in _WHOSE
            or word in table.says
            or (word in table.object_verbs and not (start > 1 and _proper(words, start - 2)))
            or words.ends[start] - words.starts[start - 1] > _LONGEST
        ):
            break  # 收购|上海…有限公司, but 银盛支付服务…: what it does stands behind its own name
        start -= 1
    return start


def behind_owner(words: Words, table: Heads, start: int, index: int) -> int:
    """Where a metric begins behind whoever it is measured of: 消费者|购车成本, but 用户规模."""
    for at in range(index - 1, start - 1, -1):
        word, rest = words.texts[at], index - at
        trade = word in _TRADES or word.endswith("行业")  # 制造业PMI is a name
        own = table.kinds.get(word) in _OWNERS or word in table.owners
        if (own and (rest >= 2 or len(words.texts[index]) > 2)) or (trade and rest >= 2):
            return at + 1
    return start


def _company(words: Words, table: Heads, start: int, index: int, suffix: str, kind: str) -> str:
    """The class of a phrase that is a name only if its words are one."""
    proper = start == index or any(  # 泰康人寿: one word, a name itself
        _proper(words, i) or words.texts[i] in table.companies for i in range(start, index)
    )
    if kind == "Policy":
        return kind if index > start else ""
    if proper and (
        suffix not in table.collective
        or not all(words.tags[i] == "ns" for i in range(start, index))
    ):
        return kind
    if suffix in table.collective:
        return "Segment" if kind == "Company" else kind
    return "" if suffix in table.proper else kind


def _proper(words: Words, index: int) -> bool:
    """Whether a word is a name: tagged as one and in no dictionary, or in Latin letters."""
    word, tag = words.texts[index], words.tags[index]
    if tag == "eng" or (word[0].isascii() and word[0].isalpha()):
        return True
    return len(word) > 1 and (tag in ("nz", "nt", "nrt", "ns") or not words.known(word))


def noun_start(words: Words, table: Heads, index: int, *, loose: bool) -> int:
    """The first word of the noun phrase that ends with word ``index``."""
    start = index
    verbal = False
    while start > 0 and index - start < _MOST:
        word, tag = words.texts[start - 1], words.tags[start - 1]
        if word[:2] in table.object_verbs and len(word) > 2 and not words.known(word):
            break  # 降低生产|成本: a verb that the tagger joined to its object
        if word in table.never or word in table.actors or (loose and word in table.places):
            break
        if PERIOD.fullmatch(word):
            break  # 2020年Q4|粒粒贷
        if word[0] in _FUNCTION and not words.known(word):
            break  # 需承担|成本: no word, and it opens with none that a name could
        if words.ends[index] - words.starts[start - 1] > _LONGEST or word in table.verbs:
            break
        if tag in NOUNS and (len(word) > 1 or tag in ("b", "j", "ng", "ns")):
            start -= 1
        elif (
            tag not in _NO_NAME_TAG
            and len(word) > 1
            and not words.known(word)
            and word not in table.object_verbs
            and _HAN.fullmatch(word)
        ):
            start -= 1  # 学大|教育: a name that the tagger took for something else
        elif (
            loose
            and not verbal
            and tag in ("v", "a", "t")
            and len(word) > 1
            and word not in table.object_verbs
            and (
                (start > 1 and words.tags[start - 2] in NOUNS)
                or (start == index and len(word) == 2)
            )
        ):
            verbal = tag == "v"
            start -= 1  # 承诺投资金额, 募资规模, 授课时长
        elif (
            words.texts[index] in ("率", "额", "量")
            and start == index
            and len(word) > 1
            and tag not in ("x", "m")
        ):
            start -= 1  # 逾期|率
        else:
            break
    while start < index and words.texts[start] in table.never:
        start += 1
    return start


def _unglued(words: Words, table: Heads, start: int, end: int) -> int:
    """Where a name ends that the segmenter took the next word for a part of: 刘胜|称."""
    text = words.text
    if end - start < 3 or not text.endswith(table.glued, start, end) or text[start] == "·":
        return end
    if text[end - 1] in "称说" and text[start] in table.surnames:
        return end - 1
    index = words.at(end - 1) + 1
    following = words.texts[index] if index < len(words.texts) else ""
    spoken = following in table.says or following in ("记者", "媒体")
    return end - 1 if spoken and text[start] in table.surnames else end


def _person(words: Words, table: Heads, index: int) -> Iterator[Phrase]:
    """总裁X, X表示: a name beside a title or before a verb of saying."""
    if words.texts[index] in table.titles:
        stop = index + 1
        while (
            stop < len(words.texts)
            and stop - index <= 3
            and (
                words.tags[stop] in _PERSON
                or words.texts[stop] == "·"
                or (
                    stop == index + 1
                    and not words.known(words.texts[stop])
                    and words.tags[stop] not in ("x", "m", "eng")
                )
            )
        ):
            stop += 1
        if stop > index + 1:
            start, end = words.starts[index + 1], words.ends[stop - 1]
            end = _unglued(words, table, start, end)
            if 2 <= end - start <= 12:
                yield start, end, "Person"
        return
    start = index
    while (
        start > 0
        and (words.tags[start - 1] in _PERSON or words.texts[start - 1] == "·")
        and index - start < 3
    ):
        start -= 1
    if words.texts[start] == "·":
        if not start or not _HAN.fullmatch(words.texts[start - 1]):
            return
        start -= 1  # 利亚|·|费伊: a first name that is a place to the dictionary
        while (
            start
            and words.tags[start - 1] in _PERSON
            and words.ends[index] - words.starts[start - 1] <= 12
        ):
            start -= 1
    following = words.texts[index + 1] if index + 1 < len(words.texts) else ""
    name = words.texts[index]
    end = _unglued(words, table, words.starts[start], words.ends[index])
    if end < words.ends[index]:
        yield words.starts[start], end, "Person"
        return
    if len(name) == 3 and name[0] in table.surnames and not words.known(name):
        business = index > 0 and words.texts[index - 1] in table.businesses  # 药店|康民堂
        yield words.starts[index], words.ends[index], "Company" if business else "Person"
        return
    if following in table.says and 2 <= words.ends[index] - words.starts[start] <= 12:
        yield words.starts[start], words.ends[index], "Person"
