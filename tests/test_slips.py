"""Every slip named in every formula where a person can make it, and the sentence that says so."""

from __future__ import annotations

import re

import pytest

from flashcards.judging.judge import judge_formula
from flashcards.judging.slips import NAMELESS, OTHER, SLIPS, VARIANTS
from flashcards.judging.spoiling import spoil
from tests.rows import in_rows

SGD = ("sgd", r"\theta_t = \theta_{t-1} - \eta g_t")
MOMENTUM_M = ("momentum", r"m_t = \beta m_{t-1} + (1 - \beta) g_t")
MOMENTUM = ("momentum", r"\theta_t = \theta_{t-1} - \eta m_t")
ADAGRAD_V = ("adagrad", r"v_t = v_{t-1} + g_t^2")
ADAGRAD = ("adagrad", r"\theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t} + \epsilon}")
RMSPROP_V = ("rmsprop", r"v_t = \beta v_{t-1} + (1 - \beta) g_t^2")
RMSPROP = ("rmsprop", r"\theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t} + \epsilon}")
ADAM_M = ("adam", r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t")
ADAM_V = ("adam", r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2")
M_HAT = ("adam", r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}")
V_HAT = ("adam", r"\hat{v}_t = \frac{v_t}{1 - \beta_2^t}")
ADAM = ("adam", r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}")
ADAMW_M = ("adamw", ADAM_M[1])
ADAMW_V = ("adamw", ADAM_V[1])
ADAMW = (
    "adamw",
    r"\theta_t = \theta_{t-1} - \eta \left( \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
    r" + \lambda \theta_{t-1} \right)",
)
AMSGRAD = ("amsgrad-reddi", r"\hat{v}_t = \max(\hat{v}_{t-1}, v_t)")
ADAMAX = ("adamax", r"u_t = \max(\beta_2 u_{t-1}, |g_t| + \epsilon)")
LION = ("lion", r"\theta_t = \theta_{t-1} - \eta (\operatorname{sign}(c_t) + \lambda \theta_{t-1})")
WARM_UP = ("warm-up", r"\eta_t = \eta \min(\frac{t}{w}, 1)")
EXPONENTIAL = ("exponential", r"\eta_t = \eta \gamma^{t-1}")
INVERSE_ROOT = ("inverse-square-root", r"\eta_t = \eta \sqrt{\frac{w}{\max(t, w)}}")
AVERAGED = ("sgd-ema", r"\bar{\theta}_t = \beta \bar{\theta}_{t-1} + (1 - \beta) \theta_t")
ADAM_L2_G = ("adam-l2", r"\tilde{g}_t = g_t + \lambda \theta_{t-1}")

ANSWERS = {
    SGD: {
        "wrong-sign": ["w += lr*g", r"\theta_t = \theta_{t-1} + \eta g_t"],
        "wrong-time-index": [r"\theta_t = \theta_t - \eta g_t", r"\theta_t = \theta_{t-1} - \eta g_{t-1}"],
        "missing-learning-rate": ["w -= g", "θₜ = θₜ₋₁ − gₜ"],
        "learning-rate-twice": ["w -= lr*lr*g", r"\theta_t = \theta_{t-1} - \eta^2 g_t"],
        "missing-gradient": ["w -= lr"],
        "inverted-fraction": ["w -= g/lr"],
        "extra-square": ["w -= lr*g**2", "θ − η g²"],
        "extra-factor": ["w -= 2*lr*g", r"\theta_t = \theta_{t-1} - \frac{\eta}{2} g_t"],
        "coupled-decay": ["w -= lr*(g + wd*w)", "w = w - lr*g - lr*wd*w"],
    },
    MOMENTUM_M: {
        "missing-complement": ["m = b*m + g", "v = mu*v + dw", r"m_t = \beta m_{t-1} + g_t"],
        "swapped-weights": ["m = (1-b)*m + b*g", "m = m + b*(g - m)", "v = (1-mu)*v + mu*dw"],
        "wrong-sign": ["m = b*m - (1-b)*g", "m = b*m + (1+b)*g", "m = -b*m + (1-b)*g"],
        "missing-beta": ["m = m + (1-b)*g", "m += (1 - beta)*g"],
        "extra-square": ["m = b*m + (1-b)*g**2", "m = b**2*m + (1-b)*g", "m = b*m + (1-b)**2*g"],
        "missing-term": ["m_t = (1 - β) g_t"],
        "wrong-time-index": ["m_t = β m_t + (1−β) g_t", "m_t = β m_{t-1} + (1−β) g_{t-1}"],
        "coupled-decay": ["m = b*m + (1-b)*(g + wd*w)"],
    },
    MOMENTUM: {
        "wrong-sign": ["w += lr*m"],
        "wrong-time-index": [r"\theta_t = \theta_{t-1} - \eta m_{t-1}", r"\theta_t = \theta_t - \eta m_t"],
        "missing-learning-rate": ["w -= m"],
        "missing-complement": ["w -= lr*(b*m_prev + g)"],
    },
    ADAGRAD_V: {
        "missing-square": ["cache += dx", "v = v + g"],
        "extra-root": ["v = sqrt(v + g**2)"],
        "missing-term": ["v_t = g_t^2"],
        "extra-factor": ["v += 2*g**2"],
        "wrong-sign": ["v -= g**2"],
        "wrong-time-index": ["v_t = v_t + g_t**2", r"v_t = v_{t-1} + g_{t-1}^2"],
        "coupled-decay": ["v += (g + wd*w)**2"],
    },
    ADAGRAD: {
        "missing-root": ["w -= lr*g/(v + eps)"],
        "epsilon-inside-root": ["w -= lr*g/sqrt(v + eps)"],
        "missing-epsilon": ["w -= lr*g/sqrt(v)"],
        "wrong-sign": ["w += lr*g/(sqrt(v) + eps)", "w -= lr*g/(sqrt(v) - eps)"],
        "wrong-time-index": [r"\theta_t = \theta_{t-1} - \eta g_t / (\sqrt{v_{t-1}} + \epsilon)"],
        "missing-learning-rate": ["w -= g/(sqrt(v) + eps)"],
    },
    RMSPROP_V: {
        "missing-square": ["v = b*v + (1-b)*g", "s = rho*s + (1-rho)*dw"],
        "missing-complement": ["v = b*v + g**2"],
        "wrong-sign": ["v = b*v - (1-b)*g**2", "v = b*v + (1+b)*g**2"],
        "wrong-time-index": ["v_t = β v_t + (1−β) g²ₜ", r"v_t = \beta v_{t-1} + (1 - \beta) g_{t-1}^2"],
    },
    RMSPROP: {
        "missing-root": ["w -= lr*g/(v + eps)"],
        "epsilon-inside-root": [
            "w -= lr*g/sqrt(v + eps)",
            r"\theta_t = \theta_{t-1} - \frac{\eta}{\sqrt{s_t + \epsilon}} g_t",
        ],
        "missing-epsilon": ["w -= lr*g/sqrt(v)"],
        "wrong-sign": ["w += lr*g/(sqrt(v) + eps)"],
        "wrong-time-index": [r"\theta_t = \theta_{t-1} - \eta \frac{g_{t-1}}{\sqrt{v_t} + \epsilon}"],
        "missing-learning-rate": ["w -= g/(sqrt(v) + eps)"],
    },
    ADAM_M: {
        "missing-complement": ["m = b1*m + g", "β₁ mₜ₋₁ + gₜ"],
        "swapped-betas": ["m = b2*m + (1-b2)*g", "m = b1*m + (1-b2)*g"],
        "correction-stored": ["m_t = β₁ m̂_{t-1} + (1 − β₁) g_t", "m = (b1*m + (1-b1)*g)/(1-b1**t)"],
        "wrong-sign": ["m = b1*m - (1-b1)*g"],
        "wrong-time-index": ["m_t = b1 m_t + (1-b1) g_t", "m_t = b1 m_{t-1} + (1-b1) g_{t-1}"],
        "moments-swapped": ["m = b1*v + (1-b1)*g", "m_t = b1 v_{t-1} + (1-b1) g_t", "v = b2*v + (1-b2)*g**2"],
        "coupled-decay": ["m = b1*m + (1-b1)*(g + wd*w)"],
    },
    ADAM_V: {
        "missing-square": ["v = b2*v + (1-b2)*g"],
        "extra-square": ["v = b2*v + ((1-b2)*g)**2", "v = b2*v**2 + (1-b2)*g**2", "v = b2*v + (1-b2)*g**4"],
        "missing-beta": ["v = v + (1-b2)*g**2"],
        "missing-complement": ["v = b2*v + g**2"],
        "swapped-betas": ["v = b1*v + (1-b1)*g**2"],
        "correction-stored": ["v_t = β₂ v̂_{t-1} + (1 − β₂) g²_t"],
        "wrong-sign": ["v = b2*v + (1+b2)*g**2"],
        "wrong-time-index": ["v_t = b2 v_{t-1} + (1-b2) g_{t-1}**2"],
        "moments-swapped": ["v = b2*m + (1-b2)*g**2"],
        "coupled-decay": ["v = b2*v + (1-b2)*(g + wd*w)**2"],
    },
    M_HAT: {
        "swapped-betas": ["m_hat = m/(1-b2**t)"],
        "missing-correction": ["m_hat = m"],
        "inverted-fraction": ["m_hat = (1-b1**t)/m", "m_hat = m*(1-b1**t)"],
        "correction-without-t": ["m_hat = m/(1-b1)"],
        "correction-stored": ["m = m/(1-b1**t)", "m /= 1-b1**t"],
        "wrong-sign": ["m_hat = m/(1+b1**t)", "m_hat = m/(b1**t - 1)"],
        "wrong-time-index": [
            "m_hat = m/(1-b1**(t-1))",
            r"\hat{m}_{t+1} = \frac{m_{t+1}}{1 - \beta_1^t}",
            r"\hat{m}_t = \frac{m_{t-1}}{1 - \beta_1^t}",
        ],
        "moments-swapped": ["m_hat = v/(1-b1**t)", "v_hat = v/(1-b2**t)"],
    },
    V_HAT: {
        "swapped-betas": ["v_hat = v/(1-b1**t)"],
        "missing-correction": ["v_hat = v"],
        "correction-without-t": ["v_hat = v/(1-b2)"],
        "correction-stored": ["v /= 1-b2**t"],
        "wrong-sign": ["v_hat = v/(1+b2**t)"],
        "wrong-time-index": ["v_hat = v/(1-b2**(t+1))"],
        "moments-swapped": ["v_hat = m/(1-b2**t)"],
    },
    ADAM: {
        "missing-correction": [
            "w -= lr*m/(sqrt(v)+eps)",
            "w -= lr*m/(sqrt(v_hat)+eps)",
            "w -= lr*m_hat/(sqrt(v)+eps)",
            "w -= lr*(m/(1-b1**t))/(sqrt(v)+eps)",
        ],
        "correction-without-t": ["w -= lr*(m/(1-b1))/(sqrt(v/(1-b2))+eps)"],
        "swapped-betas": ["w -= lr*(m/(1-b2**t))/(sqrt(v/(1-b1**t))+eps)"],
        "missing-root": ["w -= lr*m_hat/(v_hat+eps)"],
        "epsilon-inside-root": ["w -= lr*m_hat/sqrt(v_hat+eps)"],
        "missing-epsilon": ["w -= lr*m_hat/sqrt(v_hat)"],
        "wrong-sign": ["w += lr*m_hat/(sqrt(v_hat)+eps)", "w -= lr*m_hat/(sqrt(v_hat)-eps)"],
        "wrong-time-index": [
            r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_{t-1}}{\sqrt{\hat{v}_t} + \epsilon}"
        ],
        "missing-learning-rate": ["w -= m_hat/(sqrt(v_hat)+eps)"],
        "learning-rate-twice": ["w -= lr*lr*m_hat/(sqrt(v_hat)+eps)"],
        "inverted-fraction": ["w -= lr*(sqrt(v_hat)+eps)/m_hat", "w -= lr*m_hat*(sqrt(v_hat)+eps)"],
        "moments-swapped": ["w -= lr*v_hat/(sqrt(m_hat)+eps)", "w -= lr*m_hat/(sqrt(m_hat)+eps)"],
        "coupled-decay": ["w -= lr*(m_hat/(sqrt(v_hat)+eps) + wd*w)"],
        "missing-square": ["w -= lr*m_hat/(sqrt((b2*v_prev + (1-b2)*g)/(1-b2**t)) + eps)"],
        "missing-complement": ["w -= lr*((b1*m_prev + g)/(1-b1**t))/(sqrt(v_hat) + eps)"],
    },
    ADAMW_M: {"coupled-decay": ["m = b1*m + (1-b1)*(g + wd*w)"]},
    ADAMW_V: {"coupled-decay": ["v = b2*v + (1-b2)*(g + wd*w)**2"]},
    ADAMW: {
        "missing-correction": ["w -= lr*(m/(sqrt(v)+eps) + wd*w)"],
        "missing-root": ["w -= lr*(m_hat/(v_hat+eps) + wd*w)"],
        "epsilon-inside-root": ["w -= lr*(m_hat/sqrt(v_hat+eps) + wd*w)"],
        "missing-epsilon": ["w -= lr*(m_hat/sqrt(v_hat) + wd*w)"],
        "wrong-sign": [
            "w -= lr*(m_hat/(sqrt(v_hat)+eps) - wd*w)",
            "w += lr*(m_hat/(sqrt(v_hat)+eps) + wd*w)",
        ],
        "wrong-time-index": [
            r"\theta_t = \theta_{t-1} - \eta (\hat{m}_t/(\sqrt{\hat{v}_t} + \epsilon) + \lambda \theta_t)"
        ],
        "missing-learning-rate": [
            "w -= m_hat/(sqrt(v_hat)+eps) + wd*w",
            "w = w - lr*m_hat/(sqrt(v_hat)+eps) - wd*w",
        ],
        "moments-swapped": ["w -= lr*(v_hat/(sqrt(m_hat)+eps) + wd*w)"],
        "missing-decay": ["w -= lr*m_hat/(sqrt(v_hat)+eps)"],
        "coupled-decay": ["w -= lr*(m_hat + wd*w)/(sqrt(v_hat)+eps)"],
    },
    ADAM_L2_G: {
        "missing-decay": ["g", "g + w"],
        "wrong-sign": ["g - wd*w"],
        "extra-square": ["g + wd*w**2"],
        "extra-factor": ["g + 2*wd*w"],
    },
    AMSGRAD: {
        "max-for-min": ["v_hat = min(v_hat, v)", r"\hat{v}_t = \min(\hat{v}_{t-1}, v_t)"],
        "missing-accent": ["v̂_t = max(v_{t-1}, v_t)"],
        "wrong-time-index": ["v̂_t = max(v̂_{t-1}, v_{t-1})"],
    },
    ADAMAX: {
        "missing-function": ["u = max(b2*u, g + eps)"],
        "missing-beta": ["u = max(u, abs(g) + eps)"],
        "max-for-min": ["u = min(b2*u, abs(g) + eps)"],
        "extra-square": ["u = max(b2*u, abs(g)**2 + eps)"],
        "missing-epsilon": ["u = max(b2*u, abs(g))"],
    },
    LION: {
        "missing-function": ["w -= lr*(c + wd*w)"],
        "missing-decay": ["w -= lr*sign(c)"],
        "missing-learning-rate": ["w = w - lr*sign(c) - wd*w"],
    },
    WARM_UP: {
        "max-for-min": ["lr*max(t/w, 1)"],
        "extra-square": ["lr*min(t/w, 1)**2"],
        "extra-root": ["lr*sqrt(min(t/w, 1))"],
        "wrong-time-index": ["lr*min((t-1)/w, 1)"],
    },
    EXPONENTIAL: {
        "missing-exponent": ["η_t = η γ"],
        "wrong-sign": ["η_t = η γ^{1-t}", "η / γ^{t-1}"],
        "wrong-time-index": ["η γ^t"],
        "missing-learning-rate": ["γ^{t-1}"],
    },
    INVERSE_ROOT: {
        "missing-root": ["lr*w/max(t, w)", "lr*sqrt(w)/max(t, w)"],
        "max-for-min": ["lr*sqrt(w/min(t, w))"],
        "inverted-fraction": ["lr*sqrt(max(t, w)/w)"],
    },
    AVERAGED: {
        "missing-accent": [r"\bar\theta_t = \beta \theta_{t-1} + (1 - \beta) \theta_t"],
        "missing-beta": [r"\bar\theta_t = \bar\theta_{t-1} + (1 - \beta) \theta_t"],
    },
}
ROWS = [
    pytest.param(*formula, slip, answer, id=f"{formula[0]}-{slip}-{answer[:30]}")
    for formula, slips in ANSWERS.items()
    for slip, answers in slips.items()
    for answer in answers
]


@in_rows(("optimizer", "right", "slip", "answer"), ROWS)
def test_a_slip_is_named_and_said(optimizer: str, right: str, slip: str, answer: str) -> None:
    verdict = judge_formula(answer, right, optimizer)
    named = OTHER if slip in NAMELESS else slip
    assert (verdict.verdict, verdict.slip) == ("variant" if slip in VARIANTS else "wrong", named)
    assert 10 < len(verdict.message) < 160
    assert re.search(SAID.get(slip, ""), verdict.message)


SAID = {
    "extra-square": "squared once too often|the formula of RMSprop",
    "extra-root": "a root of a term is taken",
    "extra-factor": "the term with .* is (twice|half) what",
    "missing-beta": "the factor β₂? is missing from a term: nothing of the old value would fade",
    "missing-exponent": "the exponent of γ is missing",
    "missing-function": r"you have (g|c) where (\|g\||sign\(c\)) belongs",
    "missing-accent": "you have (θ|v) where (θ̄|v̂) belongs: the (bar|hat) is missing",
    "missing-term": "the term with .ₜ₋₁ is missing",
    "max-for-min": "you have (max where min|min where max) belongs",
}
"""What is said of a slip that the log has no name for."""


@in_rows("slip", [*SLIPS, *NAMELESS])
def test_every_slip_has_an_answer_in_the_table(slip: str) -> None:
    assert any(slip in slips for slips in ANSWERS.values())


@pytest.mark.parametrize("formula", ANSWERS, ids=lambda formula: f"{formula[0]} {formula[1][:9]}")
@in_rows("slip", [*SLIPS, *NAMELESS])
def test_a_formula_with_a_slip_put_in_is_found_out(formula: tuple[str, str], slip: str) -> None:
    optimizer, right = formula
    wrong = spoil(right, slip, optimizer).latex
    assert bool(wrong) >= (slip in ANSWERS[formula] and formula not in EXPANDED.get(slip, ()))
    if wrong:
        verdict = judge_formula(wrong, right, optimizer)
        assert verdict.verdict == ("variant" if slip in VARIANTS else "wrong")
        assert verdict.slip == (OTHER if slip in NAMELESS else slip)


EXPANDED = {
    "missing-square": {ADAM},
    "missing-complement": {ADAM, MOMENTUM},
    "correction-without-t": {ADAM},
    "swapped-betas": {ADAM},
}
"""Where a slip is made only by those who write the formula out further than the card does."""


@pytest.mark.parametrize(
    ("formula", "answer", "message"),
    [
        (ADAM, "w -= lr*m/(sqrt(v_hat)+eps)", "you have m where m̂ belongs: the bias correction is missing"),
        (ADAM_V, "v = b2*v + (1-b2)*g", "you have g where g² belongs: the square is missing"),
        (
            ("rmsprop", r"s_t = \rho s_{t-1} + (1 - \rho) g_t^2"),
            "s = rho*s + dw**2",
            "the factor (1 − ρ) is missing: this is a sum, 1/(1 − β) times as large as the average",
        ),
        (
            ("adam", r"\theta_{t+1} = \theta_t - \alpha \frac{\hat{m}_t}{\sqrt{\hat{s}_t} + \varepsilon}"),
            "w -= m_hat/(sqrt(s_hat)+eps)",
            "the learning rate α is missing",
        ),
        (
            ADAM_M,
            "m_t = b1 m_{t-1} + (1-b1) g_{t-1}",
            "you have gₜ₋₁ where gₜ belongs: the time index is wrong",
        ),
    ],
    ids=["correction", "square", "its own letter", "its own rate", "moment"],
)
def test_the_sentence_uses_the_letters_of_the_formula(
    formula: tuple[str, str], answer: str, message: str
) -> None:
    assert judge_formula(answer, formula[1], formula[0]).message == message


def test_a_formula_keeps_its_order_and_its_letters_when_it_is_spoilt() -> None:
    right = r"\theta_{t+1} = \theta_t - \alpha \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
    assert spoil(right, "missing-correction", "adam").latex == (
        r"\theta_{t+1} = \theta_t - \alpha \frac{m_t}{\sqrt{v_t} + \epsilon}"
    )
    assert spoil(right, "missing-square", "adam").latex == ""


VELOCITY = ("momentum-velocity", r"v_t = \beta v_{t-1} + g_t")


@pytest.mark.parametrize(
    ("formula", "answer", "slip", "message"),
    [
        (
            ADAM,
            "w += lr*m/(sqrt(v_hat)+eps)",
            "missing-correction",
            "two slips: you have m where m̂ belongs, and the sign of the step is wrong",
        ),
        (
            ADAM_V,
            "v = b2*v + g",
            "missing-square",
            "two slips: you have g where g² belongs, and the factor (1 − β₂) is missing",
        ),
        (
            RMSPROP,
            "w += lr*g/sqrt(v + eps)",
            "wrong-sign",
            "two slips: ε is inside the root here, and the sign of the step is wrong",
        ),
        (
            RMSPROP,
            "w -= g/(v + eps)",
            "missing-root",
            "two slips: the square root of v is missing, and the learning rate η is missing",
        ),
    ],
    ids=["correction and sign", "square and complement", "a dialect and a sign", "root and rate"],
)
def test_two_slips_at_once_are_both_said(
    formula: tuple[str, str], answer: str, slip: str, message: str
) -> None:
    verdict = judge_formula(answer, formula[1], formula[0])
    assert (verdict.verdict, verdict.slip, verdict.message) == ("wrong", slip, message)


@pytest.mark.parametrize(
    ("formula", "answer", "whose"),
    [
        (VELOCITY, "v = beta*v + (1-beta)*g", "Momentum (average)"),
        (VELOCITY, "v = mu*v - lr*g", "Momentum (CS231n's velocity)"),
        (ADAM_V, "v += g**2", "AdaGrad"),
        (ADAM, "w -= lr*g", "SGD"),
        (SGD, "w -= lr*m", "Momentum (average)"),
        (SGD, "w - lr*m_hat/(sqrt(v_hat) + eps)", "Adam"),
        (RMSPROP_V, "s = s + dw**2", "AdaGrad"),
        (ADAGRAD_V, "v = rho*v + (1-rho)*g**2", "RMSprop"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_the_form_of_another_optimizer_is_said_to_be_that(
    formula: tuple[str, str], answer: str, whose: str
) -> None:
    verdict = judge_formula(answer, formula[1], formula[0])
    assert (verdict.verdict, verdict.slip) == ("wrong", "other")
    assert verdict.message.startswith(f"this is the formula of {whose}, not of ")


@pytest.mark.parametrize(
    ("formula", "answer", "message"),
    [
        (ADAM_M, "m = b1*m + (1-b1)*g*v", "v does not belong here"),
        (ADAM_M, "m = b1*m + (1-b1)*g*v*eps", "eps and v do not belong here"),
        (ADAM_M, "m = b1*m + 3", "g is missing"),
        (ADAM, "w - 3*m_hat", "ε, η and v̂ are missing"),
        (ADAM, "w - lr*m_hat/sqrt(v_hat)*t", "ε is missing; t does not belong here"),
        (ADAM_M, "m = b1*m + (1-b1)*g**5", "it contains the right quantities, but combines them differently"),
    ],
    ids=["one too many", "two too many", "one missing", "three missing", "both", "neither"],
)
def test_what_no_slip_explains_is_said_in_a_plain_sentence(
    formula: tuple[str, str], answer: str, message: str
) -> None:
    verdict = judge_formula(answer, formula[1], formula[0])
    assert (verdict.verdict, verdict.slip, verdict.message) == ("wrong", "other", message)
