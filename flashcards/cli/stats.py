"""`flashcards stats`: what was reviewed, how well it is remembered, what comes, and which mistakes recur."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.cli.deck_names import require_deck

if TYPE_CHECKING:
    from flashcards.storage.catalogue import Catalogue
    from flashcards.study.statistics import Statistics

USUAL_DAYS = 91
MOST_DAYS = 36_500
EXAMPLES = """\
examples:
  flashcards stats                          all decks, the last 91 days
  flashcards stats adam sgd --days 30
  flashcards stats --json | jq '.retention.month.all'
"""
DESCRIPTION = """\
Show reviews and minutes a day, true retention (of the prompts in review, how many were recalled at the
first answer of a day), what falls due, the year, how well recall was predicted, and recurring mistakes.
Reviews outside the schedule (--cram) are counted apart.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `stats` command and its options."""
    parser = commands.add_parser(
        "stats",
        help="show what was reviewed and how well it is remembered",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("decks", nargs="*", metavar="DECK", help="only these decks")
    parser.add_argument(
        "--days", type=_days, default=USUAL_DAYS, metavar="N", help=f"the period (default {USUAL_DAYS})"
    )
    parser.add_argument("--json", action="store_true", help="print the statistics as JSON")
    parser.set_defaults(run=run)


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of days from 1 to {MOST_DAYS:,}")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Prints the statistics."""
    from flashcards.cli import FINE, stats_json, stats_text

    found = _count(args.decks, args.days)
    if args.json:
        output.json_out(stats_json.to_json(found))
    else:
        for line in stats_text.draw_statistics(found, ascii_only=output.stdout_is_ascii()):
            output.print_spans(line)
    return FINE


def _count(decks: Sequence[str], days: int) -> Statistics:
    from flashcards.cli.app_data import now
    from flashcards.cli.collection import open_collection
    from flashcards.cli.settings import read_settings, settings_in_force, warn_of_settings
    from flashcards.storage import Store, deck_files
    from flashcards.storage.collection import CollectionPool
    from flashcards.storage.statistics import ReviewHistory

    settings = settings_in_force(warn_of_settings(read_settings()))
    home, moment = deck_files.data_folder(os.environ), now()
    with (
        open_collection() as catalogue,
        Store.open(home, tell=output.err) as store,
        ReviewHistory(store, home / "cache") as history,
    ):
        CollectionPool(store, catalogue).refresh(settings, moment)
        history.refresh(settings, catalogue.former_ids(), moment, _tell)
        output.progress()
        titles = dict.fromkeys(sorted(history.decks()), "") | {
            deck.name: deck.title for deck in catalogue.decks()
        }
        wanted = tuple(dict.fromkeys(require_deck(name, titles) for name in decks))
        return history.statistics(settings, moment, days, wanted, _optimizers(catalogue))


def _tell(done: int, total: int) -> None:
    output.progress(f"reading the review log: {done:,} of {total:,} prompts")


def _optimizers(catalogue: Catalogue) -> Callable[[str], str]:
    """The optimizer that a card is about: its own, or that of its deck; "" if neither is known."""
    from flashcards.scheduling import deck_of

    of_deck = {deck.name: deck.optimizer for deck in catalogue.decks()}

    @cache
    def optimizer_of(key: str) -> str:
        card = catalogue.find(key)
        return (card.optimizer if card else "") or of_deck.get(deck_of(key), "")

    return optimizer_of
