"""The catalogue: what the deck files hold, asked by name, in the learning order or by words.

It is derived from the files and may be removed at any time. Without a folder that can be written it lives
in memory. Cards are built only when they are asked for.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from flashcards.deck.model import Card
from flashcards.deck.prompts import Prompt
from flashcards.errors import Place, Problem
from flashcards.storage import catalogue_problems, deck_files
from flashcards.storage.catalogue_decks import DeckSummary, read_decks
from flashcards.storage.catalogue_files import display_written
from flashcards.storage.catalogue_prompts import PromptsById
from flashcards.storage.catalogue_rows import checksum, unpack_row
from flashcards.storage.open_catalogue import DamagedRow, OpenCatalogue

RECENT = 512
"""How many of the cards asked for last are kept."""


class Catalogue(OpenCatalogue):
    """An open catalogue that is asked for decks, cards and prompts."""

    def _open(self, folder: Path | None) -> None:
        super()._open(folder)
        self._recent: OrderedDict[str, Card] = OrderedDict()
        self._generation = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem in and between the decks, as `deck_files.load_decks` tells them."""
        return self._mended(lambda: catalogue_problems.all_problems(self.connection))

    def decks(self) -> list[DeckSummary]:
        """The decks in the order in which they should be learned."""
        return self._mended(lambda: read_decks(self.connection))

    def kinds(self, deck: str) -> dict[str, int]:
        """The number of cards of each kind, in the order in which the kinds first occur in the deck."""
        order = "min((line << 32) + column)"
        return dict(
            self._rows(
                f"select kind, count(*) from cards where deck = ? group by kind order by {order}", deck
            )
        )

    def keys(self, deck: str | None = None) -> Iterator[str]:
        """The names of the cards, of one deck or of all decks in their order, as they stand in the files."""
        names = [deck] if deck is not None else [name for (name,) in self._rows(_DECK_NAMES)]
        for name in names:
            for (key,) in self._rows("select key from cards where deck = ? order by line, column", name):
                yield key

    def cards(self, deck: str | None = None) -> Iterator[Card]:
        """The cards in the order of `keys`; one after the other is built."""
        for key in self.keys(deck):
            if card := self._load(key):
                yield card

    def cards_with_demo(self) -> list[Card]:
        """The cards that have a demo, in the order of `keys`."""
        rows = self._rows(
            "select key from cards join decks on name = deck where instr(cards.packed, '\"demo\":')"
            " order by decks.position, line, column"
        )
        cards = (self._load(key) for (key,) in rows)
        return [card for card in cards if card and card.demo]

    def files_of(self, keys: Sequence[str]) -> dict[str, str]:
        """The deck files of those cards that there are, as `Card.place` names them; from any thread."""
        rows = self._rows_beside(_FILES, json.dumps(keys))
        return {key: display_written(file) for key, file in rows}

    def first_demo(self, deck: str, *, drawn: bool = False) -> Card | None:
        """The first card of a deck that has a demo; from any thread.

        With `drawn`, one whose demo is best looked at, before one that is best read.
        """
        rows = self._rows_beside(_CARDS_WITH_DEMO, deck)
        built = (
            unpack_row(name, Place(display_written(file), *place), text) for name, file, *place, text in rows
        )
        found = (card for card in built if card.demo)
        return min(found, key=_rank_picture, default=None) if drawn else next(found, None)

    def card(self, key: str) -> Card:
        """The card `deck/id`. Raises Problem with the name that was likely meant."""
        key = key.encode("utf-8", "replace").decode()  # a terminal may send half a character
        if card := self.find(key):
            return card
        raise deck_files.no_such_card(
            key, self.keys(), [name for (name,) in self._rows(_DECK_NAMES)], self.name_now(key)
        )

    def name_now(self, key: str) -> str:
        """The name of the card that was called `key` before; empty if there is none."""
        return next((new.partition(":")[0] for (new,) in self._rows(_RENAMED, key)), "")

    def find(self, key: str) -> Card | None:
        """The card `deck/id`; None if there is none."""
        self._forget_old()
        card = self._recent.get(key) or self._load(key)
        if card is None:
            return None
        self._recent[key] = card
        self._recent.move_to_end(key)
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        return card

    def _forget_old(self) -> None:
        """Forget the cards that were built before the decks changed."""
        found = self._rows("select value from meta where name = 'generation'")
        if found and found[0][0] != self._generation:
            self._recent.clear()
            self._generation = found[0][0]

    def _load(self, key: str) -> Card | None:
        return self._mended(lambda: self._build(key))

    def _build(self, key: str) -> Card | None:
        row = self.connection.execute(_CARD, (key,)).fetchone()
        if row is None:
            return None
        deck, file, line, column, text, expected = row
        if checksum(text) != expected:
            raise DamagedRow(key)
        return unpack_row(deck, Place(display_written(file), line, column), text)

    @property
    def prompts(self) -> Mapping[str, Prompt]:
        """The prompts by their ids; each is built when it is asked for."""
        return PromptsById(self.find, self._rows)

    def former_ids(self) -> dict[str, str]:
        """The ids under which older reviews name prompts → the ids that the prompts have now."""
        return dict(self._rows("select old, new from former"))

    def needs_before(self) -> dict[str, tuple[str, ...]]:
        """Cards → those of their needs that come before them in the learning order."""
        from flashcards.storage.catalogue_order import needs_before  # for simulations

        return self._mended(lambda: needs_before(self.connection))


_RENAMED = "select new from former where renamed = 1 and (old = ?1 or old > ?1 || ':' and old < ?1 || ';')"
_DECK_NAMES = "select name from decks order by position, name"
_CARD = (
    "select deck, file, line, column, cards.packed, hash from cards join decks on name = deck where key = ?"
)

_FILES = (
    "select cards.key, file from json_each(?) cross join cards on cards.key = value join decks on name = deck"
)
_CARDS_WITH_DEMO = (
    "select deck, file, line, column, cards.packed from cards join decks on name = deck"
    " where deck = ? and instr(cards.packed, '\"demo\":') order by line, column limit 8"
)


def _rank_picture(card: Card) -> int:
    """0 for a demo that is best looked at; more for the numbers of a table, or the lines of a step."""
    read = ("table", "step")
    return 1 + read.index(card.demo.kind) if card.demo and card.demo.kind in read else 0
