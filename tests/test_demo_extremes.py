"""Whatever number a setting, a gradient or a start has, a demo draws what it can or says a Problem."""

from __future__ import annotations

import contextlib
import json
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optimizers
from flashcards import demo
from flashcards.cli import main
from flashcards.deck.model import Demo, Run
from flashcards.demo.gradients import SEQUENCES
from flashcards.demo.kinds import KINDS
from flashcards.demo.plot import picture
from flashcards.demo.plot.number_table import number_table
from flashcards.demo.plot.svg import svg
from flashcards.demo.result import Result
from flashcards.demo.setting_steps import turn
from flashcards.errors import Problem
from optimizers import schedules
from optimizers.rule import DECAY_FACTORS

FEW = 7
"""Steps: what overflows does so soon or never."""
BASE = {kind: Demo(kind=kind, steps=FEW) for kind in KINDS}
BASE["compare"] = replace(BASE["compare"], compare=(Run("sgd"), Run("adam")))

TOO_LARGE = (1e300, 1.7e308, -1.7e308, math.nan, math.inf, -math.inf)
numbers = (
    st.sampled_from(
        [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            1 - 2**-53,
            -1e-9,
            1e-300,
            5e-324,
            1e12,
            1e14,
            -1e14,
            1e15,
            2.0**63,
            *TOO_LARGE,
        ]
    )
    | st.floats()
)
rules = st.sampled_from(sorted(optimizers.RULES))
grounds = st.sampled_from(sorted([*optimizers.SURFACES, *optimizers.PROBLEMS]))


def draw(result: Result) -> None:
    """Everything that a person may be shown of a result."""
    for width, height in ((30, 6), (90, 18)):
        assert picture.pane(result, width=width, height=height, now=None)
        assert picture.draw_picture(result, width=width, height=height, ascii_only=True) or result.diverged
        assert number_table(result.columns, picture.rows(result), width=width)
    assert svg(result)
    assert json.dumps(result.as_json())


def show(run: Demo, optimizer: str = "adam", given: dict[str, float] | None = None) -> None:
    with contextlib.suppress(Problem):
        draw(demo.run(run, optimizer=optimizer, settings=given or {}))


FAILED = [
    pytest.param(Demo(gradients="decay 1e14"), {}, id="gradients that pass every float"),
    pytest.param(Demo(gradients="decay -1e14 -1"), {}, id="and change their sign"),
    pytest.param(Demo(kind="schedule", schedule="constant"), {"eta": 1.7e308}, id="the largest rate"),
    pytest.param(Demo(kind="schedule", schedule="warm-up"), {"eta": 5e-324}, id="the smallest rate"),
    pytest.param(Demo(surface="bowl", start=(5e-324, 5e-324)), {}, id="the smallest start"),
    pytest.param(Demo(kind="path", surface="beale", start=(1e300, 1.0)), {}, id="a start far away"),
    pytest.param(Demo(kind="sweep", surface="bowl", start=(math.inf, 1.0)), {}, id="an infinite start"),
    pytest.param(Demo(show=("x = m / 1e-320",)), {}, id="a derived quantity that overflows"),
]


@pytest.mark.parametrize(("run", "given"), FAILED)
def test_what_once_failed(run: Demo, given: dict[str, float]) -> None:
    show(run, given=given)


def test_gradients_that_overflow_diverge_at_that_step() -> None:
    result = demo.run(Demo(gradients="decay 1e14", steps=40), optimizer="sgd")
    assert result.diverged.startswith("sgd diverged at step 2")


@pytest.mark.slow
@given(kind=st.sampled_from(sorted(KINDS)), rule=rules, data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_setting_of_any_rule(kind: str, rule: str, data: st.DataObject) -> None:
    given = data.draw(st.dictionaries(st.sampled_from(sorted(optimizers.RULES[rule].settings)), numbers))
    show(BASE[kind], rule, given)


@given(data=st.data(), kind=st.sampled_from(["schedule", "table"]))
@settings(max_examples=40, deadline=None)
def test_any_setting_of_any_schedule(data: st.DataObject, kind: str) -> None:
    name = data.draw(st.sampled_from(sorted(schedules.SCHEDULES)))
    known = sorted({*schedules.SCHEDULES[name].settings, "warm", "eta"})
    show(
        replace(BASE[kind], schedule=name), "sgd", data.draw(st.dictionaries(st.sampled_from(known), numbers))
    )


@given(
    kind=st.sampled_from(sorted(KINDS)),
    rule=rules,
    gradients=st.tuples(st.sampled_from(sorted(SEQUENCES)), numbers, numbers).map(
        lambda three: " ".join(map(str, three))
    )
    | st.lists(numbers, max_size=4).map(tuple),
)
@settings(max_examples=50, deadline=None)
def test_any_gradients(kind: str, rule: str, gradients: str | tuple[float, ...]) -> None:
    show(replace(BASE[kind], gradients=gradients, compare=()), rule)


@pytest.mark.slow
@given(
    kind=st.sampled_from(sorted({*KINDS} - {"schedule"})),
    rule=rules,
    ground=grounds,
    start=st.lists(numbers, max_size=3),
)
@settings(max_examples=40, deadline=None)
def test_any_start_on_any_ground(kind: str, rule: str, ground: str, start: list[float]) -> None:
    show(replace(BASE[kind], surface=ground, start=tuple(start), compare=()), rule)


names = sorted(
    {*DECAY_FACTORS, "dampening", *(name for rule in optimizers.RULES.values() for name in rule.settings)}
)


@given(name=st.sampled_from(names), value=numbers, presses=st.integers(-30, 30))
@settings(max_examples=80, deadline=None)
def test_any_setting_can_be_turned(name: str, value: float, presses: int) -> None:
    moved = turn(name, value, presses)
    assert math.isfinite(moved) or not math.isfinite(value)
    if presses and math.isfinite(value) and 0 <= value < 0.99:
        assert (moved >= value) if presses > 0 else (moved <= value)


TURNED = [
    ("eta", 1e7, 1, 1e7),
    ("eta", 1e7, -1, 1e6),
    ("eta", 1e-13, 1, 0.001),
    ("eta", 1e-13, -1, 0.0),
    ("beta1", 5.0, 1, 0.99999),
    ("beta1", -5.0, -1, 0.0),
    ("dampening", 5.0, 1, 1.0),
]


@pytest.mark.parametrize(("name", "value", "presses", "moved"), TURNED)
def test_a_setting_beyond_its_range_is_turned_towards_it(
    name: str, value: float, presses: int, moved: float
) -> None:
    assert turn(name, value, presses) == moved


@pytest.mark.parametrize("rate", [5e-324, 1e-301, 1e299], ids=str)
def test_a_rate_at_the_end_of_the_floats_has_an_axis(rate: float) -> None:
    result = demo.run(Demo(kind="schedule", schedule="warm-up"), settings={"eta": rate})
    rows = picture.draw_picture(result, width=60, height=12, ascii_only=True)
    assert not any("no finite numbers" in text for row in rows for text, _ in row)


@pytest.mark.parametrize("value", ["1e14", "-1", "nan", "inf", "1e-320", "1e999", "0", "", "1,5", "0x1", "١"])
@pytest.mark.parametrize("kind", ["table", "path", "sweep", "step"])
def test_any_setting_on_the_command_line(
    value: str, kind: str, capsys: pytest.CaptureFixture[str], tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    status = main(["demo", "adam", "--kind", kind, "-s", f"eta={value}", "--plot", "--steps", "3"])
    printed = capsys.readouterr()
    assert status in {0, 2}
    assert (status == 2) == bool(printed.err)
    assert "has a fault" not in printed.err
