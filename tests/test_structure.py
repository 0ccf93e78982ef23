"""Questions about the whole: loops, roots, bottlenecks, what-if, shared causes, contradictions."""

from __future__ import annotations

import itertools
import pathlib
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from test_network import Sketch, drawn, edges

from kg import build
from kg.errors import AmbiguousName, NotFound, UsageError
from kg.model import Argument, CausalLink, Evidence, Modality, Observation, Polarity, Trend
from kg.network import Network, Path
from kg.network.measures import worded
from kg.store import open_graph

FIXED = settings(max_examples=80, deadline=None, derandomize=True, database=None)
DOWN = Polarity.PREVENT


def names(links: tuple[CausalLink, ...]) -> str:
    """The nodes along a chain."""
    return links[0].cause[-1] + "".join(k.effect[-1] for k in links)


def digraph(net: Network) -> nx.DiGraph:
    """The plain links, read in the plainest way."""
    links = net.graph.snapshot().links.values()
    return nx.DiGraph((k.cause, k.effect) for k in links if k.plain)


# -- loops -------------------------------------------------------------------------------------------


def test_loops_are_reinforcing_or_balancing() -> None:
    net = (
        Sketch()
        .link("甲", "乙", 0.9)
        .link("乙", "甲", 0.5)
        .link("丙", "丁", 0.8)
        .link("丁", "戊", 0.7, polarity=DOWN)
        .link("戊", "丙", 0.6)
        .link("戊", "己", 0.9)
        .link("己", "己", 0.4, polarity=DOWN)
        .network()
    )
    found = net.loops()
    assert [
        (names(k.loops[0].links), k.loops[0].reinforcing, k.loops[0].belief) for k in found
    ] == [
        ("己己", False, 0.4),
        ("乙甲乙", True, 0.5),
        ("丁戊丙丁", False, 0.6),
    ]
    assert found[1].members == ("factor:乙", "factor:甲")
    assert not any(k.more for k in found)


def test_two_wrongs_make_a_reinforcing_loop() -> None:
    net = Sketch().link("甲", "乙", polarity=DOWN).link("乙", "甲", polarity=DOWN).network()
    assert net.loops()[0].loops[0].reinforcing


def test_long_and_many_loops_are_said_to_be_there() -> None:
    sketch = Sketch()
    for a, b in itertools.pairwise("甲乙丙丁戊己庚辛甲"):
        sketch.link(a, b)
    (knot,) = sketch.network().loops(longest=6)
    assert (len(knot.members), knot.loops, knot.more) == (8, (), True)
    assert len(sketch.network().loops(longest=8)[0].loops) == 1
    sketch.link("乙", "甲").link("丙", "乙")
    (knot,) = sketch.network().loops(limit=1)
    assert (len(knot.loops), knot.more) == (1, True)


def test_without_a_loop_there_is_none() -> None:
    with pytest.raises(NotFound, match="no loops"):
        Sketch().link("甲", "乙").link(
            "乙", "丙", 0.0, modality=Modality.CONDITIONAL
        ).network().loops()


@FIXED
@given(edges)
def test_every_loop_is_found_once(pairs: list[tuple[str, str, int]]) -> None:
    net = drawn(pairs)
    graph = digraph(net)
    cycles = {frozenset(itertools.pairwise([*c, c[0]])) for c in nx.simple_cycles(graph)}
    try:
        found = [loop for knot in net.loops(limit=1000) for loop in knot.loops]
    except NotFound:
        found = []
    ours = [frozenset((k.cause, k.effect) for k in loop.links) for loop in found]
    assert len(ours) == len(set(ours))
    assert set(ours) == cycles


# -- paths -------------------------------------------------------------------------------------------


@FIXED
@given(edges)
def test_all_paths_come_in_their_order(pairs: list[tuple[str, str, int]]) -> None:
    net = drawn(pairs)
    graph = digraph(net)
    ends = [f"factor:{pairs[0][0]}", f"factor:{pairs[-1][1]}"]
    expected = (
        [tuple(p) for p in nx.all_simple_paths(graph, *ends)]
        if set(ends) <= set(graph) and ends[0] != ends[1]
        else []
    )
    found: tuple[Path, ...] = ()
    try:
        found = net.path(ends[0], ends[1], limit=1000)
    except NotFound:
        assert not expected
    nodes = [(p.links[0].cause, *(k.effect for k in p.links)) for p in found]
    assert sorted(nodes) == sorted(expected)
    keys = [(-p.belief, len(p.links)) for p in found]
    assert keys == sorted(keys)
    assert all(p.belief == min(k.belief for k in p.links) for p in found)


# -- shared causes -----------------------------------------------------------------------------------


def test_shared_causes_come_nearest_first() -> None:
    net = (
        Sketch()
        .link("共", "甲", 0.9)
        .link("共", "乙", 0.8)
        .link("远", "共", 0.7)
        .link("旁", "丙", 0.9)
        .link("丙", "甲", 0.9)
        .link("旁", "乙", 0.6)
        .network()
    )
    found = net.common("甲", "乙")
    assert [c.entity.label for c in found.causes] == ["共", "旁"]  # 远 works through 共 alone
    assert names(found.causes[1].first.links) == "旁丙甲"
    assert found.causes[1].second.belief == 0.6
    with pytest.raises(NotFound, match="share no cause"):
        net.common("甲", "远")
    with pytest.raises(UsageError, match="one entity"):
        net.common("甲", "甲")


# -- roots and bottlenecks ---------------------------------------------------------------------------


def test_roots_of_an_outcome_come_most_believed_first() -> None:
    net = (
        Sketch()
        .link("甲", "中", 0.9)
        .link("乙", "中", 0.5)
        .link("中", "果", 0.8)
        .link("环", "中", 0.9)
        .link("中", "环", 0.9)
        .link("外", "别", 0.9)
        .network()
    )
    found = net.roots("果")
    assert [(r.entity.label, r.path.belief, r.reach) for r in found if r.path] == [
        ("甲", 0.8, 3),
        ("乙", 0.5, 3),
    ]
    assert [(r.entity.label, r.reach) for r in net.roots()] == [("乙", 3), ("甲", 3), ("外", 1)]
    with pytest.raises(NotFound, match="no root causes"):
        net.roots("甲")
    with pytest.raises(NotFound, match="no roots here"):
        Sketch().link("甲", "乙").link("乙", "甲").network().roots()


def test_what_everything_passes_through() -> None:
    net = (
        Sketch()
        .link("甲", "中")
        .link("乙", "中")
        .link("中", "丙")
        .link("中", "丁")
        .link("丙", "果")
        .link("丁", "果")
        .link("中", "另")
        .network()
    )
    first, *others = net.bottlenecks()
    assert (first.entity.label, first.dominates) == ("中", 2)
    assert {b.entity.label: b.dominates for b in others} == {"丁": 0, "丙": 0}
    assert net.bottlenecks("果")[0].dominates == 1
    with pytest.raises(NotFound, match="single hops"):
        Sketch().link("甲", "乙").network().bottlenecks()
    with pytest.raises(NotFound, match="single hops"):
        net.bottlenecks("甲")


@FIXED
@given(edges)
def test_dominators_are_what_no_way_avoids(pairs: list[tuple[str, str, int]]) -> None:
    net = drawn(pairs)
    graph = digraph(net)
    condensed = nx.condensation(graph)
    starts = {
        n for c in condensed if not condensed.in_degree(c) for n in condensed.nodes[c]["members"]
    }
    outcomes = [n for n in graph if not graph.out_degree(n)]
    try:
        found = net.bottlenecks(limit=100)
    except NotFound:
        found = ()
    for one in found:
        without = graph.copy()
        without.remove_node(one.entity.id)
        reached = {m for s in starts if s in without for m in (s, *nx.descendants(without, s))}
        cut = [o for o in outcomes if o not in reached and o != one.entity.id]
        assert one.dominates == len(cut)


# -- what if -----------------------------------------------------------------------------------------


def consequences(net: Network, *without: str) -> dict[str, tuple[bool, int, str]]:
    """What is lost, its sign, and what keeps it."""
    return {
        c.entity.label: (c.lost, c.sign, "".join(k.cause[-1] for k in c.kept))
        for c in net.whatif(without).consequences
    }


def test_what_falls_and_what_stands() -> None:
    net = (
        Sketch()
        .link("甲", "乙")
        .link("乙", "丙", polarity=DOWN)
        .link("丙", "丁")
        .link("外", "丁", 0.3)
        .link("丁", "戊")
        .link("乙", "环")
        .link("环", "圈")
        .link("圈", "环")
        .link("甲", "若", 0.0, modality=Modality.CONDITIONAL)
        .network()
    )
    assert consequences(net, "甲") == {
        "乙": (True, -1, ""),
        "丙": (True, 1, ""),
        "丁": (False, 1, "外"),
        "戊": (False, 1, "丁"),
        "环": (True, -1, ""),  # a loop does not support itself
        "圈": (True, -1, ""),
    }
    assert consequences(net, "甲", "外")["丁"] == (True, 0, "")  # 甲 by prevention, 外 by promotion
    answer = net.whatif(["甲"])
    assert [c.lost for c in answer.consequences] == sorted((c.lost for c in answer.consequences), reverse=True)  # fmt: skip
    with pytest.raises(NotFound, match="no effects"):
        net.whatif(["戊"])
    with pytest.raises(UsageError, match="at least one"):
        net.whatif([])


@FIXED
@given(edges)
def test_what_is_lost_is_what_nothing_else_reaches(pairs: list[tuple[str, str, int]]) -> None:
    net = drawn(pairs)
    graph = digraph(net)
    name = f"factor:{pairs[0][0]}"
    try:
        answer = net.whatif([name])
    except NotFound:
        assert name not in graph or not graph.out_degree(name)
        return
    below = nx.descendants(graph, name)
    assert {c.entity.id for c in answer.consequences} == below
    left = graph.copy()
    left.remove_node(name)
    free = set(graph) - below - {name}
    standing = {m for n in free for m in nx.descendants(left, n)}
    assert {c.entity.id for c in answer.consequences if not c.lost} == below & standing
    for c in answer.consequences:
        assert bool(c.kept) == (not c.lost)
        assert {k.cause for k in (*c.kept, *c.fallen)} == set(graph.predecessors(c.entity.id))
        assert c.sign == -1  # everything here promotes


# -- contradictions ----------------------------------------------------------------------------------


def test_contradictions_of_every_kind() -> None:
    net = (
        Sketch()
        .entity("policy:早", "Policy", issued="2019-05")
        .entity("policy:晚", "Policy", issued="2020")
        .entity("factor:利润上升", concept="concept:利润", trend=Trend.UP)
        .entity("factor:利润下降", concept="concept:利润", trend=Trend.DOWN)
        .entity("factor:别处利润下降", concept="concept:利润", trend=Trend.DOWN, about=("org:b",))
        .link("甲", "乙", 0.6)
        .link("甲", "乙", 0.4, polarity=DOWN)
        .link("丙", "丁", 0.3, denied=True)
        .link("戊", "factor:利润上升", 0.6)
        .link("戊", "factor:利润下降", 0.6)
        .link("己", "factor:利润上升", 0.6)
        .link("己", "factor:别处利润下降", 0.6)
        .link("policy:晚", "policy:早", 0.6)
        .link("policy:早", "policy:晚", 0.6)
        .observe("product:p", "metric:m", "2020", "4%", value=4.0)
        .observe("product:p", "metric:m", "2020", "5%", value=5.0)
        .observe("product:p", "metric:m", "2021", "6%", value=6.0)
        .network()
    )
    found = net.conflicts()
    assert [c.kind for c in found] == ["polarity", "trend", "denial", "value", "order"]
    assert [c.kind for c in found if c.first and c.second] == [
        "polarity",
        "trend",
        "denial",
        "value",
    ]
    assert {k.polarity for k in found[0].links} == set(Polarity)
    assert [k.cause for k in found[1].links] == ["factor:戊"] * 2
    assert found[2].second[0].modality is Modality.DENIED  # type: ignore[union-attr]
    assert {o.raw for o in (*found[3].first, *found[3].second)} == {"4%", "5%"}  # type: ignore[union-attr]
    assert (found[4].links[0].cause, found[4].second) == ("policy:晚", ())


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({"raw": "4.2%", "value": 4.2}, {"raw": "4%", "value": 4.0}, True),  # rounded
        ({"raw": "4.2%", "value": 4.2}, {"raw": "4.4%", "value": 4.4}, False),
        ({"raw": "1.2万", "value": 12000.0}, {"raw": "12,345", "value": 12345.0}, True),
        ({"raw": "1.2万", "value": 12000.0}, {"raw": "13000", "value": 13000.0}, False),
        ({"raw": "超过5", "value": 5.0, "comparator": ">"}, {"raw": "7", "value": 7.0}, True),
        ({"raw": "超过5", "value": 5.0, "comparator": ">"}, {"raw": "3", "value": 3.0}, False),
        ({"raw": "不足5", "value": 5.0, "comparator": "<"}, {"raw": "7", "value": 7.0}, False),
        ({"raw": "约5", "value": 5.0, "comparator": "~"}, {"raw": "5.9", "value": 5.9}, True),
        ({"raw": "3-5", "value": None, "minimum": 3.0, "maximum": 5.0}, {"raw": "4", "value": 4.0}, True),
        ({"raw": "3-5", "value": None, "minimum": 3.0, "maximum": 5.0}, {"raw": "6", "value": 6.0}, False),
        ({"raw": "2分钟", "value": 2.0, "unit": "unit:MIN"}, {"raw": "2分钟", "value": 2.0, "unit": "unit:MIN"}, True),
        ({"raw": "2分钟", "value": 2.0, "unit": "unit:MIN"}, {"raw": "90元", "value": 90.0, "unit": "unit:CCY_CNY"}, True),
        ({"raw": "增长3%", "value": None, "change": 3.0}, {"raw": "9%", "value": 9.0}, True),  # not alike
        ({"raw": "高", "value": None, "text": "高"}, {"raw": "低", "value": None, "text": "低"}, True),
    ],
)  # fmt: skip
def test_values_differ_beyond_rounding(
    one: dict[str, Any], other: dict[str, Any], meet: bool
) -> None:
    net = (
        Sketch()
        .observe("product:p", "metric:m", "2020", **one)
        .observe("product:p", "metric:m", "2020", **other)
        .network()
    )
    if meet:
        with pytest.raises(NotFound, match="no contradictions"):
            net.conflicts()
    else:
        assert len(net.conflicts()) == 1


def test_values_side_by_side_are_a_list() -> None:
    net = (
        Sketch()
        .observe("product:p", "metric:m", "2020", "4%", value=4.0, at=0)
        .observe("product:p", "metric:m", "2020", "9%", value=9.0, at=20)
        .network()
    )
    with pytest.raises(NotFound, match="no contradictions"):
        net.conflicts()


# -- numbers and dates -------------------------------------------------------------------------------


def products() -> Sketch:
    """Two products, each with a label and some numbers."""
    return (
        Sketch()
        .entity("product:甲贷", "Product")
        .entity("product:乙贷", "Product")
        .entity("metric:审批", "Metric")
        .entity("metric:费率", "Metric")
        .entity("metric:规模", "Metric")
    )


def test_comparisons_align_periods_and_units() -> None:
    net = (
        products()
        .observe("product:甲贷", "metric:审批", None, "5分钟", value=5.0, unit="unit:MIN")
        .observe("product:乙贷", "metric:审批", None, "3秒", value=3.0, unit="unit:SEC")
        .observe("product:甲贷", "metric:费率", "2020", "6%", value=6.0, unit="unit:PERCENT")
        .observe("product:甲贷", "metric:费率", "2021", "8%", value=8.0, unit="unit:PERCENT")
        .observe("product:乙贷", "metric:费率", "2021", "4%", value=4.0, unit="unit:PERCENT")
        .observe("product:乙贷", "metric:规模", None, "9元", value=9.0, unit="unit:CCY_CNY")
        .network()
    )
    found = net.compare("甲贷", "乙贷")
    rows = {
        (r.metric, r.first.raw if r.first else None): (
            r.second.raw if r.second else None, r.difference, r.ratio, r.unit,
        )
        for r in found.rows
    }  # fmt: skip
    assert rows == {
        ("审批", "5分钟"): ("3秒", 297.0, 100.0, "unit:SEC"),
        ("费率", "8%"): ("4%", 4.0, 2.0, "unit:PERCENT"),
        ("费率", "6%"): (None, None, None, None),
        ("规模", None): ("9元", None, None, None),
    }
    assert [r.first is not None and r.second is not None for r in found.rows] == [True, True, False, False]  # fmt: skip
    with pytest.raises(UsageError, match="name two things"):
        net.compare("甲贷", "product:甲贷")
    with pytest.raises(NotFound, match="no observations"):
        Sketch().link("甲", "乙").network().compare("甲", "乙")


def test_what_can_not_be_compared_is_only_shown() -> None:
    net = (
        products()
        .observe("product:甲贷", "metric:规模", "2020", "9元", value=9.0, unit="unit:CCY_CNY")
        .observe("product:乙贷", "metric:规模", "2020", "9个", value=9.0, unit="measure:ITEM")
        .observe("product:甲贷", "metric:费率", "2020", "升3%", value=None, change=3.0)
        .observe("product:乙贷", "metric:费率", "2020", "3%", value=3.0)
        .observe("product:甲贷", "metric:审批", "2020", "0", value=0.0)
        .observe("product:乙贷", "metric:审批", "2020", "0", value=0.0)
        .network()
    )
    found = {r.metric: (r.difference, r.ratio) for r in net.compare("甲贷", "乙贷").rows}
    assert found == {"规模": (None, None), "费率": (None, None), "审批": (0.0, None)}


def test_a_timeline_is_in_order_and_bounded() -> None:
    net = (
        products()
        .entity("policy:办法", "Policy", issued="2020-07")
        .link("policy:办法", "factor:甲贷下架")
        .entity("factor:甲贷下架", "Event", "Factor", about=("product:甲贷",))
        .observe("product:甲贷", "metric:规模", "2021-Q1", "2")
        .observe("product:甲贷", "metric:规模", "2019", "1")
        .observe("product:乙贷", "metric:规模", "2020", "3")
        .observe("product:乙贷", "metric:规模", None, "4")
        .network()
    )

    def told(*arguments: Any, **options: Any) -> list[str]:
        found = net.timeline(*arguments, **options)
        return [m.observation.raw if m.observation else m.entity.label for m in found]

    assert told() == ["1", "3", "办法", "2"]
    assert told("甲贷") == ["1", "办法", "2"]
    assert told(since="2020-H2") == ["3", "办法", "2"]
    assert told(since="2020", until="2020-08") == ["3", "办法"]
    assert told(until="2019-12-31") == ["1"]
    with pytest.raises(NotFound, match="nothing dated"):
        told(since="2030")
    with pytest.raises(UsageError, match="yesterday: no period"):
        told(since="yesterday")


# -- names in pinyin ---------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["lld", "LLD", "lilidai"])
def test_names_in_pinyin(typed: str) -> None:
    net = Sketch().entity("product:粒粒贷", "Product").entity("product:微粒贷", "Product").network()
    assert net.find(typed).id == "product:粒粒贷"
    assert net.find("weili").id == "product:微粒贷"


def test_pinyin_that_fits_several_is_ambiguous(monkeypatch: pytest.MonkeyPatch) -> None:
    net = Sketch().entity("product:粒粒贷").entity("product:力利带").network()
    with pytest.raises(AmbiguousName, match="2 entities fit"):
        net.find("lld")
    monkeypatch.setitem(__import__("sys").modules, "pypinyin", None)
    with pytest.raises(NotFound):
        net.find("lld")


def test_bounds_are_not_subtracted() -> None:
    net = (
        products()
        .observe("product:甲贷", "metric:规模", "2020", "超过12亿", value=12e8, comparator=">")
        .observe("product:乙贷", "metric:规模", "2020", "不到3亿", value=3e8, comparator="<")
        .network()
    )
    (row,) = net.compare("甲贷", "乙贷").rows
    assert (row.difference, row.ratio) == (None, None)


def test_opposite_trends_need_no_concept(tmp_path: pathlib.Path) -> None:
    for name, text in (("a", "利率下降导致房价上涨。"), ("b", "利率下降导致房价下跌。")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    build(tmp_path, tmp_path / "g")
    (found,) = open_graph(tmp_path / "g").network().conflicts()
    assert found.kind == "trend"
    assert [link.effect for link in found.links] == ["factor:房价上升", "factor:房价下降"]


def test_a_range_of_periods_runs_forward(demo_graph: pathlib.Path) -> None:
    demo = open_graph(demo_graph)
    with pytest.raises(UsageError, match="since 2018 is later than until 2017"):
        demo.network().timeline(since="2018", until="2017")
    with pytest.raises(NotFound, match="nothing dated here in these periods"):
        demo.network().timeline(since="1901", until="1902")


def test_a_change_says_which_way_it_went() -> None:
    def told(raw: str, change: float) -> str:
        a = Argument("", 0, 0)
        return worded(Observation("", a, a, raw, "=", Evidence("", 0, 0, ""), "", change=change))

    assert told("more than 11%", -11.0) == "↓ more than 11%"
    assert told("120%", 120.0) == "↑ 120%"
    assert told("下降1.5%", -1.5) == "下降1.5%"
