"""A Virtuoso of the test's own: its folder, its ports, on loopback; ended with the test."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import pytest

_INI = """
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
"""


@dataclass
class Virtuoso:
    """A running server."""

    folder: Path
    sql: int
    http: int

    def load(self, file: Path, graph: str) -> None:
        """Load Turtle into a named graph."""
        place = self.folder / "load.ttl"
        place.write_bytes(file.read_bytes())
        call = f"DB.DBA.TTLP(file_to_string_output('{place}'), '', '{graph}', 0);"
        done = subprocess.run(
            ["isql-vt", f"127.0.0.1:{self.sql}", "dba", "dba", f"exec={call}"],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert "Error" not in done.stdout + done.stderr, done.stdout + done.stderr

    def query(self, sparql: str, accept: str) -> bytes:
        """The answer to a query."""
        data = urllib.parse.urlencode({"query": sparql}).encode()
        address = f"http://127.0.0.1:{self.http}/sparql"
        request = urllib.request.Request(address, data, {"Accept": accept})
        with urllib.request.urlopen(request, timeout=60) as answer:
            body: bytes = answer.read()
            return body


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def virtuoso(folder: Path, rows: int = 10_000) -> Iterator[Virtuoso]:
    """Start a server with its files in ``folder``, and end it; it gives so many rows at most."""
    if not which("virtuoso-t") or not which("isql-vt"):
        pytest.fail(
            "Virtuoso is missing: install Debian's `virtuoso-opensource`, as ./dev test does",
            pytrace=False,
        )
    server = Virtuoso(folder, free_port(), free_port())
    ini = folder / "virtuoso.ini"
    ini.write_text(
        _INI.format(folder=folder, sql=server.sql, http=server.http, rows=rows), encoding="utf-8"
    )
    process = subprocess.Popen(
        ["virtuoso-t", "+foreground", "+configfile", str(ini)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    try:
        for _ in range(240):
            assert process.poll() is None, "Virtuoso ended"
            with suppress(OSError), socket.create_connection(("127.0.0.1", server.http), 1):
                break
            time.sleep(0.25)
        else:
            raise AssertionError("Virtuoso did not start within a minute")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
