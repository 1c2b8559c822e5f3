"""The access of the screen of statistics to the review log, which it counts behind the screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from flashcards.cli.app_data import StudyData, now
from flashcards.scheduling import deck_of
from flashcards.storage import deck_files
from flashcards.storage.aside import LogAside
from flashcards.tui.services import CountStatistics, StatsServices

if TYPE_CHECKING:
    from flashcards.study.statistics import Statistics


def stats_service(studies: StudyData) -> StatsServices:
    """Counts over a connection of its own, so that the screen goes on."""
    return StatsServices(
        prepare=lambda: _prepare(studies), asked_retention=lambda: studies.settings.retention
    )


def _prepare(studies: StudyData) -> CountStatistics:
    settings, former = studies.settings, studies.catalogue.former_ids()
    studies.pool.refresh(settings, now())
    optimizers = {deck.name: deck.optimizer for deck in studies.decks}
    path, cache = studies.store.path, deck_files.data_folder(os.environ) / "cache"

    def count(days: int, decks: Sequence[str], tell: Callable[[int, int], None]) -> Statistics:
        from flashcards.storage.statistics import ReviewHistory  # for those who look at statistics

        moment = now()
        with ReviewHistory(LogAside(path), cache) as history:
            history.refresh(settings, former, moment, tell)
            return history.statistics(
                settings, moment, days, decks, lambda card: optimizers.get(deck_of(card), "")
            )

    return count
