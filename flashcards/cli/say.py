"""How commands speak: text made safe for the terminal, colour only where it is wanted, JSON, problems."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from flashcards.errors import Problem, printable

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def coloured(stream: TextIO) -> bool:
    """True where `stream` is a terminal and the person has not asked for no colour."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def out(text: str = "", style: str = "") -> None:
    """A line on the standard output."""
    print(_styled(printable(text), style, sys.stdout))


def err(text: str, style: str = "") -> None:
    """A line on the standard error stream."""
    print(_styled(printable(text), style, sys.stderr), file=sys.stderr)


def json_out(value: Any) -> None:
    """One JSON document on the standard output; non-ASCII text stays readable where that can be written."""
    escaped = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
    print(json.dumps(value, ensure_ascii=escaped, indent=2))


def problems(found: Iterable[Problem]) -> None:
    """Every problem, each with its place and what to write instead, on the standard error stream."""
    for problem in found:
        err(str(problem), "yellow")


def problem_count(found: Sequence[Problem]) -> None:
    """How many problems there are, where they are beside the point, on the standard error stream."""
    if found:
        err(f"{len(found)} problem{'' if len(found) == 1 else 's'} in decks: see  flashcards check", "yellow")


def _styled(text: str, style: str, stream: TextIO) -> str:
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if style and coloured(stream) else text
