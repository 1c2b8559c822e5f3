"""Tables of text: Anki's text format with its header lines, and plain files of `ask TAB answer`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from flashcards.errors import Place, Problem

_HEADER = re.compile(r"#([a-z ]{1,30}):(.*)")
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_TITLES = ({"ask", "question", "front", "text", "cloze"}, {"answer", "back", "back extra", "extra"})
"""What the first line of a table calls its columns."""
_LONGEST_FIELD = 1_000_000


class TableRow(NamedTuple):
    """A row with the line on which it begins."""

    line: int
    fields: tuple[str, ...]


@dataclass
class TextTable:
    """A table with what its header says of it."""

    rows: list[TableRow] = field(default_factory=list)
    header: dict[str, str] = field(default_factory=dict)
    """The header lines by their names in lower case."""

    @property
    def is_html(self) -> bool:
        """True if the fields are HTML."""
        return self.header.get("html", "").strip().lower() == "true"

    def column(self, name: str) -> int | None:
        """The place of the column of notes' `guid`, `deck`, `notetype` or `tags`, if it has one."""
        number = self.header.get(f"{name} column", "").strip()
        return int(number) - 1 if re.fullmatch(r"[1-9][0-9]{0,3}", number) else None


def read_table(text: str, file: str) -> TextTable:
    """The table in the text of a file that ends in .txt, .tsv or .csv.

    Raises Problem with the line where a field in quotes does not end.
    """
    table, lines = TextTable(), text.removeprefix("\ufeff").split("\n")
    first = 0
    while first < len(lines) and (found := _HEADER.fullmatch(lines[first])):
        table.header[found[1].strip().lower()] = found[2]
        first += 1
    separator = _separator(table.header, lines[first:], file)
    if table.header or separator != "\t":
        table.rows += _read_quoted(lines, first, separator, Place(file))
    else:
        table.rows += _read_plain(lines, first)
    if table.rows and not table.header and _is_title(table.rows[0]):
        del table.rows[0]
    return table


def _separator(header: dict[str, str], lines: list[str], file: str) -> str:
    named = header.get("separator", "").strip(" ") or header.get("separator", "")
    if named:
        return _SEPARATORS.get(named.lower(), "\t" if named == "\\t" else named[0])
    sample = [line for line in lines[:100] if line.strip() and not line.startswith("#")]
    choices = ",;\t" if file.lower().endswith(".csv") else "\t;,"
    if not file.lower().endswith(".csv") and not header:
        return "\t" if any("\t" in line for line in sample) or not sample else _commonest(sample, ";,")
    return _commonest(sample, choices)


def _commonest(sample: list[str], choices: str) -> str:
    """The first of the separators that most lines have; a tab if none has any."""
    counts = [(sum(each in line for line in sample), -at, each) for at, each in enumerate(choices)]
    best = max(counts)
    return best[2] if best[0] else "\t"


def _read_plain(lines: list[str], first: int) -> Iterator[TableRow]:
    """Rows of a line each: quotes are text, unless they hold a whole field."""
    for number, line in enumerate(lines[first:], first + 1):
        if line.strip() and not line.startswith("#"):
            yield TableRow(number, tuple(_unquoted(each) for each in line.split("\t")))


def _unquoted(field: str) -> str:
    inside = field[1:-1]
    is_quoted = len(field) > 1 and field[0] == field[-1] == '"' and '"' not in inside.replace('""', "")
    return inside.replace('""', '"') if is_quoted else field


def _read_quoted(lines: list[str], first: int, separator: str, place: Place) -> Iterator[TableRow]:
    """Rows whose fields may stand in quotes, with line ends in them."""
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        reader = csv.reader((f"{line}\n" for line in lines[first:]), delimiter=separator, strict=True)
        number = first + 1
        for row in _rows(reader, first, place):
            if any(each.strip() for each in row) and not row[0].startswith("#"):
                yield TableRow(number, tuple(each.rstrip("\n") for each in row))
            number = first + reader.line_num + 1
    finally:
        csv.field_size_limit(limit)


def _rows(reader: csv._reader, first: int, place: Place) -> Iterator[list[str]]:  # type: ignore[name-defined]
    begun = first + 1
    try:
        for row in reader:
            yield row
            begun = first + reader.line_num + 1
    except csv.Error as error:
        hint = "double the quotes within a field, and end each field in quotes with one"
        raise Problem(f"the row cannot be read: {error}", Place(place.file, begun), hint) from None


def _is_title(row: TableRow) -> bool:
    """True for a first line that names the columns."""
    names = [each.strip().lower() for each in row.fields[:2]]
    return len(names) == 2 and all(name in known for name, known in zip(names, _TITLES, strict=True))
