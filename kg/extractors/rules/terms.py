"""Terms: what a Chinese text speaks of again and again, and how it is spoken of.

No dictionary holds every product and company, and few articles define theirs. Two things give them
away. They recur: one word that is rare elsewhere (紧固件: the dictionary's own frequency tells),
with the words beside it that it hardly stands without (有|赞, 上汽|大众). And the words at its end,
inside and beside it tell its class: what is produced, stocked and priced is a product; what
announces, employs and is listed is a company. The words that tell are in names.toml; a term that
none of them speaks of is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from kg.extractors.rules.phrases import NOUNS, POINTING, Heads, Phrase, heads, noun_start
from kg.extractors.rules.reading import Bounds, Reading
from kg.extractors.rules.segment import Words
from kg.ontology import Ontology, alternation

_OFTEN = 3  # times that a term recurs
_RARE = 2_000  # of the 60 million words that jieba's dictionary counted
_TOGETHER = 0.7  # of the rare piece's places, how many stand beside the other
_VOTES = 2  # places where the words beside a word of the dictionary tell its class
_LONGEST = 8
_ROUNDS = 3  # of joining: names of up to eight words
_BESIDE = 6  # characters before a term that tell its class
_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9]*[\u3400-\u9fffA-Za-z][\u3400-\u9fffA-Za-z0-9]*")
_NO_PIECE = frozenset(("p", "c", "d", "uj", "ul", "uz", "ud", "m", "q", "r", "t", "x", "f", "y", "e"))  # fmt: skip
_LIST = re.compile(
    r"[^,;:。、!?\s《》()\"]{1,24}+(?:、[^,;:。、!?\s《》()\"]{1,16}){1,15}(?:、|和|与|以及|及)[^,;:。、!?\s《》()\"]{2,24}"
)
_JOINT = re.compile(r"、|以及|和|与|及")
_ALL = re.compile("等|均|都|也|皆|纷纷|相继|先后|同样|同时")  # what follows the last member
_FEWEST = 3  # members of a list that tell each other's class
_LISTED = frozenset(("Company", "Bank", "Platform", "Product"))
_COMMON = 6_000  # a single word that is as frequent is no name
_HAN_OR_LATIN = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")
_PEOPLE = frozenset(("nr", "nrt", "nrfg"))
_PROPER = frozenset(("nr", "nrt", "nrfg", "nz", "nt", "eng", "j"))


class _Beside(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]


def terms(reading: Reading) -> Iterator[Phrase]:
    """Where each recurring term stands, with its class."""
    words, table = reading.words, heads(reading.ontology)
    size = len(words.texts)
    first = dict(zip(reversed(words.texts), range(size - 1, -1, -1), strict=True))
    places: dict[str, list[int]] = {
        word: []
        for word, count in Counter(words.texts).items()
        if count >= _OFTEN and _rare(words, table, first[word])
    }
    for index, word in enumerate(words.texts):
        if word in places:
            places[word].append(index)
    seen: set[str] = set()
    for found in places.values():
        spans, joined = _grown(words, table, found)
        name = words.text[spans[0][0] : spans[0][1]]
        coined = joined or not words.known(name)
        if name in seen or not 2 <= len(name) <= _LONGEST or not _NAME.fullmatch(name):
            continue
        if name.startswith(POINTING):
            continue
        seen.add(name)
        kind = _kind(reading, name, spans, coined)
        if kind == "Company" and not joined and _is_person(words, table, found[0]):
            kind = "Person"  # 王昌盛表示, 王昌盛认为
        if kind:
            for start, end in spans:
                yield start, end, kind


def _is_person(words: Words, table: Heads, index: int) -> bool:
    """Whether a word looks like a person's name: a surname, and a character or two."""
    word = words.texts[index]
    return words.tags[index] in _PEOPLE and 2 <= len(word) <= 3 and word[0] in table.surnames


def _grown(words: Words, table: Heads, places: list[int]) -> tuple[list[Bounds], bool]:
    """Where a rare word stands, with the words that it hardly stands without; and whether any."""
    runs = [(index, index) for index in places]
    grown = False
    for _ in range(_ROUNDS):
        size_before = runs[0][1] - runs[0][0]
        for step in (1, -1):
            beside = [last + 1 if step > 0 else first - 1 for first, last in runs]
            near = [
                words.texts[i] if 0 <= i < len(words.texts) and _piece(words, table, i) else ""
                for i in beside
            ]
            word, count = Counter(near).most_common(1)[0]
            size = words.ends[runs[0][1]] - words.starts[runs[0][0]]
            if not word or count < _OFTEN or count < _TOGETHER * len(runs):
                continue
            if size + len(word) <= _LONGEST:
                kept = [run for run, other in zip(runs, near, strict=True) if other == word]
                runs = [(a, b + 1) if step > 0 else (a - 1, b) for a, b in kept]
                grown = True
        if runs[0][1] - runs[0][0] == size_before:
            break
    return [(words.starts[a], words.ends[b]) for a, b in runs], grown


def _piece(words: Words, table: Heads, index: int) -> bool:
    """Whether a word can be part of a term."""
    word, tag = words.texts[index], words.tags[index]
    return bool(
        tag not in _NO_PIECE
        and _NAME.fullmatch(word)
        and word not in table.never
        and word not in table.verbs
        and word not in table.object_verbs
        and not table.title.search(word)
        and (tag in NOUNS or len(word) > 1 or not words.known(word))
    )


def _rare(words: Words, table: Heads, index: int) -> bool:
    """Whether a word makes what it is part of a name."""
    word, tag = words.texts[index], words.tags[index]
    if word in table.companies:
        return True
    if (
        word in table.kinds
        or word in table.bare
        or word in table.generic
        or table.title.search(word)
    ):
        return False
    if not words.known(word):
        return len(word) > 1 or tag in _PROPER
    return tag in NOUNS and words.often(word) < _RARE and not table.endings(word)


def _kind(reading: Reading, name: str, places: list[Bounds], coined: bool) -> str:
    """The class of a term: by its last word, else by the words beside it, else by its first one.

    ``coined`` says that no dictionary holds it.
    """
    table = heads(reading.ontology)
    if coined:
        for suffix, kind, rest in table.endings(name):
            if kind != "Metric" and not rest and suffix not in table.collective:
                return kind
        for cut in range(1, len(name) - 1):
            if name[cut:] in table.products:
                return "Product"
    votes = {
        kind: sum(
            bool(
                found.before.search(reading.text, max(0, start - _BESIDE), start)
                or found.after.match(reading.text, end)
            )
            for start, end in places
        )
        for kind, found in _beside(reading.ontology).items()
    }
    best = max(votes, key=lambda kind: votes[kind])
    if coined and any(name[:cut] in table.companies for cut in range(1, len(name) + 1)):
        return "Company"
    if votes[best] >= (1 if coined else _VOTES):
        return best
    return ""


def _beside(ontology: Ontology) -> dict[str, _Beside]:
    """The words beside a term that tell its class, compiled once."""
    if "rules.terms" not in ontology.memo:
        ontology.memo["rules.terms"] = {
            kind: _Beside(
                re.compile(alternation(table["before"]) + "(?:了|的|一款|一家)?$"),
                re.compile("(?:的|在|等|于)?" + alternation(table["after"])),
            )
            for kind, table in ontology.names["term"].items()
        }
    return cast("dict[str, _Beside]", ontology.memo["rules.terms"])


def siblings(reading: Reading, kinds: Mapping[str, str]) -> Iterator[Phrase]:
    """Members of a list whose class its other members tell: 醋酸、多晶硅、液氯.

    ``kinds`` maps the names found so far to their classes. A list has at least three members; most
    of those that are known are of one class, and are a third of the list if not all others can be
    names.
    """
    words, table = reading.words, heads(reading.ontology)
    for match in _LIST.finditer(reading.text):
        members = _members(reading, table, *match.span())
        if len(members) < _FEWEST:
            continue
        found = Counter(
            kind for start, end in members if (kind := kinds.get(reading.text[start:end]))
        )
        if not found:
            continue
        kind, count = found.most_common(1)[0]
        if kind not in _LISTED or count * 2 <= found.total():
            continue
        new = [(a, b) for a, b in members if reading.text[a:b] not in kinds]
        names = [part for part in new if _nameable(words, table, *part)]
        if count * 3 >= len(members) or len(names) == len(new):
            for start, end in names:
                yield start, end, kind


def _members(reading: Reading, table: Heads, start: int, end: int) -> list[tuple[int, int]]:
    """The members of the list at ``start``–``end``; of the first and last what is a noun phrase."""
    words, text = reading.words, reading.text
    parts = [start]
    for joint in _JOINT.finditer(text, start, end):
        if words.edge(joint.start()) and words.edge(joint.end()):
            parts += joint.span()
    parts.append(end)
    members = list(zip(parts[::2], parts[1::2], strict=True))
    low, high = members[0]
    index = words.at(high - 1)
    begin = noun_start(words, table, index, loose=False) if high > low else index
    members[0] = max(low, words.starts[begin]), high
    low, high = members[-1]
    index = words.at(low)
    while (
        index < len(words.texts)
        and words.starts[index] < high
        and (words.tags[index] in NOUNS or not words.known(words.texts[index]))
        and _HAN_OR_LATIN.fullmatch(words.texts[index])
    ):
        index += 1
    stop = min(high, words.starts[index] if index < len(words.texts) else high)
    if stop == high or _ALL.match(text, stop):
        members[-1] = low, max(low, stop)
    else:
        del members[-1]  # 浙江|债务率: the last member and what is said of all
    return members


def _nameable(words: Words, table: Heads, start: int, end: int) -> bool:
    """Whether a member of a list can be a name: nouns, or words that no dictionary holds."""
    if not 2 <= end - start <= _LONGEST + 2 or not words.edge(start) or not words.edge(end):
        return False
    first, last = words.at(start), words.at(end - 1)
    if any(
        (words.tags[i] not in NOUNS and words.known(words.texts[i]))
        or words.texts[i] in table.never
        for i in range(first, last + 1)
    ):
        return False
    return first < last or words.often(words.texts[first]) < _COMMON
