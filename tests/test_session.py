from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.deck.model import BasicAnswer, Card, ClozeAnswer
from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Place
from flashcards.scheduling import (
    Grade,
    LearningState,
    Load,
    Memory,
    Review,
    RowKind,
    Settings,
    memory_after,
    new_memory,
    wait,
)
from flashcards.scheduling.deck_limits import LocalDays
from flashcards.scheduling.replay import replay
from flashcards.study import Counts, Session, Turn, start_session
from flashcards.study.outcome import session_outcome
from flashcards.study.turns import answered_today, count_done
from tests.pools import ListPool, start

unhurried = hypothesis.settings(deadline=None)  # a busy machine is no failure
NOW = datetime(2026, 3, 2, 18, tzinfo=timezone(timedelta(hours=1)))
AGAIN, HARD, GOOD, EASY = Grade
PLAIN = Settings(fuzz=False)


def card(name: str, needs: str = "", confusable: str = "", text: str = "") -> Card:
    deck, _, key = name.rpartition("/")
    answer = ClozeAnswer(text) if text else BasicAnswer("an answer")
    place = Place("a.yaml")
    return Card(
        deck or "a", key, "?", answer, place, needs=tuple(needs.split()), confusable=tuple(confusable.split())
    )


def cards(names: str) -> list[Prompt]:
    return [prompt for name in names.split() for prompt in prompts(card(name))]


def begin(asked: list[Prompt], memories: dict[str, Memory] | None = None, **options: object) -> Session:
    settings = options.pop("settings", PLAIN)
    options = {"device": "here", "seed": "s", **options}
    return start(asked, memories or {}, options.pop("now", NOW), settings, **options)


def known(days_ago: int, *names: str, grade: Grade = EASY, now: datetime = NOW) -> dict[str, Memory]:
    """Memories of prompts that were learned some days ago; Easy is due after 8 days."""
    at = now.astimezone(UTC) - timedelta(days=days_ago)
    return {name: memory_after(new_memory(name), grade, at, 60, PLAIN) for name in names}


def asked_in_turn(session: Session, grade: Grade = EASY) -> list[str]:
    """The ids of what a session asks when all is graded alike at once."""
    ids = []
    while session.prompt:
        ids.append(session.prompt.id)
        session, _ = session.show().grade(grade, NOW, 1000)
    return ids


def graded(session: Session, *grades: Grade, every: timedelta = timedelta(seconds=10)) -> Session:
    now = NOW
    for grade in grades:
        now += every
        session, _ = session.show().grade(grade, now, 1000)
    return session


def face(session: Session) -> tuple[object, ...]:
    """What a person sees of a session."""
    return session.prompt, session.memory, session.turn, session.counts, session.revealed, session.variant


# Undo


@pytest.mark.parametrize(("first", "second"), list(itertools.product(Grade, Grade)), ids=str)
def test_undo_leaves_no_trace(first: Grade, second: Grade) -> None:
    begun = begin(cards("x y"))
    once = graded(begun, first)
    twice = graded(once, second)
    undone, taken = twice.undo()
    assert undone == once
    assert taken == twice.rows if twice.rows else None
    assert undone.undo()[0] == begun
    assert undone.changes() == once.changes()
    assert face(graded(undone, second)) == face(twice)


def test_undo_comes_back_to_the_question() -> None:
    session = begin(cards("x y"))
    undone, (review,) = graded(session, GOOD).undo()
    assert review
    assert review.card == "a/x"
    assert undone.prompt == session.prompt
    assert not undone.revealed


def test_without_a_grade_undo_does_nothing() -> None:
    session = begin(cards("x"))
    assert session.undo() == (session, ())


def test_no_row_has_the_id_of_one_that_was_taken_back() -> None:
    session = graded(begin(cards("x y z")), GOOD, GOOD)
    ids = {session.rows[0].id if session.rows else ""}
    for grade in Grade:
        session, review = session.undo()[0].show().grade(grade, NOW, 1000)
        assert review.id not in ids
        ids.add(review.id)


# Order


@pytest.mark.parametrize(
    ("deck", "order"),
    [
        pytest.param([card("a/x"), card("a/y")], "x y", id="the deck's own order"),
        pytest.param([card("a/x", "y"), card("a/y")], "y x", id="needed first"),
        pytest.param([card("a/x", "y z"), card("a/y", "z"), card("a/z")], "z y x", id="in a chain"),
        pytest.param([card("a/x", "a/y"), card("a/y")], "y x", id="by full name"),
        pytest.param([card("a/x", "gone"), card("a/y")], "x y", id="what is not there holds nothing back"),
        pytest.param([card("a/x", "y"), card("a/y", "x")], "x y", id="a circle ends"),
        pytest.param([card("a/x", "x")], "x", id="a card that needs itself"),
        pytest.param([card("a/x"), card("a/y", "x"), card("a/z")], "x y z", id="nothing to change"),
    ],
)
def test_new_cards_come_after_those_they_need(deck: list[Card], order: str) -> None:
    asked = [prompt for one in deck for prompt in prompts(one)]
    assert asked_in_turn(begin(asked)) == [f"a/{name}" for name in order.split()]


def test_a_deck_comes_after_those_it_needs() -> None:
    asked = cards("adam/x adam/y rmsprop/x momentum/x sgd/x")
    needs = {"adam": ("momentum", "rmsprop"), "momentum": ("sgd",), "rmsprop": ("sgd", "gone")}
    order = asked_in_turn(begin(asked, deck_needs=needs))
    assert order == ["sgd/x", "rmsprop/x", "momentum/x", "adam/x", "adam/y"]


@unhurried
@given(st.lists(st.sets(st.integers(0, 29), max_size=4), min_size=30, max_size=30), st.integers(0, 30))
def test_no_card_is_asked_before_those_it_needs(needs: list[set[int]], limit: int) -> None:
    """Card n needs some with smaller numbers; the deck holds the greatest first, and the limit cuts."""
    deck = [card(f"a/{n}", " ".join(str(m) for m in needs[n] if m < n)) for n in reversed(range(30))]
    asked = [prompt for one in deck for prompt in prompts(one)]
    order = asked_in_turn(begin(asked, settings=Settings(new_per_day=limit)))
    assert len(order) == limit
    for at, name in enumerate(order):
        needed = {f"a/{m}" for m in needs[int(name[2:])] if m < int(name[2:])}
        assert needed <= set(order[:at])


def test_a_chain_of_three_thousand_needs_is_no_recursion() -> None:
    deck = [card(f"a/{n}", str(n + 1)) for n in range(3_000)]
    asked = [prompt for one in deck for prompt in prompts(one)]
    session = begin(asked)
    assert session.prompt
    assert session.prompt.id == "a/2999"


@pytest.mark.parametrize(
    ("left", "asked"),
    [
        pytest.param([], [], id="all of them"),
        pytest.param(["a/1998"], ["a/1998"], id="all that stand before one"),
        pytest.param(["a/1997", "a/1999"], ["a/1997", "a/1999"], id="one that another needs"),
    ],
)
def test_cards_that_are_gone_meanwhile_are_passed_over(left: list[str], asked: list[str]) -> None:
    """… however many, as where a deck is deleted while it is studied."""
    needs = {1997: "1998"}
    deck = [card(f"a/{n}", needs.get(n, "")) for n in range(2000)]
    every = [prompt for one in deck for prompt in prompts(one)]
    session = begin(every, settings=replace(PLAIN, new_per_day=2000))
    present = ListPool([prompt for prompt in every if prompt.id in left])
    after = graded(session.with_changes(pool=present), EASY)
    assert asked_in_turn(after) == asked


def test_reviews_come_before_new_ones_and_the_weakest_first() -> None:
    memories = known(10, "a/new-ish") | known(30, "a/old") | known(9, "a/newest")
    order = asked_in_turn(begin(cards("unseen newest new-ish old"), memories))
    assert order == ["a/old", "a/new-ish", "a/newest", "a/unseen"]


def test_confusable_reviews_follow_one_another() -> None:
    deck = [card("a/v"), card("a/w", confusable="z"), card("a/x"), card("a/y"), card("a/z")]
    memories: dict[str, Memory] = {}
    for ago, name in enumerate(("a/z", "a/y", "a/x", "a/w", "a/v")):
        memories |= known(10 + 10 * ago, name)
    asked = [prompt for one in deck for prompt in prompts(one)]
    assert asked_in_turn(begin(asked, memories)) == ["a/v", "a/w", "a/z", "a/x", "a/y"]


def test_ties_fall_by_the_seed() -> None:
    names = [f"a/{n}" for n in range(20)]
    asked, memories = cards(" ".join(names)), known(20, *names)
    orders = [asked_in_turn(begin(asked, memories, seed=seed)) for seed in ("one", "one", "two")]
    assert orders[0] == orders[1] != orders[2]


def test_of_siblings_one_is_asked_a_day() -> None:
    asked = list(prompts(card("a/x", text="{{one}} {{two}} {{three}}")))
    assert asked_in_turn(begin(asked)) == ["a/x:one"]
    memories = known(0, "a/x:one")
    assert asked_in_turn(begin(asked, memories)) == []
    tomorrow = NOW + timedelta(days=1)
    assert begin(asked, memories, now=tomorrow).counts == Counts(new=1)


def test_a_learning_prompt_does_not_wait_for_its_sibling() -> None:
    asked = list(prompts(card("a/x", text="{{one}} {{two}}")))
    memories = known(0, "a/x:one", "a/x:two", grade=AGAIN)
    assert begin(asked, memories).counts == Counts(learning=2)


# Learning steps


def test_a_failed_prompt_comes_back_when_it_is_due() -> None:
    session = graded(begin(cards("x y z")), AGAIN, EASY, every=timedelta(seconds=40))
    assert session.prompt
    assert (session.prompt.id, session.turn) == ("a/z", Turn.NEW), "a minute has not passed"
    session = graded(begin(cards("x y z")), AGAIN, EASY, every=timedelta(seconds=70))
    assert session.prompt
    assert (session.prompt.id, session.turn) == ("a/x", Turn.LEARNING)


def test_the_last_one_is_asked_early() -> None:
    session = graded(begin(cards("x")), GOOD)
    assert session.prompt, "due in ten minutes, but nothing else is left"
    assert session.turn is Turn.LEARNING


def test_the_same_is_not_asked_twice_in_a_row_while_there_is_another() -> None:
    session = graded(begin(cards("x y")), AGAIN, GOOD, AGAIN)
    assert session.prompt
    assert session.prompt.id == "a/y", "x is due sooner, but was just asked"


def test_what_is_due_much_later_ends_the_session_for_now() -> None:
    session = graded(begin(cards("x"), settings=Settings(learning_steps=(1.0, 60.0))), GOOD)
    due = session.next_due()
    assert due
    assert session.prompt is None
    assert session.counts == Counts(learning=1)
    assert session.resume(NOW + timedelta(minutes=5)).prompt is None
    assert session.resume(due).prompt == cards("x")[0]


def test_a_step_over_the_end_of_the_day_waits_for_it() -> None:
    late = NOW.replace(hour=3, minute=55)
    session, _ = begin(cards("x"), now=late).show().grade(GOOD, late, 1000)
    assert session.prompt is None
    assert session.next_due() is None
    again = begin(cards("x"), session.changes(), now=late + timedelta(minutes=2))
    assert again.counts == Counts()
    assert begin(cards("x"), session.changes(), now=late + timedelta(hours=1)).counts == Counts(learning=1)


def test_learning_goes_on_in_the_next_session() -> None:
    memories = known(0, "a/x", grade=AGAIN)
    session = begin(cards("x y"), memories, now=NOW + timedelta(minutes=2))
    assert session.prompt
    assert (session.prompt.id, session.counts) == ("a/x", Counts(new=1, learning=1))


# Limits and counts


def test_the_limits_of_a_day_count_what_was_done() -> None:
    names = [f"a/{n}" for n in range(40)]
    memories = known(0, *names[:5]) | known(30, *names[10:30])
    done = {name: memory_after(memories[name], GOOD, NOW.astimezone(UTC), 60, PLAIN) for name in names[10:13]}
    settings = Settings(new_per_day=7, reviews_per_day=12, new_wait_for_backlog=False)
    asked = cards(" ".join(names))
    assert begin(asked, memories | done, settings=settings).counts == Counts(new=2, review=9)
    settings = Settings(new_per_day=3, reviews_per_day=2)
    assert begin(asked, memories | done, settings=settings).counts == Counts(), "more was done than the limit"


def test_what_was_done_today() -> None:
    today = known(0, "a/x")["a/x"].day
    began_before = known(20, "a/y")["a/y"]
    again = memory_after(began_before, GOOD, NOW.astimezone(UTC), 60, PLAIN)
    brought = known(0, "a/w")["a/w"]._replace(elsewhere=True)
    memories = known(0, "a/x") | known(3, "a/z") | {"a/y": again, "a/w": brought}
    days = LocalDays(NOW.astimezone(UTC), 60, PLAIN)
    assert days.today() == today
    touched = answered_today(ListPool((), memories), days, PLAIN)
    assert count_done(touched, days) == {"a": Counts(new=1, review=1)}


def test_ahead_brings_reviews_early() -> None:
    memories = known(5, "a/x")
    assert begin(cards("x"), memories).counts == Counts()
    assert begin(cards("x"), memories, ahead=3).counts == Counts(review=1)
    assert begin(cards("x"), memories, ahead=2).counts == Counts()


walks = st.lists(st.tuples(st.sampled_from([*Grade, "undo"]), st.integers(0, 600)), max_size=40)


@unhurried
@given(walks, st.sampled_from([RowKind.STUDY, RowKind.CRAM]))
def test_counts_add_up_and_the_log_replays_to_the_session(
    steps: list[tuple[Grade | str, int]], kind: RowKind
) -> None:
    """A random walk through a session: each grade moves one prompt from a count to another or out."""
    memories = known(20, "a/r1", "a/r2") | known(0, "a/l", grade=AGAIN)
    session, now, log = begin(cards("n1 n2 n3 n4 r1 r2 l"), memories, kind=kind), NOW, list[Review]()
    for step, seconds in steps:
        now += timedelta(seconds=seconds)
        session = session.resume(now)
        if step == "undo":
            session, undone = session.undo()
            log = [row for row in log if row not in undone]
        elif session.prompt and session.turn:
            left = {**session.counts._asdict(), session.turn: getattr(session.counts, session.turn) - 1}
            session, review = session.show().grade(Grade(step), now, 1000)
            log.append(review)
            left["learning"] += _comes_back(session, kind)
            assert session.counts == Counts(**left)
        assert not session.turn or getattr(session.counts, session.turn) > 0
        assert session.sums.answered == len(log)
    if kind is RowKind.STUDY:
        expected = replay([row for row in log if not row.card.startswith(("a/r", "a/l"))], PLAIN)
        assert {key: made for key, made in session.changes().items() if key in expected} == expected


def _comes_back(session: Session, kind: RowKind) -> bool:
    """True where the prompt that was graded last is asked again today."""
    assert session.rows
    review, memory = session.rows[0], session.made[0]
    return review.grade is AGAIN if kind is RowKind.CRAM else memory.state is not LearningState.REVIEW


# Rows


def test_a_row_holds_what_happened() -> None:
    session = begin(cards("x")).show()
    moment = NOW + timedelta(seconds=3, microseconds=1_234_567)
    _, review = session.grade(HARD, moment, 75_000, typed="m_t", confidence=80)
    assert review == Review(
        id="s-0",
        device="here",
        card="a/x",
        at=datetime(2026, 3, 2, 17, 0, 4, 234_000, tzinfo=UTC),
        offset_minutes=60,
        kind=RowKind.STUDY,
        grade=HARD,
        milliseconds=60_000,
        seed="a/x:0",
        typed="m_t",
        confidence=80,
    )


def test_the_numbers_of_a_card_change_with_each_review() -> None:
    first = begin(cards("x"))
    second = graded(first, GOOD)
    assert first.variant != second.variant
    assert second.undo()[0].variant == first.variant


def test_no_grade_before_the_answer() -> None:
    with pytest.raises(ValueError, match="no answer is shown"):
        begin(cards("x")).grade(GOOD, NOW, 1000)
    with pytest.raises(ValueError, match="no answer is shown"):
        begin([]).show().grade(GOOD, NOW, 1000)


def test_what_stands_on_the_grades_is_what_they_do() -> None:
    session = begin(cards("x"), known(10, "a/x")).show()
    assert list(session.waits(NOW)) == list(Grade)
    for grade, text in session.waits(NOW).items():
        then = session.grade(grade, NOW, 1000)[0].changes()["a/x"]
        assert text == wait(then, NOW.astimezone(UTC))


def test_the_sums_of_a_session() -> None:
    sums = graded(begin(cards("x y z")), AGAIN, GOOD, EASY).sums
    assert (sums.answered, sums.again, sums.milliseconds) == (3, 1, 3000)
    assert sums.latest - sums.started == timedelta(seconds=30)


def loaded(session: Session, counts: dict[int, int]) -> Session:
    return replace(session, load=Load(counts))


def test_each_grade_counts_in_the_load_of_the_day_that_it_gave() -> None:
    session = loaded(begin(cards("x y z"), settings=Settings()), {1: 2})
    later = graded(session, EASY, AGAIN)
    assert later.load
    assert later.rows
    easy = later.changes()["a/x"].due_day
    assert later.load.counts == {1: 2, easy: 1}, "a learning step is due today and loads no day"
    assert later.undo()[0].undo()[0].load == session.load


@unhurried
@given(
    st.lists(st.sampled_from(Grade), max_size=14),
    st.dictionaries(st.integers(20_510, 20_560), st.integers(0, 9)),
)
def test_days_chosen_by_the_load_replay_from_their_rows(grades: list[Grade], due: dict[int, int]) -> None:
    """Nothing but the log and the settings is known then: not what was due on other days."""
    session, log = (
        loaded(begin(cards("x y z"), settings=Settings()), due),
        list[Review](),
    )
    for number, grade in enumerate(grades):
        session = session.resume(NOW + timedelta(minutes=20 * number))
        if session.prompt:
            session, row = session.show().grade(grade, NOW + timedelta(minutes=20 * number), 1000)
            log.append(row)
    assert replay(log, Settings()) == session.changes()


# Cram


def test_cramming_asks_all_until_each_is_known_and_changes_no_memory() -> None:
    memories = known(1, "a/x")
    session = begin(cards("x y z"), memories, kind=RowKind.CRAM)
    assert session.counts == Counts(review=3)
    assert session.waits(NOW) == {}
    session = graded(session, AGAIN, GOOD, GOOD)
    assert session.counts == Counts(learning=1)
    session = graded(session, GOOD)
    assert session.prompt is None
    assert session.changes() == {"a/x": memories["a/x"], "a/y": new_memory("a/y"), "a/z": new_memory("a/z")}
    outcome = session_outcome(session)
    assert (outcome.prompts, outcome.learning) == (3, 0), "what is not scheduled is not said to be learned"


def test_cramming_keeps_siblings_apart() -> None:
    deck = [card(f"a/{name}", text="{{one}} {{two}}") for name in "vwxyz"]
    asked = [prompt for one in deck for prompt in prompts(one)]
    order = asked_in_turn(begin(asked, kind=RowKind.CRAM))
    assert len(order) == 10
    assert len({name.partition(":")[0] for name in order[:5]}) == 5


def test_of_prompts_due_at_one_moment_the_one_graded_first_comes_first() -> None:
    session = graded(begin(cards("x y z")), AGAIN, AGAIN, AGAIN, every=timedelta())
    due = [waiting.due for waiting in session.learning]
    assert len(set(due)) == 1
    assert session.prompt
    assert [session.prompt.id, *(waiting.memory.card for waiting in session.learning)] == [
        "a/x",
        "a/y",
        "a/z",
    ]


# What is read before it is waited for


@dataclass(frozen=True)
class CountingPool(ListPool):
    """A pool that writes down which memories are read."""

    read: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        object.__setattr__(self, "memories", WatchedMapping(self.memories, self.read))


class WatchedMapping(dict[str, Memory]):
    def __init__(self, memories: Mapping[str, Memory], read: list[str]) -> None:
        super().__init__(memories)
        self._read = read

    def get(self, name: str, default: Memory | None = None) -> Memory | None:  # type: ignore[override]
        self._read.append(name)
        return super().get(name, default)


def test_what_comes_next_is_read_while_the_answer_is_read() -> None:
    pool = CountingPool(cards("a b c"), known(20, "a/a", "a/b", "a/c"))
    shown = start_session(pool, ["a"], NOW, PLAIN, device="here", seed="s").show()
    pool.read.clear()
    session, _ = shown.grade(EASY, NOW, 1000)
    assert session.prompt
    assert pool.read == []


def test_an_event_between_answer_and_grade_is_known_to_the_next_prompt() -> None:
    session = begin(cards("a b c"), known(20, "a/a", "a/b", "a/c")).show()
    assert session.ahead
    other = session.ahead.card
    marked = session.ahead._replace(marked=True)
    row = Review("e", "here", other, NOW, 60, RowKind.MARK)
    after, _ = session.after_event([row], [marked]).grade(EASY, NOW, 1000)
    assert after.memory == marked
