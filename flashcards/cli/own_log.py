"""What commands that learn from the person's reviews read: the log, the decks, the parameters in force."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from flashcards.cli import app_data, output
from flashcards.cli.collection import open_collection
from flashcards.cli.settings import read_settings
from flashcards.scheduling import Settings
from flashcards.scheduling.histories import AnswerHistory, answer_histories
from flashcards.scheduling.plain_rows import PlainRow
from flashcards.storage import Store, deck_files, parameters
from flashcards.storage.database import FILE
from flashcards.storage.parameters import FittedParameters
from flashcards.storage.whole_log import read_in_pieces
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
    settings: Settings
    """With the parameters in force."""
    fitted: FittedParameters | None
    """The parameters in force, if a training found them."""

    def pieces(self) -> Iterator[list[PlainRow]]:
        """The rows, as of `read_in_pieces`, without those that a wrong clock wrote ahead of time; none
        without a log. The log is open until the last of them."""
        if (self.folder / FILE).exists():
            with Store.open(self.folder, lambda text: output.err(text, "yellow")) as store:
                yield from read_in_pieces(store, self.former, app_data.now())

    def histories(self) -> Iterator[AnswerHistory]:
        """The answers of each prompt, as far as they count."""
        for rows in self.pieces():
            yield from answer_histories(rows, self.settings, self.former)


def read_own_log() -> OwnLog:
    """Read the log of the user's data folder, if there is one; creates no file."""
    folder = deck_files.data_folder(os.environ)
    fitted = parameters.load_parameters(folder)
    settings = read_settings().settings.with_parameters(fitted.values if fitted else ())
    with open_collection() as catalogue:
        former, needs = catalogue.former_ids(), catalogue.needs_before()
        return OwnLog(folder, former, tuple(catalogue.prompts), needs, settings, fitted)
