"""What a day holds: the sessions that could be studied over each deck, and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from flashcards.scheduling import deck_of
from flashcards.scheduling.deck_limits import limit_owner
from flashcards.study.prerequisites import NOTHING_MISSING, MissingNeeds
from flashcards.study.session_plan import SessionPlanner
from flashcards.study.tally import Counts
from flashcards.study.turns import Turns
from flashcards.value import Value, replace


class DeckDay(Value, frozen=True):
    """What a session over a deck would ask today."""

    counts: Counts
    part: Counts = Counts()
    """Those of a session over all decks that are the deck's: the parts add up to what that one would ask."""
    missing: MissingNeeds = NOTHING_MISSING
    """The new cards that it could not come to, and what they need."""
    after: str = ""
    """The deck that should come before this one, of which nothing was seen; empty if it can be begun."""
    has_more: bool = False
    """True of all decks if there are new cards beyond the limits that a session could come to."""


class DayPlanner(SessionPlanner):
    """Plans sessions at one moment, and counts what they would ask."""

    def overview(
        self, decks: Sequence[str], needs: Mapping[str, Sequence[str]] = MappingProxyType({})
    ) -> dict[str, DeckDay]:
        """Deck name → what a session over it would ask, "" → over all of `decks`: the counts of `plan`, got
        by counting wherever few cards need to be looked at for that. `needs` are the decks before a deck."""
        turns = Turns(self._touched, apart=self._settings.siblings == "apart")
        steps = Counter(deck_of(memory.card) for memory in self._learning(decks, turns))
        due, first = self._due_by_deck(decks, turns), {name for names in needs.values() for name in names}
        new = self._new_by_deck({deck: self._most_new(deck, due[deck], deck in first) for deck in decks})
        linked, left = self._pool.decks_with_needs(), self._left["reviews_per_day"]
        plan = self.plan(decks, "")
        every = DeckDay(plan.counts, plan.counts, plan.missing, has_more=plan.has_more)
        days, parts = {"": every}, plan.counts_by_deck()
        for deck in decks:
            owner = limit_owner(self._settings, "reviews_per_day", deck)
            reviews = min(due[deck], left[owner])
            learnable = self._counted_new(deck, new[deck], due[deck])
            if learnable is None or (learnable and deck in linked):
                days[deck] = self._day_of_plan([deck])
            else:
                days[deck] = DeckDay(Counts(learnable, steps[deck], reviews))
        after = self._unmet_needs(decks, needs, {deck for deck in decks if new[deck]})
        return days | {
            deck: replace(days[deck], part=parts.get(deck, Counts()), after=after.get(deck, ""))
            for deck in decks
        }

    def _unmet_needs(
        self, decks: Sequence[str], needs: Mapping[str, Sequence[str]], unseen: Collection[str]
    ) -> dict[str, str]:
        """The decks of which nothing was seen → the deck that should come before."""
        from flashcards.study.overview import unmet_need  # for lists of decks, not for a session

        after = {deck: unmet_need(needs.get(deck, ()), unseen) for deck in decks}
        waiting = [deck for deck, need in after.items() if need]
        begun = self._pool.decks_begun(waiting) if waiting else ()
        return {deck: after[deck] for deck in waiting if deck not in begun}

    def _day_of_plan(self, decks: Sequence[str]) -> DeckDay:
        plan = self.plan(decks, "")
        return DeckDay(plan.counts, missing=plan.missing)

    def _most_new(self, deck: str, due: int, is_first: bool) -> int:
        """How far the new prompts of a deck must be counted; of a deck before others at least to 1."""
        left = self._new_left(deck)
        return left + due + len(self._touched) if left else int(is_first)

    def _new_left(self, deck: str) -> int:
        """How many new prompts of a deck today's limit still allows."""
        return self._left["new_per_day"][limit_owner(self._settings, "new_per_day", deck)]

    def _counted_new(self, deck: str, new: int, due: int) -> int | None:
        """How many new prompts a session over the deck would ask; None if that takes looking at its cards.

        A new prompt whose sibling is to be reviewed waits: there are at most `due` of them.
        """
        left = self._new_left(deck)
        if not new or not left or self._waits(deck):
            return 0
        return left if new - due - len(self._touched) >= left else None

    def _due_by_deck(self, decks: Sequence[str], turns: Turns) -> Counter[str]:
        counts: Counter[str] = Counter()
        for today, names in self._days.by_day(decks).items():
            day, apart = today + self._ahead, self._settings.siblings == "apart"
            taken = turns.cards if apart else ()
            counts.update(self._pool.due_by_deck(names, day, today, apart=apart, taken=taken))
        return counts
