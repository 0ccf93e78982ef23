"""Corners where a graph, a source folder or a message could be lost: each was found the hard way."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import test_assemble
import test_build
import test_cli
import test_network
import test_store
from conftest import ROOT, Kg
from test_build import same_as_fresh, write
from test_cli import hostile, small

from kg import extractors
from kg.errors import KgError, StoreError, UsageError, ValidationError
from kg.model import Claim, Cue, Document, Extraction, Mention
from kg.ontology import Ontology, locate
from kg.pipeline import build
from kg.store import open_graph

__all__ = ["hostile", "small"]  # fixtures

CAUSES = "甲公司停业导致用户流失。"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    write(tmp_path / "s", {"a.txt": CAUSES})
    return tmp_path / "s"


# -- incremental builds ------------------------------------------------------------------------------


def test_a_link_to_the_fall_of_a_metric_goes_with_its_claim() -> None:
    same_as_fresh([{"a.txt": "合规成本上升侵蚀了利润。"}, {"a.txt": CAUSES}])


def test_a_lexicon_edited_in_one_process_is_read_anew(tmp_path: Path) -> None:
    write(tmp_path / "s", {"a.txt": "甲公司停业糊弄出用户流失。"})
    shutil.copytree(locate(), tmp_path / "o")
    assert build([tmp_path / "s"], tmp_path / "g", ontology=tmp_path / "o").claims == 0
    lexicon = tmp_path / "o" / "lexicon.zh.toml"
    text = lexicon.read_text(encoding="utf-8").replace('"导致",', '"导致", "糊弄出",', 1)
    lexicon.write_text(text, encoding="utf-8")
    assert build([tmp_path / "s"], tmp_path / "g", ontology=tmp_path / "o").claims == 1


def test_a_build_that_another_overtook_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "s", {"a.txt": CAUSES, "b.txt": "用户流失导致门店关闭。"})
    a, b, graph = tmp_path / "s" / "a.txt", tmp_path / "s" / "b.txt", tmp_path / "g"
    build([a], graph)
    a.write_text(CAUSES * 2, encoding="utf-8")
    with pytest.raises(StoreError, match="meanwhile"):
        build([a], graph, keep=True, progress=lambda *_: build([b], graph, keep=True) and None)
    opened = open_graph(graph)
    sources = {d.source for d in opened.snapshot().documents.values()}
    assert set(opened.manifest.documents) == sources == {"a.txt", "b.txt"}


# -- other people's files ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["texts/zh/a.txt", "generations/1900/a.txt", "LOCK"])
def test_a_folder_that_only_looks_like_a_graph_is_left_alone(tmp_path: Path, name: str) -> None:
    write(tmp_path / "elsewhere", {"a.txt": CAUSES})
    file = tmp_path / "family" / name
    file.parent.mkdir(parents=True)
    file.write_text(CAUSES, encoding="utf-8")
    with pytest.raises(UsageError, match="holds other files"):
        build([tmp_path / "elsewhere"], tmp_path / "family")
    assert file.read_text(encoding="utf-8") == CAUSES


def test_a_graph_inside_its_sources_is_no_source(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": CAUSES})
    for _ in range(2):
        assert build([tmp_path], tmp_path / "graph").documents == 1


def test_a_reader_keeps_the_texts_of_its_generation(tmp_path: Path) -> None:
    write(tmp_path / "s", {"a.txt": CAUSES, "b.txt": CAUSES * 2})
    build([tmp_path / "s"], tmp_path / "g")
    reader = open_graph(tmp_path / "g")
    (tmp_path / "s" / "a.txt").unlink()
    build([tmp_path / "s"], tmp_path / "g")
    texts = [reader.text(d.sha256) for d in reader.snapshot().documents.values()]
    assert texts == [CAUSES, CAUSES * 2]


def test_half_written_files_of_killed_builds_are_swept(sources: Path, tmp_path: Path) -> None:
    build([sources], tmp_path / "g")
    test_store.kill(tmp_path / "g", "1")
    build([sources], tmp_path / "g")
    assert list((tmp_path / "g").rglob("*.partial")) == []


# -- damaged graphs ------------------------------------------------------------------------------------


def test_starting_anew_mends_a_damaged_graph(sources: Path, tmp_path: Path) -> None:
    build([sources], tmp_path / "g")
    (tmp_path / "g" / "CURRENT").write_text("")
    with pytest.raises(StoreError, match="--fresh"):
        build([sources], tmp_path / "g")
    build([sources], tmp_path / "g", fresh=True)
    assert len(open_graph(tmp_path / "g").snapshot().links) == 1


@pytest.mark.parametrize("damage", [{"documents": []}, {"base": 5}, {"base": "x y"}])
def test_a_damaged_manifest_is_a_store_error(
    sources: Path, tmp_path: Path, damage: dict[str, object]
) -> None:
    build([sources], tmp_path / "g")
    path = tmp_path / "g" / "generations" / "000001" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | damage))
    with pytest.raises(StoreError, match="manifest"):
        _ = open_graph(tmp_path / "g").manifest


def test_a_damaged_store_is_a_store_error(sources: Path, tmp_path: Path) -> None:
    build([sources], tmp_path / "g")
    (tmp_path / "g" / "generations" / "000001" / "store" / "CURRENT").write_text("junk\n")
    with pytest.raises(StoreError, match="can't be opened"):
        open_graph(tmp_path / "g")


# -- bad input -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", ["http://[/", "http://a/%/", "", "urn:x"])
def test_a_base_that_is_no_iri_is_refused(sources: Path, tmp_path: Path, base: str) -> None:
    if not base:
        base = "/"
    with pytest.raises(UsageError, match="base IRI"):
        build([sources], tmp_path / "g", base=base)


def test_a_file_is_no_place_for_a_graph(kg: Kg, sources: Path) -> None:
    done = kg("build", sources, "-o", sources / "a.txt")
    assert done.returncode == 2
    assert "is a file" in done.stderr


def test_a_folder_is_no_place_for_a_page(kg: Kg, small: Path, tmp_path: Path) -> None:
    done = kg("page", "-g", small, "-o", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert "is a folder" in done.stderr


def wrong_mention(document: Document, ontology: Ontology) -> Extraction:
    return Extraction(document, mentions=(Mention("乙公司", 0, 3, "Company", "乙公司"),))


def wrong_cue(document: Document, ontology: Ontology) -> Extraction:
    claim: Claim = test_build.claim(document)
    return Extraction(document, claims=(replace(claim, cue=Cue("引发", 5, 7)),))


@pytest.mark.parametrize("liar", ["wrong_mention", "wrong_cue"])
def test_every_span_must_quote_its_document(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, liar: str
) -> None:
    monkeypatch.setitem(extractors.EXTRACTORS, liar, f"{__name__}:{liar}")
    with pytest.raises(ValidationError):
        build([sources], tmp_path / "g", extractor=liar)


# -- belief and answers --------------------------------------------------------------------------------


def test_a_copy_does_not_outweigh_a_denial() -> None:
    one = test_assemble.claim(0.7)
    copy = replace(one, document="doc:b", evidence=(replace(one.evidence[0], document="doc:b"),))
    denial = test_assemble.claim(0.7, "denied", document="doc:z", quote="not at all")
    assert test_assemble.only([one, copy]).belief == test_assemble.only([one]).belief
    with_copy = test_assemble.only([one, copy, denial])
    assert with_copy.belief == test_assemble.only([one, denial]).belief


def test_depth_hides_nothing_that_is_near() -> None:
    sketch = test_network.Sketch()
    for cause, effect, belief in (
        ("甲", "果", 0.9), ("中", "甲", 0.9), ("点", "中", 0.9),
        ("乙", "果", 0.5), ("点", "乙", 0.5), ("源", "点", 0.5),
    ):  # fmt: skip
        sketch = sketch.link(cause, effect, belief)
    answer = sketch.network().why("果", depth=3)
    assert "源" in str(test_network.tree(answer.steps))  # 源 → 点 → 乙 → 果 is three hops


# -- terminals, pipes and locales ----------------------------------------------------------------------

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0"}


@pytest.mark.parametrize("words", [["extract", "s/a.txt"], ["demo", "-o", "d"]])
def test_chinese_is_printed_in_any_locale(
    kg: Kg, sources: Path, tmp_path: Path, words: list[str]
) -> None:
    assert kg(*words, cwd=tmp_path, **ASCII).returncode == 0


def test_a_chinese_file_name_is_read_in_any_locale(kg: Kg, tmp_path: Path) -> None:
    write(tmp_path / "s", {"甲.txt": CAUSES})
    done = kg("build", tmp_path / "s", "-o", tmp_path / "g", **ASCII)
    assert done.returncode == 0, done.stderr
    assert list(open_graph(tmp_path / "g").manifest.documents) == ["甲.txt"]


def test_a_file_name_that_is_no_utf8_is_read(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    name = os.fsdecode("甲.txt".encode("gb18030"))
    (tmp_path / "s" / name).write_text(CAUSES, encoding="utf-8")
    done = kg("build", tmp_path / "s", "-o", tmp_path / "g")
    assert done.returncode == 0, done.stderr


def test_output_is_utf8_whatever_the_terminal_says(sources: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", test_cli.MAIN, "extract", "a.txt"],
        cwd=sources,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "gb18030"},
        capture_output=True,
        check=True,
    )
    assert "导致" in done.stdout.decode("utf-8")


def test_a_closed_pipe_is_no_failure(demo_graph: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", test_cli.MAIN, "export", "-g", str(demo_graph)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize(
    "words",
    [["query", "DESCRIBE ?s WHERE { ?s rdfs:label ?l }", "--format", "table"], ["export"]],
)
def test_no_control_reaches_the_terminal_in_turtle(kg: Kg, hostile: Path, words: list[str]) -> None:
    assert test_cli.steering(kg(*words, "-g", hostile).stdout) == set()


def test_extract_keeps_the_order_of_its_arguments(kg: Kg, sources: Path) -> None:
    done = kg("extract", "a.txt", "-", stdin=CAUSES, cwd=sources)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["source"] for r in rows if r["kind"] == "document"] == ["a.txt", "stdin.md"]


def test_errors_share_one_root() -> None:
    for error in (StoreError, UsageError, ValidationError):
        assert issubclass(error, KgError)


# -- found by a reader of the whole code -------------------------------------------------------------


def test_one_source_need_not_stand_in_a_list(sources: Path, tmp_path: Path) -> None:
    assert build(str(sources), tmp_path / "g").claims == 1
    assert build(sources / "a.txt", tmp_path / "h").documents == 1
    assert "甲公司停业" in open_graph(tmp_path / "g").page(sources="a.txt")


def test_an_interrupt_behind_the_swap_leaves_the_new_graph(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg import publish

    replace = publish.replace

    def interrupted(path: Path, pieces: Iterable[bytes], *, durable: bool = False) -> None:
        replace(path, pieces, durable=durable)
        if path.name == "CURRENT":
            raise KeyboardInterrupt

    monkeypatch.setattr(publish, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build([sources], tmp_path / "g")
    assert len(open_graph(tmp_path / "g").snapshot().claims) == 1


def test_a_reader_keeps_its_texts_when_all_is_built_afresh(sources: Path, tmp_path: Path) -> None:
    build([sources], tmp_path / "g")
    reader = open_graph(tmp_path / "g")
    write(sources, {"a.txt": "用户流失导致门店关闭。"})
    build([sources], tmp_path / "g", fresh=True)
    (document,) = reader.snapshot().documents.values()
    assert reader.text(document.sha256) == CAUSES


def test_a_lost_text_is_read_again(sources: Path, tmp_path: Path) -> None:
    build([sources], tmp_path / "g")
    (file,) = (p for p in (tmp_path / "g" / "texts").rglob("*") if p.is_file())
    file.unlink()
    graph = open_graph(tmp_path / "g")
    (document,) = graph.snapshot().documents.values()
    with pytest.raises(StoreError, match="build the graph again"):
        graph.text(document.sha256)
    assert build([sources], tmp_path / "g").built == ("a.txt",)
    assert open_graph(tmp_path / "g").text(document.sha256) == CAUSES
    assert build([sources], tmp_path / "g").built == ()


def test_a_damaged_text_is_told_and_mended(kg: Kg, sources: Path, tmp_path: Path) -> None:
    build([sources], tmp_path / "g")
    (file,) = (p for p in (tmp_path / "g" / "texts").rglob("*") if p.is_file())
    file.write_bytes(b"\xff\xfe\x80")
    done = kg("check", "-g", tmp_path / "g")
    assert done.returncode == 3
    assert "damaged; build the graph again with --fresh" in done.stderr
    build([sources], tmp_path / "g", fresh=True)
    assert kg("check", "-g", tmp_path / "g").returncode == 0


@pytest.mark.parametrize("place", ["/dev/zero", "pipe.txt"])
def test_what_is_no_file_is_not_read(place: str, tmp_path: Path) -> None:
    if place == "pipe.txt":
        os.mkfifo(tmp_path / place)
    with pytest.raises(UsageError):
        build([tmp_path / place], tmp_path / "g")


def test_an_extractor_that_quotes_nothing_is_refused_everywhere(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg

    rules = extractors.load("rules")

    def silent(document: Document, ontology: Ontology) -> Extraction:
        found = rules(document, ontology)
        return replace(found, claims=tuple(replace(c, evidence=()) for c in found.claims))

    monkeypatch.setattr(extractors, "load", lambda name: silent)
    with pytest.raises(ValidationError, match="quotes nothing"):
        kg.extract_text(CAUSES)
    with pytest.raises(ValidationError, match="quotes nothing"):
        kg.extract(sources / "a.txt")


def test_half_a_character_is_a_source_error() -> None:
    import kg

    with pytest.raises(UsageError, match="surrogate"):
        kg.extract_text("甲公司停业\ud800导致用户流失。")


def test_units_are_called_as_the_ontology_in_use_calls_them(tmp_path: Path) -> None:
    import kg
    from kg.jsonl import lines

    shutil.copytree(locate(), tmp_path / "o")
    units = tmp_path / "o" / "units.toml"
    units.write_text(
        units.read_text(encoding="utf-8")
        + '\n[[unit]]\nid = "SACK"\nlabel = "麻袋"\nwords = ["麻袋"]\n',
        encoding="utf-8",
    )
    from kg.ontology import load

    said = kg.extract_text("甲公司的大米销量为30麻袋。", ontology=tmp_path / "o")
    found = [json.loads(line) for line in lines(said, load(tmp_path / "o"))]
    assert [row["unit"] for row in found if row["kind"] == "observation"] == ["麻袋"]


FOREIGN = """
@prefix kg: <https://w3id.org/causal-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix f: <https://w3id.org/causal-kg/factor/> .
@prefix https: <urn:evil:> .
f:a a kg:Factor, kg:Entity ; rdfs:label "a" ; kg:causes f:b .
f:b a kg:Factor, kg:Entity ; rdfs:label "b|c" ; kg:causes f:a .
"""


@pytest.mark.parametrize("question", ["path", "common", "whatif", "loops", "roots", "bottlenecks"])
def test_causes_without_links_end_in_an_answer(question: str, tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(FOREIGN, encoding="utf-8")
    network = open_graph(tmp_path / "x.ttl").network()
    arguments = {"path": ("a", "b"), "common": ("a", "b"), "whatif": (["a"],)}.get(question, ())
    with contextlib.suppress(KgError):
        getattr(network, question)(*arguments)


def test_a_scheme_is_no_prefix(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(FOREIGN, encoding="utf-8")
    ns = open_graph(tmp_path / "x.ttl").ns
    assert ns.iri(ns.curie("https://example.org/a")).value == "https://example.org/a"


def test_infinities_are_no_numbers_of_a_graph(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(
        FOREIGN + "f:l a kg:CausalLink ; kg:cause f:a ; kg:effect f:b ; kg:polarity kg:Promote ;"
        ' kg:belief "INF"^^<http://www.w3.org/2001/XMLSchema#double> .',
        encoding="utf-8",
    )
    graph = open_graph(tmp_path / "x.ttl")
    with pytest.raises(UsageError, match="finite"):
        graph.snapshot()
    (row,) = graph.select("SELECT ?b WHERE { ?l kg:belief ?b }").to_dicts()
    assert row["b"] == "INF"


def test_a_limit_of_no_chains_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(FOREIGN, encoding="utf-8")
    with pytest.raises(UsageError, match="limit"):
        open_graph(tmp_path / "x.ttl").network().path("a", "b", limit=0)


def test_a_folder_that_cannot_be_read_is_no_empty_one(sources: Path, tmp_path: Path) -> None:
    write(sources / "sub", {"b.txt": "用户流失导致门店关闭。"})
    build([sources], tmp_path / "g")
    (sources / "sub").chmod(0)
    # Root reads everything: only without its privileges is the folder closed.
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
    command = [sys.executable, "-m", "kg", "build", str(sources), "-o", str(tmp_path / "g")]
    rooted = os.geteuid() == 0
    try:
        done = subprocess.run([*drop, *command] if rooted else command, capture_output=True)
    finally:
        (sources / "sub").chmod(0o700)
    assert done.returncode == 2, done.stderr
    assert len(open_graph(tmp_path / "g").snapshot().claims) == 2


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_closed_stream_is_no_fault(closed: str, sources: Path, tmp_path: Path) -> None:
    build([sources], tmp_path / "g")
    line = f"{sys.executable} -m kg stats -g {tmp_path / 'g'} {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_column_without_a_name_measures_nothing(tmp_path: Path) -> None:
    table = "| 产品 |  | 规模 |\n|---|---|---|\n| 微粒贷 | 5% | 3亿元 |\n"
    write(tmp_path / "s", {"a.md": table})
    build([tmp_path / "s"], tmp_path / "g")
    found = open_graph(tmp_path / "g").snapshot().observations.values()
    assert [o.metric.text for o in found] == ["规模"]


def test_terms_of_rdf_1_2_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(
        "@prefix f: <urn:f:> .\n<<( f:a f:b f:c )>> f:p f:o .\n"
        'f:a f:p "x"@ar--rtl .\n'.splitlines()[1]
        + " .",
        encoding="utf-8",
    )
    (tmp_path / "y.ttl").write_text('<urn:a> <urn:p> "x"@ar--rtl .', encoding="utf-8")
    for name in ("x.ttl", "y.ttl"):
        with pytest.raises(UsageError):
            open_graph(tmp_path / name)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["build", "", "-o", "g"], "named by an empty word"),
        (["extract", ""], "named by an empty word"),
        (["query", "-g", "GRAPH", "DROP ALL"], "kg query --update"),
        (["query", "-g", "GRAPH", "why 下架"], "begins with SELECT, ASK, CONSTRUCT or DESCRIBE"),
        (["query", "-g", "GRAPH", "--update", "ASK {}"], "leave out --update"),
        (["page", "-g", "GRAPH", "-o", "x.pdf"], "x.pdf: no page is of this suffix"),
        (["evaluate", "bad.jsonl"], "bad.jsonl:1: not a gold row: not UTF-8"),
    ],
)
def test_a_wrong_word_is_told_with_the_right_one(
    kg: Kg, small: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    (tmp_path / "bad.jsonl").write_bytes(b"\xff\xfe\x00")
    done = kg(*(str(small) if word == "GRAPH" else word for word in words), cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "bad.jsonl"]
