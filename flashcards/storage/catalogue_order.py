"""The learning order as positions: numbers that grow with it, with room between them for cards to come."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from itertools import pairwise

from flashcards.deck import needs
from flashcards.storage.catalogue_packing import WIDTH
from flashcards.storage.longest_rise import longest_rise

STRIDE = 1024
"""The distance of neighbours when everything is numbered anew."""


def order_decks(connection: sqlite3.Connection) -> None:
    """Number the decks, each after those it needs, otherwise in the order of their files."""
    rows = connection.execute(
        "select name, needs from decks join files on files.path = decks.file order by files.position"
    )
    order = needs.in_order({name: json.loads(found) for name, found in rows})
    connection.executemany(
        "update decks set position = ? where name = ?", [(place, name) for place, name in enumerate(order)]
    )


def order_cards(connection: sqlite3.Connection) -> None:
    """Number the cards and their prompts in the learning order; those in order keep their numbers."""
    rows = connection.execute(
        "select cards.key, cards.rowid, cards.position, cards.needs from decks join cards"
        " on cards.deck = decks.name order by decks.position, cards.line, cards.column"
    ).fetchall()
    deck_needs = {
        name: json.loads(found)
        for name, found in connection.execute("select name, needs from decks order by position")
    }
    if any(deck_needs.values()) or any(row[3] != "[]" for row in rows):
        cards = {key: json.loads(found) if found != "[]" else () for key, _, _, found in rows}
        places = {row[0]: row for row in rows}
        rows = [places[key] for key in needs.cards_in_order(cards, deck_needs)]
    before = [row[2] for row in rows]
    moved = [
        (after, row)
        for row, old, after in zip(rows, before, spread_positions(before), strict=True)
        if after != old
    ]
    connection.executemany(
        "update cards set position = ? where rowid = ?", [(after, row[1]) for after, row in moved]
    )
    connection.executemany(
        f"update prompts set position = position - (? << {WIDTH}) where {OF_CARD}",
        [(old - after, key, key, key) for after, (key, _, old, _) in moved],
    )


OF_CARD = "(prompt = ? or (prompt > ? || ':' and prompt < ? || ';'))"
"""The condition that holds for the prompts of a card, found by their primary key; its key comes thrice."""


def spread_positions(positions: Sequence[int]) -> list[int]:
    """Numbers that increase; as many of `positions` as possible stay, and the others fit in between.

    >>> spread_positions([10, 20, 99, 30])
    [10, 20, 25, 30]
    """
    kept = longest_rise(positions)
    found = list(positions)
    for left, right in pairwise((-1, *kept, len(found))):
        between = right - left - 1
        low = found[left] if left >= 0 else 0
        high = found[right] if right < len(found) else low + STRIDE * (between + 1)
        step = (high - low) // (between + 1)
        if between and not step:
            return list(range(STRIDE, STRIDE * (len(found) + 1), STRIDE))
        for place in range(between):
            found[left + 1 + place] = low + step * (place + 1)
    return found


def needs_before(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Cards → those of their needs that come before them in the learning order; cards without are left out.

    In a circle of needs one points back, which binds nobody.
    """
    query = "select key, position, needs from cards"
    rows = connection.execute(query).fetchall()
    places = {key: place for key, place, _ in rows}
    found = {
        key: tuple(need for need in json.loads(needs) if places.get(need, place) < place)
        for key, place, needs in rows
        if needs != "[]"
    }
    return {key: needs for key, needs in found.items() if needs}
