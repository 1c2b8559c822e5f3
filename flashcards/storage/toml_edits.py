"""Edits of a TOML file that keep its comments and its order, and where in its text a key stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from flashcards.errors import Place, Problem

NO_TOML = "this is not TOML: "
"""How messages about a text that is none begin."""
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
    except ValueError:  # Python's own limit
        place, what = Place(file), "a number has too many digits"
    hint = "mend it by hand, or move the file away; until then the defaults hold"
    raise Problem(f"{NO_TOML}{what[:1].lower()}{what[1:]}", place, hint)


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
    found = re.search(rf"^[^#\n]*?(?<![\w-])([\[\"']*{key}[\"']?)[ \t]*[=.\]]", text, re.MULTILINE)
    return found.start(1) if found else 0


def change_toml(text: str, path: Sequence[str], value: object, file: str) -> str:
    """The text of the valid document `file` with the value at `path` set, or removed if it is None.

    Raises Problem, with the place, if that cannot be done without touching anything else.
    """
    import tomllib

    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    there = _keys_there(tomllib.loads(plain), path)
    if value is None and there < len(path):
        return text
    nearest = locate(plain, path[: max(there, 1)], file, is_key=True)
    for attempt in (_in_place, partial(_on_a_line_below, nearest.line or 0)):
        changed = _changed_as_wanted(attempt, plain, path, value)
        if changed is not None:
            return changed.replace("\n", newline)
    table = f"put it below a line  [{'.'.join(path[:-1])}]" if path[:-1] else "change it"
    message = f"{'.'.join(path)} is written in a way that cannot be changed here"
    raise Problem(message, nearest, f"{table} by hand; nothing was changed")


def _changed_as_wanted(
    attempt: Callable[[str, Sequence[str], object], str], text: str, path: Sequence[str], value: object
) -> str | None:
    """What an attempt makes of the text; None if that fails, or changes anything else."""
    import tomllib

    try:
        wanted = with_value(tomllib.loads(text), path, value)
        changed = attempt(text, path, value)
        is_wanted = without_empty(tomllib.loads(changed)) == without_empty(wanted)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):  # tomlkit's are among them
        return None
    return changed if is_wanted else None


def _in_place(text: str, path: Sequence[str], value: object) -> str:
    """The text with the value at its place in the tables that there are."""
    import tomlkit

    document = tomlkit.parse(text)
    _assign(document, path, value)
    return document.as_string()


def _on_a_line_below(number: int, text: str, path: Sequence[str], value: object) -> str:
    """The text with the value on a line of its own below the line `number`, its keys joined by dots."""
    import tomlkit

    added = tomlkit.document()
    added.append(tomlkit.key(path), tomlkit.item(value))
    lines = text.splitlines(keepends=True)
    return "".join((*lines[:number], added.as_string(), *lines[number:]))


def _keys_there(document: Mapping[str, Any], path: Sequence[str]) -> int:
    """How many keys of the path, from its first on, the plain document has."""
    inside: Any = document
    for depth, name in enumerate(path):
        if not isinstance(inside, Mapping) or name not in inside:
            return depth
        inside = inside[name]
    return len(path)


def without_empty(value: Any) -> Any:
    """A plain value without tables that hold nothing: a dotted key that goes takes its tables along."""
    if not isinstance(value, Mapping):
        return value
    inside = {name: without_empty(each) for name, each in value.items()}
    return {name: each for name, each in inside.items() if each != {}}


def with_value(document: dict[str, Any], path: Sequence[str], value: object) -> dict[str, Any]:
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
    inside = document
    for depth, name in enumerate(path[:-1]):
        if name not in inside:
            if value is None:
                return
            inside[name] = _new_table(inside, is_outer=depth < len(path) - 2)
        inside = inside[name]
    if value is None:
        _remove(inside, path[-1])
    elif isinstance(value, Mapping) and isinstance(inside.get(path[-1]), Mapping):
        _merge(inside[path[-1]], value)
    else:
        inside[path[-1]] = _on_one_line(value) if isinstance(value, Mapping) else value


def _new_table(inside: Any, *, is_outer: bool) -> Any:
    """A table to be put in `inside`: in one on a line, another on that line."""
    import tomlkit
    from tomlkit.items import InlineTable

    return (
        tomlkit.inline_table() if isinstance(inside, InlineTable) else tomlkit.table(is_super_table=is_outer)
    )


def _on_one_line(entries: Mapping[str, Any]) -> Any:
    import tomlkit

    table = tomlkit.inline_table()
    table.update(entries)
    return table


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
