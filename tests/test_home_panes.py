"""What the home screen shows once its figures are counted, what its keys and the mouse do, at every size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from flashcards.deck.model import Demo
from flashcards.scheduling import Review, RowKind
from flashcards.study import Session
from flashcards.study.overview import DoneToday, HomeFigures, Pace, Stages, WeakCard
from flashcards.study.plan import BacklogPlan
from flashcards.study.tally import Counts
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.browse import BrowseScreen
from flashcards.tui.deck_list import DeckList
from flashcards.tui.home import HomeScreen
from flashcards.tui.home_panels import coming_line
from flashcards.tui.pills import Pills
from flashcards.tui.places import PLACES
from flashcards.tui.query_field import QueryField
from flashcards.tui.services import EVERY_DECK, DeckRow, HomeServices, Services
from flashcards.tui.study import StudyScreen
from flashcards.tui.top_line import place_spans
from tests.browsing import Shelf
from tests.desks import NOON, A, B, Log, desk_over, session_over
from tests.idle import rest
from tests.rows import most_telling, rows
from tests.test_home import left_today, screen

TODAY = (date(2026, 3, 1) - date(1970, 1, 1)).days
FIGURES = HomeFigures(
    TODAY,
    {"d": Stages(2, 1, 5, 9), "e": Stages(4)},
    Pace(30, 6),
    DoneToday(47, 60, 54, 540_000),
    (47, 31, 22, 38, 12, 19, 27, 5),
    {TODAY - back: 3 * back for back in range(40)},
    (WeakCard("d/a", 0.71, 4), WeakCard("d/second-moment", 0.81, 2)),
    (("missing-square", 3), ("swapped-betas", 1)),
)
FRESH = FIGURES._replace(
    stages={"d": Stages(5), "e": Stages(4)},
    done=DoneToday(),
    forecast=(0,) * 8,
    heat={},
    weakest=(),
    slips=(),
)


class Home:
    """Fake services, and what was asked of them."""

    def __init__(
        self,
        figures: HomeFigures = FIGURES,
        counts: tuple[int, int, int] = (10, 3, 34),
        plans: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> None:
        self.figures, self.counts = figures, list(counts)
        self.started: list[tuple[str, ...]] = []
        self.more: list[int] = []
        self.log = Log()
        self.plans = dict(plans)

    def rows(self) -> tuple[DeckRow, ...]:
        new, learning, review = self.counts
        return (
            DeckRow(EVERY_DECK, "All decks", "Every deck.", 9, new, learning, review, done=12),
            DeckRow("d", "Deck of tests", "About it.", 5, new, learning, review),
            DeckRow(
                "e",
                "Second [b]deck[/b]",
                "About the second.",
                4,
                17,
                0,
                0,
                needs=("d",),
                after="d",
                in_all=Counts(),
            ),
        )

    def start(self, names: tuple[str, ...]) -> Session:
        self.started.append(names)
        return session_over(A, B)

    def allow(self, cards: int) -> None:
        self.more.append(cards)
        self.counts[0] += cards

    def desk(self) -> Services:
        demo = Demo(gradients="constant 1", steps=5, show=("m",), at=(1, 5))
        home = HomeServices(
            figures=lambda: self.figures,
            has_begun=lambda: self.figures.has_begun,
            catch_up=lambda: False,
            reload=lambda: None,
            plans=lambda: self.plans,
            first_demo=lambda deck, drawn: (demo, "adam"),
            more_new=self.allow,
            start_ahead=lambda: self.start(("tomorrow",)),
            next_prompts=lambda most: [f"d/card-{number}" for number in range(12)][:most],
        )
        desk = replace(desk_over(A, B, log=self.log), rows=self.rows, start=self.start, home=home)
        return replace(desk, browse=Shelf(["d/a"]).services().browse)


def app_of(home: Home) -> FlashcardsApp:
    return FlashcardsApp(home.desk())


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flashcards.tui.home.LOOKED_AT", 0.01)


async def at_rest(pilot: Pilot[None]) -> str:
    """The screen at rest: a demo is run in a thread, once the cursor stays on its deck."""
    await rest(pilot)
    return "\n".join(screen(pilot.app))  # type: ignore[arg-type]


WIDE = [
    "Next 7 days",
    "196 reviews",
    "Last 19 weeks",
    "Weakest",
    "d › second moment",
    ".71",
    "g for g²",
    "3×",
]
SHOWN = [
    pytest.param((120, 40), [*WIDE, "known 21 days", "━", "12 done already", "About it."], id="120 × 40"),
    pytest.param(
        (200, 60),
        [*WIDE[:2], "Last year", *WIDE[3:], "Next session", "d › card 9", "Dec", "today"],
        id="200 × 60",
    ),
    pytest.param((40, 12), ["47 today, about 9 min", "10·3·34", "All decks"], id="40 × 12"),
    *most_telling(
        pytest.param(
            (80, 24), ["Next 7 days  █", "47 31 22 38 12 19 27", "weakest: d › a .71"], id="80 × 24"
        ),
        pytest.param((160, 40), [*WIDE[:2], "Weakest", "About it."], id="160 × 40"),
        pytest.param((120, 24), ["Next 7 days", "Weakest", "d › a"], id="120 × 24"),
        pytest.param((60, 20), ["Enter  Study", "known 21 days"], id="60 × 20"),
    ),
]


@pytest.mark.parametrize(("size", "texts"), SHOWN)
async def test_what_is_shown_at_each_size(size: tuple[int, int], texts: list[str]) -> None:
    app = app_of(Home())
    async with app.run_test(size=size) as pilot:
        shown = await at_rest(pilot)
        assert [text for text in texts if text not in shown] == [], shown


WEAKEST = [
    pytest.param(75, "weakest: d › second moment .81", id="with its deck"),
    pytest.param(71, "weakest: second moment .81", id="without it"),
    pytest.param(67, "weakest: second m… .81", id="cut"),
    pytest.param(60, "", id="no room"),
]


@pytest.mark.parametrize(("width", "told"), WEAKEST)
def test_the_weakest_card_keeps_its_recall_in_any_width(width: int, told: str) -> None:
    line = coming_line(FIGURES._replace(weakest=FIGURES.weakest[1:]), width).plain
    assert line.partition("27")[2].strip() == told
    assert cell_len(line) <= width


async def test_a_first_run_says_where_to_begin() -> None:
    home = Home(FRESH, (5, 0, 0))
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = "\n".join(screen(app))
        assert "9 cards in 2 decks. Nothing is studied yet." in shown
        assert "Begin with Deck of tests: 5 cards, 2 min." in shown
        assert "Enter  Start" in shown
        assert "┈┈ after Deck of tests" in shown
        assert "the forecast begins with the first session" in shown
        await pilot.press("enter")
        assert home.started == [("d",)]


@pytest.mark.parametrize(
    ("title", "cards", "told"),
    [
        ("Gradient descent", 15, "Begin with Gradient descent: 15 cards, 5 min."),
        ("Where gradients come from", 20, "Begin with Where gradients come from: 20 cards."),
    ],
)
async def test_where_to_begin_is_told_whole_at_120_columns(title: str, cards: int, told: str) -> None:
    home = Home(FRESH, (cards, 0, 0))
    rows = tuple(replace(row, title=title) if row.name == "d" else row for row in home.rows())
    home.rows = lambda: rows  # type: ignore[method-assign]
    app = app_of(home)
    async with app.run_test(size=(120, 40)) as pilot:
        await at_rest(pilot)
        assert f"{told}  " in "\n".join(screen(app))


@pytest.mark.parametrize(
    ("key", "said"),
    [("end", ["Second [b]deck[/b] comes after Deck of tests, which still has unseen cards."]), ("down", [])],
    ids=["it waits", "it can be begun"],
)
async def test_studying_a_deck_says_which_one_comes_before(key: str, said: list[str]) -> None:
    app = app_of(Home())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key, "enter")
        await pilot.pause()
        assert isinstance(app.screen, StudyScreen)
        assert [note.message for note in app._notifications] == said


UNDER = [
    pytest.param(
        ["down"],
        ["cards of Deck of tests today", "10 new", "47 cards in all decks: a"],
        id="a deck",
    ),
    pytest.param(["end"], ["of Second [b]deck[/b] alone", "17 new", "after Deck of"], id="it waits"),
    pytest.param(["end", "home"], ["cards today, about", "12 done already"], id="all again"),
]


@pytest.mark.parametrize(("keys", "texts"), UNDER)
@pytest.mark.parametrize("figures", [FIGURES, FRESH], ids=["begun", "first run"])
async def test_the_head_says_what_enter_studies(
    keys: list[str], texts: list[str], figures: HomeFigures
) -> None:
    app = app_of(Home(figures))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        head = "\n".join(screen(app)[2:5])
        wanted = ["Begin with Deck of tests"] if figures is FRESH and len(keys) == 2 else texts
        assert [text for text in wanted if text not in head] == [], head
        assert "a all" in screen(app)[-1]


async def test_one_escape_too_many_does_not_end_the_program() -> None:
    app = app_of(Home())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", *["escape"] * 4)
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert not app._exit
        await pilot.press("q")
        assert app._exit


LONG = "Where gradients come from"


@pytest.mark.parametrize("width", most_telling(60, 72, 80, 120, 200))
async def test_a_long_title_is_whole_in_its_row_and_after_it(width: int) -> None:
    home = Home()
    rows = tuple(replace(row, title=LONG) if row.name == "d" else row for row in home.rows())
    home.rows = lambda: rows  # type: ignore[method-assign]
    app = app_of(home)
    async with app.run_test(size=(width, 40)) as pilot:
        shown = await at_rest(pilot)
        assert f"    {LONG} " in shown, shown
        assert (f" after {LONG} " in shown) == (width > 60), "there is no bar in 60 columns"


DONE_KEYS = [
    pytest.param("plus", [], [10], id="ten more"),
    pytest.param("a", [("tomorrow",)], [], id="what is due tomorrow"),
]


@pytest.mark.parametrize(("key", "started", "more"), DONE_KEYS)
@pytest.mark.parametrize("by_mouse", [False, True], ids=["key", "mouse"])
async def test_when_the_day_is_done(
    key: str, started: list[tuple[str, ...]], more: list[int], by_mouse: bool
) -> None:
    home = Home(counts=(0, 0, 0))
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = "\n".join(screen(app))
        assert "✓  Done for today: 47 cards, 9 minutes, 90% right." in shown
        assert "Tomorrow 31 cards, about 3 minutes." in shown
        assert "6 cards are unseen." in shown
        assert "Enter  Study" not in shown
        if by_mouse:
            await pilot.click(Pills, offset=(4, 0 if key == "plus" else 1))
        else:
            await pilot.press(key)
        await pilot.pause()
        assert (home.started, home.more) == (started, more)
        if more:
            assert left_today(app) == 10


async def test_more_new_cards_are_offered_only_where_some_could_be_asked() -> None:
    home = Home(counts=(0, 0, 0))
    every, *decks = home.rows()
    home.rows = lambda: (replace(every, has_more=False), *decks)  # type: ignore[method-assign]
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        shown = await at_rest(pilot)
        assert "6 cards are unseen." in shown
        assert "10 new cards" not in shown
        assert "tomorrow's 31" in shown


async def test_undo_asks_first() -> None:
    home = Home()
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "space", "3", "escape")
        await pilot.press("u")
        await pilot.pause()
        assert home.log.taken_back == []
        assert "u again undoes it" in "".join(note.message for note in app._notifications)
        await pilot.press("u")
        await pilot.pause()
        assert [row.card for row in home.log.taken_back] == ["d/a"]


MARKED, ERASED = (Review(kind.value, "test", "d/a", NOON, 0, kind) for kind in (RowKind.MARK, RowKind.ERASE))


@pytest.mark.parametrize("keys", [["u"], ["b", "u"], ["enter", "u"]], ids=["home", "browse", "study"])
@pytest.mark.parametrize("before", [[MARKED], []], ids=["something before", "nothing before"])
async def test_undo_does_not_pass_over_an_erasure_silently(keys: list[str], before: list[Review]) -> None:
    home = Home()
    home.log.append(*before)
    app = FlashcardsApp(replace(home.desk(), final_since=lambda rows: [ERASED][: list(rows) == before]))
    async with app.run_test(size=(120, 40)) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        asked = app.screen.query("ConfirmScreen Static").results(Static)
        told = [note.message for note in app._notifications] + [str(text.render()) for text in asked]
        assert "Erased the reviews of" in told[0]
        assert "that stays, no undo brings it back." in told[0]
        assert ("Undo: marked" if before else "Nothing else to undo.") in told[0]
        assert home.log.taken_back == []


async def test_more_new_cards_of_which_none_come_while_they_wait() -> None:
    home = Home()
    home.plans, home.allow = {"": BacklogPlan(400, 200, 3).forms()}, lambda cards: None  # type: ignore[method-assign]
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("plus")
        await pilot.pause()
        assert "New cards wait for the reviews." in [note.message for note in app._notifications]


SIZES = [(120, 40), *most_telling((40, 12), (60, 20), (80, 24), (100, 32), (160, 50), (200, 60))]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_plan_for_a_backlog_is_shown_whole_at_each_size(size: tuple[int, int]) -> None:
    plans = {"": BacklogPlan(1337, 200, 12, new_wait=True), "d": BacklogPlan(40, 10, None, new_wait=True)}
    home = Home()
    home.plans = {row: plan.forms() for row, plan in plans.items()}
    app = app_of(home)
    async with app.run_test(size=size) as pilot:
        for row, keys in (("", []), ("d", ["down"])):
            await pilot.press(*keys)
            await rest(pilot)
            shown = [line.strip() for line in screen(app)]
            assert any(form in line for form in home.plans[row] for line in shown), shown
        await pilot.press("down")
        await rest(pilot)
        assert not any(form in line for form in home.plans["d"] for line in screen(app))


async def test_one_of_the_weakest_cards_opens() -> None:
    app = app_of(Home())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("tab")
        assert isinstance(app.focused, OptionList)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one("#query").value == "d/a"  # type: ignore[attr-defined]


async def test_the_panel_shows_the_deck_under_the_cursor_and_its_demo() -> None:
    app = app_of(Home())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("end")
        shown = await at_rest(pilot)
        rows = shown.splitlines()
        assert "after Deck of tests" in shown
        assert "┤" in shown, "the axis of its demo"
        assert sum("Second [b]deck[/b]" in row for row in rows) == 3, (
            "in the head, in the list and in the panel"
        )


async def test_the_mouse_chooses_a_deck_and_a_second_click_studies_it() -> None:
    home = Home()
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(DeckList, offset=(5, 1))
        assert app.screen.query_one(DeckList).cursor == 2
        await pilot.click(DeckList, offset=(5, 1))
        assert home.started == [("e",)]


async def test_the_filled_control_is_what_enter_does() -> None:
    home = Home()
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(Pills, offset=(5, 1))
        await pilot.press("escape", "down")
        await pilot.pause()
        assert "Enter  Study it" in "\n".join(screen(app))
        await pilot.press("enter")
        assert home.started == [(), ("d",)]


async def test_the_top_line_leads_to_each_place() -> None:
    assert [name for name, *_ in place_spans()] == [place.name for place in PLACES]
    app = app_of(Home())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        with rows() as row:
            for place, first, _ in place_spans():
                while not isinstance(app.screen, HomeScreen):
                    await pilot.press("escape")
                    await pilot.pause()
                with row(place):
                    await pilot.click(offset=(2 + first + 1, 0))
                    await pilot.pause()
                    leaves = place in ("browse", "lab")
                    assert (not isinstance(app.screen, HomeScreen)) == leaves


async def test_a_key_at_the_foot_is_pressed_by_a_click() -> None:
    app = app_of(Home())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        at = screen(app)[-1].index("b browse")
        await pilot.click(offset=(at + 1, 23))
        await pilot.pause()
        assert app.screen.query("#query")


SIZES = [(200, 60), (40, 12), (119, 31), (80, 24), (160, 19), (59, 20), (121, 33), (60, 40), (300, 13)]


async def test_it_may_be_resized_at_any_moment() -> None:
    app = app_of(Home())
    async with app.run_test(size=(80, 24)) as pilot:
        for number, size in enumerate(SIZES):
            await pilot.press("down" if number % 2 else "up")
            await pilot.resize_terminal(*size)
            await pilot.pause(0.05)
            rows = screen(app)
            assert len(rows) == size[1]
            assert all(cell_len(row) <= size[0] for row in rows)
            assert any("Deck of tests" in row for row in rows), size
            assert rows[-1].startswith("  Enter study")


ODD = [
    pytest.param("[red]markup[/red]", "[red]markup[/red]", id="markup"),
    pytest.param("\x1b[31mescape", "[31mescape", id="an escape"),
    pytest.param("学習率の話", "学習率の話", id="wide"),
    pytest.param("مرحبا", "مرحبا", id="right to left"),
    pytest.param("é̂ m̂", "é̂ m̂", id="combining"),
    pytest.param("line\nbreak", "line", id="a line break"),
]


@pytest.mark.parametrize(("title", "part"), ODD)
async def test_a_title_is_shown_as_itself(title: str, part: str) -> None:
    home = Home()
    plain = home.rows
    rows: Callable[[], tuple[DeckRow, ...]] = lambda: tuple(  # noqa: E731 - takes the place of a method
        replace(row, title=title) if row.name == "d" else row for row in plain()
    )
    home.rows = rows  # type: ignore[method-assign]
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lines = screen(app)
        row = next(line for line in lines if part in line)
        assert "\x1b" not in row
        assert row.split()[-5:] == ["10", "3", "34", "5", "9", "min"][-5:]


async def test_no_surface_is_told_by_colour_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(Home())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("down")
        await pilot.pause()
        shown = screen(app)
        assert sum("▸ Deck of tests" in row for row in shown) == 1
        assert any("fewer ░ ▒ ▓ █ more" in row for row in shown)
        control = app.screen._compositor.render_strips()[3:6]
        reversed_ = [
            "".join(part.text for part in row if part.style and part.style.reverse) for row in control
        ]
        assert [len(text) for text in reversed_] == [18, 18, 18]


async def test_studying_and_coming_back_counts_again() -> None:
    home = Home()
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert isinstance(app.screen, StudyScreen)
        home.counts = [1, 0, 0]
        await pilot.press("escape")
        await pilot.pause()
        assert left_today(app) == 1


async def test_what_stands_below_the_decks_is_seen_with_many_decks() -> None:
    home = Home()
    few = home.rows()
    many = tuple(replace(few[1], name=f"d{number}", title=f"Deck {number}") for number in range(30))
    home.rows = lambda: (few[0], *many)  # type: ignore[method-assign]
    app = app_of(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_rest(pilot)
        rows = screen(app)
        assert "known 21 days" in rows[20]
        assert "Next 7 days" in rows[22]
        await pilot.press("end")
        await pilot.pause()
        assert "Deck 29" in screen(app)[19], "the decks scroll"


async def test_a_card_of_the_next_session_is_opened() -> None:
    app = app_of(Home())
    async with app.run_test(size=(200, 60)) as pilot:
        await at_rest(pilot)
        await pilot.press("tab", "tab", "down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        assert app.screen.query_one(QueryField).field.value == "d/card-1"
