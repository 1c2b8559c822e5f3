"""Reads hashcards notes: `Q:` and `A:`, or `C:` with `[gaps]`, at the start of lines, and nothing else.

It is strict: what is no card is a fault of the note, and a note with a fault makes no cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from flashcards.errors import Problem
from flashcards.notes.syntaxes.cloze_text import write_cloze
from flashcards.notes.syntaxes.line_ranges import problem_at
from flashcards.notes.syntaxes.marked_card import MarkedCard, NoteSource, Syntax
from flashcards.notes.syntaxes.tagged_texts import (
    TaggedText,
    bracket_pieces,
    carries_tags,
    free_text_apart,
    tagged_texts,
)

_DECK = re.compile(r"""name[ \t]*[=:][ \t]*(["'])(?P<name>[^"'\n]{1,200})\1[ \t]*$""")


def _detect(source: NoteSource) -> bool:
    return carries_tags(source) and not free_text_apart(source)


def _read(source: NoteSource, problems: list[Problem]) -> Iterator[MarkedCard]:
    texts = tagged_texts(source)
    faults: list[Problem] = []
    decks = _decks(source.lines[: source.start])
    cards = list(_cards(source, texts, decks, faults))
    problems += faults
    if not faults:
        yield from cards


def _decks(head: Sequence[str]) -> tuple[str, ...]:
    """The deck that `name = "…"` in the front matter names."""
    return tuple(match["name"] for line in head if (match := _DECK.match(line)))[:1]


def _cards(
    source: NoteSource, texts: Sequence[TaggedText], decks: tuple[str, ...], faults: list[Problem]
) -> Iterator[MarkedCard]:
    above: TaggedText | None = None
    for text, below in zip_longest(texts, texts[1:]):
        if problem := _fault(source, above, text, below):
            faults.append(problem)
        elif text.tag == "A" and above:
            yield MarkedCard(above.first + 1, text.end, above.text, text.text, decks=decks)
        elif text.tag == "C":
            gaps = write_cloze(bracket_pieces(text.text))
            yield MarkedCard(text.first + 1, text.end, gaps=gaps, decks=decks)
        above = text


def _fault(
    source: NoteSource, above: TaggedText | None, text: TaggedText, below: TaggedText | None
) -> Problem | None:
    asked = above is not None and above.tag == "Q" and not above.ruled
    match text.tag:
        case "":
            return problem_at(
                source, text.first, "this text belongs to no card", "write Q:, A: or C: in front of it"
            )
        case "Q" if text.ruled:
            return problem_at(
                source, text.end, "the line --- ends a question that has no answer", _WRITE_ANSWER
            )
        case "Q" if below is None or below.tag != "A":
            return problem_at(source, text.first, "this question has no answer", _WRITE_ANSWER)
        case "A" if not asked:
            if above is not None and above.tag == "Q":
                return None
            second = above is not None and above.tag == "A" and not above.ruled
            message = "this question has a second answer" if second else "this answer has no question"
            return problem_at(source, text.first, message, "write a line with Q: and the question above it")
        case "Q" | "A" if not text.text:
            return problem_at(source, text.first, f"nothing follows {text.tag}:", "write its text behind it")
        case "C" if not write_cloze(bracket_pieces(text.text)):
            return problem_at(
                source, text.first, "this text hides nothing", "put what it hides in [brackets]"
            )
    return None


_WRITE_ANSWER = "write a line with A: and the answer below the question"

SYNTAX = Syntax("hashcards", _detect, _read)
