"""What plain mode says of an answer, in the app's words and once, and of a line that means nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flashcards.deck.model import ChoicesAnswer, ClozeAnswer, CodeAnswer, Demo, FormulaAnswer
from tests.desks import CHOICE, DEMO, FORMULA, A, B
from tests.test_plain import studied

ADAM = Demo(gradients="constant 2", steps=20, show=("v", "v_hat"), at=(1, 10))
V_HAT = replace(
    CHOICE,
    ask="Which line corrects it?",
    answer=ChoicesAnswer(
        r"\hat{v}_t = \frac{v_t}{1 - \beta_2^t}", (), ("correction-without-t", "swapped-betas")
    ),
    optimizer="adam",
    demo=ADAM,
)
STEP = replace(
    FORMULA,
    answer=FormulaAnswer(r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"),
)
CODE = replace(
    FORMULA, answer=CodeAnswer("m_hat = m / {{(1 - beta1**t)}}"), ask="Complete the step.", optimizer="adam"
)
GAP = replace(FORMULA, answer=ClozeAnswer("It divides by a {{decaying average}}."), ask="What does it do?")


def slip_number(card: object = V_HAT) -> str:
    """The number of the option without t, as this session shows it."""
    _, said = studied((card,), ["q"])
    options = [line for line in said.splitlines() if line[:2] in {"1.", "2.", "3."}]
    return next(line[0] for line in options if "over 1 minus beta 2" in line and "to the t" not in line)


VERDICTS = [
    pytest.param(FORMULA, "m = b1*m + (1-b1)*g", ["Right.\n"], ["Yours", "Slip"], id="right"),
    pytest.param(
        STEP,
        "theta - eta*m_hat/sqrt(v_hat + eps)",
        ["Right, another dialect."],
        ["variant. "],
        id="a dialect",
    ),
    pytest.param(
        STEP,
        "theta - eta*(m_hat",
        ["Not read. '(' is never closed.", "Nothing is graded. Type it again."],
        ["unreadable", "Right:", "1 Again"],
        id="not read",
    ),
    pytest.param(
        STEP,
        "v = b2*v + (1-b2)*g",
        [
            "Wrong. This computes v, not theta.",
            "Yours: v equals b 2 times v",
            "Right: theta sub t equals",
            "Type run",
        ],
        [],
        id="a line for another quantity",
    ),
    pytest.param(
        CODE,
        "m / (1 - beta1)",
        ["Slip: correction-without-t.", "Yours: m / (1 - beta1).", "Right: m / (1 - beta1**t)."],
        ["m sub t", "In full"],
        id="code is compared as code",
    ),
    pytest.param(
        GAP, "decaying average", ["Right.", "decaying average. In full:"], ["Yours", "Hidden"], id="a gap"
    ),
    pytest.param(
        GAP,
        "running mean",
        [
            "Yours to judge. Compare it with what is hidden.",
            "Yours: running mean.",
            "Hidden: decaying average.",
        ],
        ["Wrong", "Right", "In full"],
        id="a gap in other words",
    ),
]


@pytest.mark.parametrize(("card", "typed", "says", "never"), VERDICTS)
def test_a_verdict_is_told_in_the_words_of_the_app(
    card: object, typed: str, says: list[str], never: list[str]
) -> None:
    _, said = studied((card,), [typed])
    told = said.partition("Enter shows the answer.\n")[2]
    assert [text for text in says if text not in told] == []
    assert [text for text in never if text in told] == []


def test_the_right_formula_is_read_once() -> None:
    _, said = studied((FORMULA,), ["m = b1*m + g"])
    assert said.count("open paren 1 minus beta 1") == 1


def test_the_slip_of_an_option_is_told_with_its_numbers_and_logged() -> None:
    number = slip_number()
    log, said = studied((V_HAT,), [number, "", "q"])
    assert f"Wrong. {number} is yours: you have beta 2 where beta 2 to the t belongs" in said
    assert "At t = 20 it makes v hat 79.24 instead of 4." in said
    assert "Slip: correction-without-t." in said
    assert [(row.slip, row.verdict) for row in log.graded] == [("correction-without-t", "wrong")]
    assert "Slips: correction-without-t 1 time." in said


def test_the_option_that_was_picked_can_be_run() -> None:
    _, said = studied((V_HAT,), [slip_number(), "run"])
    assert "v hat yours" in said


def test_an_open_answer_has_no_grade_by_enter() -> None:
    log, said = studied((GAP,), ["running mean", "", "help", "2"])
    assert [int(row.grade or 0) for row in log.graded] == [2]
    assert said.count("You are the judge.") == 2
    assert "as proposed" not in said
    assert "not understood" not in said


def test_an_open_answer_is_logged_without_a_verdict() -> None:
    log, _ = studied((GAP,), ["running mean", "3"])
    assert [(row.typed, row.verdict, row.slip) for row in log.graded] == [("running mean", "", "")]


MISUNDERSTOOD = [
    pytest.param(
        A, ["", "xyzzy"], ["'xyzzy' was not understood. help lists what can be typed.\n1 Again"], id="a word"
    ),
    pytest.param(A, ["", "hlep"], ["'hlep' was not understood. Did you mean help?"], id="a word misspelt"),
    pytest.param(A, ["", "sorce"], ["Did you mean source?"], id="another one"),
    pytest.param(A, ["", "7"], ["'7' was not understood."], id="no such grade"),
    pytest.param(DEMO, ["", "set beta1 0.5"], ["A setting is changed by  demo beta1=0.5"], id="a setting"),
    pytest.param(DEMO, ["", "b1=0.5"], ["A setting is changed by  demo beta1=0.5"], id="by a short name"),
    pytest.param(DEMO, ["", "beta1"], ["A setting is changed by  demo beta1=0.9"], id="without a value"),
    pytest.param(A, ["", "\x1b[2J" * 30], ["was not understood"], id="escapes"),
]


@pytest.mark.parametrize(("card", "lines", "says"), MISUNDERSTOOD)
def test_a_line_that_means_nothing_is_told_so(card: object, lines: list[str], says: list[str]) -> None:
    _, said = studied((card,), lines)
    assert [text for text in says if text not in said] == []
    assert "\x1b" not in said


def test_a_line_that_means_nothing_at_the_end_is_told_so() -> None:
    _, said = studied((A, B), ["", "1", "", "4", "", "4", "again", ""])
    assert "'again' was not understood.\nmissed asks" in said
