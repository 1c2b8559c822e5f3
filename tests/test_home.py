"""The home screen: what today holds, a day that turns, decks that were read in part, small terminals."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from flashcards.cli import main
from flashcards.cli.home_data import card_demos, home_rows
from flashcards.cli.study import open_data
from flashcards.errors import Place, Problem
from flashcards.study.tally import Counts
from flashcards.tui import home_counts
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.blocks import big_digits
from flashcards.tui.deck_list import DeckList
from flashcards.tui.home import HomeScreen
from flashcards.tui.pills import Pills
from flashcards.tui.problems import MOST, ProblemsScreen
from flashcards.tui.services import EVERY_DECK, DeckRow, Services
from flashcards.tui.study import StudyScreen
from flashcards.tui.too_small import TooSmallScreen
from tests.desks import DEMO, FORMULA, NOON, A, B, Log, desk_over

WRONG = Problem("unknown field 'anwser'", Place("d.yaml", 31, 5), "use one of: answer")
UNREAD = Problem("the file is not UTF-8", Place("e.yaml", 3))


def screen(app: FlashcardsApp) -> list[str]:
    """The rows of the terminal as text."""
    return ["".join(part.text for part in row).rstrip() for row in app.screen._compositor.render_strips()]


def counting(desk: Services, *counts: tuple[int, int, int]) -> Services:
    """The desk with these counts of new, learning and review cards, one for each time it is asked."""
    left = list(counts)

    def rows() -> tuple[DeckRow, ...]:
        now = left.pop(0) if len(left) > 1 else left[0]
        return tuple(DeckRow(name, "Deck of tests", "About it.", 9, *now) for name in (EVERY_DECK, "d"))

    return replace(desk, rows=rows)


def left_today(app: FlashcardsApp) -> int:
    """The number that the head shows as big digits."""
    rows = [f"{row[4:]:<60}" for row in screen(app)[2:5]]
    for number in range(1000):
        if all(row.startswith(digits + "  ") for row, digits in zip(rows, big_digits(number), strict=True)):
            return number
    raise AssertionError(rows)


TODAY = [
    pytest.param((10, 3, 34), 47, "cards today", "10 new · 3 learning · 34 review", id="some of each"),
    pytest.param((1, 0, 0), 1, "card today", "1 new · 0 learning · 0 review", id="a new card is no review"),
]


@pytest.mark.parametrize(("counts", "left", "says", "made_of"), TODAY)
async def test_what_today_holds(counts: tuple[int, int, int], left: int, says: str, made_of: str) -> None:
    app = FlashcardsApp(counting(desk_over(A), counts))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert left_today(app) == left
        assert (says in screen(app)[2], made_of in screen(app)[3]) == (True, True)
        assert "Enter  Study" in screen(app)[3]


SHARES = [  # a deck, what it would ask alone, its part of today; its row, and the head with the cursor there
    ("alone as in all", (12, 0, 2), (12, 0, 2), "", "12 · 2 20 4 min", "today", "24 cards in all decks: a"),
    (
        "more alone",
        (18, 1, 2),
        (5, 1, 0),
        "",
        "5 1 · 20 2 min",
        "alone",
        "6 of its cards are in today's 24: a",
    ),
    (
        "it opens during the session",
        (18, 0, 0),
        (1, 0, 0),
        "a",
        "after a 1 · · 20 1 min",
        "alone",
        "1 of its",
    ),
    ("it opens later", (18, 0, 0), (0, 0, 0), "a", "after a 20 ·", "alone", "after a"),
    ("none of it fits into the day", (0, 0, 9), (0, 0, 0), "", "· · · 20 ·", "alone", "none of its cards is"),
    (
        "what it needs is of others",
        (0, 0, 0),
        (3, 0, 0),
        "",
        "3 · · 20 1 min",
        "asks nothing",
        "3 of its cards",
    ),
]


async def test_a_row_says_its_part_of_today_and_the_head_what_it_asks_alone() -> None:
    rows = [
        DeckRow(name, name, "", 20, *alone, after=after, in_all=Counts(*part))
        for name, alone, part, after, *_ in SHARES
    ]
    desk = replace(desk_over(A), rows=lambda: (DeckRow(EVERY_DECK, "All decks", "", 120, 21, 1, 2), *rows))
    app = FlashcardsApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for at, (name, _, _, _, row, alone, all_decks) in enumerate(SHARES):
            await pilot.press("down")
            shown = screen(app)
            assert " ".join(shown[7 + at].replace("┈", "").split()).endswith(row), name
            assert alone in shown[2] + shown[3], name
            assert all_decks in shown[4], name


async def test_the_control_says_what_enter_studies() -> None:
    rows = tuple(DeckRow(name, name or "All decks", "", 9, 5, 0, 0) for name in (EVERY_DECK, "d", "e"))
    app = FlashcardsApp(replace(desk_over(A), rows=lambda: rows))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Enter  Study all" in screen(app)[3]
        control = app.screen.query_one(Pills)
        assert control.render().plain.split("\n")[1] == " Enter  Study all ", "nothing touches the edge"
        await pilot.press("down")
        assert "Enter  Study it" in screen(app)[3]
        assert "cards of d today" in screen(app)[2]


async def test_a_day_without_cards_says_so() -> None:
    app = FlashcardsApp(counting(desk_over(A), (0, 0, 0)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "✓  Nothing is left for today." in screen(app)[2]
        assert "Enter  Study" not in "\n".join(screen(app)[:6])


NIGHT = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=2)))
HOURS = [
    pytest.param(4, False, id="before the day turns"),
    pytest.param(5, True, id="after it has turned"),
    pytest.param(40, True, id="a day later"),
    pytest.param(-24, True, id="the clock set back"),
]


@pytest.mark.parametrize(("hours", "anew"), HOURS)
async def test_the_day_turns_under_an_open_app(
    hours: int, anew: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [NIGHT]
    monkeypatch.setattr(home_counts, "LOOK_AGAIN", 0.01)
    app = FlashcardsApp(counting(desk_over(A, clock=lambda: now[0]), (1, 0, 0), (7, 0, 0)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down")
        await pilot.pause(0.05)
        assert left_today(app) == 1
        day = screen(app)[0].split()[-3:]
        now[0] += timedelta(hours=hours)
        await pilot.pause(0.1)
        assert left_today(app) == (7 if anew else 1)
        assert (screen(app)[0].split()[-3:] != day) == anew
        assert app.screen.query_one(DeckList).cursor == 1


async def test_a_new_day_leaves_an_open_session_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [NIGHT], [0]
    desk = desk_over(A, clock=lambda: now[0])

    def rows() -> tuple[DeckRow, ...]:
        asked[0] += 1
        return desk.rows()

    monkeypatch.setattr(home_counts, "LOOK_AGAIN", 0.01)
    app = FlashcardsApp(replace(desk, rows=rows))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        before = asked[0]
        now[0] += timedelta(hours=12)
        await pilot.pause(0.05)
        assert isinstance(app.screen, StudyScreen)
        assert asked[0] == before
        await pilot.press("escape")
        await pilot.pause(0.05)
        assert asked[0] > before


PROBLEMS = [
    pytest.param((WRONG,), "! 1 deck partly unreadable: 1 problem, p lists all", "! 1  Deck of", id="a card"),
    pytest.param((UNREAD,), "! 1 file not read: 1 problem, p lists all", "  Deck of", id="a file"),
    pytest.param(
        (WRONG, WRONG, UNREAD),
        "! 1 deck partly unreadable, 1 file not read: 3 problems, p lists all",
        "! 2  Deck of",
        id="both",
    ),
    pytest.param((Problem("no place"),), "! decks: 1 problem, p lists all", "  Deck of", id="no place"),
]


@pytest.mark.parametrize(("problems", "says", "row"), PROBLEMS)
async def test_decks_that_were_not_read_whole_say_so(
    problems: tuple[Problem, ...], says: str, row: str
) -> None:
    app = FlashcardsApp(replace(desk_over(A), problems=lambda: problems))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        rows = screen(app)
        assert rows[6].strip() == says
        assert rows[7].strip() == str(problems[0]).splitlines()[0]
        assert rows[9].startswith(f"    {row.strip()}"), rows[9]
        await pilot.press("p")
        assert isinstance(app.screen, ProblemsScreen)
        shown = "\n".join(screen(app))
        assert all(line.strip() in shown for problem in problems for line in str(problem).splitlines())
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


EDITS = [
    pytest.param((WRONG, UNREAD), True, WRONG.place, id="the first place"),
    pytest.param((Problem("no place"), UNREAD), True, UNREAD.place, id="one without a place before it"),
    pytest.param((Problem("no place"),), True, None, id="no place at all"),
    pytest.param((WRONG,), False, None, id="where nothing can be edited"),
]


@pytest.mark.parametrize(("problems", "offered", "opened"), EDITS)
async def test_e_opens_the_editor_at_the_first_problem(
    problems: tuple[Problem, ...], offered: bool, opened: Place | None
) -> None:
    places: list[Place] = []

    def edit(place: Place, suspend: object) -> str:
        places.append(place)
        return "d.yaml has no problem now"

    desk = replace(desk_over(A), problems=lambda: problems, mend_deck=edit if offered else None)
    app = FlashcardsApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await pilot.pause()
        assert ("e edits the first" in "\n".join(screen(app))) == (opened is not None)
        await pilot.press("e")
        assert places == ([opened] if opened else [])
        assert [note.message for note in app._notifications] == ["d.yaml has no problem now"] * len(places)
        assert isinstance(app.screen, HomeScreen if opened else ProblemsScreen)


async def test_without_problems_there_is_no_line_and_no_key() -> None:
    app = FlashcardsApp(desk_over(A))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        assert isinstance(app.screen, HomeScreen)
        assert not app.screen.query_one("#left-out", Static).display


async def test_a_list_of_problems_has_a_bound() -> None:
    app = FlashcardsApp(replace(desk_over(A), problems=lambda: (WRONG,) * (MOST + 3)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await pilot.pause()
        lines = app.screen.query("#problems Static").results(Static)
        assert [str(line.render()) for line in lines][MOST:] == ["and 3 more: see  flashcards check"]


def test_home_and_the_listing_agree_on_decks_that_wait(tmp_path, monkeypatch, capsys) -> None:
    first = "deck: one\ntitle: First\ncards:\n- {id: a, ask: A?, answer: A}\n"
    then = "deck: two\ntitle: Then\nneeds: [one]\ncards:\n- {id: b, ask: B?, answer: B}\n"
    (tmp_path / "decks").mkdir()
    for name, text in (("one", first), ("two", then)):
        (tmp_path / "decks" / f"{name}.yaml").write_text(text)
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    assert main([]) == 0
    listed = {line[:20].strip(): line[20:].strip() for line in capsys.readouterr().out.splitlines()}
    with open_data() as studies:
        rows = home_rows(studies)[1:]
    waits = {row.name: row.after for row in rows}
    assert (waits["one"], waits["two"], waits["momentum"]) == ("", "one", "sgd")
    assert listed["two"] == "N 0 · L 0 · R 0 · after one"
    asked = {row.name: "N {} · L {} · R {}".format(*row.part) for row in rows}
    assert {name: listed[name].partition(" · after")[0] for name in asked} == asked
    assert {name for name in waits if "after" in listed[name]} == {name for name in waits if waits[name]}


def test_a_demo_is_called_by_what_its_card_asks_and_by_its_id_where_two_ask_alike(
    tmp_path, monkeypatch
) -> None:
    demo = "demo: {gradients: constant 1, optimizer: adam}"
    cards = (
        f"- {{id: one-way, ask: What happens?, answer: A, {demo}}}",
        f"- {{id: other-way, ask: What happens?, answer: A, {demo}}}",
        "- {id: none, ask: Without a demo?, answer: A}",
        f"- {{id: gap, cloze: 'Adam keeps {{{{two}}}} averages of the gradients that it has seen.', {demo}}}",
    )
    (tmp_path / "decks").mkdir()
    for name in ("mine", "yours"):
        text = f"deck: {name}\ntitle: Of {name}\ncards:\n" + "\n".join(cards if name == "mine" else cards[:1])
        (tmp_path / "decks" / f"{name}.yaml").write_text(text + "\n")
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    with open_data() as studies:
        entries = [each for each in card_demos(studies) if each.deck.startswith("Of ")]
    assert [(each.deck, each.name) for each in entries] == [
        ("Of mine", "one way · What happens?"),
        ("Of mine", "other way · What happens?"),
        ("Of mine", "Adam keeps … averages of the gradients that it has seen."),
        ("Of yours", "What happens?"),
    ]


def test_the_problems_of_a_deck_file_reach_the_home_screen(tmp_path, monkeypatch) -> None:
    text = "deck: mine\ncards:\n- {id: a, ask: A?, answer: A}\n- {id: b, ask: B?, anwser: B}\n"
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "mine.yaml").write_text(text)
    told: list[tuple[object, ...]] = []

    def look(app: FlashcardsApp) -> None:
        told.append((*app._services.left_out(), *app._services.problems()))

    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    monkeypatch.setattr("flashcards.cli.study._has_screen", lambda: True)
    monkeypatch.setattr(FlashcardsApp, "run", look)
    assert main([]) == 0
    decks, files, *problems = told[0]
    assert (decks, files) == ({"mine": len(problems)}, 0)
    assert [str(problem).partition("mine.yaml")[2][:6] for problem in problems] == [":4:20:"]


async def test_a_disk_that_fails_is_told_and_home_stays() -> None:
    def fail(*_: object) -> tuple[DeckRow, ...]:
        raise Problem("the disk is gone")

    rows = desk_over(A).rows
    answers = [rows, fail]
    desk = replace(desk_over(A), rows=lambda: answers.pop(0)() if answers else rows(), start=fail)
    app = FlashcardsApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await pilot.press("question_mark", "escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert [note.message for note in app._notifications] == ["the disk is gone"] * 2


async def select(pilot: Pilot[None], app: FlashcardsApp, how: str) -> None:
    if how == "in the field":
        await pilot.press("m", "=", "g", "shift+home")
    elif how == "on the screen":
        app.screen._select_all_in_widget(app.screen.query_one("#bar"))
        await pilot.pause()
    elif how == "in the field, nothing marked":
        await pilot.press("m")


COPIED = [
    pytest.param("in the field", "m=g", id="in the field"),
    pytest.param("on the screen", "Space", id="on the screen"),
    pytest.param("nothing", None, id="nothing"),
    pytest.param("in the field, nothing marked", None, id="nothing marked in the field"),
]


@pytest.mark.parametrize(("how", "copied"), COPIED)
async def test_ctrl_c_copies_what_is_selected_else_quits(how: str, copied: str | None) -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await select(pilot, app, how)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert app._exit == (copied is None)
        assert (copied or "") in app.clipboard
        if how == "in the field":
            assert app.screen.query_one("#typed-input", Input).value == "m=g"


async def test_home_is_usable_at_40_by_12() -> None:
    app = FlashcardsApp(counting(replace(desk_over(A), problems=lambda: (WRONG,)), (20, 130, 200)))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        rows = screen(app)
        assert not isinstance(app.screen, TooSmallScreen)
        assert rows[0].strip() == "350 today   20·130·200"
        assert rows[1].strip() == "! 1 problem in decks: p"
        assert rows[4].split() == ["!", "1", "Deck", "of", "tests", "20", "130", "200"]
        assert rows[11].split() == ["Enter", "study", "s", "stats", "?", "help", "q", "quit"]
        await pilot.press("enter")
        assert isinstance(app.screen, StudyScreen)


async def test_study_is_usable_at_40_by_12() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(A, B, log=log), study=())
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("space")
        await pilot.pause()
        rows = screen(app)
        assert (rows[1].strip(), rows[4].strip()) == ("What is a?", "a!")
        assert all(grade in "\n".join(rows[10:]) for grade in ("1 Again", "2 Hard", "3 Good", "4 Easy"))
        row = next(row for row in rows if "4 Easy" in row)
        await pilot.click(offset=(row.index("Easy"), rows.index(row)))
        assert log.pairs() == [("a", 4)]


@pytest.mark.parametrize("card", [DEMO, FORMULA], ids=["a demo", "a formula"])
async def test_question_field_and_demo_share_40_by_12(card) -> None:
    app = FlashcardsApp(desk_over(card), study=())
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press(*(["space", "d"] if card is DEMO else [*"m=b1*m/(1-b1)"]))
        await pilot.pause()
        rows = screen(app)
        if card is FORMULA:
            assert rows[1].strip() == "Write m."
        wanted = ["▸ η 0.001", "0.4095"] if card is DEMO else ["m=b1*m/(1-b1)", "m = ────────", "1 − b₁"]
        assert all(text in "\n".join(rows) for text in wanted), rows


TITLES = [((80, 24), "Deck N L R of today"), ((70, 24), "Deck N L R of"), ((40, 12), "Deck N L R")]


async def test_the_table_follows_the_width() -> None:
    app = FlashcardsApp(counting(desk_over(A), (1, 2, 3)))
    async with app.run_test(size=(80, 24)) as pilot:
        for size, header in TITLES:
            await pilot.resize_terminal(*size)
            for _ in range(100):  # a resize reaches the screen in its own time
                await pilot.pause(0.02)
                if header.split() in [row.split() for row in screen(app)]:
                    break
            assert header.split() in [row.split() for row in screen(app)]


async def test_without_colour_the_cursor_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = FlashcardsApp(desk_over(A))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("down")
        await pilot.pause()
        assert [row[:5] for row in screen(app)[5:] if "Deck of" in row] == ["  ▸ D"]


def test_days_turn_at_the_hour_of_the_settings() -> None:
    desk = replace(desk_over(A, clock=lambda: NOON.replace(hour=3)), day_starts_at=lambda: 4)
    assert replace(desk, day_starts_at=lambda: 3).today() == desk.today() + 1
