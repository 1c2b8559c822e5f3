"""A short session as a recording: frames of the real app, driven by keys, as a text cast and as a GIF.

The cast has asciinema's format, version 2: a head in JSON, then a line of it for each change of the screen.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from textual.pilot import Pilot

SIZE = (96, 28)
_BG, _FG = (14, 18, 25), (223, 229, 238)
_FONTS = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf")
_CELL = (8, 17)
_TYPING, _READING = 0.09, 2.6


@dataclass(frozen=True)
class Frame:
    """The screen from one moment on, as rows of segments."""

    at: float
    rows: tuple[tuple[Segment, ...], ...]


class Recorder:
    """Drives the app and keeps its frames; the times are those of the script, not of the machine."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self._pilot, self.at = pilot, 0.0
        self.frames: list[Frame] = []

    async def press(self, *keys: str, shown: float = _READING, work: float = 0.4) -> None:
        """Press keys and show the screen that follows for so long; `work` is what the app is given for it."""
        await self._pilot.press(*keys)
        await self._pilot.pause(work)
        strips = self._pilot.app.screen._compositor.render_strips()
        rows = tuple(tuple(strip) for strip in strips)
        if not self.frames or self.frames[-1].rows != rows:
            self.frames.append(Frame(self.at, rows))
        self.at += shown

    async def type(self, text: str) -> None:
        """Type a text as a person does."""
        for character in text:
            await self.press(character, shown=_TYPING, work=0.15)


async def record_session(pilot: Pilot[None]) -> Recorder:
    """Home, a formula with a wrong sign, its verdict and run, a grade, and the laboratory."""
    film = Recorder(pilot)
    await film.press(work=3)
    await film.press("enter", work=4)
    await film.type("theta = theta + eta*g")
    await film.press("enter", work=8, shown=4.5)
    await film.press("f", work=5, shown=4.5)
    await film.press("1", work=2, shown=1.6)
    await film.press("escape", "escape", work=2, shown=1.4)
    await film.press("l", work=4, shown=1.6)
    await film.press("home", shown=0.8)
    for _ in range(12):
        await film.press(*["right_square_bracket"] * 5, shown=0.25)
    await film.press(shown=2.5)
    return film


def write_cast(film: Recorder, path: Path) -> None:
    """Write the frames as a cast; of each frame, the rows that differ from the one before."""
    head = {"version": 2, "width": SIZE[0], "height": SIZE[1], "title": "flashcards"}
    events = [(frame.at, "o", text) for frame, text in _changes(film.frames)]
    events.append((film.at, "o", "\x1b[0m"))
    lines = [
        json.dumps(head),
        *(json.dumps([round(at, 2), *rest], ensure_ascii=False) for at, *rest in events),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _changes(frames: Iterable[Frame]) -> Iterator[tuple[Frame, str]]:
    before: Sequence[Any] = ()
    for frame in frames:
        start = "" if before else "\x1b[?25l\x1b[2J"
        rows = [
            f"\x1b[{number};1H{_ansi(row)}"
            for number, row in enumerate(frame.rows, 1)
            if number > len(before) or before[number - 1] != row
        ]
        yield frame, start + "".join(rows)
        before = frame.rows


def _ansi(row: Sequence[Segment]) -> str:
    target = io.StringIO()
    console = Console(
        file=target, force_terminal=True, color_system="truecolor", width=SIZE[0], legacy_windows=False
    )
    for text, style, _ in row:
        target.write(style.render(text, color_system=console._color_system) if style else text)
    return target.getvalue()


def write_gif(film: Recorder, path: Path) -> None:
    """Write the frames as a GIF. Needs Pillow and the font DejaVu Sans Mono."""
    from PIL import Image, ImageFont

    fonts = [ImageFont.truetype(name, 13) for name in _FONTS]
    images = [_draw(frame, fonts) for frame in film.frames]
    ends = [*(frame.at for frame in film.frames[1:]), film.at]
    durations = [round((end - frame.at) * 1000) for frame, end in zip(film.frames, ends, strict=True)]
    palette = _all_colours(images).quantize(128)
    small = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    small[0].save(path, save_all=True, append_images=small[1:], duration=durations, loop=0, optimize=True)


def _all_colours(images: Sequence[Any]) -> Any:
    """Every screen that is not a step of the one before, small, in one picture."""
    from PIL import Image

    few = images[:: max(1, len(images) // 12)]
    width, height = few[0].size
    sheet = Image.new("RGB", (width, height * len(few)))
    for number, image in enumerate(few):
        sheet.paste(image, (0, number * height))
    return sheet


def _draw(frame: Frame, fonts: Sequence[Any]) -> Any:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (SIZE[0] * _CELL[0], SIZE[1] * _CELL[1]), _BG)
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(frame.rows):
        column = 0
        for text, style, _ in row:
            fg, bg = _colour(style and style.color, _FG), _colour(style and style.bgcolor, _BG)
            if style and style.reverse:
                fg, bg = bg, fg
            for character in text:
                width = cell_len(character)
                _draw_cell(
                    pen, character, column - (width == 0), number, fg, bg if width else None, style, fonts
                )
                column += width
    return image


def _colour(color: Color | None, otherwise: tuple[int, int, int]) -> tuple[int, int, int]:
    return otherwise if color is None or color.is_default else tuple(color.get_truecolor())


def _draw_cell(
    pen: Any, character: str, column: int, row: int, fg: Any, bg: Any, style: Any, fonts: Any
) -> None:
    width, height = _CELL
    left, top = column * width, row * height
    if bg is not None:
        pen.rectangle((left, top, left + width * cell_len(character) - 1, top + height - 1), fill=bg)
    if _draw_blocks(pen, character, left, top, fg):
        return
    pen.text((left, top), character, fill=fg, font=fonts[bool(style and style.bold)])
    if style and style.underline:
        pen.line((left, top + height - 2, left + width - 1, top + height - 2), fill=fg)


def _draw_blocks(pen: Any, character: str, left: int, top: int, fg: Any) -> bool:
    """Draw what must meet the next cell, or is in few fonts: blocks, lines and dots of braille."""
    width, height = _CELL
    code = ord(character)
    middle = top + height // 2
    if 0x2800 <= code <= 0x28FF:
        for dot, (x, y) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]):
            if code >> dot & 1:
                at = left + 1 + 4 * x, top + 1 + 4 * y
                pen.rectangle((*at, at[0] + 1, at[1] + 1), fill=fg)
    elif character == "█":
        pen.rectangle((left, top, left + width - 1, top + height - 1), fill=fg)
    elif character == "▀":
        pen.rectangle((left, top, left + width - 1, middle - 1), fill=fg)
    elif 0x2581 <= code <= 0x2587:
        pen.rectangle(
            (left, top + height - height * (code - 0x2580) // 8, left + width - 1, top + height - 1), fill=fg
        )
    elif character in "─━┈╍":
        pen.line((left, middle, left + width - 1, middle), fill=fg, width=2 if character in "━╍" else 1)
    elif character == "│":
        pen.line((left + 4, top, left + 4, top + height - 1), fill=fg)
    else:
        return False
    return True
