"""A changed deck in the text of its file: comments and untouched cards stay to the letter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.deck import codec
from flashcards.deck.edit import splice_cards
from flashcards.deck.model import BasicAnswer, Card, Deck
from flashcards.errors import Place

YAML = """\
# my deck
deck: d   # its name
optimizer: adam
cards:
  # the first
  - id: a
    ask: 'What is a?'   # kept as written
    answer: one

  - id: b
    # inside
    ask: What is b?
    answer: |
      two
      # no comment

  # the last
  - {id: c, ask: What is c?, answer: three}
  # todo: more
"""

COMPACT = "deck: d\ncards:\n- {id: a, ask: x, answer: y}\n- {id: b, ask: z, answer: y}"

MARKDOWN = """\
---
deck: d
---

Words before the cards.

## What is a?   ^a

one

## What is b? ^b

two
"""


def read(text: str, file: str = "d.yaml") -> Deck:
    deck, problems = codec.read_deck(text, file)
    assert problems == ()
    assert deck is not None
    return deck


def card(name: str, answer: str, **more: str) -> Card:
    return Card("d", name, f"What is {name}?", BasicAnswer(answer), Place("note.md", 7), **more)


def with_cards(deck: Deck, *cards: Card) -> Deck:
    return replace(deck, cards=cards)


def test_as_before_it_is_the_same_text() -> None:
    assert splice_cards(YAML, "d.yaml", read(YAML)) == YAML
    assert splice_cards(MARKDOWN, "d.md", read(MARKDOWN, "d.md")) == MARKDOWN


def test_a_new_card_leaves_every_other_line_alone() -> None:
    deck = read(YAML)
    a, b, c = deck.cards
    written = splice_cards(YAML, "d.yaml", with_cards(deck, a, card("new", "four", optimizer="adam"), b, c))
    new = "  - id: new\n    ask: What is new?\n    answer: four\n\n"
    assert written == YAML.replace("  - id: b\n", f"{new}  - id: b\n")


def test_a_changed_card_keeps_the_comments_round_it() -> None:
    deck = read(YAML)
    a, b, c = deck.cards
    written = splice_cards(
        YAML, "d.yaml", with_cards(deck, replace(a, answer=BasicAnswer("1")), b, replace(c, why="so"))
    )
    assert written is not None
    assert (
        "  # the first\n  - id: a\n    ask: What is a?\n    answer: 1\n\n  - id: b\n    # inside" in written
    )
    assert written.endswith("    why: so\n  # todo: more\n")
    longer = splice_cards(YAML, "d.yaml", with_cards(deck, a, replace(b, why="so"), c))
    assert longer is not None
    assert longer.count("# no comment") == 1


def test_the_indentation_and_spacing_of_the_file_are_followed() -> None:
    deck = read(COMPACT)
    written = splice_cards(COMPACT, "d.yaml", with_cards(deck, *deck.cards, card("c", "w")))
    assert written == f"{COMPACT}\n- id: c\n  ask: What is c?\n  answer: w\n"


def test_a_markdown_deck_is_spliced_too() -> None:
    deck = read(MARKDOWN, "d.md")
    a, b = deck.cards
    written = splice_cards(
        MARKDOWN, "d.md", with_cards(deck, a, replace(b, answer=BasicAnswer("2 or so")), card("c", "3"))
    )
    head = MARKDOWN[: MARKDOWN.index("## What is b")]
    assert written == f"{head}## What is b? ^b\n\n2 or so\n\n## What is c? ^c\n\n3\n"


HEADS = [
    pytest.param("cards:\n", {"notes": ("/v",)}, "notes: [/v]\ncards:\n", id="a new field above the cards"),
    pytest.param(
        "# why\n\ncards:\n", {"notes": ("/v",)}, "# why\nnotes: [/v]\n\ncards:\n", id="above the empty line"
    ),
    pytest.param("notes: [/u]\ncards:\n", {"notes": ("/v",)}, "notes: [/v]\ncards:\n", id="a changed field"),
    pytest.param(
        "notes:\n  - /u\n  - /t\ntitle: T\ncards:\n",
        {"notes": ("/v",)},
        "notes: [/v]\ntitle: T\ncards:\n",
        id="a field of several lines",
    ),
    pytest.param(
        "notes:\n- /u\ntitle: T\ncards:\n", {"notes": ()}, "title: T\ncards:\n", id="a field that is gone"
    ),
    pytest.param(
        "title: T  # mine\ncards:\n", {"about": "x"}, "title: T  # mine\nabout: x\ncards:\n", id="any field"
    ),
]


@pytest.mark.parametrize(("head", "changed", "after"), HEADS)
def test_changed_fields_of_the_deck_are_put_in_above_the_cards(head: str, changed: dict, after: str) -> None:
    start, card = "deck: d # name\n", "  - {id: a, ask: x, answer: y}  # so\n"
    deck = read(start + head + card)
    assert splice_cards(start + head + card, "d.yaml", replace(deck, **changed)) == start + after + card


def test_changed_fields_of_a_markdown_deck_are_put_into_its_front_matter() -> None:
    deck = replace(read(MARKDOWN, "d.md"), notes=("~/my vault", "/v"))
    written = splice_cards(MARKDOWN, "d.md", deck)
    assert written == MARKDOWN.replace("deck: d\n", "deck: d\nnotes: [~/my vault, /v]\n", 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "deck: d\ncards: [{id: a, ask: x, answer: y}, {id: b, ask: z, answer: y}]\n", id="in a line"
        ),
        pytest.param("deck: d\ncards: []\n", id="no cards"),
        pytest.param("deck: d\ncards:\n  - {id: a, anwser: x}\n", id="a problem"),
        pytest.param("{deck: d, cards: [{id: a, ask: x,\n answer: y}]}\n", id="all in braces"),
    ],
)
def test_what_cannot_be_spliced_is_left_to_a_new_text(text: str) -> None:
    assert splice_cards(text, "d.yaml", Deck("d", (card("n", "1"),), Place("d.yaml"))) is None


@settings(max_examples=50, deadline=None)
@given(
    order=st.permutations("abcxy"),
    changed=st.sets(st.sampled_from("abc")),
    dropped=st.sets(st.sampled_from("abc")),
)
@pytest.mark.parametrize(("text", "file"), [(YAML, "d.yaml"), (COMPACT, "d.yaml"), (MARKDOWN, "d.md")])
def test_a_spliced_text_reads_back(
    text: str, file: str, order: list[str], changed: set[str], dropped: set[str]
) -> None:
    deck = read(text, file)
    known = {each.id: each for each in deck.cards}
    cards = [known.get(name) or card(name, "new") for name in order if name not in dropped]
    cards = [replace(each, why="so") if each.id in changed else each for each in cards]
    written = splice_cards(text, file, with_cards(deck, *cards))
    assert written is not None
    assert [(each.id, each.ask, each.answer, each.why) for each in read(written, file).cards] == [
        (each.id, each.ask, each.answer, each.why) for each in cards
    ]
