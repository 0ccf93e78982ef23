"""Draws the pictures of docs/gallery from the sample corpus; run it with ``./dev gallery``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import kg
from kg.ontology import locate
from kg.page.picture import browser

FOLDER = Path(__file__).parent / "gallery"

# Name, width, height, theme, language, address.
PICTURES = (
    ("story", 1440, 860, "light", "zh", "#node=factor:粒粒贷下架&light=up"),
    ("evidence", 1440, 860, "light", "en", "#link=%2B|factor:合规压力|factor:粒粒贷下架"),
    ("whatif", 1440, 860, "dark", "zh", "#node=factor:合规压力&without=factor:合规压力"),
    ("table", 1440, 860, "light", "zh", "#view=table&node=product:粒粒贷"),
    ("phone", 390, 844, "light", "zh", "#node=factor:粒粒贷下架&light=up"),
)


def main() -> None:
    """Build, draw, photograph."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        kg.build([locate("data")], Path(folder) / "graph")
        graph = kg.open(Path(folder) / "graph")
        started = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        for name, width, height, theme, language, address in PICTURES:
            title = {"zh": "粒粒贷下架：因果图谱", "en": "Why 粒粒贷 was withdrawn"}[language]
            file = Path(folder) / f"{name}.html"
            file.write_text(graph.page(title=title, language=language), encoding="utf-8")
            context = started.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion="reduce",
                device_scale_factor=1 if width > 600 else 1.5,
            )
            page = context.new_page()
            page.goto(file.as_uri() + address)
            page.wait_for_selector("body[data-ready=true]")
            page.wait_for_timeout(300)
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        started.close()


if __name__ == "__main__":
    main()
