"""Readers: a source's bytes become a `Document`.

The registry is a plain table from suffix to ``module:function``. To add a format, add a line; a
third party does the same through the entry-point group ``kg.readers`` (name: the suffix, value: a
function ``(text, name, sha256) -> Document``). Entries are imported only when their suffix is met.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from kg.errors import SourceError, UsageError
from kg.model import Document
from kg.text import local_name

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Reader: TypeAlias = Callable[[str, str, str], Document]

READERS: dict[str, str] = {
    ".txt": "kg.readers.prose:parse_text",
    ".md": "kg.readers.prose:parse_markdown",
    ".markdown": "kg.readers.prose:parse_markdown",
}

MAX_BYTES = 50_000_000


def read(path: Path, name: str | None = None, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read one file.

    ``name`` is what the document is called in the graph (default: the file's own name). Raises
    `SourceError` if the file is missing, empty, binary, undecodable, over ``max_bytes`` bytes or
    of a suffix no reader knows.
    """
    parse = _reader(path)
    data = read_bytes(path, max_bytes=max_bytes)
    text = decode(data, str(path))
    return parse(text, name or path.name, hashlib.sha256(data).hexdigest())


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """A source's bytes; raises `SourceError` if it is missing, unreadable or over ``max_bytes``."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            kind = "directory" if path.is_dir() else "device or a pipe"
            raise SourceError(f"{path}: is a {kind}; name a file")
        if about.st_size > max_bytes:
            raise SourceError(
                f"{path}: {about.st_size:,} bytes, over the limit of {max_bytes:,}; "
                "split it into articles"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"{path}: no such file") from error
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error


def read_text(text: str, name: str = "text.md") -> Document:
    """A document from a string; ``name`` decides the format by its suffix (``.txt``, ``.md``).

    Raises `SourceError` if the text holds nothing.
    """
    if not text.strip():
        raise SourceError(f"{name}: the text is empty; nothing to read")
    parse = _reader(Path(name))
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise SourceError(
            f"{name}: character {error.start} is half of one (a lone surrogate); decode the text anew"
        ) from error
    return parse(text, name, hashlib.sha256(data).hexdigest())


def find(sources: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The files that ``sources`` (files and folders) name, each with its document name.

    A file found in a folder is named by its path below that folder, so that names do not depend on
    where the folder lies; folders are walked in sorted order, files of unknown suffix and hidden
    files are passed over. Raises `SourceError` for a source that is not there or holds nothing,
    `UsageError` if two files would get one name.
    """
    seen: dict[str, Path] = {}
    known = _suffixes()
    for source in sources:
        if source.is_dir():
            below = sorted(
                (path.relative_to(source).as_posix(), path)
                for path in _below(source)
                if path.suffix.lower() in known and path.is_file()
            )
            if not below:
                raise SourceError(
                    f"{source}: no article in this folder; kg reads {', '.join(sorted(known))}"
                )
        elif source.exists():
            below = [(source.name, source)]
        else:
            raise SourceError(f"{source}: no such file or folder")
        for raw, path in below:
            # Names are text whatever the locale says of the file system.
            name = unicodedata.normalize("NFC", os.fsencode(raw).decode("utf-8", "replace"))
            key = local_name(name)
            if key in seen:
                if seen[key].resolve() == path.resolve():
                    continue
                raise UsageError(
                    f"{path}: a document that would be called {name} was already read from "
                    f"{seen[key]}; rename one, or build from their common folder"
                )
            seen[key] = path
            yield path, name


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder, hidden ones left out; raises `SourceError` for a folder that can't be
    read: its articles would look removed."""

    def refused(error: OSError) -> None:
        raise SourceError(f"{error.filename}: {error.strerror or error}") from error

    for place, folders, files in os.walk(folder, onerror=refused):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place) / name for name in files if not name.startswith("."))


def decode(data: bytes, where: str) -> str:
    """Text from bytes: UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030.

    Line ends stay as they are, so that offsets count the source's own characters; only a byte-order
    mark is dropped. Raises `SourceError` for empty, binary or undecodable data.
    """
    if not data.strip():
        raise SourceError(f"{where}: the file is empty; nothing to read")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        raise SourceError(
            f"{where}: this is a binary file, not text; kg reads plain text and Markdown"
        )
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and not _looks_chinese(text):
            continue
        if not text.strip():
            raise SourceError(f"{where}: the file is empty; nothing to read")
        controls = sum(1 for c in text if c < " " and c not in "\t\n\r\x0b\x0c")
        if controls * 100 > len(text):
            raise SourceError(
                f"{where}: this is a binary file, not text; kg reads plain text and Markdown"
            )
        return text
    try:
        data.decode("utf-8")
        offset = 0
    except UnicodeDecodeError as error:
        offset = error.start
    raise SourceError(
        f"{where}: byte {offset} is neither UTF-8 nor GB18030; save the file as UTF-8"
    )


def _looks_chinese(text: str) -> bool:
    # GB18030 decodes almost any bytes, so what came out must be mostly characters that Chinese
    # texts use; Latin-1 or Shift-JIS read as GB18030 scatter over rare ideographs and private use.
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return True
    # The 3,755 level-1 ideographs of GB 2312 encode to lead bytes B0–D7; they and CJK punctuation
    # make up nearly all of any Chinese text.
    common = 0
    for c in beyond:
        code = c.encode("gb18030", "replace")
        if (
            len(code) == 2
            and (0xB0 <= code[0] <= 0xD7 or 0xA1 <= code[0] <= 0xA3)
            and code[1] >= 0xA1
        ):
            common += 1
    return common * 10 >= len(beyond) * 9


def _suffixes() -> set[str]:
    return set(READERS) | {point.name for point in _entry_points()}


def _entry_points() -> list[EntryPoint]:
    from importlib.metadata import entry_points

    return sorted(entry_points(group="kg.readers"), key=lambda point: point.name)


def _reader(path: Path) -> Reader:
    suffix = path.suffix.lower()
    if suffix in READERS:
        module, function = READERS[suffix].split(":")
        return cast(Reader, getattr(import_module(module), function))
    for point in _entry_points():
        if point.name == suffix:
            return cast(Reader, point.load())
    raise SourceError(
        f"{path}: no reader for {suffix or 'a file without suffix'}; "
        f"kg reads {', '.join(sorted(_suffixes()))}"
    )
