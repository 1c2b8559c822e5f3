"""The colours of the app by their roles: two themes of its own, the terminal's own colours, foreign themes.

Code and style sheets name roles, as in `$fc-new`, and never colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from textual.theme import Theme

DUSK: Mapping[str, str] = {
    **{"bg": "#0e1219", "card": "#171d27", "panel": "#222a37", "sel": "#1b3450"},
    **{"fg": "#dfe5ee", "muted": "#98a3b5", "accent": "#7cc0ff", "new": "#7cc0ff"},
    **{"learn": "#ffb870", "young": "#5fd0c5", "mature": "#86d993", "right": "#86d993"},
    **{"wrong": "#ff9a9f", "variant": "#cdb2ff", "math": "#a8d4ff", "key": "#ffd479"},
    **{"unseen": "#8390a6", "line": "#66738a"},
    **{"band-right": "#16301f", "band-variant": "#291f42", "band-wrong": "#3d1a20", "band-hint": "#33290f"},
    **{"heat-1": "#3f7068", "heat-2": "#4d9a8d", "heat-3": "#63c4b3", "heat-4": "#93f2e0"},
    **{"field-1": "#0d1b2e", "field-2": "#10283b", "field-3": "#143443", "field-4": "#18404a"},
    "field-5": "#1e4b4e",
}
"""Dark: role → colour."""
PAPER: Mapping[str, str] = {
    **{"bg": "#f4f5f7", "card": "#ffffff", "panel": "#e4e8ee", "sel": "#cfe3f8"},
    **{"fg": "#1b2230", "muted": "#566074", "accent": "#0a5cad", "new": "#0a5cad"},
    **{"learn": "#9a4a00", "young": "#0b6e66", "mature": "#1f6f34", "right": "#1f6f34"},
    **{"wrong": "#b3202c", "variant": "#6a35b5", "math": "#0b4a8f", "key": "#7a5200"},
    **{"unseen": "#6b7587", "line": "#7d8798"},
    **{"band-right": "#dff3e3", "band-variant": "#ece3fb", "band-wrong": "#fbe3e4", "band-hint": "#fbf0d2"},
    **{"heat-1": "#569a8f", "heat-2": "#37877b", "heat-3": "#15695f", "heat-4": "#06443d"},
    **{"field-1": "#ffffff", "field-2": "#eaf4f5", "field-3": "#d5e9ea", "field-4": "#c0dede"},
    "field-5": "#accfcf",
}
"""Light: role → colour."""
DUSK_INDEXED: Mapping[str, str] = {
    **{"bg": "#141414", "card": "#1f1f1f", "panel": "#292929", "sel": "#333333"},
    **{"fg": "#ebebeb", "muted": "#adadad", "accent": "#87afff", "new": "#87afff"},
    **{"learn": "#ffaf5f", "young": "#5fd7d7", "mature": "#87d787", "right": "#87d787"},
    **{"wrong": "#ff87af", "variant": "#d7afff", "math": "#afd7ff", "key": "#ffd787"},
    **{"unseen": "#8787af", "line": "#5f8787", "band-right": "#292929", "band-variant": "#292929"},
    **{"band-wrong": "#292929", "band-hint": "#292929", "heat-1": "#666666", "heat-2": "#5f8787"},
    **{"heat-3": "#5fd7af", "heat-4": "#87ffd7", "field-1": "#1f1f1f", "field-2": "#292929"},
    **{"field-3": "#333333", "field-4": "#333333", "field-5": "#3d3d3d"},
}
"""As `DUSK`, as `index_roles` finds it for a terminal of 256 colours: a start does not wait for that."""
PAPER_INDEXED: Mapping[str, str] = {
    **{"bg": "#f5f5f5", "card": "#ffffff", "panel": "#ebebeb", "sel": "#d7ffff"},
    **{"fg": "#292929", "muted": "#5f5f87", "accent": "#005faf", "new": "#005faf"},
    **{"learn": "#875f00", "young": "#005f5f", "mature": "#005f00", "right": "#005f00"},
    **{"wrong": "#af0000", "variant": "#5f00af", "math": "#005f87", "key": "#5f5f00"},
    **{"unseen": "#7a7a7a", "line": "#858585", "band-right": "#ebebeb", "band-variant": "#ebebeb"},
    **{"band-wrong": "#ffd7d7", "band-hint": "#ffffd7", "heat-1": "#5f8787", "heat-2": "#5f5f87"},
    **{"heat-3": "#005f5f", "heat-4": "#333333", "field-1": "#ffffff", "field-2": "#f5f5f5"},
    **{"field-3": "#ebebeb", "field-4": "#afd7d7", "field-5": "#afd7d7"},
}
"""The same of `PAPER`."""
ROLES = tuple(DUSK)
TERMINAL: Mapping[str, str] = {
    **dict.fromkeys(ROLES, "ansi_default"),  # surfaces, bands and fields are not drawn, nor is text dimmed
    **dict.fromkeys(("accent", "new"), "ansi_blue"),
    **dict.fromkeys(("learn", "key"), "ansi_yellow"),
    **dict.fromkeys(("young", "math", "heat-1", "heat-2", "heat-3", "heat-4"), "ansi_cyan"),
    **dict.fromkeys(("mature", "right"), "ansi_green"),
    **{"wrong": "ansi_red", "variant": "ansi_magenta"},
}
"""The terminal's own colours: role → colour. Without colour they are all the same."""

TERMINALS_OWN = ("ansi-dark", "textual-ansi")
"""Textual's themes in the terminal's own colours; Textual 8.2 renamed the second to the first."""
NO_SURFACES = (*TERMINALS_OWN, "ansi-light")
"""The themes in which no surface, no band and no shade of a field can be told from the ground."""


def role_variables(theme: Theme, *, indexed: bool = False) -> dict[str, str]:
    """The colours of the roles in a theme, by the names that style sheets and styles of text call them.

    With `indexed`, those of a terminal that has 256.
    """
    roles = _roles_of(theme)
    if indexed and theme.name not in NO_SURFACES:
        roles = _index(roles)
    return {f"fc-{role}": colour for role, colour in roles.items()}


def _index(roles: Mapping[str, str]) -> Mapping[str, str]:
    """The roles on a terminal of 256 colours."""
    if roles is DUSK or roles is PAPER:
        return DUSK_INDEXED if roles is DUSK else PAPER_INDEXED
    return _index_once(tuple(roles.items()))


@lru_cache
def _index_once(roles: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    from flashcards.tui.indexed_colours import index_roles  # for a theme of others

    return index_roles(dict(roles))


def _roles_of(theme: Theme) -> Mapping[str, str]:
    if theme.name in NO_SURFACES:
        return TERMINAL
    own = {"dusk": DUSK, "paper": PAPER}.get(theme.name)
    return own or _foreign(theme.name, theme)


@lru_cache
def _derive_once(name: str, colours: tuple[str, ...], *, dark: bool) -> Mapping[str, str]:
    from flashcards.tui.readable import derive_roles  # for a theme that is not ours

    return derive_roles(DUSK if dark else PAPER, *colours)


def _foreign(name: str, theme: Theme) -> Mapping[str, str]:
    """Roles that are readable on the surfaces of a theme that does not know them."""
    known = theme.to_color_system().generate()
    wanted = ("background", "surface", "panel", "foreground", "primary")
    return _derive_once(name, tuple(known[each] for each in wanted), dark=theme.dark)


def widget_variables(roles: Mapping[str, str]) -> dict[str, str]:
    """What the widgets of Textual draw themselves in, by the names of its variables.

    Its own values for a theme are not held to any contrast: half of it is left to what cannot be chosen.
    """
    return {
        **{"background": roles["bg"], "surface": roles["card"], "panel": roles["panel"]},
        **{"foreground": roles["fg"], "primary": roles["accent"], "accent": roles["accent"]},
        "footer-background": roles["bg"],
        "footer-item-background": roles["bg"],
        "footer-key-background": roles["bg"],
        "footer-key-foreground": roles["key"],
        "footer-description-foreground": roles["muted"],
        "footer-description-background": roles["bg"],
        "block-cursor-background": roles["sel"],
        "block-cursor-foreground": roles["fg"],
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": roles["panel"],
        "block-cursor-blurred-foreground": roles["fg"],
        "input-cursor-background": roles["fg"],
        "input-cursor-foreground": roles["bg"],
        "text-muted": roles["muted"],
        "scrollbar": roles["line"],
        "scrollbar-background": roles["bg"],
        "scrollbar-corner-color": roles["bg"],
        "scrollbar-background-hover": roles["bg"],
        "scrollbar-background-active": roles["bg"],
        "scrollbar-hover": roles["muted"],
        "scrollbar-active": roles["accent"],
        "text-disabled": roles["muted"],
        "screen-selection-background": roles["sel"],
        "input-selection-background": roles["sel"],
    }


def own_theme(name: str, roles: Mapping[str, str], *, dark: bool) -> Theme:
    """One of the app's own themes, for the widgets of Textual too."""
    return Theme(
        name=name,
        primary=roles["accent"],
        secondary=roles["young"],
        accent=roles["accent"],
        warning=roles["learn"],
        error=roles["wrong"],
        success=roles["right"],
        foreground=roles["fg"],
        background=roles["bg"],
        surface=roles["card"],
        panel=roles["panel"],
        dark=dark,
        variables=widget_variables(roles),
    )


def own_themes(*, indexed: bool = False) -> tuple[Theme, Theme]:
    """The two themes of the app; with `indexed`, for a terminal of 256 colours."""
    dusk, paper = (_index(each) if indexed else each for each in (DUSK, PAPER))
    return own_theme("dusk", dusk, dark=True), own_theme("paper", paper, dark=False)
