"""What is done once rows from elsewhere are in the log: states brought up to them, wrong clocks told."""

from __future__ import annotations

from datetime import datetime

from flashcards.cli import output
from flashcards.storage import Store
from flashcards.study.events import clock_notice


def bring_states_up(store: Store, new: int) -> None:
    """Bring the states of the prompts up to `new` rows, and tell of those that wait for their time."""
    now = datetime.now().astimezone()
    if new:
        _refresh(store, now)
    if notice := clock_notice(store.waiting(now)):
        output.err(notice, "yellow")


def _refresh(store: Store, now: datetime) -> None:
    from flashcards.cli.collection import open_collection  # heavy, and of no use if nothing came
    from flashcards.cli.settings import read_settings, settings_in_force

    with open_collection() as catalogue:
        store.refresh(settings_in_force(read_settings()), catalogue.former_ids(), now)
