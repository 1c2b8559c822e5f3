"""Python in a note → its assignments as SystemLines. The code is parsed and never run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flashcards.judging.systems.code_listing import clean_listing, parse_listing
from flashcards.judging.systems.code_walk import CodeWalk
from flashcards.judging.systems.step_faults import StepFault, step_faults
from flashcards.judging.systems.terms import (
    SystemLine,
)
from flashcards.value import Value

LONGEST = 20_000
"""Characters of a listing that is read."""


def _no_subjects(_: str) -> tuple[str, ...]:
    return ()


class CodeReading(Value, frozen=True):
    """A listing as it was read."""

    lines: tuple[SystemLine, ...]
    unread: tuple[tuple[int, str], ...] = ()
    """The lines that are no Python, with the reason."""
    faults: tuple[StepFault, ...] = ()
    """What shows only over several steps; their lines are those of the file."""


def lines_of_code(
    code: str,
    number: int,
    *,
    optimizers: tuple[str, ...] = (),
    block: int = 0,
    subjects: Callable[[str], tuple[str, ...]] = _no_subjects,
) -> CodeReading:
    """The assignments of a listing that begins on line `number` of its file.

    `subjects` says which optimizers the name of a class or function means; they replace `optimizers` within.
    Of code that does not parse as a whole, what remains without the lines at fault is read.
    """
    if len(code) > LONGEST:
        return CodeReading((), ((number, f"a listing may have {LONGEST:,} characters"),))
    text = clean_listing(code)
    written = text.split("\n")
    unread: list[tuple[int, str]] = []
    found: list[SystemLine] = []
    faults: list[StepFault] = []
    for tree, above in parse_listing(text, unread):
        walk = CodeWalk(written, above, subjects, optimizers)
        walk.prepare(tree)
        try:
            walk.statements(tree.body)
            faults += [replace(fault, line=number + above + fault.line - 1) for fault in step_faults(tree)]
        except RecursionError:
            unread.append((above + 1, "this nests too deeply"))
        found += [replace(line, number=number + above + line.number - 1, block=block) for line in walk.found]
    return CodeReading(tuple(found), tuple((number + at - 1, why) for at, why in unread), tuple(faults))
