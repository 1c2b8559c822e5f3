"""What commands that learn from the person's reviews read: the log, the decks, the parameters in force."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from flashcards.cli import app_data, output
from flashcards.cli.settings import read_settings
from flashcards.scheduling import Review, Settings
from flashcards.storage import Store, deck_files, parameters
from flashcards.storage.database import FILE
from flashcards.storage.deck_files import Library
from flashcards.storage.parameters import FittedParameters
from flashcards.storage.states import FAR_AHEAD


@dataclass(frozen=True)
class OwnLog:
    """The person's reviews, and what it takes to read them."""

    folder: Path
    library: Library
    rows: list[Review]
    """In chronological order, without those that a wrong clock wrote ahead of time; empty without a log."""
    settings: Settings
    """With the parameters in force."""
    fitted: FittedParameters | None
    """The parameters in force, if a training found them."""


def read_own_log() -> OwnLog:
    """Read the log of the user's data folder, if there is one; creates no file."""
    folder = deck_files.data_folder(os.environ)
    fitted = parameters.load_parameters(folder)
    rows: list[Review] = []
    if (folder / FILE).exists():
        with Store.open(folder, lambda text: output.err(text, "yellow")) as store:
            latest = app_data.now() + FAR_AHEAD
            rows = [row for row in store.reviews() if row.at <= latest or row.takes_back]
    settings = read_settings().settings.with_parameters(fitted.values if fitted else ())
    return OwnLog(folder, deck_files.load_all(os.environ), rows, settings, fitted)
