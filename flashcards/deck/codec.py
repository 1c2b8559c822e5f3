"""Deck files: YAML or Markdown text ↔ a Deck. Opens no files and runs nothing from a deck.

Both syntaxes become the same tree of values with places (`nodes`), and one table of fields
(`schema`) turns that tree into cards, reports its problems, and describes it to editors.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Literal

from flashcards.deck.model import Deck
from flashcards.errors import Place, Problem

Syntax = Literal["yaml", "md"]

ENDINGS: dict[str, Syntax] = {".yaml": "yaml", ".yml": "yaml", ".md": "md"}
"""How the name of a deck file ends → its syntax."""

LARGEST = 2_000_000
"""How many characters a deck file may have."""


def read_deck(text: str, file: str) -> tuple[Deck | None, tuple[Problem, ...]]:
    """The deck in `text` and every problem with it; `file` names it in places and tells the syntax.

    A bad card is set aside and reported, the others are kept. None if this is no deck or has no name.
    """
    if len(text) > LARGEST:
        size = f"the file has {len(text):,} characters; a deck may have {LARGEST:,}"
        return None, (Problem(size, Place(file), "split it into several decks"),)
    from flashcards.deck import build

    if ENDINGS.get(PurePath(file).suffix.lower()) == "md":
        from flashcards.deck import markdown_reader

        return build.build_deck(*markdown_reader.read_markdown(text, file), file)
    from flashcards.deck import yaml_reader

    return build.build_deck(*yaml_reader.read_yaml(text, file), file)


def write_deck(deck: Deck, syntax: Syntax) -> str:
    """`deck` as the text of a file; `read` gives the same deck back, places aside."""
    if syntax == "md":
        from flashcards.deck.markdown_writer import note

        return note(deck)
    from flashcards.deck.yaml_writer import write_yaml

    return write_yaml(deck)


def schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) of YAML decks, for the completion that editors offer."""
    from flashcards.deck.json_schema import deck_schema

    return deck_schema()
