"""A step of Adam on 2 and on 10 million parameters, against torch.optim.Adam and against copying the arrays.

Run with  pytest tests/benchmarks/test_steps.py --benchmark-enable. Peer: PyTorch 2.13, where it is installed
(`pip install torch==2.13.0`), on one thread; its rows are skipped where it is absent. Everything is float32.
"""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from optimizers import RULES, SURFACES, trajectory

ADAM = RULES["adam"]
FEW, MANY = 2, 10_000_000
TIMES = 1000
"""Steps in one measured round on few parameters, where one alone is too short to measure."""
CHUNK = 16_384
"""Numbers in a chunk: of float32 64 KiB an array, and a step has some ten arrays at work in the cache.

The best of those measured: half of it costs a fifth more, a quarter above it half as much again.
"""
ROUNDS = {FEW: {"rounds": 20, "iterations": 1}, MANY: {"rounds": 5, "iterations": 1}}


def arrays(size, count):
    rng = np.random.default_rng(0)
    return [rng.standard_normal(size, dtype=np.float32) for _ in range(count)]


@pytest.mark.benchmark(group="adam, 2 parameters, 1000 steps")
def test_a_pure_step_on_two_parameters(benchmark):
    theta, g = arrays(FEW, 2)

    def steps():
        state = ADAM.first(theta)
        for _ in range(TIMES):
            state = ADAM.step(state, g, **ADAM.settings)
        return state

    assert benchmark.pedantic(steps, warmup_rounds=1, **ROUNDS[FEW]).t == TIMES


@pytest.mark.benchmark(group="adam, 10 million parameters")
def test_a_step_by_chunks_on_ten_million(benchmark):
    """The pure step on one chunk after another, written back in place: intermediates stay in the cache."""
    theta, g = arrays(MANY, 2)
    m, v = np.zeros_like(theta), np.zeros_like(theta)
    chunks = [slice(start, start + CHUNK) for start in range(0, MANY, CHUNK)]
    steps = count()

    def step():
        t = next(steps)
        for part in chunks:
            old = ADAM.first(theta[part])._replace(t=t, m=m[part], v=v[part])
            new = ADAM.step(old, g[part], **ADAM.settings)
            theta[part], m[part], v[part] = new.theta, new.m, new.v

    benchmark.pedantic(step, warmup_rounds=1, **ROUNDS[MANY])
    assert next(steps) == ROUNDS[MANY]["rounds"] + 1


@pytest.mark.benchmark(group="adam, 10 million parameters")
def test_a_pure_step_on_ten_million(benchmark):
    theta, g = arrays(MANY, 2)
    state = ADAM.first(theta)
    benchmark.pedantic(ADAM.step, (state, g), dict(ADAM.settings), warmup_rounds=1, rounds=3, iterations=1)


@pytest.mark.benchmark(group="adam, 10 million parameters")
def test_copying_what_a_step_must_read_and_write(benchmark):
    """θ, m and v copied elsewhere, g read; a step in place can be faster: it writes where it has read."""
    sources, targets = arrays(MANY, 3), [np.empty(MANY, np.float32) for _ in range(3)]
    g = arrays(MANY, 1)[0]

    def copy():
        for source, target in zip(sources, targets, strict=True):
            np.copyto(target, source)
        return g.max()

    benchmark.pedantic(copy, warmup_rounds=1, **ROUNDS[MANY])


@pytest.mark.parametrize("fused", [False, True], ids=["default", "fused"])
@pytest.mark.parametrize("size", [FEW, MANY])
def test_torch(benchmark, size, fused):
    torch = pytest.importorskip("torch", reason="PyTorch is only a peer here")
    torch.set_num_threads(1)
    benchmark.group = f"adam, {'2 parameters, 1000 steps' if size == FEW else '10 million parameters'}"
    theta, g = (torch.from_numpy(array) for array in arrays(size, 2))
    theta.requires_grad_()
    theta.grad = g
    optimizer = torch.optim.Adam([theta], **({"fused": True} if fused else {}))

    def steps():
        for _ in range(TIMES if size == FEW else 1):
            optimizer.step()

    benchmark.pedantic(steps, warmup_rounds=1, **ROUNDS[size])


@pytest.mark.benchmark(group="adam, 2 parameters on rosenbrock, 1000 steps: floats against arrays")
@pytest.mark.parametrize("as_floats", [True, False], ids=["trajectory", "arrays"])
def test_two_parameters_as_floats_against_arrays(benchmark, as_floats):
    """The ratio of the two rows is what stepping a few parameters as floats gains."""
    ground = SURFACES["rosenbrock"]

    def by_arrays():
        state = ADAM.first(np.array(ground.start))
        for _ in range(TIMES):
            state = ADAM.step(state, ground.slope(state.theta), **ADAM.settings)
        return state

    def by_floats():
        return trajectory(ADAM, ground.slope, ground.start, TIMES).states[-1]

    assert benchmark(by_floats if as_floats else by_arrays).t == TIMES


@pytest.mark.benchmark(group="a thousand steps on rosenbrock, within a frame of 16 ms")
@pytest.mark.parametrize("name", RULES)
def test_a_thousand_guarded_steps(benchmark, name):
    ground = SURFACES["rosenbrock"]
    way = benchmark(trajectory, RULES[name], ground.slope, ground.start, 1000, eta=1e-4)
    assert way.diverged_at is None
