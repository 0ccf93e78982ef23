"""Arguments of English claims: phrases and clauses found by walking over words.

English marks where a phrase ends by small words rather than by characters, so an argument runs from
its cue to the next boundary: strong punctuation, a comma that opens something else, a subordinating
conjunction, "and" with a verb of its own. Every walk is bounded, so time grows with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

from kg.extractors.rules.reading import Bounds, Hit, Reading
from kg.extractors.rules.sentence import SentenceRules

# The periods of U.S. and Mr. end nothing.
# Lancaster, Pa., June 1, 2019 and a ticker in parentheses are one word each.
_STATE = r"(?:Pa|Ill|Mass|Conn|Calif|Fla|Ga|Mich|Minn|Mo|Va|Wash|Wis|Ont|Ore|Tenn|Colo|Del|Ind|Kan|Md|Ala|Ariz|La|Neb|Nev|Okla|Tex|Texas|Ohio|Iowa|Utah|N\.[YJCM]|D\.C)\.?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_TOKEN = re.compile(
    rf"\b{_MONTH}\s\d{{1,2}},\s\d{{4}}\b|\b[A-Z][a-z]+,\s{_STATE},(?=\s[a-z])|\([A-Z][A-Z0-9.:-]{{0,12}}\)"
    r"|(?:\b[A-Z]\.){2,}|\b(?:Mr|Mrs|Ms|Dr|Inc|Corp|Co|Ltd|Jr|St|vs)\.(?=\s+[\w(])|[^\W_]+(?:['’.&/-][^\W_]+)*%?|[^\s\w]"
)
_NOMINAL = re.compile(
    r"[a-z]{4,}(?:tion|sion|ment|ness|ance|ence|ency|ancy|ure|ing|age|sis|ism|ity|als?|th)s?$"
)
_AGENT = re.compile(r"(?:[^aeiou]er|or|ist|ee|ian)s?$")
_TAKES = frozenset(
    ("with", "on", "by", "from", "into", "upon")
)  # what a verb puts before an object
ACTS = frozenset(("Company", "Bank", "Platform", "Regulator", "Person"))
_HAS = frozenset(("has", "have", "had", "will", "would", "could", "may", "might"))
# Prepositions behind a noun, beside those that open arguments: rivalry between, damage to.
_AFTER_HEAD = frozenset(("between", "among", "against", "across", "about", "after", "through", "to", "during", "around", "amid", "since"))  # fmt: skip
_CHARGED = frozenset(("them", "it", "him", "us", "me", "investors", "taxpayers", "consumers", "banks"))  # fmt: skip
_POTENTIAL = frozenset(("potential", "power", "effect", "ability", "capacity"))
# What no verb follows at once.
_BEFORE_ADJECTIVE = frozenset(("of", "a", "an", "the", "its", "their", "his", "her", "our", "with"))
# What is said of a thing that is|thought to have done something.
_REPORTED = frozenset(("forecast", "projected", "predicted", "bound", "poised", "going", "certain", "sure", "said", "thought", "believed", "feared", "estimated", "reported", "alleged", "assumed", "liable", "tipped", "unlikely", "slated"))  # fmt: skip
_DASHES = frozenset("-–")
_INSERTION = 16  # tokens between a subject and its verb
_WHERE = frozenset(("where", "whose"))
_HAPPENS = frozenset(("Metric", "Event", "Policy"))
_PREPOSITIONAL = re.compile(r"(?:of|to|amid|amidst|by|from|with|over|given|citing|following)$")
_MONEY = frozenset("$€£¥")
_PARTS = frozenset(("%", "percent", "per", "million", "billion", "cents"))
_OBSERVED = frozenset(("observed", "seen", "recorded", "reported", "noted", "identified"))
HARD = frozenset('.;:?!()[]"—|>')  # marks that end any argument
MAKES = frozenset(("make", "makes", "made", "making", "keep", "keeps", "kept", "keeping"))
COMMA = ","
_THEN = frozenset(("now", "then", "later", "also", "still", "soon", "eventually"))  # and now|has
_LONGEST = 45  # words of an argument
_NEAR = 10  # words that are looked ahead for a verb
_LONGEST_HEADLINE = 40
_SOMETIMES = frozenset(
    ("cases", "theory", "practice", "effect", "time", "times", "end", "instances", "run")
)
_SHORT_MEMBER, _MEMBER = 7, 12  # tokens of a member of a list


_WHERE_SEEN = frozenset(("in", "at", "during", "among", "across", "by"))
_OFFICES = frozenset(("president", "chairman", "chairwoman", "chair", "ceo", "chief", "premier", "minister", "governor", "secretary", "director", "head", "leader"))  # fmt: skip
_FURTHER = frozenset(("further", "thereby", "thus", "also", "potentially", "possibly", "effectively", "eventually", "largely", "severely"))  # fmt: skip
_TELLING = frozenset(("say", "said", "says", "warn", "warned", "note", "noted", "added", "believe", "reckon", "argue", "predict"))  # fmt: skip


class Token(NamedTuple):
    """A word or mark of the sentence; ``word`` is lower-case."""

    start: int
    end: int
    word: str


class EnglishArguments(SentenceRules):
    """One English sentence as tokens, and the phrases around them."""

    def __init__(self, reading: Reading, index: int) -> None:
        super().__init__(reading, index)
        self.tokens = [
            Token(m.start(), m.end(), self._dash(m) if m.group() in _DASHES else m.group().lower())
            for m in _TOKEN.finditer(self.text, self.sentence.start, self.sentence.end)
        ]
        self.starts = [token.start for token in self.tokens]
        self.sets = reading.lexicon.sets
        self.verbs: set[int] = set()  # tokens that are causative verbs in the present
        self.causatives: set[int] = set()  # tokens where a causative verb starts
        self.joints: set[int] = set()  # tokens where a conjunction of cause starts

    def _dash(self, found: re.Match[str]) -> str:
        """A dash or hyphen between spaces is a dash; a 23 - year-old is a word taken apart."""
        word = found.group()
        between = self.text[found.start() - 1 : found.end() + 1] == f" {word} "
        counted = word == "-" and self.text[max(0, found.start() - 2)].isdigit()
        return "—" if between and not counted else word

    def _mark(self, hits: list[Hit]) -> None:
        """Remember which tokens are verbs and conjunctions of cause."""
        not_verb = self.sets["article"] | self.sets["preposition"]
        for hit in hits:
            if hit.frame is None or self._costs(hit):
                continue
            first = self._index(hit.start)
            if hit.frame.order == "because" and hit.frame.strength > 0.6:
                self.joints.add(first)
            elif hit.frame.order == "cause-effect":
                self.causatives.add(first)
            form = self.reading.lexicon.forms.get(hit.word)
            before = self._word(first - 1)
            if (form == "s" and before not in not_verb) or (
                form == "base" and self._plural(first - 1) and before not in MAKES
            ):
                self.verbs.add(first)

    def _costs(self, hit: Hit) -> bool:
        """Whether "cost" is the noun: no one stands behind it whom something cost a thing."""
        if hit.word not in ("cost", "costs"):
            return False
        at = self._index(hit.end)
        if self._word(at) in self.sets["article"] | _CHARGED:
            return False
        payer, amount = self._word(at), self._word(at + 1)  # cost shareholders|$2bn
        paid = amount in "$€£¥" or amount[:1].isdigit()
        return not (paid and payer.endswith("s") and payer not in self.sets["preposition"])

    # -- words ----------------------------------------------------------------------------------

    def _index(self, offset: int) -> int:
        """The first token at or behind ``offset``."""
        return bisect_left(self.starts, offset)

    def _word(self, index: int) -> str:
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def _words(self, span: Bounds) -> set[str]:
        return {t.word for t in self.tokens[self._index(span[0]) : self._index(span[1])]}

    def _finite(self, index: int) -> bool:
        """Whether a token is a finite verb, as far as its spelling tells."""
        word = self._word(index)
        if index in self.verbs or word in self.sets["finite"]:
            return True
        if word.endswith(("n't", "'re", "'ve", "'ll")) or word in self.sets["contracted"]:
            return True
        past = len(word) > 4 and word.endswith("ed") and word not in self.sets["not_past"]
        return past and self._word(index - 1) not in _BEFORE_ADJECTIVE  # of|skilled workers

    def _verb_between(self, start: int, stop: int) -> bool:
        return any(self._finite(i) for i in range(start, stop))

    def _plural(self, index: int) -> bool:
        word = self._word(index)
        return (word.endswith("s") and not word.endswith("ss")) or word in self.sets["plural"]

    def _has_plural(self, stop: int) -> bool:
        """Whether the phrase before token ``stop`` can be the subject of a plural verb."""
        start = stop
        while start > 0 and stop - start < 9 and not self._ends(start - 1):
            start -= 1
            if self._plural(start) or self._word(start) == "and":
                return True
        return False

    def _ends(self, index: int) -> bool:
        """Whether a token is a comma or a mark that ends any argument."""
        word = self._word(index)
        return word == COMMA or word in HARD

    def _edge(self, index: int) -> bool:
        """Whether a clause may begin behind token ``index``."""
        return index < 0 or self._ends(index) or self._word(index) in self.sets["clause_edge"]

    @cached_property
    def _auxiliary(self) -> frozenset[str]:
        return self.sets["auxiliary"]

    def _skip_back(self, index: int) -> int:
        """The first of the auxiliaries and adverbs that stand right before token ``index``."""
        while index > 0:
            word = self._word(index - 1)
            adverb = word.endswith("ly") and word not in self.sets["not_adverb"]
            if word in ("to", "of") and self._word(index - 2) in _POTENTIAL:
                index -= 2  # has the potential to|derail, have potential to|hurt
                index -= self._word(index - 1) in self.sets["article"]
                continue
            if word == "turn" and self._word(index - 2) == "in":
                index -= 2  # that in turn|has made
                continue
            if word in _SOMETIMES and (at := self._since(index)):
                index = at  # may in some cases|mean
                continue
            if word == COMMA and self._word(index - 2) == "turn" and self._word(index - 4) == COMMA:
                index -= 4  # that, in turn,|has made
                continue
            if word == "to" and self._word(index - 2) in _REPORTED:
                index -= 2  # is thought to|have
                continue
            if word == "to" and self._word(index - 2) in ("track", "course"):
                index -= 3  # is on track to|trigger
                continue
            contracted = word.endswith(("n't", "n’t"))
            if not adverb and not contracted and word not in self._auxiliary:
                break
            index -= 1
            if word == "to" and self._word(index - 1) in self.sets["catenative"]:
                index -= 1  # has started|to have an effect
        return index

    def _since(self, index: int) -> int:
        """Where "in some cases", "over time" or the like begins that ends before token ``index``."""
        return next(
            (i for i in (index - 2, index - 3) if i > 0 and self._word(i) in ("in", "at", "over")),
            0,
        )

    def _clause_follows(self, start: int) -> bool:
        """Whether a subject, a list perhaps, and its verb follow within the next words."""
        stop = self._stop(start)
        while self._word(stop) == COMMA and stop - start < _NEAR and self._inside_list(stop):
            stop = self._stop(stop + 1)
        return start < len(self.tokens) and (
            self._word(start) in self.sets["contracted"]
            or self._verb_between(start + 1, stop)
            or self._acts_now(start, stop)
        )

    def _acts_now(self, start: int, stop: int) -> bool:
        """Whether a noun and its plain present verb follow: banks|shun risk, the population|ages."""
        present = self.sets["present"]
        return any(
            (self._plural(i) and self._word(i + 1) in present)
            or (
                not self._plural(i)
                and self._word(i + 1).removesuffix("s") in present
                and self._word(i + 1).endswith("s")
                and self._word(i) not in self.sets["preposition"] | self.sets["article"]
            )
            for i in range(start, min(start + 4, stop - 1))
        )

    def _in_office(self, start: int) -> bool:
        """Whether an office follows "as": the election of X as|US president, not as|the president resigned."""
        if self._word(start) in self.sets["article"]:
            return False
        at = next((i for i in range(start, start + 3) if self._word(i) in _OFFICES), None)
        named = at is not None and self._word(at + 1) and self.tokens[at + 1].start
        return at is not None and not (named and self.text[named].isupper())

    def _verbal(self, span: Bounds) -> bool:
        """Whether a span is a clause; headlines (Two die in floods) need no verb that can be told."""
        first, last = self._index(span[0]), self._index(span[1])
        if self._verb_between(first, last):
            return True
        if any(
            self._word(i) in self.reading.lexicon.trends and self._plural(i - 1)
            for i in range(first + 1, last)
        ):
            return True  # coffee prices|jump to a high as …
        headline = last - first > 3 and len(self.tokens) <= _LONGEST_HEADLINE
        return headline and not self._verb_between(0, len(self.tokens))

    def _eventish(self, span: Bounds) -> bool:
        """Whether a phrase names no actor: what people and firms do is no cause by itself."""
        first, last = self._index(span[0]), self._index(span[1])
        if first >= last or self._verb_between(first, last):
            return True  # the sentence before, or a clause
        head = first + 1
        while (
            head < last
            and not self._ends(head)
            and self._word(head) not in self.sets["preposition"] | _AFTER_HEAD
        ):
            head += 1
        noun = self._word(head - 1)
        one = noun.removesuffix("s")
        one = f"{one[:-2]}y" if one.endswith("ie") else one
        if noun in self.reading.lexicon.events:
            return True
        named = self.tokens[head - 1]
        if any(
            m.type in ACTS and m.end == named.end and not m.pronoun
            for m in self.reading.mentions_in(span[0], named.end)
        ):
            return False  # Merck stopped sales
        if _NOMINAL.match(noun) and one not in self.sets["actor"]:
            return True
        if {noun, one} & (self.sets["actor"] | self.sets["pronoun"]):
            return False
        if _AGENT.search(noun) and not one.endswith(self._not_actors):
            return False
        if any(m.type in _HAPPENS for m in self.reading.mentions_in(named.start, named.end)):
            return True  # a high NPA
        return head == 1 or not self.text[named.start].isupper()

    @cached_property
    def _not_actors(self) -> tuple[str, ...]:
        """What ends like an actor and is none; so is what is composed with it: hydropower."""
        return tuple(self.sets["not_actor"])

    # -- phrases --------------------------------------------------------------------------------

    def _span(self, start: int, stop: int) -> Bounds | None:
        """Offsets of the tokens ``start``–``stop`` without discourse words at either end."""
        while start < stop and (
            self._word(start) in self.sets["lead"] or self._word(start) in ",\"'-"
        ):
            start += 1
        while stop > start and (
            self._word(stop - 1) in self.sets["tail"] or self._word(stop - 1) in ",\"'-."
        ):
            stop -= 1
        if start >= stop:
            return None
        return self.tokens[start].start, self.tokens[stop - 1].end

    def _left(
        self, stop: int, *, clause: bool, antecedent: bool = False, reduced: bool = False
    ) -> Bounds | None:
        """The phrase (or the whole clause) that ends before token ``stop``.

        ``antecedent`` says that ", which" follows, ``reduced`` that a participle does (losses
        caused by …): then the phrase reaches back to the verb it is the object of.
        """
        start = stop
        verbs = False
        while start > 0:
            if stop - start > _LONGEST:
                return None
            if self._word(start - 1) == ")" and (opened := self._opened(start - 1)) is not None:
                start = opened
                continue
            if self._word(start - 1) == "—" and (opened := self._dashed(start - 1)) is not None:
                start = opened
                continue
            if self._closes_left(start, stop, clause=clause, done=verbs or antecedent):
                break
            if self._finite(start - 1):
                verbs = True
            if reduced and (self._finite(start - 1) or self._word(start - 1) in _TAKES):
                break
            start -= 1
        if clause and self._word(start) in _WHERE and self._word(start - 1) == COMMA:
            return self._left(start - 1, clause=True)  # held rates at 19%, where they had been
        participle = self._word(start).endswith("ing") and not self._verb_between(start, stop)
        if clause and participle and self._word(start - 1) == COMMA and start > 2:
            return self._left(start - 1, clause=True)  # set records, topping $50, driven up by C
        return self._span(self._with_subject(start, stop) if clause else start, stop)

    def _opened_at(self, index: int) -> int:
        """Where the stretch without a conjunction or comma begins that ends before token ``index``."""
        edges = (self.sets["clause_edge"] | self.sets["subordinator"]) - {"and"}
        while index > 0 and not self._ends(index - 1) and self._word(index - 1) not in edges:
            index -= 1
        return index

    def _with_subject(self, start: int, stop: int) -> int:
        """Where a clause begins that was cut at its insertion: Four men, two of them guards,|were hurt."""
        opens = self._word(start)
        if self._word(start - 1) != COMMA or not (
            opens in self.sets["be"] or opens in _HAS or self._finite(start)
        ):
            return start
        low = max(0, start - _INSERTION)
        at = next((i for i in range(start - 2, low, -1) if self._ends(i)), 0)
        if not at or self._word(at) != COMMA or self._verb_between(at + 1, start - 1):
            return start
        subject = self._left(at, clause=False)
        if subject is None:
            return start
        first = self._index(subject[0])
        return first if first < at and stop - first <= _LONGEST else start

    def _dashed(self, close: int) -> int | None:
        """The dash that opens an insertion without a verb, closed by the one at token ``close``."""
        for index in range(close - 1, max(-1, close - _INSERTION), -1):
            if self._word(index) == "—":
                return None if self._verb_between(index, close) else index
            if self._word(index) in HARD:
                break
        return None

    def _opened(self, close: int) -> int | None:
        """The bracket that belongs to the closing one at token ``close``, if it is near."""
        for index in range(close - 1, max(-1, close - _NEAR), -1):
            if self._word(index) == "(":
                return index
        return None

    def _closes_left(self, start: int, stop: int, *, clause: bool, done: bool) -> bool:
        """Whether the token before ``start`` is a boundary for the argument ``start``–``stop``."""
        word = self._word(start - 1)
        if (
            word == ":"
            and clause
            and start < stop
            and (
                self._word(start)[0] in _MONEY
                or self._word(start) in ("up", "down")
                or (self._word(start)[0].isdigit() and self._word(start + 1) in _PARTS)
            )
        ):
            return False  # Gross profit: $145.0 million, an increase of …, due to
        if word in HARD or (start in self.joints and start != stop):
            return True
        if word == COMMA and not self._inside_list(start - 1, stop):
            return not clause or done or stop - start > 30
        if (
            not clause
            and word in self.sets["attribution_verb"]
            and not (word in _OBSERVED and self._word(start) in _WHERE_SEEN)
        ):  # concerns observed|in testing
            # the report, a rise in claims: nouns
            return self._word(start - 2) not in self.sets["article"] | self.sets["preposition"]
        if word == "than" and self._word(start - 2) in self.sets["comparative"]:
            return False  # close the plant no later than June
        if word in self.sets["subordinator"]:
            said = start < 2 or self._word(start - 2) in self.sets["attribution_verb"]
            relative = clause and word in self.sets["relative"] and stop - start < 14 and not said
            passed = word == "that" and self._word(start - 2) in self._auxiliary
            return not relative and not passed
        if word == "as":
            return self._clause_follows(start) and not self._in_office(start)
        return (
            word in ("and", "but")
            and self._verb_between(start, min(stop, start + _LONGEST))
            and self._verb_between(max(0, start - 12), start - 1)
        )

    def _right(self, start: int, *, clause: bool = False, noun: bool = False) -> Bounds:
        """The phrase (or clause) that starts at token ``start``, up to the next boundary.

        A ``noun`` phrase ends before a verb: losses caused by bad loans | wiped out capital.
        """
        stop = start
        while stop < len(self.tokens) and stop - start < _LONGEST:
            word = self._word(stop)
            if noun and stop > start and (self._finite(stop) or stop in self.causatives):
                break
            if word == "(":
                close = self._closed(stop)
                if close is None:
                    break
                stop = close + 1
                continue
            if self._closes_right(start, stop):
                break
            stop += 1
        return self._span(start, stop) or (self._at(start), self._at(start))

    def _closed(self, opened: int) -> int | None:
        for index in range(opened, min(opened + 12, len(self.tokens))):
            if self._word(index) == ")":
                return index
        return None

    def _closes_right(self, start: int, stop: int) -> bool:
        """Whether token ``stop`` is a boundary for the argument that starts at ``start``."""
        word, inner = self._word(stop), stop > start
        if word == '"':
            return inner and stop + 1 >= len(self.tokens)
        if word in HARD or (word == COMMA and not self._inside_list(stop)):
            return True
        if not inner:
            return False
        if stop in self.joints:
            return True
        if word == "rather" and self._word(stop + 1) == "than":
            return True
        if word == "than":
            return self._word(stop - 1) not in self.sets["comparative"]
        if word == "but" and self._word(stop + 1) == "also":
            return self._word(stop + 2) not in self.sets["preposition"] | {"to"}
        if word in self.sets["subordinator"] and word not in self.sets["relative"]:
            return True
        if (
            word in ("that", "which")
            and self._word(stop + 1) not in self.sets["article"]  # fears that the gap would widen
            and any(i in self.causatives for i in range(stop, stop + 5))
        ):
            return True  # on flaws | that continue to suppress prices: told by a claim of its own
        if word == "as" and self._word(stop - 1) != "such":
            return self._clause_follows(stop + 1) and not self._in_office(stop + 1)
        if word in self.sets["closing"] and stop > start + 1:
            return True
        further = self._word(stop + 1).endswith("ly") or self._word(stop + 1) in _THEN
        return word in ("and", "but") and (
            self._finite(stop + 1)
            or self._word(stop + 1) == "be"
            or (further and self._finite(stop + 2))
            or stop + 1 in self.causatives
            or (
                self._verb_between(stop + 1, self._stop(stop + 1))
                and self._verb_between(start, stop)
            )
        )

    def _reasons(self, hit: Hit, start: int) -> Bounds:
        """What follows because of: a list of reasons as a whole, participles in it included.

        Weak demand, reduced revenues and increased costs are nouns, whatever their verbs look like.
        """
        reached = self._right(start)
        if not _PREPOSITIONAL.search(hit.word):
            return reached
        stop, joined = start, False
        while stop < len(self.tokens) and stop - start < _LONGEST and self._word(stop) not in HARD:
            opens = stop == start or self._word(stop - 1) in (COMMA, "and", "or")
            verb = self._finite(stop) or stop in self.causatives
            if verb and not (opens and self._word(stop).endswith(("ed", "ing"))):
                return self._before_clause(start, stop, reached)
            joined = joined or self._word(stop) in ("and", "or")
            if self._word(stop) in self.sets["subordinator"]:
                return reached
            stop += 1
        whole = self._span(start, stop)
        return whole if whole and joined else reached

    def _before_clause(self, start: int, verb: int, reached: Bounds) -> Bounds:
        """A noun phrase without the clause joined to it: following the blasts|and a curfew was called."""
        for at in range(verb - 1, start + 1, -1):
            if self._ends(at):
                break
            if self._word(at) == "and" and at + 1 < verb:
                cut = self._span(start, at)
                return cut if cut and cut[1] < reached[1] else reached
        return reached

    def _until_comma(self, start: int, reached: Bounds) -> Bounds:
        """An argument that opens its clause, up to the comma: Faced with A that B, …."""
        stop = self._index(reached[1])
        while stop < len(self.tokens) and not self._ends(stop) and stop - start < _LONGEST:
            stop += 1
        if self._word(stop) == COMMA:
            return self._span(start, stop) or reached
        return reached

    def _stop(self, start: int) -> int:
        """The next comma or hard mark, at most ten words on."""
        last = min(start + _NEAR, len(self.tokens))
        return next((i for i in range(start, last) if self._ends(i)), last)

    def _following(self, offset: int) -> Bounds | None:
        """The clause after the comma that follows ``offset``."""
        index = self._index(offset)
        if self._word(index) != COMMA:
            return None
        index += 1
        stop = self._stop(index)
        if (
            self._word(index) in self.sets["article"]
            and self._word(stop) == COMMA
            and not self._verb_between(index, stop)
            and self._verb_between(stop + 1, len(self.tokens))
        ):
            index = stop + 1  # Thanks to the drought in Brazil, the largest grower, |prices rose
        if self._word(index) in ("then", "so"):
            index += 1
        span = self._right(index, clause=True)
        return span if span[1] - span[0] > 5 else None

    def _previous(self) -> Bounds | None:
        """The sentence before, without what it opens with."""
        before = self.before
        if not isinstance(before, EnglishArguments) or before.sentence.block != self.sentence.block:
            return None
        span = before._span(0, len(before.tokens))
        if span and len(before.tokens) > _LONGEST and before.clauses:
            return before.clauses[-1].start, span[1]
        return span

    def _at(self, index: int) -> int:
        return self.tokens[index].start if index < len(self.tokens) else self.sentence.end

    def _inside_list(self, comma: int, end: int = 0) -> bool:
        """Whether a comma separates members of a list (A, B and C) rather than clauses.

        ``end`` is where the list ends, if that is known: A, B, and C|have risen.
        """
        member = _MEMBER if end else _SHORT_MEMBER
        following = self._word(comma + 1)
        if following.isdigit() and self._word(comma - 1).isdigit():
            return True
        if following in self.sets["after_comma"]:
            return False
        if self._word(comma + 2) in _TELLING and self._word(comma + 3) == COMMA:
            return False  # …, analysts say, and …
        if following in ("and", "or"):
            # the last member of A, B, and C
            low = max(0, comma - member - 1)
            earlier = next(
                (i for i in range(comma - 1, low - 1, -1) if self._word(i) == COMMA), None
            )
            if earlier is None or (end and self._verb_between(earlier + 1, comma)):
                return False
            return not self._verb_between(
                comma + 2, min(comma + 7, self._stop(comma + 2), end or len(self.tokens))
            )
        for index in range(comma + 1, min(comma + 24, len(self.tokens))):
            word = self._word(index)
            behind = index - 1 - (self._word(index - 1) in _FURTHER)
            participle = (
                word.endswith("ing")
                and self._word(behind) == COMMA
                and word not in self.reading.lexicon.trends
            )
            if word in HARD or self._finite(index) or participle:
                return False
            if word in ("and", "or"):
                return self._word(index + 1) not in self.sets["pronoun"]
            if word == "etc":
                return True
            if index - comma > member and all(
                self._word(i) != COMMA for i in range(index - member, index + 1)
            ):
                return False
        return False
