"""Cards that were deleted, discarded or never wanted come back with `import --again`, with their reviews."""

from __future__ import annotations

import argparse
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flashcards.cli import import_
from flashcards.deck import codec
from flashcards.deck.model import Deck
from flashcards.errors import Problem
from flashcards.importing.decisions import record_decisions

NOTE = "#flashcards\n\n# Adam\n\nWhat does it keep?::two averages\n\nWhat is its rate?::a thousandth\n\n"
NOTE += "Who wrote it?::Kingma and Ba\n"
KEEP, RATE, WHO = "what-does-it-keep", "what-is-its-rate", "who-wrote-it"


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    (tmp_path / "Adam.md").write_text(NOTE)
    return tmp_path / "Adam.md"


def run(note: Path, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    import_.add(parser.add_subparsers())
    args = parser.parse_args(["import", str(note), "--to", "d", "--yes", *arguments])
    return int(args.run(args))


def file(note: Path) -> Path:
    return note.parent / "home/decks/d.yaml"


def read(note: Path) -> Deck:
    deck, problems = codec.read_deck(file(note).read_text(), str(file(note)))
    assert deck
    assert not problems
    return deck


def leave_out(note: Path, how: str, *names: str) -> None:
    """Deletes cards from the deck, and records a decision if it was more than that."""
    deck = read(note)
    gone = [card for card in deck.cards if card.id in names]
    deck = replace(deck, cards=tuple(card for card in deck.cards if card.id not in names))
    decided: dict[str, Any] = {} if how == "deleted" else {how: gone}
    file(note).write_text(codec.write_deck(record_decisions(deck, **decided), "yaml"))


def ids(note: Path) -> list[str]:
    return [card.id for card in read(note).cards]


@pytest.mark.parametrize("how", ["deleted", "never", "discarded"])
@pytest.mark.parametrize(
    ("names", "back"),
    [
        pytest.param([RATE], [KEEP, RATE], id="one"),
        pytest.param([RATE, WHO], [KEEP, RATE, WHO], id="two"),
        pytest.param(["all"], [KEEP, RATE, WHO], id="all"),
    ],
)
def test_what_was_left_out_is_made_again(how: str, names: list[str], back: list[str], note: Path) -> None:
    run(note)
    leave_out(note, how, RATE, WHO)
    run(note)
    assert ids(note) == [KEEP]
    run(note, *(f"--again={name}" for name in names))
    assert ids(note) == back
    run(note)
    assert ids(note) == back


def test_a_dry_run_tells_what_would_come_back(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(note)
    leave_out(note, "deleted", RATE)
    capsys.readouterr()
    run(note, "--dry-run")
    told = capsys.readouterr().out
    assert f"1 card left out: deleted before: {RATE}" in told
    assert "--again CARD" in told
    run(note, "--dry-run", "--again", RATE, "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["decided"], [each["taken"] for each in told["cards"]]) == ({}, [True] * 3)
    assert ids(note) == [KEEP, WHO]


def test_the_reviews_of_a_card_that_had_another_id_are_its_own_again(note: Path) -> None:
    run(note)
    file(note).write_text(file(note).read_text().replace(RATE, "rate"))
    leave_out(note, "deleted", "rate")
    run(note)
    assert "rate" not in ids(note)
    run(note, "--again", "rate")
    assert ids(note) == [KEEP, "rate", WHO]


@pytest.mark.parametrize("name", [KEEP, "nothing"])
def test_a_card_that_was_not_left_out(name: str, note: Path) -> None:
    run(note)
    leave_out(note, "never", RATE)
    with pytest.raises(Problem) as told:
        run(note, "--again", name)
    assert str(told.value).splitlines() == [
        f"no card '{name}' of these notes was left out",
        f"    these were: {RATE}",
    ]
    assert ids(note) == [KEEP, WHO]


def test_all_with_nothing_changed_writes_nothing(note: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note.write_text(f"{NOTE}\nIt adapts.\n", encoding="utf-8")
    run(note, "--all")
    text = file(note).read_text()
    capsys.readouterr()
    assert run(note, "--all") == 0
    assert "nothing has changed" in capsys.readouterr().err
    assert [path.name for path in file(note).parent.glob("d.yaml*")] == ["d.yaml"]
    assert file(note).read_text() == text
