"""A text of words is one paragraph without a parser: it must be what the Markdown parser makes of it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashcards.errors import printable
from flashcards.text.blocks import TextBlock
from flashcards.text.markdown import reader
from flashcards.text.markdown.parser import parser, same_length
from tests.rows import in_rows

SIGNS = "abcÉßλжあ日0129 ,.;:?'\"()/-*_`$[]{}<>&!#+=~|\\%^@\n\t\u200f\u0301\ufdd0\u3164"
"""Letters of several scripts, digits, all marks of Markdown, and what `printable` replaces."""


def parsed(text: str) -> list[TextBlock]:
    """The blocks as the parser makes them."""
    return reader._blocks(parser().parse(same_length(printable(text))))


@example("\u3164")
@example("\u3164 a")
@given(st.text(SIGNS, max_size=24) | st.from_regex(reader._ONE_PARAGRAPH, fullmatch=True))
def test_every_text_is_what_the_parser_makes_of_it(text: str) -> None:
    assert list(reader.read_blocks(text)) == parsed(text)


WORDS = [
    *(
        "What does momentum do?",
        "SGD, step 1: why (and when)?",
        'It\'s a "mean".',
        "x",
        "Ärger - or/and",
        "日本語",
    ),
    *("See www.example.org.", "a http://example.org/x"),
]
NOT_WORDS = [
    *(
        "1. one",
        "- a",
        "+ a",
        "# a",
        "> a",
        " a",
        "a  b",
        "a ",
        "a\nb",
        "a*b*",
        "a_b_",
        "`a`",
        "$a$",
        "[a](b)",
    ),
    *("a & b", "a < b", "![a](b)", "a|b", "a\\b", "%%a%%", "", "2 a", "a~b", "a = b"),
]


@pytest.mark.parametrize("text", WORDS)
def test_words_need_no_parser(text: str) -> None:
    assert re.fullmatch(reader._ONE_PARAGRAPH, text)
    assert list(reader.read_blocks(text)) == parsed(text)


@in_rows("text", NOT_WORDS)
def test_what_could_be_a_mark_is_parsed(text: str) -> None:
    assert not re.fullmatch(reader._ONE_PARAGRAPH, text)
