"""Graphs in stores on other machines: two real servers, and one that misbehaves as it is told."""

from __future__ import annotations

import random
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from conftest import Kg
from oxigraph import oxigraph
from stores import TEMPLATES, answer, asked
from test_importing import HAND_MADE
from test_serve import Server, Start, start  # noqa: F401
from virtuoso import virtuoso

from kg import build, import_file
from kg.canonical import canonical_hash
from kg.check import check
from kg.errors import KgError, QueryError, QueryTimeout, StoreError, UsageError
from kg.ontology import locate
from kg.publish import publish
from kg.remote import Remote
from kg.remote.store import ALL, _declared
from kg.remote.study import study
from kg.store import Graph, open_graph

DATA = locate("data")


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_STORE_USER", "dba")
        patch.setenv("KG_STORE_PASSWORD", "dba")
        one = stack.enter_context(virtuoso(tmp_path_factory.mktemp("virtuoso")))
        two = stack.enter_context(oxigraph(tmp_path_factory.mktemp("oxigraph")))
        yield {"virtuoso": f"http://127.0.0.1:{one.http}/sparql", "oxigraph": two}


@pytest.fixture(params=["oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest, servers: dict[str, str]) -> str:
    return servers[request.param]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("local") / "graph"
    build([DATA], folder)
    return open_graph(folder)


@pytest.fixture(scope="module")
def demo(servers: dict[str, str]) -> dict[str, Graph]:
    """The sample corpus in every store. Tests that build come after those that read it."""
    for address in servers.values():
        build([DATA], address, fresh=True)
    return {name: open_graph(address) for name, address in servers.items()}


# -- the same answers --------------------------------------------------------------------------------

QUERIES = [
    asked(query, hub="factor:粒粒贷下架", product="product:粒粒贷", document="doc:另一种解释.txt")
    for query in TEMPLATES
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_the_same_answer(name: str, query: str, local: Graph, demo: dict[str, Graph]) -> None:
    expected = answer(local, query)
    if "nothing" not in query:
        assert expected, "a query that finds nothing compares nothing"
    assert answer(demo[name], query) == expected


# What Virtuoso, asked directly, answers otherwise than the standard; it takes more than SPARQL.
OTHERWISE = """
SELECT ?s ?p ?v { ?s ?p ?v FILTER(?v >= 0.5) }
SELECT ?s ?p ?v { ?s ?p ?v FILTER(?v = 5) }
SELECT ?s ?p ?v { ?s ?p ?v FILTER(?v) }
SELECT ?s ?v { ?s kg:implicit ?v FILTER(?v IN (true)) }
SELECT ?s ?d { ?s kg:issued ?d FILTER(?d > "2020-01-01"^^xsd:date) }
SELECT ?s ?v { ?s rdfs:label ?v FILTER(?v > "粒粒贷"@zh) }
SELECT ?s ?p { ?s ?p 1 }
SELECT ?s ?p { ?s ?p true }
SELECT (AVG(?v) AS ?n) { ?s kg:value ?v }
SELECT (MIN(?l) AS ?n) { ?s rdfs:label ?l }
SELECT ?l { ?s a kg:Factor ; rdfs:label ?l } ORDER BY ?l
SELECT ?s (DATATYPE(?l) AS ?i) { ?s rdfs:label ?l }
SELECT ?s (1e0/0 AS ?i) { ?s a kg:Policy }
SELECT ?s ?o { ?s (kg:causes/kg:causes)|kg:causes ?o }
SELECT ?s ?l { ?s !(a|^rdfs:label) ?l }
SELECT ?s { ?s kg:causes+ ?o FILTER NOT EXISTS { ?s a kg:Policy ; rdfs:label ?l } }
SELECT ?g { GRAPH ?g {} }
SELECT (COUNT(*) AS ?nothing) FROM kg:manifest { ?s ?p ?o }
SELECT (COUNT(*) AS ?n) FROM kg:links { ?s ?p ?o }
SELECT (COUNT(*) AS ?nothing) FROM NAMED kg:texts { GRAPH ?g { ?s ?p ?o } }
SELECT (COUNT(*) AS ?n) FROM NAMED kg:links { GRAPH ?g { ?s ?p ?o } }
SELECT (COUNT(*) AS ?nothing) { GRAPH kg:texts { ?s ?p ?o } }
BASE <https://w3id.org/causal-kg/> SELECT ?o { <factor/粒粒贷下架> ?p ?o }
DESCRIBE factor:粒粒贷下架
DESCRIBE ?x { ?x a kg:Policy }
SELECT ?s { ?s a kg:Factor MINUS { ?x a kg:Policy } }
SELECT ?s { ?s a kg:Factor MINUS { OPTIONAL { ?s kg:causes ?y } } }
SELECT ?s ?y { ?s kg:causes ?y OPTIONAL { ?y kg:about ?z } MINUS { ?s kg:about ?z } }
SELECT ?c ?a { ?c kg:causes ?c . ?a a kg:Policy }
SELECT ?a ?b { ?a kg:causes ?a OPTIONAL { ?a kg:about ?b } }
SELECT ?x { ?x a kg:Factor OPTIONAL { ?x kg:about ?n } FILTER(LANG(?n) != "zh") }
SELECT ?x { ?x a kg:Factor OPTIONAL { ?x kg:nothing ?n } FILTER(!isIRI(?n)) }
SELECT ?a ?b ?c { ?b kg:concept ?a; kg:about ?c . { SELECT ?b ?c { ?a kg:about ?c } } }
SELECT ?a ?b { ?a kg:value ?v . ?b kg:causeStart ?v }
SELECT ?b ?c { ?b rdfs:label ?l OPTIONAL { ?a kg:concept ?k . ?c kg:about ?d FILTER(LANG(?l) = "zh") } FILTER(?c = ?b) }
SELECT ?x ?y { ?x kg:causes ?y } ORDER BY ?x ?y OFFSET 70
CONSTRUCT { ?b kg:because ?a . ?l kg:of ?a } { ?a kg:causes ?b ; rdfs:label ?l }
SELECT ?s ?o { ?s a kg:Policy OPTIONAL { ?s kg:causes* ?o } }
SELECT DISTINCT ?a { ?a a ?v . FILTER EXISTS { ?b kg:claimant ?a . } { ?c kg:concept ?a . } UNION { ?b a kg:Policy . } }
""".strip().splitlines()


@pytest.mark.parametrize("query", OTHERWISE)
@pytest.mark.parametrize("name", ["oxigraph", "virtuoso"])
def test_the_answer_of_the_standard(
    name: str, query: str, local: Graph, demo: dict[str, Graph]
) -> None:
    assert answer(demo[name], query) == answer(local, query)


@pytest.mark.parametrize("query", OTHERWISE[7:10])
def test_a_query_with_a_time_is_answered_alike(
    query: str, local: Graph, demo: dict[str, Graph]
) -> None:
    expected = len(list(local.query(query)))
    for graph in demo.values():
        assert len(list(graph.query(query, timeout=60))) == expected


def plain_queries(count: int) -> list[str]:
    """Random queries of the kinds that Virtuoso is sent."""
    chance = random.Random(7)
    properties = ["kg:causes", "kg:about", "kg:concept", "rdfs:label", "a", "kg:claimant"]

    def triple() -> str:
        subject, target = chance.choice("abc"), chance.choice("abcdlv")
        return f"?{subject} {chance.choice(properties)} ?{target} ."

    made = []
    for _ in range(count):
        body = " ".join(triple() for _ in range(chance.randint(1, 2)))
        for _ in range(chance.randint(0, 2)):
            body += chance.choice(
                [
                    f" OPTIONAL {{ {triple()} }}",
                    f" {{ {triple()} }} UNION {{ {triple()} }}",
                    f" FILTER EXISTS {{ {triple()} }}",
                    f" FILTER NOT EXISTS {{ {triple()} }}",
                    " FILTER(BOUND(?b))",
                    ' FILTER(LANG(?l) = "zh")',
                    " FILTER(?a != ?c)",
                    f" MINUS {{ {triple()} }}",
                ]
            )
        made.append(f"SELECT (COUNT(*) AS ?n) {{ {body} }}")
        made.append(f"SELECT DISTINCT ?a {{ {body} }}")
    return made


def test_what_virtuoso_is_sent_it_answers_rightly(local: Graph, demo: dict[str, Graph]) -> None:
    wrong, sent = [], 0
    for query in plain_queries(120):
        known = study(_declared(query, local.ns.prefixes, None))
        if known is not None and known.plain:
            sent += 1
            if answer(demo["virtuoso"], query) != answer(local, query):
                wrong.append(query)
    assert wrong == []
    assert sent > 60


def test_more_rows_than_an_answer_holds(local: Graph, demo: dict[str, Graph]) -> None:
    # Cut at 10,000 rows, so asked in pages.
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    pattern = f"?s ?p ?o . ?x {kind} <https://w3id.org/causal-kg/ontology#Policy>"
    remote: Any = demo["virtuoso"].store
    rows = remote._every("?s ?p ?o ?x", pattern, [("default-graph-uri", ALL.value)], None)
    found = {tuple(row) for row in rows}
    ((triples,),) = local.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    ((policies,),) = local.query("SELECT (COUNT(*) AS ?n) { ?x a kg:Policy }")
    assert len(found) == int(triples.value) * int(policies.value) > 10_000


def test_what_is_no_sparql(demo: dict[str, Graph]) -> None:
    for graph in demo.values():
        for query in ("CONSTRUCT { GRAPH <x:g> { ?s ?p ?o } } { ?s ?p ?o }", "SELECT count(*) {}"):
            with pytest.raises(QueryError, match="line 1"):
                graph.query(query)
        with pytest.raises(UsageError, match="no named graph"):
            graph.query("ASK {}", documents=["kg:edits"])


def test_a_query_answered_here_stops_in_time(demo: dict[str, Graph]) -> None:
    hard = "SELECT (COUNT(*) AS ?n) { ?a kg:causes* ?b . ?c kg:causes* ?d . ?e kg:causes* ?f }"
    with pytest.raises(QueryTimeout, match="after 2 s"):
        list(demo["virtuoso"].select(hard, timeout=2))


def test_more_rows_than_virtuoso_gives(demo: dict[str, Graph]) -> None:
    # Its own limit, which cuts without a word.
    with pytest.raises(StoreError, match="cuts answers at 10,000 results"):
        list(
            demo["virtuoso"].select(
                "SELECT * { ?a kg:causes ?b . ?c kg:causes ?d . ?e a kg:Factor }"
            )
        )


def test_more_documents_than_virtuoso_takes(
    local: Graph, demo: dict[str, Graph], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.remote.store._MOST_NAMED", 1)
    for query in (q for q in QUERIES if "GRAPH" in q or "FROM" in q):
        assert answer(demo["virtuoso"], query) == answer(local, query)


def test_the_same_graph(local: Graph, demo: dict[str, Graph]) -> None:
    expected = canonical_hash(list(local.quads()))
    for graph in demo.values():
        assert canonical_hash(list(graph.quads())) == expected
        assert check(graph).problems == ()
        assert check(graph).quotes == check(local).quotes
        assert graph.page(title="t") == local.page(title="t")
        assert len(graph.to_rdflib()) == len(local.to_rdflib())


COMMANDS = """
stats
stats --hash
why 粒粒贷下架 --explain
effects 粒粒贷下架
path 监管 粒粒贷下架 --all
loops
roots
bottlenecks
conflicts
compare 粒粒贷 微粒贷
timeline
timeline 粒粒贷
show 粒粒贷 --format json
whatif --without 监管
export --format trig
export --format graphml
query --labels --format md 'SELECT?x{?x_a_kg:Policy}'
""".strip().splitlines()


def test_the_same_commands(kg: Kg, local: Graph, servers: dict[str, str], demo: object) -> None:
    for line in COMMANDS:
        words = line.split()
        expected = kg(*words, "--graph", str(local.path))
        assert "fault of kg" not in expected.stderr
        for address in servers.values():
            found = kg(*words, "--store", address)
            assert (found.stdout, found.returncode) == (expected.stdout, expected.returncode), line


def test_the_address_comes_from_the_environment_too(
    kg: Kg, servers: dict[str, str], demo: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_STORE", servers["oxigraph"])
    for words in (["query", "ASK { ?a kg:causes ?b }"], ["query", "--timeout", "9", "ASK {}"]):
        assert kg(*words).stdout.strip() == "true"
    assert "粒粒贷" in kg("show", "粒粒贷").stdout


def test_what_a_store_may_not_be_asked(demo: dict[str, Graph]) -> None:
    for graph in demo.values():
        with pytest.raises(QueryError, match=r"line 1, column 9"):
            graph.query("SELECT ?")
        for update in (
            "DROP ALL",
            "INSERT DATA { <x:a> <x:b> <x:c> }",
            "DELETE WHERE { ?s ?p ?o }",
        ):
            with pytest.raises(QueryError, match="--update"):
                graph.query(update)
        with pytest.raises(QueryError, match="SERVICE"):
            graph.query("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")
        with pytest.raises(UsageError, match="update endpoint"):
            graph.update("DELETE WHERE { ?s ?p ?o }")
        with pytest.raises(UsageError, match="no named graph"):
            graph.query("ASK {}", documents=["doc:nothing"])
        assert list(graph.select("SELECT ?s { ?s ?p ?o }", union=False)) == []
        inside = "SELECT ?c { GRAPH ?g { ?c a kg:Claim } }"
        some = len(list(graph.select(inside, named=["doc:另一种解释.txt"])))
        assert 0 < some < len(list(graph.select(inside)))
        assert list(graph.select("SELECT ?c { ?c a kg:Claim }", named=["kg:links"])) == []
        assert list(graph.select(inside, named=[], timeout=9)) == []


# -- writing -----------------------------------------------------------------------------------------


def same(address: str, folder: Path) -> None:
    there, here = open_graph(address), open_graph(folder)
    assert canonical_hash(list(there.quads())) == canonical_hash(list(here.quads()))
    assert answer(there, QUERIES[0]) == answer(here, QUERIES[0])
    assert check(there).problems == ()


def test_documents_come_change_and_go(store: str, tmp_path: Path) -> None:
    sources = copytree(DATA, tmp_path / "sources")
    for place in (store, tmp_path / "graph"):
        build([sources], place, fresh=True)
    first = open_graph(store).manifest
    (sources / "新.txt").write_text("利率下调导致净息差收窄。", encoding="utf-8")
    old = sources / "另一种解释.txt"
    old.write_text(old.read_text("utf-8") + "\n监管趋严导致获客成本上升。\n", encoding="utf-8")
    (sources / "消费金融合规观察.txt").unlink()
    there, here = (build([sources], place) for place in (store, tmp_path / "graph"))
    assert there == here
    assert (len(there.built), len(there.removed)) == (2, 1)
    same(store, tmp_path / "graph")
    assert open_graph(store).manifest != first
    # Nothing changed: nothing is written.
    version = Remote(store).version
    assert build([sources], store).unchanged == 4
    assert Remote(store).version == version


def test_an_import_is_kept(store: str, tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("价格上涨导致用户流失。", encoding="utf-8")
    (tmp_path / "mine.ttl").write_text(HAND_MADE, encoding="utf-8")
    (tmp_path / "bad.ttl").write_text(HAND_MADE.replace("kg:Promote", "kg:Bogus"), encoding="utf-8")
    for place in (store, tmp_path / "graph"):
        build([article], place, fresh=True)
        report = import_file(place, tmp_path / "mine.ttl")
        assert report.claims == 1
        version = Remote(store).version
        with pytest.raises(KgError):
            import_file(place, tmp_path / "bad.ttl", name="bad")
        assert Remote(store).version == version
        build([article], place)
    same(store, tmp_path / "graph")


def test_a_literal_that_virtuoso_refuses(servers: dict[str, str], tmp_path: Path) -> None:
    address = servers["virtuoso"]
    (tmp_path / "a.txt").write_text("价格上涨导致用户流失。", encoding="utf-8")
    build([tmp_path / "a.txt"], address, fresh=True)
    before = canonical_hash(list(open_graph(address).quads()))
    for literal in ("12345678901234567890", '"P1Y"^^<http://www.w3.org/2001/XMLSchema#duration>'):
        (tmp_path / "x.ttl").write_text(f"<http://x/s> <http://x/n> {literal} .", encoding="utf-8")
        with pytest.raises(KgError, match="Virtuoso"):
            import_file(address, tmp_path / "x.ttl")
        assert canonical_hash(list(open_graph(address).quads())) == before


def test_large_changes_are_staged(
    servers: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is large, and how much goes at once: less, so that little text is enough.
    monkeypatch.setattr("kg.remote.publishing._BATCH_BYTES", 1 << 16)
    address = servers["oxigraph"]
    sources = tmp_path / "sources"
    sources.mkdir()
    for i in range(8):
        text = "".join(f"第{i}批{j}号政策出台导致第{i}批{j}号产品下架。\n" for j in range(12))
        (sources / f"{i}.txt").write_text(text, encoding="utf-8")
    for place in (address, tmp_path / "graph"):
        build([sources / "0.txt"], place, fresh=True)
        build([sources], place)
    same(address, tmp_path / "graph")
    names = {str(g) for g in plain(address, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert not any("staging" in name for name in names)
    for place in (address, tmp_path / "graph"):
        build([sources / "0.txt"], place)
    same(address, tmp_path / "graph")


def plain(address: str, query: str) -> list[Any]:
    remote = Remote(address)
    return [row[0] for row in remote._rows(remote._post(query, [], JSON))]


JSON = "application/sparql-results+json"


def test_of_two_builds_at_a_time_one_fails(store: str, tmp_path: Path) -> None:
    for name, text in (("a.txt", "价格上涨导致用户流失。"), ("b.txt", "利率下调导致净息差收窄。")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    build([tmp_path / "a.txt"], store, fresh=True)
    with pytest.raises(StoreError, match="another build"), publish(store) as publication:
        node = ox.NamedNode("urn:lost")
        graph = ox.NamedNode("https://w3id.org/causal-kg/ontology#edits")
        publication.add([ox.Quad(node, node, node, graph)])
        build([tmp_path / "a.txt", tmp_path / "b.txt"], store)
    assert not open_graph(store).ask("ASK { <urn:lost> ?p ?o }")
    assert len(answer(open_graph(store), QUERIES[0])) == 2


def leaving(send: Any, left: int) -> Any:
    """``Client.send`` of a store that goes away after ``left`` more requests that write."""
    budget = [left]

    def sent(client: Any, place: str, data: Any, **options: Any) -> Any:
        if "accept" not in options:
            budget[0] -= 1
            if budget[0] < 0:
                raise StoreError("gone")
        return send(client, place, data, **options)

    return sent


def test_a_build_that_breaks_off(
    servers: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.remote.http import Client

    (tmp_path / "a.txt").write_text("价格上涨导致用户流失。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("利率下调导致净息差收窄。", encoding="utf-8")
    for name, address in servers.items():
        build([tmp_path / "a.txt"], address, fresh=True)
        before = answer(open_graph(address), QUERIES[0])
        for left in range(12):
            with monkeypatch.context() as patch:
                patch.setattr(Client, "send", leaving(Client.send, left))
                try:
                    build([tmp_path / "a.txt", tmp_path / "b.txt"], address)
                    break
                except StoreError:
                    pass
            # The old graph, or a word that it is being written: never half of it.
            try:
                assert answer(open_graph(address), QUERIES[0]) == before
            except StoreError as error:
                assert name == "virtuoso" and "--fresh" in str(error)
                with pytest.raises(StoreError, match="--fresh"):
                    build([tmp_path / "a.txt"], address)
                build([tmp_path / "a.txt"], address, fresh=True)
        else:
            raise AssertionError("this build never ends")
        assert len(answer(open_graph(address), QUERIES[0])) == 2


# -- a store that misbehaves -------------------------------------------------------------------------


@contextmanager
def store_that(answer: Any) -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """A server whose every answer is ``answer(number, path)``: code, headers, body."""
    seen: list[tuple[str, str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
            seen.append((self.path, body, self.headers))
            code, headers, data = answer(len(seen), self.path)
            self.send_response_only(code)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = "Content-Length" in headers

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


NONE = b'{"head":{"vars":["s","p","o"]},"results":{"bindings":[]}}'


def test_a_busy_store_is_asked_again() -> None:
    def busy(number: int, path: str) -> Any:
        return (200, {}, NONE) if number > 2 else (503, {"Retry-After": "0"}, b"busy")

    with store_that(busy) as (address, seen):
        assert list(open_graph(address).select("SELECT ?s ?p ?o { ?s ?p ?o }")) == []
        assert len(seen) == 4

    def always(number: int, path: str) -> Any:
        return 503, {"Retry-After": "0"}, b"busy"

    with store_that(always) as (address, seen), pytest.raises(StoreError, match="503"):
        open_graph(address)
    assert len(seen) == 5


def test_a_switch_is_not_sent_twice(tmp_path: Path) -> None:
    def refusing(number: int, path: str) -> Any:
        return (503, {}, b"busy") if path == "/update" else (200, {}, NONE)

    (tmp_path / "a.txt").write_text("价格上涨导致用户流失。", encoding="utf-8")
    node = ox.NamedNode("urn:x")
    with (
        store_that(refusing) as (address, seen),
        pytest.raises(StoreError, match="503"),
        publish(address.replace("sparql", "query")) as publication,
    ):
        publication.add([ox.Quad(node, node, node, node)])
    assert [path for path, _, _ in seen].count("/update") == 1


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ((401, {"WWW-Authenticate": "Basic"}, b"who?"), StoreError, "access refused"),
        ((404, {}, b""), StoreError, "nothing is here"),
        ((301, {"Location": "http://elsewhere.example/"}, b""), StoreError, "name that address"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), StoreError, "no SPARQL endpoint"),
        ((500, {"Content-Type": "text/html"}, b"<h1>Out of memory</h1>"), StoreError, "Out of memory"),
        ((200, {"Content-Length": "500"}, NONE[:20]), StoreError, "broke off|damaged"),
        ((200, {"X-SQL-State": "S1TAT"}, NONE), StoreError, "in part"),
    ],
)  # fmt: skip
def test_answers_that_are_none(
    given: Any, error: type[Exception], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_STORE_USER", "u")
    monkeypatch.setenv("KG_STORE_PASSWORD", "secret")
    with store_that(lambda *_: given) as (address, _), pytest.raises(error, match=message) as said:
        open_graph(address)
    assert "secret" not in str(said.value)


def test_answers_that_are_cut(servers: dict[str, str], demo: object) -> None:
    rows = b",".join(b'\n    { "s": { "type": "uri", "value": "urn:%d" }}' % i for i in range(100))
    body = b'{"head":{"vars":["s"]},"results":{"bindings": [' + rows + b" ] } }"
    cut = {"Server": "Virtuoso/07", "X-SPARQL-MaxRows": "100"}

    def cutting(number: int, path: str) -> Any:
        return (200, {"Server": "Virtuoso/07"}, NONE) if number == 1 else (200, cut, body)

    with store_that(cutting) as (address, _):
        graph = open_graph(address)
        with pytest.raises(StoreError, match="cuts answers at 100 results"):
            list(graph.select("SELECT ?s { ?s ?p ?o }"))


def test_time_runs_out() -> None:
    stop = threading.Event()

    def slow(number: int, path: str) -> Any:
        if number > 1:
            stop.wait(30)
        return 200, {}, NONE

    with store_that(slow) as (address, _):
        graph = open_graph(address)
        with pytest.raises(QueryTimeout, match=r"after 0\.3 s"):
            list(graph.select("SELECT ?s ?p ?o { ?s ?p ?o }", timeout=0.3))
        stop.set()


def test_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="KG_STORE_USER"):
        open_graph("http://me:secret@127.0.0.1/sparql")

    for address in ("http://[::1/", "http://127.0.0.1:abc/", "http://a:99999/", "ftp://a/b"):
        with pytest.raises(UsageError, match="SPARQL endpoint"):
            open_graph(address)
    with monkeypatch.context() as patch:
        patch.setenv("KG_STORE_UPDATE", "update")
        with pytest.raises(UsageError, match="KG_STORE_UPDATE=update: give the address"):
            open_graph("http://127.0.0.1/sparql")

    def asking(number: int, path: str) -> Any:
        return (200, {}, NONE) if number > 1 else (401, {"WWW-Authenticate": "Basic"}, b"")

    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login you password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with store_that(asking) as (address, seen):
        open_graph(address.replace("http", " HTTP"))
    assert seen[1][2]["authorization"].startswith("Basic ")
    monkeypatch.setenv("KG_STORE_USER", "用户")
    monkeypatch.setenv("KG_STORE_PASSWORD", "密码")
    with store_that(asking) as (address, seen):
        open_graph(address)
    assert b64decode(seen[1][2]["authorization"].removeprefix("Basic ")).decode() == "用户:密码"
    monkeypatch.setenv("KG_STORE_TOKEN", "t0ken")
    with store_that(lambda *_: (200, {}, NONE)) as (address, seen):
        open_graph(address)
    assert seen[0][2]["authorization"] == "Bearer t0ken"
    with pytest.raises(UsageError, match="unencrypted"):
        open_graph("http://store.example/sparql")


def test_nobody_is_there(kg: Kg) -> None:
    found = kg("why", "x", "--store", "http://127.0.0.1:9/sparql")
    assert found.returncode == 3
    assert found.stderr.count("\n") == 1
    assert "can't be reached" in found.stderr


def test_a_graph_in_a_store_is_served(
    kg: Kg,
    start: Start,  # noqa: F811
    servers: dict[str, str],
    tmp_path: Path,
) -> None:
    refused = kg("serve", "--write", "--store", servers["oxigraph"], KG_WRITE_TOKEN="secret")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    (tmp_path / "a.txt").write_text("价格上涨导致用户流失。", encoding="utf-8")
    asked = "SELECT (COUNT(*) AS ?n) { ?a kg:causes ?b }"
    for address in servers.values():
        build([DATA], address, fresh=True)
        server = start(address)

        def count(server: Server = server) -> int:
            status, _, body = server.query(asked, "text/csv")
            assert status == 200, body
            return int(body.split()[1])

        before = count()
        assert server.ask("/api/why?entity=" + quote("粒粒贷下架"))[0] == 200
        # A build shows with the next request.
        build([tmp_path / "a.txt"], address, keep=True)
        assert count() == before + 1
