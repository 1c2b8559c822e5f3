r"""The tree that LaTeX and typed text are read into, and that every reader of formulas shares.

Operators are folded by precedence when the text is read, so a reader never has to: from loose to
tight a formula is a Row of pieces, a Relation, a Sum, a Product, then Apply, Script and the rest.
Brackets that the writer set stay as a Fence, and those that notation makes needless (round a
numerator, under a root, in an exponent) are never there. A missing operand is `NOTHING`.
"""

from __future__ import annotations

from flashcards.value import Value, field


class Symbol(Value, frozen=True):
    r"""One name that is one thing: `m`, `\beta`, `lr`, `\nabla`, `\mathbf{x}`, `\text{lr}`, `\log`."""

    name: str
    r"""A letter, a word of typed text, or a LaTeX name without its backslash (`beta`)."""
    font: str = ""
    """bold, upright, calligraphic, blackboard, fraktur, function (`\\log`); empty for plain."""


class Number(Value, frozen=True):
    """Digits as they are written: `0.999`, `1e-8`. Never signed."""

    text: str


class Text(Value, frozen=True):
    r"""Text within maths: `\text{where }`, `\text{(1st moment)}`. A single word is a Symbol."""

    text: str


class Mark(Value, frozen=True):
    r"""Punctuation and other signs between pieces: `,`, `;`, `:`, `\ldots`, `\cdots`, `!`."""

    name: str


class Space(Value, frozen=True):
    r"""A wide space that sets pieces apart: `\quad` (2 cells), `\qquad` (4). Thin ones are dropped."""

    cells: int


class Unknown(Value, frozen=True):
    r"""A macro that is not known: it stays visible by its name, and the Reading warns of it."""

    name: str


class Row(Value, frozen=True):
    r"""Pieces side by side that are not one expression: `a = 1,\ b = 2`, `x \quad \text{if } y`; or none."""

    items: tuple[Node, ...] = ()


class Relation(Value, frozen=True):
    r"""`a = b`, `a \le b < c`, `x \to 0`, `w -= lr*g`. `ops[i]` is between `sides[i]` and `sides[i + 1]`.

    In `m_t &= …` of an aligned row the right cell's first side is `NOTHING`; see `formulas`.
    """

    sides: tuple[Node, ...]
    ops: tuple[str, ...]
    r"""`=`, `-=`, `+=`, `*=`, `/=`, `:=`, or a LaTeX name: `le`, `approx`, `in`, `to`, `gets`, `mid`, …"""


class Sum(Value, frozen=True):
    r"""`a + b - c`, and a lone `-a`. `signs[i]` precedes `terms[i]`."""

    terms: tuple[Node, ...]
    signs: tuple[str, ...]
    r"""`+`, `-`, or a LaTeX name: `pm`, `mp`, `cup`, `oplus`, …; the first one is mostly empty."""


class Product(Value, frozen=True):
    r"""`\beta_1 m`, `a \cdot b / c`, read from left to right. `ops[i]` precedes `factors[i]`."""

    factors: tuple[Node, ...]
    ops: tuple[str, ...]
    r"""Empty (side by side and first), `*`, `/`, or a LaTeX name: `cdot`, `times`, `odot`, `circ`, …"""


class Apply(Value, frozen=True):
    r"""A function or operator on what it acts on: `\log x`, `L(\theta)`, `\nabla_\theta L`, `np.abs(x)`.

    The argument of `f(x, y)` is a Fence around a Row; `arguments` takes it apart. A square root is
    a Root and a square a Script, however they were typed.
    """

    function: Node
    argument: Node


class Fraction(Value, frozen=True):
    r"""`\frac{a}{b}`, and `a / b` in typed text. Without a bar it is the inside of `\binom`."""

    top: Node
    bottom: Node
    bar: bool = True


class Root(Value, frozen=True):
    r"""`\sqrt{x}`, `\sqrt[3]{x}`, `np.sqrt(x)`, `√x`."""

    inside: Node
    index: Node | None = None


class Script(Value, frozen=True):
    r"""Indices and powers: `\theta_{t-1}`, `g_t^2`, `f'`, `x**2`, `β₁ᵗ`."""

    base: Node
    sub: Node | None = None
    sup: Node | None = None
    primes: int = 0


class Accent(Value, frozen=True):
    r"""`\hat{m}`, `m_hat`, `m̂`. Kinds: hat, bar, tilde, vec, dot, ddot, check, breve, underline, …"""

    kind: str
    inside: Node


class Fence(Value, frozen=True):
    r"""Something in brackets: `(…)`, `[0, 1)`, `|x|`, `\|w\|`, `\lfloor x \rfloor`, `\langle a \rangle`."""

    open: str
    r"""`(`, `[`, `{`, `|`, or a LaTeX name: `Vert`, `lfloor`, `lceil`, `langle`; empty for `\left.`"""
    inside: Node
    close: str
    r"""`)`, `]`, `}`, `|`, or a LaTeX name: `Vert`, `rfloor`, `rceil`, `rangle`; empty where missing."""


class Big(Value, frozen=True):
    r"""`\sum_{i=1}^n x_i`, `\prod`, `\int`, `\lim_{t \to \infty}`, `\max_i`, `\arg\min_\theta J`."""

    name: str
    r"""The LaTeX name: `sum`, `prod`, `int`, `lim`, `max`, `min`, `argmin`, `argmax`, …"""
    under: Node | None
    over: Node | None
    body: Node


class Brace(Value, frozen=True):
    r"""`\underbrace{x}_{note}` and `\overbrace{x}^{note}`."""

    kind: str
    """under or over."""
    inside: Node
    note: Node | None


class Stack(Value, frozen=True):
    r"""One thing above or below another: `\stackrel{def}{=}`, `\overset`, `\underset`, `\xrightarrow{d}`."""

    base: Node
    over: Node | None
    under: Node | None


class Table(Value, frozen=True):
    r"""`aligned`, `cases`, `pmatrix`, `array` … and bare lines parted by `\\`; a row's cells by `&`."""

    kind: str
    rows: tuple[tuple[Node, ...], ...]
    columns: str = ""
    r"""`l`, `c`, `r` for each column, as `array` gives them."""


class Hidden(Value, frozen=True):
    r"""A cloze's gap, `\hide{name}{shown}{inside}`: the sub-tree is there, a box is drawn in its place."""

    name: str
    shown: str
    """What is drawn instead (a hint); empty for a box as wide as what it hides."""
    inside: Node


Node = (
    Symbol
    | Number
    | Text
    | Mark
    | Space
    | Unknown
    | Row
    | Relation
    | Sum
    | Product
    | Apply
    | Fraction
    | Root
    | Script
    | Accent
    | Fence
    | Big
    | Brace
    | Stack
    | Table
    | Hidden
)
"""Every kind of node; readers `match` on it and end with `assert_never`."""

NOTHING = Row()
"""A missing operand, an empty group."""


class Reading(Value, frozen=True):
    """A parsed text."""

    tree: Node
    warnings: tuple[str, ...] = field(default=())
    """Warnings about parts that were kept without being understood, such as an unknown macro."""
