"""The shipped decks: nothing is cut at 80 columns, and every typed card takes the answer that it asks for."""

from __future__ import annotations

from typing import Any

import pytest

from flashcards import demo
from flashcards.deck.cloze import gaps
from flashcards.deck.model import (
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Deck,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.deck.prompts import Prompt, prompts
from flashcards.demo.predict import judge_prediction
from flashcards.demo.result import Result
from flashcards.formula.render.box import cells
from flashcards.storage import deck_files
from flashcards.study.answers import can_be_typed, judge_answer
from flashcards.study.drawn_values import draw_values
from flashcards.study.faces import faces
from flashcards.study.right_numbers import right_number
from flashcards.study.step_answers import equations_in, judge_step
from flashcards.text.layout import lay
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import unstyled
from flashcards.tui.deck_columns import fit_columns
from tests import demo_pictures
from tests.rows import in_rows, rows

WIDTH = 76
"""Of a card on a screen of 80 columns."""

SHIPPED = deck_files.load_decks([deck_files.shipped_decks()])
PROMPTS = [prompt for card in SHIPPED.cards for prompt in prompts(card)]
DEMOS = {id(card.demo): card.demo for card in SHIPPED.cards if card.demo}
RESULTS: dict[tuple[int, str], Result] = {}
"""Of the shipped demos at their own settings."""
run_demo = demo.run


def run_once(asked: Demo, *, optimizer: str = "", **more: Any) -> Result:
    """The result of a demo; that of a shipped one at its own settings is kept for the other tests."""
    if any(more.values()) or id(asked) not in DEMOS:
        return run_demo(asked, optimizer=optimizer, **more)
    if (id(asked), optimizer) not in RESULTS:
        RESULTS[id(asked), optimizer] = run_demo(asked, optimizer=optimizer)
    return RESULTS[id(asked), optimizer]


@pytest.fixture
def demos_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "run", run_once)


def test_the_decks_have_no_problem() -> None:
    assert [str(problem) for problem in SHIPPED.problems] == []


@pytest.mark.parametrize("deck", SHIPPED.decks, ids=lambda deck: deck.name)
def test_nothing_is_cut_at_80_columns(deck: Deck) -> None:
    with rows() as row:
        for prompt in (prompt for card in deck.cards for prompt in prompts(card)):
            for seed in ("1", "2"):
                with row((prompt.id, seed)):
                    nothing_is_cut(prompt, seed)


def nothing_is_cut(prompt: Prompt, seed: str) -> None:
    shown = faces(prompt, seed)
    for text in (shown.question, shown.answer, prompt.card.why, prompt.card.hint):
        lines = unstyled(lay(read_blocks(text), WIDTH)).splitlines()
        assert [line for line in lines if cells(line) > WIDTH] == []
        assert [line for line in lines if "\\" in line and "`" not in text] == [], "LaTeX that was not drawn"


def test_no_title_is_cut_at_80_columns() -> None:
    longest = max(cells(deck.title) for deck in SHIPPED.decks)
    columns = fit_columns(WIDTH - 1, longest)  # a bar for scrolling is beside the decks
    assert columns.name > longest
    assert columns.wide_bar >= cells("after ") + longest


def right_answer(card: Card, part: str, seed: str) -> str:
    match card.answer:
        case FormulaAnswer(latex):
            return latex
        case NumberAnswer():
            return f"{right_number(card, draw_values(card, seed)):.6g}"
        case CodeAnswer(text) | ClozeAnswer(text):
            return next(gap.hidden for gap in gaps(text) if gap.name == part)
        case ChoicesAnswer(right):
            return str(faces(Prompt(card, part), seed).options.index(right) + 1)
        case _:
            raise TypeError(card.kind)


TYPED = [
    p
    for p in PROMPTS
    if isinstance(p.card.answer, ChoicesAnswer)
    or (can_be_typed(p) and not isinstance(p.card.answer, StepsAnswer))
]
DERIVATIONS = [p for p in PROMPTS if isinstance(p.card.answer, StepsAnswer) and can_be_typed(p)]


@in_rows("prompt", TYPED, ids=lambda prompt: prompt.id)
def test_the_answer_of_a_typed_card_is_right(prompt: Prompt) -> None:
    for seed in ("1", "2", "3"):
        assert judge_answer(prompt, right_answer(prompt.card, prompt.part, seed), seed).verdict == "right"


@pytest.mark.parametrize("prompt", DERIVATIONS, ids=lambda prompt: prompt.id)
def test_each_equation_of_a_derivation_can_be_typed(prompt: Prompt) -> None:
    assert isinstance(prompt.card.answer, StepsAnswer)
    lines = prompt.card.answer.lines
    for place, line in enumerate(lines):
        for equation in equations_in(line):
            found, reached = judge_step(equation, lines, place, prompt.card.optimizer)
            assert (found.verdict, reached) == ("right", place + 1), equation


@pytest.mark.usefixtures("demos_run_once")
@in_rows(
    "card",
    [card for card in SHIPPED.cards if card.demo and card.demo.predict and not card.demo.predict.which],
    ids=lambda card: card.key,
)
def test_what_a_demo_asks_to_predict_is_one_of_its_numbers(card: Card) -> None:
    """A winner is no number; `check` refuses a race without a clear one."""
    assert card.demo
    expected = judge_prediction(card.demo, "12345", optimizer=card.optimizer).expected
    assert judge_prediction(card.demo, f"{expected:.6g}", optimizer=card.optimizer).right


@pytest.mark.usefixtures("demos_run_once")
def test_no_line_of_a_picture_that_matters_is_lost_and_no_column() -> None:
    found = list(demo_pictures.pictures(SHIPPED.cards))
    assert [each.card for each in found if each.left_out[80] or each.left_out[120]] == []
    flat = [each.card for each in found if each.unseen]
    assert len(flat) <= len(found) // 60, flat  # level on purpose beside what moves


def test_the_same_seed_draws_the_same_and_others_differ() -> None:
    varied = [prompt for prompt in PROMPTS if prompt.card.vary]
    assert varied
    assert all(faces(prompt, "1") == faces(prompt, "1") for prompt in varied)
    assert any(faces(prompt, "1") != faces(prompt, "2") for prompt in varied)
