"""The model: frozen values that every stage reads and returns.

Stages never import each other; they meet here. No rdflib, no I/O. All offsets are Unicode code
points into ``Document.text``; ``start`` is inclusive, ``end`` exclusive. Identifiers of entities
are CURIEs (``product:粒粒贷``); `kg.graph` turns them into IRIs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Polarity(StrEnum):
    """Direction of a causal statement: more cause, more (promote) or less (prevent) effect."""

    PROMOTE = "promote"
    PREVENT = "prevent"


class Modality(StrEnum):
    """How a document commits itself to a causal statement."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    CONDITIONAL = "conditional"
    PLANNED = "planned"
    DENIED = "denied"


class Trend(StrEnum):
    """The direction in which a factor moves, as its words say."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Block:
    """A line-level unit of a document.

    ``kind`` is ``title``, ``heading``, ``item`` (a list item) or ``paragraph``; ``level`` counts
    from 1 for headings. ``section`` is the index, among the document's blocks, of the heading the
    block stands under, or -1.
    """

    kind: str
    start: int
    end: int
    level: int
    section: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its trimmed text and where that text stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a header row and body rows of equal width (short rows are padded with empty cells)."""

    start: int
    end: int
    section: int
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One source text with its structure.

    ``id`` is the CURIE of the document (``doc:NAME``), ``source`` the path it was read from,
    relative to the folder that was named, ``sha256`` the hash of the source's bytes, ``language``
    a BCP 47 tag (``zh`` or ``en``).
    """

    id: str
    text: str
    title: str
    source: str
    sha256: str
    language: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a document that names an entity.

    ``name`` is the canonical surface (an alias or pronoun carries the name it stands for), ``type``
    a class of the ontology. ``entity`` is empty until grounding. ``roles`` holds further classes
    (``Competitor``).
    """

    text: str
    start: int
    end: int
    type: str
    name: str
    roles: tuple[str, ...] = ()
    pronoun: bool = False
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """The cause or effect of a claim: its words and, once grounded, the entity they name."""

    text: str
    start: int
    end: int
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that state a causal link."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Exact words of a document: ``document.text[start:end] == quote``, always."""

    document: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""

    @property
    def id(self) -> str:
        """CURIE derived from the content."""
        return "evidence:" + digest(self.document, self.start, self.end, self.quote)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document says: cause, effect, and how it says so.

    ``name`` is the CURIE that a claim read from a graph has there; a claim that was just extracted
    has none, and its id is derived from its content.
    """

    document: str
    cause: Argument
    effect: Argument
    polarity: Polarity
    modality: Modality
    implicit: bool
    rule: str
    confidence: float
    evidence: tuple[Evidence, ...]
    cue: Cue | None = None
    claimant: str | None = None
    name: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """CURIE: its name in the graph, or derived from the content."""
        return self.name or "claim:" + digest(
            self.document,
            self.cause.start,
            self.cause.end,
            self.effect.start,
            self.effect.end,
            self.polarity,
            self.modality,
            self.rule,
            *(e.id for e in self.evidence),
        )


@dataclass(frozen=True, slots=True)
class Observation:
    """A measured or stated value.

    Exactly the fields the text gives are set: ``value`` or the ``minimum``/``maximum`` of a range,
    both in ``unit`` after normalising (1.2万条 → 12000), or ``text`` for a value that is no
    number, or ``change`` (a difference or growth in ``unit``, signed) with ``change_from`` naming
    the period or value it is measured against. ``comparator`` is one of ``< <= = >= > ~``.
    ``period`` is ``2020``, ``2020-07``, ``2020-Q4``, ``2020-H1`` or ``2020-07-01``, or an interval of
    two of these (``2020-01/2020-08``); ``raw`` is the wording.
    """

    document: str
    subject: Argument
    metric: Argument
    raw: str
    comparator: str
    evidence: Evidence
    rule: str
    value: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    text: str | None = None
    change: float | None = None
    change_from: str | None = None
    unit: str | None = None
    period: str | None = None

    @property
    def id(self) -> str:
        """CURIE derived from the content."""
        return "obs:" + digest(
            self.document,
            self.subject.entity or self.subject.text,
            self.metric.entity or self.metric.text,
            self.raw,
            self.period or "",
            self.evidence.id,
        )


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a policy demands, in its own words."""

    document: str
    policy: Argument
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Entity:
    """What mentions and arguments ground to.

    ``types`` are classes of the ontology, most specific first. A factor carries its ``concept``
    (CURIE of the vocabulary, if known), the entities it is ``about`` and its ``trend``. ``issued``
    dates a policy (``2020-07``).
    """

    id: str
    types: tuple[str, ...]
    label: str
    language: str
    aliases: tuple[str, ...] = ()
    concept: str | None = None
    about: tuple[str, ...] = ()
    trend: Trend | None = None
    competes_with: tuple[str, ...] = ()
    issued: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything one document says, in text order.

    Extractors leave ``entities`` empty and the ``entity`` of arguments and mentions blank; grounding
    fills them. ``outcome`` is what a "why" article asks about. ``unparsed`` are causal cues that
    were seen but that no rule turned into a claim.
    """

    document: Document
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    observations: tuple[Observation, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    entities: tuple[Entity, ...] = ()
    unparsed: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class CausalLink:
    """What all documents together support: cause → effect with a belief in [0, 1].

    ``supported_by`` and ``opposed_by`` are claim CURIEs. A link whose only claims are conditional
    or planned has belief 0 and is not ``plain``: it is shown, but it is no causal edge.
    """

    cause: str
    effect: str
    polarity: Polarity
    belief: float
    supported_by: tuple[str, ...]
    opposed_by: tuple[str, ...]
    plain: bool = True
    name: str = field(default="", compare=False)

    @property
    def id(self) -> str:
        """CURIE: its name in the graph it was read from, or derived from the content."""
        return self.name or "link:" + digest(self.cause, self.effect, self.polarity)


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the graph keeps of a document: everything but its text and structure."""

    id: str
    title: str
    source: str
    sha256: str
    language: str
    length: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole graph read back into the model, for questions that need more than one query.

    Mappings are keyed by CURIE and sorted by it.
    """

    documents: Mapping[str, DocumentInfo] = field(default_factory=dict)
    entities: Mapping[str, Entity] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    links: Mapping[str, CausalLink] = field(default_factory=dict)
    observations: Mapping[str, Observation] = field(default_factory=dict)


def digest(*parts: object) -> str:
    """Twenty hex digits of SHA-256 over the parts, so that equal content gets equal names.

    >>> digest("doc:a", 3, 7)
    'b26f44bbdbc037961fb3'
    """
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:20]
