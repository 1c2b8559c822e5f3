"""The laboratory without a screen: experiments, knobs, races, kernels, small multiples, and their demos."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import optimizers
from flashcards import demo as demos
from flashcards.deck.codec import read_deck
from flashcards.deck.model import Demo, Run
from flashcards.demo.lab import (
    MOST_LAB_STEPS,
    Experiment,
    experiment_of,
    new_experiment,
    over_ground,
    toggle_entrant,
)
from flashcards.demo.lab_bench import VIEWS, Bench, open_bench
from flashcards.demo.lab_kernel import averaging_kernel
from flashcards.demo.lab_knobs import (
    Knob,
    ground_knobs,
    has_slider,
    place_knob,
    rule_knobs,
    set_knob,
    slider_share,
    turn_knob,
    uses_seed,
)
from flashcards.demo.lab_multiples import knob_title, multiple_titles, vary_knob
from flashcards.demo.lab_questions import LAB_RULES, QUESTIONS, experiment_question
from flashcards.demo.lab_race import (
    Race,
    climbs,
    ends,
    quantity_lines,
    race_sentences,
    run_race,
    step_lines,
)
from flashcards.demo.lab_yaml import write_demo
from flashcards.demo.lookup import GROUNDS
from flashcards.demo.plot.field import BANDS, MapGrid, bounds_of, height_bands, trail_dots
from flashcards.demo.plot.marked_curves import mark_share, plot_lines, put_sign
from flashcards.errors import Problem
from flashcards.text.styled import COLOURS, line_width, unstyled
from optimizers.rule import DECAY_FACTORS
from tests.rows import in_rows

GROUND_NAMES = [*GROUNDS, "constant 1", "alternating 1", "noise 0 0", "spike 10 10", "sparse 10 1"]


def alone(rule: str, ground: str = "ravine", **settings: float) -> Experiment:
    """One rule over a ground."""
    found = replace(new_experiment(), entrants=(Run(rule, settings, rule),), racing=(rule,))
    return over_ground(found, ground)


def knob(experiment: Experiment, name: str, label: str = "") -> Knob:
    every = [*ground_knobs(experiment), *(rule_knobs(experiment, label) if label else ())]
    return next(each for each in every if each.name == name)


def numbers(race: Race) -> list[list[float]]:
    """Every number of a race, for comparison."""
    return [
        [race.score(course, t) for t in range(race.last + 1)]
        + [value for line in course.values.values() for value in np.nan_to_num(line).ravel().tolist()]
        for course in race.courses
    ]


# What is run


def test_the_first_race_is_that_of_four_rules_down_the_ravine() -> None:
    race = run_race(new_experiment())
    assert [course.label for course in race.courses] == ["sgd", "momentum", "rmsprop", "adam"]
    assert [round(race.score(course, 38), 3) for course in race.courses] == [3.727, 4.385, 1.748, 0.492]
    assert race_sentences(race, 38) == [
        "At t = 38, adam has the lowest loss, 0.492.",
        "momentum reversed direction twice.",
    ]
    assert race_sentences(race, 60)[1] == (
        "momentum and adam reversed direction 3 times, rmsprop 5 times."
    ), "those that did so equally often are told together"


TIES = {
    "all, where they start": (("sgd", "momentum", "adam"), 0, "At t = 0, all have the same loss, 28."),
    "both": (("sgd", "adam"), 0, "At t = 0, both have the same loss, 28."),
    "two of three": (("sgd", "sgd-l2", "adam"), 1, "At t = 1, sgd and sgd-l2 have the lowest loss, 15."),
    "one": (("sgd", "momentum", "adam"), 60, "At t = 60, adam has the lowest loss, 0.024."),
}


@in_rows("ties", TIES.values(), ids=[*TIES])
def test_runs_of_the_same_loss_are_told_together(ties: tuple[tuple[str, ...], int, str]) -> None:
    rules, t, told = ties
    assert race_sentences(run_race(replace(new_experiment(), racing=rules)), t)[0] == told


def test_a_race_has_the_numbers_of_the_one_loop() -> None:
    race = run_race(alone("adam", eta=0.1))
    surface = optimizers.SURFACES["ravine"]
    run = optimizers.trajectory(
        optimizers.find("adam"), surface.gradient(), np.array(surface.start), 60, eta=0.1
    )
    assert np.array_equal(race.courses[0].values["theta"], run.values["theta"])


@in_rows("rule", optimizers.RULES)
@in_rows("ground", GROUND_NAMES)
def test_every_rule_runs_over_every_ground_and_its_demo_shows_the_same(rule: str, ground: str) -> None:
    experiment = replace(alone(rule, ground), steps=12)
    race = run_race(experiment)
    assert race.courses[0].length >= 2
    shown = demos.run(replace(experiment.demo(), kind="curve", show=("delta[0]",)))
    delta = race.courses[0].values["delta"][1:, 0]
    assert shown.series["delta[0]"] == tuple(delta.tolist())


def test_at_least_one_and_at_most_six_rules_race() -> None:
    experiment = new_experiment()
    for label in experiment.racing:
        experiment = toggle_entrant(experiment, label)
    assert experiment.racing == ("adam",), "the last one stays"
    for label in optimizers.RULES:
        experiment = toggle_entrant(experiment, label) if label != "adam" else experiment
    assert len(experiment.racing) == 6


def test_the_demo_of_a_card_opens_with_the_values_it_was_asked_with() -> None:
    demo = Demo(kind="curve", optimizer="adam", gradients="constant 1", settings={"eta": 0.5}, steps=5)
    experiment = experiment_of(demo, drawn={"beta1": 0.5, "t": 3})
    assert experiment.racing == ("adam",)
    assert experiment.entrant("adam").settings == {"eta": 0.5, "beta1": 0.5}
    assert (experiment.gradients, experiment.steps) == ("constant 1", 5)
    assert len(experiment.entrants) == len(optimizers.RULES), "the other rules wait"


def test_a_demo_of_several_runs_of_one_rule_keeps_them_apart() -> None:
    demo = Demo(kind="path", surface="ravine", compare=(Run("sgd", {"eta": 0.01}), Run("sgd", {"eta": 0.04})))
    experiment = experiment_of(demo)
    assert experiment.racing == ("sgd eta=0.01", "sgd eta=0.04")
    turned = set_knob(experiment, knob(experiment, "eta", "sgd eta=0.01"), 0.02)
    assert turned.racing == ("sgd eta=0.02", "sgd eta=0.04"), "a label that states the setting does not lie"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_every_question_runs(question: object) -> None:
    demo = question.demo  # type: ignore[attr-defined]
    race = run_race(experiment_of(demo))
    assert len(race.courses) == len(demo.compare)
    assert race_sentences(race, race.last)


def test_every_rule_has_a_run_of_its_own() -> None:
    assert set(LAB_RULES) == set(optimizers.RULES)


# Knobs


@pytest.mark.parametrize("ground", GROUND_NAMES)
def test_no_knob_of_the_ground_is_dead(ground: str) -> None:
    experiment = replace(alone("adam", ground, eta=0.1), steps=24)
    before = numbers(run_race(experiment))
    for each in ground_knobs(experiment):
        turned = [numbers(run_race(turn_knob(experiment, each, presses))) for presses in (-3, 3, 7)]
        assert _rests(experiment) or any(found != before for found in turned), each


def _rests(experiment: Experiment) -> bool:
    """True for a run that stays where it starts: a network whose weights are all zero."""
    losses = run_race(experiment).courses[0].losses
    return losses is not None and len({*losses}) == 1


@pytest.mark.parametrize("schedule", [name for name in optimizers.SCHEDULES if name != "constant"])
def test_no_knob_of_a_schedule_is_dead(schedule: str) -> None:
    experiment = replace(alone("sgd"), schedule=schedule, steps=40)
    before = numbers(run_race(experiment))
    for each in ground_knobs(experiment):
        values = ("none",) if isinstance(each.value, str) else (0.0, 0.5, 3.0, 7.0, 25.0)
        turned = [
            set_knob(experiment, each, value)
            for value in values
            if each.name not in {"every", "grow"} or value
        ]
        turned = [each for each in turned if _runs(each)]
        assert any(numbers(run_race(found)) != before for found in turned), each


def _runs(experiment: Experiment) -> bool:
    try:
        run_race(experiment)
    except Problem:
        return False
    return True


@in_rows("rule", optimizers.RULES)
def test_no_knob_of_a_rule_is_dead(rule: str) -> None:
    for each in rule_knobs(alone(rule), rule):
        assert any(_changes(replace(alone(rule, ground), steps=24), each) for ground in GROUND_NAMES), each


def _changes(experiment: Experiment, each: Knob) -> bool:
    """True if the knob changes a number of the run."""
    before = numbers(run_race(experiment))
    turned = (set_knob(experiment, each, value) for value in (0.0, 0.3, 0.9, 0.95))
    return any(numbers(run_race(found)) != before for found in turned)


SEEDS = [
    pytest.param("noisy", True, id="a noisy surface"),
    pytest.param("sparse", True, id="samples at random"),
    pytest.param("ravine", False, id="a surface without noise"),
    pytest.param("reddi", False, id="a problem that takes a seed and does not use it"),
]


@pytest.mark.parametrize(("ground", "offered"), SEEDS)
def test_a_seed_is_offered_where_it_changes_something(ground: str, offered: bool) -> None:
    assert uses_seed(ground) is offered
    assert ("seed" in [each.name for each in ground_knobs(alone("sgd", ground))]) is offered


TURNS = [
    pytest.param("eta", 0.01, 1, 0.012, id="a rate by round numbers"),
    pytest.param("eta", 0.01, -10, 0.001, id="ten presses are a decade"),
    pytest.param("beta1", 0.9, 1, 0.91, id="a share by its last digit"),
    pytest.param("beta1", 0.9, 9, 0.99, id="nine presses are a nine"),
]


@pytest.mark.parametrize(("name", "value", "presses", "after"), TURNS)
def test_a_knob_turns_by_round_steps(name: str, value: float, presses: int, after: float) -> None:
    experiment = alone("adam", **{name: value})
    turned = turn_knob(experiment, knob(experiment, name, "adam"), presses)
    assert knob(turned, name, "adam").value == pytest.approx(after)


@in_rows("share", [0.0, 0.2, 0.5, 0.8, 1.0])
@in_rows("name", ["eta", "beta1", "beta2", "epsilon", "steps", "position 0"])
def test_a_slider_puts_a_knob_where_it_is_clicked(name: str, share: float) -> None:
    experiment = alone("adam")
    each = knob(experiment, name, "adam")
    placed = place_knob(experiment, each, share, 40)
    assert slider_share(placed, knob(placed, name, "adam")) == pytest.approx(share, abs=0.04)


def test_eta_is_dragged_until_the_run_diverges() -> None:
    experiment = alone("sgd")
    each = knob(experiment, "eta", "sgd")
    calm, wild = (run_race(place_knob(experiment, each, share, 40)) for share in (0.5, 0.9))
    assert ends(calm) == {}
    assert list(ends(wild)) == ["sgd"]


BOUNDS = [
    pytest.param("steps", 10_000.0, MOST_LAB_STEPS, id="steps"),
    pytest.param("steps", 0.0, 1, id="no steps"),
]


@pytest.mark.parametrize(("name", "value", "after"), BOUNDS)
def test_a_knob_stops_at_its_end(name: str, value: float, after: float) -> None:
    experiment = alone("sgd")
    assert knob(set_knob(experiment, knob(experiment, name), value), name).value == after


def test_numbers_of_a_sequence_are_knobs_and_may_become_negative() -> None:
    experiment = alone("sgd", "constant 1")
    each = knob(experiment, "number 0")
    assert (each.label, each.value, has_slider(each)) == ("value", 1.0, False)
    assert turn_knob(experiment, each, -11).gradients == "constant 0"
    assert turn_knob(experiment, each, -12).gradients == "constant -0.1"


# What is drawn


def test_a_run_that_leaves_the_finite_numbers_does_not_stretch_the_axis() -> None:
    experiment = set_knob(new_experiment(), knob(new_experiment(), "eta", "sgd"), 0.2)
    race = run_race(experiment)
    assert ends(race) == {"sgd": 14}
    lines = race.losses
    calm = max(value for label in ("momentum", "rmsprop", "adam") for value in lines[label])
    assert max(value for value in lines["sgd"] if math.isfinite(value)) <= max(
        calm, race.score(race.courses[0], 1)
    )
    assert "sgd diverged at t = 14." in race_sentences(race, 60)
    assert math.isfinite(race.score(race.courses[0], 13))
    assert math.isnan(race.score(race.courses[0], 14))
    drawn = plot_lines(lines, ends(race), width=70, height=10, logarithmic=True)
    assert "✗" in unstyled(drawn.rows[:1])
    assert "sgd ✗14" in unstyled(drawn.rows)


def test_a_run_that_climbs_is_told_from_one_that_ended() -> None:
    race = run_race(alone("sgd", eta=0.055))
    assert ends(race) == {}
    assert climbs(race.courses[0])
    assert "sgd is climbing." in race_sentences(race, race.last)


def test_steps_and_quantities_have_no_number_before_the_first_step() -> None:
    race = run_race(alone("adam", "constant 1"))
    assert math.isnan(step_lines(race)["adam"][0])
    assert list(quantity_lines(race.courses[0], race.last)) == [
        "g",
        "m",
        "v",
        "m_hat",
        "v_hat",
        "delta",
        "theta",
    ]
    assert race_sentences(race, 2) == ["At t = 2, θ: adam −0.002."]


def test_the_line_at_a_step_covers_no_curve() -> None:
    race = run_race(new_experiment())
    plot = plot_lines(race.losses, {}, width=70, height=10)
    marked = mark_share(plot, 0.5)
    assert unstyled(marked).count("┊") > 0
    for before, after in zip(plot.rows, marked, strict=True):
        assert line_width(before) == line_width(after)
        pairs = zip("".join(text for text, _ in before), "".join(text for text, _ in after), strict=True)
        assert {(old, new) for old, new in pairs if old != new} <= {(" ", "┊"), ("\u2800", "┊")}


SIGNS = [
    pytest.param((("abc", "dim"),), 1, "", "a✗c", id="within a span"),
    pytest.param((("ab", ""), ("cd", "dim")), 2, "", "ab✗d", id="at the beginning of the next span"),
    pytest.param((("abc", ""),), 1, " ", "abc", id="not over a sign"),
    pytest.param((("abc", ""),), 9, "", "abc", id="beyond the end"),
]


@pytest.mark.parametrize(("row", "column", "only", "after"), SIGNS)
def test_a_sign_is_put_into_a_row(
    row: tuple[tuple[str, str], ...], column: int, only: str, after: str
) -> None:
    assert unstyled([put_sign(row, column, "✗", "bold", only)]) == after


def test_the_map_is_lowest_at_the_minimum_and_its_dots_lie_on_it() -> None:
    race = run_race(new_experiment())
    assert race.map
    grid = MapGrid(bounds_of(race.map), 60, 20)
    bands = height_bands("ravine", grid.bounds, 60, 40)
    row, column = grid.cell(0.0, 0.0)
    assert min(bands[2 * row][column], bands[2 * row + 1][column]) == 0
    assert max(map(max, bands)) == BANDS - 1
    dots = trail_dots(grid, race.map.trails[3])
    assert all(0 <= y < 20 and 0 <= x < 60 for y, cells in dots.items() for x in cells)
    steps = [t for cells in dots.values() for cell in cells.values() for t, _ in cell]
    assert (min(steps), max(steps) <= 60) == (1, True)


def test_a_point_outside_the_map_is_shown_at_its_edge() -> None:
    grid = MapGrid((-1.0, 1.0, -1.0, 1.0), 10, 5)
    assert grid.cell(1e11, -1e11) == (4, 9)


KERNELS = [
    pytest.param("adam", "beta1", "m", [0.1, 0.09, 0.081], id="an average"),
    pytest.param("adam", "beta2", "v", [0.001, 0.000999, 0.000998001], id="an average of squares"),
    pytest.param("momentum-velocity", "beta", "v", [1.0, 0.9, 0.81], id="a velocity"),
    pytest.param("adam-l2", "beta1", "m", [0.1, 0.09, 0.081], id="with a decay that is no gradient"),
    pytest.param("adamax", "beta2", "u", [1.0, 0.999, 0.998001], id="a maximum that decays"),
    pytest.param("adam", "eta", None, [], id="a rate forms no average"),
    pytest.param("lion", "beta1", None, [], id="a factor that is used once and not kept"),
]


@pytest.mark.parametrize(("rule", "setting", "quantity", "weights"), KERNELS)
def test_the_weights_of_an_average(
    rule: str, setting: str, quantity: str | None, weights: list[float]
) -> None:
    found = averaging_kernel(optimizers.find(rule), {}, setting, 5)
    assert (found.quantity if found else None) == quantity
    if found:
        assert found.weights[:3] == pytest.approx(weights)


@in_rows("rule", optimizers.RULES)
def test_a_kernel_shrinks_by_its_factor(rule: str) -> None:
    for setting in set(optimizers.RULES[rule].settings) & DECAY_FACTORS:
        found = averaging_kernel(optimizers.RULES[rule], {setting: 0.8}, setting, 6)
        if found:
            assert found.weights[3] / found.weights[2] == pytest.approx(0.8)
            assert "= 5 steps" in found.phrase


VARIED = [
    pytest.param("eta", "adam", ["η 0.003", "η 0.01", "η 0.03", "η 0.1", "η 0.3", "η 1"], id="a rate"),
    pytest.param(
        "beta1", "adam", ["β₁ 0", "β₁ 0.5", "β₁ 0.9", "β₁ 0.99", "β₁ 0.999", "β₁ 0.9999"], id="a share"
    ),
    pytest.param(
        "steps", "", ["steps 2", "steps 6", "steps 20", "steps 60", "steps 200", "steps 600"], id="steps"
    ),
]


@pytest.mark.parametrize(("name", "label", "titles"), VARIED)
def test_small_multiples_vary_one_knob(name: str, label: str, titles: list[str]) -> None:
    experiment = new_experiment()
    found = vary_knob(experiment, knob(experiment, name, label), 6)
    assert [title for title, _ in found] == titles
    assert {len(race.courses) for _, race in found} == {1 if label else 4}
    assert sum(best for _, best in multiple_titles(found)) == 1


def test_a_multiple_that_diverges_says_when() -> None:
    experiment = alone("sgd", eta=0.1)
    told = [title for title, _ in multiple_titles(vary_knob(experiment, knob(experiment, "eta", "sgd"), 6))]
    assert told[-1] == "η 1 · ✗ at t = 8"


PRESENT = [
    pytest.param(alone("adam", eta=0.12), "eta", "adam", id="a rate that is not round"),
    pytest.param(alone("adam", beta1=0.95), "beta1", "adam", id="a share that is none of the usual"),
    pytest.param(alone("adam", beta1=0.99999), "beta1", "adam", id="a share beyond the usual"),
    pytest.param(replace(alone("sgd", "noisy"), seed=9), "seed", "", id="a seed beyond the first"),
    pytest.param(replace(alone("sgd"), start=(-1.23, 1.0)), "position 0", "", id="a start"),
    pytest.param(replace(alone("sgd"), steps=MOST_LAB_STEPS), "steps", "", id="the most steps"),
    pytest.param(replace(alone("sgd"), schedule="range-test"), "schedule", "", id="the last schedule"),
    pytest.param(alone("adam", "spike 7 33"), "number 1", "", id="a number of a sequence"),
    pytest.param(experiment_of(QUESTIONS[1].demo), "eta", "sgd η=0.055", id="a rate that its label states"),
]


@pytest.mark.parametrize(("experiment", "name", "label"), PRESENT)
def test_the_present_value_is_among_the_multiples_once_and_they_are_in_order(
    experiment: Experiment, name: str, label: str
) -> None:
    turned = knob(experiment, name, label)
    titles = [title for title, _ in vary_knob(experiment, turned, 6)]
    assert titles.count(knob_title(turned)) == 1
    assert len(titles) == len(set(titles))
    if name != "schedule":
        values = [float(title.rpartition(" ")[2].replace("−", "-")) for title in titles]
        assert values == sorted(values)
        assert len(titles) <= 6
    else:
        assert len(titles) == len(optimizers.SCHEDULES) + 1, "all of them, on as many pages as they need"


# Which mark and colour each run has


def test_a_rule_keeps_its_mark_while_it_races() -> None:
    experiment = new_experiment()
    before = {label: experiment.mark_of(label) for label in experiment.racing}
    assert list(before.values()) == [0, 1, 2, 3]
    fewer = toggle_entrant(experiment, "momentum")
    assert {label: fewer.mark_of(label) for label in fewer.racing} == {
        label: mark for label, mark in before.items() if label != "momentum"
    }
    more = toggle_entrant(fewer, "nesterov")  # stands between sgd and rmsprop
    assert more.mark_of("nesterov") == 1, "the one that is free"
    assert [more.mark_of(label) for label in ("sgd", "rmsprop", "adam")] == [0, 2, 3]
    assert run_race(more).marks == (0, 1, 2, 3)
    turned = set_knob(more, knob(more, "eta", "adam"), 0.2)
    assert turned.mark_of("adam") == 3
    [_, (_, race), *_] = vary_knob(more, knob(more, "eta", "adam"), 6)
    assert race.marks == (3,), "alone it has the mark that it has among the others"


def test_curves_have_the_colours_of_their_marks() -> None:
    lines = {"a": (1.0, 2.0), "b": (2.0, 1.0)}
    names = [
        (text.strip(), style)
        for row in plot_lines(lines, {}, width=40, height=8, marks=(3, 1)).rows
        for text, style in row
    ]
    assert ("a", COLOURS[3]) in names
    assert ("b", COLOURS[1]) in names
    assert {style for _, style in names if style in COLOURS} == {COLOURS[3], COLOURS[1]}, "the lines too"


# What a run asks

ASKED = [
    pytest.param(new_experiment(), "Which rule gets down a ravine first?", id="as it opens"),
    pytest.param(
        set_knob(new_experiment(), Knob("eta", "η", 0.1, "adam"), 0.5),
        "Which rule gets down a ravine first?",
        id="a rate answers it too",
    ),
    pytest.param(alone("adam", "himmelblau"), "How low does adam get on Himmelblau's four wells?", id="one"),
    pytest.param(
        over_ground(new_experiment(), "rosenbrock"),
        "Which rule gets lowest on Rosenbrock's valley?",
        id="several",
    ),
    pytest.param(
        over_ground(experiment_of(QUESTIONS[1].demo), "bowl"),
        "Which run gets lowest on the bowl?",
        id="one rule",
    ),
    pytest.param(
        alone("adam", "spike 5 100"), "What steps does adam take on a spike of 100 at t = 5?", id="gradients"
    ),
    pytest.param(
        over_ground(new_experiment(), "constant 1"),
        "How do the rules' steps differ on a constant gradient 1?",
        id="several on gradients",
    ),
    pytest.param(
        replace(alone("sgd"), surface="", gradients=(1.0, 2.0)),
        "What steps does sgd take on the gradients 1, 2?",
        id="a list",
    ),
]


@pytest.mark.parametrize(("experiment", "asked"), ASKED)
def test_every_run_has_a_question(experiment: Experiment, asked: str) -> None:
    assert experiment_question(experiment) == asked


@in_rows("ground", GROUND_NAMES)
def test_the_question_of_every_ground_is_one_line_that_asks(ground: str) -> None:
    asked = experiment_question(over_ground(new_experiment(), ground))
    assert asked.endswith("?")
    assert "\n" not in asked


def test_the_question_of_a_listed_run_is_its_own() -> None:
    assert [experiment_question(experiment_of(each.demo)) for each in QUESTIONS] == [
        each.title for each in QUESTIONS
    ]


# The copy


COPIES = [
    pytest.param(new_experiment(), id="the first race"),
    pytest.param(alone("adam", "spike 5 100"), id="gradients"),
    pytest.param(
        replace(alone("sgd", "noisy"), schedule="cosine", timing={"eta_min": 0.01}), id="a schedule"
    ),
    pytest.param(replace(alone("adam", "regression"), steps=20), id="a problem"),
    pytest.param(replace(alone("sgd"), start=(1.0, -1.0)), id="another start"),
]


@pytest.mark.parametrize("experiment", COPIES)
def test_what_is_copied_is_the_demo_of_a_card_with_the_same_numbers(experiment: Experiment) -> None:
    written = "".join(f"    {line}\n" for line in write_demo(experiment).splitlines())
    text = f"deck: d\ncards:\n  - id: a\n    ask: Q\n    answer: A\n{written}"
    deck, problems = read_deck(text, "d.yaml")
    assert problems == ()
    assert deck
    demo = deck.cards[0].demo
    assert demo == experiment.demo()
    assert demo
    assert demos.run(demo).rows
    again = experiment_of(demo)
    assert numbers(run_race(again)) == numbers(run_race(experiment))


def test_a_seed_that_no_demo_has_is_told_in_a_comment() -> None:
    assert write_demo(replace(alone("sgd", "noisy"), seed=3)).startswith("# a demo draws with seed 0;")


# The bench


def test_the_bench_opens_at_the_end_of_its_run_on_a_rule_that_races() -> None:
    bench = open_bench(new_experiment())
    assert (bench.label, bench.now, bench.knob.name) == ("adam", 60, "eta")


MOVES = [
    pytest.param(lambda bench: bench.step(-10).now, 50, id="ten steps back"),
    pytest.param(lambda bench: bench.step(10).now, 60, id="not beyond the last"),
    pytest.param(lambda bench: bench.at_step(-5).now, 0, id="not before the first"),
    pytest.param(lambda bench: bench.move_knob(1).knob.name, "beta1", id="the next knob"),
    pytest.param(
        lambda bench: bench.move_knob(4).knob.name, "position 0", id="from the last knob to the first"
    ),
    pytest.param(lambda bench: bench.move_rule(-99).label, "sgd", id="not above the first rule"),
    pytest.param(lambda bench: bench.move_rule(99).label, list(LAB_RULES)[-1], id="not below the last rule"),
    pytest.param(lambda bench: bench.descend("constant 1").knob.name, "eta", id="the knob stays"),
    pytest.param(
        lambda bench: bench.move_knob(-4).descend("constant 1").knob.name, "eta", id="a knob that is gone"
    ),
    pytest.param(
        lambda bench: bench.over(replace(bench.experiment, steps=100)).now,
        100,
        id="the last step stays the last",
    ),
    pytest.param(
        lambda bench: bench.step(-20).over(replace(bench.experiment, steps=30)).now,
        30,
        id="a step that is gone",
    ),
]


@pytest.mark.parametrize(("move", "after"), MOVES)
def test_what_keys_do_to_a_bench(move: object, after: object) -> None:
    bench = open_bench(new_experiment())
    assert move(bench) == after  # type: ignore[operator]


def test_views_turn_in_a_circle() -> None:
    bench: Bench = open_bench(new_experiment())
    seen = []
    for _ in VIEWS:
        bench = bench.next_view()
        seen.append(bench.view)
    assert sorted(seen) == sorted(VIEWS)
    assert bench.view == "map"
