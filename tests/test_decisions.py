"""What a person decided about an import's cards holds at the next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flashcards.deck import codec
from flashcards.deck.edit import splice_cards
from flashcards.deck.model import BasicAnswer, Card, Deck, Origin
from flashcards.errors import Place
from flashcards.importing.decisions import decide, deleted_cards, record_decisions
from flashcards.importing.identity import fingerprint, was_edited, with_content_fingerprint
from flashcards.importing.merge import Clash, merge

EMPTY = Deck("d", (), Place("d.yaml"))


def made(name: str, answer: str, file: str = "a.md", order: int = 1, ask: str = "") -> Card:
    ask = ask or f"What is {name}?"
    origin = Origin(file, "Top", "flashcard", order, fingerprint(f"{ask}::{answer}"))
    return with_content_fingerprint(
        Card("d", name, ask, BasicAnswer(answer), Place(file, order), origin=origin)
    )


ONE, TWO = made("one", "the first of them"), made("two", "a second of those", order=2)


def read(*cards: Card, old: Deck = EMPTY) -> Deck:
    return merge(cards, old, ["a.md"]).deck


def without(deck: Deck, *names: str) -> Deck:
    return replace(deck, cards=tuple(card for card in deck.cards if card.id not in names))


def test_an_import_remembers_every_card_that_it_made() -> None:
    assert dict(read(ONE, TWO).imported) == {
        "one": fingerprint("What is one?::the first of them"),
        "two": fingerprint("What is two?::a second of those"),
    }


def test_a_deleted_card_stays_deleted() -> None:
    deck = without(read(ONE, TWO), "one")
    merged = merge([ONE, TWO], deck, ["a.md"])
    assert merged.decided.deleted == (ONE,)
    assert [card.id for card in merged.deck.cards] == ["two"]
    again = merge([ONE, TWO], merged.deck, ["a.md"])
    assert again.decided.deleted == (ONE,)


@pytest.mark.parametrize("how", ["deleted", "never"])
def test_a_decision_does_not_hold_for_a_block_that_only_took_the_id(how: str) -> None:
    deleted = without(read(ONE, TWO), "two")
    deck = deleted if how == "deleted" else record_decisions(read(ONE), never=[TWO])
    above = made("two", "an altogether different statement", ask="Where does it begin?", order=2)
    pushed = replace(TWO, id="two-2", origin=replace(TWO.origin, order=3))  # type: ignore[type-var]
    merged = merge([ONE, above, pushed], deck, ["a.md"])
    assert (merged.kept, [card.answer for card in merged.deck.cards]) == (
        ("one",),
        [ONE.answer, above.answer],
    )
    assert getattr(merged.decided, how) == (pushed,)


def test_a_card_written_under_another_id_is_not_deleted() -> None:
    deck = read(ONE, TWO)
    renamed = replace(deck, cards=(replace(deck.cards[0], id="mine"), deck.cards[1]))
    assert deleted_cards(renamed) == {}
    assert merge([ONE, TWO], renamed, ["a.md"]).kept == ("mine", "two")


def test_a_deck_from_before_such_records_has_nothing_deleted() -> None:
    old = replace(without(read(ONE, TWO), "one"), imported={})
    assert merge([ONE, TWO], old, ["a.md"]).new == ("one",)


def test_never_again_holds_for_the_text_and_for_the_name_and_discarded_for_the_text() -> None:
    deck = record_decisions(EMPTY, never=[ONE], discarded=[TWO])
    reworded = [made("one", "quite another meaning"), made("two", "quite another meaning", order=2)]
    moved = [replace(ONE, id="uno"), replace(TWO, id="due")]
    assert decide([ONE, TWO], deck).never == (ONE,)
    assert decide([ONE, TWO], deck).discarded == (TWO,)
    assert (decide(reworded, deck).never, decide(reworded, deck).new) == ((reworded[0],), (reworded[1],))
    assert (decide(moved, deck).never, decide(moved, deck).discarded) == ((moved[0],), (moved[1],))
    assert merge([ONE, TWO], deck, ["a.md"]).new == ()


def test_two_texts_discarded_under_one_name_are_both_remembered() -> None:
    other = made("one", "quite another meaning")
    deck = record_decisions(record_decisions(EMPTY, discarded=[ONE]), discarded=[other])
    assert decide([ONE, other], deck).discarded == (ONE, other)


@pytest.mark.parametrize("syntax", ["yaml", "md"])
@pytest.mark.parametrize("count", [1, 3, 400])
def test_the_records_are_written_into_the_text_of_a_deck_and_nothing_else_is_touched(
    syntax: codec.Syntax, count: int
) -> None:
    deck = read(ONE, TWO)
    text = codec.write_deck(replace(deck, title="My deck", imported={}), syntax)
    text = text.replace("title: My deck", "title: My deck  # mine")
    cards = [made(f"x{number}", f"word {number}") for number in range(count)]
    decided = record_decisions(record_decisions(deck, never=cards[:1], discarded=cards[1:]), discarded=[])
    decided = replace(decided, title="My deck")
    first = splice_cards(text, f"d.{syntax}", decided)
    assert first is not None
    assert "# mine" in first
    assert codec.read_deck(first, f"d.{syntax}")[0] is not None
    assert splice_cards(first, f"d.{syntax}", decided) == first
    fewer = replace(decided, never={}, discarded={}, imported={})
    assert splice_cards(first, f"d.{syntax}", fewer) == text


@pytest.mark.parametrize("written", ["imported:", "imported: {}", "never: {}", "discarded:"])
def test_an_empty_record_is_none(written: str) -> None:
    deck, problems = codec.read_deck(f"deck: d\n{written}\ncards: []\n", "d.yaml")
    assert problems == ()
    assert deck is not None
    assert (deck.imported, deck.never, deck.discarded) == ({}, {}, {})


# Clashes


def clash() -> tuple[Deck, Card]:
    deck = read(ONE, TWO)
    mine = replace(deck.cards[0], answer=BasicAnswer("my own words"))
    return replace(deck, cards=(mine, deck.cards[1])), made("one", "the very first of them")


def test_a_clash_is_told_at_every_import() -> None:
    deck, now = clash()
    merged = merge([now, TWO], deck, ["a.md"])
    again = merge([now, TWO], merged.deck, ["a.md"])
    assert merged.clashes == again.clashes == (Clash("one", now),)
    assert again.deck == merged.deck


def test_a_clash_is_over_when_the_note_says_what_it_said_or_what_the_person_wrote() -> None:
    deck, now = clash()
    told = merge([now, TWO], deck, ["a.md"]).deck
    assert merge([ONE, TWO], told, ["a.md"]).kept == ("one", "two")
    mine = made("one", "my own words")
    agreed = merge([mine, TWO], told, ["a.md"])
    assert (agreed.clashes, agreed.kept) == ((), ("one", "two"))
    assert not was_edited(agreed.deck.cards[0])


def test_a_clash_is_found_in_another_note_by_the_text_that_was_not_taken() -> None:
    deck, now = clash()
    told = merge([now, TWO], deck, ["a.md"]).deck
    moved = replace(now, origin=replace(now.origin, file="b.md", heading="Else"))  # type: ignore[type-var]
    merged = merge([moved, TWO], told, ["a.md", "b.md"])
    assert [each.id for each in merged.clashes] == ["one"]
    assert merged.deck.cards[0].origin == replace(told.cards[0].origin, file="b.md", heading="Else")  # type: ignore[type-var]


# Several sources, and pairs that it is unsure of


def test_a_card_of_several_blocks_belongs_to_the_block_that_owns_one() -> None:
    deck = read(TWO)
    twin = made("other", "a second of those, said otherwise", file="0.md")
    merged = merge([twin], deck, ["0.md", "a.md"], also={"other": [TWO.origin]})  # type: ignore[list-item]
    assert merged.kept == ("two",)
    assert merged.deck.cards[0].origin == deck.cards[0].origin
    assert merged.orphans == ()


def test_the_second_owner_of_a_merged_text_is_kept_and_no_orphan() -> None:
    deck = read(ONE, TWO)
    merged = merge([ONE], deck, ["a.md"], also={"one": [TWO.origin]})  # type: ignore[list-item]
    assert (merged.kept, merged.orphans) == (("one",), ())
    assert {card.id for card in merged.deck.cards} == {"one", "two"}


def test_a_pair_that_it_is_unsure_of_is_told_and_nothing_is_bound() -> None:
    old = read(made("rate", "how far each step of training goes", ask="How large is the step of training?"))
    says = "how far each step of training goes"
    twins = [
        made(f"rate-{each}", says, ask=f"How {each} is the step of training?", order=at)
        for at, each in enumerate(("wide", "long"), 1)
    ]
    merged = merge(twins, old, ["a.md"])
    assert merged.orphans == ("rate",)
    assert set(merged.unsure) == {("rate", "rate-wide"), ("rate", "rate-long")}
    assert {card.id for card in merged.deck.cards} == {"rate", "rate-wide", "rate-long"}


def test_equal_texts_in_many_notes_each_keep_their_own() -> None:
    cards = [made(f"c{at}", "the same", file=f"{at}.md", ask="What is it?") for at in range(200)]
    files = [f"{at}.md" for at in range(200)]
    deck = merge(cards, EMPTY, files).deck
    merged = merge(cards[::-1], deck, files)
    assert merged.kept == tuple(card.id for card in cards[::-1])


def test_equal_texts_of_renamed_notes_are_all_kept() -> None:
    cards = [made(f"c{at}", "the same", file=f"{at}.md", ask="What is it?") for at in range(5)]
    deck = merge(cards, EMPTY, [f"{at}.md" for at in range(5)]).deck
    moved = [made(f"c{at}", "the same", file=f"x{at}.md", ask="What is it?") for at in range(5)]
    merged = merge(moved, deck, [f"x{at}.md" for at in range(5)])
    assert (set(merged.kept), merged.new) == ({card.id for card in cards}, ())


@pytest.mark.parametrize(
    ("symbol", "same"),
    [
        pytest.param("$\\mu$", True, id="written in another letter"),
        pytest.param("$M$", False, id="in another case"),
        pytest.param("$m_2$", False, id="with a number"),
        pytest.param("$m_{t-1}$", True, id="at another time"),
    ],
)
def test_a_question_about_another_symbol_is_another_card(symbol: str, same: bool) -> None:
    old = read(made("m", "the first moment", ask="Adam: what is $m$?"), TWO)
    now = made("other", "the first moment", ask=f"Adam: what is {symbol}?")
    merged = merge([now, TWO], old, ["a.md"])
    assert merged.changed == (("m",) if same else ())
    assert merged.orphans == (() if same else ("m",))
