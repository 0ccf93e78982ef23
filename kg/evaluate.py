"""Scores extraction against gold annotations: precision, recall, F1, and what was missed.

A prediction matches a gold link if the words of both causes and of both effects overlap enough:
intersection over union of characters (Chinese) or words (English) ≥ 0.5, or, leniently,
intersection over the shorter one. Predictions and gold links are paired one to one so that the sum
of similarities is largest (a maximum-weight matching).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

import networkx as nx

from kg.errors import SourceError, UsageError
from kg.gold import Gold, Link, Sheet, Value, read_sheets, sheet_of
from kg.pipeline import extract_text

_THRESHOLD = 0.5
_FIGURE = re.compile(r"\d[\d.,]*")
_NO_WORD = re.compile(r"[\s\W_]+")
MODES = ("iou", "lenient")


@dataclass
class Tally:
    """Counts of right, wrong and missed; ratios of nothing are 0."""

    right: int = 0
    wrong: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Right predictions over all predictions."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Gold items found over all gold items."""
        return self.found / max(1, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that gold has and was missed, or that gold lacks ("false"), by ``kind``.

    "missed" and "false" are links, and so are "other polarity", "other hedged" and "other negated",
    which were found but are another in this; "missed value" and "false value" observations, whose subject and
    metric stand in ``cause`` and whose value in ``effect``; "missed name", "false name" and
    "other type" entities, with the name in ``cause`` and its type in ``effect``. ``context`` is the
    sentence.
    """

    text: str
    kind: str
    cause: str
    effect: str
    detail: str
    context: str


@dataclass
class Report:
    """The scores of one corpus.

    ``links`` counts all predictions against explicit gold links, ``all_links`` against all;
    ``kinds`` has recall by kind of gold link, ``rules`` right and wrong predictions by rule,
    ``attributes`` how often polarity, hedge and negation are right on matched links. ``entities``
    and ``observations`` are None where gold has none; ``typed`` counts entities of the right type.
    """

    corpus: str
    texts: int = 0
    links: Tally = field(default_factory=Tally)
    all_links: Tally = field(default_factory=Tally)
    kinds: dict[str, Tally] = field(default_factory=dict)
    rules: dict[str, Tally] = field(default_factory=dict)
    attributes: dict[str, Tally] = field(default_factory=dict)
    entities: Tally | None = None
    typed: Tally | None = None
    observations: Tally | None = None
    mistakes: list[Mistake] = field(default_factory=list)


Predict = Callable[[Gold], Sheet]


def evaluate(gold: Iterable[Gold], predict: Predict, *, mode: str = "iou") -> list[Report]:
    """Score ``predict`` on every gold text; one report a corpus, in the order they come.

    Raises `UsageError` for a mode other than ``iou`` and ``lenient``.
    """
    if mode not in MODES:
        raise UsageError(f"no way of matching called {mode}; there are: {', '.join(MODES)}")
    reports: dict[str, Report] = {}
    for one in gold:
        report = reports.setdefault(one.corpus, Report(one.corpus))
        report.texts += 1
        sheet = predict(one)
        _score_links(report, one, sheet.links, mode)
        if one.sheet.entities is not None and sheet.entities is not None:
            _score_entities(report, one, sheet.entities)
        if one.sheet.values is not None and sheet.values is not None:
            _score_values(report, one, sheet.values)
    return list(reports.values())


def predictor(*, extractor: str = "rules", ontology: Path | None = None) -> Predict:
    """Predictions by an extractor, the text of each gold read as one plain document."""

    def predict(one: Gold) -> Sheet:
        return sheet_of(
            extract_text(one.text, name=one.name, extractor=extractor, ontology=ontology)
        )

    return predict


def predictions(path: Path) -> Predict:
    """Predictions read from the output of ``kg extract``, found by the name of the source.

    Texts that the file does not name count as read without finding anything. Raises `SourceError`
    if the file is missing or malformed.
    """
    sheets = read_sheets(path)

    def predict(one: Gold) -> Sheet:
        stem = Path(one.name).stem
        if stem not in sheets and one.sheet.entities is not None:  # an article, not a sentence
            raise SourceError(f"{path}: says nothing of {one.name}; its documents: {_some(sheets)}")
        return sheets.get(stem, Sheet((), {}, ()))

    return predict


def _some(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:5]) + (", …" if len(listed) > 5 else "") if listed else "none"


# -- similarity ------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def _units(text: str, language: str) -> str:
    """The comparable units of a text, one character each: characters of Chinese, words of English.

    English words become code points of the private planes, so that both are compared as strings.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    if language == "en":
        return "".join(map(_code, re.findall(r"[a-z0-9']+", folded)))
    return "".join(c for c in folded if not _NO_WORD.fullmatch(c))


_CODES: dict[str, str] = {}


def _code(word: str) -> str:
    return _CODES.setdefault(word, chr(0xF0000 + len(_CODES)))


def _places(text: str, part: str) -> list[int]:
    places: list[int] = []
    at = text.find(part) if part else -1
    while at >= 0 and len(places) < 20:
        places.append(at)
        at = text.find(part, at + 1)
    return places


def _overlap(a: str, b: str, context: str) -> int:
    """Units that two phrases share where they stand in the text; by matching blocks elsewhere."""
    if not a or not b:
        return 0
    here, there = _places(context, a), _places(context, b)
    if here and there:
        return max(max(0, min(i + len(a), j + len(b)) - max(i, j)) for i in here for j in there)
    least = 2 if max(len(a), len(b)) > 1 and min(len(a), len(b)) > 1 else 1
    blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= least)


def similarity(one: str, other: str, text: str, language: str, mode: str = "iou") -> float:
    """How much two phrases of ``text`` are the same, in [0, 1].

    >>> similarity("合规压力", "面临合规压力", "银行面临合规压力", "zh")
    0.6666666666666666
    """
    a, b = _units(one, language), _units(other, language)
    shared = _overlap(a, b, _units(text, language))
    if not shared:
        return 0.0
    if mode == "iou":
        return shared / (len(a) + len(b) - shared)
    if shared < (1 if language == "en" else 2):
        return 0.0
    return shared / min(len(a), len(b))


def _weight(predicted: Link, gold: Link, one: Gold, mode: str) -> float:
    """The weight of pairing a prediction with a gold link; 0 where they do not match."""
    total = 0.0
    for part in ("cause", "effect"):
        words = getattr(predicted, part)[0]
        best = max(
            similarity(words, extent, one.text, one.language, mode)
            for extent in getattr(gold, part)
        )
        if best < _THRESHOLD:
            return 0.0
        total += best / 2
    return total if gold.optional else total + 0.001


def _pairs(weights: Sequence[Sequence[float]]) -> dict[int, int]:
    """The one-to-one pairing (row → column) whose weights sum to most."""
    graph = nx.Graph()
    for row, line in enumerate(weights):
        for column, weight in enumerate(line):
            if weight > 0:
                graph.add_edge(("row", row), ("column", column), weight=weight)
    pairs = {}
    for edge in nx.max_weight_matching(graph):
        row, column = sorted(edge, reverse=True)
        pairs[row[1]] = column[1]
    return dict(sorted(pairs.items()))


# -- scores ----------------------------------------------------------------------------------------


def _score_links(report: Report, one: Gold, predicted: Sequence[Link], mode: str) -> None:
    gold = one.sheet.links
    weights = [[_weight(p, g, one, mode) for g in gold] for p in predicted]
    pairs = _pairs(weights)
    found = set(pairs.values())
    for row, column in pairs.items():
        group = gold[column].group
        if group:
            found |= {k for k, g in enumerate(gold) if g.group == group and weights[row][k] > 0}
        _score_attributes(report, one, predicted[row], gold[column])
    for row, claim in enumerate(predicted):
        tally = report.rules.setdefault(claim.rule or "-", Tally())
        if row in pairs:
            right = not gold[pairs[row]].optional
            report.links.right += right
            tally.right += right
        elif not any(w > 0 and g.optional for w, g in zip(weights[row], gold, strict=True)):
            report.links.wrong += 1
            tally.wrong += 1
            report.mistakes.append(
                Mistake(one.id, "false", claim.cause[0], claim.effect[0],
                        f"{claim.rule} {claim.cue}".strip(), _context(one.text, claim.effect[0], claim.cause[0]))
            )  # fmt: skip
    for column, link in enumerate(gold):
        if link.optional:
            continue
        kind = _kind(link)
        counts = [report.kinds.setdefault(kind, Tally()), report.all_links]
        if not link.implicit:
            counts.append(report.links)
        for tally in counts:
            tally.gold += 1
            tally.found += column in found
        if column not in found:
            report.mistakes.append(
                Mistake(one.id, "missed", link.cause[0], link.effect[0],
                        f"{kind} {link.cue}".strip(), _context(one.text, link.effect[0], link.cause[0]))
            )  # fmt: skip
    report.all_links.right, report.all_links.wrong = report.links.right, report.links.wrong


def _kind(link: Link) -> str:
    if link.implicit:
        return "implicit"
    if link.table:
        return "table"
    return "list member" if link.group else "explicit"


def _score_attributes(report: Report, one: Gold, predicted: Link, gold: Link) -> None:
    for name in ("polarity", "hedged", "negated"):
        said = getattr(gold, name)
        if said is None:
            continue
        tally = report.attributes.setdefault(name, Tally())
        if getattr(predicted, name) == said:
            tally.right += 1
            continue
        tally.wrong += 1
        cause, effect = predicted.cause[0], predicted.effect[0]
        detail = f"{predicted.rule} {predicted.cue}, gold: {str(said).lower()}"
        report.mistakes.append(
            Mistake(
                one.id, f"other {name}", cause, effect, detail, _context(one.text, effect, cause)
            )
        )


def _context(text: str, *parts: str) -> str:
    """The sentence of the first part found, so that a mistake can be read without the text."""
    for part in parts:
        at = text.find(part) if part else -1
        if at >= 0:
            start = max(text.rfind(mark, 0, at) for mark in "。！？\n") + 1
            ends = [e for e in (text.find(mark, at + len(part)) for mark in "。！？\n") if e >= 0]
            return text[start : min(ends, default=len(text)) + 1].strip()[:300]
    return ""


def _score_entities(report: Report, one: Gold, predicted: Mapping[str, str]) -> None:
    wanted = {_units(text, "zh"): (text, kind) for text, kind in (one.sheet.entities or {}).items()}
    got = {_units(text, "zh"): (text, kind) for text, kind in predicted.items()}
    shared = wanted.keys() & got.keys()
    report.entities = report.entities or Tally()
    report.typed = report.typed or Tally()
    report.entities.right += len(shared)
    report.entities.wrong += len(got) - len(shared)
    report.entities.found += len(shared)
    report.entities.gold += len(wanted)
    other = [
        folded for folded in wanted if folded in shared and wanted[folded][1] != got[folded][1]
    ]
    report.typed.right += len(shared) - len(other)
    report.typed.wrong += len(other)
    mistakes = [
        *(("missed name", *wanted[folded], "") for folded in wanted if folded not in shared),
        *(("false name", *got[folded], "") for folded in got if folded not in shared),
        *(("other type", *got[folded], f"gold: {wanted[folded][1]}") for folded in other),
    ]
    report.mistakes += [
        Mistake(one.id, what, text, kind, detail, _context(one.text, text))
        for what, text, kind, detail in mistakes
    ]


def _score_values(report: Report, one: Gold, predicted: Sequence[Value]) -> None:
    gold = one.sheet.values or ()
    report.observations = tally = report.observations or Tally()
    used: set[int] = set()
    false: list[Value] = []
    for value in predicted:
        for number, wanted in enumerate(gold):
            if number not in used and _same_value(value, wanted):
                used.add(number)
                break
        else:
            false.append(value)
    tally.right += len(used)
    tally.wrong += len(false)
    tally.found += len(used)
    tally.gold += len(gold)
    missed = [wanted for number, wanted in enumerate(gold) if number not in used]
    report.mistakes += [
        Mistake(one.id, what, f"{value.subject} · {value.metric}", value.value, "",
                _context(one.text, value.quote, value.value, *_FIGURE.findall(value.value)))
        for what, values in (("missed value", missed), ("false value", false))
        for value in values
    ]  # fmt: skip


def _digits(value: str) -> str:
    folded = unicodedata.normalize("NFKC", value).replace(",", "")
    return "".join(re.findall(r"[\d.]+|[一二三四五六七八九十百千万亿两]+", folded))


def _same_value(one: Value, other: Value) -> bool:
    if not _digits(one.value) or _digits(one.value) != _digits(other.value):
        return False
    a, b = _units(one.subject + one.metric, "zh"), _units(other.subject + other.metric, "zh")
    return bool(a and b) and _overlap(a, b, "") / min(len(a), len(b)) >= _THRESHOLD
