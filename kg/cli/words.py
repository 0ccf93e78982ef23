"""The words of answers in English and Chinese: a table each, no logic."""

from __future__ import annotations

from kg.errors import UsageError
from kg.model import Modality, Polarity

_NOUNS = {
    "en": {
        "cause": ("direct cause", "direct causes"),
        "effect": ("direct effect", "direct effects"),
        "document": ("document", "documents"),
        "contradiction": ("contradiction", "contradictions"),
        "entity": ("entity", "entities"),
        "loop": ("loop", "loops"),
        "outcome": ("outcome", "outcomes"),
    },
    "zh": {
        "cause": ("个直接原因",) * 2,
        "effect": ("个直接结果",) * 2,
        "document": ("份文档",) * 2,
        "contradiction": ("处矛盾",) * 2,
        "entity": ("个实体",) * 2,
        "loop": ("个回路",) * 2,
        "outcome": ("个结果",) * 2,
    },
}
_TEXTS = {
    "en": {
        "according": ", according to {documents}",
        "belief": "belief {belief}",
        "chain": "chain {belief}",
        "weakest-link": "weakest link: {cause} → {effect}",
        "for": "{n} for",
        "against-count": "{n} against",
        "elsewhere": "  (shown elsewhere)",
        "against": "against:",
        "implicit": "implicit",
        "says": "says {who}",
        "more": "… and {n} more",
        "conditional": "Only under a condition or as a purpose:",
        "denied": "Denied by a source:",
        "related": "See also what happened to it: {names}",
        "on": "on {effect}",
        "weakest": "(weakest belief {belief})",
        "hop": "{cause} {verb} {effect}",
        "not-plain": "  (conditional, planned or denied)",
        "also": "also: {names}",
        "issued": "issued: {date}",
        "competes": "competes with: {names}",
        "about": "about: {names}",
        "requires": "requires: {text}",
        "causes": "Causes:",
        "effects": "Effects:",
        "observations": "Observations:",
        "factors": "Factors about it:",
        "sources": "Sources: {names}",
        "common": "Shared causes of {first} and {second}: {n}",
        "to": "to {name}: ",
        "whatif": "According to these sources, without {names}:",
        "lost": "Would lose all support:",
        "kept": "Would keep other support:",
        "less": "less of it",
        "more-of": "more of it",
        "either": "both less and more of it, by different ways",
        "kept-by": "still supported by {names}",
        "fallen": "no longer by {names}",
        "hops": "{n} hops away",
        "no-consequences": "nothing else changes",
        "loops": "{loops} between {entities}: {names}",
        "reinforcing": "reinforcing",
        "balancing": "balancing",
        "more-loops": "… there are more or longer loops",
        "conflicts": "{conflicts} between these sources; nothing is resolved",
        "polarity": "One says it promotes, another that it prevents",
        "trend": "The same cause raises and lowers it",
        "denial": "Stated and denied",
        "value": "Different values for the same metric and period",
        "order": "A cause dated after its effect",
        "side-one": "one side:",
        "side-other": "the other:",
        "dated": "{cause} is of {from_date}, {effect} of {to_date}",
        "none": "–",
        "head-roots": "cause|leads to|belief|chain",
        "head-bottlenecks": "entity|outcomes only through it|betweenness",
        "head-compare": "metric|{first}|{second}|difference|ratio|sources",
        "head-timeline": "when|what|value|source",
        "issue": "issued",
        "stats": "documents|entities|claims|links|observations",
        "deny-note": "{n} claims deny a cause; kg why lists them apart",
    },
    "zh": {
        "according": "，据 {documents}",
        "belief": "置信度 {belief}",
        "chain": "全链 {belief}",
        "weakest-link": "最弱一环：{cause} → {effect}",
        "for": "{n} 条支持",
        "against-count": "{n} 条反对",
        "elsewhere": "  （见他处）",
        "against": "反对：",
        "implicit": "隐含",
        "says": "{who} 称",
        "more": "…… 另有 {n} 个",
        "conditional": "仅在一定条件下成立，或为目的：",
        "denied": "有来源否认：",
        "related": "另见与之有关的事件：{names}",
        "on": "对 {effect}",
        "weakest": "（最弱置信度 {belief}）",
        "hop": "{cause} {verb} {effect}",
        "not-plain": "  （条件、目的或被否认）",
        "also": "又称：{names}",
        "issued": "发布：{date}",
        "competes": "竞争对手：{names}",
        "about": "关于：{names}",
        "requires": "要求：{text}",
        "causes": "原因：",
        "effects": "结果：",
        "observations": "观测：",
        "factors": "与之有关的因素：",
        "sources": "来源：{names}",
        "common": "{first} 与 {second} 的共同原因：{n} 个",
        "to": "到 {name}：",
        "whatif": "据这些来源，若没有 {names}：",
        "lost": "将失去全部支持：",
        "kept": "仍有其他支持：",
        "less": "减弱",
        "more-of": "增强",
        "either": "经不同途径，减弱与增强并存",
        "kept-by": "仍受支持于 {names}",
        "fallen": "不再来自 {names}",
        "hops": "相隔 {n} 步",
        "no-consequences": "其余不变",
        "loops": "{entities}之间有 {loops}：{names}",
        "reinforcing": "增强",
        "balancing": "平衡",
        "more-loops": "…… 还有更多或更长的回路",
        "conflicts": "这些来源之间有 {conflicts}；未作任何裁决",
        "polarity": "一说促成，一说抑制",
        "trend": "同一原因既使其上升又使其下降",
        "denial": "既有断言又有否认",
        "value": "同一指标、同一时期的不同数值",
        "order": "原因的日期晚于结果",
        "side-one": "一方：",
        "side-other": "另一方：",
        "dated": "{cause} 为 {from_date}，{effect} 为 {to_date}",
        "none": "–",
        "head-roots": "原因|通向|置信度|链条",
        "head-bottlenecks": "实体|只经由它的结果|中介度",
        "head-compare": "指标|{first}|{second}|差|比|来源",
        "head-timeline": "时间|事项|数值|来源",
        "issue": "发布",
        "stats": "文档|实体|主张|因果链接|观测",
        "deny-note": "{n} 条主张否认某个原因；kg why 会单独列出",
    },
}
_VERBS = {
    "en": {
        ("causes", Polarity.PROMOTE): "promotes",
        ("causes", Polarity.PREVENT): "prevents",
        ("effects", Polarity.PROMOTE): "is promoted",
        ("effects", Polarity.PREVENT): "is prevented",
    },
    "zh": {
        ("causes", Polarity.PROMOTE): "促成",
        ("causes", Polarity.PREVENT): "抑制",
        ("effects", Polarity.PROMOTE): "被促成",
        ("effects", Polarity.PREVENT): "被抑制",
    },
}
_MODALITIES = {
    Modality.ASSERTED: "断言",
    Modality.HEDGED: "推测",
    Modality.CONDITIONAL: "条件",
    Modality.PLANNED: "目的",
    Modality.DENIED: "否认",
}
LANGUAGES = tuple(_TEXTS)


class Words:
    """The words of one language; raises `UsageError` for one that we do not speak."""

    def __init__(self, language: str) -> None:
        if language not in _TEXTS:
            raise UsageError(f"no language called {language}; there are: {', '.join(LANGUAGES)}")
        self.language = language
        self._texts = _TEXTS[language]

    def __call__(self, key: str, **parts: object) -> str:
        """The text of a key, its parts filled in."""
        return self._texts[key].format(**parts)

    def count(self, number: int, noun: str) -> str:
        """A number with its noun."""
        return f"{number:,} {_NOUNS[self.language][noun][number != 1]}"

    def verb(self, polarity: Polarity, direction: str = "causes") -> str:
        """What a cause does to its effect, or (``effects``) what is done to the effect."""
        return _VERBS[self.language][(direction, polarity)]

    def modality(self, modality: Modality) -> str:
        """How a claim is made."""
        return _MODALITIES[modality] if self.language == "zh" else modality.value

    @property
    def comma(self) -> str:
        """What stands between the parts of a remark."""
        return "，" if self.language == "zh" else ", "

    @property
    def colon(self) -> str:
        """What stands before an explanation."""
        return "：" if self.language == "zh" else ": "
