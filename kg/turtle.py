"""Quads as text: Turtle, TriG, N-Triples, N-Quads; sorted, prefixed, the same bytes every time.

Written by us because the store's own writer keeps no order and rdflib's takes ten times as long.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.namespaces import VOCABULARIES, Namespaces

Term: TypeAlias = NamedNode | Literal

_XSD = VOCABULARIES["xsd"]
_INTEGER = NamedNode(_XSD + "integer")
_BOOLEAN = NamedNode(_XSD + "boolean")
_STRING = NamedNode(_XSD + "string")
_LANG_STRING = NamedNode(VOCABULARIES["rdf"] + "langString")
_TYPE = VOCABULARIES["rdf"] + "type"
_LABEL = VOCABULARIES["rdfs"] + "label"

# In this order a person reads a graph: who says it, what it is about, what follows, the details.
_ORDER = (
    "doc", "policy", "product", "org", "model", "market", "segment", "tech", "person", "place",
    "metric", "factor", "link", "claim", "obs", "requirement", "evidence", "concept", "unit", "measure",
)  # fmt: skip
_FIRST = (_TYPE, _LABEL, VOCABULARIES["skos"] + "prefLabel", VOCABULARIES["skos"] + "altLabel")
_LOCAL_PLAIN = re.compile(
    "[A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
)
_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}


def turtle(quads: Iterable[Quad], ns: Namespaces) -> Iterator[str]:
    """The quads as Turtle, graph names dropped: sorted, prefixed, one subject a block.

    The same quads give the same bytes, whatever order they come in. Yields pieces of text.
    """
    table = _by_subject(quads)
    yield from _prefix_lines(_prefixes(table, ns), ns)
    yield from _blocks(table, ns)


def trig(quads: Iterable[Quad], ns: Namespaces) -> Iterator[str]:
    """The quads as TriG, one block per named graph, in the order of the graphs' names."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        graph = quad.graph_name
        graphs["" if isinstance(graph, DefaultGraph) else graph.value].append(quad)
    prefixes: set[str] = set()
    for name, items in graphs.items():
        prefixes |= _prefixes(_by_subject(items), ns)
        prefixes |= {ns.curie(name).partition(":")[0]} if ns.curie(name) != name else set()
    yield from _prefix_lines(prefixes, ns)
    for name in sorted(graphs):
        if name:
            yield f"\n{_iri(name, ns)} {{\n"
        yield from _blocks(_by_subject(graphs[name]), ns)
        if name:
            yield "}\n"


def nquads(quads: Iterable[Quad], *, triples: bool = False) -> Iterator[str]:
    """The quads as sorted N-Quads, or N-Triples with graph names dropped."""
    lines = {
        f"{q.subject} {q.predicate} {q.object} "
        + ("" if triples or isinstance(q.graph_name, DefaultGraph) else f"{q.graph_name} ")
        + ".\n"
        for q in quads
    }
    yield from sorted(lines)


_Table: TypeAlias = Mapping[str, Mapping[str, set[Term]]]


def _by_subject(quads: Iterable[Quad]) -> _Table:
    table: dict[str, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        table[quad.subject.value][quad.predicate.value].add(quad.object)  # type: ignore[union-attr,arg-type]
    return table


def _prefixes(table: _Table, ns: Namespaces) -> set[str]:
    """The prefixes that the table's terms are written with."""
    used: set[str] = set()

    def note(iri: str) -> None:
        short = ns.curie(iri)
        if short != iri:
            used.add(short.partition(":")[0])

    for subject, row in table.items():
        note(subject)
        for predicate, objects in row.items():
            note(predicate)
            for value in objects:
                if isinstance(value, NamedNode):
                    note(value.value)
                elif value.datatype not in (_STRING, _LANG_STRING, _INTEGER, _BOOLEAN):
                    note(value.datatype.value)
    return used


def _prefix_lines(used: Iterable[str], ns: Namespaces) -> Iterator[str]:
    for prefix in sorted(used):
        yield f"@prefix {prefix}: <{ns.prefixes[prefix]}> .\n"


def kind_order(curie: str) -> int:
    """Where subjects of this prefix stand among the others."""
    prefix = curie.partition(":")[0]
    return _ORDER.index(prefix) if prefix in _ORDER else len(_ORDER)


def _blocks(table: _Table, ns: Namespaces) -> Iterator[str]:
    def order(subject: str) -> tuple[int, str, str]:
        labels = sorted(v.value for v in table[subject].get(_LABEL, ()))
        return kind_order(ns.curie(subject)), labels[0] if labels else "", subject

    for subject in sorted(table, key=order):
        row = table[subject]
        lines = []
        for predicate in sorted(
            row, key=lambda p: (_FIRST.index(p) if p in _FIRST else len(_FIRST), ns.curie(p))
        ):
            verb = "a" if predicate == _TYPE else _iri(predicate, ns)
            objects = ", ".join(sorted(_term(v, ns) for v in row[predicate]))
            lines.append(f"{verb} {objects}")
        yield f"\n{_iri(subject, ns)} " + " ;\n  ".join(lines) + " .\n"


def _term(value: Term, ns: Namespaces) -> str:
    if isinstance(value, NamedNode):
        return _iri(value.value, ns)
    if value.datatype in (_INTEGER, _BOOLEAN):
        return value.value
    quoted = '"' + "".join(_escape(c) for c in value.value) + '"'
    if value.language:
        return f"{quoted}@{value.language}"
    if value.datatype == _STRING:
        return quoted
    return f"{quoted}^^{_iri(value.datatype.value, ns)}"


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    # Controls, and marks that reverse the direction of text, are shown instead of obeyed.
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
        code = ord(character)
        return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
    return character


def _iri(iri: str, ns: Namespaces) -> str:
    short = ns.curie(iri)
    if short == iri:
        return f"<{iri}>"
    prefix, _, local = short.partition(":")
    escaped = _local(local)
    return f"<{iri}>" if escaped is None else f"{prefix}:{escaped}"


def _local(local: str) -> str | None:
    """``local`` as the grammar's PN_LOCAL, or None if it can't be one."""
    if local.startswith(".") or local.endswith("."):
        return None  # rdflib does not read an escaped dot at either end
    # Characters that would need a backslash make it an IRI in full: Virtuoso keeps the backslash.
    plain = all(
        _LOCAL_PLAIN.match(character)
        or (character in "-\u00b7" and index)
        or (character == "." and 0 < index < len(local) - 1)
        for index, character in enumerate(local)
    )
    return local if plain else None
