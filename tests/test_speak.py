"""A formula in words: one line that can be understood without seeing it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.formula import parse
from flashcards.formula.render.speech import speak
from flashcards.formula.tree import (
    Accent,
    Apply,
    Big,
    Fence,
    Fraction,
    Node,
    Number,
    Product,
    Relation,
    Root,
    Script,
    Sum,
    Symbol,
)
from tests.formulas import LATEX, OF_NOTES, OTHERS
from tests.rows import in_rows
from tests.steps import at_most


@in_rows(
    ("latex", "words"),
    [
        (r"m_t = \beta_1 m_{t-1}", "m sub t equals beta 1 times m at t minus 1"),
        (r"m_{t-1} + 1", "m at t minus 1, plus 1"),
        (r"\hat{m}_t", "m hat sub t"),
        (r"g_t^2", "g sub t squared"),
        (r"\beta_1^t", "beta 1 to the t"),
        (r"10^{-8}", "10 to the minus 8"),
        (r"\frac{a}{b}", "a over b"),
        (r"\frac{m_t}{1 - \beta_1^t}", "the fraction m sub t, over 1 minus beta 1 to the t, end fraction"),
        (r"\sqrt{v}", "the square root of v"),
        (r"\sqrt{v + \epsilon}", "the square root of v plus epsilon, end root"),
        (r"\sqrt{v} + \epsilon", "the square root of v, end root, plus epsilon"),
        (r"\sqrt{\hat{v}_t} + \epsilon", "the square root of v hat sub t, end root, plus epsilon"),
        (r"\frac{1}{\sqrt{v}}", "the fraction 1, over the square root of v, end fraction"),
        (
            r"\frac{m}{\sqrt{v} + \epsilon}",
            "the fraction m, over the square root of v, end root, plus epsilon, end fraction",
        ),
        (
            r"\frac{m}{\sqrt{v + \epsilon}}",
            "the fraction m, over the square root of v plus epsilon, end root, end fraction",
        ),
        (r"\theta_{t-1}", "theta at t minus 1"),
        (r"\theta_t - 1", "theta sub t minus 1"),
        (r"\theta_{t-1} - 1", "theta at t minus 1, minus 1"),
        (r"\beta_1^{t+1}", "beta 1 to the power t plus 1, end power"),
        (r"\beta_1^t + 1", "beta 1 to the t plus 1"),
        (r"x_{ij}", "x with index i j, end index"),
        (r"\hat{m_t}", "hat over m sub t, end hat"),
        (r"\frac{a}{b} c", "a over b times c"),
        (r"\frac{a}{bc}", "the fraction a, over b times c, end fraction"),
        (r"\frac{a/b + c}{d}", "the fraction a divided by b plus c, over d, end fraction"),
        (
            r"\frac{\frac{a}{b} + c}{d}",
            "the fraction a over b plus c, all over d, end fraction",
        ),
        (r"\log x + 1", "log of x plus 1"),
        (r"\log(x + 1)", "log of open paren x plus 1 close paren"),
        (r"[0, 1)", "open bracket 0, 1 close paren"),
        (r"\sqrt[3]{x}", "the cube root of x"),
        (r"(1 - \beta) g", "open paren 1 minus beta close paren times g"),
        (r"\Delta\theta_t = -g", "Delta theta sub t equals minus g"),
        (r"\Delta \cdot x", "Delta times x"),
        (r"\nabla_\theta L(\theta)", "the gradient with respect to theta of L of theta"),
        (r"\sum_{i=1}^n x_i", "the sum from i equals 1 to n of x sub i"),
        (r"\lim_{t \to \infty} \beta^t", "the limit as t goes to infinity of beta to the t"),
        (r"\arg\min_\theta L", "the arg min over theta of L"),
        (r"\log_{10} x", "log base 10 of x"),
        (r"|x|", "the absolute value of x end absolute value"),
        (r"\theta \leftarrow \theta - \eta g", "theta gets theta minus eta times g"),
        (r"w \approx 0.5", "w is about 0.5"),
        (r"\hide{a}{}{\beta_1} m", "blank times m"),
        (r"\hide{a}{the decay}{\beta_1} m", "blank, the decay, times m"),
        (r"x = 1, \quad \text{where } y = 2", "x equals 1, where y equals 2"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "a equals b; c equals d"),
    ],
)
def test_words(latex: str, words: str) -> None:
    assert speak(parse.parse_latex(latex).tree) == words


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(r"\text{" + "a\x01 " * 6000 + "}", id="signs of its own"),
        pytest.param("f" + "(x)" * 100, id="calls of calls"),
        pytest.param(r"\sqrt{" * 70 + "x" + "}" * 70, id="roots in roots"),
    ],
)
def test_hostile_formulas_are_spoken(text: str) -> None:
    with at_most(400_000, lines=False):
        assert speak(parse.parse_latex(text).tree)


def test_typed_text_is_spoken_too() -> None:
    assert speak(parse.parse_typed("w -= lr*dw").tree) == "w shrinks by lr times dw"


@in_rows("latex", [latex for latex, _ in OF_NOTES])
def test_the_formulas_of_the_notes_are_spoken_without_a_sign(latex: str) -> None:
    said = speak(parse.parse_latex(latex).tree)
    assert said.isascii()
    assert not set(said) & set("\\{}^_=+<>|/*")


@in_rows("latex", [latex for latex, _ in OTHERS])
def test_every_construct_has_words(latex: str) -> None:
    said = speak(parse.parse_latex(latex).tree)
    assert said
    assert "\n" not in said


@given(LATEX)
@settings(max_examples=50, deadline=None)
def test_whatever_is_read_can_be_spoken_on_one_line(text: str) -> None:
    assert "\n" not in speak(parse.parse_latex(text).tree)


F = Symbol("f")
LOG = Symbol("log", "function")
UNITS: list[Node] = [Symbol("x"), Symbol("t"), Number("2")]


def on_one(a: Node) -> Iterator[Node]:
    """What a formula can be made of one part; `f x` and `f(x)` are the same."""
    yield from (Root(a), Root(a, Number("3")), Accent("hat", a), Fence("(", a, ")"), Fence("|", a, "|"))
    yield Sum((a,), ("-",))
    if not isinstance(a, Fence):
        yield from (Apply(F, a), Apply(LOG, a), Apply(Symbol("nabla"), a))


def on_two(a: Node, b: Node) -> Iterator[Node]:
    """What a formula can be made of two parts; a power of `x_2` is `x_2^t`."""
    yield from (Sum((a, b), ("", "+")), Sum((a, b), ("", "-")), Relation((a, b), ("=",)))
    yield from (Product((a, b), ("", "")), Product((a, b), ("", "/")))
    yield from (Fraction(a, b), Fraction(a, b, bar=False), Script(a, b), Big("sum", a, None, b))
    yield Apply(F, Fence("(", Sum((a, b), ("", "+")), ")"))
    if not isinstance(a, Script):
        yield Script(a, None, b)


def grown(parts: Iterable[Node], others: Iterable[Node]) -> Iterator[Node]:
    """Every formula of one or two of these parts."""
    listed = list(others)
    for a in parts:
        yield from on_one(a)
        for b in listed:
            yield from on_two(a, b)
            yield from on_two(b, a)


def heard(tree: Node) -> str:
    """What is heard by someone who misses every pause."""
    return " ".join(speak(tree).replace(",", " ").split())


def sounds_the_same(trees: Iterable[Node]) -> list[tuple[str, Node, Node]]:
    """The pairs that are heard as the same."""
    said: dict[str, Node] = {}
    heard_as = ((heard(tree), tree) for tree in trees)
    return [
        (words, first, tree) for words, tree in heard_as if (first := said.setdefault(words, tree)) != tree
    ]


def test_no_two_formulas_of_two_layers_sound_the_same() -> None:
    one = list(grown(UNITS, UNITS))
    two = grown(one[::3], UNITS[:2])
    assert sounds_the_same(dict.fromkeys(itertools.chain(UNITS, one, two))) == []


DEEP = st.recursive(
    st.sampled_from(UNITS),
    lambda parts: st.tuples(parts, parts).flatmap(
        lambda two: st.sampled_from([*on_one(two[0]), *on_two(*two)])
    ),
    max_leaves=6,
)


@given(DEEP, DEEP)
@settings(max_examples=100, deadline=None)
def test_two_formulas_that_differ_within_another_differ_to_the_ear(one: Node, other: Node) -> None:
    """They are heard side by side in every place that a formula has."""
    places = [Fraction(each, Symbol("y")) for each in (one, other)]
    orders = [Sum((Product((a, b), ("", "")), UNITS[0]), ("", "+")) for a, b in ((one, other), (other, one))]
    assert sounds_the_same([one, other, *places, *orders]) == []
