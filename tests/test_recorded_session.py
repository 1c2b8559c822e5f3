"""The recorded session of the README: a cast that players read, small, and made of the app's own frames."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style

from tests.readme_pictures import FOLDER
from tests.recorded_session import SIZE, Frame, Recorder, write_cast

_COMMANDS = re.compile(r"\x1b\[(?:\?25l|2J|\d+;1H|[\d;]*m)")


def events_of(path: Path) -> tuple[dict[str, Any], list[list[Any]]]:
    head, *events = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return head, events


def test_the_cast_is_one_that_players_read() -> None:
    head, events = events_of(FOLDER / "session.cast")
    assert (head["version"], head["width"], head["height"]) == (2, *SIZE)
    times = [at for at, _, _ in events]
    assert times == sorted(times)
    assert {kind for _, kind, _ in events} == {"o"}
    assert not any("\x1b" in _COMMANDS.sub("", text) for _, _, text in events)


@pytest.mark.parametrize("name", ["session.cast", "session.gif"])
def test_the_recording_is_small(name: str) -> None:
    assert (FOLDER / name).stat().st_size < 500_000


def test_the_cast_shows_the_verdict_and_the_laboratory() -> None:
    _, events = events_of(FOLDER / "session.cast")
    shown = "".join(_COMMANDS.sub("", text) for _, _, text in events)
    for words in ("wrong-sign", "Your formula, run", "Lab · ravine"):
        assert words in shown


def test_only_rows_that_changed_are_written(tmp_path: Path) -> None:
    film = Recorder(None)  # type: ignore[arg-type]
    film.frames = [
        Frame(0.0, ((Segment("one"),), (Segment("two", Style(bold=True)),))),
        Frame(1.5, ((Segment("one"),), (Segment("three"),))),
    ]
    film.at = 3.0
    write_cast(film, tmp_path / "x.cast")
    _, events = events_of(tmp_path / "x.cast")
    assert events == [
        [0.0, "o", "\x1b[?25l\x1b[2J\x1b[1;1Hone\x1b[2;1H\x1b[1mtwo\x1b[0m"],
        [1.5, "o", "\x1b[2;1Hthree"],
        [3.0, "o", "\x1b[0m"],
    ]
