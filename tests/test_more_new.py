"""Ten more new cards: today, of the limit that the session's decks share, or else of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flashcards.cli import app_data
from flashcards.cli.app_data import StudyData
from flashcards.cli.home_data import home_rows
from flashcards.cli.study import open_data
from flashcards.cli.study_services import start_more
from flashcards.storage import deck_files

NOON = datetime(2026, 3, 3, 12).astimezone()


@pytest.fixture
def studies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[StudyData]:
    """Two decks of fifty cards, with the settings of the test."""
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    monkeypatch.setattr(deck_files, "shipped_decks", lambda: tmp_path / "none")
    monkeypatch.setattr(app_data, "now", lambda: NOON)
    (tmp_path / "none").mkdir()
    (tmp_path / "decks").mkdir()
    for deck in ("a", "b"):
        cards = "".join(f"- {{id: c{number}, ask: q, answer: a}}\n" for number in range(50))
        (tmp_path / "decks" / f"{deck}.yaml").write_text(f"deck: {deck}\ncards:\n{cards}", encoding="utf-8")
    (tmp_path / "config.toml").write_text(request.param, encoding="utf-8")
    with open_data() as studies:
        yield studies


SHARED, OWN = "new_per_day = 2\n", "new_per_day = 2\n[decks.a]\nnew_per_day = 30\n"
BOTH = "[decks.a]\nnew_per_day = 0\n[decks.b]\nnew_per_day = 1\n"


@pytest.mark.parametrize(
    ("studies", "names", "before", "after"),
    [
        pytest.param(SHARED, (), 2, 12, id="the shared limit"),
        pytest.param(OWN, ("a",), 30, 40, id="a deck's own"),
        pytest.param(OWN, ("b",), 2, 12, id="the shared one, of a deck alone"),
        pytest.param(OWN, (), 32, 42, id="the shared one, beside a deck's own"),
        pytest.param(BOTH, (), 1, 21, id="each deck's own"),
        pytest.param("new_per_day = 9999\n", (), 100, 100, id="the largest limit"),
    ],
    indirect=["studies"],
)
def test_more_new_cards(
    studies: StudyData,
    names: tuple[str, ...],
    before: int,
    after: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are for today: an app that is open overnight goes back to the limit."""
    assert studies.start(names).counts.new == before
    assert home_rows(studies)[0].has_more == (studies.start().counts.new < 100)
    assert start_more(studies, names).counts.new == after
    assert studies.start(names).counts.new == after
    monkeypatch.setattr(app_data, "now", lambda: NOON + timedelta(days=1))
    assert studies.start(names).counts.new == before
    assert start_more(studies, names).counts.new == after
