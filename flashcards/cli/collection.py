"""The person's collection, up to date, for the commands that ask about some of its cards."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flashcards.cli import output
from flashcards.storage import deck_files
from flashcards.storage.catalogue import Catalogue


@contextmanager
def open_collection(*, behind: bool = False) -> Iterator[Catalogue]:
    """The shipped decks and the person's own, after taking in what changed in their files.

    With `behind` that is left to `take_in_behind`, if there is something to show meanwhile.
    """
    with Catalogue(deck_files.data_folder(os.environ) / "cache") as catalogue:
        usable = catalogue.is_usable(deck_files.folders(os.environ), time.time_ns())
        if not (behind and usable):
            all_anew = not usable or catalogue.shows_former
            if all_anew:
                output.progress("reading all decks, as at the first start of each version …")
            take_in_decks(catalogue)
            if all_anew:
                output.progress()
        yield catalogue


def take_in_behind(catalogue: Catalogue) -> bool:
    """As `take_in_decks`, from another thread than the one that reads; whether anything changed."""
    return catalogue.refresh_behind(deck_files.folders(os.environ), time.time_ns())


def take_in_decks(catalogue: Catalogue) -> None:
    """Take in what changed in the files of the shipped decks and the person's own."""
    catalogue.refresh(deck_files.folders(os.environ), time.time_ns())
