"""The study screen, driven by its keys: what is graded, what is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from textual import events
from textual.widgets import Input

from flashcards.card import Number
from flashcards.errors import Problem
from flashcards.prose.lay import plain
from flashcards.schedule import Review
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.card_view import CardView
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.grades import GradeBar
from flashcards.tui.help import HelpScreen
from flashcards.tui.home import HomeScreen
from flashcards.tui.page import Page
from flashcards.tui.small import TooSmallScreen
from flashcards.tui.study import StudyScreen
from tests.desks import CHOICE, CODE, DEMO, FORMULA, NOON, NUMBER, STEPS, A, B, Log, desk_over


def shown(app: FlashcardsApp) -> str:
    """The question, and the answer where it is shown, as text."""
    view = app.screen.query_one(CardView)
    question = plain(view.query_one("#question", Page).lines(60))
    answered = view.query_one("#answered").display
    return f"{question} / {plain(view.query_one('#answer', Page).lines(60))}" if answered else question


def verdict(app: FlashcardsApp) -> str:
    return str(app.screen.query_one("#verdict").render())


KEYS = [
    pytest.param((A, B), ["space"], [], "What is a? / a!", id="Space shows the answer"),
    pytest.param((A, B), ["enter"], [], "What is a? / a!", id="so does Enter"),
    pytest.param((A, B), ["3"], [], "What is a?", id="no grade before the answer"),
    pytest.param((A, B), ["space", "space"], [("a", 3)], "What is b?", id="then Space is Good"),
    pytest.param((A, B), ["space", "1"], [("a", 1)], "What is b?", id="1 is Again"),
    pytest.param((A, B), ["space", "2"], [("a", 2)], "What is b?", id="2 is Hard"),
    pytest.param((A, B), ["space", "4"], [("a", 4)], "What is b?", id="4 is Easy"),
    pytest.param(
        (A,), ["space", "1"], [("a", 1)], "What is a?", id="Again comes back when nothing else is left"
    ),
    pytest.param((A, B), ["space", "3", "u"], [("a", 3)], "What is a?", id="u goes back to the question"),
    pytest.param((A, B), ["space", "3", "ctrl+z"], [("a", 3)], "What is a?", id="so does Ctrl+Z"),
    pytest.param((A, B), ["u"], [], "What is a?", id="nothing to undo"),
    pytest.param((STEPS,), ["space"], [], "How?\n\n1. one", id="steps come a line at a time"),
    pytest.param((CHOICE,), ["9"], [], None, id="no such option"),
]


@pytest.mark.parametrize(("cards", "keys", "graded", "shows"), KEYS)
async def test_keys(cards, keys, graded, shows) -> None:
    log = Log()
    app = FlashcardsApp(desk_over(*cards, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert log.pairs() == graded
        if shows is not None:
            assert shown(app) == shows


async def test_undo_takes_back_the_very_row_that_was_recorded() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(A, B, log=log), study=())
    async with app.run_test() as pilot:
        await pilot.press("space", "2", "u", "space", "4")
    assert log.pairs() == [("a", 2), ("a", 4)]
    assert log.taken_back == log.graded[:1]


TYPED = [
    pytest.param(FORMULA, "m = b1*m + (1-b1)*g", "✓ right", 3, id="a formula in Python"),
    pytest.param(FORMULA, "m = b1*m + g", "✗ wrong", 1, id="a formula with a slip"),
    pytest.param(NUMBER, "6", "✓ right", 3, id="a number"),
    pytest.param(NUMBER, "-6", "✗ wrong", 1, id="a number with the wrong sign"),
    pytest.param(CODE, "b1*m + g", "✗ wrong", 1, id="code that differs"),
    pytest.param(CODE, "b1*m+((1-b1)*g)", "✓ right", 3, id="code laid out otherwise"),
]


@pytest.mark.parametrize(("card", "text", "says", "proposed"), TYPED)
async def test_a_typed_answer_is_judged_and_its_grade_proposed(card, text, says, proposed) -> None:
    log = Log()
    app = FlashcardsApp(desk_over(card, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(text[0])
        app.screen.query_one("#typed-input", Input).value = text
        await pilot.press("enter")
        assert verdict(app).startswith(says)
        await pilot.press("space")
    assert [(review.grade, review.typed) for review in log.graded] == [(proposed, text)]


async def test_letters_are_swallowed_by_the_field_until_esc_leaves_it() -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "u", "d", "q")
        assert app.screen.query_one("#typed-input", Input).value == "mudq"
        await pilot.press("escape", "space")
        assert "β₁" in shown(app)


async def test_keys_that_come_in_a_burst_all_reach_the_field() -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        for character in "b1*m + (1-b1)*g":
            app.post_message(events.Key(character, character))
        app.post_message(events.Key("enter", "\r"))
        await pilot.pause()
        await pilot.pause()
        assert verdict(app).startswith("✓ right")


async def test_a_pasted_line_begins_an_answer() -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.post_message(events.Paste("m = b1*m + (1-b1)*g\nand more"))
        await pilot.pause()
        assert app.screen.query_one("#typed-input", Input).value == "m = b1*m + (1-b1)*g"


async def test_esc_leaves_the_demo_before_the_session() -> None:
    app = FlashcardsApp(desk_over(DEMO), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "d", "escape")
        assert not app.screen.query_one(DemoPane).display
        assert isinstance(app.screen, StudyScreen)


async def test_what_cannot_be_read_is_told_and_may_be_mended() -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "=", "(", "enter")
        assert isinstance(app.screen, StudyScreen)
        assert not app.screen.session.revealed
        assert app.screen.query_one("#typed-input", Input).value == "m=("


async def test_a_choice_is_picked_by_its_number() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(CHOICE, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        right = next(line for line in shown(app).splitlines() if line.endswith("right")).strip()[0]
        await pilot.press(right)
        assert verdict(app).startswith("✓ right")
        await pilot.press("space")
    assert log.pairs() == [("choice", 3)]


async def test_the_demo_opens_with_the_answer_and_its_settings_move() -> None:
    app = FlashcardsApp(desk_over(DEMO), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        pane = app.screen.query_one(DemoPane)
        await pilot.press("d")
        assert not pane.display
        await pilot.press("space", "d")
        assert pane.display
        before = str(pane.query_one("#demo-picture").render())
        await pilot.press("down", "left", "left")
        assert str(pane.query_one("#demo-picture").render()) != before
        await pilot.press("3")
        assert not pane.display


async def test_the_demo_works_the_numbers_that_were_asked_for() -> None:
    card = replace(DEMO, answer=Number("beta1"), vary={"beta1": (0.25,), "x": (3.0,)})
    app = FlashcardsApp(desk_over(card), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "d")
        assert "β₁ 0.25" in str(app.screen.query_one("#demo-settings").render())
        await pilot.press("down", "right", "r")
        assert "β₁ 0.25" in str(app.screen.query_one("#demo-settings").render())


async def test_a_review_that_could_not_be_kept_does_not_move_on() -> None:
    def full(review: Review) -> None:
        raise Problem("the disk is full")

    app = FlashcardsApp(desk_over(A, B, record=full), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "3")
        assert shown(app) == "What is a? / a!"


@pytest.mark.parametrize(
    ("size", "small"),
    [((40, 11), True), ((39, 12), True), ((40, 12), False), ((80, 24), False)],
    ids=["40×11", "39×12", "40×12", "80×24"],
)
async def test_a_terminal_too_small_is_told_and_growing_goes_on(size, small) -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TooSmallScreen) is small
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.press("space")
        assert shown(app) == "What is a? / a!"


async def test_a_grade_can_be_clicked() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(A, B, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(GradeBar)
        await pilot.pause()
        await pilot.click("#grade-4")
        await pilot.pause()
    assert log.pairs() == [("a", 4)]


async def test_home_studies_the_deck_under_the_cursor_and_q_comes_back() -> None:
    app = FlashcardsApp(desk_over(A, B))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "enter")
        assert isinstance(app.screen, StudyScreen)
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "q")
        assert isinstance(app.screen, HomeScreen)


async def test_a_learning_card_comes_back_by_itself() -> None:
    now = [NOON]
    log = Log()
    app = FlashcardsApp(desk_over(A, log=log, clock=lambda: now[0]), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "4")
        assert shown(app).startswith("Done for now")
        now[0] += timedelta(minutes=30)
        await pilot.press("u")
        assert shown(app) == "What is a?"
