"""The reviews of the cards that are exported, read a few hundred cards at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice

from flashcards.deck.model import Card
from flashcards.deck.prompts import prompts
from flashcards.scheduling import RowKind, milliseconds
from flashcards.scheduling.plain_rows import PlainRow
from flashcards.scheduling.row_order import rows_by_prompt
from flashcards.storage import Store, log_rows
from flashcards.storage.catalogue import Catalogue

AT_ONCE = 200
"""The cards that are read at once."""


@dataclass
class CardBatch:
    """Some of the cards, with the reviews of their prompts up to now."""

    first: int
    """The place of the first of them."""
    cards: Sequence[Card]
    histories: Mapping[str, list[PlainRow]] = field(default_factory=dict)
    future: int = 0
    """Answers that a clock which was ahead dated after now."""


def batches(
    catalogue: Catalogue, store: Store | None, keys: Sequence[str], now: datetime
) -> Iterator[CardBatch]:
    """The cards in the order of `keys`, with their reviews if there is a `store`."""
    former = catalogue.former_ids() if store else {}
    if store:
        former = store.read(lambda connection: log_rows.former_in_use(connection, former))
    rest, latest = iter(keys), milliseconds(now)
    first = 0
    while names := list(islice(rest, AT_ONCE)):
        cards = [card for key in names if (card := catalogue.find(key))]
        batch = CardBatch(first, cards)
        if store:
            ids = [prompt.id for card in cards for prompt in prompts(card)]
            rows = store.read(partial(log_rows.rows_under, prompts=ids, former=former))
            past = [row for row in rows if row.at <= latest or row.kind == RowKind.TAKE_BACK]
            batch.histories = rows_by_prompt(past, former)
            batch.future = sum(row.grade is not None for row in rows) - sum(
                row.grade is not None for row in past
            )
        yield batch
        first += len(names)


def answers_since(history: Sequence[PlainRow], moment: int) -> int:
    """How many answers are later than that moment and did not come from Anki."""
    return sum(
        row.grade is not None and row.at > moment and not row.id.startswith("anki:") for row in history
    )
