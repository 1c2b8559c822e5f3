"""Study without a screen: lines in, lines out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Timer

import pytest

from flashcards.cli import line_demo, line_mode
from flashcards.cli.line_help import help_lines
from flashcards.cli.study import break_at_words
from flashcards.deck.model import Card, Demo, Predict, Run, StepsAnswer
from flashcards.deck.prompts import prompts
from flashcards.scheduling import RowKind, Settings
from flashcards.study.flow import next_question
from tests.desks import CHOICE, CODE, DEMO, FORMULA, NOON, NUMBER, STEPS, A, B, Log, session_over
from tests.pools import start
from tests.rows import in_rows
from tests.terminal import PYTHON, environment
from tests.test_session import known


def studied(cards: tuple, lines: list[str]) -> tuple[Log, str]:
    log, said = Log(), []
    line_mode.run_session(session_over(*cards), lines, said.append, log.line_services())
    return log, "\n".join(said)


SESSIONS = [
    pytest.param((A, B), ["", "3", "", "1", "q"], [("a", 3), ("b", 1)], "What is b?", id="two cards"),
    pytest.param(
        (A, B), ["", ""], [("a", 3)], "Stopped: 1 graded", id="Enter is Good; the end of the lines ends it"
    ),
    pytest.param((A,), ["h", "q"], [], "the first letter", id="a hint"),
    pytest.param((A, B), ["", "2", "u", "q"], [("a", 2)], "Undone: graded d/a Hard.", id="undo"),
    pytest.param((A,), ["u", "q"], [], "Nothing to undo", id="nothing to undo"),
    pytest.param((NUMBER,), ["7", "q"], [], "Wrong. It is 6; you have 7", id="a number is judged"),
    pytest.param((FORMULA,), ["m = b1*m + g", "q"], [], "Wrong. The factor", id="so is a formula"),
    pytest.param((CHOICE,), ["5", "q"], [], "Not read. Pick one of 1 to 3.", id="no such option"),
    pytest.param((A,), ["", "what", "q"], [], "2 Hard", id="a stray word asks again"),
    pytest.param((A,), [], [], "Stopped: nothing graded, 1 card waiting", id="no lines at all"),
]


@pytest.mark.parametrize(("cards", "lines", "graded", "says"), SESSIONS)
def test_a_session_of_lines(cards: tuple, lines: list[str], graded: list, says: str) -> None:
    log, said = studied(cards, lines)
    assert log.pairs() == graded
    assert says in said


def test_undo_takes_back_the_row() -> None:
    log, _ = studied((A, B), ["", "2", "u", "", "4", "q"])
    assert log.taken_back == log.graded[:1]


def test_a_leech_is_told_after_its_grade() -> None:
    """And what a deck that is studied alone lacks is said at the end, with the deck to study."""
    weak = known(40, "d/a")["d/a"]._replace(lapses=7)
    deck = [*prompts(A), *prompts(replace(B, needs=("other/m",)))]
    others = prompts(replace(A, deck="other", id="m"))
    needs = {"d": ["other"]}
    session = start(
        deck, {"d/a": weak}, NOON, Settings(), device="t", seed="t", others=others, deck_needs=needs
    )
    said: list[str] = []
    lines = ["", "1", "", "4"]
    line_mode.run_session(session, lines, said.append, Log().line_services())
    assert "d/a was forgotten 8 times: mend or split it." in said
    told = "\n".join(said)
    assert "Forgotten again and again: d/a; mend or split it." in told
    assert "1 new card waits for other/m; study it with other." in told


def test_formulas_are_spoken_and_nothing_is_drawn() -> None:
    _, said = studied((FORMULA,), ["", "q"])
    assert "m sub t equals beta 1" in said


def test_the_time_an_answer_took_is_kept_in_milliseconds() -> None:
    now = [NOON]

    def lines() -> Iterator[str]:
        now[0] += timedelta(seconds=2, milliseconds=345)
        yield ""
        now[0] += timedelta(seconds=1)
        yield "3"
        yield "q"

    log = Log()
    services = log.line_services(clock=lambda: now[0])
    line_mode.run_session(session_over(A, B), lines(), str, services)
    assert [review.milliseconds for review in log.graded] == [3345]


def test_through_a_pipe_each_line_is_there_while_the_session_waits(tmp_path: Path) -> None:
    """The other end reads line by line and writes nothing until it has read the question."""
    command = [PYTHON, "-m", "flashcards", "study", "sgd", "--plain"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(tmp_path), encoding="utf-8"
    ) as process:
        assert process.stdin
        assert process.stdout
        stop = Timer(60, process.kill)  # a line that never comes fails instead of hanging
        stop.start()
        for written, awaited in (("", "learning rate"), ("\n", "1 Again"), ("3\n", "New 14, ")):
            process.stdin.write(written)
            process.stdin.flush()
            assert any(awaited in line for line in process.stdout), awaited
            assert process.poll() is None
        process.stdin.write("q\n")
        process.stdin.close()
        assert "Stopped: 1 graded" in process.stdout.read()
        stop.cancel()
    assert process.returncode == 0


@pytest.mark.parametrize(
    "given", ["</dev/null", "<&-", r"""< <(printf '\xff\n3\nq\n')"""], ids=["empty", "closed", "no text"]
)
def test_any_standard_input_ends_a_session_well(tmp_path: Path, given: str) -> None:
    command = f"{PYTHON} -m flashcards study sgd --plain {given}"
    ran = subprocess.run(
        ["bash", "-c", command], capture_output=True, env=environment(tmp_path), timeout=60, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"Stopped" in ran.stdout


EVENTS = [
    pytest.param((A, B), ["*", "q"], ["mark"], "Marked d/a.", id="mark"),
    pytest.param((A, B), ["*", "*", "q"], ["mark", "unmark"], "Unmarked d/a.", id="and no longer"),
    pytest.param((A, B), ["", "*", "3", "q"], ["mark"], "What is b?", id="after the answer"),
    pytest.param((A, B), ["@", "q"], ["suspend"], "New 1, learning 0", id="suspend"),
    pytest.param((A, B), ["-", "q"], ["bury"], "Buried d/a until 2026-03-02.", id="bury"),
    pytest.param((A,), ["@"], ["suspend"], "Nothing is due now.", id="the last one"),
    pytest.param((A, B), ["@", "u", "q"], ["suspend"], "Undone: suspended d/a.", id="undo"),
    pytest.param((A, B), ["*", "u", "u", "q"], ["mark"], "Nothing to undo.", id="undone once"),
    pytest.param((FORMULA,), ["*", "q"], ["mark"], "Marked", id="where an answer can be typed"),
]


@pytest.mark.parametrize(("cards", "lines", "kinds", "says"), EVENTS)
def test_events_line_by_line(cards: tuple, lines: list[str], kinds: list[str], says: str) -> None:
    log, said = studied(cards, lines)
    assert [row.kind for row in log.events] == kinds
    assert says in said
    assert len(log.taken_back) == ("u" in lines)


def test_what_an_earlier_session_did_is_undone_by_a_second_u() -> None:
    earlier, _ = studied((A, B), ["", "2", "@", "q"])
    said: list[str] = []
    services = earlier.line_services(start=lambda: session_over(B, A))
    again = line_mode.run_session(session_over(A), ["u", "", "u", "u", "u", "q"], said.append, services)
    asks = "Undo: suspended d/b at 12:00? u again undoes it."
    assert said.count(asks) == 2, "another line in between, and it asks again"
    assert "Undone: suspended d/b." in said
    assert "Undo: graded d/a Hard at 12:00? u again undoes it." in said
    assert [row.card for row in earlier.taken_back] == ["d/b"]
    assert again.prompt == prompts(B)[0], "the card is asked again"


assert DEMO.demo
ASKING = replace(DEMO, demo=replace(DEMO.demo, predict=Predict("m_hat", 5)))
RACING = replace(
    DEMO,
    demo=Demo(
        kind="compare", surface="bowl", steps=50, compare=(Run("sgd"), Run("adam", {"eta": 0.01})),
        predict=Predict("loss", which="lowest"),
    ),
)  # fmt: skip
WORDS = [
    pytest.param((A,), ["why", "", "why", "q"], ["That comes with the answer.", "because"], id="why"),
    pytest.param((A,), ["", "source"], ["This card names no source."], id="no source"),
    pytest.param((replace(A, source="a book"),), ["", "source"], ["Source: a book."], id="the source"),
    pytest.param((A,), ["hint"], ["the first letter"], id="a word for a sign"),
    pytest.param(
        (A, B), ["suspend", "undo"], ["Suspended d/a.", "Undone: suspended d/a."], id="suspend, undo"
    ),
    pytest.param((A, B), ["mark"], ["Marked d/a."], id="mark"),
    pytest.param((A,), ["", "demo"], ["This card has no demo."], id="no demo"),
    pytest.param(
        (DEMO,),
        ["demo", "", "demo", "demo 2", "demo 9", "demo beta1=0.5", "demo now"],
        [
            "That comes with the answer.",
            "Adam on a constant gradient 1.",
            "Settings: eta 0.001, beta 1 is 0.9, beta 2 is 0.999",
            "t 5: m 0.40951, m hat 1.",
            "t 2: m 0.19, m hat 1.",
            "There is no step 9: t goes from 1 to 5.",
            "beta 1 is 0.5",
            "'now' is no step and no setting",
        ],
        id="a demo in sentences, a step of it, another setting",
    ),
    pytest.param(
        (ASKING,),
        ["", "demo", "predict x", "predict 0.40951", "demo show", "predict"],
        [
            "Adam on a constant gradient 1.",
            "Settings: ",
            "Predict m hat at t = 5.",
            "Write  predict 0.4  , or  demo show  to see it without.",
            "'x' is not a number",
            "Wrong: that is m, not m hat: it is 1; you have 0.4",
            "t 5: m 0.40951",
        ],
        id="a demo that asks for a number first",
    ),
    pytest.param(
        (RACING,),
        ["", "demo", "predict 3", "predict 2"],
        [
            "loss equals the fraction theta 0 squared plus theta 1 squared, over 2, end fraction; theta",
            "Predict which loss is lower at the end.",
            "1: sgd.",
            "2: adam.",
            "'3' is none of the runs",
            "Wrong: sgd: 2.37921; adam: 4.30179.",
            "loss adam 4.3018",
        ],
        id="a demo that asks for a winner first",
    ),
    pytest.param((A,), ["", "predict 1"], ["no demo that asks for a prediction"], id="nothing to predict"),
    pytest.param(
        (FORMULA,),
        ["m = b1*m + g", "run"],
        [
            "Slip: missing-complement.",
            "Yours: m sub t equals beta 1 times m at t minus 1, plus g sub t.",
            "Right: m sub t equals beta 1",
            "m yours",
            "They part at t = 1",
        ],
        id="run your formula",
    ),
    pytest.param((FORMULA,), ["", "run"], ["There is no wrong formula here to run."], id="nothing to run"),
    pytest.param((FORMULA,), ["", "draw"], ["mₜ = β₁ mₜ₋₁ + (1 − β₁) gₜ"], id="a formula drawn"),
    pytest.param((A,), ["", "note"], ["This card was not made from a note."], id="no note"),
    pytest.param((A,), ["info"], ["Nothing is known of this card."], id="info is not offered"),
    pytest.param((A,), ["edit"], ["This card stands in d.yaml"], id="edit is not offered"),
    pytest.param((A,), ["reset"], ["It is new already."], id="nothing to reset"),
    pytest.param(
        (A,), ["repeat", "", "repeat"], ["What is a?\n\nNew 1", "a!\nbecause\n1 Again"], id="repeat"
    ),
    pytest.param(
        (FORMULA,), ["latex", "", "latex"], ["That comes with", r"m_t = \beta_1 m_{t-1}"], id="LaTeX"
    ),
    pytest.param((A,), ["", "latex"], ["This card's answer is no formula."], id="no LaTeX"),
    pytest.param((A,), ["missed 1"], ["This card has no lines to miss"], id="no lines"),
    pytest.param(
        (DEMO,),
        ["", "table", "demo lr=0.5", "demo speed=3"],
        ["t        m", "Settings: eta 0.5", "This demo has no setting speed: its settings are eta, beta1"],
        id="a demo as a table, and a setting by another name",
    ),
    pytest.param(
        (replace(DEMO, demo=replace(DEMO.demo, predict=Predict("m", 5, 0.01))),),
        ["", "predict", "predict 0.4095", "predict 7", "predict what"],
        ["Predict m at t = 5.", "Right: m is", "Wrong: it is 0.40951", "'what' is not a number"],
        id="a prediction",
    ),
    pytest.param(
        (A, B),
        ["", "1", "", "4", "", "4", "missed", ""],
        [
            "2 cards: 1 right at once, 1 after a second look.",
            "Missed: d/a.",
            "missed asks the 1 missed again",
        ],
        id="the end, and missed again",
    ),
]


STEPWISE = [
    pytest.param([""], ["3 lines. Enter", "1. one\n2 lines left."], id="Enter shows the next line"),
    pytest.param(["", "", ""], ["2. two\n1 line left.\n3. three\n1 Again"], id="the last line ends it"),
    pytest.param(["", "show"], ["2 lines left.\n2. two\n3. three\n1 Again"], id="all that are left"),
    pytest.param(["show"], ["1. one\n2. two\n3. three\n1 Again"], id="all"),
    pytest.param(
        ["my first", "", "help"],
        ["after you have said or typed yours.\n1. one\n2 lines left.\n2. two", "\nmissed 2: "],
        id="words of one's own show the next line",
    ),
    pytest.param(["show", "help"], ["\nmissed 2: "], id="help after the answer"),
    pytest.param(
        ["", "missed 1", "missed 3", "missed 1", "missed 1", "show"],
        ["Line 1 is missed.", "Name a line that is shown", "Line 1 is not missed.", "Enter gives 2 Hard."],
        id="a missed line",
    ),
    pytest.param(["show", "missed 1", "missed 2"], ["Enter gives 1 Again."], id="missed after the answer"),
]


@pytest.mark.parametrize(("lines", "says"), STEPWISE)
def test_a_derivation_line_by_line(lines: list[str], says: list[str]) -> None:
    _, said = studied((STEPS,), lines)
    assert [text for text in says if text not in said] == []


def test_help_says_that_a_line_with_an_equation_is_judged() -> None:
    card = replace(STEPS, answer=StepsAnswer(("$a = 1$", "$b = 2$")))
    _, said = studied((card,), ["help"])
    assert "anything else: your line, which is judged." in said


@pytest.mark.parametrize(("card", "is_told"), [(A, False), (DEMO, True)], ids=["none", "a demo"])
def test_a_demo_is_told_with_the_answer(card: Card, is_told: bool) -> None:
    assert ("Type demo to hear it run." in studied((card,), [""])[1]) is is_told


@pytest.mark.parametrize(
    ("first", "asked"),
    [
        pytest.param(["table"], 1, id="a table does not give it away"),
        pytest.param(["predict 1", "demo", "table"], 0, id="not asked again"),
        pytest.param(["predict x", "demo", "table show", "demo"], 1, id="what was no prediction is none"),
        pytest.param(["demo show", "table"], 0, id="seen"),
    ],
)
def test_a_prediction_is_asked_for_once_before_any_numbers(first: list[str], asked: int) -> None:
    _, said = studied((ASKING,), ["", *first])
    assert said.count("Predict m hat at t = 5.") == asked
    assert ("t 5: m 0.40951" in said) is ("demo" in " ".join(first))


@pytest.mark.parametrize(
    ("premises", "said"),
    [
        (
            "loss = 1 − θ[1]/√(θ[0]² + θ[1]²).",
            "loss equals 1 minus the fraction theta 1, over the square root",
        ),
        (
            "mean = v/abs(m); the gradients 3, −4.",
            "the fraction v, over abs of m, end fraction; the",
        ),
        ("a spike of 10 at t = 3.", "a spike of 10 at t = 3."),
        ("x = )(; y.", "x = )(; y."),
    ],
    ids=["a loss", "what is asked for", "no equation", "no formula"],
)
def test_what_a_prediction_is_made_from_is_spoken(premises: str, said: str) -> None:
    assert said in line_demo._premise_words(premises)


@pytest.mark.parametrize(("word", "percent"), [("sure", 97), ("likely", 80), ("unsure", 50)])
def test_how_sure_one_is_is_kept(word: str, percent: int) -> None:
    log, said = studied((NUMBER,), [word, "6", word, "3"])
    assert [row.confidence for row in log.graded] == [percent]
    assert "That is said before the answer." in said


@pytest.mark.parametrize("card", [A, FORMULA, NUMBER, CHOICE, STEPS, CODE, DEMO], ids=lambda card: card.id)
@pytest.mark.parametrize("revealed", [False, True], ids=["question", "answer"])
def test_help_names_only_what_can_be_done(card: Card, revealed: bool) -> None:
    """Each word that it lists is a command in this state, and none is refused."""
    question = next_question(session_over(card), NOON)
    question = question.reveal() if revealed else question
    words = [line.partition(":")[0] for line in help_lines(question)][:-1]
    for word in (word for word in words if word.split()[0].islower() and " or " not in word):
        if word not in (
            "anything else",
            "q",
            "suspend",
            "bury",
            "mark",
            "undo",
            "The signs u, h, *, @, -, ? mean",
        ):
            _, said = studied(
                (card,), [*([":show"] if revealed else [""] * (word == "missed 2") * 2), f":{word}"]
            )
            assert "That comes with" not in said, word
            assert "That is said before" not in said, word


def test_at_the_end_a_word_that_means_nothing_is_asked_again() -> None:
    log, said = studied((A, B), ["", "1", "", "4", "", "4", "mised", "missed", "", "3"])
    assert said.count("missed asks the 1 missed again") >= 2
    assert log.graded[-1].kind is RowKind.CRAM


def test_cards_are_called_by_their_decks_titles() -> None:
    log, said = Log(), []
    named = {"title": lambda deck: f"Deck {deck.upper()}", "named": lambda card: f"<{card}>"}
    lines = ["*", "u", "", "1", "", "4", "", "4", ""]
    line_mode.run_session(session_over(A, B), lines, said.append, log.line_services(**named))
    told = "\n".join(said)
    for words in ("review 0. Deck D.", "Marked <d/a>.", "Undone: marked <d/a>.", "Missed: <d/a>."):
        assert words in told


@in_rows(("cards", "lines", "says"), WORDS)
def test_words_do_what_keys_do(cards: tuple, lines: list[str], says: list[str]) -> None:
    _, said = studied(cards, lines)
    assert [text for text in says if text not in said] == []


def test_a_word_that_is_an_answer_is_a_command_with_a_colon_only() -> None:
    _, said = studied((FORMULA,), ["demo 5", ":draw"])
    assert "Not read." in said
    assert said.count("Write m.") >= 2


def test_the_missed_ones_are_asked_again_outside_the_schedule() -> None:
    log, _ = studied((A, B), ["", "1", "", "4", "", "4", "missed", "", "3"])
    assert [(row.card, row.kind) for row in log.graded][-1] == ("d/a", RowKind.CRAM)
    assert len({row.id for row in log.graded}) == len(log.graded)


def test_undo_at_the_end_goes_back_to_the_last_card() -> None:
    log, said = studied((A,), ["@", "u", "", "4", "undo", "q"])
    assert [row.id for row in log.taken_back] == [log.events[0].id, log.graded[0].id]
    assert "Undone: graded d/a Easy." in said


BROKEN = [
    pytest.param("one two", "one two", id="short"),
    pytest.param("", "", id="empty"),
    pytest.param("one two three four", "one two\nthree four", id="at a space"),
    pytest.param("one\ntwo three four", "one\ntwo three\nfour", id="each line by itself"),
    pytest.param("  one two three", "  one two\n  three", id="the indentation stays"),
    pytest.param("a-rather-long-word", "a-rather-long-word", id="a long word stays whole"),
    pytest.param(" " * 12, " " * 12, id="blanks alone"),
]


@pytest.mark.parametrize(("text", "shown"), BROKEN)
def test_a_terminal_gets_lines_broken_at_words(text: str, shown: str) -> None:
    assert break_at_words(text, 10) == shown
