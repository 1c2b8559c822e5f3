"""Undo on the home screen: says what was done last, and takes it back when asked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from flashcards.study import flow
from flashcards.study.events import undo_notice
from flashcards.tui.bulk_writer import BulkWriter
from flashcards.tui.notices import show_notice
from flashcards.tui.services import Services, TagChange
from flashcards.tui.tag_history import TagHistory


def offer_last(
    screen: Screen[Any], services: Services, key: str, after: Callable[[], None]
) -> Callable[[], None] | None:
    """Ask about what was done last; what takes it back if it is asked for again, None for nothing.

    `after` is called once that is done.
    """
    writer: BulkWriter = screen.app.writer  # type: ignore[attr-defined]
    if writer.refuses():
        return None
    tags: TagHistory = screen.app.tags  # type: ignore[attr-defined]
    if change := screen.app.attempt(lambda: tags.last):  # type: ignore[attr-defined]
        return _offer_tags(screen, tags, change, key, after)
    found = screen.app.attempt(services.undoable)  # type: ignore[attr-defined]
    if found is None:
        return None
    rows, erased = found
    offer, question = flow.offer_undo(rows, services.clock(), key, services.card_name, erased)
    show_notice(screen, question, timeout=flow.UNDO_STANDS.total_seconds())

    def take_back() -> None:
        if writer.refuses():
            return
        if not offer.confirms(services.last_undoable(), services.clock()):
            show_notice(screen, "What was done last has changed; press again.")
            return
        writer.take_back(services, offer.rows, tell_undone)

    def tell_undone(take: Callable[[], None]) -> None:
        def tell() -> None:
            take()
            show_notice(screen, undo_notice(offer.rows, services.card_name))
            after()

        screen.app.attempt(tell)  # type: ignore[attr-defined]

    return (lambda: screen.app.attempt(take_back)) if offer.rows else None  # type: ignore[attr-defined]


def _offer_tags(
    screen: Screen[Any], tags: TagHistory, change: TagChange, key: str, after: Callable[[], None]
) -> Callable[[], None]:
    question = f"Undo: {tags.describe(change)}? {key} again undoes it."
    show_notice(screen, question, timeout=flow.UNDO_STANDS.total_seconds())

    def take_back() -> None:
        is_same = tags.last is change
        show_notice(screen, tags.take_back() if is_same else "What was done last has changed; press again.")
        after()

    return lambda: screen.app.attempt(take_back)  # type: ignore[attr-defined]
