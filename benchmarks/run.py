"""Benchmarks: ratios measured side by side in one run, printed as Markdown tables.

Run with ``./dev bench``. Times are medians over repetitions that alternate between the things
compared, so that what else the machine does falls on all of them alike.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kg import extractors, readers
from kg.ground import ground
from kg.ontology import Ontology, load, locate
from kg.pipeline import build

RDFLIB_QUERY = """
import rdflib, sys
graph = rdflib.Graph().parse(sys.argv[1])
for row in graph.query(sys.argv[2]):
    print(row)
"""
QUERY = "SELECT ?cause WHERE { ?cause kg:causes factor:粒粒贷下架 }"
LONG_QUERY = (
    "PREFIX kg: <https://w3id.org/causal-kg/ontology#> "
    "PREFIX factor: <https://w3id.org/causal-kg/factor/> " + QUERY
)


def main() -> None:
    """Measure everything and print the tables."""
    print(f"Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()}; ", end="")
    names = ("pyoxigraph", "rdflib", "rjieba", "typer")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    print(f"Python {platform.python_version()}, {versions}.\n")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        build([locate("data")], root / "graph")
        start_up(root)
        extraction()
        building(root)


def article() -> Path:
    """A Chinese sample article of the size people write."""
    return next(p for p in sorted(locate("data").glob("*.md")) if p.name.startswith("粒"))


def start_up(root: Path) -> None:
    """Cold starts against bare Python."""
    python = sys.executable
    kg = str(Path(python).with_name("kg"))
    graph = str(root / "graph")
    turtle = root / "graph.ttl"
    subprocess.run([kg, "export", "-g", graph, "-o", str(turtle)], check=True)
    script = root / "peer.py"
    script.write_text(RDFLIB_QUERY, encoding="utf-8")
    commands = {
        "`python -c pass`": [python, "-c", "pass"],
        "`python -c 'import rdflib'`": [python, "-c", "import rdflib"],
        "`kg --help`": [kg, "--help"],
        "`kg query`, demo graph": [kg, "query", QUERY, "-g", graph],
        "rdflib script, same query on the Turtle": [python, str(script), str(turtle), LONG_QUERY],
        "`kg extract`, one article": [kg, "extract", str(article())],
        "`kg why`, demo graph": [kg, "why", "粒粒贷下架", "-g", graph],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(15):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(values) * 1000 for name, values in times.items()}
    bare = medians["`python -c pass`"]
    rdflib = medians["`python -c 'import rdflib'`"]
    print(
        "## Cold starts\n\n| whole process | ms | × bare Python | × import rdflib |\n|---|---|---|---|"
    )
    for name, value in medians.items():
        print(f"| {name} | {value:.0f} | {value / bare:.1f} | {value / rdflib:.2f} |")
    print()


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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of this process so far: {peak:.0f} MB.\n")


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
