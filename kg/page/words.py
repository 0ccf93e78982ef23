"""The words of the interface, in Chinese and English, and how each kind of entity looks.

A language is one more column: give every name of ``Words`` a value and enter it in ``LANGUAGES``.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import UsageError


@dataclass(frozen=True, slots=True)
class Kind:
    """How the page shows a class of the ontology.

    ``family`` picks one of five hues and a shape (see ``page.css`` and ``page.js``), so colour is
    never the only sign; the one-character badge tells kinds of one family apart.
    """

    key: str
    family: str
    names: dict[str, str]
    badges: dict[str, str]


def _kind(key: str, family: str, zh: str, badge_zh: str, en: str, badge_en: str) -> Kind:
    return Kind(key, family, {"zh": zh, "en": en}, {"zh": badge_zh, "en": badge_en})


KINDS = (
    _kind("Policy", "rule", "政策", "政", "Policy", "P"),
    _kind("Product", "thing", "产品", "品", "Product", "D"),
    _kind("Technology", "thing", "技术", "技", "Technology", "T"),
    _kind("BusinessModel", "thing", "商业模式", "模", "Business model", "$"),
    _kind("Organization", "actor", "机构", "机", "Organization", "O"),
    _kind("Person", "actor", "人物", "人", "Person", "H"),
    _kind("Market", "actor", "市场", "市", "Market", "K"),
    _kind("Segment", "actor", "客群", "群", "Segment", "S"),
    _kind("Place", "actor", "地点", "地", "Place", "L"),
    _kind("Metric", "measure", "指标", "指", "Metric", "M"),
    _kind("Event", "state", "事件", "事", "Event", "E"),
    _kind("Pressure", "state", "压力", "压", "Pressure", "!"),
    _kind("Condition", "state", "状况", "况", "Condition", "C"),
    _kind("Factor", "state", "因素", "因", "Factor", "F"),
)
"""Kinds in the order of the legend. To show a further class, add a line."""

OTHER = _kind("Other", "actor", "其他", "他", "Other", "?")

ALIASES = {
    "Bank": "Organization",
    "Regulator": "Organization",
    "Company": "Organization",
    "Platform": "Organization",
}
"""Classes that are shown as the kind of a wider class."""

_BY_KEY = {kind.key: kind for kind in KINDS}


def kind_of(types: tuple[str, ...]) -> Kind:
    """The kind an entity is shown as: that of its most specific class we know.

    >>> kind_of(("Bank", "Organization")).key, kind_of(("Comet",)).key
    ('Organization', 'Other')
    """
    for name in types:
        kind = _BY_KEY.get(ALIASES.get(name, name))
        if kind is not None:
            return kind
    return OTHER


@dataclass(frozen=True, slots=True)
class Words:
    """Every text of the interface; ``{}`` is where a number or a name goes."""

    language: str
    search: str
    search_hint: str
    hits: str
    no_hits: str
    filters: str
    kinds: str
    belief: str
    belief_at_least: str
    upstream: str
    downstream: str
    path: str
    without: str
    table: str
    save: str
    save_svg: str
    save_png: str
    print: str
    copy: str
    copied: str
    theme: str
    filter: str
    map: str
    map_help: str
    until: str
    all_times: str
    sources: str
    all: str
    zoom_in: str
    zoom_out: str
    fit: str
    graph: str
    graph_help: str
    key: str
    panel: str
    close: str
    start: str
    counts: str
    undrawn: str
    outcome: str
    documents: str
    empty: str
    no_script: str
    promote: str
    prevent: str
    hedged_line: str
    dotted_line: str
    thickness: str
    denied_line: str
    denied_links: str
    only_denied: str
    hidden_node: str
    nothing_left: str
    hits_all: str
    loop_badges: str
    loops: str
    reinforcing: str
    balancing: str
    communities: str
    choose_end: str
    path_found: str
    no_path: str
    without_note: str
    lost: str
    kept: str
    kept_by: str
    lost_count: str
    hops: str
    moves_less: str
    moves_more: str
    moves_both: str
    confidence: str
    derivation: str
    derivation_note: str
    more: str
    more_rows: str
    more_evidence: str
    loading: str
    actions: str
    causes: str
    effects: str
    none: str
    observations: str
    metric: str
    subject: str
    value: str
    period: str
    quote: str
    aliases: str
    about: str
    competes: str
    issued: str
    up: str
    down: str
    identifier: str
    claims_for: str
    claims_against: str
    cause: str
    effect: str
    cue: str
    polarity: str
    characters: str
    claimant: str
    author: str
    modality: str
    asserted: str
    hedged: str
    conditional: str
    planned: str
    denied: str
    implicit: str
    explicit: str
    rule: str
    not_plain: str
    evidence: str
    evidence_for: str
    links: str
    lit_up: str
    lit_down: str
    cleared: str
    shown: str


_ZH = Words(
    language="zh",
    search="搜索",
    search_hint="搜索名称、别名、原文（/）",
    hits="第 {} 个，共 {} 个",
    no_hits="没有匹配",
    filters="筛选",
    kinds="类别",
    belief="置信度",
    belief_at_least="置信度 ≥",
    upstream="上游原因",
    downstream="下游影响",
    path="路径",
    without="假如没有",
    table="表格",
    save="导出",
    save_svg="SVG 矢量图",
    save_png="PNG 图片",
    print="打印或 PDF",
    copy="复制此视图的链接",
    copied="链接已复制",
    theme="深色或浅色",
    filter="筛选",
    map="总览",
    map_help="方向键移动，加减键缩放；“详情”里列出各社区",
    until="时间 ≤",
    all_times="全部",
    sources="来源",
    all="全选",
    zoom_in="放大",
    zoom_out="缩小",
    fit="全图",
    graph="因果图，原因在左，结果在右",
    graph_help="方向键沿因果移动，回车看详情；“表格”列出全部因果",
    key="图例",
    panel="详情",
    close="关闭",
    start="点击节点或连线，查看原因、结果和原文",
    counts="{} 个节点，{} 条因果，{} 份文档",
    undrawn="另有 {} 个实体、{} 个观测不在此图上：没有因果关系连着它们，或不在所选范围内。用 kg show 和 kg timeline 查看。",
    outcome="主要结果",
    documents="文档",
    empty="这个图谱里没有因果关系。",
    no_script="此页需要启用 JavaScript。",
    promote="促进",
    prevent="抑制",
    hedged_line="推测",
    dotted_line="条件或计划",
    thickness="粗细为置信度",
    denied_line="被否认",
    denied_links="被否认的因果",
    only_denied="来源只是否认这条因果，没有来源支持它",
    hidden_node="筛选隐藏了此节点",
    nothing_left="筛选之后没有可显示的因果",
    hits_all="共 {} 个匹配",
    loop_badges="回路：R 增强，B 平衡",
    loops="回路",
    reinforcing="增强",
    balancing="平衡",
    communities="社区",
    choose_end="从“{}”出发：再选另一个节点",
    path_found="最可信的一条有 {} 步，最弱一环的置信度为 {}；全部路径经过 {} 个节点。",
    no_path="“{}”与“{}”之间没有因果路径。",
    without_note="据这些来源，假如没有“{}”：",
    lost="失去全部支撑",
    kept="仍有别的支撑",
    kept_by="支撑来自",
    lost_count="{} 个结果失去全部支撑，{} 个仍有支撑",
    hops="{} 步",
    moves_less="会更少",
    moves_more="会更多",
    moves_both="两个方向都有",
    confidence="可信度",
    derivation="置信度 {} 的算法",
    derivation_note="每个来源的误差，按其主张的权重 c：min(1, 0.05 + Π(1 − c))；置信度 = (1 − Π 误差) × 支持 /（支持 + 反对）。",
    more="显示更多（共 {}）",
    more_rows="显示更多",
    more_evidence="更多原文",
    loading="正在读取原文……",
    actions="操作",
    causes="原因",
    effects="结果",
    none="无",
    observations="观测",
    metric="指标",
    subject="对象",
    value="数值",
    period="时间",
    quote="原文",
    aliases="别名",
    about="关于",
    competes="竞争",
    issued="发布",
    up="上升",
    down="下降",
    identifier="标识",
    claims_for="支持的主张",
    claims_against="反对的主张",
    cause="原因",
    effect="结果",
    cue="线索词",
    polarity="方向",
    characters="字符",
    claimant="主张者",
    author="文档作者",
    modality="语气",
    asserted="断言",
    hedged="推测",
    conditional="条件",
    planned="计划",
    denied="否认",
    implicit="隐含",
    explicit="明言",
    rule="规则",
    not_plain="只有条件或计划的说法，不算因果边",
    evidence="证据",
    evidence_for="证据：{} → {}",
    links="因果关系",
    lit_up="{} 的上游：{} 个节点",
    lit_down="{} 的下游：{} 个节点",
    cleared="已清除选择",
    shown="显示 {} 个节点，{} 条因果",
)

_EN = Words(
    language="en",
    search="Search",
    search_hint="Search names, aliases, quotes (/)",
    hits="{} of {}",
    no_hits="No match",
    filters="Filters",
    kinds="Kinds",
    belief="Belief",
    belief_at_least="Belief ≥",
    upstream="Upstream causes",
    downstream="Downstream effects",
    path="Path",
    without="What if absent",
    table="Table",
    save="Save",
    save_svg="SVG drawing",
    save_png="PNG picture",
    print="Print or PDF",
    copy="Copy link to this view",
    copied="Link copied",
    theme="Dark or light",
    filter="Filters",
    map="Map",
    map_help="Arrow keys move, plus and minus zoom; “Details” lists the communities",
    until="Time ≤",
    all_times="all",
    sources="Sources",
    all="All",
    zoom_in="Zoom in",
    zoom_out="Zoom out",
    fit="Whole graph",
    graph="Causal graph, causes left, effects right",
    graph_help="Arrow keys walk along causes and effects, Enter opens details; "
    "“Table” lists every link",
    key="Key",
    panel="Details",
    close="Close",
    start="Select a node or a link to see causes, effects and the words that say so",
    counts="{} nodes, {} links, {} documents",
    undrawn="{} more entities and {} more observations are not drawn: no link ties them, or they were not chosen. See kg show and kg timeline.",
    outcome="Main outcome",
    documents="Documents",
    empty="There are no causal links in this graph.",
    no_script="This page needs JavaScript.",
    promote="promotes",
    prevent="prevents",
    hedged_line="hedged",
    dotted_line="conditional or planned",
    thickness="thickness is belief",
    denied_line="denied",
    denied_links="Denied",
    only_denied="Sources only deny this link; none supports it",
    hidden_node="The filters hide this node",
    nothing_left="The filters leave no causal link",
    hits_all="{} matches",
    loop_badges="loops: R reinforcing, B balancing",
    loops="Loops",
    reinforcing="reinforcing",
    balancing="balancing",
    communities="Communities",
    choose_end="From “{}”: select another node",
    path_found="The most believed one takes {} steps, its weakest is believed {}; "
    "all paths together pass {} nodes.",
    no_path="No causal path joins “{}” and “{}”.",
    without_note="According to these sources, if there were no “{}”:",
    lost="Lose all support",
    kept="Keep other support",
    kept_by="from",
    lost_count="{} effects lose all support, {} keep some",
    hops="{} steps",
    moves_less="less of it",
    moves_more="more of it",
    moves_both="both ways",
    confidence="Confidence",
    derivation="How the belief of {} is computed",
    derivation_note="Error of each source from the weights c of its claims: min(1, 0.05 + Π(1 − c)); "
    "belief = (1 − Π errors) × for / (for + against).",
    more="Show more (of {})",
    more_rows="Show more",
    more_evidence="More quotes",
    loading="Reading the quotes…",
    actions="Actions",
    causes="Causes",
    effects="Effects",
    none="none",
    observations="Observations",
    metric="Metric",
    subject="Subject",
    value="Value",
    period="Period",
    quote="Quote",
    aliases="Also called",
    about="About",
    competes="Competes with",
    issued="Issued",
    up="up",
    down="down",
    identifier="Identifier",
    claims_for="Claims for",
    claims_against="Claims against",
    cause="Cause",
    effect="Effect",
    cue="Cue",
    polarity="Direction",
    characters="characters",
    claimant="Claimant",
    author="the author of the document",
    modality="Modality",
    asserted="asserted",
    hedged="hedged",
    conditional="conditional",
    planned="planned",
    denied="denied",
    implicit="implicit",
    explicit="explicit",
    rule="Rule",
    not_plain="Only conditional or planned claims: no causal edge",
    evidence="Evidence",
    evidence_for="Evidence: {} → {}",
    links="Causal links",
    lit_up="Upstream of {}: {} nodes",
    lit_down="Downstream of {}: {} nodes",
    cleared="Selection cleared",
    shown="Showing {} nodes, {} links",
)

LANGUAGES = {"zh": _ZH, "en": _EN}


def words(language: str) -> Words:
    """The interface in a language given as a BCP 47 tag (``zh``, ``en-GB``).

    Raises:
        UsageError: There is no interface in that language.
    """
    found = LANGUAGES.get(language.replace("_", "-").split("-")[0].lower())
    if found is None:
        known = ", ".join(LANGUAGES)
        raise UsageError(f"the page has no interface in {language!r}; choose one of: {known}")
    return found
