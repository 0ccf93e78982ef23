"""The same articles give the same bytes, whatever machine, place or day they are read on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Kg

from kg.ontology import locate


class Output(NamedTuple):
    """What one run left: the graph as Turtle, the page, and what extract printed."""

    turtle: bytes
    page: bytes
    lines: str


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample corpus under plain names, in a folder."""
    folder = tmp_path_factory.mktemp("corpus") / "articles"
    (folder / "part").mkdir(parents=True)
    for number, path in enumerate(sorted(locate("data").iterdir())):
        below = folder / "part" if number % 2 else folder
        shutil.copyfile(path, below / f"article{number}{path.suffix}")
    return folder


def produce(kg: Kg, source: str | Path, cwd: Path, **env: str) -> Output:
    """Build ``source`` from the folder ``cwd`` and write everything that can be written."""
    for arguments in (
        ["build", source, "-o", "graph"],
        ["export", "-g", "graph", "-o", "out.ttl"],
        ["page", "-g", "graph", "-o", "out.html"],
    ):
        done = kg(*arguments, cwd=cwd, **env)
        assert done.returncode == 0, done.stderr
    # JSON Lines are printed in the encoding of the output, so that one is left alone.
    plain = {k: v for k, v in env.items() if k not in ("PYTHONUTF8", "PYTHONIOENCODING")}
    lines = kg("extract", source, cwd=cwd, **plain)
    assert lines.returncode == 0, lines.stderr
    return Output((cwd / "out.ttl").read_bytes(), (cwd / "out.html").read_bytes(), lines.stdout)


@pytest.fixture(scope="module")
def reference(kg: Kg, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Output:
    """The bytes that all others must equal."""
    output = produce(kg, corpus, tmp_path_factory.mktemp("reference"))
    # Nothing to compare would compare equal.
    assert len(output.turtle) > 100_000
    assert len(output.page) > 100_000
    assert output.lines.count('"kind":"document"') >= 4
    return output


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai"},
        {
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONIOENCODING": "gb18030",
            "PYTHONHASHSEED": "1",
            "TZ": "America/New_York",
        },
        {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0", "PYTHONHASHSEED": "random", "COLUMNS": "200"},
    ],
    ids=lambda env: ",".join(f"{k}={v}" for k, v in env.items()),
)
def test_settings_change_no_byte(
    kg: Kg, corpus: Path, reference: Output, tmp_path: Path, env: dict[str, str]
) -> None:
    assert produce(kg, corpus, tmp_path, **env) == reference


def test_places_and_dates_change_no_byte(
    kg: Kg, corpus: Path, reference: Output, tmp_path: Path
) -> None:
    # Elsewhere, older, below a folder with a name of its own, and named by a relative path.
    moved = tmp_path / "另一个 地方" / "articles"
    shutil.copytree(corpus, moved)
    for path in moved.rglob("*.*"):
        os.utime(path, (1, 1))
    work = tmp_path / "work" / "below"
    work.mkdir(parents=True)
    assert produce(kg, "../../另一个 地方/../另一个 地方/articles/", work) == reference


def test_from_inside_the_folder(kg: Kg, corpus: Path, reference: Output, tmp_path: Path) -> None:
    # The graph must not lie among the articles, so only extract is asked from here.
    done = kg("extract", ".", cwd=corpus)
    assert done.returncode == 0, done.stderr
    assert done.stdout == reference.lines


def test_standard_output_and_a_file_get_the_same_bytes(
    kg: Kg, corpus: Path, reference: Output, tmp_path: Path
) -> None:
    assert kg("build", corpus, "-o", "graph", cwd=tmp_path).returncode == 0
    done = kg("export", cwd=tmp_path, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="gb18030")
    assert done.stdout.encode() == reference.turtle
