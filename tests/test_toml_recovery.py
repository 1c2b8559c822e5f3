"""A `config.toml` with broken statements: each is named, all others hold, edits keep both."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flashcards.storage.settings_file import FILE, SettingsFile
from flashcards.storage.settings_load import load_settings
from flashcards.storage.settings_writing import change_settings
from flashcards.storage.toml_statements import split_statements

unhurried = settings(deadline=None, max_examples=60)


def file_of(home: Path, text: str) -> SettingsFile:
    (home / FILE).write_bytes(text.encode())
    return load_settings(home)


def set_in(found: SettingsFile) -> dict[str, dict[str, Any]]:
    """What the file sets, without decks and tables that hold nothing."""
    usual = {"keys": {}, "easy_days": (1.0,) * 7}
    kept = {
        deck: {name: value for name, value in values.items() if usual.get(name) != value}
        for deck, values in found.written.items()
    }
    return {deck: values for deck, values in kept.items() if values}


SLIPS = [
    pytest.param("theme = paper", 9, 'write  theme = "paper"', id="a word without quotes"),
    pytest.param("theme = “paper”", 9, 'write  theme = "paper"', id="printers' quotes"),
    pytest.param('theme = "paper', 15, 'write  theme = "paper"', id="one quote"),
    pytest.param("theme = papr # mine", 9, "did you mean paper?", id="a word misspelt, too"),
    pytest.param("theem = paper", 9, "did you mean theme?", id="a name misspelt, too"),
    pytest.param("editor = code --wait", 10, 'write  editor = "code --wait"', id="a command"),
    pytest.param("editor = 'it's'", 14, 'write  editor = "it\'s"', id="a quote inside"),
    pytest.param(r'editor = "C:\Users\me"', 15, r"write  editor = 'C:\Users\me'", id="backslashes"),
    pytest.param('editor = """vim', 16, 'write  editor = "vim"', id="three quotes left open"),
    pytest.param("motion = off", 10, "write  motion = false", id="off"),
    pytest.param("motion = True", 10, "write  motion = true", id="a capital"),
    pytest.param("retention = 0,9", 14, "write  retention = 0.9", id="a decimal comma"),
    pytest.param("retention = .9", 13, "write  retention = 0.9", id="no digit before the point"),
    pytest.param("retention = 92%", 15, "write  retention = 0.92", id="per cent"),
    pytest.param("retention = 2,5", 14, "write  retention = 0.99", id="beyond the range, too"),
    pytest.param("retention 0.8", 11, "write  retention = 0.8", id="no sign"),
    pytest.param("leech_after: 5", 12, "write  leech_after = 5", id="a colon"),
    pytest.param("leech_after = 5,", 16, "write  leech_after = 5", id="a comma at the end"),
    pytest.param("leech_after =", 14, "write  leech_after = 8", id="no value"),
    pytest.param("leech after = 5", 7, "did you mean leech_after?", id="a space in the name"),
    pytest.param("leech_after = 1" + "0" * 5000, 1, "write  leech_after = 8", id="digits without end"),
    pytest.param("day_starts_at = 4:00", 18, "write  day_starts_at = 4", id="an hour of one digit"),
    pytest.param("learning_steps = 1m 10m", 19, 'write  learning_steps = "1m 10m"', id="steps"),
    pytest.param("learning_steps = [1m, 10m]", 20, 'learning_steps = "1m 10m"', id="steps in a list"),
    pytest.param('learning_steps = ["1m", "10m"', 30, 'learning_steps = "1m 10m"', id="a list left open"),
    pytest.param("easy_days = sat=0.5", 13, "write  easy_days = { sat = 0.5 }", id="days as typed"),
    pytest.param("easy_days.sat = .5", 17, "write  easy_days.sat = 0.5", id="a dotted day"),
    pytest.param("keys = {undo = z}", 16, 'write  keys = { undo = "z" }', id="a key without quotes"),
    pytest.param('keys = {\n undo = "z",\n}', 9, 'write  keys = { undo = "z" }', id="a table on lines"),
    pytest.param("decks.a.retention = .8", 21, "write  decks.a.retention = 0.8", id="of a deck"),
    pytest.param("just words", 6, "# before a comment", id="words"),
    pytest.param("a = " + "[" * 4000, 1, "use one of", id="brackets without end"),
    pytest.param("new_per_day = 4", 1, "remove one of the two", id="a setting for the second time"),
]


@pytest.mark.parametrize(("text", "column", "hint"), SLIPS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_slip_is_named_with_what_to_write_and_the_rest_holds(
    tmp_path: Path, text: str, column: int, hint: str, newline: str
) -> None:
    whole = f"new_per_day = 3\n{text}\nreviews_per_day = 50\n[decks.adam]\nretention = 0.8\n"
    found = file_of(tmp_path, whole.replace("\n", newline))
    (problem,) = found.problems
    assert problem.place
    assert (problem.place.line, problem.place.column) == (2, column)
    assert hint in problem.hint
    assert len(str(problem).split("\n")[0]) < 250
    assert set_in(found) == {"": {"new_per_day": 3, "reviews_per_day": 50}, "adam": {"retention": 0.8}}
    place = found.place("retention", "adam")
    assert place
    assert place.line == 5 + text.count("\n")
    assert (tmp_path / FILE).read_bytes().decode() == whole.replace("\n", newline), "reading writes nothing"


def test_what_is_proposed_can_be_read(tmp_path: Path) -> None:
    for slip in SLIPS:
        text, _, hint = slip.values
        if "write  " in str(hint):
            (problem,) = file_of(tmp_path, f"{text}\n").problems
            assert file_of(tmp_path, problem.hint.removeprefix("write  ")).problems == (), slip.id


HEADERS = [
    pytest.param("[decks.adam", "write  [decks.adam]", id="left open"),
    pytest.param("decks.adam]", "write  [decks.adam]", id="not opened"),
    pytest.param("[decks.my deck]", 'write  [decks."my deck"]', id="a space"),
    pytest.param("decks.adam:", "write  [decks.adam]", id="as in YAML"),
    pytest.param("(decks.adam)", "write  [decks.adam]", id="other brackets"),
    pytest.param("[]", "write  [decks.NAME]", id="no name"),
    pytest.param("[decks.sgd]", "put its settings below line 3", id="a second time"),
]


@pytest.mark.parametrize(("header", "hint"), HEADERS)
def test_below_a_broken_header_nothing_falls_into_another_table(
    tmp_path: Path, header: str, hint: str
) -> None:
    text = (
        "new_per_day = 3\n\n[decks.sgd]\nnew_per_day = 4\n"
        f"{header} # here\nnew_per_day = 5\nretention = .8\n[decks.nag]\nretention = 0.7\n"
    )
    found = file_of(tmp_path, text)
    (problem,) = found.problems
    assert problem.place
    assert problem.place.line == 5
    assert hint in problem.hint
    assert re.search("nothing below it holds|do not hold", problem.hint)
    expected: dict[str, dict[str, Any]] = {
        "": {"new_per_day": 3},
        "sgd": {"new_per_day": 4},
        "nag": {"retention": 0.7},
    }
    assert set_in(found) == expected
    for deck in ("", "sgd", "nag"):
        found = change_settings(tmp_path, {(deck, "leech_after" if not deck else "longest_interval"): 99})
        expected[deck]["leech_after" if not deck else "longest_interval"] = 99
        assert set_in(found) == expected
    kept = (tmp_path / FILE).read_text()
    assert f"{header} # here\nnew_per_day = 5\nretention = .8\n" in kept


def test_a_string_of_lines_that_is_left_open_ends_before_the_next_one(tmp_path: Path) -> None:
    text = 'relearning_steps = """\n5m\nlearning_steps = """20m"""\nleech_after = 9\n'
    assert set_in(file_of(tmp_path, text)) == {"": {"learning_steps": (20.0,), "leech_after": 9}}


def test_a_setting_that_stands_twice_is_no_problem_of_the_setting(tmp_path: Path) -> None:
    """The first holds, so that the settings screen cannot say of it that the default does."""
    found = file_of(tmp_path, "leech_after = 9\nleech_after = 8\n")
    assert found.value("leech_after") == 9
    assert len(found.problems) == 1
    assert found.problem_of == {}


def test_a_brace_that_is_left_open_keeps_what_is_further_in(tmp_path: Path) -> None:
    found = file_of(tmp_path, "decks = {\n  adam = {},\n  new_per_day = 3\nleech_after = 9\n")
    assert set_in(found) == {"": {"leech_after": 9}}


EDITS = [
    pytest.param(
        "theme = paper   # mine\nmotion = off # no\n", "theme", "nord",
        'theme = "nord"   # mine\nmotion = off # no\n', id="the broken one",
    ),
    pytest.param(
        "  leech_after: 5 # few\nmotion = off\n", "leech_after", 6,
        "  leech_after = 6 # few\nmotion = off\n", id="one without its sign",
    ),
    pytest.param(
        'learning_steps = [ # two\n  "1m", # first\n  10m,\n]\n', "learning_steps", (5.0,),
        '# two\nlearning_steps = "5m" # first\n', id="one on lines",
    ),
    pytest.param("theme = paper # mine\n", "theme", None, "# mine\n", id="the broken one unset"),
    pytest.param(
        "theme = paper # mine\n", "leech_after", 6, "theme = paper # mine\nleech_after = 6\n", id="another"
    ),
    pytest.param(
        "retention = 0.8 # a\ntheme = paper\n", "retention", None, "# a\ntheme = paper\n", id="another unset"
    ),
    pytest.param(
        "leech_after = 4\nleech_after = 5\n", "leech_after", 6,
        "leech_after = 6\nleech_after = 5\n", id="the first of two",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "value", "left"), EDITS)
def test_an_edit_changes_its_line_and_leaves_the_broken_ones(
    tmp_path: Path, text: str, name: str, value: Any, left: str
) -> None:
    for newline in ("\n", "\r\n"):
        file_of(tmp_path, text.replace("\n", newline))
        change_settings(tmp_path, {("", name): value})
        assert (tmp_path / FILE).read_bytes().decode() == left.replace("\n", newline)


# Any text, any statement

GENERAL = [
    "new_per_day = 3", "reviews_per_day = 1_000 # many = more", 'theme = "paper"', "motion = false",
    "retention = 0.85", 'editor = "code --wait"', "day_starts_at = 05:00:00", "sync_folder = '~/a [b'",
    'learning_steps = ["1m", "10m"]', 'learning_steps = [\n  "1m", # [first\n  "10m",\n]',
    'relearning_steps = """\n5m\n10m"""', "relearning_steps = '''\n  7m'''",
    "easy_days = {sat = 0.5, sun = 0}", 'keys = { undo = ["z", "f10"] } # {mine',
]  # fmt: skip
OF_A_DECK = [
    "new_per_day = 4", "  retention = 0.95", "longest_interval = 99 # [days]", 'new_order = "random"',
    'learning_steps = [\n "1m"\n]', 'relearning_steps = """20m"""',
]  # fmt: skip
BETWEEN = st.sampled_from(["", "# a note\n", "\n", "  # theme = x\n", "\n# [decks.x]\n"])


def name_of(statement: str) -> str:
    return statement.partition("=")[0].strip()


@st.composite
def texts(draw: Any) -> list[str]:
    """The statements of a valid file: general ones, then those of two decks and of days."""
    general = draw(st.lists(st.sampled_from(GENERAL), max_size=5, unique_by=name_of))
    statements = list(general)
    for header in ("[decks.adam]", '[ decks . "my deck" ] # two'):
        own = draw(st.lists(st.sampled_from(OF_A_DECK), max_size=3, unique_by=name_of))
        statements += [header, *own] if own else []
    if "easy_days" not in map(name_of, general) and draw(st.booleans()):
        statements += ["[easy_days] # weekends", "sat = 0.5"]
    return statements


def break_off(statement: str) -> str:
    """The statement without the last of its marks that must be closed."""
    code = re.split(r" #[^\n\]\"']*$", statement)[0]
    return code.rstrip("]}\"'") if code[-1] in "]}\"'" else f"{code} ="


BREAKS = {
    "a colon": lambda text: text.replace("=", ":", 1) if text.lstrip()[0] != "[" else text[1:],
    "no value": lambda text: text[: text.index("=") + 1] if "=" in text.split("#")[0] else "[",
    "left open": break_off,
    "more": lambda text: text.split("#")[0] + " oops" if "\n" not in text else text + " oops",
    "no quotes": lambda text: re.sub("[\"']", "", text) if '"""' not in text and "'''" not in text else text,
}


def is_toml(text: str) -> bool:
    try:
        tomllib.loads(f"{text}\n")
    except tomllib.TOMLDecodeError:
        return False
    return True


@given(texts(), st.data())
@unhurried
def test_breaking_a_statement_changes_its_setting_alone_and_edits_keep_it(
    tmp_path_factory: Any, statements: list[str], data: Any
) -> None:
    assume(statements)
    home = tmp_path_factory.mktemp("home")
    at = data.draw(st.integers(0, len(statements) - 1))
    wrong = data.draw(st.sampled_from(list(BREAKS.values())))(statements[at])
    pads = [data.draw(BETWEEN) for _ in statements]
    ahead = "".join(f"{pad}{each}\n" for pad, each in zip(pads[:at], statements[:at], strict=True)) + pads[at]
    after = "".join(f"{pad}{each}\n" for pad, each in zip(pads[at + 1 :], statements[at + 1 :], strict=True))
    assume(not is_toml(wrong))
    is_header = statements[at].startswith("[")
    rest = statements[at + 1 :]
    lost = next((i for i, each in enumerate(rest) if each.startswith("[")), len(rest)) if is_header else 0
    expected = set_in(file_of(home, "\n".join(statements[:at] + rest[lost:]) + "\n"))
    found = file_of(home, f"{ahead}{wrong}\n{after}")
    assert set_in(found) == expected
    (problem,) = found.problems
    assert problem.place
    first = ahead.count("\n") + 1
    assert first <= problem.place.line <= first + wrong.count("\n") + 1
    deck, name = data.draw(
        st.sampled_from([("", "leech_after"), ("adam", "reviews_per_day"), ("new", "retention")])
    )
    value = 0.8 if name == "retention" else 7
    found = change_settings(home, {(deck, name): value})
    expected.setdefault(deck, {})[name] = value
    assert set_in(found) == expected
    assert wrong in (home / FILE).read_text()
    assert len(found.problems) == 1


@given(texts(), st.data())
@unhurried
def test_statements_are_those_that_were_written(statements: list[str], data: Any) -> None:
    text = "".join(f"{data.draw(BETWEEN)}{each}\n" for each in statements)
    assert [each.text.rstrip("\n") for each in split_statements(text)] == statements
    lines = text.split("\n")
    for each in split_statements(text):
        assert "\n".join(lines[each.first : each.last]) == each.text.rstrip("\n")
