"""What many tests need: the sample corpus built once, and the command line as a user calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.ontology import locate
from kg.pipeline import build

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def demo_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of the sample corpus; tests only read it."""
    path = tmp_path_factory.mktemp("demo") / "graph"
    build([locate("data")], path)
    return path


Kg = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def kg() -> Kg:
    """Run ``kg`` in a process of its own and return its exit code and output."""

    def run(
        *arguments: str | Path, stdin: str | None = None, cwd: Path | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from kg.cli import main; main()", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **env},
            timeout=120,
            check=False,
        )

    return run
