"""A collection as plain objects: written into the tables that a search reads, and searched by hand."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase

from fsrs_rs_python import DEFAULT_PARAMETERS

from flashcards.scheduling import Settings
from flashcards.storage import catalogue_schema, migrations
from flashcards.storage.catalogue_rows import EVERY
from flashcards.storage.search_context import SearchContext
from flashcards.study.query import (
    Conjunction,
    Disjunction,
    FieldTerm,
    Negation,
    NumberTerm,
    Query,
    RatedTerm,
    StateTerm,
    TextTerm,
)
from flashcards.text.fold import fold_text

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
CONTEXT = SearchContext(NOW, 60, Settings(decks={"sgd": Settings(leech_after=2)}), ("sgd/step",))
TODAY = CONTEXT.today
LATE = SearchContext(
    NOW, 60, Settings(decks={"sgd": Settings(day_starts_at=14, own=frozenset({"day_starts_at"}))})
)
"""A deck for which it is still yesterday."""


def create_tables(made: sqlite3.Connection) -> None:
    """The tables and indexes of a log and of the catalogue attached to it, as the program makes them."""
    for migration in migrations.MIGRATIONS:
        migration(made)
    migrations.index_rows(made)
    for statement in (*catalogue_schema.TABLES, *catalogue_schema.TUNING):
        made.execute(_OF_CATALOGUE.sub(r"\1 catalogue.", statement))


_OF_CATALOGUE = re.compile("^(create (?:virtual )?(?:table|index)|insert into)\\b")


@dataclass(frozen=True)
class State:
    """A row of `states`."""

    state: str = "review"
    stability: float = 10.0
    difficulty: float = 5.0
    due_day: int = TODAY
    last: datetime = NOW - timedelta(days=5)
    days: int = 5
    reviews: int = 3
    lapses: int = 0
    suspended: bool = False
    buried_until: int = 0
    marked: bool = False


NEW = State("new", 0.0, 0.0, 0, datetime(1970, 1, 1, tzinfo=UTC), 0, 0)


@dataclass(frozen=True)
class Row:
    """A row of the log."""

    id: str
    prompt: str
    at: datetime
    grade: int | None = 3
    slip: str = ""
    kind: str = "study"
    takes_back: str = ""
    offset_minutes: int = 60


@dataclass(frozen=True)
class Sheet:
    """A card with the parts of its prompts."""

    key: str
    ask: str = ""
    answer: str = ""
    kind: str = "basic"
    tags: tuple[str, ...] = ()
    note: str = ""
    parts: tuple[str, ...] = ("",)

    @property
    def prompts(self) -> list[str]:
        return [f"{self.key}:{part}" if part else self.key for part in self.parts]


@dataclass(frozen=True)
class Collection:
    """Cards in their order, with what is known of their prompts."""

    sheets: tuple[Sheet, ...]
    titles: dict[str, str] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    former: dict[str, str] = field(default_factory=dict)

    def write(self) -> sqlite3.Connection:
        """A connection to the collection in tables."""
        made = sqlite3.connect(":memory:", isolation_level=None)
        made.execute("attach ':memory:' as catalogue")
        create_tables(made)
        self.write_into(made)
        return made

    def write_into(self, made: sqlite3.Connection) -> None:
        """Fill the empty tables of a connection."""
        write_cards(made, self.sheets, self.titles)
        write_states(made, self.states.items())
        made.executemany(
            "insert into reviews (id, device, card, at, offset_minutes, kind, grade, slip, takes_back,"
            " milliseconds, seed, typed) values (?, 'd', ?, ?, ?, ?, ?, ?, ?, 9000, 'seed', '')",
            (
                (r.id, r.prompt, ms(r.at), r.offset_minutes, r.kind, r.grade, r.slip, r.takes_back)
                for r in self.rows
            ),
        )
        made.executemany("insert into catalogue.former values (?, ?, 0)", self.former.items())
        note_seen(made)


def write_cards(made: sqlite3.Connection, sheets: Iterable[Sheet], titles: dict[str, str]) -> None:
    sheets = list(sheets)
    decks = {sheet.key.partition("/")[0] for sheet in sheets}
    made.executemany(
        "insert into catalogue.decks values (?, '', ?, '', '[]', '', '', '[]', 0, 0, '', '')",
        [(deck, titles.get(deck, "")) for deck in decks],
    )
    made.executemany(
        "insert into catalogue.cards (rowid, key, deck, id, kind, tags, note, position, line, needs,"
        " confusable, was, column, packed, hash)"
        " values (?, ?, ?, ?, ?, ?, ?, ?1, ?1, '[]', '[]', '[]', 1, '', '')",
        [
            (n, s.key, *s.key.split("/", 1), s.kind, json.dumps(s.tags), s.note)
            for n, s in enumerate(sheets, 1)
        ],
    )
    made.executemany(
        "insert into catalogue.card_text (rowid, key, deck, ask, answer, why, tags)"
        " values (?, ?, ?, ?, ?, '', ?)",
        [
            (n, s.key, f"{s.key} {EVERY}", *map(fold_text, (s.ask, s.answer, " ".join(s.tags))))
            for n, s in enumerate(sheets, 1)
        ],
    )
    made.executemany(
        "insert into catalogue.prompts values (?, ?, ?, ?, ?, 0, ?)",
        [
            (prompt, s.key, part, s.key.partition("/")[0], n * 4096 + place, n)
            for n, s in enumerate(sheets, 1)
            for place, (prompt, part) in enumerate(zip(s.prompts, s.parts, strict=True))
        ],
    )


def write_states(made: sqlite3.Connection, states: Iterable[tuple[str, State]]) -> None:
    made.executemany(
        f"insert into states values ({','.join('?' * 21)})",
        [
            (
                *(prompt, prompt.partition(":")[0], prompt.partition("/")[0], s.state, 0, s.stability),
                *(s.difficulty, s.due_day, s.due_day * 86_400_000, ms(s.last), s.due_day - s.days),
                *(s.due_day - s.days, s.days, s.reviews, s.lapses, s.reviews - s.lapses, s.suspended),
                *(s.buried_until, s.marked, False, 0.0),
            )
            for prompt, s in states
        ],
    )


def note_seen(made: sqlite3.Connection) -> None:
    """Note in the catalogue which prompts have answers in the log."""
    made.execute(
        "update catalogue.prompts set seen = prompt in (select prompt from states where reviews > 0)"
    )
    made.execute("insert into catalogue.meta select 'log', cast(ifnull(max(number), 0) as text) from reviews")


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


@dataclass(frozen=True)
class Naive:
    """Says of each prompt whether a query means it, without tables, SQL or full-text index."""

    collection: Collection
    context: SearchContext = CONTEXT

    def hour(self, deck: str) -> int:
        return self.context.settings.for_deck(deck).day_starts_at

    def today(self, deck: str) -> int:
        return _day(NOW, 60, self.hour(deck))

    def found(self, query: Query) -> list[str]:
        return [
            prompt
            for sheet in self.collection.sheets
            for prompt in sheet.prompts
            if self.means(query, sheet, prompt)
        ]

    def means(self, query: Query, sheet: Sheet, prompt: str) -> bool:
        match query:
            case Conjunction(parts):
                return all(self.means(part, sheet, prompt) for part in parts)
            case Disjunction(parts):
                return any(self.means(part, sheet, prompt) for part in parts)
            case Negation(part):
                return not self.means(part, sheet, prompt)
            case TextTerm(text, prefix):
                texts = (sheet.key, sheet.ask, sheet.answer, " ".join(sheet.tags))
                return any(_has_phrase(_words(each), _words(text), prefix) for each in texts)
            case FieldTerm("slip", pattern):
                return any(r.slip and fnmatchcase(r.slip, pattern.lower()) for r in self.rows(prompt))
            case FieldTerm(name, pattern):
                return any(fnmatchcase(_plain(value), _plain(pattern)) for value in self.values(name, sheet))
            case StateTerm("orphan"):
                return sheet.key in self.context.orphans
            case StateTerm(state):
                return self.is_in(state, sheet, self.collection.states.get(prompt, NEW))
            case NumberTerm(name, sign, value):
                deck = sheet.key.partition("/")[0]
                number = self.number(name, deck, self.collection.states.get(prompt, NEW))
                return number is not None and _compare(number, sign, value)
            case RatedTerm(days, grade, is_alone):
                meant = {days} if is_alone else range(-1, days + 1)
                return any(
                    r.kind in ("study", "cram")
                    and r.grade in (range(1, 5) if grade is None else (grade,))
                    and self.days_since(r) + 1 in meant
                    for r in self.rows(prompt)
                )
        raise AssertionError(query)

    def days_since(self, row: Row) -> int:
        deck = row.prompt.partition("/")[0]  # the one that it had then
        return self.today(deck) - _day(row.at, row.offset_minutes, self.hour(deck))

    def values(self, name: str, sheet: Sheet) -> list[str]:
        deck = sheet.key.partition("/")[0]
        match name:
            case "deck":
                return [deck, self.collection.titles.get(deck, "")]
            case "kind":
                return [sheet.kind]
            case "tag":
                parts = [tag.split("/") for tag in sheet.tags]
                return ["/".join(tag[:n]) for tag in parts for n in range(1, len(tag) + 1)]
        assert name == "note"
        file = sheet.note.rpartition("/")[2]
        return [n for path in (sheet.note, file) for n in (path, path.removesuffix(".md")) if sheet.note]

    def rows(self, prompt: str) -> list[Row]:
        former = self.collection.former
        backs = {row.takes_back for row in self.collection.rows if row.takes_back}
        undone = {r.takes_back for r in self.collection.rows if r.takes_back and r.id not in backs}
        return [
            r for r in self.collection.rows if former.get(r.prompt, r.prompt) == prompt and r.id not in undone
        ]

    def is_in(self, state: str, sheet: Sheet, s: State) -> bool:
        lapsed, asked = s.state == "relearning", s.state != "new"
        reviewed = s.state == "review" or lapsed
        leech = self.context.leeches.get(sheet.key.partition("/")[0], 8)
        today = self.today(sheet.key.partition("/")[0])
        return {
            "new": not asked,
            "learning": s.state == "learning" or lapsed,
            "review": reviewed,
            "due": asked and s.due_day <= today and not s.suspended and s.buried_until <= today,
            "young": reviewed and s.days < 21,
            "mature": reviewed and s.days >= 21,
            "suspended": s.suspended,
            "buried": s.buried_until > today,
            "marked": s.marked,
            "leech": s.lapses >= leech,
        }[state]

    def number(self, name: str, deck: str, s: State) -> float | None:
        if name in ("lapses", "reviews"):
            return float(getattr(s, name))
        if s.state == "new":
            return None
        if name == "recall":
            decay = DEFAULT_PARAMETERS[20]
            elapsed = max((NOW - s.last) / timedelta(days=1), 0)
            return float((1 + (0.9 ** (-1 / decay) - 1) * elapsed / s.stability) ** -decay)
        if name == "due":
            return s.due_day - self.today(deck)
        return float({"interval": s.days, "stability": s.stability, "difficulty": s.difficulty}[name])


def _day(at: datetime, offset_minutes: int, hour: int) -> int:
    return (
        at + timedelta(minutes=offset_minutes) - timedelta(hours=hour) - datetime(1970, 1, 1, tzinfo=UTC)
    ).days


def _compare(number: float, sign: str, value: float) -> bool:
    return {
        "<": number < value,
        "<=": number <= value,
        ">": number > value,
        ">=": number >= value,
        "=": number == value,
        "!=": number != value,
    }[sign]


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _plain(text.replace("∇", "nabla")))


def _has_phrase(words: list[str], phrase: list[str], prefix: bool) -> bool:
    size = len(phrase)
    return any(
        words[n : n + size - 1] == phrase[:-1]
        and (words[n + size - 1].startswith(phrase[-1]) if prefix else words[n + size - 1] == phrase[-1])
        for n in range(len(words) - size + 1)
    )
