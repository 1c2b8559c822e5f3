"""Formulas as people write them elsewhere: code, papers, cases; and what such leniency must not accept."""

from __future__ import annotations

import pytest

from flashcards.judging.judge import judge_formula
from tests.rows import in_rows

FORMULAS = {
    "sgd": ("sgd", r"\theta_t = \theta_{t-1} - \eta g_t"),
    "adam m": ("adam", r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t"),
    "adam theta": ("adam", r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"),
    "adam-l2": ("adam-l2", r"\tilde{g}_t = g_t + \lambda \theta_{t-1}"),
    "adagrad v": ("adagrad", r"v_t = v_{t-1} + g_t^2"),
    "adagrad theta": ("adagrad", r"\theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t} + \epsilon}"),
    "rmsprop v": ("rmsprop", r"v_t = \beta v_{t-1} + (1 - \beta) g_t^2"),
    "inside": ("rmsprop-inside", r"\theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t + \epsilon}}"),
    "adadelta": ("adadelta", r"h_t = \frac{\sqrt{u_{t-1} + \epsilon}}{\sqrt{v_t + \epsilon}} g_t"),
    "adamw": (
        "adamw",
        r"\theta_t = \theta_{t-1} - \eta (\frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
        r" + \lambda \theta_{t-1})",
    ),
    "muon": ("muon", r"\Delta_t = -\eta (o_t + \lambda \theta_{t-1})"),
    "ema": ("sgd-ema", r"\bar{\theta}_t = \beta \bar{\theta}_{t-1} + (1 - \beta) \theta_t"),
    "warm-up": ("warm-up", r"\eta_t = \eta \min(\frac{t}{w}, 1)"),
    "inverse root": ("inverse-square-root", r"\eta_t = \eta \sqrt{\frac{w}{\max(t, w)}}"),
    "no reference": ("", r"\eta_t = \eta \sqrt{\frac{w}{\max(t, w)}}"),
}

RIGHT = {
    "a step by its change": ("sgd", "Δθ = -η g"),
    "a step by its change in LaTeX": ("sgd", r"\Delta\theta_t = -\eta g_t"),
    "a change by its step": ("muon", "W = W - lr*(O + wd*W)"),
    "an arrow": ("sgd", "θ → θ - ηg"),
    "an arrow to the new name": ("sgd", "w → w' = w − η ∂C/∂w"),
    "a derivative in LaTeX": ("sgd", r"$w_{new} = w_{old} - \eta \frac{dL}{dw}$"),
    "a derivative with an index": ("sgd", r"w_{t+1} = w_t - \eta \frac{dJ(w)}{dw_t}"),
    "in backticks": ("sgd", "`w -= lr * g`"),
    "the end of a sentence": ("sgd", "θ_t = θ_{t-1} - η g_t."),
    "the end of a sentence in LaTeX": ("sgd", r"$\theta_t = \theta_{t-1} - \eta g_t$,"),
    "out of a PDF": ("sgd", "θt+1 = θt − ηgt"),
    "out of a PDF, with a number": ("adam m", "mt = β1mt−1 + (1 − β1)gt"),
    "out of a PDF, with hats": ("adam theta", "θt = θt−1 − α · m̂t/(√v̂t + ε)"),
    "the gradient's letter again": (
        "adam-l2",
        r"g_t \leftarrow \nabla f_t(\theta_{t-1}) + \lambda\theta_{t-1}",
    ),
    "coordinates": ("adagrad v", r"G_{t,ii} = \sum_{\tau=1}^{t} g_{\tau,i}^2"),
    "coordinates in the step": (
        "adagrad theta",
        r"\theta_{t+1,i} = \theta_{t,i} - \dfrac{\eta}{\sqrt{G_{t,ii}} + \epsilon} \cdot g_{t,i}",
    ),
    "an epsilon of one's own": ("adagrad theta", "w -= lr * g / (v**0.5 + 1e-6)"),
    "rsqrt": ("inside", "w = w - lr*g*torch.rsqrt(v + eps)"),
    "reciprocal": ("inside", "w - lr*g*(v + eps).sqrt().reciprocal()"),
    "names without moments": ("adadelta", "h = sqrt((u + eps)/(v + eps)) * g"),
    "an average called ema": ("ema", "ema = decay*ema + (1 - decay)*w"),
    "an average of a parameter": ("ema", "ema_p.mul_(decay).add_(p, alpha=1 - decay)"),
    "cases": ("warm-up", r"\eta_t = \begin{cases} \eta t/w & t < w \\ \eta & t \ge w \end{cases}"),
    "cases in words": (
        "warm-up",
        r"\begin{cases} \eta t/w, & \text{if } t < w, \\ \eta, & \text{otherwise} \end{cases}",
    ),
    "if and else": ("warm-up", "eta * t / w if t < w else eta"),
    "if and else, named": ("warm-up", "lr = lr_max * t/w if t <= w else lr_max"),
    "if and else in brackets": ("warm-up", "lr * (t/w if t < w else 1)"),
    "if and else in Unicode": ("inverse root", "η if t ≤ w else η√(w/t)"),
    "np.where": ("warm-up", "np.where(t < w, lr*t/w, lr)"),
    "clip": ("warm-up", "lr * np.clip(t/w, 0, 1)"),
    "min for max": ("no reference", "lr * min(1, sqrt(w/t))"),
}


@in_rows(("of", "answer"), RIGHT.values(), ids=[*RIGHT])
def test_a_right_formula_in_a_usual_notation_is_right(of: str, answer: str) -> None:
    optimizer, right = FORMULAS[of]
    verdict = judge_formula(answer, right, optimizer)
    assert verdict.verdict == "right", verdict


WRONG = {
    "only after the plateau": ("inverse root", "lr*sqrt(w/t)", "other"),
    "only after the plateau, without a reference": ("no reference", "lr*sqrt(w/t)", "other"),
    "only after the warm-up": ("warm-up", "lr", "other"),
    "only during the warm-up": ("warm-up", "lr*t/w", "other"),
    "the branches exchanged": ("warm-up", "lr if t < w else lr*t/w", "other"),
    "the condition turned": (
        "warm-up",
        r"\begin{cases} \eta t/w & t > w \\ \eta & t \le w \end{cases}",
        "other",
    ),
    "a change with the wrong sign": ("sgd", "Δθ = η g", "other"),
    "an arrow up": ("sgd", "θ → θ + ηg", "wrong-sign"),
    "an epsilon that is none": ("adagrad theta", "w -= lr * g / (v**0.5 + 0.5)", "other"),
    "weights that are no average": ("rmsprop v", "v = 0.95*v + 0.1*g**2", "other"),
    "weights exchanged": ("rmsprop v", "v = 0.1*v + 0.9*g**2", "swapped-weights"),
    "an average turned round": ("ema", "ema = (1 - decay)*ema + decay*w", "swapped-weights"),
    "a fraction without moments": ("adadelta", "h = sqrt(v + eps)/sqrt(u + eps) * g", "inverted-fraction"),
}


@pytest.mark.parametrize(("of", "answer", "slip"), WRONG.values(), ids=[*WRONG])
def test_a_wrong_formula_in_such_a_notation_is_wrong(of: str, answer: str, slip: str) -> None:
    optimizer, right = FORMULAS[of]
    verdict = judge_formula(answer, right, optimizer)
    assert (verdict.verdict, verdict.slip) == ("wrong", slip)


@pytest.mark.parametrize(
    ("answer", "right", "optimizer", "says"),
    [
        pytest.param(
            "max(v_{t-1}, v_t)",
            r"\hat{v}_t = \max(\hat{v}_{t-1}, v_t)",
            "amsgrad",
            "you have v where v̂ belongs: the hat is missing",
            id="a maximum corrects no bias",
        ),
        pytest.param(
            "w - lr*m_hat/(sqrt(v_hat)+eps) - wd*w",
            FORMULAS["adamw"][1],
            "adamw",
            "the learning rate η is missing from one of the terms",
            id="a rate that stands in one term",
        ),
        pytest.param(
            "η_t = γ η_{t-1}",
            r"\eta_t = \eta \gamma^{t-1}",
            "exponential",
            "η and t are missing; ηₜ₋₁ does not belong here",
            id="two quantities of one letter",
        ),
    ],
)
def test_a_slip_is_named_by_what_it_is(answer: str, right: str, optimizer: str, says: str) -> None:
    verdict = judge_formula(answer, right, optimizer)
    assert (verdict.verdict, verdict.message) == ("wrong", says)
