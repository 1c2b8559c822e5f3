"""Parameters of FSRS that another program found, as a person pastes them: those of earlier versions too."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from flashcards.errors import Problem, counted
from flashcards.scheduling.engine import PARAMETER_BOUNDS

VERSIONS = {17: "FSRS-4.5", 19: "FSRS-5", 21: "FSRS-6"}
"""How many parameters each version has."""
_DECAY = 0.5
"""The exponent of the forgetting curve before FSRS-6, which made it a parameter."""
_HINT = "copy them as they stand in the options of a deck in Anki, under FSRS"


def read_weights(text: str) -> tuple[float, ...]:
    """The 21 parameters of FSRS-6 that do as the 17, 19 or 21 in the text, separated by commas or spaces.

    Raises Problem.
    """
    try:
        given = [float(word) for word in re.split(r"[\s,;()\[\]{}]+", text) if word]
    except ValueError:
        given = [math.nan]
    if not all(map(math.isfinite, given)):
        raise Problem("parameters are numbers, with commas or spaces between them", hint=_HINT)
    if len(given) not in VERSIONS:
        *most, last = (f"{count} ({name})" for count, name in VERSIONS.items())
        hint = f"give {', '.join(most)} or {last}"
        raise Problem(f"no version of FSRS has {counted(len(given), 'parameter')}", hint=hint)
    values = tuple(round(value, 4) for value in _as_newest(given))
    for place, (value, (low, high)) in enumerate(zip(values, PARAMETER_BOUNDS, strict=True), 1):
        if not low <= value <= high:
            raise Problem(f"parameter {place} must be {low:g} to {high:g}, not {value:g}", hint=_HINT)
    return values


def _as_newest(given: Sequence[float]) -> list[float]:
    """The same for FSRS-6, as the engine and Anki fill them up."""
    values = list(given)
    if len(values) == 17:
        values[4], values[5] = values[4] + 2 * values[5], math.log(max(3 * values[5] + 1, 1e-9)) / 3
        values[6] = min(values[6] + 0.5, PARAMETER_BOUNDS[6][1])
        values += [0.0, 0.0]
    if len(values) == 19:
        values += [0.0, _DECAY]
    return values
