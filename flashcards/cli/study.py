"""`flashcards study`, and `flashcards` alone: the app over the decks and the review log."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem

if TYPE_CHECKING:
    from flashcards.cli.app_data import Studies
    from flashcards.scheduling import Settings

EXAMPLE = """\
examples:
  flashcards study                    all decks, what is due today
  flashcards study adam --new 5       one deck, at most five new cards
  flashcards study --plain            line by line, formulas spoken (for pipes and screen readers)
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `study` to the commands."""
    parser = commands.add_parser(
        "study",
        help="study what is due",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("deck", nargs="*", metavar="DECK", help="decks to study; all of them for none")
    parser.add_argument("--new", type=_count, metavar="N", help="at most N new cards today (20)")
    parser.add_argument("--reviews", type=_count, metavar="N", help="at most N reviews today (200)")
    parser.add_argument(
        "--ahead", type=_count, default=0, metavar="DAYS", help="also reviews due in DAYS days"
    )
    parser.add_argument("--cram", action="store_true", help="every card, outside the schedule")
    parser.add_argument("--plain", action="store_true", help="line by line, without a screen")
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 0 up")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Study in the app; line by line where asked for or where there is no terminal."""
    from flashcards.scheduling import Kind, Settings

    _refuse_contradictions(args)
    settings = Settings()
    if args.new is not None:
        settings = replace(settings, new_per_day=args.new)
    if args.reviews is not None:
        settings = replace(settings, reviews_per_day=args.reviews)
    kind = Kind.CRAM if args.cram else Kind.STUDY
    with _opened(settings) as studies:
        studies.ahead, studies.kind = args.ahead, kind
        names = tuple(args.deck)
        studies.chosen(names)  # a wrong name is told before the screen is taken
        if args.plain or not _has_screen():
            return _plain(studies, names)
        return _app(studies, names)


def _refuse_contradictions(args: argparse.Namespace) -> None:
    """Raises Problem for limits beside --cram, which asks every card."""
    limits = {"--new": args.new, "--reviews": args.reviews, "--ahead": args.ahead or None}
    option = next((name for name, value in limits.items() if value is not None), "") if args.cram else ""
    if option:
        raise Problem(f"{option} does not go with --cram, which asks every card", hint=f"leave {option} out")


def open_app(args: argparse.Namespace) -> int:
    """`flashcards` alone: the home screen, or what is due where there is no terminal."""
    from flashcards.scheduling import Settings

    with _opened(Settings()) as studies:
        if _has_screen():
            return _app(studies, None)
        for name, counts in studies.counts().items():
            output.out(f"{name or 'all decks':<20} N {counts.new} · L {counts.learning} · R {counts.review}")
        output.out("study with  flashcards study --plain", "dim")
        return 0


def _has_screen() -> bool:
    streams = (sys.stdin, sys.stdout)  # one that was closed is None
    return all(stream and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"


@contextmanager
def _opened(settings: Settings) -> Iterator[Studies]:
    """The decks and the review log in the user's data folder; the problems in decks are told, not fatal."""
    from flashcards.cli.app_data import Studies
    from flashcards.storage import Store, deck_files

    gc.disable()  # a collection is many objects that all stay; to look through them as they come is waste
    home = deck_files.data_folder(os.environ)
    loaded = deck_files.load_all(os.environ)
    output.problem_count(loaded.problems)
    if not loaded.decks:
        raise Problem("no deck was found", hint="import your notes with  flashcards import PATH")
    with Store.open(home, lambda text: output.err(text, "yellow")) as store:
        gc.freeze()
        gc.enable()
        yield Studies(loaded, store, settings)


def _plain(studies: Studies, names: tuple[str, ...]) -> int:
    from flashcards.cli import line_mode
    from flashcards.cli.app_data import now

    store = studies.store
    line_mode.study(studies.start(names), _lines_in(), _say_at_once, store.append, store.take_back, now)
    return 0


def _say_at_once(text: str) -> None:
    """A line that whoever waits at the other end of a pipe has before the next is read."""
    output.out(text)
    sys.stdout.flush()


def _lines_in() -> Iterator[str]:
    """The lines of the standard input, none where it is closed; what is no text stays a visible mark."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    yield from sys.stdin or ()


def _app(studies: Studies, names: tuple[str, ...] | None) -> int:
    from flashcards.cli.app_data import now
    from flashcards.tui.app import FlashcardsApp
    from flashcards.tui.services import EVERY_DECK, DeckRow, Services

    def rows() -> tuple[DeckRow, ...]:
        counts = studies.counts()
        decks = studies.library.decks
        about = (
            f"Every deck, each after those it needs; at most {studies.settings.new_per_day} new cards a day."
        )
        everything = DeckRow(
            EVERY_DECK, "All decks", about, sum(len(deck.cards) for deck in decks), *counts[""]
        )
        return (
            everything,
            *(DeckRow(d.name, d.title or d.name, d.about, len(d.cards), *counts[d.name]) for d in decks),
        )

    services = Services(
        decks=studies.library.decks,
        rows=rows,
        start=studies.start,
        record=studies.store.append,
        take_back=studies.store.take_back,
        clock=now,
        problems=studies.library.problems,
        turns_at=studies.settings.turns_at,
    )
    app = FlashcardsApp(services, names)
    tell = studies.store.tell
    studies.store.tell = lambda text: app.notify(text, severity="warning", timeout=15, markup=False)
    try:
        app.run()
    finally:
        studies.store.tell = tell  # the log is closed when the terminal is the person's again
    if app.failure:
        raise app.failure
    return app.return_code or 0
