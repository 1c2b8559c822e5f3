r"""Locates prose, code and formulas in a Markdown text, in agreement with how it is displayed.

`markdown_spans` parses whole texts, `inline_spans` the content of one paragraph, cell or heading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from flashcards.value import Value

if TYPE_CHECKING:
    from markdown_it.token import Token

SpanKind = Literal["prose", "code", "maths", "comment"]


class MarkdownSpan(Value, frozen=True):
    """The range `text[start:end]` of one kind, including its delimiters or fences."""

    kind: SpanKind
    inside: str
    """The content between the delimiters, without the quote marks and indentation of its lines."""
    start: int
    end: int
    inner_start: int
    inner_end: int
    """The end of the content; equal to `end` for an unclosed fence."""
    display: bool = False
    """True for a formula or code on separate lines, and for `$$…$$` and `\\[…\\]` within a line."""


_MAYBE = re.compile(r"[`$]|~~~|\\[(\[]|^[ >\d.)*+-]*(?: {4}|\t)", re.MULTILINE)
_MAYBE_INLINE = re.compile(r"[`$]|\\[(\[]|<!--|%%")
"""Texts without any of these, which are most, need no parser."""


@lru_cache(maxsize=256)
def markdown_spans(text: str) -> tuple[MarkdownSpan, ...]:
    """The spans of a Markdown text, in order; they do not overlap and cover all of it."""
    if not _MAYBE.search(text):
        return tuple(_with_prose(text, []))
    from flashcards.text.markdown.parser import parser, same_length  # 90 ms, for texts that need it

    text_read = same_length(text)
    return tuple(_with_prose(text, _places(text_read, parser().parse(text_read))))


def inline_spans(text: str, *, comments: bool = False) -> tuple[MarkdownSpan, ...]:
    """The spans of inline text; with `comments`, also those of `%%…%%` and `<!--…-->`."""
    if not _MAYBE_INLINE.search(text):
        return tuple(_with_prose(text, []))
    from flashcards.text.markdown.parser import inline_tokens

    return tuple(_with_prose(text, _inline(inline_tokens(text, comments=comments), lambda at: at)))


def sole_formula(text: str) -> MarkdownSpan | None:
    """The span of the formula in a text that is otherwise only white space and a full stop; else None."""
    if not text.lstrip().startswith(("$", "\\(", "\\[")):
        return None
    found = [span for span in markdown_spans(text) if span.kind != "prose" or span.inside.strip(" \t\n.")]
    return found[0] if len(found) == 1 and found[0].kind == "maths" else None


def _with_prose(text: str, found: Iterable[MarkdownSpan]) -> Iterator[MarkdownSpan]:
    at = 0
    for span in found:
        if span.start > at:
            yield _prose(text, at, span.start)
        yield span
        at = span.end
    if at < len(text):
        yield _prose(text, at, len(text))


def _prose(text: str, start: int, end: int) -> MarkdownSpan:
    return MarkdownSpan("prose", text[start:end], start, end, start, end)


_KINDS: dict[str, tuple[SpanKind, bool]] = {
    "math_inline": ("maths", False),
    "math_block": ("maths", True),
    "code_inline": ("code", False),
    "code_block": ("code", True),
    "fence": ("code", True),
    "comment": ("comment", False),
}


def _places(text: str, tokens: Iterable[Token]) -> Iterator[MarkdownSpan]:
    lines = _Lines(text)
    in_table = False
    for token in tokens:
        if token.type in {"table_open", "table_close"}:
            in_table = token.type == "table_open"
        elif token.type == "inline" and (in_table or any(child.meta for child in token.children or [])):
            yield from _inline(token.children or [], lines.position(token, in_table=in_table))
        elif token.type in _KINDS:
            yield _span(token, lambda at: at)


def _inline(tokens: Iterable[Token], position: Callable[[int], int]) -> Iterator[MarkdownSpan]:
    return (_span(token, position) for token in tokens if token.type in _KINDS)


def _span(token: Token, position: Callable[[int], int]) -> MarkdownSpan:
    kind, display = _KINDS[token.type]
    start, inner_start, inner_end, end = token.meta["place"]
    return MarkdownSpan(
        kind,
        token.content,
        position(start),
        position(end - 1) + 1 if end > start else position(end),
        position(inner_start),
        position(inner_end),
        display or token.markup in {"$$", "\\["},
    )


class _Lines:
    """The lines of a text, used to map the content of inline tokens back to positions in the text."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._cell = 0
        """The position in the text where the last table cell ended."""

    def position(self, token: Token, *, in_table: bool) -> Callable[[int], int]:
        """A function that maps positions in the content of `token` to positions in the text."""
        first = token.map[0] if token.map else 0
        return self._in_cell(first, token.content) if in_table else self._in_paragraph(first, token.content)

    def _in_paragraph(self, first: int, content: str) -> Callable[[int], int]:
        """Map by lines: each line of the content ends a line of the text, apart from white space."""
        begins, shifts, begin, number = [], [], 0, first
        for line in content.split("\n"):
            while (column := self._lines[number].rfind(line.strip())) < 0:
                number += 1
            begins.append(begin)
            shifts.append(self._starts[number] + column - (len(line) - len(line.lstrip())) - begin)
            begin += len(line) + 1
            number += 1
        return lambda at: at + shifts[bisect_right(begins, at) - 1]

    def _in_cell(self, line: int, content: str) -> Callable[[int], int]:
        r"""Map a table cell, searching after the previous one; `\|` in the text is `|` in the cell."""
        written = re.compile(re.escape(content).replace(r"\|", r"\\?\|"))
        found = written.search(self._lines[line], max(0, self._cell - self._starts[line]))
        start = self._starts[line] + (found.start() if found else 0)
        self._cell = self._starts[line] + (found.end() if found else 0)
        escaped = [at.start() for at in re.finditer(r"\\\|", found[0])] if found else []
        in_content = [at - number for number, at in enumerate(escaped)]
        return lambda at: start + at + bisect_right(in_content, at - 1)
