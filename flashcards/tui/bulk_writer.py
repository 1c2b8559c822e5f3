"""Writes what is done to very many cards beside the screen, which says how far it is and takes keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar, TypeAlias, TypeVar

from textual.app import App
from textual.notifications import Notification

from flashcards.deck.tags import TagEdit
from flashcards.scheduling import Review
from flashcards.study.listing import CardAction
from flashcards.tui.notices import end_progress, show_notice, show_progress
from flashcards.tui.patient_call import begin_call
from flashcards.tui.services import Services, TagChange, TellProgress

T = TypeVar("T")
LastDone: TypeAlias = tuple[Sequence[Review], Sequence[Review]]
"""What was done last and is not undone, and what was erased since."""
MANY = 1_000
"""More questions than that are written beside the screen: they would hold it up for longer than a frame."""
TICK = 0.1
"""Seconds between two looks at how far it is."""


class BulkWriter:
    """Does one thing at a time in a thread; while it is at work, nothing else is begun, and the app stays."""

    patience: ClassVar[float] = 0.05
    """Seconds for which something is waited for that is done at once, as a rule."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._call: Future[Any] | None = None
        self._progress = (0, 0)
        """How many of how many rows are written."""
        self._what = self._of = ""
        self._leave: Callable[[], None] | None = None

    def run(
        self,
        what: str,
        work: Callable[[TellProgress], T],
        then: Callable[[Callable[[], T]], None],
        *,
        is_long: bool = True,
        of: str = "questions",
    ) -> None:
        """Do `work`, and hand `then` what gives its result or raises its error: at once, if it is not long.

        `what` is told with the progress: "Writing", and what it is `of`.
        """
        self._what, self._of, self._progress = what, of, (0, 0)
        call = begin_call(lambda: work(self._note), 0 if is_long else self.patience, "write")
        if call.done():
            then(call.result)
        else:
            self._call = call
            self._app.run_worker(self._follow(call, then), exit_on_error=True)

    def change(
        self,
        services: Services,
        action: CardAction,
        names: Sequence[str],
        day: str,
        then: Callable[[Callable[[], Sequence[Review]]], None],
    ) -> None:
        """Do something to prompts, to very many beside the screen, and hand `then` what gives the rows."""
        browse = services.browse
        assert browse
        if services.bulk and len(names) > MANY:
            self.run("Writing", partial(services.bulk.change, action, names, day), then)
        else:
            then(lambda: browse.change(action, names, day))

    def read_last(self, services: Services, then: Callable[[Callable[[], LastDone]], None]) -> None:
        """Hand `then` what gives `Services.undoable`; to read a batch of very many takes a while."""
        bulk = services.bulk
        if bulk:
            self.run("Reading what was done last", lambda _: bulk.undoable(), then, is_long=False)
        else:
            then(services.undoable)

    def take_back(
        self, services: Services, rows: Sequence[Review], then: Callable[[Callable[[], None]], None]
    ) -> None:
        """Take rows back, very many beside the screen, and hand `then` what raises the error of that."""
        if services.bulk and len(rows) > MANY:
            self.run("Taking back", partial(services.bulk.take_back, rows), then)
        else:
            then(lambda: services.take_back(rows, services.clock()))

    def tag(
        self,
        services: Services,
        names: Sequence[str],
        edit: TagEdit,
        then: Callable[[Callable[[], TagChange]], None],
    ) -> None:
        """Tag the cards of prompts, very many beside the screen, and hand `then` what gives the change."""
        browse = services.browse
        assert browse
        tag = browse.tag
        assert tag
        if services.bulk and len(names) > MANY:
            self.run("Tagging", partial(services.bulk.tag, names, edit), then, of="cards")
        else:
            then(lambda: tag(names, edit))

    def take_tags_back(
        self, services: Services, change: TagChange, then: Callable[[Callable[[], None]], None]
    ) -> None:
        """Take back what was tagged, as `take_back`."""
        if services.bulk and len(change.cards) > MANY:
            self.run("Taking tags back", lambda _: change.take_back(), then)
        else:
            then(change.take_back)

    def refuses(self) -> bool:
        """True while something is being written, which is told."""
        if self._call is not None:
            show_notice(self._app.screen, f"{self._text} Please wait.")
        return self._call is not None

    def leave_after(self, leave: Callable[[], None]) -> bool:
        """Call `leave` once what is being written is, and say so; False if that is nothing."""
        if self._call is None:
            return False
        self._leave = leave
        return True

    def _note(self, done: int, total: int) -> None:
        self._progress = (done, total)

    @property
    def _text(self) -> str:
        done, total = self._progress
        how_far = f" {done:,} of {total:,} {self._of}" if total else ""
        after = " Then the app ends." if self._leave else ""
        return f"{self._what}{how_far} …{after}"

    async def _follow(self, call: Future[T], then: Callable[[Callable[[], T]], None]) -> None:
        """Say how far it is until it is done."""
        told: Notification | None = None
        ended = asyncio.wrap_future(call)
        while not call.done():
            told = show_progress(self._app, told, self._text)
            await asyncio.wait([ended], timeout=TICK)
        with suppress(Exception):  # it is raised by what `then` is given
            await ended
        self._call = None
        end_progress(self._app, told)
        then(call.result)
        if self._leave and self._call is None:
            self._leave()
