"""What the app shows of the whole collection: the rows of the home screen, its figures, the list of demos."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from flashcards.cli.app_data import StudyData, now
from flashcards.deck.model import Demo
from flashcards.tui.services import EVERY_DECK, DeckRow, DemoEntry, HomeServices

if TYPE_CHECKING:  # it counts after the first frame
    from flashcards.study.overview import HomeFigures
    from flashcards.tui.services import ElsewhereServices


def home_rows(studies: StudyData) -> tuple[DeckRow, ...]:
    """What is due now: a row for all decks together, then one for each."""
    days, decks = studies.overview(), studies.decks
    total = sum(deck.cards for deck in decks)
    return (
        DeckRow(
            EVERY_DECK,
            "All decks",
            _about_all(studies),
            total,
            *days[""].counts,
            done=studies.done_today(),
            has_more=days[""].has_more,
        ),
        *(
            DeckRow(
                deck.name,
                deck.title or deck.name,
                f"{deck.about} {days[deck.name].missing}".strip(),
                deck.cards,
                *days[deck.name].counts,
                deck.needs,
                in_all=days[deck.name].part,
                after=days[deck.name].after,
            )
            for deck in decks
        ),
    )


def home_service(studies: StudyData) -> HomeServices:
    """Counts what home shows besides the rows, over connections of its own."""
    return HomeServices(
        figures=lambda: _count_figures(studies),
        has_begun=lambda: studies.pool.ask(
            lambda log: bool(log.execute("select 1 from states where state <> 'new' limit 1").fetchone())
        ),
        catch_up=lambda: _catch_up(studies),
        reload=studies.take_over,
        plans=lambda: _tell_plans(studies),
        first_demo=lambda deck, drawn: _first_demo(studies, deck, drawn),
        more_new=studies.allow_more_new,
        start_ahead=lambda: studies.start(ahead=1),
        next_prompts=studies.first_asked,
        elsewhere=lambda: _elsewhere(studies),
    )


def _catch_up(studies: StudyData) -> bool:
    """Bring up what was left to do behind the first frame: indexes of a long log, decks that changed."""
    studies.store.index_rows()
    return studies.take_in_behind()


def _elsewhere(studies: StudyData) -> ElsewhereServices:
    from flashcards.cli.elsewhere_service import elsewhere_service  # behind the first frame

    return elsewhere_service(studies)


def _count_figures(studies: StudyData) -> HomeFigures:
    from flashcards.storage.home_figures import count_home

    settings, moment = studies.settings, now()
    return studies.pool.ask_aside(lambda log: count_home(log, moment, settings))


def _first_demo(studies: StudyData, deck: str, drawn: bool) -> tuple[Demo, str] | None:
    found = studies.catalogue.first_demo(deck, drawn=drawn)
    return (found.demo, found.optimizer) if found and found.demo else None


def _about_all(studies: StudyData) -> str:
    settings = studies.settings
    about = f"Every deck, each after those it needs; at most {settings.new_per_day} new cards a day"
    return about + (", but for decks with a number of their own." if settings.decks else ".")


def _tell_plans(studies: StudyData) -> dict[str, tuple[str, ...]]:
    """Row of home → the plan for its backlog, in fewer and fewer words."""
    plans = studies.backlogs()
    told = {owner: plan.forms() for owner, plan in plans.items()}
    if (
        plans and EVERY_DECK not in plans
    ):  # the row of all decks tells of the first that has a limit of its own
        owner = min(plans)
        title = studies.deck_title(owner)
        told[EVERY_DECK] = (*(f"{title}: {form}" for form in told[owner]), *told[owner][-1:])
    return told


_ASKED = 160
"""So many cells of a question are shown with its demo, in two rows of 80 columns."""


def card_demos(studies: StudyData) -> list[DemoEntry]:
    """The demos of all cards, each called by what its card asks: with its id where two ask alike."""
    from flashcards.study.card_opening import MOST, card_opening  # Markdown loads here

    titles = {deck.name: deck.title or deck.name for deck in studies.decks}
    cards = studies.catalogue.cards_with_demo()
    openings = [card_opening(card, _ASKED) for card in cards]
    alike = Counter((card.deck, opening[:MOST]) for card, opening in zip(cards, openings, strict=True))
    return [
        DemoEntry(
            titles[card.deck],
            opening if opening and alike[card.deck, opening[:MOST]] == 1 else _name_by_id(card.id, opening),
            card.id,
            card.demo,
            card.optimizer,
        )
        for card, opening in zip(cards, openings, strict=True)
        if card.demo
    ]


def _name_by_id(card: str, opening: str) -> str:
    """The id as words, before what other cards ask too: what parts them is seen where little has room."""
    return " · ".join(filter(None, (card.replace("-", " "), opening)))
