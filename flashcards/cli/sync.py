"""`flashcards sync`: merge the review log with a folder that a person's devices share."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem, counted

if TYPE_CHECKING:
    from flashcards.storage import Store
    from flashcards.storage.deck_sync import DeckOutcome
    from flashcards.storage.sync_outcome import SyncOutcome

DESCRIPTION = """\
Merge the review log with FOLDER, which your devices share by any tool: Syncthing, Dropbox, iCloud, git or a
stick. Each device writes files of its own there and reads those of the others; order and repetition do not
matter, and nothing is lost if two devices were used offline.

With --decks, your own decks are merged too, card by card and field by field. Of a field that was changed
here and there yours stays; the other is told, and kept in NAME.conflict beside the deck.

The rows are as private as what carries the folder: the program itself uses no network. They hold no name of
you or the device, but the answers that you typed, unless you say --without-typed.

Without FOLDER, the setting sync_folder says it; with that setting, studying syncs by itself.
Exit status: 0 if merged, 1 if something in the folder could not be read, 2 if the folder cannot be used.
"""
EXAMPLES = """\
examples:
  flashcards sync ~/Sync/flashcards                    merge with the folder, made in ~/Sync if missing
  flashcards sync ~/Sync/flashcards --without-typed    typed answers stay on this device
  flashcards sync ~/Sync/flashcards --decks            your own decks too
  flashcards config sync_folder ~/Sync/flashcards      sync at the start and end of studying
"""
_BACKGROUND_REPLAY = 2_000
"""The most new rows whose states a sync behind the app computes: the log is locked meanwhile."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `sync` command and its options."""
    parser = commands.add_parser(
        "sync",
        help="share reviews between your devices by a folder",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="the folder that they share")
    typed = parser.add_mutually_exclusive_group()
    typed.add_argument(
        "--without-typed",
        dest="typed",
        action="store_false",
        default=None,
        help="give no typed answers, from now on",
    )
    typed.add_argument(
        "--with-typed", dest="typed", action="store_true", default=None, help="give them again, from now on"
    )
    parser.add_argument("--decks", action="store_true", help="merge your own decks, too")
    parser.add_argument("--join", action="store_true", help="merge with the history of another folder")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--behind-app", type=float, metavar="SECONDS", help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Merges the log with the folder, and tells what came and went; behind the app, at the next start."""
    from flashcards.cli.background_sync import told_later

    if args.behind_app is None:
        return _run(args)
    with told_later():
        return _run(args)


def _run(args: argparse.Namespace) -> int:
    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.app_data import now
    from flashcards.cli.background_sync import settle_trouble
    from flashcards.cli.erased_rows import forget_in_copies
    from flashcards.cli.merged_rows import bring_states_up
    from flashcards.storage import Store, deck_files
    from flashcards.storage.anki_exports_sync import share_exports
    from flashcards.storage.deck_sync import synchronize_decks
    from flashcards.storage.sync_folder import SyncFolder
    from flashcards.storage.sync_owner import OtherOwner

    folder = _chosen_folder(args.folder)
    time.sleep(args.behind_app or 0)
    gc.disable()  # a million rows are many objects, none of them in a circle
    home = deck_files.data_folder(os.environ)
    with Store.open(home, lambda text: output.err(text, "yellow")) as store:
        try:
            outcome = _merge(store, folder, args, join=args.join)
        except OtherOwner as problem:
            if not _agrees(problem, args):
                raise
            outcome = _merge(store, folder, args, join=True)
        share_exports(store, SyncFolder(folder))
        decks = synchronize_decks(home, folder) if args.decks else None
        _report(outcome, decks, len(store.waiting(now())), as_json=args.json)
        if not (args.behind_app is not None and outcome.new > _BACKGROUND_REPLAY):
            bring_states_up(store, outcome.new)
        if outcome.erased:
            forget_in_copies(store)
    problems = [*outcome.problems, *(decks.problems if decks else ())]
    settle_trouble(folder, problems, is_behind=args.behind_app is not None)
    return FINDINGS if problems else FINE


def _chosen_folder(named: Path | None) -> Path:
    """The folder that is named, or that of the settings. Raises Problem."""
    from flashcards.cli.settings import read_settings

    if named is None:
        found = read_settings()
        if problem := found.problem_of.get(("", "sync_folder")):
            raise problem
        if not found.preferences.sync_folder:
            hint = "name one, as in  flashcards sync ~/Sync/flashcards"
            raise Problem("no folder to sync with is named", hint=hint)
        named = Path(found.preferences.sync_folder)
    try:
        folder = named.expanduser()
    except RuntimeError:
        raise Problem(f"there is no home folder for '{named}'", hint="write the whole path") from None
    if folder.exists() and not folder.is_dir():
        raise Problem(f"{folder} is not a folder", hint="name a folder that your devices share")
    _require_parent(folder)
    return folder


def _require_parent(folder: Path) -> None:
    """Raises Problem for a missing folder in one that is missing too, as of a stick that is not there."""
    parent = folder.absolute().parent
    if not folder.exists() and not parent.is_dir():
        hint = "mount or make that one first, or name another: then the folder in it is made"
        raise Problem(f"{folder} is not there, nor is {parent} that would hold it", hint=hint)


def _merge(store: Store, folder: Path, args: argparse.Namespace, *, join: bool) -> SyncOutcome:
    from flashcards.cli.app_data import now
    from flashcards.storage.files import PATIENCE
    from flashcards.storage.sync import AT_ONCE, synchronize
    from flashcards.storage.sync_folder import SyncFolder

    def tell(done: int, of: int) -> None:
        if of > 20:
            output.progress(f"{done:,} of {of:,} files")

    try:
        return synchronize(
            store,
            SyncFolder(folder),
            typed=args.typed,
            join=join,
            tell=tell,
            patience=0 if args.behind_app else PATIENCE,
            now=now(),
            at_once=1 if args.behind_app is not None else AT_ONCE,
        )
    finally:
        output.progress()


def _agrees(problem: Problem, args: argparse.Namespace) -> bool:
    """True if the person at the terminal wants to join the folder of another history."""
    if args.json or args.behind_app is not None or not (sys.stdin and sys.stdin.isatty()):
        return False
    output.problems([problem])
    try:
        return output.ask_person("Merge both histories for good? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _report(outcome: SyncOutcome, decks: DeckOutcome | None, ahead: int, *, as_json: bool) -> None:
    """Print what came and went; `ahead` rows say a time after today and wait."""
    problems = [*outcome.problems, *(decks.problems if decks else ())]
    if as_json:
        output.json_out(
            {
                "devices": outcome.devices,
                "new": outcome.new,
                "given": outcome.given,
                "files": {"read": outcome.read, "unfinished": outcome.unfinished},
                **({"decks": _deck_counts(decks)} if decks else {}),
                "waiting": ahead,
                "problems": [problem.as_json() for problem in problems],
            }
        )
    else:
        came = f"+{counted(outcome.new, 'row')} from {counted(outcome.devices, 'device')}"
        waits = "waits for its time" if ahead == 1 else "wait for their time"
        output.out(
            f"{came}, {outcome.given:,} given" + (f"; {counted(ahead, 'row')} {waits}" if ahead else "")
        )
        if outcome.unfinished:
            files = counted(outcome.unfinished, "file")
            output.out(f"{files} not whole yet; what could be read is in, the rest is tried again", "dim")
        if decks:
            output.out(
                f"{counted(decks.came, 'deck')} came, {decks.given:,} given, {decks.removed:,} removed"
            )
    output.problems(problems)


def _deck_counts(decks: DeckOutcome) -> dict[str, int]:
    return {"came": decks.came, "given": decks.given, "removed": decks.removed, "conflicts": decks.conflicts}
