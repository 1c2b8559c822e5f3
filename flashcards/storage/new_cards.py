"""What there is to learn: the queries for prompts that were never answered, and for what their cards need."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from flashcards.deck.prompts import prompts
from flashcards.scheduling import deck_of
from flashcards.storage.attached_catalogue import LogWithCatalogue
from flashcards.study.pool import NewCard, needs_first
from flashcards.value import replace

_NEW = """
    from catalogue.prompts as new {index}
    left join states on states.prompt = new.prompt
    where seen = 0 and coalesce(states.state, 'new') = 'new' and coalesce(states.suspended, 0) = 0
    and coalesce(states.buried_until, 0) <= :today
"""


class NewCardPool(LogWithCatalogue):
    """The part of a pool that knows the new cards."""

    def siblings(self, card: str) -> Sequence[str]:
        """The prompts of a card of any deck."""
        found = self._catalogue.find(card)
        return [prompt.id for prompt in prompts(found)] if found else []

    def new_by_deck(self, decks: Mapping[str, int], today: int, *, apart: bool) -> Mapping[str, int]:
        """How many cards, or prompts, of each deck there are to learn, each counted as far as said."""
        what = "distinct new.card" if apart else "1"
        new = _NEW.format(index="indexed by prompts_new_by_deck")
        # the same limit for all decks of a query: it may be no column
        query = (
            f"select value, (select count(*) from (select {what} {new} and new.deck = value limit :most))"
            " from json_each(:decks)"
        )
        counted: dict[str, int] = {}
        for most in {*decks.values()}:
            alike = json.dumps([deck for deck, own in decks.items() if own == most])
            counted |= self._rows(query, {"decks": alike, "most": most, "today": today})
        return counted

    def new_cards(self, decks: Sequence[str], today: int, *, shuffled: bool) -> Iterator[NewCard]:
        """Cards with prompts to learn, in the learning order or in one that is drawn once for all days."""
        return self._shuffled(decks, today) if shuffled else self._in_learning_order(decks, today)

    def _in_learning_order(self, decks: Sequence[str], today: int) -> Iterator[NewCard]:
        index = "prompts_new_by_deck" if len(decks) == 1 else "prompts_new"
        new = _NEW.format(index=f"indexed by {index}")
        query = (
            f"select new.card, new.position, new.prompt {new}"
            " and new.deck in (select value from json_each(:decks)) and new.position > :after"
            " order by new.position limit :limit"
        )
        after, limit = -(2**62), 64
        while True:
            asked = {"decks": json.dumps(list(decks)), "today": today, "after": after, "limit": limit}
            rows = self._rows(query, asked)
            # the last card of a full page may go on: it is read again with the next page
            whole = rows if len(rows) < limit else [row for row in rows if row[0] != rows[-1][0]]
            if len(rows) == limit and not whole:
                limit *= 4
                continue
            yield from self._to_cards(whole)
            if len(rows) < limit:
                return
            after, limit = whole[-1][1], min(limit * 2, 2048)

    def _shuffled(self, decks: Sequence[str], today: int) -> Iterator[NewCard]:
        """The new cards by the checksums of their texts, which are as good as chance and stay; they exchange
        their positions."""
        new = _NEW.format(index="")
        query = (
            f"select card, place from (select new.card as card, min(new.position) as place {new}"
            " and new.deck in (select value from json_each(:decks)) group by new.card)"
            " join catalogue.cards as cards on cards.key = card order by cards.hash, card"
        )
        rows = self._rows(query, {"decks": json.dumps(list(decks)), "today": today})
        drawn = (card for key, _ in rows if (card := self._new_card(key, decks, today)))
        ordered = needs_first(drawn, lambda key: self._new_card(key, decks, today))
        for place, card in zip(sorted(place for _, place in rows), ordered, strict=False):
            yield replace(card, position=place)

    def _new_card(self, card: str, decks: Collection[str], today: int) -> NewCard | None:
        """The card if it has prompts to learn and is in one of the decks."""
        if deck_of(card) not in decks:
            return None
        names = json.dumps([*self.siblings(card)])
        query = (
            f"select new.card, new.position, new.prompt {_NEW.format(index='')}"
            " and new.prompt in (select value from json_each(:names)) order by new.position"
        )
        return next(self._to_cards(self._rows(query, {"names": names, "today": today})), None)

    def _to_cards(self, rows: Iterable[tuple[str, int, str]]) -> Iterator[NewCard]:
        """The new cards in rows of card, position and prompt."""
        grouped = [(card, list(found)) for card, found in groupby(rows, key=lambda row: row[0])]
        needs = self._links("needs", [card for card, _ in grouped])
        places = self._positions({need for found in needs.values() for need in found} | set(needs))
        for card, found in grouped:
            own = tuple(
                need for need in needs.get(card, ()) if need in places and places[need] < places[card]
            )
            yield NewCard(card, found[0][1], tuple(row[2] for row in found), own)

    def _positions(self, cards: Iterable[str]) -> dict[str, int]:
        query = "select key, position from catalogue.cards where key in (select value from json_each(?))"
        return dict(self._rows(query, json.dumps(list(cards))))

    def _links(self, column: str, cards: Iterable[str]) -> dict[str, list[str]]:
        query = (
            f"select key, {column} from catalogue.cards indexed by cards_links"
            f" where key in (select value from json_each(?)) and {column} <> '[]'"
        )
        return {key: json.loads(found) for key, found in self._rows(query, json.dumps(list(cards)))}

    def confusable(self, cards: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The cards that each of `cards` names as easily mistaken for it; those without any are left out."""
        return self._links("confusable", cards)

    def answered_right(self, cards: Iterable[str]) -> Collection[str]:
        """Those of `cards` of which a prompt was answered right at least once."""
        query = (
            'select distinct card from states where card in (select value from json_each(?)) and "right" > 0'
        )
        return {card for (card,) in self._rows(query, json.dumps(list(cards)))}

    def not_asked(self, cards: Iterable[str]) -> Collection[str]:
        """Those of `cards` that hold nothing back: suspended, or in no deck."""
        asked = set(cards)
        query = (
            "select distinct card from states where card in (select value from json_each(?))"
            " and suspended = 1"
        )
        idle = {card for (card,) in self._rows(query, json.dumps(list(asked)))}
        return idle | (asked - self._positions(asked).keys())
