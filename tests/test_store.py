"""The store: a publication happens whole or not at all, and readers never notice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import ROOT, Kg

from kg.errors import KgError, SourceError, StoreError, UsageError
from kg.export import export
from kg.manifest import Entry, Manifest
from kg.pipeline import build
from kg.publish import publish
from kg.store import current, open_files, open_graph

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
FIRST = "甲公司涨价导致用户流失。"
SECOND = "用户流失导致亏损扩大。"


def dump(graph: Path) -> bytes:
    """The graph with its named graphs, as TriG."""
    return b"".join(export(open_graph(graph), "trig"))


def quad(number: int) -> ox.Quad:
    """Any quad, in a named graph of its own."""
    node = ox.NamedNode(f"https://example.org/{number}")
    return ox.Quad(node, ox.NamedNode(TYPE), node, node)


def generations(graph: Path) -> list[str]:
    """The generations on the disk, oldest first."""
    return sorted(path.name for path in (graph / "generations").iterdir())


def kept_texts(graph: Path) -> list[str]:
    """The texts on the disk."""
    return sorted(
        p.read_text(encoding="utf-8") for p in (graph / "texts").rglob("*") if p.is_file()
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with one article."""
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.txt").write_text(FIRST, encoding="utf-8")
    return tmp_path / "s"


@pytest.fixture
def graph(tmp_path: Path, source: Path) -> Path:
    """A graph of one article."""
    build([source], tmp_path / "graph")
    return tmp_path / "graph"


# -- publications that end badly -------------------------------------------------------------------

# Kills itself inside the block, or at the n-th fsync: the text's, the manifest's, CURRENT's. What
# is not yet synced is then written, but not yet in its place.
KILLED = """
import os, signal, sys
from pathlib import Path
import pyoxigraph as ox
from kg.publish import publish

moment, left = sys.argv[2], [int(sys.argv[2]) if sys.argv[2].isdigit() else -1]

def fsync(handle, real=os.fsync):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)

os.fsync = fsync
with publish(Path(sys.argv[1]), fresh="fresh" in sys.argv) as publication:
    node = ox.NamedNode("https://example.org/killed")
    publication.store.clear()
    publication.store.add(ox.Quad(node, node, node, node))
    publication.keep_text("ab" * 32, "half done")
    publication.store.flush()
    if moment == "block":
        os.kill(os.getpid(), signal.SIGKILL)
"""


def kill(graph: Path, *arguments: str) -> None:
    """Start a publication that is killed at a moment, and see that it was."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(graph), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize("start", ["over", "fresh"])
@pytest.mark.parametrize("moment", ["1", "block", "2", "3"])
def test_a_killed_publication_leaves_the_old_graph_and_no_remains(
    graph: Path, source: Path, moment: str, start: str
) -> None:
    before = dump(graph)
    kill(graph, moment, start)
    assert generations(graph) == ["000001", "000002"]  # there is something to sweep
    assert current(graph) == graph / "generations" / "000001"
    assert dump(graph) == before

    report = build([source], graph)  # the lock went with its holder
    assert report.unchanged == 1
    assert dump(graph) == before
    assert generations(graph) == ["000001", "000002"]
    assert current(graph) == graph / "generations" / "000002"
    assert kept_texts(graph) == [FIRST]

    build([source], graph)
    assert generations(graph) == ["000002", "000003"]


def test_a_first_publication_that_is_killed_leaves_no_graph(tmp_path: Path, source: Path) -> None:
    graph = tmp_path / "graph"
    kill(graph, "2")
    with pytest.raises(StoreError, match="no graph here"):
        open_graph(graph)
    build([source], graph)
    build([source], tmp_path / "fresh")
    assert dump(graph) == dump(tmp_path / "fresh")
    assert generations(graph) == ["000001"]
    assert kept_texts(graph) == [FIRST]


@pytest.mark.parametrize("error", [ValueError, SourceError, KeyboardInterrupt, OSError])
@pytest.mark.parametrize("fresh", [False, True])
def test_an_exception_in_the_block_leaves_the_old_graph(
    graph: Path, source: Path, error: type[BaseException], fresh: bool
) -> None:
    before = dump(graph)
    # A full disk is the store's failure; anything else is passed on as it is.
    expected = StoreError if error is OSError else error
    with pytest.raises(expected, match="no more"), publish(graph, fresh=fresh) as publication:
        publication.store.clear()
        publication.store.add(quad(1))
        raise error("no more")
    assert dump(graph) == before
    assert generations(graph) == ["000001"]
    assert build([source], graph).unchanged == 1  # the lock is free again


def test_an_exception_in_the_first_publication_leaves_no_graph(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), publish(tmp_path / "graph") as publication:
        publication.store.add(quad(1))
        raise RuntimeError
    with pytest.raises(StoreError, match="no graph here"):
        open_graph(tmp_path / "graph")


# -- several at once -------------------------------------------------------------------------------


def test_a_second_writer_is_turned_away(graph: Path, source: Path, kg: Kg) -> None:
    with publish(graph) as publication:
        publication.store.add(quad(1))
        with pytest.raises(StoreError, match="another build"), publish(graph):
            pytest.fail("two writers at once")
        done = kg("build", source, "-o", graph)
        assert done.returncode == 3
        assert done.stderr.startswith("kg: ")
        assert "another build" in done.stderr
    # The first was not disturbed, and the next one may write.
    assert quad(1) in list(open_graph(graph).quads())
    assert build([source], graph).unchanged == 1


def test_readers_keep_what_they_opened(graph: Path, source: Path) -> None:
    reader = open_graph(graph)
    old = sorted(map(str, reader.quads()))
    before = reader.snapshot()
    assert before.claims

    with publish(graph) as publication:
        publication.store.clear()
        publication.store.add(quad(1))
        publication.store.flush()
        # Neither those who were here nor those who come now see what is being written.
        assert sorted(map(str, reader.quads())) == old
        assert sorted(map(str, open_graph(graph).quads())) == old

    assert sorted(map(str, reader.quads())) == old
    assert reader.snapshot() == before
    answer = reader.query("SELECT (COUNT(?c) AS ?n) WHERE { ?c a kg:Claim }")
    assert isinstance(answer, ox.QuerySolutions)
    assert [int(s["n"].value) for s in answer] == [len(before.claims)]
    assert list(open_graph(graph).quads()) == [quad(1)]


def test_only_the_generation_before_is_kept(graph: Path, source: Path) -> None:
    for number in range(4):
        (source / "a.txt").write_text(FIRST + str(number), encoding="utf-8")
        build([source], graph)
    assert generations(graph) == ["000004", "000005"]


# -- places that are no place for a graph ----------------------------------------------------------


def test_a_folder_with_other_files_is_refused(tmp_path: Path, source: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.tex").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match=r"other files.*thesis\.tex"):
        build([source], home)
    assert [p.name for p in home.iterdir()] == ["thesis.tex"]
    assert (home / "thesis.tex").read_text(encoding="utf-8") == "years of work"


def test_an_empty_folder_is_welcome(tmp_path: Path, source: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert build([source], tmp_path / "empty").documents == 1


def test_a_file_is_refused(tmp_path: Path, source: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"), publish(file):
        pytest.fail("published into a file")
    with pytest.raises(KgError):
        build([source], file)
    with pytest.raises(KgError):
        build([source], file / "below")
    with pytest.raises(SourceError):
        open_graph(file)
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("there", [True, False])
def test_where_no_graph_is_the_error_says_how_to_make_one(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "g").mkdir()
    with pytest.raises(StoreError, match=r"no graph here; make one with: kg build") as caught:
        open_graph(tmp_path / "g")
    assert caught.value.exit_code == 3


# -- what a broken disk leaves ---------------------------------------------------------------------


@pytest.mark.parametrize("words", [b"", b"junk", b"000099\n", b"../..", b".", b"\xff\xfe\x00"])
def test_a_corrupt_current_is_an_error_of_the_store(graph: Path, words: bytes) -> None:
    (graph / "CURRENT").write_bytes(words)
    with pytest.raises(StoreError, match="CURRENT"):
        open_graph(graph)


MANIFEST = {"format": 1, "base": "https://example.org/", "fingerprint": "", "documents": {}}


@pytest.mark.parametrize(
    "words",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        json.dumps({**MANIFEST, "format": 99}),
        json.dumps({**MANIFEST, "documents": {"a.txt": {"source": "a.txt"}}}),
        json.dumps({**MANIFEST, "documents": {"a.txt": 1}}),
    ],
)
def test_a_corrupt_manifest_is_an_error_of_the_store(graph: Path, source: Path, words: str) -> None:
    path = graph / "generations" / "000001" / "manifest.json"
    path.write_text(words, encoding="utf-8")
    with pytest.raises(StoreError, match=r"manifest\.json"):
        _ = open_graph(graph).manifest
    with pytest.raises(StoreError, match=r"manifest\.json"):
        build([source], graph)
    assert path.read_text(encoding="utf-8") == words


def test_lost_parts_are_errors_of_the_store(graph: Path) -> None:
    opened = open_graph(graph)
    shutil.rmtree(graph / "texts")
    (document,) = opened.snapshot().documents.values()
    with pytest.raises(StoreError, match="build the graph again"):
        opened.text(document.sha256)

    shutil.rmtree(graph / "generations" / "000001" / "store")
    with pytest.raises(StoreError):
        open_graph(graph)


@pytest.mark.parametrize(
    ("lost", "command"),
    [
        ("CURRENT", ["stats"]),
        ("generations/000001/base", ["export"]),
        ("generations/000001/store", ["query", "ASK {}"]),
        ("texts", ["check"]),
    ],
)
def test_the_command_line_says_so_in_a_line(
    graph: Path, kg: Kg, lost: str, command: list[str]
) -> None:
    path = graph / lost
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.write_text("junk", encoding="utf-8")
    done = kg(*command, "-g", graph)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith("kg: ")
    assert str(graph) in done.stderr
    assert "Traceback" not in done.stderr
    assert "a fault of kg" not in done.stderr


# -- texts and manifests ---------------------------------------------------------------------------


def test_every_text_is_kept_as_it_was_read(tmp_path: Path) -> None:
    words = {
        "plain.txt": FIRST.encode(),
        "windows.txt": f"{FIRST}\r\n\r\n{SECOND}\r\n".encode("gb18030"),
        "marked.md": b"\xef\xbb\xbf" + f"# 标题\n\n{SECOND}𠮷".encode(),
    }
    (tmp_path / "s").mkdir()
    for name, data in words.items():
        (tmp_path / "s" / name).write_bytes(data)
    build([tmp_path / "s"], tmp_path / "graph")
    opened = open_graph(tmp_path / "graph")
    snapshot = opened.snapshot()
    said = {d.source: opened.text(d.sha256) for d in snapshot.documents.values()}
    assert said == {
        "plain.txt": FIRST,
        "windows.txt": f"{FIRST}\r\n\r\n{SECOND}\r\n",
        "marked.md": f"# 标题\n\n{SECOND}𠮷",
    }
    assert snapshot.claims
    for one in snapshot.claims.values():
        source = snapshot.documents[one.document].source
        for part in (one.cause, one.effect):
            assert said[source][part.start : part.end] == part.text
        for evidence in one.evidence:
            assert said[source][evidence.start : evidence.end] == evidence.quote != ""


def test_texts_of_removed_documents_are_swept(tmp_path: Path, source: Path, graph: Path) -> None:
    (source / "b.txt").write_text(SECOND, encoding="utf-8")
    (source / "same.txt").write_text(FIRST, encoding="utf-8")
    build([source], graph)
    assert kept_texts(graph) == sorted([FIRST, SECOND])

    (source / "b.txt").unlink()
    (source / "a.txt").unlink()  # its words live on in same.txt
    build([source], graph)
    # Readers of the generation before still need the removed text; the next build sweeps it.
    assert kept_texts(graph) == sorted([FIRST, SECOND])
    (source / "same.txt").write_text(FIRST + FIRST, encoding="utf-8")
    build([source], graph)
    assert kept_texts(graph) == sorted([FIRST, FIRST + FIRST])


def test_a_manifest_survives_its_file() -> None:
    entry = Entry("部分/文章.md", "ab" * 32, 3, 4)
    manifest = Manifest("https://example.org/", "00", {"部分/文章.md": entry})
    assert Manifest.from_json(manifest.to_json()) == manifest
    turned = Manifest(manifest.base, "00", {"b": entry, "a": entry})
    assert turned.to_json() == Manifest(manifest.base, "00", {"a": entry, "b": entry}).to_json()


def test_rdflib_sees_the_same_graph(graph: Path) -> None:
    opened = open_graph(graph)
    dataset = opened.to_rdflib()
    said = {(str(q.subject)[1:-1], str(q.predicate)[1:-1]) for q in opened.quads()}
    triples = list(dataset.triples((None, None, None)))
    assert {(str(s), str(p)) for s, p, _ in triples} == said != set()
    # Each triple once, however many documents say it.
    assert len(triples) == len({(q.subject, q.predicate, q.object) for q in opened.quads()})
    factor = opened.ns.iri("factor:用户流失").value
    assert dataset.namespace_manager.curie(factor) == "factor:用户流失"


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.md", "a"])
def test_other_texts_are_no_rdf(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("涨价导致用户流失。", encoding="utf-8")
    with pytest.raises(SourceError, match=r"no RDF format has the suffix .*there are ttl, trig"):
        open_files([tmp_path / name])
