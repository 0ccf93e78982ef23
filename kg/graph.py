"""The one translator between the model and RDF.

Everything here is pure: model values to quads of pyoxigraph terms, and quads back to model values. One named graph per document holds what that document says; the graph `kg:links`
holds what assembly derives, with the concepts in use. There are no blank nodes.

Terms are written in canonical form, because the store rewrites what is not: decimals without
exponent or trailing zeros, language tags in lower case.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias, TypeVar

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import SourceError
from kg.model import (
    Argument,
    CausalLink,
    Claim,
    Cue,
    Document,
    DocumentInfo,
    Entity,
    Evidence,
    Extraction,
    Modality,
    Observation,
    Polarity,
    Snapshot,
    Trend,
)
from kg.namespaces import VOCABULARIES, Namespaces
from kg.ontology import Ontology
from kg.text import period_bounds

Term: TypeAlias = NamedNode | Literal
QuadSource: TypeAlias = Callable[[Iterable[NamedNode]], Iterable[Quad]]
"""The quads about some nodes."""
_Row: TypeAlias = Mapping[str, list[Term]]

_XSD = VOCABULARIES["xsd"]
_INTEGER = NamedNode(_XSD + "integer")
_DECIMAL = NamedNode(_XSD + "decimal")
_BOOLEAN = NamedNode(_XSD + "boolean")
_STRING = NamedNode(_XSD + "string")
_LANG_STRING = NamedNode(VOCABULARIES["rdf"] + "langString")
_DATE = NamedNode(_XSD + "date")


@cache
def _kg(name: str) -> NamedNode:
    return NamedNode(VOCABULARIES["kg"] + name)


def _v(prefix: str, name: str) -> NamedNode:
    return NamedNode(VOCABULARIES[prefix] + name)


TYPE = _v("rdf", "type")
LABEL = _v("rdfs", "label")
ALT_LABEL = _v("skos", "altLabel")
LINKS = _kg("links")
EDITS = _kg("edits")
"""What people add by hand, without naming a graph; see `kg.update`."""


# -- model to RDF ------------------------------------------------------------------------------------


def integer(value: int) -> Literal:
    """An xsd:integer."""
    return Literal(str(value), datatype=_INTEGER)


def decimal(value: float) -> Literal:
    """An xsd:decimal in canonical form.

    >>> decimal(12000.0).value, decimal(0.43).value
    ('12000', '0.43')
    """
    text = format(Decimal(repr(value)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Literal("0" if text in ("-0", "") else text, datatype=_DECIMAL)


def document_quads(extraction: Extraction, ns: Namespaces, ontology: Ontology) -> list[Quad]:
    """What one document says, all in the named graph of the document."""
    document = extraction.document
    graph = ns.iri(document.id)
    triples: list[Triple] = []
    triples += _document(document, ns)
    for entity in extraction.entities:
        triples += _entity(entity, ns)
    for claim in extraction.claims:
        triples += _claim(claim, ns)
    for observation in extraction.observations:
        triples += _observation(observation, ns, ontology)
    for requirement in extraction.requirements:
        policy = ns.iri(requirement.policy.entity)
        text = Literal(requirement.text, language=document.language)
        triples.append(Triple(policy, _kg("requires"), text))
        key = requirement.evidence.id.partition(":")[2] + "-" + str(requirement.policy.start)
        node = ns.iri("requirement:" + key)
        triples += [
            Triple(node, TYPE, _kg("Requirement")),
            Triple(node, _kg("policy"), policy),
            Triple(node, _kg("textValue"), Literal(requirement.text)),
            Triple(node, _kg("document"), graph),
            *_evidence(node, requirement.evidence, ns),
        ]
    return [Quad(t.subject, t.predicate, t.object, graph) for t in dict.fromkeys(triples)]


def document_info_quads(info: DocumentInfo, ns: Namespaces) -> list[Quad]:
    """A document itself, without what it says, in its named graph."""
    graph = ns.iri(info.id)
    return [Quad(t.subject, t.predicate, t.object, graph) for t in _document(info, ns)]


def _document(document: Document | DocumentInfo, ns: Namespaces) -> Iterator[Triple]:
    node = ns.iri(document.id)
    length = len(document.text) if isinstance(document, Document) else document.length
    yield Triple(node, TYPE, _kg("Document"))
    yield Triple(node, _v("dct", "title"), Literal(document.title, language=document.language))
    yield Triple(node, _v("dct", "source"), Literal(document.source))
    yield Triple(node, _v("dct", "language"), Literal(document.language))
    yield Triple(node, _kg("sha256"), Literal(document.sha256))
    yield Triple(node, _kg("length"), integer(length))


def _entity(entity: Entity, ns: Namespaces) -> Iterator[Triple]:
    node = ns.iri(entity.id)
    for kind in (*entity.types, "Entity"):
        yield Triple(node, TYPE, _kg(kind))
    yield Triple(node, LABEL, Literal(entity.label, language=entity.language))
    for alias in entity.aliases:
        yield Triple(node, ALT_LABEL, Literal(alias, language=entity.language))
    if entity.concept:
        yield Triple(node, _kg("concept"), ns.iri(entity.concept))
    for about in entity.about:
        yield Triple(node, _kg("about"), ns.iri(about))
    if entity.trend:
        yield Triple(node, _kg("trend"), _kg(entity.trend.value.capitalize()))
    for rival in entity.competes_with:
        yield Triple(node, _kg("competesWith"), ns.iri(rival))
    if entity.issued:
        datatype = {4: "gYear", 7: "gYearMonth", 10: "date"}.get(len(entity.issued))
        if datatype and "Q" not in entity.issued and "H" not in entity.issued:
            yield Triple(node, _kg("issued"), Literal(entity.issued, datatype=_v("xsd", datatype)))


def _claim(claim: Claim, ns: Namespaces) -> Iterator[Triple]:
    node = ns.iri(claim.id)
    yield Triple(node, TYPE, _kg("Claim"))
    yield Triple(node, _kg("cause"), ns.iri(claim.cause.entity))
    yield Triple(node, _kg("effect"), ns.iri(claim.effect.entity))
    for name, part in (("cause", claim.cause), ("effect", claim.effect)):
        yield Triple(node, _kg(name + "Text"), Literal(part.text))
        yield Triple(node, _kg(name + "Start"), integer(part.start))
        yield Triple(node, _kg(name + "End"), integer(part.end))
    yield Triple(node, _kg("polarity"), _kg(claim.polarity.value.capitalize()))
    yield Triple(node, _kg("modality"), _kg(claim.modality.value.capitalize()))
    yield Triple(node, _kg("implicit"), Literal(str(claim.implicit).lower(), datatype=_BOOLEAN))
    yield Triple(node, _kg("rule"), Literal(claim.rule))
    yield Triple(node, _kg("confidence"), decimal(claim.confidence))
    if claim.cue:
        yield Triple(node, _kg("cue"), Literal(claim.cue.text))
        yield Triple(node, _kg("cueStart"), integer(claim.cue.start))
        yield Triple(node, _kg("cueEnd"), integer(claim.cue.end))
    if claim.claimant:
        yield Triple(node, _kg("claimant"), Literal(claim.claimant))
    yield Triple(node, _v("prov", "wasDerivedFrom"), ns.iri(claim.document))
    for evidence in claim.evidence:
        yield from _evidence(node, evidence, ns)


def _evidence(owner: NamedNode, evidence: Evidence, ns: Namespaces) -> Iterator[Triple]:
    node = ns.iri(evidence.id)
    yield Triple(owner, _kg("evidence"), node)
    for kind in (_kg("Evidence"), _v("oa", "TextQuoteSelector"), _v("oa", "TextPositionSelector")):
        yield Triple(node, TYPE, kind)
    yield Triple(node, _v("oa", "exact"), Literal(evidence.quote))
    if evidence.prefix:
        yield Triple(node, _v("oa", "prefix"), Literal(evidence.prefix))
    if evidence.suffix:
        yield Triple(node, _v("oa", "suffix"), Literal(evidence.suffix))
    yield Triple(node, _v("oa", "start"), integer(evidence.start))
    yield Triple(node, _v("oa", "end"), integer(evidence.end))
    yield Triple(node, _kg("document"), ns.iri(evidence.document))


def _observation(o: Observation, ns: Namespaces, ontology: Ontology) -> Iterator[Triple]:
    node = ns.iri(o.id)
    yield Triple(node, TYPE, _kg("Observation"))
    yield Triple(node, _kg("subject"), ns.iri(o.subject.entity))
    yield Triple(node, _kg("metric"), ns.iri(o.metric.entity))
    yield Triple(node, _kg("rawValue"), Literal(o.raw))
    yield Triple(node, _kg("comparator"), Literal(o.comparator))
    yield Triple(node, _kg("rule"), Literal(o.rule))
    yield Triple(node, _kg("document"), ns.iri(o.document))
    for name, value in (
        ("value", o.value),
        ("minValue", o.minimum),
        ("maxValue", o.maximum),
        ("change", o.change),
    ):
        if value is not None:
            yield Triple(node, _kg(name), decimal(value))
    if o.text is not None:
        yield Triple(node, _kg("textValue"), Literal(o.text))
    if o.change_from is not None:
        yield Triple(node, _kg("changeFrom"), Literal(o.change_from))
    if o.unit:
        yield Triple(node, _kg("unit"), ns.iri(o.unit))
        label = ontology.unit_labels.get(o.unit, "")
        if label:
            yield Triple(ns.iri(o.unit), LABEL, Literal(label, language="zh"))
    if o.period:
        yield Triple(node, _kg("period"), Literal(o.period))
        bounds = period_bounds(o.period)
        if bounds:
            yield Triple(node, _kg("periodStart"), Literal(bounds[0], datatype=_DATE))
            yield Triple(node, _kg("periodEnd"), Literal(bounds[1], datatype=_DATE))
    yield from _evidence(node, o.evidence, ns)


def link_quads(links: Iterable[CausalLink], ns: Namespaces) -> list[Quad]:
    """Causal links in the graph `kg:links`, with the plain edges that paths walk."""
    quads = []
    for link in links:
        node, cause, effect = ns.iri(link.id), ns.iri(link.cause), ns.iri(link.effect)
        triples = [
            Triple(node, TYPE, _kg("CausalLink")),
            Triple(node, _kg("cause"), cause),
            Triple(node, _kg("effect"), effect),
            Triple(node, _kg("polarity"), _kg(link.polarity.value.capitalize())),
            Triple(node, _kg("belief"), decimal(link.belief)),
            *(Triple(node, _kg("supportedBy"), ns.iri(c)) for c in link.supported_by),
            *(Triple(node, _kg("opposedBy"), ns.iri(c)) for c in link.opposed_by),
        ]
        if link.plain:
            verb = "promotes" if link.polarity is Polarity.PROMOTE else "prevents"
            triples += [Triple(cause, _kg(verb), effect), Triple(cause, _kg("causes"), effect)]
        quads += [Quad(t.subject, t.predicate, t.object, LINKS) for t in triples]
    return quads


def snapshot_quads(snapshot: Snapshot, ns: Namespaces, ontology: Ontology) -> Iterator[Quad]:
    """A whole graph as quads, the inverse of `read_snapshot`: claims and observations in the graphs
    of their documents, everything else in `kg:links`."""

    def placed(triples: Iterable[Triple], graph: NamedNode) -> Iterator[Quad]:
        return (Quad(t.subject, t.predicate, t.object, graph) for t in triples)

    for document in snapshot.documents.values():
        yield from placed(_document(document, ns), ns.iri(document.id))
    for entity in snapshot.entities.values():
        yield from placed(_entity(entity, ns), LINKS)
    for claim in snapshot.claims.values():
        yield from placed(_claim(claim, ns), ns.iri(claim.document))
    for observation in snapshot.observations.values():
        yield from placed(_observation(observation, ns, ontology), ns.iri(observation.document))
    yield from link_quads(snapshot.links.values(), ns)


def concept_quads(used: Iterable[str], ns: Namespaces, ontology: Ontology) -> list[Quad]:
    """The concepts in use, with those above them, as SKOS in the graph `kg:links`."""
    todo, done = sorted(used), set()
    quads: list[Quad] = []
    while todo:
        name = todo.pop()
        concept = ontology.concepts.get(name)
        if concept is None or name in done:
            continue
        done.add(name)
        node = ns.iri(name)
        triples = [Triple(node, TYPE, _v("skos", "Concept"))]
        for language, labels in concept.labels.items():
            triples.append(
                Triple(node, _v("skos", "prefLabel"), Literal(labels[0], language=language))
            )
            triples += [Triple(node, ALT_LABEL, Literal(w, language=language)) for w in labels[1:]]
        if concept.broader:
            triples.append(Triple(node, _v("skos", "broader"), ns.iri(concept.broader)))
            todo.append(concept.broader)
        quads += [Quad(t.subject, t.predicate, t.object, LINKS) for t in triples]
    return quads


# -- RDF to model ------------------------------------------------------------------------------------


_Read = TypeVar("_Read", bound=Callable[..., Any])


def _readable(read: _Read) -> _Read:
    """A value of the wrong kind is the graph's fault: say so, instead of failing inside."""

    @functools.wraps(read)
    def guarded(*arguments: Any, **options: Any) -> Any:
        try:
            return read(*arguments, **options)
        except (ValueError, ArithmeticError, KeyError, AttributeError, AssertionError) as error:
            raise SourceError(
                f"the graph holds a value of the wrong kind ({error}); kg check names its node"
            ) from error

    return guarded  # type: ignore[return-value]


@_readable
def read_snapshot(quads: Iterable[Quad], ns: Namespaces) -> Snapshot:
    """The whole graph as model values, sorted by CURIE."""
    rows = _rows(quads)
    by_type: dict[str, list[str]] = defaultdict(list)
    for node, row in rows.items():
        for kind in row.get(TYPE.value, ()):
            by_type[kind.value].append(node)

    def each(kind: str) -> list[str]:
        return sorted(by_type.get(_kg(kind).value, ()))

    documents = {d.id: d for d in (_read_document(n, rows[n], ns) for n in each("Document"))}
    entities = {e.id: e for e in (_read_entity(n, rows[n], ns) for n in each("Entity"))}
    claims = {c.id: c for c in (_read_claim(n, rows, ns) for n in each("Claim"))}
    observations = {
        o.id: o for o in (_read_observation(n, rows, ns, entities) for n in each("Observation"))
    }
    links = {k.id: k for k in (_read_link(n, rows[n], ns) for n in each("CausalLink"))}
    return Snapshot(
        *(
            {key: table[key] for key in sorted(table)}
            for table in (documents, entities, claims, links, observations)
        )  # type: ignore[arg-type]
    )


@_readable
def read_evidence(quads: Iterable[Quad], ns: Namespaces) -> list[Evidence]:
    """All evidence in ``quads``, whatever it is evidence for, sorted by id."""
    kind = _kg("Evidence").value
    rows = _rows(quads)
    found = [
        _read_evidence(node, row, ns)
        for node, row in rows.items()
        if any(t.value == kind for t in row.get(TYPE.value, ()))
    ]
    return sorted(found, key=lambda e: e.id)


@_readable
def read_claims(quads: QuadSource, nodes: Iterable[NamedNode], ns: Namespaces) -> list[Claim]:
    """The claims ``nodes``, with their evidence, and nothing else of the graph."""
    rows = _with_evidence(quads, nodes)
    return [_read_claim(node, rows, ns) for node in _of_kind(rows, "Claim")]


@_readable
def read_links(quads: QuadSource, nodes: Iterable[NamedNode], ns: Namespaces) -> list[CausalLink]:
    """The causal links among ``nodes``; what is no link is left out."""
    rows = _about(quads, nodes)
    return [_read_link(node, rows[node], ns) for node in _of_kind(rows, "CausalLink")]


@_readable
def read_entities(quads: QuadSource, nodes: Iterable[NamedNode], ns: Namespaces) -> list[Entity]:
    """The entities among ``nodes``; what is no entity is left out."""
    rows = _about(quads, nodes)
    return [_read_entity(node, rows[node], ns) for node in _of_kind(rows, "Entity")]


@_readable
def read_documents(
    quads: QuadSource, nodes: Iterable[NamedNode], ns: Namespaces
) -> list[DocumentInfo]:
    """The documents among ``nodes``; what is no document is left out."""
    rows = _about(quads, nodes)
    return [_read_document(node, rows[node], ns) for node in _of_kind(rows, "Document")]


@_readable
def read_observations(
    quads: QuadSource,
    nodes: Iterable[NamedNode],
    ns: Namespaces,
    known: dict[str, Entity | None] | None = None,
) -> list[Observation]:
    """The observations among ``nodes``, with their evidence and the labels of what they measure.

    What they measure is read into ``known``, by CURIE, unless it is there.
    """
    known = {} if known is None else known
    rows = _with_evidence(quads, nodes)
    found = _of_kind(rows, "Observation")
    named = {
        v
        for node in found
        for name in ("subject", "metric")
        for v in rows[node].get(_kg(name).value, ())
        if isinstance(v, NamedNode) and ns.curie(v.value) not in known
    }
    known |= {e.id: e for e in read_entities(quads, named, ns)}
    return [_read_observation(node, rows, ns, known) for node in found]


def _about(quads: QuadSource, nodes: Iterable[NamedNode]) -> dict[str, dict[str, list[Term]]]:
    return _rows(quads(nodes))


def _with_evidence(
    quads: QuadSource, nodes: Iterable[NamedNode]
) -> dict[str, dict[str, list[Term]]]:
    rows = _about(quads, nodes)
    name = _kg("evidence").value
    evidence = [v for row in rows.values() for v in row.get(name, ()) if isinstance(v, NamedNode)]
    return {**rows, **_about(quads, evidence)}


def _of_kind(rows: Mapping[str, _Row], kind: str) -> list[str]:
    wanted = _kg(kind)
    return [node for node in sorted(rows) if wanted in rows[node].get(TYPE.value, ())]


def _rows(quads: Iterable[Quad]) -> dict[str, dict[str, list[Term]]]:
    # Most of what a question costs beside the store's own work is here.
    rows: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, value, _ in quads:
        node, name = subject.value, predicate.value
        row = rows.get(node)
        if row is None:
            row = rows[node] = {}
        values = row.get(name)
        if values is None:
            row[name] = [value]
        elif value not in values:
            values.append(value)
    return rows


def _one(row: _Row, name: str, prefix: str = "kg") -> str | None:
    values = row.get(VOCABULARIES[prefix] + name)
    if not values:
        return None
    return values[0].value if len(values) == 1 else min(v.value for v in values)


def _finite(text: str) -> float:
    """A number; infinities and NaN measure nothing, and JSON can't hold them."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no finite number")
    return number


def _need(row: _Row, name: str, prefix: str = "kg") -> str:
    return _one(row, name, prefix) or ""


def _all(row: _Row, name: str, ns: Namespaces) -> tuple[str, ...]:
    return tuple(sorted({ns.curie(v.value) for v in row.get(_kg(name).value, ())}))


def _read_document(node: str, row: _Row, ns: Namespaces) -> DocumentInfo:
    return DocumentInfo(
        id=ns.curie(node),
        title=_need(row, "title", "dct"),
        source=_need(row, "source", "dct"),
        sha256=_need(row, "sha256"),
        language=_need(row, "language", "dct"),
        length=int(_one(row, "length") or 0),
    )


def _read_entity(node: str, row: _Row, ns: Namespaces) -> Entity:
    # Chinese labels come first; among equals the shortest is the most general.
    labels = sorted(
        (v for v in row.get(LABEL.value, ()) if isinstance(v, Literal)),
        key=lambda v: (v.language != "zh", len(v.value), v.value),
    )
    aliases = {v.value for v in row.get(ALT_LABEL.value, ())} | {v.value for v in labels[1:]}
    kinds = {ns.curie(v.value).removeprefix("kg:") for v in row.get(TYPE.value, ())} - {"Entity"}
    general = ("Organization", "Factor", "Competitor")
    trend = _one(row, "trend")
    label = labels[0].value if labels else ns.curie(node).partition(":")[2]
    return Entity(
        id=ns.curie(node),
        types=tuple(sorted(kinds, key=lambda k: (general.index(k) + 1 if k in general else 0, k))),
        label=label,
        language=(labels[0].language or "zh") if labels else "zh",
        aliases=tuple(sorted(aliases - {label})),
        concept=ns.curie(concept) if (concept := _one(row, "concept")) else None,
        about=_all(row, "about", ns),
        trend=Trend(ns.curie(trend).removeprefix("kg:").lower()) if trend else None,
        competes_with=_all(row, "competesWith", ns),
        issued=_one(row, "issued"),
    )


def _read_evidence(node: str, row: _Row, ns: Namespaces) -> Evidence:
    return Evidence(
        document=ns.curie(_need(row, "document")),
        start=int(_one(row, "start", "oa") or 0),
        end=int(_one(row, "end", "oa") or 0),
        quote=_need(row, "exact", "oa"),
        prefix=_need(row, "prefix", "oa"),
        suffix=_need(row, "suffix", "oa"),
    )


def _evidence_of(row: _Row, rows: Mapping[str, _Row], ns: Namespaces) -> tuple[Evidence, ...]:
    found = [
        _read_evidence(v.value, rows[v.value], ns)
        for v in row.get(_kg("evidence").value, ())
        if v.value in rows
    ]
    return tuple(found)


def _read_claim(node: str, rows: Mapping[str, _Row], ns: Namespaces) -> Claim:
    row = rows[node]

    def part(name: str) -> Argument:
        return Argument(
            _need(row, name + "Text"),
            int(_one(row, name + "Start") or 0),
            int(_one(row, name + "End") or 0),
            ns.curie(_need(row, name)),
        )

    cause, effect = part("cause"), part("effect")
    # The main evidence is the quote that holds the effect or, for inferred links, the cause.
    evidence = sorted(
        _evidence_of(row, rows, ns),
        key=lambda e: (not e.start <= cause.start < e.end, e.start, e.end),
    )
    cue = _one(row, "cue")
    return Claim(
        document=ns.curie(_need(row, "wasDerivedFrom", "prov")),
        cause=cause,
        effect=effect,
        polarity=Polarity(_enum(row, "polarity", ns, "promote")),
        modality=Modality(_enum(row, "modality", ns, "asserted")),
        implicit=_one(row, "implicit") == "true",
        rule=_need(row, "rule"),
        confidence=_finite(_one(row, "confidence") or "0"),
        evidence=tuple(evidence),
        cue=Cue(cue, int(_one(row, "cueStart") or 0), int(_one(row, "cueEnd") or 0))
        if cue
        else None,
        claimant=_one(row, "claimant"),
        name=ns.curie(node),
    )


def _enum(row: _Row, name: str, ns: Namespaces, default: str) -> str:
    value = _one(row, name)
    return ns.curie(value).removeprefix("kg:").lower() if value else default


def _read_observation(
    node: str, rows: Mapping[str, _Row], ns: Namespaces, known: Mapping[str, Entity | None]
) -> Observation:
    row = rows[node]

    def number(name: str) -> float | None:
        value = _one(row, name)
        return _finite(value) if value is not None else None

    def part(name: str) -> Argument:
        name = ns.curie(_need(row, name))
        entity = known.get(name)
        return Argument(entity.label if entity else name, 0, 0, name)

    evidence = _evidence_of(row, rows, ns)
    return Observation(
        document=ns.curie(_need(row, "document")),
        subject=part("subject"),
        metric=part("metric"),
        raw=_need(row, "rawValue"),
        comparator=_one(row, "comparator") or "=",
        evidence=evidence[0] if evidence else Evidence("", 0, 0, ""),
        rule=_need(row, "rule"),
        value=number("value"),
        minimum=number("minValue"),
        maximum=number("maxValue"),
        text=_one(row, "textValue"),
        change=number("change"),
        change_from=_one(row, "changeFrom"),
        unit=ns.curie(unit) if (unit := _one(row, "unit")) else None,
        period=_one(row, "period"),
    )


def _read_link(node: str, row: _Row, ns: Namespaces) -> CausalLink:
    belief = _finite(_one(row, "belief") or "0")
    return CausalLink(
        cause=ns.curie(_need(row, "cause")),
        effect=ns.curie(_need(row, "effect")),
        polarity=Polarity(_enum(row, "polarity", ns, "promote")),
        belief=belief,
        supported_by=_all(row, "supportedBy", ns),
        opposed_by=_all(row, "opposedBy", ns),
        plain=belief > 0,
        name=ns.curie(node),
    )
