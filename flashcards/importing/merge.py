"""Merges imported cards into the deck of an earlier import; ids and the user's edits are kept.

`matching` finds the earlier card of each block; what the person decided before holds (`decisions`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from flashcards.deck.gap_names import keep_gap_names
from flashcards.deck.model import Card, Deck, Origin
from flashcards.importing import decisions
from flashcards.importing.identity import (
    Ids,
    source_fingerprint,
    was_edited,
    with_clash,
    with_content_fingerprint,
    without_clash,
)
from flashcards.importing.matching import Also, Matches, match_cards
from flashcards.value import Value, field


class Clash(Value, frozen=True):
    """A card edited in the deck whose block in the note changed too."""

    id: str
    note: Card


class MergeResult(Value, frozen=True):
    """A deck after an import, with the ids of its cards by what happened to them."""

    deck: Deck
    new: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Unchanged: their blocks have not changed."""
    changed: tuple[str, ...] = ()
    """Updated with the new text of their blocks."""
    orphans: tuple[str, ...] = ()
    """Their blocks are gone from the notes; the cards are kept."""
    clashes: tuple[Clash, ...] = ()
    """Cards edited in the deck whose blocks changed too: the deck's text is kept, and every import tells it
    until both say the same."""
    refuted: tuple[str, ...] = ()
    """Cards of an earlier import that the reference contradicts; kept, but to be corrected."""
    unsure: tuple[tuple[str, str], ...] = ()
    """An orphan and a new card that it could be, about as well as another."""
    known: frozenset[str] = frozenset()
    """Which of the cards made or set aside the deck had before, by the ids that they were made with."""
    decided: decisions.Decisions = field(default_factory=decisions.Decisions)
    """The cards not made because the person deleted, discarded or refused them before; `new` is empty."""


NO_ORIGINS: Mapping[str, Sequence[Origin]] = {}


def merge(
    made: Sequence[Card],
    old: Deck,
    files: Collection[str],
    aside: Sequence[Card] = (),
    also: Also = NO_ORIGINS,
    wanted: Collection[str] | None = None,
    elsewhere: Collection[str] = (),
    matches: Matches | None = None,
) -> MergeResult:
    """Merges the cards `made` from the notes named `files` into `old`, in the order of the notes.

    Cards set `aside` do not go into the deck; cards that an earlier import made of their blocks are kept.
    `also` has the origins of the other blocks that say the same as a card, by its id. Of the cards that the
    deck does not have yet, it takes those whose ids are `wanted`, by default all. The notes `elsewhere` were
    not read now but are still there: their cards become no others. `matches` are the
    earlier cards, where these are known otherwise than by their texts.
    """
    refused = {*decisions.deleted_cards(old).values(), *old.never.values(), *old.discarded.values()}
    matches = matches or match_cards(made, old.cards, files, also, refused, elsewhere)
    decided = decisions.decide([card for at, card in enumerate(made) if at not in matches.found], old)
    new = {card.id for card in decided.new}
    merger = _Merger(old, also, new if wanted is None else new & {*wanted})
    for at, card in enumerate(made):
        merger.add(card, matches.found.get(at))
    rest = _left(old.cards, matches.found.values())
    set_aside = match_cards(aside, rest, files).found
    wrong = {card.id: aside[at] for at, card in set_aside.items()}
    deck = decisions.record_decisions(replace(old, cards=(*merger.cards, *rest)))
    texts = {text for card in made for text in _source_texts(card, also)}
    return MergeResult(
        deck,
        orphans=tuple(
            card.id for card in rest if card.id not in wrong and _is_orphan(card, old, files, texts)
        ),
        clashes=tuple(merger.clashes),
        refuted=tuple(card.id for card in rest if card.id in wrong and card.answer == wrong[card.id].answer),
        unsure=_unsure(matches, made, merger.ids_of_new),
        known=frozenset([*(made[at].id for at in matches.found), *(aside[at].id for at in set_aside)]),
        decided=replace(decided, new=()),
        **{name: tuple(ids) for name, ids in merger.outcomes.items()},
    )


class _Merger:
    """The cards of the deck so far, by what happened to them."""

    def __init__(self, old: Deck, also: Also, new: Collection[str]) -> None:
        self._deck, self._also, self._new = old.name, also, new
        self._ids = Ids([*(card.id for card in old.cards), *decisions.deleted_cards(old)])
        self.cards: list[Card] = []
        self.outcomes: dict[str, list[str]] = defaultdict(list)
        self.clashes: list[Clash] = []
        self.ids_of_new: dict[str, str] = {}
        """The id of a card as it was made → the one that it has in the deck."""

    def add(self, card: Card, before: Card | None) -> None:
        """Adds a made card, or what becomes of its earlier card `before`."""
        if before is None:
            self._add_new(card)
        elif source_fingerprint(before.origin) in _source_texts(card, self._also):
            self._keep(replace(before, origin=_update_place(before.origin, card, self._also)), "kept")
        elif was_edited(before) and _says_the_same(before, card):
            self._keep(
                replace(before, origin=with_content_fingerprint(replace(before, origin=card.origin)).origin),
                "kept",
            )
        elif was_edited(before) and before.origin and card.origin:
            self.cards.append(replace(before, origin=with_clash(before.origin, card.origin)))
            self.clashes.append(Clash(before.id, card))
        else:
            self._keep(_update_text(before, card), "changed")

    def _add_new(self, card: Card) -> None:
        if card.id in self._new:
            name = self._ids.assign([card.id], "")
            self.ids_of_new[card.id] = name
            self._keep(replace(card, deck=self._deck, id=name), "new")

    def _keep(self, card: Card, outcome: str) -> None:
        self.cards.append(card)
        self.outcomes[outcome].append(card.id)


def settle_clash(card: Card, clash: Clash, take: Literal["deck", "note"]) -> Card:
    """The card of a deck after the person has said whose text holds; the clash is not told again."""
    if take == "note":
        return _update_text(card, clash.note)
    return replace(card, origin=clash.note.origin)


def bind_orphan(deck: Deck, orphan: str, new: str) -> Deck:
    """The deck with the text of the card `new` in the card `orphan`, whose history it has from now on."""
    cards = {card.id: card for card in deck.cards}
    bound = _update_text(cards[orphan], cards[new])
    kept = (bound if card.id == new else card for card in deck.cards if card.id != orphan)
    return decisions.record_decisions(replace(deck, cards=tuple(kept)))


def _left(cards: Sequence[Card], used: Collection[Card]) -> list[Card]:
    ids = {card.id for card in used}
    return [card for card in cards if card.id not in ids]


def _source_texts(card: Card, also: Also) -> tuple[str, ...]:
    """The fingerprints of every block that says what the card says, its own first."""
    return tuple(source_fingerprint(origin) for origin in _origins(card, also))


def _origins(card: Card, also: Also) -> Iterator[Origin]:
    if card.origin:
        yield card.origin
        yield from also.get(card.id, ())


def _unsure(matches: Matches, made: Sequence[Card], ids: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The ids, in the deck, of the pairs that may be one card."""
    pairs = ((old.id, ids.get(made[at].id, "")) for old, at in matches.unsure)
    return tuple(pair for pair in pairs if pair[1])


def _is_orphan(card: Card, old: Deck, files: Collection[str], texts: Collection[str]) -> bool:
    """True if the card's block is gone from a note that was read now, or with its note from the folder."""
    if card.origin is None or source_fingerprint(card.origin) in texts:
        return False
    again = len(files) > 1 and any(each.origin and each.origin.file in files for each in old.cards)
    return card.origin.file in files or again


def _update_place(before: Origin | None, card: Card, also: Also) -> Origin | None:
    """The present place of the block that owns a card, with the fingerprints stored in the deck."""
    if before is None:
        return card.origin
    text = source_fingerprint(before)
    now = next(origin for origin in _origins(card, also) if source_fingerprint(origin) == text)
    return without_clash(replace(now, fingerprint=before.fingerprint))


def _says_the_same(before: Card, card: Card) -> bool:
    return (before.ask, before.answer) == (card.ask, keep_gap_names(before, card).answer)


def _update_text(before: Card, card: Card) -> Card:
    """The old card with the note's new question and answer; its other fields and its gaps' names are kept."""
    worded = replace(before, ask=card.ask, answer=card.answer, origin=card.origin, why=before.why or card.why)
    return with_content_fingerprint(keep_gap_names(before, worded))
