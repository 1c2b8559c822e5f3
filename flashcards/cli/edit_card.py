"""Edits a card where it stands: the person's editor at its line, and the collection read again after it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from flashcards.cli.editor import Suspend
from flashcards.cli.open_note import open_in_editor
from flashcards.deck.model import Card
from flashcards.errors import Place, Problem, counted


def edit_card(card: Card, reload: Callable[[], tuple[Problem, ...]], suspend: Suspend) -> str:
    """Open the editor at the card's line, and say what has come of it.

    `reload` reads the decks again and returns their problems. Raises Problem if no editor can be opened, or
    the file cannot be written.
    """
    place = Place(str(Path(card.place.file)), card.place.line)
    if not os.access(place.file, os.W_OK):
        raise Problem(
            f"{place.file} cannot be written: it came with the program",
            hint="write cards of your own into a deck of yours:  flashcards new",
        )
    program = open_in_editor(place, suspend)
    wrong = [problem for problem in reload() if problem.place and problem.place.file == card.place.file]
    if wrong:
        more = f" and {counted(len(wrong) - 1, 'more problem')}" if len(wrong) > 1 else ""
        return f"{wrong[0]}{more}"
    return f"{card.key}, as it is now; edited in {program}."
