"""The settings screen, driven by keys; the person's own keys, theme and motion in the app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.theme import BUILTIN_THEMES
from textual.widgets import Input, Static

from flashcards.config.commands import BROWSE, COMMANDS, HOME, LAB, STATS, STUDY, command_names, keys_in_use
from flashcards.config.declarations import GROUPS, SETTINGS, THEMES, Preferences
from flashcards.storage.settings_file import FILE
from flashcards.storage.settings_load import load_settings
from flashcards.storage.settings_writing import change_settings
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.browse import BrowseScreen
from flashcards.tui.command_keys import relabel
from flashcards.tui.deck_list import DeckList
from flashcards.tui.help import HelpLines
from flashcards.tui.home import HomeScreen
from flashcards.tui.lab import LabScreen
from flashcards.tui.problems import ProblemsScreen
from flashcards.tui.services import Services, SettingsServices, SettingsState
from flashcards.tui.settings_list import SettingsList
from flashcards.tui.settings_rows import grouped_settings
from flashcards.tui.settings_screen import SettingsScreen
from flashcards.tui.settings_texts import owner_line
from flashcards.tui.stats import StatsScreen
from flashcards.tui.study import StudyScreen
from flashcards.tui.themes import TERMINALS_OWN
from tests.desks import CHOICE, FORMULA, A, B, Log, desk_over
from tests.idle import rest
from tests.rows import most_telling, rows

SIZES = most_telling(pytest.param((80, 24), id="80 × 24"), pytest.param((40, 12), id="40 × 12"))


def screen(app: FlashcardsApp) -> str:
    """What the terminal shows."""
    rows = ("".join(part.text for part in row) for row in app.screen._compositor.render_strips())
    return "\n".join(rows)


def desk_with_settings(home: Path, text: str = "# mine\n", log: Log | None = None) -> Services:
    """A desk whose settings are in a file of `home`."""
    (home / FILE).write_text(text)

    def state() -> SettingsState:
        found = load_settings(home)
        return SettingsState(found.written, FILE, found.problems, found.problem_of)

    def write(changes: Mapping[tuple[str, str], object]) -> SettingsState:
        change_settings(home, changes)
        return state()

    return replace(
        desk_over(A, B, log=log),
        preferences=lambda: load_settings(home).preferences,
        settings=SettingsServices(state, write),
    )


def row_of(name: str) -> list[str]:
    """The fewest keys that move the cursor from the first setting to another."""
    names = [setting.name for group in grouped_settings().values() for setting in group]
    down, up = names.index(name), len(names) - 1 - names.index(name)
    return ["down"] * down if down <= up else ["end", *["up"] * up]


CHANGES = [
    pytest.param(["right"], "new_per_day = 25\n", id="a number up"),
    pytest.param(["left", "left"], "new_per_day = 18\n", id="a number down"),
    pytest.param(["right", "u"], "", id="undone"),
    pytest.param(["right", "right", "ctrl+z"], "new_per_day = 25\n", id="one of two undone"),
    pytest.param(["right", "r"], "", id="reset"),
    pytest.param(["enter", *["backspace"] * 2, "7", "enter"], "new_per_day = 7\n", id="typed"),
    pytest.param(["enter", *["backspace"] * 2, "7"], "new_per_day = 7\n", id="typed, and saved at once"),
    pytest.param(["enter", "7", "enter"], "new_per_day = 7\n", id="typed over what was there"),
    pytest.param(["enter", "right", "5", "enter"], "new_per_day = 205\n", id="typed behind what was there"),
    pytest.param(["enter", "home", "1", "enter"], "new_per_day = 120\n", id="typed before what was there"),
    pytest.param(["enter", "7", "escape"], "", id="typed, and left"),
    pytest.param(["enter", *["backspace"] * 2, *"ur7", "enter", "escape"], "", id="letters of a field"),
    pytest.param([*row_of("new_order"), "right"], 'new_order = "random"\n', id="a word"),
    pytest.param([*row_of("new_order"), "left"], 'new_order = "random"\n', id="a word, round"),
    pytest.param([*row_of("motion"), "right"], "motion = false\n", id="a flag"),
    pytest.param([*row_of("day_starts_at"), *["left"] * 5], "day_starts_at = 23\n", id="an hour, round"),
    pytest.param([*row_of("retention"), "right"], "retention = 0.91\n", id="a ratio"),
    pytest.param([*row_of("longest_interval"), "right"], "", id="no higher"),
    pytest.param([*row_of("easy_days"), "right"], "", id="no steps"),
    pytest.param(
        [*row_of("easy_days"), "enter", *["backspace"] * 4, *"sat=0.5", "enter"],
        "easy_days = {sat = 0.5}\n",
        id="a table typed",
    ),
    pytest.param(
        [*row_of("keys"), "enter", *"undo=z", "enter"], 'keys = {undo = "z"}\n', id="a table over none"
    ),
    pytest.param(["j", "k", "j", "right"], "reviews_per_day = 250\n", id="j and k"),
    pytest.param(["right", *row_of("siblings"), "right", "home", "u"], "new_per_day = 25\n", id="one undone"),
]


@pytest.mark.parametrize(
    ("size", "cases"),
    most_telling(((80, 24), CHANGES), pytest.param((40, 12), CHANGES[::3])),
    ids=["80 × 24", "40 × 12, a third"],
)
async def test_keys_change_settings_and_ctrl_s_writes_them(
    tmp_path: Path, size: tuple[int, int], cases: list
) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=size) as pilot:
        with rows() as row:
            for case in cases:
                keys, added = case.values
                with row(case.id):
                    (tmp_path / FILE).write_text("# mine\n")
                    await pilot.press("comma")
                    await pilot.pause()
                    await pilot.press(*keys)
                    await pilot.pause()
                    assert (tmp_path / FILE).read_text() == "# mine\n", (
                        "nothing is written before it is saved"
                    )
                    await pilot.press("ctrl+s")
                    await pilot.pause()
                    assert isinstance(app.screen, HomeScreen)
                    assert (tmp_path / FILE).read_text() == "# mine\n" + added


@pytest.mark.parametrize("size", SIZES)
async def test_a_value_is_judged_while_it_is_typed(tmp_path: Path, size: tuple[int, int]) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=size) as pilot:
        await pilot.press("comma", "enter")
        await pilot.press(*["backspace"] * 2, *"9x")
        await pilot.pause()
        assert "✗ new_per_day must be a whole" in screen(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one("#settings-value", Input).display, "the value stays to be mended"
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, SettingsScreen)
        await pilot.press("backspace")
        await pilot.pause()
        assert "✓ Enter takes it" in screen(app)
        await pilot.press("enter", "ctrl+s")
    assert (tmp_path / FILE).read_text() == "# mine\nnew_per_day = 9\n"


@pytest.mark.parametrize("size", SIZES)
async def test_a_deck_is_given_settings_of_its_own(tmp_path: Path, size: tuple[int, int]) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=size) as pilot:
        await pilot.press("down", "comma", "tab")
        await pilot.pause()
        assert "for the deck Deck of tests" in screen(app)
        assert "theme" not in screen(app)
        await pilot.press("right", "tab", "left", "ctrl+s")
    assert (tmp_path / FILE).read_text() == "# mine\nnew_per_day = 19\n\n[decks.d]\nnew_per_day = 25\n"


ABOUTS = [
    pytest.param("new_per_day", "New cards a day; a whole number from 0 to 9999; default 20.", id="a number"),
    pytest.param("motion", "by itself; on or off; default on.", id="a flag, as it is shown"),
]


@pytest.mark.parametrize(("name", "about"), ABOUTS)
async def test_what_is_allowed_follows_what_a_setting_does(tmp_path: Path, name: str, about: str) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(",", *row_of(name))
        await pilot.pause()
        assert about in " ".join(screen(app).replace("│", "").split())


@pytest.mark.parametrize(
    "environ", [{"NO_COLOR": "1"}, {"TERM": "xterm-16color", "COLORTERM": ""}], ids=["no colour", "sixteen"]
)
async def test_without_surfaces_the_cursors_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", "s", "e")
        await pilot.pause()
        typed = next(row for row in app.screen._compositor.render_strips() if row.text.strip() == "se")
        assert [part.text for part in typed if part.style and part.style.reverse] == [" "], "after the text"
        await pilot.press("escape")
        await pilot.press(",", "down")
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        (row,) = [row for row in strips if "reviews a day" in row.text]
        (other,) = [row for row in strips if "new cards a day" in row.text]
        assert any(part.style and part.style.underline for part in row)
        assert not any(part.style and part.style.underline for part in other)


async def test_tab_goes_through_the_decks_and_back(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path, "[decks.gone]\nnew_per_day = 3\n"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("comma")
        owners = []
        for _ in range(4):
            await pilot.pause()
            owners.append(screen(app).split("for ")[1].split(" · ")[0])
            await pilot.press("tab")
        assert owners == ["all decks", "the deck Deck of tests", "the deck gone", "all decks"]
        await pilot.press("shift+tab")
        await pilot.pause()
        assert "for all decks" in screen(app)


REDRAWN = [
    pytest.param(["tab"], ["rows"], id="a deck's settings are others than those of all"),
    pytest.param(["tab", "tab"], ["rows", "new_per_day"], id="of two decks the row that differs"),
    pytest.param(["right", "u"], ["new_per_day"] * 2, id="what was changed, and back"),
    pytest.param(["u", "u"], [], id="nothing to undo"),
]


@pytest.mark.parametrize(("keys", "drawn"), REDRAWN)
@pytest.mark.parametrize("size", most_telling((80, 24), (120, 40)), ids=str)
async def test_a_key_draws_the_rows_that_it_changes(
    tmp_path: Path, size: tuple[int, int], keys: list[str], drawn: list[str]
) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path, "[decks.gone]\nnew_per_day = 3\n"))
    async with app.run_test(size=size) as pilot:
        await pilot.press("comma")
        await pilot.pause()
        shown, changed = app.screen.query_one(SettingsList), list[str]()
        with pytest.MonkeyPatch.context() as patch:
            one, all_rows = shown._replace_option_prompt, shown.set_options
            patch.setattr(shown, "set_options", lambda given: (changed.append("rows"), all_rows(given))[1])
            patch.setattr(
                shown,
                "_replace_option_prompt",
                lambda at, row: (changed.append(shown.get_option_at_index(at).id or ""), one(at, row))[1],
            )
            await pilot.press(*keys)
            await pilot.pause()
        assert changed == drawn
        if keys == ["u", "u"]:
            assert "There is nothing to undo." in screen(app)


GROUPS_SHOWN = [
    pytest.param((120, 40), True, id="120 × 40"),
    pytest.param((80, 36), False, id="80 × 36"),
]


@pytest.mark.parametrize(("size", "sentences"), GROUPS_SHOWN)
async def test_settings_stand_under_headings_with_their_defaults(
    tmp_path: Path, size: tuple[int, int], sentences: bool
) -> None:
    text = "new_per_day = 7\n[decks.d]\nnew_per_day = 3\nretention = 0.8\n"
    app = FlashcardsApp(desk_with_settings(tmp_path, text))
    async with app.run_test(size=size) as pilot:
        await pilot.press("comma")
        await pilot.pause()
        rows = [row.strip("│ ").strip() for row in screen(app).splitlines()]
        assert [row for row in rows if row in GROUPS] == list(GROUPS)
        (row,) = [row for row in rows if "new cards a day" in row and "20" in row]
        assert row.split()[:6] == ["•", "new", "cards", "a", "day", "7"]
        assert "default 20 · d 3" in row
        assert any("retention asked for" in row and "default · d 80%" in row for row in rows)
        text = " ".join(screen(app).replace("│", " ").split())
        for setting in SETTINGS if sentences else ():
            assert setting.about.split()[-1] in text, setting.name
        await pilot.press("tab")
        await pilot.pause()
        assert "all decks 7" in screen(app)
        assert "as all decks" in screen(app)


FAULTY = [
    pytest.param("motion = 3\n", "motion", "motion must be", id="in general"),
    pytest.param(
        'new_per_day = 7\nretention = "x"\n', "retention asked for", "retention must be", id="after one"
    ),
    pytest.param("[keys]\nundo = 3\n", "keys", "keys", id="in a table"),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("text", "label", "told"), FAULTY)
async def test_a_wrong_value_is_told_at_its_place(
    tmp_path: Path, text: str, label: str, told: str, size: tuple[int, int]
) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path, text))
    async with app.run_test(size=size) as pilot:
        app.clear_notifications()
        await pilot.press("comma")
        await pilot.pause()
        rows = screen(app).splitlines()
        assert any(label in row and "✗" in row for row in rows)
        assert told in " ".join(screen(app).replace("│", " ").split())
        await pilot.press("enter", *["backspace"] * 30)
        await pilot.press("escape", "r")
        await pilot.pause()
        assert not any(label in row and "✗" in row for row in screen(app).splitlines()), "it was changed"


async def test_enter_turns_what_is_on_or_off(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("comma", *row_of("motion"), "enter", "ctrl+s")
    assert (tmp_path / FILE).read_text() == "# mine\nmotion = false\n"


@pytest.mark.parametrize("size", SIZES)
async def test_the_setting_that_is_typed_stays_in_sight(tmp_path: Path, size: tuple[int, int]) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=size) as pilot:
        await pilot.press("comma", *row_of("leech_after"), "enter", "9")
        await pilot.pause()
        assert "lapses of a leech" in screen(app)
        assert "Enter" in screen(app)


async def test_settings_are_changed_by_clicks(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("comma")
        await pilot.pause()
        for text in ("new wait for backlog", "Ctrl+S save"):
            rows = screen(app).splitlines()
            (at,) = [(row.index(text), y) for y, row in enumerate(rows) if text in row]
            await pilot.click(offset=at)
            await pilot.pause()
    assert (tmp_path / FILE).read_text() == "# mine\nnew_wait_for_backlog = false\n"


async def test_changes_are_left_only_when_asked_twice(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("comma", "escape")
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("comma", "right", "escape")
        assert isinstance(app.screen, SettingsScreen)
        await pilot.press("right", "escape")
        assert isinstance(app.screen, SettingsScreen), "a change in between asks again"
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
    assert (tmp_path / FILE).read_text() == "# mine\n"


async def test_a_file_that_is_not_toml_is_told_and_left_alone(tmp_path: Path) -> None:
    text = "retention 0.8\n" * 200
    app = FlashcardsApp(desk_with_settings(tmp_path, text))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert any("1:11: this is not TOML" in note.message for note in app._notifications)
        await pilot.press("comma", "right", "ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen), "the changes are not lost"
        assert any("nothing was changed" in note.message for note in app._notifications)
    assert (tmp_path / FILE).read_text() == text


async def test_a_line_that_is_no_toml_is_told_in_its_row_and_stays(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path, "retention 0.8\nleech_after = 5\n"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("comma")
        await pilot.pause()
        text = " ".join(screen(app).replace("│", " ").split())
        assert "retention is not written as TOML: 0.8 (line 1) write retention = 0.8" in text
        await pilot.press("home", "enter", "7", "ctrl+s")
    assert (tmp_path / FILE).read_text() == "retention 0.8\nleech_after = 5\nnew_per_day = 7\n"


async def test_what_is_wrong_with_the_file_is_told_once_while_it_is_edited(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path, "retention = 0.8\n"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for text, told in (("0.8", 0), ("8", 1), ("8", 1), ("0.9", 1), ("8", 2), ("9", 3)):
            (tmp_path / FILE).write_text(f"retention = {text}\n")
            app.screen._show_changes()  # as when it has changed
            await pilot.pause()
            assert len(app._notifications) == told


@pytest.mark.parametrize("size", most_telling((40, 12), (80, 24), (120, 40)), ids=str)
async def test_what_is_wrong_with_the_file_is_told_in_whole_rows(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path, "[decks.adam\nnew_per_day = 3\n[decks.sgd\n"))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert [note.title for note in app._notifications] == ["2 problems in the settings"]
        await pilot.press("comma")
        await pilot.pause()
        await pilot.pause()
        shown = screen(app)
        text = " ".join(shown.replace("│", " ").split())
        assert "✗ config.toml:1:12: this is no header of a table: [decks.adam write [decks.adam];" in text
        assert ("config.toml:3:11:" in text) is (size[1] > 12)
        assert "␊" not in shown
        assert "kept in config.toml" in text or size[1] == 12
        assert "nothing below it holds" in text
        assert shown.splitlines()[-1].strip().startswith("╰"), "the box is whole"
        await pilot.press("enter")
        await pilot.pause()
        assert "Enter takes it" in screen(app).splitlines()[-2], "the keys are in sight, too"
        await pilot.press("escape", "j", "j", "right")
        await pilot.pause()
        assert "1 not saved" in screen(app)


async def test_what_there_is_no_room_for_is_listed_at_a_key_and_at_a_click(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path, "[decks.adam\nnew_per_day = 3\n[decks.sgd\n"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("comma")
        await rest(pilot)
        assert "p lists" not in screen(app)
        await pilot.resize_terminal(40, 12)
        await rest(pilot)
        assert "settings · p lists 2 problems" in screen(app)
        assert "config.toml:3:11:" not in screen(app)
        for way in (pilot.press("p"), pilot.click("#settings-of")):
            await way
            await rest(pilot)
            assert isinstance(app.screen, ProblemsScreen)
            assert "config.toml:3:11:" in " ".join(str(each.content) for each in app.screen.query(Static))
            await pilot.press("escape")
            await rest(pilot)


PATH = "/home/me/flashcards/config.toml"
OWNERS = [
    pytest.param("config.toml", 40, "for all · kept in config.toml", id="a name"),
    pytest.param(PATH, 80, f"for all · kept in {PATH}", id="whole"),
    pytest.param(PATH, 46, "for all · kept in …/me/flashcards/config.toml", id="its end"),
    pytest.param(PATH, 30, "for all · kept in config.toml", id="its name"),
    pytest.param(PATH, 22, "for all · config.toml", id="that alone"),
]


@pytest.mark.parametrize(("file", "width", "line"), OWNERS)
def test_of_the_path_of_the_settings_its_end_is_kept(file: str, width: int, line: str) -> None:
    assert owner_line("for all", file, width).replace("\\", "/") == line


async def test_without_problems_their_key_says_so(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("comma", "p")
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen)
        assert "Nothing is wrong in the file." in screen(app)


async def test_what_is_typed_at_once_reaches_the_field(tmp_path: Path) -> None:
    """A terminal may hand over several keys together, as over a slow line."""
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("comma")
        await pilot.pause()
        for key, character in (("enter", None), ("7", "7"), ("enter", None)):
            app.post_message(events.Key(key, character))
        await pilot.pause()
        await pilot.press("ctrl+s")
    assert (tmp_path / FILE).read_text() == "# mine\nnew_per_day = 7\n"


async def test_what_was_saved_holds_at_once(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        before = app.theme
        await pilot.press("comma", *row_of("theme"), "right", "ctrl+s")
        await pilot.pause()
        assert (before, app.theme) == ("dusk", "paper")
        await pilot.press("comma", *row_of("keys"), "enter", *["backspace"] * 4, *"down=Z", "enter", "ctrl+s")
        await pilot.pause()
        await pilot.press("Z")
        assert app.screen.query_one(DeckList).cursor == 1
        await pilot.press("j")
        assert app.screen.query_one(DeckList).cursor == 1, "the usual key is free"


# Theme and motion

LOOKS = [
    pytest.param({}, {}, "dusk", id="by default"),
    pytest.param({"theme": "paper"}, {}, "paper", id="light"),
    pytest.param({"theme": "dark"}, {}, "dusk", id="an earlier name, dark"),
    pytest.param({"theme": "light"}, {}, "paper", id="an earlier name, light"),
    pytest.param({"theme": "dracula"}, {}, "dracula", id="one of Textual's"),
    pytest.param({"theme": "terminal"}, {}, TERMINALS_OWN, id="the terminal's own"),
    pytest.param({"theme": "dracula"}, {"NO_COLOR": "1"}, TERMINALS_OWN, id="without colour"),
]


@pytest.mark.parametrize(("chosen", "environ", "theme"), LOOKS)
async def test_the_theme_is_the_chosen_one(
    chosen: dict[str, str],
    environ: dict[str, str],
    theme: str | tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    app = FlashcardsApp(replace(desk_over(A), preferences=lambda: Preferences(**chosen)))
    async with app.run_test(size=(80, 24)):
        assert app.theme in ((theme,) if isinstance(theme, str) else theme)


def test_the_names_of_themes_are_those_of_textual() -> None:
    assert set(BUILTIN_THEMES) - set(THEMES) - set(TERMINALS_OWN) == set()


@pytest.mark.parametrize("motion", [True, False], ids=["on", "off"])
async def test_without_motion_nothing_moves(motion: bool) -> None:
    desk = replace(desk_over(FORMULA), preferences=lambda: Preferences(motion=motion))
    app = FlashcardsApp(desk, study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert (app.animation_level == "none") is not motion
        assert app.screen.query_one("#typed-input", Input).cursor_blink is motion


# Keys


def study_with(keys: dict[str, tuple[str, ...]], log: Log, *cards: object) -> FlashcardsApp:
    desk = desk_over(*(cards or (A, B)), log=log)  # type: ignore[arg-type]
    return FlashcardsApp(replace(desk, preferences=lambda: Preferences(keys=keys)), study=())


CHOSEN = [
    pytest.param({"good": ("g",)}, ["space", "g"], [("a", 3)], id="a grade"),
    pytest.param({"good": ("g",)}, ["space", "3"], [], id="the usual key of a grade"),
    pytest.param({"again": ("4",), "easy": ("1",)}, ["space", "1"], [("a", 4)], id="grades swapped"),
    pytest.param({"undo": ("z",)}, ["space", "3", "z", "space", "1"], [("a", 3), ("a", 1)], id="undo"),
    pytest.param({"undo": ("z",)}, ["space", "3", "ctrl+z", "space", "1"], [("a", 3), ("a", 1)], id="Ctrl+Z"),
    pytest.param({"undo": ("z",)}, ["space", "3", "u", "space", "1"], [("a", 3), ("b", 1)], id="u is free"),
]


@pytest.mark.parametrize(("keys", "pressed", "graded"), CHOSEN)
async def test_the_study_screen_has_the_chosen_keys(
    keys: dict[str, tuple[str, ...]], pressed: list[str], graded: list[tuple[str, int]]
) -> None:
    log = Log()
    app = study_with(keys, log)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*pressed)
        await pilot.pause()
    assert log.pairs() == graded


async def test_the_screens_name_the_chosen_keys() -> None:
    app = study_with({"help": ("x",), "hint": ("?",), "good": ("g",)}, Log())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "? hint   " in screen(app)
        assert "x help   " in screen(app)
        await pilot.press("space")
        await pilot.pause()
        assert "g Good" in screen(app)
        assert "▸g Good" in screen(app)
        await pilot.press("x")
        await pilot.pause()
        assert "1 2 g 4" in screen(app)
        assert "\n?  F2   " in f"\n{app.screen.query_one(HelpLines).render()}"


async def test_chosen_letters_belong_to_an_answer_while_it_is_typed() -> None:
    app = study_with({"undo": ("m",)}, Log(), FORMULA)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "=", "g")
        assert app.screen.query_one("#typed-input", Input).value == "m=g"


async def test_a_chosen_grade_key_picks_no_option_by_its_digit() -> None:
    app = study_with({"again": ("z",)}, Log(), CHOICE)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        assert isinstance(app.screen, StudyScreen)
        assert not app.screen.session.revealed
        await pilot.press("z")
        assert app.screen.session.revealed


async def test_the_home_screen_has_the_chosen_keys(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path, '[keys]\nstudy_all = "z"\nsettings = "f9"\n'))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "z all" in screen(app)
        await pilot.press("a")
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("f9")
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen)
        await pilot.press("escape", "z")
        assert isinstance(app.screen, StudyScreen)


def test_no_key_has_two_commands_on_a_screen() -> None:
    assert {place: names for place, names in keys_in_use({}).items() if len(names) > 1} == {}


def test_each_command_exists_on_its_screen() -> None:
    of = {STUDY: StudyScreen, HOME: HomeScreen, BROWSE: BrowseScreen, LAB: LabScreen, STATS: StatsScreen}
    for command in COMMANDS:
        name = command.action.partition("(")[0]
        assert name.startswith("app.") or hasattr(of[command.screen], f"action_{name}"), command
    assert {"undo", "again", "settings"} <= set(command_names())


@pytest.mark.parametrize(
    ("text", "chosen", "shown"),
    [
        pytest.param("u  Ctrl+Z", {"undo": ("z",)}, "z  Ctrl+Z", id="one"),
        pytest.param("1 2 3 4", {"again": ("2",), "hard": ("1",)}, "2 1 3 4", id="a swap"),
        pytest.param("h  F2", {"hint": ("x", "f10")}, "x F10  F2", id="several"),
        pytest.param("Space Enter", {"undo": ("z",)}, "Space Enter", id="another"),
    ],
)
def test_keys_in_a_text_are_the_chosen_ones(
    text: str, chosen: dict[str, tuple[str, ...]], shown: str
) -> None:
    assert relabel(text, STUDY, chosen) == shown
