"""Internal errors: a message for the user and a log entry for the developer."""

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


def report_fault(error: Exception, now: datetime) -> Problem:
    """Logs an unexpected error and returns the Problem to show in its place."""
    file = deck_files.data_folder(os.environ) / LOG
    try:
        _prepend_to_log(file, error, now)
    except Problem as unwritten:
        hint = f"it could not be logged: {unwritten.message}"
    else:
        hint = f"please report it with the log in {deck_files.display_path(file)}"
    message = f"flashcards stopped because of an internal error: {_describe_error(error)}."
    return Problem(f"{message} Every review shown as saved is safe.", hint=hint)


def _describe_error(error: Exception) -> str:
    lines = printable(str(error)).strip().splitlines()
    text = lines[0][:_LONGEST_MESSAGE] if lines else ""
    return f"{type(error).__name__}: {text}".removesuffix(": ").rstrip(".")


def _prepend_to_log(file: Path, error: Exception, now: datetime) -> None:
    """Prepends an entry to the log. Raises Problem if it cannot be written."""
    try:
        with file.open(encoding="utf-8", errors="replace") as log:
            older = log.read(LARGEST_LOG)
    except OSError:
        older = ""  # no log yet; any other cause makes the write below fail too
    deck_files.save_deck(file, (_format_entry(error, now) + older)[:LARGEST_LOG])


def _format_entry(error: Exception, now: datetime) -> str:
    """Time, versions and traceback of an error; contains no variable values and no home folder."""
    head = f"{now.isoformat(timespec='seconds')} flashcards {__version__}, Python {platform.python_version()}"
    trace = "".join(traceback.format_exception(error)).replace(str(Path.home()), "~")
    if len(trace) > _LARGEST_ENTRY:
        half = _LARGEST_ENTRY // 2
        trace = f"{trace[:half]}\n…\n{trace[-half:]}"
    return f"{head}, {platform.platform()}\n{trace}\n"
