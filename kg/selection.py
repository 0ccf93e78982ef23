"""Which links are shown: all of them, or what lies around one entity, in one source, in a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.assemble import explain
from kg.errors import NotFound, UsageError
from kg.model import CausalLink, Polarity, Snapshot
from kg.namespaces import VOCABULARIES
from kg.network.trees import focus as meant

if TYPE_CHECKING:
    from kg.store import Graph

_KG = VOCABULARIES["kg"]
_PREDICATES: dict[str, tuple[Polarity, ...]] = {
    _KG + "causes": (Polarity.PROMOTE, Polarity.PREVENT),
    _KG + "promotes": (Polarity.PROMOTE,),
    _KG + "prevents": (Polarity.PREVENT,),
}


def select(
    graph: Graph,
    *,
    focus: str | None = None,
    depth: int | None = None,
    min_belief: float = 0.0,
    sources: Sequence[str] = (),
    query: str | None = None,
) -> Snapshot:
    """The graph with only those links that pass every condition given.

    Args:
        graph: An open graph.
        focus: An entity, named as for `kg why`: what leads to it and what it leads to.
        depth: At most so many hops from the focus.
        min_belief: Links believed at least so much.
        sources: Documents (CURIE, file name or title). Claims of others are left out, and beliefs
            are computed anew from those that stay.
        query: SPARQL that names links: a SELECT with ``?link``, or with ``?cause`` and ``?effect``;
            or a CONSTRUCT of ``kg:causes``, ``kg:promotes`` or ``kg:prevents``.

    Raises:
        NotFound: No link passes, or there is no such entity or source.
        UsageError: A query that names no links, a depth below 1; `AmbiguousName`.
        QueryError: A query that does not parse.
    """
    snapshot = graph.snapshot()
    links = dict(snapshot.links)
    observations = snapshot.observations
    conditions = []
    sources = [sources] if isinstance(sources, str) else sources
    if sources:
        documents = {name for source in sources for name in _documents(snapshot, source)}
        links = dict(_heard(snapshot, documents))
        observations = {n: o for n, o in observations.items() if o.document in documents}
        conditions.append(f"is stated in {', '.join(sources)}")
    if query is not None:
        named = _named(graph, query)
        links = {name: link for name, link in links.items() if named.has(link)}
        conditions.append("is named by the query")
    if not 0 <= min_belief <= 1:
        raise UsageError(f"a belief of {min_belief:g}: give a number between 0 and 1")
    if min_belief:
        links = {name: link for name, link in links.items() if link.belief >= min_belief}
        conditions.append(f"is believed {min_belief:g} or more")
    if depth is not None and (depth < 1 or focus is None):
        raise UsageError("a depth counts hops from a focus: give both, and at least 1")
    if focus is not None:
        network = graph.network()
        entity = meant(network, network.find(focus), "causes")
        kept = _around(links.values(), entity.id, depth)
        links = {name: link for name, link in links.items() if name in kept}
        conditions.append(f"leads to or from {entity.label} ({entity.id})")
    if conditions and not links:
        raise NotFound(f"nothing to draw: no link {' and '.join(conditions)}")
    return replace(snapshot, links=links, observations=observations)


def _documents(snapshot: Snapshot, source: str) -> Iterator[str]:
    found = False
    for name, document in snapshot.documents.items():
        if source in (name, document.source, PurePath(document.source).name, document.title):
            found = True
            yield name
    if not found:
        known = ", ".join(document.source for document in snapshot.documents.values())
        raise NotFound(f"{source}: no such document here; there are: {known or 'none'}")


def _heard(snapshot: Snapshot, documents: set[str]) -> Iterator[tuple[str, CausalLink]]:
    """The links as these documents alone support them."""

    def own(names: Iterable[str]) -> tuple[str, ...]:
        claims = snapshot.claims
        return tuple(n for n in names if n in claims and claims[n].document in documents)

    for name, link in snapshot.links.items():
        support, against = own(link.supported_by), own(link.opposed_by)
        if support or against:
            belief = explain(
                [snapshot.claims[n] for n in support], [snapshot.claims[n] for n in against]
            ).belief
            yield (
                name,
                replace(
                    link,
                    supported_by=support,
                    opposed_by=against,
                    belief=belief,
                    plain=belief > 0,
                ),
            )


def _around(links: Iterable[CausalLink], focus: str, depth: int | None) -> set[str]:
    """The ids of links on the ways to the focus and from it, at most ``depth`` hops away."""
    links = list(links)
    kept: set[str] = set()
    ends: tuple[Callable[[CausalLink], str], Callable[[CausalLink], str]] = (
        lambda k: k.cause,
        lambda k: k.effect,
    )
    for near, far in (ends, ends[::-1]):
        at: dict[str, list[CausalLink]] = {}
        for link in links:
            at.setdefault(near(link), []).append(link)
        hops = {focus: 0}
        for node in (queue := [focus]):
            if depth is not None and hops[node] >= depth:
                continue
            for link in at.get(node, ()):
                kept.add(link.id)
                if far(link) not in hops:
                    hops[far(link)] = hops[node] + 1
                    queue.append(far(link))
    return kept


@dataclass(slots=True)
class _Named:
    """The links that a query names, by CURIE or by what they join."""

    ids: set[str] = field(default_factory=set)
    joined: set[tuple[str, str, Polarity]] = field(default_factory=set)

    def has(self, link: CausalLink) -> bool:
        return link.id in self.ids or (link.cause, link.effect, link.polarity) in self.joined


def _named(graph: Graph, query: str) -> _Named:
    results = graph.query(query)
    named = _Named()
    curie = graph.ns.curie
    if isinstance(results, ox.QueryBoolean):
        raise UsageError("this query asks yes or no; name links by SELECT or CONSTRUCT")
    if isinstance(results, ox.QuerySolutions):
        variables = [variable.value for variable in results.variables]
        if "link" not in variables and not {"cause", "effect"} <= set(variables):
            raise UsageError(
                "this query names no links: SELECT ?link, or ?cause and ?effect, or CONSTRUCT kg:causes"
            )
        for row in results:
            link, cause, effect = (
                row[name] if name in variables else None for name in ("link", "cause", "effect")
            )
            if isinstance(link, ox.NamedNode):
                named.ids.add(curie(link.value))
            elif isinstance(cause, ox.NamedNode) and isinstance(effect, ox.NamedNode):
                for polarity in Polarity:
                    named.joined.add((curie(cause.value), curie(effect.value), polarity))
        return named
    for triple in results:
        subject, target = triple.subject, triple.object
        for polarity in _PREDICATES.get(triple.predicate.value, ()):
            if isinstance(subject, ox.NamedNode) and isinstance(target, ox.NamedNode):
                named.joined.add((curie(subject.value), curie(target.value), polarity))
        if isinstance(subject, ox.NamedNode):
            named.ids.add(curie(subject.value))
    return named
