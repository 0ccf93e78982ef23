"""From candidates to claims in Chinese: what is trimmed, what is refused, and how sure the words are."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.arguments import LOOKING, REASONS_ARE, SPARED, Arguments
from kg.extractors.rules.reading import Bounds
from kg.extractors.rules.sentence import Candidate, overlap
from kg.extractors.rules.spans import OPINIONS, POINTER, REASON_MAY
from kg.model import Modality

_OF_ONE = ("一种", "一个", "一项", "来自", "来自于", "源自")
_LONGEST_ARGUMENT = 90
_WHAT = re.compile(
    "(?:是|有|究竟|到底)?(?:什么|哪些|何种|谁|怎样|怎么回事|如何)(?:的|样的)?(?:原因|因素|力量|问题)?"
)
_FAVOURS = ("有助于", "有利于", "有利", "便于", "旨在", "用于", "意在", "试图", "力图", "以期")
# What follows stands elsewhere, or is not said at all: 如下, 一系列连锁反应.
_TO_COME = re.compile(
    "(?:(?:如下|以下|下列)(?:几点|几个方面|方面|内容)?|(?:一系列|一连串|多重|的|了|这些)*(?:连锁反应|后果|影响|结果))"
)
_WHETHER = re.compile("是否|会不会|能否|是不是|难道|谁能")
_WHETHER_WHY = re.compile("是否是?(?:因为?|由于)$")
_WHICH = re.compile("什么|哪些|多大|怎样|何种")
_INFERRED = ("zh.implicit.", "zh.verb.imply", "zh.frame.scene")
_DEFINES = re.compile("是指|指的(?:就)?是|所谓的?[^,]{2,12}[,是]")
_MAKES = re.compile("使得?|致使|导致|造成|引发")
_REASON_MAY = re.compile(REASON_MAY)
_OF_NOUN = re.compile("性|(?<!可能)的")  # 可能性, 在可以预计的未来
_FURTHER = re.compile(r"\s*(?:甚至|进一步|进而|从而|并|乃至)")
_AS_WHAT = re.compile("(?P<what>[^,的]{2,20}?)作为(?:一|这|最|主要|重要|典型)[^,]{2,30}")
_NOT_TO = re.compile("(?:并|也|尚|暂)?(?:不会|不至于|未曾?|没有|不)(?:再)?[对给为]")
_THAN_EXPECTED = re.compile("(?:于|超|超出|超过|不及|符合|达到)预期$")
_NOT_BECAUSE = ("不是因为", "并非因为", "并不是因为", "不是由于", "并非由于")
_BECAUSE_FEARED = re.compile("(?:因为?|由于|出于)[^,]{0,4}?(?:担心|担忧|忧虑|害怕|顾虑)$")
_ONCE = re.compile(
    "[^,]{2,12}?(?:一旦|倘若|假如|如若|如果|如(?=得不到|不能|不|未|无法|能|再|遇|继续|持续))"
)  # 该法案一旦通过, 将…
# What closes the scope of a condition: what follows is said of the world again.
_OUT_OF_IT = re.compile("但|不过|然而|而(?!且)|因此|所以|事实上|目前|如今|否则|不然|同时|此外")
_TO_MAKE = re.compile("(?:若|如果)?(?:要(?:让|使|想)|想要|想让|为了让)")
_ASKS = re.compile(
    "很难说|难以断定|哪些|哪种|哪一[种个类]|(?:无论|不管)?(?:怎么|如何|多么)|如果说|(?<!为)什么(?!都)|多大程度|怎样"
)
_NOT_ONLY = re.compile("不(?:仅仅?|只|但|光|单)是?")
_NOT_FOR = re.compile("(?:不会|不能|不该|不应|不必|不至于|没有|未曾?)(?:因为?|由于)$")
_DENIES = re.compile(
    "否认|(?:不|并不|没有|从未)(?:认为|觉得|承认|称|说)|没有(?:任何|直接|充分|明确)?(?:证据|研究|数据)|无证据|尚?未(?:发现|证实)|(?:并不|不|未能)支持"
)
_NO_PROOF = re.compile(
    "[^,]{0,12}(?:没有(?:任何|直接|充分|明确)?(?:证据|研究|数据)|无证据|未(?:发现|证实))[^,]{0,6}"
)
_PERHAPS_BECAUSE = ("疑因", "或因")
_IS_REASON = re.compile(
    "(?P<what>[^,]{2,40}?)(?:就|也|正|则)?(?:是|成为|成了)[^,]{2,40}的(?:[^的,]{0,6}(?:原因|主因|根源|诱因|因素)|共性|主要|根本|直接|重要|首要|核心|关键|深层|另一个?)"
)
_LEADS_ON = re.compile(
    "(?:这?(?:也|还|并|就|会)?(?:导致|造成|致使|引发|使得|引起)|[这此](?:也|还|并|就|会|将)*(?:促使|迫使|令|使|让))了?(?=.{2})"
)
_HELD = re.compile(
    "(?P<what>(?!一[个种项场系些]|这|那|许多|不少|各种|诸多|很多)[^,的]{2,16})的(?:[^,的]{0,4})?(?:企业|公司|人员|人群|机构|问题|情况|现象|后果|后遗症|局面|状况)$"
)
_DEGREE = re.compile("(?!.+的.)(?:这么|那么|如此|非常|十分|较为?|很|更加?|最|太).{1,4}")
_NUMBER_ALONE = re.compile(r"[约近超]?[\d.,]+[万亿]*[个张家户人元吨套件辆台条笔次名只]?\W*")
_REASON_IS = re.compile("(?:主要|根本|直接)?(?:原因|主因|理由)(?:之一)?(?:是|在于|$)")
_ONLY_AMOUNT = re.compile(
    "其中|[其这那]?[大绝]?(?:多数|部分|少数|一部分|一半|半数)|一些|有的|有些|多重|双重|三重|多种|多方面|诸多|种种"
)
_WORDY = re.compile(r"\w\w")
_MEASURE = re.compile(
    r"(?:到了|至|到)?(?:近|约|超|超过|逾|至|到|为|达|不到|不足|高达)*(?:\d|[一二三四五六七八九十百千两几]+(?:个|倍|成|万|亿|元|次|家|人|点|百分))"
)
_REASON_ALONE = re.compile("(?:也|正|都|就)?是?(?:因为|由于)")
_BECAUSE_WORDS = ("由于", "因为")
_BREAKS_OFF = frozenset(("这一", "该", "这项", "这种", "一项", "一种", "一些", "上述", "在", "对", "把", "向", "与", "从", "由", "给", "其实是", "得以", "成为", "愿意", "不愿", "不愿意", "其", "在于", "放在", "因为", "除了", "或者", "和", "不过", "意味着"))  # fmt: skip
_PROPOSES = frozenset(("提议", "建议", "要求", "答应", "拒绝", "打算", "准备", "同意", "批准", "允许", "宣布", "承诺", "呼吁"))  # fmt: skip
# 获得批准|推动股价: what is given or refused, a noun
_RECEIVED = (
    "的",
    "获",
    "获得",
    "得到",
    "遭",
    "遭到",
    "未获",
    "未获得",
    "缺乏",
    "缺少",
    "取得",
    "没有",
    "监管",
)
_FINDS = frozenset(("警告", "提醒", "预警", "发现", "看到", "指出", "表明", "认为"))
_SETS_ABOUT = frozenset(("牵头", "参与", "负责", "协助", "致力", "着手", "致命", "帮助"))
_PAUSE = re.compile("[,。;!?]")
_TO_SAY = re.compile("(?:这样|这么|如此)(?:讲|说|认为|判断)|不得不(?:说|承认|提)")
_CALLED = re.compile(
    "(?P<what>[^,]{0,24}(?:现象|情况|做法|行为|模式|事件|政策|措施))被[^,]{0,10}(?:称为|称作|誉为|叫做)[^,]{1,16}"
)
_WHAT_EFFECT = re.compile("(?:何种|什么样?的?|怎样的?|哪些)(?:影响|后果|作用|结果)$")
_HOW_MUCH = re.compile("多大|多少|多高|哪些|哪种")
_JOINED = re.compile("(?:并(?=[对将把向被])|或者|至于|所以(?=.{3}))")
_HENCE = re.compile("(?:所以|因此)(?=.{4})")
_NOTHING_YET = re.compile(
    "得以|得到|予以|导致|造成|引发|引起|(?:是|都|也)*(?:必须|需要|应该|可能|一定)"
)
_SINCE = re.compile(
    r"(?:已经?|曾|也|还|就|早)*(?<![始溯])[于在自从]\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?[底初末]?$"
)


# What stands before and behind the name of a speaker.
_BEFORE_NAME = re.compile(r"(?:惟|並|并援引|据|好像|比如|例如)(?=.{2})")
_BEHIND_NAME = frozenset(("初步", "最近", "如此", "进一步", "一度", "会上", "补充", "解释", "发表", "公告", "公开", "采访", "亦", "也", "曾", "稍", "窃", "还", "再"))  # fmt: skip
_DATED = re.compile(r"(?:上|本|这)?周[一二三四五六日天]$|\d{1,2}月(?:\d{1,2}日)?$|\d{1,2}日$")
_NO_NAME_TAGS = frozenset(("c", "d", "p", "u", "t", "zg"))  # 因此, 口口声声, 更别: nobody


class ChineseClaims(Arguments):
    """Trims the arguments of candidates, refuses those that tell nothing, and says how sure one is."""

    def _add(self, candidate: Candidate) -> bool:
        """Keep a candidate, trimmed, if it has a cause and an effect."""
        # 干旱持续, 导致E: a pause stands between them
        followed = (
            candidate.cue is not None
            and candidate.cue[0] >= candidate.cause[1]
            and not _PAUSE.search(self.text, candidate.cause[1], candidate.cue[0])
        )
        cause = self._trim_cause(candidate, followed)
        effect = self._trim_effect(candidate)
        pointer = bool(POINTER.match(self.text[cause[0] : cause[1]]))
        longest = max(cause[1] - cause[0], effect[1] - effect[0])
        if (cause[1] - cause[0] < 2 and not pointer) or effect[1] - effect[0] < 2:
            return False
        if longest > _LONGEST_ARGUMENT or (cause[0] < effect[1] and effect[0] < cause[1]):
            return False
        if any(self.text.count("(", *one) != self.text.count(")", *one) for one in (cause, effect)):
            return False  # 提速快(零百|加速更短)
        if not pointer and self._no_cause(candidate, cause):
            return False
        if self._breaks_off(candidate, cause, followed) or self._tells_nothing(candidate, effect):
            return False
        if self._asked(candidate, cause, effect):
            return False
        self.found.append(replace(candidate, cause=cause, effect=effect))
        return True

    def _trim_cause(self, candidate: Candidate, followed: bool) -> Bounds:
        cause = self._clean_cause(*candidate.cause, adverbs=followed)
        if called := _CALLED.fullmatch(self.text, *cause):
            cause = called.span("what")  # 这一现象|被称为"虚低"
        if named := _AS_WHAT.fullmatch(self.text, *cause):
            cause = named.span("what")  # 少子化作为一种现象
        if hence := _HENCE.match(self.text, *cause):
            cause = hence.end(), cause[1]
        if led := _LEADS_ON.match(self.text, *cause):
            cause = (led.end(), cause[1])  # 导致B, 从而C: B alone
        return cause

    def _trim_effect(self, candidate: Candidate) -> Bounds:
        effect = self._clean_right(*self._clean_left(*candidate.effect))
        if candidate.cue and candidate.effect[1] <= candidate.cue[0]:
            since = _SINCE.search(self.text, effect[0] + 2, effect[1])
            effect = effect[0], since.start() if since else effect[1]  # 该公司|已于2018年 受到影响
        if (reason := _IS_REASON.fullmatch(self.text, *effect)) and "reason" not in candidate.rule:
            effect = reason.span("what")  # 由于C, E是亏损的主要原因: E
        if joins := _JOINED.match(self.text, *effect):
            effect = joins.end(), effect[1]  # 并|做出限制; 至于|煤价暴涨
        if led := _LEADS_ON.match(self.text, *effect):
            effect = (led.end(), effect[1])  # 受A影响, 导致B
        behind = candidate.cue is not None and candidate.cue[1] <= effect[0]
        held = _HELD.match(self.text, *effect) if behind else None
        if held and self._acts(*held.span("what")):
            effect = held.span("what")  # 导致停工的企业: what happened to them
        return effect

    def _no_cause(self, candidate: Candidate, cause: Bounds) -> bool:
        """Whether a stretch names nothing that could be a cause."""
        adverbs = candidate.rule != "zh.conn.because" and self._only_adverbs(*cause)
        return (
            adverbs
            or self.words.no_cause.match(self.text, *cause) is not None
            or not _WORDY.search(self.text, *cause)
        )

    def _breaks_off(self, candidate: Candidate, cause: Bounds, followed: bool) -> bool:
        """Whether a cause is part of something else: an aim, an exception, a phrase cut in two."""
        if self.text.startswith(SPARED, cause[0]):
            return True
        if self.text.startswith("除", cause[0]) and "外" not in self.text[slice(*cause)]:
            return True  # 除了在年初|刺激出一轮行情
        if _TO_MAKE.match(self.text, *cause):
            return True  # 要让它普及, 首先要使得成本下降: an aim
        if self.text.startswith(_FAVOURS, cause[0]):
            return True  # 有助于A, 提升B: who or what does stands elsewhere
        if followed and self.text.endswith(_OF_ONE, *cause):
            return True  # 以一种|重塑行业的速度, 来自于|管理产生的收益
        # 其中多数与…有关: of what, the words do not say
        leads = candidate.rule.startswith("zh.verb.cause")  # 贷款|拒绝导致…: the noun
        return self._hangs(cause, followed, leads) or bool(
            _ONLY_AMOUNT.fullmatch(self.text, *cause)
        )

    def _tells_nothing(self, candidate: Candidate, effect: Bounds) -> bool:
        """Whether an effect is none: a number, a degree, a reason, a noun of influence alone."""
        here = self.text, *effect
        if self.text.startswith(_NOT_BECAUSE, effect[0]):
            return True  # E. 不是因为 A, 而是因为 C
        if self.text.startswith(("的", "等因素", "等原因"), effect[0]) or not _WORDY.search(*here):
            return True  # 因客观原因导致|的问题
        if _TO_SAY.fullmatch(*here) or _REASON_ALONE.fullmatch(*here):
            return True
        if LOOKING.fullmatch(*here) or LOOKING.fullmatch(self.text, *candidate.effect):
            return True  # 从长期来看
        if candidate.implicit and self.text.startswith(_BECAUSE_WORDS, effect[0]):
            return True  # 事故发生后, |由于 A, B: the conjunction tells why
        if candidate.rule.startswith(_INFERRED) and _DEFINES.search(
            self.text, self.sentence.start, effect[0]
        ):
            return True  # 挤兑是指在…条件下, …: what a word means
        if _HOW_MUCH.match(*here) or _WHAT_EFFECT.search(*here):
            return True  # 消除了|多大比例的…
        if _NOTHING_YET.fullmatch(*here) or _TO_COME.fullmatch(*here):
            return True
        if REASONS_ARE.search(*here) or _REASON_IS.match(*here):
            return True  # 在这种环境下, 涨价的原因包括: …
        if candidate.rule.endswith("frame.purpose") and _MAKES.match(*here):
            return True  # 为应对竞争公司降价, 使利润下降: what it led to
        if self.text[slice(*effect)] in self.reading.lexicon.sets["influence"]:
            return True  # 疫情的冲击影响: a noun of influence is no effect by itself
        measured = _MEASURE.match(*here)
        if measured and effect[1] - measured.end() < 4:
            return True  # 增加了15%: a change, no link
        if _DEGREE.fullmatch(*here) and effect[1] - effect[0] < 6:
            return True  # 限制非常严格: how, not what
        # 减少了830万
        return bool(_ONLY_AMOUNT.fullmatch(*here) or _NUMBER_ALONE.fullmatch(*here))

    def _asked(self, candidate: Candidate, cause: Bounds, effect: Bounds) -> bool:
        """Whether the link is asked for, not told: 这是否意味着…?"""
        if self.text.endswith(("谁", "是什么"), *cause):
            return True  # 谁|打垮了日本企业?
        if _WHAT.fullmatch(self.text, *cause) or _ASKS.search(self.text, *cause):
            return True  # 有哪些新产品|让你印象深刻
        if _WHETHER_WHY.search(self.text, self.sentence.start, cause[0]):
            return True  # 是否因为|C 导致 E
        if candidate.cue is None or self.text[self.sentence.end - 1] != "?":
            return False
        low = max(self.sentence.start, candidate.cue[0] - 4)
        high = max(candidate.cue[1], candidate.effect[0]) + 6
        return (
            self.text[self.sentence.end - 2] == "吗"
            or _WHETHER.search(self.text, self.sentence.start, candidate.cue[0]) is not None
            or _WHICH.search(self.text, low, high) is not None
        )

    def _only_adverbs(self, start: int, end: int) -> bool:
        """Whether a stretch only says when and how: 起初, 长期."""
        words = self.reading.words
        return all(
            words.tags[i] in ("d", "ad", "t", "c", "p") and words.known(words.texts[i])
            for i in range(words.at(start), words.at(end - 1) + 1)
        )

    def _hangs(self, cause: Bounds, followed: bool, leads: bool) -> bool:
        """Whether a cause breaks off: 宣布了这一|限制, 官员在|促成…方面, 专家指出|导致….

        ``followed`` says that the cue stands right behind it, ``leads`` that it is 导致 or its like.
        """
        words = self.reading.words
        first, last = words.at(cause[0]), words.at(cause[1] - 1)
        word = words.texts[last]
        if word in _BREAKS_OFF and words.ends[last] == cause[1] and last > first:
            return True
        if word in ("意味着", "预示着") and first == last:
            return True  # 这也意味着|限制出口
        if self.text.endswith(("这一", "那一", "该"), *cause):
            return True
        if not followed:
            return False
        received = last > first and words.texts[last - 1] in _RECEIVED
        if word in _PROPOSES and last > first and not received and not leads:
            return True  # 提议|让 A 加入 B
        told = word in self.reading.lexicon.sets["attribution_inside"] or word in _FINDS
        alone = first == last and word in _SETS_ABOUT
        return (told and not received and words.tags[last] == "v" and word not in OPINIONS) or alone

    def _speaker(self, start: int, end: int) -> Bounds:
        """A name without what stands around it: 谷歌|上周, 惟|公司, 顾冯达|亦, 武伊契奇|补充."""
        words = self.reading.words
        if opening := _BEFORE_NAME.match(self.text, start, end):
            start = opening.end()
        while end > start:
            if dated := _DATED.search(self.text, start + 2, end):
                end = dated.start()
                continue
            last = words.at(end - 1)
            begin, word = words.starts[last], words.texts[last]
            when = words.tags[last] in ("d", "t") and words.known(word)
            if begin <= start or not (when or word in _BEHIND_NAME):
                break
            end = begin
        first, last = words.at(start), words.at(max(start, end - 1))
        tags = words.tags[first : last + 1]
        nobody = all(tag in _NO_NAME_TAGS for tag in tags) and words.known(words.texts[first])
        return (start, start) if nobody else (start, end)

    def _either(self, start: int, end: int) -> bool:
        """Whether 或 only joins two words of one kind: 减产|或|停产, but 工厂|或|停产 is a doubt."""
        words = self.reading.words
        if self.text[start:end] != "或" or start == 0 or end >= len(self.text):
            return False
        return words.tags[words.at(start - 1)][:1] == words.tags[words.at(end)][:1]

    def _under_condition(self, start: int) -> bool:
        """Whether a clause before ``start`` sets a condition for what stands there: 如果 A, B, 将导致 C."""
        under = False
        for clause in self.clauses:
            if clause.start >= start:
                return under and not _OUT_OF_IT.match(self.text, start)
            if under and (clause.closed != "," or _OUT_OF_IT.match(self.text, clause.start)):
                under = False
            elif clause.closed == "," and (
                self.words.conditional.match(self.text, clause.start, clause.end)
                or _ONCE.match(self.text, clause.start, clause.end)
            ):
                under = True
        return False

    def _modality(self, candidate: Candidate) -> Modality:
        cue_span = candidate.cue or candidate.effect
        clause = self._clause_at(cue_span[0])
        if clause is None:
            return Modality.ASSERTED
        if self.text[slice(*cue_span)] in _PERHAPS_BECAUSE:
            return Modality.HEDGED
        between_start = (
            candidate.cause[1]
            if clause.start <= candidate.cause[1] <= cue_span[0]
            else clause.start
        )
        between = _NOT_ONLY.sub("", self.text[between_start : cue_span[0]])
        rather = between.startswith(("而不是", "而非"))  # C|而不是 D 导致
        between = "" if rather else between
        cause_clause = self._clause_at(candidate.cause[0]) or clause
        if (
            self.words.conditional.match(self.text, cause_clause.start, cause_clause.end)
            or self.words.conditional.match(self.text, clause.start, clause.end)
            or self.words.then.search(between)
            or _ONCE.match(self.text, cause_clause.start, cause_clause.end)
            or self._under_condition(min(clause.start, cause_clause.start))
        ):
            return Modality.CONDITIONAL
        head = "" if rather else self.text[clause.start : cue_span[0]]
        said = self.text[cause_clause.start : candidate.cause[0]]
        if _DENIES.search(said) or _NOT_FOR.search(said):
            return Modality.DENIED  # 公司否认…, 没有证据表明…, 不会因为|C 而改变 E
        if self.words.worries.search(said) and not _BECAUSE_FEARED.search(said):
            return Modality.HEDGED  # 市场担忧…, but 因担心…
        if _REASON_MAY.search(said):
            return Modality.HEDGED
        number = self.clauses.index(clause)
        if number:
            before = self.text, self.clauses[number - 1].start, self.clauses[number - 1].end
            if _NO_PROOF.fullmatch(*before):
                return Modality.DENIED  # 没有证据表明, C 会导致 E
            if self.words.worried.search(*before) and not _THAN_EXPECTED.search(*before):
                return Modality.HEDGED  # 分析人士担心, …
        if _NOT_TO.match(between):
            return Modality.DENIED  # 新规不会|对出口造成冲击
        if self.words.negation_at_end.search(between) or (
            re.search(
                r"(?:并非|并不是|不是|绝非|并未|没有(?![^,的]{1,8}的))(?:由|因|因为|由于|是|对)?",
                head,
            )
            and "而是" not in head
            and "不是" not in self.text[cue_span[0] : cue_span[1]]
        ):
            return Modality.DENIED
        # What lies between cue and effect, without a cause that stands there.
        behind = max(cue_span[1], candidate.cause[1] if candidate.cause[0] >= cue_span[1] else 0)
        after = self.text[behind : candidate.effect[0]]
        cue_words = self.text[slice(*candidate.cue)] if candidate.cue else ""
        if any(
            not _OF_NOUN.match(words, hedge.end())
            for words in (between, after, cue_words)
            for hedge in self.words.hedge.finditer(words)
        ):
            return Modality.HEDGED
        # A conjunction links two statements: a hedge inside what follows hedges the link.
        joined = candidate.rule.startswith(
            ("zh.conn.", "zh.noun.reason", "zh.verb.stem", "zh.verb.imply", "zh.implicit.")
        )
        if joined and any(
            not _OF_NOUN.match(self.text, hedge.end())
            for hedge in self.words.hedge.finditer(self.text, *candidate.effect)
            if not self.words.worries.fullmatch(hedge.group())
            and not self.reading.words.splits(*hedge.span())  # 待料 holds no 料
            and not self._either(*hedge.span())
        ):
            return Modality.HEDGED
        # A 可能使 B 倒闭, 甚至波及 C; A 可能扼杀 B, 损害 C: one cause, one doubt.
        if (
            (_FURTHER.match(self.text, clause.start) or self._is_lead(head))
            and "了" not in self.text[slice(*cue_span)]
            and any(overlap(candidate.cause, cause) > 0.5 for cause in self.hedged)
        ):
            return Modality.HEDGED
        return Modality.ASSERTED
