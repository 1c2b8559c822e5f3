"""`flashcards suspend`, `bury`, `mark`, `reset`, `set-due` and their like: events on the cards of a query."""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flashcards.cli import output
from flashcards.errors import Problem, counted

if TYPE_CHECKING:
    from flashcards.scheduling import Review
    from flashcards.study.events import Event
    from flashcards.study.query import Query


class EventCommand(NamedTuple):
    """A command that does something to the cards that a query means."""

    kind: str
    """That of its rows."""
    about: str
    example: str
    already: str
    """What the cards are that it changes nothing about."""


EVENTS = {
    "suspend": EventCommand(
        "suspend", "set cards aside until you resume them", "suspend deck:adam is:leech", "suspended already"
    ),
    "resume": EventCommand("resume", "ask suspended cards again", "resume deck:adam", "not suspended"),
    "bury": EventCommand(
        "bury",
        "set cards aside until tomorrow, or until another day",
        "bury --until 7d tag:exam",
        "suspended, or buried until then already",
    ),
    "unbury": EventCommand("unbury", "ask buried cards again", "unbury is:buried", "not buried"),
    "mark": EventCommand("mark", "mark cards", "mark 'recall<0.7'", "marked already"),
    "unmark": EventCommand("unmark", "take the marks from cards", "unmark is:marked", "not marked"),
    "reset": EventCommand("reset", "forget all reviews: cards are new again", "reset adam/step", "new"),
    "forget": EventCommand("reset", "the same as reset", "forget adam/step", "new"),
    "set-due": EventCommand(
        "set-due",
        "choose the day on which cards are due",
        "set-due 7d deck:adam is:review",
        "due on that day already",
    ),
}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Registers the commands and their options."""
    for name, command in EVENTS.items():
        parser = commands.add_parser(
            name,
            help=command.about,
            description=_description(command),
            epilog=f"example:\n  flashcards {command.example}\n",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == "set-due":
            parser.add_argument("day", metavar="DAY", help="7d, 2w, today, tomorrow, or 2026-05-01")
        parser.add_argument("query", nargs="*", metavar="QUERY", help="which cards; deck:* for all")
        if name == "bury":
            parser.add_argument(
                "--until", metavar="DAY", default="1d", help="7d, 2w, tomorrow (the default), or 2026-05-01"
            )
        if command.kind == "reset":
            parser.add_argument("--yes", action="store_true", help="do not ask before several are reset")
            parser.add_argument(
                "--erase",
                action="store_true",
                help="remove the reviews from the log and its backups, and from those of each device and its"
                " files when it syncs next; one that never does keeps them (see  flashcards help devices);"
                " QUERY may name cards and decks that are gone, too",
            )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.set_defaults(run=run, command=name, unknown=_refuse_day)


def _refuse_day(args: argparse.Namespace, unknown: Sequence[str]) -> None:
    """Raises Problem for a day after which another event than burying should end by itself."""
    if unknown[0].startswith("--until"):
        hint = "to set cards aside until a day:  flashcards bury --until 7d QUERY"
        raise Problem(f"{args.command} has no --until", hint=hint)


def _description(command: EventCommand) -> str:
    lasting = ", but for what was erased" if command.kind == "reset" else ""
    return (
        f"{command.about[0].upper()}{command.about[1:]}. QUERY says which (see  flashcards cards --help).\n"
        f"'flashcards undo' takes all of it back at once{lasting}."
    )


class EventOutcome(NamedTuple):
    """What a query means, and what was done about it."""

    found: list[str]
    """The prompts."""
    rows: list[Review]
    """What the event writes about them."""
    agreed: bool
    known: Sequence[str] = ()
    """All cards, for a query that means none of them."""
    left: Sequence[Path] = ()
    """The copies of the log that may still have what was erased."""


def run(args: argparse.Namespace) -> int:
    """Writes a row for each prompt that the query means and the event changes; 1 if the query means none, or
    if the user says no."""
    from flashcards.cli import FINDINGS, FINE
    from flashcards.cli.queries import tell_no_card

    command = EVENTS[args.command]
    done = _do(args, command, _event(command, args), _query(args))
    if args.json:
        output.json_out(_json(command, done))
    elif not done.found:
        tell_no_card(args.query, done.known)
    elif not done.agreed and not args.dry_run:
        output.err("nothing was changed", "dim")
    else:
        _print_outcome(command, done, dry=args.dry_run)
    return FINE if done.found and (done.agreed or args.dry_run) else FINDINGS


def _do(args: argparse.Namespace, command: EventCommand, event: Event, query: Query) -> EventOutcome:
    """Write what the event changes, unless that is only tried or the user says no."""
    from flashcards.cli.app_data import now
    from flashcards.cli.erased_rows import (
        forget_in_copies,
        former_erasures,
        prompts_with_rows,
        removed_prompts,
    )
    from flashcards.cli.queries import find_prompts
    from flashcards.cli.study import open_data
    from flashcards.scheduling import RowKind
    from flashcards.storage.collector import pause_collector
    from flashcards.storage.erasure import drop_erased
    from flashcards.study.events import day_today, event_rows, ids_from

    left: list[Path] = []
    with open_data() as studies, pause_collector():
        moment, settings, store = now(), studies.settings, studies.store
        _refuse_past(command, event, day_today(moment, settings))
        studies.pool.refresh(settings, moment)
        found = sorted(find_prompts(studies.pool, studies.catalogue, query, moment, settings))
        if erases := event.kind is RowKind.ERASE:
            found += removed_prompts(studies, query, found)
        meant = prompts_with_rows(store, studies.catalogue, found) if erases else found
        known = store.memories_of(meant)
        rows = event_rows(
            event, meant, known, moment, settings, device=store.device, make_id=ids_from(str(uuid.uuid4()))
        )
        agreed = not args.dry_run and _agrees(args, rows)
        if agreed:
            if erases:
                former = former_erasures(store, studies.catalogue, rows)
                store.append(*rows, *former, then=lambda connection: drop_erased(connection, moment))
                left = forget_in_copies(store)
            else:
                store.append(*rows)
        return EventOutcome(found, rows, agreed, () if found else list(studies.catalogue.keys()), left)


def _query(args: argparse.Namespace) -> Query:
    from flashcards.study.query import EVERYTHING, parse_query

    query = parse_query(" ".join(args.query))
    if query == EVERYTHING:
        hint = f"flashcards {EVENTS[args.command].example}\nall cards are  deck:*"
        raise Problem("no QUERY says which cards", hint=hint)
    return query


def _event(command: EventCommand, args: argparse.Namespace) -> Event:
    from flashcards.scheduling import RowKind
    from flashcards.study.day_words import with_day
    from flashcards.study.events import Event

    event = Event(RowKind.ERASE if getattr(args, "erase", False) else RowKind(command.kind))
    day = getattr(args, "day", None) or getattr(args, "until", None)
    return with_day(event, day) if day else event


def _refuse_past(command: EventCommand, event: Event, today: int) -> None:
    """Raises Problem if cards are to be buried until a day that has come."""
    if command.kind == "bury" and event.day_from(today) <= today:
        from flashcards.study.events import day_text

        raise Problem(
            f"{day_text(event.day_from(today))} has come: buried cards would be asked at once",
            hint="write a later day, or 1d for tomorrow",
        )


def _agrees(args: argparse.Namespace, rows: list[Review]) -> bool:
    """True unless the user is asked whether several cards are to be forgotten, and says no."""
    from flashcards.cli.confirm import can_ask, confirm
    from flashcards.scheduling import card_of

    cards = len({card_of(row.card) for row in rows})
    is_final = getattr(args, "erase", False)
    if cards < (1 if is_final else 2) or getattr(args, "yes", True):
        return True
    end = ", and no undo brings them back" if is_final else ""
    what = f"this would forget all reviews of {counted(cards, 'card')}{end}"
    if not can_ask(args):
        raise Problem(what, hint="add --yes to do it, or see which with --dry-run")
    return confirm(f"{what[0].upper()}{what[1:]}. Go on?", default=False)


def _print_outcome(command: EventCommand, done: EventOutcome, *, dry: bool) -> None:
    from flashcards.scheduling import card_of
    from flashcards.study.events import done_notice

    notice = done_notice(done.rows) if done.rows else ""
    if dry and notice:
        notice = f"Would have {notice[0].lower()}{notice[1:]}"
    unchanged = len({*map(card_of, done.found)} - {card_of(row.card) for row in done.rows})
    if unchanged:
        what = f"{counted(unchanged, 'card')} {'is' if unchanged == 1 else 'are'} {command.already}."
        notice = f"{notice} {what}".strip()
    output.out(notice)


def _json(command: EventCommand, done: EventOutcome) -> dict[str, object]:
    from flashcards.scheduling import card_of

    return {
        "kind": command.kind,
        "cards": list(dict.fromkeys(card_of(row.card) for row in done.rows)),
        "prompts": [row.card for row in done.rows],
        "unchanged": len(done.found) - len(done.rows),
        "written": done.agreed and bool(done.rows),
        "batch": done.rows[0].batch if done.rows else "",
        "left_in": [str(path) for path in done.left],
    }
