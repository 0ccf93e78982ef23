"""Turns content into the HTML file: pyvis holds the graph, our template replaces its own.

pyvis's template is replaced as a whole because it loads from other servers and lets text from the
graph run as script. Ours lets nothing through: Jinja escapes, JSON is escaped against ``</script>``
by ``_json``, and a Content-Security-Policy admits exactly our scripts and styles.

How much is drawn depends on the number of nodes: up to `ROUTED` in layers, lines led around nodes; up
to `STRAIGHT` in layers, lines straight; above, an overview of communities beside a view of one node.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import re
import zlib
from collections.abc import Sequence
from importlib import resources
from typing import Any, Literal

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from kg.page import bundle, text
from kg.page.content import Content, Json
from kg.page.layout import layered
from kg.page.overview import overview
from kg.page.words import Kind, Words
from kg.text import one_line

Tier = Literal["routed", "straight", "overview"]

ROUTED = 300
STRAIGHT = 2000

_VIS = "templates/lib/vis-9.1.2/vis-network"

_MARGINS = {"rule": 12, "thing": 14, "actor": 16, "measure": 20, "state": 12}
"""Free space left and right of the label; pointed and round shapes need more."""

_BADGE = 26  # the badge and the space behind it
_MINIMUM_HEIGHT = 34

_OPTIONS: dict[str, Any] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "hierarchical": {"enabled": False}},
    "interaction": {
        "dragNodes": False,
        "hover": False,
        "selectable": False,
        "selectConnectedEdges": False,
        "keyboard": {"enabled": False},
        "zoomSpeed": 0.6,
    },
    "nodes": {"chosen": False, "fixed": True, "shape": "custom"},
}


def tier(count: int) -> Tier:
    """How a graph of ``count`` nodes is drawn."""
    return "routed" if count <= ROUTED else "straight" if count <= STRAIGHT else "overview"


def draw(content: Content, words: Words, *, title: str) -> str:
    """The whole file, as text to be written in UTF-8."""
    network = _Network(directed=True, heading=one_line(title), cdn_resources="in_line")
    network.options = _OPTIONS
    _fill(network, content)
    network.templateEnv = _environment(content, words)
    html: str = network.generate_html()
    # A lone surrogate has no UTF-8 form; it must not keep the file from being written.
    return re.sub("[\ud800-\udfff]", "\ufffd", html)


class _Ids(list[int]):
    """pyvis looks each end of each edge up in its list of ids."""

    def __contains__(self, item: object) -> bool:
        return isinstance(item, int) and 0 <= item < len(self)


class _Network(Network):  # type: ignore[misc]
    """pyvis's network whose ids are 0, 1, 2 …, each known at once."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.node_ids = _Ids()


def _fill(network: Network, content: Content) -> None:
    """Give pyvis the nodes and edges, every position fixed.

    An edge brings the points its line passes as ``route``; the script leads it there.
    """
    lines = [text.wrap(label) for label in content.labels]
    sizes = [_size(own, kind) for own, kind in zip(lines, content.kinds, strict=True)]
    routes: Sequence[Sequence[int]] = ()
    if tier(len(sizes)) == "overview":
        found = overview(len(sizes), content.ends)
        places = list(zip(found.x, found.y, strict=True))
        content.story["overview"] = {
            "discs": found.discs,
            "of": found.of,
            "x": found.x,
            "y": found.y,
        }
    else:
        names = [str(index) for index in range(len(sizes))]
        layout = layered(
            dict(zip(names, sizes, strict=True)),
            [(names[cause], names[effect]) for cause, effect in content.ends],
        )
        places = [(layout.positions[name].x, layout.positions[name].y) for name in names]
        if tier(len(sizes)) == "routed":
            routes = [[n for point in route for n in (point.x, point.y)] for route in layout.routes]
    for index, (own, (x, y), (w, h)) in enumerate(zip(lines, places, sizes, strict=True)):
        network.add_node(index, label="\n".join(own), shape="custom", x=x, y=y, w=w, h=h)
    for index, (cause, effect) in enumerate(content.ends):
        network.add_edge(cause, effect, route=routes[index] if routes else None)


def _size(lines: list[str], kind: Kind) -> tuple[int, int]:
    """Width and height of a node, both even so that centres fall on whole numbers."""
    widest = max(text.width(line) for line in lines)
    width = round(widest * text.FONT_SIZE) + _BADGE + 2 * _MARGINS[kind.family]
    height = max(_MINIMUM_HEIGHT, len(lines) * text.LINE_HEIGHT + 14)
    return width + width % 2, height + height % 2


def _environment(content: Content, words: Words) -> Environment:
    """An environment that knows our template only, with everything the template needs."""
    assets = resources.files("kg.page") / "assets"
    library = resources.files("pyvis")
    how = tier(len(content.labels))
    scripts: list[str] = []
    styles = [
        bundle.style_sheet(
            "".join(bundle.asset(assets / f"{name}.css") for name in ("base", "page"))
        )
    ]
    if content.labels:
        scripts = [
            bundle.vis_script(bundle.asset(library / f"{_VIS}.min.js")),
            bundle.linked(
                "main",
                lambda name: bundle.asset(assets / f"{name}.js"),
                without={"overview"} if how != "overview" else (),
            ),
        ]
        styles.insert(0, bundle.vis_style(bundle.asset(library / f"{_VIS}.css")))
    packed = how != "routed"

    def story(nodes: list[Json], edges: list[Json], heading: str) -> Markup:
        """The story with what pyvis holds, by columns."""
        whole = {
            **content.story,
            "title": heading,
            "words": dataclasses.asdict(words),
            "boxes": {
                # The overview has its own places; sizes are found by the script there.
                **({} if how == "overview" else {key: [n[key] for n in nodes] for key in "xywh"}),
                "lines": {
                    str(n["id"]): n["label"] for n in nodes if n["label"] != content.labels[n["id"]]
                },
            },
            "edges": {
                "cause": [e["from"] for e in edges],
                "effect": [e["to"] for e in edges],
                "route": [e["route"] for e in edges]
                if edges and edges[0]["route"] is not None
                else None,
            },
        }
        return _packed(whole) if packed else _json(whole)

    environment = Environment(
        loader=DictLoader({"template.html": bundle.asset(assets / "template.html")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = _json
    environment.globals.update(
        words=words,
        policy=bundle.policy(scripts, styles),
        # Our own files and pyvis's, never text from a graph: the only markup passed as such.
        scripts=[Markup(script) for script in scripts],
        styles=[Markup(style) for style in styles],
        legend=content.story["kinds"],
        media="application/octet-stream" if packed else "application/json",
        story=story,
        proof=_packed(content.proof) if packed else _json(content.proof),
    )
    return environment


def _dumped(value: object) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _packed(value: object) -> Markup:
    """JSON, deflated and in base64; the script unpacks it."""
    # Lone surrogates have no UTF-8 form.
    data = re.sub("[\ud800-\udfff]", "\ufffd", _dumped(value)).encode("utf-8")
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Markup(base64.b64encode(deflate.compress(data) + deflate.flush()).decode("ascii"))


_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def _json(value: object) -> Markup:
    """JSON that can stand in a script element: no character in it means anything to HTML.

    Text is taken to be JSON already (pyvis hands its options over like that).
    """
    dumped = value if isinstance(value, str) else _dumped(value)
    return Markup(dumped.translate(_UNSAFE))
