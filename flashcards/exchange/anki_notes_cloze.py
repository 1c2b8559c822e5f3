"""Anki's gaps, `{{c1::hidden::hint}}`, as gaps of ours: through the reading of HTML as marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flashcards.exchange.html_reading_maths import CLOSES, HINTS, NAMED, OPENS
from flashcards.notes.syntaxes.cloze_text import HiddenText, write_cloze

MOST_NUMBER = 500
_TOKEN = re.compile(r"\{\{c([0-9]{1,9}(?:,[0-9]{1,9}){0,20})::|\}\}|::")


@dataclass
class _OpenGap:
    """A gap whose end is not reached."""

    at: int
    """Where its beginning stands in the parts."""
    numbers: list[int]
    hint: int = 0
    """Where its hint begins in the parts; 0 without one."""
    has_inner: bool = False


def mark_gaps(html: str, problems: list[str]) -> str:
    """`html` with marks in place of the gaps' braces; of gaps in one another only the innermost stays.

    What a card of ours cannot say is told in `problems`.
    """
    parts: list[str] = []
    opened: list[_OpenGap] = []
    at = 0
    for token in _TOKEN.finditer(html):
        parts.append(html[at : token.start()])
        at = token.end()
        if token[1]:
            opened.append(_OpenGap(len(parts), [int(number) for number in token[1].split(",")]))
            parts.append("")
        elif token[0] == "::":
            if opened and not opened[-1].hint:
                opened[-1].hint = len(parts)
                parts.append(HINTS)
            else:
                parts.append(token[0])
        elif opened:
            _close(opened.pop(), parts, opened, problems)
        else:
            parts.append(token[0])
    for gap in opened:
        problems.append(f"the gap c{gap.numbers[0]} never ends: it is text")
        parts[gap.at] = f"{{{{c{gap.numbers[0]}::"
        if gap.hint:
            parts[gap.hint] = "::"
    return "".join(parts) + html[at:]


def _close(gap: _OpenGap, parts: list[str], outer: list[_OpenGap], problems: list[str]) -> None:
    """Puts the marks of a gap that ends here, or takes them away."""
    number = gap.numbers[0]
    if len(gap.numbers) > 1:
        others = ", ".join(f"c{other}" for other in gap.numbers[1:])
        problems.append(f"the gap c{number} hides with {others} too: it is in c{number} alone")
    if gap.has_inner or not 0 < number <= MOST_NUMBER:
        if gap.hint:
            del parts[gap.hint :]
        what = "has another in it: the inner one stays" if gap.has_inner else "has a number that Anki refuses"
        problems.append(f"the gap c{number} {what}")
        if outer and gap.has_inner:
            outer[-1].has_inner = True
        return
    if outer:
        outer[-1].has_inner = True
    parts[gap.at] = f"{OPENS}c{number}{NAMED}"
    parts.append(CLOSES)


_MARK = re.compile(f"{OPENS}(c[0-9]+){NAMED}([^{OPENS}{CLOSES}]*){CLOSES}")


def write_gaps(text: str) -> str:
    """The text of a cloze card for Markdown with marks; empty if there is no gap, or a deck cannot say it."""
    return write_cloze([*_pieces(text)])


def _pieces(text: str) -> Iterator[str | HiddenText]:
    at = 0
    for found in _MARK.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        hidden, _, hint = found[2].partition(HINTS)
        yield HiddenText(_balance(hidden), _balance(hint.replace(HINTS, "::").strip()), found[1])
        at = found.end()
    if at < len(text):
        yield text[at:]


def _balance(hidden: str) -> str:
    """`hidden` with braces that pair, as those of a gap must: single ones by their LaTeX or HTML names."""
    hidden = hidden.replace(HINTS, "::")
    if hidden.count("{") == hidden.count("}") and _never_falls(hidden):
        return hidden
    if "$" in hidden:
        return hidden.replace("\\{", "\\lbrace ").replace("\\}", "\\rbrace ")
    return hidden.replace("\\{", "&#123;").replace("{", "&#123;").replace("}", "&#125;")


def _never_falls(text: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return True
