"""How fast a demo follows a key: 1,000 steps run and drawn, and a press in the pane; a frame is 16 ms."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest
from textual.app import App, ComposeResult

import optimizers
from flashcards.deck.model import Demo
from flashcards.demo import run
from flashcards.demo.plot import picture
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.styles import content
from flashcards.tui.themes import role_variables

STEPS = 1000


@pytest.mark.parametrize("name", optimizers.RULES)
def test_a_thousand_steps_on_a_surface_run_and_drawn(benchmark, name):
    demo = Demo(kind="path", surface="ravine", steps=STEPS, settings={"eta": 0.01})
    result = benchmark(lambda: content(picture.pane(run(demo, optimizer=name), width=76, height=12)))
    assert result


@pytest.mark.parametrize("surface", optimizers.SURFACES)
def test_a_thousand_steps_of_adam_on_every_surface(benchmark, surface):
    demo = Demo(kind="path", surface=surface, steps=STEPS, settings={"eta": 0.01})
    assert benchmark(lambda: content(picture.pane(run(demo, optimizer="adam"), width=76, height=12)))


def test_a_thousand_steps_on_a_constant_gradient(benchmark):
    demo = Demo(steps=STEPS, show=("m", "m_hat"))
    assert benchmark(lambda: content(picture.pane(run(demo, optimizer="adam"), width=76, height=9)))


@pytest.mark.parametrize(
    "demo",
    [
        Demo(steps=50, show=("m", "m_hat"), at=(1, 5)),
        Demo(steps=STEPS, show=("m", "m_hat"), at=(1, 5)),
        Demo(kind="path", surface="ravine", steps=STEPS, settings={"eta": 0.01}),
    ],
    ids=["50 steps", "1,000 steps", "1,000 steps on a map"],
)
async def test_a_press_in_the_pane_runs_and_draws_anew(demo, capsys):
    class Live(App[None]):
        def get_theme_variable_defaults(self) -> dict[str, str]:
            return role_variables(self.current_theme)

        def compose(self) -> ComposeResult:
            yield DemoPane()

    app, frames = Live(), []
    async with app.run_test(size=(80, 24)) as pilot:
        pane = app.query_one(DemoPane)
        pane.show(demo, "adam")
        pane.choose(1)
        for press in range(40):
            started = perf_counter()
            pane.change(1 if press % 2 else -1)
            frames.append(perf_counter() - started)
            await pilot.pause()
    with capsys.disabled():
        print(f"\n  a press on a {demo.kind}, {demo.steps} steps: {median(frames) * 1000:.1f} ms")
