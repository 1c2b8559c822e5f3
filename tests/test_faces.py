"""What a prompt shows before and after the answer, and the numbers that a seed draws."""

from __future__ import annotations

import pytest

from flashcards.deck.cloze import name_of_hidden
from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Place, Problem
from flashcards.formula.parse import Unreadable
from flashcards.study.card_faults import fault
from flashcards.study.drawn_values import draw_values, fill_values
from flashcards.study.faces import faces
from flashcards.study.options import option_markdown
from flashcards.study.right_numbers import right_number
from flashcards.text.blocks import GAP_CLOSES, GAP_OPENS


def card(answer: Answer, ask: str = "Q?", **more: object) -> Card:
    return Card("d", "c", ask, answer, Place("d.yaml"), **more)  # type: ignore[arg-type]


def shown(given: Card, part: str = "") -> tuple[str, str]:
    both = faces(Prompt(given, part), "seed")
    return tuple(
        text.replace(GAP_OPENS, "⟨").replace(GAP_CLOSES, "⟩") for text in (both.question, both.answer)
    )


CLOZE = ClozeAnswer("{{who: Adam}} keeps {{two averages | how many}} and {{who: Adam}} divides.")
IN_FORMULA = ClozeAnswer(r"$\frac{ {{top: m_t}} }{1 - \beta_1^t}$ is the mean")

SHOWN = [
    pytest.param(card(BasicAnswer("A.")), "", ("Q?", "A."), id="basic"),
    pytest.param(card(BasicAnswer("A.", both_ways=True)), "reverse", ("A.", "Q?"), id="the reverse"),
    pytest.param(card(FormulaAnswer("x = y")), "", ("Q?", "$$\nx = y\n$$"), id="formula"),
    pytest.param(card(StepsAnswer(("a", "b"))), "", ("Q?", "1. a\n2. b"), id="steps"),
    pytest.param(
        card(CodeAnswer("m = {{b*m}}"), ask=""),
        name_of_hidden("b*m"),
        ("````python\nm = ▁▁▁▁▁\n````", "````python\nm = b*m\n````"),
        id="code",
    ),
    pytest.param(
        card(CLOZE, ask=""),
        "who",
        (
            "⟨[\u00a0……\u00a0]⟩ keeps two averages and ⟨[\u00a0……\u00a0]⟩ divides.",
            "⟨Adam⟩ keeps two averages and ⟨Adam⟩ divides.",
        ),
        id="gaps of one name hide together",
    ),
    pytest.param(
        card(CLOZE, ask=""),
        "two-averages",
        (
            "Adam keeps ⟨[\u00a0how many\u00a0]⟩ and Adam divides.",
            "Adam keeps ⟨two averages⟩ and Adam divides.",
        ),
        id="a gap with a hint",
    ),
    pytest.param(
        card(IN_FORMULA, ask=""),
        "top",
        (
            r"$\frac{ \hide{top}{}{m_t} }{1 - \beta_1^t}$ is the mean",
            r"$\frac{ m_t }{1 - \beta_1^t}$ is the mean",
        ),
        id="a gap in a formula hides a sub-tree",
    ),
    pytest.param(
        card(NumberAnswer("-2*x"), ask="$x = {x}$?", vary={"x": (-3,)}),
        "",
        ("$x = {-3}$?", r"$- 2 \cdot \left( - 3 \right)$ = **6**"),
        id="a negative number keeps its sign to itself",
    ),
]


@pytest.mark.parametrize(("given", "part", "texts"), SHOWN)
def test_the_sides_of_a_prompt(given: Card, part: str, texts: tuple[str, str]) -> None:
    assert shown(given, part) == texts


def test_options_are_shuffled_by_the_seed_and_hold_the_right_one_once() -> None:
    given = card(ChoicesAnswer("right", ("a", "b", "c")))
    orders = {faces(Prompt(given), str(seed)).options for seed in range(20)}
    assert len(orders) > 1
    assert all(sorted(order) == ["a", "b", "c", "right"] for order in orders)


@pytest.mark.parametrize(
    ("option", "markdown"),
    [
        pytest.param(r"\beta_1 m", r"$\beta_1 m$", id="a bare formula"),
        pytest.param(r"It is $\beta_1$.", r"It is $\beta_1$.", id="a formula in words"),
        pytest.param("C:\\decks\\", "C:\\decks\\", id="a backslash at the end is no formula"),
        pytest.param("one of $3", "one of $3", id="words"),
    ],
)
def test_an_option_as_markdown(option: str, markdown: str) -> None:
    assert option_markdown(option) == markdown


def test_slips_make_wrong_options() -> None:
    right = r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t"
    given = card(ChoicesAnswer(right, slips=("missing-complement", "missing-square")), optimizer="adam")
    options = faces(Prompt(given), "s").options
    assert len(options) == 2, "a slip that changes nothing makes no option"
    assert right in options


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{beta1} is drawn", "0.9 is drawn"),
        (r"$\sqrt{t} = {beta1}$", r"$\sqrt{10} = {0.9}$"),
        (r"$\hat{m}$", r"$\hat{m}$"),
    ],
    ids=["in words", "a group in a formula stays a group", "LaTeX's own groups stay"],
)
def test_templates(text: str, result: str) -> None:
    assert fill_values(text, {"beta1": 0.9, "t": 10}) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param("the rate {eta}", r"the rate $6 \cdot 10^{-5}$", id="a small one in words"),
        pytest.param(r"$\eta = {eta}$", r"$\eta = {6 \cdot 10^{-5}}$", id="a small one in a formula"),
        pytest.param("`lr={eta}`", "`lr=6e-5`", id="a small one in code"),
        pytest.param("with {epsilon}", "with $10^{-8}$", id="a power of ten"),
        pytest.param("from {low}", "from −2", id="a negative one in words"),
        pytest.param("$x = {low}$", "$x = {-2}$", id="a negative one in a formula"),
        pytest.param("{n} steps", "100000 steps", id="a count"),
        pytest.param("`v`: {eta}", r"`v`: $6 \cdot 10^{-5}$", id="after code"),
    ],
)
def test_drawn_values_are_typeset(text: str, result: str) -> None:
    assert fill_values(text, {"eta": 6e-5, "epsilon": 1e-8, "low": -2.0, "n": 100000}) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param("it is {= eta/10}", r"it is $6 \cdot 10^{-6}$", id="in words"),
        pytest.param(
            "$x = {= eta/10}$ and {= eta*10}", r"$x = {6 \cdot 10^{-6}}$ and 0.0006", id="in a formula"
        ),
        pytest.param("`{= eta/10}`", "`6e-6`", id="in code"),
    ],
)
def test_computed_figures_are_typeset(text: str, result: str) -> None:
    given = card(BasicAnswer(text), vary={"eta": (6e-5,)})
    assert shown(given)[1] == result


def test_a_number_may_be_a_quantity_of_the_cards_own_demo() -> None:
    run = Demo(gradients="constant 1", steps=10, show=("m",))
    given = card(NumberAnswer("m / 2"), vary={"beta1": (0.5,), "t": (3,)}, demo=run, optimizer="adam")
    assert right_number(given, draw_values(given, "s")) == pytest.approx((1 - 0.5**3) / 2)


def test_a_name_that_nothing_knows_is_told() -> None:
    with pytest.raises((Problem, Unreadable), match="nosuch"):
        right_number(card(NumberAnswer("nosuch + 1")), {})


def test_every_prompt_of_a_card_has_sides() -> None:
    assert [shown(card(CLOZE), prompt.part)[0][:1] for prompt in prompts(card(CLOZE))] == ["Q", "Q"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{= m@1}", "0.4"),
        ("about {= m@1 | 2} of it", "about 0.40 of it"),
        ("{= 1/sqrt(2) | %}", "71%"),
        ("{= beta1 * 20 | times}", "18 times"),
        ("{= 2 | times} as long", "twice as long"),
        ("{= m@1 / g@1 | words}", "a tenth"),
        (r"$x {=} \frac{1}{2}$ and {beta1}", r"$x {=} \frac{1}{2}$ and {beta1}"),
    ],
)
def test_a_figure_is_computed_when_the_card_is_shown(text: str, shown: str) -> None:
    demo = Demo(gradients=(4.0, 2.0))
    given = card(BasicAnswer(text), why=text, hint=text, optimizer="adam", demo=demo)
    found = faces(Prompt(given), "seed")
    assert (found.answer, found.why, found.hint) == (shown, shown, shown)
    assert fault(given) is None


@pytest.mark.parametrize(
    ("text", "said"), [("{= q@1}", "q"), ("{= 1/0}", "no value"), ("{= 1 | loud}", "loud")]
)
def test_a_figure_that_cannot_be_computed_is_a_fault(text: str, said: str) -> None:
    problem = fault(card(BasicAnswer("x"), why=text, optimizer="adam", demo=Demo(gradients=(1.0,))))
    assert problem is not None
    assert said in problem.message
