"""Traditional characters: understood as simplified ones are, and given back as the text has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.extractors import load
from kg.ground import ground
from kg.model import Extraction
from kg.ontology import load as load_ontology
from kg.readers import read_text
from kg.script import simplified, traditional

TRADITIONAL = (
    "# 為什麼銀行停發聯名卡\n\n監管機構要求清理睡眠卡，這促使銀行精簡卡種。"
    "招商銀行的淨利潤下降3億元，導致股價下跌。原料漲價導致廠商虧損。\n"
)
SIMPLIFIED = (
    "# 为什么银行停发联名卡\n\n监管机构要求清理睡眠卡，这促使银行精简卡种。"
    "招商银行的净利润下降3亿元，导致股价下跌。原料涨价导致厂商亏损。\n"
)


def read(text: str) -> Extraction:
    ontology = load_ontology()
    return ground(load("rules")(read_text(text, "case.md"), ontology), ontology)


def test_both_scripts_say_the_same() -> None:
    one, other = read(TRADITIONAL), read(SIMPLIFIED)
    assert len(other.claims) >= 3 and other.observations
    spans = [
        [(c.cause.start, c.cause.end, c.effect.start, c.rule) for c in x.claims]
        for x in (one, other)
    ]
    assert spans[0] == spans[1]
    assert [e.id for e in one.entities] == [e.id for e in other.entities]
    assert [(o.value, o.unit) for o in one.observations] == [
        (o.value, o.unit) for o in other.observations
    ]


def test_every_word_is_quoted_as_it_stands() -> None:
    found = read(TRADITIONAL)
    text = found.document.text
    assert text == TRADITIONAL
    for claim in found.claims:
        for part in (claim.cause, claim.effect, *([claim.cue] if claim.cue else [])):
            assert text[part.start : part.end] == part.text
        for quote in claim.evidence:
            assert text[quote.start : quote.end] == quote.quote
    assert {m.text for m in found.mentions} >= {"招商銀行"}
    assert [o.raw for o in found.observations] == ["下降3億元"]


def test_an_entity_is_found_by_either_name(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TRADITIONAL, encoding="utf-8")
    kg.build([tmp_path / "a.md"], tmp_path / "graph")
    network = kg.open(tmp_path / "graph").network()
    assert network.find("招商銀行").id == network.find("招商银行").id == "org:招商银行"


@pytest.mark.parametrize(
    "text",
    [
        SIMPLIFIED,
        "# A report\n\nProfits fell because costs rose.\n",
        "# 著名\n\n乾隆年间的皇后。\n",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    document = read_text(text, "case.md")
    assert not traditional(document)
    assert simplified(document) is document


@given(
    st.text(alphabet=st.sampled_from("為麼銀行導致虧損漲價這個，。\n 著名乾隆後𠮷a1"), max_size=200)
)
@settings(max_examples=200, deadline=None)
def test_offsets_hold_whatever_the_text(text: str) -> None:
    document = read_text("# 題\n\n" + text, "case.md")
    assert len(simplified(document).text) == len(document.text)
