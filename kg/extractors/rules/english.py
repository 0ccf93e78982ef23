"""Causal claims of English sentences: cue → arguments found by walking over words.

English marks where a phrase ends by small words rather than by characters, so the rules look at
tokens: an argument runs from the cue to the next boundary (strong punctuation, a comma that opens
something else, a subordinating conjunction, "and" with a verb of its own).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

from kg.extractors.rules.reading import Hit, Reading
from kg.extractors.rules.sentence import Bounds, Candidate, SentenceRules
from kg.model import Modality, Polarity

_TOKEN = re.compile(r"[^\W_]+(?:['’.&/-][^\W_]+)*%?|[^\s\w]")
_ARTICLE = frozenset(("a", "an", "the", "this", "that", "these", "those", "its", "their", "his", "her", "our", "no", "any", "every", "such", "some", "each", "another", "other"))  # fmt: skip
_BEFORE_NOUN = frozenset(("of", "in", "on", "for", "with", "by", "from", "at", "into", "under", "over", "as", "main", "key", "root", "primary", "major", "common", "leading", "possible", "single", "real"))  # fmt: skip
_POINTING = frozenset(("this", "that", "these", "those"))
_BE = frozenset(("is", "are", "was", "were", "be", "been", "being", "am", "'s"))
_HARD = frozenset(".;:?!()[]\"—|>")
_NOMINAL = re.compile(r"[a-z]{4,}(?:tion|sion|ment|ness|ance|ence|ency|ancy|ure|ing|age|sis|ism|ity|als?|th)s?$")
_AGENT = re.compile(r"(?:[^aeiou]er|or|ist|ee|ian)s?$")
_PRONOUN = frozenset(("i", "we", "you", "he", "she", "they", "who", "people", "men", "women", "someone", "everyone"))
_LONGEST = 45  # words of an argument

class Token(NamedTuple):
    """A word or mark of the sentence; ``word`` is lower-case."""

    start: int
    end: int
    word: str


class EnglishRules(SentenceRules):
    """The rules applied to one English sentence."""

    def __init__(self, reading: Reading, index: int) -> None:
        super().__init__(reading, index)
        self.tokens = [
            Token(m.start(), m.end(), m.group().lower())
            for m in _TOKEN.finditer(self.text, self.sentence.start, self.sentence.end)
        ]
        self.starts = [token.start for token in self.tokens]
        lexicon = reading.lexicon
        self.finite = lexicon.sets["finite"]
        self.verbs: set[int] = set()  # tokens that are causative verbs in the present
        self.joints: set[int] = set()  # tokens where a conjunction of cause starts
        self.subordinator = lexicon.sets["subordinator"]

    # -- the flow -------------------------------------------------------------------------------

    def propose(self) -> None:
        hits = self.reading.hits(self.sentence.start, self.sentence.end)
        self.hits = [h for h in hits if h.frame or h.word in self.reading.lexicon.sets["cause_noun"] or h.word in self.reading.lexicon.sets["effect_noun"]]
        for hit in self.hits:
            if hit.frame and hit.frame.order == "because" and hit.frame.strength > 0.6:
                self.joints.add(bisect_left(self.starts, hit.start))
        for hit in self.hits:
            form = self.reading.lexicon.forms.get(hit.word)
            first = bisect_left(self.starts, hit.start)
            if (form == "s" and self._word(first - 1) not in _ARTICLE | _BEFORE_NOUN) or (
                form == "base" and self._plural(first - 1)
            ):
                self.verbs.add(first)
        for number, hit in enumerate(self.hits):
            proposed = self._construction(number, hit)
            added = [self._add(one) for one in proposed]
            if not any(added) and hit.frame and hit.frame.strength >= 0.8:
                self._missed(hit)

    def _construction(self, number: int, hit: Hit) -> list[Candidate]:
        frame = hit.frame
        first = bisect_left(self.starts, hit.start)
        last = bisect_left(self.starts, hit.end)
        if frame is None:
            if hit.word in self.reading.lexicon.sets["cause_noun"]:
                return self._cause_noun(hit, first, last)
            return self._effect_noun(hit, first, last)
        if frame.order == "cause-effect":
            return self._verb(number, hit, first, last)
        if frame.order == "effect-cause":
            return self._stem(hit, first, last)
        if frame.order == "because":
            return self._because(hit, first, last)
        if frame.order == "about":
            return self._about(hit, first, last)
        if frame.order == "purpose":
            return self._purpose(hit, first, last)
        return self._therefore(hit, first, last)

    # -- constructions --------------------------------------------------------------------------

    def _verb(self, number: int, hit: Hit, first: int, last: int) -> list[Candidate]:
        frame = hit.frame
        assert frame is not None
        form = self.reading.lexicon.forms.get(hit.word, "")
        before = self._word(first - 1)
        polarity = Polarity(frame.polarity)
        if not frame.inside and form in ("both", "participle", "any") and self._word(last) == "by" and not hit.word.endswith((" to", " in")):
            return self._passive(hit, first, last)
        head = self._skip_back(first)
        auxiliary = {t.word for t in self.tokens[head:first]}
        if form in ("participle", "both") and auxiliary & _BE and not auxiliary & {"has", "have", "had"}:
            return []  # was forced to: done to the subject
        pointing = before in _POINTING and self._edge(head - 2)
        if form in ("base", "s", "any") and not pointing and (before in _ARTICLE or before in _BEFORE_NOUN):
            return []  # the cause, a limit: a noun
        if form in ("base", "any") and before == "to" and head == first - 1:
            return []  # to limit losses: an aim
        if form == "base" and head == first and not self._plural(first - 1) and (
            hit.word in self.reading.lexicon.sets["also_noun"] or not self._has_plural(first)
        ):
            return []
        if self._word(last) in _BEFORE_NOUN | {"to", "after", "during", "and"} and " " not in hit.word:
            return []  # hurt in the attack, threatened to: no object
        if hit.word in ("make", "makes", "made") and self._word(last) in ("a", "an", "the", "no", "some", "any", "this", "up", "in", "of", "from", "by", "to", "many", "more"):
            return []  # made an offer: the noun says what was done
        if (
            form == "both"
            and head == first
            and before == "and"
            and self.found
            and self.found[-1].effect[1] >= self.tokens[first - 2].start
        ):
            return []  # higher spending and increased costs: an adjective in a list
        if form == "both" and head == first and (self._finite(first - 1) or before in _ARTICLE or before in _BEFORE_NOUN):
            return []  # stimulates increased spending: an adjective
        if frame.inside and not (form == "ing" and before == ","):
            return []
        if form == "ing":
            return self._participle(hit, first, last, head, polarity)
        cause, shared = self._subject(head)
        if cause is None:
            return []
        if frame.subject and not shared and not self._eventish(cause):
            return []
        effect = self._right(last, hit)
        if frame.needs and not set(frame.needs) & self._words(effect):
            return []
        return [self._make(cause, effect, hit, frame.id, polarity)]

    def _words(self, span: Bounds) -> set[str]:
        return {t.word for t in self.tokens if span[0] <= t.start < span[1]}

    def _has_plural(self, stop: int) -> bool:
        """Whether the phrase before token ``stop`` can be the subject of a plural verb."""
        start = stop
        while start > 0 and stop - start < 9 and self._word(start - 1) not in _HARD and self._word(start - 1) != ",":
            start -= 1
            if self._plural(start) or self._word(start) == "and":
                return True
        return False

    def _passive(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        frame = hit.frame
        assert frame is not None
        head = self._skip_back(first)
        if head == 0 or self._word(head - 1) == ",":
            # Driven by C, E happened.
            cause = self._right(last + 1, hit, comma=True)
            effect = self._following(cause[1])
            if head == 0 and effect:
                return [self._make(cause, effect, hit, frame.id + ".passive", Polarity(frame.polarity))]
            if head == 0:
                return []
            left = self._left(head - 1, clause=True)
        else:
            cause = self._right(last + 1, hit)
            left = self._left(head, clause=False, reduced=head == first)
        if left is None or (frame.subject and not self._eventish(cause)):
            return []
        return [self._make(cause, left, hit, frame.id + ".passive", Polarity(frame.polarity))]

    def _participle(
        self, hit: Hit, first: int, last: int, head: int, polarity: Polarity
    ) -> list[Candidate]:
        frame = hit.frame
        assert frame is not None
        before = self._word(head - 1)
        effect = self._right(last, hit)
        if frame.inside:
            effect = (hit.start, effect[1])
        if before in (",", "and", "thereby", "thus"):
            at = head - 1
            while at > 0 and self._word(at) in (",", "and", "thereby", "thus"):
                at -= 1
            cause = self._left(at + 1, clause=True)
            shared = self.found[-1] if self.found else None
            if before == "and" and shared and shared.cue and shared.cue[0] >= self.tokens[0].start and shared.effect[1] >= self.tokens[at].start:
                cause = shared.cause  # causing A and damaging B
            return [self._make(cause, effect, hit, frame.id, polarity)] if cause else []
        if any(t.word in _BE for t in self.tokens[head:first]):
            subject, shared_subject = self._subject(head)
            if subject and (not frame.subject or shared_subject or self._eventish(subject)):
                return [self._make(subject, effect, hit, frame.id, polarity)]
            return []
        if frame.subject or before in _BEFORE_NOUN or before in ("", "to", "without", "than"):
            return []  # limiting losses, by raising rates: no subject of its own
        cause = self._left(head, clause=False)
        return [self._make(cause, effect, hit, frame.id, polarity)] if cause else []

    def _stem(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        frame = hit.frame
        assert frame is not None
        head = self._skip_back(first)
        cause = self._right(last, hit)
        effect, _ = self._subject(head)
        if effect is None:
            return []
        return [self._make(cause, effect, hit, frame.id, Polarity(frame.polarity))]

    def _because(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        frame = hit.frame
        assert frame is not None
        clausal = hit.word in ("as", "since", "after", "when", "even as", "now that", "because", "given that") or hit.word.endswith("because")
        weak = frame.id == "en.conn.as"
        if hit.word in ("as", "since", "when", "even as") and not self._clause_follows(last):
            return []
        if hit.word == "as" and self._word(first - 1) in ("such", "well", "same", "known", "seen", "viewed", "regarded", "much", "many", "long", "far", "soon", "described", "just", "act", "acted", "serve", "served", "used", "serves"):
            return []
        if hit.word in ("following", "given") and (self._word(first - 1) in _ARTICLE or self._word(first - 1) in _BE or self._word(first - 1) in ("has", "have", "had", "by", "of", "and")):
            return []
        if hit.word == "after" and re.fullmatch(r"\d+|years?|months?|days?|weeks?|hours?|shortly", self._word(last)):
            return []
        implicit = weak and hit.word in ("after", "when", "since", "following")
        rule = frame.id
        strength = frame.strength
        fronted = self._opens(first)
        cause = self._right(last, hit, clause=clausal)
        if fronted:
            stop = bisect_left(self.starts, cause[1])
            while stop < len(self.tokens) and self._word(stop) != "," and self._word(stop) not in _HARD and stop - last < _LONGEST:
                stop += 1
            if self._word(stop) == ",":
                cause = self._span(last, stop) or cause
            effect = self._following(cause[1])
            if effect is not None:
                if weak and not self._verbal(effect):
                    return []
                return [self._make(cause, effect, hit, rule, Polarity.PROMOTE, strength, implicit)]
            if first == 0:
                previous = self._previous()
                return [self._make(cause, previous, hit, rule, Polarity.PROMOTE, strength, implicit)] if previous else []
        at = first
        while at > 0 and self._word(at - 1) in (",", "partly", "largely", "mainly", "only", "especially", "particularly", "and", "primarily", "mostly", "perhaps", "simply", "probably", "just", "also", "even", "not", "in", "part", "is", "was", "are", "were", "chiefly", "precisely", "shortly", "soon", "immediately"):
            if self._word(at - 1) == "and" and self.found and self.found[-1].rule == rule:
                # because A and because B
                return [self._make(cause, self.found[-1].effect, hit, rule, Polarity.PROMOTE, strength, implicit)]
            at -= 1
        effect = self._left(at, clause=True)
        if effect is None or (weak and not self._verbal(effect)):
            return []
        return [self._make(cause, effect, hit, rule, Polarity.PROMOTE, strength, implicit)]

    def _about(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """arrested for C, a dispute over C: what somebody is judged for or quarrels about."""
        frame = hit.frame
        assert frame is not None
        names = self.reading.lexicon.sets["judged" if hit.word == "for" else "quarrel"]
        back = first - 1
        while back >= 0 and first - back <= 6 and self._word(back) not in names:
            if self._word(back) in _HARD or self._word(back) in (",", "for", "over"):
                return []
            back -= 1
        if back < 0 or first - back > 6:
            return []
        effect = self._left(first, clause=True)
        cause = self._right(last, hit)
        return [self._make(cause, effect, hit, frame.id, Polarity.PROMOTE)] if effect else []

    def _purpose(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        frame = hit.frame
        assert frame is not None
        start = last
        if hit.word.startswith("to ") or hit.word.endswith("ing"):
            start = first + (1 if hit.word.startswith("to ") else 0)
        before = self._word(first - 1)
        if hit.word.endswith("ing") and before in _BE | _BEFORE_NOUN | _ARTICLE | {"", "and", "been", "to"}:
            return []
        if hit.word.startswith("to ") and before in self.reading.lexicon.sets["to_complement"]:
            return []
        cause = self._right(start, hit)
        effect = self._left(first - (before == ","), clause=True)
        if effect is None or not self._verbal(effect):
            if first and not hit.word.endswith("ing"):
                return []
            effect = self._following(self._right(start, hit, comma=True)[1]) if first == 0 else None
            cause = self._right(start, hit, comma=True)
            if effect is None:
                return []
        return [self._make(cause, effect, hit, frame.id, Polarity.PROMOTE, modality=Modality.PLANNED)]

    def _therefore(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        frame = hit.frame
        assert frame is not None
        before = self._word(first - 1)
        if hit.word == "so" and before not in (",", "and", ";", "", "—"):
            return []
        if hit.word in ("as a result", "as a consequence") and self._word(last) == "of":
            return []
        effect = self._right(last + (self._word(last) == ","), hit, clause=True)
        at = first
        while at > 0 and self._word(at - 1) in (",", "and", ";", "—"):
            at -= 1
        if at == 0:
            cause = self._previous()
        elif before in (",", "and", ";", "—") or hit.word in ("thereby", "so that", "which is why"):
            cause = self._left(at, clause=True)
        else:
            return []  # it therefore …: the subject stands before
        return [self._make(cause, effect, hit, frame.id, Polarity.PROMOTE)] if cause else []

    def _cause_noun(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """The main reason for E is C; C is the reason for E; reasons why E include C."""
        link = self._word(last)
        if link not in ("for", "of", "behind", "why", "in", "that", "to"):
            return []
        if hit.word in ("cause", "causes", "trigger", "triggers") and self._word(first - 1) not in _ARTICLE | _BEFORE_NOUN and not self._word(first - 1).endswith(("al", "ic", "ing", "ary", "st", "ous")):
            return []
        # C is one of the main reasons for E
        head = first
        while head > 0 and self._word(head - 1) not in _BE | {"became", "become", "becomes", "as"}:
            head -= 1
            if first - head > 7 or self._word(head) in _HARD or self._word(head) == ",":
                head = 0
        effect = self._right(last + 1, hit)
        rule = "en.frame.reason"
        if head and self._word(head - 1) != "as":
            cause, _ = self._subject(self._skip_back(head - 1))
            if cause and link != "to" and effect[1] > effect[0]:
                return [self._make(cause, effect, hit, rule, Polarity.PROMOTE, 0.8)]
            return []
        # the reason for E was C
        stop = last + 1
        while stop < len(self.tokens) and self._word(stop) not in _BE | {"include", "includes", "included"}:
            if self._word(stop) in _HARD or stop - last > 18:
                return []
            stop += 1
        if stop >= len(self.tokens) - 1 or stop <= last + 1:
            return []
        target = (self.tokens[last + 1].start, self.tokens[stop - 1].end)
        begin = stop + 1
        while self._word(begin) in ("that", "because", "due", "to", "of", "a", "the", "simply"):
            begin += 1
        return [self._make(self._right(begin, hit, clause=True), target, hit, rule, Polarity.PROMOTE, 0.8)]

    def _effect_noun(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """The impact of C on E; C had an impact on E."""
        if self._word(last) == "of":
            on = next((i for i in range(last + 1, min(len(self.tokens), last + 12)) if self._word(i) in ("on", "upon") or self._word(i) in _HARD), None)
            if on is None or self._word(on) in _HARD or on <= last + 1:
                return []
            cause = (self.tokens[last + 1].start, self.tokens[on - 1].end)
            return [self._make(cause, self._right(on + 1, hit), hit, "en.frame.impact", Polarity.PROMOTE, 0.65)]
        if self._word(last) in (("in",) if hit.word == "role" else ("on", "upon")):
            head = first
            while head > 0 and self._word(head - 1) not in ("had", "has", "have", "having", "play", "plays", "played", "exert", "exerts", "exerted"):
                head -= 1
                if first - head > 5:
                    return []
            if not head:
                return []
            cause, _ = self._subject(self._skip_back(head - 1))
            if cause:
                return [self._make(cause, self._right(last + 1, hit), hit, "en.frame.impact", Polarity.PROMOTE, 0.7)]
        return []

    # -- where arguments stand ------------------------------------------------------------------

    def _word(self, index: int) -> str:
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def _skip_back(self, index: int) -> int:
        """The first of the auxiliaries and adverbs that stand right before token ``index``."""
        while index > 0 and (self._word(index - 1) in self._auxiliary or (self._word(index - 1).endswith("ly") and self._word(index - 1) not in ("family", "supply", "only"))):
            index -= 1
        return index

    @cached_property
    def _auxiliary(self) -> frozenset[str]:
        single = {w for w in self.reading.lexicon.words["adverb"] if " " not in w}
        return frozenset(single - {"and", "or", "but", "that", "which", "who", "the", "it", "they", "all", "each", "both", "more", "most"}) | {"helped", "began", "continued", "continues", "continue", "tends", "tend", "threatens", "expected", "likely", "set", "in", "turn", "wo", "ca", "n't", "combined", "conspired"}

    def _subject(self, head: int) -> tuple[Bounds | None, bool]:
        """The argument before a verb at token ``head``; whether it was taken over from elsewhere."""
        before = self._word(head - 1)
        if before in ("which", "that", "who"):
            if self._word(head - 2) == ",":
                return self._left(head - 2, clause=before != "who", antecedent=True), False
            if head == 1:
                return self._previous(), False
            return self._left(head - 1, clause=False), False
        if before in _POINTING and self._edge(head - 2):
            return (self.tokens[head - 1].start, self.tokens[head - 1].end), False
        if before in ("it", "they") and self._edge(head - 2):
            return (self._previous() if head <= 3 and before == "it" else None), False
        which = head - 1
        while which > 0 and head - which < 8 and self._word(which) not in ("which", ",") and self._word(which) not in _HARD:
            which -= 1
        if self._word(which) == "which" and which < head - 1 and self._word(which + 1) in _BEFORE_NOUN:
            return self._subject(which + 1)  # which in a high inflation era meant
        if before in ("and", "but", "or", "also"):
            at = head - 1
            while at > 0 and self._word(at - 1) == ",":
                at -= 1
            if self.found and self.found[-1].cue and self.found[-1].effect[1] > self.found[-1].cause[1] and self.found[-1].cue[0] >= self.tokens[0].start:
                return self.found[-1].cause, True
            return self._left(at, clause=True), True
        if before == ",":
            # The subject stands before an insertion: X, a unit of Y, led to Z.
            at = head - 2
            while at > 0 and self._word(at) not in _HARD and self._word(at) != ",":
                at -= 1
            if self._word(at) == "," and at > 0:
                return self._left(at, clause=False), False
            return None, False
        return self._left(head, clause=False), False

    def _edge(self, index: int) -> bool:
        word = self._word(index)
        return index < 0 or word in _HARD or word in (",", "and", "but", "so", "while", "because", "as")

    def _left(
        self, stop: int, *, clause: bool, antecedent: bool = False, reduced: bool = False
    ) -> Bounds | None:
        """The phrase (or the whole clause) that ends before token ``stop``.

        ``antecedent`` says that ", which" follows, ``reduced`` that a participle does (losses
        caused by …): then the phrase reaches back to the verb it is the object of.
        """
        start = stop
        verbs = 0
        while start > 0:
            word = self._word(start - 1)
            if word == ")" and "(" in [t.word for t in self.tokens[max(0, start - 10) : start - 1]]:
                start -= 1
                while self._word(start) != "(":
                    start -= 1
                continue
            if word in _HARD:
                break
            if word == "," and not self._inside_list(start - 1):
                if not clause or antecedent or verbs or stop - start > 30:
                    break
            if start in self.joints and start != stop:
                break
            if not clause and word in self.reading.lexicon.sets["attribution_verb"]:
                break
            if word in self.subordinator and not (word == "that" and self._word(start - 2) in self._auxiliary):
                if not (clause and word in ("which", "who", "that", "where", "whom", "whose", "than") and stop - start < 14 and start > 3):
                    break
            if word == "as" and self._clause_follows(start):
                break
            if word in ("and", "but", "or") and self._verb_between(start, stop) and self._verb_between(max(0, start - 12), start - 1):
                if word != "or":
                    break
            if self._finite(start - 1):
                verbs += 1
                if reduced:
                    break
            if reduced and word == "with":
                break
            start -= 1
            if stop - start > _LONGEST:
                return None
        return self._span(start, stop)

    def _right(self, start: int, hit: Hit, *, comma: bool = False, clause: bool = False) -> Bounds:
        """The phrase that starts at token ``start``, up to the next boundary."""
        stop = start
        while stop < len(self.tokens) and stop - start < _LONGEST:
            word = self._word(stop)
            if word == "(":
                close = next((i for i in range(stop, min(stop + 12, len(self.tokens))) if self._word(i) == ")"), None)
                if close is None:
                    break
                stop = close + 1
                continue
            if word == '"' and stop == start:
                stop += 1
                continue
            if word in _HARD and not (word == '"' and stop + 1 < len(self.tokens)):
                break
            if word == "," and not self._inside_list(stop):
                break
            if stop > start and stop in self.joints:
                break
            if stop > start and word in self.subordinator and word not in ("that", "where", "who", "whose", "whom", "which", "even") and not (word == "than" and self._word(stop - 1) in ("more", "less", "rather", "other", "greater", "fewer")):
                break
            if stop > start + 1 and word in ("which", "as") and (word == "which" and self._word(stop - 1) == "," or word == "as" and self._clause_follows(stop + 1)):
                break
            if word in ("following", "thereby", "thus") and stop > start + 1:
                break
            if word in ("and", "but") and stop > start and (
                self._finite(stop + 1) or (self._cue_at(stop + 1)) or (self._verb_between(stop + 1, self._stop(stop + 1)) and self._verb_between(start, stop))
            ):
                break
            stop += 1
        return self._span(start, stop) or (self._at(start), self._at(start))

    def _stop(self, start: int) -> int:
        """The next comma or hard mark, at most ten words on."""
        for index in range(start, min(start + 10, len(self.tokens))):
            if self._word(index) in _HARD or self._word(index) == ",":
                return index
        return min(start + 10, len(self.tokens))

    def _following(self, offset: int) -> Bounds | None:
        """The clause after the comma that follows ``offset``."""
        index = bisect_left(self.starts, offset)
        if self._word(index) != ",":
            return None
        index += 1
        if self._word(index) in ("then", "so"):
            index += 1
        span = self._right(index, Hit(offset, offset, "", None), clause=True)
        return span if span[1] - span[0] > 5 else None

    def _previous(self) -> Bounds | None:
        """The sentence before, without what it opens with."""
        if not self.index:
            return None
        other = self.reading.sentences[self.index - 1]
        if other.block != self.sentence.block:
            return None
        rules = EnglishRules(self.reading, self.index - 1)
        span = rules._span(0, len(rules.tokens))
        if span and len(rules.tokens) > _LONGEST and rules.clauses:
            return rules.clauses[-1].start, span[1]
        return span

    def _at(self, index: int) -> int:
        return self.tokens[index].start if index < len(self.tokens) else self.sentence.end

    def _span(self, start: int, stop: int) -> Bounds | None:
        """Offsets of the tokens ``start``–``stop`` without discourse words at either end."""
        lead, tail = self.reading.lexicon.sets["lead"], self.reading.lexicon.sets["tail"]
        while start < stop and (self._word(start) in lead or self._word(start) in ("," , '"', "'", "-")):
            start += 1
        while stop > start and (self._word(stop - 1) in tail or self._word(stop - 1) in (",", '"', "'", "-", ".")):
            stop -= 1
        if start >= stop:
            return None
        return self.tokens[start].start, self.tokens[stop - 1].end

    def _inside_list(self, comma: int) -> bool:
        """Whether a comma separates members of a list (A, B and C) rather than clauses."""
        following = self._word(comma + 1)
        if following.isdigit() and self._word(comma - 1).isdigit():
            return True
        if following in ("which", "who", "as", "but", "because", "with", "when", "where", "while", "although", "though", "so", "after", "including", "according", "however", "if", "said", "whereas", "since", "leading", "thus", "then", "he", "she", "it", "they", "we"):
            return False
        for index in range(comma + 1, min(comma + 8, len(self.tokens))):
            word = self._word(index)
            if word in _HARD or self._finite(index) or (word.endswith("ing") and index == comma + 1):
                return False
            if word in ("and", "or") and index > comma + 1:
                stop = self._stop(index + 1)
                return not self._verb_between(index + 1, min(stop, index + 5))
            if word == "," and index > comma + 1:
                return self._word(index + 1) in ("and", "or") or self._inside_list(index)
        if following in ("and", "or"):
            # the last member of A, B, and C
            earlier = [i for i in range(max(0, comma - 8), comma) if self._word(i) == ","]
            return bool(earlier) and not self._verb_between(comma + 2, min(comma + 7, self._stop(comma + 2)))
        return False

    def _finite(self, index: int) -> bool:
        word = self._word(index)
        if index in self.verbs:
            return True
        if word in self.finite or word.endswith(("n't", "'re", "'ve", "'ll")) or word in ("there's", "it's", "that's", "he's", "she's", "here's", "what's", "who's"):
            return True
        return len(word) > 4 and word.endswith("ed") and word not in ("indeed", "hundred", "united", "limited", "need", "speed", "increased", "aged", "so-called")

    def _verb_between(self, start: int, stop: int) -> bool:
        return any(self._finite(i) for i in range(start, stop))

    def _verbal(self, span: Bounds) -> bool:
        """Whether a span is a clause; headlines (Two die in floods) need no verb that can be told."""
        first, last = bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1])
        headline = last - first > 3 and not self._verb_between(0, len(self.tokens))
        return self._verb_between(first, last) or headline

    def _clause_follows(self, start: int) -> bool:
        stop = self._stop(start)
        return start < len(self.tokens) and (
            self._word(start) in ("there's", "it's") or self._verb_between(start + 1, stop)
        )

    def _cue_at(self, index: int) -> bool:
        """Whether a causative verb starts at token ``index`` (and forced, and led to)."""
        offset = self._at(index)
        return any(h.start == offset and h.frame and h.frame.order == "cause-effect" for h in self.hits)

    def _plural(self, index: int) -> bool:
        word = self._word(index)
        return (word.endswith("s") and not word.endswith("ss")) or word in ("they", "we", "people", "which", "that", "who", "data")

    def _opens(self, first: int) -> bool:
        """Whether a conjunction at token ``first`` opens its clause: Because C, E."""
        before = self._word(first - 1)
        if before in ("", ";", ":", '"', ">", "that", "but", "which", "so"):
            return True
        if before == "and":
            return not (self.found and self.found[-1].rule.startswith("en.conn"))
        return before == "," and self._adverbial(first - 1)

    def _adverbial(self, index: int) -> bool:
        """Whether what stands before token ``index`` is only a short phrase with a comma."""
        return index <= 8 and not self._verb_between(0, index) 

    def _eventish(self, span: Bounds) -> bool:
        """Whether a phrase names no actor: what people and firms do is no cause by itself."""
        first, last = bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1])
        if first >= last or self._verb_between(first, last):
            return True  # the sentence before, or a clause
        lexicon = self.reading.lexicon
        head = first + 1
        while head < last and self._word(head) not in _BEFORE_NOUN and self._word(head) != ",":
            head += 1
        noun = self._word(head - 1)
        if noun in lexicon.events or _NOMINAL.match(noun) and noun.removesuffix("s") not in lexicon.sets["actor"]:
            return True
        if noun in _PRONOUN or noun in lexicon.sets["actor"] or noun.removesuffix("s") in lexicon.sets["actor"]:
            return False
        if _AGENT.search(noun) and noun.removesuffix("s") not in lexicon.sets["not_actor"]:
            return False
        return not self.text[self.tokens[head - 1].start].isupper() or head == 1

    # -- checks ---------------------------------------------------------------------------------

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
        return Candidate(
            cause,
            effect,
            (hit.start, hit.end),
            rule,
            polarity,
            strength or (hit.frame.strength if hit.frame else 0.7),
            implicit,
            modality,
        )

    def _add(self, candidate: Candidate) -> bool:
        for span in (candidate.cause, candidate.effect):
            if span[1] - span[0] < 3 or not re.search(r"[A-Za-z]{2}", self.text[span[0] : span[1]]):
                return False
        if candidate.cause[0] < candidate.effect[1] and candidate.effect[0] < candidate.cause[1]:
            return False
        self.found.append(candidate)
        return True

    def _modality(self, candidate: Candidate) -> Modality:
        cue = candidate.cue or candidate.effect
        clause = next((c for c in self.clauses if c.start <= cue[0] < c.end), None)
        if clause is None:
            return Modality.ASSERTED
        start = candidate.cause[1] if clause.start <= candidate.cause[1] <= cue[0] else max(clause.start, candidate.effect[0] if candidate.effect[1] <= cue[0] else clause.start)
        between = self.text[start : cue[0]]
        opening = next((c for c in self.clauses if c.start <= candidate.cause[0] < c.end), clause)
        if any(self.words.conditional.match(self.text, c.start, c.end) for c in (opening, clause)):
            return Modality.CONDITIONAL
        if re.search(r"\b(?:not|never|no|n't|cannot|without|nor)\b(?:\W+\w+){0,2}\W*$|n't(?:\W+\w+){0,2}\W*$", between, re.IGNORECASE) and not re.search(r"\bnot only\b", between, re.IGNORECASE):
            return Modality.DENIED
        if self.words.hedge.search(between) or self.words.hedge.search(
            self.text, cue[1], min(cue[1] + 12, candidate.effect[0] if candidate.effect[0] > cue[1] else cue[1])
        ):
            return Modality.HEDGED
        return Modality.ASSERTED

    def _conjuncts(self, span: Bounds) -> list[Bounds]:
        """The members of A, B and C, where each is a short phrase without a verb of its own."""
        text = self.text[span[0] : span[1]]
        if text.count(",") < 1 or not re.search(r"\b(?:and|or)\b", text):
            return [span]
        parts = [m.span() for m in re.finditer(r"(?:(?!,|\band\b|\bor\b).)+", text)]
        members = []
        for a, b in parts:
            first = bisect_left(self.starts, span[0] + a)
            last = bisect_left(self.starts, span[0] + b)
            if first == last:
                continue
            if last - first > 6 or self._verb_between(first, last):
                return [span]
            members.append((self.tokens[first].start, self.tokens[last - 1].end))
        return members if len(members) >= 3 else [span]
