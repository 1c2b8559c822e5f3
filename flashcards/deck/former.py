"""Former names of cards: a card that was renamed, moved or split keeps the reviews under its old names.

Rows of the log are never changed, so it is read through a table: the id of a prompt then → its id now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from flashcards.deck.model import Card
from flashcards.deck.needs import circles, qualified_id
from flashcards.deck.prompts import former_ids, gap_numbers, prompts
from flashcards.errors import Problem


class NameClaim(NamedTuple):
    """A card that says it had a name: `name`, in full, of a card or of one of its prompts."""

    name: str
    card: Card

    @property
    def former_card(self) -> str:
        """The name without the prompt's part."""
        return self.name.partition(":")[0]


def all_former_ids(cards: Iterable[Card]) -> dict[str, str]:
    """The ids under which older reviews name the prompts of all `cards` → the ids that they have now."""
    every = tuple(cards)
    numbers = {old: new for card in every for old, new in former_ids(card).items()}
    if not any(card.was for card in every):
        return numbers
    return renamed_ids(every, names_present(every)) | numbers


def renamed_ids(cards: Iterable[Card], present: Collection[str]) -> dict[str, str]:
    """The ids that prompts had under the names in `was` → their ids now.

    A name that is `present`, as a card or a prompt, keeps its reviews. A prompt's name goes before its
    card's: what `was: [d/c:gap]` says holds against another card's `was: [d/c]`.
    """
    claims = [claim for claim in name_claims(cards) if claim.name not in present]
    pairs = [(":" not in claim.name, *pair) for claim in claims for pair in _former_prompts(claim)]
    found: dict[str, str] = {}
    for _, old, new in sorted(pairs):
        found.setdefault(old, new)
    return found


def name_claims(cards: Iterable[Card]) -> Iterator[NameClaim]:
    """Every former name that `cards` say."""
    return (NameClaim(qualified_id(name, card.deck), card) for card in cards for name in card.was)


def names_present(cards: Iterable[Card]) -> set[str]:
    """The names of `cards` and of their prompts."""
    return {name for card in cards for name in (card.key, *(prompt.id for prompt in prompts(card)))}


def _former_prompts(claim: NameClaim) -> Iterator[tuple[str, str]]:
    """The ids of prompts under a former name, each with its id now: of the same part, else of the first."""
    card = claim.card
    now = {prompt.part: prompt.id for prompt in prompts(card)}
    first = next(iter(now.values()))
    _, colon, part = claim.name.partition(":")
    if colon:
        yield claim.name, now.get(part, first)
        return
    yield claim.name, first
    for part in filter(None, now):
        yield f"{claim.name}:{part}", now[part]
    for number, name in gap_numbers(card).items():
        yield f"{claim.name}:{number}", now[name]


def name_problems(
    cards: Iterable[Card], present: Collection[str], decks: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with the former names of `cards`: one still in use, one that two cards say, a circle.

    Only the cards of `decks` are told of; `present` holds the names of all cards and prompts.
    """
    claims = tuple(name_claims(cards))
    in_use = [claim for claim in claims if claim.name in present]
    found = [*_circles(in_use), *_in_use(in_use), *_claimed_twice(claims)]
    return (problem for card, problem in found if card.deck in decks)


def _circles(in_use: Iterable[NameClaim]) -> Iterator[tuple[Card, Problem]]:
    """Cards that are each called what the next one was."""
    cards = {claim.card.key: claim.card for claim in in_use}
    for circle in _rounds(in_use):
        message = f"former names form a cycle: {', '.join(circle)}"
        if len(circle) == 1:
            message = f"'{circle[0]}' names itself in was"
        card = cards[circle[0]]
        yield card, Problem(message, card.place, "was holds names that no card has any longer")


def _rounds(in_use: Iterable[NameClaim]) -> list[tuple[str, ...]]:
    names: dict[str, list[str]] = {}
    for claim in in_use:
        names.setdefault(claim.card.key, []).append(claim.former_card)
    return list(circles(names))


def _in_use(in_use: Iterable[NameClaim]) -> Iterator[tuple[Card, Problem]]:
    around = {name for circle in _rounds(in_use) for name in circle}
    for name, card in in_use:
        if card.key not in around:
            what = "prompt" if ":" in name else "card"
            message = f"'{card.id}' says that it was '{name}', which is still a {what}"
            hint = f"remove it from was, or rename the {what} '{name}'"
            yield card, Problem(message, card.place, hint)


def _claimed_twice(claims: Iterable[NameClaim]) -> Iterator[tuple[Card, Problem]]:
    first: dict[str, Card] = {}
    for claim in claims:
        if claim.name in first:
            yield claim.card, _twice(claim, first[claim.name])
        first.setdefault(claim.name, claim.card)


def _twice(claim: NameClaim, first: Card) -> Problem:
    if first.key == claim.card.key:
        message = f"'{claim.card.id}' says twice that it was '{claim.name}'"
        return Problem(message, claim.card.place, "remove one of the two names from was")
    message = f"'{claim.card.id}' says that it was '{claim.name}', as '{first.key}' does"
    hint = f"only one card can have its reviews: remove it here, or from the card at {first.place}"
    return Problem(message, claim.card.place, hint)
