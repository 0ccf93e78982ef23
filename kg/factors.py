"""Factors: what the cause or effect of a claim stands for where it is no entity of a name.

A factor is a concept of the vocabulary, what it is about, and a trend. 获客成本持续走高 and
用户获取成本上升 meet in factor:获客成本上升; what no concept covers keeps its own words, without
those that change from sentence to sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.model import Argument, Entity, Extraction, Mention, Trend
from kg.ontology import Concept, Ontology, alternation
from kg.text import fold, local_name
from kg.wording import (
    CHANGES,
    SCALAR,
    concept_at_end,
    measures,
    opened,
    renamed,
    split_trend,
    unquoted,
)

PREFIX = {
    "Policy": "policy",
    "Product": "product",
    "Bank": "org",
    "Regulator": "org",
    "Company": "org",
    "Platform": "org",
    "Organization": "org",
    "Metric": "metric",
    "Technology": "tech",
    "BusinessModel": "model",
    "Market": "market",
    "Segment": "segment",
    "Person": "person",
    "Place": "place",
    "Event": "factor",
}
HAN = re.compile("[\u3400-\u9fff]")
_ANYTHING = frozenset(PREFIX.values()) - {"place"}
_ALIAS_LENGTH = 14
_CLAUSE = re.compile(
    r"^[其该这此它]|面临|承受|陷入|遭遇|出现|存在|[,;:。\"]|\b(?:that|which|it|its)\b"
)
_ENGLISH_LENGTH = 3  # letters for what Chinese says in one character
_REACH = 120  # how far back 这种压力 may point, in characters
# What may follow the name of a rule that takes effect.
_ENACTED = re.compile(
    r"(?:的)?(?:正式)?(?:出台|发布|实施|落地|印发|公布|施行|生效|颁布|推出|took effect|came into force)?$",
    re.IGNORECASE,
)
_MEETS = re.compile(
    r".*(?:面临|面对|承受|陷入|遭遇|出现|存在|引发|带来|产生|爆发|形成|有|遇到|faced?|facing|faces|under)(?:着|了)?(?:的|巨大|较大|更大|严重|沉重|一定|明显)*\s*$",
    re.IGNORECASE,
)
# What may follow 其 where it is a subject: 其|在全球市场.
_GOES_ON = re.compile(
    r"[的在于将也对做能会已正以从被把向与和为是有所却则又还都仍不未没再可应需必曾就]|最终|本质|自身"
)
_EMPTY = re.compile(
    r"(?:[的其该这此它了着过也]|这一|这种|上述|所谓|整个|产品|公司|企业|平台|用户|客户|本身|自身|行业|市场|the|its|their|a|an|of|was|were|is|has|been|in|for|product|company|from|[\s,\"'])*",
    re.IGNORECASE,
)
_ENGLISH_TAIL = re.compile(r"\s(?:from|in|by|on|at|that|which|who)\s.*$", re.IGNORECASE)
_OF = re.compile(r"(?:the |its |their |a )?(?P<head>[\w -]+?) of (?P<whom>.+)$", re.IGNORECASE)
_ITSELF = {
    **dict.fromkeys(("公司", "企业", "集团", "company", "firm", "group"), "org"),
    **dict.fromkeys(("产品", "product"), "product"),
}
_BACK = 200  # mentions among which a name is looked for


@dataclass(frozen=True)
class Context:
    """What grounding knows of a document."""

    extraction: Extraction
    ontology: Ontology
    text: str
    topic: str | None  # the entity the document is about
    country: str | None  # the place it is about
    said: list[tuple[int, str]]  # where each factor claimed so far ends, in text order

    @property
    def language(self) -> str:
        return self.extraction.document.language


def fallen(context: Context, metric: Entity, id: str) -> Entity:
    """The fall of what a metric measures: 利润空间下降 for 利润空间."""
    trend = context.ontology.trend_labels["down"]
    fell = (" " if metric.language == "en" else "") + str(trend.get(metric.language, trend["zh"]))
    # Of the metric's other names, the one without its owner.
    asked = tuple(alias + fell for alias in metric.aliases if metric.label.endswith(alias))
    return replace(
        metric, id=id, label=metric.label + fell, aliases=asked, trend=Trend(trend["sign"])
    )


def mentions_in(context: Context, start: int, end: int) -> list[Mention]:
    """The mentions that lie within ``start`` and ``end``, in text order."""
    mentions = context.extraction.mentions
    first = bisect_left(mentions, start, key=lambda m: m.start)
    last = bisect_left(mentions, end, first, key=lambda m: m.start)
    return [m for m in mentions[first:last] if m.end <= end]


def _outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Without names inside a longer one: of 微信粒粒贷, not also 微信."""
    found = list(mentions)
    return [
        m
        for m in found
        if not any(
            o is not m
            and o.start <= m.start
            and m.end <= o.end
            and o.end - o.start > m.end - m.start
            for o in found
        )
    ]


def factor_of(context: Context, entities: dict[str, Entity], part: Argument) -> str:
    """The entity that a cause or effect names."""
    lexicon = context.ontology.lexicon(context.language)
    english = context.language == "en"
    mentions = _outermost(
        m for m in mentions_in(context, part.start, part.end) if m.type != "Metric"
    )
    words = unquoted(context.text[part.start : part.end])
    # A name, or a rule that takes effect.
    for mention in mentions:
        before = context.text[part.start : mention.start].strip("《\"' ")
        after = context.text[mention.end : part.end].strip("》\"' ")
        if _EMPTY.fullmatch(before) and (
            not after or (mention.type == "Policy" and _ENACTED.fullmatch(after))
        ):
            return mention.entity
    # 公司 in an article about a firm is that firm.
    topic = context.topic or ""
    if topic and _ITSELF.get(opened(words).lower()) == topic.partition(":")[0]:
        return topic
    antecedent = _antecedent(context, entities, part, words)
    if antecedent:
        return antecedent
    if _is_title(context, part):
        words = re.sub(
            alternation(lexicon.why["drop"], whole=english), "", words, flags=re.IGNORECASE
        ).strip()
    said = _resolved(context, words, mentions)
    factor = _from_concept(context, part, said, mentions) or _from_words(
        context, part, said, mentions
    )
    known = entities.get(factor.id)
    # Another wording of the factor is an alias; a whole clause about it is not.
    short = len(words) <= (_ALIAS_LENGTH * 3 if english else _ALIAS_LENGTH)
    alias = words if words != factor.label and short and not _CLAUSE.search(words) else ""
    merged = known or factor
    if not set(factor.about) <= set(merged.about):
        merged = replace(merged, about=tuple(sorted({*merged.about, *factor.about})))
    if alias and not _is_title(context, part):
        merged = replace(merged, aliases=tuple(sorted({*merged.aliases, alias})))
    entities[factor.id] = merged
    return factor.id


_POINTS_BACK = re.compile(
    r"(?:(?:这种|这一|这个|这类|这些|此类|上述|该|此)(?P<noun>.{2,6})|这|此|此举|这样|这点|这一点|这也|这些|这一切|this|that|it|these|this (?P<what>\w+))$",
    re.IGNORECASE,
)
# What joins a clause to the one that its pronoun stands for.
_JOINS_ON = re.compile(
    r"(?:但是?|而|不过|然而|所以|因此|正是|鉴于|\b(?:but|and|so|because of))\s*$", re.IGNORECASE
)
_CLAUSE_END = re.compile(r"[,。;:!?\n]|\.\s")
_SENTENCE_END = re.compile(r"[。!?！？\n]+|\.(?=\s)")
_ANY_STATE = frozenset(
    [
        "变化",
        "现象",
        "情况",
        "问题",
        "因素",
        "局面",
        "状况",
        "趋势",
        "举措",
        "做法",
        "原因",
        "背景",
        "影响",
        "举动",
        "change",
        "move",
        "trend",
        "shift",
    ]
)


def _antecedent(
    context: Context, entities: dict[str, Entity], part: Argument, words: str
) -> str | None:
    """What 这种压力 or a bare 这 points back to: the last factor that fits, else the words before."""
    match = _POINTS_BACK.match(words)
    if not match:
        return None
    noun = match.group("noun") or match.group("what") or ""
    if any(m.pronoun and m.start == part.start for m in mentions_in(context, part.start, part.end)):
        return None
    # A pronoun alone stands for what its own sentence or the one before said; "it" for the subject.
    since = 0 if noun else _sentence_before(context.text, part.start)
    said = [s for s in context.said if since <= s[0] <= part.start and part.start - s[0] <= _REACH]
    for _, factor in said if words.lower() == "it" else reversed(said):
        label = entities[factor].label
        if not noun or noun in _ANY_STATE or label.endswith(noun) or noun in label:
            return factor
    if noun and noun not in _ANY_STATE:
        return _named_before(context, entities, part, noun)
    # Nothing was claimed before: the words of the clause before stand for themselves.
    length = _REACH * (_ENGLISH_LENGTH if context.language == "en" else 1)
    before = context.text[max(0, part.start - length) : part.start]
    clauses = [c.strip(" \"'") for c in _CLAUSE_END.split(_JOINS_ON.sub("", before))]
    # The last clause is the pronoun's own; and who says so (Volpe表示) is not what was said.
    says = re.compile(rf"{context.ontology.lexicon(context.language).any_of('attribution_verb')}$")
    told = (c for c in reversed(clauses[:-1]) if c and not says.search(c.lower()))
    clause = next(told, "")
    if len(clause) < 4 or (clause == clauses[0] and part.start > length):
        return None
    start = context.text.rfind(clause, 0, part.start)
    return factor_of(context, entities, Argument(clause, start, start + len(clause)))


def _sentence_before(text: str, at: int) -> int:
    """Where the sentence before the one that holds ``at`` begins, or that one in its paragraph."""
    low = max(0, at - _REACH)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, low, at)]
    if ends and not text[ends[-1] : at].strip(" \"'“”‘’"):
        ends.pop()  # the pronoun opens its sentence
    return ends[-1] if ends else low


def _named_before(
    context: Context, entities: dict[str, Entity], part: Argument, noun: str
) -> str | None:
    """The nearest concept before ``part`` whose label ends in ``noun``: 合规压力 for 这种压力."""
    before = context.text[max(0, part.start - _REACH) : part.start]
    offset = part.start - len(before)
    for match in reversed(list(re.finditer(re.escape(noun), before))):
        concept, label = concept_at_end(
            context.ontology, before[: match.end()], context.language == "en"
        )
        if concept and len(label) > len(noun):
            end = offset + match.end()
            return factor_of(context, entities, Argument(label, end - len(label), end))
    return None


def _is_title(context: Context, part: Argument) -> bool:
    return any(
        b.kind == "title" and b.start <= part.start < b.end
        for b in context.extraction.document.blocks
    )


def _from_concept(
    context: Context, part: Argument, words: str, mentions: list[Mention]
) -> Entity | None:
    ontology = context.ontology
    lexicon = ontology.lexicon(context.language)
    english = context.language == "en"
    # 压垮 X: a verb whose object suffers the event.
    verb = ontology.object_verb.match(words)
    if verb and mentions and not context.text[mentions[-1].end : part.end].strip("\"' "):
        concept = ontology.objects[verb.group().lower()]
        if _befalls(concept, mentions[-1].entity):
            return _concept_factor(context, concept, "", (mentions[-1].entity,), "")
    # 压缩利润空间: a cue that lowers, and its object.
    lowering = lexicon.lowering.match(words)
    if lowering:
        rest = words[lowering.end() :].strip()
        lowered, label = concept_at_end(ontology, rest, english)
        if (
            lowered
            and lowered.kind == "Metric"
            and _EMPTY.fullmatch(rest[: len(rest) - len(label)])
        ):
            owner = _owner(context, lowered)
            return _concept_factor(context, lowered, "", (owner,) if owner else (), "down")
    core, family = split_trend(words, lexicon.trends, english)
    # Lilidai was withdrawn from WeChat: where it happened is no part of what happened.
    place = _ENGLISH_TAIL.sub("", words) if english else words
    if (
        english
        and (of := _OF.match(place))
        and of.group("head").lower() in ontology.concept_by_label
    ):
        place = f"{of.group('whom')} {of.group('head')}"  # the withdrawal of Lilidai
    for text, trend in ((words.removesuffix("了"), ""), (words, ""), (place, ""), (core, family)):
        found, label = concept_at_end(ontology, text, english)
        # Which demand it is, "in the new car market" says.
        if found is None or (text is place and text is not words and found.kind == "Metric"):
            continue
        # 疫情爆发 is no 疫情上升.
        if trend in CHANGES and found.kind != "Metric":
            continue
        concept = found
        left = text[: len(text) - len(label)]
        about = tuple(dict.fromkeys(m.entity for m in mentions if m.type != "Place"))
        # 出口面临压力: pressure of no kind is not the same everywhere.
        sized = concept.kind == "Metric"
        meets = not sized and concept.id not in ontology.broad and _MEETS.fullmatch(left)
        # Whose price it is belongs to it, unless that is what the document is about.
        beside = [m for m in mentions if not sized or m.entity == _owner(context, concept)]
        bare = _without(left, context, beside)
        if concept.scope == "own":
            subject = about[:1] or ((context.topic,) if context.topic else ())
            if not subject or (not about and bare and not _EMPTY.fullmatch(bare)):
                continue
            if not _befalls(concept, subject[0]):
                continue
            return _concept_factor(context, concept, "", subject, trend)
        if meets or _EMPTY.fullmatch(bare):
            owner = _owner(context, concept)
            return _concept_factor(context, concept, "", (owner,) if owner else about, trend)
        owners = [m for m in mentions if left.removesuffix("的") == _shown(context, m)]
        if sized and owners:
            return _concept_factor(context, concept, "", (owners[0].entity,), trend)
        if text is words or text is core:
            # 猪肉价格: the modifier belongs to the identity, the concept is still known.
            plain = opened(left, 0)
            # 财政压力加大 keeps its words: the label of this trend would not fit them.
            kept = text is core and trend not in ("", *SCALAR, *CHANGES)
            if len(plain) + len(label) <= 14 and not kept and not re.search(r"[,;:。]", plain):
                return _concept_factor(
                    context, concept, plain.removesuffix("的").strip(), about, trend, words=label
                )
    return None


def _owner(context: Context, concept: Concept) -> str | None:
    """Whose metric it is where nobody is named: of what the document is about."""
    if concept.kind != "Metric":
        return None
    return next((e for e in (context.topic, context.country) if e and _befalls(concept, e)), None)


def _befalls(concept: Concept, entity: str) -> bool:
    """Whether a concept may befall an entity: a bank is not delisted like a product."""
    allowed = _ANYTHING if concept.of is None else {PREFIX.get(kind) for kind in concept.of}
    return entity.partition(":")[0] in allowed


def _without(left: str, context: Context, mentions: list[Mention]) -> str:
    for mention in mentions:
        left = left.replace(mention.name if mention.pronoun else _shown(context, mention), "")
    # 从首页入口: where something disappears from says nothing about what does.
    left = re.sub(r"从.{2,12}$", "", left)
    return left.replace("突然", "").replace("模式", "").replace("悄然", "").strip("《》\"' ")


def _concept_factor(
    context: Context,
    concept: Concept,
    modifier: str,
    about: tuple[str, ...],
    family: str,
    *,
    words: str = "",
) -> Entity:
    ontology = context.ontology
    # Pressure that grows is pressure: 合规压力加大 and 合规压力 meet.
    called = {**ontology.trend_labels, **concept.trends}
    trend = {} if concept.kind == "Pressure" else called.get(family, {})
    owned = (concept.scope == "own" or (concept.kind == "Metric" and not modifier)) and about
    owner = about[-1].partition(":")[2].replace("_", " ") if owned else ""
    called_owner = _called(context, about[-1]) if owned else ""
    # The IRI is in the vocabulary's first language, so that documents in both languages meet; the
    # label is in the document's.
    name = next(iter(concept.labels.values()))[0]
    label = concept.labels.get(context.language, (name,))[0]
    english = context.language == "en"
    space = " " if english else ""
    shown = space.join(
        p
        for p in (called_owner, modifier, words or label, str(trend.get(context.language, "")))
        if p
    )
    if modifier and english:
        local = shown.lower()
    else:
        local = owner + (modifier + words if modifier else name) + str(trend.get("zh", ""))
    kind = concept.kind if concept.kind in ("Event", "Pressure", "Condition") else ""
    # People ask for a metric without its owner, whom the document leaves unsaid.
    asked = shown.removeprefix(called_owner + space) if concept.kind == "Metric" and owner else ""
    return Entity(
        id="factor:" + local_name(local),
        types=tuple(t for t in (kind, "Factor") if t),
        label=shown,
        language=context.language,
        aliases=(asked,) if asked else (),
        concept=concept.id,
        about=tuple(sorted(about)),
        trend=Trend(trend["sign"]) if trend else None,
    )


def _called(context: Context, entity: str) -> str:
    """What the document calls an entity: by its name, else as it first writes it in its language."""
    name = entity.partition(":")[2].replace("_", " ")
    texts = [
        fold(m.text).strip("《》\"' ")
        for m in context.extraction.mentions
        if m.entity == entity and not m.pronoun
    ]
    if context.language == "en":
        texts = [text for text in texts if not HAN.search(text)]
    return name if name in texts or not texts else texts[0]


def _spoken(context: Context, pronoun: Mention) -> str:
    """What the text last called what a pronoun stands for: Lilidai, whatever its label."""
    mentions = context.extraction.mentions
    last = bisect_left(mentions, pronoun.start, key=lambda m: m.start)
    near = mentions[max(0, last - _BACK) : last]
    same = (m.text for m in reversed(near) if m.entity == pronoun.entity and not m.pronoun)
    return next(same, pronoun.name)


def _shown(context: Context, mention: Mention) -> str:
    return context.text[mention.start : mention.end]


def _resolved(context: Context, words: str, mentions: Iterable[Mention]) -> str:
    """``words`` with the names that its pronouns stand for: 该产品客群 → 粒粒贷客群."""
    for mention in mentions:
        if mention.pronoun:
            shown = _shown(context, mention)
            owns = shown == "其" and not _GOES_ON.match(context.text, mention.end)
            name = _spoken(context, mention) if context.language == "en" else mention.name
            words = words.replace(shown, name + ("的" if owns else ""), 1)
    return words


def _from_words(context: Context, part: Argument, words: str, mentions: list[Mention]) -> Entity:
    ontology = context.ontology
    lexicon = ontology.lexicon(context.language)
    english = context.language == "en"
    text = opened(words).replace("之所以", "")
    text = text.removesuffix("了") if len(text) > 3 else text
    core, family = split_trend(text, lexicon.trends, english)
    trend = ontology.trend_labels.get(family, {})
    about = tuple(sorted({m.entity for m in mentions if m.type not in ("Metric", "Place")}))
    whole = any(context.text[m.start : m.end] == core for m in mentions)
    if trend and not english and "," not in core and not whole and renamed(ontology, core, family):
        text = core + str(trend["zh"])  # 库存持续下滑 and 库存减少 meet in 库存下降
    # A metric that nobody owns is that of what the document is about, as with concepts.
    owner = context.topic if not about and measures(ontology, core) else None
    asked: tuple[str, ...] = ()
    if owner:
        about, asked = (owner,), (text,)
        text = _called(context, owner) + (" " if english else "") + text
    kind = (
        "Pressure"
        if text.endswith("压力")
        else "Event"
        if family or re.search(r"(?:事件|危机|化|战|案)$", text)
        else ""
    )
    return Entity(
        id="factor:" + local_name(text.lower() if english else re.sub(r"[\s,、\"“”]", "", text)),
        types=tuple(t for t in (kind, "Factor") if t),
        label=text,
        language=context.language,
        aliases=asked,
        about=about,
        trend=Trend(trend["sign"]) if trend else None,
    )
