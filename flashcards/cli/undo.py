"""`flashcards undo`: takes back the last grade or event, whatever it was and whenever."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flashcards.cli import output

if TYPE_CHECKING:
    from flashcards.scheduling import Review
    from flashcards.storage import Store

EXAMPLES = """\
examples:
  flashcards undo              take back the last grade or event, all cards of it
  flashcards undo --dry-run    only say what that was
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `undo` command and its options."""
    parser = commands.add_parser(
        "undo",
        help="take back the last grade or event",
        description="Take back the last grade or event of this device, in the app or in the shell; again, the"
        " one before it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--dry-run", action="store_true", help="say what it was, and change nothing")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Takes the last undoable rows back and says what they did; 1 if there are none."""
    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.app_data import now
    from flashcards.scheduling import Review
    from flashcards.storage import Store, deck_files
    from flashcards.storage.database import FILE
    from flashcards.study.events import final_notice, undo_notice, undo_question

    home, moment = deck_files.data_folder(os.environ), now()
    rows, final = list[Review](), list[Review]()
    if (home / FILE).exists():
        with Store.open(home, lambda text: output.err(text, "yellow")) as store:
            rows = store.last_undoable()
            final = store.final_since(rows)
            if rows and not args.dry_run:
                _follow_states(store, rows, moment)
                store.take_back_all(rows, moment)
    if final:
        output.err(final_notice(final), "yellow")
    if args.json:
        kinds = list(dict.fromkeys(row.kind for row in rows))
        prompts = [row.card for row in rows]
        output.json_out({"kinds": kinds, "prompts": prompts, "written": bool(rows) and not args.dry_run})
    elif rows:
        output.out(undo_question(rows, moment) if args.dry_run else undo_notice(rows))
    else:
        output.err("nothing to undo")
    return FINE if rows else FINDINGS


def _follow_states(store: Store, rows: Sequence[Review], moment: datetime) -> None:
    """Keep the states up to what is written, if that is much: the next start would wait for them."""
    from flashcards.cli.settings import read_settings, settings_in_force
    from flashcards.storage.catalogue import Catalogue

    if len(rows) > 1:
        with Catalogue(store.path.parent / "cache") as catalogue:
            store.refresh(settings_in_force(read_settings()), catalogue.former_ids(), moment)
