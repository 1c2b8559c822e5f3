"""Explains YAML's errors to the author of a deck: a plain sentence, and what to write instead."""

from __future__ import annotations

import re
from typing import Any

import yaml

from flashcards.errors import Place, Problem

QUOTES = "put the text in 'single quotes', or after a | on lines of its own"

SENTENCES = {
    "mapping values are not allowed": ("a colon and a space inside a text look like a new field", QUOTES),
    "found unknown escape character": ("a backslash in double quotes begins an escape", QUOTES),
    "expected escape sequence": ("a backslash in double quotes begins an escape", QUOTES),
    "did not find expected hexdecimal number": ("a backslash in double quotes begins an escape", QUOTES),
    "found unexpected end of stream": (
        "a quote opened here is never closed",
        "close it, or double a ' inside '…'",
    ),
    "did not find expected key": (
        "this line does not fit the lines before it",
        "check its indentation and the quotes above",
    ),
    "expected <block end>": (
        "this line does not fit the lines before it",
        "check its indentation and the quotes above",
    ),
    "did not find expected '-' indicator": (
        "an item of a list must begin with '- '",
        "check its indentation",
    ),
    "could not find expected ':'": ("a field needs a colon after its name", "write  name: text"),
    "',' or ']'": (
        "a list opened with [ is never closed",
        "close it with ], and put texts with commas in quotes",
    ),
    "',' or '}'": (
        "a table opened with { is never closed",
        "close it with }; a text that begins with { needs quotes",
    ),
    "block sequence entries are not allowed": (
        "a list cannot begin on this line",
        "begin it on the next line",
    ),
    "did not find expected node content": ("something is missing or superfluous here", QUOTES),
    "control characters are not allowed": ("the file contains a control character", "remove it"),
    "special characters are not allowed": ("the file contains a control character", "remove it"),
    "found undefined tag handle": ("text cannot begin with !", QUOTES),
    "while scanning an anchor": ("text cannot begin with & or *", QUOTES),
    "while scanning an alias": ("text cannot begin with & or *", QUOTES),
    "while scanning a block scalar": ("after | or > the text begins on the next line", QUOTES),
}
"""A part of the error → what is wrong, what to do."""

_LOST = re.compile(
    r"\\(?:alpha|approx|arg|bar|begin|beta|big|Big|binom|bmod|boldsymbol|bullet|ell|emptyset|end|epsilon|eq|equiv|eta|exists|exp"
    r"|footnotesize|forall|frac|nabla|ne|neq|neg|not|nu|odot|rangle|rho|right|rightarrow|rm|rVert|tan|tanh|tau|text|textbf|textit"
    r"|tfrac|theta|tilde|times|to|top|triangle|varepsilon|vartheta|vdots|vec|vert|Vert|xi|underbrace|underline|uparrow|upsilon"
    r"|Pi|Phi|Psi|Lambda|Nabla|Leftarrow|Rightarrow)(?![A-Za-z])"
)
"""LaTeX whose first letters are an escape in double quotes, so that YAML changes it without a word."""


def place(mark: Any, origin: Place) -> Place:
    """The place that a YAML mark points to, in a file in which the text begins at `origin`."""
    if mark is None:
        return origin
    column = mark.column + (origin.column if mark.line == 0 else 1)
    return Place(origin.file, origin.line + mark.line, column)


def problem(error: yaml.YAMLError, text: str, origin: Place) -> Problem:
    """The Problem that explains `error` to the author of `text`."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return _unreadable(error, text, origin)
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    if re.search("end of stream|',' or", said) and error.context_mark is not None:
        mark = error.context_mark
    where = place(mark, origin)
    if "cannot start any token" in said or "violates indentation" in said:
        return _odd_start(_line(text, mark), where)
    for part, (message, hint) in SENTENCES.items():
        if part in said:
            return Problem(message, where, hint)
    return Problem(f"this is not YAML: {(error.problem or 'unreadable').strip()}", where, QUOTES)


def refuse_lost_latex(written: str, where: Place) -> None:
    r"""Raises Problem if double quotes turn LaTeX into something else, as in "\theta" and "\beta"."""
    lost = _LOST.search(written.replace("\\\\", "  "))
    if lost:
        message = f"in double quotes YAML reads {lost[0][:2]} in {lost[0]} as an escape"
        raise Problem(message, where, QUOTES)


def _line(text: str, mark: Any) -> str:
    lines = text.splitlines()
    return lines[mark.line][mark.column :] if mark is not None and mark.line < len(lines) else ""


def _odd_start(rest: str, where: Place) -> Problem:
    if rest.startswith("\t"):
        return Problem("a tab where YAML requires spaces", where, "indent with spaces")
    return Problem(f"text cannot begin with {rest[:1] or 'this'}", where, QUOTES)


def _unreadable(error: yaml.YAMLError, text: str, origin: Place) -> Problem:
    """The Problem of a character that YAML forbids; its position counts characters."""
    at = error.position if isinstance(error, yaml.reader.ReaderError) else 0
    before = text[:at].splitlines(keepends=True) or [""]
    line = len(before) + (1 if before[-1].endswith("\n") else 0)
    column = 1 if before[-1].endswith("\n") else len(before[-1]) + 1
    where = Place(origin.file, origin.line + line - 1, column)
    return Problem("the file contains a control character", where, "remove it")
