"""Parses YAML into a tree of values from parse events: nothing is constructed, and no alias is followed.

Events come one by one, so depth and size are bounded while the file is read and not after.
Anchors and tags are refused: a deck needs neither, and they are how small files grow huge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import yaml

from flashcards.deck import yaml_errors
from flashcards.deck.nodes import DEEPEST, DataNode, MappingNode, ScalarNode, SequenceNode
from flashcards.errors import Place, Problem

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_LEFT_OUT = 10
"""How many cards that are no YAML may be left out before the whole deck is given up."""
MOST_VALUES = 300_000
"""How many values one file may hold: reading them takes about a second."""

Event = Any
"""An event of yaml; the marks of the C parser have a different class."""


def read_yaml(text: str, file: str) -> tuple[DataNode | None, tuple[Problem, ...]]:
    """The one document in `text`; a card that makes it unreadable is reported and left out."""
    lines = text.split("\n")
    problems: list[Problem] = []
    for _ in range(MOST_LEFT_OUT + 1):
        try:
            return read_yaml_value("\n".join(lines), Place(file)), tuple(problems)
        except TooManyValues as problem:
            return None, (problem,)
        except Problem as problem:
            problems.append(problem)
            card = _card_around(lines, problem.place or Place(file))
            if card is None:
                break
            lines[card] = [""] * len(lines[card])
    return None, (problems[0],)


def _card_around(lines: list[str], place: Place) -> slice | None:
    """The lines of the card that contains `place`; None if no card does."""
    first = _cards_line(lines)
    marks = (re.match(r"( *)- ", line) for line in lines[first:])
    mark = next((mark for mark in marks if mark), None)
    if mark is None:
        return None
    starts = [at for at, line in enumerate(lines) if at >= first and line.startswith(mark[0])]
    # What is wrong at the dash itself was left open by the card before it.
    last = place.line - 1 - (place.column == mark.end() - 1)
    start = max((at for at in starts if at <= last), default=None)
    if start is None:
        return None
    return slice(start, min((at for at in starts if at > start), default=len(lines)))


def _cards_line(lines: list[str]) -> int:
    """The index of the line `cards:`; the number of lines if there is none."""
    return next((at for at, line in enumerate(lines) if line.startswith("cards:")), len(lines))


def read_yaml_value(text: str, origin: Place) -> DataNode | None:
    """The value in `text`, or None for an empty text; `origin` is the text's place in its file.

    Raises Problem if it is not YAML, nested too deeply, or uses unsupported features.
    """
    loader = LOADER(text)
    try:
        return _Reading(text, origin).document(iter(loader.get_event, None))
    except yaml.YAMLError as error:
        raise yaml_errors.problem(error, text, origin) from None
    except RecursionError:
        raise Problem("the values are nested too deeply", origin) from None
    finally:
        loader.dispose()


class TooManyValues(Problem):
    """Raised if the whole file is too large, not one card of it."""


class _Reading:
    """The open lists and tables while the parse events of one text arrive."""

    def __init__(self, text: str, origin: Place) -> None:
        self.text = text
        self.origin = origin
        self.open: list[tuple[type, list[DataNode], Place]] = []
        self.count = 0

    def document(self, events: Iterator[Event]) -> DataNode | None:
        found: DataNode | None = None
        for event in events:
            # Most events are scalars, and their class is never derived from.
            done = self.scalar(event) if type(event) is yaml.ScalarEvent else self.take(event)
            if done is None:
                if found is not None and isinstance(event, yaml.DocumentStartEvent):
                    raise Problem(
                        "a second document begins here",
                        self.place(event),
                        "a file contains one deck: remove the ---",
                    )
            elif self.open:
                self.open[-1][1].append(done)
            else:
                found = done
        return found

    def scalar(self, event: Event) -> ScalarNode:
        self.count += 1
        if self.count > MOST_VALUES or event.style == '"' or event.tag:
            self.check(event)
        mark, origin = event.start_mark, self.origin
        if not mark.line:  # the text may begin in the middle of a line
            return ScalarNode(event.value, yaml_errors.place(mark, origin))
        place = Place.fast(origin.file, origin.line + mark.line, mark.column + 1)
        return ScalarNode(event.value, place)

    def take(self, event: Event) -> DataNode | None:
        """The list or table that `event` completes; None if it completes none."""
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self.count += 1
            self.check(event)
            kind = SequenceNode if isinstance(event, yaml.SequenceStartEvent) else MappingNode
            self.open.append((kind, [], self.place(event)))
            if len(self.open) > DEEPEST:
                raise Problem(f"values are nested more than {DEEPEST} deep", self.place(event))
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            opened, items, place = self.open.pop()
            return SequenceNode(tuple(items), place) if opened is SequenceNode else _table(items, place)
        elif isinstance(event, yaml.AliasEvent):
            raise Problem(
                "anchors and aliases are not supported",
                self.place(event),
                f"write out what *{event.anchor} stands for",
            )
        return None

    def check(self, event: Event) -> None:
        """Raises Problem for a value that a deck must not contain."""
        if self.count > MOST_VALUES:
            raise TooManyValues(
                f"the file contains more than {MOST_VALUES:,} values",
                self.place(event),
                "split it into several decks",
            )
        if event.tag is not None and event.tag != "!":
            raise Problem(f"tags such as {event.tag} are not supported", self.place(event), "remove the tag")
        if getattr(event, "style", None) == '"':
            written = self.text[event.start_mark.index : event.end_mark.index]
            yaml_errors.refuse_lost_latex(written, self.place(event))

    def place(self, event: Event) -> Place:
        return yaml_errors.place(event.start_mark, self.origin)


def _table(items: list[DataNode], place: Place) -> MappingNode:
    names, values = items[::2], items[1::2]
    for name in names:
        if type(name) is not ScalarNode:
            raise Problem("the name of a field must be text", name.place)
    return MappingNode(tuple(zip(cast("list[ScalarNode]", names), values, strict=True)), place)
