"""The YAML between the `---` lines at the head of a note, read safely and in bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import yaml

from flashcards.errors import Place, Problem

LONGEST = 20_000
"""Characters; front matter is a handful of fields."""
_CLOSES = re.compile(r"^(---|\.\.\.)[ \t]*$")
_MERGES = re.compile(r"<<[ \t]*:")
"""Merge keys can make a few lines grow without end."""


def lines_of(lines: Sequence[str]) -> int:
    """How many lines the front matter takes, both rulers included; 0 where there is none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((at + 1 for at in range(1, len(lines)) if _CLOSES.match(lines[at])), 0)


def read(text: str, file: str) -> Mapping[str, object]:
    """The fields in `text`, which begins on the file's second line.

    Raises Problem where it is no YAML mapping, or too long, or nested too deeply.
    """
    if len(text) > LONGEST:
        raise Problem(
            f"the front matter is longer than {LONGEST:,} characters", Place(file, 2), "move text below it"
        )
    if max(map(text.count, "[{")) > 200:
        raise Problem(
            "the front matter holds too many brackets", Place(file, 2), "write plain `name: value` lines"
        )
    if _MERGES.search(text):
        raise Problem("the front matter uses YAML merge keys", Place(file, 2), "write the fields out")
    try:
        fields = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 2, mark.column + 1) if mark else Place(file, 2)
        hint = (
            "put the value in quotes" if "mapping values" in str(error.problem) else "its fields are left out"
        )
        raise Problem(f"the front matter is not YAML: {error.problem}", place, hint) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Problem(f"the front matter is not YAML: {error}", Place(file, 2)) from None
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise Problem("the front matter is no list of fields", Place(file, 2), "write `name: value` lines")
    return {str(name): value for name, value in fields.items()}


def strings(value: object) -> tuple[str, ...]:
    """A field that may be a list, a single value, or words with commas between them."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, list):
        return tuple(
            str(part).strip() for part in value if isinstance(part, (str, int, float)) and str(part).strip()
        )
    return ()
