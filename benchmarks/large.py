"""A generated causal graph of about a million triples, the same on every run, for benchmarks.

It is made of model values through the product's own translator, in the proportions of the sample
corpus (for every link 2.7 entities, a claim and an observation): entities with Chinese and English
names, claims with quotes, causal links with beliefs, observations with units and periods, one named
graph per document.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.graph import snapshot_quads
from kg.manifest import Manifest
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
from kg.ontology import load
from kg.publish import publish

_SUBJECTS = [
    "零售",
    "信贷",
    "支付",
    "理财",
    "保险",
    "证券",
    "基金",
    "消费",
    "制造",
    "能源",
    "物流",
    "教育",
    "医疗",
    "地产",
    "出口",
]
_STATES = [
    "成本上升",
    "利润下降",
    "需求走弱",
    "合规压力",
    "用户流失",
    "竞争加剧",
    "融资收紧",
    "产能过剩",
    "投诉增加",
    "价格上涨",
]
_METRICS = ["逾期率", "获客成本", "转化率", "市场份额", "毛利率", "合规支出", "客单价", "留存率"]
_ENGLISH = [
    "cost",
    "profit",
    "demand",
    "compliance",
    "churn",
    "rivalry",
    "funding",
    "capacity",
    "complaints",
    "price",
]


def snapshot(scale: float = 1.0, seed: int = 7) -> Snapshot:
    """The model of the graph; ``scale`` 1 gives about a million triples."""
    dice = random.Random(seed)
    documents = {
        name: DocumentInfo(name, f"第{i}篇", f"{i:05d}.md", f"{i:064x}", "zh", 4000)
        for i in range(int(1300 * scale))
        for name in [f"doc:{i:05d}.md"]
    }
    names = list(documents)
    entities: dict[str, Entity] = {}
    products = []
    for i in range(int(3600 * scale)):
        name = f"product:{dice.choice(_SUBJECTS)}产品{i}"
        products.append(name)
        entities[name] = Entity(name, ("Product",), name[8:], "zh", (f"product {i}",))
    for metric in _METRICS:
        entities[f"metric:{metric}"] = Entity(f"metric:{metric}", ("Metric",), metric, "zh")
    factors = []
    for i in range(int(37_000 * scale)):
        k = dice.randrange(len(_STATES))
        label = f"{dice.choice(_SUBJECTS)}{_STATES[k]}{i}"
        name = f"factor:{label}"
        kind = ("Event", "Pressure", "Condition")[i % 3]
        factors.append(name)
        about = (dice.choice(products),)
        entities[name] = Entity(name, (kind, "Factor"), label, "zh", (f"{_ENGLISH[k]} {i}",), about=about)  # fmt: skip
    claims: dict[str, Claim] = {}
    links: dict[str, CausalLink] = {}
    # Most factors are named and not linked, as in articles; the others hang together.
    linked = factors[: len(factors) // 5]
    hub = linked[0]
    for i in range(int(15_000 * scale)):
        cause, effect = dice.sample(linked, 2) if i % 50 else (dice.choice(linked[1:]), hub)
        # Mostly onward, so that there is a story; one in some leads back.
        if (cause > effect) == bool(i % 13) and effect != hub:
            cause, effect = effect, cause
        claim = _claim(dice, names[i % len(names)], cause, effect, i)
        claims[claim.id] = claim
        link = CausalLink(
            cause, effect, claim.polarity, round(dice.uniform(0.3, 0.99), 4), (claim.id,), ()
        )
        links[link.id] = link
    observations: dict[str, Observation] = {}
    for i in range(int(14_400 * scale)):
        one = _observation(dice, names[i % len(names)], dice.choice(products), i)
        observations[one.id] = one
    return Snapshot(documents, entities, claims, links, observations)


def _claim(dice: random.Random, document: str, cause: str, effect: str, i: int) -> Claim:
    quote = f"{cause[7:]}导致{effect[7:]}"
    start = 50 * i % 3000
    length = len(cause) - 7
    return Claim(
        document=document,
        cause=Argument(cause[7:], start, start + length, cause),
        effect=Argument(effect[7:], start + length + 2, start + len(quote), effect),
        polarity=Polarity.PREVENT if i % 5 == 0 else Polarity.PROMOTE,
        modality=Modality.HEDGED if i % 7 == 0 else Modality.ASSERTED,
        implicit=i % 4 == 0,
        rule="zh.verb.cause",
        confidence=round(dice.uniform(0.5, 0.95), 2),
        evidence=(Evidence(document, start, start + len(quote), quote),),
    )


def _observation(dice: random.Random, document: str, product: str, i: int) -> Observation:
    metric = _METRICS[i % len(_METRICS)]
    value = round(dice.uniform(1, 60), 1)
    quote = f"{product[8:]}的{metric}为{value}%"
    start = 40 * i % 3000
    return Observation(
        document=document,
        subject=Argument(product[8:], start, start + len(product) - 8, product),
        metric=Argument(metric, start, start + 4, f"metric:{metric}"),
        raw=f"{value}%",
        comparator="=",
        evidence=Evidence(document, start, start + len(quote), quote),
        rule="zh.observation",
        value=value,
        unit="unit:PERCENT",
        period=f"{2015 + i % 10}-Q{1 + i % 4}",
    )


def quads(scale: float = 1.0) -> Iterator[ox.Quad]:
    """The graph as quads."""
    return snapshot_quads(snapshot(scale), Namespaces(), load())


def write(folder: Path, scale: float = 1.0) -> None:
    """Publish the graph in ``folder``."""
    with publish(folder) as publication:
        publication.load(quads(scale))
        publication.manifest = Manifest()
