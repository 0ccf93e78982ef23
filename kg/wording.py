"""How the words of a cause or effect become the label of a factor.

Words that change from sentence to sentence go, and movements that mean the same get one name:
获客成本持续走高 and 获客成本在2020年涨到38元 are both 获客成本, up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from kg.model import Claim
from kg.ontology import Concept, Ontology, alternation

# What opens a phrase and says only how much or which: 这种|压力, but not 其|他公司, 该|国, 大幅|度.
_LEADING = re.compile(
    r"(?:[的了着]|其(?![他它中余实次间后一二三四])|该(?![国市省县州区镇城校院])|(?:这种|这些|此类|这个|该类)"
    r"|这一(?![度次代批块带轮切点幕天年刻])|(?:上述|相关(?!性)|自身|沉重|巨大|严重(?!性)|较大|更大|极大|空前|强烈|日益|持续"
    r"|不断|明显|大幅(?!度)|显著(?!性)|逐步|进一步|更加|过于))+"
    r"|(?:(?:the|a|an|its|their) |(?:these|this|that) (?!"
    r"(?:is|are|was|were|has|have|had|does|did|will|would|can|could|may|might|must|should|also|not"
    r"|in|on|at|to|of|for|seems?|comes?|makes?|means?|leads?|leaves?|gives?|puts?|allows?|happens?)\b))+",
    re.IGNORECASE,
)
_NUMBER_TAIL = re.compile(
    r"(?:了|约|近|超过|逾|仅|至|到|为)*[\d.,]+\s*[万亿千百]*(?:%|个百分点|倍|元|美元|吨|台|辆|人|户|家|件|点|桶)?$"
)
_MOVED = {**dict.fromkeys("涨升增", "up"), **dict.fromkeys("降跌减", "down")}
_ADVERB_BEFORE_TREND = re.compile(
    r"(?:的|持续|不断|较?大幅度?|更是|也|都|均|又|再度|再次|显著|明显|逐步|逐年|快速|迅速|急剧|加速|日益|越来越|进一步|稳步|高速|强劲|小幅|严重|过度|年均|同比|环比|表现"
    r"|呈|呈现|出现|变得|将会|将|会|可能|预计|继续|仍在|仍|已|趋于|有所|[较比](?:上|前|去|同)[年月季周]?(?:同期)?|较同期|从[约近]?[\d.,]+(?:%|万|亿|元|万元|亿元)?"
    r"|(?:[在于](?:\d{4}年|去年|今年|明年)?(?:\d{1,2}月)?份?)(?<=[年月份])|,|\s)+$"
)
SCALAR = frozenset(("up", "down"))  # families of trends: of a size, and nothing else
CHANGES = frozenset(("grow", "shrink"))  # of more than a size: 扩张, 降温
_LONGEST_TREND = 5  # characters


def opened(words: str, least: int = 2) -> str:
    """``words`` without what opens them and only points or weighs: 这种|压力, the |lack of funds.

    At least ``least`` characters must be left.
    """
    leading = _LEADING.match(words)
    return words[leading.end() :] if leading and len(words) - leading.end() >= least else words


def unquoted(words: str) -> str:
    """``words`` without the quotation marks around the whole, or one whose other half is missing.

    "破净" gives 破净, but 理财产品"破净" keeps both marks.
    """
    words = words.strip(" '")
    for left, right in ('""', "《》"):
        while words.startswith(left) and words.endswith(right) and len(words) > 1:
            inside = words[1:-1]
            if left in inside or right in inside:
                break
            words = inside.strip(" '")
    if words.count('"') % 2:
        words = words[1:] if words.startswith('"') else words.removesuffix('"')
    if words.count("《") != words.count("》"):
        words = words.strip("《》")
    return words.strip(" '")


_NOT_MOVED = re.compile(
    "(?:没有|没|未|未能|并未|尚未|不|不再|无法|难以|停止|止住)(?:再|明显|大幅|显著|进一步)?$"
)
# 非税收入实现|负增长: the sign belongs to how it moved.
_SIGN = re.compile("(?:出现|实现|呈现|呈|录得|陷入|难得的|了|首次|连续|均|为)*(?P<sign>[正负])$")
_OPPOSITE = {"up": "down", "down": "up", "grow": "shrink", "shrink": "grow"}


def concept_at_end(ontology: Ontology, text: str, english: bool) -> tuple[Concept | None, str]:
    """The concept whose label, the longest that fits, ends ``text``, and the label."""
    match = ontology.label_backwards.match(text[::-1].lower())
    while match:
        length = match.end()
        if not english or length == len(text) or not text[-length - 1].isalnum():
            label = text[len(text) - length :]
            return ontology.concept_by_label[label.lower() if english else label], label
        match = ontology.label_backwards.match(text[::-1].lower()[: length - 1])
    return None, ""


def split_trend(words: str, trends: Mapping[str, str], english: bool) -> tuple[str, str]:
    """What moved, and how: 获客成本持续走高 is 获客成本, up; so are rising acquisition costs.

    The second is a family of words of the lexicon, or nothing.
    """
    text = _NUMBER_TAIL.sub("", words).removesuffix("了").strip()
    if english:
        first, _, rest = text.partition(" ")
        if first.lower() in trends and rest:
            return re.sub(r"^(?:in|of)\s", "", rest), trends[first.lower()]
        head, _, last = text.rpartition(" ")
        if last.lower() in trends and head:
            return head, trends[last.lower()]
        return words, ""
    for length in range(min(_LONGEST_TREND, len(text) - 1), 1, -1):
        if text[-length:] in trends:
            if _NOT_MOVED.search(text[:-length]):
                return words, ""  # 产能没有增长
            if signed := _SIGN.search(text[:-length]):
                core, family = text[: signed.start()], trends[text[-length:]]
                family = _OPPOSITE.get(family, "") if signed["sign"] == "负" else family
                return (core, family) if len(core) >= 2 and family else (words, "")
            core = _ADVERB_BEFORE_TREND.sub("", text[:-length])
            if "," in core:
                return words, ""  # 船只受阻, 导致运费提高: more than one thing moved
            core = core.removesuffix("被").removesuffix("进一步").rstrip("的")
            return (core, trends[text[-length:]]) if len(core) >= 2 else (words, "")
    if text != words and text[-1:] in _MOVED:  # 涨|到38元
        core = _ADVERB_BEFORE_TREND.sub("", text[:-1]).rstrip("的")
        return (core, _MOVED[text[-1]]) if len(core) >= 2 else (words, "")
    return words, ""


def renamed(ontology: Ontology, core: str, family: str) -> bool:
    """Whether how ``core`` moved has one name whatever the words: 库存减少 is 库存下降.

    Of what is measured, any change is one of size (规模收缩); of other things only what can mean
    nothing else (平台扩张 is not 平台上升).
    """
    return family in SCALAR or (family in CHANGES and bool(_measure(ontology).search(core)))


def measures(ontology: Ontology, core: str) -> bool:
    """Whether a phrase is a noun of measure, or one as bare, and nothing else: 产能, sales, 市场."""
    bare = ontology.names["factor"]["bare"]
    return _measure(ontology).fullmatch(core) is not None or core.lower() in bare


def _measure(ontology: Ontology) -> re.Pattern[str]:
    if "wording.measure" not in ontology.memo:
        table = ontology.names["metric"]
        nouns = [w for name in ("head", "name_head", "measured", "bare_en") for w in table[name]]
        ontology.memo["wording.measure"] = re.compile(f"{alternation(nouns)}$", re.IGNORECASE)
    return cast("re.Pattern[str]", ontology.memo["wording.measure"])


def lowered_effect(claim: Claim, ontology: Ontology) -> str | None:
    """For "侵蚀利润": the factor 利润下降 that preventing a metric amounts to, or None.

    A function of the claim and the ontology alone, so that links can be assembled again from
    stored claims.
    """
    if claim.polarity != "prevent" or not claim.effect.entity.startswith("factor:"):
        return None
    concept, name = concept_at_end(ontology, claim.effect.entity, english=False)
    if concept is None or concept.kind != "Metric" or name != concept.labels["zh"][0]:
        return None
    return claim.effect.entity + str(ontology.trend_labels["down"]["zh"])
