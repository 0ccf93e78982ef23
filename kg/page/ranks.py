"""Which layer each node stands in, so that every edge runs to the right and all are short in sum.

The minimum is found by the network simplex method of Gansner, Koutsofios, North and Vo, *A technique
for drawing directed graphs* (IEEE TSE 19/3, 1993). It starts from longest paths; above `_SIMPLEX`
nodes and edges, where its quadratic parts would be felt, single nodes are moved instead.
"""

from __future__ import annotations

from collections.abc import Sequence

_SIMPLEX = 8000
_WORK = 6_000_000  # nodes and edges times pivots


def layers(count: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of each of ``count`` nodes, from 0; ``pairs`` are edges without cycles but loops.

    >>> layers(4, [(0, 1), (1, 2), (3, 2)])  # 3 stands next to what it causes
    [0, 1, 2, 1]
    """
    edges = sorted({(cause, effect) for cause, effect in pairs if cause != effect})
    into: list[list[int]] = [[] for _ in range(count)]
    out: list[list[int]] = [[] for _ in range(count)]
    for index, (cause, effect) in enumerate(edges):
        out[cause].append(index)
        into[effect].append(index)
    rank = _longest_paths(edges, into, out)
    if edges and _connected(count, edges, into, out) and count + len(edges) <= _SIMPLEX:
        rank = _Simplex(edges, into, out, rank).solve()
    first = min(rank, default=0)
    return [value - first for value in rank]


def _longest_paths(
    edges: list[tuple[int, int]], into: list[list[int]], out: list[list[int]]
) -> list[int]:
    """Longest-path layers, then each node moved towards the side where most of its edges lead."""
    waiting = [len(arriving) for arriving in into]
    order = [node for node, number in enumerate(waiting) if not number]
    rank = [0] * len(into)
    for node in order:
        for index in out[node]:
            effect = edges[index][1]
            rank[effect] = max(rank[effect], rank[node] + 1)
            waiting[effect] -= 1
            if not waiting[effect]:
                order.append(effect)
    # Longest path puts every source at the far left, and a cause that acts late belongs next to its
    # effect. Each move shortens the edges in total, so the loop ends; the bound is for speed.
    for _ in range(20):
        moved = False
        for node in reversed(order):
            if len(out[node]) > len(into[node]):
                latest = min(rank[edges[index][1]] for index in out[node]) - 1
                if latest > rank[node]:
                    rank[node] = latest
                    moved = True
        if not moved:
            break
    return rank


def _connected(
    count: int, edges: list[tuple[int, int]], into: list[list[int]], out: list[list[int]]
) -> bool:
    seen = [False] * count
    seen[0] = True
    reached = [0]
    for node in reached:
        for index in (*out[node], *into[node]):
            for other in edges[index]:
                if not seen[other]:
                    seen[other] = True
                    reached.append(other)
    return len(reached) == count


class _Simplex:
    """Ranks held by a spanning tree of tight edges, one of which is exchanged at a time."""

    def __init__(
        self,
        edges: list[tuple[int, int]],
        into: list[list[int]],
        out: list[list[int]],
        rank: list[int],
    ) -> None:
        self.edges = edges
        self.into = into
        self.out = out
        self.rank = rank
        self.tree: list[list[int]] = [[] for _ in rank]  # edges of the tree at each node

    def solve(self) -> list[int]:
        """Exchange edges until none shortens the sum any more."""
        self._span()
        for _ in range(max(1, _WORK // (len(self.rank) + len(self.edges)))):
            leaving, below = self._leaving()
            if leaving is None:
                break
            self._exchange(leaving, below)
        return self.rank

    def _slack(self, index: int) -> int:
        cause, effect = self.edges[index]
        return self.rank[effect] - self.rank[cause] - 1

    def _span(self) -> None:
        """Make a spanning tree of tight edges, moving what there is of it to the next node."""
        inside = [False] * len(self.rank)
        members: list[int] = []

        def grow(node: int) -> None:
            inside[node] = True
            members.append(node)
            stack = [node]
            while stack:
                here = stack.pop()
                for index in (*self.out[here], *self.into[here]):
                    cause, effect = self.edges[index]
                    other = effect if cause == here else cause
                    if not inside[other] and self._slack(index) == 0:
                        inside[other] = True
                        members.append(other)
                        self._join(index)
                        stack.append(other)

        grow(0)
        while len(members) < len(self.rank):
            slack, index = min(
                (self._slack(index), index)
                for index, (cause, effect) in enumerate(self.edges)
                if inside[cause] != inside[effect]
            )
            cause, effect = self.edges[index]
            step = slack if inside[cause] else -slack
            for node in members:
                self.rank[node] += step
            self._join(index)
            grow(effect if inside[cause] else cause)

    def _join(self, index: int) -> None:
        for node in self.edges[index]:
            self.tree[node].append(index)

    def _leaving(self) -> tuple[int | None, int]:
        """The tree edge that it pays most to stretch, and its end that is away from the root.

        To stretch an edge moves one side of the tree; the sum of lengths changes by the edges that
        arrive at that side less those that leave it.
        """
        parent = [-1] * len(self.rank)
        order = [0]
        for node in order:
            for index in self.tree[node]:
                if index != parent[node]:
                    cause, effect = self.edges[index]
                    other = effect if cause == node else cause
                    parent[other] = index
                    order.append(other)
        surplus = [len(a) - len(b) for a, b in zip(self.into, self.out, strict=True)]
        best: tuple[int, int, int] | None = None
        for node in reversed(order[1:]):
            cause, effect = self.edges[parent[node]]
            surplus[effect if cause == node else cause] += surplus[node]
            cut = surplus[node] if effect == node else -surplus[node]
            if cut < 0 and (best is None or (cut, parent[node], node) < best):
                best = (cut, parent[node], node)
        return (None, 0) if best is None else best[1:]

    def _exchange(self, leaving: int, below: int) -> None:
        side = [below]
        within = [False] * len(self.rank)
        within[below] = True
        for node in side:
            for index in self.tree[node]:
                if index != leaving:
                    for other in self.edges[index]:
                        if not within[other]:
                            within[other] = True
                            side.append(other)
        arriving = self.edges[leaving][1] == below
        slack, entering = min(
            (self._slack(index), index)
            for node in side
            for index in (self.out if arriving else self.into)[node]
            if not within[self.edges[index][1 if arriving else 0]]
        )
        step = slack if arriving else -slack
        for node in side:
            self.rank[node] += step
        for node in self.edges[leaving]:
            self.tree[node].remove(leaving)
        self._join(entering)
