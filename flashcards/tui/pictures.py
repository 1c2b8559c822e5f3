"""Pictures of cards in the terminal: by Kitty's or Sixel graphics or half blocks, through textual-image.

It is an extra. When it is imported it asks the terminal what it can draw and for a moment reads the answer
from the keyboard, so `prepare_pictures` imports it before the app starts, and only if a deck has pictures.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec

from textual.containers import VerticalScroll
from textual.css.scalar import Scalar
from textual.widget import Widget

from flashcards.text.markdown.pictures import Picture

MOST_SHOWN = 8
"""How many pictures of a text are drawn; the others are named."""
CELL = 10
"""The width of a cell in pixels, for a picture whose author asks for a width in pixels."""

PictureDrawer = Callable[[bytes], Widget]
"""Makes a widget of a picture. Raises OSError, ValueError or SyntaxError if it cannot be decoded."""


def prepare_pictures() -> None:
    """Load what draws pictures, if it is installed. To be called before an app has taken the terminal."""
    picture_drawer()


@cache
def picture_drawer() -> PictureDrawer | None:
    """What draws pictures; None if the extra `images` is not installed."""
    if find_spec("textual_image") is None or find_spec("PIL") is None:
        return None
    from PIL import Image as Pixels
    from textual_image.widget import Image

    def draw(raw: bytes) -> Widget:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its size was checked, and its metadata do not matter
            with Pixels.open(io.BytesIO(raw)) as file:
                file.draft("RGB", (1600, 1600))
                picture = file.convert("RGBA")
            picture.thumbnail((1600, 1600))
            widget: Widget = Image(picture)
        return widget

    return draw


class PictureStrip(VerticalScroll, can_focus=False):
    """The pictures of one text, one below the other."""

    DEFAULT_CSS = """
    PictureStrip { height: auto; width: 1fr; }
    PictureStrip > Widget { width: auto; height: auto; max-width: 100%; max-height: 16; margin: 1 0 0 2; }
    """

    def show(self, pictures: Sequence[Picture], read: Callable[[str], bytes | None]) -> None:
        """Replace the pictures; those that `read` does not find, or that cannot be drawn, are left out."""
        self.remove_children()
        draw = picture_drawer() if pictures else None
        drawn = [] if draw is None else [_draw(draw, each, read) for each in pictures[:MOST_SHOWN]]
        widgets = [widget for widget in drawn if widget]
        self.display = bool(widgets)
        if widgets:
            self.mount(*widgets)


def _draw(draw: PictureDrawer, picture: Picture, read: Callable[[str], bytes | None]) -> Widget | None:
    raw = read(picture.address)
    if raw is None:
        return None
    try:
        widget = draw(raw)
    except (OSError, ValueError, SyntaxError):  # what Pillow raises for damaged files
        return None
    if picture.width:
        widget.styles.width = Scalar.parse(str(max(picture.width // CELL, 4)))
    return widget
