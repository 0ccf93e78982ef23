"""Checks a published graph: every quote against its document's text, every node against the shapes."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import SourceError
from kg.graph import read_evidence
from kg.namespaces import VOCABULARIES
from kg.ontology import locate
from kg.text import local_name
from kg.validate import Problem, check_shapes, differing

if TYPE_CHECKING:
    from kg.store import Graph


@dataclass(frozen=True, slots=True)
class Report:
    """How much was checked, and what is wrong, sorted."""

    quotes: int
    triples: int
    problems: tuple[Problem, ...]


def as_json(report: Report) -> str:
    """The report as JSON."""
    table = {
        "conforms": not report.problems,
        "quotes": report.quotes,
        "triples": report.triples,
        "problems": [asdict(problem) for problem in report.problems],
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def as_shacl(report: Report) -> str:
    """The report as a ``sh:ValidationReport`` in Turtle (SHACL, W3C 2017, section 3.6)."""
    whole = ox.BlankNode("report")
    triples = [
        ox.Triple(whole, _TYPE, _sh("ValidationReport")),
        ox.Triple(whole, _sh("conforms"), ox.Literal(not report.problems)),
    ]
    for number, problem in enumerate(report.problems, 1):
        result = ox.BlankNode(f"result{number}")
        triples.append(ox.Triple(whole, _sh("result"), result))
        triples.append(ox.Triple(result, _TYPE, _sh("ValidationResult")))
        triples.append(ox.Triple(result, _sh("resultSeverity"), _sh("Violation")))
        triples.append(ox.Triple(result, _sh("resultMessage"), ox.Literal(problem.message)))
        for name, iri in (
            ("focusNode", problem.node),
            ("resultPath", problem.path),
            ("sourceShape", problem.shape),
            ("sourceConstraintComponent", problem.constraint),
        ):
            # What has no IRI (a blank node, a path that is no single property) is left out.
            with suppress(ValueError):
                triples.append(ox.Triple(result, _sh(name), ox.NamedNode(iri)))
        if problem.quote:
            triples.append(ox.Triple(result, _EXACT, ox.Literal(problem.quote)))
    prefixes = {name: VOCABULARIES[name] for name in ("kg", "oa", "rdf", "xsd")}
    prefixes |= {"sh": _SH, "kgsh": "https://w3id.org/causal-kg/shapes#"}
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""
    return written.decode("utf-8")


_SH = "http://www.w3.org/ns/shacl#"
_TYPE = ox.NamedNode(VOCABULARIES["rdf"] + "type")
_EXACT = ox.NamedNode(VOCABULARIES["oa"] + "exact")


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SH + name)


def check(graph: Graph) -> Report:
    """Check ``graph``; an empty ``problems`` means all is well.

    Raises `StoreError` if a document's text is lost.
    """
    # In memory: pySHACL looks up millions of small patterns, and a store's round trip per pattern
    # costs ten times as much.
    from rdflib import Graph as Memory

    lines = ox.serialize({q.triple for q in graph.quads()}, format=ox.RdfFormat.N_TRIPLES)
    data = Memory().parse(data=lines or b"", format="nt")
    problems = check_shapes(data, locate() / "shapes.ttl")
    checked = 0
    try:
        found, checked = _quotes(graph)
        problems += found
    except SourceError:
        # What can't be read breaks a shape, which says more than its quotes could.
        if not problems:
            raise
    return Report(
        checked,
        len(data),
        tuple(sorted(problems, key=lambda p: (p.node, p.message))),
    )


def _quotes(graph: Graph) -> tuple[list[Problem], int]:
    """Quotes that their texts don't say, and how many were compared."""
    snapshot = graph.snapshot()
    # Documents that an imported graph speaks of have no text here, so their quotes can't be checked.
    own = {"doc:" + local_name(n) for n, e in graph.manifest.documents.items() if not e.imported}
    texts = {d.id: graph.text(d.sha256) for d in snapshot.documents.values() if d.id in own}
    problems = []
    checked = 0
    for evidence in read_evidence(graph.quads(), graph.ns):
        node = graph.ns.iri(evidence.id).value
        if evidence.document not in snapshot.documents:
            problems.append(
                Problem(node, f"{evidence.document} is not in the graph", evidence.quote)
            )
        elif evidence.document in texts:
            checked += 1
            if problem := differing(evidence, texts[evidence.document]):
                problems.append(replace(problem, node=node))
    return problems, checked
