"""What holds in a `config.toml` of which some statements are no TOML, and what is wrong with these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flashcards.config.declarations import SETTING_OF
from flashcards.config.hand_slips import TABLES, HandSlip, header_problem, repeated_problem, slip_problem
from flashcards.config.values import Told, setting_at
from flashcards.errors import Problem
from flashcards.storage.toml_edits import NO_TOML, locate
from flashcards.storage.toml_recovery import Broken, Recovered, recover_toml


def read_broken(text: str, shown: str) -> tuple[str, dict[str, Any], list[Told]]:
    """The text of the file `shown` without its broken statements, what it says, and what is wrong with them.

    Raises Problem if there is too little TOML in it.
    """
    found = recover_toml(text, shown, TABLES)
    return found.text, found.document, list(_told_of_slips(found, shown))


def _told_of_slips(found: Recovered, shown: str) -> Iterator[Told]:
    """What is wrong with the statements that are no TOML."""
    for each in found.broken:
        problem = _problem_of(each, found, shown)
        key = ("", "") if each.is_header or each.is_repeated else setting_at(each.path)
        yield (
            key if key[1] in SETTING_OF else ("", ""),
            Problem(problem.message, each.problem.place, problem.hint),
        )


def _problem_of(broken: Broken, found: Recovered, shown: str) -> Problem:
    if broken.is_repeated:
        first = locate(found.text, broken.path, shown, is_key=True).line
        return repeated_problem(broken.path, first, is_header=broken.is_header)
    if broken.is_header:
        return header_problem(broken.path, broken.statement.code)
    slip = HandSlip(broken.path, *broken.statement.parts())
    return slip_problem(slip, broken.problem.message.removeprefix(NO_TOML))
