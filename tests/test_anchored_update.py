"""Columns hold on a terminal that counts other cells for a text than Textual does."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from flashcards.tui.anchored_update import _LEADS, _PATTERNS, anchor_columns

PIECES = re.compile(r"\x1b\[([\d;]*)([HGm])|(.)", re.DOTALL)


def drawn_on(terminal: Callable[[str], int], written: str, width: int = 60) -> list[str]:
    """The cells of the first line of a terminal that draws each character in so many cells."""
    cells, column = [" "] * width, 0
    for found in PIECES.finditer(written):
        if found[2] == "H":
            column = int(found[1].partition(";")[2]) - 1
        elif found[2] == "G":
            column = int(found[1]) - 1
        elif found[3]:
            count = terminal(found[3])
            for at in range(column, min(column + count, width)):
                cells[at] = found[3] if at == column else ""
            column += count
    return cells


def each_two(character: str) -> int:
    """A terminal that shows everything beyond Latin in two cells."""
    return 1 if character < "\u2190" or character == "│" else 2


def none_at_all(character: str) -> int:
    """A terminal that shows only what it knows."""
    return 1 if character < "\u0300" or character == "│" else 0


TEXTS = [
    pytest.param("👩\u200d👩\u200d👧 family", id="a family"),
    pytest.param("🏳\ufe0f\u200d🌈 ❤\ufe0f ☝🏽 1\ufe0f\u20e3", id="variation, tone, keycap"),
    pytest.param("🇩🇪🇫🇷", id="flags"),
    pytest.param("क्षत्रिय கொ ക്ഷ", id="vowel signs"),
    pytest.param("ab\u200dcd", id="a joiner between letters"),
    pytest.param("a👍", id="one at the end"),
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("terminal", [each_two, none_at_all, cell_len])
def test_a_border_stays_in_its_column(text: str, terminal: Callable[[str], int]) -> None:
    room = 40
    line = f"\x1b[3;5H\x1b[1m{text}\x1b[0m{' ' * (room - cell_len(text))}│"
    cells = drawn_on(terminal, anchor_columns(line))
    assert [at for at, cell in enumerate(cells) if cell == "│"] == [4 + room]


@pytest.mark.parametrize(
    "text", ["plain", "m̂ₜ = β₁ᵗ ─ ⠋ █ ▀ é", "漢字 ｆ 한국어", "שלום مرحبا", "\x1b[1;31mred\x1b[0m"]
)
def test_what_every_terminal_counts_alike_is_written_as_it_is(text: str) -> None:
    assert anchor_columns(f"\x1b[1;1H{text}") == f"\x1b[1;1H{text}"


def test_every_sign_of_unsure_width_is_looked_for() -> None:
    signs = [
        chr(code) for code in (*range(0xD800), *range(0xE000, 0x110000)) if _PATTERNS.sign.match(chr(code))
    ]
    assert [each for each in signs if not any(lead in each.encode() for lead in _LEADS)] == []


def test_what_was_there_before_is_cleared() -> None:
    """Textual counts two cells, and a terminal of one would leave the second as it was."""
    line = "\x1b[1;1H" + "x" * 10 + "\x1b[1;1H" + anchor_columns("\x1b[1;1H❤\ufe0f│")
    assert drawn_on(lambda each: 0 if each == "\ufe0f" else 1, line)[:4] == ["❤", " ", "│", "x"]


@given(st.text(st.sampled_from("a ─│👩\u200d\ufe0f🏽🇩ि்क漢\u0301"), max_size=30))
def test_nothing_is_left_out(text: str) -> None:
    written = anchor_columns(f"\x1b[1;1H{text}")
    kept = re.sub(r"\x1b\[\d+G", "", written.partition("H")[2])
    assert kept.replace(" ", "") == text.replace(" ", "")
