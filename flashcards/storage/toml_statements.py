"""A TOML file as statements, also where it is broken: headers and keys with all lines of their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_BEGINS = re.compile(
    rf"^(?P<indent>[ \t]*)(?:{_KEYS}[ \t]*=|\[{{1,2}}[ \t]*{_KEYS}[ \t]*\]{{1,2}}[ \t]*(?:#.*)?$)",
    re.MULTILINE,
)
"""A line that begins a statement, whatever stands before it."""
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"{3,5}|\Z)'
    r"|'''.*?(?:'{3,5}|\Z)"
    r'|"(?:\\[^\n]|[^"\\\n])*"?'
    r"|'[^'\n]*'?"
    r"|\#[^\n]*|[\[{\]}\n]|[^\"'\#\[{\]}\n]+",
    re.DOTALL,
)
_ASSIGNED = re.compile(rf"[ \t]*(?P<key>{_KEYS})[ \t]*(?P<sign>=|:(?=\s|\Z))(?P<value>.*)", re.DOTALL)
_WORDS = re.compile(rf"[ \t]*(?P<key>{_KEYS})[ \t]+(?P<value>.*)", re.DOTALL)
_LONGEST = 20_000
"""The characters in which the end of a value is looked for: a file without any is read in time, too."""
_OPENS_ON = re.compile(r"[{,][ \t]*(?:#[^\n]*)?(?:\n|\Z)")


@dataclass(frozen=True)
class Statement:
    """A header, or a key with its value; its lines are counted from 0, the `last` is the one after it."""

    first: int
    last: int
    text: str

    @property
    def is_header(self) -> bool:
        """True if the lines below are meant to belong to it."""
        return self.text.lstrip().startswith("[")

    @cached_property
    def code(self) -> str:
        """The text without its comments."""
        return "".join(token for token in _TOKEN.findall(self.text) if token[0] != "#")

    @property
    def comments(self) -> list[str]:
        """The comments in it, in order."""
        return [token.rstrip() for token in _TOKEN.findall(self.text) if token[0] == "#"]

    def parts(self) -> tuple[str, str, str]:
        """The key, `=` or what was taken for it, and the value as they are written; keys are joined by dots.

        All are empty for a header.
        """
        if self.is_header:
            return "", "", ""
        if found := _ASSIGNED.match(self.code):
            return found["key"], found["sign"], found["value"].strip()
        before, sign, after = self.code.partition("=")
        if not sign and (words := _WORDS.match(self.code)):
            return words["key"], "", words["value"].strip()
        return before.strip(), sign, after.strip()


def split_statements(text: str) -> Iterator[Statement]:
    """The statements of a text whose lines end in a line feed, in order, without blank lines and comments.

    A value that is never closed ends before the next line that begins a statement.
    """
    at = line = 0
    while at < len(text):
        end = _line_end(text, at)
        start = text[at:end].lstrip()
        if start and start[0] not in "[#":
            end = _end_of_value(text, at)
        if start and start[0] != "#":
            yield Statement(line, line + text.count("\n", at, end - 1) + 1, text[at:end])
        line += text.count("\n", at, end)
        at = end


def _line_end(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)


def _end_of_value(text: str, begin: int) -> int:
    """Where the line ends on which every bracket and string of the statement at `begin` is closed."""
    open_brackets: list[str] = []
    at, last = begin, min(len(text), begin + _LONGEST)
    while at < last:
        found = _TOKEN.match(text, at, last)
        assert found, "one of the tokens begins with each character"
        token = found[0]
        if token == "\n" and not open_brackets:
            return found.end()
        if token in "[{":
            open_brackets.append(token)
        elif token in "]}" and open_brackets:
            open_brackets.pop()
        elif "\n" in token and token != "\n" and not _is_closed(token):
            return _next_beginning(text, begin, "")
        at = found.end()
    is_open = bool(open_brackets) or last < len(text)
    return _next_beginning(text, begin, (open_brackets or [""])[-1]) if is_open else at


def _is_closed(token: str) -> bool:
    """True unless the string of several lines runs to the end, or to the first mark of another one."""
    *_, last = token.split("\n")
    return (
        bool(token[3:])
        and token.endswith(token[:3])
        and not re.fullmatch(rf"[ \t]*{_KEYS}[ \t]*=[ \t]*.{{3}}", last)
    )


def _next_beginning(text: str, begin: int, bracket: str) -> int:
    """Where the lines end that stand before the next statement, without comments and blank ones at their end.

    What is further in belongs to a brace that opens lines of its own.
    """
    end = _line_end(text, begin)
    margin = len(text[begin:end]) - len(text[begin:end].lstrip(" \t"))
    deepest = margin if bracket == "{" and _OPENS_ON.search(text[begin:end]) else len(text)
    beginnings = (found for found in _BEGINS.finditer(text, end) if len(found["indent"]) <= deepest)
    next_one = next((found.start() for found in beginnings), len(text))
    lines = text[begin:next_one].splitlines(keepends=True)
    while lines[-1].lstrip()[:1] in ("", "#"):
        lines.pop()
    return begin + sum(map(len, lines))
