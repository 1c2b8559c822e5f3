"""Runs the person's editor: on the terminal until it is closed, or with a window of its own.

An editor that nobody chose is announced, with how it is left: who does not know it would not get back.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from flashcards.cli import output
from flashcards.cli.confirm import read_answer
from flashcards.cli.editor import NoteCommand, Suspend, editor_command, with_chosen_editor
from flashcards.errors import Problem

PATIENCE = 2.0
"""Seconds to wait for a program that opens a window and returns."""
_UNWANTED = "it was not wanted"


def edit_text(text: str, suspend: Suspend) -> str:
    """The text after the user edited it, in an editor that runs within `suspend()`.

    Raises Problem if no editor is found or it fails.
    """
    import tempfile

    from flashcards.storage import deck_files

    with tempfile.TemporaryDirectory(prefix="flashcards-") as folder:
        path = Path(folder) / "card.yaml"
        deck_files.save_deck(path, text)
        edit_by_hand(path, suspend, "the card")
        return deck_files.read_text(path)


def edit_by_hand(path: Path, suspend: Suspend, what: str) -> None:
    """Run the person's editor until it has closed a file. Raises Problem if none is found or it fails."""
    found = with_chosen_editor(os.environ)
    command = editor_command(path, 1, sys.platform, found, shutil.which, waits=True)
    with suspend():
        if not command.takes_terminal:
            output.out(f"{command.program} has {what}; close it there to go on.")
        why = _run_until_closed(command)
    _raise_if(why, command, what)


def run_editor(command: NoteCommand, suspend: Suspend) -> None:
    """Run the editor; one that draws on the terminal until it is closed. Raises Problem if it fails."""
    if command.takes_terminal:
        with suspend():
            why = _run_until_closed(command)
    else:
        try:
            why = _ended(launch(_found(command)))
        except OSError as error:
            why = error.strerror or str(error)
    _raise_if(why, command, "the note")


def _raise_if(why: str, command: NoteCommand, what: str) -> None:
    if why:
        told = f"{command.program} was not opened" if why == _UNWANTED else None
        hint = "choose another with  flashcards config editor nano"
        raise Problem(told or f"{command.program} could not open {what}: {why}", hint=hint)


def _found(command: NoteCommand) -> list[str]:
    return [shutil.which(command.arguments[0]) or command.arguments[0], *command.arguments[1:]]


def launch(arguments: Sequence[str]) -> int:
    """Start a program with a window of its own; its exit status, 0 if it is still running after a moment."""
    null = subprocess.DEVNULL
    program = subprocess.Popen(arguments, stdin=null, stdout=null, stderr=null)
    try:
        return program.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        _STARTED.append(program)
        return 0


_STARTED: list[subprocess.Popen[bytes]] = []
"""Programs that go on without us; one that is forgotten while it runs is reported as a leak."""


def _run_until_closed(command: NoteCommand) -> str:
    """Run an editor on the terminal; why it failed. Raises nothing, or the screen would not come back."""
    if command.leaving and not _is_wanted(command):
        return _UNWANTED
    try:
        return _ended(subprocess.run(_found(command), check=False).returncode)
    except OSError as error:
        return error.strerror or str(error)


def _is_wanted(command: NoteCommand) -> bool:
    """Say which editor opens and how it is left; True unless the person would rather not."""
    output.out(f"No editor is set, so {command.program} opens.")
    output.out(f"It is left by  {command.leaving}.")
    output.out("Another is chosen with  flashcards config editor nano  (or EDITOR).")
    if not sys.stdin.isatty():
        return True
    return read_answer(f"Enter opens {command.program}, n does not:") not in {"n", "no", "q", None}


def _ended(status: int) -> str:
    return f"it ended with status {status}" if status else ""
