"""What the import screen says of a proposal: its place, what was compared, the card that asks the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flashcards.deck.model import Card, CodeAnswer, FormulaAnswer
from flashcards.errors import Place
from flashcards.importing.review import ImportReview
from flashcards.tui.import_summary import found_line
from flashcards.tui.proposal_text import _known_card
from tests.test_home import screen
from tests.test_import_review import proposal
from tests.test_import_screen import NOTE, Fake, opened


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        pytest.param(150, "6 cards: 2 new", id="every count"),
        pytest.param(100, "2 of 6 cards differ from the reference", id="no room for all: what differs"),
        pytest.param(80, "2 of 6 cards differ from the reference", id="small"),
        pytest.param(40, "6 open", id="smallest"),
    ],
)
def test_the_first_line_says_as_much_as_there_is_room_for(width: int, shown: str) -> None:
    fake = Fake()
    review = ImportReview.of(fake.proposals)
    line = found_line("a folder of notes", fake.propose("", str), review, width)
    assert shown in line.plain
    assert line.cell_length <= width


def test_the_formula_of_a_known_card_is_told_whole_on_a_line() -> None:
    card = Card("d", "c", "Write it.", FormulaAnswer(r"\theta = \frac{m}{\sqrt{v}}"), Place("d.yaml"))
    assert [line.plain.strip() for line in _known_card(card)] == ["Write it.", "θ = m/√v"]


async def test_the_place_is_the_marked_line_and_a_formula_that_agrees_says_with_what() -> None:
    agreeing = replace(proposal("v", FormulaAnswer("v = w")), verdict="agrees")
    note = [*NOTE[:4], "v = w", *NOTE[5:]]
    async with opened(Fake([agreeing], lines=note)) as (app, _):
        text = "\n".join(screen(app))
    assert "Adam.md:5" in text
    assert "▌5 v = w" in text
    assert "a formula; agrees with the reference optimizer" in text


def test_code_of_a_known_card_keeps_its_signs() -> None:
    """Markdown would make emphasis of the powers: `g**2` would be read as g2."""
    code = CodeAnswer("v = beta2*v + {{(1-beta2)*g**2}}\nm_hat = m / (1 - beta1**t)")
    card = Card("d", "c", "Complete.", code, Place("d.yaml"))
    said = [line.plain for line in _known_card(card)]
    assert "g**2" in said[1]
    assert "m / (1 - beta1**t)" in said[1]
