"""`flashcards study`, and `flashcards` without a command: study in the app or line by line."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from types import MappingProxyType
from typing import TYPE_CHECKING

from flashcards.cli import output
from flashcards.errors import Problem, printable

if TYPE_CHECKING:
    from flashcards.cli.app_data import StudyData
    from flashcards.cli.import_plan import ImportRequest
    from flashcards.deck.model import Card
    from flashcards.study.query import Query

EXAMPLE = """\
examples:
  flashcards study                    what is due today in all decks
  flashcards study adam --new 5       one deck, at most five new cards
  flashcards study --query 'is:leech or recall<0.7'    only the cards that a query means
  flashcards study --plain            line by line, with formulas in words (for pipes and screen readers)
"""
SELDOM = (5_000, 10, 20)
"""After how many new objects Python looks for garbage among them, and after how many rounds among all.

By default it looks ten times at every key, and at each fortieth through everything, which takes as long as
four keys. What a key leaves is gone after a round; only a screen that was closed waits longer.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `study` command and its options."""
    parser = commands.add_parser(
        "study",
        help="study the cards that are due",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("deck", nargs="*", metavar="DECK", help="decks to study (default: all)")
    parser.add_argument("--new", type=_count, metavar="N", help="at most N new cards today (see config)")
    parser.add_argument("--reviews", type=_count, metavar="N", help="at most N reviews today (see config)")
    parser.add_argument(
        "--ahead", type=_count, default=0, metavar="DAYS", help="include reviews due within DAYS days"
    )
    parser.add_argument("--cram", action="store_true", help="ask all cards, without affecting the schedule")
    parser.add_argument("--query", metavar="Q", default="", help="only the cards that a query means")
    parser.add_argument("--plain", action="store_true", help="line by line, without the full-screen app")
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of at least 0")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Studies in the app, or line by line with `--plain` or without a terminal."""
    from flashcards.cli.background_sync import sync_around
    from flashcards.cli.queries import no_match_notice
    from flashcards.scheduling import RowKind
    from flashcards.scheduling.model import LONGEST_INTERVAL

    _refuse_contradictions(args)
    query = _read_query(args.query)
    limits = _read_limits(args)
    kind = RowKind.CRAM if args.cram else RowKind.STUDY
    with sync_around(), open_data(limits) as studies:
        studies.ahead, studies.kind = min(args.ahead, LONGEST_INTERVAL), kind
        studies.query = query
        # A wrong name is told before the app takes over the screen.
        names = tuple(studies.select_decks(args.deck)) if args.deck else ()
        unmet = (
            "" if studies.finds_any(names) else no_match_notice(args.query, names, studies.catalogue.keys())
        )
        if not (args.plain or not _has_screen()):
            return _run_app(studies, names, unmet=unmet)
        if unmet:
            output.err(unmet, "yellow")
            return 1
        return _run_line_mode(studies, names)


def _read_query(text: str) -> Query | None:
    """The query that was given; None if it means every card."""
    if not text.strip():
        return None
    from flashcards.study.query import EVERYTHING, parse_query

    query = parse_query(text)
    return None if query == EVERYTHING else query


def _refuse_contradictions(args: argparse.Namespace) -> None:
    """Raises Problem if a limit is combined with --cram, which asks every card."""
    limits = {"--new": args.new, "--reviews": args.reviews, "--ahead": args.ahead or None}
    option = next((name for name, value in limits.items() if value is not None), "") if args.cram else ""
    if option:
        raise Problem(
            f"{option} cannot be combined with --cram, which asks every card", hint=f"omit {option}"
        )


def _read_limits(args: argparse.Namespace) -> dict[str, int]:
    """The limits of the day that were given, by their settings. Raises Problem for one that no setting can
    have."""
    given = {"--new": ("new_per_day", args.new), "--reviews": ("reviews_per_day", args.reviews)}
    chosen = {option: (name, limit) for option, (name, limit) in given.items() if limit is not None}
    if not chosen:
        return {}
    from flashcards.config.declarations import SETTING_OF
    from flashcards.config.kinds import Unfit

    for option, (name, limit) in chosen.items():
        try:
            SETTING_OF[name].kind.read(limit)
        except Unfit as unfit:
            hint = f"write  {option} {unfit.instead}"
            raise Problem(f"{option} {unfit.why}, not {limit}", hint=hint) from None
    return dict(chosen.values())


def open_app(args: argparse.Namespace) -> int:
    """`flashcards` without a command: the home screen; without a terminal, what it counts of each deck."""
    from flashcards.cli.background_sync import sync_around

    if _has_screen():
        with sync_around(), open_data(behind=True) as studies:
            return _run_app(studies, None)
    with open_data() as studies:
        for name, day in studies.overview().items():
            new, learning, review = day.part if name else day.counts
            after = f" · after {day.after}" if day.after else ""
            output.out(f"{name or 'all decks':<20} N {new} · L {learning} · R {review}{after}")
        for line in studies.backlog_lines():
            output.out(printable(line))
        if notice := _notices(studies):
            output.err(notice, "yellow")
        output.out("study with  flashcards study --plain", "dim")
        return 0


def _notices(studies: StudyData) -> str:
    """What there is to say of the log and of the sync behind the last session, a line each."""
    from flashcards.cli.background_sync import sync_notice

    of_sync = sync_notice(studies.written.preferences.sync_folder)
    return "\n".join(filter(None, (studies.log_notice(), of_sync)))


def open_import(request: ImportRequest) -> int:
    """`flashcards import --review`: the app, which opens on the proposals of the notes."""
    if not _has_screen():
        raise Problem("--review needs a terminal", hint="see the proposals with  --dry-run")
    with open_data() as studies:
        return _run_app(studies, None, request)


def _has_screen() -> bool:
    if "TEXTUAL_DRIVER" in os.environ:
        return True  # a browser's page, as `serve` says
    streams = (sys.stdin, sys.stdout)  # None if closed
    return all(stream and stream.isatty() for stream in streams) and os.environ.get("TERM") != "dumb"


@contextmanager
def open_data(
    limits: Mapping[str, int] = MappingProxyType({}), *, behind: bool = False
) -> Iterator[StudyData]:
    """Opens the decks and review log in the user's data folder; problems in decks and settings are not fatal.

    The `limits` of the command line take the places of those in the settings. With `behind`, decks are as
    they were read last, and what changed since is left to the home screen.
    """
    from flashcards.cli.app_data import StudyData
    from flashcards.cli.collection import open_collection
    from flashcards.cli.settings import fitted_parameters, read_settings, warn_of_settings
    from flashcards.storage import Store, deck_files

    gc.disable()  # loading creates many objects that all stay alive; collecting meanwhile is wasted work
    home = deck_files.data_folder(os.environ)
    with (
        open_collection(behind=behind) as catalogue,
        Store.open(home, lambda text: output.err(text, "yellow")) as store,
    ):
        written, parameters = warn_of_settings(read_settings()), fitted_parameters(home)
        studies = StudyData(catalogue, store, written, limits, parameters=parameters)
        output.problem_count(studies.problems)
        if not studies.decks:
            raise Problem("no deck was found", hint="import your notes with  flashcards import PATH")
        _collect_again()
        yield studies


def _collect_again() -> None:
    """Collect garbage from here on, but not what was loaded so far."""
    gc.freeze()
    gc.set_threshold(*map(max, SELDOM, gc.get_threshold()))
    gc.enable()


def _run_line_mode(studies: StudyData, names: tuple[str, ...]) -> int:
    from flashcards.cli import line_mode, study_services
    from flashcards.cli.app_data import now
    from flashcards.cli.line_text import card_words
    from flashcards.scheduling import RowKind

    store = studies.store
    if notice := _notices(studies):
        output.err(notice, "yellow")
    services = line_mode.LineServices(
        record=store.append,
        take_back=store.take_back_all,
        clock=now,
        last_undoable=store.last_undoable,
        final_since=store.final_since,
        start=lambda: studies.start(names),
        start_more=lambda: study_services.start_more(studies, names),
        open_note=studies.open_note if _has_screen() else studies.name_note,
        card_facts=lambda name: study_services.read_card_facts(studies, name),
        edit_card=_edit_in_terminal(studies) if _has_screen() else None,
        start_with=studies.start,
        title=studies.deck_title,
        named=lambda card: card_words(card, studies.deck_title(card.rpartition("/")[0])),
    )
    session = studies.start(names)
    if studies.kind is RowKind.STUDY:
        for line in studies.backlog_lines(names):
            _print_and_flush(printable(line))
    line_mode.run_session(session, _read_lines(), _print_and_flush, services)
    return 0


def _edit_in_terminal(studies: StudyData) -> Callable[[Card], str]:
    from flashcards.cli.study_services import edit_in_place

    return lambda card: edit_in_place(studies, card, nullcontext)


def _print_and_flush(text: str) -> None:
    """Prints a line and flushes it, so that a reader of the pipe has it before the next input."""
    if sys.stdout.isatty():
        import shutil

        text = break_at_words(text, shutil.get_terminal_size().columns)
    output.out(text)
    sys.stdout.flush()


def break_at_words(text: str, width: int) -> str:
    """The text with lines of at most so many cells, if its words allow it; a terminal cuts words in two."""
    return "\n".join(line for each in text.split("\n") for line in _break_line(each, width))


def _break_line(line: str, width: int) -> list[str]:
    from textwrap import wrap

    if len(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    broken = wrap(
        line, max(width, 1), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return broken or [line]


def _read_lines() -> Iterator[str]:
    """Yields the lines of standard input, none if it is closed; undecodable bytes become U+FFFD."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    yield from sys.stdin or ()


def _run_app(
    studies: StudyData, names: tuple[str, ...] | None, request: ImportRequest | None = None, unmet: str = ""
) -> int:
    """Runs the app on the home screen, a session over the named decks, or the import asked for; `unmet` is
    what to say of a query that means nothing."""
    from flashcards.cli import study_services
    from flashcards.cli.app_data import now
    from flashcards.cli.home_data import card_demos, home_rows, home_service
    from flashcards.cli.screen_services import (
        browse_later,
        bulk_later,
        import_later,
        settings_later,
        stats_later,
    )
    from flashcards.tui.app import FlashcardsApp
    from flashcards.tui.services import Services

    services = Services(
        decks=lambda: studies.decks,
        rows=lambda: home_rows(studies),
        start=studies.start,
        record=studies.store.append,
        take_back=studies.store.take_back_all,
        last_undoable=studies.store.last_undoable,
        final_since=studies.store.final_since,
        log_notice=lambda: "\n".join(filter(None, (unmet, _notices(studies)))),
        clock=now,
        start_more=lambda names: study_services.start_more(studies, names),
        history=lambda name: study_services.prompt_history(studies, name),
        card=studies.catalogue.find,
        card_facts=lambda name: study_services.read_card_facts(studies, name),
        reset_card=lambda name: study_services.reset_card(studies, name),
        edit_card=lambda card, suspend: study_services.edit_in_place(studies, card, suspend),
        mend_deck=lambda place, suspend: study_services.mend_in_place(studies, place, suspend),
        open_note=studies.open_note,
        picture=studies.read_picture,
        own_memory=studies.run_own_memory,
        problems=lambda: studies.problems,
        card_demos=lambda: card_demos(studies),
        day_starts_at=lambda: studies.settings.day_starts_at,
        preferences=lambda: studies.written.preferences,
        home=home_service(studies),
        settings=settings_later(studies),
        browse=browse_later(studies),
        bulk=bulk_later(studies),
        stats=stats_later(studies),
        imports=import_later(studies.reload, request),
    )
    gc.disable()  # as above, until the first frame is there
    app = FlashcardsApp(services, names, importing=str(request.paths[0]) if request else None)
    app.first_frame = _collect_again
    tell = studies.store.tell
    studies.store.tell = lambda text: app.notify(text, severity="warning", timeout=15, markup=False)
    try:
        app.run()
    finally:
        studies.store.tell = tell  # closing the log may warn, and the app is gone by then
    if app.failure:
        raise app.failure
    return app.return_code or 0
