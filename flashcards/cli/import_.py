"""`flashcards import`: make a deck from notes. Notes are only read; the deck goes to the user's folder."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import FINDINGS, FINE, output, streams
from flashcards.errors import Problem
from flashcards.importing.decisions import find_left_out
from flashcards.importing.doubts import parse_settlement
from flashcards.importing.selection import select

if TYPE_CHECKING:
    from flashcards.cli.import_plan import ImportPlan
    from flashcards.deck.model import Card
    from flashcards.importing.make_cards import ImportedCards
    from flashcards.importing.merge import MergeResult

EXAMPLES = """\
examples:
  flashcards import ~/vault/optimizers --dry-run     the cards it would make, and the outcome of every block
  flashcards import ~/vault/optimizers               write the deck 'optimizers'
  flashcards import Adam.md SGD.md --to optimizers   the same deck from two notes
  flashcards import ~/vault/optimizers --watch       import what changes while you write
  flashcards import Optim.apkg                       cards, media and reviews from Anki
  flashcards import words.tsv --to words             a question and an answer a line, a tab between them
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `import` command and its options."""
    parser = commands.add_parser(
        "import",
        help="make a deck from Obsidian-style notes, or from a package of Anki's",
        description="Make a deck from Obsidian-style notes, from a package of Anki's (.apkg, .colpkg), or\n"
        "from a table of text (.txt, .tsv, .csv). They are only read.\n"
        "When they are imported again, cards keep their ids and your edits in the deck; each review in a\n"
        "package is taken once, however often it comes.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a note, a folder of notes, or a file of Anki's"
    )
    parser.add_argument("--to", metavar="DECK", help="the deck's name (default: that of the folder or file)")
    parser.add_argument("--dry-run", action="store_true", help="show what would be made and write nothing")
    parser.add_argument(
        "--yes",
        action="store_true",
        help="write the sure cards without asking, even to a deck with cards from elsewhere",
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="write all cards without asking: the doubtful ones and those that you already have, too",
    )
    parser.add_argument(
        "--take-reference",
        action="store_true",
        help="if the reference contradicts a formula, make the card with the reference's formula; "
        "otherwise such a card is set aside",
    )
    parser.add_argument(
        "--syntax",
        metavar="NAME",
        default="",
        help="read the notes in this flashcard syntax (default: that of each note's marks); prose for none",
    )
    parser.add_argument(
        "--syntax-setting",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a setting of obsidian-spaced-repetition, as singleLineCardSeparator=;; (default: the vault's)",
    )
    parser.add_argument(
        "--settle",
        metavar="CARD=WHAT",
        action="append",
        default=[],
        help="whose text holds of a card edited in the deck and in its note, CARD=deck or CARD=note; "
        "or the new card that one whose text is gone has become, CARD=NEW, which gets its history",
    )
    parser.add_argument(
        "--again",
        metavar="CARD",
        action="append",
        default=[],
        help="make a card again that you deleted, discarded or never wanted, with the reviews that it had; "
        "all for every one (--dry-run lists them)",
    )
    parser.add_argument(
        "--review",
        action="store_true",
        help="decide on each proposal in the app, beside the lines of the note that it was made from",
    )
    parser.add_argument(
        "--watch",
        action="store_true",
        help="then wait, and import each note that changes, until Ctrl+C; only sure cards are written",
    )
    parser.add_argument(
        "--no-history", action="store_true", help="of a package, take the cards without their reviews"
    )
    parser.add_argument(
        "--occlusion",
        action="store_true",
        help="of a package, make basic cards of notes that hide parts of a picture: the picture is whole",
    )
    parser.add_argument("--json", action="store_true", help="print cards, blocks and problems as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Imports the notes once, with `--watch` again and again, or with `--review` in the app.

    A package of Anki's, a table, or a folder that was exported is imported by itself.
    """
    from flashcards.cli import import_anki, import_exported, import_table

    if any(map(import_anki.is_package, args.paths)):
        return import_anki.run_package(args)
    if any(map(import_table.is_table, args.paths)):
        return import_table.run_table(args)
    if args.paths and all(map(import_exported.is_exported, args.paths)) and not (args.review or args.watch):
        return import_exported.run_exported(args)
    if args.review:
        return _review(args)
    if not args.watch:
        with streams.outlast_reader():
            return _import_once(args)
    from flashcards.cli import import_watch

    return import_watch.run_watch(args, _import_once)


def _review(args: argparse.Namespace) -> int:
    """Opens the app on the proposals. Raises Problem if an option makes no sense with that."""
    from flashcards.cli import study
    from flashcards.cli.import_plan import ImportRequest

    for option in ("json", "dry_run", "yes", "all", "watch", "take_reference", "again"):
        if getattr(args, option):
            message = f"--review cannot be used with --{option.replace('_', '-')}"
            raise Problem(message, hint="in the app each proposal is decided on by itself")
    if len(args.paths) > 1:
        raise Problem("--review takes one note or folder", hint="name the folder that has them all")
    return study.open_import(
        ImportRequest((args.paths[0],), args.to, args.syntax, tuple(args.syntax_setting))
    )


def _import_once(args: argparse.Namespace) -> int:
    """Reads the notes, reports what they propose, and writes the deck unless it is a dry run."""
    from flashcards.cli import import_confirm, import_report, import_starts, import_target, import_write
    from flashcards.cli.confirm import can_ask
    from flashcards.cli.import_plan import ImportRequest, plan_import

    request = ImportRequest(tuple(args.paths), args.to, args.syntax, tuple(args.syntax_setting))
    plan = plan_import(request, None, dry_run=args.dry_run, everything=args.json)
    made = plan.propose(take_reference=args.take_reference)
    if import_confirm.confirm_reference(args, made):
        made = plan.propose(take_reference=True)
    target = plan.target
    again = _find_again(args, plan, made)
    back = frozenset(card.id for card in again)
    chosen = select(made.proposals, everything=args.all, also=back)
    settled = tuple(map(parse_settlement, args.settle))
    incoming = replace(plan.incoming(made, chosen.wanted), settled=settled, again=again)
    merged = incoming.merge_into(target.deck)
    problems = [*plan.problems, *made.problems, *_still_refuted(merged)]
    unrelated = import_target.count_unrelated(merged, target)
    if not args.dry_run:
        import_target.check_target(merged, target, chosen)
        if unrelated and not (args.to or args.yes or args.all or can_ask(args)):
            raise import_target.nobody_to_confirm(merged, target, unrelated, args.paths[0])
    starts = import_starts.take_starts(made, merged.deck, dry_run=True) if args.dry_run else None
    report = import_report.ImportReport(plan.notes, made, chosen, merged, starts)
    if not args.json:
        report.show(listed=args.dry_run)
        if starts:
            import_starts.tell_starts(starts, dry_run=True)
        output.problems(problems)
        if unrelated:
            output.err(import_target.unrelated_warning(merged, unrelated), "yellow")
    if not args.dry_run:
        answer = import_confirm.confirm_write(args, merged, target, chosen, unrelated)
        wanted = select(made.proposals, everything=answer == "all", also=back).wanted
        incoming = replace(incoming, wanted=wanted)
        if answer == "same":  # an import by an earlier version took no starting memories
            starts = import_starts.take_starts(made, merged.deck)
            if not args.json:
                import_starts.tell_starts(starts)
        elif answer != "no":
            plan.keep_pictures(incoming.merge_into(target.deck).deck)
            update = import_write.write_import(incoming, target, quiet=args.json)
            merged, starts = update.merged, update.starts
    if args.json:  # last, because a failed write is reported as JSON too
        output.json_out(replace(report, merged=merged, starts=starts).as_json(problems))
    return FINDINGS if problems else FINE


def _find_again(args: argparse.Namespace, plan: ImportPlan, made: ImportedCards) -> tuple[Card, ...]:
    """The cards of `--again`. Raises Problem for one that was not left out."""
    if not args.again:
        return ()
    decided = plan.incoming(made, frozenset()).merge_into(plan.target.deck).decided
    return find_left_out(decided, plan.target.deck, args.again)


def _still_refuted(merged: MergeResult) -> list[Problem]:
    """Problems: the cards of an earlier import whose answer the reference contradicts."""
    hint = "correct it in the deck, or import with --take-reference"
    return [
        Problem(f"the reference contradicts the answer of '{card.id}'", card.place, hint)
        for card in merged.deck.cards
        if card.id in merged.refuted
    ]
