"""Causal questions that SPARQL can't ask well.

::

    network = kg.open("graph").network()
    network.why("粒粒贷下架").steps[0].entity.label

Every question is a function of a module here and a method of `Network`; every answer is a typed
value. Printing is the command line's business.
"""

from __future__ import annotations

from kg.model import Entity
from kg.network.conflicts import Conflict, conflicts
from kg.network.measures import Compared, Comparison, Moment, compare, timeline
from kg.network.names import find
from kg.network.paths import Common, Path, Shared, common, path
from kg.network.reader import Reader
from kg.network.structure import (
    Bottleneck,
    Consequence,
    Knot,
    Loop,
    Root,
    WhatIf,
    bottlenecks,
    loops,
    roots,
    whatif,
)
from kg.network.trees import Answer, Portrait, Step, chain, effects, show, why

__all__ = [
    "Answer", "Bottleneck", "Common", "Compared", "Comparison", "Conflict", "Consequence", "Knot",
    "Loop", "Moment", "Network", "Path", "Portrait", "Root", "Shared", "Step", "WhatIf", "chain",
]  # fmt: skip


class Network(Reader):
    """A graph for causal questions; what a question visits is read once and kept."""

    def find(self, name: str) -> Entity:
        """The entity a person means by ``name``; see `kg.network.names.find`."""
        return find(self, name)

    why = why
    effects = effects
    path = path
    common = common
    show = show
    whatif = whatif
    loops = loops
    roots = roots
    bottlenecks = bottlenecks
    conflicts = conflicts
    compare = compare
    timeline = timeline
