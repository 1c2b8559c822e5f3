"""Every user of the Markdown reader, held against the reader's own table of cases."""

from __future__ import annotations

from flashcards.audit import card_checks
from flashcards.deck import codec
from flashcards.deck.model import BasicAnswer, Card, FormulaAnswer
from flashcards.errors import Place
from flashcards.notes import note
from flashcards.study.drawn_values import fill_values
from flashcards.study.faces import cloze_text
from flashcards.text.markdown.spans import inline_spans, markdown_spans
from tests.rows import in_rows
from tests.test_markdown_spans import CASES, TABLE


def with_each_formula_ending_in(text: str, ending: str) -> str:
    """`text` with `ending` put before the closing delimiter of each formula, and at its end after a space."""
    for span in reversed(markdown_spans(text)):
        if span.kind == "maths":
            text = text[: span.inner_end] + ending + text[span.inner_end :]
    return f"{text}\n\nand {ending}"


@TABLE
def test_a_value_is_a_group_in_formulas_alone(text: str, formulas: list[str]) -> None:
    given = fill_values(with_each_formula_ending_in(text, "{n}"), {"n": 7})
    assert given.count("{7}") == len(formulas)
    assert given.replace("{7}", "7") == with_each_formula_ending_in(text, "7")


@TABLE
def test_a_gap_hides_a_sub_tree_in_formulas_alone(text: str, formulas: list[str]) -> None:
    hidden = cloze_text(with_each_formula_ending_in(text, "{{g: q}}"), "g", hide=True)
    assert hidden.count(r"\hide{g}") == len(formulas)


@TABLE
def test_the_check_reads_the_same_formulas(text: str, formulas: list[str]) -> None:
    card = Card("d", "c", text, BasicAnswer("a"), Place("d.yaml"))
    assert list(card_checks.card_formulas(card)) == formulas


@in_rows("name", [name for name, (text, _) in CASES.items() if "# " not in text])
def test_an_answer_in_a_markdown_deck_holds_the_same_formulas(name: str) -> None:
    text, formulas = CASES[name]
    deck, _ = codec.read_deck(f"---\ndeck: d\n---\n\n## Q ^a\n\n{text}\n", "d.md")
    assert deck is not None
    answer = deck.cards[0].answer
    if isinstance(answer, FormulaAnswer):
        assert [answer.latex.strip()] == formulas
    else:
        assert isinstance(answer, BasicAnswer)
        assert [
            span.inside.strip() for span in markdown_spans(answer.answer) if span.kind == "maths"
        ] == formulas


def test_a_field_within_a_displayed_formula_is_part_of_it() -> None:
    text = "so\n\\[\na\nwhy:: x\n\\]\nand `$$`"
    deck, problems = codec.read_deck(f"---\ndeck: d\n---\n\n## Q ^a\n\n{text}\n", "d.md")
    assert deck is not None
    assert (deck.cards[0].answer, problems) == (BasicAnswer(text), ())


@TABLE
def test_the_blocks_of_a_note_hold_the_same_formulas(text: str, formulas: list[str]) -> None:
    found: list[str] = []
    for block in note.read_note(text, "n.md").blocks:
        if block.kind == "formula" and not block.text.startswith(("$$", "\\[")):
            found.append(block.text)
        elif block.kind != "code":
            found += [span.inside.strip() for span in inline_spans(block.text) if span.kind == "maths"]
    assert found == formulas
