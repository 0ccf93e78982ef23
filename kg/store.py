"""A graph on disk: opened for reading, and published atomically.

::

    GRAPH/
      CURRENT                    the name of the generation that readers open
      generations/000007/
        store/                   pyoxigraph (RocksDB)
        manifest.json            what each document's named graph was made from
      texts/ab/ab12…             the text of every document, by the hash of its source
      kg-graph.lock              held while somebody publishes; marks the folder as a graph

A publication hard-links the current generation (RocksDB's checkpoint), changes the copy, checks it,
and then swaps ``CURRENT`` with one rename. Readers see the old graph or the new one, never a mix; a
killed or failed publication leaves the old one whole, and its remains go with the next one. The
previous generation is kept, for readers that still have it open.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.namespaces import DEFAULT_BASE, Namespaces

if TYPE_CHECKING:
    import rdflib

    from kg.model import Snapshot

FORMAT = 1
_MARK = "kg-graph.lock"
# The store's default graph holds the union of the named graphs. The engine's own union gives a
# triple as often as there are graphs that hold it, and counts come out wrong.
UNION = ox.DefaultGraph()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a document's named graph was made from."""

    source: str
    sha256: str
    claims: int
    observations: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The recipe of a generation: base IRI, fingerprint of everything but the sources, documents."""

    base: str = DEFAULT_BASE
    fingerprint: str = ""
    documents: Mapping[str, Entry] = field(default_factory=dict)

    def to_json(self) -> str:
        """Stable JSON."""
        table = {
            "format": FORMAT,
            "base": self.base,
            "fingerprint": self.fingerprint,
            "documents": {key: asdict(self.documents[key]) for key in sorted(self.documents)},
        }
        return json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @staticmethod
    def from_json(text: str) -> Manifest:
        """The manifest that ``to_json`` wrote; raises ValueError or KeyError for anything else."""
        table: dict[str, Any] = json.loads(text)
        if table["format"] != FORMAT:
            raise ValueError(f"format {table['format']}")
        documents = {key: Entry(**value) for key, value in table["documents"].items()}
        for entry in documents.values():
            if not (isinstance(entry.sha256, str) and isinstance(entry.claims, int)):
                raise ValueError(f"an entry is damaged: {entry}")
        ox.NamedNode(table["base"] + "doc/a")
        return Manifest(table["base"], str(table["fingerprint"]), documents)


class Graph:
    """One generation of a graph, open for reading.

    ``store`` is the pyoxigraph store itself, for queries at full speed; `to_rdflib` is the same
    data with a Python face.
    """

    def __init__(self, store: ox.Store, manifest: Manifest, path: Path) -> None:
        self.store = store
        self.manifest = manifest
        self.path = path
        self.ns = Namespaces(manifest.base)

    def query(
        self, sparql: str, *, union: bool = True
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Evaluate a SPARQL 1.1 query; our prefixes need no declaring.

        The default graph is the union of all named graphs, each triple once; without ``union`` it
        is empty, and only GRAPH patterns match.

        Raises what pyoxigraph raises; `kg.query.evaluate` turns that into `QueryError`.
        """
        return self.store.query(
            sparql, prefixes=dict(self.ns.prefixes), default_graph=None if union else []
        )

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad of the named graphs, in no particular order."""
        for name in self.store.named_graphs():
            yield from self.store.quads_for_pattern(None, None, None, name)

    def snapshot(self) -> Snapshot:
        """The whole graph as model values."""
        from kg.graph import read_snapshot

        return read_snapshot(self.store.quads_for_pattern(None, None, None, UNION), self.ns)

    def text(self, sha256: str) -> str:
        """The text of the document whose source has this hash; raises `StoreError` if it is lost."""
        path = _text_path(self.path, sha256)
        try:
            return path.read_bytes().decode("utf-8", "surrogatepass")
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}; build the graph again") from error

    def to_rdflib(self) -> rdflib.Dataset:
        """An rdflib Dataset on this very store (through oxrdflib), our prefixes bound."""
        import rdflib
        from oxrdflib import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(store=self.store))
        for prefix, namespace in self.ns.prefixes.items():
            dataset.bind(prefix, namespace, override=True, replace=True)
        return dataset


def open_graph(path: Path | str) -> Graph:
    """Open the graph in ``path`` for reading; any number of readers may.

    Raises `StoreError` if there is none, or if it can't be read.
    """
    path = Path(path)
    generation = current(path)
    if generation is None:
        raise StoreError(f"{path}: no graph here; make one with: kg build SOURCES -o {path}")
    manifest = read_manifest(generation)
    return Graph(_open(generation, ox.Store.read_only), manifest, path)


def current(path: Path) -> Path | None:
    """The folder of the generation that readers open, or None if nothing was published."""
    try:
        name = (path / "CURRENT").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path / 'CURRENT'}: {error}; build it again with --fresh") from error
    generation = path / "generations" / name
    if not name.isdigit() or not generation.is_dir():
        raise StoreError(
            f"{path}: CURRENT names {name!r}, which is not there; build it again with --fresh"
        )
    return generation


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation; raises `StoreError` if it is missing or of another version."""
    path = generation / "manifest.json"
    try:
        return Manifest.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{path}: not a manifest this version of kg can read ({error}); "
            "build it again with --fresh"
        ) from error


class Publication:
    """The next generation while it is being written; see `publish`."""

    def __init__(self, root: Path, folder: Path, store: ox.Store, base: Manifest) -> None:
        self.root = root
        self.folder = folder
        self.store = store
        self.before = base
        self.manifest = base

    def close(self) -> None:
        """Let go of the store, so that its files are complete."""
        del self.store

    def keep_text(self, sha256: str, text: str) -> None:
        """Keep a document's text beside the graph, so that quotes can be checked at any time."""
        path = _text_path(self.root, sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, text.encode("utf-8", "surrogatepass"))

    def replace_graph(self, name: ox.NamedNode, quads: Iterable[ox.Quad]) -> None:
        """Replace one named graph as a whole."""
        self.remove(self.store.quads_for_pattern(None, None, None, name))
        self.add(quads)

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Add quads to their named graphs and to the union."""
        quads = list(quads)
        self.store.extend(quads)
        self.store.extend(ox.Quad(q.subject, q.predicate, q.object, UNION) for q in quads)

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads to an empty generation, several times faster than `add`."""

        def twice() -> Iterator[ox.Quad]:
            for q in quads:
                yield q
                yield ox.Quad(q.subject, q.predicate, q.object, UNION)

        self.store.bulk_extend(twice())

    def about(self, node: ox.NamedNode) -> Iterator[ox.Quad]:
        """What the graph says about one node, each triple once."""
        return self.store.quads_for_pattern(node, None, None, UNION)

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        """Remove quads; what no other named graph says leaves the union too."""
        for quad in list(quads):
            self.store.remove(quad)
            s, p, o = quad.subject, quad.predicate, quad.object
            others = (
                q for q in self.store.quads_for_pattern(s, p, o, None) if q.graph_name != UNION
            )
            if next(others, None) is None:
                self.store.remove(ox.Quad(s, p, o, UNION))


@contextmanager
def publish(path: Path, *, fresh: bool = False) -> Iterator[Publication]:
    """Write the next generation of the graph in ``path``; it is published if the block succeeds.

    ``fresh`` starts from nothing instead of from the current generation. If the block raises, the
    graph stays as it was. Raises `StoreError` if somebody else is publishing or the disk fails,
    `UsageError` if ``path`` holds something that is no graph.
    """
    check_place(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with _lock(path):
            published = _published(path, fresh)
            _sweep(path, published)
            numbers = [int(p.name) for p in (path / "generations").glob("*") if p.name.isdigit()]
            folder = path / "generations" / f"{max(numbers, default=0) + 1:06d}"
            folder.mkdir(parents=True)
            base = Manifest()
            if published is not None and not fresh:
                base = read_manifest(published)
                _open(published, ox.Store.read_only).backup(str(folder / "store"))
            publication = Publication(path, folder, ox.Store(str(folder / "store")), base)
            try:
                yield publication
                publication.store.flush()
                _write(folder / "manifest.json", publication.manifest.to_json().encode())
                publication.close()
                _write(path / "CURRENT", (folder.name + "\n").encode())
            except BaseException:
                publication.close()
                shutil.rmtree(folder, ignore_errors=True)
                raise
            _sweep(path, folder, previous=published)
            _sweep_texts(path, publication.manifest, publication.before)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error


def _published(path: Path, fresh: bool) -> Path | None:
    try:
        return current(path)
    except StoreError:
        if fresh:
            return None  # starting anew mends a damaged graph
        raise


def _open(generation: Path, how: Callable[[str], ox.Store]) -> ox.Store:
    try:
        return how(str(generation / "store"))
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(
            f"{generation}: the store can't be opened ({error}); build it again with --fresh"
        ) from error


def check_place(path: Path) -> None:
    """Raise `UsageError` unless ``path`` is a graph, an empty folder, or nothing yet."""
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path}: is a file; name a folder for the graph")
    if path.is_dir() and not (path / _MARK).exists():
        others = sorted(p.name for p in path.iterdir())
        if others:
            raise UsageError(
                f"{path}: this folder holds other files ({others[0]}); "
                "name a new or empty folder for the graph"
            )


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    import fcntl

    with (path / _MARK).open("wb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(f"{path}: another build is writing this graph; wait for it") from error
        yield


def _sweep(path: Path, keep: Path | None, previous: Path | None = None) -> None:
    # Remains of killed builds, and generations that no reader can still want.
    names = {p.name for p in (keep, previous) if p is not None}
    if previous is None and keep is not None:
        older = sorted(p.name for p in keep.parent.iterdir() if p.name < keep.name)
        names |= set(older[-1:])
    for folder in (path / "generations").glob("*"):
        if folder.name not in names:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep_texts(path: Path, *manifests: Manifest) -> None:
    wanted = {entry.sha256 for manifest in manifests for entry in manifest.documents.values()}
    for file in (path / "texts").glob("*/*"):
        if file.name not in wanted:
            file.unlink(missing_ok=True)


def _text_path(root: Path, sha256: str) -> Path:
    # No suffix: a folder of sources that holds the graph must not find articles here.
    return root / "texts" / sha256[:2] / sha256


def _write(path: Path, data: bytes) -> None:
    """Replace ``path`` in one step, durably."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    partial.replace(path)
