"""The study screen, driven by its keys: what is graded, what is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from threading import Event, current_thread, main_thread

import pytest
from textual import events
from textual.keys import _character_to_key as character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from flashcards.config.declarations import Preferences
from flashcards.deck.model import Card, ChoicesAnswer, NumberAnswer
from flashcards.deck.prompts import Prompt, prompts
from flashcards.errors import Problem
from flashcards.scheduling import Review, RowKind, Settings
from flashcards.study import flow
from flashcards.study.faces import Faces, faces
from flashcards.text.styled import unstyled
from flashcards.tui.answer_field import AnswerField
from flashcards.tui.answered_view import AnsweredView
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.card_view import CardView, HintView
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.demo_state import DemoState
from flashcards.tui.end_view import EndView
from flashcards.tui.foot_line import FootLine
from flashcards.tui.grade_bar import GradeBar
from flashcards.tui.help import HelpScreen
from flashcards.tui.home import HomeScreen
from flashcards.tui.markdown_view import MarkdownView
from flashcards.tui.notices import Notice
from flashcards.tui.patient_call import begin_call
from flashcards.tui.status_line import StatusLine
from flashcards.tui.study import StudyScreen
from flashcards.tui.too_small import TooSmallScreen
from tests.desks import (
    CHOICE,
    CODE,
    DEMO,
    FORMULA,
    NOON,
    NUMBER,
    STEPS,
    A,
    B,
    Log,
    ask_anew,
    desk_over,
    is_in_sight,
)
from tests.idle import rest
from tests.pools import start
from tests.rows import most_telling, rows
from tests.test_session import known


def shown(app: FlashcardsApp) -> str:
    """The question, and what comes with the answer where it is shown, as text; at the end, what was done."""
    if is_in_sight(app, EndView):
        return app.screen.query_one(EndView).text
    view = app.screen.query_one(CardView)
    question = unstyled(view.query_one("#question", MarkdownView).lines(60))
    if not app.screen.session.revealed:
        return question
    answered = view.query_one(AnsweredView)
    rows = ["".join(text for text, _ in row).strip() for row in answered.rows(66)] if answered.display else []
    told = " ".join(row for row in rows if row and not row.startswith("──"))
    return f"{question} / {told}" if told else question


def verdict(app: FlashcardsApp) -> str:
    """The verdict as its band says it."""
    rows = app.screen.query_one(AnsweredView).rows(80)
    return "".join(text for text, _ in rows[0]).removeprefix("█").strip() if rows else ""


async def send(pilot: Pilot[None], text: str, *keys: str) -> None:
    """Type `text`, then press `keys`, all in one burst."""
    names = ["enter" if character == "\r" else character_to_key(character) for character in text]
    for name, character in [*zip(names, text, strict=True), *((key, None) for key in keys)]:
        pilot.app.post_message(events.Key(name, character))
    await pilot.pause()
    await pilot.pause()


HIDDEN = "┈" * 27
KEYS = [
    pytest.param((A, B), ["space"], [], "What is a? / a! because", id="Space shows the answer"),
    pytest.param((A, B), ["enter"], [], "What is a? / a! because", id="so does Enter"),
    pytest.param((A, B), ["3"], [], "What is a?", id="no grade before the answer"),
    pytest.param((A, B), ["space", "space"], [("a", 3)], "What is b?", id="then Space is Good"),
    pytest.param((A, B), ["space", "1"], [("a", 1)], "What is b?", id="1 is Again"),
    pytest.param((A, B), ["space", "2"], [("a", 2)], "What is b?", id="2 is Hard"),
    pytest.param((A, B), ["space", "4"], [("a", 4)], "What is b?", id="4 is Easy"),
    pytest.param(
        (A,), ["space", "1"], [("a", 1)], "What is a?", id="Again comes back when nothing else is left"
    ),
    pytest.param((A, B), ["space", "3", "u"], [("a", 3)], "What is a?", id="u goes back to the question"),
    pytest.param((A, B), ["space", "3", "ctrl+z"], [("a", 3)], "What is a?", id="so does Ctrl+Z"),
    pytest.param((A, B), ["space", "9"], [], "What is a? / a! because", id="9 is no grade"),
    pytest.param((A, B), ["u"], [], "What is a?", id="nothing to undo"),
    pytest.param(
        (STEPS,),
        ["space"],
        [],
        "How?\n\n1. one\n2. ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈\n3. ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈",
        id="steps come a line at a time",
    ),
    pytest.param((CHOICE,), ["9"], [], None, id="no such option"),
]


async def test_keys() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for case in KEYS:
                cards, keys, graded, shows = case.values
                with row(case.id):
                    log = await ask_anew(pilot, *cards)
                    await pilot.press(*keys)
                    assert log.pairs() == graded
                    if shows is not None:
                        assert shown(app) == shows


async def test_what_comes_next_is_computed_while_an_answer_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computed: list[tuple[str, str, bool]] = []

    def compute(prompt: Prompt, seed: str) -> Faces:
        computed.append((prompt.id, seed, current_thread() is main_thread()))
        return faces(prompt, seed)

    async def look(pilot: Pilot[None]) -> None:
        computed.clear()
        await pilot.press("space")
        await rest(pilot)
        begin_call(lambda: None, patience=60)  # after what was begun before

    monkeypatch.setattr(StudyScreen, "reading", 0.01)
    monkeypatch.setattr(flow, "faces", compute)
    app = FlashcardsApp(desk_over(A, CHOICE), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await look(pilot)
        await pilot.press("3")
        assert computed == [("d/choice", "d/choice:0", is_waited_for) for is_waited_for in (False, True)]
        await look(pilot)
        assert computed == [], "nothing comes after the last"


async def test_a_leech_is_told_after_its_grade() -> None:
    weak = known(40, "d/a")["d/a"]._replace(lapses=7)
    deck = [*prompts(A), *prompts(B)]
    session = start(deck, {"d/a": weak}, NOON, Settings(), device="t", seed="t")
    app = FlashcardsApp(replace(desk_over(A, B), start=lambda _: session), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "1")
        told = [notice.message for notice in app._notifications]
        assert told == ["Deck of tests › a was forgotten 8 times: mend or split it."]
        await pilot.press("space", "4")
        assert "Forgotten again and again: d/a" not in shown(app), "only at the end"


async def test_undo_takes_back_the_very_row_that_was_recorded() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(A, B, log=log), study=())
    async with app.run_test() as pilot:
        await pilot.press("space", "2", "u", "space", "4")
    assert log.pairs() == [("a", 2), ("a", 4)]
    assert log.taken_back == log.graded[:1]


TYPED = [
    pytest.param(FORMULA, "m = b1*m + (1-b1)*g", "✓ Right", 3, id="a formula in Python"),
    pytest.param(FORMULA, "m = b1*m + g", "✗ Wrong", 1, id="a formula with a slip"),
    pytest.param(NUMBER, "6", "✓ Right", 3, id="a number"),
    pytest.param(NUMBER, "-6", "✗ Wrong", 1, id="a number with the wrong sign"),
    pytest.param(CODE, "b1*m + g", "✗ Wrong", 1, id="code that differs"),
    pytest.param(CODE, "b1*m+((1-b1)*g)", "✓ Right", 3, id="code laid out otherwise"),
]


async def test_a_typed_answer_is_judged_and_its_grade_proposed() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for case in TYPED:
                card, text, says, proposed = case.values
                with row(case.id):
                    log = await ask_anew(pilot, card)
                    await send(pilot, text, "enter")
                    assert verdict(app).startswith(says)
                    await pilot.press("space")
                    assert [(review.grade, review.typed) for review in log.graded] == [(proposed, text)]


ANSWERS = [
    pytest.param(FORMULA, "w -= lr*dw", id="an update that holds commands"),
    pytest.param(FORMULA, "u?qhdwyjk", id="every command that is a letter"),
    pytest.param(NUMBER, "1-.9", id="a number that begins with a grade"),
    pytest.param(CODE, "b1 * m", id="code with spaces"),
    pytest.param(CODE, "[/]@*-+~", id="signs"),
    pytest.param(FORMULA, "β₁ᵗ é", id="other letters"),
]


async def test_every_printable_key_belongs_to_the_answer() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for case in ANSWERS:
                card, text = case.values
                with row(case.id):
                    log = await ask_anew(pilot, A, card)
                    await send(pilot, " 3" + text)
                    assert isinstance(app.screen, StudyScreen)
                    assert typed(app) == text
                    assert not app.screen.session.revealed
                    assert (log.pairs(), log.taken_back) == ([("a", 3)], [])


def typed(app: FlashcardsApp) -> str:
    return app.screen.query_one("#typed-input", Input).value


LETTERS = "abcefgilmnoprstvxz+=~"


async def test_letters_that_are_no_command_do_nothing_on_an_untyped_card() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for card in (A, STEPS, CHOICE):
                with row(card.kind):
                    log = await ask_anew(pilot, card)
                    before = shown(app)
                    await send(pilot, LETTERS)
                    assert (shown(app), log.graded) == (before, [])
                    assert not is_in_sight(app, AnswerField)


HINTED = replace(FORMULA, hint="an average")
TYPING = [
    pytest.param(["m", "escape"], "", "Write m.", id="Esc clears the field"),
    pytest.param(["enter"], "", "Write m. / ", id="Enter in the empty field shows the answer"),
    pytest.param(["space"], "", "Write m. / ", id="so does Space"),
    pytest.param(["m", "space", "g"], "m g", "Write m.", id="Space within an answer belongs to it"),
    pytest.param(["m", "ctrl+z"], "m", "Write m.", id="Ctrl+Z takes back no grade while something is typed"),
    pytest.param(["ctrl+z"], "", "What is a?", id="in the empty field it does"),
    pytest.param(["f2"], "", "Write m.", id="F2 is the hint"),
    pytest.param(["f3"], "", "Write m.", id="F3 opens no demo before the answer"),
    pytest.param(
        ["m", "b", "left", "1", "home", "g", "end", "t", "h", "backspace"],
        "gm1bt",
        "Write m.",
        id="the line is edited",
    ),
]


async def test_what_other_keys_do_where_an_answer_can_be_typed() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for case in TYPING:
                keys, text, shows = case.values
                with row(case.id):
                    await ask_anew(pilot, A, HINTED)
                    await pilot.press("space", "3", *keys)
                    assert typed(app) == text
                    assert shown(app).startswith(shows)
                    assert (" / " in shown(app)) is (" / " in shows)
                    hints = [hint.text for hint in app.screen.query(HintView) if hint.display]
                    assert hints == (["an average"] if keys == ["f2"] else [])


EDITING = sorted(set(Input._merged_bindings.key_to_bindings) - {"enter"})


@pytest.mark.parametrize("text", ["", "g1"], ids=["empty", "typed"])
async def test_no_editing_key_ends_the_app(text) -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        for key in EDITING:
            await send(pilot, text, key)
            assert isinstance(app.screen, StudyScreen), key


def long(card: Card) -> Card:
    return replace(card, ask="\n\n".join(f"line {n}" for n in range(30)))


SIZES = most_telling(
    *(pytest.param(size, id=f"{size[0]}x{size[1]}") for size in ((40, 12), (80, 24), (200, 40)))
)


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_question_scrolls_under_an_answer_and_typing_shows_the_line(size) -> None:
    app = FlashcardsApp(desk_over(long(FORMULA)), study=())
    async with app.run_test(size=size) as pilot:
        view = app.screen.query_one(CardView)
        places = []
        for key in ("up", "down", "down", "up", "pagedown", "pageup"):
            await pilot.press(key)
            await pilot.pause()
            places.append(view.scroll_y)
        assert places == [0, 1, 2, 1, 11, 1]
        await send(pilot, "g1")
        await pilot.pause()
        row = app.screen.query_one("#typed-input").region.y
        assert view.region.y <= row < view.region.bottom


@pytest.mark.parametrize("size", SIZES)
async def test_the_answer_to_a_long_question_comes_in_sight(size) -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=size) as pilot:
        with rows() as row:
            for card in (A, FORMULA, NUMBER, CHOICE, CODE):
                with row(card.kind):
                    await ask_anew(pilot, long(card))
                    await pilot.press("space")
                    await pilot.pause()
                    await pilot.pause()
                    view, answered = app.screen.query_one(CardView), app.screen.query_one(AnsweredView)
                    end = view.query_one("#question").region.bottom
                    first = answered.region.y if answered.display else end - 1
                    assert view.region.y <= first < view.region.bottom
                    before = view.scroll_y
                    await pilot.press("pageup")
                    await pilot.pause()
                    assert view.scroll_y < before


async def test_esc_in_the_empty_field_goes_back_and_f1_helps() -> None:
    app = FlashcardsApp(desk_over(FORMULA))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "m", "f1")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        assert typed(app) == "m"
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_the_field_has_the_focus_from_the_start() -> None:
    app = FlashcardsApp(desk_over(NUMBER), study=())
    async with app.run_test(size=(80, 24)):
        assert app.focused is app.screen.query_one("#typed-input", Input)


FEET = [
    pytest.param(
        (FORMULA,),
        [],
        80,
        "Enter judges · Enter or Space in the empty field shows the answer",
        "F9 sure?   F5 suspend   F6 bury   F7 mark   F1 help   Esc back",
        id="empty field",
    ),
    pytest.param((FORMULA,), [], 40, "Enter judges", "F9 sure?  F1 help  Esc back", id="few columns"),
    pytest.param(
        (HINTED,),
        ["m"],
        80,
        "Enter judges · Esc empties the field",
        "F2 hint   F9 sure?   F5 suspend   F6 bury   F7 mark   Esc empty   F1 help",
        id="a typed answer",
    ),
    pytest.param(
        (A, FORMULA),
        ["space", "3", "f9"],
        100,
        "Enter judges · Enter or Space in the empty field shows the answer · sure",
        "Ctrl+Z undo   F9 sure?   F5 suspend   F6 bury   F7 mark   F1 help   Esc back",
        id="empty field, something to undo",
    ),
    pytest.param(
        (A,),
        [],
        80,
        "Space shows the answer",
        "h hint   @ suspend   - bury   * mark   ? help   q back",
        id="untyped",
    ),
    pytest.param((A,), [], 40, "Space shows the answer", "h hint  @ suspend  ? help  q back", id="narrow"),
    pytest.param(
        (STEPS,),
        ["space"],
        80,
        "Space shows the next line",
        "1 missed   @ suspend   - bury   * mark   ? help   q back",
        id="steps",
    ),
    pytest.param(
        (CHOICE,),
        [],
        80,
        "1–3 picks · Space shows the answer",
        "@ suspend   - bury   * mark   ? help   q back",
        id="choices",
    ),
    pytest.param(
        (DEMO,),
        ["space"],
        90,
        " 1 Again  <1m    2 Hard  6m   ▸3 Good  10m    4 Easy  6d    Enter takes Good",
        "d demo   @ suspend   - bury   * mark   ? help   q back",
        id="an answer with a demo",
    ),
    pytest.param((A,), ["space", "4"], 80, " Enter  Finish", "u undo   ? help   q back", id="done"),
    pytest.param(
        (A, B),
        ["space", "1", "space", "4", "space", "4"],
        80,
        " Enter  Missed again 1    q  Finish",
        "m missed again   u undo   ? help   q back",
        id="done, and one was missed",
    ),
]


async def test_the_key_of_the_reason_says_that_it_hides_what_is_in_sight() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        foot = app.screen.query_one(FootLine)
        said = []
        for key in ("space", "w", "w"):
            await pilot.press(key)
            await pilot.pause()
            said.append(next(hint.does for hint in foot._row if hint.key == "w"))
        assert said == ["hide why", "why", "hide why"]


async def test_the_foot_says_what_the_keys_do_now() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for case in FEET:
                cards, keys, width, said, line = case.values
                with row(case.id):
                    await pilot.resize_terminal(width, 24)
                    while app.screen.query_one(FootLine).size.width != width - 4:
                        await pilot.pause(0.01)  # until the resize has reached the screen
                    await ask_anew(pilot, *cards)
                    await pilot.press(*keys)
                    await pilot.pause()
                    assert app.screen.query_one(GradeBar).text[: width - 4] == said
                    assert app.screen.query_one(FootLine).text == line


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (84, " 1 Again  <1m    2 Hard  6m   ▸3 Good  10m    4 Easy  10d    Enter takes Good"),
        (78, " 1 Again  <1m    2 Hard  6m   ▸3 Good  10m    4 Easy  10d    Enter takes 3"),
        (64, " 1 Again  <1m    2 Hard  6m   ▸3 Good  10m    4 Easy  10d"),
        (44, " 1 Again    2 Hard   ▸3 Good    4 Easy"),
    ],
)
async def test_the_grades_fit_the_width(width, line) -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.press("space")
        assert app.screen.query_one(GradeBar).text == line


PLACES = [
    pytest.param([], "Deck of tests", id="in the schedule"),
    pytest.param(["space", "1", "space", "4", "m"], "Deck of tests · cram", id="missed ones again"),
    pytest.param(
        ["space", "1", "space", "4", "m", "space"], "Deck of tests · cram  ›  a", id="and its answer"
    ),
]


@pytest.mark.parametrize(("keys", "place"), PLACES)
async def test_the_top_says_when_grades_do_not_count(keys: list[str], place: str) -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.screen.query_one(StatusLine).render().plain.startswith(f"{place}   ")


BURSTS = [
    pytest.param((FORMULA,), "b1*m + (1-b1)*g\r", "✓ Right", [], id="an answer, judged"),
    pytest.param((NUMBER,), "1-.9\r", "✗ Wrong", [], id="a number that begins with a digit"),
    pytest.param(
        (NUMBER, CODE), "6\r3b1*m+(1-b1)*g\r", "✓ Right", [("number", 3)], id="graded, and the next"
    ),
    pytest.param((A, NUMBER), " 312-6\r", "✓ Right", [("a", 3)], id="the digits of a grade and of a number"),
    pytest.param((NUMBER, A), "6\r\r 4", None, [("number", 3), ("a", 4)], id="from typed to untyped"),
]


async def test_keys_that_come_in_a_burst_keep_their_order_and_lose_nothing() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for case in BURSTS:
                cards, keys, says, graded = case.values
                with row(case.id):
                    log = await ask_anew(pilot, *cards)
                    await send(pilot, keys)
                    assert log.pairs() == graded
                    assert says is None or verdict(app).startswith(says)


async def test_keys_that_come_before_the_screen_is_there_are_not_lost() -> None:
    app = FlashcardsApp(desk_over(NUMBER))
    async with app.run_test(size=(80, 24)) as pilot:
        await send(pilot, "\r1-.9")
        assert typed(app) == "1-.9"


async def test_keys_that_come_before_the_screen_is_mounted_wait_for_it() -> None:
    desk = desk_over(NUMBER)
    app = FlashcardsApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        study = StudyScreen(desk.start(()), desk)
        for character in "1-":
            study.post_message(events.Key(character_to_key(character), character))
        app.push_screen(study)
        await send(pilot, "9")
        assert typed(app) == "1-9"


PASTED = [
    ("m = b1*m + g\nand more\n", "m = b1*m + g; and more"),
    ("1-.9", "1-.9"),
    ("\n  m\r\n\n", "m"),
    ("m\x1b[2J", "m␛[2J"),
]


async def test_a_paste_loses_nothing() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for pasted, text in PASTED:
                with row(pasted):
                    await ask_anew(pilot, FORMULA)
                    app.post_message(events.Paste(pasted))
                    await pilot.pause()
                    assert typed(app) == text


async def test_esc_leaves_the_demo_before_the_session() -> None:
    app = FlashcardsApp(desk_over(DEMO), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "d", "escape")
        assert not is_in_sight(app, DemoPane)
        assert isinstance(app.screen, StudyScreen)


async def test_what_cannot_be_read_is_told_and_may_be_mended() -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "=", "(", "enter")
        assert isinstance(app.screen, StudyScreen)
        assert not app.screen.session.revealed
        assert app.screen.query_one("#typed-input", Input).value == "m=("


async def test_a_choice_is_picked_by_its_number() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(CHOICE, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        right = next(line for line in shown(app).splitlines() if line.endswith("right")).strip()[0]
        await pilot.press(right)
        assert verdict(app).startswith("✓ Right")
        await pilot.press("space")
    assert log.pairs() == [("choice", 3)]


async def test_the_demo_opens_with_the_answer_and_its_settings_move() -> None:
    app = FlashcardsApp(desk_over(DEMO), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        assert not is_in_sight(app, DemoPane)
        await pilot.press("space", "d")
        pane = app.screen.query_one(DemoPane)
        assert pane.display
        before = str(pane.query_one("#demo-picture").render())
        await pilot.press("down", "left", "left")
        assert str(pane.query_one("#demo-picture").render()) != before
        await pilot.press("3")
        assert not pane.display


async def test_a_demo_that_takes_long_to_run_lets_the_keys_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    may_run, start_at_once, log = Event(), DemoState.start, Log()

    def start_later(state: DemoState, drawn: Mapping[str, float]) -> None:
        assert may_run.wait(5), "a key waited for it"
        start_at_once(state, drawn)

    monkeypatch.setattr(DemoState, "start", start_later)
    monkeypatch.setattr(StudyScreen, "demo_patience", 0.0)
    app = FlashcardsApp(desk_over(DEMO, replace(DEMO, id="later"), log=log), study=())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space", "3")
        assert log.pairs() == [("demo", 3)]
        may_run.set()
        await rest(pilot)
        pane = app.screen.query_one(DemoPane)
        assert not pane.runs, "it is not the demo of the card that is asked by now"
        may_run.clear()
        monkeypatch.setattr(StudyScreen, "looking", 0.01)
        await pilot.press("space", "*")
        await pilot.pause()
        await pilot.press("*")
        may_run.set()
        await rest(pilot)
        assert pane.runs, "a mark changes nothing about the answer"


async def test_the_demo_works_the_numbers_that_were_asked_for() -> None:
    card = replace(DEMO, answer=NumberAnswer("beta1"), vary={"beta1": (0.25,), "x": (3.0,)})
    app = FlashcardsApp(desk_over(card), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "d")
        assert "β₁ 0.25" in str(app.screen.query_one("#demo-settings").render())
        await pilot.press("down", "right", "r")
        assert "β₁ 0.25" in str(app.screen.query_one("#demo-settings").render())


async def test_a_review_that_could_not_be_kept_does_not_move_on() -> None:
    def full(review: Review) -> None:
        raise Problem("the disk is full")

    app = FlashcardsApp(desk_over(A, B, record=full), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "3")
        assert shown(app) == "What is a? / a! because"


@pytest.mark.parametrize(
    ("size", "small"),
    [((40, 11), True), ((39, 12), True), ((40, 12), False), ((80, 24), False)],
    ids=["40×11", "39×12", "40×12", "80×24"],
)
async def test_a_terminal_too_small_is_told_and_growing_goes_on(size, small) -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TooSmallScreen) is small
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        await pilot.press("space")
        assert shown(app) == "What is a? / a! because"


async def test_a_grade_can_be_clicked() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(A, B, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(GradeBar)
        await pilot.pause()
        at = app.screen.query_one(GradeBar).text.index("Easy") + 2
        await pilot.click(GradeBar, offset=(at, 0))
        await pilot.pause()
    assert log.pairs() == [("a", 4)]


async def test_home_studies_the_deck_under_the_cursor_and_q_comes_back() -> None:
    app = FlashcardsApp(desk_over(A, B))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "enter")
        assert isinstance(app.screen, StudyScreen)
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "q")
        assert isinstance(app.screen, HomeScreen)


DONE = "  ╺┓    card "


async def test_a_learning_card_comes_back_by_itself() -> None:
    now = [NOON]
    log = Log()
    app = FlashcardsApp(desk_over(A, log=log, clock=lambda: now[0]), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "4")
        assert shown(app).startswith(DONE)
        now[0] += timedelta(minutes=30)
        await pilot.press("u")
        assert shown(app) == "What is a?"


async def test_the_time_an_answer_took_is_kept_in_milliseconds() -> None:
    now, log = [NOON], Log()
    app = FlashcardsApp(desk_over(A, B, log=log, clock=lambda: now[0]), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        now[0] += timedelta(seconds=2, milliseconds=345)
        await pilot.press("space")
        now[0] += timedelta(seconds=1)
        await pilot.press("3")
        now[0] += timedelta(seconds=7)
        await pilot.press("space", "3")
    assert [review.milliseconds for review in log.graded] == [3345, 7000]


async def test_a_choice_of_many_is_picked_by_any_digit() -> None:
    many = replace(CHOICE, answer=ChoicesAnswer("right", tuple(f"wrong {n}" for n in range(6))))
    app = FlashcardsApp(desk_over(many), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("7")
        assert verdict(app)[0] in "✓✗"


async def test_done_left_open_over_night_notices_the_new_day() -> None:
    now, log = [NOON], Log()
    app = FlashcardsApp(desk_over(A, log=log, clock=lambda: now[0]), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "4")
        now[0] = NOON + timedelta(hours=15, minutes=59)
        app.screen.look_again()
        assert shown(app).startswith(DONE)
        now[0] += timedelta(minutes=1)
        app.screen.look_again()
        assert shown(app).startswith("A new day has begun. 1 card to do.")
        begun = app.screen._tomorrow
        app.screen.look_again()
        assert app.screen._tomorrow is begun, "one session a day is enough"
        assert app.screen.query_one(GradeBar).text == " Enter  Begin the day    q  Finish"
        await pilot.press("space")
        assert shown(app).startswith("A new day has begun."), "one Space too many skips nothing"
        await pilot.press("enter")
        assert shown(app) == "What is a?"
        await pilot.press("space", "4")
        now[0] += timedelta(days=1)
        app.screen.look_again()
        assert shown(app).startswith("A new day"), "nor does the second night go unnoticed"


async def test_the_last_grade_of_yesterday_can_be_undone_on_the_new_day() -> None:
    now, log = [NOON], Log()
    app = FlashcardsApp(desk_over(A, log=log, clock=lambda: now[0]), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "4")
        now[0] += timedelta(days=1)
        app.screen.look_again()
        await pilot.press("u")
        assert log.taken_back == log.graded
        assert shown(app) == "What is a?"


async def test_f_runs_a_wrong_formula_beside_the_right_one_and_closes_it() -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await send(pilot, "m = b1*m + g\r")
        assert "f runs it" in verdict(app)
        assert "f run yours" in app.screen.query_one(FootLine).text
        await pilot.press("f")
        pane = app.screen.query_one(DemoPane)
        assert "run yours" not in app.screen.query_one(FootLine).text
        assert "close run" in app.screen.query_one(FootLine).text
        assert "close demo" not in app.screen.query_one(FootLine).text
        assert "↑↓ ←→ settings  [ ] step" in app.screen.query_one(FootLine).text
        assert "They part at t = 1" in str(pane.query_one("#demo-note").render())
        assert "yours" in str(pane.query_one("#demo-picture").render())
        await pilot.press("f")
        assert not pane.display


async def test_f_needs_a_wrong_formula() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for name, answer in (("right", "m = b1*m + (1-b1)*g\r"), ("nothing typed", "\r")):
                with row(name):
                    await ask_anew(pilot, FORMULA)
                    await send(pilot, answer, "f")
                    assert not is_in_sight(app, DemoPane)
                    assert told(app) == []


def told(app: FlashcardsApp) -> list[str]:
    return [str(notice.message) for notice in app._notifications]


@pytest.mark.parametrize("size", most_telling((60, 20), (80, 24), (120, 40)), ids=str)
async def test_what_is_said_covers_neither_the_card_nor_the_grades(size: tuple[int, int]) -> None:
    app = FlashcardsApp(desk_over(A, B), study=())
    async with app.run_test(size=size, notifications=True) as pilot:
        await send(pilot, "", "space", "3", "u", "space")
        await pilot.pause(0.1)
        assert told(app) == ["Undone: graded Deck of tests › a Good."]
        said = app.screen.query_one(Notice).region
        assert said.height == 1
        assert said == app.screen.query_one(FootLine).region
        for needed in (CardView, GradeBar):
            assert not app.screen.query_one(needed).region.overlaps(said)


def where(app: FlashcardsApp) -> str:
    """The left of the top line."""
    return re.split(r" {3,}", app.screen.query_one(StatusLine).render().plain)[0]


EVENTS = [
    pytest.param((A, B), ["*"], ["mark"], "What is a?", id="a mark"),
    pytest.param((A, B), ["asterisk", "f7"], ["mark", "unmark"], "What is a?", id="and no longer"),
    pytest.param((A, B), ["space", "*"], ["mark"], "What is a? / a! because", id="a mark after the answer"),
    pytest.param((A, B), ["@"], ["suspend"], "What is b?", id="suspend"),
    pytest.param((A, B), ["space", "@"], ["suspend"], "What is b?", id="suspend after the answer"),
    pytest.param((A, B), ["-"], ["bury"], "What is b?", id="bury"),
    pytest.param((FORMULA, B), ["f5"], ["suspend"], "What is b?", id="suspend a typed card"),
    pytest.param((FORMULA, B), ["f6"], ["bury"], "What is b?", id="bury a typed card"),
    pytest.param((FORMULA, B), ["f7"], ["mark"], "Write m.", id="mark a typed card"),
    pytest.param((FORMULA, B), ["@", "-", "*"], [], "Write m.", id="signs belong to the answer"),
    pytest.param((A, B), ["@", "u"], ["suspend"], "What is a?", id="undo of suspend"),
    pytest.param((A, B), ["space", "-", "ctrl+z"], ["bury"], "What is a?", id="undo of bury"),
    pytest.param((A, B), ["space", "*", "u"], ["mark"], "What is a? / a! because", id="undo of a mark"),
    pytest.param((A, B), ["*", "space", "3", "u", "u"], ["mark"], "What is a?", id="undo of both"),
]


async def test_events_by_their_keys() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for case in EVENTS:
                cards, keys, kinds, shows = case.values
                with row(case.id):
                    log = await ask_anew(pilot, *cards)
                    await pilot.press(*keys)
                    assert [each.kind for each in log.events] == kinds
                    assert shown(app) == shows
                    assert len(log.taken_back) == sum(key in ("u", "ctrl+z") for key in keys)


async def test_a_mark_is_shown_beside_the_place() -> None:
    app = FlashcardsApp(desk_over(A, B), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        assert where(app) == "Deck of tests"
        await pilot.press("*")
        assert where(app) == "Deck of tests  *", "before the answer the name of the card would help"
        await pilot.press("space")
        assert where(app) == "Deck of tests  ›  a  *"
        await pilot.press("*")
        assert where(app) == "Deck of tests  ›  a"


async def test_the_key_of_an_event_can_be_chosen() -> None:
    log = Log()
    desk = replace(
        desk_over(A, B, log=log), preferences=lambda: Preferences(keys={"suspend": ("s",), "undo": ("z",)})
    )
    app = FlashcardsApp(desk, study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("@")
        assert log.events == []
        await pilot.press("s")
        assert [row.kind for row in log.events] == ["suspend"]
        assert told(app) == ["Suspended Deck of tests › a. z undoes it."]
        await pilot.press("z", "z")
        assert told(app) == ["Nothing to undo."]


async def test_while_an_answer_can_be_typed_another_key_undoes() -> None:
    app = FlashcardsApp(desk_over(A, FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("@")
        assert told(app) == ["Suspended Deck of tests › a. Ctrl+Z undoes it."]
        await pilot.press("ctrl+z")
        assert shown(app) == "What is a?"


async def test_an_event_that_is_not_saved_leaves_the_card() -> None:
    def fails(*rows: Review) -> None:
        raise Problem("the disk is full")

    app = FlashcardsApp(desk_over(A, B, record=fails), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("@", "-", "*"):
            await pilot.press(key)
            assert shown(app) == "What is a?"
            assert told(app)[-1] == "the disk is full"
        assert where(app) == "Deck of tests"


async def test_the_last_card_put_away_ends_the_session_and_comes_back() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("@")
        assert shown(app).startswith("Nothing is due now")
        await pilot.press("@", "-", "*")
        await pilot.press("u")
        assert shown(app) == "What is a?"


async def test_after_a_restart_u_asks_and_a_second_u_undoes() -> None:
    log, now = Log(), [NOON]
    desk = desk_over(A, B, log=log, clock=lambda: now[0])
    first = FlashcardsApp(desk, study=())
    async with first.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "2", "@")
    second = FlashcardsApp(desk, study=())
    async with second.run_test(size=(80, 24)) as pilot:
        await pilot.press("u")
        assert told(second) == ["Undo: suspended Deck of tests › b at 12:00? u again undoes it."]
        assert log.taken_back == []
        now[0] += timedelta(minutes=1)
        await pilot.press("u")
        assert log.taken_back == [], "so much later it asks again"
        await pilot.press("space", "u")
        assert log.taken_back == [], "so it does after another key"
        await pilot.press("u")
        assert log.taken_back == log.events
        assert told(second) == ["Undone: suspended Deck of tests › b."]
        assert shown(second) == "What is b?", "the card that it was about"
        await pilot.press("u")
        assert told(second) == ["Undo: graded Deck of tests › a Hard at 12:00? u again undoes it."]
        await pilot.press("u")
        assert log.taken_back == [log.events[0], log.graded[0]]
        await pilot.press("u")
        assert told(second) == ["Nothing to undo."]


async def test_what_this_session_did_is_undone_before_what_an_earlier_one_did() -> None:
    log = Log()
    desk = desk_over(A, B, log=log)
    log.append(Review("old", "test", "d/z", NOON, 0, RowKind.MARK))
    app = FlashcardsApp(desk, study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "3", "u")
        assert [row.id for row in log.taken_back] == [log.graded[0].id]
        await pilot.press("u", "u")
        assert [row.id for row in log.taken_back] == [log.graded[0].id, "old"]


async def test_rows_ahead_of_the_clock_are_told_at_the_start() -> None:
    desk = replace(desk_over(A), log_notice=lambda: "2 rows say\x1b a time after today")
    app = FlashcardsApp(desk, study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert told(app) == ["2 rows say␛ a time after today"]


async def test_an_answer_in_the_steps_makes_the_session_no_longer() -> None:
    """The total stands, and a card that is asked again is not done yet."""
    app = FlashcardsApp(desk_over(A, B), study=())
    async with app.run_test(size=(100, 30)) as pilot:
        for grade, progress in (("1", "0 of 2"), ("1", "0 of 2"), ("4", "1 of 2"), ("3", "1 of 2")):
            await pilot.press("space", grade)
            await pilot.pause()
            assert progress in str(app.screen.query_one(StatusLine).render())
