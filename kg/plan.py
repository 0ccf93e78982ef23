"""How a query is understood: its algebra, and how much each of its patterns matches alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.query import evaluate
from kg.sparql import bind

if TYPE_CHECKING:
    from kg.store import Graph


def plan(graph: Graph, sparql: str, **options: Any) -> Iterator[str]:
    """The algebra of a query (as rdflib reads it), the triples each pattern matches alone, and what
    the query took: the plan a person needs to see why a query is slow.

    ``options`` and errors are those of `kg.query.evaluate`.
    """
    from rdflib.plugins.sparql import prepareQuery

    text = bind(sparql, options["parameters"]) if options.get("parameters") else sparql
    began = time.perf_counter()
    results = evaluate(graph, sparql, **options)
    if isinstance(results, ox.QueryBoolean):
        found = "yes" if results else "no"
    else:
        unit = "rows" if isinstance(results, ox.QuerySolutions) else "triples"
        number = sum(1 for _ in results)
        found = f"{number:,} {unit.removesuffix('s') if number == 1 else unit}"
    where = graph.store.address if graph.remote else f"pyoxigraph {ox.__version__}"  # type: ignore[attr-defined]
    took = (time.perf_counter() - began) * 1000
    yield f"{found} in {took:.1f} ms, {where}"
    yield ""
    try:
        query = prepareQuery(text, initNs=dict(graph.ns.prefixes))
    except Exception as error:
        # rdflib's parser knows less of SPARQL than the engine's, and says so in many ways.
        raise QueryError(f"rdflib can't show the algebra of this query: {error}") from error
    yield from _node(query.algebra, 0, _Counter(graph, options))


_NAMES = {
    "SelectQuery": "SELECT",
    "AskQuery": "ASK",
    "ConstructQuery": "CONSTRUCT",
    "DescribeQuery": "DESCRIBE",
    "Project": "columns",
    "Slice": "rows",
    "OrderBy": "sorted",
    "Distinct": "distinct",
    "Filter": "filter on every row of",
    "LeftJoin": "optional: all of the first, what fits of the second",
    "Join": "join",
    "Union": "union",
    "Minus": "first without second",
    "Extend": "computed",
    "AggregateJoin": "aggregates of",
    "Group": "groups of",
    "ToMultiSet": "subquery or VALUES",
    "Graph": "in a named graph",
}


class _Counter:
    """Counts what a triple pattern matches alone."""

    def __init__(self, graph: Graph, options: dict[str, Any]) -> None:
        import rdflib
        from rdflib.namespace import NamespaceManager

        self.graph = graph
        self.options = {k: v for k, v in options.items() if k in ("union", "documents", "timeout")}
        self.names: Any = NamespaceManager(rdflib.Graph(), bind_namespaces="none")
        for prefix, namespace in graph.ns.prefixes.items():
            self.names.bind(prefix, namespace, override=True, replace=True)

    def pattern(self, triple: Any) -> str:
        from rdflib.paths import Path

        words = " ".join(term.n3(self.names) for term in triple)
        if any(isinstance(term, Path) for term in triple):
            return f"{words}   (a path)"
        plain = " ".join(term.n3() for term in triple)
        query = f"SELECT (COUNT(*) AS ?number_of_them) WHERE {{ {plain} }}"
        (row,) = evaluate(self.graph, query, **self.options)  # type: ignore[misc]
        return f"{words}   ({int(row[0].value):,} alone)"


def _node(node: Any, depth: int, counter: _Counter) -> Iterator[str]:
    indent = "  " * depth
    name = getattr(node, "name", None)
    if name is None:
        return
    if name == "BGP":
        yield f"{indent}basic graph pattern"
        for triple in node.triples:
            yield f"{indent}  {counter.pattern(triple)}"
        return
    detail = ""
    if name == "Slice":
        detail = f" {node.length} from {node.start}"
    elif name == "Project":
        detail = "".join(f" ?{v}" for v in node.PV)
    elif name == "Extend":
        detail = f" ?{node.var}"
    yield f"{indent}{_NAMES.get(name, name)}{detail}"
    for key in ("p", "p1", "p2", "graph"):
        if hasattr(node.get(key), "name"):
            yield from _node(node[key], depth + 1, counter)
