"""The shape of the whole: loops, roots, bottlenecks, and what falls with a cause."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import NotFound, Nothing, UsageError
from kg.model import CausalLink, Entity, Polarity
from kg.network.paths import Path, spell, trail, widest
from kg.network.trees import focus

if TYPE_CHECKING:
    import networkx

    from kg.network import Network
    from kg.network.reader import Web

# Beyond so many nodes, betweenness is estimated from so many of them, evenly spread.
_EXACT, _PIVOTS = 1000, 200
_REACH = 1000
_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Loop:
    """Links that lead back to where they began.

    ``reinforcing``: an even number of them prevent, so that a change feeds itself; else the loop is
    balancing, and a change works against itself. ``belief`` is that of the weakest.
    """

    links: tuple[CausalLink, ...]
    reinforcing: bool
    belief: float


@dataclass(frozen=True, slots=True)
class Knot:
    """Entities that all lead to one another, and the shortest loops between them.

    ``members`` are CURIEs, sorted; ``more`` says that there are further loops.
    """

    members: tuple[str, ...]
    loops: tuple[Loop, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Root:
    """A cause that nothing here causes: how many entities it leads to (at most 1000 are counted).

    ``path`` is the most believed chain to the outcome, if one was named.
    """

    entity: Entity
    reach: int
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """An entity that much passes through.

    ``dominates`` counts the outcomes (entities without effects, or the one that was named) that no
    root reaches but through it; ``betweenness`` is its share of the shortest chains, in [0, 1].
    """

    entity: Entity
    dominates: int
    betweenness: float


@dataclass(frozen=True, slots=True)
class Consequence:
    """What the absence of some causes means for one entity.

    ``lost``: every chain to it came from them. Else ``kept`` are the links that still support it.
    ``sign`` says how their absence would move it along the polarities: -1 less of it, +1 more, 0
    both ways. ``hops`` counts the links from the nearest of them.
    """

    entity: Entity
    lost: bool
    sign: int
    hops: int
    kept: tuple[CausalLink, ...]
    fallen: tuple[CausalLink, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The consequences of the absence of ``without``: lost ones first, the nearest first."""

    without: tuple[Entity, ...]
    consequences: tuple[Consequence, ...]


# -- loops -------------------------------------------------------------------------------------------


def loops(network: Network, *, limit: int = 20, longest: int = 6) -> tuple[Knot, ...]:
    """What leads back to itself: knots of entities, the smallest first, each with its loops.

    At most ``limit`` loops of at most ``longest`` links are spelled out, the shortest and most
    believed first. Raises `Nothing` if nothing does.
    """
    web = network.web
    found = tuple(
        Knot(
            tuple(web.names[n] for n in members),
            tuple(_loop(network, cycle) for cycle in cycles),
            more,
        )
        for members, cycles, more in knots(web, limit=limit, longest=longest)
    )
    if not found:
        raise Nothing("no loops here: nothing leads back to itself")
    return found


def knots(
    web: Web, *, limit: int = 20, longest: int = 6
) -> list[tuple[list[int], list[list[int]], bool]]:
    """What `loops` spells out, as nodes of the web: members, cycles, and whether there are more."""
    import networkx as nx

    graph = web.graph()
    parts = [
        sorted(part)
        for part in nx.strongly_connected_components(graph)
        if len(part) > 1 or any(graph.has_edge(n, n) for n in part)
    ]
    found = []
    for members in sorted(parts, key=lambda m: (len(m), m)):
        cycles, more = _cycles(web, members, limit, longest)
        limit -= len(cycles)
        found.append((members, cycles, more))
    return found


def _cycles(web: Web, members: list[int], limit: int, longest: int) -> tuple[list[list[int]], bool]:
    """The shortest cycles of a knot, each once, begun at its first node; and whether there are more."""
    if limit <= 0:
        return [], True
    inside = set(members)
    found: list[list[int]] = []
    left = _STEPS
    for length in range(1, min(longest, len(members)) + 1):
        level: list[list[int]] = []
        for start in members:
            for cycle in _back_to(web, start, length, inside):
                left -= len(cycle)
                level.append(cycle)
            left -= 1
            if left <= 0:
                break
        beliefs = {id(cycle): _weakest(web, cycle) for cycle in level}
        found += sorted(level, key=lambda c: (-beliefs[id(c)], c))
        if left <= 0 or len(found) > limit:
            return found[:limit], True
    return found, longest < len(members)


def _back_to(web: Web, start: int, length: int, inside: set[int]) -> Iterator[list[int]]:
    """Cycles of exactly ``length`` links from ``start`` over nodes that come after it."""
    # How many links it takes at least to come back, as far as that matters.
    back, level = {start: 0}, [start]
    for hops in range(1, length):
        level = list(
            dict.fromkeys(
                other
                for node in level
                for other in web.before[node]
                if other > start and other in inside and other not in back
            )
        )
        back.update(dict.fromkeys(level, hops))
    trail = [start]
    ways = [iter(web.after[start])]
    while ways:
        node = next(ways[-1], None)
        if node is None:
            ways.pop()
            trail.pop()
        elif node == start:
            if len(trail) == length:
                yield list(trail)
        elif back.get(node, length) <= length - len(trail) and node not in trail:
            trail.append(node)
            ways.append(iter(web.after[node]))


def _weakest(web: Web, cycle: list[int]) -> float:
    return min(web.edges[pair].belief for pair in itertools.pairwise((*cycle, cycle[0])))


def _loop(network: Network, cycle: list[int]) -> Loop:
    pairs = itertools.pairwise([*cycle, cycle[0]])
    links = tuple(network.link(network.web, a, b) for a, b in pairs)
    prevented = sum(k.polarity is Polarity.PREVENT for k in links)
    return Loop(links, prevented % 2 == 0, min(k.belief for k in links))


# -- roots and bottlenecks ---------------------------------------------------------------------------


def roots(network: Network, name: str | None = None, *, limit: int = 1000) -> tuple[Root, ...]:
    """Causes that nothing here causes: those of an outcome, or of everything.

    Of an outcome: most believed chain first. Of everything: those that lead to most first. What only
    a loop leads to has no root. Raises `Nothing`, or of an entity `NotFound`, if there are none;
    `AmbiguousName`.
    """
    web = network.web
    if name is None:
        starts = [n for n, causes in enumerate(web.before) if not causes]
        reach = {n: len(web.beyond(n, web.after, _REACH)) for n in starts}
        ranked = sorted(starts, key=lambda n: (-reach[n], n))[:limit]
        found = tuple(Root(network.entity(web.names[n]), reach[n]) for n in ranked)
        if not found:
            raise Nothing("no roots here: everything has a cause, or there are no links")
        return found
    entity = focus(network, network.find(name), "causes")
    node = web.number.get(entity.id)
    best = {} if node is None else widest(web, node)
    starts = [n for n in best if n != node and not web.before[n]]
    if not starts:
        raise NotFound(f"{entity.label} ({entity.id}): no root causes stated in this graph")
    ranked = sorted(starts, key=lambda n: (-best[n][0], best[n][1], n))[:limit]
    return tuple(
        Root(
            network.entity(web.names[n]),
            len(web.beyond(n, web.after, _REACH)),
            spell(network, web, trail(best, n)),
        )
        for n in ranked
    )


def bottlenecks(
    network: Network, name: str | None = None, *, limit: int = 1000
) -> tuple[Bottleneck, ...]:
    """What everything passes through on its way to an outcome, or to all outcomes.

    Ranked by the outcomes it dominates (Lengauer and Tarjan's sense), then by betweenness (exact up
    to 1000 nodes, else estimated from 200). Raises `NotFound` if nothing stands between;
    `AmbiguousName`.
    """
    import networkx as nx

    web = network.web
    if name is None:
        graph = web.graph()
        outcomes = [n for n in graph if not web.after[n]]
        ends: set[int] = set()
    else:
        entity = focus(network, network.find(name), "causes")
        if entity.id not in web.number:
            raise NotFound(f"{entity.label} ({entity.id}): no causes stated in this graph")
        node = web.number[entity.id]
        graph = web.graph([node, *web.beyond(node, web.before)])
        outcomes = [node]
        ends = {node}
    dominated = _dominated(graph, outcomes)
    estimate = len(graph) > _EXACT
    between = _estimated_betweenness(graph) if estimate else nx.betweenness_centrality(graph)
    ranked = sorted(
        (n for n in graph if n not in ends and (dominated.get(n) or between[n])),
        key=lambda n: (-dominated.get(n, 0), -round(between[n], 12), n),
    )
    # A root or an outcome is an end of chains, not a place they pass through.
    inner = [n for n in ranked if web.before[n] and web.after[n]][:limit]
    if not inner:
        raise Nothing("nothing stands between causes and effects here: all links are single hops")
    return tuple(
        Bottleneck(network.entity(web.names[n]), dominated.get(n, 0), float(f"{between[n]:.3g}"))
        for n in inner
    )


def _dominated(graph: networkx.DiGraph, outcomes: Iterable[int]) -> dict[int, int]:
    """For every node, how many ``outcomes`` no way from a root reaches but through it."""
    import networkx as nx

    source = -1
    flow = graph.copy()
    # A loop that nothing leads into is where its part of the story begins.
    condensed = nx.condensation(graph)
    flow.add_edges_from(
        (source, node)
        for part in condensed
        if condensed.in_degree(part) == 0
        for node in sorted(condensed.nodes[part]["members"])
    )
    above = nx.immediate_dominators(flow, source) if flow.has_node(source) else {}
    count: dict[int, int] = {}
    for outcome in outcomes:
        node = above.get(outcome, source)
        while node not in (source, None):
            count[node] = count.get(node, 0) + 1
            node = above.get(node, source)
    return count


def _estimated_betweenness(graph: networkx.DiGraph) -> dict[int, float]:
    import networkx as nx

    nodes = list(graph)
    step = len(nodes) // _PIVOTS
    pivots = nodes[::step][:_PIVOTS]
    scores: dict[int, float] = nx.betweenness_centrality_subset(graph, pivots, nodes)
    scale = len(nodes) / len(pivots) / ((len(nodes) - 1) * (len(nodes) - 2))
    return {node: score * scale for node, score in scores.items()}


# -- what if -----------------------------------------------------------------------------------------


def whatif(network: Network, without: Iterable[str]) -> WhatIf:
    """What would follow if the causes ``without`` were absent, according to these sources.

    An entity keeps its support while a chain of links from something that does not depend on the
    absent causes still leads to it; a loop does not support itself. Raises `NotFound` if one of them
    leads to nothing; `AmbiguousName`.
    """
    web = network.web
    absent: dict[int, Entity] = {}
    for name in [without] if isinstance(without, str) else without:
        entity = focus(network, network.find(name), "effects")
        node = web.number.get(entity.id)
        if node is None or not web.after[node]:
            raise NotFound(f"{entity.label} ({entity.id}): no effects stated in this graph")
        absent[node] = entity
    if not absent:
        raise UsageError("name at least one cause to leave out")
    hops = _hops(web, absent)
    signs = _signs(web, absent)
    # What still stands: everything that does not depend on the absent, and what that leads to.
    standing = {n for n in range(len(web.names)) if n not in hops and n not in absent}
    queue = sorted(standing)
    for node in queue:
        for other in web.after[node]:
            if other not in standing and other not in absent:
                standing.add(other)
                queue.append(other)
    found = []
    for node, distance in hops.items():
        links = sorted(
            (network.link(web, cause, node) for cause in web.before[node]),
            key=lambda k: (-k.belief, k.id),
        )
        kept = tuple(k for k in links if web.number[k.cause] in standing)
        found.append(
            Consequence(
                network.entity(web.names[node]),
                node not in standing,
                -sum(signs[node]) if len(signs[node]) == 1 else 0,
                distance,
                kept,
                tuple(k for k in links if k not in kept),
            )
        )
    found.sort(key=lambda c: (not c.lost, c.hops, c.entity.id))
    return WhatIf(tuple(absent[n] for n in sorted(absent)), tuple(found))


def _hops(web: Web, starts: Iterable[int]) -> dict[int, int]:
    """Nodes that the starts lead to, without these, and how far they are from the nearest."""
    hops = dict.fromkeys(starts, 0)
    queue = list(hops)
    for node in queue:
        for other in web.after[node]:
            if other not in hops:
                hops[other] = hops[node] + 1
                queue.append(other)
    return {node: distance for node, distance in hops.items() if distance}


def _signs(web: Web, starts: Iterable[int]) -> dict[int, set[int]]:
    """Along which signs (+1, -1) the starts reach each node."""
    queue = [(start, 1) for start in starts]
    seen = set(queue)
    for node, sign in queue:
        for other in web.after[node]:
            state = (other, -sign if web.edges[(node, other)].prevents else sign)
            if state not in seen:
                seen.add(state)
                queue.append(state)
    signs: dict[int, set[int]] = {}
    for node, sign in seen:
        signs.setdefault(node, set()).add(sign)
    return signs
