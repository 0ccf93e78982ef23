"""Spans of Chinese text: what they say, and how an argument is trimmed to its words.

An argument is the part of a clause that names an event or a state, without discourse words, hedges,
adverbs and "somebody thinks that". `Spans` knows a sentence's words and answers questions about them.
"""

from __future__ import annotations

import re

from kg.extractors.rules.phrases import NOUNS
from kg.extractors.rules.reading import Bounds, trim
from kg.extractors.rules.sentence import SentenceRules

_NO_EVIDENCE = re.compile(
    "[^,]{0,12}?(?:没有|无)(?:任何|直接|充分|明确)?证据(?:能够?|可以)?(?:表明|显示|证明)"
)
_FAR = 80  # how far before a cue a preposition that governs the cause may stand
_REACH = 30  # how much of an argument's end is looked at for words to trim
_ACTORS = {"Bank", "Regulator", "Company", "Organization", "Person", "Place", "Segment", "Platform"}
_INNER = frozenset(("因", "因为", "由于", "受", "由", "随着", "鉴于", "基于", "伴随着", "受到", "是由", "是因", "考虑到"))  # fmt: skip
REASON_MAY = "原因(?:就|很|极|也)?(?:有?可能|或许|也许|恐怕)"
POINTER = re.compile(r"(?:这|此|此举|这一切|这些|如此|这样|这种情况)$")
_ONE_VIEW = re.compile(
    "(?:其中)?(?:有)?(?:另)?(?:一[种个类]|较|最)[^,的]{0,6}(?:解释|说法|观点|看法|声音|猜测)(?:就|则)?(?:是|认为)"
)
_VIEWS = re.compile("解释|说法|观点|看法|声音|猜测")
_SUFFERS = ("受", "受到")
_ADVERBIAL = re.compile(r"(?:^|(?<=[^的]))[\u3400-\u9fff]{2,4}地$")
OPINIONS = frozenset(("预期", "判断", "预测", "估计"))
_FEARS = frozenset(("担心", "担忧", "忧虑", "害怕"))
_THE_FEAR = re.compile("的(?:担忧|担心|忧虑|恐慌|疑虑|质疑|猜测)$")
_ADVERBS = frozenset(("d", "ad", "z", "zg", "uv"))
_BRACKETED = re.compile(r"\s*\([^()]*\)$")
_HAPPENS = ("v", "vn", "vd", "vi", "vg", "a", "an", "ad", "i", "l")
_EMPTY_TAGS = frozenset(("d", "t", "f", "m", "q", "mq", "c", "x", "uj", "ul", "uz", "ud", "y", "zg"))  # fmt: skip
_EXCEEDS = ("超", "不及", "低于", "高于", "符合", "好于")  # 超|预期: nobody says so
_SCENE = re.compile("的(?:情况|背景|前提|条件|形势|状态)(?:之)?下")
_GOES_ON_WITH = ("比", "较", "也", "就", "都", "则", "将", "会", "同比", "环比", "仅", "高达")
_NOUN_PHRASE = re.compile("的[^的]{2,8}$")
_NO_EVENT = frozenset(("d", "ad", "b", "p", "t", "f", "m", "q", "c", "x", "r", "zg", "s"))
_AT_PLACE = re.compile("(?:即使|即便|尤其是?|特别是)?在")
_ALL_OF_THEM = re.compile("均|都(?!市)|皆|成为|成了")
_REASON_HEAD = re.compile(
    "[^,]{0,30}?的?(?:直接|主要|根本|深层|核心|最大|重要|关键)*(?:诱因|原因|主因|根源|成因|动因|起因|导火索|因素)(?:就|也|主要|则|正)*(?:是|在于)(?=.{3})"
)
_CAUSED = re.compile(
    "(?:这场|这一|这种|此次|本轮|一场)?(?:由|因)[^,]{2,30}?(?:引发|导致|造成|引起|带来|触发)的(?P<head>[^,的]{2,20})"
)
_OPENED = re.compile(
    rf"(?:不如说是?|[一二三四五六七]是(?:因为|由于)|凭借|对[^,]{{1,10}}(?:而言|来说|来讲)|[^,]{{0,40}}以下[\d一二三四五六七八九十几多]*[项个点种大类]的?|[^,]{{2,18}}?(?:包括|诸如|例如|比如)|[^,]{{0,8}}?{REASON_MAY}(?:就|正|主要|还)?(?:是|在于)|"
    r"由此(?:所)?(?:产生|带来|引发|导致|造成|形成)的|.{0,16}?是由(?!于)|(?:主要|很大程度上|归根结底|部分)(?:还)?是?(?:因为?|由于)|(?:也|还|都|正|就)?是(?:因为|由于)|是否因为|也因此|因此其?|由于|因为|因|由|随着|伴随着|这是|正是|就是(?!说)|其实是|是|受到?|在|对于|以|以及|并|和|与(?![^,的]{1,12}的)|及|如果)(?=.{2}|[这此]$)"
)
_NOT_OPENED = ("以来", "因素", "在线", "和解", "与会", "并购", "受益", "由来", "是否", "因应", "在建", "在岸", "以太", "受访", "受众", "受贿", "和平", "和谐", "因果", "以色列", "以上", "以下", "以往", "并未", "并不", "并非")  # fmt: skip
_PARTICLE = re.compile(
    r"(?:了|着(?![力手重陆火])|过(?![剩度高低期时程去热])|到(?![期来位岸账手])|出(?![口台现售资租货让版行境海清]))?了?(?:也|将|会|可能)?"
)

_RATHER_THAN = re.compile("(?:而非|而不是)[^,]{1,16}$")
_SIMILE = re.compile("如同|犹如|宛如|好似|恰似|好比")
_SUCH_AS = re.compile("以?.{2,30}、.{2,20}为(?:代表|主|首|例|核心)")
_NOT = frozenset(("没有", "没", "未", "不", "并未", "尚未", "无法", "难以", "不能", "从未"))
_SEEN_BY = re.compile(
    "(?:(?:[今如现]今?天?)?在[^,在]{1,10}看来,?)?(?:正是|恰恰是|恰好是|无疑是|无疑|便是|正好是|俨然是)$|(?:[今如现]今?天?)?在[^,在]{1,10}看来$"
)
_RULES = ("规定", "新规", "新政", "政策", "法案", "条例", "措施", "制度", "规则", "禁令")
_VAGUE = re.compile("[多诸众各种几两三这些]")
# 波动尚, 情绪都, 更为: words that no stretch ends in.
_HANGING = frozenset(("尚", "都", "更为", "相对", "并未", "均", "将", "亦", "更", "越来越", "固然", "也在", "各", "其", "如何", "首先", "较为", "对", "针对"))  # fmt: skip
_BEHIND = ("人后", "落后", "滞后", "背后", "延后", "靠后", "推后", "殿后", "其后")
_AT_LAST = re.compile("在(?:海外|国[内外际]|境[内外]|全球|全国|当地|(?:19|20)\\d\\d年[^,的]{0,4})$")
_SHORTEST = 2  # characters before 后
_ABOUT = re.compile("[一二三四五六七八九十\\d]、[一二三四五六七八九十\\d]")
_SAID_WITHIN = 7  # words from the beginning of a clause to the verb of saying
# What 之 makes a word with, and nothing at all behind it: 之|前.
_OF_WHOM = re.compile("[前后间所一类际]|$")


class Spans(SentenceRules):
    """One Chinese sentence and the questions that rules ask of its stretches."""

    def _is_lead(self, before: str) -> bool:
        stripped = before.strip(' ,"')
        if not stripped:
            return True
        match = self.words.lead.match(stripped)
        return bool(match and match.end() == len(stripped))

    def _says(self, span: Bounds) -> bool:
        """Whether a phrase holds more than adverbs, times and numbers (其实已经提前, 一天后)."""
        words = self.reading.words
        weightless = self.reading.lexicon.sets["weightless"]
        first, last = words.at(span[0]), words.at(max(span[0], span[1] - 1))
        return any(
            words.tags[i] not in _EMPTY_TAGS and words.texts[i] not in weightless
            for i in range(first, last + 1)
        )

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

    def _incomplete(self, start: int, end: int) -> bool:
        """Whether a clause only names a subject or sets a time."""
        words = self.reading.words
        if end <= start or self.text[end - 1] in "起后时":
            return end > start
        if self.text.startswith(_GOES_ON_WITH, end + 1) and _NOUN_PHRASE.search(
            self.text, start, end
        ):
            return True  # 刚上市的新车, |比上一代便宜…
        first, last = words.at(start), words.at(end - 1)
        happens = self.words.event.search(self.text, words.starts[last], end)
        if first < last and (words.tags[last] == "vn" or happens):
            return False  # 蔬菜运输|中断
        tags = [words.tags[i] for i in range(first, last + 1)]
        return not any(tag in ("v", "a", "d", "p", "vd", "z", "i", "l") for tag in tags)

    def _only_place(self, span: Bounds) -> bool:
        """Whether a clause only says where: 即使在偏远县城."""
        words = self.reading.words
        place = _AT_PLACE.match(self.text, *span)
        return bool(place) and not any(
            words.tags[i].startswith("v")
            for i in range(words.at(span[0]), words.at(span[1] - 1) + 1)
        )

    def _clean_left(self, start: int, end: int) -> Bounds:
        """Without discourse words, times and "somebody thinks that" at the beginning."""
        start, end = trim(self.text, start, end)
        if self.text.find("证据", start, end) >= 0:
            evidence = _NO_EVIDENCE.match(self.text, start, end)
            start = evidence.end() if evidence else start
        match = self.words.lead.match(self.text, start, end)
        if (
            match
            and match.end() < end
            and self._word_edge(match.end())
            and not self.text.startswith("更多", match.end() - 1)
            and match.group() not in _FEARS  # 由于|担心供应中断
        ):
            start = match.end()
            if self.text[start] == "的":  # 今年的业绩
                start += 1
        elif match and match.end() >= end:
            return end, end
        if (
            self.text[start : start + 1] == "第"
            and (one := self.words.enumerator.match(self.text, start, end))
            and one.group().rstrip(",:").endswith(("是", "在于"))
        ):
            start = one.end()  # 第二个是|高温
        view = _VIEWS.search(self.text, start, end) and _ONE_VIEW.match(self.text, start, end)
        if view:
            start = view.end()  # 一种解释是|收入下降
        start = self._after_saying(start, end)
        return trim(self.text, start, end)

    def _word_edge(self, offset: int) -> bool:
        return self.reading.words.edge(offset)

    def _after_saying(self, start: int, end: int) -> int:
        """Where what is said begins: 业内人士预计|…, 我们认为|…."""
        words = self.reading.words
        index = words.at(start)
        says = self.reading.lexicon.sets["attribution_inside"]
        expected = self.reading.lexicon.words["expected"]
        # A verb of saying is rarer than a clause: look which of the words are one before all else.
        for place, word in enumerate(words.texts[index : index + _SAID_WITHIN], index):
            if word not in says or (word in _FEARS and place == index):
                continue
            stop = words.ends[place]
            if end - stop < 2 and not POINTER.match(self.text[stop:end]):
                break
            if word == "预期" and self.text.startswith(expected, stop):
                continue
            if word in OPINIONS and self.text.find("对", start, stop) >= 0:
                continue  # 市场对利率的预期|偏保守: a noun
            past = word in OPINIONS and place > index and words.tags[place - 1] == "ul"
            if past or (place > index and words.texts[place - 1] in _NOT):
                continue  # 没有看到|改善
            exceeds = place > index and words.texts[place - 1].endswith(_EXCEEDS)
            if self.text[stop] not in "的了着过到出得" and not exceeds:
                return stop
        return start

    def _clean_cause(self, start: int, end: int, *, adverbs: bool = True) -> Bounds:
        """Trim a cause; ``adverbs`` says that a cue follows, so what stands before it may go."""
        for _ in range(3):
            before = end
            low = max(start, end - _REACH)
            match = adverbs and (
                self.words.adverbs_at_end.search(self.text[low:end])
                or (self._adverb_ends(end) and _ADVERBIAL.search(self.text[low:end]))
            )
            feared = match and _THE_FEAR.search(self.text, start, end)  # 对衰退的担忧|导致
            if match and not feared and self._word_edge(low + match.start()):
                end = low + match.start()
            low = max(start, end - _REACH)
            match = self.words.tail.search(self.text[low:end])
            if (
                match
                and low + match.start() > start
                and self._word_edge(low + match.start())
                and not (match.group() == "因素" and self._qualifies(low + match.start() - 1))
            ):
                end = low + match.start()
            if end == before:
                break
        if adverbs and (seen := _SEEN_BY.search(self.text, start + 1, end)):
            end = seen.start()  # 这些措施|在专家看来正是
        if adverbs and (place := _AT_LAST.search(self.text, start + 2, end)):
            end = place.start()  # 疫情|在全球 引发…
        start, end = self._clean_left(start, end)
        bracket = _BRACKETED.search(self.text, start, end)
        if bracket and bracket.start() - start >= 4:
            end = bracket.start()
        if (other := _RATHER_THAN.search(self.text, start + 2, end)) and adverbs:
            end = other.start()  # 水位过低|而非风浪 导致
        if (like := _SIMILE.search(self.text, start + 2, end)) and self._word_edge(like.start()):
            end = like.start()  # 怪圈|如同一个阴影
        if caused := _CAUSED.fullmatch(self.text, start, end):
            return caused.span("head")  # 由多重因素引发的|危机
        if named := _REASON_HEAD.match(self.text, start, end):
            start = named.end()  # 涨价的直接诱因是|政策调整
        start = self._after_inner(start, end)
        opened = _OPENED.match(self.text, start, end)
        cuts = opened and not self._word_edge(opened.end())  # 及时, 在线
        if opened and not cuts and not self.text.startswith(_NOT_OPENED, start):
            start = opened.end()
        return trim(self.text, start, end)

    def _qualifies(self, offset: int) -> bool:
        """Whether the word there only says of which kind: 偶然|因素."""
        words = self.reading.words
        index = words.at(offset)
        vague = _VAGUE.search(words.texts[index])  # 多重|因素: which, the words do not say
        return words.tags[index] in ("a", "ad", "b", "d") and not vague

    def _adverb_ends(self, end: int) -> bool:
        """Whether 地 makes an adverb there: 缓慢地, but not 落地 or 拿|地."""
        words = self.reading.words
        index = words.at(end - 1) if end else 0
        if index and words.texts[index] == "地":
            return len(words.texts[index - 1]) > 1
        return bool(end) and words.tags[index] in _ADVERBS

    def _after_inner(self, start: int, end: int) -> int:
        """大家因为|C: only what the preposition governs is the cause."""
        words = self.reading.words
        index = words.at(end - 1) if end > start else -1
        while index > 0 and words.starts[index] > start and end - words.starts[index] < _FAR:
            if words.texts[index] in _INNER and end - words.ends[index] >= 2:
                inner = self.text[words.ends[index] : end]
                nouns = tuple(self.reading.lexicon.sets["influence"])
                of = inner.find("的")  # 受关税影响|的产品
                suffers = words.texts[index] in _SUFFERS and (
                    inner.endswith(nouns) or inner[: max(0, of)].endswith(nouns)
                )
                then = re.search("而(?!且|言|非)", inner)  # 效率随着钻机减少|而提高
                return start if suffers or then else words.ends[index]
            index -= 1
        return start

    def _clean_right(self, start: int, end: int) -> Bounds:
        if scene := _SCENE.search(self.text, start + 2, end):
            end = scene.start()  # 在不裁员|的情况下降低开支
        if self.text.startswith("的是", start) and end - start > 3:
            start += 2
        bracket = _BRACKETED.search(self.text, start, end)
        if bracket and bracket.start() - start >= 4:
            end = bracket.start()  # a source or a gloss, not part of what happened
        if self.text[start : start + 1] == "之" and not _OF_WHOM.match(self.text, start + 1):
            start += 1  # 导致之|财物损失
        match = _PARTICLE.match(self.text, start, end)
        if (
            match
            and end - match.end() >= 2
            and not self.text.startswith(("这", "其实"), start)
            and self._word_edge(match.end())
        ):
            start = match.end()
        hedge = self.words.hedge_at_start.match(self.text, start, end)
        if hedge and hedge.end() < end and self._word_edge(hedge.end()):
            start = hedge.end()
            if self.text[start] in "的地":
                start += 1
        low = max(start, end - _REACH)
        tail = self.words.tail.search(self.text[low:end])
        if tail and low + tail.start() > start + 1 and self._word_edge(low + tail.start()):
            end = low + tail.start()
        end = self._without_adverbs(start, end)
        if (
            end - start > _SHORTEST
            and self.text.endswith("后", start, end)
            and not (self.text.endswith(_BEHIND, start, end))
        ):
            end -= self.reading.words.tags[self.reading.words.at(end - 1)] == "f"
        return trim(self.text, start, end)

    def _without_adverbs(self, start: int, end: int) -> int:
        """Where a stretch ends without the adverb, pronoun or conjunction that it breaks off in.

        波动尚|未平息, 对大型银行更为|有利, 社会发展等各|方面: what they belong to lies beyond it.
        """
        words = self.reading.words
        while end - start > _SHORTEST:
            last = words.at(end - 1)
            if words.texts[last] not in _HANGING or words.ends[last] != end:
                break
            if words.starts[last] - start < _SHORTEST:
                break
            end = words.starts[last]
        return end

    def _relative_head(self, start: int, end: int) -> Bounds:
        """After "C 导致的": the noun phrase, without what a locative or verb adds behind it."""
        text = self.text[start:end]
        stop = re.search(
            r"(?:中|上|里|内|时|后|下)(?=$|比较|最|还|都|也|已|将)|(?:并|正|已|将|也|都|具有|存在|属于|来自|受到|得到|早在|早已|共计|合计|总计|约|达|比较|没有|未|是|会|可|被|仍|为)",
            text[2:],
        )
        return (start, start + 2 + stop.start()) if stop else (start, end)

    def _eventish(self, span: Bounds, kind: str) -> bool:
        """Whether a phrase can cause something by itself: no person or firm, for ``kind`` "event"."""
        text = self.text[span[0] : span[1]]
        if POINTER.match(text):
            return True
        if kind == "change" and self._does(span):
            return False
        if kind == "change" and len(text) < 4 and not self.words.event.search(text):
            return text.endswith(_RULES)
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
            # 过度依赖大客户 is what is done to them; 持有产品的客户 are persons.
            opens = range(first, min(first + 2, last))
            acts = any(words.tags[i] == "v" and len(words.texts[i]) > 1 for i in opens)
            return kind == "event" and acts and "的" not in text
        if self.words.event.search(text):
            return True
        return verbs or len(text) >= 7 or words.tags[last] in NOUNS

    def _does(self, span: Bounds) -> bool:
        """Whether somebody is to do it: an actor, and no more than when, how and 会 behind it."""
        words = self.reading.words
        actor, modal = (self.reading.lexicon.sets[name] for name in ("actor", "modal"))
        ends = [m.end for m in self.reading.mentions_in(*span) if m.type in _ACTORS]
        ends += [
            words.ends[i]
            for i in range(words.at(span[0]), words.at(span[1] - 1) + 1)
            if words.texts[i] in actor
        ]
        if not ends or max(ends) >= span[1]:
            return False
        behind = range(words.at(max(ends)), words.at(span[1] - 1) + 1)
        return all(words.tags[i] in _NO_EVENT or words.texts[i] in modal for i in behind)

    def _conjuncts(self, span: Bounds) -> list[Bounds]:
        """The members of a coordinated list, or the span itself.

        A list needs 、, or a conjunction between two phrases that both name an event; each member
        must be at least two characters long.
        """
        text = self.text[span[0] : span[1]]
        if "、" not in text:
            return self._pair(span)
        if re.search(r"[《\"(].*、.*[》\")]", text) or "," in text or _ABOUT.search(text):
            return [span]  # 从五、六成提高至七、八成: so many, no list
        parts = [m.span() for m in re.finditer(r"[^、]+", text)]
        last = text[parts[-1][0] : parts[-1][1]]
        joint = re.search(r"(?<=.{2})(?:以及|及其|及|和|与)(?=.{2})", last)
        if joint:
            base = parts[-1][0]
            parts[-1:] = [(base, base + joint.start()), (base + joint.end(), len(text))]
        # 排版、校对等出版流程 is one thing described by a list.
        lengths = [b - a for a, b in parts]
        if re.search(r"等.", text) or min(lengths) < 2:
            return [span]
        if _ALL_OF_THEM.search(text, parts[-1][0]):
            return [span]  # A、B 均已下行: one thing said of all
        if self._governs(span[0], parts) or _SUCH_AS.search(text):
            return [span]
        events = [bool(self.words.event.search(text[a:b])) for a, b in parts]
        if not all(events) and not (len(parts) > 2 and sum(events) * 2 >= len(parts)):
            return [span]
        return [self._clean_right(span[0] + a, span[0] + b) for a, b in parts]

    def _governs(self, base: int, parts: list[tuple[int, int]]) -> bool:
        """Whether the verb of the first member has all as its object: 提高了钢材、铝材和铜材的关税."""
        words = self.reading.words

        def verbs(part: tuple[int, int]) -> bool:
            first, last = words.at(base + part[0]), words.at(base + part[1] - 1)
            return any(words.tags[i] == "v" and len(words.texts[i]) > 1 for i in range(first, last))

        last = self.text[base + parts[-1][0] : base + parts[-1][1]]
        return "的" in last and verbs(parts[0]) and not any(verbs(part) for part in parts[1:])

    def _pair(self, span: Bounds) -> list[Bounds]:
        text = self.text[span[0] : span[1]]
        joint = re.fullmatch(r"(.{4,}?)(?:以及|及|和)(.{4,})", text)
        trends = self.reading.lexicon.trends
        if joint and all(any(g.endswith(w) for w in trends) for g in joint.groups()):
            return [(span[0], span[0] + joint.end(1)), (span[0] + joint.start(2), span[1])]
        return [span]
