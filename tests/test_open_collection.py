"""When the commands read all decks before they go on, and when the app shows what was read earlier."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from flashcards.cli import output
from flashcards.cli.collection import open_collection, take_in_behind, take_in_decks
from flashcards.cli.home_data import home_service
from flashcards.cli.study import open_data
from flashcards.storage import database
from flashcards.storage.catalogue import Catalogue
from flashcards.storage.migrations import lacks_indexes

DECK = "deck: mine\ncards:\n  - {id: x, ask: q, answer: a}\n"
MESSAGE = "reading all decks, as at the first start of each version …"


def _write_meta(home: Path, *names: str) -> None:
    with closing(sqlite3.connect(home / "cache" / "catalogue.sqlite")) as connection, connection:
        connection.executemany("update meta set value = 'other' where name = ?", [(name,) for name in names])


def _upgraded(home: Path) -> None:
    _write_meta(home, "version")


def _of_another_form(home: Path) -> None:
    _write_meta(home, "version", "form")


def _stopped(home: Path) -> None:
    _write_meta(home, "complete")


def _as_it_was(home: Path) -> None:
    pass


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one deck of the person's own, which was read."""
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "mine.yaml").write_text(DECK, encoding="utf-8")
    with open_collection():
        pass
    return tmp_path


@pytest.mark.parametrize(
    ("befall", "behind", "told", "reads"),
    [
        (_as_it_was, True, False, False),
        (_as_it_was, False, False, True),
        (_upgraded, True, False, False),
        (_upgraded, False, True, True),
        (_of_another_form, True, True, True),
        (_stopped, True, True, True),
    ],
)
def test_the_app_waits_only_if_there_is_nothing_to_show(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    befall: Callable[[Path], None],
    behind: bool,
    told: bool,
    reads: bool,
) -> None:
    befall(home)
    (home / "decks" / "mine.yaml").write_text(DECK.replace("id: x", "id: newer"), encoding="utf-8")
    messages: list[str] = []
    monkeypatch.setattr(output, "progress", lambda text="": messages.append(text))

    def has(catalogue: Catalogue) -> list[str]:
        return [name for name in ("x", "newer") if catalogue.find(f"mine/{name}")]

    with open_collection(behind=behind) as catalogue:
        assert has(catalogue) == (["newer"] if reads else ["x"])
        assert messages == ([MESSAGE, ""] if told else [])
        assert take_in_behind(catalogue) == (not reads)
        take_in_decks(catalogue)
        assert has(catalogue) == ["newer"]


def test_home_takes_over_what_was_read_behind_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _upgraded(home)
    monkeypatch.setattr(database, "CHECKED_AT_START", 0)  # as if the log were long
    (home / "decks" / "mine.yaml").write_text(DECK.replace("deck: mine", "deck: ours"), encoding="utf-8")
    with open_data(behind=True) as studies:
        service = home_service(studies)
        assert "mine" in [deck.name for deck in studies.decks]
        assert studies.store.read(lacks_indexes)
        assert service.catch_up()
        assert not studies.store.read(lacks_indexes)
        service.reload()
        assert "ours" in [deck.name for deck in studies.decks]
        assert studies.catalogue.find("ours/x")
    assert not (home / "cache" / "catalogue-before.sqlite").exists()
