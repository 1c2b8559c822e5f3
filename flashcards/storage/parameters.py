"""The FSRS parameters fitted to the person, with those before them: `parameters.json` in the data folder."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from flashcards.errors import Place, Problem
from flashcards.scheduling import PARAMETER_BOUNDS
from flashcards.storage import files
from flashcards.value import Value

FILE = "parameters.json"
_MOST = 1_000_000
_TOO_LARGE = "move it away: it does not look like a file of parameters"
_KEPT = 20
"""How many fitted sets are kept for undoing."""


class FittedParameters(Value, frozen=True):
    """Parameters that a training found."""

    values: tuple[float, ...]
    at: datetime
    """When they were fitted."""
    until: datetime
    """The last review that they were fitted to."""
    reviews: int


def load_parameters(folder: Path) -> FittedParameters | None:
    """The parameters in force; None for those of most people. Raises Problem for a file that is unusable."""
    path = folder / FILE
    if not path.exists():
        return None
    found = _read(path, files.read_bytes(path, _MOST, too_large=_TOO_LARGE))
    return found[-1] if found else None


def add_parameters(folder: Path, found: FittedParameters) -> None:
    """Put `found` in force; those before stay in the file. Raises Problem as `load_parameters`."""
    path = folder / FILE

    def change(before: bytes | None) -> str:
        return _text([*(_read(path, before) if before is not None else ()), found][-_KEPT:])

    files.edit_file(path, change, _MOST, too_large=_TOO_LARGE)


def undo_parameters(folder: Path) -> bool:
    """Put the parameters before those in force in force again; False if none were fitted.

    Raises Problem as `load_parameters`.
    """
    path = folder / FILE
    if not path.exists():
        return False

    def change(before: bytes | None) -> str | None:
        found = _read(path, before) if before is not None else []
        return _text(found[:-1]) if found else None

    return files.edit_file(path, change, _MOST, too_large=_TOO_LARGE)


def _text(fitted: list[FittedParameters]) -> str:
    sets = [
        {
            "at": each.at.isoformat(timespec="seconds"),
            "until": each.until.isoformat(timespec="milliseconds"),
            "reviews": each.reviews,
            "values": list(each.values),
        }
        for each in fitted
    ]
    lines = ",\n".join(f"  {json.dumps(each)}" for each in sets)
    return f'{{"fitted": [\n{lines}\n]}}\n'


def _read(path: Path, data: bytes) -> list[FittedParameters]:
    """The sets in the file, the one in force last."""
    hint = f"mend it, or delete it and run  flashcards train  ({FILE} holds only what a training found)"
    try:
        document = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        place = Place(files.display_path(path), getattr(error, "lineno", 1), getattr(error, "colno", 1))
        raise Problem("this is not a file of parameters", place, hint) from None
    try:
        if not isinstance(sets := document["fitted"], list):
            raise TypeError
        return [_fitted(each) for each in sets]
    except (TypeError, ValueError, KeyError, OverflowError):
        place = Place(files.display_path(path))
        what = (
            f"a set of parameters needs at, until, reviews and {len(PARAMETER_BOUNDS)} values in their range"
        )
        raise Problem(what, place, hint) from None


def _fitted(saved: Any) -> FittedParameters:
    values = tuple(map(float, saved["values"]))
    if not all(low <= x <= high for x, (low, high) in zip(values, PARAMETER_BOUNDS, strict=True)):
        raise ValueError
    at, until = (datetime.fromisoformat(saved[name]) for name in ("at", "until"))
    if at.tzinfo is None or until.tzinfo is None:
        raise ValueError
    return FittedParameters(values, at, until, int(saved["reviews"]))
