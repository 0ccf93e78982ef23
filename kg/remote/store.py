"""Reading a store on another machine: `Remote`, and its graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.manifest import Entry, Manifest
from kg.namespaces import DEFAULT_BASE, VOCABULARIES
from kg.remote.http import Body, Client, Form, Places, places
from kg.sparql import is_update, tokens
from kg.store import UNION, Graph

_KG = VOCABULARIES["kg"]
ALL = ox.NamedNode(_KG + "union")
MANIFEST = ox.NamedNode(_KG + "manifest")
TEXTS = ox.NamedNode(_KG + "texts")
VALUE = ox.NamedNode(VOCABULARIES["rdf"] + "value")
VERSION = ox.NamedNode(VOCABULARIES["owl"] + "versionInfo")
WRITING = "writing"
# Nothing is ever in it: the default graph of a query that wants none.
_NOTHING = ox.NamedNode(_KG + "nothing")
_OWN = ("links", "edits")
# Nodes that one request asks about: the text stays below what stores take.
_BATCH = 200
# A store that names every graph of a query in a header of its answer.
_MOST_NAMED = 90


class Remote:
    """A store on another machine, as far as reading goes: queries and patterns.

    ``managed`` says that `kg build` wrote it; any other store is asked as it is.
    """

    def __init__(self, address: str) -> None:
        self.places: Places = places(address)
        self.address = self.places.query
        self.client = Client()
        self.name = ""
        self.version: str | None = None
        self.manifest = Manifest()
        self._hello()

    @property
    def managed(self) -> bool:
        """Whether a graph of ours is here."""
        return self.version is not None

    @property
    def virtuoso(self) -> bool:
        """Whether the store is a Virtuoso, whose paths and limits need care."""
        return self.name == "Virtuoso"

    def _hello(self) -> None:
        query = f"SELECT ?s ?p ?o {{ GRAPH {MANIFEST} {{ ?s ?p ?o }} }}"
        body = self._post(query, [], _JSON)
        self.name = (body.headers.get("server") or "").partition("/")[0]
        if self.virtuoso:
            from dataclasses import replace

            root = self.address.removesuffix("/sparql")
            if self.places.update == self.address:
                self.places = replace(self.places, update=root + "/sparql-auth")
            if self.places.graphs is None:
                self.places = replace(self.places, graphs=root + "/sparql-graph-crud-auth")
        head: dict[str, Any] | None = None
        documents: dict[str, Entry] = {}
        try:
            for subject, predicate, value in self._rows(body):
                if predicate == VERSION and self.version != WRITING:
                    self.version = value.value
                elif predicate == VALUE and subject == MANIFEST:
                    head = json.loads(value.value)
                elif predicate == VALUE:
                    entry = Entry(**json.loads(value.value))
                    documents[entry.source] = entry
            if head is not None:
                self.manifest = Manifest(head["base"], head["fingerprint"], documents)
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"{self.address}: its kg:manifest can't be read ({error}); build it again with --fresh"
            ) from error

    def refuse_half(self) -> None:
        """Raise `StoreError` if the graph is being written by steps."""
        if self.version == WRITING:
            raise StoreError(
                f"{self.address}: a build is writing this graph, or broke off; wait, or build it "
                "again with --fresh"
            )

    # -- queries --------------------------------------------------------------------------------

    def query(
        self,
        sparql: str,
        *,
        base_iri: str | None = None,
        prefixes: Any = None,
        default_graph: Sequence[ox.NamedNode] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """The results of a query, as pyoxigraph gives them.

        Raises SyntaxError as the engine does, `StoreError`, `QueryTimeout`.
        """
        if is_update(sparql):
            # A store may take an update where it takes queries. Our parser takes none, and says so.
            ox.Store().query(sparql, prefixes=dict(prefixes or {}))
            raise QueryError("this is an update, not a query")
        text = _declared(sparql, prefixes or {}, base_iri)
        words = {token.word for token in tokens(text)}
        if self.virtuoso and (words & _STRINGS or self._names_too_many(words) or _walks(text)):
            return self._here(text, default_graph, words)
        kind = next((w for w in map(_word, tokens(text)) if w in _KINDS), "SELECT")
        dataset = self._dataset(words, default_graph)
        try:
            if kind in ("CONSTRUCT", "DESCRIBE"):
                body = self._post(text, dataset, "application/n-triples", timeout)
                return _triples(_Whole(body, self, b"\n"))
            found = self._rows(self._post(text, dataset, _JSON, timeout))
            if kind == "ASK" and isinstance(found, ox.QuerySolutions):
                # Virtuoso's yes is a row with a 1.
                yes = any(row[0] is not None and row[0].value == "1" for row in found)
                answer = f'{{"head":{{}},"boolean":{str(yes).lower()}}}'
                return ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
            return found
        except QueryError:
            # Our own engine says where a mistake is.
            ox.Store().query(sparql, base_iri=base_iri, prefixes=dict(prefixes or {}))
            raise

    def _dataset(self, words: set[str], default_graph: Sequence[ox.NamedNode] | None) -> Form:
        if default_graph is None and (not self.managed or "FROM" in words):
            return []
        defaults = [ALL] if default_graph is None else list(default_graph) or [_NOTHING]
        named = self.named_graphs() if "GRAPH" in words else []
        return [
            *(("default-graph-uri", g.value) for g in defaults),
            *(("named-graph-uri", g.value) for g in named),
        ]

    def _names_too_many(self, words: set[str]) -> bool:
        return self.managed and "GRAPH" in words and len(self.named_graphs()) > _MOST_NAMED

    def _here(
        self, text: str, default_graph: Sequence[ox.NamedNode] | None, words: set[str]
    ) -> Any:
        """The answer of our own engine, from the triples whose predicates the query names."""
        store = ox.Store()
        predicates = _studied(text).predicates
        graphs: list[ox.NamedNode | None] = [ALL if self.managed else None]
        if default_graph is not None:
            graphs = list(default_graph)
        for predicate in [None] if predicates is None else sorted(predicates):
            wanted = None if predicate is None else ox.NamedNode(predicate)
            for graph in graphs:
                found = self.matching(None, wanted, None, graph or UNION)
                place = UNION if graph in (ALL, None) else graph
                store.extend(ox.Quad(q.subject, q.predicate, q.object, place) for q in found)
            if words & {"GRAPH", "FROM"}:
                store.extend(self.matching(None, wanted, None, None))
        return store.query(text, default_graph=default_graph)  # type: ignore[arg-type]

    def _rows(self, body: Body) -> Any:
        # JSON, because the engine's parser of XML results trims literals.
        form = ox.QueryResultsFormat.JSON
        try:
            return ox.parse_query_results(_Whole(body, self, _ROW), format=form)  # type: ignore[arg-type]
        except (SyntaxError, ValueError) as error:
            body.close()
            raise StoreError(
                f"{self.address}: this is no SPARQL endpoint, or its answer is damaged ({error})"
            ) from error

    def _post(self, text: str, dataset: Form, accept: str, timeout: float | None = None) -> Body:
        body = self.client.send(
            self.places.query,
            [("query", text), *dataset],
            accept=accept,
            timeout=timeout,
            again=True,
        )
        if body.headers.get("x-sql-state", "").upper() == "S1TAT":
            body.close()
            raise StoreError(
                f"{self.address}: the store ran out of its time and answered in part only; "
                "narrow the query, or raise MaxQueryExecutionTime there"
            )
        return body

    # -- patterns -------------------------------------------------------------------------------

    def matching(
        self,
        subjects: Iterable[Any] | None,
        predicate: ox.NamedNode | None,
        objects: Iterable[Any] | None,
        graph: Any,
    ) -> Iterator[ox.Quad]:
        """The quads of one graph with any of these subjects, this predicate, any of these objects.

        None matches everything. ``graph`` None means all of our named graphs.
        """
        for some in _batches(subjects):
            for others in _batches(objects):
                yield from self._matching(some, predicate, others, graph)

    def _matching(
        self, subjects: list[Any] | None, predicate: Any, objects: list[Any] | None, graph: Any
    ) -> Iterator[ox.Quad]:
        p = str(predicate) if predicate is not None else "?p"
        given = "".join(
            f"VALUES ?{name} {{ {' '.join(map(str, terms))} }} "
            for name, terms in (("s", subjects), ("o", objects))
            if terms is not None
        )
        pattern = f"?s {p} ?o"
        if graph is None:
            known = set(self.named_graphs())
            query = f"SELECT ?s ?p ?o ?g {{ {given}GRAPH ?g {{ {pattern} }} }}"
            body = self._post(query, [], _JSON)
            for row in self._rows(body):
                if row["g"] in known:
                    yield ox.Quad(row["s"], predicate or row["p"], row["o"], row["g"])
            return
        node = ALL if graph == UNION else graph
        dataset = [("default-graph-uri", node.value)] if self.managed or graph != UNION else []
        query = f"SELECT ?s ?p ?o {{ {given}{pattern} }}"
        for row in self._rows(self._post(query, dataset, _JSON)):
            yield ox.Quad(row["s"], predicate or row["p"], row["o"], graph)

    def quads_for_pattern(self, s: Any, p: Any, o: Any, graph: Any) -> Iterator[ox.Quad]:
        """As pyoxigraph's, one request a call."""
        return self.matching(None if s is None else [s], p, None if o is None else [o], graph)

    def named_graphs(self) -> list[ox.NamedNode]:
        """The named graphs that hold the graph: documents, links, edits."""
        if self.managed:
            from kg.namespaces import Namespaces
            from kg.text import local_name

            ns = Namespaces(self.manifest.base)
            documents = [ns.iri("doc:" + local_name(n)) for n in self.manifest.documents]
            return [*documents, *(ox.NamedNode(_KG + name) for name in _OWN)]
        if not hasattr(self, "_found"):
            body = self._post("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", [], _JSON)
            self._found = sorted((row["g"] for row in self._rows(body)), key=str)
        return self._found

    def contains_named_graph(self, name: ox.NamedNode) -> bool:
        """Whether a named graph is here."""
        return name in self.named_graphs()


class RemoteGraph(Graph):
    """The graph in a store on another machine."""

    store: Remote  # type: ignore[assignment]
    remote = True

    @property
    def version(self) -> str | None:
        return self.store.version

    @property
    def manifest(self) -> Manifest:
        return self.store.manifest

    def text(self, sha256: str) -> str:
        query = f"SELECT ?t {{ {text_node(sha256)} {VALUE} ?t }}"
        for (text,) in self.store.query(query, default_graph=[TEXTS]):
            return str(text.value)
        raise StoreError(f"{self.store.address}: a document's text is lost; build it again")

    def quads(self) -> Iterator[ox.Quad]:
        for name in self.store.named_graphs():
            yield from self.store.matching(None, None, None, name)
        if not self.store.managed:
            yield from self.store.matching(None, None, None, UNION)

    def to_rdflib(self) -> Any:
        """An rdflib Dataset in memory, with everything that the store holds of this graph."""
        import rdflib

        dataset = rdflib.Dataset()
        data = ox.serialize(self.quads(), format=ox.RdfFormat.N_QUADS) or b""
        dataset.parse(data=data, format="nquads")
        for prefix, namespace in self.ns.prefixes.items():
            dataset.bind(prefix, namespace, override=True, replace=True)
        return dataset


def text_node(sha256: str) -> ox.NamedNode:
    """What `kg:texts` calls the text of the source with this hash."""
    return ox.NamedNode(f"urn:sha256:{sha256}")


def open_remote(address: str) -> RemoteGraph:
    """The graph in the store at ``address``, for reading.

    Raises `StoreError` if it can't be reached or is being written, `UsageError` without the extra
    ``kg[remote]``.
    """
    remote = Remote(address)
    remote.refuse_half()
    base = remote.manifest.base if remote.managed else DEFAULT_BASE
    return RemoteGraph(remote, base, union=True)  # type: ignore[arg-type]


_JSON = "application/sparql-results+json"
# What Virtuoso computes wrongly of Chinese text.
_STRINGS = frozenset(
    [
        "REGEX",
        "REPLACE",
        "CONCAT",
        "GROUP_CONCAT",
        "SUBSTR",
        "STRBEFORE",
        "STRAFTER",
        "UCASE",
        "LCASE",
        "ENCODE_FOR_URI",
    ]
)
# How Virtuoso's JSON begins a row, and how it writes a boolean: a number that is no boolean in JSON
# results. No string holds either, because line ends and quotes are escaped in strings.
_ROW = b"\n    {"
_BOOLEAN = re.compile(rb'("http://www\.w3\.org/2001/XMLSchema#boolean", "value": )"([01])"')
_KINDS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


class _Whole:
    """An answer of Virtuoso, mended, that raises `StoreError` when it was cut at the most it gives.

    Answers of other stores pass as they are.
    """

    def __init__(self, body: Body, remote: Remote, mark: bytes) -> None:
        self._body = body
        self._remote = remote
        self._mark = mark
        limit = body.headers.get("x-sparql-maxrows", "")
        self._most = int(limit) if limit.isdigit() else None
        self._seen = 0
        self._tail = b""
        self._out = b""

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; empty at the end."""
        if not self._remote.virtuoso:
            return self._body.read(size)
        if not self._out:
            self._out = self._lines()
        data, self._out = (self._out[:size], self._out[size:]) if size > 0 else (self._out, b"")
        return data

    def _lines(self) -> bytes:
        """The next whole lines, so that nothing looked for is cut in two."""
        data = self._tail
        while more := self._body.read(1 << 16):
            data += more
            if b"\n" in more[1:]:
                break
        cut = data.rfind(b"\n") if more else 0
        data, self._tail = (data[:cut], data[cut:]) if cut > 0 else (data, b"")
        self._seen += data.count(self._mark)
        if self._most is not None and self._seen >= self._most:
            self._body.close()
            raise StoreError(
                f"{self._remote.address}: the store cuts answers at {self._most:,} results, and "
                "this one is as long; narrow the query, or raise ResultSetMaxRows there"
            )
        return _BOOLEAN.sub(lambda m: m[1] + (b'"true"' if m[2] == b"1" else b'"false"'), data)


def _triples(body: Any) -> Iterator[ox.Triple]:
    return (q.triple for q in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))


def _batches(terms: Iterable[Any] | None) -> Iterator[list[Any] | None]:
    if terms is None:
        yield None
        return
    ordered = sorted({t for t in terms if not isinstance(t, ox.BlankNode)}, key=str)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


def _word(token: Any) -> str:
    return str(token.word)


def _declared(sparql: str, prefixes: Any, base_iri: str | None) -> str:
    """The query with the prefixes that it uses and does not declare; and the base."""
    used: set[str] = set()
    declared: set[str] = set()
    before = ""
    for token in tokens(sparql):
        if token.kind in ("space", "comment"):
            continue
        if token.kind == "name":
            name = token.text.partition(":")[0]
            (declared if before == "PREFIX" else used).add(name)
        before = token.word
    lines = [f"BASE <{base_iri}>\n"] if base_iri else []
    lines += [
        f"PREFIX {name}: <{prefixes[name]}>\n"
        for name in sorted(used - declared)
        if name in prefixes
    ]
    return "".join(lines) + sparql


class _Study(NamedTuple):
    """Whether a query follows paths of any length; the predicates it can match, or None for any."""

    walks: bool
    predicates: frozenset[str] | None


def _walks(text: str) -> bool:
    """Whether a query follows paths of any length, which Virtuoso gets wrong."""
    signs = any(token.text in ("+", "*", "?") for token in tokens(text))
    return signs and _studied(text).walks


@lru_cache(maxsize=32)
def _studied(text: str) -> _Study:
    # In a thread of its own: rdflib's parser keeps exceptions for later, these keep their frames,
    # and frames keep those that called them, with our results in them.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_study, text).result()


def _study(text: str) -> _Study:
    from rdflib import URIRef
    from rdflib.paths import MulPath, NegatedPath, Path
    from rdflib.plugins.sparql import prepareQuery

    try:
        algebra = prepareQuery(text).algebra
    except Exception:
        return _Study(True, None)  # it knows less of SPARQL, and says so in many ways
    parts = list(_nodes(algebra))
    walks = any(isinstance(part, MulPath) for part in parts)
    # What is not named, and descriptions, reach every node; so does a path of no length, unless one
    # end of it is given.
    everywhere = algebra.name == "DescribeQuery"
    found: set[str] = set()
    for part in parts:
        if not (isinstance(part, dict) and isinstance(part.get("triples"), list)):
            continue
        for subject, predicate, target in part["triples"]:
            steps = list(_nodes(predicate))
            given = isinstance(subject, URIRef) or isinstance(target, URIRef)
            everywhere |= not isinstance(predicate, (URIRef, Path)) or any(
                isinstance(step, NegatedPath)
                or (isinstance(step, MulPath) and step.zero and not given)
                for step in steps
            )
            found |= {str(step) for step in steps if isinstance(step, URIRef)}
    return _Study(walks, None if everywhere else frozenset(found))


def _nodes(value: Any) -> Iterator[Any]:
    from rdflib.paths import Path

    yield value
    if isinstance(value, dict):
        for child in value.values():
            yield from _nodes(child)
    elif isinstance(value, (list, tuple, set)):
        for child in value:
            yield from _nodes(child)
    elif isinstance(value, Path):
        for child in vars(value).values():
            yield from _nodes(child)
