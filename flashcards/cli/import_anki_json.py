"""The cards of a package as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flashcards.cli.import_anki_plan import prompts_by_guid
from flashcards.cli.import_report import proposal_json
from flashcards.exchange.anki_notes import NoteCard
from flashcards.importing.guids import guid_of, index_guids
from flashcards.importing.merge import MergeResult
from flashcards.importing.proposals import Proposal


def cards_as_json(made: Sequence[NoteCard], merged: Mapping[str, MergeResult]) -> list[dict[str, Any]]:
    """Each card as those of notes, and which of Anki's cards its prompts are."""
    decks = [each.deck for each in merged.values()]
    cards = index_guids(card for deck in decks for card in deck.cards)
    names = prompts_by_guid(made, (), decks)
    found = []
    for each in made:
        guid = guid_of(each.card.origin)
        card = cards.get(guid) if guid else None
        if card is None or guid is None:
            continue
        orders = {str(order): names[guid[0], order] for order in each.parts if (guid[0], order) in names}
        proposal = Proposal(card, 1.0, "a card in Anki", "", (each.card.place,))
        found.append(
            {**proposal_json(proposal, card.id, taken=True), "anki": {"guid": guid[0], "prompts": orders}}
        )
    return found
