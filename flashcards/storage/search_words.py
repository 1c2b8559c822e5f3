"""Words of a query as SQLite's full-text search takes them."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.study.query import (
    Conjunction,
    Disjunction,
    Negation,
    Query,
    TextTerm,
    spellings,
)
from flashcards.text.fold import fold_text


def has_words(text: str) -> bool:
    """False for signs alone, such as `%` or `+`, of which the full-text index knows nothing."""
    return any(character.isalnum() for character in fold_text(text))


def is_name(term: TextTerm) -> bool:
    """True for what may be the name of a card or of a prompt: `adam/first-moment`."""
    return "/" in term.text


def match_of(query: Query) -> str | None:
    """The full-text expression that means the same; None if the query is not made of words alone."""
    match query:
        case TextTerm(text, prefix) if has_words(text) and not is_name(query):
            return phrase(text, prefix)
        case Conjunction(parts) if parts:
            without = [part.part for part in parts if isinstance(part, Negation)]
            most = _joined(" AND ", [part for part in parts if not isinstance(part, Negation)])
            but = _joined(" OR ", without)
            return f"({most} NOT {but})" if most and but else most if not without else None
        case Disjunction(parts):
            return _joined(" OR ", parts)
    return None


def _joined(operator: str, parts: Sequence[Query]) -> str | None:
    matches = [match_of(part) for part in parts]
    known = [match for match in matches if match is not None]
    return f"({operator.join(known)})" if known and len(known) == len(matches) else None


def phrase(text: str, prefix: bool = False) -> str:
    """The full-text phrase for `text`: its words in their order, the last one perhaps going on.

    Joined by "or" with what else `text` may be written as.
    """
    written = dict.fromkeys(each for spelling in spellings(text) for each in (spelling, fold_text(spelling)))
    phrases = [_quoted(each) + "*" * prefix for each in written]
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def _quoted(text: str) -> str:
    # The index takes a text up to its first NUL, and SQLite no half of a surrogate pair.
    text = text.replace("\0", " ").encode("utf-8", "replace").decode()
    return '"' + text.replace('"', '""') + '"'
