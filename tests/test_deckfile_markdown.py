"""Reading Markdown decks: the form of a section names the kind; code and maths are only text."""

from __future__ import annotations

import pytest

from flashcards.deck import codec
from flashcards.deck.model import (
    BasicAnswer,
    Card,
    ChoicesAnswer,
    ClozeAnswer,
    CodeAnswer,
    Demo,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from tests.rows import in_rows

HEAD = "---\ndeck: d\n---\n\n"


def card_of(section: str) -> Card:
    deck, problems = codec.read_deck(HEAD + section, "d.md")
    assert [str(problem) for problem in problems] == []
    assert deck is not None
    assert len(deck.cards) == 1
    return deck.cards[0]


@in_rows(
    ("body", "answer"),
    [
        pytest.param("It averages.\n\nReally.", BasicAnswer("It averages.\n\nReally."), id="text"),
        pytest.param("x\n\nboth_ways:: true", BasicAnswer("x", True), id="both ways"),
        pytest.param("$$ m_t = \\beta m $$", FormulaAnswer("m_t = \\beta m"), id="maths on a line"),
        pytest.param("$$\na\nb\n$$\n\n---", FormulaAnswer("a\nb"), id="maths on lines, then a rule"),
        pytest.param("So: $$ x $$", BasicAnswer("So: $$ x $$"), id="maths and text"),
        pytest.param("$$ m = {{g: \\beta}} $$", ClozeAnswer("$$ m = {{g: \\beta}} $$"), id="a gap in maths"),
        pytest.param("An {{average}} of them.", ClozeAnswer("An {{average}} of them."), id="cloze"),
        pytest.param("number:: 1/t\ntolerance:: 0.1", NumberAnswer("1/t", 0.1), id="number"),
        pytest.param("- [ ] b\n- [x] a\n- [ ] c", ChoicesAnswer("a", ("b", "c")), id="task list"),
        pytest.param(
            "- [x] $x^2$\n\nslips:: missing-square", ChoicesAnswer("x^2", (), ("missing-square",)), id="slips"
        ),
        pytest.param(
            "1. one\n2. two\n   more\n10. three",
            StepsAnswer(("one", "two\nmore", "three")),
            id="numbered list",
        ),
        pytest.param("```python\nm = {{b1}} * m\n```", CodeAnswer("m = {{b1}} * m"), id="code with a gap"),
        pytest.param("```python\nm = 1\n```", BasicAnswer("```python\nm = 1\n```"), id="code without a gap"),
        pytest.param(
            "kind:: answer\n\n1. one\n2. two", BasicAnswer("1. one\n2. two"), id="kind says otherwise"
        ),
        pytest.param('answer:: "a\\n\\n## b"', BasicAnswer("a\n\n## b"), id="a text in quotes"),
        pytest.param("answer:: in \\beta", BasicAnswer("in \\beta"), id="an answer on its line"),
        pytest.param(
            "```\n## no heading\nwhy:: no field\n```",
            BasicAnswer("```\n## no heading\nwhy:: no field\n```"),
            id="fence",
        ),
        pytest.param("a\n$$\nwhy:: x\n$$", BasicAnswer("a\n$$\nwhy:: x\n$$"), id="a field in maths is text"),
        pytest.param(
            "use `$$` here\n\nand std::vector",
            BasicAnswer("use `$$` here\n\nand std::vector"),
            id="code spans",
        ),
        pytest.param(
            "> [!note] Mind\n> this", BasicAnswer("> [!note] Mind\n> this"), id="other callouts are text"
        ),
        pytest.param("a\r\nb\r\n", BasicAnswer("a\nb"), id="Windows lines"),
    ],
)
def test_the_form_of_the_section_names_the_kind(body: str, answer: object) -> None:
    assert card_of(f"## Ask? ^a\n\n{body}\n").answer == answer


def test_callouts_and_fields_carry_the_rest() -> None:
    card = card_of(
        "# Part one\n\n## Ask $x$? ^some-id\n\n> [!question]\n> More of it.\n\nAnswer.\n\n"
        "> [!why]- Because\n> of this.\n>\n"
        "> And that.\n\n> [!HINT] Think.\n\n"
        "needs:: one, two/three\ntags:: [a b, c]\nsource:: Kingma: section 2\n"
        "demo:: {steps: 3, show: [g]}\n\n# Part two\n\nnot a card\n"
    )
    assert (card.id, card.ask, card.why) == (
        "some-id",
        "Ask $x$?\n\nMore of it.",
        "Because\nof this.\n\nAnd that.",
    )
    assert (card.hint, card.needs, card.tags) == ("Think.", ("one", "two/three"), ("a b", "c"))
    assert (card.source, card.demo) == ("Kingma: section 2", Demo(steps=3, show=("g",)))


def test_a_demo_may_stand_in_a_fence() -> None:
    assert card_of("## a? ^a\n\nx\n\n```demo\nsteps: 3\nshow: [g, m]\n```\n").demo == Demo(
        steps=3, show=("g", "m")
    )


def test_a_heading_that_is_only_the_id_asks_nothing() -> None:
    assert card_of("## gap ^gap\n\nA {{gap}}.\n").ask == ""


def test_front_matter_holds_the_fields_of_the_deck_beside_those_of_obsidian() -> None:
    text = "---\ndeck: d\ntitle: T $$\ntags:\n  - a\naliases: [x]\ncssclasses: wide\n---\n\n## q ^a\n\nx\n"
    deck, problems = codec.read_deck(text, "d.md")
    assert deck is not None
    assert (deck.title, deck.tags, len(deck.cards), problems) == ("T $$", ("a",), 1, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("# hi\n", "d.md:1:1: the note has no front matter", id="no front matter"),
        pytest.param("---\ndeck: d\n", "d.md:1:1: the note has no front matter", id="open front matter"),
        pytest.param("---\ndeck: a: b\n---\n", "d.md:2:8: a colon and a space", id="front matter"),
        pytest.param(
            HEAD + "## Why is it?\n\nx\n",
            "d.md:5:1: the card has no id\n    write  ^why-is-it  at the end of the heading",
            id="no id",
        ),
        pytest.param(
            HEAD + "## q ^a\n\nx\n\nanwser:: x\n", "d.md:9:1: unknown field 'anwser'", id="unknown field"
        ),
        pytest.param(
            HEAD + "## q ^a\n\nx\n\ndemo:: {knid: x}\n", "d.md:9:9: unknown field 'knid'", id="inside a demo"
        ),
        pytest.param(
            HEAD + "## q ^a\n\n```demo\nsteps: x\n```\n\nx\n",
            "d.md:8:8: this must be a number",
            id="in a demo's fence",
        ),
        pytest.param(HEAD + "## q ^a\n\nx\n\ndemo:: {a: [}\n", "d.md:9:", id="broken flow"),
        pytest.param(
            HEAD + "## q ^a\n\n- [x] a\n- [x] b\n", "d.md:7:1: 2 options are ticked", id="two ticks"
        ),
        pytest.param(
            HEAD + "## q ^a\n\ntext\n\nnumber:: 1\n",
            "d.md:7:1: a card has one answer",
            id="text beside a number",
        ),
        pytest.param(
            HEAD + "## q ^a\n\nx\n\n```py\n## p ^b\n",
            "d.md:9:1: code opened here with ``` is never closed",
            id="open fence",
        ),
        pytest.param(
            HEAD + "## q ^a\n\n$$ x\n\n## p ^b\n\ny\n",
            "d.md:7:1: maths opened here with $$ is never closed",
            id="open maths",
        ),
        pytest.param(
            HEAD + '## q ^a\n\nx\n\nwhy:: "a \\sqrt"\n',
            "d.md:9:10: a backslash in double quotes",
            id="LaTeX in quotes",
        ),
        pytest.param(HEAD + "## q ^a\n", "d.md:5:1: the card has no answer", id="no answer"),
    ],
)
def test_a_mistake_is_told_in_its_place(text: str, problem: str) -> None:
    found = [str(each) for each in codec.read_deck(text, "d.md")[1]]
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_one_bad_card_does_not_hide_the_next() -> None:
    text = HEAD + "## q ^a\n\nx\n\ndemo:: {a: [}\n\n## good ^b-c\n\ny\n\n## q ^b\n\n"
    deck, problems = codec.read_deck(text, "d.md")
    assert deck is not None
    assert [card.id for card in deck.cards] == ["b-c"]
    assert [problem.place.line for problem in problems if problem.place] == [9, 15]


@pytest.mark.slow
@pytest.mark.parametrize(
    "section",
    [
        pytest.param("## q" + " " * 500_000 + "x\n", id="blanks in a heading"),
        pytest.param("## q ^a\n\n```" + " " * 500_000 + "x" + " " * 500_000 + "y", id="blanks after a fence"),
        pytest.param("## q ^a\n\n" + "".join("`" * n + "$$" for n in range(1, 1500)), id="backticks"),
        pytest.param("## q ^a\n\n" + "`a" * 500_000 + "$$", id="open code spans"),
        pytest.param("## q ^a\n\ndemo:: " + "[" * 500_000, id="lists in lists"),
        pytest.param("## q ^a\n\n" + "> [!why]\n" * 100_000, id="callouts"),
        pytest.param("## q ^a\n\n" + "1. x\n" * 60_000, id="steps"),
        pytest.param("## q ^a\n\n" + "{{" * 500_000, id="open gaps"),
        pytest.param("## q\n" * 30_000, id="empty cards"),
        pytest.param("## q ^a\n\n" + '"\\' * 500_000, id="quotes"),
    ],
)
@pytest.mark.usefixtures("ends_at_all")
def test_a_hostile_note_is_read_soon(section: str) -> None:
    deck, problems = codec.read_deck(HEAD + section, "d.md")
    assert deck is not None
    assert deck.cards or problems
