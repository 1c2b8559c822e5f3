"""What a tree is made of: arguments of a call, pieces of a row, formulas of a block, the nodes below one."""

from __future__ import annotations

from collections.abc import Iterator

from flashcards.formula.tree import NOTHING, Apply, Fence, Mark, Node, Relation, Row, Space, Table, Text


def arguments(call: Apply) -> tuple[Node, ...]:
    """The arguments of `f(x, y)`, parted at their commas; of `log x` the one it has."""
    inside = call.argument.inside if isinstance(call.argument, Fence) else call.argument
    return pieces(inside)


def pieces(node: Node) -> tuple[Node, ...]:
    """The items of a Row without its marks, spaces and words; any other node as the one piece it is."""
    if not isinstance(node, Row):
        return (node,)
    return tuple(item for item in node.items if not isinstance(item, Mark | Space | Text))


def formulas(node: Node) -> tuple[Node, ...]:
    r"""The single formulas of a block: rows of `aligned` with their cells joined, parts between commas.

    `\hat{m} = a, \quad \hat{v} = b` has two; `m_t &= a \\ v_t &= b` has two, each a Relation.
    """
    if isinstance(node, Table) and node.kind in ALIGNED:
        return tuple(formula for row in node.rows for formula in formulas(join_row(row)))
    if isinstance(node, Row):
        return tuple(formula for piece in pieces(node) for formula in formulas(piece))
    return (node,)


ALIGNED = frozenset({"aligned", "align", "alignat", "split", "gather", "gathered", "eqnarray", "lines"})
"""The kinds of Table whose rows are formulas of their own, not entries of a matrix."""


def join_row(row: tuple[Node, ...]) -> Node:
    r"""The cells of a row as one node; a Relation that lacks its left side gets the cell before it."""
    items: list[Node] = []
    for cell in row:
        parts = list(cell.items) if isinstance(cell, Row) else [cell]
        if parts and items and isinstance(first := parts[0], Relation) and first.sides[0] == NOTHING:
            parts[0] = _continued(items.pop(), first)
        elif parts and items:
            items.append(Space(2))
        items += parts
    return items[0] if len(items) == 1 else Row(tuple(items))


def _continued(left: Node, relation: Relation) -> Relation:
    if isinstance(left, Relation):
        return Relation(left.sides + relation.sides[1:], left.ops + relation.ops)
    return Relation((left, *relation.sides[1:]), relation.ops)


def children(node: Node) -> Iterator[Node]:
    """The nodes right below `node`, in the order they are written."""
    for name in node.__struct_fields__:
        value = getattr(node, name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, tuple):
                yield from child
            elif not isinstance(child, str | int | None):
                yield child


def depth(node: Node) -> int:
    """How many nodes lie on the longest way down; counted without recursion."""
    level, deep = [node], 0
    while level:
        level = [child for parent in level for child in children(parent)]
        deep += 1
    return deep
