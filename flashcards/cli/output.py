"""All output of the commands: printable text, colour only if wanted, and JSON."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, TextIO

from flashcards.cli import streams
from flashcards.errors import Problem, counted, printable, unprintable
from flashcards.text.styled import STYLES

WIDEST = 100
"""Columns of text beyond which reading gets harder."""


def wants_colour(stream: TextIO) -> bool:
    """True if `stream` is a terminal and the user has not disabled colour."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def stdout_is_ascii() -> bool:
    """True if the encoding of standard output lacks the characters used to draw formulas and plots."""
    return streams.lacks_unicode(sys.stdout)


def out(text: str = "", style: str = "") -> None:
    """Print a line on standard output."""
    print(_styled(printable(text), style, sys.stdout))


def print_spans(line: Iterable[tuple[str, str]]) -> None:
    """Print one line of styled spans on standard output."""
    drawn = [(printable(text), style) for text, style in line]
    while drawn and not drawn[-1][0].rstrip():
        drawn.pop()
    if drawn:
        drawn[-1] = (drawn[-1][0].rstrip(), drawn[-1][1])
    print("".join(_styled(text, style, sys.stdout) for text, style in drawn))


def print_document(text: str) -> None:
    """Print a whole document on standard output: unchanged, or made printable if that is a terminal."""
    sys.stdout.write(printable(text) if sys.stdout.isatty() else text)


def print_blocks(blocks: Iterable[bytes]) -> None:
    """Print a document of UTF-8, which comes in blocks of whole characters, as `print_document`."""
    sys.stdout.flush()
    for block in blocks:
        if sys.stdout.isatty():
            print_document(block.decode("utf-8", "replace"))
        else:
            sys.stdout.buffer.write(block)


def err(text: str, style: str = "") -> None:
    """Print a line on standard error."""
    _write_err(_styled(printable(text), style, sys.stderr) + "\n")


def progress(text: str = "") -> None:
    """Replace the current line of standard error; prints nothing if that is not a terminal."""
    if sys.stderr.isatty():
        _write_err(f"\r\x1b[K{printable(text)}")


def print_markdown(text: str) -> None:
    """Print a text with its formulas drawn and its tables laid out, styled if colour is wanted."""
    from flashcards.text.layout import lay
    from flashcards.text.markdown.reader import read_blocks

    width = min(shutil.get_terminal_size().columns, WIDEST)
    for line in lay(read_blocks(text), width, ascii_only=stdout_is_ascii()):
        print_spans(line)


def ask_person(question: str) -> str:
    """The user's answer to a question. Raises EOFError at the end of the input, KeyboardInterrupt."""
    try:
        return input(printable(question))
    except (EOFError, KeyboardInterrupt):
        out()  # what follows, if only the shell, begins on a line of its own
        raise


def json_out(value: Any) -> None:
    """Print a JSON document on standard output, with every unprintable character escaped."""
    escaped = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
    text = json.dumps(value, ensure_ascii=escaped, indent=2)
    print(unprintable().sub(_json_escape, text))


def problems(found: Iterable[Problem]) -> None:
    """Print every problem with its place and hint on standard error."""
    for problem in found:
        err(str(problem), "yellow")


def problem_count(found: Sequence[Problem]) -> None:
    """Print only the number of problems on standard error, for commands that are not about problems."""
    if found:
        err(f"{counted(len(found), 'problem')} in decks: see  flashcards check", "yellow")


class Parser(argparse.ArgumentParser):
    """A parser whose errors, which echo arguments, are made printable, and whose help is output."""

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        """The values of an argument. Raises Problem for an empty one, as a variable that is not set leaves:
        it would be taken for the current folder, today, every card, or nothing said."""
        given = arg_strings[:1] if action.nargs == argparse.PARSER else arg_strings
        if any(not text.strip() for text in given):
            name = action.option_strings[-1] if action.option_strings else action.metavar or action.dest
            hint = f"{name}: {action.help}\n" if action.help and action.help != argparse.SUPPRESS else ""
            raise Problem(f"{name} is empty", hint=f"{hint}if a variable stands there, it is not set")
        return super()._get_values(action, arg_strings)

    def _print_message(self, message: str, file: Any = None) -> None:
        (file or sys.stderr).write(message)  # argparse drops an error of the disk without a word

    def error(self, message: str) -> NoReturn:
        """Print the usage and the error, and exit with status 2."""
        super().error(printable(message))


def _json_escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def _write_err(text: str) -> None:
    with contextlib.suppress(OSError):  # a failure to report a failure cannot be reported
        sys.stderr.write(text)
        sys.stderr.flush()


def _styled(text: str, style: str, stream: TextIO) -> str:
    code = STYLES[style].ansi
    return f"\x1b[{code}m{text}\x1b[0m" if code and wants_colour(stream) else text
