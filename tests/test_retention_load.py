"""Beside the retention stands what it costs: for the value that is being chosen, and its neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from flashcards.cli.collection import open_collection
from flashcards.cli.screen_services import settings_later
from flashcards.config.kinds import Percentage, Unfit
from flashcards.scheduling import Grade, Review, RowKind
from flashcards.storage import Store
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.retention_load import load_sentence, load_words, neighbours
from flashcards.tui.settings_screen import SettingsScreen
from tests.read_once import furnish
from tests.rows import most_telling
from tests.test_settings_screen import desk_with_settings, row_of
from tests.test_stats_screen import screen

PERCENTAGE = Percentage(0.7, 0.99)


@pytest.mark.parametrize(
    ("text", "value"),
    [("85%", 0.85), ("85 %", 0.85), ("0.85", 0.85), ("0,85", 0.85), ("85", 0.85), ("92.5", 0.925)],
)
def test_a_percentage_is_typed(text: str, value: float) -> None:
    assert PERCENTAGE.parse(text) == value
    assert PERCENTAGE.parse(PERCENTAGE.show(value)) == value
    assert PERCENTAGE.show(value).endswith("%")


@pytest.mark.parametrize("text", ["2", "100", "69", "-90", "", "x", "0.5"])
def test_no_other_percentage_is_taken(text: str) -> None:
    with pytest.raises(Unfit):
        PERCENTAGE.parse(text)


LOADS = {0.9: 31.2, 0.85: 22.4, 0.95: 46.6, 0.72: 9.0, 0.77: 11.0}


@pytest.mark.parametrize(
    ("retention", "words", "sentence"),
    [
        (0.9, "→ 31 reviews a day; 85% → 22", "At 90% about 31 reviews a day; at 85% 22, at 95% 47."),
        (0.72, "→ 9 reviews a day; 77% → 11", "At 72% about 9 reviews a day; at 77% 11."),
        (0.85, "→ 22 reviews a day", "At 85% about 22 reviews a day; at 90% 31."),
        (0.8, "", ""),
    ],
)
def test_the_load_in_words(retention: float, words: str, sentence: str) -> None:
    assert load_words(LOADS, retention) == words
    assert load_sentence(LOADS, retention) == sentence


@pytest.mark.parametrize(
    ("retention", "found"), [(0.9, (0.9, 0.85, 0.95)), (0.71, (0.71, 0.76)), (0.99, (0.99, 0.94))]
)
def test_neighbours_are_values_that_may_be_chosen(retention: float, found: tuple[float, ...]) -> None:
    assert neighbours(retention) == found


def app_that_simulates(
    home: Path, asked: list[float], prepare: Callable[[], Callable[[float], float] | None] | None = None
) -> FlashcardsApp:
    """An app in which the reviews a day are a hundred times the retention; `asked` are the values."""

    def load_at(retention: float) -> float:
        asked.append(retention)
        return retention * 100

    desk = desk_with_settings(home)
    assert desk.settings
    return FlashcardsApp(
        replace(desk, settings=replace(desk.settings, prepare_load=prepare or (lambda: load_at)))
    )


async def rest(pilot: Pilot[None]) -> None:
    """Wait until what was simulated is shown."""
    for _ in range(3):
        await pilot.pause(0.02)
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("size", most_telling((80, 36), (120, 40)), ids=str)
async def test_the_cost_stands_beside_the_retention_and_follows_it(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SettingsScreen, "rest", 0.001)
    asked: list[float] = []
    app = app_that_simulates(tmp_path, asked)
    async with app.run_test(size=size) as pilot:
        await pilot.press("comma")
        await rest(pilot)
        assert asked == []
        await pilot.press(*row_of("retention"))
        await rest(pilot)
        assert "90%" in screen(app)
        assert "→ 90 reviews a day; 85% → 85" in screen(app)
        assert sorted(asked) == [0.85, 0.9, 0.95]
        await pilot.press("left")
        await rest(pilot)
        assert "→ 89 reviews a day; 84% → 84" in screen(app)
        await pilot.press("right")
        await rest(pilot)
        assert "→ 90 reviews a day; 85% → 85" in screen(app)
        assert len(asked) == len(set(asked)), "nothing is simulated twice"


@pytest.mark.parametrize(("count", "simulates"), [(0, False), (20, False), (40, True)])
def test_the_load_of_ones_own_cards(
    count: int, simulates: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASHCARDS_HOME", str(furnish(tmp_path)))
    with open_collection() as catalogue:
        names = list(catalogue.prompts)[:count]
    days = ((name, day) for day in (20, 12, 4) for name in names)
    rows = [
        Review(
            f"{at}", "t", name, datetime.now(UTC) - timedelta(days=day), 0, RowKind.STUDY, Grade.GOOD, 8_000
        )
        for at, (name, day) in enumerate(days)
    ]
    with Store.open(tmp_path) as store:
        if rows:
            store.append(*rows)
        load_at = settings_later(None).prepare_load()  # type: ignore[arg-type]
    assert (load_at is not None) is simulates
    if load_at:
        assert load_at(0.8) < load_at(0.95)


async def test_of_few_cards_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SettingsScreen, "rest", 0.001)
    app = app_that_simulates(tmp_path, [], prepare=lambda: None)
    async with app.run_test(size=(80, 36)) as pilot:
        await pilot.press("comma", *row_of("retention"))
        await rest(pilot)
        assert "→" not in screen(app).replace("←→", "")
