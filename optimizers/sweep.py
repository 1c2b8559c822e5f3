"""One run for a whole grid of settings: every combination is a cell, and all cells step together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from optimizers.rule import Array, Gradient, Rule
from optimizers.trajectory import checked
from optimizers.walk import FAR


def sweep(
    rule: Rule,
    gradient: Gradient,
    start: Array,
    steps: int,
    over: Mapping[str, Sequence[float]],
    *,
    within: tuple[float, float] | None = None,
    **fixed: float,
) -> Array:
    """Where `rule` ends with every combination of the settings in `over`, as one broadcast run.

    The parameters keep their first axis and each setting adds one, in the order of `over`: from a start of
    shape (n,), `{"eta": 100 values, "beta": 50 values}` gives shape (n, 100, 50), whose cell [:, i, j] is the
    end of a run with the i-th η and the j-th β. A setting's values are laid along its own axis, shapes
    (100, 1) and (50,), and NumPy broadcasts them; so `gradient` must take parameters with further axes, as
    all surfaces and problems do. Cells that diverged are NaN. Raises ValueError as `trajectory` does.
    """
    axes = np.ix_(*(np.asarray(values, float) for values in over.values()))
    settings = checked(rule, {**fixed, **dict(zip(over, axes, strict=True))})
    shape = tuple(len(values) for values in over.values())
    theta = np.asarray(start)
    state = rule.first(np.broadcast_to(theta.reshape(theta.shape + (1,) * len(shape)), theta.shape + shape))
    with np.errstate(all="ignore"):
        for _ in range(steps):
            state = rule.step(
                state, gradient(rule.ahead(state, **settings) if rule.ahead else state.theta), **settings
            )
            if within is not None:
                state = state._replace(theta=np.clip(state.theta, *within))
        lost = ~(np.abs(state.theta) <= FAR).all(0)
    return np.where(lost, np.nan, state.theta)
