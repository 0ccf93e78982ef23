"""Gold annotations: what people marked in texts, and what an extraction says in the same form.

Gold comes in two forms. A *folder* holds pairs ``NAME.txt`` and ``NAME.gold.json`` (or one
``article.txt`` with ``gold.json``) with ``causal_links``, ``entities`` and ``observations``; a
*sentence set* is a JSON Lines file, one text a line with its ``links``. In both, a link has a cause
and an effect as words of the text, further extents that count as right (``cause_alt``,
``effect_alt``), and marks: ``implicit``, ``optional`` (neither reward nor penalty), ``group`` (one
coordinated list: a prediction of the whole list is credited for every member).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import SourceError, UsageError
from kg.model import Extraction, Modality


@dataclass(frozen=True, slots=True)
class Link:
    """A causal link in words, from gold or from a prediction.

    ``polarity``, ``hedged`` and ``negated`` are None where gold does not say. ``cause`` and
    ``effect`` hold the acceptable extents, the best first.
    """

    cause: tuple[str, ...]
    effect: tuple[str, ...]
    polarity: str | None = None
    hedged: bool | None = None
    negated: bool | None = None
    implicit: bool = False
    optional: bool = False
    group: str | None = None
    table: bool = False
    rule: str = ""
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """An observation in words: what ``value`` was stated of ``subject`` and ``metric``.

    ``quote`` holds the words around it, where they are known.
    """

    subject: str
    metric: str
    value: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is annotated in, or was read from, one text.

    ``entities`` maps surface strings to types; None where the kind of thing is not annotated.
    """

    links: tuple[Link, ...]
    entities: Mapping[str, str] | None = None
    values: tuple[Value, ...] | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated text of a corpus."""

    id: str
    corpus: str
    text: str
    language: str
    sheet: Sheet
    name: str = "text.txt"


def sheet_of(extraction: Extraction) -> Sheet:
    """What an extraction says, in the form gold has; pronouns name nothing by themselves."""
    return Sheet(
        links=tuple(
            Link(
                cause=(c.cause.text,),
                effect=(c.effect.text,),
                polarity=c.polarity.value,
                hedged=c.modality is Modality.HEDGED,
                negated=c.modality is Modality.DENIED,
                implicit=c.implicit,
                rule=c.rule,
                cue=c.cue.text if c.cue else "",
            )
            for c in extraction.claims
        ),
        entities={m.text: m.type for m in extraction.mentions if not m.pronoun},
        values=tuple(
            Value(o.subject.text, o.metric.text, o.raw, o.evidence.quote)
            for o in extraction.observations
        ),
    )


def read_sheets(path: Path) -> dict[str, Sheet]:
    """What the output of ``kg extract`` says of each document, by the stem of its source.

    Raises `SourceError` if the file is missing or malformed.
    """
    sheets: dict[str, list[dict[str, Any]]] = {}
    rows: list[dict[str, Any]] = []
    number = 0
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                number += 1
                row = json.loads(line)
                if row["kind"] == "document":
                    rows = sheets.setdefault(Path(row["source"]).stem, [])
                else:
                    _sheet_of_rows((row,))  # what is wrong with it is told by its line
                    rows.append(row)
        return {stem: _sheet_of_rows(rows) for stem, rows in sheets.items()}
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{path}:{number}: not a line of kg extract: {_wrong(error)}") from error


def _sheet_of_rows(rows: Iterable[Mapping[str, Any]]) -> Sheet:
    links, entities, values = [], {}, []
    for row in rows:
        if row["kind"] == "claim":
            links.append(
                Link(
                    cause=(row["cause"]["text"],),
                    effect=(row["effect"]["text"],),
                    polarity=row["polarity"],
                    hedged=row["modality"] == "hedged",
                    negated=row["modality"] == "denied",
                    implicit=row["implicit"],
                    rule=row["rule"],
                    cue=row["cue"]["text"] if row["cue"] else "",
                )
            )
        elif row["kind"] == "mention":
            entities[row["text"]] = row["type"]
        elif row["kind"] == "observation":
            values.append(Value(row["subject"]["text"], row["metric"]["text"], row["raw"]))
    return Sheet(tuple(links), entities, tuple(values))


def part_of(gold: Iterable[Gold], part: str) -> Iterator[Gold]:
    """All of ``gold``, or ``dev`` or ``aside``: by the hash of its id a fifth of every corpus is
    kept aside, to be looked at as a score only. Raises `UsageError` for another part."""
    if part not in ("all", "dev", "aside"):
        raise UsageError(f"no part called {part}; there are: all, dev, aside")
    for one in gold:
        kept = int(hashlib.sha256(one.id.encode()).hexdigest(), 16) % 5 == 0
        if part == "all" or kept == (part == "aside"):
            yield one


def _wrong(error: Exception) -> str:
    """What is wrong with a table, for the person who wrote it."""
    if isinstance(error, KeyError):
        return f"the field {error.args[0]} is missing"
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON: {error}"
    return "a field has another type than it should; docs/extraction.md describes them"


def load_gold(path: Path) -> Iterator[Gold]:
    """Gold texts of a folder of articles or of a JSON Lines set (a folder may hold both).

    Raises `SourceError` naming the file (and line) that is missing or malformed.
    """
    if path.is_file():
        yield from _sentences(path)
        return
    found = sorted([*path.glob("*gold.json"), *path.glob("*.jsonl")]) if path.is_dir() else []
    if not found:
        raise SourceError(
            f"{path}: no gold here; expected NAME.txt with NAME.gold.json, or a .jsonl set"
        )
    for file in found:
        if file.suffix == ".jsonl":
            yield from _sentences(file)
        else:
            yield _article(file, path.name)


def _article(file: Path, corpus: str) -> Gold:
    stem = file.name.removesuffix("gold.json").removesuffix(".") or "article"
    try:
        text = (file.parent / f"{stem}.txt").read_text(encoding="utf-8")
        table = json.loads(file.read_text(encoding="utf-8"))
        links = [_link(entry, "_text") for entry in table["causal_links"]]
        language = str(table.get("lang", "zh"))
        entities = {str(e["text"]): str(e["type"]) for e in table.get("entities", ())}
        values = tuple(
            Value(str(o["subject"]), str(o["metric"]), str(o["value"]))
            for o in table.get("observations", ())
        )
    except OSError as error:
        raise SourceError(f"{error.filename}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{file}: not a gold file: {_wrong(error)}") from error
    return Gold(
        str(table.get("slug", stem)),
        corpus,
        text,
        language,
        Sheet(
            tuple(links),
            entities if "entities" in table else None,
            values if "observations" in table else None,
        ),
        f"{stem}.txt",
    )


def _sentences(file: Path) -> Iterator[Gold]:
    number = rows = 0
    try:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                number += 1
                if line.strip():
                    rows += 1
                    row = json.loads(line)
                    yield Gold(
                        str(row["id"]),
                        file.stem,
                        str(row["text"]),
                        str(row.get("lang", "zh")),
                        Sheet(tuple(_link(entry, "") for entry in row["links"])),
                    )
    except OSError as error:
        raise SourceError(f"{file}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        # Bytes that are no text fail before their line is counted.
        number += isinstance(error, UnicodeDecodeError)
        raise SourceError(f"{file}:{number}: not a gold row: {_wrong(error)}") from error
    if not rows:
        raise SourceError(f"{file}: no gold here; the file is empty")


def _link(entry: Mapping[str, Any], suffix: str) -> Link:
    cues = entry.get("cue") or ""
    return Link(
        cause=(str(entry["cause" + suffix]), *entry.get("cause_alt", ())),
        effect=(str(entry["effect" + suffix]), *entry.get("effect_alt", ())),
        polarity=entry.get("polarity"),
        hedged=entry.get("hedged"),
        negated=entry.get("negated"),
        implicit=bool(entry.get("implicit")),
        optional=bool(entry.get("optional")),
        group=str(entry["group"]) if entry.get("group") else None,
        table=bool(entry.get("table")),
        cue=cues if isinstance(cues, str) else " … ".join(cues),
    )
