"""What a formula, a listing and a note say of their systems: left and right sides, lines, optimizers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from flashcards.audit.note_systems import note_systems, read_note_systems
from flashcards.deck.yaml_reader import LOADER
from flashcards.formula import parse
from flashcards.judging.systems.from_code import lines_of_code
from flashcards.judging.systems.from_formula import lines_of_formula
from flashcards.judging.systems.terms import Gradient
from flashcards.judging.systems.time_letters import time_letters
from flashcards.notes.context import subjects_in
from tests.rows import in_rows
from tests.spelled_terms import spell_line
from tests.steps import at_most

TABLES = yaml.load((Path(__file__).parent / "data/systems_reading.yaml").read_text(encoding="utf-8"), LOADER)


def rows(table: str) -> list[Any]:
    """The rows of one of the tables of systems_reading.yaml."""
    return [pytest.param(row["text"], row["lines"], id=row["id"]) for row in TABLES[table]]


CONTEXTS = [
    pytest.param("# Adam\n\n$m = \\beta m + g$", [(3, ("adam",))], id="heading"),
    pytest.param("# AdaGrad\n\n## Memory\n\n$G = G + g^2$", [(5, ("adagrad",))], id="heading above"),
    pytest.param(
        "# Optimizers\n\n## RMSProp\n\n$v = \\beta v + g$\n\n## Adam\n\n$m = \\beta m + g$",
        [(5, ("rmsprop",)), (9, ("adam",))],
        id="heading each",
    ),
    pytest.param("# AdamW vs Adam\n\n$m = \\beta m + g$", [(3, ("adamw", "adam"))], id="two in a heading"),
    pytest.param(
        "# All\n\n- **Momentum**: $m = b m + g$\n- **RMSprop**\n  - $v = b v + g^2$\n- other: $a = b c$",
        [(3, ("momentum",)), (5, ("rmsprop",)), (6, ())],
        id="list items",
    ),
    pytest.param(
        "1. Adagrad:\n\n   $$\n   G = G + g^2\n   $$\n\n   $$ w = w - a g $$\n\nThen\n\n$$ u = b u + g $$",
        [(4, ("adagrad",)), (7, ("adagrad",)), (11, ())],
        id="formulas in a list item",
    ),
    pytest.param(
        "# Two\n\n**Momentum**\n\n$m = \\beta m + g$\n\n**Adam:** first\n\n$m = \\beta m + h$",
        [(5, ("momentum",)), (9, ("adam",))],
        id="bold labels",
    ),
    pytest.param(
        "> [!tip] Nesterov\n> $$ v = \\mu v + g $$\n\n$v = \\mu v$",
        [(2, ("nesterov",)), (4, ())],
        id="callout",
    ),
    pytest.param(
        "| rule | step |\n|---|---|\n| SGD | $w = w - \\eta g$ |\n| Lion | w = w - eta * c |",
        [(3, ("sgd",)), (4, ("lion",))],
        id="table",
    ),
    pytest.param("---\ntitle: AMSGrad\n---\n\n$v = \\beta v + g$", [(5, ("amsgrad",))], id="title"),
    pytest.param("---\naliases: [NAG]\n---\n\n$v = \\beta v + g$", [(5, ("nesterov",))], id="alias"),
    pytest.param("$v = \\beta v + g$", [(1, ("adadelta",))], id="file"),
    pytest.param("# Импульс\n\n$v = \\beta v + g$", [(3, ("momentum",))], id="another alphabet"),
    pytest.param(
        "# AdamW\n\n```python\nclass RMSProp:\n    def step(self):\n        v = b * v + g\n```",
        [(6, ("rmsprop",))],
        id="class",
    ),
    pytest.param("# Lion\n\n**Why not Adam?** Because\n\n$m = b m + g$", [(5, ("lion",))], id="a comparison"),
    pytest.param("# Adam\n\nUnlike RMSprop here: $m = \\beta m + g$", [(3, ("adam",))], id="a sentence"),
    pytest.param(
        "# SGD\n\n```\nw = w - lr * g\nm_t ← β·m_{t-1} + g_t\n```\n\n```text\nv ← βv + g\n```",
        [(4, ("sgd",)), (5, ("sgd",)), (9, ("sgd",))],
        id="listings",
    ),
    pytest.param("# SGD\n\n```math\nw = w - \\eta g\n```", [(4, ("sgd",))], id="maths fence"),
    pytest.param("# SGD\n\n```js\nw = w - lr * g\n```", [], id="another language"),
    pytest.param("# SGD\n\n`w -= lr * g` and `x = 3`", [(3, ("sgd",))], id="code in a line"),
    pytest.param("# SGD\n\nw ← w − η·g\n\nWe set x = y here.", [(3, ("sgd",))], id="plain line"),
    pytest.param(
        "# SGD\n\n\\begin{align}\nw &= w - \\eta g\n\\end{align}", [(4, ("sgd",))], id="environment"
    ),
    pytest.param(
        "# SGD\n\n\\\\( w = w - \\eta g \\\\)\n\n\\\\[ x = x - \\eta g \\\\]",
        [(3, ("sgd",)), (5, ("sgd",))],
        id="doubled backslashes",
    ),
    pytest.param(
        "# SGD\n\n$$ m = \\beta m + g $$ $$ w = w - \\eta m $$\n\n$$\nv = w\n- g\n$$",
        [(3, ("sgd",)), (3, ("sgd",)), (6, ("sgd",))],
        id="two displays on a line",
    ),
    pytest.param(
        "# SGD\n\n<td>$w = w - \\eta g$</td><td>x = x - a * g</td>",
        [(3, ("sgd",))],
        id="HTML",
    ),
]

HOSTILE = [
    pytest.param("$" * 30_000, id="dollars"),
    pytest.param("$a = " + "{" * 15_000 + "$", id="braces"),
    pytest.param("$$\n" + "= \\\\\n" * 4_000 + "$$", id="headless rows"),
    pytest.param("$$\n" + "a \\quad " * 2_400 + "$$", id="spaces"),
    pytest.param("$$\n" + "a = " * 4_900 + "b\n$$", id="a long chain"),
    pytest.param("```python\nx = " + "(" * 20_000 + "\n```", id="brackets in code"),
    pytest.param("```python\n" + "x = -" + "-" * 5_000 + "y\n```", id="signs in code"),
    pytest.param("```python\nx = 9**9**9**9 * y\nx = 10**999999 * y\n```", id="towers"),
    pytest.param("- " * 3_000 + "a = b", id="lists"),
    pytest.param("\\begin{align}\n" * 4_000, id="environments"),
    pytest.param("| a = b " * 8_000, id="cells"),
    pytest.param("# " + "Adam" * 20_000, id="a long heading"),
    pytest.param("a=" * 40_000, id="plain equations"),
    pytest.param("\\\\(" * 5_000, id="openings"),
]


@in_rows(("latex", "lines"), rows("formulas"))
def test_formula(latex: str, lines: list[str]) -> None:
    assert [*map(spell_line, lines_of_formula(latex, 1, time_letters(latex)))] == lines


@pytest.mark.parametrize(("text", "lines"), rows("plain"))
def test_plain_text(text: str, lines: list[str]) -> None:
    assert [*map(spell_line, lines_of_formula(text, 1, time_letters(text), typed=True))] == lines


@in_rows(("code", "lines"), rows("code"))
def test_code(code: str, lines: list[str]) -> None:
    assert [*map(spell_line, lines_of_code(code, 1).lines)] == lines


@in_rows(("note", "found"), CONTEXTS)
def test_note(note: str, found: list[tuple[int, tuple[str, ...]]]) -> None:
    assert [(line.number, line.optimizers) for line in note_systems(note, "notes/ada_delta.md")] == [
        (number, optimizers or ("adadelta",)) for number, optimizers in found
    ]


@pytest.mark.parametrize(
    ("note", "letters"),
    [
        ("m_t = m_{t-1}", "t"),
        ("w_{k+1} = w_k", "k"),
        (r"w^{(\tau+1)} = w^{(\tau)}", "tau"),
        ("x_{n+1} = x_n, for t = 1", "nt"),
        ("x_{i+1} = x_i", "i"),
        ("x_{t+1,i} = x_{t,i-1}", "t"),
        ("vₖ = vₖ₋₁", "k"),
        ("w = w - g", "t"),
    ],
)
def test_time_letters(note: str, letters: str) -> None:
    assert time_letters(note) == ({letters} if letters == "tau" else set(letters))


def test_what_is_no_python_is_told_with_its_line() -> None:
    reading = lines_of_code("w = w - g\nthe next step is this\nv = = 3\n", 10)
    assert [number for number, _ in reading.unread] == [11, 12]


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        pytest.param(
            "class A:\n    def __init__(self): self.t = 0\n    def step(self): m = v / (1 - b**self.t)",
            [("never-counted", "self.t", 3)],
            id="never counted",
        ),
        pytest.param("t = 0\nfor x in data:\n    t += 1\n    m = v / (1 - b**t)", [], id="counted"),
        pytest.param("def step(m, t): return m / (1 - b**t)", [], id="counted by the caller"),
        pytest.param(
            "for p, g in zip(params, grads):\n    m = b * m + (1 - b) * g\n    p -= lr * m",
            [("shared-state", "m", 2)],
            id="shared",
        ),
        pytest.param(
            "for k in params:\n    self.m = b * self.m + g[k]\n    params[k] -= lr * self.m",
            [("shared-state", "self.m", 2)],
            id="shared by an object",
        ),
        pytest.param("for k in params:\n    m[k] = b * m[k] + g[k]", [], id="one each"),
        pytest.param("for p, m in zip(params, ms):\n    m = b * m + p.grad", [], id="from the loop"),
        pytest.param("for p in params:\n    m = ms[p]\n    m = b * m + p.grad", [], id="looked up"),
        pytest.param("for w in weights:\n    loss = loss + lam * w", [], id="a sum over all"),
        pytest.param("for x in data:\n    m = b * m + x", [], id="over steps"),
    ],
)
def test_faults_over_steps(code: str, faults: list[tuple[str, str, int]]) -> None:
    found = lines_of_code(code, 1).faults
    assert [(fault.kind, fault.name, fault.line) for fault in found] == faults


def test_a_note_tells_its_faults_and_what_is_no_python() -> None:
    note = "# Adam\n\n```python\nt = 0\nm = v / (1 - b**t)\nthis is no code\nw = w - lr·m\n```"
    read = read_note_systems(note, "n.md")
    assert [fault.line for fault in read.faults] == [5]
    assert [number for number, _ in read.unread] == [6]
    assert [line.number for line in read.lines] == [5, 7]


@pytest.mark.parametrize(
    ("note", "right"),
    [
        pytest.param(r"$v = \beta v + \delta w$", "beta*v + ∇", id="never set"),
        pytest.param(r"$\delta w = -\eta g$ and $w = w + \delta w$", "w + delta_w", id="set"),
        pytest.param(
            r"$\Delta w = -\eta g$ and $w = w + \delta w$", "w + delta_w", id="a large one beside it"
        ),
    ],
)
def test_a_small_delta_is_the_gradient_unless_the_note_sets_it(note: str, right: str) -> None:
    assert spell_line(note_systems(note, "n.md")[-1]).endswith(f"= {right}")


def test_lines_of_a_block_share_its_number() -> None:
    found = note_systems("$a = b c$ $d = e f$\n\n```\nx = y * z\nz = x * y\n```", "n.md")
    first, second, *code = [line.block for line in found]
    assert first < second < code[0] == code[1]


def test_a_gradient_is_one_whatever_it_is_called() -> None:
    for spelling in ("g_t", r"\nabla L", "dW", r"\frac{dJ}{dw}", r"\mathrm{grad}", r"\nabla_w \mathcal{L}"):
        (line,) = lines_of_formula(f"m = {spelling} + m", 1, frozenset("t"))
        assert Gradient() in line.right.terms, spelling  # type: ignore[union-attr]


@pytest.mark.parametrize("note", HOSTILE)
@pytest.mark.usefixtures("ends_at_all")
def test_a_hostile_note_is_read_in_linear_time(note: str) -> None:
    parse.parse_latex.cache_clear()
    note_systems("$m = g$", "n.md")
    with at_most(8_000_000):
        note_systems(note, "n.md")


def test_subjects() -> None:
    assert subjects_in("SGD with Nesterov momentum") == ("nesterov",)
    assert subjects_in("class AdamW2") == ("adamw",)
    assert subjects_in("Adam and decoupled weight decay") == ("adam", "adamw")
    assert subjects_in("Adaptive moment estimation") == ("adam",)
    assert subjects_in("Adam without correction") == ("adam",)
    assert subjects_in("warm-up, then cosine annealing") == ("schedule",)
    assert subjects_in("a dam") == ()
