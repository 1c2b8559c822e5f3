"""Named sequences of gradients, so that a deck can say `constant 1` instead of a list of numbers."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from flashcards.errors import Problem
from flashcards.text.numbers import format_number
from flashcards.value import Value


class Named(Value, frozen=True):
    """A sequence named by a word and a few numbers."""

    numbers: tuple[float, ...]
    """The default numbers; a deck may give at most this many."""
    usage: str
    make: Callable[..., list[float]]
    """`make(steps, *numbers)`; its docstring says what the sequence is."""
    told: str
    """The phrase for titles, with placeholders for the numbers."""

    @property
    def about(self) -> str:
        """A one-line description of the sequence."""
        return (self.make.__doc__ or "").partition("\n")[0]


def constant_gradients(steps: int, value: float) -> list[float]:
    """The same gradient at every step."""
    return [value] * steps


def alternating(steps: int, value: float) -> list[float]:
    """C, −C, C, …: the zigzag across a ravine."""
    return [value if step % 2 == 0 else -value for step in range(steps)]


def noise(steps: int, seed: float, mean: float) -> list[float]:
    """Normal noise of standard deviation 1 around a mean, reproducible by its seed."""
    chance = random.Random(int(seed))
    return [mean + chance.gauss(0, 1) for _ in range(steps)]


def sparse_gradients(steps: int, period: float, value: float) -> list[float]:
    """A gradient once every K steps, from step 1 on; zero otherwise."""
    return [value if step % max(1, int(period)) == 0 else 0.0 for step in range(steps)]


def reddi(steps: int, large: float) -> list[float]:
    """C once every three steps, −1 otherwise: gradients on which Adam drifts the wrong way.

    Reddi, Kale & Kumar 2018, section 3, https://openreview.net/forum?id=ryQu7f-RZ
    """
    return [large if step % 3 == 0 else -1.0 for step in range(steps)]


def decay(steps: int, ratio: float, first: float) -> list[float]:
    """Geometrically decaying gradients, as on the way into a bowl."""
    return [first * _power(ratio, step) for step in range(steps)]


def _power(base: float, exponent: int) -> float:
    """Like `**`, but infinity on overflow, so that the run is reported as divergent."""
    try:
        return float(base**exponent)
    except OverflowError:
        return math.inf


def spike(steps: int, when: float, height: float) -> list[float]:
    """1 at every step but one: a single outlier."""
    return [height if step + 1 == int(when) else 1.0 for step in range(steps)]


def switch(steps: int, when: float, value: float) -> list[float]:
    """C up to a step, then −C: how long does the average remember?"""
    return [value if step + 1 <= int(when) else -value for step in range(steps)]


def wake(steps: int, when: float, value: float) -> list[float]:
    """0 up to a step, then C: a dormant coordinate, such as that of a rare feature."""
    return [0.0 if step + 1 <= int(when) else value for step in range(steps)]


TOLD, LISTED = 6, 40
"""The most numbers of a list that a title shows, and that a list in full does, before an ellipsis."""

SEQUENCES: dict[str, Named] = {
    "constant": Named((1.0,), "constant C", constant_gradients, "a constant gradient {0}"),
    "alternating": Named((1.0,), "alternating C", alternating, "an alternating gradient {0}"),
    "noise": Named((0.0, 0.0), "noise SEED [MEAN]", noise, "noise of mean {1} (seed {0})"),
    "sparse": Named((10.0, 1.0), "sparse K [C]", sparse_gradients, "a gradient of {1} every {0} steps"),
    "reddi": Named((4.0,), "reddi C", reddi, "the gradients {0}, −1, −1 in turn"),
    "decay": Named(
        (0.9, 1.0), "decay RATIO [FIRST]", decay, "a gradient decaying from {1} by the factor {0}"
    ),
    "spike": Named((5.0, 100.0), "spike T [HEIGHT]", spike, "a spike of {1} at t = {0}"),
    "switch": Named((10.0, 1.0), "switch T [C]", switch, "a gradient of {1} that changes sign after t = {0}"),
    "wake": Named((10.0, 1.0), "wake T [C]", wake, "a gradient of 0 that becomes {1} after t = {0}"),
}


def sequence(gradients: Sequence[float] | str, steps: int) -> list[float]:
    """`steps` gradients; a shorter list is repeated. Raises Problem for an unknown or unusable sequence."""
    if not isinstance(gradients, str):
        if not gradients:
            raise Problem("the list of gradients is empty", hint=_choices())
        return [float(gradients[step % len(gradients)]) for step in range(steps)]
    named, numbers = _read(gradients)
    return named.make(steps, *numbers)


def gradient_phrase(gradients: Sequence[float] | str, most: int = TOLD) -> str:
    """The gradients as a phrase within a sentence: "a spike of −1 at t = 31"; of a list the first `most`."""
    if isinstance(gradients, str):
        named, numbers = _read(gradients)
        return named.told.format(*map(format_number, numbers))
    if len(gradients) == 1:
        return f"a constant gradient {format_number(gradients[0])}"
    listed = [*map(format_number, gradients[:most]), *(["…"] if len(gradients) > most else [])]
    return f"the gradients {', '.join(listed)}"


def _read(gradients: str) -> tuple[Named, list[float]]:
    """The named sequence and all of its numbers."""
    word, *rest = gradients.split() or [""]
    named = SEQUENCES.get(word)
    if named is None:
        raise Problem(f"no sequence of gradients is named {word!r}", hint=_choices())
    if len(rest) > len(named.numbers):
        raise Problem(f"{gradients!r} has too many numbers", hint=f"write  {named.usage}")
    return named, [*(_number(text, named) for text in rest), *named.numbers[len(rest) :]]


def _number(text: str, named: Named) -> float:
    try:
        value = float(text)
    except ValueError:
        raise Problem(f"{text!r} is not a number", hint=f"write  {named.usage}") from None
    if not abs(value) < 1e15:
        raise Problem(f"{text} must be a number below 1e15", hint=f"write  {named.usage}")
    return value


def _choices() -> str:
    return "use numbers, or one of: " + ", ".join(named.usage for named in SEQUENCES.values())
