"""The small pictures of home: bars of 22 cells, columns of days, the strip of weeks; widths and glyphs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from flashcards.study.overview import Pace, Stages, own_pace, unmet_need
from flashcards.study.tally import Counts
from flashcards.tui.blocks import (
    big_digits,
    day_columns,
    day_sparkline,
    heat_bounds,
    heat_shade,
    heat_strip,
    share_cells,
    stage_bar,
)
from flashcards.tui.deck_columns import fit_columns
from flashcards.tui.deck_list import cut_words

TUESDAY = (date(2025, 11, 25) - date(1970, 1, 1)).days


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 100_000), min_size=4, max_size=4), st.integers(4, 120))
def test_a_bar_is_as_wide_as_asked_and_hides_no_part(parts: list[int], width: int) -> None:
    cells = share_cells(parts, width)
    assert sum(cells) == (width if sum(parts) else 0)
    assert [bool(part) for part in parts] == [bool(cell) for cell in cells]


BARS = [
    pytest.param(Stages(0, 1, 5, 9), "━" * 13 + "─" * 7 + "╍" * 2, id="nothing unseen"),
    pytest.param(Stages(23, 0, 0, 0), "┈" * 22, id="nothing seen"),
    pytest.param(Stages(), "┈" * 22, id="no cards"),
    pytest.param(Stages(9_997, 1, 1, 1), "━─╍" + "┈" * 19, id="one of each among many"),
]


@pytest.mark.parametrize(("stages", "drawn"), BARS)
def test_a_bar(stages: Stages, drawn: str) -> None:
    assert "".join(text for text, _ in stage_bar(stages, 22)) == drawn


def test_the_columns_of_days() -> None:
    rows = day_columns((47, 31, 22, 38, 12, 0, 27), TUESDAY, 42, 5).plain.splitlines()
    assert len(rows) == 7
    assert rows[-1].split() == ["Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon"]
    assert rows[0].split() == ["47"]
    assert [row[:4] for row in rows[1:6]] == ["████"] * 5
    assert rows[5][30:34].strip() == "0"
    assert {len(row) <= 42 for row in rows} == {True}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 20_000), min_size=1, max_size=14), st.integers(20, 110))
def test_columns_stay_in_their_width(counts: list[int], width: int) -> None:
    step = max(4, width // len(counts))
    rows = day_columns(counts, TUESDAY, width, 5).plain.splitlines()
    assert len(rows) == 7
    assert all(cell_len(row) <= max(step * len(counts), 4 * len(counts)) + 3 * len(counts) for row in rows)


def test_a_sparkline_shows_every_day() -> None:
    assert day_sparkline((47, 0, 1)) == "█·▁"
    assert len(day_sparkline((1,) * 7)) == 7


HEAT = {TUESDAY - back: count for back, count in enumerate((0, 1, 5, 10, 40, 2, 0, 3, 80))}


@pytest.mark.parametrize("plain", [False, True], ids=["colour", "none"])
def test_the_strip_of_weeks(plain: bool) -> None:
    rows = heat_strip(HEAT, TUESDAY, 19, plain=plain).plain.splitlines()
    assert [row[:3].strip() for row in rows] == ["", "Mon", "", "Wed", "", "Fri", "", "Sun"]
    assert all(len(row) <= 4 + 19 * 2 for row in rows)
    assert rows[2].rstrip()[-1] == "□", "today, without a review yet"
    assert len(rows[3].rstrip()) < len(rows[2].rstrip()), "days to come are blank"
    shades = set("".join(rows[1:])) - set(" ·□MonWedFriSun")
    assert shades == (set("░▒▓█") if plain else {"■"})


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.integers(0, 400), st.integers(0, 5_000), max_size=60))
def test_more_reviews_never_have_a_fainter_shade(heat: dict[int, int]) -> None:
    bounds = heat_bounds(heat)
    counts = sorted(heat.values())
    shades = [heat_shade(count, bounds) for count in counts]
    assert shades == sorted(shades)
    assert all((shade > 0) == (count > 0) and shade <= 4 for shade, count in zip(shades, counts, strict=True))


@pytest.mark.parametrize("number", [0, 7, 47, 350, 12_345])
def test_big_digits_have_three_rows_of_one_width(number: int) -> None:
    rows = big_digits(number)
    assert [cell_len(row) for row in rows] == [3 * len(str(number))] * 3


def test_a_pace_is_ones_own_from_twenty_answers_on() -> None:
    assert own_pace([1000] * 9, [2000] * 10) == Pace()
    assert own_pace([30_000] * 9, [5000] * 11) == Pace(30, 5)
    assert own_pace([], [5000] * 20) == Pace(20, 5)
    assert Pace().minutes(Counts()) == 0
    assert Pace().minutes(Counts(review=1)) == 1
    assert Pace().minutes(Counts(10, 3, 34)) == 10


UNMET = [
    pytest.param({"a", "b"}, "b", id="both, the later is named"),
    pytest.param({"a", "other"}, "a", id="one"),
    pytest.param({"c"}, "", id="none"),
    pytest.param((), "", id="decks that are not there"),
]


CUT = [
    pytest.param("Adam", 16, "Adam", id="it fits"),
    pytest.param("Gradient descent", 16, "Gradient descent", id="it fits just so"),
    pytest.param("Where gradients come from", 16, "Where gradients…", id="whole words"),
    pytest.param("Where gradients come from", 15, "Where…", id="one word"),
    pytest.param("Learning-rate schedules", 9, "Learning…", id="a part of a long word"),
    pytest.param("", 9, "", id="nothing"),
    pytest.param("学習率の話 より", 8, "学習率 …", id="wide letters"),
]


@pytest.mark.parametrize(("text", "width", "cut"), CUT)
def test_titles_are_cut_between_words(text: str, width: int, cut: str) -> None:
    assert cut_words(text, width) == cut


COLUMNS = [
    pytest.param(35, 10, (21, 0), id="40 columns: no bar"),
    pytest.param(61, 25, (26, 15), id="66 columns: a shorter bar"),
    pytest.param(75, 8, (25, 23), id="80 columns, short titles"),
    pytest.param(75, 25, (26, 22), id="80 columns, the titles of the shipped decks"),
    pytest.param(75, 28, (29, 19), id="80 columns, longer titles"),
    pytest.param(75, 70, (31, 17), id="80 columns, a title for which no row has room"),
    pytest.param(83, 25, (26, 30), id="200 columns: a longer bar"),
    pytest.param(120, 25, (58, 35), id="the longest bar"),
]


@pytest.mark.parametrize(("width", "longest", "name_and_bar"), COLUMNS)
def test_the_bar_of_a_deck_gives_way_to_the_titles(
    width: int, longest: int, name_and_bar: tuple[int, int]
) -> None:
    fit = fit_columns(width, longest)
    assert (fit.name, fit.bar) == name_and_bar
    assert fit.width == width


@pytest.mark.parametrize(("unseen", "first"), UNMET)
def test_what_a_deck_waits_for(unseen: set[str], first: str) -> None:
    assert unmet_need(("a", "b"), unseen) == first
