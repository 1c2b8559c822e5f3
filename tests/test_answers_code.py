"""Code cards: the blank or whole lines typed, in any form that computes the same, and near misses."""

from __future__ import annotations

import pytest

from flashcards.deck import cloze
from flashcards.study.code_answers import judge_code
from tests.rows import in_rows

NUMPY = """t += 1
m = beta1 * m + {{first: (1 - beta1) * g}}
v = beta2 * v + {{second: (1 - beta2) * g**2}}
m_hat = m / {{correction: (1 - beta1**t)}}
v_hat = v / (1 - beta2**t)
theta = theta - eta * m_hat / {{below: (np.sqrt(v_hat) + eps)}}"""
ADD = "m.mul_(beta1).add_(g, {{alpha=1 - beta1}})"
ADDCMUL = "v.mul_(beta2).{{addcmul_(g, g, value=1 - beta2)}}"
ADDCDIV = "p.addcdiv_(m_hat, v_hat.sqrt().add_(eps), {{value=-lr}})"
TREE_MAP = 'm = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, {{state["m"], grads}})'
SQUARE = "v = b2 * v + (1 - b2) * {{g**2}}"
IN_A_LOOP = "with torch.no_grad():\n    for p in model.parameters():\n        p.{{sub_(lr * p.grad)}}"
ALIAS = "m, v = {{np.zeros_like(p), np.zeros_like(p)}}"
CACHE = """cache = decay_rate * cache + (1 - decay_rate) * dx**2
x += -learning_rate * dx / ({{np.sqrt(cache)}} + eps)"""

CASES = [
    (NUMPY, "first", "(1 - beta1) * np.minimum(g, 1)", "wrong", None),
    (NUMPY, "first", "np.abs(1 - beta1) * g", "wrong", None),
    (NUMPY, "first", "(1 - beta1) * np.maximum(g, -2)", "wrong", None),
    (NUMPY, "first", "(1 - beta1) * g; v = 0", "wrong", None),
    (NUMPY, "first", "(1-beta1)*g", "right", None),
    (NUMPY, "first", "m = beta1*m + (1-beta1)*g", "right", None),
    (NUMPY, "first", "m *= beta1; m += (1-beta1)*g", "right", None),
    (NUMPY, "first", "m *= beta1\nm += (1-beta1)*g", "right", None),
    (NUMPY, "first", "m += (1-beta1)*(g-m)", "right", None),
    (NUMPY, "first", "beta1*m + (1-beta1)*g", "right", None),
    (NUMPY, "first", "g - beta1*g", "right", None),
    (NUMPY, "first", "m.mul_(beta1).add_(g, alpha=1-beta1)", "right", None),
    (NUMPY, "first", "m.lerp_(g, 1-beta1)", "right", None),
    (NUMPY, "first", "np.multiply(1-beta1, g)", "right", None),
    (NUMPY, "first", "g", "wrong", "missing-complement"),
    (NUMPY, "first", "(1-beta2)*g", "wrong", "swapped-betas"),
    (NUMPY, "first", "m = beta1*m + g", "wrong", "missing-complement"),
    (NUMPY, "first", "m = (1-beta1)*m + beta1*g", "wrong", "swapped-weights"),
    (NUMPY, "first", "beta1*g", "wrong", None),
    (NUMPY, "first", "m *= beta1; m += g", "wrong", "missing-complement"),
    (NUMPY, "first", "m *= beta1", "wrong", None),
    (NUMPY, "first", "m += (1-beta1)*g; m *= beta1", "wrong", None),
    (NUMPY, "first", "v = beta1*m + (1-beta1)*g", "wrong", None),
    (NUMPY, "first", "(1-beta1)*g**2", "wrong", None),
    (NUMPY, "first", "(1 - beta1)*(g", "unreadable", None),
    (NUMPY, "second", "(1-beta2)*g*g", "right", None),
    (NUMPY, "second", "(1-beta2)*g", "wrong", "missing-square"),
    (NUMPY, "second", "v = beta2*v + (1-beta2)*np.square(g)", "right", None),
    (NUMPY, "second", "v.mul_(beta2).addcmul_(g, g, value=1-beta2)", "right", None),
    (NUMPY, "correction", "(1 - beta1)", "wrong", "correction-without-t"),
    (NUMPY, "correction", "1 - beta1**t", "wrong", None),
    (NUMPY, "correction", "m_hat = m/(1-beta1**t)", "right", None),
    (NUMPY, "correction", "(1 - pow(beta1, t))", "right", None),
    (NUMPY, "correction", "(1 - beta2**t)", "wrong", "swapped-betas"),
    (NUMPY, "below", "(np.sqrt(v_hat + eps))", "variant", "epsilon-inside-root"),
    (NUMPY, "below", "(v_hat**0.5 + eps)", "right", None),
    (NUMPY, "below", "(v_hat + eps)", "wrong", "missing-root"),
    (NUMPY, "below", "theta -= eta*m_hat/(eps + np.sqrt(v_hat))", "right", None),
    (NUMPY, "below", "theta += eta*m_hat/(eps + np.sqrt(v_hat))", "wrong", "wrong-sign"),
    (NUMPY, "below", "np.sqrt(v_hat)", "wrong", "missing-epsilon"),
    (ADD, "1", "alpha=(1-beta1)", "right", None),
    (ADD, "1", "alpha=beta1", "wrong", None),
    (ADD, "1", "m.mul_(beta1).add_(g, alpha=1 - beta1)", "right", None),
    (ADD, "1", "m = beta1*m + (1-beta1)*g", "right", None),
    (ADD, "1", "alpha=1-beta2", "wrong", None),
    (ADD, "1", "m.lerp_(g, 1-beta1)", "right", None),
    (ADD, "1", "m.mul_(beta1).add_((1-beta1)*g)", "right", None),
    (ADD, "1", "alpha=1", "wrong", "missing-complement"),
    (ADDCMUL, "1", "add_(g*g, alpha=1-beta2)", "right", None),
    (ADDCMUL, "1", "add_((1-beta2)*g**2)", "right", None),
    (ADDCMUL, "1", "addcmul_(g, g, value=beta2)", "wrong", None),
    (ADDCMUL, "1", "add_(g, alpha=1-beta2)", "wrong", "missing-square"),
    (ADDCMUL, "1", "add_(g.pow(2), alpha=1-beta2)", "right", None),
    (ADDCMUL, "1", "addcmul_(g, m, value=1-beta2)", "wrong", None),
    (ADDCMUL, "1", "v = beta2*v + (1-beta2)*g**2", "right", None),
    (ADDCMUL, "1", "addcmul_(g, g, 1-beta2)", "wrong", None),  # a TypeError in PyTorch, as are the next
    (ADDCMUL, "1", "addcmul_(g, 1-beta2, value=g)", "wrong", None),
    (ADDCMUL, "1", "add_(1-beta2, alpha=g*g)", "wrong", None),
    (ADDCMUL, "1", "addcmul_(g, g, 0.001)", "wrong", None),
    (ADDCMUL, "1", "addcmul_(1-beta2, g, g)", "right", None),  # deprecated, but it runs
    (ADDCDIV, "1", "p.addcdiv_(m_hat, v_hat.sqrt().add_(eps), -lr)", "wrong", None),
    (ADDCDIV, "1", "p.addcdiv_(-lr, m_hat, v_hat.sqrt().add_(eps))", "right", None),
    (ADDCDIV, "1", "p.addcdiv_(-lr, v_hat.sqrt().add_(eps), value=m_hat)", "wrong", None),
    (ADDCDIV, "1", "value=-lr", "right", None),
    (ADDCDIV, "1", "value=lr", "wrong", "wrong-sign"),
    (ADDCDIV, "1", "p -= lr*m_hat/(v_hat.sqrt()+eps)", "right", None),
    (ADDCDIV, "1", "value=-1", "wrong", "missing-learning-rate"),
    (TREE_MAP, "1", 'state["m"], grads', "right", None),
    (TREE_MAP, "1", 'grads, state["m"]', "wrong", None),
    (TREE_MAP, "1", 'm = b1*state["m"] + (1-b1)*grads', "right", None),
    (SQUARE, "1", "g*g", "right", None),
    (SQUARE, "1", "np.abs(g)", "wrong", None),
    (SQUARE, "1", "abs(g)**2", "right", None),
    (SQUARE, "1", "v = b2*v + (1-b2)*g*g", "right", None),
    (IN_A_LOOP, "1", "sub_(p.grad, alpha=lr)", "right", None),
    (IN_A_LOOP, "1", "add_(p.grad, alpha=-lr)", "right", None),
    (IN_A_LOOP, "1", "p -= lr*p.grad", "right", None),
    (IN_A_LOOP, "1", "add_(lr*p.grad)", "wrong", None),
    (IN_A_LOOP, "1", "p.data -= lr*p.grad", "wrong", None),
    (IN_A_LOOP, "1", "sub(lr*p.grad)", "wrong", None),
    (ALIAS, "1", "np.zeros_like(p), np.zeros_like(p)", "right", None),
    (ALIAS, "1", "np.zeros_like(p)", "wrong", None),
    (CACHE, "1", "cache**0.5", "right", None),
    (CACHE, "1", "cache", "wrong", "missing-root"),
    (CACHE, "1", "x -= learning_rate*dx/(np.sqrt(cache)+eps)", "right", None),
]


@in_rows(
    ("text", "part", "typed", "verdict", "slip"),
    CASES,
    ids=[f"{part} {typed}" for _, part, typed, *_ in CASES],
)
def test_code_is_judged_by_what_it_computes(
    text: str, part: str, typed: str, verdict: str, slip: str | None
) -> None:
    optimizer = {CACHE: "rmsprop", IN_A_LOOP: "sgd"}.get(text, "adam")
    found = judge_code(typed, text, cloze.place_numbers(text).get(part, part), optimizer)
    assert found.verdict == verdict
    if slip:
        assert found.slip == slip
    if verdict == "wrong":
        assert found.message


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("m = m.lerp(" * 1 + "m.lerp(" * 30 + "g, b)" + ", b)" * 30, id="lerps in lerps"),
        pytest.param("; ".join(["m = m*m"] * 200), id="squares of squares"),
        pytest.param("tree_map(lambda a: a*a, " * 30 + "g" + ")" * 30, id="lambdas in lambdas"),
        pytest.param("g * 0x" + "f" * 4000, id="a huge number"),
        pytest.param("__import__('os').system('true')", id="a call to the system"),
    ],
)
def test_hostile_code_is_answered(typed: str) -> None:
    assert judge_code(typed, NUMPY, "first", "adam").verdict in {"wrong", "unreadable"}
