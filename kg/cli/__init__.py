"""The command line: parse arguments, call one library function, print. The only place that exits.

Starting fast is part of the interface. ``kg --help`` prints a text that was rendered once by typer
(a test holds the two equal), and ``kg COMMAND`` registers that one command only, so that nothing
heavy is imported before it is needed.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


def main(argv: list[str] | None = None) -> None:
    """Entry point of the console script ``kg``; exits with 0, 1, 2 or 3 (see `kg.errors`)."""
    arguments = sys.argv[1:] if argv is None else argv
    # Who closed a standard stream (>&-) gets nothing there, and no fault.
    sys.stdout = sys.stdout or _nothing("w")
    sys.stderr = sys.stderr or _nothing("w")
    sys.stdin = sys.stdin or _nothing("r")
    for stream in (sys.stdout, sys.stderr):
        # Pipes and files get UTF-8 in every locale: the graph's names are Chinese.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    try:
        if arguments in ([], ["--help"], ["-h"]):
            sys.stdout.write(help_text())
            sys.stdout.flush()
            sys.exit(0)
        if arguments == ["--version"]:
            import kg

            print(f"kg {kg.__version__}")
            sys.exit(0)
        if arguments[0] == "query":
            from kg.cli import querying

            code = querying.fast(arguments[1:])
            if code is not None and argv is None:
                _leave(code)
            if code is not None:
                sys.exit(code)
        from kg.cli import app

        sys.exit(app.run(arguments))
    except BrokenPipeError:
        # The reader of our pipe has what it wants (kg … | head).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if os.environ.get("KG_DEBUG"):
            raise
        # A full disk behind > file.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(f"kg: the output can't be written: {error.strerror or error}\n")
        sys.exit(3)
    except KeyboardInterrupt:
        sys.stderr.write("kg: interrupted\n")
        sys.exit(130)


def _nothing(mode: Literal["r", "w"]) -> TextIOWrapper:
    return open(os.devnull, mode, encoding="utf-8")


def _leave(code: int) -> None:
    """Exit at once: what the interpreter would still tidy up goes with the process anyway."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def help_text() -> str:
    """What ``kg --help`` prints."""
    path = os.path.join(os.path.dirname(__file__), "help.txt")
    with open(path, encoding="utf-8") as handle:
        return handle.read()
