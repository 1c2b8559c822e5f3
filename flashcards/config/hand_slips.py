"""What to write instead of a setting that was written as one types it, rather than as TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flashcards.config.declarations import DECKS, SETTINGS, Setting, find_setting
from flashcards.config.kinds import Choice, Unfit, toml_key, toml_literal
from flashcards.config.values import split_path
from flashcards.errors import Problem

TABLES = (
    DECKS,
    *(setting.name for setting in SETTINGS if isinstance(setting.kind.write(setting.default), dict)),
)
"""The names of what may be a table."""
_QUOTES = "\"'“”„‟‘’‚‛«»‹›`"


_LONGEST = 60
"""So much of what is written is repeated in a message."""


class HandSlip(NamedTuple):
    """A line of the file that is no TOML."""

    path: tuple[str, ...]
    """The keys that it seems to lead to."""
    key: str
    """The key as it is written."""
    sign: str
    """What stands between the key and the value, if anything."""
    written: str
    """The value as it is written."""


def slip_problem(slip: HandSlip, what: str) -> Problem:
    """What is wrong with the line, and what to write instead; `what` a reader of TOML says of it."""
    deck, (name, *part) = split_path(slip.path) if slip.path else ("", ("",))
    try:
        setting = find_setting(name, deck=deck)
    except Problem as unknown:
        if not slip.sign or not name:
            return Problem(f"this is not TOML: {what}", hint="write  NAME = VALUE, or # before a comment")
        return Problem(f"{unknown.message}, and this is not TOML: {what}", hint=unknown.hint)
    where = f" of the deck '{deck}'" if deck else ""
    whole = ".".join((name, *part))
    if not slip.written:
        hint = f"write  {slip.key} = {toml_literal(setting.kind.write(setting.default))}" if not part else ""
        return Problem(f"{whole}{where} has no value", hint=hint)
    told = f"{whole}{where} is not written as TOML: {_abridge(slip.written)}"
    try:
        return Problem(
            told, hint=f"write  {slip.key} = {toml_literal(_proposed(setting, part, slip.written))}"
        )
    except Unfit as unfit:
        hint = setting.problem(unfit, None, part[0] if part else "").hint
        if isinstance(setting.kind.write(setting.default), Mapping) and not unfit.hint:
            hint = ""  # an empty table is no example
        elif isinstance(setting.kind, Choice):
            hint = f'{hint}\nput it in quotation marks:  {slip.key} = "…"'.strip()
        return Problem(f"{told}; it {unfit.why}", hint=hint)


def _abridge(written: str) -> str:
    line = " ".join(written.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def header_problem(path: Sequence[str], written: str) -> Problem:
    """What is wrong with a header, and what to write instead."""
    known = path and path[0] in TABLES and (len(path) == 2) == (path[0] == DECKS)
    name = ".".join(map(toml_key, path)) if known else f"{DECKS}.NAME"
    hint = f"write  [{name}]; until then nothing below it holds"
    return Problem(f"this is no header of a table: {_abridge(written)}", hint=hint)


def repeated_problem(path: Sequence[str], line: int, *, is_header: bool) -> Problem:
    """What is wrong with a statement that says again what stands on an earlier `line`."""
    name = ".".join(map(toml_key, path))
    if is_header:
        hint = f"put its settings below line {line}; until then those here do not hold"
        return Problem(f"the table [{name}] stands on line {line} already", hint=hint)
    return Problem(f"{name} is set on line {line} already, and that holds", hint="remove one of the two")


def _proposed(setting: Setting, part: Sequence[str], written: str) -> object:
    """The value that was meant, as the file holds it. Raises Unfit."""
    typed, entry = _as_typed(written), part[0] if part else ""
    proposed = setting.kind.write(_parsed(setting, f"{entry}={typed}" if entry else typed))
    return next(iter(proposed.values()), 1) if entry and isinstance(proposed, Mapping) else proposed


def _parsed(setting: Setting, typed: str) -> object:
    """The value that was typed. Raises Unfit."""
    if isinstance(setting.kind.write(setting.default), Mapping):
        pairs = re.sub(r"\s*[=:]\s*", "=", re.sub(f"[{_QUOTES}{{}}]", "", typed))
        typed = " ".join(re.sub(r",\s", " ", pairs).split()).strip(",")
    elif typed.startswith("["):
        typed = re.sub(rf"[\[\]{_QUOTES}]", "", typed)
    return setting.kind.parse(typed)


def _as_typed(written: str) -> str:
    """The value without what only a file needs: signs at its end, quotation marks round it."""
    return written.strip().rstrip(",;").strip().strip(_QUOTES).strip()
