"""`flashcards import FILE.apkg`: cards, media and history out of a package of Anki's."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import FINDINGS, FINE, output
from flashcards.errors import Problem, counted, printable_line

if TYPE_CHECKING:
    from flashcards.cli.import_anki_decks import PlacedCards
    from flashcards.cli.import_anki_plan import PackagePlan
    from flashcards.cli.import_anki_write import PackageOutcome

PACKAGES = frozenset({".apkg", ".colpkg"})
_MOST_TOLD = 20
_NOT_HERE = ("watch", "review", "syntax", "syntax_setting", "settle", "again", "take_reference")
"""Options that say something of notes alone."""


def is_package(path: Path) -> bool:
    """True for the name of a package of Anki's."""
    return path.suffix.lower() in PACKAGES


def require_alone(args: argparse.Namespace, what: str) -> Path:
    """The one file that is to be imported. Raises Problem for several, and for options of notes."""
    if len(args.paths) > 1:
        raise Problem(f"{what} is imported by itself", hint="name one file")
    for option in _NOT_HERE:
        if getattr(args, option):
            raise Problem(f"--{option.replace('_', '-')} says something of notes, not of {what}")
    path: Path = args.paths[0]
    return path


def run_package(args: argparse.Namespace) -> int:
    """Imports one package, or with `--dry-run` tells what that would do."""
    from flashcards.cli.import_anki_plan import plan_package
    from flashcards.cli.import_anki_write import PackageOutcome, take_package
    from flashcards.storage.anki_package import open_anki_package

    path = require_alone(args, "a package")
    with open_anki_package(path) as package:
        plan = plan_package(package, args.to, occlusion=args.occlusion, dry_run=args.dry_run)
        if not plan.placed.made and not plan.own:
            tell_problems(plan.problems)
            raise Problem("no card can be made of this package", hint="nothing was written")
        outcome = PackageOutcome(plan.placed.merged)
        if not args.json:
            show_decks(plan.file, plan.placed)
        if not args.dry_run and agrees(args, plan.placed):
            outcome = take_package(package, plan, history=not args.no_history)
    problems = [*plan.problems, *outcome.problems]
    if args.json:
        more = {"unused_media": list(plan.unused), "weights": [list(each) for each in plan.weights]}
        output.json_out({**outcome_as_json(plan.placed, outcome, problems), **more})
        return FINDINGS if problems else FINE
    _tell_outcome(outcome, plan)
    tell_problems(problems)
    return FINDINGS if problems else FINE


def agrees(args: argparse.Namespace, placed: PlacedCards) -> bool:
    """True if the cards are to be written: asked for, or agreed to at the terminal."""
    from flashcards.cli.confirm import can_ask, confirm

    if args.yes or args.all or not can_ask(args):
        return True
    cards = counted(len(placed.made), "card")
    decks = counted(len(placed.merged), "deck")
    return confirm(f"Write {cards} to {decks}?", default=True)


def show_decks(file: str, placed: PlacedCards) -> None:
    """Prints what becomes of each deck."""
    output.out(printable_line(file), "bold")
    for name, merged in placed.merged.items():
        counts = f"{len(merged.new)} new, {len(merged.changed)} changed"
        every = (*merged.new, *merged.changed, *merged.kept, *merged.clashes)
        output.out(f"    {counted(len(every), 'card')} for the deck '{name}': {counts}")
        for clash in merged.clashes:
            output.out(f"    '{clash.id}' was edited here and in Anki: the text here is kept", "yellow")
        if left := merged.decided.left_out:
            output.out(f"    {counted(len(left), 'card')} that you deleted before left out", "dim")


def _tell_outcome(outcome: PackageOutcome, plan: PackagePlan) -> None:
    for path in outcome.written:
        output.err(printable_line(f"written: {path}"))
    history = outcome.history
    if history.new or history.known:
        output.out(f"{counted(history.new, 'row')} of history taken, {history.known:,} known before")
    for why, rows in outcome.left_out.items():
        output.out(f"{counted(rows, 'row')} of history left out: {why}", "dim")
    if outcome.media:
        output.out(f"{counted(len(outcome.media), 'media file')} kept beside the decks")
    if plan.unused:
        shown = ", ".join(map(printable_line, plan.unused[:5])) + (" …" if len(plan.unused) > 5 else "")
        output.out(
            f"{counted(len(plan.unused), 'media file')} that no card shows left in the package: {shown}",
            "dim",
        )
    for weights in plan.weights:
        text = ", ".join(f"{value:.4f}" for value in weights)
        output.out(f"a preset has FSRS parameters of its own: {text}", "dim")
        output.out("    yours stay; take those with  flashcards train --use '…'", "dim")


def tell_problems(problems: list[Problem]) -> None:
    """Prints the first problems, and how many more there are."""
    output.problems(problems[:_MOST_TOLD])
    if len(problems) > _MOST_TOLD:
        more = counted(len(problems) - _MOST_TOLD, "more problem")
        output.err(f"{more}: --json lists them all", "yellow")


def outcome_as_json(
    placed: PlacedCards, outcome: PackageOutcome, problems: list[Problem]
) -> dict[str, object]:
    """What an import made, as JSON."""
    from flashcards.cli.import_anki_json import cards_as_json

    return {
        "cards": cards_as_json(placed.made, outcome.merged),
        "history": {
            "new": outcome.history.new,
            "known": outcome.history.known,
            "left_out": dict(outcome.left_out),
        },
        "media": [str(path) for path in outcome.media],
        "problems": [problem.as_json() for problem in problems],
    }
