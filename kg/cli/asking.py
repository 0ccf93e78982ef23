"""Commands that ask a graph: query, shell, and the causal questions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

if TYPE_CHECKING:
    from kg.cli.words import Words
    from kg.network import Network


def place(flag: str, kinds: str) -> Any:
    """The option that says where the graph is: a folder, an address, or what else ``kinds`` names."""
    return typer.Option(
        flag,
        "--graph",
        "--store",
        envvar=["KG_STORE", "KG_GRAPH"],
        help=f"{kinds}, or the address (http, https) of a SPARQL store.",
    )


Graph = Annotated[str, place("-g", "Folder of the graph, an RDF file")]
Name = Annotated[str, typer.Argument(help="A name, an alias, part of one, or a CURIE.")]
Depth = Annotated[int, typer.Option(min=1, max=100, help="How many hops to follow.")]
Belief = Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out links believed less.")]
Form = Annotated[str, typer.Option("--format", help="table, md, json or dot.")]
PlainForm = Annotated[str, typer.Option("--format", help="table, md or json.")]
Lang = Annotated[
    Optional[str],
    typer.Option(envvar="KG_LANG", help="Language of headings: zh or en. Default: en."),
]
HERE = "graph"


def query(
    sparql: Annotated[
        Optional[str], typer.Argument(help="The query; - or nothing reads standard input.")
    ] = None,
    file: Annotated[
        Optional[Path], typer.Option("-f", "--file", help="Read the query from a file.")
    ] = None,
    name: Annotated[Optional[str], typer.Option(help="Ask a saved query; see --list.")] = None,
    listing: Annotated[
        bool, typer.Option("--list", help="List the saved queries and their parameters.")
    ] = False,
    param: Annotated[
        Optional[list[str]],
        typer.Option(
            help='Bind a variable: name=value. A CURIE, <IRI>, number, date or "text"@zh; '
            "for a saved query as its list says."
        ),
    ] = None,
    graph: Graph = HERE,
    data: Annotated[
        Optional[list[Path]],
        typer.Option(help="Ask RDF files (.ttl .trig .nt .nq .jsonld .rdf) instead of a graph."),
    ] = None,
    form: Annotated[
        Optional[str],
        typer.Option(
            "--format",
            help="table, csv, tsv, json, xml, md, jsonl; for graphs ttl, trig, nt, nq, jsonld, rdf. "
            "Default: table on a terminal, else tsv or ttl.",
        ),
    ] = None,
    labels: Annotated[
        bool, typer.Option("--labels", help="Show labels instead of IRIs (table, md).")
    ] = False,
    lang: Annotated[str, typer.Option(help="Whose labels come first: zh or en.")] = "zh",
    union: Annotated[
        bool, typer.Option("--union/--no-union", help="Match all named graphs together.")
    ] = True,
    document: Annotated[
        Optional[list[str]],
        typer.Option(
            "--from", help="Match only this named graph (doc:NAME, kg:links); may be repeated."
        ),
    ] = None,
    limit: Annotated[Optional[int], typer.Option(min=0, help="At most so many rows.")] = None,
    timeout: Annotated[
        Optional[float], typer.Option(min=0.001, help="Stop the query after so many seconds.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how the query is understood, and what it took.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Change the graph: SPARQL UPDATE, all or nothing.")
    ] = False,
    allow_network: Annotated[
        bool, typer.Option("--allow-network", help="Let SERVICE and LOAD reach the network.")
    ] = False,
    ontology: Annotated[
        Optional[Path],
        typer.Option(help="With --update: folder of the ontology the graph was built with."),
    ] = None,
) -> None:
    """Ask in SPARQL; our prefixes need no declaring."""
    if listing:
        list_saved()
        return
    from kg.cli.querying import run

    run(
        sparql,
        file=file,
        name=name,
        graph=graph,
        data=data or (),
        parameters=param or (),
        form=form,
        union=union,
        documents=document or (),
        limit=limit,
        timeout=timeout,
        labels=labels,
        language=lang,
        explain=explain,
        update=update,
        allow_network=allow_network,
        ontology=ontology,
    )


def list_saved() -> None:
    from kg.cli.blocks import Grid, as_text
    from kg.saved import own_folder, saved_queries

    rows = []
    for saved in saved_queries().values():
        rows.append((saved.name, "", saved.about))
        for p in saved.parameters:
            default = "" if p.default is None else f" (default {p.default})"
            rows.append(("", f"{p.name}={p.kind}", f"{p.about}{default}"))
    _print(as_text([Grid(("query", "parameter", "what it answers, what it takes"), tuple(rows))]))
    print(f"kg: queries of your own go to {own_folder()}", file=sys.stderr)


def shell(
    graph: Graph = HERE,
    timeout: Annotated[
        float, typer.Option(min=0.001, help="Stop a query after so many seconds.")
    ] = 60.0,
) -> None:
    """Ask one question after another, with history and completion."""
    from kg.cli.shell import run

    raise typer.Exit(run(graph, timeout=timeout))


def why(
    name: Name,
    graph: Graph = HERE,
    depth: Depth = 3,
    min_belief: Belief = 0.0,
    explain: Annotated[bool, typer.Option("--explain", help="Derive every belief.")] = False,
    form: Form = "table",
    lang: Lang = None,
) -> None:
    """Why did this happen: the causes, each with its words."""
    from kg.cli import answers

    _answer(
        graph,
        form,
        lang,
        lambda net: net.why(name, depth=depth, min_belief=min_belief),
        lambda net, found, w: answers.tree(net, found, w, explain=explain),
    )


def effects(
    name: Name,
    graph: Graph = HERE,
    depth: Depth = 3,
    min_belief: Belief = 0.0,
    explain: Annotated[bool, typer.Option("--explain", help="Derive every belief.")] = False,
    form: Form = "table",
    lang: Lang = None,
) -> None:
    """What this led to: the effects, each with its words."""
    from kg.cli import answers

    _answer(
        graph,
        form,
        lang,
        lambda net: net.effects(name, depth=depth, min_belief=min_belief),
        lambda net, found, w: answers.tree(net, found, w, explain=explain),
    )


def path(
    cause: Annotated[str, typer.Argument(help="Where the chain begins.")],
    effect: Annotated[str, typer.Argument(help="Where it ends.")],
    graph: Graph = HERE,
    all_paths: Annotated[
        bool, typer.Option("--all", help="All chains (up to 50), not the most believed one.")
    ] = False,
    form: Form = "table",
    lang: Lang = None,
) -> None:
    """How one thing leads to another, every hop with its words."""
    from kg.cli import answers

    limit = 50 if all_paths else 1
    _answer(graph, form, lang, lambda net: net.path(cause, effect, limit=limit), answers.paths)


def common(
    first: Annotated[str, typer.Argument(help="One thing that happened.")],
    second: Annotated[str, typer.Argument(help="Another.")],
    graph: Graph = HERE,
    form: Form = "table",
    lang: Lang = None,
) -> None:
    """Causes that two things share, with the chain to each."""
    from kg.cli import answers

    _answer(graph, form, lang, lambda net: net.common(first, second), answers.shared)


def whatif(
    without: Annotated[list[str], typer.Option(help="A cause to leave out; may be repeated.")],
    graph: Graph = HERE,
    form: Form = "table",
    lang: Lang = None,
) -> None:
    """What would follow if a cause were absent: what falls, what stands."""
    from kg.cli import answers

    _answer(graph, form, lang, lambda net: net.whatif(without), answers.whatif)


def loops(
    graph: Graph = HERE,
    limit: Annotated[int, typer.Option(min=1, help="Spell out at most so many loops.")] = 20,
    longest: Annotated[int, typer.Option(min=1, help="Of at most so many links.")] = 6,
    form: Form = "table",
    lang: Lang = None,
) -> None:
    """What leads back to itself: reinforcing and balancing loops."""
    from kg.cli import answers

    _answer(graph, form, lang, lambda net: net.loops(limit=limit, longest=longest), answers.loops)


def roots(
    name: Annotated[
        Optional[str], typer.Argument(help="Of this outcome; default: of everything.")
    ] = None,
    graph: Graph = HERE,
    form: Form = "table",
    lang: Lang = None,
) -> None:
    """Causes that nothing here causes."""
    from kg.cli import answers

    _answer(graph, form, lang, lambda net: net.roots(name), answers.roots)


def bottlenecks(
    name: Annotated[
        Optional[str], typer.Argument(help="On the way to this outcome; default: to all.")
    ] = None,
    graph: Graph = HERE,
    form: PlainForm = "table",
    lang: Lang = None,
) -> None:
    """What everything passes through: dominators and betweenness."""
    from kg.cli import answers

    _answer(graph, form, lang, lambda net: net.bottlenecks(name), answers.bottlenecks, dot=False)


def conflicts(graph: Graph = HERE, form: Form = "table", lang: Lang = None) -> None:
    """Where the sources contradict each other, both sides with their words."""
    from kg.cli import answers

    _answer(graph, form, lang, lambda net: net.conflicts(), answers.conflicts)


def compare(
    first: Annotated[str, typer.Argument(help="A product, an organization …")],
    second: Annotated[str, typer.Argument(help="Another.")],
    graph: Graph = HERE,
    form: PlainForm = "table",
    lang: Lang = None,
) -> None:
    """Observations of two things side by side, units aligned."""
    from kg.cli import answers

    _answer(
        graph, form, lang, lambda net: net.compare(first, second), answers.comparison, dot=False
    )


def timeline(
    name: Annotated[
        Optional[str], typer.Argument(help="About this; default: everything that is dated.")
    ] = None,
    graph: Graph = HERE,
    since: Annotated[Optional[str], typer.Option(help="From this period on, e.g. 2020-Q4.")] = None,
    until: Annotated[Optional[str], typer.Option(help="Up to this period.")] = None,
    form: PlainForm = "table",
    lang: Lang = None,
) -> None:
    """Dated policies and observations, oldest first."""
    from kg.cli import answers

    _answer(
        graph,
        form,
        lang,
        lambda net: net.timeline(name, since=since, until=until),
        answers.timeline,
        dot=False,
    )


def show(name: Name, graph: Graph = HERE, form: Form = "table", lang: Lang = None) -> None:
    """Everything about one entity: links, observations, sources."""
    from kg.cli import answers

    _answer(graph, form, lang, lambda net: net.show(name), answers.portrait)


def stats(
    graph: Graph = HERE,
    form: PlainForm = "table",
    lang: Lang = None,
    hashes: Annotated[
        bool, typer.Option("--hash", help="Print RDFC-1.0 hashes of the dataset and of its union.")
    ] = False,
) -> None:
    """How much the graph holds, by kind."""
    from kg.cli import render
    from kg.cli.words import Words
    from kg.stats import stats as count
    from kg.store import open_graph

    opened = open_graph(graph)
    if hashes:
        from kg.canonical import canonical_hash, union

        quads = list(opened.quads())
        _print(
            [
                f"dataset  sha256:{canonical_hash(quads)}",
                f"triples  sha256:{canonical_hash(union(quads))}",
            ]
        )
        return
    found = count(opened)
    if _known(form, dot=False) == "json":
        _print([render.stats_json(found)])
    else:
        _written(render.stats(found, Words(lang or "en")), form)


def _answer(
    graph: str,
    form: str,
    lang: str | None,
    ask: Callable[[Network], Any],
    tell: Callable[[Network, Any, Words], Iterable[Any]],
    *,
    dot: bool = True,
) -> None:
    """Ask the network, and tell its answer in the form that is wanted."""
    from kg.cli.words import Words
    from kg.errors import Nothing
    from kg.store import open_graph

    form = _known(form, dot=dot)
    words = Words(lang or "en")
    network = open_graph(graph).network()
    try:
        found = ask(network)
    except Nothing:
        if form == "json":
            _print(["[]"])
        raise
    if form in ("json", "dot"):
        from kg import records

        _print(
            [records.as_json(network, found)] if form == "json" else records.as_dot(network, found)
        )
    else:
        _written(tell(network, found, words), form)


def _known(form: str, *, dot: bool) -> str:
    from kg.errors import UsageError

    forms = ("table", "md", "json", "dot")[: 4 if dot else 3]
    form = "table" if form == "text" else form
    if form not in forms:
        raise UsageError(f"no format called {form} here; there are: {', '.join(forms)}")
    return form


def _written(blocks: Iterable[Any], form: str) -> None:
    from kg.cli.blocks import as_markdown, as_text

    if form == "md":
        _print(as_markdown(blocks))
    elif not sys.stdout.isatty():
        _print(as_text(blocks))
    else:
        from shutil import get_terminal_size

        from kg.cli.querying import with_pager

        size = get_terminal_size()
        lines = as_text(blocks, size.columns)
        with_pager(lambda output: output.writelines(_encoded(lines)), size.lines)


def _print(lines: Iterable[str]) -> None:
    sys.stdout.buffer.writelines(_encoded(lines))
    sys.stdout.buffer.flush()


def _encoded(lines: Iterable[str]) -> Iterable[bytes]:
    return (f"{line}\n".encode("utf-8", "surrogatepass") for line in lines)
