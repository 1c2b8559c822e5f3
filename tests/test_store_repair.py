"""Hidden damage: it is found before it reaches the backups, and what can be read is salvaged."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from flashcards import cli
from flashcards.errors import Problem
from flashcards.scheduling import RowKind
from flashcards.storage import Store, backups, database, repair
from flashcards.storage.salvage import _pages, _records, salvage
from tests.logs import NOON, PAGE, as_earlier_versions_left_it, fill, ids, ids_of, page_of_rows, row, zero
from tests.rows import most_telling


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a log of 900 reviews."""
    return fill(tmp_path_factory.mktemp("whole"), range(900)).read_bytes()


def put(folder: Path, data: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / database.FILE
    path.write_bytes(data)
    return path


def backed_up(folder: Path, rows: int) -> Path:
    path = fill(folder, range(rows))
    with closing(sqlite3.connect(path)) as connection:
        return backups.create(connection, path)


@pytest.mark.parametrize("page", [7, 12, 17, 25])
@pytest.mark.parametrize("checked_at_start", [0, 2**20], ids=["long log", "short log"])
def test_hidden_damage_is_told_and_reaches_no_backup(
    tmp_path: Path, whole: bytes, page: int, checked_at_start: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, whole)
    Store.open(tmp_path).close()
    (good,) = backups.copies(path)
    before = good.read_bytes()
    zero(path, page)
    monkeypatch.setattr(database, "CHECKED_AT_START", checked_at_start)
    monkeypatch.setattr(backups, "AFTER", 1)
    for number in range(3):
        with pytest.raises(Problem, match="damaged") as told, Store.open(tmp_path) as log:
            log.append(row(1000 + number))
        assert "flashcards log repair" in told.value.hint
    assert backups.copies(path) == [good]
    assert good.read_bytes() == before


def test_a_short_log_is_checked_before_it_is_written_to(tmp_path: Path, whole: bytes) -> None:
    path = put(tmp_path, whole)
    zero(path, 12)
    before = path.read_bytes()
    with pytest.raises(Problem, match="damaged"):
        Store.open(tmp_path)
    assert path.read_bytes() == before


def test_a_long_log_is_checked_when_it_is_closed(
    tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where no backup is due, which is checked by itself."""
    monkeypatch.setattr(database, "CHECKED_AT_START", 0)
    monkeypatch.setattr(backups, "is_due", lambda *_: False)
    zero(put(tmp_path, whole), 12)
    log = Store.open(tmp_path)
    log.append(row(1000))
    with pytest.raises(Problem, match="damaged"):
        log.close()


def test_a_damaged_log_is_never_copied(tmp_path: Path, whole: bytes) -> None:
    path = put(tmp_path, whole)
    zero(path, 12)
    refused = pytest.raises((Problem, sqlite3.DatabaseError), match=r"damaged|malformed")
    with closing(sqlite3.connect(path)) as connection, refused:
        backups.create(connection, path)
    assert not (tmp_path / backups.FOLDER).exists()


@pytest.mark.parametrize(
    "page", [*range(1, 31, 3), *most_telling(2, *(page for page in range(3, 31) if page % 3 != 1))]
)
def test_a_zeroed_page_costs_its_own_rows_alone(tmp_path: Path, whole: bytes, page: int) -> None:
    path = put(tmp_path, whole)
    zero(path, page)
    found, _ = repair.check_log(tmp_path, NOON)
    assert found
    assert found.faults
    damaged = path.read_bytes()
    done = repair.repair(tmp_path, NOON)
    assert done.salvaged + done.lost == 900
    assert done.lost < 70
    assert done.damaged
    assert done.damaged.read_bytes() == damaged
    assert len(ids(path)) == done.salvaged
    assert repair.check_log(tmp_path, NOON) == (
        repair.Health(path, done.salvaged, (), found and _newest(path)),
        [],
    )


def _newest(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("select max(at) from reviews").fetchone()[0])


def test_a_repaired_log_keeps_its_device_and_goes_on(tmp_path: Path) -> None:
    path = fill(tmp_path, range(300))
    device = Store.open(tmp_path).device
    zero(path, 1)
    repair.repair(tmp_path, NOON)
    with Store.open(tmp_path) as log:
        assert log.device == device
        log.append(row(300))
        assert [review.id for review in log.reviews()] == [f"row-{number}" for number in range(301)]


def test_rows_that_the_damage_took_come_from_the_backups(tmp_path: Path) -> None:
    backed_up(tmp_path, 500)
    path = fill(tmp_path, range(500, 700))
    for page in range(2, path.stat().st_size // PAGE + 1):
        zero(path, page)
    done = repair.repair(tmp_path, NOON)
    assert (done.salvaged, done.from_backups) == (0, 500)
    assert ids(path) == ids_of(range(500))


def test_the_backups_of_another_log_are_left_alone(tmp_path: Path) -> None:
    fill(tmp_path, range(1000, 1100))
    with closing(sqlite3.connect(tmp_path / database.FILE)) as connection:
        backups.create(connection, tmp_path / database.FILE)
    (tmp_path / database.FILE).unlink()
    path = fill(tmp_path, range(900))
    zero(path, page_of_rows(path)[0])
    done = repair.repair(tmp_path, NOON)
    assert done.from_backups == 0
    assert done.lost > 0
    assert ids(path) < ids_of(range(900))


def test_a_review_that_differs_from_its_backup_is_found_and_mended(tmp_path: Path) -> None:
    """A flipped bit in a text leaves the structure whole."""
    backed_up(tmp_path, 30)
    path = tmp_path / database.FILE
    path.write_bytes(path.read_bytes().replace(b"adam/7adam/7:", b"adbm/7adam/7:"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update reviews set card = 'adbm/7' where id = 'row-7'")
        connection.commit()
    found, _ = repair.check_log(tmp_path, NOON)
    assert found
    assert found.faults == ("reviews that a backup has are missing or differ: 1",)
    assert repair.repair(tmp_path, NOON).lost == 0
    with Store.open(tmp_path) as log:
        assert {review.card for review in log.reviews() if review.id == "row-7"} == {"adam/7"}


def test_a_log_that_is_gone_comes_back_from_its_backup(tmp_path: Path) -> None:
    backed_up(tmp_path, 40)
    path = tmp_path / database.FILE
    path.unlink()
    done = repair.repair(tmp_path, NOON)
    assert (done.from_backups, done.damaged) == (40, None)
    assert ids(path) == ids_of(range(40))


def test_a_repair_that_cannot_be_written_changes_nothing(
    tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, whole)
    zero(path, 9)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(repair.shutil, "copy2", full)
    with pytest.raises(Problem, match="No space left"):
        repair.repair(tmp_path, NOON)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [database.FILE]


def test_long_answers_and_a_write_ahead_file_are_salvaged(tmp_path: Path) -> None:
    with Store.open(tmp_path / "one") as log:
        long = row(0)._replace(typed="β₁ m + " * 3000)
        log.append(long)
    zero(log.path, 1)
    assert [found[9] for found in salvage(log.path).rows.values()] == [long.typed]
    path = as_earlier_versions_left_it(fill(tmp_path / "two", range(5)), range(5, 9), tmp_path / "three")
    assert {found[0] for found in salvage(path).rows.values()} == ids_of(range(9))


def test_a_whole_log_is_not_touched(tmp_path: Path, whole: bytes) -> None:
    path = put(tmp_path, whole)
    assert repair.repair(tmp_path, NOON) == repair.Repair(path)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("spoil", ["foreign", "newer"])
def test_a_file_that_is_no_log_of_ours_is_not_repaired(tmp_path: Path, spoil: str) -> None:
    path = fill(tmp_path, range(3))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma user_version = 99" if spoil == "newer" else "pragma application_id = 7")
    before = path.read_bytes()
    with pytest.raises(Problem, match="newer flashcards" if spoil == "newer" else "not a review log"):
        repair.repair(tmp_path, NOON)
    assert path.read_bytes() == before


def test_every_page_of_an_index_names_its_rows(tmp_path: Path, whole: bytes) -> None:
    """The inner pages too, whose entries are in no leaf: they tell how many rows there were."""
    found = Counter(
        values[1]
        for page in _pages(put(tmp_path, whole))
        for number, values in _records(page)
        if number is None and len(values) == 2
    )
    assert found == dict.fromkeys(range(1, 901), 2)  # the indexes of ids and of moments


def test_rows_of_a_backup_whose_numbers_are_taken_are_not_lost(tmp_path: Path) -> None:
    """The log went back to an older state and went on from there."""
    older = fill(tmp_path, range(10)).read_bytes()
    backed_up_rows = fill(tmp_path, range(10, 20))
    with closing(sqlite3.connect(backed_up_rows)) as connection:
        backups.create(connection, backed_up_rows)
    path = put(tmp_path, older)
    fill(tmp_path, range(100, 105))
    done = repair.repair(tmp_path, NOON)
    assert (done.salvaged, done.from_backups, done.lost) == (15, 10, 0)
    assert ids(path) == ids_of(range(20)) | ids_of(range(100, 105))


def test_the_journals_go_with_the_damaged_file(tmp_path: Path, whole: bytes) -> None:
    path = put(tmp_path, whole)
    zero(path, 12)
    path.with_name(f"{path.name}-journal").write_bytes(bytes(600))
    done = repair.repair(tmp_path, NOON)
    assert done.damaged
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        done.damaged.name,
        f"{done.damaged.name}-journal",
        path.name,
    ]


def test_a_write_ahead_file_of_a_damaged_log_is_used(tmp_path: Path) -> None:
    path = as_earlier_versions_left_it(fill(tmp_path / "a", range(5)), range(5, 9), tmp_path / "home")
    path.write_bytes(bytes(path.stat().st_size))
    repair.repair(path.parent, NOON)
    assert ids(path) == ids_of(range(9))


# The command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    return tmp_path


def test_the_command_checks_and_repairs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(action: str) -> tuple[int, dict[str, object]]:
        status = cli.main(["log", action, "--json"])
        return status, json.loads(capsys.readouterr().out)

    assert run("check") == (0, {"log": None, "backups": [], "ahead": [], "off": []})
    path = fill(home, range(900))
    status, told = run("check")
    assert (status, told["log"]) == (0, {"file": str(path), "whole": True, "rows": 900, "faults": []})
    page, lost = page_of_rows(path)
    zero(path, page)
    assert run("check")[0] == 1
    status, told = run("repair")
    assert (status, told["salvaged"], told["from_backups"], told["lost"]) == (1, 900 - lost, 0, lost)
    assert Path(str(told["damaged"])).is_file()
    assert run("check")[0] == 0
    assert run("repair") == (
        0,
        {"file": str(path), "damaged": None, "salvaged": 0, "from_backups": 0, "lost": 0},
    )
    path.unlink()
    path.mkdir()
    assert run("check")[0] == 2


@pytest.mark.parametrize("is_gone", [True, False], ids=["gone", "emptied"])
def test_a_log_that_was_begun_anew_in_place_of_a_lost_one_gets_its_rows_back(
    home: Path, capsys: pytest.CaptureFixture[str], is_gone: bool
) -> None:
    """Any command makes a file where none is; the first to study with it says what there is to bring back."""
    backed_up(home, 40)
    (home / database.FILE).write_bytes(b"")
    if is_gone:
        (home / database.FILE).unlink()
    assert cli.main([]) == 0
    assert "has backups: bring them back with  flashcards log repair" in capsys.readouterr().err
    assert cli.main(["log", "check"]) == 1
    assert "reviews that a backup has are missing or differ: 40" in capsys.readouterr().out
    assert cli.main(["log", "repair"]) == 0
    assert ids(home / database.FILE) == ids_of(range(40))
    capsys.readouterr()
    assert cli.main([]) == 0
    assert not capsys.readouterr().err


@pytest.mark.parametrize("is_damaged", [False, True], ids=["whole", "damaged"])
def test_the_rows_of_a_backup_are_imported_beside_what_was_studied_since(
    home: Path, is_damaged: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log begun anew is another one, with whose backups a repair does not meddle."""
    backup = backed_up(home, 400)
    (home / database.FILE).unlink()
    fill(home, range(500, 510))
    lost = set[str]()
    if is_damaged:
        zero(backup, page_of_rows(backup)[0])
        lost = ids_of(range(400)) - {row[0] for row in salvage(backup).rows.values()}
        assert lost
    monkeypatch.chdir(backup.parent)
    for counts in (f"+{400 - len(lost)} rows, 0 known", f"+0 rows, {400 - len(lost)} known"):
        assert cli.main(["log", "import", backup.name]) == 0
        assert capsys.readouterr().out.startswith(counts)
        with Store.open(home) as log:
            kept = {review.id for review in log.reviews() if review.kind is not RowKind.TAKE_BACK}
        assert kept >= ids_of(range(400)) - lost | ids_of(range(500, 510))


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        pytest.param("create table places (url text)", "is not a review log", id="another program's"),
        pytest.param("pragma user_version = 99", "was written by a newer flashcards", id="a newer one"),
    ],
)
def test_a_database_that_is_no_log_of_ours_is_not_imported(
    home: Path, statement: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = home / "other.sqlite"
    if "version" in statement:
        fill(home / "b", range(3)).rename(other)
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute(statement)
    assert cli.main(["log", "import", str(other)]) == 2
    assert says in capsys.readouterr().err


def test_the_command_says_what_was_lost(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = fill(home, range(900))
    assert cli.main(["log", "check"]) == 0
    assert f"intact: 900 rows until {NOON:%Y}" in capsys.readouterr().out
    page, lost = page_of_rows(path)
    zero(path, page)
    assert cli.main(["log", "check"]) == 1
    assert "flashcards log repair" in capsys.readouterr().out
    assert cli.main(["log", "repair"]) == 1
    assert f"{lost} lost" in capsys.readouterr().out
