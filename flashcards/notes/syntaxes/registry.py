"""The flashcard syntaxes in the order in which a note is compared with them, and the choice of one."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.errors import Problem
from flashcards.notes.syntaxes import (
    ankdown,
    bold_qa,
    carddown,
    decks_plugin,
    flashcards_obsidian,
    hascard,
    hashcards,
    logseq,
    mdanki,
    obsidian_spaced_repetition,
    obsidian_to_anki,
    plugin_marks,
    remnote,
    repeater,
    unread,
)
from flashcards.notes.syntaxes.marked_card import NoteSource, Syntax

SYNTAXES: tuple[Syntax, ...] = (
    logseq.SYNTAX,
    hashcards.SYNTAX,
    obsidian_spaced_repetition.SYNTAX,  # its tag says more than a Q: and an A: among its marks
    repeater.SYNTAX,
    ankdown.SYNTAX,
    hascard.SYNTAX,
    bold_qa.SYNTAX,
    carddown.SYNTAX,
    obsidian_to_anki.SYNTAX,
    flashcards_obsidian.SYNTAX,
    unread.LEARNKIT,
    remnote.SYNTAX,
    mdanki.SYNTAX,
    decks_plugin.SYNTAX,
)
"""Specific before general: the first whose marks a note carries is its syntax."""

PROSE = "prose"
"""The name by which a person asks for no syntax at all."""


def choose(source: NoteSource, wanted: str = "") -> Syntax | None:
    """The syntax named `wanted` or, by default, that of the note's marks; None for prose.

    Raises Problem if no syntax has that name.
    """
    check_name(wanted)
    if wanted == PROSE:
        return None
    return next(
        (each for each in SYNTAXES if (each.name == wanted if wanted else each.detect(source))),
        None,
    )


def check_name(wanted: str) -> None:
    """Raises Problem with all the names if `wanted` is neither empty nor one of them."""
    names = [*(each.name for each in SYNTAXES), PROSE]
    if wanted and wanted not in names:
        raise Problem(f"no flashcard syntax is named '{wanted}'", hint=f"use one of: {', '.join(names)}")


def parse_syntax_settings(written: Sequence[str]) -> dict[str, object]:
    """The settings of a syntax written as `NAME=VALUE`; names differ between syntaxes.

    Raises Problem if one has another form or no setting has that name.
    """
    settings: dict[str, object] = {}
    for each in written:
        name, equals, value = each.partition("=")
        if not equals or name not in plugin_marks.SETTINGS:
            hint = f"write NAME=VALUE with one of: {', '.join(plugin_marks.SETTINGS)}"
            raise Problem(f"'{each}' is no setting of a flashcard syntax", hint=hint)
        settings[name] = value
    return settings
