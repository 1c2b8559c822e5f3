"""A sweep of 100 × 100 settings over 200 steps as one broadcast run, against a Python loop over the cells.

Run with  pytest tests/benchmarks/test_sweep.py --benchmark-enable. The loop runs every hundredth cell, so
its time counts a hundred times.
"""

from __future__ import annotations

import numpy as np
import pytest

from optimizers import RULES, SURFACES, sweep, trajectory

GROUND = SURFACES["ravine"]
STEPS = 200
OVER = {"eta": np.geomspace(1e-4, 1e-1, 100), "beta1": np.linspace(0.0, 0.99, 100)}


@pytest.mark.benchmark(group="100 × 100 settings of Adam, 200 steps")
def test_one_broadcast_run(benchmark):
    ends = benchmark.pedantic(sweep, (RULES["adam"], GROUND.slope, GROUND.start, STEPS, OVER), rounds=3)
    assert ends.shape == (2, 100, 100)


@pytest.mark.benchmark(group="100 × 100 settings of Adam, 200 steps")
def test_a_python_loop_over_a_hundredth_of_the_cells(benchmark):
    cells = [(eta, beta1) for eta in OVER["eta"][::10] for beta1 in OVER["beta1"][::10]]

    def loop():
        return [
            trajectory(RULES["adam"], GROUND.slope, GROUND.start, STEPS, eta=eta, beta1=beta1)
            .states[-1]
            .theta
            for eta, beta1 in cells
        ]

    ends = benchmark.pedantic(loop, rounds=3)
    whole = sweep(RULES["adam"], GROUND.slope, GROUND.start, STEPS, OVER)[:, ::10, ::10]
    np.testing.assert_allclose(np.array(ends).T, whole.reshape(2, -1), rtol=1e-9)
