"""Namespaces and prefixes of a graph: CURIEs to IRIs and back.

Apart from the translator so that a query needs nothing else of it.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

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


_REMEMBERED = 10_000  # CURIEs; the same few stand in most rows


_SCHEMES = frozenset(("http", "https", "urn", "file", "mailto", "ftp", "data", "tag", "did"))


class Namespaces:
    """The prefixes of one graph; data live under ``base``, an absolute IRI that ends in / or #.

    ``declared`` are prefixes that files bring along; ours go before them. (No dataclass: importing
    those takes as long as answering a small query.)
    """

    def __init__(self, base: str = DEFAULT_BASE, declared: Mapping[str, str] | None = None) -> None:
        self.base = base
        # A prefix that is also a scheme would make every IRI of that scheme another one.
        self.declared = {
            k: v for k, v in (declared or {}).items() if k not in VOCABULARIES and k not in _SCHEMES
        }
        kinds = {kind: f"{base}{kind}/" for kind in KINDS}
        ours = {**VOCABULARIES, **kinds, "measure": f"{base}unit/"}
        self.prefixes: Mapping[str, str] = {**self.declared, **ours}
        self._curies: dict[str, str] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Namespaces) and self.prefixes == other.prefixes

    def __hash__(self) -> int:
        return hash(self.base)

    def iri(self, curie: str) -> NamedNode:
        """The IRI of a CURIE such as ``product:粒粒贷``, or of an IRI written out."""
        prefix, _, local = curie.partition(":")
        return NamedNode(self.prefixes[prefix] + local if prefix in self.prefixes else curie)

    def curie(self, iri: str) -> str:
        """The CURIE of an IRI of ours or of a vocabulary; other IRIs are returned as they are."""
        found = self._curies.get(iri)
        if found is None:
            if len(self._curies) >= _REMEMBERED:
                self._curies.clear()
            found = self._curies[iri] = self._curie(iri)
        return found

    def _curie(self, iri: str) -> str:
        if iri.startswith(self.base):
            kind, slash, local = iri[len(self.base) :].partition("/")
            if slash and (kind in KINDS or kind == "unit"):
                return f"{'measure' if kind == 'unit' else kind}:{local}"
        for table in (VOCABULARIES, self.declared):
            for prefix, namespace in table.items():
                if iri.startswith(namespace) and len(iri) > len(namespace):
                    return f"{prefix}:{iri[len(namespace) :]}"
        return iri
