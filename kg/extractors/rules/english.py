"""Causal claims of English sentences: cue → frame → candidates.

Each cue belongs to a frame of the lexicon; a method a kind of frame proposes candidates. Verbs are
told from nouns, and active from passive, by their form and by the words beside them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.english_arguments import ACTS, COMMA, HARD
from kg.extractors.rules.english_pairs import EnglishPairs
from kg.extractors.rules.reading import Hit
from kg.extractors.rules.sentence import Bounds, Candidate
from kg.model import Modality, Polarity

# What prices move on.
_NEWS = re.compile(
    r"\b(?:news|talk|fears?|worries|concerns?|reports?|outlook|forecasts?|hopes?|expectations?|warnings?|intervention|data|results?|optimism|speculation|rumou?rs|signs|announcements?|decision|prospects?|guidance|output)\b",
    re.IGNORECASE,
)
_LISTED = 16  # tokens between because of and a participle in the list behind it
_TOLD = 10  # tokens between telling somebody and what to do
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
_REASONS = ("en.conn.because", "en.conn.as", "en.conn.market")
_RANKED = re.compile(r"\b(?:largest|biggest|[\w]+-largest|[\w]+-biggest)\b[\w' -]{0,40},?\s$")
_DURATION = re.compile(r"\d+|(?:year|month|day|week|hour)s?|shortly")
_ADJECTIVE = re.compile(r"(?:al|ic|ing|ary|st|ous)$")
_MOVED = 12  # words between a move and its "on"
_IF_ANYTHING = frozenset(("anything", "any", "so", "not", "only", "ever"))
_ASKS = frozenset(("what", "why", "how", "who", "where"))
_ASSIGNED = 14  # words between attribute and its to
_BEFORE_LOWER = frozenset(("much", "even", "far", "saw", "posted", "reported", "expects", "means"))
_FOR_WHOM = frozenset(("for", "among", "of", "to"))
_NEARLY = frozenset(("almost", "nearly", "about", "around", "roughly", "over", "more", "up"))
_CITED = 4  # words behind "citing" of which one may be a source
_JUDGED = 16  # words between a judgement and its "for": fined $35 million by the …
_AWAY = frozenset(("out", "off", "ahead", "away", "forward", "back"))
_TOLD_US = re.compile(
    r"\b(?:told|said|noted|explained|mentioned|observed|wrote|put it|described|discussed|shown|argued)\b"
)
_SO_DID = frozenset(("did", "do", "does", "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "too"))  # fmt: skip
_DAYS_AFTER = re.compile(r"(?:days?|weeks?|months?|years?|hours?|minutes?|decades?|quarters?)")
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
_FEARS = frozenset(("fears", "concerns", "worries", "hopes", "expectations", "suspicion", "suspicions", "optimism", "speculation"))  # fmt: skip
_OWN_ACTS = ("trim", "slash", "pare", "hike", "hiking")
_OWN = frozenset(("its", "their", "his", "her", "our"))
_KEPT_OFF = frozenset(("away", "at", "out", "off", "from"))
_TIMES = frozenset(("twice", "times", "half", "just", "almost", "nearly", "about", "not"))
_NO_OBJECT_BEFORE = frozenset(("not", "since", "as", "when", "because", "before", "while", "amid", "if", "but", "so", "until", "though"))  # fmt: skip
_HOW_MADE = frozenset(("delay", "rethink", "reconsider", "postpone", "hesitate", "abandon", "expensive", "cheaper", "costlier", "dearer", "harder", "easier", "impossible", "unprofitable", "unaffordable", "uneconomic", "obsolete", "attractive", "unattractive"))  # fmt: skip
_RISKS = frozenset(("risk", "risks", "risked"))
_STRONG = 0.8


class EnglishRules(EnglishPairs):
    """The rules applied to one English sentence."""

    # -- the flow -------------------------------------------------------------------------------

    def propose(self) -> None:
        if self.tokens and self.tokens[-1].word == "?" and self._word(0) in self.sets["asking"]:
            return  # Does austerity cause stagnation?
        hits = self.reading.hits(self.sentence.start, self.sentence.end)
        self._mark(hits)
        for one in self.pairs():
            self._add(one)
        for hit in hits:
            added = [self._add(one) for one in self._construction(hit)]
            strong = hit.frame is not None and hit.frame.strength >= _STRONG
            if not any(added) and strong and hit.word not in self.sets["also_noun"]:
                self._missed(hit)
        for one in list(self.nor()):
            self._add(one)

    def _construction(self, hit: Hit) -> list[Candidate]:
        first, last = self._index(hit.start), self._index(hit.end)
        if hit.frame is None:
            if hit.word in self.sets["cause_noun"]:
                return self._cause_noun(hit, first, last)
            return self._effect_noun(hit, first, last)
        if hit.frame.order == "cause-effect":
            found = self._verb(hit, first, last)
            if not found and hit.word in self.sets["cause_noun"]:
                return self._cause_noun(hit, first, last)
            if not found and hit.word in self.sets["effect_noun"]:
                return self._effect_noun(hit, first, last)
            return found
        if hit.frame.order == "effect-cause":
            return self._stem(hit, first, last)
        if hit.frame.order == "because":
            return self._because(hit, first, last)
        if hit.frame.order == "condition":
            return self._condition(hit, first, last)
        if hit.frame.order == "market":
            return self._market(hit, first, last)
        if hit.frame.order == "assign":
            return self._assign(hit, first, last)
        if hit.frame.order == "about":
            return self._about(hit, first, last)
        if hit.frame.order == "purpose":
            return self._purpose(hit, first, last)
        return self._therefore(hit, first, last)

    # -- verbs ----------------------------------------------------------------------------------

    def _verb(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        frame = hit.frame
        assert frame is not None
        form = self.reading.lexicon.forms.get(hit.word, "")
        before = self._word(first - 1)
        head = self._skip_back(first)
        passive = form in ("both", "participle", "any") and not hit.word.endswith((" to", " in"))
        if passive and self._word(last) == "by" and hit.word != "led":
            following = self._word(last + 1)
            if (
                following[:1].isdigit()
                or following in "$€£¥"
                or following in self.sets["deadline"] | _NEARLY
            ):
                return []  # increased by 15%, lifted by Friday
            return self._passive(hit, first, last)
        if hit.word in _WITH_WHAT and self._word(last) == "with":
            return self._passive(hit, first, last)
        if frame.inside:
            if form != "ing" or before != COMMA:
                return []
            return self._participle(hit, first, last, head)
        if self._no_verb(hit, form, first, head) or self._no_object(hit, last):
            return []
        if form == "ing":
            return self._participle(hit, first, last, head)
        cause, shared = self._subject(head)
        if cause is None or (frame.subject and not shared and not self._eventish(cause)):
            return []
        cause = self._with_inserted(cause)
        effect = self._right(last)
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
        if hit.word in ("hit", "hits", "hitting") and self.sets["mark"] & self._words(effect):
            return []  # hit an eight-month high
        whole = self._make(cause, effect, hit, frame.id, Polarity(frame.polarity))
        return self._via(whole, last) if frame.id == "en.verb.cause" else [whole]

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
        opened = before == "to" and head < first - 1  # continue|to raise
        noun_before = not opened and before in self.sets["article"] | self.sets["preposition"]
        auxiliary = {t.word for t in self.tokens[head:first]}
        if form in ("participle", "both") and auxiliary & self.sets["be"]:
            return True  # was forced to, has been halted since: done to the subject
        if (
            form in ("base", "s", "any")
            and " " not in hit.word
            and self._word(first + 1) in self.sets["after_noun"]
        ):
            return True  # price cuts may benefit
        if form in ("participle", "both") and before in self.sets["preposition"]:
            return True  # results in decreased rainfall
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
        if form == "s" and self._finite(first + 1) and " " not in hit.word:
            return True  # emissions limits forced, its policy changes hit
        if hit.word == "results in" and before in self.sets["kind_of_results"]:
            return True  # the worst results in ten years
        if form in ("base", "s", "any"):
            pointing = before in self.sets["pointing"] and (
                self._edge(head - 2) or (before == "that" and self._plural(head - 2))
            )  # this limits; flaws that raise costs
            if noun_before and not pointing:
                return True  # the cause, a limit
        if form in ("base", "any") and before == "to" and head == first - 1:
            return True  # to limit losses
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
            noun_before = noun_before and not told  # a move that|cut costs
            return listed or self._finite(first - 1) or noun_before  # and increased costs
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
        effect = self._right(last)
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
            cause = self._left(at, clause=True)
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
        return [self._make(cause, effect, hit, frame.id, Polarity(frame.polarity))] if cause else []

    def _opened_by(self, head: int) -> int | None:
        """The verb that opens the participle at ``head``: succeeded in, ended up, began."""
        before, earlier = self._word(head - 1), self._word(head - 2)
        if (before == "in" and earlier.startswith("succe")) or (
            before == "up" and earlier in ("ended", "ends", "wound", "winds")
        ):
            return head - 2
        return head - 1 if before in ("began", "started", "keeps", "kept") else None

    def _market(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """Oil prices climbed on supply concerns: what moved, and on what news."""
        frame = hit.frame
        assert frame is not None
        number = self.reading.ontology.names["number"]
        trends = {*self.reading.lexicon.trends, *number["rise_en"], *number["fall_en"]}
        moved = next(
            (
                i
                for i in range(first - 1, max(0, first - _MOVED), -1)
                if (self._word(i) in trends and self._word(i + 1) != "to") or self._ends(i)
            ),
            0,
        )
        fears = self._word(last) in _FEARS and bool(self._left(first, clause=True))
        if not fears and (
            not moved
            or self._ends(moved)
            or (not self._finite(moved) and self._word(moved) not in trends)
        ):
            return []
        following = self._word(last)
        if self._word(first - 1) in self.sets["effect_noun"] | self.sets["noun_on"]:
            return []  # has had a higher effect on loans, America's dependence on chips
        if following in self.sets["after_on"]:
            return []  # held on to older devices, leaving rates on hold
        if following in self.sets["calendar"] or following[:1].isdigit():
            return []  # rose on Monday
        # on talk that S: what was talked about
        told = self._word(last + 1) == "that" and bool(_NEWS.fullmatch(following))
        cause = self._right(last + 2, clause=True) if told else self._right(last, noun=not fears)
        effect = self._left(first, clause=True)
        if effect and self._word(self._index(effect[0])) in _FOR_WHOM:
            return []  # for lenders that grew|on borrowed traffic
        if effect is None or not (
            told or self._eventish(cause) or _NEWS.search(self.text, cause[0], cause[1])
        ):
            return []
        return [self._make(cause, effect, hit, frame.id, Polarity.PROMOTE)]

    def _assign(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """attributed E to C; blamed C for E."""
        frame = hit.frame
        assert frame is not None
        form = self.reading.lexicon.forms.get(hit.word, "")
        if self._no_verb(hit, form, first, self._skip_back(first)):
            return []  # the blame; was blamed for
        between = next(
            (
                i
                for i in range(last + 1, min(last + _ASSIGNED, len(self.tokens)))
                if self._word(i) in ("to", "for", "on", "with") or self._word(i) in HARD
            ),
            None,
        )
        joint = self._word(between) if between is not None else ""
        before = self._left(first - 1, clause=True) if self._word(first - 1) == COMMA else None
        if form == "ing" and before and (between is None or joint in HARD):
            # raised premiums, blaming dearer drugs
            return [self._make(self._right(last), before, hit, frame.id, Polarity.PROMOTE)]
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
        effect, _ = self._subject(self._skip_back(first))
        if self._word(first - 1) == COMMA and hit.word.startswith(("a ", "an ", "the ")):
            effect = self._left(first - 1, clause=True)  # E, a consequence of C
        if first == 0 and hit.word.startswith(("the ", "one ", "another ")):
            effect = self._previous()  # … . The main reason is that C
        if effect is None:
            return []
        joined = self._skip_back(first) == first and hit.word.endswith(" to")
        cause = self._right(last, noun=joined)  # an outbreak linked to X|has forced layoffs
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
        return self._left(head, clause=False), False

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
                return at + 1 if self._word(at + 1) in self.sets["preposition"] else None
            if self._ends(at):
                return None
        return None

    # -- conjunctions ---------------------------------------------------------------------------

    def _because(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """E because C; because C, E; following C, E."""
        frame = hit.frame
        assert frame is not None
        weak = frame.id == "en.conn.as"
        if hit.word == "citing" and any(
            self._word(at) in self.sets["cited"] for at in range(last, last + _CITED)
        ):
            return []  # citing people close to the talks
        if weak and not self._joins(hit, first, last):
            return []
        if hit.word == "given" and self._word(last) in ("to", "by"):
            return []  # a drug given to patients
        if hit.word == "given":
            before = {t.word for t in self.tokens[self._skip_back(first) : first]}
            if before & {*self.sets["be"], "has", "have", "had"}:
                return []  # staff were only given two weeks
        implicit = weak and hit.word in self.sets["time_conjunction"]

        def made(cause: Bounds, effect: Bounds | None) -> list[Candidate]:
            if effect is None or (weak and not self._verbal(effect)):
                return []
            return [
                self._make(cause, effect, hit, frame.id, Polarity.PROMOTE, frame.strength, implicit)
            ]

        cause = self._right(last)
        if self._opens(first):
            cause = self._until_comma(last, cause)
            effect = self._following(cause[1])
            if effect is not None:
                return made(cause, effect)
            if first == 0:
                return made(cause, self._previous())
        cause = self._reasons(hit, last)
        at = first
        while at > 0 and self._word(at - 1) in self.sets["before_because"]:
            if self._word(at - 1) == "and" and self.found and self.found[-1].rule in _REASONS:
                return made(cause, self.found[-1].effect)  # because A and because B
            at -= 1
        return made(cause, self._left(at, clause=True))

    def _titled(self) -> bool:
        """Whether the sentence is a headline in capitals: Prices Surge as Drought Ravages Groves."""
        words = [self.text[t.start] for t in self.tokens if len(t.word) > 3 and t.word.isalpha()]
        return len(words) > 3 and all(c.isupper() for c in words)

    def _joins(self, hit: Hit, first: int, last: int) -> bool:
        """Whether as, since, after, following … join what could be effect and cause here."""
        before, following = self._word(first - 1), self._word(last)
        headline = hit.word == "as" and not self._verb_between(0, len(self.tokens))
        if hit.word in ("as", "since", "when", "even as") and not (
            self._clause_follows(last)
            or (headline and self.text[hit.start - 2].isalnum() and self._titled())
        ):
            return False
        if before == "even":
            return False  # even as income was flat: for all that
        if hit.word == "as":
            if before in _TIMES and self._word(last) in ("many", "much", "few", "long", "far"):
                return False  # twice as many cars as …
            opens = self._opens(first) and _TOLD_US.search(self.text, *self._right(last))
            return before not in self.sets["before_as"] and not opens  # As he told them, …
        if hit.word == "following":
            return (
                before not in self.sets["article"] and before not in self.sets["before_following"]
            )
        if hit.word != "after":
            return True
        if _DAYS_AFTER.fullmatch(before):
            return False  # met a day after the budget: when
        # After hearing evidence, the panel decided: one thing that somebody does, then another.
        acts = (
            following.endswith("ing")
            and following not in {*self.reading.lexicon.trends, *self.sets["undergoing"]}
            and not self._verb_between(last + 1, self._stop(last))
        )
        ranked = _RANKED.search(self.text, self.sentence.start, hit.start)
        return not (
            acts or _DURATION.fullmatch(following) or (ranked and not self._clause_follows(last))
        )

    def _opens(self, first: int) -> bool:
        """Whether a conjunction at token ``first`` opens its clause: Because C, E."""
        before = self._word(first - 1)
        part = first
        while part > 0 and self._word(part - 1) in self.sets["before_because"] - {COMMA}:
            part -= 1
        if part == 0 and self._word(first - 1) in ("part", "measure"):
            return True  # In great part because of …, E
        if before in ("", ";", ":", '"', ">", "that", "but", "which", "so"):
            return True
        if before == "and":
            return not (self.found and self.found[-1].rule.startswith("en.conn"))
        # Only a short phrase stands before the comma.
        return before == COMMA and first <= 9 and not self._verb_between(0, first - 1)

    def _condition(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """If C, E; E if C."""
        frame = hit.frame
        assert frame is not None
        if hit.word == "if" and self._word(last) in _IF_ANYTHING:
            return []
        cause = self._right(last)
        if self._opens(first):
            cause = self._until_comma(last, cause)
            effect = self._following(cause[1])
        else:
            effect = self._left(first - (self._word(first - 1) == COMMA), clause=True)
        if effect is None or not self._verbal(effect):
            return []
        # Unless C, E: C would keep it from coming.
        polarity = Polarity.PREVENT if hit.word == "unless" else Polarity.PROMOTE
        modality = Modality.CONDITIONAL
        return [self._make(cause, effect, hit, frame.id, polarity, modality=modality)]

    def _about(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """arrested for C, a dispute over C: what somebody is judged for or quarrels about."""
        frame = hit.frame
        assert frame is not None
        if self.found and self.found[-1].cue and self.found[-1].rule == "en.verb.attribute":
            return []  # blamed C for E: said already
        names = self.sets["judged" if hit.word == "for" else "quarrel"]
        for back in range(first - 1, max(-1, first - _JUDGED), -1):
            if self._word(back) in names:
                effect = self._left(first, clause=True)
                cause = self._right(last, noun=True)
                onward = self._index(cause[1])
                goes_on = self._word(onward) in self._auxiliary or onward in self.causatives
                if effect is None or goes_on:
                    return []  # uncertainty over trade policy|is causing delays
                cause = self._right(last)
                return [self._make(cause, effect, hit, frame.id, Polarity.PROMOTE)]
            if (
                self._ends(back)
                or self._finite(back)
                or self._word(back) in ("for", "over", "and", "but")
            ):
                break
        return []

    def _purpose(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """E in order to C; demanding C, E: the purpose is the reason of the act."""
        frame = hit.frame
        assert frame is not None
        before = self._word(first - 1)
        participle = hit.word.endswith("ing")
        infinitive = hit.word.startswith("to ")
        if participle and self._finite(first - 1):
            return []  # lenders began|demanding forms
        if participle and (
            before in self.sets["be"] | self.sets["preposition"] | self.sets["article"]
            or before in ("", "and", "to")
        ):
            return []
        if infinitive and before in self.sets["to_complement"]:
            return []
        if infinitive and any(
            self._word(at) in self.sets["told_to"] for at in range(max(0, first - _TOLD), first)
        ):
            return []  # urged customers to stop using it
        start = first + infinitive if participle or infinitive else last
        cause = self._right(start)
        effect = self._left(first - (before == COMMA), clause=True)
        if effect is None or not self._verbal(effect):
            effect = self._following(cause[1]) if first == 0 else None
        if effect is None:
            return []
        return [
            self._make(cause, effect, hit, frame.id, Polarity.PROMOTE, modality=Modality.PLANNED)
        ]

    def _therefore(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """C. As a result, E; C, so E."""
        frame = hit.frame
        assert frame is not None
        before = self._word(first - 1)
        opened = before in self.sets["therefore_join"] or not before
        if (hit.word == "so" and not opened) or self._word(last) in _ASKS:
            return []  # so what happened
        # so steep were the penalties
        inverted = (
            self._word(last + 1) in self.sets["be"] and self._word(last + 2) in self.sets["article"]
        )
        if hit.word == "so" and (self._word(last) in _SO_DID or inverted):
            return []  # so did lending
        if hit.word.startswith("as a ") and self._word(last) == "of":
            return []
        effect = self._right(last + (self._word(last) == COMMA), clause=True)
        opens = self._word(self._index(effect[0]))
        if opens in self.sets["preposition"] and not self._verbal(effect):
            effect = self._following(effect[1]) or effect  # so for every dollar of premium, E
        at = first
        while at > 0 and self._word(at - 1) in self.sets["therefore_join"]:
            at -= 1
        if at == 0:
            cause = self._last_effect() or self._previous()
        elif opened or hit.word in ("thereby", "so that", "which is why"):
            cause = self._left(at, clause=True)
        else:
            cause = None  # it therefore …: the subject stands before
        return [self._make(cause, effect, hit, frame.id, Polarity.PROMOTE)] if cause else []

    def _last_effect(self) -> Bounds | None:
        """What the sentence before ends in, if a claim of it does: … caused a crisis. As a result, E."""
        before = self.before
        if not isinstance(before, EnglishRules) or before.sentence.block != self.sentence.block:
            return None
        ends = before.sentence.end - 2
        ending = [one.effect for one in before.found if one.cue and one.effect[1] >= ends]
        return ending[-1] if ending else None

    # -- nouns ----------------------------------------------------------------------------------

    def _cause_noun(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """C is one of the main reasons for E; the reason for E was C."""
        link, before = self._word(last), self._word(first - 1)
        if link not in self.sets["reason_link"]:
            return []
        bare = before not in self.sets["article"] | self.sets["preposition"]
        if hit.word in self.sets["also_noun"] and bare and not _ADJECTIVE.search(before):
            return []
        rule = "en.frame.reason"
        for head in range(first, max(0, first - 8), -1):
            if self._ends(head - 1) or self._word(head - 1) == "as":
                break
            if self._word(head - 1) in self.sets["copula"]:
                cause, _ = self._subject(self._skip_back(head - 1))
                effect = self._right(last + 1)
                if cause is None or link == "to":
                    return []
                return [self._make(cause, effect, hit, rule, Polarity.PROMOTE, 0.8)]
        for stop in range(last + 2, min(last + 20, len(self.tokens) - 1)):
            if self._word(stop) in HARD:
                break
            if self._word(stop) in self.sets["be"] | self.sets["include"]:
                begin = stop + 1
                while self._word(begin) in self.sets["reason_filler"]:
                    begin += 1
                target = (self.tokens[last + 1].start, self.tokens[stop - 1].end)
                cause = self._right(begin, clause=True)
                return [self._make(cause, target, hit, rule, Polarity.PROMOTE, 0.8)]
        return []

    def _effect_noun(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """The impact of C on E; C had an impact on E; C plays a role in E."""
        rule = "en.frame.impact"
        if self._word(last) == "of":
            for on in range(last + 2, min(last + 12, len(self.tokens))):
                if self._word(on) in HARD:
                    break
                if self._word(on) in ("on", "upon"):
                    cause = (self.tokens[last + 1].start, self.tokens[on - 1].end)
                    return [
                        self._make(cause, self._right(on + 1), hit, rule, Polarity.PROMOTE, 0.65)
                    ]
            return []
        if self._word(last) not in (("in",) if hit.word == "role" else ("on", "upon")):
            return []
        for head in range(first, max(0, first - 6), -1):
            if self._word(head - 1) in self.sets["impact_verb"]:
                subject, _ = self._subject(self._skip_back(head - 1))
                if subject is None:
                    break
                return [
                    self._make(subject, self._right(last + 1), hit, rule, Polarity.PROMOTE, 0.7)
                ]
        return []
