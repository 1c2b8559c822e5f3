"""What `flashcards demo RULE` tells of the rule itself: equations, dialect, source, defaults, memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from textwrap import wrap

import optimizers
from flashcards.cli import output
from flashcards.formula.parse import parse_latex
from flashcards.formula.render.one_line import inline
from flashcards.text.names import pretty, spell_in_ascii
from flashcards.text.numbers import format_number
from optimizers.rule import Rule

_LIBRARIES = {"torch": "pytorch", "keras": "keras", "optax": "optax"}
_LABEL = 12
"""The width of the column of labels."""


def print_rule(rule: Rule, *, ascii_only: bool) -> None:
    """Prints a row for each equation, then the facts, each wrapped beside its label."""
    width = min(shutil.get_terminal_size().columns, 120)
    output.out()
    for latex in rule.equations.values():
        output.out("  " + inline(parse_latex(latex).tree, ascii=ascii_only))
    for label, text in _facts(rule, ascii_only=ascii_only):
        spelled = spell_in_ascii(text) if ascii_only else text
        lines = wrap(spelled, width - _LABEL, break_long_words=False, break_on_hyphens=False)
        for at, line in enumerate(lines):
            output.out(f"{'' if at else label:<{_LABEL}}{line}")


def rule_as_json(rule: Rule) -> dict[str, object]:
    """The same facts for `--json`; a library that does not have the rule is missing from its defaults."""
    return {
        "name": rule.name,
        "title": rule.title,
        "year": rule.year,
        "equations": dict(rule.equations),
        "dialect": rule.dialect,
        "source": rule.source,
        "after": rule.after or None,
        "answers": rule.answers,
        "memory": rule.memory,
        "keeps": list(rule.carries),
        "defaults": {"flashcards": {"name": rule.name, "settings": dict(rule.settings), "differs": None}}
        | {
            _LIBRARIES[there.name.partition(".")[0]]: {
                "name": there.name,
                "settings": dict(there.defaults),
                "differs": there.differs or None,
            }
            for there in rule.elsewhere
        },
    }


def _facts(rule: Rule, *, ascii_only: bool) -> Iterator[tuple[str, str]]:
    """Label and text, in the order in which they are printed."""
    before = f", after {optimizers.RULES[rule.after].title}" if rule.after else ""
    yield "answers", f"{rule.answers} ({rule.year}{before})"
    yield "dialect", rule.dialect
    yield "source", rule.source
    yield "memory", _memory(rule, ascii_only=ascii_only)
    yield "defaults", f"here: {_listed(rule.settings, rule, ascii_only=ascii_only)}"
    for there in rule.elsewhere:
        differs = f" ({there.differs})" if there.differs else ""
        yield "", f"{there.name}: {_listed(there.defaults, rule, ascii_only=ascii_only)}{differs}"


def _memory(rule: Rule, *, ascii_only: bool) -> str:
    shared = len(rule.carries) - rule.memory
    kept = ", ".join(pretty(name, ascii_only=ascii_only) for name in rule.carries)
    numbers = {0: "no number", 1: "1 number"}.get(rule.memory, f"{rule.memory} numbers")
    whole = f", and {shared} for all together" if shared else ""
    return f"{numbers} kept for each parameter{whole}" + (f": {kept}" if kept else "")


def _listed(values: Mapping[str, float], rule: Rule, *, ascii_only: bool) -> str:
    """The defaults in the order of the rule's settings; a rate that has none is said to be given."""
    found = [
        f"{pretty(name, ascii_only=ascii_only)} {format_number(values[name], ascii_only=ascii_only)}"
        for name in rule.settings
        if name in values
    ]
    if "eta" not in values:
        found.insert(0, f"{pretty('eta', ascii_only=ascii_only)} to be given")
    return ", ".join(found)
