"""Rules of a style sheet go by the names of classes: none of ours is called as one of Textual's."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
import textual.widgets
from textual.command import CommandPalette
from textual.widget import Widget

import flashcards.tui
from flashcards.tui.browse import BrowseScreen
from flashcards.tui.prompt_table import PromptTable
from tests.browsing import shelf_of
from tests.desks import A, B
from tests.rows import most_telling
from tests.test_palette import app_over


def _below(kind: type[Widget]) -> Iterator[type[Widget]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def test_no_widget_is_called_as_one_of_textual() -> None:
    for found in pkgutil.iter_modules(flashcards.tui.__path__):
        importlib.import_module(f"flashcards.tui.{found.name}")
    for name in textual.widgets.__all__:
        getattr(textual.widgets, name)
    kinds = set(_below(Widget))
    theirs = {kind.__name__ for kind in kinds if kind.__module__.startswith("textual.")}
    ours = {kind.__name__ for kind in kinds if kind.__module__.startswith("flashcards.")}
    assert {"CommandList", "OptionList", "Footer"} <= theirs
    assert ours
    assert ours & theirs == set()


@pytest.mark.parametrize("size", most_telling((80, 24), (120, 40)))
async def test_the_palette_leaves_the_other_screens_as_they_were(size: tuple[int, int]) -> None:
    app = app_over(shelf_of(A, B), A, B)
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        await pilot.press("escape", "b")
        await pilot.pause(0.1)
        assert isinstance(app.screen, BrowseScreen)
        assert app.screen.query_one(PromptTable).size.height > 10
