"""Nothing that the program ships contradicts the reference: neither docstrings nor decks as notes."""

from __future__ import annotations

import sys

import pytest

import optimizers
from flashcards.audit.note_findings import note_findings
from flashcards.deck import codec
from flashcards.notes import note
from flashcards.storage import deck_files
from tests.rows import in_rows

DECKS = deck_files.load_decks([deck_files.shipped_decks()]).decks
DELIBERATE = {"mistakes"}
"""Decks whose listings are wrong on purpose."""


def contradictions(text: str, name: str) -> list[tuple[int, str, str]]:
    found = note_findings(note.read_note(text, name))
    return [
        (each.line, each.text, each.comparison.message)
        for each in found
        if each.comparison.verdict == "contradicts"
    ]


@in_rows("name", optimizers.RULES)
def test_no_docstring_contradicts(name: str) -> None:
    rule = optimizers.RULES[name]
    docstring = sys.modules[rule.step.__module__].__doc__
    assert docstring
    assert contradictions(f"# {rule.title}\n\n{docstring}", f"{name}.md") == []


@pytest.mark.parametrize(
    "deck", [deck for deck in DECKS if deck.name not in DELIBERATE], ids=lambda deck: deck.name
)
def test_no_deck_contradicts(deck: codec.Deck) -> None:
    assert contradictions(codec.write_deck(deck, "md"), f"{deck.name}.md") == []


def test_deliberate_mistakes_are_found() -> None:
    found = {deck.name: contradictions(codec.write_deck(deck, "md"), "n.md") for deck in DECKS}
    assert all(found[name] for name in DELIBERATE)
