"""Makes the pictures of the README: `python -m tests.readme_pictures` drives the app and keeps its screens.

A made-up learner studies the shipped decks for ten weeks, in a data folder that is thrown away. The clock and
the chance are fixed, so that a picture changes only when its screen does.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from textual.pilot import Pilot

from flashcards import cli
from flashcards.cli import app_data, study
from flashcards.cli.collection import open_collection
from flashcards.deck.model import FormulaAnswer
from flashcards.deck.prompts import Prompt
from flashcards.scheduling import Grade, Memory, Review, RowKind, Settings, memory_after, new_memory
from flashcards.storage import Store, deck_files
from flashcards.tui.app import FlashcardsApp
from tests import recorded_session

FOLDER = Path(__file__).parent.parent / ".github" / "pictures"
NOTES = Path(__file__).parent / "data" / "notes"
NOW = datetime(2026, 11, 25, 18, 30, tzinfo=timezone(timedelta(hours=1)))
OFFSET = 60
DAYS, NEW_A_DAY = 70, 3
SIZE = (120, 36)
Drive = Callable[["Pilot[None]"], Awaitable[None]]
_SLIPS = (("missing-square", "v = b2*v + (1-b2)*g"), ("swapped-betas", "m = b2*m + (1-b2)*g"))


def made_up_rows(prompts: list[Prompt]) -> Iterator[Review]:
    """The reviews of ten weeks, six days of seven: what is due, and three new cards a day."""
    chance, settings = random.Random(7), Settings()
    memories: dict[str, Memory] = {}
    fresh = iter(prompts)
    by_name = {prompt.id: prompt for prompt in prompts}
    for day in range(DAYS, 0, -1):
        if chance.random() < 1 / 7:
            continue
        at = (NOW - timedelta(days=day)).astimezone(UTC)
        due = [name for name, memory in memories.items() if memory.due <= at]
        asked = [*due, *(prompt.id for _, prompt in zip(range(NEW_A_DAY), fresh, strict=False))]
        for name in asked:
            for grade in _grades(memories.get(name), chance):
                at += timedelta(seconds=chance.randrange(6, 25))
                memory = memory_after(memories.get(name, new_memory(name)), grade, at, OFFSET, settings)
                memories[name] = memory
                yield _row(by_name[name], grade, at, memory, chance)
                at += timedelta(minutes=10 if grade is Grade.AGAIN else 0)


def _grades(memory: Memory | None, chance: random.Random) -> list[Grade]:
    """The grades of one day: a new card, or one that was forgotten, is asked until it leaves its steps."""
    if memory is None or chance.random() < 0.1:
        return [Grade.AGAIN, Grade.GOOD, Grade.GOOD] if chance.random() < 0.4 else [Grade.GOOD, Grade.GOOD]
    return [chance.choices((Grade.HARD, Grade.GOOD, Grade.EASY), (1, 8, 1))[0]]


def _row(prompt: Prompt, grade: Grade, at: datetime, memory: Memory, chance: random.Random) -> Review:
    typed, verdict, slip = "", "", ""
    if isinstance(prompt.card.answer, FormulaAnswer) and grade is Grade.AGAIN:
        slip, typed = chance.choice(_SLIPS)
        verdict = "wrong"
    return Review(
        id=f"{prompt.id}-{at.timestamp():.3f}",
        device="made-up",
        card=prompt.id,
        at=at.replace(microsecond=0),
        offset_minutes=OFFSET,
        kind=RowKind.STUDY,
        grade=grade,
        milliseconds=chance.randrange(4_000, 22_000),
        typed=typed,
        verdict=verdict,
        slip=slip,
        due=memory.due_day if memory.days else None,
    )


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the screen, without colours."""
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def _settle(pilot: Pilot[None], *keys: str, seconds: float = 1.5) -> None:
    await pilot.press(*keys)
    await pilot.pause(seconds)


async def _study(pilot: Pilot[None]) -> None:
    await _settle(pilot, *"theta = theta + eta*g", "enter", seconds=8)


async def _lab(pilot: Pilot[None]) -> None:
    await _settle(pilot, "l", seconds=4)
    await _settle(pilot, *["]"] * 30)


async def _import(pilot: Pilot[None]) -> None:
    await _settle(pilot, seconds=25)
    for _ in range(100):  # down to a finding
        if "Not what" in screen_text(pilot):
            break
        await _settle(pilot, "down", seconds=0.2)


async def _stats(pilot: Pilot[None]) -> None:
    await _settle(pilot, "s", seconds=4)


async def _home(pilot: Pilot[None]) -> None:
    await _settle(pilot, seconds=3)


PICTURES: dict[str, tuple[list[str], bool, Drive]] = {
    "home": ([], True, _home),
    "run-your-formula": (["study", "sgd"], False, _study),
    "laboratory": ([], True, _lab),
    "statistics": ([], True, _stats),
    "import": (["import", "--review", str(NOTES)], False, _import),
}
"""Each picture: the command, whether something was studied before, and what is typed."""


def draw_pictures(names: list[str]) -> None:
    """Draws the pictures of these names, or all of them, into the folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app_data, "now", lambda: NOW)
        patch.setattr(study, "_has_screen", lambda: True)
        patch.setenv("COLORTERM", "truecolor")
        patch.setenv("TERM", "xterm-256color")
        for name, (command, studied, drive) in PICTURES.items():
            if not names or name in names:
                _draw(patch, name, command, studied, drive)
        if not names or "session" in names:
            _record(patch)


def _draw(patch: pytest.MonkeyPatch, name: str, command: list[str], studied: bool, drive: Drive) -> None:
    async def run(app: FlashcardsApp) -> None:
        async with app.run_test(size=SIZE) as pilot:
            await drive(pilot)
            svg = app.export_screenshot(title="flashcards")
            (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")

    _run_app(patch, command, studied, run)


def _record(patch: pytest.MonkeyPatch) -> None:
    """Records the session as a cast, and as a GIF where Pillow and its font are."""

    async def run(app: FlashcardsApp) -> None:
        async with app.run_test(size=recorded_session.SIZE) as pilot:
            film = await recorded_session.record_session(pilot)
        recorded_session.write_cast(film, FOLDER / "session.cast")
        try:
            recorded_session.write_gif(film, FOLDER / "session.gif")
        except (ImportError, OSError) as error:
            print(f"no GIF: {error}")

    _run_app(patch, [], False, run)


def _run_app(
    patch: pytest.MonkeyPatch,
    command: list[str],
    studied: bool,
    run: Callable[[FlashcardsApp], Coroutine[None, None, None]],
) -> None:
    """Runs the app that a command opens, in a data folder that is thrown away."""
    with tempfile.TemporaryDirectory() as home:
        patch.setenv("FLASHCARDS_HOME", home)
        if studied:
            with open_collection() as catalogue:
                prompts = list(catalogue.prompts.values())
            with Store.open(deck_files.data_folder(os.environ)) as store:
                store.append(*made_up_rows(prompts))
        patch.setattr(FlashcardsApp, "run", lambda self: asyncio.run(run(self)))
        cli.main(command)


if __name__ == "__main__":
    import sys

    draw_pictures(sys.argv[1:])
