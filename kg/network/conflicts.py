"""Where the sources contradict each other. Both sides are shown; nothing is resolved."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.errors import Nothing
from kg.model import CausalLink, Claim, Modality, Observation
from kg.network.measures import interval
from kg.ontology import load
from kg.text import period_bounds

if TYPE_CHECKING:
    from kg.network import Network

_OPPOSED = """
SELECT ?one ?other WHERE {
  ?one a kg:CausalLink ; kg:polarity kg:Promote ; kg:cause ?cause ; kg:effect ?effect ; kg:belief ?b1 .
  ?other a kg:CausalLink ; kg:polarity kg:Prevent ; kg:cause ?cause ; kg:effect ?effect ; kg:belief ?b2
  FILTER(?b1 > 0 && ?b2 > 0)
}
"""
_TRENDS = """
SELECT ?one ?other WHERE {
  ?up kg:trend kg:Up ; kg:concept ?concept .
  ?down kg:trend kg:Down ; kg:concept ?concept .
  ?one a kg:CausalLink ; kg:effect ?up ; kg:cause ?cause ; kg:polarity ?polarity ; kg:belief ?b1 .
  ?other a kg:CausalLink ; kg:effect ?down ; kg:cause ?cause ; kg:polarity ?polarity ; kg:belief ?b2
  FILTER(?b1 > 0 && ?b2 > 0)
}
"""
# What moved and no concept names: what its label says without the word for how.
_MOVED = """
SELECT ?link ?cause ?polarity ?trend ?label WHERE {
  ?effect kg:trend ?trend ; rdfs:label ?label .
  ?link a kg:CausalLink ; kg:effect ?effect ; kg:cause ?cause ; kg:polarity ?polarity ; kg:belief ?b
  FILTER(?b > 0)
}
"""
_DENIED = """
SELECT DISTINCT ?link WHERE {
  ?claim kg:modality kg:Denied .
  ?link kg:opposedBy ?claim ; a kg:CausalLink ; kg:belief ?belief FILTER(?belief > 0)
}
"""
_REPEATED = """
SELECT ?subject ?metric ?period WHERE {
  ?o a kg:Observation ; kg:subject ?subject ; kg:metric ?metric ; kg:period ?period
}
GROUP BY ?subject ?metric ?period HAVING(COUNT(*) > 1)
"""
_MEASURED = """
SELECT ?o WHERE { ?o a kg:Observation ; kg:subject ?subject ; kg:metric ?metric ; kg:period ?period }
"""
_DATED = """
SELECT ?link WHERE {
  ?cause kg:issued ?from . ?effect kg:issued ?to .
  ?link a kg:CausalLink ; kg:cause ?cause ; kg:effect ?effect ; kg:belief ?belief
  FILTER(?belief > 0 && STR(?from) > STR(?to))
}
"""
_PARAGRAPH = 300  # characters between two values that one passage gives side by side
KINDS = ("polarity", "trend", "denial", "value", "order")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides that can't both hold as they are worded.

    ``kind``: ``polarity`` (one says promotes, one prevents), ``trend`` (one cause raises and lowers
    the same), ``denial`` (stated and denied), ``value`` (different numbers for one metric and
    period), ``order`` (a cause dated after its effect; the second side is empty). ``links`` are the
    links spoken of; each side holds claims or observations.
    """

    kind: str
    links: tuple[CausalLink, ...]
    first: tuple[Claim | Observation, ...]
    second: tuple[Claim | Observation, ...]


def conflicts(network: Network) -> tuple[Conflict, ...]:
    """All contradictions of the graph, by kind and name. Raises `Nothing` if there are none."""
    found = [
        *_between(network, "polarity", _OPPOSED),
        *_trends(network),
        *_denials(network),
        *_values(network),
        *_orders(network),
    ]
    if not found:
        raise Nothing("no contradictions between these sources")
    return tuple(
        sorted(
            found,
            key=lambda c: (KINDS.index(c.kind), [k.id for k in c.links], [s.id for s in c.first]),
        )
    )


def _links(network: Network, sparql: str) -> Iterator[tuple[CausalLink, ...]]:
    seen = set()
    for row in network.rows(sparql):
        names = tuple(network.ns.curie(term.value) for term in row)
        if names not in seen:
            seen.add(names)
            links = tuple(network.links(names))
            if len(links) == len(names):  # what others call a link may be none
                yield links


def _plain(network: Network, link: CausalLink) -> tuple[Claim, ...]:
    stated = (Modality.ASSERTED, Modality.HEDGED)
    return tuple(c for c in network.claims(link.supported_by) if c.modality in stated)


def _between(network: Network, kind: str, sparql: str) -> Iterator[Conflict]:
    for one, other in _links(network, sparql):
        yield Conflict(kind, (one, other), _plain(network, one), _plain(network, other))


def _trends(network: Network) -> Iterator[Conflict]:
    """One cause that raises and lowers the same: a concept, or what two labels name alike."""
    ways: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    words = _trend_words()
    for link, cause, polarity, trend, label in network.rows(_MOVED):
        way = trend.value.rpartition("#")[2]
        core = words.sub("", label.value.casefold()).strip()
        if way in ("Up", "Down") and core != label.value.casefold():
            sides = ways.setdefault((cause.value, polarity.value, core), {})
            sides.setdefault(way, []).append(network.ns.curie(link.value))
    pairs = {
        pair
        for sides in ways.values()
        for pair in itertools.product(sides.get("Up", ()), sides.get("Down", ()))
    }
    pairs |= {(one.id, other.id) for one, other in _links(network, _TRENDS)}
    for pair in sorted(pairs):
        links = network.links(pair)
        if len(links) < len(pair):
            continue
        one, other = links
        if network.entity(one.effect).about == network.entity(other.effect).about:
            sides_of = _plain(network, one), _plain(network, other)
            yield Conflict("trend", (one, other), *sides_of)


@lru_cache(maxsize=1)
def _trend_words() -> re.Pattern[str]:
    """How labels say which way something went: 房价|上升, house prices| falling, rising |costs."""
    said = [w for names in load().trend_labels.values() for k, w in names.items() if k != "sign"]
    words = "|".join(sorted(map(re.escape, said), key=len, reverse=True))
    return re.compile(f"^(?:{words}) | ?(?:{words})$")


def _denials(network: Network) -> Iterator[Conflict]:
    for (link,) in _links(network, _DENIED):
        denials = [c for c in network.claims(link.opposed_by) if c.modality is Modality.DENIED]
        yield Conflict("denial", (link,), _plain(network, link), tuple(denials))


def _values(network: Network) -> Iterator[Conflict]:
    """Observations whose intervals, rounding and comparators included, do not meet.

    Values that one passage gives side by side are a list or a comparison.
    """
    for row in network.rows(_REPEATED):
        terms = dict(zip(("subject", "metric", "period"), row, strict=True))
        rows = network.rows(_MEASURED, parameters=terms)
        for alike in _alike(network.read_observations(r[0] for r in rows)):
            for one, other in itertools.combinations(alike, 2):
                if _one_breath(one, other):
                    continue
                if _apart(one, other) or _apart(other, one):
                    yield Conflict("value", (), (one,), (other,))


def _one_breath(one: Observation, other: Observation) -> bool:
    """Whether a text gives two values side by side: it lists or compares, and contradicts nothing."""
    if one.document != other.document:
        return False
    first, last = sorted((one.evidence, other.evidence), key=lambda e: e.start)
    return last.start - first.end < _PARAGRAPH


def _apart(lower: Observation, upper: Observation) -> bool:
    """Whether all that ``lower`` admits lies below all that ``upper`` admits."""
    a, b = interval(lower), interval(upper)
    if a is None or b is None:
        return False
    # 4 % and 5 % meet at 4.5 % only, and nobody rounds that both ways.
    rounded = lower.minimum is None and upper.minimum is None
    return a[1] < b[0] or (rounded and a[1] == b[0] and a[0] < b[1])


def _alike(observations: list[Observation]) -> list[list[Observation]]:
    """Observations of one kind (value or change), one unit, one value each."""
    groups: dict[tuple[bool, str | None], dict[tuple[float, float], Observation]] = {}
    for o in sorted(observations, key=lambda o: o.id):
        if bounds := interval(o):
            kind = (o.change is not None, o.change_from if o.change is not None else o.unit)
            groups.setdefault(kind, {}).setdefault(bounds, o)
    return [list(group.values()) for group in groups.values()]


def _orders(network: Network) -> Iterator[Conflict]:
    for (link,) in _links(network, _DATED):
        dates = [network.entity(end).issued for end in (link.cause, link.effect)]
        bounds = [period_bounds(date or "") for date in dates]
        if bounds[0] and bounds[1] and bounds[0][0] > bounds[1][1]:
            yield Conflict("order", (link,), _plain(network, link), ())
