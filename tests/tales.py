"""Graphs made by hand for the page's tests: a story of twelve nodes, a hostile one, a plain grid."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from kg.model import (
    Argument,
    CausalLink,
    Claim,
    Cue,
    DocumentInfo,
    Entity,
    Evidence,
    Modality,
    Observation,
    Polarity,
    Snapshot,
    Trend,
)


@dataclass
class Story:
    """Builds a snapshot from sentences, with the offsets a real extraction would have."""

    title: str = "粒粒贷为何消失"
    source: str = "article.txt"
    text: str = ""
    claims: list[tuple[str, str, Polarity, bool, Claim]] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)

    @property
    def document(self) -> str:
        return "doc:" + self.source

    def entity(self, name: str, *types: str, label: str = "", **more: Any) -> str:
        label = label or name.partition(":")[2]
        self.entities[name] = Entity(name, types, label, "zh", **more)
        return name

    def says(
        self,
        sentence: str,
        cause: tuple[str, str],
        cue: str,
        effect: tuple[str, str],
        *,
        polarity: Polarity = Polarity.PROMOTE,
        modality: Modality = Modality.ASSERTED,
        denies: Polarity | None = None,
        claimant: str | None = None,
    ) -> Story:
        """Add a sentence that links two entities, each given as (words, CURIE)."""
        evidence = self._evidence(sentence)
        claim = Claim(
            document=self.document,
            cause=self._argument(cause, evidence),
            effect=self._argument(effect, evidence),
            polarity=polarity,
            modality=modality,
            implicit=not cue,
            rule="zh.verb",
            confidence=0.8,
            evidence=(evidence,),
            cue=self._cue(cue, evidence) if cue else None,
            claimant=claimant,
        )
        self.claims.append((cause[1], effect[1], denies or polarity, denies is not None, claim))
        return self

    def measures(
        self,
        sentence: str,
        subject: str,
        metric: str,
        raw: str,
        period: str,
        value: float | None = None,
    ) -> None:
        evidence = self._evidence(sentence)
        self.observations.append(
            Observation(
                document=self.document,
                subject=Argument("", evidence.start, evidence.start, subject),
                metric=Argument("", evidence.start, evidence.start, metric),
                raw=raw,
                comparator="=",
                evidence=evidence,
                rule="zh.value",
                value=value,
                period=period,
            )
        )

    def snapshot(self) -> Snapshot:
        claims = {claim.id: claim for *_, claim in self.claims}
        pairs: dict[tuple[str, str, Polarity], tuple[list[str], list[str]]] = {}
        for cause, effect, polarity, against, claim in self.claims:
            pairs.setdefault((cause, effect, polarity), ([], []))[against].append(claim.id)
        links = {}
        for (cause, effect, polarity), (support, oppose) in pairs.items():
            modalities = {claims[name].modality for name in support}
            plain = bool(modalities - {Modality.CONDITIONAL, Modality.PLANNED})
            belief = 0.0
            if plain and support:
                belief = (
                    0.4 + int(hashlib.sha256(ascii(cause).encode()).hexdigest()[:4], 16) / 2**17
                )
            link = CausalLink(cause, effect, polarity, belief, tuple(support), tuple(oppose), plain)
            links[link.id] = link
        info = DocumentInfo(self.document, self.title, self.source, "0" * 64, "zh", len(self.text))
        return Snapshot(
            documents={info.id: info},
            entities=dict(sorted(self.entities.items())),
            claims=dict(sorted(claims.items())),
            links=dict(sorted(links.items())),
            observations={o.id: o for o in sorted(self.observations, key=lambda o: o.id)},
        )

    def _evidence(self, sentence: str) -> Evidence:
        prefix = self.text[-12:]
        start = len(self.text)
        self.text += sentence
        return Evidence(
            self.document, start, start + len(sentence), sentence, prefix, "据公开信息梳理。"
        )

    def _argument(self, words: tuple[str, str], evidence: Evidence) -> Argument:
        start = evidence.start + evidence.quote.index(words[0])
        return Argument(words[0], start, start + len(words[0]), words[1])

    def _cue(self, cue: str, evidence: Evidence) -> Cue:
        start = evidence.start + evidence.quote.index(cue)
        return Cue(cue, start, start + len(cue))


def chinese() -> Snapshot:
    """Twelve nodes: a cycle, a prevent link, hedged, conditional and denied claims, an emoji."""
    story = Story()
    policy = story.entity(
        "policy:商业银行互联网贷款管理暂行办法",
        "Policy",
        aliases=("互联网贷款办法",),
        issued="2020-07",
    )
    pressure = story.entity("factor:合规压力", "Pressure", "Factor", trend=Trend.UP)
    product = story.entity("product:粒粒贷", "Product", aliases=("微信粒粒贷",))
    rival = story.entity("product:微粒贷", "Product")
    bank = story.entity("org:微众银行", "Bank", "Organization")
    overdue = story.entity("metric:M1+逾期率", "Metric")
    cost = story.entity("metric:获客成本", "Metric")
    users = story.entity("factor:用户数据持续恶化", "Condition", "Factor")
    opinion = story.entity("factor:舆情危机", "Event", "Factor")
    complaints = story.entity("metric:投诉量", "Metric")
    gone = story.entity("factor:粒粒贷从微信钱包入口消失", "Event", "Factor")
    focus = story.entity("factor:资源向核心产品集中", "Factor")
    says = story.says
    says(
        "这一办法使得联合贷模式面临合规压力😀。",
        ("这一办法", policy),
        "使得",
        ("合规压力", pressure),
    )
    says("合规压力直接导致粒粒贷下架。", ("合规压力", pressure), "导致", ("粒粒贷下架", gone))
    says(
        "监管办法压缩了粒粒贷的空间。",
        ("监管办法", policy),
        "压缩",
        ("粒粒贷", product),
        polarity=Polarity.PREVENT,
    )
    says("微众银行主动将资源集中。", ("微众银行", bank), "主动", ("资源集中", focus))
    says("资源集中使得微粒贷壮大。", ("资源集中", focus), "使得", ("微粒贷", rival))
    says("微粒贷壮大又促使资源集中。", ("微粒贷壮大", rival), "促使", ("资源集中", focus))
    says(
        "资源集中可能是入口消失的原因。",
        ("资源集中", focus),
        "原因",
        ("入口消失", gone),
        modality=Modality.HEDGED,
    )
    says("逾期率攀升令用户数据恶化。", ("逾期率攀升", overdue), "令", ("用户数据恶化", users))
    says("获客成本走高令数据恶化。", ("获客成本走高", cost), "令", ("数据恶化", users))
    says("数据恶化导致下架。", ("数据恶化", users), "导致", ("下架", gone))
    says(
        "数据恶化并未导致下架。",
        ("数据恶化", users),
        "导致",
        ("下架", gone),
        modality=Modality.DENIED,
        denies=Polarity.PROMOTE,
        claimant="微众银行",
    )
    says("投诉激增引发舆情危机。", ("投诉激增", complaints), "引发", ("舆情危机", opinion))
    says("舆情危机推动下架。", ("舆情危机", opinion), "推动", ("下架", gone))
    says(
        "如果舆情缓和，产品才能恢复。",
        ("舆情缓和", opinion),
        "如果",
        ("产品", product),
        modality=Modality.CONDITIONAL,
        polarity=Polarity.PREVENT,
    )
    says("粒粒贷暴力催收令投诉激增。", ("粒粒贷", product), "令", ("投诉激增", complaints))
    story.measures("截至2020年Q4，逾期率为4.2%。", product, overdue, "4.2%", "2020-Q4")
    story.measures("获客成本2018年为12元。", product, cost, "12元", "2018", 12)
    story.measures("获客成本增至38元。", product, cost, "38元", "2020", 38)
    return story.snapshot()


ATTACKS = (
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=2>",
    '<a href="javascript:window.__pwned=3">href</a>',
    "javascript:window.__pwned=4",
    "__proto__",
    "constructor",
    "toString",
    "\u202e\u2066rotcurtsnoc\u2069",
    "${window.__pwned=5}",
    "{{7*7}}{% if 1 %}{{ policy }}",
    "]]><!--<svg onload=window.__pwned=6>",
    "\u2028\u2029'\"`\\",
    "\x00\x08lone \ud800 surrogate",
    "https://example.invalid/x.png",
    "__defineGetter__",
    "hasOwnProperty",
    "zero\u200bwidth\u200d\ufeff",
    "constructor.prototype",
    "x|y|z&node=1#export=svg",
    '=HYPERLINK("javascript:window.__pwned=8")',
    "长" * 1_000_000,
)


def hostile() -> Snapshot:
    """Every text that comes from outside tries to get out of its place."""
    story = Story(title=ATTACKS[0] + ATTACKS[1], source="javascript:window.__pwned=7//</title>")
    names = [
        story.entity("x:" + text if index % 2 else text, "Metric", label=text, aliases=(text,))
        for index, text in enumerate(ATTACKS)
    ]
    for index, text in enumerate(ATTACKS):
        other = (index + 1) % len(ATTACKS)
        quote = f"{text} → {ATTACKS[other]}"
        story.says(quote, (text, names[index]), "→", (ATTACKS[other], names[other]), claimant=text)
        story.measures(f"{text} = {text}", names[index], names[other], text, text)
    return story.snapshot()


def grid(count: int) -> Snapshot:
    """A graph of `count` nodes and about 1.5 times as many links, without cycles."""
    story = Story(title="大图")
    kinds = ("Policy", "Pressure", "Metric", "Product", "Bank")
    names = [
        story.entity(f"factor:第{index}个相当长的因素名称", kinds[index % 5])
        for index in range(count)
    ]
    for index in range(1, count):
        for step in {1 + (index * 7) % 5, 1 + (index * 3) % 11} if index % 2 else {2}:
            if index - step >= 0:
                one, two = names[index - step], names[index]
                quote = f"因素{index - step}在这一时期明显导致了因素{index}的变化。"
                story.says(quote, (f"因素{index - step}", one), "导致", (f"因素{index}", two))
    return story.snapshot()
