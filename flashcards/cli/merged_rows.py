"""What is done once rows from elsewhere are in the log: states brought up to them, wrong clocks told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flashcards.cli import output
from flashcards.errors import counted
from flashcards.storage import Store


def bring_states_up(store: Store, home: Path, new: int) -> None:
    """Bring the states of the prompts up to `new` rows, and tell of those that wait for their time."""
    now = datetime.now().astimezone()
    if new:
        _refresh(store, home, now)
    if waiting := store.waiting(now):
        rows = counted(len(waiting), "row")
        output.err(
            f"{rows} of the log said a time more than a day ahead of this clock, and count from then on.\n"
            "    Is this clock wrong? Set it right. If another device's was, answer those cards once more.",
            "yellow",
        )


def _refresh(store: Store, home: Path, now: datetime) -> None:
    from flashcards.cli.collection import open_collection  # heavy, and of no use if nothing came
    from flashcards.cli.settings import fitted_parameters, read_settings

    settings = read_settings().settings.with_parameters(fitted_parameters(home))
    with open_collection() as catalogue:
        store.refresh(settings, catalogue.former_ids(), now)
