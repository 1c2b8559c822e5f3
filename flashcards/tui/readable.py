"""Makes colours readable: contrast as WCAG counts it, and the roles on the surfaces of any theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.color import Color

TEXT, MARKS = 4.5, 3.0
"""The least contrast of text, and of marks, with what is behind them."""
SURFACES = ("bg", "card", "panel", "sel")
TEXTS = (
    "fg",
    "muted",
    "accent",
    "new",
    "learn",
    "young",
    "mature",
    "right",
    "wrong",
    "variant",
    "math",
    "key",
)
"""The roles that text is drawn in, on each of the surfaces."""
BANDS = ("right", "variant", "wrong", "hint")
_WHITE, _BLACK = Color(255, 255, 255), Color(0, 0, 0)
ROOM = 8.0
"""So much contrast each surface leaves to the strongest text."""
_STEP = 0.06


def luminance(colour: Color) -> float:
    """How bright a colour is, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour.rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _least(colour: Color, grounds: Iterable[Color]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def toward_contrast(colour: Color, end: Color, grounds: Iterable[Color], least: float) -> Color:
    """The colour, moved toward `end` until its contrast with each of the grounds is enough."""
    grounds, mixed, share = tuple(grounds), colour, 0.0
    while _least(mixed, grounds) < least and share < 1:
        share = min(1.0, share + _STEP)
        mixed = colour.blend(end, share, 1.0)
    return mixed


def derive_roles(
    hues: Mapping[str, str], background: str, surface: str, panel: str, foreground: str, primary: str
) -> dict[str, str]:
    """The roles on the surfaces of a theme: its own text and accent, and the `hues` made readable there."""
    ground = _on(Color.parse(background), _BLACK)
    end = _WHITE if luminance(ground) < 0.18 else _BLACK
    hue = {role: Color.parse(value) for role, value in hues.items()}
    hue |= {"fg": Color.parse(foreground), "accent": Color.parse(primary), "new": Color.parse(primary)}
    found = {"bg": toward_contrast(ground, _BLACK if end is _WHITE else _WHITE, [end], ROOM)}
    for role, value in (("card", surface), ("panel", panel), ("sel", primary)):
        mixed = ground.blend(Color.parse(value), 0.25, 1.0) if role == "sel" else Color.parse(value)
        found[role] = toward_contrast(_on(mixed, ground), found["bg"], [end], ROOM)
    grounds = [found[role] for role in SURFACES]
    found |= {role: toward_contrast(_on(hue[role], ground), end, grounds, TEXT) for role in TEXTS}
    for role in ("unseen", "line"):
        found[role] = toward_contrast(hue[role], end, grounds, MARKS)
    for band in BANDS:
        tint = found["key" if band == "hint" else band]
        mixed = found["bg"].blend(tint, 0.15, 1.0)
        found[f"band-{band}"] = toward_contrast(mixed, found["bg"], [found["fg"], tint], TEXT)
    found |= _shades(found, end)
    return {role: found[role].hex6 for role in hues}


def _shades(found: Mapping[str, Color], end: Color) -> dict[str, Color]:
    """The shades of reviews a day, each stronger than the one before, and those of a field."""
    shades: dict[str, Color] = {}
    least = MARKS
    for step in range(1, 5):
        mixed = found["bg"].blend(found["young"], 0.2 + 0.2 * step, 1.0)
        shades[f"heat-{step}"] = toward_contrast(mixed, end, [found["bg"]], least)
        least = contrast(shades[f"heat-{step}"], found["bg"]) * 1.25
    for step in range(1, 6):
        shades[f"field-{step}"] = found["bg"].blend(found["young"], 0.05 * (step - 1), 1.0)
    return shades


def _on(colour: Color, ground: Color) -> Color:
    """The colour as it looks on a ground, if it is translucent."""
    return ground.blend(colour, colour.a, 1.0) if colour.a < 1 else colour
