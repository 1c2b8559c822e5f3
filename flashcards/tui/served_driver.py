"""The driver of an app that a browser shows: keys come from the server, the screen goes back to it."""

from __future__ import annotations

import os
from typing import Any

from textual.app import App
from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp


class ServedDriver(WebDriver):
    """Textual's driver for browsers, which ends the app when the server is gone."""

    def __init__(self, app: App[Any], **given: Any) -> None:
        super().__init__(app, **given)
        os.environ.pop("TEXTUAL_DRIVER", None)  # a program that the app starts has another screen

    def run_input_thread(self) -> None:
        """Read what the server sends; without a server, the app would go on for ever, and nobody sees it."""
        super().run_input_thread()
        self._app.post_message(ExitApp())
