"""The questions that `flashcards import` asks at the terminal."""

from __future__ import annotations

import argparse
import sys

from flashcards.cli import output
from flashcards.cli.import_target import Target
from flashcards.errors import counted, printable_line
from flashcards.importing.draft import Refutations
from flashcards.importing.merge import MergeResult


def can_ask(args: argparse.Namespace) -> bool:
    """True if the user can be asked at the terminal."""
    return not args.json and sys.stdin.isatty()


def confirm_reference(args: argparse.Namespace, refuted: Refutations) -> bool:
    """True if the user agrees to replace contradicted formulas with those of the reference."""
    count = sum(bool(each.reference) for each in refuted.all)
    if not count or args.dry_run or args.yes or not can_ask(args):
        return False
    what = f"the reference contradicts {counted(count, 'formula')}"
    return _ask_yes_no(f"{what}: make the cards with the reference's formulas?", default=False)


def confirm_write(args: argparse.Namespace, merged: MergeResult, target: Target, unrelated: int) -> bool:
    """True if the deck is to be written; asks only at a terminal."""
    if target.deck == merged.deck:
        output.err(printable_line(f"nothing has changed: {target.place.file}"), "dim")
        return False
    if args.yes or not can_ask(args):
        return True
    sure = not unrelated or bool(args.to)
    count = counted(len(merged.deck.cards), "card")
    question = f"Write {count} to {target.place.file}?" if sure else f"Add to {target.place.file}?"
    return _ask_yes_no(question, default=sure)


def _ask_yes_no(question: str, *, default: bool) -> bool:
    """True if the user answers yes; `default` is the answer that Enter alone gives."""
    choice = "[Y/n]" if default else "[y/N]"
    try:
        answer = output.ask_person(printable_line(f"{question} {choice} ")).strip().lower()
    except EOFError:
        return False
    return answer in {"y", "yes"} or (default and not answer)
