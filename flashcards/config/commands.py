"""The commands of the screens: their names, their keys, and what the screens call them."""

from __future__ import annotations

STUDY, HOME, BROWSE = "study", "home", "browse"
LAB, STATS = "lab", "stats"


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
        self.id = f"{screen}.{name}"
        """Its name among the commands of all screens, which its bindings bear."""


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
    Command("lab", STUDY, ("l",), "lab", "Run in the lab"),
    Command("hint", STUDY, ("h",), "hint", "Hint", ("f2",)),
    Command("why", STUDY, ("w",), "why", "Why"),
    Command("copy", STUDY, ("y",), "copy", "Copy LaTeX"),
    Command("note", STUDY, ("o",), "open_note", "Open the note"),
    Command("edit", STUDY, ("e",), "edit", "Edit the card", ("f4",)),
    Command("info", STUDY, ("i",), "info", "Card info", ("f8",)),
    Command("confidence", STUDY, (), "confidence", "Sure, likely, unsure", ("f9",)),
    Command("missed", STUDY, ("m",), "missed_again", "Missed again"),
    Command("more", STUDY, ("+",), "more", "Ten more new cards"),
    Command("stats", STUDY, ("s",), "stats", "Stats"),
    Command("down", STUDY, ("j",), "scroll(1)", "Down"),
    Command("up", STUDY, ("k",), "scroll(-1)", "Up"),
    Command("demo_up", STUDY, (), "steer('up')", "Setting before", ("up",)),
    Command("demo_down", STUDY, (), "steer('down')", "Next setting", ("down",)),
    Command("demo_left", STUDY, (), "steer('left')", "Less", ("left",)),
    Command("demo_right", STUDY, (), "steer('right')", "More", ("right",)),
    Command("demo_much_less", STUDY, (), "steer('shift+left')", "Much less", ("shift+left",)),
    Command("demo_much_more", STUDY, (), "steer('shift+right')", "Much more", ("shift+right",)),
    Command("demo_back", STUDY, (), "steer('[')", "Step back", ("left_square_bracket",)),
    Command("demo_forward", STUDY, (), "steer(']')", "Step forward", ("right_square_bracket",)),
    Command("demo_reset", STUDY, ("r",), "steer('r')", "Reset the settings"),
    Command("page_down", STUDY, (), "scroll(10)", "Page down", ("pagedown",)),
    Command("page_up", STUDY, (), "scroll(-10)", "Page up", ("pageup",)),
    Command("help", STUDY, ("?",), "help", "Help", ("f1",)),
    Command("back", STUDY, ("q",), "leave", "Back", ("escape",)),
    Command("study", HOME, (), "study", "Study", ("enter",)),
    Command("browse", HOME, ("b",), "browse", "Browse"),
    Command("filter", HOME, ("/",), "search", "Search"),
    Command("stats", HOME, ("s",), "stats", "Stats"),
    Command("lab", HOME, ("l",), "lab", "Lab"),
    Command("import", HOME, ("n",), "notes", "Notes"),
    Command("settings", HOME, (",",), "settings", "Settings"),
    Command("study_all", HOME, ("a",), "study_all", "All"),
    Command("more_new", HOME, ("+",), "more", "More new"),
    Command("down", HOME, ("j",), "move(1)", "Deck", ("down",)),
    Command("undo", HOME, ("u",), "undo", "Undo", ("ctrl+z",)),
    Command("demos", HOME, ("d",), "demos", "Demos"),
    Command("up", HOME, ("k",), "move(-1)", "Up", ("up",)),
    Command("page_down", HOME, (), "page(1)", "Page down", ("pagedown",)),
    Command("page_up", HOME, (), "page(-1)", "Page up", ("pageup",)),
    Command("first", HOME, (), "end(-1)", "First", ("home",)),
    Command("last", HOME, (), "end(1)", "Last", ("end",)),
    Command("help", HOME, ("?",), "help", "Help", ("f1",)),
    Command("quit", HOME, ("q",), "app.quit", "Quit"),
    Command("problems", HOME, ("p",), "problems", "Problems"),
    Command("filter", BROWSE, ("/",), "filter", "Filter"),
    Command("open", BROWSE, (), "open", "Open", ("enter",)),
    Command("choose", BROWSE, ("x",), "choose", "Choose", ("space",)),
    Command("choose_all", BROWSE, ("a",), "choose_all", "All"),
    Command("suspend", BROWSE, ("@",), "change('suspend')", "Suspend"),
    Command("bury", BROWSE, ("-",), "change('bury')", "Bury"),
    Command("mark", BROWSE, ("*",), "change('mark')", "Mark"),
    Command("tag", BROWSE, ("t",), "tag", "Tag"),
    Command("set_due", BROWSE, ("s",), "set_due", "Day"),
    Command("reset", BROWSE, ("r",), "reset", "Reset"),
    Command("undo", BROWSE, ("u",), "undo", "Undo", ("ctrl+z",)),
    Command("order", BROWSE, ("c",), "order", "Order"),
    Command("edit", BROWSE, ("e",), "edit", "Edit"),
    Command("info", BROWSE, ("i",), "info", "Info"),
    Command("demo", BROWSE, ("d",), "demo", "Demo"),
    Command("lab", BROWSE, ("l",), "lab", "Run in the lab"),
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
    Command("down", LAB, ("j",), "choose(1)", "Set", ("down",)),
    Command("up", LAB, ("k",), "choose(-1)", "Setting", ("up",)),
    Command("less", LAB, (), "turn(-1)", "Less", ("left",)),
    Command("more", LAB, (), "turn(1)", "More", ("right",)),
    Command("much_less", LAB, (), "turn(-10)", "Much less", ("shift+left",)),
    Command("much_more", LAB, (), "turn(10)", "Much more", ("shift+right",)),
    Command("pane", LAB, (), "pane", "Pane", ("tab",)),
    Command("ground", LAB, ("g",), "filter", "Problem"),
    Command("filter", LAB, ("/",), "filter", "Filter"),
    Command("view", LAB, ("v",), "view", "View"),
    Command("play", LAB, (), "play", "Play", ("space",)),
    Command("step_back", LAB, ("[",), "step(-1)", "Step back"),
    Command("step_forward", LAB, ("]",), "step(1)", "Step"),
    Command("step_far_back", LAB, ("{",), "step(-10)", "Ten steps back"),
    Command("step_far", LAB, ("}",), "step(10)", "Ten steps"),
    Command("first", LAB, (), "end(-1)", "First step", ("home",)),
    Command("last", LAB, (), "end(1)", "Last step", ("end",)),
    Command("choose", LAB, ("x",), "race", "Rule", ("enter",)),
    Command("reset", LAB, ("r",), "reset", "Reset"),
    Command("axis", LAB, ("z",), "axis", "Log axis"),
    Command("copy", LAB, ("y",), "copy", "Copy"),
    Command("page_down", LAB, (), "page(1)", "Next page", ("pagedown",)),
    Command("page_up", LAB, (), "page(-1)", "Page before", ("pageup",)),
    Command("help", LAB, ("?",), "help", "Help", ("f1",)),
    Command("back", LAB, ("q",), "leave", "Back", ("escape",)),
    Command("down", STATS, ("j",), "move(1)", "Row", ("down",)),
    Command("up", STATS, ("k",), "move(-1)", "Row", ("up",)),
    Command("pane", STATS, (), "pane(1)", "Panel", ("tab",)),
    Command("pane_back", STATS, (), "pane(-1)", "Panel before", ("shift+tab",)),
    Command("open", STATS, (), "open", "Its cards", ("enter",)),
    Command("period", STATS, ("p",), "period", "Period"),
    Command("deck", STATS, ("f",), "deck(1)", "Deck"),
    Command("deck_before", STATS, ("F",), "deck(-1)", "Deck before"),
    Command("table", STATS, ("x",), "table", "Numbers"),
    Command("page_down", STATS, (), "page(1)", "Page", ("right", "pagedown")),
    Command("page_up", STATS, (), "page(-1)", "Page before", ("left", "pageup")),
    Command("help", STATS, ("?",), "help", "Help", ("f1",)),
    Command("back", STATS, ("q",), "leave", "Back", ("escape",)),
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
