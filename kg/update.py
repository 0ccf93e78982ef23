"""SPARQL UPDATE on a graph: the whole of it, on a copy, or nothing.

A graph keeps what each document says in the document's named graph, and the union of all named
graphs as the default graph. An update may speak of either, and the other follows: what it inserts
without naming a graph is kept in `kg:edits`; what it deletes without naming one leaves every graph;
what it changes in a named graph shows in the union. Links between the factors of changed claims are
assembled again, so that none stays that nothing supports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import QueryError, SourceError, StoreError, UsageError
from kg.graph import EDITS, TYPE, read_claims, read_snapshot
from kg.manifest import Manifest
from kg.namespaces import VOCABULARIES, Namespaces
from kg.ontology import Ontology
from kg.publish import Publication, publish
from kg.query import syntax_message
from kg.relink import document_id, knowledge_of, pairs_of, reassemble
from kg.sparql import QUERIES, bind, first_word, refuse_network
from kg.store import UNION, current, matching, open_store

if TYPE_CHECKING:
    from kg.sparql import Term
    from kg.store import Graph

_ONLY_IN_UNION = """
SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }
"""
_NOT_IN_UNION = """
SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }
"""
_CLAIM = ox.NamedNode(VOCABULARIES["kg"] + "Claim")
_OBSERVATION = ox.NamedNode(VOCABULARIES["kg"] + "Observation")
_BLANK = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } LIMIT 1"


@dataclass(frozen=True, slots=True)
class Report:
    """How many triples of the union an update added and removed."""

    added: int
    removed: int


def update(
    graph: Graph,
    sparql: str,
    *,
    parameters: Mapping[str, Term | str | float] | None = None,
    allow_network: bool = False,
    base_iri: str | None = None,
    ontology: Path | None = None,
) -> Report:
    """Change a graph by a SPARQL 1.1 update; a failed one changes nothing.

    The graph in a folder gets a new generation; a graph read from files without the union is
    changed in memory, as the standard says. LOAD is refused unless ``allow_network``. ``ontology``
    is the folder of the one that the graph was built with, if it was not kg's own. Raises
    `QueryError` if the update does not parse, or in a folder makes blank nodes or leaves a graph that
    can't be read any more; `StoreError` if another process is writing it.
    """
    if parameters:
        sparql = bind(sparql, parameters)
    if not allow_network:
        refuse_network(sparql, graph.ns, update=True, base_iri=base_iri)
    if graph.remote:
        raise UsageError(
            "an update of a store on another machine goes to its own update endpoint; "
            "kg build and kg import keep its named graphs and their union one"
        )
    if graph.path is None:
        if graph.union:
            raise UsageError("files are read as one; open them without their union to change them")
        before = set(graph.store)
        _apply(graph.store, sparql, graph.ns, base_iri)
        after = set(graph.store)
        graph.changes += 1
        return Report(len(after - before), len(before - after))
    with publish(graph.path) as publication:
        old = open_store(_generation(graph.path))
        knowledge = knowledge_of(publication.before, ontology)
        return _change(publication, old, sparql, graph.ns, base_iri, knowledge)


def _change(
    publication: Publication,
    old: ox.Store,
    sparql: str,
    ns: Namespaces,
    base_iri: str | None,
    knowledge: Ontology,
) -> Report:
    # A function of its own, so that nothing here holds the store when it is published.
    store = publication.store
    _apply(store, sparql, ns, base_iri)
    _reconcile(store, old)
    _check(store, ns)
    was = set(old.quads_for_pattern(None, None, None, UNION))
    changed = {q.subject for q in was ^ set(store.quads_for_pattern(None, None, None, UNION))}
    touched: set[tuple[str, str]] = set()
    for side in (old, store):
        found = {q.subject for q in matching(side, changed, TYPE, [_CLAIM])}
        nodes = sorted((n for n in found if isinstance(n, ox.NamedNode)), key=lambda n: n.value)
        claims = read_claims(partial(_about, side), nodes, ns)
        touched |= pairs_of(claims, knowledge)
    if touched:
        reassemble(publication, touched, {}, ns, knowledge)
    publication.manifest = _recounted(publication, ns)
    new = set(store.quads_for_pattern(None, None, None, UNION))
    return Report(len(new - was), len(was - new))


def _about(store: ox.Store, nodes: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    return matching(store, nodes, None, None)


def _recounted(publication: Publication, ns: Namespaces) -> Manifest:
    """The manifest, with as many claims and observations of each document as its graph now holds."""

    def held(name: str, kind: ox.NamedNode) -> int:
        graph = ns.iri(document_id(name))
        return sum(1 for _ in publication.store.quads_for_pattern(None, TYPE, kind, graph))

    manifest = publication.manifest
    documents = {
        name: replace(entry, claims=held(name, _CLAIM), observations=held(name, _OBSERVATION))
        for name, entry in manifest.documents.items()
    }
    return replace(manifest, documents=documents)


def _generation(path: Path) -> Path:
    generation = current(path)
    if generation is None:
        raise StoreError(f"{path}: no graph here; make one with: kg build SOURCES -o {path}")
    return generation


def _apply(store: ox.Store, sparql: str, ns: Namespaces, base_iri: str | None) -> None:
    try:
        store.update(sparql, base_iri=base_iri, prefixes=dict(ns.prefixes))
    except SyntaxError as error:
        asks = first_word(sparql) in QUERIES
        hint = "; this asks and changes nothing: leave out --update" if asks else ""
        raise QueryError(syntax_message(sparql, str(error), hint)) from error
    except (ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the update failed: {error}") from error


def _reconcile(store: ox.Store, before: ox.Store) -> None:
    """Bring the named graphs and their union together again after an update."""
    gone: list[ox.Quad] = []
    new: list[ox.Quad] = []
    for s, p, o in _rows(store, _ONLY_IN_UNION):
        triple = ox.Quad(s, p, o, UNION)
        if triple in before:
            gone.append(triple)
        else:
            new.append(ox.Quad(s, p, o, EDITS))
    for s, p, o, g in _rows(store, _NOT_IN_UNION):
        quad = ox.Quad(s, p, o, g)
        if quad in before:
            gone.append(quad)
        else:
            new.append(ox.Quad(s, p, o, UNION))
    for quad in gone:
        store.remove(quad)
    store.extend(new)


def _rows(store: ox.Store, sparql: str) -> Iterator[tuple[ox.NamedNode, ...]]:
    results = store.query(sparql)
    assert isinstance(results, ox.QuerySolutions)
    return (tuple(row) for row in results)


def _check(store: ox.Store, ns: Namespaces) -> None:
    for s, p, o in _rows(store, _BLANK):
        raise QueryError(
            f"the update makes a blank node ({s} {p} {o}); give it a name, so that the graph "
            "is the same for everybody"
        )
    try:
        read_snapshot(store.quads_for_pattern(None, None, None, UNION), ns)
    except SourceError as error:
        raise QueryError(f"after this update the graph could not be read: {error}") from error
