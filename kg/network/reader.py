"""Reading a graph as far as a question goes: entities, links, claims by name, each once.

Nothing is read before it is asked for, so memory grows with what a question visits. Questions about
the whole graph (loops, paths, roots) walk a `Web`: its plain links as numbers, read in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from kg.assemble import Derivation, explain
from kg.errors import SourceError
from kg.graph import (
    read_claims,
    read_documents,
    read_entities,
    read_links,
    read_observations,
)
from kg.model import CausalLink, Claim, DocumentInfo, Entity, Modality, Observation
from kg.namespaces import VOCABULARIES
from kg.store import UNION, matching

if TYPE_CHECKING:
    import networkx

    from kg.store import Graph

_KG = VOCABULARIES["kg"]
_CAUSE, _EFFECT = ox.NamedNode(_KG + "cause"), ox.NamedNode(_KG + "effect")
_REQUIRES = ox.NamedNode(_KG + "requires")
_ABOUT = ox.NamedNode(_KG + "about")
_SUBJECT, _METRIC = ox.NamedNode(_KG + "subject"), ox.NamedNode(_KG + "metric")
_TYPE = ox.NamedNode(VOCABULARIES["rdf"] + "type")
_OBSERVATION = ox.NamedNode(_KG + "Observation")

_SURENESS = {
    Modality.ASSERTED: 0,
    Modality.HEDGED: 1,
    Modality.PLANNED: 2,
    Modality.CONDITIONAL: 3,
    Modality.DENIED: 4,
}
_CAUSED = "SELECT ?cause ?effect WHERE { ?cause kg:causes ?effect }"
_EDGES = """
SELECT ?cause ?effect ?polarity ?belief ?link WHERE {
  ?link a kg:CausalLink ; kg:cause ?cause ; kg:effect ?effect ; kg:polarity ?polarity ; kg:belief ?belief
  FILTER(?belief > 0)
}
"""


class Edge(NamedTuple):
    """The most believed plain link between two nodes of a `Web`."""

    belief: float
    prevents: bool
    link: str


class Web:
    """All plain links as numbers: node ``i`` is ``names[i]`` (a CURIE), names are sorted.

    Numbers, because sets of them keep one order on every run, which sets of strings do not.
    ``after[i]`` and ``before[i]`` are the effects and causes of a node, sorted. What is only walked
    takes a fifth of the time that reading beliefs takes, so `edges` are read when they are needed.
    """

    def __init__(
        self,
        names: Sequence[str],
        pairs: Iterable[tuple[int, int]],
        read_edges: Callable[[Web], dict[tuple[int, int], Edge]],
    ) -> None:
        self.names = tuple(names)
        self._read_edges = read_edges
        after: list[list[int]] = [[] for _ in self.names]
        before: list[list[int]] = [[] for _ in self.names]
        for a, b in sorted(pairs):
            after[a].append(b)
            before[b].append(a)
        self.after = tuple(map(tuple, after))
        self.before = tuple(map(tuple, before))

    @cached_property
    def edges(self) -> dict[tuple[int, int], Edge]:
        """The most believed plain link of every pair of nodes; `SourceError` if one has none."""
        found = self._read_edges(self)
        for a, effects in enumerate(self.after):
            for b in effects:
                if (a, b) not in found:
                    raise SourceError(
                        f"the graph says that {self.names[a]} causes {self.names[b]} and holds no "
                        "link of the two; build it again"
                    )
        return found

    @cached_property
    def number(self) -> dict[str, int]:
        """The node of a CURIE."""
        return {name: i for i, name in enumerate(self.names)}

    def beyond(self, start: int, table: tuple[tuple[int, ...], ...], most: int = 0) -> list[int]:
        """What a walk along ``table`` reaches from ``start``, nearest first, without ``start``.

        It stops after ``most`` nodes, unless that is 0.
        """
        found, seen = [start], {start}
        for node in found:
            for other in table[node]:
                if other not in seen:
                    seen.add(other)
                    found.append(other)
            if most and len(found) > most:
                break
        return found[1 : most + 1] if most else found[1:]

    def graph(self, nodes: Iterable[int] | None = None) -> networkx.DiGraph:
        """The web, or the part of it between ``nodes``, as a networkx DiGraph of numbers."""
        import networkx as nx

        graph = nx.DiGraph()
        chosen = range(len(self.names)) if nodes is None else sorted(nodes)
        graph.add_nodes_from(chosen)
        graph.add_edges_from(
            (a, b) for a in chosen for b in self.after[a] if nodes is None or b in graph
        )
        return graph


class Reader:
    """A graph's entities, links, claims, observations and documents, read once and on demand."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.ns = graph.ns
        self._entities: dict[str, Entity | None] = {}
        self._documents: dict[str, DocumentInfo] = {}
        self._links: dict[tuple[ox.NamedNode, str], tuple[CausalLink, ...]] = {}
        self._claims: dict[str, Claim] = {}

    def _quads(self, nodes: Iterable[ox.NamedNode]) -> Iterable[ox.Quad]:
        return matching(self.graph.store, nodes, None, None)

    def _with(self, predicate: ox.NamedNode, node: ox.NamedNode) -> list[ox.NamedNode]:
        """The subjects that ``predicate`` ties to ``node``."""
        quads = self.graph.store.quads_for_pattern(None, predicate, node, UNION)
        return [q.subject for q in quads if isinstance(q.subject, ox.NamedNode)]

    def _are(self, nodes: Iterable[ox.NamedNode], kind: ox.NamedNode) -> list[ox.NamedNode]:
        nodes = list(nodes)
        are = {q.subject for q in matching(self.graph.store, nodes, _TYPE, [kind])}
        return [n for n in nodes if n in are]

    def entity(self, name: str) -> Entity:
        """The entity of a CURIE; one that is nowhere described has its name for a label."""
        found = self.known(name)
        if found is None:
            found = Entity(name, (), name.partition(":")[2] or name, "zh")
            self._entities[name] = found
        return found

    def known(self, name: str) -> Entity | None:
        """The entity of a CURIE, or None if the graph describes none."""
        if name not in self._entities:
            # Others' observations may name no subject or metric.
            found = read_entities(self._quads, [self.ns.iri(name)], self.ns) if name else ()
            if not found:
                return None  # not kept: names that people invent have no end
            self._entities[name] = found[0]
        return self._entities[name]

    def read_entities(self, names: Iterable[str]) -> None:
        """Read entities that will be asked for, all at once."""
        new = [self.ns.iri(name) for name in names if name not in self._entities]
        for entity in read_entities(self._quads, new, self.ns):
            self._entities[entity.id] = entity

    def read_links(self, names: Iterable[str], *, causes: bool) -> None:
        """Read the links into entities, or out of them, that will be asked for, all at once."""
        end = _EFFECT if causes else _CAUSE
        nodes = {n: self._ending(end, n) for n in names if (end, n) not in self._links}
        every = [node for some in nodes.values() for node in some]
        found = {link.id: link for link in read_links(self._quads, every, self.ns)}
        for name, some in nodes.items():
            links = [found[i] for i in (self.ns.curie(node.value) for node in some) if i in found]
            self._links[end, name] = tuple(sorted(links, key=lambda k: (-k.belief, k.id)))

    def label(self, name: str) -> str:
        """The label of the entity of a CURIE."""
        return self.entity(name).label

    def causes(self, effect: str) -> tuple[CausalLink, ...]:
        """The links into an entity, most believed first; conditional and denied ones included."""
        return self._linked(_EFFECT, effect)

    def effects_of(self, cause: str) -> tuple[CausalLink, ...]:
        """The links out of an entity, most believed first; conditional and denied ones included."""
        return self._linked(_CAUSE, cause)

    def _linked(self, end: ox.NamedNode, name: str) -> tuple[CausalLink, ...]:
        key = (end, name)
        if key not in self._links:
            self.read_links([name], causes=end == _EFFECT)
        return self._links[key]

    def _ending(self, end: ox.NamedNode, name: str) -> list[ox.NamedNode]:
        """The nodes of links at an entity; claims, which hang on it likewise, by their names not."""
        claims = self.ns.prefixes["claim"]
        return [n for n in self._with(end, self.ns.iri(name)) if not n.value.startswith(claims)]

    def links(self, names: Iterable[str]) -> list[CausalLink]:
        """The links of these CURIEs, in their order."""
        names = list(names)
        nodes = [self.ns.iri(name) for name in names]
        found = {link.id: link for link in read_links(self._quads, nodes, self.ns)}
        return [found[name] for name in names if name in found]

    def linked(self, name: str) -> bool:
        """Whether an entity takes part in a causal link."""
        return bool(self.causes(name) or self.effects_of(name))

    def best(self, cause: str, effect: str) -> CausalLink:
        """The most believed plain link from ``cause`` to ``effect``; there must be one."""
        found = (k for k in self.effects_of(cause) if k.effect == effect and k.plain)
        best = next(found, None)
        if best is None:
            raise SourceError(
                f"the graph says that {cause} causes {effect} and holds no link of the two; "
                "build it again"
            )
        return best

    def claims(self, ids: Iterable[str]) -> list[Claim]:
        """The claims of these ids, surest and most explicit first."""
        ids = list(ids)
        new = [self.ns.iri(name) for name in ids if name not in self._claims]
        for claim in read_claims(self._quads, new, self.ns):
            self._claims[claim.id] = claim
        found = [self._claims[i] for i in ids if i in self._claims]
        return sorted(
            found,
            key=lambda c: (
                _SURENESS[c.modality],
                c.implicit,
                -c.confidence,
                len(c.evidence[0].quote) if c.evidence else 0,
                c.id,
            ),
        )

    def denied(self, link: CausalLink) -> bool:
        """Whether a source denies a link outright."""
        return any(c.modality is Modality.DENIED for c in self.claims(link.opposed_by))

    def derivation(self, link: CausalLink) -> Derivation:
        """How the belief of a link was computed."""
        return explain(self.claims(link.supported_by), self.claims(link.opposed_by))

    def document(self, name: str) -> DocumentInfo:
        """The document of a CURIE; one that is nowhere described has its name for a source.

        A claim of another's making may be of none, which has no name.
        """
        if name not in self._documents:
            found = read_documents(self._quads, [self.ns.iri(name)], self.ns) if name else []
            unknown = DocumentInfo(name, "", name.partition(":")[2] or "?", "", "", 0)
            self._documents[name] = found[0] if found else unknown
        return self._documents[name]

    def observations(self, name: str) -> list[Observation]:
        """What was observed of an entity, or in a metric; by metric, period and id."""
        node = self.ns.iri(name)
        nodes = {*self._with(_SUBJECT, node), *self._with(_METRIC, node)}
        return self.read_observations(self._are(nodes, _OBSERVATION))

    def read_observations(self, nodes: Iterable[ox.NamedNode]) -> list[Observation]:
        """The observations of these nodes; by metric, period and id."""
        ordered = sorted(nodes, key=lambda n: n.value)
        found = read_observations(self._quads, ordered, self.ns, self._entities)
        return sorted(found, key=lambda o: (o.metric.text, o.period or "", o.id))

    def requirements(self, policy: str) -> tuple[str, ...]:
        """What a policy requires, in its own words, sorted."""
        quads = self.graph.store.quads_for_pattern(self.ns.iri(policy), _REQUIRES, None, UNION)
        return tuple(sorted({q.object.value for q in quads if isinstance(q.object, ox.Literal)}))

    def about(self, name: str) -> list[Entity]:
        """The entities that are about an entity: what happened to it, its states."""
        found = read_entities(self._quads, self._with(_ABOUT, self.ns.iri(name)), self.ns)
        return sorted(found, key=lambda e: e.id)

    @cached_property
    def web(self) -> Web:
        """All plain links of the graph."""
        if self.graph.generation is not None or self.graph.remote:
            rows = [(a.value, b.value) for a, b in self.rows(_CAUSED)]
        else:  # in files of others, only links say how much a cause is believed
            rows = [(a.value, b.value) for a, b, *_ in self._links_told()]
        curies = {iri: self.ns.curie(iri) for row in rows for iri in row}
        names = sorted(set(curies.values()))
        place = {name: i for i, name in enumerate(names)}
        number = {iri: place[curie] for iri, curie in curies.items()}
        return Web(names, {(number[a], number[b]) for a, b in rows}, self._edges)

    def _edges(self, web: Web) -> dict[tuple[int, int], Edge]:
        number = {self.ns.iri(name).value: i for i, name in enumerate(web.names)}
        edges: dict[tuple[int, int], Edge] = {}
        for cause, effect, polarity, belief, link in self._links_told():
            if cause.value not in number or effect.value not in number:
                continue
            pair = (number[cause.value], number[effect.value])
            edge = Edge(float(belief.value), polarity.value == _KG + "Prevent", link.value)
            old = edges.get(pair)
            if old is None or (-edge.belief, edge.link) < (-old.belief, old.link):
                edges[pair] = edge
        return edges

    def rows(self, sparql: str, **options: Any) -> Iterator[Any]:
        """The rows of a query, but for those with a node that has no name: files of others have them."""
        for row in self.graph.select(sparql, **options):
            if not any(isinstance(term, ox.BlankNode) for term in row):
                yield row

    def _links_told(self) -> Iterator[Any]:
        """Cause, effect, polarity, belief and name of every believed link."""
        return self.rows(_EDGES)

    def link(self, web: Web, cause: int, effect: int) -> CausalLink:
        """The link behind an edge of the web."""
        return self.best(web.names[cause], web.names[effect])

    def to_networkx(self) -> networkx.MultiDiGraph:
        """The plain links as a MultiDiGraph: nodes by CURIE, edges keyed by link id."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        snapshot = self.graph.snapshot()
        linked = {end for k in snapshot.links.values() for end in (k.cause, k.effect)}
        for entity in snapshot.entities.values():
            if entity.id in linked:
                graph.add_node(entity.id, label=entity.label, types=entity.types)
        for link in snapshot.links.values():
            if link.plain:
                graph.add_edge(
                    link.cause,
                    link.effect,
                    key=link.id,
                    polarity=link.polarity.value,
                    belief=link.belief,
                )
        return graph
