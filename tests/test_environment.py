"""What the environment may ask for, on a pseudo-terminal; run for the lowest Textual that is allowed too."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.rows import most_telling
from tests.terminal import PYTHON, Terminal, environment
from tests.test_lab_screen import lab_app

ROOT = Path(__file__).parent.parent

APP = [PYTHON, "-m", "flashcards"]

ENVIRONMENTS = [
    pytest.param(
        {"NO_COLOR": "1", "COLORTERM": "truecolor", "TEXTUAL_THEME": "nord"}, id="no colour over a theme"
    ),
    pytest.param(
        {"TERM": None, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        id="no TERM, ASCII locale",
    ),
    *most_telling(
        pytest.param(
            {"TERM": "no-such-terminal", "TEXTUAL_THEME": "no-such-theme", "COLORTERM": "no-such-depth"},
            id="unknown names",
        ),
        pytest.param({"NO_COLOR": "1"}, id="no colour"),
        pytest.param(
            {"TEXTUAL_THEME": "textual-ansi", "PYTHONIOENCODING": "ascii"}, id="theme of 8.2.0, ASCII output"
        ),
        pytest.param(
            {"TEXTUAL_THEME": "ansi-light", "PYTHONIOENCODING": "latin-1"},
            id="theme of 8.2.8, Latin-1 output",
        ),
        pytest.param(
            {"COLUMNS": "no", "LINES": "0", "TEXTUAL_FILTERS": "no-such-filter", "TEXTUAL_FPS": "no"},
            id="nonsense values",
        ),
    ),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all, so that the decks are read once."""
    return tmp_path_factory.mktemp("home")


def with_changes(home: Path, changes: dict[str, str | None]) -> dict[str, str]:
    kept = {**environment(home), **changes}
    return {name: value for name, value in kept.items() if value is not None}


@pytest.mark.parametrize("changes", ENVIRONMENTS)
def test_the_app_starts_and_quits(changes: dict[str, str | None], home: Path) -> None:
    with Terminal(APP, with_changes(home, changes)) as terminal:
        terminal.wait_for("Begin with|cards? today")
        terminal.send("q")
        status, written = terminal.end()
    assert status == 0
    assert "\x1b[?1049l" in written  # the person's own screen is back
    assert "\x1b[?25h" in written  # with its cursor
    assert "NO_COLOR" not in changes or not re.search(r"\x1b\[[\d;]*\b[34]8[;:]", terminal.written)


def test_a_dumb_terminal_gets_lines(home: Path) -> None:
    with Terminal(APP, with_changes(home, {"TERM": "dumb"})) as terminal:
        status, written = terminal.end()
    assert status == 0
    assert written.startswith("all decks")
    every, *decks = [int(number) for number in re.findall(r" N (\d+) ", written)]
    assert len(decks) > 1
    assert every == sum(decks), "what is counted of each deck is its part of a session over all"
    assert re.search(r"^momentum +N 0 · L 0 · R 0 · after sgd\r?$", written, re.MULTILINE)
    assert "\x1b" not in written


def test_no_file_takes_the_place_of_a_closed_stream(home: Path) -> None:
    code = (
        "import os, sys; from flashcards.cli import main; main(['schema']);"
        "[os.fstat(number) for number in (0, 1, 2)]; sys.exit(7 if os.open(os.devnull, 0) > 2 else 1)"
    )
    done = subprocess.run(
        ["/bin/sh", "-c", f"'{PYTHON}' -c \"{code}\" <&- >&- 2>&-"], env=environment(home), check=False
    )
    assert done.returncode == 7


STREAMS = [
    pytest.param("{} </dev/null", 0, "all decks", id="app, nothing to read"),
    pytest.param("{} <&-", 0, "all decks", id="app, input closed"),
    pytest.param("{} >&-", 0, "", id="app, output closed"),
    pytest.param("{} <&- >&- 2>&-", 0, "", id="app, all closed"),
    pytest.param("{} decks <&- 2>&-", 0, "Adam", id="command, input and errors closed"),
    pytest.param("{} decks >&-", 0, "", id="command, output closed"),
    pytest.param("{} show nope >&- 2>&-", 2, "", id="failing command, all closed"),
    pytest.param("{} study --plain <&-", 0, "", id="plain, input closed"),
    pytest.param("printf ' \\377\\n' | {} study --plain", 0, "", id="plain, input that is no UTF-8"),
    pytest.param(
        "printf '\\303\\251\\n' | PYTHONIOENCODING=ascii {} study --plain", 0, "", id="plain, ASCII"
    ),
    pytest.param("{} cards | head -c 1", 0, "", id="a reader that leaves"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("line", "status", "says"), STREAMS)
def test_streams_may_be_closed_or_no_terminal(line: str, status: int, says: str, home: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", line.format(f"'{PYTHON}' -m flashcards")],
        stdin=subprocess.PIPE,
        capture_output=True,
        env=environment(home),
        timeout=60,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (status, False)
    assert says in done.stdout.decode()


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python 3.11.0 to 3.11.4, which Debian 12 has, matches `(?:…)*+` wrongly: formulas were not found."""
    possessive = re.compile(r"\)\s?[*+?]\+(?!-\])")  # not within a set of characters
    written = {path: path.read_text(encoding="utf-8") for path in (ROOT / "flashcards").rglob("*.py")}
    assert [path.name for path, text in written.items() if possessive.search(text)] == []


@pytest.mark.parametrize("theme", ["terminal", "ansi-light", "ansi-dark"])
async def test_a_theme_of_the_terminal_has_its_ground(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    app = lab_app(theme=theme)
    if theme not in (*app.available_themes, "terminal"):
        pytest.skip("not in this version of Textual")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.ansi_color
