"""The marks of cards in obsidian-spaced-repetition, as the settings of the plugin say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flashcards.notes.syntaxes.cloze_patterns import ANKI, BOLD, BRACES, HIGHLIGHT
from flashcards.value import Value


class PluginMarks(Value, frozen=True):
    """The marks of cards; an empty one is switched off."""

    one_line: str = "::"
    one_line_both: str = ":::"
    lines: str = "?"
    lines_both: str = "??"
    ends: str = ""
    patterns: tuple[str, ...] = (HIGHLIGHT, ANKI)
    tags: tuple[str, ...] = ("flashcards",)
    folders: bool = False
    """True if the folder of a note is its deck, whatever its tags."""


_TEXTS = {
    "singleLineCardSeparator": "one_line",
    "singleLineReversedCardSeparator": "one_line_both",
    "multilineCardSeparator": "lines",
    "multilineReversedCardSeparator": "lines_both",
    "multilineCardEndMarker": "ends",
}
_CONVERSIONS = {
    "convertHighlightsToClozes": HIGHLIGHT,
    "convertBoldTextToClozes": BOLD,
    "convertCurlyBracketsToClozes": BRACES,
}
SETTINGS = (*_TEXTS, *_CONVERSIONS, "clozePatterns", "flashcardTags", "convertFoldersToDecks")
"""The settings that count, by the names that they have in the file of the plugin."""


def read_marks(settings: Mapping[str, object]) -> PluginMarks:
    """The marks as set; a setting of the wrong type is left at its default."""
    texts = {
        own: value.strip() for name, own in _TEXTS.items() if isinstance(value := settings.get(name), str)
    }
    marks = replace(PluginMarks(), **texts)  # type: ignore[arg-type]
    tags = tuple(tag.lstrip("#").rstrip("/") for tag in _words(settings.get("flashcardTags")))
    return replace(
        marks,
        patterns=_patterns(settings),
        tags=tags or marks.tags,
        folders=_is_on(settings.get("convertFoldersToDecks")),
    )


def _patterns(settings: Mapping[str, object]) -> tuple[str, ...]:
    if own := _words(settings.get("clozePatterns")):
        return tuple(own[:20])
    switched = {name: settings.get(name) for name in _CONVERSIONS}
    found = [
        pattern
        for name, pattern in _CONVERSIONS.items()
        if (_is_on(switched[name]) if switched[name] is not None else pattern == HIGHLIGHT)
    ]
    return (*found, ANKI)


def _words(value: object) -> list[str]:
    """The words of a list, or of a text that holds them one after another."""
    if isinstance(value, str):
        return value.split()
    return [each.strip() for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _is_on(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")
