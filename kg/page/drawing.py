"""Turns content into the HTML file: pyvis holds the graph, our template replaces its own.

pyvis's template is replaced as a whole because it loads from other servers and lets text from the
graph run as script. Ours lets nothing through: Jinja escapes, JSON is escaped against ``</script>``
by ``_json``, and a Content-Security-Policy admits exactly the scripts and styles listed here.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from importlib import resources
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from kg.page import text
from kg.page.content import Content, legend
from kg.page.layout import layered
from kg.page.words import Kind, Words

ROUTED = 300
"""Up to this many nodes lines are led around nodes; above, they are straight, hidden on drag."""

_VIS = "templates/lib/vis-9.1.2/vis-network"

_MARGINS = {"rule": 12, "thing": 14, "actor": 16, "measure": 20, "state": 12}
"""Free space left and right of the label; pointed and round shapes need more."""

_BADGE = 26  # the badge and the space behind it
_MINIMUM_HEIGHT = 34

_OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "hierarchical": {"enabled": False}},
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "keyboard": {"enabled": False},
        "zoomSpeed": 0.6,
    },
    "nodes": {"chosen": False, "fixed": True},
    "edges": {
        "chosen": False,
        "hoverWidth": 0,
        "selectionWidth": 0,
        "arrowStrikethrough": False,
        "smooth": {
            "enabled": True,
            "type": "cubicBezier",
            "forceDirection": "horizontal",
            "roundness": 0.5,
        },
    },
}


def draw(content: Content, words: Words, *, title: str, min_belief: float) -> str:
    """The whole file, as text to be written in UTF-8."""
    network = Network(directed=True, heading=text.plain(title), cdn_resources="in_line")
    network.options = {**_OPTIONS, "interaction": {**_OPTIONS["interaction"]}}
    _fill(network, content)
    network.templateEnv = _environment(content, words, min_belief)
    html: str = network.generate_html()
    # A lone surrogate has no UTF-8 form; it must not keep the file from being written.
    return re.sub("[\ud800-\udfff]", "\ufffd", html)


def _fill(network: Any, content: Content) -> None:
    """Give pyvis the nodes and edges, every position fixed.

    An edge brings the points its line passes as ``route``; the script leads it there.
    """
    labels = [text.wrap(label) for label in content.labels]
    names = [f"n{index}" for index in range(len(content.names))]
    sizes = {
        name: _size(lines, kind)
        for name, lines, kind in zip(names, labels, content.kinds, strict=True)
    }
    layout = layered(sizes, [(names[cause], names[effect]) for cause, effect in content.ends])
    for name, lines, kind in zip(names, labels, content.kinds, strict=True):
        width, height = sizes[name]
        at = layout.positions[name]
        network.add_node(
            name,
            label="\n".join(lines),
            shape="custom",
            group=kind.family,
            x=at.x,
            y=at.y,
            w=width,
            h=height,
        )
    routed = len(names) <= ROUTED
    if not routed:
        network.options["interaction"]["hideEdgesOnDrag"] = True
        network.options["edges"] = {**network.options["edges"], "smooth": {"enabled": False}}
    for index, (cause, effect) in enumerate(content.ends):
        points = layout.routes[index] if routed else ()
        network.add_edge(
            names[cause],
            names[effect],
            id=f"e{index}",
            route=[number for point in points for number in (point.x, point.y)],
        )


def _size(lines: list[str], kind: Kind) -> tuple[int, int]:
    """Width and height of a node, both even so that centres fall on whole numbers."""
    widest = max(text.width(line) for line in lines)
    width = round(widest * text.FONT_SIZE) + _BADGE + 2 * _MARGINS[kind.family]
    height = max(_MINIMUM_HEIGHT, len(lines) * text.LINE_HEIGHT + 14)
    return width + width % 2, height + height % 2


def _environment(content: Content, words: Words, min_belief: float) -> Environment:
    """An environment that knows our template only, with everything the template needs."""
    assets = resources.files("kg.page") / "assets"
    library = resources.files("pyvis")
    scripts: list[str] = []
    styles = [_lean(_asset(assets / "page.css"))]
    if content.names:
        scripts = [_script(_asset(library / f"{_VIS}.min.js")), _lean(_asset(assets / "page.js"))]
        styles.insert(0, _style(_asset(library / f"{_VIS}.css")))
    environment = Environment(
        loader=DictLoader({"template.html": _asset(assets / "template.html")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = _json
    environment.globals.update(
        words=words,
        policy=_policy(scripts, styles),
        # Our own files and pyvis's, never text from a graph: the only markup passed as such.
        scripts=[Markup(script) for script in scripts],
        styles=[Markup(style) for style in styles],
        legend=legend(content, words),
        content={**content.data, "words": dataclasses.asdict(words)},
        message=words.empty_belief.format(f"{min_belief:g}") if min_belief else words.empty,
    )
    return environment


def _asset(path: Any) -> str:
    """A text file with line ends as the browser's parser will see them, since they are hashed."""
    content: str = path.read_text(encoding="utf-8")
    return content.replace("\r\n", "\n").replace("\r", "\n")


def _lean(source: str) -> str:
    """Our script or style sheet without indentation and comments that stand on their own lines.

    That needs no parser as long as no string in them runs over a line end.
    """
    source = re.sub(r"^\s*/\*(?:(?!\*/).)*\*/\s*$", "", source, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _script(source: str) -> str:
    """vis-network without the pointer to a source map, which a browser would try to fetch."""
    return re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", source)


def _style(source: str) -> str:
    """vis-network's styles without those of its toolbars: 200 KB of icons we never show."""
    unused = ("url(", "vis-configuration", "vis-color-picker", "vis-manipulation", "vis-edit-mode")
    rules = re.findall(r"[^{}]+\{[^{}]*\}", source)
    return "\n".join(rule for rule in rules if not any(word in rule for word in unused))


def _policy(scripts: list[str], styles: list[str]) -> str:
    """A Content-Security-Policy that admits these scripts and styles, and no request at all."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_admitted(scripts)}",
            f"style-src {_admitted(styles)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _admitted(sources: list[str]) -> str:
    digests = [hashlib.sha256(source.encode("utf-8")).digest() for source in sources]
    encoded = [base64.b64encode(digest).decode("ascii") for digest in digests]
    return " ".join(f"'sha256-{code}'" for code in encoded) or "'none'"


_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def _json(value: object) -> Markup:
    """JSON that can stand in a script element: no character in it means anything to HTML.

    Text is taken to be JSON already (pyvis hands its options over like that).
    """
    dumped = (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    )
    return Markup(dumped.translate(_UNSAFE))
