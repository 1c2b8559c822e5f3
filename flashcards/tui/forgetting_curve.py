"""The forgetting curve of a card in rows: the recall from its first review to now."""

from __future__ import annotations

from flashcards.demo.plot.canvas import Canvas
from flashcards.study.card_facts import CardFacts
from flashcards.text.styled import STYLES
from flashcards.tui.verdict_band import Row

_CURVE_ROWS = 5


def curve_rows(facts: CardFacts, width: int) -> list[Row]:
    """The forgetting curve; nothing is drawn through no review."""
    if not facts.curve:
        return [[("The forgetting curve is drawn an hour after the first review.", "$fc-muted")]]
    low = min(0.7, *facts.curve)
    canvas = Canvas(min(width - 16, 2 * len(facts.curve)), _CURVE_ROWS)
    dots_wide, dots_high = canvas.width * 2, canvas.height * 4
    last: tuple[int, int] | None = None
    for x in range(dots_wide):
        recall = facts.curve[round(x / max(dots_wide - 1, 1) * (len(facts.curve) - 1))]
        y = round((1 - recall) / max(1 - low, 1e-9) * (dots_high - 1))
        for between in range(min(y, last[1]) if last else y, max(y, last[1]) + 1 if last else y + 1):
            canvas.dot(x, between, "cyan")
        last = (x, y)
    drawn = [[(text, STYLES[style].theme) for text, style in line] for line in canvas.rows()]
    labels = ["100%", *[""] * (_CURVE_ROWS - 2), f"{low:.0%}"]
    rows: list[Row] = [
        [(f"{label:>5} {'┤' if label else '│'}", "$fc-muted"), *line]
        for label, line in zip(labels, drawn, strict=True)
    ]
    axis = ["─"] * canvas.width
    for share in facts.reviewed:
        axis[round(share * (canvas.width - 1))] = "○"
    rows.append([(f"{'':>5} └", "$fc-muted"), ("".join(axis), "$fc-muted"), (" today", "$fc-muted")])
    return [*rows, [("      recall by the forgetting curve, ○ reviews", "$fc-muted")]]
