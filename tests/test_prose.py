"""A card's text, laid out: blocks, formulas, wrapping; and nothing that could move the cursor."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.formula.render.box import cells
from flashcards.text.layout import lay, speak_blocks
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import unstyled
from tests.rows import in_rows

LAID = [
    pytest.param("two words", 40, "two words", id="words"),
    pytest.param("one two three", 8, "one two\nthree", id="wrapped"),
    pytest.param("abcdefghijkl", 8, "abcdefgh\nijkl", id="a word longer than a line is cut at its edge"),
    pytest.param("abcdefgh", 8, "abcdefgh", id="a word as long as a line is not cut"),
    pytest.param("a bcdefghij", 8, "a\nbcdefghi\nj", id="a long word begins a line"),
    pytest.param("漢字漢字漢", 9, "漢字漢字\n漢", id="a wide letter is not cut in half"),
    pytest.param(r"\(\) and \(x", 40, "() and (x", id="brackets that hold nothing or stay open are text"),
    pytest.param("ends at 7 x", 9, "ends at 7\nx", id="a space at the edge starts no line"),
    pytest.param("a **bold** word", 40, "a bold word", id="emphasis leaves no marks"),
    pytest.param(r"the moment $\hat{m}_t$ of", 40, "the moment m̂ₜ of", id="a formula in the line"),
    pytest.param(
        r"the factor $\beta_1^t$, then", 14, "the factor\nβ₁ᵗ, then", id="a comma stays with its formula"
    ),
    pytest.param(r"\(x\) and \[y\]", 40, "x and\n\n  y", id="brackets as delimiters"),
    pytest.param(
        "above\n\n$$\na = b\n$$\n\nbelow", 40, "above\n\n  a = b\n\nbelow", id="a displayed formula"
    ),
    pytest.param(r"$\frac{a}{b}$", 40, "   a\n  ───\n   b", id="a formula alone has room"),
    pytest.param("- one\n- two", 40, " • one\n • two", id="a list is close"),
    pytest.param("-\n\ntext", 40, "text", id="an empty item leaves its mark to nobody"),
    pytest.param("1. one two\n2. three", 8, "1. one\n   two\n2. three", id="items hang"),
    pytest.param("```python\nm = b*m\n```", 40, "  m = b*m", id="code"),
    pytest.param(
        "```python\nif x:\n    for p in model.parameters():\n```",
        20,
        "  if x:\n      for p in\n      model.\n      parameters():",
        id="code broken as far in as it is",
    ),
    pytest.param("```\n          a b c d\n```", 12, "       a b c\n       d", id="code far in, few columns"),
    pytest.param("it costs $5 and $6", 40, "it costs $5 and $6", id="prices are no formula"),
    pytest.param("| a | b |\n|--|--|\n| 1 | $x$ |", 40, "a  b\n─  ─\n1  x", id="a table"),
    pytest.param(
        "| a | b |\n|--|--|\n| one two | three f |",
        15,
        "a       b\n──────  ───────\none     three f\ntwo",
        id="a table that is a cell too wide",
    ),
    pytest.param("<b>html</b>", 40, "<b>html</b>", id="HTML is text"),
    pytest.param("![a curve](x.png)", 40, "[picture: a curve, x.png]", id="a picture is named"),
    pytest.param("[bold]no markup[/bold]", 40, "[bold]no markup[/bold]", id="Textual's markup is text"),
]


@in_rows(("text", "width", "lines"), LAID)
def test_text_is_laid_out(text: str, width: int, lines: str) -> None:
    assert unstyled(lay(read_blocks(text), width)) == lines


def test_ascii_only_uses_nothing_else() -> None:
    text = "a $\\beta_1^t$\n\n$$ \\frac{\\hat m}{\\sqrt{v}} $$\n\n---"
    assert unstyled(lay(read_blocks(text), 40, ascii_only=True)).isascii()


def test_a_formula_is_spoken_where_nothing_is_drawn() -> None:
    assert speak_blocks(read_blocks(r"Write $\beta_1$.")) == "Write beta 1."


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200), st.integers(8, 90))
def test_any_text_is_laid_out_within_its_width_and_moves_nothing(text: str, width: int) -> None:
    lines = unstyled(lay(read_blocks(text), width)).split("\n")
    assert all(cells(line) <= width for line in lines)
    assert not any(character in "\x1b\x07\x08\r" for line in lines for character in line)
