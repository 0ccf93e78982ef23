"""Links as text that other tools draw: Graphviz DOT and Mermaid.

Line styles are those of the page: an arrow promotes, a bar or cross prevents; dashes where every claim
hedges, dots where claims hold under a condition only; width and number are the belief.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kg.model import CausalLink, Modality, Polarity, Snapshot, digest
from kg.text import visible

_MOST = 300  # characters of a name or label
_MERMAID = str.maketrans({c: f"#{ord(c)};" for c in '"#&<>`\\{}[]()|%;*_~$@'})


def of_snapshot(snapshot: Snapshot) -> tuple[list[CausalLink], Callable[[str], str], set[str]]:
    """The arguments of `dot` and `mermaid` for all links of a snapshot."""

    def label(name: str) -> str:
        entity = snapshot.entities.get(name)
        return entity.label if entity else name.partition(":")[2] or name

    hedged = {
        link.id
        for link in snapshot.links.values()
        if (found := [snapshot.claims[n] for n in link.supported_by if n in snapshot.claims])
        and all(claim.modality is Modality.HEDGED for claim in found)
    }
    return list(snapshot.links.values()), label, hedged


def dot(
    links: Iterable[CausalLink], label: Callable[[str], str], hedged: Iterable[str] = ()
) -> Iterator[str]:
    """The lines of a DOT digraph; ``label`` names an entity, ``hedged`` are ids of links.

    >>> print(*dot([CausalLink("a", "b", Polarity.PREVENT, 0.8, (), ())], str.upper), sep="\\n")
    digraph causes {
      rankdir=LR;
      node [shape=box, style=rounded, fontname="sans-serif"];
      "a" [label="A"];
      "b" [label="B"];
      "a" -> "b" [style=solid, arrowhead=tee, penwidth=2.10, label="0.80"];
    }
    """
    links = sorted(links, key=lambda k: k.id)
    doubtful = set(hedged)
    yield "digraph causes {"
    yield "  rankdir=LR;"
    yield '  node [shape=box, style=rounded, fontname="sans-serif"];'
    for name in sorted({end for link in links for end in (link.cause, link.effect)}):
        yield f"  {_quoted(name)} [label={_quoted(label(name))}];"
    for link in links:
        style = "dotted" if not link.plain else "dashed" if link.id in doubtful else "solid"
        head = ", arrowhead=tee" if link.polarity is Polarity.PREVENT else ""
        yield (
            f"  {_quoted(link.cause)} -> {_quoted(link.effect)} "
            f'[style={style}{head}, penwidth={0.5 + 2 * link.belief:.2f}, label="{link.belief:.2f}"];'
        )
    yield "}"


def mermaid(
    links: Iterable[CausalLink], label: Callable[[str], str], hedged: Iterable[str] = ()
) -> Iterator[str]:
    """The lines of a Mermaid flowchart, for Markdown documents; arguments as for `dot`.

    >>> print(*mermaid([CausalLink("a", "b", Polarity.PREVENT, 0.8, (), ())], str.upper), sep="\\n")
    flowchart LR
      n0["A"]
      n1["B"]
      n0 --x|"− 0.80"| n1
    """
    links = sorted(links, key=lambda k: k.id)
    doubtful = set(hedged)
    names = sorted({end for link in links for end in (link.cause, link.effect)})
    number = {name: f"n{index}" for index, name in enumerate(names)}
    yield "flowchart LR"
    for name in names:
        yield f'  {number[name]}["{visible(_brief(label(name))).translate(_MERMAID)}"]'
    for link in links:
        prevents = link.polarity is Polarity.PREVENT
        line = "-." if not link.plain or link.id in doubtful else "--"
        head = "x" if prevents else ">"
        arrow = f"{line}-{head}" if line == "-." else f"{line}{head}"
        belief = f"{link.belief:.2f}" if link.plain else "?"
        yield f'  {number[link.cause]} {arrow}|"{"−" if prevents else "+"} {belief}"| {number[link.effect]}'


def _brief(text: str) -> str:
    """As much of a text as a drawing can show; Graphviz takes no more than 16 kB at once."""
    return text if len(text) <= _MOST else text[: _MOST - 21] + "…" + digest(text)


def _quoted(text: str) -> str:
    return '"' + visible(_brief(text)).replace("\\", "\\\\").replace('"', '\\"') + '"'
