"""The endpoint under fifty clients at once: latencies, and whether anything fails."""

from __future__ import annotations

import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kg import build
from kg.ontology import locate

CLIENTS = 50
EACH = 8
QUERY = "SELECT ?x { ?x kg:causes factor:粒粒贷下架 }"
REQUESTS = {
    "a query": "/sparql?" + urllib.parse.urlencode({"query": QUERY}),
    "why, two hops": "/api/why?" + urllib.parse.urlencode({"entity": "粒粒贷下架", "depth": 2}),
    "the page": "/page",
}


def main() -> None:
    """Print the table."""
    print(f"\n### The endpoint, {CLIENTS} clients at once, the demo graph\n")
    print("| request | alone, ms | median, ms | 95 %, ms | requests/s | failed |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "graph"
        build([locate("data")], graph)
        process = subprocess.Popen(
            [sys.executable, "-c", "from kg.cli import main; main()", "serve", "-g", str(graph), "--port", "0"],
            stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            assert process.stderr
            found = re.match(r"(http://\S+)/ serves ", process.stderr.readline().decode())
            assert found
            for name, path in REQUESTS.items():
                measure(name, found[1] + path)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)


def measure(name: str, address: str) -> None:
    ask(address)  # what is read once is read now
    alone = statistics.median(ask(address)[0] for _ in range(20))
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda _: ask(address), range(CLIENTS * EACH)))
    passed = time.perf_counter() - begun
    times = sorted(seconds for seconds, _ in answers)
    failed = sum(not fine for _, fine in answers)
    print(
        f"| {name} | {1000 * alone:.0f} | {1000 * statistics.median(times):.0f} | "
        f"{1000 * times[int(0.95 * len(times))]:.0f} | {len(times) / passed:.0f} | {failed} |",
        flush=True,
    )


def ask(address: str) -> tuple[float, bool]:
    begun = time.perf_counter()
    try:
        with urllib.request.urlopen(address, timeout=120) as answer:
            answer.read()
            fine = answer.status == 200
    except OSError:
        fine = False
    return time.perf_counter() - begun, fine


if __name__ == "__main__":
    main()
