"""The W3C's SPARQL 1.1 test suites, run through the calls that users make.

``python tests/w3c.py CHECKOUT`` prints the table of `docs/conformance.md`; CHECKOUT is a copy of
https://github.com/w3c/rdf-tests. Results are compared as RDF datasets up to the names of blank nodes
(RDFC-1.0), numbers in the store's canonical spelling.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError
from kg.query import evaluate
from kg.results import write
from kg.store import Graph, open_files

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SUITES = ("query", "update", "results")


class Description:
    """A node of a manifest, its properties by IRI."""

    def __init__(self, store: ox.Store, node: object) -> None:
        self.store = store
        self.node = node

    def all(self, predicate: str) -> list[Description]:
        """Its values of a property."""
        quads = self.store.quads_for_pattern(self.node, ox.NamedNode(predicate), None)  # type: ignore[arg-type]
        return [Description(self.store, q.object) for q in quads]

    def one(self, predicate: str) -> Description | None:
        """Its value of a property, if it has one."""
        return next(iter(self.all(predicate)), None)

    def items(self, predicate: str) -> Iterator[Description]:
        """The items of its list."""
        rest = self.one(predicate)
        while rest is not None and rest.value != RDF + "nil":
            first = rest.one(RDF + "first")
            assert first is not None
            yield first
            rest = rest.one(RDF + "rest")

    @property
    def value(self) -> str:
        """The IRI or text of the node."""
        assert isinstance(self.node, (ox.NamedNode, ox.Literal, ox.BlankNode))
        return self.node.value

    @property
    def path(self) -> Path:
        """The file its IRI names."""
        return Path(self.value.removeprefix("file://"))


@dataclass(frozen=True)
class Test:
    """One entry of a manifest."""

    __test__ = False
    suite: str
    folder: str
    name: str
    kind: str
    entry: Description


def entries(checkout: Path) -> Iterator[Test]:
    """The tests of the query, update and results suites."""
    root = (checkout / "sparql" / "sparql11").resolve()
    for suite in SUITES:
        top = _description(root / f"manifest-sparql11-{suite}.ttl")
        for part in top.items(MF + "include"):
            manifest = _description(part.path)
            for entry in manifest.items(MF + "entries"):
                kind = entry.one(RDF + "type")
                assert kind is not None
                name = entry.value.rpartition("#")[2]
                yield Test(suite, part.path.parent.name, name, kind.value.rpartition("#")[2], entry)


def _description(path: Path) -> Description:
    store = ox.Store()
    iri = f"file://{path}"
    store.load(path=path, format=ox.RdfFormat.TURTLE, base_iri=iri)
    return Description(store, ox.NamedNode(iri))


def failure(test: Test) -> str | None:
    """Why a test fails, or None if it passes."""
    action = test.entry.one(MF + "action")
    assert action is not None
    try:
        if "Syntax" in test.kind:
            return _syntax(test, action)
        if test.kind == "UpdateEvaluationTest":
            return _update(test, action)
        return _query(test, action)
    except KgError as error:
        return str(error).splitlines()[0]


def _syntax(test: Test, action: Description) -> str | None:
    text = action.path.read_text(encoding="utf-8")
    graph = open_files([], union=False)
    try:
        if "Update" in test.kind:
            graph.update(text, base_iri=action.value, allow_network=True)
        else:
            evaluate(graph, text, base_iri=action.value, allow_network=True)
    except KgError as error:
        if "does not parse" in str(error):
            return None if "Negative" in test.kind else str(error).splitlines()[0]
    return "parses, and should not" if "Negative" in test.kind else None


def _load(graph: Graph, node: Description, vocabulary: str) -> None:
    for data in node.all(vocabulary + "data"):
        graph.store.load(path=data.path, base_iri=data.value)
    for data in node.all(vocabulary + "graphData"):
        file = data.one(vocabulary + "graph") or data
        label = data.one(RDFS + "label")
        name = ox.NamedNode(label.value if label else file.value)
        graph.store.load(path=file.path, base_iri=file.value, to_graph=name)


def _update(test: Test, action: Description) -> str | None:
    graph, wanted = open_files([], union=False), open_files([], union=False)
    _load(graph, action, UT)
    result = test.entry.one(MF + "result")
    if result is not None:
        _load(wanted, result, UT)
    request = action.one(UT + "request")
    assert request is not None
    graph.update(
        request.path.read_text(encoding="utf-8"), base_iri=request.value, allow_network=True
    )
    same = _canonical(graph.store) == _canonical(wanted.store)
    return None if same else "leaves another dataset"


def _query(test: Test, action: Description) -> str | None:
    graph = open_files([], union=False)
    _load(graph, action, QT)
    query, result = action.one(QT + "query"), test.entry.one(MF + "result")
    assert query is not None
    assert result is not None
    text = query.path.read_text(encoding="utf-8")
    results = evaluate(graph, text, base_iri=query.value)
    suffix = result.path.suffix.lstrip(".")
    form = {"srj": "json", "srx": "xml"}.get(suffix, suffix)
    if test.suite == "results":
        output = io.BytesIO()
        write(results, output, form, graph)
        if form == "csv":
            mine, theirs = (_csv(data) for data in (output.getvalue(), result.path.read_bytes()))
            return None if mine == theirs else "writes other rows"
        results = ox.parse_query_results(
            output.getvalue(), format=ox.QueryResultsFormat.from_extension(suffix)
        )
    wanted = _expected(result.path, result.value)
    return None if _comparable(results) == wanted else "answers otherwise"


def _csv(data: bytes) -> Counter[tuple[tuple[str, str], ...]]:
    """The rows of a CSV, columns by name; the suite has no two blank nodes to tell apart."""
    rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
    return Counter(
        tuple(sorted((k, "_:" if v.startswith("_:") else v) for k, v in row.items()))
        for row in rows
    )


def _expected(path: Path, iri: str) -> object:
    form = ox.QueryResultsFormat.from_extension(path.suffix.lstrip("."))
    if form is not None:
        return _comparable(ox.parse_query_results(path=path, format=form))
    store = ox.Store()
    store.load(path=path, base_iri=iri)
    table = next(iter(store.quads_for_pattern(None, None, ox.NamedNode(RS + "ResultSet"))), None)
    if table is None:
        return _comparable([quad.triple for quad in store])
    rows = ox.Store()
    node = Description(store, table.subject)
    boolean = node.one(RS + "boolean")
    if boolean is not None:
        return boolean.value == "true"
    for i, solution in enumerate(node.all(RS + "solution")):
        for binding in solution.all(RS + "binding"):
            variable, value = binding.one(RS + "variable"), binding.one(RS + "value")
            assert variable is not None
            assert value is not None
            rows.add(_cell(i, variable.value, value.node))
    return _canonical(rows)


def _cell(row: int, variable: str, value: object) -> ox.Quad:
    return ox.Quad(ox.BlankNode(f"row{row}"), ox.NamedNode(f"var:{variable}"), value)  # type: ignore[arg-type]


def _comparable(results: object) -> object:
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    store = ox.Store()
    if isinstance(results, ox.QuerySolutions):
        names = [v.value for v in results.variables]
        for i, solution in enumerate(results):
            # A row without any binding counts too.
            store.add(_cell(i, "", ox.Literal("row")))
            store.extend(_cell(i, n, solution[n]) for n in names if solution[n] is not None)
    else:
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in results)  # type: ignore[attr-defined]
    return _canonical(store)


def _canonical(store: ox.Store) -> set[ox.Quad]:
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def main(checkout: Path) -> None:
    """Print the pass table and every failure."""
    table: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    failures = []
    for test in entries(checkout):
        reason = failure(test)
        for key in ((test.suite, test.folder), (test.suite, "**all**")):
            table[key][0] += reason is None
            table[key][1] += 1
        if reason:
            failures.append((test.suite, test.folder, test.name, reason))
    print("| suite | part | passed | of |\n|---|---|---|---|")
    for suite in SUITES:
        for (one, folder), (passed, total) in table.items():
            if one == suite:
                print(f"| {suite} | {folder} | {passed} | {total} |")
    print("\n| suite | part | test | why |\n|---|---|---|---|")
    for row in failures:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
