"""What went wrong, where, and what to write instead. No library, no disk, no screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Place:
    """A position in a file that a person can jump to; lines and columns count from 1, 0 means the whole."""

    file: str
    line: int = 1
    column: int = 1

    @classmethod
    def fast(cls, file: str, line: int, column: int) -> Place:
        """The same as `Place(…)`, which takes three times as long: a deck has one for each value."""
        place = cls.__new__(cls)
        fields = place.__dict__
        fields["file"], fields["line"], fields["column"] = file, line, column
        return place

    def __lt__(self, other: Place) -> bool:
        return (self.file, self.line, self.column) < (other.file, other.line, other.column)

    @classmethod
    def whole(cls, path: str) -> Place:
        """A folder, or a file that has no lines."""
        return cls(path, 0, 0)

    def __str__(self) -> str:
        where = f":{self.line}:{self.column}" if self.line else ""
        return f"{printable_line(self.file)}{where}"


class Problem(Exception):  # noqa: N818 - named in the words of the person who reads it
    """One thing that a person can mend: what is wrong, where, and what to write instead."""

    def __init__(self, message: str, place: Place | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = "".join(f"\n    {line}" for line in self.hint.splitlines())
        return printable_line(f"{where}{self.message}") + printable(hint)

    def as_json(self) -> dict[str, object]:
        """The shape `{"file", "line", "column", "message", "hint"}` of every `--json` listing."""
        place = self.place or Place("", 0, 0)
        return {
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "message": self.message,
            "hint": self.hint,
        }


MOST_NAMED = 20
"""How many known names a hint lists."""


_TELLING = 3
"""So many letters at the beginning of a name tell which one is meant."""


def suggest(name: str, known: Iterable[str], otherwise: str = "use one of: {}") -> str:
    """A hint for a name that is not among `known`: "did you mean eta?", or `otherwise` with the known ones.

    Case is ignored. An empty string if nothing is near and nothing is known.
    """
    names = list(known)
    if near := nearest(name, names):
        return f"did you mean {' or '.join(near)}?"
    more = f", and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return otherwise.format(", ".join(names[:MOST_NAMED]) + more) if names else ""


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Up to three of `known`: those that begin with `name`, if they are so few, else those that are spelled
    about as much like it as the likest. Case is ignored."""
    from difflib import SequenceMatcher, get_close_matches  # loads here, for those who mistyped a name

    written = name[:60].lower()
    lowered = {each.lower(): each for each in reversed(list(known))}
    longer = [each for low, each in reversed(lowered.items()) if low.startswith(written)]
    if len(written) >= _TELLING and 0 < len(longer) <= 3:
        return longer
    close = get_close_matches(written, lowered, 3, 0.5)
    alike = [SequenceMatcher(None, each, written).ratio() for each in close]
    return [lowered[each] for each, ratio in zip(close, alike, strict=True) if ratio > alike[0] - 0.15]


def counted(number: int, noun: str) -> str:
    """The number with its noun in the singular or plural: "1 card", "2 lines of code", "2 memories"."""
    head, of, rest = noun.partition(" of ")
    several = f"{head[:-1]}ies" if re.search(r"[^aeiou]y$", head) else f"{head}s"
    return f"{number:,} {noun if number == 1 else f'{several}{of}{rest}'}"


def list_some(names: Sequence[str], most: int = 3) -> str:
    """Names in a sentence: "a", "a and b", "a, b and c", "a, b and 4 more"."""
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def printable(text: str) -> str:
    r"""`text` with everything shown that a terminal would obey rather than print. It is idempotent.

    Decks, notes, file names and arguments come from strangers. Control characters become their picture
    (`␛`) or, like bidirectional overrides, line separators and halves of surrogate pairs, their number
    (`\x9b`, `\u202e`); characters that are invisible and do nothing in a terminal are left out. Newlines and
    tabs stay, and so does what Arabic, Hebrew, Indic and emoji text needs: joiners, directional marks,
    variation selectors.
    """
    return text if is_printable(text) else unprintable().sub(_shown, text)


def is_printable(text: str) -> bool:
    """True if nothing in `text` must be kept from a terminal; tabs and unusual spaces make it False, too."""
    line = text.replace("\n", "")
    return line.isprintable() and (line.isascii() or _PRINTED_AS_NOTHING.isdisjoint(line))


def printable_line(text: str) -> str:
    """`text` made printable for a place that has one line: newlines and tabs are shown as well."""
    return printable(text).replace("\n", "␊").replace("\t", "␉")


_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Fillers, soft hyphens, zero-width spaces, invisible operators, annotations, tags: they hide text."""
_OBEYED = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_PRINTED_AS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0").union(
    map(chr, range(0xE0100, 0xE01F0))
)
"""Those of the invisible that Unicode counts as printable."""


@cache
def unprintable() -> re.Pattern[str]:
    """A character that must not reach a terminal unchanged; made late, since such sets compile slowly."""
    return re.compile(f"[{_OBEYED}{_INVISIBLE}]")


@cache
def _left_out() -> re.Pattern[str]:
    return re.compile(f"[{_INVISIBLE}]")


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    if _left_out().match(character):
        return ""
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is no UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
