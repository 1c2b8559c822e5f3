"""An input line that fills its room, so that a letter more lays nothing out."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input


class LineInput(Input):
    """As Textual's, which lays the whole screen out for each letter: its width may be that of its text."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)
