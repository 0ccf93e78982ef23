"""Golden folders: an article, and the Turtle that its graph must be, byte for byte.

``./dev golden`` writes the expected files anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.export import export
from kg.pipeline import build
from kg.store import open_graph

CASES = sorted(path.parent for path in (Path(__file__).parent / "golden").glob("*/input.*"))


def test_the_cases_are_found() -> None:
    assert len(CASES) >= 17


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_graph_is_as_expected(case: Path, tmp_path: Path) -> None:
    source = next(case.glob("input.*"))
    build([source], tmp_path / "graph")
    turtle = b"".join(export(open_graph(tmp_path / "graph"), "ttl")).decode()
    expected = case / "expected.ttl"
    if os.environ.get("KG_UPDATE_GOLDEN"):
        expected.write_text(turtle, encoding="utf-8")
    assert turtle == expected.read_text(encoding="utf-8")
