"""What is done to very many cards: beside the screen, part by part, one batch, whatever ends it."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot

from flashcards.cli import bulk_service
from flashcards.cli.app_data import StudyData
from flashcards.cli.study import open_data
from flashcards.deck.tags import TagEdit
from flashcards.errors import Problem
from flashcards.scheduling import Review, RowKind
from flashcards.storage import Store, deck_files, log_states
from flashcards.study.listing import CardAction
from flashcards.tui import bulk_writer
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.services import BulkServices, TagChange, TellProgress
from tests.browsing import Shelf, shelf_of
from tests.desks import CHOICE, FORMULA, NOON, NUMBER, A, B
from tests.idle import LONGEST, rest
from tests.logs import ids, row
from tests.read_once import furnish
from tests.test_browse import screen, table, told

CARDS = (A, B, FORMULA, CHOICE, NUMBER)


@dataclass
class SlowBulk:
    """Writes to a shelf what is done to many, once it may."""

    shelf: Shelf
    may_end: Event = field(default_factory=Event)
    failure: Problem | None = None
    reads_slowly: bool = False
    taken_over: list[int] = field(default_factory=list)
    """Of how many cards it was shown that they are tagged, or not any longer."""

    def change(self, action: CardAction, names: Sequence[str], day: str, tell: TellProgress) -> list[Review]:
        self._wait(tell)
        return self.shelf.change(action, names, day)

    def take_back(self, rows: Sequence[Review], tell: TellProgress) -> None:
        self._wait(tell)
        self.shelf.take_back(rows, NOON)

    def undoable(self) -> tuple[Sequence[Review], Sequence[Review]]:
        if self.reads_slowly:
            self._wait(lambda done, total: None)
        return self.shelf.services().undoable()

    def tag(self, names: Sequence[str], edit: TagEdit, tell: TellProgress) -> TagChange:
        self._wait(tell)
        return TagChange(tuple(names), self._take_tags_back, lambda: self.taken_over.append(len(names)))

    def _take_tags_back(self) -> None:
        self._wait(lambda done, total: None)

    def _wait(self, tell: TellProgress) -> None:
        tell(2000, 5000)
        assert self.may_end.wait(30)
        self.may_end.clear()
        if self.failure:
            raise self.failure

    def app(self) -> FlashcardsApp:
        services = self.shelf.services(*CARDS)
        assert services.browse
        browse = replace(services.browse, tag=lambda names, edit: TagChange(tuple(names), lambda: None))
        bulk = BulkServices(self.change, self.take_back, self.undoable, self.tag)
        return FlashcardsApp(replace(services, browse=browse, bulk=bulk))


@pytest.fixture
def bulk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowBulk]:
    monkeypatch.setattr(bulk_writer, "MANY", 4)
    monkeypatch.setattr(bulk_writer.BulkWriter, "patience", 60.0)
    slow = SlowBulk(shelf_of(*CARDS))
    yield slow
    slow.may_end.set()  # else a test that fails holds up the others


async def begin(pilot: Pilot[None], key: str) -> None:
    """Do something to all cards in browse, which then waits."""
    await pilot.press("b")
    await rest(pilot)
    await pilot.press("a", key)
    await until_told(pilot, "Writing 2,000 of 5,000 questions …")


async def until_told(pilot: Pilot[None], text: str) -> None:
    """Wait until only that is told: a thread says how far it is, and the screen looks now and then."""
    async with asyncio.timeout(LONGEST):
        while told(pilot.app) != [text]:  # type: ignore[arg-type]
            await pilot.pause(0.01)


async def test_keys_do_what_they_do_while_it_is_written(bulk: SlowBulk) -> None:
    app = bulk.app()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await begin(pilot, "at")
        assert screen(app).splitlines()[-1].strip() == "▌ Writing 2,000 of 5,000 questions …"
        await pilot.press("down", "down")
        assert table(app).cursor == 2
        for key in ("at", "asterisk", "u", "r", "s"):
            app.clear_notifications()
            await pilot.press(key)
            assert told(app)[0] == "Writing 2,000 of 5,000 questions … Please wait.", key
        assert bulk.shelf.done == []
        bulk.may_end.set()
        await rest(pilot)
        assert bulk.shelf.changes() == [("suspend", ["a", "b", "formula", "choice", "number"])]
        assert told(app) == ["Suspended 5 cards. u undoes."]
        assert "suspended" in next(line for line in screen(app).splitlines() if "▸" in line)


@pytest.mark.parametrize(
    ("keys", "then"),
    [
        pytest.param(["u"], [], id="browse"),
        pytest.param(["escape", "escape", "u", "u"], [], id="home"),
        pytest.param(["q", "q", "a", "u", "u"], [], id="study"),
        pytest.param(["q", "q", "a", "u", "u"], ["escape", "b"], id="study that is left"),
    ],
)
async def test_undo_takes_all_back_beside_the_screen(
    bulk: SlowBulk, keys: list[str], then: list[str]
) -> None:
    app = bulk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, "asterisk")
        bulk.may_end.set()
        await rest(pilot)
        await pilot.press(*keys)
        await until_told(pilot, "Taking back 2,000 of 5,000 questions …")
        assert len(bulk.shelf.done) == 1
        await pilot.press(*then)
        bulk.may_end.set()
        await rest(pilot)
        assert bulk.shelf.done == []
        assert told(app) == ["Undone: marked 5 cards."]


@pytest.mark.parametrize(
    ("keys", "asks"),
    [
        pytest.param([], "Undone: marked", id="browse"),
        pytest.param(["q"], "Undo: marked", id="home"),
        pytest.param(["q", "a"], "Undo: marked", id="study"),
    ],
)
async def test_what_was_done_last_is_read_beside_the_screen(
    bulk: SlowBulk, keys: list[str], asks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_writer.BulkWriter, "patience", 0.0)
    app = bulk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await rest(pilot)
        await pilot.press("asterisk")
        bulk.reads_slowly = True
        await pilot.press(*keys, "u")
        await until_told(pilot, "Reading what was done last …")
        bulk.may_end.set()
        await rest(pilot)
        assert told(app)[0].startswith(asks)


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["u"], id="browse"),
        pytest.param(["escape", "escape", "u", "u"], id="home"),
        pytest.param(["q", "q", "a", "u", "u"], id="study"),
    ],
)
async def test_many_are_tagged_beside_the_screen_and_undone_there(bulk: SlowBulk, keys: list[str]) -> None:
    app = bulk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await rest(pilot)
        await pilot.press("a", "t", *"exam", "enter")
        await until_told(pilot, "Tagging 2,000 of 5,000 cards …")
        await pilot.press("down", "t")
        assert told(app)[0] == "Tagging 2,000 of 5,000 cards … Please wait."
        assert (table(app).cursor, bulk.taken_over) == (1, [])
        bulk.may_end.set()
        await rest(pilot)
        assert told(app) == ["Tagged 5 cards: exam. u undoes, until the program ends."]
        assert bulk.taken_over == [5]
        await pilot.press(*keys)
        await until_told(pilot, "Taking tags back …")
        bulk.may_end.set()
        await rest(pilot)
        assert told(app) == ["Undone: tagged 5 cards."]
        assert bulk.taken_over == [5, 5]


async def test_to_leave_browse_ends_nothing(bulk: SlowBulk) -> None:
    app = bulk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, "asterisk")
        await pilot.press("escape", "escape", "u")
        assert told(app)[0] == "Writing 2,000 of 5,000 questions … Please wait."
        bulk.may_end.set()
        await rest(pilot)
        assert told(app) == ["Marked 5 cards. u undoes."]


async def test_a_failure_is_told(bulk: SlowBulk) -> None:
    bulk.failure = Problem("no room left for the review log", hint="undo takes them back")
    app = bulk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, "asterisk")
        bulk.may_end.set()
        await rest(pilot)
        assert told(app) == ["no room left for the review log\n    undo takes them back"]
        await pilot.press("down", "asterisk")
        assert bulk.shelf.done == []
        bulk.failure = None
        bulk.may_end.set()
        await rest(pilot)
        assert len(bulk.shelf.done) == 1


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_the_app_ends_once_it_is_written(bulk: SlowBulk, key: str) -> None:
    app = bulk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot, "at")
        await pilot.press(key)
        await until_told(pilot, "Writing 2,000 of 5,000 questions … Then the app ends.")
        assert app.is_running
        bulk.may_end.set()
        with suppress(TimeoutError):
            await rest(pilot)
        assert not app.is_running
    assert len(bulk.shelf.done) == 1


# Over a log


NAMES = [f"many/c{number}" for number in range(7)]
DECK = "deck: many\ncards:\n" + "".join(
    f"  - {{id: c{number}, ask: What?, answer: That.}}\n" for number in range(7)
)


@pytest.fixture
def studies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudyData]:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    monkeypatch.setattr(bulk_service, "PART", 2)
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "many.yaml").write_text(DECK, encoding="utf-8")
    with open_data() as studies:
        studies.overview()  # the states are kept from here on
        yield studies


def suspend(studies: StudyData, tell: TellProgress = lambda done, total: None) -> Sequence[Review]:
    """Suspend every card in a thread."""
    bulk = bulk_service.bulk_service(studies)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(bulk.change, CardAction.SUSPEND, NAMES, "", tell).result()


def suspended(studies: StudyData) -> list[str]:
    return [name for name, memory in sorted(studies.store.memories_of(NAMES).items()) if memory.suspended]


def test_the_parts_are_one_batch_and_one_undo(studies: StudyData) -> None:
    parts: list[tuple[int, int]] = []
    rows = suspend(studies, lambda done, total: parts.append((done, total)))
    assert [row.card for row in rows] == NAMES
    assert len({row.batch for row in rows}) == 1
    assert parts == [(0, 7), (2, 7), (4, 7), (6, 7)]
    assert suspended(studies) == NAMES
    bulk = bulk_service.bulk_service(studies)
    undoable, _ = bulk.undoable()
    assert [row.id for row in undoable] == [row.id for row in rows]
    bulk.take_back(undoable, lambda done, total: None)
    assert suspended(studies) == []
    assert studies.store.last_undoable() == []


def test_another_row_is_written_between_two_parts(studies: StudyData) -> None:
    marked = Review("mark", studies.store.device, NAMES[0], datetime.now(UTC), 0, RowKind.MARK)
    is_between, may_go_on = Event(), Event()

    def tell(done: int, total: int) -> None:
        if done == 4:
            is_between.set()
            assert may_go_on.wait(30)

    bulk = bulk_service.bulk_service(studies)
    with ThreadPoolExecutor(1) as thread:
        call = thread.submit(bulk.change, CardAction.SUSPEND, NAMES, "", tell)
        assert is_between.wait(30)
        studies.store.append(marked)
        may_go_on.set()
        rows = call.result()
    assert suspended(studies) == NAMES
    assert studies.store.memories_of(NAMES)[NAMES[0]].marked
    written = sorted(studies.store.reviews(), key=lambda row: row.seq)
    assert [row.id for row in written] == [*(r.id for r in rows[:4]), "mark", *(r.id for r in rows[4:])]
    assert {row.id for row in studies.store.last_undoable()} == {row.id for row in rows}


def test_what_was_before_the_last_event_is_kept_of_all_its_parts(
    studies: StudyData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_states, "MANY", 0)
    bulk = bulk_service.bulk_service(studies)
    for names, day in ((NAMES, "3d"), (NAMES[2:], "4d")):
        bulk.change(CardAction.SET_DUE, names, day, lambda done, total: None)
        kept = studies.store.read(lambda log: log.execute("select prompt from states_before").fetchall())
        assert sorted(kept) == [(name,) for name in names]
    undoable, _ = bulk.undoable()
    bulk.take_back(undoable, lambda done, total: None)
    assert studies.store.read(lambda log: log.execute("select * from states_before").fetchall()) == []


@pytest.mark.parametrize("ends", [KeyboardInterrupt, Problem("no room left")], ids=["killed", "no room"])
def test_what_ends_it_leaves_whole_parts_that_one_undo_takes_back(
    studies: StudyData, ends: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, parts = Store.append, []

    def fail_third(store: Store, *rows: Review) -> None:
        parts.append(rows)
        if len(parts) == 3:
            raise ends
        append(store, *rows)

    monkeypatch.setattr(Store, "append", fail_third)
    with pytest.raises((KeyboardInterrupt, Problem)) as raised:
        suspend(studies)
    if isinstance(ends, Problem):
        assert raised.value.hint == "4 of 7 questions are written; undo takes them back"  # type: ignore[attr-defined]
    monkeypatch.undo()
    assert suspended(studies) == NAMES[:4]
    undoable = studies.store.last_undoable()
    assert [row.card for row in undoable] == NAMES[:4]
    studies.store.take_back_all(undoable, datetime.now(UTC))
    assert suspended(studies) == []


def tag(studies: StudyData, tell: TellProgress = lambda done, total: None) -> TagChange:
    """Tag every card of two decks in a thread."""
    bulk = bulk_service.bulk_service(studies)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(bulk.tag, [*NAMES, "more/a"], TagEdit(("exam",)), tell).result()


def tagged(studies: StudyData) -> list[str]:
    """The cards that the catalogue says are tagged, once what is in the files is shown."""
    studies.take_over()
    return sorted(card.key for card in studies.catalogue.cards() if card.tags)


@pytest.fixture
def files(studies: StudyData) -> dict[Path, str]:
    """The texts of the deck files."""
    folder = deck_files.data_folder(os.environ) / "decks"
    more = "deck: more\ncards:\n  - {id: a, ask: What?, answer: That.}\n"
    (folder / "more.yaml").write_text(more, encoding="utf-8")
    studies.reload()
    return {path: path.read_text() for path in (folder / "many.yaml", folder / "more.yaml")}


def test_tags_are_written_in_a_thread_and_taken_back_there(
    studies: StudyData, files: dict[Path, str]
) -> None:
    parts: list[tuple[int, int]] = []
    change = tag(studies, lambda done, total: parts.append((done, total)))
    assert parts[0] == (0, 8)
    assert parts[-1] == (8, 8)
    assert sorted(change.cards) == tagged(studies) == [*NAMES, "more/a"]
    with ThreadPoolExecutor(1) as thread:
        thread.submit(change.take_back).result()
    assert tagged(studies) == []
    assert {path: path.read_text() for path in files} == files


@pytest.mark.parametrize(
    ("ends", "tags"),
    [
        pytest.param(KeyboardInterrupt, 7, id="killed: what is written stands"),
        pytest.param(Problem("no room left"), 0, id="no room: all is as it was"),
    ],
)
def test_no_file_is_lost_by_what_ends_the_tagging(
    studies: StudyData,
    files: dict[Path, str],
    ends: BaseException,
    tags: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edit_deck, edited = deck_files.edit_deck, list[Path]()

    def fail_second(path: Path, change: Callable[[str | None], str | None]) -> bool:
        edited.append(path)
        if len(edited) == 2:
            raise ends
        return edit_deck(path, change)

    monkeypatch.setattr(deck_files, "edit_deck", fail_second)
    with pytest.raises((KeyboardInterrupt, Problem)):
        tag(studies)
    assert len(tagged(studies)) == tags, "the catalogue knows"
    assert sum(path.read_text() != text for path, text in files.items()) == bool(tags)


@pytest.mark.parametrize("own", [True, False], ids=["and rows before", "alone"])
def test_what_is_written_beside_is_in_the_file_that_takes_the_place_of_the_log(
    tmp_path: Path, own: bool
) -> None:
    with Store.open(tmp_path) as log:
        if own:
            log.append(row(1))
        shutil.copyfile(log.path, tmp_path / "earlier")
        with ThreadPoolExecutor(1) as thread:
            thread.submit(_append_beside, log).result()
        shutil.copyfile(tmp_path / "earlier", log.path)
    assert ids(log.path) == ({"row-1", "row-2"} if own else {"row-2"})


def _append_beside(log: Store) -> None:
    with log.beside() as beside:
        beside.append(row(2))
