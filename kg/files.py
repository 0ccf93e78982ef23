"""Files that are replaced as a whole: readers see the old one or the new one, never a part."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

LEFT = ".kg-*.partial"
"""What a process that was killed while it wrote may leave behind, as a pattern."""
_NUMBER = itertools.count()


def replace(path: Path, pieces: Iterable[bytes], *, durable: bool = False) -> None:
    """Write ``pieces`` to ``path`` in one step; the file keeps its mode if there is one.

    Any number of processes and threads may write the same file: the last to end wins. ``durable``
    waits until disk and folder have it. Raises OSError, and whatever ``pieces`` raises.
    """
    partial = path.with_name(f".kg-{os.getpid()}-{next(_NUMBER)}.partial")
    try:
        with partial.open("wb") as handle:
            handle.writelines(pieces)
            if durable:
                handle.flush()
                os.fsync(handle.fileno())
        with suppress(FileNotFoundError):
            partial.chmod(path.stat().st_mode & 0o7777)
        partial.replace(path)
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    if durable:
        settle(path.parent)  # the rename itself is durable once its folder is


def settle(folder: Path) -> None:
    """Wait until the disk has what was renamed or made in ``folder``."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
