"""The end of a session, by its keys: one filled control, the missed cards, the slips, the time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from flashcards.study.events import card_path
from flashcards.study.outcome import SessionOutcome
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.browse import BrowseScreen
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.end_view import EndView, _head, _lists
from flashcards.tui.foot_line import FootLine
from flashcards.tui.grade_bar import GradeBar
from flashcards.tui.home import HomeScreen
from flashcards.tui.query_field import QueryField
from flashcards.tui.status_line import StatusLine, time_spent
from flashcards.tui.study import StudyScreen
from tests.browsing import shelf_of
from tests.desks import FORMULA, A, B, desk_over
from tests.test_stats_screen import stats_app
from tests.test_study_screen import send

C = replace(A, id="c")


def app_with_browse(*cards: object) -> FlashcardsApp:
    """An app that can browse its cards."""
    shelf = shelf_of(*cards)  # type: ignore[arg-type]
    return FlashcardsApp(shelf.services(*cards))  # type: ignore[arg-type]


async def miss_two(pilot: Pilot[None]) -> EndView:
    """Miss the first two of three cards, then know them; the end."""
    await pilot.press("enter")
    await pilot.press("space", "1", "space", "1", "space", "4", "space", "4", "space", "4")
    await pilot.pause()
    return pilot.app.screen.query_one(EndView)


def bar(app: FlashcardsApp) -> GradeBar:
    return app.screen.query_one(GradeBar)


def filled(app: FlashcardsApp) -> list[str]:
    """What is drawn as the control that Enter presses."""
    return [
        bar(app).render().plain[span.start : span.end].strip()
        for span in bar(app).render().spans
        if "on $fc-accent" in str(span.style)
    ]


DEFAULTS = [
    pytest.param([], "Enter  Missed again 2", StudyScreen, "the missed ones", id="missed again"),
    pytest.param(["down"], "Enter  Open “What is a?”", BrowseScreen, "", id="the first missed card"),
    pytest.param(["j", "j"], "Enter  Open “What is b?”", BrowseScreen, "", id="the second"),
    pytest.param(["down", "up"], "Enter  Missed again 2", StudyScreen, "", id="back from the list"),
    pytest.param(["pagedown"], "Enter  Open “What is b?”", BrowseScreen, "", id="no further than the last"),
]


@pytest.mark.parametrize(("keys", "says", "opens", "_why"), DEFAULTS)
async def test_enter_does_what_the_one_filled_control_says(
    keys: list[str], says: str, opens: type, _why: str
) -> None:
    app = app_with_browse(A, B, C)
    async with app.run_test(size=(80, 24)) as pilot:
        end = await miss_two(pilot)
        await pilot.press(*keys)
        assert filled(app) == [says]
        assert ("▸" in end.text) == says.startswith("Enter  Open")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, opens)
        if opens is BrowseScreen:
            assert app.screen.query_one(QueryField).field.value == f"d/{'a' if 'a?' in says else 'b'}"
        else:
            assert app.screen.session.prompt


async def test_a_missed_card_that_was_opened_comes_back_to_the_end() -> None:
    app = app_with_browse(A, B, C)
    async with app.run_test(size=(80, 24)) as pilot:
        await miss_two(pilot)
        await pilot.press("down", "enter", "escape")
        while isinstance(app.screen, BrowseScreen):
            await pilot.press("escape")
            await pilot.pause()
        assert isinstance(app.screen, StudyScreen)
        assert filled(app) == ["Enter  Open “What is a?”"]
        await pilot.press("m")
        assert app.screen.session.prompt


async def test_with_nothing_missed_home_is_the_control() -> None:
    app = app_with_browse(A, B)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "space", "4", "space", "4")
        await pilot.pause()
        assert filled(app) == ["Enter  Home"]
        assert "↑↓" not in app.screen.query_one(FootLine).text
        await pilot.press("down", "enter")
        assert isinstance(app.screen, HomeScreen)


async def test_a_control_is_pressed_by_a_click() -> None:
    app = app_with_browse(A, B, C)
    async with app.run_test(size=(80, 24)) as pilot:
        await miss_two(pilot)
        at = bar(app).text.index("Home")
        await pilot.click(GradeBar, offset=(at + 2, 0))
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_s_opens_the_statistics_at_the_end_alone() -> None:
    app, _ = stats_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "s")
        assert isinstance(app.screen, StudyScreen)
        await pilot.press("space", "4", "space", "4")
        await pilot.pause()
        assert "s stats" in app.screen.query_one(FootLine).text
        await pilot.press("s")
        await pilot.pause()
        assert type(app.screen).__name__ == "StatsScreen"


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "0 s"),
        (12_400, "12 s"),
        (59_600, "1 min 0 s"),
        (552_000, "9 min 12 s"),
        (3_780_000, "1 h 3 min"),
    ],
)
def test_the_time_that_a_session_took(milliseconds: int, text: str) -> None:
    assert time_spent(milliseconds) == text


async def test_the_top_says_how_long_it_took() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "4")
        await pilot.pause()
        assert app.screen.query_one(StatusLine).render().plain.rstrip().endswith("1 of 1    0 s")


def text_of(rows: object) -> str:
    return "\n".join("".join(text for text, _ in row).rstrip() for row in rows)  # type: ignore[attr-defined]


SLIPS = SessionOutcome(
    second_look=("adam/second-moment",),
    slips=(("missing-square", 2), ("correction-without-t", 1), ("other", 1)),
)


@pytest.mark.parametrize("width", [40, 52, 60, 66, 76, 96])
def test_slips_are_said_in_words_and_nothing_is_too_wide(width: int) -> None:
    text = text_of(_lists(SLIPS, width))
    assert all(len(line) <= width for line in text.splitlines())
    assert "other" not in text
    assert "without a name" in text
    assert ("g for g²" in text) == (width >= 40)


LONG = "bias-correction/count-from-one-at-the-start"


@pytest.mark.parametrize(
    ("width", "slips", "shown"),
    [
        pytest.param(76, (), f"  {card_path(LONG)}", id="alone"),
        pytest.param(40, (), "  bias-correction › count from one at…", id="narrow, a part"),
        pytest.param(
            96, SLIPS.slips, f"  {card_path(LONG)}  missing-square       g for g²", id="beside slips"
        ),
        pytest.param(
            74, SLIPS.slips, "  bias-correction › count fr…  missing-square       g for g²", id="both"
        ),
    ],
)
def test_the_name_of_a_missed_card_has_the_room_that_there_is(
    width: int, slips: tuple[tuple[str, int], ...], shown: str
) -> None:
    rows = text_of(_lists(SessionOutcome(second_look=(LONG,), slips=slips), width)).splitlines()
    assert rows[1].startswith(shown)
    assert all(len(row) <= width for row in rows)


def test_a_wrong_answer_that_was_graded_good_is_not_none_missed() -> None:
    told = text_of(_head(SessionOutcome(at_once=("a/b",), slips=(("other", 1),)), 76, low=False))
    assert "None missed" not in told
    assert "None graded Again." in told
    assert "None missed." in text_of(_head(SessionOutcome(at_once=("a/b",)), 76, low=False))


@pytest.mark.parametrize(("width", "runs"), [(120, True), (80, False)])
async def test_beside_the_end_the_commonest_slip_runs(width: int, runs: bool) -> None:
    app = FlashcardsApp(desk_over(FORMULA, A), study=())
    async with app.run_test(size=(width, 40)) as pilot:
        await send(pilot, "m = b1*m + g\r")
        await pilot.pause()
        await pilot.press("4", "space", "4")
        await pilot.pause()
        await pilot.pause()
        end = app.screen.query_one(EndView)
        panes = [pane for pane in app.screen.query(DemoPane) if pane.display]
        assert "missing-complement" in end.text
        assert bool(panes) is runs
        if runs:
            assert "yours" in str(panes[0].query_one("#demo-picture").render())
            assert end.region.right <= panes[0].region.x
        await pilot.press("u")
        await pilot.pause()
        assert app.screen.session.prompt
