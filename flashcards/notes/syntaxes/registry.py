"""The flashcard syntaxes in the order in which a note is compared with them, and the choice of one."""

from __future__ import annotations

from flashcards.errors import Problem, suggest
from flashcards.notes.syntaxes import (
    ankdown,
    bold_qa,
    carddown,
    hascard,
    hashcards,
    logseq,
    mdanki,
    obsidian_spaced_repetition,
    remnote,
    repeater,
)
from flashcards.notes.syntaxes.marked_card import NoteSource, Syntax

SYNTAXES: tuple[Syntax, ...] = (
    logseq.SYNTAX,
    hashcards.SYNTAX,
    repeater.SYNTAX,
    ankdown.SYNTAX,
    hascard.SYNTAX,
    bold_qa.SYNTAX,
    carddown.SYNTAX,
    remnote.SYNTAX,
    obsidian_spaced_repetition.SYNTAX,
    mdanki.SYNTAX,
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
        hint = suggest(wanted, names) or "choose one"
        raise Problem(f"no flashcard syntax is named '{wanted}'", hint=f"{hint}: {', '.join(names)}")
