"""`flashcards import`: make a deck from notes. Notes are only read; the deck goes to the user's folder."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import FINDINGS, FINE, output
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.audit.note_findings import Finding
    from flashcards.importing.make_cards import ImportedCards
    from flashcards.importing.merge import MergeResult
    from flashcards.notes.block import Note

EXAMPLES = """\
examples:
  flashcards import ~/vault/optimizers --dry-run     the cards it would make, and the outcome of every block
  flashcards import ~/vault/optimizers               write the deck 'optimizers'
  flashcards import Adam.md SGD.md --to optimizers   the same deck from two notes
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `import` command and its options."""
    parser = commands.add_parser(
        "import",
        help="make a deck from Obsidian-style notes",
        description="Make a deck from Obsidian-style notes, which are only read.\n"
        "When notes are imported again, cards keep their ids and your edits in the deck.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a note, or a folder of notes")
    parser.add_argument("--to", metavar="DECK", help="the deck's name (default: that of the folder or file)")
    parser.add_argument("--dry-run", action="store_true", help="show what would be made and write nothing")
    parser.add_argument(
        "--yes",
        action="store_true",
        help="write without asking, even to a deck with cards from elsewhere",
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
    parser.add_argument("--json", action="store_true", help="print cards, blocks and problems as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Reads the notes, reports the cards they make, and writes the deck unless it is a dry run."""
    from flashcards.cli import import_confirm, import_report, import_target, import_write, note_audit
    from flashcards.importing import make_cards
    from flashcards.importing.refutations import find_refutations
    from flashcards.storage import deck_files, files

    home = deck_files.data_folder(os.environ)
    cache = home / "cache" if files.is_folder(home) else None
    taken = {deck.name for deck in deck_files.load_decks([deck_files.shipped_decks()], cache=cache).decks}
    name = import_target.choose_name(args.to, args.paths, taken)
    notes, problems = _read_notes(args.paths, args.syntax, args.syntax_setting)
    audited = note_audit.collect_findings(notes)
    refuted = find_refutations(audited)
    take = args.take_reference or import_confirm.confirm_reference(args, refuted)
    made = make_cards.make_cards(notes, name, refuted, take_reference=take)
    found = [each for each in audited if each.kind == "formula" or _made_a_card(each, made)]
    target = import_target.find_target(name, deck_files.own_decks(home), cache)
    empty = import_target.empty_deck(name, target.place, args.paths[0], len(notes))
    incoming = import_write.Incoming(made, empty, tuple(note.name for note in notes))
    merged = incoming.merge_into(target.deck)
    problems += [*made.problems, *_still_refuted(merged)]
    unrelated = import_target.count_unrelated(merged, target)
    if not args.dry_run:
        import_target.check_target(merged, target)
        if unrelated and not (args.to or args.yes or import_confirm.can_ask(args)):
            raise import_target.nobody_to_confirm(merged, target, unrelated, args.paths[0])
    if not args.json:
        import_report.print_report(notes, made, merged, listed=args.dry_run)
        note_audit.print_findings(found)
        output.problems(problems)
        if unrelated:
            output.err(import_target.unrelated_warning(merged, unrelated), "yellow")
    if not args.dry_run and import_confirm.confirm_write(args, merged, target, unrelated):
        merged = import_write.write_import(incoming, target, quiet=args.json)
    if args.json:  # last, because a failed write is reported as JSON too
        report = import_report.import_fields(notes, made, merged, problems)
        output.json_out(report | {"findings": [each.as_json() for each in found]})
    return FINDINGS if problems else FINE


def _read_notes(
    paths: Sequence[Path], syntax: str, written: Sequence[str]
) -> tuple[list[Note], list[Problem]]:
    """The notes that could be read, and the problems of the others. Raises Problem if there are none."""
    from flashcards.cli import note_audit
    from flashcards.notes.syntaxes import registry

    registry.check_name(syntax)
    notes, problems = note_audit.load_notes(paths, syntax, registry.parse_settings(written))
    if not notes:
        output.problems(problems)
        hint = "name a Markdown file (.md) or a folder that contains some"
        raise Problem("there are no notes to import", hint=hint)
    return notes, problems


def _made_a_card(finding: Finding, made: ImportedCards) -> bool:
    """True if a card was set aside because of a line of code."""
    places = ((each.card.place.file, each.card.place.line, each.refutation.line) for each in made.aside)
    return any(finding.file == file and finding.line == line for file, _, line in places)


def _still_refuted(merged: MergeResult) -> list[Problem]:
    """Problems: the cards of an earlier import whose answer the reference contradicts."""
    hint = "correct it in the deck, or import with --take-reference"
    return [
        Problem(f"the reference contradicts the answer of '{card.id}'", card.place, hint)
        for card in merged.deck.cards
        if card.id in merged.refuted
    ]
