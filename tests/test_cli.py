"""The command line as a user calls it: what it prints, what it exits with, what it never prints."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Kg
from wcwidth import wcswidth

import kg as package
from kg import cli, extractors
from kg.cli import app
from kg.model import Argument, Claim, Document, Evidence, Extraction, Modality, Polarity
from kg.ontology import Ontology, locate
from kg.pipeline import build
from kg.readers import decode
from kg.store import open_graph

COUNT = "SELECT (COUNT(?c) AS ?n) WHERE { ?c a kg:Claim }"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of plain sentences, with two entities of nearly one name."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "a.txt").write_text(
        "甲公司停业导致用户流失。\n\n乙公司停业导致用户流失。\n\n用户流失导致门店关闭。",
        encoding="utf-8",
    )
    build([folder / "a.txt"], folder / "graph")
    return folder / "graph"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Kg:
    """Like ``kg``, but in this process, for tests with many small runs."""

    def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        monkeypatch.delenv("KG_DEBUG", raising=False)
        monkeypatch.delenv("KG_GRAPH", raising=False)
        if cwd is not None:
            monkeypatch.chdir(cwd)
        capfd.readouterr()
        words = [str(a) for a in arguments]
        with pytest.raises(SystemExit) as left:
            cli.main(words)
        assert isinstance(left.value.code, int)
        return subprocess.CompletedProcess(words, left.value.code, *capfd.readouterr())

    return run


# -- every command ---------------------------------------------------------------------------------

SAMPLE = next(iter(sorted(locate("data").glob("*.md"))))

# Command → arguments, and what must be on standard output and standard error; {graph} and {out}
# are filled in.
RUNS: dict[str, tuple[list[str], str, str]] = {
    "demo": (["-o", "{out}/demo"], r"\A粒粒贷下架 [\s\S]*Graph: .*/demo/graph\n", r"\A\Z"),
    "build": (
        [str(locate("data")), "-o", "{out}/graph"],
        r"\A\Z",
        r"graph: \d+ documents \(\d+ read, 0 unchanged, 0 removed\), \d+ claims, "
        r"\d+ causal links, \d+ observations\n",
    ),
    "extract": ([str(SAMPLE)], r'\A\{"kind":"document",', r"\A\Z"),
    "evaluate": (["{out}/gold.jsonl"], r"\Acorpus .*\ngold +1 +1 +1\.000 ", r"\A\Z"),
    "query": ([COUNT, "-g", "{graph}"], r"\A\?n\n[1-9]\d*\n\Z", r"\A\Z"),
    "why": (
        ["粒粒贷下架", "-g", "{graph}"],
        r"\A粒粒贷下架  \(factor:粒粒贷下架\): \d+ direct causes",
        r"\A\Z",
    ),
    "effects": (
        ["合规压力", "-g", "{graph}"],
        r"\A合规压力  \(factor:合规压力\): \d+ direct effect",
        r"\A\Z",
    ),
    "path": (
        ["合规压力", "粒粒贷下架", "-g", "{graph}"],
        r"\A合规压力 → .*粒粒贷下架  \(weakest belief",
        r"\A\Z",
    ),
    "shell": (["-g", "{graph}"], r"\A\Z", r"\A\Z"),
    "common": (
        ["粒粒贷下架", "利润下降", "-g", "{graph}"],
        r"\AShared causes of 粒粒贷下架 and 粒粒贷利润下降: \d\n\n1\. ",
        r"\A\Z",
    ),
    "whatif": (
        ["--without", "合规压力", "-g", "{graph}"],
        r"\AAccording to these sources, without 合规压力:\n\nWould lose all support:\n",
        r"\A\Z",
    ),
    "loops": (["-g", "{graph}"], r"\A\Z", r"\Akg: no loops here"),
    "roots": (
        ["粒粒贷下架", "-g", "{graph}"],
        r"\Acause +leads to +belief +chain\n─[^\n]+\n",
        r"\A\Z",
    ),
    "bottlenecks": (
        ["粒粒贷下架", "-g", "{graph}"],
        r"\Aentity +outcomes only through it +betweenness\n─[^\n]+\n合规压力 ",
        r"\A\Z",
    ),
    "conflicts": (
        ["-g", "{graph}"],
        r"\A\d contradictions between these sources; nothing is resolved\n\n1\. Stated and denied: ",
        r"\A\Z",
    ),
    "compare": (
        ["粒粒贷", "微粒贷", "-g", "{graph}"],
        r"\A粒粒贷 / 微粒贷\n\nmetric +粒粒贷 +微粒贷 +difference +ratio +sources\n",
        r"\A\Z",
    ),
    "timeline": (["-g", "{graph}"], r"\Awhen +what +value +source\n", r"\A\Z"),
    "show": (["粒粒贷", "-g", "{graph}"], r"\A粒粒贷  \(product:粒粒贷\)\n", r"\A\Z"),
    "stats": (["-g", "{graph}"], r"\Adocuments +\d+\nentities +\d+\n", r"\A\Z"),
    "page": (
        ["-g", "{graph}", "-o", "{out}/page.html", "--title", "一张图"],
        r"\A\Z",
        r"/page.html: [\d,]+ bytes",
    ),
    "export": (["-g", "{graph}"], r"\A@prefix [\s\S]*factor:粒粒贷下架 ", r"\A\Z"),
    "check": (["-g", "{graph}"], r"\A\Z", r": \d+ quotes and \d+ triples checked, no problem\n"),
    "import": (
        ["{out}/more.ttl", "-g", "{out}/more"],
        r"\A\Z",
        r": 7 triples and 0 claims from more.ttl",
    ),
    "serve": (["-g", "{graph}", "--host", "0.0.0.0"], r"\A\Z", r"set KG_TOKEN to a secret"),
}


def test_every_command_has_a_run_here() -> None:
    assert set(RUNS) == set(app.COMMANDS)


@pytest.mark.parametrize("command", RUNS)
def test_every_command_runs(kg: Kg, demo_graph: Path, tmp_path: Path, command: str) -> None:
    words, stdout, stderr = RUNS[command]
    (tmp_path / "gold.jsonl").write_text(
        '{"id": "1", "lang": "zh", "text": "原料涨价导致停产。",'
        ' "links": [{"cause": "原料涨价", "effect": "停产"}]}\n',
        encoding="utf-8",
    )
    (tmp_path / "more.ttl").write_text("<urn:a> <urn:p> <urn:b> .", encoding="utf-8")
    arguments = [
        w.replace("{graph}", str(demo_graph)).replace("{out}", str(tmp_path)) for w in words
    ]
    done = kg(command, *arguments, cwd=tmp_path)
    # The sample corpus has no loop, and says so; a server would not end.
    assert done.returncode == {"loops": 1, "serve": 2}.get(command, 0), done.stderr
    assert re.search(stdout, done.stdout)
    assert re.search(stderr, done.stderr)


def test_what_the_demo_says_is_true(kg: Kg, tmp_path: Path) -> None:
    done = kg("demo", "-o", tmp_path / "demo")
    for line in ("Graph", "Turtle", "Page"):
        (named,) = re.findall(rf"^{line}: +(\S+)", done.stdout, re.MULTILINE)
        assert Path(named).exists()
    # What the demo prints to try next must work as printed.
    tries = re.findall(r"^  \S+ (\w+) ('.*'|\S+) --graph (\S+)$", done.stdout, re.MULTILINE)
    assert len(tries) >= 2
    for command, argument, graph in tries:
        again = kg(command, argument.strip("'"), "--graph", graph)
        assert again.returncode == 0, again.stderr
        assert "合规压力" in again.stdout


@pytest.mark.parametrize("form", ["ttl", "trig", "nt", "nq", "jsonld"])
def test_export_takes_the_format_from_the_suffix(
    here: Kg, small: Path, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "below" / f"out.{form}"
    assert here("export", "-g", small, "-o", file).returncode == 0
    done = here("export", "-g", small, "--format", form)
    assert file.read_text(encoding="utf-8") == done.stdout
    assert "用户流失" in done.stdout
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_the_graph_comes_from_the_environment_or_the_folder(
    kg: Kg, small: Path, tmp_path: Path
) -> None:
    named = kg("stats", "-g", small).stdout
    assert kg("stats", KG_GRAPH=str(small), cwd=tmp_path).stdout == named
    assert kg("stats", cwd=small.parent).stdout == named


# -- help ------------------------------------------------------------------------------------------


def test_help_is_printed_however_it_is_asked_for(kg: Kg) -> None:
    for arguments in (["--help"], ["-h"], []):
        done = kg(*arguments)
        assert (done.returncode, done.stdout, done.stderr) == (0, cli.help_text(), "")


def test_help_lists_every_command_in_order() -> None:
    listed = re.findall(r"^  (\w+)  +\S", cli.help_text().partition("Commands:")[2], re.MULTILINE)
    assert listed == list(app.COMMANDS)


@pytest.mark.parametrize("command", app.COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run([command, "--help"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"Usage: kg {command} ")
    assert err == ""
    # Every option says what it is for.
    options = re.findall(r"^  (?:-\w, )?--[\w-]+.*(?:\n {10,}.*)?", out, re.MULTILINE)
    assert options
    assert all(re.search(r"  [A-Z-].*", option) for option in options)


def test_version(kg: Kg) -> None:
    done = kg("--version")
    assert (done.returncode, done.stdout) == (0, f"kg {package.__version__}\n")


# -- mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("biuld {graph}", 2, "did you mean build"),
        ("wyh 粒粒贷", 2, "did you mean why"),
        ("abracadabra", 2, "kg --help"),
        ("--nonsense", 2, "--nonsense"),
        ("stats --grph {graph}", 2, "--graph"),
        ("why 用户流失 -g {graph} --dept 2", 2, "--depth"),
        ("why 用户流失 -g {graph} --depth 0", 2, "--depth"),
        ("why 用户流失 -g {graph} --depth two", 2, "two"),
        ("why 用户流失 -g {graph} --min-belief 2", 2, "--min-belief"),
        ("why 用户流失 -g {graph} --format xml", 2, "table, md, json, dot"),
        ("why", 2, "kg why --help"),
        ("path 甲公司停业 -g {graph}", 2, "kg path --help"),
        ("stats one two -g {graph}", 2, "kg stats --help"),
        ("build nowhere.txt -o new", 2, "nowhere.txt: no such file"),
        ("build . -o new", 2, "no article"),
        ("build a.pdf -o new", 2, ".md, .txt"),
        ("build a.txt -o new --jobs 0", 2, "--jobs"),
        ("build a.txt -o new --extractor magic", 2, "there are: rules"),
        ("build a.txt -o new --base here", 2, "absolute IRI"),
        ("build a.txt -o new --ontology nowhere", 2, "nowhere"),
        ("extract nowhere.txt", 2, "nowhere.txt: no such file"),
        ("extract a.pdf", 2, ".md, .txt"),
        ("export -g {graph} -o out.xyz", 2, "there are: ttl, trig"),
        ("export -g {graph} --format xyz", 2, "there are: ttl, trig"),
        ("query ASK{} -g {graph} --format xyz", 2, "there are: table, csv"),
        ("query ASK{} -g {graph} --format ttl", 2, "CONSTRUCT"),
        ("query -f nowhere.rq -g {graph}", 2, "nowhere.rq"),
        ("query ASK{} -f a.txt -g {graph}", 2, "not both"),
        ("query -g {graph}", 2, "no query"),
        ("query SELEC -g {graph}", 2, "line 1, column"),
        ("query SELECT*WHERE{SERVICE<http://x/>{}} -g {graph}", 2, "SERVICE"),
        ("query ASK{?x<a>nope:y} -g {graph}", 2, "line 1, column"),
        ("page -g {graph} -o out.html --lang tlh", 2, "zh, en"),
        ("why 用户流逝 -g {graph}", 1, "nearest: 用户流失"),
        ("show 用戶流失 -g {graph}", 1, "nearest: 用户流失"),
        ("effects 门店关闭 -g {graph}", 1, "no effects"),
        ("path 门店关闭 甲公司停业 -g {graph}", 1, "nothing here leads"),
        ("why 公司停业 -g {graph}", 2, "factor:乙公司停业, factor:甲公司停业"),
        ("stats -g nowhere", 3, "kg build SOURCES -o nowhere"),
        ("query ASK{} -g .", 3, "no graph here"),
        ("export -g a.pdf", 2, "a.pdf: no RDF format"),
    ],
)
def test_a_mistake_is_answered_in_a_line_that_helps(
    here: Kg, small: Path, tmp_path: Path, line: str, code: int, said: str
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    if "build ." not in line:
        (tmp_path / "a.txt").write_text("ASK {}", encoding="utf-8")
    before = sorted(p.name for p in tmp_path.iterdir())
    done = here(*line.replace("{graph}", str(small)).split(), cwd=tmp_path)
    err = done.stderr
    assert (done.returncode, done.stdout) == (code, ""), err
    assert err.startswith("kg: ")
    assert said in err
    assert "Traceback" not in err
    assert "a fault of kg" not in err
    # A query's mistake is shown in place, after what the parser expected there.
    assert len(err.splitlines()) == 1 or "column" in said
    assert len(err) < 600
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_a_mistake_is_the_same_in_a_process_of_its_own(kg: Kg, tmp_path: Path) -> None:
    for words, code in ((["biuld"], 2), (["stats", "--grph"], 2), (["stats"], 3)):
        done = kg(*words, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (code, "")
        assert re.fullmatch(r"kg: [^\n]+\n", done.stderr)


def test_a_mistake_in_a_query_is_pointed_at(kg: Kg, small: Path) -> None:
    done = kg("query", "SELECT ?x\nWHERE { ?x kg:cause 用户流失 }", "-g", small)
    *said, shown, caret = done.stderr.splitlines()
    assert "line 2, column 25" in said[0]
    assert shown == "  WHERE { ?x kg:cause 用户流失 }"
    # The caret is set in columns of the terminal: a Chinese character takes two.
    assert caret == " " * (2 + len("WHERE { ?x kg:cause ") + 8) + "^"


def broken() -> None:
    """A command with a fault."""
    raise ZeroDivisionError("no luck")


def interrupted() -> None:
    """A command that is stopped with Ctrl-C."""
    raise KeyboardInterrupt


def test_a_fault_of_ours_is_owned_up_to(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(app.COMMANDS, "stats", f"{__name__}:broken")
    monkeypatch.delenv("KG_DEBUG", raising=False)
    assert app.run(["stats"]) == 70
    _, err = capsys.readouterr()
    assert err.startswith("kg: a fault of kg itself: ZeroDivisionError: no luck")
    assert len(err.splitlines()) == 1
    monkeypatch.setenv("KG_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        app.run(["stats"])


def test_an_interrupt_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # While a command runs, and before one does.
    monkeypatch.setitem(app.COMMANDS, "stats", f"{__name__}:interrupted")
    for command in ("stats", "nothing yet"):
        with pytest.raises(SystemExit) as left:
            cli.main([command])
        assert left.value.code == 130
        assert capsys.readouterr().err.strip() in ("", "kg: interrupted")
        monkeypatch.setattr(app, "run", lambda arguments: interrupted())


# -- extract ---------------------------------------------------------------------------------------

# What other tools may count on; a line may say more.
KEYS = {
    "document": {"id", "title", "source", "sha256", "language", "length"},
    "mention": {"text", "start", "end", "type", "entity"},
    "reference": {"text", "start", "end", "type", "entity"},
    "claim": {
        "id", "cause", "effect", "polarity", "modality", "implicit", "cue", "rule", "claimant",
        "confidence", "evidence",
    },
    "observation": {
        "subject", "metric", "raw", "value", "min", "max", "text", "change", "comparator", "unit",
        "period", "evidence",
    },
    "requirement": {"policy", "text", "evidence"},
}  # fmt: skip


def rows(output: str) -> list[dict[str, Any]]:
    """JSON Lines, parsed."""
    return [json.loads(line) for line in output.splitlines()]


def spans(row: dict[str, Any]) -> list[tuple[int, int, str | None]]:
    """Every (start, end, words) of a line."""
    found = []
    for part in (row, *(row.get(name) for name in ("cause", "effect", "cue", "evidence"))):
        if part and "start" in part:
            found.append((part["start"], part["end"], part.get("quote", part.get("text"))))
    return found


def test_extract_keeps_its_contract(kg: Kg) -> None:
    done = kg("extract", locate("data"))
    assert done.returncode == 0, done.stderr
    text, kinds, place = "", set(), 0
    for row in rows(done.stdout):
        kind = row["kind"]
        kinds.add(kind)
        assert set(row) >= {"kind"} | KEYS[kind]
        if kind == "document":
            text = decode((locate("data") / row["source"]).read_bytes(), row["source"])
            assert row["length"] == len(text)
            assert row["language"] in ("zh", "en")
            place = 0
            continue
        assert spans(row)
        for start, end, words in spans(row):
            assert text[start:end] == words
        start = row["start"] if kind in ("mention", "reference") else row["evidence"]["start"]
        assert start >= place  # in the order of the text
        place = start
        if kind == "claim":
            assert row["polarity"] in set(Polarity)
            assert row["modality"] in set(Modality)
            assert 0 < row["confidence"] <= 1
            assert row["cause"]["entity"] != row["effect"]["entity"]
        if kind == "observation":
            assert row["comparator"] in ("<", "<=", "=", ">=", ">", "~")
    assert kinds >= {"document", "mention", "claim", "observation"}


def test_extract_says_what_plain_sentences_say(kg: Kg) -> None:
    (document, *found) = rows(kg("extract", "-", stdin="甲公司停业导致用户流失。").stdout)
    assert (document["kind"], document["length"]) == ("document", 12)
    (claim,) = [row for row in found if row["kind"] == "claim"]
    assert claim["cause"] | {"entity": ""} == {
        "text": "甲公司停业", "start": 0, "end": 5, "entity": "",
    }  # fmt: skip
    assert (claim["effect"]["text"], claim["effect"]["entity"]) == ("用户流失", "factor:用户流失")
    assert claim["cue"] == {"text": "导致", "start": 5, "end": 7}
    assert (claim["polarity"], claim["modality"], claim["implicit"]) == (
        "promote", "asserted", False,
    )  # fmt: skip
    assert claim["claimant"] is None


def test_offsets_count_code_points(here: Kg, tmp_path: Path) -> None:
    # Beyond the basic plane, and with both bytes of a line end.
    words = "𠮷野家😀开张。\r\n\r\n甲公司停业导致用户流失。\r\n"
    (tmp_path / "a.txt").write_bytes(words.encode())
    (claim,) = [
        row for row in rows(here("extract", tmp_path / "a.txt").stdout) if row["kind"] == "claim"
    ]
    assert claim["cause"]["start"] == words.index("甲公司")
    for start, end, said in spans(claim):
        assert words[start:end] == said


def test_several_files_follow_each_other(here: Kg, tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c.txt"):
        (tmp_path / name).write_text("甲公司停业导致用户流失。", encoding="utf-8")
    found = rows(here("extract", "b.txt", "a.md", "c.txt", cwd=tmp_path).stdout)
    opened = [i for i, row in enumerate(found) if row["kind"] == "document"]
    assert [found[i]["source"] for i in opened] == ["b.txt", "a.md", "c.txt"]
    assert opened[0] == 0
    for start, end in zip(opened, [*opened[1:], len(found)], strict=True):
        assert [r["kind"] for r in found[start:end]].count("claim") == 1
    assert len({row["id"] for row in found if "id" in row}) == 6


def test_coverage_lists_cues_that_were_seen(here: Kg) -> None:
    # Whatever the rules leave, it must be quoted from where it stands.
    text = decode(SAMPLE.read_bytes(), "")
    done = here("extract", SAMPLE, "--coverage")
    assert done.returncode == 0
    for row in rows(done.stdout):
        assert row["source"] == SAMPLE.name
        assert text[row["start"] : row["end"]] == row["text"]


def test_the_text_is_shown_with_its_claims_marked(here: Kg, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    hostile = "监管收紧\u202e\u2066导致产品停售。"
    file.write_text(f"回顾\n\n{hostile}\n\n甲公司停业导致用户流失。\n", encoding="utf-8")
    piped = here("extract", file, "--pretty").stdout
    assert "⟦甲公司停业⟧导致⟪用户流失⟫。" in piped
    assert "甲公司停业 ─▶ 用户流失" in piped
    assert steering(piped) == set()
    shown = on_a_terminal(["extract", str(file), "--pretty"], 80)
    underlined = re.findall(r"\x1b\[[\d;]*\b4;3[14]m([^\x1b]*)", shown)
    assert underlined[-2:] == ["甲公司停业", "用户流失"]
    assert "⟦" not in shown
    ours = re.compile(r"\x1b\[(?:0|0;1|1|2|0;4;3[14])m")
    assert steering(ours.sub("", shown)) == set()


# -- query -----------------------------------------------------------------------------------------


def test_a_query_comes_from_anywhere(kg: Kg, small: Path, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes(b"\xef\xbb\xbf" + COUNT.encode())
    answers = {
        kg("query", COUNT, "-g", small).stdout,
        kg("query", "-f", file, "-g", small).stdout,
        kg("query", "-g", small, stdin=COUNT).stdout,
        kg("query", "-", "-g", small, stdin=COUNT).stdout,
    }
    assert answers == {"?n\n3\n"}


def test_a_query_answers_in_every_format(here: Kg, small: Path) -> None:
    find = "SELECT ?x WHERE { ?x kg:causes factor:用户流失 } ORDER BY ?x"
    base = "https://w3id.org/causal-kg/factor/"

    def ask(form: str | None, query: str = find) -> str:
        done = here("query", query, "-g", small, *(("--format", form) if form else ()))
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert ask("csv").split() == ["x", f"{base}乙公司停业", f"{base}甲公司停业"]
    assert ask("tsv").split() == ["?x", f"<{base}乙公司停业>", f"<{base}甲公司停业>"]
    found = json.loads(ask("json"))["results"]["bindings"]
    assert [row["x"]["value"] for row in found] == [f"{base}乙公司停业", f"{base}甲公司停业"]
    assert ask("xml").startswith("<?xml")
    table = ask("table").splitlines()
    assert [row.strip() for row in table if "factor" in row] == [
        "factor:乙公司停业",
        "factor:甲公司停业",
    ]
    assert table[-1] == "(2 rows)"
    assert ask("table", "ASK { factor:用户流失 kg:causes+ factor:门店关闭 }") == "yes\n"
    assert ask("csv", "ASK { factor:门店关闭 kg:causes ?x }") == "false\n"
    construct = "CONSTRUCT { ?a kg:causes ?b } WHERE { ?a kg:causes ?b }"
    assert "factor:用户流失 kg:causes factor:门店关闭 ." in ask("ttl", construct)
    assert ask(None, construct) == ask("ttl", construct)
    assert ask(None) == ask("tsv")
    assert len(ask("nt", construct).splitlines()) == 3


def test_a_named_graph_can_be_asked_alone(here: Kg, small: Path) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    union = int(here("query", count, "-g", small).stdout.split()[1])
    assert union > 0
    assert here("query", count, "-g", small, "--no-union").stdout.split()[1] == "0"


@pytest.mark.parametrize(
    "words",
    [
        ["export", "-g", "{graph}"],
        ["extract", str(locate("data"))],
        ["query", "SELECT * WHERE { ?s ?p ?o }", "-g", "{graph}", "--format", "csv"],
    ],
    ids=lambda words: words[0],
)
def test_a_reader_who_has_enough_may_close_the_pipe(demo_graph: Path, words: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from kg.cli import main; main()"]
        + [w.replace("{graph}", str(demo_graph)) for w in words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout
    assert process.stderr
    assert len(process.stdout.read(10)) == 10
    process.stdout.close()
    with process.stderr as stderr:
        assert stderr.read() == b""
    # No signal and no fault of the store; typer makes it 1.
    assert process.wait(timeout=60) in (0, 1)


@pytest.mark.parametrize("words", [["--help"], ["why", "--help"], ["stats", "-g", "{graph}"]])
def test_a_pipe_that_nobody_reads_is_no_fault(small: Path, words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", "from kg.cli import main; main()"]
        + [w.replace("{graph}", str(small)) for w in words],
        stdout=writer,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode in (0, 1)


# -- answers ---------------------------------------------------------------------------------------


def test_why_tells_the_chain_with_its_words(here: Kg, small: Path) -> None:
    done = here("why", "门店关闭", "-g", small)
    assert "1 direct cause, according to 1 document\n" in done.stdout
    assert "1. 用户流失" in done.stdout
    assert "   • 甲公司停业" in done.stdout
    assert "“甲公司停业导致用户流失”" in done.stdout
    assert re.search(r"a\.txt:0–\d+ · asserted", done.stdout)
    assert "甲公司停业" not in here("why", "门店关闭", "-g", small, "--depth", "1").stdout

    told = here("why", "门店关闭", "-g", small, "--explain").stdout
    sums = re.findall(r"belief = \(1 − ([\d.]+)\) × ([\d.]+) / .* = ([\d.]+)$", told, re.MULTILINE)
    assert len(sums) == 3
    for error, positive, belief in sums:
        assert float(positive) > 0
        assert 1 - float(error) == pytest.approx(float(belief), abs=1e-3)


def test_why_in_json_is_a_tree_that_quotes_truly(here: Kg, demo_graph: Path) -> None:
    done = here("why", "粒粒贷下架", "-g", demo_graph, "--format", "json")
    answer = json.loads(done.stdout)
    assert (answer["entity"], answer["label"]) == ("factor:粒粒贷下架", "粒粒贷下架")
    graph = open_graph(demo_graph)
    documents = {d.id: graph.text(d.sha256) for d in graph.snapshot().documents.values()}
    quoted = 0

    def look(steps: list[dict[str, Any]], effect: str, weakest: float) -> None:
        nonlocal quoted
        beliefs = [s["belief"] for s in steps]
        assert beliefs == sorted(beliefs, reverse=True)
        for step in steps:
            assert (step["cause"], step["effect"]) == (step["entity"], effect)
            assert step["weakest"] == min(weakest, step["belief"])
            assert step["for"]
            for claim in (*step["for"], *step["against"]):
                text = documents[claim["document"]]
                assert text[claim["start"] : claim["end"]] == claim["quote"]
                quoted += 1
            look(step["causes"], step["cause"], step["weakest"])

    look(answer["causes"], answer["entity"], 1.0)
    assert quoted >= 5


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (["effects", "用户流失"], "effects"),
        (["show", "用户流失"], "causes"),
        (["stats"], "entitiesByType"),
    ],
)
def test_answers_come_in_json_too(here: Kg, small: Path, words: list[str], key: str) -> None:
    done = here(*words, "-g", small, "--format", "json")
    assert json.loads(done.stdout)[key]


def test_paths(here: Kg, small: Path) -> None:
    done = here("path", "甲公司停业", "门店关闭", "-g", small)
    assert done.stdout.startswith("甲公司停业 → 用户流失 → 门店关闭  (weakest belief ")
    assert done.stdout.count("“") == 2
    found = json.loads(
        here("path", "甲公司停业", "门店关闭", "-g", small, "--all", "--format", "json").stdout
    )
    assert len(found) == 1


# -- hostile articles ------------------------------------------------------------------------------

ESCAPES = "\x1b[31m\x1b]0;pwned\x07\x9b2J\r\x08"
TURNS = "\u202e\u2066\u200f\u2069\u202c\u2028\u200b\ufeff"
CAUSE = f"红{ESCAPES}色{TURNS}公司</script><script>alert(1)</script>涨价"
EFFECT = f"{TURNS}用户流失" + "长" * 300
NAME = "evil\x1b[31m\u202e.txt"


def gullible(document: Document, ontology: Ontology) -> Extraction:
    """Takes every line ``CAUSE=>EFFECT`` at its word, with everything in it."""
    claims = []
    for line in re.finditer(r"(?m)^([^\n]+?)=>([^\n]+)$", document.text):
        parts = [Argument(line[i], line.start(i), line.end(i)) for i in (1, 2)]
        evidence = Evidence(document.id, line.start(), line.end(), line[0])
        claims.append(
            Claim(
                document=document.id,
                cause=parts[0],
                effect=parts[1],
                polarity=Polarity.PROMOTE,
                modality=Modality.ASSERTED,
                implicit=False,
                rule=f"evil{ESCAPES}",
                confidence=0.9,
                evidence=(evidence,),
                claimant=f"某人{ESCAPES}{TURNS}",
            )
        )
    return Extraction(document, claims=tuple(claims))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of an article that would like to take over the terminal."""
    folder = tmp_path_factory.mktemp("hostile")
    # Enough plain words that the file is no binary.
    text = f"{CAUSE}=>{EFFECT}\n\n利润{TURNS}甲=>利润乙\n\n" + "今天天气很好。" * 300
    (folder / NAME).write_text(text, encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(extractors.EXTRACTORS, "gullible", f"{__name__}:gullible")
        build([folder / NAME], folder / "graph", extractor="gullible")
    return folder / "graph"


def steering(text: str) -> set[str]:
    """The characters of an output that a terminal would obey or that turn text round."""
    return {
        f"U+{ord(c):04X}"
        for c in text
        if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    }


QUOTES = "SELECT * WHERE { ?c kg:causeText ?cause ; kg:effectText ?effect ; kg:rule ?r ; kg:claimant ?w }"


def test_the_hostile_graph_is_hostile(hostile: Path) -> None:
    # Else the tests below would pass on a graph that was cleaned, or is empty.
    snapshot = open_graph(hostile).snapshot()
    assert len(snapshot.claims) == 2
    (document,) = snapshot.documents.values()
    assert "\x1b" in document.source
    assert any(CAUSE in e.quote for c in snapshot.claims.values() for e in c.evidence)


@pytest.mark.parametrize(
    "words",
    [
        ["why", "用户流失"],
        ["why", "用户流失", "--explain"],
        ["effects", "涨价"],
        ["path", "涨价", "用户流失"],
        ["show", "涨价"],
        ["show", "用户流失"],
        ["stats"],
        ["check"],
        ["query", QUOTES, "--format", "table"],
        ["query", "SELECT * WHERE { ?s rdfs:label ?l }", "--format", "table"],
        ["query", "SELECT * WHERE { ?s dct:source ?l }", "--format", "table"],
        ["why", "没有\x1b[31m这个"],
        ["why", "利润"],
        ["query", "SELECT \x1b[31m\u202e"],
        ["query", "-f", "\x1b[31mno.rq"],
    ],
    ids=lambda words: " ".join(words)[:40].encode("unicode_escape").decode(),
)
def test_articles_do_not_steer_the_terminal(here: Kg, hostile: Path, words: list[str]) -> None:
    done = here(*words, "-g", hostile)
    assert done.returncode in (0, 1, 2), done.stderr
    assert steering(done.stdout) == set()
    assert steering(done.stderr) == set()
    assert done.stdout or done.stderr
    assert "a fault of kg" not in done.stderr


def test_what_steers_is_shown_not_dropped(here: Kg, hostile: Path) -> None:
    out = here("why", "用户流失", "-g", hostile).stdout
    assert r"红\x1b[31m\x1b]0;pwned\x07\x9b2J" in out
    assert r"evil\x1b[31m\u202e.txt" in out


def test_a_build_does_not_steer_the_terminal_either(here: Kg, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("今天天气很好。", encoding="utf-8")
    done = here("build", tmp_path / NAME, "-o", tmp_path / "g")
    assert done.returncode == 0
    assert r"evil\x1b[31m\u202e.txt: no causal claim found" in done.stderr
    assert steering(done.stderr) == set()
    (tmp_path / NAME).write_bytes(b"\x80\xff")
    done = here("build", tmp_path / NAME, "-o", tmp_path / "g")
    assert done.returncode == 2
    assert steering(done.stderr) == set()


def test_a_hostile_article_does_not_close_the_script_of_its_page(
    here: Kg, hostile: Path, small: Path, tmp_path: Path
) -> None:
    for graph in (hostile, small):
        done = here("page", "-g", graph, "-o", tmp_path / f"{graph.parent.name}.html")
        assert done.returncode == 0, done.stderr
    bad, good = (
        (tmp_path / f"{g.parent.name}.html").read_text(encoding="utf-8") for g in (hostile, small)
    )
    assert "用户流失" in bad
    assert bad.lower().count("<script") == good.lower().count("<script")
    assert bad.lower().count("</script") == good.lower().count("</script")


def on_a_terminal(arguments: list[str], columns: int) -> str:
    """Run ``kg`` with its output on a terminal; returns what the terminal gets."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from kg.cli import main; main()", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(columns)},
    )
    os.close(theirs)
    got = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not piece:
            break
        got += piece
    os.close(ours)
    assert process.stderr
    with process.stderr as stderr:
        assert stderr.read() == b""
    assert process.wait(timeout=60) == 0
    return got.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [60, 100])
def test_a_table_fits_the_terminal(hostile: Path, columns: int) -> None:
    got = on_a_terminal(["query", QUOTES, "-g", str(hostile)], columns)
    lines = got.splitlines()
    assert lines[-1] == "(2 rows)"
    assert "…" in got
    assert steering(got) == set()
    assert max(wcswidth(line) for line in lines) <= columns


@pytest.mark.parametrize("form", ["csv", "tsv", "json"])
def test_formats_for_pipes_do_not_steer_a_terminal(hostile: Path, here: Kg, form: str) -> None:
    words = ["query", "SELECT ?l { ?s oa:exact ?l }", "--format", form, "-g", str(hostile)]
    got = on_a_terminal(words, 100)
    assert steering(got) == set()
    assert r"\x9b2J" in got
    assert "\x9b2J" in here(*words).stdout  # a pipe gets the bytes


# -- starting fast ---------------------------------------------------------------------------------

HEAVY = {"typer", "click", "rdflib", "networkx", "pyvis", "pyoxigraph", "pyshacl", "IPython"}


@pytest.fixture
def imported(tmp_path: Path) -> Callable[..., set[str]]:
    """The top-level modules that a process has imported when it ends."""

    def run(code: str, *arguments: str) -> set[str]:
        file = tmp_path / "modules.json"
        tail = f"import atexit, sys, json, pathlib\natexit.register(lambda: pathlib.Path({str(file)!r}).write_text(json.dumps(list(sys.modules))))\n"
        done = subprocess.run(
            [sys.executable, "-c", tail + code, *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return {name.partition(".")[0] for name in json.loads(file.read_text())}

    return run


MAIN = "import sys; from kg.cli import main; main(sys.argv[1:])"


@pytest.mark.parametrize(
    ("code", "arguments"),
    [("import kg.cli", []), (MAIN, ["--help"]), (MAIN, ["--version"]), (MAIN, [])],
)
def test_help_waits_for_nothing(
    imported: Callable[..., set[str]], code: str, arguments: list[str]
) -> None:
    names = imported(code, *arguments)
    assert "kg" in names
    assert names & HEAVY == set()


def test_a_query_waits_for_the_store_alone(imported: Callable[..., set[str]], small: Path) -> None:
    names = imported(MAIN, "query", COUNT, "-g", str(small))
    assert "pyoxigraph" in names
    assert names & {*HEAVY, "pydantic", "dataclasses"} == {"pyoxigraph"}


@pytest.mark.parametrize(
    "words", [["--help"], ["stats"], ["export"], ["query", "SELECT * { ?s ?p ?o }"]]
)
def test_a_full_disk_is_no_fault_of_kg(words: list[str], small: Path) -> None:
    place = [] if words == ["--help"] else ["-g", str(small)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from kg.cli import main; main()", *words, *place],
            stdout=full, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr == "kg: the output can't be written: No space left on device\n"


def test_a_build_names_what_it_removes(here: Kg, tmp_path: Path) -> None:
    for n in range(11):
        text = f"第{n}次涨价导致用户流失。"
        (tmp_path / f"{n:02}.txt").write_text(text, encoding="utf-8")
    here("build", tmp_path, "-o", tmp_path / "g")
    done = here("build", tmp_path / "10.txt", "-o", tmp_path / "g")
    assert "removed, as no source names it now: 00.txt, 01.txt, " in done.stderr
    assert "07.txt and 2 more; --keep keeps such documents\n" in done.stderr


OTHERS = """\
@prefix kg: <https://w3id.org/causal-kg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<urn:a> a kg:Entity ; rdfs:label "甲"@zh ; kg:causes <urn:b> ; kg:promotes <urn:b> .
<urn:b> a kg:Entity ; rdfs:label "乙"@zh ; kg:causes _:x .
_:x a kg:Entity ; rdfs:label "丙"@zh ; kg:issued "2020" .
<urn:l> a kg:CausalLink ; kg:cause <urn:a> ; kg:effect <urn:b> ; kg:polarity kg:Promote ;
    kg:belief 0.5 ; kg:supportedBy <urn:c> .
_:m a kg:CausalLink ; kg:cause <urn:b> ; kg:effect _:x ; kg:polarity kg:Promote ; kg:belief 0.5 .
<urn:c> a kg:Claim ; kg:cause <urn:a> ; kg:effect <urn:b> ; kg:polarity kg:Promote ;
    kg:modality kg:Asserted .
<urn:d> a kg:Claim ; kg:cause <urn:a> ; kg:effect <urn:b> ; kg:modality kg:Denied .
<urn:k> kg:opposedBy <urn:d> ; kg:belief 0.5 .
<urn:o> a kg:Observation ; kg:subject <urn:a> .
"""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["why", "urn:b"], "甲"),
        (["effects", "<urn:a>"], "乙"),
        (["path", "urn:a", "urn:b"], "甲"),
        (["common", "urn:b", "丙"], None),
        (["whatif", "--without", "甲"], "甲"),
        (["loops"], None),
        (["roots"], "甲"),
        (["bottlenecks"], None),
        (["conflicts"], None),
        (["compare", "甲", "乙"], None),
        (["timeline"], None),
        (["show", "甲"], "urn:a"),
        (["stats"], "2"),
        (["page", "-o", "{to}/page.html"], None),
        (["export", "--format", "graphml"], "甲"),
    ],
)
def test_what_others_wrote_is_asked_like_our_own(
    here: Kg, tmp_path: Path, words: list[str], told: str | None
) -> None:
    """Claims without evidence, links without claims, blank nodes: an answer or one line."""
    file = tmp_path / "others.ttl"
    file.write_text(OTHERS, encoding="utf-8")
    done = here(*[word.format(to=tmp_path) for word in words], "-g", file)
    assert done.returncode in ((0,) if told else (0, 1, 2))
    assert (told or "") in done.stdout
    assert "unexpected" not in done.stderr
    assert done.returncode == 0 or done.stderr.startswith("kg: ")
