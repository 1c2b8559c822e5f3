"""Standard streams as they come: narrow, closed, full or left early. No command ends with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from flashcards.cli import COMMANDS
from flashcards.cli.queries import EVENT_COMMANDS
from tests.read_once import furnish

ROOT = Path(__file__).parent.parent
NOTES = ROOT / "tests" / "data" / "notes"

CALLS = {
    "": [],
    "study": ["study", "--plain", "sgd"],
    "demo": ["demo", "adam/correction-factor", "--plot"],
    "import": ["import", str(NOTES / "002_658305264a86015e.md"), "--dry-run"],
    "audit": ["audit", str(NOTES / "002_658305264a86015e.md")],
    "check": ["check", str(ROOT / "decks" / "sgd.yaml")],
    "grade": ["grade", "adam/first-moment", "-"],
    "decks": ["decks"],
    "cards": ["cards", "--deck", "adam"],
    "show": ["show", "adam/first-moment"],
    "edit": ["edit", "adam/first-moment"],
    "new": ["new", "fresh"],
    "schema": ["schema"],
    "convert": ["convert", str(ROOT / "decks" / "adam.yaml")],
    "stats": ["stats"],
    **{name: [name, "--dry-run", "deck:adam"] for name in EVENT_COMMANDS},
    "set-due": ["set-due", "3d", "deck:adam", "--dry-run"],
    "undo": ["undo", "--json"],
    "sync": ["sync", str(Path(tempfile.gettempdir(), "streams-sync"))],
    "export": ["export", "--text", str(Path(tempfile.gettempdir(), "streams.txt")), "deck:adam"],
    "log": ["log", "check"],
    "config": ["config"],
    "train": ["train"],
    "simulate": ["simulate", "--retention", "0.9", "--days", "30"],
    "serve": ["serve", "--help"],
    "help": ["help", "queries"],
}
"""A call of each command, `` for none, that has something to say."""

TYPED = "m = β₁*m + (1-β₁)*g\n".encode() + b"\xff\n"
FULL = "the output cannot be written: No space left on device"


def test_each_command_has_a_call() -> None:
    assert set(CALLS) == {"", *COMMANDS}


def ran(call: str, home: Path, redirected: str = "", **more: str) -> subprocess.CompletedProcess[bytes]:
    line = f'"$0" -m flashcards "$@" {redirected}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FLASHCARDS_HOME": str(home), **more}
    environment = {name: value for name, value in environment.items() if name != "VISUAL"}
    if call == "edit":
        environment["EDITOR"] = "true"
    else:
        environment.pop("EDITOR", None)
    command = ["bash", "-o", "pipefail", "-c", line, sys.executable, *CALLS[call]]
    return subprocess.run(command, input=TYPED, capture_output=True, env=environment, timeout=60, check=False)


STREAMS: dict[str, tuple[str, dict[str, str]]] = {
    "ascii": ("", {"PYTHONIOENCODING": "ascii"}),
    "latin-1": ("", {"PYTHONIOENCODING": "latin-1"}),
    "the C locale": ("", {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}),
    "one column": ("", {"COLUMNS": "1"}),
    "no stdin": ("<&-", {}),
    "no stdout": (">&-", {}),
    "no stderr": ("2>&-", {}),
    "no streams": ("<&- >&- 2>&-", {}),
    "a full stderr": ("2>/dev/full", {}),
    "a full stdout": (">/dev/full", {}),
    "a full disk": (">/dev/full 2>&1", {}),
    "a reader that leaves": ("| head -1", {}),
    "a reader of both that leaves": ("2>&1 | head -1", {}),
}
EVERY = bool(os.environ.get("EVERY_STREAM"))
"""EVERY_STREAM=1 runs each command with each of the streams; else each of both is met twice, or once."""

SLOW = pytest.mark.slow
PAIRS = [
    pytest.param(
        call,
        name,
        id=f"{call or 'alone'}, {name}",
        marks=() if place == at and at % 2 == 0 else pytest.mark.slow,
    )
    for at, call in enumerate(CALLS)
    for place, name in enumerate(STREAMS)
    if EVERY or (place - at) % len(STREAMS) in (0, 5)
]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize(("call", "name"), PAIRS)
def test_streams_end_no_command(call: str, name: str, tmp_path: Path) -> None:
    redirected, more = STREAMS[name]
    done = ran(call, furnish(tmp_path / "home"), redirected, **more)
    assert b"Traceback" not in done.stderr + done.stdout
    assert b"Exception ignored" not in done.stderr
    if name == "a full stdout":
        assert done.stderr.decode().splitlines()[-1] == FULL
    if name in ("a full stdout", "a full disk"):
        assert done.returncode == 2
    elif "|" not in redirected:
        assert done.returncode == (1 if call in ("grade", "undo") else 0)
