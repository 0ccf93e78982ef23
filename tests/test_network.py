"""Causal questions, asked of graphs small enough to answer by looking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import AmbiguousName, NotFound
from kg.graph import snapshot_quads
from kg.model import (
    Argument,
    CausalLink,
    Claim,
    DocumentInfo,
    Entity,
    Evidence,
    Modality,
    Observation,
    Polarity,
    Snapshot,
)
from kg.namespaces import Namespaces
from kg.network import Network, Step, chain
from kg.ontology import load
from kg.store import UNION, Graph


@dataclass
class Sketch:
    """A graph drawn by hand: every link has one claim in a document."""

    entities: dict[str, Entity] = field(default_factory=dict)
    links: dict[str, CausalLink] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    documents: dict[str, DocumentInfo] = field(default_factory=dict)
    observations: dict[str, Observation] = field(default_factory=dict)

    def entity(self, name: str, *types: str, label: str = "", **more: Any) -> Sketch:
        """Add an entity; its label is its name unless given."""
        kinds = types or ("Factor",)
        label = label or name.partition(":")[2]
        self.entities[name] = Entity(name, kinds, label, "zh", **more)
        return self

    def link(
        self,
        cause: str,
        effect: str,
        belief: float = 0.5,
        *,
        modality: Modality = Modality.ASSERTED,
        polarity: Polarity = Polarity.PROMOTE,
        denied: bool = False,
        document: str = "doc:a",
    ) -> Sketch:
        """Add ``cause → effect`` (factors, unless they say otherwise), ``denied`` by a second claim."""
        ends = [name if ":" in name else f"factor:{name}" for name in (cause, effect)]
        for name in ends:
            if name not in self.entities:
                self.entity(name)
        own = self.claim(ends, modality, polarity, document)
        against = self.claim(ends, Modality.DENIED, polarity, "doc:b") if denied else None
        made = CausalLink(
            cause=ends[0],
            effect=ends[1],
            polarity=polarity,
            belief=belief,
            supported_by=(own.id,),
            opposed_by=(against.id,) if against else (),
            plain=belief > 0,
        )
        self.links[made.id] = made
        return self

    def claim(
        self, ends: list[str], modality: Modality, polarity: Polarity, document: str
    ) -> Claim:
        """Add a claim at a place of its own."""
        place = 100 * len(self.claims)
        one = Claim(
            document=document,
            cause=Argument("因", place, place + 1, ends[0]),
            effect=Argument("果", place + 3, place + 4, ends[1]),
            polarity=polarity,
            modality=modality,
            implicit=False,
            rule="test",
            confidence=0.8,
            evidence=(Evidence(document, place, place + 4, "因致使果"),),
        )
        self.claims[one.id] = one
        self.documents[document] = DocumentInfo(document, document, document[4:], "00", "zh", 9999)
        return one

    def observe(
        self, subject: str, metric: str, period: str | None, raw: str = "1", **more: Any
    ) -> Sketch:
        """Add a measured value; ``more`` are fields of `Observation`, and where it stands (``at``)."""
        fields = {"comparator": "=", "value": 1.0, **more}
        at = fields.pop("at", 1000 * len(self.observations))  # paragraphs apart, unless told
        one = Observation(
            document="doc:numbers",
            subject=Argument(subject, 0, 0, subject),
            metric=Argument(metric, 0, 0, metric),
            raw=raw,
            evidence=Evidence("doc:numbers", at, at + 10, "some words"),
            rule="test",
            period=period,
            **fields,
        )
        self.observations[one.id] = one
        self.documents["doc:numbers"] = DocumentInfo("doc:numbers", "", "numbers", "01", "zh", 99)
        return self

    def network(self) -> Network:
        """The network of it all, in a store."""
        return network(self.snapshot())

    def snapshot(self) -> Snapshot:
        """The model of it all."""
        return Snapshot(
            documents=self.documents,
            entities=self.entities,
            claims=self.claims,
            links=self.links,
            observations=self.observations,
        )


def network(snapshot: Snapshot) -> Network:
    """A network over a store in memory."""
    ns = Namespaces()
    store = ox.Store()
    quads = list(snapshot_quads(snapshot, ns, load()))
    store.extend(quads)
    store.extend(ox.Quad(q.subject, q.predicate, q.object, UNION) for q in quads)
    return Network(Graph(store))


def tree(steps: Iterable[Step]) -> dict[str, Any]:
    """The labels of an answer, nested; … marks what is unfolded elsewhere."""
    return {s.entity.label + ("…" if s.seen else ""): tree(s.steps) for s in steps}


def direct(steps: Iterable[Step]) -> list[str]:
    """The labels of the first hop, in order."""
    return [s.entity.label for s in steps]


# -- why -------------------------------------------------------------------------------------------


def test_causes_come_most_believed_first() -> None:
    net = Sketch().link("乙", "果", 0.3).link("甲", "果", 0.9).link("丙", "果", 0.6).network()
    answer = net.why("果")
    assert answer.entity.id == "factor:果"
    assert direct(answer.steps) == ["甲", "丙", "乙"]
    assert [s.link.belief for s in answer.steps] == [0.9, 0.6, 0.3]


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (1, {"丁": {}}),
        (2, {"丁": {"丙": {}}}),
        (3, {"丁": {"丙": {"乙": {}}}}),
        (9, {"丁": {"丙": {"乙": {"甲": {}}}}}),
    ],
)
def test_depth_counts_hops(depth: int, expected: dict[str, Any]) -> None:
    net = Sketch().link("甲", "乙").link("乙", "丙").link("丙", "丁").link("丁", "果").network()
    assert tree(net.why("果", depth=depth).steps) == expected


def test_min_belief_cuts_branches_off() -> None:
    net = Sketch().link("甲", "乙", 0.9).link("乙", "果", 0.4).link("丙", "果", 0.5).network()
    assert tree(net.why("果").steps) == {"丙": {}, "乙": {"甲": {}}}
    assert tree(net.why("果", min_belief=0.5).steps) == {"丙": {}}
    with pytest.raises(NotFound, match=r"no causes believed 0\.51 or more"):
        net.why("果", min_belief=0.51)


def test_a_cycle_is_walked_once() -> None:
    net = Sketch().link("甲", "乙", 0.9).link("乙", "甲", 0.9).link("乙", "果", 0.9).network()
    assert tree(net.why("果", depth=9).steps) == {"乙": {"甲": {"乙…": {}}}}
    # What is asked about is not unfolded below itself.
    assert tree(net.why("甲", depth=9).steps) == {"乙": {"甲…": {}}}


def test_a_shared_cause_is_unfolded_where_it_is_nearest() -> None:
    net = (
        Sketch()
        .link("远", "共", 0.9)
        .link("共", "甲", 0.9)
        .link("甲", "果", 0.9)
        .link("共", "果", 0.1)
        .network()
    )
    assert tree(net.why("果").steps) == {"甲": {"共…": {}}, "共": {"远": {}}}


def test_a_leaf_is_not_said_to_be_shown_elsewhere() -> None:
    # There is nothing more of it to show.
    net = Sketch().link("共", "甲").link("共", "乙").link("甲", "果").link("乙", "果").network()
    assert all(not s.seen for s in chain(net.why("果").steps))


def test_the_weakest_link_is_that_of_the_chain() -> None:
    net = Sketch().link("甲", "乙", 0.8).link("乙", "丙", 0.4).link("丙", "果", 0.9).network()
    steps = list(chain(net.why("果").steps))
    assert [(s.entity.label, s.weakest.belief) for s in steps] == [
        ("丙", 0.9),
        ("乙", 0.4),
        ("甲", 0.4),
    ]


def test_conditional_and_denied_links_are_told_apart() -> None:
    net = (
        Sketch()
        .link("甲", "果", 0.9)
        .link("如果", "果", 0.0, modality=Modality.CONDITIONAL)
        .link("为了", "果", 0.0, modality=Modality.PLANNED)
        .link("争议", "果", 0.3, denied=True)
        .link("虚", "果", 0.0, modality=Modality.CONDITIONAL, denied=True)
        .network()
    )
    answer = net.why("果")
    # What some deny and others state is both: a cause, and one that is denied.
    assert direct(answer.steps) == ["甲", "争议"]
    assert {k.cause for k in answer.conditional} == {"factor:如果", "factor:为了"}
    assert [k.cause for k in answer.denied] == ["factor:争议", "factor:虚"]


def test_nothing_follows_from_a_condition() -> None:
    net = (
        Sketch()
        .link("深", "如果", 0.9)
        .link("如果", "果", 0.0, modality=Modality.CONDITIONAL)
        .link("甲", "果", 0.9)
        .network()
    )
    assert tree(net.why("果").steps) == {"甲": {}}


def test_an_entity_without_causes_is_no_answer() -> None:
    net = Sketch().link("甲", "果").network()
    with pytest.raises(NotFound, match=r"甲 \(factor:甲\): no causes") as caught:
        net.why("甲")
    assert caught.value.exit_code == 1
    with pytest.raises(NotFound, match="no effects"):
        net.effects("果")


def test_asked_about_a_product_it_answers_about_what_happened_to_it() -> None:
    net = (
        Sketch()
        .entity("product:粒粒贷", "Product")
        .entity("factor:粒粒贷下架", "Event", "Factor", about=("product:粒粒贷",))
        .link("合规压力", "factor:粒粒贷下架", 0.9)
        .network()
    )
    assert net.why("粒粒贷").entity.id == "factor:粒粒贷下架"
    assert net.path("合规压力", "product:粒粒贷")[0].links[-1].effect == "factor:粒粒贷下架"


def test_but_a_product_with_causes_of_its_own_stands_for_itself() -> None:
    net = (
        Sketch()
        .entity("product:粒粒贷", "Product")
        .entity("factor:粒粒贷下架", "Event", "Factor", about=("product:粒粒贷",))
        .link("合规压力", "factor:粒粒贷下架", 0.9)
        .link("需求", "product:粒粒贷", 0.1)
        .network()
    )
    assert net.why("product:粒粒贷").entity.id == "product:粒粒贷"


edges = st.lists(
    st.tuples(
        st.sampled_from("甲乙丙丁戊"), st.sampled_from("甲乙丙丁戊"), st.integers(0, 9)
    ).filter(lambda edge: edge[0] != edge[1]),
    min_size=1,
    max_size=12,
)


def drawn(pairs: list[tuple[str, str, int]]) -> Network:
    """A network of links with beliefs in tenths; those of 0 are conditional."""
    sketch = Sketch()
    for cause, effect, belief in pairs:
        modality = Modality.ASSERTED if belief else Modality.CONDITIONAL
        sketch.link(cause, effect, belief / 10, modality=modality)
    return sketch.network()


def above(net: Network, name: str) -> set[str]:
    """All that leads to an entity, itself left out, found in the plainest way."""
    found: set[str] = set()
    while True:
        more = {
            k.cause
            for k in net.graph.snapshot().links.values()
            if k.plain and k.effect in {name, *found} and k.cause not in {name, *found}
        }
        if not more:
            return found
        found |= more


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(edges)
def test_every_cause_is_found_and_unfolded_once(pairs: list[tuple[str, str, int]]) -> None:
    net = drawn(pairs)
    effect = pairs[0][1]
    answer = net.why(f"factor:{effect}", depth=9)
    steps = list(chain(answer.steps))
    unfolded = [s.entity.id for s in steps if s.steps]
    assert len(unfolded) == len(set(unfolded))
    assert {s.entity.id for s in steps} - {f"factor:{effect}"} == above(net, f"factor:{effect}")
    # Every link on the way is walked exactly once.
    walked = [s.link.id for s in steps]
    assert sorted(walked) == sorted(
        k.id
        for k in net.graph.snapshot().links.values()
        if k.plain and k.effect in {f"factor:{effect}", *above(net, f"factor:{effect}")}
    )


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(edges, st.integers(1, 4), st.integers(0, 9))
def test_steps_join_up(pairs: list[tuple[str, str, int]], depth: int, least: int) -> None:
    net = drawn(pairs)
    believed = [
        k for k in net.causes(f"factor:{pairs[0][1]}") if k.plain and k.belief >= least / 10
    ]
    if least and not believed:
        return
    answer = net.why(f"factor:{pairs[0][1]}", depth=depth, min_belief=least / 10)

    def look(steps: tuple[Step, ...], effect: str, weakest: float, left: int) -> None:
        assert left > 0 or not steps
        assert [s.link.belief for s in steps] == sorted(
            (s.link.belief for s in steps), reverse=True
        )
        for step in steps:
            assert (step.link.cause, step.link.effect) == (step.entity.id, effect)
            assert step.link.plain
            assert step.link.belief >= least / 10
            assert step.weakest.belief == min(weakest, step.link.belief)
            assert not (step.seen and step.steps)
            look(step.steps, step.entity.id, step.weakest.belief, left - 1)

    look(answer.steps, answer.entity.id, 1.0, depth)
    assert not any(k.plain for k in answer.conditional)


# -- effects and paths -----------------------------------------------------------------------------


def test_effects_mirror_causes() -> None:
    net = Sketch().link("甲", "乙", 0.4).link("乙", "丙", 0.9).link("甲", "丁", 0.6).network()
    answer = net.effects("甲")
    assert tree(answer.steps) == {"丁": {}, "乙": {"丙": {}}}
    assert next(chain(answer.steps[1].steps)).weakest.belief == 0.4
    with pytest.raises(NotFound):
        net.effects("丙")


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(edges)
def test_effects_are_causes_turned_round(pairs: list[tuple[str, str, int]]) -> None:
    turned = drawn([(effect, cause, belief) for cause, effect, belief in pairs])
    name = f"factor:{pairs[0][0]}"
    forward = {s.entity.id for s in chain(drawn(pairs).effects(name, depth=9).steps)}
    assert forward == {s.entity.id for s in chain(turned.why(name, depth=9).steps)}


def test_paths_come_most_believed_first_then_shortest() -> None:
    net = (
        Sketch()
        .link("甲", "果", 0.2)
        .link("甲", "乙", 0.9)
        .link("乙", "果", 0.7)
        .link("甲", "丙", 0.7)
        .link("丙", "丁", 0.8)
        .link("丁", "果", 0.8)
        .network()
    )
    found = net.path("甲", "果", limit=9)
    names = ["".join(k.cause[-1] for k in p.links) + p.links[-1].effect[-1] for p in found]
    assert names == ["甲乙果", "甲丙丁果", "甲果"]
    assert [p.belief for p in found] == [0.7, 0.7, 0.2]
    assert net.path("甲", "果") == found[:1]
    assert net.path("甲", "果", limit=2) == found[:2]


def test_a_path_takes_the_surer_of_two_links() -> None:
    net = Sketch().link("甲", "果", 0.2).link("甲", "果", 0.6, polarity=Polarity.PREVENT).network()
    (path,) = net.path("甲", "果", limit=9)
    assert (path.links[0].polarity, path.belief) == (Polarity.PREVENT, 0.6)


def test_paths_survive_cycles_and_avoid_conditions() -> None:
    net = (
        Sketch()
        .link("甲", "乙", 0.9)
        .link("乙", "甲", 0.9)
        .link("乙", "果", 0.9)
        .link("甲", "果", 0.0, modality=Modality.CONDITIONAL)
        .network()
    )
    assert [len(p.links) for p in net.path("甲", "果", limit=9)] == [2]


@pytest.mark.parametrize(("cause", "effect"), [("果", "甲"), ("甲", "甲"), ("甲", "别")])
def test_where_nothing_leads_there_is_no_path(cause: str, effect: str) -> None:
    net = Sketch().link("甲", "果").link("他", "别").network()
    with pytest.raises(NotFound, match="nothing here leads from"):
        net.path(cause, effect)


def test_a_condition_alone_is_no_path() -> None:
    net = Sketch().link("甲", "果", 0.0, modality=Modality.CONDITIONAL).network()
    with pytest.raises(NotFound, match="nothing here leads from"):
        net.path("甲", "果")


# -- names -----------------------------------------------------------------------------------------


@pytest.fixture
def names() -> Network:
    """Entities that are alike in various ways; some take part in links."""
    return (
        Sketch()
        .entity("policy:互联网贷款管理暂行办法", "Policy", aliases=("《办法》", "新规"))
        .entity("org:A公司", "Company", "Organization", aliases=("Ａ集团",))
        .entity("product:Lilidai", "Product", label="Lilidai Loan")
        .entity("factor:利润下降")
        .entity("factor:利润空间收窄")
        .entity("metric:获客成本", "Metric")
        .entity("factor:获客成本上升")
        .entity("factor:获客成本大幅上升")
        .link("factor:获客成本上升", "factor:退出")
        .network()
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("policy:互联网贷款管理暂行办法", "policy:互联网贷款管理暂行办法", id="curie"),
        pytest.param("互联网贷款管理暂行办法", "policy:互联网贷款管理暂行办法", id="label"),
        pytest.param("《互联网贷款管理暂行办法》", "policy:互联网贷款管理暂行办法", id="in marks"),
        pytest.param("办法", "policy:互联网贷款管理暂行办法", id="alias without marks"),
        pytest.param("新规", "policy:互联网贷款管理暂行办法", id="alias"),
        pytest.param("暂行", "policy:互联网贷款管理暂行办法", id="part"),
        pytest.param("集团", "org:A公司", id="part of an alias"),
        pytest.param("Ａ公司", "org:A公司", id="full-width"),
        pytest.param("a公司", "org:A公司", id="lower case"),
        pytest.param("A集团", "org:A公司", id="full-width alias"),
        pytest.param("LILIDAI  loan", "product:Lilidai", id="case and spaces"),
        pytest.param(" 新规 ", "policy:互联网贷款管理暂行办法", id="spaces around"),
        pytest.param("利润下降", "factor:利润下降", id="whole before part"),
        pytest.param("获客成本", "metric:获客成本", id="whole label before what takes part"),
        pytest.param("大幅", "factor:获客成本大幅上升", id="part of one"),
        pytest.param("上升", "factor:获客成本上升", id="of two parts the one that takes part"),
    ],
)
def test_find(names: Network, asked: str, found: str) -> None:
    assert names.find(asked).id == found


def test_an_ambiguous_name_lists_who_it_fits(names: Network) -> None:
    with pytest.raises(AmbiguousName) as caught:
        names.find("利润")
    assert "2 entities fit" in str(caught.value)
    assert "factor:利润下降, factor:利润空间收窄" in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_long_list_of_candidates_is_cut() -> None:
    sketch = Sketch()
    for number in range(20):
        sketch.entity(f"factor:成本{number:02d}")
    with pytest.raises(AmbiguousName) as caught:
        sketch.network().find("成本")
    assert "20 entities fit" in str(caught.value)
    assert str(caught.value).count("factor:") == 8
    assert "and 12 more" in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [("Lilidai Lone", "Lilidai Loan"), ("利润上升", "利润下降"), ("貸款管理办法", "贷款管理")],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    names: Network, asked: str, nearest: str
) -> None:
    with pytest.raises(NotFound) as caught:
        names.find(asked)
    assert str(caught.value).startswith(f"{asked}: no entity of this name; nearest: ")
    assert nearest in str(caught.value)


def test_what_is_too_long_for_a_name_is_compared_with_none(names: Network) -> None:
    with pytest.raises(NotFound) as caught:
        names.why("用户" * 5_000)
    assert "nearest" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("asked", ["", " ", "《》", "\u3000"])
def test_an_empty_name_finds_nothing(names: Network, asked: str) -> None:
    with pytest.raises(NotFound, match="empty name"):
        names.find(asked)


def test_an_empty_graph_knows_nobody() -> None:
    net = network(Snapshot())
    with pytest.raises(NotFound, match=r"no entity of this name$"):
        net.why("谁")


# -- show and parts --------------------------------------------------------------------------------


def test_show_gathers_everything_about_an_entity() -> None:
    net = (
        Sketch()
        .entity("product:粒粒贷", "Product")
        .entity("metric:余额", "Metric")
        .entity("factor:粒粒贷下架", "Event", "Factor", about=("product:粒粒贷",))
        .link("需求", "product:粒粒贷", 0.4)
        .link("政策", "product:粒粒贷", 0.0, modality=Modality.CONDITIONAL, document="doc:c")
        .link("product:粒粒贷", "收入", 0.7, document="doc:d")
        .link("无关", "别的", 0.9, document="doc:x")
        .observe("product:粒粒贷", "metric:余额", "2021")
        .observe("product:粒粒贷", "metric:余额", "2020")
        .observe("product:微粒贷", "metric:余额", "2020")
        .network()
    )
    found = net.show("粒粒贷")
    assert found.entity.id == "product:粒粒贷"
    assert [k.cause for k in found.causes] == ["factor:需求", "factor:政策"]
    assert [k.effect for k in found.effects] == ["factor:收入"]
    assert [o.period for o in found.observations] == ["2020", "2021"]
    assert [e.id for e in found.factors] == ["factor:粒粒贷下架"]
    assert [d.id for d in found.documents] == ["doc:a", "doc:c", "doc:d", "doc:numbers"]
    assert len(net.show("余额").observations) == 3
    with pytest.raises(NotFound):
        net.show("没有的")


def test_claims_come_surest_first() -> None:
    sketch = Sketch()
    pair = ["factor:甲", "factor:乙"]
    for modality in (Modality.CONDITIONAL, Modality.HEDGED, Modality.ASSERTED, Modality.DENIED):
        sketch.claim(pair, modality, Polarity.PROMOTE, "doc:a")
    found = sketch.network().claims(sketch.claims)
    assert [c.modality.value for c in found] == ["asserted", "hedged", "conditional", "denied"]


def test_a_derivation_uses_both_sides() -> None:
    net = Sketch().link("甲", "果", 0.375, denied=True).network()
    (step,) = net.why("果").steps
    derived = net.derivation(step.link)
    # (1 − (0.05 + 0.2)) × 0.8 / (0.8 + 0.8)
    assert derived.belief == pytest.approx(0.375)
    assert (derived.positive, derived.negative) == (0.8, 0.8)


def test_networkx_gets_the_plain_links() -> None:
    net = (
        Sketch()
        .entity("org:孤立", "Company")
        .link("甲", "果", 0.2)
        .link("甲", "果", 0.6, polarity=Polarity.PREVENT)
        .link("乙", "果", 0.0, modality=Modality.CONDITIONAL)
        .network()
    )
    graph = net.to_networkx()
    assert set(graph.nodes) == {"factor:甲", "factor:乙", "factor:果"}
    assert graph.nodes["factor:甲"]["label"] == "甲"
    found = {(a, b, d["polarity"], d["belief"]) for a, b, d in graph.edges(data=True)}
    assert found == {
        ("factor:甲", "factor:果", "promote", 0.2),
        ("factor:甲", "factor:果", "prevent", 0.6),
    }


def test_what_the_depth_cuts_off_is_not_shown_elsewhere() -> None:
    net = (
        Sketch()
        .link("深", "共")
        .link("共", "甲", 0.9)
        .link("共", "乙", 0.8)
        .link("甲", "果", 0.9)
        .link("乙", "果", 0.8)
        .network()
    )
    assert tree(net.why("果", depth=2).steps) == {"甲": {"共": {}}, "乙": {"共": {}}}
    assert tree(net.why("果", depth=3).steps) == {"甲": {"共": {"深": {}}}, "乙": {"共…": {}}}


def test_what_has_no_causes_itself_points_to_what_has() -> None:
    net = (
        Sketch()
        .entity("metric:利润", "Metric")
        .link("甲", "factor:利润下降")
        .entity("factor:利润率")
        .network()
    )
    with pytest.raises(
        NotFound, match=r"no causes stated in this graph; there are of: factor:利润下降$"
    ):
        net.why("利润")
