r"""Where formulas and code are in a text: one table of cases for every user of the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.text.blocks import Display, Grid, Maths, Paragraph, TextBlock
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.markdown.spans import MarkdownSpan, inline_spans, markdown_spans, sole_formula
from tests.rows import in_rows
from tests.steps import growth

CASES: dict[str, tuple[str, list[str]]] = {
    # The ten hardest first.
    "round brackets": (r"What is \(\sqrt{t}\)?", [r"\sqrt{t}"]),
    "money around a word": ("Pay $5 for n steps, $6", []),
    "money, then a formula": ("Pay $5, then $x$ and $6", ["x"]),
    "an escaped backslash before a bracket": (r"\\(x\\) and \\[y\\]", []),
    "a formula over two lines": ("so $a +\nb$ holds", ["a +\nb"]),
    "a display with a list mark, right after a line of text": ("so\n\\[\na\n- b\n\\]\nholds", ["a\n- b"]),
    "a bar within a formula in a table": ("| a | b |\n|---|---|\n| $|x|$ | $y$ |", ["|x|", "y"]),
    "an escaped bar in a table": ("| a | b |\n|---|---|\n| $\\|x\\|$ | 2 |", ["|x|"]),
    "a longer run of back-ticks": ("``a ` $x$ `` and $y$", ["y"]),
    "a dollar in a link's target": ("[$a$](u$x$) $y$", ["a", "y"]),
    # Dollars.
    "one": ("the $x$ axis", ["x"]),
    "two touch": ("$a$$b$", ["a", "b"]),
    "two are one apart": ("$a$ $b$", ["a", "b"]),
    "a space after the opening dollar": ("$ x$ and 1", []),
    "a space before the closing dollar": ("$x $ and 1", []),
    "a digit after the closing dollar": ("$x$2", []),
    "a digit before the opening dollar": ("2$x$", []),
    "a letter before the opening dollar": ("the$x$", ["x"]),
    "an escaped dollar": (r"\$x$ and y", []),
    "an escaped dollar within": (r"$a \$ b$", [r"a \$ b"]),
    "an escaped closing dollar": (r"$a\$", []),
    "a double backslash before the closing dollar": (r"$a\\$", [r"a\\"]),
    "unclosed": ("the $x axis", []),
    "a blank line within": ("$a\n\nb$", []),
    "two dollars and nothing": ("$$$$ and $$$$, $$ $$", []),
    "emphasis around": ("**the $x$** and *$y$*", ["x", "y"]),
    "stars and underscores within": ("$a_1 * b_2 * c$", ["a_1 * b_2 * c"]),
    "in a heading": ("## Why $x$?", ["x"]),
    "in a heading with closing marks": ("# Why $x$ #", ["x"]),
    "in a quote over two lines": ("> so $a +\n> b$", ["a +\nb"]),
    "in a list": ("- a $x$\n- b $y$", ["x", "y"]),
    "the same twice in a table": ("| $x$ | $x$ |\n|---|---|\n| 1 | $x$ |", ["x", "x", "x"]),
    "carriage returns": ("a\r\n\r\nb $x$", ["x"]),
    # Displays.
    "double dollars": ("$$x$$", ["x"]),
    "double dollars within a line": ("so $$x$$ holds", ["x"]),
    "double dollars and a single one within": (r"$$a \text{ if $b$}$$", [r"a \text{ if $b$}"]),
    "double dollars over lines": ("$$\na\n= b\n$$", ["a\n= b"]),
    "a number after": ("$$x$$ (1.2)", ["x"]),
    "punctuation after": ("$$x$$.", ["x"]),
    "words after": ("$$x$$ holds", ["x"]),
    "two in a line": ("$$x$$, $$y$$", ["x", "y"]),
    "in a list, indented": ("- so\n\n  $$\n  a\n  $$\n- b", ["a"]),
    "in a quote": ("> $$\n> a\n> $$", ["a"]),
    "double dollars never closed": ("$$\na", []),
    "a heading before the close": ("$$\na\n\n## b\n\n$$", []),
    "square brackets": (r"\[x\]", ["x"]),
    "square brackets within a line": (r"so \[x\] holds", ["x"]),
    "a row's spacing": ("\\[a \\\\[2pt] b\\]", ["a \\\\[2pt] b"]),
    "an escaped bracket of a link": (r"\[x](y)", []),
    "round brackets never closed": (r"\(x", []),
    "round brackets twice opened": (r"\(x and \(y\)", ["y"]),
    # Code.
    "in code": ("`$x$` and $y$", ["y"]),
    "code in a formula": ("$a `b` c$", ["a `b` c"]),
    "in a fence": ("```\n$x$\n```\n$y$", ["y"]),
    "in a fence of tildes": ("~~~\n$$\n~~~\n\n$y$", ["y"]),
    "in a longer fence": ("````\n```\n$x$\n````", []),
    "in a fence never closed": ("```\n$x$", []),
    "an unclosed back-tick": ("` and $y$", ["y"]),
}
TABLE = in_rows(("text", "formulas"), CASES.values(), ids=CASES)


def maths(text: str) -> list[str]:
    return [span.inside.strip() for span in markdown_spans(text) if span.kind == "maths"]


def drawn(blocks: tuple[TextBlock, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Display(latex):
                yield latex
            case Paragraph(inlines):
                yield from (inline.latex for inline in inlines if isinstance(inline, Maths))
            case Grid(rows):
                cells = [inline for row in rows for cell in row for inline in cell]
                yield from (inline.latex for inline in cells if isinstance(inline, Maths))


@TABLE
def test_the_reader_finds_the_formulas(text: str, formulas: list[str]) -> None:
    assert maths(text) == formulas


@TABLE
def test_the_screen_draws_the_same_formulas(text: str, formulas: list[str]) -> None:
    assert list(drawn(read_blocks(text))) == formulas


PIECES = ["$$", "\\(", "\\)", "\\[", "\\]", "```", "$x$", "](u)", "\n\n", "> ", "- ", " " * 4, " | ", "\n| "]
TEXTS = st.lists(
    st.sampled_from([*PIECES, "\n|---|---|\n", *"$`|\\[]()<>!-*#_~ \n\t\r\xa0\x0b\0001ax"]), max_size=40
).map("".join)


@pytest.mark.slow
@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_spans_are_the_text_and_what_the_screen_draws(text: str) -> None:
    found = markdown_spans(text)
    assert "".join(text[span.start : span.end] for span in found) == text
    assert all(span.start <= span.inner_start <= span.inner_end <= span.end for span in found)
    for span in found:
        assert _letters(span.inside) == _letters(text[span.inner_start : span.inner_end]), span
    if not set(text) & set("\x0b\r\t\0"):
        assert [latex for latex in maths(text) if latex] == [
            latex for latex in drawn(read_blocks(text)) if latex
        ]


def _letters(text: str) -> str:
    """`text` without white space, quote marks (which begin its lines) and escapes (of bars in tables)."""
    return "".join(letter for letter in text if letter not in " \t\r\n\xa0\x0b\0\ufffd>\\")


@given(TEXTS)
@settings(deadline=None, max_examples=200)
def test_inline_spans_are_the_text(text: str) -> None:
    for comments in (False, True):
        found = inline_spans(text, comments=comments)
        assert "".join(text[span.start : span.end] for span in found) == text


@pytest.mark.parametrize(
    ("text", "inside"),
    [("$x$", "x"), (" $$\nx\n$$ \n", "\nx\n"), (r"\(x\).", "x"), ("$x$ y", None), ("x", None), ("`x`", None)],
)
def test_a_text_that_is_one_formula(text: str, inside: str | None) -> None:
    found = sole_formula(text)
    assert (found and found.inside) == inside


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param(
            "| a |\n|---|\n| p \\| $\\|x\\|$ q $y$ |", ["$\\|x\\|$", "$y$"], id="after bars in a cell"
        ),
        pytest.param("> so $a +\n> b$ c", ["$a +\n> b$"], id="over two lines of a quote"),
        pytest.param("- $x$\n\n  $y$", ["$x$", "$y$"], id="in a list"),
        pytest.param("a\r\n$x\r\ny$ b", ["$x\r\ny$"], id="over Windows lines"),
        pytest.param("  $$\n  a\n  $$ (1)", ["$$\n  a\n  $$"], id="displayed and indented"),
    ],
)
def test_a_span_is_what_was_written(text: str, written: list[str]) -> None:
    assert [text[span.start : span.end] for span in markdown_spans(text) if span.kind == "maths"] == written


def test_comments_hide_formulas_in_notes() -> None:
    found = inline_spans("%%$a$%% $b$ <!-- $c$ -->", comments=True)
    assert [(span.kind, span.inside) for span in found if span.inside != " "] == [
        ("comment", "$a$"),
        ("maths", "b"),
        ("comment", " $c$ "),
    ]


READERS: list[Callable[[str], tuple[MarkdownSpan, ...]]] = [
    markdown_spans,
    lambda text: inline_spans(text, comments=True),
]


HOSTILE = [
    "$",
    "`",
    "\\(",
    "\\[",
    "\\[\n",
    "$$\n",
    "$$ ",
    "$x\n",
    "[",
    "](",
    "<!--",
    "%",
    "> ",
    "- ",
    "| $",
    "`a",
    "\\$",
    "```\n",
]


def _read(reader: Callable[[str], tuple[MarkdownSpan, ...]], piece: str, size: int) -> None:
    reader("$a$ " + piece * (size // len(piece)))


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS, ids=["spans", "inline"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_takes_about_four_times_the_steps(
    piece: str, reader: Callable[[str], tuple[MarkdownSpan, ...]]
) -> None:
    assert growth(lambda size: _read(reader, piece, size), 2_000) <= 5


@pytest.mark.slow
@pytest.mark.usefixtures("ends_at_all")
@pytest.mark.parametrize("reader", READERS, ids=["spans", "inline"])
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_text_is_read_to_its_end(
    piece: str, reader: Callable[[str], tuple[MarkdownSpan, ...]]
) -> None:
    _read(reader, piece, 200_000)
