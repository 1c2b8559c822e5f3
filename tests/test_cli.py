"""What holds for every command: how failures are told, and output that cannot take what is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flashcards.cli import main
from tests.read_once import furnish

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path / "home")))


def ran(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "flashcards", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    return subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "nope", "--json"], "there is no card 'nope'"),
        (["cards", "--deck", "nope", "--json"], "no deck is named 'nope'"),
        (["import", "/no/such/notes", "--json"], "there is no file or folder"),
        (["grade", "nope", "x", "--json"], "there is no card 'nope'"),
    ],
    ids=lambda given: given[0] if isinstance(given, list) else "",
)
def test_a_call_for_json_that_fails_prints_json(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    (problem,) = json.loads(printed.out)["problems"]
    assert message in problem["message"]
    assert message in printed.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["show", "\udcff"], "there is no card '?'", id="a byte that is no text"),
        pytest.param(["export", "--text", "x" * 5000], "File name too long", id="a name without end"),
        pytest.param(["export", "--obsidian", "x" * 5000], "is too long", id="of a folder"),
        pytest.param(["import", "x" * 5000], "is too long", id="of notes"),
    ],
)
def test_what_no_card_or_file_can_be_called_is_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr().err
    assert "internal" not in printed
    assert told in printed or sys.platform == "win32"


def test_without_json_a_failure_prints_nothing_on_the_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["show", "nope"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_letters_that_the_output_does_not_have_are_spelled(
    encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = ran("show", "adam/first-moment", PYTHONIOENCODING=encoding)
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert b"  m_t = beta_1 m_{t-1} + (1 - beta_1) g_t" in shown.stdout.splitlines()
    assert b"?" not in shown.stdout
    listed = ran("show", "adam/first-moment", "--json", PYTHONIOENCODING=encoding)
    main(["show", "adam/first-moment", "--json"])
    assert json.loads(listed.stdout) == json.loads(capsys.readouterr().out)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("arguments", [["schema"], ["show", "nope", "--json"]], ids=" ".join)
def test_a_full_disk_is_told_in_a_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "flashcards", *arguments]
        done = subprocess.run(
            command,
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1] == "the output cannot be written: No space left on device"
    assert b"Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_failure() -> None:
    command = [sys.executable, "-m", "flashcards", "cards", "--json"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0
