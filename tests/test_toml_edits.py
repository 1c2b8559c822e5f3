"""Edits of TOML files of every shape: the value is written, or refused with its place; the rest stays."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from flashcards.errors import Problem
from flashcards.storage.settings_file import FILE
from flashcards.storage.settings_load import load_settings
from flashcards.storage.settings_writing import change_settings
from flashcards.storage.toml_edits import change_toml
from tests.rows import in_rows

SHAPES = {
    "empty": "",
    "a table on a line": "decks = {adam = {new_per_day = 3}} # c\nretention = 0.9\n",
    "spaces on the line": "decks = { sgd = { new_per_day = 3 } } # c\n",
    "an empty table on a line": "decks = {} # c\n",
    "an empty table with spaces": "decks = {  }\n",
    "an empty deck on a line": "decks = {sgd = {}}\n",
    "a deck on a line": "[decks]\nadam = {new_per_day = 3} # c\n",
    "the deck on a line": "[decks]\nsgd = {new_per_day = 3} # c\n",
    "dotted keys": "decks.adam.new_per_day = 3 # c\n",
    "dotted keys of the deck": "decks.sgd.new_per_day = 3 # c\ntheme = 'nord'\n",
    "dotted keys below a table": "[decks]\nsgd.new_per_day = 3 # c\n",
    "dotted keys to a table on a line": "decks.sgd = {new_per_day = 3}\n",
    "dotted keys on a line": "decks = {adam.new_per_day = 3}\n",
    "dotted keys of the deck on a line": "decks = {sgd.new_per_day = 3}\n",
    "the dotted key itself": "decks.sgd.retention = 0.9 # c\n",
    "the key on a line": "decks = {sgd = {retention = 0.9}} # c\n",
    "the first key on a line": "decks = {sgd = {retention = 0.9, new_per_day = 3}} # c\n",
    "the last key on a line": "decks = {sgd = {new_per_day = 3, retention = 0.9}} # c\n",
    "a list of tables": "[[decks]]\nnew_per_day = 3 # c\n",
    "a list of tables for the deck": "[[decks.sgd]]\nnew_per_day = 3 # c\n",
    "an empty list": "decks = [] # c\n",
    "a number": "decks = 3 # c\n",
    "a number for the deck": "[decks]\nsgd = 3 # c\n",
    "quoted keys": '["decks"."sgd"]\nnew_per_day = 3 # c\n',
    "quoted keys on a line": '"decks" = {"sgd" = {"new_per_day" = 3}} # c\n',
    "tables out of order": "[decks.a]\nnew_per_day = 3 # c\n[keys]\nundo='z'\n[decks.b]\nretention = 0.8\n",
    "the deck out of order": "[decks.b]\nretention = 0.8 # c\n[keys]\nundo='z'\n[decks.sgd]\nsiblings = 4\n",
    "a table with a comment alone": "[decks.sgd]\n# c\n",
    "indented": "[decks]\n  [decks.sgd]\n  new_per_day = 3 # c\n",
    "Windows' ends": "decks = {adam = {new_per_day = 3}} # c\r\ntheme = 'nord'\r\n",
    "Windows' ends in a table": "[decks.sgd]\r\nretention = 0.9 # c\r\n",
    "no end of the line": "decks = {adam = {new_per_day = 3}}",
    "a list on lines": "decks = {sgd = {learning_steps = [ # c\n '1m',\n]}}\n",
    "another list of tables": "[[x]]\na = 1 # c\n[[x]]\na = 2\n",
}
REFUSED = (
    "a list of tables",
    "a list of tables for the deck",
    "an empty list",
    "a number",
    "a number for the deck",
)
"""The shapes in which no deck can have a setting."""
EDITS: dict[tuple[str, ...], Any] = {
    ("retention",): 0.8,
    ("easy_days",): {"sat": 0.25, "sun": 0.5},
    ("decks", "sgd", "retention"): 0.8,
    ("decks", "sgd", "learning_steps"): ["2m", "20m"],
    ("decks", "a.b c", "new_per_day"): 5,
}


def values_of(text: str) -> dict[tuple[str, ...], Any]:
    """The values of a document by the keys that lead to them."""
    found: dict[tuple[str, ...], Any] = {}

    def walk(value: Any, path: tuple[str, ...]) -> None:
        if isinstance(value, Mapping):
            for name, each in value.items():
                walk(each, (*path, name))
        else:
            found[path] = value

    walk(tomllib.loads(text), ())
    return found


def is_refused(shape: str, path: tuple[str, ...], value: object) -> bool:
    """True where a value is to be put into something that is no table."""
    reached = ("decks", "sgd") if "sgd" in SHAPES[shape] else ("decks",)
    return shape in REFUSED and path[: len(reached)] == reached and value is not None


ATTEMPTS = [(path, value) for path, set_to in EDITS.items() for value in (set_to, None)]


@in_rows("shape", SHAPES)
def test_a_value_is_written_whatever_the_shape(shape: str) -> None:
    text = SHAPES[shape]
    for path, value in ATTEMPTS:
        if is_refused(shape, path, value):
            continue
        changed = change_toml(text, path, value, FILE)
        kept = {key: each for key, each in values_of(text).items() if key[: len(path)] != path}
        wanted = dict.fromkeys([path], value) if value is not None else {}
        if isinstance(value, Mapping):
            wanted = {(*path, name): each for name, each in value.items()}
        assert values_of(changed) == {**kept, **wanted}
        if "# c" in text and (shape, path[-1]) != ("a list on lines", "learning_steps"):
            assert "# c" in changed
        assert "\r" not in text or changed.count("\n") == changed.count("\r\n")


@pytest.mark.parametrize("shape", REFUSED)
def test_a_value_that_the_shape_has_no_room_for_is_refused(shape: str) -> None:
    text = SHAPES[shape]
    for path, value in ATTEMPTS:
        if is_refused(shape, path, value):
            with pytest.raises(Problem, match="cannot be changed here") as refused:
                change_toml(text, path, value, FILE)
            line = 2 if path[1] == "sgd" and text.startswith("[decks]") else 1
            assert (refused.value.place and refused.value.place.line) == line
            assert "[decks." in refused.value.hint


def test_of_changes_of_which_one_is_refused_none_is_written(tmp_path: Any) -> None:
    (tmp_path / FILE).write_text("[[decks]]\nnew_per_day = 3\n", encoding="utf-8")
    with pytest.raises(Problem, match="decks") as refused:
        change_settings(tmp_path, {("", "retention"): 0.8, ("sgd", "retention"): 0.8})
    assert str(refused.value.place).endswith(f"{FILE}:1:1")
    assert load_settings(tmp_path).settings.retention == 0.9
