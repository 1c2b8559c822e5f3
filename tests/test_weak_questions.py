"""Prose whose question would have several right answers, or would name its own, makes no sure card."""

from __future__ import annotations

import pytest

from flashcards.importing.agent_questions import find_weakness
from flashcards.importing.make_cards import make_cards
from flashcards.importing.note_questions import read_questions
from flashcards.notes.note import read_note

OPEN, NAMED = "more than one answer is right", "the question names its own answer"
SENTENCES = [
    pytest.param("**AdaBound**: introduces dynamic bounds of the rate", OPEN, id="introduces"),
    pytest.param("**Lookahead**: uses two sets of weights", OPEN, id="uses"),
    pytest.param("**LAMB**: adds a trust ratio of the layer", OPEN, id="adds"),
    pytest.param("$\\gamma$ (momentum factor): controls the length of the memory", OPEN, id="controls"),
    pytest.param("**Gradient clipping**: limits the gradient", NAMED, id="limits-the-gradient"),
    pytest.param("**Weight decay**: reduces the weights", NAMED, id="reduces-the-weights"),
    pytest.param("**Variance reduction**: reduces the variance", NAMED, id="reduces-the-variance"),
    pytest.param("**Warmup**: prevents large steps at the start", "", id="prevents"),
    pytest.param("**Adagrad**: accumulates the squared gradients", "", id="accumulates"),
    pytest.param("**SAM**: minimizes the sharpness of the loss", "", id="minimizes"),
    pytest.param("**Bias correction**: fixes the underestimation in early steps", "", id="fixes"),
    pytest.param("**Polyak averaging**: averages the last iterates", "", id="averages"),
]


@pytest.mark.parametrize(("sentence", "reason"), SENTENCES)
def test_a_sentence(sentence: str, reason: str) -> None:
    made = make_cards([read_questions(read_note(f"# Optimizers\n\n- {sentence}\n", "n.md"))], "d")
    assert [each.reason for each in made.proposals if not each.sure] in ([], [reason])
    assert any(each.sure for each in made.proposals) == (not reason)


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        pytest.param("what does $v$ (second moment) estimate?", "the moment", NAMED, id="in-the-aside"),
        pytest.param("what does **X** add to the loss?", "a penalty", "", id="the-verb-has-an-object"),
        pytest.param("what does $m$ control?", "$v$", OPEN, id="a-formula"),
        pytest.param("what is $m$?", "$v$", "", id="only-formulas"),
        pytest.param("what does **Momentum** keep?", "an average of past gradients", "", id="good"),
    ],
)
def test_what_is_weak_about_a_question(question: str, answer: str, reason: str) -> None:
    assert find_weakness(question, answer) == reason


def test_a_table_asks_by_its_header_instead() -> None:
    rows = "| $\\beta_1$ | Controls the smoothing |\n| $\\epsilon$ | Prevents a zero root |\n"
    table = f"| Symbol | Role |\n|---|---|\n{rows}"
    made = make_cards([read_questions(read_note(f"# Adam\n\n{table}", "Adam.md"))], "d")
    assert [each.card.ask.partition(": ")[2] for each in made.proposals] == [
        "what is the role of $\\beta_1$?",
        "what does $\\epsilon$ prevent?",
    ]
