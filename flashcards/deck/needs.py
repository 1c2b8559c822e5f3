"""What must be learned before what: an order of names by their needs, and the circles among them."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

MOST_CIRCLES = 20
"""How many circles of needs are looked for at once."""


def in_order(needs: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Each name after those it needs, otherwise in the order given; a need in a circle is passed over.

    >>> list(in_order({"adam": ["momentum", "rmsprop"], "sgd": [], "momentum": ["sgd"]}))
    ['sgd', 'momentum', 'adam']
    """
    rank = {name: place for place, name in enumerate(needs)}
    graph = _graph(needs)
    linked = graph.keys() | {need for found in graph.values() for need in found}
    sorter = _acyclic(graph, rank)
    ready = [(place, name) for name, place in rank.items() if name not in linked]
    while ready or sorter.is_active():
        for name in sorter.get_ready():
            heapq.heappush(ready, (rank[name], name))
        _, following = heapq.heappop(ready)
        yield following
        if following in linked:
            sorter.done(following)


def cards_in_order(
    cards: Mapping[str, Collection[str]], deck_needs: Mapping[str, Collection[str]]
) -> Iterator[str]:
    """The cards `deck/id`, each after every card and deck that it needs, otherwise in the order given.

    `cards` holds what each card needs, by qualified names, and `deck_needs` the decks to learn before a
    deck. Needs that lie outside `cards` hold nothing back.
    """
    decks: dict[str, list[str]] = {}
    for key in cards:
        decks.setdefault(key.partition("/")[0], []).append(key)
    graph: dict[str, Collection[str]] = {}
    for name in {need: None for found in deck_needs.values() for need in found}:
        # A deck that others need is done after its cards, and these come after the decks that it needs.
        graph[name] = (*decks.get(name, ()), *deck_needs.get(name, ()))
    for key, found in cards.items():
        graph[key] = (*found, *deck_needs.get(key.partition("/")[0], ()))
    return (name for name in in_order(graph) if name in cards)


def circles(needs: Mapping[str, Collection[str]]) -> Iterator[tuple[str, ...]]:
    """The circles in `needs`, each broken once found to expose the next; at most `MOST_CIRCLES`."""
    graph = _graph(needs)
    for _ in range(MOST_CIRCLES):
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            yield _cut(graph, error)
        else:
            return


def _graph(needs: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """The names that need others within `needs`, with these."""
    within = {name: {need for need in found if need in needs} for name, found in needs.items() if found}
    return {name: found for name, found in within.items() if found}


def _acyclic(graph: dict[str, set[str]], rank: Mapping[str, int]) -> TopologicalSorter[str]:
    """A prepared sorter of `graph`, its circles cut; of many circles only the needs that point back stay."""
    for _ in range(MOST_CIRCLES):
        sorter = TopologicalSorter(graph)
        try:
            sorter.prepare()
        except CycleError as error:
            _cut(graph, error)
        else:
            return sorter
    sorter = TopologicalSorter(
        {name: {need for need in found if rank[need] < rank[name]} for name, found in graph.items()}
    )
    sorter.prepare()
    return sorter


def _cut(graph: dict[str, set[str]], error: CycleError) -> tuple[str, ...]:
    """Take one need out of the circle that `error` found in `graph`; returns the circle."""
    *circle, last = error.args[1]
    graph[last].discard(circle[-1])
    return tuple(circle)
