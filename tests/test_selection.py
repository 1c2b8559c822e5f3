"""Text that the mouse is drawn over: it is seen in every theme and without colour, and copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.style import Style
from textual.color import Color
from textual.pilot import Pilot

from flashcards.config.declarations import Preferences
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.markdown_view import MarkdownView
from flashcards.tui.readable import TEXT, contrast
from tests.desks import FORMULA, A, desk_over
from tests.rows import most_telling


async def select_question(pilot: Pilot[None]) -> str:
    """Draw the mouse over the first word of the question."""
    await pilot.press("enter")
    await pilot.pause()
    question = pilot.app.screen.query(MarkdownView).first()
    await pilot.mouse_down(question, offset=(0, 0))
    await pilot.hover(question, offset=(2, 0))
    await pilot.hover(question, offset=(6, 0))
    await pilot.mouse_up(question, offset=(6, 0))
    await pilot.pause()
    return pilot.app.screen.get_selected_text() or ""


def styles_of(pilot: Pilot[None], word: str) -> Iterator[Style]:
    """How a word is drawn on the screen."""
    for row in pilot.app.screen._compositor.render_strips():
        yield from (segment.style for segment in row if segment.text.strip() == word and segment.style)


@pytest.mark.parametrize("theme", most_telling("dusk", "paper", "gruvbox", "solarized-light"))
async def test_selected_text_is_readable_and_copied(theme: str) -> None:
    app = FlashcardsApp(replace(desk_over(A), preferences=lambda: Preferences(theme=theme)))
    async with app.run_test(size=(80, 24)) as pilot:
        chosen = await select_question(pilot)
        assert chosen.startswith("What")
        style = next(styles_of(pilot, chosen.strip()))
        assert style.color
        assert style.bgcolor
        ink, ground = (Color(*colour.get_truecolor()) for colour in (style.color, style.bgcolor))
        assert contrast(ink, ground) >= TEXT
        assert ground != Color.parse(app.theme_variables["fc-card"])
        await pilot.press("ctrl+c")
        assert app.clipboard == chosen


async def test_without_colour_selected_text_is_reversed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = FlashcardsApp(desk_over(A, FORMULA))
    async with app.run_test(size=(80, 24)) as pilot:
        chosen = await select_question(pilot)
        assert next(styles_of(pilot, chosen.strip())).reverse
