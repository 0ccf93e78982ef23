"""What the page tells, as plain data: the part of a snapshot that a reader can reach.

Everything is numbered: the script refers to nodes, links, claims and documents by index, so no
name from a document ever becomes a key, an id or an attribute. ``story`` is what the page needs to
open, by columns; ``proof`` is what it needs when a reader asks who says so. `kg/page/assets/story.js`
reads both.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.assemble import WEIGHT, Derivation, explain, voices
from kg.model import (
    CausalLink,
    Claim,
    DocumentInfo,
    Entity,
    Evidence,
    Modality,
    Observation,
    Polarity,
    Snapshot,
)
from kg.network.measures import worded
from kg.network.reader import Edge, Web
from kg.network.structure import knots
from kg.page.words import KINDS, OTHER, Kind, Words, kind_of
from kg.text import period_bounds

Json = dict[str, Any]
Texts = Callable[[DocumentInfo], str | None]

_ROLES = ("cause", "effect", "cue", "subject", "metric")
_DATED = frozenset({"rule", "measure", "state"})


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the page shows, ready for JSON.

    ``labels`` and ``kinds`` are those of the nodes in order, ``ends`` the cause and effect of each
    link as indices into them, ``plain`` whether it is a causal edge.
    """

    labels: tuple[str, ...]
    kinds: tuple[Kind, ...]
    ends: tuple[tuple[int, int], ...]
    plain: tuple[bool, ...]
    story: Json
    proof: Json


def collect(snapshot: Snapshot, words: Words, texts: Texts | None = None) -> Content:
    """Gather all that a reader can ask about the links of a snapshot.

    ``texts`` gives a document's text; quotes then stand in their whole sentences.
    """
    links = [link for _, link in sorted(snapshot.links.items())]
    names = sorted({end for link in links for end in (link.cause, link.effect)})
    number = {name: index for index, name in enumerate(names)}
    entities = [snapshot.entities.get(name) or _unknown(name) for name in names]
    kinds = tuple(kind_of(entity.types) for entity in entities)
    ends = tuple((number[link.cause], number[link.effect]) for link in links)
    plain = tuple(link.plain for link in links)

    if texts is not None:
        snapshot = _in_sentences(snapshot, texts)
    sides = [
        (_known(link.supported_by, snapshot.claims), _known(link.opposed_by, snapshot.claims))
        for link in links
    ]
    claims = list({c.id: c for both in sides for side in both for c in side}.values())
    observed = _observed(snapshot, number)
    documents = _Table(snapshot.documents)
    passages = Passages(
        itertools.chain(
            (evidence for claim in claims for evidence in claim.evidence),
            (observation.evidence for observation in observed),
        ),
        documents,
        whole=texts is not None,
    )
    heard = [
        sorted({documents.number(e.document) for side in both for c in side for e in c.evidence})
        for both in sides
    ]
    nodes = _nodes(entities, kinds, snapshot)
    nodes["date"] = _dates(entities, kinds, observed, number)
    story: Json = {
        "title": "",
        "nodes": nodes,
        "links": {**_links(links, sides, heard), "voices": _voices(sides, heard, documents)},
        "documents": [_document(name, snapshot.documents.get(name)) for name in documents.names],
        "focus": outcome(len(names), [e for e, ok in zip(ends, plain, strict=True) if ok]),
        "loops": _loops(links, names, number),
        "undrawn": [
            len(snapshot.entities.keys() - set(names)),
            len(snapshot.observations) - len(observed),
        ],
        "kinds": _legend(kinds, words),
    }
    place = {claim.id: index for index, claim in enumerate(claims)}
    rules, claimants = _Table({}), _Table({})
    proof: Json = {
        "passages": passages.texts,
        "documents": passages.documents,
        "claims": [_claim(claim, snapshot, passages, rules, claimants) for claim in claims],
        "rules": rules.names,
        "claimants": claimants.names,
        "links": [
            [
                [place[c.id] for c in support],
                [place[c.id] for c in against],
                _derivation(explain(support, against), documents),
            ]
            for support, against in sides
        ],
        "observations": [_observation(o, number, snapshot, passages) for o in observed],
    }
    return Content(
        labels=tuple(entity.label or entity.id for entity in entities),
        kinds=kinds,
        ends=ends,
        plain=plain,
        story=story,
        proof=proof,
    )


def outcome(count: int, ends: Iterable[tuple[int, int]]) -> int:
    """The node where most of the story converges: its direct causes times its ancestors are most.

    Ancestors alone would name whatever follows from the outcome, direct causes alone a small piece.

    >>> outcome(4, [(0, 1), (1, 2), (0, 3)])
    2
    """
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(ends)
    if not count:
        return 0
    condensed = nx.condensation(graph)
    # Sets of ancestors as bits of one number: thousands of nodes take milliseconds.
    above: dict[int, int] = {}
    for strong in nx.topological_sort(condensed):
        bits = 0
        for node in condensed.nodes[strong]["members"]:
            bits |= 1 << node
        for before in condensed.predecessors(strong):
            bits |= above[before]
        above[strong] = bits
    mapping: Mapping[int, int] = condensed.graph["mapping"]

    def rank(node: int) -> tuple[int, int, int]:
        causes = graph.in_degree(node)
        return causes * above[mapping[node]].bit_count(), causes, -node

    return max(range(count), key=rank)


class _Table:
    """Names in the order they are first asked for; those of ``known`` that no one asks for are left out."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self.known = known
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        if name not in self._numbers:
            self._numbers[name] = len(self.names)
            self.names.append(name)
        return self._numbers[name]


# -- nodes and links ---------------------------------------------------------------------------------


def _unknown(name: str) -> Entity:
    """A link may name an entity the snapshot lacks; it is shown by its name rather than lost."""
    return Entity(id=name, types=(), label=name.partition(":")[2] or name, language="")


def _label(name: str, snapshot: Snapshot) -> str:
    entity = snapshot.entities.get(name)
    return entity.label if entity else name.partition(":")[2] or name


def _nodes(entities: Sequence[Entity], kinds: Sequence[Kind], snapshot: Snapshot) -> Json:
    def some(values: Iterable[Any]) -> Json:
        """Only what is there; most nodes have none of these."""
        return {str(index): value for index, value in enumerate(values) if value}

    keys = [kind.key for kind in (*KINDS, OTHER) if kind in kinds]
    return {
        # A name that repeats the label is cut behind its colon.
        "name": [
            e.id[: -len(e.label)] if e.label and e.id.endswith(":" + e.label) else e.id
            for e in entities
        ],
        "label": [e.label or e.id for e in entities],
        "language": [e.language for e in entities],
        "kind": [keys.index(kind.key) for kind in kinds],
        "aliases": some(list(e.aliases) for e in entities),
        "about": some([_label(name, snapshot) for name in e.about] for e in entities),
        "competes": some([_label(name, snapshot) for name in e.competes_with] for e in entities),
        "trend": some(e.trend.value if e.trend else None for e in entities),
        "issued": some(e.issued for e in entities),
    }


def _legend(kinds: Sequence[Kind], words: Words) -> list[Json]:
    """The kinds that occur, in fixed order, with how many nodes each has."""
    return [
        {
            "key": kind.key,
            "family": kind.family,
            "name": kind.names[words.language],
            "badge": kind.badges[words.language],
            "count": kinds.count(kind),
        }
        for kind in (*KINDS, OTHER)
        if kind in kinds
    ]


def _dates(
    entities: Sequence[Entity],
    kinds: Sequence[Kind],
    observed: Iterable[Observation],
    number: Mapping[str, int],
) -> Json:
    """When a node enters the story: a policy's issue, else the first period a state was measured in.

    Products and organizations were there before somebody measured them, so they have no date.
    """
    first: dict[int, str] = {}
    for observation in observed:
        bounds = period_bounds(observation.period or "")
        for name in (observation.subject.entity, observation.metric.entity):
            node = number.get(name)
            if bounds and node is not None and kinds[node].family in _DATED:
                first[node] = min(first.get(node, bounds[0]), bounds[0])
    for node, entity in enumerate(entities):
        if entity.issued:
            # An issue is as exact as its text: 2020-07 begins on its first day.
            bounds = period_bounds(entity.issued)
            first[node] = bounds[0] if bounds else entity.issued
    return {str(node): date for node, date in sorted(first.items())}


def _links(
    links: Sequence[CausalLink],
    sides: Sequence[tuple[list[Claim], list[Claim]]],
    heard: list[list[int]],
) -> Json:
    styles = []
    for link, (support, _) in zip(links, sides, strict=True):
        hedged = bool(support) and all(c.modality is Modality.HEDGED for c in support)
        # Without a claim for it, only denials speak of the link.
        styles.append(("." if support else "x") if not link.plain else "~" if hedged else "-")
    return {
        "polarity": "".join("-" if k.polarity is Polarity.PREVENT else "+" for k in links),
        "style": "".join(styles),
        "belief": [round(link.belief, 4) for link in links],
        "documents": heard,
        "for": [len(link.supported_by) for link in links],
        "against": [len(link.opposed_by) for link in links],
    }


def _voices(
    sides: Sequence[tuple[list[Claim], list[Claim]]], heard: list[list[int]], documents: _Table
) -> Json:
    """For each link of several documents: who says it and who denies it, to be heard one by one.

    A source is what each document says that tells it: the document, how likely it errs, what it
    weighs. Behind the sources stand how many claims for and against each document makes.
    """

    def heard_one_by_one(side: list[Claim]) -> list[Any]:
        return [
            [[documents.number(t.documents[0]), t.error, round(sum(t.weights), 4)] for t in source]
            for source in voices(side)
        ]

    found = {}
    for index, (support, against) in enumerate(sides):
        if len(heard[index]) < 2:
            continue
        said = [c for c in support if WEIGHT[c.modality] > 0]
        made = [
            [[number, sum(documents.number(c.document) == number for c in side)] for number in own]
            for side, own in ((support, heard[index]), (against, heard[index]))
        ]
        found[str(index)] = [heard_one_by_one(said), heard_one_by_one(against), *made]
    return found


def _loops(
    links: Sequence[CausalLink], names: Sequence[str], number: Mapping[str, int]
) -> list[Json]:
    """The shortest loops: their nodes in order, and whether they feed themselves."""
    edges: dict[tuple[int, int], Edge] = {}
    for link in sorted(links, key=lambda k: (-k.belief, k.id)):
        if link.plain:
            pair = (number[link.cause], number[link.effect])
            edges.setdefault(pair, Edge(link.belief, link.polarity is Polarity.PREVENT, link.id))
    web = Web(names, edges, lambda _: edges)
    return [
        {
            "nodes": cycle,
            "reinforcing": sum(
                edges[pair].prevents for pair in itertools.pairwise((*cycle, cycle[0]))
            )
            % 2
            == 0,
        }
        for _, cycles, _ in knots(web)
        for cycle in cycles
    ]


def _document(name: str, document: DocumentInfo | None) -> Json:
    if document is None:
        return {"title": name, "source": name, "language": ""}
    return {
        "title": document.title or document.source or document.id,
        "source": document.source,
        "language": document.language,
    }


# -- sentences ---------------------------------------------------------------------------------------

_ENDS = re.compile(r"[。！？!?；;\n]+|\.(?=\s)")
_MOST = 220  # characters shown on either side of a quote


def _in_sentences(snapshot: Snapshot, texts: Texts) -> Snapshot:
    """The snapshot with every quote in its whole sentence, as far as its text is known."""
    known: dict[str, str | None] = {}

    def widened(evidence: Evidence) -> Evidence:
        if evidence.document not in known:
            info = snapshot.documents.get(evidence.document)
            known[evidence.document] = texts(info) if info else None
        text = known[evidence.document]
        if text is None or text[evidence.start : evidence.end] != evidence.quote:
            return evidence
        first, last = sentence(text, evidence.start, evidence.end)
        return replace(
            evidence, prefix=text[first : evidence.start], suffix=text[evidence.end : last]
        )

    return replace(
        snapshot,
        claims={
            name: replace(c, evidence=tuple(map(widened, c.evidence)), name=name)
            for name, c in snapshot.claims.items()
        },
        observations={
            name: replace(o, evidence=widened(o.evidence))
            for name, o in snapshot.observations.items()
        },
    )


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentences that hold ``text[start:end]`` begin and end, within bounds.

    >>> text = "雨大。雨大导致洪水，路断了。后来晴了。"
    >>> text[slice(*sentence(text, 3, 9))]
    '雨大导致洪水，路断了。'
    """
    first = max(0, start - _MOST)
    for found in _ENDS.finditer(text, first, start):
        first = found.end()
    closing = _ENDS.search(text, max(start, end - 1), min(len(text), end + _MOST))
    last = min(len(text), end + _MOST) if closing is None else closing.end()
    # Blanks and line ends at either side say nothing.
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


# -- who says so -------------------------------------------------------------------------------------


class Passages:
    """The stretches of the documents that evidence lies in, each once.

    Quotes of neighbouring sentences share their surroundings, so stretches that overlap are joined.
    Offsets handed out count UTF-16 units, as JavaScript does; a document's own count code points.
    """

    def __init__(
        self, evidence: Iterable[Evidence], documents: _Table, *, whole: bool = False
    ) -> None:
        self._whole = whole  # quotes stand in their whole sentences
        self.texts: list[str] = []
        self.documents: list[int] = []
        self._starts: list[int] = []
        self._of: dict[str, list[int]] = {}  # passages of a document, by where they start
        spans = sorted(
            {
                (e.document, e.start - len(e.prefix), e.prefix + e.quote + e.suffix)
                for e in evidence
            },
            key=lambda span: (span[0], span[1], -len(span[2]), span[2]),
        )
        for document, start, text in spans:
            own = self._of.setdefault(document, [])
            if not (own and self._extend(own[-1], start, text)):
                own.append(len(self.texts))
                self.texts.append(text)
                self.documents.append(documents.number(document))
                self._starts.append(start)
        # Code points beyond U+FFFF take two units; their places, to shift offsets by.
        self._wide = [[i for i, c in enumerate(t) if c > "\uffff"] for t in self.texts]

    def _extend(self, passage: int, start: int, text: str) -> bool:
        """Join a stretch to a passage it overlaps; what contradicts it stays apart."""
        known = self.texts[passage]
        offset = start - self._starts[passage]
        if offset > len(known) or known[offset : offset + len(text)] != text[: len(known) - offset]:
            return False
        self.texts[passage] = known + text[max(0, len(known) - offset) :]
        return True

    def find(self, evidence: Evidence, marks: Iterable[tuple[str, int, int]]) -> list[Any]:
        """Passage, the ends of what stands before, of the quote and of what follows it, the quote's
        start in the document, what to mark (role, start, end, role …), and whether the sentence
        goes on before (1) or behind (2) what is shown."""
        text = evidence.prefix + evidence.quote + evidence.suffix
        begin = evidence.start - len(evidence.prefix)
        own = self._of[evidence.document]
        last = bisect_right(own, begin, key=self._starts.__getitem__)
        passage, offset = next(
            (passage, begin - self._starts[passage])
            for passage in reversed(own[:last])
            if self.texts[passage].startswith(text, begin - self._starts[passage])
        )
        quote = offset + len(evidence.prefix)
        ends = (offset, quote, quote + len(evidence.quote), offset + len(text))
        flat: list[int] = []
        for role, first, last in marks:
            a, b = first - begin + offset, last - begin + offset
            if offset <= a < b <= offset + len(text):
                flat += [_ROLES.index(role), self._units(passage, a), self._units(passage, b)]
        cut = int(self._broken(evidence.prefix)) + 2 * int(self._broken(evidence.suffix))
        return [passage, *(self._units(passage, end) for end in ends), evidence.start, flat, cut]

    def _broken(self, around: str) -> bool:
        """Whether what stands around a quote is a part of its sentence only."""
        return bool(around) and (not self._whole or len(around) >= _MOST)

    def _units(self, passage: int, offset: int) -> int:
        return offset + bisect_left(self._wide[passage], offset)


def _known(ids: Iterable[str], claims: Mapping[str, Claim]) -> list[Claim]:
    return [claims[name] for name in sorted(ids) if name in claims]


def _claim(
    claim: Claim, snapshot: Snapshot, passages: Passages, rules: _Table, claimants: _Table
) -> list[Any]:
    marks = [("cause", claim.cause.start, claim.cause.end)]
    marks.append(("effect", claim.effect.start, claim.effect.end))
    if claim.cue:
        marks.append(("cue", claim.cue.start, claim.cue.end))
    entity = snapshot.entities.get(claim.claimant or "")
    who = entity.label if entity else claim.claimant
    return [
        claim.modality.value,
        "-" if claim.polarity is Polarity.PREVENT else "+",
        int(claim.implicit),
        rules.number(claim.rule),
        -1 if who is None else claimants.number(who),
        claim.confidence,
        [passages.find(e, marks if e.document == claim.document else ()) for e in claim.evidence],
    ]


def _derivation(derived: Derivation, documents: _Table) -> list[Any]:
    return [
        [
            [[documents.number(name) for name in term.documents], list(term.weights), term.error]
            for term in derived.terms
        ],
        derived.positive,
        derived.negative,
    ]


def _observed(snapshot: Snapshot, number: Mapping[str, int]) -> list[Observation]:
    """The observations of the nodes, by metric, subject and period."""
    return sorted(
        (
            o
            for o in snapshot.observations.values()
            if o.subject.entity in number or o.metric.entity in number
        ),
        key=lambda o: (
            o.metric.entity or o.metric.text,
            o.subject.entity or o.subject.text,
            (period_bounds(o.period or "") or (o.period or "",))[0],
            o.document,
            o.evidence.start,
            o.id,
        ),
    )


def _observation(
    observation: Observation,
    number: Mapping[str, int],
    snapshot: Snapshot,
    passages: Passages,
) -> list[Any]:
    subject, metric = observation.subject, observation.metric
    marks = [("subject", subject.start, subject.end), ("metric", metric.start, metric.end)]
    same = observation.evidence.document == observation.document
    bounds = period_bounds(observation.period or "")
    return [
        number.get(subject.entity, -1),
        number.get(metric.entity, -1),
        _label(subject.entity, snapshot) if subject.entity else subject.text,
        _label(metric.entity, snapshot) if metric.entity else metric.text,
        worded(observation),
        observation.value,
        observation.unit,
        observation.period,
        bounds[0] if bounds else None,
        passages.find(observation.evidence, marks if same else ()),
    ]
