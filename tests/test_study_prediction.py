"""A prediction beside or below a card: which keys belong to it, and what the screen says of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from flashcards.deck.model import Card, Demo, Predict, Run
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.demo_prediction import PredictionField
from flashcards.tui.foot_line import FootLine
from flashcards.tui.grade_bar import GradeBar
from tests.desks import DEMO, FORMULA, A, Log, desk_over
from tests.test_study_screen import send

NUMBERED = replace(
    DEMO, demo=Demo(gradients="constant 1", steps=10, show=("m",), predict=Predict("m_hat", 5))
)
RACED = replace(
    DEMO,
    demo=Demo(
        kind="compare",
        surface="bowl",
        steps=5,
        compare=(Run("sgd"), Run("adam")),
        predict=Predict("loss", which="lowest"),
    ),
)
SLIPPED = replace(FORMULA, demo=NUMBERED.demo)


def foot(app: FlashcardsApp) -> str:
    """The keys as they are named."""
    return app.screen.query_one(FootLine).text


def bar(app: FlashcardsApp) -> str:
    """The row above them."""
    return app.screen.query_one(GradeBar).text


def pane_text(app: FlashcardsApp) -> str:
    """What the pane says, with the placeholder of its field."""
    pane = app.screen.query_one(DemoPane)
    said = [str(each.render()) for each in pane.query("Static") if each.display]
    return "\n".join([pane.title, *said, *(each.placeholder for each in pane.query(Input) if each.display)])


async def settle(pilot: Pilot[None]) -> None:
    """Let what is opened after a refresh open."""
    for _ in range(4):
        await pilot.pause()


OPEN = [
    pytest.param(NUMBERED, ["space"], id="number"),
    pytest.param(RACED, ["space"], id="winner of a race"),
    pytest.param(SLIPPED, [*"m=g", "enter"], id="after a wrong formula"),
]


@pytest.mark.parametrize(("card", "keys"), OPEN)
async def test_while_a_prediction_is_open_no_printable_key_is_named_or_is_a_command(
    card: Card, keys: list[str]
) -> None:
    log = Log()
    app = FlashcardsApp(desk_over(card, A, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.press("d")
        await settle(pilot)
        screen = app.screen
        assert screen.predicts
        assert "Again" not in bar(app)
        assert "Esc shows it without" in bar(app)
        named = {hint.key for hint in screen.query_one(FootLine)._row}
        assert {key for key in named if len(key) == 1} == set()
        assert {"Esc", "F3", "F1"} <= named
        await pilot.press("3", "4", "d", "question_mark", "f", "e", "w", "q", "at", "space")
        assert app.screen is screen
        assert screen.predicts
        assert log.written == []
        await pilot.press("escape")
        await settle(pilot)
        assert not screen.predicts
        assert "Again" in bar(app)
        assert "d close demo" in foot(app)
        await pilot.press("3")
        assert len(log.graded) == 1


async def test_a_digit_picks_the_winner_and_grades_nothing() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(RACED, A, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "d")
        await settle(pilot)
        assert bar(app).startswith("1–2 picks a run")
        await pilot.press("enter", "1")
        await settle(pilot)
        assert log.written == []
        assert any(sign in pane_text(app) for sign in "✓✗")


async def test_f3_closes_a_prediction_that_is_open() -> None:
    app = FlashcardsApp(desk_over(NUMBERED), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "d")
        await settle(pilot)
        await pilot.press("f3")
        await settle(pilot)
        assert "d demo" in foot(app)
        assert "Again" in bar(app)


@pytest.mark.parametrize("card", [NUMBERED, RACED], ids=["number", "race"])
async def test_beside_a_card_the_question_opens_with_the_answer_and_leaves_the_keys(card: Card) -> None:
    log = Log()
    app = FlashcardsApp(desk_over(card, A, log=log), study=())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "It opens with the answer and asks for a prediction." in pane_text(app)
        await pilot.press("space")
        await settle(pilot)
        assert app.screen.query_one(PredictionField).display
        assert "Predict" in pane_text(app)
        assert "?" in str(app.screen.query_one("#demo-picture").render())
        assert "Again" in bar(app)
        assert foot(app).startswith("d predict")
        await pilot.press("3")
        assert len(log.graded) == 1


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["beside", "below"])
async def test_a_number_is_judged_by_enter(size: tuple[int, int]) -> None:
    log = Log()
    app = FlashcardsApp(desk_over(NUMBERED, A, log=log), study=())
    async with app.run_test(size=size) as pilot:
        await pilot.press("space")
        await settle(pilot)
        await pilot.press("d", "1", "enter")
        await settle(pilot)
        assert "✓ m̂ is 1 at t = 5" in pane_text(app)
        assert log.written == []


@pytest.mark.parametrize("keys", [["escape"], ["d", "escape"], ["d", "1", "enter"]], ids=" ".join)
async def test_the_run_comes_by_the_keys_that_the_pane_names(keys: list[str]) -> None:
    app = FlashcardsApp(desk_over(NUMBERED, A), study=())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space")
        await settle(pilot)
        assert "d predicts; Esc shows it without" in pane_text(app)
        screen = app.screen
        await pilot.press(keys[0])
        await settle(pilot)
        if keys[0] == "d":
            assert "a number, then Enter; Esc shows it" in pane_text(app)
        await pilot.press(*keys[1:])
        await settle(pilot)
        assert app.screen is screen
        assert screen.drives_demo
        assert "0.4095" in pane_text(app)


async def test_the_next_card_gets_the_keys_back() -> None:
    log = Log()
    cards = (NUMBERED, replace(NUMBERED, id="again"), A)
    app = FlashcardsApp(desk_over(*cards, log=log), study=())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space")
        await settle(pilot)
        await pilot.press("d", "1", "enter", "3", "space")
        await settle(pilot)
        assert not app.screen.predicts
        await pilot.press("3")
        assert [grade for _, grade in log.pairs()] == [3, 3]


async def test_a_wrong_formula_runs_although_its_demo_would_ask() -> None:
    app = FlashcardsApp(desk_over(SLIPPED), study=())
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "It opens with the answer." in pane_text(app)
        await send(pilot, "m = b1*m + g\r")
        await settle(pilot)
        assert "yours" in str(app.screen.query_one("#demo-picture").render())


@pytest.mark.parametrize(
    ("card", "width", "key", "says"),
    [
        (NUMBERED, 120, "d", "The demo opens with the answer and asks for a prediction."),
        (DEMO, 120, "d", "The demo opens with the answer."),
        (NUMBERED, 80, "d", "d opens the demo once the answer is shown."),
        (SLIPPED, 80, "f3", "d opens the demo once the answer is shown."),
        (A, 80, "d", "This card has no demo."),
        (DEMO, 80, "l", "l opens the laboratory once the answer is shown."),
    ],
)
async def test_before_the_answer_a_key_promises_what_will_happen(
    card: Card, width: int, key: str, says: str
) -> None:
    app = FlashcardsApp(desk_over(card), study=())
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.press(key)
        await settle(pilot)
        assert [each.message for each in app._notifications] == [says]
