"""What the laboratory has no room for: pages, what comes first, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

import optimizers
from flashcards.deck.model import Run
from flashcards.demo.lab import new_experiment
from flashcards.demo.lab_bench import open_bench
from flashcards.demo.lab_multiples import knob_title, multiple_titles, vary_knob
from flashcards.demo.lab_race import run_race
from flashcards.formula.render.box import cells
from flashcards.tui.lab_curves import curve_page
from flashcards.tui.lab_pages import hidden_phrase, split_pages
from flashcards.tui.lab_tiles import Tile, tile_grid, tile_pages
from flashcards.tui.lab_titles import fit_sentences, title_lines
from flashcards.tui.lab_views import step_view
from tests.rows import in_rows, most_telling
from tests.test_lab_screen import lab_app, settle

PAGES = [
    pytest.param((4, 4, [3]), [[3, 0, 1, 2]], id="room for all"),
    pytest.param((5, 2, [3, 1]), [[3, 1], [0, 2], [4]], id="what is named comes first"),
    pytest.param((3, 0, []), [[0], [1], [2]], id="one at least"),
    pytest.param((3, 2, [2, 2]), [[2, 0], [1]], id="none twice"),
]


@pytest.mark.parametrize(("given", "pages"), PAGES)
def test_everything_is_on_one_page(given: tuple[int, int, list[int]], pages: list[list[int]]) -> None:
    assert split_pages(*given) == pages


SAID = [
    pytest.param(0, "PgDn: b, d, e", id="the first page"),
    pytest.param(1, "PgUp PgDn: a, c, e", id="one between"),
    pytest.param(2, "PgUp: a, b, c, d", id="the last one"),
]


@pytest.mark.parametrize(("page", "said"), SAID)
def test_what_is_on_other_pages_is_named_with_the_keys_that_lead_there(page: int, said: str) -> None:
    assert hidden_phrase("abcde", [[0, 2], [1, 3], [4]], page) == said


def test_the_present_tile_and_the_best_come_first_however_small_the_room() -> None:
    bench = open_bench(new_experiment())
    multiples = vary_knob(bench.experiment, bench.knob, 6)
    here = [title for title, _ in multiples].index(knob_title(bench.knob))
    best = [is_best for _, is_best in multiple_titles(multiples)].index(True)
    assert here != best
    assert tile_pages(multiples, here, 1)[:2] == [[here], [best]]
    assert tile_pages(multiples, here, 2)[0] == sorted((here, best))
    assert tile_grid(44, 15) == (1, 2), "80 columns show both"
    assert sorted(at for page in tile_pages(multiples, here, 4) for at in page) == list(range(6))


@pytest.mark.parametrize("view", ["map", "curves"])
@pytest.mark.parametrize("height", [6, 8, 14, 40])
def test_every_curve_is_on_a_page_and_none_is_cut(view: str, height: int) -> None:
    bench = open_bench(new_experiment())
    bench = bench.descend("spike 5 100") if view == "map" else bench.next_view()
    race = run_race(bench.experiment)
    titles = []
    pages = curve_page(bench, race, 60, height).pages
    for page in range(pages):
        drawn = curve_page(bench.turn_page(page, pages), race, 60, height).plots
        assert sum(1 + len(plot.rows) for _, plot in drawn) <= height
        titles += [title for title, plot in drawn if plot.rows]
    assert titles == [title for title, _ in curve_page(bench, race, 60, 100).plots]


SENTENCES = ["One is low.", "Two fell.", "Three turned."]
FITTING = [
    pytest.param((40, 1), "One is low. Two fell. Three turned.", id="all"),
    pytest.param((22, 1), "One is low. Two fell.", id="those that fit whole"),
    pytest.param((12, 2), "One is low. Two fell.", id="on two rows"),
    pytest.param((5, 1), "One is low.", id="the first one always"),
]


@pytest.mark.parametrize(("room", "said"), FITTING)
def test_no_sentence_is_cut(room: tuple[int, int], said: str) -> None:
    assert fit_sentences(SENTENCES, *room) == said


TITLES = [
    pytest.param(("Why?", ["a note", "note"], 12, 2), {}, ["Why?  a note"], id="beside the question"),
    pytest.param(("Why?", ["a note", "note"], 10, 2), {}, ["Why?  note"], id="a shorter one"),
    pytest.param(("Why?", ["a note"], 8, 2), {}, ["Why?"], id="none"),
    pytest.param(("Why?", ["a note"], 8, 2), {"below": True}, ["Why?", "a note"], id="below it"),
    pytest.param(("Why does it?", [], 8, 2), {}, ["Why does", "it?"], id="whole"),
    pytest.param(("Why does it go?", [], 8, 1), {}, ["Why doe…"], id="cut where there is no room"),
]


@pytest.mark.parametrize(("given", "named", "lines"), TITLES)
def test_a_question_is_shown_whole_and_a_note_where_there_is_room(
    given: tuple[str, list[str], int, int], named: dict[str, bool], lines: list[str]
) -> None:
    shown = title_lines(*given, **named)
    assert ["".join(text for text, _ in line) for line in shown] == lines


@in_rows("rule", optimizers.RULES)
def test_a_step_is_written_whole_at_any_width(rule: str) -> None:
    experiment = replace(new_experiment(), entrants=(Run(rule, {}, rule),), racing=(rule,))
    bench = open_bench(experiment)
    wide = ["".join(text for text, _ in line) for line in step_view(bench, 1000)[2:]]
    for width in (36, 44, 76):
        lines = ["".join(text for text, _ in line) for line in step_view(bench, width)[2:]]
        assert max(map(cells, lines)) <= width
        assert "".join("".join(lines).split()) == "".join("".join(wide).split())


@pytest.mark.parametrize(
    ("size", "grid"),
    [((40, 12), (1, 1)), *most_telling(((120, 40), (3, 2)), pytest.param((200, 60), (3, 2)))],
)
async def test_small_multiples_stand_in_a_grid(size: tuple[int, int], grid: tuple[int, int]) -> None:
    app = lab_app()
    async with app.run_test(size=size) as pilot:
        app.open_lab()
        await settle(pilot)
        await pilot.press(*"vvvv")
        await settle(pilot)
        regions = [tile.region for tile in app.screen.query(Tile) if tile.display]
        assert (len({region.x for region in regions}), len({region.y for region in regions})) == grid
