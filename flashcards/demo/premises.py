"""What a prediction is made from: the ground or the gradients of a run, its start, the names of the demo."""

from __future__ import annotations

from collections.abc import Iterator

from flashcards.deck.model import Demo
from flashcards.demo.gradients import LISTED, gradient_phrase
from flashcards.demo.lookup import Ground
from flashcards.demo.plan import Plan
from flashcards.demo.shown import definition, split_quantity
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number
from optimizers.surfaces import Surface

_FEW = 3
"""A start of more coordinates than this is not listed."""


def premise_line(demo: Demo, *, optimizer: str = "", title: str = "") -> str:
    """What a run descends and where it starts, as far as the `title` does not say it; it may be empty."""
    plan = Plan(demo, optimizer, {}, ())
    told = [*_definitions(demo), *([] if demo.kind == "schedule" else _course(plan, title))]
    return f"{'; '.join(told)}." if told else ""


def _course(plan: Plan, title: str) -> Iterator[str]:
    ground = plan.ground()
    if ground is not None and plan.demo.gradients == "":
        yield from _heights(ground)
    else:
        yield from _gradients(plan, title)
    start = plan.start()
    if start.size <= _FEW and (ground is not None or plan.demo.start or _asks_for(plan.demo, "theta")):
        listed = ", ".join(format_number(float(x)) for x in start)
        yield f"θ starts at {listed if start.size == 1 else f'({listed})'}"


def _heights(ground: Ground) -> Iterator[str]:
    if not isinstance(ground, Surface):
        if set(",:") & set(ground.title):  # the rest is all that the title of a demo says of it
            yield ground.title
        return
    noise = f", with noise of deviation {format_number(ground.noise)} on its slopes" if ground.noise else ""
    yield f"loss = {ground.formula.format(x='θ[0]', y='θ[1]')}{noise}"


def _gradients(plan: Plan, title: str) -> Iterator[str]:
    """The gradients of all runs, or of each that has its own."""
    demo = plan.demo
    if any(run.gradients for run in demo.compare):
        for run in plan.runs():
            given = run.gradients or demo.gradients or "constant 1"
            yield f"{pretty(run.label)}: {gradient_phrase(given, LISTED)}"
        return
    told = gradient_phrase(demo.gradients or "constant 1", LISTED)
    if told not in title:
        yield told


def _asks_for(demo: Demo, quantity: str) -> bool:
    asked = demo.predict.quantity if demo.predict else ""
    return any(quantity in text for text in (asked, *_definitions(demo)))


def _definitions(demo: Demo) -> Iterator[str]:
    """What the asked name stands for, where the demo defines it."""
    asked, _ = split_quantity(demo.predict.quantity if demo.predict else "")
    name, *_ = asked.split() or [""]  # without the label of a run
    if expression := definition(demo, name):
        yield f"{pretty(name)} = {expression}"
