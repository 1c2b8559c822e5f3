"""`flashcards log`: check the review log and its backups for damage, repair them, write and read its rows."""

from __future__ import annotations

import argparse
import os
import uuid
from typing import TYPE_CHECKING, Any

from flashcards.cli import output
from flashcards.cli.log_exchange import add_exchange
from flashcards.errors import Problem, counted

if TYPE_CHECKING:
    from flashcards.scheduling import Review
    from flashcards.storage.repair import Health, Repair

EXAMPLES = """\
examples:
  flashcards log check                check that every review in the log and its backups can be read
  flashcards log repair               repair a damaged log; the damaged file is kept
  flashcards log export reviews.csv   write every row to a table
  flashcards log export all.jsonl     write every row such that it can come back
  flashcards log import all.jsonl     add the rows that the log lacks
  flashcards log fix-clock            take back what was written with a clock that was days off
"""
CHECK = """\
Read the whole review log and its backups and compare them, and name the rows that say a time after today.
Exit status: 0 if intact, 1 if damaged or if there are such rows, 2 if the file is not a review log or
cannot be opened.
"""
REPAIR = """\
Rebuild the review log from the reviews that can be read in the damaged file and those that only a
backup contains. The damaged file is kept under another name. An undamaged log is not changed.
Exit status: 0 if nothing is lost, 1 if some reviews are lost, 2 if the log cannot be repaired.
"""
FIX_CLOCK = """\
Take back the rows that a wrong clock wrote: those that say a time more than a day after now, and would
count only when that time comes, and the fewest that stand more than a day off those written before and
after them. 'flashcards undo' brings them back. If it is now that the clock is wrong, set it right instead.
Exit status: 0 if none is left, 1 if you say no, 2 if the log cannot be written.
"""
MOST_NAMED = 10
"""How many rows a check names."""


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
    fix = actions.add_parser(
        "fix-clock",
        help="take back what was written with a wrong clock",
        description=FIX_CLOCK,
        epilog="example:\n  flashcards log fix-clock --yes\n",
        formatter_class=raw,
    )
    fix.add_argument("--yes", action="store_true", help="do not ask")
    fix.add_argument("--json", action="store_true", help="print the result as JSON")
    fix.set_defaults(run=_fix_clock)


def _check(args: argparse.Namespace) -> int:
    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.app_data import now
    from flashcards.storage import deck_files, repair

    home = deck_files.data_folder(os.environ)
    moment = now()
    log, copies = repair.check_log(home, moment)
    found = [*([log] if log else ()), *copies]
    ahead, off = repair.misdated_rows(home, moment) if log and not log.faults else repair.Misdated([], [])
    if args.json:
        told = {name: [_row_fields(row) for row in rows] for name, rows in (("ahead", ahead), ("off", off))}
        fields = {"log": log and _json(log), "backups": [_json(copy) for copy in copies]}
        output.json_out({**fields, **told})
    else:
        if log is None:
            output.out(
                "There is no review log; restore a backup with  flashcards log repair"
                if copies
                else "There is no review log yet."
            )
        for health in found:
            _print_health(health)
        _print_ahead(ahead)
        _print_off(off)
        if ahead or off:
            output.out("if the clock was wrong then, take them back with  flashcards log fix-clock")
            output.out("if it is wrong now, set it right")
    damaged = [health for health in found if health.faults]
    if damaged and not args.json:
        output.out(
            "repair it with  flashcards log repair"
            if log in damaged
            else "the review log itself is undamaged"
        )
    return FINDINGS if damaged or ahead or off else FINE


def _row_fields(row: Review) -> dict[str, Any]:
    return {"id": row.id, "device": row.device, "card": row.card, "kind": row.kind, "at": row.at.isoformat()}


def _print_ahead(ahead: list[Review]) -> None:
    """The rows that wait, as a wrong clock wrote them."""
    say, wait = ("says", "waits") if len(ahead) == 1 else ("say", "wait")
    _print_rows(ahead, f"{counted(len(ahead), 'row')} {say} a time after today and {wait} until then:")


def _print_off(off: list[Review]) -> None:
    """The rows that a wrong clock wrote before it was set right."""
    says = "says" if len(off) == 1 else "say"
    rows = f"{counted(len(off), 'row')} {says} a time more than a day off those written before and after:"
    _print_rows(off, rows)


def _print_rows(rows: list[Review], what: str) -> None:
    """What is said of some rows, the first of them, and how many more there are."""
    from flashcards.study.events import describe_rows

    if rows:
        output.out(what, "yellow")
    for row in rows[:MOST_NAMED]:
        output.out(f"    {row.at:%Y-%m-%d %H:%M} UTC  {describe_rows([row])}")
    if len(rows) > MOST_NAMED:
        output.out(f"    and {len(rows) - MOST_NAMED:,} more")


def _fix_clock(args: argparse.Namespace) -> int:
    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.app_data import now
    from flashcards.cli.confirm import can_ask, confirm
    from flashcards.storage import Store, deck_files
    from flashcards.study.events import ids_from, take_back_rows

    with Store.open(deck_files.data_folder(os.environ), lambda text: output.err(text, "yellow")) as store:
        moment = now()
        ahead, off = store.waiting(moment), store.off_clock(moment)
        wrong = [*ahead, *off]
        if not args.json:
            _print_ahead(ahead)
            _print_off(off)
        if wrong and not args.yes:
            if not can_ask(args):
                raise Problem("the rows are taken back only when you agree", hint="add --yes to do it")
            if not confirm(f"Take back {counted(len(wrong), 'row')}?", default=False):
                return FINDINGS
        store.append(*take_back_rows(wrong, moment, device=store.device, make_id=ids_from(str(uuid.uuid4()))))
    if args.json:
        output.json_out({"taken_back": [_row_fields(row) for row in wrong]})
    elif wrong:
        them = "it" if len(wrong) == 1 else "them"
        output.out(f"Took back {counted(len(wrong), 'row')}; 'flashcards undo' brings {them} back.")
    else:
        output.out("No row says a time after today, nor one far off those written before and after.")
    return FINE


def _print_health(health: Health) -> None:
    rows = counted(health.rows, "row")
    if health.starts:
        rows += f", of them {counted(health.starts, 'starting memory')},"
    until = f" until {_moment(health.newest)}" if health.newest else ""
    output.out(f"{health.path}")
    if health.faults:
        output.out("    damaged", "red")
        for fault in health.faults:
            output.out(f"    {fault}")
    else:
        output.out(f"    intact: {rows}{until}")


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
    from flashcards.cli.app_data import now
    from flashcards.storage import deck_files, repair

    done = repair.repair(deck_files.data_folder(os.environ), now())
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
        f"    {counted(done.salvaged, 'row')} read from the damaged file, {done.from_backups:,} from backups"
    )
    output.out(f"    {done.lost:,} lost", "red" if done.lost else "")
    if done.damaged:
        output.out(f"    the damaged file is kept as {done.damaged}")
