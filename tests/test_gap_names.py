"""Gaps keep their histories: their names follow what they hide, through edits and in older reviews."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.deck import cloze, codec
from flashcards.deck.edit import splice_cards
from flashcards.deck.gap_names import keep_gap_names
from flashcards.deck.model import Card, ClozeAnswer, CodeAnswer, Deck
from flashcards.deck.prompts import former_ids, prompts
from flashcards.errors import Place

SHIPPED = sorted((Path(__file__).parent.parent / "decks").glob("*.[ym]*"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("{{momentum}} {{Adam}}", ("momentum", "adam-3f0c"), id="words, and words in capitals"),
        pytest.param("{{m}} {{M}}", ("m", "m-08f2"), id="symbols in another case"),
        pytest.param("{{a}} {{a}} {{a}}", ("a", "a-2", "a-3"), id="the same hidden thrice"),
        pytest.param("{{a}} {{a-2: x}} {{a}}", ("a", "a-2", "a-3"), id="a written name is never given away"),
        pytest.param("{{b: y}} {{b}}", ("b", "b-2"), id="a written name is not shared by accident"),
        pytest.param("{{1: a}} {{3}}", ("1", "3-4e07"), id="a number is never a name unless written"),
        pytest.param("{{日本}} {{日}}", ("gap-cf2a", "gap-8521"), id="letters that no name can have"),
        pytest.param("{{a  b}} {{a\nb}}", ("a-b", "a-b-2"), id="white space is one space"),
        pytest.param("{{x | hint}} {{x | other}}", ("x", "x-2"), id="a hint is no part of it"),
    ],
)
def test_a_gap_without_a_name_is_named_after_what_it_hides(text: str, names: tuple[str, ...]) -> None:
    assert cloze.names(text) == names


hidden = st.text("abMm 12é-λ", max_size=5).map(str.strip)


@given(st.lists(hidden, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_names_of_gaps_do_not_depend_on_their_order(texts: list[str], chance: object) -> None:
    def named(given: list[str]) -> dict[str, str]:
        return {gap.name: gap.hidden for gap in cloze.gaps(" and ".join(f"{{{{{each}}}}}" for each in given))}

    before = named(texts)
    chance.shuffle(texts)  # type: ignore[attr-defined]
    assert len(before) == len(texts)
    assert {name: " ".join(each.split()) for name, each in named(texts).items()} == {
        name: " ".join(each.split()) for name, each in before.items()
    }
    assert not any(name.isdigit() for name in before)


def card(text: str, **more: object) -> Card:
    return Card("d", "c", "", ClozeAnswer(text), Place("d.yaml"), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        pytest.param("{{a}} or {{b}}", "{{b}} or {{a}}", "{{b}} or {{a}}", id="swapped"),
        pytest.param("{{momntum}} x", "{{momentum}} y", "{{momntum: momentum}} y", id="mended"),
        pytest.param(
            "{{first word}} x {{second part}}",
            "{{second parts}} y {{first words}}",
            "{{second-part: second parts}} y {{first-word: first words}}",
            id="swapped and mended",
        ),
        pytest.param("{{one}} x {{c}}", "{{two}} x {{c}}", "{{one: two}} x {{c}}", id="corrected"),
        pytest.param("{{one}} x", "y {{two}}", "y {{two}}", id="another in another place"),
        pytest.param("{{a}} x {{c}}", "{{c}} x {{d}}", "{{c}} x {{d}}", id="moved up, and a new one after"),
        pytest.param("{{n: alpha}} x", "{{alpha}} y", "{{n: alpha}} y", id="its name taken off"),
        pytest.param("{{alpha}} x", "{{n: alpha}} y", "{{alpha: alpha}} y", id="a name put on"),
        pytest.param("{{1: alpha}} x", "{{1: beta}} y", "{{1: beta}} y", id="a written number stays"),
        pytest.param(
            "{{momentum: heavy ball}} x",
            "{{momentum}} y {{heavy ball}}",
            "{{momentum-2: momentum}} y {{momentum: heavy ball}}",
            id="a name that hides something else now",
        ),
        pytest.param(
            "{{momentum: heavy ball}} x",
            "y {{momentum}}",
            "y {{momentum-2: momentum}}",
            id="a name gone",
        ),
        pytest.param("{{x}} {{x}} {{z}}", "{{z}} {{x}}", "{{z}} {{x}}", id="one of two equal ones is gone"),
        pytest.param(
            "{{the first rate}} x",
            "{{the first rates}} y {{the first ratio}}",
            "{{the first rates}} y {{the first ratio}}",
            id="two that it could be: neither",
        ),
        pytest.param("{{0.9}} x {{b}}", "y {{0.99}} {{b}}", "y {{0.99}} {{b}}", id="numbers"),
        pytest.param("{{momntum | h}} x", "{{momentum | h}} y", "{{momntum: momentum | h}} y", id="hint"),
    ],
)
def test_a_changed_text_keeps_the_names_of_its_gaps(before: str, after: str, written: str) -> None:
    kept = keep_gap_names(card(before), card(after))
    assert kept.answer == ClozeAnswer(written)
    assert keep_gap_names(card(before), kept).answer == kept.answer


def test_reviews_by_number_follow_the_gaps_as_they_were_then() -> None:
    old = card("{{sgd}} before {{adam}}")
    assert former_ids(old) == {"d/c:1": "d/c:sgd", "d/c:2": "d/c:adam"}
    swapped = keep_gap_names(old, card("{{new}}, {{adam}}, {{sgd}}"))
    assert former_ids(swapped) == former_ids(old)
    again = keep_gap_names(swapped, card("{{adam}} alone"))
    assert former_ids(again) == {"d/c:2": "d/c:adam"}
    assert former_ids(keep_gap_names(again, card("{{adam}}, {{lion}}"))) == {"d/c:2": "d/c:adam"}
    assert keep_gap_names(old, card("{{sgd}} long before {{adam}}")).gap_numbers == {}


def test_a_number_that_a_person_wrote_names_no_other_gap() -> None:
    assert former_ids(card("{{1: a}} {{b}} {{c}}")) == {"d/c:2": "d/c:b", "d/c:3": "d/c:c"}
    assert former_ids(card("{{b}} {{1: a}}")) == {}
    assert former_ids(keep_gap_names(card("{{1: a}} {{b}}"), card("{{x}} {{b}}"))) == {"d/c:2": "d/c:b"}
    assert former_ids(replace(card("a"), answer=CodeAnswer("m = {{g}}"))) == {"d/c:1": "d/c:g"}


@pytest.mark.parametrize("syntax", ["yaml", "md"])
def test_a_gap_mended_in_a_deck_file_keeps_its_name(syntax: codec.Syntax) -> None:
    one, other = card("{{momntum}} helps"), replace(card("{{a}} {{b}}"), id="e")
    deck = Deck("d", (one, other), Place("d.yaml"))
    written = codec.write_deck(deck, syntax)
    mended = replace(
        deck, cards=(card("{{momentum}} helps"), replace(other, answer=ClozeAnswer("{{b}} {{a}}")))
    )
    spliced = splice_cards(written, f"d.{syntax}", mended)
    assert spliced is not None
    found, problems = codec.read_deck(spliced, f"d.{syntax}")
    assert problems == ()
    assert found is not None
    ids = [prompt.id for each in found.cards for prompt in prompts(each)]
    assert ids == [
        "d/c:momntum",
        "d/e:b",
        "d/e:a",
    ]
    assert former_ids(found.cards[1]) == {"d/e:1": "d/e:a", "d/e:2": "d/e:b"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_reviews_of_shipped_gaps_by_number_find_their_prompt(path: Path) -> None:
    deck, _ = codec.read_deck(path.read_text(encoding="utf-8"), path.name)
    assert deck is not None
    for each in deck.cards:
        if not isinstance(each.answer, (ClozeAnswer, CodeAnswer)):
            continue
        unnamed = [gap for gap in cloze.gaps(each.answer.text) if not gap.named]
        ids = {prompt.id for prompt in prompts(each)}
        assert len(former_ids(each)) == len(unnamed)
        assert set(former_ids(each).values()) <= ids
        assert not set(former_ids(each)) & ids
