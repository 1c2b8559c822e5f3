"""Random queries as trees, and random text that looks like queries."""

from __future__ import annotations

from hypothesis import strategies as st

from flashcards.study.query import (
    EVERYTHING,
    FieldTerm,
    Negation,
    NumberTerm,
    Query,
    RatedTerm,
    StateTerm,
    TextTerm,
    all_of,
    any_of,
)
from flashcards.study.query.terms import CARD_KINDS
from flashcards.study.query.tree import FIELDS, SIGNS, STATES, WHOLE

ANY_TEXT = st.text(max_size=12).filter(str.strip)
PIECES = [
    *("deck:", "tag:", "is:", "kind:", "note:", "slip:", "rated:", "due", "recall", "lapses", "prop:"),
    *("<", "<=", "=", "!=", "7", "7d", "0.8", "80%", ":1", "-", "(", ")", '"', "\\", "*", " ", "or", "and"),
    *("adam", "due", "new", "β₁", "a/b", "e9", "\n"),
]
LIKE_QUERIES = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def fields(texts: st.SearchStrategy[str] = ANY_TEXT) -> st.SearchStrategy[Query]:
    free = st.builds(FieldTerm, st.sampled_from([name for name in FIELDS if name != "kind"]), texts)
    return free | st.builds(FieldTerm, st.just("kind"), st.sampled_from(CARD_KINDS))


def numbers() -> st.SearchStrategy[Query]:
    floats = st.floats(0, 1e12) | st.integers(-40, 40).map(float)
    real = st.sampled_from(["<", "<=", ">", ">="])
    return (
        st.builds(NumberTerm, st.sampled_from(WHOLE), st.sampled_from(SIGNS), floats)
        | st.builds(NumberTerm, st.sampled_from(["stability", "difficulty"]), real, floats)
        | st.builds(NumberTerm, st.just("recall"), real, st.floats(0, 1))
    )


RATED = st.builds(RatedTerm, st.integers(1, 400), st.none() | st.integers(1, 4), st.booleans())
STATE_TERMS = st.builds(StateTerm, st.sampled_from(STATES))


def trees(terms: st.SearchStrategy[Query], leaves: int = 8) -> st.SearchStrategy[Query]:
    """Trees as the reader makes them: flat where they can be."""
    return st.recursive(
        terms | st.just(EVERYTHING),
        lambda parts: (
            st.lists(parts, min_size=1, max_size=4).map(all_of)
            | st.lists(parts, min_size=1, max_size=4).map(any_of)
            | parts.map(Negation)
        ),
        max_leaves=leaves,
    )


def any_tree() -> st.SearchStrategy[Query]:
    texts = st.builds(TextTerm, ANY_TEXT, st.booleans())
    return trees(texts | fields() | numbers() | RATED | STATE_TERMS)
