"""A hash of what a graph says, the same whatever syntax or order it is written in.

RDF Dataset Canonicalization (RDFC-1.0, W3C 2024): blank nodes get names from what is said of them, the
quads are written as canonical N-Quads and sorted, and their SHA-256 is the hash. Graphs that we build
have no blank nodes; those that others make may.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyoxigraph as ox

from kg.errors import UsageError


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
    canonicalize(dataset)
    written = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return sorted(written.decode("utf-8").splitlines(keepends=True))


def canonicalize(dataset: ox.Dataset) -> None:
    """Give blank nodes their canonical names, in place.

    The algorithm tries every order of nodes that look alike and are linked with each other, which a
    few lines can make take for ever (RDFC-1.0, section 7.1). Raises `UsageError` for more than
    `_ALIKE` of them.
    """
    looks: dict[str, list[str]] = {}
    near: dict[str, set[str]] = {}
    for quad in dataset:
        ends = [t.value for t in (quad.subject, quad.object) if isinstance(t, ox.BlankNode)]
        for term, side in ((quad.subject, "s"), (quad.object, "o"), (quad.graph_name, "g")):
            if isinstance(term, ox.BlankNode):
                shown = (
                    "_" if t == term else "*" if isinstance(t, ox.BlankNode) else str(t)
                    for t in quad
                )
                looks.setdefault(term.value, []).append(f"{side} {' '.join(shown)}")
                near.setdefault(term.value, set()).update(ends)
    if not looks:
        return
    alike: dict[str, set[str]] = {}
    for node, lines in looks.items():
        alike.setdefault("\n".join(sorted(lines)), set()).add(node)
    crowd = {node for group in alike.values() if len(group) > _ALIKE for node in group}
    if any(len(near[node] & crowd) > 2 for node in crowd):
        raise UsageError(
            f"{len(crowd)} blank nodes look alike and are linked with each other; give them names"
        )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)


_ALIKE = 7


def union(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The quads with graph names dropped: what Turtle, N-Triples, RDF/XML and JSON-LD hold."""
    return [ox.Quad(q.subject, q.predicate, q.object) for q in quads]
