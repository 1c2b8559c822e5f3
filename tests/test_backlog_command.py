"""A backlog as a person sees it: told without a terminal, within the limits, its days in the rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.scheduling import Grade, Review, RowKind
from flashcards.storage import Store
from tests.read_once import furnish

CARDS = "".join(f"  - id: c{number}\n    ask: What is {number}?\n    answer: It.\n" for number in range(12))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "d.yaml").write_text(f"deck: d\ncards:\n{CARDS}", encoding="utf-8")
    (tmp_path / "decks" / "e.yaml").write_text(
        "deck: e\nabout: More.\ncards:\n  - id: x\n    ask: Whence?\n    answer: So.\n    needs: [d/c11]\n",
        encoding="utf-8",
    )
    return tmp_path


def learn(home: Path, count: int, days_ago: int) -> None:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    with Store.open(home) as store:
        for number in range(count):
            row = Review(f"r{number}", store.device, f"d/c{number}", at, 0, RowKind.STUDY, Grade.EASY)
            store.append(row)


def test_a_backlog_is_told_with_the_days_that_it_takes(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    learn(home, 11, days_ago=40)
    assert main(["config", "reviews_per_day", "6"]) == 0
    assert main([]) == 0
    assert "11 reviews are waiting; at 6 a day you are even in 2 days." in capsys.readouterr().out
    assert main(["config", "reviews_per_day", "11"]) == 0
    capsys.readouterr()
    assert main([]) == 0
    assert "waiting" not in capsys.readouterr().out


def test_a_deck_alone_says_what_it_lacks_and_new_cards_wait(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(""))
    assert main(["study", "--plain", "e"]) == 0
    assert "1 new card waits for c11 in d; study it with d." in capsys.readouterr().out
    learn(home, 11, days_ago=40)
    assert main(["study", "--plain", "--reviews", "6", "d"]) == 0
    out = capsys.readouterr().out
    assert "New 0, learning 0, review 6." in out
    assert "11 reviews are waiting; at 6 a day you are even in 2 days. New cards wait until then." in out
    assert main(["study", "--plain", "--reviews", "6", "e"]) == 0
    out = capsys.readouterr().out
    assert "Nothing is due now. New cards wait while" in out
    assert "asks ten new cards" not in out


def test_a_deck_with_a_limit_of_its_own_tells_its_own_plan(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(""))
    learn(home, 11, days_ago=40)
    assert main(["config", "reviews_per_day", "6", "--deck", "d"]) == 0
    for command in ([], ["study", "--plain", "d"], ["study", "--plain"]):
        capsys.readouterr()
        assert main(command) == 0
        assert "d: 11 reviews are waiting; at 6 a day you are even in 2 days." in capsys.readouterr().out
    assert main(["study", "--plain", "e"]) == 0
    assert "waiting" not in capsys.readouterr().out


def test_the_day_of_a_grade_stands_in_its_row(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learn(home, 11, days_ago=40)
    monkeypatch.setattr("sys.stdin", StringIO("\n3\n" * 11))
    assert main(["study", "--plain", "--new", "0", "d"]) == 0
    with Store.open(home) as store:
        due = [row.due for row in store.reviews() if row.due is not None]
    assert len(due) == 11
    assert len(set(due)) >= 6, "spread over the days that the fuzz allows"
    assert max(map(due.count, due)) <= 3
