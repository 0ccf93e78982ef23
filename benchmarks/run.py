"""Benchmarks: ratios measured side by side in one run, printed as Markdown tables.

Run with ``./dev bench``. Times are medians over repetitions that alternate between the things
compared, so that what else the machine does falls on all of them alike.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import page
import queries
import serving

from kg import extractors, readers
from kg.ground import ground
from kg.ontology import Ontology, load, locate
from kg.pipeline import build


def main() -> None:
    """Measure everything and print the tables."""
    print(f"Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()}; ", end="")
    names = ("networkx", "pyoxigraph", "pyvis", "rdflib", "rjieba", "typer")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    print(f"Python {platform.python_version()}, {versions}.\n")
    chosen = sys.argv[1:] or ["queries", "extraction", "page", "serving"]
    if "queries" in chosen:
        queries.main()
    if "extraction" in chosen:
        with tempfile.TemporaryDirectory() as folder:
            extraction()
            building(Path(folder))
    if "page" in chosen:
        page.main()
    if "serving" in chosen:
        serving.main()


def article() -> Path:
    """A Chinese sample article of the size people write."""
    return next(p for p in sorted(locate("data").glob("*.md")) if p.name.startswith("粒"))


def extraction() -> None:
    """One core: read, extract and ground one article of the size people write."""
    ontology = load()
    extract = extractors.load()
    path = article()
    text = path.read_text(encoding="utf-8")

    def whole() -> object:
        return ground(extract(readers.read(path), ontology), ontology)

    def rules_only() -> object:
        return extract(readers.read(path), ontology)

    rows = {"read + extract": rules_only, "read + extract + ground": whole}
    print(f"## Extraction, one core, an article of {len(text):,} characters\n")
    print("| | ms per document | documents/s | characters/s |\n|---|---|---|---|")
    for name, function in rows.items():
        seconds = _median(function, 60)
        print(f"| {name} | {seconds * 1000:.1f} | {1 / seconds:.0f} | {len(text) / seconds:,.0f} |")
    length(ontology, text)
    print(f"\nPeak memory of `kg extract` of the longest: {memory(text):.0f} MB.\n")


def length(ontology: Ontology, text: str) -> None:
    """Whether time grows with the text alone: the article repeated, up to a megabyte."""
    extract = extractors.load()

    def work(times: int) -> Callable[[], object]:
        return lambda: extract(readers.read_text(text * times, "long.md"), ontology)

    one = _median(work(1), 30)
    print("\n## Length\n\n| the article repeated | characters | × the time of one |\n|---|---|---|")
    for times in (1, 20, 100, 1_000_000 // len(text.encode())):
        seconds = _median(work(times), 3 if times > 1 else 30)
        print(f"| {times} | {len(text) * times:,} | {seconds / one:,.0f} |")


# Linux counts the memory of the process that starts a program as the program's own, so a small
# one starts it.
_MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def memory(text: str) -> float:
    """Peak memory in MB of ``kg extract`` reading the article repeated up to a megabyte."""
    program = str(Path(sys.executable).with_name("kg"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "long.md")
        path.write_text(text * (1_000_000 // len(text.encode())), encoding="utf-8")
        command = [sys.executable, "-c", _MEASURED, program, "extract", str(path)]
        kilobytes = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return int(kilobytes) / 1024


def building(root: Path) -> None:
    """A build from nothing, and one in which nothing or one document of 200 changed."""
    sources = root / "sources"
    sources.mkdir()
    text = article().read_text("utf-8")
    for number in range(200):
        (sources / f"{number:03d}.md").write_text(f"{text}\n第{number}篇。\n", encoding="utf-8")

    def timed() -> float:
        began = time.perf_counter()
        build([sources], root / "many")
        return time.perf_counter() - began

    fresh = timed()
    same = timed()
    (sources / "000.md").write_text(text + "\n改过。\n", encoding="utf-8")
    one = timed()
    print("## Builds of 200 documents\n\n| | s | share of the first |\n|---|---|---|")
    for name, value in (
        ("from nothing", fresh),
        ("nothing changed", same),
        ("one document changed", one),
    ):
        print(f"| {name} | {value:.2f} | {value / fresh:.2f} |")


def _median(function: Callable[[], object], repetitions: int) -> float:
    function()
    times = []
    for _ in range(repetitions):
        began = time.process_time()
        function()
        times.append(time.process_time() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main()
