"""The HTML page, rendered and then used in a real browser."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kg.errors import UsageError
from kg.model import (
    Argument,
    CausalLink,
    Claim,
    Cue,
    DocumentInfo,
    Entity,
    Evidence,
    Modality,
    Observation,
    Polarity,
    Snapshot,
    Trend,
)
from kg.page import render

# ---- graphs made by hand ---------------------------------------------------------------------


@dataclass
class Story:
    """Builds a snapshot from sentences, with the offsets a real extraction would have."""

    title: str = "粒粒贷为何消失"
    source: str = "article.txt"
    text: str = ""
    claims: list[tuple[str, str, Polarity, bool, Claim]] = field(default_factory=list)
    entities: dict[str, Entity] = field(default_factory=dict)
    observations: list[Observation] = field(default_factory=list)

    @property
    def document(self) -> str:
        return "doc:" + self.source

    def entity(self, name: str, *types: str, label: str = "", **more: Any) -> str:
        label = label or name.partition(":")[2]
        self.entities[name] = Entity(name, types, label, "zh", **more)
        return name

    def says(
        self,
        sentence: str,
        cause: tuple[str, str],
        cue: str,
        effect: tuple[str, str],
        *,
        polarity: Polarity = Polarity.PROMOTE,
        modality: Modality = Modality.ASSERTED,
        denies: Polarity | None = None,
        claimant: str | None = None,
    ) -> Story:
        """Add a sentence that links two entities, each given as (words, CURIE)."""
        evidence = self._evidence(sentence)
        claim = Claim(
            document=self.document,
            cause=self._argument(cause, evidence),
            effect=self._argument(effect, evidence),
            polarity=polarity,
            modality=modality,
            implicit=not cue,
            rule="zh.verb",
            confidence=0.8,
            evidence=(evidence,),
            cue=self._cue(cue, evidence) if cue else None,
            claimant=claimant,
        )
        self.claims.append((cause[1], effect[1], denies or polarity, denies is not None, claim))
        return self

    def measures(self, sentence: str, subject: str, metric: str, raw: str, period: str) -> None:
        evidence = self._evidence(sentence)
        self.observations.append(
            Observation(
                document=self.document,
                subject=Argument("", evidence.start, evidence.start, subject),
                metric=Argument("", evidence.start, evidence.start, metric),
                raw=raw,
                comparator="=",
                evidence=evidence,
                rule="zh.value",
                period=period,
            )
        )

    def snapshot(self) -> Snapshot:
        claims = {claim.id: claim for *_, claim in self.claims}
        pairs: dict[tuple[str, str, Polarity], tuple[list[str], list[str]]] = {}
        for cause, effect, polarity, against, claim in self.claims:
            pairs.setdefault((cause, effect, polarity), ([], []))[against].append(claim.id)
        links = {}
        for (cause, effect, polarity), (support, oppose) in pairs.items():
            modalities = {claims[name].modality for name in support}
            plain = not modalities or not modalities <= {Modality.CONDITIONAL, Modality.PLANNED}
            belief = 0.0
            if plain and support:
                belief = (
                    0.4 + int(hashlib.sha256(ascii(cause).encode()).hexdigest()[:4], 16) / 2**17
                )
            link = CausalLink(cause, effect, polarity, belief, tuple(support), tuple(oppose), plain)
            links[link.id] = link
        info = DocumentInfo(self.document, self.title, self.source, "0" * 64, "zh", len(self.text))
        return Snapshot(
            documents={info.id: info},
            entities=dict(sorted(self.entities.items())),
            claims=dict(sorted(claims.items())),
            links=dict(sorted(links.items())),
            observations={o.id: o for o in sorted(self.observations, key=lambda o: o.id)},
        )

    def _evidence(self, sentence: str) -> Evidence:
        prefix = self.text[-12:]
        start = len(self.text)
        self.text += sentence
        return Evidence(
            self.document, start, start + len(sentence), sentence, prefix, "据公开信息梳理。"
        )

    def _argument(self, words: tuple[str, str], evidence: Evidence) -> Argument:
        start = evidence.start + evidence.quote.index(words[0])
        return Argument(words[0], start, start + len(words[0]), words[1])

    def _cue(self, cue: str, evidence: Evidence) -> Cue:
        start = evidence.start + evidence.quote.index(cue)
        return Cue(cue, start, start + len(cue))


def chinese() -> Snapshot:
    """Twelve nodes: a cycle, a prevent link, hedged, conditional and denied claims, an emoji."""
    story = Story()
    policy = story.entity(
        "policy:商业银行互联网贷款管理暂行办法",
        "Policy",
        aliases=("互联网贷款办法",),
        issued="2020-07",
    )
    pressure = story.entity("factor:合规压力", "Pressure", "Factor", trend=Trend.UP)
    product = story.entity("product:粒粒贷", "Product", aliases=("微信粒粒贷",))
    rival = story.entity("product:微粒贷", "Product")
    bank = story.entity("org:微众银行", "Bank", "Organization")
    overdue = story.entity("metric:M1+逾期率", "Metric")
    cost = story.entity("metric:获客成本", "Metric")
    users = story.entity("factor:用户数据持续恶化", "Condition", "Factor")
    opinion = story.entity("factor:舆情危机", "Event", "Factor")
    complaints = story.entity("metric:投诉量", "Metric")
    gone = story.entity("factor:粒粒贷从微信钱包入口消失", "Event", "Factor")
    focus = story.entity("factor:资源向核心产品集中", "Factor")
    says = story.says
    says(
        "这一办法使得联合贷模式面临合规压力😀。",
        ("这一办法", policy),
        "使得",
        ("合规压力", pressure),
    )
    says("合规压力直接导致粒粒贷下架。", ("合规压力", pressure), "导致", ("粒粒贷下架", gone))
    says(
        "监管办法压缩了粒粒贷的空间。",
        ("监管办法", policy),
        "压缩",
        ("粒粒贷", product),
        polarity=Polarity.PREVENT,
    )
    says("微众银行主动将资源集中。", ("微众银行", bank), "主动", ("资源集中", focus))
    says("资源集中使得微粒贷壮大。", ("资源集中", focus), "使得", ("微粒贷", rival))
    says("微粒贷壮大又促使资源集中。", ("微粒贷壮大", rival), "促使", ("资源集中", focus))
    says(
        "资源集中可能是入口消失的原因。",
        ("资源集中", focus),
        "原因",
        ("入口消失", gone),
        modality=Modality.HEDGED,
    )
    says("逾期率攀升令用户数据恶化。", ("逾期率攀升", overdue), "令", ("用户数据恶化", users))
    says("获客成本走高令数据恶化。", ("获客成本走高", cost), "令", ("数据恶化", users))
    says("数据恶化导致下架。", ("数据恶化", users), "导致", ("下架", gone))
    says(
        "数据恶化并未导致下架。",
        ("数据恶化", users),
        "导致",
        ("下架", gone),
        modality=Modality.DENIED,
        denies=Polarity.PROMOTE,
        claimant="微众银行",
    )
    says("投诉激增引发舆情危机。", ("投诉激增", complaints), "引发", ("舆情危机", opinion))
    says("舆情危机推动下架。", ("舆情危机", opinion), "推动", ("下架", gone))
    says(
        "如果舆情缓和，产品才能恢复。",
        ("舆情缓和", opinion),
        "如果",
        ("产品", product),
        modality=Modality.CONDITIONAL,
        polarity=Polarity.PREVENT,
    )
    says("粒粒贷暴力催收令投诉激增。", ("粒粒贷", product), "令", ("投诉激增", complaints))
    story.measures("截至2020年Q4，逾期率为4.2%。", product, overdue, "4.2%", "2020-Q4")
    story.measures("获客成本增至38元。", product, cost, "38元", "2020")
    return story.snapshot()


ATTACKS = (
    "</script><script>window.__pwned=1</script>",
    "<img src=x onerror=window.__pwned=2>",
    '<a href="javascript:window.__pwned=3">href</a>',
    "javascript:window.__pwned=4",
    "__proto__",
    "constructor",
    "toString",
    "\u202e\u2066rotcurtsnoc\u2069",
    "${window.__pwned=5}",
    "{{7*7}}{% if 1 %}{{ policy }}",
    "]]><!--<svg onload=window.__pwned=6>",
    "\u2028\u2029'\"`\\",
    "\x00\x08lone \ud800 surrogate",
    "https://example.invalid/x.png",
)


def hostile() -> Snapshot:
    """Every text that comes from outside tries to get out of its place."""
    story = Story(title=ATTACKS[0] + ATTACKS[1], source="javascript:window.__pwned=7//</title>")
    names = [
        story.entity("x:" + text if index % 2 else text, "Metric", label=text, aliases=(text,))
        for index, text in enumerate(ATTACKS)
    ]
    for index, text in enumerate(ATTACKS):
        other = (index + 1) % len(ATTACKS)
        quote = f"{text} → {ATTACKS[other]}"
        story.says(quote, (text, names[index]), "→", (ATTACKS[other], names[other]), claimant=text)
        story.measures(f"{text} = {text}", names[index], names[other], text, text)
    return story.snapshot()


def grid(count: int) -> Snapshot:
    """A graph of `count` nodes and about 1.5 times as many links, without cycles."""
    story = Story(title="大图")
    kinds = ("Policy", "Pressure", "Metric", "Product", "Bank")
    names = [
        story.entity(f"factor:第{index}个相当长的因素名称", kinds[index % 5])
        for index in range(count)
    ]
    for index in range(1, count):
        for step in {1 + (index * 7) % 5, 1 + (index * 3) % 11} if index % 2 else {2}:
            if index - step >= 0:
                one, two = names[index - step], names[index]
                quote = f"因素{index - step}在这一时期明显导致了因素{index}的变化。"
                story.says(quote, (f"因素{index - step}", one), "导致", (f"因素{index}", two))
    return story.snapshot()


# ---- the browser -------------------------------------------------------------------------------


def chromium() -> str:
    """The browser to test in."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("KG_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail(
            "the page is tested in a real browser and none was found: install Debian's `chromium` "
            "package, or set KG_CHROMIUM to a Chromium or Chrome executable",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield started
        started.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Opens a page from a file and, at the end, checks that it was quiet: one request (itself),
    nothing on the console, no dialog, nothing executed that the graph smuggled in."""
    file = tmp_path / "page.html"
    context = browser.new_context(viewport={"width": 1440, "height": 860}, reduced_motion="reduce")
    context.set_default_timeout(5_000)
    page = context.new_page()
    requests: list[str] = []
    noises: list[str] = []
    page.on("request", lambda request: requests.append(request.url.partition("#")[0]))
    page.on("console", lambda message: noises.append(message.text))
    page.on("pageerror", lambda error: noises.append(str(error)))

    def dialog(shown: Any) -> None:
        noises.append("dialog: " + shown.message)
        shown.dismiss()

    page.on("dialog", dialog)
    page.add_init_script(
        "addEventListener('securitypolicyviolation',"
        " e => console.error('violation of ' + e.violatedDirective + ': ' + e.blockedURI))"
    )

    def open_page(snapshot: Snapshot, address: str = "", **options: Any) -> Page:
        options.setdefault("title", "粒粒贷下架：因果图谱")
        text = render(snapshot, **options)
        file.write_text(text, encoding="utf-8")
        page.goto(file.as_uri() + address)
        if "<script" in text:
            page.wait_for_selector("body[data-ready=true]", timeout=10_000)
        return page

    yield open_page
    assert page.evaluate("window.__pwned") is None
    assert noises == []
    assert requests == [file.as_uri()]
    context.close()


def data(page: Page, name: str = "content") -> Any:
    return json.loads(page.locator(f"#{name}").text_content() or "")


# ---- what a reader sees ------------------------------------------------------------------------


def test_all_nodes_are_there_and_readable(visit: Visit) -> None:
    snapshot = chinese()
    page = visit(snapshot)
    assert page.title() == "粒粒贷下架：因果图谱"
    assert page.locator("html").get_attribute("lang") == "zh"
    assert {node["name"] for node in data(page)["nodes"]} == set(snapshot.entities)
    assert page.locator("body").get_attribute("data-nodes") == "12"
    assert page.locator("body").get_attribute("data-links") == str(len(snapshot.links))
    page.wait_for_selector("body[data-view]")
    assert 14 * view(page)[2] >= 11
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def view(page: Page) -> tuple[float, float, float]:
    x, y, scale = (page.locator("body").get_attribute("data-view") or "").split()
    return float(x), float(y), float(scale)


def spot(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where on the screen a place of the graph is."""
    page.wait_for_selector("body[data-view]")
    centre_x, centre_y, scale = view(page)
    box = page.locator("#graph").bounding_box()
    assert box
    left, top = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return left + (x - centre_x) * scale, top + (y - centre_y) * scale


def test_opens_on_the_outcome(visit: Visit) -> None:
    page = visit(grid(60))
    content = data(page)
    focus = next(n for n in data(page, "graph-data")["nodes"] if n["id"] == f"n{content['focus']}")
    x, y = spot(page, focus["x"], focus["y"])
    box = page.locator("#graph").bounding_box()
    assert box
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]
    assert 14 * view(page)[2] >= 11


def test_a_node_can_be_clicked(visit: Visit) -> None:
    page = visit(chinese())
    content = data(page)
    index = next(i for i, n in enumerate(content["nodes"]) if n["label"] == "用户数据持续恶化")
    node = next(n for n in data(page, "graph-data")["nodes"] if n["id"] == f"n{index}")
    # Near the corner, so that the whole node is known to be sensitive and not its centre only.
    x, y = spot(page, node["x"] + node["w"] / 2 - 4, node["y"] - node["h"] / 2 + 4)
    page.mouse.click(x, y)
    panel = page.locator("#panel")
    assert panel.locator("h2").text_content() == "用户数据持续恶化"
    assert panel.locator("section").nth(0).locator("li").count() == 2
    assert panel.locator("section").nth(1).locator("li").count() == 1
    assert "article.txt" in (panel.text_content() or "")


def test_a_line_can_be_clicked(visit: Visit) -> None:
    page = visit(chinese())
    content = data(page)
    edge = next(e for e in data(page, "graph-data")["edges"] if len(e["route"]) >= 4)
    link = content["links"][int(edge["id"][1:])]
    x, y, other_x, other_y = edge["route"][:4]
    page.mouse.click(*spot(page, (x + other_x) / 2, (y + other_y) / 2))
    assert page.locator("#panel h2").text_content() == "证据"
    names = page.locator("#panel > button.node bdi").all_text_contents()
    assert names == [content["nodes"][link[end]]["label"] for end in ("cause", "effect")]


def test_observations_stand_in_a_table(visit: Visit) -> None:
    page = visit(chinese(), "#" + "product%3A%E7%B2%92%E7%B2%92%E8%B4%B7")
    rows = page.locator("#panel tbody tr:not(.proof)").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["M1+逾期率", "4.2%", "2020-Q4"],
        ["获客成本", "38元", "2020"],
    ]
    page.locator("#panel summary").first.click()
    assert page.locator("#panel .quote").first.inner_text() == "截至2020年Q4，逾期率为4.2%。"


def test_search_finds_labels_aliases_and_quotes(visit: Visit) -> None:
    page = visit(chinese())
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("微信粒粒贷")
    assert page.locator("#hits").text_content() == "1"
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").text_content() == "粒粒贷"
    page.fill("#search", "暴力催收")
    page.keyboard.press("Enter")
    assert page.locator("#panel .quote").text_content() == "粒粒贷暴力催收令投诉激增。"
    page.fill("#search", "ｍ1+")
    assert page.locator("#hits").text_content() == "1"
    page.fill("#search", "下架")
    hits = int(page.locator("#hits").text_content() or "0")
    seen = []
    for _ in range(hits + 1):
        page.keyboard.press("Enter")
        seen.append(page.locator("#panel").text_content())
    assert hits > 2
    assert seen[0] == seen[-1]
    assert len(set(seen)) == hits
    page.keyboard.press("Shift+Enter")
    assert page.locator("#panel").text_content() == seen[-2]
    page.fill("#search", "无此词")
    assert page.locator("#hits").text_content() == "没有匹配"
    assert page.locator("#status").text_content() == "没有匹配"


def test_every_quote_is_reached_by_keyboard(visit: Visit) -> None:
    snapshot = chinese()
    page = visit(snapshot)
    page.locator("#table").focus()
    page.keyboard.press("Enter")
    buttons = page.locator("#rows button.open")
    assert buttons.count() == len(snapshot.links)
    seen = set()
    for index in range(buttons.count()):
        buttons.nth(index).focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.tagName") == "H2"
        seen.update(page.locator("#panel .quote").all_text_contents())
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.className") == "open"
    assert seen == {e.quote for claim in snapshot.claims.values() for e in claim.evidence}


def test_a_link_shows_claims_for_and_against_with_marks(visit: Visit) -> None:
    snapshot = chinese()
    name = next(n for n, link in snapshot.links.items() if link.opposed_by)
    page = visit(snapshot, "#" + name)
    panel = page.locator("#panel")
    assert panel.locator(".quote").all_text_contents() == [
        "数据恶化导致下架。",
        "数据恶化并未导致下架。",
    ]
    against = panel.locator("section").nth(1)
    assert "反对的主张" in (against.text_content() or "")
    assert against.locator("mark.cause").text_content() == "数据恶化"
    assert against.locator("mark.effect").text_content() == "下架"
    assert against.locator("mark.cue").text_content() == "导致"
    claim = snapshot.claims[snapshot.links[name].opposed_by[0]]
    facts = against.inner_text()
    for wanted in ("微众银行", "否认", "zh.verb", "粒粒贷为何消失", "article.txt"):
        assert wanted in facts
    assert f"{claim.evidence[0].start}–{claim.evidence[0].end}" in facts
    context = against.locator("blockquote").text_content() or ""
    assert context == claim.evidence[0].prefix + claim.evidence[0].quote + claim.evidence[0].suffix


def test_marks_are_right_after_an_emoji(visit: Visit) -> None:
    page = visit(chinese())
    page.fill("#search", "😀")
    page.keyboard.press("Enter")
    assert page.locator("#panel blockquote mark.effect").text_content() == "合规压力"
    assert page.locator("#panel .quote").text_content() == "这一办法使得联合贷模式面临合规压力😀。"


def test_filters(visit: Visit) -> None:
    snapshot = chinese()
    page = visit(snapshot)
    body = page.locator("body")
    metrics = page.locator("button[data-kind=Metric]")
    assert metrics.inner_text().split() == ["指", "指标", "3"]
    metrics.click()
    assert metrics.get_attribute("aria-pressed") == "false"
    assert body.get_attribute("data-nodes") == "9"
    page.locator("#table").click()
    assert page.get_by_role("cell", name="投诉量").count() == 0
    metrics.click()
    assert body.get_attribute("data-nodes") == "12"
    threshold = 0.6
    page.locator("#belief").fill(str(threshold))
    kept = [link for link in snapshot.links.values() if link.belief >= threshold]
    assert 0 < len(kept) < len(snapshot.links)
    assert body.get_attribute("data-links") == str(len(kept))
    assert page.locator("#rows tbody tr").count() == len(kept)
    assert body.get_attribute("data-nodes") == str(
        len({end for link in kept for end in (link.cause, link.effect)})
    )


def test_upstream_and_downstream(visit: Visit) -> None:
    page = visit(chinese())
    assert page.locator("#upstream").is_disabled()
    page.fill("#search", "舆情危机")
    page.keyboard.press("Enter")
    page.locator("#upstream").click()
    status = page.locator("#status")
    # 投诉量 ← 粒粒贷 ← 办法; conditional links are no causal edges and are not followed.
    assert status.text_content() == "舆情危机 的上游：3 个节点"
    assert page.locator("#upstream").get_attribute("aria-pressed") == "true"
    page.locator("#downstream").click()
    assert status.text_content() == "舆情危机 的下游：1 个节点"
    page.keyboard.press("Escape")
    assert page.locator("#upstream").is_disabled()
    assert page.locator("#panel h2").text_content() == "详情"


def test_arrow_keys_walk_the_graph(visit: Visit) -> None:
    page = visit(chinese())
    page.locator(".vis-network").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#panel h2").text_content() == "粒粒贷从微信钱包入口消失"
    page.keyboard.press("ArrowLeft")
    cause = page.locator("#panel h2").text_content()
    page.keyboard.press("ArrowRight")
    assert page.locator("#panel h2").text_content() == "粒粒贷从微信钱包入口消失"
    assert cause in ("合规压力", "用户数据持续恶化", "舆情危机", "资源向核心产品集中")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"


def test_the_selection_is_in_the_address(visit: Visit) -> None:
    page = visit(chinese(), "#metric%3A%E6%8A%95%E8%AF%89%E9%87%8F")
    assert page.locator("#panel h2").text_content() == "投诉量"
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_screens(visit: Visit, scheme: str) -> None:
    page = visit(chinese())
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 800})
    view_box, panel = page.locator(".view").bounding_box(), page.locator("#panel").bounding_box()
    assert view_box
    assert panel
    assert panel["y"] >= view_box["y"] + view_box["height"] - 1
    assert view_box["height"] > 200
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")


def test_english_interface(visit: Visit) -> None:
    page = visit(chinese(), language="en-GB")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#table").inner_text() == "Table"
    assert not re.search("[\u4e00-\u9fff]", page.locator("header .actions").inner_text())


def test_hostile_texts_stay_texts(visit: Visit) -> None:
    snapshot = hostile()
    page = visit(snapshot, title=ATTACKS[0] + ATTACKS[9] + "\u202e")
    assert page.locator("h1").inner_text() == ATTACKS[0] + ATTACKS[9]
    assert page.locator("body").get_attribute("data-nodes") == str(len(ATTACKS))
    page.locator("#table").click()
    buttons = page.locator("#rows button.open")
    assert buttons.count() == len(snapshot.links)
    for index in range(buttons.count()):
        buttons.nth(index).click()
    for index in range(len(ATTACKS)):
        page.locator("#rows button.node").nth(index).click()
        for summary in page.locator("#panel summary").all():
            summary.click()
    for text in ATTACKS[:7]:
        page.fill("#search", text)
        page.keyboard.press("Enter")
        assert page.locator("#panel h2").text_content() == text
    page.locator("#table").click()
    for node in data(page, "graph-data")["nodes"]:
        page.mouse.move(*spot(page, node["x"], node["y"]))
    page.wait_for_timeout(500)
    assert page.locator("img, iframe, object, embed, link, a, svg[onload]").count() == 0
    quotes = {claim.evidence[0].quote for claim in snapshot.claims.values()}
    assert len(quotes) == len(ATTACKS)


def test_an_address_from_outside_is_harmless(visit: Visit) -> None:
    page = visit(chinese(), "#%E0%A4%A")
    assert page.locator("#panel h2").text_content() == "详情"


@pytest.mark.parametrize(
    ("snapshot", "belief", "message"),
    [
        (Snapshot(), 0.0, "这个图谱里没有因果关系。"),
        (chinese(), 0.99, "没有置信度达到 0.99 的因果关系。"),
    ],
)
def test_nothing_to_show(visit: Visit, snapshot: Snapshot, belief: float, message: str) -> None:
    text = render(snapshot, title="空", min_belief=belief)
    assert "<script" not in text
    page = visit(snapshot, min_belief=belief, title="空")
    assert page.locator("main").inner_text() == message


# ---- the file ------------------------------------------------------------------------------------


def test_policy_admits_exactly_our_scripts() -> None:
    text = render(chinese(), title="t")
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert len(scripts) == 2
    assert policy[1].replace("&#39;", "'").count("'sha256-") == 2 + len(re.findall("<style>", text))
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    assert text.startswith("<!doctype html>")
    assert "sourceMappingURL" not in text


def test_sixty_nodes_fit_in_600_kilobytes() -> None:
    assert len(render(grid(60), title="t").encode()) <= 600_000


def test_min_belief_leaves_links_out() -> None:
    snapshot = chinese()
    kept = sum(link.belief >= 0.6 for link in snapshot.links.values())
    text = render(snapshot, title="t", min_belief=0.6)
    content = re.search(r'<script type="application/json" id="content">(.*?)</script>', text)
    assert content
    assert len(json.loads(content[1])["links"]) == kept


def test_unknown_language() -> None:
    with pytest.raises(UsageError, match="choose one of: zh, en"):
        render(Snapshot(), title="t", language="eo")


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_equal_graphs_give_equal_bytes(locale: str) -> None:
    program = (
        "import hashlib, test_page as t; from kg.page import render;"
        "pages = [render(s, title='t') for s in (t.chinese(), t.hostile(), t.grid(40))];"
        "print(hashlib.sha256(''.join(pages).encode()).hexdigest())"
    )
    here = Path(__file__).parent
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)]),
                "PYTHONUTF8": "0",
                "LC_ALL": locale,
            },
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    pages = [render(s, title="t") for s in (chinese(), hostile(), grid(40))]
    assert outputs == {hashlib.sha256("".join(pages).encode()).hexdigest().encode() + b"\n"}


def test_importing_the_page_is_light() -> None:
    program = (
        "import sys, kg.page; print(sorted({'pyvis', 'networkx', 'jinja2'} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        check=True,
    )
    assert found.stdout.strip() == b"[]"


def test_drawing_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    render(chinese(), title="t")
    assert capsys.readouterr() == ("", "")


# ---- layout --------------------------------------------------------------------------------------


def graphs() -> Iterator[tuple[list[str], list[tuple[str, str]], bool]]:
    """(nodes, edges, has a cycle)"""
    names = [f"n{index}" for index in range(40)]
    dag = [
        (names[a], names[b])
        for a, b in itertools.combinations(range(40), 2)
        if (a * 31 + b * 17) % 23 == 0
    ]
    yield names, dag, False
    yield names, [*dag, dag[0][::-1], dag[9][::-1]], True
    yield names[:3], [("n0", "n1"), ("n1", "n0"), ("n1", "n1"), ("n0", "n1"), ("n1", "n2")], True
    yield names[:1], [("n0", "n0")], False
    yield names, [], False
    yield names, [("n0", name) for name in names[1:]], False


@pytest.mark.parametrize("case", range(6))
def test_layout(case: int) -> None:
    from kg.page.layout import layered

    names, edges, cyclic = list(graphs())[case]
    sizes = {name: (60 + 10 * (i % 9), 34 + 18 * (i % 3)) for i, name in enumerate(names)}
    found = layered(sizes, edges)
    assert found == layered(sizes, edges)
    assert list(found.positions) == names

    def box(name: str) -> tuple[float, float, float, float]:
        at, (w, h) = found.positions[name], sizes[name]
        return at.x - w / 2, at.y - h / 2, at.x + w / 2, at.y + h / 2

    for one, two in itertools.combinations(names, 2):
        a, b = box(one), box(two)
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, two)
    backward = {
        index
        for index, (cause, effect) in enumerate(edges)
        if cause != effect and found.positions[cause].x >= found.positions[effect].x
    }
    assert backward == found.backward
    assert bool(backward) == cyclic
    # No line runs through a node: within the columns of nodes, lines are straight.
    for index, (cause, effect) in enumerate(edges):
        for start, end in itertools.pairwise(found.routes[index]):
            for name in names:
                left, top, right, bottom = box(name)
                if name not in (cause, effect) and start.y == end.y:
                    low, high = sorted((start.x, end.x))
                    assert high <= left or low >= right or not top < start.y < bottom
