"""The axes that a picture's numbers choose, the rows that tell most, and runs with lines of their own."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashcards.deck.model import Demo, Run
from flashcards.demo import run
from flashcards.demo.axes import choose_axes, height_shares, late_axes
from flashcards.demo.plot.curves import scale, tick_values
from flashcards.demo.plot.number_table import columns_left_out, few
from flashcards.errors import Problem

FALLS = tuple(10.0**-k for k in range(20))
RISES = tuple(float(k) for k in range(1, 21))
SMALL = tuple(k / 1e4 for k in range(-10, 10))
STAYS = tuple(-1 - at / 1000 for at in range(20))


@pytest.mark.parametrize(
    ("lines", "logarithmic", "panels"),
    [
        pytest.param({"m": RISES, "v": RISES[::-1]}, False, 0, id="one scale: linear"),
        pytest.param({"loss": FALLS}, True, 0, id="many powers of ten: logarithmic"),
        pytest.param({"loss a": FALLS, "loss b": RISES}, True, 0, id="runs of one quantity stay together"),
        pytest.param({"g": RISES, "delta": SMALL}, False, 2, id="signs and two scales: a panel each"),
        pytest.param({"x a": RISES, "x b": SMALL}, False, 2, id="runs that no one axis shows: a panel each"),
        pytest.param({"x a": RISES, "x b": STAYS}, False, 0, id="a run that hardly moves is seen as level"),
        pytest.param({"m": RISES, "one": (1.0,) * 20}, False, 0, id="a level line asks for nothing"),
    ],
)
def test_the_numbers_choose_the_axes(lines, logarithmic, panels):
    figure = choose_axes(lines)
    assert (figure.logarithmic, len(figure.panels)) == (logarithmic, panels)


def test_a_share_is_that_of_the_lines_own_panel():
    lines = {"g": RISES, "delta": SMALL}
    assert height_shares(choose_axes(lines), lines) == pytest.approx({"g": 1.0, "delta": 1.0})


@pytest.mark.parametrize(("at", "since"), [((), 0), ((1, 20), 0), ((15, 20), 15)])
def test_a_picture_begins_where_the_table_does_if_that_is_late(at, since):
    assert late_axes({"m": RISES}, tuple(range(1, 21)), at).since == since


def test_of_chosen_rows_those_are_kept_that_the_others_do_not_foretell():
    rows = [(float(t), 1.0 if t <= 40 else 0.1) for t in (1, 10, 20, 30, 40, 41, 50, 60)]
    assert [row[0] for row in few(rows, 4)] == [1, 40, 41, 60]


def test_a_narrow_table_folds_its_headings_before_it_drops_a_column():
    columns, rows = ("t", "in_eta without", "in_eta with"), [(1.0, 0.5, 2.0)]
    assert columns_left_out(columns, rows, width=26) == ()
    assert columns_left_out(columns, rows, width=12) == ("in_eta with",)


def test_a_run_may_have_a_line_of_its_own():
    bug = Run("adam", label="bug", replace=("m_hat = m/(1-b1)", "v_hat = v/(1-b2)"))
    demo = Demo(kind="compare", gradients="constant 1", steps=3, show=("in_eta",), compare=(Run("adam"), bug))
    found = run(demo).series
    assert found["in_eta adam"] == pytest.approx((1, 1, 1))
    assert found["in_eta bug"] == pytest.approx((1, 1.9 / 1.999**0.5, 2.71 / 2.997001**0.5))


def test_a_run_whose_line_has_no_value_ends_there():
    bug = Run("adam", label="bug", replace=("v = b2*v + (1-b2)*g",))
    demo = Demo(kind="compare", gradients=(4.0, -1.0, -6.0), show=("v",), compare=(Run("adam"), bug))
    assert "bug diverged at step 3" in run(demo).diverged


@pytest.mark.parametrize("line", ["w + 1", "zeta = 3", "m = ("])
def test_a_line_that_is_none_of_the_rule_is_told(line):
    demo = Demo(kind="compare", compare=(Run("adam"), Run("adam", replace=(line,))))
    with pytest.raises(Problem, match="cannot replace a line of Adam"):
        run(demo)


def test_a_run_may_have_a_schedule_of_its_own():
    runs = (Run("sgd", label="constant"), Run("sgd", label="falls", schedule="exponential"))
    demo = Demo(
        kind="compare",
        gradients="constant 1",
        steps=3,
        settings={"eta": 1, "gamma": 0.5},
        show=("delta",),
        compare=runs,
    )
    found = run(demo).series
    assert (found["delta constant"], found["delta falls"]) == ((-1, -1, -1), (-1, -0.5, -0.25))


@pytest.mark.parametrize(
    ("low", "high", "ends", "ticks"),
    [
        pytest.param(0, 40, (0, 40), [0, 20, 40], id="whole ticks"),
        pytest.param(-1, 39.5, (-5, 40), [0, 20, 40], id="a little below zero"),
        pytest.param(-39.5, 1, (-40, 5), [-40, -20, 0], id="a little above zero"),
        pytest.param(-19, 39.5, (-20, 40), [-20, 0, 20, 40], id="nearly a whole tick below"),
    ],
)
def test_an_axis_is_not_left_empty_at_its_ends(low, high, ends, ticks):
    bottom, top, step = scale([(low, high)], 7)
    assert (bottom, top) == ends
    assert tick_values(bottom, top, step) == ticks


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=6), st.integers(3, 30))
@example([0.0, 5e-324], 3)  # the smallest number that there is
@example([1e-310, 3e-310], 5)
@example([-2e-301, 1e-302], 5)
def test_an_axis_holds_its_numbers_and_a_tick(line, rows):
    bottom, top, step = scale([tuple(line)], rows)
    room = 1e-6 * (top - bottom)
    assert bottom - room <= min(line) <= max(line) <= top + room
    assert tick_values(bottom, top, step)


def test_a_run_may_have_gradients_of_its_own():
    found = run(
        Demo(
            kind="compare", gradients="constant 1", steps=4, show=("v",),
            compare=(Run("adagrad", {}, "rare", gradients=(0.0, 0.0, 3.0, 0.0)), Run("adagrad", {}, "every")),
        )
    )  # fmt: skip
    assert found.series["v rare"] == (0, 0, 9, 9)
    assert found.series["v every"] == (1, 2, 3, 4)
    assert found.title == "rare and every"


def test_columns_over_the_steps_so_far_are_those_of_the_gradients():
    found = run(
        Demo(
            gradients=(2.0, 4.0, -3.0),
            start=(5.0,),
            show=("sum", "mean", "before", "theta"),
            settings={"eta": 1},
        ),
        optimizer="sgd",
    )
    assert found.series == {"sum": (2, 6, 3), "mean": (2, 3, 1), "before": (5, 3, -1), "theta": (3, -1, 2)}


def test_the_count_of_steps_is_in_the_table_and_not_in_the_picture():
    found = run(Demo(gradients="constant 1", show=("m", "count = t"), steps=3), optimizer="adam")
    assert found.columns == ("t", "m", "count")
    assert found.figure.lines == ("m",)
