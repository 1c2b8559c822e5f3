"""The first demo of a deck, drawn for the pane of the home screen in a thread: NumPy loads with it."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.content import Content
from textual.screen import Screen

from flashcards import demo as demos
from flashcards.deck.model import Demo
from flashcards.demo.plot.picture import draw_picture
from flashcards.errors import Problem
from flashcards.study.overview import Stages
from flashcards.tui.deck_list import cut_words
from flashcards.tui.home_records import known_panel
from flashcards.tui.home_side import DeckPanel
from flashcards.tui.services import DeckRow, HomeServices
from flashcards.tui.styles import content

_HIGH = 16
"""From so many rows on the panel holds a picture below its title, not the few lines of a step."""


async def show_in_panel(
    screen: Screen[Any], row: DeckRow, services: HomeServices, needs: str, minutes: int, known: Stages
) -> None:
    """Show a deck in the panel, where there is one: with its demo, else with how well it is known."""
    for panel in screen.query(DeckPanel):
        size = (max(20, panel.size.width - 27), max(4, panel.size.height))
        drawn = await asyncio.to_thread(_draw_first_demo, services, row.name, size)
        if panel.is_attached and panel.children:  # the app may have ended meanwhile
            told = drawn if drawn.plain else known_panel("How well it is known", known, size[0])
            panel.show(row, needs, minutes, told)


def _draw_first_demo(services: HomeServices, deck: str, size: tuple[int, int]) -> Content:
    """The first demo of a deck, empty if there is none that runs; where there is room, one that fills it."""
    found = services.first_demo(deck, size[1] >= _HIGH)
    try:
        return _draw(*found, size) if found else Content("")
    except Problem:
        return Content("")  # the card itself tells it


def _draw(demo: Demo, optimizer: str, size: tuple[int, int]) -> Content:
    result = demos.run(demo, optimizer=optimizer)
    if size[1] < _HIGH:
        return content(draw_picture(result, width=size[0], height=size[1]))
    picture = content(draw_picture(result, width=size[0], height=size[1] - 2))
    return Content("\n\n").join([Content.styled(cut_words(result.title, size[0]), "$fc-muted"), picture])
