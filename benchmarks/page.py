"""The page in headless Chromium: size, start, dragging, focus, memory; its layout beside Graphviz.

pyvis as it comes is measured in the same run. Frames are counted by the page itself while the mouse
is moved as fast as the browser acknowledges it.
"""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import stories
from playwright.sync_api import Browser, sync_playwright

from kg.model import Snapshot
from kg.page import render
from kg.page.layout import layered
from kg.page.picture import browser as chromium

Line = list[tuple[float, float]]

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--enable-precise-memory-info",
]
_WATCH = """
window.longest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
}).observe({ type: "longtask", buffered: true });
window.count = () => {
  window.frames_ = 0;
  const step = () => { window.frames_ += 1; window.going = requestAnimationFrame(step); };
  window.going = requestAnimationFrame(step);
};
"""


def main() -> None:
    """Print the tables."""
    print(f"\n### The page ({version(chromium())})\n")
    print(
        "| nodes / links | made in s | MB | ready s | longest task ms | heap MB |"
        " drag frames/s | moves/s | zoom frames/s | focus ms |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        for nodes, ratio in ((61, 81 / 61), (300, 2.5), (2_000, 2.5), (10_000, 2.5)):
            snapshot = stories.story(nodes, edges_per_node=ratio)
            begun = time.perf_counter()
            text = render(snapshot, title=f"{nodes}")
            made = time.perf_counter() - begun
            started = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
            found = measure(started, Path(folder) / "page.html", text)
            started.close()
            row(f"{nodes:,} / {len(snapshot.links):,}", f"{made:.1f}", text, found)
        for nodes, ratio in ((61, 81 / 61), (300, 2.5)):
            snapshot = stories.story(nodes, edges_per_node=ratio)
            begun = time.perf_counter()
            text = plain_pyvis(snapshot)
            made = time.perf_counter() - begun
            started = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
            found = measure(started, Path(folder) / "pyvis.html", text, ours=False)
            started.close()
            row(
                f"pyvis as it comes, {nodes:,} / {len(snapshot.links):,}",
                f"{made:.1f}",
                text,
                found,
            )
    layouts()


def row(name: str, made: str, text: str, found: dict[str, float]) -> None:
    cells = [
        name,
        made,
        f"{len(text.encode()) / 1e6:.2f}",
        f"{found['ready']:.2f}",
        f"{found['longest']:.0f}",
        f"{found['heap']:.1f}",
        *(
            f"{found[key]:.0f}" if key in found else "–"
            for key in ("frames", "moves", "zoom", "focus")
        ),
    ]
    print(f"| {' | '.join(cells)} |", flush=True)


def version(program: str) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()


def plain_pyvis(snapshot: Snapshot) -> str:
    """What a script of a few lines gets from pyvis."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for entity in snapshot.entities.values():
        network.add_node(entity.id, label=entity.label, title=entity.label)
    for link in snapshot.links.values():
        quote = snapshot.claims[link.supported_by[0]].evidence[0].quote
        network.add_edge(link.cause, link.effect, title=quote, value=link.belief)
    return str(network.generate_html())


def measure(browser: Browser, file: Path, text: str, *, ours: bool = True) -> dict[str, float]:
    """Open the page and use it. Without a network: what pyvis asks for there fails at once."""
    file.write_text(text, encoding="utf-8")
    context = browser.new_context(viewport={"width": 1440, "height": 860}, offline=True)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(_WATCH)
    session = context.new_cdp_session(page)
    begun = time.perf_counter()
    page.goto(file.as_uri(), wait_until="commit")
    if ours:
        page.wait_for_selector("body[data-ready=true]")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    else:
        # Ready when it has come to rest: until then nodes run away from the mouse.
        page.wait_for_function(
            "window.network && (network.__rest || (network.once('stabilized', () => { network.__rest = true; }), false))"
        )
    found = {"ready": time.perf_counter() - begun}
    page.wait_for_timeout(800)
    found["longest"] = float(page.evaluate("window.longest"))
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    found["heap"] = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    box = page.locator("#overview:visible, #graph, #mynetwork").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.62
    found["frames"], found["moves"] = dragged(page, session, x, y)
    found["zoom"] = zoomed(page, session, x, y)
    if ours:
        found["focus"] = focused(page)
    context.close()
    return found


def dragged(
    page: Any, session: Any, x: float, y: float, seconds: float = 2.5
) -> tuple[float, float]:
    """Frames and acknowledged moves per second while the mouse drags in circles."""

    def mouse(kind: str, dx: float, dy: float, **more: Any) -> None:
        session.send(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": x + dx, "y": y + dy, "button": "left", "buttons": 1, **more},
        )

    mouse("mousePressed", 0, 0, clickCount=1)
    page.evaluate("count()")
    begun = time.perf_counter()
    moves = 0
    for step in itertools.count():
        mouse("mouseMoved", 90 * ((step // 3) % 40 - 20) / 20, 60 * ((step // 5) % 30 - 15) / 15)
        moves += 1
        if time.perf_counter() - begun > seconds:
            break
    passed = time.perf_counter() - begun
    frames = page.evaluate("(cancelAnimationFrame(going), frames_)")
    mouse("mouseReleased", 0, 0, clickCount=1)
    return frames / passed, moves / passed


def zoomed(page: Any, session: Any, x: float, y: float, seconds: float = 2.0) -> float:
    page.evaluate("count()")
    begun = time.perf_counter()
    for step in itertools.count():
        delta = -60 if (step // 25) % 2 == 0 else 60
        session.send(
            "Input.dispatchMouseEvent",
            {"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": delta},
        )
        if time.perf_counter() - begun > seconds:
            break
    passed = time.perf_counter() - begun
    return float(page.evaluate("(cancelAnimationFrame(going), frames_)")) / passed


def focused(page: Any) -> float:
    """Median time from choosing a node to its picture, over ten nodes."""
    page.wait_for_timeout(400)
    return float(
        page.evaluate(
            """async () => {
              const times = [];
              for (let i = 0; i < 10; i += 1) {
                const buttons = [...document.querySelectorAll('#panel .node, #panel .links button')];
                const begun = performance.now();
                buttons[(7 * i) % buttons.length].click();
                await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
                times.push(performance.now() - begun);
                await new Promise((done) => setTimeout(done, 120));
              }
              return times.sort((a, b) => a - b)[5];
            }"""
        )
    )


# ---- the layout ------------------------------------------------------------------------------------


def layouts() -> None:
    """Crossings and time beside Graphviz; time alone where Graphviz takes minutes."""
    beside = shutil.which("dot")
    print("\n### The layout\n")
    print("| nodes / edges | ours s | crossings | backward | graphviz dot s | crossings |")
    print("|---|---|---|---|---|---|")
    rows = [
        (61, 81, 1),
        (61, 81, 2),
        (61, 81, 3),
        (61, 122, 4),
        (120, 180, 5),
        (300, 420, 6),
        (300, 750, 7),
    ]
    for count, number, seed in rows:
        sizes, edges = dag(count, number, seed)
        begun = time.perf_counter()
        own = drawn(sizes, edges)
        ours = time.perf_counter() - begun
        found = layered(sizes, edges)
        cells = [f"{len(sizes)} / {len(edges)}", f"{ours:.2f}", str(own), str(len(found.backward))]
        if beside:
            begun = time.perf_counter()
            other = graphviz(sizes, edges)
            cells += [f"{time.perf_counter() - begun:.2f}", str(other)]
        else:
            cells += ["not installed", "–"]
        print(f"| {' | '.join(cells)} |", flush=True)
    for count in (60, 300, 2_000, 10_000):
        snapshot = stories.story(count, acyclic=True)
        edges = [(k.cause, k.effect) for k in snapshot.links.values()]
        sizes = dict.fromkeys(sorted({end for edge in edges for end in edge}), (150, 52))
        begun = time.perf_counter()
        found = layered(sizes, edges)
        passed = time.perf_counter() - begun
        print(
            f"| {len(sizes):,} / {len(edges):,} | {passed:.2f} | – | {len(found.backward)} | – | – |",
            flush=True,
        )


def dag(
    count: int, number: int, seed: int
) -> tuple[dict[str, tuple[int, int]], list[tuple[str, str]]]:
    """A random graph without cycles, most of its edges short, as in an article."""
    rng = random.Random(seed)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < number:
        a, b = rng.randrange(count), rng.randrange(count)
        if a < b and (b - a < count / 4 or rng.random() < 0.1):
            pairs.add((a, b))
    used = sorted({end for pair in pairs for end in pair})
    sizes = {str(n): (rng.randrange(90, 190, 10), rng.choice((34, 52))) for n in used}
    return sizes, [(str(a), str(b)) for a, b in sorted(pairs)]


def drawn(sizes: dict[str, tuple[int, int]], edges: Sequence[tuple[str, str]]) -> int:
    """Crossings of the lines as the page draws them."""
    found = layered(sizes, edges)
    lines = []
    for (cause, effect), route in zip(edges, found.routes, strict=True):
        points = [found.positions[cause], *route, found.positions[effect]]
        line: Line = []
        for p, q in itertools.pairwise(points):
            half = (p.x + q.x) / 2
            line += curve([(p.x, p.y), (half, p.y), (half, q.y), (q.x, q.y)])
        lines.append(line)
    return crossings(lines, edges)


def graphviz(sizes: dict[str, tuple[int, int]], edges: Sequence[tuple[str, str]]) -> int:
    """Crossings of the lines as Graphviz draws the same boxes at the same distances."""
    parts = ["digraph { rankdir=LR; nodesep=0.36; ranksep=0.97; node [shape=box, fixedsize=true];"]
    parts += [f'"{name}" [width={w / 72}, height={h / 72}];' for name, (w, h) in sizes.items()]
    parts += [f'"{a}" -> "{b}";' for a, b in edges]
    done = subprocess.run(
        ["dot", "-Tplain"],
        input=" ".join([*parts, "}"]),
        capture_output=True,
        text=True,
        check=True,
    )
    lines: list[Line] = []
    ends = []
    for fields in map(str.split, done.stdout.replace("\\\n", "").splitlines()):
        if fields[0] == "edge":
            count = int(fields[3])
            points = [(float(fields[4 + 2 * i]), float(fields[5 + 2 * i])) for i in range(count)]
            lines.append([p for i in range(0, count - 1, 3) for p in curve(points[i : i + 4])])
            ends.append((fields[1], fields[2]))
    return crossings(lines, ends)


def curve(points: Line) -> Line:
    """A cubic curve as a polyline."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    found = []
    for step in range(13):
        t = step / 12
        p, q, r, s = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        found.append((p * ax + q * bx + r * cx + s * dx, p * ay + q * by + r * cy + s * dy))
    return found


def crossings(lines: Iterable[Line], ends: Sequence[tuple[str, str]]) -> int:
    """Where lines of edges without a common end cross."""
    segments = sorted(
        (min(a[0], b[0]), max(a[0], b[0]), index, a, b)
        for index, line in enumerate(lines)
        for a, b in itertools.pairwise(line)
        if a != b
    )
    active: list[Any] = []
    total = 0
    for segment in segments:
        active = [other for other in active if other[1] >= segment[0]]
        for other in active:
            apart = not set(ends[segment[2]]) & set(ends[other[2]])
            if apart and meet(segment[3], segment[4], other[3], other[4]):
                total += 1
        active.append(segment)
    return total


def meet(a: Any, b: Any, c: Any, d: Any) -> bool:
    def side(p: Any, q: Any, r: Any) -> float:
        return float((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]))

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


if __name__ == "__main__":
    main()
