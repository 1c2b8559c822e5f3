"""The browse screen's access to the collection and the review log."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from flashcards.cli.app_data import StudyData, now
from flashcards.cli.queries import context_at, orphans_for
from flashcards.cli.tag_cards import tag_cards
from flashcards.deck.prompts import Prompt
from flashcards.scheduling import Review, Settings, new_memory
from flashcards.storage import Store, listing, search
from flashcards.study.events import day_today, event_rows, ids_from
from flashcards.study.listing import CardAction, ListedPrompt, ListingOrder, event_of
from flashcards.study.query import Query
from flashcards.tui.services import BrowseServices


def browse_service(studies: StudyData) -> BrowseServices:
    """Searches the collection, and writes what is done to its cards into the log."""
    return BrowseServices(
        find=lambda query, order, most: _find(studies, query, order, most),
        count_cards=lambda: _open(studies),
        list_prompts=lambda names: _list(studies, names),
        prompt=lambda name: _prompt(studies, name),
        change=lambda action, names, day: _change(studies, action, names, day),
        is_ranked=lambda query: _is_ranked(studies, query),
        tag=lambda names, edit: tag_cards(names, edit, studies.catalogue.files_of, studies.reload),
    )


def _is_ranked(studies: StudyData, query: Query) -> bool:
    context = context_at(now(), studies.settings, orphans_for(query, studies.catalogue))
    return studies.pool.ask_aside(lambda log: search.is_ranked(log, query, context))


def _open(studies: StudyData) -> int:
    """Brings the states up to now; the number of all cards."""
    studies.pool.refresh(studies.settings, now())
    return sum(deck.cards for deck in studies.decks)


def _find(studies: StudyData, query: Query, order: ListingOrder, most: int) -> Sequence[str]:
    context = context_at(now(), studies.settings, orphans_for(query, studies.catalogue))
    return studies.pool.ask_aside(lambda log: search.search_names(log, query, context, most, order))


def _list(studies: StudyData, names: Sequence[str]) -> Mapping[str, ListedPrompt]:
    context = context_at(now(), studies.settings)
    return studies.pool.ask(lambda log: listing.list_prompts(log, names, context))


def _prompt(studies: StudyData, name: str) -> Prompt | None:
    return studies.pool.prompts.get(name)


def _change(studies: StudyData, action: CardAction, names: Sequence[str], day: str) -> Sequence[Review]:
    rows = rows_of_change(studies.store, action, names, day, studies.settings)
    studies.store.append(*rows)
    return rows


def rows_of_change(
    store: Store, action: CardAction, names: Sequence[str], day: str, settings: Settings
) -> list[Review]:
    """The rows that do something to prompts, not written yet. Raises Problem if they cannot be read."""
    moment, memories = now(), store.memories_of(names)
    every = [memories.get(name) or new_memory(name) for name in names]
    event = event_of(action, every, day_today(moment, settings), day)
    return event_rows(
        event,
        names,
        memories,
        moment,
        settings,
        device=store.device,
        make_id=ids_from(str(uuid.uuid4())),
    )
