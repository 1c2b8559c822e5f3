r"""Finds ranges of lines that are hidden from Markdown: notebook cells, display formulas, comments.

CommonMark would parse `\[` as an escaped bracket, a Python comment as a heading, and `_` as emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashcards.errors import Place, Problem
from flashcards.value import Value


class Region(Value, frozen=True):
    """Lines `first` to `last`, counted from 0, that are kept out of the Markdown."""

    kind: str
    """formula, cell, output, comment or fence; only fences stay in the Markdown, whose parser knows them."""
    first: int
    last: int
    text: str
    prefix: str = ""
    """The quote marks in front of it, which stay in the text so that the quote is not split."""


PREFIX = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
"""Quote marks, indentation and list markers in front of a line's text."""
_QUOTES = re.compile(r"[ \t]*(?:>[ \t]?)*")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_CELL = re.compile(r"(?:In|Out)[ ]?\[(?:\d+|None|\*| )\]:?[ \t]*$")
_CELL_ENDS = re.compile(r"#{2,6} \S|(?:-{3,}|\*{3,})[ \t]*$")
_STATEMENT = re.compile(
    r"[#@%!)\]}\"']|(?:import|from|def|class|for|while|if|elif|else|try|except|finally|with|return|print|assert|raise"
    r"|del|pass|break|continue|async|await|global|lambda|not|yield)\b"
    r"|[A-Za-z_][\w.]*(?:\[[^\]]*\])?(?:, ?\*?[A-Za-z_][\w.]*(?:\[[^\]]*\])?)*(?:: ?[\w.\[\], ]+)?"
    r" ?(?:[-+*/@%|&]|//|\*\*|<<|>>)?=(?!=)"
    r"|[A-Za-z_][\w.]*[(\[]|[A-Za-z_][\w.]*$"
)
"""Possible beginnings of an unindented line of Python."""
_OPENS = {"$$": "$$", "\\[": "\\]"}
_STOPS = re.compile(r"#{1,6} |`{3}|~{3}")
"""A display formula that runs into a heading or a fence was never closed."""
_ENDING = re.compile(r"[ \t]*[.,;]?[ \t]*")


def find_regions(lines: Sequence[str], start: int, file: str, problems: list[Problem]) -> Iterator[Region]:
    """The regions of a note whose text begins at line `start`; unclosed marks are added to `problems`."""
    at = start
    while at < len(lines):
        region = _fence(lines, at, file, problems) or _cell(lines, at) or _comment(lines, at)
        region = region or _formula(lines, at, file, problems)
        if region:
            yield region
        at = region.last + 1 if region else at + 1
        if (
            region
            and region.kind == "cell"
            and at < len(lines)
            and not _CELL.match(lines[at])
            and _prints(lines, at)
        ):
            yield (shown := _printed(lines, at))
            at = shown.last + 1


def _split(line: str) -> tuple[str, str]:
    prefix = PREFIX.match(line)
    return (prefix[0], line[prefix.end() :]) if prefix else ("", line)


def _fence(lines: Sequence[str], at: int, file: str, problems: list[Problem]) -> Region | None:
    if "```" not in lines[at] and "~~~" not in lines[at]:
        return None
    prefix, rest = _split(lines[at])
    opens = _FENCE.match(rest)
    if not opens:
        return None
    mark = opens[1] or opens[2]
    closes = re.compile(rf"{re.escape(mark)}{re.escape(mark[0])}*[ \t]*$")
    quoted, indent = ">" in prefix, len(prefix) if prefix.strip(" \t>") else 0
    for end in range(at + 1, len(lines)):
        line = lines[end]
        if closes.match(_split(line)[1]):
            return Region("fence", at, end, "")
        left_quote = quoted and not line.lstrip().startswith(">")
        left_list = indent and line.strip() and len(line) - len(line.lstrip()) < min(indent, 2)
        if left_quote or left_list:
            return Region("fence", at, end - 1, "")
    where = Place(file, at + 1, len(prefix) + 1)
    problems.append(Problem("this code fence is never closed", where, f"end the code with a line {mark}"))
    return Region("fence", at, len(lines) - 1, "")


def _cell(lines: Sequence[str], at: int) -> Region | None:
    if not _CELL.match(lines[at]):
        return None
    end = at + 1
    while end < len(lines) and not _CELL.match(lines[end]):
        if not lines[end - 1].strip() and _CELL_ENDS.match(lines[end]):
            break
        if lines[at].startswith("In") and _prints(lines, end):
            break
        end += 1
    kind = "output" if lines[at].startswith("Out") else "cell"
    return Region(kind, at, end - 1, "\n".join(lines[at + 1 : end]).strip("\n"))


def _prints(lines: Sequence[str], at: int) -> bool:
    """True if this line begins the output of a cell."""
    line = lines[at]
    begins = not lines[at - 1].strip() and bool(line[:1].strip())
    return begins and not _STATEMENT.match(line) and not _CELL_ENDS.match(line)


def _printed(lines: Sequence[str], at: int) -> Region:
    """The output of a cell, up to the next cell, heading or horizontal rule."""
    end = at
    while end < len(lines) and not _CELL.match(lines[end]) and not _CELL_ENDS.match(lines[end]):
        end += 1
    return Region("output", at, end - 1, "\n".join(lines[at:end]).strip("\n"))


def _comment(lines: Sequence[str], at: int) -> Region | None:
    """A comment that begins at the start of a line and ends at the end of the same or a later line."""
    line = lines[at].strip()
    for opens, closes in (("<!--", "-->"), ("%%", "%%")):
        if not line.startswith(opens):
            continue
        for end in range(at, len(lines)):
            rest = lines[end].strip()
            rest = rest[len(opens) :] if end == at else rest
            if rest.startswith("<!--"):
                break
            if closes in rest:
                whole = rest.endswith(closes) and rest.count(closes) == 1
                return Region("comment", at, end, "\n".join(lines[at : end + 1])) if whole else None
    return None


def _formula(lines: Sequence[str], at: int, file: str, problems: list[Problem]) -> Region | None:
    if "$$" not in lines[at] and "\\[" not in lines[at]:
        return None
    prefix, rest = _split(lines[at])
    closes = _OPENS.get(rest[:2])
    if not closes:
        return None
    quotes = _QUOTES.match(lines[at])
    taken = [rest[2:]]
    for end in range(at, len(lines)):
        piece = rest[2:] if end == at else _QUOTES.sub("", lines[end], count=1)
        if end > at:
            if _STOPS.match(piece.lstrip()) or piece.lstrip().startswith("\\["):
                break
            taken.append(piece)
        inside, found, after = piece.partition(closes)
        if found and _ENDING.fullmatch(after):
            taken[-1] = inside
            marks = prefix if prefix.strip(" \t>") else (quotes[0] if quotes else "")
            return Region("formula", at, end, "\n".join(taken).strip(), marks)
        if found:
            return None
    if rest.strip() in _OPENS:
        where = Place(file, at + 1, len(prefix) + 1)
        problems.append(Problem("this formula is never closed", where, f"end it with {closes}"))
    return None
