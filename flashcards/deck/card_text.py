"""One card as the text that a person edits: a deck in YAML that contains only this card."""

from __future__ import annotations

from dataclasses import replace

from flashcards.deck import codec
from flashcards.deck.model import Card
from flashcards.deck.yaml_writer import write_yaml_card
from flashcards.errors import Place, Problem

EDITED = "card.yaml"
"""The name of the edited file in the places of problems."""
_ABOUT = "# Edit the card, save the file and close the editor. An empty file leaves the card as it was."
_REMARK = "#! "


def write_card_text(card: Card) -> str:
    """The card as text to be edited; where it was imported from is left out."""
    return f"{_ABOUT}\ndeck: {card.deck}\ncards:\n{write_yaml_card(replace(card, origin=None), 2)}"


def read_card_text(text: str, card: Card) -> Card:
    """The card as edited, with the deck, place and origin of `card`; `card` itself if the text is empty.

    Raises Problem with the line in the edited text if it is no card.
    """
    if not any(line.strip() and not line.startswith("#") for line in text.splitlines()):
        return card
    deck, problems = codec.read_deck(text, EDITED)
    if problems:
        raise problems[0]
    if deck is None or len(deck.cards) != 1:
        count = len(deck.cards) if deck else 0
        raise Problem(f"the text has {count} cards", Place(EDITED), "leave exactly one card in it")
    return replace(deck.cards[0], deck=card.deck, place=card.place, origin=card.origin)


def with_remark(text: str, problem: Problem) -> str:
    """The edited text with the problem above it, in place of an earlier one."""
    kept = [line for line in text.splitlines() if not line.startswith(_REMARK)]
    return "\n".join([*(f"{_REMARK}{line}" for line in str(problem).splitlines()), *kept]) + "\n"
