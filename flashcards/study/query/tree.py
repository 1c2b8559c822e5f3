"""A query as a tree of frozen values; `str` writes one as text that parses to the same tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flashcards.value import Value

FIELDS = ("deck", "tag", "kind", "note", "slip")
"""What is compared with a text, in which `*` stands for any characters."""
STATES = (
    *("new", "learning", "review", "due", "young", "mature"),
    *("suspended", "buried", "marked", "leech", "orphan"),
)
"""What may follow `is:`."""
WHOLE = ("due", "interval", "lapses", "reviews")
"""The numbers that are whole ones, so that `=` means something."""
NUMBERS = (*WHOLE, "stability", "difficulty", "recall")
"""What is compared with a number; days in `due`, `interval` and `stability`, 0 to 1 in `recall`."""
SIGNS = ("<=", ">=", "!=", "<", ">", "=")

FIELD_LIKE = re.compile(r"([A-Za-z]{1,40})(<=|>=|!=|<>|[:<>=≤≥≠])")
"""The start of a term that names a field; other text with a colon, such as `adam/step:reverse`, is words."""
_NO_BARE_WORD = re.compile(r"[\s\"()]|^-|\*$|^(?:or|and)$", re.IGNORECASE)


class TextTerm(Value, frozen=True):
    """A word, or a phrase of several, in the texts of a card; also the name of a card or prompt."""

    text: str
    prefix: bool = False
    """True if the last word may go on."""

    def __str__(self) -> str:
        is_field = FIELD_LIKE.match(self.text.lstrip("!~"))
        bare = self.text and not _NO_BARE_WORD.search(self.text) and not is_field
        return (self.text if bare else quoted(self.text)) + "*" * self.prefix


class FieldTerm(Value, frozen=True):
    """A field of a card and what it holds."""

    name: str
    """One of `FIELDS`."""
    pattern: str
    """`*` stands for any characters; case is ignored."""

    def __str__(self) -> str:
        bare = self.pattern and not re.search(r"[\s\"()]", self.pattern)
        return f"{self.name}:{self.pattern if bare else quoted(self.pattern)}"


class StateTerm(Value, frozen=True):
    """A state that a prompt is in: one of `STATES`."""

    state: str

    def __str__(self) -> str:
        return f"is:{self.state}"


class NumberTerm(Value, frozen=True):
    """A number of a prompt's memory: one of `NUMBERS`, one of `SIGNS`, and a bound."""

    name: str
    sign: str
    value: float

    def __str__(self) -> str:
        return f"{self.name}{self.sign}{repr(self.value).removesuffix('.0')}"


class RatedTerm(Value, frozen=True):
    """Graded within so many days, today being the first; with any grade, or with the one from 1 to 4."""

    days: int
    grade: int | None = None
    is_alone: bool = False
    """Graded on the last of these days, whatever came after it."""

    def __str__(self) -> str:
        return f"rated{'=' if self.is_alone else ':'}{self.days}d" + (f":{self.grade}" if self.grade else "")


class Negation(Value, frozen=True):
    """What is not so."""

    part: Query

    def __str__(self) -> str:
        return f"-{_enclosed(self.part)}"


class Conjunction(Value, frozen=True):
    """All of the parts; without any, everything."""

    parts: tuple[Query, ...] = ()

    def __str__(self) -> str:
        return " ".join(_enclosed(part) for part in self.parts)


class Disjunction(Value, frozen=True):
    """At least one of the parts."""

    parts: tuple[Query, ...]

    def __str__(self) -> str:
        return " or ".join(str(part) or "*" for part in self.parts)


Query = TextTerm | FieldTerm | StateTerm | NumberTerm | RatedTerm | Negation | Conjunction | Disjunction

EVERYTHING = Conjunction()


def all_of(parts: Iterable[Query]) -> Query:
    """The parts joined by "and"; no conjunction stands directly in another, nor around a single part."""
    flat = [each for part in parts for each in (part.parts if isinstance(part, Conjunction) else (part,))]
    return flat[0] if len(flat) == 1 else Conjunction(tuple(flat))


def any_of(parts: Iterable[Query]) -> Query:
    """The parts, at least one, joined by "or"; no disjunction stands directly in another."""
    flat = [each for part in parts for each in (part.parts if isinstance(part, Disjunction) else (part,))]
    return flat[0] if len(flat) == 1 else Disjunction(tuple(flat))


def conjuncts(query: Query) -> tuple[Query, ...]:
    """The parts all of which must be so; a query of another form is the only one."""
    return query.parts if isinstance(query, Conjunction) else (query,)


def terms_of(query: Query) -> Iterator[Query]:
    """The terms of a query, in order."""
    match query:
        case Conjunction(parts) | Disjunction(parts):
            for part in parts:
                yield from terms_of(part)
        case Negation(part):
            yield from terms_of(part)
        case _:
            yield query


def quoted(text: str) -> str:
    r"""`text` in double quotes, with `"` and `\` escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _enclosed(part: Query) -> str:
    """A part as it stands after a minus sign or beside others."""
    if isinstance(part, Conjunction | Disjunction):
        return f"({part})" if part != EVERYTHING else "*"
    return str(part)
