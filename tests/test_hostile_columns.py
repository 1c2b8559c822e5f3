"""Hostile and foreign writing at home and at the end of a session: as itself, each column in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from flashcards.deck.model import Deck
from flashcards.errors import unprintable
from flashcards.study.outcome import SessionOutcome
from flashcards.study.overview import Stages, WeakCard
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.end_view import EndOfSession, EndView, _lists
from flashcards.tui.grade_bar import GradeBar
from flashcards.tui.home import HomeScreen
from flashcards.tui.services import EVERY_DECK, DeckRow
from flashcards.tui.study import StudyScreen
from tests.desks import PLACE, A, desk_over
from tests.idle import rest
from tests.rows import most_telling, rows
from tests.test_home_panes import FIGURES, Home
from tests.test_hostile_texts import KINDS

TEXTS = {"plain": ("Adam", "Adam"), "a new line": ("one\ntwo", "one␊two"), **KINDS}
"""What is written → what is shown of it, as in `KINDS`."""
SIZES = most_telling((80, 24), (40, 12), (120, 40), (200, 60))
CUT = 9
"""So much of it there is room for everywhere."""


def look(pilot: Pilot[None], shown: str) -> list[str]:
    """The rows of the screen, each as wide as it, in which a text is shown and none that a terminal obeys."""
    lines = [strip.text for strip in pilot.app.screen._compositor.render_strips()]
    width = pilot.app.size.width
    assert [line for line in lines if cell_len(line) != width or unprintable().search(line)] == []
    assert any(shown[:CUT] in line for line in lines)
    assert [line for line in lines if "3×" in line and shown[:CUT] not in line] == []
    return lines


def columns(lines: Iterable[str], marks: Iterable[str]) -> dict[str, set[int]]:
    """In which cells of the screen each of the marks begins."""
    return {mark: {cell_len(line.partition(mark)[0]) for line in lines if mark in line} for mark in marks}


def check_columns(found: Mapping[str, Mapping[str, set[int]]]) -> None:
    """The marks are where they are beside a plain text, whatever is written."""
    with rows() as row:
        for name, places in found.items():
            with row(name):
                assert places == found["plain"]


class HostileHome(Home):
    """A home whose deck, card and slip are called by one text."""

    text = ""

    def call(self, text: str) -> None:
        self.text = text
        self.figures = FIGURES._replace(
            weakest=(WeakCard(f"d/{text}", 0.71, 4), WeakCard("d/b", 0.81, 2)),
            slips=((text, 3), ("missing-square", 1)),
            stages={"d": Stages(2, 1, 5, 9)},
        )

    def rows(self) -> tuple[DeckRow, ...]:
        return (
            DeckRow(EVERY_DECK, "All decks", "Every deck.", 9, 10, 3, 34, done=12),
            DeckRow("d", self.text, self.text, 51, 17, 3, 45),
            DeckRow("e", "After it", "Another.", 4, 1, 3, 4, needs=("d",), after="d"),
            DeckRow("f", "Not yet", "Another.", 4, 0, 0, 0, needs=("d",), after="d"),
        )


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_home_shows_every_writing_in_its_column(size: tuple[int, int]) -> None:
    home = HostileHome()
    home.call("Adam")
    desk = home.desk()
    assert desk.home
    coming = replace(desk.home, next_prompts=lambda most: [f"d/{home.text}", "d/b"][:most])
    app, found = FlashcardsApp(replace(desk, home=coming)), {}
    async with app.run_test(size=size) as pilot:
        await rest(pilot)
        with rows() as row:
            for name, (text, shown) in TEXTS.items():
                with row(name):
                    home.call(text)
                    assert isinstance(app.screen, HomeScreen)
                    app.screen._list.move(0)
                    app.screen._count()
                    await rest(pilot)
                    lines = look(pilot, shown)
                    await pilot.press("down", "down")
                    await rest(pilot)
                    lines += look(pilot, shown)
                    found[name] = columns(lines, ("17   3  45", ".71", ".81", "3×", "1×", "Enter  S", "┤"))
    check_columns(found)


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_end_shows_every_writing_in_its_column(size: tuple[int, int]) -> None:
    app, found = FlashcardsApp(desk_over(A), study=()), {}
    async with app.run_test(size=size) as pilot:
        await pilot.press("space", "4")
        await rest(pilot)
        view = app.screen.query_one(EndView)
        assert isinstance(view._shows, EndOfSession)
        with rows() as row:
            for name, (text, shown) in TEXTS.items():
                with row(name):
                    outcome = SessionOutcome(
                        ("d/a",), (f"{text}/{text}",), slips=((text, 3), ("missing-square", 1))
                    )
                    view.show_anew(view._shows._replace(outcome=outcome, summary=text, at=0))
                    await rest(pilot)
                    lines = look(pilot, shown)
                    found[name] = columns(lines, ("Slips", "3×", "1×", "Missed", "▸"))
                    # the slips begin where the longest of the missed names ends
                    start = min(found[name]["Slips"], default=0)
                    found[name] |= {mark: {at - start for at in found[name][mark]} for mark in MOVED}
    check_columns(found)
    assert found["plain"]["3×"] or size == (40, 12)


MOVED = ("Slips", "3×", "1×")


async def test_the_control_of_the_end_names_a_deck_in_every_writing() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "4")
        await rest(pilot)
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        screen.decks_besides = lambda: ("d",)  # type: ignore[method-assign]
        with rows() as row:
            for name, (text, shown) in TEXTS.items():
                with row(name):
                    decks = (Deck("d", (A,), PLACE, title=text),)
                    screen._services = replace(screen._services, decks=lambda decks=decks: decks)
                    screen.show_keys()
                    await rest(pilot)
                    said = screen.query_one(GradeBar).text
                    assert said.lstrip().startswith(f"Enter  Also study {shown[:CUT]}")
                    assert any(said.strip() in line for line in look(pilot, shown))


@pytest.mark.parametrize("width", [38, 66, 76, 98])
def test_the_lists_of_the_end_keep_their_columns(width: int) -> None:
    for text, _ in TEXTS.values():
        outcome = SessionOutcome(("d/a",), (f"{text}/{text}",), slips=((text, 3), ("missing-square", 1)))
        lines = ["".join(part for part, _ in row) for row in _lists(outcome, width, 0)]
        assert len(columns(lines, ("×",))["×"]) == 1
        assert max(map(cell_len, lines)) <= width
