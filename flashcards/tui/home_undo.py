"""Undo on the home screen: says what was done last, and takes it back when asked again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from flashcards.study import flow
from flashcards.study.events import undo_notice
from flashcards.tui.bulk_writer import BulkWriter, LastDone
from flashcards.tui.notices import show_notice
from flashcards.tui.services import Services, TagChange
from flashcards.tui.tag_history import TagHistory


def offer_last(
    screen: Screen[Any],
    services: Services,
    key: str,
    offer: Callable[[Callable[[], None]], None],
    after: Callable[[], None],
) -> None:
    """Ask about what was done last, and `offer` what takes it back if it is asked for again.

    `after` is called once that is done.
    """
    writer: BulkWriter = screen.app.writer  # type: ignore[attr-defined]
    tags: TagHistory = screen.app.tags  # type: ignore[attr-defined]
    if writer.refuses():
        return
    if change := screen.app.attempt(lambda: tags.last):  # type: ignore[attr-defined]
        offer(_offer_tags(screen, tags, change, key, after))
        return

    def ask(read: Callable[[], LastDone]) -> None:
        found = screen.app.attempt(read)  # type: ignore[attr-defined]
        if found is None:
            return
        rows, erased = found
        asked, question = flow.offer_undo(rows, services.clock(), key, services.card_name, erased)
        show_notice(screen, question, timeout=flow.UNDO_STANDS.total_seconds())
        if rows:
            offer(lambda: _take_back(screen, services, asked, after))

    writer.read_last(services, ask)


def _take_back(
    screen: Screen[Any], services: Services, asked: flow.UndoOffer, after: Callable[[], None]
) -> None:
    """Take back what was asked about, if it is still what was done last."""
    writer: BulkWriter = screen.app.writer  # type: ignore[attr-defined]
    attempt, now = screen.app.attempt, services.clock()  # type: ignore[attr-defined]

    def confirm(read: Callable[[], LastDone]) -> None:
        found = attempt(read)
        if found and asked.confirms(found[0], now):
            writer.take_back(services, found[0], lambda take_back: attempt(lambda: tell(take_back)))
        elif found:
            show_notice(screen, "What was done last has changed; press again.")

    def tell(take_back: Callable[[], None]) -> None:
        take_back()
        show_notice(screen, undo_notice(asked.rows, services.card_name))
        after()

    if not writer.refuses():
        writer.read_last(services, confirm)


def _offer_tags(
    screen: Screen[Any], tags: TagHistory, change: TagChange, key: str, after: Callable[[], None]
) -> Callable[[], None]:
    question = f"Undo: {tags.describe(change)}? {key} again undoes it."
    show_notice(screen, question, timeout=flow.UNDO_STANDS.total_seconds())

    writer: BulkWriter = screen.app.writer  # type: ignore[attr-defined]
    attempt = screen.app.attempt  # type: ignore[attr-defined]

    def tell(said: Callable[[], str]) -> None:
        if text := attempt(said):
            show_notice(screen, text)
            after()

    def take_back() -> None:
        if writer.refuses():
            return
        if tags.last is change:
            tags.take_back(writer, tell)
        else:
            tell(lambda: "What was done last has changed; press again.")

    return lambda: attempt(take_back)
