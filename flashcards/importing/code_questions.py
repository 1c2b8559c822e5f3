"""Short code listing → a question per update, with the right side blanked. Code is parsed, never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from flashcards.value import Value

MOST = 12
"""Maximum number of lines of a listing that gets questions."""


class Update(Value, frozen=True):
    """A line of a listing that computes a value."""

    target: str
    line: str
    """The statement alone, without a trailing comment."""
    blanked: str
    """The whole listing, with the line's right side in `{{…}}`."""
    again: bool
    """True if the new value depends on the target's old value."""


def updates(text: str, language: str) -> tuple[Update, ...]:
    """The updates in a listing of plain assignments; empty for any other listing."""
    lines = text.splitlines()
    if language not in {"python", "py", "python3", ""} or not 1 < len(lines) <= MOST or len(text) > 2000:
        return ()
    if "{{" in text or "\t" in text:
        return ()
    return tuple(_updates(text, lines))


def _updates(text: str, lines: list[str]) -> Iterator[Update]:
    for node in _assignments(text):
        target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
        names = {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
        if not isinstance(node.value, ast.BinOp) or not isinstance(target, ast.Name) or len(names) < 2:
            continue
        line = lines[node.lineno - 1].encode()
        start, end = node.value.col_offset, node.value.end_col_offset or 0
        left, right, tail = line[:start].decode(), line[start:end].decode(), line[end:].decode()
        blanked = [*lines[: node.lineno - 1], f"{left}{{{{{right}}}}}{tail}", *lines[node.lineno :]]
        again = isinstance(node, ast.AugAssign) or target.id in names
        yield Update(target.id, f"{left}{right}", "\n".join(blanked), again)


def _assignments(text: str) -> list[ast.Assign | ast.AugAssign]:
    """The statements of a listing if all are single-line assignments, otherwise an empty list."""
    try:
        with warnings.catch_warnings(action="ignore"):
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    plain = [
        node
        for node in body
        if isinstance(node, (ast.Assign, ast.AugAssign)) and node.lineno == node.end_lineno
    ]
    return plain if len(plain) == len(body) else []
