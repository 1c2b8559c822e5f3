"""Cards in the forms of obsidian-spaced-repetition, as our own reader of that plugin finds them."""

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
    StepsAnswer,
)
from flashcards.errors import Place
from flashcards.exchange.obsidian_lines import write_lines_card, write_lines_head
from flashcards.notes.note import read_note
from flashcards.storage import deck_files

SHIPPED = deck_files.load_decks([deck_files.shipped_decks()]).cards
DECKS = sorted({card.deck for card in SHIPPED})


def card_of(answer: Answer, ask: str = "What?", **fields: str) -> Card:
    return Card("deck", "card-1", ask, answer, Place("d.yaml"), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        pytest.param(card_of(BasicAnswer("This")), "\nWhat?::This ^card-1\n", id="on a line"),
        pytest.param(card_of(BasicAnswer("This", True)), "\nWhat?:::This ^card-1\n", id="both ways"),
        pytest.param(card_of(BasicAnswer("a::b")), "\nWhat?\n?\na::b ^card-1\n", id="a separator in it"),
        pytest.param(
            card_of(BasicAnswer("a\n\nb")), "\nWhat?\n?\na\nb ^card-1\n", id="an empty line would end it"
        ),
        pytest.param(
            card_of(BasicAnswer("a\nb", True)), "\nWhat?\n??\na\nb ^card-1\n", id="both ways, several lines"
        ),
        pytest.param(
            card_of(BasicAnswer("x"), why="Since\nthen"),
            "\nWhat?::x ^card-1\n\n> [!why]\n> Since\n> then\n",
            id="the reason stands apart",
        ),
        pytest.param(
            card_of(ClozeAnswer("A {{b}} and {{n: c | hint}}"), ask=""),
            "\nA ==b== and ==c== ^card-1\n",
            id="gaps",
        ),
        pytest.param(
            card_of(ClozeAnswer("$a = {{b}}$"), ask=""),
            "\n$a = […]$\n?\n$a = b$ ^card-1\n",
            id="in a formula",
        ),
        pytest.param(
            card_of(ClozeAnswer("a::b and {{c}}"), ask=""),
            "\na::b and […]\n?\na::b and c ^card-1\n",
            id="gaps beside a separator",
        ),
        pytest.param(
            card_of(FormulaAnswer("m_t")), "\nWhat?\n?\n$$\nm_t\n$$\n^card-1\n", id="a displayed formula"
        ),
        pytest.param(
            card_of(StepsAnswer(("one", "two"))), "\nWhat?\n?\n1. one\n2. two ^card-1\n", id="steps"
        ),
    ],
)
def test_the_form_of_a_card(card: Card, expected: str) -> None:
    assert write_lines_card(card) == expected


def test_code_keeps_its_empty_lines_and_its_fence() -> None:
    written = write_lines_card(card_of(CodeAnswer("a = 1\n\nb = {{2}}")))
    assert "a = 1\n\nb = 2\n````\n^card-1\n" in written


def test_options_are_all_in_the_question() -> None:
    written = write_lines_card(card_of(ChoicesAnswer("right", ("wrong", "other"))))
    question, _, answer = written.partition("\n?\n")
    assert {"right", "wrong", "other"} <= set(question.replace(".", " ").split())
    assert "right" in answer
    assert "wrong" not in answer


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        pytest.param("adam", "flashcards/adam", id="a deck"),
        pytest.param("a.b", "flashcards/a/b", id="levels"),
        pytest.param("...", "flashcards/deck", id="nothing left"),
    ],
)
def test_the_tag_of_a_note(name: str, tag: str) -> None:
    assert write_lines_head("A  title", name) == f"---\ntags: [{tag}]\n---\n\n# A title\n"


@pytest.mark.parametrize("deck", DECKS)
def test_our_reader_of_the_plugin_finds_every_shipped_card(deck: str) -> None:
    cards = [card for card in SHIPPED if card.deck == deck]
    text = write_lines_head("", deck) + "".join(map(write_lines_card, cards))
    note = read_note(text, f"{deck}.md", syntax="obsidian-spaced-repetition")
    found = [block.card for block in note.blocks if block.card]
    assert list(note.problems) == []
    assert len(found) == len(cards)
    lines = text.split("\n")
    for card, marked in zip(cards, found, strict=True):
        taken = "\n".join(lines[marked.first - 1 : marked.last])
        assert f"^{card.id}" in taken, card.key
        assert bool(marked.gaps) == ("==" in taken), card.key
