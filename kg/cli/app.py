"""The commands' table, and errors turned into one line and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

import typer

from kg.errors import KgError
from kg.text import near, visible

# Command → module and function. To add a command, add a line; the first line of the function's
# docstring is its help.
COMMANDS: dict[str, str] = {
    "demo": "kg.cli.building:demo",
    "build": "kg.cli.building:build",
    "import": "kg.cli.building:import_file",
    "extract": "kg.cli.building:extract",
    "evaluate": "kg.cli.measuring:evaluate",
    "query": "kg.cli.asking:query",
    "shell": "kg.cli.asking:shell",
    "why": "kg.cli.asking:why",
    "effects": "kg.cli.asking:effects",
    "path": "kg.cli.asking:path",
    "common": "kg.cli.asking:common",
    "whatif": "kg.cli.asking:whatif",
    "loops": "kg.cli.asking:loops",
    "roots": "kg.cli.asking:roots",
    "bottlenecks": "kg.cli.asking:bottlenecks",
    "conflicts": "kg.cli.asking:conflicts",
    "compare": "kg.cli.asking:compare",
    "timeline": "kg.cli.asking:timeline",
    "show": "kg.cli.asking:show",
    "stats": "kg.cli.asking:stats",
    "page": "kg.cli.writing:page",
    "export": "kg.cli.writing:export",
    "check": "kg.cli.writing:check",
    "serve": "kg.cli.serving:serve",
}

ABOUT = """Build a causal knowledge graph from articles, and ask it why things happened.

Every link is tied to the exact words that state it. A graph is a folder; commands that read one
take it from --graph, else from KG_GRAPH, else from ./graph.

Exit codes: 0 done; 1 the answer is no (nothing found, shapes violated); 2 bad usage or bad input;
3 the store failed.
"""

# typer keeps its parser's base error private; BadParameter is the public way to it.
_PARSER_ERROR: type[Exception] = typer.BadParameter.__mro__[2]


def application(names: list[str] | None = None) -> typer.Typer:
    """The typer application with the commands ``names`` (default: all)."""
    app = typer.Typer(
        name="kg",
        help=ABOUT,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def options() -> None:
        pass

    options.__doc__ = ABOUT
    for name in names or COMMANDS:
        module, function = COMMANDS[name].split(":")
        app.command(name)(getattr(import_module(module), function))
    return app


def run(arguments: list[str]) -> int:
    """Run one command line; returns the exit code. No exception but KeyboardInterrupt escapes."""
    name = next((a for a in arguments if not a.startswith("-")), None)
    if name is not None and arguments[0] == name and name not in COMMANDS:
        hint = near(name, COMMANDS) or "; see kg --help"
        return fail(f"no command called {name}{hint}", 2)
    command = typer.main.get_command(application([name] if name in COMMANDS else None))
    try:
        code = command.main(args=arguments, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        raise
    except SystemExit as error:
        # Without standalone mode typer exits by itself for one reason only: the pipe was closed.
        raise BrokenPipeError from error
    except typer.Abort:
        raise KeyboardInterrupt from None
    except _PARSER_ERROR as error:
        message = error.format_message() if hasattr(error, "format_message") else str(error)
        return fail(f"{message.rstrip('.')}; see kg {name or ''} --help".replace("  ", " "), 2)
    except Exception as error:
        return failed(error)


_FAULT = 70  # as sysexits.h has it: trying again, as after 3, would not help
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def failed(error: Exception) -> int:
    """Say what an exception means, in a line; returns the exit code. KG_DEBUG lets faults through."""
    if isinstance(error, KgError):
        return fail(str(error), error.exit_code)
    if os.environ.get("KG_DEBUG"):
        raise error
    if isinstance(error, OSError) and error.errno in _FULL:
        # What is left in the buffer can't be written either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return fail(f"the output can't be written: {error.strerror}", 3)
    kind = type(error).__name__
    return fail(f"a fault of kg itself: {kind}: {error}; KG_DEBUG=1 shows where", _FAULT)


def fail(message: str, code: int) -> int:
    """Say what went wrong on standard error; returns the exit code."""
    sys.stdout.flush()
    lines = [visible(line) for line in message.splitlines()] or [""]
    sys.stderr.write("kg: " + "\n".join(lines) + "\n")
    return code
