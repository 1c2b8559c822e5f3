"""The decks that cards of other programs go into: where they are already, else by the deck's name there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flashcards.cli import import_target
from flashcards.deck.model import NAME, Card, Deck
from flashcards.errors import Place
from flashcards.exchange.anki_notes import NoteCard, with_deck
from flashcards.exchange.anki_notes_decks import deck_name, deck_tag, deck_title
from flashcards.importing.guids import Guid, guid_of, index_guids, merge_by_guid, with_text_fingerprint
from flashcards.importing.identity import Ids
from flashcards.importing.merge import MergeResult
from flashcards.storage import deck_files, files
from flashcards.value import Value

MOST_CARDS = 5_000
MOST_CHARACTERS = 1_500_000
"""What one deck file is filled up to; further cards go into a second one."""
_AROUND = 330
"""The characters of a card in a file besides its texts."""


@dataclass
class DeckTarget:
    """A deck that cards go into."""

    deck: Deck
    """As it is, or a new one without cards."""
    path: Path
    cards: list[Card] = field(default_factory=list)
    """Those that go into it, also the ones that it has."""
    new: int = 0
    """How many of them it does not have."""
    size: int = 0
    """About the characters that its file will have."""

    def has_room(self) -> bool:
        """True if another card can be added."""
        return len(self.deck.cards) + self.new < MOST_CARDS and self.size < MOST_CHARACTERS

    def add(self, card: Card) -> None:
        """Adds a card that it does not have."""
        self.cards.append(card)
        self.new += 1
        self.size += card_size(card)


def card_size(card: Card) -> int:
    """About how many characters a card takes in a file."""
    texts = len(card.ask) + len(card.why) + len(getattr(card.answer, "answer", "") or repr(card.answer))
    return _AROUND + texts + texts // 8


class PlacedCards(Value, frozen=True):
    """Cards in the decks that they go into. Nothing is written."""

    made: tuple[NoteCard, ...]
    targets: Mapping[str, DeckTarget]
    merged: Mapping[str, MergeResult]
    """What becomes of each deck."""


def place_cards(made: Iterable[NoteCard], to: str | None, *, dry_run: bool) -> PlacedCards:
    """Finds the decks of cards, for all the one named `to` if that is given.

    Raises Problem if that name cannot be used, or a deck has problems.
    """
    home = deck_files.data_folder(os.environ)
    cache = home / "cache" if files.is_folder(home) or not dry_run else None
    if to is not None and not NAME.fullmatch(to):
        import_target.choose_name(to, (), ())
    placing = _Placing(home, cache, to)
    placed = tuple(placing.place(each._replace(card=with_text_fingerprint(each.card))) for each in made)
    merged = {
        name: merge_by_guid(target.cards, target.deck)
        for name, target in placing.targets.items()
        if target.cards
    }
    return PlacedCards(placed, placing.targets, merged)


class _Placing:
    """Finds the deck of each card: where it is already, else by its deck in Anki."""

    def __init__(self, home: Path, cache: Path | None, to: str | None) -> None:
        self._folder = deck_files.own_decks(home)
        own = deck_files.load_decks([self._folder] if files.is_folder(self._folder) else [], cache=cache)
        self._own = {deck.name: deck for deck in own.decks}
        self._broken = {problem.place.file: problem for problem in own.problems if problem.place}
        shipped = deck_files.load_decks([deck_files.shipped_decks()], cache=cache)
        self._taken = {deck.name for deck in shipped.decks}
        self._to = to
        if to in self._taken:
            import_target.choose_name(to, (), self._taken)
        self._home: dict[Guid, Card] = index_guids(card for deck in own.decks for card in deck.cards)
        self._ids: dict[str, Ids] = {}
        self._last: dict[str, str] = {}
        """The name of a deck → that of its file with room."""
        self.targets: dict[str, DeckTarget] = {}

    def place(self, made: NoteCard) -> NoteCard:
        """The card in its deck, with an id that is free there."""
        guid = guid_of(made.card.origin)
        before = self._home.get(guid) if guid else None
        if before:
            placed = with_deck(made, before.deck, before.id, self._tag(made))
            self._target(before.deck, made.deck).cards.append(placed.card)
            return placed
        name = self._find_room(self._base_name(made.deck), made.deck)
        placed = with_deck(made, name, self._ids_of(name).assign([made.card.id], ""), self._tag(made))
        self.targets[name].add(placed.card)
        return placed

    def _tag(self, made: NoteCard) -> str:
        return deck_tag(made.deck) if self._to else ""

    def _base_name(self, levels: Sequence[str]) -> str:
        if self._to:
            return self._to
        name = deck_name(levels)
        return name if self._is_free(name) else f"{name}-anki"

    def _is_free(self, name: str) -> bool:
        """True for a name that no other deck has than one of Anki's."""
        own = self._own.get(name)
        return name not in self._taken and (
            own is None or not own.cards or any(map(_is_from_anki, own.cards))
        )

    def _find_room(self, base: str, levels: Sequence[str]) -> str:
        """The name of the file of that deck that has room for one more card."""
        number = 1
        name = self._last.get(base, base)
        while not self._target(name, levels, number).has_room():
            number = number + 1 if name == base else int(name.rpartition("-")[2]) + 1
            name = f"{base}-{number}"
        self._last[base] = name
        return name

    def _target(self, name: str, levels: Sequence[str], number: int = 1) -> DeckTarget:
        if name not in self.targets:
            self.targets[name] = self._open(name, levels, number)
        return self.targets[name]

    def _open(self, name: str, levels: Sequence[str], number: int) -> DeckTarget:
        own = self._own.get(name)
        if own is not None:
            if own.place.file in self._broken:
                raise import_target.deck_has_problems(own.place)
            target = import_target.find_target(name, self._folder, None) if own.optimizer else None
            deck = target.deck if target and target.deck else own
            return DeckTarget(deck, Path(own.place.file), size=sum(map(card_size, own.cards)))
        path = self._folder / f"{name}.yaml"
        title = (deck_title(levels) if not self._to else name) + (f" ({number})" if number > 1 else "")
        return DeckTarget(Deck(name, (), Place(str(path)), title=title, about="Imported from Anki."), path)

    def _ids_of(self, name: str) -> Ids:
        if name not in self._ids:
            deck = self.targets[name].deck
            self._ids[name] = Ids([*(card.id for card in deck.cards), *deck.imported])
        return self._ids[name]


def _is_from_anki(card: Card) -> bool:
    return guid_of(card.origin) is not None
