"""Where a search starts: statements for all that a part of a query can mean.

Each is cheap where this is little, and stops early where it is much.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flashcards.storage.catalogue_rows import EVERY
from flashcards.storage.search_memory import holds_of_new, is_of_memory, is_of_rows
from flashcards.storage.search_sql import SqlWriter
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


class Lead(NamedTuple):
    """A statement that finds cards or prompts."""

    sql: str
    of_prompts: bool = False
    """True if it gives names of prompts, else it gives numbers of cards."""
    bound: str = ""
    """A statement of rows that it reads; if it gives many, another lead is better."""

    @property
    def key(self) -> str:
        """The name of its column."""
        return "prompt" if self.of_prompts else "rowid"


class Driver(NamedTuple):
    """Leads that together find all that a query can mean, and what each prompt must still satisfy."""

    leads: Sequence[Lead]
    rest: Query

    @property
    def reads_rows(self) -> bool:
        """True if it looks into the log."""
        return any(lead.bound for lead in self.leads)


def drivers(query: Query, writer: SqlWriter) -> Iterator[Driver]:
    """The ways to begin with a part of a query that all it means must satisfy, the cheapest to try first."""
    if isinstance(query, Disjunction) and not (is_of_memory(query) or match_of(query)):
        return
    parts = query.parts if isinstance(query, Conjunction) else (query,)
    memory = [part for part in parts if is_of_memory(part)]
    others = [part for part in parts if not (is_of_memory(part) or _is_of_words(part))]
    listed = [part for part in others if _is_listed(part)]
    yield from _of_parts(listed, parts, writer)
    if match := _match_of_parts(parts):
        yield Driver([_matching(match, writer)], all_of(part for part in parts if not _is_of_words(part)))
    yield from _of_parts(
        sorted((part for part in others if part not in listed), key=is_of_rows), parts, writer
    )
    if memory and (found := leads(all_of(memory), writer)):
        yield Driver(found, all_of(part for part in parts if part not in memory))


def _of_parts(chosen: Sequence[Query], parts: Sequence[Query], writer: SqlWriter) -> Iterator[Driver]:
    """The ways to begin with each of the chosen parts of a query."""
    for part in chosen:
        if found := leads(part, writer):
            is_said = isinstance(part, FieldTerm) and not is_of_rows(part)
            yield Driver(found, all_of(each for each in parts if not (is_said and each is part)))


def _is_listed(query: Query) -> bool:
    """True for a term that an index of the cards answers as soon as it is asked."""
    return isinstance(query, FieldTerm) and query.name in ("deck", "kind")


def words_of(query: Query) -> Query | None:
    """The part of a query that is about words alone, if prompts must match it to be found."""
    parts = query.parts if isinstance(query, Conjunction) else (query,)
    words = all_of(part for part in parts if _is_of_words(part))
    return words if match_of(words) else None


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


def leads(query: Query, writer: SqlWriter) -> list[Lead] | None:
    """Leads for all that the query means, and perhaps more; None if only a walk finds it."""
    parts = query.parts if isinstance(query, Conjunction) else (query,)
    if match := _match_of_parts(parts):
        return [_matching(match, writer)]
    if is_of_memory(query):
        if holds_of_new(query):
            return None
        return [Lead(f"select s.prompt from states s where {writer.remembered(query)}", of_prompts=True)]
    match query:
        case StateTerm("orphan"):
            return [Lead(f"select rowid from catalogue.cards where key in ({writer.orphans()})")]
        case TextTerm():
            return _of_text(query, writer)
        case FieldTerm("slip", pattern):
            return [_of_rows(writer.slipped(pattern), writer.slipped(pattern))]
        case FieldTerm():
            return [_of_field(query, writer)]
        case RatedTerm():
            return [_of_rows(writer.rated(query), writer.rated_since(query))]
    return None


def _matching(match: str, writer: SqlWriter) -> Lead:
    return Lead(f"select rowid from catalogue.card_text where card_text match {writer.value(match)}")


def _of_text(term: TextTerm, writer: SqlWriter) -> list[Lead]:
    """What has the term for its name, or the words in it: whether there is such a name is not known here."""
    if not is_name(term):
        return [Lead(f"select rowid from catalogue.card_text t where {writer.like(term)}")]
    names = f"select p.prompt from catalogue.prompts p where {writer.spanned('p.prompt', term)}"
    cards = f"select rowid from catalogue.cards where {writer.spanned('key', term)}"
    words = _matching(phrase(term.text, term.prefix), writer) if has_words(term.text) else None
    signs = f"select rowid from catalogue.card_text t where {writer.like(term)}"
    return [Lead(names, of_prompts=True), Lead(cards), words or Lead(signs)]


def _of_field(query: FieldTerm, writer: SqlWriter) -> Lead:
    conditions = {
        "deck": lambda: f"deck in ({writer.decks(query.pattern)})",
        "kind": lambda: writer.of_kind(query.pattern),
        "tag": lambda: writer.tagged_so(query.pattern),
        "note": lambda: writer.noted(query.pattern),
    }
    return Lead(f"select rowid from catalogue.cards where {conditions[query.name]()}")


def _of_rows(condition: str, read: str) -> Lead:
    """The prompts, by their present names, of rows `r` of the log that are so, taken back or not."""
    return Lead(
        "select distinct ifnull(f.new, r.card) as prompt"
        " from reviews r left join catalogue.former f on f.old = r.card"
        f" where {condition}",
        of_prompts=True,
        bound=f"select 1 from reviews r where {read}",
    )
