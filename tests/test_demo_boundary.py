"""The border that a network draws between two classes: as PyTorch trains it, drawn, and at each step."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from flashcards.deck.model import Demo, Run
from flashcards.demo import run
from flashcards.demo.lab import experiment_of, new_experiment, over_ground
from flashcards.demo.lab_race import run_race
from flashcards.demo.plot import boundary, picture
from flashcards.demo.plot.svg import svg
from flashcards.demo.result import Regions
from flashcards.errors import Problem
from flashcards.text.styled import line_width, unstyled
from optimizers import PROBLEMS, RULES
from optimizers.classifier import output
from optimizers.run import trajectory
from tests.rows import in_rows
from tests.torch_networks import AT, FILE, RUNS, STEPS, grid_points

THEIRS = json.loads(FILE.read_text(encoding="utf-8"))
MOONS = Demo(
    kind="boundary", surface="moons", steps=40, compare=(Run("sgd", {"eta": 1}), Run("adam", {"eta": 0.1}))
)


@pytest.mark.parametrize("problem", ["moons", "spirals"])
@pytest.mark.parametrize("name", RUNS)
def test_a_network_is_trained_as_pytorch_trains_it(problem: str, name: str) -> None:
    objective = PROBLEMS[problem]
    states = trajectory(RULES[name], objective.gradient(), objective.start, STEPS, **RUNS[name][2]).states
    theirs = THEIRS[problem][name]
    losses = [float(objective.height(states[t].theta)) for t in AT]
    np.testing.assert_allclose(losses, theirs["losses"], rtol=1e-6)
    grid = output(states[-1].theta, np.array(grid_points()).T)
    np.testing.assert_allclose(grid, theirs["grid"], rtol=1e-5, atol=1e-5)


def test_the_points_on_the_right_side_are_counted_and_the_loss_is_that_after_the_step() -> None:
    found = run(MOONS)
    assert found.columns == ("t", "loss sgd", "loss adam", "right sgd", "right adam")
    assert isinstance(found.figure, Regions)
    inputs, classes = PROBLEMS["moons"].points()
    for at, label in enumerate(("sgd", "adam")):
        for t in (0, 7, 40):
            theta = np.array(found.figure.runs[at][1][t])
            assert found.series[f"right {label}"][t] == (output(theta, inputs) * classes > 0).sum()
            assert found.series[f"loss {label}"][t] == pytest.approx(float(PROBLEMS["moons"].height(theta)))


def test_a_cell_is_filled_where_the_network_expects_the_first_class() -> None:
    figure = run(MOONS).figure
    assert isinstance(figure, Regions)
    left, right, bottom, top = boundary.extent(figure)
    sides = boundary.sides_of(figure, 1, 40, 10, 6)
    for j, row in enumerate(sides):
        for i, is_first in enumerate(row):
            x, y = left + (i + 0.5) / 10 * (right - left), top - (j + 0.5) / 6 * (top - bottom)
            assert is_first == (output(np.array(figure.runs[1][1][40]), np.array([[x], [y]]))[0] > 0)


def test_the_border_as_text() -> None:
    assert (
        unstyled(picture.pane(run(MOONS), width=60, height=9))
        == """\
sgd  loss 0.313                adam  loss 0.254
██████●██●███████████████████  ██████●██●███████████████████
████●●●●█●●●█████████████▀▀    ████●●●●█●●●█████████████████
███●●●█●██●█×●●●█●██▀▀         ███●●●█●██●█×●●●█●█████▀▀▀▀▀▀
██●█●████×█×××▀●●●    ×××      ██●█●███▀×▀××× ●●●    ×××
████●●██▀××××   ●●     ××××    ████●●██ ××××   ●●     ××××
███●▀▀       × ×●    × ××      ███●███      × ×●    × ××
▀             ×××  ×  ×        ██████▀       ×××  ×  ×
                    ×          █████▀              ×"""
    )


@in_rows("size", [(20, 3), (40, 6), (76, 10), (116, 22), (200, 40)])
@in_rows("runs", [1, 2, 4, 6])
@in_rows("ascii_only", [False, True], ids=["unicode", "ascii"])
def test_the_panels_fit_their_room(size: tuple[int, int], runs: int, ascii_only: bool) -> None:
    many = tuple(Run("sgd", {"eta": 0.1 * (at + 1)}, f"run {at}") for at in range(runs))
    found = run(Demo(kind="boundary", surface="spirals", steps=3, compare=many))
    drawn = picture.pane(found, width=size[0], height=size[1], ascii_only=ascii_only, now=2)
    assert max(map(line_width, drawn)) <= size[0]
    assert not ascii_only or unstyled(drawn).isascii()
    assert sum("run" in unstyled([row]) for row in drawn) >= 1


def test_a_run_that_diverges_stays_at_its_last_step() -> None:
    found = run(Demo(kind="boundary", surface="moons", steps=60, optimizer="sgd", settings={"eta": 1e200}))
    assert "diverged" in found.diverged
    assert picture.pane(found, width=76, height=10, now=60)


def test_as_svg_each_run_has_its_plane() -> None:
    drawn = svg(run(MOONS))
    root = ET.fromstring(drawn)
    assert len(root.findall(".//{*}circle")) == 2 * 80
    assert "adam" in drawn


@pytest.mark.parametrize("surface", ["ravine", "regression", "sparse"])
def test_what_has_no_classes_says_so(surface: str) -> None:
    with pytest.raises(Problem, match="no classes of points"):
        run(Demo(kind="boundary", surface=surface, optimizer="sgd"))


def test_in_the_laboratory_a_classifier_is_parted_and_copied_as_such() -> None:
    experiment = over_ground(new_experiment(), "moons")
    race = run_race(experiment)
    assert race.regions
    assert [label for label, _ in race.regions.runs] == list(experiment.racing)
    assert experiment.demo().kind == "boundary"
    assert experiment_of(experiment.demo()).surface == "moons"
    assert run_race(over_ground(experiment, "regression")).regions is None
    assert run_race(over_ground(experiment, "constant 1")).regions is None
