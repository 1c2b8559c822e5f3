"""Small pictures of numbers in rows of cells: bars of parts, columns of days, a strip of weeks.

Each is `Content` in the colours of roles, and says the same without colour by its glyphs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.content import Content

from flashcards.scheduling import date_of
from flashcards.study.overview import Stages
from flashcards.text.dates import MONTHS, WEEKDAYS

PARTS = (("mature", "━"), ("young", "─"), ("learn", "╍"), ("unseen", "┈"))
"""The parts of a bar in their order, by role, each with its own glyph."""
STAGES = ("known 21 days or more", "young", "learning", "unseen")
"""What they are called."""
EIGHTHS = " ▁▂▃▄▅▆▇█"
_PLAIN_HEAT = "░▒▓█"

Spans = list[tuple[str, str]]


def weekday_word(day: int) -> str:
    """The name of a local day's weekday, in three letters."""
    return WEEKDAYS[date_of(day).weekday()]


def share_cells(parts: Sequence[int], width: int) -> list[int]:
    """The cells of each part in a bar of so many; one that is not empty has at least one."""
    total = sum(parts)
    if not total:
        return [0] * len(parts)
    exact = [part * width / total for part in parts]
    cells = [max(int(share), 1 if part else 0) for part, share in zip(parts, exact, strict=True)]
    places = range(len(parts))
    while sum(cells) < width:
        cells[max(places, key=lambda at: exact[at] - cells[at])] += 1
    while sum(cells) > width:
        cells[max(places, key=lambda at: (cells[at] > 1, cells[at] - exact[at]))] -= 1
    return cells


def stage_bar(stages: Stages, width: int) -> Spans:
    """The prompts of a deck by how well they are known, the best first, as spans of text and style."""
    parts = (stages.mature, stages.young, stages.learning, stages.unseen)
    cells = share_cells(parts, width) if sum(parts) else [0, 0, 0, width]
    return [
        (glyph * count, f"$fc-{role}") for (role, glyph), count in zip(PARTS, cells, strict=True) if count
    ]


def stage_legend() -> Content:
    """What the glyphs of a bar mean."""
    parts: Spans = []
    for (role, glyph), word in zip(PARTS, STAGES, strict=True):
        parts += [(glyph, f"$fc-{role}"), (f" {word}  ", "$fc-muted")]
    return Content.assemble(*parts)


def day_columns(counts: Sequence[int], today: int, width: int, height: int) -> Content:
    """A column a day from today on, its number above it and its weekday below: `height` + 2 rows."""
    step, top = max(4, width // max(1, len(counts))), max([*counts, 1])
    eighths = [max(1, round(count * height * 8 / top)) if count else 0 for count in counts]
    rows: list[Content] = []
    for row in range(height, -1, -1):
        spans: Spans = []
        for place, (count, filled) in enumerate(zip(counts, eighths, strict=True)):
            label_row = -(-filled // 8)
            cell = EIGHTHS[max(0, min(8, filled - row * 8))]
            if row == label_row:
                text = f"{count:^{step - 2}}"
                spans.append((text, "bold $fc-fg" if not place else "$fc-muted"))
            else:
                bar = cell if row < label_row else " "
                spans.append((bar * (step - 2), "$fc-accent" if not place else "$fc-young"))
            spans.append(("  ", ""))
        rows.append(Content.assemble(*spans))
    names = [
        (f"{weekday_word(today + at):<{step}}", "$fc-muted" if at else "$fc-fg") for at in range(len(counts))
    ]
    return Content("\n").join([*rows, Content.assemble(*names)])


def day_sparkline(counts: Sequence[int]) -> str:
    """The days as one row of blocks, any review at least the lowest; a day without one is a dot."""
    top = max([*counts, 1])
    return "".join(EIGHTHS[max(1, round(count * 7 / top) + 1)] if count else "·" for count in counts)


def heat_bounds(heat: Mapping[int, int]) -> tuple[int, int, int]:
    """From how many reviews a day the second, third and fourth shade are used: the quarters of the days."""
    ordered = sorted(count for count in heat.values() if count) or [1]
    found = [ordered[min(len(ordered) - 1, len(ordered) * part // 4)] for part in (1, 2, 3)]
    return found[0] + 1, max(found[1], found[0] + 1) + 1, max(found[2], found[0] + 2) + 1


def heat_shade(count: int, bounds: tuple[int, int, int]) -> int:
    """Which of the shades 1 to 4 a day has; 0 for none."""
    return 1 + sum(count >= bound for bound in bounds) if count else 0


def heat_strip(heat: Mapping[int, int], today: int, weeks: int, *, plain: bool, step: int = 2) -> Content:
    """The last weeks, a column each and Monday on top: months above, weekdays at the left, 8 rows.

    A day without reviews is a dot, and today's is a box; `plain` tells the shades by glyphs. A week takes
    `step` cells.
    """
    monday = today - date_of(today).weekday()
    first, bounds = monday - 7 * (weeks - 1), heat_bounds(heat)
    rows = [Content.assemble((f"    {_month_line(first, weeks, step)}", "$fc-muted"))]
    for row in range(7):
        label = WEEKDAYS[row] if row % 2 == 0 else ""
        spans: Spans = [(f"{label:<4}", "$fc-muted")]
        for week in range(weeks):
            day = first + 7 * week + row
            glyph, role = _heat_cell(heat.get(day, 0), day - today, bounds, plain=plain)
            spans.append((glyph[:step], role))
        rows.append(Content.assemble(*spans))
    return Content("\n").join(rows)


def _heat_cell(count: int, ahead: int, bounds: tuple[int, int, int], *, plain: bool) -> tuple[str, str]:
    if ahead > 0:
        return "  ", ""
    shade = heat_shade(count, bounds)
    if not shade:
        return ("□ ", "$fc-accent") if ahead == 0 else ("· ", "$fc-unseen")
    return (f"{_PLAIN_HEAT[shade - 1] if plain else '■'} ", f"$fc-heat-{shade}")


def _month_line(first: int, weeks: int, step: int) -> str:
    """The name of each month above the first week that begins in it, where there is room."""
    line = ""
    for week in range(weeks):
        day = date_of(first + 7 * week)
        if (week == 0 or day.month != date_of(first + 7 * (week - 1)).month) and len(line) <= week * step:
            if week == 0 and day.day > 14:
                continue
            line = f"{line:<{week * step}}{MONTHS[day.month - 1]} "
    return line[: weeks * step]


def heat_legend(title: str, width: int, *, plain: bool) -> Content:
    """A title, and the shades from fewer to more at the right."""
    room = max(0, width - len(title) - len("fewer ■ ■ ■ ■ more"))
    shades = [
        (f"{glyph} ", f"$fc-heat-{shade}")
        for shade, glyph in enumerate(_PLAIN_HEAT if plain else "■■■■", start=1)
    ]
    return Content.assemble((f"{title}{' ' * room}fewer ", "$fc-muted"), *shades, ("more", "$fc-muted"))


def big_digits(number: int) -> list[str]:
    """A number as three rows."""
    glyphs = [_DIGITS[int(digit)] for digit in str(number)]
    return ["".join(glyph[row] for glyph in glyphs) for row in range(3)]


_DIGITS = (
    ("┏━┓", "┃ ┃", "┗━┛"),
    ("╺┓ ", " ┃ ", "╺┻╸"),
    ("╺━┓", "┏━┛", "┗━╸"),
    ("╺━┓", " ━┫", "╺━┛"),
    ("╻ ╻", "┗━┫", "  ╹"),
    ("┏━╸", "┗━┓", "╺━┛"),
    ("┏━╸", "┣━┓", "┗━┛"),
    ("╺━┓", "  ┃", "  ╹"),
    ("┏━┓", "┣━┫", "┗━┛"),
    ("┏━┓", "┗━┫", "╺━┛"),
)
