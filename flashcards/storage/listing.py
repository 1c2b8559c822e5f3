"""Reads what a list of prompts says of each: no card is built for it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from flashcards.scheduling import LearningState, Memory, is_leech, new_memory, retrievability
from flashcards.storage import states
from flashcards.storage.search_context import SearchContext
from flashcards.study.listing import ListedPrompt, ListingOrder

ORDERS = {
    ListingOrder.LEARNING: "",
    ListingOrder.NAME: "p.prompt, ",
    ListingOrder.DUE: "case when s.state <> 'new' then s.due_day end nulls last, ",
    ListingOrder.STABILITY: "case when s.state <> 'new' then s.stability end nulls last, ",
    # the same order as that of recall, without a power for each prompt
    ListingOrder.RECALL: "case when s.state <> 'new' then (:order_at - s.last_at) / s.stability end desc"
    " nulls last, ",
    ListingOrder.LAPSES: "coalesce(s.lapses, 0) desc, ",
}
"""What the rows of a search are ordered by, before their usual order."""


def list_prompts(
    connection: sqlite3.Connection, names: Sequence[str], context: SearchContext
) -> dict[str, ListedPrompt]:
    """What there is to say of the prompts that are in a deck, by their ids."""
    query = (
        "select p.prompt, c.kind from catalogue.prompts p join catalogue.cards c on c.key = p.card"
        " where p.prompt in (select value from json_each(?))"
    )
    kinds = dict(connection.execute(query, (json.dumps(list(names)),)))
    memories = states.load_some(connection, kinds)
    return {
        name: _listed(kind, memories.get(name, new_memory(name)), context) for name, kind in kinds.items()
    }


def _listed(kind: str, memory: Memory, context: SearchContext) -> ListedPrompt:
    own = context.settings.for_prompt(memory.card)
    is_new = memory.state is LearningState.NEW
    recall = None if is_new else retrievability(memory, context.now, own)
    return ListedPrompt(memory.card, kind, memory, recall, is_leech(memory, own))
