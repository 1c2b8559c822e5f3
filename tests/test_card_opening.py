"""What a message calls a card by."""

from __future__ import annotations

import pytest

from flashcards.deck.model import BasicAnswer, Card, ClozeAnswer
from flashcards.study.card_opening import MOST, card_opening
from flashcards.text.styled import ellipsize
from tests.desks import PLACE

LONG = "Why does the second moment begin too small, and by which factor is that put right?"

ASKED = [
    pytest.param("What is momentum?", "What is momentum?", id="a question"),
    pytest.param("What is **momentum**, in `code`?", "What is momentum, in code?", id="without its marks"),
    pytest.param(r"What is $\beta_1$ for?", "What is β₁ for?", id="a formula"),
    pytest.param(r"What is $\frac{a}{b}$?", "What is a/b?", id="a fraction on one line"),
    pytest.param("What is\nmomentum?\n\nSay why.", "What is momentum?", id="its first paragraph"),
    pytest.param("# Adam\n\nWhat for?", "Adam", id="a heading"),
    pytest.param(LONG, ellipsize(LONG, MOST), id="cut"),
    pytest.param("\x1b[2JWhat?", "␛[2JWhat?", id="an escape as itself"),
    pytest.param("[b]What?[/]", "[b]What?[/]", id="markup as itself"),
    pytest.param("漢字" * 40, ellipsize("漢字" * 40, MOST), id="wide"),
    pytest.param("```python\nx = 1\n```", "", id="code alone"),
]


@pytest.mark.parametrize(("asked", "opening"), ASKED)
def test_a_card_is_called_by_how_it_begins(asked: str, opening: str) -> None:
    assert card_opening(Card("d", "a", asked, BasicAnswer("x"), PLACE)) == opening


CUT = [
    pytest.param("abcd", 4, "abcd", id="it fits"),
    pytest.param("abcde", 4, "abc…", id="a sign less"),
    pytest.param("漢字漢", 4, "漢…", id="a wide one is not halved"),
    pytest.param("abe\u0301cd", 4, "abe\u0301…", id="an accent stays with its letter"),
    pytest.param("ab", 1, "…", id="room for the sign alone"),
    pytest.param("ab", 0, "…", id="no room"),
]


@pytest.mark.parametrize(("text", "room", "cut"), CUT)
def test_a_text_is_cut_at_its_cells(text: str, room: int, cut: str) -> None:
    assert ellipsize(text, room) == cut


def test_what_is_drawn_at_each_review_is_left_out() -> None:
    asked = r"With $\beta_1 = {beta1}$ and {g} as the gradient, what is $m_{t}$?"
    card = Card("d", "a", asked, BasicAnswer("x"), PLACE, vary={"beta1": (0.5, 0.9), "g": (1.0,)})
    assert card_opening(card) == ellipsize("With β₁ = … and … as the gradient, what is mₜ?", MOST)


def test_what_a_gap_hides_is_not_told() -> None:
    card = Card("d", "a", "", ClozeAnswer("Adam is {{momentum}} and {{RMSprop::rule}}."), PLACE)
    assert card_opening(card) == "Adam is … and …."
