"""Assembly: beliefs that a person can redo by hand, and laws that hold for any claims."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.assemble import SYST, assemble, explain, weight
from kg.model import Argument, CausalLink, Claim, Evidence, Modality, Polarity
from kg.ontology import load

ONTOLOGY = load()
_places = itertools.count(step=100)


def claim(
    confidence: float = 0.8,
    modality: str = "asserted",
    *,
    document: str = "doc:a",
    quote: str = "甲公司涨价导致用户流失",
    implicit: bool = False,
    polarity: str = "promote",
    cause: str = "factor:涨价",
    effect: str = "factor:流失",
) -> Claim:
    """A claim of its own: every call stands at another place of its document."""
    place = next(_places)
    return Claim(
        document=document,
        cause=Argument("涨价", place, place + 2, cause),
        effect=Argument("流失", place + 4, place + 6, effect),
        polarity=Polarity(polarity),
        modality=Modality(modality),
        implicit=implicit,
        rule="test",
        confidence=confidence,
        evidence=(Evidence(document, place, place + len(quote), quote),),
    )


def only(claims: Iterable[Claim], polarity: str = "promote") -> CausalLink:
    """The one link of a polarity that claims amount to."""
    (link,) = [k for k in assemble(claims, ONTOLOGY) if k.polarity == polarity]
    return link


OTHER: dict[str, Any] = {"document": "doc:b", "quote": "据说客户离开是因为价格太高"}


# -- by hand ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "belief"),
    [
        # 1 − (0.05 + 0.2)
        pytest.param([claim(0.8)], 0.75, id="one source"),
        # 1 − (0.05 + 0.2 × 0.5): what a document says in other words again
        pytest.param(
            [claim(0.8), claim(0.5, quote="用户因甲公司涨价而离开")], 0.85, id="one source, twice"
        ),
        # 1 − (0.05 + 0.2): the same words a second time say no more
        pytest.param([claim(0.8), claim(0.8)], 0.75, id="one source, repeating itself"),
        # 1 − (0.05 + 0.2) × (0.05 + 0.5)
        pytest.param([claim(0.8), claim(0.5, **OTHER)], 0.8625, id="two sources"),
        # 1 − (0.05 + 1 − 0.8 × 0.6)
        pytest.param([claim(0.8, "hedged")], 0.43, id="hedged"),
        # 1 − (0.05 + 1 − 0.8 × 0.7)
        pytest.param([claim(0.8, implicit=True)], 0.51, id="implicit"),
        # 1 − (0.05 + 1 − 0.8 × 0.6 × 0.7)
        pytest.param([claim(0.8, "hedged", implicit=True)], 0.286, id="hedged and implicit"),
        # 0.75 × 0.8 / (0.8 + 0.8)
        pytest.param([claim(0.8), claim(0.8, "denied", **OTHER)], 0.375, id="denied by another"),
        # 0.75 × 0.8 / (0.8 + 0.4)
        pytest.param([claim(0.8), claim(0.4, polarity="prevent", **OTHER)], 0.5, id="contrary"),
        # 0.75 × 0.8 / (0.8 + 0.5 × 0.6)
        pytest.param(
            [claim(0.8), claim(0.5, "hedged", polarity="prevent", **OTHER)],
            0.5455,
            id="contrary, hedged",
        ),
        # A contrary that only might come to pass counts against nothing.
        pytest.param(
            [claim(0.8), claim(0.9, "conditional", polarity="prevent", **OTHER)],
            0.75,
            id="contrary, conditional",
        ),
        # So does the denial of the contrary: it does not speak of this link.
        pytest.param(
            [claim(0.8), claim(0.9, "denied", polarity="prevent", **OTHER)],
            0.75,
            id="contrary, denied",
        ),
        # min(1, 0.05 + 0.96): a source can't err more often than always
        pytest.param([claim(0.04)], 0.0, id="hardly sure"),
        pytest.param([claim(1.0)], 0.95, id="as sure as one source can be"),
    ],
)
def test_belief_by_hand(claims: list[Claim], belief: float) -> None:
    assert only(claims).belief == pytest.approx(belief, abs=5e-5)
    assert only(claims).plain == (belief > 0)


@pytest.mark.parametrize("modality", ["conditional", "planned"])
def test_what_only_might_be_is_shown_but_is_no_cause(modality: str) -> None:
    claims = [claim(0.9, modality), claim(0.9, modality, **OTHER)]
    link = only(claims)
    assert (link.belief, link.plain) == (0.0, False)
    assert link.supported_by == tuple(sorted(c.id for c in claims))
    assert link.opposed_by == ()

    # Beside a statement it neither helps nor harms.
    stated = claim(0.8, document="doc:c")
    assert only([stated, *claims]).belief == only([stated]).belief


def test_a_denial_alone_is_a_link_without_belief() -> None:
    denial = claim(0.9, "denied")
    link = only([denial])
    assert (link.belief, link.plain) == (0.0, False)
    assert (link.supported_by, link.opposed_by) == ((), (denial.id,))


def test_opposite_claims_make_two_links_that_oppose_each_other() -> None:
    up, down = claim(0.8), claim(0.6, polarity="prevent", **OTHER)
    promoted, prevented = only([up, down]), only([up, down], "prevent")
    assert (promoted.supported_by, promoted.opposed_by) == ((up.id,), (down.id,))
    assert (prevented.supported_by, prevented.opposed_by) == ((down.id,), (up.id,))
    assert promoted.belief > prevented.belief > 0


def test_links_keep_to_their_own_pair() -> None:
    mine, other, turned = (
        claim(0.8),
        claim(0.6, effect="factor:亏损"),
        claim(0.7, cause="factor:流失", effect="factor:涨价"),
    )
    found = {(k.cause, k.effect): k for k in assemble([mine, other, turned], ONTOLOGY)}
    assert {pair: k.supported_by for pair, k in found.items()} == {
        ("factor:涨价", "factor:流失"): (mine.id,),
        ("factor:涨价", "factor:亏损"): (other.id,),
        ("factor:流失", "factor:涨价"): (turned.id,),
    }
    assert len({k.id for k in found.values()}) == 3


def test_preventing_a_metric_is_promoting_its_fall() -> None:
    metric = next(c for c in ONTOLOGY.concepts.values() if c.kind == "Metric")
    factor = "factor:" + metric.id.removeprefix("concept:")
    fall = factor + ONTOLOGY.trend_labels["down"]["zh"]
    eroded = claim(0.8, polarity="prevent", effect=factor)
    fell = claim(0.5, effect=fall, **OTHER)
    (link,) = assemble([eroded, fell], ONTOLOGY)
    assert (link.effect, link.polarity) == (fall, Polarity.PROMOTE)
    assert link.supported_by == tuple(sorted([eroded.id, fell.id]))
    assert link.belief == pytest.approx(0.8625)


def test_nothing_is_made_of_nothing() -> None:
    assert assemble([], ONTOLOGY) == []


# -- laws ------------------------------------------------------------------------------------------

# Quotes without a character in common, so that none is a copy of another.
QUOTES = ("涨价导致流失", "客户因为昂贵离开", "成本上升引起亏损", "higher prices drove them away")

confidences = st.integers(10, 100).map(lambda n: n / 100)


@st.composite
def made(draw: st.DrawFn, modalities: tuple[str, ...] = tuple(Modality)) -> Claim:
    """Any claim about the pair, in one of few documents that each say it in their own words."""
    document = draw(st.integers(0, len(QUOTES) - 1))
    return claim(
        draw(confidences),
        draw(st.sampled_from(modalities)),
        document=f"doc:{document}",
        quote=QUOTES[document],
        implicit=draw(st.booleans()),
        polarity=draw(st.sampled_from([p.value for p in Polarity])),
    )


many = st.lists(made(), max_size=6)
sure = made(("asserted", "hedged"))
law = settings(max_examples=150, deadline=None, derandomize=True, database=None)


def promoting(one: Claim) -> Claim:
    """The same claim, for the link that the laws below speak of."""
    return replace(one, polarity=Polarity.PROMOTE)


@law
@given(many)
def test_beliefs_are_probabilities_and_follow_from_their_claims(claims: list[Claim]) -> None:
    by_id = {c.id: c for c in claims}
    links = assemble(claims, ONTOLOGY)
    assert [k.id for k in links] == sorted(k.id for k in links)
    for link in links:
        assert 0.0 <= link.belief <= 1.0
        assert link.plain == (link.belief > 0)
        derived = explain(
            [by_id[c] for c in link.supported_by], [by_id[c] for c in link.opposed_by]
        )
        assert derived.belief == link.belief
        # The printed numbers must be enough to redo the sum.
        errors = [min(1.0, SYST + math.prod(1 - w for w in t.weights)) for t in derived.terms]
        assert [t.error for t in derived.terms] == pytest.approx(errors, abs=1e-4)
        total = derived.positive + derived.negative
        share = derived.positive / total if derived.positive else 0.0
        redone = (1 - math.prod(errors)) * share if errors else 0.0
        assert link.belief == pytest.approx(redone, abs=1e-3)


@law
@given(many)
def test_every_claim_is_in_a_link(claims: list[Claim]) -> None:
    links = assemble(claims, ONTOLOGY)
    assert {i for k in links for i in (*k.supported_by, *k.opposed_by)} == {c.id for c in claims}


@law
@given(many.flatmap(lambda claims: st.tuples(st.just(claims), st.permutations(claims))))
def test_the_order_of_claims_does_not_matter(orders: tuple[list[Claim], list[Claim]]) -> None:
    one, other = orders
    assert assemble(one, ONTOLOGY) == assemble(other, ONTOLOGY)
    assert explain(one, ()) == explain(other, ())


@law
@given(many, sure)
def test_another_source_never_lowers_a_belief(claims: list[Claim], another: Claim) -> None:
    before = [promoting(another), *claims]
    independent = replace(
        promoting(another),
        document="doc:z",
        evidence=(Evidence("doc:z", 0, 9, "quite another view"),),
    )
    assert only([*before, independent]).belief >= only(before).belief


@law
@given(sure, sure)
def test_two_sources_are_believed_more_than_one(first: Claim, second: Claim) -> None:
    first = promoting(first)
    independent = replace(
        promoting(second),
        confidence=0.9,
        document="doc:z",
        evidence=(Evidence("doc:z", 0, 9, "quite another view"),),
    )
    assert only([first, independent]).belief > only([first]).belief


@law
@given(many, sure, confidences, st.sampled_from(["denied", "contrary"]))
def test_opposition_lowers_a_belief(
    claims: list[Claim], stated: Claim, confidence: float, kind: str
) -> None:
    before = [replace(promoting(stated), confidence=0.9, implicit=False), *claims]
    against = claim(
        confidence,
        "denied" if kind == "denied" else "asserted",
        polarity="promote" if kind == "denied" else "prevent",
        document="doc:z",
        quote="not at all",
    )
    assert 0 < only([*before, against]).belief < only(before).belief


@law
@given(made(("asserted",)))
def test_hedged_is_believed_less_than_asserted_and_implicit_less_than_stated(one: Claim) -> None:
    stated = replace(promoting(one), implicit=False)
    belief = only([stated]).belief
    for weaker in (replace(stated, modality=Modality.HEDGED), replace(stated, implicit=True)):
        assert weight(weaker) < weight(stated)
        lower = only([weaker]).belief
        # Below SYST both are believed not at all.
        assert lower < belief or lower == belief == 0.0


@law
@given(st.lists(made(("conditional", "planned", "denied")), min_size=1, max_size=5))
def test_without_a_statement_nothing_is_believed(claims: list[Claim]) -> None:
    for link in assemble(claims, ONTOLOGY):
        assert (link.belief, link.plain) == (0.0, False)


def test_two_rules_that_read_the_same_words_are_one_voice() -> None:
    one = claim(0.8)
    other = replace(claim(0.7), evidence=one.evidence)
    assert only([one, other]).belief == only([one]).belief
