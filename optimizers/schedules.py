r"""Learning rates over time, as pure functions of the step `t`, which counts from 1.

Each function's docstring holds its equation; letters: η the peak, T `steps`, s `every`, w `warm`. All take
a single `t` or an array. Their value at t is that of PyTorch's schedulers after t-1 calls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizers.arithmetic import where

Array = Any


@dataclass(frozen=True)
class Schedule:
    """A learning rate over time: its function, default settings and source."""

    name: str
    title: str
    rate: Callable[..., Array]
    """`rate(t, **settings)`: η at step t."""
    settings: Mapping[str, float]
    source: str

    @property
    def equation(self) -> str:
        """The LaTeX equation in the function's docstring."""
        lines = (self.rate.__doc__ or "").splitlines()
        return next(line.strip().strip("$").strip() for line in lines if line.strip().startswith("$$"))

    def over(self, **changed: float) -> Callable[[int], float]:
        """η as a function of t alone, with these settings; ValueError for an unknown setting."""
        unknown = [name for name in changed if name not in self.settings]
        if unknown:
            raise ValueError(f"{self.name} has no setting {unknown[0]!r} (it has {', '.join(self.settings)})")
        settings = {**self.settings, **changed}
        return lambda t: self.rate(t, **settings)


def constant(t: Array, *, eta: float) -> Array:
    r"""The same rate at every step.

    $$ \eta_t = \eta $$
    """
    return eta + 0.0 * t


def warm_up(t: Array, *, eta: float, warm: float) -> Array:
    r"""A linear rise over `warm` steps, then η.

    $$ \eta_t = \eta \min(\frac{t}{w}, 1) $$
    """
    return eta * np.minimum(t / warm, 1)


def staircase(t: Array, *, eta: float, gamma: float, every: float) -> Array:
    r"""Multiplied by γ after every `every` steps.

    $$ \eta_t = \eta \gamma^{\left\lfloor \frac{t - 1}{s} \right\rfloor} $$
    """
    return eta * gamma ** np.floor((t - 1) / every)


def exponential(t: Array, *, eta: float, gamma: float) -> Array:
    r"""Multiplied by γ after each step.

    $$ \eta_t = \eta \gamma^{t - 1} $$
    """
    return eta * gamma ** (t - 1.0)


def inverse_square_root(t: Array, *, eta: float, warm: float) -> Array:
    r"""η for `warm` steps, then falling as 1/√t.

    $$ \eta_t = \eta \sqrt{\frac{w}{\max(t, w)}} $$
    """
    return eta * np.sqrt(warm / np.maximum(t, warm))


def cosine(t: Array, *, eta: float, eta_min: float, steps: float) -> Array:
    r"""Half a cosine from η down to `eta_min` over `steps` steps, constant afterwards.

    $$ \eta_t = \eta_{min} + \frac{\eta - \eta_{min}}{2} (1 + \cos(\pi \min(\frac{t - 1}{T}, 1))) $$
    """
    return eta_min + 0.5 * (eta - eta_min) * (1 + np.cos(np.pi * np.minimum((t - 1) / steps, 1)))


def warm_restarts(t: Array, *, eta: float, eta_min: float, every: float, grow: float) -> Array:
    r"""One cosine after another, the first over `every` steps, each `grow` times as long as the one before.

    $$ \eta_t = \eta_{min} + \frac{\eta - \eta_{min}}{2} (1 + \cos(\pi \frac{r}{s_i})) $$

    where r is the number of steps done of the i-th cosine, whose length is s_i = `every` · `grow`^i.
    """
    done = t - 1.0
    if grow == 1:
        period, since = every, done % every
    else:
        cycle = np.floor(np.log1p(done * (grow - 1) / every) / np.log(grow) + 1e-12)
        period = every * grow**cycle
        since = done - every * (grow**cycle - 1) / (grow - 1)
    return eta_min + 0.5 * (eta - eta_min) * (1 + np.cos(np.pi * since / period))


def one_cycle(t: Array, *, eta: float, steps: float, rise: float, start: float, end: float) -> Array:
    r"""Up from η/`start` over the share `rise` of the steps, then down to η/(`start` · `end`), along cosines.

    $$ \eta_t = a + \frac{b - a}{2} (1 - \cos(\pi p)) $$

    where p is the completed fraction of the current leg, which leads from a to b.
    """
    top, last = rise * steps - 1, steps - 1  # `where` evaluates both legs, even one of no length
    rising = _leg(np.clip((t - 1) / max(top, _SHORT), 0, 1), eta / start, eta)
    falling = _leg(np.clip((t - 1 - top) / max(last - top, _SHORT), 0, 1), eta, eta / start / end)
    return where(t - 1 <= top, rising, falling)


_SHORT = 1e-9


def _leg(share: Array, a: float, b: float) -> Array:
    return a + 0.5 * (b - a) * (1 - np.cos(np.pi * share))


def warm_stable_decay(t: Array, *, eta: float, warm: float, fall: float, steps: float) -> Array:
    r"""A linear rise over `warm` steps, then η, then a linear fall to 0 over the last `fall` of `steps`.

    $$ \eta_t = \eta \min(\frac{t}{w}, 1, \max(\frac{T - t}{f}, 0)) $$
    """
    return eta * np.minimum(np.minimum(t / warm, 1), np.maximum((steps - t) / fall, 0))


def range_test(t: Array, *, eta: float, eta_min: float, steps: float) -> Array:
    r"""From `eta_min` up to η by equal factors, to find the rate at which the loss stops falling.

    $$ \eta_t = \eta_{min} (\frac{\eta}{\eta_{min}})^{\min(\frac{t - 1}{T - 1}, 1)} $$
    """
    return eta_min * (eta / eta_min) ** np.minimum((t - 1.0) / max(steps - 1, _SHORT), 1)


def reduce_on_plateau(
    losses: Sequence[float], *, eta: float, gamma: float = 0.1, patience: int = 10, least: float = 1e-4
) -> list[float]:
    """The rate before each of the epochs with these losses, and after the last: η times γ for each plateau.

    A plateau is more than `patience` epochs in a row without a loss below the best by the share `least`.
    PyTorch's ReduceLROnPlateau with its defaults.
    """
    rates, best, waited = [eta], math.inf, 0
    for loss in losses:
        better = loss < best * (1 - least)
        best, waited = (loss, 0) if better else (best, waited + 1)
        plateau = waited > patience
        rates.append(rates[-1] * (gamma if plateau else 1))
        waited = 0 if plateau else waited
    return rates


def with_warm_up(rate: Callable[[int], float], warm: int) -> Callable[[int], float]:
    """`rate` preceded by a linear rise over `warm` steps, which ends at the schedule's first rate."""
    return lambda t: rate(1) * t / warm if t < warm else rate(t - warm + 1)


SCHEDULES: Mapping[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule(
            "constant", "Constant", constant, {"eta": 0.1}, "Robbins & Monro 1951 ask for a falling one"
        ),
        Schedule(
            "warm-up",
            "Linear warm-up",
            warm_up,
            {"eta": 0.1, "warm": 10},
            "Goyal et al. 2017, section 2.2, https://arxiv.org/abs/1706.02677",
        ),
        Schedule(
            "step",
            "Step",
            staircase,
            {"eta": 0.1, "gamma": 0.1, "every": 30},
            "He et al. 2016, section 3.4, https://arxiv.org/abs/1512.03385; PyTorch's StepLR",
        ),
        Schedule(
            "exponential", "Exponential", exponential, {"eta": 0.1, "gamma": 0.95}, "PyTorch's ExponentialLR"
        ),
        Schedule(
            "inverse-square-root",
            "Inverse square root",
            inverse_square_root,
            {"eta": 0.1, "warm": 1},
            "Vaswani et al. 2017, equation 3 without its factor, https://arxiv.org/abs/1706.03762",
        ),
        Schedule(
            "cosine",
            "Cosine",
            cosine,
            {"eta": 0.1, "eta_min": 0.0, "steps": 100},
            "Loshchilov & Hutter 2017, equation 5 without restarts, https://arxiv.org/abs/1608.03983",
        ),
        Schedule(
            "warm-restarts",
            "Cosine with warm restarts",
            warm_restarts,
            {"eta": 0.1, "eta_min": 0.0, "every": 20, "grow": 2},
            "Loshchilov & Hutter 2017, equation 5, https://arxiv.org/abs/1608.03983",
        ),
        Schedule(
            "one-cycle",
            "One cycle",
            one_cycle,
            {"eta": 0.1, "steps": 100, "rise": 0.3, "start": 25, "end": 1e4},
            "Smith & Topin 2019, https://arxiv.org/abs/1708.07120; PyTorch's OneCycleLR",
        ),
        Schedule(
            "warm-stable-decay",
            "Warm-up, stable, decay",
            warm_stable_decay,
            {"eta": 0.1, "warm": 10, "fall": 20, "steps": 100},
            "Hu et al. 2024, section 4.2, https://arxiv.org/abs/2404.06395",
        ),
        Schedule(
            "range-test",
            "Learning-rate range test",
            range_test,
            {"eta": 10.0, "eta_min": 1e-4, "steps": 100},
            "Smith 2017, section 3.3, https://arxiv.org/abs/1506.01186",
        ),
    )
}
"""Each schedule under its name."""
