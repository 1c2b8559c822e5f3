"""The one way from a command to the terminal: text made printable, colour only where it is wanted, JSON."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, TextIO

from flashcards.cli import streams
from flashcards.errors import UNPRINTABLE, Problem, counted, printable
from flashcards.text.styled import STYLES


def wants_colour(stream: TextIO) -> bool:
    """True where `stream` is a terminal and the person has not asked for no colour."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def stdout_is_ascii() -> bool:
    """True if the standard output lacks the characters that formulas and pictures are drawn with."""
    return streams.lacks_unicode(sys.stdout)


def out(text: str = "", style: str = "") -> None:
    """A line on the standard output."""
    print(_styled(printable(text), style, sys.stdout))


def print_spans(line: Iterable[tuple[str, str]]) -> None:
    """A line of texts, each with its style, on the standard output."""
    drawn = [(printable(text), style) for text, style in line]
    while drawn and not drawn[-1][0].rstrip():
        drawn.pop()
    if drawn:
        drawn[-1] = (drawn[-1][0].rstrip(), drawn[-1][1])
    print("".join(_styled(text, style, sys.stdout) for text, style in drawn))


def print_document(text: str) -> None:
    """A whole document on the standard output: its very characters, but made printable on a terminal."""
    sys.stdout.write(printable(text) if sys.stdout.isatty() else text)


def err(text: str, style: str = "") -> None:
    """A line on the standard error stream."""
    _write_err(_styled(printable(text), style, sys.stderr) + "\n")


def progress(text: str = "") -> None:
    """A line on the standard error stream, where that is a terminal, in place of the one before it."""
    if sys.stderr.isatty():
        _write_err(f"\r\x1b[K{printable(text)}")


def ask_person(question: str) -> str:
    """What the person types in answer. Raises EOFError where nothing can be typed."""
    return input(printable(question))


def json_out(value: Any) -> None:
    """One JSON document on the standard output, with every character escaped that `printable` would show."""
    escaped = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
    text = json.dumps(value, ensure_ascii=escaped, indent=2)
    print(UNPRINTABLE.sub(_json_escape, text))


def problems(found: Iterable[Problem]) -> None:
    """Every problem, each with its place and what to write instead, on the standard error stream."""
    for problem in found:
        err(str(problem), "yellow")


def problem_count(found: Sequence[Problem]) -> None:
    """How many problems there are, where they are beside the point, on the standard error stream."""
    if found:
        err(f"{counted(len(found), 'problem')} in decks: see  flashcards check", "yellow")


class Parser(argparse.ArgumentParser):
    """A parser whose errors, which echo arguments, are made printable."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the error, and exit with status 2."""
        super().error(printable(message))


def _json_escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def _write_err(text: str) -> None:
    with contextlib.suppress(OSError):  # nobody can be told that nobody can be told
        sys.stderr.write(text)
        sys.stderr.flush()


def _styled(text: str, style: str, stream: TextIO) -> str:
    code = STYLES[style].ansi
    return f"\x1b[{code}m{text}\x1b[0m" if code and wants_colour(stream) else text
