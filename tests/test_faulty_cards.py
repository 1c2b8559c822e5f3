"""Cards that cannot be used: each is set aside with its problem, wherever it is met, and the rest goes on."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.cli import line_mode, main
from flashcards.deck.model import (
    Answer,
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    Run,
    StepsAnswer,
)
from flashcards.deck.prompts import prompts
from flashcards.errors import Place, Problem
from flashcards.scheduling import Grade, Settings
from flashcards.study import Session, answers, flow
from flashcards.study.card_faults import fault
from flashcards.study.faces import faces
from flashcards.tui.app import FlashcardsApp
from tests.desks import NOON, A, B, Log, desk_over, session_over
from tests.pools import start
from tests.rows import in_rows

RUN = Demo(gradients="constant 1", steps=5, show=("m",))


def card(answer: Answer, **more: object) -> Card:
    return Card("d", "bad", "?", answer, Place("d.yaml", 7, 3), **more)  # type: ignore[arg-type]


def of_demo(expression: str, demo: Demo = RUN, **vary: tuple[float, ...]) -> Card:
    return card(NumberAnswer(expression), demo=demo, optimizer="adam", vary=vary)


COMPARED = Demo(kind="compare", surface="ravine", steps=5, compare=(Run("adam"), Run("sgd")))
FAULTY = [
    pytest.param(card(NumberAnswer("beta1 + beta3"), vary={"beta1": (0.9,)}), "beta3", id="an unknown name"),
    pytest.param(card(NumberAnswer("foo")), "'foo' has no value", id="no name is known"),
    pytest.param(card(NumberAnswer("1/0")), "no finite value", id="a division by zero"),
    pytest.param(card(NumberAnswer("exp(1000)")), "no finite value", id="too large"),
    pytest.param(card(NumberAnswer("sqrt(-1)")), "no finite value", id="the root of a negative number"),
    pytest.param(card(NumberAnswer("9**9**9**9")), "no finite value", id="a tower of powers"),
    pytest.param(card(NumberAnswer("1 + (")), "never closed", id="an open bracket"),
    pytest.param(card(NumberAnswer("")), "there is no formula", id="no expression"),
    pytest.param(card(NumberAnswer("1\n2")), "one formula", id="two numbers"),
    pytest.param(
        card(NumberAnswer("1/x"), vary={"x": (0.0,)}), "at x = 0", id="a drawn value that gives none"
    ),
    pytest.param(card(NumberAnswer("x"), vary={"x": ()}), "gives x no value", id="nothing to draw from"),
    pytest.param(
        card(BasicAnswer("{x}"), vary={"x": ()}), "gives x no value", id="nothing to draw from in a text"
    ),
    pytest.param(of_demo("q"), "unknown quantity 'q'", id="a quantity that the demo has not"),
    pytest.param(of_demo("m", t=(0.0,)), "no row at t = 0", id="a step that the demo has not"),
    pytest.param(of_demo("m", t=(-1.0,)), "before the start", id="a step before the first"),
    pytest.param(of_demo("m", t=(float("inf"),)), "t is not a step number", id="a step at infinity"),
    pytest.param(of_demo("m", Demo(kind="nosuch")), "nosuch", id="a demo of no kind"),
    pytest.param(of_demo("m", COMPARED), "unknown quantity", id="a demo of two rules"),
    pytest.param(card(FormulaAnswer("")), "no formula", id="an empty formula"),
    pytest.param(card(FormulaAnswer("(" * 200 + "x" + ")" * 200)), "deep", id="a formula too deep"),
    pytest.param(card(ChoicesAnswer("m = g", slips=("nosuch",))), "unknown slip", id="an unknown slip"),
    pytest.param(
        card(ChoicesAnswer("m = g", slips=("missing-square",))), "only one option", id="a slip without effect"
    ),
    pytest.param(card(ChoicesAnswer("right", ("right",))), "only one option", id="one option"),
    pytest.param(card(ClozeAnswer("no gap")), "nothing is hidden", id="a cloze without a gap"),
    pytest.param(card(ClozeAnswer("an {{open gap")), "nothing is hidden", id="a gap that is never closed"),
    pytest.param(card(ClozeAnswer("an {{}} empty one")), "hides nothing", id="an empty gap"),
    pytest.param(card(CodeAnswer("x = 1")), "nothing is hidden", id="code without a gap"),
    pytest.param(card(CodeAnswer("x = = {{1}}")), "not Python", id="code that is none"),
    pytest.param(card(StepsAnswer(())), "no steps", id="no steps"),
]
JUDGED_ONLY = pytest.param(card(FormulaAnswer(r"\frac{")), "missing", id="a formula that algebra cannot read")


@in_rows(("faulty", "says"), FAULTY)
def test_a_faulty_card_has_no_sides_but_a_problem_at_its_place(faulty: Card, says: str) -> None:
    with pytest.raises(Problem, match="d/bad") as raised:
        faces(prompts(faulty)[0], "")
    assert says in raised.value.message
    assert raised.value.place == faulty.place
    assert raised.value.hint


@in_rows(("faulty", "says"), [*FAULTY, JUDGED_ONLY])
def test_nor_is_an_answer_to_it_judged(faulty: Card, says: str) -> None:
    with pytest.raises(Problem, match="d/bad") as raised:
        answers.judge_answer(prompts(faulty)[0], "1", "")
    assert says in raised.value.message


@in_rows(("faulty", "says"), FAULTY)
def test_the_session_sets_it_aside_and_asks_the_next(faulty: Card, says: str) -> None:
    question = flow.next_question(session_over(faulty, A), NOON)
    session = question.session
    assert question.faces.question
    assert session.prompt == prompts(A)[0]
    assert [says in problem.message for problem in session.aside.values()] == [True]
    assert session.counts.new == 1


@in_rows(
    "faulty",
    [row.values[0] for row in FAULTY if "slip" not in (row.id or "")],
    ids=[row.id for row in FAULTY if "slip" not in (row.id or "")],
)
def test_a_list_of_decks_counts_it(faulty: Card) -> None:
    assert fault(faulty)


def test_a_fault_of_one_draw_is_found_among_all() -> None:
    assert "x = 0" in str(fault(card(NumberAnswer("1/x"), vary={"x": (1.0, 2.0, 0.0)})))
    assert fault(card(NumberAnswer("1/x"), vary={"x": (1.0, 2.0)})) is None


BAD = card(NumberAnswer("1/0"))


def test_nothing_is_asked_where_every_card_is_faulty() -> None:
    question = flow.next_question(session_over(BAD), NOON)
    assert (question.prompt, question.faces.question) == (None, "")
    assert list(question.session.aside) == ["d/bad"]


def test_what_was_graded_before_it_can_still_be_undone() -> None:
    session = flow.next_question(session_over(A, BAD, B), NOON).session
    session, review = session.show().grade(Grade.EASY, NOON, 1000)
    session = flow.next_question(session, NOON).session
    assert session.prompt == prompts(B)[0]
    undone, taken = session.undo()
    assert (undone.prompt, taken) == (prompts(A)[0], (review,))
    assert list(undone.aside) == ["d/bad"], "what was told once is not told again"


def begun(cards: int, limit: int) -> Session:
    asked = [
        p for n in range(cards) for p in prompts(Card("d", str(n), "?", BasicAnswer("x"), Place("d.yaml")))
    ]
    return start(asked, {}, NOON, Settings(new_per_day=limit), device="test", seed="s")


def test_new_cards_beyond_the_limit_take_the_place_of_those_set_aside() -> None:
    session = begun(cards=5, limit=2)
    for _ in range(3):
        session = session.set_aside(Problem("no"), NOON)
    assert session.prompt
    assert (session.prompt.id, session.counts.new) == ("d/3", 2)
    for _ in range(2):
        session = session.set_aside(Problem("no"), NOON)
    assert (session.prompt, sum(session.counts), len(session.aside)) == (None, 0, 5)


def test_nothing_can_be_set_aside_where_nothing_is_asked() -> None:
    with pytest.raises(ValueError, match="nothing is asked"):
        begun(0, 0).set_aside(Problem("no"), NOON)


def said_by(cards: tuple[Card, ...], lines: list[str]) -> tuple[str, Log]:
    said: list[str] = []
    log = Log()
    line_mode.run_session(session_over(*cards), lines, said.append, log.line_services())
    return "\n".join(said), log


@pytest.mark.parametrize(
    ("cards", "lines"),
    [
        pytest.param((BAD, A), ["", "3"], id="before it is asked"),
        pytest.param((card(FormulaAnswer(r"\frac{")), A), ["x = 1", "", "3"], id="when its answer is judged"),
    ],
)
def test_plain_mode_says_so_in_a_line_and_goes_on(cards: tuple[Card, ...], lines: list[str]) -> None:
    said, log = said_by(cards, lines)
    assert "set aside: d.yaml:7:3: d/bad" in said
    assert said.count("d.yaml:7:3") == 1
    assert log.pairs() == [("a", 3)]
    assert "1 card was set aside" in said


@pytest.mark.parametrize(
    ("cards", "keys"),
    [
        pytest.param((BAD, A), [], id="before it is asked"),
        pytest.param(
            (card(FormulaAnswer(r"\frac{")), A), ["x", "=", "1", "enter"], id="when its answer is judged"
        ),
        pytest.param((BAD, replace(BAD, id="worse"), A), [], id="two of them"),
    ],
)
async def test_the_app_says_so_and_goes_on(cards: tuple[Card, ...], keys: list[str]) -> None:
    log = Log()
    app = FlashcardsApp(desk_over(*cards, log=log), study=())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        assert [n.title for n in app._notifications] == (
            ["A card was set aside"] if len(cards) == 2 else ["2 cards were set aside"]
        )
        assert "d.yaml:7:3: d/bad" in next(iter(app._notifications)).message
        await pilot.press("space", "3")
    assert log.pairs() == [("a", 3)]


DECK = """\
deck: mine
cards:
  - id: fine
    ask: One and one?
    number: 1 + 1
  - id: broken
    ask: Nothing over nothing?
    number: 0/0
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "mine.yaml").write_text(DECK, encoding="utf-8")
    monkeypatch.setenv("FLASHCARDS_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ["show", "mine/broken"],
        ["show", "mine/broken", "--json"],
        ["grade", "mine/broken", "1"],
        ["grade", "mine/broken", "1", "--json"],
    ],
    ids=" ".join,
)
def test_a_command_for_one_card_gives_the_problem(
    home: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 2
    out, err = capsys.readouterr()
    assert f"{home}/decks/mine.yaml:6:5" in err
    assert "no finite value" in err
    assert not out or json.loads(out)["problems"]


@pytest.mark.usefixtures("home")
def test_decks_counts_the_cards_set_aside(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decks"]) == 1
    out, err = capsys.readouterr()
    assert out.count("1 card set aside") == 1
    assert err.count("mine/broken") == 1
    assert main(["decks", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {deck["name"]: deck["set_aside"] for deck in told["decks"] if deck["set_aside"]} == {"mine": 1}
    assert len(told["problems"]) == 1


TEXT = st.text(alphabet="01x9t+-*/^(){},.=_|\\ \n;:abm'\x00", max_size=24)
WORDS = st.lists(
    st.sampled_from(
        ["sqrt(", "log(", "max(", ")", ",", "x", "t", "/", "0", "1e999", "**", "{{", "}}", "\\frac{"]
    ),
    max_size=8,
).map("".join)
ANSWERS = st.one_of(TEXT, WORDS).flatmap(
    lambda text: st.sampled_from(
        [
            NumberAnswer(text),
            FormulaAnswer(text),
            ClozeAnswer(text),
            CodeAnswer(text),
            StepsAnswer((text,)),
            ChoicesAnswer(text, (text + "!",)),
            ChoicesAnswer(text, slips=("missing-square",)),
        ]
    )
)


@settings(max_examples=30, deadline=None)
@given(ANSWERS, st.one_of(TEXT, WORDS), st.lists(st.floats(), max_size=2))
def test_whatever_a_card_holds_it_is_asked_or_has_a_problem(
    answer: Answer, typed: str, values: list[float]
) -> None:
    given_card = card(answer, vary={"x": tuple(values)} if values else {})
    for prompt in prompts(given_card):
        with contextlib.suppress(Problem):
            faces(prompt, "s")
            if answers.can_be_typed(prompt) or isinstance(answer, ChoicesAnswer):
                answers.judge_answer(prompt, typed, "s")
