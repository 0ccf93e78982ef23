"""Observations: every number of prose and tables with its subject, metric, unit and period.

In prose the metric is the phrase before the number and its verb (获客成本|增至|38元); what that
clause omits comes from the clauses before it: the metric of a comparison, the subject of the
sentence, else of the paragraph, else what the title is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from kg.extractors.rules.sentence import argument, quote
from kg.extractors.rules.measured import Measure
from kg.extractors.rules.mentions import SUBJECTS
from kg.extractors.rules.patterns import patterns
from kg.extractors.rules.quantities import Grammar, Quantity, periods
from kg.extractors.rules.reading import Clause, Reading, Sentence, trim
from kg.model import Argument, Document, Mention, Observation
from kg.ontology import Ontology, Unit, alternation

Bounds = tuple[int, int]

# Verbs and particles between a metric and its number.
_VERB_ZH = re.compile(
    r"(?:[\s,]|达到|达|高达|约为|约|为|是|至|到|从|由|在|升至|增至|降至|跌至|增长|上升|攀升|激增|上涨|提高|增加|飙升|下降|降低|减少|下滑|下跌|回落|缩减|仅为|仅有|仅|只有|只|却|则|也|均|都|已|仍|还|停留|维持|保持|处于|超过|突破|不足|低于|高于|逾|近|平均|合计|累计|共计|共|远|甚至|一度|曾|将|会|了|的|大约|大概|稳定|分别|接近|同比|环比|进一步|大幅|明显|逐步|逐年|快速|迅速|持续|首次|实现|有|占|压缩|收窄|扩大|处理|集中|其中|另有|划定|设定|规定|控制|最高|最低|不得|不|要求|应|需|须|净|再|较|比|去年|上年|同期|上季度|上月|前一年|此前|前期|平均水平)+$"
)
_VERB_EN = re.compile(
    r"(?:[\s,]|\b(?:to|at|of|by|was|were|is|are|had|has|have|been|reached|reaching|hit|stood|rose|risen|climbed|grew|grown|fell|fallen|dropped|declined|increased|decreased|jumped|surged|from|about|around|nearly|only|just|almost|more|than|less|over|under|up|down|and|a|an|the|some|roughly|averaged|averaging|totalled|totaled|exceeded|between|still|soared|costs|cost|took|takes|slipped|went|lost)\b)+$",
    re.IGNORECASE,
)
_STOP_ZH = re.compile(
    r"(?:的|了|在|于|与|和|以|而|但|将|把|使|令|让|其|该|对|从|及|、|\"|截至|显示|数据|方面|涉及|表现为|称|中|后|时|上|内|年|月|日|季度|底|末|同期|当年|全年|至今|由|且|并|则|个)"
)
# Who makes rules, and where, is named in passing; numbers that follow are about something else.
_NOT_MEASURED = frozenset({"Policy", "Regulator", "Market"})
_MEASURED_HOW = frozenset(
    ("平均", "年度", "累计", "合计", "单个", "日均", "月均", "总", "average", "annual")
)
_ACTORS = frozenset({"Company", "Bank", "Regulator", "Platform", "Organization", "Person", "Place", "Segment", "Product"})
_CLASSIFIERS = frozenset(("个", "家", "件", "条", "笔", "户", "人", "辆", "台", "次"))
_REACH = 40  # how far before a number its verb may begin
_COMPARED = re.compile(
    r"(?:低于|高于|优于|弱于|落后于|不及|不如|超过|较|比|相较于|相比于|than|versus|against)\s?$"
)
_DEONTIC = re.compile(r"要求|规定|不得|须|应当|必须|require|must|mandat", re.IGNORECASE)


def grammar(ontology: Ontology) -> Grammar:
    """The number grammar of ``ontology``, built once."""
    if "rules.grammar" not in ontology.memo:
        ontology.memo["rules.grammar"] = Grammar(ontology)
    return cast(Grammar, ontology.memo["rules.grammar"])


def observe(
    document: Document,
    quantity: Quantity,
    subject: Argument,
    metric: Argument,
    evidence: Bounds,
    rule: str,
    period: str | None,
    change_from: str | None = None,
    unit: str | None = None,
    raw: Bounds | None = None,
) -> Observation:
    """The observation that ``quantity`` states of ``subject`` and ``metric``."""
    level = quantity.change == 0
    start, end = raw or (quantity.start, quantity.end)
    return Observation(
        document=document.id,
        subject=subject,
        metric=metric,
        raw=document.text[start:end].strip(),
        comparator=quantity.comparator,
        evidence=quote(document, *evidence),
        rule=rule,
        value=quantity.value if level else None,
        minimum=quantity.minimum,
        maximum=quantity.maximum,
        change=None if level or quantity.value is None else _signed(quantity),
        change_from=change_from if not level else None,
        unit=quantity.unit.id if quantity.unit else unit,
        period=period,
    )


def _signed(quantity: Quantity) -> float:
    assert quantity.value is not None
    return quantity.value * quantity.change


def from_prose(reading: Reading) -> Iterator[Observation]:
    """Observations of all sentences, in text order."""
    numbers = grammar(reading.ontology)
    topic = _topic(reading)
    measure = None if reading.lexicon.language == "en" else Measure(reading)
    block = -1
    last: Mention | None = None
    for sentence in reading.sentences:
        if sentence.block != block:
            block, last = sentence.block, None
        kind = reading.document.blocks[sentence.block].kind
        if kind in ("title", "heading") or not re.search(
            r"\d|[一二三四五六七八九十百千两]", reading.text[sentence.start : sentence.end]
        ):
            first = next(
                (
                    m
                    for m in reading.mentions_in(sentence.start, sentence.end)
                    if m.type in SUBJECTS and m.type not in _NOT_MEASURED
                ),
                None,
            )
            last = first or last
            continue
        state = _SentenceState(reading, sentence, numbers, last or topic, measure)
        yield from state.observations()
        last = state.subject_mention or last


class _SentenceState:
    """One sentence: remembers the metric, subject and period its earlier clauses named."""

    def __init__(
        self,
        reading: Reading,
        sentence: Sentence,
        numbers: Grammar,
        inherited: Mention | None,
        measure: Measure | None,
    ) -> None:
        self.reading = reading
        self.text = reading.text
        self.sentence = sentence
        self.numbers = numbers
        self.english = reading.lexicon.language == "en"
        self.inherited = inherited
        self.metric: Bounds | None = None
        self.unit: Unit | None = None
        self.subject_mention: Mention | None = None
        self.subject: Argument | None = None
        self.quoted: Argument | None = None
        self.heads = _heads(reading.ontology, self.english)
        self.measure = measure

    def observations(self) -> Iterator[Observation]:
        dated = periods(self.text, self.sentence.start, self.sentence.end)
        for clause in self.sentence.clauses:
            found = [
                q
                for q in self.numbers.find(self.text, clause.start, clause.end)
                if not any(a <= q.number < b for a, b, _ in dated)
            ]
            mentions = [
                m for m in self.reading.mentions_in(clause.start, clause.end) if m.type in SUBJECTS
            ]
            compared = [
                m
                for m in mentions
                if _COMPARED.search(self.text, max(clause.start, m.start - 5), m.start)
            ]
            floor = clause.start
            for quantity in found:
                observation = self._one(clause, quantity, mentions, dated, floor)
                if observation:
                    yield observation
                floor = quantity.end
            if not found:
                self._remember(clause, mentions)
            leading = [m for m in mentions if m not in compared and m.type not in _NOT_MEASURED]
            if leading and self._says(clause):
                continue
            if leading and (self.subject_mention is None or not found):
                self.subject_mention = leading[0]

    def _says(self, clause: Clause) -> bool:
        """Whether a clause only names who says so: 据X统计."""
        words = patterns(self.reading.ontology, self.reading.lexicon.language)
        return bool(words.attribution.match(self.text[clause.start : clause.end]))

    def _remember(self, clause: Clause, mentions: list[Mention]) -> None:
        """A clause without a number may still name the metric: 用户留存率方面, 在月活排名中."""
        end = clause.end
        tail = re.search(r"(?:方面|中|上|看|显示|来看)+$", self.text[clause.start : end])
        if tail:
            end -= len(tail.group())
        phrase = self._phrase(clause.start, end)
        if phrase and self.heads.search(self.text, *phrase):
            head = self._last_head(self.text, *phrase)
            if head and head.end() == phrase[1]:
                self.metric = phrase

    def _one(
        self,
        clause: Clause,
        quantity: Quantity,
        mentions: list[Mention],
        dated: list[tuple[int, int, str]],
        floor: int,
    ) -> Observation | None:
        text = self.text
        # 36%利率红线: the metric may follow its number.
        metric = self._after(clause, quantity)
        subject: Argument | None = None
        owner = next(
            (
                m
                for m in reversed(mentions)
                if m.end <= quantity.start and not text[m.end : quantity.start].strip("的 约近超")
            ),
            None,
        )
        if metric is None and owner is not None and self.metric is not None:
            metric = self.metric
            subject = _as_argument(owner)
        if metric is None and self.measure is not None:
            return self._chinese(clause, quantity, mentions, dated, floor)
        if metric is None:
            metric = self._before(clause, quantity, floor)
            if metric is not None:
                self.metric = metric
        if (
            metric is None
            and self.metric is not None
            and (quantity.unit is not None or quantity.rank or quantity.change)
        ):
            metric = self.metric
        if metric is None or metric[1] - metric[0] < 1:
            return None
        if (
            quantity.unit is None
            and not quantity.rank
            and quantity.value is not None
            and quantity.value < 10
            and not self.heads.search(text, *metric)
        ):
            return None
        start = min(metric[0], quantity.start)
        if subject is None:
            subject = self._subject(clause, quantity, metric, mentions)
        if subject is None:
            subject = self._part(metric)
        period = _period(dated, clause, quantity, self.sentence, text)
        base = _base(text, clause, quantity, dated, period)
        return observe(
            self.reading.document,
            quantity,
            subject,
            argument(self.reading.document, *metric),
            (min(start, clause.start), max(clause.end, quantity.end)),
            ("en" if self.english else "zh") + ".obs.prose",
            period,
            base,
        )

    def _chinese(
        self,
        clause: Clause,
        quantity: Quantity,
        mentions: list[Mention],
        dated: list[tuple[int, int, str]],
        floor: int,
    ) -> Observation | None:
        measure = self.measure
        assert measure is not None
        text = self.text
        low = floor if floor > clause.start and self.metric is not None else clause.start
        metric, verb = measure.metric_before(low, quantity.start)
        counted = measure.counted(quantity, clause)
        classifier = quantity.unit is not None and quantity.unit.label in _CLASSIFIERS
        head = metric and self._last_head(text, *metric)
        actor = metric and any(
            m.start <= metric[0] and m.end >= metric[1] and m.type in _ACTORS
            for m in self.reading.mentions_in(clause.start, quantity.start)
        )
        subject: Argument | None = None
        if metric is not None and not head and (actor or (classifier and counted)):
            subject = argument(self.reading.document, *metric)
            metric = counted if classifier and counted else None
        elif metric is None and classifier and counted:
            metric = counted
        if metric is None and self.metric is not None and (
            not classifier or (quantity.unit == self.unit)
        ):
            metric = self.metric
        if metric is None and verb is not None and (quantity.unit or quantity.change):
            metric = verb
        if metric is None and counted is not None and quantity.unit is not None:
            metric = counted
        if metric is None:
            return None
        if quantity.unit is None and not quantity.rank and not head and not (
            quantity.value is not None and quantity.value >= 10000
        ):
            return None
        if head or metric[1] <= quantity.start:
            self.metric, self.unit = metric, quantity.unit
        if subject is None:
            owner = measure.owner_before(low, metric) if metric[0] > low else None
            named = self._subject(clause, quantity, metric, mentions)
            subject = (
                argument(self.reading.document, *owner)
                if owner and owner[1] - owner[0] >= 2 and not any(m.end <= metric[0] for m in mentions)
                else named or self._part(metric)
            )
        period = _period(dated, clause, quantity, self.sentence, text)
        start = min(metric[0], quantity.start)
        return observe(
            self.reading.document,
            quantity,
            subject,
            argument(self.reading.document, *metric),
            (min(start, clause.start), max(clause.end, quantity.end)),
            "zh.obs.prose",
            period,
            _base(text, clause, quantity, dated, period),
        )

    def _part(self, metric: Bounds) -> Argument:
        """What a metric measures by its own words: 电池 of 电池成本, else the metric itself."""
        head = self._last_head(self.text, *metric)
        end = head.start() if head and head.start() - metric[0] >= 2 else metric[1]
        if self.text[metric[0] : end] in _MEASURED_HOW:
            end = metric[1]
        return argument(self.reading.document, *trim(self.text, metric[0], end))

    def _after(self, clause: Clause, quantity: Quantity) -> Bounds | None:
        if self.english:
            match = re.match(
                r"\s?(?:of\s)?(?P<metric>[a-z][a-z -]{2,40}?)(?=\s(?:in|by|from|and|to|at|a|per|on|were|was|that|which|as|for)\b|$)",
                self.text[quantity.end : clause.end],
            )
            if match and self.heads.search(match.group("metric")) and not quantity.change:
                begin = quantity.end + match.start("metric")
                return begin, quantity.end + match.end("metric")
            return None
        match = re.match(
            r"的?(?P<metric>[\u3400-\u9fffA-Za-z]{2,8}?)(?=$|[的,、由来]|贡献)",
            self.text[quantity.end : clause.end],
        )
        if match:
            word = match.group("metric")
            head = self._last_head(word, 0, len(word))
            if head and head.end() == len(word) and not word.startswith(("水平", "左右")):
                begin = quantity.end + match.start("metric")
                return begin, begin + len(word)
        return None

    def _before(self, clause: Clause, quantity: Quantity, floor: int) -> Bounds | None:
        text = self.text
        low = clause.start if self.metric is None or floor == clause.start else floor
        end = quantity.start
        for _ in range(6):
            previous = end
            near = max(low, end - _REACH)
            verb = (_VERB_EN if self.english else _VERB_ZH).search(text[near:end])
            if verb:
                end = near + verb.start()
            for a, b, _value in periods(text, low, end):
                if b >= end - 1 or not text[b:end].strip(" 的年间以来后底末初,"):
                    end = a
            tail = (
                re.search(
                    r"(?:每[\u3400-\u9fff]{1,4}|年同期|同期|年底|年末|上年|去年|次月|当月|年)$",
                    text[low:end],
                )
                if not self.english
                else None
            )
            if tail and tail.group() != "次月":
                end = low + tail.start()
            if end == previous:
                break
        return self._phrase(low, end)

    def _phrase(self, low: int, end: int) -> Bounds | None:
        """The noun phrase that ends at ``end``: back to a boundary word, a name or a number."""
        text = self.text
        low, end = trim(text, low, end)
        if end - low < 1:
            return None
        if self.english:
            for match in re.finditer(
                r"\b(?:of|for|that|which|and|in|its|the|their|a|an|from|by|to|as|while|with|only|per|on|at|was|were|had)\b\s?",
                text[low:end],
                re.IGNORECASE,
            ):
                if end - (low + match.end()) >= 4:
                    start = low + match.end()
                    if self.heads.search(text, start, end):
                        low2 = start
                        break
            else:
                low2 = low
            for match in re.finditer(
                r"\b(?:the|its|their|a|an|while|and|but|that)\s", text[low2:end], re.IGNORECASE
            ):
                if self.heads.search(text, low2 + match.end(), end):
                    low2 = low2 + match.end()
            if not self.heads.search(text, low2, end) or end - low2 > 60:
                return None
            for m in self.reading.mentions_in(low2, end):
                if m.start == low2 and m.end < end - 2:
                    low2 = m.end + (2 if text[m.end : m.end + 2] in ("'s", "’s") else 0)
            return trim(text, low2, end)
        start = low
        for m in self.reading.mentions_in(low, end):
            # 消费贷余额: a kind of business right before its measure is part of the metric's name.
            if m.type in SUBJECTS and m.end < end and m.type != "BusinessModel":
                start = max(start, m.end)
        for match in _STOP_ZH.finditer(text, low, end):
            if (
                match.end() < end
                and match.end() > start
                and not self._within_head(match.start(), end)
            ):
                start = match.end()
        number = re.search(r".*\d(?:年|月|日|%)?", text[start:end])
        if (
            number
            and start + number.end() < end
            and not re.match(r"\+|[A-Za-z]", text[start + number.end() : end])
        ):
            start += number.end()
        start, end = trim(text, start, end)
        if end - start > 12:
            return None
        if self.heads.search(text, start, end):
            head = self._last_head(text, start, end)
            assert head is not None
            # What follows the head must be a state word (表现, 水平), else the head is not the head.
            if head.end() == end or end - head.end() <= 3:
                return start, head.end()
        named = any(
            m.end == start and m.type in SUBJECTS
            for m in self.reading.mentions_in(max(0, low), start)
        )
        return (
            (start, end)
            if named
            and 2 <= end - start <= 6
            and re.fullmatch(r"[\u3400-\u9fff]+", text[start:end])
            else None
        )

    def _last_head(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The last metric noun in ``text[start:end]``: the head of a Chinese noun phrase."""
        found = None
        for match in self.heads.finditer(text, start, end):
            found = match
        return found

    def _within_head(self, position: int, end: int) -> bool:
        head = self.heads.search(self.text, max(0, position - 2), end)
        return bool(head and head.start() <= position < head.end())

    def _subject(
        self, clause: Clause, quantity: Quantity, metric: Bounds, mentions: list[Mention]
    ) -> Argument | None:
        text = self.text
        # "未经同意获取通讯录"的投诉占比: a quoted label owns the metric behind it.
        low = max(self.sentence.start, clause.start - 1)
        label = re.search(r"\"([^\"]{2,30})\"的?$", text[low : metric[0]].rstrip())
        if label:
            return argument(self.reading.document, low + label.start(1), low + label.end(1))
        by = re.match(r"(?:由|来自于?)", text[quantity.end : clause.end])
        if by:
            follow = next((m for m in mentions if m.start >= quantity.end), None)
            if follow:
                return _as_argument(follow)
        if quantity.comparator in (">=", "<=") and _DEONTIC.search(
            text, self.sentence.start, clause.end
        ):
            rule = [
                m
                for m in self.reading.mentions_in(self.sentence.start, metric[0])
                if m.type == "Policy"
            ]
            if rule:
                return _as_argument(rule[-1])
        before = [
            m
            for m in mentions
            if m.end <= metric[0] or (m.end <= quantity.start and metric[1] <= m.start)
        ]
        if not before and metric[1] <= clause.start:
            before = [m for m in mentions if m.end <= quantity.start]
        if before:
            return _as_argument(before[-1])
        for earlier in reversed(self.sentence.clauses):
            if earlier.end > clause.start:
                continue
            named = [
                m
                for m in self.reading.mentions_in(earlier.start, earlier.end)
                if m.type in SUBJECTS
                and m.type not in _NOT_MEASURED
                and not _COMPARED.search(text, max(earlier.start, m.start - 5), m.start)
            ]
            if named:
                return _as_argument(named[0])
        after = [m for m in mentions if m.start >= quantity.end and m.start - quantity.end <= 1]
        if after:
            return _as_argument(after[0])
        if self.subject_mention:
            return _as_argument(self.subject_mention)
        if self.measure is not None and (opening := self.measure.opening(self.sentence)):
            return argument(self.reading.document, *opening)
        return _as_argument(self.inherited) if self.inherited else None


def _heads(ontology: Ontology, english: bool) -> re.Pattern[str]:
    key = f"rules.heads.{english}"
    if key not in ontology.memo:
        table = ontology.names["metric"]
        concepts = [
            word
            for concept in ontology.concepts.values()
            if concept.kind == "Metric"
            for word in concept.labels.get("en" if english else "zh", ())
        ]
        if english:
            words = [*concepts, *table["head_en"]]
            ontology.memo[key] = re.compile(alternation(words, whole=True), re.IGNORECASE)
        else:
            heads = alternation([*table["head"], *concepts])
            nots = alternation(table["not_metric"])
            ontology.memo[key] = re.compile(
                rf"(?!{nots}){heads}(?!{alternation(['先', '领', '性', '型'])})"
            )
    return cast("re.Pattern[str]", ontology.memo[key])


def _topic(reading: Reading) -> Mention | None:
    """What the document is about: the entity its title names, else the one it names most."""
    title = next((b for b in reading.document.blocks if b.kind == "title"), None)
    if title:
        named = [m for m in reading.mentions_in(title.start, title.end) if m.type in SUBJECTS]
        for kind in ("Product", "Company", "Bank", "BusinessModel"):
            for mention in named:
                if mention.type == kind:
                    return mention
        if named:
            return named[0]
    return None


def topic(reading: Reading) -> Mention | None:
    """What the document is about, or None."""
    return _topic(reading)


def _as_argument(mention: Mention) -> Argument:
    # A pronoun's argument keeps its place and carries the name it stands for.
    return Argument(mention.name, mention.start, mention.end)


def _period(
    dated: list[tuple[int, int, str]],
    clause: Clause,
    quantity: Quantity,
    sentence: Sentence,
    text: str,
) -> str | None:
    # The base of a comparison (较2018年) dates the base, not the value.
    usable = [
        d
        for d in dated
        if not re.search(r"(?:较|比|than in |from )$", text[max(0, d[0] - 8) : d[0]])
    ]
    inside = [d for d in usable if clause.start <= d[0] < quantity.start]
    if inside:
        return inside[-1][2]
    if not clause.start <= quantity.start:
        return None
    behind = [d for d in usable if quantity.end <= d[0] < clause.end and d[0] - quantity.end <= 8]
    if behind:
        return behind[0][2]
    earlier = [d for d in usable if sentence.start <= d[0] < clause.start]
    return earlier[-1][2] if earlier else None


def _base(
    text: str,
    clause: Clause,
    quantity: Quantity,
    dated: list[tuple[int, int, str]],
    period: str | None,
) -> str | None:
    if not quantity.change:
        return None
    for start, _, value in reversed(dated):
        if clause.start <= start < quantity.start and re.search(
            r"(?:较|比|than in |from )$", text[max(0, start - 8) : start]
        ):
            return value
    relative = re.search(
        r"(?:较|比)?(?:上年|去年|上一年|前一年)|同比|year-on-year|year on year|a year earlier",
        text[clause.start : clause.end],
    )
    if relative and period and re.match(r"\d{4}", period):
        return f"{int(period[:4]) - 1}{period[4:]}"
    return None
