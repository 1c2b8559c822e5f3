"""The rows of the settings screen: headings, each setting with its value, and what is said of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from textual.content import Content

from flashcards.config.declarations import GROUPS, SETTINGS, Setting
from flashcards.errors import Problem, printable, printable_line
from flashcards.text.styled import ellipsize, pad
from flashcards.tui.settings_draft import SettingsDraft
from flashcards.tui.verdict_band import wrap_text

NAMES, VALUES, NOTES = 24, 14, 18
"""The cells of the columns."""
WITH_NOTES, WITH_SENTENCES = 58, 100
"""From so many cells on there is a column of notes, and one of sentences."""


def grouped_settings(deck: str = "") -> dict[str, list[Setting]]:
    """The settings under their headings; for a deck, those that it may have of its own."""
    groups = {
        group: [each for each in SETTINGS if each.group == group and (each.per_deck or not deck)]
        for group in GROUPS
    }
    return {group: settings for group, settings in groups.items() if settings}


def shown_value(setting: Setting, value: Any) -> str:
    """The value as one row shows it; a dash for none."""
    return printable_line(setting.kind.show(value)) or "–"


def setting_row(
    setting: Setting, draft: SettingsDraft, deck: str, width: int, problem: Problem | None, load: str = ""
) -> Content:
    """A setting with its mark, its value, what holds elsewhere and, in a wide box, what it does.

    `load` is what its value costs, which is said in place of what else there is to say.
    """
    is_set = draft.is_set(setting, deck)
    changed = (deck, setting.name) in draft.changes
    mark = "✗" if problem else "*" if changed else "•" if is_set else " "
    value = shown_value(setting, draft.value(setting, deck))
    room = width - NAMES if width < WITH_NOTES else VALUES
    begun = [
        (f"{mark} ", "bold $fc-wrong" if problem else "bold $fc-key"),
        (pad(setting.label, NAMES - 2), "$fc-fg"),
        (pad(ellipsize(value, room - 1), room), "bold $fc-fg" if is_set else "$fc-fg"),
    ]
    if width < WITH_NOTES:
        return Content.assemble(*begun)
    notes = NOTES if width >= WITH_SENTENCES and not load else width - NAMES - VALUES
    note = load or ("file: not usable" if problem else _elsewhere(setting, draft, deck))
    sentence = _sentence(setting.about, width) if width >= WITH_SENTENCES and not load else ""
    return Content.assemble(
        *begun,
        (pad(ellipsize(note, notes - 1), notes), "$fc-wrong" if problem else "$fc-muted"),
        (sentence, "$fc-muted"),
    )


@lru_cache(maxsize=256)
def _sentence(about: str, width: int) -> str:
    """What a setting does, in lines of the last column."""
    before = NAMES + VALUES + NOTES
    return f"\n{' ' * before}".join(wrap_text(about, width - before))


def _elsewhere(setting: Setting, draft: SettingsDraft, deck: str) -> str:
    """The default, what holds for all decks, or the decks with values of their own."""
    if deck:
        general = shown_value(setting, draft.value(setting, ""))
        return f"all decks {general}" if draft.is_set(setting, deck) else "as all decks"
    own = [f"{name} {value}" for name, value in own_values(setting, draft)]
    default = f"default {shown_value(setting, setting.default)}" if draft.is_set(setting, "") else "default"
    return " · ".join(filter(None, [default, ", ".join(own)]))


def own_values(setting: Setting, draft: SettingsDraft) -> Iterator[tuple[str, str]]:
    """The decks with a value of their own, and this."""
    for deck in draft.decks:
        if draft.is_set(setting, deck):
            yield printable_line(deck), shown_value(setting, draft.value(setting, deck))


def setting_about(
    setting: Setting,
    draft: SettingsDraft,
    deck: str,
    problem: Problem | None,
) -> Content:
    """What the setting under the cursor does, what it may be, its default, and what is wrong with it."""
    if problem:
        line = f" (line {problem.place.line})" if problem.place else ""
        return Content.assemble(
            (printable(f"✗ {problem.message}{line}"), "$fc-wrong"),
            (printable(f"\n{problem.hint}"), "$fc-fg"),
            ("\nUntil then the default holds.", "$fc-muted"),
        )
    allowed = "on or off" if isinstance(setting.default, bool) else setting.kind.allowed  # as it is shown
    default = shown_value(setting, setting.default)
    own = ", ".join(f"{name} {value}" for name, value in own_values(setting, draft)) if not deck else ""
    return Content.assemble(
        (f"{setting.about.removesuffix('.')}; {allowed}; default {default}.", "$fc-fg"),
        (f" In the file: {setting.name}.", "$fc-muted"),
        (f" Of their own: {own}." if own else "", "$fc-muted"),
    )


def standing_problem(
    problems: Mapping[tuple[str, str], Problem], draft: SettingsDraft, deck: str, setting: Setting
) -> Problem | None:
    """What is wrong with the setting in the file, unless it was changed since."""
    key = (deck, setting.name)
    return None if key in draft.changes else problems.get(key)
