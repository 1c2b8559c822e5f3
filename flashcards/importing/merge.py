"""Merges imported cards into the deck of an earlier import; ids and the user's edits are kept.

A block is matched by the fingerprint of its text, then by its question, its place, and finally by similarity.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from types import MappingProxyType

from flashcards.deck.model import Card, ClozeAnswer, Deck, FormulaAnswer, Origin
from flashcards.importing.identity import Ids, source_fingerprint, was_edited

SIMILAR_IN_PLACE, SIMILAR_IN_NOTE = 0.4, 0.7
"""Minimum similarity of a changed card to the card at the same place, and to a card elsewhere in its note."""
_COMPARED = 300
"""Old cards compared with each new card, and characters of each: computing similarity is slow."""


@dataclass(frozen=True)
class Clash:
    """A card edited in the deck whose block in the note changed too."""

    id: str
    note: Card


@dataclass(frozen=True)
class MergeResult:
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
    """Cards edited in the deck whose blocks changed too: the deck's text is kept."""
    refuted: tuple[str, ...] = ()
    """Cards of an earlier import that the reference contradicts; kept, but to be corrected."""


def merge(
    made: Sequence[Card],
    old: Deck,
    files: Collection[str],
    aside: Sequence[Card] = (),
    also: Mapping[str, Sequence[Origin]] = MappingProxyType({}),
    wanted: Collection[str] | None = None,
) -> MergeResult:
    """Merges the cards `made` from the notes named `files` into `old`, in the order of the notes.

    Cards set `aside` do not go into the deck; cards that an earlier import made of their blocks are kept.
    """
    found = _match_cards(made, old.cards)
    ids = Ids(card.id for card in old.cards)
    cards: list[Card] = []
    outcomes: dict[str, list[str]] = defaultdict(list)
    clashes: list[Clash] = []
    for at, card in enumerate(made):
        before = found.get(at)
        if before is None and wanted is not None and card.id not in wanted:
            continue
        if before is None:
            cards.append(replace(card, deck=old.name, id=ids.assign([card.id], "")))
            outcomes["new"].append(cards[-1].id)
        elif source_fingerprint(before.origin) == source_fingerprint(card.origin):
            cards.append(replace(before, origin=_update_place(before.origin, card.origin)))
            outcomes["kept"].append(before.id)
        elif was_edited(before):
            cards.append(replace(before, origin=card.origin))
            clashes.append(Clash(before.id, card))
        else:
            cards.append(_update_text(before, card))
            outcomes["changed"].append(before.id)
    used = {card.id for card in found.values()}
    rest = [card for card in old.cards if card.id not in used]
    refused = {card.id: aside[at] for at, card in _match_cards(aside, rest).items()}
    gone = [
        card.id
        for card in rest
        if card.origin and card.id not in refused and _is_orphan(card.origin, old, files)
    ]
    wrong = tuple(card.id for card in rest if card.id in refused and card.answer == refused[card.id].answer)
    deck = replace(old, cards=(*cards, *rest))
    lists = {name: tuple(names) for name, names in outcomes.items()}
    return MergeResult(deck, orphans=tuple(gone), clashes=tuple(clashes), refuted=wrong, **lists)


def _is_orphan(origin: Origin, old: Deck, files: Collection[str]) -> bool:
    """True if the card's note was read now, or is missing from a folder that was imported before."""
    again = len(files) > 1 and any(card.origin and card.origin.file in files for card in old.cards)
    return origin.file in files or again


def _update_place(before: Origin | None, now: Origin | None) -> Origin | None:
    """The block's current place with the fingerprints stored in the deck."""
    return replace(now, fingerprint=before.fingerprint) if before and now else now


def _match_cards(made: Sequence[Card], old: Sequence[Card]) -> dict[int, Card]:
    """Index in `made` → the old card of the same block; each old card is matched at most once."""
    found: dict[int, Card] = {}
    free = {card.id: card for card in old if card.origin}
    for rule in (_by_text, _by_question, _by_place, _by_similarity):
        pick = rule(list(free.values()))
        for at, card in enumerate(made):
            if at in found or card.origin is None:
                continue
            match = next((other for other in pick(card, card.origin) if other.id in free), None)
            if match:
                found[at] = free.pop(match.id)
    return found


Pick = Callable[[Card, Origin], Iterator[Card]]


def _by_text(old: Sequence[Card]) -> Pick:
    prints: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in old:
        prints[source_fingerprint(card.origin), card.kind].append(card)

    def pick(card: Card, origin: Origin) -> Iterator[Card]:
        same = prints[source_fingerprint(origin), card.kind]
        yield from sorted(same, key=lambda other: other.origin != origin)

    return pick


def _by_question(old: Sequence[Card]) -> Pick:
    asked: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in old:
        if card.origin and not isinstance(card.answer, ClozeAnswer):
            asked[card.origin.file, _question_key(card)].append(card)

    def pick(card: Card, origin: Origin) -> Iterator[Card]:
        same = asked[origin.file, _question_key(card)] if not isinstance(card.answer, ClozeAnswer) else []
        yield from sorted(same, key=lambda other: not other.origin or _place(other.origin) != _place(origin))

    return pick


def _question_key(card: Card) -> str:
    """Key of a card's question; "update of" and "formula of" the same quantity are equal."""
    if not isinstance(card.answer, FormulaAnswer):
        return card.ask
    return f"{card.ask.partition(': ')[0]} {''.join(card.answer.latex.partition('=')[0].split())}"


def _by_place(old: Sequence[Card]) -> Pick:
    places = {_place(card.origin): card for card in old if card.origin}

    def pick(card: Card, origin: Origin) -> Iterator[Card]:
        other = places.get(_place(origin))
        if other and (card.id == other.id or _similarity(card, other) >= SIMILAR_IN_PLACE):
            yield other

    return pick


def _place(origin: Origin) -> tuple[str, str, str, int]:
    return origin.file, origin.heading, origin.kind, origin.order


def _by_similarity(old: Sequence[Card]) -> Pick:
    notes: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for card in old:
        if card.origin:
            notes[card.origin.file, card.kind].append(card)

    def pick(card: Card, origin: Origin) -> Iterator[Card]:
        near = [(_similarity(card, other), other) for other in notes[origin.file, card.kind][:_COMPARED]]
        near = [pair for pair in near if pair[0] >= SIMILAR_IN_NOTE]
        yield from (other for _, other in sorted(near, key=lambda pair: -pair[0]))

    return pick


_ASKING = frozenset(
    (
        "what",
        "is",
        "are",
        "does",
        "do",
        "the",
        "a",
        "an",
        "of",
        "write",
        "update",
        "formula",
        "explain",
        "name",
    )
)


def _similarity(card: Card, other: Card) -> float:
    """Similarity of two cards' questions and answers from 0 to 1, ignoring words such as "what is"."""
    return SequenceMatcher(None, _content_words(card), _content_words(other), autojunk=False).ratio()


def _content_words(card: Card) -> list[str]:
    answer = " ".join(str(getattr(card.answer, field.name)) for field in fields(card.answer)[:1])
    words = re.findall(r"\\?[^\W_]+", f"{card.ask.rpartition(': ')[2]} {answer}"[:_COMPARED])
    return [word for word in words if word not in _ASKING]


def _update_text(before: Card, card: Card) -> Card:
    """The old card with the note's new question and answer; its other fields are kept."""
    return replace(before, ask=card.ask, answer=card.answer, origin=card.origin, why=before.why or card.why)
