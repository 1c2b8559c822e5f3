"""Finds the earlier cards of the blocks of an import: by their texts, then by questions, places and likeness.

Equal texts anywhere come first. What is left is matched at once, best pairs first; where two pairs are about
equally alike, neither is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flashcards.deck.model import Card, Origin
from flashcards.importing.candidates import Pair, WordIndex, resolve_pairs
from flashcards.importing.identity import source_fingerprint, text_fingerprints
from flashcards.importing.likeness import (
    answers_alike,
    features,
    likeness,
    most_alike,
    question_key,
    word_weights,
)
from flashcards.importing.surroundings import Between, find_steady_sections, place_between
from flashcards.value import Value

SAME_ANSWER, IN_PLACE, IN_NOTE, ANYWHERE = 0.4, 0.6, 0.75, 0.8
"""How alike a changed card must be to one at its place with the same answer, at its place, in its note or a
note that is gone, and elsewhere."""
_UNWEIGHTED = 0.7
"""How much of that its words must be alike before they are weighted."""
_MOST = 12
"""Cards with the same question, or between the same neighbours, that are compared with each."""


class Matches(Value, frozen=True):
    """The earlier cards of an import's cards."""

    found: Mapping[int, Card]
    """Index of a card made now → its earlier card; each at most once."""
    unsure: tuple[tuple[Card, int], ...] = ()
    """Earlier cards and the indices of cards that each could be, about as well as another."""


Also = Mapping[str, Sequence[Origin]]


def match_cards(
    made: Sequence[Card],
    old: Sequence[Card],
    files: Collection[str],
    also: Also | None = None,
    decided: Collection[str] = (),
    elsewhere: Collection[str] = (),
) -> Matches:
    """Matches the cards `made` from the notes named `files` with the `old` cards.

    `also` has the other origins of a made card by its id; texts whose fingerprints are `decided` on are
    matched only if they are equal, and so are cards of the notes `elsewhere`, which this import did not read
    although they are still there.
    """
    matcher = _Matcher(made, [card for card in old if card.origin], files, also or {})
    matcher.match_equal()
    matcher.reserve(elsewhere)
    unsure = matcher.match_alike(decided)
    return Matches({at: matcher.old[other] for at, other in matcher.found.items()}, unsure)


@dataclass
class _Matcher:
    made: Sequence[Card]
    old: Sequence[Card]
    files: Collection[str]
    also: Also
    found: dict[int, int] = field(default_factory=dict)
    """Index in `made` → index in `old`."""
    taken: set[int] = field(default_factory=set)
    """Indices in `old`."""

    def take(self, at: int, other: int) -> None:
        """Matches one pair."""
        self.found[at] = other
        self.taken.add(other)

    def reserve(self, notes: Collection[str]) -> None:
        """Keeps the cards of these notes from being matched with others that are only like them."""
        for other, card in enumerate(self.old):
            if card.origin and card.origin.file in notes:
                self.taken.add(other)

    def match_equal(self) -> None:
        """Matches cards of equal texts: those that also agree in place and question first."""
        for detail in (_place, _note_and_question, _asked):
            self._match_keys(detail, alone=False)
        for detail in (_section, _note, _kind, _anything):
            self._match_keys(detail, alone=True)

    def _match_keys(self, detail: Callable[[Card], Hashable], *, alone: bool) -> None:
        """Matches cards of equal text and `detail`; if `alone`, only where one is left on each side."""
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for other, card in enumerate(self.old):
            if other not in self.taken:
                for text in text_fingerprints(card.origin):
                    waiting[text, detail(card)].append(other)
        keys = [(at, key) for at, card in enumerate(self.made) for key in self._keys(at, card, detail)]
        wanted = Counter(key for _, key in keys)
        for at, key in keys:
            queue = waiting.get(key)
            while queue and queue[0] in self.taken:
                queue.popleft()
            if queue and at not in self.found and not (alone and (len(queue) > 1 or wanted[key] > 1)):
                self.take(at, queue.popleft())

    def _keys(self, at: int, card: Card, detail: Callable[[Card], Hashable]) -> Iterator[Hashable]:
        if at not in self.found and card.origin:
            others = (source_fingerprint(origin) for origin in self.also.get(card.id, ()))
            for text in dict.fromkeys((source_fingerprint(card.origin), *others)):
                yield text, detail(card)

    def match_alike(self, decided: Collection[str]) -> tuple[tuple[Card, int], ...]:
        """Matches the rest by question, place and likeness; returns the pairs that it is unsure of."""
        free = [
            at
            for at, card in enumerate(self.made)
            if at not in self.found and card.origin and source_fingerprint(card.origin) not in decided
        ]
        rest = [other for other in range(len(self.old)) if other not in self.taken]
        if not free or not rest:
            return ()
        pairs = _Scores(self, free, rest).pairs()
        taken, unsure = resolve_pairs(pairs)
        for pair in taken:
            self.take(pair.made, pair.old)
        return tuple((self.old[pair.old], pair.made) for pair in unsure)


def _place(card: Card) -> Hashable:
    origin = card.origin
    return card.kind, origin and (origin.file, origin.heading, origin.kind, origin.order)


def _note_and_question(card: Card) -> Hashable:
    return card.kind, card.origin and card.origin.file, question_key(card)


def _asked(card: Card) -> Hashable:
    return card.kind, question_key(card)


def _section(card: Card) -> Hashable:
    return card.kind, card.origin and (card.origin.file, card.origin.heading)


def _note(card: Card) -> Hashable:
    return card.kind, card.origin and card.origin.file


def _kind(card: Card) -> Hashable:
    return card.kind


def _anything(card: Card) -> Hashable:
    return ""


class _Scores:
    """Compares the cards that are left on both sides, each with the few that it could be."""

    def __init__(self, matcher: _Matcher, free: Sequence[int], rest: Sequence[int]) -> None:
        self._made, self._old = matcher.made, matcher.old
        self._free, self._rest = free, rest
        self._files = matcher.files
        self._weights = word_weights(self._made)
        self._moved = _renamed_notes(matcher)
        self._made_features = {at: features(self._made[at]) for at in free}
        self._old_features = {other: features(self._old[other]) for other in rest}
        self._steady = find_steady_sections(self._made, self._old, self._file_of)
        self._made_between, self._old_between = _neighbours(matcher, self._file_of)

    def _file_of(self, card: Card) -> str:
        """The note of an earlier card as it is called now."""
        file = card.origin.file if card.origin else ""
        return self._moved.get(file, file)

    def pairs(self) -> list[Pair]:
        """The pairs that are alike enough, with their scores."""
        words = WordIndex({other: self._old_features[other].words for other in self._rest})
        near: dict[Hashable, list[int]] = defaultdict(list)
        for other in self._rest:
            for key in self._old_keys(other):
                near[key].append(other)
        self._crowd = Counter(self._made_between[at] for at in self._free)
        self._crowd_of_old = Counter(self._old_between[other] for other in self._rest)
        found = []
        for at in self._free:
            close = [other for key in self._made_keys(at) for other in near.get(key, ())[:_MOST]]
            for other in dict.fromkeys((*close, *words.near(self._made_features[at].words))):
                score = self._score(at, other)
                if score:
                    found.append(Pair(score, at, other, self._old_features[other].words))
        return found

    def _old_keys(self, other: int) -> Iterator[Hashable]:
        card, question = self._old[other], self._old_features[other].question
        if card.origin:
            yield "place", self._file_of(card), card.origin.heading, card.origin.kind, card.origin.order
        yield "between", self._old_between[other]
        if question:
            yield "asks", self._file_of(card), question
            yield "asks", question

    def _made_keys(self, at: int) -> Iterator[Hashable]:
        card, question = self._made[at], self._made_features[at].question
        if card.origin:
            yield "place", card.origin.file, card.origin.heading, card.origin.kind, card.origin.order
            yield "asks", card.origin.file, question
        yield "asks", question
        yield "between", self._made_between[at]

    def _score(self, at: int, other: int) -> float:
        """How likely the made card `at` is the old card `other`; 0 if it is not alike enough."""
        one, two = self._made_features[at], self._old_features[other]
        card, before = self._made[at], self._old[other]
        here = card.origin is not None and card.origin.file == self._file_of(before)
        in_place = here and self._stands_at(at, other)
        asks = bool(one.question) and one.question == two.question
        if card.kind != before.kind and not asks and not in_place:
            return 0.0
        gone = before.origin is not None and before.origin.file not in self._files
        least = IN_PLACE if in_place else IN_NOTE if here or gone else ANYWHERE
        least = SAME_ANSWER if in_place and one.answer == two.answer else least
        same_id = in_place and card.id == before.id and one.symbols == two.symbols
        alike = likeness(one, two, self._weights) if most_alike(one, two) >= _UNWEIGHTED * least else 0.0
        if asks:
            alike = max(alike, 0.9 if here else 0.5 + 0.5 * answers_alike(one, two))
        alike = max(alike, 0.8) if same_id else alike
        return alike + (0.1 * here or 0.05 * gone) + 0.05 * in_place if alike >= least else 0.0

    def _stands_at(self, at: int, other: int) -> bool:
        """True if both stand alone between the same cards, or at one place of a section of the same size."""
        between = self._made_between[at]
        if between == self._old_between[other] and self._crowd[between] == self._crowd_of_old[between] == 1:
            return True
        now, before = self._made[at].origin, self._old[other].origin
        if now is None or before is None:
            return False
        same = (now.heading, now.kind, now.order) == (before.heading, before.kind, before.order)
        return same and (now.file, now.heading, now.kind) in self._steady


def _renamed_notes(matcher: _Matcher) -> dict[str, str]:
    """The name of a note that is gone → the note that most of its cards are in now."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for at, other in matcher.found.items():
        before, now = matcher.old[other].origin, matcher.made[at].origin
        if before and now and before.file not in matcher.files:
            votes[before.file][now.file] += 1
    moved = {file: found.most_common(1)[0][0] for file, found in votes.items()}
    spelled = {file.casefold(): file for file in matcher.files}
    for card in matcher.old:
        file = card.origin.file if card.origin else ""
        if file not in matcher.files and file.casefold() in spelled:
            moved.setdefault(file, spelled[file.casefold()])
    return moved


def _neighbours(
    matcher: _Matcher, file_of: Callable[[Card], str]
) -> tuple[dict[int, Between], dict[int, Between]]:
    """Between which matched cards of its note each card stands, of those made now and of those before."""
    now = [
        (card.origin.file if card.origin else "", matcher.found.get(at, -1))
        for at, card in enumerate(matcher.made)
    ]
    before = [
        (file_of(card), other if other in matcher.taken else -1) for other, card in enumerate(matcher.old)
    ]
    return place_between(now), place_between(before)
