"""`flashcards import FILE.txt`: cards out of a table of text, with or without Anki's header lines."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import FINDINGS, FINE, output
from flashcards.errors import Problem, counted, printable_line

if TYPE_CHECKING:
    from flashcards.exchange.text_tables_notes import TableReader

TABLES = frozenset({".txt", ".tsv", ".csv"})
LARGEST = 64 * 2**20
"""The most bytes of a table."""


def is_table(path: Path) -> bool:
    """True for the name of a table of text."""
    return path.suffix.lower() in TABLES


def run_table(args: argparse.Namespace) -> int:
    """Imports one table, or with `--dry-run` tells what that would do."""
    from flashcards.cli import import_anki
    from flashcards.cli.import_anki_decks import place_cards
    from flashcards.cli.import_anki_write import PackageOutcome, write_decks

    path = import_anki.require_alone(args, "a table")
    reader = _open_table(path)
    made = reader.read()
    if not made and not reader.own:
        import_anki.tell_problems(reader.problems)
        hint = "write a question and an answer a line, with a tab between them"
        raise Problem("no card can be made of this table", hint=hint)
    placed = place_cards(made, args.to, dry_run=args.dry_run)
    outcome = PackageOutcome(placed.merged)
    if not args.json:
        import_anki.show_decks(str(path), placed)
    if not args.dry_run and import_anki.agrees(args, placed):
        write_decks(placed, outcome)
    if args.json:
        output.json_out(import_anki.outcome_as_json(placed, outcome, reader.problems))
    else:
        for written in outcome.written:
            output.err(printable_line(f"written: {written}"))
        if reader.own:
            rows = counted(reader.own, "row")
            output.out(f"{rows} are cards of yours, exported before: left as they are in your decks", "dim")
        import_anki.tell_problems(reader.problems)
    return FINDINGS if reader.problems else FINE


def _open_table(path: Path) -> TableReader:
    from flashcards.cli.import_target import choose_name
    from flashcards.exchange.text_tables import read_table
    from flashcards.exchange.text_tables_notes import TableReader
    from flashcards.notes.decode import decode
    from flashcards.storage import files

    shown = files.display_path(path)
    raw = files.read_bytes(path, LARGEST, too_large="split it into several tables")
    table = read_table(decode(raw, shown), shown)
    return TableReader(table, shown, (choose_name(None, (path,), ()),))
