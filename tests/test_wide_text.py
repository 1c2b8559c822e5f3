"""Text without spaces, as Chinese and Japanese are written, ends its lines where its cells are full."""

from __future__ import annotations

import pytest

from flashcards.formula.render.box import cells, clusters
from flashcards.importing.excerpt import NoteLine
from flashcards.text.layout import lay
from flashcards.text.markdown.reader import read_blocks
from flashcards.text.styled import ellipsize, unstyled
from flashcards.tui.note_view import note_lines
from tests.rows import in_rows

FAMILY, HEART, ONE, ACUTE = "👩\u200d👧", "❤\ufe0f", "1\ufe0f\u20e3", "e\u0301"

WRAPPED = [
    pytest.param("学習率が大きいと発散する", 10, ["学習率が大", "きいと発散", "する"], id="no space"),
    pytest.param("The 学習率が大きい", 10, ["The 学習率", "が大きい"], id="after a word and a space"),
    pytest.param("SGDの学習率はlrである", 10, ["SGDの学習", "率はlrであ", "る"], id="letters between"),
    pytest.param("学習率はmomentumと", 10, ["学習率は", "momentumと"], id="no word is cut that fits"),
    pytest.param("学習率が大きい。発散", 14, ["学習率が大き", "い。発散"], id="no full stop begins a line"),
    pytest.param("学習率が「大きい」と", 10, ["学習率が", "「大きい」", "と"], id="no bracket ends a line"),
    pytest.param("学習率**が大きいと発**散する", 10, ["学習率が大", "きいと発散", "する"], id="in bold"),
    pytest.param("学習率$\\eta_t$が大きい", 10, ["学習率ηₜが", "大きい"], id="beside a formula"),
    pytest.param("`学習率が大きいと発散`", 10, ["学習率が大", "きいと発散"], id="in code"),
    pytest.param("学習率が大きいと", 11, ["学習率が大", "きいと"], id="a cell stays free"),
    pytest.param("학습률이너무크면", 10, ["학습률이너", "무크면"], id="Korean"),
    pytest.param(f"ab{FAMILY}👍🏽🇩🇪🇫🇷{HEART}", 8, [f"ab{FAMILY}👍🏽🇩🇪", f"🇫🇷{HEART}"], id="emoji stay whole"),
    pytest.param(ONE * 5, 8, [ONE * 4, ONE], id="keycaps"),
    pytest.param(ACUTE * 9, 8, [ACUTE * 8, ACUTE], id="a mark stays with its letter"),
    pytest.param("- 学習率が大きいと", 10, [" • 学習率", "   が大き", "   いと"], id="a list"),
    pytest.param("right (or wrong): β₁ and m̂", 12, ["right (or", "wrong): β₁", "and m̂"], id="not Latin text"),
]


@in_rows(("text", "width", "lines"), WRAPPED)
def test_a_card_ends_its_lines_where_its_writing_allows(text: str, width: int, lines: list[str]) -> None:
    laid = lay(read_blocks(text), width)
    assert unstyled(laid).split("\n") == lines
    assert all(sum(cells(part) for part, _ in line) <= width for line in laid)


def test_a_table_wraps_within_its_columns() -> None:
    table = "| 名 | 訳 |\n|---|---|\n| 学習率学習率 | 発散する発散する |"
    assert unstyled(lay(read_blocks(table), 18)).split("\n")[2:] == [
        "学習率学  発散する",
        "習率      発散する",
    ]


def test_the_lines_of_a_note_wrap_below_their_first_column() -> None:
    lines = note_lines([NoteLine(7, "- 学習率が大きいと発散する", is_source=True)], 15)
    assert unstyled(lines).split("\n") == ["▌7 - 学習率が大", "▌  きいと発散す", "▌  る"]


CLUSTERS = [
    ["👩\u200d👧", "a"],
    ["🇩🇪", "🇫🇷", "🇩"],
    ["👍🏽", "❤\ufe0f", "1\ufe0f\u20e3"],
    ["e\u0301", "Z\u0337\u0322", "x"],
    ["\u1112\u1161\u11ab", "漢", "ｆ"],
    ["\u0301", "a"],
]


@in_rows("parts", [pytest.param(parts, id="".join(parts)) for parts in CLUSTERS])
def test_clusters_are_what_is_drawn_as_one(parts: list[str]) -> None:
    assert list(clusters("".join(parts))) == parts
    assert sum(map(cells, parts)) == cells("".join(parts))


ELLIPSIZED = [
    pytest.param(HEART * 3, 4, f"{HEART}…", id="hearts"),
    pytest.param(FAMILY * 2, 3, f"{FAMILY}…", id="a family"),
    pytest.param("漢字漢字", 6, "漢字…", id="wide"),
    pytest.param("漢字漢字", 7, "漢字漢…", id="wide, odd"),
    pytest.param(ACUTE * 3, 2, f"{ACUTE}…", id="marks"),
    pytest.param("abc", 3, "abc", id="it fits"),
    pytest.param("abc", 0, "…", id="no room"),
]


@in_rows(("text", "room", "cut"), ELLIPSIZED)
def test_no_character_is_halved_where_a_text_is_cut(text: str, room: int, cut: str) -> None:
    assert ellipsize(text, room) == cut
