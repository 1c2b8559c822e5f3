"""The words of plain mode: what a line such as `why`, `demo 5` or `suspend` does to the present card.

A word is a command where it stands alone on a line; with a colon before it, as in `:why`, also where an
answer could read so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from flashcards import demo as demos
from flashcards.cli import line_speech
from flashcards.deck.model import Card, Demo
from flashcards.demo import predict
from flashcards.demo.result import Result
from flashcards.errors import Problem, printable
from flashcards.scheduling import Review
from flashcards.study import Session, flow
from flashcards.study.card_events import reset_present
from flashcards.study.card_facts import CardFacts
from flashcards.study.events import done_notice
from flashcards.study.faces import draw_values
from flashcards.study.flow import Question
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
    "show": "",
}
"""Words for the signs that the app has as keys."""
WORDS = ("why", "source", "demo", "predict", "run", "info", "edit", "reset", "note", "draw")
HELP = (
    "Enter shows the answer; then 1 Again, 2 Hard, 3 Good, 4 Easy, or Enter for the proposed one. u undo,"
    " h hint, * mark, @ suspend, - bury until tomorrow, q quit. Or type an answer.\n"
    "Words do as much: undo, hint, mark, suspend, bury, info, edit, reset, draw; after the answer also why,"
    " source, demo, demo 5 for one step, demo eta=0.1, predict 0.4 where a demo asks first, run for your"
    " formula beside the right one, and note."
)


_BLIND = "show"
"""After `demo`, to see a run without predicting it."""


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
    start: Callable[[], Session] | None = None
    """The session anew, after what an earlier one did was undone."""
    start_more: Callable[[], Session] | None = None
    """A session with ten more new cards."""
    open_note: Callable[[Card], str] = _no_note
    card_facts: Callable[[str], CardFacts | None] | None = None
    edit_card: Callable[[Card], str] | None = None


Say = Callable[[str], None]


def command_of(line: str, question: Question) -> tuple[str, str] | None:
    """The word and what follows it, or None for a line that is an answer or a sign."""
    forced = line.startswith(":")
    word, _, rest = line.removeprefix(":").strip().partition(" ")
    if word not in WORDS or (rest and word not in ("demo", "predict")):
        return None
    typed_so = question.accepts_typing and not forced and rest
    return None if typed_so else (word, rest.strip())


def do_word(word: str, rest: str, question: Question, say: Say, services: LineServices) -> Question:
    """The question after a command by its word; what it says is said."""
    assert question.prompt
    if word in ("why", "source", "demo", "predict", "run", "note") and not question.revealed:
        say("That comes with the answer.")
        return question
    try:
        return _ACTIONS[word](rest, question, say, services)
    except Problem as problem:
        say(str(problem))
        return question


def _why(_: str, question: Question, say: Say, __: LineServices) -> Question:
    say(line_speech.speech(question.faces.why) or "This card gives no reason.")
    return question


def _source(_: str, question: Question, say: Say, __: LineServices) -> Question:
    assert question.prompt
    say(line_speech.source_line(question.prompt.card))
    return question


def _draw(_: str, question: Question, say: Say, __: LineServices) -> Question:
    say(line_speech.drawing(question.faces.question))
    if question.revealed:
        say(line_speech.drawing(question.faces.answer))
    return question


def _note(_: str, question: Question, say: Say, services: LineServices) -> Question:
    assert question.prompt
    say(printable(services.open_note(question.prompt.card)))
    return question


def _info(_: str, question: Question, say: Say, services: LineServices) -> Question:
    assert question.prompt
    facts = services.card_facts(question.prompt.id) if services.card_facts else None
    _say_all(line_speech.info_lines(facts) if facts else ["Nothing is known of this card."], say)
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
    say(done_notice(rows))
    return flow.next_question(session, now)


def _demo(rest: str, question: Question, say: Say, _: LineServices) -> Question:
    assert question.prompt
    card = question.prompt.card
    if card.demo is None:
        say("This card has no demo.")
        return question
    drawn = draw_values(card, question.session.variant)
    if card.demo.predict and not rest:
        _say_all(_asked(card.demo, card.optimizer, drawn), say)
        return question
    at, settings = _read_demo_words("" if rest == _BLIND else rest)
    result = _run(card.demo, card.optimizer, {**drawn, **settings}, at)
    _say_all(line_speech.demo_lines(result, at), say)
    return question


def _asked(demo: Demo, optimizer: str, drawn: Mapping[str, float]) -> list[str]:
    """What the demo asks to predict, the runs to choose from, and how to answer."""
    own = _own_settings(demo, optimizer, drawn)
    runs = predict.contenders(demo, optimizer=optimizer, settings=own)
    example = "1" if runs else "0.4"
    return [
        f"{line_speech.speech_of_names(predict.question(demo))}.",
        *(f"{number}: {line_speech.speech_of_names(label)}." for number, label in enumerate(runs, 1)),
        f"Write  predict {example}  , or  demo {_BLIND}  to see it without.",
    ]


def _predict(rest: str, question: Question, say: Say, services: LineServices) -> Question:
    """Judge a prediction, then show the run."""
    assert question.prompt
    card = question.prompt.card
    if card.demo is None or card.demo.predict is None:
        say("This card has no demo that asks for a prediction.")
        return question
    if not rest:
        return _demo("", question, say, services)
    own = _own_settings(card.demo, card.optimizer, draw_values(card, question.session.variant))
    judged = predict.judge_prediction(card.demo, rest, optimizer=card.optimizer, settings=own)
    say(f"{'Right' if judged.right else 'Wrong'}: {line_speech.speech_of_names(judged.message)}.")
    return _demo(_BLIND, question, say, services)


def _run(demo: Demo, optimizer: str, settings: Mapping[str, float], at: int | None) -> Result:
    """The demo with those of the settings that are its own."""
    chosen = _own_settings(demo, optimizer, settings)
    steps = (at,) if at is not None and demo.kind == "step" else None
    return demos.run(demo, optimizer=optimizer, settings=chosen, at=steps)


def _own_settings(demo: Demo, optimizer: str, settings: Mapping[str, float]) -> dict[str, float]:
    own = demos.run(demo, optimizer=optimizer).settings
    return {name: value for name, value in settings.items() if name in own}


def _read_demo_words(rest: str) -> tuple[int | None, dict[str, float]]:
    """A step and settings, as in `5 eta=0.1`. Raises Problem for anything else."""
    at, settings = None, {}
    for word in rest.split():
        name, equals, value = word.partition("=")
        try:
            if equals:
                settings[name] = float(value)
            else:
                at = int(word)
        except ValueError:
            hint = "write  demo 5  or  demo eta=0.1"
            raise Problem(f"'{word[:40]}' is no step and no setting", hint=hint) from None
    return at, settings


def _run_yours(_: str, question: Question, say: Say, __: LineServices) -> Question:
    assert question.prompt
    judged, card = question.judgement, question.prompt.card
    if not judged or not judged.readings[0]:
        say("There is no wrong formula here to run.")
        return question
    settings = draw_values(card, question.session.variant)
    plain = demos.run_replaced(card.demo or Demo(), judged.readings[0], optimizer=card.optimizer, settings={})
    chosen = {name: value for name, value in settings.items() if name in plain.settings}
    result = demos.run_replaced(
        card.demo or Demo(), judged.readings[0], optimizer=card.optimizer, settings=chosen
    )
    _say_all(line_speech.demo_lines(result), say)
    return question


def _say_all(lines: Iterable[str], say: Say) -> None:
    for line in lines:
        say(line)


_ACTIONS: Mapping[str, Callable[[str, Question, Say, LineServices], Question]] = {
    "why": _why,
    "source": _source,
    "draw": _draw,
    "note": _note,
    "info": _info,
    "edit": _edit,
    "reset": _reset,
    "demo": _demo,
    "predict": _predict,
    "run": _run_yours,
}
