"""Checks: quotes against their texts, and the graph against the SHACL shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ValidationError
from kg.model import Evidence, Extraction

if TYPE_CHECKING:
    import rdflib


QUOTE = "https://w3id.org/causal-kg/shapes#QuoteConstraintComponent"
"""The constraint that every quote stands in its document: SHACL itself can't read texts."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the node, what the shape or check says, and the quote it bears.

    ``path``, ``shape`` and ``constraint`` are IRIs of SHACL's report, empty where it has none.
    """

    node: str
    message: str
    quote: str = ""
    path: str = ""
    shape: str = ""
    constraint: str = QUOTE


def check_quotes(extraction: Extraction) -> None:
    """Raise `ValidationError` unless every span of ``extraction`` quotes its document exactly,
    and every claim some of it."""
    text = extraction.document.text
    for mention in extraction.mentions:
        if text[mention.start : mention.end] != mention.text:
            raise ValidationError(_differs(extraction, mention.start, mention.end, mention.text))
    for claim in extraction.claims:
        if not claim.evidence:
            raise ValidationError(
                f"{extraction.document.source}: a claim of the rule {claim.rule} quotes nothing "
                f"({claim.cause.text} → {claim.effect.text}); its extractor is at fault"
            )
        for part in (claim.cause, claim.effect, *((claim.cue,) if claim.cue else ())):
            if text[part.start : part.end] != part.text:
                raise ValidationError(_differs(extraction, part.start, part.end, part.text))
    for evidence in evidences(extraction):
        if text[evidence.start : evidence.end] != evidence.quote or not evidence.quote:
            raise ValidationError(
                _differs(extraction, evidence.start, evidence.end, evidence.quote)
            )


def evidences(extraction: Extraction) -> Iterator[Evidence]:
    """All evidence of an extraction."""
    for claim in extraction.claims:
        yield from claim.evidence
    for observation in extraction.observations:
        yield observation.evidence
    for requirement in extraction.requirements:
        yield requirement.evidence


def differing(evidence: Evidence, text: str) -> Problem | None:
    """A problem if ``text`` does not say what ``evidence`` quotes."""
    said = text[evidence.start : evidence.end]
    if said == evidence.quote:
        return None
    return Problem(
        evidence.id,
        f"{evidence.document} says {said!r} at {evidence.start}–{evidence.end}",
        evidence.quote,
    )


def check_shapes(data: rdflib.Graph, shapes: Path) -> list[Problem]:
    """What SHACL finds wrong with ``data``, sorted; raises `ValidationError` if it can't run."""
    from pyshacl import validate
    from rdflib import SH, Graph, Namespace

    graph = Graph().parse(shapes, format="turtle")
    _, report, _ = validate(data, shacl_graph=graph, inference="none", advanced=False)
    assert isinstance(report, Graph)
    oa = Namespace("http://www.w3.org/ns/oa#")
    kg = Namespace("https://w3id.org/causal-kg/ontology#")
    problems = []
    for result in report.subjects(SH.resultSeverity, None):
        node = report.value(result, SH.focusNode)
        messages = sorted(
            report.objects(result, SH.resultMessage),
            key=lambda m: (getattr(m, "language", "") != "en", str(m)),
        )
        quote = data.value(node, oa.exact)
        if quote is None and node is not None:
            evidence = data.value(node, kg.evidence)
            quote = data.value(evidence, oa.exact) if evidence is not None else None
        problems.append(
            Problem(
                node=str(node),
                message=str(messages[0]) if messages else "breaks a shape",
                quote=str(quote or ""),
                path=str(report.value(result, SH.resultPath) or ""),
                shape=str(report.value(result, SH.sourceShape) or ""),
                constraint=str(report.value(result, SH.sourceConstraintComponent) or ""),
            )
        )
    return sorted(problems, key=lambda p: (p.node, p.message))


def _differs(extraction: Extraction, start: int, end: int, quote: str) -> str:
    return (
        f"{extraction.document.source}: the words at {start}–{end} are not {quote!r}; "
        "the extractor that made this claim is at fault"
    )
