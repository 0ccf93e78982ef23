"""The asking commands as a user calls them: forms, languages, options, the pager, the shell."""

from __future__ import annotations

import csv
import inspect
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest
from conftest import ROOT, Kg

from kg.cli import asking, querying
from kg.cli.blocks import GAP, Grid, Line, as_markdown, as_text
from kg.cli.shell import Vocabulary, complete
from kg.store import open_graph

QUESTIONS: dict[str, list[str]] = {
    "why": ["粒粒贷下架"],
    "effects": ["合规压力"],
    "path": ["合规压力", "粒粒贷下架", "--all"],
    "common": ["粒粒贷下架", "利润下降"],
    "whatif": ["--without", "合规压力", "--without", "监管趋严"],
    "roots": ["粒粒贷下架"],
    "bottlenecks": [],
    "conflicts": [],
    "compare": ["粒粒贷", "微粒贷"],
    "timeline": ["粒粒贷"],
    "show": ["粒粒贷"],
    "stats": [],
}


@pytest.mark.parametrize("command", QUESTIONS)
def test_every_question_speaks_chinese_and_english(kg: Kg, demo_graph: Path, command: str) -> None:
    told = {
        lang: kg(command, *QUESTIONS[command], "-g", demo_graph, "--lang", lang).stdout
        for lang in ("en", "zh")
    }
    assert told["en"] != told["zh"]
    assert len(told["en"].splitlines()) == len(told["zh"].splitlines())
    assert kg(command, *QUESTIONS[command], "-g", demo_graph).stdout == told["en"]
    done = kg(command, *QUESTIONS[command], "-g", demo_graph, "--lang", "tlh")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there are: en, zh" in done.stderr


@pytest.mark.parametrize("command", QUESTIONS)
def test_every_question_is_answered_in_json_and_markdown(
    kg: Kg, demo_graph: Path, command: str
) -> None:
    answer = json.loads(
        kg(command, *QUESTIONS[command], "-g", demo_graph, "--format", "json").stdout
    )
    assert answer
    markdown = kg(command, *QUESTIONS[command], "-g", demo_graph, "--format", "md").stdout
    assert re.match(r"## |\n\| ", markdown)
    assert markdown.count("<") == markdown.count("\\<")


@pytest.mark.parametrize("command", ["why", "effects", "path", "common", "whatif", "roots", "conflicts", "show"])  # fmt: skip
def test_graphviz_reads_the_links(kg: Kg, demo_graph: Path, command: str) -> None:
    dot = kg(command, *QUESTIONS[command], "-g", demo_graph, "--format", "dot").stdout
    assert dot.startswith("digraph causes {\n")
    nodes = set(re.findall(r'^  ("[^"]+") \[label=', dot, re.MULTILINE))
    ends = set(re.findall(r'^  ("[^"]+") -> ("[^"]+") \[style=', dot, re.MULTILINE))
    assert ends
    assert {end for pair in ends for end in pair} == nodes


def test_what_if_says_first_that_it_holds_for_these_sources(kg: Kg, demo_graph: Path) -> None:
    done = kg("whatif", "--without", "合规压力", "-g", demo_graph)
    assert done.stdout.splitlines()[0] == "According to these sources, without 合规压力:"
    done = kg("whatif", "--without", "合规压力", "-g", demo_graph, "--lang", "zh")
    assert done.stdout.splitlines()[0] == "据这些来源，若没有 合规压力："


def test_a_belief_can_be_redone_by_hand(kg: Kg, demo_graph: Path) -> None:
    told = kg("why", "粒粒贷下架", "-g", demo_graph, "--explain").stdout
    sums = re.findall(r"belief = \(1 − ([\d. ×]+)\) × ([\d.]+) / \(([\d.]+) \+ ([\d.]+)\) = ([\d.]+)", told)  # fmt: skip
    assert len(sums) > 10
    for errors, positive, total, negative, belief in sums:
        product = 1.0
        for error in errors.split(" × "):
            product *= float(error)
        again = (1 - product) * float(positive) / (float(total) + float(negative))
        assert abs(again - float(belief)) < 0.0002
    assert re.search(r"claim against \w{8}: c = ", told)


# -- kg query ----------------------------------------------------------------------------------------


def test_saved_queries_are_listed_and_asked(kg: Kg, demo_graph: Path) -> None:
    listed = kg("query", "--list")
    assert re.search(r"^causes +Direct causes of an outcome", listed.stdout, re.MULTILINE)
    assert re.search(r"^ +least=number +leave out links believed less \(default 0\)", listed.stdout, re.MULTILINE)  # fmt: skip
    assert "queries of your own go to" in listed.stderr
    done = kg("query", "--name", "causes", "--param", "effect=粒粒贷下架", "--param", "least=0.8", "-g", demo_graph)  # fmt: skip
    rows = list(csv.reader(done.stdout.splitlines(), delimiter="\t"))
    assert rows[0] == ["?cause", "?polarity", "?belief"]
    assert 0 < len(rows) - 1 < 13
    done = kg("query", "--name", "causes", "-g", demo_graph)
    assert (done.returncode, done.stdout) == (2, "")
    done = kg("query", "--name", "causes", "ASK {}", "-g", demo_graph)
    assert "not both" in done.stderr


def test_parameters_limits_and_graphs(kg: Kg, demo_graph: Path) -> None:
    count = "SELECT (COUNT(?x) AS ?n) { ?x kg:causes ?effect }"
    one = kg("query", count, "--param", "effect=factor:粒粒贷下架", "-g", demo_graph).stdout
    every = kg("query", count, "-g", demo_graph).stdout
    assert 0 < int(one.split()[1]) < int(every.split()[1])
    limited = kg("query", "SELECT * { ?s ?p ?o }", "--limit", "3", "-g", demo_graph).stdout
    assert len(limited.splitlines()) == 4
    derived = kg("query", "ASK { ?x a kg:CausalLink }", "--from", "kg:links", "-g", demo_graph)
    document = kg("query", "ASK { ?x a kg:CausalLink }", "--from", "doc:粒粒贷下架原因.md", "-g", demo_graph)  # fmt: skip
    assert (derived.stdout, document.stdout) == ("true\n", "false\n")


def test_a_hard_query_ends(kg: Kg, demo_graph: Path) -> None:
    hard = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }"
    done = kg("query", hard, "--timeout", "0.5", "-g", demo_graph)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "kg: the query was stopped after 0.5 s; narrow it, or give it more time with --timeout\n"  # fmt: skip


def test_files_are_asked_without_a_graph(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("@prefix ex: <https://example.org/> . ex:a ex:p '甲' .")
    (tmp_path / "b.nt").write_text('<https://example.org/b> <https://example.org/p> "乙" .')
    done = kg("query", "SELECT ?o { ?s ex:p ?o } ORDER BY ?o", "--data", "a.ttl", "--data", "b.nt", cwd=tmp_path)  # fmt: skip
    assert done.stdout == '?o\n"乙"\n"甲"\n'
    done = kg("query", "ASK {}", "--data", "gone.ttl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "gone.ttl: " in done.stderr


def test_a_query_is_explained(kg: Kg, demo_graph: Path) -> None:
    sparql = (
        "SELECT ?c { ?l kg:effect ?e ; kg:cause ?c . ?c kg:causes+ ?z FILTER(?c != ?z) } LIMIT 2"
    )
    done = kg("query", "--explain", sparql, "-g", demo_graph, "--param", "e=factor:粒粒贷下架")
    assert done.returncode == 0, done.stderr
    assert re.match(r"2 rows in [\d.]+ ms, pyoxigraph ", done.stdout)
    assert re.search(r"\?l kg:effect \S*粒粒贷下架\S*   \(\d+ alone\)", done.stdout)
    assert "(a path)" in done.stdout
    assert "rows 2 from 0" in done.stdout


def declared() -> dict[str, inspect.Parameter]:
    """The parameters of the typer command."""
    return dict(inspect.signature(asking.query).parameters)


def test_the_fast_way_knows_the_options_that_typer_declares() -> None:
    import typer

    from kg.cli.app import application

    command: Any = typer.main.get_command(application(["query"])).commands["query"]  # type: ignore[attr-defined]
    options = {o: p for p in command.params for o in (*p.opts, *p.secondary_opts)}
    known = {**querying._VALUES, **querying._LISTS, **{k: v[0] for k, v in querying._FLAGS.items()}}
    translated = {"param": "parameters", "document": "documents"}
    for option, key in known.items():
        parameter = options[option]
        assert translated.get(parameter.name, parameter.name) == key
        assert parameter.is_flag == (option in querying._FLAGS)
        assert parameter.multiple == (option in querying._LISTS)
    run = inspect.signature(querying.run).parameters
    assert set(known.values()) <= set(run)


@pytest.mark.parametrize(
    "words",
    [
        ["SELECT ?x { VALUES ?x { 1 } }"],
        ["--format", "json", "ASK {}"],
        ["--format=csv", "SELECT ?x { VALUES ?x { 1 } }"],
        ["--no-union", "ASK { ?s ?p ?o }"],
        ["--name", "classes", "--labels"],
        ["--param", "x=粒", "SELECT ?x { VALUES ?y { 1 } }"],
        ["--param=x=粒", "--from=kg:links", "SELECT ?x { VALUES ?y { 1 } }"],
    ],
)
def test_the_fast_way_answers_as_typer_does(
    kg: Kg, demo_graph: Path, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert querying.fast([*words, "-g", str(demo_graph)]) == 0
    quick = capfd.readouterr().out
    # An option that only typer reads makes it take the slow way.
    slow = kg("query", *words, "-g", demo_graph, "--lang", "zh").stdout
    assert quick.replace("\r\n", "\n") == slow != ""


@pytest.mark.parametrize("words", [["--help"], ["--limit", "3"], ["a", "b"], ["--format"], ["-f", "--list"], ["--lang=zh"], ["-gx"]])  # fmt: skip
def test_the_fast_way_leaves_the_rest_to_typer(words: list[str]) -> None:
    assert querying.fast(words) is None


# -- a terminal --------------------------------------------------------------------------------------


class Terminal:
    """A process on a terminal of its own: what it shows, and keys for it."""

    def __init__(self, words: list[str], **environment: str) -> None:
        base = {k: v for k, v in os.environ.items() if k not in ("PAGER", "LESS", "KG_GRAPH")}
        self.process = pexpect.spawn(
            sys.executable,
            ["-c", "from kg.cli import main; main()", *words],
            env={
                **base,
                "PYTHONPATH": str(ROOT),
                "TERM": "xterm",
                "PROMPT_TOOLKIT_NO_CPR": "1",
                **environment,
            },
            dimensions=(24, 100),
            encoding="utf-8",
            timeout=30,
        )
        self.shown = ""

    def until(self, pattern: str) -> None:
        """Read until ``pattern`` shows."""
        self.process.expect(pattern)
        self.shown += self.process.before + self.process.after

    def type(self, text: str) -> None:
        """Type keys."""
        self.process.send(text)

    def end(self) -> int:
        """Wait for the end; what was still shown is kept. A signal counts as its negative number."""
        self.process.expect(pexpect.EOF)
        self.shown += self.process.before
        self.process.close()
        status: int | None = self.process.exitstatus
        return status if status is not None else -self.process.signalstatus


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    """Starts processes on terminals, and ends those that a failed test leaves."""
    started: list[Terminal] = []

    def start(*words: str | Path, **environment: str) -> Terminal:
        started.append(Terminal([str(w) for w in words], **environment))
        return started[-1]

    yield start
    for one in started:
        one.process.close(force=True)


def test_long_answers_go_through_the_pager(
    terminal: Callable[..., Terminal], demo_graph: Path, tmp_path: Path
) -> None:
    pager = f"{sys.executable} -c \"import sys; sys.stdout.write('PAGED ' + str(len(sys.stdin.read())))\""
    for words in (["query", "SELECT ?s { ?s ?p ?o } LIMIT 200"], ["why", "粒粒贷下架"]):
        one = terminal(*words, "-g", demo_graph, PAGER=pager)
        assert one.end() == 0
        assert re.search(r"PAGED \d{4}", one.shown)
    for words in (["query", "SELECT ?s { ?s ?p ?o } LIMIT 2"], ["path", "合规压力", "粒粒贷下架"]):
        one = terminal(*words, "-g", demo_graph, PAGER=pager, TERM="xterm")
        assert one.end() == 0
        assert "PAGED" not in one.shown


def test_without_a_pager_long_answers_are_shown_all_the_same(
    terminal: Callable[..., Terminal], demo_graph: Path
) -> None:
    one = terminal("query", "SELECT ?s { ?s ?p ?o } LIMIT 200", "-g", demo_graph, PAGER="no-such-pager")  # fmt: skip
    assert one.end() == 0
    assert "(200 rows)" in one.shown
    one = terminal("query", "SELECT ?s { ?s ?p ?o } LIMIT 200", "-g", demo_graph, TERM="dumb")
    assert one.end() == 0
    assert "(200 rows)" in one.shown


def test_who_leaves_the_pager_leaves_the_command(
    terminal: Callable[..., Terminal], demo_graph: Path
) -> None:
    endless = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    one = terminal("query", endless, "-g", demo_graph, PAGER="head -1")
    assert one.end() == 0
    assert "Traceback" not in one.shown


def test_control_c_ends_a_query(terminal: Callable[..., Terminal], demo_graph: Path) -> None:
    hard = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }"
    one = terminal("query", hard, "-g", demo_graph)
    time.sleep(1)
    assert one.process.isalive()
    one.type("\x03")
    assert one.end() == -signal.SIGINT
    assert "Traceback" not in one.shown


# -- the shell ---------------------------------------------------------------------------------------


def test_the_shell_answers_completes_and_goes_on_after_mistakes(
    terminal: Callable[..., Terminal], demo_graph: Path, tmp_path: Path
) -> None:
    one = terminal("shell", "-g", demo_graph, XDG_STATE_HOME=str(tmp_path), PAGER="cat")
    one.until("kg>")
    one.type("SELECT (COUNT(*) AS ?n) {\r")
    one.until(r"\.\.\.")
    one.type("?x a kg:Claim }\r")
    one.until(r"\(1 row\)")
    one.type("SELEC }\r")
    one.until("does not parse")
    one.type(".why 粒粒贷下架 --depth 1\r")
    one.until("12 direct causes")
    one.type(".nonsense\r")
    one.until(r"no command \.nonsense")
    # 粒粒 alone is nothing; the tabulator makes a name of it.
    one.type("ASK { product:粒粒\t")
    one.until("贷")
    one.type(" ?p ?o }\r")
    one.until("yes")
    one.type("\x04")
    assert one.end() == 0
    assert "Traceback" not in one.shown
    assert "kg:Claim" in (tmp_path / "kg" / "history").read_text(encoding="utf-8")


def test_the_shell_stops_a_query_at_control_c(
    terminal: Callable[..., Terminal], demo_graph: Path, tmp_path: Path
) -> None:
    one = terminal("shell", "-g", demo_graph, XDG_STATE_HOME=str(tmp_path))
    one.until("kg>")
    one.type("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }\r")
    time.sleep(2)
    one.type("\x03")
    one.until("interrupted|ended early")
    one.type("ASK { ?s a kg:Claim }\r")
    one.until("yes")
    one.type(".quit\r")
    assert one.end() == 0


def piped(demo_graph: Path, text: str) -> subprocess.CompletedProcess[str]:
    """The shell with its questions on standard input."""
    return subprocess.run(
        [sys.executable, "-c", "from kg.cli import main; main()", "shell", "-g", str(demo_graph)],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )


def test_the_shell_reads_a_pipe(demo_graph: Path) -> None:
    done = piped(
        demo_graph,
        ".format csv\nSELECT ?x\n{ VALUES ?x { 1 2 3 } }\n.limit 2\nSELECT ?x { VALUES ?x { 1 2 3 } }\n"
        ".limit off\n.format table\n.labels\nSELECT ?x { VALUES ?x { product:粒粒贷 } }\n"
        ".run classes\n.show 粒粒贷\n.help\n.prefixes\n.saved\n",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("x\n1\n2\n3\nx\n1\n2\nx\n──────\n粒粒贷\n(1 row)\n")
    for words in ("Factor", "粒粒贷  (product:粒粒贷)", ".run NAME", "PREFIX kg: <https", "corroborated"):  # fmt: skip
        assert words in done.stdout


@pytest.mark.parametrize("question", ["loops", "conflicts", "roots", "bottlenecks"])
def test_an_empty_answer_is_an_empty_list_for_programs(
    kg: Kg, tmp_path: Path, question: str
) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:p> <urn:b> .", encoding="utf-8")
    done = kg(question, "-g", tmp_path / "a.ttl", "--format", "json")
    assert (done.returncode, done.stdout) == (1, "[]\n")
    assert kg(question, "-g", tmp_path / "a.ttl").stdout == ""


def test_a_piped_shell_ends_at_quit_and_tells_the_worst_that_happened(demo_graph: Path) -> None:
    done = piped(demo_graph, "ASK {}\n.quit\nASK {}\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "true\n", "")
    done = piped(demo_graph, "SELECT * { SYNTAX }\nASK {}\n.helo\nASK {}\n.quit\nBOGUS\n")
    assert (done.returncode, done.stdout) == (2, "true\ntrue\n")
    assert done.stderr.count("kg: ") == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (".format xyz", "there are: table"),
        (".limit some", "above 0"),
        (".timeout 0", "above 0"),
        (".run", "name a saved query"),
        (".run nothing", "no saved query"),
        (".why", "kg why --help"),
        (".why 没有的", "no entity of this name"),
        (".helo", "did you mean help"),
        (".why '", "No closing quotation"),
        ("SELECT * { SERVICE <http://x/> {} }", "SERVICE"),
    ],
)
def test_mistakes_in_the_shell_are_one_line(demo_graph: Path, line: str, said: str) -> None:
    done = piped(demo_graph, f"{line}\nASK {{}}\n")
    assert done.stdout == "true\n"
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_shell_knows_the_graph(demo_graph: Path) -> None:
    vocabulary = Vocabulary(open_graph(demo_graph))
    assert ("product:粒粒贷", "粒粒贷") in vocabulary.candidates("product:粒", "ASK { product:粒")
    assert ("product:粒粒贷", "粒粒贷") in vocabulary.candidates("粒粒", "ASK { 粒粒")
    assert ("kg:causes", "") in vocabulary.candidates("kg:cau", "ASK { ?x kg:cau")
    assert ("kg:Claim", "") in vocabulary.candidates("kg:Cl", "ASK { ?x a kg:Cl")
    assert vocabulary.candidates("SEL", "SEL") == [("SELECT", "")]
    assert (".why", "") in vocabulary.candidates("", ".w")
    assert len(vocabulary.candidates("", "")) == 100


@pytest.mark.parametrize(
    ("text", "whole"),
    [("", True), (".help", True), ("SELECT *", False), ("ASK {", False), ("ASK { '}'", False), ("ASK {}", True), ("DESCRIBE <a:b>", True), ("}", True)],
)  # fmt: skip
def test_a_statement_ends_with_its_brackets(text: str, whole: bool) -> None:
    assert complete(text) == whole


def test_without_the_extra_the_shell_says_what_to_install(
    terminal: Callable[..., Terminal], demo_graph: Path, tmp_path: Path
) -> None:
    (tmp_path / "prompt_toolkit.py").write_text("raise ImportError")
    one = terminal("shell", "-g", demo_graph, PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert one.end() == 2
    assert "pip install 'kg[shell]'" in one.shown


# -- how answers are set -----------------------------------------------------------------------------


def test_tables_line_up_and_fit() -> None:
    grid = Grid(("名", "n"), (("粒粒贷", "1"), ("b", "1,000")))
    assert list(as_text([grid])) == [
        "名          n",
        "──────  ─────",
        "粒粒贷      1",
        "b       1,000",
    ]
    wide = Grid(("a", "b"), (("长" * 30, "x"),))
    assert all(len(line) <= 20 for line in as_text([wide], 20))


def test_markdown_keeps_the_order_of_things() -> None:
    blocks = [Line("问 *为什么*"), GAP, Line("因", 0, "number", "1. "), Line("话", 1, "quote"), Line("深", 1, "bullet", "• "), Line("题", mark="title")]  # fmt: skip
    assert list(as_markdown(blocks)) == ["## 问 \\*为什么\\*", "", "1. 因", "   *“话”*  ", "   - 深", "**题**"]  # fmt: skip


# -- what once went wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["query", "--explain", "--update", "DELETE WHERE { ?s ?p ?o }"], 2, "takes none of"),
        (["query", "--update", "--from", "doc:x", "DELETE WHERE { ?s ?p ?o }"], 2, "takes none of"),
        (["query", "--timeout", "inf", "ASK {}"], 2, "give seconds"),
        (["query", "--timeout", "nan", "ASK {}"], 2, "give seconds"),
        (["query", "--timeout", "5", "--allow-network", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"], 2, "the query failed: "),
        (["query", "INSERT DATA { kg:a kg:b kg:c }"], 2, "kg query --update"),
        (["query", "ASK { ?x nope:a ?y }"], 2, "this prefix is not declared"),
        (["query", "--name", "measured", "--param", "since=2020-13"], 2, "is no date"),
        (["why", "粒粒贷下架", "--min-belief", "nan"], 2, "between 0 and 1"),
        (["why", "粒粒贷下架", "--min-belief", "1"], 1, "no causes believed 1 or more"),
        (["why", "\udcff"], 2, "not a text in UTF-8"),
        (["query", "ASK { ?x ?y ?z }", "--param", "z=\udcff"], 2, "not a text in UTF-8"),
    ],
)  # fmt: skip
def test_odd_options_are_one_line(
    kg: Kg, demo_graph: Path, words: list[str], code: int, said: str
) -> None:
    done = kg(*words, "-g", demo_graph)
    # Rows stream: the head may be out when the query fails.
    assert (done.returncode, done.stdout.strip("?spo\t\n")) == (code, ""), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "a fault of kg" not in done.stderr
    assert kg("query", "ASK { ?s a kg:Claim }", "-g", demo_graph).stdout == "true\n"


def test_asked_about_a_product_why_names_what_happened_to_it(kg: Kg, demo_graph: Path) -> None:
    told = kg("why", "《粒粒贷》", "-g", demo_graph).stdout
    assert re.search(r"\nSee also what happened to it: .*粒粒贷下架  \(factor:粒粒贷下架\)", told)
