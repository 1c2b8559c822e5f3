"""Writes what is done to very many cards, in a thread: part by part, so that others write in between."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from flashcards.cli.app_data import StudyData, now
from flashcards.cli.browse_service import rows_of_change
from flashcards.cli.tag_cards import tag_cards
from flashcards.errors import Problem
from flashcards.scheduling import Review
from flashcards.storage.collector import pause_collector
from flashcards.study.listing import CardAction
from flashcards.tui.services import BulkServices, TellProgress

PART = 5_000
"""So many rows are written together, in about a tenth of a second: a grade waits for no more."""
BREATH = 0.002
"""Seconds between two parts, in which who waits for the log gets its turn."""


def bulk_service(studies: StudyData) -> BulkServices:
    """Writes over connections of its own to the log."""
    return BulkServices(
        change=lambda action, names, day, tell: _change(studies, action, names, day, tell),
        take_back=lambda rows, tell: _take_back(studies, rows, tell),
        undoable=lambda: _undoable(studies),
        tag=lambda names, edit, tell: tag_cards(
            names, edit, studies.catalogue.files_of, studies.take_in_behind, tell, studies.take_over
        ),
    )


def _change(
    studies: StudyData, action: CardAction, names: Sequence[str], day: str, tell: TellProgress
) -> Sequence[Review]:
    with pause_collector(), studies.store.beside() as store:
        rows = rows_of_change(store, action, names, day, studies.settings)
        _write_in_parts(rows, lambda part: store.append(*part), tell, "undo takes them back")
    return rows


def _take_back(studies: StudyData, rows: Sequence[Review], tell: TellProgress) -> None:
    moment = now()
    with pause_collector(), studies.store.beside() as store:
        _write_in_parts(
            rows, lambda part: store.take_back_all(part, moment), tell, "undo again takes back the rest"
        )


def _undoable(studies: StudyData) -> tuple[Sequence[Review], Sequence[Review]]:
    with pause_collector(), studies.store.beside() as store:
        rows = store.last_undoable()
        return rows, store.final_since(rows)


def _write_in_parts(
    rows: Sequence[Review], write: Callable[[Sequence[Review]], None], tell: TellProgress, then: str
) -> None:
    """Write rows part by part; the Problem of a part that fails says what stands, and what `then`."""
    for done in range(0, len(rows), PART):
        tell(done, len(rows))
        try:
            write(rows[done : done + PART])
        except Problem as problem:
            stand = f"{done:,} of {len(rows):,} questions are written; {then}"
            hint = "\n".join(filter(None, (problem.hint, stand if done else "")))
            raise Problem(problem.message, problem.place, hint) from problem
        time.sleep(BREATH)
