"""A query with its minus signs at the terms, which shows what all that it means must satisfy."""

from __future__ import annotations

from flashcards.study.query.tree import Conjunction, Disjunction, Negation, Query, all_of, any_of, conjuncts


def normal_form(query: Query) -> Query:
    """The query that means the same, negates terms alone and says nothing twice.

    >>> from flashcards.study.query import parse_query
    >>> str(normal_form(parse_query("-(is:due -is:marked) -(rate or step)")))
    '(-is:due or is:marked) -rate -step'
    >>> str(normal_form(parse_query("step (rate or rate) -(-step or -rate)")))
    'step rate'
    """
    match query:
        case Conjunction(parts):
            return all_of(dict.fromkeys(conjuncts(all_of(map(normal_form, parts)))))
        case Disjunction(parts):
            return any_of(dict.fromkeys(map(normal_form, parts)))
        case Negation(Negation(part)):
            return normal_form(part)
        case Negation(Conjunction(parts)) if parts:
            return normal_form(any_of(Negation(part) for part in parts))
        case Negation(Disjunction(parts)):
            return normal_form(all_of(Negation(part) for part in parts))
    return query
