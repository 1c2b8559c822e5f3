"""A click on the very first cell of a widget counts: an offset of nought is one, too."""

from __future__ import annotations

import pytest
from textual.widget import Widget

from flashcards.tui.app import FlashcardsApp
from flashcards.tui.browse import BrowseScreen
from flashcards.tui.deck_list import DeckList
from flashcards.tui.foot_line import FootLine
from flashcards.tui.footer import KeyFooter
from flashcards.tui.grade_bar import GradeBar
from flashcards.tui.home import HomeScreen
from flashcards.tui.pills import Pills
from flashcards.tui.prompt_table import PromptTable
from flashcards.tui.study import StudyScreen
from tests.browsing import shelf_of
from tests.desks import A, B, Log, desk_over


def first_cell(widget: Widget) -> tuple[int, int]:
    """The first cell of a widget's content, as an offset from its corner."""
    inside, whole = widget.content_region, widget.region
    return inside.x - whole.x, inside.y - whole.y


HOME = [
    pytest.param(DeckList, StudyScreen, id="the first deck, twice"),
    pytest.param(Pills, StudyScreen, id="the filled control"),
    pytest.param(KeyFooter, StudyScreen, id="the first key"),
]


@pytest.mark.parametrize(("widget", "screen"), HOME)
async def test_the_first_cell_at_home(widget: type[Widget], screen: type) -> None:
    app = FlashcardsApp(desk_over(A, B))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        clicked = app.screen.query_one(widget)
        for _ in range(2):
            if isinstance(app.screen, HomeScreen):
                await pilot.click(clicked, offset=first_cell(clicked))
                await pilot.pause()
        assert isinstance(app.screen, screen)


@pytest.mark.parametrize("widget", [GradeBar, FootLine])
async def test_the_first_cell_in_study(widget: type[Widget]) -> None:
    log = Log()
    app = FlashcardsApp(desk_over(A, B, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space")
        await pilot.pause()
        clicked = app.screen.query_one(widget)
        before = app.screen.query_one("#answered").render()
        await pilot.click(clicked, offset=first_cell(clicked))
        await pilot.pause()
        assert log.pairs() or app.screen.query_one("#answered").render() != before


async def test_the_first_cell_of_the_first_row_in_browse() -> None:
    app = FlashcardsApp(shelf_of(A, B).services())
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_browse()
        await pilot.pause()
        table = app.screen.query_one(PromptTable)
        await pilot.press("down")
        await pilot.click(table, offset=first_cell(table))
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        assert table.cursor == 0
