"""SPARQL 1.1 Protocol (W3C, 2013): what a request asks for, and in which format it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import UsageError
from kg.namespaces import VOCABULARIES

ROWS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
GRAPHS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/x-turtle": "ttl",
    "text/plain": "nt",
    "application/json": "jsonld",
    "application/xml": "rdf",
}
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    """A request that is answered with an error: HTTP status and what to do."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update, with the dataset it names (IRIs of graphs; empty means the default)."""

    text: str
    update: bool = False
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def operation(
    method: str, content_type: str, query: Sequence[tuple[str, str]], body: bytes
) -> Operation | None:
    """What a request asks for; None for a GET that asks nothing, which gets the service description.

    ``query`` are the parameters of the address. Raises `Refused` as section 2 of the protocol says.
    """
    media = content_type.partition(";")[0].strip().lower()
    fields = list(query)
    if method == "POST":
        text = _decoded(body)
        if media in (QUERY, UPDATE):
            if any(name in ("query", "update") for name, _ in fields):
                raise Refused(400, "a query in the body allows none in the address")
            return _made(text, media == UPDATE, fields)
        if media != FORM:
            raise Refused(415, f"send {FORM}, {QUERY} or {UPDATE}, not {media or 'nothing'}")
        from urllib.parse import parse_qsl

        fields += parse_qsl(text, keep_blank_values=True)
    queries = [value for name, value in fields if name == "query"]
    updates = [value for name, value in fields if name == "update"]
    if method == "GET" and updates:
        raise Refused(405, "updates are sent by POST", {"Allow": "POST"})
    if not queries and not updates:
        if method == "GET" and not fields:
            return None
        raise Refused(400, "name a query (or, by POST, an update)")
    if len(queries) + len(updates) != 1:
        raise Refused(400, "name exactly one query or update")
    return _made((queries or updates)[0], bool(updates), fields)


def _made(text: str, update: bool, fields: Iterable[tuple[str, str]]) -> Operation:
    names = (
        ("using-graph-uri", "using-named-graph-uri")
        if update
        else ("default-graph-uri", "named-graph-uri")
    )
    default, named = (tuple(v for n, v in fields if n == name) for name in names)
    if not text.strip():
        raise Refused(400, "the query is empty")
    return Operation(text, update, default, named)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, f"the body is not UTF-8: byte {error.start}") from error


def negotiated(accept: str, offered: Mapping[str, str]) -> tuple[str, str]:
    """The media type and our name of the format that a client likes best (RFC 9110, 12.5.1).

    >>> negotiated("text/csv;q=0.5, application/*;q=0.8", ROWS)
    ('application/sparql-results+json', 'json')
    >>> negotiated("", GRAPHS)
    ('text/turtle', 'ttl')
    """
    wishes = [_wish(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    best: tuple[float, int, str] | None = None
    for place, media in enumerate(offered):
        # The most specific range that fits a type decides about it.
        fits = [
            (len(pattern.replace("*", "")), quality)
            for pattern, quality in wishes
            if pattern in (media, "*/*")
            or (pattern.endswith("/*") and media.startswith(pattern[:-1]))
        ]
        quality = max(fits)[1] if fits else 0.0
        if quality > 0 and (best is None or (quality, -place) > best[:2]):
            best = (quality, -place, media)
    if best is None:
        raise Refused(406, f"this answer comes as {', '.join(dict.fromkeys(offered))}")
    return best[2], offered[best[2]]


def _wish(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = min(1.0, max(0.0, float(value)))
            except ValueError:
                quality = 0.0
    return media.lower(), quality


_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"


def description(
    endpoint: str, graphs: Iterable[ox.NamedNode], *, writable: bool
) -> list[ox.Triple]:
    """The SPARQL 1.1 Service Description of the endpoint at an address."""

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    kind = ox.NamedNode(VOCABULARIES["rdf"] + "type")
    try:
        service = ox.NamedNode(endpoint)
    except ValueError as error:
        raise UsageError(f"{endpoint}: no address ({error})") from error
    dataset, default = ox.BlankNode("dataset"), ox.BlankNode("default")
    triples = [
        ox.Triple(service, kind, sd("Service")),
        ox.Triple(service, sd("endpoint"), service),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        ox.Triple(service, sd("feature"), sd("UnionDefaultGraph")),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, kind, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), default),
        ox.Triple(default, kind, sd("Graph")),
    ]
    if writable:
        triples.append(ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Update")))
    for name in (
        "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
        "Turtle", "N-Triples", "JSON-LD", "RDF_XML",
    ):  # fmt: skip
        triples.append(ox.Triple(service, sd("resultFormat"), ox.NamedNode(_FORMATS + name)))
    for number, graph in enumerate(sorted(graphs, key=lambda node: node.value)):
        node = ox.BlankNode(f"graph{number}")
        triples += [
            ox.Triple(dataset, sd("namedGraph"), node),
            ox.Triple(node, kind, sd("NamedGraph")),
            ox.Triple(node, sd("name"), graph),
        ]
    return triples
