"""The statistics on the screen: panels with many reviews and with few, pages, tables, cards behind a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from flashcards.errors import Problem
from flashcards.study.query import parse_query
from flashcards.study.statistics import (
    Bin,
    ButtonSums,
    Calibration,
    Confusion,
    DaySums,
    DeckSums,
    Distribution,
    DueDay,
    HourSums,
    Rate,
    Reliability,
    Retention,
    SlipSums,
    Statistics,
    Streak,
)
from flashcards.tui import stats_counting
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.browse import BrowseScreen
from flashcards.tui.query_field import QueryField
from flashcards.tui.services import StatsServices
from flashcards.tui.stats import StatsScreen
from flashcards.tui.stats_charts import (
    LEFT,
    columns_chart,
    day_marks,
    join_runs,
    share_line,
    stacked_chart,
    year_chart,
)
from flashcards.tui.stats_counting import PERIODS
from flashcards.tui.stats_load import due_panel
from flashcards.tui.stats_panel import StatPicture, table_lines
from flashcards.tui.stats_panels import all_panels
from tests.browsing import shelf_of
from tests.desks import A, B
from tests.idle import rest
from tests.rows import in_rows, most_telling

TODAY = 20_000
SIZES = most_telling(
    pytest.param((80, 24), id="80 × 24"),
    pytest.param((200, 60), id="200 × 60"),
    pytest.param((120, 40), id="120 × 40"),
    pytest.param((40, 12), id="40 × 12"),
)
SPANS = (0, 1, 7, 21, 90, 365, None)


DECKS = (DeckSums("adam", 90, 7_400_000, 60, 54), DeckSums("sgd", 110, 50_000, 20, 19))


def distribution(*counts: int) -> Distribution:
    bins = tuple(
        Bin(low or 0, high, count) for low, high, count in zip(SPANS, SPANS[1:], counts, strict=False)
    )
    return Distribution(sum(counts), 12.0 if sum(counts) else None, bins)


def statistics(
    *, tests: int = 400, said: int = 60, days: int = 91, decks: tuple[str, ...] = ()
) -> Statistics:
    """Statistics with so many tests of retention, and so many answers on which a confidence was said."""
    recalled = tests * 9 // 10
    rates = Retention(Rate(recalled // 2, tests // 2), Rate(recalled - recalled // 2, tests - tests // 2))
    daily = tuple(
        DaySums(TODAY - ago, reviews=6, again=1, hard=1, good=3, easy=1) for ago in range(0, min(days, 60), 2)
    )
    model = Calibration(tests, 0.9, 0.88, 0.3, 0.02, (Reliability(0.85, 0.9, tests, 0.88, 0.87),))
    confidence = (Reliability(0.9, 1.0, said, 0.97, 0.91),) if said else ()
    return Statistics(
        decks=decks,
        today=TODAY,
        days=days,
        daily=daily if tests else (),
        by_deck=DECKS if tests else (),
        retention=dict.fromkeys(("week", "month", "period", "all"), rates),
        year=tuple((day.day, day.reviews) for day in reversed(daily)) if tests else (),
        streak=Streak(1, 9),
        forecast=(DueDay(-1, 0, 2, 0), DueDay(0, 1, 5, 1), DueDay(3, 0, 2, 0)) if tests else (),
        intervals=distribution(),
        stability=distribution(1, 30, 31, 21, 7, 1) if tests else distribution(0, 0, 0, 0, 0, 0),
        difficulty=distribution(),
        calibration=model if tests else Calibration(0, None, None, None, None, ()),
        confidence=confidence,
        hours=(HourSums(9, 5, 4, 4), HourSums(18, 60, 40, 36)) if tests else (),
        buttons=(ButtonSums("new", 3, 0, 8, 1), ButtonSums("young", 7, 9, 99, 2)) if tests else (),
        judged=Rate(9, 12) if tests else Rate(0, 0),
        slips=(SlipSums("missing-square", 8, 3, (("adam/step", 8),), ()),) if tests else (),
        confusions=(Confusion("adam/first", "adam/second", 5),) if tests else (),
    )


def panel_text(
    found: Statistics, name: str, *, width: int = 56, height: int = 8, coloured: bool = True
) -> str:
    panel = all_panels(found, 0.9)[name]
    lines = panel.draw(StatPicture(width, height, None, coloured))
    return "\n".join(line.plain for line in lines)


# Panels


FEW = [
    pytest.param("due", 0, 0, "the forecast begins with the first session", id="nothing was studied"),
    pytest.param("reviews", 0, 0, "none in this period", id="no reviews"),
    pytest.param(
        "retention", 8, 0, "8 of 30 reviews of learnt cards so far; told from 30 on", id="few tests"
    ),
    pytest.param("calibration", 400, 12, "said with 12 answers so far; drawn from 20 on", id="few said"),
    pytest.param("calibration", 8, 0, "model: 8 of 30 reviews so far", id="few tests of the model"),
    pytest.param("stability", 0, 0, "no card was reviewed yet", id="no memories"),
    pytest.param("slips", 0, 0, "counted from the first typed answer on", id="nothing typed"),
    pytest.param("confusions", 0, 0, "counted from the first typed answer on", id="nothing to confuse"),
    pytest.param("decks", 0, 0, "none in this period", id="no deck was reviewed"),
    pytest.param("hours", 0, 0, "none in this period", id="no hour"),
    pytest.param("answers", 0, 0, "none in this period", id="no grades"),
]


@pytest.mark.parametrize(("name", "tests", "said", "told"), FEW)
def test_a_panel_with_few_data_says_what_it_waits_for(name: str, tests: int, said: int, told: str) -> None:
    found = statistics(tests=tests, said=said)
    assert told in panel_text(found, name)
    assert all_panels(found, 0.9)[name].title, "it keeps its title"


def test_no_rate_is_told_from_few_tests() -> None:
    assert "%" not in panel_text(statistics(tests=8), "retention").splitlines()[1]
    assert "7 of 8" in panel_text(statistics(tests=8), "retention")
    assert "90% of 400" in panel_text(statistics(), "retention")


def test_decks_stand_by_their_reviews_with_what_was_recalled() -> None:
    head, first, second = panel_text(statistics(), "decks", width=80).splitlines()
    assert head.split() == ["reviews", "time", "recalled"]
    assert first.split()[:-1] == ["sgd", "110", "1", "min", "19", "of", "20"], "no rate from few tests"
    assert second.split()[:-1] == ["adam", "90", "2h03", "90%", "of", "60"]
    assert first.count("█") > second.count("█") > 0
    assert [row.query for row in all_panels(statistics(), 0.9)["decks"].rows] == ["deck:sgd", "deck:adam"]
    assert "█" not in panel_text(statistics(), "decks", width=56), "no room for bars"


def test_the_hours_of_a_day_are_columns_over_their_marks() -> None:
    *chart, marks = panel_text(statistics(), "hours", width=60).splitlines()
    assert [marks.index(hour) for hour in ("0", "6", "12", "18")] == [7, 19, 31, 43]
    assert chart[0].index("█") == marks.index("18")
    panel = all_panels(statistics(), 0.9)["hours"]
    assert panel.note == "most at 18:00"
    assert panel.rows[18].cells == ("18:00", "60", "90% of 40")
    assert panel.row_at(StatPicture(60, 12, None, True), 44, 3) == 18


def test_grades_are_counted_by_what_the_cards_were() -> None:
    lines = panel_text(statistics(), "answers").splitlines()
    assert [line.split() for line in lines] == [
        ["again", "hard", "good", "easy"],
        ["new", "3", "0", "8", "1"],
        ["young", "7", "9", "99", "2"],
    ]


def test_nothing_due_is_told_from_nothing_studied() -> None:
    assert panel_text(statistics()._replace(forecast=()), "due") == "nothing"


def test_what_is_overdue_is_to_be_done_today() -> None:
    """Its row leads to all that is due by today, as does the first bar at home."""
    panel = due_panel(statistics())
    assert panel.rows[0].cells == ("today", "9")
    assert panel.note == "11, at most 9; 2 of them overdue"


@in_rows("coloured", [True, False], ids=["colour", "no colour"])
@in_rows("width", [30, 56, 100])
@in_rows("name", all_panels(statistics(), 0.9))
def test_a_panel_keeps_within_its_width(name: str, width: int, coloured: bool) -> None:
    for found in (
        statistics(),
        statistics(tests=8, said=3),
        statistics(tests=0, said=0),
        statistics(days=36_500),
    ):
        panel = all_panels(found, 0.9)[name]
        for chosen in (None, 0, max(0, len(panel.rows) - 1)):
            picture = StatPicture(width, 8, chosen, coloured)
            for lines in (panel.draw(picture), table_lines(panel, picture)):
                assert [line.plain for line in lines if line.cell_length > max(width, 60)] == []


@pytest.mark.parametrize("decks", [(), ("adam",)], ids=["all decks", "one deck"])
def test_every_row_stands_for_a_query_that_can_be_read(decks: tuple[str, ...]) -> None:
    for name, panel in all_panels(statistics(decks=decks), 0.9).items():
        for row in panel.rows:
            assert len(row.cells) == len(panel.columns), name
            if row.query:
                parse_query(row.query)
                assert row.query.startswith("deck:adam ") or not decks or name in ("confusions", "decks")


def test_columns_fill_eighths_and_mark_the_chosen_one() -> None:
    lines = [line.plain for line in columns_chart([8, 4, 0, 1], 2, chosen=1)]
    assert lines == ["    8 ┤█   ", "      │██ ▂", "    0 └─▴──"]


def test_what_is_known_of_is_counted_in_questions_of_which_a_card_has_several() -> None:
    assert "questions, median" in str(all_panels(statistics(), 0.9)["stability"].note)


def test_a_column_of_two_cells_has_one_mark() -> None:
    assert columns_chart([8, 4, 0], 1, chosen=1, each=2)[-1].plain == "    0 └──▴───"


MARKS = {
    "the days to come": (range(30), 1, "today         18 Oct"),
    "two cells a day": (range(15), 2, "today         11 Oct"),
    "the days until now": (range(-29, 1), 1, " 6 Sep         20 Sep    today"),
    "today alone": (range(1), 1, "today"),
    "yesterday too": (range(-1, 1), 1, "today"),
    "weeks of several days": (range(-75, 1, 5), 1, " 26 Jul    today"),
    "years": (range(-750, 1, 30), 1, "           Aug 2023  today"),
}


@in_rows("marks", MARKS.values(), ids=[*MARKS])
def test_a_chart_of_days_has_dates_below_it(marks: tuple[range, int, str]) -> None:
    days, each, line = marks
    assert day_marks([TODAY + day for day in days], TODAY, each=each).plain[LEFT:].rstrip() == line


@pytest.mark.parametrize("name", ["due", "reviews"])
def test_the_charts_of_days_name_today_below_their_axis(name: str) -> None:
    *_, axis, marks = all_panels(statistics(), 0.9)[name].draw(StatPicture(56, 8, None, True))
    assert axis.plain.startswith("    0 └─")
    assert "today" in marks.plain


def test_parts_of_a_column_stand_on_each_other() -> None:
    parts = [[(2.0, "wrong", "▒"), (2.0, "learn", "▓"), (4.0, "young", "█")]]
    assert [line.plain[-1] for line in stacked_chart(parts, 4, coloured=False)] == ["█", "█", "▓", "▒", "─"]
    assert [line.plain[-1] for line in stacked_chart(parts, 4, coloured=True)] == ["█", "█", "█", "█", "─"]


def test_the_year_has_two_days_a_cell_and_without_colour_a_week() -> None:
    by_day = {TODAY: 5, TODAY - 1: 5, TODAY - 8: 1}
    coloured = year_chart(by_day, TODAY, 60, coloured=True)
    assert len(coloured) == 5
    assert {"▀", "▄", "█", "·"} & set("".join(line.plain for line in coloured[1:]))
    plain = year_chart(by_day, TODAY, 60, coloured=False)
    assert len(plain) == 2
    assert plain[1].plain.endswith("▁▅")


SHARES = [
    pytest.param(0.0, 1.0, "◆────────●", id="far apart"),
    pytest.param(0.5, 0.5, "━━━━◆", id="the same"),
    pytest.param(1.0, 0.0, "●────────◆", id="better than said"),
]


@pytest.mark.parametrize(("was", "said", "line"), SHARES)
def test_what_was_and_what_was_said_stand_on_one_line(was: float, said: float, line: str) -> None:
    assert share_line(was, said, 10).plain == line


# The screen


def stats_app(
    count: Callable[[int, Sequence[str], Callable[[int, int], None]], Statistics] | None = None,
) -> tuple[FlashcardsApp, list[tuple[int, tuple[str, ...]]]]:
    """The app over statistics, and what was counted."""
    asked: list[tuple[int, tuple[str, ...]]] = []

    def usual(days: int, decks: Sequence[str], tell: Callable[[int, int], None]) -> Statistics:
        asked.append((days, tuple(decks)))
        tell(1, 2)
        return statistics(days=days, decks=tuple(decks))

    stats = StatsServices(prepare=lambda: count or usual, asked_retention=lambda: 0.9)
    return FlashcardsApp(replace(shelf_of(A, B).services(A, B), stats=stats)), asked


def screen(app: FlashcardsApp) -> str:
    """What the terminal shows."""
    rows = ("".join(part.text for part in row) for row in app.screen._compositor.render_strips())
    return "\n".join(rows)


SOON = 0.02
"""Seconds for which the screen waits in these tests before it counts another period."""


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stats_counting, "REST", SOON)


async def settle(pilot: Pilot[None]) -> None:
    await rest(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_every_panel_is_reached_by_tab(size: tuple[int, int]) -> None:
    app, _ = stats_app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("s")
        await settle(pilot)
        assert isinstance(app.screen, StatsScreen)
        for title in (
            "Due, next",
            "Reviews",
            "Year",
            "True",
            "Calibration",
            "Stability",
            "Slips",
            "Confused",
            "Decks",
            "Hours",
            "Grades",
        ):
            assert title in screen(app)
            assert max(map(len, screen(app).splitlines())) <= size[0]
            await pilot.press("tab")
            await settle(pilot)
        assert "Due, next" in screen(app)


COLUMNS_OF_DAYS = [
    pytest.param(80, 1, "", "", id="a day a column"),
    pytest.param(56, 2, "2 days a column   ", "", id="beside the title"),
    pytest.param(36, 3, "", "3 days a column", id="below the dates, where the title has no room"),
]


@pytest.mark.parametrize(("width", "together", "beside", "below"), COLUMNS_OF_DAYS)
def test_a_chart_says_how_many_days_share_a_column(
    width: int, together: int, beside: str, below: str
) -> None:
    panel, picture = all_panels(statistics(), 0.9)["reviews"], StatPicture(width, 8, None, True)
    assert callable(panel.note)
    assert panel.note(picture).plain == f"{beside}█ good ▓ hard ▒ again"
    lines = [line.plain.strip() for line in panel.draw(picture)]
    assert lines[-1] == below if below else "today" in lines[-1]
    assert len(lines) == 8
    assert panel.row_at(picture, LEFT, 0) // together * together == 58 // together * together


async def test_no_bar_of_a_distribution_is_cut_off_in_two_columns() -> None:
    app, _ = stats_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        for height in (38, 37, 35, 34, 32):
            await pilot.resize_terminal(120, height)
            await settle(pilot)
            shown = screen(app)
            assert [
                text for text in ("model", "◆ was", ">365 d", "missing-square") if text not in shown
            ] == [], height


async def test_pages_are_turned_where_there_is_not_room_for_all() -> None:
    app, _ = stats_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        assert "Reviews a day" in screen(app)
        assert "█ good ▓ hard ▒ again" in screen(app)
        await pilot.press("right")
        await settle(pilot)
        shown = screen(app)
        assert "Reviews a day" not in shown
        assert all(title in shown for title in ("True retention", "Calibration", "Stability", ">365 d"))
        await pilot.press("right", "right")
        await settle(pilot)
        assert all(title in screen(app) for title in ("Decks  ", "Hours of the day", "Grades given"))
        await pilot.press("right")
        await settle(pilot)
        assert "Reviews a day" in screen(app)


@pytest.mark.parametrize(
    ("size", "whole"),
    [((200, 60), True), *most_telling(((120, 40), False), pytest.param((200, 40), False))],
    ids=str,
)
async def test_the_detail_is_below_the_rest_or_a_page_of_its_own(size: tuple[int, int], whole: bool) -> None:
    app, _ = stats_app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("s")
        await settle(pilot)
        assert ("→ detail" in screen(app), "Grades given" in screen(app)) == (not whole, whole)
        if not whole:
            await pilot.press("right")
            await settle(pilot)
            assert ("→ overview" in screen(app), "Grades given" in screen(app)) == (True, True)
            assert "Confused" not in screen(app)
            await pilot.press("right")
            await settle(pilot)
        assert "Confused" in screen(app)


async def test_period_and_deck_are_counted_anew() -> None:
    app, asked = stats_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        await pilot.press("p")
        await settle(pilot)
        await pilot.press("f")
        await settle(pilot)
        assert asked == [(91, ()), (365, ()), (365, ("d",))]
        assert "Deck of tests · year" in screen(app)
        for _ in PERIODS:
            await pilot.press("p")
            await settle(pilot)
        assert len(asked) == 3 + len(PERIODS)


async def test_decks_are_called_by_their_titles_as_at_home() -> None:
    """A deck that is there no longer keeps its name; the query of a row is by name."""
    both = (DeckSums("d", 9, 60_000, 6, 5), DeckSums("gone", 3, 60_000, 0, 0))
    app, _ = stats_app(lambda days, decks, tell: statistics()._replace(by_deck=both))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        await pilot.press("left")
        await settle(pilot)
        assert "▸ Deck of tests" in screen(app)
        assert "  gone" in screen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.query_one(QueryField).field.value == "deck:d"


async def test_keys_while_it_counts_are_counted_once_it_has_finished() -> None:
    app, asked = stats_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        await pilot.press("p", "p", "p")
        for _ in range(3):
            await settle(pilot)
        assert asked[-1] == (30, ())
        assert "month" in screen(app)


CHOSEN = [
    pytest.param(3, [(30, ())], id="three periods in a row, of which the last is counted"),
    pytest.param(len(PERIODS), [(91, ())], id="once around"),
]


@pytest.mark.parametrize(("times", "counted"), CHOSEN)
async def test_periods_that_are_passed_are_not_counted(
    times: int, counted: list[tuple[int, tuple[str, ...]]]
) -> None:
    app, asked = stats_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        asked.clear()
        assert isinstance(app.screen, StatsScreen)
        for _ in range(times):
            app.screen.action_period()
        for _ in range(3):
            await settle(pilot)
        assert asked == counted


async def test_a_period_is_shown_again_before_it_is_counted_again() -> None:
    app, asked = stats_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        stats_screen = app.screen
        assert isinstance(stats_screen, StatsScreen)
        for _ in range(len(PERIODS) - 1):
            await pilot.press("p")
            await settle(pilot)
        stats_screen._is_counting = True  # as if the count took long
        await pilot.press("p")
        await settle(pilot)
        assert stats_screen._found is not None
        assert stats_screen._found.days == 91
        assert len(asked) == len(PERIODS)


RUNS = [
    pytest.param([], [], id="nothing"),
    pytest.param([("a", "x")], [("a", "x")], id="one"),
    pytest.param([("a", "x"), ("b", "x"), ("c", "y")], [("ab", "x"), ("c", "y")], id="neighbours"),
    pytest.param([("a", ""), ("b", "x"), ("c", "")], [("a", ""), ("b", "x"), ("c", "")], id="apart"),
]


@pytest.mark.parametrize(("cells", "runs"), RUNS)
def test_neighbours_of_one_style_are_one_span(
    cells: list[tuple[str, str]], runs: list[tuple[str, str]]
) -> None:
    assert join_runs(cells) == runs


async def test_x_shows_the_numbers_and_enter_the_cards() -> None:
    app, _ = stats_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        await pilot.press(*["tab"] * 6, "enter")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
        assert app.screen.query_one(QueryField).field.value == "slip:missing-square"
        await pilot.press("escape")
        await settle(pilot)
        while not isinstance(app.screen, StatsScreen):
            await pilot.press("escape")
            await settle(pilot)
        await pilot.press("shift+tab", "x", "down", "down")
        await settle(pilot)
        assert "▸ 7–21 d" in screen(app)
        assert "days a column" in screen(app)
        await pilot.press(*["shift+tab"] * 4, "x")
        await settle(pilot)
        assert "reviews   again" in screen(app)
        assert "days a column" not in screen(app), "a table has no columns of days"


async def test_a_row_without_cards_says_so() -> None:
    app, _ = stats_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        await pilot.press(*["tab"] * 4, "enter")
        await settle(pilot)
        assert isinstance(app.screen, StatsScreen)
        assert [note.message for note in app._notifications] == ["That row stands for no cards."]


async def test_a_log_that_cannot_be_read_is_told() -> None:
    def fail(days: int, decks: Sequence[str], tell: Callable[[int, int], None]) -> Statistics:
        raise Problem("the log is damaged")

    app, _ = stats_app(fail)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("s")
        await settle(pilot)
        assert isinstance(app.screen, StatsScreen)
        assert [note.message for note in app._notifications] == ["the log is damaged"]


CLICKS = [
    pytest.param("due", (7, 3), "today", id="the first bar of the forecast"),
    pytest.param("stability", (4, 3), "7–21 d", id="a row of stability"),
    pytest.param("slips", (4, 2), "missing-square", id="a slip"),
]


@pytest.mark.parametrize(("name", "at", "first"), CLICKS)
def test_what_is_under_the_mouse_is_a_row(name: str, at: tuple[int, int], first: str) -> None:
    panel = all_panels(statistics(), 0.9)[name]
    row = panel.row_at(StatPicture(56, 12, None, True), at[0], at[1] - 1)
    assert row is not None
    assert panel.rows[row].cells[0] == first


@pytest.mark.parametrize("days", [30, 91, 365])
def test_a_bar_of_a_day_is_the_row_that_it_is_drawn_for(days: int) -> None:
    """The bar that is drawn for a chosen row is the one whose click chooses it, or a day beside it."""
    panel = all_panels(statistics(days=days), 0.9)["reviews"]
    for chosen in range(0, len(panel.rows), 7):
        picture = StatPicture(56, 8, chosen, True)
        axis = panel.draw(picture)[-2].plain
        row = panel.row_at(picture, axis.index("▴"), 2)
        assert row is not None
        assert abs(row - chosen) < 7


def test_enter_on_a_day_means_that_day_alone() -> None:
    panels = all_panels(statistics(), 0.9)
    assert panels["reviews"].rows[2].query == "rated=3d"
    assert panels["year"].rows[0].query == "rated=1d"
