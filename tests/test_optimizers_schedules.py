"""Learning rates over time, against PyTorch's own schedulers and their laws."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from optimizers import SCHEDULES
from optimizers.schedules import with_warm_up

RUNS = json.loads((Path(__file__).parent / "data" / "torch_schedules.json").read_text())["runs"]
T = np.arange(1, 121)
EACH = pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)


@pytest.mark.parametrize("name", RUNS)
def test_a_schedule_has_pytorchs_rates(name):
    schedule = SCHEDULES[name.removesuffix("-even")]
    rate = schedule.over(**RUNS[name]["settings"])
    np.testing.assert_allclose([rate(t) for t in range(1, 61)], RUNS[name]["rates"], rtol=1e-9, atol=1e-15)


@EACH
def test_one_step_or_all_of_them_give_the_same_rates(schedule):
    rate = schedule.over()
    np.testing.assert_allclose(schedule.rate(T, **schedule.settings), [rate(int(t)) for t in T], rtol=1e-12)


@EACH
def test_no_rate_is_negative_or_above_the_peak(schedule):
    rates = schedule.rate(T, **schedule.settings)
    assert (rates >= 0).all()
    assert rates.max() <= schedule.settings["eta"] * (1 + 1e-12)


@pytest.mark.parametrize(
    ("name", "t", "rate"),
    [
        ("constant", 99, 0.1),
        ("warm-up", 1, 0.01),
        ("warm-up", 10, 0.1),
        ("warm-up", 11, 0.1),
        ("step", 30, 0.1),
        ("step", 31, 0.01),
        ("inverse-square-root", 4, 0.05),
        ("cosine", 1, 0.1),
        ("cosine", 51, 0.05),
        ("cosine", 101, 0.0),
        ("cosine", 1000, 0.0),
        ("warm-restarts", 21, 0.1),
        ("warm-restarts", 61, 0.1),
        ("one-cycle", 30, 0.1),
        ("one-cycle", 100, 0.1 / 25 / 1e4),
        ("one-cycle", 500, 0.1 / 25 / 1e4),
    ],
)
def test_the_rate_at_a_step(name, t, rate):
    assert SCHEDULES[name].over()(t) == pytest.approx(rate, abs=1e-15)


@EACH
def test_a_warm_up_joins_any_schedule(schedule):
    rate = schedule.over()
    joined = with_warm_up(rate, 10)
    rises = [joined(t) for t in range(1, 11)]
    assert rises == pytest.approx([rate(1) * t / 10 for t in range(1, 11)])
    assert [joined(t) for t in range(10, 60)] == [rate(t) for t in range(1, 51)]


def test_a_warm_up_of_one_step_changes_nothing():
    rate = SCHEDULES["exponential"].over()
    assert [with_warm_up(rate, 1)(t) for t in range(1, 9)] == [rate(t) for t in range(1, 9)]


def test_an_unknown_setting_is_told():
    with pytest.raises(ValueError, match=r"cosine has no setting 'warm' \(it has eta, eta_min, steps\)"):
        SCHEDULES["cosine"].over(warm=3)


@EACH
def test_a_schedule_is_filed_under_its_name_and_shows_its_equation(schedule):
    assert SCHEDULES[schedule.name] is schedule
    assert schedule.equation.startswith(r"\eta_t = ")
