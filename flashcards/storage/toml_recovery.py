"""What holds in a TOML file of which some statements are broken, and what these are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flashcards.errors import Place, Problem
from flashcards.storage.toml_edits import read_toml
from flashcards.storage.toml_statements import Statement, split_statements

_MOST = 100
"""A file with more broken statements is no TOML at all."""


@dataclass(frozen=True)
class Broken:
    """A statement that cannot be read, or says again what is said before it."""

    statement: Statement
    path: tuple[str, ...]
    """The keys that it seems to lead to; empty if it seems to have none."""
    problem: Problem
    last: int
    """The line, from 0, before which reading goes on: a header takes along what stands below it."""
    is_header: bool = False
    is_repeated: bool = False
    """True if it could be read without an earlier statement."""


@dataclass(frozen=True)
class Recovered:
    """The statements that hold, and the others."""

    text: str
    """Those that hold, on the lines on which they stand in the file."""
    document: dict[str, Any]
    broken: tuple[Broken, ...] = ()


def recover_toml(text: str, file: str, tables: Collection[str] = ()) -> Recovered:
    """Read a text whose lines end in a line feed, statement by statement if it is broken.

    A broken header hides what is below it, which would fall into another table; without its brackets it is
    known by the names of the `tables`. Raises Problem if there is too little TOML in the text.
    """
    try:
        return Recovered(text, read_toml(text, file))
    except Problem as problem:
        whole = problem
    broken: list[Broken] = []
    good: list[tuple[Statement, tuple[str, ...]]] = []
    for each in _read_each(text, file, tables):
        if isinstance(each, Broken):
            broken.append(each)
        else:
            good.append(each)
        if len(broken) > _MOST:
            raise whole
    return _without_repeated(text, file, broken, good, whole)


def _read_each(
    text: str, file: str, tables: Collection[str]
) -> Iterator[Broken | tuple[Statement, tuple[str, ...]]]:
    """Each statement with its keys if it can be read, and else as broken; none below a broken header."""
    table: tuple[str, ...] = ()
    header: Broken | None = None
    for statement in split_statements(text):
        problem = _fault(statement, file)
        if _is_header(statement, problem, tables):
            yield from _closed(header, statement.first)
            header, table = None, _header_path(statement)
            if problem:
                header = Broken(statement, table, problem, statement.last, is_header=True)
            else:
                yield statement, table
        elif header is None:
            path = (*table, *_key_path(statement))
            yield Broken(statement, path, problem, statement.last) if problem else (statement, path)
    yield from _closed(header, _line_count(text))


def _line_count(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


def _closed(header: Broken | None, last: int) -> Iterator[Broken]:
    """The header, with all lines up to the `last`."""
    if header:
        yield replace(header, last=last)


def _without_repeated(
    text: str,
    file: str,
    broken: list[Broken],
    good: list[tuple[Statement, tuple[str, ...]]],
    whole: Problem,
) -> Recovered:
    """What holds when each statement that contradicts an earlier one is set aside, too."""
    for _ in range(_MOST):
        sound = _blanked(text, broken)
        try:
            document = read_toml(sound, file)
        except Problem as problem:
            line = (problem.place.line if problem.place else 1) - 1
            found = next((each for each in good if each[0].first <= line < each[0].last), None)
            if found is None:
                break
            new = _repeated(*found, problem, good, text)
            below = range(new.statement.last, new.last)
            broken = [new, *(each for each in broken if each.statement.first not in below)]
        else:
            return Recovered(sound, document, tuple(sorted(broken, key=lambda each: each.statement.first)))
    raise whole


def _repeated(
    statement: Statement,
    path: tuple[str, ...],
    problem: Problem,
    good: Sequence[tuple[Statement, tuple[str, ...]]],
    text: str,
) -> Broken:
    last = statement.last
    if statement.is_header:
        later = (each.first for each, _ in good if each.is_header and each.first > statement.first)
        last = next(later, _line_count(text))
    line = statement.text.split("\n", 1)[0]
    column = len(line) - len(line.lstrip()) + 1
    assert problem.place
    told = Problem(problem.message, Place(problem.place.file, statement.first + 1, column), problem.hint)
    return Broken(statement, path, told, last, statement.is_header, is_repeated=True)


def _fault(statement: Statement, file: str) -> Problem | None:
    """What is wrong with the statement alone, at its place in the file."""
    try:
        read_toml(statement.text, file)
    except Problem as problem:
        place = problem.place or Place(file)
        return Problem(problem.message, replace(place, line=place.line + statement.first), problem.hint)
    return None


def _is_header(statement: Statement, problem: Problem | None, tables: Collection[str]) -> bool:
    if statement.is_header or problem is None:
        return statement.is_header
    line = statement.code.strip()
    named = re.match(rf"\W*(?:{'|'.join(map(re.escape, tables))})\b", line) if tables else None
    return "=" not in line and (bool(named) or (line.endswith("]") and "[" not in line))


def _header_path(statement: Statement) -> tuple[str, ...]:
    names = re.findall(r"\"[^\"]*\"|'[^']*'|[^.\"']+", statement.code.strip().strip("[](){}:").strip())
    return tuple(name.strip().strip("\"'") for name in names if name.strip())


def _key_path(statement: Statement) -> tuple[str, ...]:
    key = statement.parts()[0]
    try:
        inside: Any = read_toml(f"{key} = 0", "")
    except Problem:
        return (key,) if key else ()
    path = []
    while inside != 0:
        (name, inside), *_ = inside.items()
        path.append(name)
    return tuple(path)


def _blanked(text: str, broken: Collection[Broken]) -> str:
    """The text with nothing on the lines of what is broken."""
    lines = text.split("\n")
    for each in broken:
        lines[each.statement.first : each.last] = [""] * (each.last - each.statement.first)
    return "\n".join(lines)
