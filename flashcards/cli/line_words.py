"""The words of plain mode: what a line such as `why`, `demo 5` or `suspend` does to the present card.

A word is a command where it stands alone on a line; with a colon before it, as in `:why`, also where an
answer could read so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flashcards.cli import line_demo, line_help, line_speech, line_text
from flashcards.deck.model import Card, FormulaAnswer
from flashcards.errors import Problem, nearest, printable, printable_line
from flashcards.scheduling import Review
from flashcards.study import Session, flow
from flashcards.study.card_events import reset_present
from flashcards.study.card_facts import CardFacts
from flashcards.study.events import done_notice
from flashcards.study.flow import CONFIDENCE, Question
from flashcards.value import Value

SAME_AS = {
    "hint": "h",
    "mark": "*",
    "unmark": "*",
    "suspend": "@",
    "bury": "-",
    "undo": "u",
    "help": "?",
    "quit": "q",
    "exit": "q",
}
"""Words for the signs that the app has as keys."""
_WITH_MORE = ("demo", "table", "predict", "missed")
"""Words after which more may stand."""
_LONGEST_SHOWN = 40
"""Characters of a line that was not understood, as it is repeated."""
_AFTER_ANSWER = ("why", "source", "demo", "table", "predict", "run", "note", "latex")


def _no_note(_: Card) -> str:
    return "This card was not made from a note."


class LineServices(Value, frozen=True):
    """What a session line by line asks of the log and the clock."""

    record: Callable[..., None]
    """Commit rows, all or none, before returning."""
    take_back: Callable[[Sequence[Review], datetime], None]
    clock: Callable[[], datetime]
    last_undoable: Callable[[], Sequence[Review]] = list
    """What was done last, also in an earlier session, and is not undone."""
    final_since: Callable[[Sequence[Review]], Sequence[Review]] = lambda _: ()
    """What was erased since those rows, which no undo brings back."""
    start: Callable[[], Session] | None = None
    """The session anew, after what an earlier one did was undone."""
    start_more: Callable[[], Session] | None = None
    """A session with ten more new cards."""
    start_with: Callable[[Sequence[str]], Session] | None = None
    """A session that asks further decks besides, for cards that wait for theirs."""
    open_note: Callable[[Card], str] = _no_note
    card_facts: Callable[[str], CardFacts | None] | None = None
    edit_card: Callable[[Card], str] | None = None
    title: Callable[[str], str] = str
    """The title of a deck."""
    named: Callable[[str], str] = str
    """How a card is called in a sentence, or one of its prompts."""


Say = Callable[[str], None]


def command_of(line: str, question: Question) -> tuple[str, str] | None:
    """The word and what follows it, or None for a line that is an answer or a sign."""
    forced = line.startswith(":")
    word, _, rest = line.removeprefix(":").strip().partition(" ")
    if word not in _ACTIONS or (rest and word not in _WITH_MORE):
        return None
    typed_so = question.accepts_typing and not forced and rest and word != "missed"
    return None if typed_so else (word, rest.strip())


def do_word(word: str, rest: str, question: Question, say: Say, services: LineServices) -> Question:
    """The question after a command by its word; what it says is said."""
    assert question.prompt
    if word in _AFTER_ANSWER and not question.revealed:
        say("That comes with the answer.")
        return question
    try:
        return _ACTIONS[word](rest, question, say, services)
    except Problem as problem:
        say(str(problem))
        return question


def not_understood(line: str, question: Question) -> str:
    """That a line means nothing here, the word that is nearest to it, and where all are listed."""
    word = line.removeprefix(":").split(" ")[0]
    shown = printable_line(line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…")
    near = " or ".join(nearest(word, [each for each in (*_ACTIONS, *SAME_AS) if each.isalpha()]))
    told = line_demo.setting_hint(line, question) or (f"Did you mean {near}?" if near else "")
    return " ".join(filter(None, [f"'{shown}' was not understood.", told, "help lists what can be typed."]))


def _help(_: str, question: Question, say: Say, __: LineServices) -> Question:
    _say_all(line_help.help_lines(question), say)
    return question


def _hint(_: str, question: Question, say: Say, __: LineServices) -> Question:
    say(line_text.speech(question.faces.hint) or flow.NO_HINT)
    return question


def _repeat(_: str, question: Question, say: Say, services: LineServices) -> Question:
    _say_all(line_speech.question_lines(question, services.title), say)
    if question.revealed:
        _say_all(line_speech.answer_lines(question, services.clock()), say)
    return question


def _show(_: str, question: Question, say: Say, services: LineServices) -> Question:
    if question.revealed:
        return _repeat("", question, say, services)
    known, question = question.lines_shown, question.reveal()
    _say_all(line_speech.answer_lines(question, services.clock(), known), say)
    return question


def _missed(rest: str, question: Question, say: Say, services: LineServices) -> Question:
    if not question.faces.steps:
        say("This card has no lines to miss: grade it 1 for Again.")
        return question
    step = int(rest) if rest.isdecimal() and len(rest) < 5 else 0
    marked = question.turn_missed(step)
    if marked is question:
        say("Name a line that is shown, as in  missed 2.")
    else:
        say(f"Line {step} is {'missed' if step in marked.missed_steps else 'not missed'}.")
        if marked.revealed:
            say(line_speech.grades_line(marked, services.clock()))
    return marked


def _confidence(word: str) -> Callable[[str, Question, Say, LineServices], Question]:
    percent = next(percent for percent, said in CONFIDENCE.items() if said == word)

    def set_confidence(_: str, question: Question, say: Say, __: LineServices) -> Question:
        if question.revealed:
            say("That is said before the answer.")
            return question
        say(f"Noted: {word}.")
        return replace(question, confidence=percent)

    return set_confidence


def _why(_: str, question: Question, say: Say, __: LineServices) -> Question:
    say(line_text.speech(question.faces.why) or "This card gives no reason.")
    return question


def _source(_: str, question: Question, say: Say, __: LineServices) -> Question:
    assert question.prompt
    say(line_speech.source_line(question.prompt.card))
    return question


def _latex(_: str, question: Question, say: Say, __: LineServices) -> Question:
    assert question.prompt
    answer = question.prompt.card.answer
    say(printable(answer.latex) if isinstance(answer, FormulaAnswer) else "This card's answer is no formula.")
    return question


def _draw(_: str, question: Question, say: Say, __: LineServices) -> Question:
    say(line_text.drawing(question.faces.question))
    if question.revealed:
        say(line_text.drawing(question.faces.answer))
    return question


def _note(_: str, question: Question, say: Say, services: LineServices) -> Question:
    assert question.prompt
    say(printable(services.open_note(question.prompt.card)))
    return question


def _info(_: str, question: Question, say: Say, services: LineServices) -> Question:
    assert question.prompt
    name = question.prompt.id
    facts = services.card_facts(name) if services.card_facts else None
    told = (
        line_speech.info_lines(facts, services.named(name)) if facts else ["Nothing is known of this card."]
    )
    _say_all(told, say)
    return question


def _edit(_: str, question: Question, say: Say, services: LineServices) -> Question:
    assert question.prompt
    if not services.edit_card:
        say(f"This card stands in {question.prompt.card.place}.")
        return question
    say(printable(services.edit_card(question.prompt.card)))
    return flow.reread(question, services.clock())


def _reset(_: str, question: Question, say: Say, services: LineServices) -> Question:
    assert question.prompt
    now = services.clock()
    session, rows = reset_present(question.session, now)
    if not rows:
        say("It is new already.")
        return question
    services.record(*rows)
    say(done_notice(rows, services.named))
    return flow.next_question(session, now)


def _demo(rest: str, question: Question, say: Say, _: LineServices) -> Question:
    _say_all(line_demo.demo_of_words(rest, question), say)
    return replace(question, demo_seen=bool(rest) or question.demo_seen)


def _table(rest: str, question: Question, say: Say, _: LineServices) -> Question:
    _say_all(line_demo.demo_of_words(rest, question, table=True), say)
    return replace(question, demo_seen=bool(rest) or question.demo_seen)


def _predict(rest: str, question: Question, say: Say, _: LineServices) -> Question:
    _say_all(line_demo.prediction_of_words(rest, question), say)
    return replace(question, demo_seen=bool(rest) or question.demo_seen)


def _run_yours(_: str, question: Question, say: Say, __: LineServices) -> Question:
    _say_all(line_demo.lines_with_yours(question), say)
    return question


def _say_all(lines: Iterable[str], say: Say) -> None:
    for line in lines:
        say(line)


_ACTIONS: Mapping[str, Callable[[str, Question, Say, LineServices], Question]] = {
    "?": _help,
    "h": _hint,
    "repeat": _repeat,
    "show": _show,
    "missed": _missed,
    **{word: _confidence(word) for word in CONFIDENCE.values()},
    "why": _why,
    "source": _source,
    "latex": _latex,
    "draw": _draw,
    "note": _note,
    "info": _info,
    "edit": _edit,
    "reset": _reset,
    "demo": _demo,
    "table": _table,
    "predict": _predict,
    "run": _run_yours,
}
