"""The rows of a table of text as cards: the columns that Anki names aside, a question and an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from flashcards.deck import cloze
from flashcards.deck.model import Answer, BasicAnswer, Card, ClozeAnswer, Origin
from flashcards.deck.prompts import FRONT, REVERSE
from flashcards.errors import Place, Problem
from flashcards.exchange.anki_notes import KIND, NoteCard, name_card, safe_guid
from flashcards.exchange.anki_notes_cloze import mark_gaps, write_gaps
from flashcards.exchange.anki_notes_own import PREFIX
from flashcards.exchange.html_reading import HtmlReading
from flashcards.exchange.html_reading_tags import without_controls
from flashcards.exchange.text_tables import TableRow, TextTable
from flashcards.value import Value

_GAP = re.compile(r"\{\{c[0-9]{1,9}(?:,[0-9]{1,9}){0,20}::")
_COLUMNS = ("guid", "notetype", "deck", "tags")


@dataclass
class TableReader:
    """Makes cards of the rows of one table."""

    table: TextTable
    file: str
    deck: tuple[str, ...]
    """The levels of the deck's name, where the table says none."""
    problems: list[Problem] = field(default_factory=list)
    own: int = 0
    """The rows that are cards of ours, exported before."""
    _asked: set[str] = field(default_factory=set)

    def read(self) -> list[NoteCard]:
        """The cards of all rows that make one."""
        return [card for row in self.table.rows if (card := self._read_row(row))]

    def _read_row(self, row: TableRow) -> NoteCard | None:
        places = {name: self.table.column(name) for name in _COLUMNS}
        named = {
            name: row.fields[at].strip()
            for name, at in places.items()
            if at is not None and at < len(row.fields)
        }
        rest = [each for at, each in enumerate(row.fields) if at not in places.values()]
        kind = named.get("notetype", self.table.header.get("notetype", "")).lower()
        if named.get("guid", "").startswith(PREFIX):
            self.own += 1
            return None
        reading = HtmlReading(lambda name: "")
        if rest and ("cloze" in kind or _GAP.search(rest[0])):
            made = self._read_gaps(row, rest, reading)
        else:
            made = self._read_sides(row, rest, kind, reading)
        for loss in dict.fromkeys(reading.losses):
            self._tell(row, f"left out: {loss}")
        return self._make(row, made, named) if made else None

    def _read_gaps(self, row: TableRow, fields: list[str], reading: HtmlReading) -> _Made | None:
        told: list[str] = []
        marked = mark_gaps(without_controls(fields[0]) if self.table.is_html else _clean(fields[0]), told)
        text = write_gaps(reading.read(marked) if self.table.is_html else marked)
        for each in told:
            self._tell(row, each)
        if not text:
            self._tell(row, "it has no gap that a card can have")
            return None
        names = cloze.names(text)
        parts = {int(name[1:]) - 1: name for name in names if re.fullmatch(r"c[0-9]{1,3}", name)}
        return _Made("", ClozeAnswer(text), self._further(fields[1:], reading), parts)

    def _read_sides(self, row: TableRow, fields: list[str], kind: str, reading: HtmlReading) -> _Made | None:
        ask, answer = (self._side(fields[at], reading) if at < len(fields) else "" for at in (0, 1))
        if not ask or not answer:
            side = "answer" if ask else "question"
            self._tell(row, f"the {side} is empty")
            return None
        further = fields[2:]
        both = "revers" in kind
        if both and "optional" in kind:
            both, further = bool(further and further[0].strip()), further[1:]
        parts = {0: FRONT} | ({1: REVERSE} if both else {})
        return _Made(ask, BasicAnswer(answer, both), self._further(further, reading), parts)

    def _side(self, text: str, reading: HtmlReading) -> str:
        return reading.read(without_controls(text)) if self.table.is_html else _clean(text)

    def _further(self, fields: list[str], reading: HtmlReading) -> str:
        return "\n\n".join(text for each in fields if (text := self._side(each, reading)))

    def _make(self, row: TableRow, made: _Made, named: Mapping[str, str]) -> NoteCard | None:
        name = named.get("deck") or self.table.header.get("deck", "").strip()
        levels = tuple(" ".join(without_controls(level).split()) or "-" for level in name.split("::"))
        levels = levels if name else self.deck
        text = made.ask or getattr(made.answer, "text", "")
        guid = safe_guid(named["guid"]) if named.get("guid") else _guid_of_text(text)
        if guid in self._asked:
            self._tell(row, "an earlier row asks the same: not taken in")
            return None
        self._asked.add(guid)
        tags = without_controls(f"{self.table.header.get('tags', '')} {named.get('tags', '')}").split()
        order = min(made.parts, default=0) + 1
        card = Card(
            deck="",
            id=name_card(cloze.fill(text, lambda gap: gap.hidden), guid),
            ask=made.ask,
            answer=made.answer,
            place=Place(self.file, row.line),
            why=made.why,
            tags=tuple(dict.fromkeys(tag for tag in tags if tag.lower() not in {"marked", "leech"})),
            origin=Origin(self.file, " > ".join(levels), KIND, order, guid=guid),
        )
        return NoteCard(card, made.parts, levels)

    def _tell(self, row: TableRow, message: str) -> None:
        self.problems.append(Problem(message, Place(self.file, row.line)))


class _Made(Value, frozen=True):
    """What a row asks and says."""

    ask: str
    answer: Answer
    why: str
    parts: Mapping[int, str]


def _guid_of_text(text: str) -> str:
    """What a row without a guid is known by: its question."""
    return f"row-{sha256(' '.join(text.split()).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _clean(text: str) -> str:
    """A plain text, which may be Markdown."""
    return without_controls(text.strip())
