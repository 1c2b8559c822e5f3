"""The same costs in Anki's own backend: run by a Python that has the package `anki`, never imported here.

    $ANKI_PYTHON tests/benchmarks/anki_collection.py CARDS
prints seconds as JSON: adding the cards, the first queue, a grade with the next card, a search.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from anki.collection import AddNoteRequest, Collection  # type: ignore[import-not-found]

LEARNED = 0.7
DAY = 86_400


def take(action: Callable[[], Any], rounds: int) -> float:
    """The median seconds of some rounds."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        action()
        took.append(time.perf_counter() - began)
    return median(took)


def fill(col: Any, cards: int) -> float:
    """Adds basic notes; 7 in 10 become cards in review, 5 in 100 of them due. The seconds of the adding."""
    model, deck = col.models.by_name("Basic"), col.decks.id("big")
    notes = []
    for number in range(cards):
        note = col.new_note(model)
        note["Front"], note["Back"] = f"Question {number} of {number // 1000}?", f"Answer {number}."
        notes.append(AddNoteRequest(note=note, deck_id=deck))
    began = time.perf_counter()
    col.add_notes(notes)
    took = time.perf_counter() - began
    learned, today = int(cards * LEARNED), col.sched.today
    due = f"case when id % 20 = 0 then {today - 10} else {today + 1} + id % 30 end"
    col.db.execute(
        f"update cards set type = 2, queue = 2, ivl = 30, factor = 2500, reps = 3, due = {due}"
        f" where id in (select id from cards order by id limit {learned})"
    )
    config = col.decks.config_dict_for_deck_id(deck)
    config["new"]["perDay"] = config["rev"]["perDay"] = 9999
    col.decks.update_config(config)
    col.decks.select(deck)
    return took


def measure(cards: int) -> dict[str, float]:
    """The seconds of each, in a collection of so many cards."""
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        adding = fill(col, cards)

        def first_queue() -> None:
            for chosen in (1, col.decks.id("big")):  # another deck drops the queue that is kept
                col.decks.set_current(chosen)
            assert col.sched.get_queued_cards(fetch_limit=1).cards

        def grade() -> None:
            queued = col.sched.get_queued_cards(fetch_limit=1).cards[0]
            card = col.get_card(queued.card.id)
            card.start_timer()
            col.sched.answer_card(col.sched.build_answer(card=card, states=queued.states, rating=2))

        found = {
            "adding": adding,
            "first queue": take(first_queue, 10),
            "grade, commit, next": take(grade, 100),
            "search": take(lambda: col.find_cards('"Question 77"'), 10),
        }
        col.close()
        return found


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
