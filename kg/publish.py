"""Publishing: the next generation of a graph is written beside the current one, then swapped in.

A publication hard-links the current generation (RocksDB's checkpoint), changes the copy, checks it,
and then swaps ``CURRENT`` with one rename. Readers see the old graph or the new one, never a mix; a
killed or failed publication leaves the old one whole, and its remains go with the next one. The
previous generation is kept, for readers that still have it open. `kg.store` says what lies where.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.files import LEFT, replace, settle
from kg.manifest import Manifest, read_manifest
from kg.stats import FILE, count
from kg.store import UNION, current, generation_of, is_address, matching, open_store, text_path

_MARK = "kg-graph.lock"


class Publication:
    """The next generation while it is being written; see `publish`."""

    def __init__(
        self, root: Path, folder: Path, store: ox.Store, base: Manifest, published: Manifest | None
    ) -> None:
        self.root = root
        self.folder = folder
        self.store = store
        self.before = base
        self.published = published
        """The manifest of what is published while this is written, also when starting afresh."""
        self.manifest = base
        self._texts: dict[Path, bytes] = {}

    def close(self) -> None:
        """Let go of the store, so that its files are complete."""
        if hasattr(self, "store"):
            del self.store

    def keep_text(self, sha256: str, text: str) -> None:
        """Keep a document's text beside the graph, so that quotes can be checked at any time."""
        path = Path(text_path(self.root, sha256))
        data = text.encode("utf-8", "surrogatepass")
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, [data], durable=True)
        elif path.read_bytes() != data:
            self._texts[path] = data  # the published graph quotes the old one

    def replace_texts(self) -> None:
        """Replace the texts that are read otherwise than the last graph read them."""
        for path, data in self._texts.items():
            replace(path, [data], durable=True)

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

    def about(self, nodes: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
        """What the graph says about nodes, each triple once."""
        return matching(self.store, nodes, None, None)

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


def place_of(graph: Path | str) -> Path | str:
    """Where a graph is: a folder, or the address of a store."""
    return str(graph) if is_address(graph) else Path(graph)


def manifest_of(place: Path | str) -> Manifest | None:
    """What the graph at ``place`` was made from; None if there is none yet."""
    if isinstance(place, str):
        from kg.remote import Remote

        remote = Remote(place)
        return remote.manifest if remote.managed else None
    generation = current(place)
    return read_manifest(generation) if generation else None


def version_of(place: Path | str) -> str | None:
    """What `kg.store.Graph.version` is of the graph that is published at ``place`` now."""
    if isinstance(place, str):
        from kg.remote import Remote

        return Remote(place).version
    return generation_of(place)


def said_in(place: Path | str, wanted: Callable[[ox.NamedNode], bool]) -> list[ox.Quad]:
    """What the wanted named graphs of the published graph at ``place`` say."""
    store: Any
    if isinstance(place, str):
        from kg.remote import Remote

        store = Remote(place)
    else:
        generation = current(place)
        assert generation is not None
        store = open_store(generation)
    names = [n for n in store.named_graphs() if isinstance(n, ox.NamedNode) and wanted(n)]
    return [quad for name in names for quad in matching(store, None, None, None, name)]


@contextmanager
def publish(path: Path | str, *, fresh: bool = False) -> Iterator[Publication]:
    """Write the next state of the graph in ``path``; it is published if the block succeeds.

    For an address, see `kg.remote.publishing`; in a folder it is the next generation.

    ``fresh`` starts from nothing instead of from the current generation. If the block raises, the
    graph stays as it was. Raises `StoreError` if somebody else is publishing or the disk fails,
    `UsageError` if ``path`` holds something that is no graph.
    """
    if isinstance(path, str):
        from kg.remote import publish as publish_there

        with publish_there(path, fresh=fresh) as there:
            yield there
        return
    check_place(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with _lock(path):
            published = _published(path, fresh)
            _sweep(path, published)
            numbers = [int(p.name) for p in (path / "generations").glob("*") if p.name.isdigit()]
            folder = path / "generations" / f"{max(numbers, default=0) + 1:06d}"
            folder.mkdir(parents=True)
            last = _readable(published, fresh)
            base = Manifest()
            if published is not None and last is not None and not fresh:
                base = last
                open_store(published).backup(str(folder / "work"))
            publication = Publication(path, folder, ox.Store(str(folder / "work")), base, last)
            try:
                yield publication
                # What readers open is a checkpoint: it has no log to replay, which takes a
                # quarter of the time that opening does.
                publication.store.flush()
                publication.store.backup(str(folder / "store"))
                for name, data in _beside(publication):
                    replace(folder / name, [data], durable=True)
                publication.close()
                shutil.rmtree(folder / "work", ignore_errors=True)
            except BaseException:
                publication.close()
                shutil.rmtree(folder, ignore_errors=True)
                raise
            # Nothing may remove the new generation from here on: an interrupt right behind the
            # rename would take what CURRENT names.
            settle(folder.parent)
            replace(path / "CURRENT", [(folder.name + "\n").encode()], durable=True)
            publication.replace_texts()
            _sweep(path, folder, previous=published)
            _sweep_texts(path, publication.manifest, last or publication.before)
    except OSError as error:
        raise StoreError(f"{error.filename or path}: {error.strerror or error}") from error


def _beside(publication: Publication) -> Iterator[tuple[str, bytes]]:
    """The files beside the store of a generation."""
    yield "manifest.json", publication.manifest.to_json().encode()
    yield "base", publication.manifest.base.encode()
    yield FILE, count(publication.store).to_json().encode()


def _published(path: Path, fresh: bool) -> Path | None:
    try:
        return current(path)
    except StoreError:
        if fresh:
            return None  # starting anew mends a damaged graph
        raise


def _readable(published: Path | None, fresh: bool) -> Manifest | None:
    """The manifest of a generation; of a damaged one, none to start anew with."""
    try:
        return None if published is None else read_manifest(published)
    except StoreError:
        if fresh:
            return None
        raise


def check_place(path: Path | str) -> None:
    """Raise `UsageError` unless ``path`` is an address, a graph, an empty folder, or nothing yet."""
    if isinstance(path, str):
        return
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
        gone = folder if folder.name not in names else folder / "work"
        shutil.rmtree(gone, ignore_errors=True)
    for left in path.glob(LEFT):
        left.unlink(missing_ok=True)


def _sweep_texts(path: Path, *manifests: Manifest) -> None:
    wanted = {entry.sha256 for manifest in manifests for entry in manifest.documents.values()}
    for file in (path / "texts").glob("*/*"):
        if file.name not in wanted:
            file.unlink(missing_ok=True)
