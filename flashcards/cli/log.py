"""`flashcards log`: check the review log and its backups for damage, repair them, write and read its rows."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

from flashcards.cli import output
from flashcards.cli.log_exchange import add_exchange
from flashcards.errors import counted

if TYPE_CHECKING:
    from flashcards.storage.repair import Health, Repair

EXAMPLES = """\
examples:
  flashcards log check                check that every review in the log and its backups can be read
  flashcards log repair               repair a damaged log; the damaged file is kept
  flashcards log export reviews.csv   write every row to a table
  flashcards log export all.jsonl     write every row such that it can come back
  flashcards log import all.jsonl     add the rows that the log lacks
"""
CHECK = """\
Read the whole review log and its backups and compare them.
Exit status: 0 if intact, 1 if damaged, 2 if the file is not a review log or cannot be opened.
"""
REPAIR = """\
Rebuild the review log from the reviews that can be read in the damaged file and those that only a
backup contains. The damaged file is kept under another name. An undamaged log is not changed.
Exit status: 0 if nothing is lost, 1 if some reviews are lost, 2 if the log cannot be repaired.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `log` command and its actions."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = commands.add_parser(
        "log", help="check, repair, export or import the review log", epilog=EXAMPLES, formatter_class=raw
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True, title="actions")
    for name, run, description in (("check", _check, CHECK), ("repair", _repair, REPAIR)):
        action = actions.add_parser(
            name,
            help=f"{name} it and its backups"
            if name == "check"
            else "rebuild it from the reviews that can be read",
            description=description,
            epilog=f"example:\n  flashcards log {name} --json\n",
            formatter_class=raw,
        )
        action.add_argument("--json", action="store_true", help="print the result as JSON")
        action.set_defaults(run=run)
    add_exchange(actions)


def _check(args: argparse.Namespace) -> int:
    from flashcards.cli import FINDINGS, FINE
    from flashcards.storage import deck_files, repair

    log, copies = repair.check_log(deck_files.data_folder(os.environ))
    found = [*([log] if log else ()), *copies]
    if args.json:
        output.json_out({"log": log and _json(log), "backups": [_json(copy) for copy in copies]})
    else:
        if log is None:
            output.out(
                "There is no review log; restore a backup with  flashcards log repair"
                if copies
                else "There is no review log yet."
            )
        for health in found:
            _print_health(health)
    damaged = [health for health in found if health.faults]
    if damaged and not args.json:
        output.out(
            "repair it with  flashcards log repair"
            if log in damaged
            else "the review log itself is undamaged"
        )
    return FINDINGS if damaged else FINE


def _print_health(health: Health) -> None:
    reviews = counted(health.rows - health.starts, "review")
    if health.starts:
        reviews += f" and {counted(health.starts, 'starting memory')}"
    until = f" until {_moment(health.newest)}" if health.newest else ""
    output.out(f"{health.path}")
    if health.faults:
        output.out("    damaged", "red")
        for fault in health.faults:
            output.out(f"    {fault}")
    else:
        output.out(f"    intact: {reviews}{until}")


def _moment(milliseconds: int) -> str:
    from flashcards.scheduling import moment

    return f"{moment(milliseconds):%Y-%m-%d %H:%M} UTC"


def _json(health: Health) -> dict[str, Any]:
    return {
        "file": str(health.path),
        "whole": not health.faults,
        "rows": health.rows,
        "faults": list(health.faults),
    }


def _repair(args: argparse.Namespace) -> int:
    from flashcards.cli import FINDINGS, FINE
    from flashcards.storage import deck_files, repair

    done = repair.repair(deck_files.data_folder(os.environ))
    if args.json:
        damaged = str(done.damaged) if done.damaged else None
        counts = {"salvaged": done.salvaged, "from_backups": done.from_backups, "lost": done.lost}
        output.json_out({"file": str(done.path), "damaged": damaged, **counts})
    else:
        _print_repair(done)
    return FINDINGS if done.lost else FINE


def _print_repair(done: Repair) -> None:
    if not done.damaged and not done.from_backups:
        output.out(f"Nothing to repair in {done.path}")
        return
    output.out(f"{done.path} is repaired.")
    output.out(
        f"    {done.salvaged:,} reviews read from the damaged file, {done.from_backups:,} from backups"
    )
    output.out(f"    {done.lost:,} lost", "red" if done.lost else "")
    if done.damaged:
        output.out(f"    the damaged file is kept as {done.damaged}")
