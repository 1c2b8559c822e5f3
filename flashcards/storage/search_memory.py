"""The conditions in SQL of what a query says about memories, over the state `s` of a prompt."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from flashcards.scheduling import DAY_MILLISECONDS, MATURE, milliseconds, stabilities_until
from flashcards.storage.search_context import SearchContext
from flashcards.study.query import (
    Conjunction,
    Disjunction,
    FieldTerm,
    Negation,
    NumberTerm,
    Query,
    RatedTerm,
    StateTerm,
    conjuncts,
    terms_of,
)


class MemoryWriter:
    """Writes conditions; what they compare with is collected in `values`, never written into the SQL."""

    def __init__(self, context: SearchContext) -> None:
        self.context = context
        self.values: dict[str, object] = {}

    def value(self, value: object) -> str:
        """The name under which a value stands in the statement."""
        name = f"v{len(self.values)}"
        if isinstance(value, str):
            value = value.encode("utf-8", "replace").decode()
        self.values[name] = value
        return f":{name}"

    def remembered(self, query: Query) -> str:
        """The row `s` is as a query says that is about nothing else (`is_of_memory`); null without a row."""
        match query:
            case StateTerm(state):
                return self.state(state)
            case NumberTerm():
                return self.number(query)
            case Negation(part):
                return f"not {self.remembered(part)}"
            case Conjunction(parts):
                return f"({' and '.join(map(self.remembered, parts)) or '1'})"
            case Disjunction(parts):
                return f"({' or '.join(map(self.remembered, parts))})"
        raise AssertionError(query)

    def state(self, state: str) -> str:
        """The row `s` is in a state; null without a row."""
        match state:
            case "new":
                return "s.state = 'new'"
            case "learning":
                return "s.state in ('learning', 'relearning')"
            case "review":
                return "s.state in ('review', 'relearning')"
            case "due":
                today = self.today()
                asked = f"s.suspended = 0 and s.buried_until <= {today}"
                return f"(s.due_day <= {today} and {asked} and s.state <> 'new')"
            case "young":
                return f"(s.state in ('review', 'relearning') and s.days < {MATURE})"
            case "mature":
                return f"(s.state in ('review', 'relearning') and s.days >= {MATURE})"
            case "buried":
                return f"s.buried_until > {self.today()}"
            case "leech":
                return f"s.lapses >= {self.leech()}"
            case _:
                return f"s.{state} <> 0"  # suspended, marked

    def leech(self) -> str:
        """The number of lapses that make a leech in the deck of `s`."""
        return self.by_deck("s.deck", self.context.settings.leech_after, self.context.leeches)

    def today(self) -> str:
        """The day that it is for the deck of `s`."""
        return self.by_deck("s.deck", self.context.today, self.context.days)

    def by_deck(self, deck: str, usual: int, own: Mapping[str, int]) -> str:
        """The number of the deck that the SQL `deck` names: its own, or the usual one."""
        cases = [f"when {self.value(name)} then {self.value(number)}" for name, number in own.items()]
        other = self.value(usual)
        return f"(case {deck} {' '.join(cases)} else {other} end)" if cases else other

    def number(self, term: NumberTerm) -> str:
        """A number of the row `s` compares as the term says; null without a row."""
        if term.name == "recall":
            return self.recall(term)
        column = {"due": "due_day", "interval": "days"}.get(term.name, term.name)
        bound = self.value(term.value)
        if term.name == "due":
            bound = f"{self.today()} + {bound}"
        comparison = f"s.{column} {_SIGNS[term.sign]} {bound}"
        return comparison if term.name in _COUNTS else f"({comparison} and s.state <> 'new')"

    def recall(self, term: NumberTerm) -> str:
        """Recall is below a bound once so many times the stability has passed: no power for each prompt."""
        bound = self.value(stabilities_until(term.value, self.context.settings) * DAY_MILLISECONDS)
        now = self.value(milliseconds(self.context.now))
        return f"(max({now} - s.last_at, 0) {_TURNED[term.sign]} {bound} * s.stability and s.state <> 'new')"


def is_of_memory(query: Query) -> bool:
    """True if a query is about what is remembered alone, so that the states tell what it means."""
    match query:
        case StateTerm(state):
            return state != "orphan"
        case NumberTerm():
            return True
        case Negation(part):
            return is_of_memory(part)
        case Conjunction(parts) | Disjunction(parts):
            return all(map(is_of_memory, parts))
    return False


def requires_new(query: Query) -> bool:
    """True if what the query means are new prompts alone."""
    return StateTerm("new") in conjuncts(query)


def requires_due(query: Query) -> bool:
    """True if what the query means are prompts alone that are due by some day."""
    return any(
        part == StateTerm("due") or (isinstance(part, NumberTerm) and part.name == "due" and "<" in part.sign)
        for part in conjuncts(query)
    )


def is_of_rows(query: Query) -> bool:
    """True for a term that looks into the rows of the log."""
    return isinstance(query, RatedTerm) or (isinstance(query, FieldTerm) and query.name == "slip")


def reads_rows(query: Query) -> bool:
    """True if it looks into the rows of the log for any of its terms."""
    return any(map(is_of_rows, terms_of(query)))


def holds_of_new(query: Query) -> bool:
    """Whether a query of memory holds of a prompt without a state: it has no lapses, and is only new."""
    match query:
        case StateTerm(state):
            return state == "new"
        case NumberTerm(name, sign, value):
            return name in _COUNTS and _COMPARE[sign](0.0, value)
        case Negation(part):
            return not holds_of_new(part)
        case Conjunction(parts):
            return all(map(holds_of_new, parts))
        case Disjunction(parts):
            return any(map(holds_of_new, parts))
    raise AssertionError(query)


_COUNTS = ("lapses", "reviews")
"""The numbers that a prompt has which was never asked."""
_SIGNS: Mapping[str, str] = {sign: sign for sign in ("<", "<=", ">", ">=", "=")} | {"!=": "<>"}
_TURNED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    **{"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge},
    **{"=": operator.eq, "!=": operator.ne},
}
