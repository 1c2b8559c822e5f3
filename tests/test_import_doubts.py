"""A person settles the doubts of an import: a card edited on both sides, a card that became another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flashcards.deck.model import BasicAnswer, Deck
from flashcards.errors import Place, Problem
from flashcards.importing.doubts import Settlement, parse_settlement, settle_doubts
from flashcards.importing.make_cards import make_cards
from flashcards.importing.merge import MergeResult, merge
from flashcards.importing.note_questions import read_questions
from flashcards.notes.note import read_note

EPS = "What is eps for?::a guard against dividing by zero"
NOTE = f"#flashcards\n\nWhat does Adam keep?::two averages\n\n{EPS}\n"


def imported(text: str, deck: Deck) -> MergeResult:
    made = make_cards([read_questions(read_note(text, "Adam.md"))], "d")
    return merge(made.cards, deck, ["Adam.md"])


@pytest.fixture
def deck() -> Deck:
    return imported(NOTE, Deck("d", (), Place("d.yaml"))).deck


def edited(deck: Deck) -> Deck:
    """The deck with the answer of its first card edited by the person."""
    first, *rest = deck.cards
    return replace(deck, cards=(replace(first, answer=BasicAnswer("mine")), *rest))


@pytest.mark.parametrize(("by", "answer"), [("deck", "mine"), ("note", "two moving averages")])
def test_a_card_edited_on_both_sides_is_told_until_it_is_settled(deck: Deck, by: str, answer: str) -> None:
    changed = NOTE.replace("two averages", "two moving averages")
    told = imported(changed, edited(deck))
    (clash,) = told.clashes
    assert imported(changed, told.deck).clashes == told.clashes
    settled = settle_doubts(told, [Settlement(clash.id, by)])
    assert settled.clashes == ()
    assert settled.deck.cards[0].answer == BasicAnswer(answer)
    again = imported(changed, settled.deck)
    assert (again.clashes, again.deck.cards[0].answer) == ((), BasicAnswer(answer))


def test_a_new_card_gets_the_history_of_the_one_that_it_was(deck: Deck) -> None:
    orphan = deck.cards[1].id
    changed = NOTE.replace(
        "What is eps for?::a guard against dividing by zero", "Why a floor?::no root is null"
    )
    merged = imported(changed, deck)
    assert merged.orphans == (orphan,)
    (new,) = merged.new
    settled = settle_doubts(merged, [Settlement(orphan, new)])
    assert [card.id for card in settled.deck.cards] == [deck.cards[0].id, orphan]
    assert settled.deck.cards[1].ask == "Why a floor?"
    assert imported(changed, settled.deck).kept == (deck.cards[0].id, orphan)


@pytest.mark.parametrize("settlement", [Settlement("no", "deck"), Settlement("no", "other")])
def test_only_a_doubt_can_be_settled(deck: Deck, settlement: Settlement) -> None:
    with pytest.raises(Problem):
        settle_doubts(imported(NOTE, deck), [settlement])


@pytest.mark.parametrize("text", ["", "a", "=deck", "a="])
def test_what_settles_nothing_is_told(text: str) -> None:
    with pytest.raises(Problem, match="settles nothing"):
        parse_settlement(text)
