"""A place of the top line is reached from wherever one is, however many steps back Esc would take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from flashcards.tui.app import FlashcardsApp
from flashcards.tui.footer import KeyFooter
from flashcards.tui.lab import LabScreen
from flashcards.tui.services import StatsServices
from flashcards.tui.settings_screen import SettingsScreen
from tests.browsing import shelf_of
from tests.desks import DEMO, A, B
from tests.idle import rest
from tests.test_demo_pane import CONSTANT, entry
from tests.test_import_screen import Fake
from tests.test_settings_screen import desk_with_settings
from tests.test_stats_screen import statistics

WAYS = {
    "home": "",
    "the query": "b",
    "a row of what a query means": "b / d down",
    "a chosen row": "b x",
    "a card": "b enter",
    "the cards of a row of the statistics": "s enter down",
    "the question for notes": "n",
    "a card to merge": "n v enter m",
    "a demo of the list": "d enter",
    "a demo that was opened beside a card": "enter space d",
}


def app_over_all(home: Path) -> FlashcardsApp:
    """An app with cards, their list, statistics, settings and the import of notes."""
    stats = StatsServices(
        prepare=lambda: lambda days, decks, tell: statistics(days=days, decks=tuple(decks)),
        asked_retention=lambda: 0.9,
    )
    services = replace(
        shelf_of(DEMO, A, B).services(DEMO, A, B),
        stats=stats,
        settings=desk_with_settings(home).settings,
        imports=Fake().services(),
        card_demos=lambda: [entry("one", CONSTANT)],
    )
    return FlashcardsApp(services)


async def go_to_lab(pilot: Pilot[None]) -> None:
    await pilot.app.run_action("app.show('lab')")
    await rest(pilot)


async def test_home_has_the_key_of_each_place_and_of_the_settings_at_its_foot(tmp_path: Path) -> None:
    app = app_over_all(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        foot = app.screen.query_one(KeyFooter).render().plain
        keys = [hint.split(" ")[0] for hint in foot.split("  ")]
        assert keys == ["Enter", "b", "s", "l", "n", ",", "?", "q"]


async def test_a_place_is_reached_from_everywhere(tmp_path: Path) -> None:
    app = app_over_all(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        for way, keys in WAYS.items():
            await rest(pilot)
            for key in keys.split():
                await pilot.press(key)
                await rest(pilot)
            await go_to_lab(pilot)
            assert isinstance(app.screen, LabScreen), way
            assert len(app.screen_stack) == 2, f"{way}: home alone is below"
            await pilot.press("q")


async def test_what_is_not_saved_is_asked_about_first(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("comma", "right", "enter")
        await rest(pilot)
        await go_to_lab(pilot)
        assert isinstance(app.screen, SettingsScreen)
        await go_to_lab(pilot)
        assert isinstance(app.screen, LabScreen), "asked twice"
