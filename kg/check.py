"""Checks a published graph: every quote against its document's text, every node against the shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.graph import read_evidence
from kg.ontology import locate
from kg.turtle import turtle
from kg.validate import Problem, check_shapes, differing

if TYPE_CHECKING:
    from kg.store import Graph


@dataclass(frozen=True, slots=True)
class Report:
    """How much was checked, and what is wrong, sorted."""

    quotes: int
    triples: int
    problems: tuple[Problem, ...]


def check(graph: Graph) -> Report:
    """Check ``graph``; an empty ``problems`` means all is well.

    Raises `StoreError` if a document's text is lost.
    """
    snapshot = graph.snapshot()
    texts = {d.id: graph.text(d.sha256) for d in snapshot.documents.values()}
    evidences = read_evidence(graph.quads(), graph.ns)
    problems = []
    for evidence in evidences:
        if evidence.document not in texts:
            problems.append(
                Problem(evidence.id, f"{evidence.document} is not in the graph", evidence.quote)
            )
        elif problem := differing(evidence, texts[evidence.document]):
            problems.append(problem)
    # In memory: pySHACL looks up millions of small patterns, and a store's round trip per pattern
    # costs ten times as much.
    from rdflib import Graph as Memory

    data = Memory().parse(data="".join(turtle(graph.quads(), graph.ns)), format="turtle")
    problems += check_shapes(data, locate() / "shapes.ttl")
    return Report(
        len(evidences),
        len(data),
        tuple(sorted(problems, key=lambda p: (p.node, p.message))),
    )
