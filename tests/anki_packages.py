"""Packages of Anki's made for tests, of both schemas; everything in them is given."""

from __future__ import annotations

import json
import sqlite3
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CREATED = 1_600_000_000
"""When the collection was made, in seconds since 1970."""
BASIC, REVERSED, OPTIONAL, TYPED, CLOZE, OWN, OCCLUSION = range(1, 8)
FRONT = "{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"
BACK = "{{Back}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Front}}"
MODELS: dict[int, tuple[str, int, int, list[str], list[tuple[str, str]]]] = {
    BASIC: ("Basic", 0, 1, ["Front", "Back"], [FRONT]),
    REVERSED: ("Basic (and reversed card)", 0, 2, ["Front", "Back"], [FRONT, BACK]),
    OPTIONAL: (
        "Basic (optional reversed card)",
        0,
        3,
        ["Front", "Back", "Add Reverse"],
        [FRONT, ("{{#Add Reverse}}{{Back}}{{/Add Reverse}}", BACK[1])],
    ),
    TYPED: (
        "Tippen",
        0,
        4,
        ["Front", "Back"],
        [("{{Front}}\n\n{{type:Back}}", "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}")],
    ),
    CLOZE: ("Lückentext", 1, 5, ["Text", "More"], [("{{cloze:Text}}", "{{cloze:Text}}<br>\n{{More}}")]),
    OWN: (
        "Optimizer",
        0,
        0,
        ["Name", "Year", "Rule"],
        [
            ("{{Name}}", "{{FrontSide}}<hr id=answer>{{Rule}}{{^Rule}}unknown{{/Rule}}"),
            ("Who: {{text:Name}} ({{Year}})?", "{{hint:Rule}}"),
        ],
    ),
    OCCLUSION: (
        "Image Occlusion",
        1,
        6,
        ["Occlusion", "Image", "Header", "Back Extra"],
        [("{{cloze:Occlusion}}", "{{Image}}")],
    ),
}
"""Note types by id: name, kind, stock kind, fields, templates."""


@dataclass
class Card:
    """A card of a note."""

    order: int = 0
    deck: str = "Default"
    type: int = 0
    queue: int = 0
    due: int = 0
    interval: int = 0
    ease: int = 2500
    flags: int = 0
    data: str = ""
    changed: int = 1_700_000_000
    rows: Sequence[tuple[int, int, int, int, int]] = ()
    """Of the review log: moment, button, interval, factor, type."""


@dataclass
class Note:
    """A note with its cards."""

    guid: str
    fields: Sequence[str]
    model: int = BASIC
    tags: str = ""
    cards: Sequence[Card] = field(default_factory=lambda: [Card()])


def record(*fields: tuple[int, int | bytes]) -> bytes:
    """A record of numbers and texts, as Anki stores it."""
    found = b""
    for number, value in fields:
        if isinstance(value, int):
            found += _number(number << 3) + _number(value)
        else:
            found += _number(number << 3 | 2) + _number(len(value)) + value
    return found


def _number(value: int) -> bytes:
    found = b""
    while value > 0x7F:
        found += bytes([value & 0x7F | 0x80])
        value >>= 7
    return found + bytes([value])


def write_collection(
    path: Path, notes: Iterable[Note], *, schema: int = 11, models: Mapping[int, tuple] | None = None
) -> None:
    """A collection with these notes, in schema 11 or 18."""
    models = MODELS | dict(models or {})
    notes = list(notes)
    decks = {
        name: number for number, name in enumerate(dict.fromkeys(c.deck for n in notes for c in n.cards), 1)
    }
    with sqlite3.connect(path) as db:
        db.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
        db.execute(
            "create table notes (id integer primary key, guid, mid, mod, usn, tags, flds, sfld, csum, flags,"
            " data)"
        )
        db.execute(
            "create table cards (id integer primary key, nid, did, ord, mod, usn, type, queue, due, ivl,"
            " factor, reps, lapses, left, odue, odid, flags, data)"
        )
        db.execute(
            "create table revlog (id integer primary key, cid, usn, ease, ivl, lastIvl, factor, time, type)"
        )
        db.execute("create table col (id, crt, models, decks, dconf, conf)")
        _write_types(db, models, decks, schema)
        for number, note in enumerate(notes, 1):
            _write_note(db, number, note, decks)
    db.close()


def _write_types(
    db: sqlite3.Connection, models: Mapping[int, tuple], decks: Mapping[str, int], schema: int
) -> None:
    if schema == 11:
        described = {
            str(key): {
                "name": name,
                "type": kind,
                "originalStockKind": stock,
                "flds": [{"name": each, "ord": at} for at, each in enumerate(fields)],
                "tmpls": [
                    {"name": "x", "ord": at, "qfmt": q, "afmt": a} for at, (q, a) in enumerate(templates)
                ],
            }
            for key, (name, kind, stock, fields, templates) in models.items()
        }
        named = {str(number): {"name": name} for name, number in decks.items()}
        preset = {"1": {"fsrsParams6": [], "fsrsParams5": [0.5] * 19}}
        db.execute(
            "insert into col values (1, ?, ?, ?, ?, '{}')",
            (CREATED, json.dumps(described), json.dumps(named), json.dumps(preset)),
        )
        return
    db.execute("insert into col values (1, ?, '', '', '', '')", (CREATED,))
    db.execute("create table notetypes (id integer primary key, name text collate unicase, config blob)")
    db.execute("create table templates (ntid, ord, name text collate unicase, config blob)")
    db.execute("create table fields (ntid, ord, name text collate unicase, config blob)")
    db.execute("create table decks (id integer primary key, name text collate unicase)")
    db.execute("create table deck_config (id integer primary key, name, config blob)")
    for key, (name, kind, stock, fields, templates) in models.items():
        db.execute(
            "insert into notetypes values (?, ?, ?)",
            (key, name, record((1, kind), (3, b".card{}"), (9, stock))),
        )
        db.executemany(
            "insert into fields values (?, ?, ?, x'')", ((key, at, each) for at, each in enumerate(fields))
        )
        db.executemany(
            "insert into templates values (?, ?, ?, ?)",
            (
                (key, at, f"Card {at}", record((1, q.encode()), (2, a.encode())))
                for at, (q, a) in enumerate(templates)
            ),
        )
    db.executemany(
        "insert into decks values (?, ?)",
        ((number, name.replace("::", "\x1f")) for name, number in decks.items()),
    )


def _write_note(db: sqlite3.Connection, number: int, note: Note, decks: Mapping[str, int]) -> None:
    db.execute(
        "insert into notes values (?, ?, ?, 1700000000, 0, ?, ?, '', 0, 0, '')",
        (number, note.guid, note.model, f" {note.tags} ", "\x1f".join(note.fields)),
    )
    for card in note.cards:
        key = number * 100 + card.order
        values = (card.type, card.queue, card.due, card.interval, card.ease, card.flags, card.data)
        db.execute(
            "insert into cards values (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?, ?)",
            (key, number, decks[card.deck], card.order, card.changed, *values),
        )
        db.executemany(
            "insert into revlog values (?, ?, 0, ?, ?, 0, ?, 5000, ?)",
            ((at, key, *row) for at, *row in card.rows),
        )


FORMATS = ("anki2", "anki21", "anki21b")


def write_package(
    path: Path, notes: Iterable[Note], form: str = "anki21b", media: Mapping[str, bytes] | None = None
) -> Path:
    """A package of one of the three formats."""
    packed = form == "anki21b"
    collection = path.with_suffix(".db")
    write_collection(collection, notes, schema=18 if packed else 11)
    files = dict(media or {})
    pack = zstd.compress if packed else bytes
    if packed:
        names = record(*((1, record((1, name.encode()), (2, len(raw)))) for name, raw in files.items()))
    else:
        names = json.dumps({str(at): name for at, name in enumerate(files)}).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if form != "anki2":
            archive.writestr("meta", record((1, 3 if packed else 2)))
            archive.writestr("collection.anki2", stub(path.with_suffix(".stub")))
        archive.writestr(f"collection.{form}", pack(collection.read_bytes()))
        archive.writestr("media", pack(names))
        for at, raw in enumerate(files.values()):
            archive.writestr(str(at), pack(raw))
    collection.unlink()
    return path


def stub(path: Path) -> bytes:
    """The collection that asks to update Anki: one note, in pages of 512 bytes."""
    with sqlite3.connect(path) as db:
        db.execute("pragma page_size = 512")
        db.execute("vacuum")
    db.close()
    write_collection(path, [Note("stub", ["Please update to the latest Anki version", ""])])
    raw = path.read_bytes()
    path.unlink()
    return raw


def repack(path: Path, target: Path, changes: Mapping[str, bytes | None]) -> Path:
    """A copy of a package with other entries; None takes one out."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()} | dict(changes)
        for name, raw in kept.items():
            if raw is not None:
                new.writestr(name, raw)
    return target
