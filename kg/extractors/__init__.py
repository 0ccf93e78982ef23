"""Extractors: ``(Document, Ontology) -> Extraction``.

The registry is a plain table from name to ``module:function``. To add an extractor, add a line; a
third party does the same through the entry-point group ``kg.extractors``. Entries are imported only
when chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TypeAlias, cast

from kg.errors import UsageError
from kg.model import Document, Extraction
from kg.ontology import Ontology

Extractor: TypeAlias = Callable[[Document, Ontology], Extraction]

EXTRACTORS: dict[str, str] = {
    "rules": "kg.extractors.rules:extract",
}


def load(name: str = "rules") -> Extractor:
    """The extractor called ``name``; raises `UsageError` if there is none."""
    if name in EXTRACTORS:
        module, function = EXTRACTORS[name].split(":")
        return cast(Extractor, getattr(import_module(module), function))
    from importlib.metadata import entry_points

    found = {point.name: point for point in entry_points(group="kg.extractors")}
    if name in found:
        return cast(Extractor, found[name].load())
    known = ", ".join(sorted({*EXTRACTORS, *found}))
    raise UsageError(f"no extractor called {name}; there are: {known}")
