"""Benchmarks of the query interface: against the engine itself, rdflib, a column engine, and SPARQL.

Run with ``./dev bench queries``. Peers that are not installed are left out, and the table says so:
rdflib comes with kg; ``pip install maplib`` brings a column engine, Debian's libapache-jena-java `arq`.
"""

from __future__ import annotations

import os
import random
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jena import jena
from large import write

import kg
from kg.export import write_file
from kg.network import Network, chain
from kg.ontology import locate
from kg.saved import saved_query, values
from kg.stats import stats
from kg.store import Graph

RDFLIB = """
import rdflib, sys
graph = rdflib.Graph().parse(sys.argv[1])
for row in graph.query(sys.argv[2]):
    print(row)
"""
PREFIXES = (
    "PREFIX kg: <https://w3id.org/causal-kg/ontology#> "
    "PREFIX factor: <https://w3id.org/causal-kg/factor/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
)
CYCLES = "SELECT DISTINCT ?x WHERE { ?x kg:causes+ ?x }"
SMALL = "SELECT ?cause WHERE { ?cause kg:causes factor:粒粒贷下架 }"


def milliseconds(function: Callable[[], object], repetitions: int = 7) -> float:
    """The median time of a call."""
    times = []
    for _ in range(repetitions):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def cold(root: Path) -> None:
    """Whole processes on the demo graph, alternating."""
    python, program = sys.executable, str(Path(sys.executable).with_name("kg"))
    graph, turtle = root / "demo", root / "demo.ttl"
    kg.build([locate("data")], graph)
    subprocess.run([program, "export", "-g", graph, "-o", turtle], check=True)
    (root / "peer.py").write_text(RDFLIB, encoding="utf-8")
    commands: dict[str, list[str]] = {
        "`python -c pass`": [python, "-c", "pass"],
        "`kg --help`": [program, "--help"],
        "`kg query`": [program, "query", SMALL, "-g", str(graph)],
        "`kg query --limit 5` (read by typer)": [program, "query", SMALL, "-g", str(graph), "--limit", "5"],
        "`kg why`": [program, "why", "粒粒贷下架", "-g", str(graph)],
        "rdflib script on the Turtle": [python, str(root / "peer.py"), str(turtle), PREFIXES + SMALL],
    }  # fmt: skip
    if arq := jena("arq.arq", root):
        commands["Jena `arq` on the Turtle"] = [*arq, f"--data={turtle}", PREFIXES + SMALL]
    # Compiled modules are kept, as any installation keeps them.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(16):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            times[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(values[1:]) * 1000 for name, values in times.items()}
    bare = medians["`python -c pass`"]
    query = medians["`kg query`"]
    print(
        "## Cold, the demo graph\n\n| whole process | ms | × bare Python | × `kg query` |\n|---|---|---|---|"
    )
    for name, value in medians.items():
        print(f"| {name} | {value:.0f} | {value / bare:.1f} | {value / query:.1f} |")
    print()


def eight(graph: Graph, web: Any) -> dict[str, str]:
    """The eight queries, on what the generated graph holds."""
    names = range(len(web.names))
    hub = web.names[max(names, key=lambda n: (len(web.before[n]), -n))]
    source = web.names[max(names, key=lambda n: (len(web.after[n]), -n))]
    label = graph.network().label(source)
    return {
        "label look-up": f'SELECT ?e {{ ?e rdfs:label "{label}"@zh }}',
        "2-hop": f"SELECT ?a ?b {{ {graph.ns.iri(source)} kg:causes ?a . ?a kg:causes ?b }}",
        "aggregate by class": "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c",
        "date/number filter": "SELECT ?o ?v { ?o a kg:Observation ; kg:periodStart ?d ; kg:value ?v "
        'FILTER(?d >= "2020-01-01"^^xsd:date && ?v > 50) }',
        "CONTAINS on Chinese": 'SELECT ?e { ?e rdfs:label ?l FILTER(CONTAINS(?l, "合规")) }',
        "NOT EXISTS": "SELECT ?f { ?f a kg:Factor FILTER NOT EXISTS { ?c kg:causes ?f } }",
        "everything that reaches a hub": f"SELECT DISTINCT ?x {{ ?x kg:causes+ {graph.ns.iri(hub)} }}",
        "100 k rows": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100000",
    }


def engines(root: Path, graph: Graph, web: Any) -> None:
    """`Graph.select` beside the engine itself, rdflib in memory, and a column engine."""
    import rdflib

    triples = root / "large.nt"
    write_file(graph, triples)
    memory = rdflib.Graph()
    memory.parse(triples, format="nt")
    column = _column(triples)
    print("## A million triples\n")
    print(
        "| query | `select`, ms | × pyoxigraph itself | rdflib ÷ `select` | `select` ÷ maplib |\n"
        "|---|---|---|---|---|"
    )
    overheads, gains = [], []
    prefixes = dict(graph.ns.prefixes)
    for name, sparql in eight(graph, web).items():
        often = 300 if name in ("label look-up", "2-hop") else 9
        pair: tuple[list[float], list[float]] = ([], [])
        for _ in range(often):
            for side, ask in enumerate(
                (graph.select, lambda q: graph.store.query(q, prefixes=prefixes))
            ):
                began = time.perf_counter()
                for _row in ask(sparql):  # type: ignore[attr-defined]
                    pass
                pair[side].append(time.perf_counter() - began)
        ours, bare = (statistics.median(times) * 1000 for times in pair)
        overheads.append(ours / bare)
        peer, over = limited(lambda q=sparql: list(memory.query(PREFIXES + q)))  # type: ignore[misc]
        gains.append(peer / ours)
        other = "–"
        if column is not None and "kg:causes" not in sparql.replace("?c kg:causes ?f", ""):
            # Columns are for scans; a path over a hub takes maplib longer than anybody waits.
            try:
                other = f"{ours / milliseconds(lambda q=sparql: column(PREFIXES + q)):.1f}"  # type: ignore[misc]
            except Exception as error:
                # A peer that can't answer is a row of the table, not an end of the run.
                other = type(error).__name__
        print(f"| {name} | {ours:.2f} | {ours / bare:.2f} | {over}{peer / ours:.0f} | {other} |")
    loops = milliseconds(lambda: graph.network().loops(), 3)
    peer, over = limited(lambda: list(memory.query(PREFIXES + CYCLES)))
    gains.append(peer / loops)
    print(f"| who is on a cycle (`loops`) | {loops:.0f} | | {over}{peer / loops:.0f} | |")
    began, over = time.perf_counter(), ""
    try:
        list(graph.select(CYCLES, timeout=600))
    except kg.KgError:
        over = ">"
    peer = (time.perf_counter() - began) * 1000
    print(f"| … the engine's path query ÷ `loops` | | {over}{peer / loops:.0f} | | |")
    means = statistics.geometric_mean(overheads), statistics.geometric_mean(gains)
    print(f"| geometric mean | | {means[0]:.2f} | {means[1]:.0f} | |\n")


def limited(ask: Callable[[], object], seconds: float = 60.0) -> tuple[float, str]:
    """The median time of a call in a process of its own (ms), and ">" if it was stopped."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        # What is quick is measured warm, as everything here is.
        first = milliseconds(ask, 1)
        os.write(writer, str(milliseconds(ask, 9) if first < 1000 else first).encode())
        os._exit(0)
    os.close(writer)
    ready, _, _ = select.select([reader], [], [], seconds)
    if not ready:
        os.kill(child, signal.SIGKILL)
    told = os.read(reader, 100).decode() if ready else ""
    os.waitpid(child, 0)
    os.close(reader)
    return (float(told), "") if told else (seconds * 1000, ">")


def _column(triples: Path) -> Callable[[str], object] | None:
    if find_spec("maplib") is None:
        print("maplib is not installed; its column is empty.\n")
        return None
    import maplib

    model = maplib.Model()
    model.read(str(triples))
    return lambda sparql: model.query(sparql)


def questions(graph: Graph, web: Any) -> None:
    """Causal questions beside the SPARQL that reads the same nodes, and cycles beside a path query."""
    names = [n for i, n in enumerate(web.names) if web.before[i]]
    hub = max(names, key=lambda n: len(web.before[web.number[n]]))
    chosen = [hub, *random.Random(3).sample(sorted(names), 12)]
    ratios = []
    for name in chosen:
        ours = milliseconds(lambda n=name: _why(graph.network(), n))  # type: ignore[misc]
        ratios.append(ours / milliseconds(_same_nodes(graph, name)))
    products = _products(graph)
    number = web.number[hub]
    far = web.names[web.beyond(number, web.before)[-1]]
    measured = saved_query("measured")
    quarter = values(measured, {"since": "2020-10-01", "until": "2020-12-31"}, graph)
    print("## Causal questions at a million triples\n\n| | ms |\n|---|---|")
    rows: dict[str, Callable[[Network], object]] = {
        "`why` of the hub": lambda net: _why(net, hub),
        "`why` (typical)": lambda net: _why(net, chosen[3]),
        "`loops`: who is on a cycle, and the shortest loops": lambda net: net.loops(),
        "`roots`": lambda net: net.roots(),
        "`bottlenecks`": lambda net: net.bottlenecks(),
        "`path` to the hub": lambda net: net.path(far, hub),
        "`conflicts`": lambda net: net.conflicts(),
        "`timeline` of a quarter": lambda net: net.timeline(since="2020-Q4", until="2020-Q4"),
        "the saved query `measured`, of a quarter": lambda net: list(
            net.graph.select(measured.text, parameters=quarter)
        ),
        "`compare` of two products": lambda net: net.compare(*products),
        "`stats`": lambda net: stats(net.graph),
    }
    for name, ask in rows.items():
        try:
            print(f"| {name} | {milliseconds(lambda a=ask: a(graph.network()), 3):.2f} |")  # type: ignore[misc]
        except kg.KgError as error:
            print(f"| {name} | {error} |")
    print(
        f"\n`why` takes {statistics.geometric_mean(ratios):.2f} × the SPARQL that reads the same "
        f"nodes ({min(ratios):.2f} to {max(ratios):.2f}).\n"
    )


def _products(graph: Graph) -> list[str]:
    rows = graph.select(
        "SELECT ?s (COUNT(*) AS ?n) { ?o kg:subject ?s } GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 2"
    )
    return [graph.ns.curie(row[0].value) for row in rows]


def _why(network: Network, name: str) -> set[str]:
    """The nodes that an answer rests on, its claims read."""
    nodes = set()
    for step in chain(network.why(name).steps):
        claims = network.claims((*step.link.supported_by, *step.link.opposed_by))
        nodes |= {step.link.id, step.entity.id, *(c.id for c in claims)}
    return nodes


def _same_nodes(graph: Graph, name: str) -> Callable[[], None]:
    network = graph.network()
    nodes = " ".join(str(graph.ns.iri(n)) for n in sorted(_why(network, name)))
    effects = {s.link.effect for s in chain(network.why(name).steps)}
    level = " ".join(str(graph.ns.iri(n)) for n in sorted(effects))
    texts = (
        f"SELECT ?link {{ VALUES ?effect {{ {level} }} ?link kg:effect ?effect ; a kg:CausalLink }}",
        f"SELECT ?s ?p ?o {{ VALUES ?s {{ {nodes} }} ?s ?p ?o }}",
        f"SELECT ?s ?p ?o {{ VALUES ?c {{ {nodes} }} ?c kg:evidence ?s . ?s ?p ?o }}",
    )
    prefixes = dict(graph.ns.prefixes)

    def ask() -> None:
        for text in texts:
            for _ in graph.store.query(text, prefixes=prefixes):  # type: ignore[union-attr]
                pass

    return ask


def main() -> None:
    """Measure everything and print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        cold(root)
        write(root / "large")
        graph = kg.open(root / "large")
        web = graph.network().web
        engines(root, graph, web)
        questions(graph, web)
