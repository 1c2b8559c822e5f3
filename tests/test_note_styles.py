"""What notes in other people's styles ask: each kind of line with the questions that are sure."""

from __future__ import annotations

import pytest

from flashcards.deck import codec
from flashcards.deck.model import BasicAnswer, Deck
from flashcards.errors import Place
from flashcards.importing.make_cards import join_reasons, make_cards
from flashcards.importing.note_questions import read_questions
from flashcards.notes.note import read_note


def sure(*texts: str) -> list[str]:
    """The sure questions of notes with these texts, each with its answer if that is in words."""
    notes = [read_questions(read_note(text, f"note {at}.md")) for at, text in enumerate(texts)]
    found = [each.card for each in make_cards(notes, "d").proposals if each.sure]
    return [
        f"{card.ask} {card.answer.answer}" if isinstance(card.answer, BasicAnswer) else card.ask
        for card in found
    ]


ADAM = "# Adam\n\n"
LINES = [
    pytest.param(
        f"{ADAM}- **RMSprop**: adapts the rate of each parameter",
        ["What does **RMSprop** adapt? the rate of each parameter"],
        id="another rule in a section needs no context",
    ),
    pytest.param(
        f"{ADAM}- **Momentum**: keeps an average of past gradients",
        ["Adam: what does **Momentum** keep? an average of past gradients"],
        id="momentum is a part of what the section is about",
    ),
    pytest.param(
        f"{ADAM}## Intuition\n\n- **Bias correction**: fixes the low start of both averages",
        ["Adam: what does **Bias correction** fix? the low start of both averages"],
        id="intuition is no topic",
    ),
    pytest.param(f"{ADAM}- **Momentum**: remembers the direction", [], id="an answer that says nothing"),
    pytest.param(
        f"{ADAM}## Update\n\n- **Denominator**: adapts the rate to the size of past gradients",
        ["Adam: what does the **denominator** adapt? the rate to the size of past gradients"],
        id="a part of a formula",
    ),
    pytest.param(
        "# Terms\n\nLearning rate (η)\n: The factor that scales a gradient.",
        ["What is **Learning rate ($\\eta$)**? The factor that scales a gradient"],
        id="a letter in a definition list",
    ),
    pytest.param(
        "# Terms\n\n**Saddle point** – a point that is lowest in some directions and highest in others",
        ["What is **Saddle point**? a point that is lowest in some directions and highest in others"],
        id="some and others are definite",
    ),
    pytest.param(
        "# Paper\n\n## Results\n\n- CIFAR-10: 15 % better than the baseline\n- SVHN: two points below it",
        [],
        id="results of a paper",
    ),
    pytest.param(
        "# Lib\n\n| Option | Description |\n|--|--|\n| `eps` | Added to the denominator |",
        ["Lib: what is the role of `eps`? Added to the denominator"],
        id="a meaning that is a participle",
    ),
    pytest.param(
        "# Lecture 7 — Optimization\n\n| Cue | Notes |\n|--|--|\n"
        "| Why mini-batches? | A full pass is dear |\n"
        "| Warmup | raises the rate during the first steps |",
        ["Why mini-batches? A full pass is dear", "What does Warmup raise? the rate during the first steps"],
        id="cues and notes",
    ),
    pytest.param(
        "---\ntitle: Lecture 3 — Optimization\n---\n\n- **Epoch**: one pass over the data\n",
        ["What is **Epoch**? one pass over the data"],
        id="the number of a lecture is no subject",
    ),
    pytest.param(
        "# Smoothness\n\n**Definition 1 (convexity).** A map $f$ is convex if no chord lies below its graph.",
        ["Smoothness: when is a map $f$ convex? no chord lies below its graph"],
        id="a definition by a condition",
    ),
]


@pytest.mark.parametrize(("text", "asked"), LINES)
def test_a_line(text: str, asked: list[str]) -> None:
    assert sure(text) == asked


TWICE = [
    pytest.param(
        f"{ADAM}- **Bias correction**: fixes the low start of the averages",
        f"{ADAM}- **Bias Correction**: adjusts the initial bias due to zeros",
        id="fixes and adjusts",
    ),
    pytest.param(
        f"{ADAM}Adam = momentum + RMSprop + bias correction",
        f"{ADAM}Adam combines the velocity of momentum with the scaling of RMSprop.",
        id="made up of and combines",
    ),
    pytest.param(
        f"{ADAM}- **RMSProp**: keeps an exponential moving average of squared gradients",
        f"{ADAM}- **Second moment (RMSProp)**: tracks the exponential moving average of squared gradients",
        id="one rule under two names",
    ),
]


@pytest.mark.parametrize(("first", "second"), TWICE)
def test_two_notes_ask_it_once(first: str, second: str) -> None:
    assert len(sure(first)) == len(sure(second)) == len(sure(first, second)) == 1


def test_what_many_notes_explain_can_be_read_back() -> None:
    formula = "# RMSprop\n\n$$v_t = \\beta v_{t-1} + (1 - \\beta) g_t^2$$\n\n"
    told = "This keeps the mean of squared gradients, " * 10
    texts = [f"{formula}{told}as note {at} says.\n" for at in range(60)]
    notes = [read_questions(read_note(text, f"note {at}.md")) for at, text in enumerate(texts)]
    cards = make_cards(notes, "d").cards
    assert len(cards) == 1
    assert "note 0" in cards[0].why
    assert "note 1" in cards[0].why
    read, problems = codec.read_deck(codec.write_deck(Deck("d", cards, Place("d.yaml")), "yaml"), "d.yaml")
    assert read
    assert problems == ()


def test_a_long_explanation_alone_stays_whole() -> None:
    assert join_reasons(["", "a" * 5000, "b"]) == "a" * 5000
    assert join_reasons(["a", "a", "b"]) == "a\n\nb"
