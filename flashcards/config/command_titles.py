"""What the command palette calls the commands: titles that say what each does where it stands alone."""

from __future__ import annotations

from flashcards.config.commands import BROWSE, COMMANDS, HOME, LAB, STATS, STUDY, Command

_NAVIGATION = {
    *("down", "up", "page_down", "page_up", "first", "last", "range_down", "range_up", "pane", "pane_back"),
    *("demo_up", "demo_down", "demo_left", "demo_right", "demo_much_less", "demo_much_more"),
    *("demo_back", "demo_forward", "less", "much_less", "much_more", "deck_before"),
    *("step_back", "step_forward", "step_far_back", "step_far"),
    *(f"option_{number}" for number in range(5, 10)),
}
"""Commands that move a cursor or a value: they make sense by their keys alone."""
_TITLES = {
    (STUDY, "show"): "Show the answer, or grade as proposed",
    (STUDY, "again"): "Grade Again, or pick option 1",
    (STUDY, "hard"): "Grade Hard, or pick option 2",
    (STUDY, "good"): "Grade Good, or pick option 3",
    (STUDY, "easy"): "Grade Easy, or pick option 4",
    (STUDY, "undo"): "Undo the last grade",
    (STUDY, "mark"): "Mark the card",
    (STUDY, "suspend"): "Suspend the card",
    (STUDY, "bury"): "Bury the card until tomorrow",
    (STUDY, "demo"): "Show the demo of the card",
    (STUDY, "lab"): "Run the demo in the lab",
    (STUDY, "hint"): "Show a hint",
    (STUDY, "why"): "Show why, and the source",
    (STUDY, "copy"): "Copy the formula as LaTeX",
    (STUDY, "note"): "Open the note of the card",
    (STUDY, "info"): "Show the history of the card",
    (STUDY, "confidence"): "Say how sure you are",
    (STUDY, "missed"): "Ask the missed cards again",
    (STUDY, "more"): "Study ten more new cards",
    (STUDY, "demo_reset"): "Reset the settings of the demo",
    (STUDY, "back"): "Leave the session",
    (HOME, "study"): "Study what is under the cursor",
    (HOME, "browse"): "Browse the cards",
    (HOME, "filter"): "Search the cards",
    (HOME, "stats"): "Show the statistics",
    (HOME, "lab"): "Open the lab",
    (HOME, "import"): "Make cards of your notes",
    (HOME, "more_new"): "Allow ten more new cards today",
    (HOME, "study_all"): "Study all decks",
    (HOME, "undo"): "Undo what was done last",
    (HOME, "demos"): "Show the demos of all decks",
    (HOME, "settings"): "Change the settings",
    (HOME, "problems"): "Show the problems of the decks",
    (BROWSE, "filter"): "Filter the cards",
    (BROWSE, "open"): "Open the card",
    (BROWSE, "choose"): "Choose the card",
    (BROWSE, "choose_all"): "Choose all cards that match, or none",
    (BROWSE, "suspend"): "Suspend or resume the cards",
    (BROWSE, "bury"): "Bury the cards until tomorrow",
    (BROWSE, "mark"): "Mark the cards",
    (BROWSE, "tag"): "Tag the cards",
    (BROWSE, "set_due"): "Set the day on which the cards are due",
    (BROWSE, "reset"): "Reset the cards: they are new again",
    (BROWSE, "undo"): "Undo the last change",
    (BROWSE, "order"): "Order the cards differently",
    (BROWSE, "edit"): "Edit the card",
    (BROWSE, "info"): "Show the history of the card",
    (BROWSE, "demo"): "Show the demo of the card",
    (BROWSE, "lab"): "Run the demo in the lab",
    (BROWSE, "note"): "Open the note of the card",
    (LAB, "down"): "Next setting, or next rule",
    (LAB, "up"): "Previous setting, or previous rule",
    (LAB, "less"): "Turn the setting down",
    (LAB, "more"): "Turn the setting up",
    (LAB, "much_less"): "Turn the setting far down",
    (LAB, "much_more"): "Turn the setting far up",
    (LAB, "pane"): "Go to the next pane",
    (LAB, "ground"): "Choose a problem to run on",
    (LAB, "view"): "View the run another way",
    (LAB, "play"): "Play or pause",
    (LAB, "step_back"): "Step back",
    (LAB, "step_forward"): "Step forward",
    (LAB, "step_far_back"): "Ten steps back",
    (LAB, "step_far"): "Ten steps forward",
    (LAB, "first"): "Go to the first step",
    (LAB, "last"): "Go to the last step",
    (LAB, "choose"): "Add the rule to the race, or take it out",
    (LAB, "reset"): "Reset all settings",
    (LAB, "axis"): "Switch between linear and log axis",
    (LAB, "copy"): "Copy this run as a card's demo",
    (LAB, "page_down"): "Show what did not fit",
    (LAB, "page_up"): "Back to what was shown before",
    (STATS, "open"): "Browse the cards of the row",
    (STATS, "period"): "Change the period",
    (STATS, "deck"): "Show the statistics of the next deck",
    (STATS, "table"): "Show the numbers",
}


def palette_titles() -> dict[str, str]:
    """The title of each command by its id; empty for one that the palette leaves out."""
    return {command.id: _title(command) for command in COMMANDS}


def _title(command: Command) -> str:
    place = (command.screen, command.name)
    if command.name == "help":
        return "Show the keys of this screen"
    if command.name in _NAVIGATION and place not in _TITLES:
        return ""
    return _TITLES.get(place, command.about)
