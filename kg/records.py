"""Answers for programs: JSON, and DOT for Graphviz."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from kg.model import CausalLink, Claim, DocumentInfo, Entity, Modality, Observation
from kg.network import Answer, Network, Step


def as_json(network: Network, answer: Any) -> str:
    """Any answer as JSON: its fields by name, every link with the claims for and against it."""
    return json.dumps(_plain(network, answer), ensure_ascii=False, indent=1, allow_nan=False)


def _plain(network: Network, value: Any) -> Any:
    if isinstance(value, Answer):
        return {
            "entity": value.entity.id,
            "label": value.entity.label,
            value.direction: [_step(network, s, value.direction) for s in value.steps],
            "conditional": [_link(network, k) for k in value.conditional],
            "denied": [_link(network, k) for k in value.denied],
            "related": [e.id for e in value.related],
        }
    if isinstance(value, CausalLink):
        return _link(network, value)
    if isinstance(value, Claim):
        return _claim(value)
    if isinstance(value, Observation):
        return _observation(value)
    if isinstance(value, Entity):
        return _entity(value)
    if isinstance(value, DocumentInfo):
        return value.id
    if is_dataclass(value) and not isinstance(value, type):
        return {_camel(f.name): _plain(network, getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(network, item) for item in value]
    return value


def _step(network: Network, step: Step, direction: str) -> dict[str, Any]:
    return {
        "entity": step.entity.id,
        "label": step.entity.label,
        "weakest": step.weakest.belief,
        "weakestLink": step.weakest.id,
        "seen": step.seen,
        **_link(network, step.link),
        direction: [_step(network, s, direction) for s in step.steps],
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _link(network: Network, link: CausalLink) -> dict[str, Any]:
    return {
        "link": link.id,
        "cause": link.cause,
        "effect": link.effect,
        "polarity": link.polarity.value,
        "belief": link.belief,
        "for": [_claim(c) for c in network.claims(link.supported_by)],
        "against": [_claim(c) for c in network.claims(link.opposed_by)],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    evidence = claim.evidence[0] if claim.evidence else None
    return {
        "claim": claim.id,
        "document": claim.document,
        "quote": evidence.quote if evidence else None,
        "start": evidence.start if evidence else None,
        "end": evidence.end if evidence else None,
        "modality": claim.modality.value,
        "implicit": claim.implicit,
        "claimant": claim.claimant,
        "rule": claim.rule,
        "confidence": claim.confidence,
    }


def _observation(o: Observation) -> dict[str, Any]:
    return {
        "observation": o.id,
        "subject": o.subject.entity,
        "metric": o.metric.entity,
        "raw": o.raw,
        "value": o.value,
        "min": o.minimum,
        "max": o.maximum,
        "text": o.text,
        "change": o.change,
        "comparator": o.comparator,
        "unit": o.unit,
        "period": o.period,
        "document": o.document,
        "quote": o.evidence.quote,
        "start": o.evidence.start,
        "end": o.evidence.end,
    }


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "entity": entity.id,
        "label": entity.label,
        "types": entity.types,
        "aliases": entity.aliases,
        "issued": entity.issued,
        "about": entity.about,
        "competesWith": entity.competes_with,
    }


def as_dot(network: Network, answer: Any) -> Iterator[str]:
    """The links of an answer as a DOT digraph."""
    from kg.diagram import dot

    links = {link.id: link for link in _links(answer)}
    hedged = {
        link.id
        for link in links.values()
        if link.supported_by
        and all(c.modality is Modality.HEDGED for c in network.claims(link.supported_by))
    }
    return dot(links.values(), network.label, hedged)


def _links(value: Any) -> Iterable[CausalLink]:
    if isinstance(value, CausalLink):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if not isinstance(value, (Claim, Observation, Entity)):
                yield from _links(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _links(item)
