"""Cards as Anki's text format: a header of directives, then a note a line, its fields parted by tabs.

Only the note types that every Anki has can be named, and only by their English names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flashcards.exchange.anki_cards import ExportedNote
from flashcards.exchange.anki_cards_types import BASIC, FIELDS

MARK = "#flashcards:export"
"""A line of the header that Anki passes over: such a file may be written over."""
HEADER = "\n".join(
    (
        *("#separator:tab", "#html:true", MARK, "#guid column:1", "#notetype column:2", "#deck column:3"),
        *("#tags column:4", "#columns:guid\tnotetype\tdeck\ttags\tFront\tBack", ""),
    )
)
_TYPES = {(BASIC, False): "Basic", (BASIC, True): "Basic (and reversed card)"}
_CLOZE = "Cloze"
_PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_SPACE = re.compile(r"[\n\t\r]+")


def write_text_note(note: ExportedNote, deck: str) -> str:
    """The line of a note."""
    fields = dict(zip(FIELDS[note.kind], note.fields, strict=True))
    below = [fields[name] for name in ("Why", "Demo", "Source") if fields[name]]
    hint = f"<details><summary>Hint</summary>{fields['Hint']}</details>" if fields["Hint"] else ""
    if note.kind == BASIC:
        kind = _TYPES[BASIC, bool(fields["Reverse"])]
        sides = (fields["Ask"] + hint, _stacked([fields["Answer"], *below]))
    else:
        kind = _CLOZE
        sides = (_stacked([fields["Ask"], fields["Text"]]) + hint, _stacked(below))
    return "\t".join(map(_quoted, (note.guid, kind, deck, " ".join(note.tags), *sides))) + "\n"


def _stacked(parts: Iterable[str]) -> str:
    """The parts below each other."""
    return "".join(f"<div>{part}</div>" for part in parts if part)


def _quoted(field: str) -> str:
    """A field in one line; between quotes if it has some, or looks like a remark."""
    field = _PRE.sub(lambda found: found[0].replace("\t", "    ").replace("\n", "<br>"), field)
    field = _SPACE.sub(" ", field)
    return '"' + field.replace('"', '""') + '"' if '"' in field or field.startswith("#") else field
