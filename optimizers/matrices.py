"""What rules for weight matrices need: Muon's matrix sign and Adafactor's factored mean square.

A vector of parameters on the first axis is taken as a matrix, row after row; further axes, as of a grid of
settings, are separate matrices.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizers.arithmetic import sign

Array = Any

COEFFICIENTS = (3.4445, -4.775, 2.0315)
"""Of Muon's quintic: they lift small singular values fastest and leave all between about 0.7 and 1.2."""
ITERATIONS = 5
_SMALL = 1e-7


def matrix_shape(size: int) -> tuple[int, int]:
    """Rows and columns of the most nearly square matrix of so many entries, at least as wide as high."""
    rows = next(rows for rows in range(int(size**0.5), 0, -1) if size % rows == 0)
    return rows, size // rows


def matrix_sign(x: Array) -> Array:
    """`x` as a matrix with its singular values replaced by numbers near 1, by Newton-Schulz; as of a vector.

    The matrix sign of a single number is its sign. Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/
    """
    if not isinstance(x, np.ndarray) or not x.ndim or x.dtype == object:
        return sign(x)
    rows, columns = matrix_shape(len(x))
    stacked = np.moveaxis(x.reshape(rows, columns, -1), -1, 0)
    return np.moveaxis(newton_schulz(stacked), 0, -1).reshape(x.shape)


def newton_schulz(matrices: Array) -> Array:
    """Each of the matrices, of shape (…, rows, columns), with its singular values lifted to about 1."""
    a, b, c = COEFFICIENTS
    length = np.sqrt((matrices**2).sum((-2, -1), keepdims=True))
    x = matrices / np.maximum(length, _SMALL).astype(matrices.dtype)
    for _ in range(ITERATIONS):
        square = x @ np.swapaxes(x, -2, -1)
        x = a * x + (b * square + c * square @ square) @ x
    return x


def factored_mean_square(squares: Array) -> Array:
    """The matrix of rank one whose rows and columns have the means of `squares`, of shape (rows, columns).

    All that Adafactor stores are these means. Shazeer & Stern 2018, section 3, https://arxiv.org/abs/1804.04235
    """
    by_row, by_column = squares.mean(-1, keepdims=True), squares.mean(-2, keepdims=True)
    return by_row * by_column / by_row.mean(-2, keepdims=True)
