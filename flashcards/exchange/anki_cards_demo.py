"""The demo of a card as HTML: its table, and its figure as a drawing in the colour of the text around it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from html import escape

from flashcards import demo
from flashcards.deck.model import Card
from flashcards.demo.plot.svg import svg
from flashcards.demo.result import Result
from flashcards.exchange.html_writing import write_html
from flashcards.text.names import pretty
from flashcards.text.numbers import format_number

MOST_ROWS = 30
"""The most rows of a table; a longer one shows its first and last."""
_STYLE = re.compile(r"<style>.*?</style>\n?", re.DOTALL)
_CLASS = re.compile(r'class="(\w+)"')
_ATTRIBUTES = {
    "title": 'font-size="16" font-weight="600"',
    "axis": 'stroke="currentColor" stroke-opacity=".6" fill="none"',
    "line": 'fill="none" stroke-width="2"',
    "grid": 'stroke="currentColor" stroke-opacity=".25"',
    "contour": 'fill="none" stroke="currentColor" stroke-opacity=".5"',
    "code": 'font-family="ui-monospace,monospace"',
}
"""The styles of `plot.svg` as attributes: in a card a style sheet would hold for the whole of it."""
_ROOT = 'fill="currentColor" font-family="system-ui,sans-serif" font-size="13" style="max-width:100%" '


def demo_html(card: Card, values: Mapping[str, float]) -> str:
    """The demo of `card`, run with those of the `values` that it knows; empty without one.

    Raises Problem for a demo that cannot be run.
    """
    if card.demo is None:
        return ""
    own = demo.run(card.demo, optimizer=card.optimizer)
    settings = {name: value for name, value in values.items() if name in own.settings}
    result = demo.run(card.demo, optimizer=card.optimizer, settings=settings) if settings else own
    about = [write_html(text) for text in (result.about, result.diverged, *result.notes) if text]
    return "".join([_drawing(result), _table(result), *(f"<p>{text}</p>" for text in about)])


def _drawing(result: Result) -> str:
    """The figure as SVG that may stand in HTML; empty without one."""
    if result.figure is None:
        return ""
    text = _STYLE.sub("", svg(result)).replace("<svg ", f"<svg {_ROOT}", 1)
    text = _CLASS.sub(lambda found: _ATTRIBUTES.get(found[1], ""), text)
    return "".join(
        line.strip() for line in text.replace(' xmlns="http://www.w3.org/2000/svg"', "").split("\n")
    )


def _table(result: Result) -> str:
    rows = [[_number(value) for value in row] for row in result.rows]
    if not rows or not result.columns:
        return ""
    if len(rows) > MOST_ROWS:
        half = MOST_ROWS // 2
        rows = [*rows[:half], ["…"] * len(result.columns), *rows[-half:]]
    head = "".join(f"<th>{escape(pretty(name))}</th>" for name in result.columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table class="numbers"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _number(value: float) -> str:
    return format_number(value) if math.isfinite(value) else str(value)
