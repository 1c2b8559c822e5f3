"""A short listing → a question for each of its updates, the right side blanked. Code is read, never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 12
"""Lines of the longest listing that is asked line by line."""


@dataclass(frozen=True)
class Update:
    """A line of a listing that computes something."""

    target: str
    line: str
    """The line as it stands, without what is round it."""
    blanked: str
    """The whole listing, with the line's right side in `{{…}}`."""
    again: bool
    """True where the target's old value goes into the new one."""


def updates(text: str, language: str) -> tuple[Update, ...]:
    """The updates in a listing of plain assignments; none where it is anything else."""
    lines = text.splitlines()
    if language not in {"python", "py", "python3", ""} or not 1 < len(lines) <= MOST or len(text) > 2000:
        return ()
    if "{{" in text or "\t" in text:
        return ()
    return tuple(_updates(text, lines))


def _updates(text: str, lines: list[str]) -> Iterator[Update]:
    for node in _assignments(text):
        target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
        if not isinstance(node.value, (ast.BinOp, ast.Call)) or not isinstance(target, ast.Name):
            continue
        line = lines[node.lineno - 1].encode()
        start, end = node.value.col_offset, node.value.end_col_offset or 0
        left, right, tail = line[:start].decode(), line[start:end].decode(), line[end:].decode()
        blanked = [*lines[: node.lineno - 1], f"{left}{{{{{right}}}}}{tail}", *lines[node.lineno :]]
        names = {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
        again = isinstance(node, ast.AugAssign) or target.id in names
        yield Update(target.id, f"{left}{right}", "\n".join(blanked), again)


def _assignments(text: str) -> list[ast.Assign | ast.AugAssign]:
    """The statements of a listing that holds nothing but assignments of one line; else none."""
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
