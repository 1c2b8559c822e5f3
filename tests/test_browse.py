"""The browse screen, driven by keys: filter, list, card, and what is done to cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest
from rich.cells import cell_len
from textual import events
from textual.keys import _character_to_key as character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from flashcards.config.declarations import Preferences
from flashcards.deck.model import Card, Demo
from flashcards.deck.tags import TagEdit
from flashcards.demo.result import Result
from flashcards.errors import Problem, unprintable
from flashcards.scheduling import Review, RowKind
from flashcards.study.query import parse_query
from flashcards.tui import browse, card_search, demo_preview, query_field
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.browse import BrowseScreen
from flashcards.tui.browse_questions import AskTagsScreen
from flashcards.tui.card_preview import CardPreview
from flashcards.tui.demo_preview import DemoPreview
from flashcards.tui.home import HomeScreen
from flashcards.tui.prompt_cells import Column, columns_for, name_text, order_at, title_line
from flashcards.tui.prompt_table import PromptTable
from flashcards.tui.query_field import EXAMPLES, QueryField
from flashcards.tui.services import TagChange
from flashcards.tui.tag_history import TagHistory
from tests import hostile
from tests.browsing import Shelf, shelf_of, shelf_of_names
from tests.desks import CHOICE, CODE, FORMULA, NOON, NUMBER, STEPS, A, B
from tests.idle import rest
from tests.rows import most_telling, rows

SIZES = most_telling(
    pytest.param((80, 24), id="80 × 24"),
    pytest.param((120, 40), id="120 × 40"),
    pytest.param((40, 12), id="40 × 12"),
)
CARDS = (A, B, FORMULA, NUMBER, CHOICE, STEPS, CODE)
SOON = 0.02
"""Seconds for which the screen waits in these tests before it searches and draws."""


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_field, "PAUSE", SOON)
    monkeypatch.setattr(card_search, "REST", SOON)
    monkeypatch.setattr(card_search, "ORDER_REST", SOON)
    monkeypatch.setattr(browse, "REST", SOON)
    monkeypatch.setattr(browse, "DEMO_REST", SOON)


def screen(app: FlashcardsApp) -> str:
    """What the terminal shows."""
    rows = ("".join(part.text for part in row) for row in app.screen._compositor.render_strips())
    return "\n".join(rows)


def app_over(shelf: Shelf, **options: object) -> FlashcardsApp:
    return FlashcardsApp(replace(shelf.services(*CARDS), **options))


async def settle(pilot: Pilot[None]) -> None:
    """Wait for what was typed to be searched for, and for the card to be drawn."""
    await rest(pilot)


def table(app: FlashcardsApp) -> PromptTable:
    return app.screen.query_one(PromptTable)


def told(app: FlashcardsApp) -> list[str]:
    return [note.message for note in app._notifications]


# What is listed


@pytest.mark.parametrize("size", SIZES)
async def test_b_lists_every_prompt_and_slash_begins_with_the_query(size: tuple[int, int]) -> None:
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=size) as pilot:
        await pilot.press("b")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
        assert "▸    d › a " in screen(app)
        assert "d › formula" in screen(app)
        assert app.screen.focused is table(app)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("slash", *"for")
        await settle(pilot)
        assert table(app).names == ["d/formula"], "the word that is typed may go on"
        assert "d › a " not in screen(app)


BURSTS = [
    pytest.param([], "/steps", id="from the decks"),
    pytest.param(["b"], "/steps", id="from the list"),
    pytest.param(["b", "j", "j"], "/steps", id="further down the list"),
]


@pytest.mark.parametrize(("before", "typed"), BURSTS)
async def test_what_is_typed_at_once_behind_the_slash_belongs_to_the_query(
    before: list[str], typed: str
) -> None:
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*before)
        await settle(pilot)
        for character in typed:
            app.post_message(events.Key(character_to_key(character), character))
        await settle(pilot)
        assert app.screen.query_one("#query", Input).value == typed[1:]
        assert table(app).names == ["d/steps"]


async def test_tags_are_asked_for_in_the_middle() -> None:
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(AskTagsScreen("Tags of d/a", {}))
        await pilot.pause()
        box = app.screen.query_one(".question-box").region
        assert abs(box.x - (80 - box.right)) <= 1
        assert abs(box.y - (24 - box.bottom)) <= 1


QUERIES = [
    pytest.param("", 7, id="all"),
    pytest.param("formula", 1, id="a word"),
    pytest.param("form", 1, id="the beginning of a word"),
    pytest.param("form ", 0, id="a word that has ended"),
    pytest.param('"form"', 0, id="a word in quotes"),
    pytest.param("is:suspended", 0, id="a state"),
    pytest.param("d formula", 1, id="two words"),
]


async def test_an_empty_query_shows_what_can_be_typed_and_can_be_read() -> None:
    parse_query(EXAMPLES.replace(",", ""))
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        assert EXAMPLES in screen(app)
        await pilot.press("slash", "d")
        await settle(pilot)
        assert EXAMPLES not in screen(app)


async def test_a_query_filters_while_it_is_typed() -> None:
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        await pilot.pause()
        with rows() as row:
            for case in QUERIES:
                query, count = case.values
                with row(case.id):
                    await pilot.press(*["backspace"] * 20, *query)
                    await settle(pilot)
                    assert len(table(app).names) == count
                    found = {name.partition(":")[0] for name in table(app).names}
                    assert f"{len(found)} of 7 cards" in screen(app)


async def test_a_query_that_finds_nothing_names_the_term_without_which_it_would() -> None:
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"formula is:suspended", "down")
        await settle(pilot)
        assert "No cards match; without is:suspended, 1 question would." in screen(app)
        await pilot.press("x", "a", "@", "t", "s", "r", "enter", "J", "pagedown", "end", "o", "c")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)


WRONG = [
    pytest.param("is:du", 6, "there is no state 'du'", id="a state"),
    pytest.param("a (b", 5, "'(' is not closed", id="a parenthesis"),
    pytest.param("deck:", 8, "", id="no value"),
]


async def test_nothing_is_done_to_the_list_of_another_query_than_is_typed() -> None:
    """The list shows what the last query meant that could be read."""
    shelf = shelf_of(*CARDS)
    app = app_over(shelf)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        before = dict(shelf.memories)
        await pilot.press("slash", *"is:ripe", "enter")
        await settle(pilot)
        assert app.screen.query_one(QueryField).field.has_focus, "it is to be mended first"
        table(app).focus()  # a click
        await pilot.press("a", "@", "x", "*", "r", "s", "t", "J")
        await settle(pilot)
        assert shelf.memories == before
        assert not table(app).chosen
        app.screen.query_one(QueryField).field.value = ""
        await settle(pilot)
        await pilot.press("@")
        await settle(pilot)
        assert shelf.memories != before


@pytest.mark.parametrize("size", SIZES)
async def test_an_error_is_told_below_its_column(size: tuple[int, int]) -> None:
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=size) as pilot:
        await pilot.press("slash")
        await settle(pilot)
        field = app.screen.query_one("#query", Input)
        with rows() as row:
            for case in WRONG:
                query, column, message = case.values
                with row(case.id):
                    field.value = query  # at once, so that no part of it is searched for
                    await settle(pilot)
                    below = screen(app).splitlines()[1 if size[1] < 20 else 3]
                    assert message in screen(app).replace("\n", "") or size[0] == 40
                    margin = int(size[1] >= 20)
                    assert below.index("↑") == column + margin if "↑" in below else "column" in below
                    assert len(table(app).names) == 7, "the list stays"
                    field.value = ""
                    await settle(pilot)
                    assert "↑" not in screen(app)


async def test_of_many_prompts_only_those_in_sight_are_read() -> None:
    shelf = shelf_of_names(100_000)
    app = app_over(shelf)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        assert "100,000 of 100,000 cards" in screen(app)
        assert len(set(shelf.asked)) <= 200
        await pilot.press("end")
        await settle(pilot)
        assert "▸    d › card 99999 " in screen(app)
        await pilot.press("pageup", "pageup", "up")
        await settle(pilot)
        assert len(set(shelf.asked)) <= 400
        await pilot.press("a")
        await settle(pilot)
        assert "100,000 questions chosen · 100,000 of 100,000 cards" in screen(app)
        await pilot.press("slash")
        await settle(pilot)
        assert "↓ list" in screen(app)
        assert "F1 help" in screen(app)


async def test_to_scroll_and_to_choose_draw_the_rows_that_change() -> None:
    app = app_over(shelf_of_names(100))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        await pilot.press("end", "x")
        await settle(pilot)
        keys = [*["up"] * (table(app).size.height + 9), "escape", "x"]
        with (
            patch.object(PromptTable, "_draw_row", autospec=True, side_effect=PromptTable._draw_row) as drawn,
            patch.object(app.screen, "_refresh_layout", wraps=app.screen._refresh_layout) as layouts,
        ):
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        assert 0 < drawn.call_count <= 3 * len(keys)
        assert layouts.call_count == 0


async def test_decks_that_are_read_meanwhile_are_counted() -> None:
    shelf = shelf_of(*CARDS)
    services = shelf.services(*CARDS)
    assert services.browse
    app = FlashcardsApp(replace(services, browse=replace(services.browse, count_cards=lambda: 2)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        assert "7 of 7 cards" in screen(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_last_column_is_in_sight_beside_the_bar(size: tuple[int, int]) -> None:
    shelf = shelf_of_names(100)
    app = app_over(shelf)
    async with app.run_test(size=size) as pilot:
        await pilot.press("b")
        await settle(pilot)
        top = 2 if size[1] < 20 else 4
        margin = top // 4
        titles, row = (line[margin:] for line in screen(app).splitlines()[top : top + 2])
        room = table(app).row_width
        assert titles[:room].rstrip().endswith("Recall" if size[0] == 40 else "Lapses")
        assert row[:room].endswith("·" if size[0] == 40 else "0")
        assert ("  100 cards" if size[0] == 40 else "100 of 100 cards") in screen(app)
        await pilot.press("x")
        await settle(pilot)
        chosen = "1 of 100 chosen" if size[0] == 40 else "1 question chosen · 100 of 100 cards"
        assert chosen in screen(app)


async def test_all_are_chosen_once_they_are_known() -> None:
    app = app_over(shelf_of_names(1000))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "a")
        await settle(pilot)
        assert len(table(app).chosen) == 1000


async def test_the_order_changes_and_the_cursor_stays_at_its_card() -> None:
    shelf = shelf_of(*CARDS)
    app = app_over(shelf)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        await pilot.press("down", "down", "c")
        await settle(pilot)
        assert table(app).names == sorted(shelf.names)
        assert table(app).under_cursor == "d/formula"
        assert "▾Card" in screen(app)
        await pilot.click("#browse-titles", offset=(75, 0))
        await settle(pilot)
        assert "▾Lapses" in screen(app)


async def test_another_order_is_told_by_the_titles_and_counts_nothing_anew() -> None:
    app = app_over(shelf_of_names(3 * FIRST))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        for _ in range(4):
            await settle(pilot)
        assert "Card, learning order" in screen(app)
        field = app.screen.query_one(QueryField)
        with patch.object(field, "show_counts", wraps=field.show_counts) as counts:
            for mark in ("▾Card", "▾Due", "▾Stable", "▾Recall", "▾Lapses", "Card, learning order"):
                await pilot.press("c")
                assert mark in screen(app)
                for _ in range(3):
                    await settle(pilot)
        assert {text for (text,), _ in counts.call_args_list} == {f"{3 * FIRST} of {3 * FIRST} cards"}
        assert told(app) == []


async def test_an_order_is_found_once_until_a_card_changes() -> None:
    shelf = shelf_of(*CARDS)
    app = app_over(shelf)

    async def found_by(*keys: str) -> list[str]:
        """The orders that were searched for after each of some keys."""
        before = len(shelf.found)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        return [order for _, order, _ in shelf.found[before:]]

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        others = ["card", "due", "stability", "recall", "lapses"]
        assert await found_by("down", *["c"] * 6) == others
        assert await found_by(*["c"] * 6) == []
        assert await found_by("at", "c", "u", "c") == ["card", "due"]


@pytest.mark.parametrize("width", [40, 45, 59, 60, 66, 72, 80, 120])
def test_titles_and_cells_fill_the_width_at_every_size(width: int) -> None:
    assert len(title_line(width, columns_for(width)[-1].order or _name())) == width
    assert order_at(width, width - 1) is columns_for(width)[-1].order
    assert all(len(column.title) < column.width for column in columns_for(width))


def _name() -> object:
    raise AssertionError(Column)


NAMES = [
    pytest.param("adam/second-moment", "adam › second moment", id="a card"),
    pytest.param("adam/parts:above", "adam › parts › above", id="a part"),
    pytest.param("sgd/dialects-of-sgd:torch", "sgd › dialect… › torch", id="a part of a long name"),
    pytest.param("optimizers/second-moment:a", "optimizers › seco… › a", id="a part in a long deck"),
    pytest.param("adam/parts:above-the-line", "adam › par… › above-t…", id="a long part"),
    pytest.param("hyperparameters/epsilon:one", "hyperpar… › eps… › one", id="a long deck"),
    pytest.param("d/\x1b[2J", "d › ␛[2J", id="an escape"),
    pytest.param("d/[b]x[/]", "d › [b]x[/]", id="markup"),
    pytest.param("d/漢字漢字漢字漢字漢字漢字", "d › 漢字漢字漢字漢字 …", id="wide"),
    pytest.param("d/a\nb", "d › a␊b", id="two lines"),
]


@pytest.mark.parametrize(("prompt", "shown"), NAMES)
def test_a_name_is_shown_in_its_cells(prompt: str, shown: str) -> None:
    assert name_text(prompt, 22).rstrip() == shown


# Tags


def app_with_tags(*cards: Card) -> tuple[FlashcardsApp, Shelf, list[str]]:
    """An app whose cards are tagged in a list: what was added, with "back" where it was taken back."""
    shelf, done = shelf_of(*cards), list[str]()
    services = replace(shelf.services(*cards), record=lambda *rows: shelf.take(list(rows)))

    def tag(names: Sequence[str], edit: TagEdit) -> TagChange:
        done.append(" ".join(edit.add))
        return TagChange(tuple(names), lambda: done.append("back"))

    assert services.browse
    return FlashcardsApp(replace(services, browse=replace(services.browse, tag=tag))), shelf, done


TAG = ["t", *"exam", "enter"]
UNDONE = "Undone: tagged “What is a?”."
TAGGED = [
    pytest.param(["u"], ["exam", "back"], UNDONE, id="at once"),
    pytest.param(["q", "b", "u", "enter"], ["exam", "back"], UNDONE, id="on a later visit, after asking"),
    pytest.param(["q", "b", "u", "escape"], ["exam"], "", id="on a later visit, not confirmed"),
    pytest.param(["q", "u"], ["exam"], "Undo: tagged “What is a?”? u again undoes it.", id="at home it asks"),
    pytest.param(["q", "u", "u"], ["exam", "back"], UNDONE, id="at home"),
    pytest.param(
        ["q", "enter", "u"], ["exam"], "Undo: tagged “What is a?”? u again undoes it.", id="in study it asks"
    ),
    pytest.param(["q", "enter", "u", "u"], ["exam", "back"], UNDONE, id="in study"),
    pytest.param(
        ["q", "enter", "u", "space", "u"],
        ["exam"],
        "Undo: tagged “What is a?”? u again undoes it.",
        id="in study it asks again after another key",
    ),
    pytest.param(
        ["q", "enter", "space", "3", "u"], ["exam"], "Undone: graded “What is a?” Good.", id="the grade first"
    ),
    pytest.param(
        ["q", "enter", "space", "3", "u", "u", "u"], ["exam", "back"], UNDONE, id="after the grade the tags"
    ),
    pytest.param(["@", "u"], ["exam"], "Undone: suspended “What is a?”.", id="what came later first"),
    pytest.param(["@", "u", "u"], ["exam", "back"], UNDONE, id="then the tags"),
    pytest.param(["u", "u"], ["exam", "back"], "Nothing to undo.", id="once"),
]


async def test_tags_are_undone_until_the_program_ends() -> None:
    app, shelf, written = app_with_tags(A, B)
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for case in TAGGED:
                keys, done, says = case.values
                with row(case.id):
                    await pilot.press("b")
                    await settle(pilot)
                    await pilot.press(*TAG)
                    await pilot.pause()
                    assert told(app)[-1].endswith(": exam. u undoes, until the program ends.")
                    for key in keys:
                        await pilot.press(key)
                        await settle(pilot)
                    assert written == done
                    assert not says or told(app)[-1] == says
                await begin_anew(pilot, shelf, written)


async def begin_anew(pilot: Pilot[None], shelf: Shelf, written: list[str]) -> None:
    """Go home with nothing done and nothing tagged, as when the program begins."""
    app = pilot.app
    assert isinstance(app, FlashcardsApp)
    while not isinstance(app.screen, HomeScreen):
        app.pop_screen()
        await settle(pilot)
    for done in (shelf.done, shelf.memories, written):
        done.clear()
    app.tags, app.screen._undo = TagHistory(app._services), None
    app.clear_notifications()


# The card


@pytest.mark.parametrize(("size", "beside"), [((120, 40), True), ((80, 24), True), ((40, 12), False)])
async def test_the_card_is_shown_where_there_is_room_and_alone_by_enter(
    size: tuple[int, int], beside: bool
) -> None:
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=size) as pilot:
        await pilot.press("b")
        await settle(pilot)
        assert ("What is a?" in screen(app)) is beside
        assert ("a!" in screen(app)) is beside
        assert "Enter open" in screen(app).splitlines()[-1]
        await pilot.press("enter")
        await settle(pilot)
        assert "Enter list" in screen(app).splitlines()[-1]
        assert "What is a?" in screen(app)
        assert "a!" in screen(app)
        assert "▸" not in screen(app)
        await pilot.press("down")
        await settle(pilot)
        assert "What is b?" in screen(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "▸    d › b " in screen(app)
        assert "Enter open" in screen(app).splitlines()[-1]
        await pilot.press("enter", "slash", "escape", "b")
        await settle(pilot)
        assert "Enter open" in screen(app).splitlines()[-1], "the query brings the list back, too"


async def test_a_card_that_is_gone_leaves_its_row() -> None:
    shelf = shelf_of(A, B)
    shelf.names.append("d/gone")
    app = app_over(shelf)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "end")
        await settle(pilot)
        assert "▸    d › gone " in screen(app)
        assert not app.screen.query_one(CardPreview).query_one("#preview-card").display


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_cards_are_shown_as_themselves(size: tuple[int, int]) -> None:
    cards = hostile.cards()
    shelf = shelf_of(*cards)
    app = app_over(shelf)
    async with app.run_test(size=size) as pilot:
        await pilot.press("b", "enter")
        for _ in shelf.names:
            await rest(pilot)
            shown = screen(app)
            assert not unprintable().search(shown.replace("\n", ""))
            await pilot.press("down")
        await pilot.press("escape", "x", "s", "escape", "r", "escape", "@")
        await pilot.pause()
        assert not unprintable().search(screen(app).replace("\n", ""))


# What is done to cards

DONE = [
    pytest.param(["@"], [("suspend", ["a"])], "Suspended “What is a?”. u undoes.", id="suspend the row"),
    pytest.param(["x", "x", "@"], [("suspend", ["a", "b"])], "Suspended 2 cards. u undoes.", id="chosen"),
    pytest.param(
        ["space", "@"], [("suspend", ["a"])], "Suspended “What is a?”. u undoes.", id="space chooses"
    ),
    pytest.param(
        ["x", "up", "x", "@"], [("suspend", ["b"])], "Suspended “What is b?”. u undoes.", id="not both"
    ),
    pytest.param(["shift+down", "shift+down", "shift+up", "-"], [("bury", ["a", "b"])], "", id="a range"),
    pytest.param(["end", "shift+up", "*"], [("mark", ["steps", "code:m"])], "", id="a range upward"),
    pytest.param(["J", "*"], [("mark", ["a", "b"])], "Marked 2 cards. u undoes.", id="a range by letters"),
    pytest.param(["@", "@"], [("suspend", ["a"]), ("resume", ["a"])], "Resumed “What is a?”.", id="resume"),
    pytest.param(["*", "*"], [("mark", ["a"]), ("unmark", ["a"])], "", id="unmark"),
    pytest.param(["-", "-"], [("bury", ["a"]), ("unbury", ["a"])], "", id="unbury"),
    pytest.param(["@", "x", "x", "@"], [("suspend", ["a"]), ("suspend", ["b"])], "", id="some of them"),
    pytest.param(["s", "enter"], [("set-due", ["a"])], "to 2026-03-02. u undoes.", id="set the day"),
    pytest.param(["s", "7", "d", "enter"], [("set-due", ["a"])], "to 2026-03-08. u undoes.", id="in a week"),
    pytest.param(["s", "x", "enter", "escape"], [], "", id="no such day"),
    pytest.param(["s", "escape"], [], "", id="no day"),
    pytest.param(["r", "enter"], [], "Nothing changes by that.", id="reset a new card"),
    pytest.param(["s", "enter", "r", "escape"], [("set-due", ["a"])], "", id="not reset"),
    pytest.param(
        ["s", "enter", "r", "enter"], [("set-due", ["a"]), ("reset", ["a"])], "Reset “What is a?”", id="reset"
    ),
    pytest.param(["a", "@", "u"], [], "Undone: suspended 7 cards.", id="all, and one undo"),
    pytest.param(["@", "down", "*", "u", "u"], [], "Undone: suspended “What is a?”.", id="two undone"),
    pytest.param(["u"], [], "Nothing to undo.", id="nothing to undo"),
    pytest.param(["a", "a", "@"], [("suspend", ["a"])], "", id="all and none"),
    pytest.param(["x", "escape", "@"], [("suspend", ["b"])], "", id="Esc chooses nothing"),
    pytest.param(["enter", "@"], [("suspend", ["a"])], "", id="in the opened card"),
]


def as_at_first(app: FlashcardsApp, shelf: Shelf) -> None:
    """Forget what was done to the cards, with the first of the list under the cursor and none chosen."""
    assert isinstance(app.screen, BrowseScreen)
    shelf.done.clear()
    shelf.memories.clear()
    app.screen.remove_class("-open")
    table(app).choose_none()
    table(app).show(table(app).names)
    app.clear_notifications()


@pytest.mark.parametrize("size", [SIZES[0], SIZES[2]])
async def test_keys_change_the_chosen_cards(size: tuple[int, int]) -> None:
    shelf = shelf_of(*CARDS)
    app = app_over(shelf)
    async with app.run_test(size=size) as pilot:
        await pilot.press("b")
        await settle(pilot)
        with rows() as row:
            for case in DONE:
                keys, done, notice = case.values
                with row(case.id):
                    for key in keys:
                        await pilot.press({"@": "at", "*": "asterisk", "-": "minus"}.get(key, key))
                        await pilot.pause()
                    changes = [(kind, [n.split(":")[0] for n in names]) for kind, names in shelf.changes()]
                    assert changes == [(kind, [n.split(":")[0] for n in names]) for kind, names in done]
                    assert any(notice in text for text in told(app)) or not notice
                as_at_first(app, shelf)
                await pilot.pause()


async def test_the_list_says_what_was_done() -> None:
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        await pilot.press("at", "down", "minus", "down", "asterisk")
        await pilot.pause()
        lines = screen(app).splitlines()
        assert "suspended" in next(line for line in lines if "d › a " in line)
        assert "buried" in next(line for line in lines if "d › b " in line)
        assert "▸ *  d › formula" in screen(app)


@pytest.mark.parametrize(("key", "left"), [("enter", 0), ("escape", 1)])
async def test_what_was_done_elsewhere_is_undone_after_asking(key: str, left: int) -> None:
    shelf = shelf_of(*CARDS)
    shelf.take([Review("else", "test", "d/a", NOON - timedelta(hours=2), 0, RowKind.SUSPEND)])
    app = app_over(shelf)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert "Undo: suspended “What is a?” at 10:00?" in screen(app)
        await pilot.press(key)
        await pilot.pause()
        assert len(shelf.done) == left


async def test_another_query_chooses_nothing_and_so_changes_no_hidden_card() -> None:
    shelf = shelf_of(*CARDS)
    app = app_over(shelf)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        await pilot.press("a", "slash", *"formula", "enter")
        await settle(pilot)
        assert not table(app).chosen
        await pilot.press("at")
        await pilot.pause()
    assert shelf.changes() == [("suspend", ["formula"])]


async def test_letters_belong_to_the_query_while_it_is_typed() -> None:
    shelf = shelf_of(*CARDS)
    app = app_over(shelf)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"xaq", "space", "question_mark", "minus", "at", "asterisk")
        await settle(pilot)
        assert isinstance(app.screen, BrowseScreen)
        assert app.screen.query_one("#query").value == "xaq ?-@*"  # type: ignore[attr-defined]
        assert "suspend" not in screen(app).splitlines()[-1]
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
    assert shelf.changes() == []


async def test_escape_leads_from_the_list_to_the_query_and_home() -> None:
    app = app_over(shelf_of(*CARDS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"for", "down")
        await settle(pilot)
        assert app.screen.focused is table(app)
        await pilot.press("escape")
        assert app.screen.focused is app.screen.query_one("#query")
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_the_keys_are_named_within_80_columns_and_may_be_chosen() -> None:
    shelf = shelf_of(*CARDS)
    app = app_over(shelf, preferences=lambda: Preferences(keys={"suspend": ("s",), "browse": ("z",)}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        await settle(pilot)
        assert "s suspend" in screen(app).splitlines()[-1]
        assert "? help" in screen(app).splitlines()[-1]
        await pilot.press("s")
        await pilot.pause()
        assert shelf.changes() == [("suspend", ["a"])]
        await pilot.press("question_mark")
        await pilot.pause()
        assert "suspend; resume" in screen(app)


# The demo

STEADY = replace(B, demo=Demo(optimizer="adam"))


async def demo_of(pilot: Pilot[None]) -> bool:
    """Whether the demo is in sight once the cursor has rested."""
    await settle(pilot)
    return bool(pilot.app.screen.query_one(DemoPreview).display) and "┤" in screen(pilot.app)  # type: ignore[arg-type]


BESIDE = [
    pytest.param(["down"], True, id="beside the list by itself"),
    pytest.param([], False, id="a card without one"),
    pytest.param(["down", "d"], False, id="d folds it"),
    pytest.param(["down", "d", "d"], True, id="d again shows it"),
    pytest.param(["down", "up"], False, id="gone with its card"),
]
ALONE = [
    pytest.param(["down"], False, id="no room below the list"),
    pytest.param(["down", "d"], True, id="d opens it with the card"),
    pytest.param(["down", "enter", "d", "d"], True, id="d in the opened card"),
]


@pytest.mark.parametrize(
    ("size", "cases"), [((120, 40), BESIDE), ((80, 24), ALONE)], ids=["beside the list", "alone"]
)
async def test_the_demo_of_a_card(size: tuple[int, int], cases: list) -> None:
    shelf = shelf_of(A, STEADY)
    app = app_over(shelf)
    async with app.run_test(size=size) as pilot:
        await pilot.press("b")
        await settle(pilot)
        with rows() as row:
            for case in cases:
                keys, seen = case.values
                with row(case.id):
                    for key in keys:
                        await pilot.press(key)
                        found = await demo_of(pilot)
                    if not keys:
                        found = await demo_of(pilot)
                    assert found is seen
                app.screen._shows_demo = True
                as_at_first(app, shelf)
                await pilot.pause()


async def test_a_card_without_a_demo_says_so() -> None:
    app = app_over(shelf_of(A))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        await pilot.press("d")
        assert told(app) == ["This card has no demo."]


async def test_the_demo_of_a_row_that_is_reached_again_is_not_run_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run: list[str] = []

    def run_demo(card: Card) -> Result:
        run.append(card.id)
        return demo_preview_run(card)

    demo_preview_run = demo_preview.run_demo
    monkeypatch.setattr(demo_preview, "run_demo", run_demo)
    app = app_over(shelf_of(A, STEADY))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        for key in ("down", "up", "down"):
            await pilot.press(key)
            seen = await demo_of(pilot)
        assert seen
        assert run == [STEADY.id]


# What is searched, and when

FIRST, ALL = card_search.FIRST, card_search.ALL


def type_each(screen: BrowseScreen, *texts: str) -> None:
    """Type texts without a rest between them."""
    for text in texts:
        screen.query_one(QueryField).field.value = text


SEARCHES = [
    pytest.param(lambda screen: type_each(screen, "c", "car"), [("car", FIRST), ("car", ALL)], id="word"),
    pytest.param(lambda screen: type_each(screen, "c", ""), [], id="typed and erased"),
    pytest.param(lambda screen: type_each(screen, "card-7"), [("card-7", FIRST)], id="few need one search"),
    pytest.param(
        lambda screen: [screen.action_order() for _ in range(3)], [("", FIRST), ("", ALL)], id="three orders"
    ),
]


@pytest.mark.parametrize(("do", "searched"), SEARCHES)
async def test_what_is_overtaken_is_not_searched(
    do: Callable[[BrowseScreen], object], searched: list[tuple[str, int]]
) -> None:
    shelf = shelf_of_names(2 * FIRST)
    app = app_over(shelf)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        for _ in range(3):
            await settle(pilot)
        shelf.found.clear()
        assert isinstance(app.screen, BrowseScreen)
        do(app.screen)
        for _ in range(3):
            await settle(pilot)
        asked = [(query.replace("*", ""), most) for query, _, most in shelf.found]
        assert asked == searched


async def test_the_rows_that_are_found_later_leave_those_in_sight() -> None:
    shelf = shelf_of_names(2 * FIRST)
    app = app_over(shelf)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("b")
        for _ in range(4):
            await settle(pilot)
        table = app.screen.query_one(PromptTable)
        assert len(table.names) == 2 * FIRST
        assert len(shelf.asked) == len(set(shelf.asked)), "no row is read twice"
        await pilot.press("end")
        await settle(pilot)
        assert table.under_cursor == table.names[-1]
        assert f"{2 * FIRST} of" in screen(app)


# Editing and looking closer


async def test_e_edits_the_card_under_the_cursor_and_lists_it_anew() -> None:
    edited: list[str] = []

    def edit(card: Card, suspend: object) -> str:
        edited.append(card.id)
        return "Saved."

    shelf = shelf_of(A, B)
    app = app_over(shelf, edit_card=edit)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "down")
        await settle(pilot)
        searched = len(shelf.found)
        await pilot.press("e")
        await settle(pilot)
        assert edited == ["b"]
        assert told(app) == ["Saved."]
        assert len(shelf.found) > searched
        assert table(app).under_cursor == "d/b"


async def test_an_edit_that_fails_is_told() -> None:
    def edit(card: Card, suspend: object) -> str:
        raise Problem("no editor is set")

    app = app_over(shelf_of(A), edit_card=edit)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "e")
        await settle(pilot)
        assert told(app) == ["no editor is set"]


async def test_i_shows_what_is_known_of_the_prompt_under_the_cursor() -> None:
    asked: list[str] = []
    app = app_over(shelf_of(A, B), card_facts=asked.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", "down", "i")
        await pilot.pause()
        assert set(asked) == {"d/b"}
        assert isinstance(app.screen, BrowseScreen), "a prompt that is gone has no screen of its own"


@pytest.mark.parametrize("why", ["short", "long " * 300])
@pytest.mark.parametrize("width", most_telling(120, 200))
async def test_no_row_of_a_picture_beside_the_list_is_broken(width: int, why: str) -> None:
    """Whether the card has a bar at its side or not, the picture is as wide as what is left."""
    runs = Demo(gradients=(2.0, -2.0), steps=24, optimizer="rmsprop", show=("g", "v", "root = sqrt(v)"))
    app = app_over(shelf_of(replace(A, demo=runs, why=why)))
    async with app.run_test(size=(width, 40)) as pilot:
        await pilot.press("b")
        await settle(pilot)
        preview = app.screen.query_one(DemoPreview)
        assert preview.display
        picture = [row for row in str(preview.render()).splitlines() if "│" in row or "┤" in row]
        assert picture
        assert max(map(cell_len, picture)) <= preview.content_size.width
