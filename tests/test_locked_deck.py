"""A deck whose cards all wait for another deck's: the session says so and offers to study both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flashcards.cli import line_mode
from flashcards.deck.prompts import prompts
from flashcards.errors import list_some
from flashcards.scheduling import Settings
from flashcards.study import Session
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.study import StudyScreen
from tests.desks import NOON, A, B, Log, desk_over
from tests.pools import start
from tests.test_study_screen import told

OTHER = replace(A, deck="other", id="first")
LOCKED = prompts(replace(B, needs=("other/first",)))


def studying(*decks: str) -> Session:
    """The deck `d`, which is locked, alone or with `other`."""
    asked, others = [*LOCKED, *prompts(OTHER)], prompts(OTHER)
    return start(
        asked if "other" in decks else LOCKED,
        {},
        NOON,
        Settings(),
        device="t",
        seed="t",
        others=() if "other" in decks else others,
        deck_needs={"d": ["other"]},
    )


def said_by(*lines: str, **more: object) -> tuple[Log, str]:
    log, said = Log(), []
    services = log.line_services(title=lambda deck: f"Deck {deck}", **more)
    line_mode.run_session(studying("d"), list(lines), said.append, services)
    return log, "\n".join(said)


def test_plain_mode_says_what_is_missing_and_offers_it() -> None:
    asked: list[tuple[str, ...]] = []

    def start_with(decks: tuple[str, ...]) -> Session:
        asked.append(decks)
        return studying(*decks)

    log, said = said_by("with", "", "3", "q", start_with=start_with, start_more=lambda: studying("d"))
    assert "1 new card waits for other/first; study it with other." in said
    assert "\nwith also studies Deck other, Enter ends." in said  # ten more would be locked too
    assert asked == [("d", "other")]
    assert log.pairs() == [("first", 3)]


def test_plain_mode_without_the_offer_ends() -> None:
    assert "also studies" not in said_by("with")[1]


def test_more_is_not_offered_where_every_card_waits() -> None:
    _, said = said_by(start_more=lambda: studying("d"))
    assert "ten new cards" not in said


async def test_more_says_what_the_cards_wait_for() -> None:
    services = replace(
        desk_over(A), start=lambda names=(), **_: studying(*names), start_more=lambda _: studying("d")
    )
    app = FlashcardsApp(services, ("d",))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("+")
        assert told(app) == ["1 new card waits for other › first; study it with other."]


@pytest.mark.parametrize("enters", [True, False])
async def test_the_app_offers_it_on_enter(enters: bool, capsys: pytest.CaptureFixture[str]) -> None:
    log = Log()
    services = replace(
        desk_over(A, log=log),
        start=lambda names=(), **_: studying(*names),
        start_more=lambda _: studying("d"),
    )
    app = FlashcardsApp(services, ("d",))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        assert screen.situation().besides == "other"
        assert not screen.situation().more
        await pilot.press("enter" if enters else "escape")
        await pilot.pause()
        if enters:
            assert screen.card == OTHER
            await pilot.press("space", "3")
            assert log.pairs() == [("first", 3)]
    if not enters:
        assert "1 new card waits for other › first" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b and 2 more"),
    ],
)
def test_names_in_a_sentence(names: list[str], said: str) -> None:
    assert list_some(names) == said
