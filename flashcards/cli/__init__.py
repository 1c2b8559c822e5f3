"""The commands, one module each with `add(commands)` and `run(args)`; `run` imports the heavy packages."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module

from flashcards import __version__
from flashcards.cli import output, streams
from flashcards.cli.queries import EVENT_COMMANDS, put_query_last
from flashcards.errors import Problem, suggest

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
    "edit",
    "new",
    "schema",
    "convert",
    "stats",
    *EVENT_COMMANDS,
    "undo",
    "export",
    "log",
    "sync",
    "config",
    "train",
    "simulate",
    "serve",
    "help",
)
"""In the order of the help text."""
_MODULES = {"import": "import_", **dict.fromkeys(EVENT_COMMANDS, "card_events")}
"""The modules of the commands that are not called as they."""

FINE, FINDINGS, UNUSABLE = 0, 1, 2
"""Exit statuses: success; findings (a wrong formula, a rejected answer); bad usage or input, or a fault."""
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status; errors become messages only here."""
    streams.prepare()
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        return FINE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        streams.discard(sys.stdout)
        output.err(f"the output cannot be written: {error.strerror}", "yellow")
        return UNUSABLE
    finally:
        streams.settle()


def _run(argv: Sequence[str] | None) -> int:
    args = argparse.Namespace()
    try:
        argv = put_query_last(sys.argv[1:] if argv is None else argv)
        _check_command(argv)
        parser = _parser(argv)
        args, unknown = parser.parse_known_args(argv)
        if unknown:
            _refuse_unknown(parser, args, unknown)
        return int(args.run(args))
    except Problem as problem:
        found = problem
    except Exception as error:  # internal errors are handled only here
        if isinstance(error, OSError) and error.filename is None:
            raise  # an output error: handled by `main`
        if getattr(error, "errno", None) == errno.ENAMETOOLONG:  # any command that takes a path may meet it
            found = Problem("the name of a file or folder is too long", hint="write a shorter one")
        else:
            from flashcards.cli import fault

            found = fault.report_fault(error, datetime.now().astimezone())
    if getattr(args, "json", False):
        output.json_out({"problems": [found.as_json()]})
    output.problems([found])
    return UNUSABLE


def _refuse_unknown(
    parser: argparse.ArgumentParser, args: argparse.Namespace, unknown: Sequence[str]
) -> None:
    """Raises Problem if the command knows what is wrong with these arguments; else argparse refuses them."""
    if hasattr(args, "unknown"):
        args.unknown(args, unknown)
    parser.error(f"unrecognized arguments: {' '.join(unknown)}")


def _check_command(argv: Sequence[str]) -> None:
    """Raises Problem, with the closest command as a hint, if the first word is not a command."""
    if argv and not argv[0].startswith("-") and argv[0] not in COMMANDS:
        raise Problem(f"unknown command '{argv[0]}'", hint=suggest(argv[0], COMMANDS))


def _parser(argv: Sequence[str] = ("--help",)) -> argparse.ArgumentParser:
    """A parser that knows, of the commands, only the one that `argv` calls: each costs imports."""
    parser = output.Parser(
        prog="flashcards",
        description="Spaced repetition about how neural networks are trained, in which every card runs.",
        epilog="Without a command, the app opens. For examples, see the --help of each command.",
    )
    parser.add_argument("--version", action="version", version=f"flashcards {__version__}")
    parser.set_defaults(run=_open_app)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    called = argv[:1] if not argv or argv[0] in COMMANDS else COMMANDS
    for module in dict.fromkeys(_MODULES.get(name, name) for name in called):
        import_module(f"flashcards.cli.{module}").add(commands)
    return parser


def _open_app(args: argparse.Namespace) -> int:
    from flashcards.cli import study

    return study.open_app(args)
