"""What the study screen, plain mode and the card info ask of the collection and the log about one card."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flashcards.cli.app_data import StudyData, now
from flashcards.deck.model import Card
from flashcards.errors import Place, Problem
from flashcards.scheduling import Review, RowKind, card_of, new_memory
from flashcards.scheduling.plain_rows import to_review
from flashcards.scheduling.row_order import rows_by_prompt
from flashcards.storage import log_rows
from flashcards.study import Session
from flashcards.study.events import Event, event_rows

if TYPE_CHECKING:  # for those who ask for them
    from flashcards.cli.editor import Suspend
    from flashcards.study.card_facts import CardFacts

MORE_NEW = 10
"""How many new cards "more" adds to the day's limit."""


def prompt_history(studies: StudyData, name: str) -> Sequence[Review]:
    """The rows of the log about a prompt that count, the first one first."""
    former = studies.catalogue.former_ids()
    rows = studies.store.read(lambda log: log_rows.rows_under(log, [name], former))
    return list(map(to_review, rows_by_prompt(rows, former).get(name, ())))


def read_card_facts(studies: StudyData, name: str) -> CardFacts | None:
    """What is known of a prompt; None for one that is in no deck."""
    from flashcards.study.card_facts import card_facts

    prompt = studies.pool.prompts.get(name)
    if prompt is None:
        return None
    memory = studies.store.memories_of([name]).get(name) or new_memory(name)
    return card_facts(prompt, memory, prompt_history(studies, name), now(), studies.settings)


def reset_card(studies: StudyData, name: str) -> Sequence[Review]:
    """Makes every prompt of a prompt's card new again; the rows that were written."""
    names = list(dict.fromkeys([name, *studies.pool.siblings(card_of(name))]))
    rows = event_rows(
        Event(RowKind.RESET),
        names,
        studies.store.memories_of(names),
        now(),
        studies.settings,
        device=studies.store.device,
        make_id=lambda: str(uuid.uuid4()),
    )
    if rows:
        studies.store.append(*rows)
    return rows


def edit_in_place(studies: StudyData, card: Card, suspend: Suspend) -> str:
    """Edits a card at its line; what to say of it."""
    from flashcards.cli.edit_card import edit_card

    def reload() -> tuple[Problem, ...]:
        studies.reload()
        return tuple(studies.problems)

    def name_after() -> str:
        return card.key if studies.catalogue.find(card.key) else studies.catalogue.name_now(card.key)

    return edit_card(card, reload, suspend, name_after)


def mend_in_place(studies: StudyData, place: Place, suspend: Suspend) -> str:
    """Edits a deck at the place of a problem; what to say of it."""
    from flashcards.cli.edit_card import mend_deck

    def reload() -> tuple[Problem, ...]:
        studies.reload()
        return tuple(studies.problems)

    return mend_deck(place, reload, suspend)


def start_more(studies: StudyData, names: Sequence[str]) -> Session:
    """A session with `MORE_NEW` new cards beyond the day's limit."""
    studies.allow_more_new(MORE_NEW, names)
    return studies.start(names)
