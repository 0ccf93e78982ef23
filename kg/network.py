"""Causal questions that SPARQL can't ask well: why, effects, paths, everything about one entity.

A `Network` is a snapshot of the graph with its links indexed both ways. Every answer is a typed
value; printing is the command line's business.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.assemble import Derivation, explain
from kg.errors import AmbiguousName, NotFound
from kg.model import (
    CausalLink,
    Claim,
    DocumentInfo,
    Entity,
    Modality,
    Observation,
    Snapshot,
)
from kg.text import fold, local_name

if TYPE_CHECKING:
    import networkx

_ORDER = {
    Modality.ASSERTED: 0,
    Modality.HEDGED: 1,
    Modality.PLANNED: 2,
    Modality.CONDITIONAL: 3,
    Modality.DENIED: 4,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One hop of an answer: a link, the entity at its far end, and the steps beyond.

    ``weakest`` is the lowest belief on the chain from the question to here; ``seen`` marks an
    entity whose own steps are shown elsewhere in the answer (a cycle or a shared cause).
    """

    link: CausalLink
    entity: Entity
    weakest: float
    seen: bool
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The tree of causes (or effects) of an entity, and the links that are no plain causes.

    ``conditional`` are links that hold only under a condition or as a purpose, ``denied`` links
    that some source denies.
    """

    entity: Entity
    steps: tuple[Step, ...]
    conditional: tuple[CausalLink, ...] = ()
    denied: tuple[CausalLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of links; ``belief`` is that of its weakest."""

    links: tuple[CausalLink, ...]
    belief: float


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything the graph holds about one entity."""

    entity: Entity
    causes: tuple[CausalLink, ...]
    effects: tuple[CausalLink, ...]
    observations: tuple[Observation, ...]
    factors: tuple[Entity, ...]
    documents: tuple[DocumentInfo, ...]


class Network:
    """A snapshot with its links indexed by cause and by effect."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.causes: dict[str, list[CausalLink]] = {}
        self.effects: dict[str, list[CausalLink]] = {}
        for link in sorted(snapshot.links.values(), key=lambda k: (-k.belief, k.id)):
            self.causes.setdefault(link.effect, []).append(link)
            self.effects.setdefault(link.cause, []).append(link)

    # -- names ----------------------------------------------------------------------------------

    def find(self, name: str) -> Entity:
        """The entity a person means by ``name``: a CURIE, a label, an alias, or part of one.

        Raises `NotFound` with the nearest names, `AmbiguousName` with the candidates.
        """
        entities = self.snapshot.entities
        if name in entities:
            return entities[name]
        prefix, colon, local = name.partition(":")
        if colon and f"{prefix}:{local_name(local)}" in entities:
            return entities[f"{prefix}:{local_name(local)}"]
        wanted = _key(name)
        if not wanted:
            raise NotFound("an empty name finds nothing; give a name, an alias or part of one")
        tests: tuple[Callable[[Entity], bool], ...] = (
            lambda e: _key(e.label) == wanted,
            lambda e: any(_key(a) == wanted for a in e.aliases),
            lambda e: wanted in _key(e.label),
            lambda e: any(wanted in _key(a) for a in e.aliases),
        )
        for test in tests:
            hits = [e for e in entities.values() if test(e)]
            if len(hits) > 1:
                # What takes part in a causal link is what questions are about.
                linked = [e for e in hits if e.id in self.causes or e.id in self.effects]
                hits = linked if len(linked) == 1 else hits
            if len(hits) == 1:
                return hits[0]
            if hits:
                shown = sorted(hits, key=lambda e: (len(e.label), e.id))[:8]
                more = f" and {len(hits) - len(shown)} more" if len(hits) > len(shown) else ""
                raise AmbiguousName(
                    f"{name}: {len(hits)} entities fit; say which: "
                    + ", ".join(e.id for e in shown)
                    + more
                )
        labels = {_key(label): e for e in entities.values() for label in (e.label, *e.aliases)}
        near = difflib.get_close_matches(wanted, sorted(labels), n=3, cutoff=0.4)
        shared = sorted(
            (label for label in labels if set(wanted) & set(label) and label not in near),
            key=lambda label: (
                -len(set(wanted) & set(label)) / len(set(wanted) | set(label)),
                label,
            ),
        )
        names = [labels[n].label for n in [*near, *shared][:3]]
        hint = f"; nearest: {', '.join(dict.fromkeys(names))}" if names else ""
        raise NotFound(f"{name}: no entity of this name{hint}")

    def _focus(self, entity: Entity, table: dict[str, list[CausalLink]]) -> Entity:
        # Asked about 粒粒贷 when only what happened to it has causes: that is what is meant.
        if entity.id in table or "Factor" in entity.types:
            return entity
        events = [
            e
            for e in self.snapshot.entities.values()
            if entity.id in e.about and "Event" in e.types and e.id in table
        ]
        return max(events, key=lambda e: (len(table[e.id]), e.id)) if events else entity

    # -- questions ------------------------------------------------------------------------------

    def why(self, name: str, *, depth: int = 3, min_belief: float = 0.0) -> Answer:
        """The causes of an entity, most believed first, ``depth`` hops deep. Raises `NotFound`."""
        return self._walk(name, self.causes, depth, min_belief, "causes")

    def effects_of(self, name: str, *, depth: int = 3, min_belief: float = 0.0) -> Answer:
        """What an entity leads to, most believed first. Raises `NotFound`."""
        return self._walk(name, self.effects, depth, min_belief, "effects")

    def _walk(
        self,
        name: str,
        table: dict[str, list[CausalLink]],
        depth: int,
        min_belief: float,
        what: str,
    ) -> Answer:
        entity = self._focus(self.find(name), table)
        links = table.get(entity.id, [])
        if not links:
            raise NotFound(f"{entity.label} ({entity.id}): no {what} stated in this graph")
        home = self._nearest(entity.id, table, depth, min_belief)
        steps = self._steps(entity.id, table, depth, min_belief, 1.0, home)
        return Answer(
            entity,
            steps,
            conditional=tuple(k for k in links if not k.plain and not self._denied(k)),
            denied=tuple(k for k in links if self._denied(k)),
        )

    def _links(
        self, entity: str, table: dict[str, list[CausalLink]], min_belief: float
    ) -> list[CausalLink]:
        return [k for k in table.get(entity, ()) if k.plain and k.belief >= min_belief]

    def _nearest(
        self, entity: str, table: dict[str, list[CausalLink]], depth: int, min_belief: float
    ) -> dict[str, str]:
        """For every entity within reach, the link under which it is unfolded: the nearest one."""
        home = {entity: ""}
        level = [entity]
        for _ in range(depth):
            beyond = []
            for node in level:
                for link in self._links(node, table, min_belief):
                    far = link.cause if table is self.causes else link.effect
                    if far not in home:
                        home[far] = link.id
                        beyond.append(far)
            level = beyond
        return home

    def _steps(
        self,
        entity: str,
        table: dict[str, list[CausalLink]],
        depth: int,
        min_belief: float,
        weakest: float,
        home: dict[str, str],
    ) -> tuple[Step, ...]:
        steps = []
        for link in self._links(entity, table, min_belief):
            far = link.cause if table is self.causes else link.effect
            belief = min(weakest, link.belief)
            deeper: tuple[Step, ...] = ()
            here = home.get(far) == link.id
            if here and depth > 1:
                deeper = self._steps(far, table, depth - 1, min_belief, belief, home)
            seen = not here and bool(self._links(far, table, min_belief))
            steps.append(Step(link, self.snapshot.entities[far], belief, seen, deeper))
        return tuple(steps)

    def paths(self, cause: str, effect: str, *, limit: int = 1, longest: int = 8) -> list[Path]:
        """Chains from ``cause`` to ``effect``, most believed first, then shortest.

        Raises `NotFound` if nothing leads from one to the other.
        """
        import networkx as nx

        start = self._focus(self.find(cause), self.effects)
        end = self._focus(self.find(effect), self.causes)
        graph = self.to_networkx()
        found: list[Path] = []
        if start.id in graph and end.id in graph and start.id != end.id:
            simple = nx.DiGraph()
            simple.add_nodes_from(sorted(graph.nodes))
            simple.add_edges_from(sorted({(a, b) for a, b, _ in graph.edges}))
            try:
                for index, nodes in enumerate(nx.shortest_simple_paths(simple, start.id, end.id)):
                    if index >= 200 or len(nodes) > longest + 1:
                        break
                    links = tuple(self._best(a, b) for a, b in itertools.pairwise(nodes))
                    found.append(Path(links, min(k.belief for k in links)))
            except nx.NetworkXNoPath:
                pass
        if not found:
            raise NotFound(
                f"nothing here leads from {start.label} ({start.id}) to {end.label} ({end.id})"
            )
        found.sort(key=lambda p: (-p.belief, len(p.links), tuple(k.id for k in p.links)))
        return found[:limit]

    def show(self, name: str) -> Portrait:
        """Everything about one entity. Raises `NotFound`."""
        entity = self.find(name)
        about = tuple(e for e in self.snapshot.entities.values() if entity.id in e.about)
        observations = tuple(
            o
            for o in self.snapshot.observations.values()
            if entity.id in (o.subject.entity, o.metric.entity)
        )
        causes = tuple(self.causes.get(entity.id, ()))
        effects = tuple(self.effects.get(entity.id, ()))
        names = {o.document for o in observations} | {
            c.document for k in (*causes, *effects) for c in self.claims(k.supported_by)
        }
        return Portrait(
            entity,
            causes,
            effects,
            tuple(sorted(observations, key=lambda o: (o.metric.text, o.period or "", o.id))),
            about,
            tuple(self.snapshot.documents[d] for d in sorted(names)),
        )

    # -- parts ----------------------------------------------------------------------------------

    def claims(self, ids: Iterable[str]) -> list[Claim]:
        """The claims of these ids, surest and most explicit first."""
        found = [self.snapshot.claims[i] for i in ids]
        return sorted(
            found,
            key=lambda c: (
                _ORDER[c.modality],
                c.implicit,
                -c.confidence,
                len(c.evidence[0].quote),
                c.id,
            ),
        )

    def derivation(self, link: CausalLink) -> Derivation:
        """How the belief of a link was computed."""
        return explain(self.claims(link.supported_by), self.claims(link.opposed_by))

    def to_networkx(self) -> networkx.MultiDiGraph:
        """The plain links as a MultiDiGraph: nodes by CURIE, edges keyed by link id."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        for entity in self.snapshot.entities.values():
            if entity.id in self.causes or entity.id in self.effects:
                graph.add_node(entity.id, label=entity.label, types=entity.types)
        for link in self.snapshot.links.values():
            if link.plain:
                graph.add_edge(
                    link.cause,
                    link.effect,
                    key=link.id,
                    polarity=link.polarity.value,
                    belief=link.belief,
                )
        return graph

    def _best(self, cause: str, effect: str) -> CausalLink:
        return next(k for k in self.effects[cause] if k.effect == effect and k.plain)

    def _denied(self, link: CausalLink) -> bool:
        return any(self.snapshot.claims[c].modality is Modality.DENIED for c in link.opposed_by)


def chain(steps: Iterable[Step]) -> Iterator[Step]:
    """All steps of an answer, depth first."""
    for step in steps:
        yield step
        yield from chain(step.steps)


def _key(name: str) -> str:
    return "".join(fold(name).casefold().split()).strip("《》\"'").replace('"', "")
