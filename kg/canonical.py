"""A hash of what a graph says, the same whatever syntax or order it is written in.

RDF Dataset Canonicalization (RDFC-1.0, W3C 2024): blank nodes get names from what is said of them, the
quads are written as canonical N-Quads and sorted, and their SHA-256 is the hash. Graphs that we build
have no blank nodes; those that others make may.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox


def canonical_hash(quads: Iterable[ox.Quad]) -> str:
    """SHA-256 over the canonical N-Quads, in hex.

    >>> blank, other, p = ox.BlankNode(), ox.BlankNode(), ox.NamedNode("urn:p")
    >>> canonical_hash([ox.Quad(blank, p, blank)]) == canonical_hash([ox.Quad(other, p, other)])
    True
    """
    return hashlib.sha256("".join(canonical_lines(quads)).encode("utf-8")).hexdigest()


def canonical_lines(quads: Iterable[ox.Quad]) -> list[str]:
    """The canonical N-Quads, sorted by code point."""
    dataset = ox.Dataset(quads)
    if any(_blank(quad) for quad in dataset):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    written = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return sorted(written.decode("utf-8").splitlines(keepends=True))


def union(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The quads with graph names dropped: what Turtle, N-Triples, RDF/XML and JSON-LD hold."""
    return [ox.Quad(q.subject, q.predicate, q.object) for q in quads]


def _blank(quad: ox.Quad) -> bool:
    return any(
        isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object, quad.graph_name)
    )
