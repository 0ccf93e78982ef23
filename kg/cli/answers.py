"""Answers to causal questions, put into words: typed values in, lines and tables out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.assemble import IMPLICIT, SYST, WEIGHT
from kg.cli.blocks import GAP, Grid, Line
from kg.cli.words import Words
from kg.model import CausalLink, Claim, Observation
from kg.network import (
    Answer,
    Bottleneck,
    Comparison,
    Conflict,
    Consequence,
    Knot,
    Moment,
    Network,
    Path,
    Portrait,
    Root,
    Shared,
    Step,
    WhatIf,
)
from kg.network.measures import unit_label, worded

_QUOTE = 120
_NAMED = 5
Blocks = Iterator[Line | Grid]


# -- parts -------------------------------------------------------------------------------------------


def belief(value: float) -> str:
    """A belief with two digits, rounded down: none short of certainty is shown as 1.00."""
    return f"{int(value * 100 + 1e-9) / 100:.2f}"


def _named(name: str, curie: str) -> str:
    return f"{name}  ({curie})"


def _sides(link: CausalLink, w: Words) -> str:
    sides = [w("for", n=len(link.supported_by))]
    if link.opposed_by:
        sides.append(w("against-count", n=len(link.opposed_by)))
    return w.comma.join(sides)


def _facts(link: CausalLink, w: Words, direction: str = "causes") -> str:
    return w.comma.join(
        [
            w.verb(link.polarity, direction),
            w("belief", belief=belief(link.belief)),
            _sides(link, w),
        ]
    )


def _short(quote: str) -> str:
    quote = " ".join(quote.split())
    return quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…"


def _quoted(network: Network, claim: Claim | Observation, depth: int, w: Words) -> Blocks:
    if isinstance(claim, Claim) and not claim.evidence:
        return  # of another's making, without words
    evidence = claim.evidence if isinstance(claim, Observation) else claim.evidence[0]
    source = network.document(claim.document).source
    facts = [f"{source}:{evidence.start}–{evidence.end}"]
    if isinstance(claim, Claim):
        facts.append(w.modality(claim.modality))
        if claim.implicit:
            facts.append(w("implicit"))
        if claim.claimant:
            facts.append(w("says", who=claim.claimant))
    yield Line(_short(evidence.quote), depth, "quote")
    yield Line(" · ".join(facts), depth)


def _names(names: Iterable[str], w: Words) -> str:
    names = list(names)
    more = [w("more", n=len(names) - _NAMED)] if len(names) > _NAMED else []
    return w.comma.join([*names[:_NAMED], *more])


def _chain(network: Network, path: Path) -> str:
    names = [path.links[0].cause, *(k.effect for k in path.links)]
    return " → ".join(map(network.label, names))


# -- why and effects ---------------------------------------------------------------------------------


def tree(
    network: Network, found: Answer, w: Words, *, explain: bool = False, limit: int | None = None
) -> Blocks:
    """The tree of causes or effects, each hop with its belief and best quote."""
    documents = {c.document for s in found.steps for c in network.claims(s.link.supported_by)}
    noun = found.direction.removesuffix("s")
    yield Line(
        _named(found.entity.label, found.entity.id)
        + w.colon
        + w.count(len(found.steps), noun)
        + w("according", documents=w.count(len(documents), "document"))
    )
    for number, step in enumerate(found.steps[:limit], start=1):
        yield GAP
        yield from _step(network, step, found.direction, 0, f"{number}. ", explain, w)
    if limit is not None and len(found.steps) > limit:
        yield GAP
        yield Line(w("more", n=len(found.steps) - limit))
    if found.related:
        yield GAP
        yield Line(w("related", names=w.comma.join(_named(e.label, e.id) for e in found.related)))
    for title, links in (("conditional", found.conditional), ("denied", found.denied)):
        if links:
            yield GAP
            yield Line(w(title), mark="title")
            for link in links:
                yield from _aside(network, link, found, w)


def _step(
    network: Network, step: Step, direction: str, depth: int, sign: str, explain: bool, w: Words
) -> Blocks:
    link = step.link
    facts = [w.verb(link.polarity, direction), w("belief", belief=belief(link.belief))]
    if step.weakest.belief < link.belief:
        facts.append(w("chain", belief=belief(step.weakest.belief)))
    facts.append(_sides(link, w))
    arrow = "→" if direction == "causes" else "←"
    seen = w("elsewhere") if step.seen else ""
    yield Line(
        f"{step.entity.label}  {arrow} {w.comma.join(facts)}{seen}",
        depth,
        "bullet" if depth else "number",
        sign,
    )
    for claim in network.claims(link.supported_by)[:1]:
        yield from _quoted(network, claim, depth + 1, w)
    if not step.steps and step.weakest.belief < link.belief:
        ends = {
            "cause": network.label(step.weakest.cause),
            "effect": network.label(step.weakest.effect),
        }
        yield Line(w("weakest-link", **ends), depth + 1)
    for claim in network.claims(link.opposed_by):
        yield Line(w("against"), depth + 1)
        yield from _quoted(network, claim, depth + 2, w)
    if explain:
        yield from _derivation(network, link, depth + 2)
    for deeper in step.steps:
        yield from _step(network, deeper, direction, depth + 1, "• ", explain, w)


def _aside(network: Network, link: CausalLink, found: Answer, w: Words) -> Blocks:
    far, near = (
        (link.cause, link.effect) if found.direction == "causes" else (link.effect, link.cause)
    )
    facts = [w.verb(link.polarity), _sides(link, w)]
    if near != found.entity.id:
        facts.append(w("on", effect=network.label(near)))
    yield Line(f"{network.label(far)}  ({w.comma.join(facts)})", 0, "bullet", "• ")
    for claim in network.claims(link.opposed_by or link.supported_by)[:1]:
        yield from _quoted(network, claim, 1, w)


def _derivation(network: Network, link: CausalLink, depth: int) -> Blocks:
    derived = network.derivation(link)
    for claim in network.claims((*link.supported_by, *link.opposed_by)):
        parts = f"{claim.confidence:g} ({claim.rule})"
        if WEIGHT[claim.modality] != 1:
            parts += f" × {WEIGHT[claim.modality]:g} ({claim.modality})"
        if claim.implicit:
            parts += f" × {IMPLICIT:g} (implicit)"
        side = "claim" if claim.id in link.supported_by else "claim against"
        yield Line(f"{side} {claim.id[6:14]}: c = {parts}", depth)
    errors = []
    for term in derived.terms:
        product = " × ".join(f"(1 − {weight:g})" for weight in term.weights)
        errors.append(f"{term.error:g}")
        yield Line(
            f"source {', '.join(d[4:] for d in term.documents)}: "
            f"error = min(1, {SYST:g} + {product}) = {term.error:g}",
            depth,
        )
    share = f"{derived.positive:g} / ({derived.positive:g} + {derived.negative:g})"
    yield Line(f"belief = (1 − {' × '.join(errors) or '1'}) × {share} = {derived.belief:g}", depth)


# -- paths -------------------------------------------------------------------------------------------


def paths(network: Network, found: Iterable[Path], w: Words) -> Blocks:
    """Chains, hop by hop."""
    for number, path in enumerate(found):
        if number:
            yield GAP
        yield Line(f"{_chain(network, path)}  {w('weakest', belief=belief(path.belief))}", mark="title")  # fmt: skip
        for link in path.links:
            yield from _hop(network, link, 1, w)


def _hop(network: Network, link: CausalLink, depth: int, w: Words) -> Blocks:
    cause, effect = network.label(link.cause), network.label(link.effect)
    said = [
        w("hop", cause=cause, verb=w.verb(link.polarity), effect=effect),
        w("belief", belief=belief(link.belief)),
        _sides(link, w),
    ]
    yield Line(w.comma.join(said), depth, "bullet", "")
    for claim in network.claims(link.supported_by)[:1]:
        yield from _quoted(network, claim, depth + 1, w)


def shared(network: Network, found: Shared, w: Words) -> Blocks:
    """Causes that two entities share, with the chain to each."""
    yield Line(w("common", first=found.first.label, second=found.second.label, n=len(found.causes)))
    for number, cause in enumerate(found.causes, start=1):
        yield GAP
        yield Line(_named(cause.entity.label, cause.entity.id), 0, "number", f"{number}. ")
        for end, path in ((found.first, cause.first), (found.second, cause.second)):
            weakest = w("weakest", belief=belief(path.belief))
            yield Line(f"{w('to', name=end.label)}{_chain(network, path)}  {weakest}", 1)


# -- the shape of the whole --------------------------------------------------------------------------


def whatif(network: Network, found: WhatIf, w: Words) -> Blocks:
    """What falls with the absent causes, what stands, and which way it moves."""
    yield Line(w("whatif", names=w.comma.join(e.label for e in found.without)))
    if not found.consequences:
        yield Line(w("no-consequences"))
    for title, lost in (("lost", True), ("kept", False)):
        chosen = [c for c in found.consequences if c.lost is lost]
        if chosen:
            yield GAP
            yield Line(w(title), mark="title")
            for consequence in chosen:
                yield from _consequence(network, consequence, w)


def _consequence(network: Network, c: Consequence, w: Words) -> Blocks:
    way = w({-1: "less", 1: "more-of", 0: "either"}[c.sign])
    facts = [way] if c.hops == 1 else [way, w("hops", n=c.hops)]
    yield Line(f"{c.entity.label}  ({w.comma.join(facts)})", 0, "bullet", "• ")
    if c.kept:
        yield Line(w("kept-by", names=_names([network.label(k.cause) for k in c.kept], w)), 1)
    if c.fallen:
        yield Line(w("fallen", names=_names([network.label(k.cause) for k in c.fallen], w)), 1)


def loops(network: Network, found: Iterable[Knot], w: Words) -> Blocks:
    """Knots of entities that lead to one another, and their loops."""
    for number, knot in enumerate(found):
        if number:
            yield GAP
        yield Line(
            w(
                "loops",
                loops=w.count(len(knot.loops), "loop"),
                entities=w.count(len(knot.members), "entity"),
                names=_names(map(network.label, knot.members), w),
            ),
            mark="title",
        )
        for loop in knot.loops:
            names = [*(k.cause for k in loop.links), loop.links[0].cause]
            steps = network.label(names[0]) + "".join(
                f" {'─▌' if k.polarity == 'prevent' else '→'} {network.label(k.effect)}"
                for k in loop.links
            )
            kind = w("reinforcing" if loop.reinforcing else "balancing")
            yield Line(f"{kind}{w.colon}{steps}  {w('weakest', belief=belief(loop.belief))}", 0, "bullet", "• ")  # fmt: skip
            for link in loop.links:
                for claim in network.claims(link.supported_by)[:1]:
                    yield from _quoted(network, claim, 1, w)
        if knot.more:
            yield Line(w("more-loops"))


def roots(network: Network, found: Iterable[Root], w: Words) -> Blocks:
    """Causes that nothing causes."""
    rows = [
        (
            root.entity.label,
            f"{root.reach:,}",
            belief(root.path.belief) if root.path else "",
            _chain(network, root.path) if root.path else "",
        )
        for root in found
    ]
    yield _grid(w("head-roots"), rows)


def bottlenecks(network: Network, found: Iterable[Bottleneck], w: Words) -> Blocks:
    """What everything passes through."""
    rows = [(b.entity.label, f"{b.dominates:,}", f"{b.betweenness:.2g}") for b in found]
    yield _grid(w("head-bottlenecks"), rows)


def _grid(head: str, rows: Iterable[tuple[str, ...]]) -> Grid:
    """A table; columns that are empty throughout are left out."""
    names = head.split("|")
    table = list(rows)
    used = [i for i in range(len(names)) if any(row[i] for row in table)]
    return Grid(tuple(names[i] for i in used), tuple(tuple(r[i] for i in used) for r in table))


# -- contradictions, numbers, dates ------------------------------------------------------------------


def conflicts(network: Network, found: Iterable[Conflict], w: Words) -> Blocks:
    """Both sides of every contradiction, with their words."""
    found = list(found)
    yield Line(w("conflicts", conflicts=w.count(len(found), "contradiction")))
    for number, conflict in enumerate(found, start=1):
        yield GAP
        yield Line(
            f"{w(conflict.kind)}{w.colon}{_subject(network, conflict, w)}",
            0,
            "number",
            f"{number}. ",
        )
        for title, side in (("side-one", conflict.first), ("side-other", conflict.second)):
            if side:
                yield Line(w(title), 1)
                for one in side:
                    if isinstance(one, Observation):
                        yield Line(worded(one), 2)
                    yield from _quoted(network, one, 2, w)


def _subject(network: Network, conflict: Conflict, w: Words) -> str:
    if not conflict.links:
        one = conflict.first[0]
        assert isinstance(one, Observation)
        return f"{one.subject.text} · {one.metric.text} · {one.period}"
    link = conflict.links[0]
    cause, effect = network.entity(link.cause), network.entity(link.effect)
    if conflict.kind == "order":
        return w(
            "dated",
            cause=cause.label,
            from_date=cause.issued,
            effect=effect.label,
            to_date=effect.issued,
        )
    ends = dict.fromkeys(network.label(k.effect) for k in conflict.links)
    return f"{cause.label} → {' / '.join(ends)}"


def comparison(network: Network, found: Comparison, w: Words) -> Blocks:
    """Two entities side by side."""
    # A label may hold the sign that parts the columns.
    first, second = (e.label.replace("|", "¦") for e in (found.first, found.second))
    head = w("head-compare", first=first, second=second)
    rows = []
    for row in found.rows:
        cells = [_cell(o, w) for o in (row.first, row.second)]
        sources = dict.fromkeys(
            f"{network.document(o.document).source}:{o.evidence.start}–{o.evidence.end}"
            for o in (row.first, row.second)
            if o
        )
        unit = unit_label(row.unit) if row.unit else ""
        rows.append(
            (
                row.metric,
                *cells,
                "" if row.difference is None else f"{row.difference:+,.10g} {unit}".strip(),
                "" if row.ratio is None else f"{row.ratio:,.3g}",
                w.comma.join(sources),
            )
        )
    yield Line(f"{found.first.label} / {found.second.label}")
    yield GAP
    yield _grid(head, rows)


def _cell(o: Observation | None, w: Words) -> str:
    if o is None:
        return w("none")
    return f"{worded(o)} ({o.period})" if o.period else worded(o)


def timeline(network: Network, found: Iterable[Moment], w: Words) -> Blocks:
    """What is dated, oldest first."""
    rows = []
    for moment in found:
        o = moment.observation
        if o is None:
            rows.append((moment.period, moment.entity.label, w("issue"), ""))
        else:
            place = f"{network.document(o.document).source}:{o.evidence.start}–{o.evidence.end}"
            rows.append((moment.period, f"{o.subject.text} · {o.metric.text}", worded(o), place))
    yield _grid(w("head-timeline"), rows)


def portrait(network: Network, found: Portrait, w: Words) -> Blocks:
    """Everything about one entity."""
    entity = found.entity
    yield Line(_named(entity.label, entity.id))
    yield Line(w.comma.join(entity.types), 1)
    labels = {
        "competes": [network.label(name) for name in entity.competes_with],
        "about": [network.label(name) for name in entity.about],
    }
    if entity.aliases:
        yield Line(w("also", names=w.comma.join(entity.aliases)), 1)
    if entity.issued:
        yield Line(w("issued", date=entity.issued), 1)
    for key, names in labels.items():
        if names:
            yield Line(w(key, names=w.comma.join(names)), 1)
    for text in found.requirements:
        yield Line(w("requires", text=_short(text)), 1)
    for title, links, far in (
        ("causes", found.causes, "cause"),
        ("effects", found.effects, "effect"),
    ):
        if links:
            yield GAP
            yield Line(w(title), mark="title")
        for link in links:
            plain = "" if link.plain else w("not-plain")
            other = network.label(getattr(link, far))
            yield Line(f"{other}  {_facts(link, w)}{plain}", 1, "bullet")
            for claim in network.claims(link.supported_by or link.opposed_by)[:1]:
                yield from _quoted(network, claim, 2, w)
    if found.observations:
        yield GAP
        yield Line(w("observations"), mark="title")
        for o in found.observations:
            place = f"{network.document(o.document).source}:{o.evidence.start}–{o.evidence.end}"
            period = f"  {o.period}" if o.period else ""
            yield Line(f"{o.subject.text} · {o.metric.text}: {worded(o)}{period}  ({place})", 1, "bullet")  # fmt: skip
    if found.factors:
        yield GAP
        yield Line(w("factors"), mark="title")
        for factor in found.factors:
            yield Line(_named(factor.label, factor.id), 1, "bullet")
    if found.documents:
        yield GAP
        yield Line(w("sources", names=w.comma.join(d.source for d in found.documents)))
