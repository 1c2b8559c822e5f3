"""A wrong option is told by its slip: the one that made it, or the one found in it, with its numbers."""

from __future__ import annotations

import pytest

from flashcards.deck.model import Card, ChoicesAnswer, Demo
from flashcards.deck.prompts import prompts
from flashcards.errors import Place
from flashcards.storage.deck_files import load_decks, shipped_decks
from flashcards.study import answers
from flashcards.study.faces import faces
from flashcards.study.judgement import Judgement

V_HAT = r"\hat{v}_t = \frac{v_t}{1 - \beta_2^t}"
SECOND = r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2"
STEP = r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
POWER = r"$1 - \beta_1^{t+1}$"


def picked(answer: ChoicesAnswer, option: str, optimizer: str = "adam", **more: object) -> Judgement:
    """The verdict on the option that begins so."""
    card = Card("d", "a", "?", answer, Place("d.yaml"), optimizer=optimizer, **more)  # type: ignore[arg-type]
    prompt = prompts(card)[0]
    options = faces(prompt, "s").options
    number = next(n for n, each in enumerate(options, 1) if each.startswith(option))
    return answers.judge_answer(prompt, str(number), "s")


def of_slips(right: str, *slips: str) -> ChoicesAnswer:
    return ChoicesAnswer(right, slips=slips)


CASES = [
    pytest.param(
        of_slips(V_HAT, "correction-without-t"),
        "",
        "correction-without-t",
        "you have β₂ where β₂ᵗ belongs",
        id="without t",
    ),
    pytest.param(
        of_slips(V_HAT, "missing-correction"),
        "",
        "missing-correction",
        "is missing",
        id="no correction",
    ),
    pytest.param(
        of_slips(SECOND, "missing-square"), "", "missing-square", "the square is missing", id="no square"
    ),
    pytest.param(of_slips(STEP, "wrong-sign"), "", "wrong-sign", "this ascends", id="uphill"),
    pytest.param(
        ChoicesAnswer(SECOND, (r"v_t = \beta_2 v_{t-1} + g_t^2",)),
        r"v_t = \beta_2 v_{t-1} + g",
        "missing-complement",
        "the factor (1 − β₂) is missing",
        id="a formula that was written",
    ),
    pytest.param(
        ChoicesAnswer(POWER, (r"$1 - \beta_1^t$",)),
        r"$1 - \beta_1^t",
        "wrong-time-index",
        "",
        id="inline",
    ),
    pytest.param(ChoicesAnswer("right", ("wrong",)), "wrong", None, "is yours,", id="words"),
    pytest.param(ChoicesAnswer("It is $m$.", ("It is $v$.",)), "It is $v", None, "is yours,", id="in words"),
    pytest.param(ChoicesAnswer("$m$", ("$q$",)), "$q", None, "is yours,", id="a letter"),
]


@pytest.mark.parametrize(("answer", "option", "slip", "says"), CASES)
def test_a_wrong_option_is_told_by_its_slip(
    answer: ChoicesAnswer, option: str, slip: str | None, says: str
) -> None:
    if answer.slips:  # the right option may begin in the same way
        card = Card("d", "a", "?", answer, Place("d.yaml"), optimizer="adam")
        options = faces(prompts(card)[0], "s").options
        option = next(each for each in options if each != answer.right)
    found = picked(answer, option)
    assert (found.verdict, found.slip) == ("wrong", slip)
    assert says in found.message
    assert "is right" in found.message


def test_what_a_slip_does_to_the_numbers_is_told_where_it_runs() -> None:
    slips = of_slips(V_HAT, "missing-correction")
    told = picked(slips, r"\hat{v}_t = v_t", demo=Demo(gradients="constant 2", steps=10))
    assert "At t = 1 it makes v̂ 0.004 instead of 4." in told.message
    assert told.runs == r"\hat{v}_t = v_t"
    alone = picked(slips, r"\hat{v}_t = v_t", optimizer="")
    assert "At t" not in alone.message
    assert not alone.runs


@pytest.mark.parametrize(
    "prompt",
    [
        prompts(card)[0]
        for card in load_decks([shipped_decks()]).cards
        if isinstance(card.answer, ChoicesAnswer) and card.answer.slips
    ],
    ids=lambda prompt: prompt.id,
)
def test_every_slip_of_a_shipped_card_is_told_with_numbers(prompt: answers.Prompt) -> None:
    card = prompt.card
    assert isinstance(card.answer, ChoicesAnswer)
    found = [
        answers.judge_answer(prompt, str(number), "s")
        for number, option in enumerate(faces(prompt, "s").options, 1)
        if option != card.answer.right
    ]
    assert sorted(str(each.slip) for each in found) == sorted(card.answer.slips)
    told = [each for each in found if "At t = " in each.message]
    assert len(told) >= 2, "where the demo sets both decays alike, one slip comes to the same"
