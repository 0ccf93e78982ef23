"""The JSON Lines of ``kg extract``: one object a line, in document order.

The shape is a contract with other tools; offsets are code points into the document's text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kg.model import Argument, Claim, Evidence, Extraction, Mention, Observation
from kg.ontology import Ontology


def lines(extraction: Extraction, ontology: Ontology) -> Iterator[str]:
    """One line for the document, then its mentions, claims, observations and requirements by offset.

    Units are called as ``ontology`` calls them, which the extraction was made with.
    A mention that only points back (该产品, 其) is a ``reference``: the same fields, another kind.
    """
    document = extraction.document
    yield _dump(
        {
            "kind": "document",
            "id": document.id,
            "title": document.title,
            "source": document.source,
            "sha256": document.sha256,
            "language": document.language,
            "length": len(document.text),
        }
    )
    rows: list[tuple[tuple[int, int, int], dict[str, Any]]] = []
    for order, mention in enumerate(extraction.mentions):
        rows.append(((mention.start, 0, order), _mention(mention)))
    for order, claim in enumerate(extraction.claims):
        rows.append(((claim.evidence[0].start, 1, order), _claim(claim)))
    for order, observation in enumerate(extraction.observations):
        rows.append(((observation.evidence.start, 2, order), _observation(observation, ontology)))
    for order, requirement in enumerate(extraction.requirements):
        row = {
            "kind": "requirement",
            "policy": {"text": requirement.policy.text, "entity": requirement.policy.entity},
            "text": requirement.text,
            "evidence": _evidence(requirement.evidence),
        }
        rows.append(((requirement.evidence.start, 3, order), row))
    for _, row in sorted(rows, key=lambda pair: pair[0]):
        yield _dump(row)


def _dump(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        # 该产品 names nothing by itself: it refers to what was named before.
        "kind": "reference" if mention.pronoun else "mention",
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
        "type": mention.type,
        "entity": mention.entity,
    }


def _argument(part: Argument) -> dict[str, Any]:
    return {"text": part.text, "start": part.start, "end": part.end, "entity": part.entity}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"quote": evidence.quote, "start": evidence.start, "end": evidence.end}


def _claim(claim: Claim) -> dict[str, Any]:
    cue = claim.cue
    return {
        "kind": "claim",
        "id": claim.id,
        "cause": _argument(claim.cause),
        "effect": _argument(claim.effect),
        "polarity": claim.polarity.value,
        "modality": claim.modality.value,
        "implicit": claim.implicit,
        "cue": {"text": cue.text, "start": cue.start, "end": cue.end} if cue else None,
        "rule": claim.rule,
        "claimant": claim.claimant,
        "confidence": claim.confidence,
        "evidence": _evidence(claim.evidence[0]),
    }


def _observation(o: Observation, ontology: Ontology) -> dict[str, Any]:
    return {
        "kind": "observation",
        "subject": {"text": o.subject.text, "entity": o.subject.entity},
        "metric": {"text": o.metric.text, "entity": o.metric.entity},
        "raw": o.raw,
        "value": _number(o.value),
        "min": _number(o.minimum),
        "max": _number(o.maximum),
        "text": o.text,
        "change": _number(o.change),
        "changeFrom": o.change_from,
        "comparator": o.comparator,
        "unit": ontology.unit_labels.get(o.unit, o.unit) if o.unit else None,
        "period": o.period,
        "rule": o.rule,
        "evidence": _evidence(o.evidence),
    }


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def coverage(extraction: Extraction) -> Iterator[str]:
    """One line for every causal cue that no rule understood, with the sentence it stands in."""
    document = extraction.document
    sentences = [span for block in document.blocks for span in block.sentences]
    for cue in extraction.unparsed:
        around = next((s for s in sentences if s.start <= cue.start < s.end), None)
        yield _dump(
            {
                "source": document.source,
                "text": cue.text,
                "start": cue.start,
                "end": cue.end,
                "sentence": around.of(document.text) if around else cue.text,
            }
        )
