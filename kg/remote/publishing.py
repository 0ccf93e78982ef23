"""Publishing into a store on another machine: what changes is gathered here, then written at once.

Where a store runs a request as one transaction (all but Virtuoso, as far as we know), readers see the
old graph or the new one: small changes are one request; large ones are staged in graphs of their own,
in batches, and one short request puts them in place. Both compare the version first, so of two builds
at a time one fails and changes nothing. Virtuoso commits every statement by itself: there the manifest
says that the graph is being written, and readers are told so instead of reading half of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Any

import pyoxigraph as ox

from kg.errors import StoreError
from kg.graph import EDITS, LINKS
from kg.manifest import Manifest
from kg.namespaces import Namespaces
from kg.publish import Publication
from kg.remote.store import ALL, MANIFEST, TEXTS, VALUE, VERSION, WRITING, Remote, text_node
from kg.store import UNION
from kg.text import local_name

# Bytes and triples of one request: what every store takes, and Virtuoso's compiler too.
_BATCH_BYTES = 1 << 20
_BATCH_TRIPLES = 1000
_BULK_BYTES = 1 << 24
_STAGING = ox.NamedNode("urn:kg:staging")


class Overlay:
    """A remote store as it will be: its quads without those removed, with those added."""

    def __init__(self, remote: Remote, *, fresh: bool) -> None:
        self.remote = None if fresh else remote
        self.added = ox.Store()
        self.removed: set[ox.Quad] = set()

    def matching(
        self,
        subjects: Iterable[Any] | None,
        predicate: ox.NamedNode | None,
        objects: Iterable[Any] | None,
        graph: Any,
    ) -> Iterator[ox.Quad]:
        """As `Remote.matching`, of the store as it will be."""
        subjects = None if subjects is None else list(subjects)
        objects = None if objects is None else list(objects)
        if self.remote is not None:
            for quad in self.remote.matching(subjects, predicate, objects, graph):
                if quad not in self.removed and quad not in self.added:
                    yield quad
        for s in [None] if subjects is None else subjects:
            for o in [None] if objects is None else objects:
                yield from self.added.quads_for_pattern(s, predicate, o, graph)

    def quads_for_pattern(self, s: Any, p: Any, o: Any, graph: Any) -> Iterator[ox.Quad]:
        """As pyoxigraph's."""
        return self.matching(None if s is None else [s], p, None if o is None else [o], graph)

    def extend(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads."""
        for quad in quads:
            if quad in self.removed:
                self.removed.discard(quad)
            else:
                self.added.add(quad)

    def bulk_extend(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads to what is fresh."""
        self.added.bulk_extend(quads)

    def remove(self, quad: ox.Quad) -> None:
        """Remove a quad that is there."""
        if quad in self.added:
            self.added.remove(quad)
        else:
            self.removed.add(quad)


class RemotePublication(Publication):
    """The next state of a graph in a remote store."""

    store: Overlay  # type: ignore[assignment]

    def __init__(self, remote: Remote, *, fresh: bool) -> None:
        self.store = Overlay(remote, fresh=fresh)
        self.published = remote.manifest if remote.managed else None
        self.before = Manifest() if fresh else remote.manifest
        self.manifest = self.before
        self.texts: dict[str, str] = {}

    def keep_text(self, sha256: str, text: str) -> None:
        """Keep a document's text beside the graph."""
        self.texts[sha256] = text

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads to their named graphs and to the union."""
        quads = list(quads)
        both = [*quads, *(ox.Quad(q.subject, q.predicate, q.object, UNION) for q in quads)]
        if self.store.remote is not None:
            # What is there already must not be told as new: it would count as a change.
            there = set(self._there(both))
            self.store.extend(q for q in both if q not in there or q in self.store.removed)
        else:
            self.store.extend(both)

    def _there(self, quads: list[ox.Quad]) -> Iterator[ox.Quad]:
        remote = self.store.remote
        assert remote is not None
        for graph in sorted({q.graph_name for q in quads}, key=str):
            subjects = {q.subject for q in quads if q.graph_name == graph}
            yield from remote.matching(subjects, None, None, graph)

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Remove quads; what no other named graph says leaves the union too."""
        quads = list(quads)
        for quad in quads:
            self.store.remove(quad)
        subjects = {q.subject for q in quads}
        kept = {
            (q.subject, q.predicate, q.object)
            for q in self.store.matching(subjects, None, None, None)
            if q.graph_name != UNION
        }
        for s, p, o in {(q.subject, q.predicate, q.object) for q in quads} - kept:
            self.store.remove(ox.Quad(s, p, o, UNION))


@contextmanager
def publish(address: str, *, fresh: bool = False) -> Iterator[RemotePublication]:
    """Change the graph in the store at ``address``; it is written if the block succeeds.

    Raises `StoreError` if the store can't be reached, refuses, or was changed by somebody else
    meanwhile; where requests are transactions, it then stays as it was.
    """
    remote = Remote(address)
    if not fresh:
        remote.refuse_half()
    publication = RemotePublication(remote, fresh=fresh)
    yield publication
    _Writer(remote, publication, fresh=fresh).write()


class _Writer:
    def __init__(self, remote: Remote, publication: RemotePublication, *, fresh: bool) -> None:
        self.remote = remote
        self.client = remote.client
        self.fresh = fresh
        overlay = publication.store
        self.added = [_placed(q) for q in overlay.added]
        self.removed = [_placed(q) for q in overlay.removed]
        self._bookkeeping(publication)
        self.added.sort(key=str)
        self.removed.sort(key=str)
        told = hashlib.sha256((remote.version or "").encode())
        for quad in (*self.added, *self.removed):
            told.update(str(quad).encode())
        self.version = told.hexdigest()

    def _bookkeeping(self, publication: RemotePublication) -> None:
        """The manifest and the texts as quads, beside those of the graph."""
        old = dict(_manifest_quads(publication.before))
        new = dict(_manifest_quads(publication.manifest))
        known = {e.sha256 for e in publication.before.documents.values()}
        wanted = {e.sha256 for e in publication.manifest.documents.values()}
        for sha256, text in publication.texts.items():
            if sha256 not in known:
                literal = ox.Literal(text)
                self.added.append(ox.Quad(text_node(sha256), VALUE, literal, TEXTS))
        if publication.store.remote is not None:
            gone = [text_node(sha256) for sha256 in known - wanted]
            self.removed += publication.store.remote.matching(gone, VALUE, None, TEXTS)
            self.removed += [q for q in old.values() if q not in new.values()]
            self.added += [q for q in new.values() if q not in old.values()]
        else:
            self.added += new.values()

    def write(self) -> None:
        """Bring the store to its next state."""
        if not self.added and not self.removed and not self.fresh:
            return
        if self.remote.virtuoso:
            self._in_steps()
        elif not self.fresh and _size(self.added) + _size(self.removed) <= _BATCH_BYTES:
            self._switch(
                f"DELETE {{ {_groups(self.removed)} }} INSERT {{ {_groups(self.added)} }} "
                f"WHERE {{ {self._unchanged()} }}"
            )
        else:
            self._staged()

    # -- stores whose requests are transactions -------------------------------------------------

    def _unchanged(self) -> str:
        version = self.remote.version
        if version is None:
            return f"FILTER NOT EXISTS {{ GRAPH {MANIFEST} {{ {MANIFEST} {VERSION} ?v }} }}"
        return _version(version)

    def _switch(self, change: str) -> None:
        old = "" if self.remote.version is None else _version(self.remote.version)
        self._update(
            f"{change} ;\nDELETE {{ {old} }} INSERT {{ {_version(self.version)} }} "
            f"WHERE {{ {self._unchanged()} }}",
            again=False,
        )
        self._expect(self.version)

    def _expect(self, version: str | None) -> None:
        if Remote(self.remote.address).version != version:
            raise StoreError(
                f"{self.remote.address}: another build changed this graph meanwhile; build again"
            )

    def _staged(self) -> None:
        new = _by_graph(self.added)
        old = _by_graph(self.removed)
        staging = {g: _staging("added", g) for g in new}
        gone = {g: _staging("removed", g) for g in old}
        places = sorted([*staging.values(), *gone.values()], key=str)
        drop = " ;\n".join(f"DROP SILENT GRAPH {place}" for place in places)
        self._update(drop)
        for table, stage in ((new, staging), (old, gone)):
            for graph, quads in table.items():
                for batch in _batches(quads, _BATCH_BYTES, 1 << 14):
                    self._update(f"INSERT DATA {{ GRAPH {stage[graph]} {{ {_triples(batch)} }} }}")
        same = self._unchanged()
        changes = []
        if self.fresh:
            for graph in self._ours():
                changes.append(
                    f"DELETE {{ GRAPH {graph} {{ ?s ?p ?o }} }} "
                    f"WHERE {{ {same} GRAPH {graph} {{ ?s ?p ?o }} }}"
                )
            # The version stays to be compared, until everything else is in place.
            changes.append(
                f"DELETE {{ GRAPH {MANIFEST} {{ ?s {VALUE} ?o }} }} "
                f"WHERE {{ {same} GRAPH {MANIFEST} {{ ?s {VALUE} ?o }} }}"
            )
        for verb, stage in (("DELETE", gone), ("INSERT", staging)):
            for graph, place in sorted(stage.items(), key=str):
                changes.append(
                    f"{verb} {{ GRAPH {graph} {{ ?s ?p ?o }} }} "
                    f"WHERE {{ {same} GRAPH {place} {{ ?s ?p ?o }} }}"
                )
        try:
            self._switch(" ;\n".join(changes))
        finally:
            # What stays of them is dropped by the next build that stages these graphs.
            with suppress(StoreError):
                self._update(drop)

    def _ours(self) -> list[ox.NamedNode]:
        """The graphs that a graph made anew replaces; what else the store holds stays."""
        named = self.remote.named_graphs() if self.remote.managed else []
        return sorted({*named, ALL, TEXTS, LINKS, EDITS}, key=str)

    # -- Virtuoso -------------------------------------------------------------------------------

    def _in_steps(self) -> None:
        """Statement by statement; readers are told so as long as it takes."""
        self._expect(self.remote.version)
        self._try_delicate()
        self._update(f"INSERT DATA {{ {_version(WRITING)} }}")
        if self.fresh:
            for graph in self._ours():
                self._update(f"DROP SILENT GRAPH {graph}")
            self._update(
                f"DELETE {{ GRAPH {MANIFEST} {{ ?s {VALUE} ?o }} }} "
                f"WHERE {{ GRAPH {MANIFEST} {{ ?s {VALUE} ?o }} }}"
            )
        for graph, quads in _by_graph(self.removed).items():
            for batch in _batches(quads, _BATCH_BYTES, _BATCH_TRIPLES):
                self._update(f"DELETE DATA {{ GRAPH {graph} {{ {_triples(batch)} }} }}")
        assert self.remote.places.graphs is not None
        # The manifest first: it names the graphs to drop if this breaks off.
        added = sorted(_by_graph(self.added).items(), key=lambda item: item[0] != MANIFEST)
        for graph, quads in added:
            plain = [q for q in quads if not _delicate(q.object)]
            for batch in _batches(plain, _BULK_BYTES, 50_000):
                self.client.send(
                    self.remote.places.graphs,
                    _triples(batch).encode(),
                    media="text/turtle",
                    params={"graph": graph.value},
                    again=True,
                ).rest()
            # Its graph store makes decimals of large integers; its updates keep them, or refuse.
            others = [q for q in quads if _delicate(q.object)]
            for batch in _batches(others, _BATCH_BYTES, _BATCH_TRIPLES):
                self._update(f"INSERT DATA {{ GRAPH {graph} {{ {_triples(batch)} }} }}")
        # As long as any version says so, the graph is being written.
        self._update(f"INSERT DATA {{ {_version(self.version)} }}")
        self._update(
            f"DELETE {{ GRAPH {MANIFEST} {{ ?s {VERSION} ?o }} }} WHERE {{ GRAPH {MANIFEST} "
            f"{{ ?s {VERSION} ?o FILTER(?o != {ox.Literal(self.version)}) }} }}"
        )

    def _try_delicate(self) -> None:
        """Raise what the store says of literals that it may refuse, before anything is changed."""
        delicate = [q for q in self.added if _delicate(q.object)]
        try:
            for batch in _batches(delicate, _BATCH_BYTES, _BATCH_TRIPLES):
                self._update(f"INSERT DATA {{ GRAPH {_STAGING} {{ {_triples(batch)} }} }}")
        finally:
            if delicate:
                self._update(f"DROP SILENT GRAPH {_STAGING}")

    def _update(self, text: str, *, again: bool = True) -> None:
        # Everything but the switch adds, removes or drops by name: twice is as good as once.
        self.client.send(self.remote.places.update, [("update", text)], again=again).rest()


def _version(version: str) -> str:
    return f"GRAPH {MANIFEST} {{ {MANIFEST} {VERSION} {ox.Literal(version)} }}"


def _placed(quad: ox.Quad) -> ox.Quad:
    if quad.graph_name == UNION:
        return ox.Quad(quad.subject, quad.predicate, quad.object, ALL)
    return quad


def _manifest_quads(manifest: Manifest) -> Iterator[tuple[str, ox.Quad]]:
    if not manifest.fingerprint and not manifest.documents:
        return
    head = json.dumps(manifest.head(), sort_keys=True)
    yield "", ox.Quad(MANIFEST, VALUE, ox.Literal(head), MANIFEST)
    ns = Namespaces(manifest.base)
    for name, entry in manifest.documents.items():
        node = ns.iri("doc:" + local_name(name))
        text = json.dumps(asdict(entry), ensure_ascii=False, sort_keys=True)
        yield name, ox.Quad(node, VALUE, ox.Literal(text), MANIFEST)


def _delicate(term: Any) -> bool:
    if not isinstance(term, ox.Literal):
        return False
    kind = term.datatype.value
    return kind.endswith(("#duration", "Duration")) or (
        kind.endswith("#integer") and len(term.value) > 9
    )


def _staging(what: str, graph: ox.NamedNode) -> ox.NamedNode:
    digest = hashlib.sha256(graph.value.encode()).hexdigest()
    return ox.NamedNode(f"{_STAGING.value}:{what}:{digest}")


def _by_graph(quads: list[ox.Quad]) -> dict[ox.NamedNode, list[ox.Quad]]:
    table: dict[ox.NamedNode, list[ox.Quad]] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, ox.NamedNode)
        table.setdefault(quad.graph_name, []).append(quad)
    return {graph: table[graph] for graph in sorted(table, key=str)}


def _triple(quad: ox.Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object} .\n"


def _triples(quads: Iterable[ox.Quad]) -> str:
    return "".join(map(_triple, quads))


def _groups(quads: list[ox.Quad]) -> str:
    return " ".join(f"GRAPH {g} {{ {_triples(some)} }}" for g, some in _by_graph(quads).items())


def _size(quads: Iterable[ox.Quad]) -> int:
    return sum(len(str(quad).encode()) for quad in quads)


def _batches(quads: list[ox.Quad], most_bytes: int, most: int) -> Iterator[list[ox.Quad]]:
    """Lists of quads that stay below both limits (a single larger quad comes alone)."""
    batch: list[ox.Quad] = []
    size = 0
    for quad in quads:
        length = len(_triple(quad).encode())
        if batch and (size + length > most_bytes or len(batch) >= most):
            yield batch
            batch, size = [], 0
        batch.append(quad)
        size += length
    if batch:
        yield batch
