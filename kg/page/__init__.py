"""The HTML page: one file that opens anywhere, offline, and shows why and who says so.

::

    content    snapshot → what the page tells, numbered, as plain data
    text       labels wrapped and measured
    layout     nodes and edges → positions and routes (layers: ranks; their order: ordering)
    overview   … of a large graph → communities
    drawing    all of it through pyvis into assets/template.html, page.css and the modules of main.js
    bundle     modules as one script, and the policy that admits it
    picture    the page → SVG or PNG, through Chromium
    words      the interface in Chinese and English; how each kind of entity looks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import StoreError
from kg.model import DocumentInfo, Snapshot

if TYPE_CHECKING:
    from kg.page.content import Texts
    from kg.store import Graph

__all__ = ["render", "select", "texts_of"]

TITLES = {"zh": "因果图谱", "en": "Causal graph"}
"""Headings for pages that nobody gave a title."""


def select(graph: Graph, **conditions: Any) -> Snapshot:
    """The part of a graph to draw; see `kg.selection.select` for conditions and errors."""
    from kg import selection

    return selection.select(graph, **conditions)


def render(
    snapshot: Snapshot,
    *,
    title: str | None = None,
    language: str = "zh",
    texts: Texts | None = None,
) -> str:
    """Draw a graph as one self-contained HTML file.

    Args:
        snapshot: The graph; `select` cuts it to what matters.
        title: Heading of the page and title of the document.
        language: Language of the interface, ``zh`` or ``en``; labels stay as the graph has them.
        texts: Gives a document's text, so that quotes stand in their whole sentences; see `texts_of`.

    Returns:
        The file's text, to be written in UTF-8. Equal arguments give equal text.

    Raises:
        UsageError: There is no interface in that language.
    """
    # pyvis imports IPython and takes a while; only those who draw should wait for it.
    from kg.page import content, drawing, words

    chosen = words.words(language)
    heading = TITLES[chosen.language] if title is None else title
    return drawing.draw(content.collect(snapshot, chosen, texts), chosen, title=heading)


def texts_of(graph: Graph) -> Texts | None:
    """Where the texts of a graph's documents are kept; None for plain RDF files, which hold none."""
    if graph.path is None and not graph.remote:
        return None

    def text(document: DocumentInfo) -> str | None:
        try:
            return graph.text(document.sha256)
        except StoreError:
            return None  # of a document that an imported graph speaks of

    return text


def notebook(graph: Graph) -> str:
    """What a notebook shows of a graph: the page, in a frame that keeps it apart.

    A graph without causal links, or with more nodes than a notebook should carry, is counted instead.
    """
    from html import escape

    from kg.page import drawing
    from kg.results import graph_html

    snapshot = graph.snapshot()
    ends = {end for link in snapshot.links.values() for end in (link.cause, link.effect)}
    if not ends or len(ends) > drawing.STRAIGHT:
        return graph_html(graph)
    # The frame may run its scripts and save pictures, and can reach nothing of the notebook.
    return (
        '<iframe sandbox="allow-scripts allow-downloads allow-modals" width="100%" height="640" '
        f'style="border:1px solid #ccc;border-radius:8px" srcdoc="{escape(render(snapshot, texts=texts_of(graph)))}"></iframe>'
    )
