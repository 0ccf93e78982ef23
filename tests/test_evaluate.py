"""Scoring: what counts as found, as right, as wrong; and the command that prints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import SourceError, UsageError
from kg.evaluate import Report, evaluate, similarity
from kg.gold import Gold, Link, Sheet, Value, load_gold, part_of
from tests.conftest import Kg

TEXT = "监管收紧使得利润下降。租金上涨、客流下滑导致门店关闭。"


def gold(
    *links: Link, entities: dict[str, str] | None = None, values: tuple[Value, ...] | None = None
) -> Gold:
    return Gold("one", "corpus", TEXT, "zh", Sheet(links, entities, values))


def link(cause: str, effect: str, **rest: Any) -> Link:
    return Link((cause,), (effect,), **rest)


def score(wanted: Gold, *predicted: Link, mode: str = "iou") -> Report:
    return evaluate([wanted], lambda one: Sheet(predicted), mode=mode)[0]


def test_overlap_decides_and_direction_matters() -> None:
    wanted = gold(link("监管收紧", "利润下降"))
    assert score(wanted, link("监管收紧", "使得利润下降")).links.f1 == 1.0
    assert score(wanted, link("利润下降", "监管收紧")).links.f1 == 0.0
    assert score(wanted, link("监", "利润下降。租金上涨")).links.right == 0
    assert score(wanted, link("监管", "利润下降。租金上涨"), mode="lenient").links.right == 1


def test_a_whole_list_is_credited_for_every_member() -> None:
    both = ("租金上涨、客流下滑",)
    wanted = gold(
        Link(("租金上涨", *both), ("门店关闭",), group="g"),
        Link(("客流下滑", *both), ("门店关闭",), group="g"),
    )
    report = score(wanted, link("租金上涨、客流下滑", "门店关闭"))
    assert (report.links.right, report.links.found, report.links.gold) == (1, 2, 2)


def test_optional_links_neither_reward_nor_cost() -> None:
    wanted = gold(link("监管收紧", "利润下降", optional=True))
    report = score(wanted, link("监管收紧", "利润下降"))
    assert (report.links.right, report.links.wrong, report.links.gold) == (0, 0, 0)


def test_implicit_links_count_only_among_all() -> None:
    wanted = gold(link("监管收紧", "利润下降", implicit=True))
    report = score(wanted)
    assert (report.links.gold, report.all_links.gold) == (0, 1)
    assert report.kinds["implicit"].gold == 1


def test_pairs_are_one_to_one_and_the_best_ones() -> None:
    wanted = gold(link("监管收紧", "利润下降"))
    report = score(wanted, link("监管收紧", "利润下降"), link("监管收紧使得", "利润下降"))
    assert (report.links.right, report.links.wrong) == (1, 1)
    assert [m.cause for m in report.mistakes] == ["监管收紧使得"]


def test_attributes_are_judged_on_matched_links() -> None:
    wanted = gold(link("监管收紧", "利润下降", polarity="promote", hedged=False))
    report = score(wanted, link("监管收紧", "利润下降", polarity="prevent", hedged=False))
    assert report.attributes["polarity"].precision == 0.0
    assert report.attributes["hedged"].precision == 1.0
    mistake = report.mistakes[0]
    assert (mistake.kind, mistake.cause, mistake.effect) == (
        "other polarity",
        "监管收紧",
        "利润下降",
    )
    assert mistake.detail.endswith("gold: promote")


def test_entities_and_values() -> None:
    wanted = gold(
        entities={"利润": "Metric", "门店": "Place"}, values=(Value("门店", "租金", "约20 亿元"),)
    )
    sheet = Sheet((), {"利润": "Metric", "监管": "Policy"}, (Value("门店", "租金", "20亿元"),))
    report = evaluate([wanted], lambda one: sheet)[0]
    assert report.entities and report.observations and report.typed
    assert (report.entities.precision, report.entities.recall) == (0.5, 0.5)
    assert report.typed.precision == 1.0
    assert report.observations.f1 == 1.0


def test_english_is_compared_by_words() -> None:
    text = "Rising rates caused losses at banks."
    assert similarity("rising rates", "Rising Rates", text, "en") == 1.0
    assert similarity("losses at banks", "losses", text, "en") == pytest.approx(1 / 3)


def test_the_fifth_kept_aside_is_the_same_every_time() -> None:
    texts = [Gold(str(i), "c", "x", "zh", Sheet(())) for i in range(500)]
    aside = [one.id for one in part_of(texts, "aside")]
    assert 60 < len(aside) < 140
    assert aside == [one.id for one in part_of(reversed(texts), "aside")][::-1]
    assert len(list(part_of(texts, "dev"))) + len(aside) == 500
    with pytest.raises(UsageError):
        list(part_of(texts, "rest"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "one.gold.json").write_text(
        json.dumps(
            {
                "slug": "one",
                "lang": "zh",
                "entities": [{"text": "利润", "type": "Metric"}],
                "causal_links": [
                    {"cause_text": "监管收紧", "effect_text": "利润下降", "polarity": "promote",
                     "hedged": False, "negated": False, "implicit": False},
                    {"cause_text": "天气", "effect_text": "门店关闭", "polarity": "promote"},
                ],
                "observations": [],
            }
        ),
        encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "set.jsonl").write_text(
        json.dumps({"id": "s1", "lang": "zh", "text": "原料涨价导致停产。",
                    "links": [{"cause": "原料涨价", "effect": "停产", "cue": ["导致"]}]}) + "\n",
        encoding="utf-8",
    )  # fmt: skip
    return tmp_path


def test_the_command_prints_scores_and_mistakes(kg: Kg, folder: Path) -> None:
    run = kg("evaluate", folder, "--errors")
    assert run.returncode == 0
    assert "set" in run.stdout and "1.000" in run.stdout
    assert "missed: [天气] → [门店关闭]" in run.stdout
    found = json.loads(kg("evaluate", folder, "--format", "json").stdout)
    by_name = {report["corpus"]: report for report in found}
    assert by_name["set"]["explicit"]["f1"] == 1.0
    assert by_name[folder.name]["explicit"]["recall"] == 0.5


def test_predictions_of_another_run_are_scored(kg: Kg, folder: Path) -> None:
    extracted = kg("extract", folder / "one.txt")
    file = folder / "predicted.txt"
    file.write_text(extracted.stdout, encoding="utf-8")
    own = kg("evaluate", folder, "--format", "json").stdout
    other = kg("evaluate", folder, "--format", "json", "--predictions", file).stdout
    pick = {r["corpus"]: r["explicit"] for r in json.loads(own)}
    assert {r["corpus"]: r["explicit"] for r in json.loads(other)}[folder.name] == pick[folder.name]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--match", "loose"], "iou, lenient"),
        (["--part", "rest"], "all, dev, aside"),
        (["--part", "aside", "--errors"], "score only"),
        (["--format", "xml"], "text, json"),
    ],
)
def test_wrong_usage_is_named(kg: Kg, folder: Path, arguments: list[str], message: str) -> None:
    run = kg("evaluate", folder, *arguments)
    assert run.returncode == 2 and message in run.stderr


def test_bad_gold_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text('{"id": 1, "text": "a", "links": []}\n{"id": 2}\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"set\.jsonl:2"):
        list(load_gold(file))
    with pytest.raises(SourceError, match="no gold here"):
        list(load_gold(tmp_path / "empty"))
    file.write_text("", encoding="utf-8")
    with pytest.raises(SourceError, match="no gold here; the file is empty"):
        list(load_gold(file))


def test_predictions_of_other_documents_are_refused(kg: Kg, folder: Path) -> None:
    file = folder / "other.txt"
    other = folder.parent / "another.md"
    other.write_text("# 题目\n\n原料涨价导致停产。\n", encoding="utf-8")
    file.write_text(kg("extract", other).stdout, encoding="utf-8")
    run = kg("evaluate", folder, "--predictions", file)
    assert run.returncode == 2
    assert "says nothing of one.txt; its documents: another" in run.stderr


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.gold.json").write_text('{"slug": "a"}', encoding="utf-8")
    with pytest.raises(SourceError, match="the field causal_links is missing"):
        list(load_gold(tmp_path))
