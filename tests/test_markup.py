"""Markup and invisible characters between words change nothing but the quotes that hold them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Extraction
from kg.pipeline import extract_text
from kg.validate import check_quotes

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e"
TALE = (
    "停航为什么发生\n\n监管收紧导致合规成本上升,海员协会表示,由于运费下降,船东可能退出市场。"
    "2020年7月,逾期率升至3.5%。\n\n科技监管并非停航的原因。"
)


def said(extraction: Extraction) -> list[object]:
    """What an extraction holds, whatever characters its quotes have."""
    check_quotes(extraction)
    claims = [
        (c.cause.entity, c.effect.entity, c.polarity, c.modality, c.claimant, c.rule)
        for c in extraction.claims
    ]
    values = [
        (o.subject.entity, o.metric.entity, o.value, o.unit, o.period, o.raw)
        for o in extraction.observations
    ]
    return [claims, values, extraction.entities]


def links(text: str, name: str = "a.md") -> list[tuple[str, str]]:
    extraction = extract_text(text, name=name)
    check_quotes(extraction)
    return [(c.cause.entity, c.effect.entity) for c in extraction.claims]


PLAIN = [("factor:监管趋严", "factor:成本上升")]


@pytest.mark.parametrize(
    "text",
    [
        "[监管收紧](http://example.org/z)导致成本上升。",
        '[监管收紧](http://example.org/z_(1) "见此")导致[成本](#c)上升。',
        "[监管收紧][z]导致[成本][]上升。\n\n[z]: http://example.org/z\n[成本]: #c\n",
        "监管收紧[^1]导致成本上升[^2]。",
        "监管收紧[1]导致成本上升[2,3][4]。",
        "监管收紧[注1]导致成本上升。",
        "<b>监管收紧</b>导致<span class='x'>成本</span>上升。",
        "监管收紧<sup>[1]</sup>导致成本上升。",
        "监管收紧<br/>导致成本上升。",
        "监管收紧导致![图](http://example.org/a.png)成本上升。",
        "监管收紧<!-- 存疑 -->导致成本上升。",
        "监管收紧&#23548;致成本上升。",
        "~~降雨导致洪水~~。监管收紧导致成本上升。",
        "<!-- 降雨\n\n导致洪水。 -->\n\n监管收紧导致成本上升。",
    ],
)
def test_markup_is_no_word(text: str) -> None:
    assert links(text) == PLAIN


@pytest.mark.parametrize(
    ("text", "name", "quote"),
    [
        ("[监管收紧](u)导致成本上升。", "a.md", "[监管收紧](u)导致成本上升"),
        ("昨天,[监管收紧](u)导致[成本上升](v)。", "a.md", "[监管收紧](u)导致[成本上升](v)"),
        ("监管收紧[1]导致成本上升[2]。", "a.txt", "监管收紧[1]导致成本上升[2]"),
        ("监管\u200b收紧导致成本上升。", "a.txt", "监管\u200b收紧导致成本上升"),
    ],
)
def test_a_quote_is_what_the_source_has(text: str, name: str, quote: str) -> None:
    (claim,) = extract_text(text, name=name).claims
    evidence = claim.evidence[0]
    assert evidence.quote.endswith(quote)
    assert text[evidence.start : evidence.end] == evidence.quote
    assert text[: evidence.start].endswith(evidence.prefix)
    assert text[evidence.end :].startswith(evidence.suffix)


def test_words_in_a_link_are_quoted_without_its_address() -> None:
    (claim,) = extract_text("[监管收紧](http://example.org)导致成本上升。", name="a.md").claims
    assert claim.cause.text == "监管收紧"


def test_a_character_written_as_a_reference_is_quoted_whole() -> None:
    (claim,) = extract_text("监管收&#32039;导致成本&#19978;&#21319;。", name="a.md").claims
    assert claim.cause.text == "监管收&#32039;"
    assert claim.effect.text == "成本&#19978;&#21319;"
    assert claim.evidence[0].quote == "监管收&#32039;导致成本&#19978;&#21319;"


def test_links_and_tags_mean_nothing_in_plain_text() -> None:
    assert links("<b>监管收紧</b>导致成本上升。", "a.txt") != PLAIN
    assert links("<b>监管收紧</b>导致成本上升。", "a.md") == PLAIN


def test_brackets_that_are_no_mark_stay() -> None:
    (claim,) = extract_text("国发[2020]12号文导致成本上升。", name="a.txt").claims
    assert "[2020]" in claim.cause.text
    assert not links("[1]监管收紧。", "a.txt")


def test_a_comment_says_nothing() -> None:
    assert not extract_text("<!-- 降雨导致洪水。 -->\n\n待续。", name="a.md").claims


def test_a_title_is_its_words() -> None:
    extraction = extract_text("# [停航](u)\u200b为什么发生\n\n监管收紧导致成本上升。", name="a.md")
    assert extraction.document.title == "停航为什么发生"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_invisible_characters_change_nothing(data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(TALE)), max_size=12))
    text = TALE
    for place in sorted(places, reverse=True):
        text = text[:place] + data.draw(st.sampled_from(INVISIBLE)) + text[place:]
    written = extract_text(text, name="a.txt")
    assert said(written) == said(extract_text(TALE, name="a.txt"))
    bare = [[re.sub(f"[{INVISIBLE}]", "", e.quote) for e in c.evidence] for c in written.claims]
    plain = extract_text(TALE, name="a.txt")
    assert bare == [[e.quote for e in c.evidence] for c in plain.claims]
