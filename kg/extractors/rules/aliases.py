"""Names of one document that mean the same: 荷兰皇家航空公司（KLM）, 雪榕生物 and its name in law, a surname.

Names that mean the same in any document are in the vocabulary (`[alias]` in ``names.toml``); what a
document says it calls something (以下简称) is read with its definitions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace

from kg.model import Mention

_ORGANIZATIONS = frozenset(("Company", "Bank", "Platform", "Organization", "Regulator"))
_NAMED_SHORT = _ORGANIZATIONS | {"Policy", "Product"}
_GLOSS = re.compile(r"\s?\((?P<inside>[^()\n]{2,40})\)")
_BETWEEN = re.compile(r"[/、,;]|\bor\b")
_LEGAL_ZH = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|集团公司)$")
_LEGAL_EN = re.compile(
    r"(?:,? (?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|plc|ag|nv|sa|group|holdings))+\.?$",
    re.IGNORECASE,
)
_SHORTEST = 2


def with_one_name(text: str, mentions: Iterable[Mention], known: Container[str]) -> list[Mention]:
    """The mentions, each with the name that its document's other names for the same lead to.

    ``known`` are the names of the vocabulary. A surname stands for the full name, as a pronoun does.
    """
    mentions = list(mentions)
    surnames = _surnames(mentions)
    called = _glossed(text, mentions, known) | _legal(mentions) | _provinces(mentions, known)
    called |= surnames
    return [
        replace(m, name=_last(m.name, called), pronoun=m.pronoun or m.name in surnames)
        if m.name in called
        else m
        for m in mentions
    ]


def _last(name: str, called: Mapping[str, str]) -> str:
    seen = {name}
    while (name := called.get(name, name)) not in seen:
        seen.add(name)
    return name


def _glossed(text: str, mentions: list[Mention], known: Container[str]) -> dict[str, str]:
    """What stands in brackets behind a name: 经济合作与发展组织（OECD）, Silicon Valley Bank (SVB)."""
    named = {(m.start, m.end): m for m in mentions if m.type in _NAMED_SHORT}
    called = {}
    for full in named.values():
        gloss = _GLOSS.match(text, full.end)
        if not gloss:
            continue
        start = gloss.start("inside")
        for piece in _BETWEEN.split(gloss["inside"]):
            at = text.find(piece, start)
            own = piece.strip("\"' ")
            begin = text.find(own, at)
            start = at + len(piece)
            other = named.get((begin, begin + len(own)))
            if other and other.name != full.name and _short_for(other.name, full.name):
                short, long = other.name, full.name
                # What the vocabulary knows is what other documents call it, too.
                if short in known and long not in known:
                    short, long = long, short
                called[short] = long
    return called


def _short_for(short: str, full: str) -> bool:
    """Whether the letters of a short name stand in the full one, or it is an acronym of another
    language: KLM of 荷兰皇家航空公司."""
    if short.isascii() and not full.isascii():
        return short.replace("&", "").isupper() and len(short) >= _SHORTEST
    if short.isascii():
        initials = "".join(
            word[0] for word in re.findall(r"[A-Za-z]\w*", full) if word[0].isupper()
        )
        return short.isupper() and _within(short, initials + full.upper())
    return len(short) < len(full) and _within(short, full)


def _within(short: str, full: str) -> bool:
    """Whether the characters of ``short`` stand in ``full`` in this order."""
    rest = iter(full)
    return all(character in rest for character in short)


def _legal(mentions: list[Mention]) -> dict[str, str]:
    """A firm's name in law by the name it is called: 上海|雪榕生物|科技股份有限公司, Boeing| Company."""
    names = {m.name for m in mentions if m.type in _ORGANIZATIONS and not m.pronoun}
    called = {}
    for full in names:
        core = _LEGAL_ZH.sub("", full)
        if core != full:
            shorter = [n for n in names if n != full and n in core and len(n) > _SHORTEST]
        elif (core := _LEGAL_EN.sub("", full)) != full:
            shorter = [n for n in names if n == core]
        else:
            continue
        if len(shorter) == 1:
            called[full] = shorter[0]
    return called


def _provinces(mentions: list[Mention], known: Container[str]) -> dict[str, str]:
    """安徽省 is 安徽, 东莞市 is 东莞, where the vocabulary knows the place by its short name."""
    return {
        m.name: m.name[:-1]
        for m in mentions
        if m.type == "Place" and m.name[-1] in "省市" and m.name[:-1] in known
    }


def _surnames(mentions: list[Mention]) -> dict[str, str]:
    """Trump, where the document names one Donald Trump and no other of that name."""
    full: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.type == "Person" and " " in mention.text:
            full[mention.text.rsplit(" ", 1)[1]].add(mention.name)
    return {surname: next(iter(names)) for surname, names in full.items() if len(names) == 1}
