"""The demo pane by its keys: settings and steps move, a prediction is judged, the list runs its demos."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from textual.app import App, ComposeResult
from textual.events import MouseScrollUp
from textual.widgets import Input, OptionList, Static

from flashcards.deck.model import Demo, Predict, Run
from flashcards.demo.own_memory import run_own_memory
from flashcards.demo.result import Result
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.demos import DemosScreen
from flashcards.tui.help import HelpScreen
from flashcards.tui.services import DemoEntry
from flashcards.tui.themes import role_variables
from tests.idle import rest
from tests.rows import most_telling

CONSTANT = Demo(gradients="constant 1", steps=50, show=("m", "m_hat"), at=(1, 5, 10), about="It climbs.")
ASKING = Demo(gradients="constant 1", steps=10, show=("m",), predict=Predict("m_hat", 5))
TRAINING = Demo(kind="training")


def entry(name: str, demo: Demo, optimizer: str = "adam", deck: str = "") -> DemoEntry:
    return DemoEntry(deck, name, f"the-{name}", demo, optimizer)


class RolesApp(App[None]):
    """An app that knows the colours of the roles."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return role_variables(self.current_theme)


class PaneApp(RolesApp):
    def __init__(self, demo: Demo, optimizer: str = "adam") -> None:
        super().__init__()
        self.demo, self.optimizer = demo, optimizer
        self.told: list[object] = []

    def compose(self) -> ComposeResult:
        yield DemoPane(id="demo")

    def on_mount(self) -> None:
        pane = self.query_one(DemoPane)
        pane.show(self.demo, self.optimizer)
        pane.focus()

    def on_demo_pane_changed(self, message: DemoPane.Changed) -> None:
        self.told.append((message.settings, message.t))

    def on_demo_pane_predicted(self, message: DemoPane.Predicted) -> None:
        self.told.append(message.right)


def shown(app: App[None]) -> str:
    return "\n".join(str(static.render()) for static in app.screen.query("DemoPane Static").results(Static))


@pytest.mark.parametrize(
    ("keys", "says", "told"),
    [
        ([], ["▸ η 0.001", "0.4095", "It climbs."], []),
        (["down"], ["▸ β₁ 0.9"], []),
        (["up"], ["▸ ε 1e-8"], []),
        (["down", "right"], ["▸ β₁ 0.91", "0.37597"], [({"beta1": 0.91}, None)]),
        (["down", "shift+right"], ["▸ β₁ 0.991"], [({"beta1": 0.991}, None)]),
        (["shift+left"], ["▸ η 0.0001"], [({"eta": 0.0001}, None)]),
        (["]", "]", "]"], [" 3  0.2710"], [({}, 1), ({}, 2), ({}, 3)]),
        (["["], ["50  0.9948"], [({}, 50)]),
        (["right", "r"], ["▸ η 0.001"], [({"eta": 0.0012}, None), ({}, None)]),
    ],
    ids=["as it is", "next", "before", "more", "much more", "much less", "steps on", "last step", "reset"],
)
async def test_keys(keys, says, told):
    app = PaneApp(CONSTANT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert all(text in shown(app) for text in says), shown(app)
        assert app.told == told


async def test_the_mouse_chooses_a_setting_and_its_wheel_turns_it():
    app = PaneApp(CONSTANT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        knobs = app.query_one("#demo-settings", Static)
        at = str(knobs.render()).index("β₁")
        await pilot.click(knobs, offset=(at, 0))
        assert "▸ β₁ 0.9 " in shown(app)
        await pilot._post_mouse_events([MouseScrollUp], widget=knobs, offset=(at, 0))
        await pilot.pause()
        assert "▸ β₁ 0.91" in shown(app)


async def test_a_step_debugger_goes_through_the_steps():
    app = PaneApp(Demo(kind="step", gradients=(0.5, 0.4, 0.6), at=(2,)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "gₜ = 0.4" in shown(app)
        await pilot.press("]")
        assert "gₜ = 0.6" in shown(app)
        await pilot.press("[", "[")
        assert "gₜ = 0.5" in shown(app)
        await pilot.press("[")
        assert "gₜ = 0.5" in shown(app)


async def test_a_run_of_a_comparison_has_its_own_knob():
    app = PaneApp(
        Demo(kind="path", surface="bowl", compare=(Run("sgd", {"eta": 0.1}), Run("sgd", {"eta": 0.2})))
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "▸ sgd η 0.1" in shown(app)
        await pilot.press("down", "right")
        assert "▸ sgd#2 η 0.25" in shown(app)


@pytest.mark.parametrize(
    ("typed", "says", "right"),
    [("1", "✓ m̂ is 1 at t = 5", True), ("0.40951", "✗ that is m, not m̂: it is 1; you have 0.4095", False)],
    ids=["right", "m for m̂"],
)
async def test_a_prediction_comes_before_the_run(typed, says, right):
    app = PaneApp(ASKING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Predict m̂ at t = 5" in shown(app)
        assert "0.4095" not in shown(app)
        await pilot.press(*typed, "enter")
        await pilot.pause()
        assert says in shown(app)
        assert "0.4095" in shown(app)
        assert app.told == [right]
        assert not any(field.display for field in app.query(Input))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["large", "80 × 24"])
async def test_what_a_prediction_takes_stands_with_its_question(size):
    app = PaneApp(Demo(surface="bowl", show=("g[0]", "theta[0]"), predict=Predict("g[0]", 2)))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "loss = (θ[0]² + θ[1]²)/2; θ starts at (−3, 2)." in shown(app)
        assert "Predict g[0] at t = 2, then it runs." in shown(app)
        await pilot.press("1", "enter")
        await pilot.pause()
        assert "θ starts at" not in shown(app)


@pytest.mark.parametrize(
    ("keys", "kept"),
    [(["right"], False), (["right", "r"], False), (["down", "]"], True), (["!"], True)],
    ids=["a change", "a change and back", "a step", "a refused change"],
)
async def test_a_verdict_goes_with_the_settings_that_it_was_about(keys, kept, monkeypatch):
    app = PaneApp(ASKING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "enter")
        await pilot.pause()
        if keys == ["!"]:
            with monkeypatch.context() as patched:
                patched.setattr("flashcards.tui.demo_state.turn", lambda *_: -1.0)
                await pilot.press("right")
                assert "✓" not in shown(app)
            await pilot.press("down")
        else:
            await pilot.press(*keys)
        await pilot.pause()
        assert ("✓ m̂ is 1 at t = 5" in shown(app)) is kept


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_a_prediction_can_be_left_out(key):
    app = PaneApp(ASKING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert "0.4095" in shown(app)
        assert app.told == []
        assert app.query_one(DemoPane).has_focus


@pytest.mark.parametrize("kind", ["table", "path", "training", "compare", "step"])
async def test_beside_a_card_a_pane_takes_half_of_a_small_screen(kind):
    runs = (Run("sgd"), Run("adam")) if kind == "compare" else ()
    about = (
        "What there is to see is said in a sentence that is long enough to be laid in two rows of the pane."
    )
    app = PaneApp(Demo(kind=kind, compare=runs, steps=40, about=about))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.query_one(DemoPane).size.height <= 12
        assert "η 0.0" in shown(app)
        assert "two rows of the pane." in shown(app)


KEYS = ["up", "down", "left", "right", "shift+left", "shift+right", "[", "]", "r"]
WILD = [
    Demo(kind="path", surface="rosenbrock", compare=(Run("sgd"), Run("momentum"), Run("adam"))),
    Demo(kind="sweep", surface="ravine", steps=30),
    Demo(kind="step", gradients=(1.0, -1.0)),
    Demo(kind="training", surface="reddi"),
    Demo(kind="schedule", schedule="one-cycle"),
    Demo(gradients="spike 3 1e9", steps=20, show=("m", "x = m / (v - v)", "epsilon = 1/m")),
]


@pytest.mark.parametrize("demo", WILD, ids=lambda demo: demo.kind)
async def test_whatever_is_pressed_the_pane_shows_numbers_or_says_why_not(demo):
    chance = random.Random(demo.kind)
    app = PaneApp(demo, chance.choice(["adam", "sgd", "radam", "lion", "adadelta"]))
    async with app.run_test(size=(80, 24)) as pilot:
        pane = app.query_one(DemoPane)
        for key in chance.choices(KEYS, k=15):
            await pilot.press(key)
        pane.choose(1)
        for presses in (60, -120, 60):
            pane.change(presses)
            await pilot.pause()
            assert shown(app).strip()


async def test_a_setting_that_cannot_be_is_told_and_stays_as_it_was(monkeypatch):
    app = PaneApp(CONSTANT)
    async with app.run_test(size=(80, 24)) as pilot:
        with monkeypatch.context() as patched:
            patched.setattr("flashcards.tui.demo_state.turn", lambda *_: 1.0)
            await pilot.press("down", "right")
            await pilot.pause()
        assert "beta1 must be less than 1" in shown(app)
        assert "▸ β₁ 0.9 " in shown(app)
        assert "0.4095" in shown(app)
        assert app.told == []
        await pilot.press("right")
        await pilot.pause()
        assert "▸ β₁ 0.91" in shown(app)


async def test_what_is_no_number_is_told_and_asked_again():
    app = PaneApp(ASKING)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "enter")
        assert "'x' is not a number" in shown(app)
        assert app.query_one(Input).display


@pytest.mark.parametrize("size", most_telling((80, 24), (40, 10), (60, 14), (200, 60)), ids=str)
async def test_nothing_is_wider_than_the_pane(size):
    app = PaneApp(CONSTANT)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        room = app.query_one(DemoPane).content_size.width
        lines = str(app.query_one("#demo-picture", Static).render()).splitlines()
        assert lines
        assert max(len(line.replace("\u0302", "").rstrip()) for line in lines) <= room


async def test_what_cannot_run_is_said_in_the_pane():
    app = PaneApp(Demo(show=("m_hta",)), "adam")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "]", "down")
        assert "unknown quantity 'm_hta'" in shown(app)
        assert "did you mean m_hat" in shown(app)


async def test_divergence_is_said_in_the_pane():
    app = PaneApp(Demo(kind="path", surface="ravine", settings={"eta": 5}), "sgd")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "sgd diverged at step 6" in shown(app)


async def test_the_list_of_demos_runs_what_is_chosen():
    app = RolesApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await app.push_screen(DemosScreen([entry("one", CONSTANT), entry("two", TRAINING, "sgd")]))
        await pilot.pause()
        pane = app.screen.query_one(DemoPane)
        assert "Adam on a constant gradient" in pane.title
        await pilot.press("down")
        await pilot.pause()
        assert "SGD: the 2-16-1 network" in pane.title
        await pilot.press("enter", "right")
        assert "▸ η 0.012" in shown(app)
        await pilot.press("escape")
        assert app.screen.query_one(OptionList).has_focus
        await pilot.press("escape")
        assert not isinstance(app.screen, DemosScreen)


async def test_the_demo_of_ones_own_memory_stands_first_and_takes_settings():
    app = RolesApp()
    asked: list[dict[str, float]] = []

    def run_memory(settings: Mapping[str, float]) -> Result:
        asked.append(dict(settings))
        return run_own_memory([], settings)

    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(DemosScreen([entry("one", CONSTANT)], run_memory))
        await pilot.pause()
        pane = app.screen.query_one(DemoPane)
        assert "Your own memory" in pane.title
        assert "made-up" in shown(app)
        await pilot.press("enter", "right")
        assert asked[0] == {}
        assert asked[-1]["sgd eta"] > 5
        await pilot.press("escape", "down")
        await pilot.pause()
        assert "Adam on a constant gradient" in pane.title


async def test_a_deck_stands_once_above_its_demos():
    app = RolesApp()
    entries = [
        entry("m", CONSTANT, deck="Adam"),
        entry("A question that has a › in it and is long", ASKING, deck="Adam"),
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(DemosScreen([*entries, entry("step", TRAINING, "sgd", "SGD")]))
        await pilot.pause()
        listed = app.screen.query_one(OptionList)
        prompts = [str(option.prompt) for option in listed.options]
        assert prompts == ["Adam", " m", " A question that has a › in it and is long", "SGD", " step"]
        await pilot.press("down", "down")
        await pilot.pause()
        assert "SGD: the 2-16-1 network" in app.screen.query_one(DemoPane).title
        assert listed.virtual_size.height == len(prompts)


LONG = "Which of the rules that you know by now is the first to get down a long and narrow ravine?"


async def test_what_the_card_of_a_demo_asks_is_whole_below_the_list():
    app = RolesApp()
    app.HORIZONTAL_BREAKPOINTS = FlashcardsApp.HORIZONTAL_BREAKPOINTS
    entries = [entry(LONG, CONSTANT, deck="Adam"), entry(f"{LONG} {LONG}", ASKING, deck="Adam")]
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(DemosScreen(entries))
        await pilot.pause()
        assert f"Adam: {LONG}" in words(app)
        top = app.screen.query_one(DemoPane).region
        await pilot.press("down")
        await pilot.pause()
        assert f"Adam: {LONG} Which of the rules" in words(app)
        assert app.screen.query_one(DemoPane).region == top, "nothing moves"
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert "Adam: Which of the rules" in words(app)
        await pilot.press("enter")
        await rest(pilot)
        assert "Adam: Which of the rules" not in words(app), "the demo has all rows"


def words(app: App[None]) -> str:
    """What the whole screen shows, as words."""
    return " ".join(
        "".join(part.text for row in app.screen._compositor.render_strips() for part in row).split()
    )


async def test_the_demos_are_filtered_by_what_is_typed():
    app = RolesApp()
    entries = [entry("m", CONSTANT, deck="Adam"), entry("step", TRAINING, "sgd", "SGD")]
    async with app.run_test(size=(100, 24)) as pilot:
        await app.push_screen(DemosScreen(entries))
        await pilot.pause()
        await pilot.press("slash", *"sg")
        await pilot.pause()
        listed = app.screen.query_one(OptionList)
        assert [str(option.prompt) for option in listed.options] == ["SGD", " step"]
        assert "SGD: the 2-16-1 network" in app.screen.query_one(DemoPane).title
        await pilot.press(*["backspace"] * 2, *"the m")
        await pilot.pause()
        assert [str(option.prompt) for option in listed.options] == ["Adam", " m"], "by the id too"
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert len(listed.options) == 4
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)


async def test_list_and_demo_take_turns_where_there_is_room_for_one():
    app = RolesApp()
    app.HORIZONTAL_BREAKPOINTS = FlashcardsApp.HORIZONTAL_BREAKPOINTS
    async with app.run_test(size=(40, 12)) as pilot:
        await app.push_screen(DemosScreen([entry("one", CONSTANT), entry("two", TRAINING, "sgd")]))
        await pilot.pause()
        listed, pane = app.screen.query_one(OptionList), app.screen.query_one(DemoPane)
        assert (listed.size.width > 30, pane.display) == (True, False)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert pane.size.width > 30
        assert "SGD: the 2-16-1 network" in pane.title
        await pilot.press("right")
        assert "▸ η 0.012" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert listed.has_focus
        assert (listed.size.width > 30, pane.display) == (True, False)


async def test_who_looks_at_the_demos_is_asked_nothing_first():
    app = RolesApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await app.push_screen(DemosScreen([entry("one", ASKING)]))
        await pilot.pause()
        assert not app.screen.query_one(DemoPane).asks
        assert app.screen.query_one(DemoPane).runs


async def test_no_demos_at_all():
    app = RolesApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(DemosScreen([]))
        await pilot.press("enter", "tab", "escape", "escape")
        assert not isinstance(app.screen, DemosScreen)
