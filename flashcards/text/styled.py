"""Styled lines, for card text and demo pictures, and the table of their styles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from flashcards.formula.render.box import cells, clusters
from flashcards.value import Value

StyledSpan: TypeAlias = tuple[str, str]
"""A text and the name of its style in STYLES; no meaning depends on the style alone."""
StyledLine: TypeAlias = tuple[StyledSpan, ...]


class Style(Value, frozen=True):
    """The look of a style: its ANSI code on a terminal (empty for plain text), and its Textual markup."""

    ansi: str
    theme: str


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "": Style("", ""),
        # for card text
        "strong": Style("1", "bold"),
        "emphasis": Style("3", "italic"),
        "code": Style("36", "$fc-young"),
        "math": Style("36", "$fc-math"),
        "gap": Style("33", "bold underline $fc-key"),
        "quote": Style("", "$fc-muted"),
        "link": Style("", "underline"),
        "dim": Style("2", "$fc-muted"),
        "keyword": Style("", "bold $fc-accent"),
        "string": Style("", "$fc-right"),
        "number": Style("", "$fc-learn"),
        "comment": Style("", "italic $fc-muted"),
        "name": Style("", "$fc-math"),
        "right": Style("", "bold underline $fc-right"),
        "wrong": Style("", "bold underline $fc-wrong"),
        # for demo pictures
        "bold": Style("1", "bold"),
        "reverse": Style("7", "reverse"),
        "cyan": Style("36", "$fc-new"),
        "yellow": Style("33", "$fc-learn"),
        "green": Style("32", "$fc-right"),
        "magenta": Style("35", "$fc-variant"),
        "red": Style("31", "$fc-wrong"),
        "blue": Style("34", "$fc-young"),
        "region": Style("34", "$fc-field-5"),
        "first": Style("36", "$fc-new"),
        "second": Style("33", "$fc-learn"),
        "first on region": Style("1;37;44", "$fc-new on $fc-field-5"),
        "second on region": Style("1;33;44", "$fc-learn on $fc-field-5"),
    }
)
"""Each style by its name. The roles are readable in every theme."""

COLOURS = ("cyan", "yellow", "green", "magenta", "red", "blue")
"""The colours of a picture's curves, used in turn."""


def unstyled(lines: Iterable[StyledLine]) -> str:
    """The lines as plain text, without styles and trailing spaces."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)


def line_width(row: StyledLine) -> int:
    """The width of a row in cells."""
    return sum(cells(text) for text, _ in row)


def pad(text: str, room: int, *, right: bool = False) -> str:
    """`text` padded with spaces to `room` cells, aligned left, or right with `right`."""
    space = " " * (room - cells(text))
    return space + text if right else text + space


def ellipsize(text: str, room: int, ellipsis: str = "…") -> str:
    """`text` in at most `room` cells, with the `ellipsis` of one cell where it is cut."""
    if cells(text) <= room:
        return text
    kept, used = "", cells(ellipsis)
    for cluster in clusters(text):
        used += cells(cluster)
        if used > room:
            break
        kept += cluster
    return kept + ellipsis


def side_by_side(left: list[StyledLine], right: list[StyledLine], gap: int = 3) -> list[StyledLine]:
    """Two pictures side by side, aligned at the top."""
    room = max((line_width(row) for row in left), default=0) + gap
    height = max(len(left), len(right))
    left, right = left + [()] * (height - len(left)), right + [()] * (height - len(right))
    return [(*a, (" " * (room - line_width(a)), ""), *b) for a, b in zip(left, right, strict=True)]


def flow_spans(spans: Iterable[StyledSpan], room: int, gap: int = 3) -> list[StyledLine]:
    """The spans in sequence, in as many rows as needed; no span is split."""
    rows: list[list[StyledSpan]] = [[]]
    for text, style in spans:
        used = line_width(tuple(rows[-1]))
        if used and used + gap + cells(text) > room:
            rows.append([])
        elif used:
            rows[-1].append((" " * gap, ""))
        rows[-1].append((text, style))
    return [tuple(row) for row in rows if row]
