"""The page's scripts: linted, tested one by one in Node, and held against the library's answers."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_network import Sketch

from kg.errors import NotFound
from kg.model import Polarity
from kg.network import Network

ROOT = Path(__file__).parent.parent
SCRIPTS = ROOT / "kg" / "page" / "assets"


def tool(name: str) -> str:
    """A development tool, installed by ``./dev test``."""
    places = (Path(sys.executable).parent / name, ROOT / "node_modules" / ".bin" / name)
    found = next((str(p) for p in places if p.exists()), None) or shutil.which(name)
    if not found:
        pytest.fail(f"{name} is missing; run ./dev test, which installs it", pytrace=False)
    return found


def run(*command: str, stdin: str = "") -> str:
    done = subprocess.run(
        command, input=stdin, cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def test_scripts_and_styles_are_clean() -> None:
    run(tool("biome"), "check", "--error-on-warnings", "--colors=off")


def test_modules_do_what_they_say() -> None:
    tests = sorted(str(p) for p in (ROOT / "tests" / "js").glob("*.test.js"))
    printed = run(tool("node"), "--test", "--test-reporter=tap", *tests)
    passed = re.search(r"^# pass (\d+)$", printed, re.MULTILINE)
    assert passed
    assert int(passed[1]) >= 25


def test_the_page_needs_no_global_but_vis() -> None:
    """Modules are joined by a few regular expressions, which ask for a certain way to write them."""
    for path in SCRIPTS.glob("*.js"):
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"^export (default|\{|\*|let|var|class)", code, re.MULTILINE), path
        for line in re.findall(r"^import .*", code, re.MULTILINE):
            assert re.match(r"import \{", line), path
        assert "innerHTML" not in code
        assert "insertAdjacentHTML" not in code
        assert "document.write" not in code
        assert "eval(" not in code.replace("evaluate(", "")


def sketches(count: int) -> list[tuple[Sketch, Network]]:
    """Random graphs of a few nodes, with cycles, parallel links, and links that are not plain."""
    rng = random.Random(20)
    made = []
    for _ in range(count):
        sketch = Sketch()
        nodes = "甲乙丙丁戊己庚"[: rng.randrange(2, 8)]
        for _ in range(rng.randrange(1, 14)):
            one, two = rng.choice(nodes), rng.choice(nodes)
            polarity = rng.choice((Polarity.PROMOTE, Polarity.PREVENT))
            if one != two:
                sketch.link(one, two, rng.randrange(0, 10) / 10, polarity=polarity)
        if sketch.links:
            made.append((sketch, sketch.network()))
    return made


def test_the_page_answers_as_the_library_does() -> None:
    made = sketches(60)
    graphs: list[dict[str, Any]] = []
    names: list[list[str]] = []
    for sketch, _ in made:
        links = [link for _, link in sorted(sketch.links.items())]
        own = sorted({end for link in links for end in (link.cause, link.effect)})
        names.append(own)
        graphs.append(
            {
                "count": len(own),
                "cause": [own.index(link.cause) for link in links],
                "effect": [own.index(link.effect) for link in links],
                "belief": [link.belief for link in links],
                "prevents": [int(link.polarity is Polarity.PREVENT) for link in links],
            }
        )
    answers = json.loads(run(tool("node"), "tests/js/answers.js", stdin=json.dumps(graphs)))
    asked = 0
    for (_, net), own, answer in zip(made, names, answers, strict=True):
        web = net.web
        for index, name in enumerate(own):
            node = web.number.get(name)
            for side, table in (("up", web.before), ("down", web.after)):
                reached = set() if node is None else {web.names[n] for n in web.beyond(node, table)}
                assert {own[n] for n in answer[side][index]} == {name, *reached}
            try:
                found = net.whatif([name]).consequences
            except NotFound:
                found = ()
            assert answer["without"][index] == [
                [
                    own.index(c.entity.id),
                    c.lost,
                    c.sign,
                    c.hops,
                    [own.index(k.cause) for k in c.kept],
                ]
                for c in found
            ]
            for other, effect in enumerate(own):
                try:
                    links = net.path(name, effect)[0].links
                    chain = [index, *(own.index(k.effect) for k in links)]
                except NotFound:
                    chain = None
                assert answer["chains"][index * len(own) + other] == chain
                asked += chain is not None
    assert asked > 200
