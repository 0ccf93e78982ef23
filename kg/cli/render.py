"""Numbers, marked texts and scores for a terminal or a pipe. Article text is made safe to print."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

from kg.cli.blocks import Grid, Line
from kg.model import Claim, Extraction, Polarity
from kg.results import columns
from kg.text import visible

if TYPE_CHECKING:
    from kg.cli.words import Words
    from kg.evaluate import Report, Tally
    from kg.stats import Stats

_VERB = {Polarity.PROMOTE: "promotes", Polarity.PREVENT: "prevents"}

# -- numbers of nodes --------------------------------------------------------------------------------


def stats(found: Stats, w: Words) -> Iterator[Line | Grid]:
    """How much the graph holds."""
    rows = []
    for (name, number), title in zip(found.counts.items(), w("stats").split("|"), strict=True):
        rows.append((title, f"{number:,}"))
        detail = {"entities": found.classes, "claims": found.modalities}.get(name, {})
        rows += [(f"  {kind}", f"{count:,}") for kind, count in detail.items()]
    yield Grid(("", ""), tuple(rows))
    if denied := found.modalities.get("denied"):
        yield Line(w("deny-note", n=denied))


def stats_json(found: Stats) -> str:
    """The same as JSON."""
    table = {
        **found.counts,
        "entitiesByType": dict(sorted(found.classes.items())),
        "claimsByModality": dict(sorted(found.modalities.items())),
    }
    return json.dumps(table, ensure_ascii=False, indent=1)


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
    shown = [tuple(visible(cell) for cell in row) for row in rows]
    widths = [max(columns(row[i]) for row in shown) for i in range(len(shown[0]))] if shown else []
    for row in shown:
        gaps = [" " * (widths[i] - columns(cell)) for i, cell in enumerate(row)]
        cells = [gaps[i] + cell if i else cell + gaps[i] for i, cell in enumerate(row)]
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
