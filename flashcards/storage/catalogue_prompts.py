"""The prompts of a catalogue as a mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flashcards.deck.model import Card
from flashcards.deck.prompts import Prompt, prompts


class PromptsById(Mapping[str, Prompt]):
    """The prompts of a catalogue by id, in the learning order, built one at a time."""

    def __init__(
        self, find: Callable[[str], Card | None], rows: Callable[..., list[tuple[Any, ...]]]
    ) -> None:
        """`find` gives a card by its `deck/id`, `rows` those of a query to the catalogue."""
        self._find, self._rows = find, rows

    def __getitem__(self, name: str) -> Prompt:
        card = self._find(name.partition(":")[0])
        for prompt in prompts(card) if card else ():
            if prompt.id == name:
                return prompt
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return bool(self._rows("select 1 from prompts where prompt = ?", name))

    def __iter__(self) -> Iterator[str]:
        return (name for (name,) in self._rows("select prompt from prompts order by position"))

    def __len__(self) -> int:
        return int(self._rows("select count(*) from prompts")[0][0])
