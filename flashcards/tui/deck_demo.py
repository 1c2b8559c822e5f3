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
from flashcards.tui.home_side import DeckPanel
from flashcards.tui.services import DeckRow, HomeServices
from flashcards.tui.styles import content


async def show_in_panel(
    screen: Screen[Any], row: DeckRow, services: HomeServices, needs: str, minutes: int
) -> None:
    """Show a deck and its demo in the panel, where there is one."""
    for panel in screen.query(DeckPanel):
        size = (max(20, panel.size.width - 27), max(4, panel.size.height))
        drawn = await asyncio.to_thread(_draw_first_demo, services, row.name, size)
        if panel.is_attached and panel.children:  # the app may have ended meanwhile
            panel.show(row, needs, minutes, drawn)


def _draw_first_demo(services: HomeServices, deck: str, size: tuple[int, int]) -> Content:
    """The picture of the first demo of a deck; empty if there is none that runs."""
    found = services.first_demo(deck)
    try:
        return _draw(*found, size) if found else Content("")
    except Problem:
        return Content("")  # the card itself tells it


def _draw(demo: Demo, optimizer: str, size: tuple[int, int]) -> Content:
    result = demos.run(demo, optimizer=optimizer)
    return content(draw_picture(result, width=size[0], height=size[1]))
