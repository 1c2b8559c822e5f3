"""What can be wrong between cards: missing needs, circles, questions that are asked twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches

from flashcards.card import Card, Choices, Cloze, Code, Deck
from flashcards.errors import Place, Problem


def problems(decks: Sequence[Deck], elsewhere: Collection[str]) -> Iterator[Problem]:
    """Every problem between the cards of `decks`; `elsewhere` are cards and decks that exist besides."""
    cards = {card.key: card for deck in decks for card in deck.cards}
    names = {deck.name: deck for deck in decks}
    for deck in decks:
        for name in deck.needs:
            if name not in names and name not in elsewhere:
                yield _missing(
                    "deck", name, deck.place, [*names, *(one for one in elsewhere if "/" not in one)]
                )
    for card in cards.values():
        for field, others in (("needs", card.needs), ("confusable", card.confusable)):
            for key in (_key(card, other) for other in others):
                if key not in cards and key not in elsewhere:
                    near = _missing("card", key, card.place, [*cards, *elsewhere])
                    yield Problem(f"{card.key}: {field} an {near.message}", card.place, near.hint)
    yield from _circles(
        {name: deck.needs for name, deck in names.items()}, {n: d.place for n, d in names.items()}
    )
    needs = {key: tuple(_key(card, other) for other in card.needs) for key, card in cards.items()}
    yield from _circles(needs, {key: card.place for key, card in cards.items()})
    yield from _asked_twice(decks)


def _key(card: Card, other: str) -> str:
    return other if "/" in other else f"{card.deck}/{other}"


def _missing(what: str, name: str, place: Place, known: Collection[str]) -> Problem:
    near = get_close_matches(name, list(known), 3, 0.5)
    return Problem(f"unknown {what} '{name}'", place, f"did you mean {' or '.join(near)}?" if near else "")


def _circles(needs: Mapping[str, Sequence[str]], places: Mapping[str, Place]) -> Iterator[Problem]:
    """A problem for each circle: none of its members could ever be asked first."""
    done: set[str] = set()
    for start in needs:
        path: list[str] = []
        waiting = [(start, iter(needs[start]))] if start not in done else []
        path += [start] * bool(waiting)
        while waiting:
            name, rest = waiting[-1]
            following = next((one for one in rest if one in needs and one not in done), None)
            if following is None:
                done.add(name)
                waiting.pop()
                path.pop()
            elif following in path:
                circle = [*path[path.index(following) :], following]
                yield Problem(
                    f"these need each other: {' → '.join(circle)}", places[following], "drop one of the needs"
                )
            else:
                path.append(following)
                waiting.append((following, iter(needs[following])))


def _asked_twice(decks: Sequence[Deck]) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], Card] = {}
    for card in (card for deck in decks for card in deck.cards):
        inside = card.answer
        more = (
            inside.text
            if isinstance(inside, Cloze | Code)
            else inside.right
            if isinstance(inside, Choices)
            else ""
        )
        asked = (" ".join(card.ask.split()).casefold(), more)
        if asked in seen:
            first = seen[asked]
            yield Problem(f"{card.key} asks what {first.key} asks", card.place, f"see {first.place}")
        seen.setdefault(asked, card)
