"""Building: the same graph however it came to be, and nothing lost when a build fails."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from conftest import Kg
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import extractors
from kg.cli import app
from kg.errors import SourceError, UsageError, ValidationError
from kg.export import export
from kg.extractors import rules
from kg.model import (
    Argument,
    Claim,
    Cue,
    Document,
    Evidence,
    Extraction,
    Modality,
    Observation,
    Polarity,
    Requirement,
)
from kg.ontology import Ontology, locate
from kg.pipeline import Report, build
from kg.store import open_graph

CAUSES = "甲公司涨价导致用户流失。"


def dump(graph: Path) -> tuple[bytes, bytes]:
    """The graph as Turtle (the union) and as TriG (who says what)."""
    opened = open_graph(graph)
    # What plain patterns of a query match is what all documents say together, each triple once.
    answer = opened.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")
    assert isinstance(answer, ox.QuerySolutions)
    matched = [(row["s"], row["p"], row["o"]) for row in answer]
    assert len(matched) == len(set(matched))
    assert set(matched) == {(q.subject, q.predicate, q.object) for q in opened.quads()}
    return b"".join(export(opened, "ttl")), b"".join(export(opened, "trig"))


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """Make ``folder`` hold exactly ``texts``."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


# -- bringing a graph up to date -------------------------------------------------------------------

# Few factors, so that documents meet in the same links: for, against, hedged, denied, conditional.
SENTENCES = (
    CAUSES,
    "甲公司涨价可能导致用户流失。",
    "用户流失并不是由甲公司涨价导致的。",
    "如果甲公司涨价，用户就会流失。",
    "甲公司涨价抑制了用户流失。",
    "用户流失导致亏损扩大。",
    "由于用户流失，甲公司涨价。",
    "合规成本上升导致利润下降。",
    "2020年，甲公司的获客成本为38元。",
    "今天天气很好。",
)
NAMES = ("a.txt", "b.md", "part/c.txt")

texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map("\n\n".join)
corpora = st.dictionaries(st.sampled_from(NAMES), texts, min_size=1)


def same_as_fresh(states: list[dict[str, str]]) -> list[Report]:
    """Build each state of a corpus on top of the one before, and anew; both must be one graph."""
    reports = []
    with TemporaryDirectory() as name:
        root = Path(name)
        for number, state in enumerate(states):
            write(root / "corpus", state)
            reports.append(build([root / "corpus"], root / "graph"))
            build([root / "corpus"], root / f"fresh{number}")
            assert dump(root / "graph") == dump(root / f"fresh{number}"), states[: number + 1]
    return reports


def test_the_life_of_a_corpus_leaves_no_trace_in_the_graph() -> None:
    other = "调查显示，甲公司涨价导致用户流失，这一点没有疑问。"
    reports = same_as_fresh(
        [
            {"a.txt": CAUSES},
            {"a.txt": CAUSES, "b.txt": other},  # a second source for the same link
            {"a.txt": CAUSES, "b.txt": "甲公司涨价抑制了用户流失。"},  # which turns against it
            {"a.txt": CAUSES, "renamed.txt": "甲公司涨价抑制了用户流失。"},
            {"renamed.txt": "甲公司涨价抑制了用户流失。"},  # the first source goes
            {"renamed.txt": "今天天气很好。"},  # and at last nobody says anything
        ]
    )
    assert [(r.built, r.removed, r.unchanged) for r in reports] == [
        (("a.txt",), (), 0),
        (("b.txt",), (), 1),
        (("b.txt",), (), 1),
        (("renamed.txt",), ("b.txt",), 1),
        ((), ("a.txt",), 1),
        (("renamed.txt",), (), 0),
    ]
    assert reports[0].links == 1
    assert reports[1].claims > reports[0].claims
    assert reports[-1].links == 0


@settings(max_examples=8, deadline=None, derandomize=True, database=None)
@given(st.lists(corpora, min_size=2, max_size=4))
def test_any_series_of_changes_ends_in_the_graph_of_a_fresh_build(
    states: list[dict[str, str]],
) -> None:
    same_as_fresh(states)


def test_the_order_of_sources_does_not_matter(tmp_path: Path) -> None:
    write(tmp_path / "s", {"a.txt": CAUSES, "b.txt": "用户流失导致亏损扩大。"})
    a, b = tmp_path / "s" / "a.txt", tmp_path / "s" / "b.txt"
    build([a, b], tmp_path / "one")
    build([b, a], tmp_path / "two")
    assert dump(tmp_path / "one") == dump(tmp_path / "two")


read: list[str] = []


def counting(document: Document, ontology: Ontology) -> Extraction:
    """The rules, noting what they read."""
    read.append(document.source)
    return rules.extract(document, ontology)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Register an extractor of this module; returns its name."""

    def register(function: str) -> str:
        monkeypatch.setitem(extractors.EXTRACTORS, function, f"{__name__}:{function}")
        return function

    return register


def test_unchanged_documents_are_not_read_again(tmp_path: Path, use: Callable[[str], str]) -> None:
    name = use("counting")
    corpus = tmp_path / "corpus"
    write(corpus, {"a.txt": CAUSES, "b.txt": "用户流失导致亏损扩大。"})
    build([corpus], tmp_path / "graph", extractor=name)
    before = dump(tmp_path / "graph")

    # The same bytes under a new date are no change.
    write(corpus, {"a.txt": CAUSES, "b.txt": "用户流失导致亏损扩大。"})
    read.clear()
    report = build([corpus], tmp_path / "graph", extractor=name)
    assert (read, report.built, report.unchanged) == ([], (), 2)
    assert dump(tmp_path / "graph") == before

    (corpus / "b.txt").write_text("用户流失导致裁员。", encoding="utf-8")
    report = build([corpus], tmp_path / "graph", extractor=name)
    assert (read, report.built, report.unchanged) == (["b.txt"], ("b.txt",), 1)

    read.clear()
    build([corpus], tmp_path / "graph", extractor=name, fresh=True)
    assert sorted(read) == ["a.txt", "b.txt"]


def test_the_report_counts_what_the_graph_holds(demo_graph: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    report = build([locate("data")], tmp_path / "graph", progress=lambda *step: seen.append(step))
    snapshot = open_graph(tmp_path / "graph").snapshot()
    assert dump(tmp_path / "graph") == dump(demo_graph)
    assert b" a skos:Concept ;" in dump(demo_graph)[0]  # else none could be forgotten or left over
    assert report.documents == len(report.built) == len(snapshot.documents) >= 4
    assert report.claims == len(snapshot.claims) > 0
    assert report.links == len(snapshot.links) > 0
    assert report.observations == len(snapshot.observations) > 0
    assert seen == [("extract", n, report.documents) for n in range(1, report.documents + 1)]


def test_keep_adds_and_a_plain_build_removes(tmp_path: Path) -> None:
    write(tmp_path / "s", {"a.txt": CAUSES, "b.txt": "甲公司涨价抑制了用户流失。"})
    a, b = tmp_path / "s" / "a.txt", tmp_path / "s" / "b.txt"
    graph = tmp_path / "graph"
    build([a], graph)
    report = build([b], graph, keep=True)
    assert (report.documents, report.built, report.removed) == (2, ("b.txt",), ())
    build([a, b], tmp_path / "both")
    assert dump(graph) == dump(tmp_path / "both")

    report = build([b], graph)
    assert (report.documents, report.built, report.removed) == (1, (), ("a.txt",))
    build([b], tmp_path / "alone")
    assert dump(graph) == dump(tmp_path / "alone")
    assert b"a.txt" not in dump(graph)[1]


def test_another_base_makes_the_graph_anew_and_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "s", {"a.txt": CAUSES, "b.txt": "用户流失导致亏损扩大。"})
    graph = tmp_path / "graph"
    build([tmp_path / "s"], graph)
    report = build([tmp_path / "s"], graph, base="https://example.org/其他#")
    assert sorted(report.built) == ["a.txt", "b.txt"]
    build([tmp_path / "s"], tmp_path / "fresh", base="https://example.org/其他#")
    assert dump(graph) == dump(tmp_path / "fresh")
    assert "<https://example.org/其他#factor/>".encode() in dump(graph)[0]

    again = build([tmp_path / "s"], graph)
    assert again.unchanged == 2
    assert dump(graph) == dump(tmp_path / "fresh")


@pytest.mark.parametrize(
    "base",
    ["example.org/", "ftp://example.org/", "https://example.org/a", "https://a b/", "https://<a>/"],
)
def test_a_base_that_is_no_iri_is_refused(tmp_path: Path, base: str) -> None:
    write(tmp_path / "s", {"a.txt": CAUSES})
    with pytest.raises(UsageError, match="base IRI"):
        build([tmp_path / "s"], tmp_path / "graph", base=base)
    assert not (tmp_path / "graph").exists()


def test_another_lexicon_makes_the_graph_anew(tmp_path: Path) -> None:
    write(tmp_path / "s", {"a.txt": "甲公司涨价糊弄出用户流失。", "b.txt": CAUSES})
    richer = tmp_path / "ontology"
    shutil.copytree(locate(), richer)
    lexicon = richer / "lexicon.zh.toml"
    words = lexicon.read_text(encoding="utf-8")
    lexicon.write_text(words.replace('"导致",', '"导致", "糊弄出",', 1), encoding="utf-8")

    graph = tmp_path / "graph"
    plain = build([tmp_path / "s"], graph)
    assert "a.txt" in plain.silent
    report = build([tmp_path / "s"], graph, ontology=richer)
    assert sorted(report.built) == ["a.txt", "b.txt"]
    assert report.silent == {}
    build([tmp_path / "s"], tmp_path / "fresh", ontology=richer)
    assert dump(graph) == dump(tmp_path / "fresh")
    assert build([tmp_path / "s"], graph, ontology=richer).unchanged == 2


def test_keep_can_not_mix_two_recipes(tmp_path: Path) -> None:
    write(tmp_path / "s", {"a.txt": CAUSES, "b.txt": "用户流失导致亏损扩大。"})
    graph = tmp_path / "graph"
    build([tmp_path / "s"], graph)
    before = dump(graph)
    with pytest.raises(UsageError, match="--keep"):
        build([tmp_path / "s" / "a.txt"], graph, base="https://example.org/", keep=True)
    assert dump(graph) == before


def test_workers_change_nothing(tmp_path: Path, demo_graph: Path, kg: Kg) -> None:
    # In processes of its own, because a process with an open store should not be forked.
    done = kg("build", locate("data"), "-o", tmp_path / "graph", "--jobs", "3")
    assert done.returncode == 0, done.stderr
    assert dump(tmp_path / "graph") == dump(demo_graph)


def test_a_failing_worker_is_an_ordinary_error(tmp_path: Path, kg: Kg) -> None:
    write(tmp_path / "s", {"a.txt": CAUSES, "c.txt": CAUSES})
    (tmp_path / "s" / "b.txt").write_bytes(b"\x80\x81\xff")
    done = kg("build", tmp_path / "s", "-o", tmp_path / "graph", "-j", "2")
    assert done.returncode == 2
    assert done.stderr.startswith("kg: ")
    assert "b.txt" in done.stderr
    assert "Traceback" not in done.stderr


# -- builds that fail ------------------------------------------------------------------------------


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a graph, to see that a failed build touched none. LOCK is always empty."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("bad", [b"\x80\x81\xff", b"", b"GIF89a\x00\x01", b" \n\n "])
def test_a_bad_source_among_good_ones_leaves_the_old_graph(tmp_path: Path, bad: bytes) -> None:
    corpus, graph = tmp_path / "corpus", tmp_path / "graph"
    write(corpus, {"a.txt": CAUSES})
    build([corpus], graph)
    before, content = files(graph), dump(graph)

    write(corpus, {"a.txt": "用户流失导致亏损扩大。", "z.txt": CAUSES})
    (corpus / "m.txt").write_bytes(bad)
    with pytest.raises(SourceError, match=r"m\.txt"):
        build([corpus], graph)
    assert files(graph) == before
    assert dump(graph) == content

    (corpus / "m.txt").unlink()
    assert sorted(build([corpus], graph).built) == ["a.txt", "z.txt"]


def test_all_that_can_not_be_read_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path / "s", {"ok.txt": "涨价导致用户流失。"})
    for n in range(11):
        (tmp_path / "s" / f"{n:02}.txt").write_bytes(b"\xff\xff" if n else b"")
    with pytest.raises(SourceError) as told:
        build([tmp_path / "s"], tmp_path / "g")
    first, more = str(told.value).rsplit("; ", 1)
    assert first.startswith(f"{tmp_path}/s/00.txt: ")
    assert more.startswith(f"10 more can't be read: {tmp_path}/s/01.txt, ")
    assert more.endswith("/08.txt and 2 others")


@pytest.mark.parametrize(
    "sources", [[], ["nowhere.txt"], ["corpus/a.txt", "other/a.txt"], ["image.png"], ["empty"]]
)
def test_sources_that_make_no_sense(tmp_path: Path, sources: list[str]) -> None:
    write(tmp_path / "corpus", {"a.txt": CAUSES})
    write(tmp_path / "other", {"a.txt": CAUSES})
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError):
        build([tmp_path / s for s in sources], tmp_path / "graph")
    assert not (tmp_path / "graph").exists()


@pytest.mark.parametrize(
    "names",
    [("a b.txt", "a_b.txt"), ("caf\u00e9.txt", "cafe\u0301.txt"), ("(a).txt", "（a）.txt")],
    ids=["space", "composed", "full-width"],
)
def test_two_files_never_share_a_document(tmp_path: Path, names: tuple[str, str]) -> None:
    # Their names differ, their IRIs would not: one would silently replace the other.
    write(tmp_path / "s", {names[0]: CAUSES, names[1]: "用户流失导致亏损扩大。"})
    assert len(list((tmp_path / "s").iterdir())) == 2
    with pytest.raises(UsageError, match="rename"):
        build([tmp_path / "s"], tmp_path / "graph")
    assert not (tmp_path / "graph").exists()


def test_an_unknown_extractor_is_named_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no extractor called magic; there are: .*rules"):
        build([tmp_path / "nowhere.txt"], tmp_path / "graph", extractor="magic")


def claim(document: Document) -> Claim:
    """A claim over the first words of a document, quoted as they stand."""
    text = document.text
    return Claim(
        document=document.id,
        cause=Argument(text[0:5], 0, 5),
        effect=Argument(text[7:11], 7, 11),
        polarity=Polarity.PROMOTE,
        modality=Modality.ASSERTED,
        implicit=False,
        rule="test",
        confidence=0.5,
        evidence=(Evidence(document.id, 0, 11, text[0:11]),),
    )


def observation(document: Document) -> Observation:
    """An observation that quotes a document as it stands."""
    text = document.text
    return Observation(
        document=document.id,
        subject=Argument(text[0:3], 0, 3),
        metric=Argument(text[7:11], 7, 11),
        raw="1",
        comparator="=",
        evidence=Evidence(document.id, 0, 11, text[0:11]),
        rule="test",
        value=1.0,
    )


def right(document: Document, ontology: Ontology) -> Extraction:
    """What the liars below would be if they did not lie."""
    return Extraction(document, claims=(claim(document),), observations=(observation(document),))


def wrong_quote(document: Document, ontology: Ontology) -> Extraction:
    """Words that the document does not say."""
    evidence = Evidence(document.id, 0, 11, "甲公司涨价没有导致用户")
    return Extraction(document, claims=(replace(claim(document), evidence=(evidence,)),))


def shifted_quote(document: Document, ontology: Ontology) -> Extraction:
    """The right words at the wrong place."""
    evidence = Evidence(document.id, 1, 12, document.text[0:11])
    return Extraction(document, claims=(replace(claim(document), evidence=(evidence,)),))


def second_quote(document: Document, ontology: Ontology) -> Extraction:
    """A right quote and a wrong one beside it."""
    honest = claim(document)
    wrong = Evidence(document.id, 0, 4, "乙公司降")
    return Extraction(document, claims=(replace(honest, evidence=(*honest.evidence, wrong)),))


def empty_quote(document: Document, ontology: Ontology) -> Extraction:
    """Nothing, quoted correctly."""
    return Extraction(
        document, claims=(replace(claim(document), evidence=(Evidence(document.id, 3, 3, ""),)),)
    )


def wrong_cause(document: Document, ontology: Ontology) -> Extraction:
    """A cause whose words are elsewhere."""
    cause = Argument(document.text[0:5], 1, 6)
    return Extraction(document, claims=(replace(claim(document), cause=cause),))


def wrong_effect(document: Document, ontology: Ontology) -> Extraction:
    """An effect beyond the end of the document."""
    end = len(document.text)
    return Extraction(
        document, claims=(replace(claim(document), effect=Argument("亏损", end, end + 2)),)
    )


def wrong_observation(document: Document, ontology: Ontology) -> Extraction:
    """An observation that quotes other words."""
    evidence = Evidence(document.id, 0, 11, "获客成本为三十八元整啊")
    return Extraction(document, observations=(replace(observation(document), evidence=evidence),))


def wrong_requirement(document: Document, ontology: Ontology) -> Extraction:
    """A requirement that quotes other words."""
    evidence = Evidence(document.id, 0, 4, "必须整改")
    return Extraction(
        document, requirements=(Requirement(document.id, Argument("甲", 0, 1), "整改", evidence),)
    )


def crashing(document: Document, ontology: Ontology) -> Extraction:
    """An extractor with a fault."""
    raise ZeroDivisionError("no luck")


LIARS = (
    wrong_quote,
    shifted_quote,
    second_quote,
    empty_quote,
    wrong_cause,
    wrong_effect,
    wrong_observation,
    wrong_requirement,
)


def test_an_extractor_that_quotes_truly_is_believed(
    tmp_path: Path, use: Callable[[str], str]
) -> None:
    # Else the tests with liars could pass because nothing is ever accepted.
    write(tmp_path / "s", {"a.txt": CAUSES})
    report = build([tmp_path / "s"], tmp_path / "graph", extractor=use("right"))
    assert (report.claims, report.links, report.observations) == (1, 1, 1)


@pytest.mark.parametrize("liar", [f.__name__ for f in LIARS])
def test_a_wrong_quote_is_refused(tmp_path: Path, use: Callable[[str], str], liar: str) -> None:
    graph = tmp_path / "graph"
    write(tmp_path / "s", {"a.txt": CAUSES})
    build([tmp_path / "s"], graph)
    before = files(graph)
    with pytest.raises(ValidationError, match=r"a\.txt"):
        build([tmp_path / "s"], graph, extractor=use(liar))
    assert files(graph) == before
    assert build([tmp_path / "s"], graph).unchanged == 1


def test_a_crashing_extractor_leaves_the_old_graph(
    tmp_path: Path, use: Callable[[str], str]
) -> None:
    graph = tmp_path / "graph"
    write(tmp_path / "s", {"a.txt": CAUSES})
    build([tmp_path / "s"], graph)
    before = files(graph)
    with pytest.raises(ZeroDivisionError):
        build([tmp_path / "s"], graph, extractor=use("crashing"))
    assert files(graph) == before


# -- documents that say nothing --------------------------------------------------------------------


def puzzled(document: Document, ontology: Ontology) -> Extraction:
    """Sees cues, understands none."""
    text = document.text
    cues = [Cue(w, text.index(w), text.index(w) + len(w)) for w in ("因为", "所以") if w in text]
    return Extraction(document, unparsed=tuple(cues))


def test_documents_without_claims_are_named_with_their_cues(
    tmp_path: Path, use: Callable[[str], str], capfd: pytest.CaptureFixture[str]
) -> None:
    name = use("puzzled")
    write(tmp_path / "s", {"cues.txt": "因为这样，所以那样。", "none.txt": "今天天气很好。"})
    report = build([tmp_path / "s"], tmp_path / "graph", extractor=name)
    assert report.silent == {
        "cues.txt": (Cue("因为", 0, 2), Cue("所以", 5, 7)),
        "none.txt": (),
    }

    words = ["build", tmp_path / "s", "-o", tmp_path / "other", "--extractor", name]
    assert app.run([str(w) for w in words]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert "cues.txt: no causal claim found; cues seen but not understood: 因为, 所以\n" in err
    assert "none.txt: no causal claim found\n" in err


def test_documents_with_claims_are_not_named(tmp_path: Path) -> None:
    write(tmp_path / "s", {"says.txt": CAUSES, "none.txt": "今天天气很好。"})
    assert list(build([tmp_path / "s"], tmp_path / "graph").silent) == ["none.txt"]
