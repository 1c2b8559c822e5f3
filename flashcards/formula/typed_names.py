"""The meaning of typed words: quantities as named in code and text, functions as in NumPy."""

from __future__ import annotations

import re
from types import MappingProxyType

from flashcards.formula import symbols, vocabulary
from flashcards.formula.precedence_parser import script
from flashcards.formula.tree import Accent, Apply, Fence, Node, Number, Root, Row, Script, Symbol

GREEK = symbols.GREEK.keys() | vocabulary.VARIANT_LETTERS.keys() | {"eps"}
"""Words that mean a single letter."""
_ACCENTED = frozenset({"hat", "bar", "tilde", "vec", "dot"})
_POWER = frozenset({"pow", "power"})
_SAME = MappingProxyType(
    {
        "absolute": "abs",
        "fabs": "abs",
        "sgn": "sign",
        "maximum": "max",
        "minimum": "min",
        "amax": "max",
        "amin": "min",
    }
)
"""Functions by another name."""


def quantity(word: str) -> Node:
    """A typed word as the quantity it names: `beta1` is β₁, `m_hat` is m̂, `theta_t` is θₜ, `lr` is itself."""
    first, *rest = word.split("_")
    numbered = re.fullmatch(r"([A-Za-z]+?)(\d+)", first)
    stem, digits = numbered.groups() if numbered else (first, "")
    glued = re.fullmatch(r"([a-zA-Z])(hat|bar|tilde)", stem)
    letter = len(stem) == 1 or stem in GREEK
    known = all(part in _ACCENTED or part == "t" or part.isdigit() for part in rest)
    if not letter and not glued and not known:
        return Symbol(word)
    node: Node = Symbol(vocabulary.VARIANT_LETTERS.get(stem, stem))
    if glued:
        node = Accent(glued.group(2), Symbol(glued.group(1)))
    if digits:
        node = script(node, sub=Number(digits))
    for part in rest:
        node = _suffixed(node, part)
    return node


def _suffixed(node: Node, part: str) -> Node:
    """A quantity with an accent or index added to its name."""
    if part in _ACCENTED:
        if isinstance(node, Script) and node.sub and not node.sup:
            return Script(Accent(part, node.base), node.sub)
        return Accent(part, node)
    return script(node, sub=Number(part) if part.isdigit() else Symbol(part))


def is_function_word(word: str) -> bool:
    """Whether a word is the name of a function."""
    return word in symbols.FUNCTIONS or word in _SAME or word in _POWER


def function(word: str) -> Symbol:
    """The function of this name, under its canonical name."""
    return Symbol(_SAME.get(word, word), "function")


def call(name: str, given: Fence) -> Node:
    """A call as the node it denotes: `sqrt(v)` is a Root, `square(g)` and `pow(g, 2)` are Scripts."""
    items = given.inside.items if isinstance(given.inside, Row) else (given.inside,)
    if name == "sqrt" and len(items) == 1:
        return Root(given.inside)
    if name == "square" and len(items) == 1:
        return script(_based(given), sup=Number("2"))
    if name in _POWER and len(items) == 3:
        return script(_based(Fence("(", items[0], ")")), sup=items[2])
    return Apply(function(name), given)


def _based(given: Fence) -> Node:
    """The base of a power, without brackets if it is a single operand that has no power yet."""
    inside = given.inside
    single = isinstance(inside, Symbol | Number | Accent) or (
        isinstance(inside, Script) and inside.sup is None
    )
    return inside if single else given
