"""Pictures of demos as text: they stand here as they look, fit their room, and need no colour."""

from __future__ import annotations

import itertools
import math
from xml.etree import ElementTree

import pytest

import optimizers
from flashcards.deck.model import Demo, Run
from flashcards.demo import run
from flashcards.demo.kinds import KINDS
from flashcards.demo.plot import picture
from flashcards.demo.plot.curves import draw_curves
from flashcards.demo.plot.number_table import few, number_table
from flashcards.demo.plot.svg import svg
from flashcards.demo.quantities import NAMED
from flashcards.demo.result import Curves
from flashcards.formula.render.box import cells
from flashcards.text.names import pretty, spell_in_ascii
from flashcards.text.numbers import format_number
from flashcards.text.styled import line_width, unstyled
from tests.rows import in_rows

FACTOR = Demo(gradients="constant 1", steps=10, show=("m", "m_hat", "factor = 1/(1-beta1**t)"), at=(1, 5))
BOWL = Demo(
    kind="path", surface="bowl", steps=12, compare=(Run("sgd", {"eta": 0.3}), Run("adam", {"eta": 0.5}))
)
GRID = Demo(
    kind="sweep", surface="bowl", steps=20, optimizer="momentum",
    over={"eta": (0.01, 0.03, 0.1, 0.3, 1.0, 3.0), "beta": (0.0, 0.5, 0.9)},
)  # fmt: skip

PANE = """\
t       m  m̂  factor    10 ┤⠁⠠ ⡀
1  0.1000  1  10.000       │    ⠈ ⠂⠠ ⠄⢀ ⡀
5  0.4095  1   2.442     1 ┤             ⠈ ⠁⠈ ⠂⠐ ⠂⠐ ⠂ factor
                           │⠉⠁ ⠉⠁ ⠉⠁ ⠉⠁ ⠉⣁⣀⣉⣁⣀⠭⠥⠤⠭⠥⠤⠭ m̂
                           │   ⢀⣀⠤⠤⠒⠒⠊⠉⠉⠉             m
                       0.1 ┤⡠⠔⠉⠁
                           └─────────────────────────
                            1          5           10 t
"""

ASCII_PANE = """\
t       m  m_hat  factor    10 +oo
1  0.1000      1  10.000       |   oo oo oo
5  0.4095      1   2.442     1 +            oo oo oo  factor
                               |++ ++ ++ ++*++*++*++* m_hat
                               |   ********           m
                           0.1 +***
                               +---------------------
                                1                  10 t
"""

MAP = """\
 3 ┤        · · ·   · · · · · · · ·  ·· · ·
   │     ○⣀·    · ·   · · · · · ·  ·· ·   · ·
   │    ··⠈⠙⠣⢖⡤⢄⡀ · ·   · · · ·  ·· ·  ··   · ·
   │   ·    · ⠈×⠪⣉●⠤⢄⣀··  · · · · · · ·  ··   ·
   │  ·    ·   ·  ⠑⠢⠠×⠉⠐●⠠● · ·   ·   ·   ·    ·
   │  ·   ·   ·    ·  ⠉⠒⠤⢄ ★  ·· ×·    ·   ·   ·
   │  ·    ··  ··  ·· ·  ·⠈⠉×⠒⠒⠒⠂⠁·   ·   ·    ·
   │   ··   · ·  ·· ·  ·· · · ·   · ·   ··    ·
   │     ··   · · · · · · · · · ··  · ··    ·
−3 ┤       ·· · · · · · · · · · · ··  · · ·
   └──────────────────────────────────────────────
    −4                                           4
● sgd   × adam   ○ start   ★ lowest
"""

HEAT = """\
  β
0.9 ┤
0.5 ┤            ▒▒▒▒▒▒▒▒▒▒▒▒
  0 ┤            ▒▒▒▒◆███
    └────────────────────────
     0.01       0.3         3 η
4.4 ░▒▓█ 1e-12   ◆ lowest   · diverged
"""

ASCII_HEAT = """\
beta
 0.9 |
 0.5 |            ::::::::::::
   0 |            ::::@###
     +------------------------
      0.01       0.3         3 eta
4.4 .:+# 1e-12   @ lowest   x diverged
"""


def text(rows) -> str:
    return unstyled(rows) + "\n"


def test_a_pane_of_table_and_curve():
    result = run(FACTOR, optimizer="adam")
    assert text(picture.pane(result, width=60, height=8)) == PANE
    assert text(picture.pane(result, width=60, height=8, ascii_only=True)) == ASCII_PANE


def test_a_map_with_trails():
    assert text(picture.draw_picture(run(BOWL), width=50, height=13)) == MAP


def test_a_heat_map():
    assert text(picture.draw_picture(run(GRID), width=40, height=8)) == HEAT
    assert text(picture.draw_picture(run(GRID), width=40, height=8, ascii_only=True)) == ASCII_HEAT


@in_rows("ascii_only", [False, True], ids=["unicode", "ascii"])
@in_rows("kind", KINDS)
@in_rows("room", [(40, 8), (74, 10), (80, 18), (120, 30)], ids=str)
def test_every_picture_fits_its_room(kind, room, ascii_only):
    wide, high = room
    runs = (Run("momentum-velocity"), Run("nesterov-sutskever")) if kind == "compare" else ()
    result = run(Demo(kind=kind, compare=runs), optimizer="adam")
    figure = picture.draw_picture(result, width=wide, height=high, ascii_only=ascii_only)
    assert figure
    if kind != "step":  # equations are never cut
        assert max(map(line_width, figure)) <= wide
        assert len(figure) <= high + (kind == "path")
    if ascii_only:
        assert text(picture.pane(result, width=wide, height=high, ascii_only=True)).isascii()


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("m_hat", "m\u0302"),
        ("beta1", "β₁"),
        ("delta", "Δθ"),
        ("theta[0]", "θ[0]"),
        ("v_max", "vₘₐₓ"),
        ("loss", "loss"),
        ("delta adam beta1=0.5", "Δθ adam β₁=0.5"),
        ("loss adam-l2", "loss adam-l2"),
        ("v / (1 - beta2**t)", "v / (1 − β₂^t)"),
    ],
)
def test_names_are_drawn_as_they_are_written_by_hand(name, drawn):
    assert pretty(name) == drawn
    assert pretty(name, ascii_only=True) == name


@pytest.mark.parametrize(
    ("name", "drawn", "in_ascii"),
    [
        ("in_eta", "|Δθ|/η", "|delta|/eta"),
        ("in_eta sgd", "|Δθ|/η sgd", "|delta|/eta sgd"),
        ("in_eta[1]", "|Δθ[1]|/η", "|delta[1]|/eta"),
        ("factor_m", "1/(1−β₁ᵗ)", "1/(1-beta1^t)"),
        ("fill_v both", "1−β₂ᵗ both", "1-beta2^t both"),
        ("left_m", "β₁ᵗ", "beta1^t"),
        ("root", "root", "root"),
    ],
)
def test_a_column_with_a_name_of_its_own_is_drawn_as_its_formula(name, drawn, in_ascii):
    assert pretty(name) == drawn
    assert pretty(name, ascii_only=True) == in_ascii


@pytest.mark.parametrize("name", [name for name in NAMED if "_" in name])
def test_no_column_is_shown_by_a_name_that_only_a_deck_file_uses(name):
    assert "_" not in pretty(name) + pretty(f"{name}[0]") + pretty(name, ascii_only=True)


@pytest.mark.parametrize(
    ("prose", "ascii_prose"),
    [
        ("m climbs, m̂ is 1: 1 − 0.9ᵗ", "m climbs, m_hat is 1: 1 - 0.9^t"),
        ("From θ = 1 with β₁ and λ", "From theta = 1 with beta1 and lambda"),
        ("1/√t, 2η√t, about √10", "1/sqrt(t), 2 eta sqrt(t), about sqrt(10)"),
        ("2² = 4, 0.1 × 2, ±1, …", "2^2 = 4, 0.1 * 2, +/-1, ..."),
        ("Δθ of g̃", "delta of g_tilde"),
        ("plain  as it is", "plain  as it is"),
    ],
)
def test_prose_is_spelled_in_ascii_with_the_names_of_the_columns(prose, ascii_prose):
    assert spell_in_ascii(prose) == ascii_prose


def test_a_run_is_named_once_in_the_row_of_settings():
    values = {"beta1": 0.9, "adam eta": 0.1, "adam beta2": 0.99, "sgd#2 eta": 1.0}
    row = unstyled(picture.settings_lines(values, chosen="adam beta2"))
    assert row == "  β₁ 0.9    adam η 0.1  ▸ β₂ 0.99    sgd#2 η 1"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.30000000000000004, "0.3"),
        (1e-8, "1e-8"),
        (-1.5e10, "−1.5e10"),
        (-0.0, "0"),
        (2.0, "2"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
        (float("nan"), "nan"),
        (0.40951, "0.40951"),
    ],
)
def test_numbers_are_short(value, shown):
    assert format_number(value) == shown
    assert format_number(value, ascii_only=True).isascii()


def test_a_hat_takes_no_cell():
    assert cells("m\u0302ₜ") == 2
    assert cells("漢") == 2


def test_points_stand_below_each_other_and_what_does_not_fit_is_named():
    rows = unstyled(number_table(("t", "m", "v_hat"), [(1, 0.25, 1e-8), (10, -12.5, 3)], width=9)).split("\n")
    assert rows == [" t      m", " 1   0.25", "10 −12.5", "+ v̂"]


@pytest.mark.parametrize(
    ("name", "values", "digits", "drawn"),
    [
        ("loss", [0.809774, 0.56246, 0.5], 6, ["0.809774", "0.562460", "0.500000"]),
        ("loss", [0.25, 0.5], 6, ["0.250000", "0.500000"]),
        ("loss", [0.884434, 0.0370476, 8.4e-9], 6, ["0.884434  ", "0.037048  ", "8.4e-9    "]),
        ("m", [0.1, 0.19, 0.40951], 6, ["0.10000", "0.19000", "0.40951"]),
        ("m", [0.1, 0.2, 0.30000000000000004], 6, ["0.1", "0.2", "0.3"]),
        ("factor", [10, 2.4419428], 6, ["10.00000", " 2.44194"]),
        ("g", [1, -1, 1000], 6, ["   1", "  −1", "1000"]),
        ("delta", [0.0, -0.01, -0.00707107], 6, [" 0         ", "−0.01000000", "−0.00707107"]),
        ("delta", [-0.001, 5.26316e-5], 6, ["−0.001000000", " 0.000052632"]),
        ("v", [1e-3, 1000.5], 6, ["   0.001", "1000.50 "]),
        ("v", [1e-12, 3e-12], 6, ["1e-12", "3e-12"]),
        ("v", [1, math.nan, math.inf], 6, ["  1", "nan", "  ∞"]),
        ("theta", [-2.0, 16384.0], 4, ["   −2", "16384"]),
    ],
)
def test_a_column_has_equally_many_decimals(name, values, digits, drawn):
    rows = unstyled(number_table((name,), [(value,) for value in values], digits=digits)).split("\n")[1:]
    assert [row.strip() for row in rows] == [text.strip() for text in drawn]
    points = {row.index(".") for row in rows if "." in row and "e" not in row}
    assert len(points) <= 1


@pytest.mark.parametrize(
    ("most", "now", "steps"),
    [
        (20, None, [1, 2, 5, 10, 20, 50, 100]),
        (4, None, [1, 20, 50, 100]),
        (20, 7, [1, 2, 5, 7, 10, 20, 50, 100]),
        (4, 7, [1, 7, 20, 50]),
    ],
)
def test_of_many_rows_those_at_round_steps_are_shown(most, now, steps):
    found = few([(float(t),) for t in range(1, 101)], most, [] if now is None else [now])
    assert [row[0] for row in found] == steps


def test_lines_differ_without_colour():
    demo = Demo(kind="compare", gradients="decay 0.9", compare=(Run("sgd"), Run("adagrad"), Run("lion")))
    for ascii_only in (False, True):
        drawn = text(
            picture.draw_picture(run(demo, settings={"eta": 0.5}), width=60, height=14, ascii_only=ascii_only)
        )
        assert all(name in drawn for name in ("sgd", "adagrad", "lion"))
    assert all(mark in drawn for mark in "*+o")


@pytest.mark.parametrize("kind", KINDS)
def test_svg_is_well_formed_and_names_what_it_shows(kind):
    runs = (Run("sgd", {}, 'a<b>&"c"'), Run("adam")) if kind == "compare" else ()
    root = ElementTree.fromstring(svg(run(Demo(kind=kind, compare=runs), optimizer="adam")))
    assert root.tag.endswith("svg")
    assert len(list(root.iter())) > 8
    if runs:
        assert 'a<b>&"c"' in "".join(root.itertext())


@pytest.mark.parametrize("surface", optimizers.SURFACES)
def test_every_surface_has_a_map(surface):
    drawn = text(picture.draw_picture(run(Demo(kind="path", surface=surface, steps=5)), width=60, height=16))
    assert "○" in drawn
    assert drawn.count("·") > 30


@pytest.mark.parametrize(("kind", "holds"), [("table", "0.3000"), ("curve", "└──")])
@pytest.mark.parametrize("height", [6, 7, 9, 10, 12, 16])
def test_a_narrow_pane_is_as_high_as_it_may_be(kind, holds, height):
    demo = Demo(kind=kind, steps=10, show=("m", "m_hat", "v_hat", "g"), settings={"beta1": 0.7})
    drawn = picture.pane(run(demo, optimizer="adam"), width=34, height=height)
    assert len(drawn) <= height
    assert all(line_width(row) <= 34 for row in drawn)
    shown = unstyled(drawn)
    assert holds in shown
    assert ("└──" in shown and "0.3000" in shown) == (height >= 10)


ENDING = {"vel 0.99": 99.8, "vel 0.9": 10.0, "vel 0.5": 2.0, "sgd": 1.0}
"""Lines and the values at which they end; in a few rows two end in the same one."""


@pytest.mark.parametrize("height", [6, 7, 9, 15])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_names_stand_in_the_order_in_which_their_lines_end(logarithmic: bool, height: int) -> None:
    for order in itertools.permutations(ENDING):
        lines = {name: (0.1, ENDING[name]) for name in order}
        rows = draw_curves(Curves(order, "t", logarithmic), lines, (1, 2), width=60, height=height)
        named = [name for row in rows[:-2] for name in ENDING if unstyled([row]).endswith(f" {name}")]
        assert sorted(named) == sorted(ENDING), order
        assert named[0] == "vel 0.99", order
        if logarithmic:  # else the lower three end in one dot
            assert named == list(ENDING), order


def curves(*, ascii_only: bool = False, **lines: tuple[float, ...]) -> str:
    steps = range(max(map(len, lines.values())))
    figure = Curves(tuple(lines))
    return unstyled(draw_curves(figure, lines, steps, width=60, height=10, ascii_only=ascii_only))


def test_a_run_of_one_step_is_points_beside_each_other() -> None:
    """Of lines over nothing, each would be a rule across the picture."""
    drawn = curves(right=(0.8,), yours=(0.6,), third=(0.8,))
    assert sorted(sign for sign in drawn if sign in "●×+") == sorted("●×+")
    assert not [sign for sign in drawn if "⠀" < sign <= "⣿"]
    assert drawn.splitlines()[-1].split() == ["0", "t"], "the one step has one number"


def test_one_step_is_points_in_svg_too() -> None:
    drawn = svg(run(Demo(gradients="constant 1", steps=1, show=("m", "v")), optimizer="adam"))
    assert (drawn.count("<circle"), drawn.count("<polyline")) == (2, 0)


@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_number_without_neighbours_is_a_point(ascii_only: bool) -> None:
    drawn = curves(a=(1.0, math.nan, 5.0, math.nan, 2.0, 3.0), ascii_only=ascii_only)
    rows = [row[4:-2] for row in drawn.splitlines()[:-2]]
    points = {sign for row in rows for sign in row[: len(row) * 3 // 4]} - {" "}
    assert points == ({"*"} if ascii_only else {"●"})


@in_rows("mark", range(6))
@in_rows("at", range(8))
def test_a_steep_line_has_dashes_wherever_its_step_lies(mark: int, at: int) -> None:
    """Counted across the picture, the gap of a dashed line could hide all of a step."""
    line = (0.0,) * (20 + at) + (1.0,) * (20 - at)
    figure = Curves(("a",), marks=(mark,))
    rows = draw_curves(figure, {"a": line}, range(40), width=60, height=30)[1:-3]
    inside = [row for row in rows if any("⠀" < sign <= "⣿" for sign in unstyled([row]))]
    assert len(inside) >= len(rows) // 2


@pytest.mark.parametrize("height", [6, 7, 12])
def test_a_logarithmic_axis_in_few_rows_is_not_twice_as_long_as_its_numbers(height: int) -> None:
    rows = draw_curves(Curves(("a",), "t", True), {"a": (0.011, 99.0)}, (1, 2), width=60, height=height)
    ticks = [unstyled([row]).split()[0] for row in rows if "┤" in unstyled([row])]
    assert ticks == ["100", "1", "0.01"]
