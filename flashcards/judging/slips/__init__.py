"""The slips that people make: each rewrites a right formula and names itself in a sentence.

A slip yields every formula that it can make of the right one: at one place, or at all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from flashcards.judging.algebra.symbols import Expr
from flashcards.judging.slips import averages, excess, time_index, update
from flashcards.judging.slips.context import Made, SlipContext

__all__ = ["NAMELESS", "OTHER", "SLIPS", "VARIANTS", "SlipContext", "make_slips"]

MOST = 40
"""No slip makes more formulas than this of one."""

OTHER = "other"
VARIANTS = frozenset({"epsilon-inside-root"})
"""Slips that are no mistake but another dialect."""

Slip = Callable[[Expr, SlipContext], Iterator[Made]]

SLIPS: Mapping[str, Slip] = {
    "missing-square": averages.missing_square,
    "missing-complement": averages.missing_complement,
    "swapped-weights": averages.swapped_weights,
    "swapped-betas": averages.swapped_betas,
    "missing-correction": averages.missing_correction,
    "correction-without-t": averages.correction_without_t,
    "correction-stored": averages.correction_stored,
    "missing-root": update.missing_root,
    "epsilon-inside-root": update.epsilon_inside_root,
    "missing-epsilon": update.missing_epsilon,
    "wrong-sign": update.wrong_sign,
    "missing-learning-rate": update.missing_learning_rate,
    "learning-rate-twice": update.learning_rate_twice,
    "missing-gradient": update.missing_gradient,
    "missing-decay": update.missing_decay,
    "moments-swapped": averages.moments_swapped,
    "coupled-decay": update.coupled_decay,
    "wrong-time-index": time_index.wrong_time_index,
    "inverted-fraction": update.inverted_fraction,
}
"""Every slip by its name, in the order in which they are tried."""
NAMELESS: Mapping[str, Slip] = {
    "extra-square": excess.extra_square,
    "extra-root": excess.extra_root,
    "missing-beta": excess.missing_beta,
    "missing-exponent": excess.missing_exponent,
    "max-for-min": excess.exchanged_bounds,
    "missing-function": excess.missing_function,
    "missing-accent": excess.missing_accent,
    "extra-factor": excess.extra_factor,
    "missing-term": excess.missing_term,
}
"""Those of arithmetic, which say less than that an answer is another optimizer's line and are not looked for
in pairs. A log and a deck call them `OTHER`; the sentence says what they are."""


_EVERY = {**SLIPS, **NAMELESS}


def make_slips(name: str, right: Expr, context: SlipContext) -> Iterator[Made]:
    """The wrong formulas that the slip `name` makes of `right`, never `right` itself."""
    for wrong, sentence in islice(_EVERY[name](right, context), MOST):
        if wrong != right:
            yield wrong, sentence
