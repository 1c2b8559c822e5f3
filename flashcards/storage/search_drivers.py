"""Where a search starts: statements for all that a part of a query can mean.

Each is cheap where this is little, and stops early where it is much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flashcards.storage.catalogue_rows import EVERY
from flashcards.storage.search_memory import holds_of_new, is_of_memory, is_of_rows, requires_due
from flashcards.storage.search_sql import STANDS, SqlWriter, is_rare
from flashcards.storage.search_words import has_words, is_name, match_of, phrase
from flashcards.study.query import (
    Disjunction,
    FieldTerm,
    Negation,
    Query,
    RatedTerm,
    StateTerm,
    TextTerm,
    all_of,
    conjuncts,
)


class Lead(NamedTuple):
    """A statement that finds cards or prompts."""

    sql: str
    of_prompts: bool = False
    """True if it gives names of prompts, else it gives numbers of cards."""
    match: str = ""
    """The full-text expression that it looks for, if it does nothing else."""
    rows: str = ""
    """A statement of the rows of the log that it reads; empty if it reads none."""

    @property
    def reads_states(self) -> bool:
        """True if it reads the states, perhaps all of them."""
        return self.of_prompts and not self.rows


class Driver(NamedTuple):
    """What finds all that a query can mean, and what each prompt must still satisfy."""

    lead: Lead
    rest: Query


def drivers(query: Query, writer: SqlWriter) -> Iterator[Driver]:
    """The ways to begin with a part of a query that all it means must satisfy, the cheapest to try first."""
    if isinstance(query, Disjunction) and not (is_of_memory(query) or match_of(query)):
        return
    parts = conjuncts(query)
    memory = [part for part in parts if is_of_memory(part)]
    others = [part for part in parts if not (is_of_memory(part) or _is_of_words(part))]
    yield from _of_parts(filter(_is_listed, others), parts, writer)
    if match := _match_of_parts(parts):
        yield Driver(_matching(match, writer), without_words(query))
    yield from _of_parts(
        [part for part in others if not (_is_listed(part) or is_of_rows(part))], parts, writer
    )
    yield from _of_parts(filter(is_of_rows, others), parts, writer)
    if memory and (found := _lead(all_of(memory), writer)):
        yield Driver(found, all_of(part for part in parts if part not in memory))


def _of_parts(chosen: Iterable[Query], parts: Sequence[Query], writer: SqlWriter) -> Iterator[Driver]:
    """The ways to begin with each of the chosen parts of a query."""
    for part in chosen:
        if found := _lead(part, writer):
            is_said = isinstance(part, FieldTerm | RatedTerm)
            rest = all_of(each for each in parts if not (is_said and each is part))
            yield Driver(found, rest)


def _is_listed(query: Query) -> bool:
    """True for a term that an index of the cards answers as soon as it is asked."""
    return isinstance(query, FieldTerm) and query.name in ("deck", "kind")


def match_of_words(query: Query) -> str | None:
    """The full-text expression of the part of a query that is about words alone, if prompts must match it."""
    words = [part for part in conjuncts(query) if _is_of_words(part)]
    return _match_of_parts(words) if match_of(all_of(words)) else None


def without_words(query: Query) -> Query:
    """The rest of the query."""
    parts = conjuncts(query)
    return all_of(part for part in parts if not _is_of_words(part))


def _is_of_words(query: Query) -> bool:
    return match_of(query.part if isinstance(query, Negation) else query) is not None


def _match_of_parts(parts: Sequence[Query]) -> str | None:
    """The full-text expression of what the parts say of words, and of tags as far as words tell."""
    words = [part for part in parts if _is_of_words(part)]
    tags = [match for part in parts if (match := _match_of_tag(part))]
    without = [match for part in words if isinstance(part, Negation) and (match := match_of(part.part))]
    found = [match for part in words if not isinstance(part, Negation) and (match := match_of(part))]
    if not (words or tags):
        return None
    every = " AND ".join([*found, *tags] or [phrase(EVERY)])
    return f"(({every}) NOT ({' OR '.join(without)}))" if without else f"({every})"


def _match_of_tag(query: Query) -> str | None:
    """The full-text expression that every card with such a tag matches; None if it has no words."""
    if not (isinstance(query, FieldTerm) and query.name == "tag"):
        return None
    first, star, _ = query.pattern.removeprefix("#").partition("*")
    return f"tags : {phrase(first, bool(star))}" if has_words(first) else None


def _lead(query: Query, writer: SqlWriter) -> Lead | None:
    """A lead to all that the query means, and perhaps more; None if only a walk finds it."""
    if is_of_memory(query):
        if holds_of_new(query):
            return None
        return Lead(_remembered(query, writer), of_prompts=True)
    match query:
        case StateTerm("orphan"):
            return Lead(f"select rowid from catalogue.cards where key in ({writer.orphans()})")
        case TextTerm():
            return _of_text(query, writer)
        case FieldTerm("slip", pattern):
            return _of_rows(writer.slipped(pattern), writer.slipped(pattern))
        case FieldTerm():
            return _of_field(query, writer)
        case RatedTerm():
            return _of_rating(query, writer)
    return None


def _remembered(query: Query, writer: SqlWriter) -> str:
    found = f"select s.prompt from states s where {writer.remembered(query)}"
    # Deck by deck, an index leads to what is due soon without all else; no other decks have prompts.
    return found + " and s.deck in (select name from catalogue.decks)" * requires_due(query)


def _matching(match: str, writer: SqlWriter) -> Lead:
    found = f"select rowid from catalogue.card_text where card_text match {writer.value(match)}"
    return Lead(found, match=match)


def _of_text(term: TextTerm, writer: SqlWriter) -> Lead:
    """What has the term for its name, or the words in it: whether there is such a name is not known here."""
    signs = Lead(f"select rowid from catalogue.card_text t where {writer.like(term)}")
    if not is_name(term):
        return signs
    words = _matching(phrase(term.text, term.prefix), writer) if has_words(term.text) else signs
    cards = f"select rowid from catalogue.cards where {writer.spanned('key', term)}"
    prompts = f"select p.number from catalogue.prompts p where {writer.spanned('p.prompt', term)}"
    return Lead(f"{cards} union {prompts} union {words.sql}")


def _of_field(query: FieldTerm, writer: SqlWriter) -> Lead:
    conditions = {
        "deck": lambda: f"deck in ({writer.decks(query.pattern)})",
        "kind": lambda: writer.of_kind(query.pattern),
        "tag": lambda: writer.tagged_so(query.pattern),
        "note": lambda: writer.noted(query.pattern),
    }
    return Lead(f"select rowid from catalogue.cards where {conditions[query.name]()}")


def _of_rating(query: RatedTerm, writer: SqlWriter) -> Lead:
    since = writer.rated_since(query)
    if is_rare(query):
        return _of_rows(writer.rated(query), f"{writer.graded(query)} and {since}")
    return _of_rows(writer.rated(query), since, by_card=False)


def _of_rows(condition: str, read: str, by_card: bool = True) -> Lead:
    """The prompts, by their present names, of rows `r` of the log that are so and stand.

    `read` is the condition of the rows that are read for that; `by_card` is true if an index has them in the
    order of their prompts.
    """
    card = "r.card" if by_card else "+r.card"  # the plus keeps all rows from being read in that order
    return Lead(
        "select ifnull(f.new, found.card) as prompt"
        f" from (select distinct {card} as card from reviews r where {condition} and {STANDS}) found"
        " left join catalogue.former f on f.old = found.card",
        of_prompts=True,
        rows=f"select 1 from reviews r where {read}",
    )
