r"""L-BFGS with a memory of one pair: the curvature along the last step corrects the next one.

$$ s_t      = \Delta_{t-1} $$
$$ y_t      = g_t - g_{t-1} $$
$$ c_t      = \operatorname{sum}(s_t y_t) $$
$$ a_t      = \frac{\operatorname{sum}(s_t g_t)}{c_t} $$
$$ q_t      = \frac{c_t}{\operatorname{sum}(y_t^2)} (g_t - a_t y_t) $$
$$ b_t      = \frac{\operatorname{sum}(y_t q_t)}{c_t} $$
$$ d_t      = q_t + (a_t - b_t) s_t $$
$$ f_t      = \min(1, \frac{1}{\operatorname{sum}(|g_t|)}) $$
$$ \Delta_t = \begin{cases} -\eta d_t & c_t > 0 \\ -\eta f_t g_t & c_t \le 0 \end{cases} $$
$$ \theta_t = \theta_{t-1} + \Delta_t $$

The two loops of the recursion, each once: from g to q with the scale c/‖y‖² of the last curvature, then back.
The inner products run over all coordinates. On a convex function c is positive from the second step on. The
first step, which knows no curvature, is that of torch.optim.LBFGS, whose history_size is 1 here and which
keeps an older pair where c is not positive. y compares two gradients, so both must be those of the full data.
Liu & Nocedal 1989; Nocedal & Wright 2006, Algorithm 7.4 and equation 7.20 with m = 1, without a line search.
"""

from __future__ import annotations

from typing import NamedTuple

from optimizers.arithmetic import least_of, total, where
from optimizers.rule import Array, Counterpart, Rule, at_rest, docstring_equations


class State(NamedTuple):
    """The parameters after `t` steps and every quantity of the step that led to them."""

    theta: Array
    t: int
    g: Array
    s: Array
    y: Array
    c: Array
    a: Array
    q: Array
    b: Array
    d: Array
    f: Array
    delta: Array


def step(old: State, g: Array, *, eta: Array) -> State:
    """One step of L-BFGS down the gradient `g`, of the shape of `theta`."""
    s = old.delta
    y = g - old.g
    c = total(s * y)
    a = total(s * g) / _nonzero(c)
    q = c / _nonzero(total(y**2)) * (g - a * y)
    b = total(y * q) / _nonzero(c)
    d = q + (a - b) * s
    f = least_of(1.0, 1 / _nonzero(total(abs(g))))
    delta = where(c > 0, -eta * d, -eta * f * g)
    return State(old.theta + delta, old.t + 1, g, s, y, c, a, q, b, d, f, delta)


def _nonzero(x: Array) -> Array:
    """`x`, and 1 in place of 0: what is divided by it is 0 then, or not used."""
    return where(x == 0, 1 + 0 * x, x)


RULE = Rule(
    name="lbfgs",
    title="L-BFGS",
    first=at_rest(State, c=0.0, a=0.0, b=0.0, f=0.0),
    step=step,
    settings={"eta": 1.0},
    equations=docstring_equations(__doc__, "s", "y", "c", "a", "q", "b", "d", "f", "delta", "theta"),
    source="Liu & Nocedal 1989, https://doi.org/10.1007/BF01589116; Nocedal & Wright 2006, Algorithm 7.4",
    carries=("g", "delta"),
    couples=True,
    year=1989,
    after="sgd",
    answers="SGD knows no curvature: two gradients and the step between tell of it",
    dialect="a memory of one pair, no line search: PyTorch with history_size=1",
    elsewhere=(
        Counterpart("torch.optim.LBFGS(history_size=1)", {"eta": 1.0}),
        Counterpart("optax.lbfgs(memory_size=1)", {}, "a line search sets the length"),
    ),
)
