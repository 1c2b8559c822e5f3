from __future__ import annotations

import pytest

from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.deck.prompts import prompts
from flashcards.errors import Place


def card(answer: Answer) -> Card:
    return Card("adam", "m", "What is m?", answer, Place("adam.yaml"))


@pytest.mark.parametrize(
    ("answer", "ids"),
    [
        pytest.param(BasicAnswer("a mean"), ["adam/m"], id="basic"),
        pytest.param(BasicAnswer("a mean", both_ways=True), ["adam/m", "adam/m:reverse"], id="both ways"),
        pytest.param(ClozeAnswer("no gap"), ["adam/m"], id="a cloze without gaps is still asked"),
        pytest.param(ClozeAnswer("{{one}} and {{two}}"), ["adam/m:one", "adam/m:two"], id="unnamed gaps"),
        pytest.param(
            ClozeAnswer("{{a: x}} {{b: y}} {{a: z}}"),
            ["adam/m:a", "adam/m:b"],
            id="equal names hide together",
        ),
        pytest.param(CodeAnswer("m = {{beta1}} * m"), ["adam/m:beta1"], id="code"),
        pytest.param(FormulaAnswer("m_t"), ["adam/m"], id="formula"),
        pytest.param(NumberAnswer("1 / 2"), ["adam/m"], id="number"),
        pytest.param(ChoicesAnswer("yes", ("no",)), ["adam/m"], id="choices"),
        pytest.param(StepsAnswer(("first", "then")), ["adam/m"], id="steps"),
    ],
)
def test_a_card_is_asked_as_these_prompts(answer: Answer, ids: list[str]) -> None:
    assert [prompt.id for prompt in prompts(card(answer))] == ids


def test_siblings_share_the_key_of_their_card() -> None:
    assert {prompt.card.key for prompt in prompts(card(ClozeAnswer("{{one}} and {{two}}")))} == {"adam/m"}
