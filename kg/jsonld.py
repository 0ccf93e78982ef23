"""Quads as JSON-LD 1.1, compacted by our context: CURIEs for names, plain JSON for plain values.

Written by us because a context decides how values are written, which the store's writer does not
take, and because equal quads must give equal bytes. The context is ``ontology/context.jsonld``; what it says
of prefixes gives way to the graph's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from kg.namespaces import VOCABULARIES, Namespaces
from kg.ontology import locate
from kg.turtle import kind_order

_XSD = VOCABULARIES["xsd"]
_TYPE = VOCABULARIES["rdf"] + "type"
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_LOCAL = re.compile(r"(?!//)\S*")


def jsonld(quads: Iterable[ox.Quad], ns: Namespaces) -> Iterator[str]:
    """The quads as one JSON-LD document, graph names dropped; pieces of text."""
    context = _context(ns)
    coerced = {key: value["@type"] for key, value in context.items() if isinstance(value, dict)}
    subjects: dict[str, dict[str, dict[str, Any]]] = {}
    for quad in quads:
        key, value = _statement(quad.predicate.value, quad.object, coerced, ns)
        # By their text, so that what several graphs say stands here once, in a fixed order.
        values = subjects.setdefault(_node(quad.subject, ns), {}).setdefault(key, {})
        values[json.dumps(value, ensure_ascii=False, sort_keys=True)] = value
    yield '{\n "@context": '
    yield json.dumps(context, ensure_ascii=False, sort_keys=True)
    yield ',\n "@graph": ['
    for number, name in enumerate(sorted(subjects, key=lambda name: _order(name, subjects[name]))):
        block: dict[str, Any] = {"@id": name}
        for key in sorted(subjects[name]):
            found = [value for _, value in sorted(subjects[name][key].items())]
            block[key] = found[0] if len(found) == 1 else found
        yield ("," if number else "") + "\n  " + json.dumps(block, ensure_ascii=False)
    yield "\n ]\n}\n"


def _order(name: str, block: dict[str, dict[str, Any]]) -> tuple[int, str, str]:
    """By kind, then by label, as in Turtle."""
    labels = sorted(
        value["@value"]
        for value in block.get("rdfs:label", {}).values()
        if isinstance(value, dict) and "@value" in value
    )
    return kind_order(name), labels[0] if labels else "", name


def _context(ns: Namespaces) -> dict[str, Any]:
    text = (locate() / "context.jsonld").read_text(encoding="utf-8")
    context: dict[str, Any] = json.loads(text)["@context"]
    # A prefix of JSON-LD ends in a delimiter, or the processor takes it for a term.
    usable = {key: iri for key, iri in ns.prefixes.items() if iri[-1:] in tuple(":/?#[]@")}
    return {**context, **usable}


def _node(term: object, ns: Namespaces) -> str:
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    assert isinstance(term, ox.NamedNode)
    curie = ns.curie(term.value)
    prefix, colon, local = curie.partition(":")
    known = ns.prefixes.get(prefix, "")
    if (
        colon
        and known[-1:] in tuple(":/?#[]@")
        and known + local == term.value
        and _LOCAL.fullmatch(local)
    ):
        return curie
    return term.value


def _statement(
    predicate: str, value: object, coerced: dict[str, str], ns: Namespaces
) -> tuple[str, Any]:
    if predicate == _TYPE and isinstance(value, ox.NamedNode):
        return "@type", _node(value, ns)
    key = _node(ox.NamedNode(predicate), ns)
    wanted = coerced.get(key)
    if not isinstance(value, ox.Literal):
        name = _node(value, ns)
        return key, name if wanted == "@id" else {"@id": name}
    if value.language:
        return key, {"@language": value.language, "@value": value.value}
    datatype = value.datatype.value
    if wanted and wanted != "@id" and ns.iri(wanted).value == datatype:
        return key, value.value
    if not wanted:
        if datatype == _XSD + "string":
            return key, value.value
        if datatype == _XSD + "boolean" and value.value in ("true", "false"):
            return key, value.value == "true"
        if datatype == _XSD + "integer" and _INTEGER.fullmatch(value.value) and value.value != "-0":
            return key, int(value.value)
    if datatype == _XSD + "string":
        return key, {"@value": value.value}
    return key, {"@type": _node(value.datatype, ns), "@value": value.value}
