"""How much a graph holds, by kind.

Counting a million triples takes a fifth of a second, so a publication counts once and keeps the
result beside its store; files are counted when they are asked.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.namespaces import VOCABULARIES

if TYPE_CHECKING:
    from kg.store import Graph

FILE = "stats.json"
_KG = VOCABULARIES["kg"]
_COUNTED = {
    "documents": "Document",
    "entities": "Entity",
    "claims": "Claim",
    "links": "CausalLink",
    "observations": "Observation",
}
_NODES = "SELECT ?kind (COUNT(?node) AS ?n) WHERE { ?node a ?kind } GROUP BY ?kind"
_CLASSES = "SELECT ?kind (COUNT(?node) AS ?n) WHERE { ?node a kg:Entity, ?kind } GROUP BY ?kind"
_MODALITIES = "SELECT ?kind (COUNT(?claim) AS ?n) WHERE { ?claim kg:modality ?kind } GROUP BY ?kind"


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers of nodes: ``counts`` by kind of node, ``classes`` of entities, ``modalities`` of claims.

    An entity counts for each of its classes. Classes and modalities come largest first.
    """

    counts: dict[str, int]
    classes: dict[str, int]
    modalities: dict[str, int]

    def to_json(self) -> str:
        """Stable JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def stats(graph: Graph) -> Stats:
    """How much ``graph`` holds."""
    if graph.generation is not None:
        try:
            kept = json.loads((Path(graph.generation) / FILE).read_text(encoding="utf-8"))
            return Stats(kept["counts"], kept["classes"], kept["modalities"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # written by a kg that did not count, or damaged: what the store says is right
    return count(graph.store)


def count(store: ox.Store) -> Stats:
    """How much a store holds in its default graph."""
    nodes = _table(store, _NODES)
    return Stats(
        {name: nodes.get(kind, 0) for name, kind in _COUNTED.items()},
        {name: n for name, n in _table(store, _CLASSES).items() if name != "Entity"},
        {name.lower(): n for name, n in _table(store, _MODALITIES).items()},
    )


def _table(store: ox.Store, sparql: str) -> dict[str, int]:
    results = store.query(sparql, prefixes={"kg": _KG})
    assert isinstance(results, ox.QuerySolutions)
    rows = [(kind.value.removeprefix(_KG), int(n.value)) for kind, n in results]
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))
