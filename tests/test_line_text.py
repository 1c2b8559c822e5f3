"""What plain mode makes of signs, letters, gaps, times and names: words that a screen reader says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.cli.line_signs import exponents_in_words, in_words
from flashcards.cli.line_text import (
    card_words,
    hidden_words,
    name_words,
    number_words,
    speech,
    value_words,
    wait_words,
)
from flashcards.deck.model import BasicAnswer, Card, ClozeAnswer, CodeAnswer
from flashcards.deck.prompts import prompts
from tests.desks import PLACE
from tests.rows import in_rows


@in_rows(
    ("text", "words"),
    [
        pytest.param("the rate η", "the rate eta", id="a letter"),
        pytest.param("β₂ = 0.9", "beta 2 = 0.9", id="with an index"),
        pytest.param("m̂ and v̂ₜ", "m hat and v hat sub t", id="a hat"),
        pytest.param("by −η", "by minus eta", id="a sign before it"),
        pytest.param("t−1 or t − 1", "t minus 1 or t minus 1", id="between"),
        pytest.param("(a) − b", "(a) minus b", id="after a parenthesis"),
        pytest.param("it is −0.2", "it is minus 0.2", id="a negative number"),
        pytest.param("− 3", "minus 3", id="at the start"),
        pytest.param("is [\u00a0……\u00a0].", "is (blank).", id="a gap"),
        pytest.param("from [\u00a0the least\u00a0] to", "from (blank: the least) to", id="a gap with a hint"),
        pytest.param("x = ▁▁▁▁▁", "x = (blank)", id="a gap in code"),
        pytest.param("Predict Δθ at t = 1.", "Predict Delta theta at t = 1.", id="the change of a quantity"),
        pytest.param("the share ηλ.", "the share eta times lambda.", id="a product"),
        pytest.param("vₘₐₓ, θ̄ and g̃", "v sub max, theta bar and g tilde", id="a Latin letter; other accents"),
        pytest.param(
            "(θ[0]² + 10 θ[1]³)⁴", "(theta[0] squared + 10 theta[1] cubed) to the 4", id="powers of brackets"
        ),
        pytest.param(
            "2η√t, 1/√10",
            "2 times eta times the square root of t, 1 divided by the square root of 10",
            id="roots",
        ),
        pytest.param("2¹⁶, 6 · 10⁻⁴", "2 to the 16, 6 times 10 to the minus 4", id="powers of numbers"),
        pytest.param(
            "|Δθ|/η", "the absolute value of Delta theta end absolute value divided by eta", id="a size"
        ),
        pytest.param("λ×5, ±1, ∞, 45°", "lambda times 5, plus or minus 1, infinity, 45 degrees", id="signs"),
        pytest.param("x ≤ 5, a≈b", "x is at most 5, a is about b", id="relations"),
        pytest.param("0, 0, ….", "0, 0, and so on.", id="a list that goes on"),
        pytest.param("AdamW/η and CO₂", "AdamW/eta and CO₂", id="what is no formula"),
        pytest.param("θα μάθω το λθ", "θα μάθω το λθ", id="Greek words stay"),
        pytest.param("eps=1e-8 and/or η", "eps=1e-8 and/or eta", id="code and words stay"),
        pytest.param("naïve – café", "naïve – café", id="other letters stay"),
        pytest.param("שלום 👩\u200d🔬 漢字", "שלום 👩\u200d🔬 漢字", id="other scripts stay"),
    ],
)
def test_signs_as_words(text: str, words: str) -> None:
    assert in_words(text) == words


def test_exponents_are_words_but_in_names_and_addresses() -> None:
    told = exponents_in_words("It is 1e-5; you have 2.5e6, of run v1.2e3.txt at a.b/1e5")
    assert told == "It is 10 to the minus 5; you have 2.5 times 10 to the 6, of run v1.2e3.txt at a.b/1e5"


@in_rows("letter", "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ")
def test_every_greek_letter_has_a_word(letter: str) -> None:
    assert in_words(f"the {letter} here").isascii()


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        ("<1m", "under a minute"),
        ("1m", "1 minute"),
        ("10m", "10 minutes"),
        ("5h", "5 hours"),
        ("1d", "1 day"),
        ("8d", "8 days"),
        ("2.1mo", "2.1 months"),
        ("1mo", "1 month"),
        ("1.3y", "1.3 years"),
        ("", ""),
    ],
)
def test_waits(wait: str, words: str) -> None:
    assert wait_words(wait) == words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("eta", 0.1, "eta 0.1"),
        ("beta1", 0.9, "beta 1 is 0.9"),
        ("theta η=0.1", -3.2, "theta eta 0.1 is minus 3.2"),
        ("v yours", float("nan"), "v yours no number"),
        ("m_hat", 1.0, "m hat 1"),
        ("g", -3.0, "g is minus 3"),
        ("g[0]", 3.0, "g[0] is 3"),
        ("h", 2.5e-6, "h 2.5 times 10 to the minus 6"),
        ("h", 1e-8, "h 10 to the minus 8"),
    ],
)
def test_a_name_does_not_run_into_its_value(name: str, value: float, words: str) -> None:
    assert value_words(name, value) == words


def gap(answer: ClozeAnswer | CodeAnswer | BasicAnswer, number: int = 0) -> str:
    return hidden_words(prompts(Card("d", "c", "Fill.", answer, PLACE))[number])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(ClozeAnswer("It is {{small}}."), "small", id="a word"),
        pytest.param(ClozeAnswer(r"$a = {{\beta_1}} b$"), "beta 1", id="in a formula"),
        pytest.param(ClozeAnswer(r"From {{$10^{-8}$ | least}} to 1."), "10 to the minus 8", id="a formula"),
        pytest.param(ClozeAnswer("{{a: one}} and {{a: two}}"), "one, two", id="two of one name"),
        pytest.param(ClozeAnswer("{{a: one}} and {{a: one}}"), "one", id="the same twice"),
        pytest.param(ClozeAnswer("costs $3 and {{x}} for $4"), "x", id="dollars that are no formula"),
        pytest.param(CodeAnswer("m = {{b1 * m}}"), "b1 * m", id="code, as it stands"),
        pytest.param(BasicAnswer("x"), "", id="no gap"),
    ],
)
def test_what_a_gap_hides(answer: ClozeAnswer | CodeAnswer | BasicAnswer, words: str) -> None:
    assert gap(answer) == words


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("adam/first-moment", "first moment in Adam"),
        ("a/b/c:part", "c in Adam"),
        ("adam/x\x1b[2J", "x␛[2J in Adam"),
    ],
)
def test_a_card_is_called_by_its_deck(card: str, words: str) -> None:
    assert card_words(card, "Adam") == words


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_whatever_is_said_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    for said in (speech(text), in_words(speech(text))):
        assert "\x1b" not in said
        assert "\u202e" not in said
    assert name_words(text) is not None
    assert number_words(-1.5) == "minus 1.5"
