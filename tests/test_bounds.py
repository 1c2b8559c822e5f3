"""Every reader is bounded: hostile text costs no more than its length, and what is left out is told.

Time is not measured here: a reader that works in the square of these sizes would take minutes.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flashcards.deck import cloze, codec, validators
from flashcards.importing import make_cards
from flashcards.importing.note_questions import read_questions
from flashcards.notes import front_matter, note
from flashcards.notes.syntaxes.cloze_patterns import ANKI, HIGHLIGHT, gap_texts
from flashcards.text import layout
from flashcards.text.markdown import reader
from flashcards.text.styled import unstyled

UNITS = {
    "gaps of Anki left open": "{{c1::",
    "gaps of Anki": "{{c1::a::b}} ",
    "gaps": "{{a}} ",
    "highlights left open": "==a ",
    "brackets": "[",
    "links to notes left open": "![[a",
    "links left open": "[a](",
    "emphasis": "*a ",
    "strong left open": "**a",
    "code left open": "`a ",
    "dollars": "$a ",
    "maths in round brackets left open": r"\(",
    "maths in square brackets left open": r"\[ ",
    "comments left open": "<!-- ",
    "braces": "{",
    "spaces": " ",
    "round brackets": "(",
    "lists in one line": "- ",
    "quotes in one line": "> ",
    "cards of one line": "a::",
}


def cards_of(text: str) -> make_cards.ImportedCards:
    return make_cards.make_cards([read_questions(note.read_note(text, "a.md"))], "d")


READERS: dict[str, Callable[[str], object]] = {
    "note": cards_of,
    "heading": lambda text: cards_of(f"# {text}x\n\n$$m_t = g_t$$"),
    "flashcard": lambda text: cards_of(f"#flashcards\n\n{text}"),
    "gaps": lambda text: list(gap_texts(text, (HIGHLIGHT, ANKI))),
    "cloze": cloze.gaps,
    "prose": lambda text: layout.lay(reader.read_blocks(text), 80),
    "Markdown deck": lambda text: codec.read_deck(f"---\ndeck: x\n---\n\n## a ^a\n\n{text}", "a.md"),
    "YAML deck": lambda text: codec.read_deck(f"deck: x\ncards:\n- id: a\n  cloze: |\n    {text}", "a.yaml"),
}
SIZE = 100_000


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_a_long_text_is_read_in_the_time_of_its_length(read: Callable[[str], object], unit: str) -> None:
    size = reader.LONGEST // 4 if read is READERS["prose"] else SIZE
    read(unit * (size // len(unit)))


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)


def test_aliases_do_not_multiply_the_front_matter_of_a_note_or_a_deck() -> None:
    head = f"---\n{BOMB}---\n"
    found = note.read_note(f"{head}**Decay**: how much stays", "a.md")
    assert [str(problem) for problem in found.problems] == [
        "a.md:3:8: anchors and aliases are not supported\n    write out what *a stands for"
    ]
    assert [block.kind for block in found.blocks][-1] == "paragraph"
    for text, file in ((head, "a.md"), (BOMB, "a.yaml")):
        deck, problems = codec.read_deck(text, file)
        assert deck is None
        assert "anchors and aliases are not supported" in problems[0].message


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        pytest.param("a: b", {"a": "b"}, id="a text"),
        pytest.param("a: [b, 1]", {"a": ["b", "1"]}, id="a list"),
        pytest.param("a: {b: c}", {"a": {"b": "c"}}, id="a table"),
        pytest.param("a:\nb: ~\nc: null", {"a": None, "b": None, "c": None}, id="nothing"),
        pytest.param("a: 2024-01-01", {"a": "2024-01-01"}, id="a date stays as it is written"),
        pytest.param("", {}, id="no field"),
    ],
)
def test_the_fields_of_front_matter(written: str, fields: dict[str, object]) -> None:
    assert front_matter.read_fields(["---", *written.split("\n"), "---"], "a.md") == fields


def deck_with(field: str, text: str) -> str:
    return f"deck: x\ncards:\n- id: a\n  ask: q\n  {field}: '{text}'\n- {{id: b, ask: q, answer: a}}\n"


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        pytest.param("cloze", "{{a}} " * 201, "a.yaml:5:3: 201 gaps in this text", id="gaps"),
        pytest.param("answer", "a" * 20_001, "a.yaml:5:11: this text has 20,001 characters", id="length"),
        pytest.param("cloze", "{{a}} " * 200, "", id="as many gaps as may be"),
        pytest.param("answer", "a" * 20_000, "", id="as long as may be"),
    ],
)
def test_a_card_that_is_too_much_is_set_aside(field: str, text: str, message: str) -> None:
    deck, problems = codec.read_deck(deck_with(field, text), "a.yaml")
    assert deck
    assert [card.id for card in deck.cards] == (["b"] if message else ["a", "b"])
    assert len(problems) == bool(message)
    assert all(str(problem).startswith(message) for problem in problems)


def test_what_is_not_shown_of_a_long_text_is_said() -> None:
    assert reader.LONGEST == validators.LONGEST
    shown = unstyled(layout.lay(reader.read_blocks("a " * 10_001), 80))
    assert shown.endswith("… 2 more characters are not shown: a card this long should be several.")
    assert "more characters" not in unstyled(layout.lay(reader.read_blocks("a " * 10_000), 80))


@pytest.mark.parametrize(
    ("text", "back"),
    [
        pytest.param("{{c1::a}} and {{c2::b::a hint}}", "{{1: a}} and {{2: b | a hint}}", id="Anki"),
        pytest.param(r"{{c1::\frac{a}{b}}} is", r"{{1: \frac{a}{b}}} is", id="braces in a gap"),
        pytest.param("{{c1::a}} {{b}}", "{{1: a}} { {b}}", id="braces that are no gap"),
        pytest.param("{{c1::a}} {{c2::", "{{1: a}} { {c2::", id="one that is never closed"),
    ],
)
def test_gaps_of_anki(text: str, back: str) -> None:
    assert [each.text for each in gap_texts(text, (HIGHLIGHT, ANKI))] == [back]


@pytest.mark.parametrize("text", ["{{b}}", "===a== b", "==a=== b", "== a== b", "==a == b", "===="])
def test_what_only_looks_like_a_gap(text: str) -> None:
    assert list(gap_texts(text, (HIGHLIGHT, ANKI))) == []


def test_a_gap_without_a_name_does_not_hide_with_one_that_is_named_by_a_number() -> None:
    assert cloze.names("{{1: a}} {{b}} {{c}}") == ("1", "b", "c")
