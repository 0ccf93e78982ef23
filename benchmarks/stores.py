"""The same graph in a folder, in Oxigraph and in Virtuoso: the same answers, row by row, and the times.

python benchmarks/stores.py [scale]     1 is a million triples
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.graph import snapshot_quads
from kg.manifest import Entry, Manifest
from kg.namespaces import Namespaces
from kg.ontology import load
from kg.publish import publish
from kg.store import Graph, open_graph

TEMPLATES = """
SELECT ?cause ?effect { ?cause kg:causes ?effect }
SELECT ?s { ?s a kg:CausalLink ; kg:belief ?b FILTER(?b > 0.6) }
SELECT ?s ?b { ?s kg:belief ?b } ORDER BY DESC(?b) ?s LIMIT 7
SELECT ?s ?b { ?s kg:belief ?b } ORDER BY ?b ?s OFFSET 5 LIMIT 5
SELECT ?x { ?x kg:causes+ HUB }
SELECT ?x { HUB kg:causes* ?x }
SELECT ?x { HUB ^kg:causes*/rdfs:label ?x }
SELECT ?x ?y { ?x a kg:Policy ; kg:causes* ?y }
SELECT ?a ?b { ?a kg:causes+ ?b }
SELECT ?x (COUNT(?y) AS ?n) { ?x kg:causes+ ?y } GROUP BY ?x
SELECT ?x { ?x (kg:promotes|kg:prevents)+ HUB }
SELECT ?a ?c { ?a kg:causes/kg:causes ?c }
SELECT DISTINCT ?x { HUB ^kg:causes/^kg:causes ?x }
SELECT ?x { HUB ^kg:causes? ?x }
SELECT ?l { ?e rdfs:label ?l FILTER(CONTAINS(STR(?l), "贷")) }
SELECT ?l { ?e rdfs:label ?l FILTER(LANG(?l) = "zh" && STRSTARTS(STR(?l), "粒")) }
SELECT ?l { ?e rdfs:label ?l FILTER(REGEX(?l, "监管.*")) }
SELECT ?l { ?e rdfs:label ?l FILTER(REGEX(STR(?l), "贷.*下架")) }
SELECT ?l { ?e rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), "en")) }
SELECT ?e (STRLEN(STR(?l)) AS ?n) { ?e a kg:Policy ; rdfs:label ?l }
SELECT ?e (UCASE(STR(?l)) AS ?u) { ?e a kg:Product ; rdfs:label ?l }
SELECT ?o ?v { ?o kg:value ?v FILTER(?v >= 100) }
SELECT ?o ?v { ?o kg:value ?v FILTER(?v < 5) }
SELECT ?o { ?o kg:periodStart ?d FILTER(?d >= "2020-07-01"^^xsd:date) }
SELECT ?o ?d { ?o kg:periodEnd ?d FILTER(?d < "2020-01-01"^^xsd:date) }
SELECT ?p ?d { ?p kg:issued ?d } ORDER BY ?d ?p
SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }
SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a kg:Entity }
SELECT ?k (COUNT(?e) AS ?n) { ?e a ?k } GROUP BY ?k
SELECT ?m (COUNT(?c) AS ?n) { ?c kg:modality ?m } GROUP BY ?m HAVING(COUNT(?c) > 2)
SELECT (MAX(?b) AS ?most) (MIN(?b) AS ?least) { ?l kg:belief ?b }
SELECT ?c { ?c a kg:Claim ; kg:implicit true }
SELECT ?c ?i { ?c kg:implicit ?i ; kg:modality kg:Hedged }
SELECT ?c ?w { ?c a kg:Claim OPTIONAL { ?c kg:claimant ?w } }
SELECT ?e { ?e a kg:Factor FILTER NOT EXISTS { ?x kg:causes ?e } }
SELECT ?e { ?e a kg:Factor MINUS { ?x kg:causes ?e } }
SELECT ?e ?kind { { ?e a kg:Policy BIND("policy" AS ?kind) } UNION { ?e a kg:Bank BIND("bank" AS ?kind) } }
SELECT ?e ?l { VALUES ?e { HUB PRODUCT } ?e rdfs:label ?l }
SELECT ?quote ?start { ?c kg:evidence ?e . ?e oa:exact ?quote ; oa:start ?start } ORDER BY ?start ?quote LIMIT 20
SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?c a kg:Claim } } GROUP BY ?g
SELECT ?c { GRAPH DOCUMENT { ?c a kg:Claim } }
SELECT ?c FROM DOCUMENT { ?c a kg:Claim }
SELECT ?e (IF(?b > 0.5, "more", "less") AS ?much) { ?e kg:belief ?b }
SELECT ?d { ?x a kg:Document ; dct:title ?t BIND(CONCAT(STR(?t), "。") AS ?d) }
SELECT ?big { { SELECT (SUM(?n) AS ?big) { ?d kg:length ?n } } }
ASK { HUB ^kg:causes ?x }
ASK { HUB kg:causes factor:nothing }
CONSTRUCT { ?b kg:because ?a } WHERE { ?a kg:causes ?b }
CONSTRUCT WHERE { ?p a kg:Policy ; rdfs:label ?l }
""".strip().splitlines()  # fmt: skip


def asked(template: str, **names: str) -> str:
    """A query of `TEMPLATES`, with the names of a graph."""
    for name, value in names.items():
        template = template.replace(name.upper(), value)
    return template


def answer(graph: Graph, query: str) -> Any:
    found = graph.query(query)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QuerySolutions):
        names = sorted(v.value for v in found.variables)
        rows = [tuple(str(row[name]) for name in names) for row in found]
        return rows if "ORDER" in query else sorted(rows)
    return sorted({str(triple) for triple in found})


def main() -> None:
    """Publish the generated graph in three places, ask, compare, print a table."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from large import snapshot
    from oxigraph import oxigraph
    from virtuoso import virtuoso

    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 0.1
    made = snapshot(scale)
    documents = {d.source: Entry(d.source, d.sha256, 0, 0) for d in made.documents.values()}
    manifest = Manifest(fingerprint="generated", documents=documents)
    os.environ |= {"KG_STORE_USER": "dba", "KG_STORE_PASSWORD": "dba"}
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (root / "virtuoso").mkdir()
        server = stack.enter_context(virtuoso(root / "virtuoso", 10_000_000))
        places: dict[str, Path | str] = {
            "folder": root / "graph",
            "Oxigraph": stack.enter_context(oxigraph(root / "oxigraph")),
            "Virtuoso": f"http://127.0.0.1:{server.http}/sparql",
        }
        graphs: dict[str, Graph] = {}
        print(f"{os.cpu_count()} cores, pyoxigraph {ox.__version__}, scale {scale:g}\n")
        print("| | folder | Oxigraph | Virtuoso |\n|---|---|---|---|")
        times = []
        for name, place in places.items():
            began = time.perf_counter()
            with publish(place, fresh=True) as publication:
                publication.load(snapshot_quads(made, Namespaces(), load()))
                publication.manifest = manifest
            times.append(time.perf_counter() - began)
            graphs[name] = open_graph(place)
        print("| published, s | " + " | ".join(f"{t:.1f}" for t in times) + " |", flush=True)
        web = graphs["folder"].network().web
        hub = web.names[max(range(len(web.names)), key=lambda n: (len(web.before[n]), -n))]
        product = min(n for n, e in made.entities.items() if "Product" in e.types)
        different = 0
        for template in TEMPLATES:
            # All pairs that a path joins are tens of millions here.
            if "?a kg:causes+ ?b" in template or "?x kg:causes+ ?y" in template:
                continue
            query = asked(
                template,
                hub=f"<{graphs['folder'].ns.iri(hub).value}>",
                product=f"<{graphs['folder'].ns.iri(product).value}>",
                document="doc:00000.md",
            )
            cells, answers = [], []
            for graph in graphs.values():
                began = time.perf_counter()
                try:
                    answers.append(answer(graph, query))
                except Exception as error:
                    answers.append(str(error)[:300])
                cells.append(f"{(time.perf_counter() - began) * 1000:.0f}")
            same = [found == answers[0] for found in answers]
            different += not all(same)
            marked = [c if ok else f"{c} ≠" for c, ok in zip(cells, same, strict=True)]
            print(
                f"| `{template.replace('|', chr(92) + '|')}` | " + " | ".join(marked) + " |",
                flush=True,
            )
            if not all(same):
                print([str(found)[:200] for found in answers], file=sys.stderr)
        print(f"\n{different} of the answers differ.")


if __name__ == "__main__":
    main()
