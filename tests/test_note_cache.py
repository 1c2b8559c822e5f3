"""The cache of notes: what comes out is what was read, and whatever happens to it is never an error."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.cli import main, progress
from flashcards.cli.import_read import NoteReader
from flashcards.errors import Place, Problem
from flashcards.importing import note_questions
from flashcards.importing.note_questions import NoteQuestions, read_questions
from flashcards.importing.packed_questions import CLASSES, _form, pack_questions, unpack_questions
from flashcards.notes import note
from flashcards.storage import note_cache
from flashcards.storage.digests import digest
from flashcards.storage.note_cache import FILE, KEPT_DAYS, NoteCache

NOTES = sorted((Path(__file__).parent / "data" / "notes").glob("*.md"))


def plain(value: Any) -> Any:
    """A value as data with its types, so that problems, which are exceptions, can be compared."""
    if isinstance(value, Problem):
        return ("Problem", value.message, plain(value.place), value.hint)
    if is_dataclass(value):
        return (type(value).__name__, [plain(getattr(value, field.name)) for field in fields(value)])
    if isinstance(value, tuple):
        return tuple(plain(each) for each in value)
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    return (type(value).__name__, value)


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem[:3])
def test_a_note_comes_out_of_the_cache_as_it_was_read(path: Path) -> None:
    found = read_questions(note.read_note(path.read_text(encoding="utf-8"), str(path), path.name))
    assert any(block.questions for block in found.blocks)
    assert plain(unpack_questions(pack_questions(found))) == plain(found)


SHORT = st.text(max_size=9)
st.register_type_strategy(Problem, st.builds(Problem, SHORT, st.none() | st.builds(Place, SHORT), SHORT))


def values_of(kind: type) -> st.SearchStrategy[object]:
    """Values with each field drawn by its type, also those that have a default."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: st.from_type(hints[each.name]) for each in fields(kind)})


for each in CLASSES:
    st.register_type_strategy(each, values_of)


@pytest.mark.parametrize(
    "kind", sorted(CLASSES, key=lambda kind: kind.__name__), ids=lambda kind: kind.__name__
)
def test_every_field_has_a_form(kind: type) -> None:
    assert _form(kind).kind is kind
    assert len(get_type_hints(kind)) >= len(fields(kind))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_value_comes_back(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(CLASSES - {NoteQuestions}, key=lambda kind: kind.__name__)))
    value = data.draw(st.from_type(kind))
    form = _form(kind)
    back = form.unpack(json.loads(json.dumps(form.pack(value))))
    assert repr(plain(back)) == repr(plain(value))  # nan is not nan


KEY = digest(b"raw", "a.md")


def put(folder: Path, key: bytes = KEY, text: str = "text", today: int = 100) -> None:
    with NoteCache(folder, today) as cache:
        cache.put(key, text)


def got(folder: Path, key: bytes = KEY, today: int = 100) -> str | None:
    with NoteCache(folder, today) as cache:
        return cache.get(key)


def test_what_was_put_is_there_the_next_time(tmp_path: Path) -> None:
    put(tmp_path / "cache", text="β \ud800 " * 500)
    assert got(tmp_path / "cache") == "β \ud800 " * 500
    assert got(tmp_path / "cache", digest(b"raw", "b.md")) is None


def test_parts_of_a_key_do_not_run_together() -> None:
    assert len({digest(b"a", "bc"), digest(b"ab", "c"), digest(b"abc", ""), digest(b"abc")}) == 4


def overwrite(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def spoil(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("update notes set body = ?", (b"x\x9cspoilt",))
    connection.close()


def swap(path: Path) -> None:
    """The body of another note, intact."""
    put(path.parent, b"other", "other")
    with sqlite3.connect(path) as connection:
        connection.execute("update notes set body = (select body from notes where key = ?)", (b"other",))
    connection.close()


def other_table(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.executescript("drop table notes; create table notes (other)")
    connection.close()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "harm", [overwrite, cut, spoil, swap, other_table, empty, folder_instead], ids=lambda harm: harm.__name__
)
def test_a_damaged_cache_is_no_cache(harm: Callable[[Path], None], tmp_path: Path) -> None:
    put(tmp_path, text="".join(map(str, range(9000))))
    harm(tmp_path / FILE)
    assert got(tmp_path) is None
    put(tmp_path)
    assert got(tmp_path) in {"text", None}
    if harm in {overwrite, spoil, swap, empty}:
        assert got(tmp_path) == "text"


def test_a_locked_cache_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_cache, "_PATIENCE", 0.01)
    put(tmp_path)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("begin exclusive")
    put(tmp_path, text="new")
    assert got(tmp_path) is None
    other.close()
    assert got(tmp_path) == "text"


def test_a_folder_that_cannot_be_made_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    put(tmp_path / "file" / "cache")
    assert got(tmp_path / "file" / "cache") is None


def test_what_is_not_used_for_long_goes(tmp_path: Path) -> None:
    put(tmp_path, b"old", today=0)
    put(tmp_path, b"used", today=0)
    assert got(tmp_path, b"used", today=KEPT_DAYS) == "text"
    put(tmp_path, b"new", today=KEPT_DAYS + 1)
    assert [got(tmp_path, key, today=KEPT_DAYS + 1) for key in (b"old", b"used", b"new")] == [
        *(None, "text", "text")
    ]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "a.md").write_text("# Adam\n\n**Momentum**: an average of the recent gradients.\n")
    (folder / "b.md").write_text("# SGD\n\n$$ \\theta_t = \\theta_{t-1} - \\eta g_t $$\n")
    return folder


def test_only_what_changed_is_read_again(
    vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def spy(found: Any) -> NoteQuestions:
        read.append(found.name)
        return read_questions(found)

    monkeypatch.setattr(note_questions, "read_questions", spy)
    reader = NoteReader("", tmp_path / "cache", everything=True)
    first = reader.read([vault], [])
    second = reader.read([vault], [])
    assert read == ["a.md", "b.md"]
    assert [*map(plain, second)] == [*map(plain, first)]
    (vault / "a.md").write_text("# Adam\n\n**Momentum**: an average of all gradients.\n")
    NoteReader("", tmp_path / "cache").read([vault], [])
    assert read == ["a.md", "b.md", "a.md"]
    NoteReader("", None).read([vault], [])
    assert read[3:] == ["a.md", "b.md"]


def test_a_dry_run_makes_no_data_folder(vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    main(["import", str(vault), "--dry-run"])
    assert not (tmp_path / "home").exists()
    main(["import", str(vault), "--yes"])
    assert (tmp_path / "home" / "cache" / FILE).exists()


def test_progress_names_the_note_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    now = 0.0
    monkeypatch.setattr(progress.output, "progress", lambda text="": told.append(text))
    monkeypatch.setenv("COLUMNS", "40")
    with progress.Progress("note", 1000, lambda: now) as shown:
        for at in range(300):
            shown.begin(f"{at} 学習率 {'x' * 50}\x1b")
            now += 0.03
    assert told[0].startswith("note 1 of 1,000: 0 学習率")
    assert "note 81 of 1,000, 0:28 left: 80 学" in told[20]
    assert told[-1] == ""
    assert len(told) <= 300 * 0.03 / 0.1 + 2
    assert max(len(line) + sum(c > "\u2e80" for c in line) for line in told) <= 39
    assert not any("\x1b" in line for line in told)


def test_progress_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.Progress("note", 2, lambda: 0.0) as shown:
        shown.begin("a")
    assert capsys.readouterr() == ("", "")


def test_a_version_of_the_code_is_part_of_the_key(
    vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flashcards.storage import code_version

    reader = NoteReader("", tmp_path / "cache")
    reader.read([vault], [])
    monkeypatch.setattr(code_version, "reading_version", lambda: "another")
    monkeypatch.setattr(note_questions, "read_questions", lambda found: sys.exit("read again"))
    with pytest.raises(SystemExit):
        reader.read([vault], [])
