"""The HTML page: one file that opens anywhere, offline, and shows why and who says so.

::

    content   snapshot → what the page tells, numbered, as plain data
    text      labels wrapped and measured
    layout    nodes and edges → positions and routes
    drawing   all of it through pyvis into assets/template.html, page.css and page.js
    words     the interface in Chinese and English; how each kind of entity looks
"""

from __future__ import annotations

from kg.model import Snapshot

__all__ = ["render"]


def render(snapshot: Snapshot, *, title: str, language: str = "zh", min_belief: float = 0.0) -> str:
    """Draw a graph as one self-contained HTML file.

    Args:
        snapshot: The graph.
        title: Heading of the page and title of the document.
        language: Language of the interface, ``zh`` or ``en``; labels stay as the graph has them.
        min_belief: Leave out links believed less than this.

    Returns:
        The file's text, to be written in UTF-8. Equal arguments give equal text.

    Raises:
        UsageError: There is no interface in that language.
    """
    # pyvis imports IPython and takes a while; only those who draw should wait for it.
    from kg.page import content, drawing, words

    chosen = words.words(language)
    return drawing.draw(
        content.collect(snapshot, min_belief), chosen, title=title, min_belief=min_belief
    )
