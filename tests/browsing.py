"""A collection in memory for the browse screen: it counts what it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flashcards.deck.model import Card
from flashcards.deck.prompts import Prompt, prompts
from flashcards.scheduling import Memory, Review, Settings, card_of, memory_after_row, new_memory
from flashcards.study.events import event_rows
from flashcards.study.listing import CardAction, ListedPrompt, ListingOrder, event_of
from flashcards.study.query import EVERYTHING, Conjunction, Query, StateTerm, TextTerm
from flashcards.tui.services import BrowseServices, Services
from tests.desks import NOON, desk_over


@dataclass
class Shelf:
    """Prompts, what is known of them, and what was done to them."""

    names: list[str]
    cards: Mapping[str, Prompt] = field(default_factory=dict)
    memories: dict[str, Memory] = field(default_factory=dict)
    done: list[list[Review]] = field(default_factory=list)
    """The batches that stand."""
    asked: list[str] = field(default_factory=list)
    """The prompts of which the list was told."""
    found: list[tuple[str, str, int]] = field(default_factory=list)
    """The searches: query, order, and how many at most."""

    def find(self, query: Query, order: ListingOrder, most: int) -> list[str]:
        self.found.append((str(query), order, most))
        names = [name for name in self.names if self.means(query, name)]
        if order is ListingOrder.NAME:
            names.sort()
        return names if most < 0 else names[:most]

    def means(self, query: Query, name: str) -> bool:
        match query:
            case Conjunction(parts):
                return all(self.means(part, name) for part in parts)
            case TextTerm(text, prefix):
                return text in name if prefix else text in name.replace("/", "-").split("-")
            case StateTerm("suspended"):
                return self.memory(name).suspended
        return query == EVERYTHING

    def memory(self, name: str) -> Memory:
        return self.memories.get(name) or new_memory(name)

    def list_prompts(self, names: Sequence[str]) -> dict[str, ListedPrompt]:
        self.asked += names
        return {name: ListedPrompt(name, "basic", self.memory(name), None, False) for name in names}

    def change(self, action: CardAction, names: Sequence[str], day: str) -> list[Review]:
        known = {name: self.memory(name) for name in names}
        today = self.services().today()
        made = (f"row-{len(self.done)}-{at}" for at in range(len(names)))
        event = event_of(action, known.values(), today, day)
        rows = event_rows(event, names, known, NOON, Settings(), device="test", make_id=made.__next__)
        self.take(rows)
        return rows

    def take(self, rows: list[Review]) -> None:
        """Keep rows as one batch."""
        for row in rows:
            self.memories[row.card] = memory_after_row(self.memory(row.card), row, Settings())
        self.done += [rows] if rows else []

    def take_back(self, rows: Sequence[Review], now: datetime) -> None:
        kept = [batch for batch in self.done if batch != list(rows)]
        self.done, self.memories = [], {}
        for batch in kept:
            self.take(batch)

    def services(self, *cards: Card) -> Services:
        browse = BrowseServices(
            find=self.find,
            count_cards=lambda: len({name.partition(":")[0] for name in self.names}),
            list_prompts=self.list_prompts,
            prompt=self.cards.get,
            change=self.change,
        )
        return replace(
            desk_over(*cards),
            browse=browse,
            card={card_of(name): prompt.card for name, prompt in self.cards.items()}.get,
            last_undoable=lambda: self.done[-1] if self.done else [],
            take_back=self.take_back,
        )

    def changes(self) -> list[tuple[str, list[str]]]:
        """What was done and stands: the kind of each batch, and to which prompts."""
        return [(batch[0].kind.value, [row.card.partition("/")[2] for row in batch]) for batch in self.done]


def shelf_of(*cards: Card) -> Shelf:
    """The prompts of some cards."""
    found = {prompt.id: prompt for card in cards for prompt in prompts(card)}
    return Shelf(list(found), found)


def shelf_of_names(count: int) -> Shelf:
    """Many prompts of which no card is ever built."""
    return Shelf([f"d/card-{number}" for number in range(count)])
