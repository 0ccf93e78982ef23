"""The HTML page used in a real browser: by mouse, by touch, by keyboard, large and small."""

from __future__ import annotations

import base64
import itertools
import json
import os
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import stories
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tales import ATTACKS, Story, chinese, grid, hostile

from kg.assemble import explain
from kg.model import CausalLink, Modality, Polarity, Snapshot
from kg.page import render
from kg.store import open_graph

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
OUTCOME = "粒粒贷从微信钱包入口消失"


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
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    requests: list[str] = []
    noises: list[str] = []

    def dialog(shown: Any) -> None:
        noises.append("dialog: " + shown.message)
        shown.dismiss()

    def open_page(
        snapshot: Snapshot,
        address: str = "",
        *,
        size: tuple[int, int] = (1440, 860),
        scheme: str = "light",
        touch: bool = False,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
            color_scheme="dark" if scheme == "dark" else "light",
            has_touch=touch,
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        pages.append(page)
        page.on("request", lambda request: requests.append(request.url.partition("#")[0]))
        page.on("console", lambda message: noises.append(message.text))
        page.on("pageerror", lambda error: noises.append(str(error)))
        page.on("dialog", dialog)
        page.add_init_script(
            "addEventListener('securitypolicyviolation',"
            " e => console.error('violation of ' + e.violatedDirective + ': ' + e.blockedURI))"
        )
        options.setdefault("title", "粒粒贷下架：因果图谱")
        text = render(snapshot, **options)
        file.write_text(text, encoding="utf-8")
        page.goto(file.as_uri() + address)
        if "<script" in text:
            page.wait_for_selector("body[data-ready=true]", timeout=20_000)
        return page

    yield open_page
    for page in pages:
        assert page.evaluate("window.__pwned") is None
    assert noises == []
    # Saving makes blobs of the page's own; nothing else is ever asked for.
    assert {r for r in requests if not r.startswith("blob:")} == {file.as_uri()}
    for context in contexts:
        context.close()


def story(page: Page, name: str = "story") -> Any:
    """What the file carries."""
    element = page.locator(f"#{name}")
    text = element.text_content() or ""
    if element.get_attribute("type") == "application/json":
        return json.loads(text)
    return json.loads(zlib.decompress(base64.b64decode(text), -15))


def view(page: Page) -> tuple[float, float, float]:
    page.wait_for_selector("body[data-view]")
    # What was asked for is drawn with the next frame.
    page.evaluate("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")
    x, y, scale = (page.locator("body").get_attribute("data-view") or "").split()
    return float(x), float(y), float(scale)


def spot(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where on the screen a place of the graph is."""
    centre_x, centre_y, scale = view(page)
    box = page.locator("#graph").bounding_box()
    assert box
    left, top = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return left + (x - centre_x) * scale, top + (y - centre_y) * scale


def node(page: Page, label: str) -> dict[str, float]:
    """Where a node stands, and how large it is."""
    told = story(page)
    index = told["nodes"]["label"].index(label)
    return {key: told["boxes"][key][index] for key in "xywh"}


def click_node(page: Page, label: str) -> None:
    at = node(page, label)
    page.mouse.click(*spot(page, at["x"], at["y"]))


def title(page: Page) -> str | None:
    return page.locator("#panel h2").text_content()


def status(page: Page) -> str | None:
    return page.locator("#status").text_content()


def until(page: Page, expression: str, argument: Any = None) -> None:
    """Wait until something holds; Playwright's own way runs into the page's policy."""
    for _ in range(200):
        if page.evaluate(expression, argument):
            return
        page.wait_for_timeout(25)
    raise AssertionError(expression)


def shown(page: Page) -> tuple[int, int]:
    """How many nodes and links are shown."""
    body = page.locator("body")
    return int(body.get_attribute("data-nodes") or 0), int(body.get_attribute("data-links") or 0)


# ---- what a reader sees ------------------------------------------------------------------------


def test_all_nodes_are_there_and_readable(visit: Visit) -> None:
    snapshot = chinese()
    page = visit(snapshot)
    assert page.title() == "粒粒贷下架：因果图谱"
    assert page.locator("html").get_attribute("lang") == "zh"
    told = story(page)["nodes"]
    names = [
        name + label if name.endswith(":") else name
        for name, label in zip(told["name"], told["label"], strict=True)
    ]
    assert set(names) == set(snapshot.entities)
    assert shown(page) == (12, len(snapshot.links))
    assert 14 * view(page)[2] >= 11


@pytest.mark.parametrize("size", [(390, 844), (1440, 860), (2560, 1300)])
@pytest.mark.parametrize("count", [60, 300, 400])
def test_the_first_view_is_on_the_outcome_and_legible(
    visit: Visit, size: tuple[int, int], count: int
) -> None:
    page = visit(grid(count), size=size)
    told = story(page)
    at = {key: told["boxes"][key][told["focus"]] for key in "xy"}
    x, y = spot(page, at["x"], at["y"])
    box = page.locator("#graph").bounding_box()
    assert box
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]
    assert 14 * view(page)[2] >= 11
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_a_node_can_be_clicked(visit: Visit) -> None:
    page = visit(chinese())
    at = node(page, "用户数据持续恶化")
    # Near the corner, so that the whole node is known to be sensitive and not its centre only.
    page.mouse.click(*spot(page, at["x"] + at["w"] / 2 - 4, at["y"] - at["h"] / 2 + 4))
    panel = page.locator("#panel")
    assert title(page) == "用户数据持续恶化"
    assert panel.locator("section").nth(0).locator("li").count() == 2
    assert panel.locator("section").nth(1).locator("li").count() == 1
    assert "article.txt" in (panel.text_content() or "")


def test_a_line_can_be_clicked(visit: Visit) -> None:
    page = visit(chinese())
    told = story(page)
    route = next(r for r in told["edges"]["route"] if len(r) >= 4)
    link = told["edges"]["route"].index(route)
    page.mouse.click(*spot(page, (route[0] + route[2]) / 2, (route[1] + route[3]) / 2))
    assert title(page) == "证据"
    names = page.locator("#panel > button.node bdi").all_text_contents()
    ends = (told["edges"]["cause"][link], told["edges"]["effect"][link])
    assert names == [told["nodes"]["label"][end] for end in ends]


def test_a_finger_does_what_a_mouse_does(visit: Visit) -> None:
    page = visit(chinese(), size=(390, 844), touch=True)
    at = node(page, OUTCOME)
    page.touchscreen.tap(*spot(page, at["x"], at["y"]))
    assert title(page) == OUTCOME
    page.locator("#upstream").tap()
    assert "上游" in (status(page) or "")
    page.locator("#panel .links button").first.tap()
    assert page.locator("#panel .quote").count() >= 1
    small = page.evaluate(
        "[...document.querySelectorAll('button, summary')].filter(e => e.offsetParent)"
        ".filter(e => e.getBoundingClientRect().height < 24).map(e => e.id || e.textContent)"
    )
    assert small == []


def test_the_pointer_shows_what_can_be_clicked(visit: Visit) -> None:
    page = visit(chinese())
    at = node(page, OUTCOME)
    page.mouse.move(*spot(page, at["x"], at["y"]))
    assert page.locator("#graph.pointing").count() == 1
    page.mouse.move(*spot(page, at["x"], at["y"] + 300))
    assert page.locator("#graph.pointing").count() == 0


def test_dragging_and_zooming_move_the_view(visit: Visit) -> None:
    page = visit(grid(60))
    before = view(page)
    x, y = spot(page, *before[:2])
    page.mouse.move(x, y + 200)
    page.mouse.down()
    page.mouse.move(x + 120, y + 200, steps=4)
    page.mouse.up()
    assert view(page)[0] < before[0] - 80
    page.locator("#zoom-in").click()
    assert view(page)[2] > before[2]
    page.locator("#fit").click()
    assert view(page)[2] < before[2]
    box = page.locator("#map").bounding_box()
    assert box
    moved = view(page)
    page.mouse.click(box["x"] + 30, box["y"] + 40)
    assert view(page)[:2] != moved[:2]


# ---- evidence ----------------------------------------------------------------------------------


def test_observations_stand_in_a_table_with_their_course(visit: Visit) -> None:
    page = visit(chinese(), "#product%3A%E7%B2%92%E7%B2%92%E8%B4%B7")
    rows = page.locator("#panel tbody tr:not(.proof):not(.series)").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["M1+逾期率", "4.2%", "2020-Q4"],
        ["获客成本", "12元", "2018"],
        ["获客成本", "38元", "2020"],
    ]
    spark = page.locator("#panel .spark")
    assert spark.get_attribute("aria-label") == "2018 12元, 2020 38元"
    points = [
        p.split(",") for p in (spark.locator("polyline").get_attribute("points") or "").split()
    ]
    assert int(points[0][1]) > int(points[1][1])  # a rise goes up
    page.locator("#panel summary").first.click()
    assert page.locator("#panel .quote").first.inner_text() == "截至2020年Q4，逾期率为4.2%。"


def test_a_link_shows_claims_for_and_against_with_marks(visit: Visit) -> None:
    snapshot = chinese()
    link = next(link for link in snapshot.links.values() if link.opposed_by)
    page = visit(snapshot, f"#link=%2B%7C{link.cause}%7C{link.effect}")
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
    claim = snapshot.claims[link.opposed_by[0]]
    facts = against.inner_text()
    for wanted in ("微众银行", "否认", "zh.verb", "粒粒贷为何消失", "article.txt"):
        assert wanted in facts
    assert f"{claim.evidence[0].start}–{claim.evidence[0].end}" in facts
    context = (against.locator("blockquote").text_content() or "").strip("…")
    assert context == claim.evidence[0].prefix + claim.evidence[0].quote + claim.evidence[0].suffix


def test_a_belief_can_be_redone_by_hand(visit: Visit) -> None:
    page = visit(stories.story(40), "")
    page.locator("#table").click()
    page.locator("#rows button.open").first.click()
    page.locator("#panel .derivation summary").click()
    steps = page.locator("#panel .derivation code").all_text_contents()
    for step in steps:
        sum_, _, result = step.strip().rpartition(" = ")
        python = sum_.replace("−", "-").replace("×", "*")
        assert eval(python, {"min": min}) == pytest.approx(float(result), abs=1e-4)
    percent = round(100 * float(steps[-1].rpartition(" = ")[2]))
    assert f"置信度 {percent}%" in page.locator("#panel .relation").inner_text()


def test_marks_are_right_after_an_emoji(visit: Visit) -> None:
    page = visit(chinese())
    page.fill("#search", "😀")
    page.keyboard.press("Enter")
    assert page.locator("#panel blockquote mark.effect").text_content() == "合规压力"
    assert page.locator("#panel .quote").text_content() == "这一办法使得联合贷模式面临合规压力😀。"


# ---- finding and filtering -----------------------------------------------------------------------


def test_search_finds_labels_aliases_and_quotes(visit: Visit) -> None:
    page = visit(chinese())
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("微信粒粒贷")
    assert page.locator("#hits").text_content() == "1"
    page.keyboard.press("Enter")
    assert title(page) == "粒粒贷"
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
    assert status(page) == "没有匹配"


def test_filters_by_kind_and_belief(visit: Visit) -> None:
    snapshot = chinese()
    page = visit(snapshot)
    metrics = page.locator("button[data-kind=Metric]")
    assert metrics.inner_text().split() == ["指", "指标", "3"]
    metrics.click()
    assert metrics.get_attribute("aria-pressed") == "false"
    assert shown(page)[0] == 9
    page.locator("#table").click()
    assert page.get_by_role("cell", name="投诉量").count() == 0
    metrics.click()
    assert shown(page)[0] == 12
    threshold = 0.6
    page.locator("#belief").fill(str(threshold))
    kept = [link for link in snapshot.links.values() if link.belief >= threshold]
    assert 0 < len(kept) < len(snapshot.links)
    assert shown(page) == (len({e for k in kept for e in (k.cause, k.effect)}), len(kept))
    assert page.locator("#rows tbody tr").count() == len(kept)


def test_the_time_slider_hides_what_came_later(visit: Visit) -> None:
    page = visit(chinese())
    # The policy is of July 2020, overdue loans were measured in its last quarter, costs from 2018.
    slider = page.locator("#until")
    assert slider.get_attribute("max") == "3"
    assert page.locator("#until-value").text_content() == "全部"
    slider.fill("0")
    assert page.locator("#until-value").text_content() == "2018"
    assert shown(page)[0] == 10
    slider.fill("1")
    assert page.locator("#until-value").text_content() == "2020-07"
    assert shown(page)[0] == 11
    page.fill("#search", "获客成本")
    page.keyboard.press("Enter")
    values = page.locator("#panel tbody tr:not(.proof):not(.series)")
    assert values.count() == 2
    slider.fill("0")
    assert values.count() == 1
    slider.fill("3")
    assert shown(page)[0] == 12


def test_sources_can_be_muted(visit: Visit) -> None:
    snapshot = stories.story(60)
    page = visit(snapshot)
    page.locator("#source-menu summary").click()
    page.locator("#sources-none").click()
    assert shown(page) == (0, 0)
    first = page.locator("#sources input").first
    first.check()
    heard = page.locator("#sources bdi").first.text_content()
    document = next(d.id for d in snapshot.documents.values() if d.title == heard)
    own = {c.id for c in snapshot.claims.values() if c.document == document}
    assert shown(page)[1] == sum(bool(own & {*k.supported_by}) for k in snapshot.links.values())
    page.locator("#sources-all").click()
    assert shown(page)[1] == len(snapshot.links)
    page.keyboard.press("Escape")
    assert not page.locator("#source-menu").evaluate("menu => menu.open")


def test_what_is_left_of_a_link_is_what_the_chosen_sources_say(visit: Visit) -> None:
    snapshot = stories.story(60)
    page = visit(snapshot)
    page.locator("#source-menu summary").click()
    page.locator("#sources-none").click()
    chosen = set()
    for index in (0, 2):
        page.locator("#sources input").nth(index).check()
        heard = page.locator("#sources bdi").nth(index).text_content()
        chosen.add(next(d.id for d in snapshot.documents.values() if d.title == heard))
    page.keyboard.press("Escape")
    page.locator("#table").click()
    told = {}
    for row in page.locator("#rows tbody tr").all():
        cells = row.locator("td").all_inner_texts()
        name = row.locator("button.open").get_attribute("aria-label")
        told[name] = tuple(cells[3:6])
    assert told
    expected = []
    for link in snapshot.links.values():
        sides = [
            [c for n in names if (c := snapshot.claims[n]).document in chosen]
            for names in (link.supported_by, link.opposed_by)
        ]
        if any(sides):
            belief = explain(*sides).belief
            shown_as = f"{min(0.99, belief):.0%}" if belief else "—"
            expected.append((shown_as, *(str(len(side)) for side in sides)))
    assert sorted(told.values()) == sorted(expected)


def test_what_is_not_drawn_is_told(visit: Visit) -> None:
    snapshot = stories.story(12)
    drawn = {end for link in snapshot.links.values() for end in (link.cause, link.effect)}
    beyond = len(snapshot.entities.keys() - drawn)
    text = visit(snapshot).locator("#panel").inner_text()
    assert (f"另有 {beyond} 个实体" in text) == bool(beyond)
    lone = replace(snapshot, links=dict(list(snapshot.links.items())[:1]))
    assert f"另有 {len(snapshot.entities) - 2} 个实体" in visit(lone).locator("#panel").inner_text()


# ---- causal questions ----------------------------------------------------------------------------


def test_upstream_and_downstream(visit: Visit) -> None:
    page = visit(chinese())
    assert page.locator("#upstream").is_disabled()
    page.fill("#search", "舆情危机")
    page.keyboard.press("Enter")
    page.locator("#upstream").click()
    # 投诉量 ← 粒粒贷 ← 办法; conditional links are no causal edges and are not followed.
    assert status(page) == "舆情危机 的上游：3 个节点"
    assert page.locator("#upstream").get_attribute("aria-pressed") == "true"
    page.locator("#downstream").click()
    assert status(page) == "舆情危机 的下游：1 个节点"
    page.keyboard.press("Escape")
    assert page.locator("#upstream").is_disabled()
    assert title(page) == "详情"


def test_the_path_between_two_nodes(visit: Visit) -> None:
    page = visit(chinese())
    click_node(page, OUTCOME)
    page.locator("#path").click()
    assert "再选" in (status(page) or "")
    click_node(page, "投诉量")
    section = page.locator("#panel section").first
    steps = section.locator("ol li").all_inner_texts()
    assert [s.split("\n")[0] for s in steps] != []
    names = [re.sub(r"\s+|促进", "", s) for s in steps]
    assert names[0].startswith("＋投诉量→舆情危机")
    assert names[1].startswith(f"＋舆情危机→{OUTCOME}")
    section.locator("li button").first.click()
    assert page.locator("#panel .quote").text_content() == "投诉激增引发舆情危机。"
    # There is none between two causes that nothing joins.
    click_node(page, "微众银行")
    page.locator("#path").click()
    click_node(page, "合规压力")
    assert "没有因果路径" in page.locator("#panel").inner_text()


def test_what_if_a_cause_were_absent(visit: Visit) -> None:
    page = visit(chinese())
    click_node(page, "投诉量")
    page.locator("#without").click()
    section = page.locator("#panel .whatif")
    text = section.inner_text()
    assert text.index("据这些来源") < text.index("失去全部支撑（1）") < text.index("舆情危机")
    assert text.index("舆情危机") < text.index("仍有别的支撑（1）") < text.index(OUTCOME)
    assert status(page) == "1 个结果失去全部支撑，1 个仍有支撑"
    # A second cause joins the first.
    click_node(page, "合规压力")
    page.locator("#without").click()
    assert "投诉量、合规压力" in section.inner_text() or "合规压力、投诉量" in section.inner_text()
    page.locator("#without").click()
    assert "投诉量”" in section.inner_text()
    click_node(page, "投诉量")
    page.locator("#without").click()
    assert section.count() == 0


def test_loops_are_named(visit: Visit) -> None:
    page = visit(chinese())
    told = story(page)
    labels = told["nodes"]["label"]
    assert [
        ({labels[n] for n in loop["nodes"]}, loop["reinforcing"]) for loop in told["loops"]
    ] == [({"微粒贷", "资源向核心产品集中"}, True)]
    row = page.locator("#panel section", has_text="回路").locator("li")
    assert row.locator(".loop").text_content() == "R"
    row.locator("button").click()
    assert title(page) in ("微粒贷", "资源向核心产品集中")


# ---- keyboard, screen readers --------------------------------------------------------------------


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
        assert title(page) == "证据"
        seen.update(page.locator("#panel .quote").all_text_contents())
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.className") == "open"
    assert seen == {e.quote for claim in snapshot.claims.values() for e in claim.evidence}


def test_tab_alone_reaches_every_control_once(visit: Visit) -> None:
    page = visit(chinese(), "#" + "node=product%3A%E7%B2%92%E7%B2%92%E8%B4%B7")
    reached: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "document.activeElement.id || document.activeElement.dataset.kind ||"
            " document.activeElement.className || document.activeElement.tagName"
        )
        if name == "BODY":
            break
        reached.append(name)
    for wanted in [
        "search",
        "upstream",
        "downstream",
        "path",
        "without",
        "table",
        "theme",
        "until",
        "belief",
        "vis-network",
        "zoom-in",
        "zoom-out",
        "fit",
        "panel",
        "Policy",
        "Metric",
    ]:
        assert wanted in reached, (wanted, reached)
    assert reached.index("search") < reached.index("vis-network") < reached.index("panel")


def test_arrow_keys_walk_the_graph(visit: Visit) -> None:
    page = visit(chinese())
    page.locator(".vis-network").focus()
    page.keyboard.press("ArrowRight")
    assert title(page) == OUTCOME
    page.keyboard.press("ArrowLeft")
    cause = title(page)
    page.keyboard.press("ArrowRight")
    assert title(page) == OUTCOME
    assert cause in ("合规压力", "用户数据持续恶化", "舆情危机", "资源向核心产品集中")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "H2"


def test_arrow_keys_leave_a_piece_at_its_end(visit: Visit) -> None:
    snapshot = stories.story(40)
    apart: dict[str, CausalLink] = {}
    for name, link in snapshot.links.items():  # pieces of one link each
        ends = {end for other in apart.values() for end in (other.cause, other.effect)}
        if not {link.cause, link.effect} & ends:
            apart[name] = link
    page = visit(replace(snapshot, links=apart))
    page.locator(".vis-network").focus()
    page.keyboard.press("ArrowRight")
    reached = {title(page)}
    rows = (["ArrowRight"] * len(apart), ["ArrowLeft"] * 2 * len(apart))
    for key in [*rows[0], *rows[1], "ArrowDown", *rows[0], "ArrowDown", *rows[1]]:
        page.keyboard.press(key)
        reached.add(title(page))
    labels = {name: entity.label for name, entity in snapshot.entities.items()}
    pieces = [{labels[link.cause], labels[link.effect]} for link in apart.values()]
    assert sum(bool(piece & reached) for piece in pieces) > len(pieces) / 3


def test_a_path_by_keyboard_alone(visit: Visit) -> None:
    page = visit(chinese())
    page.keyboard.press("/")
    page.keyboard.type("投诉量")
    page.keyboard.press("Enter")
    page.locator("#path").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.type(OUTCOME)
    page.keyboard.press("Enter")
    assert page.locator("#panel ol li").count() == 2


@pytest.mark.parametrize(
    ("size", "scheme", "address"),
    [
        ((1440, 860), "light", ""),
        (
            (1440, 860),
            "dark",
            "#node=product%3A%E7%B2%92%E7%B2%92%E8%B4%B7&without=metric%3A%E6%8A%95%E8%AF%89%E9%87%8F",
        ),
        ((1440, 860), "light", "#view=table&q=%E4%B8%8B%E6%9E%B6"),
        ((390, 844), "light", "#node=product%3A%E7%B2%92%E7%B2%92%E8%B4%B7"),
        ((390, 844), "dark", "#view=table"),
    ],
)
def test_axe_finds_nothing(visit: Visit, size: tuple[int, int], scheme: str, address: str) -> None:
    if not AXE.exists():
        pytest.fail("axe-core is missing; run ./dev test, which installs it", pytrace=False)
    page = visit(chinese(), address, size=size, scheme=scheme)
    if size[0] < 600:
        page.locator("#filter").click()
    for summary in page.locator("#panel details").all():
        summary.evaluate("details => { details.open = true; }")
    page.evaluate(AXE.read_text(encoding="utf-8"))  # past the policy, as a person's own tools are
    found = page.evaluate("axe.run().then(r => r.violations)")
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


# ---- addresses, themes, languages ----------------------------------------------------------------


def test_a_view_comes_back_from_its_address(visit: Visit) -> None:
    page = visit(chinese())
    page.locator("button[data-kind=Policy]").click()
    page.locator("#belief").fill("0.3")
    page.fill("#search", "舆情")
    page.keyboard.press("Enter")
    page.locator("#upstream").click()
    page.locator("#theme").click()
    page.locator("#table").click()
    seen = (title(page), shown(page), page.locator("#rows tbody tr").count())
    address = page.evaluate("location.hash")
    page.goto("about:blank")
    again = visit(chinese(), address)
    assert (title(again), shown(again), again.locator("#rows tbody tr").count()) == seen
    assert again.locator("#search").input_value() == "舆情"
    assert again.locator("#upstream").get_attribute("aria-pressed") == "true"
    assert again.locator("html").get_attribute("data-theme") == "dark"
    assert again.locator("button[data-kind=Policy]").get_attribute("aria-pressed") == "false"
    assert again.locator("#belief-value").text_content() == "30%"


def test_a_label_is_an_address_too(visit: Visit) -> None:
    page = visit(chinese(), "#投诉量")
    assert title(page) == "投诉量"
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == ""
    page.evaluate("location.hash = '#微粒贷'")
    until(page, "document.querySelector('#panel h2').textContent === '微粒贷'")


def test_an_address_from_outside_is_harmless(visit: Visit) -> None:
    for address in (
        "#%E0%A4%A",
        "#node=__proto__&light=up&hide=constructor",
        "#belief=NaN&until=<b>",
    ):
        page = visit(chinese(), address)
        assert title(page) == "详情"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_screens(visit: Visit, scheme: str) -> None:
    page = visit(chinese(), size=(390, 800), scheme=scheme)
    view_box, panel = page.locator(".view").bounding_box(), page.locator("#panel").bounding_box()
    assert view_box
    assert panel
    assert panel["y"] >= view_box["y"] + view_box["height"] - 1
    assert view_box["height"] > 200
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert not page.locator("#filters").is_visible()
    page.locator("#filter").click()
    assert page.locator("#filters").is_visible()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    until(page, "before => getComputedStyle(document.body).backgroundColor !== before", background)


def test_the_toolbar_does_not_wrap(visit: Visit) -> None:
    for language in ("zh", "en"):
        page = visit(stories.story(60), language=language)
        tops = page.evaluate(
            "[...document.querySelectorAll('.actions > *, .filters > *')].filter(e => e.offsetParent)"
            ".map(e => { const b = e.getBoundingClientRect(); return [Math.round(b.top + b.height / 2), b.right]; })"
        )
        assert len({top for top, _ in tops}) == 2
        assert max(right for _, right in tops) <= 1440


def test_english_interface(visit: Visit) -> None:
    page = visit(chinese(), language="en-GB")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#table").inner_text() == "Table"
    for part in ("header .actions", "footer"):
        assert not re.search("[\u4e00-\u9fff]", page.locator(part).inner_text())


# ---- saving ----------------------------------------------------------------------------------------


def test_the_svg_holds_every_node(visit: Visit, tmp_path: Path) -> None:
    snapshot = chinese()
    page = visit(snapshot)
    page.locator("details.menu", has_text="导出").locator("summary").click()
    with page.expect_download() as download:
        page.locator("#save-svg").click()
    assert download.value.suggested_filename == "粒粒贷下架-因果图谱.svg"
    download.value.save_as(tmp_path / "saved.svg")
    root = ElementTree.parse(tmp_path / "saved.svg").getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    texts = "".join(t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}text"))
    for entity in snapshot.entities.values():
        assert entity.label in texts
    assert not [e for e in root.iter() if e.tag.endswith(("script", "image", "foreignObject"))]


def test_the_png_is_a_picture(visit: Visit, tmp_path: Path) -> None:
    page = visit(chinese())
    page.locator("details.menu", has_text="导出").locator("summary").click()
    with page.expect_download() as download:
        page.locator("#save-png").click()
    download.value.save_as(tmp_path / "saved.png")
    data = (tmp_path / "saved.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20]) > 1000
    assert len(data) > 20_000


def test_paper_shows_the_whole_graph_in_the_light(visit: Visit, tmp_path: Path) -> None:
    page = visit(chinese(), scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#paper svg").is_visible()
    assert not page.locator("main").is_visible()
    assert page.locator("#paper svg rect").first.get_attribute("fill") == "#ffffff"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#paper svg").count() == 0
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.pdf()[:5] == b"%PDF-"


def test_a_notebook_frame_works_and_is_kept_apart(browser: Browser, demo_graph: Path) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    noises: list[str] = []
    page.on("pageerror", lambda error: noises.append(str(error)))
    page.set_content("<p id=cell></p>" + open_graph(demo_graph)._repr_html_())
    frame = page.frame_locator("iframe")
    frame.locator("body[data-ready=true]").wait_for()
    frame.locator("#search").fill("合规压力")
    frame.locator("#search").press("Enter")
    assert frame.locator("#panel h2").text_content() == "合规压力"
    frame.locator("#upstream").click()
    assert frame.locator("#upstream").get_attribute("aria-pressed") == "true"
    inside = page.frames[1]
    assert (
        inside.evaluate("(() => { try { return parent.document.title } catch { return null } })()")
        is None
    )
    assert noises == []
    context.close()


# ---- hostile texts ---------------------------------------------------------------------------------


def test_hostile_texts_stay_texts(visit: Visit) -> None:
    snapshot = hostile()
    page = visit(snapshot, title=ATTACKS[0] + ATTACKS[9] + "\u202e")
    assert page.locator("h1").inner_text() == ATTACKS[0] + ATTACKS[9]
    assert shown(page)[0] == len(ATTACKS)
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
        assert title(page) == text
    page.fill("#search", "")
    page.locator("#table").click()
    told = story(page)["boxes"]
    for x, y in zip(told["x"], told["y"], strict=True):
        page.mouse.move(*spot(page, x, y))
    page.locator("details.menu", has_text="导出").locator("summary").click()
    with page.expect_download() as download:
        page.locator("#save-svg").click()
    drawn = ElementTree.parse(download.value.path()).getroot()
    assert not [e for e in drawn.iter() if e.tag.endswith(("script", "image", "foreignObject"))]
    page.wait_for_timeout(500)
    assert page.locator("img, iframe, object, embed, link, a, svg[onload]").count() == 0
    quotes = {claim.evidence[0].quote for claim in snapshot.claims.values()}
    assert len(quotes) == len(ATTACKS)


def test_hostile_texts_in_a_large_graph(visit: Visit) -> None:
    tale = Story()
    names = [tale.entity(f"x:{i}", "Metric", label=f"{ATTACKS[i % 20]}{i}") for i in range(2100)]
    for one, two in itertools.pairwise(names):
        text = tale.entities[one].label
        tale.says(f"{text} → {text}", (text, one), "→", (text, two))
    page = visit(tale.snapshot())
    assert shown(page) == (2100, 2099)
    page.keyboard.press("/")
    page.keyboard.type("onerror")
    until(page, "document.querySelector('#hits').textContent > 200")
    for _ in range(3):
        page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert page.locator("img").count() == 0


def test_nothing_to_show(visit: Visit) -> None:
    text = render(Snapshot(), title="空")
    assert "<script" not in text
    page = visit(Snapshot(), title="空")
    assert page.locator("main").inner_text() == "这个图谱里没有因果关系。"


# ---- what a tester found ---------------------------------------------------------------------------


def test_what_is_only_denied_is_no_cause(visit: Visit) -> None:
    tale = Story()
    rain, flood = tale.entity("factor:降雨", "Event"), tale.entity("factor:洪水", "Event")
    tale.says(
        "洪水并非降雨所致。", ("降雨", rain), "所致", ("洪水", flood),
        modality=Modality.DENIED, denies=Polarity.PROMOTE,
    )  # fmt: skip
    page = visit(tale.snapshot(), "#洪水")
    panel = page.locator("#panel")
    assert "原因（0）" in panel.inner_text()
    assert "被否认的因果（1）" in panel.inner_text()
    panel.locator("section", has_text="被否认").locator("button").click()
    assert "来源只是否认这条因果" in panel.inner_text()
    assert "条件或计划" not in panel.inner_text()
    assert panel.locator(".quote").text_content() == "洪水并非降雨所致。"


def test_text_keeps_its_size_when_the_window_changes(visit: Visit) -> None:
    page = visit(grid(60), size=(390, 844))
    scale = view(page)[2]
    page.locator("#filter").click()
    assert view(page)[2] == pytest.approx(scale)
    click_node(page, story(page)["nodes"]["label"][story(page)["focus"]])
    assert view(page)[2] == pytest.approx(scale)
    for size in ((844, 390), (390, 844), (1440, 860)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.wait_for_timeout(100)
        assert view(page)[2] == pytest.approx(scale)


def test_going_back_undoes_an_address(visit: Visit) -> None:
    page = visit(chinese())
    page.evaluate("location.hash = '#投诉量'")
    until(page, "document.querySelector('#panel h2').textContent === '投诉量'")
    page.evaluate("location.hash = ''")
    until(page, "document.querySelector('#panel h2').textContent === '详情'")


def test_escape_goes_back_one_step_at_a_time(visit: Visit) -> None:
    page = visit(chinese())
    page.locator(".vis-network").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")  # out of the panel
    assert title(page) == OUTCOME
    page.locator("#path").click()
    page.keyboard.press("Escape")  # out of the choice
    assert title(page) == OUTCOME
    assert page.locator("#path").get_attribute("aria-pressed") == "false"
    page.keyboard.press("Escape")
    assert title(page) == "详情"


def test_keys_of_the_browser_stay_its_own(visit: Visit) -> None:
    page = visit(chinese())
    page.locator(".vis-network").focus()
    before = view(page)
    for key in ("Alt+ArrowLeft", "Control+=", "Control+-"):
        page.locator(".vis-network").dispatch_event(
            "keydown",
            {"key": key.split("+")[1], "altKey": "Alt" in key, "ctrlKey": "Control" in key},
        )
    assert view(page) == before
    assert title(page) == "详情"


def test_one_menu_is_open_at_a_time_and_closes_when_done(visit: Visit) -> None:
    page = visit(stories.story(60))
    menus = page.locator("details.menu")
    for index in range(2):
        menus.nth(index).locator("summary").focus()
        page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('details.menu[open]').length === 1")
    menus.nth(0).locator("summary").click()
    with page.expect_download():
        page.locator("#save-svg").click()
    assert page.locator("details.menu[open]").count() == 0


def test_a_hidden_selection_is_explained(visit: Visit) -> None:
    page = visit(chinese(), "#投诉量")
    page.locator("button[data-kind=Metric]").click()
    assert "筛选隐藏了此节点" in page.locator("#panel").inner_text()
    page.locator("#belief").fill("1")
    assert page.locator("#nothing").is_visible()
    page.locator(".vis-network").focus()
    page.keyboard.press("ArrowRight")


def test_assuming_absence_is_said_of_the_node_it_is_assumed_of(visit: Visit) -> None:
    page = visit(chinese(), "#合规压力")
    page.locator("#without").click()
    click_node(page, "投诉量")
    assert page.locator("#without").get_attribute("aria-pressed") == "false"
    page.locator("#without").click()
    assert page.locator("#without").get_attribute("aria-pressed") == "true"
    page.locator("#without").click()
    assert "合规压力" in page.locator(".whatif").inner_text()


@pytest.mark.parametrize("width", [641, 700, 768, 920, 1100])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_middling_windows_cut_nothing_off(visit: Visit, width: int, language: str) -> None:
    page = visit(stories.story(60), "#view=table", size=(width, 800), language=language)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for name in ("#theme", "#status", "h1"):
        box = page.locator(name).bounding_box()
        assert box
        assert box["width"] > 30
        assert box["x"] + box["width"] <= width
    narrow = page.evaluate(
        "Math.min(...[...document.querySelectorAll('#rows button.node')].map(b => b.offsetWidth))"
    )
    assert narrow > 90


# ---- large graphs ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large() -> Snapshot:
    return stories.story(2_500)


def test_a_large_graph_opens_on_a_map_and_one_node(visit: Visit, large: Snapshot) -> None:
    page = visit(large)
    assert page.locator("#overview").is_visible()
    told = story(page)
    assert shown(page)[1] == len(large.links)
    assert 14 * view(page)[2] >= 11
    page.locator("#panel section", has_text="社区").locator("li button").first.click()
    hub = title(page)
    assert hub in told["nodes"]["label"]
    page.wait_for_selector("#panel .links")
    page.locator("#panel .links button").first.click()
    page.wait_for_selector("#panel .quote")
    page.keyboard.press("/")
    page.keyboard.type(told["nodes"]["label"][17])
    page.keyboard.press("Enter")
    assert title(page) == told["nodes"]["label"][17]
    x, y, scale = map(float, (page.locator("body").get_attribute("data-map") or "").split())
    assert scale > 0
    box = page.locator("#overview").bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    page.mouse.wheel(0, -600)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 320, steps=5)
    page.mouse.up()
    until(page, f"!document.body.dataset.map.startsWith('{x:g} {y:g}')")


def test_the_table_of_a_large_graph_grows_on_demand(visit: Visit, large: Snapshot) -> None:
    page = visit(large, "#view=table")
    rows = page.locator("#rows tbody tr")
    assert rows.count() == 300
    page.locator("#rows .more").click()
    assert rows.count() == 600
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 301


def test_a_large_graph_prints_its_drawing_alone(visit: Visit, large: Snapshot) -> None:
    page = visit(large)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#paper svg").is_visible()
    assert not page.locator("main").is_visible()


def test_the_table_takes_the_place_of_the_map(visit: Visit, large: Snapshot) -> None:
    for size in ((1440, 860), (2560, 1300)):
        page = visit(large, "#view=table", size=size)
        assert not page.locator("#overview").is_visible()
        box = page.locator("#rows").bounding_box()
        assert box
        assert box["width"] > 0.6 * size[0]


def test_the_map_can_be_seen_as_a_whole_again(visit: Visit, large: Snapshot) -> None:
    page = visit(large)
    page.wait_for_selector("body[data-map]")
    whole = page.locator("body").get_attribute("data-map")
    page.locator("#panel section", has_text="社区").locator("li button").first.click()
    until(page, f"document.body.dataset.map !== '{whole}'")
    page.locator("#map-fit").click()
    until(page, f"document.body.dataset.map === '{whole}'")


def test_a_path_in_a_large_graph_is_drawn(visit: Visit, large: Snapshot) -> None:
    page = visit(large)
    told = story(page)
    cause, effect = told["edges"]["cause"][0], told["edges"]["effect"][0]
    page.evaluate(
        "([a, b]) => { location.hash = new URLSearchParams({ node: a, to: b }) }",
        [told["nodes"]["name"][n] + told["nodes"]["label"][n] for n in (cause, effect)],
    )
    page.wait_for_selector("#panel ol li")
    assert 14 * view(page)[2] >= 11


def test_a_large_graph_on_a_phone(visit: Visit, large: Snapshot) -> None:
    page = visit(large, size=(390, 844), touch=True)
    assert not page.locator("#overview").is_visible()
    page.locator("#map-toggle").tap()
    assert page.locator("#overview").is_visible()
    page.wait_for_selector("body[data-map]")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
