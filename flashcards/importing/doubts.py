"""What a person says about the doubts of an import: whose text holds, and which card another one was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from flashcards.deck.model import Card
from flashcards.errors import Problem
from flashcards.importing.merge import MergeResult, bind_orphan, settle_clash
from flashcards.value import Value

OWN_WORDS = ("deck", "note")


class Settlement(Value, frozen=True):
    """One doubt settled: `adam-m=note`, or `adam-m=adam-m-2`, by which the second card was the first."""

    card: str
    by: str
    """`deck` or `note`, whose text holds; otherwise the id of the new card that the first one has become."""


def parse_settlement(text: str) -> Settlement:
    """The settlement written as `CARD=deck`, `CARD=note` or `CARD=NEW`. Raises Problem for another text."""
    card, found, by = (part.strip() for part in text.partition("="))
    if not (card and found and by):
        hint = (
            "write CARD=deck or CARD=note, whose text holds, or ORPHAN=NEW for a card that has become another"
        )
        raise Problem(f"'{text}' settles nothing", hint=hint)
    return Settlement(card, by)


def settle_doubts(merged: MergeResult, settled: Sequence[Settlement]) -> MergeResult:
    """The import with these doubts settled. Raises Problem for one that the import does not have."""
    for each in settled:
        merged = _settle(merged, each) if each.by in OWN_WORDS else _bind(merged, each)
    return merged


def _settle(merged: MergeResult, settlement: Settlement) -> MergeResult:
    clash = next((each for each in merged.clashes if each.id == settlement.card), None)
    if clash is None:
        ids = ", ".join(each.id for each in merged.clashes)
        raise Problem(
            f"'{settlement.card}' was not edited in both the deck and its note",
            hint=f"these were: {ids}" if ids else "nothing was",
        )
    take: Literal["deck", "note"] = "note" if settlement.by == "note" else "deck"

    def settle(card: Card) -> Card:
        return settle_clash(card, clash, take) if card.id == clash.id else card

    cards = tuple(map(settle, merged.deck.cards))
    clashes = tuple(each for each in merged.clashes if each is not clash)
    return replace(merged, deck=replace(merged.deck, cards=cards), clashes=clashes)


def _bind(merged: MergeResult, settlement: Settlement) -> MergeResult:
    ids = {card.id for card in merged.deck.cards}
    if settlement.card not in merged.orphans or settlement.by not in ids:
        hint = f"cards whose text is gone: {', '.join(merged.orphans)}" if merged.orphans else "none is gone"
        raise Problem(f"'{settlement.card}' cannot become '{settlement.by}'", hint=hint)
    deck = bind_orphan(merged.deck, settlement.card, settlement.by)
    orphans = tuple(each for each in merged.orphans if each != settlement.card)
    new = tuple(each for each in merged.new if each != settlement.by)
    unsure = tuple(pair for pair in merged.unsure if pair[0] != settlement.card)
    return replace(merged, deck=deck, orphans=orphans, new=new, unsure=unsure)
