"""Counts what the statistics say: over the answers in their own file, and over the states of the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

from flashcards.scheduling import MATURE, Settings, card_of, day_of, utc
from flashcards.storage.aside import ReadsLog
from flashcards.storage.errors import is_damage
from flashcards.storage.state_counts import count_states
from flashcards.storage.statistics_file import UNSAID, open_statistics, remove_statistics
from flashcards.storage.statistics_refresh import refresh_statistics
from flashcards.study.statistics import (
    ButtonSums,
    Calibration,
    DaySums,
    DeckSums,
    HourSums,
    Rate,
    Reliability,
    Statistics,
)
from flashcards.study.statistics_figures import (
    calibrate,
    find_streak,
    group_confidence,
    pair_confusions,
    retention_since,
    sum_slips,
)

T = TypeVar("T")

YEAR, MONTH, WEEK = 365, 30, 7
_BINS = 20
"""Predictions are held against what happened in bins of a twentieth."""
_STAGES = ("new", "learning", "young", "mature")
_IN_SCOPE = "deck in (select value from json_each(:decks)) and day between :first and :last"


class _Refreshing(NamedTuple):
    """How the answers were derived from the log."""

    settings: Settings
    former: Mapping[str, str]
    now: datetime
    tell: Callable[[int, int], None]


class ReviewHistory:
    """The answers of a review log, kept in a file of the folder of caches; None keeps them in memory."""

    def __init__(self, store: ReadsLog, folder: Path | None) -> None:
        self._store, self._folder = store, folder
        self._connection = open_statistics(folder)
        self._taken_in: _Refreshing | None = None

    def __enter__(self) -> ReviewHistory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def refresh(
        self,
        settings: Settings,
        former: Mapping[str, str],
        now: datetime,
        tell: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """Take in the rows that the log has more; see `refresh_statistics`."""
        self._taken_in = _Refreshing(settings, former, now, tell)
        self._mended(self._bring_up)

    def _mended(self, read: Callable[[], T]) -> T:
        """What `read` returns; if the file fails, from one that is made anew, or from memory."""
        try:
            return read()
        except sqlite3.DatabaseError as error:  # those of the log come as problems
            self._connection.close()
            damaged = is_damage(error) and self._folder and remove_statistics(self._folder)
            self._connection = open_statistics(self._folder if damaged else None)
        self._bring_up()
        return read()

    def _bring_up(self) -> None:
        if self._taken_in:
            refresh_statistics(self._connection, self._store, *self._taken_in)

    def decks(self) -> set[str]:
        """The decks that the log has answers to, removed ones too."""
        return self._mended(lambda: {name for (name,) in self._rows("select name from decks", {})})

    def _sums(self, first: int, last: int, decks: Sequence[str]) -> tuple[DaySums, ...]:
        columns = ", ".join(f"sum({name})" for name in DaySums._fields[1:])
        query = f"select day, {columns} from days where {_IN_SCOPE} group by day order by day"
        return tuple(DaySums(*row) for row in self._rows(query, self._scope(first, last, decks)))

    def statistics(
        self,
        settings: Settings,
        now: datetime,
        days: int,
        decks: Sequence[str] = (),
        optimizer_of: Callable[[str], str] = lambda card: "",
    ) -> Statistics:
        """Everything about the last `days` days; `refresh` first, and the states of the log.

        `optimizer_of` names the optimizer that a card is about.
        """
        return self._mended(lambda: self._count(settings, now, days, decks, optimizer_of))

    def _count(
        self,
        settings: Settings,
        now: datetime,
        days: int,
        decks: Sequence[str],
        optimizer_of: Callable[[str], str],
    ) -> Statistics:
        at, offset = utc(now)
        today = day_of(at, offset, settings.day_starts_at)
        first = today - days + 1
        scope = self._scope(first, today, decks)
        every = self._sums(-(2**31), today, decks)
        year = tuple((day.day, day.reviews) for day in every if day.day > today - YEAR and day.reviews)
        since = {"week": today - WEEK + 1, "month": today - MONTH + 1, "period": first, "all": -(2**31)}
        return Statistics(
            decks=tuple(decks),
            today=today,
            days=days,
            daily=tuple(day for day in every if day.day >= first),
            by_deck=tuple(DeckSums(*row) for row in self._rows(_BY_DECK, scope)),
            retention={name: retention_since(every, day) for name, day in since.items()},
            year=year,
            streak=find_streak([day.day for day in every if day.reviews], today),
            **self._store.read(lambda log: count_states(log, decks, today, offset, settings.day_starts_at)),
            calibration=self._calibration(scope),
            confidence=group_confidence(self._rows(_CONFIDENCE, scope)),
            hours=tuple(HourSums(*row) for row in self._rows(_HOURS, scope)),
            buttons=tuple(ButtonSums(_STAGES[stage], *row) for stage, *row in self._rows(_BUTTONS, scope)),
            judged=Rate(*self._rows(_JUDGED, scope)[0]),
            slips=sum_slips(self._slips(scope), optimizer_of, today - WEEK + 1),
            confusions=pair_confusions(self._confusions(scope)),
        )

    def _calibration(self, scope: Mapping[str, Any]) -> Calibration:
        rows = self._rows(_CALIBRATION, scope)
        bins = [
            Reliability(place / _BINS, (place + 1) / _BINS, answers, foretold / answers, right / answers)
            for place, answers, foretold, right, _ in rows
        ]
        return calibrate(bins, sum(loss for *_, loss in rows))

    def _slips(self, scope: Mapping[str, Any]) -> list[tuple[str, str, int, int]]:
        return [(slip, card_of(prompt), day, times) for slip, prompt, day, times in self._rows(_SLIPS, scope)]

    def _confusions(self, scope: Mapping[str, Any]) -> list[tuple[str, str, int]]:
        """Wrong answers that were right for one other card, and never for their own."""
        wrong = [row for row in self._rows(_WRONG, scope) if _says_something(row[1])]
        texts = json.dumps(sorted({typed for _, typed, _ in wrong}))
        right: dict[str, set[str]] = {}
        for typed, prompt in self._rows(_RIGHT, {"texts": texts}):
            right.setdefault(typed, set()).add(card_of(prompt))
        found = []
        for prompt, typed, times in wrong:
            card, others = card_of(prompt), right.get(typed, set())
            if len(others) == 1 and card not in others:
                found.append((card, *others, times))
        return found

    def _scope(self, first: int, last: int, decks: Sequence[str]) -> dict[str, Any]:
        """The values that `_IN_SCOPE` asks for."""
        known = dict(self._rows("select name, id from decks", {}))
        wanted = [known[name] for name in decks if name in known] if decks else list(known.values())
        return {"decks": json.dumps(wanted), "first": first, "last": last}

    def _rows(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        return self._connection.execute(query, values).fetchall()


def _says_something(typed: str) -> bool:
    """False for numbers, which are right for many cards by chance, and for texts without a letter."""
    try:
        float(typed)
    except ValueError:
        return any(character.isalpha() for character in typed)
    return False


_BY_DECK = f"""
    select name, sum(reviews), sum(milliseconds), sum(young_tests + mature_tests),
        sum(young_recalled + mature_recalled)
    from days join decks on decks.id = deck where {_IN_SCOPE}
    group by deck having sum(reviews) > 0 order by name
"""
_HOURS = f"""
    select hour, count(*), sum(test), sum(test and grade > 1) from answers
    where {_IN_SCOPE} and not cram group by hour order by hour
"""
_BUTTONS = f"""
    select case state when 0 then 0 when 2 then 2 + (days >= {MATURE}) else 1 end as stage,
        sum(grade = 1), sum(grade = 2), sum(grade = 3), sum(grade = 4)
    from answers where {_IN_SCOPE} and not cram group by stage order by stage
"""
_CALIBRATION = f"""
    select min(cast(predicted * {_BINS} as integer), {_BINS - 1}) as bin, count(*), sum(predicted),
        sum(grade > 1), sum(loss)
    from answers where {_IN_SCOPE} and test group by bin order by bin
"""
_CONFIDENCE = f"""
    select confidence, count(*), sum("right") from answers
    where {_IN_SCOPE} and not cram and confidence <> {UNSAID} group by confidence
"""
_JUDGED = f"select coalesce(sum(verdict <> 'wrong'), 0), count(*) from judged where {_IN_SCOPE}"
_SLIPS = f"""
    select slip, name, day, count(*) from judged join prompts on prompts.id = prompt
    where judged.{_IN_SCOPE} and slip <> '' group by slip, prompt, day
"""
_WRONG = f"""
    select name, typed, count(*) from judged join prompts on prompts.id = prompt
    where judged.{_IN_SCOPE} and verdict = 'wrong' group by prompt, typed
"""
_RIGHT = """
    select distinct typed, name from judged join prompts on prompts.id = prompt
    where verdict = 'right' and typed in (select value from json_each(:texts))
"""
