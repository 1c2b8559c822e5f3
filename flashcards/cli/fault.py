"""Faults of the program itself: a sentence for the person, and a log for whoever mends them."""

from __future__ import annotations

import os
import platform
import traceback
from datetime import datetime
from pathlib import Path

from flashcards import __version__
from flashcards.errors import Problem, printable
from flashcards.storage import deck_files

LOG = "errors.log"
LARGEST_LOG = 64_000
"""Characters of the log; the oldest entries are dropped."""
_LARGEST_ENTRY = 16_000
_LONGEST_MESSAGE = 200


def problem(error: Exception, now: datetime) -> Problem:
    """The Problem that stands for an unforeseen error, once that is logged."""
    file = deck_files.data_folder(os.environ) / LOG
    try:
        _log(file, error, now)
    except Problem as unwritten:
        hint = f"no log of it was written: {unwritten.message}"
    else:
        hint = f"please report it with the log in {deck_files.display_path(file)}"
    message = f"flashcards has a fault and had to stop: {_named(error)}. Every review shown as kept is safe."
    return Problem(message, hint=hint)


def _named(error: Exception) -> str:
    lines = printable(str(error)).strip().splitlines()
    text = lines[0][:_LONGEST_MESSAGE] if lines else ""
    return f"{type(error).__name__}: {text}".removesuffix(": ").rstrip(".")


def _log(file: Path, error: Exception, now: datetime) -> None:
    """Put an entry before the older ones. Raises Problem where it cannot be written."""
    try:
        with file.open(encoding="utf-8", errors="replace") as log:
            older = log.read(LARGEST_LOG)
    except OSError:
        older = ""  # there is no log yet; whatever else is wrong, writing it will say
    deck_files.save(file, (_entry(error, now) + older)[:LARGEST_LOG])


def _entry(error: Exception, now: datetime) -> str:
    """When and with what the error came, and where in the code; no values of variables, no home folder."""
    head = f"{now.isoformat(timespec='seconds')} flashcards {__version__}, Python {platform.python_version()}"
    trace = "".join(traceback.format_exception(error)).replace(str(Path.home()), "~")
    if len(trace) > _LARGEST_ENTRY:
        half = _LARGEST_ENTRY // 2
        trace = f"{trace[:half]}\n…\n{trace[-half:]}"
    return f"{head}, {platform.platform()}\n{trace}\n"
