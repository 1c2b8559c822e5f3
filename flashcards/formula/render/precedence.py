"""The precedence of each node, and what separates adjacent parts, for every renderer."""

from __future__ import annotations

from flashcards.formula.tree import (
    Accent,
    Apply,
    Big,
    Brace,
    Fence,
    Fraction,
    Mark,
    Node,
    Number,
    Product,
    Relation,
    Root,
    Row,
    Script,
    Space,
    Stack,
    Sum,
    Symbol,
    Table,
)

ROW, RELATION, SUM, PRODUCT, PREFIX, SCRIPT, ATOM = range(7)
"""How tightly a node holds together on one line, from loose to tight."""


def level(node: Node) -> int:
    """The precedence of a node on one line."""
    match node:
        case Row(items):
            return ROW if items else ATOM
        case Table(kind):
            return ATOM if "cases" in kind else ROW
        case Relation():
            return RELATION
        case Sum():
            return SUM
        case Product() | Fraction() | Big():
            return PRODUCT
        case Root() | Brace() | Stack():
            return PREFIX
        case Apply(function, argument):
            return (
                ATOM
                if not differentiates(function) and (has_proper_name(function) or isinstance(argument, Fence))
                else PREFIX
            )
        case Script():
            return SCRIPT
        case _:
            return ATOM


def closes_up(item: Node) -> bool:
    """True if there is no space between a piece and the one before it."""
    return isinstance(item, Space) or (isinstance(item, Mark) and item.name in {",", ";", ":", ".", "!", "?"})


def joint(left: Node, right: Node, right_text: str) -> str:
    """The separator of two adjacent factors: empty (a space), `tight` (no space), or `cdot`."""
    if isinstance(right, Mark):
        return "tight" if right.name == "!" else ""
    if isinstance(right, Fence) and right.open in {"|", "Vert"}:
        return "cdot"
    if left == Symbol("Delta") and not right_text.isascii():
        return "tight"  # Δθ is one quantity; in ASCII the two words need their space
    if not isinstance(left, Number):
        return ""
    if right_text[:1].isdigit():
        return "cdot"
    lettered = isinstance(right, Symbol | Script | Accent | Root)
    return "tight" if lettered and right_text[:1] not in {"e", "E", "(", "_"} else ""


def has_proper_name(function: Node) -> bool:
    r"""True if a function has a proper name, such as `\\log`."""
    base = _base(function)
    return isinstance(base, Symbol) and base.font == "function"


def differentiates(function: Node) -> bool:
    """True if the operator is ∇ or ∂, which need no brackets."""
    return _base(function) in (Symbol("nabla"), Symbol("partial"))


def is_short_fraction(top: str, bottom: str) -> bool:
    """True if a fraction reads well without spaces around its slash."""
    return " " not in top and (len(top) <= 4 or " " not in bottom)


def _base(node: Node) -> Node:
    return node.base if isinstance(node, Script) else node
