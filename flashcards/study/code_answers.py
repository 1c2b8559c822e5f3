"""Judges typed code: the blank or whole lines, by what they compute; the slip is named as for formulas."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import groupby

from flashcards.deck import cloze
from flashcards.deck.cloze import Gap
from flashcards.formula.tree import Unreadable
from flashcards.judging import python
from flashcards.study.judgement import Judgement


def judge_code(typed: str, text: str, part: str, optimizer: str = "") -> Judgement:
    """The verdict on `typed` as the gap `part` of the code `text`, or as the lines that hold the gap.

    `optimizer` names the rule whose slips are looked for.
    """
    gap = next(gap for gap in cloze.gaps(text) if gap.name == part)
    if typed.strip() == gap.hidden.strip():
        return Judgement("right")
    right = cloze.fill(text, lambda each: each.hidden)
    faults: list[str] = []
    programs = list(_readable(_programs(typed, text, gap), faults))
    if not programs:
        return Judgement("unreadable", faults[0])
    if any(_is_same(program, right, faults) for program in programs):
        return Judgement("right")
    return _diagnosed(programs, right, optimizer, f"expected  {gap.hidden}")


def _programs(typed: str, text: str, gap: Gap) -> Iterator[str]:
    """The programs that `typed` may mean: in the gap, in place of its lines, and as what they set."""
    yield cloze.fill(text, lambda each: typed if each.name == gap.name else each.hidden)
    before, after = (cloze.fill(piece, lambda each: each.hidden) for piece in _around(text, gap))
    first, last = before.rpartition("\n")[0], after.partition("\n")[2]
    line = before.rpartition("\n")[2]
    indent = line[: len(line) - len(line.lstrip())]
    own = "\n".join(indent + part.strip() for part in typed.splitlines() if part.strip())
    yield "\n".join(piece for piece in (first, own, last) if piece)
    target, equals, _ = line.partition("=")
    if equals and target.rstrip()[-1:].isidentifier():
        yield "\n".join(piece for piece in (first, f"{target.rstrip()} = {typed.strip()}", last) if piece)


def _around(text: str, gap: Gap) -> tuple[str, str]:
    return text[: gap.start], text[gap.end :]


def _readable(programs: Iterator[str], faults: list[str]) -> Iterator[str]:
    """Those of `programs` that are Python; why the others are not is added to `faults`."""
    for program in programs:
        try:
            python.parse_program(program)
        except Unreadable as why:
            faults.append(why.message)
        else:
            yield program


def _is_same(program: str, right: str, faults: list[str]) -> bool:
    from flashcards.judging import code_values  # NumPy loads here

    try:
        return code_values.compute_the_same(program, right)
    except Unreadable as why:
        faults.append(why.message)
        return False


def _diagnosed(programs: list[str], right: str, optimizer: str, expected: str) -> Judgement:
    """A verdict with the slip of the first of `programs` that has one; else "wrong" with what is expected."""
    found = Judgement("wrong", expected)
    for program in programs:
        for given, wanted in _differences(program, right):
            from flashcards.judging import judge  # SymPy loads here

            verdict = judge.judge_code_line(given, wanted, optimizer)
            if verdict.verdict in {"wrong", "variant"} and verdict.slip not in {None, "other"}:
                return Judgement(verdict.verdict, verdict.message, verdict.slip, verdict.readings)
            if verdict.verdict == "wrong" and not found.readings[0]:
                found = Judgement("wrong", expected, None, verdict.readings)
    return found


def _differences(program: str, right: str) -> Iterator[tuple[str, str]]:
    """The lines of two straight programs that set the same name to something else."""
    from flashcards.judging import array_calls, code_values

    try:
        given, wanted = (array_calls.read_assignments(each) for each in (program, right))
        if given is None or wanted is None:
            return
        runs = [list(lines) for _, lines in groupby(given, lambda line: line.name)]
        by_name = {run[0].name: array_calls.compose(run)[run[0].name] for run in runs}
    except Unreadable:
        return
    for line in wanted:
        other = by_name.get(line.name)
        if other and not code_values.values_agree(other.value, line.value):
            yield tuple(f"{one.name} = {ast.unparse(one.value)}" for one in (other, line))  # type: ignore[misc]
