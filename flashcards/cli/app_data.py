"""Decks, review log and clock brought together for the commands that study; here time is asked for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flashcards import study
from flashcards.deck.model import Deck
from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Problem, suggest
from flashcards.scheduling import Kind, Memory, Settings
from flashcards.storage import Store
from flashcards.storage.deck_files import Library
from flashcards.study import Counts, Session


def now() -> datetime:
    """The moment, with the local offset."""
    return datetime.now().astimezone()


@dataclass
class Studies:
    """What is studied and what is known of it; the memories are read anew for each session."""

    library: Library
    store: Store
    settings: Settings = field(default_factory=Settings)
    ahead: int = 0
    """Days early that reviews may come."""
    kind: Kind = Kind.STUDY

    def start(self, names: Sequence[str] = ()) -> Session:
        """A session over the decks named, all of them for none.

        Raises Problem for a name that no deck has.
        """
        return self._session(
            [prompt for deck in self.chosen(names) for prompt in _prompts(deck)], self._memories()
        )

    def chosen(self, names: Sequence[str]) -> tuple[Deck, ...]:
        """The decks of these names, all of them for none."""
        known = {deck.name: deck for deck in self.library.decks}
        for name in names:
            if name not in known:
                raise Problem(f"no deck is named '{name}'", hint=_deck_meant(name, known))
        return tuple(known[name] for name in names) or self.library.decks

    def counts(self) -> dict[str, Counts]:
        """What a session over each deck alone would ask now, by its name; over all of them under ``."""
        memories = self._memories()
        asked = {deck.name: _prompts(deck) for deck in self.library.decks}
        everything = [prompt for prompts_of in asked.values() for prompt in prompts_of]
        return {
            name: self._session(some, memories).counts for name, some in {"": everything, **asked}.items()
        }

    def _memories(self) -> dict[str, Memory]:
        return self.store.memories(self.settings)

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


def _deck_meant(name: str, known: Iterable[str]) -> str:
    """A hint for the name of a deck; the name of a card is no deck, but says which."""
    deck, slash, _ = name.partition("/")
    return (
        f"a card is not studied alone: flashcards study {deck}"
        if slash and deck in known
        else suggest(name, known)
    )


def _prompts(deck: Deck) -> list[Prompt]:
    return [prompt for card in deck.cards for prompt in prompts(card)]
