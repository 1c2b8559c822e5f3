"""The questions that `flashcards import` asks at the terminal."""

from __future__ import annotations

import argparse
from typing import Literal

from flashcards.cli import output
from flashcards.cli.confirm import can_ask, confirm, read_answer
from flashcards.cli.import_target import Target
from flashcards.errors import counted, printable_line
from flashcards.importing.make_cards import ImportedCards
from flashcards.importing.merge import MergeResult
from flashcards.importing.selection import Selection


def confirm_reference(args: argparse.Namespace, made: ImportedCards) -> bool:
    """True if the user agrees to replace contradicted formulas with those of the reference."""
    count = sum(bool(each.contradicts and each.contradicts.reference) for each in made.aside)
    if not count or args.dry_run or args.yes or args.all or not can_ask(args):
        return False
    what = f"the reference contradicts {counted(count, 'formula')}"
    return confirm(f"{what}: make the cards with the reference's formulas?", default=False)


def confirm_write(
    args: argparse.Namespace, merged: MergeResult, target: Target, chosen: Selection, unrelated: int
) -> Literal["no", "same", "sure", "all"]:
    """Which cards are to be written: none, those that the deck has, the sure ones or all.

    Asks only at a terminal.
    """
    if target.deck == merged.deck and not (chosen.left and can_ask(args)):
        output.err(printable_line(f"nothing has changed: {target.place.file}"), "dim")
        return "same"
    if args.all:
        return "all"
    if args.yes or not can_ask(args):
        return "sure"
    sure = not unrelated or bool(args.to)
    count = counted(len(merged.deck.cards), "card")
    question = f"Write {count} to {target.place.file}?" if sure else f"Add to {target.place.file}?"
    if chosen.left:
        return _ask_how_many(f"{question} (a: with the {len(chosen.left)} left out)", default=sure)
    return "sure" if confirm(question, default=sure) else "no"


def _ask_how_many(question: str, *, default: bool) -> Literal["no", "sure", "all"]:
    """The user's choice among none, the sure cards and all."""
    answer = read_answer(f"{question} {'[Y/n/a]' if default else '[y/N/a]'}")
    if answer in {"a", "all"}:
        return "all"
    return "sure" if answer in {"y", "yes"} or (default and answer == "") else "no"
