"""The condition in SQL that a query sets, over a prompt `p`, its card `c` and its state `s`."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import assert_never

from flashcards.scheduling import (
    DAY_MILLISECONDS,
    MATURE,
    Settings,
    day_of,
    milliseconds,
    stabilities_until,
    start_of,
)
from flashcards.storage.search_words import has_words, is_name, match_of, phrase
from flashcards.study.query import (
    Conjunction,
    Disjunction,
    FieldTerm,
    Negation,
    NumberTerm,
    Query,
    RatedTerm,
    StateTerm,
    TextTerm,
)
from flashcards.text.fold import fold_text
from flashcards.value import Value

OF_CARD = "(p.prompt = c.key or (p.prompt > c.key || ':' and p.prompt < c.key || ';'))"
"""True of the prompts of the card `c`, found by their primary key."""

STANDS = (
    "not exists (select 1 from reviews b where b.card = r.card and b.takes_back = r.id and not exists"
    " (select 1 from reviews d where d.card = b.card and d.takes_back = b.id))"
)
"""True of the row `r` of the log if it was not taken back, or if that was taken back in its turn."""


class SearchContext(Value, frozen=True):
    """What the terms of a query depend on besides the cards."""

    now: datetime
    offset_minutes: int
    """Local time minus UTC."""
    settings: Settings
    orphans: tuple[str, ...] = ()
    """The names of the cards whose place in the notes is gone."""

    @property
    def leeches(self) -> dict[str, int]:
        """The lapses that make a leech in decks with a setting of their own."""
        usual = self.settings.leech_after
        decks = self.settings.decks.items()
        return {name: own.leech_after for name, own in decks if own.leech_after != usual}

    @property
    def today(self) -> int:
        """The local day."""
        return day_of(self.now, self.offset_minutes, self.settings.day_starts_at)


class SqlWriter:
    """Writes conditions; what they compare with is collected in `values`, never written into the SQL."""

    def __init__(self, context: SearchContext) -> None:
        self.context = context
        self.values: dict[str, object] = {}
        self.uses_card = False
        self.each = False
        """True where so few cards are looked at that each is looked up in the full-text index."""

    @property
    def card(self) -> str:
        """The card `c`, which then has to be among the tables of the statement."""
        self.uses_card = True
        return "c"

    def value(self, value: object) -> str:
        """The name under which a value stands in the statement."""
        name = f"v{len(self.values)}"
        if isinstance(value, str):
            value = value.encode("utf-8", "replace").decode()
        self.values[name] = value
        return f":{name}"

    def condition(self, query: Query) -> str:
        """1 or 0 for each prompt, never null."""
        if match := match_of(query):
            return self.matching(match)
        match query:
            case Conjunction(parts):
                return f"({' and '.join(map(self.condition, parts)) or '1'})"
            case Disjunction(parts):
                return f"({' or '.join(map(self.condition, parts))})"
            case Negation(part):
                return f"not {self.condition(part)}"
            case TextTerm():
                return self.named(query) if is_name(query) else self.holding(query)
            case FieldTerm(name, pattern):
                return getattr(self, f"_{name}")(pattern)  # type: ignore[no-any-return]
            case RatedTerm():
                return self.in_log(self.rated(query))
            case StateTerm("orphan"):
                return f"p.card in ({self.orphans()})"
            case StateTerm() | NumberTerm():
                return f"ifnull({self.remembered(query)}, {int(holds_of_new(query))})"
            case _:
                assert_never(query)

    def orphans(self) -> str:
        """The names of the orphans."""
        return f"select value from json_each({self.value(json.dumps(self.context.orphans))})"

    def matching(self, match: str) -> str:
        """The card's texts match a full-text expression."""
        found = f"select rowid from catalogue.card_text where card_text match {self.value(match)}"
        if self.each and "*" not in match:  # the index puts together what begins so, anew each time
            return f"exists ({found} and rowid = {self.card}.rowid)"
        return f"{self.card}.rowid in ({found})"

    def holding(self, term: TextTerm) -> str:
        """The card's texts hold signs that are no words."""
        texts = self.like(term)
        return f"exists (select 1 from catalogue.card_text t where t.rowid = {self.card}.rowid and {texts})"

    def like(self, term: TextTerm) -> str:
        """The texts `t` hold signs that are no words."""
        pattern = self.value(f"%{_like(fold_text(term.text))}%")
        return f"({' or '.join(f't.{name} like {pattern} escape {_ESCAPE}' for name in _SEARCHED)})"

    def named(self, term: TextTerm) -> str:
        """The card or prompt of this name, or that begin with it; if there is none, the words."""
        words = self.matching(phrase(term.text, term.prefix)) if has_words(term.text) else self.holding(term)
        cards = f"exists (select 1 from catalogue.cards n where {self.spanned('n.key', term)})"
        prompts = f"exists (select 1 from catalogue.prompts n where {self.spanned('n.prompt', term)})"
        return (
            f"case when {cards} then {self.spanned('p.card', term)}"
            f" when {prompts} then {self.spanned('p.prompt', term)} else {words} end"
        )

    def spanned(self, column: str, term: TextTerm) -> str:
        """The column is the name in the term, or begins with it."""
        low = self.value(term.text)
        high = self.value(term.text + "\U0010ffff")
        return f"({column} >= {low} and {column} < {high})" if term.prefix else f"{column} = {low}"

    def _deck(self, pattern: str) -> str:
        return f"p.deck in ({self.decks(pattern)})"

    def decks(self, pattern: str) -> str:
        """The names of the decks whose name or title is so."""
        glob = self.value(_glob(pattern))
        return f"select name from catalogue.decks where fold(name) glob {glob} or fold(title) glob {glob}"

    def _kind(self, pattern: str) -> str:
        return f"{self.card}.kind glob {self.value(_glob(pattern))}"

    def _tag(self, pattern: str) -> str:
        return self.tagged(pattern, each=self.each)

    def tagged(self, pattern: str, *, each: bool) -> str:
        """A tag of the card, or of its deck, is so, or lies under one that is so.

        With `each`, few cards are looked at; else each set of tags is looked into once.
        """
        pattern = pattern.removeprefix("#")
        glob, under = self.value(_glob(pattern)), self.value(_glob(pattern + "/*"))
        tags = f"{self.card}.tags"
        alike = f"fold(value) glob {glob} or fold(value) glob {under}"
        if each:
            return f"({tags} <> '[]' and exists (select 1 from json_each({tags}) where {alike}))"
        sets = "select distinct tags from catalogue.cards where tags <> '[]' limit -1"
        known = f"select t.tags from ({sets}) t where exists (select 1 from json_each(t.tags) where {alike})"
        return f"({tags} <> '[]' and {tags} in ({known}))"

    def _note(self, pattern: str) -> str:
        """The note's path or name, with or without its ending, is so."""
        globs = [_glob(start + pattern + end) for start in ("", "*/") for end in ("", ".md")]
        alike = " or ".join(f"plain glob {self.value(glob)}" for glob in globs)
        # The limits keep each note from being folded more than once.
        notes = "select distinct note from catalogue.cards where note <> '' limit -1"
        folded = f"select note, fold(note) as plain from ({notes}) limit -1"
        # The first part lets the partial index on notes be used.
        note = f"{self.card}.note"
        return f"({note} <> '' and {note} in (select note from ({folded}) where {alike}))"

    def _slip(self, pattern: str) -> str:
        return self.in_log(self.slipped(pattern))

    def slipped(self, pattern: str) -> str:
        """The row `r` of the log names such a slip."""
        # Said as the partial index on slips says it.
        same = (
            f"glob {self.value(_glob(pattern))}" if "*" in pattern else f"= {self.value(fold_text(pattern))}"
        )
        return f"(r.slip <> '' and r.slip {same})"

    def rated(self, term: RatedTerm) -> str:
        """The row `r` is a grade within the term's days; it counts for the day that it was written on."""
        context = self.context
        first = context.today - term.days + 1
        turns = context.settings.day_starts_at
        since = milliseconds(start_of(first - 1, context.offset_minutes, turns))
        day = f"(r.at / 60000 + r.offset_minutes - {turns * 60}) / 1440"
        grade = f"= {self.value(term.grade)}" if term.grade else "is not null"
        return (
            f"(r.at >= {self.value(since)} and {day} {'=' if term.is_alone else '>='} {self.value(first)}"
            f" and r.grade {grade} and r.kind in ('study', 'cram'))"
        )

    def in_log(self, condition: str) -> str:
        """The log has a row `r` of the prompt, under its name or a former one, that stands and is so."""
        now = f"select 1 from reviews r where r.card = p.prompt and {condition} and {STANDS}"
        before = (
            "select f.new from catalogue.former f cross join reviews r on r.card = f.old"
            f" where {condition} and {STANDS}"
        )
        return f"(exists ({now}) or p.prompt in ({before}))"

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
        today = self.value(self.context.today)
        match state:
            case "new":
                return "s.state = 'new'"
            case "learning":
                return "s.state in ('learning', 'relearning')"
            case "review":
                return "s.state in ('review', 'relearning')"
            case "due":
                asked = f"s.suspended = 0 and s.buried_until <= {today}"
                return f"(s.due_day <= {today} and {asked} and s.state <> 'new')"
            case "young":
                return f"(s.state in ('review', 'relearning') and s.days < {MATURE})"
            case "mature":
                return f"(s.state in ('review', 'relearning') and s.days >= {MATURE})"
            case "buried":
                return f"s.buried_until > {today}"
            case "leech":
                return f"s.lapses >= {self.leech()}"
            case _:
                return f"s.{state} <> 0"  # suspended, marked

    def leech(self) -> str:
        """The number of lapses that make a leech in the deck of `s`."""
        usual = self.value(self.context.settings.leech_after)
        cases = (
            f"when {self.value(deck)} then {self.value(lapses)}"
            for deck, lapses in self.context.leeches.items()
        )
        return f"case s.deck {' '.join(cases)} else {usual} end" if self.context.leeches else usual

    def number(self, term: NumberTerm) -> str:
        """A number of the row `s` compares as the term says; null without a row."""
        if term.name == "recall":
            return self.recall(term)
        ahead = self.context.today if term.name == "due" else 0
        column = {"due": "due_day", "interval": "days"}.get(term.name, term.name)
        comparison = f"s.{column} {_SIGNS[term.sign]} {self.value(term.value + ahead)}"
        return comparison if term.name in _COUNTS else f"({comparison} and s.state <> 'new')"

    def recall(self, term: NumberTerm) -> str:
        """Recall is below a bound once so many times the stability has passed: no power for each prompt."""
        bound = self.value(stabilities_until(term.value, self.context.settings) * DAY_MILLISECONDS)
        now = self.value(milliseconds(self.context.now))
        return f"(max({now} - s.last_at, 0) {_TURNED[term.sign]} {bound} * s.stability and s.state <> 'new')"


_SEARCHED = ("ask", "answer", "why")
"""The texts in which signs are looked for."""
_ESCAPE = "'\\'"


def _like(text: str) -> str:
    return "".join(f"\\{character}" if character in "\\%_" else character for character in text)


def _glob(pattern: str) -> str:
    """The pattern, folded, as SQLite's GLOB takes it: nothing but `*` is special."""
    return fold_text(pattern).replace("[", "[[]").replace("?", "[?]")


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
