"""How much a graph holds, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.namespaces import VOCABULARIES

if TYPE_CHECKING:
    from kg.store import Graph

_KG = VOCABULARIES["kg"]
_COUNTED = {
    "documents": "Document",
    "entities": "Entity",
    "claims": "Claim",
    "links": "CausalLink",
    "observations": "Observation",
}
_CLASSES = "SELECT ?class (COUNT(?node) AS ?n) WHERE { ?node a ?class } GROUP BY ?class"
_MODALITIES = "SELECT ?modality (COUNT(?claim) AS ?n) WHERE { ?claim kg:modality ?modality } GROUP BY ?modality"
_KINDS = """
SELECT ?class (COUNT(?entity) AS ?n) WHERE { ?entity a kg:Entity, ?class } GROUP BY ?class
"""


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of nodes: ``counts`` by kind of node, ``classes`` of entities, ``modalities`` of claims.

    An entity counts for each of its classes. Classes and modalities come largest first.
    """

    counts: dict[str, int]
    classes: dict[str, int]
    modalities: dict[str, int]


def stats(graph: Graph) -> Stats:
    """How much ``graph`` holds."""
    nodes = _table(graph, _CLASSES)
    classes = _table(graph, _KINDS)
    modalities = _table(graph, _MODALITIES)
    return Stats(
        {name: nodes.get(kind, 0) for name, kind in _COUNTED.items()},
        {name: n for name, n in classes.items() if name != "Entity"},
        {name.lower(): n for name, n in modalities.items()},
    )


def _table(graph: Graph, sparql: str) -> dict[str, int]:
    rows = [
        (kind.value.removeprefix(_KG), int(count.value)) for kind, count in graph.select(sparql)
    ]
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))
