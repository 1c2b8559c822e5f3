"""Dialects of descent, L2 regularization, momentum and Nesterov's accelerated gradient."""

from __future__ import annotations

from flashcards.judging.systems.dialects.dialect import (
    Dialect,
    dialect,
    exact,
    other_dialect,
    variant,
)

DESCENT: tuple[Dialect, ...] = (
    dialect("sgd", "plain", w="w_ - lr*g", d="-lr*g"),
    other_dialect("sgd", "the step added", d="-lr*g", w="w_ + d"),
    other_dialect("sgd", "the step subtracted", d="lr*g", w="w_ - d"),
    dialect(
        "l2",
        "in the gradient",
        w=(
            *exact("w_ - lr*(g+lam*w_)"),
            *variant(
                "(1-lam)*w_ - lr*g", "w_ - lr*g - lam*w_", "w_ - lr*(g+2*lam*w_)", "w_ - lr*(g+lam*w_/nn)"
            ),
            *variant("(1-lr*lam)*w_", "(1-lam)*w_"),
        ),
        gl=(*exact("g + lam*w_"), *variant("g + 2*lam*w_", "g + lam*w_/nn")),
    ),
    dialect("l2", "a gradient of its own", gl="g + lam*w_", w="w_ - lr*gl"),
)

MOMENTUM: tuple[Dialect, ...] = (
    dialect("momentum", "as an average", m="b*m_ + (1-b)*g", w="w_ - lr*m"),
    dialect("momentum", "as a corrected average", m="b*m_ + (1-b)*g", mh="m/(1-b**t)", w="w_ - lr*mh"),
    other_dialect("momentum", "an average with the rate inside", m="b*m_ + (1-b)*lr*g", w="w_ - m"),
    other_dialect(
        "momentum",
        "PyTorch's, whose velocity is 1/(1 − β) times as large",
        m=variant("b*m_ + g", "b*m_ + (1-tau)*g"),
        w="w_ - lr*m",
    ),
    other_dialect(
        "momentum",
        "PyTorch's with L2",
        gl="g + lam*w_",
        m=variant("b*m_ + gl", "b*m_ + g + lam*w_"),
        w="w_ - lr*m",
    ),
    other_dialect("momentum", "Ruder's, the rate inside the velocity", m="b*m_ + lr*g", w="w_ - m"),
    other_dialect("momentum", "CS231n's, rate and sign inside the velocity", m="b*m_ - lr*g", w="w_ + m"),
    other_dialect("momentum", "CS231n's as an average", m="b*m_ - (1-b)*lr*g", w="w_ + m"),
    other_dialect("momentum", "the sign kept in the velocity", m="b*m_ - g", w="w_ + lr*m"),
    other_dialect("momentum", "the sign kept in an average", m="b*m_ - (1-b)*g", w="w_ + lr*m"),
    other_dialect("momentum", "the step remembered", d="b*d_ - lr*g", w="w_ + d"),
    other_dialect("momentum", "the step remembered and subtracted", d="b*d_ + lr*g", w="w_ - d"),
    other_dialect("momentum", "Polyak's heavy ball", w="w_ - lr*g + b*(w_-w__)"),
    other_dialect(
        "momentum", "in one line", w=variant("w_ - lr*g + b*m_", "w_ - lr*(b*m_+g)", "w_ - lr*(b*m_+(1-b)*g)")
    ),
    other_dialect("momentum", "plain descent beside it", w="w_ - lr*g"),
)

_AHEAD = variant("b*m_ + G(q)", "b*m_ + (1-b)*G(q)")
NESTEROV: tuple[Dialect, ...] = (
    dialect("nesterov", "PyTorch's", m="b*m_ + g", d="g + b*m", w=exact("w_ - lr*d", "w_ - lr*(g+b*m)")),
    dialect("nesterov", "PyTorch's, the step named", m="b*m_ + g", d="-lr*(g+b*m)", w="w_ + d"),
    other_dialect("nesterov", "as an average", m="b*m_ + (1-b)*g", w="w_ - lr*(b*m+(1-b)*g)"),
    other_dialect("nesterov", "Ruder's", m="b*m_ + lr*G(w_-b*m_)", w="w_ - m"),
    other_dialect("nesterov", "Ruder's, the point named", q="w_ - b*m_", m="b*m_ + lr*G(q)", w="w_ - m"),
    other_dialect("nesterov", "Sutskever's", m="b*m_ - lr*G(w_+b*m_)", w="w_ + m"),
    other_dialect("nesterov", "Sutskever's, the point named", q="w_ + b*m_", m="b*m_ - lr*G(q)", w="w_ + m"),
    other_dialect(
        "nesterov",
        "Sutskever's, point and step named",
        q="w_ + b*m_",
        m=variant("b*m_ - lr*g", "b*m_ - lr*G(q)"),
        d="m",
        w=variant("w_ + d", "w_ + m"),
    ),
    other_dialect(
        "nesterov",
        "the rate outside",
        m=variant("b*m_ + G(w_-lr*b*m_)", "b*m_ + (1-b)*G(w_-lr*b*m_)"),
        w="w_ - lr*m",
    ),
    other_dialect("nesterov", "the rate outside, the point named", q="w_ - lr*b*m_", m=_AHEAD, w="w_ - lr*m"),
    other_dialect(
        "nesterov",
        "CS231n's",
        m="b*m_ - lr*g",
        p="m_",
        w=variant("w_ - b*p + (1+b)*m", "w_ + b*m - lr*g", "w_ - b*m_ + (1+b)*m"),
    ),
    other_dialect("nesterov", "Ruder's, moved ahead", m="b*m_ + lr*g", w="w_ - (b*m+lr*g)"),
    other_dialect("nesterov", "in two sequences", q="w_ + b*(w_-w__)", w="q - lr*G(q)"),
    other_dialect(
        "nesterov",
        "in two sequences, the step first",
        y="w_ - lr*g",
        w=variant("y + b*(y-y_)", "(1+b)*y - b*y_"),
    ),
    other_dialect("nesterov", "momentum beside it", m="b*m_ + lr*g", w="w_ - m"),
    other_dialect("nesterov", "plain descent beside it", w="w_ - lr*g"),
)
