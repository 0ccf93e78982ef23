"""The whole flow, in one function: read → extract → ground → assemble → graph → publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

import kg
from kg import extractors, readers
from kg.assemble import assemble, key
from kg.errors import StoreError, UsageError
from kg.graph import (
    DEFAULT_BASE,
    LINKS,
    Namespaces,
    concept_quads,
    document_quads,
    link_quads,
    read_claims,
)
from kg.ground import ground
from kg.model import Claim, Cue, Document, Extraction
from kg.ontology import Ontology, load
from kg.store import (
    Entry,
    Manifest,
    Publication,
    check_place,
    current,
    publish,
    read_manifest,
)
from kg.text import local_name
from kg.validate import check_quotes

Progress = Callable[[str, int, int], None]
"""Called with a stage, how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. ``silent`` maps documents without any claim to the cues left unparsed."""

    documents: int
    built: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    claims: int
    observations: int
    links: int
    silent: dict[str, tuple[Cue, ...]]


def build(
    sources: Sequence[Path | str],
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
    """Build the graph in the folder ``graph`` from ``sources`` (files and folders).

    Afterwards the graph holds exactly these sources: what changed is read again, what is gone is
    removed, what is the same is left alone. ``keep`` keeps documents that ``sources`` does not
    name; ``fresh`` starts from nothing; ``jobs`` extracts in that many processes (the result is
    the same). Raises any `KgError`; the old graph then stays as it was.
    """
    graph = Path(graph)
    knowledge = load(ontology)
    extractors.load(extractor)  # an unknown name fails before anything is read
    check_place(graph)
    files = dict(_named([Path(source) for source in sources]))
    before = _manifest(graph, fresh)
    ns = Namespaces(_base(base or (before.base if before else DEFAULT_BASE)))
    fingerprint = _fingerprint(knowledge, extractor)
    remake = before is None or before.fingerprint != fingerprint or before.base != ns.base
    known = {} if before is None else dict(before.documents)
    hashes = {
        name: hashlib.sha256(readers.read_bytes(path)).hexdigest() for name, path in files.items()
    }
    changed = [
        name for name in files if remake or name not in known or known[name].sha256 != hashes[name]
    ]
    if remake and keep and set(known) - set(files):
        raise UsageError(
            f"{graph}: the rules or the base IRI changed since this graph was built; name all of its "
            "sources again, or leave out --keep"
        )
    gone = [] if keep else [name for name in known if name not in files]

    # read → extract → ground, one document at a time
    texts: list[Extraction] = []
    work = [(files[name], name) for name in changed]
    for extraction in _extractions(work, extractor, ontology, jobs):
        check_quotes(extraction)
        texts.append(extraction)
        if progress:
            progress("extract", len(texts), len(work))

    # assemble → graph → publish, all or nothing
    with publish(graph, fresh=fresh or remake) as publication:
        if not remake and before is not None and publication.before != before:
            raise StoreError(f"{graph}: another build changed this graph meanwhile; build again")
        old = _claims_of(publication, [*gone, *changed], ns, {} if remake else known)
        touched = _pairs(old, knowledge)
        for name in gone:
            publication.replace_graph(ns.iri(_document_id(name)), ())
        for extraction in texts:
            quads = document_quads(extraction, ns, knowledge)
            publication.replace_graph(ns.iri(extraction.document.id), quads)
            publication.keep_text(extraction.document.sha256, extraction.document.text)
        touched |= _pairs((c for e in texts for c in e.claims), knowledge)
        _reassemble(publication, touched, ns, knowledge)
        documents = {
            name: entry for name, entry in known.items() if name not in gone and not remake
        }
        for extraction in texts:
            documents[extraction.document.source] = Entry(
                extraction.document.source,
                extraction.document.sha256,
                len(extraction.claims),
                len(extraction.observations),
            )
        publication.manifest = Manifest(ns.base, fingerprint, documents)
        links = sum(1 for _ in publication.store.quads_for_pattern(None, _TYPE, _LINK, LINKS))
    return Report(
        documents=len(documents),
        built=tuple(changed),
        removed=tuple(sorted(gone)),
        unchanged=len(files) - len(changed),
        claims=sum(d.claims for d in documents.values()),
        observations=sum(d.observations for d in documents.values()),
        links=links,
        silent={e.document.source: e.unparsed for e in texts if not e.claims},
    )


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
    return ground(extractors.load(extractor)(document, knowledge), knowledge)


def _extractions(
    work: list[tuple[Path, str]], extractor: str, ontology: Path | None, jobs: int
) -> Iterator[Extraction]:
    tasks = [(path, name, extractor, ontology) for path, name in work]
    if jobs > 1 and len(tasks) > 1:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # Spawned, not forked: a store open in this process has threads, which a fork would lose.
        context = get_context("spawn")
        with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=context) as pool:
            # map keeps the order of its input, so the number of workers changes nothing.
            yield from pool.map(_task, tasks, chunksize=max(1, len(tasks) // (jobs * 8)))
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


def _manifest(graph: Path, fresh: bool) -> Manifest | None:
    generation = None if fresh else current(graph)
    return read_manifest(generation) if generation else None


def _fingerprint(knowledge: Ontology, extractor: str) -> str:
    """What else than its source decides a document's graph: the version, the rules, the lexicon."""
    parts = f"{kg.__version__}\n{extractor}\n{knowledge.fingerprint}\n"
    return hashlib.sha256(parts.encode()).hexdigest()


def _document_id(name: str) -> str:
    return "doc:" + local_name(name)


_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LINK = ox.NamedNode("https://w3id.org/causal-kg/ontology#CausalLink")
_CLAIM = ox.NamedNode("https://w3id.org/causal-kg/ontology#Claim")
_CAUSE = ox.NamedNode("https://w3id.org/causal-kg/ontology#cause")
_EFFECT = ox.NamedNode("https://w3id.org/causal-kg/ontology#effect")
_CONCEPT = ox.NamedNode("https://w3id.org/causal-kg/ontology#concept")
_SKOS_CONCEPT = ox.NamedNode("http://www.w3.org/2004/02/skos/core#Concept")


def _claims_of(
    publication: Publication, names: Iterable[str], ns: Namespaces, known: dict[str, Entry]
) -> Iterator[Claim]:
    for name in names:
        if name in known:
            graph = ns.iri(_document_id(name))
            nodes = [
                q.subject for q in publication.store.quads_for_pattern(None, _TYPE, _CLAIM, graph)
            ]
            yield from read_claims(publication.store.quads_for_pattern, nodes, ns)  # type: ignore[arg-type]


def _pairs(claims: Iterable[Claim], knowledge: Ontology) -> set[tuple[str, str]]:
    """The factors that claims connect, by their words and by the link they count for."""
    pairs = set()
    for claim in claims:
        pairs |= {(claim.cause.entity, claim.effect.entity), key(claim, knowledge)[:2]}
    return pairs


def _reassemble(
    publication: Publication, touched: set[tuple[str, str]], ns: Namespaces, knowledge: Ontology
) -> None:
    """Assemble again the links between the touched pairs of factors, and no others."""
    store = publication.store
    claims: dict[str, Claim] = {}
    for cause, effect in sorted(touched):
        nodes = _between(store, ns.iri(cause), ns.iri(effect), _CLAIM)
        for claim in read_claims(store.quads_for_pattern, nodes, ns):
            claims[claim.id] = claim
    # A claim may speak of a link to another factor than its own effect (侵蚀利润: 利润下降), and
    # that link may have claims of its own; follow until nothing new is touched.
    pairs = set(touched) | _pairs(claims.values(), knowledge)
    for cause, effect in sorted(pairs):
        for target in {effect, effect.removesuffix(str(knowledge.trend_labels["down"]["zh"]))}:
            nodes = _between(store, ns.iri(cause), ns.iri(target), _CLAIM)
            for claim in read_claims(store.quads_for_pattern, nodes, ns):
                claims[claim.id] = claim
    pairs |= _pairs(claims.values(), knowledge)
    stale: list[ox.Quad] = []
    for cause, effect in sorted(pairs):
        a, b = ns.iri(cause), ns.iri(effect)
        for node in _between(store, a, b, _LINK):
            stale += store.quads_for_pattern(node, None, None, LINKS)
        stale += store.quads_for_pattern(a, None, b, LINKS)
    for quad in store.quads_for_pattern(None, _TYPE, _SKOS_CONCEPT, LINKS):
        stale += store.quads_for_pattern(quad.subject, None, None, LINKS)
    publication.remove(stale)
    publication.add(link_quads(assemble(claims.values(), knowledge), ns))
    used = {
        ns.curie(str(q.object)[1:-1]) for q in store.quads_for_pattern(None, _CONCEPT, None, None)
    }
    publication.add(concept_quads(used, ns, knowledge))


def _between(
    store: ox.Store, cause: ox.NamedNode, effect: ox.NamedNode, kind: ox.NamedNode
) -> list[ox.NamedNode]:
    found = []
    for quad in store.quads_for_pattern(None, _EFFECT, effect, None):
        node = quad.subject
        if any(store.quads_for_pattern(node, _CAUSE, cause, None)) and any(
            store.quads_for_pattern(node, _TYPE, kind, None)
        ):
            found.append(node)
    return sorted(set(found), key=lambda n: n.value)  # type: ignore[arg-type]
