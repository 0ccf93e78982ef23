"""What a browser shows: the page of the graph, and beside it an editor for queries."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from kg.serve.protocol import Refused

if TYPE_CHECKING:
    from kg.store import Graph

# The page brings a stricter policy of its own; this one is for the frame around it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
FILES = {
    "": ("kg.serve", "index.html", "text/html; charset=utf-8"),
    "editor.js": ("kg.serve", "editor.js", "text/javascript; charset=utf-8"),
    "editor.css": ("kg.serve", "editor.css", "text/css; charset=utf-8"),
    # What the page's own style begins with, too.
    "base.css": ("kg.page", "base.css", "text/css; charset=utf-8"),
}


def file(name: str) -> tuple[bytes, str]:
    """A file of the editor and its media type; raises `Refused` if there is none."""
    if name not in FILES:
        raise Refused(404, "nothing is here; there are /, /page, /sparql, /api/ and /openapi.json")
    package, source, media = FILES[name]
    return (resources.files(package) / "assets" / source).read_bytes(), media


def known(graph: Graph) -> bytes:
    """What the editor knows: prefixes, and the saved queries that take no parameters."""
    from kg.saved import saved_queries

    rows = [
        {"name": query.name, "comment": query.about, "text": query.text}
        for query in saved_queries().values()
        if not query.parameters
    ]
    table = {"prefixes": dict(graph.ns.prefixes), "queries": rows}
    return json.dumps(table, ensure_ascii=False).encode("utf-8")


def page(graph: Graph, language: str) -> bytes:
    """The page of the graph."""
    return graph.page(language=language).encode("utf-8")
