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
    program = _open_deck(place, suspend)
    if wrong := _remaining_problems(card.place.file, reload()):
        return wrong
    now = name_after() if name_after else card.key
    if not now:
        return f"{card.key} is in no deck now. The card in its place keeps its reviews with  was: {card.id}"
    if now != card.key:
        return f"{card.key} is called {now} now, and its reviews came along."
    return f"{card.key}, as it is now; edited in {program}."


def mend_deck(place: Place, reload: Callable[[], tuple[Problem, ...]], suspend: Suspend) -> str:
    """Open the editor at a place in a deck, and say what is still wrong in its file; see `edit_card`."""
    program = _open_deck(place, suspend)
    return (
        _remaining_problems(place.file, reload()) or f"{place.file} has no problem now; edited in {program}."
    )


def _open_deck(place: Place, suspend: Suspend) -> str:
    """Open the editor at a place in a deck that may be written; what the editor is called."""
    if not os.access(place.file, os.W_OK):
        raise Problem(
            f"{place.file} cannot be written: it came with the program",
            hint="write cards of your own into a deck of yours:  flashcards new",
        )
    return open_in_editor(place, suspend)


def _remaining_problems(file: str, problems: tuple[Problem, ...]) -> str:
    """The first problem of a file, and how many more it has; empty if it has none."""
    wrong = [problem for problem in problems if problem.place and problem.place.file == file]
    more = f"\nand {counted(len(wrong) - 1, 'more problem')}" if len(wrong) > 1 else ""
    return f"{wrong[0]}{more}" if wrong else ""
