"""What is done, and told, once rows were erased from the log: its backups have them, too."""

from __future__ import annotations

from pathlib import Path

from flashcards.cli import output
from flashcards.errors import Problem, counted
from flashcards.storage import Store, backups
from flashcards.storage.errors import translate_errors


def forget_in_backups(store: Store) -> list[Path]:
    """Renew the backups that have erased rows, and tell of those that stay; returns them."""
    try:
        with translate_errors(store.path.parent / backups.FOLDER, backups.WHAT):
            store.read(lambda connection: backups.forget(connection, store.path))
            left = backups.with_erased(store.path)
    except Problem as problem:  # the log itself has forgotten
        output.problems([problem])
        left = backups.all_copies(store.path)
    if left:
        copies = "it" if len(left) == 1 else "them"
        output.err(
            f"what was erased may still be in {counted(len(left), 'copy')} of the log; "
            f"remove {copies} if nothing else there is needed:",
            "yellow",
        )
        for path in left:
            output.err(f"    {path}", "yellow")
    return left
