"""The home screen follows what other programs write: to the log, to the settings, to the decks."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest

from flashcards.cli import main
from flashcards.cli.app_data import StudyData
from flashcards.cli.elsewhere_service import elsewhere_service
from flashcards.cli.home_data import home_service
from flashcards.cli.study import open_data
from flashcards.errors import Problem
from flashcards.scheduling import EPOCH, Review, RowKind
from flashcards.storage import Store, deck_files, parameters
from flashcards.tui import home_watch
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.home import HomeScreen
from flashcards.tui.home_watch import HomeWatch
from flashcards.tui.services import DeckRow, ElsewhereServices
from tests.idle import rest
from tests.test_home_panes import Home

# What is read


@pytest.fixture
def studies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudyData]:
    """A collection of two cards, open."""
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    monkeypatch.setattr(deck_files, "shipped_decks", lambda: tmp_path / "none")
    (tmp_path / "none").mkdir()
    add_deck(tmp_path, "mine", "x", "y")
    with open_data() as studies:
        assert studies.overview()[""].counts.new == 2
        yield studies


def add_deck(home: Path, name: str, *cards: str) -> None:
    (home / "decks").mkdir(exist_ok=True)
    texts = "".join(f"- {{id: {card}, ask: q {card}, answer: a}}\n" for card in cards)
    (home / "decks" / f"{name}.yaml").write_text(f"deck: {name}\ncards:\n{texts}", encoding="utf-8")


def suspend(home: Path) -> None:
    assert main(["suspend", "mine/x"]) == 0


def lower_the_limit(home: Path) -> None:
    assert main(["config", "new_per_day", "1"]) == 0


def write_nothing_new(home: Path) -> None:
    (home / "config.toml").write_text("", encoding="utf-8")


def derive_memories_anew(home: Path) -> None:
    suspend(home)
    assert main(["config", "retention", "0.8"]) == 0


def break_parameters(home: Path) -> None:
    (home / parameters.FILE).write_text("no parameters", encoding="utf-8")


def write_a_deck(home: Path) -> None:
    add_deck(home, "more", "z")


def write_into_a_deck(home: Path) -> None:
    add_deck(home, "mine", "x", "y", "z")


def leave(home: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("does", "is_other", "new"),
    [
        pytest.param(leave, False, 2, id="nothing"),
        pytest.param(suspend, False, 1, id="an event"),
        pytest.param(lower_the_limit, True, 1, id="a setting"),
        pytest.param(derive_memories_anew, True, 1, id="a setting of the memories"),
        pytest.param(write_nothing_new, False, 2, id="a file without settings"),
        pytest.param(break_parameters, False, 2, id="parameters that cannot be read"),
        pytest.param(write_a_deck, True, 3, id="a deck"),
        pytest.param(write_into_a_deck, True, 3, id="a card"),
    ],
)
def test_what_other_programs_write_is_taken_in(
    studies: StudyData,
    tmp_path: Path,
    does: Callable[[Path], None],
    is_other: bool,
    new: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = elsewhere_service(studies)
    before = files.stamp()
    does(tmp_path)
    capsys.readouterr()
    assert (files.stamp() != before) == (does not in (leave, write_into_a_deck))  # of which no folder tells
    assert files.take_in(home_watch.MOST)
    assert files.adopt() == is_other
    assert studies.overview()[""].counts.new == new
    assert files.take_in(home_watch.MOST)
    assert not files.adopt()
    assert capsys.readouterr() == ("", "")  # the screen is in use


def drop_the_file(home: Path) -> None:
    for path in (home / "cache").iterdir():
        path.unlink()


def damage_the_file(home: Path) -> None:
    (home / "cache" / "catalogue.sqlite").write_bytes(bytes(range(256)) * 32)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no file that is open")
@pytest.mark.parametrize(
    "drop",
    [
        pytest.param(lambda home: rmtree(home / "cache"), id="the folder"),
        pytest.param(drop_the_file, id="the file"),
        pytest.param(damage_the_file, id="what is in it"),
    ],
)
def test_a_catalogue_that_is_dropped_meanwhile_loses_nothing(
    studies: StudyData, tmp_path: Path, drop: Callable[[Path], None]
) -> None:
    files, home = elsewhere_service(studies), home_service(studies)
    drop(tmp_path)
    assert home.first_demo("mine", False) is None
    drop(tmp_path)
    assert home.figures().stages["mine"].unseen == 2
    drop(tmp_path)
    add_deck(tmp_path, "more", "z")
    assert studies.catalogue.find("mine/x")
    assert files.take_in(home_watch.MOST)
    assert files.adopt()
    assert [deck.name for deck in studies.decks] == ["mine", "more"]
    assert studies.overview()[""].counts.new == 3
    assert studies.catalogue.find("more/z")


def drop(cache: Path) -> None:
    rmtree(cache)


def overwrite(cache: Path) -> None:
    (cache / "catalogue.sqlite").write_bytes(b"something else" * 1000)


def damage_the_words(cache: Path) -> None:
    """Of this, only a search can tell."""
    with closing(sqlite3.connect(cache / "catalogue.sqlite")) as connection, connection:
        connection.execute("update card_text_data set block = x'00' where id > 10")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no file that is open")
@pytest.mark.parametrize("harm", [drop, overwrite, damage_the_words])
def test_what_is_read_beside_makes_a_lost_catalogue_anew(
    studies: StudyData, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    words = "select key from catalogue.card_text where card_text match 'q'"
    reads: list[Callable[[], int]] = [
        lambda: studies.pool.ask_aside(lambda log: len(log.execute(words).fetchall())),
        lambda: len(studies.catalogue.files_of(["mine/x", "mine/y"])),
    ]
    for read in reads:
        harm(tmp_path / "cache")
        assert read() == 2
    studies.take_over()
    assert not studies.catalogue.in_memory
    assert studies.overview()[""].counts.new == 2


def test_a_large_merge_is_left_to_the_program_that_is_at_it(studies: StudyData, tmp_path: Path) -> None:
    files = elsewhere_service(studies)
    kinds = (RowKind.SUSPEND, RowKind.MARK)
    with Store.open(tmp_path) as other:  # which keeps no states
        other.append(*(Review(kind, "other", "mine/x", EPOCH, 0, kind) for kind in kinds))
    assert not files.take_in(1)
    assert files.take_in(2)
    assert studies.store.memories_of(["mine/x"])["mine/x"].suspended


# When it is shown


class Files:
    """Files that other programs write, as the test says."""

    def __init__(self) -> None:
        self.stamp = 0.0
        self.is_other = False
        self.rows = 0
        self.asked: list[int] = []
        self.is_locked = False

    def take_in(self, most: int) -> bool:
        self.asked.append(most)
        if self.is_locked:
            raise Problem("the log is being written")
        return self.rows <= most

    def services(self) -> ElsewhereServices:
        return ElsewhereServices(lambda: self.stamp, self.take_in, lambda: self.is_other)


class BusyHome(Home):
    """A home to which another program writes while its rows are read, once after `writes` was set."""

    def __init__(self, files: Files) -> None:
        super().__init__()
        self._files = files
        self.writes = False

    def rows(self) -> tuple[DeckRow, ...]:
        found = super().rows()
        self._files.stamp += 0.1 * self.writes
        self.writes = False
        return found


async def test_home_counts_again_where_something_changed() -> None:
    files = Files()
    home = BusyHome(files)
    desk = home.desk()
    assert desk.home
    app = FlashcardsApp(replace(desk, home=replace(desk.home, elsewhere=files.services)))
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        assert isinstance(app.screen, HomeScreen)
        watch = app.screen._watch
        assert watch

        async def look() -> bool:
            """A look at the files; whether home was counted again."""
            home.counts[0] += 1
            before = app.screen.query_one("#hero-text").render()
            await look_once(pilot, watch)
            return str(app.screen.query_one("#hero-text").render()) != str(before)

        assert not await look()
        assert files.asked == []
        files.stamp = 1
        assert await look()
        assert not await look()
        assert len(files.asked) == 2  # the decks are gone through after each count
        assert not await look()
        assert len(files.asked) == 2
        home.writes = True
        files.stamp = 1.5
        assert await look()
        assert await look(), "what was written while it was counted is counted, too"
        assert not await look()
        files.stamp, files.is_locked = 2, True
        assert not await look()
        files.is_locked = False
        assert await look()
        files.stamp, files.rows = 3, home_watch.MOST + 1
        assert not await look()
        for _ in range(home_watch.PATIENCE):
            files.stamp += 1  # it is being written
            assert not await look()
        for _ in range(home_watch.PATIENCE - 1):
            assert not await look()
        assert await look()
        files.rows, files.is_other = 0, True
        assert await look()
        await pilot.press("question_mark")
        files.stamp += 1
        asked = len(files.asked)
        await look_once(pilot, watch)
        assert len(files.asked) == asked  # what is in front asks for itself


async def look_once(pilot: object, watch: HomeWatch) -> None:
    watch.look()
    await rest(pilot)  # type: ignore[arg-type]
