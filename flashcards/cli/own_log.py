"""What commands that learn from the person's reviews read: the log, the decks, the parameters in force."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from flashcards.cli import app_data, output
from flashcards.cli.collection import open_collection
from flashcards.cli.settings import read_settings
from flashcards.scheduling import Review, Settings
from flashcards.storage import Store, deck_files, parameters
from flashcards.storage.database import FILE
from flashcards.storage.parameters import FittedParameters
from flashcards.value import Value


class OwnLog(Value, frozen=True):
    """The person's reviews, and what it takes to read them."""

    folder: Path
    former: Mapping[str, str]
    """The ids that prompts have in old rows → those that they have now."""
    prompts: tuple[str, ...]
    """The ids of the prompts of every deck, in the learning order."""
    needs: Mapping[str, tuple[str, ...]]
    """Cards → the cards that must be answered right before; as in `Catalogue.needs_before`."""
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
            rows = store.reviews(app_data.now())
    settings = read_settings().settings.with_parameters(fitted.values if fitted else ())
    with open_collection() as catalogue:
        former, needs = catalogue.former_ids(), catalogue.needs_before()
        return OwnLog(folder, former, tuple(catalogue.prompts), needs, rows, settings, fitted)
