"""Yes-or-no questions at the terminal."""

from __future__ import annotations

import argparse
import sys

from flashcards.cli import output
from flashcards.errors import printable_line


def can_ask(args: argparse.Namespace) -> bool:
    """True if the user can be asked at the terminal."""
    return not args.json and sys.stdin.isatty()


def confirm(question: str, *, default: bool) -> bool:
    """True if the user answers yes; `default` is the answer that Enter alone gives."""
    given = read_answer(f"{question} {'[Y/n]' if default else '[y/N]'}")
    return given in {"y", "yes"} or (default and given == "")


def read_answer(question: str) -> str | None:
    """The user's answer in lower case; None at the end of the input."""
    try:
        return output.ask_person(printable_line(f"{question} ")).strip().lower()
    except EOFError:
        return None
