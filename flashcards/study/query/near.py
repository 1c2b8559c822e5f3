"""Queries near one that was written: while it is typed, and where it finds nothing."""

from __future__ import annotations

from flashcards.study.query.tree import Conjunction, Disjunction, Query, TextTerm, all_of, any_of


def complete_last_word(query: Query, text: str) -> Query:
    """The query of a `text` that is still typed: its last word may go on, unless a quote or space ends it."""
    return _complete(query) if text[-1:].isalnum() else query


def _complete(query: Query) -> Query:
    match query:
        case TextTerm(text):
            return TextTerm(text, prefix=True)
        case Conjunction((*before, last)):
            return all_of([*before, _complete(last)])
        case Disjunction((*before, last)):
            return any_of([*before, _complete(last)])
    return query


def wider_queries(query: Query) -> list[tuple[str, Query]]:
    """Each of the terms that must all be so, as it is typed, with the query without it; the last first."""
    if not isinstance(query, Conjunction):
        return []
    parts = query.parts
    without = (all_of(parts[:at] + parts[at + 1 :]) for at in range(len(parts)))
    return list(zip(map(_typed, parts), without, strict=True))[::-1]


def _typed(term: Query) -> str:
    """A term as text; without the star of a word that may go on, which is seldom typed."""
    if isinstance(term, Disjunction):
        return f"({term})"
    return str(TextTerm(term.text) if isinstance(term, TextTerm) else term)
