"""Grounding: what mentions and arguments stand for.

A mention of a name grounds to the entity of that name. The cause or effect of a claim grounds to
the entity it names, or else to a factor: a concept of the vocabulary, what it is about, and a trend.
获客成本持续走高 and 用户获取成本上升 meet in factor:获客成本上升; what no concept covers keeps
its own words, without those that change from sentence to sentence.

Grounding looks at one document at a time and at the ontology, never at other documents: entities of
different documents meet because they get the same name. That keeps rebuilding one document cheap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from kg.factors import HAN, PREFIX, Context, factor_of, fallen, mentions_in
from kg.model import Argument, Claim, Entity, Extraction, Mention, Observation
from kg.ontology import Ontology
from kg.script import respelled, simplified
from kg.text import fold, local_name
from kg.wording import lowered_effect

_ORGANIZATIONS = frozenset({"Bank", "Regulator", "Company", "Platform"})
_ABOUT = 6  # mentions of what a document is about; those of a product count three times
_OFTEN = 3  # mentions of a place that a document is about


def ground(extraction: Extraction, ontology: Ontology) -> Extraction:
    """``extraction`` with every mention, argument and observation tied to an entity."""
    document = extraction.document
    plain = simplified(document)
    if plain is document:
        return _ground(extraction, ontology)
    grounded = respelled(_ground(respelled(extraction, plain), ontology), document)
    # What the text calls an entity is one of its names.
    called: dict[str, set[str]] = {}
    for mention in grounded.mentions:
        if not mention.pronoun:
            called.setdefault(mention.entity, set()).add(fold(mention.text))
    entities = tuple(
        replace(e, aliases=tuple(sorted({*e.aliases, *called.get(e.id, ())} - {e.label})))
        for e in grounded.entities
    )
    return replace(grounded, entities=entities)


def _ground(extraction: Extraction, ontology: Ontology) -> Extraction:
    document = extraction.document
    entities: dict[str, Entity] = {}
    # Built directly: dataclasses.replace costs five times as much, and mentions are many.
    mentions = tuple(
        Mention(
            m.text,
            m.start,
            m.end,
            m.type,
            m.name,
            m.roles,
            m.pronoun,
            _named(entities, m.name, m.type, document.language, m.text, m.roles, _nameless(m)),
        )
        for m in extraction.mentions
    )
    extraction = replace(extraction, mentions=mentions)
    context = Context(
        extraction, ontology, fold(document.text), _topic(extraction), _country(extraction), []
    )
    claims = []
    for claim in extraction.claims:
        cause = factor_of(context, entities, claim.cause)
        effect = factor_of(context, entities, claim.effect)
        if ".structure." not in claim.rule and not claim.rule.startswith("table."):
            context.said.extend(sorted([(claim.cause.end, cause), (claim.effect.end, effect)]))
        if cause == effect:
            continue  # 压力加剧了压力: nothing is said
        grounded = replace(
            claim,
            cause=_at(claim.cause, cause),
            effect=_at(claim.effect, effect),
        )
        claims.append(grounded)
        lowered = lowered_effect(grounded, ontology)
        if lowered and lowered not in entities:
            entities[lowered] = fallen(context, entities[effect], lowered)
    observations = tuple(_observation(context, entities, o) for o in extraction.observations)
    requirements = tuple(
        replace(
            r,
            policy=replace(
                r.policy, entity=_named(entities, r.policy.text, "Policy", document.language)
            ),
        )
        for r in extraction.requirements
    )
    _date_policies(entities, observations, ontology)
    _mark_competitors(entities, context)
    return replace(
        extraction,
        claims=tuple(_without_repeats(claims)),
        observations=observations,
        requirements=requirements,
        entities=tuple(entities[key] for key in sorted(entities)),
    )


def _without_repeats(claims: Iterable[Claim]) -> Iterable[Claim]:
    seen: set[tuple[object, ...]] = set()
    for claim in claims:
        # A link that a rule of structure only infers adds nothing where the same words state it.
        key = (
            claim.cause.entity,
            claim.effect.entity,
            claim.polarity,
            claim.modality,
            claim.evidence[0].id,
        )
        if key not in seen:
            seen.add(key)
            yield claim


def _topic(extraction: Extraction) -> str | None:
    blocks = extraction.document.blocks
    title = next((b for b in blocks if b.kind == "title"), None)
    counted: dict[str, int] = {}
    for mention in extraction.mentions:
        if mention.type in ("Product", "Company", "Bank", "BusinessModel"):
            weight = 1000 if title and title.start <= mention.start < title.end else 1
            weight *= 3 if mention.type == "Product" else 1
            counted[mention.entity] = counted.get(mention.entity, 0) + weight
    if not counted or max(counted.values()) < _ABOUT:
        return None
    return min(counted, key=lambda e: (-counted[e], e))


def _country(extraction: Extraction) -> str | None:
    """The place that a document names far more than any other."""
    counted = Counter(m.entity for m in extraction.mentions if m.type == "Place")
    if not counted:
        return None
    ranked = sorted(counted, key=lambda e: (-counted[e], e))
    most, next_most = counted[ranked[0]], counted[ranked[1]] if len(ranked) > 1 else 0
    return ranked[0] if most >= _OFTEN and most >= 2 * next_most else None


def _nameless(mention: Mention) -> bool:
    """Whether the words are no name of what they stand for: 该产品, the company; a surname is one."""
    return mention.pronoun and not (mention.type == "Person" and mention.text.isascii())


def _named(
    entities: dict[str, Entity],
    name: str,
    kind: str,
    language: str,
    alias: str = "",
    roles: tuple[str, ...] = (),
    pronoun: bool = False,
) -> str:
    label = fold(name).strip("《》\"' ")
    id = f"{PREFIX.get(kind, 'factor')}:{local_name(label)}"
    types = (
        *dict.fromkeys((*roles, kind, *(("Organization",) if kind in _ORGANIZATIONS else ()))),
    )
    known = entities.get(id)
    other = fold(alias).strip("《》\"' ")
    if language == "en" and HAN.search(label) and other and not pronoun and not HAN.search(other):
        label, other = other, label  # an English text has its own name for it
    if HAN.search(label):
        language = "zh"
    aliases = (other,) if other and other != label and not pronoun else ()
    if known and label != known.label:
        aliases = (*aliases, label)  # Donald Trump, and Trump: one of a vocabulary's names
    if known is None:
        entities[id] = Entity(id, types, label, language, aliases)
    elif not set(types) <= set(known.types) or not set(aliases) <= set(known.aliases):
        entities[id] = replace(
            known,
            types=(*dict.fromkeys((*known.types, *types)),),
            aliases=tuple(sorted({*known.aliases, *aliases})),
        )
    return id


def _observation(
    context: Context, entities: dict[str, Entity], observation: Observation
) -> Observation:
    language = context.language
    subject, metric = observation.subject, observation.metric
    named = next(
        (
            m
            for m in mentions_in(context, subject.start, subject.end)
            if m.start == subject.start and m.end == subject.end and m.type != "Metric"
        ),
        None,
    )
    who = (
        named.entity
        if named
        else _by_name(entities, subject.text) or _named(entities, subject.text, "Factor", language)
    )
    what = _named(entities, metric.text, "Metric", language)
    concept = context.ontology.concept_by_label.get(fold(metric.text))
    if concept and concept.kind == "Metric":
        entities[what] = replace(entities[what], concept=concept.id)
    return replace(observation, subject=_at(subject, who), metric=_at(metric, what))


def _at(part: Argument, entity: str) -> Argument:
    return Argument(part.text, part.start, part.end, entity)


def _by_name(entities: dict[str, Entity], name: str) -> str | None:
    label = local_name(fold(name).strip("《》\"' "))
    for prefix in (
        "product",
        "org",
        "policy",
        "place",
        "person",
        "model",
        "market",
        "segment",
        "tech",
    ):
        if f"{prefix}:{label}" in entities:
            return f"{prefix}:{label}"
    return None


def _date_policies(
    entities: dict[str, Entity], observations: Iterable[Observation], ontology: Ontology
) -> None:
    dated = ontology.names["dated"]
    issued = frozenset((*ontology.names["header"]["date"], *dated["issued"], *dated["issued_en"]))
    begun = frozenset(
        (*dated["begins"], *dated["begins_en"])
    )  # of a rule that only says since when
    observations = list(observations)
    for words in (issued, begun):
        for observation in observations:
            entity = entities.get(observation.subject.entity)
            if (
                entity
                and "Policy" in entity.types
                and observation.text
                and observation.period
                and fold(observation.metric.text).lower() in words
                and not entity.issued
            ):
                entities[entity.id] = replace(entity, issued=observation.period)


def _mark_competitors(entities: dict[str, Entity], context: Context) -> None:
    topic = context.topic
    if topic is None:
        return
    rivals = [e for e in entities.values() if "Competitor" in e.types and e.id != topic]
    for rival in rivals:
        entities[rival.id] = replace(rival, competes_with=(topic,))
    if rivals:
        # Competing is mutual: the other side is a competitor too.
        subject = entities[topic]
        entities[topic] = replace(
            subject,
            types=(*subject.types, "Competitor"),
            competes_with=tuple(sorted(r.id for r in rivals)),
        )
