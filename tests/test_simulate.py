from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsrs
import fsrs_rs_python
import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards import cli
from flashcards.scheduling import (
    Grade,
    LearningState,
    Memory,
    Review,
    RowKind,
    Settings,
    engine,
    learning_steps,
    memory_after,
    simulation,
)
from flashcards.scheduling.fsrs_arrays import first_memory, forgetting_curve, interval_at, next_memory
from flashcards.scheduling.habits import WEIGHT, Habits, count_habits, usual_habits
from flashcards.scheduling.histories import answer_histories
from flashcards.scheduling.simulated_cards import Cards, cards_of
from flashcards.scheduling.simulation import Workload, simulate
from tests.learners import BEGIN, FORGETFUL, USUAL
from tests.rows import most_telling

UNLIMITED = Settings(reviews_per_day=9999)
NONE = Cards(*(np.zeros(0, dtype=kind) for kind in (float, float, int, int)))
PARAMETERS = pytest.mark.parametrize("w", [USUAL, FORGETFUL], ids=["usual", "forgetful"])
AGAIN, HARD, GOOD, EASY = Grade

memories = st.tuples(st.floats(0.01, 5000), st.floats(1, 10), st.sampled_from([0, 1, 2, 7, 40, 900]))
people = st.sampled_from([USUAL, FORGETFUL])
unhurried = hypothesis.settings(deadline=None, max_examples=30)


# The equations


@unhurried
@given(
    st.lists(memories, min_size=1, max_size=5), st.sampled_from(Grade), st.sampled_from([USUAL, FORGETFUL])
)
def test_a_step_on_arrays_is_the_engines(
    cards: list[tuple[float, float, int]], grade: Grade, w: tuple[float, ...]
) -> None:
    stability, difficulty, elapsed = map(np.array, zip(*cards, strict=True))
    found = next_memory(stability, difficulty, elapsed, np.full(len(cards), grade), w)
    rust = fsrs_rs_python.FSRS(list(w))
    states = [rust.next_states(fsrs_rs_python.MemoryState(s, d), 0.9, t) for s, d, t in cards]
    made = [(each.again, each.hard, each.good, each.easy)[grade - 1].memory for each in states]
    assert found[0] == pytest.approx([each.stability for each in made], rel=1e-4)
    assert found[1] == pytest.approx([each.difficulty for each in made], rel=1e-4)


@unhurried
@given(memories, st.sampled_from(Grade), people)
def test_a_step_on_arrays_is_that_of_py_fsrs(
    card: tuple[float, float, int], grade: Grade, w: tuple[float, ...]
) -> None:
    stability, difficulty, elapsed = card
    model = fsrs.Scheduler(w, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    before = fsrs.Card(
        state=fsrs.State.Review, stability=stability, difficulty=difficulty, due=BEGIN, last_review=BEGIN
    )
    after, _ = model.review_card(before, fsrs.Rating(grade), BEGIN + timedelta(days=elapsed))
    found = next_memory(*(np.array([each]) for each in (*card, grade)), w)
    assert (found[0][0], found[1][0]) == pytest.approx((after.stability, after.difficulty), rel=1e-6)


@PARAMETERS
def test_first_memories_and_intervals_are_the_engines(w: tuple[float, ...]) -> None:
    states = fsrs_rs_python.FSRS(list(w)).next_states(None, 0.85, 0)
    each = (states.again, states.hard, states.good, states.easy)
    stability, difficulty = first_memory(np.arange(1, 5), w)
    assert stability == pytest.approx([state.memory.stability for state in each], rel=1e-5)
    assert difficulty == pytest.approx([state.memory.difficulty for state in each], rel=1e-5)
    assert interval_at(0.85, stability, w) == pytest.approx([state.interval for state in each], rel=1e-4)


@given(st.floats(0.71, 0.98), st.floats(0.01, 1000))
def test_recall_falls_to_the_desired_retention_at_the_interval(retention: float, stability: float) -> None:
    days = interval_at(retention, np.array(stability), USUAL)
    assert forgetting_curve(days, stability, USUAL) == pytest.approx(retention)


# Habits


def answers(*given: tuple[Grade, float, int]) -> list[Review]:
    """A prompt's rows: grade, minutes since the first, and milliseconds."""
    return [
        Review(f"r{n}", "here", "d/a", BEGIN + timedelta(minutes=at), 0, RowKind.STUDY, grade, taken)
        for n, (grade, at, taken) in enumerate(given)
    ]


def counted(*given: tuple[Grade, float, int]) -> Habits:
    return count_habits(answer_histories(answers(*given), Settings()), Settings())


def test_without_answers_habits_are_those_of_most_people() -> None:
    for found, usual in zip(counted(), usual_habits(), strict=True):
        assert np.array(found) == pytest.approx(np.array(usual))


DAY = 1440


@pytest.mark.parametrize(
    ("given", "field", "place"),
    [
        pytest.param([(HARD, 0, 9000)], "first", (1,), id="first"),
        pytest.param([(HARD, 0, 9000)], "seconds", (0, 1), id="seconds-of-a-first"),
        pytest.param([(AGAIN, 0, 0), (EASY, 1, 0)], "learning", (0, 3), id="after-again-in-the-steps"),
        pytest.param([(GOOD, 0, 0), (GOOD, 10, 9000)], "learning", (2, 2), id="after-good-in-the-steps"),
        pytest.param([(EASY, 0, 0), (HARD, 9 * DAY, 0)], "recalled", (0,), id="recalled"),
        pytest.param([(EASY, 0, 0), (AGAIN, 9 * DAY, 50_000)], "seconds", (1, 0), id="seconds-of-a-lapse"),
        pytest.param(
            [(EASY, 0, 0), (AGAIN, 9 * DAY, 0), (GOOD, 9 * DAY + 10, 0)], "relearning", (0, 2), id="relearned"
        ),
    ],
)
def test_an_answer_is_counted_where_it_was_given(
    given: list[tuple[Grade, float, int]], field: str, place: tuple[int, ...]
) -> None:
    found, usual = (np.array(getattr(each, field)) for each in (counted(*given), usual_habits()))
    if field == "seconds":
        seconds = given[-1][2] / 1000
        assert found[place] == pytest.approx((seconds + WEIGHT * usual[place]) / (1 + WEIGHT))
    else:
        assert found[place] > usual[place]
        assert found[place] == pytest.approx((1 + WEIGHT * usual[place]) / (1 + WEIGHT))


def test_a_day_in_a_row_says_that_the_steps_were_left_whatever_they_are_now() -> None:
    first, second = answers((GOOD, 0, 0), (HARD, 9 * DAY, 0))
    rows = [first._replace(due=20_000), second._replace(due=20_009)]
    found, usual = count_habits(answer_histories(rows, Settings()), Settings()), usual_habits()
    assert found.recalled[0] > usual.recalled[0]
    assert np.array(found.learning) == pytest.approx(np.array(usual.learning))


def test_answers_without_a_time_say_nothing_about_times() -> None:
    assert counted((GOOD, 0, 0)).seconds == usual_habits().seconds


# Laws of the simulation


def in_review(count: int, retention: float, seed: int = 0) -> Cards:
    """Cards that are due exactly when recall has fallen to `retention`, none before tomorrow."""
    chance = np.random.default_rng(seed)
    interval = chance.integers(60, 300, count)
    stability = interval / interval_at(retention, np.array(1.0), USUAL)
    passed = (chance.random(count) * interval * 0.9).astype(int)
    return Cards(stability, np.full(count, 5.0), -passed, interval - passed)


@pytest.mark.parametrize("retention", most_telling(0.9, 0.8, 0.95))
def test_with_perfect_intervals_the_measured_retention_is_the_desired_one(retention: float) -> None:
    settings = replace(UNLIMITED, retention=retention)
    found = simulate(in_review(20_000, retention), usual_habits(), settings, 59, seed=1)
    reviews = int(found.reviews.sum())
    error = (retention * (1 - retention) / reviews) ** 0.5
    assert reviews > 2000
    assert found.recalled.sum() / reviews == pytest.approx(retention, abs=3.5 * error)


@pytest.mark.parametrize("retention", most_telling(0.9, 0.8, 0.95))
def test_from_new_cards_alone_it_comes_to_what_the_engines_simulator_comes_to(retention: float) -> None:
    theirs_config = fsrs_rs_python.default_simulator_config()
    theirs_config.deck_size, theirs_config.learn_span, theirs_config.max_cost_perday = 2000, 300, 1e9
    theirs_config.learn_limit, theirs_config.review_limit = 20, 9999
    theirs = fsrs_rs_python.simulate(list(engine.DEFAULT_PARAMETERS), retention, theirs_config, 1)
    settings = replace(UNLIMITED, retention=retention)
    ours = simulate(NONE._replace(new=2000), usual_habits(), settings, 300, seed=1)
    assert ours.introduced.sum() == sum(theirs.learn_cnt_per_day)
    # Short intervals are longer in a session: each grade is a day above the worse one, and Good grows.
    reviews = ours.reviews.sum() / sum(theirs.review_cnt_per_day)
    assert (0.84 if retention > 0.9 else 0.92) < reviews < 1.05
    minutes = ours.minutes.sum() / (sum(theirs.cost_per_day) / 60)
    assert (0.84 if retention > 0.9 else 0.92) < minutes < 1.05
    assert ours.memorised[-1] == pytest.approx(theirs.memorized_cnt_per_day[-1], rel=0.015)


def test_a_higher_retention_makes_more_reviews_and_keeps_more_in_memory() -> None:
    found = [
        simulate(NONE._replace(new=500), usual_habits(), replace(UNLIMITED, retention=each), 200, seed=3)
        for each in (0.75, 0.85, 0.95)
    ]
    assert [int(each.reviews.sum()) for each in found] == sorted(int(each.reviews.sum()) for each in found)
    assert [float(each.memorised[-1]) for each in found] == sorted(
        float(each.memorised[-1]) for each in found
    )


@unhurried
@given(st.integers(0, 30), st.integers(0, 40), st.integers(0, 200), st.integers(0, 99))
def test_limits_hold_and_no_card_is_lost(new_a_day: int, reviews_a_day: int, cards: int, seed: int) -> None:
    settings = Settings(new_per_day=new_a_day, reviews_per_day=reviews_a_day)
    begin = in_review(50, 0.9, seed)._replace(due=np.zeros(50, int), new=cards)
    found = simulate(begin, usual_habits(), settings, 20, seed)
    assert found.reviews.max() <= reviews_a_day
    assert found.introduced.max() <= new_a_day
    assert found.introduced.sum() <= cards
    assert (found.recalled <= found.reviews).all()
    assert (found.memorised <= 50 + found.introduced.cumsum()).all()


def test_new_cards_wait_while_more_reviews_wait_than_a_day_allows() -> None:
    begin = in_review(50, 0.9)._replace(due=np.zeros(50, int), new=100)
    found = simulate(begin, usual_habits(), Settings(reviews_per_day=20), 5, seed=0)
    assert found.introduced[:2].tolist() == [0, 0]
    assert found.introduced[3] == 20


def test_the_likeliest_to_be_forgotten_come_first() -> None:
    begin = Cards(np.array([300.0, 3.0]), np.full(2, 5.0), np.array([-10, -10]), np.zeros(2, int))
    found = simulate(begin, usual_habits(), Settings(reviews_per_day=1), 1, seed=0)
    assert found.memorised[0] == pytest.approx(1 + float(forgetting_curve(10, 300.0, USUAL)))


@pytest.mark.parametrize("steps", [(), (10.0,), (1.0, 10.0), (1.0, 5.0, 30.0)], ids=str)
def test_more_steps_take_more_time(steps: tuple[float, ...]) -> None:
    settings = replace(UNLIMITED, learning_steps=steps, new_per_day=500)
    found = simulate(NONE._replace(new=500), usual_habits(), settings, 1, seed=0)
    none = simulate(NONE._replace(new=500), usual_habits(), replace(settings, learning_steps=()), 1, seed=0)
    assert (found.minutes[0] > none.minutes[0]) == bool(steps)


def test_the_same_seed_gives_the_same_days_and_another_one_others() -> None:
    def run(seed: int) -> Workload:
        return simulate(NONE._replace(new=100), usual_habits(), Settings(), 50, seed)

    assert run(1).minutes.tolist() == run(1).minutes.tolist()
    assert run(1).minutes.tolist() != run(2).minutes.tolist()


def test_cards_begin_where_their_memories_stand() -> None:
    review = Memory("a", LearningState.REVIEW, stability=9.0, difficulty=4.0, day=100, days=9, reviews=3)
    learning = Memory("b", LearningState.LEARNING, stability=1.0, difficulty=5.0, day=103, reviews=1)
    suspended = review._replace(card="d", suspended=True)
    found = cards_of([review, learning, Memory("c"), suspended], today=104, new=["n"] * 7)
    assert found.stability.tolist() == [9.0, 1.0]
    assert found.last.tolist() == [-4, -1]
    assert found.due.tolist() == [5, 0]
    assert found.new == 7


# The settings of decks, and the days that a session gives


def of_decks(**new: int) -> Cards:
    """New cards alone, so many of each deck, one after the other."""
    names = [f"{deck}/{number}" for deck, count in new.items() for number in range(count)]
    return NONE._replace(new=len(names), names=tuple(names))


@pytest.mark.parametrize(
    ("settings", "introduced"),
    [
        pytest.param(Settings(new_per_day=5), [5, 5, 5], id="one limit for all"),
        pytest.param(
            Settings(new_per_day=5, decks={"b": Settings(new_per_day=2, own=frozenset({"new_per_day"}))}),
            [7, 7, 2],
            id="a deck with a limit of its own",
        ),
        pytest.param(
            Settings(new_per_day=5, decks={"b": Settings(new_per_day=0, own=frozenset({"new_per_day"}))}),
            [5, 5, 0],
            id="a deck that rests",
        ),
        pytest.param(
            Settings(new_per_day=5, decks={"a": Settings(new_per_day=5)}), [5, 5, 5], id="other settings"
        ),
    ],
)
def test_a_deck_has_limits_of_its_own(settings: Settings, introduced: list[int]) -> None:
    found = simulate(of_decks(a=10, b=50), usual_habits(), settings, 3, seed=0)
    assert found.introduced.tolist() == introduced


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
def test_new_cards_of_a_deck_wait_for_its_own_backlog(wait: bool) -> None:
    names = frozenset({"reviews_per_day", "new_wait_for_backlog"})
    own = Settings(reviews_per_day=5, new_wait_for_backlog=wait, own=names)
    cards = tuple(f"a/{number}" for number in range(54))
    begin = in_review(50, 0.9)._replace(due=np.zeros(50, int), new=4, names=cards)
    found = simulate(begin, usual_habits(), Settings(new_per_day=4, decks={"a": own}), 1, seed=0)
    assert (found.reviews[0], found.introduced[0]) == (5, 0 if wait else 4)


def test_a_deck_with_a_lower_retention_is_reviewed_less() -> None:
    def reviews(**decks: Settings) -> int:
        settings = replace(UNLIMITED, decks=decks)
        return int(simulate(of_decks(a=300), usual_habits(), settings, 100, seed=2).reviews.sum())

    assert reviews(a=replace(UNLIMITED, retention=0.75)) < 0.8 * reviews()


def test_easy_days_are_kept_free() -> None:
    """Day 20,000 was a Friday: of the simulated days, 2 and every seventh from there are Sundays."""
    settings = replace(UNLIMITED, easy_days=(1, 1, 1, 1, 1, 1, 0))
    cards = of_decks(a=600)._replace(today=20_000)
    found = simulate(cards, usual_habits(), settings, 100, seed=2).reviews
    others = np.delete(found, np.s_[2::7])
    assert found[2::7].mean() < 0.6 * others.mean()


@pytest.mark.parametrize("steps", [(1.0, 10.0), ()], ids=["steps", "no steps"])
def test_a_simulated_card_gets_the_days_that_a_session_gives(
    monkeypatch: pytest.MonkeyPatch, steps: tuple[float, ...]
) -> None:
    """But for the balance, which is switched off: each card is graded again by the scheduler itself."""
    monkeypatch.setattr(learning_steps, "FARTHEST", 0)
    settings = replace(UNLIMITED, learning_steps=steps, relearning_steps=steps[1:])
    run = simulation._Run(of_decks(a=40), usual_habits(), settings, seed=5)
    memories: dict[int, Memory] = {}
    remember, agreed = run._remember, []

    def remember_and_compare(asked, grade, state, step, today):  # type: ignore[no-untyped-def]
        following = remember(asked, grade, state, step, today)
        for card, chosen in zip(asked.tolist(), grade.tolist(), strict=True):
            before = memories.get(card, Memory(run.names[card]))
            at = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=today, minutes=before.reviews)
            memories[card] = after = memory_after(before, Grade(chosen), at, 0, settings)
            if after.state is LearningState.REVIEW:
                agreed.append(int(run.due[card]) == after.due_day)
        return following

    monkeypatch.setattr(run, "_remember", remember_and_compare)
    for day in range(200):
        run.day(day)
    assert len(agreed) > 150
    assert np.mean(agreed) > 0.99, "the engine computes in single precision: an interval may be rounded apart"


# The command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    return tmp_path


@pytest.mark.usefixtures("home")
def test_simulate_prints_a_row_for_each_retention_and_two_plots(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["simulate", "--retention", "0.9,0.8", "--days", "30", "--ascii"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:4]] == ["80%", "90%"]
    assert lines[3].endswith("<- now")
    assert "minutes a day" in lines
    assert "cards in memory" in lines
    assert max(map(len, lines)) <= 80
    assert "\n".join(lines).isascii()


@pytest.mark.parametrize(
    ("options", "desired"),
    [
        pytest.param([], ["80%", "85%", "87.5%", "90%", "95%"], id="the usual ones and that of the settings"),
        pytest.param(["--retention", "95%,87.5,0.7"], ["70%", "87.5%", "95%"], id="as the setting is typed"),
    ],
)
def test_simulate_stands_beside_the_setting(
    home: Path, capsys: pytest.CaptureFixture[str], options: list[str], desired: list[str]
) -> None:
    (home / "config.toml").write_text("retention = 0.875\n", encoding="utf-8")
    assert cli.main(["simulate", "--days", "1", *options]) == 0
    rows = capsys.readouterr().out.splitlines()[2:-1]
    assert [row.split()[0] for row in rows] == desired
    assert [row.split()[0] for row in rows if row.endswith("<- now")] == ["87.5%"]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("days", [1, 2, 400])
def test_simulate_json(days: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["simulate", "--retention", "0.9", "--days", str(days), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    (row,) = found["retentions"]
    assert len(row["per_day"]["minutes"]) == days
    assert row["minutes_a_day"] == pytest.approx(sum(row["per_day"]["minutes"]) / days)
    assert found["cards"]["in_review"] == 0


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "options",
    [
        ["--retention", "0.5"],
        ["--retention", "9"],
        ["--retention", "0.8,"],
        ["--retention", "nan"],
        ["--retention", ""],
        ["--retention", "a,b"],
        ["--retention", "0.7,0.71,0.72,0.73,0.74,0.75,0.76"],
        ["--days", "0"],
        ["--days", "99999"],
        ["--new", "-1"],
    ],
    ids=" ".join,
)
def test_simulate_refuses_what_makes_no_sense(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["simulate", *options]) == 2
    assert capsys.readouterr().err
