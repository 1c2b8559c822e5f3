"""Finds the picture that a card names: at its address beside the deck, else by its name below that folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flashcards.errors import Problem
from flashcards.notes.links import NameIndex
from flashcards.storage import files, pictures
from flashcards.text.markdown.pictures import PICTURE_ENDINGS


def read_card_picture(deck_file: Path, address: str) -> bytes | None:
    """The picture; None for one that is missing, lies elsewhere or cannot be shown, which is only named."""
    names = (address, _index(deck_file.parent).resolve(address, deck_file.name))
    for name in dict.fromkeys(filter(None, names)):
        try:
            return pictures.read_picture_beside(deck_file, name)
        except Problem:
            continue
    return None


@lru_cache(maxsize=16)
def _index(folder: Path) -> NameIndex:
    """The pictures below the folder of a deck."""
    found = files.visible_files(folder, PICTURE_ENDINGS, [])
    return NameIndex(path.relative_to(folder).as_posix() for path in found)
