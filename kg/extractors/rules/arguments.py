"""Arguments of Chinese claims: where they stand around a cue, and what is trimmed off them.

`Arguments` adds to a sentence's candidates what `kg.extractors.rules.chinese` needs to find a cause
and an effect: the words beside a cue, the clauses before and behind it, and the part of these that
names an event or a state, without discourse words, hedges and adverbs.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.phrases import NOUNS
from kg.extractors.rules.reading import Clause, Hit, Reading, trim
from kg.extractors.rules.sentence import Bounds, Candidate, SentenceRules
from kg.model import Modality, Polarity

_LONGEST_ARGUMENT = 90
_LONG_SENTENCE = 30
_AHEAD = 12  # clauses that are looked at behind a cue
_FAR = 80  # how far before a cue a preposition that governs the cause may stand
_REACH = 30  # how much of an argument's end is looked at for words to trim
_ACTORS = {"Bank", "Regulator", "Company", "Organization", "Person", "Place", "Segment", "Platform"}
_INNER = frozenset(
    (
        "因",
        "因为",
        "由于",
        "受",
        "由",
        "随着",
        "鉴于",
        "基于",
        "伴随着",
        "受到",
        "是由",
        "是因",
        "考虑到",
    )
)
_POINTER = re.compile(r"(?:这|此|此举|这一切|这些|如此|这样|这种情况)$")
_ADVERBIAL = re.compile(r"(?:^|(?<=[^的]))[\u3400-\u9fff]{2,4}地$")
_BRACKETED = re.compile(r"\s*\([^()]*\)$")
_HAPPENS = ("v", "vn", "vd", "vi", "vg", "a", "an", "ad", "i", "l")
_EMPTY_TAGS = frozenset(
    ("d", "t", "f", "m", "q", "mq", "c", "x", "uj", "ul", "uz", "ud", "y", "zg")
)
_EMPTY_WORDS = frozenset(("提前", "部分", "意在", "旨在", "考虑到", "到", "到了", "当前", "目前", "今年", "一大早", "应该", "会", "将", "可能", "可以", "足以", "不足于", "反过来", "有望", "都", "无疑", "时刻", "始终", "往往", "常常", "同时", "随时", "一直", "无意", "帮助", "有助于"))  # fmt: skip
_ACCORDING = re.compile(
    "(?:按照|根据|依据|依照|按)[^,]*(?:决定|计划|安排|规定|要求|方案|通知|公告|规划|精神)$"
)
_EXCEEDS = ("超", "不及", "低于", "高于", "符合", "好于")  # 超|预期: nobody says so
_OPENS_REASON = re.compile("随着|由于|因为|当|在|为了")
_WHAT = re.compile(
    "(?:是|有|究竟|到底)?(?:什么|哪些|何种|谁|怎样)(?:的|样的)?(?:原因|因素|力量|问题)?"
)
_WHETHER = re.compile("是否|会不会|能否|是不是")
_LEADS_ON = re.compile("(?:也|还|并|就|会)?(?:导致|造成|致使|引发|使得|引起)了?(?=.{2})")
_HELD = re.compile(
    "(?P<what>[^,的]{2,16})的(?:[^,的]{0,4})?(?:企业|公司|人员|人群|机构|问题|情况|现象|后果|后遗症|局面|状况)$"
)
_LISTED = 6  # clauses of one list of causes
_CLOSES_LIST = re.compile("(?:并且|以及|再加上|而且|同时)")
_POINTS = re.compile("(?:这些|这种情况|这一切|此举|这)(?=.)")
_SCENE = re.compile("的(?:情况|背景|前提|条件|形势|状态)(?:之)?下")
_GOES_ON_WITH = ("比", "较", "也", "就", "都", "则", "将", "会", "同比", "环比", "仅", "高达")
_NOUN_PHRASE = re.compile("的[^的]{2,8}$")
_NUMBER_ALONE = re.compile(r"[约近超]?[\d.,]+[万亿]?\W*")
_NO_EVENT = frozenset(("d", "ad", "p", "t", "f", "m", "q", "c", "x", "r", "zg", "s"))
_MODAL = frozenset(
    (
        "能够",
        "不能",
        "会",
        "将",
        "要",
        "想",
        "可",
        "能",
        "准备",
        "计划",
        "打算",
        "希望",
        "可能",
        "似乎",
        "冬季",
        "夏季",
        "时",
    )
)
_IN_BRACKETS = re.compile(r"\([^()]*\)$")
_AT_PLACE = re.compile("(?:即使|即便|尤其是?|特别是)?在")
_REASON_IS = re.compile("(?:主要|根本|直接)?(?:原因|主因|理由)(?:之一)?(?:是|在于|$)")
_ONLY_AMOUNT = re.compile("其中|[其这那]?[大绝]?(?:多数|部分|少数|一部分|一半|半数)|一些|有的|有些")
_CONNECTIVE = re.compile("从而|进而|继而|最终|由此|因而|因此")
_GOES_ON = re.compile("但|却|同时|也|还|并|且|而且|甚至|又|更")
_WORDY = re.compile(r"\w\w")
_JOINS = re.compile(
    r"(?:且|并且|而且|并|同时|再加上|加上|加之|叠加|另外|此外|以及|又|也|二是|三是|四是|其次)"
)
_OPENED = re.compile(
    r"(?:.{0,16}?是由(?!于)|是否因为|也因此|因此其?|由于|因为|因|由|随着|伴随着|这是|是|受|在|对于|以|以及|并|和|与|及|如果)(?=.{2})"
)
_NOT_OPENED = ("以来", "因素", "因此", "在线", "和解", "与会", "并购", "受益", "由来", "是否", "因应", "在建", "在岸", "以太", "受访", "受众", "受贿", "和平", "和谐", "因果", "以色列", "以上", "以下", "以往", "并未", "并不", "并非")  # fmt: skip
_PARTICLE = re.compile(
    r"(?:了|着(?![力手重陆火])|过(?![剩度高低期时程去热])|到(?![期来位岸账手])|出(?![口台现售资租货让版行境海清]))?了?(?:也|将|会|可能)?"
)
_MEASURE = re.compile(
    r"(?:到了|至|到)?(?:近|约|超|超过|逾|至|到|为|达|不到|不足|高达)*(?:\d|[一二三四五六七八九十百千两几]+(?:个|倍|成|万|亿|元|次|家|人|点|百分))"
)


class Arguments(SentenceRules):
    """One Chinese sentence, its neighbours, and the candidates found in it so far."""

    def __init__(self, reading: Reading, index: int) -> None:
        super().__init__(reading, index)
        self.used: set[tuple[int, int]] = set()
        self.bodies: dict[int, Bounds] = {}

    # -- where arguments stand ------------------------------------------------------------------

    def _left(self, number: int, clause: Clause, hit: Hit) -> tuple[list[Bounds], bool]:
        """The arguments before a cue, and whether they were taken over from earlier clauses."""
        own = self._clean_cause(clause.start, hit.start)
        stated = self.found[-1] if self.found else None
        if (
            stated
            and stated.cue
            and clause.start <= stated.cue[0] < stated.effect[0] < hit.start
            and hit.start - stated.effect[1] <= 2
            and self.text[stated.cue[1]] != "的"
        ):
            return [stated.effect], True  # A 导致 B 引发 C
        if (points := _POINTS.match(self.text, *own)) and not self._says((points.end(), own[1])):
            own = points.span()  # 这应该会|降低…
        pronoun = self.text[own[0] : own[1]] in ("其", "它", "它们", "他们", "自身")
        if pronoun and self.found and self.found[-1].cause[0] >= self.sentence.start:
            return [self.found[-1].cause], True  # 疫情摧毁了A, 它还让B: the subject goes on
        if pronoun or not self._says(own):
            own = (own[1], own[1])
        if own[1] - own[0] >= 2 or _POINTER.match(self.text[own[0] : own[1]]):
            return [own], False
        between = self.text[clause.start : hit.start]
        connective = _CONNECTIVE.search(between)
        shared = bool(hit.frame and hit.frame.shared)
        if not connective and (shared or _GOES_ON.match(between)):
            last = self._last_causes(number)  # A 带来 B, 但也造成 C: the subject goes on
            if last:
                return last, True
        effect = self._last_effect(number)
        if effect is not None and (connective or not shared):
            return [effect], True
        return self._before(number), False

    def _says(self, span: Bounds) -> bool:
        """Whether a phrase holds more than adverbs, times and numbers (其实已经提前, 一天后)."""
        words = self.reading.words
        first, last = words.at(span[0]), words.at(max(span[0], span[1] - 1))
        return any(
            words.tags[i] not in _EMPTY_TAGS and words.texts[i] not in _EMPTY_WORDS
            for i in range(first, last + 1)
        )

    def _last(self, number: int) -> Candidate | None:
        if not number or not self.found:
            return None
        previous = self.clauses[number - 1]
        last = self.found[-1]
        return last if last.effect[0] >= previous.start and last.effect[1] <= previous.end else None

    def _last_causes(self, number: int) -> list[Bounds]:
        last = self._last(number)
        if last is None:
            return []
        same = [c.cause for c in self.found if c.cue == last.cue and c.effect == last.effect]
        return list(dict.fromkeys(same))

    def _last_effect(self, number: int) -> Bounds | None:
        last = self._last(number)
        if last is None:
            return None
        if last.rule in ("zh.frame.upon", "zh.verb.affect"):
            return self._body(number - 1)  # 疫情对企业产生冲击, 从而…: the blow, not the firms
        if last.polarity is Polarity.PREVENT and last.cue and last.cue[1] <= last.effect[0]:
            # What follows from 压缩了利润 is the squeeze, not the profit.
            return (last.cue[0], last.effect[1])
        return last.effect

    def _body(self, number: int) -> Bounds | None:
        body = self._cleaned(number)
        return body if body[1] - body[0] >= 3 else None

    def _cleaned(self, number: int) -> Bounds:
        """Clause ``number`` without what it opens with; remembered, since neighbours ask for it."""
        if number not in self.bodies:
            clause = self.clauses[number]
            self.bodies[number] = self._clean_left(clause.start, clause.end)
        return self.bodies[number]

    def _before(self, number: int, *, across: bool = False) -> list[Bounds]:
        """The clauses before clause ``number`` that together state a cause, the last ones of a list."""
        bodies: list[Bounds] = []
        for index in range(number - 1, -1, -1):
            clause = self.clauses[index]
            if self._attribution(clause) or clause.closed == ";":
                break
            body = self._body(index)
            if body is None:
                continue
            bodies.append(body)
            if not _JOINS.match(self.text, clause.start):
                break
        if bodies:
            return bodies[::-1]
        earlier = self._sentence_before() if across or not number else None
        return [earlier] if earlier else []

    def _sentence_before(self) -> Bounds | None:
        if not self.index:
            return None
        other = self.reading.sentences[self.index - 1]
        if other.block != self.sentence.block or not other.clauses:
            return None
        start, end = other.clauses[0].start, other.end
        if end - start > _LONG_SENTENCE or _OPENS_REASON.match(self.text, start):
            start = other.clauses[-1].start
        body = self._clean_left(start, end)
        return body if body[1] - body[0] >= 3 else None

    def _next(self, number: int) -> Bounds | None:
        for index in range(number + 1, min(number + _AHEAD, len(self.clauses))):
            clause = self.clauses[index]
            if self._attribution(clause):
                continue
            if (
                self.words.conditional.match(self.text, clause.start)
                and clause is not self.clauses[-1]
            ):
                continue
            body = self._cleaned(index)
            if (
                body[1] - body[0] < 2
                or _IN_BRACKETS.match(self.text, *body)
                or _ACCORDING.match(self.text, *body)
                or self._only_place(body)
            ):
                continue  # 1月30日, …; 按照减产决定, …
            if index + 1 < len(self.clauses) and clause.closed == "," and self._incomplete(*body):
                # 这一届年轻人, 很多…: a subject or a time, and what is said of it behind the comma
                return body[0], self.clauses[index + 1].end
            return body
        return None

    def _only_place(self, span: Bounds) -> bool:
        """Whether a clause only says where: 即使在三四线城市."""
        words = self.reading.words
        place = _AT_PLACE.match(self.text, *span)
        return bool(place) and not any(
            words.tags[i].startswith("v")
            for i in range(words.at(span[0]), words.at(span[1] - 1) + 1)
        )

    def _incomplete(self, start: int, end: int) -> bool:
        """Whether a clause only names a subject or sets a time."""
        words = self.reading.words
        if end <= start or self.text[end - 1] in "起后时":
            return end > start
        if self.text.startswith(_GOES_ON_WITH, end + 1) and _NOUN_PHRASE.search(
            self.text, start, end
        ):
            return True  # 要入学的新生儿, |比2017年少了…
        tags = [words.tags[i] for i in range(words.at(start), words.at(end - 1) + 1)]
        return not any(tag in ("v", "a", "d", "p", "vd", "z", "i", "l") for tag in tags)

    def _following(self, number: int) -> list[Bounds]:
        """The clauses behind clause ``number`` that go on with its list of causes."""
        out = []
        listed = self._last_listed(number)
        for index in range(number + 1, min(number + _AHEAD, len(self.clauses))):
            clause = self.clauses[index]
            joins = index <= listed or _JOINS.match(self.text, clause.start)
            if not joins or self._therefore_in(clause):
                break
            body = self._cleaned(index)
            if body[1] - body[0] >= 4:
                out.append(body)
        return out

    def _last_listed(self, number: int) -> int:
        """The clause that closes a list of clauses, 因为 A, B, 并且 C; else ``number`` itself."""
        for index in range(number + 1, min(number + _LISTED, len(self.clauses))):
            clause = self.clauses[index]
            if self.clauses[index - 1].closed != "," or self._attribution(clause):
                break
            if _CLOSES_LIST.match(self.text, clause.start):
                return index
            if self.reading.hits(clause.start, clause.end):
                break
        return number

    def _therefore_in(self, clause: Clause) -> Hit | None:
        """The conjunction that opens a clause with what follows from the ones before."""
        for hit in self.reading.hits(clause.start, clause.end):
            if hit.frame and hit.frame.order == "therefore":
                return hit if self._is_lead(self.text[clause.start : hit.start]) else None
        return None

    def _subject_before(self) -> Bounds | None:
        """The subject of the sentence before: what stands before its evidential verb."""
        if not self.index:
            return None
        other = self.reading.sentences[self.index - 1]
        verb = self.words.evidential.search(self.text, other.start, other.end)
        if other.block != self.sentence.block or not verb:
            return None
        start, end = self._clean_cause(other.start, verb.start())
        return (start, end) if end - start >= 3 else None

    def _members(self, number: int) -> list[Bounds]:
        """Clauses that open with 一是, 二是 …"""
        members: list[Bounds] = []
        for clause in self.clauses[number : number + _AHEAD]:
            marker = self.words.enumerator.match(self.text, clause.start, clause.end)
            if marker:
                members.append((marker.end(), clause.end))
        return members

    def _predicates(self, start: int, end: int) -> bool:
        """Whether a stretch says anything beside when and where."""
        words = self.reading.words
        return end - start >= 2 and any(
            words.tags[i] not in ("t", "m", "x", "f", "p", "d", "c", "q", "uj", "r")
            and len(words.texts[i]) > 1
            for i in range(words.at(start), words.at(end - 1) + 1)
        )

    def _acts(self, start: int, end: int) -> bool:
        """Whether a stretch holds a verb or a judgement, so that it can be a clause."""
        words = self.reading.words
        return any(
            words.tags[i] in _HAPPENS or words.texts[i] in self.reading.lexicon.trends
            for i in range(words.at(start), words.at(end - 1) + 1)
        )

    def _relative_head(self, start: int, end: int) -> Bounds:
        """After "C 导致的": the noun phrase, without what a locative or verb adds behind it."""
        text = self.text[start:end]
        stop = re.search(
            r"(?:中|上|里|内|时|后|下)(?=$|比较|最|还|都|也|已|将)|(?:并|正|已|将|也|都|比较|没有|未|是|会|可|被|仍|为)",
            text[2:],
        )
        return (start, start + 2 + stop.start()) if stop else (start, end)

    def _is_lead(self, before: str) -> bool:
        stripped = before.strip(' ,"')
        if not stripped:
            return True
        match = self.words.lead.match(stripped)
        return bool(match and match.end() == len(stripped))

    # -- trimming -------------------------------------------------------------------------------

    def _clean_left(self, start: int, end: int) -> Bounds:
        """Without discourse words, times and "somebody thinks that" at the beginning."""
        start, end = trim(self.text, start, end)
        match = self.words.lead.match(self.text, start, end)
        if (
            match
            and match.end() < end
            and self._word_edge(match.end())
            and not self.text.startswith("更多", match.end() - 1)
        ):
            start = match.end()
            if self.text[start] == "的":  # 今年的业绩
                start += 1
        elif match and match.end() >= end:
            return end, end
        start = self._after_saying(start, end)
        return trim(self.text, start, end)

    def _word_edge(self, offset: int) -> bool:
        return self.reading.words.edge(offset)

    def _after_saying(self, start: int, end: int) -> int:
        """Where what is said begins: 业内人士预计|…, 我们认为|…."""
        words = self.reading.words
        index = words.at(start)
        says = self.reading.lexicon.sets["attribution_inside"]
        for place in range(index, min(index + 7, len(words.starts))):
            stop = words.ends[place]
            if end - stop < 2:
                break
            exceeds = place > index and words.texts[place - 1].endswith(_EXCEEDS)
            if words.texts[place] in says and self.text[stop] not in "的了着过到出" and not exceeds:
                return stop
        return start

    def _clean_cause(self, start: int, end: int, *, adverbs: bool = True) -> Bounds:
        """Trim a cause; ``adverbs`` says that a cue follows, so what stands before it may go."""
        for _ in range(3):
            before = end
            low = max(start, end - _REACH)
            match = adverbs and (
                self.words.adverbs_at_end.search(self.text[low:end])
                or _ADVERBIAL.search(self.text[low:end])
            )
            if match and self._word_edge(low + match.start()):
                end = low + match.start()
            low = max(start, end - _REACH)
            match = self.words.tail.search(self.text[low:end])
            if match and low + match.start() > start and self._word_edge(low + match.start()):
                end = low + match.start()
            if end == before:
                break
        start, end = self._clean_left(start, end)
        bracket = _BRACKETED.search(self.text, start, end)
        if bracket and bracket.start() - start >= 4:
            end = bracket.start()
        start = self._after_inner(start, end)
        opened = _OPENED.match(self.text, start, end)
        if opened and not self.text.startswith(_NOT_OPENED, start):
            start = opened.end()
        return trim(self.text, start, end)

    def _after_inner(self, start: int, end: int) -> int:
        """大家因为|C: only what the preposition governs is the cause."""
        words = self.reading.words
        index = words.at(end - 1) if end > start else -1
        while index > 0 and words.starts[index] > start and end - words.starts[index] < _FAR:
            if words.texts[index] in _INNER and end - words.ends[index] >= 2:
                inner = self.text[words.ends[index] : end]
                return (
                    start if inner in self.reading.lexicon.sets["influence"] else words.ends[index]
                )
            index -= 1
        return start

    def _clean_right(self, start: int, end: int) -> Bounds:
        if scene := _SCENE.search(self.text, start + 2, end):
            end = scene.start()  # 在不触发破产|的情况下吸收亏损
        if self.text.startswith("的是", start) and end - start > 3:
            start += 2
        bracket = _BRACKETED.search(self.text, start, end)
        if bracket and bracket.start() - start >= 4:
            end = bracket.start()  # a source or a gloss, not part of what happened
        match = _PARTICLE.match(self.text, start, end)
        if (
            match
            and end - match.end() >= 2
            and not self.text.startswith(("这", "其实"), start)
            and self._word_edge(match.end())
        ):
            start = match.end()
        hedge = self.words.hedge_at_start.match(self.text, start, end)
        if hedge and hedge.end() < end:
            start = hedge.end()
            if self.text[start] in "的地":
                start += 1
        low = max(start, end - _REACH)
        tail = self.words.tail.search(self.text[low:end])
        if tail and low + tail.start() > start + 1 and self._word_edge(low + tail.start()):
            end = low + tail.start()
        return trim(self.text, start, end)

    def _eventish(self, span: Bounds, kind: str) -> bool:
        """Whether a phrase can cause something by itself: no person or firm, for ``kind`` "event"."""
        text = self.text[span[0] : span[1]]
        if _POINTER.match(text):
            return True
        if kind == "change" and self._does(span):
            return False
        if kind == "change" and len(text) < 4 and not self.words.event.search(text):
            return False
        words = self.reading.words
        first, last = words.at(span[0]), words.at(span[1] - 1)
        mentions = [m for m in self.reading.mentions_in(*span) if not m.pronoun]
        if any(m.type == "Policy" for m in mentions):
            return True
        verbs = any(
            words.tags[i] in ("v", "a") and len(words.texts[i]) > 1 for i in range(first, last + 1)
        )
        ends_in_actor = (
            any(m.end == span[1] and m.type in _ACTORS for m in mentions)
            or words.texts[last] in self.reading.lexicon.sets["actor"]
        )
        if ends_in_actor:
            return False
        if self.words.event.search(text):
            return True
        return verbs or len(text) >= 7 or words.tags[last] in NOUNS

    def _does(self, span: Bounds) -> bool:
        """Whether somebody is to do it: an actor, and no more than when, how and 会 behind it."""
        words = self.reading.words
        actor = self.reading.lexicon.sets["actor"]
        ends = [m.end for m in self.reading.mentions_in(*span) if m.type in _ACTORS]
        ends += [
            words.ends[i]
            for i in range(words.at(span[0]), words.at(span[1] - 1) + 1)
            if words.texts[i] in actor
        ]
        if not ends or max(ends) >= span[1]:
            return False
        behind = range(words.at(max(ends)), words.at(span[1] - 1) + 1)
        return all(words.tags[i] in _NO_EVENT or words.texts[i] in _MODAL for i in behind)

    # -- checks ---------------------------------------------------------------------------------

    def _candidate(
        self,
        cause: Bounds,
        effect: Bounds,
        hit: Hit,
        rule: str,
        polarity: Polarity,
        strength: float,
    ) -> Candidate:
        return Candidate(cause, effect, (hit.start, hit.end), rule, polarity, strength)

    def _add(self, candidate: Candidate) -> bool:
        followed = candidate.cue is not None and candidate.cue[0] >= candidate.cause[1]
        cause = self._clean_cause(*candidate.cause, adverbs=followed)
        effect = self._clean_right(*self._clean_left(*candidate.effect))
        if led := _LEADS_ON.match(self.text, *cause):
            cause = (led.end(), cause[1])  # 导致B, 从而C: B alone
        if led := _LEADS_ON.match(self.text, *effect):
            effect = (led.end(), effect[1])  # 受A影响, 导致B
        if (held := _HELD.match(self.text, *effect)) and self._acts(*held.span("what")):
            effect = held.span("what")  # 导致停工的企业: what happened to them
        pointer = bool(_POINTER.match(self.text[cause[0] : cause[1]]))
        if (cause[1] - cause[0] < 2 and not pointer) or effect[1] - effect[0] < 2:
            return False
        if cause[0] < effect[1] and effect[0] < cause[1]:
            return False
        if not pointer and self.words.no_cause.match(self.text, *cause):
            return False
        if _WHAT.fullmatch(self.text, *cause) or (
            candidate.cue
            and self.text[self.sentence.end - 1] == "?"
            and _WHETHER.search(self.text, self.sentence.start, candidate.cue[0])
        ):
            return False  # 这是否意味着…?
        if followed and self.text.endswith(("一种", "一个", "一项"), *cause):
            return False  # 以一种|重塑行业的速度
        if _REASON_IS.match(self.text, *effect):
            return False
        if self.text[effect[0] : effect[1]] in self.reading.lexicon.sets["influence"]:
            return False  # 疫情的冲击影响: a noun of influence is no effect by itself
        if _ONLY_AMOUNT.fullmatch(self.text, *effect) or _ONLY_AMOUNT.fullmatch(self.text, *cause):
            return False  # 其中多数与…有关: of what, the words do not say
        measured = _MEASURE.match(self.text, *effect)
        if measured and effect[1] - measured.end() < 4:
            return False  # 增加了15%: a change, no link
        if _NUMBER_ALONE.fullmatch(self.text, *effect):
            return False  # 减少了1360万
        if max(cause[1] - cause[0], effect[1] - effect[0]) > _LONGEST_ARGUMENT:
            return False
        if not pointer and not _WORDY.search(self.text, *cause):
            return False
        if not _WORDY.search(self.text, *effect):
            return False
        self.found.append(replace(candidate, cause=cause, effect=effect))
        return True

    def _modality(self, candidate: Candidate) -> Modality:
        cue_span = candidate.cue or candidate.effect
        clause = next((c for c in self.clauses if c.start <= cue_span[0] < c.end), None)
        if clause is None:
            return Modality.ASSERTED
        between_start = (
            candidate.cause[1]
            if clause.start <= candidate.cause[1] <= cue_span[0]
            else clause.start
        )
        between = self.text[between_start : cue_span[0]]
        cause_clause = next(
            (c for c in self.clauses if c.start <= candidate.cause[0] < c.end), clause
        )
        if (
            self.words.conditional.match(self.text, cause_clause.start, cause_clause.end)
            or self.words.conditional.match(self.text, clause.start, clause.end)
            or self.words.then.search(between)
        ):
            return Modality.CONDITIONAL
        head = self.text[clause.start : cue_span[0]]
        number = self.clauses.index(clause)
        if number and self.words.worried.search(
            self.text, self.clauses[number - 1].start, self.clauses[number - 1].end
        ):
            return Modality.HEDGED  # 分析人士担心, …
        if self.words.negation_at_end.search(between) or (
            re.search(r"(?:并非|并不是|不是|绝非|并未|没有)(?:由|因|因为|由于|是|对)?", head)
            and "而是" not in head
            and "不是" not in self.text[cue_span[0] : cue_span[1]]
        ):
            return Modality.DENIED
        # What lies between cue and effect, without a cause that stands there.
        behind = max(cue_span[1], candidate.cause[1] if candidate.cause[0] >= cue_span[1] else 0)
        after = self.text[behind : candidate.effect[0]]
        if (
            self.words.hedge.search(between)
            or self.words.hedge.search(after)
            or (candidate.cue and self.words.hedge.search(self.text, *candidate.cue))
        ):
            return Modality.HEDGED
        return Modality.ASSERTED

    def _conjuncts(self, span: Bounds) -> list[Bounds]:
        """The members of a coordinated list, or the span itself.

        A list needs 、, or a conjunction between two phrases that both name an event; each member
        must be at least two characters long.
        """
        text = self.text[span[0] : span[1]]
        if "、" not in text:
            return self._pair(span)
        if re.search(r"[《\"(].*、.*[》\")]", text) or "," in text:
            return [span]
        parts = [m.span() for m in re.finditer(r"[^、]+", text)]
        last = text[parts[-1][0] : parts[-1][1]]
        joint = re.search(r"(?<=.{2})(?:以及|及其|及|和|与)(?=.{2})", last)
        if joint:
            base = parts[-1][0]
            parts[-1:] = [(base, base + joint.start()), (base + joint.end(), len(text))]
        # 身份识别、反洗钱监测等合规模块建设 is one thing described by a list.
        lengths = [b - a for a, b in parts]
        if re.search(r"等.", text) or min(lengths) < 2:
            return [span]
        events = [bool(self.words.event.search(text[a:b])) for a, b in parts]
        if not all(events) and not (len(parts) > 2 and sum(events) * 2 >= len(parts)):
            return [span]
        return [self._clean_right(span[0] + a, span[0] + b) for a, b in parts]

    def _pair(self, span: Bounds) -> list[Bounds]:
        text = self.text[span[0] : span[1]]
        joint = re.fullmatch(r"(.{4,}?)(?:以及|及|和)(.{4,})", text)
        trends = self.reading.lexicon.trends
        if joint and all(any(g.endswith(w) for w in trends) for g in joint.groups()):
            return [(span[0], span[0] + joint.end(1)), (span[0] + joint.start(2), span[1])]
        return [span]
