"""Pictures of cards in the terminal: by Kitty's or Sixel graphics or half blocks, through textual-image.

It is an extra, imported when the first picture is shown. It would ask the terminal what it can draw and read
the answer from the keyboard, where it loses keys, so the environment is asked instead.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from textual import work
from textual.containers import Vertical
from textual.widget import Widget

from flashcards.text.markdown.pictures import Picture

MOST_SHOWN = 8
"""How many pictures of a text are drawn; the others are named."""
MOST_ROWS = 16
"""How high a picture may be; the answer should still be in sight."""
_CELL = 10
"""The width of a cell in pixels, which is half its height."""
_LARGEST_SIDE = 1600
"""The pixels of a side that are kept; no terminal shows more of a card."""

ReadPicture = Callable[[str], bytes | None]
"""The picture at an address that a text names; None if it is not to be shown."""


class Decoded(NamedTuple):
    """A picture in memory."""

    pixels: Any
    """As the library has them."""
    width: int
    height: int
    asked: int = 0
    """The width that its author asks for; 0 if none."""


class PictureDrawer(NamedTuple):
    """What draws pictures."""

    decode: Callable[[bytes], Decoded]
    """Takes a while, so it runs in a thread. Raises OSError, ValueError or SyntaxError for a damaged file."""
    widget: Callable[[Decoded], Widget]


@cache
def picture_drawer() -> PictureDrawer | None:
    """What draws pictures; None if the extra `images` is not installed."""
    if find_spec("textual_image") is None or find_spec("PIL") is None:
        return None
    from PIL import Image as Pixels

    names = vars(sys)
    terminal, names["__stdout__"] = sys.__stdout__, io.StringIO()  # no terminal: it asks nothing
    try:
        from textual_image import widget as widgets
    finally:
        names["__stdout__"] = terminal
    make = getattr(widgets, graphics(os.environ))

    def decode(raw: bytes) -> Decoded:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its size was checked, and its metadata do not matter
            with Pixels.open(io.BytesIO(raw), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP")) as file:
                size = file.size
                file.draft("RGB", (_LARGEST_SIDE, _LARGEST_SIDE))
                file.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
                return Decoded(file.convert("RGBA"), *size)

    return PictureDrawer(decode, lambda picture: make(picture.pixels))


def graphics(environ: Mapping[str, str]) -> str:
    """The widget for what the terminal says of itself: of Kitty's graphics, of Sixel, else of half blocks."""
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    if "TMUX" in environ or term.startswith(("screen", "tmux")):
        return "HalfcellImage"
    if "KITTY_WINDOW_ID" in environ or "ghostty" in (term + program).lower() or term == "xterm-kitty":
        return "TGPImage"
    if term.startswith(("foot", "mlterm", "contour")) or program in {"WezTerm", "iTerm.app", "mintty"}:
        return "SixelImage"
    return "HalfcellImage"


class PictureStrip(Vertical):
    """The pictures of one text, one below the other."""

    DEFAULT_CSS = """
    PictureStrip { height: auto; width: 1fr; display: none; }
    PictureStrip > Widget { margin: 1 0 0 2; }
    """

    def show(self, pictures: Sequence[Picture], read: ReadPicture) -> None:
        """Replace the pictures; those that `read` does not find, or that cannot be decoded, are left out."""
        self._pictures = tuple(pictures[:MOST_SHOWN])
        self.display = False
        self.remove_children()
        if self._pictures and (draw := picture_drawer()):
            self._load(draw, self._pictures, read)

    @work(thread=True, exclusive=True)
    def _load(self, draw: PictureDrawer, pictures: tuple[Picture, ...], read: ReadPicture) -> None:
        decoded = [picture for each in pictures if (picture := _decode(draw, each, read))]
        self.app.call_from_thread(self._mount_pictures, draw, pictures, decoded)

    def _mount_pictures(
        self, draw: PictureDrawer, pictures: tuple[Picture, ...], decoded: Sequence[Decoded]
    ) -> None:
        if pictures is not self._pictures or not self.is_mounted:
            return  # another card is shown by now
        for picture in decoded:
            widget = draw.widget(picture)
            room = (self.parent.size.width if isinstance(self.parent, Widget) else 0) - 2
            widget.styles.width, widget.styles.height = picture_cells(picture, room)
            self.mount(widget)
        self.display = bool(decoded)


def picture_cells(picture: Decoded, room: int) -> tuple[int, int]:
    """The columns and rows that a picture takes within `room` columns, its proportions kept."""
    columns = min((picture.asked or picture.width) / _CELL, max(room, 1))
    rows = columns * picture.height / picture.width / 2
    shrink = min(1.0, MOST_ROWS / rows)
    return max(round(columns * shrink), 1), max(round(rows * shrink), 1)


def _decode(draw: PictureDrawer, picture: Picture, read: ReadPicture) -> Decoded | None:
    raw = read(picture.address)
    try:
        return draw.decode(raw)._replace(asked=picture.width) if raw else None
    except (OSError, ValueError, SyntaxError):  # what Pillow raises for damaged files
        return None
