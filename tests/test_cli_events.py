"""Events from the shell: `flashcards suspend QUERY` and its like, `undo`, and rows of a wrong clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from flashcards.cli import main
from flashcards.cli.card_events import EVENTS
from flashcards.cli.queries import EVENT_COMMANDS
from flashcards.scheduling import Grade, Memory, Review, RowKind, Settings, date_of
from flashcards.storage import Store
from flashcards.storage.forks import write_fork
from flashcards.tui.app import FlashcardsApp
from tests.read_once import furnish

DECK = """\
deck: greek
cards:
  - {id: first, ask: What is one?, answer: A, tags: [letters]}
  - {id: second, ask: Fill, cloze: "The {{mean: average}} of {{what: gradients}}"}
  - {id: third, ask: What is three?, answer: C, tags: [letters]}
"""
CARDS = ["greek/first", "greek/second", "greek/third"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "greek.yaml").write_text(DECK, encoding="utf-8")
    return tmp_path


def study(home: Path, *prompts: str, days_ago: int = 20, grade: Grade = Grade.EASY) -> None:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days_ago)
    with Store.open(home) as store:
        rows = [
            Review(f"{name}-{days_ago}", store.device, name, at, 0, RowKind.STUDY, grade) for name in prompts
        ]
        store.append(*rows)


def memories(home: Path) -> dict[str, Memory]:
    with Store.open(home) as store:
        return store.memories(Settings(), now=datetime.now().astimezone())


def rows(home: Path) -> list[Review]:
    with Store.open(home) as store:
        return store.reviews()


def test_the_commands_are_those_that_take_a_query() -> None:
    assert tuple(EVENTS) == EVENT_COMMANDS


@pytest.mark.parametrize(
    ("command", "says", "holds"),
    [
        pytest.param(["suspend", "deck:greek"], "Suspended 3 cards.", {"suspended": True}, id="suspend"),
        pytest.param(["bury", "deck:greek"], "Buried 3 cards until ", {}, id="bury"),
        pytest.param(["mark", "deck:greek"], "Marked 3 cards.", {"marked": True}, id="mark"),
        pytest.param(
            ["set-due", "2099-01-01", "deck:greek"], "Set the day of 3 cards to 2099-01-01.", {}, id="set due"
        ),
        pytest.param(["set-due", "0", "deck:greek"], "Set the day of 3 cards to ", {}, id="due today"),
    ],
)
def test_an_event_and_its_undo(
    home: Path, capsys: pytest.CaptureFixture[str], command: list[str], says: str, holds: dict[str, object]
) -> None:
    study(home, "greek/first", "greek/second:mean")
    before = memories(home)
    assert main(command) == 0
    assert capsys.readouterr().out.startswith(says)
    after = memories(home)
    assert set(after) == {"greek/first", "greek/second:mean", "greek/second:what", "greek/third"}
    for memory in after.values():
        assert {name: getattr(memory, name) for name in holds} == holds
    assert main(["undo"]) == 0
    assert capsys.readouterr().out.lower().startswith(f"undone: {says.lower().rstrip('.')}")
    assert memories(home) == before, "one undo for all of it"


@pytest.mark.parametrize(
    ("first", "command"),
    [
        pytest.param(["suspend"], ["resume", "deck:greek"], id="resume"),
        pytest.param(["bury", "--until", "9d"], ["unbury", "deck:greek"], id="unbury"),
        pytest.param(["mark"], ["unmark", "deck:greek"], id="unmark"),
        pytest.param(["suspend"], ["reset", "--yes", "deck:greek"], id="reset"),
        pytest.param(["set-due", "9d"], ["forget", "--yes", "deck:greek"], id="forget"),
    ],
)
def test_what_takes_something_away_is_undone_whatever_came_between(
    home: Path, first: list[str], command: list[str]
) -> None:
    """Rows of another device come, and the program is started anew with each command."""
    study(home, "greek/first", "greek/second:mean")
    assert main([*first, "deck:greek"]) == 0
    before = memories(home)
    assert main(command) == 0
    assert memories(home) != before
    with Store.open(home) as store:
        last = store.reviews()[-1]
        came = Review("there-1", "there", "other/card", last.at, 0, RowKind.STUDY, Grade.GOOD)
        store.append(came)
    assert main(["undo"]) == 0
    found = memories(home)
    assert {name: found[name] for name in found if name != "other/card"} == before


@pytest.mark.parametrize(
    ("one", "other"),
    [("suspend", "resume"), ("bury", "unbury"), ("mark", "unmark")],
)
def test_what_takes_an_event_away(home: Path, one: str, other: str) -> None:
    study(home, "greek/first")
    before = memories(home)
    assert main([one, "deck:greek"]) == 0
    assert main([other, "deck:greek", "-tag:letters"]) == 0
    assert main([other, "deck:greek"]) == 0
    assert memories(home) == before
    assert main([other, "deck:greek"]) == 0, "nothing is left to do, and that is fine"
    assert len(rows(home)) == 1 + 4 + 2 + 2


@pytest.mark.parametrize("name", ["reset", "forget"])
def test_a_reset_asks_before_it_forgets_several(
    home: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    study(home, "greek/first", "greek/third")
    before = memories(home)
    assert main([name, "deck:greek"]) == 2, "there is no terminal to ask at"
    assert "would forget all reviews of 2 cards" in capsys.readouterr().err
    assert memories(home) == before
    assert main([name, "greek/first"]) == 0
    assert set(memories(home)) == {"greek/third"}
    assert main(["undo"]) == 0
    assert main([name, "--yes", "deck:greek"]) == 0
    assert memories(home) == {}
    assert main(["undo"]) == 0
    assert memories(home) == before


@pytest.mark.parametrize(("answer", "forgets"), [("y", True), ("", False), ("n", False)])
def test_the_answer_at_a_terminal_decides(
    home: Path, monkeypatch: pytest.MonkeyPatch, answer: str, forgets: bool
) -> None:
    study(home, "greek/first", "greek/third")
    monkeypatch.setattr("flashcards.cli.confirm.can_ask", lambda args: True)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert main(["reset", "deck:greek"]) == (0 if forgets else 1)
    assert (memories(home) == {}) is forgets


@pytest.mark.parametrize(("end", "status"), [(EOFError, 1), (KeyboardInterrupt, 130)])
def test_a_question_that_is_broken_off_changes_nothing(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    end: type[BaseException],
    status: int,
) -> None:
    def break_off(question: str) -> str:
        print(question, end="")
        raise end

    study(home, "greek/first", "greek/third")
    monkeypatch.setattr("flashcards.cli.confirm.can_ask", lambda args: True)
    monkeypatch.setattr("builtins.input", break_off)
    assert main(["reset", "deck:greek"]) == status
    assert capsys.readouterr().out.endswith("Go on? [y/N] \n")
    assert len(memories(home)) == 2


def test_a_dry_run_writes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suspend", "--dry-run", "tag:letters"]) == 0
    assert capsys.readouterr().out == "Would have suspended 2 cards.\n"
    assert main(["undo", "--dry-run"]) == 1
    assert main(["mark", "tag:letters"]) == 0
    assert main(["undo", "--dry-run"]) == 0
    assert "Undo: marked 2 cards at " in capsys.readouterr().out
    assert len(rows(home)) == 2


def test_what_is_so_already_is_counted(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["suspend", "greek/first"])
    capsys.readouterr()
    assert main(["suspend", "deck:greek"]) == 0
    assert capsys.readouterr().out == "Suspended 2 cards. 1 card is suspended already.\n"


def test_json_has_what_was_done(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mark", "--json", "deck:greek", "-tag:letters"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["prompts"] == ["greek/second:mean", "greek/second:what"]
    assert (found["kind"], found["cards"], found["written"]) == ("mark", ["greek/second"], True)
    assert main(["undo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "kinds": ["mark"],
        "prompts": ["greek/second:mean", "greek/second:what"],
        "written": True,
    }


@pytest.mark.parametrize(
    ("command", "status", "says"),
    [
        pytest.param(["suspend", "deck:grek"], 1, "did you mean greek?", id="no such deck"),
        pytest.param(["mark", "greek/frist"], 1, "did you mean greek/first?", id="no such card"),
        pytest.param(["bury", "is:leech"], 1, "flashcards cards --help", id="none is so"),
        pytest.param(["suspend"], 2, "no QUERY", id="no query"),
        pytest.param(["suspend", ""], 2, "deck:*", id="an empty one"),
        pytest.param(["suspend", "is:dew"], 2, "query:1:", id="a wrong one"),
        pytest.param(["set-due", "greek/first"], 2, "is no day", id="no day"),
        pytest.param(
            ["bury", "--until", "2020-01-01", "deck:greek"], 2, "has come", id="a day that has come"
        ),
        pytest.param(["suspend", "--until", "7d", "deck:greek"], 2, "bury --until 7d", id="no day of it"),
        pytest.param(["bury", "--until", "0", "deck:greek"], 2, "has come", id="today"),
        pytest.param(["undo"], 1, "nothing to undo", id="nothing to undo"),
    ],
)
def test_what_cannot_be_done_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], command: list[str], status: int, says: str
) -> None:
    assert main(command) == status
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""
    assert not (home / "reviews.sqlite").exists() or rows(home) == []


def test_undo_goes_on_through_grades_and_events(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study(home, "greek/first")
    main(["suspend", "greek/third"])
    study(home, "greek/second:mean", days_ago=1)
    capsys.readouterr()
    for says in ("graded greek/second Easy", "suspended greek/third", "graded greek/first Easy"):
        assert main(["undo"]) == 0
        assert capsys.readouterr().out == f"Undone: {says}.\n"
    assert main(["undo"]) == 1
    assert memories(home) == {}


# Rows that a wrong clock wrote


def test_rows_ahead_are_named_and_taken_back_and_that_is_undone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study(home, "greek/first")
    study(home, "greek/first", "greek/third", days_ago=-60, grade=Grade.AGAIN)
    before = memories(home)
    assert set(before) == {"greek/first"}, "they wait"
    assert main(["log", "check"]) == 1
    said = capsys.readouterr().out
    assert "2 rows say a time after today and wait until then:" in said
    assert "graded greek/third Again" in said
    assert "flashcards log fix-clock" in said
    assert main(["log", "fix-clock"]) == 2, "there is no terminal to ask at"
    assert main(["log", "fix-clock", "--yes"]) == 0
    assert main(["log", "check"]) == 0
    assert main(["log", "fix-clock"]) == 0
    assert memories(home) == before
    with Store.open(home) as store:
        later = datetime.now(UTC) + timedelta(days=90)
        assert store.memories(Settings(), now=later) == before, "nor do they count later"
    capsys.readouterr()
    assert main(["undo"]) == 0
    assert capsys.readouterr().out == "Undone: took back 2 rows.\n"
    assert main(["log", "check", "--json"]) == 1
    assert [row["card"] for row in json.loads(capsys.readouterr().out)["ahead"]] == [
        "greek/first",
        "greek/third",
    ]
    assert main(["log", "fix-clock", "--yes", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["taken_back"]) == 2


def test_what_a_clock_set_back_wrote_is_named_and_taken_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for days_ago in (9, 8, 7, 6):
        study(home, "greek/first", days_ago=days_ago)
    before = memories(home)
    study(home, "greek/first", days_ago=300, grade=Grade.AGAIN)
    study(home, "greek/third", days_ago=1)
    assert main(["log", "check"]) == 1
    said = capsys.readouterr().out
    assert "1 row says a time more than a day off those written before and after:" in said
    assert "graded greek/first Again" in said
    assert main(["log", "check", "--json"]) == 1
    assert [row["card"] for row in json.loads(capsys.readouterr().out)["off"]] == ["greek/first"]
    assert main(["log", "fix-clock", "--yes"]) == 0
    assert main(["log", "check"]) == 0
    assert memories(home)["greek/first"] == before["greek/first"]
    capsys.readouterr()
    assert main(["undo"]) == 0
    assert main(["log", "check"]) == 1


def test_rows_ahead_are_told_when_studying_starts(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    study(home, "greek/first", days_ago=-60)
    monkeypatch.setattr("sys.stdin", StringIO("q\n"))
    assert main(["study", "--plain", "greek"]) == 0
    assert "1 row of the review log says a time after today" in capsys.readouterr().err
    assert main(["log", "fix-clock", "--yes"]) == 0
    assert "Took back 1 row; 'flashcards undo' brings it back." in capsys.readouterr().out


# In plain mode, on a real log


def plain(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in lines)))
    assert main(["study", "--plain", "greek"]) == 0


def test_what_a_session_did_is_undone_after_a_restart(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    study(home, "greek/first")
    before = memories(home)
    plain(monkeypatch, "*", "", "3", "-", "q")
    found = memories(home)
    assert found["greek/first"].marked
    assert any(memory.buried_until for memory in found.values())
    main(["suspend", "greek/first"])
    capsys.readouterr()
    plain(monkeypatch, *"uuuuuuuu", "q")
    said = capsys.readouterr().out
    for what in ("suspended first in greek", "buried ", "graded first in greek Good"):
        assert f"Undone: {what}" in said
    assert "Undone: marked first in greek." in said
    assert memories(home) == before


def test_a_query_narrows_what_is_asked_and_not_what_is_put_away(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("@\nq\n"))
    assert main(["study", "--plain", "--query", "greek/second:mean"]) == 0
    assert set(memories(home)) == {"greek/second:mean", "greek/second:what"}


def test_an_undo_after_an_erasure_says_that_it_stays(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study(home, "greek/first")
    assert main(["suspend", "greek/third"]) == 0
    assert main(["reset", "--erase", "--yes", "greek/first"]) == 0
    for status, out in ((0, "Undone: suspended greek/third.\n"), (1, "")):
        capsys.readouterr()
        assert main(["undo"]) == status
        told = capsys.readouterr()
        assert told.out == out
        assert "Erased the reviews of greek/first: that stays" in told.err
    assert main(["mark", "greek/third"]) == 0
    capsys.readouterr()
    assert main(["undo"]) == 0
    assert "stays" not in capsys.readouterr().err


def test_the_app_and_plain_mode_know_of_an_erasure_too(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study(home, "greek/first")
    assert main(["suspend", "greek/third"]) == 0
    assert main(["reset", "--erase", "--yes", "greek/first"]) == 0
    capsys.readouterr()
    plain(monkeypatch, "u", "q")
    assert "that stays, no undo brings it back. Undo: suspended" in capsys.readouterr().out
    found: list[Review] = []

    def look(app: FlashcardsApp) -> None:
        rows, erased = app._services.undoable()
        found.extend([*rows, *erased])

    monkeypatch.setattr("flashcards.cli.study._has_screen", lambda: True)
    monkeypatch.setattr(FlashcardsApp, "run", look)
    assert main([]) == 0
    assert [row.kind for row in found] == [RowKind.SUSPEND, RowKind.ERASE]


def test_a_day_before_the_last_review_is_the_day_of_that(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """… which a clock that was ahead may have put into the future."""
    study(home, "greek/first", days_ago=-1)
    study(home, "greek/third")
    assert main(["set-due", "0", "greek/first"]) == 0
    due = date_of(memories(home)["greek/first"].due_day)
    assert capsys.readouterr().out == f"Set the day of greek/first to {due}.\n"
    assert due > datetime.now().astimezone().date() - timedelta(days=1)
    assert main(["set-due", "30d", "greek/first"]) == 0
    capsys.readouterr()
    assert main(["set-due", "0", "greek/first", "or", "greek/third"]) == 0
    due = date_of(memories(home)["greek/third"].due_day)
    assert capsys.readouterr().out == f"Set the day of 2 cards to {due} or later.\n"


def test_a_new_card_that_is_given_a_day_was_not_reviewed(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """… but is no new one any longer, wherever cards are counted."""
    assert main(["set-due", "0", "greek/first"]) == 0
    capsys.readouterr()
    for query, found in (("reviews=0 -is:new", 1), ("is:new", 2), ("reviews>0", 0), ("is:due", 1)):
        assert main(["cards", "deck:greek", query, "--json"]) == (not found)
        cards = json.loads(capsys.readouterr().out)["cards"]
        assert len(cards) == found, query
    plain(monkeypatch, "q")
    assert "New 2, learning 0, review 1" in capsys.readouterr().out
    assert main(["simulate", "--days", "2", "--retention", "0.9", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cards"]["in_review"] == 1
    assert main(["stats", "greek", "--json"]) == 0
    stats = json.loads(capsys.readouterr().out)
    assert (stats["reviews"], stats["intervals"]["prompts"]) == (0, 1)


def test_json_says_what_is_buried(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bury", "--until", "2099-05-01", "greek/first"]) == 0
    capsys.readouterr()
    assert main(["cards", "deck:greek", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["cards"]
    first, *others = [prompt for card in found for prompt in card["prompts"]]
    assert (first["buried"], first["buried_until"]) == (True, "2099-05-01")
    assert {(prompt["buried"], prompt["buried_until"]) for prompt in others} == {(False, None)}


@pytest.mark.parametrize(
    ("kind", "undone"),
    [
        pytest.param(RowKind.CRAM, False, id="crammed"),
        pytest.param(RowKind.STUDY, True, id="undone"),
        pytest.param(RowKind.STUDY, False, id="studied"),
    ],
)
def test_no_file_has_an_erased_answer_whatever_it_left_in_memory(
    home: Path, capsys: pytest.CaptureFixture[str], kind: RowKind, undone: bool
) -> None:
    with Store.open(home) as store:
        at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
        row = Review("told", store.device, "greek/was", at, 0, kind, Grade.GOOD)
        row = row._replace(typed="SECRET", verdict="wrong")
        store.append(row, row._replace(id="tells", card="greek/first"))
    deck = home / "decks" / "greek.yaml"
    deck.write_text(DECK.replace("id: third,", "id: third, was: [greek/was],"), encoding="utf-8")
    if undone:
        assert main(["undo"]) == main(["undo"]) == 0
    assert main(["stats"]) == 0
    assert main(["reset", "--erase", "--yes", "deck:greek"]) == 0
    held = [path for path in home.rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()]
    assert held == []
    assert "Erased the reviews of 2 cards. 1 card is new." in capsys.readouterr().out
    assert not [row for row in rows(home) if row.typed]
    assert main(["reset", "--erase", "--yes", "deck:greek"]) == 0
    assert capsys.readouterr().out == "3 cards are new.\n"


@pytest.mark.parametrize(
    ("query", "erased"),
    [
        pytest.param("greek/third", ["greek/third"], id="the card"),
        pytest.param("greek/th*", ["greek/third"], id="the beginning of its name"),
        pytest.param("greek/second", ["greek/second:mean", "greek/second:what"], id="a gap that is gone"),
        pytest.param("greek/second:what", ["greek/second:what"], id="that gap alone"),
        pytest.param("gradients", ["greek/second:mean", "greek/second:what"], id="by the text of its card"),
        pytest.param("deck:latin -is:new", [], id="a state that nothing has any longer"),
        pytest.param("deck:LATIN or deck:greek -greek/first", None, id="decks"),
        pytest.param("-greek/first", None, id="all but one"),
        pytest.param("'Greek letters'", [], id="words"),
        pytest.param("deck:'greek letters' greek/third", ["greek/third"], id="the title of a deck"),
    ],
)
def test_what_no_deck_has_any_longer_is_erased_by_name(
    home: Path, query: str, erased: list[str] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    known = ["greek/first", "greek/second:mean", "greek/second:what", "greek/third", "latin/one"]
    study(home, *known)
    with Store.open(home) as store:  # as where a log was copied: of no card, whatever a query means
        store.write(lambda log: write_fork(log, store.device, "other", 0))
    deck = DECK.replace("{{what: gradients}}", "gradients").rpartition("  - {id: third")[0]
    (home / "decks" / "greek.yaml").write_text(deck.replace("cards:", "title: Greek letters\ncards:", 1))
    gone = [name for name in known if name != "greek/first"] if erased is None else erased
    assert main(["forget", "--erase", "--yes", query.replace("'", '"')]) == (not gone)
    capsys.readouterr()
    left = [row.card for row in rows(home) if row.kind is RowKind.STUDY]
    assert sorted(left) == sorted({*known} - {*gone})
    assert sum(row.card == "log" for row in rows(home)) == 1
    assert sorted(row.card for row in rows(home) if row.kind is RowKind.ERASE) == sorted(gone)
