"""How one thing leads to another, and what two things have in common."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import NotFound, UsageError
from kg.model import CausalLink, Entity
from kg.network.trees import focus

if TYPE_CHECKING:
    from kg.network import Network
    from kg.network.reader import Web


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of links; ``belief`` is that of its weakest."""

    links: tuple[CausalLink, ...]
    belief: float


@dataclass(frozen=True, slots=True)
class Common:
    """A cause that two entities share, with the most believed chain to each."""

    entity: Entity
    first: Path
    second: Path


@dataclass(frozen=True, slots=True)
class Shared:
    """The causes that ``first`` and ``second`` have in common, nearest first."""

    first: Entity
    second: Entity
    causes: tuple[Common, ...]


def path(network: Network, cause: str, effect: str, *, limit: int = 1) -> tuple[Path, ...]:
    """Chains from ``cause`` to ``effect``: by their weakest belief, then the shortest first.

    At most ``limit`` chains. Raises `NotFound` if nothing leads from one to the other;
    `AmbiguousName`; `UsageError` for a limit below 1.
    """
    if limit < 1:
        raise UsageError(f"a limit of {limit} chains: give at least 1")
    start = focus(network, network.find(cause), "effects")
    end = focus(network, network.find(effect), "causes")
    web = network.web
    if start.id in web.number and end.id in web.number and start.id != end.id:
        a, b = web.number[start.id], web.number[end.id]
        found = itertools.islice(_chains(web, a, b), limit)
        chains = tuple(spell(network, web, nodes) for nodes in found)
        if chains:
            return chains
    raise NotFound(f"nothing here leads from {start.label} ({start.id}) to {end.label} ({end.id})")


def spell(network: Network, web: Web, nodes: list[int]) -> Path:
    """The chain of links along ``nodes`` of the web."""
    links = tuple(network.link(web, a, b) for a, b in itertools.pairwise(nodes))
    return Path(links, min(k.belief for k in links))


def _chains(web: Web, start: int, end: int) -> Iterator[list[int]]:
    """Simple chains of nodes, the most believed first, among equals the shortest (Yen, 1971).

    Each further chain leaves an earlier one at some node, by a link that no earlier chain with the
    same beginning took there.
    """
    first = _best_chain(web, start, end, set(), set(), 1.0)
    candidates = [] if first is None else [(*_rank(web, first), first)]
    known = {tuple(first)} if first is not None else set()
    given: list[list[int]] = []
    while candidates:
        *_, chain = heapq.heappop(candidates)
        yield chain
        given.append(chain)
        for i in range(len(chain) - 1):
            root = chain[: i + 1]
            taken = {(c[i], c[i + 1]) for c in given if c[: i + 1] == root and len(c) > i + 1}
            least = min((web.edges[p].belief for p in itertools.pairwise(root)), default=1.0)
            spur = _best_chain(web, chain[i], end, set(root[:-1]), taken, least)
            if spur is not None and tuple(root[:-1] + spur) not in known:
                whole = root[:-1] + spur
                known.add(tuple(whole))
                heapq.heappush(candidates, (*_rank(web, whole), whole))


def _rank(web: Web, chain: list[int]) -> tuple[float, int]:
    return -min(web.edges[p].belief for p in itertools.pairwise(chain)), len(chain)


def _best_chain(
    web: Web, start: int, end: int, without: set[int], taken: set[tuple[int, int]], least: float
) -> list[int] | None:
    """The shortest of the most believed chains, apart from some nodes and links.

    Belief beyond ``least``, which the chain's beginning has already, counts for nothing.
    """
    best = widest(web, end, without=without, taken=taken)
    if start not in best:
        return None
    enough = min(best[start][0], least)
    came: dict[int, int] = {start: start}
    queue = [start]
    for node in queue:
        if node == end:
            break
        for other in web.after[node]:
            pair = (node, other)
            open_way = other in best and pair not in taken and web.edges[pair].belief >= enough
            if open_way and other not in came:
                came[other] = node
                queue.append(other)
    chain = [end]
    while chain[-1] != start:
        chain.append(came[chain[-1]])
    return chain[::-1]


def widest(
    web: Web,
    end: int,
    *,
    without: Set[int] = frozenset(),
    taken: Set[tuple[int, int]] = frozenset(),
) -> dict[int, tuple[float, int, int]]:
    """The most believed chain to ``end`` from every node that leads to it.

    Gives node → (belief of the weakest link, hops, next node towards ``end``). Nodes in ``without``
    and links in ``taken`` are left aside.
    """
    best: dict[int, tuple[float, int, int]] = {}
    queue = [(-1.0, 0, end, end)]
    while queue:
        belief, hops, node, onward = heapq.heappop(queue)
        if node in best:
            continue
        best[node] = (-belief, hops, onward)
        for other in web.before[node]:
            if other not in best and other not in without and (other, node) not in taken:
                weakest = max(belief, -web.edges[(other, node)].belief)
                heapq.heappush(queue, (weakest, hops + 1, other, node))
    return best


def trail(best: dict[int, tuple[float, int, int]], node: int) -> list[int]:
    """The nodes from ``node`` to the end that `widest` was asked about."""
    nodes = [node]
    while best[nodes[-1]][2] != nodes[-1]:
        nodes.append(best[nodes[-1]][2])
    return nodes


def common(network: Network, first: str, second: str, *, limit: int = 1000) -> Shared:
    """Causes that both entities have, over any number of hops; the nearest, then most believed first.

    A cause that works only through a nearer shared cause on both sides is left out. Raises
    `NotFound` if they share none; `AmbiguousName`; `UsageError` for one entity named twice.
    """
    one = focus(network, network.find(first), "causes")
    other = focus(network, network.find(second), "causes")
    if one.id == other.id:
        raise UsageError(f"{first} and {second} are one entity ({one.id}); name two")
    web = network.web
    ends = [web.number.get(e.id) for e in (one, other)]
    if None not in ends and ends[0] != ends[1]:
        to_one, to_other = (widest(web, end) for end in ends if end is not None)
        shared = (to_one.keys() & to_other.keys()) - set(ends)
        ranked = sorted(
            (n for n in shared if not _through(n, shared, to_one, to_other)),
            key=lambda n: (
                to_one[n][1] + to_other[n][1],
                -min(to_one[n][0], to_other[n][0]),
                n,
            ),
        )
        if ranked:
            return Shared(
                one,
                other,
                tuple(
                    Common(
                        network.entity(web.names[n]),
                        spell(network, web, trail(to_one, n)),
                        spell(network, web, trail(to_other, n)),
                    )
                    for n in ranked[:limit]
                ),
            )
    raise NotFound(f"{one.label} ({one.id}) and {other.label} ({other.id}) share no cause here")


def _through(
    node: int,
    shared: set[int],
    to_one: dict[int, tuple[float, int, int]],
    to_other: dict[int, tuple[float, int, int]],
) -> bool:
    """Whether the next node on both chains is one and the same shared cause."""
    onward = to_one[node][2]
    return onward == to_other[node][2] and onward in shared
