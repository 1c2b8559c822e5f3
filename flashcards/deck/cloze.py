r"""The gaps of a cloze: `{{hidden}}`, `{{name: hidden}}`, `{{hidden | hint}}`.

Braces inside a gap are balanced, so LaTeX may stand in one: `{{decay: \frac{m_t}{1-\beta_1^t}}}`.
Equal names hide together. A gap without a written name is one by itself, named after what it hides and
never after its place, so that gaps that swap their places, or a new one before them, keep their histories.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from flashcards.deck.slug import slug
from flashcards.value import Value


class Gap(Value, frozen=True):
    """A stretch of a text that a prompt hides."""

    name: str
    hidden: str
    hint: str
    start: int
    """Where its `{{` begins in the text."""
    end: int
    """Just after its `}}`."""
    named: bool = True
    """True if its name is written in the text."""


MOST_GAPS = 200
"""The most gaps of one card: each makes a prompt, so more must be a mistake."""
_SHORT = 32
"""The most characters of a name made of a hidden text, without its hash."""
_NAMED = re.compile(r"([A-Za-z0-9][\w-]*):\s+(?=\S)")


def gaps(text: str) -> tuple[Gap, ...]:
    """The gaps of `text`, in order. An opening `{{` that is never closed is text."""
    found: list[Gap] = []
    at = text.find("{{")
    while at >= 0:
        end = _end(text, at)
        if end < 0:
            break
        name, hidden, hint = _parts(text[at + 2 : end - 2])
        found.append(Gap(name, hidden, hint, at, end, bool(name)))
        at = text.find("{{", end)
    return tuple(found) if all(gap.named for gap in found) else _with_names(found)


def name_of_hidden(hidden: str) -> str:
    """The name of a gap that hides this text; different texts have different names.

    >>> name_of_hidden("momentum"), name_of_hidden("m"), name_of_hidden("M")
    ('momentum', 'm', 'm-08f2')
    """
    text = unicodedata.normalize("NFC", " ".join(hidden.split()))
    words = slug(text[: 4 * _SHORT])[:_SHORT].strip("-")
    if words and words.replace("-", " ") == text and not words.isdigit():
        return words
    from hashlib import sha256  # with it comes OpenSSL, which a start does without

    return f"{words or 'gap'}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:4]}"


def _with_names(found: Sequence[Gap]) -> tuple[Gap, ...]:
    """The gaps with names for those without; of several that hide the same, the later ones are numbered."""
    taken = {gap.name for gap in found if gap.named}
    first: dict[str, int] = {}
    for at, gap in enumerate(found):
        if not gap.named:
            first.setdefault(name_of_hidden(gap.hidden), at)
    owners = {at: name for name, at in first.items() if name not in taken}
    taken |= set(first)
    numbers = dict.fromkeys(first, 1)
    named = []
    for at, gap in enumerate(found):
        name = gap.name or owners.get(at, "")
        while not name:
            base = name_of_hidden(gap.hidden)
            numbers[base] += 1
            name = f"{base}-{numbers[base]}" if f"{base}-{numbers[base]}" not in taken else ""
        taken.add(name)
        named.append(replace(gap, name=name))
    return tuple(named)


def names(text: str) -> tuple[str, ...]:
    """The names of the gaps of `text`, each once, in order: one prompt for each."""
    return tuple(dict.fromkeys(gap.name for gap in gaps(text)))


def place_numbers(text: str) -> dict[str, str]:
    """The number by which the reviews of earlier versions name each unnamed gap → its name."""
    numbers: dict[str, str] = {}
    count = 0
    for gap in gaps(text):
        number = gap.name if gap.named else str(count + 1)
        count += number.isdigit()
        if not gap.named:
            numbers.setdefault(number, gap.name)
    return numbers


def with_written_names(text: str, written: Mapping[str, str]) -> str:
    """`text` with the names of gaps written in it: `written` maps the name of a gap to its new one."""

    def shown(gap: Gap) -> str:
        if gap.name not in written:
            return text[gap.start : gap.end]
        inside = f"{gap.hidden} | {gap.hint}" if gap.hint else gap.hidden
        return f"{{{{{written[gap.name]}: {inside}}}}}"

    return fill(text, shown)


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
