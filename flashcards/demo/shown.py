"""A quantity as a demo writes it: a name, or a name with the expression that computes it (`gap = m - g`)."""

from __future__ import annotations

import re

from flashcards.deck.model import Demo

_DERIVED = re.compile(r"\s*([^\s=]+)\s*=\s*(.+)")


def split_quantity(text: str) -> tuple[str, str]:
    """The name of the column, and the expression that computes it; empty for a quantity of the rule.

    The label of a run belongs to the name, with the sign that it may hold: `theta η=0.1`.
    """
    derived = _DERIVED.fullmatch(text)
    return (derived[1], derived[2].strip()) if derived else (text.strip(), "")


def definition(demo: Demo, name: str) -> str:
    """What computes the quantity of that name which the demo asks about or shows; empty for a rule's own."""
    asked = (demo.predict.quantity,) if demo.predict else ()
    written = map(split_quantity, (*asked, *demo.show))
    return next((expression for each, expression in written if expression and each == name), "")
