"""English names: capitalised words, and noun phrases whose last word tells a class.

A capital letter marks a name except where a sentence begins; the last word (Bank, Act, University)
or a title before it (President, analyst) says what it names. Metrics and kinds of actors need no
capital: their last word does (vacancy rates, corporate defaulters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, cast

from kg.extractors.rules.reading import Reading
from kg.ontology import Ontology, alternation

_CAPITALISED = re.compile(
    r"(?<![\w$])(?:[A-Z][\w&.'-]*[\w]|[A-Z])(?:(?: of the | of | and (?=[A-Z]\w+ (?:Act|Commission|Bank|Company|Group))| )(?:[A-Z][\w&'-]*[\w]|[A-Z]\.?))*"
)
# What a law is about, as part of its name: Interim Measures | for the Administration of Loans.
_SUBJECT_MATTER = re.compile(
    r" (?:for|on|concerning|governing|against) (?:the )?[A-Z][\w-]+(?:(?: of the | of | and | for | in | on | )[A-Z][\w-]+)*"
)
_WORD = re.compile(r"[A-Za-z][\w'-]*|[^\w\s]")
_COMPOUND = ("-based", "-led", "-backed", "-owned", "-listed", "-born", "-style", "-made")
_AMOUNT = re.compile(r"\.? ?\d[\d.,]* ?(?:billion|million|trillion|crore|lakh|bn|m\b)")
_VAGUE = frozenset(("higher", "lower", "rising", "falling", "more", "less", "new", "old", "high", "low", "such", "other", "many", "most", "own", "same", "big", "large", "small", "total", "average", "annual", "recent", "current", "former", "different", "several", "various", "certain", "any", "some", "all", "both", "increased", "reduced", "growing", "increasing", "declining", "greater", "fewer", "good", "bad", "first", "last", "next", "two", "three", "four", "five", "only", "much", "further", "slow", "fast", "rapid", "strong", "weak"))  # fmt: skip
_NO_NAME = frozenset(("The", "A", "An", "In", "It", "This", "That", "These", "Those", "But", "And", "As", "At", "For", "If", "When", "While", "With", "On", "By", "To", "From", "However", "Since", "After", "Before", "Although", "Though", "Because", "There", "They", "He", "She", "We", "You", "I", "His", "Her", "Their", "Its", "Our", "My", "What", "Why", "How", "Who", "Which", "Where", "So", "Then", "Thus", "Also", "Even", "Not", "No", "Yes", "Some", "Many", "Most", "More", "All", "Each", "Every", "Both", "Other", "Another", "Such", "One", "Two", "Three", "First", "Second", "Third", "Finally", "Today", "Yesterday", "Now", "Here", "Once", "Until", "During", "Over", "Under", "Between", "Among", "According", "Despite", "Instead", "Meanwhile", "Moreover", "Therefore", "Or", "Of", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Figure", "Table", "Mr", "Mrs", "Ms", "Dr", "CEO", "VP", "Just", "Like", "Given", "Much", "Only", "Perhaps", "Still", "Yet", "OK", "Let", "Back", "Will", "Can", "Do", "Does", "Did", "Is", "Are", "Was", "Were", "Has", "Have", "Had", "President", "Professor"))  # fmt: skip
Phrase = tuple[int, int, str]


class EnglishHeads:
    """Expressions for the last words of English names, compiled once from an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        table = ontology.names["english"]
        self.capital = {
            word: kind for kind, words in table.items() if kind[0].isupper() for word in words
        }
        self.plain = {
            word: kind.removeprefix("phrase_")
            for kind, words in table.items()
            if kind.startswith("phrase_")
            for word in words
        }
        self.titles = frozenset(table["title"])
        self.given = frozenset(table["given"])
        self.nations = frozenset(table["nation"])
        self.metrics = frozenset(w for w in ontology.names["metric"]["head_en"] if " " not in w)
        self.lexicon = ontology.lexicon("en")

    @cached_property
    def rule(self) -> re.Pattern[str]:
        """The end of a name whose last word is a kind of rule (Act, Measures)."""
        return re.compile(
            rf"\b{alternation([w for w, kind in self.capital.items() if kind == 'Policy'])}$"
        )

    @cached_property
    def verbs(self) -> frozenset[str]:
        return self.lexicon.sets["finite"] | self.lexicon.sets["auxiliary"]

    @cached_property
    def stops(self) -> frozenset[str]:
        """Words that end a noun phrase to its left."""
        words = self.lexicon.sets
        return (
            words["lead"] | words["adverb"] | words["tail"] | words["subordinator"] | words["finite"]
            | words["attribution_verb"] | frozenset(self.lexicon.cues) | _FUNCTION
        )  # fmt: skip

    @cached_property
    def title(self) -> re.Pattern[str]:
        return re.compile(rf"\b{alternation(self.titles)}(?: of [\w ]{{2,30}})?,? $")


_FUNCTION = frozenset(("its", "their", "his", "her", "our", "my", "your", "this", "these", "those", "than", "into", "over", "under", "between", "through", "about", "against", "during", "within", "without", "per", "via", "upon", "there", "not", "no", "nor", "we", "you", "he", "she", "i", "them", "us", "him", "'s", "s", "being", "having", "get", "gets", "see", "saw", "like", "such", "rs", "up", "down", "out", "off"))  # fmt: skip


def heads(ontology: Ontology) -> EnglishHeads:
    """The compiled `EnglishHeads` of ``ontology``."""
    if "rules.english_heads" not in ontology.memo:
        ontology.memo["rules.english_heads"] = EnglishHeads(ontology)
    return cast(EnglishHeads, ontology.memo["rules.english_heads"])


def english_names(reading: Reading) -> Iterator[Phrase]:
    """Names of an English text with their classes, in no particular order; they may overlap."""
    table = heads(reading.ontology)
    document = reading.document
    running = [b for b in document.blocks if b.kind not in ("title", "heading")]
    cells = [cell for t in document.tables for row in (t.header, *t.rows) for cell in row]
    spelling = _Spelling(
        opening=frozenset([*(s.start for s in reading.sentences), *(c.start for c in cells)]),
        small=frozenset(re.findall(r"\b[a-z][a-z'-]+\b", reading.text)),
        large=frozenset(
            word
            for b in running
            for word in re.findall(r"(?<=[a-z,] )[A-Z][\w'-]*", reading.text[b.start : b.end])
        ),
    )
    headlines = [b for b in document.blocks if b.kind in ("title", "heading")]
    for start, end in _runs(reading.text, table):
        if any(b.start <= start < b.end for b in headlines) and not _known_below(
            reading.text[start:end], spelling
        ):
            continue  # A Headline Writes Every Word Large
        yield from _capitalised(reading.text, table, start, end, spelling)
    for sentence in reading.sentences:
        yield from _noun_phrases(reading.text, table, sentence.start, sentence.end)


def _runs(text: str, table: EnglishHeads) -> Iterator[tuple[int, int]]:
    """Capitalised runs, cut at verbs (Lilidai | Was | Withdrawn); titles of rules as a whole."""
    reached = 0
    for match in _CAPITALISED.finditer(text):
        if match.start() < reached:
            continue
        start, end = match.span()
        if table.rule.search(text, start, end) and (more := _SUBJECT_MATTER.match(text, end)):
            reached = more.end()
            yield start, reached
            continue
        for word in re.finditer(r"[^\s]+", text[start:end]):
            if word.group().lower() in table.verbs:
                if match.start() + word.start() > start:
                    yield start, match.start() + word.start() - 1
                start = match.start() + word.end() + 1
        if start < end:
            yield start, end


def _known_below(name: str, spelling: _Spelling) -> bool:
    """Whether the running text, too, writes the words of a headline's name large."""
    words = [w.removesuffix("'s") for w in name.split() if w[0].isupper()]
    return all(word in spelling.large or word.isupper() for word in words)


class _Spelling(NamedTuple):
    """Where sentences open, and how the text writes its words inside sentences."""

    opening: frozenset[int]
    small: frozenset[str]
    large: frozenset[str]


def _capitalised(
    text: str, table: EnglishHeads, start: int, end: int, spelling: _Spelling
) -> Iterator[Phrase]:
    # Toronto's Ryerson University: the owner is a name of its own.
    owner = text.rfind("'s ", start, end)
    if owner >= 0:
        yield from _capitalised(text, table, start, owner, spelling)
        start = owner + 3
    words = text[start:end].split()
    # What only the beginning of a sentence writes large is no part of the name.
    while words and (
        words[0] in _NO_NAME or words[0] in ("of", "and", "the") or words[0].endswith(_COMPOUND)
    ):
        start += len(words[0]) + 1
        words = words[1:]
    if words and words[-1].endswith("'s"):
        end -= 2
        words[-1] = words[-1][:-2]
    if not words or end - start < 2:
        return
    single = len(words) == 1
    if single and (words[0] in table.nations or "'" in words[0]):
        return
    if single and _AMOUNT.match(text, end):
        return  # Rs 3 trillion: a currency
    opens = start in spelling.opening or start - 1 in spelling.opening
    if single and (
        words[0].lower() in spelling.small or (opens and words[0] not in spelling.large)
    ):
        return
    law = _SUBJECT_MATTER.search(text, start, end)
    if law and table.rule.search(text, start, law.start()):
        yield start, end, "Policy"
    elif words[-1] in table.capital and not single:
        yield start, end, table.capital[words[-1]]
    elif (words[0] in table.given and len(words) in (2, 3)) or (
        table.title.search(text, max(0, start - 40), start) and len(words) <= 3
    ):
        yield start, end, "Person"
    elif any(c.isdigit() for c in words[-1]):
        yield start, end, "Product"
    elif not single or words[0] not in _NO_NAME:
        yield start, end, "Organization" if words[0].isupper() else "Company"


def _noun_phrases(text: str, table: EnglishHeads, start: int, end: int) -> Iterator[Phrase]:
    tokens = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text, start, end)]
    for index, (_, stop, word) in enumerate(tokens):
        kind = table.plain.get(word) or ("Metric" if word in table.metrics else "")
        if not kind:
            continue
        first = index
        while first > 0 and index - first < 3:
            before = tokens[first - 1][2]
            low = before.lower()
            if (
                not before[0].isalpha()
                or low in table.stops
                or low in _VAGUE
                or low.endswith("ly")
                or (low.endswith("ed") and low not in ("unsecured", "weighted"))
                or text[tokens[first - 1][1] : tokens[first][0]] != " "
            ):
                break
            first -= 1
        if first < index:
            yield tokens[first][0], stop, kind
