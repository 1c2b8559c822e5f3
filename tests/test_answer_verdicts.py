"""Verdicts in the app: slips of options, gaps, code, other lines, and the wait for one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from threading import Event, current_thread

import pytest
from textual.pilot import Pilot

from flashcards.deck.model import ClozeAnswer, CodeAnswer, FormulaAnswer
from flashcards.deck.prompts import Prompt
from flashcards.judging import slips
from flashcards.study import Session, answers
from flashcards.study.judgement import Judgement
from flashcards.study.outcome import session_outcome
from flashcards.text.styled import unstyled
from flashcards.tui.answered_view import AnsweredView
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.card_view import HintView
from flashcards.tui.demo_pane import DemoPane
from flashcards.tui.grade_bar import GradeBar
from flashcards.tui.markdown_view import MarkdownView
from flashcards.tui.patient_call import begin_call
from flashcards.tui.study import StudyScreen
from tests.desks import FORMULA, NUMBER, A, ask_anew, desk_over
from tests.rows import rows
from tests.test_plain_verdicts import CODE, GAP, STEP, V_HAT
from tests.test_study_screen import send, typed

NUMBER_GAP = replace(GAP, answer=ClozeAnswer(r"$\epsilon = {{10^{-8}}}$"))
FORMULA_GAP = replace(GAP, answer=ClozeAnswer(r"$\hat{m}_t = \frac{m_t}{1 - {{\beta_1^t}}}$"))
LONG_GAP = replace(GAP, answer=ClozeAnswer("It {{divides the average by the root of another average}}."))
THREE_LINES = replace(CODE, answer=CodeAnswer("t += 1\nm_hat = m / {{(1 - beta1**t)}}\ntheta -= eta * m_hat"))
TWO_LINES = replace(CODE, answer=CodeAnswer("for p in ps:\n    p -= {{lr * p.grad}}"), optimizer="sgd")


def answered(app: FlashcardsApp) -> str:
    """What comes with the answer, as rows of text."""
    rows_shown = app.screen.query_one(AnsweredView).rows(72)
    return "\n".join("".join(text for text, _ in row).rstrip() for row in rows_shown)


def question(app: FlashcardsApp) -> str:
    return unstyled(app.screen.query_one("#question", MarkdownView).lines(72))


def hint(app: FlashcardsApp) -> str:
    view = app.screen.query_one(HintView)
    return (
        "\n".join("".join(text for text, _ in row).rstrip() for row in view.rows(72)) if view.display else ""
    )


def option(app: FlashcardsApp, has: str) -> str:
    """The number of the option that begins so."""
    assert isinstance(app.screen, StudyScreen)
    options = app.screen._question.faces.options
    return str(next(n for n, each in enumerate(options, 1) if has in each and "^t" not in each))


SHOWN = [
    pytest.param(
        CODE,
        "m / (1 - beta1)",
        ["✗ Wrong  correction-without-t", "yours   m / (1 - beta1)", "right   m / (1 - beta1**t)"],
        "1 Again",
        id="code is compared as code",
    ),
    pytest.param(
        CODE, "(1 - beta1)", ["yours   (1 - beta1)", "right   (1 - beta1**t)"], "1 Again", id="in the blank"
    ),
    pytest.param(
        CODE,
        "m_hat = m / (1 - beta1)",
        ["yours   m_hat = m / (1 - beta1)", "right   m_hat = m / (1 - beta1**t)"],
        "1 Again",
        id="a whole line",
    ),
    pytest.param(
        TWO_LINES,
        "p -= lr",
        ["yours   p -= lr", "right   p -= lr * p.grad"],
        "1 Again",
        id="in a loop",
    ),
    pytest.param(
        STEP,
        "v = b2*v + (1-b2)*g",
        [
            "✗ Wrong  this computes v, not θ   F9 runs it",
            "yours   v = b₂ · v + (1 − b₂) · g",
            "right   θₜ = θₜ₋₁ − η m̂ₜ/(√v̂ₜ + ε)",
        ],
        "1 Again",
        id="a line for another quantity",
    ),
    pytest.param(
        STEP,
        "theta = theta - eta*(m_hat/(sqrt(v_hat)+eps))",
        ["✓ Right", "yours   θ =", "right   θₜ = θₜ₋₁ − η m̂ₜ/(√v̂ₜ + ε)"],
        "3 Good",
        id="right in another form",
    ),
    pytest.param(GAP, "Decaying  average", ["✓ Right"], "3 Good", id="a term"),
    pytest.param(
        GAP,
        "running mean",
        [
            "? Yours to judge  compare it with what is hidden",
            "yours   running mean",
            "hidden  decaying average",
        ],
        "",
        id="a term in other words",
    ),
    pytest.param(NUMBER, "-6", ["✗ Wrong  wrong-sign", "yours   -6"], "1 Again", id="a number's sign"),
    pytest.param(NUMBER, "1/6", ["upside down", "yours   1/6"], "1 Again", id="a number upside down"),
    pytest.param(NUMBER, "600", ["100 times too large", "yours   600"], "1 Again", id="a number in per cent"),
    pytest.param(NUMBER, "2*2", ["you have 4", "yours   2*2"], "1 Again", id="a number as it was typed"),
    pytest.param(NUMBER, "4", ["it is 6; you have 4"], "1 Again", id="a number that the band has"),
    pytest.param(NUMBER_GAP, "1e-8", ["✓ Right"], "3 Good", id="a number in Python"),
    pytest.param(NUMBER_GAP, "1e-6", ["✗ Wrong", "yours   1e-6", "hidden  10⁻⁸"], "1 Again", id="a number"),
    pytest.param(FORMULA_GAP, "beta1**t", ["✓ Right"], "3 Good", id="a formula in Python"),
    pytest.param(FORMULA_GAP, "beta1**(t-1)", ["✗ Wrong  wrong-time-index"], "1 Again", id="a slip"),
]


async def test_what_was_typed_stands_above_the_right_one() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(118, 40)) as pilot:
        with rows() as row:
            for case in SHOWN:
                card, text, says, proposes = case.values
                with row(case.id):
                    await ask_anew(pilot, card)
                    await send(pilot, text, "enter")
                    told = answered(app)
                    key = app.screen.key_of("run")  # type: ignore[attr-defined]
                    assert [each for each in says if each.replace("F9", key) not in told] == [], told
                    assert "it is 6; you have 4" not in told or ("yours" in told) is (text != "4")
                    bar = app.screen.query_one(GradeBar).text
                    assert f"▸{proposes}" in bar if proposes else "▸" not in bar
                    assert ("as proposed" in bar) is ("? Yours" not in told)
                    assert ("1–4: you are the judge" in bar) is ("? Yours" in told)


async def test_what_is_yours_to_judge_is_graded_by_no_key_that_may_come_before_a_look() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(118, 40)) as pilot:
        log = await ask_anew(pilot, GAP)
        await send(pilot, "running mean", "enter")
        await pilot.press("enter", "space")
        assert log.pairs() == []
        assert "you are the judge" in str([note.message for note in app._notifications])
        await pilot.press("2")
        assert [grade for _, grade in log.pairs()] == [2]


async def test_a_wrong_option_is_told_its_slip_and_can_be_run() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(100, 40)) as pilot:
        log = await ask_anew(pilot, V_HAT)
        picked = option(app, r"\beta_2")
        await pilot.press(picked)
        told = " ".join(answered(app).replace("█", "").split())
        assert told.startswith("✗ Wrong correction-without-t")
        assert f"{picked} is yours: you have β₂ where β₂ᵗ belongs" in told
        assert "At t = 20 it makes v̂ 79.24 instead of 4." in told
        assert f"{picked}✗ " in question(app)
        await pilot.press(app.screen.key_of("run"))  # type: ignore[attr-defined]
        assert app.screen.query_one(DemoPane).runs
        await pilot.press("space")
        assert [(row.slip, row.verdict, row.typed) for row in log.graded] == [
            ("correction-without-t", "wrong", picked)
        ]
        assert isinstance(app.screen, StudyScreen)
        assert session_outcome(app.screen.session).slips == (("correction-without-t", 1),)


async def test_a_short_gap_is_typed_and_an_empty_field_shows_it() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("space", "enter"):
            await ask_anew(pilot, GAP)
            assert app.focused is not None
            await pilot.press(key)
            assert "It divides by a decaying average." in question(app)
        await ask_anew(pilot, GAP)
        await send(pilot, "3 e")
        assert typed(app) == "3 e"
        await ask_anew(pilot, LONG_GAP)
        assert app.focused is None
        await pilot.press("space")
        assert "root of another" in question(app)


async def test_an_answer_that_is_not_read_says_what_to_do() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_anew(pilot, FORMULA)
        await send(pilot, "m-x(", "enter")
        assert "? Not read  '(' is never closed" in hint(app)
        assert "Nothing is graded. Mend it and press Enter." in hint(app)
        await pilot.press("left")
        assert "? Not read" in hint(app)
        await pilot.press("end", "backspace")
        assert "? Not read" not in hint(app)
        await pilot.press("(", "enter")
        assert "? Not read" in hint(app)
        await ask_anew(pilot, V_HAT)
        await pilot.press("9")
        assert "Nothing is graded." in hint(app)
        assert "Mend it" not in hint(app)


async def test_code_keeps_its_line_numbers_and_shows_what_is_typed_in_its_blank() -> None:
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_anew(pilot, THREE_LINES)
        assert question(app).endswith("  1  t += 1\n  2  m_hat = m / ▁▁▁▁▁\n  3  theta -= eta * m_hat")
        await send(pilot, "1 - b")
        assert "  2  m_hat = m / ❯ 1 - b\n" in question(app)
        await pilot.press("escape")
        assert "  2  m_hat = m / ▁▁▁▁▁\n" in question(app)
        await send(pilot, "m / (1 - beta1)", "enter")
        assert "  2  m_hat = m / (1 - beta1**t)\n" in question(app)


async def until(pilot: Pilot[None], shown: object) -> None:
    """Let the app work until it shows something; a test that waits in vain is stopped by its timeout."""
    while not shown():  # type: ignore[operator]
        await pilot.pause(0.01)


async def test_a_verdict_that_takes_long_is_announced_and_keys_wait_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_answer, judge = Event(), answers.judge_answer

    def slow(*given: object) -> object:
        may_answer.wait(60)
        return judge(*given)  # type: ignore[arg-type]

    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        log = await ask_anew(pilot, FORMULA, replace(FORMULA, id="second"))
        monkeypatch.setattr(answers, "judge_answer", slow)
        monkeypatch.setattr(StudyScreen, "patience", 0.0)
        await send(pilot, "m = b1*m + g", "enter")
        assert hint(app) == "█  … Judging"
        await send(pilot, "2m = g")
        await pilot.click(GradeBar)
        assert (log.graded, typed(app)) == ([], "m = b1*m + g")
        may_answer.set()
        await until(pilot, lambda: log.graded)
        assert [(row.typed, row.slip, row.grade) for row in log.graded] == [
            ("m = b1*m + g", "missing-complement", 2)
        ]
        assert (hint(app), typed(app)) == ("", "m = g")


async def test_a_verdict_on_a_question_that_is_gone_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    may_answer, judge = Event(), answers.judge_answer

    def slow(*given: object) -> object:
        may_answer.wait(60)
        return judge(*given)  # type: ignore[arg-type]

    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await ask_anew(pilot, FORMULA)
        monkeypatch.setattr(answers, "judge_answer", slow)
        monkeypatch.setattr(StudyScreen, "patience", 0.0)
        await send(pilot, "m = g", "enter")
        screen = app.screen
        assert isinstance(screen, StudyScreen)
        screen.ask(desk_over(A).start(()))
        may_answer.set()
        await until(pilot, lambda: not screen.holds_keys)
        assert "What is a?" in question(app)
        assert not screen.session.revealed


async def test_while_a_question_is_read_its_judge_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first letter and Enter would wait for SymPy and for all slips of the right formula."""
    judged: list[str] = []
    judge = answers.judge_answer

    def noted(prompt: Prompt, typed: str, seed: str) -> Judgement:
        judged.append(f"{prompt.card.id}: {typed}")
        return judge(prompt, typed, seed)

    monkeypatch.setattr(answers, "judge_answer", noted)
    monkeypatch.setattr(StudyScreen, "reading", 0.01)
    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        rare = replace(FORMULA, answer=FormulaAnswer("m_t = 0.3 m_{t-1} + 0.7 g_t"))  # no other test's
        for given in (A, LONG_GAP, rare):  # nothing judges the first two
            await ask_anew(pilot, given)
            await pilot.pause(0.05)
        await until(pilot, lambda: judged)
        await asyncio.wrap_future(begin_call(lambda: None, 0))  # the judge is free again
        assert (judged, question(app)) == (["formula: 0"], "Write m.")
        monkeypatch.delattr(slips, "make_slips")
        await send(pilot, "m = v", "enter")
        assert "✗ Wrong" in answered(app)


async def test_only_the_card_is_read_in_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log is open in one thread: a session that reads it must not leave that."""
    threads, show = [], Session.show

    def noted(session: Session) -> Session:
        threads.append(current_thread())
        return show(session)

    app = FlashcardsApp(desk_over(A), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(Session, "show", noted)
        for patience in (0.0, 60.0):
            monkeypatch.setattr(StudyScreen, "patience", patience)
            await ask_anew(pilot, FORMULA)
            await send(pilot, "m = g", "enter")
            await until(pilot, lambda: app.screen.session.revealed)  # type: ignore[attr-defined]
    assert threads == [current_thread()] * 2
