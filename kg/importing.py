"""Bringing another graph in as a named source: hand-made claims, extracts of FIBO or Wikidata.

What a file says is kept in one named graph, as a document's claims are, and outlives builds. Its claims
count like any others: links are assembled anew from all of them, so links that the file brings are
not taken over. Nothing is published that breaks the shapes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.canonical import canonicalize
from kg.errors import SourceError, StoreError, UsageError, ValidationError
from kg.graph import document_info_quads
from kg.manifest import Entry, Manifest
from kg.model import DocumentInfo
from kg.namespaces import VOCABULARIES, Namespaces
from kg.ontology import locate
from kg.publish import Publication, manifest_of, place_of, publish
from kg.relink import claims_of, document_id, knowledge_of, pairs_of, reassemble
from kg.store import known_terms, matching, not_valid, rdf_format, refuse_entities
from kg.turtle import turtle
from kg.validate import Problem, check_shapes

_KG = VOCABULARIES["kg"]
_TYPE = ox.NamedNode(VOCABULARIES["rdf"] + "type")
_LINK = ox.NamedNode(_KG + "CausalLink")
_PLAIN = frozenset(ox.NamedNode(_KG + name) for name in ("causes", "promotes", "prevents"))
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did: triples kept, claims among them, links that were left to assembly."""

    name: str
    triples: int
    claims: int
    links: int


def import_file(
    graph: Path | str, file: Path | str, *, name: str | None = None, ontology: Path | None = None
) -> Report:
    """Bring an RDF file into the graph in a folder or store, as the source ``name`` (default: the file's).

    An earlier import of this name is replaced; a graph that is not there yet is made. Blank nodes get
    names from what is said of them (RDFC-1.0). ``ontology`` is the folder of the one that the graph
    was built with, if it was not kg's own. Raises `SourceError` if the file can't be read,
    `ValidationError` if what it says breaks the shapes, `UsageError` if an article has this name,
    `StoreError`; the graph then stays as it was.
    """
    graph, file = place_of(graph), Path(file)
    name = name or file.name
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file}: {error.strerror or error}") from error
    before = manifest_of(graph)
    manifest = before or Manifest()
    knowledge = knowledge_of(manifest, ontology)
    ns = Namespaces(manifest.base)
    # Names that differ in what an IRI can't hold (a b.ttl, a_b.ttl) are names of one graph.
    same = [n for n in manifest.documents if document_id(n) == document_id(name)]
    entry = manifest.documents[same[0]] if same else None
    if entry is not None and not entry.imported:
        raise UsageError(
            f"{name}: an article of this graph has this name ({same[0]}); choose another by --name"
        )
    node = ns.iri(document_id(name))
    quads, dropped = _own(_parsed(file, data), node)
    digest = hashlib.sha256(data).hexdigest()
    info = DocumentInfo(document_id(name), name, name, digest, "en", len(data))
    if not any(q.subject == node and q.predicate == _TYPE for q in quads):
        quads += document_info_quads(info, ns)
    with publish(graph) as publication:
        if publication.before != manifest and before is not None:
            raise StoreError(f"{graph}: another process changed this graph meanwhile; import again")
        touched = pairs_of(claims_of(publication, [name] if entry else [], ns), knowledge)
        publication.replace_graph(node, quads)
        problems = _problems(publication, quads, ns, ontology)
        if problems:
            raise ValidationError(_said(file, problems, ns))
        claims = list(claims_of(publication, [name], ns))
        touched |= pairs_of(claims, knowledge)
        reassemble(publication, touched, {c.id: c for c in claims}, ns, knowledge)
        added = Entry(name, digest, len(claims), 0, imported=True)
        others = {n: e for n, e in publication.before.documents.items() if n not in same}
        documents = {**others, name: added}
        publication.manifest = replace(publication.before, base=ns.base, documents=documents)
    return Report(name, len(quads), len(claims), dropped)


def _parsed(file: Path, data: bytes) -> list[ox.Quad]:
    form = rdf_format(str(file))
    if form == ox.RdfFormat.RDF_XML:
        refuse_entities(data, str(file))
    try:
        parsed = ox.parse(input=data, format=form, base_iri=file.resolve().as_uri())
        return list(known_terms(parsed, str(file)))
    except (SyntaxError, ValueError) as error:
        raise not_valid(str(file), form, error) from error


def _own(quads: Iterable[ox.Quad], graph: ox.NamedNode) -> tuple[list[ox.Quad], int]:
    """The quads in one named graph, blank nodes named, without derived links; and how many these were."""
    dataset = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads)
    canonicalize(dataset)
    derived = {q.subject for q in dataset if q.predicate == _TYPE and q.object == _LINK}

    def named(term: Any) -> Any:
        if isinstance(term, ox.BlankNode):
            return ox.NamedNode(f"{graph.value}#{term.value}")
        return term

    kept = [
        ox.Quad(named(q.subject), q.predicate, named(q.object), graph)
        for q in dataset
        if q.subject not in derived and q.predicate not in _PLAIN
    ]
    return sorted(kept, key=str), len(derived)


def _problems(
    publication: Publication, quads: list[ox.Quad], ns: Namespaces, ontology: Path | None
) -> list[Problem]:
    """What the shapes find wrong with the nodes of the import, seen with all the graph says of them."""
    own = {q.subject for q in quads}
    near = own | {q.object for q in quads if isinstance(q.object, ox.NamedNode)}

    def seen() -> Iterator[ox.Quad]:
        beyond = set()
        for quad in matching(publication.store, near, None, None):
            yield quad
            beyond.add(quad.object)
        # Shapes ask what kind of thing a property points at, the graph's own properties included.
        others = [term for term in beyond - near if isinstance(term, ox.NamedNode)]
        yield from matching(publication.store, others, _TYPE, None)

    from rdflib import Graph

    data = Graph().parse(data="".join(turtle(seen(), ns)), format="turtle")
    nodes = {str(term.value) for term in own if isinstance(term, ox.NamedNode)}
    found = check_shapes(data, (ontology or locate()) / "shapes.ttl")
    return [problem for problem in found if problem.node in nodes]


def _said(file: Path, problems: list[Problem], ns: Namespaces) -> str:
    shown = "; ".join(
        f"{ns.curie(p.node)}: {p.message}" + (f" “{p.quote}”" if p.quote else "")
        for p in problems[:_SHOWN]
    )
    more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
    return f"{file}: breaks the shapes, so nothing was imported. {shown}{more}"
