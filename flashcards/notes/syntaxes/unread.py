"""Syntaxes that are recognised but not read: their notes make no cards, and the import says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.errors import Place, Problem
from flashcards.notes.syntaxes import note_lines
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax

_ASKS = re.compile(r"(?:Q|RQ|CQ|MCQ|OQ)[ \t]+\|[ \t]*\S")
_ANSWERS = re.compile(r"(?:A|O|\d{1,2})[ \t]+\|[ \t]*\S")


def _detect_learnkit(source: NoteSource) -> bool:
    lines = [line for _, line in note_lines.free_lines(source)]
    clozes = any(line.startswith("CQ") and _ASKS.match(line) for line in lines)
    return clozes or (any(map(_ASKS.match, lines)) and any(map(_ANSWERS.match, lines)))


def _read_none(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    message = "the note is in the syntax of LearnKit (formerly Sprout), which is not read: it makes no cards"
    hint = "export the cards from there, or write them as front::back under the tag #flashcards"
    problems.append(Problem(message, Place(source.file), hint))
    return iter(())


LEARNKIT = Syntax("learnkit", _detect_learnkit, _read_none)
