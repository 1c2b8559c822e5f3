"""Tags cards where they stand: in their deck files, all or none, and takes it back to the letter."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from flashcards.deck.model import Card
from flashcards.deck.tags import TagEdit, tag_text
from flashcards.errors import Problem
from flashcards.scheduling import card_of
from flashcards.storage import deck_files
from flashcards.tui.services import TagChange


def tag_cards(
    names: Sequence[str], edit: TagEdit, find: Callable[[str], Card | None], reload: Callable[[], None]
) -> TagChange:
    """Change the tags of the cards of prompts; `find` gives a card by its name, `reload` reads the decks.

    Raises Problem, before anything is written, if a deck file cannot be read or written.
    """
    by_file: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for key in dict.fromkeys(map(card_of, names)):
        if card := find(key):
            by_file[card.place.file][card.id] = key
    for file, ids in by_file.items():
        _require_writable(file)
        tag_text(deck_files.read_text(Path(file)), file, ids, edit)
    texts: dict[str, tuple[str, str]] = {}
    changed: list[str] = []
    for file, ids in by_file.items():
        before, after, done = _tag_file(file, ids, edit)
        texts[file] = (before, after)
        changed += [ids[each] for each in done]
    reload()
    return TagChange(tuple(changed), lambda: _take_back(texts, reload))


def _require_writable(file: str) -> None:
    if not os.access(file, os.W_OK):
        raise Problem(
            f"{file} cannot be written: it came with the program",
            hint="tag cards of your own decks; these you can mark with *",
        )


def _tag_file(file: str, ids: dict[str, str], edit: TagEdit) -> tuple[str, str, list[str]]:
    """Change a file under its lock; its text before and after, and the ids of the cards that changed."""
    texts, done = ["", ""], list[str]()

    def change(text: str | None) -> str | None:
        if text is None:
            return None
        texts[0] = text
        texts[1], ids_done = tag_text(text, file, ids, edit)
        done.extend(ids_done)
        return texts[1] if ids_done else None

    deck_files.edit_deck(Path(file), change)
    return texts[0], texts[1], done


def _take_back(texts: dict[str, tuple[str, str]], reload: Callable[[], None]) -> None:
    """Write the texts from before; raises Problem if a file was changed since, and leaves it alone."""
    changed = [file for file, (_, after) in texts.items() if deck_files.read_text(Path(file)) != after]
    if changed:
        raise Problem(f"{changed[0]} was changed since it was tagged", hint="take the tags away in its place")
    for file, (before, after) in texts.items():
        deck_files.edit_deck(Path(file), lambda text, old=before, new=after: old if text == new else None)  # type: ignore[misc]
    reload()
