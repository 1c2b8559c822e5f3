"""Parses typed formulas: Python, plain text, Unicode, and any mixture. Nothing is executed."""

from __future__ import annotations

from flashcards.formula import bar_pairs, symbols, typed_names
from flashcards.formula.precedence_parser import Item, Op, bare, find_operator, fold, is_function_node, script
from flashcards.formula.tree import (
    Accent,
    Fence,
    Mark,
    Node,
    Number,
    Reading,
    Relation,
    Root,
    Row,
    Script,
    Symbol,
    Table,
)
from flashcards.formula.typed_lexer import Token, TypedCursor, cut
from flashcards.formula.unreadable import Unreadable

_MODULES = frozenset(
    {"np", "numpy", "jnp", "jax", "torch", "math", "tf", "mx", "cp", "F", "nn", "self", "lax"}
)
"""Prefixes of dotted names that only say which module or object the rest belongs to."""
_KEYWORDS = symbols.word_set(
    "import from for while def class print del with yield await async assert raise try"
)
_CONDITIONAL = frozenset({"if", "else"})
_CLOSES = {"(": ")", "[": "]", "{": "}"}


def read_typed(text: str, *, is_unfinished: bool = False) -> Reading:
    """Parses a typed formula. Raises Unreadable with the column if it is not a formula.

    Of one that is unfinished, brackets may be open at the end: they are then Fences that nothing closes.
    """
    reader = _TypedParser(cut(text), is_unfinished=is_unfinished)
    lines = reader.lines()
    if not lines:
        raise Unreadable("there is no formula", 1)
    return Reading(lines[0] if len(lines) == 1 else Table("lines", tuple((line,) for line in lines)))


class _TypedParser(TypedCursor):
    """Parses items and operands from the cursor on."""

    # -- lines and items ----------------------------------------------------------------------------

    def lines(self) -> list[Node]:
        """A tree for each statement; a leading `return` is ignored."""
        found: list[Node] = []
        while self.at < len(self.tokens):
            if self.tokens[self.at].kind == "end":
                self.take()
                continue
            if self.peek() == "return":
                self.take()
            line = self.line("")
            if self.at < len(self.tokens) and self.tokens[self.at].kind != "end":
                raise Unreadable(f"'{self.peek()}' has no opening bracket", self.column())
            found.append(line)
        return found

    def line(self, closing: str, until: int = -1) -> Node:
        """What stands before a closing bracket or the end; `m = a if c else b` is `m = where(c, a, b)`."""
        value = fold(self.items(closing, until), typed=True)
        if self.peek() != "if":
            return value
        self.deeper()
        mark = self.take()
        condition = fold(self.items(closing, until), typed=True)
        if self.peek() != "else" or Row() in (value, condition):
            raise Unreadable("a value needs its condition and another value: a if c else b", mark.column)
        self.take()
        other = self.line(closing, until)
        self.nesting -= 1
        return _conditional(condition, value, other)

    def items(self, closing: str, until: int = -1) -> list[Item]:
        """Items up to a closing bracket, the bar at `until`, or the end of the line."""
        found: list[Item] = []
        while self.at < len(self.tokens) and self.at != until:
            token = self.tokens[self.at]
            if token.text in {")", "]", "}"} or (token.kind == "end" and not closing):
                break
            if token.text in _CONDITIONAL:
                break
            if (
                token.text in {"|", "‖"}
                and closing == token.text
                and found
                and not isinstance(found[-1], Op | Mark)
            ):
                break
            if token.kind == "end":
                self.take()
                continue
            found.append(self.item(found))
        return found

    def item(self, before: list[Item]) -> Item:
        """An operand, a sign, or a comma."""
        token = self.tokens[self.at]
        if token.text in {",", ":"}:
            return Mark(self.take().text)
        name = symbols.NAMES.get(token.text, token.text)
        if name == "!":
            return Mark(self.take().text)
        if self.at in self.bars:
            return self.operand()
        if name in symbols.DOTS:
            self.take()
            return Mark(name)
        if token.kind == "sign" and (op := find_operator(name, token.column)):
            self.take()
            return op
        return self.operand()

    # -- operands -----------------------------------------------------------------------------------

    def operand(self) -> Node:
        """An atom with its indices, powers, calls and accents."""
        return self.scripted(self.atom())

    def atom(self) -> Node:
        """A number, a name, a root, or something in brackets."""
        if self.at >= len(self.tokens):
            raise Unreadable("the formula is incomplete", self.column())
        token = self.take()
        match token.kind:
            case "number":
                return Number(token.text.replace("_", ""))
            case "name":
                return self.name(token)
            case "string":
                return typed_names.quantity(token.text[1:-1])
        if token.text in _CLOSES:
            return self.fence(token)
        if token.text in bar_pairs.NAMES and self.at - 1 in self.bars:
            return self.norm(token)
        if token.text in {"√", "∛"}:
            self.deeper()
            inside = bare(self.unpowered())
            self.nesting -= 1
            return Root(inside, None if token.text == "√" else Number("3"))
        name = symbols.NAMES.get(token.text, token.text)
        if name in symbols.GREEK or name in symbols.LETTERS:
            return self.numbered(Symbol(name))
        if token.text.isalpha():
            return Symbol(token.text)
        raise Unreadable(f"'{token.text}' is unexpected here", token.column)

    def numbered(self, letter: Symbol) -> Node:
        """A Greek letter with the digits that follow it as its subscript: `β1`."""
        digits = self.peek()
        if digits.isascii() and digits.isdecimal() and not self.tokens[self.at].spaced:
            return Script(letter, Number(self.take().text))
        return letter

    def unpowered(self) -> Node:
        """The radicand of `√`: an operand with its subscript but without a following power."""
        return self.scripted(self.atom(), powers=False)

    def name(self, token: Token) -> Node:
        """A word: a function if it names one, otherwise a quantity."""
        if token.text in _KEYWORDS or (token.text == "lambda" and self.begins_a_function()):
            raise Unreadable(f"only formulas can be read here, not '{token.text}'", token.column)
        if token.text in _MODULES and self.peek() == ".":
            return Symbol(token.text)
        called = self.peek() == "(" and not self.tokens[self.at].spaced
        if typed_names.is_function_word(token.text):
            if self.peek() == "(":
                return typed_names.call(token.text, self.arguments())
            return typed_names.function(token.text)
        quantity = typed_names.quantity(token.text)
        if (
            called
            and isinstance(quantity, Symbol)
            and len(token.text) > 2
            and token.text not in typed_names.GREEK
        ):
            return typed_names.call(token.text, self.arguments())
        return quantity

    def begins_a_function(self) -> bool:
        """True if the `lambda` just consumed is Python's keyword, as in `lambda x: x`, not the letter λ."""
        following = [token.text for token in self.tokens[self.at : self.at + 2]]
        return ":" in following[:1] or (following[1:] in ([":"], [","]) and following[0].isidentifier())

    def arguments(self) -> Fence:
        """The bracket of a call."""
        fence = self.fence(self.take())
        assert isinstance(fence, Fence)
        return fence

    def fence(self, opening: Token) -> Node:
        """Something in brackets, which must close; `[0, 1)` may close with either kind."""
        self.deeper()
        inside = self.line(opening.text)
        self.nesting -= 1
        if self.at >= len(self.tokens):
            if self.is_unfinished:
                return Fence(opening.text, inside, "")
            raise Unreadable(f"'{opening.text}' is never closed", opening.column)
        closing = self.take()
        if closing.text != _CLOSES[opening.text] and "{" in opening.text + closing.text:
            raise Unreadable(f"'{opening.text}' is closed by '{closing.text}'", closing.column)
        if inside == Row() and opening.text != "(":
            raise Unreadable("these brackets are empty", opening.column)
        return Fence(opening.text, inside, closing.text)

    def norm(self, opening: Token) -> Node:
        """`|x|` or `||x||`, up to the bar that is its partner."""
        closing = self.bars[self.at - 1]
        self.deeper()
        inside = self.line(opening.text, closing)
        self.nesting -= 1
        if self.at != closing:
            raise Unreadable(f"'{opening.text}' is never closed", opening.column)
        self.take()
        name = bar_pairs.NAMES[opening.text]
        return Fence(name, inside, name)

    # -- what follows an operand ----------------------------------------------------------------------

    def scripted(self, base: Node, *, powers: bool = True) -> Node:
        """`base` with indices, powers, accents, attributes and calls of methods."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.text in {"**", "^"} and powers:
                self.take()
                base = script(base, sup=self.exponent())
            elif token.text == "_" and not token.spaced:
                self.take()
                base = script(base, sub=self.index())
            elif token.text in symbols.IS_SUB or (token.text in symbols.IS_SUPER and powers):
                base = self.small(base)
            elif token.text in symbols.COMBINING:
                self.take()
                base = Accent(symbols.COMBINING[token.text], base)
            elif token.text == "'":
                self.take()
                base = script(base, primes=1)
            elif token.text == "[" and not token.spaced and not _expects(base):
                base = self.item_of(base)
            elif token.text == "." and not token.spaced:
                base = self.attribute(base)
            else:
                break
        return base

    def exponent(self) -> Node:
        """The exponent after `**`, which is right-associative and may have a sign."""
        self.deeper()
        marks = []
        while (op := find_operator(symbols.NAMES.get(self.peek(), self.peek()))) and op.kind == "sign":
            marks.append(op)
            self.take()
        power = self.raised()
        self.nesting -= 1
        return fold([*marks, power], typed=True) if marks else power

    def raised(self) -> Node:
        """An operand behind `^`: of `g^2_t` the index is not the 2's, and `m^{(t)}` keeps its brackets."""
        if self.at < len(self.tokens) and self.tokens[self.at].kind == "number":
            number = self.atom()
            return number if self.peek() == "_" else self.scripted(number)
        power = self.operand()
        return power.inside if isinstance(power, Fence) and power.open == "{" else bare(power)

    def index(self) -> Node:
        """The subscript after `_`: `t`, `{t-1}`, `(t-1)`."""
        self.deeper()
        index = bare(_unbraced(self.atom()))
        self.nesting -= 1
        return index

    def small(self, base: Node) -> Node:
        """A run of Unicode sub- or superscript characters, parsed as the text they spell."""
        below = self.peek() in symbols.IS_SUB
        kind = symbols.IS_SUB if below else symbols.IS_SUPER
        letters = ""
        column = self.column()
        while self.at < len(self.tokens) and self.peek() in kind:
            letters += symbols.FULL_SIZE[self.take().text]
        lines = _TypedParser(cut(letters)).lines()
        if len(lines) != 1:
            raise Unreadable("these subscripts or superscripts are not a formula", column)
        return script(base, sub=lines[0]) if below else script(base, sup=lines[0])

    def item_of(self, base: Node) -> Node:
        """`state['m']` is m, `x[i]` is x with an index."""
        fence = self.fence(self.take())
        assert isinstance(fence, Fence)
        keyed = self.tokens[self.at - 2].kind == "string"
        return fence.inside if keyed else script(base, sub=fence.inside)

    def attribute(self, base: Node) -> Node:
        """`self.m` is m, `np.sqrt(v)` and `v.sqrt()` are the root of v."""
        dot = self.take()
        if self.at >= len(self.tokens) or self.tokens[self.at].kind != "name":
            raise Unreadable("'.' is unexpected here", dot.column)
        token = self.take()
        if isinstance(base, Symbol) and base.name in _MODULES:
            return self.name(token)
        if [after.text for after in self.tokens[self.at : self.at + 2]] == ["_", "("]:
            self.take()  # PyTorch's mark of a method that changes its object
        if self.peek() != "(":
            return self.name(token)
        extra = self.arguments().inside
        more = extra.items if isinstance(extra, Row) else (extra,)
        inside = Row((base, Mark(","), *more)) if more else base
        return typed_names.call(token.text, Fence("(", inside, ")"))


def _unbraced(node: Node) -> Node:
    """The node without the braces that only group it after `_` or `^`."""
    return node.inside if isinstance(node, Fence) and node.open == "{" else node


def _conditional(condition: Node, value: Node, other: Node) -> Node:
    """`where(condition, value, other)`; what `value` is set to a name for stays in front of it."""
    match value:
        case Relation((*before, first), ops):
            return Relation((*before, _conditional(condition, first, other)), ops)
    given = Row((condition, Mark(","), value, Mark(","), other))
    return typed_names.call("where", Fence("(", given, ")"))


def _expects(base: Node) -> bool:
    """True if a square bracket after it is an argument, as in `E[g]`."""
    return is_function_node(base) or base in (Symbol("E"), Symbol("Var"))
