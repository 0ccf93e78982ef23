"""Finding the entity that a person means by a name."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import AmbiguousName, NotFound, UsageError
from kg.model import Entity
from kg.namespaces import VOCABULARIES
from kg.sparql import encodable
from kg.store import UNION
from kg.text import fold, local_name

if TYPE_CHECKING:
    from kg.network.reader import Reader

_LABEL = ox.NamedNode(VOCABULARIES["rdfs"] + "label")
_NAMES = """
SELECT DISTINCT ?entity ?name WHERE { ?entity a kg:Entity ; %s ?name }
"""
_MARKS = str.maketrans("", "", "《》\"'")
_SHOWN = 8
_WEIGHED = 200
_LONGEST = 200  # characters of a name that others are compared with


def find(reader: Reader, name: str) -> Entity:
    """The entity a person means by ``name``: a CURIE, an IRI, a label, an alias, part of one, or pinyin.

    Case, spaces, full-width forms and 《》 do not matter. Pinyin (``lld`` or ``lilidai`` for 粒粒贷)
    is tried where pypinyin is installed and nothing else fits. Of several entities that fit equally
    well, one that alone takes part in causal links is meant. Raises `NotFound` with the nearest
    names, `AmbiguousName` with the candidates.
    """
    if not encodable(name):
        raise UsageError(f"{name}: not a text in UTF-8")
    wanted = key(name)
    if not wanted:
        raise NotFound("an empty name finds nothing; give a name, an alias or part of one")
    prefix, colon, local = name.strip().removeprefix("<").removesuffix(">").partition(":")
    if colon:
        for rest in (local, local_name(local)):
            iri = _iri(reader, f"{prefix}:{rest}")
            if iri and (entity := reader.known(reader.ns.curie(iri))):
                return entity
    for candidates in _candidates(reader, name, wanted):
        hits = sorted(candidates)
        if 1 < len(hits) <= _WEIGHED:
            # What takes part in a causal link is what questions are about.
            linked = [curie for curie in hits if reader.linked(curie)]
            hits = linked if len(linked) == 1 else hits
        if len(hits) == 1:
            return reader.entity(hits[0])
        if hits:
            entities = sorted(map(reader.entity, hits), key=lambda e: (len(e.label), e.id))
            more = f" and {len(hits) - _SHOWN} more" if len(hits) > _SHOWN else ""
            raise AmbiguousName(
                f"{name}: {len(hits)} entities fit; say which: "
                + ", ".join(e.id for e in entities[:_SHOWN])
                + more
            )
    names = _nearest(reader, wanted)
    hint = f"; nearest: {', '.join(names)}" if names else ""
    shown = name if len(name) <= _LONGEST else name[:_LONGEST] + "…"
    raise NotFound(f"{shown}: no entity of this name{hint}")


def key(name: str) -> str:
    """A name without what people leave out or vary: case, spaces, width, quotes and 《》."""
    return "".join(fold(name).casefold().split()).translate(_MARKS)


def longer_names(reader: Reader, label: str) -> Iterator[str]:
    """CURIEs of entities whose label holds ``label`` and more, the shortest first."""
    wanted = key(label)
    longer = [(len(text), c) for c, text in _names(reader, "rdfs:label") if wanted in key(text)]
    yield from dict.fromkeys(curie for length, curie in sorted(longer) if length > len(label))


def _iri(reader: Reader, curie: str) -> str:
    """The IRI of a CURIE or of an IRI written out; empty if it is neither."""
    try:
        return reader.ns.iri(curie).value
    except ValueError:
        return ""


def _candidates(reader: Reader, name: str, wanted: str) -> Iterator[set[str]]:
    """Sets of CURIEs that fit, the best kind of fit first, each found only when it is needed."""
    exact = _exactly(reader, name.strip())
    if len(exact) == 1:
        yield exact  # the store's index answers what people mostly type
    labels, aliases = (list(_names(reader, kind)) for kind in ("rdfs:label", "skos:altLabel"))
    keys = [[(curie, key(text)) for curie, text in names] for names in (labels, aliases)]
    for names in keys:
        yield {curie for curie, text in names if text == wanted}
    for names in keys:
        yield {curie for curie, text in names if wanted in text}
    if wanted.isascii() and wanted.isalpha():
        yield _by_pinyin([*labels, *aliases], wanted)


def _exactly(reader: Reader, name: str) -> set[str]:
    store = reader.graph.store
    terms = [ox.Literal(name), *(ox.Literal(name, language=tag) for tag in ("zh", "en"))]
    nodes = {
        q.subject
        for term in terms
        for q in store.quads_for_pattern(None, _LABEL, term, UNION)
        if isinstance(q.subject, ox.NamedNode)
    }
    curies = {reader.ns.curie(node.value) for node in nodes}
    return {curie for curie in curies if reader.known(curie) is not None}


def _names(reader: Reader, predicate: str) -> Iterator[tuple[str, str]]:
    for entity, name in reader.rows(_NAMES % predicate):
        yield reader.ns.curie(entity.value), name.value


def _by_pinyin(names: list[tuple[str, str]], wanted: str) -> set[str]:
    try:
        from pypinyin import lazy_pinyin
    except ImportError:
        return set()
    spelled: dict[str, tuple[str, str]] = {}
    for _, text in names:
        if text not in spelled and not text.isascii():
            syllables = lazy_pinyin(text)
            spelled[text] = ("".join(s[0] for s in syllables if s), "".join(syllables))
    whole = {curie for curie, text in names if wanted in spelled.get(text, ())}
    return whole or {
        curie for curie, text in names if any(s.startswith(wanted) for s in spelled.get(text, ()))
    }


def _nearest(reader: Reader, wanted: str) -> list[str]:
    if len(wanted) > _LONGEST:
        return []
    labels: dict[str, str] = {}
    for predicate in ("rdfs:label", "skos:altLabel"):
        for curie, text in _names(reader, predicate):
            labels.setdefault(key(text), curie)
    near = difflib.get_close_matches(wanted, sorted(labels), n=3, cutoff=0.4)

    def likeness(text: str) -> float:
        return len(set(wanted) & set(text)) / len(set(wanted) | set(text))

    shared = sorted(
        (text for text in labels if set(wanted) & set(text) and text not in near),
        key=lambda text: (-likeness(text), text),
    )
    return list(dict.fromkeys(reader.label(labels[text]) for text in [*near, *shared][:3]))
