"""What is written for people is run: every command in the README, with the output that stands under it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from flashcards import cli
from tests import architecture
from tests.read_once import furnish
from tests.rows import in_rows

ROOT = Path(__file__).parent.parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = "\n".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL))
SHOWN = re.findall(r"^\$ (flashcards .*)\n((?:(?!\$ ).*\n)*)", CONSOLE, re.MULTILINE)


@pytest.mark.parametrize(
    ("command", "output"),
    [
        pytest.param(*each, id=each[0], marks=pytest.mark.slow if "check decks" in each[0] else ())
        for each in SHOWN
    ],
)
def test_a_command_in_the_readme_prints_what_stands_under_it(
    command: str,
    output: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    monkeypatch.setenv("COLUMNS", "80")
    _, *arguments = shlex.split(command)
    cli.main(arguments)
    printed = capsys.readouterr()
    assert printed.out.strip() == output.strip()
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("command", ["study", "demo", "import", "check", "grade", "new", "schema", "convert"])
def test_the_readme_names_the_command(command: str) -> None:
    assert command in cli.COMMANDS
    assert f"flashcards {command}" in README


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_the_help_of_a_command_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    assert f"  flashcards {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line", ["pip install . && flashcards", "pip install -e '.[test]' && pytest"], ids=["use", "test"]
)
def test_the_two_commands_stand_in_the_readme(line: str) -> None:
    assert line in README


def test_ci_installs_and_tests_as_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "-e '.[test]'" in script
    assert "\npython .ci/checks.py\n" in script
    assert '("pytest",)' in (ROOT / ".ci" / "checks.py").read_text(encoding="utf-8")


def test_the_picture_of_the_rooms_is_that_of_the_table() -> None:
    assert architecture.page(CONTRIBUTING) == CONTRIBUTING


@in_rows("path", sorted(set(re.findall(r"`((?:[a-z_.]+/)*[a-z_]+(?:/|\.py))`", CONTRIBUTING))))
def test_a_path_in_contributing_exists(path: str) -> None:
    roots = (
        ROOT,
        ROOT / "flashcards",
        ROOT / "optimizers",
        ROOT / "tests",
        *(ROOT / "flashcards").glob("*/"),
    )
    assert any((root / path).exists() for root in roots)
