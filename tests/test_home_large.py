"""What the home screen makes of a large terminal: the rows of its panes, and what those say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flashcards.study.overview import DoneToday, HomeFigures, Stages, WeakCard
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.home_panes import Pane, merge_columns, share_rows, side_panes
from flashcards.tui.home_records import answers_panel, days_panel, done_panel, known_panel
from tests.test_home import screen
from tests.test_home_panes import FIGURES, FRESH, TODAY, Home, app_of, at_rest

TITLE = "Adam on a constant gradient 1"
"""Of the demo of the decks."""

PANES = [Pane("a", 5, 8), Pane("b", 2, 2), Pane("c", 4, 9)]
ROOM = [
    pytest.param(30, {"a": 8, "b": 2, "c": 9}, id="each has what it can use"),
    pytest.param(17, {"a": 8, "b": 2, "c": 5}, id="the first grows first"),
    pytest.param(13, {"a": 5, "b": 2, "c": 4}, id="just enough"),
    pytest.param(12, {"a": 8, "b": 2}, id="the last has no room"),
    pytest.param(6, {"a": 6}, id="nor the second"),
    pytest.param(3, {"b": 2}, id="not the first, though another"),
]


@pytest.mark.parametrize(("height", "rows"), ROOM)
def test_panes_share_the_rows_of_a_column(height: int, rows: dict[str, int]) -> None:
    assert share_rows(PANES, height) == rows


MANY = FIGURES._replace(
    weakest=tuple(WeakCard(f"d/{number}", 0.7, 1) for number in range(12)),
    slips=tuple((f"slip-{number}", 9 - number) for number in range(6)),
)


@pytest.mark.parametrize("figures", [FIGURES, FRESH, MANY], ids=["some", "none", "many"])
@pytest.mark.parametrize(
    ("height", "is_huge", "most"),
    [pytest.param(36, False, 6, id="120 × 40"), pytest.param(56, True, 13, id="120 × 60")],
)
def test_a_column_is_never_longer_than_the_terminal(
    figures: HomeFigures, height: int, is_huge: bool, most: int
) -> None:
    rows = share_rows(merge_columns(*side_panes(figures, beside=False, is_huge=is_huge)), height)
    assert sum(rows.values()) + len(rows) - 1 <= height
    assert {"forecast", "weakest", "heat", "slips"} <= rows.keys()
    assert rows["weakest"] <= most
    assert ("known" in rows) == is_huge


def test_how_well_the_cards_are_known() -> None:
    told = known_panel("All", Stages(unseen=50, learning=1, young=149, mature=0), 55).plain.splitlines()
    assert [len(line) for line in told[1:]] == [55] * 4
    assert [line.split()[-2:] for line in told[1:]] == [
        ["0", "0%"],
        ["149", "74%"],
        ["1", "0%"],
        ["50", "25%"],
    ]
    assert [sum(line.count(glyph) for glyph in "━─╍┈") for line in told[1:]] == [0, 15, 1, 5]
    assert "0%" in known_panel("All", Stages(), 55).plain


DAYS = [
    pytest.param({}, "none yet", id="none"),
    pytest.param({0: 10}, "1, longest 1 / 1 / 10", id="the first day"),
    pytest.param({-1: 4, -2: 8}, "2, longest 2 / 2 / 6", id="not yet today"),
    pytest.param({0: 3, -2: 3, -3: 3, -4: 3, -100: 50}, "1, longest 3 / 4 / 3", id="a day left out"),
    pytest.param({-100: 50}, "0, longest 1 / 0 / none", id="long ago"),
]


@pytest.mark.parametrize(("back", "says"), DAYS)
def test_on_how_many_days_there_were_answers(back: dict[int, int], says: str) -> None:
    panel = days_panel({TODAY + day: answers for day, answers in back.items()}, TODAY, 40).plain
    told = [line[24:].strip() or line.strip() for line in panel.splitlines()[1:]]
    assert " / ".join(told) == says
    assert all(len(line) == 40 for line in panel.splitlines()[1:] if back)


def test_the_answers_of_the_last_days_fill_the_rows_and_the_width() -> None:
    heat = {TODAY: 4, TODAY - 1: 2, TODAY - 60: 100}
    drawn = answers_panel(heat, TODAY, 37, 8).plain.splitlines()
    assert len(drawn) == 8
    assert drawn[0].split()[-2:] == ["6", "answers"], "those before the first day are not among them"
    assert [row[-2:] for row in drawn[1:6]] == [" █", " █", "▄█", "██", "██"]
    assert drawn[-1].split() == ["31", "Jan", "today"]
    assert answers_panel({}, TODAY, 37, 8).plain.splitlines()[1:] == ["none yet"]


def test_what_was_answered_today() -> None:
    told = done_panel(DoneToday(12, 15, 12, 200_000), 40).plain.splitlines()
    assert [" ".join(line.split()) for line in told] == [
        "Today",
        "answered 12 cards, 15 answers",
        "right 80%",
        "time 3 minutes",
    ]
    assert done_panel(DoneToday(), 40).plain == "Today\nnothing is answered yet"


@pytest.mark.parametrize("figures", [FIGURES, FRESH], ids=["begun", "first run"])
async def test_the_lower_third_of_200_by_60_is_used(figures: HomeFigures) -> None:
    app = app_of(Home(figures))
    async with app.run_test(size=(200, 60)) as pilot:
        shown = await at_rest(pilot)
        rows = [f"{row:<200}" for row in shown.splitlines()]
        assert "How well all is known" in shown
        assert ("How it goes" in shown) == (figures is FRESH)
        assert all(row[28:92].strip() for row in rows[30:56]), "the demo of the deck"
        assert sum(bool(row[96:154].strip()) for row in rows[36:58]) >= (4 if figures is FRESH else 18)
        assert "Today" in shown[shown.index("Next session") :]


async def test_a_deck_without_a_demo_shows_how_well_it_is_known() -> None:
    home = Home()
    desk = home.desk()
    assert desk.home
    app = FlashcardsApp(replace(desk, home=replace(desk.home, first_demo=lambda deck, drawn: None)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("down")
        shown = await at_rest(pilot)
        assert "━━ " in shown[shown.index("How well it is known") :]
        assert "How well all is known" not in shown, "that is for larger terminals"


@pytest.mark.parametrize(("height", "drawn"), [(40, False), (60, True)])
async def test_a_high_panel_asks_for_a_picture_and_names_it(height: int, drawn: bool) -> None:
    home, asked = Home(), []
    desk = home.desk()
    assert desk.home
    first = desk.home.first_demo

    def first_demo(deck: str, drawn: bool):
        asked.append(drawn)
        return first(deck, drawn)

    app = FlashcardsApp(replace(desk, home=replace(desk.home, first_demo=first_demo)))
    async with app.run_test(size=(120, height)) as pilot:
        await at_rest(pilot)
        assert set(asked) == {drawn}
        assert (TITLE in "\n".join(screen(app))) == drawn
