"""The text of a listing → Python's syntax tree, around the lines that are no Python. Nothing is executed."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator

TRIES = 8
"""How often a listing is parsed without the line at fault before its lines are parsed one by one."""
_PROMPT = re.compile(r"^([ \t]*)(?:>>>|\.\.\.|In ?\[\d*\]:)(?: |$)", re.MULTILINE)
_PRINT = re.compile(r"^([ \t]*)print[ \t]+[^(=\s].*$", re.MULTILINE)
_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
_BOLD = re.compile(r"\*\*\* ?(\w+)\*\*(?!\w)")
"""A factor in bold, `lr *** dw**`, as editors leave it in listings."""
_FAILURES = (SyntaxError, ValueError, RecursionError, MemoryError)


def clean_listing(code: str) -> str:
    """`code` without prompts, common indentation, magics and Python 2's `print`, a line for a line."""
    text = textwrap.dedent(_PROMPT.sub(r"\1", code))
    return _BOLD.sub(r"* \1", _MAGIC.sub(r"\1pass", _PRINT.sub(r"\1pass", text)))


def parse_listing(text: str, unread: list[tuple[int, str]]) -> Iterator[tuple[ast.Module, int]]:
    """Syntax trees, each with how many lines of the listing precede it; `unread` takes the lines at fault.

    A listing with few faults is one tree; of others each line that parses alone is one.
    """
    lines = text.split("\n")
    faults: list[tuple[int, str]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(TRIES):
            try:
                yield ast.parse("\n".join(lines)), 0
                unread += faults
                return
            except SyntaxError as why:
                if isinstance(why, IndentationError) or not _leave_out(lines, why.lineno):
                    break
                faults.append((why.lineno or 1, why.msg))
            except _FAILURES:
                break
        yield from _single_lines(text.split("\n"), unread)


def _leave_out(lines: list[str], number: int | None) -> bool:
    """Replaces the line `number` by one without effect; False if there is none to replace."""
    if not number or number > len(lines) or lines[number - 1].strip() in {"", "pass", "if True:"}:
        return False
    line = lines[number - 1]
    indent = line[: len(line) - len(line.lstrip())]
    lines[number - 1] = indent + ("if True:" if line.rstrip().endswith(":") else "pass")
    return True


def _single_lines(lines: list[str], unread: list[tuple[int, str]]) -> Iterator[tuple[ast.Module, int]]:
    for at, line in enumerate(lines):
        try:
            yield ast.parse(line.strip()), at
        except _FAILURES as why:
            if not line.rstrip().endswith((":", "(", ")", "[", "]", "{", "}", ",")):
                unread.append((at + 1, getattr(why, "msg", "") or "this is no Python"))
