"""The 2-16-1 regression network: linear, ReLU, linear, squared error on one sample, x = (1, 2) and y = 1.

Its parameters are one flat vector: W1 (16 × 2, row by row), b1 (16), W2 (16), b2 (1). `loss` and `gradient`
keep the vector's dtype, float32 as in PyTorch, and take further axes for a grid of settings.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = Any
INPUT = np.array([1, 2], np.float32)
TARGET = np.float32(1)

WEIGHTS = np.array([
    # W1
    -0.005293981, 0.3793229, -0.58198076, -0.5203875, -0.27234524, 0.18961589,
    -0.014010034, 0.5606575, -0.06275152, 0.18710934, -0.21369691, -0.13899271,
    -0.6755334, -0.46830416, -0.29148576, 0.02619376, 0.2795442, 0.42428017,
    -0.47937673, -0.30791873, 0.25683329, 0.5871729, -0.1455227, 0.5291363,
    -0.11397384, 0.07482187, 0.6402684, -0.655962, -0.44515052, -0.17901486,
    -0.27563018, 0.6109408,
    # b1
    -0.4583322, -0.32550448, -0.4940134, -0.6622486, -0.41276684, 0.6078276,
    0.31552404, 0.34271523, 0.03718785, -0.36252198, 0.11963163, -0.6602219,
    -0.5109315, -0.36453474, 0.4461405, 0.4145917,
    # W2
    -0.11087376, -0.009020597, 0.15989017, 0.24853328, 0.099220544, 0.033773214,
    0.16762158, -0.14720058, 0.046586007, -0.19382638, -0.17327154, -0.12914589,
    0.11311826, 0.1005401, -0.14808813, 0.075526774,
    # b2
    0.137243,
], np.float32)  # fmt: skip
"""The initial weights that PyTorch draws for these layers with seed 0."""
WEIGHTS.setflags(write=False)


def loss(theta: Array) -> Array:
    """The squared error, of the vector's shape without its first axis."""
    return (_forward(theta)[1] - TARGET) ** 2


def gradient(theta: Array) -> Array:
    """The gradient of `loss`, of the shape of `theta`."""
    hidden, output = _forward(theta)
    d_output = 2 * (output - TARGET)
    d_hidden = theta[48:64] * d_output * (hidden > 0)
    d_weights = d_hidden[:, np.newaxis] * _beside(INPUT, d_hidden)
    return np.concatenate(
        [d_weights.reshape(32, *d_hidden.shape[1:]), d_hidden, hidden * d_output, d_output[np.newaxis]]
    )


def _forward(theta: Array) -> tuple[Array, Array]:
    weights = theta[:32].reshape(16, 2, *theta.shape[1:])
    hidden = np.maximum((weights * _beside(INPUT, theta)).sum(1) + theta[32:48], 0)
    return hidden, _sum(theta[48:64] * hidden) + theta[64]


def _sum(x: Array) -> Array:
    """The sum along the first axis, by halving.

    In float32 the order matters: the sixth decimal of the loss at epoch 10 depends on the last bit, and this
    is the order in which PyTorch's vectorized sum adds.
    """
    while len(x) > 1:
        half = len(x) // 2
        x = x[:half] + x[half:]
    return x[0]


def _beside(x: Array, theta: Array) -> Array:
    """`x` with as many trailing axes as `theta` has."""
    return x.reshape(x.shape + (1,) * (theta.ndim - 1))
