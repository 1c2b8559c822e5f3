"""Combines decks, review log and clock for the study commands; the only reader of the clock among them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flashcards import study
from flashcards.cli.editors import Suspend
from flashcards.deck.model import Card, Deck
from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Problem, suggest
from flashcards.scheduling import Load, Memory, RowKind, Settings, day_of
from flashcards.storage import Store
from flashcards.storage.deck_files import Library
from flashcards.storage.settings_file import SettingsFile
from flashcards.study import AllDecks, Counts, Session
from flashcards.study.order import learning_positions
from flashcards.study.plan import BacklogPlan


def now() -> datetime:
    """The current time with the local UTC offset."""
    return datetime.now().astimezone()


@dataclass
class StudyData:
    """The decks, review log and settings of a study command; each session rereads the scheduling states."""

    library: Library
    store: Store
    written: SettingsFile
    """The person's settings."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Limits of the day that take the places of those in the settings."""
    ahead: int = 0
    """Reviews due up to this many days from now are included."""
    kind: RowKind = RowKind.STUDY
    _ordered: tuple[Library, Mapping[str, int]] | None = None
    """The learning order of the cards of a library."""

    @property
    def settings(self) -> Settings:
        """The settings that hold in this run."""
        settings = self.written.settings
        return settings.with_limits(**self.limits) if self.limits else settings

    def start(self, names: Sequence[str] = ()) -> Session:
        """Starts a session over the named decks, or over all decks if `names` is empty.

        Raises Problem for an unknown name.
        """
        memories = self._memories()
        asked = [prompt for deck in self.select_decks(names) for prompt in _prompts(deck)]
        return self._session(asked, memories, self._load(memories))

    def select_decks(self, names: Sequence[str]) -> tuple[Deck, ...]:
        """The named decks, or all decks if `names` is empty. Raises Problem for an unknown name."""
        known = {deck.name: deck for deck in self.library.decks}
        for name in names:
            if name not in known:
                raise Problem(f"no deck is named '{name}'", hint=_unknown_deck_hint(name, known))
        return tuple(known[name] for name in names) or self.library.decks

    def count_due(self) -> dict[str, Counts]:
        """Deck name → counts of the cards a session over it would ask now; the key "" counts all decks."""
        return {name: session.counts for name, session in self.sessions().items()}

    def sessions(self) -> dict[str, Session]:
        """Deck name → the session over it that would begin now; the key "" means all decks."""
        memories = self._memories()
        asked = {deck.name: _prompts(deck) for deck in self.library.decks}
        everything = [prompt for prompts_of in asked.values() for prompt in prompts_of]
        return {name: self._session(some, memories) for name, some in {"": everything, **asked}.items()}

    def backlog(self) -> BacklogPlan | None:
        """How long the reviews that are due now will last; None if a day takes them all."""
        every = [prompt for deck in self.library.decks for prompt in _prompts(deck)]
        return study.backlog(every, self._memories(), now(), self.settings)

    def open_note(self, card: Card, suspend: Suspend = nullcontext) -> str:
        """Open the note that `card` was made from; returns what to say. Raises Problem if that fails."""
        from flashcards.cli.open_note import open_card_note  # 0.3 s, for those who ask for it

        return open_card_note(card, self.library.decks, suspend)

    def name_note(self, card: Card) -> str:
        """Where the note of `card` is, for a program that cannot open it. Raises Problem if there is none."""
        from flashcards.cli.open_note import find_place

        return str(find_place(card, self.library.decks))

    def read_picture(self, card: Card, address: str) -> bytes | None:
        """The picture that `card` shows by that address; None for one that is only named."""
        from flashcards.cli.card_pictures import read_card_picture

        return read_card_picture(Path(card.place.file), address)

    def _memories(self) -> dict[str, Memory]:
        return self.store.memories(self.settings, self.library.former_ids)

    def _load(self, memories: dict[str, Memory]) -> Load:
        """What is due on later days, and how much of a usual day each weekday may hold."""
        moment = now()
        offset = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
        today = day_of(moment, offset, self.settings.day_starts_at)
        return Load(study.due_counts(memories.values(), today), self.settings.easy_days)

    def _all_decks(self, load: Load | None) -> AllDecks:
        decks = self.library.decks
        deck_needs = {deck.name: deck.needs for deck in decks}
        if self._ordered is None or self._ordered[0] is not self.library:
            self._ordered = self.library, learning_positions(self.library.cards, deck_needs)
        return AllDecks(deck_needs, self._ordered[1], self._prompts_of, load)

    def _prompts_of(self, key: str) -> tuple[Prompt, ...]:
        """The prompts of the card `deck/id`; none if there is no such card."""
        card = next((card for card in self.library.cards if card.key == key), None)
        return prompts(card) if card else ()

    def _session(
        self, asked: Sequence[Prompt], memories: dict[str, Memory], load: Load | None = None
    ) -> Session:
        return study.start(
            asked,
            memories,
            now(),
            self.settings,
            device=self.store.device,
            seed=str(uuid.uuid4()),
            all_decks=self._all_decks(load),
            kind=self.kind,
            ahead=self.ahead,
        )


def _unknown_deck_hint(name: str, known: Iterable[str]) -> str:
    """A hint for an unknown deck name: the closest deck, or the deck of a card given by mistake."""
    deck, slash, _ = name.partition("/")
    return (
        f"a card is not studied alone: flashcards study {deck}"
        if slash and deck in known
        else suggest(name, known)
    )


def _prompts(deck: Deck) -> list[Prompt]:
    return [prompt for card in deck.cards for prompt in prompts(card)]
