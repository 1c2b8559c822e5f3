"""Questions that the laboratory answers by running them, each as a demo."""

from __future__ import annotations

from typing import NamedTuple

from flashcards.deck.model import Demo, Run
from flashcards.demo import lookup
from flashcards.demo.lab import Experiment
from flashcards.demo.lab_knobs import Knob
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
        "Who gets down a ravine first?",
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
        "Does looking ahead damp momentum?",
        _race(
            "ravine",
            Run("momentum-velocity", {"eta": 0.01}),
            Run("nesterov", {"eta": 0.01}),
        ),
    ),
    LabQuestion(
        "Which rules leave a saddle?",
        _race("saddle", Run("sgd"), Run("momentum-velocity"), Run("adam", {"eta": 0.1})),
    ),
    LabQuestion(
        "Who follows Rosenbrock's valley round its bend?",
        _race(
            "rosenbrock",
            Run("sgd", {"eta": 0.001}),
            Run("momentum-velocity", {"eta": 0.0005}),
            Run("adam", {"eta": 0.05}),
            steps=400,
        ),
    ),
    LabQuestion(
        "Which rule is first to part two spirals?",
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
        "How does the border between two moons bend while a network learns it?",
        _race("moons", Run("sgd", {"eta": 1}), Run("adam", {"eta": 0.05}), steps=150),
    ),
    LabQuestion(
        "Does a network whose weights are all zero learn anything?",
        _race("moons-zero", Run("sgd", {"eta": 1}), Run("adam", {"eta": 0.05}), steps=100),
    ),
    LabQuestion(
        "Which losses does a small network print, epoch by epoch?",
        _race("regression", Run("adam"), Run("sgd"), steps=50),
    ),
    LabQuestion(
        "Does a falling rate settle the noise?",
        _race("noisy", Run("sgd", {"eta": 0.1}), Run("adam", {"eta": 0.3}), steps=100, schedule="cosine"),
    ),
    LabQuestion(
        "What does the bias correction do to the first steps?",
        _fed("constant 1", Run("adam"), Run("adam-uncorrected"), steps=40),
    ),
    LabQuestion(
        "How long does an average remember one spike?",
        _fed("spike 10 10", Run("momentum"), Run("adam"), Run("adamax"), steps=60),
    ),
    LabQuestion(
        "Why does Adam drift the wrong way, and AMSGrad not?",
        _fed("reddi 4", Run("adam", {"beta1": 0, "beta2": 0.1}), Run("amsgrad", {"beta1": 0, "beta2": 0.1})),
    ),
    LabQuestion(
        "Does AdaGrad still learn a feature that is seldom there?",
        _fed("sparse 10 1", Run("sgd"), Run("adagrad"), Run("rmsprop"), Run("adam"), steps=100),
    ),
    LabQuestion(
        "What is left of a step when the gradients alternate?",
        _fed("alternating 1", Run("sgd"), Run("momentum"), Run("adam"), Run("lion"), steps=40),
    ),
    LabQuestion(
        "Do the adaptive rules win on rare features?",
        _race("sparse", Run("sgd", {"eta": 0.1}), Run("adagrad", {"eta": 0.5}), Run("adam", {"eta": 0.05})),
    ),
)

LAB_RULES = {
    name: (rule.title, Demo(kind="path", surface="ravine", steps=60, optimizer=name))
    for name, rule in RULES.items()
}
"""Each rule alone in the ravine: its title, and the demo."""


def plain_question(experiment: Experiment) -> str:
    """What a run is looked at for where nobody asked anything else."""
    runs = experiment.runs()
    alone = runs[0].label if len(runs) == 1 else ""
    if experiment.gradients:
        return f"What {f'does {alone}' if alone else f'do {len(runs)} rules'} make of these gradients?"
    where = lookup.ground_phrase(lookup.ground(experiment.surface))
    if alone:
        return f"How low does {alone} get on {where}?"
    rules = {run.optimizer for run in runs}
    return f"Which {runs[0].optimizer if len(rules) == 1 else 'rule'} gets lowest on {where}?"


def question_of_knob(knob: Knob) -> str:
    """What small multiples are looked at for, in which the knob varies."""
    return f"Which {knob.label} suits {knob.of}?" if knob.of else f"What does {knob.label} change?"
