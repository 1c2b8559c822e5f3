"""Edits of a TOML file that keep its comments and its order, and where in its text a key stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flashcards.errors import Place, Problem

_MARK = "\x00"
"""Cannot occur in a TOML file."""


def read_toml(text: str, file: str) -> dict[str, Any]:
    """The document as plain values. Raises Problem, with the place, if the text is not TOML."""
    import tomllib  # for those who have settings

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d{1,9}), column (\d{1,9})\)", str(error))
        last = text.rstrip("\n").rpartition("\n")[2]
        end = Place(file, text.rstrip("\n").count("\n") + 1, len(last) + 1)
        place = Place(file, int(found[1]), int(found[2])) if found else end
        what = re.sub(r" \(at .{1,40}\)$", "", str(error))
    except RecursionError:
        place, what = Place(file), "its brackets are nested too deeply"
    hint = "mend it by hand, or move the file away; until then the defaults hold"
    raise Problem(f"this is not TOML: {what[:1].lower()}{what[1:]}", place, hint)


def locate(text: str, path: Sequence[str], file: str, *, is_key: bool) -> Place:
    """Where the value at `path`, or its key, stands in the text of a valid document."""
    offset = _marked_offset(text, path)
    if offset < 0:
        offset = _look_for(text, path[-1])
    if not is_key and (assigned := re.compile(r"[^=\n\[]*=[ \t]*").match(text, offset)):
        offset = assigned.end()
    before = text[:offset]
    return Place(file, before.count("\n") + 1, offset - before.rfind("\n"))


def _marked_offset(text: str, path: Sequence[str]) -> int:
    """The offset of a key, found by a mark before it in the document written out; -1 if it has no mark."""
    import tomlkit  # takes 20 ms, for the few files with something to tell
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        item: Any = document
        for name in path[:-1]:
            item = item[name]
        container = item if hasattr(item, "item") else item.value
        container.item(path[-1]).trivia.indent += _MARK
        return document.as_string().find(_MARK)
    except (TOMLKitError, LookupError, AttributeError, TypeError, RecursionError):
        return -1


def _look_for(text: str, name: str) -> int:
    """The offset of the first key or table of that name; 0 if there is none."""
    key = re.escape(name)
    found = re.search(rf"^[^#\n]*?([\[\"']*{key}[\"']?)[ \t]*[=.\]]", text, re.MULTILINE)
    return found.start(1) if found else 0


def change_toml(text: str, path: Sequence[str], value: object) -> str:
    """The text with the value at `path` set, or removed if it is None.

    Raises Problem if that cannot be done without touching anything else.
    """
    import tomllib

    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    newline = "\r\n" if "\r\n" in text else "\n"
    wanted = _with_value(tomllib.loads(text), path, value)
    try:
        document = tomlkit.parse(text.replace("\r\n", "\n"))
        _assign(document, path, value)
        changed = document.as_string()
        as_wanted = tomllib.loads(changed) == wanted
    except (TOMLKitError, tomllib.TOMLDecodeError, LookupError, AttributeError, TypeError):
        as_wanted = False
    if not as_wanted:
        hint = "change it by hand"
        raise Problem(f"{'.'.join(path)} is written in a way that cannot be changed here", hint=hint)
    return changed.replace("\n", newline)


def _with_value(document: dict[str, Any], path: Sequence[str], value: object) -> dict[str, Any]:
    """The plain document as it is to be afterwards."""
    inside = document
    for name in path[:-1]:
        inside = inside.setdefault(name, {}) if value is not None else inside.get(name, {})
    if value is None:
        inside.pop(path[-1], None)
    else:
        inside[path[-1]] = value
    return document


def _assign(document: Any, path: Sequence[str], value: object) -> None:
    import tomlkit

    inside = document
    for depth, name in enumerate(path[:-1]):
        if name not in inside:
            if value is None:
                return
            inside[name] = tomlkit.table(is_super_table=depth < len(path) - 2)
        inside = inside[name]
    if value is None:
        _remove(inside, path[-1])
    elif isinstance(value, Mapping) and isinstance(inside.get(path[-1]), Mapping):
        _merge(inside[path[-1]], value)
    elif isinstance(value, Mapping):
        inside[path[-1]] = tomlkit.inline_table()
        inside[path[-1]].update(value)
    else:
        inside[path[-1]] = value


def _merge(table: Any, wanted: Mapping[str, Any]) -> None:
    """Change a table entry by entry, so that the comments in it stay."""
    for name in [name for name in table if name not in wanted]:
        _remove(table, name)
    for name, value in wanted.items():
        if table.get(name) != value:
            table[name] = value


def _remove(table: Any, name: str) -> None:
    """Remove a key, but leave the comment on its line."""
    import tomlkit

    if name not in table:
        return
    container = table if hasattr(table, "body") else getattr(table, "value", None)
    body = getattr(container, "body", [])
    place = next((i for i, (key, _) in enumerate(body) if key is not None and key.key == name), None)
    trivia = getattr(body[place][1], "trivia", None) if place is not None else None
    comment, trail = (trivia.comment, trivia.trail) if trivia else ("", "")
    del table[name]
    if comment and place is not None and trail.endswith("\n"):
        left = tomlkit.comment(comment.removeprefix("#").removeprefix(" "))
        body[place] = (None, left)
