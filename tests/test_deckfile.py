"""Reading YAML decks: what they mean, and that each mistake is told in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.deck import codec
from flashcards.deck.model import (
    BasicAnswer,
    ChoicesAnswer,
    ClozeAnswer,
    Demo,
    NumberAnswer,
    Predict,
    Run,
    StepsAnswer,
)

HEAD = "deck: d\ncards:\n"


def card_of(body: str) -> object:
    deck, problems = codec.read_deck(HEAD + body, "d.yaml")
    assert problems == ()
    assert deck is not None
    return deck.cards[0]


def told(text: str, file: str = "d.yaml") -> list[str]:
    return [str(problem) for problem in codec.read_deck(text, file)[1]]


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        pytest.param("answer: yes", BasicAnswer("yes"), id="yes stays a text"),
        pytest.param("answer: 1e-8", BasicAnswer("1e-8"), id="a number stays a text"),
        pytest.param("answer: null", BasicAnswer("null"), id="null stays a text"),
        pytest.param("answer: a\n    both_ways: yes", BasicAnswer("a", True), id="both ways"),
        pytest.param(r"answer: '$\beta_1$ isn''t'", BasicAnswer(r"$\beta_1$ isn't"), id="backslashes stay"),
        pytest.param("answer: |\n      a\n\n      b\n", BasicAnswer("a\n\nb"), id="paragraphs"),
        pytest.param("number: 1/t\n    tolerance: 1e-3", NumberAnswer("1/t", 1e-3), id="tolerance"),
        pytest.param("choices: [a, b, c]", ChoicesAnswer("a", ("b", "c")), id="the first is right"),
        pytest.param("choices: {right: x, slips: other}", ChoicesAnswer("x", (), ("other",)), id="slips"),
        pytest.param("steps: [one, two]", StepsAnswer(("one", "two")), id="steps"),
        pytest.param("cloze: a {{b}}", ClozeAnswer("a {{b}}"), id="cloze"),
    ],
)
def test_the_field_of_the_answer_names_the_kind(field: str, answer: object) -> None:
    assert card_of(f"  - id: a\n    ask: q\n    {field}\n").answer == answer  # type: ignore[attr-defined]


def test_a_demo_is_read_from_its_table() -> None:
    demo = card_of(
        "  - id: a\n    ask: q\n    answer: a\n    demo: {gradients: [1, -0.5], at: 3, show: [g, w = 1/b],"
        " compare: [sgd, {optimizer: adam, settings: {eta: 1e-3}}], over: {beta1: [0, 0.9]},"
        " predict: {quantity: m, t: 2}}\n"
    ).demo  # type: ignore[attr-defined]
    assert demo == Demo(
        gradients=(1, -0.5),
        at=(3,),
        show=("g", "w = 1/b"),
        compare=(Run("sgd"), Run("adam", {"eta": 0.001})),
        over={"beta1": (0, 0.9)},
        predict=Predict("m", 2),
    )


def test_a_card_may_share_the_demo_of_another() -> None:
    body = "  - {id: a, ask: q, answer: x, demo: b}\n  - {id: b, ask: q, answer: x, demo: {steps: 3}}\n"
    assert card_of(body).demo == Demo(steps=3)  # type: ignore[attr-defined]


GOOD = "  - id: good\n    ask: q\n    answer: a\n"


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        pytest.param(
            "  - id: a\n    ask: q\n    anwser: a\n",
            "d.yaml:5:5: unknown field 'anwser'\n    "
            "use one of: answer, cloze, formula, number, choices, steps, code",
            id="a misspelt answer",
        ),
        pytest.param(
            "  - id: a\n    ask: q\n    answer: a\n    wyh: x\n",
            "d.yaml:6:5: unknown field 'wyh'\n    did you mean why? a card has: id, ask,",
            id="a misspelt field",
        ),
        pytest.param(
            "  - ask: Why divide by $1-\\beta_1^t$?\n    answer: a\n",
            "d.yaml:3:5: the card has no id\n    add  id: why-divide-by-1-beta-t",
            id="no id",
        ),
        pytest.param(
            "  - id: a\n    ask: q\n",
            "d.yaml:3:5: the card has no answer\n    add one of: answer,",
            id="no answer",
        ),
        pytest.param(
            "  - id: a\n    ask: q\n    answer: a\n    formula: x\n",
            "d.yaml:6:5: a card has one answer; this one has answer and formula",
            id="two answers",
        ),
        pytest.param("  - id: a\n    answer: x\n", "d.yaml:3:5: the card asks nothing", id="no question"),
        pytest.param(
            "  - id: a\n    ask: [x]\n    answer: a\n",
            "d.yaml:4:10: this must be text, not a list",
            id="a list for a text",
        ),
        pytest.param(
            "  - id: a\n    ask: q\n    number: x\n    tolerance: wide\n",
            "d.yaml:6:16: this must be a number, not the text 'wide'",
            id="a text for a number",
        ),
        pytest.param(
            "  - id: A b\n    ask: q\n    answer: a\n", "d.yaml:3:9: 'A b' cannot be a name", id="name"
        ),
        pytest.param(
            "  - id: a\n    cloze: no gap\n", "d.yaml:4:5: nothing is hidden in this text", id="no gap"
        ),
        pytest.param("  - just a text\n", "d.yaml:3:5: this must be a table of fields", id="no card"),
        pytest.param(
            "  - id: a\n    ask: q\n    answer: a\n    ask: r\n",
            "d.yaml:6:5: the field 'ask' is given twice",
            id="a field twice",
        ),
        pytest.param(
            "  - id: good\n    ask: q\n    answer: a\n",
            "d.yaml:6:5: the id 'good' is already taken by the card on line 3",
            id="an id twice",
        ),
        pytest.param(
            "  - id: a\n    ask: q\n    answer: a\n    demo: {kind: tabel}\n",
            "d.yaml:6:18: 'tabel' is not one of the names allowed here\n    did you mean table?",
            id="a demo of no kind",
        ),
        pytest.param(
            "  - id: a\n    ask: q\n    formula: x\n    both_ways: true\n",
            "d.yaml:3:5: both_ways cannot be combined with formula",
            id="both ways for a formula",
        ),
    ],
)
def test_a_bad_card_is_told_and_the_others_are_kept(bad: str, problem: str) -> None:
    text = HEAD + (GOOD + bad if "good" in bad else bad + GOOD)
    deck, problems = codec.read_deck(text, "d.yaml")
    assert deck is not None
    assert [card.id for card in deck.cards] == ["good"]
    assert len(problems) == 1
    assert str(problems[0]).startswith(problem)


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        pytest.param("  - id: a\n    ask: q: r\n    answer: a\n", 7, id="a colon"),
        pytest.param('  - id: a\n    ask: "q\n    answer: a\n', 7, id="an open quote"),
        pytest.param("  - id: a\n    ask: q\n   answer: a\n", 8, id="a field too far left"),
        pytest.param("  - id: a\n    ask: q\n    vary: {b: [1, 2}\n", 8, id="an open bracket"),
        pytest.param("  - id: a\n    ask: *q\n", 7, id="an alias"),
    ],
)
def test_a_card_that_is_no_yaml_is_left_out_and_the_others_are_kept(bad: str, line: int) -> None:
    deck, problems = codec.read_deck(HEAD + GOOD + bad + GOOD.replace("good", "last"), "d.yaml")
    assert deck is not None
    assert [card.id for card in deck.cards] == ["good", "last"]
    assert [problem.place.line for problem in problems if problem.place] == [line]
    assert deck.cards[1].place.line == 6 + bad.count("\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "d.yaml:1:1: the file is empty\n    begin with  deck:", id="empty"),
        pytest.param("- a", "d.yaml:1:1: a deck is a table of fields, not a list", id="a list"),
        pytest.param("title: x\n", "d.yaml:1:1: the deck has no name\n    add  deck: d", id="no name"),
        pytest.param("deck: d\n\ttitle: x\n", "d.yaml:2:1: a tab where YAML requires spaces", id="tab"),
        pytest.param("deck: d\nabout: a: b\n", "d.yaml:2:9: a colon and a space inside a text", id="colon"),
        pytest.param(
            'deck: d\nabout: "\\sqrt"\n', "d.yaml:2:9: a backslash in double quotes", id="backslash"
        ),
        pytest.param(
            'deck: d\nabout: "\\theta"\n', r"d.yaml:2:8: in double quotes YAML reads \t in \theta", id="theta"
        ),
        pytest.param('deck: d\nabout: "x\n', "d.yaml:2:8: a quote opened here is never closed", id="quote"),
        pytest.param(
            "deck: d\nneeds: [a\n", "d.yaml:2:8: a list opened with [ is never closed", id="bracket"
        ),
        pytest.param("deck: d\nabout: @x\n", "d.yaml:2:8: text cannot begin with @", id="at sign"),
        pytest.param("deck: d\nabout: `x`\n", "d.yaml:2:8: text cannot begin with `", id="backtick"),
        pytest.param(
            "deck: &a d\nabout: *a\n", "d.yaml:2:8: anchors and aliases are not supported", id="alias"
        ),
        pytest.param("deck: !!python/name:os.system d\n", "d.yaml:1:7: tags such as", id="tag"),
        pytest.param("deck: d\n---\ndeck: e\n", "d.yaml:2:1: a second document begins here", id="documents"),
        pytest.param(
            "deck: d\nabout: \x07\n", "d.yaml:2:8: the file contains a control character", id="bell"
        ),
        pytest.param('deck: d\nabout: "\\ud800"\n', "d.yaml:2:", id="half a character"),
    ],
)
def test_what_is_no_deck_is_told_in_plain_words(text: str, problem: str) -> None:
    found = told(text)
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 1_000_000, id="lists in lists"),
        pytest.param("{a: " * 100_000, id="tables in tables"),
        pytest.param("- " * 500_000, id="items in items"),
        pytest.param("x" * 2_000_001, id="two million characters"),
        pytest.param(HEAD + "  - {id: a, ask: b, answer: c}\n" * 20_001, id="too many cards"),
        pytest.param(HEAD + "".join(f"  - {{x{n}: 1}}\n" for n in range(20_000)), id="problems without end"),
        pytest.param("deck: d\ntags: [" + "1," * 900_000 + "]", id="values without end"),
        pytest.param("a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(99)), id="aliases"),
    ],
)
@pytest.mark.usefixtures("ends_at_all")
def test_a_hostile_file_is_refused_soon_and_with_a_reason(text: str) -> None:
    found = told(text)
    assert 1 <= len(found) <= 103


@pytest.mark.parametrize("file", ["d.yaml", "d.md"])
@given(
    text=st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet="ab:-#[]{}&*!|>'\"%@`\\ \n\t$^~=x")
)
def test_any_text_gives_a_deck_or_a_problem(file: str, text: str) -> None:
    deck, problems = codec.read_deck(text, file)
    assert deck is not None or problems


@given(st.text(alphabet="abn:-#[]{}|>'\"\\ \n$^*>!x1.", max_size=80))
def test_any_body_of_a_card_gives_cards_or_problems(body: str) -> None:
    deck, problems = codec.read_deck(f"---\ndeck: d\n---\n\n## q ^a\n\n{body}", "d.md")
    assert deck is not None
    assert deck.cards or problems


def test_the_schema_speaks_of_every_field_of_the_sample() -> None:
    schema = codec.schema()
    written = {"deck", "title", "about", "needs", "optimizer", "source", "tags", "cards"}
    assert written | {"notes", "imported", "never", "discarded"} == set(schema["properties"])
    card = schema["$defs"]["card"]["properties"]
    assert {"id", "ask", "answer", "cloze", "formula", "number", "choices", "steps", "code"} <= set(card)
    assert {"vary", "why", "hint", "demo", "tolerance", "both_ways", "confusable", "origin"} <= set(card)
    assert all(field.get("description") for field in card.values())
