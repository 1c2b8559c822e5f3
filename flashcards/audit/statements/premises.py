"""The premises that a card says: settings, kinds of gradients, steps; found by its words, never made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations, islice

import numpy as np

from flashcards.audit.statements.fields import MOST, StatedRelation, field_texts, relations_in
from flashcards.audit.statements.world import LATE, POINTS, Premises
from flashcards.deck.model import Card
from flashcards.demo.claims import DrawnCard
from flashcards.demo.gradients import sequence
from flashcards.formula import names, vocabulary
from flashcards.formula.evaluate import evaluate
from flashcards.formula.tree import Node, Relation
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.reference import Reference
from flashcards.text.markdown.spans import markdown_spans

_WORDS: Mapping[str, re.Pattern[str]] = {
    "constant": re.compile(
        r"at every step|constant gradient|gradient .{0,30}(?:is|stays|remains) (?:exactly )?the same"
        r"|stationary|steady (?:gradient|slope)|same over time|(?:every|all) gradients? (?:is|are)|\bE\[",
        re.IGNORECASE,
    ),
    "alternating": re.compile(r"1 and [−-]1 in turn|alternat|zig-?zag", re.IGNORECASE),
    "first": re.compile(r"only zeros|exact zeros|none after", re.IGNORECASE),
    "t": re.compile(r"first (?:step|gradient)|\$t = 1\$|(?:^|\W)t = 1\b", re.IGNORECASE),
    "late": re.compile(
        r"long after|settle|tends? to|long run|by then|in the end|levels? off|for long|stops? \w+ing"
        r"|as \$t\$ grows",
        re.IGNORECASE,
    ),
}
_LISTED = re.compile(r"first two gradients .{0,30}are ([−\d.-]+) and ([−\d.-]+)")


def literal(node: Node) -> float | None:
    """The value of a side without a name, such as `10^{-8}`; None if there is a name in it."""
    try:
        return float(np.asarray(evaluate(node, {})))
    except (Unreadable, TypeError, ValueError):
        return None


def settings_in(relation: Relation) -> Iterator[tuple[str, float]]:
    r"""Yields the settings of `\beta_1 = \beta_2 = 0`: plain names and the number that they equal."""
    value = literal(relation.sides[-1])
    named = [names.name(side) for side in relation.sides[:-1]]
    if value is not None and set(relation.ops) == {"="} and all(named):
        yield from ((name, value) for name in named if name)


@lru_cache(maxsize=4096)
def _settings_said(text: str) -> tuple[tuple[str, float], ...]:
    """The settings that the formulas of a text say, under the names that it gives them."""
    spans = (span.inside for span in markdown_spans(text) if span.kind == "maths")
    relations = islice((each for span in spans for each in relations_in(span)), MOST)
    return tuple(setting for relation in relations for setting in settings_in(relation))


def _pins(texts: list[str], card: Card, of: Reference) -> Iterator[tuple[str, float]]:
    """Yields the settings that formulas in `texts` say, under the names of `of`; none of those drawn."""
    for name, value in (setting for text in texts for setting in _settings_said(text)):
        own = vocabulary.setting_spelled(name, of.settings) or name
        if own not in card.vary and name not in card.vary and name != "t" and own in of.settings:
            yield own, value


def ask_settings(card: Card, of: Reference) -> dict[str, float]:
    """The settings and other letters that the question says, such as `d = 512`; t aside."""
    found = dict(_pins([card.ask], card, of))
    for name, value in _settings_said(card.ask):
        if name.isalpha() and name not in {*card.vary, *of.known, "t"}:
            found[name] = value
    return found


def premises_of(card: Card, stated: StatedRelation, of: Reference) -> Iterator[Premises]:
    """Yields the premises under which a relation may hold, the weakest and nearest first."""
    texts = [each.text for each in field_texts(card)]
    scopes = [[stated.sentence], [stated.whole], [stated.whole, card.ask], texts]
    seen: set[Premises] = set()
    for scope in scopes:
        for made in _combined(scope, card, of):
            if made not in seen:
                seen.add(made)
                yield made


@lru_cache(maxsize=1024)
def _kinds_said(text: str) -> frozenset[str]:
    """The kinds of premises of which a text has words."""
    return frozenset(kind for kind, words in _WORDS.items() if words.search(text))


def _combined(texts: list[str], card: Card, of: Reference) -> Iterator[Premises]:
    """Yields the premises that `texts` say, fewer before more."""
    joined = " ".join(texts)
    kinds = _kinds_said(joined)
    parts: list[dict[str, object]] = []
    if pins := tuple(sorted(set(_pins(texts, card, of)))):
        parts.append({"pins": pins})
    parts += [{"gradients": kind} for kind in ("constant", "alternating", "first") if kind in kinds]
    if listed := _LISTED.search(joined):
        numbers = [float(text.replace("−", "-")) for text in listed.groups()]
        parts.append({"listed": tuple((number,) for number in numbers), "t": len(numbers)})
    if "t" in kinds:
        parts.append({"t": 1})
    if "late" in kinds:
        parts.append({"late": True})
    for size in range(1, len(parts) + 1):
        for chosen in combinations(parts, size):
            merged: dict[str, object] = {}
            for part in chosen:
                merged |= part
            late = bool(merged.get("late"))
            if len(merged) >= size and not (late and not (merged.get("gradients") or merged.get("listed"))):
                yield Premises(**merged)  # type: ignore[arg-type]


def premises_given(card: Card, of: Reference) -> Premises | None:
    """The premises in the card's `given`, for every draw at once; None if it has none. Raises Problem."""
    given = card.given
    if not given:
        return None
    drawn = DrawnCard(card, {name: values[0] for name, values in card.vary.items()})
    pins = tuple(
        (name, drawn.value(value[0]))
        for name, value in given.items()
        if name not in {"gradients", "t", "late", "start", "optimizer"}
    )
    late = "late" in given
    t = int(drawn.value(given["t"][0])) if "t" in given else 0
    listed = _listed(card, max(t, LATE if late else 8) + 2) if "gradients" in given else ()
    return Premises(pins=pins, listed=listed, t=t, late=late)


def _listed(card: Card, steps: int) -> tuple[tuple[float, ...], ...]:
    """The gradients of each step, a number for each point: the draws in turn."""
    from flashcards.study.drawn_values import combinations as draws_of

    draws = list(draws_of(card.vary))
    runs = []
    for point in range(POINTS):
        gradients = DrawnCard(card, draws[point % len(draws)]).gradients()
        runs.append(sequence(gradients, steps))
    if isinstance(gradients, tuple):
        runs = [run[: len(gradients)] for run in runs]
    return tuple(zip(*runs, strict=True))
