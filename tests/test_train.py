from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsrs
import fsrs_rs_python
import pytest

from flashcards import cli
from flashcards.cli import train
from flashcards.cli.study import open_data
from flashcards.errors import Problem
from flashcards.scheduling import Grade, Review, RowKind, Settings, engine, metrics, training
from flashcards.scheduling.histories import answer_histories
from flashcards.scheduling.training import FEWEST, FEWEST_HELD_OUT, Example, Ruling
from flashcards.scheduling.weights import read_weights
from flashcards.storage import Store, parameters
from flashcards.storage.parameters import FittedParameters
from tests.learners import BEGIN, FORGETFUL, USUAL, log_of

USUALLY = Settings()
AGAIN, HARD, GOOD, EASY = Grade


@pytest.fixture(scope="module")
def forgetful() -> list[Review]:
    return log_of(FORGETFUL, cards=600, days=150)


@pytest.fixture(scope="module")
def usual() -> list[Review]:
    return log_of(USUAL, cards=300, days=200, seed=2)


def examples(rows: list[Review]) -> list[Example]:
    return training.examples(answer_histories(rows, USUALLY))


def row(number: int, day: float, grade: Grade | None = GOOD, **fields: object) -> Review:
    return Review(
        f"r{number}", "here", "deck/a", BEGIN + timedelta(days=day), 0, RowKind.STUDY, grade
    )._replace(**fields)  # type: ignore[arg-type]


# The histories that a model learns from


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([row(1, 0), row(2, 3, AGAIN)], [[(3, 0), (1, 3)]], id="days-between"),
        pytest.param([row(1, 0), row(2, 0.01), row(3, 1)], [[(3, 0), (3, 0), (3, 1)]], id="the-same-day"),
        pytest.param([row(1, 0), row(2, -2)], [[(3, 0), (3, 0)]], id="a-clock-set-back"),
        pytest.param([row(1, 0), row(2, 1, kind=RowKind.CRAM)], [[(3, 0)]], id="cram"),
        pytest.param(
            [row(1, 0), row(2, 1), row(3, 1, None, kind=RowKind.TAKE_BACK, takes_back="r2")],
            [[(3, 0)]],
            id="taken-back",
        ),
        pytest.param(
            [row(1, 0), row(2, 1), row(3, 2, None, kind=RowKind.RESET), row(4, 5, EASY)],
            [[(3, 0), (3, 1)], [(4, 0)]],
            id="a-reset-begins-another",
        ),
        pytest.param(
            [
                row(1, 0),
                row(2, 1, None, kind=RowKind.RESET),
                row(3, 2),
                row(4, 3, None, kind=RowKind.ERASE),
                row(5, 4),
            ],
            [[(3, 0)]],
            id="erased",
        ),
        pytest.param([row(1, 0, None, kind=RowKind.START), row(2, 1), row(3, 4)], [], id="begun-elsewhere"),
        pytest.param(
            [row(1, 0), row(2, 1, None, kind=RowKind.SET_DUE), row(3, 4)], [[(3, 0), (3, 4)]], id="set-due"
        ),
        pytest.param(
            [
                *(row(1, 0), row(2, 1), row(3, 1, None, kind=RowKind.TAKE_BACK, takes_back="r2")),
                row(4, 1, None, kind=RowKind.TAKE_BACK, takes_back="r3"),
            ],
            [[(3, 0), (3, 1)]],
            id="taken-back-and-again",
        ),
        pytest.param(
            [row(2, -0.5, AGAIN, seq=2), row(1, 0, seq=1)],
            [[(3, 0), (1, 0)]],
            id="order-of-its-device",
        ),
        pytest.param(
            [row(1, 0), row(2, 1, None, kind=RowKind.SUSPEND), row(3, 4)], [[(3, 0), (3, 4)]], id="suspended"
        ),
        pytest.param([row(1, 0), row(2, 2, card="old/a")], [[(3, 0), (3, 2)]], id="a-former-name"),
    ],
)
def test_the_answers_that_count(rows: list[Review], expected: list[list[tuple[int, int]]]) -> None:
    found = answer_histories(rows, USUALLY, {"old/a": "deck/a"})
    assert [[(answer.grade, answer.elapsed) for answer in history] for history in found] == expected


def test_an_example_is_a_review_on_a_later_day_with_all_before_it_in_order_of_time() -> None:
    rows = [row(1, 0), row(2, 0.01, AGAIN), row(3, 2), row(4, 7)]
    rows += [row(5, 1, card="deck/b"), row(6, 4, card="deck/b")]
    rows.sort(key=lambda each: each.at)
    found = [example.history for example in examples(rows)]
    assert found == [
        [(3, 0), (1, 0), (3, 2)],
        [(3, 0), (3, 3)],
        [(3, 0), (1, 0), (3, 2), (3, 5)],
    ]


# Predictions and their measures


def by_py_fsrs(history: Sequence[tuple[int, int]], weights: Sequence[float]) -> float:
    """The probability of recall at the last review, by the outsider."""
    model = fsrs.Scheduler(weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, at = fsrs.Card(), BEGIN
    for grade, days in history[:-1]:
        at += timedelta(days=days)
        card, _ = model.review_card(card, fsrs.Rating(grade), at)
    return model.get_card_retrievability(card, at + timedelta(days=history[-1][1]))


@pytest.mark.parametrize("weights", [USUAL, FORGETFUL], ids=["usual", "forgetful"])
def test_predictions_are_those_of_py_fsrs(weights: tuple[float, ...], usual: list[Review]) -> None:
    histories = [example.history for example in examples(usual)][::20]
    expected = [by_py_fsrs(history, weights) for history in histories]
    assert engine.predict_recall(histories, weights) == pytest.approx(expected, rel=1e-4)


def test_log_loss_and_bins_are_the_engines_but_for_the_weight_of_later_reviews(usual: list[Review]) -> None:
    """The engine's evaluation weighs the i-th of n reviews by 0.25 + 0.75 (i / (n − 1))³."""
    histories = [list(example.history) for example in examples(usual)]
    histories = [[*each[:1], (3, 0), *each[1:]] if i % 3 else each for i, each in enumerate(histories)]
    predicted = engine.predict_recall(histories, engine.DEFAULT_PARAMETERS)
    weights = [0.25 + 0.75 * (i / (len(histories) - 1)) ** 3 for i in range(len(histories))]
    items = [
        fsrs_rs_python.FSRSItem([fsrs_rs_python.FSRSReview(*each) for each in history])
        for history in histories
    ]
    theirs = fsrs_rs_python.FSRS(list(engine.DEFAULT_PARAMETERS)).evaluate(items)
    losses = metrics.log_losses(histories, predicted)
    weighted = sum(loss * weight for loss, weight in zip(losses, weights, strict=True))
    assert weighted / sum(weights) == pytest.approx(theirs.log_loss, rel=1e-4)
    bins: dict[object, list[tuple[float, float]]] = {}
    for history, chance, weight in zip(histories, predicted, weights, strict=True):
        bins.setdefault(metrics._bin(history), []).append((chance - (history[-1][0] > 1), weight))
    squares = sum(
        (sum(error for error, _ in each) / len(each)) ** 2 * sum(weight for _, weight in each)
        for each in bins.values()
    )
    assert math.sqrt(squares / sum(weights)) == pytest.approx(theirs.rmse_bins, rel=1e-3)


@pytest.mark.parametrize(
    ("histories", "predicted", "expected"),
    [
        pytest.param([[(3, 0), (3, 1)]], [0.9], 0.1, id="one"),
        pytest.param([[(3, 0), (3, 1)], [(3, 0), (1, 1)]], [0.5, 0.5], 0.0, id="right-on-average"),
        pytest.param([[(3, 0), (3, 1)], [(3, 0), (1, 5)]], [0.5, 0.5], 0.5, id="two-intervals-two-bins"),
        pytest.param([[(3, 0), (3, 1)], [(3, 0), (1, 3)]], [0.5, 0.5], 0.0, id="1-and-3-days-one-bin"),
        pytest.param(
            [[(3, 0), (1, 2), (3, 1)], [(3, 0), (3, 2), (1, 1)]], [0.5, 0.5], 0.5, id="a-lapse-parts-them"
        ),
        pytest.param([[(1, 0), (3, 1)], [(3, 0), (1, 1)]], [0.5, 0.5], 0.0, id="a-first-again-is-no-lapse"),
        pytest.param(
            [[(3, 0), (3, 0), (3, 1)], [(3, 0), (1, 1)]], [0.5, 0.5], 0.0, id="same-day-not-counted"
        ),
    ],
)
def test_rmse_bins(histories: list[list[tuple[int, int]]], predicted: list[float], expected: float) -> None:
    assert metrics.rmse_bins(histories, predicted) == pytest.approx(expected)


def test_the_bounds_of_the_parameters_are_those_of_py_fsrs() -> None:
    low, high = zip(*engine.PARAMETER_BOUNDS, strict=True)
    assert low == fsrs.scheduler.LOWER_BOUNDS_PARAMETERS
    assert high == fsrs.scheduler.UPPER_BOUNDS_PARAMETERS


def test_a_certain_and_wrong_prediction_costs_much_but_not_everything() -> None:
    assert metrics.log_losses([[(3, 0), (1, 1)]], [1.0]) == pytest.approx([-math.log(1e-6)])


# The contest


def test_for_a_person_unlike_most_training_beats_the_usual_parameters(forgetful: list[Review]) -> None:
    found = training.train(examples(forgetful), USUALLY)
    assert found.contest
    assert found.contest.won
    assert found.contest.fitted.log_loss < found.contest.present.log_loss
    assert found.contest.fitted.rmse_bins < found.contest.present.rmse_bins
    assert len(found.parameters) == 21
    others = log_of(FORGETFUL, cards=300, days=100, seed=9)
    assert log_loss(others, found.parameters) < log_loss(others, USUAL), "on another log of that person too"


def log_loss(rows: list[Review], weights: tuple[float, ...]) -> float:
    histories = [example.history for example in examples(rows)]
    losses = metrics.log_losses(histories, engine.predict_recall(histories, weights))
    return math.fsum(losses) / len(losses)


def test_for_a_person_like_most_the_usual_parameters_stay(usual: list[Review]) -> None:
    found = training.train(examples(usual), USUALLY)
    assert found.contest
    assert not found.contest.won
    assert found.parameters == ()


VERDICTS = [
    pytest.param(0.02, 0.06, 0.06, Ruling.WON, "RMSE(bins) is no higher", id="better, and bins alike"),
    pytest.param(0.02, 0.06, 0.05, Ruling.WON, "RMSE(bins) is no higher", id="better in both"),
    pytest.param(0.02, 0.0557, 0.0609, Ruling.WORSE_BINS, "RMSE(bins) is higher", id="worse bins"),
    pytest.param(0.01, 0.06, 0.05, Ruling.CHANCE, "no more than chance explains", id="chance"),
    pytest.param(
        0.01, 0.05, 0.06, Ruling.CHANCE, "no more than chance explains", id="chance, and worse bins"
    ),
    pytest.param(0.0, 0.06, 0.05, Ruling.NO_GAIN, "the log loss is no lower", id="no gain"),
    pytest.param(
        -0.02, 0.06, 0.05, Ruling.NO_GAIN, "the log loss is no lower", id="a loss, though better bins"
    ),
]


@pytest.mark.parametrize(("gain", "before", "after", "verdict", "says"), VERDICTS)
def test_both_measures_decide_and_the_one_that_did_is_told(
    gain: float, before: float, after: float, verdict: Ruling, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    contest = training.Contest(
        held_out=100,
        since=BEGIN,
        present=training.Score(USUAL, 0.4, before),
        fitted=training.Score(FORGETFUL, 0.4 - gain, after),
        gain=gain,
        error=0.01,
        forgotten=5,
    )
    assert contest.verdict is verdict
    assert contest.won is (verdict is Ruling.WON)
    taken = FORGETFUL if contest.won else ()
    train._print(training.Training(500, 0, contest, taken), taken=contest.won)
    last = capsys.readouterr().out.split("gain")[1]
    assert says in last
    assert ("Taken" in last) is contest.won


def test_where_nothing_was_forgotten_nothing_says_when_to_ask_again(forgetful: list[Review]) -> None:
    never = [row._replace(grade=max(row.grade or GOOD, Grade.GOOD)) for row in forgetful]
    found = training.train(examples(never), USUALLY)
    assert found.contest
    assert (found.contest.forgotten, found.contest.verdict) == (0, Ruling.NOTHING_FORGOTTEN)
    assert found.contest.gain > found.contest.error  # the longest intervals predict it best
    assert found.parameters == ()


def test_parameters_with_worse_bins_are_not_taken(
    forgetful: list[Review], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = examples(forgetful)
    worse = iter([0.0557, 0.0609])
    monkeypatch.setattr(training, "rmse_bins", lambda histories, predicted: next(worse))
    found = training.train(known, USUALLY)
    assert found.contest
    assert found.contest.gain > found.contest.error
    assert found.parameters == ()


def test_the_truth_is_not_beaten(forgetful: list[Review]) -> None:
    found = training.train(examples(forgetful), replace(USUALLY, parameters=FORGETFUL))
    assert found.contest
    assert found.contest.gain < 2 * found.contest.error


def test_the_gain_is_the_difference_of_both_losses_and_all_but_the_first_fifth_decide(
    forgetful: list[Review],
) -> None:
    known = examples(forgetful)
    contest = training.train(known, USUALLY).contest
    assert contest
    assert contest.gain == pytest.approx(contest.present.log_loss - contest.fitted.log_loss)
    assert contest.held_out == len(known) - len(known) // 5
    assert contest.since == known[len(known) // 5].at


def test_what_is_held_out_does_not_reach_the_contestant(
    forgetful: list[Review], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part is predicted by what was fitted to all before it, and to nothing else."""
    known = examples(forgetful)
    fitted_to, asked = [], []
    predict = engine.predict_recall

    def fit(histories: list[engine.History], steps: int) -> tuple[float, ...]:
        fitted_to.append(histories)
        return (*USUAL[:20], 0.1 + len(fitted_to) / 100)

    def watched(histories: list[engine.History], weights: tuple[float, ...]) -> list[float]:
        asked.append((weights[20], histories))
        return predict(histories, weights)

    monkeypatch.setattr(engine, "fit_parameters", fit)
    monkeypatch.setattr(engine, "predict_recall", watched)
    training.train(known, USUALLY)
    every = [example.history for example in known]
    place = len(known) // 5
    for number, (before, (weight, part)) in enumerate(zip(fitted_to, asked[:4], strict=False), 1):
        assert (before, part) == (every[:place], every[place : place + len(part)])
        assert weight == 0.1 + number / 100
        place += len(part)
    assert place == len(known)


@pytest.mark.slow
def test_those_unlike_most_are_helped_and_nobody_is_harmed() -> None:
    """With the last fifth alone 10 and 3 of 24 logs gave parameters."""
    taken = {
        name: sum(
            bool(training.train(examples(log_of(truth, cards=120, days=120, seed=seed)), USUALLY).parameters)
            for seed in range(24)
        )
        for name, truth in (("unlike", FORGETFUL), ("alike", USUAL))
    }
    print(f"\nof 24 logs each gave parameters: {taken}")
    assert taken["unlike"] >= 20
    assert taken["alike"] <= 1


@pytest.mark.parametrize("reviews", [0, 1, FEWEST - 1], ids=str)
def test_too_few_reviews_say_how_many_are_missing(reviews: int, usual: list[Review]) -> None:
    found = training.train(examples(usual)[:reviews], USUALLY)
    assert (found.reviews, found.needed, found.contest) == (reviews, FEWEST - reviews, None)


def test_reviews_that_the_present_parameters_were_fitted_to_are_no_test_of_them(
    forgetful: list[Review],
) -> None:
    known = examples(forgetful)
    assert training.train(known, USUALLY, known[-1].at).needed == FEWEST_HELD_OUT
    fresh = training.train(known, USUALLY, known[-150].at).contest
    assert fresh
    assert fresh.since > known[-150].at
    assert fresh.held_out <= 149


# The file


def fitted(value: float = 1.0) -> FittedParameters:
    return FittedParameters((*USUAL[:8], value, *USUAL[9:]), datetime(2026, 5, 1, 12, tzinfo=UTC), BEGIN, 500)


def test_parameters_are_kept_and_undone_one_by_one(tmp_path: Path) -> None:
    assert parameters.load_parameters(tmp_path) is None
    parameters.add_parameters(tmp_path, fitted(1.0))
    parameters.add_parameters(tmp_path, fitted(2.0))
    assert parameters.load_parameters(tmp_path) == fitted(2.0)
    assert parameters.undo_parameters(tmp_path)
    assert parameters.load_parameters(tmp_path) == fitted(1.0)
    assert parameters.undo_parameters(tmp_path)
    assert parameters.load_parameters(tmp_path) is None
    assert not parameters.undo_parameters(tmp_path)


def test_the_latest_of_many_are_kept(tmp_path: Path) -> None:
    for number in range(parameters._KEPT + 3):
        parameters.add_parameters(tmp_path, fitted(1 + number / 100))
    assert parameters.load_parameters(tmp_path) == fitted(1 + (parameters._KEPT + 2) / 100)
    assert sum(parameters.undo_parameters(tmp_path) for _ in range(99)) == parameters._KEPT


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("", ":1:1", id="empty"),
        pytest.param('{"fitted": [\n  oops\n]}', ":2:3", id="no-json"),
        pytest.param('{"fitted": [{"values": [1, 2]}]}', ":1:1", id="too-few"),
        pytest.param("{}", ":1:1", id="no-sets"),
        pytest.param("[1]", ":1:1", id="a-list"),
        pytest.param('{"fitted": 3}', ":1:1", id="a-number"),
        pytest.param("[" * 100_000, ":1:1", id="deep"),
        pytest.param(
            json.dumps(
                {"fitted": [{"values": [1e9] * 21, "at": str(BEGIN), "until": str(BEGIN), "reviews": 1}]}
            ),
            ":1:1",
            id="absurd",
        ),
        pytest.param(
            '{"fitted": [{"values": [' + "NaN," * 20 + '1], "at": "2026-01-01", "until": "x"}]}',
            ":1:1",
            id="nan",
        ),
    ],
)
def test_an_unusable_file_is_told_with_its_place_and_left_alone(
    text: str, place: str, tmp_path: Path
) -> None:
    (tmp_path / "parameters.json").write_text(text)
    for action in (
        parameters.load_parameters,
        parameters.undo_parameters,
        lambda folder: parameters.add_parameters(folder, fitted()),
    ):
        with pytest.raises(Problem) as problem:
            action(tmp_path)
        assert place in str(problem.value)
        assert "flashcards train" in problem.value.hint
    assert (tmp_path / "parameters.json").read_text() == text


# The command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    return tmp_path


def fill(home: Path, rows: list[Review]) -> None:
    from contextlib import closing
    from sqlite3 import connect

    from flashcards.storage.rows import INSERT, to_row

    with Store.open(home) as store:
        path = store.path
    with closing(connect(path)) as connection, connection:
        connection.executemany(f"insert {INSERT}", [to_row(each) for each in rows])


def test_train_takes_what_is_better_shows_both_and_undoes_it(
    home: Path, capsys: pytest.CaptureFixture[str], forgetful: list[Review]
) -> None:
    fill(home, forgetful)
    assert cli.main(["train", "--dry-run"]) == 0
    assert "dry run" in capsys.readouterr().out
    assert parameters.load_parameters(home) is None
    assert cli.main(["train"]) == 0
    shown = capsys.readouterr().out
    assert "log loss" in shown
    assert "RMSE(bins)" in shown
    assert "Taken" in shown
    assert parameters.load_parameters(home)
    assert cli.main(["train", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["taken"], again["new"], again["needed"]) == (False, 0, FEWEST_HELD_OUT)
    assert cli.main(["train"]) == 0
    shown = capsys.readouterr().out
    assert f"reviews 0 are newer than the present parameters; it takes {FEWEST_HELD_OUT}" in shown
    assert cli.main(["train", "--undo"]) == 0
    assert "fit most people" in capsys.readouterr().out
    assert parameters.load_parameters(home) is None


def test_train_json(home: Path, capsys: pytest.CaptureFixture[str], usual: list[Review]) -> None:
    fill(home, usual)
    assert cli.main(["train", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert not found["taken"]
    assert found["parameters"] is None
    assert found["verdict"] in ("chance", "no-gain", "worse-bins")
    assert found["present"]["log_loss"] > 0
    assert len(found["fitted"]["parameters"]) == 21


def test_train_without_a_log_says_how_many_reviews_it_takes_and_makes_no_file(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["train"]) == 0
    assert "it takes 400" in capsys.readouterr().out
    assert {path.name for path in home.iterdir()} <= {"cache"}
    assert cli.main(["train", "--undo"]) == 0
    assert "nothing to undo" in capsys.readouterr().out


def session_parameters() -> tuple[float, ...]:
    """The weights with which a session that begins now schedules."""
    with open_data() as studies:
        return studies.start().settings.parameters


def test_a_session_uses_the_fitted_parameters(home: Path) -> None:
    parameters.add_parameters(home, fitted(0.5))
    assert session_parameters() == fitted(0.5).values


def test_a_session_goes_on_with_the_usual_parameters_if_the_file_is_unusable(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "parameters.json").write_text("{")
    assert session_parameters() == USUALLY.parameters
    assert "parameters.json:1:2" in capsys.readouterr().err


# Parameters that another program found

OLDEST = (
    *(0.5701, 1.4436, 4.1386, 10.9355, 5.1443, 1.2006, 0.8627, 0.0362, 1.629, 0.1342, 1.0166, 2.1174),
    *(0.0839, 0.3204, 1.4676, 0.219, 2.8237),
)
OLDER = (
    *(0.4072, 1.1829, 3.1262, 15.4722, 7.2102, 0.5316, 1.0651, 0.0234, 1.616, 0.1544, 1.0824, 1.9813),
    *(0.0953, 0.2975, 2.2042, 0.2407, 2.9466, 0.5034, 0.6567),
)


@pytest.mark.parametrize("given", [OLDEST, OLDER, USUAL], ids=["17", "19", "21"])
def test_given_parameters_do_as_the_engine_does_with_them(given: tuple[float, ...]) -> None:
    """The engine fills up those of earlier versions itself."""
    theirs = fsrs_rs_python.FSRS(list(given))
    ours = fsrs_rs_python.FSRS(list(read_weights(", ".join(map(str, given)))))
    review = fsrs_rs_python.FSRSReview
    for grades in ([1, 3, 3], [3, 3, 1, 3], [4, 2, 3, 4]):
        item = fsrs_rs_python.FSRSItem([review(grade, 9 * day) for day, grade in enumerate(grades)])
        expected, found = (engine.memory_state_batch([item])[0] for engine in (theirs, ours))
        assert found.stability == pytest.approx(expected.stability, rel=1e-3)
        assert found.difficulty == pytest.approx(expected.difficulty, rel=1e-3)


@pytest.mark.parametrize("text", ["{}", "[{}]", " {} ,"])
def test_parameters_are_read_as_they_are_pasted(text: str) -> None:
    assert read_weights(text.format(", ".join(map(str, USUAL)))) == USUAL
    assert read_weights(text.format(" ".join(map(str, USUAL)))) == USUAL


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("0.4, 0.6", "no version of FSRS has 2 parameters", id="too few"),
        pytest.param("default", "parameters are numbers, with commas", id="a word"),
        pytest.param(",".join(["nan"] * 21), "parameters are numbers, with commas", id="nan"),
        pytest.param(",".join(["2"] * 21), "parameter 8 must be 0.001 to 0.75, not 2", id="out of range"),
        pytest.param(",".join(["-9"] * 17), "parameter 1 must be 0.001 to 100, not -9", id="negative"),
    ],
)
def test_what_is_no_set_of_parameters_is_refused(
    text: str, told: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["train", f"--use={text}"]) == 2
    assert told in capsys.readouterr().err
    assert parameters.load_parameters(home) is None


def test_given_parameters_are_in_force_until_they_are_undone(
    home: Path, capsys: pytest.CaptureFixture[str], usual: list[Review]
) -> None:
    fill(home, usual)
    assert cli.main(["train", "--use", " ".join(map(str, OLDER)), "--json"]) == 0
    taken = json.loads(capsys.readouterr().out)
    assert taken["parameters"][:19] == list(OLDER)
    assert session_parameters() == tuple(taken["parameters"])
    assert cli.main(["train", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 0, "they may be fitted to the reviews made so far"
    parameters.add_parameters(home, fitted())
    assert cli.main(["train", "--undo"]) == 0
    assert "those that you gave on" in capsys.readouterr().out
    assert cli.main(["train", "--undo"]) == 0
    assert session_parameters() == ()
