"""The laboratory on the screen, driven by keys and the mouse, at every size, with colour and without."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from textual import events
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input

import optimizers
from flashcards.config.declarations import Preferences
from flashcards.deck.codec import read_deck
from flashcards.deck.model import Demo, Run
from flashcards.demo.lab_questions import QUESTIONS
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.help import HelpScreen
from flashcards.tui.home import HomeScreen
from flashcards.tui.lab import LabScreen
from flashcards.tui.lab_ground import GroundScreen
from flashcards.tui.lab_ground_list import GroundList
from flashcards.tui.lab_map import FieldMap
from flashcards.tui.lab_panel import LabPanel
from flashcards.tui.lab_scrubber import Scrubber
from flashcards.tui.lab_tiles import Tile
from flashcards.tui.lines import Lines
from tests.desks import A, desk_over
from tests.idle import rest
from tests.pictures import cells_of, differs_from_picture
from tests.rows import most_telling

SIZES = most_telling(
    pytest.param((80, 24), id="80 × 24"),
    pytest.param((200, 60), id="200 × 60"),
    pytest.param((120, 40), id="120 × 40"),
    pytest.param((40, 12), id="40 × 12"),
)


@pytest.fixture(autouse=True)
def true_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


def screen(app: FlashcardsApp) -> str:
    """What the terminal shows."""
    rows = ("".join(part.text for part in row) for row in app.screen._compositor.render_strips())
    return "\n".join(rows)


def lab_app(**preferences: object) -> FlashcardsApp:
    return FlashcardsApp(replace(desk_over(A), preferences=lambda: Preferences(**preferences)))  # type: ignore[arg-type]


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def bench(app: FlashcardsApp) -> object:
    assert isinstance(app.screen, LabScreen)
    return app.screen._bench


@pytest.mark.parametrize("size", SIZES)
async def test_l_opens_the_laboratory_and_q_leaves_it(size: tuple[int, int]) -> None:
    app = lab_app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("l")
        await settle(pilot)
        assert isinstance(app.screen, LabScreen)
        assert "sgd" in screen(app)
        assert "t 60 of 60" in screen(app)
        assert max(map(len, screen(app).splitlines())) <= size[0]
        await pilot.press("q")
        assert isinstance(app.screen, HomeScreen)


async def test_a_small_terminal_shows_the_picture_first_and_brings_it_back() -> None:
    """Each key that changes the picture shows it where it is hidden, and changes it from then on."""
    app = lab_app()
    async with app.run_test(size=(40, 12)) as pilot:
        app.open_lab()
        await settle(pilot)
        assert "Which rule gets down a ravine first?" in screen(app)
        for key in ("v", "z", "pagedown"):
            before = bench(app)
            await pilot.press("tab")
            await settle(pilot)
            assert "start x" in screen(app), key
            await pilot.press(key)
            await settle(pilot)
            assert "Which rule gets down" in screen(app), key
            assert bench(app) == before, key
        await pilot.resize_terminal(80, 24)
        await rest(pilot)
        assert "▸ η" in screen(app), "where both have room, the keys are the settings'"


@pytest.mark.parametrize(
    ("ground", "keys", "says"),
    [
        ("ravine", ["v", "v", "v", "v"], "No losses are in sight"),
        ("", [], "These curves have no logarithmic axis"),
        ("ravine", ["v"], ""),
    ],
    ids=["multiples", "gradients", "curves"],
)
async def test_the_axis_changes_or_it_is_said_why_not(ground: str, keys: list[str], says: str) -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        if not ground:
            app.screen._become(app.screen._bench.descend("constant 1"))
        await pilot.press(*keys, "z")
        await settle(pilot)
        told = [note.message for note in app._notifications]
        assert [message[: len(says)] for message in told] == ([says] if says else [])
        assert (bench(app).logarithmic is None) is bool(says)


@pytest.mark.parametrize("size", SIZES)
async def test_every_view_and_pane_is_reached_by_keys(size: tuple[int, int]) -> None:
    app = lab_app()
    async with app.run_test(size=size) as pilot:
        app.open_lab()
        await settle(pilot)
        seen = []
        for _ in range(5):
            await pilot.press("v")
            await settle(pilot)
            seen.append(screen(app))
        wanted = {
            0: "length of the step",
            1: "Adam, step 60",
            2: "Which rule gets down a ravine first?",
            3: "Which η gets adam lowest?",
            4: "Which rule gets down a ravine first?",
        }
        for at, text in wanted.items():
            assert text[: size[0] - 4] in seen[at]


@pytest.mark.parametrize("size", SIZES)
async def test_the_table_cuts_no_number_and_names_the_runs_that_it_has_no_room_for(
    size: tuple[int, int],
) -> None:
    app = lab_app()
    async with app.run_test(size=size) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("v", "v", "v")
        await settle(pilot)
        room, race = app.screen.query_one("#lab-text", Lines), app.screen._race
        lines = ["".join(text for text, _ in row) for row in room._lines]
        labels = [course.label for course in race.courses]
        shown, named = lines[0].split()[1:], lines[-1].removeprefix("PgDn: ").split(", ")
        assert max(map(len, lines)) <= room.size.width
        is_paged = lines[-1].startswith("PgDn: ")
        assert sorted([*shown, *(named if is_paged else [])]) == sorted(labels)
        assert shown[:2] == (["adam", "sgd"] if is_paged else labels[:2]), "that under the cursor comes first"
        numbers = lines[2:-1] if is_paged else lines[2:]
        assert {len(line.split()) for line in numbers} == {len(shown) + 1}
        if is_paged:
            await pilot.press("pagedown")
            await settle(pilot)
            then = ["".join(text for text, _ in row) for row in room._lines]
            assert set(then[0].split()[1:]) <= set(named), "what was hidden is one key away"
            assert then[-1].startswith("PgUp")


async def test_a_step_moves_the_marks_and_makes_no_ground_anew() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        ground = app.screen.query_one("#lab-map", FieldMap)
        made = ground.made
        await pilot.press("home")
        await settle(pilot)
        assert "t  0 of 60" in screen(app)
        await pilot.press(*["right_square_bracket"] * 8, "right_curly_bracket")
        await settle(pilot)
        assert "t 18 of 60" in screen(app)
        assert "At t = 18, adam has the lowest" in screen(app)
        await pilot.press("right")
        await settle(pilot)
        assert ground.made == made, "neither a step nor a setting of a rule changes the ground"


async def test_turning_a_knob_changes_its_run_alone() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("right", "right")
        await settle(pilot)
        shown = screen(app)
        assert "η 0.15" in shown
        assert "η 0.01       2.4" in " ".join(shown.split("  ")) or "2.4" in shown
        await pilot.press("r")
        await settle(pilot)
        assert "η 0.15" not in screen(app)


async def test_a_rate_is_turned_until_the_run_ends_in_a_cross() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab(Demo(kind="path", surface="ravine", optimizer="sgd", steps=60))
        await settle(pilot)
        await pilot.press("shift+right")
        await settle(pilot)
        assert "✗ t 23" in screen(app)
        assert "Every run has diverged." in screen(app)
        await pilot.press("home")
        await settle(pilot)
        assert "✗ t 23" not in screen(app), "it has not ended yet"


async def test_x_lets_a_rule_race_and_no_longer() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("tab", "up", "x")
        await settle(pilot)
        assert "[x] ◇ rmsprop-centered" in screen(app)
        assert "[x] ▲ adam" in screen(app), "those that raced keep their marks"
        await pilot.press("x")
        await settle(pilot)
        assert "[ ]   rmsprop-centered" in screen(app)


async def test_g_finds_a_question_a_surface_or_gradients() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("g")
        await settle(pilot)
        assert isinstance(app.screen, GroundScreen)
        assert "Which rule gets down a ravine first?" in screen(app)
        await pilot.press(*"himmel", "enter")
        await settle(pilot)
        assert "Which rule gets lowest on Himmelblau's four wells?" in screen(app)
        await pilot.press("slash", *"alternating", "enter")
        await settle(pilot)
        assert "alternating 1" in screen(app)
        assert "m, v" in screen(app) or "g, m" in screen(app)
        await pilot.press("g", "escape")
        assert isinstance(app.screen, LabScreen)


@pytest.mark.parametrize("before", ["v", "vvv"], ids=lambda keys: f"after {keys}")
async def test_another_ground_is_chosen_from_every_view(before: str) -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press(*before)
        await settle(pilot)
        for ground in ("diverge", "moons"):
            await pilot.press("g", *ground, "enter")
            await settle(pilot)
            assert isinstance(app.screen, LabScreen)
            await pilot.press("v")
            await settle(pilot)


async def test_a_question_is_its_own_title_until_something_else_is_run() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("g", *"saddle", "enter")
        await settle(pilot)
        assert "Which rules escape a saddle?" in screen(app)
        assert "At t = " in screen(app), "what happened is said all the same"
        await pilot.press("right")
        await settle(pilot)
        assert "Which rules escape a saddle?" in screen(app), "another rate answers it too"
        await pilot.press("g", *"himmel", "enter")
        await settle(pilot)
        assert "Which rules escape a saddle?" not in screen(app)


async def test_what_there_is_no_room_for_is_named_and_one_key_away() -> None:
    app = lab_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("v", "v", "v", "v")
        await settle(pilot)
        assert "▸ η 0.1 ·" in screen(app), "the present value"
        assert "η 0.3 ·" in screen(app), "the best one"
        assert "2 of 6 · PgDn: 0.003, 0.01, 0.03, 1" in screen(app)
        seen = screen(app)
        await pilot.press("pagedown", "pagedown", "pagedown")
        await settle(pilot)
        assert "PgUp: 0.01, 0.03, 0.1, 0.3" in screen(app)
        assert "η 0.003 ·" in screen(app)
        assert "η 1 ·" in screen(app)
        await pilot.press("pageup", "pageup")
        await settle(pilot)
        assert screen(app) == seen


@pytest.mark.parametrize(
    ("size", "columns", "rows"), most_telling(((120, 40), 3, 2), pytest.param((200, 60), 3, 2))
)
async def test_small_multiples_stand_in_columns_and_rows(
    size: tuple[int, int], columns: int, rows: int
) -> None:
    app = lab_app()
    async with app.run_test(size=size) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("v", "v", "v", "v")
        await settle(pilot)
        regions = [tile.region for tile in app.screen.query(Tile)]
        assert len({region.x for region in regions}) == columns
        assert len({region.y for region in regions}) == rows


async def test_the_question_of_a_run_takes_the_rows_that_it_needs() -> None:
    app = lab_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_lab(
            replace(QUESTIONS[0].demo, about="A caption that is longer than the picture is wide, " * 2)
        )
        await settle(pilot)
        rows = screen(app).splitlines()
        assert "A caption that is longer than the picture is" in rows[2]
        assert "wide, A caption that is longer than the" in rows[3]
        assert "▀" in rows[5], "the map begins below"
        await pilot.press("slash", *"himmel", "enter")
        await settle(pilot)
        assert "Which rule gets lowest on Himmelblau's four" in screen(app).splitlines()[2]


async def test_the_list_of_what_to_run_goes_by_keys_pages_and_the_mouse() -> None:
    app = lab_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("g")
        await settle(pilot)
        listed = app.screen.query_one(GroundList)
        first = listed.chosen
        await pilot.press("up")
        assert listed.chosen
        assert listed.chosen.group == "Gradients", "from the first to the last"
        assert listed.chosen.title in screen(app), "which is scrolled to"
        await pilot.press("down", "pagedown", "pageup")
        assert listed.chosen == first
        assert "Questions" in screen(app)
        await pilot.press(*"xyzzy", "enter")
        assert "Nothing matches." in screen(app)
        await pilot.press(*["backspace"] * 5, *"/bowl")
        await settle(pilot)
        assert "Nothing matches." not in screen(app), "a slash means the field that has the cursor"
        await pilot.click(listed, offset=(6, 1))
        await settle(pilot)
        assert isinstance(app.screen, LabScreen)
        assert bench(app).experiment.surface == "bowl"  # type: ignore[attr-defined]


async def test_the_list_of_what_to_run_is_made_once_and_opens_as_new() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("g", *"adam", "down")
        first = app.screen
        await pilot.press("escape", "q")
        await settle(pilot)
        app.theme = "paper"
        await pilot.resize_terminal(80, 24)
        app.open_lab()
        await settle(pilot)
        await pilot.press("g")
        await settle(pilot)
        assert app.screen is first
        listed = app.screen.query_one(GroundList)
        assert listed.chosen
        assert listed.chosen.title == QUESTIONS[0].title
        assert "adam" not in app.screen.query_one(Input).value
        last = app.export_screenshot()
    fresh = lab_app(theme="paper")
    async with fresh.run_test(size=(80, 24)) as pilot:
        fresh.open_lab()
        await settle(pilot)
        await pilot.press("g")
        await settle(pilot)
        assert cells_of(fresh.export_screenshot()) == cells_of(last), "in the colours and the size of now"


@pytest.mark.parametrize("opened", ["for the first time", "again"])
async def test_letters_typed_right_behind_the_key_belong_to_the_filter(opened: str) -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press(*(["g", "escape"] if opened == "again" else []))
        await settle(pilot)
        before = bench(app)
        for key in ("slash", *"rx"):  # both are commands of the laboratory
            app.post_message(events.Key(key, "/" if key == "slash" else key))
        await settle(pilot)
        assert isinstance(app.screen, GroundScreen)
        assert app.screen.query_one(Input).value == "rx"
        await pilot.press("escape")
        assert bench(app) == before


FEET = [
    pytest.param((40, 12), ["↑↓←→ set", "Tab pane", "? help", "q back"], id="40 columns"),
    pytest.param(
        (80, 24),
        ["↑↓←→ set", "g problem", "v view", "Space play", "[ ] step", "x rule", "? help", "q back"],
        id="80 columns",
    ),
    pytest.param((120, 40), ["r reset", "z log axis", "y copy"], id="120 columns"),
]


@pytest.mark.parametrize(("size", "keys"), FEET)
async def test_the_foot_names_what_is_needed_most(size: tuple[int, int], keys: list[str]) -> None:
    app = lab_app()
    async with app.run_test(size=size) as pilot:
        app.open_lab()
        await settle(pilot)
        foot = screen(app).splitlines()[-1]
        assert [key for key in keys if key not in foot] == []


async def test_the_line_of_runs_leaves_out_the_word_that_all_begin_with() -> None:
    app = lab_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_lab(QUESTIONS[1].demo)
        await settle(pilot)
        first = screen(app).splitlines()[0]
        assert "● η=0.02 " in first
        assert "+ η=0.055 " in first


async def test_the_rules_that_race_stay_in_sight_beside_a_kernel() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        racing = bench(app).experiment.racing
        await pilot.press("down")
        await settle(pilot)
        shown = [row for row in screen(app).splitlines() if "[x]" in row]
        assert len(shown) == len(racing)


async def test_a_factor_of_an_average_draws_its_weights() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("down")
        await settle(pilot)
        assert "m averages about 1/(1 − β₁) = 10" in screen(app)
        await pilot.press(*["right"] * 9)
        await settle(pilot)
        assert "m averages about 1/(1 − β₁) = 100" in screen(app)


async def test_y_copies_the_run_as_a_demo() -> None:
    app = lab_app()
    copied: list[str] = []
    app.copy_to_clipboard = copied.append  # type: ignore[method-assign]
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("right", "y")
        await settle(pilot)
    text = "".join(f"    {line}\n" for line in copied[0].splitlines())
    deck, problems = read_deck(f"deck: d\ncards:\n  - id: a\n    ask: Q\n    answer: A\n{text}", "d.yaml")
    assert problems == ()
    assert deck
    demo = deck.cards[0].demo
    assert demo
    assert demo.compare[-1] == Run("adam", {"eta": 0.12})


async def test_space_plays_to_the_end_and_pauses() -> None:
    app = lab_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_lab(Demo(kind="path", surface="bowl", optimizer="sgd", steps=3))
        await settle(pilot)
        await pilot.press("space")
        assert "▶" in screen(app)
        for _ in range(40):
            await pilot.pause(0.05)
            if "t 3 of 3" in screen(app):
                break
        assert "t 3 of 3" in screen(app)
        assert "▶" not in screen(app)


async def test_with_motion_off_space_goes_one_step() -> None:
    app = lab_app(motion=False)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("space")
        await settle(pilot)
        assert "t  0 of 60" in screen(app)
        await pilot.press("space")
        await settle(pilot)
        assert "t  1 of 60" in screen(app)
        await pilot.pause(0.3)
        assert "t  1 of 60" in screen(app)


async def test_the_mouse_drags_a_slider_and_the_line_along_t() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab(Demo(kind="path", surface="ravine", optimizer="sgd", steps=60))
        await settle(pilot)
        panel = app.screen.query_one(LabPanel)
        at = next(row for row, each in enumerate(panel._rows) if each.knob and each.knob.name == "eta")
        start, cells = panel._rows[at].slider
        await pilot.mouse_down(panel, offset=(start + cells // 2, at))
        await pilot.hover(panel, offset=(start + cells - 2, at))
        await pilot.mouse_up(panel, offset=(start + cells - 2, at))
        await settle(pilot)
        assert "✗ t" in screen(app), "the rate was dragged until the run diverged"
        line = app.screen.query_one(Scrubber)
        await pilot.click(line, offset=(60, 0))
        await settle(pilot)
        now = bench(app).now  # type: ignore[attr-defined]
        assert 20 <= now <= 40
        await pilot.click(panel, offset=(2, 3))
        await settle(pilot)
        assert len(bench(app).experiment.racing) == 2  # type: ignore[attr-defined]


async def test_a_click_on_the_map_starts_the_runs_there_and_a_drag_moves_the_start() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab(Demo(kind="path", surface="ravine", optimizer="sgd", steps=60))
        await settle(pilot)
        field = app.screen.query_one("#lab-map", FieldMap)
        width, height = field.size
        await pilot.click(field, offset=(width // 2, height // 2))
        await settle(pilot)
        bounds = optimizers.SURFACES["ravine"].bounds
        start = bench(app).experiment.start  # type: ignore[attr-defined]
        assert start == pytest.approx([sum(each) / 2 for each in bounds], abs=0.1)
        await pilot.mouse_down(field, offset=(width // 2, height // 2))
        await pilot.hover(field, offset=(width - 1, 0))
        await pilot.mouse_up(field, offset=(width - 1, 0))
        await settle(pilot)
        x, y = bench(app).experiment.start  # type: ignore[attr-defined]
        right, top = (high for _, high in bounds)
        assert 0.95 * right < x <= right
        assert 0.9 * top < y <= top
        assert len(f"{x:g}") <= 5, "a round number"


async def test_rules_beyond_the_panel_and_what_to_run_are_reached_by_the_mouse() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        panel = app.screen.query_one(LabPanel)

        async def more(column: int) -> tuple[int, int]:
            at = next(row for row, each in enumerate(panel._rows) if each.goes)
            await pilot.click(panel, offset=(column, at))
            await settle(pilot)
            return min(shown := [each.rule for each in panel._rows if each.rule is not None]), max(shown)

        first = max(each.rule or 0 for each in panel._rows)
        seen = [(0, first), await more(30), await more(30)]
        assert seen[-1][1] == len(bench(app).experiment.entrants) - 1, "to the last"  # type: ignore[attr-defined]
        assert all(after[0] <= before[1] + 1 for before, after in pairwise(seen)), "none is passed over"
        assert (await more(8))[1] < seen[-1][1], "and up again"
        place = bench(app).at  # type: ignore[attr-defined]
        panel.post_message(events.MouseScrollDown(panel, 5, 3, 0, 1, 0, False, False, False))
        await settle(pilot)
        assert bench(app).at == place + 1  # type: ignore[attr-defined]
        heading = next(row for row, each in enumerate(panel._rows) if each.is_ground)
        for clicked in (pilot.click(panel, offset=(12, heading)), pilot.click("#lab-title", offset=(4, 0))):
            await clicked
            await settle(pilot)
            assert isinstance(app.screen, GroundScreen)
            await pilot.press("escape")
            await settle(pilot)


async def test_without_colour_the_ground_is_shades_and_marks_stay() -> None:
    app = lab_app(theme="terminal")
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_lab()
        await settle(pilot)
        shown = screen(app)
        assert "▀" not in shown
        assert all(sign in shown for sign in "▒░○●×+▲")


async def test_with_colour_the_ground_is_half_blocks() -> None:
    app = lab_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_lab()
        await settle(pilot)
        assert "▀" in screen(app)
        assert "▒" not in screen(app)


async def test_the_terminal_is_resized_at_any_moment() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        for size in ((40, 12), (80, 24), (200, 60), (61, 19), (120, 40)):
            await pilot.resize_terminal(*size)
            for _ in range(50):  # a resize reaches the screen in its own time
                await settle(pilot)
                if max(map(len, screen(app).splitlines())) == size[0]:
                    break
            assert "of 60" in screen(app), size
            assert max(map(len, screen(app).splitlines())) <= size[0]


async def test_help_names_the_keys() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        assert "small multiples" in screen(app)


async def test_a_card_runs_in_the_laboratory_after_its_answer_at_the_values_it_asked_with() -> None:
    card = replace(A, optimizer="adam", demo=Demo(gradients="constant 1", steps=7), vary={"beta1": (0.5,)})
    app = FlashcardsApp(desk_over(card))
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_study(())
        await settle(pilot)
        await pilot.press("l")
        await settle(pilot)
        assert not isinstance(app.screen, LabScreen), "it would give the answer away"
        await pilot.press("space", "l")
        await settle(pilot)
        assert isinstance(app.screen, LabScreen)
        experiment = app.screen._bench.experiment
        assert (experiment.gradients, experiment.steps) == ("constant 1", 7)
        assert experiment.entrant("adam").settings == {"beta1": 0.5}
        await pilot.press("q")
        assert not isinstance(app.screen, LabScreen)


async def test_a_demo_that_names_what_there_is_not_says_so() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab(Demo(optimizer="adamm"))
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert any("adamm" in note.message for note in app._notifications)


@pytest.mark.parametrize("theme", most_telling("dusk", "paper"))
async def test_the_laboratory_looks_as_it_was_seen(theme: str) -> None:
    """At a size at which the number of rules is not seen, which grows."""
    app = lab_app(theme=theme)
    async with app.run_test(size=(80, 24)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press(*["left_curly_bracket"] * 2, "left_square_bracket", "left_square_bracket")
        await settle(pilot)
        assert not differs_from_picture(app, f"lab_{theme}")


async def test_a_knob_at_one_is_no_average_of_endless_length() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press("shift+right")
        await settle(pilot)
        assert bench(app).knob.value == 1.0


@pytest.mark.parametrize("view", ["map", "multiples"])
async def test_turning_a_knob_lays_nothing_out_anew(view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await settle(pilot)
        while bench(app).view != view:
            await pilot.press("v")
            await settle(pilot)
        made: list[bool] = []
        real = LabScreen._refresh_layout
        monkeypatch.setattr(LabScreen, "_refresh_layout", lambda *args: (made.append(True), real(*args))[1])
        before = screen(app)
        await pilot.press("right", "right")
        await settle(pilot)
        assert screen(app) != before
        assert made == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_classifier_shows_the_border_between_its_classes(size: tuple[int, int]) -> None:
    app = lab_app()
    async with app.run_test(size=size) as pilot:
        app.open_lab()
        await settle(pilot)
        app.screen._become(app.screen._bench.descend("moons"))
        await settle(pilot)
        last = screen(app)
        assert "●" in last
        assert "█" in last
        assert "loss" in last
        await pilot.press("home")
        await settle(pilot)
        assert screen(app) != last


async def test_the_numbers_of_a_step_are_selected_with_the_mouse_and_copied() -> None:
    app = lab_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab(Demo(kind="path", surface="ravine", optimizer="sgd", steps=60))
        await settle(pilot)
        await pilot.press("v", "v")  # the step written out
        await settle(pilot)
        lines = app.screen.query_one("#lab-text")
        shown = [line.text for line in lines.render_lines(Region(0, 0, *lines.size))]
        first = next(at for at, text in enumerate(shown) if "gₜ =" in text)
        await pilot.mouse_down(lines, offset=(0, first))
        await pilot.hover(lines, offset=(4, first + 1))
        await pilot.hover(lines, offset=(30, first + 2))
        await pilot.mouse_up(lines, offset=(30, first + 2))
        chosen = [shown[first].rstrip(), shown[first + 1].rstrip(), shown[first + 2][:31]]
        assert app.screen.get_selected_text() == "\n".join(chosen)
        styles = [segment.style.bgcolor for segment in lines.render_line(first + 1)]
        assert styles != [segment.style.bgcolor for segment in lines.render_line(first + 4)], "it is marked"
        assert lines.render_line(first + 1).text == shown[first + 1]
        await pilot.press("ctrl+c")
        assert app.clipboard == "\n".join(chosen)
