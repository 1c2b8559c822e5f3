"""Where a search starts: statements for all prompts that a part of a query can mean.

Each is cheap where these are few, and stops early where they are many.
"""

from __future__ import annotations

from collections.abc import Iterator

from flashcards.storage.search_sql import (
    OF_CARD,
    STANDS,
    SqlWriter,
    holds_of_new,
    is_of_memory,
)
from flashcards.storage.search_words import has_words, is_name, match_of, phrase
from flashcards.study.query import (
    Conjunction,
    Disjunction,
    FieldTerm,
    Negation,
    Query,
    RatedTerm,
    StateTerm,
    TextTerm,
    all_of,
)

MOST_SELECTS = 400
"""SQLite joins at most 500 by "union"."""


def drivers(query: Query, writer: SqlWriter) -> Iterator[tuple[str, Query]]:
    """Statements for prompts among which are all that the query means, each with what remains to be said.

    The cheapest to try first. Words are left out: who asks has tried them (`words_of`).
    """
    parts = query.parts if isinstance(query, Conjunction) else (query,)
    memory = [part for part in parts if is_of_memory(part)]
    others = [part for part in parts if not (is_of_memory(part) or match_of(part))]
    for part in (*sorted(others, key=is_of_rows), all_of(memory)):
        if found := driver(part, writer):
            said = [part] if isinstance(part, FieldTerm | RatedTerm) else memory if is_of_memory(part) else []
            yield found, all_of(each for each in parts if each not in said)


def words_of(query: Query) -> Query | None:
    """The part of a query that is about words alone, if prompts must match it to be found."""
    parts = query.parts if isinstance(query, Conjunction) else (query,)
    words = all_of(part for part in parts if match_of(part.part if isinstance(part, Negation) else part))
    return words if match_of(words) else None


def is_of_rows(query: Query) -> bool:
    """True for a term that looks into the rows of the log."""
    return isinstance(query, RatedTerm) or (isinstance(query, FieldTerm) and query.name == "slip")


def driver(query: Query, writer: SqlWriter) -> str | None:
    """A statement for all prompts that the query means, and perhaps more; None if only a walk finds them."""
    if match := match_of(query):
        return _of_cards(f"catalogue.card_text t where t.card_text match {writer.value(match)}")
    if is_of_memory(query):
        if holds_of_new(query):
            return None
        return f"select s.prompt from states s where {writer.remembered(query)}"
    match query:
        case StateTerm("orphan"):
            return _of_cards(f"catalogue.cards t where t.key in ({writer.orphans()})")
        case TextTerm():
            return _of_text(query, writer)
        case FieldTerm("slip", pattern):
            return _of_rows(writer.slipped(pattern))
        case FieldTerm():
            return _of_field(query, writer)
        case RatedTerm():
            return _of_rows(writer.rated(query))
        case Conjunction(parts):
            return next((found for part in parts if (found := driver(part, writer))), None)
        case Disjunction(parts):
            each = [driver(part, writer) for part in parts]
            # Not "union", which finds all that each part means before it gives the first.
            together = " union all ".join(f"select * from ({found})" for found in each if found)
            return together if all(each) and together.count(" union ") < MOST_SELECTS else None
    return None


def _of_cards(source: str, number: str = "t.rowid") -> str:
    """The prompts of cards; `source` says where their numbers are, with a condition."""
    return (
        f"select p.prompt from (select {number} as number from {source}) h"
        f" cross join catalogue.cards c on c.rowid = h.number cross join catalogue.prompts p on {OF_CARD}"
    )


def _of_text(term: TextTerm, writer: SqlWriter) -> str | None:
    """What has the term for its name, or the words in it: whether there is such a name is not known here."""
    if not is_name(term):
        return _of_cards(f"catalogue.card_text t where {writer.like(term)}")
    names = f"select p.prompt from catalogue.prompts p where {writer.spanned('p.prompt', term)}"
    cards = _of_cards(f"catalogue.cards t where {writer.spanned('t.key', term)}")
    if not has_words(term.text):
        return None
    match = writer.value(phrase(term.text, term.prefix))
    words = _of_cards(f"catalogue.card_text t where t.card_text match {match}")
    return f"{names} union {cards} union {words}"


def _of_field(query: FieldTerm, writer: SqlWriter) -> str:
    if query.name == "deck":
        return _of_cards(f"catalogue.cards t where t.deck in ({writer.decks(query.pattern)})")
    first, star, _ = query.pattern.removeprefix("#").partition("*")
    if query.name == "tag" and has_words(first):
        match = writer.value("tags : " + phrase(first, bool(star)))
        texts = f"catalogue.card_text x where x.card_text match {match}"
        return _of_cards(
            f"(select x.rowid as number from {texts}) x cross join catalogue.cards c on c.rowid = x.number"
            f" where {writer.tagged(query.pattern, each=True)}",
            "x.number",
        )
    return _of_cards(f"catalogue.cards c where {writer.condition(query)}", "c.rowid")


def _of_rows(condition: str) -> str:
    """The prompts, by their present names, of rows `r` of the log that stand and are so."""
    return (
        "select distinct ifnull(f.new, r.card) from reviews r left join catalogue.former f on f.old = r.card"
        f" where {condition} and {STANDS}"
    )
