r"""Formulas with two braces at once, `\frac{{a}}{{b}}`, in notes with gaps: note → deck file → card."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.deck import cloze, codec
from flashcards.deck.model import ClozeAnswer, Deck
from flashcards.errors import Place
from flashcards.importing.make_cards import make_cards
from flashcards.importing.note_questions import read_questions
from flashcards.notes.note import read_note
from flashcards.notes.syntaxes import curly_cloze
from flashcards.notes.syntaxes.cloze_text import HiddenText, write_cloze

FORMULA = r"$\frac{{a}}{{b_{{t}}}}$"
SYNTAXES = [
    pytest.param(
        "obsidian-to-anki",
        f"START\nCloze\nso {FORMULA} of {{two}} ==sums==\nEND",
        ["two", "sums"],
        id="curly",
    ),
    pytest.param(
        "obsidian-to-anki",
        f"START\nCloze\nso {FORMULA} of {{{{c1::two}}}}\nEND",
        ["two"],
        id="anki-gap",
    ),
    pytest.param(
        "flashcards-obsidian", f"so {FORMULA} of {{2:two}} sums\n", ["two"], id="flashcards-obsidian"
    ),
    pytest.param(
        "flashcards-obsidian", f"so =={FORMULA}== of two sums\n", [FORMULA], id="the-formula-is-hidden"
    ),
    pytest.param(
        "obsidian-spaced-repetition",
        f"#flashcards\n\nso {FORMULA} of ==two== sums\n",
        ["two"],
        id="highlight",
    ),
    pytest.param("hashcards", f"C: so {FORMULA} of [two] sums\n", ["two"], id="hashcards"),
    pytest.param("hashcards", f"C: so [{FORMULA}] of two sums\n", [FORMULA], id="hashcards-formula"),
    pytest.param("remnote", f"- so {FORMULA} of {{{{two}}}} sums\n", ["two"], id="remnote"),
    pytest.param("logseq", f"- so {FORMULA} of {{{{cloze two}}}} sums #card\n", ["two"], id="logseq"),
]


@pytest.mark.parametrize("suffix", ["yaml", "md"])
@pytest.mark.parametrize(("syntax", "text", "hidden"), SYNTAXES)
def test_a_formula_keeps_its_meaning(syntax: str, text: str, hidden: list[str], suffix: codec.Syntax) -> None:
    made = make_cards([read_questions(read_note(text, "n.md", syntax=syntax))], "d")
    deck = Deck("d", tuple(each.card for each in made.proposals), Place(f"d.{suffix}"))
    back, problems = codec.read_deck(codec.write_deck(deck, suffix), f"d.{suffix}")
    assert (problems, back and len(back.cards)) == ((), 1)
    answer = back.cards[0].answer if back else None
    assert isinstance(answer, ClozeAnswer)
    assert [gap.hidden for gap in cloze.gaps(answer.text)] == hidden
    filled = cloze.fill(answer.text, lambda gap: gap.hidden)
    assert FORMULA in filled.replace("{ {", "{{")


BRACES = st.text(alphabet="{}ab\\|: ", max_size=12)


@given(BRACES, BRACES, BRACES)
def test_a_cloze_has_the_gaps_that_are_meant_or_is_none(before: str, hidden: str, after: str) -> None:
    text = write_cloze([before, HiddenText(hidden), after])
    found = cloze.gaps(text)
    assert len(found) == bool(text)
    if text:
        assert found[0].hidden.replace("\u00a0", " ") == hidden.strip()
        assert (text[: found[0].start] + text[found[0].end :]).replace(" ", "") == (before + after).replace(
            " ", ""
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a {note: x} and {mind: y}", "a {{1: note: x}} and {{2: mind: y}}", id="colons"),
        pytest.param("$x_{{{t}}}$ is {b}", "$x_{ { {t}}}$ is {{1: b}}", id="three-braces"),
        pytest.param(r"$\{{a}\}$ is {b}", r"$\{ {a}\}$ is {{1: b}}", id="escaped-brace"),
        pytest.param("{{{a}}} stays", "", id="no-gap"),
    ],
)
def test_single_braces(text: str, expected: str) -> None:
    assert curly_cloze.gap_text(text) == expected


def test_a_point_of_prose_with_such_a_formula_is_asked() -> None:
    text = "# Adam\n\n## Cons\n\n- keeps $x_{{t}}$ in 3 copies per weight\n"
    made = make_cards([read_questions(read_note(text, "Adam.md"))], "d")
    answers = [each.card.answer for each in made.proposals]
    assert answers == [ClozeAnswer("keeps $x_{ {t}}$ in {{3}} copies per weight")]
