"""The order of each layer, chosen so that few lines cross.

Sweeps to and fro sort each layer by where its neighbours stand (median or mean) and swap neighbours
where that helps, after Gansner and others (IEEE TSE 19/3, 1993); ties are turned around in every
other pair of sweeps, which leads out of dead ends. Then every vertex in turn is moved to the best
place of its layer (sifting; Matuszewski and others, Graph Drawing 1999). Several starts are tried as
long as the graph is small enough for that, and the best is kept.
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections.abc import Callable, Sequence

Order = list[list[int]]

_WORK = 40_000  # vertices and edges times sweeps: keeps the time near linear


def order(layer: Sequence[int], up: list[list[int]], down: list[list[int]]) -> Order:
    """The vertices of each layer from top to bottom.

    ``layer`` is the layer of each vertex; ``up`` and ``down`` are its neighbours in the layers
    before and after.

    >>> order([0, 0, 1, 1], [[], [], [1], [0]], [[3], [2], [], []])
    [[0, 1], [3, 2]]
    """
    return _Ordering(layer, up, down).best()


def crossings(found: Order, down: list[list[int]]) -> int:
    """How many pairs of lines cross, if each is straight between its layers."""
    place = {vertex: index for level in found for index, vertex in enumerate(level)}
    total = 0
    for level in found:
        ends: list[int] = []
        for vertex in level:
            targets = sorted(place[other] for other in down[vertex])
            total += sum(len(ends) - bisect_right(ends, target) for target in targets)
            for target in targets:
                insort(ends, target)
    return total


def _mean(places: list[int]) -> float:
    return math.fsum(places) / len(places)


def _median(places: list[int]) -> float:
    """The median, drawn to the side where the places lie closer together if their number is even."""
    middle = len(places) // 2
    if len(places) % 2:
        return places[middle]
    if len(places) == 2:
        return (places[0] + places[1]) / 2
    left = places[middle - 1] - places[0]
    right = places[-1] - places[middle]
    if not left + right:
        return (places[middle - 1] + places[middle]) / 2
    return (places[middle - 1] * right + places[middle] * left) / (left + right)


class _Ordering:
    def __init__(self, layer: Sequence[int], up: list[list[int]], down: list[list[int]]) -> None:
        self.layer = layer
        self.up = up
        self.down = down
        self.place = [0] * len(layer)
        self.size = len(layer) + sum(map(len, down))

    def best(self) -> Order:
        """The order with the fewest crossings among those of several starts."""
        median, mean = (_median, _median), (_mean, _mean)
        starts = [
            (near, far, wishes, upwards)
            for upwards in (False, True)
            for wishes in (median, mean, (_median, _mean))
            for near, far in ((self.down, self.up), (self.up, self.down))
        ]
        found: Order = []
        fewest = -1
        for near, far, wishes, upwards in starts[
            : max(1, min(len(starts), _WORK // 16 // self.size))
        ]:
            candidate = self._swept(self._start(near, far, upwards), wishes)
            self._sift(candidate)
            number = crossings(candidate, self.down)
            if fewest < 0 or number < fewest:
                found, fewest = candidate, number
            if not fewest:
                break
        return found

    def _start(self, near: list[list[int]], far: list[list[int]], upwards: bool) -> Order:
        """Breadth first, from the vertices that have nothing on the far side, first or last first."""
        start: Order = [[] for _ in range(max(self.layer) + 1)]
        seen = [False] * len(self.layer)
        roots = range(len(far))
        for root in reversed(roots) if upwards else roots:
            if far[root] or seen[root]:
                continue
            seen[root] = True
            queue = [root]
            for vertex in queue:
                start[self.layer[vertex]].append(vertex)
                for other in near[vertex]:
                    if not seen[other]:
                        seen[other] = True
                        queue.append(other)
        return start

    def _swept(self, now: Order, wishes: Sequence[Callable[[list[int]], float]]) -> Order:
        """Sweep until it has not helped for a while; give the best order met."""
        for level in now:
            self._number(level)
        swaps = self.size <= _WORK // 8
        if swaps:
            self._swap(now, turn=False)
        found, fewest = [list(level) for level in now], crossings(now, self.down)
        idle = 0
        for sweep in range(max(6, min(48, 2 * _WORK // self.size))):
            turn = sweep % 4 < 2
            self._sweep(now, wishes[sweep // 2 % 2], rightwards=sweep % 2 == 0, turn=turn)
            if swaps:
                self._swap(now, turn=not turn)
            number = crossings(now, self.down)
            idle += 1
            if number < fewest:
                # Tiny gains are taken, but they don't keep the search going.
                idle = 0 if number < 0.995 * fewest else idle
                found, fewest = [list(level) for level in now], number
            if idle > 10 or not fewest:
                break
        return found

    def _number(self, level: list[int]) -> None:
        for index, vertex in enumerate(level):
            self.place[vertex] = index

    def _sweep(
        self, now: Order, wish: Callable[[list[int]], float], *, rightwards: bool, turn: bool
    ) -> None:
        """Sort each layer by its neighbours in the layer before; who has none there keeps its place."""
        towards = range(1, len(now)) if rightwards else range(len(now) - 2, -1, -1)
        fixed = self.up if rightwards else self.down
        for index in towards:
            level = now[index]
            movable = [vertex for vertex in level if fixed[vertex]]
            places = [place for place, vertex in enumerate(level) if fixed[vertex]]
            wishes = {v: wish(sorted(self.place[n] for n in fixed[v])) for v in movable}
            # Sorting is stable: equal wishes keep their order, or exchange it.
            movable = sorted(reversed(movable) if turn else movable, key=wishes.__getitem__)
            for place, vertex in zip(places, movable, strict=True):
                level[place] = vertex
            self._number(level)

    def _sides(self, vertex: int) -> tuple[list[int], list[int]]:
        place = self.place
        return (
            sorted(place[n] for n in self.up[vertex]),
            sorted(place[n] for n in self.down[vertex]),
        )

    def _swap(self, now: Order, *, turn: bool) -> None:
        """Swap neighbours in a layer as long as that removes crossings; ``turn``: equals, too."""
        for _ in range(30):
            gain = 0
            for level in now:
                sides = {vertex: self._sides(vertex) for vertex in level}
                for index in range(len(level) - 1):
                    upper, lower = level[index], level[index + 1]
                    kept = _between(sides[upper], sides[lower])
                    if not kept:
                        continue
                    turned = _between(sides[lower], sides[upper])
                    if turned < kept or (turn and turned == kept):
                        level[index], level[index + 1] = lower, upper
                        gain += kept - turned
                self._number(level)
            if not gain:
                return

    def _sift(self, now: Order) -> None:
        """Move each vertex to the best place of its layer, until none moves."""
        for level in now:
            self._number(level)
        for turn in range(min(50, _WORK // 4 // self.size)):
            gain = 0
            for index in range(len(now)) if turn % 2 == 0 else range(len(now) - 1, -1, -1):
                gain += self._sift_level(now[index])
            if not gain:
                return

    def _sift_level(self, level: list[int]) -> int:
        sides = {vertex: self._sides(vertex) for vertex in level}
        gain = 0
        for vertex in sorted(level, key=lambda v: (-len(self.up[v]) - len(self.down[v]), v)):
            here = level.index(vertex)
            best, target = 0, here
            for places, forward in (
                (range(here + 1, len(level)), True),
                (range(here - 1, -1, -1), False),
            ):
                change = 0
                for place in places:
                    other = level[place]
                    first, second = (vertex, other) if forward else (other, vertex)
                    change += _between(sides[second], sides[first])
                    change -= _between(sides[first], sides[second])
                    if change < best:
                        best, target = change, place
            if target != here:
                level.insert(target, level.pop(here))
                gain -= best
        self._number(level)
        return gain


def _between(upper: tuple[list[int], list[int]], lower: tuple[list[int], list[int]]) -> int:
    """Crossings between the lines of a vertex and those of one that stands below it."""
    return _inversions(upper[0], lower[0]) + _inversions(upper[1], lower[1])


def _inversions(above: list[int], below: list[int]) -> int:
    if len(above) == 1 == len(below):
        return int(above[0] > below[0])
    return sum(len(above) - bisect_right(above, place) for place in below)
