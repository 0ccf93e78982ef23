"""What the page tells, as plain data: the part of a snapshot that a reader can reach.

Everything is numbered: the script refers to nodes, links, claims and documents by index, so no
name from a document ever becomes a key, an id or an attribute.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kg.model import (
    CausalLink,
    Claim,
    DocumentInfo,
    Entity,
    Evidence,
    Modality,
    Observation,
    Snapshot,
)
from kg.page.words import KINDS, OTHER, Kind, Words, kind_of

Json = dict[str, Any]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the page shows, ready for JSON.

    ``names`` are the CURIEs of the nodes in order, ``ends`` the cause and effect of each link as
    indices into them. ``data`` is what the script reads.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    kinds: tuple[Kind, ...]
    ends: tuple[tuple[int, int], ...]
    data: Json


def collect(snapshot: Snapshot, min_belief: float) -> Content:
    """Choose the links to show and gather all that a reader can ask about them."""
    links = [link for _, link in sorted(snapshot.links.items()) if link.belief >= min_belief]
    names = sorted({end for link in links for end in (link.cause, link.effect)})
    number = {name: index for index, name in enumerate(names)}
    entities = [snapshot.entities.get(name) or _unknown(name) for name in names]
    kinds = tuple(kind_of(entity.types) for entity in entities)
    ends = tuple((number[link.cause], number[link.effect]) for link in links)

    documents = _Numbered(snapshot.documents)
    claims = _Numbered(snapshot.claims)
    link_data = [
        _link(link, ends[index], snapshot.claims, claims) for index, link in enumerate(links)
    ]
    claim_data = [_claim(claim, snapshot, documents) for claim in claims.chosen()]
    observed = sorted(
        (
            observation
            for observation in snapshot.observations.values()
            if observation.subject.entity in number or observation.metric.entity in number
        ),
        key=_observation_order,
    )
    observation_data = [_observation(o, snapshot, documents) for o in observed]
    by_node: list[list[int]] = [[] for _ in names]
    for index, observation in enumerate(observed):
        for name in sorted({observation.subject.entity, observation.metric.entity}):
            if name in number:
                by_node[number[name]].append(index)

    data: Json = {
        "nodes": [
            _node(entity, kinds[index], by_node[index], snapshot)
            for index, entity in enumerate(entities)
        ],
        "links": link_data,
        "claims": claim_data,
        "observations": observation_data,
        "documents": [_document(document) for document in documents.chosen()],
        "focus": outcome(
            len(names), [e for e, link in zip(ends, links, strict=True) if link.plain]
        ),
    }
    return Content(
        names=tuple(names),
        labels=tuple(entity.label or entity.id for entity in entities),
        kinds=kinds,
        ends=ends,
        data=data,
    )


def legend(content: Content, words: Words) -> list[Json]:
    """The kinds that occur, in fixed order, with how many nodes each has."""
    return [
        {
            "key": kind.key,
            "family": kind.family,
            "name": kind.names[words.language],
            "badge": kind.badges[words.language],
            "count": content.kinds.count(kind),
        }
        for kind in (*KINDS, OTHER)
        if kind in content.kinds
    ]


def outcome(count: int, ends: Iterable[tuple[int, int]]) -> int:
    """The node where most of the story converges: the one with most direct causes, and of those the
    one with most ancestors.

    >>> outcome(4, [(0, 1), (1, 2), (0, 3)])
    2
    """
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(ends)
    if not count:
        return 0
    condensed = nx.condensation(graph)
    # Sets of ancestors as bits of one number: thousands of nodes take milliseconds.
    above: dict[int, int] = {}
    for strong in nx.topological_sort(condensed):
        bits = 0
        for node in condensed.nodes[strong]["members"]:
            bits |= 1 << node
        for before in condensed.predecessors(strong):
            bits |= above[before]
        above[strong] = bits
    mapping: Mapping[int, int] = condensed.graph["mapping"]

    def rank(node: int) -> tuple[int, int, int]:
        return graph.in_degree(node), above[mapping[node]].bit_count(), -node

    return max(range(count), key=rank)


class _Numbered(Generic[T]):
    """Items of a mapping in the order they are first asked for."""

    def __init__(self, items: Mapping[str, T]) -> None:
        self._items = items
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int | None:
        """The number of an item, or None if the mapping lacks it."""
        if name not in self._items:
            return None
        return self._numbers.setdefault(name, len(self._numbers))

    def chosen(self) -> list[T]:
        """The items asked for so far."""
        return [self._items[name] for name in self._numbers]


def _unknown(name: str) -> Entity:
    """A link may name an entity the snapshot lacks; it is shown by its name rather than lost."""
    return Entity(id=name, types=(), label=name.partition(":")[2] or name, language="")


def _label(name: str, snapshot: Snapshot) -> str:
    entity = snapshot.entities.get(name)
    return entity.label if entity else name.partition(":")[2] or name


def _node(entity: Entity, kind: Kind, observations: list[int], snapshot: Snapshot) -> Json:
    return {
        "name": entity.id,
        "label": entity.label or entity.id,
        "language": entity.language,
        "kind": kind.key,
        "aliases": list(entity.aliases),
        "about": [_label(name, snapshot) for name in entity.about],
        "competes": [_label(name, snapshot) for name in entity.competes_with],
        "trend": entity.trend.value if entity.trend else None,
        "issued": entity.issued,
        "observations": observations,
    }


def _link(
    link: CausalLink,
    ends: tuple[int, int],
    known: Mapping[str, Claim],
    claims: _Numbered[Claim],
) -> Json:
    support = [known[name] for name in link.supported_by if name in known]
    hedged = bool(support) and all(claim.modality is Modality.HEDGED for claim in support)
    return {
        "name": link.id,
        "cause": ends[0],
        "effect": ends[1],
        "polarity": link.polarity.value,
        "belief": round(link.belief, 4),
        "plain": link.plain,
        "style": "dotted" if not link.plain else "dashed" if hedged else "solid",
        "for": _numbers(link.supported_by, claims),
        "against": _numbers(link.opposed_by, claims),
    }


def _numbers(names: Iterable[str], claims: _Numbered[Claim]) -> list[int]:
    found = (claims.number(name) for name in sorted(names))
    return [number for number in found if number is not None]


def _claim(claim: Claim, snapshot: Snapshot, documents: _Numbered[DocumentInfo]) -> Json:
    marks = [("cause", claim.cause.start, claim.cause.end)]
    marks.append(("effect", claim.effect.start, claim.effect.end))
    if claim.cue:
        marks.append(("cue", claim.cue.start, claim.cue.end))
    return {
        "modality": claim.modality.value,
        "polarity": claim.polarity.value,
        "implicit": claim.implicit,
        "rule": claim.rule,
        "claimant": _claimant(claim.claimant, snapshot),
        "evidence": [
            _evidence(evidence, marks if evidence.document == claim.document else [], documents)
            for evidence in claim.evidence
        ],
    }


def _claimant(claimant: str | None, snapshot: Snapshot) -> str | None:
    """Who says so; an entity's CURIE is replaced by its label."""
    if claimant is None:
        return None
    entity = snapshot.entities.get(claimant)
    return entity.label if entity else claimant


def _observation_order(observation: Observation) -> tuple[str, str, str, str, int, str]:
    return (
        observation.metric.entity or observation.metric.text,
        observation.subject.entity or observation.subject.text,
        observation.period or "",
        observation.document,
        observation.evidence.start,
        observation.id,
    )


def _observation(
    observation: Observation, snapshot: Snapshot, documents: _Numbered[DocumentInfo]
) -> Json:
    subject, metric = observation.subject, observation.metric
    marks = [("subject", subject.start, subject.end), ("metric", metric.start, metric.end)]
    same = observation.evidence.document == observation.document
    return {
        "subject": _label(subject.entity, snapshot) if subject.entity else subject.text,
        "metric": _label(metric.entity, snapshot) if metric.entity else metric.text,
        "subjectName": subject.entity,
        "raw": observation.raw,
        "period": observation.period,
        "evidence": _evidence(observation.evidence, marks if same else [], documents),
    }


def _evidence(
    evidence: Evidence,
    marks: list[tuple[str, int, int]],
    documents: _Numbered[DocumentInfo],
) -> Json:
    """A quote in its context, cut where a highlight begins or ends.

    Cut here and not in the browser: offsets count code points, JavaScript counts UTF-16 units.
    """
    before = evidence.start - len(evidence.prefix)
    number = documents.number(evidence.document)
    return {
        "document": number,
        "documentName": evidence.document if number is None else None,
        "start": evidence.start,
        "end": evidence.end,
        "before": _pieces(evidence.prefix, before, marks),
        "quote": _pieces(evidence.quote, evidence.start, marks),
        "after": _pieces(evidence.suffix, evidence.start + len(evidence.quote), marks),
    }


def _pieces(text: str, offset: int, marks: list[tuple[str, int, int]]) -> list[str | list[str]]:
    """The text in pieces, those to highlight with their roles.

    >>> _pieces("雨大、洪水", 10, [("cause", 10, 12), ("effect", 13, 15)])
    [['雨大', 'cause'], '、', ['洪水', 'effect']]
    """
    end = offset + len(text)
    cuts = {offset, end}
    for _, first, last in marks:
        cuts.update(cut for cut in (first, last) if offset < cut < end)
    pieces: list[str | list[str]] = []
    for a, b in itertools.pairwise(sorted(cuts)):
        piece = text[a - offset : b - offset]
        roles = " ".join(role for role, first, last in marks if first <= a and b <= last)
        pieces.append([piece, roles] if roles else piece)
    return pieces


def _document(document: DocumentInfo) -> Json:
    return {
        "name": document.id,
        "title": document.title or document.source or document.id,
        "source": document.source,
        "language": document.language,
    }
