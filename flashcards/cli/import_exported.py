"""`flashcards import` of a folder that `flashcards export --obsidian` wrote: cards are found by their ids.

What was edited in the notes goes into the decks. A card that is in no note stays.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from flashcards.cli import output
from flashcards.cli.cards import card_fields
from flashcards.cli.collection import open_collection
from flashcards.deck import codec, serialize
from flashcards.deck.model import Card, Deck
from flashcards.errors import Place, Problem, counted
from flashcards.exchange.deck_merge import merge_decks
from flashcards.storage import deck_files
from flashcards.storage.export_folder import list_exported


class _Update(NamedTuple):
    """A deck with what its note says."""

    deck: Deck
    path: Path
    new: list[Card]
    changed: list[Card]


def is_exported(path: Path) -> bool:
    """True for a folder that notes in the syntax of decks were exported to, and for one of these notes."""
    return any(_is_deck_note(note) for note in _notes(path))


def _notes(path: Path) -> list[Path]:
    folder = path if path.is_dir() else path.parent
    names = list_exported(folder)
    return [folder / name for name in names if path.is_dir() or name == path.name]


def _is_deck_note(path: Path) -> bool:
    try:
        return path.is_file() and deck_files.read_text(path).startswith("---\ndeck: ")
    except Problem:
        return False


def run_exported(args: argparse.Namespace) -> int:
    """Takes in what was edited in the notes; 1 if some of it could not be read."""
    from flashcards.cli import FINDINGS, FINE

    problems: list[Problem] = []
    if args.to:
        raise Problem("exported notes go into their own decks", hint="leave --to out")
    updates = list(_updates([note for path in args.paths for note in _notes(path)], problems))
    wanted = bool(updates) and not args.dry_run and _agrees(args, updates)
    for update in updates if wanted else ():
        ending = codec.ENDINGS[update.path.suffix.lower()]
        deck_files.save_deck(update.path, codec.write_deck(update.deck, ending))
    if args.json:
        cards = [card_fields(card) for update in updates for card in (*update.new, *update.changed)]
        output.json_out({"cards": cards, "problems": [problem.as_json() for problem in problems]})
    elif not updates:
        output.out("the decks are as the notes are")
    output.problems(problems)
    return FINDINGS if problems else FINE


def _agrees(args: argparse.Namespace, updates: list[_Update]) -> bool:
    from flashcards.cli.confirm import can_ask, confirm

    for update in updates if not args.json else ():
        said = f"{counted(len(update.new), 'new card')}, {len(update.changed):,} changed"
        output.out(f"{update.deck.name}: {said}")
    if args.yes or args.all:
        return True
    if not can_ask(args):
        raise Problem("the decks are changed only when you agree", hint="add --yes to do it")
    return confirm("Write this into the decks?", default=True)


def _updates(notes: list[Path], problems: list[Problem]) -> Iterator[_Update]:
    """The decks that the notes change."""
    with open_collection() as catalogue:
        files = {deck.name: Path(deck.place.file) for deck in catalogue.decks()}
    own = deck_files.own_decks(deck_files.data_folder(os.environ))
    for note in notes:
        try:
            theirs = _read(note, problems)
            path = files.get(theirs.name)
            update = _update(theirs, _read(path, []) if path else None, path, own)
        except Problem as problem:
            problems.append(problem)
            continue
        if update.new or update.changed:
            yield update


def _read(path: Path, problems: list[Problem]) -> Deck:
    """The deck in a file, without the cards that cannot be read. Raises Problem if it is none."""
    name = deck_files.display_path(path)
    deck, found = codec.read_deck(deck_files.read_text(path), name)
    problems += found
    if deck is None:
        raise Problem("this is no deck", Place(name), "export it again")
    return deck


def _update(theirs: Deck, mine: Deck | None, path: Path | None, own: Path) -> _Update:
    target = path if path and path.absolute().is_relative_to(own.absolute()) else own / f"{theirs.name}.yaml"
    if mine is None:
        return _Update(theirs, target, list(theirs.cards), [])
    names = {card.id for card in theirs.cards}
    base = replace(mine, cards=tuple(card for card in mine.cards if card.id in names))
    merged, _ = merge_decks(base, mine, theirs)
    before = {card.id: serialize.card(card) for card in mine.cards}
    new = [card for card in merged.cards if card.id not in before]
    changed = [card for card in merged.cards if card.id in before and serialize.card(card) != before[card.id]]
    return _Update(merged, target, new, changed)
