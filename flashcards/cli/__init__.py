"""The commands, one module each with `add(commands)` and `run(args)`; heavy rooms load in `run`."""

from __future__ import annotations

import argparse
import codecs
import io
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module

from flashcards import __version__
from flashcards.cli import say
from flashcards.errors import Problem

COMMANDS = (
    "study",
    "demo",
    "import",
    "audit",
    "check",
    "grade",
    "decks",
    "cards",
    "show",
    "new",
    "schema",
    "convert",
)
"""In the order of the help text. The command `import` lives in the module `import_`."""

FINE, FINDINGS, UNUSABLE = 0, 1, 2
"""Exit statuses: fine; findings (a wrong formula, a rejected answer); bad usage, bad input or a fault."""
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; the only place where an error becomes a message."""
    _open_closed_streams()
    _allow_any_letter()
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _leave_stdout()
        return FINE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        _leave_stdout()
        say.err(f"the output cannot be written: {error.strerror}", "yellow")
        return UNUSABLE


def _run(argv: Sequence[str] | None) -> int:
    args = argparse.Namespace()
    try:
        args = _parser().parse_args(argv)
        return int(args.run(args))
    except Problem as problem:
        found = problem
    except Exception as error:  # the one place where faults of our own end
        if isinstance(error, OSError) and error.filename is None:
            raise  # of the output, which `main` is about
        from flashcards.cli import fault

        found = fault.problem(error, datetime.now().astimezone())
    if getattr(args, "json", False):
        say.json_out({"problems": [found.as_json()]})
    say.problems([found])
    return UNUSABLE


def _open_closed_streams() -> None:
    """Replace standard streams that were closed by ones to nowhere.

    Each takes its own descriptor again: else the review log could be opened as number 1, and be printed on.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def _allow_any_letter() -> None:
    """Show what the output's encoding lacks as `?`, and read what the input's cannot decode as `�`."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and (
            stream is sys.stdin or codecs.lookup(stream.encoding).name != "utf-8"
        ):
            stream.reconfigure(errors="replace")


def _leave_stdout() -> None:
    """Let what is still to be written go nowhere, so that Python's own last flush is silent."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="flashcards",
        description="Spaced repetition about how neural networks are trained, in which every card runs.",
        epilog="Without a command: the app. Each command has an example in its own --help.",
    )
    parser.add_argument("--version", action="version", version=f"flashcards {__version__}")
    parser.set_defaults(run=_open_app)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for name in COMMANDS:
        import_module(f"flashcards.cli.{name}_" if name == "import" else f"flashcards.cli.{name}").add(
            commands
        )
    return parser


def _open_app(args: argparse.Namespace) -> int:
    from flashcards.cli import study

    return study.open_app(args)
