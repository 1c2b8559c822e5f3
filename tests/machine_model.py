"""A naive model of what a review log says: every row looked at anew, no order kept, nothing remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from flashcards.scheduling import (
    Memory,
    Review,
    RowKind,
    Settings,
    memory_after_row,
    milliseconds,
    new_memory,
)

DAY = timedelta(days=1)


@dataclass
class Model:
    """The rows that a device knows, and what it may undo."""

    settings: Settings
    prompts: Sequence[str]
    rows: list[Review] = field(default_factory=list)
    actions: list[list[str]] = field(default_factory=list)
    """The ids of what was done here, one list for each undo."""

    def write(self, rows: Iterable[Review], *, action: bool) -> None:
        new = list(rows)
        self.rows += new
        if action and new:
            self.actions.append([row.id for row in new])

    def ids(self) -> set[str]:
        return {row.id for row in self.rows}

    def stands(self, name: str) -> bool:
        return not any(row.takes_back == name and self.stands(row.id) for row in self.rows if row.takes_back)

    def last_action(self) -> list[str]:
        """What an undo takes back: the last of the actions of which something stands."""
        present = self.ids()
        standing = [[name for name in ids if name in present and self.stands(name)] for ids in self.actions]
        return next((action for action in reversed(standing) if action), [])

    def counting(self, now: datetime) -> list[Review]:
        """The rows that count at `now`: those that are not far ahead, and that nothing takes back."""
        known = [row for row in self.rows if row.at <= now + DAY or row.takes_back]
        view = Model(self.settings, self.prompts, known)
        return [row for row in known if not row.takes_back and view.stands(row.id)]

    def drop_erased(self, now: datetime) -> None:
        """Forget what erasures ask for: rows up to their moment, but no undo of a row that stays."""
        until: dict[str, datetime] = {}
        for row in self.counting(now):
            if row.kind is RowKind.ERASE:
                until[row.card] = max(row.at, until.get(row.card, row.at))
        gone = {
            row.id
            for row in self.rows
            if row.card in until and row.at <= until[row.card] and row.kind is not RowKind.ERASE
        }
        kept = {row.id for row in self.rows} - gone
        while back := {row.id for row in self.rows if row.id in gone and row.takes_back in kept}:
            gone -= back
            kept |= back
        self.rows = [row for row in self.rows if row.id not in gone]

    def history(self, prompt: str, now: datetime) -> list[Review]:
        """The counting rows of a prompt in their order: no device writes a row before an earlier one, as far
        as its clock is wrong by less than a day. A row without a number stands where its clock says."""
        placed: list[tuple[int, str, Review]] = []
        before: dict[str, list[int]] = {}
        for row in sorted(self.counting(now), key=lambda row: (row.seq, row.at, row.id)):
            if row.card == prompt:
                at = milliseconds(row.at)
                if row.seq:
                    earlier = before.setdefault(row.device, [])
                    at = max([at, *(time + 1 for time in earlier if time <= at + 86_400_000)])
                    earlier.append(at)
                placed.append((at, row.id, row))
        return [row for *_, row in sorted(placed, key=lambda each: each[:2])]

    def memories(self, now: datetime) -> dict[str, Memory]:
        found = {}
        for prompt in self.prompts:
            memory = new_memory(prompt)
            for row in self.history(prompt, now):
                memory = memory_after_row(memory, row, self.settings)
            if memory != new_memory(prompt):
                found[prompt] = memory
        return found

    def flags(self, prompt: str, now: datetime) -> tuple[bool, bool, int]:
        """Suspended, marked, buried until: each as its last row says."""
        suspended, marked, buried = False, False, 0
        for row in self.history(prompt, now):
            match row.kind:
                case RowKind.SUSPEND | RowKind.RESUME:
                    suspended = row.kind is RowKind.SUSPEND
                case RowKind.MARK | RowKind.UNMARK:
                    marked = row.kind is RowKind.MARK
                case RowKind.BURY | RowKind.UNBURY:
                    buried = row.until or 0
                case RowKind.RESET:
                    suspended, buried = False, 0
                case RowKind.ERASE:
                    suspended, marked, buried = False, False, 0
        return suspended, marked, buried

    def asked(self, prompt: str, now: datetime) -> tuple[int, int]:
        """How often it was graded since it was forgotten last, and how often right, where nothing but grades
        and flags happened."""
        graded = right = 0
        for row in self.history(prompt, now):
            if row.kind in (RowKind.RESET, RowKind.ERASE):
                graded = right = 0
            elif row.kind is RowKind.STUDY and row.grade:
                graded, right = graded + 1, right + (row.grade > 1)
        return graded, right


def hold_equal(found: dict[str, Memory], expected: dict[str, Memory]) -> None:
    """Stability and difficulty but for what single precision loses, all else to the last bit."""
    bare = [
        {name: memory._replace(stability=0, difficulty=0) for name, memory in each.items()}
        for each in (found, expected)
    ]
    assert bare[0] == bare[1]
    for name, memory in expected.items():
        numbers = (found[name].stability, found[name].difficulty)
        assert numbers == pytest.approx((memory.stability, memory.difficulty), rel=1e-4)
