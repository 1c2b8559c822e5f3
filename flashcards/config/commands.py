"""The commands of the screens: their names, their keys, and what the screens call them."""

from __future__ import annotations

STUDY, HOME, BROWSE = "study", "home", "browse"


class Command:
    """A command of a screen; the same name on two screens is the same command."""

    def __init__(
        self,
        name: str,
        screen: str,
        keys: tuple[str, ...],
        action: str,
        about: str,
        fixed: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.screen = screen
        self.keys = keys
        """The keys that the setting `keys` replaces, as characters or by Textual's names."""
        self.action = action
        """What the screen does, as Textual's bindings name it."""
        self.about = about
        self.fixed = fixed
        """The keys that stay: they work while an answer is typed, when letters belong to it."""


COMMANDS = (
    Command("show", STUDY, (), "forward", "Show the answer, then Good", ("space", "enter")),
    Command("again", STUDY, ("1",), "digit(1)", "Grade, or pick an option"),
    Command("hard", STUDY, ("2",), "digit(2)", "Grade, or pick an option"),
    Command("good", STUDY, ("3",), "digit(3)", "Grade, or pick an option"),
    Command("easy", STUDY, ("4",), "digit(4)", "Grade, or pick an option"),
    *(
        Command(f"option_{number}", STUDY, (), f"digit({number})", "Pick an option", (str(number),))
        for number in range(5, 10)
    ),
    Command("undo", STUDY, ("u",), "undo", "Undo", ("ctrl+z",)),
    Command("mark", STUDY, ("*",), "mark", "Mark", ("f7",)),
    Command("suspend", STUDY, ("@",), "suspend", "Suspend", ("f5",)),
    Command("bury", STUDY, ("-",), "bury", "Bury", ("f6",)),
    Command("demo", STUDY, ("d",), "demo", "Demo", ("f3",)),
    Command("run", STUDY, ("f",), "run_formula", "Run your formula"),
    Command("hint", STUDY, ("h",), "hint", "Hint", ("f2",)),
    Command("why", STUDY, ("w",), "why", "Why"),
    Command("copy", STUDY, ("y",), "copy", "Copy LaTeX"),
    Command("note", STUDY, ("o",), "open_note", "Open the note"),
    Command("down", STUDY, ("j",), "scroll(1)", "Down", ("down",)),
    Command("up", STUDY, ("k",), "scroll(-1)", "Up", ("up",)),
    Command("page_down", STUDY, (), "scroll(10)", "Page down", ("pagedown",)),
    Command("page_up", STUDY, (), "scroll(-10)", "Page up", ("pageup",)),
    Command("help", STUDY, ("?",), "help", "Help", ("f1",)),
    Command("back", STUDY, ("q",), "leave", "Back", ("escape",)),
    Command("study", HOME, (), "study", "Study", ("enter",)),
    Command("study_all", HOME, ("a",), "study_all", "All"),
    Command("browse", HOME, ("b",), "browse", "Browse"),
    Command("filter", HOME, ("/",), "search", "Search"),
    Command("demos", HOME, ("d",), "demos", "Demos"),
    Command("import", HOME, ("n",), "notes", "Notes"),
    Command("down", HOME, ("j",), "down", "Down"),
    Command("up", HOME, ("k",), "up", "Up"),
    Command("help", HOME, ("?",), "help", "Help"),
    Command("quit", HOME, ("q",), "app.quit", "Quit", ("escape",)),
    Command("settings", HOME, (",",), "settings", "Settings"),
    Command("problems", HOME, ("p",), "problems", "Problems"),
    Command("filter", BROWSE, ("/",), "filter", "Filter"),
    Command("open", BROWSE, (), "open", "Open", ("enter",)),
    Command("choose", BROWSE, ("x",), "choose", "Choose", ("space",)),
    Command("choose_all", BROWSE, ("a",), "choose_all", "All"),
    Command("suspend", BROWSE, ("@",), "change('suspend')", "Suspend"),
    Command("bury", BROWSE, ("-",), "change('bury')", "Bury"),
    Command("mark", BROWSE, ("*",), "change('mark')", "Mark"),
    Command("set_due", BROWSE, ("t",), "set_due", "Day"),
    Command("reset", BROWSE, ("r",), "reset", "Reset"),
    Command("undo", BROWSE, ("u",), "undo", "Undo", ("ctrl+z",)),
    Command("order", BROWSE, ("c",), "order", "Order"),
    Command("demo", BROWSE, ("d",), "demo", "Demo"),
    Command("note", BROWSE, ("o",), "open_note", "Note"),
    Command("down", BROWSE, ("j",), "move(1)", "Down", ("down",)),
    Command("up", BROWSE, ("k",), "move(-1)", "Up", ("up",)),
    Command("range_down", BROWSE, ("J",), "range(1)", "Choose down", ("shift+down",)),
    Command("range_up", BROWSE, ("K",), "range(-1)", "Choose up", ("shift+up",)),
    Command("page_down", BROWSE, (), "page(1)", "Page down", ("pagedown",)),
    Command("page_up", BROWSE, (), "page(-1)", "Page up", ("pageup",)),
    Command("first", BROWSE, (), "end(-1)", "First", ("home",)),
    Command("last", BROWSE, (), "end(1)", "Last", ("end",)),
    Command("help", BROWSE, ("?",), "help", "Help", ("f1",)),
    Command("back", BROWSE, ("q",), "leave", "Back", ("escape",)),
)
"""In the order in which the screens name their keys."""


def command_names() -> tuple[str, ...]:
    """The names of the commands whose keys may be chosen."""
    return tuple(dict.fromkeys(command.name for command in COMMANDS if command.keys))


def keys_in_use(chosen: dict[str, tuple[str, ...]]) -> dict[tuple[str, str], list[str]]:
    """The commands by screen and key, with the `chosen` keys in place of the usual ones."""
    found: dict[tuple[str, str], list[str]] = {}
    for command in COMMANDS:
        for key in dict.fromkeys((*chosen.get(command.name, command.keys), *command.fixed)):
            found.setdefault((command.screen, key), []).append(command.name)
    return found
