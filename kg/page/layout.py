"""A layered layout: causes left, effects right, every position fixed before the page is opened.

The classic four steps (Sugiyama): break cycles, assign layers by longest path, order each layer to
reduce crossings, then give coordinates. Nothing here is random and nothing depends on hash order,
so equal input gives equal output to the last digit.

Edges get *routes*: points to pass, chosen so that a line bends only between layers and therefore
never runs through a node.

    >>> found = layered({"rain": (80, 30), "flood": (80, 30)}, [("rain", "flood")])
    >>> found.layers
    {'rain': 0, 'flood': 1}
    >>> found.positions["rain"].x < found.positions["flood"].x
    True
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx

from kg.page import ordering, ranks

COLUMN_GAP = 70
"""Free space between two layers, where lines bend."""

COLUMN_PAD = 19
"""Space inside a layer beside its widest node: room for an arrow head and a clear approach."""

NODE_GAP = 26
LINE_GAP = 15
"""Least distance between two nodes of a layer, and between a line that passes and what is next."""

PARALLEL_GAP = 12
"""Distance between the lines of two edges that join the same two nodes."""

COMPONENT_GAP = 56
SHAPE = 1.5
"""Width to height of the whole drawing, about that of a screen, where it has separate pieces."""

_BUDGET = 400_000  # vertices times rounds: keeps the time linear for thousands of nodes


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the page; y grows downwards."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    ``positions`` are centres of nodes. ``routes`` has, for each edge in the order given, the points
    its line passes between the two centres. ``backward`` holds the indices of the edges that close
    a cycle and therefore run right to left; on a graph without cycles it is empty.
    """

    positions: dict[str, Point]
    layers: dict[str, int]
    routes: tuple[tuple[Point, ...], ...]
    backward: frozenset[int]


@dataclass(slots=True)
class _Piece:
    """One connected piece while it is being laid out; vertices are numbers.

    Vertices at or above ``nodes`` stand for lines that pass a layer. ``down`` and ``up`` are the
    neighbours in the next and the previous layer.
    """

    layer: list[int]
    height: list[float]
    nodes: int
    down: list[list[int]] = field(default_factory=list)
    up: list[list[int]] = field(default_factory=list)
    order: list[list[int]] = field(default_factory=list)
    y: list[float] = field(default_factory=list)

    def vertex(self, layer: int, height: float) -> int:
        """Add a vertex and return its number."""
        self.layer.append(layer)
        self.height.append(height)
        self.down.append([])
        self.up.append([])
        return len(self.layer) - 1

    def join(self, left: int, right: int) -> None:
        """Connect vertices of two neighbouring layers."""
        self.down[left].append(right)
        self.up[right].append(left)

    def gap(self, first: int, second: int) -> float:
        """Least distance between the centres of two neighbours in a layer."""
        free = NODE_GAP if first < self.nodes and second < self.nodes else LINE_GAP
        return (self.height[first] + self.height[second]) / 2 + free


def layered(sizes: Mapping[str, tuple[int, int]], edges: Sequence[tuple[str, str]]) -> Layout:
    """Lay out a directed graph in layers from left to right.

    Args:
        sizes: Width and height of every node. Its order breaks ties, so pass it sorted.
        edges: Pairs of names; parallel edges, cycles and loops are fine.

    Returns:
        Positions of nodes and routes of edges. No two nodes overlap; only edges inside a cycle run
        right to left.
    """
    names = list(sizes)
    number = {name: index for index, name in enumerate(names)}
    pairs = [(number[cause], number[effect]) for cause, effect in edges]
    backward = backward_edges(len(names), pairs)

    x = [0] * len(names)
    y = [0] * len(names)
    layers = [0] * len(names)
    routes: list[tuple[Point, ...]] = [()] * len(edges)
    pieces = []
    home: dict[int, list[int]] = {}
    components = _components(len(names), pairs)
    part = {node: place for place, members in enumerate(components) for node in members}
    for index, (cause, _) in enumerate(pairs):
        home.setdefault(part[cause], []).append(index)
    for one, members in enumerate(components):
        own = home.get(one, [])
        placed = _piece(
            [sizes[names[node]] for node in members],
            _renumber(members, [pairs[i] for i in own]),
            frozenset(place for place, i in enumerate(own) if i in backward),
        )
        pieces.append((members, own, placed))
    corners = _side_by_side([placed for *_, placed in pieces])
    for (members, own, placed), corner in zip(pieces, corners, strict=True):
        for place, node in enumerate(members):
            x[node] = placed.x[place] + corner.x
            y[node] = placed.y[place] + corner.y
            layers[node] = placed.layers[place]
        for place, index in enumerate(own):
            routes[index] = tuple(
                Point(point.x + corner.x, point.y + corner.y) for point in placed.routes[place]
            )

    return Layout(
        positions={name: Point(x[index], y[index]) for index, name in enumerate(names)},
        layers={name: layers[index] for index, name in enumerate(names)},
        routes=tuple(routes),
        backward=backward,
    )


def _renumber(members: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    place = {node: index for index, node in enumerate(members)}
    return [(place[cause], place[effect]) for cause, effect in pairs]


def _side_by_side(pieces: Sequence[_Placed]) -> list[Point]:
    """The top left corner of every piece, so that none overlap and the whole has `SHAPE`.

    Each goes as high up as it fits, among equal heights to the left, above a skyline of what is
    placed (Burke, Kendall and Whitwell, 2004, without their reordering).
    """
    area = sum((p.width + COMPONENT_GAP) * (p.height + COMPONENT_GAP) for p in pieces)
    limit = max([math.isqrt(int(SHAPE * area)), *(p.width + COMPONENT_GAP for p in pieces)])
    skyline = [(0, 0)]  # where each step begins, and how far down it is taken
    corners = []
    for piece in pieces:
        width, height = piece.width + COMPONENT_GAP, piece.height + COMPONENT_GAP
        best: tuple[int, int] | None = None
        for start, (left, _) in enumerate(skyline):
            if left + width > limit:
                break
            top = 0
            for other, taken in skyline[start:]:
                if other >= left + width:
                    break
                top = max(top, taken)
            if best is None or (top, left) < best:
                best = (top, left)
        assert best is not None  # the first step begins at 0, and no piece is wider than the limit
        top, left = best
        corners.append(Point(left, top))
        right = left + width
        behind = [taken for other, taken in skyline if other <= right][-1]
        skyline = [step for step in skyline if not left <= step[0] < right]
        if right < limit and all(other != right for other, _ in skyline):
            skyline.append((right, behind))
        skyline.append((left, top + height))
        skyline.sort()
    return corners


def _components(count: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Connected pieces, the largest first, each sorted."""
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    pieces = [sorted(piece) for piece in nx.connected_components(graph)]
    return sorted(pieces, key=lambda piece: (-len(piece), piece[0]))


def backward_edges(count: int, pairs: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The edges to turn round so that no cycle is left, few of them.

    Only edges inside a strongly connected component can lie on a cycle. There, nodes are put in a
    row by Eades' rule (sinks last, sources first, else the one with most out than in), and what
    points back in that row closes a cycle. Among equals a node that is fed from outside the cycle
    comes first, since that is where a reader enters.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((cause, effect) for cause, effect in pairs if cause != effect)
    rank = [0] * count
    component = list(range(count))
    for strong in nx.strongly_connected_components(graph):
        if len(strong) == 1:
            continue
        members = sorted(strong)
        for node in members:
            component[node] = members[0]
        for place, node in enumerate(_row(graph, members)):
            rank[node] = place
    return frozenset(
        index
        for index, (cause, effect) in enumerate(pairs)
        if component[cause] == component[effect] and rank[cause] > rank[effect]
    )


def _row(graph: nx.DiGraph, members: list[int]) -> list[int]:
    left = set(members)
    fed = {node: any(cause not in left for cause in graph.predecessors(node)) for node in members}
    outs = {node: {n for n in graph.successors(node) if n in left} for node in members}
    ins = {node: {n for n in graph.predecessors(node) if n in left} for node in members}
    first: list[int] = []
    last: list[int] = []
    while left:
        remaining = sorted(left)
        sinks = [node for node in remaining if not outs[node]]
        sources = [node for node in remaining if not ins[node]]
        if sinks:
            node = sinks[-1]
            last.append(node)
        elif sources:
            node = sources[0]
            first.append(node)
        else:
            node = max(remaining, key=lambda n: (len(outs[n]) - len(ins[n]), fed[n], -n))
            first.append(node)
        left.discard(node)
        for effect in outs[node]:
            ins[effect].discard(node)
        for cause in ins[node]:
            outs[cause].discard(node)
    return first + last[::-1]


@dataclass(frozen=True, slots=True)
class _Placed:
    x: list[int]
    y: list[int]
    layers: list[int]
    routes: list[tuple[Point, ...]]
    width: int
    height: int


def _piece(
    sizes: list[tuple[int, int]], pairs: list[tuple[int, int]], backward: frozenset[int]
) -> _Placed:
    """Lay out one connected piece with its top left corner at (0, 0)."""
    count = len(sizes)
    forward = [
        (effect, cause) if index in backward else (cause, effect)
        for index, (cause, effect) in enumerate(pairs)
    ]
    layers = ranks.layers(count, forward)
    piece = _Piece(
        layer=list(layers),
        height=[float(height) for _, height in sizes],
        nodes=count,
        down=[[] for _ in range(count)],
        up=[[] for _ in range(count)],
    )
    chains = [_chain(piece, left, right) for left, right in forward]
    piece.order = ordering.order(piece.layer, piece.up, piece.down)
    _coordinates(piece)

    depth = max(layers) + 1
    widths = [0] * depth
    for node, (width, _) in enumerate(sizes):
        widths[layers[node]] = max(widths[layers[node]], width)
    lefts: list[int] = []
    x = 0
    for width in widths:
        lefts.append(x)
        x += width + 2 * COLUMN_PAD + COLUMN_GAP
    rights = [left + width + 2 * COLUMN_PAD for left, width in zip(lefts, widths, strict=True)]

    top = math.floor(min(y - h / 2 for y, h in zip(piece.y, piece.height, strict=True)))
    ys = [round(y) - top for y in piece.y]
    bottom = max(y + math.ceil(h / 2) for y, h in zip(ys, piece.height, strict=True))
    shifts = _shifts(pairs, backward)
    routes = [
        _route(pairs[i], i in backward, chains[i], shifts[i], piece, ys, lefts, rights)
        for i in range(len(pairs))
    ]
    return _Placed(
        x=[(lefts[layers[node]] + rights[layers[node]]) // 2 for node in range(count)],
        y=ys[:count],
        layers=layers,
        routes=routes,
        width=rights[-1],
        height=bottom,
    )


def _chain(piece: _Piece, left: int, right: int) -> list[int]:
    """Join two nodes, with one vertex in every layer the line passes."""
    if left == right:
        return []
    chain: list[int] = []
    last = left
    for layer in range(piece.layer[left] + 1, piece.layer[right]):
        passing = piece.vertex(layer, 0.0)
        piece.join(last, passing)
        chain.append(passing)
        last = passing
    piece.join(last, right)
    return chain


def _coordinates(piece: _Piece) -> None:
    """Vertical positions: near the neighbours, never closer than the gaps allow.

    Each layer in turn is moved to the least-squares best place given its neighbours. Under the
    constraint of a fixed order that is isotonic regression, which pooling solves exactly.
    """
    total = len(piece.layer)
    piece.y = [0.0] * total
    for layer in piece.order:
        y = 0.0
        for index, vertex in enumerate(layer):
            y += piece.gap(layer[index - 1], vertex) if index else 0.0
            piece.y[vertex] = y
        for vertex in layer:
            piece.y[vertex] -= y / 2
    rounds = max(3, min(40, _BUDGET // total))
    depth = len(piece.order)
    for step in range(rounds):
        both = step >= rounds - max(1, rounds // 4)
        rightwards = step % 2 == 0
        for index in range(depth) if rightwards else range(depth - 1, -1, -1):
            _settle(piece, piece.order[index], up=both or rightwards, down=both or not rightwards)
    # Whole numbers keep the file small and equal everywhere; rounding must not eat a gap.
    for layer in piece.order:
        for index, vertex in enumerate(layer):
            y = float(round(piece.y[vertex]))
            if index:
                above = layer[index - 1]
                y = max(y, piece.y[above] + math.ceil(piece.gap(above, vertex)))
            piece.y[vertex] = y


def _settle(piece: _Piece, layer: list[int], *, up: bool, down: bool) -> None:
    wishes: list[float] = []
    weights: list[float] = []
    offset = 0.0
    offsets: list[float] = []
    for index, vertex in enumerate(layer):
        offset += piece.gap(layer[index - 1], vertex) if index else 0.0
        offsets.append(offset)
        near = (piece.up[vertex] if up else []) + (piece.down[vertex] if down else [])
        pulls = [_pull(piece, vertex, other) for other in near]
        weight = math.fsum(pulls)
        if weight:
            wish = math.fsum(p * piece.y[o] for p, o in zip(pulls, near, strict=True)) / weight
        else:
            wish, weight = piece.y[vertex], 0.1
        wishes.append(wish - offset)
        weights.append(weight)
    for vertex, base, value in zip(layer, offsets, _isotonic(wishes, weights), strict=True):
        piece.y[vertex] = base + value


def _pull(piece: _Piece, one: int, other: int) -> float:
    """How strongly two joined vertices want the same height: long lines should run straight."""
    passing = (one >= piece.nodes) + (other >= piece.nodes)
    return (1.0, 2.0, 8.0)[passing]


def _isotonic(values: list[float], weights: list[float]) -> list[float]:
    """The non-decreasing sequence closest to the values (weighted least squares)."""
    means: list[float] = []
    masses: list[float] = []
    sizes: list[int] = []
    for value, weight in zip(values, weights, strict=True):
        mean, mass, size = value, weight, 1
        while means and means[-1] > mean:
            before = masses.pop()
            mean = (means.pop() * before + mean * mass) / (before + mass)
            mass += before
            size += sizes.pop()
        means.append(mean)
        masses.append(mass)
        sizes.append(size)
    return [mean for mean, size in zip(means, sizes, strict=True) for _ in range(size)]


def _shifts(pairs: Sequence[tuple[int, int]], backward: frozenset[int]) -> list[int]:
    """Sideways shift of each edge at its ends, so that no two lie on each other.

    Parallel edges spread around the middle. Edges that run back keep below it, as they leave and
    arrive on the sides where the others arrive and leave.
    """
    groups: dict[tuple[int, int], list[int]] = {}
    for index, pair in enumerate(pairs):
        groups.setdefault(pair, []).append(index)
    shifts = [0] * len(pairs)
    for members in groups.values():
        for place, index in enumerate(members):
            shift = (2 * place - len(members) + 1) * PARALLEL_GAP // 2
            shifts[index] = shift + (PARALLEL_GAP - 3 if index in backward else 0)
    return shifts


def _route(
    pair: tuple[int, int],
    backward: bool,
    chain: list[int],
    shift: int,
    piece: _Piece,
    ys: list[int],
    lefts: list[int],
    rights: list[int],
) -> tuple[Point, ...]:
    """Points from the edge of the cause's layer to the edge of the effect's.

    Between two points of one layer the line is straight, so it passes beside the nodes there; it
    bends only in the gap between layers.
    """
    cause, effect = pair
    if cause == effect:
        return ()
    left, right = (effect, cause) if backward else (cause, effect)
    points = [Point(rights[piece.layer[left]], ys[left] + shift)]
    for vertex in chain:
        layer = piece.layer[vertex]
        points.append(Point(lefts[layer], ys[vertex]))
        points.append(Point(rights[layer], ys[vertex]))
    points.append(Point(lefts[piece.layer[right]], ys[right] + shift))
    # A run of equal heights needs only its ends.
    kept = [
        point
        for index, point in enumerate(points)
        if index in (0, len(points) - 1)
        or not (points[index - 1].y == point.y == points[index + 1].y)
    ]
    return tuple(reversed(kept)) if backward else tuple(kept)
