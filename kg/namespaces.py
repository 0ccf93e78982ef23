"""Namespaces and prefixes of a graph: CURIEs to IRIs and back.

Apart from the translator so that a query needs nothing else of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

DEFAULT_BASE = "https://w3id.org/causal-kg/"
KINDS = (
    "policy", "product", "org", "metric", "factor", "tech", "model", "market", "segment", "person",
    "place", "doc", "claim", "link", "obs", "evidence", "requirement", "concept",
)  # fmt: skip
VOCABULARIES = {
    "kg": "https://w3id.org/causal-kg/ontology#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "dct": "http://purl.org/dc/terms/",
    "unit": "http://qudt.org/vocab/unit/",
}


@dataclass(frozen=True)
class Namespaces:
    """The prefixes of one graph; data live under ``base``, an absolute IRI that ends in / or #."""

    base: str = DEFAULT_BASE
    prefixes: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        kinds = {kind: f"{self.base}{kind}/" for kind in KINDS}
        object.__setattr__(
            self, "prefixes", {**VOCABULARIES, **kinds, "measure": f"{self.base}unit/"}
        )

    def iri(self, curie: str) -> NamedNode:
        """The IRI of a CURIE such as ``product:粒粒贷``."""
        prefix, _, local = curie.partition(":")
        return NamedNode(self.prefixes[prefix] + local)

    def curie(self, iri: str) -> str:
        """The CURIE of an IRI of ours or of a vocabulary; other IRIs are returned as they are."""
        if iri.startswith(self.base):
            kind, slash, local = iri[len(self.base) :].partition("/")
            if slash and (kind in KINDS or kind == "unit"):
                return f"{'measure' if kind == 'unit' else kind}:{local}"
        for prefix, namespace in VOCABULARIES.items():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri
