"""Judges a typed number against the right one: within a tolerance, or as right as its digits can be."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from flashcards.formula.unreadable import Unreadable
from flashcards.study.judgement import Judgement
from flashcards.text.numbers import format_number

if TYPE_CHECKING:
    from flashcards.formula.typed_number import TypedNumber

NO_NAMES: Mapping[str, float] = MappingProxyType({})
_EXACT = 15
"""Significant digits of a float."""
_PER_CENT = re.compile(r"%|\bper ?cent", re.I)
_COUNT = re.compile(
    r"how many (?!times\b|per ?cent|(?:kilo|mega|giga|tera)?bytes?\b|[KMGT]i?B\b|seconds|minutes|hours)\w",
    re.I,
)
_ROUGH = re.compile(r"\b(?:about|roughly|approximately) (?:how many|by which|after)|after about", re.I)
_FIRST_AFTER = re.compile(r"\b(?:after|by)\b.*\b(?:how many|which) ", re.I)


def judge_number(
    typed: str, right: float, tolerance: float, question: str = "", names: Mapping[str, float] = NO_NAMES
) -> Judgement:
    """The verdict on `typed`, written as people write numbers, where `right` is wanted.

    `tolerance` is relative. What is rounded to the digits written is right as well, from two digits on or as
    many as the tolerance asks for; a count that is not asked for roughly must be exact.
    """
    from flashcards.formula import typed_number  # NumPy loads here

    try:
        given = typed_number.read_number(typed, question, names)
    except Unreadable as reason:
        return Judgement("unreadable", f"not a number: {reason.message}")
    value, shown = given.value, format_number(right, ascii_only=True)
    if _is_right(given, right, tolerance, question):
        return Judgement("right", shown)
    if given.with_comma is not None and math.isclose(given.with_comma, right, rel_tol=tolerance):
        both = " or ".join(format_number(each, ascii_only=True) for each in (value, given.with_comma))
        return Judgement("unreadable", f"{typed.strip()} may be {both}: write a decimal point, or no comma")
    if right and math.isclose(value, -right, rel_tol=tolerance):
        return Judgement("wrong", f"the size is right, the sign is not: {shown}", "wrong-sign")
    is_upside_down = right and value and math.isclose(value, 1 / right, rel_tol=tolerance)
    if is_upside_down and not _PER_CENT.search(typed):
        return Judgement("wrong", f"upside down: {shown} is one over that", "inverted-fraction")
    for factor, how in ((100, "large"), (0.01, "small")):
        if right and math.isclose(value, right * factor, rel_tol=tolerance):
            sentence = f"100 times too {how}, as per cent for a fraction or the reverse: it is {shown}"
            return Judgement("wrong", sentence)
    return Judgement("wrong", f"it is {shown}; you have {format_number(value, ascii_only=True)}")


def _is_right(given: TypedNumber, right: float, tolerance: float, question: str) -> bool:
    if _is_exact_count(right, tolerance, question):
        return given.value == right or _is_rounded(given.value, right, given.digits - given.zeros, least=3)
    if given.value in _whole_counts(right, question):
        return True
    if math.isclose(given.value, right, rel_tol=tolerance, abs_tol=tolerance * 1e-9):
        return True
    least = max(2, math.ceil(-math.log10(tolerance) - 1e-9)) if tolerance > 0 else _EXACT
    return _is_rounded(given.value, right, given.digits, least)


def _is_exact_count(right: float, tolerance: float, question: str) -> bool:
    """True if the question counts things, and not roughly."""
    counts = _COUNT.search(question) and not _ROUGH.search(question)
    return bool(counts) and tolerance <= 0.01 and right == round(right)


def _whole_counts(right: float, question: str) -> set[int]:
    """The whole numbers that answer a question after a count whose formula gives no whole one."""
    if not _COUNT.search(question) or right == round(right) or right < 1:
        return set()
    return {round(right), math.ceil(right)} if _FIRST_AFTER.search(question) else {round(right)}


def _is_rounded(value: float, right: float, digits: int, least: int) -> bool:
    """True if `value` is `right` rounded to the `digits` that were written, which are `least` or more."""
    if not (least <= digits <= _EXACT and value and right):
        return False
    unit = 10.0 ** (min(math.floor(math.log10(abs(one))) for one in (value, right)) - digits + 1)
    return abs(value - right) <= unit / 2 * (1 + 1e-9)
