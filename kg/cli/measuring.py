"""The command that scores extraction against gold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer


def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(
            help="Folders of NAME.txt with NAME.gold.json, or .jsonl sets of sentences."
        ),
    ],
    errors: Annotated[
        bool, typer.Option("--errors", help="Print what was missed and what gold lacks.")
    ] = False,
    part: Annotated[
        str, typer.Option(help="all, or dev and aside: four fifths and one, by hash of the id.")
    ] = "all",
    match: Annotated[str, typer.Option(help="How spans are compared: iou or lenient.")] = "iou",
    predictions: Annotated[
        Optional[Path], typer.Option(help="Score this output of kg extract instead of extracting.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    extractor: Annotated[str, typer.Option(help="Which extractor reads the texts.")] = "rules",
    ontology: Annotated[
        Optional[Path], typer.Option(help="Folder with another lexicon and vocabulary.")
    ] = None,
) -> None:
    """Score extraction against gold: precision, recall, F1 by kind and by rule."""
    from kg import evaluate as scoring
    from kg.cli import render
    from kg.errors import UsageError
    from kg.gold import load_gold, part_of

    if form not in ("text", "json"):
        raise UsageError(f"no format called {form}; there are: text, json")
    if errors and part == "aside":
        raise UsageError("what is kept aside is looked at as a score only; --errors works on dev")
    predict = (
        scoring.predictions(predictions)
        if predictions
        else scoring.predictor(extractor=extractor, ontology=ontology)
    )
    wanted = (one for path in gold for one in load_gold(path))
    reports = scoring.evaluate(part_of(wanted, part), predict, mode=match)
    lines = (
        [render.reports_json(reports)] if form == "json" else render.reports(reports, errors=errors)
    )
    for line in lines:
        sys.stdout.buffer.write((line + "\n").encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()
