"""What the numbers say: two things side by side, and what happened when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import NotFound, UsageError
from kg.model import Entity, Observation
from kg.namespaces import VOCABULARIES
from kg.ontology import Unit, load_units
from kg.text import period_bounds

if TYPE_CHECKING:
    from kg.network import Network

_DATE = ox.NamedNode(VOCABULARIES["xsd"] + "date")
# Words of a change that say which way it went.
_DIRECTED = re.compile(r"[升降增减涨跌扩缩滑落挫+−-]|\b(?:up|down|plus|minus)\b")
_BARE = re.compile(r"[-+(]?(?P<number>\d[\d,]*(?:\.\d+)?)\)?")
_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
# Two questions, since the engine answers each from one index, and both together by looking up every
# observation there is: that takes three times as long at a million triples.
_ENDED = "SELECT ?o WHERE { ?o kg:periodEnd ?end FILTER(?end >= ?since) }"
_BEGUN = "SELECT ?o WHERE { ?o kg:periodStart ?start FILTER(?start <= ?until) }"
_ISSUED = "SELECT DISTINCT ?entity WHERE { ?entity kg:issued ?date }"


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric of two entities, of one period where both give one; either side may be missing.

    ``difference`` (first − second) and ``ratio`` (first ÷ second) are in ``unit``, to which both
    values were converted; None where they can't be compared.
    """

    metric: str
    first: Observation | None
    second: Observation | None
    difference: float | None = None
    ratio: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two entities side by side: metrics that both have first."""

    first: Entity
    second: Entity
    rows: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something dated: a policy's issue (``observation`` is None) or an observation.

    ``start`` and ``end`` are its first and last day (ISO), ``period`` is as precise as the text.
    """

    start: str
    end: str
    period: str
    entity: Entity
    observation: Observation | None = None


def compare(network: Network, first: str, second: str) -> Comparison:
    """The observations of two entities side by side, units aligned.

    Values stand in one row if they measure the same metric in the same period; where a metric has
    one value on each side and a period is missing, these too. Raises `NotFound` if neither entity
    was observed; `AmbiguousName`.
    """
    one, other = network.find(first), network.find(second)
    if one.id == other.id:
        raise UsageError(f"{first} and {second} are both {one.id}; name two things")
    left = [o for o in network.observations(one.id) if o.subject.entity == one.id]
    right = [o for o in network.observations(other.id) if o.subject.entity == other.id]
    if not left and not right:
        raise NotFound(
            f"no observations of {one.label} ({one.id}) or {other.label} ({other.id}) here"
        )
    rows = []
    for metric in sorted({o.metric.entity for o in (*left, *right)}):
        mine = [o for o in left if o.metric.entity == metric]
        theirs = [o for o in right if o.metric.entity == metric]
        rows += [_compared(network.label(metric), a, b) for a, b in _paired(mine, theirs)]
    rows.sort(key=lambda row: (row.first is None or row.second is None, row.metric))
    return Comparison(one, other, tuple(rows))


def _paired(
    left: list[Observation], right: list[Observation]
) -> Iterator[tuple[Observation | None, Observation | None]]:
    if len(left) == len(right) == 1 and None in (left[0].period, right[0].period):
        yield left[0], right[0]
        return
    # A level beside a level, a change beside a change: 余额 120亿元 and 余额增长 20%.
    for alike in sorted({_alike(o) for o in (*left, *right)}):
        one = [o for o in left if _alike(o) == alike]
        other = [o for o in right if _alike(o) == alike]
        for i in range(max(len(one), len(other))):
            yield (one[i] if i < len(one) else None, other[i] if i < len(other) else None)


def _alike(o: Observation) -> tuple[str, bool]:
    return o.period or "", o.change is not None


def _compared(metric: str, a: Observation | None, b: Observation | None) -> Compared:
    if a is None or b is None:
        return Compared(metric, a, b)
    one, other = _number(a), _number(b)
    bases = _base(a.unit), _base(b.unit)
    changes = a.change is not None, b.change is not None
    # A bound (超过12亿) is no number to subtract from.
    bound = any(o.comparator in ("<", "<=", ">", ">=") for o in (a, b))
    if (
        one is None
        or other is None
        or bound
        or bases[0][0] != bases[1][0]
        or changes[0] != changes[1]
    ):
        return Compared(metric, a, b)
    if a.unit == b.unit:
        unit = a.unit
    else:
        unit = bases[0][0]
        one, other = one * bases[0][1], other * bases[1][1]
    ratio = round(one / other, 6) if other and not changes[0] else None
    return Compared(metric, a, b, round(one - other, 9), ratio, unit)


def _number(o: Observation) -> float | None:
    return o.value if o.value is not None else o.change


def _base(unit: str | None) -> tuple[str | None, float]:
    known = _units().get(unit or "")
    return (known.base, known.factor) if known else (unit, 1.0)


@lru_cache(maxsize=1)
def _units() -> dict[str, Unit]:
    return {unit.id: unit for unit in load_units().values()}


def unit_label(unit: str) -> str:
    """What a unit (a CURIE) is called; its local name if we know none."""
    known = _units().get(unit)
    return known.label if known else unit.partition(":")[2]


def worded(o: Observation) -> str:
    """What was observed, in its own words; where those are a number alone, its unit behind it.

    Of a table that says 亿元 above its columns, a cell is a number alone. A change whose words do
    not say which way it went (tumbled|more than 11%) has an arrow before it.

    >>> from kg.model import Argument, Evidence
    >>> a = Argument("", 0, 0)
    >>> worded(Observation("", a, a, "1.2", "=", Evidence("", 0, 0, ""), "", value=1.2e8, unit="unit:CCY_CNY"))
    '120,000,000 元'
    """
    way = ""
    if o.change and not _DIRECTED.search(o.raw):
        way = "↑ " if o.change > 0 else "↓ "
    bare = _BARE.fullmatch(o.raw)
    if bare is None or o.unit is None:
        return way + o.raw
    number = o.value if o.value is not None else o.change
    written = float(bare["number"].replace(",", ""))
    same = number is None or abs(abs(number) - abs(written)) <= 1e-9 * abs(written)
    label = unit_label(o.unit)
    return f"{way}{o.raw if same else f'{number:,.15g}'}{'' if label in '%‰' else ' '}{label}"


def interval(o: Observation) -> tuple[float, float] | None:
    """The values an observation admits, as its unit's base, rounding included; None if no number.

    约 (``~``) admits twice the rounding. A value written 1.2万 is known to half of 0.1万.

    >>> from kg.model import Argument, Evidence
    >>> a = Argument("", 0, 0)
    >>> interval(Observation("", a, a, "1.2万", "=", Evidence("", 0, 0, ""), "", value=12000.0))
    (11500.0, 12500.0)
    """
    factor = _base(o.unit)[1]
    if o.minimum is not None and o.maximum is not None:
        return o.minimum * factor, o.maximum * factor
    value = _number(o)
    if value is None:
        return None
    slack = _rounding(o.raw, value) * (2 if o.comparator == "~" else 1)
    low, high = (value - slack) * factor, (value + slack) * factor
    if o.comparator in (">", ">="):
        return low, float("inf")
    if o.comparator in ("<", "<="):
        return float("-inf"), high
    return low, high


def _rounding(raw: str, value: float) -> float:
    match = _NUMBER.search(raw)
    if match is None:
        return 0.0
    written = float(match[0].replace(",", ""))
    scale = abs(value) / written if written else 1.0
    return float(0.5 * 10 ** -len(match[1] or "") * scale)


def timeline(
    network: Network, name: str | None = None, *, since: str | None = None, until: str | None = None
) -> tuple[Moment, ...]:
    """Dated policies and observations, oldest first: of one entity and what is tied to it, or all.

    Tied to an entity are what happened to it and its direct causes and effects. ``since`` and
    ``until`` are periods (``2020``, ``2020-Q4``, ``2020-07-01``). Raises `NotFound` if nothing is
    dated, `UsageError` for a period that is none; `AmbiguousName`.
    """
    first = _bound(since, 0) or "0001-01-01"
    last = _bound(until, 1) or "9999-12-31"
    if first > last:
        raise UsageError(f"since {since} is later than until {until}")
    if name is None:
        entities = [network.entity(network.ns.curie(r[0].value)) for r in network.rows(_ISSUED)]
        observations = _observed(network, first, last)
    else:
        entity = network.find(name)
        tied = {entity.id: entity} | {e.id: e for e in network.about(entity.id)}
        for known in list(tied):
            ends = {k.cause for k in network.causes(known)} | {
                k.effect for k in network.effects_of(known)
            }
            tied |= {end: network.entity(end) for end in ends}
        entities = list(tied.values())
        observations = network.observations(entity.id)
    observations = list(observations)
    # An observation that tells the date with its words stands for the date alone.
    told = {(o.subject.entity, o.period) for o in observations if o.text == o.period}
    moments = [
        *(
            m
            for e in entities
            if (e.id, e.issued) not in told and (m := _moment(e.issued, e, None))
        ),
        *(m for o in observations if (m := _moment(o.period, network.entity(o.subject.entity), o))),
    ]
    within = [m for m in moments if m.end >= first and m.start <= last]
    if not within:
        raise NotFound(
            "nothing dated here"
            + (f" about {name}" if name else "")
            + (" in these periods" if moments or since or until else "")
        )
    return tuple(
        sorted(
            within,
            key=lambda m: (m.start, m.end, m.entity.id, m.observation.id if m.observation else ""),
        )
    )


def _observed(network: Network, first: str, last: str) -> Iterable[Observation]:
    def nodes(query: str, parameter: str, day: str) -> set[ox.NamedNode]:
        bound = {parameter: ox.Literal(day, datatype=_DATE)}
        return {row[0] for row in network.rows(query, parameters=bound)}

    return network.read_observations(nodes(_ENDED, "since", first) & nodes(_BEGUN, "until", last))


def _bound(period: str | None, side: int) -> str | None:
    if period is None:
        return None
    bounds = period_bounds(period)
    if bounds is None:
        raise UsageError(
            f"{period}: no period; write 2020, 2020-H1, 2020-Q4, 2020-07 or 2020-07-01"
        )
    return bounds[side]


def _moment(period: str | None, entity: Entity, observation: Observation | None) -> Moment | None:
    bounds = period_bounds(period) if period else None
    return Moment(*bounds, period, entity, observation) if bounds and period else None
