"""Commands that read articles: demo, build, extract."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kg.cli.asking import place
from kg.errors import UsageError

_SHOWN = 8  # names of documents in one message

if TYPE_CHECKING:
    from kg.model import Extraction


def _source(word: str) -> Path:
    # An unset variable of a shell is no folder, least of all the current one.
    if not word:
        raise UsageError("a source is named by an empty word; name a file or a folder")
    return Path(word)


Graph = Annotated[str, place("-o", "Folder of the graph")]


def build(
    sources: Annotated[
        list[Path],
        typer.Argument(parser=_source, help="Articles (.txt, .md) and folders of them."),
    ],
    graph: Graph = "graph",
    base: Annotated[
        Optional[str], typer.Option(help="Base IRI of the data; kept by later builds.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep documents that are not named this time.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start from nothing.")] = False,
    jobs: Annotated[
        int, typer.Option("-j", "--jobs", min=1, help="Processes that read articles.")
    ] = 1,
    extractor: Annotated[str, typer.Option(help="Which extractor reads the articles.")] = "rules",
    ontology: Annotated[
        Optional[Path], typer.Option(help="Folder with another lexicon and vocabulary.")
    ] = None,
) -> None:
    """Build a graph from articles, or bring it up to date."""
    from kg.pipeline import build as run

    report = run(
        sources,
        graph,
        base=base,
        keep=keep,
        fresh=fresh,
        jobs=jobs,
        extractor=extractor,
        ontology=ontology,
        progress=_progress(),
    )
    _say(
        f"{graph}: {_count(report.documents, 'document')} ({len(report.built)} read, "
        f"{report.unchanged} unchanged, {len(report.removed)} removed), {_count(report.claims, 'claim')}, "
        f"{_count(report.links, 'causal link')}, {_count(report.observations, 'observation')}"
    )
    if report.removed:
        shown = ", ".join(report.removed[:_SHOWN])
        more = f" and {len(report.removed) - _SHOWN:,} more" if len(report.removed) > _SHOWN else ""
        _say(f"removed, as no source names it now: {shown}{more}; --keep keeps such documents")
    if report.unparsed:
        _say(
            f"{_count(report.unparsed, 'causal cue')} seen and not understood; "
            "kg extract --coverage lists them"
        )
    for name, cues in report.silent.items():
        seen = ", ".join(dict.fromkeys(c.text for c in cues))
        _say(
            f"{name}: no causal claim found"
            + (f"; cues seen but not understood: {seen}" if seen else "")
        )


def extract(
    sources: Annotated[
        list[Path], typer.Argument(parser=_source, help="Articles to read; - is standard input.")
    ],
    coverage: Annotated[
        bool, typer.Option("--coverage", help="List causal cues that no rule understood.")
    ] = False,
    pretty: Annotated[
        bool, typer.Option("--pretty", help="Show the text with its claims marked, for people.")
    ] = False,
    extractor: Annotated[str, typer.Option(help="Which extractor reads the articles.")] = "rules",
    ontology: Annotated[
        Optional[Path], typer.Option(help="Folder with another lexicon and vocabulary.")
    ] = None,
) -> None:
    """Print what articles say as JSON Lines, without storing it."""
    from kg import jsonl, pipeline, readers
    from kg.cli import render
    from kg.ontology import load

    def extractions() -> Iterator[Extraction]:
        for source in sources:
            if str(source) == "-":
                text = readers.decode(sys.stdin.buffer.read(), "standard input")
                yield pipeline.extract_text(
                    text, name="stdin.md", extractor=extractor, ontology=ontology
                )
            else:
                for path, name in readers.find([source]):
                    yield pipeline.extract(path, name=name, extractor=extractor, ontology=ontology)

    if pretty and coverage:
        raise UsageError("--pretty and --coverage show different things; give one of them")
    shown = 0
    for extraction in extractions():
        if pretty:
            lines = render.marked(extraction, colour=render.colours(sys.stdout))
        elif coverage:
            lines = jsonl.coverage(extraction)
        else:
            lines = jsonl.lines(extraction, load(ontology))
        for line in lines:
            print(line)
            shown += 1
    if coverage and not shown:
        print("every causal cue that was seen was understood", file=sys.stderr)


def demo(
    folder: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for the graph and its files.")
    ] = Path("kg-demo"),
) -> None:
    """Build the sample corpus, ask it why, write Turtle and a page."""
    import os
    from shutil import which

    from kg import export, store
    from kg.cli.answers import tree
    from kg.cli.blocks import as_text
    from kg.cli.words import Words
    from kg.ontology import locate
    from kg.pipeline import build as run

    graph_path = folder / "graph"
    report = run([locate("data")], graph_path)
    graph = store.open_graph(graph_path)
    net = graph.network()
    turtle, html = folder / "causes.ttl", folder / "causes.html"
    export.write_file(graph, turtle)
    export.save(html, [graph.page(title="粒粒贷下架：因果图谱").encode()])
    found = net.why("粒粒贷下架", depth=2)
    for line in as_text(tree(net, found, Words("en"), limit=6)):
        print(line)
    print()
    print(
        f"{_count(report.documents, 'article')}, {_count(report.claims, 'claim')}, "
        f"{_count(report.links, 'causal link')}, {_count(report.observations, 'observation')}."
    )
    print(f"Graph:  {graph_path}")
    print(f"Turtle: {turtle}")
    print(f"Page:   {html}  (open it in a browser)")
    program = "kg" if which("kg") else os.path.relpath(sys.argv[0])
    query = "SELECT ?cause WHERE { ?cause kg:causes+ factor:粒粒贷下架 }"
    print("Ask it:")
    print(f"  {program} why 粒粒贷下架 --graph {graph_path}")
    print(f"  {program} query '{query}' --graph {graph_path}")


def import_file(
    file: Annotated[Path, typer.Argument(help="RDF file: .ttl, .trig, .nt, .nq, .jsonld, .rdf.")],
    graph: Annotated[str, place("-g", "Folder of the graph")] = "graph",
    name: Annotated[
        Optional[str], typer.Option(help="Name of this source; default: the file's name.")
    ] = None,
    ontology: Annotated[
        Optional[Path], typer.Option(help="Folder of the ontology the graph was built with.")
    ] = None,
) -> None:
    """Bring another graph in as a named source; nothing that breaks the shapes is published."""
    from kg.importing import import_file as run

    report = run(graph, file, name=name, ontology=ontology)
    links = f"; {_count(report.links, 'link')} left to assembly" if report.links else ""
    _say(
        f"{graph}: {_count(report.triples, 'triple')} and {_count(report.claims, 'claim')} "
        f"from {report.name}{links}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _say(message: str) -> None:
    from kg.text import visible

    print(visible(message), file=sys.stderr)


def _progress() -> Callable[[str, int, int], None] | None:
    if not sys.stderr.isatty():
        return None

    def show(stage: str, done: int, total: int) -> None:
        width = 30
        filled = done * width // max(1, total)
        sys.stderr.write(f"\r{stage} [{'#' * filled}{'.' * (width - filled)}] {done}/{total}")
        if done == total:
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    return show
