"""Assembly: what all documents together support, as causal links with a belief.

Belief follows INDRA (Gyori et al., 2017, doi:10.15252/msb.20177651): a source errs with probability
``syst + Π(1 − confidence)`` over its claims, sources err independently, and the result is scaled
by the share of positive evidence::

    belief = (1 − Π over sources min(1, SYST + Π over its claims (1 − c))) × F / (F + A)

with F and A the summed confidences of the claims for and against. A claim's c is its rule's
confidence times `WEIGHT` of its modality, times `IMPLICIT` if no cue states it. Words that a document
repeats, and words that two rules read, are said once: the strongest claim stands for them. Documents
whose quotes for a link are near-copies of each other count as one source. ``explain`` returns these
numbers so that a person can redo the sum.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kg.model import CausalLink, Claim, Modality, Polarity
from kg.ontology import Ontology
from kg.text import fold
from kg.wording import lowered_effect

SYST = 0.05
IMPLICIT = 0.7
WEIGHT: Mapping[Modality, float] = {
    Modality.ASSERTED: 1.0,
    Modality.HEDGED: 0.6,
    Modality.DENIED: 1.0,
    Modality.CONDITIONAL: 0.0,
    Modality.PLANNED: 0.0,
}
_COPY = 0.8
_NOISE = re.compile(r"\W+")

Key = tuple[str, str, Polarity]


@dataclass(frozen=True, slots=True)
class Term:
    """One source's part in a belief: its documents, its claims' weights, its error."""

    documents: tuple[str, ...]
    weights: tuple[float, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a belief was computed: ``belief = (1 − Π error) × positive / (positive + negative)``.

    ``terms`` are the sources for the link; ``positive`` and ``negative`` are the sums of the weights of
    what is said for and against it.
    """

    terms: tuple[Term, ...]
    positive: float
    negative: float
    belief: float


def key(claim: Claim, ontology: Ontology) -> Key:
    """The link a claim speaks of. 侵蚀 + 利润 speaks of 利润下降: what is prevented falls."""
    lowered = lowered_effect(claim, ontology)
    if lowered:
        return claim.cause.entity, lowered, Polarity.PROMOTE
    return claim.cause.entity, claim.effect.entity, claim.polarity


def assemble(claims: Iterable[Claim], ontology: Ontology) -> list[CausalLink]:
    """The causal links that ``claims`` support, sorted by id.

    A claim of the opposite polarity between the same factors, and a denial, count against a link.
    """
    grouped: dict[Key, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(key(claim, ontology), []).append(claim)
    links = []
    for one, own in grouped.items():
        cause, effect, polarity = one
        links.append(link(one, own, grouped.get((cause, effect, _opposite(polarity)), ())))
    return sorted(links, key=lambda item: item.id)


def link(one: Key, own: Iterable[Claim], contrary: Iterable[Claim] = ()) -> CausalLink:
    """The link for ``one`` from its own claims and those of the opposite polarity."""
    supporting, opposing = sides(own, contrary)
    derivation = explain(supporting, opposing)
    cause, effect, polarity = one
    return CausalLink(
        cause=cause,
        effect=effect,
        polarity=polarity,
        belief=derivation.belief,
        supported_by=tuple(sorted(c.id for c in supporting)),
        opposed_by=tuple(sorted(c.id for c in opposing)),
        plain=derivation.belief > 0,
    )


def sides(own: Iterable[Claim], contrary: Iterable[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Claims for (conditional and planned ones included) and against a link, sorted by id."""
    own = sorted(own, key=lambda c: c.id)
    supporting = [c for c in own if c.modality is not Modality.DENIED]
    opposing = [c for c in own if c.modality is Modality.DENIED]
    opposing += [c for c in contrary if c.modality in (Modality.ASSERTED, Modality.HEDGED)]
    return supporting, sorted(opposing, key=lambda c: c.id)


def weight(claim: Claim) -> float:
    """What one claim adds, in [0, 1]."""
    return round(
        claim.confidence * WEIGHT[claim.modality] * (IMPLICIT if claim.implicit else 1.0), 4
    )


def explain(supporting: Iterable[Claim], opposing: Iterable[Claim]) -> Derivation:
    """The belief that the claims for and against a link amount to, with every number used.

    >>> explain([], []).belief
    0.0
    """
    terms = tuple(map(_loudest, voices(c for c in supporting if WEIGHT[c.modality] > 0)))
    denials = tuple(map(_loudest, voices(opposing)))
    positive = round(sum(w for term in terms for w in term.weights), 4)
    negative = round(sum(w for term in denials for w in term.weights), 4)
    share = positive / (positive + negative) if positive else 0.0
    belief = (1 - math.prod(t.error for t in terms)) * share if terms else 0.0
    return Derivation(terms, positive, negative, round(min(1.0, max(0.0, belief)), 4))


def voices(claims: Iterable[Claim]) -> list[list[Term]]:
    """Each independent source: what every document says that tells it, the likeliest right first."""
    found = []
    for group in _sources(claims):
        told = [
            Term(
                (document,),
                tuple(sorted((weight(c) for c in own), reverse=True)),
                round(_error(own), 4),
            )
            for document, own in group.items()
        ]
        found.append(sorted(told, key=lambda term: (term.error, term.documents)))
    return found


def _loudest(voice: list[Term]) -> Term:
    """Copies repeat one source: its fullest version speaks for all of them."""
    documents = tuple(sorted(name for term in voice for name in term.documents))
    return replace(voice[0], documents=documents)


def _error(claims: Iterable[Claim]) -> float:
    return min(1.0, SYST + math.prod(1 - weight(c) for c in claims))


def _sources(claims: Iterable[Claim]) -> list[dict[str, list[Claim]]]:
    """Claims by independent source: one document, or several that say it in nearly equal words."""
    by_document: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: c.id):
        by_document.setdefault(claim.document, []).append(claim)
    groups: list[tuple[frozenset[str], dict[str, list[Claim]]]] = []
    for document in sorted(by_document):
        own = _once(by_document[document])
        shingles = _shingles(" ".join(sorted(e.quote for c in own for e in c.evidence[:1])))
        for other, members in groups:
            union = len(shingles | other)
            if union and len(shingles & other) / union >= _COPY:
                members[document] = own
                break
        else:
            groups.append((shingles, {document: own}))
    return [members for _, members in groups]


def _once(claims: list[Claim]) -> list[Claim]:
    """One document's claims, without those whose words a stronger one has told; sorted by id."""
    kept: list[Claim] = []
    told: set[str] = set()
    for claim in sorted(claims, key=lambda c: (-weight(c), c.id)):
        if not claim.evidence:  # of other people's graphs: nothing tells it from the rest
            kept.append(claim)
            continue
        said = claim.evidence[0]
        quote = _NOISE.sub("", fold(said.quote))
        beside = any(
            said.start < other.evidence[0].end and other.evidence[0].start < said.end
            for other in kept
            if other.evidence
        )
        if not beside and quote not in told:
            kept.append(claim)
        told.add(quote)
    return sorted(kept, key=lambda c: c.id)


def _shingles(text: str) -> frozenset[str]:
    plain = _NOISE.sub("", fold(text).lower())
    return frozenset(plain[i : i + 2] for i in range(max(1, len(plain) - 1)))


def _opposite(polarity: Polarity) -> Polarity:
    return Polarity.PREVENT if polarity is Polarity.PROMOTE else Polarity.PROMOTE
