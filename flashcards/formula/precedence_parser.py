r"""The precedence parser that LaTeX and typed text share: folds adjacent items into one tree.

From loose to tight: pieces (commas, wide spaces, words), relations, sums, products, application.
Every level is a pass over a list, so only brackets and groups can make a tree deep.
"""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.formula import symbols
from flashcards.formula.tree import (
    NOTHING,
    Apply,
    Big,
    Fence,
    Fraction,
    Mark,
    Node,
    Number,
    Product,
    Relation,
    Row,
    Script,
    Space,
    Stack,
    Sum,
    Symbol,
    Text,
)
from flashcards.formula.unreadable import Unreadable
from flashcards.value import Value


class Op(Value, frozen=True):
    """An operator between operands, before its role is known."""

    kind: str
    """relation, sign or product."""
    name: str
    at: int = 0
    """Its column in the text."""


Item = Node | Op


def find_operator(name: str, at: int = 0) -> Op | None:
    """The operator of this name; None if it is none."""
    for kind, table in (
        ("relation", symbols.RELATIONS),
        ("sign", symbols.SIGNS),
        ("product", symbols.PRODUCTS),
    ):
        if name in table:
            return Op(kind, name, at)
    return None


def fold(items: Sequence[Item], *, typed: bool = False) -> Node:
    """Folds `items` into one tree. In typed text `/` is a Fraction, a missing operand Unreadable."""
    if len(items) == 1 and isinstance(items[0], Op) and not typed:
        return Symbol(items[0].name)
    found: list[Node] = []
    segment: list[Item] = []
    for at, item in enumerate(items):
        if _parts(items, at):
            if segment:
                found.append(_relation(segment, typed))
                segment = []
            assert not isinstance(item, Op)
            found.append(item)
        else:
            segment.append(item)
    if segment:
        found.append(_relation(segment, typed))
    return found[0] if len(found) == 1 else Row(tuple(found))


def _parts(items: Sequence[Item], at: int) -> bool:
    """True if the item separates what precedes it from what follows."""
    match items[at]:
        case Mark(name):
            return name in {",", ";", ":", "."}
        case Space():
            return True
        case Stack(Symbol(name)):
            return name in symbols.RELATIONS
        case Text(text):
            beside = (*items[max(at - 1, 0) : at], *items[at + 1 : at + 2])
            return text != text.strip() or not any(isinstance(item, Op) for item in beside)
    return False


def _relation(items: list[Item], typed: bool) -> Node:
    sides: list[list[Item]] = [[]]
    ops: list[Op] = []
    for item in items:
        if isinstance(item, Op) and item.kind == "relation":
            ops.append(item)
            sides.append([])
        else:
            sides[-1].append(item)
    for op, right in zip(ops, sides[1:], strict=True):
        if typed and not right:
            raise Unreadable(f"nothing follows '{symbols.RELATIONS[op.name]}'", op.at)
    folded = tuple(_sum(side, typed) for side in sides)
    return Relation(folded, tuple(op.name for op in ops)) if ops else folded[0]


def _sum(items: list[Item], typed: bool) -> Node:
    terms: list[Node] = []
    marks = [""]
    current: list[Item] = []
    for item in items:
        if not (isinstance(item, Op) and item.kind == "sign"):
            current.append(item)
        elif current and not isinstance(current[-1], Op):
            terms.append(_product(current, typed))
            marks.append(item.name)
            current = []
        elif not current and not terms and not marks[0]:
            marks[0] = item.name
        else:
            current.append(item)  # a sign of its own factor, as in a * -b
    if typed and not current and items and isinstance(last := items[-1], Op):
        raise Unreadable(f"nothing follows '{last.name}'", last.at)
    terms.append(_product(current, typed))
    return terms[0] if marks == [""] else Sum(tuple(terms), tuple(marks))


def _product(items: list[Item], typed: bool) -> Node:
    if not items:
        return NOTHING
    return _multiplied(_applied(items, typed), typed)


def _multiplied(items: Sequence[Item], typed: bool) -> Node:
    """Folds factors and the product signs between them, from left to right."""
    factors: list[Node] = []
    ops: list[str] = []
    waiting: list[Op] = []
    for item in items:
        if isinstance(item, Op):
            waiting.append(item)
            continue
        op, factor = _signed(waiting, item, typed, first=not factors)
        waiting = []
        if typed and op == "/":
            before = factors[0] if len(factors) == 1 else Product(tuple(factors), ("", *ops[1:]))
            factors, ops = [Fraction(bare(before), bare(factor))], [""]
        elif typed and not op and factors and isinstance(factor, Number) and isinstance(factors[-1], Number):
            raise Unreadable(
                f"two numbers without an operator between them: {factors[-1].text} {factor.text}"
            )
        else:
            if op and not factors:
                factors, ops = [NOTHING], [""]
            factors.append(factor)
            ops.append(op)
    if waiting:
        if typed:
            raise Unreadable(f"nothing follows '{waiting[-1].name}'", waiting[-1].at)
        factors = [*(factors or [NOTHING]), NOTHING]
        ops = [*(ops or [""]), waiting[0].name]
    return factors[0] if len(factors) == 1 else Product(tuple(factors), tuple(ops))


def _signed(waiting: list[Op], factor: Node, typed: bool, *, first: bool) -> tuple[str, Node]:
    """The product sign before a factor, and the factor with its leading signs."""
    products = [op for op in waiting if op.kind == "product"]
    if typed and (len(products) > 1 or (products and first)):
        raise Unreadable(f"nothing precedes '{products[-1].name}'", products[-1].at)
    for op in reversed(waiting):
        if op.kind == "sign":
            factor = Sum((factor,), (op.name,))
    return (products[0].name if products else ""), factor


def _applied(items: list[Item], typed: bool) -> list[Item]:
    """Joins functions and big operators with their operands, from the right so that they may nest."""
    done: list[Item] = []
    for item in reversed(items):
        follows = done[-1] if done and not isinstance(done[-1], Op) else None
        if isinstance(item, Big) and item.body == NOTHING and done:
            body = _multiplied(done[::-1], typed)
            done = [Big(item.name, item.under, item.over, body)]
        elif follows is None or isinstance(item, Op):
            done.append(item)
        elif _calls(item, follows) or (is_function_node(item) and isinstance(_base(follows), Fence)):
            done[-1] = _called(item, follows)
        elif is_function_node(item):
            done.append(Apply(item, _argument(done)))
        elif _base(item) in (Symbol("nabla"), Symbol("partial")):
            done[-1] = Apply(item, follows)
        else:
            done.append(item)
    return done[::-1]


def _called(function: Node, bracket: Node) -> Node:
    """`f(x)`; the power of `f(x)^2` is one of the value, not of the bracket."""
    if isinstance(bracket, Script):
        return Script(Apply(function, bracket.base), bracket.sub, bracket.sup, bracket.primes)
    return Apply(function, bracket)


def _argument(done: list[Item]) -> Node:
    """The argument of a function without brackets: the factors that follow, up to a sign or bracket."""
    taken: list[Node] = []
    while done and not isinstance(item := done[-1], Op):
        if taken and isinstance(_base(item), Fence | Apply | Big | Mark):
            break
        taken.append(item)
        done.pop()
        if isinstance(item, Apply):
            break
    return taken[0] if len(taken) == 1 else Product(tuple(taken), ("",) * len(taken))


def is_function_node(node: Node) -> bool:
    r"""True if a node is the name of a function, such as `\\log` or `\\sin^2`."""
    base = _base(node)
    return isinstance(base, Symbol) and base.font == "function"


def _calls(item: Node, follows: Node) -> bool:
    """True if a letter followed by a bracket is a function call, not a product."""
    fence = _base(follows)
    base = _base(item)
    if not isinstance(fence, Fence) or not isinstance(base, Symbol):
        return False
    spelt = base.font == "upright" and len(base.name) > 2
    if fence.open == "[":
        return spelt or base.name in {"E", "Var", "P", "RMS"}
    if fence.open != "(" or (isinstance(item, Script) and isinstance(item.sup, Number)):
        return False
    if spelt or base.name in symbols.CALLED or base.font in {"calligraphic", "blackboard"}:
        return True
    if base.name in {"p", "q"}:
        return not isinstance(fence.inside, Sum)
    return fence.inside == Symbol("t") or _lists(fence.inside)


def _lists(inside: Node) -> bool:
    """True if a bracket can only hold arguments: `(x, y)`, `(x | y)`."""
    if isinstance(inside, Row):
        return Mark(",") in inside.items
    return isinstance(inside, Relation) and "mid" in inside.ops


def _base(node: Item) -> Item:
    """The base of a Script; any other node itself."""
    return node.base if isinstance(node, Script) else node


def bare(node: Node) -> Node:
    """A node without round brackets, closed or not yet, that a fraction, root or exponent makes redundant."""
    is_round = isinstance(node, Fence) and node.open == "(" and node.close in (")", "")
    if is_round and isinstance(node, Fence) and not isinstance(node.inside, Row):
        return node.inside
    return node


def script(base: Node, sub: Node | None = None, sup: Node | None = None, primes: int = 0) -> Node:
    """`base` with scripts, merged with those it has unless they collide: `g_t**2` is one Script."""
    if sub is None and sup is None and not primes:
        return base
    if isinstance(base, Script) and not (base.sub and sub) and not (base.sup and (sup or primes)):
        return Script(base.base, base.sub or sub, base.sup or sup, base.primes + primes)
    return Script(base, sub, sup, primes)
