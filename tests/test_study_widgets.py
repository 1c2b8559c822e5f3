"""What the study screen shows of each kind of card: gaps, steps, choices, previews, bands, info, the end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from flashcards.deck.model import BasicAnswer, ChoicesAnswer, ClozeAnswer, FormulaAnswer
from flashcards.deck.prompts import prompts
from flashcards.errors import Problem
from flashcards.formula.render.box import cells
from flashcards.scheduling import Grade, Review, RowKind, Settings, new_memory
from flashcards.study import Counts, Turn
from flashcards.study.card_facts import CardFacts, card_facts
from flashcards.study.judgement import Judgement
from flashcards.text.styled import unstyled
from flashcards.tui.answer_field import PreviewView
from flashcards.tui.answer_preview import formula_preview
from flashcards.tui.answered_view import AnsweredView, CardAnswer, answer_rows
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.card_info import CardInfoScreen, FactsView
from flashcards.tui.card_view import CardView, HintView
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.end_view import EndView
from flashcards.tui.markdown_view import MarkdownView
from flashcards.tui.status_line import StudyProgress, status_content
from flashcards.tui.study import StudyScreen
from flashcards.tui.verdict_band import verdict_band
from tests.desks import CHOICE, CODE, DEMO, FORMULA, NOON, NUMBER, STEPS, A, B, Log, ask_anew, desk_over
from tests.pools import start
from tests.rows import most_telling, rows
from tests.test_session import known
from tests.test_study_screen import send, told


def text_of(rows: object) -> str:
    return "\n".join("".join(text for text, _ in row).rstrip() for row in rows)  # type: ignore[attr-defined]


def question(app: FlashcardsApp) -> str:
    return unstyled(app.screen.query_one("#question", MarkdownView).lines(60))


CLOZE = replace(A, answer=ClozeAnswer("{{who: Adam}} keeps {{two averages | how many}}."), ask="Fill in.")
IN_PLACE = [
    pytest.param(
        CLOZE,
        ["space"],
        "Fill in.\n\n[\u00a0……\u00a0] keeps two averages.",
        "Fill in.\n\nAdam keeps two averages.",
        id="a gap is as wide as dots, and filled where it stands",
    ),
    pytest.param(
        STEPS,
        ["space", "1", "space", "space"],
        f"How?\n\n1. {'┈' * 27}\n2. {'┈' * 27}\n3. {'┈' * 27}",
        "How?\n\n1✗ one\n2. two\n3. three",
        id="steps come one at a time, and a missed one is marked",
    ),
    pytest.param(CODE, ["enter"], "  m = ▁▁▁▁▁", "  m = b1*m + (1-b1)*g", id="the blank of code is filled"),
]


async def test_what_is_hidden_appears_where_it_stands() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for case in IN_PLACE:
                card, keys, asks, answers = case.values
                with row(case.id):
                    await ask_anew(pilot, card)
                    assert question(app).endswith(asks)
                    await pilot.press(*keys)
                    assert question(app).endswith(answers)


async def test_missed_steps_propose_a_grade() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        with rows() as row:
            for missed, proposed in (((), 3), (("1",), 2), (("1", "2"), 1)):
                with row(" ".join(missed)):
                    log = await ask_anew(pilot, STEPS)
                    await pilot.press("space", "space", *missed, "space", "enter")
                    assert log.pairs() == [("steps", proposed)]


async def test_the_picked_and_the_right_option_are_marked_where_they_stand() -> None:
    app = FlashcardsApp(desk_over(CHOICE), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        before = question(app)
        wrong = next(line for line in before.splitlines() if line.endswith("wrong")).strip()[0]
        await pilot.press(wrong)
        after = question(app)
        assert f"{wrong}✗ wrong" in after
        assert "✓ right" in after
        assert [cells(line) for line in after.splitlines()] == [cells(line) for line in before.splitlines()]


@pytest.mark.parametrize("size", most_telling((80, 24), (120, 40), (200, 60), (40, 12)), ids=str)
async def test_the_question_keeps_its_place_when_the_answer_comes(size) -> None:
    app = FlashcardsApp(desk_over(B), study=())
    async with app.run_test(size=size) as pilot:
        with rows() as row:
            for card in (A, FORMULA, CHOICE, NUMBER, DEMO):
                with row(card.id):
                    await ask_anew(pilot, card)
                    before = app.screen.query_one("#question").region.offset
                    await pilot.press("space" if card is not CHOICE else "1")
                    await pilot.pause()
                    assert app.screen.query_one("#question").region.offset == before


@pytest.mark.parametrize(
    ("size", "row"),
    most_telling(
        ((80, 24), 2), *(pytest.param(*row) for row in (((120, 40), 3), ((200, 60), 8), ((40, 12), 1)))
    ),
    ids=str,
)
async def test_the_row_of_the_question(size, row) -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.screen.query_one("#question").region.y == row
        assert app.screen.query_one("#question").content_size.width <= 76


PREVIEWS = [
    pytest.param("m_hat = m/(1 - beta1^t", "1 bracket is open", id="an open bracket"),
    pytest.param("((a", "2 brackets are open", id="two of them"),
    pytest.param("m-x(", "m − x (   1 bracket is open", id="a bracket that was just opened"),
    pytest.param("a*(b + c", "a · (b + c   1 bracket is open", id="a bracket that is open is drawn so"),
    pytest.param("(a + b)*(c", "(a + b) · (c   1", id="beside one that is closed"),
    pytest.param("f(x", "f(x   1", id="the bracket of a call"),
    pytest.param("m[t", "1 bracket is open", id="a square one"),
    pytest.param(r"\theta - (a", "1 bracket is open", id="in LaTeX"),
    pytest.param("m/(1 -", "not finished", id="an operand is missing in a bracket"),
    pytest.param("a +", "not finished", id="an operand is missing"),
    pytest.param("a + b", "a + b", id="a whole formula"),
    pytest.param(")(", "…", id="what cannot be read"),
    pytest.param("theta_t-1 - eta*g_t", "θₜ₋₁ − η · gₜ", id="an index without braces, as it is judged"),
    pytest.param(r"\theta_t+1", "θₜ₊₁", id="the same in LaTeX"),
    pytest.param("theta_t - 1", "θₜ − 1", id="a difference, set apart"),
    pytest.param("b_t-12", "bₜ − 12", id="a longer number is no index"),
    pytest.param("v_t-1e-8", "vₜ − 1e-8", id="nor is one with an exponent"),
]


@pytest.mark.parametrize(("typed", "says"), PREVIEWS)
def test_the_preview_says_what_is_missing(typed: str, says: str) -> None:
    assert says in text_of(formula_preview(typed, 70))


@pytest.mark.parametrize(("width", "lines"), [(37, 1), (36, 2), (20, 2)])
def test_what_is_missing_is_said_on_a_narrow_terminal_too(width: int, lines: int) -> None:
    shown = text_of(formula_preview("v = beta2 v + (1-b", width))
    assert "1 bracket is open" in shown
    assert len(shown.splitlines()) == lines


async def test_a_number_is_previewed_as_it_is_read() -> None:
    app = FlashcardsApp(desk_over(NUMBER), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await send(pilot, "1/2")
        app.screen.query_one(PreviewView).show_anew("1/4")
        assert text_of(app.screen.query_one(PreviewView).rows(60)) == "reads as 0.25"


async def test_what_is_not_read_is_told_in_a_band_and_stays_to_be_mended() -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("m", "=", "(", "enter")
        hint = app.screen.query_one(HintView)
        assert hint.display
        assert text_of(hint.rows(76)).startswith("█  ? Not read")
        assert app.screen.query_one("#typed-input", Input).value == "m=("


BANDS = [
    pytest.param(Judgement("right"), "█  ✓ Right", id="right"),
    pytest.param(
        Judgement("variant", "ε under the root", "epsilon-inside-root"),
        "█  ≈ Right, another dialect  epsilon-inside-root\n█  ε under the root",
        id="another dialect",
    ),
    pytest.param(
        Judgement("wrong", "you have g where g² belongs", "missing-square"),
        "█  ✗ Wrong  missing-square   3rd time\n█  you have g where g² belongs",
        id="wrong, with its slip and how often",
    ),
    pytest.param(Judgement("wrong", "it is 6; you have 7"), "█  ✗ Wrong  it is 6; you have 7", id="a number"),
]


@pytest.mark.parametrize(("judged", "text"), BANDS)
def test_a_verdict_is_a_band_of_its_colour(judged: Judgement, text: str) -> None:
    rows = verdict_band(judged, 70, before=2)
    assert text_of(rows) == text
    assert {sum(cells(text) for text, _ in row) for row in rows} == {70}
    role = {"right": "right", "variant": "variant", "wrong": "wrong"}[judged.verdict]
    assert all(f"on $fc-band-{role}" in style for row in rows for _, style in row)


def test_yours_and_the_right_one_begin_in_one_column_and_their_difference_is_marked() -> None:
    readings = (r"v_t = \beta_2 v_{t-1} + g_t", r"v_t = \beta_2 v_{t-1} + g_t^2")
    judged = Judgement("wrong", "the square is missing", "missing-square", readings)
    prompt = prompts(FORMULA)[0]
    from flashcards.study.faces import faces

    rows = answer_rows(CardAnswer(faces(prompt, ""), FORMULA, "v = b2*v + g", judged), 68)
    yours, right = (
        next(row for row in rows if label in "".join(t for t, _ in row)) for label in ("yours", "right ")
    )
    assert yours[1][0] == "yours   "
    assert right[1][0] == "right   "
    assert yours[-1] == ("gₜ", "bold underline $fc-wrong")
    assert right[-1] == ("gₜ²", "bold underline $fc-right")


HOSTILE = [
    "[bold]x[/bold] [@click=app.quit]y[/]",
    "\x1b[2J\x1b]0;t\x07",
    "שלום עולם",
    "👩\u200d👩\u200d👧 🇩🇪 e\u0301\u0302\u0303",
    "漢字かな交じり文" * 8,
]


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "escapes", "right-to-left", "emoji", "wide"])
async def test_no_text_moves_a_border(text: str) -> None:
    card = replace(A, ask=text, answer=BasicAnswer(text), why=text, hint=text, source=text, id="x")
    app = FlashcardsApp(desk_over(card), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h", "space")
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {80}
        assert "\x1b" not in "".join(segment.text for strip in strips for segment in strip)
        assert app.is_running
    view = answer_rows(CardAnswer(app_faces(card), card), 68)
    assert max(sum(cells(part) for part, _ in row) for row in view) <= 68


def app_faces(card):
    from flashcards.study.faces import faces

    return faces(prompts(card)[0], "")


async def test_beside_a_wide_card_the_demo_keeps_its_place_and_opens_with_the_answer() -> None:
    app = FlashcardsApp(desk_over(DEMO), study=())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        pane = app.screen.query_one(DemoPane)
        assert pane.display
        assert pane.title == "It opens with the answer."
        await pilot.press("space")
        await pilot.pause()
        assert "Adam on a constant gradient" in pane.title
        before = str(pane.query_one("#demo-settings").render())
        await pilot.press("down", "right")
        assert str(pane.query_one("#demo-settings").render()) != before
        await pilot.press("q")
        assert not isinstance(app.screen, StudyScreen) or not app.is_running


async def test_a_wrong_formula_runs_by_itself_where_there_is_room() -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(120, 40)) as pilot:
        await send(pilot, "m = b1*m + g\r")
        await pilot.pause()
        assert "yours" in str(app.screen.query_one("#demo-picture").render())
        assert app.screen.query_one("#question").region.x == 2


async def test_confidence_is_said_before_the_answer_and_kept() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(NUMBER, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f9", "f9", "6", "enter", "enter")
    assert [row.confidence for row in log.graded] == [80]


async def test_the_missed_ones_are_asked_again_outside_the_schedule() -> None:
    log = Log()
    app = FlashcardsApp(desk_over(A, B, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "1", "space", "4", "space", "4")
        end = app.screen.query_one(EndView)
        assert end.display
        assert "1 right at once" in end.text
        assert "1 after a second look" in end.text
        assert "d › a" in end.text
        await pilot.press("m")
        assert question(app) == "What is a?"
        await pilot.press("space", "3")
    assert log.graded[-1].kind is RowKind.CRAM


async def test_the_end_counts_the_slips() -> None:
    app = FlashcardsApp(desk_over(FORMULA), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await send(pilot, "m = b1*m + g\r")
        await pilot.press("4")
        assert "missing-complement" in app.screen.query_one(EndView).text
        assert " card  " in app.screen.query_one(EndView).text


@pytest.mark.parametrize("left", [True, False], ids=["some are left", "none is left"])
async def test_more_new_cards_can_be_asked_for_at_the_end(left: bool) -> None:
    desk = desk_over(A)
    more = desk_over(B).start if left else desk_over().start
    app = FlashcardsApp(replace(desk, start_more=more), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "4", "+")
        if left:
            assert question(app) == "What is b?"
        else:
            assert told(app) == ["There is no new card left."]


def facts_of(*rows: Review, card=FORMULA) -> CardFacts:
    from flashcards.scheduling import memory_after_row

    prompt, memory = prompts(card)[0], new_memory(f"{card.key}")
    for row in rows:
        memory = memory_after_row(memory, row, Settings())
    return card_facts(prompt, memory, rows, NOON, Settings())


def graded(days_ago: float, grade: Grade, **more: object) -> Review:
    at = NOON - timedelta(days=days_ago)
    return Review(f"r{days_ago}", "t", FORMULA.key, at, 0, RowKind.STUDY, grade, 14_000, **more)  # type: ignore[arg-type]


def test_the_facts_tell_what_a_card_was() -> None:
    facts = facts_of(card=replace(FORMULA, was=("moment-one", "old/first")))
    assert "formerly moment-one, old/first" in facts.place


def test_the_facts_of_a_card() -> None:
    facts = facts_of(
        graded(20, Grade.EASY),
        graded(6, Grade.AGAIN, typed="v = b*v + g", slip="missing-square"),
        graded(5.9, Grade.GOOD),
    )
    assert [answer.done for answer in facts.answers] == ["Good", "Again", "Easy"]
    assert (facts.answers[1].typed, facts.answers[1].slip) == ("v = b*v + g", "missing-square")
    assert facts.seconds == 14
    assert facts.memory.lapses == 1
    assert 0 < (facts.recall or 0) < 1
    assert facts.curve[0] == 1
    assert facts.reviewed[0] == 0
    assert len(facts.reviewed) == 3


def test_a_new_card_draws_no_curve() -> None:
    facts = facts_of()
    assert (facts.due, facts.recall, facts.curve) == ("new", None, ())


async def test_the_info_screen_shows_resets_undoes_and_closes() -> None:
    log, facts = Log(), facts_of(graded(20, Grade.EASY), graded(6, Grade.GOOD), card=A)
    weak = known(40, "d/a")
    session = start([*prompts(A), *prompts(B)], weak, NOON, Settings(), device="t", seed="t")
    desk = replace(
        desk_over(A, B, log=log), start=lambda _: session, card_facts=lambda _: facts, reset_card=lambda _: []
    )
    app = FlashcardsApp(desk, study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("i")
        assert isinstance(app.screen, CardInfoScreen)
        shown = app.screen.query_one(FactsView).text
        assert "stability" in shown
        assert "4 Easy" in shown
        assert "forgetting curve" in shown
        assert re.findall(r"^ +(\S+) ┤", shown, re.M) == ["100%", "70%"], "no tick without its number"
        assert not re.search(r"^ +┤", shown, re.M)
        await pilot.press("r", "u", "escape")
        assert question(app) == "What is a?", "nothing has changed after all"
        assert [row.kind for row in log.events] == ["reset"]
        assert log.taken_back == log.events
        await pilot.press("i", "r", "escape")
        assert question(app) == "What is b?", "the card was changed, so the next one is asked"
        await pilot.press("u")
        assert question(app) == "What is a?", "undo takes it back in its turn"
        assert log.taken_back == log.events


async def test_a_card_is_edited_and_comes_back_as_it_is_now() -> None:
    desk = desk_over(A, B)
    session = desk.start(())

    def edit(card, suspend) -> str:
        mended = prompts(replace(A, ask="What is A?"))[0]
        session.pool.prompts[A.key] = mended  # type: ignore[index]
        return f"{card.key} edited"

    app = FlashcardsApp(replace(desk, start=lambda _: session, edit_card=edit), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "e")
        assert question(app) == "What is A?"
        assert app.screen.session.revealed, "the answer stays shown"
        assert told(app) == ["d/a edited"]


async def test_an_editor_that_fails_is_told() -> None:
    def edit(card, suspend) -> str:
        raise Problem("no editor was found", hint="set EDITOR")

    app = FlashcardsApp(replace(desk_over(A), edit_card=edit), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        assert told(app) == ["no editor was found\n    set EDITOR"]


async def test_no_key_lays_the_screen_out_twice(monkeypatch) -> None:
    from textual.screen import Screen

    passes: list[str] = []
    lay_out = Screen._refresh_layout

    def counting(screen: Screen, *rest: object, **more: object) -> None:
        passes.append(type(screen).__name__)
        lay_out(screen, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Screen, "_refresh_layout", counting)
    app = FlashcardsApp(desk_over(A, B, *(replace(A, id=f"x{n}") for n in range(3))), study=())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        for key in ("space", "3", "space", "1", "space", "4"):
            passes.clear()
            await pilot.press(key)
            await pilot.pause()
            assert passes.count("StudyScreen") <= 1, key


def test_the_answer_is_not_repeated_where_it_was_typed_as_the_card_has_it() -> None:
    card = replace(FORMULA, answer=FormulaAnswer("m_t = g_t"), why="")
    rows = answer_rows(CardAnswer(app_faces(card), card, "m_t = g_t", Judgement("right")), 68)
    assert text_of(rows).split() == ["█", "✓", "Right", "yours", "mₜ", "=", "gₜ"]


def test_choices_show_no_answer_below_their_list() -> None:
    card = replace(CHOICE, answer=ChoicesAnswer("right", ("wrong",)))
    assert answer_rows(CardAnswer(app_faces(card), card, "1", None), 68) == []


def test_a_view_without_an_answer_is_empty() -> None:
    assert AnsweredView().rows(40) == []
    assert CardView().id is None


def test_the_record_of_a_card_stands_below_its_answer() -> None:
    rows = [graded(20, Grade.EASY), graded(6, Grade.AGAIN, slip="missing-square"), graded(5, Grade.GOOD)]
    card = replace(FORMULA, confusable=("first-moment",), needs=("average", "rmsprop/mean-square"))
    judged = Judgement("wrong", "the square is missing", "missing-square")
    memory = new_memory(card.key)._replace(reviews=3, lapses=1)
    shown = CardAnswer(app_faces(card), card, "v = g", judged, memory=memory, history=tuple(rows))
    text = text_of(answer_rows(shown, 68))
    assert "missing-square   2nd time" in text
    assert "This card     3 reviews, 1 lapse, first seen 9 Feb 2026" in text
    assert "4 1 3" in text
    assert "confused with first moment" in text
    assert "builds on     average, rmsprop › mean square" in text
    assert "forgetting curve" not in text
    assert "you had       missing-square on 23 Feb 2026, too" in text
    with_curve = text_of(answer_rows(replace(shown, facts=facts_of(*rows, card=card)), 68))
    assert "recall by the forgetting curve" in with_curve
    assert max(map(len, with_curve.splitlines())) <= 68
    never = CardAnswer(app_faces(card), card, "v = g", judged, memory=memory)
    assert "This card" not in text_of(answer_rows(never, 68))


async def test_the_history_is_read_where_it_is_shown() -> None:
    asked: list[str] = []

    def history(name: str) -> list[Review]:
        asked.append(name)
        return [graded(3, Grade.GOOD)]

    def facts(name: str) -> None:
        asked.append(f"facts of {name}")

    for height, reads in ((24, []), (40, ["d/a"]), (60, ["d/a", "facts of d/a"])):
        asked.clear()
        app = FlashcardsApp(replace(desk_over(A), history=history, card_facts=facts), study=())
        async with app.run_test(size=(80, height)) as pilot:
            await pilot.press("space")
            assert asked == reads


PICTURES = [
    pytest.param(FORMULA, "m = b1*m + g\r", (120, 40), "study_wrong_120x40", id="wrong, beside its run"),
    pytest.param(FORMULA, "m = b1*m + g\r", (80, 24), "study_wrong_80x24", id="wrong"),
    pytest.param(FORMULA, "m = b1*m/(1-", (80, 24), "study_typing_80x24", id="typing"),
]


@pytest.mark.parametrize(("card", "keys", "size", "name"), PICTURES)
async def test_the_screen_looks_as_it_did(card, keys, size, name) -> None:
    """Compare the cells of the whole screen; delete the file to take a new one."""
    app = FlashcardsApp(desk_over(replace(card, why="It averages.", source="Kingma & Ba 2015")), study=())
    async with app.run_test(size=size) as pilot:
        await send(pilot, keys)
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        drawn = "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
    picture = Path(__file__).parent / "data" / f"{name}.txt"
    if not picture.exists():
        picture.write_text(drawn + "\n", encoding="utf-8")
    assert drawn + "\n" == picture.read_text(encoding="utf-8")


PLACES = [
    pytest.param("Deck  ›  a card", 80, "Deck  ›  a card ", id="whole"),
    pytest.param(
        "Where gradients come from  ›  backward one", 80, "Where gradients come from  ", id="no card"
    ),
    pytest.param(
        "Where gradients come from  ›  an order  *", 80, "Where gradients come from  * ", id="marked"
    ),
    pytest.param("Where gradients come from", 40, "Where gradients com… ", id="a long deck"),
]


@pytest.mark.parametrize(("where", "width", "begins"), PLACES)
def test_the_name_of_a_card_is_whole_or_not_there(where: str, width: int, begins: str) -> None:
    line = status_content(StudyProgress(where, Counts(17, 3, 0), Turn.NEW, 2), width - 4).plain
    assert line.startswith(begins)
    assert ("›" in line) is ("›" in begins)


FOUR = ChoicesAnswer(r"$\frac{v_t}{1 - \beta_2^t}$", (r"$\frac{v_t}{1 - \beta_2}$", "$v_t$", "$m_t$"))
COLUMNS = [
    pytest.param((120, 40), FOUR, True, id="formulas in a wide card"),
    pytest.param((80, 24), FOUR, True, id="formulas"),
    pytest.param((40, 12), FOUR, False, id="a narrow card"),
    pytest.param((80, 24), ChoicesAnswer("right", ("wrong", "worse")), False, id="three words"),
    pytest.param((80, 24), ChoicesAnswer("a " * 20, ("b", "c", "d")), False, id="a long one"),
    pytest.param((80, 24), ChoicesAnswer("a", ("b", "c", "d", "e")), True, id="five words"),
]


@pytest.mark.parametrize(("size", "answer", "beside"), COLUMNS)
async def test_options_stand_in_two_columns_where_both_fit(
    size: tuple[int, int], answer: ChoicesAnswer, beside: bool
) -> None:
    log = Log()
    app = FlashcardsApp(desk_over(replace(CHOICE, answer=answer), log=log), study=())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        shown = app.screen.query_one("#question", MarkdownView)
        places = shown._lay(shown.size.width).places
        assert [place.number for place in places][:2] == [1, (len(places) + 1) // 2 + 1 if beside else 2]
        assert (places[0].rows == places[1].rows) is beside
        rows = shown.render().plain.splitlines()
        for place in places:
            text = " ".join(
                rows[at][place.cells.start : place.cells.stop] for at in place.rows if at < len(rows)
            )
            assert f"{place.number}." in text, "a place holds its option"
        last = max(places, key=lambda place: place.number)
        await pilot.click(shown, offset=(last.cells.start + 6, last.rows.start))
        await pilot.pause()
        assert isinstance(app.screen, StudyScreen)
        assert app.screen.session.revealed, "a click picks an option"
