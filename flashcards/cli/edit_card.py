"""Edits a card where it stands: the person's editor at its line, and the collection read again after it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from flashcards.cli.editor import Suspend
from flashcards.cli.open_note import open_in_editor
from flashcards.deck.model import Card
from flashcards.errors import Place, Problem, counted


def edit_card(
    card: Card,
    reload: Callable[[], tuple[Problem, ...]],
    suspend: Suspend,
    name_after: Callable[[], str] | None = None,
) -> str:
    """Open the editor at the card's line, and say what has come of it.

    `reload` reads the decks again and returns their problems; `name_after` then says what the card is
    called, which is empty if no card is that one. Raises Problem if no editor can be opened, or the file
    cannot be written.
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
    now = name_after() if name_after else card.key
    if not now:
        return f"{card.key} is in no deck now. The card in its place keeps its reviews with  was: {card.id}"
    if now != card.key:
        return f"{card.key} is called {now} now, and its reviews came along."
    return f"{card.key}, as it is now; edited in {program}."
