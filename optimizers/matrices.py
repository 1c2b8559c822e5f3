"""What rules for weight matrices need: Muon's sign, Shampoo's roots, Adafactor's factored mean square.

A vector of parameters on the first axis is taken as a matrix, row after row; further axes, as of a grid of
settings, are separate matrices.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizers.arithmetic import sign, sqrt

Array = Any

COEFFICIENTS = (3.4445, -4.775, 2.0315)
"""Of Muon's quintic: they lift small singular values fastest and leave all between about 0.7 and 1.2."""
ITERATIONS = 5
_SMALL = 1e-7
EPSILON = 1e-6
"""What Shampoo's matrices start with on their diagonal."""


def matrix_shape(size: int) -> tuple[int, int]:
    """Rows and columns of the most nearly square matrix of so many entries, at least as wide as high."""
    rows = next(rows for rows in range(int(size**0.5), 0, -1) if size % rows == 0)
    return rows, size // rows


def matrix_sign(x: Array) -> Array:
    """`x` as a matrix with its singular values replaced by numbers near 1, by Newton-Schulz; as of a vector.

    The matrix sign of a single number is its sign. Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/
    """
    if not _is_vector(x):
        return sign(x)
    return _laid_out(newton_schulz(_matrices(x, matrix_shape(len(x)))), x)


def newton_schulz(matrices: Array) -> Array:
    """Each of the matrices, of shape (…, rows, columns), with its singular values lifted to about 1."""
    a, b, c = COEFFICIENTS
    length = np.sqrt((matrices**2).sum((-2, -1), keepdims=True))
    x = matrices / np.maximum(length, _SMALL).astype(matrices.dtype)
    for _ in range(ITERATIONS):
        square = x @ np.swapaxes(x, -2, -1)
        x = a * x + (b * square + c * square @ square) @ x
    return x


def row_products(x: Array) -> Array:
    """`x` as a matrix times its transpose, laid out row after row; of a single number its square."""
    if not _is_vector(x):
        return x**2
    matrices = _matrices(x, matrix_shape(len(x)))
    return _laid_out(matrices @ np.swapaxes(matrices, -2, -1), x)


def column_products(x: Array) -> Array:
    """The transpose of `x` as a matrix times it, laid out row after row; of a single number its square."""
    if not _is_vector(x):
        return x**2
    matrices = _matrices(x, matrix_shape(len(x)))
    return _laid_out(np.swapaxes(matrices, -2, -1) @ matrices, x)


def precondition(left: Array, x: Array, right: Array) -> Array:
    """`x` as a matrix, between the inverse fourth roots of `left` and `right` with ε on their diagonals."""
    if not _is_vector(x):
        return x / sqrt(sqrt(left + EPSILON) * sqrt(right + EPSILON))
    rows, columns = matrix_shape(len(x))
    roots = [_inverse_fourth_root(_matrices(m, (n, n))) for m, n in ((left, rows), (right, columns))]
    return _laid_out(roots[0] @ _matrices(x, (rows, columns)) @ roots[1], x)


def _inverse_fourth_root(symmetric: Array) -> Array:
    values, vectors = np.linalg.eigh(symmetric)
    powers = np.maximum(values + EPSILON, EPSILON) ** -0.25
    return (vectors * powers.astype(symmetric.dtype)[..., None, :]) @ np.swapaxes(vectors, -2, -1)


def _is_vector(x: Array) -> bool:
    return isinstance(x, np.ndarray) and bool(x.ndim) and x.dtype != object


def _matrices(x: Array, shape: tuple[int, int]) -> Array:
    """The matrices along the first axis of `x`, one for each cell of its further axes."""
    return np.moveaxis(x.reshape(*shape, -1), -1, 0)


def _laid_out(matrices: Array, like: Array) -> Array:
    """The matrices row after row along the first axis, with the further axes of `like`."""
    return np.moveaxis(matrices, 0, -1).reshape(-1, *like.shape[1:])


def factored_mean_square(squares: Array) -> Array:
    """The matrix of rank one whose rows and columns have the means of `squares`, of shape (rows, columns).

    All that Adafactor stores are these means. Shazeer & Stern 2018, section 3, https://arxiv.org/abs/1804.04235
    """
    by_row, by_column = squares.mean(-1, keepdims=True), squares.mean(-2, keepdims=True)
    return by_row * by_column / by_row.mean(-2, keepdims=True)
