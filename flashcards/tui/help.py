"""The help screen, which lists the keys."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.events import Click
from textual.message import Message
from textual.screen import ModalScreen

from flashcards.tui.lines_view import LinesView, Rows

Keys = Sequence[tuple[str, str]]

HOME_KEYS: Keys = (
    ("Enter", "what the filled control says: study what is due, or the deck under the cursor"),
    ("↑ ↓  j k", "choose a deck; PgUp PgDn, Home End; a click does the same, a second one studies it"),
    ("a", "study all decks; when nothing is left today, what is due tomorrow"),
    ("+", "ten more new cards today"),
    ("u  Ctrl+Z", "undo what was done last, also in an earlier session; asks first"),
    ("b", "browse the cards; {filter} begins with a search"),
    ("s", "statistics"),
    ("l", "the laboratory: optimizers side by side, without a card"),
    ("d", "the demos of all decks"),
    ("n", "make cards of your notes"),
    ("Tab", "the weakest cards, where they are shown: Enter opens one"),
    (",", "the settings, in general and for the deck under the cursor"),
    ("p", "the problems of decks that could not be read completely"),
    ("?  F1", "these keys"),
    ("q  Ctrl+Q", "quit"),
    ("N L R", "new cards, those in their first steps, and reviews: what today's session over all decks asks"),
    ("", "of the deck; a deck alone may have more, as the head says at its row. of: all its cards"),
)

BROWSE_KEYS: Keys = (
    ("/", "filter: type what the cards are; ↓ or Enter goes to the list, Esc back to the field, then home"),
    ("words", 'in the texts and names: momentum, "weight decay", mom*, adam/step; -word excludes, or joins'),
    ("fields", "deck: tag: kind: note: slip:, as in deck:adam or note:optimizers*"),
    ("is:", "new learning review due young mature suspended buried marked leech"),
    ("numbers", "stability<5  recall<0.8  lapses>3  due<7d  interval>=21  rated:1d"),
    ("↑ ↓  j k", "the row before or after; PgUp PgDn, Home End; a click does the same"),
    ("Enter", "open: the card alone, as studied; ↑ ↓ go to the next one, PgUp PgDn scroll it"),
    ("x  Space", "choose the row, and go on; what follows means the chosen rows, else the cursor's"),
    ("J K", "choose from here down or up; Shift+↓ ↑ or a click with Shift does the same"),
    ("a", "choose all that match, or none"),
    ("@", "suspend; resume, if all are suspended"),
    ("-", "bury until tomorrow; take back, if all are buried"),
    ("*", "mark; take the mark away, if all have it"),
    ("t", "tag: type the tags that they get, -tag takes one away; it is written into the deck file"),
    ("s", "set the day on which they are asked"),
    ("r", "reset: they are new again"),
    ("u  Ctrl+Z", "undo what was done last, all of it, also after a restart"),
    ("c", "the next order: learning order, card, due, stability, recall, lapses; a click on a title does it"),
    ("e", "edit the card in your editor, at its line"),
    ("i", "what is known of the card: its figures, every answer, its forgetting curve"),
    ("d", "the card's demo; where there is no room beside the list, with the card alone"),
    ("l", "the card's demo in the laboratory"),
    ("o", "open the note that the card was made from, at its line"),
    ("signs", "▸ cursor  ▪ chosen  * marked  ! leech"),
    ("?  F1", "these keys"),
    ("q Esc", "back, first from the opened card, then from what was chosen"),
)

IMPORT_KEYS: Keys = (
    ("↑ ↓  j k  PgUp PgDn  Home End", "choose a proposal, as a click does; after Tab, scroll its source"),
    ("Space a", "accept the card; one that differs from the reference, with its line"),
    ("Enter", "the same; where nothing is open, write the deck, and then study it"),
    ("A", "accept every open one that is sure: those that agree with the code, and plain definitions"),
    ("e", "edit the card in your editor, and accept it"),
    ("m", "merge: m on a card, then m on the one to keep: it is accepted, with the sources of both"),
    ("g  r", "take the reference optimizer's line in place of the note's"),
    ("x", "discard: proposed again only if the note changes"),
    ("!  n", "never again"),
    ("u  Ctrl+Z", "undo, as far back as you like"),
    ("f", "show only what is open, or everything"),
    ("d", "show or fold away the doubtful ones"),
    ("D", "show or fold away those that you left out before or deleted; Space takes one after all"),
    ("Tab", "list ↔ source; J K or Shift+↑ ↓ scroll the source at any time"),
    ("p", "the problems of notes that could not be read"),
    ("w  Ctrl+S", "write the deck; what is open is proposed again next time"),
    ("?  F1", "these keys"),
    ("q Esc", "back; asks if decisions are not written"),
    ("signs", "✓ accepted  · no card  → merged  = asked already  ? doubtful"),
    ("", "≈ dialect: right, in another form  ! differs from the reference optimizer, the program's own code"),
)


LAB_KEYS: Keys = (
    ("↑ ↓  j k", "choose a setting or a rule"),
    ("← →", "turn the chosen setting; with Shift, ten times as far"),
    ("Tab", "settings ↔ rules; on a small terminal the picture too"),
    ("g  /", "what to run: a question, a surface, a problem, gradients; type to filter"),
    (
        "v",
        "the next view: map, curves, one step with its numbers, table, small multiples of the chosen setting",
    ),
    ("PgDn PgUp", "what there was no room for: more multiples, columns, lines or curves"),
    ("Space", "play or pause; at the end, start over. With motion off, one step"),
    ("[ ]  { }", "one step back or forward; with Shift, ten"),
    ("Home End", "the first step, the last one"),
    ("x  Enter", "add the rule under the cursor to the race, or take it out"),
    ("r", "reset every setting"),
    ("z", "linear or logarithmic axis"),
    ("y", "copy this run as a card's demo, in YAML"),
    (
        "mouse",
        "drag a slider or the time line, click a rule's box, scroll over a setting or the rules; a click on "
        "the map starts the runs there, one on the question chooses another",
    ),
    ("signs", "○ start  ★ lowest  ✗ diverged, with its t"),
    ("?  F1", "these keys"),
    ("q Esc", "back"),
)

STATS_KEYS: Keys = (
    ("Tab", "the next panel; Shift+Tab the one before"),
    ("↑ ↓  j k", "choose a row of the panel; a click on a row, day or bar does it"),
    ("Enter", "the cards of that row, in Browse; a second click does the same"),
    ("p", "the period: a month, three months, a year, everything"),
    ("f  F", "the next deck, the one before; all decks first"),
    ("x", "the panel as a table of its numbers, and back"),
    ("signs", "▸ the row under the cursor, ▴ its day or hour below a chart"),
    ("← →  PgUp PgDn", "the page before or after, where there is not room for everything"),
    ("?  F1", "these keys"),
    ("q Esc", "back"),
)


DEMOS_KEYS: Keys = (
    ("↑ ↓", "choose a demo: it runs at once; a click does the same"),
    ("/", "filter: type words of the deck or the question; Enter goes to the list, Esc shows all again"),
    ("Enter  Tab", "to the demo, and Tab back to the list"),
    ("← →", "in the demo, turn the chosen setting; ↑ ↓ choose another, [ ] step, r resets"),
    ("?  F1", "these keys"),
    ("q Esc", "back"),
)


SETTINGS_KEYS: Keys = (
    ("↑ ↓  j k", "choose a setting; PgUp PgDn, Home End; a click does the same, and opens its value"),
    ("← →  h l  - +", "the value before or after it"),
    ("Enter", "type the value; what is on or off, or one of few words, is turned"),
    ("r", "the default again; for a deck, what holds for all decks"),
    ("u  Ctrl+Z", "undo the last change that is not saved"),
    ("Tab", "the settings of the next deck; Shift+Tab of the one before; those of all decks first"),
    ("Ctrl+S", "save, and go back"),
    ("p", "what is wrong in the file, whole; a click on it does the same"),
    ("signs", "• set in the file  * changed, not saved  ✗ cannot be used"),
    ("?  F1", "these keys"),
    ("q  ,  Esc", "back; with changes that are not saved, only when asked twice"),
)


_PALETTE = (
    "Ctrl+P",
    "every command by its name; so does a click here, or on the name at the top left",
)
"""The last row; a click on it opens the palette, so that no command needs a key."""


_KEY = 15
"""The cells of the keys, before what they do."""


class HelpLines(LinesView):
    """The keys with what they do, as lines: three widgets for each took a tenth of a second to open."""

    _palette = range(0)
    """The lines that say how to open the palette."""

    def rows(self, width: int) -> Rows:
        """The keys that apply, how to open the palette, and the keys of other times."""
        assert isinstance(self._shows, tuple)
        keys, elsewhere = self._shows
        found = _rows(keys, width)
        first, found = len(found), [*found, *_rows([_PALETTE], width)]
        self._palette = range(first, len(found))
        title: Rows = [[], [("At other times", "bold $fc-muted")]] if elsewhere else []
        return [*found, *title, *_rows(elsewhere, width)]

    def on_click(self, event: Click) -> None:
        """Open the palette by its line."""
        at = event.get_content_offset(self)
        if at is not None and at.y in self._palette:
            event.stop()
            self.post_message(self.PaletteClicked())

    class PaletteClicked(Message):
        """The line of the palette was clicked."""


def _rows(keys: Keys, width: int) -> list[Sequence[tuple[str, str]]]:
    found: list[Sequence[tuple[str, str]]] = []
    for key, does in keys:
        left, right = wrap(key, _KEY - 1), wrap(does, max(10, width - _KEY))
        found += [
            [(f"{one:<{_KEY}}", "bold"), (other, "")] for one, other in zip_longest(left, right, fillvalue="")
        ]
    return found


class HelpScreen(ModalScreen[None]):
    """A table of keys over the screen that asked for it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,space,enter", "dismiss", "Close")
    ]

    def __init__(self, keys: Keys, of: str = "", elsewhere: Keys = ()) -> None:
        """`of` says of which screen and when; the keys that mean something `elsewhere` on it come last."""
        super().__init__()
        self._keys, self._of, self._elsewhere = keys, of, elsewhere

    def compose(self) -> ComposeResult:
        """The keys in a box."""
        with VerticalScroll(id="help") as box:
            box.border_title = f"Keys: {self._of}" if self._of else "Keys"
            box.border_subtitle = "Esc closes"
            lines = HelpLines()
            lines.show_anew((tuple(self._keys), tuple(self._elsewhere)))
            yield lines

    async def action_dismiss(self, result: None = None) -> None:
        """Close."""
        self.dismiss(result)

    def on_help_lines_palette_clicked(self) -> None:
        """Close, and show the commands of the screen below."""
        app = self.app
        self.dismiss()
        app.call_later(app.action_command_palette)
