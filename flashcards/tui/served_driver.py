"""The driver of an app that a browser shows: keys come from the server, the screen goes back to it."""

from __future__ import annotations

import os
from typing import Any

from textual.app import App
from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp
from textual.theme import Theme

from flashcards.tui.themes import NO_SURFACES, role_variables

_GROUND, _NO_GROUND = "\x1b]11;{}\x1b\\", "\x1b]111\x1b\\"
"""Set the colour of the page around the cells, and give it back."""


class ServedDriver(WebDriver):
    """Textual's driver for browsers, which ends the app when the server is gone."""

    def __init__(self, app: App[Any], **given: Any) -> None:
        super().__init__(app, **given)
        os.environ.pop("TEXTUAL_DRIVER", None)  # a program that the app starts has another screen

    def start_application_mode(self) -> None:
        """Begin, and give the page the app's ground: a rim of less than a cell is left around the screen."""
        super().start_application_mode()
        self._app.call_later(self._follow_theme)

    def _follow_theme(self) -> None:
        self._app.theme_changed_signal.subscribe(self._app, self._tell_ground)
        self._tell_ground(self._app.current_theme)

    def _tell_ground(self, theme: Theme) -> None:
        has_ground = theme.name not in NO_SURFACES
        self.write(_GROUND.format(role_variables(theme)["fc-bg"]) if has_ground else _NO_GROUND)

    def run_input_thread(self) -> None:
        """Read what the server sends; without a server, the app would go on for ever, and nobody sees it."""
        super().run_input_thread()
        self._app.post_message(ExitApp())
