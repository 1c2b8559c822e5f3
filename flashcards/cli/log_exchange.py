"""`flashcards log export` and `log import`: the rows of the log as a file of text, and back."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from flashcards.cli import output
from flashcards.errors import Problem, counted

EXPORT = """\
Write every row of the review log to a file, one a line: as JSON objects if its name ends in .jsonl, as a
table if it ends in .csv. Everything is in it, also what you typed.
Exit status: 0 if written, 2 if it cannot be.
"""
IMPORT = """\
Add the rows that the review log lacks of a file, as  flashcards log export FILE.jsonl  writes it, or of
another log, such as a backup. Rows are told apart by their id, so that a file can be imported any number of
times; known rows stay as they are, and what was erased stays erased.
Exit status: 0 if all lines could be read, 1 if some were left out, 2 if the file cannot be read.
"""


def add_exchange(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the two actions."""
    for name, run, about, description, ending in (
        ("export", _export, "write its rows to a file", EXPORT, ".jsonl or .csv"),
        ("import", _import, "add the rows of a file", IMPORT, ".jsonl, or a log"),
    ):
        action = actions.add_parser(
            name,
            help=about,
            description=description,
            epilog=f"example:\n  flashcards log {name} all.jsonl\n",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        action.add_argument("file", type=Path, metavar="FILE", help=f"a file that ends in {ending}")
        action.add_argument("--json", action="store_true", help="print the result as JSON")
        action.set_defaults(run=run)


def _export(args: argparse.Namespace) -> int:
    from flashcards.cli import FINE
    from flashcards.storage import Store, deck_files
    from flashcards.storage.log_files import export_log

    with Store.open(deck_files.data_folder(os.environ), _tell) as store:
        rows = export_log(store, args.file)
    if args.json:
        output.json_out({"file": str(args.file), "rows": rows})
    else:
        output.out(f"{counted(rows, 'row')} written to {args.file}")
    return FINE


def _import(args: argparse.Namespace) -> int:
    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.app_data import now
    from flashcards.cli.erased_rows import forget_in_copies
    from flashcards.cli.merged_rows import bring_states_up
    from flashcards.storage import Store, deck_files
    from flashcards.storage.log_files import import_log

    home = deck_files.data_folder(os.environ)
    with Store.open(home, _tell) as store:
        done = import_log(store, args.file, now())
        if args.json:
            problems = [problem.as_json() for problem in done.problems]
            counts = {"new": done.new, "known": done.known, "erased": done.erased, "left_out": done.unfit}
            output.json_out({**counts, "problems": problems})
        else:
            erased = f", {done.erased:,} erased before: they stay so" if done.erased else ""
            output.out(f"+{counted(done.new, 'row')}, {done.known:,} known already{erased}")
        if done.other:
            rows = counted(done.other, "row")
            output.err(f"{rows} of the log are other in the file: those of the log are kept", "yellow")
        output.problems(done.problems)
        if done.unfit > len(done.problems):
            more = Problem(f"{counted(done.unfit - len(done.problems), 'more line')} left out")
            output.problems([more])
        bring_states_up(store, done.new + done.newly_erased)
        if done.newly_erased:
            forget_in_copies(store)
    return FINDINGS if done.unfit else FINE


def _tell(text: str) -> None:
    output.err(text, "yellow")
