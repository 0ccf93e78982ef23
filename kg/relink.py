"""Which links a change of some claims touches, and assembling just these again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.assemble import assemble, key
from kg.errors import UsageError
from kg.graph import LINKS, concept_quads, link_quads, read_claims
from kg.manifest import Manifest
from kg.model import Claim
from kg.namespaces import Namespaces
from kg.ontology import Ontology, load
from kg.publish import Publication
from kg.store import matching
from kg.text import local_name

_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_CLAIM = ox.NamedNode("https://w3id.org/causal-kg/ontology#Claim")
_KINDS = {"claim": _CLAIM, "link": ox.NamedNode("https://w3id.org/causal-kg/ontology#CausalLink")}
_CAUSE = ox.NamedNode("https://w3id.org/causal-kg/ontology#cause")
_EFFECT = ox.NamedNode("https://w3id.org/causal-kg/ontology#effect")
_PLAIN = [
    ox.NamedNode(f"https://w3id.org/causal-kg/ontology#{name}")
    for name in ("causes", "promotes", "prevents")
]
_CONCEPT = ox.NamedNode("https://w3id.org/causal-kg/ontology#concept")
_SKOS_CONCEPT = ox.NamedNode("http://www.w3.org/2004/02/skos/core#Concept")


def knowledge_of(manifest: Manifest, ontology: Path | None) -> Ontology:
    """The ontology that a graph's links are assembled with.

    Raises `UsageError` if the graph was built with one of its own and ``ontology`` names another,
    or none; `OntologyError`.
    """
    knowledge = load(ontology)
    if manifest.ontology and manifest.ontology != knowledge.fingerprint:
        raise UsageError(
            "this graph was built with an ontology of its own; name its folder by --ontology"
        )
    return knowledge


def document_id(name: str) -> str:
    """The CURIE of the document, and of its named graph, that is read from a source."""
    return "doc:" + local_name(name)


def claims_of(publication: Publication, names: Iterable[str], ns: Namespaces) -> Iterator[Claim]:
    """The claims in the named graphs of these sources."""
    for name in names:
        graph = ns.iri(document_id(name))
        found = (q.subject for q in publication.store.quads_for_pattern(None, _TYPE, _CLAIM, graph))
        nodes = [node for node in found if isinstance(node, ox.NamedNode)]
        yield from read_claims(publication.about, nodes, ns)


def pairs_of(claims: Iterable[Claim], knowledge: Ontology) -> set[tuple[str, str]]:
    """The factors that claims connect, by their words and by the link they count for."""
    pairs = set()
    for claim in claims:
        pairs |= {(claim.cause.entity, claim.effect.entity), key(claim, knowledge)[:2]}
    return pairs


def reassemble(
    publication: Publication,
    touched: set[tuple[str, str]],
    fresh: dict[str, Claim],
    ns: Namespaces,
    knowledge: Ontology,
) -> None:
    """Assemble again the links between the touched pairs of factors, and no others.

    ``fresh`` are the claims read in this build, which need not be read back from the store.
    """
    store = publication.store
    # A claim may count for a link to another factor than its own effect (侵蚀利润: 利润下降), so
    # claims about the metric itself matter to a link to its fall.
    fall = str(knowledge.trend_labels["down"]["zh"])
    wanted = touched | {(cause, effect.removesuffix(fall)) for cause, effect in touched}
    nodes = _between(store, ns, "claim", wanted)
    known = [n for n in nodes if ns.curie(n.value) in fresh]
    claims = {ns.curie(n.value): fresh[ns.curie(n.value)] for n in known}
    others = sorted(nodes - set(known), key=lambda n: n.value)
    claims |= {c.id: c for c in read_claims(publication.about, others, ns)}
    pairs = touched | pairs_of(claims.values(), knowledge)
    stale: list[ox.Quad] = []
    stale += matching(store, _between(store, ns, "link", pairs), None, None, LINKS)
    joined = {(ns.iri(cause), ns.iri(effect)) for cause, effect in pairs}
    for predicate in _PLAIN:
        plain = matching(store, {cause for cause, _ in joined}, predicate, None, LINKS)
        stale += (q for q in plain if (q.subject, q.object) in joined)
    concepts = {q.subject for q in matching(store, None, _TYPE, [_SKOS_CONCEPT], LINKS)}
    stale += matching(store, concepts, None, None, LINKS)
    publication.remove(stale)
    publication.add(link_quads(assemble(claims.values(), knowledge), ns))
    used = {
        ns.curie(str(q.object)[1:-1]) for q in store.quads_for_pattern(None, _CONCEPT, None, None)
    }
    publication.add(concept_quads(used, ns, knowledge))


def _between(
    store: Any, ns: Namespaces, kind: str, pairs: set[tuple[str, str]]
) -> set[ox.NamedNode]:
    """The claims or links (``kind``) that lead from the cause to the effect of any of ``pairs``."""
    joined = {(ns.iri(cause), ns.iri(effect)) for cause, effect in pairs}
    effects: dict[Any, list[Any]] = {}
    for quad in matching(store, None, _EFFECT, {effect for _, effect in joined}):
        if isinstance(quad.subject, ox.NamedNode):
            effects.setdefault(quad.subject, []).append(quad.object)
    # What kg names has its kind in its name; what was imported may be called anything.
    ours = ns.prefixes[kind]
    others = [node for node in effects if not node.value.startswith(ours)]
    known = {q.subject for q in matching(store, others, _TYPE, [_KINDS[kind]])}
    effects = {
        node: ends for node, ends in effects.items() if node.value.startswith(ours) or node in known
    }
    return {
        q.subject
        for q in matching(store, list(effects), _CAUSE, None)
        if isinstance(q.subject, ox.NamedNode)
        and any((q.object, effect) in joined for effect in effects[q.subject])
    }
