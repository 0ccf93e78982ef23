"""Phenomena of causal language, sentence by sentence: what each must and must not yield.

A file of ``tests/phenomena`` holds sentences of our own, each followed by the claims it makes, one
an indented line: ``cause → effect`` (``⊣`` where the cause prevents the effect), then the modality
unless it is asserted, ``implicit``, and ``by CLAIMANT``. A sentence without lines makes no claim.
``./dev golden`` writes the lines anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.extractors import load
from kg.model import Claim, Modality, Polarity
from kg.ontology import load as load_ontology
from kg.readers import read_text
from kg.readers.prose import language_of

FILES = sorted((Path(__file__).parent / "phenomena").glob("*.txt"))
_TITLE = {"zh": "题目", "en": "Title"}


def lines(claim: Claim) -> str:
    arrow = "→" if claim.polarity is Polarity.PROMOTE else "⊣"
    parts = [f"{claim.cause.text} {arrow} {claim.effect.text}"]
    if claim.modality is not Modality.ASSERTED:
        parts.append(f"[{claim.modality}]")
    if claim.implicit:
        parts.append("[implicit]")
    if claim.claimant:
        parts.append(f"[by {claim.claimant}]")
    return "  " + " ".join(parts)


def claims_of(sentence: str) -> tuple[Claim, ...]:
    text = f"# {_TITLE[language_of(sentence)]}\n\n{sentence}\n"
    return load("rules")(read_text(text, "case.md"), load_ontology()).claims


def rendered(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("  "):
            continue
        yield line
        if line and not line.startswith("#"):
            yield from map(lines, claims_of(line))


def test_there_are_enough_phenomena_and_sentences() -> None:
    assert len(FILES) >= 20
    for file in FILES:
        sentences = [
            line
            for line in file.read_text(encoding="utf-8").splitlines()
            if line and not line.startswith(("#", "  "))
        ]
        assert len(sentences) >= 8, file.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sentences_yield_what_they_say(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = "\n".join(rendered(text)) + "\n"
    if os.environ.get("KG_UPDATE_GOLDEN"):
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


def test_every_phenomenon_has_both_sides() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8").splitlines()
        silent = [
            line
            for line, after in zip(text, [*text[1:], ""], strict=True)
            if line and not line.startswith(("#", "  ")) and not after.startswith("  ")
        ]
        claims = [line for line in text if line.startswith("  ")]
        assert silent or file.stem == "punctuation", file.name
        # Nothing in this one is causal, though all of it looks so.
        assert bool(claims) != (file.stem == "look-alikes"), file.name
