"""Causal knowledge graphs from articles, every link tied to the exact words that state it.

::

    import kg

    kg.build(["articles/"], "graph")
    graph = kg.open("graph")
    graph.query("SELECT ?cause WHERE { ?cause kg:causes+ factor:粒粒贷下架 }")

`build`, `open`, `import_file`, `extract` and `extract_text` are what most programs need; errors derive from
`KgError`. Everything is imported on first use, so that ``import kg`` costs nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"

_PUBLIC = {
    "build": ("kg.pipeline", "build"),
    "extract": ("kg.pipeline", "extract"),
    "extract_text": ("kg.pipeline", "extract_text"),
    "import_file": ("kg.importing", "import_file"),
    "open": ("kg.store", "open_graph"),
    "Graph": ("kg.store", "Graph"),
    "Network": ("kg.network", "Network"),
    "KgError": ("kg.errors", "KgError"),
}

__all__ = [
    "Graph",
    "KgError",
    "Network",
    "__version__",
    "build",
    "extract",
    "extract_text",
    "import_file",
    "open",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kg.errors import KgError
    from kg.importing import import_file
    from kg.network import Network
    from kg.pipeline import build, extract, extract_text
    from kg.store import Graph
    from kg.store import open_graph as open


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _PUBLIC[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
