"""The keys that apply before the answer and at the end of a session, as shown at the foot of the screen."""

from __future__ import annotations

from flashcards.study.flow import Question


def key_hints(question: Question, typed: str, *, new_day: bool) -> tuple[str, ...]:
    """The keys that apply to `question` now, the most useful first.

    `typed` is the text in the answer field; with `new_day` the cards of another day can be begun.
    """
    undo = question.session.before is not None
    if question.prompt is None:
        return ("Space begins the day" if new_day else "Space back", *_if(undo, "u undo"), "? help")
    hint = bool(question.prompt.card.hint)
    if question.accepts_typing and typed:
        return ("Enter judges", "Esc clears", "F1 help", *_if(hint, "F2 hint"))
    if question.accepts_typing:
        more = (*_if(hint, "F2 hint"), *_if(undo, "Ctrl+Z undo"))
        what = "next line" if question.lines_left > 1 else "answer"
        away = ("F5 suspend", "F6 bury", "F7 mark")
        return (f"Enter or Space shows the {what}", "F1 help", *more, "Esc back", *away)
    picks = _if(question.accepts_choice, f"1–{len(question.faces.options)} picks")
    shows = f"Space shows the {'next line' if question.lines_left > 1 else 'answer'}"
    away = ("@ suspend", "- bury", "* mark")
    return (*picks, shows, "? help", *_if(hint, "h hint"), *_if(undo, "u undo"), "q back", *away)


def _if(applies: bool, key: str) -> tuple[str, ...]:
    return (key,) if applies else ()
