"""Answers as text for a terminal and as JSON for a pipe. Article text is made safe to print."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

from kg.assemble import IMPLICIT, SYST, WEIGHT
from kg.model import CausalLink, Claim, Extraction, Modality, Observation, Polarity, Snapshot
from kg.network import Answer, Network, Path, Portrait, Step
from kg.text import visible

if TYPE_CHECKING:
    from kg.evaluate import Report, Tally

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


# -- extraction, marked in its text ------------------------------------------------------------------

_CAUSE, _EFFECT, _CUE = 1, 2, 4
# Cause blue, effect red, both violet, all underlined; the cue bold. Colours have names beside them.
_STYLE = {0: "", 1: "4;34", 2: "4;31", 3: "4;35", 4: "1", 5: "1;4;34", 6: "1;4;31", 7: "1;4;35"}
_OPEN = {_CAUSE: "⟦", _EFFECT: "⟪"}
_CLOSE = {_CAUSE: "⟧", _EFFECT: "⟫"}


def colours(stream: TextIO) -> bool:
    """Whether to colour: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def marked(extraction: Extraction, *, colour: bool) -> Iterator[str]:
    """The text with its claims marked, and below each line what was understood of it.

    Without colours a cause stands in ⟦ ⟧ and an effect in ⟪ ⟫.
    """
    text = extraction.document.text
    style = [0] * (len(text) + 1)
    for claim in extraction.claims:
        for part, mark in ((claim.cause, _CAUSE), (claim.effect, _EFFECT), (claim.cue, _CUE)):
            if part is not None:
                for offset in range(part.start, part.end):
                    style[offset] |= mark
    yield _coloured(extraction.document.source, "1", colour)
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if line.strip():
            yield _marked_line(text, style, start, end, colour)
            for claim in extraction.claims:
                if start <= claim.evidence[0].start < end:
                    yield "    " + _coloured(_summary(claim), "2", colour)
        start = end


def _marked_line(text: str, style: list[int], start: int, end: int, colour: bool) -> str:
    out, now = [], 0
    for offset in range(start, end):
        if text[offset] in "\r\n":
            break
        here = style[offset]
        if here != now:
            out.append(_switch(now, here, colour))
            now = here
        out.append(visible(text[offset]))
    out.append(_switch(now, 0, colour))
    return "".join(out)


def _switch(before: int, after: int, colour: bool) -> str:
    if colour:
        return f"\x1b[0;{_STYLE[after]}m" if after else "\x1b[0m"
    closed = [_CLOSE[m] for m in (_EFFECT, _CAUSE) if before & m and not after & m]
    opened = [_OPEN[m] for m in (_CAUSE, _EFFECT) if after & m and not before & m]
    return "".join(closed + opened)


def _coloured(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{visible(text)}\x1b[0m" if colour else visible(text)


def _summary(claim: Claim) -> str:
    arrow = "─▶" if claim.polarity is Polarity.PROMOTE else "─▌"
    said = f", says {claim.claimant}" if claim.claimant else ""
    return (
        f"{claim.cause.text} {arrow} {claim.effect.text}   {_VERB[claim.polarity]}, "
        f"{claim.modality}{said} · {claim.rule} · {claim.confidence:.2f}"
    )


# -- scores ------------------------------------------------------------------------------------------


def reports(found: Iterable[Report], *, errors: bool) -> Iterator[str]:
    """Scores of every corpus: a table, then recall by kind and precision by rule, then mistakes."""
    found = list(found)
    head = (
        "corpus",
        "texts",
        "claims",
        "P",
        "R",
        "F1",
        "R all",
        "F1 all",
        "polarity",
        "hedged",
        "negated",
    )
    rows: list[tuple[str, ...]] = [head]
    for report in found:
        kept = [report.attributes.get(name) for name in ("polarity", "hedged", "negated")]
        rows.append(
            (
                report.corpus,
                f"{report.texts:,}",
                f"{report.links.right + report.links.wrong:,}",
                *(
                    f"{v:.3f}"
                    for v in (report.links.precision, report.links.recall, report.links.f1)
                ),
                *(f"{v:.3f}" for v in (report.all_links.recall, report.all_links.f1)),
                *(f"{t.precision:.2f}" if t else "–" for t in kept),
            )
        )
    yield from _columns(rows)
    others: list[tuple[str, ...]] = [
        ("corpus", "entities P", "R", "type right", "observations P", "R")
    ]
    for report in found:
        if report.entities and report.typed and report.observations:
            others.append(
                (
                    report.corpus,
                    f"{report.entities.precision:.2f}",
                    f"{report.entities.recall:.2f}",
                    f"{report.typed.precision:.2f}",
                    f"{report.observations.precision:.2f}",
                    f"{report.observations.recall:.2f}",
                )
            )
    if len(others) > 1:
        yield ""
        yield from _columns(others)
    for report in found:
        yield ""
        yield visible(f"{report.corpus}: found of gold links, by kind")
        yield from _columns(
            [
                (k, f"{t.found}/{t.gold}", f"{t.recall:.2f}")
                for k, t in sorted(report.kinds.items())
            ],
            indent=2,
        )
        yield visible(f"{report.corpus}: right of claims, by rule")
        ranked = sorted(report.rules.items(), key=lambda kv: (-(kv[1].right + kv[1].wrong), kv[0]))
        yield from _columns(
            [(k, f"{t.right}/{t.right + t.wrong}", f"{t.precision:.2f}") for k, t in ranked],
            indent=2,
        )
        if errors:
            yield from _mistakes(report)


def _mistakes(report: Report) -> Iterator[str]:
    context: tuple[str, str] | None = None
    for mistake in sorted(report.mistakes, key=lambda m: (m.text, m.context, m.kind)):
        if (mistake.text, mistake.context) != context:
            context = (mistake.text, mistake.context)
            yield ""
            yield visible(f"{mistake.text}: {mistake.context}")
        detail = f"   ({mistake.detail})" if mistake.detail else ""
        yield visible(f"  {mistake.kind}: [{mistake.cause}] → [{mistake.effect}]{detail}")


def _columns(rows: list[tuple[str, ...]], indent: int = 0) -> Iterator[str]:
    """Rows in aligned columns, the first flush left, the others flush right."""
    from wcwidth import wcswidth

    shown = [tuple(visible(cell) for cell in row) for row in rows]
    widths = [max(wcswidth(row[i]) for row in shown) for i in range(len(shown[0]))] if shown else []
    for row in shown:
        cells = [
            row[i] + " " * (widths[i] - wcswidth(row[i]))
            if not i
            else " " * (widths[i] - wcswidth(row[i])) + row[i]
            for i in range(len(row))
        ]
        yield " " * indent + "  ".join(cells).rstrip()


def reports_json(found: Iterable[Report]) -> str:
    """The scores of every corpus as one JSON document."""
    return json.dumps([_report_json(report) for report in found], ensure_ascii=False, indent=2)


def _report_json(report: Report) -> dict[str, Any]:
    return {
        "corpus": report.corpus,
        "texts": report.texts,
        "explicit": _tally(report.links),
        "all": _tally(report.all_links),
        "kinds": {k: {"found": t.found, "gold": t.gold} for k, t in sorted(report.kinds.items())},
        "rules": {k: {"right": t.right, "wrong": t.wrong} for k, t in sorted(report.rules.items())},
        "attributes": {k: round(t.precision, 4) for k, t in sorted(report.attributes.items())},
        "entities": _tally(report.entities),
        "typed": round(report.typed.precision, 4) if report.typed else None,
        "observations": _tally(report.observations),
        "mistakes": [
            {
                "text": m.text,
                "kind": m.kind,
                "cause": m.cause,
                "effect": m.effect,
                "detail": m.detail,
            }
            for m in report.mistakes
        ],
    }


def _tally(tally: Tally | None) -> dict[str, float] | None:
    if tally is None:
        return None
    return {
        "precision": round(tally.precision, 4),
        "recall": round(tally.recall, 4),
        "f1": round(tally.f1, 4),
    }
