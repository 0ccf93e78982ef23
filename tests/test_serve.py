"""`kg serve` as a process of its own, asked by real clients."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from playwright.sync_api import sync_playwright
from SPARQLWrapper import JSON, SPARQLWrapper
from test_page import chromium
from test_page_scripts import tool
from test_query import children

from kg import build
from kg.errors import UsageError
from kg.serve import Limits, Settings
from kg.serve.protocol import GRAPHS, ROWS, Refused, negotiated, operation
from kg.store import open_graph

ROOT = Path(__file__).parent.parent
HARD = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@dataclass
class Server:
    """A running server: where it is, and how to ask it."""

    address: str
    process: subprocess.Popen[bytes]

    def ask(
        self, path: str, *, data: bytes | None = None, method: str | None = None, **headers: str
    ) -> tuple[int, str, bytes]:
        """Status, media type and body of an answer."""
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        request = urllib.request.Request(self.address + path, data, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers["Content-Type"] or "", answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Content-Type"] or "", error.read()

    def query(self, sparql: str, accept: str = "*/*") -> tuple[int, str, bytes]:
        """A query by GET."""
        return self.ask("/sparql?" + urllib.parse.urlencode({"query": sparql}), Accept=accept)


Start = Callable[..., Server]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts servers on loopback, on ports of their own, and ends those it started."""
    started: list[subprocess.Popen[bytes]] = []

    def run(graph: Path, *options: str, **environment: str) -> Server:
        process = subprocess.Popen(
            [sys.executable, "-c", "from kg.cli import main; main()", "serve", "-g", str(graph),
             "--port", "0", *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )  # fmt: skip
        started.append(process)
        assert process.stderr
        line = process.stderr.readline().decode()
        found = re.match(r"(http://\S+)/ serves ", line)
        assert found, line + process.stderr.read().decode()
        return Server(found[1], process)

    yield run
    for process in started:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stderr.close()


@pytest.fixture(scope="module")
def server(start: Start, demo_graph: Path) -> Server:
    return start(demo_graph, "--timeout", "2")


# ---- the protocol --------------------------------------------------------------------------------

NAMES = "SELECT ?x { ?x kg:causes factor:粒粒贷下架 } ORDER BY ?x"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values, */*;q=0.1", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_rows_in_every_format(server: Server, demo_graph: Path, accept: str, media: str) -> None:
    status, got, body = server.query(NAMES, accept)
    assert (status, got) == (200, media)
    expected = [row["x"].value for row in open_graph(demo_graph).select(NAMES)]
    assert expected
    for name in expected:
        assert name in body.decode()


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_graphs_in_every_format(server: Server, accept: str, form: ox.RdfFormat) -> None:
    construct = "CONSTRUCT { ?a kg:causes ?b } WHERE { ?a kg:causes ?b }"
    status, media, body = server.query(construct, accept)
    assert status == 200
    assert media.partition(";")[0] == accept
    assert len(list(ox.parse(input=body, format=form))) > 50


def test_head_answers_as_get_does(server: Server) -> None:
    assert server.ask("/sparql", method="HEAD")[0] == 200
    assert server.ask("/sparql?query=ASK%7B%7D", method="HEAD")[0] == 200
    assert server.ask("/sparql", method="PUT", data=b"")[0] == 405


def test_the_three_ways_to_send_a_query(server: Server) -> None:
    by_get = server.query(NAMES)
    form = urllib.parse.urlencode({"query": NAMES}).encode()
    by_form = server.ask("/sparql", data=form, Content_Type="application/x-www-form-urlencoded")
    direct = server.ask("/sparql", data=NAMES.encode(), Content_Type="application/sparql-query")
    assert by_get == by_form == direct
    assert by_get[0] == 200


def test_a_default_graph_named_by_the_request(server: Server, demo_graph: Path) -> None:
    graph = open_graph(demo_graph)
    document = sorted(d for d in graph.snapshot().documents)[0]
    count = "SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }"
    fields = {"query": count, "default-graph-uri": graph.ns.iri(document).value}
    _, _, body = server.ask("/sparql?" + urllib.parse.urlencode(fields), Accept="text/csv")
    expected = next(iter(graph.select(count, documents=[document])))["n"].value
    assert body.decode().split() == ["n", expected]


def test_the_dataset_of_a_request_is_all_that_it_names(server: Server, demo_graph: Path) -> None:
    graph = open_graph(demo_graph)
    one, two, *_ = (graph.ns.iri(d).value for d in sorted(graph.snapshot().documents))
    claims = "{ ?c a kg:Claim }"

    def counted(pattern: str, *fields: tuple[str, str]) -> int:
        query = ("query", f"SELECT (COUNT(*) AS ?n) {pattern}")
        path = "/sparql?" + urllib.parse.urlencode([query, *fields])
        return int(server.ask(path, Accept="text/csv")[2].split()[1])

    first, second = (counted(claims, ("default-graph-uri", name)) for name in (one, two))
    assert min(first, second) > 0
    inside = "{ GRAPH ?g " + claims + " }"
    assert counted(inside, ("named-graph-uri", one)) == first
    assert counted(inside, ("named-graph-uri", one), ("named-graph-uri", two)) == first + second
    # Nothing else is in the dataset: no union, and no other named graph.
    assert counted(claims, ("named-graph-uri", one)) == 0
    assert counted(inside, ("default-graph-uri", one)) == 0
    both = (("default-graph-uri", one), ("named-graph-uri", two))
    assert (counted(claims, *both), counted(inside, *both)) == (first, second)


@pytest.mark.parametrize(
    ("path", "data", "media", "status", "says"),
    [
        ("/sparql?query=SELECT", None, "", 400, "does not parse"),
        ("/sparql?query=", None, "", 400, "empty"),
        ("/sparql?x=1", None, "", 400, "name a query"),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, "", 400, "exactly one"),
        ("/sparql?update=CLEAR%20ALL", None, "", 405, "POST"),
        ("/sparql", b"ASK{}", "text/plain", 415, "application/sparql-query"),
        ("/sparql", b"\xff\xfe", "application/sparql-query", 400, "UTF-8"),
        ("/sparql", b"x" * 1_000_001, "application/sparql-query", 413, "larger"),
        ("/sparql", b"CLEAR ALL", "application/sparql-update", 403, "only reads"),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=doc:nowhere", None, "", 400, "no named graph"),
        (
            "/sparql?query=SELECT*%7BSERVICE%3Curn:x%3E%7B%3Fs%3Fp%3Fo%7D%7D",
            None,
            "",
            400,
            "network",
        ),
        ("/nothing", None, "", 404, "/sparql"),
        ("/../etc/passwd", None, "", 404, ""),
    ],
)
def test_errors_say_what_to_do(
    server: Server, path: str, data: bytes | None, media: str, status: int, says: str
) -> None:
    headers = {"Content_Type": media} if media else {}
    got, kind, body = server.ask(path, data=data, **headers)
    assert got == status
    assert kind.startswith("text/plain")
    assert says in body.decode()
    assert "Traceback" not in body.decode()


def test_a_format_that_there_is_not(server: Server) -> None:
    status, _, body = server.query(NAMES, "image/png")
    assert status == 406
    assert "text/csv" in body.decode()


def test_the_service_describes_itself(server: Server) -> None:
    status, media, body = server.ask("/sparql", Accept="text/turtle")
    assert (status, media) == (200, "text/turtle; charset=utf-8")
    graph = rdflib.Graph().parse(data=body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/service-description#")
    assert not list(graph.triples((None, sd.nothing, None)))
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = rdflib.URIRef(server.address + "/sparql")
    assert (service, sd.endpoint, service) in graph
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert (service, sd.supportedLanguage, sd.SPARQL11Update) not in graph
    assert len(list(graph.objects(None, sd.namedGraph))) >= 5


def test_a_hard_query_ends_and_the_server_goes_on(server: Server) -> None:
    begun = time.monotonic()
    status, _, body = server.query(HARD)
    assert status == 503
    assert "2 seconds" in body.decode()
    assert time.monotonic() - begun < 30
    assert server.query("ASK {}")[0] == 200


def test_an_interrupted_server_leaves_nothing_behind(start: Start, demo_graph: Path) -> None:
    server = start(demo_graph, "--timeout", "600")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(lambda: server.query(HARD))
        for _ in range(200):
            if running := children(server.process.pid):
                break
            time.sleep(0.05)
        assert running
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(20) == 0
        assert server.process.stderr
        assert server.process.stderr.read() == b""
        with suppress(OSError):
            asked.result(20)
    for _ in range(200):
        if not any(Path(f"/proc/{child}").exists() for child in running):
            break
        time.sleep(0.05)
    else:
        pytest.fail("a query runs on without its server")


def inside(graph: Path, limits: Limits, path: str, **fields: str) -> tuple[int, str]:
    """Status and body of a GET, asked without a server in between."""
    from kg.serve.app import application

    query = urllib.parse.urlencode(fields).encode()
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query,
             "headers": [(b"host", b"localhost")]}  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    gc.collect()  # rows that an answer left behind fail here: they must end in their own thread
    asyncio.run(application(graph, Settings(limits=limits))(scope, receive, send))
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:]).decode()


@pytest.mark.parametrize(
    ("path", "fields", "advice"),
    [
        ("/sparql", {"query": NAMES}, "add a LIMIT"),
        ("/api/why", {"entity": "factor:粒粒贷下架"}, "ask for less"),
    ],
)
def test_half_a_result_is_no_result(
    demo_graph: Path, path: str, fields: dict[str, str], advice: str
) -> None:
    assert inside(demo_graph, Limits(), path, **fields)[0] == 200
    status, body = inside(demo_graph, Limits(result=50), path, **fields)
    assert status == 400
    assert f"larger than 50 bytes; {advice}" in body


# ---- real clients --------------------------------------------------------------------------------


def test_rdflib_as_a_client(server: Server, demo_graph: Path) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    store = SPARQLStore(server.address + "/sparql")
    graph = rdflib.Graph(store)
    found = {str(row[0]) for row in graph.query("PREFIX kg: <https://w3id.org/causal-kg/ontology#> "
        "SELECT ?x { ?x kg:causes <https://w3id.org/causal-kg/factor/粒粒贷下架> }")}  # fmt: skip
    assert found == {row["x"].value for row in open_graph(demo_graph).select(NAMES)}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sparqlwrapper_as_a_client(server: Server, demo_graph: Path) -> None:
    client = SPARQLWrapper(server.address + "/sparql", returnFormat=JSON)
    expected = [row["x"].value for row in open_graph(demo_graph).select(NAMES)]
    for method in ("GET", "POST"):
        client.setMethod(method)
        client.setQuery(NAMES)
        rows = client.queryAndConvert()["results"]["bindings"]
        assert [row["x"]["value"] for row in rows] == expected


def test_curl_as_a_client(server: Server) -> None:
    done = subprocess.run(
        ["curl", "-sS", "--data-urlencode", f"query={NAMES}", "-H", "Accept: text/csv",
         server.address + "/sparql"],
        capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.decode().startswith("x\r\n")
    assert "合规压力" in done.stdout.decode()


def test_comunica_joins_two_endpoints(server: Server, start: Start, tmp_path: Path) -> None:
    (tmp_path / "notes.ttl").write_text(
        "<https://w3id.org/causal-kg/factor/合规压力> <urn:note> '另有记载'@zh .", encoding="utf-8"
    )
    other = start(tmp_path / "notes.ttl")
    sparql = (
        "SELECT ?cause ?note { ?cause <https://w3id.org/causal-kg/ontology#causes> "
        "<https://w3id.org/causal-kg/factor/粒粒贷下架> ; <urn:note> ?note }"
    )
    done = subprocess.run(
        [tool("node"), tool("comunica-sparql"), f"sparql@{server.address}/sparql",
         f"sparql@{other.address}/sparql", "-q", sparql, "-t", "text/csv"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert set(done.stdout.split()) == {
        "cause,note", "https://w3id.org/causal-kg/factor/合规压力,另有记载",
    }  # fmt: skip


def test_fifty_clients_at_once(server: Server) -> None:
    expected = server.query(NAMES, "text/csv")

    def client(number: int) -> set[tuple[int, str, bytes]]:
        found = set()
        for _ in range(4):
            found.add(server.query(NAMES, "text/csv"))
            assert (
                server.ask(f"/api/why?entity={urllib.parse.quote('粒粒贷下架')}&depth=1")[0] == 200
            )
        return found

    with ThreadPoolExecutor(50) as pool:
        for found in pool.map(client, range(50)):
            assert found == {expected}


# ---- questions -----------------------------------------------------------------------------------


def api(server: Server, path: str, **fields: str) -> tuple[int, Any]:
    status, media, body = server.ask(f"/api/{path}?" + urllib.parse.urlencode(fields))
    assert media == "application/json"
    return status, json.loads(body)


def test_questions_answer_as_the_command_line_does(
    server: Server, kg: Any, demo_graph: Path
) -> None:
    for path, fields, arguments in (
        ("why", {"entity": "粒粒贷下架", "depth": "2"}, ["why", "粒粒贷下架", "--depth", "2"]),
        ("effects", {"entity": "监管趋严"}, ["effects", "监管趋严"]),
        ("whatif", {"without": "合规压力"}, ["whatif", "--without", "合规压力"]),
        ("show", {"entity": "粒粒贷"}, ["show", "粒粒贷"]),
        ("path", {"cause": "监管趋严", "effect": "粒粒贷下架"}, ["path", "监管趋严", "粒粒贷下架"]),
    ):
        status, answer = api(server, path, **fields)
        assert status == 200
        done = kg(*arguments, "-g", demo_graph, "--format", "json")
        assert json.loads(done.stdout) == answer


def test_an_empty_answer_is_one(server: Server) -> None:
    assert api(server, "loops") == (200, [])


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("why", {}, 400),
        ("why", {"entity": "无此物"}, 404),
        ("why", {"entity": "粒粒贷下架", "depth": "x"}, 400),
        ("why", {"entity": "粒粒贷下架", "depth": "99"}, 400),
        ("why", {"entity": "粒粒贷下架", "nonsense": "1"}, 400),
        ("nothing", {}, 404),
        ("timeline", {"since": "someday"}, 400),
    ],
)
def test_questions_that_have_no_answer(
    server: Server, path: str, fields: dict[str, str], status: int
) -> None:
    got, answer = api(server, path, **fields)
    assert got == status
    assert answer.keys() == {"error"}


def test_the_openapi_document_holds(server: Server) -> None:
    """schemathesis sends what the document allows and what it does not, and checks every answer."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "schemathesis"), "run", server.address + "/openapi.json",
         "--max-examples", "15", "--generation-deterministic", "--no-color",
         "--exclude-checks", "positive_data_acceptance",
         "--report-dir", os.devnull],
        capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]


def test_the_editor_asks_and_turns_to_the_page(server: Server) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        noises: list[str] = []
        page.on("console", lambda message: noises.append(message.text))
        page.on("pageerror", lambda error: noises.append(str(error)))
        page.goto(server.address + "/")
        page.frame_locator("#page").locator("body[data-ready=true]").wait_for()
        page.locator("#show-editor").click()
        page.locator("#saved option").nth(1).wait_for(state="attached")
        page.fill("#query", NAMES)
        page.locator("#query").press("Control+Enter")
        page.get_by_role("button", name="factor:合规压力").click()
        panel = page.frame_locator("#page").locator("#panel h2", has_text="合规压力")
        panel.wait_for()
        page.locator("#show-editor").click()
        assert noises == []
        page.fill("#query", "SELECT nonsense")
        page.locator("#run").click()
        page.locator("#status.failed", has_text="does not parse").wait_for()
        browser.close()


# ---- who may do what -----------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("甲公司停业导致用户流失。", encoding="utf-8")
    build([tmp_path / "a.txt"], tmp_path / "graph")
    return tmp_path / "graph"


def test_a_token_is_asked_of_everybody(start: Start, small: Path) -> None:
    server = start(small, KG_TOKEN="geheim")
    for path in ("/", "/sparql?query=ASK{}", "/api/loops", "/page", "/openapi.json"):
        assert server.ask(path)[0] == 401
        assert server.ask(path, Authorization="Bearer wrong")[0] == 401
    assert server.ask("/sparql?query=ASK%7B%7D", Authorization="Bearer geheim")[0] == 200


def test_writing_needs_a_token_and_shows_at_once(start: Start, small: Path) -> None:
    server = start(small, "--write", KG_WRITE_TOKEN="feder")
    insert = "INSERT DATA { factor:新 a kg:Factor, kg:Entity ; rdfs:label '新'@zh }"
    media = {"Content_Type": "application/sparql-update"}
    assert server.ask("/sparql", data=insert.encode(), **media)[0] == 401
    assert server.query("ASK { factor:新 a kg:Factor }")[2].strip().endswith(b"false}")
    done = server.ask("/sparql", data=insert.encode(), Authorization="Bearer feder", **media)
    assert done[0] == 204
    assert b"true" in server.query("ASK { factor:新 a kg:Factor }")[2]
    bad = server.ask("/sparql", data=b"INSERT", Authorization="Bearer feder", **media)
    assert bad[0] == 400


def test_a_failed_or_hard_update_is_not_in_the_way(start: Start, small: Path) -> None:
    server = start(small, "--write", "--timeout", "2", KG_WRITE_TOKEN="feder")
    secret = {"Content_Type": "application/sparql-update", "Authorization": "Bearer feder"}
    insert = "INSERT DATA {{ <urn:a> <urn:p> {} }}"
    for number in range(3):
        assert server.ask("/sparql", data=insert.format(number).encode(), **secret)[0] == 204
        broken = insert.format(9) + " ; BOGUS"
        assert server.ask("/sparql", data=broken.encode(), **secret)[0] == 400
    hard = (
        b"INSERT { ?a <urn:y> ?j } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
    )
    status, _, body = server.ask("/sparql", data=hard, **secret)
    assert (status, b"2 seconds" in body) == (503, True)
    assert server.ask("/sparql", data=insert.format(4).encode(), **secret)[0] == 204
    count = server.query("SELECT (COUNT(*) AS ?n) { <urn:a> <urn:p> ?o }", "text/csv")[2]
    assert count.split() == [b"n", b"4"]


def test_who_may_write_may_read(start: Start, small: Path) -> None:
    server = start(small, "--write", KG_TOKEN="lesen", KG_WRITE_TOKEN="feder")
    insert = {
        "data": b"INSERT DATA { <urn:a> <urn:p> 1 }",
        "Content_Type": "application/sparql-update",
    }
    assert server.ask("/sparql", **insert, Authorization="Bearer lesen")[0] == 401
    assert server.ask("/sparql", **insert, Authorization="Bearer feder")[0] == 204
    for token in ("lesen", "feder"):
        assert server.ask("/sparql?query=ASK%7B%7D", Authorization=f"Bearer {token}")[0] == 200


def test_no_other_site_passes_for_this_machine(server: Server) -> None:
    ask = "/sparql?query=ASK%7B%7D"
    assert server.ask(ask, Host="evil.example")[0] == 403
    assert server.ask(ask, Origin="http://evil.example")[0] == 403
    assert server.ask(ask, Origin=server.address)[0] == 200


def test_a_new_generation_is_served(start: Start, small: Path) -> None:
    server = start(small)
    count = "SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }"
    before = server.query(count, "text/csv")[2]
    (small.parent / "b.txt").write_text("价格上涨导致用户流失。", encoding="utf-8")
    build([small.parent / "a.txt", small.parent / "b.txt"], small)
    assert server.query(count, "text/csv")[2] != before


def test_a_page_is_of_the_generation_that_is_served(start: Start, small: Path) -> None:
    server = start(small)
    assert "价格上涨" not in server.ask("/page")[2].decode()
    (small.parent / "b.txt").write_text("价格上涨导致用户流失。", encoding="utf-8")
    build([small.parent / "a.txt", small.parent / "b.txt"], small)
    assert "价格上涨" in server.ask("/page")[2].decode()


def test_a_question_has_the_time_that_a_query_has(tmp_path: Path, start: Start) -> None:
    # What stands between two of many: every pair's shortest paths are to be counted.
    lines = [
        f"<urn:l{n}> a kg:CausalLink ; kg:cause <urn:e{a}> ; kg:effect <urn:e{b}> ; "
        f"kg:polarity kg:Promote ; kg:belief 0.5 . <urn:e{a}> a kg:Entity ; kg:causes <urn:e{b}> ."
        for n, (a, b) in enumerate((i, j) for i in range(900) for j in range(900) if i % 9 < j % 4)
    ]
    file = tmp_path / "many.ttl"
    head = "@prefix kg: <https://w3id.org/causal-kg/ontology#> .\n"
    file.write_text(head + "\n".join(lines), encoding="utf-8")
    server = start(file, "--timeout", "0.1")
    status, answer = api(server, "bottlenecks")
    assert (status, "0.1 seconds" in answer["error"]) == (503, True)
    assert server.ask("/openapi.json")[0] == 200


def test_other_sites_may_ask_only_if_named(start: Start, small: Path) -> None:
    server = start(small, "--origin", "https://a.example")
    for origin, allowed in (("https://a.example", True), ("https://b.example", False)):
        request = urllib.request.Request(
            server.address + "/sparql?query=ASK%7B%7D", headers={"Origin": origin}
        )
        if allowed:
            with urllib.request.urlopen(request, timeout=20) as answer:
                assert answer.headers["Access-Control-Allow-Origin"] == origin
        else:
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(request, timeout=20)


def test_other_machines_need_a_token_or_a_word(kg: Any, small: Path) -> None:
    done = kg("serve", "-g", small, "--host", "0.0.0.0")
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
    assert "--public" in done.stderr
    done = kg("serve", "-g", small, "--write")
    assert done.returncode == 2
    assert "KG_WRITE_TOKEN" in done.stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = kg("serve", "-g", small, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_secrets_are_not_shown(kg: Any, small: Path) -> None:
    assert "KG_TOKEN" in kg("serve", "--help").stdout
    done = kg(
        "serve", "-g", small, "--host", "0.0.0.0", "--write", KG_TOKEN="geheim", KG_WRITE_TOKEN=""
    )
    assert "geheim" not in done.stderr + done.stdout


# ---- pure parts ----------------------------------------------------------------------------------


def test_what_is_liked_best_is_sent() -> None:
    assert negotiated("text/*;q=0.2, application/xml;q=0.3", ROWS)[1] == "xml"
    assert negotiated("text/turtle;q=0, */*", GRAPHS)[1] == "nt"
    assert negotiated("nonsense;q=x, text/csv", ROWS)[1] == "csv"
    with pytest.raises(Refused):
        negotiated("text/csv;q=0", ROWS)


def test_a_query_in_the_body_allows_none_in_the_address() -> None:
    with pytest.raises(Refused, match="allows none"):
        operation("POST", "application/sparql-query", [("query", "ASK {}")], b"ASK {}")
    made = operation(
        "POST",
        "application/sparql-query; charset=utf-8",
        [("default-graph-uri", "urn:g")],
        b"ASK {}",
    )
    assert made is not None
    assert (made.text, made.default_graphs) == ("ASK {}", ("urn:g",))


def test_without_the_extra_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.cli.serving import serve

    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(UsageError, match=r"kg\[serve\]"):
        serve()
