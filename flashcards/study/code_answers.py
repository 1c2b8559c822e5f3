"""Judges typed code: the blank or whole lines, by what they compute; the slip is named as for formulas."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby
from textwrap import dedent
from typing import NamedTuple

from flashcards.deck import cloze
from flashcards.deck.cloze import Gap
from flashcards.formula.unreadable import Unreadable
from flashcards.judging import python
from flashcards.study.judgement import Judgement

_UNLIKE = "this computes something else"


def judge_code(typed: str, text: str, part: str, optimizer: str = "") -> Judgement:
    """The verdict on `typed` as the gap `part` of the code `text`, or as the lines that hold the gap.

    `optimizer` names the rule whose slips are looked for.
    """
    gap = next(gap for gap in cloze.gaps(text) if gap.name == part)
    if typed.strip() == gap.hidden.strip():
        return Judgement("right")
    right = cloze.fill(text, lambda each: each.hidden)
    faults: list[str] = []
    meant = list(_readable(_meanings(typed, text, gap), faults))
    if not meant:
        return Judgement("unreadable", faults[0])
    if any(_is_same(each.program, right, faults) for each in meant):
        return Judgement("right")
    found = _diagnosed([each.program for each in meant], right, optimizer)
    return replace(found, code=(typed.strip(), _nearest([each.place for each in meant], typed)))


class Meaning(NamedTuple):
    """What a typed piece of code may be meant as."""

    program: str
    """The whole program with it."""
    place: str
    """The right code in the place that it takes."""


def _meanings(typed: str, text: str, gap: Gap) -> Iterator[Meaning]:
    """The meanings of `typed`: in the gap, in place of its lines, and as what they set."""
    whole = cloze.fill(text, lambda each: typed if each.name == gap.name else each.hidden)
    yield Meaning(whole, gap.hidden)
    before, after = (cloze.fill(piece, lambda each: each.hidden) for piece in _around(text, gap))
    first, last = before.rpartition("\n")[0], after.partition("\n")[2]
    line = before.rpartition("\n")[2]
    lines = dedent(f"{line}{gap.hidden}{after.partition(chr(10))[0]}")
    indent = line[: len(line) - len(line.lstrip())]
    own = "\n".join(indent + part.strip() for part in typed.splitlines() if part.strip())
    yield Meaning("\n".join(piece for piece in (first, own, last) if piece), lines)
    target, equals, _ = line.partition("=")
    if equals and target.rstrip()[-1:].isidentifier():
        value = lines.partition("=")[2].strip()
        set_so = f"{target.rstrip()} = {typed.strip()}"
        yield Meaning("\n".join(piece for piece in (first, set_so, last) if piece), value)


def _nearest(places: Sequence[str], typed: str) -> str:
    """The right code that `typed` is most like, and so was most probably meant to be."""
    return max(places, key=lambda place: SequenceMatcher(None, place, typed.strip(), False).ratio())


def _around(text: str, gap: Gap) -> tuple[str, str]:
    return text[: gap.start], text[gap.end :]


def _readable(meanings: Iterator[Meaning], faults: list[str]) -> Iterator[Meaning]:
    """Those of `meanings` that are Python; why the others are not is added to `faults`."""
    for meaning in meanings:
        try:
            python.parse_program(meaning.program)
        except Unreadable as why:
            faults.append(why.message)
        else:
            yield meaning


def _is_same(program: str, right: str, faults: list[str]) -> bool:
    from flashcards.judging import code_values  # NumPy loads here

    try:
        return code_values.compute_the_same(program, right)
    except Unreadable as why:
        faults.append(why.message)
        return False


def _diagnosed(programs: list[str], right: str, optimizer: str) -> Judgement:
    """A verdict with the slip of the first of `programs` that has one; else "wrong"."""
    found = Judgement("wrong", _UNLIKE)
    for program in programs:
        for given, wanted in _differences(program, right):
            from flashcards.judging import judge  # SymPy loads here

            verdict = judge.judge_code_line(given, wanted, optimizer)
            if verdict.verdict in {"wrong", "variant"} and verdict.slip not in {None, "other"}:
                return Judgement(verdict.verdict, verdict.message, verdict.slip, verdict.readings)
            if verdict.verdict == "wrong" and not found.readings[0]:
                found = Judgement("wrong", _UNLIKE, None, verdict.readings)
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
