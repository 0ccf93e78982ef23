"""A graph as a file: every format holds the same graph, and a failure costs nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import StoreError, UsageError
from kg.export import EXPORTERS, RDF, export, save, write_file
from kg.store import Graph, open_files, open_graph

TRIPLES = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
QUADS = {"trig": ox.RdfFormat.TRIG, "nq": ox.RdfFormat.N_QUADS}


@pytest.fixture(scope="module")
def demo(demo_graph: Path) -> Graph:
    return open_graph(demo_graph)


@pytest.fixture(scope="module")
def quads(demo: Graph) -> list[ox.Quad]:
    found = list(demo.quads())
    assert found
    return found


def union(quads: list[ox.Quad]) -> set[ox.Quad]:
    return {ox.Quad(q.subject, q.predicate, q.object) for q in quads}


def test_the_formats_are_these() -> None:
    assert set(RDF) == TRIPLES.keys() | QUADS.keys()
    assert EXPORTERS.keys() > set(RDF)


@pytest.mark.parametrize("form", TRIPLES)
def test_formats_of_triples_hold_the_union(
    form: str, demo: Graph, quads: list[ox.Quad], tmp_path: Path
) -> None:
    path = tmp_path / f"graph.{form}"
    write_file(demo, path)
    again = list(ox.parse(path=path, format=TRIPLES[form]))
    assert set(again) == union(quads)
    assert len(again) == len(union(quads))


@pytest.mark.parametrize("form", QUADS)
def test_formats_of_quads_keep_the_graphs(
    form: str, demo: Graph, quads: list[ox.Quad], tmp_path: Path
) -> None:
    path = tmp_path / f"graph.{form}"
    write_file(demo, path)
    again = list(ox.parse(path=path, format=QUADS[form]))
    assert set(again) == set(quads)
    assert len(again) == len(quads)


# rdflib's own JSON-LD parser trips over rdflib's own deprecations.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")
@pytest.mark.parametrize(
    ("form", "name"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")]
)
def test_rdflib_reads_what_is_exported(
    form: str, name: str, demo: Graph, quads: list[ox.Quad], tmp_path: Path
) -> None:
    path = tmp_path / f"graph.{form}"
    write_file(demo, path)
    again = rdflib.Graph().parse(path, format=name).serialize(format="nt")
    assert set(ox.parse(input=again, format=ox.RdfFormat.N_TRIPLES)) == union(quads)


@pytest.mark.parametrize("form", EXPORTERS)
def test_the_same_graph_gives_the_same_bytes(form: str, demo: Graph, demo_graph: Path) -> None:
    about = {"focus": "粒粒贷下架"} if form in ("dagitty", "gml") else {}
    data = b"".join(export(demo, form, **about))
    assert data.endswith(b"\n")
    assert data == b"".join(export(open_graph(demo_graph), form, **about))
    # The store gives quads in the order of its own making; a copy made backwards has another.
    backwards = ox.Store()
    for quad in reversed(list(demo.quads())):
        backwards.add(quad)
        backwards.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    assert data == b"".join(export(Graph(backwards, demo.ns.base), form, **about))


def test_a_format_overrides_the_suffix_and_suffixes_ignore_case(
    demo: Graph, tmp_path: Path
) -> None:
    write_file(demo, tmp_path / "deep" / "graph.data", "nt")
    write_file(demo, tmp_path / "GRAPH.NT")
    data = (tmp_path / "GRAPH.NT").read_bytes()
    assert data == (tmp_path / "deep" / "graph.data").read_bytes() == b"".join(export(demo, "nt"))


@pytest.mark.parametrize("name", ["graph.owl", "graph", "graph.ttl.gz", ".ttl"])
def test_an_unknown_suffix_is_refused_before_anything_is_written(
    name: str, demo: Graph, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="there are: ttl, trig, nt, nq, jsonld"):
        write_file(demo, tmp_path / "new" / name)
    assert list(tmp_path.iterdir()) == []


# -- failures ----------------------------------------------------------------------------------------


def test_an_old_file_is_replaced_as_a_whole(demo: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.nt"
    path.write_bytes(b"old" * 10_000_000)
    write_file(demo, path)
    assert path.read_bytes() == b"".join(export(demo, "nt"))
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file(
    demo: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph.ttl"
    path.write_bytes(b"old")
    open_ = Path.open
    monkeypatch.setattr(Path, "open", lambda _path, mode: open_(Path("/dev/full"), mode))
    with pytest.raises(StoreError, match=r"graph\.ttl: No space left on device"):
        write_file(demo, path)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (lambda: OSError(errno.EIO, "Input/output error"), StoreError),
        (lambda: ValueError("a fault of ours"), ValueError),
        (lambda: KeyboardInterrupt(), KeyboardInterrupt),
    ],
    ids=["disk", "fault", "interrupt"],
)
def test_pieces_that_stop_short_leave_the_old_file(
    error: Callable[[], BaseException], raised: type[BaseException], tmp_path: Path
) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise error()

    path = tmp_path / "graph.ttl"
    path.write_bytes(b"old")
    with pytest.raises(raised):
        save(path, pieces())
    assert path.read_bytes() == b"old"


def test_a_place_that_takes_no_file_is_named(demo: Graph, tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    with pytest.raises(UsageError, match=r"folder\.ttl: "):
        write_file(demo, tmp_path / "folder.ttl")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder.ttl"]


def test_links_are_followed_modes_kept_and_pipes_written_to(demo: Graph, tmp_path: Path) -> None:
    target, link, pipe = (tmp_path / name for name in ("target.ttl", "link.ttl", "pipe.ttl"))
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    write_file(demo, link)
    assert link.is_symlink()
    assert target.read_bytes() == b"".join(export(demo, "ttl"))
    assert target.stat().st_mode & 0o777 == 0o600
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        write_file(demo, pipe)
        assert read.result(20) == target.read_bytes()
    assert pipe.is_fifo()


def test_blank_nodes_of_other_peoples_files_are_written(tmp_path: Path) -> None:
    (tmp_path / "their.ttl").write_text("<urn:a> <urn:p> [ <urn:q> 'x' ] .", encoding="utf-8")
    graph = open_files([tmp_path / "their.ttl"])
    for form, syntax in (TRIPLES | QUADS).items():
        found = list(ox.parse(input=b"".join(export(graph, form)), format=syntax))
        assert len({q.triple for q in found}) == 2, form


def test_writers_of_one_file_leave_one_of_them_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    mine = tmp_path / "x.ttl.partial"
    mine.write_text("mine", encoding="utf-8")
    contents = [bytes([65 + i]) * 100_000 for i in range(4)]

    def write(data: bytes) -> None:
        for _ in range(20):
            save(path, [data[:50_000], data[50_000:]])
            assert path.read_bytes() in contents

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, contents))
    assert mine.read_text(encoding="utf-8") == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.ttl", "x.ttl.partial"]


def test_conditions_are_called_what_the_command_line_calls_them(demo: Graph) -> None:
    with pytest.raises(UsageError, match="--focus and --min-belief choose links"):
        list(export(demo, "ttl", focus="粒粒贷", min_belief=0.5))
