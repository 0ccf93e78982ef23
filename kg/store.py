"""A graph opened for reading: a folder that `kg.publish` wrote, or plain RDF files in memory.

::

    GRAPH/
      CURRENT                    the name of the generation that readers open
      generations/000007/
        store/                   pyoxigraph (RocksDB)
        base                     the base IRI of its names
        manifest.json            what each document's named graph was made from
        stats.json               how much it holds
      texts/ab/ab12…             the text of every document, by the hash of its source
      kg-graph.lock              held while somebody publishes; marks the folder as a graph

Opening is what every command does first, so this module imports little: no dataclasses, no pathlib, no
typing; importing those takes as long as answering a small query.
"""

from __future__ import annotations

import itertools
import os

import pyoxigraph as ox

from kg.errors import SourceError, StoreError
from kg.namespaces import DEFAULT_BASE, Namespaces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    import rdflib

    from kg.manifest import Manifest
    from kg.model import Snapshot
    from kg.network import Network
    from kg.query import Rows
    from kg.sparql import Results
    from kg.update import Report

# The store's default graph holds the union of the named graphs. The engine's own union gives a
# triple as often as there are graphs that hold it, and counts come out wrong.
UNION = ox.DefaultGraph()
_SERIAL = itertools.count()


class Graph:
    """A graph open for reading: one generation of a folder, or files in memory.

    ``store`` is the pyoxigraph store itself, for queries at full speed; `to_rdflib` is the same
    data with a Python face. ``path`` is the folder, or None for files. ``union`` says that the
    default graph holds the union of all graphs. ``remote`` says that the store is on another machine
    (`kg.remote.Remote`), where every pattern is a request.
    """

    remote = False

    def __init__(
        self,
        store: ox.Store,
        base: str = DEFAULT_BASE,
        *,
        path: str | os.PathLike[str] | None = None,
        generation: str | None = None,
        files: Sequence[str] = (),
        union: bool = True,
        declared: Mapping[str, str] | None = None,
    ) -> None:
        self.store = store
        self.ns = Namespaces(base, declared)
        self.generation = generation
        self.files = tuple(files)
        self.union = union
        self._path = None if path is None else os.fspath(path)
        # What tells a graph in memory, and its states, from others.
        self.serial = next(_SERIAL)
        self.changes = 0

    @property
    def version(self) -> str | None:
        """What changes with every publication; None for files, which nobody publishes."""
        return self.generation

    @property
    def path(self) -> Path | None:
        """The folder of the graph; None if it was read from files."""
        from pathlib import Path

        return None if self._path is None else Path(self._path)

    @property
    def manifest(self) -> Manifest:
        """What the documents' named graphs were made from; empty if read from files."""
        from kg.manifest import Manifest, read_manifest

        return read_manifest(self.generation) if self.generation else Manifest(self.ns.base)

    # -- SPARQL ---------------------------------------------------------------------------------

    def query(self, sparql: str, /, **options: Any) -> Results:
        """The results of any query: rows, a yes or no, or triples; our prefixes need no declaring.

        ``options`` are those of `kg.query.evaluate`: ``parameters``, ``union``, ``documents``,
        ``limit``, ``timeout``, ``allow_network``. Raises `QueryError`, `QueryTimeout`.
        """
        from kg.query import evaluate

        return evaluate(self, sparql, **options)

    def select(self, sparql: str, /, **options: Any) -> Rows:
        """The rows of a SELECT query; options and errors as for `query`.

        >>> graph = open_files([])
        >>> [row["x"].value for row in graph.select("SELECT ?x { VALUES ?x { 1 2 } }")]
        ['1', '2']
        """
        from kg.query import select

        return select(self, sparql, **options)

    def ask(self, sparql: str, /, **options: Any) -> bool:
        """The answer of an ASK query; options and errors as for `query`."""
        from kg.query import ask

        return ask(self, sparql, **options)

    def construct(self, sparql: str, /, **options: Any) -> Iterator[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query; options and errors as for `query`."""
        from kg.query import construct

        return construct(self, sparql, **options)

    def update(self, sparql: str, /, **options: Any) -> Report:
        """Change the graph by a SPARQL UPDATE, all or nothing; see `kg.update.update`.

        A folder gets a new generation, which the next `open_graph` opens; this one stays as it is.
        """
        from kg.update import update

        return update(self, sparql, **options)

    # -- other faces ----------------------------------------------------------------------------

    def network(self) -> Network:
        """The graph for causal questions: `why`, `path`, `whatif` …"""
        from kg.network import Network

        return Network(self)

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad of the named graphs (of plain files: of all), in no particular order."""
        for name in self.store.named_graphs():
            yield from self.store.quads_for_pattern(None, None, None, name)
        if self.generation is None:
            for quad in self.store.quads_for_pattern(None, None, None, UNION):
                s, p, o = quad.subject, quad.predicate, quad.object
                named = self.store.quads_for_pattern(s, p, o, None)
                if all(other.graph_name == UNION for other in named):
                    yield quad

    def snapshot(self) -> Snapshot:
        """The whole graph as model values."""
        from kg.graph import read_snapshot

        return read_snapshot(self.store.quads_for_pattern(None, None, None, UNION), self.ns)

    def text(self, sha256: str) -> str:
        """The text of the document whose source has this hash; raises `StoreError` if it is lost."""
        if self._path is None:
            raise StoreError(
                "a graph read from files holds no texts; open the folder kg build made"
            )
        path = text_path(self._path, sha256)
        try:
            with open(path, "rb") as handle:
                return handle.read().decode("utf-8", "surrogatepass")
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}; build the graph again") from error
        except UnicodeDecodeError as error:
            raise StoreError(f"{path}: damaged; build the graph again with --fresh") from error

    def to_rdflib(self) -> rdflib.Dataset:
        """An rdflib Dataset on this very store (through oxrdflib), our prefixes bound."""
        import rdflib
        from oxrdflib import OxigraphStore

        dataset = rdflib.Dataset(store=OxigraphStore(store=self.store))
        for prefix, namespace in self.ns.prefixes.items():
            dataset.bind(prefix, namespace, override=True, replace=True)
        return dataset

    def page(self, *, title: str | None = None, language: str = "zh", **conditions: Any) -> str:
        """The graph as one HTML page, to be written in UTF-8; see `kg.page.render`.

        ``conditions`` choose what is drawn: ``focus``, ``depth``, ``min_belief``, ``sources``,
        ``query``; see `kg.selection.select` for these and for errors.
        """
        from kg.page import render, select, texts_of

        snapshot = select(self, **conditions)
        return render(snapshot, title=title, language=language, texts=texts_of(self))

    def _repr_html_(self) -> str:
        from kg.page import notebook

        return notebook(self)


def open_graph(path: str | os.PathLike[str]) -> Graph:
    """Open the graph in the folder ``path`` for reading, an RDF file, or the graph in a SPARQL store
    at an address (http, https); any number of readers may.

    Raises `StoreError` if there is none, or if it can't be read; `SourceError` for a file that is
    no RDF.
    """
    if is_address(path):
        from kg.remote import open_remote

        return open_remote(os.fspath(path))
    if os.path.isfile(path):
        return open_files([path])
    generation = generation_of(path)
    if generation is None:
        where = os.fspath(path)
        raise StoreError(f"{where}: no graph here; make one with: kg build SOURCES -o {where}")
    store = open_store(generation)
    return Graph(store, base_of(generation), path=path, generation=generation)


def is_address(place: str | os.PathLike[str]) -> bool:
    """Whether a graph is in a store at an address, not in a folder or file."""
    return "://" in os.fspath(place)


def matching(
    store: Any,
    subjects: Iterable[Any] | None,
    predicate: ox.NamedNode | None,
    objects: Iterable[Any] | None,
    graph: Any = UNION,
) -> Iterator[ox.Quad]:
    """The quads of a graph with any of these subjects, this predicate, any of these objects.

    None matches everything. A store on another machine is asked about many nodes at a time.
    """
    if not isinstance(store, ox.Store):
        yield from store.matching(subjects, predicate, objects, graph)
        return
    some = None if objects is None else list(objects)
    for s in (None,) if subjects is None else subjects:
        for o in (None,) if some is None else some:
            yield from store.quads_for_pattern(s, predicate, o, graph)


def open_files(
    paths: Sequence[str | os.PathLike[str]], base: str = DEFAULT_BASE, *, union: bool = True
) -> Graph:
    """Read RDF files (Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML, N3) into memory.

    Plain patterns see the triples of all graphs, each once, as in a graph on disk; without ``union``
    they see the files' default graph. The files' prefixes are known to queries. Nothing is fetched.
    Raises `SourceError` with file and line.
    """
    store = ox.Store()
    declared: dict[str, str] = {}
    files = [os.fspath(path) for path in paths]
    for file in files:
        _load(store, file, declared, rename=len(files) > 1)
    if union:
        named = [quad for quad in store if quad.graph_name != UNION]
        store.extend(ox.Quad(q.subject, q.predicate, q.object, UNION) for q in named)
    return Graph(store, base, files=files, union=union, declared=declared)


def _load(store: ox.Store, file: str, declared: dict[str, str], *, rename: bool) -> None:
    if os.path.isdir(file):
        raise SourceError(f"{file}: is a folder; name RDF files, or the graph with --graph")
    form = rdf_format(file)
    try:
        if form == ox.RdfFormat.RDF_XML:
            with open(file, "rb") as handle:
                refuse_entities(handle.read(), file)
        # Blank nodes of different files are different nodes.
        parser = ox.parse(
            path=file, format=form, base_iri=_file_iri(file), rename_blank_nodes=rename
        )
        store.bulk_extend(known_terms(parser, file))
        declared.update(parser.prefixes)
    except OSError as error:
        raise SourceError(f"{file}: {error.strerror or error}") from error
    except (SyntaxError, ValueError) as error:
        raise not_valid(file, form, error) from error


def known_terms(quads: Iterable[ox.Quad], file: str) -> Iterator[ox.Quad]:
    """The quads, unless one holds what RDF 1.2 added (a triple as a term, text with a direction):
    no other tool here can write it. Raises `SourceError`."""
    for quad in quads:
        term = quad.object
        if isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction):
            raise SourceError(
                f"{file}: {quad.subject} {quad.predicate} has a value of RDF 1.2 "
                "(a triple, or text with a direction); write it as RDF 1.1"
            )
        yield quad


def rdf_format(file: str) -> ox.RdfFormat:
    """The RDF format that the suffix of ``file`` names; raises `SourceError` if it names none."""
    suffix = os.path.splitext(file)[1]
    form = ox.RdfFormat.from_extension(suffix.lstrip(".").lower())
    if form is None or suffix.lower() == ".txt":  # the engine takes any text for N-Triples
        raise SourceError(
            f"{file}: no RDF format has the suffix {suffix or '(none)'}; "
            "there are ttl, trig, nt, nq, jsonld, rdf, n3"
        )
    return form


def not_valid(file: str, form: ox.RdfFormat, error: Exception) -> SourceError:
    """What the engine's parser says of ``file``, with the line if it knows one."""
    line = getattr(error, "lineno", None)
    place = f"{file}:{line}" if line else file
    return SourceError(f"{place}: not valid {form.name}: {getattr(error, 'msg', None) or error}")


def refuse_entities(data: bytes, file: str) -> None:
    """Raise `SourceError` for XML whose entities are long or made of entities, or which is no XML.

    The engine's parser writes entities out wherever they are used, so a few lines of nested ones
    fill all memory. Short ones, which OWL files abbreviate their namespaces with, are fine.
    """
    import re
    from xml.parsers import expat

    nested = re.compile(r"&(?!#|(?:lt|gt|amp|quot|apos);)")

    def declared(name: str, parameter: int, value: str | None, *_: object) -> None:
        if value is not None and (len(value) > _ENTITY or nested.search(value)):
            raise SourceError(
                f"{file}: its XML entity {name} is long or made of others; write it out"
            )

    # Declarations end where the first element begins.
    def started(*_: object) -> None:
        raise StopIteration

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = started
    try:
        parser.Parse(data, True)
    except StopIteration:
        return
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        raise SourceError(f"{file}:{error.lineno}: not valid RDF/XML: {said}") from error


# Longer than any namespace.
_ENTITY = 500


def _file_iri(file: str) -> str:
    from urllib.parse import quote

    return "file://" + quote(os.path.abspath(file))


def current(path: Path) -> Path | None:
    """The folder of the generation that readers open, or None if nothing was published."""
    from pathlib import Path

    found = generation_of(path)
    return Path(found) if found else None


def generation_of(path: str | os.PathLike[str]) -> str | None:
    """What `current` gives, without its cost; raises `StoreError` if the graph is damaged."""
    pointer = os.path.join(path, "CURRENT")
    try:
        with open(pointer, encoding="ascii") as handle:
            name = handle.read().strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{pointer}: {error}; build it again with --fresh") from error
    generation = os.path.join(path, "generations", name)
    if not name.isdigit() or not os.path.isdir(generation):
        raise StoreError(
            f"{os.fspath(path)}: CURRENT names {name!r}, which is not there; build it again with --fresh"
        )
    return generation


def base_of(generation: str | os.PathLike[str]) -> str:
    """The base IRI of a generation; raises `StoreError` if it is damaged."""
    path = os.path.join(generation, "base")
    try:
        with open(path, encoding="utf-8") as handle:
            base = handle.read()
        ox.NamedNode(base + "doc/a")
        return base
    except FileNotFoundError:
        from kg.manifest import read_manifest

        return read_manifest(os.fspath(generation)).base  # written by a kg that kept it there only
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: {error}; build it again with --fresh") from error


def open_store(generation: str | os.PathLike[str]) -> ox.Store:
    """The store of a generation, for reading; raises `StoreError` if it is damaged."""
    try:
        return ox.Store.read_only(os.path.join(generation, "store"))
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(
            f"{os.fspath(generation)}: the store can't be opened ({error}); build it again with --fresh"
        ) from error


def text_path(root: str | os.PathLike[str], sha256: str) -> str:
    """Where the text of the source with this hash is kept."""
    # No suffix: a folder of sources that holds the graph must not find articles here.
    return os.path.join(root, "texts", sha256[:2], sha256)
