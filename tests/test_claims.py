"""What an author claims of a card: read, computed from runs, and told where it cannot be."""

from __future__ import annotations

import pytest

from flashcards.deck.model import Card, Demo, NumberAnswer, Run
from flashcards.demo.claim_syntax import LONGEST, parse_claim
from flashcards.demo.claims import MOST_STEPS, MOST_TERMS, DrawnCard
from flashcards.errors import Place, Problem
from flashcards.formula.unreadable import Unreadable
from tests.rows import in_rows

RUNS = frozenset({"momentum-velocity", "adam", "one-cycle"})


def drawn(demo: Demo | None = None, optimizer: str = "adam", **names: float) -> DrawnCard:
    card = Card(
        "d", "c", "?", NumberAnswer("x"), Place("d.yaml"), optimizer=optimizer, demo=demo or Demo(),
        given={"gradients": ("constant 1",)} if demo is None else {},
    )  # fmt: skip
    return DrawnCard(card, names, answer=names.get("x"))


@in_rows(
    ("text", "value"),
    [
        ("1 + 2 * 3 - 4 / 8", 6.5),
        ("-2**2", -4),
        ("2**-1", 0.5),
        ("2^3", 8),
        ("(1 + 2) * -3", -9),
        ("1e-3 * 1000", 1),
        ("sqrt(abs(-16))", 4),
        ("min(3, 1, 2) + max(1, 5)", 6),
        ("sum(i**2, i, 1, 4)", 30),
        ("sum(sum(i*j, j, 1, 2), i, 1, 2)", 9),
        ("k + t", 12),
        ("m@1", 0.1),
        ("m@(t - 4)", 0.1),
        ("m_hat@7", 1),
        ("m", 1 - 0.9**5),
        ("adam(beta1=0.5).m@1", 0.5),
        ("momentum-velocity(beta=0.5).v@2", 1.5),
        ("momentum - velocity", None),
        ("line m(m_prev=1, g=0)", 0.9),
        ("line momentum-velocity.v(v_prev=2, g=1, beta=0.5)", 2),
        ("stored", 2),
        ("beta1", 0.9),
        ("one-cycle(eta=1, steps=10).eta@10 < 1", None),
    ],
)
def test_an_expression_has_its_value(text: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(Problem):
            drawn(k=7, t=5).value(text)
    else:
        assert drawn(k=7, t=5).value(text) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("x = 0.9", True),
        ("x = 0.91", False),
        ("x = 0.91 within 2%", True),
        ("0.8 < x < 1", True),
        ("0.8 < x < 0.85", False),
        ("x <= 0.9 >= 0.5", True),
        ("m@1 * 10 = 1 = g@1", True),
    ],
)
def test_a_claim_holds_or_does_not(text: str, true: bool) -> None:
    assert drawn(x=0.9).holds(text) is true


@pytest.mark.parametrize(
    "text",
    ["", "x", "x =", "= 1", "x = (1", "x = 1)", "x = 2 3", "x = m@", "x = sum(i, 1, 2)", "x = 3@2", "x $ 1"],
)
def test_what_is_no_claim_is_told(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_claim(text, RUNS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = y", "y"),
        ("x = q@3", "q"),
        ("x = 1/0", "division"),
        ("x = log(-1)", "math domain"),
        ("x = f(1)", "no function is called f"),
        ("x = m@2.5", "not a step"),
        ("x = m@-1", "cannot be read"),
        (f"x = m@{MOST_STEPS + 1}", "not a step"),
        (f"x = sum(1, i, 1, {MOST_TERMS + 2})", "terms"),
        ("x = line q(m=1)", "q"),
        ("x = 9**9**9**9", ""),
        ("x = " + "(" * 100 + "1", "nested"),
        ("x = " + "1+" * LONGEST, "characters"),
    ],
)
def test_a_claim_without_a_value_is_a_problem(text: str, said: str) -> None:
    with pytest.raises(Problem) as why:
        drawn(x=1.0).holds(text)
    assert said in why.value.message


def test_the_run_of_a_claim_has_the_settings_that_are_drawn_said_and_given() -> None:
    demo = Demo(gradients=(4.0, 2.0), settings={"beta1": 0.5}, compare=(Run("adam", {"beta1": 0.25}, "low"),))
    card = Card("d", "c", "?", NumberAnswer("1"), Place("d.yaml"), optimizer="adam", demo=demo)
    assert DrawnCard(card, {}).value("m@1") == 2
    assert DrawnCard(card, {}).value("low.m@1") == 3
    assert DrawnCard(card, {}, said={"beta1": 0.75}).value("m@1") == 1
    assert DrawnCard(card, {"beta1": 0.25}, said={"beta1": 0.75}).value("m@1") == 3


def test_a_claim_may_speak_of_a_column_of_the_demo() -> None:
    demo = Demo(gradients=(4.0, 2.0), show=("twice = 2*m",))
    assert drawn(demo).value("twice@1") == pytest.approx(0.8)


def test_a_run_on_a_surface_has_no_gradients_to_claim_of() -> None:
    with pytest.raises(Problem, match="given"):
        drawn(Demo(surface="bowl")).value("m@1")
