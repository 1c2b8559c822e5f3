"""`flashcards simulate`: the work that each desired retention makes, and what it keeps in memory."""

from __future__ import annotations

import argparse
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flashcards.cli import output
from flashcards.errors import Problem, counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flashcards.cli.own_log import OwnLog
    from flashcards.demo.result import Series
    from flashcards.scheduling import Memory, Settings
    from flashcards.scheduling.habits import Habits
    from flashcards.scheduling.histories import AnswerHistory
    from flashcards.scheduling.simulated_cards import Cards
    from flashcards.scheduling.simulation import Workload

DESCRIPTION = """\
Simulate the days to come for several desired retentions, from your own cards, your parameters (see
flashcards train), your grades and your times per answer; where your log says too little, from what most
people do. Each day asks what a session would ask: within the limits of your settings, siblings apart, and
new cards after what they need. A deck with a retention of its own keeps it.
"""
EXAMPLES = """\
examples:
  flashcards simulate
  flashcards simulate --retention 0.85,0.9 --days 90
  flashcards simulate --new 5         with five new cards a day
  flashcards simulate --json | jq '.retentions[] | {retention, minutes_a_day}'
"""
USUAL_RETENTIONS = (0.8, 0.85, 0.9, 0.95)
_USUAL = ",".join(map(str, USUAL_RETENTIONS))
MOST_RETENTIONS, MOST_DAYS = 6, 3650
SEED = 20
"""Every simulation draws the same chances, so that two differ by their settings alone."""
_POINTS = 30
"""How many points a plotted line has at most."""
_LEAST, _TALLEST = 7, 16
"""Rows of a plot."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the `simulate` command and its options."""
    parser = commands.add_parser(
        "simulate",
        help="the workload of several desired retentions",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--retention", metavar="R,R", help=f"as 0.9 or 90%% (default: {_USUAL} and that of the settings)"
    )
    parser.add_argument("--days", type=int, default=365, metavar="N", help="how many days (default: 365)")
    parser.add_argument("--new", type=int, metavar="N", help="new cards a day (default: as the settings)")
    parser.add_argument("--ascii", action="store_true", help="draw with plain ASCII characters")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Simulates each retention, and prints a table and two plots."""
    asked = _parse_retentions(args.retention) if args.retention else ()
    if not 1 <= args.days <= MOST_DAYS:
        raise Problem(f"--days must be from 1 to {MOST_DAYS}, not {args.days}", hint="write  --days 365")
    from flashcards.cli.own_log import read_own_log

    own = read_own_log()
    settings = own.settings if args.new is None else own.settings.with_limits(new_per_day=args.new)
    cards, habits, answers = simulated_start(own, settings)
    found: dict[float, Workload] = {}
    for retention in asked or sorted({*USUAL_RETENTIONS, settings.retention}):
        output.progress(f"simulating {_label(retention)} …")
        found[retention] = _simulate(cards, habits, settings_at_retention(settings, retention), args.days)
    output.progress()
    if args.json:
        output.json_out(_json(found, cards, answers, settings, args.days))
    else:
        narrow = args.ascii or output.stdout_is_ascii()
        _print(found, cards, answers, settings, ascii_only=narrow)
    return 0


def settings_at_retention(settings: Settings, retention: float) -> Settings:
    """The settings with another desired retention, but for the decks that have one of their own."""
    decks = {
        name: deck if "retention" in deck.own else replace(deck, retention=retention)
        for name, deck in settings.decks.items()
    }
    return replace(settings, retention=retention, decks=decks)


def _parse_retentions(text: str) -> list[float]:
    """The retentions, each as the setting is typed. Raises Problem."""
    from flashcards.config.declarations import SETTING_OF
    from flashcards.config.kinds import Unfit

    hint, found = f"write  --retention {_USUAL}", set[float]()
    for part in text.split(","):
        try:
            found.add(SETTING_OF["retention"].kind.parse(part))
        except Unfit as unfit:
            raise Problem(f"a desired retention {unfit.why}, not {part!r}", hint=hint) from None
    if len(found) > MOST_RETENTIONS:
        raise Problem(f"at most {MOST_RETENTIONS} retentions fit beside each other", hint=hint)
    return sorted(found)


def simulated_start(own: OwnLog, settings: Settings) -> tuple[Cards, Habits, int]:
    """The person's cards and habits, and how many answers the habits are counted from."""
    from flashcards.cli.app_data import now
    from flashcards.scheduling import day_of, utc
    from flashcards.scheduling.habits import count_habits
    from flashcards.scheduling.histories import answer_histories
    from flashcards.scheduling.replay import replay
    from flashcards.scheduling.simulated_cards import cards_of

    today = day_of(*utc(now()), settings.day_starts_at)
    histories: list[AnswerHistory] = []
    memories: dict[str, Memory] = {}
    for rows in own.pieces():
        histories += answer_histories(rows, settings, own.former)
        memories |= replay(rows, settings, own.former)
    kept = {name: memories[name] for name in own.prompts if name in memories}
    begun = {name for name, memory in kept.items() if memory.suspended or not memory.is_new}
    new = [name for name in own.prompts if name not in begun]
    cards = cards_of(kept.values(), today, new, own.needs)
    if not len(cards.due) + cards.new:
        raise Problem("there are no cards to simulate", hint="import your notes with  flashcards import PATH")
    return cards, count_habits(histories, settings), sum(map(len, histories))


def _simulate(cards: Cards, habits: Habits, settings: Settings, days: int) -> Workload:
    from flashcards.scheduling.simulation import simulate

    return simulate(cards, habits, settings, days, SEED)


def _print(
    found: Mapping[float, Workload], cards: Cards, answers: int, settings: Settings, *, ascii_only: bool
) -> None:
    from flashcards.scheduling.simulation import mean_course

    days = len(next(iter(found.values())).reviews)
    new = f", {settings.new_per_day} of them a day" if cards.new else ""
    review = f"{counted(len(cards.due), 'card')} in review and {counted(cards.new, 'new one')}{new}"
    output.out(f"{counted(days, 'day')} with {review}", "bold")
    headings = ("desired", 7), ("recalled", 10), ("reviews/day", 13), ("minutes/day", 13), ("in memory", 11)
    output.out("".join(f"{name:>{width}}" for name, width in headings), "bold")
    for retention, load in found.items():
        summary = _summary(load)
        recalled = f"{summary['recalled']:.1%}" if summary["recalled"] is not None else "-"
        mark = "  <- now" if retention == settings.retention else ""
        output.out(
            f"{_label(retention):>7}{recalled:>10}{summary['reviews_a_day']:>13.1f}"
            f"{summary['minutes_a_day']:>13.1f}{summary['memorised']:>11.0f}{mark}"
        )
    if days > 1:
        courses = {_label(retention): mean_course(load, _POINTS) for retention, load in found.items()}
        for title, place in (("minutes a day", 1), ("cards in memory", 2)):
            t, *_ = next(iter(courses.values()))
            series = {name: values[place] for name, values in courses.items()}
            _plot(title, series, t, ascii_only=ascii_only)
    source = f"your {counted(answers, 'answer')}" if answers else ""
    output.out(f"grades and times from {source or 'what most people do: you have no reviews yet'}", "dim")


def _summary(load: Workload) -> dict[str, Any]:
    reviews = int(load.reviews.sum())
    return {
        "reviews_a_day": float(load.reviews.mean()),
        "new_a_day": float(load.introduced.mean()),
        "minutes_a_day": float(load.minutes.mean()),
        "recalled": int(load.recalled.sum()) / reviews if reviews else None,
        "memorised": float(load.memorised[-1]),
    }


def _label(retention: float) -> str:
    return f"{round(retention * 100, 3):g}%"


def _plot(title: str, series: Mapping[str, Series], t: Series, *, ascii_only: bool) -> None:
    from flashcards.demo.plot.curves import draw_curves
    from flashcards.demo.result import Curves

    width, lines = shutil.get_terminal_size()
    height = min(max((lines - len(series) - 6) // 2, _LEAST), _TALLEST)
    output.out(title, "bold")
    figure = Curves(tuple(series), x_label="day")
    for row in draw_curves(figure, series, t, width=min(width, 120), height=height, ascii_only=ascii_only):
        output.print_spans(row)


def _json(
    found: Mapping[float, Workload], cards: Cards, answers: int, settings: Settings, days: int
) -> dict[str, Any]:
    return {
        "days": days,
        "cards": {"in_review": len(cards.due), "new": cards.new},
        "answers": answers,
        "retention": settings.retention,
        "new_per_day": settings.new_per_day,
        "reviews_per_day": settings.reviews_per_day,
        "retentions": [
            {
                "retention": retention,
                **_summary(load),
                "per_day": {name: column.tolist() for name, column in load._asdict().items()},
            }
            for retention, load in found.items()
        ],
    }
