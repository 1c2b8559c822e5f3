"""What the person's preferences change in the app: its theme, and whether anything moves."""

from __future__ import annotations

import os

from textual import constants
from textual.app import App

from flashcards.config.declarations import Preferences

TERMINALS_OWN = ("ansi-dark", "textual-ansi")
"""Themes in the terminal's own colours; Textual 8.2 renamed the second to the first."""
_PLAIN_NAMES = {"dark": "textual-dark", "light": "textual-light"}


def choose_theme(app: App[None], preferences: Preferences) -> str:
    """The theme to use: the terminal's own without colour, the chosen one, or Textual's default.

    A theme that this version of Textual does not have leaves the default.
    """
    own = next(name for name in TERMINALS_OWN if name in app.available_themes)
    if app.no_color or preferences.theme == "terminal":
        return own
    name = _PLAIN_NAMES.get(preferences.theme, preferences.theme)
    usual = (name, constants.DEFAULT_THEME, "textual-dark")
    return next(each for each in usual if each in app.available_themes)


def apply_preferences(app: App[None], preferences: Preferences) -> None:
    """Set theme and motion; with motion off nothing moves, and no cursor blinks."""
    app.theme = choose_theme(app, preferences)
    if "NO_COLOR" not in os.environ:
        app.ansi_color = True if app.theme in TERMINALS_OWN else None
    app.animation_level = constants.TEXTUAL_ANIMATIONS if preferences.motion else "none"
    app.set_class(not preferences.motion, "-still")
