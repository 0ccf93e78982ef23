"""Loads `ontology/` once into an object the stages read.

The folder holds the OWL ontology and shapes (read by others, see `kg.validate`), and the data files
that drive extraction and grounding: `lexicon.LANG.toml`, `concepts.toml`, `names.toml`,
`units.toml`. Adding a cue or a concept is one entry there, and no code.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kg.errors import OntologyError

LANGUAGES = ("zh", "en")
ORDERS = (
    "cause-effect", "effect-cause", "because", "therefore", "condition", "about", "purpose", "assign", "market",
)  # fmt: skip
FILES = ("lexicon.zh.toml", "lexicon.en.toml", "concepts.toml", "names.toml", "units.toml")


def locate(part: str = "ontology") -> Path:
    """The folder ``part`` (`ontology` or `data`) of a wheel, an editable install or a checkout.

    Raises `OntologyError` if the installation has lost it.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_share" / part, here.parent / part):
        if folder.is_dir():
            return folder
    raise OntologyError(f"the folder {part}/ is missing from this installation; reinstall kg")


@dataclass(frozen=True, slots=True)
class Frame:
    """How a cue takes its arguments; the fields are explained at the top of lexicon.zh.toml."""

    id: str
    order: str
    polarity: str
    strength: float
    subject: str = ""
    shared: bool = False
    needs: tuple[str, ...] = ()
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of the concept vocabulary (a skos:Concept)."""

    id: str
    labels: Mapping[str, tuple[str, ...]]
    kind: str
    scope: str
    objects: tuple[str, ...]
    broader: str | None
    of: tuple[str, ...] | None = None
    """Classes of what it may befall or belong to; None for any."""
    trends: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What its trends are called, where that differs from `Ontology.trend_labels`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its CURIE and its label; one of it is ``factor`` of the unit ``base`` (a CURIE)."""

    id: str
    label: str
    base: str
    factor: float = 1.0


@dataclass(frozen=True)
class Lexicon:
    """The lexicon of one language, with its words compiled to expressions on first use."""

    language: str
    frames: tuple[Frame, ...]
    cues: Mapping[str, Frame]
    words: Mapping[str, tuple[str, ...]]
    trends: Mapping[str, str]
    why: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, str]
    """Which form an inflected cue is: ``base``, ``s``, ``past``, ``participle``,
    ``both`` of these, ``ing``, or ``any`` for a verb whose forms are spelled alike."""
    endings: Mapping[str, Frame]
    """What a verb that is no cue by itself says by its last character: 断 of 掐断, 斩断."""

    def any_of(self, *classes: str) -> str:
        """An expression that matches any word of the named classes, longest first."""
        if classes not in self._alternations:
            self._alternations[classes] = alternation(
                (word for name in classes for word in self.words[name]),
                whole=self.language == "en",
            )
        return self._alternations[classes]

    @cached_property
    def sets(self) -> Mapping[str, frozenset[str]]:
        """The word lists as sets, for looking single words up."""
        return {name: frozenset(items) for name, items in self.words.items()}

    @cached_property
    def _alternations(self) -> dict[tuple[str, ...], str]:
        return {}

    @cached_property
    def lowering(self) -> re.Pattern[str]:
        """A cue at the start of a phrase that lowers its object: 压缩(利润空间)."""
        words = (word for word, frame in self.cues.items() if frame.polarity == "prevent")
        space = r"\s" if self.language == "en" else ""
        return re.compile(alternation(words) + space, re.IGNORECASE)

    @cached_property
    def events(self) -> frozenset[str]:
        """Words that mark a phrase as an event, a change or a state."""
        return frozenset(self.words["event"]) | frozenset(self.trends)


@dataclass(frozen=True)
class Ontology:
    """Everything the stages read, immutable."""

    path: Path
    lexicons: Mapping[str, Lexicon]
    concepts: Mapping[str, Concept]
    concept_by_label: Mapping[str, Concept]
    trend_labels: Mapping[str, Mapping[str, str]]
    names: Mapping[str, Any]
    units: Mapping[str, Unit]
    fingerprint: str
    memo: dict[str, Any] = field(default_factory=dict, compare=False)
    """What stages compile from this ontology, by a key of theirs; filled on first use."""

    @cached_property
    def label_backwards(self) -> re.Pattern[str]:
        """The longest label of a concept, written backwards, for texts read from their end."""
        return re.compile(alternation(label[::-1] for label in self.concept_by_label))

    @cached_property
    def unit_labels(self) -> Mapping[str, str]:
        """What each unit (a CURIE) is called."""
        labels: dict[str, str] = {}
        for unit in self.units.values():
            labels.setdefault(unit.id, unit.label)
        return labels

    @cached_property
    def broad(self) -> frozenset[str]:
        """The concepts that others are kinds of: 压力."""
        return frozenset(c.broader for c in self.concepts.values() if c.broader)

    @cached_property
    def objects(self) -> Mapping[str, Concept]:
        """Verbs whose object suffers an event, and that event: 压垮 (X) is the exit of X."""
        return {verb: concept for concept in self.concepts.values() for verb in concept.objects}

    @cached_property
    def object_verb(self) -> re.Pattern[str]:
        """One of `objects` at the start of a phrase."""
        return re.compile(alternation(self.objects), re.IGNORECASE)

    def lexicon(self, language: str) -> Lexicon:
        """The lexicon of ``language``."""
        return self.lexicons[language]


def alternation(words: Iterable[str], *, whole: bool = False) -> str:
    """A non-capturing group that matches the longest of ``words`` at a place.

    The words are arranged as a trie, so that matching looks at each character once however many
    words there are. ``whole`` wraps the group in word boundaries.

    >>> alternation(["因", "因为", "因此"])
    '(?:因(?:为|此)?)'
    """
    return _alternation(tuple(sorted(set(words))), whole)


@lru_cache(maxsize=256)
def _alternation(words: tuple[str, ...], whole: bool) -> str:
    trie: dict[str, Any] = {}
    for word in words:
        node = trie
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}

    def render(node: dict[str, Any]) -> str:
        ends = "" in node
        branches = [re.escape(key) + render(child) for key, child in node.items() if key]
        if not branches:
            return ""
        if len(branches) == 1 and not ends:
            return branches[0]
        return "(?:" + "|".join(branches) + ")" + ("?" if ends else "")

    body = render(trie)
    if not body:
        return "(?!)"
    group = body if body.startswith("(?:") and len(trie) > 1 else f"(?:{body})"
    return rf"\b{group}\b" if whole else group


def inflect(verb: str) -> list[tuple[str, str]]:
    """The forms of an English verb, each with its kind; irregular ones are written out by slashes.

    >>> inflect("stop")
    [('stop', 'base'), ('stops', 's'), ('stopped', 'both'), ('stopping', 'ing')]
    >>> inflect("drive/drove/driven")[2:]
    [('drove', 'past'), ('driven', 'participle'), ('driving', 'ing')]
    >>> inflect("lead/led/led to")[2:]
    [('led to', 'both'), ('leading to', 'ing')]
    """
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    base, *irregular = head.split("/")
    # stop → stopped, but offer → offered: a short last syllable doubles its consonant.
    doubled = (
        base + base[-1]
        if re.fullmatch(
            r"[^aeiou]*[aeiou][bdgmnprt]|.*(?:sap|cap|pin|(?<!ne)fit|pel|cur|deter|set)", base
        )
        else base
    )
    if base.endswith("e"):
        past, ing = base + "d", base[:-1] + "ing"
    elif re.search(r"[^aeiou]y$", base):
        past, ing = base[:-1] + "ied", base + "ing"
    else:
        past, ing = doubled + "ed", doubled + "ing"
    third = (
        base[:-1] + "ies"
        if re.search(r"[^aeiou]y$", base)
        else (base + "es" if re.search(r"(?:s|x|z|ch|sh)$", base) else base + "s")
    )
    pasts = [(past, "both")]
    if irregular:
        simple, participle = irregular
        pasts = (
            [(simple, "both")]
            if simple == participle
            else [(simple, "past"), (participle, "participle")]
        )
    forms = [(base, "base"), (third, "s"), *pasts, (ing, "ing")]
    kinds: dict[str, str] = {}
    for form, kind in forms:
        kinds[form] = (
            "any" if form in kinds else kind
        )  # hurt/hurt/hurt is told by what is around it
    return [(form + tail, kind) for form, kind in kinds.items()]


def load(path: Path | None = None) -> Ontology:
    """The ontology in ``path`` (default: the one kg came with); loaded once per folder.

    Raises `OntologyError` naming the file and the entry that is wrong.
    """
    folder = path or locate()
    # The files' contents are part of the key: an edited lexicon is never served stale.
    digest = hashlib.sha256()
    for name in FILES:
        try:
            digest.update((folder / name).read_bytes())
        except OSError as error:
            raise OntologyError(
                f"{folder / name}: {error.strerror}; the ontology folder must hold it"
            ) from error
    return _load(folder, digest.hexdigest())


@lru_cache(maxsize=4)
def _load(path: Path, fingerprint: str) -> Ontology:
    lexicons = {language: _lexicon(path / f"lexicon.{language}.toml") for language in LANGUAGES}
    table = _toml(path / "concepts.toml")
    concepts: dict[str, Concept] = {}
    by_label: dict[str, Concept] = {}
    for entry in table.get("concept", ()):
        listed = all(isinstance(entry.get(lang, []), list) for lang in LANGUAGES)
        labels = {lang: tuple(entry[lang]) for lang in LANGUAGES if entry.get(lang)}
        if not labels or not listed or "kind" not in entry:
            raise OntologyError(
                f"{path / 'concepts.toml'}: an entry needs a list of labels and a kind: {entry}"
            )
        name = next(iter(labels.values()))[0]
        concept = Concept(
            id="concept:" + name.replace(" ", "_"),
            labels=labels,
            kind=entry["kind"],
            scope=entry.get("scope", "shared"),
            objects=tuple(entry.get("object", ())),
            broader="concept:" + entry["broader"] if "broader" in entry else None,
            of=tuple(entry["of"]) if "of" in entry else None,
            trends=entry.get("trend", {}),
        )
        concepts[concept.id] = concept
        for words in labels.values():
            for word in words:
                if by_label.get(word, concept) is not concept:
                    raise OntologyError(
                        f"{path / 'concepts.toml'}: {word} is a label of both "
                        f"{by_label[word].id} and {concept.id}; keep it in one"
                    )
                by_label[word] = concept
    for concept in concepts.values():
        if concept.broader and concept.broader not in concepts:
            raise OntologyError(
                f"{path / 'concepts.toml'}: {concept.id} is narrower than {concept.broader}, "
                "which is not there"
            )
    loaded = Ontology(
        path=path,
        lexicons=lexicons,
        concepts=concepts,
        concept_by_label=by_label,
        trend_labels=table.get("trend", {}),
        names=_toml(path / "names.toml"),
        units=load_units(path),
        fingerprint=fingerprint,
    )
    if path != locate():
        _complete(loaded, load())
    return loaded


def load_units(path: Path | None = None) -> dict[str, Unit]:
    """The units of an ontology (default: ours) by the words for them; raises `OntologyError`."""
    file = (path or locate()) / "units.toml"
    table = _toml(file)
    entries = table.get("unit", ())
    for entry in entries:
        if not entry.get("words") or "label" not in entry or not ("qudt" in entry or "id" in entry):
            raise OntologyError(f"{file}: a unit needs words, a label, and qudt or id: {entry}")
    names = {
        entry.get("id", entry.get("qudt")): (
            "unit:" + entry["qudt"] if "qudt" in entry else "measure:" + entry["id"]
        )
        for entry in entries
    }
    units: dict[str, Unit] = {}
    for entry in entries:
        name = names[entry.get("id", entry.get("qudt"))]
        base = names.get(entry["of"]) if "of" in entry else name
        if base is None:
            raise OntologyError(f"{file}: {name} is of the unit {entry['of']}, which is not there")
        factor = entry.get("factor", 1)
        if not isinstance(factor, int | float) or isinstance(factor, bool):
            raise OntologyError(f"{file}: {name} has the factor {factor!r}; give a number")
        unit = Unit(name, entry["label"], base, float(factor))
        units |= dict.fromkeys(entry["words"], unit)
    prices = table.get("prices", {})
    amounts = prices.get("amounts", {})
    for currency in prices.get("currencies", ()):
        if currency not in units:
            raise OntologyError(f"{file}: prices: {currency} is no unit; give it a [[unit]] first")
        money = units[currency]
        for amount, words in amounts.items():
            if not words or not isinstance(words, list):
                raise OntologyError(
                    f'{file}: prices: {amount} needs a list of words, such as ["吨"]'
                )
            name = f"measure:{money.id.partition(':')[2].removeprefix('CCY_')}-PER-{amount}"
            price = Unit(name, f"{currency}/{words[0]}", name, 1.0)
            units |= {f"{currency}/{word}": price for word in words}
    return units


def _complete(own: Ontology, ours: Ontology) -> None:
    """Refuse an ontology that lacks a list the extractor reads: one made for an older kg, say."""
    lists: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = [
        ("names.toml", own.names, ours.names),
        *(("names.toml", own.names.get(t, {}), table) for t, table in ours.names.items()),
    ]
    for language in LANGUAGES:
        mine, theirs = own.lexicon(language), ours.lexicon(language)
        name = f"lexicon.{language}.toml"
        lists += [(name, mine.words, theirs.words), (name, mine.why, theirs.why)]
    for name, has, needs in lists:
        for key in needs:
            if key not in has:
                raise OntologyError(
                    f"{own.path / name}: the list {key} is missing; copy it from {ours.path / name}"
                )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OntologyError(
            f"{path}: {error.strerror}; the ontology folder must hold it"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path}: {error}") from error


def _lexicon(path: Path) -> Lexicon:
    table = _toml(path)
    try:
        frames = []
        cues: dict[str, Frame] = {}
        endings: dict[str, Frame] = {}
        forms: dict[str, str] = {}
        for entry in table["frame"]:
            frame = Frame(
                id=entry["id"],
                order=entry["order"],
                polarity=entry["polarity"],
                strength=float(entry["strength"]),
                subject=entry.get("subject", ""),
                shared=entry.get("shared", False),
                needs=tuple(entry.get("needs", ())),
                inside=entry.get("inside", False),
            )
            if frame.order not in ORDERS:
                raise OntologyError(
                    f"{path}: {frame.id} has the order {frame.order}; there are: {', '.join(ORDERS)}"
                )
            if not 0 < frame.strength < 1:
                raise OntologyError(
                    f"{path}: {frame.id} has the strength {frame.strength:g}; "
                    "give a number between 0 and 1"
                )
            if odd := [word for word in entry["words"] if not isinstance(word, str)]:
                raise OntologyError(f"{path}: {frame.id}: {odd[0]!r} is no word; put it in quotes")
            frames.append(frame)
            endings |= dict.fromkeys(entry.get("endings", ()), frame)
            spelled = entry["words"]
            if entry.get("inflect"):
                inflected = {form: kind for word in spelled for form, kind in inflect(word)}
                forms |= inflected
                spelled = list(inflected)
            for word in spelled:
                if word in cues and cues[word].id != frame.id:
                    raise OntologyError(
                        f"{path}: {word} stands in both {cues[word].id} and {frame.id}; keep it in one"
                    )
                cues[word] = frame
        words = {name: tuple(items) for name, items in table["words"].items()}
        words["event"] = tuple(table["event"]["words"])
        trends: dict[str, str] = {}
        for family, items in table["trend"].items():
            for word in items:
                trends.setdefault(word, family)
        why = {name: tuple(items) for name, items in table["why"].items()}
        return Lexicon(table["language"], tuple(frames), cues, words, trends, why, forms, endings)
    except (KeyError, TypeError, ValueError) as error:
        raise OntologyError(f"{path}: a frame or word list is incomplete: {error}") from error
