"""SPARQL UPDATE on a graph: the whole of it, on a copy, or nothing.

A graph keeps what each document says in the document's named graph, and the union of all named
graphs as the default graph. An update may speak of either, and the other follows: what it inserts
without naming a graph is kept in `kg:edits`; what it deletes without naming one leaves every graph;
what it changes in a named graph shows in the union.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.graph import read_snapshot
from kg.namespaces import VOCABULARIES, Namespaces
from kg.publish import Publication, publish
from kg.query import syntax_message
from kg.sparql import bind, refuse_network
from kg.store import UNION, current, open_store

if TYPE_CHECKING:
    from kg.sparql import Term

EDITS = ox.NamedNode(VOCABULARIES["kg"] + "edits")
_ONLY_IN_UNION = """
SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }
"""
_NOT_IN_UNION = """
SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }
"""
_BLANK = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } LIMIT 1"


@dataclass(frozen=True, slots=True)
class Report:
    """How many triples of the union an update added and removed."""

    added: int
    removed: int


def update(
    path: Path,
    sparql: str,
    *,
    parameters: Mapping[str, Term] | None = None,
    allow_network: bool = False,
) -> Report:
    """Change the graph in the folder ``path`` by a SPARQL 1.1 update; a failed one changes nothing.

    Raises `QueryError` if it does not parse, makes blank nodes, or leaves a graph that can't be read
    any more; `StoreError` if there is no graph or another process is writing it.
    """
    generation = current(path)
    if generation is None:
        raise StoreError(f"{path}: no graph here; make one with: kg build SOURCES -o {path}")
    before = open_store(generation)
    with publish(path) as publication:
        ns = Namespaces(publication.manifest.base)
        if parameters:
            sparql = bind(sparql, parameters)
        if not allow_network:
            refuse_network(sparql, ns, update=True)
        try:
            publication.store.update(sparql, prefixes=dict(ns.prefixes))
        except SyntaxError as error:
            raise QueryError(syntax_message(sparql, str(error))) from error
        except (ValueError, OSError, RuntimeError) as error:
            raise QueryError(f"the update failed: {error}") from error
        _reconcile(publication, before)
        _check(publication, ns)
        after = set(publication.store.quads_for_pattern(None, None, None, UNION))
        old = set(before.quads_for_pattern(None, None, None, UNION))
        return Report(len(after - old), len(old - after))


def _reconcile(publication: Publication, before: ox.Store) -> None:
    """Bring the named graphs and their union together again after an update."""
    store = publication.store
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


def _check(publication: Publication, ns: Namespaces) -> None:
    for s, p, o in _rows(publication.store, _BLANK):
        raise QueryError(
            f"the update makes a blank node ({s} {p} {o}); give it a name, so that the graph "
            "is the same for everybody"
        )
    try:
        read_snapshot(publication.store.quads_for_pattern(None, None, None, UNION), ns)
    except (ValueError, KeyError, AttributeError, AssertionError) as error:
        raise QueryError(f"after this update the graph could not be read: {error}") from error
