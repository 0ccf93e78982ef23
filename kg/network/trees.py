"""Why something happened and what it led to: trees of links, each unfolded once."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import NotFound, UsageError
from kg.model import CausalLink, DocumentInfo, Entity, Observation
from kg.network.names import longer_names

if TYPE_CHECKING:
    from kg.network import Network


@dataclass(frozen=True, slots=True)
class Step:
    """One hop of an answer: a link, the entity at its far end, and the steps beyond.

    ``weakest`` is the least believed link on the chain from the question to here; ``seen`` marks an
    entity whose own steps are shown elsewhere in the answer (a cycle or a shared cause).
    """

    link: CausalLink
    entity: Entity
    weakest: CausalLink
    seen: bool
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The tree of causes (``direction`` "causes") or effects ("effects") of an entity.

    ``conditional`` are links on the way that hold only under a condition or as a purpose, ``denied``
    links that some source denies. ``related`` is what else happened to the entity that was asked
    about and has causes (effects) of its own.
    """

    entity: Entity
    direction: str
    steps: tuple[Step, ...]
    conditional: tuple[CausalLink, ...] = ()
    denied: tuple[CausalLink, ...] = ()
    related: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything the graph holds about one entity."""

    entity: Entity
    causes: tuple[CausalLink, ...]
    effects: tuple[CausalLink, ...]
    observations: tuple[Observation, ...]
    requirements: tuple[str, ...]
    factors: tuple[Entity, ...]
    documents: tuple[DocumentInfo, ...]


def why(network: Network, name: str, *, depth: int = 3, min_belief: float = 0.0) -> Answer:
    """The causes of an entity, most believed first, ``depth`` hops deep.

    Raises `NotFound` if the graph states none, or knows no such name; `AmbiguousName`.
    """
    return _Walk(network, "causes", depth, min_belief).answer(name)


def effects(network: Network, name: str, *, depth: int = 3, min_belief: float = 0.0) -> Answer:
    """What an entity leads to, most believed first, ``depth`` hops deep. Errors as for `why`."""
    return _Walk(network, "effects", depth, min_belief).answer(name)


def focus(network: Network, entity: Entity, direction: str) -> Entity:
    """What a question about ``entity`` is about.

    Asked about 粒粒贷 when only what happened to it has causes: that is what is meant.
    """
    linked = network.causes if direction == "causes" else network.effects_of
    if linked(entity.id) or "Factor" in entity.types:
        return entity
    events = [e for e in network.about(entity.id) if "Event" in e.types and linked(e.id)]
    return max(events, key=lambda e: (len(linked(e.id)), e.id)) if events else entity


class _Walk:
    def __init__(self, network: Network, direction: str, depth: int, min_belief: float) -> None:
        self.network = network
        self.direction = direction
        self.depth = depth
        self.min_belief = min_belief
        self.linked: Callable[[str], tuple[CausalLink, ...]] = (
            network.causes if direction == "causes" else network.effects_of
        )
        self.home: dict[str, str] = {}
        self.last: set[str] = set()

    def answer(self, name: str) -> Answer:
        if self.depth < 1 or not 0 <= self.min_belief <= 1:
            raise UsageError("give a depth of at least 1 and a belief between 0 and 1")
        asked = self.network.find(name)
        entity = focus(self.network, asked, self.direction)
        if not self.linked(entity.id):
            # Asked about 利润 when 利润下降 has causes: say so.
            others = (c for c in longer_names(self.network, entity.label) if self.linked(c))
            names = ", ".join(itertools.islice(others, 3))
            raise NotFound(
                f"{entity.label} ({entity.id}): no {self.direction} stated in this graph"
                + (f"; there are of: {names}" if names else "")
            )
        self.home = self._nearest(entity.id)
        steps = self._steps(entity.id, self.depth, None)
        if not steps and self.min_belief:
            raise NotFound(
                f"{entity.label} ({entity.id}): no {self.direction} believed {self.min_belief:g} or more"
            )
        unfolded = [entity.id, *(s.entity.id for s in chain(steps) if s.steps)]
        asides = [k for node in unfolded for k in self.linked(node)]
        denied = tuple(k for k in asides if k.opposed_by and self.network.denied(k))
        return Answer(
            entity,
            self.direction,
            steps,
            conditional=tuple(k for k in asides if not k.plain and k not in denied),
            denied=denied,
            related=tuple(
                e
                for e in self.network.about(asked.id)
                if "Event" in e.types and e.id != entity.id and self.linked(e.id)
            ),
        )

    def _far(self, link: CausalLink) -> str:
        return link.cause if self.direction == "causes" else link.effect

    def _links(self, name: str) -> list[CausalLink]:
        return [k for k in self.linked(name) if k.plain and k.belief >= self.min_belief]

    def _nearest(self, start: str) -> dict[str, str]:
        """For every entity within reach, the link under which it is unfolded: the nearest one."""
        home = {start: ""}
        level = [start]
        for _ in range(self.depth):
            beyond = []
            self.network.read_links(level, causes=self.direction == "causes")
            for node in level:
                for link in self._links(node):
                    far = self._far(link)
                    if far not in home:
                        home[far] = link.id
                        beyond.append(far)
            level = beyond
        self.last = set(level)
        self.network.read_entities(home)
        return home

    def _steps(self, name: str, depth: int, weakest: CausalLink | None) -> tuple[Step, ...]:
        steps = []
        for link in self._links(name):
            far = self._far(link)
            least = link if weakest is None or link.belief < weakest.belief else weakest
            here = self.home.get(far) == link.id
            deeper = self._steps(far, depth - 1, least) if here and depth > 1 else ()
            # What the depth cuts off is shown nowhere.
            seen = not here and far not in self.last and bool(self._links(far))
            steps.append(Step(link, self.network.entity(far), least, seen, deeper))
        return tuple(steps)


def chain(steps: Iterable[Step]) -> Iterator[Step]:
    """All steps of an answer, depth first."""
    for step in steps:
        yield step
        yield from chain(step.steps)


def show(network: Network, name: str) -> Portrait:
    """Everything about one entity. Raises `NotFound`, `AmbiguousName`."""
    entity = network.find(name)
    causes, led = network.causes(entity.id), network.effects_of(entity.id)
    observations = network.observations(entity.id)
    documents = {o.document for o in observations} | {
        c.document
        for k in (*causes, *led)
        for c in network.claims((*k.supported_by, *k.opposed_by))
    }
    return Portrait(
        entity,
        causes,
        led,
        tuple(observations),
        network.requirements(entity.id),
        tuple(network.about(entity.id)),
        tuple(network.document(d) for d in sorted(documents)),
    )
