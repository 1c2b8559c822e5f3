"""`config.toml`: what can be used is, what cannot is named with its place, and edits keep the rest."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.config.declarations import SETTING_OF, SETTINGS, Preferences, Setting
from flashcards.errors import Problem
from flashcards.scheduling import Settings
from flashcards.storage import files
from flashcards.storage.settings_file import FILE, SettingsFile
from flashcards.storage.settings_load import load_settings
from flashcards.storage.settings_writing import change_settings

unhurried = settings(deadline=None, max_examples=30)


def file_of(home: Path, text: str | bytes) -> SettingsFile:
    (home / FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings(home)


VALUES = [
    pytest.param("new_per_day = 5", "new_per_day", 5, id="a number"),
    pytest.param("new_per_day = 1_000", "new_per_day", 1000, id="a number with a mark of thousands"),
    pytest.param("new_per_day = 0", "new_per_day", 0, id="none"),
    pytest.param("retention = 0.85", "retention", 0.85, id="a ratio"),
    pytest.param("retention = 92", "retention", 0.92, id="per cent"),
    pytest.param('retention = "92.5 %"', "retention", 0.925, id="per cent in quotes"),
    pytest.param('learning_steps = "1m 10m"', "learning_steps", (1.0, 10.0), id="steps"),
    pytest.param('learning_steps = "30s 2h"', "learning_steps", (0.5, 120.0), id="seconds and hours"),
    pytest.param('learning_steps = "1 15"', "learning_steps", (1.0, 15.0), id="steps without a unit"),
    pytest.param('learning_steps = "1.5m"', "learning_steps", (1.5,), id="half a minute"),
    pytest.param('learning_steps = ["1m", "10m"]', "learning_steps", (1.0, 10.0), id="a list of steps"),
    pytest.param('relearning_steps = ""', "relearning_steps", (), id="no steps"),
    pytest.param("day_starts_at = 0", "day_starts_at", 0, id="midnight"),
    pytest.param('day_starts_at = "05:00"', "day_starts_at", 5, id="an hour as on a clock"),
    pytest.param("day_starts_at = 05:00:00", "day_starts_at", 5, id="a local time"),
    pytest.param('new_order = "random"', "new_order", "random", id="a word"),
    pytest.param('new_order = "Random"', "new_order", "random", id="a word in capitals"),
    pytest.param("new_wait_for_backlog = false", "new_wait_for_backlog", False, id="a flag"),
    pytest.param('siblings = "together"', "siblings", "together", id="siblings"),
    pytest.param(
        "easy_days = {sat = 0.5, sun = 0}", "easy_days", (1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0), id="easy days"
    ),
    pytest.param("[easy_days]\nMonday = 0.25", "easy_days", (0.25, *(1.0,) * 6), id="a day in full"),
    pytest.param("easy_days.fri = 0.5", "easy_days", (1.0,) * 4 + (0.5, 1.0, 1.0), id="a dotted day"),
    pytest.param('theme = "light"', "theme", "light", id="a theme"),
    pytest.param("motion = false", "motion", False, id="motion off"),
    pytest.param('motion = "off"', "motion", False, id="motion off, in a word"),
    pytest.param('editor = "code --wait"', "editor", "code --wait", id="an editor with arguments"),
    pytest.param('sync_folder = "~/Sync"', "sync_folder", "~/Sync", id="a folder"),
    pytest.param('[keys]\nundo = "z"', "keys", {"undo": ("z",)}, id="a key"),
    pytest.param('keys = {undo = ["z", "f10"]}', "keys", {"undo": ("z", "f10")}, id="two keys"),
    pytest.param('keys = {undo = "h", hint = "u"}', "keys", {"undo": ("h",), "hint": ("u",)}, id="a swap"),
    pytest.param(
        'keys = {problems = "exclamation_mark", help = "f11"}',
        "keys",
        {"problems": ("!",), "help": ("f11",)},
        id="a sign by its name",
    ),
]


@pytest.mark.parametrize(("text", "name", "value"), VALUES)
def test_a_value_is_read(tmp_path: Path, text: str, name: str, value: object) -> None:
    found = file_of(tmp_path, f"# mine\n{text}\n")
    assert found.problems == ()
    assert found.value(name) == value
    owner = found.preferences if hasattr(Preferences(), name) else found.settings
    assert getattr(owner, name) == value


WRONG = [
    pytest.param("new_per_day = -5", 1, 15, "0 to 9999, not -5", "new_per_day = 0", id="too small"),
    pytest.param("new_per_day = 5.0", 1, 15, "not 5.0", "new_per_day = 5", id="a whole number as another"),
    pytest.param("new_per_day = 20.5", 1, 15, "whole number", "new_per_day = 20", id="a fraction"),
    pytest.param('new_per_day = "20"', 1, 15, 'not "20"', "new_per_day = 20", id="a number in quotes"),
    pytest.param("new_per_day = true", 1, 15, "whole number", "new_per_day = 20", id="a flag for a number"),
    pytest.param("retention = 69", 1, 13, "0.7 to 0.99, not 69", "retention = 0.7", id="per cent, too few"),
    pytest.param('retention = "100%"', 1, 13, "0.7 to 0.99", "retention = 0.99", id="per cent, too many"),
    pytest.param('retention = "0.9"', 1, 13, "0.7 to 0.99", "retention = 0.9", id="a ratio in quotes"),
    pytest.param("retention = 1" + "0" * 400, 1, 13, "0.7 to 0.99", "retention = 0.99", id="beyond floats"),
    pytest.param(
        r'editor = "C:\tools\nvim"', 1, 10, "a command", r"'C:\tools\nvim'", id="a path with escapes"
    ),
    pytest.param("retention =    2", 1, 16, "0.7 to 0.99", "retention = 0.99", id="beyond the range"),
    pytest.param("retention = nan", 1, 13, "0.7 to 0.99", "retention = 0.9", id="no number"),
    pytest.param("retention = [0.9]", 1, 13, "0.7 to 0.99, not [0.9]", "retention = 0.9", id="a list"),
    pytest.param('learning_steps = "1m 1d"', 1, 18, "shorter than a day", '= "1m"', id="a step of a day"),
    pytest.param('learning_steps = "1x"', 1, 18, "steps such as", "'1x' is no step", id="no unit"),
    pytest.param('learning_steps = "0m"', 1, 18, "steps such as", "no step can be 0", id="no wait"),
    pytest.param("learning_steps = 10", 1, 18, "steps such as", '"1m 10m"', id="a step without quotes"),
    pytest.param('day_starts_at = "04:30"', 1, 17, "full hour", "day_starts_at = 4", id="half past"),
    pytest.param("day_starts_at = 24", 1, 17, "full hour", "day_starts_at = 23", id="no such hour"),
    pytest.param("longest_interval = 0", 1, 20, "1 to 36500", "longest_interval = 1", id="no interval"),
    pytest.param('new_order = "rando"', 1, 13, "deck or random", "mean random?", id="a word misspelt"),
    pytest.param('new_wait_for_backlog = "soon"', 1, 24, "true or false", "= true", id="no flag"),
    pytest.param("siblings = false", 1, 12, "apart or together", "apart, together", id="a flag for a word"),
    pytest.param("leech_after = 0", 1, 15, "1 to 999", "leech_after = 1", id="no lapses"),
    pytest.param("easy_days = {sat = 2}", 1, 20, "easy_days.sat", "sat = 1", id="a share too large"),
    pytest.param("easy_days = {sat = 50}", 1, 20, "easy_days.sat", "sat = 0.5", id="a share in per cent"),
    pytest.param("[easy_days]\nsta = 0", 2, 1, "is no weekday", "mean sat", id="a day misspelt"),
    pytest.param('easy_days = "sat"', 1, 13, "a table of weekdays", "sat = 0.5", id="no table"),
    pytest.param('theme = "dracul"', 1, 9, "a theme", "mean dracula?", id="a theme misspelt"),
    pytest.param("editor = 3", 1, 10, "a command", 'editor = "nano"', id="a number for text"),
    pytest.param('sync_folder = "Sync/x"', 1, 15, "whole path", '= "~/Sync/x"', id="a part of a path"),
    pytest.param('sync_folder = "./x"', 1, 15, "whole path", 'sync_folder = "~/x"', id="a folder of here"),
    pytest.param('editor = "a\\u001bb"', 1, 10, "a command", 'editor = "nano"', id="an escape in text"),
    pytest.param('[keys]\nundo = "h"', 2, 8, "is hint on the study", "another key for undo", id="a clash"),
    pytest.param('[keys]\nundo = "5"', 2, 8, "option_5 on the study", "another key", id="a fixed key"),
    pytest.param('[keys]\nundoo = "z"', 2, 1, "is no command", "mean undo?", id="a command misspelt"),
    pytest.param('[keys]\nundo = "ctrl+c"', 2, 8, "cannot be ctrl+c", "f4 to f12", id="a key that quits"),
    pytest.param('[keys]\nundo = "zz"', 2, 8, "is no key", "write a character", id="no key"),
    pytest.param("[keys]\nundo = 3", 2, 8, "must be a key", 'undo = "z"', id="a number for a key"),
    pytest.param("new_per_dya = 3", 1, 1, "unknown setting", "mean new_per_day?", id="misspelt"),
    pytest.param("  cap = 3", 1, 3, "unknown setting 'cap'", "use one of: new_per_day", id="nothing near"),
    pytest.param("[adam]\nretention = 0.8", 1, 1, "setting 'adam'", "[decks.adam]", id="a deck as a table"),
    pytest.param("[deck.adam]\nretention = 0.8", 1, 1, "'deck'", "[decks.adam]", id="decks misspelt"),
    pytest.param(
        "[decks.nodeck]\n[deck.x]\nretention = 0.8", 2, 1, "'deck'", "[decks.x]", id="a name that ends alike"
    ),
    pytest.param("[study]\nx = 1", 1, 1, "unknown setting 'study'", "use one of", id="an unknown table"),
    pytest.param("study.x = 1", 1, 1, "unknown setting 'study'", "use one of", id="an unknown dotted key"),
    pytest.param("[[study]]\nx = 1", 1, 1, "unknown setting 'study'", "use one of", id="a list of tables"),
    pytest.param("decks = 3", 1, 9, "tables, one for each deck", "[decks.NAME]", id="decks as a number"),
    pytest.param("[decks]\nretention = 0.8", 2, 1, "must be a table", "[decks.NAME]", id="a deck left out"),
    pytest.param("[decks.x]\nretention = 2", 2, 13, "of the deck 'x'", "= 0.99", id="in a deck"),
    pytest.param("decks.x.retention = 2", 1, 21, "of the deck 'x'", "= 0.99", id="in a dotted deck"),
    pytest.param('[decks."my deck"]\nretention = 2', 2, 13, "'my deck'", "= 0.99", id="a name in quotes"),
    pytest.param("decks = {x = {retention = 2}}", 1, 27, "deck 'x'", "= 0.99", id="a deck on one line"),
    pytest.param('[decks.x]\ntheme = "nord"', 2, 1, "for all decks", "above the tables", id="not per deck"),
    pytest.param("[decks.x]\nretentoin = 0.8", 2, 1, "unknown", "mean retention?", id="misspelt in a deck"),
]


@pytest.mark.parametrize(("text", "line", "column", "says", "hint"), WRONG)
def test_what_cannot_be_used_is_named_and_the_rest_holds(
    tmp_path: Path, text: str, line: int, column: int, says: str, hint: str
) -> None:
    found = file_of(tmp_path, f'# mine\nreviews_per_day = 150 # "few" = \n{text}\n')
    (problem,) = found.problems
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line + 2, column)
    assert problem.place.file.endswith(FILE)
    assert says in problem.message
    assert hint in problem.hint
    assert found.settings == Settings(reviews_per_day=150)
    assert found.preferences == Preferences()


def test_of_a_table_only_the_wrong_entries_are_left_out(tmp_path: Path) -> None:
    found = file_of(
        tmp_path,
        'easy_days = {sat = 5, sun = 0}\n[keys]\nundo = "z"\nwhy = "z"\nhint = "F11"\n'
        "[decks.x]\nretention = 0.8\nnew_per_day = -1\n",
    )
    assert len(found.problems) == 3
    assert found.settings.easy_days == (*(1.0,) * 6, 0.0)
    assert found.preferences.keys == {"undo": ("z",), "hint": ("f11",)}
    assert found.settings.for_deck("x") == Settings(
        easy_days=found.settings.easy_days, retention=0.8, own=frozenset({"retention"})
    )


NO_TOML = [
    pytest.param("- retention: 0.8\n" * 200, 1, 3, id="a list in YAML"),
    pytest.param(b"theme = 1\n\xff\xfe", 2, 1, id="no text"),
]


@pytest.mark.parametrize(("text", "line", "column"), NO_TOML)
def test_a_file_that_is_not_toml_is_told_and_never_written(
    tmp_path: Path, text: str | bytes, line: int, column: int
) -> None:
    found = file_of(tmp_path, text)
    (problem,) = found.problems
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line, column)
    assert not found.is_readable
    assert (found.settings, found.preferences) == (Settings(), Preferences())
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(Problem, match=r"TOML|UTF-8") as refused:
        change_settings(tmp_path, {("", "retention"): 0.8})
    assert "nothing was changed" in refused.value.hint
    assert (tmp_path / FILE).read_bytes() == before


@pytest.mark.parametrize("kind", ["a folder", "too large", "missing", "empty"])
def test_a_file_that_is_no_file_is_told(tmp_path: Path, kind: str) -> None:
    path = tmp_path / FILE
    if kind == "a folder":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(b"#" * 2_000_000 if kind == "too large" else b"")
    found = load_settings(tmp_path)
    assert len(found.problems) == (kind in ("a folder", "too large"))
    assert found.settings == Settings()


def test_a_deck_has_the_general_value_but_for_its_own(tmp_path: Path) -> None:
    found = file_of(tmp_path, 'retention = 0.8\n[decks.adam]\nnew_per_day = 3\nlearning_steps = "5m"\n')
    adam = found.settings.for_deck("adam")
    assert (adam.retention, adam.new_per_day, adam.learning_steps) == (0.8, 3, (5.0,))
    assert found.settings.for_deck("sgd") == found.settings
    assert found.settings.for_prompt("adam/v:1") == adam
    place, general = found.place("new_per_day", "adam"), found.place("retention", "adam")
    assert place is not None
    assert general is not None
    assert (place.line, general.line) == (3, 1)
    assert found.place("theme") is None


# Edits

LAYOUT = """\
# Settings of mine

new_per_day = 7   # few, for now
  # and between
learning_steps = [ # two
  "1m", # first
  "10m",
]
keys = { undo = "z" } # a key

[easy_days] # weekends
sat = 0.5 # half
sun = 0

[decks.adam] # hard
retention = 0.95 # most

# the end
"""
COMMENTS = ["# Settings of mine", "# few, for now", "  # and between", "# a key", "# weekends", "# half"]
COMMENTS += ["# hard", "# most", "# the end"]
EDITS = [
    pytest.param("", "new_per_day", 5, id="a value"),
    pytest.param("", "new_per_day", None, id="a value unset"),
    pytest.param("", "retention", 0.8, id="a new key"),
    pytest.param("", "learning_steps", (5.0,), id="a list"),
    pytest.param("", "easy_days", (1.0,) * 5 + (1.0, 0.5), id="days of a table"),
    pytest.param("", "keys", {"undo": ("=",), "hint": ("f10",)}, id="keys"),
    pytest.param("", "editor", 'a "quoted" \\ one', id="text with quotes"),
    pytest.param("adam", "retention", 0.9, id="of a deck"),
    pytest.param("adam", "retention", None, id="of a deck, unset"),
    pytest.param("adam", "new_per_day", 3, id="a new key of a deck"),
    pytest.param("a deck.of mine", "new_per_day", 3, id="a new deck"),
    pytest.param("", "theme", None, id="nothing to unset"),
    pytest.param("sgd", "retention", None, id="nothing to unset in a deck"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize(("deck", "name", "value"), EDITS)
def test_an_edit_changes_one_value_and_keeps_every_comment(
    tmp_path: Path, deck: str, name: str, value: Any, newline: str
) -> None:
    before = file_of(tmp_path, LAYOUT.replace("\n", newline))
    assert before.problems == ()
    after = change_settings(tmp_path, {(deck, name): value})
    text = (tmp_path / FILE).read_bytes().decode()
    assert all(comment in text for comment in COMMENTS)
    assert text.count("\n") == text.count(newline)
    expected = {owner: dict(values) for owner, values in before.written.items()}
    if value is None:
        expected.get(deck, {}).pop(name, None)
    else:
        expected.setdefault(deck, {})[name] = value
    assert {owner: values for owner, values in after.written.items() if values} == {
        owner: values for owner, values in expected.items() if values
    }


NUMBERS = st.integers(0, 9999)
SOME = {
    "new_per_day": NUMBERS,
    "reviews_per_day": NUMBERS,
    "retention": st.integers(70, 99).map(lambda share: share / 100),
    "learning_steps": st.lists(st.integers(1, 86_399).map(lambda seconds: seconds / 60), max_size=4).map(
        tuple
    ),
    "relearning_steps": st.lists(st.integers(1, 1439).map(float), max_size=2).map(tuple),
    "day_starts_at": st.integers(0, 23),
    "longest_interval": st.integers(1, 36_500),
    "new_order": st.sampled_from(["deck", "random"]),
    "new_wait_for_backlog": st.booleans(),
    "siblings": st.sampled_from(["apart", "together"]),
    "leech_after": st.integers(1, 999),
    "easy_days": st.tuples(st.just(1.0), *[st.sampled_from([0.0, 0.25, 0.5, 1.0])] * 6),
    "theme": st.sampled_from(["dark", "nord", "terminal"]),
    "keys": st.sampled_from([{}, {"undo": ("z",)}, {"why": ("x", "f10"), "settings": ("=",)}]),
    "motion": st.booleans(),
    "editor": st.text(st.characters(exclude_categories=["C", "Z"]), max_size=9),
    "sync_folder": st.sampled_from(["", "~/a b", str(Path("x 'y'").absolute())]),
}
LINES = st.sampled_from(["", "# a note", "   # indented", "# [not.a.table]", '# "quoted" = 1'])
DECKS = st.sampled_from(["", "", "adam", "my deck", 'a"b', "x.y"])


def test_every_setting_has_values_to_try() -> None:
    assert SOME.keys() == SETTING_OF.keys()
    assert {each.name for each in SETTINGS if each.per_deck} == set(list(SETTING_OF)[:9])


@pytest.mark.parametrize("typed", ["Sync/x", "x", "./x", "../x"])
def test_a_part_of_a_path_cannot_be_typed_in_the_app(typed: str) -> None:
    """The command takes it from where it is run; nobody knows where the app was started."""
    with pytest.raises(Problem, match="the whole path of a folder"):
        SETTING_OF["sync_folder"].parse(typed)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_what_is_shown_and_written_is_read_again(setting: Setting) -> None:
    @given(SOME[setting.name])
    @unhurried
    def holds(value: object) -> None:
        assert setting.parse(setting.kind.show(value)) == value
        assert setting.kind.read(setting.kind.write(value)) == value
        for by in (1, -1):
            turned = setting.kind.turn(value, by)
            assert setting.kind.read(setting.kind.write(turned)) == turned

    holds()


@given(st.data())
@unhurried
def test_edits_in_any_order_are_read_again_and_keep_the_comments(tmp_path_factory: Any, data: Any) -> None:
    home = tmp_path_factory.mktemp("home")
    lines = data.draw(st.lists(LINES, max_size=4))
    (home / FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    expected: dict[str, dict[str, object]] = {}
    for _ in range(data.draw(st.integers(1, 6))):
        deck = data.draw(DECKS)
        names = [each.name for each in SETTINGS if each.per_deck or not deck]
        name = data.draw(st.sampled_from(names))
        value = data.draw(st.none() | SOME[name])
        found = change_settings(home, {(deck, name): value})
        expected.setdefault(deck, {}).pop(name, None)
        if value is not None:
            expected[deck][name] = value
        assert found.problems == ()
        assert {owner: values for owner, values in found.written.items() if values} == {
            owner: values for owner, values in expected.items() if values
        }
    text = (home / FILE).read_text(encoding="utf-8") if (home / FILE).exists() else ""
    assert all(line in text for line in lines)
    tomllib.loads(text)


@given(st.text(max_size=200) | st.text(st.sampled_from("[]{}=.\"'#\n\\ adeckskeys1"), max_size=60))
@unhurried
def test_no_text_makes_reading_fail(tmp_path_factory: Any, text: str) -> None:
    found = file_of(tmp_path_factory.mktemp("home"), text.encode("utf-8", "surrogatepass"))
    assert all(problem.place for problem in found.problems)


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    assert file_of(tmp_path, b"\xef\xbb\xbfretention = 2").problems[0].place.column == 13  # type: ignore[union-attr]
    change_settings(tmp_path, {("", "retention"): 0.8})
    assert (tmp_path / FILE).read_bytes() == b"\xef\xbb\xbfretention = 0.8"
    assert load_settings(tmp_path).problems == ()


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / FILE).symlink_to(tmp_path / "kept" / "mine.toml")
    for text in (None, "retention = 0.9 # mine\n"):
        if text:
            (tmp_path / "kept" / "mine.toml").write_text(text)
        assert change_settings(tmp_path, {("", "retention"): 0.8}).settings.retention == 0.8
    assert (tmp_path / FILE).is_symlink()
    assert (tmp_path / "kept" / "mine.toml").read_text() == "retention = 0.8 # mine\n"


def test_what_another_process_writes_meanwhile_is_kept(tmp_path: Path, monkeypatch: Any) -> None:
    lock, held = files.lock, []

    def late(folder: Path) -> Any:
        if not held:  # it writes between our start and our lock
            held.append(True)
            change_settings(tmp_path, {("", "new_per_day"): 3})
        return lock(folder)

    monkeypatch.setattr(files, "lock", late)
    found = change_settings(tmp_path, {("", "retention"): 0.8})
    assert (found.settings.new_per_day, found.settings.retention) == (3, 0.8)


def test_what_may_be_typed_may_stand_in_the_file() -> None:
    """Percent, too; but the program itself knows one way to say it."""
    kind = SETTING_OF["retention"].kind
    for percent in range(70, 100):
        assert kind.parse(str(percent)) == kind.read(percent) == kind.parse(f"{percent}%") == percent / 100
    with pytest.raises(Problem, match=r"0\.7 to 0\.99"):
        Settings(retention=92)


def test_settings_that_decide_no_due_day_leave_the_memories_alone() -> None:
    one = Settings(decks={"b": Settings(new_per_day=1), "a": Settings()})
    two = Settings(new_per_day=3, siblings="together", decks={"a": Settings(leech_after=3), "b": Settings()})
    assert str(one.of_memories()) == str(two.of_memories())
    assert str(Settings(retention=0.8).of_memories()) != str(Settings().of_memories())
