"""The whole flow, in one function: read → extract → ground → assemble → graph → publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

import kg
from kg import extractors, readers
from kg.errors import SourceError, StoreError, ToolError, UsageError
from kg.graph import LINKS, TYPE, document_quads
from kg.ground import ground
from kg.manifest import Entry, Manifest
from kg.model import Cue, Document, Extraction
from kg.namespaces import DEFAULT_BASE, VOCABULARIES, Namespaces
from kg.ontology import Ontology, load
from kg.publish import Publication, check_place, manifest_of, place_of, publish, said_in
from kg.readers import markup
from kg.relink import claims_of, document_id, pairs_of, reassemble
from kg.script import respelled
from kg.store import UNION, text_path
from kg.validate import check_quotes

_TOLD = 8  # sources in one message
Progress = Callable[[str, int, int], None]
"""Called with a stage, how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    ``silent`` maps documents without any claim to the cues left unparsed; ``unparsed`` counts the
    causal cues that were seen in the documents read this time and that no rule understood.
    """

    documents: int
    built: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    claims: int
    observations: int
    links: int
    silent: dict[str, tuple[Cue, ...]]
    unparsed: int


def build(
    sources: Path | str | Sequence[Path | str],
    graph: Path | str,
    *,
    base: str | None = None,
    extractor: str = "rules",
    ontology: Path | None = None,
    keep: bool = False,
    fresh: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Build the graph in the folder ``graph``, or in the store at that address, from ``sources``.

    Afterwards the graph holds exactly these sources: what changed is read again, what is gone is
    removed, what is the same is left alone. ``keep`` keeps documents that ``sources`` does not
    name; ``fresh`` starts from nothing; ``jobs`` extracts in that many processes (the result is
    the same). Raises any `KgError`; the old graph then stays as it was.
    """
    graph = place_of(graph)
    knowledge = load(ontology)
    extractors.load(extractor)  # an unknown name fails before anything is read
    check_place(graph)
    listed = [sources] if isinstance(sources, str | Path) else sources
    files = dict(_named([Path(source) for source in listed]))
    before = None if fresh else manifest_of(graph)
    ns = Namespaces(_base(base or (before.base if before else DEFAULT_BASE)))
    fingerprint = _fingerprint(knowledge, extractor)
    plan = _plan(files, before, ns, fingerprint, keep=keep, graph=graph)

    # read → extract → ground, one document at a time
    texts: list[Extraction] = []
    work = [(files[name], name) for name in plan.changed]
    for extraction in _extractions(work, extractor, ontology, jobs):
        texts.append(extraction)
        if progress:
            progress("extract", len(texts), len(work))

    # assemble → graph → publish, all or nothing
    with publish(graph, fresh=fresh or plan.remake) as publication:
        if before is not None and publication.published != before:
            raise StoreError(f"{graph}: another build changed this graph meanwhile; build again")
        touched = _write(publication, graph, plan, texts, ns, knowledge)
        claims = {c.id: c for e in texts for c in e.claims}
        touched |= pairs_of(claims.values(), knowledge)
        reassemble(publication, touched, claims, ns, knowledge)
        documents = {name: plan.known[name] for name in plan.kept}
        for extraction in texts:
            documents[extraction.document.source] = Entry(
                extraction.document.source,
                extraction.document.sha256,
                len(extraction.claims),
                len(extraction.observations),
            )
        own = knowledge.fingerprint if ontology else ""
        publication.manifest = Manifest(ns.base, fingerprint, documents, own)
        links = sum(1 for _ in publication.store.quads_for_pattern(None, TYPE, _LINK, LINKS))
        # Each once, whatever number of sources say it: what was exported comes back by an import.
        told, observed = (
            sum(1 for _ in publication.store.quads_for_pattern(None, TYPE, kind, UNION))
            for kind in (_CLAIM, _OBSERVATION)
        )
    return Report(
        documents=len(documents),
        built=tuple(plan.changed),
        removed=tuple(sorted(plan.gone)),
        unchanged=len(files) - len(plan.changed),
        claims=told,
        observations=observed,
        links=links,
        silent={e.document.source: e.unparsed for e in texts if not e.claims},
        unparsed=sum(len(e.unparsed) for e in texts),
    )


@dataclass(frozen=True)
class _Plan:
    """What a build has to do, by names of documents.

    ``known`` are the documents of the graph as it is; ``remake`` says that all of it is read anew.
    """

    before: Manifest | None
    known: dict[str, Entry]
    imported: list[str]
    changed: list[str]
    gone: list[str]
    remake: bool

    @property
    def kept(self) -> list[str]:
        """The documents whose graphs stay as they are."""
        return [
            name
            for name in self.known
            if name in self.imported or not (self.remake or name in self.gone)
        ]


def _plan(
    files: dict[str, Path],
    before: Manifest | None,
    ns: Namespaces,
    fingerprint: str,
    *,
    keep: bool,
    graph: Path | str,
) -> _Plan:
    """What changed since ``before``; raises `UsageError` for what can't be done together."""
    remake = before is None or before.fingerprint != fingerprint or before.base != ns.base
    known = {} if before is None else dict(before.documents)
    hashes = _hashes(files, {entry.sha256 for entry in known.values()})
    changed = [
        name
        for name in files
        if remake
        or name not in known
        or known[name].sha256 != hashes[name]
        or not _text_kept(graph, hashes[name])
    ]
    imported = [name for name, entry in known.items() if entry.imported]
    # Names that differ in what an IRI can't hold (a b.md, a_b.md) are names of one graph.
    named = {document_id(name) for name in files}
    if both := sorted(name for name in imported if document_id(name) in named):
        raise UsageError(f"{both[0]}: an imported graph has this name; give the import another")
    if imported and before is not None and before.base != ns.base:
        raise UsageError(
            f"{graph}: what was imported speaks of {before.base}; build elsewhere and import it again"
        )
    if remake and keep and set(known) - set(files) - set(imported):
        raise UsageError(
            f"{graph}: the rules or the base IRI changed since this graph was built; name all of its "
            "sources again, or leave out --keep"
        )
    gone = [
        name
        for name in known
        if name not in files and name not in imported and (not keep or document_id(name) in named)
    ]
    return _Plan(before, known, imported, changed, gone, remake)


def _hashes(files: dict[str, Path], known: set[str]) -> dict[str, str]:
    """The SHA-256 of every source; one `SourceError` for all that can't be read as text.

    What is ``known`` was read before.
    """
    found: dict[str, str] = {}
    faults: dict[Path, SourceError] = {}
    for name, path in files.items():
        try:
            data = readers.read_bytes(path)
            found[name] = hashlib.sha256(data).hexdigest()
            if found[name] not in known:
                readers.decode(data, str(path))
        except SourceError as error:
            faults[path] = error
    if faults:
        (_, first), *others = faults.items()
        shown = ", ".join(str(path) for path, _ in others[:_TOLD])
        left = f" and {len(others) - _TOLD:,} others" if len(others) > _TOLD else ""
        more = f"; {len(others):,} more can't be read: {shown}{left}" if others else ""
        raise SourceError(f"{first}{more}")
    return found


def _text_kept(graph: Path | str, sha256: str) -> bool:
    # A store elsewhere keeps no texts.
    return isinstance(graph, str) or Path(text_path(graph, sha256)).is_file()


def _write(
    publication: Publication,
    graph: Path | str,
    plan: _Plan,
    texts: Sequence[Extraction],
    ns: Namespaces,
    knowledge: Ontology,
) -> set[tuple[str, str]]:
    """Write what the documents say; returns the pairs of factors that lost or may have lost claims."""
    old = [] if plan.remake else [n for n in (*plan.gone, *plan.changed) if n in plan.known]
    touched = pairs_of(claims_of(publication, old, ns), knowledge)
    for name in plan.gone:
        publication.replace_graph(ns.iri(document_id(name)), ())
    if plan.remake:
        publication.load(q for e in texts for q in document_quads(e, ns, knowledge))
        if plan.before is not None:
            publication.add(_added(graph, plan.before))
            touched |= pairs_of(claims_of(publication, plan.imported, ns), knowledge)
    else:
        for extraction in texts:
            said = document_quads(extraction, ns, knowledge)
            publication.replace_graph(ns.iri(extraction.document.id), said)
    for extraction in texts:
        publication.keep_text(extraction.document.sha256, extraction.document.text)
    return touched


def extract(
    path: Path | str,
    *,
    name: str | None = None,
    extractor: str = "rules",
    ontology: Path | None = None,
) -> Extraction:
    """What one article says, grounded; nothing is stored. Raises any `KgError`."""
    knowledge = load(ontology)
    return _extract(readers.read(Path(path), name), extractor, knowledge)


def extract_text(
    text: str, *, name: str = "text.md", extractor: str = "rules", ontology: Path | None = None
) -> Extraction:
    """What a text says, grounded; ``name`` decides the format by its suffix. Raises any `KgError`."""
    return _extract(readers.read_text(text, name), extractor, load(ontology))


def _extract(document: Document, extractor: str, knowledge: Ontology) -> Extraction:
    cleared = markup.bare(document)
    read, places = cleared or (document, None)
    extraction = extractors.load(extractor)(read, knowledge)
    check_quotes(extraction)
    grounded = ground(extraction, knowledge)
    if not places:
        return grounded
    return respelled(grounded, replace(document, title=read.title, language=read.language), places)


def _extractions(
    work: list[tuple[Path, str]], extractor: str, ontology: Path | None, jobs: int
) -> Iterator[Extraction]:
    tasks = [(path, name, extractor, ontology) for path, name in work]
    if jobs > 1 and len(tasks) > 1:
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool
        from multiprocessing import get_context

        # Spawned, not forked: a store open in this process has threads, which a fork would lose.
        context = get_context("spawn")
        with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=context) as pool:
            # map keeps the order of its input, so the number of workers changes nothing.
            try:
                yield from pool.map(_task, tasks, chunksize=max(1, len(tasks) // (jobs * 8)))
            except BrokenProcessPool as error:
                raise ToolError(
                    "a worker process was killed, as when memory is short; give fewer --jobs"
                ) from error
    else:
        yield from map(_task, tasks)


def _task(task: tuple[Path, str, str, Path | None]) -> Extraction:
    path, name, extractor, ontology = task
    return extract(path, name=name, extractor=extractor, ontology=ontology)


def _named(sources: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    if not sources:
        raise UsageError("no source named; give files or folders of .txt or .md articles")
    for path, name in readers.find(sources):
        yield name, path


def _base(base: str) -> str:
    try:
        valid = base.startswith(("http://", "https://", "urn:")) and base[-1] in "/#:"
        ox.NamedNode(base + "factor/a")
    except (ValueError, IndexError):
        valid = False
    if not valid:
        raise UsageError(f"base IRI {base!r}: give an absolute IRI that ends in / or #")
    return base


def _added(graph: Path | str, before: Manifest) -> list[ox.Quad]:
    """What people added by hand or imported: no reading of articles brings it back."""
    ns = Namespaces(before.base)
    read = {ns.iri(document_id(n)) for n, entry in before.documents.items() if not entry.imported}
    return said_in(graph, lambda name: name != LINKS and name not in read)


def _fingerprint(knowledge: Ontology, extractor: str) -> str:
    """What else than its source decides a document's graph: the versions of kg and of the
    segmenter, the rules, the lexicon."""
    parts = f"{kg.__version__}\n{extractor}\n{version('rjieba')}\n{knowledge.fingerprint}\n"
    return hashlib.sha256(parts.encode()).hexdigest()


_LINK, _CLAIM, _OBSERVATION = (
    ox.NamedNode(VOCABULARIES["kg"] + kind) for kind in ("CausalLink", "Claim", "Observation")
)
