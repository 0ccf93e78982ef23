"""Saved queries: each answers, asks for what it says, and refuses what does not fit."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import AmbiguousName, NotFound, OntologyError, UsageError
from kg.query import evaluate
from kg.saved import own_folder, read_saved, saved_queries, saved_query, values
from kg.store import Graph, open_graph

GIVEN = {"effect": "粒粒贷下架", "cause": "合规压力", "subject": "粒粒贷"}
NAMES = sorted(saved_queries())


@pytest.fixture(scope="module")
def demo(demo_graph: Path) -> Graph:
    return open_graph(demo_graph)


def test_there_are_some() -> None:
    assert len(NAMES) >= 14


@pytest.mark.parametrize("name", NAMES)
def test_every_saved_query_answers(demo: Graph, name: str) -> None:
    query = saved_query(name)
    assert 10 < len(query.about) < 90
    assert query.about.endswith(".")
    given = {p.name: GIVEN[p.name] for p in query.parameters if p.default is None}
    rows = evaluate(demo, query.text, parameters=values(query, given, demo))
    assert isinstance(rows, ox.QuerySolutions)
    # The sample corpus names no competitors.
    assert bool(list(rows)) == (name != "competitors")


def test_parameters_say_what_they_take(demo: Graph) -> None:
    (effect, least) = saved_query("causes").parameters
    assert (effect.name, effect.kind, effect.default) == ("effect", "entity", None)
    assert (least.name, least.kind, least.default) == ("least", "number", "0")
    found = values(saved_query("causes"), {"effect": "粒粒贷下架", "least": "0.9"}, demo)
    assert found["effect"] == demo.ns.iri("factor:粒粒贷下架")
    assert str(found["least"]).startswith('"0.9"')
    found = values(saved_query("measured"), {"since": "2020-07"}, demo)
    assert str(found["since"]).startswith('"2020-07-01"')


@pytest.mark.parametrize(
    ("name", "given", "error", "hint"),
    [
        ("causes", {}, UsageError, r"causes needs --param effect=… \(what happened\)"),
        ("causes", {"efect": "x"}, UsageError, "no parameter called efect; there are: effect, least"),
        ("causes", {"effect": "合规压力", "least": "much"}, UsageError, "least: 'much' is no number"),
        ("measured", {"since": "yesterday"}, UsageError, "since: 'yesterday' is no date"),
        ("causes", {"effect": "没有的"}, NotFound, "no entity of this name"),
        ("causes", {"effect": "下架原因"}, NotFound, "no entity of this name"),
        ("causes", {"effect": "获客"}, AmbiguousName, "say which"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(
    demo: Graph, name: str, given: dict[str, str], error: type[Exception], hint: str
) -> None:
    with pytest.raises(error, match=hint):
        values(saved_query(name), given, demo)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no saved query called cause; did you mean causes"):
        saved_query("cause")


def test_own_queries_go_before_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERIES", str(tmp_path))
    (tmp_path / "causes.rq").write_text("# Mine.\nASK {}", encoding="utf-8")
    (tmp_path / "新规.rq").write_text("# 有没有?\n# param p text: 什么\nASK { ?s ?p2 ?p }", encoding="utf-8")  # fmt: skip
    assert own_folder() == tmp_path
    assert saved_query("causes").text == "# Mine.\nASK {}"
    assert saved_query("新规").parameters[0].about == "什么"
    assert "effects" in saved_queries()
    monkeypatch.delenv("KG_QUERIES")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert own_folder() == tmp_path / "kg" / "queries"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("# A.\n# param x number\nASK {}", r"q\.rq:2: write it as: # param NAME KIND"),
        ("# A.\n# param x thing: y\nASK {}", r"q\.rq:2: no kind of parameter called thing"),
    ],
)
def test_a_mistake_in_a_file_is_shown_with_its_line(tmp_path: Path, text: str, hint: str) -> None:
    (tmp_path / "q.rq").write_text(text, encoding="utf-8")
    with pytest.raises(OntologyError, match=hint):
        read_saved(tmp_path / "q.rq")
    (tmp_path / "bad.rq").write_bytes(b"# \xff")
    with pytest.raises(OntologyError, match=r"bad\.rq"):
        read_saved(tmp_path / "bad.rq")


def test_blank_lines_and_colons_are_read(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(
        "\n# Mine.\n\n  # param e entity = factor:新规: what\nASK { ?e ?p ?o }", encoding="utf-8"
    )
    query = read_saved(tmp_path / "q.rq")
    assert query.about == "Mine."
    (parameter,) = query.parameters
    assert (parameter.default, parameter.about) == ("factor:新规", "what")
