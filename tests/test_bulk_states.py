"""Events on very many prompts: the states that a few statements make are those of a replay."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashcards.scheduling import Grade, Memory, Review, RowKind, Settings
from flashcards.scheduling.replay import replay
from flashcards.scheduling.worth import gain
from flashcards.storage import Store, bulk_states, log_states, states
from flashcards.study.events import Event, event_rows, ids_from

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
NAMES = [f"adam/{number}" for number in range(4)]
SETTINGS = Settings(fuzz=False)
FORMER = {"adam/old": "adam/0"}


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_states, "MANY", 0)
    monkeypatch.setattr(states, "FEW", 0)


class Desk:
    """A log and what is done to it, an hour apart, by words."""

    def __init__(self, folder: Path, former: Mapping[str, str]) -> None:
        self.log = Store.open(folder)
        self.former, self.now, self.number = former, NOON, count()
        self.log.refresh(SETTINGS, former, NOON)

    def do(self, words: str) -> None:
        """`undo`, `back` (the clock, by three hours), `grade`, `other` and `later` (another
        device suspended before, or resumes after now), `same` (it resumes at the moment of what is
        done next), `old-later` (it suspends after now, under a former name), `ahead` (it suspended
        on a day that comes with `wait`), or an event and how many of the prompts it concerns."""
        word, _, share = words.partition(" ")
        self.now += timedelta(hours=1)
        actions: dict[str, Callable[[], None]] = {
            "undo": lambda: self.log.take_back_all(self.log.last_undoable(), self.now),
            "back": self._set_back,
            "grade": lambda: self.log.append(*self._rows("here", RowKind.STUDY, Grade.GOOD)),
            "other": lambda: self.log.append(*self._rows("there", RowKind.SUSPEND)),
            "later": lambda: self.log.append(*self._rows("later", RowKind.RESUME)),
            "same": lambda: self.log.append(*self._rows("same", RowKind.RESUME)),
            "ahead": lambda: self.log.append(*self._rows("ahead", RowKind.SUSPEND)),
            "wait": self._wait,
            "old": lambda: self.log.append(*self._rows("here", RowKind.SUSPEND, card="adam/old")),
            "old-later": lambda: self.log.append(*self._rows("later", RowKind.SUSPEND, card="adam/old")),
        }
        actions.get(word, lambda: self._event(RowKind(word), int(share or len(NAMES))))()

    def _wait(self) -> None:
        self.now += timedelta(days=3)

    def _set_back(self) -> None:
        self.now -= timedelta(hours=4)

    def _rows(self, device: str, kind: RowKind, grade: Grade | None = None, card: str = "") -> list[Review]:
        own = self.log.device if device == "here" else device
        ahead = {"there": -90, "same": 60, "later": 90, "ahead": 2 * 1440}
        at = self.now + timedelta(minutes=ahead.get(device, 0))
        cards = [card] if card else NAMES[:3]
        return [Review(f"{device}{next(self.number)}", own, name, at, 0, kind, grade) for name in cards]

    def _event(self, kind: RowKind, share: int) -> None:
        names = NAMES[:share]
        known, make_id = self.log.memories_of(names), ids_from(f"e{next(self.number)}")
        rows = event_rows(
            Event(kind, 3), names, known, self.now, SETTINGS, device=self.log.device, make_id=make_id
        )
        self.log.append(*rows)


def known(desk: Desk) -> dict[str, Memory]:
    """The memories; the columns that follow from them are checked."""
    found = desk.log.read(states.load_states)
    columns = desk.log.read(
        lambda log: log.execute("select prompt, card, deck, due_day, gain from states").fetchall()
    )
    assert {name: [*rest, pytest.approx(worth)] for name, *rest, worth in columns} == {
        name: [name, "adam", memory.due_day, gain(memory.stability, memory.difficulty)]
        for name, memory in found.items()
    }
    return rounded(found)


def rounded(memories: Mapping[str, Memory]) -> dict[str, Memory]:
    """The engine computes in single precision, in a batch or not."""
    return {
        name: memory._replace(stability=round(memory.stability, 3), difficulty=round(memory.difficulty, 3))
        for name, memory in memories.items()
    }


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    made = Desk(tmp_path, getattr(request, "param", {}))
    yield made
    made.log.close()


@pytest.mark.parametrize(
    "deeds",
    [
        pytest.param("suspend, undo", id="new prompts have no state again"),
        pytest.param("grade, suspend, undo", id="what is remembered stays"),
        pytest.param("grade, bury, suspend, undo, undo", id="two flags, two undos"),
        pytest.param("suspend, resume, undo", id="an undone resume leaves the suspension"),
        pytest.param("suspend 2, resume, undo, undo", id="of a share of the prompts"),
        pytest.param("bury, back, bury, undo", id="a day is buried over"),
        pytest.param("mark, unmark, mark, undo, undo, undo", id="there and back"),
        pytest.param("grade, suspend, grade, undo, undo", id="graded since"),
        pytest.param("grade, suspend, other, undo", id="another device's earlier row came late"),
        pytest.param("other, resume, undo", id="another device suspended"),
        pytest.param("grade, later, suspend, undo", id="another device has a later row"),
        pytest.param("grade, same, suspend, undo", id="another device has a row of the same moment"),
        pytest.param("suspend, back, grade, undo, undo", id="the clock went back in between"),
        pytest.param("grade, back, suspend, undo", id="the clock went back before"),
        pytest.param("suspend, mark, reset, undo, undo", id="after a reset"),
        pytest.param("grade, mark, reset, mark, unmark, undo", id="marked over a reset"),
        pytest.param("grade, set-due, bury, unbury, undo, undo, undo", id="every undo of four"),
        pytest.param("suspend, undo, suspend, undo, suspend", id="again and again"),
        pytest.param("set-due, undo", id="set due, new prompts"),
        pytest.param("grade, set-due, set-due 2, undo, undo", id="set due, some new and some not"),
        pytest.param("suspend, mark 2, set-due, reset, undo, undo", id="flags stay when a day is set"),
        pytest.param("grade, mark 2, reset, reset, grade, set-due", id="a mark stays after a reset"),
        pytest.param("grade, later, set-due, undo", id="a day is set before another device's row"),
        pytest.param("grade, mark, reset, undo", id="a reset is undone"),
        pytest.param("grade, reset, grade, undo, undo", id="graded since a reset"),
        pytest.param("grade, set-due 2, reset, undo, undo", id="only the last is kept"),
        pytest.param("grade, reset, other, undo", id="another device's row came since a reset"),
        pytest.param("grade, later, reset, undo", id="another device has a row of a later moment"),
    ],
)
def test_states_are_those_of_a_replay(desk: Desk, deeds: str) -> None:
    for deed in deeds.split(", "):
        desk.do(deed)
        expected = replay(desk.log.reviews(), SETTINGS)
        assert known(desk) == rounded(expected), deed


DEEDS = [
    *("suspend", "resume", "bury", "unbury", "mark", "unmark", "reset", "set-due", "suspend 2", "reset 2"),
    *("set-due 3", "grade", "other", "later", "same", "back", "undo", "undo", "undo", "old", "old-later"),
    *("ahead", "wait"),
]


@given(st.lists(st.sampled_from(DEEDS), min_size=2, max_size=9))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_states_are_those_of_a_replay(deeds: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), FORMER)
        for deed in deeds:
            desk.do(deed)
            desk.log.refresh(SETTINGS, FORMER, desk.now)
            assert known(desk) == rounded(replay(desk.log.reviews(desk.now), SETTINGS, FORMER)), deed
        desk.log.close()


def test_of_two_events_written_together_the_second_is_undone_alone(desk: Desk) -> None:
    desk.do("grade")
    first, second = (
        row(kind.value, kind)._replace(device=desk.log.device, at=desk.now + timedelta(hours=1), due=due)
        for kind, due in ((RowKind.SET_DUE, 20_600), (RowKind.RESET, None))
    )
    desk.log.append(first, second)
    desk.log.take_back_all([second], desk.now + timedelta(hours=2))
    assert known(desk) == rounded(replay(desk.log.reviews(), SETTINGS))


def test_a_row_that_waited_counts_after_an_undo(desk: Desk) -> None:
    for deed in ("grade", "ahead", "reset", "wait", "undo"):
        desk.do(deed)
        desk.log.refresh(SETTINGS, {}, desk.now)
    assert known(desk) == rounded(replay(desk.log.reviews(desk.now), SETTINGS))


@pytest.mark.parametrize("desk", [FORMER], indirect=True)
def test_rows_under_a_former_name_count(desk: Desk) -> None:
    for deed in ("old", "mark", "resume", "undo", "undo", "suspend", "undo", "old-later", "reset", "grade"):
        desk.do(deed)
        desk.log.refresh(SETTINGS, FORMER, desk.now)
        assert known(desk) == rounded(replay(desk.log.reviews(), SETTINGS, FORMER)), deed


@pytest.mark.parametrize("deeds", [("suspend 2", "mark 3"), ("reset 2", "reset 3")], ids=["flags", "reset"])
def test_the_statements_do_not_grow_with_the_prompts(desk: Desk, deeds: tuple[str, str]) -> None:
    """On prompts that have a state; those for the rows of the log do."""
    desk.do("grade")
    counted = []
    for deed in deeds:
        asked: list[str] = []
        desk.log.read(lambda log, asked=asked: log.set_trace_callback(asked.append))  # type: ignore[misc]
        desk.do(deed)
        desk.do("undo")
        desk.log.read(lambda log: log.set_trace_callback(None))
        counted.append(len([text for text in asked if not text.startswith("insert into reviews")]))
    assert counted[0] == counted[1]


def test_ids_are_numbered_after_their_prefix() -> None:
    make_id = ids_from("batch")
    assert [make_id(), make_id()] == ["batch-0", "batch-1"]


def row(name: str, kind: RowKind, seq: int = 0, takes_back: str = "") -> Review:
    return Review(name, "there", NAMES[0], NOON, 0, kind, seq=seq, takes_back=takes_back)


SUSPENDED, MARKED = row("s", RowKind.SUSPEND, 1), row("m", RowKind.MARK, 2)
BACK = row("b", RowKind.TAKE_BACK, takes_back="s")


@pytest.mark.parametrize(
    ("held", "new"),
    [
        pytest.param([], [SUSPENDED, MARKED], id="two rows of one prompt"),
        pytest.param([row("s", RowKind.STUDY)], [BACK], id="an undo of what sets no flag"),
        pytest.param([SUSPENDED, MARKED], [BACK], id="what its device wrote since may move"),
        pytest.param([SUSPENDED], [BACK._replace(card=NAMES[1])], id="an undo under another prompt"),
    ],
)
def test_what_is_left_to_a_replay_is_returned(desk: Desk, held: list[Review], new: list[Review]) -> None:
    desk.log.append(*held)
    before = known(desk)
    assert desk.log.read(lambda log: bulk_states.save_most(log, new, SETTINGS, {}, len(held), set())) == new
    assert known(desk) == before
