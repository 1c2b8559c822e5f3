"""Schedules in notes become memories of the imported cards: once, for the right prompt, whatever moves."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.cli import app_data, import_starts
from flashcards.cli.import_service import note_import
from flashcards.cli.study import open_data
from flashcards.deck import codec
from flashcards.importing.review import ImportReview
from flashcards.notes.syntaxes.schedule_comments import read_entry
from flashcards.scheduling import Grade, Memory, Review, RowKind, Settings, read_start, write_start
from flashcards.storage import Store
from flashcards.storage.database import FILE
from tests.test_import import command, vault_of
from tests.test_import import home as home  # noqa: PLC0414 - fixtures are found by name
from tests.test_import_watch import Desk
from tests.test_import_watch import desk as desk  # noqa: PLC0414

NOW = datetime(2024, 6, 1, 12, tzinfo=timezone(timedelta(hours=2)))
TODAY = date(2024, 6, 1)
EPOCH = date(1970, 1, 1)
FSRS = "fsrs,2024-06-03T01:00:00.000Z,7,12.5,4.1,2,3,1,0,2024-05-27T01:00:00.000Z"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_data, "now", lambda: NOW)


def memories(home: Path) -> dict[str, Memory]:
    with Store.open(home) as log:
        return log.memories(Settings())


def rows(home: Path) -> list[Review]:
    with Store.open(home) as log:
        return log.reviews()


def due_days(home: Path) -> dict[str, str]:
    """Prompt without its deck → the day on which it is due."""
    found = memories(home)
    return {
        name.partition("/")[2]: (EPOCH + timedelta(days=memory.day + memory.days)).isoformat()
        for name, memory in found.items()
    }


def notes(folder: Path, **texts: str) -> Path:
    return vault_of(folder / "vault", **{name: f"#flashcards\n\n{text}\n" for name, text in texts.items()})


# From a note to a session

CASES = [
    pytest.param("m::b\n<!--SR:!2024-06-09,12,250-->", {"m": "2024-06-09"}, id="next line"),
    pytest.param("m::b <!--SR:!2024-06-09,12,250-->", {"m": "2024-06-09"}, id="same line"),
    pytest.param("m::b\n<!--SR:!09-06-2024,12,250-->", {"m": "2024-06-09"}, id="the day first"),
    pytest.param("m::b\n<!--SR:2024-06-09,12,250-->", {"m": "2024-06-09"}, id="the old form"),
    pytest.param(f"m::b\n<!--SR:!{FSRS}-->", {"m": "2024-06-02"}, id="FSRS, in the night before its day"),
    pytest.param("m::b\n<!--SR:!2020-01-01,12,250-->", {"m": "2020-01-01"}, id="long overdue"),
    pytest.param("m::b\n<!--SR:!2099-01-01,12,250-->", {"m": "2024-06-13"}, id="in a future that cannot be"),
    pytest.param("m::b\n<!--SR:!2000-01-01,1,250-->", {}, id="never reviewed"),
    pytest.param("m::b\n<!--SR:!2024-06-09,x,250-->", {}, id="damaged"),
    pytest.param("m::b", {}, id="no schedule"),
    pytest.param(
        "m:::b\n<!--SR:!2024-06-09,12,250!2024-06-03,4,230-->",
        {"m": "2024-06-09", "m:reverse": "2024-06-03"},
        id="both ways",
    ),
    pytest.param(
        "m:::b\n<!--SR:!2000-01-01,1,250!2024-06-03,4,230-->", {"m:reverse": "2024-06-03"}, id="one way"
    ),
    pytest.param(
        "Both ==m== and ==v==.\n<!--SR:!2024-06-09,12,250!2024-06-03,4,230-->",
        {"both-m-and-v:m": "2024-06-09", "both-m-and-v:v": "2024-06-03"},
        id="gaps",
    ),
    pytest.param(
        "Both ==m== and ==v==.\n<!--SR:!2024-06-09,12,250-->",
        {"both-m-and-v:m": "2024-06-09"},
        id="a gap that is new",
    ),
    pytest.param(
        "m\n?\nb\n<!--SR:!2024-06-09,12,250!2024-06-03,4,230-->", {"m": "2024-06-09"}, id="an entry too many"
    ),
]


@pytest.mark.parametrize(("text", "due"), CASES)
def test_a_schedule_becomes_a_memory(home: Path, tmp_path: Path, text: str, due: Mapping[str, str]) -> None:
    command(notes(tmp_path, a=text))
    assert due_days(home) == due
    assert all(row.kind is RowKind.START for row in rows(home))


def test_the_day_begins_when_the_person_says(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("day_starts_at = 2\n", encoding="utf-8")
    command(notes(tmp_path, a=f"m::b\n<!--SR:!{FSRS}-->"))
    (row,) = rows(home)
    start = read_start(row.typed)
    assert start
    assert EPOCH + timedelta(days=start.due) == date(2024, 6, 3), "03:00 is no night any more"


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
def test_an_import_is_written_though_its_reader_left(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", buffering=1) as nobody_reads:
        monkeypatch.setattr("sys.stdout", nobody_reads)
        assert command(notes(tmp_path, a="m::b\n<!--SR:!2024-06-09,12,250-->"), "--yes") == 0
    assert due_days(home) == {"m": "2024-06-09"}


QUEUE = """\
one::first
<!--SR:!2024-05-30,12,250-->

two::second
<!--SR:!2024-06-01,12,250-->

three::third
<!--SR:!2024-06-02,12,250-->

four::fourth
"""


def test_a_session_asks_what_the_notes_say_is_due(home: Path, tmp_path: Path) -> None:
    assert command(notes(tmp_path, a=QUEUE)) == 0
    with open_data() as desk:
        assert desk.overview()["vault"].counts == (1, 0, 2)
        asked = desk.start(["vault"]).queue
        assert {*asked[:2]} == {"vault/one", "vault/two"}
        assert asked[2:] == ("vault/four",)
        desk.ahead = 1
        assert desk.overview()["vault"].counts == (1, 0, 3)
        session = desk.start(["vault"]).show()
        assert session.prompt
        after, row = session.grade(Grade.GOOD, NOW + timedelta(minutes=1), 1000)
        desk.store.append(row)
        assert desk.overview()["vault"].counts.review == 2
        found = desk.store.memories(desk.settings)[session.prompt.id]
        assert (found.reviews, found.elsewhere) == (2, False)
        assert after.rows
        assert after.made == (found,)


def test_the_memory_is_that_of_the_note(home: Path, tmp_path: Path) -> None:
    command(notes(tmp_path, a=f"m::b\n<!--SR:!2024-06-09,30,130-->\n\nv::c\n<!--SR:!{FSRS}-->"))
    found = memories(home)
    first, second = found["vault/m"], found["vault/v"]
    assert (first.stability, first.difficulty, first.reviews) == pytest.approx((30.0, 10.0, 1))
    assert (second.stability, second.difficulty, second.reviews, second.lapses) == (12.5, 4.1, 3, 1)
    assert EPOCH + timedelta(days=second.day) == date(2024, 5, 26)


# Told


def test_the_report_counts_what_was_taken(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = notes(tmp_path, a=QUEUE)
    assert command(folder, "--dry-run") == 0
    assert "3 starting memories would be taken from the schedules in the notes" in capsys.readouterr().out
    assert not home.exists()
    assert command(folder, "--dry-run", "--json") == 0
    ids = ["vault/one", "vault/two", "vault/three"]
    assert json.loads(capsys.readouterr().out)["starts"] == {"taken": ids, "reviewed": [], "renewed": []}
    assert not home.exists()
    assert command(folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["starts"] == {"taken": ids, "reviewed": [], "renewed": []}
    assert command(folder) == 0
    assert "starting" not in capsys.readouterr().out


def test_a_card_with_reviews_keeps_them_and_that_is_said_once(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = "\n".join(line for line in QUEUE.splitlines() if "SR:" not in line)
    command(notes(tmp_path, a=plain))
    with Store.open(home) as log:
        for number, name in enumerate(["vault/one", "vault/two"]):
            log.append(Review(f"r{number}", "x", name, NOW.astimezone(UTC), 120, RowKind.STUDY, Grade.GOOD))
    before = memories(home)
    capsys.readouterr()
    command(notes(tmp_path, a=QUEUE))
    told = capsys.readouterr().out
    assert "1 starting memory taken" in told
    assert told.count("2 schedules in the notes left aside") == 1
    assert {name: memory for name, memory in memories(home).items() if name in before} == before


def test_a_damaged_entry_is_told_and_its_siblings_are_taken(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = notes(tmp_path, a="m:::b\n<!--SR:!2024-06-09,1e999,250!2024-06-03,4,230-->")
    assert command(folder) == 1
    told = capsys.readouterr()
    assert f"{folder / 'a.md'}:4:1: the schedule '2024-06-09,1e999,250' cannot be read" in told.err
    assert due_days(home) == {"m:reverse": "2024-06-03"}


# Once, and of the right prompt

BOTH = "Both ==m== and ==v==.\n<!--SR:!2024-06-09,12,250!2024-06-03,4,230-->"
SWAPPED = "Both ==v== and ==m==.\n<!--SR:!2024-06-03,4,230!2024-06-09,12,250-->"


def test_a_second_import_adds_nothing(home: Path, tmp_path: Path) -> None:
    folder = notes(tmp_path, a=QUEUE, b=BOTH)
    command(folder)
    first = rows(home)
    assert len(first) == 5
    command(folder)
    assert rows(home) == first


REVIEWED = QUEUE.replace("2024-05-30,12", "2024-06-19,20").replace("2024-06-01,12", "2024-06-15,16")
"""The first two cards, reviewed in Obsidian on the 30th of May."""


def test_what_was_reviewed_in_obsidian_since_is_followed_unless_graded_here(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(notes(tmp_path, a=QUEUE))
    with Store.open(home) as log:
        log.append(Review("r", "x", "vault/two", NOW.astimezone(UTC), 120, RowKind.STUDY, Grade.GOOD))
    before = due_days(home)
    folder = notes(tmp_path, a=REVIEWED)
    capsys.readouterr()
    command(folder, "--dry-run")
    assert "1 newer schedule would be followed" in capsys.readouterr().out
    assert due_days(home) == before
    command(folder)
    told = capsys.readouterr().out
    assert "1 newer schedule followed" in told
    assert "1 schedule in the notes left aside: reviews made here count instead" in told
    assert due_days(home) == {**before, "one": "2024-06-19"}
    command(folder)
    assert "followed" not in capsys.readouterr().out
    command(notes(tmp_path, a=QUEUE))  # an older copy of the notes
    assert due_days(home) == {**before, "one": "2024-06-19"}


def test_another_device_makes_the_same_rows(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = notes(tmp_path, a=QUEUE, b=BOTH)
    command(folder)
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "other"))
    command(folder)
    ours, theirs = rows(home), rows(tmp_path / "other")
    assert {row.id: (row.card, row.typed) for row in ours} == {
        row.id: (row.card, row.typed) for row in theirs
    }
    assert {row.device for row in ours}.isdisjoint(row.device for row in theirs)


def test_a_moved_note_and_an_inserted_card_change_nothing(home: Path, tmp_path: Path) -> None:
    folder = notes(tmp_path, a=QUEUE, b=BOTH)
    command(folder)
    first = rows(home)
    (folder / "a.md").unlink()
    (folder / "deep").mkdir()
    text = f"#flashcards\n\n# A heading\n\nzero::null\n<!--SR:!2024-06-20,5,250-->\n\n{QUEUE}"
    (folder / "deep" / "z.md").write_text(text, encoding="utf-8")
    command(folder)
    added = [row for row in rows(home) if row not in first]
    assert [row.card for row in added] == ["vault/zero"]


@pytest.mark.parametrize("texts", [[BOTH], [SWAPPED], [BOTH, SWAPPED], [SWAPPED, BOTH]])
def test_swapped_gaps_keep_their_memories(home: Path, tmp_path: Path, texts: list[str]) -> None:
    for text in texts:
        command(notes(tmp_path, a=text))
    by_gap = {name.partition(":")[2]: due for name, due in due_days(home).items()}
    assert by_gap == {"m": "2024-06-09", "v": "2024-06-03"}
    assert len(rows(home)) == 2


def test_a_card_that_was_there_before_takes_its_memory(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So does one of an import by an earlier version, and one whose log was lost."""
    folder = notes(tmp_path, a=QUEUE, b=BOTH)
    command(folder)
    first = due_days(home)
    for path in home.glob("reviews*"):
        path.unlink()
    capsys.readouterr()
    command(folder)
    told = capsys.readouterr()
    assert "nothing has changed" in told.err
    assert "written" not in told.err
    assert "5 starting memories taken" in told.out
    assert due_days(home) == first


def test_gaps_with_other_names_in_the_deck_take_their_own_entries(home: Path, tmp_path: Path) -> None:
    folder = notes(tmp_path, a=BOTH)
    command(folder)
    for path in home.glob("reviews*"):
        path.unlink()
    deck = home / "decks" / "vault.yaml"
    text = deck.read_text(encoding="utf-8")
    named = text.replace("Both {{m}} and {{v}}.", "'Both {{v: m}} and {{second: v}}.'")
    assert named != text
    deck.write_text(named, encoding="utf-8")
    command(folder)
    by_gap = {name.partition(":")[2]: due for name, due in due_days(home).items()}
    assert by_gap == {"v": "2024-06-09", "second": "2024-06-03"}


def test_a_card_whose_text_is_gone_takes_no_memory_of_the_one_in_its_place(
    home: Path, tmp_path: Path
) -> None:
    command(notes(tmp_path, a="What is the first moment of Adam?::an average of gradients"))
    command(notes(tmp_path, a="zebra::striped\n<!--SR:!2024-06-09,12,250-->"), "--yes")
    deck, _ = codec.read_deck((home / "decks/vault.yaml").read_text(encoding="utf-8"), "vault.yaml")
    assert deck
    assert len(deck.cards) == 2
    assert due_days(home) == {"zebra": "2024-06-09"}


def test_rows_under_a_former_id_count_as_reviews(home: Path, tmp_path: Path) -> None:
    command(notes(tmp_path, a=BOTH.partition("\n")[0]))
    with Store.open(home) as log:
        at = NOW.astimezone(UTC)
        log.append(Review("r", "x", "vault/both-m-and-v:1", at, 120, RowKind.STUDY, Grade.GOOD))
    command(notes(tmp_path, a=BOTH))
    assert [row.card for row in rows(home) if row.kind is RowKind.START] == ["vault/both-m-and-v:v"]


def test_a_card_left_out_takes_none(home: Path, tmp_path: Path) -> None:
    folder = notes(tmp_path, a=QUEUE)
    services = note_import(lambda: None)
    review = ImportReview.of(services.propose(str(folder), lambda _: None).proposals)
    told = services.write_import(review.accept(0).outcome())
    assert told.endswith("1 starting memory taken from the schedules in the notes.")
    assert due_days(home) == {"one": "2024-05-30"}


def test_watching_takes_the_memory_of_a_card_that_gets_a_schedule(desk: Desk, tmp_path: Path) -> None:
    plain = "#flashcards\n\nm::b\n"
    told = desk.watch(
        lambda: desk.write("Cards.md", plain),
        lambda: desk.write("Cards.md", f"{plain}<!--SR:!2024-06-09,12,250-->\n"),
    )
    assert sum("1 starting memory taken" in each for each in told) == 1
    assert due_days(tmp_path / "home") == {"m": "2024-06-09"}


def test_notes_without_schedules_open_no_log(home: Path, tmp_path: Path) -> None:
    command(notes(tmp_path, a="m::b"))
    assert not (home / FILE).exists()


def test_a_dry_run_leaves_the_log_as_it_is(home: Path, tmp_path: Path) -> None:
    command(notes(tmp_path, a=QUEUE))
    with closing(sqlite3.connect(home / FILE)) as connection, connection:
        connection.execute("delete from reviews")
    before = {
        path: path.read_bytes() for path in home.rglob("*") if path.is_file() and path.suffix != ".sqlite"
    }
    raw = (home / FILE).read_bytes()
    command(tmp_path / "vault", "--dry-run")
    assert (home / FILE).read_bytes() == raw
    assert before.items() <= {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}.items()


# Any entry

numbers = st.one_of(st.integers(-5, 50_000).map(str), st.floats().map(str), st.just(""))
days = st.one_of(st.dates().map(str), st.datetimes().map(lambda at: f"{at.isoformat()}Z"), st.just("-"))
entries = st.one_of(
    st.tuples(days, numbers, numbers).map(",".join),
    st.tuples(st.just("fsrs"), days, *[numbers] * 7, days).map(",".join),
)


@given(entries, st.integers(-840, 840))
@hypothesis.settings(deadline=None, max_examples=100)
def test_what_can_be_read_can_be_kept(entry: str, offset: int) -> None:
    noted = read_entry(entry)
    if noted:
        start = import_starts.starting_memory(noted, offset, Settings())
        assert read_start(write_start(start)) == start
