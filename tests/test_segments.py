"""Rows as files and back, whatever they hold; and the log as text."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards import cli
from flashcards.exchange import segments
from flashcards.exchange.log_text import read_line, write_lines, write_table
from flashcards.exchange.row_fields import FIELDS, FileRow, PlainRow, join_prompt, split_prompt
from flashcards.exchange.segments import SegmentReader
from flashcards.scheduling import RowKind
from flashcards.storage import Store
from flashcards.storage.database import FILE
from flashcards.storage.held_rows import HeldRows, RowRun, runs_of
from tests.logs import fill, ids, ids_of, row
from tests.read_once import furnish

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SOME = NAMES.filter(bool)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
DAYS = st.none() | st.integers(-(10**6), 10**6)
KINDS = [kind.value for kind in RowKind if kind is not RowKind.START]
ROWS: st.SearchStrategy[PlainRow] = st.tuples(
    *(SOME, NAMES, SOME, st.integers(-(2**62), 2**62), st.integers(-1440, 1440)),
    *(st.sampled_from(KINDS) | SOME.filter(lambda kind: kind != "start"), st.none() | st.integers(1, 4)),
    *(st.integers(0, 60_000), NAMES, TEXTS, NAMES, NAMES, st.none() | st.integers(0, 100)),
    *(DAYS, DAYS, NAMES, NAMES, st.integers(0, 2**62)),
)
FURTHER = st.lists(st.none() | st.booleans() | st.integers() | TEXTS | st.lists(TEXTS), max_size=3)
FILE_ROWS = st.tuples(ROWS, FURTHER.map(tuple)).map(lambda made: FileRow(*made))


def read(data: bytes, block: int = 50) -> tuple[list[FileRow], SegmentReader]:
    reader = SegmentReader(data[at : at + block] for at in range(0, len(data), block))
    return [row for batch in reader.batches() for row in batch], reader


def pack(rows: list[FileRow]) -> bytes:
    return segments.pack_lines(segments.encode_row(row) for row in rows)


@given(st.lists(FILE_ROWS, max_size=8), st.integers(1, 400))
def test_any_rows_come_back_from_their_file(rows: list[FileRow], block: int) -> None:
    data = pack(rows)
    found, reader = read(data, block)
    assert found == rows
    assert reader.is_whole
    assert pack(found) == data
    assert data.count(b"\n") == len(rows) + 2


@given(st.lists(FILE_ROWS, max_size=6), st.data())
def test_a_torn_file_gives_its_whole_lines(rows: list[FileRow], data: st.DataObject) -> None:
    whole = pack(rows)
    length = data.draw(st.integers(0, len(whole) - 2))
    found, reader = read(whole[:length])
    assert found == rows[: len(found)]
    assert not reader.is_whole
    assert len(found) >= whole[:length].count(b"\n") - 1


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(data: bytes) -> None:
    read(data)
    read(b"[" + data + b"]\n[" + data)


@given(NAMES)
def test_a_prompt_is_put_together_again(prompt: str) -> None:
    assert join_prompt(*split_prompt(prompt)) == prompt


@given(st.lists(FILE_ROWS, max_size=6))
def test_any_rows_come_back_from_lines_of_text(rows: list[FileRow]) -> None:
    within = [
        FileRow((*row.values[:3], row.values[3] % 10**13, *row.values[4:]), row.further) for row in rows
    ]
    lines = b"".join(write_lines(within)).split(b"\n")[:-1]
    assert [read_line(line)._replace(named={}) for line in lines] == within


def test_a_table_has_a_row_a_line_under_its_names() -> None:
    values = (*row(1)[:3], 1_772_452_800_123, 60, "study", 3, 1500, "s", 'a "b",c', "", "", None, 20_000)
    table = b"".join(write_table([FileRow((*values, None, "", "", 7))])).decode()
    names, fields = csv.reader(io.StringIO(table))
    assert tuple(names) == FIELDS
    named = dict(zip(names, fields, strict=True))
    assert named["at"] == "2026-03-02T13:00:00.123+01:00"
    assert named["due"] == "2024-10-04"
    assert named["typed"] == 'a "b",c'


@given(st.lists(st.tuples(st.sets(st.integers(1, 40)), st.sampled_from("abc"), st.booleans()), max_size=8))
def test_runs_are_as_a_table_of_single_rows(steps: list[tuple[set[int], str, bool]]) -> None:
    held, single = HeldRows(), dict[int, str]()
    for numbers, file, yields in steps:
        held.drop(file)
        single = {number: other for number, other in single.items() if other != file}
        held.add(runs_of(sorted(numbers)), file, lambda other, yields=yields: yields)
        single |= {number: file for number in numbers if yields or number not in single}
    assert {n: run.file for run in held.runs for n in range(run.first, run.last + 1)} == single
    missing = {
        n for run in held.missing(40, lambda file: file != "a") for n in range(run.first, run.last + 1)
    }
    assert missing == {n for n in range(1, 41) if single.get(n, "a") == "a"}
    assert held.runs == sorted(held.runs)
    assert RowRun(1, 2) == (1, 2, "")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path / "home")))
    return tmp_path / "home"


def test_a_log_goes_out_and_comes_back(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home, range(1, 31))
    assert cli.main(["log", "export", "all.jsonl"]) == 0
    assert capsys.readouterr().out == "30 rows written to all.jsonl\n"
    first = json.loads(Path("all.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first["at"] == "2026-03-02T19:00:00.000Z"
    assert list(first) == list(FIELDS)
    monkeypatch.setenv("FLASHCARDS_HOME", str(home.parent / "other"))
    for said in ("+30 rows, 0 known already\n", "+0 rows, 30 known already\n"):
        assert cli.main(["log", "import", "all.jsonl"]) == 0
        assert capsys.readouterr().out == said
    with Store.open(home) as one, Store.open(home.parent / "other") as other:
        assert one.reviews() == other.reviews()


@pytest.mark.parametrize(
    ("text", "new", "told"),
    [
        pytest.param(
            '{"id": "a", "card": "x/y", "at": "2026-03-02T12:00:00Z", "grade": 3}', 1, "", id="short"
        ),
        pytest.param('{"id": "a", "card": "x/y:z", "at": 1772452800000}', 1, "", id="prompt and number"),
        pytest.param(
            '\ufeff{"id": "a", "card": "x/y", "at": "2026-03-02T12:00Z"}\r\n\r\n', 1, "", id="Windows"
        ),
        pytest.param(
            '{"id": "a", "card": "x/y", "at": "2026-03-02T12:00:00Z", "due": "2026-03-05", "mood": "glad"}',
            *(1, ""),
            id="a key of a newer version",
        ),
        pytest.param(
            '{"card": "x/y", "at": "2026-03-02T12:00Z"}', 0, "in.jsonl:1:1: the row has no 'id'", id="id"
        ),
        pytest.param(
            '\n{"id": "a", "card": "x/y", "at": "noon"}', 0, "in.jsonl:2:1: 'at' is 'noon'", id="noon"
        ),
        pytest.param(
            '{"id": "a", "card": "x/y", "at": "2026-03-02T12:00"}', 0, "end it in Z", id="no offset"
        ),
        pytest.param(
            '{"id": "a", "card": "x/y", "at": 1, "due": "soon"}', 0, "'soon' is no day", id="no day"
        ),
        pytest.param('["a"]\nnull\n{', 0, "in.jsonl:3:1: this line is no JSON object", id="no objects"),
    ],
)
def test_rows_written_by_hand(
    home: Path, capsys: pytest.CaptureFixture[str], text: str, new: int, told: str
) -> None:
    Path("in.jsonl").write_text(text, encoding="utf-8", newline="")
    assert cli.main(["log", "import", "in.jsonl"]) == bool(told)
    out, err = capsys.readouterr()
    assert out.startswith(f"+{new} row")
    assert told in err
    if "mood" in text:
        cli.main(["log", "export", "out.jsonl"])
        exported = json.loads(Path("out.jsonl").read_text(encoding="utf-8"))
        assert (exported["mood"], exported["due"]) == ("glad", "2026-03-05")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["export", "log.txt"], "end its name in .jsonl or .csv", id="another ending"),
        pytest.param(["import", "missing.jsonl"], "cannot be read", id="no file"),
        pytest.param(["import", "t.csv"], "a table is for reading", id="a table"),
        pytest.param(["import", "."], "folder", id="a folder"),
        pytest.param(
            ["export", "no/such/../../home/reviews.sqlite/x.csv"], "cannot be written", id="no place"
        ),
    ],
)
def test_files_that_cannot_be_used(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    fill(home, range(1, 3))
    assert cli.main(["log", *arguments]) == 2
    assert told in capsys.readouterr().err
    assert ids(home / FILE) == ids_of(range(1, 3))


def test_an_own_export_in_a_restored_log_makes_a_new_device(home: Path) -> None:
    with Store.open(home) as store:
        before = store.device
    line = {
        "id": "mine",
        "device": before,
        "card": "x/y",
        "at": "2026-03-02T12:00:00Z",
        "grade": 3,
        "seq": 900,
    }
    Path("in.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert cli.main(["log", "import", "in.jsonl"]) == 0
    with Store.open(home) as store:
        assert store.device != before
