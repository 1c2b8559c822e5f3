"""What is really drawn can be read: each piece of each screen has its contrast, in all kinds of themes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.color import Color
from textual.geometry import Region
from textual.pilot import Pilot
from textual.strip import Strip

from flashcards.config.declarations import Preferences
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.indexed_colours import looks_as
from flashcards.tui.notices import Notice
from flashcards.tui.readable import MARKS, TEXT, contrast
from flashcards.tui.themes import TERMINALS_OWN
from tests.desks import CHOICE, CODE, DEMO, FORMULA, NUMBER, STEPS, A, desk_over

HALVES = set("▀▄█▇▆▅▃▂▁▊▌▎ ")
"""Blocks: the shades of a field, and the ends of a scrollbar's thumb, whose whole cells are seen."""
FOREIGN = ("textual-light", "atom-one-dark", "catppuccin-latte", "solarized-dark", "nord")
LOOKS = [
    pytest.param("paper", "truecolor", id="paper"),
    pytest.param("dusk", "", id="dusk-256"),
    pytest.param("dusk", "truecolor", id="dusk", marks=pytest.mark.sweep),
    pytest.param("gruvbox", "", id="gruvbox-256", marks=pytest.mark.sweep),
    *(pytest.param(theme, "truecolor", id=theme, marks=pytest.mark.slow) for theme in FOREIGN),
    *(pytest.param(theme, "", id=f"{theme}-256", marks=pytest.mark.slow) for theme in ("paper", *FOREIGN)),
]
"""Themes, and what the terminal says of its colours; without a word it has 256."""


@pytest.fixture
def look(theme: str, depth: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The theme, on a terminal of so many colours."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", depth)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return theme


def app_in(theme: str) -> FlashcardsApp:
    return FlashcardsApp(
        replace(
            desk_over(FORMULA, A, CHOICE, NUMBER, STEPS, CODE, DEMO),
            preferences=lambda: Preferences(theme=theme),
        )
    )


def pieces(strip: Strip, indexed: bool) -> Iterator[tuple[str, Color, Color]]:
    """The texts of a line with their colour and that of their ground, as the terminal shows them."""
    for segment in strip:
        style, text = segment.style, segment.text.strip()
        if not text or style is None or style.color is None or style.bgcolor is None or set(text) <= HALVES:
            continue
        colours = [Color(*colour.get_truecolor()) for colour in (style.color, style.bgcolor)]
        ink, ground = (looks_as(colour) if indexed else colour for colour in colours)
        yield (text, ground, ink) if style.reverse else (text, ink, ground)


def faint(pilot: Pilot[None], region: Region | None = None) -> set[tuple[str, str, str, float]]:
    """What is drawn with too little contrast, in a region or on the whole screen."""
    app = pilot.app
    indexed = app.console.color_system == "256"
    region = region or app.screen.region
    rows = app.screen._compositor.render_strips()[region.y : region.bottom]
    found = {
        (text[:30], ink.hex, ground.hex, round(contrast(ink, ground), 2))
        for row in rows
        for text, ink, ground in pieces(row.crop(region.x, region.right), indexed)
        if contrast(ink, ground) < (TEXT if any(map(str.isalnum, text)) else MARKS) - 0.005
    }
    assert rows
    return found


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize(("theme", "depth"), LOOKS)
async def test_the_screens_around_study_are_readable(look: str) -> None:
    app = app_in(look)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await press(pilot)
        found = {"home": faint(pilot)}
        await press(pilot, "question_mark")
        found["help"] = faint(pilot)
        await press(pilot, "escape", "d")
        found["demos"] = faint(pilot)
        await press(pilot, "escape", "l")
        for view in range(4):
            found[f"lab {view}"] = faint(pilot)
            await press(pilot, "v")
        await press(pilot, "g")
        found["grounds"] = faint(pilot)
        await press(pilot, "escape", "ctrl+p")
        for part in ("CommandInput", "CommandList"):  # what is around them is dimmed
            found[part] = faint(pilot, app.screen.query_one(part).region)
        app.notify("done"), app.notify("wrong", severity="error"), app.notify("so so", severity="warning")
        await press(pilot, "escape", "escape")
        assert len(app.screen.query(Notice)) == 3
        found["notices"] = faint(pilot)
    assert {place: pieces for place, pieces in found.items() if pieces} == {}


@pytest.mark.parametrize(("theme", "depth"), LOOKS)
async def test_cards_of_each_kind_are_readable(look: str) -> None:
    app = app_in(look)
    found = {}
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter")
        for at in range(7):
            found[f"question {at}"] = faint(pilot)
            await press(pilot, "f2")
            found[f"hint {at}"] = faint(pilot)
            for _ in range(8):  # as many keys as it takes until it is answered
                if any("2 Hard" in row.text for row in app.screen._compositor.render_strips()):
                    break
                await press(pilot, "1", "enter")
                found.setdefault(f"asked {at}", set()).update(faint(pilot))
            await press(pilot, "f3")
            found[f"answer {at}"] = faint(pilot)
            await press(pilot, "q", "4")
        found["end"] = faint(pilot)
    assert {place: pieces for place, pieces in found.items() if pieces} == {}


@pytest.mark.parametrize(
    ("terminal", "depth", "own"),
    [
        pytest.param("xterm", "", True, id="16 colours"),
        pytest.param("dumb", "", True, id="none"),
        pytest.param("tmux-256color", "", False, id="256"),
        pytest.param("xterm", "truecolor", False, id="all"),
    ],
)
@pytest.mark.parametrize("theme", ["dusk", "paper", "nord"])
def test_few_colours_are_the_terminals_own(
    terminal: str, depth: str, own: bool, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setenv("COLORTERM", depth)
    monkeypatch.delenv("NO_COLOR", raising=False)
    app = app_in(theme)
    assert (app.theme in TERMINALS_OWN) == own
    assert own or app.theme == theme
