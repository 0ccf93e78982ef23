"""Mentions: names known to the domain, names the text itself defines, and what stands for them.

Four sources, in order of trust: 《titles》 and definitions (以下简称), the vocabulary, table columns
and lists that name their members' class (A、B等竞品), and noun phrases whose last word tells a class
(`kg.extractors.rules.phrases`, `kg.extractors.rules.english_names`). What is a name once is a name
wherever it stands in the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.extractors.rules.aliases import with_one_name
from kg.extractors.rules.definitions import definitions
from kg.extractors.rules.naming import Names, latin, names
from kg.extractors.rules.phrases import STAGE
from kg.extractors.rules.pronouns import with_pronouns
from kg.extractors.rules.reading import Reading
from kg.model import Mention

_LATIN_RUN = re.compile(r"[A-Za-z0-9][\x20-\x7e]*")
_FEW = 60  # names that are each looked for in the text
_COUNTY = "州县省市区镇港"
_COUNTED = re.compile(r"[\d万亿千百十几多余]\s?$")
_BRANCH = re.compile("(?:市|省)?(?:分行|支行|中心支行|营业部|分公司|监管局|证监局)")


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
    defined = definitions(reading, table)
    found = [Found(a, b, *defined[text[a:b]]) for a, b in _places(text, defined)]
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
    return tuple(with_pronouns(reading, table, with_one_name(text, mentions, table.known)))


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
        (latin(text[at]) and at and latin(text[at - 1]))
        or (text[end - 1].isalpha() and latin(text[end - 1]) and latin(text[end : end + 1]))
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


_OWNERS = frozenset(("Company", "Bank", "Platform"))


def _longest(found: list[Found]) -> list[Found]:
    # Of overlapping names the longer wins; a name inside a longer one is part of it.
    chosen: list[Found] = []
    for item in sorted(set(found), key=lambda f: (f.start, -f.end, f.kind)):
        if chosen and item.start < chosen[-1].end:
            longer = chosen[-1]
            if item.end - item.start > longer.end - longer.start:
                chosen[-1] = item
            elif longer.kind == "Metric" and item.kind in _OWNERS and item.start == longer.start:
                chosen[-1] = item  # Walmart|revenue: somebody's, and a metric without a name
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
