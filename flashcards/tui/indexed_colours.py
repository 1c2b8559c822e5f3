"""The roles on a terminal of 256 colours, which shows the nearest that it has of each colour.

Where two colours are readable, what is shown of them need not be. So each role gets the nearest colour of
the terminal with which it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from rich.color import ColorSystem
from textual.color import Color

from flashcards.tui.readable import BANDS, MARKS, ROOM, SURFACES, TEXT, TEXTS, contrast, luminance

_CUBE = (0, 95, 135, 175, 215, 255)
_GREYS = 25
_WHITE, _BLACK = Color(255, 255, 255), Color(0, 0, 0)
_TRAILS = ("learn", "new", "wrong", "variant")
"""The roles in which the runs of the laboratory are drawn on its field."""
_HUE = 60
"""The parts of a colour that is not taken for a grey differ by so much."""
_ROWS = 6
"""So many colours of the row under the cursor are tried at most."""


class IndexedColour(NamedTuple):
    """A colour of the terminal: how it looks, and what is written for it."""

    looks: Color
    written: str


@lru_cache(maxsize=1)
def indexed_colours() -> tuple[IndexedColour, ...]:
    """The colours of the terminal that can be reached: Rich takes dull colours for one of its greys."""
    greys = (round(255 * step / _GREYS) for step in range(_GREYS + 1))
    written = [*product(_CUBE, _CUBE, _CUBE), *((grey, grey, grey) for grey in greys)]
    found = {looks_as(Color(red, green, blue)): Color(red, green, blue).hex for red, green, blue in written}
    return tuple(IndexedColour(looks, each) for looks, each in found.items())


def looks_as(colour: Color) -> Color:
    """What a terminal of 256 colours shows of a colour."""
    return Color(*colour.rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor())


def index_roles(roles: Mapping[str, str]) -> dict[str, str]:
    """The roles in colours that such a terminal has, as readable on one another as they have to be."""
    wanted = {role: Color.parse(colour) for role, colour in roles.items()}
    found = _with_texts(wanted)
    grounds = [found[surface].looks for surface in SURFACES]
    for role in ("unseen", "line"):
        found[role] = _nearest(wanted[role], grounds, MARKS)
    for band in BANDS:
        texts = [found["fg"].looks, found["key" if band == "hint" else band].looks]
        found[f"band-{band}"] = _nearest(wanted[f"band-{band}"], texts, TEXT, grounds[:2])
    found |= _shades(wanted, found)
    return {role: found[role].written for role in roles}


def _with_texts(wanted: Mapping[str, Color]) -> dict[str, IndexedColour]:
    """The surfaces and the texts on them, with the cursor's row on which the fewest colours turn grey."""
    surfaces = _surfaces(wanted)
    rows = [surfaces["sel"], *_leaving_room(wanted, surfaces)][:_ROWS]
    coloured = [role for role in TEXTS if _has_hue(wanted[role])]

    def greys(found: Mapping[str, IndexedColour]) -> int:
        return sum(not _has_hue(found[role].looks) for role in coloured)

    tried: list[dict[str, IndexedColour]] = []
    while rows and (not tried or greys(tried[-1])):
        tried.append(_texts(wanted, surfaces | {"sel": rows.pop(0)}))
    return min(tried, key=greys)


def _texts(wanted: Mapping[str, Color], surfaces: Mapping[str, IndexedColour]) -> dict[str, IndexedColour]:
    """The surfaces, and the roles of text in colours that are readable on all of them."""
    found = dict(surfaces)
    grounds = [surface.looks for surface in surfaces.values()]
    taken: dict[Color, Color] = {}
    for role in TEXTS:
        others = {looks for colour, looks in taken.items() if colour != wanted[role]}
        found[role] = _nearest(wanted[role], grounds, TEXT, others)
        taken[wanted[role]] = found[role].looks
    return found


def _has_hue(colour: Color) -> bool:
    return max(colour.rgb) - min(colour.rgb) >= _HUE


def _surfaces(wanted: Mapping[str, Color]) -> dict[str, IndexedColour]:
    """The surfaces, each another, with room for the strongest text."""
    end = _end(wanted)
    found: dict[str, IndexedColour] = {}
    for surface in SURFACES:
        others = [each.looks for each in found.values()]
        found[surface] = _nearest(wanted[surface], [end], ROOM, others)
    return found


def _leaving_room(
    wanted: Mapping[str, Color], surfaces: Mapping[str, IndexedColour]
) -> Iterator[IndexedColour]:
    """What the row under the cursor may be instead, the nearest first: it leaves text more room."""
    end, others = _end(wanted), {surface.looks for surface in surfaces.values()}
    least = contrast(surfaces["sel"].looks, end)
    for each in _by_distance(wanted["sel"]):
        if each.looks not in others and contrast(each.looks, end) > least:
            yield each


def _end(wanted: Mapping[str, Color]) -> Color:
    """Black or white: what text on these surfaces can go to at most."""
    return _WHITE if luminance(wanted["bg"]) < luminance(wanted["fg"]) else _BLACK


def _shades(wanted: Mapping[str, Color], found: Mapping[str, IndexedColour]) -> dict[str, IndexedColour]:
    """The shades of reviews a day, each stronger than the one before, and those of a field."""
    shades: dict[str, IndexedColour] = {}
    ground, least = found["bg"].looks, MARKS
    for step in range(1, 5):
        shades[f"heat-{step}"] = _nearest(wanted[f"heat-{step}"], [ground], least)
        least = contrast(shades[f"heat-{step}"].looks, ground) * 1.15
    trails = [found[role].looks for role in _TRAILS]
    for step in range(1, 6):
        shades[f"field-{step}"] = _nearest(wanted[f"field-{step}"], trails, MARKS)
    return shades


def _nearest(
    colour: Color, grounds: Iterable[Color], least: float, others: Collection[Color] = ()
) -> IndexedColour:
    """The nearest colour with enough contrast to all grounds that is none of the others.

    Where no colour has enough, the one that has most.
    """
    grounds = tuple(grounds)
    free = [each for each in _by_distance(colour) if each.looks not in others]
    for each in free:
        if all(contrast(each.looks, ground) >= least for ground in grounds):
            return each
    return max(free, key=lambda each: min(contrast(each.looks, ground) for ground in grounds))


def _by_distance(colour: Color) -> list[IndexedColour]:
    """The colours of the terminal, the nearest first."""
    return sorted(indexed_colours(), key=lambda each: _distance(colour, each.looks))


def _distance(one: Color, other: Color) -> int:
    """How far apart two colours look, squared: green weighs most, blue least."""
    red, green, blue = (a - b for a, b in zip(one.rgb, other.rgb, strict=True))
    return 3 * red * red + 4 * green * green + 2 * blue * blue
