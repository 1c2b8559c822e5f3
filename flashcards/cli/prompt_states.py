"""What is remembered of the prompts of cards, as JSON."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flashcards.cli import app_data, output
from flashcards.cli.settings import read_settings, settings_in_force
from flashcards.deck.model import Card
from flashcards.deck.prompts import prompts
from flashcards.exchange.row_fields import write_moment
from flashcards.scheduling import LearningState, Memory, Settings, date_of, new_memory, utc
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.storage import Store, deck_files
from flashcards.storage.database import FILE

if TYPE_CHECKING:
    from flashcards.storage.catalogue import Catalogue

StatesOf = Callable[[Card], list[dict[str, Any]]]


def prompt_states(catalogue: Catalogue) -> StatesOf:
    """Gives, for a card, the state of each of its prompts; the log is read once and may be missing."""
    memories: Mapping[str, Memory] = {}
    settings, now = Settings(), app_data.now()
    folder = deck_files.data_folder(os.environ)
    if (folder / FILE).exists():
        settings = settings_in_force(read_settings())
        with Store.open(folder, lambda text: output.err(text, "yellow")) as store:
            memories = store.memories(settings, catalogue.former_ids(), now)
    days = LocalDays(*utc(now), settings)
    return lambda card: _states(card, memories, days.today(card.deck))


def _states(card: Card, memories: Mapping[str, Memory], today: int) -> list[dict[str, Any]]:
    names: Sequence[str] = [prompt.id for prompt in prompts(card)]
    return [_state(name, memories.get(name) or new_memory(name), today) for name in names]


def _state(name: str, memory: Memory, today: int) -> dict[str, Any]:
    is_buried = memory.buried_until > today
    is_new = memory.state is LearningState.NEW
    return {
        "id": name,
        "state": memory.state.value,
        "stability": None if is_new else memory.stability,
        "difficulty": None if is_new else memory.difficulty,
        "due": None if is_new else write_moment(memory.due_at),
        "reviews": memory.reviews,
        "lapses": memory.lapses,
        "suspended": memory.suspended,
        "buried": is_buried,
        "buried_until": str(date_of(memory.buried_until)) if is_buried else None,
        "marked": memory.marked,
    }
