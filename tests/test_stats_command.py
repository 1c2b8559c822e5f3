"""`flashcards stats`: what it prints in 80 columns, in ASCII, and as JSON."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flashcards.cli import app_data, bars, main, output
from flashcards.scheduling import Grade, Review, RowKind, Settings, memory_after_row, new_memory
from flashcards.storage import Store
from tests.read_once import furnish

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CARDS = ("adam/first-moment", "adam/second-moment", "momentum/velocity", "sgd/step")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    monkeypatch.setattr(app_data, "now", lambda: NOON)
    return tmp_path


def fill(home: Path, cards: int = 60) -> None:
    """Cards studied whenever they were due, every seventh answer wrong and with a slip."""
    rows = []
    for number in range(cards):
        card = f"{CARDS[number % 4]}:{number}" if number >= 4 else CARDS[number]
        memory, at = new_memory(card), NOON - timedelta(days=90 - number)
        while at < NOON:
            wrong = (len(rows) + 1) % 7 == 0
            verdict, slip = ("wrong", "missing-square") if wrong else ("right", "")
            grade, said = Grade.AGAIN if wrong else Grade.GOOD, 60 if wrong else 95
            row = Review(
                f"r{len(rows)}",
                "here",
                card,
                at,
                60,
                RowKind.STUDY,
                grade,
                5000,
                "",
                "m",
                verdict,
                slip,
                said,
            )
            memory = memory_after_row(memory, row, Settings())
            rows.append(row._replace(due=memory.due_day if memory.days else None))
            at = max(memory.due + timedelta(hours=9), at + timedelta(minutes=10))
    with Store.open(home) as store:
        store.append(*rows)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["stats", *arguments]) == status
    return capsys.readouterr().out


def read(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed(capsys, "--json", *arguments))
    return found


PANELS = (
    *("Reviews a day", "Minutes a day", "True retention", "Due, next 30 days", "Year", "Intervals"),
    *("Stability", "Difficulty", "Calibration", "Hours of the day", "Answers", "Slips", "Decks"),
)


@pytest.mark.parametrize("days", ["1", "7", "64", "65", "91", "365", "36500"])
def test_every_panel_fits_80_columns(days: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(home)
    lines = printed(capsys, "--days", days).splitlines()
    assert all(len(line) < 80 for line in lines)
    (stability,) = [line for line in lines if line.startswith("Stability")]
    assert re.search(r"\d questions?, median", stability)
    begun = [panel for panel in PANELS if any(line.startswith(panel) for line in lines)]
    few = {"Hours of the day", "Answers", "Slips", "Decks"} if days in ("1",) else set()
    assert set(PANELS) - set(begun) <= few


def test_without_unicode_it_is_plain_ascii(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home)
    assert not printed(capsys).isascii()
    monkeypatch.setattr(output, "stdout_is_ascii", lambda: True)
    assert printed(capsys).isascii()


def test_an_empty_log_keeps_its_panels(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys)
    assert "0 reviews on 0 days" in text
    assert all(panel in text for panel in PANELS[:9])
    found = read(capsys)
    assert found["reviews"] == 0
    assert found["retention"]["all"]["all"] == {"recalled": 0, "reviews": 0, "share": None}
    assert found["calibration"]["log_loss"] is None
    assert found["daily"] == found["slips"] == found["hours"] == []


def test_the_names_in_json_stay(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(home)
    found = read(capsys)
    assert set(found) == {
        *("decks", "from", "to", "days", "days_studied", "reviews", "new", "learning", "young", "mature"),
        *("again", "hard", "good", "easy", "minutes", "cram", "daily", "by_deck", "retention", "year"),
        *(
            "forecast",
            "intervals",
            "stability",
            "difficulty",
            "calibration",
            "confidence",
            "hours",
            "buttons",
        ),
        *("judged", "slips", "confusions"),
    }
    assert set(found["daily"][0]) == {
        *("day", "reviews", "new", "learning", "young", "mature", "again", "hard", "good", "easy"),
        *("minutes", "cram"),
    }
    assert (found["from"], found["to"], found["days"]) == ("2025-12-02", "2026-03-02", 91)
    assert set(found["retention"]) == {"week", "month", "period", "all"}
    assert set(found["retention"]["all"]) == {"young", "mature", "all"}
    assert set(found["forecast"]) == {"overdue", "days"}
    assert set(found["calibration"]["bins"][0]) == {"from", "to", "answers", "predicted", "right"}
    assert set(found["confidence"][0]) == {"from", "to", "answers", "said", "right"}
    assert set(found["slips"][0]) == {"slip", "times", "week", "cards", "optimizers"}
    assert sum(day["reviews"] for day in found["daily"]) == found["reviews"] > 0
    assert {each["optimizer"] for each in found["slips"][0]["optimizers"]} >= {"adam", "sgd"}


def test_decks_are_counted_alone_and_together(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(home)
    every = read(capsys)
    some = [read(capsys, deck)["reviews"] for deck in ("adam", "momentum", "sgd")]
    assert sum(some) == every["reviews"]
    assert read(capsys, "adam", "sgd", "adam")["reviews"] == some[0] + some[2]
    assert {deck["deck"]: deck["reviews"] for deck in every["by_deck"]} == dict(
        zip(("adam", "momentum", "sgd"), some, strict=True)
    )


def test_an_unknown_deck_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "adm"]) == 2
    assert "no deck is named 'adm'\n    did you mean adam?" in capsys.readouterr().err


def test_a_deck_that_is_gone_still_has_its_reviews(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(home) as store:
        store.append(Review("r", "here", "gone/a", NOON, 0, RowKind.STUDY, Grade.EASY, 5000, due=20_600))
    found = read(capsys, "gone")
    assert found["reviews"] == 1
    assert found["forecast"] == {"overdue": 0, "days": []}
    assert found["intervals"]["prompts"] == 0


@pytest.mark.parametrize("days", ["0", "-1", "x", "1.5", "99999", "9" * 5000, "²"])
def test_a_period_that_is_none_is_refused(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["stats", "--days", days])
    assert ended.value.code == 2
    assert "is no number of days from 1 to 36,500" in capsys.readouterr().err


def test_names_from_decks_and_logs_reach_no_terminal_raw(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(home) as store:
        for number, deck in enumerate(("a\x1b[2J", "b\n\tc" * 30)):
            store.append(
                Review(f"r{number}", "here", f"{deck}/x", NOON, 0, RowKind.STUDY, Grade.GOOD)._replace(
                    typed="v", verdict="wrong", slip="\x1b]0;bad\x07"
                )
            )
    text = printed(capsys)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert all(len(line) < 80 for line in text.splitlines())


@pytest.mark.parametrize(
    ("values", "height", "unicode", "ascii_only"),
    [
        pytest.param([0, 4, 8], 1, [" ▄█"], [" :#"], id="one line"),
        pytest.param([0, 4, 8], 2, ["  █", " ██"], ["  #", " ##"], id="two lines"),
        pytest.param([1, 1000], 2, [" █", "▁█"], [" #", ".#"], id="a foot for the smallest"),
        pytest.param([0, 0], 1, ["  "], ["  "], id="nothing"),
        pytest.param([], 1, [""], [""], id="no values"),
    ],
)
def test_columns(values: list[int], height: int, unicode: list[str], ascii_only: list[str]) -> None:
    assert bars.draw_columns(values, height, ascii_only=False) == unicode
    assert bars.draw_columns(values, height, ascii_only=True) == ascii_only


@pytest.mark.parametrize(
    ("value", "bar", "heat"),
    [
        (0, "", "·"),
        (1, "█", "░"),
        (50, "█████", "▓"),
        (74, "███████", "▓"),
        (75, "████████", "█"),
        (100, "██████████", "█"),
    ],
)
def test_bars_and_heat(value: int, bar: str, heat: str) -> None:
    assert bars.draw_bar(value, 100, 10, ascii_only=False) == bar
    assert bars.draw_heat(value, 100, ascii_only=False) == heat
