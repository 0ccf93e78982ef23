"""The recipe of a graph's generation: what its named graphs were made from.

Builds read it; queries need the base IRI alone, which stands in a file of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from kg.errors import StoreError
from kg.namespaces import DEFAULT_BASE

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What a document's named graph was made from."""

    source: str
    sha256: str
    claims: int
    observations: int
    imported: bool = False
    """Brought in as RDF, not read from an article: a build leaves it alone."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The recipe of a generation: base IRI, fingerprint of everything but the sources, documents.

    ``ontology`` is the fingerprint of the ontology, if it was not kg's own: what assembles links
    again later must use the same.
    """

    base: str = DEFAULT_BASE
    fingerprint: str = ""
    documents: Mapping[str, Entry] = field(default_factory=dict)
    ontology: str = ""

    def to_json(self) -> str:
        """Stable JSON."""
        documents = {key: asdict(self.documents[key]) for key in sorted(self.documents)}
        table = {**self.head(), "documents": documents}
        return json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def head(self) -> dict[str, Any]:
        """All but the documents, as JSON knows it."""
        own = {"ontology": self.ontology} if self.ontology else {}
        return {"format": FORMAT, "base": self.base, "fingerprint": self.fingerprint, **own}

    @staticmethod
    def from_json(text: str) -> Manifest:
        """The manifest that ``to_json`` wrote; raises ValueError or KeyError for anything else."""
        table: dict[str, Any] = json.loads(text)
        return Manifest.from_table(
            table, {key: Entry(**value) for key, value in table["documents"].items()}
        )

    @staticmethod
    def from_table(head: Mapping[str, Any], documents: Mapping[str, Entry]) -> Manifest:
        """The manifest of a ``head`` and its documents; raises ValueError or KeyError as `from_json`."""
        if head["format"] != FORMAT:
            raise ValueError(f"format {head['format']}")
        for entry in documents.values():
            if not (isinstance(entry.sha256, str) and isinstance(entry.claims, int)):
                raise ValueError(f"an entry is damaged: {entry}")
        NamedNode(head["base"] + "doc/a")
        own = str(head.get("ontology", ""))
        return Manifest(head["base"], str(head["fingerprint"]), documents, own)


def read_manifest(generation: Path | str) -> Manifest:
    """The manifest of a generation; raises `StoreError` if it is missing or of another version."""
    path = Path(generation) / "manifest.json"
    try:
        return Manifest.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{path}: not a manifest this version of kg can read ({error}); "
            "build it again with --fresh"
        ) from error
