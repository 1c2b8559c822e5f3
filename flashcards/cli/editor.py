"""The user's editor, for a deck or the text of one card."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from flashcards.cli.settings import with_chosen_editor
from flashcards.errors import Problem


def choose_editor() -> str:
    """The editor of the settings, else the command in `VISUAL` or `EDITOR`; empty if none is set."""
    environ = with_chosen_editor(os.environ)
    return environ.get("VISUAL") or environ.get("EDITOR") or ""


def run_editor(editor: str, path: Path, what: str) -> None:
    """Opens a file in the editor and waits. Raises Problem with a hint at `what` if that fails."""
    try:
        subprocess.run([*shlex.split(editor), str(path)], check=False)
    except (OSError, ValueError) as error:
        hint = f"{what} is {path}"
        raise Problem(f"the editor '{editor}' cannot be started: {error}", None, hint) from None


def edit_text(text: str, suspend: Callable[[], AbstractContextManager[None]]) -> str:
    """The text after the user edited it, in an editor that runs within `suspend()`.

    Raises Problem if no editor is set or it cannot be started.
    """
    import tempfile

    from flashcards.storage import deck_files

    if not (editor := choose_editor()):
        raise Problem("no editor is set", hint="choose one with  flashcards config editor nano")
    with tempfile.TemporaryDirectory(prefix="flashcards-") as folder:
        path = Path(folder) / "card.yaml"
        deck_files.save_deck(path, text)
        with suspend():
            run_editor(editor, path, "the card")
        return deck_files.read_text(path)
