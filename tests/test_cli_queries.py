"""Queries on the command line: `flashcards cards QUERY`, and minus signs that are no options."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from fsrs_rs_python import DEFAULT_PARAMETERS

from flashcards.cli import main
from flashcards.cli.browse_service import browse_service
from flashcards.cli.queries import put_query_last
from flashcards.cli.study import open_data
from flashcards.notes.note import Note, read_note
from flashcards.scheduling import Grade, Review, RowKind
from flashcards.storage import Store, parameters
from flashcards.storage.parameters import FittedParameters
from flashcards.study.listing import ListingOrder
from flashcards.study.query import parse_query
from tests.read_once import furnish

DECK = """\
deck: greek
title: My deck
cards:
  - {id: first, ask: What is β₁?, answer: A decay., tags: [letters/small]}
  - {id: second, ask: Fill, cloze: "The {{mean: average}} of {{what: gradients}}"}
  - {id: third, ask: What is Άλφα?, answer: "∇ of nothing", tags: [letters]}
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "greek.yaml").write_text(DECK, encoding="utf-8")
    return tmp_path


def study(home: Path, prompt: str, grade: Grade, days_ago: int, **fields: str) -> None:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days_ago)
    with Store.open(home) as store:
        name = f"{prompt}-{days_ago}"
        store.append(Review(name, store.device, prompt, at, 0, RowKind.STUDY, grade, **fields))  # type: ignore[arg-type]


def listed(capsys: pytest.CaptureFixture[str], *query: str) -> list[str]:
    status = main(["cards", *query, "--json"])
    cards = [card["id"] for card in json.loads(capsys.readouterr().out)["cards"]]
    assert status == (0 if cards else 1)
    return cards


@pytest.mark.parametrize(
    ("query", "cards"),
    [
        pytest.param(["deck:greek"], ["first", "second", "third"], id="a deck"),
        pytest.param(["deck:my*"], ["first", "second", "third"], id="a deck by its title"),
        pytest.param(["deck:greek", "-kind:cloze"], ["first", "third"], id="a minus in its own argument"),
        pytest.param(["deck:greek -kind:cloze"], ["first", "third"], id="one argument"),
        pytest.param(["-kind:cloze", "deck:greek"], ["first", "third"], id="a minus at the start"),
        pytest.param(["deck:greek", "tag:letters"], ["first", "third"], id="a tag"),
        pytest.param(["tag:letters/small"], ["first"], id="a tag under another"),
        pytest.param(["deck:greek", "beta1"], ["first"], id="a letter by name"),
        pytest.param(["deck:greek", "αλφα"], ["third"], id="without accents"),
        pytest.param(["deck:greek", "nabla"], ["third"], id="a sign by name"),
        pytest.param(["greek/second:mean"], ["second"], id="a prompt"),
        pytest.param(["deck:greek", "is:due"], ["first", "second"], id="due, in the learning steps too"),
        pytest.param(["deck:greek", "is:new"], ["second", "third"], id="new: one gap is enough"),
        pytest.param(["deck:greek", "rated:2d:1"], ["second"], id="rated Again"),
        pytest.param(["deck:greek", "rated:2d", "-rated:2d:again"], [], id="rated, not Again"),
        pytest.param(["slip:missing-root"], ["second"], id="a slip"),
        pytest.param(["deck:greek", "(is:new", "or", "slip:*)"], ["second", "third"], id="parentheses"),
    ],
)
def test_cards_are_listed_by_a_query(
    home: Path, capsys: pytest.CaptureFixture[str], query: list[str], cards: list[str]
) -> None:
    study(home, "greek/first", Grade.EASY, 90)
    study(home, "greek/second:mean", Grade.AGAIN, 0, slip="missing-root")
    assert [card for card in listed(capsys, *query) if card in ("first", "second", "third")] == cards


def test_a_query_about_cards_alone_makes_no_log(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed(capsys, "deck:greek", "-tag:letters")
    assert not (home / "reviews.sqlite").exists()


def test_a_query_whose_cards_all_wait_names_a_way_out(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    main(["study", "--plain", "--query", "adam/correction-factor"])
    said = capsys.readouterr().out
    assert "which builds on average in Momentum; study momentum first, or --cram asks it now." in said


NOTE = "#flashcards\n\nOne::first\n\nTwo::second\n"


@pytest.mark.parametrize(
    ("change", "orphans"),
    [
        pytest.param(lambda note: None, [], id="nothing changed"),
        pytest.param(
            lambda note: note.write_text(NOTE.replace("Two::second", "")), ["two"], id="a text gone"
        ),
        pytest.param(lambda note: note.write_text(NOTE.replace("second", "other")), [], id="a text edited"),
        pytest.param(lambda note: note.unlink(), ["one", "two"], id="the note gone"),
        pytest.param(lambda note: note.write_bytes(b"\xff\x00\x81" * 9), [], id="a note that is no text"),
        pytest.param(lambda note: note.parent.rename(note.parent.parent / "b"), [], id="no folder of notes"),
    ],
)
def test_imported_cards_whose_text_is_gone_are_orphans(
    home: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], object], orphans: list[str]
) -> None:
    note = home / "vault" / "a.md"
    note.parent.mkdir()
    note.write_text(NOTE)
    assert main(["import", str(note.parent), "--yes"]) == 0
    change(note)
    capsys.readouterr()
    assert listed(capsys, "is:orphan") == orphans
    assert not {*orphans} & {*listed(capsys, "-is:orphan")}


def test_notes_are_read_once_for_their_orphans(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And again when they change; one that was just written may yet change unnoticed."""
    vault = home / "vault"
    vault.mkdir()
    for name in ("a.md", "b.md"):
        (vault / name).write_text(NOTE.replace("One", f"One {name}").replace("Two", f"Two {name}"))
        os.utime(vault / name, (1, 1))
    assert main(["import", str(vault), "--yes"]) == 0
    capsys.readouterr()
    read: list[str] = []

    def read_and_tell(text: str, file: str, name: str) -> Note:
        read.append(name)
        return read_note(text, file, name)

    monkeypatch.setattr("flashcards.notes.note.read_note", read_and_tell)
    assert listed(capsys, "is:orphan") == listed(capsys, "is:orphan") == []
    assert read == ["a.md", "b.md"]
    (vault / "b.md").write_text("nothing\n")
    assert len(listed(capsys, "is:orphan")) == 2
    assert read == ["a.md", "b.md", "b.md"]
    with open_data() as studies:
        assert len(browse_service(studies).find(parse_query("is:orphan"), ListingOrder.LEARNING, 9)) == 2


@pytest.mark.parametrize("command", [["cards", "is:due"], ["stats"]], ids=["a query", "statistics"])
def test_a_command_keeps_the_states_that_a_session_with_fitted_parameters_made(
    home: Path, command: list[str]
) -> None:
    study(home, "greek/first", Grade.EASY, 90)
    weights = tuple(each * 1.01 if at < 4 else each for at, each in enumerate(DEFAULT_PARAMETERS))
    parameters.add_parameters(home, FittedParameters(weights, *[datetime.now(UTC)] * 2, 400))
    with open_data() as studies:
        studies.start()
        way = studies.store.read(lambda log: log.execute("select way from states_of").fetchall())
        assert main(command) == 0
        assert studies.store.read(lambda log: log.execute("select way from states_of").fetchall()) == way


def test_only_what_a_query_means_is_studied(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    study(home, "greek/first", Grade.EASY, 90)
    for query, asked in (("tag:letters is:due", "beta 1"), ("greek/third", "Άλφα")):
        monkeypatch.setattr("sys.stdin", StringIO("q\n"))
        assert main(["study", "--plain", "--query", query]) == 0
        told = capsys.readouterr().out
        assert asked in told
        assert "1 card" in told
    assert main(["study", "--plain", "--query", "is:dew"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--query", "nomatch"], "no card matches the query 'nomatch'", id="no such word"),
        pytest.param(["--query", "deck:grek"], "did you mean greek?", id="a deck misspelt"),
        pytest.param(["greek", "--query", "deck:adam"], "no card of greek matches", id="another deck"),
        pytest.param(["--cram", "--query", "is:leech"], "no card matches", id="while cramming"),
    ],
)
def test_a_query_that_means_no_card_is_no_finished_day(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(""))
    assert main(["study", "--plain", *words]) == 1
    out, err = capsys.readouterr()
    assert said in err
    assert not out


def test_a_query_that_means_a_card_that_is_not_due_is_no_mistake(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(""))
    study(home, "greek/first", Grade.EASY, 0)
    assert main(["study", "--plain", "--query", "greek/first"]) == 0
    assert "Nothing is due now." in capsys.readouterr().out


def test_the_app_says_that_a_query_means_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    from flashcards.cli import study
    from flashcards.tui.app import FlashcardsApp

    told: list[str] = []
    monkeypatch.setattr(study, "_has_screen", lambda: True)
    monkeypatch.setattr(FlashcardsApp, "run", lambda app: told.append(app._services.log_notice()))
    assert main(["study", "--query", "nomatch"]) == 0
    assert "no card matches the query 'nomatch'" in told[0]


@pytest.mark.parametrize("query", ["is:dew", "is:due is:dew", "stability<abc", '"open', "(a", "-"])
def test_a_wrong_query_ends_with_status_2_and_its_column(
    query: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cards", query]) == 2
    assert "query:1:" in capsys.readouterr().err
    assert main(["cards", query, "--json"]) == 2
    problem = json.loads(capsys.readouterr().out)["problems"][0]
    assert (problem["file"], problem["line"]) == ("query", 1)
    assert problem["column"] >= 1


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        pytest.param(["cards"], ["cards"], id="no query"),
        pytest.param(["cards", "-is:new"], ["cards", "--", "-is:new"], id="a minus"),
        pytest.param(
            ["cards", "a", "--json", "-b"], ["cards", "--json", "--", "a", "-b"], id="option between"
        ),
        pytest.param(["cards", "--deck", "d", "-b"], ["cards", "--deck", "d", "--", "-b"], id="with a value"),
        pytest.param(["cards", "--deck=d", "-b"], ["cards", "--deck=d", "--", "-b"], id="a joined value"),
        pytest.param(["cards", "--deck"], ["cards", "--deck"], id="a missing value"),
        pytest.param(["cards", "-h"], ["cards", "-h"], id="help"),
        pytest.param(["cards", "--", "--x"], ["cards", "--", "--x"], id="already apart"),
        pytest.param(["decks", "-x"], ["decks", "-x"], id="another command"),
        pytest.param([], [], id="no command"),
    ],
)
def test_the_words_of_a_query_are_no_options(argv: list[str], expected: list[str]) -> None:
    assert put_query_last(argv) == expected


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        pytest.param("deck:greak", "did you mean greek?", id="a deck"),
        pytest.param("greek/thirt", "did you mean greek/third", id="a card"),
        pytest.param(
            "greek/first greek/third",
            "terms beside each other must all hold: write  'greek/first or",
            id="two cards",
        ),
        pytest.param("deck:greek deck:sgd", "terms beside each other must", id="two decks"),
        pytest.param("strange/xyz", "see what a query can say", id="a card like none"),
        pytest.param("op*timizer", "in words * stands at the end alone", id="a wildcard inside"),
        pytest.param("*rage", "in words * stands at the end alone", id="a wildcard before"),
        pytest.param("slip:wrong-sing", "did you mean wrong-sign?", id="a slip"),
        pytest.param("slip:wrong-sign", "see what a query can say", id="a slip that nobody made"),
        pytest.param("slip:other", "see what a query can say", id="a slip without a name"),
        pytest.param("not greek", "write  -greek  for", id="not"),
        pytest.param("!nomatch", "write  -nomatch  for", id="an exclamation mark"),
        pytest.param("greek && xyz", "terms beside each other must all hold, without", id="ampersands"),
        pytest.param("xyz | zyx", "write  or  between terms", id="a bar"),
        pytest.param("nomatch not", "see what", id="not at the end"),
        pytest.param("nomatch", "see what a query can say with  flashcards cards --help", id="a word"),
    ],
)
def test_a_query_that_means_nothing_says_what_was_meant(
    capsys: pytest.CaptureFixture[str], query: str, hint: str
) -> None:
    for command in (["cards"], ["suspend"], ["export", "--text", "none.txt"]):
        assert main([*command, query]) == 1
        told = capsys.readouterr().err
        assert told.startswith(f"no card matches\n    {hint}")
        assert told.count("\n") == 2
