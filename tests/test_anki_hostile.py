"""Packages that are damaged, too large, too new or made to do harm: one line, exit 2, nothing written."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.storage import anki_package, anki_package_tables
from flashcards.storage.anki_package_media import is_portable_name, read_media_map
from tests.anki_packages import Card, Note, record, repack, stub, write_collection, write_package, zstd
from tests.read_once import furnish

NOTES = [Note("g", ["Q", "A"], cards=[Card(rows=((1_700_000_000_000, 3, 1, 0, 0),))])]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path / "home")))
    monkeypatch.setattr("sys.stdin", io.StringIO())


def sound(tmp_path: Path, form: str = "anki21") -> Path:
    return write_package(tmp_path / f"{form}.apkg", NOTES, form)


def with_entries(form: str, **changes: bytes | None) -> Callable[[Path], Path]:
    """Makes a sound package of that format with other entries."""
    names = {name.replace("_", ".", 1): raw for name, raw in changes.items()}
    return lambda folder: repack(sound(folder, form), folder / "p.apkg", names)


def with_sql(*statements: str) -> Callable[[Path], Path]:
    """Makes a package whose collection was changed by SQL."""

    def make(folder: Path) -> Path:
        write_collection(folder / "c.db", NOTES)
        with sqlite3.connect(folder / "c.db") as db:
            for statement in statements:
                db.execute(statement)
        db.close()
        return repack(sound(folder), folder / "p.apkg", {"collection.anki21": (folder / "c.db").read_bytes()})

    return make


def with_bytes(change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    """Makes a package whose collection has other bytes."""

    def make(folder: Path) -> Path:
        write_collection(folder / "c.db", [Note(f"g{at}", ["Q" * 500, "A"]) for at in range(200)])
        raw = change((folder / "c.db").read_bytes())
        return repack(sound(folder), folder / "p.apkg", {"collection.anki21": raw})

    return make


def whole(raw: bytes) -> Callable[[Path], Path]:
    """Makes a file of these bytes."""

    def make(folder: Path) -> Path:
        (folder / "p.apkg").write_bytes(raw)
        return folder / "p.apkg"

    return make


def cut(folder: Path) -> Path:
    path = sound(folder, "anki21b")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def stub_alone(folder: Path) -> Path:
    path = folder / "p.apkg"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("collection.anki2", stub(folder / "s.db"))
        archive.writestr("media", "{}")
    return path


def bomb(folder: Path, method: int = zipfile.ZIP_DEFLATED, packed: bool = False) -> Path:
    path = folder / "p.apkg"
    zeros = bytes(5_000_000)
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("meta", record((1, 3 if packed else 2)))
        archive.writestr(
            "collection.anki21b" if packed else "collection.anki21", zstd.compress(zeros) if packed else zeros
        )
    return path


def locked(folder: Path) -> Path:
    """An entry that says it is encrypted."""
    path = sound(folder)
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(mark)
        while start >= 0:
            raw[start + at] |= 1
            start = raw.find(mark, start + 4)
    path.write_bytes(bytes(raw))
    return path


REFUSED = [
    pytest.param(whole(b""), "the file is empty", id="empty"),
    pytest.param(whole(b"no zip\n" * 99), "this is no Anki package, or it is damaged", id="no-zip"),
    pytest.param(whole(b"PK\x05\x06" + bytes(18)), "it holds no collection", id="empty-zip"),
    pytest.param(
        whole(b"PK\x05\x06" + b"\xff" * 18), "this is no Anki package, or it is damaged", id="odd-zip"
    ),
    pytest.param(cut, "this is no Anki package, or it is damaged", id="cut"),
    pytest.param(locked, "this is no Anki package, or it is damaged", id="locked"),
    pytest.param(stub_alone, "asks older ones to update", id="stub"),
    pytest.param(with_entries("anki21b", meta=record((1, 4))), "made by a newer Anki", id="too-new"),
    pytest.param(with_entries("anki21b", meta=b"\xff" * 99), "its version cannot be read", id="odd-meta"),
    pytest.param(
        with_entries("anki21b", meta=record((1, 2))), "collection.anki21 is missing", id="other-version"
    ),
    pytest.param(
        with_entries("anki21b", collection_anki21b=None), "collection.anki21b is missing", id="stub-left"
    ),
    pytest.param(
        with_entries("anki21b", collection_anki21b=b"\x28\xb5\x2f\xfd\xff\xff"), "it is damaged", id="no-zstd"
    ),
    pytest.param(with_entries("anki21b", collection_anki21b=b""), "it is damaged", id="no-bytes"),
    pytest.param(
        with_entries("anki21", collection_anki21=b"text" * 999),
        "the collection cannot be read",
        id="no-sqlite",
    ),
    pytest.param(with_entries("anki21", media=b"[1, 2"), "the list of media", id="no-media-map"),
    pytest.param(with_entries("anki21", media=b"[" * 100_000), "the list of media", id="deep-media-map"),
    pytest.param(with_bytes(lambda raw: raw[: len(raw) // 2]), "the collection", id="half-a-database"),
    pytest.param(
        with_bytes(lambda raw: raw[:9000] + b"\xaa" * 30_000 + raw[39_000:]),
        "the collection",
        id="broken-pages",
    ),
    pytest.param(with_sql("create view v as select 1"), "the collection holds a program", id="view"),
    pytest.param(
        with_sql("create trigger t after insert on notes begin select 1; end"),
        "the collection holds a program",
        id="trigger",
    ),
    pytest.param(
        with_sql("drop table notes", "create view notes as select 1 as id"),
        "the collection holds a program",
        id="view-for-a-table",
    ),
    pytest.param(
        with_sql("create virtual table v using fts5(a)"), "the collection holds a program", id="virtual"
    ),
    pytest.param(with_sql("drop table revlog"), "the collection has no table 'revlog'", id="no-revlog"),
    pytest.param(
        with_sql("alter table notes rename column flds to other"),
        "the collection cannot be read",
        id="no-column",
    ),
    pytest.param(
        with_sql("update col set models = '[1'"), "the models of the collection cannot be read", id="models"
    ),
    pytest.param(
        with_sql("update col set decks = '7'"), "the decks of the collection cannot be read", id="decks"
    ),
    pytest.param(with_sql("delete from notes"), "no card can be made of this package", id="no-notes"),
]


@pytest.mark.parametrize(("make", "message"), REFUSED)
def test_it_is_refused_in_one_line(
    make: Callable[[Path], Path], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path)
    assert main(["import", str(path), "--yes"]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert "Traceback" not in told
    assert "unexpected" not in told
    assert not (tmp_path / "home/decks").exists()
    assert not (tmp_path / "home/reviews.sqlite").exists()


@pytest.mark.parametrize("packed", [False, True], ids=["deflated", "zstd"])
def test_a_bomb_is_not_unpacked(
    packed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anki_package, "LARGEST_COLLECTION", 1_000_000)
    assert main(["import", str(bomb(tmp_path, packed=packed)), "--yes"]) == 2
    assert "has more than 1,000,000 bytes" in capsys.readouterr().err


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_a_packing_that_knows_no_bound_is_refused(
    method: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(bomb(tmp_path, method)), "--yes"]) == 2
    assert "packed in a way that Anki does not use" in capsys.readouterr().err


def test_too_many_entries_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anki_package, "MOST_ENTRIES", 3)
    assert main(["import", str(sound(tmp_path)), "--yes"]) == 2
    assert "more than 3 files" in capsys.readouterr().err


def test_a_query_without_end_is_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anki_package_tables, "_STEPS", 10)
    monkeypatch.setattr(anki_package_tables, "_MOST_STEPS", 1)
    assert main(["import", str(sound(tmp_path)), "--yes"]) == 2
    assert "it takes too long to read" in capsys.readouterr().err


def test_a_log_that_breaks_off_leaves_no_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flashcards.errors import Problem

    def break_off(self: object) -> object:
        yield 100, []
        raise Problem("the collection cannot be read")

    monkeypatch.setattr(anki_package_tables.AnkiCollection, "revlog", break_off)
    assert main(["import", str(sound(tmp_path)), "--yes"]) == 2
    assert main(["log", "export", str(tmp_path / "rows.jsonl")]) == 0
    assert (tmp_path / "rows.jsonl").read_bytes() == b""


EVIL = [
    *(
        "../../evil.txt",
        "/tmp/evil.txt",
        "C:\\evil.txt",
        "CON",
        "aux.png",
        ".hidden",
        "a/b.png",
        "x\x1b[1m.png",
    ),
    *("", "a.", "lpt1.tar.gz", "nul", "a" * 300, "\u202egnp.x", "a:b", "a\nb"),
]


@pytest.mark.parametrize("name", EVIL)
def test_no_file_gets_such_a_name(name: str) -> None:
    assert not is_portable_name(name)


@pytest.mark.parametrize(
    "name", ["a.png", "Änderung β1.png", "con-tour.png", "_style.css", "a b (1).mp3", "日本.png"]
)
def test_usual_names_are_kept(name: str) -> None:
    assert is_portable_name(name)


@pytest.mark.parametrize("form", ["anki21", "anki21b"])
def test_evil_media_lies_nowhere(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    media = {name or "x": b"evil" for name in EVIL}
    shown = "".join(f'<img src="{name}">' for name in EVIL)
    (tmp_path / "in").mkdir()
    package = write_package(tmp_path / "in/p.apkg", [Note("g", [f"Q{shown}", "A"])], form, media)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert main(["import", str(package), "--yes", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["media"] == []
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {path.relative_to(tmp_path / "home").parts[0] for path in new} <= {
        "decks",
        "cache",
        "reviews.sqlite",
        "backups",
        "reviews.sqlite-wal",
        "reviews.sqlite-journal",
        "reviews.sqlite-shm",
    }
    assert not list((tmp_path / "home/decks").rglob("*evil*"))


LOOSE = [
    pytest.param("update notes set flds = null where id = 1", id="no-fields"),
    pytest.param("update notes set flds = x'ff00ff', tags = 7 where id = 1", id="odd-types"),
    pytest.param("update notes set guid = null", id="no-guid"),
    pytest.param("update notes set guid = 'g' || char(27) || '[31m'", id="odd-guid"),
    pytest.param("update cards set nid = 7 where id < 101", id="card-without-note"),
    pytest.param("update cards set data = '{broken', type = 'x', ivl = 1e300", id="odd-card"),
    pytest.param("update cards set did = 99", id="no-deck"),
    pytest.param("insert into revlog values (1, 99, 0, 3, 1, 1, 2500, 1, 1)", id="row-without-card"),
    pytest.param("insert into revlog values (2, 100, 0, 'x', null, 1, 1e300, -5, 77)", id="odd-row"),
    pytest.param(
        "insert into revlog values (9223372036854775807, 100, 0, 3, 1, 1, 0, 5, 0)", id="last-moment"
    ),
    pytest.param(
        "insert into revlog values (-9223372036854775808, 100, 0, 3, 1, 1, 0, 5, 0)", id="first-moment"
    ),
    pytest.param("update col set crt = 9e18", id="odd-creation"),
    pytest.param("update cards set type = 2, ivl = 99999999, due = -99999999999, mod = 9e18", id="odd-days"),
]


@pytest.mark.parametrize("statement", LOOSE)
def test_loose_ends_do_no_harm(statement: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = with_sql(
        "insert into notes select 50, 'sound', mid, mod, usn, tags, 'other' || char(31) || 'text', sfld,"
        " csum, flags, data from notes",
        "insert into cards select 5000, 50, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses,"
        " left, odue, odid, flags, data from cards",
        statement,
    )(tmp_path)
    assert main(["import", str(path), "--yes"]) in (0, 1)
    assert main(["import", str(path), "--yes", "--json"]) in (0, 1)
    assert "unexpected" not in capsys.readouterr().err
    assert main(["check", str(tmp_path / "home/decks")]) == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x0a",
        b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        struct.pack("<9Q", *range(9)),
        b"\x0a\x03\x0a\x01\xff",
    ],
)
def test_a_torn_media_map_ends_where_it_is_torn(raw: bytes) -> None:
    from flashcards.errors import Place

    assert len(read_media_map(raw, Place("p"), packed=True)) <= 1
