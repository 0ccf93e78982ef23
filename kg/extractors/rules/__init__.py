"""The rule-driven extractor: cues of the lexicon → arguments → polarity, modality, claimant.

The flow, on one prepared `Reading` of the document: mentions, then claims of sentences, tables and
structure, then observations. Every result carries the id of its rule and exact offsets.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from kg.extractors.rules.claims import extract_claims
from kg.extractors.rules.mentions import find_mentions, products_in
from kg.extractors.rules.observations import from_prose
from kg.extractors.rules.phrases import names_metric
from kg.extractors.rules.reading import Bounds, Reading, prepare
from kg.extractors.rules.structure import from_lists, from_why
from kg.extractors.rules.tables import from_tables, sayings
from kg.model import Claim, Document, Extraction, Mention, Observation
from kg.ontology import Ontology
from kg.script import respelled, simplified

_KINDS = frozenset({"Segment", "BusinessModel", "Platform"})
_BODIES = ("Organization", "Regulator")  # 金融机构, 监管部门: kinds of body, in a list of their own


def extract(document: Document, ontology: Ontology) -> Extraction:
    """What ``document`` says, in text order."""
    return respelled(_extract(simplified(document), ontology), document)


def _extract(document: Document, ontology: Ontology) -> Extraction:
    reading = prepare(document, ontology)
    reading = replace(reading, mentions=find_mentions(reading))
    claims, unparsed = extract_claims(reading)
    table_claims, table_observations, requirements = from_tables(reading)
    claims += table_claims
    claims += from_lists(reading, claims)
    claims += from_why(reading, claims)
    told = [from_prose(reading.over(*cell), cell=True) for cell in sayings(reading)]
    observations = [*from_prose(reading), *chain.from_iterable(told), *table_observations]
    return Extraction(
        document=document,
        mentions=_with_metrics(reading, observations, claims),
        claims=tuple(
            sorted(
                claims, key=lambda c: (c.evidence[0].start, c.cause.start, c.effect.start, c.rule)
            )
        ),
        observations=tuple(
            sorted(observations, key=lambda o: (o.evidence.start, o.metric.start, o.subject.start))
        ),
        requirements=tuple(requirements),
        unparsed=tuple(unparsed),
    )


def _with_metrics(
    reading: Reading, observations: list[Observation], claims: list[Claim]
) -> tuple[Mention, ...]:
    """The mentions, without kinds named in passing, and with the metrics that have a value.

    What a value was observed of is a metric; where its words are a name, they are a mention too.
    """
    taken = {(m.start, m.end) for m in reading.mentions}
    metrics = {
        (o.metric.start, o.metric.end): Mention(
            o.metric.text, o.metric.start, o.metric.end, "Metric", o.metric.text
        )
        for o in observations
        if o.rule not in ("table.date", "table.text")
        and (o.metric.start, o.metric.end) not in taken
        and (o.rule.startswith("table.") or names_metric(reading.ontology, o.metric.text))
    }
    kept = [*_of_note(reading, observations, claims), *metrics.values()]
    return tuple(sorted([*kept, *products_in(reading, kept)], key=lambda m: (m.start, m.end)))


def _of_note(
    reading: Reading, observations: list[Observation], claims: list[Claim]
) -> Iterator[Mention]:
    """The mentions but for kinds of actor and of business that are named and play no part.

    短视频平台 in passing is no entity; it is one where it recurs, causes or suffers something, or
    is measured. Groups of people (消费者) and kinds of body (监管部门) recur in any text, and have to
    play a part.
    """
    times = Counter(m.name for m in reading.mentions)
    known = reading.ontology.names["known"]
    parts = _united(
        [(a.start, a.end) for c in claims for a in (c.cause, c.effect)]
        + [(o.subject.start, o.subject.end) for o in observations]
    )
    kinds = {name for kind in _BODIES for name in reading.ontology.names["generic"].get(kind, ())}
    active = {
        m.name
        for m in reading.mentions
        if (m.type in _KINDS or m.name in kinds) and _within(parts, m.start, m.end)
    }
    for mention in reading.mentions:
        passing = mention.name in kinds or (
            mention.type in _KINDS
            and (mention.type == "Segment" or times[mention.name] == 1)
            and (mention.type == "BusinessModel" or mention.name not in known.get(mention.type, ()))
        )
        if not passing or mention.name in active:
            yield mention


def _united(spans: list[Bounds]) -> list[Bounds]:
    """The spans in text order, those that overlap as one."""
    out: list[Bounds] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


def _within(spans: list[Bounds], start: int, end: int) -> bool:
    """Whether ``start``–``end`` lies in one of ``spans``, which are in order and apart."""
    index = bisect_right(spans, (start, sys.maxsize)) - 1
    return index >= 0 and end <= spans[index][1]
