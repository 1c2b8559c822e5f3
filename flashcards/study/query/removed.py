"""Whether a query means a prompt that no deck has any longer: of its card there is a name, and no text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flashcards.scheduling import card_of, deck_of
from flashcards.study.query.tree import Conjunction, Disjunction, FieldTerm, Negation, Query, TextTerm
from flashcards.text.fold import fold_text


def means_removed(query: Query, prompt: str, titles: Mapping[str, str]) -> bool:
    """True if the query means the prompt of that id by its name or its deck, whatever its card said.

    `titles` are those of the decks that there are, by name.

    >>> from flashcards.study.query import parse_query
    >>> [means_removed(parse_query(each), "sgd/old:x", {}) for each in ("sgd/old", "deck:sgd", "old", "-old")]
    [True, True, False, False]
    """
    return _holds(query, prompt, titles) is True


def _holds(query: Query, prompt: str, titles: Mapping[str, str]) -> bool | None:
    """Whether it does; None if that depends on more than names."""
    match query:
        case TextTerm(text, prefix) if "/" in text:
            return prompt.startswith(text) if prefix else text in (prompt, card_of(prompt))
        case FieldTerm("deck", pattern):
            glob = re.compile(".*".join(map(re.escape, fold_text(pattern).split("*"))), re.DOTALL)
            name = deck_of(prompt)
            return any(glob.fullmatch(fold_text(each)) for each in (name, titles.get(name, name)))
        case Negation(part):
            found = _holds(part, prompt, titles)
            return None if found is None else not found
        case Conjunction(parts):
            each = [_holds(part, prompt, titles) for part in parts]
            return False if False in each else None if None in each else True
        case Disjunction(parts):
            each = [_holds(part, prompt, titles) for part in parts]
            return True if True in each else None if None in each else False
    return None
