"""Combines decks, review log and clock for the study commands; the only reader of the clock among them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING

from flashcards.cli.collection import take_in_behind, take_in_decks
from flashcards.cli.deck_names import find_deck
from flashcards.deck.model import Card
from flashcards.errors import Problem, suggest
from flashcards.scheduling import RowKind, Settings, card_of, day_of, utc
from flashcards.scheduling.deck_limits import SHARED, LocalDays, limit_owner
from flashcards.storage import Store
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.collection import CollectionPool
from flashcards.storage.log_rows import newest_row
from flashcards.storage.settings_file import SettingsFile
from flashcards.study import Session, start_session
from flashcards.study.events import clock_notice
from flashcards.study.pool import Pool
from flashcards.study.session_plan import SessionPlanner
from flashcards.study.turns import answered_today

if TYPE_CHECKING:  # they load for those who ask for them
    from flashcards.cli.editor import Suspend
    from flashcards.demo.result import Result
    from flashcards.scheduling.retests import Retest
    from flashcards.study.day import DeckDay
    from flashcards.study.plan import BacklogPlan
    from flashcards.study.query import Query


EMPTIED = "The review log is empty, but has backups: bring them back with  flashcards log repair"


def now() -> datetime:
    """The current time with the local UTC offset."""
    return datetime.now().astimezone()


@dataclass(eq=False, repr=False)
class StudyData:
    """The decks, review log and settings of a study command."""

    catalogue: Catalogue
    store: Store
    written: SettingsFile
    """The person's settings."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Limits of the day that take the places of those in the settings."""
    ahead: int = 0
    """Reviews due up to this many days from now are included."""
    kind: RowKind = RowKind.STUDY
    query: Query | None = None
    """Only the prompts that it means are asked in a session."""
    parameters: tuple[float, ...] = ()
    """The weights of the scheduler that a training found; none for those that fit most people."""
    _reading: Lock = field(default_factory=Lock)
    _retests: list[Retest] | None = None
    _extra: tuple[int, Mapping[str, int]] = (0, MappingProxyType({}))
    """The day for which more new cards were asked for, and how many by the owner of the limit."""

    def __post_init__(self) -> None:
        self.pool = CollectionPool(self.store, self.catalogue)
        self.read_decks()

    def read_decks(self) -> None:
        """Read what screens ask for again and again."""
        self.decks, self.problems = self.catalogue.decks(), self.catalogue.problems

    @property
    def settings(self) -> Settings:
        """The settings that hold in this run."""
        settings = self.written.settings.with_parameters(self.parameters)
        if self.limits:
            settings = settings.with_limits(**self.limits)
        day, more = self._extra
        if more and day == day_of(*utc(now()), settings.day_starts_at):
            return settings.with_more_new(more)
        return settings

    def allow_more_new(self, cards: int, names: Sequence[str] = ()) -> None:
        """Raise today's limit of new cards for a session over the named decks, or over all.

        It is the one that decks share, if one of these does; else each deck's own.
        """
        settings = self.settings
        owners = {limit_owner(settings, "new_per_day", name) for name in self.select_decks(names)}
        today, (day, more) = day_of(*utc(now()), settings.day_starts_at), self._extra
        before = more if day == today else {}
        raised = {SHARED} if SHARED in owners else owners
        self._extra = (today, {**before, **{owner: before.get(owner, 0) + cards for owner in raised}})

    def reload(self) -> None:
        """Take in changes of the deck files."""
        take_in_decks(self.catalogue)
        self.read_decks()

    def take_in_behind(self) -> bool:
        """Take them in from another thread; whether anything changed, which `take_over` then reads.

        Where another thread is at it, as after an upgrade, this one waits for it rather than read all again.
        """
        with self._reading:
            return take_in_behind(self.catalogue)

    def take_over(self) -> None:
        """Show what was taken in behind."""
        self.catalogue.take_over()
        self.read_decks()

    def start(self, names: Sequence[str] = (), *, ahead: int = 0) -> Session:
        """Starts a session over the named decks, or over all decks if `names` is empty; `ahead` more days.

        Raises Problem for an unknown name.
        """
        decks, moment = self.select_decks(names), now()
        self.pool.refresh(self.settings, moment)
        return start_session(
            self._narrowed(moment),
            decks,
            moment,
            self.settings,
            device=self.store.device,
            seed=str(uuid.uuid4()),
            kind=self.kind,
            ahead=self.ahead + ahead,
        )

    def finds_any(self, names: Sequence[str] = ()) -> bool:
        """True unless the query means no prompt of the named decks, or of any."""
        if not self.query:
            return True
        moment = now()
        self.pool.refresh(self.settings, moment)
        return bool(self._narrowed(moment).prompt_ids(self.select_decks(names)))

    def _narrowed(self, moment: datetime) -> Pool:
        """The collection, or of it what the query means."""
        if not self.query:
            return self.pool
        from flashcards.cli.queries import find_prompts
        from flashcards.study.narrowed import NarrowedPool

        found = find_prompts(self.pool, self.catalogue, self.query, moment, self.settings)
        return NarrowedPool(self.pool, found)

    def select_decks(self, names: Sequence[str]) -> list[str]:
        """The named decks, or all decks if `names` is empty. Raises Problem for an unknown name."""
        titles = {deck.name: deck.title for deck in self.decks}
        return [_named_deck(name, titles) for name in names] or list(titles)

    def deck_title(self, name: str) -> str:
        """The title of the deck of that name; the name itself where it has none."""
        return next((deck.title for deck in self.decks if deck.name == name and deck.title), name)

    def log_notice(self) -> str:
        """What there is to say of rows that a wrong clock wrote, or that are gone; empty without any."""
        if not self.store.read(newest_row):
            from flashcards.storage import backups  # it was emptied, or is gone and was begun anew

            return EMPTIED if backups.copies(self.store.path) else ""
        return clock_notice(self.store.waiting(now()))

    def overview(self) -> dict[str, DeckDay]:
        """Deck name → what a session over it would ask now; the key "" means all decks."""
        from flashcards.study.day import DayPlanner

        moment = now()
        self.pool.refresh(self.settings, moment)
        planner = DayPlanner(self.pool, *utc(moment), self.settings, self.ahead)
        needs = {deck.name: deck.needs for deck in self.decks}
        return planner.overview(list(needs), needs)

    def first_asked(self, most: int) -> list[str]:
        """The first prompts that a session over all decks would ask now, but for ties."""
        planner = SessionPlanner(self.pool, *utc(now()), self.settings, self.ahead)
        plan = planner.plan([deck.name for deck in self.decks], "")
        asked = [memory.card for memory in (*plan.learning, *plan.reviews)]
        return [*asked, *plan.new[: plan.within]][:most]

    def done_today(self) -> int:
        """How many cards were answered today."""
        at, offset = utc(now())
        touched = answered_today(self.pool, LocalDays(at, offset, self.settings), self.settings)
        return len({card_of(memory.card) for memory in touched})

    def backlogs(self) -> dict[str, BacklogPlan]:
        """How long the reviews that are due now will last, by the deck whose limit they count for, "" for
        those that share one; none where a day takes them all."""
        from flashcards.study.backlog_plans import plan_backlogs

        return plan_backlogs(self.pool, now(), self.settings)

    def backlog_lines(self, names: Sequence[str] = ()) -> list[str]:
        """What there is to say of those of the named decks, or of all; of a deck alone with its title."""
        owners = {limit_owner(self.settings, "reviews_per_day", name) for name in self.select_decks(names)}
        return [
            f"{self.deck_title(owner)}: {plan}" if owner else str(plan)
            for owner, plan in sorted(self.backlogs().items())
            if owner in owners
        ]

    def run_own_memory(self, settings: Mapping[str, float]) -> Result:
        """The demo of the person's own memory; the log is read when it begins, with no setting changed."""
        from flashcards.demo.own_memory import run_own_memory
        from flashcards.scheduling.retests import first_retests
        from flashcards.storage.whole_log import read_histories

        if not settings or self._retests is None:
            former = self.catalogue.former_ids()
            self._retests = first_retests(read_histories(self.store, self.settings, former, now()))
        return run_own_memory(self._retests, settings)

    def open_note(self, card: Card, suspend: Suspend = nullcontext) -> str:
        """Open the note that `card` was made from; returns what to say. Raises Problem if that fails."""
        from flashcards.cli.open_note import open_card_note  # 0.3 s, for those who ask for it

        return open_card_note(card, self.decks, suspend)

    def name_note(self, card: Card) -> str:
        """Where the note of `card` is, for a program that cannot open it. Raises Problem if there is none."""
        from flashcards.cli.open_note import find_place

        return str(find_place(card, self.decks))

    def read_picture(self, card: Card, address: str) -> bytes | None:
        """The picture that `card` shows by that address; None for one that is only named."""
        from flashcards.cli.card_pictures import read_card_picture

        return read_card_picture(Path(card.place.file), address)


def _named_deck(name: str, titles: Mapping[str, str]) -> str:
    """The deck that a person names. Raises Problem for an unknown one."""
    found = find_deck(name, titles)
    if found is None:
        raise Problem(f"no deck is named '{name}'", hint=_unknown_deck_hint(name, titles))
    return found


def _unknown_deck_hint(name: str, known: Iterable[str]) -> str:
    """A hint for an unknown deck name: the closest deck, or the deck of a card given by mistake."""
    deck, slash, _ = name.partition("/")
    return (
        f"a card is not studied alone: flashcards study {deck}"
        if slash and deck in known
        else suggest(name, known)
    )
