"""Causal verbs of English: C led to E, E was driven by C, …, forcing E; attributed E to C; E stems from C.

What stands on either side of a verb of the lexicon, and when the word is none: a noun (price cuts),
an aim (to limit losses), an adjective (lower fares).
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.english_arguments import ACTS, COMMA, HARD, MAKES
from kg.extractors.rules.english_pairs import EnglishPairs
from kg.extractors.rules.reading import Bounds, Hit
from kg.extractors.rules.sentence import Candidate
from kg.model import Modality, Polarity

_LISTED = 16  # tokens between because of and a participle in the list behind it
_PEGGED = re.compile(
    r"\b(?:benchmarks?|index|indices|indexes|rates?|prices?|performance|LIBOR|SOFR)\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(?:risks? of|deaths?|cancers?|injur\w+|illness(?:es)?|diseases?|fatalities|outbreaks?)\b",
    re.IGNORECASE,
)
_LOSS = re.compile(
    r"\b(?:loss(?:es)?|erosion|declines?|falls?|drops?|weakness|delays?|shortages?|slump)\b",
    re.IGNORECASE,
)
_ASSIGNED = 14  # words between attribute and its to
_BEFORE_LOWER = frozenset(("much", "even", "far", "saw", "posted", "reported", "expects", "means"))
_NEARLY = frozenset(("almost", "nearly", "about", "around", "roughly", "over", "more", "up"))
_AWAY = frozenset(("out", "off", "ahead", "away", "forward", "back"))
# Where the thing stands that a quantity was added to or taken from, by frame.
_OF_WHICH = {
    "en.verb.wipe": ("off", "from"),
    "en.verb.add": ("to",),
    "en.verb.shield": ("from", "against"),
    "en.verb.saddle": ("with",),
}
_SO_MUCH = re.compile(
    r"(?:[\w'-]+ ){0,3}(?:[$£€]?\d[^,]* to (?![$£€]?\d)|(?:pressure|weight|fuel|strain|urgency|complexity|costs?|time|delays?|days|weeks|months|billions|millions|momentum|uncertainty) to\b)"
)
_WITH_WHAT = frozenset(("hit", "struck", "slapped", "swamped", "flooded"))
_OWN_ACTS = ("trim", "slash", "pare", "hike", "hiking")
_OWN = frozenset(("its", "their", "his", "her", "our"))
_BEFORE_BY = 4  # tokens
_HOW_HARD = frozenset(("hard", "badly", "twice", "again", "in", "last", "this", "the", "short", "long", "term", "run", "year", "week", "month", "also", "particularly", "especially", "mainly", "largely", "partly", "both", "further", "early", "late"))  # fmt: skip
_FIGURE = re.compile(r"(?:(?:about|nearly|almost|over|around|roughly)\s)?[$£€]?\d")
_NO_ACTOR = frozenset(("this", "that", "which", "these", "inflation", "demand"))
_BLAMES = 4  # tokens of a subject that blames
_EVIDENCE = frozenset(("data", "evidence", "findings", "view", "views", "theory", "idea", "claim", "claims", "argument", "conclusion"))  # fmt: skip
_KEPT_OFF = frozenset(("away", "at", "out", "off", "from"))
_NO_OBJECT_BEFORE = frozenset(("not", "since", "as", "when", "because", "before", "while", "amid", "if", "but", "so", "until", "though", "due", "thanks", "owing", "once", "given", "is", "was", "are", "were", "has", "had", "have", "will", "would"))  # fmt: skip
_HOW_MADE = frozenset(("delay", "rethink", "reconsider", "postpone", "hesitate", "abandon", "expensive", "cheaper", "costlier", "dearer", "harder", "easier", "impossible", "unprofitable", "unaffordable", "uneconomic", "obsolete", "attractive", "unattractive"))  # fmt: skip
_AWAITED = 16  # tokens between who expects and the "to" of what is expected
_EXPECTS = frozenset(("expect", "expects", "expected", "forecast", "predict", "predicts"))
_MODIFIES = frozenset(("due", "because", "owing"))  # what opens a reason that a noun phrase holds
_SAYING = 6  # tokens of who says so
# Verbs that make a noun what it is for something else: deals|a blow to, remains|a drag on.
_DEALS = frozenset(("remain", "remains", "remained", "become", "becomes", "became", "prove", "proves", "proved", "deal", "deals", "dealt", "deliver", "delivers", "delivered", "put", "puts", "putting", "place", "places", "placed", "pose", "poses", "posed", "impose", "imposes", "imposed", "create", "creates", "created", "give", "gives", "gave", "provide", "provides", "provided", "strike", "struck", "represent", "represents", "constitute", "constitutes"))  # fmt: skip
_DUE = frozenset(("due", "thanks", "owing", "down", "attributed", "linked", "tied"))
_EVENT_NOUNS = frozenset(("cut", "rise", "fall", "report", "rescue", "hike", "surge", "drop", "slump", "jump", "rally", "crash", "plunge", "decline", "increase", "decrease", "collapse", "freeze", "ban", "delay", "strike", "halt", "move", "slide", "gain", "advance", "retreat", "boost", "squeeze", "shock"))  # fmt: skip
_NOUN_REACH = 5  # words from an article to the noun
_WHOSE = frozenset(("its", "their", "his", "her", "our"))
_IS_DUE_TO = frozenset(("publish", "report", "meet", "speak", "take", "present", "close", "appear", "start", "begin", "open", "end", "expire", "release", "announce", "visit", "vote", "decide", "arrive", "be", "go", "come", "run", "launch", "testify", "unveil", "deliver", "complete", "retire", "step", "return", "receive", "pay", "sign", "leave", "join", "become", "hold", "make", "give", "face"))  # fmt: skip
_NOUN_BEFORE = frozenset(("full", "the", "any", "a", "no", "great", "real", "some", "more", "maximum", "tax", "net", "little", "of", "much", "most"))  # fmt: skip
_PLANS = frozenset(("plan", "plans", "planned", "aim", "aims", "aimed", "seek", "seeks", "sought", "bid", "efforts", "effort", "pledge", "pledged", "promised", "vowed", "intends", "intend", "proposal", "proposals", "steps", "measures", "push", "campaign", "wants", "want", "hopes", "trying", "tried", "attempt", "attempts", "need", "needs", "needed", "order"))  # fmt: skip
_HARMFULLY = frozenset(("negatively", "adversely", "badly", "heavily"))
_AN_EYE = re.compile(r"(?:an?|their|its) (?:\w+ )?(?:eyes?|lid|watch|tabs)\b")
_TO_DO = re.compile(r"\bto [a-z]+ (?=(?:the|an?|its|their|any|such|all|these)\b)")
_NEGATIVELY = re.compile(r"(?P<how>[a-z]+ly) (?:up)?on (?=\w)")
_RISKS = frozenset(("risk", "risks", "risked"))


class EnglishVerbs(EnglishPairs):
    """Verbs whose subject or object is the cause."""

    def _verb(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        frame = hit.frame
        assert frame is not None
        form = self.reading.lexicon.forms.get(hit.word, "")
        before = self._word(first - 1)
        head = self._skip_back(first)
        passive = form in ("both", "participle", "any") and not hit.word.endswith((" to", " in"))
        by = self._by(last) if passive else None
        if by is not None and hit.word != "led":
            following = self._word(by + 1)
            if (
                following[:1].isdigit()
                or following in "$€£¥"
                or following in self.sets["deadline"] | _NEARLY
                or (following == "as" and self._word(by + 2) in ("much", "many", "little"))
            ):
                return []  # increased by 15%, lifted by Friday
            return [] if hit.word == "made" else self._passive(hit, first, by)
        if hit.word in _WITH_WHAT and self._word(last) == "with":
            return self._passive(hit, first, last)
        if frame.inside:
            if form != "ing" or before != COMMA:
                return []
            return self._participle(hit, first, last, head)
        if frame.id.startswith("en.noun."):
            return self._weighs(hit, head, last)
        if self._no_verb(hit, form, first, head) or self._no_object(hit, last):
            return []
        if form == "ing":
            return self._participle(hit, first, last, head)
        cause, shared = self._subject(head)
        if cause is None or (frame.subject and not shared and not self._eventish(cause)):
            return []
        cause = self._with_inserted(cause)
        effect = self._right(last)
        if frame.id == "en.verb.keep" and _AN_EYE.match(self.text, *effect):
            return []  # keep an eye on costs
        polarity = Polarity(frame.polarity)
        if upon := _NEGATIVELY.match(self.text, *effect):
            effect = upon.end(), effect[1]  # impacting negatively on|the industry
            polarity = Polarity.PREVENT if upon["how"] in _HARMFULLY else polarity
        if frame.id == "en.verb.give" and any(
            h.frame and h.frame.id.startswith("en.noun.") for h in self.reading.hits(*effect)
        ):
            return []  # dealt|a blow to exporters
        if hit.word.startswith(_OWN_ACTS) and self._word(last) in _OWN:
            return []  # trimmed its guidance: what an actor did
        knocked = hit.word.startswith("knock")  # the drought knocked the harvest
        if frame.needs and not knocked and not set(frame.needs) & self._words(effect):
            return []
        if frame.id in _OF_WHICH or frame.id == "en.verb.keep":
            moved = self._moved_off(
                whole := self._make(cause, effect, hit, frame.id, Polarity(frame.polarity))
            )
            alone = frame.id == "en.verb.keep" or hit.word.startswith("knock")
            return [moved or whole] if moved or alone else []
        if hit.word in ("hit", "hits", "hitting") and (
            self.sets["mark"] & self._words(effect) or _FIGURE.match(self.text, *effect)
        ):
            return []  # hit an eight-month high, hit $12,000 a ton
        if hit.word.startswith("support") and _EVIDENCE & self._words(effect):
            return []  # the figures support recent data: they bear it out
        if hit.word.startswith("contribut") and _FIGURE.match(self.text, *effect):
            return []  # contributed to 42.5% of the mix: a share
        actor = self._index(cause[1]) - self._index(cause[0]) == 1 and self._word(last) in _OWN
        if frame.subject and actor and self._word(self._index(cause[0])) not in _NO_ACTOR:
            return []  # Heineken|increased its dividend
        whole = self._make(cause, effect, hit, frame.id, polarity)
        return self._via(whole, last) if frame.id == "en.verb.cause" else [whole]

    def _weighs(self, hit: Hit, head: int, last: int) -> list[Candidate]:
        """C is a drag on E, C remains a boon to E; A, a blow to E."""
        frame = hit.frame
        assert frame is not None
        before = self._word(head - 1)
        first = self._index(hit.start)
        cause: Bounds | None
        other = before == COMMA and any(self._word(i) == "not" for i in range(head, first))
        if "being" in (before, self._word(head)) or other:
            return []  # far from being a blow to; a stimulus, not a drag on it
        if before in _DEALS:
            cause, _ = self._subject(self._skip_back(head - 1))
        elif any(self._word(i) in self.sets["be"] for i in range(head, first)):
            cause, _ = self._subject(head)
        else:
            at = self._before_saying(head - 1)
            cause = self._left(at, clause=True) if before == COMMA and head > 2 else None
        if cause is None or not self._eventish(cause):
            return []
        return [self._make(cause, self._right(last), hit, frame.id, Polarity(frame.polarity))]

    def _by(self, last: int) -> int | None:
        """Where "by" stands behind a participle: hit|by, hit hard|by, hit in 2003|by."""
        at = last
        while at - last < _BEFORE_BY and (
            self._word(at) in _HOW_HARD or self._word(at)[:4].isdigit()
        ):
            at += 1
        return at if self._word(at) == "by" else None

    def _moved_off(self, told: Candidate) -> Candidate | None:
        """What something was added to, or taken from: knocked 2% off|sales; kept buyers|away."""
        first, stop = self._index(told.effect[0]), self._index(told.effect[1])
        joints = _OF_WHICH.get(told.rule)
        if joints is None:
            away = next((i for i in range(first + 1, stop) if self._word(i) in _KEPT_OFF), None)
            what = self._span(first, away) if away else None
            return replace(told, effect=what, polarity=Polarity.PREVENT) if what else None
        if told.rule == "en.verb.add" and not _SO_MUCH.match(self.text, *told.effect):
            return None  # added ships to its fleet
        at = next((i for i in range(first + 1, stop - 1) if self._word(i) in joints), None)
        what = self._span(at + 1, stop) if at else None
        return replace(told, effect=what) if what else None

    def _via(self, whole: Candidate, last: int) -> list[Candidate]:
        """A leads to B via C: A leads to C, and C to B."""
        stop = self._index(whole.effect[1])
        at = next((i for i in range(last + 1, stop - 1) if self._word(i) == "via"), None)
        if at is None:
            return [whole]
        means, reached = self._span(at + 1, stop), self._span(last, at)
        if means is None or reached is None:
            return [whole]
        return [replace(whole, effect=means), replace(whole, cause=means, effect=reached)]

    def _no_verb(self, hit: Hit, form: str, first: int, head: int) -> bool:
        """Whether a word that could be a causative verb is a noun, an aim or an adjective here."""
        before = self._word(first - 1)
        named = hit.word == "limited" and self.text[hit.start : hit.start + 2] == "Li"
        if named and first:
            return True  # China Capital Investment|Limited
        if form in ("base", "both", "any") and before == "and" and self._planned(first - 1):
            return True  # plans to boost sales and|cut costs
        opened = before == "to" and head < first - 1  # continue|to raise
        noun_before = not opened and before in self.sets["article"] | self.sets["preposition"]
        auxiliary = {t.word for t in self.tokens[head:first]}
        if form in ("base", "s", "any") and before.endswith(("'s", "’s")) and " " not in hit.word:
            return True  # the bank's|surprise increase
        if form in ("base", "any") and before in MAKES:
            return True  # makes|fuel costlier
        perfect = before in ("have", "has", "had")  # is thought to have|forced
        if form in ("participle", "both") and auxiliary & self.sets["be"] and not perfect:
            return True  # was forced to, has been halted since: done to the subject
        if (
            form in ("base", "s", "any")
            and " " not in hit.word
            and self._word(first + 1) in self.sets["after_noun"]
        ):
            return True  # price cuts may benefit
        due = before == "to" and self._word(first - 2) in _DUE
        if form in ("participle", "both", "s") and (due or before in self.sets["preposition"]):
            return True  # results in decreased rainfall, due to delays
        if form in ("participle", "both", "ing") and self._listed(first):
            return True  # because of weak demand, reduced revenues and increased costs
        if hit.word == "means" and (
            before.endswith("al") or before in ("any", "no", "other", "by")
        ):
            return True  # through our normal means
        if (
            form in ("base", "any")
            and head < first
            and self._word(head - 1) in self.sets["article"]
        ):
            return True  # the deadly impact
        if hit.word == "lower" and (
            before.endswith("ly") or before in _BEFORE_LOWER or before in self.sets["evidential"]
        ):
            return True  # substantially lower provision, that reflects lower fares
        if first + 1 in self.causatives and self._noun_of_event(first):
            return True  # the price cut|led to losses
        if form == "s" and self._finite(first + 1) and " " not in hit.word:
            return True  # emissions limits forced, its policy changes hit
        if hit.word == "results in" and before in self.sets["kind_of_results"]:
            return True  # the worst results in ten years
        pointing = before in self.sets["pointing"] and (
            self._edge(head - 2) or (before == "that" and self._plural(head - 2))
        )  # this limits, this caused; flaws that raise costs
        if form in ("base", "s", "any") and noun_before and not pointing:
            return True  # the cause, a limit
        if form in ("base", "any") and before == "to" and head == first - 1:
            return not self._expected(head)  # to limit losses
        if form == "base" and before in ("help", "helps", "helped"):
            return True  # lower rates help|stabilise activity: what helps is told by help
        relative = before == "that" and self._plural(first - 2)
        if form == "base" and head == first and not relative and not self._plural(first - 1):
            return hit.word in self.sets["also_noun"] or not self._has_plural(first)
        if form == "both" and head == first:
            listed = (
                before == "and"
                and hit.word in self.reading.lexicon.trends
                and bool(self.found)
                and (self.found[-1].effect[1] >= self.tokens[max(0, first - 2)].start)
            )
            told = before == "that" and self._word(first - 3) in self.sets["article"]
            # This increased demand|was welcome
            described = hit.word in self.reading.lexicon.trends and self._verb_between(
                first + 1, min(first + 4, self._stop(first + 1))
            )
            relative = before == "that" and self._word(head - 2) == COMMA
            said = pointing and not described and not relative
            noun_before = noun_before and not told and not said  # a move that|cut costs
            verb_before = self._finite(first - 1) and not self._noun_of_event(first - 1)
            return listed or verb_before or noun_before  # and increased costs
        return False

    def _noun_of_event(self, index: int) -> bool:
        """Whether a word that could be a verb ends a noun phrase: a surprise rate|cut, the bank's|rescue."""
        if self._word(index) not in _EVENT_NOUNS:
            return False
        for at in range(index - 1, max(-1, index - _NOUN_REACH), -1):
            word = self._word(at)
            if self._ends(at) or (self._finite(at) and word not in _EVENT_NOUNS):
                return False
            if word in self.sets["article"] or word.endswith(("'s", "’s")) or word in _WHOSE:
                return True
        return False

    def _planned(self, joint: int) -> bool:
        """Whether an infinitive that somebody plans goes on behind "and" at token ``joint``."""
        for at in range(joint - 1, max(0, joint - _AWAITED), -1):
            if self._ends(at) or self._finite(at):
                return False
            if self._word(at) == "to" and at + 1 < joint:
                return self._word(at - 1) in _PLANS
        return False

    def _expected(self, to: int) -> bool:
        """Whether somebody expects what stands before "to": analysts expect|the levy to cut sales."""
        for at in range(to - 1, max(0, to - _AWAITED), -1):
            if self._ends(at) or self._word(at) == COMMA:
                return False
            if self._word(at) in _EXPECTS:
                return self._word(at - 1) not in self.sets["be"] | {"to"} and to - at > 1
        return False

    def _listed(self, first: int) -> bool:
        """Whether a participle at token ``first`` opens a member of a list of reasons."""
        if self._word(first - 1) not in ("and", "or", COMMA):
            return False
        for at in range(first - 2, max(-1, first - _LISTED), -1):
            if at in self.joints:
                return not any(
                    self._finite(i) and self._word(i - 1) not in ("and", "or", COMMA)
                    for i in range(at + 1, first - 1)
                )
            if self._word(at) in HARD:
                break
        return False

    def _no_object(self, hit: Hit, last: int) -> bool:
        """Whether no object follows: hurt in the attack, threatened to, made an offer."""
        following = self._word(last)
        if following == "no" and self._word(last + 1) in self.sets["comparative"]:
            return True  # will stop no later than May
        if following == COMMA and " " not in hit.word:
            return True  # inventories shrank, data show
        if following in ("almost", "nearly") and self._word(last + 1) == "to":
            return True  # drained almost to zero
        if following in ("and", "or") and self._word(last + 2) == "by":
            return True  # every job created|or saved by tariffs
        if following in _AWAY and (
            self._ends(last + 1) or self._word(last + 1) in self.sets["preposition"]
        ):
            return True  # pulled|out of Florida
        if hit.word.startswith("add") and following == "that":
            return True  # …, adding that sales rose
        if " " not in hit.word and following in _NO_OBJECT_BEFORE:
            return True  # traffic withered since then
        if hit.word.startswith("stop") and following.endswith("ing"):
            return True  # stopped using data
        if self._costs(hit):
            return True  # the labour cost of
        if following == "at" and self._word(last + 1) in ("least", "most"):
            return False  # caused at least three deaths
        if hit.word in ("help", "helps", "helped", "helping") and following == "to":
            return last + 1 in self.causatives  # helped to|rebalance trade
        if " " not in hit.word and (
            following in self.sets["preposition"] or following in self.sets["no_object"]
        ):
            return True
        if self._words(self._right(last)) & _HOW_MADE:
            return False  # made a dress twice as expensive
        return hit.word in ("make", "makes", "made") and (
            following in self.sets["article"] or following in self.sets["light_object"]
        )

    def _passive(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """E was caused by C; driven by C, E happened."""
        frame = hit.frame
        assert frame is not None
        head = self._skip_back(first)
        reduced = head == first and head > 0 and self._word(head - 1) != COMMA
        cause = self._right(last + 1, noun=reduced)
        effect: Bounds | None
        polarity = Polarity(frame.polarity)
        if head == 0:
            effect = self._following(cause[1])
            polarity = Polarity.PROMOTE
        elif self._word(head - 1) == COMMA:
            # Sales fell, hurt by X: the clause says already that they fell.
            effect = self._left(head - 1, clause=True)
            polarity = Polarity.PROMOTE
        else:
            effect = self._left(head, clause=False, reduced=reduced)
        if effect is None or (frame.subject and not self._eventish(cause)):
            return []
        return [self._make(cause, effect, hit, frame.id + ".passive", polarity)]

    def _participle(self, hit: Hit, first: int, last: int, head: int) -> list[Candidate]:
        """…, leading to E; is leading to E; the crisis leading to E."""
        frame = hit.frame
        assert frame is not None
        before = self._word(head - 1)
        if hit.word.startswith(_OWN_ACTS) and self._word(last) in _OWN:
            return []  # the fund said, trimming its forecast
        effect = self._right(last)
        polarity = Polarity(frame.polarity)
        if upon := _NEGATIVELY.match(self.text, *effect):
            effect = upon.end(), effect[1]
            polarity = Polarity.PREVENT if upon["how"] in _HARMFULLY else polarity
        joined = before in self.sets["participle_join"] or head < first
        if frame.needs and not joined and not set(frame.needs) & self._words(effect):
            return []  # parts with driving|aids
        if frame.inside:
            effect = (hit.start, effect[1])
        cause: Bounds | None
        if before in self.sets["participle_join"]:
            at = head
            while at > 0 and self._word(at - 1) in self.sets["participle_join"]:
                at -= 1
            at = self._before_saying(at)
            cause = self._left(at, clause=True)
            if cause and (opened := self._index(cause[0])) in self.joints and opened > 1:
                cause = self._left(
                    opened, clause=True
                )  # sales rose|thanks to demand, pushing shares up
            shared = self.found[-1] if self.found and at else None
            if before == "and":
                if not shared or shared.effect[1] < self.tokens[at - 1].start:
                    return []  # to new malls and diminishing budgets: a noun
                cause = shared.cause  # causing A and damaging B
        elif (verb := self._opened_by(head)) is not None:
            cause, taken = self._subject(self._skip_back(verb))
            if cause and frame.subject and not taken and not self._eventish(cause):
                return []
        elif before == "while" and self.found and self._reaches(self.found[-1].effect, head - 2):
            cause = self.found[-1].cause
        elif any(t.word in self.sets["be"] | _RISKS for t in self.tokens[head:first]):
            cause, taken = self._subject(head)
            if cause and frame.subject and not taken and not self._eventish(cause):
                return []
        elif frame.subject or not before or before in self.sets["preposition"] or before == "to":
            return []  # limiting losses, by raising rates: no subject of its own
        else:
            cause = self._left(head, clause=False)
        return [self._make(cause, effect, hit, frame.id, polarity)] if cause else []

    def _before_saying(self, stop: int) -> int:
        """Where a clause ends that "analysts said" is put behind: A, analysts said,|raising B."""
        verb = stop - 1
        if self._word(verb).endswith("day"):
            verb -= 1  # the company said Friday
        if verb < 1 or self._word(verb) not in self.sets["attribution_verb"] | {"said", "says"}:
            return stop
        at = next((i for i in range(verb - 1, max(-1, verb - _SAYING), -1) if self._ends(i)), -1)
        return at if at > 0 and self._word(at) == COMMA else stop

    def _opened_by(self, head: int) -> int | None:
        """The verb that opens the participle at ``head``: succeeded in, ended up, began."""
        before, earlier = self._word(head - 1), self._word(head - 2)
        if (before == "in" and earlier.startswith("succe")) or (
            before == "up" and earlier in ("ended", "ends", "wound", "winds")
        ):
            return head - 2
        return head - 1 if before in ("began", "started", "keeps", "kept") else None

    def _assign(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """attributed E to C; blamed C for E."""
        frame = hit.frame
        assert frame is not None
        form = self.reading.lexicon.forms.get(hit.word, "")
        if self._no_verb(hit, form, first, self._skip_back(first)):
            return []  # the blame; was blamed for
        # attribute E to C; blame C for E, blame E on C
        joints = ("for", "on", "with") if hit.word.startswith("blam") else ("to", "with")
        between = next(
            (
                i
                for i in range(last + 1, min(last + _ASSIGNED, len(self.tokens)))
                if self._word(i) in joints or self._word(i) in HARD
            ),
            None,
        )
        joint = self._word(between) if between is not None else ""
        before = self._left(first - 1, clause=True) if self._word(first - 1) == COMMA else None
        if form == "ing" and before and (between is None or joint in HARD):
            # raised premiums, blaming dearer drugs
            return [self._make(self._right(last), before, hit, frame.id, Polarity.PROMOTE)]
        told = self._previous() if first <= _BLAMES else None
        if hit.word == "blamed" and told and (between is None or joint in HARD):
            # Profits halved. The firm blamed dearer steel.
            return [self._make(self._right(last), told, hit, frame.id, Polarity.PROMOTE)]
        if between is None or joint in HARD or joint == "with":
            return []
        one, other = self._span(last, between), self._right(between + 1)
        if one is None or other[1] <= other[0]:
            return []
        cause, effect = (one, other) if joint == "for" else (other, one)
        if frame.subject and not self._eventish(cause):
            return []
        return [self._make(cause, effect, hit, frame.id, Polarity(frame.polarity))]

    def _stem(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """E results from C."""
        frame = hit.frame
        assert frame is not None
        if hit.word == "results from" and self._word(first - 1) in self.sets["kind_of_results"]:
            return []  # efficacy results from two trials
        quantified = self._word(first - 1) in _NOUN_BEFORE and first > 1
        if hit.word.startswith("benefit") and quantified:
            return []  # get full|benefit from the deal: a noun
        if hit.word.endswith("due to") and self._word(last) in _IS_DUE_TO:
            return []  # is due to|publish its results
        effect, _ = self._subject(self._skip_back(first))
        if self._word(first - 1) == COMMA and hit.word.startswith(("a ", "an ", "the ")):
            effect = self._left(first - 1, clause=True)  # E, a consequence of C
        blamed = hit.word.startswith(("blamed", "attributed", "put down", "pinned", "credited"))
        which = next(
            (i for i in range(first - 2, max(0, first - 7), -1) if self._word(i) == "which"), 0
        )
        if blamed and which and self._word(which - 1) == COMMA:
            effect = self._left(which - 1, clause=True)  # fees fell, which DBS|blamed on C
        if first == 0 and hit.word.startswith(("the ", "one ", "another ")):
            effect = self._previous()  # … . The main reason is that C
        if effect is None:
            return []
        # an outbreak linked to X|has forced layoffs, losses stemming from X|hurt banks
        reduced = hit.word.endswith(" to") or self._word(first).endswith("ing")
        joined = self._skip_back(first) == first and reduced
        if joined and self._word(first).endswith("ing") and self._word(first - 1) != COMMA:
            # to manage|the fallout|stemming from the breach
            managed = list(_TO_DO.finditer(self.text, *effect))
            effect = (managed[-1].end(), effect[1]) if managed else effect
        cause = self._right(last, noun=joined)
        if self._word(first - 1) == "to" and self._word(first - 2) not in self.sets["catenative"]:
            return []  # a way to|benefit from rising prices
        if hit.word == "linked to":
            if _PEGGED.search(self.text, *cause):
                return []  # loans linked to external benchmarks
            if _HARM.search(self.text, *cause):
                cause, effect = effect, cause  # a drug linked to a risk of stroke
        lost = _LOSS.search(self.text, *effect)  # erosion of trust, which suffered from delays
        polarity = Polarity.PROMOTE if lost else Polarity(frame.polarity)
        # had nothing to do with C
        denied = (
            Modality.DENIED if hit.word.startswith(("nothing", "little", "unrelated")) else None
        )
        return [self._make(cause, effect, hit, frame.id, polarity, modality=denied)]

    def _subject(self, head: int) -> tuple[Bounds | None, bool]:
        """The argument before a verb at token ``head``; whether it was taken over from elsewhere."""
        before = self._word(head - 1)
        if before == "that" and self._word(head - 2) == COMMA:
            return (self.tokens[head - 1].start, self.tokens[head - 1].end), False  # …, that means
        if before == "that" and self._word(head - 2) in ("and", "but") and head > 2:
            at = head - 2 - (self._word(head - 3) == COMMA)
            return self._left(at, clause=True), False  # A raised B, and that|made C dearer
        if before in ("which", "that", "who"):
            if self._word(head - 2) == COMMA:
                told = self.found[-1] if self.found else None
                if told and before == "which" and told.cause[1] == self.tokens[head - 3].end:
                    return told.cause, False  # squeezed by a notice, which|capped rates
                return self._left(head - 2, clause=before != "who", antecedent=True), False
            antecedent = (
                self._left(head - 1, clause=False, reduced=before == "that") if head > 1 else None
            )
            if antecedent and (summed := self._summed(antecedent)):
                return summed, False
            return (antecedent if head > 1 else self._previous()), False
        if before in self.sets["pointing"] and self._edge(head - 2):
            return (self.tokens[head - 1].start, self.tokens[head - 1].end), False
        if before in ("it", "they") and self._edge(head - 2):
            alone = before == "it" and head <= 3 and self._previous() is not None
            return (
                (self.tokens[head - 1].start, self.tokens[head - 1].end) if alone else None
            ), False
        inserted = self._inserted(head)
        if inserted is not None:
            return self._subject(inserted)
        if before in ("and", "but", "or", "also"):
            if self.found and self.found[-1].cue:
                return self.found[-1].cause, True
            at = head - 1
            while at > 0 and self._word(at - 1) == COMMA:
                at -= 1
            clause = self._left(at, clause=True)
            return (None if clause and self._acted(clause) else clause), True
        if before == COMMA:
            told = self.found[-1] if self.found else None
            if told and told.rule.startswith("en.verb.") and self._reaches(told.effect, head - 2):
                return told.cause, True  # exposed records,|triggered a probe and cost millions
            # The subject stands before an insertion: X, a unit of Y, led to Z.
            at = head - 2
            while at > 0 and head - at < 30 and not self._ends(at):
                at -= 1
            return (
                self._left(at, clause=False) if at > 0 and self._word(at) == COMMA else None
            ), False
        subject = self._left(head, clause=False)
        first = self._index(subject[0]) if subject else 0
        within = first > 1 and first in self.joints and self._word(first) in _MODIFIES
        if within and (self._finite(head) or self._word(head) in self.sets["after_noun"]):
            return self._span(self._opened_at(first), first), False  # costs|due to automation|fell
        return subject, False

    def _reaches(self, effect: Bounds, last: int) -> bool:
        """Whether what was told last ends with token ``last``, behind its verb."""
        return last > 0 and effect[1] == self.tokens[last].end

    def _acted(self, clause: Bounds) -> bool:
        """Whether a clause tells what a named actor did: WeBank played X down and|promoted Y."""
        first = self._index(clause[0])
        verb = next((i for i in range(first, self._index(clause[1])) if self._finite(i)), first)
        end = self.tokens[verb - 1].end if verb > first else clause[0]
        return any(
            m.type in ACTS and m.end == end for m in self.reading.mentions_in(clause[0], end)
        )

    def _summed(self, antecedent: Bounds) -> Bounds | None:
        """The clause before, which a noun takes up: lenders demanded forms, a move that …."""
        first = self._index(antecedent[0])
        noun = self._word(self._index(antecedent[1]) - 1)
        if self._word(first) not in ("a", "an") or self._word(first - 1) != COMMA:
            return None
        return self._left(first - 1, clause=True) if noun in self.sets["resumes"] else None

    def _inserted(self, head: int) -> int | None:
        """The token behind "which" if only a phrase stands between: which in a bad year meant."""
        for at in range(head - 2, max(-1, head - 8), -1):
            if self._word(at) == "which":
                said = self._word(head - 1) in self.sets["attribution_verb"]
                inside = said or self._word(at + 1) in self.sets["preposition"]
                return at + 1 if inside else None
            if self._ends(at):
                return None
        return None
