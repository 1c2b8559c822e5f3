"""Titles and cards in hostile or foreign writing are shown as themselves on every screen; no line moves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from flashcards.deck.model import BasicAnswer, Card, ChoicesAnswer, Deck
from flashcards.errors import unprintable
from flashcards.formula.render.box import cells
from flashcards.tui import browse, palette
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.services import DeckRow, Services
from tests.browsing import shelf_of
from tests.desks import PLACE, desk_over
from tests.idle import rest
from tests.rows import in_rows

KINDS = {
    "markup of Rich": ("[red]x[/] [/] [bold", "[red]x[/] [/] [bold"),
    "markup of Textual": ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
    "escapes": ("\x1b[31mred\x1b[2J", "␛[31mred␛[2J"),
    "a link": ("\x1b]8;;x://y\x07z", "␛]8;;x://y␇z"),
    "C1": ("a\x9b31mb\x85c", "a\\x9b31mb\\x85c"),
    "an override": ("ab\u202edc\u202c", "ab\\u202edc\\u202c"),
    "right to left": ("שלום עולם", "שלום עולם"),
    "emoji": ("👩\u200d👧 🇩🇪 ❤\ufe0f 1\ufe0f\u20e3", "👩\u200d👧 🇩🇪 ❤\ufe0f 1\ufe0f\u20e3"),
    "wide": ("漢字 한국어 ｆｕｌｌ", "漢字 한국어 ｆｕｌｌ"),
    "marks": ("Z\u0337\u0322\u0347a\u0338 क्षि நி", "Z\u0337\u0322\u0347a\u0338 क्षि நி"),
    "invisible": ("zero\u200b soft\u00ad\ufeff", "zero soft"),
    "a long word": ("Donau" + "dampf" * 30, "Donaudampf"),
}
"""What is written → what is shown of it, or the beginning of that."""
WIDTH, HEIGHT = 100, 30


def hostile_services() -> Services:
    """A deck of each kind, with its title, and a card that asks and answers so."""
    cards = [
        Card(f"deck{at}", "card", text, BasicAnswer(text), PLACE, why=text, source=text, tags=(text,))
        for at, (text, _) in enumerate(KINDS.values())
    ]
    texts = [text for text, _ in KINDS.values()]
    choice = Card("deck0", "choice", "Which?", ChoicesAnswer(texts[0], tuple(texts[1:])), PLACE)
    decks = tuple(Deck(card.deck, (card,), PLACE, title=card.ask, about=card.ask) for card in cards)
    rows = tuple(DeckRow(deck.name, deck.title, deck.about, 1, 1, 0, 0) for deck in decks)
    return replace(
        shelf_of(*cards).services(),
        start=desk_over(*cards, choice).start,
        decks=lambda: decks,
        rows=lambda: rows,
    )


def look(pilot: Pilot[None], seen: dict[str, str]) -> None:
    """Keep what the screen shows, each line of which is as wide as the screen."""
    screen = pilot.app.screen
    lines = [strip.text for strip in screen._compositor.render_strips()]
    assert [line for line in lines if cell_len(line) != WIDTH or unprintable().search(line)] == []
    seen[type(screen).__name__] += "\n".join(lines) + "\n"


ALIKE = [text for _, text in KINDS.values()]
ALIKE += [
    "👩\u200d👩\u200d👧\u200d👦",
    "🏳\ufe0f\u200d🌈",
    "👍🏽",
    "⚙\ufe0f ok",
    "\u1112\u1161\u11ab",
    "m̂ₜ = β₁",
    "a\u200db",
]


@in_rows("text", ALIKE)
def test_a_text_is_laid_out_in_the_cells_that_the_screen_gives_it(text: str) -> None:
    assert cells(text) == cell_len(text)


async def test_every_writing_is_shown_as_itself_on_every_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "REST", 0.001)
    monkeypatch.setattr(palette, "REST", 0.001)
    app, seen = FlashcardsApp(hostile_services()), defaultdict[str, str](str)
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        look(pilot, seen)
        await pilot.press("ctrl+p", *"study deck")
        await rest(pilot)
        look(pilot, seen)
        await pilot.press("escape", "b")
        for _ in KINDS:
            await rest(pilot)
            look(pilot, seen)
            await pilot.press("down")
        await pilot.press("q", "a")
        for _ in (*KINDS, "the choice"):
            for key in ("space", "4"):
                await pilot.pause()
                look(pilot, seen)
                await pilot.press(key)
    missing = {
        (screen, kind)
        for screen, text in seen.items()
        for kind, (_, shown) in KINDS.items()
        if shown not in text
    }
    assert set(seen) >= {"HomeScreen", "PaletteScreen", "BrowseScreen", "StudyScreen"}
    assert sorted(missing) == []
