"""Edits of a TOML file that leave its broken statements as they are, with what stands below them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from flashcards.errors import Problem
from flashcards.storage.toml_edits import change_toml, with_value, without_empty
from flashcards.storage.toml_recovery import Broken, recover_toml
from flashcards.storage.toml_statements import Statement

_MARK = "\uf8ff"
"""For private use: with it the editor of TOML carries what is set aside through an edit."""


def change_recovered(
    text: str, path: Sequence[str], value: object, file: str, tables: Collection[str] = ()
) -> str:
    """The text of a file with the value at `path` set, or removed if it is None; what else is broken stays.

    Raises Problem, with the place, if that cannot be done without touching anything else.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    found = recover_toml(text.replace("\r\n", "\n"), file, tables)
    if not found.broken:
        return change_toml(text, path, value, file)
    plain = text.replace("\r\n", "\n")
    mended = [each for each in found.broken if _is_mended(each, path, value)]
    kept = [each for each in found.broken if each not in mended]
    mark = _MARK * (1 + max(map(len, re.findall(f"{_MARK}+", plain)), default=0))
    try:
        changed = _restored(
            change_toml(_marked(plain, kept, mended, mark), path, value, file), plain, kept, mark
        )
        again = recover_toml(changed, file, tables)
    except Problem:
        changed, again = "", None
    wanted = without_empty(with_value(found.document, path, value))
    if again and without_empty(again.document) == wanted and len(again.broken) == len(kept):
        return changed.replace("\n", newline)
    hint = "mend this by hand first; nothing was changed"
    raise Problem(f"{'.'.join(path)} cannot be changed beside this", found.broken[0].problem.place, hint)


def _is_mended(broken: Broken, path: Sequence[str], value: object) -> bool:
    """True if a new value for `path`, or its removal, takes the place of the broken one."""
    if broken.is_header or broken.is_repeated or broken.path[: len(path)] != tuple(path):
        return False
    entry = broken.path[len(path) :]
    return not entry or value is None or (isinstance(value, Mapping) and entry[0] in value)


def _marked(text: str, kept: Sequence[Broken], mended: Sequence[Broken], mark: str) -> str:
    """The text with a line for each broken statement that the editor reads: a header, a comment, a value."""
    lines = text.split("\n")
    for each in sorted([*kept, *mended], key=lambda each: -each.statement.first):
        number = each.statement.first
        if each in mended:
            stand_in = _with_stand_in(each.statement)
        elif each.is_header:
            stand_in = [f'["{mark}{number}"]']
        else:
            stand_in = [f"#{mark}{number}"]
        lines[number : each.last] = stand_in
    return "\n".join([*lines, ""] if lines[-1] else lines)


def _with_stand_in(statement: Statement) -> list[str]:
    """The statement with 0 for its value; comments between its lines come before it."""
    key, line = statement.parts()[0], statement.text.split("\n")[0]
    indent = line[: len(line) - len(line.lstrip())]
    *before, last = statement.comments or [""]
    written = statement.code.rstrip("\n")
    gap = written[len(written.rstrip()) :] or " "
    return [*(f"{indent}{each}" for each in before), f"{indent}{key} = 0{gap}{last}".rstrip()]


def _restored(changed: str, text: str, kept: Sequence[Broken], mark: str) -> str:
    """The changed text with the lines of what is broken where their marks are."""
    lines = text.split("\n")
    for each in kept:
        number = each.statement.first
        stand_in = f'["{mark}{number}"]' if each.is_header else f"#{mark}{number}"
        place = re.search(rf"^[ \t]*{re.escape(stand_in)}$", changed, re.MULTILINE)
        if place:
            original = "\n".join(lines[number : each.last])
            changed = f"{changed[: place.start()]}{original}{changed[place.end() :]}"
    return changed
