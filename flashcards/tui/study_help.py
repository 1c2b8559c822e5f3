"""The keys of the study screen by what is asked: those that mean something now, and those of other times."""

from __future__ import annotations

from enum import Enum

from flashcards.config.commands import STUDY
from flashcards.tui.command_keys import Chosen, fixed_keys, relabel_all
from flashcards.tui.help import HelpScreen, Keys


class Phase(Enum):
    """What the study screen waits for, and how its help is called."""

    TYPED = "study, on a typed card, before the answer"
    SEEN = "study, before the answer"
    SHOWN = "study, with the answer shown"
    PREDICTING = "study, while a prediction is typed"
    ENDED = "study, at the end of the session"


_TYPED, _SEEN, _SHOWN, _PREDICTING, _ENDED = Phase
_CARD = {_TYPED, _SEEN, _SHOWN, _PREDICTING}
_ALWAYS = set(Phase)
_ROWS: tuple[tuple[set[Phase], str, str], ...] = (
    ({_TYPED}, "any character", "belongs to the answer: letters, digits, Space and signs"),
    ({_TYPED}, "Enter", "judge the answer; in the empty field Enter or Space show the right one"),
    ({_TYPED}, "Esc", "empty the field; in the empty field back"),
    ({_PREDICTING}, "any character", "belongs to the prediction; of several runs a digit picks one"),
    ({_PREDICTING}, "Enter", "judge the prediction, then show the run"),
    ({_PREDICTING}, "Esc", "show the run without a prediction"),
    (
        {_SEEN, _SHOWN},
        "Space Enter",
        "show the answer; then give the proposed grade, or Good; what is yours to judge takes 1 2 3 4 alone",
    ),
    ({_SHOWN}, "1 2 3 4", "grade: Again, Hard, Good, Easy"),
    ({_SEEN}, "1 to 9", "pick an option, or mark a step that is shown as missed"),
    ({_ENDED}, "Enter", "what the filled control says"),
    ({_ENDED}, "↑ ↓", "choose one of the missed cards; Enter opens it in Browse"),
    ({_ENDED}, "m", "ask the missed ones again, outside the schedule"),
    ({_ENDED}, "+", "ten more new cards"),
    ({_ENDED}, "s", "statistics"),
    ({_TYPED, _SEEN}, "h  F2", "the hint"),
    (
        _ALWAYS,
        "u  Ctrl+Z",
        "undo the last grade or event, Ctrl+Z also in an empty field; when this session has none left, "
        "{undo} asks about what was done before it, and {undo} once more undoes that",
    ),
    (_CARD, "*  F7", "mark the card, or take the mark from it"),
    (_CARD, "@  F5", "suspend the card: not asked until you resume it"),
    (_CARD, "-  F6", "bury the card with its siblings until tomorrow"),
    (_CARD, "e  F4", "edit the card in your editor, at its line, and come back to it"),
    (
        _CARD,
        "i  F8",
        "card info: when it is due, every answer so far, its forgetting curve; r there resets it",
    ),
    (
        {_TYPED, _SEEN},
        "F9",
        "sure, likely, unsure; the statistics hold it against what was right",
    ),
    (
        {_SHOWN, _PREDICTING},
        "d  F3",
        "open or close the card's demo; where it asks for a prediction, type that; "
        "on a wide terminal it opens by itself",
    ),
    ({_SHOWN}, "f", "run your formula: the rule with your wrong line in place of the right one, both curves"),
    ({_SHOWN}, "l", "the card's demo in the laboratory, at the values that it asked with"),
    ({_SHOWN}, "↑ ↓", "choose a setting of the demo in sight; without one, scroll"),
    ({_SHOWN}, "← →", "change it; with Shift, ten times as far; {demo_reset} resets all"),
    ({_SHOWN}, "[ ]", "step t backward and forward"),
    ({_SHOWN}, "r", "reset the settings of the demo"),
    ({_SHOWN}, "w", "show or hide why, and the source"),
    ({_SHOWN}, "y", "copy the formula as LaTeX"),
    ({_SHOWN}, "o", "open the note that the card was made from, at its line"),
    ({_SEEN, _SHOWN}, "j k  PgUp PgDn", "scroll"),
    (_ALWAYS, "?  F1", "these keys"),
    ({_SEEN, _SHOWN, _ENDED}, "q Esc", "back, first from the demo; every grade is already saved"),
    (_ALWAYS, "Ctrl+C", "copy the selection, or quit if there is none"),
    (_ALWAYS, "Ctrl+Q", "quit at once"),
)
STUDY_KEYS: Keys = tuple((keys, does) for _, keys, does in _ROWS)
"""All keys of the screen."""


def study_help(phase: Phase, chosen: Chosen) -> HelpScreen:
    """The help for what is asked now; where letters are text, without those that are commands elsewhere."""
    typing = phase in (Phase.TYPED, Phase.PREDICTING)
    now = [
        (fixed_keys(keys, STUDY) if typing and "any" not in keys else keys, does)
        for phases, keys, does in _ROWS
        if phase in phases
    ]
    others = [(keys, does) for phases, keys, does in _ROWS if phase not in phases]
    return HelpScreen(
        relabel_all(now, STUDY, chosen), phase.value, elsewhere=relabel_all(others, STUDY, chosen)
    )
