"""The person's collection, up to date, for the commands that ask about some of its cards."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flashcards.storage import deck_files
from flashcards.storage.catalogue import Catalogue


@contextmanager
def open_collection() -> Iterator[Catalogue]:
    """The shipped decks and the person's own, after taking in what changed in their files."""
    folders = deck_files.folders(os.environ)
    with Catalogue(deck_files.data_folder(os.environ) / "cache") as catalogue:
        catalogue.refresh(folders, time.time_ns())
        yield catalogue
