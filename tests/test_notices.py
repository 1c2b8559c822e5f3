"""Notices: at the foot of every screen, where they cover nothing but the keys, whole, at every size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from flashcards.tui.app import FlashcardsApp
from flashcards.tui.foot_line import FootLine
from flashcards.tui.footer import KeyFooter
from flashcards.tui.notices import Notice, NoticeRack
from tests.browsing import shelf_of
from tests.desks import DEMO, FORMULA, A, B, desk_over
from tests.idle import rest
from tests.rows import most_telling, rows
from tests.test_home import screen
from tests.test_import_screen import Fake

SHORT = "3 cards suspended."
LONG = (
    "/home/somebody/.local/share/flashcards/decks/adam.yaml:31:5: no space is left on the disk, and the deck"
    " could not be written\n    free some of it"
)
SCREENS = {
    "HomeScreen": [],
    "HelpScreen": ["question_mark"],
    "PaletteScreen": ["escape", "ctrl+p"],
    "BrowseScreen": ["escape", "b", "down"],
    "BrowseScreen, a card alone": ["enter"],
    "AskDayScreen": ["s"],
    "DemosScreen": ["escape", "escape", "escape", "escape", "d"],
    "LabScreen": ["escape", "l"],
    "StudyScreen, a question": ["escape", "a"],
    "StudyScreen, an answer": ["space"],
    "StudyScreen, a typed card": ["3", "space", "3", "m"],
}
"""A screen → the keys that lead to it from the one before."""
BOXES = ("HelpScreen", "AskDayScreen")
"""Those in the middle of what the notice leaves, with keys of their own."""


async def tell(pilot: Pilot[None], text: str, **how: str) -> list[str]:
    """What is shown while something is told."""
    pilot.app.notify(text, markup=False, **how)  # type: ignore[arg-type]
    await rest(pilot)
    return screen(pilot.app)  # type: ignore[arg-type]


def squeezed(shown: list[str]) -> str:
    """The text of rows without its breaks."""
    return "".join("".join(shown).replace("▌", "").split())


def covered(app: FlashcardsApp) -> list[str]:
    """What the notices stand over, besides the keys."""
    rack = app.screen.query_one(NoticeRack)
    assert rack.size
    others = [each for each in app.screen.children if each is not rack and each.display]
    return [
        str(each)
        for each in others
        if not isinstance(each, KeyFooter | FootLine) and each.region.overlaps(rack.region)
    ]


@pytest.mark.parametrize("size", most_telling((40, 12), (80, 24), (120, 40)), ids=str)
async def test_a_notice_covers_nothing_but_keys(size: tuple[int, int]) -> None:
    cards = (DEMO, A, FORMULA, B)
    app = FlashcardsApp(shelf_of(*cards).services(*cards))
    async with app.run_test(size=size, notifications=True) as pilot:
        with rows() as row:
            for name, keys in SCREENS.items():
                await pilot.press(*keys)
                with row(name):
                    await rest(pilot)
                    app.clear_notifications()
                    await rest(pilot)
                    before = screen(app)
                    shown = await tell(pilot, SHORT)
                    assert shown[-1].split() == ["▌", *SHORT.split()]
                    assert type(app.screen).__name__ == name.partition(",")[0]
                    assert shown[:-1] == before[:-1] or name in BOXES
                    assert covered(app) == []
                    app.clear_notifications()
                    shown = await tell(pilot, LONG, title="Told", severity="error")
                    assert squeezed([f"Told: {LONG}"]) in squeezed(shown)
                    assert covered(app) == []
                    app.clear_notifications()
                    await rest(pilot)
                    assert screen(app) == before


async def test_a_key_takes_away_a_fault_that_was_told_long_enough() -> None:
    app = FlashcardsApp(shelf_of(A).services())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await tell(pilot, "No space is left.", severity="error")
        await tell(pilot, "The clock was ahead.", severity="warning")
        await tell(pilot, SHORT)
        await pilot.press("down")
        assert len(app._notifications) == 3
        for told in app._notifications:
            told.raised_at -= 3.5
        await pilot.press("down")
        await rest(pilot)
        assert [told.message for told in app._notifications] == [SHORT]
        assert [notice.told.message for notice in app.screen.query(Notice)] == [SHORT]


async def test_notices_at_once_are_all_told() -> None:
    app = FlashcardsApp(shelf_of(A).services())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await tell(pilot, SHORT)
        shown = await tell(pilot, "And more.")
        assert [SHORT in shown[-2], "And more." in shown[-1]] == [True, True]
        await pilot.press("question_mark")
        await rest(pilot)
        assert [SHORT in screen(app)[-2], "And more." in screen(app)[-1]] == [True, True]
        await pilot.click(offset=(10, 22))
        await rest(pilot)
        assert [SHORT in row for row in screen(app)[-2:]] == [False, False]
        assert "And more." in screen(app)[-1]
        await pilot.press("escape")
        await rest(pilot)
        assert [notice.told.message for notice in app.screen.query(Notice)] == ["And more."]


async def test_of_more_than_there_is_room_for_the_newest_is_read_from_its_first_word() -> None:
    app = FlashcardsApp(shelf_of(A).services())
    async with app.run_test(size=(40, 12), notifications=True) as pilot:
        await tell(pilot, LONG)
        shown = await tell(pilot, "And more.")
        assert "And more." in shown[-1]
        assert squeezed(shown[5:11]) in squeezed([LONG])
        shown = await tell(pilot, " ".join(map(str, range(200))))
        assert shown[5].split()[:4] == ["▌", "0", "1", "2"]


async def test_the_row_under_the_cursor_stays_in_sight() -> None:
    app = FlashcardsApp(shelf_of(*(replace(A, id=f"card-{at}") for at in range(30))).services())
    async with app.run_test(size=(40, 12), notifications=True) as pilot:
        await pilot.press("b", *["down"] * 7)
        await rest(pilot)
        shown = await tell(pilot, LONG)
        assert "card 7" in next(row for row in shown if row.lstrip().startswith("▸"))


async def test_a_notice_stands_over_the_keys_of_a_screen_that_opens_meanwhile() -> None:
    app = FlashcardsApp(shelf_of(A).services())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await tell(pilot, SHORT)
        app.open_browse()
        app._refresh_notifications()  # as for one that is told before the screen has its widgets
        await rest(pilot)
        assert SHORT in screen(app)[-1]


async def test_an_import_keeps_its_list_and_its_control_in_sight() -> None:
    imports = Fake().services()
    app = FlashcardsApp(replace(desk_over(A), imports=imports), importing="vault")
    async with app.run_test(size=(40, 12), notifications=True) as pilot:
        await rest(pilot)
        await pilot.press("a", "j")
        shown = await tell(pilot, LONG)
        assert covered(app) == []
        assert any(row.startswith(" ▸") for row in shown)
        assert "Ctrl+S" in "".join(shown)
