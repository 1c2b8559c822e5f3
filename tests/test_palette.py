"""The command palette: what the screen can do comes first, cards are asked by query, nothing is markup."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.command import CommandList, CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input

from flashcards.config.command_titles import palette_titles
from flashcards.config.commands import COMMANDS
from flashcards.deck.model import Card, Demo
from flashcards.tui import palette
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.browse import BrowseScreen
from flashcards.tui.home import HomeScreen
from flashcards.tui.lab import LabScreen
from flashcards.tui.palette import FIRST_HITS, MOST_CARDS
from flashcards.tui.query_field import QueryField
from flashcards.tui.settings_screen import SettingsScreen
from flashcards.tui.study import StudyScreen
from tests import hostile
from tests.browsing import Shelf, shelf_of, shelf_of_names
from tests.desks import A, B
from tests.idle import rest
from tests.rows import most_telling, rows
from tests.test_settings_screen import desk_with_settings

RUNS = replace(A, id="runs", demo=Demo(kind="path", surface="bowl", optimizer="adam", steps=7))


SOON = 0.02
"""Seconds for which the palette waits in these tests before it lists what comes at rest."""


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(palette, "REST", SOON)


def app_over(shelf: Shelf, *cards: Card) -> FlashcardsApp:
    return FlashcardsApp(shelf.services(*cards))


async def opened(pilot: Pilot[None], *typed: str) -> list[str]:
    """Open the palette, type, and return what it lists."""
    await pilot.press("ctrl+p", *typed)
    await rest(pilot)
    return listed(pilot)


def listed(pilot: Pilot[None]) -> list[str]:
    options = pilot.app.screen.query_one(CommandList).options
    return [" ".join(str(option.prompt).split()) for option in options]


async def test_in_the_settings_it_begins_with_their_commands_and_moves_nothing(tmp_path: Path) -> None:
    app = FlashcardsApp(desk_with_settings(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("comma")
        await pilot.pause()
        assert isinstance(app.screen, SettingsScreen)
        found = await opened(pilot)
        assert found[0] == "Save key Ctrl+S"
        own = [each for each in found if " key " in each]
        moves = ("Up", "Down", "Scroll", "Page", "First", "Last", "Select", "Less", "More", "Deck", "Cursor")
        assert [each for each in own if each.startswith(moves)] == []
        assert {"Reset key r", "Undo key u"} <= {*own}


async def test_it_begins_with_what_the_screen_can_do() -> None:
    app = app_over(shelf_of(A, B), A, B)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        found = await opened(pilot)
        assert isinstance(app.screen, CommandPalette)
        assert found[0] == "Study what is under the cursor key Enter"
        assert not any(each.startswith(("Focus", "Copy selected", "palette")) for each in found)
        styles = app.screen.query_one(CommandList).styles
        assert styles.scrollbar_size_vertical == 1
        assert styles.scrollbar_background == styles.background, "the palette is one surface"
        assert "Lab go there" in found
        assert "Deck of tests study deck" in found
        assert "lion Lion: run in the lab" in found or "lion run in the lab" in found
        assert any(each.startswith("Settings: retention") for each in found) or not app.services.settings


SCREENS = [
    pytest.param("home", ["Study all decks key a", "Browse the cards key b"], id="home"),
    pytest.param(
        "study", ["Grade Hard, or pick option 2 key 2", "Bury the card until tomorrow key -"], id="study"
    ),
    pytest.param("browse", ["Choose all cards that match, or none key a"], id="browse"),
    pytest.param(
        "lab",
        [
            *("Play or pause key Space", "Step back key [", "Step forward key ]", "Ten steps forward key }"),
            *("Go to the first step key home", "Go to the last step key end", "Go to the next pane key Tab"),
            *(
                "Next setting, or next rule key j",
                "Turn the setting up key →",
                "View the run another way key v",
            ),
            *("Choose a problem to run on key g", "Add the rule to the race, or take it out key x"),
        ],
        id="lab",
    ),
]
NOISE = (
    "Up ",
    "Down ",
    "Page",
    "First ",
    "Last ",
    "All ",
    "Deck key",
    "More new",
    "Pick an",
    "Much",
    "Less ",
)


async def test_the_actions_of_a_screen_say_what_they_do() -> None:
    app = app_over(shelf_of(A, B), A, B)
    opens = {"study": lambda: app.open_study(()), "browse": app.open_browse, "lab": app.open_lab}
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        with rows() as row:
            for case in SCREENS:
                place, wanted = case.values
                with row(case.id):
                    opens.get(place, lambda: None)()
                    await rest(pilot)
                    own = [each for each in await opened(pilot) if " key " in each]
                    titles = [each.partition(" key ")[0] for each in own]
                    assert [each for each in wanted if each not in own] == [], own
                    assert len(titles) == len(set(titles))
                    assert [each for each in own if each.startswith(NOISE)] == []
                while not isinstance(app.screen, HomeScreen):
                    app.pop_screen()
                    await pilot.pause()


def test_each_command_has_a_title_that_says_what_it_does_or_is_left_out() -> None:
    titles = palette_titles()
    assert set(titles) == {command.id for command in COMMANDS}
    for screen in ("study", "home", "browse", "lab", "stats"):
        own = [title for key, title in titles.items() if key.startswith(f"{screen}.") and title]
        assert len(own) == len(set(own))


async def test_an_action_of_the_screen_below_is_done() -> None:
    app = app_over(shelf_of(A, B), A, B)
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_lab()
        await rest(pilot)
        assert (await opened(pilot, *"view"))[0].startswith("View")
        await pilot.press("enter")
        await rest(pilot)
        await pilot.press("enter") if isinstance(app.screen, CommandPalette) else None
        await rest(pilot)
        assert isinstance(app.screen, LabScreen)
        assert app.screen._bench.view == "curves"


async def test_a_card_is_found_by_query_and_its_demo_runs_in_the_lab() -> None:
    app = app_over(shelf_of(RUNS, B), RUNS, B)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        found = await opened(pilot, *"runs")
        assert [each for each in found if each.startswith("d › runs")] == [
            "d › runs open card",
            "d › runs run in the lab",
        ]
        await pilot.press(*["down"] * found.index("d › runs run in the lab"), "enter")
        await rest(pilot)
        assert isinstance(app.screen, LabScreen)
        assert (app.screen._bench.experiment.surface, app.screen._bench.experiment.steps) == ("bowl", 7)


async def test_scattered_letters_are_found_only_where_no_name_has_the_words() -> None:
    app = app_over(shelf_of(A), A)
    async with app.run_test(size=(120, 40)) as pilot:
        found = await opened(pilot, *"corr")
        assert "What does bias correction do to the first steps? run in the lab" in found
        assert [line for line in found if "corr" not in line] == []
        app.screen.query_one(Input).value = "rgdr"
        await rest(pilot)
        assert "Which rule gets down a ravine first? run in the lab" in listed(pilot)


async def test_a_query_is_browsed() -> None:
    app = app_over(shelf_of(A, B), A, B)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        found = await opened(pilot, *"is:lee")
        assert found[0] == "is:leech browse"
        await pilot.press("enter")
        await rest(pilot)
        assert isinstance(app.screen, BrowseScreen)
        assert app.screen.query_one(QueryField).field.value == "is:leech"


async def test_of_many_cards_few_are_asked_for() -> None:
    shelf = shelf_of_names(5000)
    app = app_over(shelf)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        shelf.found.clear()
        shelf.asked.clear()
        await opened(pilot, *"card")
        assert shelf.found
        assert {most for _, _, most in shelf.found} == {3 * MOST_CARDS}
        assert shelf.asked == [], "no row of the list is asked for"


async def test_a_deck_is_not_offered_for_study_while_another_session_runs() -> None:
    app = app_over(shelf_of(A, B), A, B)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.open_study(())
        await pilot.pause()
        assert isinstance(app.screen, StudyScreen)
        assert not any("study deck" in each for each in await opened(pilot, *"tests"))


@pytest.mark.parametrize("size", most_telling((40, 12), (120, 40)), ids=str)
@pytest.mark.parametrize("title", ["A deck of a title " * 9, "漢字仮名" * 30], ids=["words", "wide"])
async def test_a_long_title_leaves_room_for_what_is_done(title: str, size: tuple[int, int]) -> None:
    services = shelf_of(A, B).services(A, B)
    deck = replace(services.decks()[0], title=title)  # type: ignore[type-var]
    app = FlashcardsApp(replace(services, decks=lambda: (deck,)))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await opened(pilot, title[0])
        shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert all(f"…  {done} deck" in shown for done in ("study", "browse"))


@pytest.mark.parametrize("text", ["[b]x[/b]", hostile.HOSTILE_NAME], ids=["markup", "escapes"])
async def test_titles_are_shown_as_themselves(text: str) -> None:
    services = shelf_of(A, B).services(A, B)
    deck = services.decks()[0]
    services = replace(services, decks=lambda: (replace(deck, title=text),))  # type: ignore[type-var]
    app = FlashcardsApp(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        found = await opened(pilot)
        assert any(each.endswith("study deck") for each in found)
        assert not any("\x1b" in each for each in found)


TITLES = [
    pytest.param("[bold red]zebra[/]", id="markup"),
    pytest.param("[link=x]zebra[/ b", id="broken markup"),
    pytest.param("[/zebra]", id="an end without a start"),
    pytest.param("zebra [@click=app.quit]q[/]", id="an action"),
    pytest.param("zebra 漢字 שלום 👩\u200d🔬 e\u0301", id="other scripts"),
]


async def test_what_is_found_is_shown_as_itself() -> None:
    services = shelf_of(A, B).services(A, B)
    (deck,), titles = services.decks(), [""]
    services = replace(services, decks=lambda: (replace(deck, title=titles[-1]),))  # type: ignore[type-var]
    app = FlashcardsApp(services)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        with rows() as row:
            for case in TITLES:
                titles += case.values
                with row(case.id):
                    assert f"{titles[-1]} study deck" in await opened(pilot, *"zebra")
                await pilot.press("escape")


async def test_more_than_a_screenful_is_listed_at_rest() -> None:
    app = app_over(shelf_of(A, B), A, B)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        found = await opened(pilot)
        assert len(found) > FIRST_HITS
        assert any("Settings:" in each or "lab" in each for each in found[FIRST_HITS:])
        assert len(found) == len(set(found))


TYPED = [
    pytest.param(["c", "ca", "car"], ["car"], id="a word letter by letter"),
    pytest.param(["c", ""], [], id="typed and erased"),
    pytest.param(["card", "cart", "card"], ["card"], id="back to what it was"),
]


@pytest.mark.parametrize(("texts", "asked"), TYPED)
async def test_cards_are_asked_for_once_the_keys_rest(texts: list[str], asked: list[str]) -> None:
    shelf = shelf_of_names(50)
    app = app_over(shelf)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await opened(pilot)
        shelf.found.clear()
        for text in texts:
            pilot.app.screen.query_one(Input).value = text
        await rest(pilot)
        assert [query.replace("*", "") for query, _, _ in shelf.found] == asked
