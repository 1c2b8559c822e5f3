"""Typed answers judged: code by its syntax, numbers within a tolerance, choices by their number."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.deck.model import BasicAnswer, Card, ChoicesAnswer, CodeAnswer, FormulaAnswer, NumberAnswer
from flashcards.deck.prompts import prompts
from flashcards.errors import Place
from flashcards.formula.unreadable import Unreadable
from flashcards.judging import python
from flashcards.scheduling import Grade
from flashcards.study import answers
from tests.rows import in_rows
from tests.steps import at_most

HERE = Place("d.yaml")


def judged(answer: object, typed: str, **more: object) -> answers.Judgement:
    card = Card("d", "a", "?", answer, HERE, **more)  # type: ignore[arg-type]
    return answers.judge_answer(prompts(card)[0], typed, "seed")


def coded(program: str, typed: str) -> str:
    return judged(CodeAnswer(program), typed).verdict


SAME = {
    "spaces and brackets": ("m = b1*m + (1-b1)*g", "m = ((b1 * m)) + ((1 - b1) * g)"),
    "terms": ("b1*m + (1-b1)*g", "(1-b1)*g + b1*m"),
    "factors": ("lr * g * m", "m * lr * g"),
    "terms of three": ("a + b - c", "-c + b + a"),
    "a difference turned round": ("a - b", "-(b - a)"),
    "one minus": ("1 - beta1", "-beta1 + 1"),
    "brackets behind a minus": ("a - (b + c)", "a - b - c"),
    "a square": ("g * g", "g ** 2"),
    "a square by NumPy": ("g**2", "np.square(g)"),
    "a square by JAX": ("g**2", "jnp.square(g)"),
    "a square by PyTorch": ("g**2", "torch.square(g)"),
    "a square as a method": ("g**2", "g.square()"),
    "a power": ("g**2", "pow(g, 2)"),
    "a power by PyTorch": ("g**2", "torch.pow(g, 2)"),
    "a power as a method": ("(g + m)**2", "(g + m).pow(2)"),
    "a float power": ("g**2", "g**2.0"),
    "a root": ("np.sqrt(v_hat) + eps", "eps + v_hat**0.5"),
    "a root as a half": ("v**0.5", "v**(1/2)"),
    "a root by another module": ("np.sqrt(v)", "math.sqrt(v)"),
    "a root as a method": ("np.sqrt(v)", "v.sqrt()"),
    "one over": ("lr / (np.sqrt(v) + eps)", "lr * (np.sqrt(v) + eps)**-1"),
    "one over a root": ("g / np.sqrt(v)", "g * v**-0.5"),
    "a quotient's factors": ("lr * m / d", "lr / d * m"),
    "a half": ("0.5 * x", "x / 2"),
    "a minus within": ("w - lr*g", "w + lr * -g"),
    "a step in place": ("w -= lr*g", "w = w - lr*g"),
    "a step added in place": ("w -= lr*g", "w += -lr*g"),
    "a factor in place": ("w *= 1 - lr*wd", "w = (1 - wd*lr) * w"),
    "an item in place": ("m['w'] += g", "m['w'] = m['w'] + g"),
    "an attribute in place": ("p.data -= lr * g", "p.data = p.data - g * lr"),
    "keywords": ("AdamW(p, lr=1e-3, eps=1e-8)", "AdamW(p, eps=0.00000001, lr=0.001)"),
    "quotes": ("state['m']", 'state["m"]'),
    "a remark": ("m = 0", "m = 0  # at rest"),
    "a function by another module": ("np.exp(-x)", "torch.exp(-x)"),
    "twice the same": ("x + x", "2 * x"),
    "nothing but signs": ("x", "-(-x)"),
}


@in_rows(("one", "other"), SAME.values(), ids=SAME.keys())
def test_programs_that_differ_in_spelling_are_the_same(one: str, other: str) -> None:
    assert python.same(one, other)
    assert python.same(f"def f(x):\n    {one}\n", f"def f(x):\n    {other}\n")


DIFFERENT = {
    "a complement left out": ("b1*m + (1-b1)*g", "b1*m + g"),
    "a square left out": ("g**2", "g"),
    "a difference": ("a - b", "b - a"),
    "a quotient": ("a / b", "b / a"),
    "a power": ("a**b", "b**a"),
    "matrices": ("A @ B", "B @ A"),
    "text": ("'a' + 'b'", "'b' + 'a'"),
    "text behind text": ("s + 'a' + t", "t + 'a' + s"),
    "lists": ("[1] + [2]", "[2] + [1]"),
    "lists repeated": ("xs + [0] * n", "n * [0] + xs"),
    "arguments": ("f(a, b)", "f(b, a)"),
    "addcmul's arguments": ("addcmul_(g, g, value=1)", "addcmul_(g, m, value=1)"),
    "keywords": ("f(lr=1, eps=2)", "f(lr=2, eps=1)"),
    "a root of a sum": ("np.sqrt(v) + eps", "np.sqrt(v + eps)"),
    "a sign": ("w -= lr*g", "w += lr*g"),
    "a target": ("w -= lr*g", "v = w - lr*g"),
    "a method": ("m.mul(b)", "m.mul_(b)"),
    "division that rounds": ("a / b", "a // b"),
    "a function": ("np.exp(x)", "np.log(x)"),
    "True is no number": ("f(True)", "f(1)"),
    "a comparison": ("a < b", "b < a"),
    "an index": ("m[0]", "m[1]"),
    "huge numbers": ("10**400 * x + 0x" + "f" * 200, "10**400 * x + 0x" + "f" * 199 + "e"),
    "an alias of a module": ("np.zeros(3)", "torch.zeros(3)"),
}


@in_rows(("one", "other"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_programs_that_do_something_else_differ(one: str, other: str) -> None:
    assert python.same(one, one)
    assert not python.same(one, other)


EVIL = {
    "brackets": "(" * 2000 + "x" + ")" * 2000,
    "open brackets": "(" * 4000,
    "some brackets": "[" * 150 + "x" + "]" * 150,
    "minus signs": "-" * 4000 + "x",
    "many minus signs": "-" * 900 + "x",
    "nots": "not " * 1000 + "x",
    "lambdas": "lambda: " * 500 + "x",
    "attributes": "x" + ".a" * 2000,
    "indices": "x" + "[0]" * 1300,
    "calls": "f(" * 1300,
    "a long sum": "x" + " + x" * 1000,
    "a long product": "x" + "*x" * 2000,
    "a tower": "9" + "**9" * 1300,
    "a short tower": "9**9**9**9**9",
    "a huge power": "x**99999999999",
    "a huge number": "9" * 4000,
    "a huge number in hexadecimal": "0x" + "f" * 4000,
    "infinite": "1e999 * x",
    "a tiny number": "x * 1e-320 / 1e-320",
    "large floats": "*".join(["1.1e140"] * 400),
    "small floats": "/".join(["1.3e-140"] * 400),
    "ifs": "x if y else " * 300 + "z",
    "nested functions": "".join(" " * n + "if x:\n" for n in range(80)),
    "f-strings": "f'{" * 600,
    "a null": "x\x00y",
    "surrogates": "'\ud800'",
    "an escape": r"'\d' + '\q'",
    "other script": "ｘ = １",
    "nothing": "",
    "half a line": "m = b1*m +",
    "two lines": "g\nimport os",
}


@in_rows("typed", EVIL.values(), ids=EVIL.keys())
@pytest.mark.usefixtures("ends_at_all")
def test_any_text_is_answered_soon(typed: str) -> None:
    assert len(typed) <= answers.LONGEST
    judged(CodeAnswer("m = b1*m + {{g}}"), "g")
    with at_most(200_000, lines=False):
        verdict = judged(CodeAnswer("m = b1*m + {{g}}"), typed)
    assert verdict.verdict in {"wrong", "unreadable"}
    assert verdict.message


@given(st.text(alphabet="xg12 +-*/().,[]='\n\t:lambda", max_size=60))
def test_a_program_is_the_same_as_itself_or_is_none(text: str) -> None:
    with contextlib.suppress(Unreadable):
        assert python.same(text, text)


def test_nothing_typed_is_run(tmp_path: object) -> None:
    assert coded("m = {{g}}", "open('here', 'w').write('x')") == "wrong"
    assert not (tmp_path / "here").exists()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("(1 - beta2) * g**2", "right"),
        ("g*g*(1 - beta2)", "right"),
        ("(-beta2 + 1) * np.square(g)", "right"),
        ("(1 - beta2) * g", "wrong"),
        ("(1 - beta2) * (g", "unreadable"),
    ],
)
def test_a_gap_is_judged_within_its_program(typed: str, verdict: str) -> None:
    assert coded("v = beta2 * v + {{second: (1 - beta2) * g**2}}", typed) == verdict


def test_only_the_gap_that_is_asked_for_is_judged() -> None:
    card = Card("d", "a", "?", CodeAnswer("{{first: m}} = b1*m + {{second: g}}"), HERE)
    first, second = prompts(card)
    assert answers.judge_answer(first, "m", "").verdict == "right"
    assert answers.judge_answer(second, "m", "").verdict == "wrong"


@pytest.mark.parametrize(
    ("typed", "verdict", "said", "slip"),
    [
        ("10", "right", "10", None),
        ("10.05", "right", "10", None),
        ("1/0.1", "right", "10", None),
        ("10×", "right", "10", None),
        ("11", "wrong", "it is 10; you have 11", None),
        ("-10", "wrong", "the sign is not", "wrong-sign"),
        ("0.1", "wrong", "upside down", "inverted-fraction"),
        ("ten", "right", "10", None),
        ("", "unreadable", "not a number", None),
        ("9**9**9**9", "unreadable", "not a number", None),
        ("1" * 5000, "unreadable", "4096", None),
    ],
)
def test_a_number_is_right_within_its_tolerance(
    typed: str, verdict: str, said: str, slip: str | None
) -> None:
    found = judged(NumberAnswer("1 / (1 - beta1**t)"), typed, vary={"beta1": (0.9,), "t": (1,)})
    assert (found.verdict, found.slip) == (verdict, slip)
    assert said in found.message


@pytest.mark.parametrize(
    ("right", "typed", "verdict"),
    [
        ("0.005", "0", "wrong"),
        ("0.005", "0.00504", "right"),
        ("0.005", "0.0052", "wrong"),
        ("1e-8", "0", "wrong"),
        ("1e-8", "1.005e-8", "right"),
        ("0", "0", "right"),
        ("0", "1e-13", "right"),
        ("0", "1e-6", "wrong"),
        ("0", "-0.005", "wrong"),
    ],
)
def test_a_small_number_is_as_strict_as_a_large_one(right: str, typed: str, verdict: str) -> None:
    assert judged(NumberAnswer(right), typed).verdict == verdict


def test_a_choice_is_picked_by_its_number() -> None:
    card = ChoicesAnswer("right", ("wrong", "worse"))
    verdicts = [judged(card, typed).verdict for typed in ("1", "2", "3")]
    assert sorted(verdicts) == ["right", "wrong", "wrong"]
    assert [judged(card, typed).verdict for typed in ("0", "4", "x", "²", "")] == ["unreadable"] * 5


def test_a_formula_is_judged_by_algebra() -> None:
    found = judged(
        FormulaAnswer(r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t"), "m = b1*m + g", optimizer="adam"
    )
    assert (found.verdict, found.slip) == ("wrong", "missing-complement")
    assert all("m_{t-1}" in reading for reading in found.readings)


def test_a_card_that_is_only_recalled_is_not_judged() -> None:
    with pytest.raises(TypeError, match="basic"):
        judged(BasicAnswer("x"), "x")


@pytest.mark.parametrize(
    ("verdict", "grade"),
    [("right", Grade.GOOD), ("variant", Grade.GOOD), ("wrong", Grade.AGAIN), ("unreadable", None)],
)
def test_a_verdict_proposes_a_grade(verdict: str, grade: Grade | None) -> None:
    assert answers.Judgement(verdict).proposed is grade
