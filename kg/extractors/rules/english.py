"""Causal claims of English sentences: cue → frame → candidates.

Each cue belongs to a frame of the lexicon; a method a kind of frame proposes candidates. Verbs are
told from nouns, and active from passive, by their form and by the words beside them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.english_arguments import COMMA, HARD, EnglishArguments
from kg.extractors.rules.reading import Hit
from kg.extractors.rules.sentence import Bounds, Candidate
from kg.model import Modality, Polarity

_DENIED = re.compile(
    r"(?:\b(?:not|never|no|cannot|without|nor)\b|n't)(?:\W+\w+){0,2}\W*$", re.IGNORECASE
)
# What prices move on.
_NEWS = re.compile(
    r"\b(?:news|reports?|outlook|forecasts?|hopes?|expectations?|warnings?|intervention|data|results?|optimism|speculation|rumou?rs|signs|announcements?|decision|prospects?|guidance|output)\b",
    re.IGNORECASE,
)
_SAYING = re.compile(r"(?:saying|adding|noting|arguing|warning|claiming)(?: that)? (?=\w)")
_SAID = re.compile(
    r"(?:which )?(?:he|she|it|they|the [\w' -]{2,30}|[A-Z][\w'.-]+(?: [A-Z][\w'.-]+){0,3}) (?:said|says|added|adds|noted|told \w+|warned|argued|explained|estimated|reported)"
)
_ON_SALES = re.compile(r"(?:net |total )?(?:sales|revenues?|volume) of [$£€]?\d", re.IGNORECASE)
_TOLD = 7  # tokens between telling somebody and what to do
_ONLY_ADVERB = re.compile(r"(?:\w+ly|then|now|previously|before)", re.IGNORECASE)
_SAYS_ONLY = re.compile(r"(?:it |he |she |they )?(?:said|says|reported|announced)", re.IGNORECASE)
_SINCE_WHEN = re.compile(
    r"(?:since|after|as of)\s(?:(?:early|late|mid|the|last|this)[\s-])*(?:(?:19|20)\d\d|January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"(?:(?:nearly|about|around|almost|over|roughly|some|up to|more than|at least|as much as)\s)?[$£€]?\d[\d.,]*\s?(?:%|percent\b|per cent\b|basis points|bps\b|percentage points|points\b|cents\b|million\b|billion\b)"
)
_AFFECTS = re.compile(r"(?:affect|impact)(?:s|ed|ing)?$", re.IGNORECASE)
_LOSS = re.compile(
    r"\b(?:loss(?:es)?|erosion|declines?|falls?|drops?|weakness|delays?|shortages?|slump)\b",
    re.IGNORECASE,
)
_WORRIES = re.compile(
    r"\b(?:worr(?:y|ies|ied)|fear(?:s|ed)?|concerns? that|doubt(?:s|ed)?|suspect(?:s|ed)?|expect(?:s|ed)?|forecasts?|predict(?:s|ed)?|project(?:s|ed)|anticipate[sd]?)(?: that)?\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"(?:[\w'’.&-]+ ){1,6}?(?:sa(?:id|ys?)|believes?|expects?|predicts?|anticipates?|thinks?|argue[sd]?|noted|warn(?:s|ed))(?: that)? (?=[\w'’$£€-]+ \w)(?!to\b|in\b|on\b|at\b|by\b|about\b|of\b)"
)
_NO_EVIDENCE = re.compile(
    r"\b(?:no|little|scant) (?:\w+ )?(?:evidence|proof|sign)|\bden(?:y|ies|ied)\b|\bwrong to say\b",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot only\b", re.IGNORECASE)
_DURATION = re.compile(r"\d+|(?:year|month|day|week|hour)s?|shortly")
_ADJECTIVE = re.compile(r"(?:al|ic|ing|ary|st|ous)$")
_MOVED = 12  # words between a move and its "on"
_ASSIGNED = 14  # words between attribute and its to
_CITED = 4  # words behind "citing" of which one may be a source
_JUDGED = 16  # words between a judgement and its "for": fined $35 million by the …
_STRONG = 0.8


class EnglishRules(EnglishArguments):
    """The rules applied to one English sentence."""

    # -- the flow -------------------------------------------------------------------------------

    def propose(self) -> None:
        if self.tokens and self.tokens[-1].word == "?" and self._word(0) in self.sets["asking"]:
            return  # Does austerity cause stagnation?
        hits = self.reading.hits(self.sentence.start, self.sentence.end)
        self._mark(hits)
        for hit in hits:
            added = [self._add(one) for one in self._construction(hit)]
            strong = hit.frame is not None and hit.frame.strength >= _STRONG
            if not any(added) and strong and hit.word not in self.sets["also_noun"]:
                self._missed(hit)

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
        if frame.inside:
            if form != "ing" or before != COMMA:
                return []
            return self._participle(hit, first, last, head)
        passive = form in ("both", "participle", "any") and not hit.word.endswith((" to", " in"))
        if passive and self._word(last) == "by" and hit.word != "led":
            amount = self._word(last + 1)[:1].isdigit() or self._word(last + 1) in "$€£¥"
            return [] if amount else self._passive(hit, first, last)  # increased by 15%
        if self._no_verb(hit, form, first, head) or self._no_object(hit, last):
            return []
        if form == "ing":
            return self._participle(hit, first, last, head)
        cause, shared = self._subject(head)
        if cause is None or (frame.subject and not shared and not self._eventish(cause)):
            return []
        effect = self._right(last)
        if frame.needs and not set(frame.needs) & self._words(effect):
            return []
        if hit.word in ("hit", "hits", "hitting") and self.sets["mark"] & self._words(effect):
            return []  # hit an eight-month high
        whole = self._make(cause, effect, hit, frame.id, Polarity(frame.polarity))
        return self._via(whole, last) if frame.id == "en.verb.cause" else [whole]

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
        noun_before = before in self.sets["article"] or before in self.sets["preposition"]
        auxiliary = {t.word for t in self.tokens[head:first]}
        if form in ("participle", "both") and auxiliary & self.sets["be"]:
            return not auxiliary & {"has", "have", "had"}  # was forced to: done to the subject
        if (
            form in ("base", "s", "any")
            and " " not in hit.word
            and self._word(first + 1) in self.sets["after_noun"]
        ):
            return True  # price cuts may benefit
        if hit.word == "lower" and (before.endswith("ly") or before in ("much", "even", "far")):
            return True  # substantially lower provision
        if hit.word == "results in" and before in self.sets["kind_of_results"]:
            return True  # the worst results in ten years
        if form in ("base", "s", "any"):
            pointing = before in self.sets["pointing"] and self._edge(head - 2)
            if noun_before and not pointing:
                return True  # the cause, a limit
        if form in ("base", "any") and before == "to" and head == first - 1:
            return True  # to limit losses
        if form == "base" and head == first and not self._plural(first - 1):
            return hit.word in self.sets["also_noun"] or not self._has_plural(first)
        if form == "both" and head == first:
            listed = (
                before == "and"
                and hit.word in self.reading.lexicon.trends
                and bool(self.found)
                and (self.found[-1].effect[1] >= self.tokens[max(0, first - 2)].start)
            )
            return listed or self._finite(first - 1) or noun_before  # and increased costs
        return False

    def _no_object(self, hit: Hit, last: int) -> bool:
        """Whether no object follows: hurt in the attack, threatened to, made an offer."""
        following = self._word(last)
        if " " not in hit.word and (
            following in self.sets["preposition"] or following in self.sets["no_object"]
        ):
            return True
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
        if frame.inside:
            effect = (hit.start, effect[1])
        cause: Bounds | None
        if before in self.sets["participle_join"]:
            at = head
            while at > 0 and self._word(at - 1) in self.sets["participle_join"]:
                at -= 1
            cause = self._left(at, clause=True)
            shared = self.found[-1] if self.found and at else None
            if before == "and" and shared and shared.effect[1] >= self.tokens[at - 1].start:
                cause = shared.cause  # causing A and damaging B
        elif any(t.word in self.sets["be"] for t in self.tokens[head:first]):
            cause, taken = self._subject(head)
            if cause and frame.subject and not taken and not self._eventish(cause):
                return []
        elif frame.subject or not before or before in self.sets["preposition"] or before == "to":
            return []  # limiting losses, by raising rates: no subject of its own
        else:
            cause = self._left(head, clause=False)
        return [self._make(cause, effect, hit, frame.id, Polarity(frame.polarity))] if cause else []

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
                if self._word(i) in trends or self._ends(i)
            ),
            0,
        )
        if (
            not moved
            or self._ends(moved)
            or (not self._finite(moved) and self._word(moved) not in trends)
        ):
            return []
        following = self._word(last)
        if following in self.sets["calendar"] or following[:1].isdigit():
            return []  # rose on Monday
        cause, effect = self._right(last, noun=True), self._left(first, clause=True)
        if effect is None or not (
            self._eventish(cause) or _NEWS.search(self.text, cause[0], cause[1])
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
        if effect is None:
            return []
        lost = _LOSS.search(self.text, *effect)  # erosion of trust, which suffered from delays
        polarity = Polarity.PROMOTE if lost else Polarity(frame.polarity)
        return [self._make(self._right(last), effect, hit, frame.id, polarity)]

    def _subject(self, head: int) -> tuple[Bounds | None, bool]:
        """The argument before a verb at token ``head``; whether it was taken over from elsewhere."""
        before = self._word(head - 1)
        if before in ("which", "that", "who"):
            if self._word(head - 2) == COMMA:
                return self._left(head - 2, clause=before != "who", antecedent=True), False
            return (self._left(head - 1, clause=False) if head > 1 else self._previous()), False
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
            return self._left(at, clause=True), True
        if before == COMMA:
            # The subject stands before an insertion: X, a unit of Y, led to Z.
            at = head - 2
            while at > 0 and head - at < 30 and not self._ends(at):
                at -= 1
            return (
                self._left(at, clause=False) if at > 0 and self._word(at) == COMMA else None
            ), False
        return self._left(head, clause=False), False

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
        at = first
        while at > 0 and self._word(at - 1) in self.sets["before_because"]:
            if self._word(at - 1) == "and" and self.found and self.found[-1].rule == frame.id:
                return made(cause, self.found[-1].effect)  # because A and because B
            at -= 1
        return made(cause, self._left(at, clause=True))

    def _joins(self, hit: Hit, first: int, last: int) -> bool:
        """Whether as, since, after, following … join what could be effect and cause here."""
        before, following = self._word(first - 1), self._word(last)
        if hit.word in ("as", "since", "when", "even as") and not self._clause_follows(last):
            return False
        if hit.word == "as":
            return before not in self.sets["before_as"]
        if hit.word == "following":
            return (
                before not in self.sets["article"] and before not in self.sets["before_following"]
            )
        return hit.word != "after" or not _DURATION.fullmatch(following)

    def _opens(self, first: int) -> bool:
        """Whether a conjunction at token ``first`` opens its clause: Because C, E."""
        before = self._word(first - 1)
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
        cause = self._right(last)
        if self._opens(first):
            cause = self._until_comma(last, cause)
            effect = self._following(cause[1])
        else:
            effect = self._left(first - (self._word(first - 1) == COMMA), clause=True)
        if effect is None or not self._verbal(effect):
            return []
        modality = Modality.CONDITIONAL
        return [self._make(cause, effect, hit, frame.id, Polarity.PROMOTE, modality=modality)]

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
                return (
                    [self._make(self._right(last), effect, hit, frame.id, Polarity.PROMOTE)]
                    if effect
                    else []
                )
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
        if hit.word == "so" and not opened:
            return []
        if hit.word.startswith("as a ") and self._word(last) == "of":
            return []
        effect = self._right(last + (self._word(last) == COMMA), clause=True)
        at = first
        while at > 0 and self._word(at - 1) in self.sets["therefore_join"]:
            at -= 1
        if at == 0:
            cause = self._previous()
        elif opened or hit.word in ("thereby", "so that", "which is why"):
            cause = self._left(at, clause=True)
        else:
            cause = None  # it therefore …: the subject stands before
        return [self._make(cause, effect, hit, frame.id, Polarity.PROMOTE)] if cause else []

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

    # -- checks ---------------------------------------------------------------------------------

    def _claimant(self, candidate: Candidate) -> str | None:
        named = super()._claimant(candidate)
        if named:
            return named
        # Analysts said the merger led to …: the verb stands in the same clause.
        first = self._index(min(candidate.cause[0], candidate.effect[0]))
        verb = first - 1 - (self._word(first - 1) == "that")
        if self._word(verb) not in self.sets["attribution_verb"]:
            return None
        start = verb
        while start > 0 and verb - start < 8 and not self._ends(start - 1):
            start -= 1
        span = self._span(start, verb)
        return self.reading.document.text[span[0] : span[1]] if span else None

    def _make(
        self,
        cause: Bounds,
        effect: Bounds,
        hit: Hit,
        rule: str,
        polarity: Polarity,
        strength: float = 0.0,
        implicit: bool = False,
        modality: Modality | None = None,
    ) -> Candidate:
        strength = strength or (hit.frame.strength if hit.frame else 0.7)
        if _AFFECTS.match(hit.word) and self.text[slice(*effect)].lower().endswith(
            tuple(self.sets["wanted"])
        ):
            polarity = Polarity.PREVENT  # sales were affected by the strike
        cue = (hit.start, hit.end)
        return Candidate(cause, effect, cue, rule, polarity, strength, implicit, modality)

    def _add(self, candidate: Candidate) -> bool:
        if told := _SAYING.match(self.text, *candidate.cause):
            candidate = replace(candidate, cause=(told.end(), candidate.cause[1]))
        if _SAID.fullmatch(self.text, *candidate.effect):
            # …, he said, as C: what was said stands before.
            stated = self._clause_before(candidate.effect[0])
            if stated is None:
                return False
            candidate = replace(candidate, effect=stated)
        told = _TELLS.match(self.text, *candidate.effect)
        if told and candidate.rule.startswith("en.conn."):
            candidate = replace(candidate, effect=(told.end(), candidate.effect[1]))
        if _AMOUNT.match(self.text, *candidate.effect):
            return False  # margins improved 70 basis points: how far
        if _ONLY_ADVERB.fullmatch(self.text, *candidate.effect):
            return False  # reduced drastically
        if _SAYS_ONLY.fullmatch(self.text, *candidate.effect):
            return False  # it said after markets closed that …: when it said so
        if candidate.rule == "en.conn.market" and _ON_SALES.match(self.text, *candidate.cause):
            return False  # a loss of 16 cents on sales of $1.28 billion
        if candidate.cue and _SINCE_WHEN.match(self.text, candidate.cue[0]):
            return False  # since 2016
        for span in (candidate.cause, candidate.effect):
            words = self.text[span[0] : span[1]]
            if words.lower() != "it" and span[1] - span[0] < 3:
                return False
            if not re.search(r"[A-Za-z]{2}", words):
                return False
        if candidate.cause[0] < candidate.effect[1] and candidate.effect[0] < candidate.cause[1]:
            return False
        self.found.append(candidate)
        return True

    def _clause_before(self, offset: int) -> Bounds | None:
        """The clause before the one that ``offset`` lies in."""
        earlier = [c for c in self.clauses if c.end < offset and c.closed == ","]
        return (earlier[-1].start, earlier[-1].end) if earlier else None

    def _modality(self, candidate: Candidate) -> Modality:
        cue = candidate.cue or candidate.effect
        clause = self._clause_at(cue[0])
        if clause is None:
            return Modality.ASSERTED
        opening = self._clause_at(candidate.cause[0]) or clause
        if any(self.words.conditional.match(self.text, c.start, c.end) for c in (opening, clause)):
            return Modality.CONDITIONAL
        first = candidate.cause if candidate.cause[1] <= cue[0] else candidate.effect
        start = first[1] if clause.start <= first[1] <= cue[0] else clause.start
        between = self.text[start : cue[0]]
        said = self.text[clause.start : min(candidate.cause[0], candidate.effect[0])]
        if _NO_EVIDENCE.search(said):
            return Modality.DENIED
        if _WORRIES.search(said):
            return Modality.HEDGED
        if _DENIED.search(between) and not _NOT_ONLY.search(between):
            return Modality.DENIED
        behind = min(cue[1] + 12, max(cue[1], candidate.effect[0]))
        if self.words.hedge.search(between) or self.words.hedge.search(self.text, cue[1], behind):
            return Modality.HEDGED
        # A conjunction links two statements: a hedge inside what follows hedges the link.
        if candidate.rule.startswith("en.conn.") and self.words.hedge.search(
            self.text, *candidate.effect
        ):
            return Modality.HEDGED
        return Modality.ASSERTED

    def _conjuncts(self, span: Bounds) -> list[Bounds]:
        """The members of A, B and C, where each is a short phrase without a verb of its own."""
        text = self.text[span[0] : span[1]]
        if COMMA not in text or not re.search(r"\b(?:and|or)\b", text):
            return [span]
        members = []
        for part in re.finditer(r"(?:(?!,|\band\b|\bor\b).)+", text):
            first = self._index(span[0] + part.start())
            last = self._index(span[0] + part.end())
            if first == last:
                continue
            if last - first > 6 or self._verb_between(first, last):
                return [span]
            members.append((self.tokens[first].start, self.tokens[last - 1].end))
        return members if len(members) >= 3 else [span]
