"""Causal conjunctions and nouns of English: because, after, on fears, in order to, as a result; the reason for E."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extractors.rules.english_arguments import ACTS, COMMA, HARD
from kg.extractors.rules.english_verbs import EnglishVerbs
from kg.extractors.rules.reading import Bounds, Hit
from kg.extractors.rules.sentence import Candidate
from kg.model import Modality, Polarity

# What prices move on.
_NEWS = re.compile(
    r"\b(?:news|talk|fears?|worries|concerns?|reports?|outlook|forecasts?|hopes?|expectations?|warnings?|intervention|data|results?|optimism|speculation|rumou?rs|signs|announcements?|decision|prospects?|guidance|output)\b",
    re.IGNORECASE,
)
_TOLD = 10  # tokens between telling somebody and what to do
_REASONS = ("en.conn.because", "en.conn.as", "en.conn.market")
_RANKED = re.compile(r"\b(?:largest|biggest|[\w]+-largest|[\w]+-biggest)\b[\w' -]{0,40},?\s$")
_DURATION = re.compile(r"\d+|(?:year|month|day|week|hour)s?|shortly")
_ADJECTIVE = re.compile(r"(?:al|ic|ing|ary|st|ous)$")
_MOVED = 12  # words between a move and its "on"
_IF_ANYTHING = frozenset(("anything", "any", "so", "not", "only", "ever"))
_ASKS = frozenset(("what", "why", "how", "who", "where"))
_FOR_WHOM = frozenset(("for", "among", "of", "to"))
_CITED = 4  # words behind "citing" of which one may be a source
_JUDGED = 16  # words between a judgement and its "for": fined $35 million by the …
_TOLD_US = re.compile(
    r"\b(?:told|said|noted|explained|mentioned|observed|wrote|put it|described|discussed|shown|argued)\b"
)
_SO_DID = frozenset(("did", "do", "does", "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "too"))  # fmt: skip
_DAYS_AFTER = re.compile(r"(?:days?|weeks?|months?|years?|hours?|minutes?|decades?|quarters?)")
_FEARS = frozenset(("fears", "concerns", "worries", "hopes", "expectations", "suspicion", "suspicions", "optimism", "speculation"))  # fmt: skip
_TIMES = frozenset(("twice", "times", "half", "just", "almost", "nearly", "about", "not"))


_WHEN_ONLY = re.compile(
    r"\s(?:he|she|they|we|I|it)\s(?:was|were|is|are)\s(?:an?\s|the\s|in\s|at\s|[A-Z])|[^,.;]{3,40}?\b(?:begins?|began|starts?|started|opens?|opened|kicks off|reports?|meets?)\b[^,.;]{0,20}?\b(?:this|next|last)\s(?:week|month|year|quarter)"
)
_ON_A_DAY = re.compile(
    r"\b[Bb]y (?:19|20)\d\d,\s$|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,\s$"
)
_DAY = 12  # characters of "Wednesday, "
# Verbs that end in a particle and take "on": cracked down on fraud.
_GOES_ON = re.compile(
    r"\b(?:(?:cut|scal)\w* back|(?:crack|clamp|doubl)\w* down|(?:g[ia]v|load|stock|eas|follow|sign)\w* up|pass(?:es|ed|ing)?)\s$"
)
_AS_IT = re.compile(
    r"\sit (?:may|might|would|could) (?:seem|sound|appear|look)|\sit (?:happens|happened|were|stands|stood|is known)\b"
)
_AS_DID = re.compile(
    r"\s(?:it|they|he|she|we|others|(?:most|many|some) \w+) (?:did|does|do|had)(?=[,.;]| in | last | before| a | at | for )|\s(?:first |previously |widely |originally )?(?:reported|noted|planned|scheduled|required|agreed|described|amended|defined)\b"
)
_AS_WHAT = re.compile(r"\san? (?:[\w-]+ ){1,3}(?:that|which|who|where)\b")
_SEEN_AS = frozenset(("see", "sees", "saw", "seen", "seeing", "use", "uses", "used", "using", "view", "views", "viewed", "regard", "regarded", "treat", "treats", "treated", "serve", "serves", "served", "act", "acts", "acted", "describe", "described", "known", "hailed"))  # fmt: skip
_LIKENED = 6  # words between such a verb and "as"
_HOW_MANY = frozenset(("many", "much", "few", "little", "soon", "far", "quickly", "well", "fast", "long", "often", "high", "low", "large"))  # fmt: skip
_NOT_BEFORE_SO = frozenset(("do", "does", "did", "doing", "done", "say", "said", "think", "hope", "even", "ever", "not", "or", "and", "just", "quite", "why", "if", "more", "much", "and", "been", "being"))  # fmt: skip
# What somebody does so that something can be: an aim.
_SO_AS_TO = frozenset(("can", "could", "may", "might", "would", "will"))
_NUMERALS = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "few", "many"))  # fmt: skip
_GO_AFTER = frozenset(("go", "goes", "going", "went", "look", "looks", "looked", "looking", "take", "takes", "took", "taking", "named", "ran", "run"))  # fmt: skip
_KEY = frozenset(("key", "main", "major", "biggest", "important", "primary", "big"))
_NO_REASON_YET = frozenset(
    ("not", "being", "under", "unknown", "still", "unclear", "yet", "never", "been")
)
_LITTLE = frozenset(("little", "minimal", "negligible", "scant"))
_PARTICLE = 16  # characters of a verb with its particle
_BLAMED = frozenset(("blamed", "faulted"))


class EnglishReasons(EnglishVerbs):
    """What words between clauses and nouns of cause join."""

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
        if _GOES_ON.search(self.text, max(0, hit.start - _PARTICLE), hit.start):
            return []
        if self._word(first - 1) in self.sets["effect_noun"] | self.sets["noun_on"]:
            return []  # has had a higher effect on loans, America's dependence on chips
        if following in self.sets["after_on"]:
            return []  # held on to older devices, leaving rates on hold
        news = following in self.sets["article"] and bool(_NEWS.fullmatch(self._word(last + 1)))
        if not news and (following in self.sets["calendar"] or following[:1].isdigit()):
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
        if (
            self._word(first - 1) == "not"
            and self._word(first - 2) == COMMA
            and self.found
            and self.found[-1].cause[1] == self.tokens[first - 3].end
        ):
            return []  # because of a strike, not|because of a levy: told by what it denies

        def made(cause: Bounds, effect: Bounds | None) -> list[Candidate]:
            if effect is None or (weak and not self._verbal(effect)):
                return []
            return [
                self._make(cause, effect, hit, frame.id, Polarity.PROMOTE, frame.strength, implicit)
            ]

        cause = self._right(last)
        if hit.word == "given" and self._word(first - 1) == "especially":
            first -= 1 + (self._word(first - 2) == COMMA)  # E, especially|given C
        if self._opens(first):
            cause = self._until_comma(last, cause)
            effect = self._following(cause[1])
            if effect is not None:
                return made(cause, effect)
            if first == 0:
                return made(cause, self._previous())
        if not weak and (within := self._within(hit, first, last)):
            return made(*within)
        cause = self._reasons(hit, last)
        at = first
        while at > 0 and self._word(at - 1) in self.sets["before_because"]:
            if self._word(at - 1) == "and" and self.found and self.found[-1].rule in _REASONS:
                return made(cause, self.found[-1].effect)  # because A and because B
            at -= 1
        return made(cause, self._left(at, clause=True))

    def _within(self, hit: Hit, first: int, last: int) -> tuple[Bounds, Bounds] | None:
        """Cause and effect where both stand in one subject: costs|due to|automation|may fall."""
        if not hit.word.endswith((" to", " of")):
            return None
        start = self._opened_at(first)
        stop = self._index(self._right(last)[1])
        verb = next(
            (
                i
                for i in range(last + 1, stop)
                if self._word(i) in self.sets["after_noun"]
                or (self._finite(i) and not self._word(i).endswith("ed"))
            ),
            None,
        )
        if verb is None or self._verb_between(start, first):
            return None
        cause, effect = self._span(last, verb), self._span(start, first)
        if effect is None or self._word(first - 1) == "part":
            return None  # in great part|due to
        return (cause, effect) if cause else None

    def _titled(self) -> bool:
        """Whether the sentence is a headline in capitals: Prices Surge as Drought Ravages Groves."""
        words = [self.text[t.start] for t in self.tokens if len(t.word) > 3 and t.word.isalpha()]
        return len(words) > 3 and all(c.isupper() for c in words)

    def _joins(self, hit: Hit, first: int, last: int) -> bool:
        """Whether as, since, after, following … join what could be effect and cause here."""
        before, following = self._word(first - 1), self._word(last)
        if hit.word == "after" and (
            (before in _GO_AFTER and not self._clause_follows(last))
            or (
                _DAYS_AFTER.fullmatch(self._word(last + 1))
                and following in _NUMERALS
                and self._word(last + 2) != "of"
            )
        ):
            return False  # go after a rival; after three months
        if hit.word == "when" and (
            _WHEN_ONLY.match(self.text, hit.end)
            or _ON_A_DAY.search(self.text, max(0, hit.start - _DAY), hit.start)
        ):
            return False  # when he was minister; on Wednesday, when the bank reports
        if before in ("for", "of", "on", "about", "know", "to"):
            return False  # no date for|when the shares will come
        if hit.word == "as" and (
            _AS_IT.match(self.text, hit.end) or _AS_DID.match(self.text, hit.end)
        ):
            return False  # incredible as it may seem
        if hit.word == "as" and (self._likened(hit, first) or self._in_office(last)):
            return False  # see a phone as|a device that can …
        if hit.word == "as" and any(
            self._word(i) == "as" and self._word(i + 1) in _HOW_MANY
            for i in range(max(0, first - 6), first)
        ):
            return False  # as many people|as possible
        if hit.word == "following" and not self._happened(last):
            return False  # following|the European Central Bank
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

    def _likened(self, hit: Hit, first: int) -> bool:
        """Whether "as" tells what something is seen or used as, not why."""
        return _AS_WHAT.match(self.text, hit.end) is not None and any(
            self._word(i) in _SEEN_AS for i in range(max(0, first - _LIKENED), first)
        )

    def _happened(self, start: int) -> bool:
        """Whether what follows is more than a firm's or a body's name."""
        span = self._right(start, noun=True)
        return not any(
            m.type in ACTS and m.start <= span[0] + len("the ") and m.end >= span[1]
            for m in self.reading.mentions_in(*span)
        )

    def _opens(self, first: int) -> bool:
        """Whether a conjunction at token ``first`` opens its clause: Because C, E."""
        before = self._word(first - 1)
        part = first
        while part > 0 and self._word(part - 1) in self.sets["before_because"] - {COMMA}:
            part -= 1
        if first == 1 and before in ("possibly", "probably", "perhaps", "maybe"):
            return True
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
        told = self.found[-1] if self.found else None
        if told and told.cause[0] <= hit.start < told.cause[1]:
            return []  # undermined by|uncertainty over the terms: told with what it did
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
                if self._word(back) in _BLAMED:
                    return self._blamed(back, hit, last)
                return [self._make(cause, effect, hit, frame.id, Polarity.PROMOTE)]
            if (
                self._ends(back)
                or self._finite(back)
                or self._word(back) in ("for", "over", "and", "but")
            ):
                break
        return []

    def _blamed(self, back: int, hit: Hit, last: int) -> list[Candidate]:
        """green taxes blamed for|pushing up bills: the taxes pushed them up."""
        begins = self._at(last)
        verb = next(
            (h for h in self.reading.hits(begins, self.sentence.end) if h.start == begins), None
        )
        blamed = self._left(self._skip_back(back), clause=False, reduced=True)
        if blamed is None:
            return []
        if verb is None or verb.frame is None or verb.frame.order != "cause-effect":
            return [self._make(blamed, self._right(last), hit, "en.conn.about", Polarity.PROMOTE)]
        effect = self._right(self._index(verb.end))
        polarity = Polarity(verb.frame.polarity)
        return [self._make(blamed, effect, hit, "en.conn.about", polarity)]

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
        opened = opened or (hit.word == "so" and self._goes_on_so(first, last))
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
        if last in self.causatives and self._word(last).endswith("ing"):
            return []  # thereby|causing delays: told by the verb
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

    def _goes_on_so(self, first: int, last: int) -> bool:
        """Whether so joins two clauses without a comma: fuel was scarce|so the flights were cut."""
        before = self._word(first - 1)
        return (
            self._word(last) in self.sets["article"] | {"it", "they", "we"}
            and before not in self.sets["be"] | self.sets["preposition"] | _NOT_BEFORE_SO
            and not before.endswith("ly")
            and self._verb_between(max(0, first - _CITED * 4), first)
            and self._clause_follows(last)
            and not any(self._word(i) in _SO_AS_TO for i in range(last + 1, last + 4))
        )

    def _last_effect(self) -> Bounds | None:
        """What the sentence before ends in, if a claim of it does: … caused a crisis. As a result, E."""
        before = self.before
        if not isinstance(before, EnglishReasons) or before.sentence.block != self.sentence.block:
            return None
        ends = before.sentence.end - 2
        ending = [one.effect for one in before.found if one.cue and one.effect[1] >= ends]
        return ending[-1] if ending else None

    def _cause_noun(self, hit: Hit, first: int, last: int) -> list[Candidate]:
        """C is one of the main reasons for E; the reason for E was C."""
        link, before = self._word(last), self._word(first - 1)
        # the main reason|the economy shrank
        bare_clause = hit.word in ("reason", "reasons") and (
            link in self.sets["article"] | self.sets["pronoun"] | {"it"}
        )
        # costs are the reason|lenders leave
        said = hit.word in ("reason", "reasons") and (
            link.isalpha()
            and link not in self.sets["reason_link"] | self.sets["be"]
            and self._clause_follows(last)
        )
        bare_clause = bare_clause or said
        if link not in self.sets["reason_link"] and not bare_clause:
            return []
        if hit.word.startswith("driver") and link == "to" and before not in _KEY:
            return []  # call on drivers to refill
        bare = before not in self.sets["article"] | self.sets["preposition"]
        if hit.word in self.sets["also_noun"] and bare and not _ADJECTIVE.search(before):
            return []
        rule = "en.frame.reason"
        for head in range(first, max(0, first - 8), -1):
            if self._ends(head - 1) or self._word(head - 1) == "as":
                break
            if self._word(head - 1) in self.sets["copula"]:
                cause, _ = self._subject(self._skip_back(head - 1))
                effect = self._right(last + (not bare_clause), clause=bare_clause)
                if cause is None or link == "to" or self.text[slice(*cause)].lower() == "there":
                    return []
                return [self._make(cause, effect, hit, rule, Polarity.PROMOTE, 0.8)]
        if said:
            return []
        for stop in range(last + 2, min(last + 20, len(self.tokens) - 1)):
            if self._word(stop) in HARD:
                break
            if self._word(stop) in self.sets["be"] | self.sets["include"]:
                begin = stop + 1
                while self._word(begin) in self.sets["reason_filler"]:
                    begin += 1
                opens = self._word(begin)
                if opens in _NO_REASON_YET or (
                    opens.endswith("ed") and self._word(begin + 1) != "by"
                ):
                    return []  # the cause of the fire is under investigation, was not disclosed
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
                    effect = self._right(on + 1, noun=True)
                    return [self._make(cause, effect, hit, rule, Polarity.PROMOTE, 0.65)]
            return []
        if self._word(last) not in (("in",) if hit.word == "role" else ("on", "upon")):
            return []
        for head in range(first, max(0, first - 6), -1):
            if self._word(head - 1) in self.sets["impact_verb"]:
                subject, _ = self._subject(self._skip_back(head - 1))
                if subject is None:
                    break
                told = self._make(subject, self._right(last + 1), hit, rule, Polarity.PROMOTE, 0.7)
                # has little effect on
                none = {t.word for t in self.tokens[head:first]} & _LITTLE
                return [replace(told, modality=Modality.DENIED) if none else told]
        return []
