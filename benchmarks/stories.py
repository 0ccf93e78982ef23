"""Graphs of any size that look like what articles give: for measuring the page."""

from __future__ import annotations

import random

from kg.assemble import explain
from kg.model import (
    Argument,
    CausalLink,
    Claim,
    Cue,
    DocumentInfo,
    Entity,
    Evidence,
    Modality,
    Polarity,
    Snapshot,
)

_SUBJECTS = [
    "联合贷",
    "助贷",
    "消费金融",
    "小微贷款",
    "信用卡",
    "理财产品",
    "互联网存款",
    "保险代销",
    "跨境支付",
    "供应链金融",
    "城商行",
    "农商行",
    "民营银行",
    "头部平台",
    "中小机构",
    "持牌公司",
    "征信机构",
    "地方金控",
    "资产管理",
    "票据业务",
]
_ASPECTS = [
    "获客成本",
    "资金成本",
    "合规支出",
    "逾期率",
    "不良率",
    "利润空间",
    "审批时效",
    "用户留存",
    "投诉量",
    "市场份额",
    "资本充足率",
    "展业范围",
    "数据质量",
    "风控能力",
    "流量入口",
    "议价能力",
    "杠杆水平",
    "净息差",
    "资产规模",
    "监管评级",
    "客群质量",
    "运营效率",
]
_TRENDS = [
    "上升",
    "下降",
    "收紧",
    "恶化",
    "改善",
    "放缓",
    "承压",
    "分化",
    "趋严",
    "回落",
    "扩张",
    "受限",
    "重叠",
    "反弹",
    "失衡",
]
_CUES = (
    ("导致", Polarity.PROMOTE),
    ("推高", Polarity.PROMOTE),
    ("加剧", Polarity.PROMOTE),
    ("促使", Polarity.PROMOTE),
    ("带动", Polarity.PROMOTE),
    ("压缩", Polarity.PREVENT),
    ("抑制", Polarity.PREVENT),
    ("削弱", Polarity.PREVENT),
)
_FILLERS = [
    "据公开披露的信息，",
    "从近两年的情况看，",
    "业内人士认为，",
    "年报显示，",
    "在新规落地之后，",
    "与同业相比，",
    "受此影响，",
    "进入下半年，",
    "按照监管口径，",
    "多家机构表示，",
    "从区域看，",
    "就存量业务而言，",
    "在利率下行的环境里，",
    "由于缺少场景支撑，",
]
_TAILS = [
    "这一变化在三季度尤为明显。",
    "相关整改仍在推进。",
    "短期内难以扭转。",
    "市场对此早有预期。",
    "各家应对的节奏并不一致。",
    "影响主要集中在中西部地区。",
    "管理层已着手调整。",
    "后续走势还要看政策口径。",
]
_KINDS = ("Policy", "Product", "Bank", "Metric", "Event", "Pressure", "Condition", "Factor")


def story(
    nodes: int, *, edges_per_node: float = 2.5, seed: int = 1, acyclic: bool = False
) -> Snapshot:
    """A graph of so many nodes in communities of about a hundred, each link with its own sentence."""
    rng = random.Random(seed)
    names = [
        f"{rng.choice(_SUBJECTS)}{rng.choice(_ASPECTS)}{rng.choice(_TRENDS)}" for _ in range(nodes)
    ]
    entities = {}
    curies = []
    for index, name in enumerate(names):
        kind = rng.choice(_KINDS)
        curie = f"factor:{name}{index}"
        issued = (
            f"{rng.randrange(2015, 2025)}-{rng.randrange(1, 13):02d}" if kind == "Policy" else None
        )
        entities[curie] = Entity(curie, (kind,), f"{name}{index}", "zh", issued=issued)
        curies.append(curie)
    pairs: dict[tuple[int, int], None] = {}
    size = min(nodes, 100)
    while len(pairs) < int(edges_per_node * nodes):
        home = rng.randrange(max(1, nodes // size)) * size
        one = home + rng.randrange(size) if rng.random() < 0.9 else rng.randrange(nodes)
        two = home + rng.randrange(size)
        one, two = min(one, nodes - 1), min(two, nodes - 1)
        # Causes come before effects, apart from a few that close a loop.
        if one > two and (acyclic or rng.random() > 0.01):
            one, two = two, one
        if one != two:
            pairs[(one, two)] = None
    documents: dict[str, DocumentInfo] = {}
    claims: dict[str, Claim] = {}
    links: dict[str, CausalLink] = {}
    offset = 0
    for number, (one, two) in enumerate(pairs):
        document = f"doc:报道{number // 25}.txt"
        if document not in documents:
            offset = 0
            documents[document] = DocumentInfo(
                document,
                f"{rng.choice(_SUBJECTS)}观察之{number // 25}",
                document[4:],
                "0" * 64,
                "zh",
                4000,
            )
        cue, polarity = rng.choice(_CUES)
        prefix, suffix = rng.choice(_FILLERS), "，" + rng.choice(_TAILS)
        quote = f"{names[one]}{cue}了{names[two]}"
        start = offset + len(prefix)
        offset = start + len(quote) + len(suffix)
        evidence = Evidence(document, start, start + len(quote), quote, prefix, suffix)
        cause_end = start + len(names[one])
        effect = start + len(quote) - len(names[two])
        modality = rng.choices(
            (Modality.ASSERTED, Modality.HEDGED, Modality.CONDITIONAL), (85, 12, 3)
        )[0]
        claim = Claim(
            document=document,
            cause=Argument(names[one], start, cause_end, curies[one]),
            effect=Argument(names[two], effect, effect + len(names[two]), curies[two]),
            polarity=polarity,
            modality=modality,
            implicit=False,
            rule="zh.verb.cause",
            confidence=rng.choice((0.9, 0.85, 0.75, 0.6)),
            evidence=(evidence,),
            cue=Cue(cue, cause_end, cause_end + len(cue)),
        )
        claims[claim.id] = claim
        belief = explain([claim], []).belief
        link = CausalLink(
            curies[one], curies[two], polarity, belief, (claim.id,), (), plain=belief > 0
        )
        links[link.id] = link
    return Snapshot(
        documents=dict(sorted(documents.items())),
        entities=dict(sorted(entities.items())),
        claims=dict(sorted(claims.items())),
        links=dict(sorted(links.items())),
    )
