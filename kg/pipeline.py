"""The whole flow, in one function: read → extract → ground → assemble → graph → publish."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

import kg
from kg import extractors, readers
from kg.assemble import assemble, key
from kg.errors import StoreError, UsageError
from kg.graph import (
    EDITS,
    LINKS,
    concept_quads,
    document_quads,
    link_quads,
    read_claims,
)
from kg.ground import ground
from kg.manifest import Entry, Manifest, read_manifest
from kg.model import Claim, Cue, Document, Extraction
from kg.namespaces import DEFAULT_BASE, Namespaces
from kg.ontology import Ontology, load
from kg.publish import Publication, check_place, publish
from kg.store import UNION, current, open_store
from kg.text import local_name
from kg.validate import check_quotes

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
        if remake:
            quads = (q for e in texts for q in document_quads(e, ns, knowledge))
            publication.load(quads)
            if before is not None:
                publication.add(_edits(graph))
        else:
            for extraction in texts:
                said = document_quads(extraction, ns, knowledge)
                publication.replace_graph(ns.iri(extraction.document.id), said)
        for extraction in texts:
            publication.keep_text(extraction.document.sha256, extraction.document.text)
        fresh_claims = {c.id: c for e in texts for c in e.claims}
        touched |= _pairs(fresh_claims.values(), knowledge)
        _reassemble(publication, touched, fresh_claims, ns, knowledge)
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
        unparsed=sum(len(e.unparsed) for e in texts),
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


def _edits(graph: Path) -> list[ox.Quad]:
    """What people added by hand: no reading of articles brings it back."""
    generation = current(graph)
    assert generation is not None
    return list(open_store(generation).quads_for_pattern(None, None, None, EDITS))


def _manifest(graph: Path, fresh: bool) -> Manifest | None:
    generation = None if fresh else current(graph)
    return read_manifest(generation) if generation else None


def _fingerprint(knowledge: Ontology, extractor: str) -> str:
    """What else than its source decides a document's graph: the versions of kg and of the
    segmenter, the rules, the lexicon."""
    parts = f"{kg.__version__}\n{extractor}\n{version('rjieba')}\n{knowledge.fingerprint}\n"
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
            yield from read_claims(publication.about, nodes, ns)  # type: ignore[arg-type]


def _pairs(claims: Iterable[Claim], knowledge: Ontology) -> set[tuple[str, str]]:
    """The factors that claims connect, by their words and by the link they count for."""
    pairs = set()
    for claim in claims:
        pairs |= {(claim.cause.entity, claim.effect.entity), key(claim, knowledge)[:2]}
    return pairs


def _reassemble(
    publication: Publication,
    touched: set[tuple[str, str]],
    fresh: dict[str, Claim],
    ns: Namespaces,
    knowledge: Ontology,
) -> None:
    """Assemble again the links between the touched pairs of factors, and no others.

    ``fresh`` are the claims read in this build, which need not be read back from the store.
    """
    store = publication.store
    # A claim may count for a link to another factor than its own effect (侵蚀利润: 利润下降), so
    # claims about the metric itself matter to a link to its fall.
    fall = str(knowledge.trend_labels["down"]["zh"])
    wanted = touched | {(cause, effect.removesuffix(fall)) for cause, effect in touched}
    nodes = _between(store, ns, "claim", wanted)
    known = [n for n in nodes if ns.curie(n.value) in fresh]
    claims = {ns.curie(n.value): fresh[ns.curie(n.value)] for n in known}
    others = sorted(nodes - set(known), key=lambda n: n.value)
    claims |= {c.id: c for c in read_claims(publication.about, others, ns)}
    pairs = touched | _pairs(claims.values(), knowledge)
    stale: list[ox.Quad] = []
    for node in _between(store, ns, "link", pairs):
        stale += store.quads_for_pattern(node, None, None, LINKS)
    for cause, effect in pairs:
        stale += store.quads_for_pattern(ns.iri(cause), None, ns.iri(effect), LINKS)
    for quad in store.quads_for_pattern(None, _TYPE, _SKOS_CONCEPT, LINKS):
        stale += store.quads_for_pattern(quad.subject, None, None, LINKS)
    publication.remove(stale)
    publication.add(link_quads(assemble(claims.values(), knowledge), ns))
    used = {
        ns.curie(str(q.object)[1:-1]) for q in store.quads_for_pattern(None, _CONCEPT, None, None)
    }
    publication.add(concept_quads(used, ns, knowledge))


def _between(
    store: ox.Store, ns: Namespaces, kind: str, pairs: set[tuple[str, str]]
) -> set[ox.NamedNode]:
    """The claims or links (``kind``) that lead from the cause to the effect of any of ``pairs``."""
    causes: dict[str, set[str]] = {}
    for cause, effect in pairs:
        causes.setdefault(effect, set()).add(ns.iri(cause).value)
    found = set()
    for effect, wanted in causes.items():
        for quad in store.quads_for_pattern(None, _EFFECT, ns.iri(effect), UNION):
            node = quad.subject
            if isinstance(node, ox.NamedNode) and node.value.startswith(ns.prefixes[kind]):
                named = store.quads_for_pattern(node, _CAUSE, None, UNION)
                if any(str(q.object)[1:-1] in wanted for q in named):
                    found.add(node)
    return found
