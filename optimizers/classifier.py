"""A small network that separates two classes of points in the plane, as a problem of one weight vector.

The network has one hidden layer of tanh units and a logistic output. Its weights lie in one vector, W1, b1,
W2, b2 one after another; all functions take further axes behind the first, as for a grid of settings.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

Array = Any
POINTS = 80


@lru_cache(maxsize=4)
def moons(points: int = POINTS, noise: float = 0.15, seed: int = 0) -> tuple[Array, Array]:
    """Two interleaved half circles: coordinates of shape (2, points), and a class of −1 or 1 for each."""
    chance = np.random.default_rng(seed)
    angle = np.pi * chance.random(points)
    upper = np.arange(points) % 2 == 0
    x = np.where(upper, np.cos(angle), 1 - np.cos(angle))
    y = np.where(upper, np.sin(angle), 0.5 - np.sin(angle))
    return np.array([x, y]) + noise * chance.standard_normal((2, points)), np.where(upper, 1.0, -1.0)


@lru_cache(maxsize=4)
def spirals(points: int = POINTS, noise: float = 0.05, seed: int = 0) -> tuple[Array, Array]:
    """Two arms that wind around each other once; shapes as of `moons`."""
    chance = np.random.default_rng(seed)
    share = np.sqrt(chance.random(points))
    classes = np.where(np.arange(points) % 2 == 0, 1.0, -1.0)
    angle = 2 * np.pi * share + np.where(classes > 0, 0.0, np.pi)
    arms = 1.5 * share * np.array([np.cos(angle), np.sin(angle)])
    return arms + noise * chance.standard_normal((2, points)), classes


def initial_weights(hidden: int, seed: int = 0) -> Array:
    """Weights of standard deviation 1/√(inputs) and biases of zero."""
    chance = np.random.default_rng(seed)
    first = chance.standard_normal(2 * hidden) / np.sqrt(2)
    second = chance.standard_normal(hidden) / np.sqrt(hidden)
    return np.concatenate([first, np.zeros(hidden), second, [0.0]])


def output(theta: Array, inputs: Array) -> Array:
    """The network's output before the logistic function, of shape (points, *further axes of `theta`)."""
    return _forward(theta, inputs)[1]


def logistic_loss(theta: Array, inputs: Array, classes: Array) -> Array:
    """The mean logistic loss, of the shape of `theta` without its first axis."""
    return np.logaddexp(0, -_along(classes, theta) * output(theta, inputs)).mean(0)


def logistic_slope(theta: Array, inputs: Array, classes: Array) -> Array:
    """The gradient of `logistic_loss` by backpropagation, of the shape of `theta`."""
    hidden, out = _forward(theta, inputs)
    signs = _along(classes, theta)
    d_out = -signs / (1 + np.exp(np.clip(signs * out, -700, 700))) / len(classes)
    d_second = (hidden * d_out).sum(1)
    d_hidden = _split(theta)[2][:, np.newaxis] * d_out * (1 - hidden**2)
    d_first = np.einsum("hp...,ip->hi...", d_hidden, inputs)
    return np.concatenate(
        [d_first.reshape(-1, *theta.shape[1:]), d_hidden.sum(1), d_second, d_out.sum(0)[np.newaxis]]
    )


def _forward(theta: Array, inputs: Array) -> tuple[Array, Array]:
    """The hidden units, of shape (hidden, points, …), and the outputs, of shape (points, …)."""
    first, bias, second, last = _split(theta)
    hidden = np.tanh(np.einsum("hi...,ip->hp...", first, inputs) + bias[:, np.newaxis])
    return hidden, (second[:, np.newaxis] * hidden).sum(0) + last


def _split(theta: Array) -> tuple[Array, Array, Array, Array]:
    """W1 of shape (hidden, 2, …), b1 and W2 of shape (hidden, …), and b2."""
    hidden = (len(theta) - 1) // 4
    first = theta[: 2 * hidden].reshape(hidden, 2, *theta.shape[1:])
    return first, theta[2 * hidden : 3 * hidden], theta[3 * hidden : 4 * hidden], theta[-1]


def _along(classes: Array, theta: Array) -> Array:
    return classes.reshape(-1, *(1,) * (theta.ndim - 1))
