"""An `oxigraph serve` of the test's own: its folder, its port, on loopback; ended with the test."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from virtuoso import free_port


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Start a server with its files in ``folder``; its address."""
    port = free_port()
    program = Path(sys.executable).with_name("oxigraph")
    process = subprocess.Popen(
        [program, "serve", "-l", folder, "-b", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(240):
            assert process.poll() is None, "oxigraph ended"
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.25)
        else:
            raise AssertionError("oxigraph did not start within a minute")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
