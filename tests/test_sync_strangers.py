"""What strangers and broken tools put into a sync folder: it is told, and nothing of it is believed."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
from pathlib import Path

import pytest

from flashcards.errors import Problem
from flashcards.scheduling import Settings
from flashcards.storage import Store
from flashcards.storage.database import FILE
from flashcards.storage.sync_folder import SyncFolder
from tests.logs import fill, ids, ids_of
from tests.rows import most_telling
from tests.sync_folders import HEADER, Repeated, device_of, line, put, sync


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        pytest.param(errno.EROFS, "let this account read and write the folder", id="it may not be written"),
        pytest.param(errno.EACCES, "let this account read and write the folder", id="nor entered"),
        pytest.param(errno.ENOSPC, "free some space", id="it is full"),
        pytest.param(errno.EIO, "let its tool download the folder", id="the files are elsewhere still"),
    ],
)
def test_what_the_system_refuses_is_told_with_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, hint: str
) -> None:
    fill(tmp_path, range(3))

    def refuse(*arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(SyncFolder, "_write", refuse)
    with pytest.raises(Problem) as caught:
        sync(tmp_path, folder=tmp_path / "folder")
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("lines", "new", "told"),
    [
        pytest.param([HEADER, line(), "{not json"], 1, "no row", id="a line that is no JSON"),
        pytest.param([HEADER, "[" * 100_000, line()], 1, "no row", id="nested too deeply"),
        pytest.param([HEADER, line(), b"\xff\xfe[1]"], 1, "no row", id="no UTF-8"),
        pytest.param([HEADER, line(), "17", '"text"', "null"], 1, "3 lines", id="other JSON"),
        pytest.param([HEADER, "[1]", "[]", line()], 1, "1 fields", id="too few fields"),
        pytest.param([HEADER, line(1, at="yesterday"), line(2)], 1, "'at'", id="a moment that is none"),
        pytest.param([HEADER, line(1, at="2026-03-02T12:00:00Z")], 1, "", id="a moment as text"),
        pytest.param([HEADER, line(1, grade=5)], 0, "'grade' is not 1 to 4", id="a grade too high"),
        pytest.param([HEADER, line(1, grade=True)], 0, "'grade'", id="true for a grade"),
        pytest.param([HEADER, line(1, grade=3.5)], 0, "'grade'", id="half a grade"),
        pytest.param([HEADER, line(1, id="")], 0, "'id'", id="no id"),
        pytest.param([HEADER, line(1, id=["a"])], 0, "'id' is a list", id="a list for an id"),
        pytest.param([HEADER, line(1, offset_minutes=10**12)], 0, "'offset_minutes'", id="an offset too far"),
        pytest.param([HEADER, line(1, seq=10**30)], 0, "'seq' is too large", id="more than 64 bits"),
        pytest.param([HEADER, line(1, until=10**30)], 0, "'until' is too large", id="a day too far"),
        pytest.param([HEADER, line(1, card="a\0b")], 0, "'card'", id="a zero byte in a name"),
        pytest.param([HEADER, line(1, card="x" * 20_000)], 0, "'card'", id="a name too long"),
        pytest.param([HEADER, line(1, kind="start", typed="{}")], 0, "starting memory", id="a damaged start"),
        pytest.param([HEADER, line(1, typed="\ud800")], 1, "", id="half of a surrogate pair"),
        pytest.param([HEADER, line(1, milliseconds=10**9)], 1, "", id="a long answer is capped"),
        pytest.param([HEADER, line(1, kind="dream")], 1, "", id="a kind of a newer version"),
        pytest.param([HEADER, line(1, device="../../x")], 1, "", id="a device with dots and slashes"),
        pytest.param(['{"flashcards":"reviews","format":2}', line()], 0, "newer", id="a newer format"),
        pytest.param(["<<<<<<< HEAD", HEADER, line(), "=======", line(2)], 2, "2 lines", id="a merge of git"),
        pytest.param([HEADER, line(), "[" + "1," * 3_000_000], 1, "too long", id="a huge line"),
        pytest.param([], 0, "", id="an empty file"),
        pytest.param([b"\0" * 5000], 0, "no row", id="zeros"),
        pytest.param([b"\x1f\x8b" + b"\0" * 50], 0, "", id="a broken gzip"),
        pytest.param([gzip.compress((HEADER + "\n" + line() + "\n").encode())[:-9]], 1, "", id="a torn gzip"),
        pytest.param([HEADER, line(), "", *["\n"] * 12_000, line(2)], 1, "not read", id="more empty lines"),
        pytest.param([HEADER, *["17"] * 19_000, line()], 1, "19,000 lines", id="many lines that are no rows"),
        pytest.param([Repeated(b"\n")], 0, "the rest of the file was not read", id="a bomb of empty lines"),
        *most_telling(
            pytest.param([Repeated(b"[1]\n")], 0, "rest of the file was not read", id="a bomb of unfit rows"),
            pytest.param([Repeated(b"[\n")], 0, "rest of the file was not read", id="a bomb of torn rows"),
            pytest.param([Repeated(b"1\n")], 0, "rest of the file was not read", id="a bomb of other JSON"),
        ),
        pytest.param([Repeated(b"[")], 0, "too long", id="a bomb of one line"),
    ],
)
def test_a_file_of_which_little_is_true(
    tmp_path: Path, lines: list[str | bytes], new: int, told: str
) -> None:
    home, folder = tmp_path / "home", tmp_path / "folder"
    fill(home, range(500, 502))
    sync(home, folder)
    put(folder, "x/tail.jsonl", *lines)
    outcome = sync(home, folder)
    assert (outcome.new, outcome.unfinished) == (new, 1)
    text = " ".join(str(problem) for problem in outcome.problems)
    assert bool(text) == bool(told)
    assert told in text
    assert sorted(path.name for path in (folder / "devices").iterdir()) == sorted(["x", device_of(home)])
    assert sync(home, folder).new == 0
    with Store.open(home) as store:
        store.memories(Settings())  # nothing that entered breaks what reads the log
        assert len(store.reviews()) == 2 + new


@pytest.mark.parametrize("kind", ["file", "device", "devices", "own device"])
def test_links_lead_nowhere(tmp_path: Path, kind: str) -> None:
    home, folder, outside = tmp_path / "home", tmp_path / "folder", tmp_path / "outside"
    fill(home, range(500, 502))
    sync(home, folder)
    put(tmp_path / "other", "x/tail.jsonl", HEADER, line(1))
    shutil.move(tmp_path / "other" / "devices" / "x", outside)
    devices = folder / "devices"
    if kind == "file":
        (devices / "y").mkdir()
        (devices / "y" / "tail.jsonl").symlink_to(outside / "tail.jsonl")
    elif kind == "devices":
        shutil.rmtree(devices)
        devices.symlink_to(outside.parent, target_is_directory=True)
    else:
        link = devices / ("y" if kind == "device" else device_of(home))
        shutil.rmtree(link, ignore_errors=True)
        link.symlink_to(outside, target_is_directory=True)
    if kind in ("devices", "own device"):
        with pytest.raises(Problem, match="link"):
            sync(home, folder)
    else:
        outcome = sync(home, folder)
        assert (outcome.new, outcome.unfinished) == (0, 1)
        assert "link" in outcome.problems[0].message
    assert [path.name for path in outside.iterdir()] == ["tail.jsonl"]
    assert ids(home / FILE) == ids_of(range(500, 502))
