"""The gap of a cloze typed: right in any spelling, surely wrong, or left to the person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.deck.model import Card, ClozeAnswer
from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Place
from flashcards.scheduling import Grade
from flashcards.storage.deck_files import load_decks, shipped_decks
from flashcards.study import answers
from flashcards.study.gaps import typed_gap
from flashcards.study.judgement import OPEN, Judgement
from tests.rows import in_rows

SHIPPED = {
    prompt.id: prompt
    for card in load_decks([shipped_decks()]).cards
    if isinstance(card.answer, ClozeAnswer)
    for prompt in prompts(card)
    if answers.can_be_typed(prompt)
}


def gap_judged(text: str, typed: str, optimizer: str = "adam") -> Judgement:
    card = Card("d", "a", "", ClozeAnswer(text), Place("d.yaml"), optimizer=optimizer)
    return answers.judge_answer(prompts(card)[0], typed, "seed")


TERM = "RMSprop divides by a {{a decaying average}} of squares."
ONE = "Momentum keeps {{one}} array."
EPSILON = r"$\eta = 0.001, \epsilon = {{10^{-8}}}$"
ABOUT = "η is mostly about {{0.001}}."
RANGE = "β₁ goes from {{0.5 | GANs}} to 0.95."
POWER = r"$\hat{m}_t = \frac{m_t}{1 - {{\beta_1^t}}}$"
LETTER = "The average is {{$m_t$}}."
ALPHA = "Kingma & Ba call the rate {{α}}."
CODE = "PyTorch keeps it in {{`p.grad`}}."
LOOK = "It takes a {{look-ahead}}."

CASES = [
    pytest.param(TERM, "Decaying Average", "right", None, id="case and an article"),
    pytest.param(TERM, "the decaying average.", "right", None, id="another article"),
    pytest.param(TERM, "running mean", OPEN, None, id="a synonym"),
    pytest.param(TERM, "sum", OPEN, None, id="another term"),
    pytest.param(LOOK, "lookahead", "right", None, id="a compound in one word"),
    pytest.param(LOOK, "look ahead", "right", None, id="a compound in two words"),
    pytest.param(ONE, "1", "right", None, id="a number word in digits"),
    pytest.param(ONE, "One", "right", None, id="a number word"),
    pytest.param(ONE, "2", "wrong", None, id="another count"),
    pytest.param(ONE, "a single", OPEN, None, id="a count in words"),
    pytest.param(EPSILON, "1e-8", "right", None, id="a power of ten in Python"),
    pytest.param(EPSILON, "10^-8", "right", None, id="a power of ten as typed"),
    pytest.param(EPSILON, "10⁻⁸", "right", None, id="a power of ten in Unicode"),
    pytest.param(EPSILON, r"10^{-8}", "right", None, id="a power of ten in LaTeX"),
    pytest.param(EPSILON, "0.00000001", "right", None, id="a power of ten in digits"),
    pytest.param(EPSILON, "1e-6", "wrong", None, id="another power of ten"),
    pytest.param(EPSILON, "tiny", OPEN, None, id="a word for a number"),
    pytest.param(ABOUT, "0.002", OPEN, None, id="about so much"),
    pytest.param(ABOUT, ".001", "right", None, id="exactly what is about so much"),
    pytest.param(RANGE, "0", OPEN, None, id="the end of a range"),
    pytest.param(POWER, "beta1**t", "right", None, id="a formula in Python"),
    pytest.param(POWER, "β₁ᵗ", "right", None, id="a formula in Unicode"),
    pytest.param(POWER, r"\beta_1^{t}", "right", None, id="a formula in LaTeX"),
    pytest.param(POWER, "b1^t", "right", None, id="a formula in short letters"),
    pytest.param(POWER, "beta_1^(t-1)", "wrong", "wrong-time-index", id="a formula with a slip"),
    pytest.param(POWER, "rho^t", "right", None, id="a formula in the letters of another book"),
    pytest.param(POWER, "beta2^t", "wrong", "swapped-betas", id="a formula with another setting"),
    pytest.param(POWER, "the decay to the t", OPEN, None, id="a formula in words"),
    pytest.param(POWER, "beta1^(t", OPEN, None, id="a formula that is not closed"),
    pytest.param(LETTER, "m", "right", None, id="a letter without its index"),
    pytest.param(LETTER, "m_hat", OPEN, None, id="another letter"),
    pytest.param(LETTER, "first moment", OPEN, None, id="what a letter stands for"),
    pytest.param(ALPHA, "alpha", "right", None, id="a Greek letter by its name"),
    pytest.param(ALPHA, r"\alpha", "right", None, id="a Greek letter in LaTeX"),
    pytest.param(ALPHA, "lr", OPEN, None, id="another name"),
    pytest.param(CODE, "p.grad", "right", None, id="code"),
    pytest.param(CODE, "grad", OPEN, None, id="a part of code"),
]


@in_rows(("text", "typed", "verdict", "slip"), CASES)
def test_a_gap_is_right_wrong_or_left_to_the_person(
    text: str, typed: str, verdict: str, slip: str | None
) -> None:
    found = gap_judged(text, typed)
    assert (found.verdict, found.slip) == (verdict, slip)
    assert found.hidden
    assert found.proposed is {"right": Grade.GOOD, "wrong": Grade.AGAIN}.get(verdict)


SENSIBLE = {
    "sgd/dialects:cs231n": ["dw", "dW", "dx"],
    "sgd/dialects:torch": ["p.grad", "grad", "param.grad"],
    "sgd/dialects:rate": ["lr", "LR", "learning rate"],
    "sgd/dialects:paper": ["alpha", "α", r"$\alpha$"],
    "momentum/nesterov:mu-v-t-1-e68e": ["mu*v", "mu v_{t-1}", r"\mu v_{t-1}", "μ vₜ₋₁", "the velocity"],
    "rmsprop/name:root": ["root", "square root"],
    "rmsprop/name:mean": ["running average", "moving average", "mean"],
    "rmsprop/name:of": ["that coordinate's gradients", "its own gradients"],
    "adam/parts:above": ["Momentum", "SGD with momentum", "the momentum"],
    "adam/parts:below": ["rmsprop", "RMSProp", "rms prop"],
    "adam/parts:zero": ["starting at 0", "their start at zero"],
    "adam-variants/nadam-moment:next": ["beta1**(t+1)", "β₁ᵗ⁺¹", "b1^(t+1)"],
    "schedules/cosine:wave": ["cos(pi*(t-1)/T)", "np.cos(np.pi*(t-1)/T)", r"\cos(\pi(t-1)/T)"],
    "choosing/arrays:momentum": ["1", "one", "a single one"],
    "choosing/noisy-shifting:noise": ["m", "m_t", "first moment"],
    "code/state-names:m": ["m", "m_t", "first moment", "the first moment"],
    "code/state-names:t": ["t", "the step count", "count"],
    "hyperparameters/defaults:eta": ["1e-3", "0.001", ".001", "10^-3"],
    "hyperparameters/ranges:low": ["1e-5", "2e-5", "10^-5"],
    "hyperparameters/beta1-range:low": ["0.5", "0", ".5"],
    "after-adam/free-adam:gone": ["momentum", "the momentum m", "m"],
    "after-adam/shampoo-sides:left": ["L^(-1/4)", "L_t^{-1/4}", "L**(-1/4)", "L_t**(-0.25)"],
}


@in_rows(("name", "typed"), [pytest.param(n, t, id=f"{n} {t}") for n, ts in SENSIBLE.items() for t in ts])
def test_no_sensible_answer_to_a_shipped_gap_is_wrong(name: str, typed: str) -> None:
    prompt = SHIPPED[name]
    assert answers.judge_answer(prompt, typed, "s").verdict in {"right", OPEN}


@in_rows("prompt", SHIPPED.values(), ids=lambda prompt: prompt.id)
def test_what_a_shipped_gap_hides_is_right(prompt: Prompt) -> None:
    assert isinstance(prompt.card.answer, ClozeAnswer)
    gap = typed_gap(prompt.card.answer.text, prompt.part)
    assert gap
    for typed in (gap.gap.hidden, gap.markdown, f" {gap.gap.hidden.strip('$`')} "):
        assert answers.judge_answer(prompt, typed, "s").verdict == "right"


@pytest.mark.parametrize(
    ("text", "is_typed"),
    [
        pytest.param("It is {{momentum}}.", True, id="a term"),
        pytest.param("It is {{the second moment of it with its correction}}.", False, id="a phrase"),
        pytest.param(r"$x = {{\frac{a}{b} + c + d + e + f + g}}$", True, id="a long formula"),
        pytest.param("{{a: one}} and {{a: two}}", False, id="two things hidden together"),
        pytest.param("{{a: one}} and {{a: one}}", True, id="one thing hidden twice"),
        pytest.param("no gap", False, id="no gap"),
    ],
)
def test_a_short_gap_is_typed(text: str, is_typed: bool) -> None:
    card = Card("d", "a", "", ClozeAnswer(text), Place("d.yaml"))
    assert answers.can_be_typed(prompts(card)[0]) is is_typed


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_typed_a_term_in_other_words_is_not_wrong(typed: str) -> None:
    assert gap_judged(TERM, typed).verdict in {"right", OPEN}
    assert gap_judged(ALPHA, typed).verdict in {"right", OPEN}
