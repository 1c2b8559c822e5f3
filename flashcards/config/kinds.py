"""The kinds of values that settings have: how each is written in `config.toml`, typed, shown and stepped.

`read` takes what the file holds, `parse` what a person types; both raise `Unfit`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import time
from pathlib import PurePath, PureWindowsPath
from typing import Any

from flashcards.errors import suggest


class Unfit(ValueError):  # noqa: N818 - what the value is
    """A value that a setting cannot have: why, and what to write instead."""

    def __init__(self, why: str, instead: object = None, hint: str = "", *, name: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.instead = instead
        """A value that would do, as the file holds it; None if there is none to propose."""
        self.hint = hint
        """What to write, where that is more than a value."""
        self.name = name
        """True if it is the name of an entry that is unfit."""
        self.part = ""
        """The entry of a table that is unfit; empty for the whole value."""


class Kind:
    """A kind of values. The values of most kinds are written in the file as they are."""

    allowed = ""
    """The allowed values in words, after "must be"."""

    def read(self, written: Any) -> Any:
        """The value that the file holds as `written`. Raises Unfit."""
        raise NotImplementedError

    def parse(self, text: str) -> Any:
        """The value that a person typed. Raises Unfit."""
        return self.read(text.strip())

    def write(self, value: Any) -> Any:
        """The value as the file holds it."""
        return value

    def show(self, value: Any) -> str:
        """The value as a person reads and types it."""
        return str(value)

    def turn(self, value: Any, by: int) -> Any:
        """The value `by` steps further, for the arrow keys; `value` itself where there are no steps."""
        return value

    def survey(self, written: Any) -> tuple[Any, list[tuple[str, Unfit]]]:
        """The value, and the entries of a table that are unfit, by their names. Raises Unfit."""
        return self.read(written), []


_STRIDES = ((20, 1), (100, 5), (10**9, 50))
"""By how much the arrow keys change a whole number up to a bound."""


class Whole(Kind):
    """A whole number."""

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most
        self.allowed = f"a whole number from {least} to {most}"

    def read(self, written: Any) -> int:
        """A number as it is; one in quotes is told apart."""
        if isinstance(written, bool) or not isinstance(written, int):
            near = self._near(written)
            raise Unfit(f"must be {self.allowed}", near)
        if not self.least <= written <= self.most:
            raise Unfit(f"must be {self.allowed}", min(max(written, self.least), self.most))
        return written

    def _near(self, written: Any) -> int | None:
        if isinstance(written, float) and math.isfinite(written):
            return int(min(max(written, self.least), self.most))
        if isinstance(written, str) and (number := _whole_number(written)) is not None:
            return min(max(number, self.least), self.most)
        return None

    def parse(self, text: str) -> int:
        """A number with or without its unit or marks of thousands."""
        number = _whole_number(text)
        return self.read(text if number is None else number)

    def turn(self, value: int, by: int) -> int:
        """By one, five or fifty, by how large the number is."""
        size = next(size for bound, size in _STRIDES if value + min(by, 0) < bound)
        return min(max(value + by * size, self.least), self.most)


def _whole_number(text: str) -> int | None:
    text = text.strip().replace(",", "").replace("_", "")
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,12}", text) else None


_STRIDE = 0.01
"""By how much the arrow keys change a ratio."""


class Ratio(Kind):
    """A number that may be written as a percentage, too."""

    def __init__(self, least: float, most: float) -> None:
        self.least = least
        self.most = most
        self.allowed = f"a number from {least:g} to {most:g}"

    def read(self, written: Any) -> float:
        """A number as it is."""
        if isinstance(written, bool) or not isinstance(written, int | float) or not _is_number(written):
            raise Unfit(f"must be {self.allowed}", self._near(written))
        if not self.least <= written <= self.most:
            raise Unfit(f"must be {self.allowed}", self._inside(float(min(max(written, -1000), 1000))))
        return float(written)

    def _near(self, written: Any) -> float | None:
        number = _number(written) if isinstance(written, str) else None
        return None if number is None else self._inside(number)

    def _inside(self, number: float) -> float:
        """The nearest allowed number; 90 is taken for 90 %."""
        if self.least <= number / 100 <= self.most and number >= 10:
            number /= 100
        return min(max(number, self.least), self.most)

    def parse(self, text: str) -> float:
        """A number, `90%` or `0,9`."""
        number = _number(text)
        return self.read(text if number is None else number)

    def show(self, value: float) -> str:
        """The shortest way to write the number."""
        return f"{value:.15g}"

    def turn(self, value: float, by: int) -> float:
        """By one stride."""
        moved = round(value / _STRIDE + by) * _STRIDE
        return min(max(round(moved, 6), self.least), self.most)


class Percentage(Ratio):
    """A ratio that people read and write in percent, too."""

    def read(self, written: Any) -> float:
        """`0.9`, `90` and `"90%"`: what may be typed may stand in the file."""
        number = _number(written) if isinstance(written, str) and "%" in written else written
        if isinstance(number, int | float) and 10 <= number <= 100:
            number = round(number / 100, 12)
        return super().read(written if number is None else number)

    def show(self, value: float) -> str:
        """In percent."""
        return f"{round(value * 100, 10):.15g}%"


def _is_number(value: float) -> bool:
    """False for what is not finite; a whole number may be too large to be made a fraction."""
    return isinstance(value, int) or math.isfinite(value)


def _number(text: str) -> float | None:
    text = text.strip()
    found = re.fullmatch(r"([+-]?[0-9]{0,9}(?:[.,][0-9]{1,15})?)\s?(%?)", text)
    if not found or not any(map(str.isdigit, found[1])):
        return None
    number = float(found[1].replace(",", "."))
    return round(number / 100, 12) if found[2] else number


class Choice(Kind):
    """One of some words; `what` says what they are, where they are too many to list."""

    def __init__(self, words: tuple[str, ...], what: str = "") -> None:
        self.words = words
        listed = f"one of {', '.join(words)}" if len(words) > 2 else " or ".join(words)
        self.allowed = what or listed

    def read(self, written: Any) -> str:
        """The word, in any case."""
        word = written.strip().lower() if isinstance(written, str) else ""
        if word in self.words:
            return word
        raise Unfit(f"must be {self.allowed}", None, suggest(str(written), self.words))

    def turn(self, value: str, by: int) -> str:
        """The next word, round and round."""
        return self.words[(self.words.index(value) + by) % len(self.words)]


_FLAGS = {
    **dict.fromkeys(("on", "yes", "true", "1"), True),
    **dict.fromkeys(("off", "no", "false", "0"), False),
}


class Flag(Kind):
    """On or off."""

    allowed = "true or false"

    def read(self, written: Any) -> bool:
        """`true` or `false`; `"on"` and `"off"` are understood."""
        if isinstance(written, bool):
            return written
        if isinstance(written, str) and written.strip().lower() in _FLAGS:
            return _FLAGS[written.strip().lower()]
        raise Unfit(f"must be {self.allowed}")

    def show(self, value: bool) -> str:
        """`on` or `off`."""
        return "on" if value else "off"

    def turn(self, value: bool, by: int) -> bool:
        """The other one."""
        return not value


_ESCAPED = {ord(character): f"\\{letter}" for character, letter in zip("\b\t\n\f\r", "btnfr", strict=True)}
"""What a backslash in a path becomes in quotation marks, as in "C:\\new", and what was meant."""


class TextLine(Kind):
    """Any line of text; `what` and an `example` say of what."""

    def __init__(self, what: str, example: str) -> None:
        self.example = example
        self.allowed = f"{what}, such as {example}"

    def read(self, written: Any) -> str:
        """The text; a control character in it would be obeyed by a terminal."""
        if not isinstance(written, str):
            raise Unfit(f"must be {self.allowed}", self.example)
        if not all(map(str.isprintable, written)):
            unescaped = written.translate(_ESCAPED)
            raise Unfit(f"must be {self.allowed}", unescaped if unescaped.isprintable() else self.example)
        return written.strip()


class WholePath(TextLine):
    """The path of a folder from the root or from `~` on: any other means a folder of each directory."""

    def read(self, written: Any) -> str:
        """The path, none for an empty text."""
        path = super().read(written)
        if path and not path.startswith("~") and not PurePath(path).is_absolute():
            here = "" if PureWindowsPath(path).drive else f"~/{PurePath(path).as_posix()}"
            raise Unfit(f"must be {self.allowed}", here or self.example)
        return path


class Hour(Kind):
    """A full hour of the day."""

    allowed = "a full hour from 00:00 to 23:00"

    def read(self, written: Any) -> int:
        """`4`, `"04:00"` or the local time `04:00:00`."""
        if isinstance(written, time):
            written = written.isoformat("minutes")
        if isinstance(written, str):
            found = re.fullmatch(r"\s*([0-9]{1,2})(?::?00)?\s*", written)
            half = re.fullmatch(r"\s*([0-9]{1,2}):[0-9]{2}(?::[0-9]{2})?\s*", written)
            if not found:
                raise Unfit(f"must be {self.allowed}", min(int(half[1]), 23) if half else None)
            written = int(found[1])
        if isinstance(written, bool) or not isinstance(written, int):
            raise Unfit(f"must be {self.allowed}")
        if not 0 <= written <= 23:
            raise Unfit(f"must be {self.allowed}", min(max(written, 0), 23))
        return written

    def show(self, value: int) -> str:
        """As a clock shows it."""
        return f"{value:02}:00"

    def turn(self, value: int, by: int) -> int:
        """By an hour, round the clock."""
        return (value + by) % 24


def toml_literal(value: object) -> str:
    """The value as one writes it in a TOML file, on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        is_plain = "\\" in value and "'" not in value and value.isprintable()
        return f"'{value}'" if is_plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml_key(key)} = {toml_literal(each)}" for key, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(toml_literal, value))}]"
    return _float_literal(value) if isinstance(value, float) else str(value)


def _float_literal(value: float) -> str:
    """The shortest way to write the number, which still says that it is no whole one."""
    text = f"{value:.15g}"
    return f"{text}.0" if text.lstrip("-").isdigit() else text


def toml_key(name: object) -> str:
    """The name as one writes it before `=` or in a header."""
    return str(name) if re.fullmatch(r"[A-Za-z0-9_-]{1,99}", str(name)) else json.dumps(str(name))
