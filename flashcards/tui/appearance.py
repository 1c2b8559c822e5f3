"""What the person's preferences change in the app: its theme, and whether anything moves."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

from rich.style import Style
from textual import constants
from textual.app import App
from textual.color import Color

from flashcards.config.declarations import Preferences
from flashcards.tui.themes import NO_SURFACES, TERMINALS_OWN, own_themes

USUAL = "dusk"
_FORMER_NAMES = {"dark": "dusk", "light": "paper", "default": os.environ.get("TEXTUAL_THEME", USUAL)}


def has_few_colours(app: App[Any]) -> bool:
    """True on a terminal of sixteen colours or none: ours would all become one of white, grey and black."""
    return app.console.color_system not in {"256", "truecolor"}


def is_indexed(app: App[Any]) -> bool:
    """True on a terminal of 256 colours."""
    return app.console.color_system == "256"


def choose_theme(app: App[Any], preferences: Preferences) -> str:
    """The theme to use: the terminal's own where colours are few, the chosen one, or the usual one.

    A theme that this version of Textual does not have leaves the usual one; `default` is the one that
    TEXTUAL_THEME names.
    """
    own = next(name for name in TERMINALS_OWN if name in app.available_themes)
    if app.no_color or has_few_colours(app) or preferences.theme == "terminal":
        return own
    name = _FORMER_NAMES.get(preferences.theme, preferences.theme)
    return name if name in app.available_themes else USUAL


def begin_with_theme(app: App[Any], preferences: Preferences) -> None:
    """Set the theme of an app that has no style sheet yet, so that none is read twice."""
    for theme in own_themes(indexed=is_indexed(app)):
        app.register_theme(theme)
    name = choose_theme(app, preferences)
    app.set_reactive(App.theme, name)
    dark = app.current_theme.dark
    app.set_class(True, f"-theme-{name}", update=False)
    app.set_class(dark, "-dark-mode", update=False)
    app.set_class(not dark, "-light-mode", update=False)


def apply_preferences(app: App[Any], preferences: Preferences) -> None:
    """Set theme and motion; with motion off nothing moves, and no cursor blinks."""
    app.theme = choose_theme(app, preferences)
    if "NO_COLOR" not in os.environ:
        app.ansi_color = True if app.theme in NO_SURFACES else None
    app.animation_level = constants.TEXTUAL_ANIMATIONS if preferences.motion else "none"
    app.set_class(not preferences.motion, "-still")


def has_surfaces(app: App[Any]) -> bool:
    """True if surfaces and shades can be told from the ground; otherwise signs and glyphs carry them."""
    return app.theme not in NO_SURFACES and not app.no_color


def role_style(app: App[Any], role: str, on: str = "", more: str = "") -> Style:
    """A role's colour, on a surface, for lines that a widget draws itself; `more` is as in `bold underline`.

    Texts that are `Content` name the role itself, as in `bold $fc-new`.
    """
    colours = app.theme_variables
    return _style(colours[f"fc-{role}"], colours[f"fc-{on}"] if on else "", more)


@lru_cache(512)
def _style(colour: str, ground: str, more: str) -> Style:
    found = Style(
        color=Color.parse(colour).rich_color, bgcolor=Color.parse(ground).rich_color if ground else None
    )
    return found + Style.parse(more) if more else found
