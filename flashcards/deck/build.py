"""Builds a Deck from a tree of values; bad cards are set aside and reported, and the others kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from flashcards.deck import cloze
from flashcards.deck.model import KINDS, Answer, Card, ClozeAnswer, CodeAnswer, Deck, Demo
from flashcards.deck.nodes import DataNode, MappingNode, ScalarNode, SequenceNode, describe
from flashcards.deck.schema import ANSWERS, CARD, DECK, EXTRA_OF
from flashcards.deck.slug import slug
from flashcards.deck.validators import Field, pairs, unknown_field
from flashcards.errors import Place, Problem, nearest, suggest

MOST_CARDS = 20_000
MOST_PROBLEMS = 100
"""The rest of a file is not read after so many problems: its author has enough to fix."""

FoundFields = dict[str, Any]


def build_deck(
    tree: DataNode | None, problems: tuple[Problem, ...], file: str
) -> tuple[Deck | None, tuple[Problem, ...]]:
    """The deck in `tree`, or None if it is not a deck, and all problems found so far."""
    told = list(problems)
    if tree is None:
        return None, tuple(told) or (Problem("the file is empty", Place(file), "begin with  deck: its-name"),)
    if not isinstance(tree, MappingNode):
        beginning = Problem(
            f"a deck is a table of fields, not {describe(tree)}", tree.place, "begin with  deck: its-name"
        )
        return None, (*told, beginning)
    found, rest = _read(tree, DECK, (*DECK, "cards"), "a deck", told)
    if "deck" not in found:
        if not any(name.text == "deck" for name, _ in tree.pairs):
            told.append(
                Problem(
                    "the deck has no name", tree.place, f"add  deck: {slug(PurePath(file).stem, 'a-name')}"
                )
            )
        return None, tuple(told)
    name = found.pop("deck")
    kept = _shared_demos(_cards(rest.get("cards"), name, told), told)
    return Deck(name, kept, tree.place, **found), tuple(sorted(told, key=_line))


def _line(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


def _read(
    table: DataNode, fields: Mapping[str, Field], known: Iterable[str], what: str, told: list[Problem]
) -> tuple[FoundFields, dict[str, DataNode]]:
    """The values of the readable fields; known fields that are not in `fields` are returned unread."""
    found: FoundFields = {}
    rest: dict[str, DataNode] = {}
    try:
        read = pairs(table)
    except Problem as problem:
        told.append(problem)
        return found, rest
    for name, value in read:
        if len(told) > MOST_PROBLEMS:
            break
        try:
            if name.text in fields:
                found[name.text] = fields[name.text].reader.read(value)
            elif name.text in known:
                rest[name.text] = value
            else:
                raise _unknown(name, known, what)
        except Problem as problem:
            told.append(problem)
    return found, rest


def _unknown(name: ScalarNode, known: Iterable[str], what: str) -> Problem:
    """The Problem for an unknown field; the hint lists the answer fields if one of them is the closest."""
    near = nearest(name.text, known)
    if what == "a card" and near and near[0] in ANSWERS:
        return Problem(f"unknown field '{name.text}'", name.place, "use one of: " + ", ".join(ANSWERS))
    return unknown_field(name, known, what)


def _cards(value: DataNode | None, name: str, told: list[Problem]) -> list[tuple[Card, str, Place]]:
    """The cards that can be read, each with the id of the card whose demo it shares."""
    if value is None or (isinstance(value, ScalarNode) and not value.text):
        return []
    if not isinstance(value, SequenceNode):
        told.append(
            Problem(
                f"cards must be a list, not {describe(value)}", value.place, "begin each card with  - id:"
            )
        )
        return []
    if len(value.items) > MOST_CARDS:
        most = f"the deck has {len(value.items):,} cards; it may have {MOST_CARDS:,}"
        told.append(Problem(most, value.place, "split it into several decks"))
        return []
    kept: list[tuple[Card, str, Place]] = []
    lines: dict[str, int] = {}
    for item in value.items:
        if len(told) > MOST_PROBLEMS:
            told.append(
                Problem(
                    "too many problems: the rest of the deck is not read",
                    item.place,
                    "fix the problems above first",
                )
            )
            break
        wrong: list[Problem] = []
        made = _card(item, name, wrong)
        if made is not None and made[0].id in lines:
            twice = f"the id '{made[0].id}' is already taken by the card on line {lines[made[0].id]}"
            wrong.append(Problem(twice, made[0].place, "give each card a unique id"))
        told += wrong
        if made is not None and not wrong:
            lines[made[0].id] = made[0].place.line
            kept.append(made)
    return kept


def _card(item: DataNode, name: str, wrong: list[Problem]) -> tuple[Card, str, Place] | None:
    found, _ = _read(item, CARD, CARD, "a card", wrong)
    if wrong or not isinstance(item, MappingNode):
        return None
    try:
        answer = _answer(found, item)
    except Problem as problem:
        wrong.append(problem)
        return None
    if "ask" not in found and not isinstance(answer, (ClozeAnswer, CodeAnswer)):
        wrong.append(Problem("the card asks nothing", item.place, "add  ask: with a question"))
    if "id" not in found:
        wrong.append(Problem("the card has no id", item.place, _suggested(found, answer, item.place)))
    if wrong:
        return None
    demo = found.pop("demo", None)
    shared = demo if isinstance(demo, str) else ""
    where = next((value.place for key, value in item.pairs if key.text == "demo"), item.place)
    ask = found.pop("ask", "")
    card = Card(name, found.pop("id"), ask, answer, item.place, demo=None if shared else demo, **found)
    return card, shared, where


def _suggested(found: FoundFields, answer: Answer, place: Place) -> str:
    """A hint with an id made from the question, in the syntax of the file."""
    name = slug(str(found.get("ask") or getattr(answer, "text", "")), "a-name")
    return (
        f"write  ^{name}  at the end of the heading"
        if place.file.lower().endswith(".md")
        else f"add  id: {name}"
    )


def _answer(found: FoundFields, item: MappingNode) -> Answer:
    """The one answer, taken out of `found` with the fields that belong to its kind."""
    given = [key for key, _ in item.pairs if key.text in KINDS]
    if not given:
        raise Problem("the card has no answer", item.place, "add one of: " + ", ".join(ANSWERS))
    if len(given) > 1:
        names = " and ".join(key.text for key in given)
        raise Problem(
            f"a card has one answer; this one has {names}", given[1].place, "split it into two cards"
        )
    answer: Answer = found.pop(given[0].text)
    if isinstance(answer, (ClozeAnswer, CodeAnswer)) and not cloze.gaps(answer.text):
        raise Problem("nothing is hidden in this text", given[0].place, "put {{ }} around what is asked for")
    if (
        isinstance(answer, (ClozeAnswer, CodeAnswer))
        and (count := len(cloze.gaps(answer.text))) > cloze.MOST_GAPS
    ):
        message = f"{count:,} gaps in this text; a card may have at most {cloze.MOST_GAPS}"
        raise Problem(message, given[0].place, "split it into several cards")
    extras = {name: found.pop(name) for name in EXTRA_OF if name in found}
    for name in extras:
        if not isinstance(answer, EXTRA_OF[name]):
            raise Problem(f"{name} cannot be combined with {given[0].text}", item.place)
    return replace(answer, **extras) if extras else answer


def _shared_demos(made: list[tuple[Card, str, Place]], told: list[Problem]) -> tuple[Card, ...]:
    """The cards, each with the demo that it shares with another in its place."""
    demos: dict[str, Demo | None] = {card.id: card.demo for card, _, _ in made}
    cards = []
    for card, shared, where in made:
        if shared and demos.get(shared) is None and len(told) <= MOST_PROBLEMS:
            names = [name for name, demo in demos.items() if demo is not None]
            told.append(
                Problem(f"no card '{shared}' with a demo to share", where, suggest(shared, names[:20]))
            )
        cards.append(replace(card, demo=demos.get(shared)) if shared else card)
    return tuple(cards)
