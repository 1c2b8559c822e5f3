"""What a key has a screen do: layouts, style rules applied and rows drawn are counted, never timed."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from flashcards.cli.study import SELDOM, _collect_again
from flashcards.deck.model import BasicAnswer
from flashcards.study.plan import BacklogPlan
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.demo_side import DemoSideScreen
from flashcards.tui.lab import LabScreen
from flashcards.tui.lab_picture import LabPicture
from flashcards.tui.proposal_list import ProposalList
from flashcards.tui.study import StudyScreen
from tests.desks import FORMULA, A, desk_over
from tests.test_home_panes import Home
from tests.test_import_review import proposal
from tests.test_import_screen import Fake, opened
from tests.test_lab_screen import bench, lab_app, settle
from tests.test_lab_screen import screen as shown_by

PROPOSALS = [
    proposal(f"card{number}", BasicAnswer("\n\n".join(f"answer {number}" for _ in range(number % 3 + 1))))
    for number in range(60)
]
"""Of different heights."""


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the screen was laid out, styles applied to a widget, and a row of proposals drawn."""
    counts: Counter[str] = Counter()

    def count(kind: type, name: str, what: str) -> None:
        real: Callable[..., Any] = getattr(kind, name)

        def counting(*args: Any, **named: Any) -> Any:
            # a screen below the present one may still have its first layout before it
            counts[what] += not isinstance(args[0], Screen) or args[0] is args[0].app.screen
            return real(*args, **named)

        monkeypatch.setattr(kind, name, counting)

    count(Screen, "_refresh_layout", "layouts")
    count(Stylesheet, "apply", "styles")
    count(ProposalList, "render_line", "rows")
    return counts


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        pytest.param("down", 2, id="the cursor leaves a row and reaches one"),
        pytest.param("tab", 0, id="the keys go to the source"),
        pytest.param("j", 2, id="j as down"),
    ],
)
async def test_a_proposal_is_looked_at_without_a_layout(key: str, rows: int, done: Counter[str]) -> None:
    async with opened(Fake(PROPOSALS), "down", "up") as (app, pilot):
        before = shown_by(app)
        done.clear()
        await pilot.press(key)
        await pilot.pause()
        assert shown_by(app) != before
        assert done == Counter({"rows": rows} if rows else {})


async def test_a_proposal_of_any_length_and_the_heading_of_a_fold_lay_nothing_out(done: Counter[str]) -> None:
    tall = proposal("tall", BasicAnswer("\n\n".join(f"line {number}" for number in range(60))))
    doubtful = proposal("doubtful", score=0.2)
    async with opened(Fake([*PROPOSALS[:1], tall, doubtful])) as (app, pilot):
        view = app.screen.query_one("#proposal")
        done.clear()
        await pilot.press("down")
        await pilot.pause()
        assert "line 3" in shown_by(app)
        assert view.max_scroll_y > 0
        await pilot.press("down")
        await pilot.pause()
        assert "line 3" not in shown_by(app)
        assert view.max_scroll_y == 0
        await pilot.press("up", "tab", "end")
        await pilot.pause()
        assert "line 59" in shown_by(app)
        assert done["layouts"] == 0


async def test_after_tab_the_keys_scroll_the_source_and_leave_the_cursor() -> None:
    async with opened(Fake(PROPOSALS, lines=["a line of the note"] * 40), size=(80, 24)) as (app, pilot):
        await pilot.press("down", "tab", "down", "j", "pagedown", "end")
        await pilot.pause()
        listed, source = app.screen.query_one(ProposalList), app.screen.query_one("#proposal")
        assert (listed.current, "Tab back" in shown_by(app)) == (1, source.scroll_y == 0)
        assert source.scroll_y == source.max_scroll_y
        await pilot.press("home")
        await pilot.pause()
        assert "▸ Adam.md" in shown_by(app)
        await pilot.press("tab", "down")
        await pilot.pause()
        assert listed.current == 2
        assert "Tab back" not in shown_by(app)


def test_garbage_is_looked_for_seldom_and_never_more_often_than_asked() -> None:
    before = gc.get_threshold()
    try:
        for asked, then in [((700, 10, 10), SELDOM), ((50_000, 20, 50), (50_000, 20, 50))]:
            gc.set_threshold(*asked)
            _collect_again()
            assert gc.get_threshold() == then
    finally:
        gc.set_threshold(*before)


async def test_another_view_of_the_laboratory_lays_it_out_once_at_most(done: Counter[str]) -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        for _ in range(10):
            before = shown_by(app)
            done.clear()
            await pilot.press("v")
            await settle(pilot)
            assert shown_by(app) != before
            assert done["layouts"] <= 1, bench(app).view
            assert done["styles"] == 0


async def test_neither_a_step_nor_another_rule_draws_curves_again() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("v", "tab")
        await settle(pilot)
        assert isinstance(app.screen, LabScreen)
        memories = app.screen._memory, app.screen.query_one(LabPicture)._memory
        drawn = [memory.drawn for memory in memories]
        assert sum(drawn) > 0
        await pilot.press("home", "right_square_bracket", "down", "up")
        await settle(pilot)
        await pilot.press(*["v"] * 5)
        await settle(pilot)
        assert [memory.drawn for memory in memories] == drawn


async def test_a_letter_of_an_answer_lays_nothing_out_while_its_preview_keeps_its_height(
    done: Counter[str],
) -> None:
    app = FlashcardsApp(desk_over(FORMULA))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "m", "equals_sign", "a")
        await pilot.pause()
        done.clear()
        await pilot.press(*"bc", "backspace")
        await pilot.pause()
        assert "m = ab" in shown_by(app)
        assert done == Counter()


async def test_an_answer_and_its_demo_are_laid_out_once_each(done: Counter[str]) -> None:
    app = FlashcardsApp(desk_over(FORMULA, A))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", *["m", "equals_sign", "g"])
        await settle(pilot)
        done.clear()
        await pilot.press("enter")
        await settle(pilot)
        assert "Your formula, run" in shown_by(app)
        assert "g" in shown_by(app)
        assert done["layouts"] <= 2


@pytest.mark.parametrize(("then", "runs"), [([], True), (["1"], False)], ids=["looked at", "graded at once"])
async def test_a_demo_opens_beside_an_answer_that_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, then: list[str], runs: bool
) -> None:
    """Running it and drawing it take as long as the verdict: a grade does not wait for that."""
    opened: list[str] = []
    monkeypatch.setattr(StudyScreen, "after_a_look", DemoSideScreen.after_a_look)
    monkeypatch.setattr(StudyScreen, "looking", 0.05)
    monkeypatch.setattr(StudyScreen, "_open_demo", lambda screen, *given, **more: opened.append(given[1]))
    app = FlashcardsApp(desk_over(FORMULA, A))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "m", "equals_sign", "g", "enter", *then)
        await asyncio.sleep(0.1)
        assert bool(opened) is runs


AT_HOME = [
    pytest.param(Home(), id="work for today"),
    pytest.param(Home(counts=(0, 0, 0)), id="the day is done: other controls"),
    pytest.param(Home(plans={"": BacklogPlan(400, 200, 3).forms()}), id="a plan for one of the rows"),
]


@pytest.mark.parametrize("home", AT_HOME)
async def test_another_deck_is_looked_at_without_a_layout(home: Home, done: Counter[str]) -> None:
    app = FlashcardsApp(home.desk())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("down", "up")
        await settle(pilot)
        for key in ("end", "home", "down", "up"):
            before = shown_by(app)
            done.clear()
            await pilot.press(key)
            await settle(pilot)
            assert shown_by(app) != before
            assert done["layouts"] == 0, key
            assert done["styles"] <= 1, "of the control"
