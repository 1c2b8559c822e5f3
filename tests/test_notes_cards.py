"""Blocks → cards: what is asked, of what, and why the rest is not."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.deck import cloze, codec
from flashcards.deck.model import (
    NAME,
    BasicAnswer,
    Card,
    ClozeAnswer,
    CodeAnswer,
    Deck,
    FormulaAnswer,
    NumberAnswer,
    StepsAnswer,
)
from flashcards.deck.yaml_reader import LOADER
from flashcards.errors import Place
from flashcards.importing import draft_filter, extract, make_cards, short_answers
from flashcards.importing.draft import Draft
from flashcards.importing.make_cards import ImportedCards
from flashcards.importing.note_questions import read_questions
from flashcards.importing.proposals import SURE
from flashcards.notes import context, decode, equations, note, patterns
from optimizers import RULES
from tests.rows import in_rows

DATA = Path(__file__).parent / "data"
NOTES = sorted((DATA / "notes").glob("*.md"))
MARKS = yaml.load((DATA / "flashcard_marks.yaml").read_text(encoding="utf-8"), LOADER)


def made(*texts: str, syntax: str = "prose") -> ImportedCards:
    """What notes in prose make, though they may look like notes in a flashcard syntax."""
    notes = [note.read_note(text, f"n{at}.md", syntax=syntax) for at, text in enumerate(texts)]
    return make_cards.make_cards([read_questions(each) for each in notes], "d")


def said(card: Card) -> tuple[str, str]:
    match card.answer:
        case BasicAnswer(answer):
            return card.ask, answer
        case FormulaAnswer(latex):
            return card.ask, latex
        case NumberAnswer(expression):
            return card.ask, expression
        case CodeAnswer(text) | ClozeAnswer(text):
            return card.ask, text
        case StepsAnswer(lines):
            return card.ask, " // ".join(lines)
    raise AssertionError(card)


@pytest.fixture(scope="module")
def real() -> ImportedCards:
    return make_cards.make_cards(
        [
            read_questions(note.read_note(decode.decode(path.read_bytes(), path.name), path.name))
            for path in NOTES
        ],
        "notes",
    )


ADAM = "# Adam\n\n"


@in_rows(
    ("text", "asked"),
    [
        pytest.param(
            "**Decay**: how much stays", [("Adam: what is **Decay**?", "how much stays")], id="a term"
        ),
        pytest.param(
            "- **Decay:** Keeps the old",
            [("Adam: what does **Decay** keep?", "the old")],
            id="a verb's object",
        ),
        pytest.param(
            "- **Decay**: Prevents blow-up by shrinking the weights",
            [("Adam: how does **Decay** prevent blow-up?", "by shrinking the weights")],
            id="how it does it",
        ),
        pytest.param(
            "- **Decay**: Scales update by its RMS",
            [("Adam: what does **Decay** scale the update by?", "its RMS")],
            id="by what",
        ),
        pytest.param(
            "**Decay**: a share of the old mean, making it robust to noise. It is set by hand.",
            [("Adam: what is **Decay**?", "a share of the old mean")],
            id="the answer without its consequences",
        ),
        pytest.param("## Limitations\n- **Memory**: It needs two buffers", [], id="a topic is no term"),
        pytest.param("## Advantages\n- **Own rates**: a rate for each weight", [], id="a point is no term"),
        pytest.param("- \\(m_t\\) is the mean,", [("Adam: what is $m_t$?", "the mean")], id="a symbol"),
        pytest.param(
            "- $m$ and $v$ are the moments", [("Adam: what are $m$ and $v$?", "the moments")], id="two"
        ),
        pytest.param(
            "- $\\beta \\in [0,1)$: decay (typically 0.9)",
            [("Adam: what is $\\beta$?", "decay"), ("Adam: what is a typical value of $\\beta$?", "0.9")],
            id="a usual value beside a meaning",
        ),
        pytest.param("- $\\eta$: learning rate\n- $\\theta$ are the parameters", [], id="the usual notation"),
        pytest.param("`m` is used here.", [], id="a use is no meaning"),
        pytest.param("Where:", [], id="words that lead on"),
        pytest.param("**Example**: for $g = 1$", [], id="an example"),
        pytest.param("- **RMSprop** does both", [], id="what leans on the lines before"),
        pytest.param("- **Decay**: decay", [], id="a question must not hold its answer"),
        pytest.param("- **Weight decay**: the decay term", [], id="nor its words"),
        pytest.param("**Note:** careful", [], id="no term"),
        pytest.param("**Authors:** Kingma, Ba", [], id="about the note"),
        pytest.param("- **Warmup**: not sure, ask Jonas", [], id="a remark to oneself"),
        pytest.param("- **Warmup**: " + "one of the words " * 12, [], id="a paragraph is no answer"),
        pytest.param("- batch: all\n- SGD does one", [], id="a list that is no glossary"),
        pytest.param(
            "- batch: all examples at once\n- mini-batch: a few random examples",
            [
                ("Adam: what is batch?", "all examples at once"),
                ("Adam: what is mini-batch?", "a few random examples"),
            ],
            id="a glossary needs no marks",
        ),
        pytest.param(
            "defaults: `eps = 1e-8`",
            [("Adam: what is the default of `eps`?", "1e-8")],
            id="a setting in code",
        ),
        pytest.param(
            "typical values: $\\beta_1 = 0.9,\\ \\epsilon = 10^{-8}$",
            [
                ("Adam: what is the typical value of $\\beta_1$?", "0.9"),
                ("Adam: what is the typical value of $\\epsilon$?", "1e-8"),
            ],
            id="settings in a formula",
        ),
        pytest.param(
            "- defaults\n  - lr = 1e-3\n  - betas = (0.9, 0.999)",
            [
                ("Adam: what is the default of lr?", "1e-3"),
                ("Adam: what is the default of betas?", "(0.9, 0.999)"),
            ],
            id="settings in words below their parent",
        ),
        pytest.param("**Defaults:**\n- `lr = [1e-3, 5e-4]`", [], id="values to choose from"),
        pytest.param("## Experiments\n- $\\beta_1 = 0.8$", [], id="a setting of one run"),
        pytest.param(
            "## Defaults\n- Learning rate:\n$$ \\alpha = 0.001 $$",
            [("Adam: what is the default of $\\alpha$ (learning rate)?", "0.001")],
            id="a number under its name",
        ),
        pytest.param("## Pros\n- fast\n- simple", [], id="points are not learnt by heart"),
        pytest.param(
            "## Cons\n- more memory (stores $m$ and $v$)\n- slow",
            [("Adam: cons", "more {{memory}} (stores $m$ and $v$)")],
            id="a point whose reason tells it",
        ),
        pytest.param(
            "- Cons\n  - needs 2 buffers per weight",
            [("Adam: cons", "needs {{2}} buffers per weight")],
            id="a point with a number",
        ),
        pytest.param("Some thoughts\n- fast\n- simple", [], id="a list that nothing introduces"),
        pytest.param(
            "Steps of a step:\n1. take the gradient\n2. average it\n3. move",
            [
                (
                    "Adam › Steps of a step: what are the 3 steps, in order?",
                    "take the gradient // average it // move",
                )
            ],
            id="steps in order",
        ),
        pytest.param(
            "**Contribution:**\nIt joins two ideas, which makes it robust, and it is liked by many.",
            [],
            id="a paragraph under its label",
        ),
        pytest.param(
            "## Settings\n| Name | Role | Default value | Notes |\n|--|--|--|--|\n"
            "| $\\rho$ | decay of the mean | 0.001 | see ch. 3 |\n| x | | - | |",
            [
                ("Adam: what is the role of $\\rho$?", "decay of the mean"),
                ("Adam: what is the default value of $\\rho$?", "0.001"),
            ],
            id="a header that asks",
        ),
        pytest.param(
            "| Symbol | Role | Equation impact |\n|--|--|--|\n"
            "| $\\epsilon$ | Prevents division by zero. | Scales it |",
            [("Adam: what does $\\epsilon$ prevent?", "division by zero")],
            id="a header that asks for nothing",
        ),
        pytest.param(
            "| Model | Optimizer |\n|--|--|\n| ViT | SGD |\n| ViT | Lion |", [], id="rows with two answers"
        ),
        pytest.param("- **Rate**: 3 times smaller than for others", [], id="a comparison"),
        pytest.param("- **State**: Lion keeps one", [], id="a sentence about another"),
        pytest.param("| Run | lr | acc |\n|--|--|--|\n| 2 | 0.1 | 93 |", [], id="a table of runs"),
        pytest.param(
            "| Property | SGD | Adam |\n|--|--|--|\n"
            "| Memory use | none | two buffers |\n| Speed | slow | fast |",
            [
                ("What is the memory use of SGD?", "none"),
                ("What is the memory use of Adam?", "two buffers"),
            ],
            id="a table of comparison",
        ),
        pytest.param(
            "| Rule | Update | Pros |\n|--|--|--|\n| SGD | $w = w - \\eta g$ | simple |",
            [("SGD: write the parameter update $w$.", "w = w - \\eta g")],
            id="a table about optimizers",
        ),
        pytest.param(
            "## Losses\n$$a = b c$$ $$c = d + e$$ (3)",
            [
                ("Adam › Losses: write the formula of $a$.", "a = b c"),
                ("Adam › Losses: write the formula of $c$.", "c = d + e"),
            ],
            id="two formulas on a line",
        ),
        pytest.param(
            "- moments: $$m = \\beta m + g$$ $$v = \\rho v + g^2$$",
            [
                ("Adam: write the update of $m$.", "m = \\beta m + g"),
                ("Adam: write the update of $v$.", "v = \\rho v + g^2"),
            ],
            id="two formulas on a list line",
        ),
        pytest.param(
            "The average is $m_t = \\beta m_{t-1} + (1-\\beta) g_t$ here.",
            [("Adam: write the update of $m_t$.", "m_t = \\beta m_{t-1} + (1-\\beta) g_t")],
            id="a rule within a sentence",
        ),
        pytest.param("Because $m_0 = 0$, we get $m_1 = (1-\\beta) g_1$.", [], id="a case within a sentence"),
        pytest.param("$$m_1 = g_1 b, \\quad m_2 = g_2 b + g_1$$", [], id="a rule unrolled"),
        pytest.param("$$m_t = 0.9 \\cdot 1 + 0.1 = 1$$", [], id="a worked example"),
        pytest.param(
            "## Proof of the bias\n$$m_t = a m_{t-1} + g_t$$\n"
            "$$m_t = a^2 m_{t-2} + a g_{t-1} + g_t$$\n$$m_t = S_t b$$",
            [
                (
                    "Adam: derive the bias from $m_t = a m_{t-1} + g_t$, step by step (2 steps).",
                    "$m_t = a^2 m_{t-2} + a g_{t-1} + g_t$ // $m_t = S_t b$",
                )
            ],
            id="a derivation is steps",
        ),
        pytest.param(
            "$$\\begin{aligned}E[m_t] &= a + b \\\\ &= c + d \\\\ &= f g\\end{aligned}$$",
            [
                (
                    "Adam: rewrite $E[m_t] = a + b$, step by step (2 steps).",
                    "$E[m_t] = c + d$ // $E[m_t] = f g$",
                )
            ],
            id="a chain is steps",
        ),
        pytest.param(
            "## Momentum\n**PyTorch**\n$$v = \\mu v + g$$\n**Sutskever**\n$$v = \\mu v + \\eta g$$",
            [
                ("Momentum › PyTorch: write the update of $v$ (as a sum of gradients).", "v = \\mu v + g"),
                (
                    "Momentum › Sutskever: write the update of $v$ (with the learning rate in it).",
                    "v = \\mu v + \\eta g",
                ),
            ],
            id="the dialect is in the question",
        ),
        pytest.param("- Warm-up: 1000", [], id="a number without what it is of"),
        pytest.param(
            "## Why decay?\nTo [[Norms|shrink]]. It took long to find out.",
            [("Why decay?", "To shrink.")],
            id="a heading asks",
        ),
        pytest.param("## Which would you use?\nDepends. Adam.", [], id="no one right answer"),
        pytest.param(
            "## How does it differ?\nBy $v$.", [("Adam: How does it differ?", "By $v$.")], id="alone"
        ),
        pytest.param(
            "> [!faq] Why does $v$ help?\n> It scales.",
            [("Why does $v$ help?", "It scales.")],
            id="a callout asks",
        ),
        pytest.param(
            "> [!definition] Warmup\n> a growing learning rate at the start",
            [("Adam: what is **Warmup**?", "a growing learning rate at the start")],
            id="a callout defines its title",
        ),
        pytest.param(
            "```python\nm = b*m + (1-b)*g\nw -= lr * m\n```",
            [
                ("Adam: write the line that updates `m`.", "m = {{b*m + (1-b)*g}}\nw -= lr * m"),
                ("Adam: write the line that updates `w`.", "m = b*m + (1-b)*g\nw -= {{lr * m}}"),
            ],
            id="a short listing",
        ),
        pytest.param(
            "$$m = b m + (1-b) g$$\n```python\nm = b*m + (1-b)*g\nw -= lr * m\n```",
            [
                ("Adam: write the update of $m$.", "m = b m + (1-b) g"),
                ("Adam: write the line that updates `w`.", "m = b*m + (1-b)*g\nw -= {{lr * m}}"),
            ],
            id="a line of code that a formula asks for",
        ),
        pytest.param("```python\ny = model(x)\nn = 32 * 10\n```", [], id="code that is no rule"),
        pytest.param("```python\nw += -lr *** dw** / v\nx = 1\n```", [], id="code that does not parse"),
        pytest.param("```python\nimport os\nos.remove('x')\n```", [], id="code that is no update"),
        pytest.param("## My thoughts\n- **Decay**: the best of all tricks", [], id="opinions"),
        pytest.param(
            "## Dropout\n- **What it does**: Zeroes random units\n- **Pros**: simple",
            [("Adam: what does **Dropout** zero?", "random units")],
            id="a label that says what the section does",
        ),
        pytest.param(
            "## Momento\n- **Época**: una pasada por todos los datos",
            [("Adam › Momento: ¿qué es **Época**?", "una pasada por todos los datos")],
            id="in the language of the note",
        ),
    ],
)
def test_what_is_asked(text: str, asked: list[tuple[str, str]]) -> None:
    assert [said(card) for card in made(ADAM + text).cards] == asked


@in_rows(
    ("latex", "parts"),
    [
        pytest.param(
            "\\begin{aligned}\na &= b \\quad &\\text{(1st)} \\\\\nc &= d\n\\end{aligned}",
            [("a = b", "1st"), ("c = d", "")],
            id="rows",
        ),
        pytest.param(
            "\\begin{align}a &= b \\\\ &= c + d \\tag{3}\\end{align}", [("a = b = c + d", "")], id="goes on"
        ),
        pytest.param("a = b, \\quad c = d.", [("a = b", ""), ("c = d", "")], id="a pair"),
        pytest.param("a = b m, \\quad \\text{where } m = c", [("a = b m", ""), ("m = c", "")], id="where"),
        pytest.param("a = b \\quad \\text{for } t > 0", [("a = b", "for $t > 0$")], id="a condition"),
        pytest.param("a = b, \\quad i = 1, \\dots, n", [("a = b", "$i = 1$, $\\dots$, $n$")], id="an index"),
        pytest.param("f(x,y) = \\max(x, y)", [("f(x,y) = \\max(x, y)", "")], id="commas in brackets"),
        pytest.param(
            "f = \\begin{cases} 1 & x=1 \\\\ 2 & y=2\\end{cases}",
            [("f = \\begin{cases} 1 & x=1 \\\\ 2 & y=2\\end{cases}", "")],
            id="cases stay whole",
        ),
        pytest.param(
            "\\theta \\leftarrow \\theta - g", [("\\theta \\leftarrow \\theta - g", "")], id="an arrow"
        ),
        pytest.param("x \\le 3", [], id="no equation"),
        pytest.param("m = b\\,m\\;-\\!g", [("m = b\\,m\\;-\\!g", "")], id="thin spaces"),
        pytest.param("m = b \\quad - \\quad g", [("m = b \\quad - \\quad g", "")], id="wide spaces"),
        pytest.param(
            "S = \\{1,\\ 2\\}\\,.", [("S = \\{1,\\ 2\\}", "")], id="a thin space before a full stop"
        ),
        pytest.param(
            "x = \\left\\{ y \\right.", [("x = \\left\\{ y \\right.", "")], id="a bracket left open"
        ),
        pytest.param("m = b + g\nv = c", [("m = b + g", ""), ("v = c", "")], id="a line each"),
        pytest.param("m = b\nL(w) = 2", [("m = b", ""), ("L(w) = 2", "")], id="a line each, of a function"),
        pytest.param("m\n= b\n+ c\n= d", [("m = b + c = d", "")], id="one equation on four lines"),
        pytest.param("m = b \\cdot\nc", [("m = b \\cdot c", "")], id="a line that ends in an operator"),
        pytest.param("m = g,\ni = 1", [("m = g", "$i = 1$")], id="a range on a line of its own"),
        pytest.param("m = " + "+ g" * 5000, [], id="too long to be read whole"),
    ],
)
def test_equations(latex: str, parts: list[tuple[str, str]]) -> None:
    assert [(equation.latex, equation.note) for equation in equations.read_equations(latex)] == parts


PIECES = (
    "m_t",
    "g^2",
    "+ v",
    "- x",
    "\\cdot y",
    "(a + b)",
    "\\frac{1}{2}",
    "/ z",
    "\\max(u, w)",
    "\\times 3",
)
SPACES = (" ", "\\,", "\\;", "\\!", "\\:", "\\ ", "\\quad ", " \\qquad ", ", ", "\n")
_SPACE = re.compile(r"\\q?quad\b|\\[,;:! ]|[\s,]")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SPACES), st.sampled_from(PIECES)), min_size=1, max_size=8))
def test_an_equation_keeps_each_of_its_tokens(parts: list[tuple[str, str]]) -> None:
    right = "".join(space + piece for space, piece in parts)
    (equation,) = equations.read_equations(f"m = k {right}")
    assert _SPACE.sub("", equation.right) == _SPACE.sub("", f"k{right}")
    assert equation.right.count(",") == right.count(",")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("10^{-8}", "1e-8"),
        ("0.999", "0.999"),
        ("5 \\times 10^{-4}", "5e-4"),
        ("1e-3", "1e-3"),
        ("a", ""),
        ("1-a", ""),
    ],
)
def test_numbers(written: str, number: str) -> None:
    assert equations.maths_number(written) == number


@pytest.mark.parametrize(
    ("heading", "title", "subject", "optimizer"),
    [
        ("**3. Adam**", "Adam", "Adam", "adam"),
        ("🔹 Adam Optimizer:", "Adam Optimizer", "Adam", "adam"),
        (
            "4. **RMSprop (Root Mean Square Propagation)**",
            "RMSprop (Root Mean Square Propagation)",
            "RMSprop",
            "rmsprop",
        ),
        ("1. **Stochastic Gradient Descent (SGD)**", "Stochastic Gradient Descent (SGD)", "SGD", "sgd"),
        ("2. SGD with Momentum", "SGD with Momentum", "SGD with Momentum", "momentum"),
        ("Step 2: Compute $v_t$ (RMSProp)", "Compute $v_t$ (RMSProp)", "", ""),
        ("From SGD with Momentum to ADAM", "From SGD with Momentum to ADAM", "", ""),
    ],
)
def test_headings(heading: str, title: str, subject: str, optimizer: str) -> None:
    assert context.clean_heading(heading) == title
    block = note.read_note(f"### {heading}\ntext", "n.md").blocks[1]
    here = context.of(block, "")
    assert (here.subject, here.optimizer) == (subject, optimizer)


@pytest.mark.parametrize(
    ("file", "text", "subject"),
    [
        pytest.param(
            "Adam.md", "---\naliases: [adaptive moments]\n---\ntext", "Adam", id="file before alias"
        ),
        pytest.param("2023-01-14.md", "---\naliases: [adam]\n---\ntext", "Adam", id="alias of a dated note"),
        pytest.param(
            "lecture.md", "---\naliases: [Adam]\n---\n# Lecture 3 on rates", "Adam", id="an optimizer"
        ),
        pytest.param("n.md", "# RMSProp — Complete Guide", "RMSProp", id="a title with its subtitle"),
        pytest.param("n.md", "# AdamW: Adam with decay", "AdamW", id="a title with its long form"),
        pytest.param("n.md", "# Algorithms\n## Yogi\nAdam is kept.", "", id="no title in a later section"),
    ],
)
def test_what_a_note_is_about(file: str, text: str, subject: str) -> None:
    assert context.title(note.read_note(text, file)) == subject


def test_the_optimizers_are_those_of_the_reference() -> None:
    assert patterns.OPTIMIZERS.keys() <= RULES.keys()
    for name, quantities in patterns.DEMOS.items():
        assert {each for shown in quantities.values() for each in shown} <= set(
            RULES[name].first(0.0)._fields
        )


@in_rows("case", MARKS, ids=lambda case: f"{case['id']}: {case['why']}")
def test_flashcard_marks(case: dict[str, Any]) -> None:
    cards = made(decode.clean_text(case["input"]), syntax="").cards
    sides = [list(side) for card in cards for side in _sides(card)]
    assert sides == case["cards"]


def _sides(card: Card) -> list[tuple[str, str]]:
    match card.answer:
        case BasicAnswer(answer, both_ways):
            return [(card.ask, answer), (answer, card.ask)] if both_ways else [(card.ask, answer)]
        case ClozeAnswer(text):
            whole = cloze.fill(text, lambda gap: gap.hidden)
            return [(_gapped(text, name), whole) for name in cloze.names(text)]
    raise AssertionError(card)


def _gapped(text: str, name: str) -> str:
    return cloze.fill(text, lambda gap: f"[{gap.hint or '...'}]" if gap.name == name else gap.hidden)


FIRST = r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t"


def test_two_notes_that_say_the_same_make_one_card() -> None:
    result = made(f"{ADAM}$${FIRST}$$", f"# Adam\n\nText\n\n$$ {FIRST} $$\n\nThis adds up.")
    assert [(card.place, card.why) for card in result.cards] == [(Place("n0.md", 3), "This adds up.")]
    assert [fate.why for fate in result.fates if fate.file == "n1.md" and fate.line == 5] == [
        "the same as n0.md:3"
    ]


def test_capital_and_small_letters_are_two_quantities() -> None:
    result = made(ADAM + "- $m$: mean of gradients\n- $M$: mean of gradients")
    assert [card.ask for card in result.cards] == ["Adam: what is $m$?", "Adam: what is $M$?"]
    assert len({card.origin.fingerprint for card in result.cards if card.origin}) == 2


def test_every_real_note_gives_cards(real: ImportedCards) -> None:
    found = {path.name: sum(card.place.file == path.name for card in real.cards) for path in NOTES}
    assert found.keys() == {path.name for path in NOTES}
    assert all(count >= 6 for count in found.values()), found


def test_every_block_of_the_real_notes_has_a_fate_with_a_reason(real: ImportedCards) -> None:
    blocks = [
        (path.name, one.line, one.kind)
        for path in NOTES
        for one in note.read_note(path.read_text(), path.name).blocks
    ]
    told = dict.fromkeys((fate.file, fate.line, fate.kind) for fate in real.fates)
    assert list(told) == list(dict.fromkeys(blocks))
    assert {fate.fate for fate in real.fates} == {"card", "ignored", "set aside"}
    assert all(fate.why for fate in real.fates)
    lines = {(card.place.file, card.place.line) for card in real.cards}
    assert lines <= {(fate.file, fate.line) for fate in real.fates if fate.fate == "card"}


@pytest.mark.parametrize(
    ("ask", "answer", "optimizer"),
    [
        (
            "Momentum: write the update of $m_t$ (as a moving average).",
            r"m_t = \beta m_{t-1} + (1 - \beta) g_t",
            "momentum",
        ),
        ("RMSprop: write the update of $v_t$.", r"v_t = \beta v_{t-1} + (1 - \beta) g_t^2", "rmsprop"),
        (r"Adam: write the formula of $\hat{v}_t$.", r"\hat{v}_t = \frac{v_t}{1 - \beta_2^t}", "adam"),
        (r"Adam: what is the typical value of $\epsilon$?", "1e-8", ""),
        ("What does **RMSprop** stand for?", "Root Mean Square Propagation", ""),
        (
            "What does **AdamW** introduce?",
            "weight decay (L2 regularization)",
            "",
        ),
        (
            r"Adam: what does $\epsilon$ prevent?",
            "division by zero",
            "",
        ),
        ("SGD with Momentum: what is $v_t$?", "the velocity (accumulated gradient)", ""),
    ],
)
def test_cards_of_the_real_notes(real: ImportedCards, ask: str, answer: str, optimizer: str) -> None:
    assert (ask, answer, optimizer) in [(*said(card), card.optimizer) for card in real.cards]


def test_the_cards_of_the_real_notes_can_be_studied(real: ImportedCards) -> None:
    deck = Deck("notes", real.cards, Place("notes.yaml"))
    read, problems = codec.read_deck(codec.write_deck(deck, "yaml"), "notes.yaml")
    assert problems == ()
    assert read is not None
    assert [(card.id, card.ask, card.answer, card.origin) for card in read.cards] == [
        (card.id, card.ask, card.answer, card.origin) for card in real.cards
    ]
    assert len({card.id for card in real.cards}) == len(real.cards)
    assert all(NAME.fullmatch(card.id) for card in real.cards)


STYLES = sorted((DATA / "notes_styles").glob("*.md"))
TEXTS = in_rows("path", [*NOTES, *STYLES], ids=lambda path: path.stem[:12])
"""The real notes, and ten in other people's styles."""


@functools.cache
def drafts_of(path: Path) -> list[tuple[str, Draft]]:
    """What is proposed of a note, each with the place and the question, to be told of a failure."""
    read = note.read_note(decode.decode(path.read_bytes(), path.name), path.name)
    found = extract.extract_questions(read)
    return [(f"{one.block.line} {draft.ask}", draft) for one in found for draft in one.drafts]


def answered(draft: Draft) -> str:
    match draft.answer:
        case BasicAnswer(answer):
            return answer
        case StepsAnswer(lines):
            return "\n".join(lines)
    return ""


@TEXTS
def test_each_question_reads_alone(path: Path) -> None:
    for told, draft in drafts_of(path):
        assert re.match(r"(?:\w[\w ,:.()'-]*(?: › [^:]+)?: |[A-Z¿¡][\w']+ )", draft.ask), told
        assert not re.search(r"\*\*(?:Where|Example|Equation|Note)|[🔹✅❌🔑]|\\\(|^\d", draft.ask), told
        asked = draft.ask.rpartition(": ")[2]
        assert not re.search(r"\b(?:this|that|these|those|above|below|former|latter)\b[?.]?$", asked), told
        assert not re.match(r"(?:explain|sum up|name all|discuss)\b", asked, re.IGNORECASE), told


@TEXTS
def test_each_answer_is_short_and_not_told(path: Path) -> None:
    for told, draft in drafts_of(path):
        answer = answered(draft)
        assert draft.score >= draft_filter.LEAST, told
        assert draft.reason, told
        if draft.score >= SURE and isinstance(draft.answer, BasicAnswer):
            assert short_answers.count_words(answer) <= short_answers.SHORT, told
        if len(answer) > 3:
            assert answer.lower().strip(".") not in draft.ask.lower(), told


@TEXTS
def test_a_note_asks_nothing_twice(path: Path) -> None:
    cards = made(decode.decode(path.read_bytes(), path.name)).cards
    asked = [card.ask.lower() for card in cards if not isinstance(card.answer, CodeAnswer | ClozeAnswer)]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("subject", ["Adam", "RMSProp", "Lion"])
def test_a_question_names_what_its_note_is_about(subject: str) -> None:
    text = "- $m$: the mean of steps\n- **Decay**: how much stays\n$$c = \\beta c + g$$\ndefaults: `lr = 0.1`"
    cards = made(f"# {subject}\n\n{text}").cards
    assert len(cards) == 4
    assert all(card.ask.startswith(f"{subject}: ") for card in cards)


SENTENCES = (
    "**Decay**: how much stays",
    "- **Mean**: " + "words and " * 15,
    "- $m$: the mean of the past steps, so that noise is damped and the path is straight",
    "Depends on the taste.",
    "## Why does it work?",
    "| a | Role |\n|--|--|\n| $\\rho$ | Keeps the mean |",
    "1. take a step\n2. rest\n3. take a step",
    "## Cons",
    "- slow (needs a pass over all data)",
    "$$m_t = a m_{t-1} + g$$",
    "where $\\mu$ is the friction (typically 0.9)",
    "> [!note] On noise",
    "> it is not noise",
)


@given(st.lists(st.sampled_from(SENTENCES), max_size=8))
@settings(max_examples=30, deadline=None)
def test_whatever_prose_says_its_sure_cards_are_short(lines: list[str]) -> None:
    read = note.read_note("\n\n".join(["# Adam", *lines]), "n.md", syntax="prose")
    found = extract.extract_questions(read)
    assert [one.block for one in found] == list(read.blocks)
    for one in found:
        assert one.drafts or one.why
        for draft in one.drafts:
            assert draft.score >= draft_filter.LEAST
            if draft.score >= SURE:
                assert short_answers.count_words(answered(draft)) <= 3 * short_answers.SHORT
                assert draft.ask.startswith("Adam") or "Adam" in draft.ask or "Why" in draft.ask


@given(st.text(alphabet="#*-:|$\\()[]{}`=?_ \nabMv12=", max_size=120))
@settings(max_examples=80, deadline=None)
def test_any_note_makes_cards_that_a_deck_can_hold(text: str) -> None:
    result = made(text)
    deck = Deck("d", result.cards, Place("d.yaml"))
    read, problems = codec.read_deck(codec.write_deck(deck, "yaml"), "d.yaml")
    assert problems == ()
    assert read is not None
    assert [said(card) for card in read.cards] == [said(card) for card in result.cards]
