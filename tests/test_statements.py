"""Every statement of a card is placed: relations, numbers, code; and a slip in one of them is found."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest

from flashcards import demo
from flashcards.audit.statements.placing import place_statements
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    CodeAnswer,
    Demo,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.errors import Place
from tests import planted_slips
from tests.rows import in_rows
from tests.steps import at_most

CARD = Card("d", "c", "What?", BasicAnswer("That."), Place("d.yaml"), optimizer="adam")


def kinds(card: Card) -> list[str]:
    """The classes of the card's statements; its problems after them."""
    placed, problems = place_statements(card, [])
    return [*(each.kind for each in placed), *(f"problem: {problem.message}" for problem in problems)]


def why(text: str, ask: str = "What?", **fields: object) -> Card:
    return replace(CARD, why=text, ask=ask, **fields)  # type: ignore[arg-type]


@in_rows(
    ("text", "ask", "kind"),
    [
        pytest.param(r"$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t$", "", "sampled", id="a line of the rule"),
        pytest.param(r"$m_t = \beta_1 m_{t-1} + (1-\beta_2) g_t$", "", "unplaced", id="its slip"),
        pytest.param(r"$m_{t+1} = \beta_1 m_t + (1-\beta_1) g_t$", "", "sampled", id="one step on"),
        pytest.param(r"$m \leftarrow \beta m + (1-\beta) g$", "", "sampled", id="assigned"),
        pytest.param(r"$\hat{m}_1 = g_1$", "", "sampled", id="the first step"),
        pytest.param(r"$\hat{m}_2 = g_1$", "", "unplaced", id="the second step"),
        pytest.param(r"$\hat{v}_t = g^2$", "The gradient is the same at every step", "sampled",
                 id="constant"),
        pytest.param(r"$\hat{v}_t = g$", "The gradient is the same at every step", "unplaced",
                 id="no square"),
        pytest.param(r"$\hat{v}_t = g^2$", "", "unplaced", id="a premise that nobody says"),
        pytest.param(r"$m_t = g_t$", r"Set $\beta_1 = 0$.", "settings sampled", id="a pinned setting"),
        pytest.param(r"$v_t = g_t$", r"Set $\beta_1 = 0$.", "settings unplaced", id="the wrong moment"),
        pytest.param(r"At $t = 1$ it is large.", "", "settings", id="a step"),
        pytest.param(r"$\beta_1 = 0.9$ is usual.", "", "settings", id="a default"),
        pytest.param(r"$\beta_2 = 0.9$ is usual.", "", "unplaced", id="no default"),
        pytest.param(r"$m_0 = 1$ at the start", "", "unplaced", id="a quantity is no setting"),
        pytest.param(r"$1 + \beta + \dots + \beta^{t-1} = \frac{1-\beta^t}{1-\beta}$", "", "sampled",
                 id="dots"),
        pytest.param(r"$1 + \beta + \dots + \beta^{t} = \frac{1-\beta^t}{1-\beta}$", "", "unplaced",
                 id="last"),
        pytest.param(r"$1 - \beta + \dots + \beta^{t-1} = \frac{1-\beta^t}{1-\beta}$", "", "unplaced",
                 id="sign"),
        pytest.param(r"$\sum_k \beta^k = \frac{1}{1-\beta}$", "", "sampled", id="endless"),
        pytest.param(r"$\sqrt{0.001} \approx 0.03$", "", "sampled", id="rounded"),
        pytest.param(r"$\sqrt{0.001} \approx 0.04$", "", "unplaced", id="rounded wrongly"),
        pytest.param(r"only for $\eta < 2/h$", "", "unplaced", id="an inequality proves nothing"),
        pytest.param(r"$E[v_t] = E[g_t^2](1-\beta_2^t)$", "", "sampled", id="expected"),
        pytest.param(r"$E[v_t] = E[g_t^2](1-\beta_1^t)$", "", "unplaced", id="expected, other decay"),
        pytest.param(r"$\theta_t = \theta_{t-1} - \eta \hat{m}_t / (\sqrt{\hat{v}_t} + \epsilon)$",
                 "", "sampled",
                     id="the step"),
        pytest.param(r"$\theta_t = \theta_{t-1} - \eta \hat{m}_t / \sqrt{\hat{v}_t}$", "", "unplaced",
                 id="no ε"),
        pytest.param("no formula", "", "", id="prose"),
        pytest.param(r"the letters $m_t$ and $\hat{v}$", "", "", id="letters"),
    ],
)  # fmt: skip
def test_a_relation_is_placed(text: str, ask: str, kind: str) -> None:
    found = kinds(why(text, ask, demo=Demo(settings={"beta1": 0})))
    assert " ".join(found).replace("proved", "sampled") == kind


@pytest.mark.parametrize(
    ("text", "ask", "kind"),
    [
        pytest.param(r"$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t$", "", "proved", id="a line of the rule"),
        pytest.param(r"$1-\beta_1^2 = (1-\beta_1)(1+\beta_1)$", "", "proved", id="an identity"),
        pytest.param(
            r"$\hat{v}_t = g^2$", "The gradient is the same at every step", "sampled", id="a premise"
        ),
    ],
)
def test_algebra_proves_what_needs_no_premise(text: str, ask: str, kind: str) -> None:
    assert kinds(why(text, ask)) == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(r"the weight $1-\beta_1^t$", "computed", id="part of an equation"),
        pytest.param(r"the weight $1+\beta_1^t$", "unplaced", id="its slip"),
        pytest.param(r"the rate $\eta/\sqrt{\hat{v}_t}$", "computed", id="a usual amount"),
        pytest.param(r"the rate $\eta\sqrt{\hat{v}_t}$", "unplaced", id="the inverse"),
        pytest.param(r"some $d^2$ numbers", "", id="letters of no rule"),
        pytest.param(r"about $10^{-8}$", "", id="a number"),
    ],
)
def test_an_amount_is_part_of_what_is_computed(text: str, kind: str) -> None:
    assert " ".join(kinds(why(text))) == kind


@pytest.mark.parametrize(
    ("column", "holds", "kind"),
    [
        pytest.param("ratio = m_hat/sqrt(v_hat)", (), "computed", id="a usual amount"),
        pytest.param("ratio = m_hat/v_hat**3", (), "unplaced", id="nothing known"),
        pytest.param("half = m_hat/2", ("half@2 = m_hat@2/2",), "computed", id="claimed"),
        pytest.param("in_eta", (), "", id="named"),
        pytest.param("exp_avg = m", (), "", id="renamed"),
    ],
)
def test_a_derived_column_is_placed(column: str, holds: tuple[str, ...], kind: str) -> None:
    card = replace(CARD, holds=holds, demo=Demo(gradients=(4.0, 2.0), show=(column,)))
    assert " ".join(kinds(card)) == kind


FIGURED = Demo(gradients=(4.0, 2.0), settings={"beta1": 0.5}, steps=7, show=("m",), at=(1, 5))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("With β₁ = 0.5 it is fast.", "computed", id="a setting"),
        pytest.param("With β₂ = 0.5 it is fast.", "unplaced", id="another setting"),
        pytest.param("At t = 5 it is over.", "computed", id="a moment"),
        pytest.param("At t = 4 it is over.", "unplaced", id="no moment"),
        pytest.param("After 7 steps it is over.", "computed", id="a count of steps"),
        pytest.param("A gradient of 4 comes first.", "computed", id="a gradient"),
        pytest.param("A gradient of 3 comes first.", "unplaced", id="no gradient"),
        pytest.param("The first m is 2.0.", "computed", id="a cell"),
        pytest.param("The first m is 2.1.", "unplaced", id="no cell"),
        pytest.param(
            "It uses float16, GPT-3, a 2-16-1 net and $m_7 = 3$.", "unplaced", id="no figure but in words"
        ),
        pytest.param("It is {= m@1 | 1}.", "computed", id="computed when shown"),
    ],
)
def test_a_figure_in_prose_is_looked_up(text: str, kind: str) -> None:
    card = why(text, demo=FIGURED)
    placed, problems = place_statements(card, [], demo.run(FIGURED, optimizer="adam"))
    assert problems == []
    assert [each.kind for each in placed] == [kind]


@pytest.mark.parametrize(
    ("ask", "kind"),
    [(r"With $\beta_1 = {beta1}$", "settings"), (r"With $\beta_2 = {beta1}$", "unplaced")],
)
def test_a_draw_has_the_letter_of_its_name(ask: str, kind: str) -> None:
    card = replace(CARD, ask=ask, vary={"beta1": (0.5, 0.9)})
    assert kinds(card) == [kind]


NUMBER = replace(
    CARD,
    vary={"beta1": (0.5, 0.9), "t": (1, 5)},
    answer=NumberAnswer("1 / (1 - beta1**t)"),
    demo=Demo(gradients="constant 1", steps=5),
    holds=("m_hat@t = answer * m@t",),
)


def test_a_number_is_computed_by_what_the_author_claims() -> None:
    assert kinds(NUMBER) == ["computed"]
    wrong = replace(NUMBER, answer=NumberAnswer("1 / (1 - beta1)"))
    kind, problem = kinds(wrong)
    assert kind == "unplaced"
    assert "does not hold at beta1 = 0.5, t = 5 (the answer is 2)" in problem


def test_a_number_without_a_claim_is_unplaced_or_told() -> None:
    assert kinds(replace(NUMBER, holds=())) == ["unplaced"]
    assert kinds(replace(NUMBER, holds=(), told={"number": "a rule of thumb"})) == ["told"]


def test_a_claim_that_no_draw_touches_is_told() -> None:
    (_, problem) = kinds(replace(NUMBER, vary={**NUMBER.vary, "idle": (1, 2)}))
    assert "depends on idle" in problem


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param({"x = y": "why not"}, "is in no text", id="nowhere"),
        pytest.param({r"\hat{m}_1 = g_1": "no need"}, "needs no excuse", id="placed"),
    ],
)
def test_an_excuse_that_excuses_nothing_is_a_problem(told: dict[str, str], said: str) -> None:
    assert said in " ".join(kinds(why(r"$\hat{m}_1 = g_1$", told=told)))


def test_the_right_option_fulfils_the_claims_and_no_wrong_one_does() -> None:
    options = ChoicesAnswer(r"$1 - \beta_1^{t+1}$", (r"$1 - \beta_1^t$", r"$1 - \beta_1$"))
    holds = ("m@(t+1) / answer = m_hat@(t+1)",)
    card = replace(CARD, answer=options, given={"t": ("3",)}, holds=holds, demo=Demo(gradients="constant 1"))
    assert kinds(card) == ["computed"]
    swapped = replace(card, answer=ChoicesAnswer(options.wrong[0], (options.right,)))
    assert sum(kind.startswith("problem") for kind in kinds(swapped)) == 2


@pytest.mark.parametrize(
    ("program", "kind"),
    [
        pytest.param("m = beta1 * m + {{(1 - beta1) * g}}", "computed", id="plain"),
        pytest.param("m = beta1 * m + {{(1 - beta2) * g}}", "unplaced", id="a slip"),
        pytest.param("exp_avg.mul_(b1).add_(grad, {{alpha=1 - b1}})", "computed", id="torch"),
        pytest.param("exp_avg.mul_(b1).add_(grad, {{alpha=b1}})", "unplaced", id="torch, a slip"),
        pytest.param("v.lerp_({{g * g}}, 1 - b2)", "computed", id="lerp"),
        pytest.param("m = jax.tree.map(lambda a, b: b1*a + (1 - b1)*b, {{s['m'], grads}})", "computed",
                 id="jax"),
        pytest.param("t += 1\nm_hat = m / (1 - b1**{{t}})", "computed", id="counted"),
        pytest.param("p.addcdiv_(m_hat, v_hat.sqrt().add_(eps), {{value=-lr}})", "computed", id="addcdiv"),
        pytest.param("p.addcdiv_(m_hat, v_hat.sqrt().add_(eps), {{value=lr}})", "unplaced", id="uphill"),
        pytest.param("m = {{__import__('os').system('true')}}", "unplaced", id="nothing is run"),
        pytest.param("m = {{unknown(g)}}", "unplaced", id="unknown"),
    ],
)  # fmt: skip
def test_code_is_placed_by_what_it_computes(program: str, kind: str) -> None:
    assert kinds(replace(CARD, answer=CodeAnswer(program))) == [kind]


@pytest.mark.parametrize(
    ("bug", "program", "kind"),
    [
        ("missing-square", "v = b2 * v + (1 - b2) * g", "computed"),
        ("missing-root", "v = b2 * v + (1 - b2) * g", "unplaced"),
        ("", "v = b2 * v + (1 - b2) * g", "unplaced"),
        ("missing-square", "v = b2*v + (1-b2)*g\nv_hat = v / (1 - b2**t)", "computed"),
        ("missing-square", "v = b2*v + (1-b2)*g\nv_hat = v / (1 - b1**t)", "unplaced"),
        ("wrong-sign", "p += lr * m_hat / (np.sqrt(v_hat) + eps)", "computed"),
        ("lagging-exponent",
         "for t in range(n):\n    m = b1*m + (1-b1)*g\n    m_hat = m / (1 - b1**t)", "computed"),
    ],
)  # fmt: skip
def test_the_bug_of_a_card_is_the_one_in_its_code(bug: str, program: str, kind: str) -> None:
    ask = f"```python\n{program}\n```"
    assert kinds(replace(CARD, ask=ask, bug=bug)) == [kind]


def test_the_lines_of_a_derivation_are_relations() -> None:
    steps = StepsAnswer((r"$m_1 = (1-\beta_1) g_1$", r"$\hat{m}_1 = m_1/(1-\beta_2)$"))
    assert [kind.replace("proved", "sampled") for kind in kinds(replace(CARD, answer=steps))] == [
        "sampled",
        "unplaced",
    ]


def test_slips_planted_in_shipped_decks_are_found() -> None:
    """A sample of those of `python -m tests.planted_slips`: every ninth card, its first slip of each kind."""
    planted: dict[tuple[str, str], planted_slips.Planted] = {}
    for card in planted_slips.shipped_cards()[::9]:
        for made in islice(planted_slips.planted(card), 12):
            planted.setdefault((card.key, made.kind), made)
    counted = [made for made in planted.values() if made.kind in {"relation", "number", "code"}]
    caught = [planted_slips.is_caught(made.card) for made in counted]
    assert len(counted) >= 15
    assert sum(caught) >= 0.9 * len(counted)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"why": "$a = b$ " * 2000}, id="many relations"),
        pytest.param({"why": r"$1-\beta_1^t$ " * 1200}, id="many amounts"),
        pytest.param({"why": "17 " * 6000}, id="many figures"),
        pytest.param({"why": "$" + r"\sum_k " * 300 + "k = 1$"}, id="sums in sums"),
        pytest.param({"why": "$" + "a + " * 1000 + "a = b$"}, id="a long relation"),
        pytest.param({"why": "$" + "{" * 5000 + "$"}, id="open braces"),
        pytest.param({"why": "`" + "m = " * 3000 + "m*2`"}, id="long code"),
        pytest.param({"holds": ("answer = sum(sum(sum(1,i,1,9999),j,1,9999),k,1,9999)",)}, id="nested sums"),
        pytest.param({"holds": ("1 = sum(adam(eta=i).m@20000, i, 1, 9999)",)}, id="many long runs"),
        pytest.param({"holds": ("1 = 1",) * 5000}, id="many claims"),
        pytest.param({"given": {"gradients": ("noise x",), "t": ("9e99",)}}, id="premises"),
        pytest.param({"told": {f"x{n}": "y" for n in range(3000)}}, id="many excuses"),
    ],
)
@pytest.mark.usefixtures("ends_at_all")
def test_a_hostile_card_is_placed_soon(fields: dict[str, object]) -> None:
    kinds(NUMBER)
    with at_most(3_000_000, lines=False):
        kinds(replace(NUMBER, **fields))  # type: ignore[arg-type]
