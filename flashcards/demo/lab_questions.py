"""Questions that the laboratory answers by running them, each as a demo."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from flashcards.deck.model import Demo, Run
from flashcards.demo import lookup
from flashcards.demo.gradients import gradient_phrase
from flashcards.demo.lab import Experiment, experiment_of
from optimizers import RULES


class LabQuestion(NamedTuple):
    """A question, and the run that answers it."""

    title: str
    demo: Demo


_KINDS = {
    **dict.fromkeys(("sparse", "regression", "reddi"), "training"),
    **dict.fromkeys(("moons", "moons-zero", "spirals"), "boundary"),
}


def _race(surface: str, *runs: Run, steps: int = 60, schedule: str = "") -> Demo:
    kind = _KINDS.get(surface, "path")
    return Demo(kind=kind, surface=surface, steps=steps, compare=runs, schedule=schedule)


def _fed(gradients: str, *runs: Run, steps: int = 60) -> Demo:
    return Demo(kind="compare", gradients=gradients, steps=steps, compare=runs)


QUESTIONS = (
    LabQuestion(
        "Which rule gets down a ravine first?",
        _race(
            "ravine",
            Run("sgd"),
            Run("momentum"),
            Run("rmsprop", {"eta": 0.05}),
            Run("adam", {"eta": 0.1}),
        ),
    ),
    LabQuestion(
        "At which η does gradient descent diverge?",
        _race(
            "ravine",
            Run("sgd", {"eta": 0.02}, "sgd η=0.02"),
            Run("sgd", {"eta": 0.045}, "sgd η=0.045"),
            Run("sgd", {"eta": 0.055}, "sgd η=0.055"),
        ),
    ),
    LabQuestion(
        "At which β₂ does Adam diverge?",
        _race(
            "reddi",
            *(
                Run("adam", {"eta": 0.1, "beta1": 0, "beta2": beta2}, f"adam β₂={beta2}")
                for beta2 in (0.1, 0.9, 0.999)
            ),
            steps=100,
        ),
    ),
    LabQuestion(
        "Does looking ahead damp momentum?",
        _race(
            "ravine",
            Run("momentum-velocity", {"eta": 0.01}),
            Run("nesterov", {"eta": 0.01}),
        ),
    ),
    LabQuestion(
        "Which rules escape a saddle?",
        _race("saddle", Run("sgd"), Run("momentum-velocity"), Run("adam", {"eta": 0.1})),
    ),
    LabQuestion(
        "Which rules follow Rosenbrock's valley round the bend?",
        _race(
            "rosenbrock",
            Run("sgd", {"eta": 0.001}),
            Run("momentum-velocity", {"eta": 0.0005}),
            Run("adam", {"eta": 0.05}),
            steps=400,
        ),
    ),
    LabQuestion(
        "Which rule separates two spirals first?",
        _race(
            "spirals",
            Run("sgd", {"eta": 1}),
            Run("momentum-velocity", {"eta": 1}, "momentum"),
            Run("rmsprop", {"eta": 0.05}),
            Run("adam", {"eta": 0.1}),
            steps=200,
        ),
    ),
    LabQuestion(
        "How does the boundary between two moons bend as a network learns?",
        _race("moons", Run("sgd", {"eta": 1}), Run("adam", {"eta": 0.05}), steps=150),
    ),
    LabQuestion(
        "Does a network with all-zero weights learn anything?",
        _race("moons-zero", Run("sgd", {"eta": 1}), Run("adam", {"eta": 0.05}), steps=100),
    ),
    LabQuestion(
        "How does a small network's loss fall, epoch by epoch?",
        _race("regression", Run("adam"), Run("sgd"), steps=50),
    ),
    LabQuestion(
        "Does a decaying rate calm the noise?",
        _race("noisy", Run("sgd", {"eta": 0.1}), Run("adam", {"eta": 0.3}), steps=100, schedule="cosine"),
    ),
    LabQuestion(
        "What does bias correction do to the first steps?",
        _fed("constant 1", Run("adam"), Run("adam-uncorrected"), steps=40),
    ),
    LabQuestion(
        "How long does a moving average remember a spike?",
        _fed("spike 10 10", Run("momentum"), Run("adam"), Run("adamax"), steps=60),
    ),
    LabQuestion(
        "Why does Adam drift the wrong way when AMSGrad doesn't?",
        _fed("reddi 4", Run("adam", {"beta1": 0, "beta2": 0.1}), Run("amsgrad", {"beta1": 0, "beta2": 0.1})),
    ),
    LabQuestion(
        "Does AdaGrad still learn a feature that rarely occurs?",
        _fed("sparse 10 1", Run("sgd"), Run("adagrad"), Run("rmsprop"), Run("adam"), steps=100),
    ),
    LabQuestion(
        "What is left of a step when the gradient keeps flipping sign?",
        _fed("alternating 1", Run("sgd"), Run("momentum"), Run("adam"), Run("lion"), steps=40),
    ),
    LabQuestion(
        "Do adaptive rules win on rare features?",
        _race("sparse", Run("sgd", {"eta": 0.1}), Run("adagrad", {"eta": 0.5}), Run("adam", {"eta": 0.05})),
    ),
)


@lru_cache
def _question_keys() -> dict[tuple[object, ...], str]:
    return {_asks(experiment_of(question.demo)): question.title for question in QUESTIONS}


def _asks(experiment: Experiment) -> tuple[object, ...]:
    """What a question is about: what is run on what; a rate that is turned answers it too."""
    rules = tuple(run.optimizer for run in experiment.runs())
    return experiment.surface, experiment.gradients, experiment.schedule, rules


def experiment_question(experiment: Experiment) -> str:
    """What a run answers: the question that is listed for it, or one of its rules and what they run on."""
    if listed := _question_keys().get(_asks(experiment)):
        return listed
    runs, ground = experiment.runs(), _ground_phrase(experiment)
    if len(runs) == 1:
        one = "does {} take on {}" if experiment.gradients else "does {} get on {}"
        return f"{'What steps' if experiment.gradients else 'How low'} {one.format(runs[0].label, ground)}?"
    who = "rule" if len({run.optimizer for run in runs}) == len(runs) else "run"
    if experiment.gradients:
        return f"How do the {who}s' steps differ on {ground}?"
    return f"Which {who} gets lowest on {ground}?"


def _ground_phrase(experiment: Experiment) -> str:
    """What the runs go over, within a sentence."""
    if experiment.gradients:
        return gradient_phrase(experiment.gradients)
    return lookup.ground_phrase(lookup.ground(experiment.surface))


LAB_RULES = {
    name: (rule.title, Demo(kind="path", surface="ravine", steps=60, optimizer=name))
    for name, rule in RULES.items()
}
"""Each rule alone in the ravine: its title, and the demo."""
