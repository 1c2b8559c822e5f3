"""Queries of all forms mixed by chance, and what each means by hand over the whole collection."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flashcards.study.query import Conjunction, Disjunction, Negation, Query, all_of, any_of, parse_query
from tests.searching import Naive, Row

TERMS = (
    *("common", "half", "rare", "w15", "w7*", "co*", '"half common"', "nowhere", "w777"),
    *("deck:deck-7", "deck:deck-9*", "tag:few", "tag:many", "tag:*ew", "kind:cloze", "kind:number"),
    *("note:note-77", "note:*7", "note:*", "slip:wrong-sign", "slip:*", "rated:1d", "rated:90d:1"),
    *("is:new", "is:learning", "is:review", "is:due", "is:young", "is:mature", "is:suspended"),
    *("is:buried", "is:marked", "is:leech", "is:orphan", "stability<5", "recall<0.8", "recall<0.2"),
    *("difficulty>9.9", "lapses>3", "lapses<1", "reviews>30", "interval>300", "due<7d", "due<-25"),
)


def mixed_queries(number: int, seed: int = 0) -> Iterator[Query]:
    """So many queries of two to five terms."""
    chance = random.Random(seed)
    for _ in range(number):
        yield _mixed(chance, chance.randint(2, 5))


def _mixed(chance: random.Random, terms: int) -> Query:
    if terms == 1:
        query = parse_query(chance.choice(TERMS))
    else:
        left = chance.randint(1, terms - 1)
        parts = [_mixed(chance, left), _mixed(chance, terms - left)]
        query = any_of(parts) if chance.random() < 0.35 else all_of(parts)
    return Negation(query) if chance.random() < 0.25 else query


@dataclass(frozen=True)
class ByHand(Naive):
    """As `Naive`, with each term asked once of each prompt."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "known", {})

    known: dict[Query, frozenset[str]] = None  # type: ignore[assignment]

    @cached_property
    def every(self) -> frozenset[str]:
        return frozenset(prompt for sheet in self.collection.sheets for prompt in sheet.prompts)

    @cached_property
    def standing(self) -> dict[str, list[Row]]:
        rows = defaultdict(list)
        undone = {(row.takes_back, row.prompt) for row in self.collection.rows}
        for row in self.collection.rows:
            if (row.id, row.prompt) not in undone:
                rows[row.prompt].append(row)
        return rows

    def rows(self, prompt: str) -> list[Row]:
        return self.standing.get(prompt, [])

    def meant(self, query: Query) -> frozenset[str]:
        """The prompts that the query means."""
        match query:
            case Conjunction(parts):
                return self.every.intersection(*map(self.meant, parts))
            case Disjunction(parts):
                return frozenset().union(*map(self.meant, parts))
            case Negation(part):
                return self.every - self.meant(part)
        if query not in self.known:
            self.known[query] = frozenset(self.found(query))
        return self.known[query]
