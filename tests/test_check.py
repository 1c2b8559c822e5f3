"""Decks held against the code: verdicts, every kind of problem, a slip put into each shipped formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from flashcards.audit.decks import check_decks
from flashcards.audit.formulas import answers, proofs
from flashcards.audit.report import Proof, Report
from flashcards.deck import codec
from flashcards.deck.model import Card, ChoicesAnswer, Deck, FormulaAnswer
from flashcards.judging.slips import SLIPS
from flashcards.judging.spoiling import spoil
from flashcards.storage.deck_files import load_decks, shipped_decks
from tests.rows import in_rows

SHIPPED = load_decks([shipped_decks()])
PROVABLE = [card for card in SHIPPED.cards if any(answers(card))]


def deck(cards: str, head: str = "deck: d\noptimizer: adam") -> Deck:
    text = f"{head}\ncards:\n" + "".join(f"  {line}\n" for line in cards.strip().splitlines())
    read, problems = codec.read_deck(text, "d.yaml")
    assert read is not None, problems
    assert not problems
    return read


def formula(latex: str, optimizer: str = "adam", more: str = "") -> Proof:
    card = f"- id: a\n  ask: q\n  formula: '{latex}'\n{more}"
    (proof,) = check_decks([deck(card, f"deck: d\noptimizer: {optimizer}")]).formulas
    return proof


STEP = r"\theta_{t+1} = \theta_t - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
INSIDE = r"\theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t + \epsilon}}"


@in_rows(
    ("latex", "optimizer", "verdict", "quantity", "slip"),
    [
        (r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t", "adam", "proved", "m", None),
        (r"m_{t+1} = \beta_1 m_t + (1 - \beta_1) \nabla J(\theta_t)", "adam", "proved", "m", None),
        (STEP, "adam", "proved", "theta", None),
        (r"\Delta_t = -\eta g_t", "sgd", "proved", "delta", None),
        (r"v_t = \beta v_{t-1} + g_t", "momentum-velocity", "proved", "v", None),
        (r"v_t = \beta v_{t-1} + g_t", "heavy-ball", "proved", "v", None),
        (r"m_t = (1 - \beta_1) \sum_{i=1}^t \beta_1^{t-i} g_i", "adam", "sampled", "m", None),
        (r"\hat{m}_1 = g_1", "adam", "sampled", "", None),
        (r"m_0 = 0", "adam", "sampled", "", None),
        (r"1 - \beta_1^t = (1 - \beta_1) \sum_{i=1}^t \beta_1^{t-i}", "adam", "sampled", "", None),
        (r"\beta_1 = 0.9", "adam", "proved", "beta1", None),
        (r"\beta_1 = 0.99", "adam", "wrong", "beta1", "other"),
        (r"m_t = \beta_1 m_{t-1} + g_t", "adam", "wrong", "m", "missing-complement"),
        (r"\theta_t = \theta_{t-1} + \eta g_t", "sgd", "wrong", "theta", "wrong-sign"),
        (r"\hat{v}_t = \frac{v_t}{1 - \beta_2}", "adam", "wrong", "v_hat", "correction-without-t"),
        (INSIDE, "rmsprop", "wrong", "theta", "epsilon-inside-root"),
        (r"m_t = m_t", "adam", "wrong", "m", "other"),
        (r"\hat{m}_{t+1} = \frac{m_{t+1}}{1 - \beta_1^t}", "adam", "wrong", "m_hat", "wrong-time-index"),
        (r"N = \frac{1}{1 - \beta_1}", "adam", "unchecked", "N", None),
        (r"\kappa = \frac{L}{\mu}", "", "unchecked", "kappa", None),
        (r"m_t \le 1", "adam", "unchecked", "", None),
        (r"a \pm b = c", "adam", "unchecked", "", None),
        (r"\eta_t = \eta \gamma^{t-1}", "exponential", "sampled", "eta", None),
        (r"\eta_t = \eta \gamma^{t}", "exponential", "wrong", "eta", "wrong-time-index"),
    ],
)  # fmt: skip
def test_a_formula_is_held_against_its_reference(
    latex: str, optimizer: str, verdict: str, quantity: str, slip: str | None
) -> None:
    proof = formula(latex, optimizer)
    assert (proof.verdict, proof.slip) == (verdict, slip)
    if quantity:
        assert proof.quantity == quantity
    assert bool(proof.message) == (verdict in {"wrong", "unchecked"})


def test_a_derived_quantity_is_held_against_the_cards_own_demo() -> None:
    demo = "  demo: {gradients: constant 1, show: [m, 'window = 1/(1-beta1)']}\n"
    right = formula(r"\text{window} = \frac{1}{1 - \beta_1}", more=demo)
    assert (right.verdict, right.quantity) == ("proved", "window")
    assert formula(r"\text{window} = \frac{1}{1 + \beta_1}", more=demo).slip == "wrong-sign"


def test_a_schedule_is_the_reference_where_the_demo_shows_one() -> None:
    demo = "  demo: {kind: schedule, schedule: cosine}\n"
    latex = r"\eta_t = \eta_{min} + \frac{1}{2}(\eta - \eta_{min})(1 + \cos(\frac{t - 1}{T} \pi))"
    proof = formula(latex, "sgd", demo)
    assert proof.verdict in {"sampled", "wrong"}
    assert proof.optimizer == "cosine"


PROBLEMS = {
    "unknown optimizer": ("- {id: a, ask: q, answer: x, optimizer: adm}", "unknown optimizer 'adm'"),
    "number without a value": (
        "- {id: a, ask: q, vary: {t: [0, 1]}, number: 1/(1 - 0.9**t)}",
        "cannot be computed at t = 0",
    ),
    "number of unknown names": ("- {id: a, ask: q, number: foo + 1}", "the number cannot be computed"),
    "demo": ("- {id: a, ask: q, answer: x, demo: {show: [foo]}}", "the demo does not run"),
    "maths": (r"- {id: a, ask: 'What is $\foo x$?', answer: x}", r"foo"),
    "maths in a why": (r"- {id: a, ask: q, answer: x, why: 'As $\foo$ says.'}", r"foo"),
    "empty gap": ("- {id: a, cloze: 'a {{ }} b {{x}}'}", "hides nothing"),
    "open gap": ("- {id: a, cloze: 'a {{b}} c {{d'}", "never closed"),
    "option twice": ("- {id: a, ask: q, choices: [x, y, y]}", "appears twice"),
    "two right options": (
        r"- {id: a, ask: q, choices: ['$m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t$',"
        r" '$m_t = g_t + \beta_1(m_{t-1} - g_t)$']}",
        "is right too",
    ),
    "slip that changes nothing": (
        r"- {id: a, ask: q, choices: {right: 'm_t = \beta_1 m_{t-1} + (1-\beta_1) g_t',"
        " slips: [missing-root]}}",
        "changes nothing",
    ),
    "code": ("- {id: a, code: 'm = {{b1*m +}}'}", "not Python"),
    "asked twice": (
        "- {id: a, ask: What?, answer: x}\n- {id: b, ask: 'what?', answer: y}",
        "asks what d/a asks",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cards", "said"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_a_problem_is_told_once_at_its_card(cards: str, said: str) -> None:
    report = check_decks([deck(cards)])
    assert [said in problem.message for problem in report.problems] == [True], report.problems
    assert report.problems[0].place is not None
    assert report.problems[0].place.line >= 4


def test_one_problem_does_not_hide_the_next() -> None:
    lonely = [row for row, _ in PROBLEMS.values() if row.count("id:") == 1]
    cards = "\n".join(
        row.replace("id: a", f"id: a{n}").replace("ask: q", f"ask: q{n}") for n, row in enumerate(lonely)
    )
    assert len(check_decks([deck(cards)]).problems) == len(lonely)


def test_progress_counts_the_cards() -> None:
    told: list[tuple[int, int]] = []
    check_decks(
        [deck("- {id: a, ask: q, answer: x}\n- {id: b, ask: r, answer: x}")],
        progress=lambda *at: told.append(at),
    )
    assert told == [(1, 2), (2, 2)]


@pytest.fixture(scope="module")
def whole() -> Report:
    return check_decks(SHIPPED.decks, problems=SHIPPED.problems)


@pytest.mark.slow
def test_the_shipped_decks_are_proved_and_without_a_problem(whole: Report) -> None:
    assert [proof for proof in whole.formulas if proof.verdict not in {"proved", "sampled"}] == []
    assert whole.problems == ()
    assert len(whole.formulas) >= 15
    assert whole.numbers > 100


@pytest.mark.slow
def test_the_report_is_the_json_of_the_command(whole: Report) -> None:
    shape = whole.as_json()
    assert set(shape) == {"formulas", "statements", "unplaced", "problems"}
    assert {"card", "file", "line", "verdict", "optimizer", "quantity", "slip"} <= set(shape["formulas"][0])  # type: ignore[index]


NO_SLIP = {
    ("adam-variants/lion", "coupled-decay"),  # Lion's λ is 0 unless set, so the line without it is right too
    ("rmsprop/adadelta-step", "wrong-sign"),  # the root of u - ε is mostly no number: another mistake
    ("adam-variants/amsgrad", "wrong-time-index"),  # the last v is never above the largest: two slips in one
}


def spoiled(card: Card) -> Iterator[tuple[str, Card]]:
    """The card with each slip in turn put into its formula."""
    answer = card.answer
    reference = (card.demo and card.demo.schedule) or card.optimizer
    latex = (
        answer.latex
        if isinstance(answer, FormulaAnswer)
        else answer.right
        if isinstance(answer, ChoicesAnswer)
        else ""
    )
    for slip in SLIPS:
        if (card.key, slip) not in NO_SLIP and (wrong := spoil(latex.strip("$ "), slip, reference).latex):
            yield slip, replace(card, answer=FormulaAnswer(wrong))


@in_rows("card", PROVABLE, ids=lambda card: card.key)
def test_a_slip_in_a_shipped_formula_is_found_and_named(card: Card) -> None:
    made = dict(spoiled(card))
    assert made
    made.pop("missing-decay", None)  # a decay that a formula does not name rests at zero
    for slip, wrong in made.items():
        (proof,) = proofs(wrong)
        assert (proof.verdict, proof.slip, proof.place) == ("wrong", slip, card.place), wrong.answer


@pytest.mark.slow
def test_no_other_formula_is_accused(whole: Report) -> None:
    for at, card in enumerate(PROVABLE):
        wrong = next(iter(spoiled(card)))[1]
        others = [proof for n, other in enumerate(PROVABLE) for proof in proofs(wrong if n == at else other)]
        assert [proof.card for proof in others if proof.verdict == "wrong"] == [card.key]
