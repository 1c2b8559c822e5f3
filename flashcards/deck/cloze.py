r"""The gaps of a cloze: `{{hidden}}`, `{{name: hidden}}`, `{{hidden | hint}}`.

Braces inside a gap are balanced, so LaTeX may stand in one: `{{decay: \frac{m_t}{1-\beta_1^t}}}`.
Equal names hide together; a gap without a name is one by itself and is named `1`, `2`, … in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """A stretch of a text that a prompt hides."""

    name: str
    hidden: str
    hint: str
    start: int
    """Where its `{{` begins in the text."""
    end: int
    """Just after its `}}`."""


MOST_GAPS = 200
"""The most gaps of one card: each makes a prompt, so more must be a mistake."""
_NAMED = re.compile(r"([A-Za-z0-9][\w-]*):\s+(?=\S)")


def gaps(text: str) -> tuple[Gap, ...]:
    """The gaps of `text`, in order. An opening `{{` that is never closed is text."""
    found: list[Gap] = []
    unnamed = 0
    at = text.find("{{")
    while at >= 0:
        end = _end(text, at)
        if end < 0:
            break
        name, hidden, hint = _parts(text[at + 2 : end - 2])
        found.append(Gap(name or str(unnamed + 1), hidden, hint, at, end))
        unnamed += found[-1].name.isdigit()
        at = text.find("{{", end)
    return tuple(found)


def names(text: str) -> tuple[str, ...]:
    """The names of the gaps of `text`, each once, in order: one prompt for each."""
    return tuple(dict.fromkeys(gap.name for gap in gaps(text)))


def fill(text: str, shown: Callable[[Gap], str]) -> str:
    """`text` with each gap replaced by what `shown` gives for it."""
    parts, at = [], 0
    for gap in gaps(text):
        parts += [text[at : gap.start], shown(gap)]
        at = gap.end
    return "".join(parts) + text[at:]


def _end(text: str, start: int) -> int:
    """The position after the `}}` that closes the `{{` at `start`; -1 if it is unclosed."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at + 1
    return -1


def _parts(inside: str) -> tuple[str, str, str]:
    """Name, hidden text and hint; a `|` counts as the hint's mark only with a space before it."""
    named = _NAMED.match(inside)
    name = named.group(1) if named else ""
    hidden, _, hint = inside[named.end() if named else 0 :].partition(" | ")
    return name, hidden.strip(), hint.strip()
