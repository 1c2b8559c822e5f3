"""What is done to the card that a session asks, and the rows of events on many cards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Problem
from flashcards.scheduling import (
    Grade,
    Memory,
    Review,
    RowKind,
    Settings,
    day_of,
    memory_after_row,
    new_memory,
    utc,
)
from flashcards.scheduling.model import LAST_DAY
from flashcards.scheduling.replay import replay
from flashcards.study import Counts, Session
from flashcards.study.card_events import bury_card, suspend_card, toggle_mark
from flashcards.study.day_words import with_day
from flashcards.study.events import (
    Event,
    card_path,
    clock_notice,
    describe_rows,
    done_notice,
    event_rows,
    nothing_to_undo,
    take_back_rows,
    undo_notice,
    undo_question,
)
from tests.rows import in_rows
from tests.test_session import NOW, PLAIN, asked_in_turn, begin, card, cards, face, graded, known, unhurried

AGAIN, HARD, GOOD, EASY = Grade
TODAY = day_of(*utc(NOW), 4)
WAYS: dict[str, Callable] = {"mark": toggle_mark, "suspend": suspend_card, "bury": bury_card}
GAPS = prompts(card("a/gaps", text="{{p: one}} and {{q: two}} and {{r: three}}"))


def numbered() -> Callable[[], str]:
    return (f"id-{number}" for number in count()).__next__


def rows_of(event: Event, *memories: Memory, settings: Settings = PLAIN) -> list[Review]:
    held = {memory.card: memory for memory in memories}
    return event_rows(event, held, held, NOW, settings, device="here", make_id=numbered())


# Rows of events

NEW = new_memory("a/x")
REVIEWED = known(3, "a/x")["a/x"]
STEP = known(0, "a/x", grade=AGAIN)["a/x"]


@in_rows(
    ("kind", "memory", "writes"),
    [
        pytest.param(RowKind.SUSPEND, NEW, True, id="suspend"),
        pytest.param(RowKind.SUSPEND, NEW._replace(suspended=True), False, id="suspend what is suspended"),
        pytest.param(
            RowKind.SUSPEND, NEW._replace(buried_until=TODAY + 1), True, id="suspend what is buried"
        ),
        pytest.param(RowKind.RESUME, REVIEWED, False, id="resume what is not suspended"),
        pytest.param(RowKind.RESUME, REVIEWED._replace(suspended=True), True, id="resume"),
        pytest.param(RowKind.BURY, REVIEWED, True, id="bury"),
        pytest.param(RowKind.BURY, REVIEWED._replace(suspended=True), False, id="bury what is suspended"),
        pytest.param(RowKind.BURY, NEW._replace(buried_until=TODAY + 1), False, id="bury it as it is"),
        pytest.param(RowKind.BURY, NEW._replace(buried_until=TODAY + 9), True, id="bury it for less long"),
        pytest.param(RowKind.BURY, NEW._replace(buried_until=TODAY), True, id="bury what has come back"),
        pytest.param(RowKind.UNBURY, NEW._replace(buried_until=TODAY + 1), True, id="unbury"),
        pytest.param(RowKind.UNBURY, NEW._replace(buried_until=TODAY), False, id="unbury what has come back"),
        pytest.param(RowKind.MARK, STEP, True, id="mark"),
        pytest.param(RowKind.MARK, STEP._replace(marked=True), False, id="mark what is marked"),
        pytest.param(RowKind.UNMARK, STEP._replace(marked=True), True, id="unmark"),
        pytest.param(RowKind.UNMARK, STEP, False, id="unmark what is not marked"),
        pytest.param(RowKind.RESET, REVIEWED, True, id="reset"),
        pytest.param(RowKind.RESET, NEW, False, id="reset what is new"),
        pytest.param(RowKind.RESET, NEW._replace(marked=True), False, id="reset what is new and marked"),
        pytest.param(RowKind.RESET, NEW._replace(suspended=True), True, id="reset what is new and suspended"),
        pytest.param(RowKind.SET_DUE, NEW, True, id="set due what is new"),
        pytest.param(RowKind.SET_DUE, STEP, True, id="set due what is in its steps"),
    ],
)
def test_a_row_is_written_where_it_changes_something(kind: RowKind, memory: Memory, writes: bool) -> None:
    rows = rows_of(Event(kind), memory)
    assert bool(rows) is writes
    if rows:
        assert memory_after_row(memory, rows[0], PLAIN) != memory
        assert (rows[0].device, rows[0].at, rows[0].offset_minutes) == ("here", *utc(NOW))


def test_setting_the_day_that_it_has_writes_nothing() -> None:
    assert rows_of(Event(RowKind.SET_DUE, day=REVIEWED.due_day), REVIEWED) == []
    (row,) = rows_of(Event(RowKind.SET_DUE, days=12), REVIEWED)
    assert row.due == TODAY + 12


@pytest.mark.parametrize(
    ("memory", "due"),
    [
        pytest.param(REVIEWED, REVIEWED.day, id="not before its last review"),
        pytest.param(NEW, TODAY, id="if it is new not before today"),
        pytest.param(NEW._replace(marked=True), TODAY, id="nor if that is marked"),
    ],
)
def test_a_day_long_ago_is_the_first_on_which_it_can_be_due(memory: Memory, due: int) -> None:
    (row,) = rows_of(Event(RowKind.SET_DUE, day=-25_567), memory)
    assert row.due == due
    assert memory_after_row(memory, row, PLAIN).due_day == due


@pytest.mark.parametrize(
    ("event", "until"),
    [
        pytest.param(Event(RowKind.BURY), TODAY + 1, id="until tomorrow"),
        pytest.param(Event(RowKind.BURY, days=7), TODAY + 7, id="for days"),
        pytest.param(Event(RowKind.BURY, day=TODAY + 40), TODAY + 40, id="until a date"),
    ],
)
def test_the_day_on_which_a_buried_card_comes_back(event: Event, until: int) -> None:
    (row,) = rows_of(event, NEW)
    assert row.until == until


def test_tomorrow_begins_when_the_day_of_the_deck_does() -> None:
    night = NOW.replace(hour=3)
    late = Settings(day_starts_at=4, decks={"b": Settings(day_starts_at=2)})
    held = {name: new_memory(name) for name in ("a/x", "b/x")}
    rows = event_rows(Event(RowKind.BURY), held, held, night, late, device="here", make_id=numbered())
    assert [row.until for row in rows] == [TODAY, TODAY + 1]


def test_rows_of_one_event_share_a_batch_and_one_row_has_none() -> None:
    rows = rows_of(Event(RowKind.MARK), *(new_memory(f"a/{n}") for n in range(3)))
    assert [row.id for row in rows] == ["id-0", "id-1", "id-2"]
    assert {row.batch for row in rows} == {"id-0"}
    assert rows_of(Event(RowKind.MARK), NEW)[0].batch == ""
    twice = event_rows(Event(RowKind.MARK), ["a/x"] * 2, {}, NOW, PLAIN, device="d", make_id=numbered())
    assert len(twice) == 1


# Days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("0", TODAY, id="0"),
        pytest.param("7d", TODAY + 7, id="days"),
        pytest.param("7", TODAY + 7, id="a number"),
        pytest.param("2w", TODAY + 14, id="weeks"),
        pytest.param(" Tomorrow ", TODAY + 1, id="tomorrow"),
        pytest.param("today", TODAY, id="today"),
        pytest.param("2026-03-05", TODAY + 3, id="a date"),
        pytest.param("2026-3-5", TODAY + 3, id="a date without zeros"),
        pytest.param("1970-01-01", 0, id="the first day"),
        pytest.param("9990-01-01", LAST_DAY, id="the last day"),
    ],
)
def test_a_day_is_read(text: str, day: int) -> None:
    assert with_day(Event(RowKind.SET_DUE), text).day_from(TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "7y", "2026-02-30", "2026-13-01", "26-1-1", "99999d", "1.5d", "٣d", "9990-01-02"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="day"):
        with_day(Event(RowKind.SET_DUE), text)


# What is said


def study(name: str, grade: Grade = GOOD) -> Review:
    return Review(name, "here", name, utc(NOW)[0], 60, RowKind.STUDY, grade)


def many(kind: RowKind, number: int, **fields: int) -> list[Review]:
    row = Review("", "here", "", utc(NOW)[0], 60, kind, batch=f"{kind}0")
    row = row._replace(**fields)  # type: ignore[arg-type]
    return [row._replace(id=f"{kind}{n}", card=f"a/{n}") for n in range(number)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param([study("a/x")], "graded a/x Good", id="a grade"),
        pytest.param([study("a/x:p", AGAIN)], "graded a/x Again", id="of a gap"),
        pytest.param(many(RowKind.SUSPEND, 14), "suspended 14 cards", id="many"),
        pytest.param(many(RowKind.SUSPEND, 1), "suspended a/0", id="one"),
        pytest.param(many(RowKind.BURY, 1, until=TODAY + 1), "buried a/0 until 2026-03-03", id="until a day"),
        pytest.param(many(RowKind.SET_DUE, 2, due=0), "set the day of 2 cards to 1970-01-01", id="to a day"),
        pytest.param(
            [*many(RowKind.MARK, 2), *many(RowKind.UNMARK, 1)], "marked 2 cards and unmarked a/0", id="mixed"
        ),
        pytest.param(
            [row._replace(card=f"a/x:{n}") for n, row in enumerate(many(RowKind.RESET, 3))],
            "reset a/x",
            id="the prompts of one card",
        ),
        pytest.param(many("dance", 1), "dance a/0", id="a kind of a newer version"),  # type: ignore[arg-type]
    ],
)
def test_what_rows_did_is_said(rows: list[Review], said: str) -> None:
    assert describe_rows(rows) == said
    assert undo_notice(rows) == f"Undone: {said}."
    assert done_notice(rows).lower() == f"{said}.".lower()


def test_a_screen_names_a_card_by_its_path() -> None:
    rows = [study("nets/adam/first-moment")]
    assert undo_notice(rows, card_path) == "Undone: graded nets/adam › first moment Good."
    assert done_notice(rows, card_path) == "Graded nets/adam › first moment Good."
    assert undo_question(rows, NOW, card_path).startswith("Undo: graded nets/adam › first moment Good at")


@pytest.mark.parametrize(
    ("later", "asked"),
    [
        pytest.param(timedelta(hours=1), "at 18:00?", id="today"),
        pytest.param(timedelta(hours=8), "on 2 Mar at 18:00?", id="another day"),
        pytest.param(timedelta(days=365), "on 2 Mar 2026 at 18:00?", id="another year"),
    ],
)
def test_the_question_before_an_earlier_session_is_undone(later: timedelta, asked: str) -> None:
    assert undo_question([study("a/x")], NOW + later) == f"Undo: graded a/x Good {asked}"


def test_an_undo_says_what_was_erased_since_what_it_takes_back() -> None:
    erased = many(RowKind.ERASE, 2)
    stays = "Erased the reviews of 2 cards: that stays, no undo brings it back."
    assert undo_question([study("a/x")], NOW, erased=erased) == (f"{stays} Undo: graded a/x Good at 18:00?")
    assert nothing_to_undo(erased) == f"{stays} Nothing else to undo."
    assert nothing_to_undo() == "Nothing to undo."


def test_rows_ahead_of_the_clock_are_told_with_the_remedy() -> None:
    assert clock_notice([]) == ""
    assert clock_notice([study("a/x")]).startswith(
        "1 row of the review log says a time after today, and waits"
    )
    assert clock_notice(many(RowKind.MARK, 2)).endswith("flashcards log fix-clock  takes them back")


def test_what_a_wrong_clock_wrote_is_taken_back_in_one_batch() -> None:
    ahead = [study("a/x"), study("a/y")]
    backs = take_back_rows(ahead, NOW, device="here", make_id=numbered())
    assert [back.takes_back for back in backs] == ["a/x", "a/y"]
    assert {back.batch for back in backs} == {"id-0"}
    assert take_back_rows(ahead[:1], NOW, device="here", make_id=numbered())[0].batch, "so that undo finds it"
    assert replay([*ahead, *backs], PLAIN) == {}


# In a session


def session_of(asked: list[Prompt], memories: dict[str, Memory] | None = None, **options: object) -> Session:
    return begin(asked, memories, **options)


@pytest.mark.parametrize("revealed", [False, True], ids=["before the answer", "after it"])
@pytest.mark.parametrize("way", WAYS)
def test_undo_of_an_event_leaves_no_trace(way: str, revealed: bool) -> None:
    session = session_of([*cards("x y"), *GAPS], known(20, "a/x") | known(0, "a/y", grade=AGAIN))
    for _ in range(3):
        begun = session.show() if revealed else session
        after, rows = WAYS[way](begun, NOW)
        assert rows
        back, taken = after.undo()
        assert taken == rows
        assert face(back) == face(session if way != "mark" else begun)
        assert back.queue == session.queue
        assert back.learning == session.learning
        assert back.changes() == session.changes()
        session = graded(session, GOOD)


def test_a_mark_keeps_the_card_with_its_answer() -> None:
    session = session_of(cards("x y")).show()
    marked, rows = toggle_mark(session, NOW)
    assert (marked.prompt, marked.revealed, marked.counts) == (session.prompt, True, session.counts)
    assert marked.memory
    assert marked.memory.marked
    assert [row.kind for row in rows] == [RowKind.MARK]
    unmarked, rows = toggle_mark(marked, NOW)
    assert [row.kind for row in rows] == [RowKind.UNMARK]
    assert face(unmarked) == face(session)
    after, _ = marked.grade(GOOD, NOW, 1000)
    assert after.made[0].marked, "the grade keeps the mark"


def test_a_mark_is_on_all_prompts_of_the_card_and_comes_with_them() -> None:
    session = session_of(list(GAPS), settings=Settings(fuzz=False, siblings="together"))
    marked, rows = toggle_mark(session, NOW)
    assert {row.card for row in rows} == {prompt.id for prompt in GAPS}
    after = graded(marked, EASY)
    assert after.prompt
    assert after.memory
    assert after.memory.marked
    assert all(row.kind is RowKind.UNMARK for row in toggle_mark(after, NOW)[1])


def test_a_mark_reaches_what_waits_in_its_steps() -> None:
    together = Settings(fuzz=False, siblings="together")
    session = graded(session_of(list(GAPS), settings=together), AGAIN)
    marked, _ = toggle_mark(session, NOW)
    assert [waiting.memory.marked for waiting in marked.learning] == [True]


@pytest.mark.parametrize("put_away", [suspend_card, bury_card], ids=["suspend", "bury"])
def test_a_card_goes_with_its_siblings(put_away: Callable) -> None:
    together = Settings(fuzz=False, siblings="together")
    session = session_of([*cards("x"), *GAPS, *cards("y")], known(20, "a/x"), settings=together)
    session = graded(session, EASY, AGAIN)  # x, and a gap that waits in its steps
    assert session.prompt in GAPS
    after, rows = put_away(session, NOW)
    assert {row.card for row in rows} == {prompt.id for prompt in GAPS}
    assert after.counts == (1, 0, 0)
    assert asked_in_turn(after) == ["a/y"]


@pytest.mark.parametrize("put_away", [suspend_card, bury_card], ids=["suspend", "bury"])
def test_siblings_that_are_to_be_reviewed_leave_the_counts(put_away: Callable) -> None:
    together = Settings(fuzz=False, siblings="together")
    memories = known(20, "a/x", *(prompt.id for prompt in GAPS))
    session = session_of([*cards("x y"), *GAPS], memories, settings=together)
    while session.prompt not in GAPS:
        session = graded(session, EASY)
    reviews = session.counts.review
    left = sum(name not in {prompt.id for prompt in GAPS} for name in session.queue[session.taken :])
    after, _ = put_away(session, NOW)
    assert after.counts == (1, 0, left - 1)
    assert after.counts.review < reviews
    assert asked_in_turn(after)[-1] == "a/y"


def test_what_is_known_of_a_card_is_its_last_grade_and_not_its_mark() -> None:
    marked, _ = toggle_mark(session_of(cards("x y")), NOW)
    after = graded(marked, GOOD)
    assert after.memory_of("a/x") == after.made[0]
    assert after.undo()[0].memory_of("a/x") == marked.memory_of("a/x")


def test_suspending_in_the_steps_of_a_new_card_takes_it_out_of_the_counts() -> None:
    session = graded(session_of(cards("x y")), AGAIN)
    later = session.resume(NOW + timedelta(minutes=2))
    counts = later.counts
    after, _ = suspend_card(later, NOW + timedelta(minutes=2))
    assert sum(after.counts) == sum(counts) - 1


def test_a_new_card_from_beyond_the_limit_takes_the_place() -> None:
    few = Settings(fuzz=False, new_per_day=2)
    session = session_of(cards("x y z"), settings=few)
    after, _ = suspend_card(session, NOW)
    assert after.counts == (2, 0, 0)
    assert asked_in_turn(after) == ["a/y", "a/z"]
    assert session_of(cards("x y z"), {"a/x": after.changes()["a/x"]}, settings=few).counts == after.counts


def test_a_suspended_card_holds_nothing_back_and_a_buried_one_does() -> None:
    deck = [*prompts(card("a/x")), *prompts(card("a/y", "x")), *prompts(card("a/z", "y")), *cards("w")]
    session = session_of(deck)
    assert session.prompt
    assert session.prompt.id == "a/x"
    assert asked_in_turn(suspend_card(session, NOW)[0]) == ["a/y", "a/z", "a/w"]
    buried, _ = bury_card(session, NOW)
    assert buried.counts == (1, 0, 0)
    assert asked_in_turn(buried) == ["a/w"]


def test_what_is_suspended_already_moves_on_without_a_row() -> None:
    """While cramming, every card is asked."""
    held = {"a/x": new_memory("a/x")._replace(suspended=True)}
    session = session_of(cards("x y"), held, kind=RowKind.CRAM)
    while session.prompt and session.prompt.id != "a/x":
        session = graded(session, EASY)
    after, rows = suspend_card(session, NOW)
    assert rows == ()
    assert after.prompt != session.prompt
    assert face(after.undo()[0]) == face(session)
    assert undo_notice(after.undo()[1]) == "Undone."


def test_at_the_end_nothing_is_done() -> None:
    session = session_of([])
    for way in WAYS.values():
        assert way(session, NOW) == (session, ())


STEPS = st.lists(st.tuples(st.sampled_from([*Grade, *WAYS, "undo"]), st.integers(0, 600)), max_size=40)


@unhurried
@given(STEPS, st.sampled_from(["apart", "together"]))
@example([(AGAIN, 0), (AGAIN, 0), ("mark", 0), ("mark", 0)], "apart")
def test_a_walk_through_a_session_keeps_counts_rows_and_memories(steps: list, siblings: str) -> None:
    """After every step: the counts are of what would be asked, and the rows replay to the memories."""
    settings = Settings(fuzz=False, siblings=siblings, new_per_day=4)
    memories = known(20, "a/r1", "a/r2") | known(0, "a/l", grade=AGAIN)
    needing = prompts(card("a/n5", "n1"))
    deck = [*cards("n1 n2 n3 r1 r2 l"), *GAPS, *needing]
    session, now = session_of(deck, memories, settings=settings), NOW
    taken: set[str] = set()
    seen: set[str] = set()
    for step, seconds in steps:
        now += timedelta(seconds=seconds)
        session = session.resume(now)
        before = session
        if step == "undo":
            session, rows = session.undo()
            taken |= {row.id for row in rows}
        elif not session.prompt:
            continue
        elif step in WAYS:
            session, rows = WAYS[step](session, now)
            assert not seen & {row.id for row in rows}
            seen |= {row.id for row in rows}
            if step != "mark" and session.prompt:
                assert session.prompt.card.key != before.prompt.card.key
        else:
            session, row = session.show().grade(Grade(step), now, 1000)
            assert row.id not in seen
            seen.add(row.id)
        assert not session.turn or getattr(session.counts, session.turn) > 0
        assert min(session.counts) >= 0
        at = session
        while at.prompt:
            at, _ = suspend_card(at, now)
        assert at.counts == Counts(0, len(at.learning), 0)
    rows = rows_left(session)
    fresh = [row for row in rows if row.card not in memories]
    expected = replay(fresh, settings)
    made = {name: memory for name, memory in session.changes().items() if name not in memories}
    untouched = {name: new_memory(name) for name in made}  # marked and unmarked: a replay says nothing of it
    assert made == untouched | expected


def rows_left(session: Session) -> list[Review]:
    found: list[Review] = []
    at: Session | None = session
    while at and at.before:
        found = [*at.rows, *found]
        at = at.before
    return [row._replace(seq=number) for number, row in enumerate(found, 1)]
