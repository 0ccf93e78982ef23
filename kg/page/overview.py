"""A map of a graph too large to be drawn in layers: its communities as discs, causes left.

Communities are found by Louvain's method (Blondel and others, 2008; networkx, seeded). Inside a disc
nodes stand on a hexagonal grid, the best connected in the middle. Discs stand where the mean layer
of their nodes says, as near to what they are linked with as they can without touching. Only whole
numbers and square roots are used, so that every machine computes the same map.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import networkx as nx

from kg.page import ranks
from kg.page.layout import backward_edges

SPACING = 44
"""Distance between neighbouring nodes of a community."""

_GAP = 60
_SMALL = 30  # communities without links to others are put together until they have so many nodes
_BUNDLE = 120


@dataclass(frozen=True, slots=True)
class Overview:
    """Discs (centre, radius, the node that names it) and, for each node, its disc and place."""

    discs: tuple[tuple[int, int, int, int], ...]
    of: tuple[int, ...]
    x: tuple[int, ...]
    y: tuple[int, ...]


def overview(count: int, ends: Sequence[tuple[int, int]]) -> Overview:
    """Place ``count`` nodes joined by ``ends``."""
    degree = [0] * count
    for cause, effect in ends:
        degree[cause] += 1
        degree[effect] += 1
    groups = _communities(count, ends, degree)
    of = [0] * count
    for index, members in enumerate(groups):
        for node in members:
            of[node] = index
    radius = [_radius(len(members)) for members in groups]
    centres = _place(groups, radius, _mean_layers(count, ends, groups), _ties(ends, of))
    x, y = [0] * count, [0] * count
    for (left, top), members in zip(centres, groups, strict=True):
        for node, (dx, dy) in zip(members, _hexagon(len(members)), strict=True):
            x[node], y[node] = left + dx, top + dy
    discs = tuple(
        (*centre, reach, members[0])
        for centre, reach, members in zip(centres, radius, groups, strict=True)
    )
    return Overview(discs, tuple(of), tuple(x), tuple(y))


def _communities(
    count: int, ends: Sequence[tuple[int, int]], degree: Sequence[int]
) -> list[list[int]]:
    """Members of each community, the best connected first; the largest community first."""
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(sorted({(min(e), max(e)) for e in ends if e[0] != e[1]}))
    found = [
        sorted(c, key=lambda n: (-degree[n], n))
        for c in nx.community.louvain_communities(graph, seed=0)
    ]
    groups: list[list[int]] = []
    bundle: list[int] = []
    for members in sorted(found, key=lambda m: (-len(m), m)):
        inside = set(members)
        if len(members) >= _SMALL or any(n not in inside for m in members for n in graph[m]):
            groups.append(members)
            continue
        bundle += members
        if len(bundle) >= _BUNDLE:
            groups.append(bundle)
            bundle = []
    return [*groups, bundle] if bundle else groups


def _mean_layers(
    count: int, ends: Sequence[tuple[int, int]], groups: Sequence[Sequence[int]]
) -> list[float]:
    """Where each community stands between the first causes (0) and the last effects (1)."""
    turned = backward_edges(count, ends)
    layers = ranks.layers(
        count, [(b, a) if index in turned else (a, b) for index, (a, b) in enumerate(ends)]
    )
    depth = max(layers, default=0) or 1
    return [sum(layers[n] for n in members) / len(members) / depth for members in groups]


def _ties(ends: Sequence[tuple[int, int]], of: Sequence[int]) -> dict[int, dict[int, int]]:
    """How many links join each two communities."""
    ties: dict[int, dict[int, int]] = {}
    for cause, effect in ends:
        one, two = of[cause], of[effect]
        if one != two:
            for a, b in ((one, two), (two, one)):
                own = ties.setdefault(a, {})
                own[b] = own.get(b, 0) + 1
    return ties


def _place(
    groups: Sequence[Sequence[int]],
    radius: Sequence[int],
    layer: Sequence[float],
    ties: dict[int, dict[int, int]],
) -> list[tuple[int, int]]:
    """Centres of the discs: the largest first, each at the nearest free place to where it belongs."""
    area = sum((2 * r + _GAP) ** 2 for r in radius)
    low, high = min(layer, default=0.0), max(layer, default=0.0)
    width = math.isqrt(area * 5 // 4)
    centres: list[tuple[int, int]] = []
    for index in range(len(groups)):
        wish_x = int((layer[index] - low) / (high - low or 1.0) * width)
        near = [(n, centres[o][1]) for o, n in sorted(ties.get(index, {}).items()) if o < index]
        wish_y = sum(n * y for n, y in near) // sum(n for n, _ in near) if near else 0
        step = max(40, radius[index] // 2)
        centres.append(
            next(
                (wish_x + step * dx, wish_y + step * dy)
                for dx, dy in _spiral()
                if all(
                    (wish_x + step * dx - a) ** 2 + (wish_y + step * dy - b) ** 2
                    >= (radius[index] + radius[other] + _GAP) ** 2
                    for other, (a, b) in enumerate(centres)
                )
            )
        )
    return centres


def _spiral() -> Iterator[tuple[int, int]]:
    """Whole steps around a place, ring by ring; up and down first, since left and right mean time."""
    ring = 0
    while True:
        cells = [
            (dx, dy)
            for dx in range(-ring, ring + 1)
            for dy in range(-ring, ring + 1)
            if max(abs(dx), abs(dy)) == ring
        ]
        yield from sorted(cells, key=lambda c: (4 * c[0] ** 2 + c[1] ** 2, c))
        ring += 1


def _hexagon(count: int) -> list[tuple[int, int]]:
    """The ``count`` places of a hexagonal grid that are nearest to its middle."""
    reach = 1
    while 3 * reach * (reach + 1) + 1 < count:
        reach += 1
    half, tall = SPACING // 2, 38  # 44 × √3 / 2
    places = [
        (SPACING * column + half * row, tall * row)
        for row in range(-reach - 1, reach + 2)
        for column in range(-2 * reach - 1, 2 * reach + 2)
    ]
    places.sort(key=lambda p: (p[0] ** 2 + p[1] ** 2, p[1], p[0]))
    return places[:count]


def _radius(count: int) -> int:
    x, y = _hexagon(count)[-1]
    return math.isqrt(x * x + y * y) + 30
