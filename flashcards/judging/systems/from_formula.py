"""A block of maths, in LaTeX or typed, → its equations as SystemLines, each with its own line number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.formula import parse
from flashcards.formula.traverse import ALIGNED, join_row
from flashcards.formula.tree import (
    NOTHING,
    Accent,
    Mark,
    Node,
    Product,
    Relation,
    Row,
    Script,
    Symbol,
    Table,
)
from flashcards.formula.unreadable import Unreadable
from flashcards.judging.systems.definitions import augmented, is_constant, is_definition
from flashcards.judging.systems.split_equations import split_equations
from flashcards.judging.systems.term_reader import TermReader
from flashcards.judging.systems.terms import Gradient, Letter, SystemLine, Term

_SETS = frozenset({"=", ":=", "gets", "Leftarrow", "equiv", "doteq"})
_CHANGES = frozenset({"+=", "-=", "*=", "/="})
_LATEX = re.compile(r"\\[A-Za-z(\[]|\$")
_ENDS = re.compile(r"\s{3,}|\s(?:with|where|mit|wobei|for|für|avec|où|con|donde|если|где)\s|\s(?:#|//)\s?")
"""What ends a formula in a line of plain text."""
_LABEL = re.compile(r"[^=:←]{1,40}:\s+(?=\S)")
_DEEPEST = 60


def lines_of_formula(
    text: str,
    number: int,
    time: frozenset[str],
    *,
    typed: bool = False,
    optimizers: tuple[str, ...] = (),
    block: int = 0,
) -> tuple[SystemLine, ...]:
    """The equations that one block of maths states; what cannot be read is left out.

    `number` is the file's line of the block's first line, `time` the letters that count steps in the note.
    `typed` reads plain text: Python, Unicode, words that are names.
    """
    found: list[SystemLine] = []
    left: Letter | Gradient | None = None
    for piece in split_equations(text):
        for sides in _relations(piece.text, typed=typed):
            reader = TermReader(time)
            try:
                equations = _equations(sides, reader, left)
            except (Unreadable, RecursionError, OverflowError):
                left = None
                continue
            for first, (defined, right, chained) in enumerate(equations):
                left = defined
                if not is_definition(defined, right):
                    continue
                again = chained or (sides.sides[0] == NOTHING and not first)
                line = number + piece.line
                found.append(SystemLine(defined, right, line, piece.text, optimizers, block, chained=again))
    return tuple(found)


def _relations(text: str, *, typed: bool) -> Iterator[Relation]:
    """The relations in a piece of text."""
    try:
        yield from _relations_in(_tree(text, typed=typed))
    except Unreadable:
        return


def _tree(text: str, *, typed: bool) -> Node:
    if not typed or _LATEX.search(text):
        return parse.parse_latex(text).tree
    plain = _ENDS.split(_LABEL.sub("", text, count=1) if _LABEL.match(text) else text)[0]
    return parse.parse_typed(plain.strip(" .,;!?")).tree


def _relations_in(node: Node) -> Iterator[Relation]:
    match node:
        case Relation():
            yield node
        case Row(items):
            for at, item in enumerate(items):
                if not _breaks_off(items[at : at + 3]):
                    yield from _relations_in(item)
        case Table(kind, rows) if kind in ALIGNED:
            for row in rows:
                yield from _relations_in(join_row(row))


def _breaks_off(items: tuple[Node, ...]) -> bool:
    r"""True if a factor follows an equation's comma, as in `w - \frac{\eta}{\sqrt v}, g`: `\,` was meant."""
    match items:
        case (Relation(), Mark(","), Symbol() | Script() | Accent() | Product()):
            return True
    return False


def _equations(
    relation: Relation, reader: TermReader, before: Letter | Gradient | None
) -> list[tuple[Letter | Gradient, Term, bool]]:
    """Left side, right side and whether it follows a second `=`, for each `=` of a relation."""
    found: list[tuple[Letter | Gradient, Term, bool]] = []
    left = before if relation.sides[0] == NOTHING else _left(relation.sides[0], reader)
    if left is None:
        return []
    for op, side in zip(relation.ops, relation.sides[1:], strict=True):
        if op not in _SETS | _CHANGES:
            break
        try:
            right = reader.term(side)
        except Unreadable:
            if not found:
                raise
            continue
        if is_constant(right):
            return []  # in m_0 = v_0 = 0 nothing but starting values
        found.append((left, augmented(left, op[0], right) if op in _CHANGES else right, bool(found)))
    return found


def _left(node: Node, reader: TermReader) -> Letter | Gradient | None:
    """What an equation defines; None if its left side is no quantity."""
    named = reader.quantity(node)
    if isinstance(named, Letter | Gradient):
        return named
    if isinstance(node, Product) and _is_label(node.factors[:-1]):
        return _left(node.factors[-1], reader)
    found = reader.term(node)
    return found if isinstance(found, Letter | Gradient) else None


def _is_label(factors: tuple[Node, ...]) -> bool:
    """True for words before a left side, as in `Momentum v = …`."""
    return all(isinstance(word, Symbol) and len(word.name) > 2 and word.name.isalpha() for word in factors)
