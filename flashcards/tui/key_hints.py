"""The keys that apply to the present card, as the foot of the study screen names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from flashcards.deck.model import FormulaAnswer
from flashcards.study.flow import CONFIDENCE, Question
from flashcards.tui.footer import KeyHint
from flashcards.value import Value

if TYPE_CHECKING:
    from flashcards.tui.pills import Pill

KeyOf = Callable[[str], str]
"""The key of a command now, by the command's name."""


class Situation(Value, frozen=True):
    """What, besides the question, decides which keys do something."""

    typed: str = ""
    """The text in the answer field."""
    shows_demo: bool = False
    shows_why: bool = False
    """True if the reason and the source are in sight."""
    runs_formula: bool = False
    """True if the demo that is shown runs the typed formula."""
    asks_prediction: bool = False
    """True if a prediction is asked for, at a key or already in its field."""
    predicts: bool = False
    """True while the keys belong to a prediction."""
    contenders: int = 0
    """The runs among which a prediction picks one; 0 where it is a number."""
    new_day: bool = False
    """True if the cards of another day can be begun."""
    missed: int = 0
    """How many cards of the session were missed."""
    more: bool = False
    """True if more new cards can be asked for."""
    besides: str = ""
    """The decks to study besides, if all cards of the session wait for theirs."""
    picked: str = ""
    """The missed card under the cursor, at the end."""
    can_open: bool = False
    """True if a missed card can be opened."""
    has_stats: bool = False
    has_home: bool = False
    """True if there is a home screen to go back to."""
    can_edit: bool = False
    has_info: bool = False


def describe_enter(question: Question, now: Situation) -> str:
    """What Enter and Space do before the answer."""
    if now.predicts:
        how = f"1–{now.contenders} picks a run" if now.contenders else "Enter judges the prediction"
        return f"{how}, then it is shown · Esc shows it without"
    what = "next line" if question.lines_left > 1 else "answer"
    if question.accepts_typing:
        sure = f" · {CONFIDENCE[question.confidence]}" if question.confidence else ""
        if now.typed:
            return f"Enter judges · Esc empties the field{sure}"
        return f"Enter judges · Enter or Space in the empty field shows the {what}{sure}"
    picks = f"1–{len(question.faces.options)} picks · " if question.accepts_choice else ""
    return f"{picks}Space shows the {what}"


def end_pills(now: Situation, key: KeyOf) -> list[Pill]:
    """What is offered at the end of a session: first what Enter does, then what other keys do besides."""
    from flashcards.tui.pills import Pill  # a start does without

    missed = Pill(key("missed"), f"Missed again {now.missed}", "missed_again")
    default = Pill("Enter", _describe_end(now), "forward", filled=True)
    others = [
        missed if now.missed and now.picked else None,
        Pill(key("more"), "10 new cards", "more") if now.more else None,
        Pill(key("back"), _home_words(now), "leave") if default.does != _home_words(now) else None,
    ]
    return [default, *filter(None, others)]


def _describe_end(now: Situation) -> str:
    if now.new_day:
        return "Begin the day"
    if now.picked:
        return f"Open {now.picked}"
    if now.missed:
        return f"Missed again {now.missed}"
    return f"Also study {now.besides}" if now.besides else _home_words(now)


def _home_words(now: Situation) -> str:
    return "Home" if now.has_home else "Finish"


def study_hints(question: Question, now: Situation, key: KeyOf) -> list[KeyHint]:
    """The keys that do something now, the most useful first."""
    if question.prompt is None:
        return [*_end_hints(question, now, key), *_leave_hints(key)]
    if now.predicts:
        return [*_prediction_hints(now, key), *_event_hints(now, key), KeyHint(key("help"), "help", "help")]
    if question.revealed:
        return [*_answered_hints(question, now, key), *_event_hints(now, key), *_leave_hints(key)]
    return [*_asked_hints(question, now, key), *_event_hints(now, key), *_leave_hints(key, now.typed)]


def _end_hints(question: Question, now: Situation, key: KeyOf) -> Iterator[KeyHint]:
    if now.missed and now.can_open:
        yield KeyHint("↑↓", "a missed card", "scroll(1)")
    if now.missed:
        yield KeyHint(key("missed"), "missed again", "missed_again")
    yield from _undo_hint(question, key)
    if now.has_stats:
        yield KeyHint(key("stats"), "stats", "stats")


def _asked_hints(question: Question, now: Situation, key: KeyOf) -> Iterator[KeyHint]:
    assert question.prompt
    if question.prompt.card.hint:
        yield KeyHint(key("hint"), "hint", "hint")
    if question.lines_shown and not question.accepts_typing:
        keys = "1" if question.lines_shown == 1 else f"1–{question.lines_shown}"
        yield KeyHint(keys, "missed", f"digit({question.lines_shown})")  # a click means the last one
    if not now.typed:
        yield from _undo_hint(question, key)
    if question.accepts_typing:
        yield KeyHint(key("confidence"), "sure?", "confidence")


def _prediction_hints(now: Situation, key: KeyOf) -> Iterator[KeyHint]:
    if now.contenders:
        yield KeyHint(f"1–{now.contenders}", "pick")
    else:
        yield KeyHint("Enter", "run")
    yield KeyHint("Esc", "run without")
    yield KeyHint(key("demo"), "close demo", "demo")


def _answered_hints(question: Question, now: Situation, key: KeyOf) -> Iterator[KeyHint]:
    assert question.prompt
    card = question.prompt.card
    if question.judgement and question.judgement.runs:
        yield KeyHint(key("run"), "close run" if now.runs_formula else "run yours", "run_formula")
    if now.shows_demo:
        yield KeyHint("↑↓ ←→", "settings")
        yield KeyHint("[ ]", "step")
    if now.asks_prediction:
        yield KeyHint(key("demo"), "predict", "demo")
        yield KeyHint("Esc", "run without")
    elif (card.demo or now.shows_demo) and not now.runs_formula:
        yield KeyHint(key("demo"), "close demo" if now.shows_demo else "demo", "demo")
    if question.faces.why or card.source:
        yield KeyHint(key("why"), "hide why" if now.shows_why else "why", "why")
    if isinstance(card.answer, FormulaAnswer):
        yield KeyHint(key("copy"), "copy", "copy")
    yield from _undo_hint(question, key)
    if card.origin:
        yield KeyHint(key("note"), "note", "open_note")


def _undo_hint(question: Question, key: KeyOf) -> Iterator[KeyHint]:
    if question.session.before is not None:
        yield KeyHint(key("undo"), "undo", "undo")


def _event_hints(now: Situation, key: KeyOf) -> Iterator[KeyHint]:
    if now.can_edit:
        yield KeyHint(key("edit"), "edit", "edit")
    if now.has_info:
        yield KeyHint(key("info"), "info", "info")
    yield KeyHint(key("suspend"), "suspend", "suspend")
    yield KeyHint(key("bury"), "bury", "bury")
    yield KeyHint(key("mark"), "mark", "mark")


def _leave_hints(key: KeyOf, typed: str = "") -> Iterator[KeyHint]:
    yield KeyHint(key("help"), "help", "help")
    yield KeyHint("Esc", "empty", "") if typed else KeyHint(key("back"), "back", "leave")
