"""Plants one slip at a time in every statement of every shipped deck and counts those that `check` finds.

`python -m tests.planted_slips` prints the table by field; with `--missed`, every slip that was not found.
A slip that changes no value (√ of 1, a square under a sign) is none and is not planted.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from flashcards import demo
from flashcards.audit import card_checks, formulas
from flashcards.audit.statements import placing
from flashcards.audit.statements.fields import relations_in
from flashcards.audit.statements.values import Evaluation
from flashcards.audit.statements.world import NO_PREMISES, Values, same_values, world
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.errors import Problem
from flashcards.formula import names, parse
from flashcards.formula.unreadable import Unreadable
from flashcards.storage import deck_files
from flashcards.study.drawn_values import combinations
from flashcards.study.right_numbers import right_number
from flashcards.text.markdown.spans import markdown_spans

MATHS = (
    ("sign", r"(?<=[\w})]) - (?=[\w\\(])", " + "),
    ("sign", r"(?<=[\w})]) \+ (?=[\w\\(])", " - "),
    ("sign", r"(?<=\d)-(?=\\)", "+"),
    ("sign", r"(?<=[=(]) ?-(?=[\w\\])", ""),
    ("square", r"\^2", ""),
    ("square", r"\\sqrt\{([^{}]*)\}", r"\1^2"),
    ("root", r"\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1"),
    ("root", r"\\sqrt (\w)", r"\1"),
    ("power", r"\^t\b", ""),
    ("power", r"\^k\b", ""),
    ("power", r"\^\{t-1\}", "^{t}"),
    ("power", r"\^\{t\+1\}", "^{t}"),
    ("index", r"_\{t-1\}", "_{t}"),
    ("index", r"(?<=[mvgu}])_t\b", "_{t-1}"),
    ("index", r"(?<=[mvgu}])_1\b", "_2"),
    ("betas", r"\\beta_1", r"\\beta_2"),
    ("betas", r"\\beta_2", r"\\beta_1"),
    ("complement", r"\(1 ?- ?(\\beta(?:_\d)?)\)", r"\1"),
    ("complement", r"1 ?- ?(\\beta(?:_\d)?\^t)", r"\1"),
    ("inverse", r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\\frac{\2}{\1}"),
    ("inverse", r"(?<=[=(] )1/|(?<=^)1/", ""),
    ("inverse", r"/(?=[\\(\w])", r" \\cdot "),
    ("hat", r"\\hat\{(\w)\}", r"\1"),
    ("hat", r"(?<![\\\w{])([mv])_t", r"\\hat{\1}_t"),
    ("moments", r"\\hat\{m\}", r"\\hat{v}"),
    ("moments", r"(?<![\\\w])m_", "v_"),
    ("epsilon", r" ?\+ ?\\epsilon", ""),
    ("factor", r"\\eta ", ""),
    ("factor", r"(?<![\w.^_{-])2(?=[\\ ])", "3"),
)
PYTHON = (
    ("sign", r" - ", " + "),
    ("sign", r" \+ ", " - "),
    ("sign", r"^-", ""),
    ("square", r"\*\*2", ""),
    ("root", r"(?:np\.)?sqrt\(((?:[^()]|\([^()]*\))*)\)", r"(\1)"),
    ("root", r"\.sqrt\(\)", ""),
    ("power", r"\*\*[tnk]\b", ""),
    ("betas", r"\b(b|beta)1\b", r"\g<1>2"),
    ("betas", r"\b(b|beta)2\b", r"\g<1>1"),
    ("complement", r"\(1 ?- ?(\w+)\)", r"\1"),
    ("complement", r"1 ?- ?(\w+\*\*\w+)", r"\1"),
    ("inverse", r" ?/ ?(?=[\w(])", " * "),
    ("hat", r"\b([mv])_hat\b", r"\1"),
    ("moments", r"\bm_hat\b", "v_hat"),
    ("moments", r"(?<==)( ?)m\b", r"\1v"),
    ("epsilon", r" ?\+ ?(?:eps|epsilon)\b", ""),
    ("factor", r"\b(?:lr|eta) \* ?", ""),
    ("factor", r"(?<![\w.*])(\d+)(?![\w.])", lambda found: str(int(found[1]) + 1)),
)
PROSE = (("figure", r"(?<![\w.,^_])(\d+(?:[.,]\d+)*)(?![\w.^])", lambda found: _another(found[1])),)
SETTING = (("figure", r"(\d+(?:\.\d+)?)$", lambda found: _another(found[1])), *MATHS)
MOST = {"relation": 4, "setting": 2, "number": 4, "code": 6, "inline": 2, "column": 2, "term": 2, "figure": 1}

Rewriting = tuple[str, str, Any]


@dataclass(frozen=True)
class Planted:
    """A card with one slip in it."""

    kind: str
    """What it was planted in: relation, setting, number, code, column, term, figure."""
    field: str
    slip: str
    before: str
    after: str
    card: Card
    right: Card


def _another(digits: str) -> str:
    """Another number that looks like the first."""
    place = next((i for i, digit in enumerate(digits) if digit in "123456789"), 0)
    return f"{digits[:place]}{int(digits[place]) % 9 + 1}{digits[place + 1 :]}"


def rewritten(text: str, rules: Sequence[Rewriting], most: int) -> Iterator[tuple[str, str]]:
    """Yields at most `most` texts with one slip each, of as many kinds as there are, with its name."""
    found: dict[str, tuple[str, str]] = {}
    seen = set()
    for name, pattern, by in rules:
        match = re.search(pattern, text)
        if (
            match
            and (
                after := text[: match.start()] + match.expand(by) + text[match.end() :]
                if isinstance(by, str)
                else text[: match.start()] + by(match) + text[match.end() :]
            )
            != text
            and after not in seen
        ):
            seen.add(after)
            found.setdefault(name, (name, after))
    yield from list(found.values())[:most]


def planted(card: Card) -> Iterator[Planted]:
    """Yields the card with each slip in turn."""
    for field, text, put in _texts(card):
        for kind, start, end, rules in _places(field, text):
            for slip, after in rewritten(text[start:end], rules, MOST[kind]):
                wrong = put(text[:start] + after + text[end:])
                made = Planted(kind, field, slip, text[start:end], after, wrong, card)
                if not _is_equal(made):
                    yield made


def _texts(card: Card) -> Iterator[tuple[str, str, Callable[[str], Card]]]:
    """Yields each text of a card with its field and a function that puts another in its place."""
    for name in ("ask", "hint", "why"):
        yield name, getattr(card, name), lambda text, name=name: replace(card, **{name: text})
    given = card.answer
    match given:
        case BasicAnswer(text):
            yield "answer", text, lambda text: replace(card, answer=replace(given, answer=text))
        case ClozeAnswer(text):
            yield "cloze", text, lambda text: replace(card, answer=replace(given, text=text))
        case CodeAnswer(text):
            yield "code", text, lambda text: replace(card, answer=replace(given, text=text))
        case FormulaAnswer(latex):
            yield "formula", latex, lambda text: replace(card, answer=replace(given, latex=text))
        case NumberAnswer(text):
            yield "number", text, lambda text: replace(card, answer=replace(given, expression=text))
        case ChoicesAnswer(right):
            yield "choices", right, lambda text: replace(card, answer=replace(given, right=text))
        case StepsAnswer(lines):
            for at, line in enumerate(lines):
                yield (
                    "steps",
                    line,
                    lambda text, at=at: replace(
                        card, answer=StepsAnswer((*lines[:at], text, *lines[at + 1 :]))
                    ),
                )
    if card.demo:
        shown = card.demo
        yield "about", shown.about, lambda text: replace(card, demo=replace(shown, about=text))
        for at, column in enumerate(shown.show):
            if "=" in column:
                yield (
                    "column",
                    column,
                    lambda text, at=at: replace(
                        card, demo=replace(shown, show=(*shown.show[:at], text, *shown.show[at + 1 :]))
                    ),
                )


def _places(field: str, text: str) -> Iterator[tuple[str, int, int, Sequence[Rewriting]]]:
    """Yields the statements of a text: kind, start, end, and the slips that suit them."""
    if field in {"number", "code"}:
        yield field, 0, len(text), PYTHON
    elif field == "column":
        yield "column", text.index("=") + 1, len(text), PYTHON
    elif field == "formula" or (field == "choices" and "\\" in text and "$" not in text):
        yield "relation", 0, len(text), MATHS
    else:
        for span in markdown_spans(text):
            inside = text[span.inner_start : span.inner_end]
            if span.kind == "maths":
                setting = re.fullmatch(r"\s*\\?[\w{}]+\s*=\s*(?:[\d.]+|\{\w+\})\s*", inside)
                kind = "setting" if setting else "relation" if relations_in(inside) else "term"
                if kind == "term" and is_name(inside):
                    continue
                yield kind, span.inner_start, span.inner_end, SETTING if setting else MATHS
            elif span.kind == "code":
                yield "code" if "\n" in inside else "inline", span.inner_start, span.inner_end, PYTHON
            else:
                for found in re.finditer(PROSE[0][1], inside):
                    yield "figure", span.start + found.start(), span.start + found.end(), PROSE


def is_name(latex: str) -> bool:
    """True if a formula is a letter with its index, which states nothing."""
    return names.name(parse.parse_latex(latex).tree) is not None or bool(
        re.fullmatch(r"[\\\w{}\-+]*", latex)
        and "frac" not in latex
        and "sqrt" not in latex
        and "^" not in latex
    )


def is_caught(card: Card) -> bool:
    """True if `check` says that something is wrong with the card."""
    proofs = list(formulas.proofs(card))
    if any(proof.verdict == "wrong" for proof in proofs):
        return True
    totals = card_checks.CheckTotals()
    found = list(card_checks.check_card(card, totals))
    placed, problems = placing.place_statements(card, proofs, totals.shown)
    return bool(found or problems) or any(each.kind == "unplaced" for each in placed)


def _is_equal(made: Planted) -> bool:
    """True if the slip changes no value: then it is none."""
    match made.kind:
        case "number":
            return _numbers(made.card) == _numbers(made.right)
        case "column":
            return _rows(made.card) == _rows(made.right)
        case "relation" | "term":
            return _same_formula(made.before, made.after, made.card)
    return False


def _numbers(card: Card) -> list[float] | None:
    try:
        return [round(right_number(card, draw), 12) for draw in combinations(card.vary)]
    except Problem:
        return None


def _rows(card: Card) -> Any:
    assert card.demo is not None
    try:
        return [
            [f"{value:.9g}" for value in row] for row in demo.run(card.demo, optimizer=card.optimizer).rows
        ]
    except Problem:
        return None


def _same_formula(one: str, other: str, card: Card) -> bool:
    """True if two formulas have the same values, side by side, in the world of the card's rule."""
    try:
        first, second = (_sides(each, card) for each in (one, other))
    except Unreadable:
        return False
    return len(first) == len(second) and all(map(same_values, first, second))


def _sides(latex: str, card: Card) -> list[Values]:
    relations = relations_in(latex, tuple(card.vary))
    nodes = [side for each in relations for side in each.sides] or [parse.parse_latex(latex).tree]
    here = world(card.optimizer, NO_PREMISES, 3)
    with np.errstate(all="ignore"):
        return [Evaluation(node, here, {}).value(node) for node in nodes]


def shipped_cards() -> list[Card]:
    """The cards of the shipped decks."""
    library = deck_files.load_decks([deck_files.shipped_decks()])
    return [card for deck in library.decks for card in deck.inherited().cards]


def table(counts: Mapping[tuple[str, str], Counter[str]]) -> str:
    """The planted and found slips by kind of statement and field."""
    lines = [f"{'kind':10} {'field':8} {'planted':>8} {'caught':>7} {'share':>6}"]
    for (kind, field), count in sorted(counts.items()):
        share = count["caught"] / count["planted"]
        lines.append(f"{kind:10} {field:8} {count['planted']:8} {count['caught']:7} {share:6.0%}")
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Plants every slip and prints what was found."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for card in shipped_cards():
        for made in planted(card):
            caught = is_caught(made.card)
            for key in ((made.kind, made.field), (made.kind, "all")):
                counts.setdefault(key, Counter()).update(planted=1, caught=caught)
            if not caught and "--missed" in arguments:
                print(f"{card.key} {made.field} {made.kind} {made.slip}: {made.before!r} → {made.after!r}")
    print(table(counts))


if __name__ == "__main__":
    main(sys.argv[1:])
