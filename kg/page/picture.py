"""The page as a picture: SVG or PNG, drawn by the page itself in a Chromium that is installed.

The browser is asked without a window; nothing but the page is opened, and the page loads nothing.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from kg.errors import ToolError

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--virtual-time-budget=20000",
)
_SECONDS = 120
_SCALE = 2  # pixels of a PNG per unit of the drawing
_SIDE = 16000  # pixels; larger bitmaps come out empty


def picture(page: str, form: str) -> bytes:
    """What a page shows in full, as ``svg`` or ``png``.

    Args:
        page: The page's text, as `kg.page.render` gives it.
        form: ``svg`` or ``png``.

    Raises:
        ToolError: There is no Chromium, or it failed.
    """
    with tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        found = re.search(
            r'<pre id="exported">(.*?)</pre>',
            _run(folder, f"{file.as_uri()}#export=svg", ["--dump-dom"]).decode("utf-8"),
            re.DOTALL,
        )
        if not found:
            raise ToolError("the browser drew nothing; is it a recent Chromium or Chrome?")
        svg = html.unescape(found[1])
        if form == "svg":
            return svg.encode("utf-8")
        size = re.search(r'<svg[^>]* width="(\d+)" height="(\d+)"', svg)
        assert size
        width, height = int(size[1]), int(size[2])
        scale = min(_SCALE, _SIDE / max(width, height))
        shot = Path(folder) / "page.png"
        flags = [
            f"--screenshot={shot}",
            f"--window-size={width},{height}",
            f"--force-device-scale-factor={scale:.3f}",
        ]
        _run(folder, f"{file.as_uri()}#export=png", flags)
        if not shot.is_file():
            raise ToolError("the browser made no picture; is it a recent Chromium or Chrome?")
        return shot.read_bytes()


def browser() -> str:
    """The Chromium to use: that of the variable KG_CHROMIUM, else one on the PATH; raises `ToolError`."""
    chosen = os.environ.get("KG_CHROMIUM")
    if chosen:
        return chosen
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    raise ToolError(
        "pictures are drawn by Chromium and none was found: install it "
        "(Debian: apt install chromium), or name one by the variable KG_CHROMIUM"
    )


def _run(folder: str, address: str, flags: Iterable[str]) -> bytes:
    # Chromium has no sandbox for root; the page's policy admits no script but ours.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    program = browser()
    command = [
        program,
        *_FLAGS,
        f"--user-data-dir={folder}/profile",
        *(["--no-sandbox"] if root else []),
        *flags,
        address,
    ]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except OSError as error:
        raise ToolError(f"{program}: {error.strerror or error}") from error
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"{program}: gave no picture within {_SECONDS} seconds") from error
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise ToolError(f"{program}: failed with code {done.returncode}; {''.join(last)}")
    return done.stdout
