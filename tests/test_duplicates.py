"""What is said twice is proposed once: in a note, in two notes, and in the decks that the person has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from flashcards.deck.model import BasicAnswer, Card, Deck, FormulaAnswer, NumberAnswer
from flashcards.errors import Place
from flashcards.importing.known_cards import KnownCards
from flashcards.importing.make_cards import ImportedCards, make_cards
from flashcards.importing.note_questions import read_questions
from flashcards.importing.selection import select
from flashcards.importing.wording_likeness import ALIKE, Wording, read_wording
from flashcards.notes.note import read_note

STEP = r"\theta_t = \theta_{t-1} - \eta \frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
HAT = r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}"
VELOCITY = "momentum-velocity"


def imported(*texts: str, decks: Sequence[Deck] = ()) -> ImportedCards:
    notes = [read_questions(read_note(text, f"n{at}.md")) for at, text in enumerate(texts)]
    return make_cards(notes, "d", KnownCards(decks))


def formula(latex: str, title: str = "Adam") -> str:
    return f"# {title}\n\n$$ {latex} $$\n"


SAME = [
    pytest.param(STEP, STEP.replace(r"\eta", r"\alpha"), id="the learning rate has another letter"),
    pytest.param(STEP, STEP.replace(r"\theta", "w"), id="the parameters have another letter"),
    pytest.param(
        STEP, STEP.replace("{t-1}", "{t}").replace(r"\theta_t =", r"\theta_{t+1} ="), id="t + 1 for t"
    ),
    pytest.param(
        STEP, STEP.replace(r"\eta \frac{\hat{m}_t}", r"\frac{\eta \hat{m}_t}"), id="the rate in the fraction"
    ),
    pytest.param(HAT, r"\hat{m}_t = m_t / (1 - \beta_1^t)", id="a slash for a fraction"),
    pytest.param(HAT, r"\hat m_t = \frac{1}{1 - \beta_1^{t}} m_t", id="a factor in front"),
    pytest.param(
        r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
        r"m_t = m_{t-1} - (1 - \beta_1)(m_{t-1} - g_t)",
        id="the average as a step towards the gradient",
    ),
    pytest.param(
        r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2",
        r"v_t = (1 - \beta_2) g_t \odot g_t + \beta_2 v_{t-1}",
        id="the terms the other way round",
    ),
]
DIFFERENT = [
    pytest.param(
        STEP,
        STEP.replace(r"\sqrt{\hat{v}_t} + \epsilon", r"\sqrt{\hat{v}_t + \epsilon}"),
        id="ε under the root",
    ),
    pytest.param(STEP, STEP.replace(r"\hat", ""), id="without bias correction"),
    pytest.param(HAT, HAT.replace("m", "v").replace("1^t", "2^t"), id="the other moment"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_formulas_equal_by_algebra_are_proposed_once_with_both_places(one: str, other: str) -> None:
    made = imported(formula(one), formula(other))
    assert [len(each.sources) for each in made.proposals] == [2]
    assert {place.file for place in made.proposals[0].sources} == {"n0.md", "n1.md"}
    assert ("n1.md", "ignored", "the same as n0.md:3") in [(f.file, f.fate, f.why) for f in made.fates]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_formulas_stay_apart(one: str, other: str) -> None:
    made = imported(formula(one), formula(other))
    assert [len(each.sources) for each in made.proposals] in ([1, 1], [1])
    if len(made.proposals) == 1:  # the question alone would not tell which of two dialects is meant
        assert "asked already, with another answer, by n0.md:3" in [fate.why for fate in made.fates]


def test_the_same_line_of_two_optimizers_is_two_cards() -> None:
    average = r"v_t = \beta v_{t-1} + (1 - \beta) g_t^2"
    assert (
        len(imported(formula(average, "RMSprop"), formula(average.replace(r"\beta", r"\beta_2"))).proposals)
        == 2
    )


def basic(ask: str, answer: str) -> Card:
    return Card("mine", "one", ask, BasicAnswer(answer), Place("mine.yaml"))


KNOWN = [
    pytest.param(
        Card("mine", "one", "Write Adam's step.", FormulaAnswer(STEP), Place("m"), optimizer="adam"),
        formula(STEP.replace(r"\eta", r"\alpha")),
        id="a formula in other letters",
    ),
    pytest.param(
        Card("mine", "one", r"What is the default of Adam's $\beta_1$?", NumberAnswer("0.9"), Place("m")),
        "# Adam\n\n- Default values: $\\beta_1 = 0.9$\n",
        id="a setting",
    ),
    pytest.param(
        basic("What does AMSGrad do?", "It keeps the largest second moment so far in the denominator."),
        "# AMSGrad\n\n- **AMSGrad**: keeps the largest second moment so far in its denominator\n",
        id="a definition alike in words",
    ),
]


@pytest.mark.parametrize(("card", "text"), KNOWN)
def test_what_a_deck_asks_already_is_named_and_by_default_not_made(card: Card, text: str) -> None:
    made = imported(text, decks=[Deck("mine", (card,), Place("mine.yaml"))])
    same = [each for each in made.proposals if each.same_as == "mine/one"]
    assert len(same) == 1
    assert not {each.card.id for each in same} & select(made.proposals).wanted
    assert {each.card.id for each in same} <= select(made.proposals, everything=True).wanted


NOT_KNOWN = [
    pytest.param(
        basic("What does ε do in RMSprop?", "prevents a division by zero"),
        "prevents a division by zero",
        id="of another optimizer",
    ),
    pytest.param(
        basic("What does ε do in Adam?", "it limits the largest step"),
        "prevents a division by zero",
        id="another answer",
    ),
]


@pytest.mark.parametrize(("card", "meaning"), NOT_KNOWN)
def test_what_only_looks_the_same_is_made(card: Card, meaning: str) -> None:
    made = imported(
        f"# Adam\n\n- **Epsilon**: {meaning}\n", decks=[Deck("mine", (card,), Place("mine.yaml"))]
    )
    assert [each.same_as for each in made.proposals] == [""]


def test_what_an_author_marked_is_made_however_alike_it_is() -> None:
    text = (
        "#flashcards\n\nWhich average does Adam keep of the gradients?::the first moment\n\n"
        "Which average does Adam keep of the squared gradients?::the second moment\n"
    )
    assert len(imported(text, text.replace("moment", "raw moment")).proposals) == 4
    assert len(imported(text, text).proposals) == 2


def worded(ask: str, answer: str) -> Wording:
    found = read_wording(basic(ask, answer))
    assert found is not None
    return found


WORDED = [
    pytest.param(
        ("Adam: what does **Momentum** keep?", "an exponential moving average of past gradients"),
        ("Adam: what does **First Moment Estimate (Momentum)** track?", "the moving average of gradients"),
        True,
        id="the words of one are among those of the other",
    ),
    pytest.param(
        ("Adam: what does **RMSprop** adapt?", "the learning rate per parameter"),
        ("Adam › Intuition: what does **RMSProp** $(v_t)$ adapt?", "learning rates for each parameter"),
        True,
        id="other endings and small words",
    ),
    pytest.param(
        ("Adam: what does **Momentum** keep?", "a moving average of gradients"),
        ("Adam: what does **Momentum** keep?", "a moving average of squared gradients"),
        False,
        id="squared",
    ),
    pytest.param(
        ("Adam: what is the **first moment**?", "a moving average of gradients"),
        ("Adam: what is the **second moment**?", "a moving average of gradients"),
        False,
        id="another term",
    ),
    pytest.param(
        ("Adam: what is $m$?", "mean of the gradients so far"),
        ("Adam: what is $M$?", "mean of the gradients so far"),
        False,
        id="a capital letter",
    ),
    pytest.param(
        ("What does **Adam** need?", "no careful manual tuning of its rate"),
        ("What does **Adam** need?", "careful manual tuning of its rate"),
        False,
        id="a negation",
    ),
    pytest.param(
        ("Adam: what is $\\epsilon$?", "a guard against division by zero"),
        ("RMSprop: what is $\\epsilon$?", "a guard against division by zero"),
        False,
        id="another optimizer",
    ),
]


@pytest.mark.parametrize(("one", "other", "same"), WORDED)
def test_definitions_alike_in_words(one: tuple[str, str], other: tuple[str, str], *, same: bool) -> None:
    likeness = worded(*one).likeness(worded(*other))
    assert likeness == worded(*other).likeness(worded(*one))
    assert (likeness >= ALIKE) == same
