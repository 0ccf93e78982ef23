"""Reading a store on another machine: `Remote`, and its graph."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.errors import QueryError, QueryTimeout, StoreError
from kg.manifest import Entry, Manifest
from kg.namespaces import DEFAULT_BASE, VOCABULARIES
from kg.remote.http import Body, Client, Failed, Form, Places, late, places
from kg.remote.study import Study, study
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


class Cut(StoreError):
    """The store gave as many rows as it ever gives, ``most``: there may be more."""

    def __init__(self, most: int, message: str) -> None:
        super().__init__(message)
        self.most = most


class _Dataset(NamedTuple):
    """The default and the named graphs of a query; None where it says nothing of them."""

    defaults: Sequence[ox.NamedNode] | None
    named: Sequence[ox.NamedNode] | None


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
        self._named: list[ox.NamedNode] | None = None
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
                self.manifest = Manifest.from_table(head, documents)
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
        named_graphs: Sequence[ox.NamedNode] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """The results of a query, as pyoxigraph gives them.

        Raises SyntaxError as the engine does, `StoreError`, `QueryTimeout`.
        """
        text = _declared(sparql, prefixes or {}, base_iri)
        words = {token.word for token in tokens(text)}
        if is_update(sparql) or (self.managed and "SERVICE" not in words):
            # A store may take updates, or words of its own, where it takes queries.
            ox.Store().query(sparql, base_iri=base_iri, prefixes=dict(prefixes or {}))
        known = study(text) if self.virtuoso or (self.managed and "FROM" in words) else None
        asked = _Dataset(default_graph, named_graphs)
        sent = self._dataset(words, asked, known)
        # What rdflib can't read of a query to a store that is not ours, that store may understand.
        foreign = known is None and not self.managed
        if self.virtuoso and not foreign and not self._answers(words, known or Study(), sent):
            if sent.named is None and words & {"GRAPH", "FROM"}:
                sent = _Dataset(sent.defaults, self.named_graphs())
            return self._here(text, known or Study(), asked, sent, timeout)
        kind = next((w for w in map(_word, tokens(text)) if w in _KINDS), "SELECT")
        dataset = [
            *(("default-graph-uri", g.value) for g in sent.defaults or ()),
            *(("named-graph-uri", g.value) for g in sent.named or ()),
        ]
        accept = "application/n-triples" if kind in ("CONSTRUCT", "DESCRIBE") else _JSON
        try:
            body = self._post(text, dataset, accept, timeout)
        except (Failed, QueryError) as error:
            if self.virtuoso and self.managed:
                # The query is right: our own engine has read it.
                return self._here(text, known or Study(), asked, sent, timeout)
            if isinstance(error, Failed):
                raise
            # Our own engine says where a mistake is.
            ox.Store().query(sparql, base_iri=base_iri, prefixes=dict(prefixes or {}))
            raise
        if accept != _JSON:
            return _triples(_Whole(body, self, b"\n"))
        found = self._rows(body)
        if kind == "ASK" and isinstance(found, ox.QuerySolutions):
            # Virtuoso's yes is a row with a 1.
            yes = any(row[0] is not None and row[0].value == "1" for row in found)
            answer = f'{{"head":{{}},"boolean":{str(yes).lower()}}}'
            return ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
        return found

    def _dataset(self, words: set[str], asked: _Dataset, known: Study | None) -> _Dataset:
        """The default and the named graphs that a store is to use; None leaves them to it."""
        if asked.defaults is None and asked.named is None and not self.managed:
            return asked
        ours: Sequence[ox.NamedNode] = []
        if asked.named is not None:
            ours = asked.named or [_NOTHING]
        elif words & {"GRAPH", "FROM"}:
            ours = self.named_graphs()
        if asked.defaults is not None:
            return _Dataset(asked.defaults or [_NOTHING], ours)
        if "FROM" not in words:
            return _Dataset([ALL], ours)
        if known is None or known.default is None or known.named is None:
            raise QueryError("FROM in a query as unusual as this is not understood here")
        # What a store holds besides the graph is not part of it.
        defaults = [name for name in known.default if name in ours]
        named = [name for name in known.named if name in ours]
        return _Dataset(defaults or [_NOTHING], named or [_NOTHING])

    def _answers(self, words: set[str], known: Study, sent: _Dataset) -> bool:
        """Whether Virtuoso answers a query rightly; a store that is not ours is asked anyway."""
        if not self.managed:
            return not known.walks
        few = len(sent.named or ()) <= _MOST_NAMED
        return known.plain and not known.walks and not words & {"BASE", "FROM"} and few

    def _here(
        self, text: str, known: Study, asked: _Dataset, sent: _Dataset, timeout: float | None
    ) -> Any:
        """The answer of our own engine, from the triples that the query can match."""
        deadline = None if timeout is None else time.monotonic() + timeout
        store = ox.Store()
        named = sent.named or []
        graphs: list[Any] = [UNION] if sent.defaults is None else list(sent.defaults)
        graphs += named if len(named) <= _MOST_NAMED else [None]
        for name in named:
            store.add_graph(name)  # GRAPH ?g {} asks for graphs, whatever is in them
        try:
            for (s, p, o), graph in product(known.patterns, graphs):
                subjects, objects = (None if node is None else [node] for node in (s, o))
                for quad in self.matching(subjects, p, objects, graph, deadline):
                    place = UNION if quad.graph_name == ALL else quad.graph_name
                    store.add(ox.Quad(quad.subject, quad.predicate, quad.object, place))
        except QueryTimeout:
            raise late(timeout) from None
        given: Any = {"default_graph": asked.defaults, "named_graphs": asked.named}
        if deadline is None:
            return store.query(text, **given)
        from kg.child import run

        left = max(deadline - time.monotonic(), 0.001)
        return run(Graph(store), text, timeout=left, stated=timeout, **given)

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
        if self.virtuoso and timeout is not None:
            # It stops by itself, a little after we have; it counts milliseconds, from a second on.
            dataset = [*dataset, ("timeout", str(max(1000, round(timeout * 1000) + 100)))]
        body = self.client.send(
            self.places.query,
            [("query", text), *dataset],
            accept=accept,
            timeout=timeout,
            again=True,
        )
        if body.headers.get("x-sql-state", "").upper() == "S1TAT":
            body.close()
            if timeout is not None:
                raise late(timeout)
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
        deadline: float | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads of one graph with any of these subjects, this predicate, any of these objects.

        None matches everything. ``graph`` None means all of our named graphs. Raises `QueryTimeout`
        after the ``deadline`` (of the monotonic clock).
        """
        for some in _batches(subjects):
            for others in _batches(objects):
                left = None if deadline is None else max(deadline - time.monotonic(), 0.001)
                yield from self._matching(some, predicate, others, graph, left)

    def _matching(
        self,
        subjects: list[Any] | None,
        predicate: Any,
        objects: list[Any] | None,
        graph: Any,
        timeout: float | None,
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
            inside = f"{given}GRAPH ?g {{ {pattern} }}"
            for row in self._every("?s ?p ?o ?g", inside, [], timeout):
                if row["g"] in known:
                    yield ox.Quad(row["s"], predicate or row["p"], row["o"], row["g"])
            return
        node = ALL if graph == UNION else graph
        dataset = [("default-graph-uri", node.value)] if self.managed or graph != UNION else []
        for row in self._every("?s ?p ?o", given + pattern, dataset, timeout):
            yield ox.Quad(row["s"], predicate or row["p"], row["o"], graph)

    def _every(
        self, names: str, pattern: str, dataset: Form, timeout: float | None
    ) -> Iterator[Any]:
        """All rows of a pattern, each once; in pages, where the store cuts its answers.

        Pages need no order: they are right if their rows are as many as the store counts.
        """
        query = f"SELECT {names} {{ {pattern} }}"
        if not self.virtuoso:
            yield from self._rows(self._post(query, dataset, _JSON, timeout))
            return
        try:
            rows = list(self._rows(self._post(query, dataset, _JSON, timeout)))
        except Cut as cut:
            count = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
            ((number,),) = self._rows(self._post(count, dataset, _JSON, timeout))
            total, size = int(number.value), cut.most - 1
            found: dict[tuple[Any, ...], Any] = {}
            for start in range(0, total, size):
                page = f"{query} OFFSET {start} LIMIT {size}"
                for row in self._rows(self._post(page, dataset, _JSON, timeout)):
                    found[tuple(row)] = row
            if len(found) != total:
                raise
            rows = list(found.values())
        yield from rows

    def quads_for_pattern(self, s: Any, p: Any, o: Any, graph: Any) -> Iterator[ox.Quad]:
        """As pyoxigraph's, one request a call."""
        return self.matching(None if s is None else [s], p, None if o is None else [o], graph)

    def named_graphs(self) -> list[ox.NamedNode]:
        """The named graphs that hold the graph: documents, and links and edits if there are any."""
        if self._named is None:
            self._named = self._documents() if self.managed else self._all_graphs()
        return self._named

    def _documents(self) -> list[ox.NamedNode]:
        from kg.namespaces import Namespaces
        from kg.text import local_name

        ns = Namespaces(self.manifest.base)
        found = [ns.iri("doc:" + local_name(name)) for name in self.manifest.documents]
        for own in (ox.NamedNode(_KG + name) for name in _OWN):
            query = f"SELECT ?s {{ GRAPH {own} {{ ?s ?p ?o }} }} LIMIT 1"
            found += [own for _ in self._rows(self._post(query, [], _JSON))]
        return found

    def _all_graphs(self) -> list[ox.NamedNode]:
        body = self._post("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", [], _JSON)
        return sorted((row["g"] for row in self._rows(body)), key=str)

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
        for quad in self.store.matching([text_node(sha256)], VALUE, None, TEXTS):
            assert isinstance(quad.object, ox.Literal)
            return quad.object.value
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
            raise Cut(
                self._most,
                f"{self._remote.address}: the store cuts answers at {self._most:,} results, and "
                "this one is as long; narrow the query, or raise ResultSetMaxRows there",
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
