"""The settings, each declared once: name, kind, default, explanation, whether a deck may have its own."""

from __future__ import annotations

from typing import Any

from flashcards.config.durations import Steps
from flashcards.config.key_choice import KeyChoice
from flashcards.config.kinds import (
    Choice,
    Flag,
    Hour,
    Kind,
    Percentage,
    TextLine,
    Unfit,
    Whole,
    WholePath,
    toml_literal,
)
from flashcards.config.weekdays import EasyDays
from flashcards.errors import Problem, suggest
from flashcards.value import Value, field

DECKS = "decks"
"""The table of the decks that have settings of their own."""
MOST_A_DAY = 9999
"""The largest limit of a day."""
THEMES = (
    *("dusk", "paper", "terminal"),
    *("textual-dark", "textual-light", "nord", "gruvbox", "catppuccin-mocha", "dracula", "tokyo-night"),
    *("monokai", "flexoki", "catppuccin-latte", "catppuccin-frappe", "catppuccin-macchiato"),
    *("solarized-light", "solarized-dark", "rose-pine", "rose-pine-moon", "rose-pine-dawn"),
    *("atom-one-dark", "atom-one-light", "ansi-dark", "ansi-light"),
    *("default", "dark", "light"),
)
"""The app's own, the terminal's own, the themes of Textual, and names that earlier versions had."""


class _Typed(str):
    """What a person typed, which has no quotation marks."""


def _abridge(written: object) -> str:
    """The value as it was written, cut to what fits on a line."""
    text = f"'{written}'" if isinstance(written, _Typed) else toml_literal(written)
    return text if len(text) <= 60 else f"{text[:59]}…"


class Setting:
    """One setting; plain, as a dataclass takes a millisecond of every start."""

    def __init__(
        self,
        name: str,
        kind: Kind,
        default: Any,
        about: str,
        *,
        label: str,
        per_deck: bool = False,
        group: str = "Study",
    ) -> None:
        self.name = name
        self.kind = kind
        self.default = default
        self.about = about
        self.label = label
        """What the settings screen calls it."""
        self.per_deck = per_deck
        """True if a deck may have its own."""
        self.group = group
        """The heading that it stands under."""

    def problem(self, unfit: Unfit, written: object = None, part: str = "", deck: str = "") -> Problem:
        """The Problem for a value `written` that is unfit; `part` names an entry of a table."""
        part = part or unfit.part
        name = f"{self.name}.{part}" if part else self.name
        instead = self.kind.write(self.default) if unfit.instead is None else unfit.instead
        hint = unfit.hint
        if unfit.instead is not None or not hint:
            hint = f"{hint}\nwrite  {part or self.name} = {toml_literal(instead)}".strip()
        where = f" of the deck '{deck}'" if deck else ""
        found = "" if written is None or unfit.name else f", not {_abridge(written)}"
        return Problem(f"{name}{where} {unfit.why}{found}", hint=hint)

    def parse(self, text: str) -> Any:
        """The value that a person typed. Raises Problem."""
        try:
            return self.kind.parse(text)
        except Unfit as unfit:
            raise self.problem(unfit, _Typed(text)) from None


SETTINGS = (
    Setting(
        *("new_per_day", Whole(0, MOST_A_DAY), 20, "New cards a day."),
        label="new cards a day",
        per_deck=True,
    ),
    Setting(
        *(
            "reviews_per_day",
            Whole(0, MOST_A_DAY),
            200,
            "Reviews a day at most; with 0 new cards alone are asked.",
        ),
        label="reviews a day",
        per_deck=True,
    ),
    Setting(
        *("retention", Percentage(0.7, 0.99), 0.9),
        "The chance to know a card when it is asked again; higher means more reviews.",
        label="retention asked for",
        per_deck=True,
        group="Scheduling",
    ),
    Setting(
        *("learning_steps", Steps("1m 10m"), (1.0, 10.0)),
        "The waits of a new card, before its interval is in days.",
        label="steps of a new card",
        per_deck=True,
        group="Scheduling",
    ),
    Setting(
        *("relearning_steps", Steps("10m"), (10.0,)),
        "The waits of a card that was forgotten.",
        label="steps after a lapse",
        per_deck=True,
        group="Scheduling",
    ),
    Setting(
        *("day_starts_at", Hour(), 4, "The hour at which a new day begins."),
        label="day begins at",
        per_deck=True,
    ),
    Setting(
        *("longest_interval", Whole(1, 36_500), 36_500, "The longest interval, in days."),
        label="longest interval",
        per_deck=True,
        group="Scheduling",
    ),
    Setting(
        *("new_order", Choice(("deck", "random")), "deck"),
        "The order of new cards: as in the deck, or at random.",
        label="order of new cards",
        per_deck=True,
    ),
    Setting(
        *("new_wait_for_backlog", Flag(), True),
        "Whether new cards wait while more reviews are due than a day takes, unless it takes none.",
        label="new wait for backlog",
        per_deck=True,
    ),
    Setting(
        *("siblings", Choice(("apart", "together")), "apart"),
        "Questions of one card: one a day (apart), or all that are due (together).",
        label="questions of one card",
    ),
    Setting(
        *("leech_after", Whole(1, 999), 8, "Lapses after which a card is flagged as a leech."),
        label="lapses of a leech",
        group="Scheduling",
    ),
    Setting(
        *("easy_days", EasyDays(), (1.0,) * 7, "The share of a usual day's reviews to aim at, by weekday."),
        label="easy days",
    ),
    Setting(
        *("theme", Choice(THEMES, "the name of a theme"), "dusk"),
        "The colours: dusk, paper, the terminal's own, or a theme of Textual; NO_COLOR turns all off.",
        label="theme",
        group="Look",
    ),
    Setting(
        *("keys", KeyChoice(), {}, "Your own keys for commands, as in undo=z hint=x,f10."),
        label="keys",
        group="Look",
    ),
    Setting(
        *("motion", Flag(), True, "Whether anything may move or blink by itself."),
        label="motion",
        group="Look",
    ),
    Setting(
        *("editor", TextLine("a command", "nano"), ""),
        "The editor for decks and notes; without one $VISUAL, then $EDITOR.",
        label="editor",
        group="Files",
    ),
    Setting(
        *("sync_folder", WholePath("the whole path of a folder", "~/Sync/flashcards"), ""),
        "The folder that your devices share, for flashcards sync.",
        label="shared folder",
        group="Files",
    ),
)
GROUPS = ("Study", "Scheduling", "Look", "Files")
"""The headings of the settings, in their order."""
SETTING_OF = {setting.name: setting for setting in SETTINGS}


def find_setting(name: str, *, deck: str = "") -> Setting:
    """The setting of that name. Raises Problem for an unknown one, or one that no deck may have."""
    setting = SETTING_OF.get(name)
    if setting is None:
        known = [each.name for each in SETTINGS if each.per_deck or not deck]
        raise Problem(f"unknown setting '{name}'", hint=suggest(name, known))
    if deck and not setting.per_deck:
        hint = f"write {name} above the tables of the file; without --deck on the command line"
        raise Problem(f"{name} holds for all decks and cannot be set for one", hint=hint)
    return setting


def default_of(name: str) -> Any:
    """The default of a setting."""
    return SETTING_OF[name].default


def check_value(name: str, value: Any) -> None:
    """Raise Problem unless the setting can have the value; another way to write one is none."""
    setting = SETTING_OF[name]
    try:
        read = setting.kind.read(setting.kind.write(value))
        if isinstance(value, int | float) and read != value:
            raise Unfit(f"must be {setting.kind.allowed}", read)
    except Unfit as unfit:
        raise setting.problem(unfit, setting.kind.write(value)) from None


class Preferences(Value, frozen=True):
    """The settings that do not bear on scheduling."""

    theme: str = default_of("theme")
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    motion: bool = default_of("motion")
    editor: str = default_of("editor")
    sync_folder: str = default_of("sync_folder")
