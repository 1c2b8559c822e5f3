"""What the app shows of the whole collection: the rows of the home screen, the list of demos."""

from __future__ import annotations

from flashcards.cli.app_data import StudyData
from flashcards.deck.model import Demo
from flashcards.tui.services import EVERY_DECK, DeckRow


def home_rows(studies: StudyData) -> tuple[DeckRow, ...]:
    """What is due now: a row for all decks together, then one for each."""
    days, decks = studies.overview(), studies.decks
    total = sum(deck.cards for deck in decks)
    return (
        DeckRow(EVERY_DECK, "All decks", _about_all(studies), total, *days[""].counts),
        *(
            DeckRow(
                deck.name,
                deck.title or deck.name,
                f"{deck.about} {days[deck.name].missing}".strip(),
                deck.cards,
                *days[deck.name].counts,
            )
            for deck in decks
        ),
    )


def _about_all(studies: StudyData) -> str:
    settings = studies.settings
    if plan := studies.backlog():
        return f"{plan} New cards wait until then." if settings.new_wait_for_backlog else str(plan)
    about = f"Every deck, each after those it needs; at most {settings.new_per_day} new cards a day"
    return about + (", but for decks with a number of their own." if settings.decks else ".")


def card_demos(studies: StudyData) -> list[tuple[str, Demo, str]]:
    """The demos of all cards: title, demo and optimizer of the card."""
    titles = {deck.name: deck.title or deck.name for deck in studies.decks}
    cards = (studies.catalogue.card(key) for key in studies.catalogue.keys_with_demo())
    return [
        (f"{titles[card.deck]} › {card.id.replace('-', ' ')}", card.demo, card.optimizer)
        for card in cards
        if card.demo
    ]
