"""Short notices at the foot of the screen, where they take the place of the keys and cover nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from textual.app import App
from textual.containers import Container
from textual.content import Content
from textual.notifications import Notification
from textual.screen import Screen
from textual.widgets import Static

from flashcards.errors import printable

_ENDLESS = 10_000.0
"""Seconds for which something is told that ends by itself."""
_READ = 3.0
"""Seconds after which a fault counts as read by someone who goes on with another key."""
Severity = Literal["information", "warning", "error"]


def show_notice(
    screen: Screen[Any], text: str, *, severity: Severity = "information", timeout: float = 4
) -> None:
    """Show a text for so many seconds, as it is, in place of earlier notices."""
    screen.app.clear_notifications()
    screen.notify(printable(text), severity=severity, timeout=timeout, markup=False)


class Notice(Static):
    """What is told, its title before it: a row of its own would cost one. A click takes it away."""

    def __init__(self, told: Notification) -> None:
        text = Content.from_markup(told.message) if told.markup else Content(told.message)
        title = Content.styled(f"{told.title}: ", "bold") if told.title else Content()
        super().__init__(title + text, classes=f"-{told.severity}")
        self.told = told

    def on_mount(self) -> None:
        """Go in time."""
        self.set_timer(self.told.time_left, self.on_click)

    def on_click(self) -> None:
        """Go; it is not told on another screen either."""
        self.app._unnotify(self.told, refresh=False)
        self.remove()


def leave_read(app: App[Any]) -> None:
    """Take away the faults that were told long enough: who presses a key goes on, and needs the keys' names.

    What is no fault goes soon by itself, or asks for a second key.
    """
    for told in list(app._notifications):
        if told.severity != "information" and told.timeout - told.time_left >= _READ:
            app._unnotify(told)


class NoticeRack(Container):
    """The notices, one below the other.

    It stands in the layout of its screen, after all else there: the first row takes that of the keys, and
    more of them shorten what is above. Textual's own rack covers it, in a layer above.
    """

    def show(self, every: Iterable[Notification]) -> None:
        """Show these, the newest from its first row on."""
        told = list(every)
        shown = {notice.told.identity: notice for notice in self.query(Notice)}
        for identity in shown.keys() - {each.identity for each in told}:
            shown[identity].remove()
        new = [Notice(each) for each in told if each.identity not in shown]
        if new:
            self.mount_all(new)
            self.call_after_refresh(self._bring_into_sight, new[-1])

    def _bring_into_sight(self, newest: Notice) -> None:
        self.scroll_to(y=newest.virtual_region.y, animate=False, force=True)


def show_progress(app: App[Any], told: Notification | None, text: str) -> Notification:
    """Show how far something is, in place of what was `told` of it before, or of earlier notices.

    Returns what is told now.
    """
    if told is None:
        app.clear_notifications()
    elif told in app._notifications:
        told.message = text
        for notice in app.screen.query(Notice):
            if notice.told is told:
                notice.update(Content(text), layout=False)
        return told
    told = Notification(text, timeout=_ENDLESS, markup=False)
    app._notifications.add(told)
    app._refresh_notifications()
    return told


def end_progress(app: App[Any], told: Notification | None) -> None:
    """Show no longer how far something is."""
    if told is not None:
        app._unnotify(told)


def show_notices(screen: Screen[Any], every: Iterable[Notification]) -> None:
    """Show these notices, and no others, on a screen; one that is not yet there asks again."""
    rack = next(iter(screen.query_children(NoticeRack)), None)
    told = list(every)
    if rack is None and told and screen.is_mounted:
        rack = NoticeRack()
        screen.mount(rack)
    if rack is not None:
        rack.show(told)
