"""Answers as text for a terminal and as JSON for a pipe. Article text is made safe to print."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from kg.assemble import IMPLICIT, SYST, WEIGHT
from kg.model import CausalLink, Claim, Modality, Observation, Polarity, Snapshot
from kg.network import Answer, Network, Path, Portrait, Step
from kg.text import visible

_VERB = {Polarity.PROMOTE: "promotes", Polarity.PREVENT: "prevents"}
_QUOTE = 120


def answer(
    network: Network, found: Answer, what: str, *, explain: bool = False, limit: int | None = None
) -> Iterator[str]:
    """The tree of causes or effects, each hop with its belief and best quote."""
    count = len(found.steps)
    documents = len({c.document for s in found.steps for c in network.claims(s.link.supported_by)})
    yield visible(
        f"{found.entity.label}  ({found.entity.id}): {count} direct {what if count != 1 else what[:-1]}, "
        f"according to {documents} {'document' if documents == 1 else 'documents'}"
    )
    shown = found.steps[:limit]
    for number, step in enumerate(shown, start=1):
        yield ""
        yield from _step(network, step, f"{number}. ", "   ", what, explain)
    if limit is not None and count > limit:
        yield ""
        yield f"… and {count - limit} more {what}"
    for title, links in (
        ("Only under a condition or as a purpose", found.conditional),
        ("Denied by a source", found.denied),
    ):
        if links:
            yield ""
            yield f"{title}:"
            for link in links:
                yield from _aside(network, link, what)


def _step(
    network: Network, step: Step, bullet: str, indent: str, what: str, explain: bool
) -> Iterator[str]:
    link = step.link
    arrow = "→" if what == "causes" else "←"
    facts = [
        f"{_VERB[link.polarity]}"
        if what == "causes"
        else f"is {_VERB[link.polarity][:-1]}d"
        if link.polarity is Polarity.PROMOTE
        else "is prevented"
    ]
    facts.append(f"belief {_shown(link.belief)}")
    if step.weakest < link.belief:
        facts.append(f"chain {_shown(step.weakest)}")
    facts.append(_sides(link))
    yield visible(
        f"{bullet}{step.entity.label}  {arrow} {', '.join(facts)}"
        + ("  (shown elsewhere)" if step.seen else "")
    )
    claims = network.claims(link.supported_by)
    if claims:
        yield from _quoted(network, claims[0], indent)
    if link.opposed_by:
        for claim in network.claims(link.opposed_by):
            yield f"{indent}against:"
            yield from _quoted(network, claim, indent + "  ")
    if explain:
        yield from _derivation(network, link, indent)
    for deeper in step.steps:
        yield from _step(network, deeper, f"{indent}• ", indent + "  ", what, explain)


def _shown(belief: float) -> str:
    # Rounded down: no belief short of certainty is shown as 1.00.
    return f"{int(belief * 100 + 1e-9) / 100:.2f}"


def _sides(link: CausalLink) -> str:
    against = f", {len(link.opposed_by)} against" if link.opposed_by else ""
    return f"{len(link.supported_by)} for{against}"


def _quoted(network: Network, claim: Claim, indent: str) -> Iterator[str]:
    evidence = claim.evidence[0]
    quote = " ".join(evidence.quote.split())
    if len(quote) > _QUOTE:
        quote = quote[: _QUOTE - 1] + "…"
    document = network.snapshot.documents[claim.document]
    facts = [f"{document.source}:{evidence.start}–{evidence.end}", claim.modality.value]
    if claim.implicit:
        facts.append("implicit")
    if claim.claimant:
        facts.append(f"says {claim.claimant}")
    yield visible(f"{indent}“{quote}”")
    yield visible(f"{indent}{' · '.join(facts)}")


def _aside(network: Network, link: CausalLink, what: str) -> Iterator[str]:
    entities = network.snapshot.entities
    far = entities[link.cause if what == "causes" else link.effect]
    yield visible(f"• {far.label}  ({_VERB[link.polarity]}, {_sides(link)})")
    claims = (
        network.claims(link.opposed_by) if link.opposed_by else network.claims(link.supported_by)
    )
    for claim in claims[:1]:
        yield from _quoted(network, claim, "  ")


def _derivation(network: Network, link: CausalLink, indent: str) -> Iterator[str]:
    derived = network.derivation(link)
    for claim in network.claims(link.supported_by):
        parts = f"{claim.confidence:g} ({claim.rule})"
        if WEIGHT[claim.modality] != 1:
            parts += f" × {WEIGHT[claim.modality]:g} ({claim.modality.value})"
        if claim.implicit:
            parts += f" × {IMPLICIT:g} (implicit)"
        yield visible(f"{indent}  claim {claim.id[6:14]}: c = {parts}")
    errors = []
    for term in derived.terms:
        product = " × ".join(f"(1 − {w:g})" for w in term.weights)
        errors.append(f"{term.error:g}")
        yield visible(
            f"{indent}  source {', '.join(d[4:] for d in term.documents)}: error = min(1, {SYST:g} + {product}) = {term.error:g}"
        )
    share = f"{derived.positive:g} / ({derived.positive:g} + {derived.negative:g})"
    yield f"{indent}  belief = (1 − {' × '.join(errors) or '1'}) × {share} = {derived.belief:g}"


def answer_json(network: Network, found: Answer, what: str) -> str:
    """The same tree as JSON."""

    def tree(step: Step) -> dict[str, Any]:
        return {
            "entity": step.entity.id,
            "label": step.entity.label,
            "weakest": step.weakest,
            "seen": step.seen,
            **_link_json(network, step.link),
            what: [tree(s) for s in step.steps],
        }

    return _dump(
        {
            "entity": found.entity.id,
            "label": found.entity.label,
            what: [tree(s) for s in found.steps],
            "conditional": [_link_json(network, k) for k in found.conditional],
            "denied": [_link_json(network, k) for k in found.denied],
        }
    )


def _link_json(network: Network, link: CausalLink) -> dict[str, Any]:
    return {
        "link": link.id,
        "cause": link.cause,
        "effect": link.effect,
        "polarity": link.polarity.value,
        "belief": link.belief,
        "for": [_claim_json(c) for c in network.claims(link.supported_by)],
        "against": [_claim_json(c) for c in network.claims(link.opposed_by)],
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    evidence = claim.evidence[0]
    return {
        "claim": claim.id,
        "document": claim.document,
        "quote": evidence.quote,
        "start": evidence.start,
        "end": evidence.end,
        "modality": claim.modality.value,
        "implicit": claim.implicit,
        "claimant": claim.claimant,
        "rule": claim.rule,
        "confidence": claim.confidence,
    }


def paths(network: Network, found: Iterable[Path]) -> Iterator[str]:
    """Chains, hop by hop."""
    entities = network.snapshot.entities
    for number, chain in enumerate(found):
        if number:
            yield ""
        names = [
            entities[chain.links[0].cause].label,
            *(entities[k.effect].label for k in chain.links),
        ]
        yield visible(f"{' → '.join(names)}  (weakest belief {_shown(chain.belief)})")
        for link in chain.links:
            yield visible(
                f"  {entities[link.cause].label} {_VERB[link.polarity]} {entities[link.effect].label}, "
                f"belief {_shown(link.belief)}, {_sides(link)}"
            )
            for claim in network.claims(link.supported_by)[:1]:
                yield from _quoted(network, claim, "    ")


def paths_json(network: Network, found: Iterable[Path]) -> str:
    """Chains as JSON."""
    return _dump(
        [{"belief": p.belief, "links": [_link_json(network, k) for k in p.links]} for p in found]
    )


def portrait(network: Network, found: Portrait) -> Iterator[str]:
    """Everything about one entity."""
    entity = found.entity
    yield visible(f"{entity.label}  ({entity.id})")
    yield f"  {', '.join(entity.types)}"
    if entity.aliases:
        yield visible(f"  also: {', '.join(entity.aliases)}")
    if entity.issued:
        yield f"  issued: {entity.issued}"
    if entity.competes_with:
        yield visible(f"  competes with: {', '.join(_labels(network, entity.competes_with))}")
    if entity.about:
        yield visible(f"  about: {', '.join(_labels(network, entity.about))}")
    for title, links, far in (
        ("Causes", found.causes, "cause"),
        ("Effects", found.effects, "effect"),
    ):
        if links:
            yield ""
            yield f"{title}:"
            for link in links:
                other = network.snapshot.entities[getattr(link, far)]
                kind = "" if link.plain else "  (conditional, planned or denied)"
                yield visible(
                    f"  {other.label}  {_VERB[link.polarity]}, belief {_shown(link.belief)}, {_sides(link)}{kind}"
                )
    if found.observations:
        yield ""
        yield "Observations:"
        for o in found.observations:
            source = network.snapshot.documents[o.document].source
            period = f"  {o.period}" if o.period else ""
            yield visible(
                f"  {o.subject.text} · {o.metric.text}: {o.raw}{period}  ({source}:{o.evidence.start}–{o.evidence.end})"
            )
    if found.factors:
        yield ""
        yield "Factors about it:"
        for factor in found.factors:
            yield visible(f"  {factor.label}  ({factor.id})")
    if found.documents:
        yield ""
        yield visible("Sources: " + ", ".join(d.source for d in found.documents))


def portrait_json(found: Portrait) -> str:
    """Everything about one entity as JSON."""
    entity = found.entity
    return _dump(
        {
            "entity": entity.id,
            "label": entity.label,
            "types": entity.types,
            "aliases": entity.aliases,
            "issued": entity.issued,
            "about": entity.about,
            "competesWith": entity.competes_with,
            "causes": [
                {"cause": k.cause, "polarity": k.polarity.value, "belief": k.belief}
                for k in found.causes
            ],
            "effects": [
                {"effect": k.effect, "polarity": k.polarity.value, "belief": k.belief}
                for k in found.effects
            ],
            "observations": [_observation_json(o) for o in found.observations],
            "factors": [f.id for f in found.factors],
            "documents": [d.id for d in found.documents],
        }
    )


def _observation_json(o: Observation) -> dict[str, Any]:
    return {
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
    }


def stats(snapshot: Snapshot, *, as_json: bool) -> Iterator[str]:
    """How much the graph holds."""
    kinds = Counter(e.types[0] if e.types else "Entity" for e in snapshot.entities.values())
    modalities = Counter(c.modality.value for c in snapshot.claims.values())
    table = {
        "documents": len(snapshot.documents),
        "entities": len(snapshot.entities),
        "claims": len(snapshot.claims),
        "links": len(snapshot.links),
        "observations": len(snapshot.observations),
    }
    if as_json:
        yield _dump(
            {
                **table,
                "entitiesByType": dict(sorted(kinds.items())),
                "claimsByModality": dict(sorted(modalities.items())),
            }
        )
        return
    for name, number in table.items():
        yield f"{name:<14}{number:>8,}"
        detail = kinds if name == "entities" else modalities if name == "claims" else None
        if detail:
            for kind, count in sorted(detail.items(), key=lambda p: (-p[1], p[0])):
                yield f"  {kind:<16}{count:>6,}"
    weak = sum(1 for c in snapshot.claims.values() if c.modality is Modality.DENIED)
    if weak:
        yield f"{weak} claims deny a cause; kg why lists them apart"


def _labels(network: Network, ids: Iterable[str]) -> list[str]:
    entities = network.snapshot.entities
    return [entities[i].label if i in entities else i for i in ids]


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
