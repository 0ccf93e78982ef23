"""Lists that share a list of numbers: A、B 和 C 分别为 1、2 和 3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.extractors.rules.phrases import NOUNS, heads, noun_start
from kg.extractors.rules.quantities import Quantity
from kg.extractors.rules.reading import Bounds, Clause, Reading, Sentence, trim
from kg.extractors.rules.sentence import argument
from kg.model import Argument

EACH = "分别"
YEARLY = re.compile("(?<=..)(?:同比|环比)(?:分别)?$")  # 产量|同比: against when, not what
# 2021年至2023年, 营收分别为 …
_YEARS = re.compile(r"(?P<first>(?:19|20)\d\d)年?\s?[至到—–~-]\s?(?P<last>(?:19|20)\d\d)年")
_LONGEST = 10  # characters of a member
_BETWEEN = re.compile(r"\s?(?:、|,|和|与|及|以及)\s?")
_JOINT = re.compile(r"、|以及|和|与|及")
_ALL = re.compile("(?<=..)(?:均|都|双双|齐)")  # A、B|均为首次上行
# What stands between the last member and what all of them have: 日本三地|出口, 阿里的|跌幅.
_HAVING = re.compile(r"(?:等)?(?:[一二三四五六七八九两\d]+[地家者国市省个大]|各)?的?")


# 运动服|出口: what trades is measured, though the word measures nothing where it stands alone.
_FLOW = re.compile("(?:出口|进口|销售|零售|投资|消费|生产)额?$")


class Share(NamedTuple):
    """What one number of a list is about, as far as the other list says."""

    metric: Bounds | None = None
    subject: Argument | None = None
    period: str | None = None


def shares(
    reading: Reading,
    sentence: Sentence,
    clause: Clause,
    found: Sequence[Quantity],
    dated: Sequence[tuple[int, int, str]],
    metric_heads: re.Pattern[str],
) -> dict[int, Share]:
    """What each number that 分别 distributes is about, by its place in ``found``."""
    at = reading.text.find(EACH, clause.start, clause.end)
    if at < 0:
        return {}
    first = next((n for n, q in enumerate(found) if q.start > at), None)
    if first is None:
        return {}
    last = first
    while last + 1 < len(found) and _BETWEEN.fullmatch(
        reading.text, found[last].end, found[last + 1].start
    ):
        last += 1
    numbers = range(first, last + 1)
    if len(numbers) < 2:
        return {}
    for start, end in [(clause.start, at), *_before(reading.text, sentence, clause)]:
        days = [value for a, _, value in dated if start <= a < end]
        if (span := _YEARS.search(reading.text, start, end)) and len(days) < len(numbers):
            days = [str(year) for year in range(int(span["first"]), int(span["last"]) + 1)]
        if len(days) == len(numbers):
            return {n: Share(period=day) for n, day in zip(numbers, days, strict=True)}
        members = _members(reading, start, end, len(numbers))
        if members and (shared := _shares(reading, members, metric_heads)):
            return dict(zip(numbers, shared, strict=True))
    return {}


def together(reading: Reading, start: int, end: int) -> list[Bounds]:
    """The members of the list of names that ends at ``end``: 辽宁、云南、内蒙古 of 辽宁、云南、内蒙古债务率."""
    words, text = reading.words, reading.text
    joints = [
        m
        for m in _JOINT.finditer(text, start, end)
        if words.edge(m.start()) and words.edge(m.end())
    ]
    members: list[Bounds] = []
    for number in range(len(joints), -1, -1):
        low = joints[number - 1].end() if number else start
        high = joints[number].start() if number < len(joints) else end
        low, high = trim(text, low, high)
        if high - low < 2:
            break
        begin = words.starts[
            noun_start(words, heads(reading.ontology), words.at(high - 1), loose=False)
        ]
        if not words.edge(high) or words.tags[words.at(high - 1)] not in NOUNS:
            break
        members.insert(0, (max(low, begin), high))
        if begin > low:
            break  # the sentence before the first member
    return members if len(members) > 1 and all(b - a <= _LONGEST for a, b in members) else []


def _before(text: str, sentence: Sentence, clause: Clause) -> list[Bounds]:
    earlier = [c for c in sentence.clauses if c.end <= clause.start]
    return [
        (c.start, m.start() if (m := _ALL.search(text, c.start, c.end)) else c.end)
        for c in reversed(earlier[-2:])
    ]


def _members(reading: Reading, start: int, end: int, count: int) -> list[Bounds]:
    """The last ``count`` members of the list that ends at ``end``, or none if there are fewer."""
    words = reading.words
    joints = [
        m
        for m in _JOINT.finditer(reading.text, start, end)
        if words.edge(m.start()) and words.edge(m.end())
    ]
    if len(joints) < count - 1:
        return []
    edges = [start, *(edge for m in joints for edge in m.span()), end]
    parts = list(zip(edges[::2], edges[1::2], strict=True))[-count:]
    if len(joints) == count - 1:
        # The first member begins where its noun phrase does.
        low, high = parts[0]
        index = words.at(max(low, high - 1))
        begin = words.starts[noun_start(words, heads(reading.ontology), index, loose=True)]
        parts[0] = max(low, begin), high
    trimmed = [trim(reading.text, *part) for part in parts]
    return trimmed if all(b - a >= 2 for a, b in trimmed) else []


def _shares(reading: Reading, members: list[Bounds], metric_heads: re.Pattern[str]) -> list[Share]:
    text = reading.text
    if all(_ends_in(metric_heads, text, part) for part in members):
        return [Share(part) for part in members]
    owners = [_owner(reading, part) for part in members[:-1]]
    low, high = members[-1]
    last = _owner(reading, members[-1])
    # 粗钢、水泥以及原铝|产量: what is measured of all stands behind the last one.
    head = next((m for m in metric_heads.finditer(text, low, high) if m.start() - low >= 2), None)
    head = head or _FLOW.search(text, low + 2, high)
    if last is None and head:
        last = argument(
            reading.document, low, head.start() - text.endswith("的", low, head.start())
        )
    if last is None or not all(owners):
        if not head and last is None and not any(owners) and _nouns(reading, members):
            return [Share(part) for part in members]  # 固定资产和在建工程分别为…
        if not head or any(_ends_in(metric_heads, text, part) for part in members[:-1]):
            return []
        owners = [argument(reading.document, *part) for part in members[:-1]]
    low = last.end if last else high
    having = _HAVING.match(text, low, high)
    low = having.end() if having else low
    if yearly := YEARLY.search(text, low, high):
        high = yearly.start()
    metric = (low, high) if high - low >= 2 else None
    return [Share(metric, owner) for owner in (*owners, last)]


def _nouns(reading: Reading, members: list[Bounds]) -> bool:
    """Whether every member is a short noun phrase, as what a balance sheet holds is called."""
    words = reading.words
    return all(
        b - a <= _LONGEST
        and all(
            words.tags[i] in (*NOUNS, "a", "b", "v", "vn")
            for i in range(words.at(a), words.at(b - 1) + 1)
        )
        and words.tags[words.at(b - 1)] in NOUNS
        for a, b in members
    )


def _owner(reading: Reading, part: Bounds) -> Argument | None:
    """The entity that a member begins with, if it is no metric."""
    inside = reading.mentions_in(*part)
    if inside and inside[0].start == part[0] and inside[0].type != "Metric":
        return Argument(inside[0].name, inside[0].start, inside[0].end)
    return None


def _ends_in(metric_heads: re.Pattern[str], text: str, part: Bounds) -> bool:
    return any(m.end() == part[1] for m in metric_heads.finditer(text, *part))
