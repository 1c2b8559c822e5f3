"""No prompt of a released deck vanishes with its history: it is there, or a card says that it was it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.deck.former import all_former_ids, names_present
from flashcards.storage import deck_files

RELEASED = (Path(__file__).parent / "data" / "released_prompts.txt").read_text(encoding="utf-8").split()
"""Every prompt that a commit of the shipped decks ever had; a release adds its own."""
RETIRED = {
    "adam-variants/nadam-moment:gradient": "asked for the whole formula, of which few recalled it",
    "choosing/arrays:sgd": "a giveaway: none",
    "choosing/usual-picks:images": "the card asks for the reason now, not for the habit",
    "choosing/usual-picks:text": "the card asks for the reason now, not for the habit",
}
"""Prompts that ask nothing any longer, with the reason: their reviews belong to no other question."""


@pytest.fixture(scope="module")
def known() -> set[str]:
    cards = deck_files.load_decks([deck_files.shipped_decks()]).cards
    return names_present(cards) | set(all_former_ids(cards))


def test_every_released_prompt_is_there_or_was_renamed(known: set[str]) -> None:
    lost = [name for name in RELEASED if name not in known and name not in RETIRED]
    assert not lost, "say  was:  on the cards that took their place, or retire them here with a reason"


def test_what_is_retired_is_gone(known: set[str]) -> None:
    assert known.isdisjoint(RETIRED)
    assert set(RELEASED) >= set(RETIRED)
