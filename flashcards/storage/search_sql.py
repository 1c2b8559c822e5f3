"""The condition in SQL that a query sets, over a prompt `p`, its card `c` and its state `s`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import assert_never

from flashcards.scheduling import milliseconds, start_of
from flashcards.storage.search_context import SearchContext
from flashcards.storage.search_memory import MemoryWriter, holds_of_new, reads_rows
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

LOOKED_UP = 100
"""Up to so many cards are looked up in the full-text index one by one: each costs as much as 300 in a row."""

STANDS = (
    "not exists (select 1 from reviews b"
    " where b.card = r.card and b.takes_back <> '' and +b.takes_back = r.id and not exists"
    " (select 1 from reviews d where d.card = b.card and d.takes_back <> '' and +d.takes_back = b.id))"
)
"""True of the row `r` of the log if it was not taken back, or if that was taken back in its turn.

One of `migrations.ROW_INDEXES` says which prompts have such rows, so that few others are read for it.
"""


class SqlWriter(MemoryWriter):
    """Writes the conditions of whole queries."""

    def __init__(self, context: SearchContext) -> None:
        super().__init__(context)
        self.uses_card = False
        self.matching_cards: dict[str, Sequence[int] | None] = {}
        """What was found of full-text expressions so far, see `search_candidates.matching_cards`."""
        self._among = ""
        """The condition on the full-text index that leaves the cards which are looked at; empty for all."""

    @property
    def card(self) -> str:
        """The card `c`, which then has to be among the tables of the statement."""
        self.uses_card = True
        return "c"

    @property
    def is_narrow(self) -> bool:
        """True where so few cards are looked at that what each holds costs less than finding all that do."""
        return bool(self._among)

    def look_among(self, numbers: Iterable[int]) -> None:
        """Look at the cards with these numbers alone."""
        cards = sorted(set(numbers))
        listed = f"in (select value from json_each({self.value(json.dumps(cards))}))"
        if len(cards) <= LOOKED_UP:
            self._among = f" and rowid {listed}"
        else:  # the plus keeps the full-text index from being asked once for each: it is read in a row
            low, high = self.value(cards[0]), self.value(cards[-1])
            self._among = f" and rowid between {low} and {high} and +rowid {listed}"

    def joined_tables(self) -> str:
        """The tables that the conditions written so far ask, to be joined to that of the prompt `p`."""
        card = " cross join catalogue.cards c on c.rowid = p.number" if self.uses_card else ""
        return f"{card} left join states s on s.prompt = p.prompt"

    def condition(self, query: Query) -> str:
        """1 or 0 for each prompt, never null."""
        if match := match_of(query):
            return self.matching(match)
        match query:
            case Conjunction(parts):
                # the log is asked only of what all else is true of
                return f"({' and '.join(map(self.condition, sorted(parts, key=reads_rows))) or '1'})"
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
        texts = f"catalogue.card_text where card_text match {self.value(match)}{self._among}"
        return _numbered_by(f"select rowid from {texts}")

    def holding(self, term: TextTerm) -> str:
        """The card's texts hold signs that are no words."""
        texts = self.like(term)
        return f"exists (select 1 from catalogue.card_text t where t.rowid = p.number and {texts})"

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
        kind = self.of_kind(pattern)
        return f"{self.card}.{kind}" if self.is_narrow else _numbered(kind)

    def of_kind(self, pattern: str) -> str:
        """The columns of a card say that it is of such a kind."""
        return f"kind glob {self.value(_glob(pattern))}"

    def _tag(self, pattern: str) -> str:
        if self.is_narrow:
            return self.tagged(pattern, self.card)
        return _numbered(self.tagged_so(pattern))

    def tagged(self, pattern: str, card: str) -> str:
        """A tag of the card, or of its deck, is so, or lies under one that is so."""
        return f"({card}.tags <> '[]' and {self._has_tag(pattern, f'{card}.tags')})"

    def _has_tag(self, pattern: str, tags: str) -> str:
        pattern = pattern.removeprefix("#")
        alike = self._is_any("fold(value)", dict.fromkeys(_glob(pattern + end) for end in ("", "/*")))
        return f"exists (select 1 from json_each({tags}) where {alike})"

    def tagged_so(self, pattern: str) -> str:
        """The columns of a card say the same as `tagged`; each set of tags is looked into once."""
        sets = _distinct("tags", "'[]'")
        alike = f"select t.value from ({sets}) t where {self._has_tag(pattern, 't.value')}"
        return f"tags <> '[]' and tags in ({alike})"

    def _note(self, pattern: str) -> str:
        if self.is_narrow:
            note = f"{self.card}.note"
            return f"({note} <> '' and {self._alike(pattern, f'fold({note})')})"
        return _numbered(self.noted(pattern))

    def noted(self, pattern: str) -> str:
        """The columns of a card say that its note's path or name, with or without its ending, is so."""
        if not pattern.strip("*"):
            return "note <> ''"
        # The limit keeps each note from being folded more than once.
        folded = f"select value, fold(value) as plain from ({_distinct('note', chr(39) * 2)}) limit -1"
        return f"note <> '' and note in (select value from ({folded}) where {self._alike(pattern, 'plain')})"

    def _alike(self, pattern: str, plain: str) -> str:
        starts = ("",) if pattern.startswith("*") else ("", "*/")
        ends = ("",) if pattern.endswith("*") else ("", ".md")
        return self._is_any(plain, [_glob(start + pattern + end) for start in starts for end in ends])

    def _is_any(self, plain: str, globs: Iterable[str]) -> str:
        """The text is like any of the globs; to fold one costs more than all else."""
        if "*" in globs:
            return "1"
        return f"({' or '.join(f'{plain} glob {self.value(glob)}' for glob in globs)})"

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
        turns = self.by_deck(_DECK_OF_ROW, self.context.settings.day_starts_at, self.context.hours)
        day = f"(r.at / 60000 + r.offset_minutes - {turns} * 60) / 1440"
        today = self.by_deck(_DECK_OF_ROW, self.context.today, self.context.days)
        first = f"{today} - {self.value(term.days - 1)}"
        return (
            f"({self.graded(term)} and {self.rated_since(term)} and {day} {'=' if term.is_alone else '>='}"
            f" {first} and r.kind in ('study', 'cram'))"
        )

    def graded(self, term: RatedTerm) -> str:
        """The row `r` has such a grade, said as the partial index on the rarer ones says it."""
        if term.grade is None:
            return "r.grade is not null"
        return f"{'r.grade <> 3 and ' * is_rare(term)}r.grade = {self.value(term.grade)}"

    def rated_since(self, term: RatedTerm) -> str:
        """The row `r` is of no earlier moment than those that the term can mean."""
        usual = self.context.settings.day_starts_at
        before = min((self.context.today, *self.context.days.values())) - term.days
        turns = min((usual, *self.context.hours.values()))
        since = milliseconds(start_of(before, self.context.offset_minutes, turns))
        return f"r.at >= {self.value(since)}"

    def in_log(self, condition: str) -> str:
        """The log has a row `r` of the prompt, under its name or a former one, that stands and is so."""
        # Named by its state, if it has one, the prompt is asked after all that is said of the state.
        now = (
            f"select 1 from reviews r where r.card = ifnull(s.prompt, p.prompt) and {condition} and {STANDS}"
        )
        before = (
            "select f.new from catalogue.former f cross join reviews r on r.card = f.old"
            f" where {condition} and {STANDS}"
        )
        return f"(exists ({now}) or p.prompt in ({before}))"


def is_rare(term: RatedTerm) -> bool:
    """True for a grade of which an index has the rows; most rows have another one."""
    return term.grade not in (None, 3)


def _numbered(condition: str) -> str:
    """The card is one of those whose columns say so, all of which are found first."""
    return _numbered_by(f"select rowid from catalogue.cards where {condition}")


def _numbered_by(found: str) -> str:
    """The number of the card is among those found; the plus keeps it from leading to the prompts."""
    return f"+p.number in ({found})"


def _distinct(column: str, without: str) -> str:
    """A statement for each `value` of a column but one, which an index leads to without reading the rest."""
    cards = f"catalogue.cards where {column} <> {without}"
    return (
        f"with recursive each(value) as (select min({column}) from {cards} union all"
        f" select (select min({column}) from {cards} and {column} > each.value) from each"
        " where each.value is not null) select value from each where value is not null"
    )


_DECK_OF_ROW = "substr(r.card, 1, instr(r.card, '/') - 1)"
"""The deck of the prompt that the row `r` of the log is about."""
_SEARCHED = ("ask", "answer", "why")
"""The texts in which signs are looked for."""
_ESCAPE = "'\\'"


def _like(text: str) -> str:
    return "".join(f"\\{character}" if character in "\\%_" else character for character in text)


def _glob(pattern: str) -> str:
    """The pattern, folded, as SQLite's GLOB takes it: nothing but `*` is special."""
    return fold_text(pattern).replace("[", "[[]").replace("?", "[?]")
