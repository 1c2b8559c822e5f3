"""Another program holds the log for so long that it cannot be read: the app says so and goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flashcards.deck.prompts import prompts
from flashcards.errors import Problem
from flashcards.scheduling import Memory, Settings
from flashcards.study import Session, start_session
from flashcards.study.card_facts import CardFacts
from flashcards.study.listing import ListedPrompt
from flashcards.tui import browse
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.home import HomeScreen
from flashcards.tui.services import DeckRow, DemoEntry
from flashcards.tui.study import StudyScreen
from tests.browsing import shelf_of
from tests.desks import NOON, A, B, Log, desk_over
from tests.idle import rest
from tests.pools import ListPool
from tests.test_home_panes import Home
from tests.test_study_screen import shown, told

LOCKED = "another program is writing the review log"


class Memories(dict[str, Memory]):
    """Memories that cannot be read while the log is locked."""

    is_locked = False

    def get(self, name: str, usual: Memory | None = None) -> Memory | None:  # type: ignore[override]
        self.read()
        return super().get(name, usual)

    def read(self) -> None:
        if self.is_locked:
            raise Problem(LOCKED)


def over(memories: Memories, log: Log, now: list[datetime]) -> FlashcardsApp:
    """An app that studies A and B."""
    pool = ListPool([*prompts(A), *prompts(B)], memories)

    def start(names: tuple[str, ...] = ()) -> Session:
        memories.read()
        return start_session(pool, ["d"], now[0], Settings(), device="t", seed=str(now[0]))

    desk = desk_over(A, B, log=log, clock=lambda: now[0])
    services = replace(
        desk, start=start, history=lambda _: memories.read() or (), card_facts=lambda _: memories.read()
    )
    return FlashcardsApp(services, study=("d",))


async def test_a_card_is_graded_once_the_log_can_be_read() -> None:
    log, now = Log(), [NOON]
    memories = Memories()
    app = over(memories, log, now)
    async with app.run_test(size=(120, 50)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        memories.is_locked = True
        await pilot.press("space")
        assert screen.session.revealed
        assert told(app) == []
        await pilot.press("3")
        assert log.pairs() == []
        assert told(app) == [LOCKED]
        memories.is_locked = False
        await pilot.press("3")
        assert log.pairs() == [("a", 3)]
        await pilot.press("space", "4", "space", "4")
        now[0] += timedelta(days=1)
        memories.is_locked = True
        screen.look_again()
        assert told(app)[-1] == LOCKED
        memories.is_locked = False
        screen.look_again()
        assert shown(app).startswith("A new day has begun.")


async def test_what_hinders_a_key_is_told() -> None:
    def fail() -> list[DemoEntry]:
        raise Problem(LOCKED)

    app = FlashcardsApp(replace(desk_over(A), card_demos=fail))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        assert isinstance(app.screen, HomeScreen)
        assert told(app) == [LOCKED]


async def test_a_log_that_cannot_be_read_at_the_start_is_told() -> None:
    def fail() -> str:
        raise Problem(LOCKED)

    app = FlashcardsApp(replace(desk_over(A), log_notice=fail))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert told(app) == [LOCKED]


async def test_home_counts_a_new_day_once_the_log_can_be_read() -> None:
    home, now, is_locked = Home(), [NOON], [False]

    def read() -> tuple[DeckRow, ...]:
        if is_locked[0]:
            raise Problem(LOCKED)
        return home.rows()

    app = FlashcardsApp(replace(home.desk(), rows=read, clock=lambda: now[0]))
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.screen, HomeScreen)
        await rest(pilot)
        now[0], is_locked[0], home.counts[2] = NOON + timedelta(days=1), True, 77
        app.screen._look_again()
        await rest(pilot)
        assert told(app) == [LOCKED]
        is_locked[0] = False
        app.screen._look_again()
        await rest(pilot)
        assert "77" in str(app.screen.query_one("#hero-text").render())


async def test_browse_reads_its_rows_and_what_is_known_of_a_card_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(browse, "AGAIN", 0.01)
    shelf, is_locked = shelf_of(A, B), [True]
    services = shelf.services(A, B)
    assert services.browse

    def list_prompts(names: Sequence[str]) -> Mapping[str, ListedPrompt]:
        if is_locked[0]:
            is_locked[0] = False
            raise Problem(LOCKED)
        return shelf.list_prompts(names)

    def facts(name: str) -> CardFacts:
        raise Problem(LOCKED)

    shown = replace(services, browse=replace(services.browse, list_prompts=list_prompts), card_facts=facts)
    app = FlashcardsApp(shown)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await rest(pilot)
        assert told(app) == [LOCKED]
        assert shelf.asked
        await pilot.press("i")
        await rest(pilot)
        assert isinstance(app.screen, browse.BrowseScreen)
        assert told(app) == [LOCKED, LOCKED]
