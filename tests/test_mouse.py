"""What the mouse reaches: every key of a foot, what closes a box, and the palette with everything else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList

from flashcards.tui.app import FlashcardsApp
from flashcards.tui.browse_questions import ConfirmScreen
from flashcards.tui.foot_line import FootLine
from flashcards.tui.footer import KeyFooter, KeyHint
from flashcards.tui.help import HelpLines, HelpScreen
from flashcards.tui.home import HomeScreen
from flashcards.tui.lab_ground import GroundScreen
from flashcards.tui.leave_import import LeaveImportScreen
from flashcards.tui.palette import PaletteScreen
from flashcards.tui.study import StudyScreen
from flashcards.tui.top_line import TopLine
from tests.desks import CHOICE, CODE, DEMO, FORMULA, STEPS, A, desk_over
from tests.rows import rows


def feet(screen: Screen[object]) -> Iterator[KeyHint]:
    """The keys that the foot of a screen shows."""
    for footer in screen.query(KeyFooter):
        yield from footer._read()
    for foot in screen.query(FootLine):
        yield from foot._row


def is_known(app: App[None], action: str) -> bool:
    """True if a click on a key with that action does something."""
    node, name, _ = app._parse_action(action, app.screen)
    return hasattr(node, f"action_{name}") or hasattr(node, f"_action_{name}")


def unknown(app: App[None]) -> list[str]:
    return [hint.does for hint in feet(app.screen) if hint.action and not is_known(app, hint.action)]


async def settle(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


PLACES = [
    pytest.param((), "HomeScreen", id="home"),
    pytest.param(("l",), "LabScreen", id="laboratory"),
    pytest.param(("escape", "d"), "DemosScreen", id="demos"),
    pytest.param(("escape", "enter"), "StudyScreen", id="question"),
    pytest.param(("space",), "StudyScreen", id="answer"),
    pytest.param(("f3",), "StudyScreen", id="demo beside the answer"),
]
"""The keys from one place to the next."""


async def test_a_click_on_each_key_at_the_foot_is_an_action() -> None:
    app = FlashcardsApp(desk_over(A, CHOICE, STEPS, CODE, FORMULA, DEMO))
    async with app.run_test(size=(120, 40)) as pilot:
        with rows() as row:
            for case in PLACES:
                keys, place = case.values
                with row(case.id):
                    await settle(pilot, *keys)
                    assert type(app.screen).__name__ == place
                    assert list(feet(app.screen))
                    assert unknown(app) == []


async def test_a_click_on_the_name_shows_every_command() -> None:
    app = FlashcardsApp(desk_over(A))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click(TopLine, offset=(6, 0))
        await settle(pilot)
        assert isinstance(app.screen, PaletteScreen)


async def test_the_help_leads_to_every_command_of_the_screen_below() -> None:
    app = FlashcardsApp(desk_over(A))
    async with app.run_test(size=(80, 50)) as pilot:
        await settle(pilot, "enter", "question_mark")
        box, lines = app.screen.query_one("#help"), app.screen.query_one(HelpLines)
        box.scroll_end(animate=False)
        await settle(pilot)
        await pilot.click(HelpLines, offset=(20, lines._palette[-1]))
        await settle(pilot)
        assert isinstance(app.screen, PaletteScreen)
        titles = [option.hit.text for option in app.screen.query_one(OptionList).options]  # type: ignore[attr-defined]
        assert any("uspend" in title for title in titles)
        assert isinstance(app.screen_stack[-2], StudyScreen)


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(lambda: HelpScreen([("a", "b")]), id="help"),
        pytest.param(lambda: ConfirmScreen("Reset it?"), id="a question"),
        pytest.param(lambda: LeaveImportScreen("2 cards"), id="leaving"),
        pytest.param(GroundScreen, id="a list"),
    ],
)
async def test_a_click_beside_a_box_closes_it(box: type[Screen[object]]) -> None:
    app = FlashcardsApp(desk_over(A))
    async with app.run_test(size=(100, 50)) as pilot:
        await settle(pilot)
        app.push_screen(box())
        await settle(pilot)
        assert not isinstance(app.screen, HomeScreen)
        assert unknown(app) == []
        await pilot.click(app.screen.children[0], offset=(1, 0))
        assert not isinstance(app.screen, HomeScreen), "a click inside does not"
        await pilot.click(offset=(1, 1))
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)


@pytest.mark.parametrize(("at", "answer"), [(2, True), (12, False)])
async def test_a_question_is_answered_by_a_click(at: int, answer: bool) -> None:
    app = FlashcardsApp(desk_over(A))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        answers: list[bool | None] = []
        app.push_screen(ConfirmScreen("Reset it?"), answers.append)
        await settle(pilot)
        await pilot.click(FootLine, offset=(at, 0))
        await settle(pilot)
        assert answers == [answer]


async def test_a_click_marks_the_last_step_as_missed() -> None:
    app = FlashcardsApp(desk_over(STEPS))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, "enter", "space", "space")
        foot = app.screen.query_one("#foot", FootLine)
        await pilot.click(foot, offset=(foot.text.index("missed") + 3, 0))
        await settle(pilot)
        assert isinstance(app.screen, StudyScreen)
        assert app.screen._question.missed_steps == {2}
