"""English names: capitalised words, and noun phrases whose last word tells a class.

A capital letter marks a name except where a sentence begins; the last word (Bank, Act, University)
or a title before it (President, analyst) says what it names. Metrics and kinds of actors need no
capital: their last word does (vacancy rates, corporate defaulters).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple, cast

from kg.extractors.rules.reading import Reading
from kg.ontology import Ontology, alternation

_CAPITALISED = re.compile(
    r"(?<![\w$])(?:[A-Z][\w&.'-]*[\w]|[A-Z])(?:(?: of the | of | & | and (?=[A-Z]\w+ (?:Act|Administration|Organization|Organisation|Association|Institute|Department|Agency|Council|Authority|Society|Center|Centre|Bureau|Commission|Co|Corp|Inc|Ltd|Sons|Partners)\b)| )(?:[A-Z][\w&'-]*[\w]|[A-Z]\.?))*"
)
# What a law is about, as part of its name: Interim Measures | for the Administration of Loans.
_SUBJECT_MATTER = re.compile(
    r" (?:for|on|concerning|governing|against) (?:the )?[A-Z][\w-]+(?:(?: of the | of | and | for | in | on | )[A-Z][\w-]+)*"
)
_WORD = re.compile(r"[A-Za-z][\w'-]*|[^\w\s]")
_DIRECTIONS = frozenset(("North", "South", "East", "West", "Central", "Northern", "Southern", "Eastern", "Western"))  # fmt: skip
_OFFICE = frozenset(("Chief", "Executive", "Financial", "Operating", "Revenue", "Technology", "Officer", "Prime", "Deputy", "Vice", "District", "Circuit", "Senior", "Former", "Acting", "Assistant", "Attorney", "Secretary", "Chair", "General", "State", "Foreign", "Finance"))  # fmt: skip
_OFTEN = 2
_SHORT_WORD = 3  # letters of a word that headlines write small (of, the, and)
_FULL_NAME = r"[A-Z][a-z]+(?: [A-Z]\.)? [A-Z][a-z]+(?:-[A-Z][a-z]+)?"
_FULL = re.compile(_FULL_NAME)
_LOCATED = re.compile(
    r"(?P<held>\b(?:stakes?|shares?|interests?|invest\w*|confidence|trust|faith|positions?|deposits?|stock) )?\b(?:in|near|across|outside) (?:the )?$"
)
_ROLE = (
    "head|analyst|economist|strategist|director|professor|founder|co-founder|president|chief"
    "|chairman|partner|manager|spokesman|spokeswoman|researcher|fellow|CEO|lawyer"
)
_SPEAKER = re.compile(
    rf"\b(?:said|says|told by|according to|added|warned|wrote|explained) (?P<said>{_FULL_NAME})(?=,| of | at |[.])"
    rf"|\b(?P<named>{_FULL_NAME})(?=, (?:an? |the |its |their |[A-Z][\w’']*(?:'s|’s|’|') )?(?:\w+ ){{0,3}}?(?:{_ROLE})\b)"
    rf"|\b(?:{_ROLE}|executive|officer)(?: of [\w ]{{2,30}})?, (?P<called>{_FULL_NAME})(?=,)"
)
_COMPOUND = (
    "-based",
    "-led",
    "-backed",
    "-owned",
    "-listed",
    "-born",
    "-style",
    "-made",
    "-related",
    "-linked",
    "-focused",
)
_AMOUNT = re.compile(r"\.? ?\d[\d.,]* ?(?:billion|million|trillion|crore|lakh|bn|m\b)")
_BODIES = frozenset(("Regulator", "Organization", "Bank"))
_VAGUE = frozenset(("higher", "lower", "rising", "falling", "more", "less", "new", "old", "high", "low", "such", "other", "many", "most", "own", "same", "big", "large", "small", "total", "average", "annual", "recent", "current", "former", "different", "several", "various", "certain", "any", "some", "all", "both", "increased", "reduced", "growing", "increasing", "declining", "greater", "fewer", "good", "bad", "first", "last", "next", "two", "three", "four", "five", "only", "much", "further", "slow", "fast", "rapid", "strong", "weak"))  # fmt: skip
_NO_NAME = frozenset(("The", "A", "An", "In", "It", "This", "That", "These", "Those", "But", "And", "As", "At", "For", "If", "When", "While", "With", "On", "By", "To", "From", "However", "Since", "After", "Before", "Although", "Though", "Because", "There", "They", "He", "She", "We", "You", "I", "His", "Her", "Their", "Its", "Our", "My", "What", "Why", "How", "Who", "Which", "Where", "So", "Then", "Thus", "Also", "Even", "Not", "No", "Yes", "Some", "Many", "Most", "More", "All", "Each", "Every", "Both", "Other", "Another", "Such", "One", "Two", "Three", "First", "Second", "Third", "Finally", "Today", "Yesterday", "Now", "Here", "Once", "Until", "During", "Over", "Under", "Between", "Among", "According", "Despite", "Instead", "Meanwhile", "Moreover", "Therefore", "Or", "Of", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Figure", "Table", "Mr", "Mrs", "Ms", "Dr", "CEO", "VP", "Just", "Like", "Given", "Much", "Only", "Perhaps", "Still", "Yet", "OK", "Let", "Back", "Will", "Can", "Do", "Does", "Did", "Is", "Are", "Was", "Were", "Has", "Have", "Had", "President", "Professor", "GMT", "UTC", "EST", "EDT", "ET", "PT", "BST", "CET", "Pa", "Calif", "Mass", "Conn", "Fla", "Ill", "Mich", "CFO", "COO", "IPO", "YoY", "Q1", "Q2", "Q3", "Q4", "Christmas", "Easter", "Thanksgiving", "Ramadan", "Chapter", "Case", "Class", "Tier", "Section", "Appendix", "See", "Too", "Us", "Rs", "FY", "Fiscal", "Year", "Day", "Week", "Month", "Quarter", "Half", "Prior", "Current"))  # fmt: skip
# What only a firm has, behind a name that opens a sentence: Walmart|'s profit.
_EARNS = re.compile(
    r"'s (?:own |net |gross |annual |quarterly |pretax |operating |total |overall )*(?:shares?|stock|revenues?|profits?|earnings|sales|margins?|chief|board|customers|income|loss(?:es)?)\b"
)
_TICKER = re.compile(
    r"[A-Z]{1,6}\.(?:N|O|K|L|PA|DE|AS|MI|SS|SZ|HK|T|TO|AX|NS|BO|UL|KS|TW|SI|S|MC|BR|VX)"
)
_LEGAL = frozenset(("Inc", "Corp", "Co", "Ltd"))  # forms of firms in law that end in a dot
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
        self.places = frozenset(ontology.names["known"]["Place"])
        self.metrics = frozenset(w for w in ontology.names["metric"]["head_en"] if " " not in w)
        self.bare = frozenset(ontology.names["metric"]["bare_en"])
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


_FUNCTION = frozenset(("its", "their", "his", "her", "our", "my", "your", "this", "these", "those", "than", "into", "over", "under", "between", "through", "about", "against", "during", "within", "without", "per", "via", "upon", "there", "not", "no", "nor", "we", "you", "he", "she", "i", "them", "us", "him", "'s", "s", "being", "having", "get", "gets", "see", "saw", "like", "such", "rs", "expect", "expects", "expected", "forecast", "forecasts", "sees", "posted", "report", "reports", "reported", "raised", "lifted", "lowered", "made", "hit", "boost", "boosted", "below", "above", "well", "up", "down", "out", "off"))  # fmt: skip


def heads(ontology: Ontology) -> EnglishHeads:
    """The compiled `EnglishHeads` of ``ontology``."""
    if "rules.english_heads" not in ontology.memo:
        ontology.memo["rules.english_heads"] = EnglishHeads(ontology)
    return cast(EnglishHeads, ontology.memo["rules.english_heads"])


def english_names(reading: Reading) -> Iterator[Phrase]:
    """Names of an English text with their classes, in no particular order; they may overlap.

    A person's surname names that person wherever it stands alone; the initials of a name (PRA) are
    of its class. What nothing else tells is a company, unless it is mostly somewhere that things
    are (in Phuket), or its last word alone names it elsewhere (Jensen Huang, Huang).
    """
    text = reading.text
    found = list(_english_names(reading))
    times = Counter(text[start:end] for start, end, _ in found)
    located = Counter(
        text[start:end]
        for start, end, _ in found
        if (before := _LOCATED.search(text, max(0, start - 30), start)) and not before["held"]
    )
    guessed = {text[start:end] for start, end, kind in found if kind == "Company"}
    initials = {
        "".join(word[0] for word in words if word[0].isupper()): kind
        for start, end, kind in found
        if len(words := reading.text[start:end].split()) > 1
    }
    surnames = {
        words[-1]
        for start, end, kind in found
        if kind == "Person" and len(words := reading.text[start:end].split()) > 1
    }
    table = heads(reading.ontology)
    for start, end, kind in found:
        name = reading.text[start:end]
        if kind in ("Company", "Organization") and name in surnames:
            kind = "Person"
        elif kind == "Organization" and name.isupper():
            kind = initials.get(name, kind)
        elif kind == "Company" and name.split()[-1].rstrip(".") not in table.capital:
            if located[name] * 2 >= times[name]:
                kind = "Place"
            elif _FULL.fullmatch(name) and name.split()[-1] in guessed:
                kind = "Person"
        yield start, end, kind


def _english_names(reading: Reading) -> Iterator[Phrase]:
    table = heads(reading.ontology)
    document = reading.document
    headlines = [
        b
        for b in document.blocks
        if b.kind in ("title", "heading") or _all_large(reading.text[b.start : b.end])
    ]
    running = [b for b in document.blocks if b not in headlines]
    body = "\n".join(reading.text[b.start : b.end] for b in running)
    cells = [cell for t in document.tables for row in (t.header, *t.rows) for cell in row]
    spelling = _Spelling(
        opening=frozenset([*(s.start for s in reading.sentences), *(c.start for c in cells)]),
        small=frozenset(re.findall(r"\b[a-z][a-z'-]+\b", reading.text)),
        large=frozenset(
            word
            for b in running
            for word in re.findall(r"(?<=[a-z,] )[A-Z][\w'-]*", reading.text[b.start : b.end])
        ),
        possessive=_possessive(reading.text),
    )
    yield from _speakers(reading.text, table)
    for start, end in _runs(reading.text, table):
        if any(b.start <= start < b.end for b in headlines) and not (
            reading.text[start:end].removesuffix("'s") in body
            and _known_below(reading.text[start:end], spelling)
        ):
            continue  # A Headline Writes Every Word Large
        yield from _capitalised(reading.text, table, start, end, spelling)
    words = Counter(re.findall(r"[A-Za-z]+", reading.text))
    for sentence in reading.sentences:
        yield from _noun_phrases(reading.text, table, words, sentence.start, sentence.end)


def _all_large(line: str) -> bool:
    """Whether a line writes nearly every word large, as headlines do, and is no sentence."""
    if line.rstrip("\"' ").endswith((".", "?", "!")):
        return False
    words = [w for w in re.findall(r"[A-Za-z][\w'-]*", line) if len(w) > _SHORT_WORD]
    return len(words) >= _OFTEN * 2 and sum(w[0].isupper() for w in words) >= 0.8 * len(words)


def _possessive(text: str) -> frozenset[str]:
    """Words that a text writes with 's only, and at least once where nothing is owned (Macy's said)."""
    owners = Counter(re.findall(r"\b[A-Z][a-z]+'s\b", text))
    return frozenset(
        word
        for word, count in owners.items()
        if count >= _OFTEN
        and not re.search(rf"\b{word[:-2]}\b(?!')", text)
        and re.search(rf"{word}(?:[,.]| (?:said|says|has|had|is|was|will|now|expects|Inc)\b)", text)
    )


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
    """Where sentences open, and how the text writes its words inside sentences.

    ``possessive`` are words that never stand without their 's: it is part of the name (Macy's).
    """

    opening: frozenset[int]
    small: frozenset[str]
    large: frozenset[str]
    possessive: frozenset[str]


def _capitalised(
    text: str, table: EnglishHeads, start: int, end: int, spelling: _Spelling
) -> Iterator[Phrase]:
    # Toronto's Ryerson University: the owner is a name of its own.
    owner = text.rfind("'s ", start, end)
    if owner >= 0 and text[start : owner + 2].split()[-1] not in spelling.possessive:
        yield from _capitalised(text, table, start, owner, spelling)
        start = owner + 3
    words = text[start:end].split()
    # What only the beginning of a sentence writes large is no part of the name.
    while words and (
        words[0] in _NO_NAME or words[0] in ("of", "and", "the") or words[0].endswith(_COMPOUND)
    ):
        start += len(words[0]) + 1
        words = words[1:]
    if words and words[-1].endswith("'s") and words[-1] not in spelling.possessive:
        end -= 2
        words[-1] = words[-1][:-2]
    # Advanced Micro Devices|Thursday
    while len(words) > 1 and words[-1] in _NO_NAME:
        end -= len(words[-1]) + 1
        words = words[:-1]
    if not words or end - start < 2:
        return
    if len(words) > 1 and words[-1] in _LEGAL and text.startswith(".", end):
        end += 1  # Mattel Inc.
    if all(word in _OFFICE or word in table.titles or word in _NO_NAME for word in words):
        return  # Senior Vice President: what somebody is, not who
    if len(words) > 2 and words[1] == "of" and words[0].lower() in table.metrics:
        # Shares of Spirit Airlines: what is measured is no part of the name.
        start += len(words[0]) + 4
        words = words[2:]
    if "of" in words and words.index("of") == 2 and not any(w in table.capital for w in words[:2]):
        # Kazuhiro Takahashi of Daiwa Securities: somebody, and where from.
        middle = start + len(" ".join(words[:2]))
        yield from _capitalised(text, table, start, middle, spelling)
        yield from _capitalised(text, table, middle + 4, end, spelling)
        return
    place = _behind_title(words, table)
    if place:
        # Prime Minister Liz Truss: a title and a person, and perhaps whose title it is.
        begin = end - len(" ".join(words[place:]))
        yield begin, end, "Person"
        office = words[: place - 1]
        while office and office[-1] in _OFFICE:
            office.pop()
        if office and not all(word in _OFFICE for word in office):
            yield from _capitalised(text, table, start, start + len(" ".join(office)), spelling)
        return
    if all(word in table.nations or word in _DIRECTIONS for word in words):
        return
    single = len(words) == 1
    if re.match(r"Rs\.?\d", words[0]):
        return  # Rs.500
    if single and _TICKER.fullmatch(words[0]) and words[0] not in table.places:
        return  # Citigroup (C.N)
    if words[-1].endswith(("-based", "-listed", "-owned", "-backed", "-led")):
        return  # the San Francisco-based bank
    if words[0] in _DIRECTIONS and " ".join(words[1:]) in table.places:
        yield start, end, "Place"  # East Asia
        return
    odd = "'" in words[0] and words[0] not in spelling.possessive
    if single and (words[0] in table.nations or odd):
        return
    if single and _AMOUNT.match(text, end):
        return  # Rs 3 trillion: a currency
    opens = start in spelling.opening or start - 1 in spelling.opening
    if single and (
        words[0].lower() in spelling.small
        or (opens and words[0] not in spelling.large and not _EARNS.match(text, end))
    ):
        return
    law = _SUBJECT_MATTER.search(text, start, end)
    if law and table.rule.search(text, start, law.start()):
        yield start, end, "Policy"
    elif table.capital.get(head := _before_of(words)) in _BODIES:
        yield start, end, table.capital[head]  # Department | of Financial Services
    elif words[-1] in table.capital and not single:
        yield start, end, table.capital[words[-1]]
    elif (words[0] in table.given and len(words) in (2, 3)) or (
        table.title.search(text, max(0, start - 40), start) and len(words) <= 3
    ):
        yield start, end, "Person"
    elif not single and words[-1].lower() in table.metrics:
        yield start, end, "Metric"  # Market Share, Consumer Price Index
    elif any(c.isdigit() for c in words[-1]):
        yield start, end, "Product"
    elif not single or words[0] not in _NO_NAME:
        yield start, end, "Organization" if words[0].isupper() else "Company"


def _before_of(words: list[str]) -> str:
    """The word that "of" follows in a name, if any."""
    return words[words.index("of") - 1] if "of" in words[1:] else ""


def _speakers(text: str, table: EnglishHeads) -> Iterator[Phrase]:
    """People by what they do: said Dilip Parmar, an analyst; Judah Levine, head of research."""
    for match in _SPEAKER.finditer(text):
        group = str(match.lastgroup)
        name = match.group(group)
        words = name.split()
        known = any(w in table.capital or w in table.nations or w in _NO_NAME for w in words)
        if not known and name not in table.places:
            start, end = match.span(group)
            yield start, end, "Person"


def _behind_title(words: list[str], table: EnglishHeads) -> int:
    """Where a person's name begins behind a title inside a run of capitals; 0 if none does."""
    for place in range(len(words) - 1, 0, -1):
        if words[place - 1] in table.titles and 2 <= len(words) - place <= 3:
            named = not any(w in table.capital or w == "of" for w in words[place:])
            return place if named else 0
    return 0


def _noun_phrases(
    text: str, table: EnglishHeads, written: Counter[str], start: int, end: int
) -> Iterator[Phrase]:
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
                or low.endswith(("ly", "'s"))
                or (low.endswith("ed") and low not in ("unsecured", "weighted"))
                or text[tokens[first - 1][1] : tokens[first][0]] != " "
            ):
                break
            first -= 1
        recurs = kind == "Metric" and word in table.bare and written[word] > _OFTEN
        if first < index or recurs:
            yield tokens[first][0], stop, kind
