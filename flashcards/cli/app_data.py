"""Combines decks, review log and clock for the study commands; the only reader of the clock among them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flashcards import study
from flashcards.cli.editors import Suspend
from flashcards.deck.model import Card, Deck
from flashcards.deck.prompts import Prompt, prompts
from flashcards.demo.result import Result
from flashcards.errors import Problem, suggest
from flashcards.scheduling import Memory, RowKind, Settings
from flashcards.scheduling.retests import Retest
from flashcards.storage import Store
from flashcards.storage.deck_files import Library
from flashcards.study import Counts, Session


def now() -> datetime:
    """The current time with the local UTC offset."""
    return datetime.now().astimezone()


@dataclass
class StudyData:
    """The decks, review log and settings of a study command; each session rereads the scheduling states."""

    library: Library
    store: Store
    settings: Settings = field(default_factory=Settings)
    ahead: int = 0
    """Reviews due up to this many days from now are included."""
    kind: RowKind = RowKind.STUDY
    _retests: list[Retest] | None = None

    def start(self, names: Sequence[str] = ()) -> Session:
        """Starts a session over the named decks, or over all decks if `names` is empty.

        Raises Problem for an unknown name.
        """
        return self._session(
            [prompt for deck in self.select_decks(names) for prompt in _prompts(deck)], self._memories()
        )

    def select_decks(self, names: Sequence[str]) -> tuple[Deck, ...]:
        """The named decks, or all decks if `names` is empty. Raises Problem for an unknown name."""
        known = {deck.name: deck for deck in self.library.decks}
        for name in names:
            if name not in known:
                raise Problem(f"no deck is named '{name}'", hint=_unknown_deck_hint(name, known))
        return tuple(known[name] for name in names) or self.library.decks

    def count_due(self) -> dict[str, Counts]:
        """Deck name → counts of the cards a session over it would ask now; the key "" counts all decks."""
        memories = self._memories()
        asked = {deck.name: _prompts(deck) for deck in self.library.decks}
        everything = [prompt for prompts_of in asked.values() for prompt in prompts_of]
        return {
            name: self._session(some, memories).counts for name, some in {"": everything, **asked}.items()
        }

    def run_own_memory(self, settings: Mapping[str, float]) -> Result:
        """The demo of the person's own memory; the log is read when it begins, with no setting changed."""
        from flashcards.demo.own_memory import run_own_memory
        from flashcards.scheduling.retests import first_retests

        if not settings or self._retests is None:
            self._retests = first_retests(self.store.reviews(), self.settings, self.library.former_ids)
        return run_own_memory(self._retests, settings)

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

    def _session(self, asked: Sequence[Prompt], memories: dict[str, Memory]) -> Session:
        return study.start(
            asked,
            memories,
            now(),
            self.settings,
            device=self.store.device,
            seed=str(uuid.uuid4()),
            deck_needs={deck.name: deck.needs for deck in self.library.decks},
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
