"""The query language: words and fields that say which cards are meant, as text and as a tree."""

from flashcards.study.query.near import complete_last_word, wider_queries
from flashcards.study.query.normal import normal_form
from flashcards.study.query.reader import LONGEST_QUERY, parse_query
from flashcards.study.query.removed import means_removed
from flashcards.study.query.spellings import spellings
from flashcards.study.query.tree import (
    EVERYTHING,
    Conjunction,
    Disjunction,
    FieldTerm,
    Negation,
    NumberTerm,
    Query,
    RatedTerm,
    StateTerm,
    TextTerm,
    all_of,
    any_of,
    conjuncts,
    terms_of,
)

__all__ = [
    "EVERYTHING",
    "LONGEST_QUERY",
    "Conjunction",
    "Disjunction",
    "FieldTerm",
    "Negation",
    "NumberTerm",
    "Query",
    "RatedTerm",
    "StateTerm",
    "TextTerm",
    "all_of",
    "any_of",
    "complete_last_word",
    "conjuncts",
    "means_removed",
    "normal_form",
    "parse_query",
    "spellings",
    "terms_of",
    "wider_queries",
]
