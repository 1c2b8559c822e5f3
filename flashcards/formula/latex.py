r"""Parses LaTeX into the tree. An unknown macro is never refused: it stays visible, with a warning."""

from __future__ import annotations

from flashcards.formula import bar_pairs, latex_macros, symbols
from flashcards.formula.latex_lexer import LatexCursor, strip_delimiters, symbol_name, word
from flashcards.formula.precedence_parser import Item, Op, bare, find_operator, fold, script
from flashcards.formula.tree import (
    NOTHING,
    Accent,
    Big,
    Fence,
    Mark,
    Node,
    Number,
    Reading,
    Root,
    Script,
    Space,
    Symbol,
    Text,
)
from flashcards.formula.unreadable import Unreadable

NESTING = 80
"""The deepest nesting of brackets and groups; deeper text is Unreadable instead of a crash."""
CELLS = 2000
"""How many cells all tables of a formula may have together."""

_LINE = frozenset({r"\\", r"\cr", r"\newline"})
_ENDS = _LINE | {"}", "&", r"\end", r"\right"}
_OPENERS = frozenset({"(", "[", "{", "lfloor", "lceil", "langle"})
_CLOSERS = frozenset({")", "]", "}", "rfloor", "rceil", "rangle"})
_DIGITS = frozenset("0123456789")
_FOLLOWS = frozenset("^_'*\\")
"""What tokens that belong to the base before them begin with, in ASCII."""
_SCRIPTS = frozenset({"^", "_", "**"})


def read_latex(text: str) -> Reading:
    """Parses a formula, or a block of several, with or without its dollar signs."""
    reader = LatexParser(strip_delimiters(text))
    tree = reader.block()
    return Reading(tree, tuple(dict.fromkeys(reader.warnings)))


class LatexParser(LatexCursor):
    """Parses items, cells and lines from the cursor on."""

    def inside(self, stops: frozenset[str] = frozenset(), until: int = -1) -> list[Item]:
        """The items of a bracket or group that was just opened, one nesting level deeper."""
        self.nesting += 1
        if self.nesting > NESTING:
            raise Unreadable(f"brackets nest more than {NESTING} deep", self.column())
        items = self.items(stops, until)
        self.nesting -= 1
        return items

    def within(self, text: str) -> list[Item]:
        r"""The items of another text, such as the formula inside `\text{if $x$}`."""
        return LatexParser(text).inside()

    # -- lines and cells ------------------------------------------------------------------------------

    def block(self) -> Node:
        """The whole text; several lines or cells without an environment are a table of lines."""
        rows = self.rows()
        while self.peek():
            self.warnings.append(f"'{self.take()}' has no opening bracket")
            first, *more = self.rows()
            rows[-1][-1] += first[0]
            rows[-1] += first[1:]
            rows += more
        return (
            fold(rows[0][0])
            if len(rows) == 1 and len(rows[0]) == 1
            else latex_macros.build_table("lines", rows)
        )

    def rows(self) -> list[list[list[Item]]]:
        r"""Cells separated by `&` in rows separated by `\\`, up to the end of the environment."""
        rows: list[list[list[Item]]] = [[[]]]
        while True:
            rows[-1][-1] += self.inside()
            if self.took("&"):
                rows[-1].append([])
            elif self.peek() in _LINE:
                self.take()
                self.option()
                rows.append([[]])
            else:
                break
            self.cells += 1
            if self.cells > CELLS:
                raise Unreadable(f"a table has more than {CELLS} cells", self.column())
        return rows[:-1] if len(rows) > 1 and rows[-1] == [[]] else rows

    def items(self, stops: frozenset[str], until: int = -1) -> list[Item]:
        """Items up to one of `stops`, the token at `until`, or the end of a group, cell or environment."""
        found: list[Item] = []
        while (
            (token := self.peek())
            and token not in _ENDS
            and self.at != until
            and symbol_name(token) not in stops
        ):
            found += self.item(found)
        return found

    # -- items ----------------------------------------------------------------------------------------

    def item(self, before: list[Item]) -> list[Item]:
        """The next token with its arguments and scripts, as items; none for a token without meaning."""
        column = self.column()
        token = self.peek()
        name = symbol_name(token)
        if token in _SCRIPTS or token[0] == "'":
            base = (
                before.pop() if before and not isinstance(before[-1], Op | Mark | Space | Text) else NOTHING
            )
            return [] if isinstance(base, Op) else [self.scripted(base)]
        if token in bar_pairs.NAMES:
            return [self.bar()]
        self.take()
        if token == "{":
            return self.group()
        if op := find_operator(name, column):
            return [op]
        if name in _OPENERS:
            return [self.scripted(self.fence(name))]
        if token[0] == "\\":
            return self.macro(name)
        return self.character(token, name)

    def character(self, token: str, name: str) -> list[Item]:
        """A number, a letter, punctuation, or a character of Unicode."""
        if len(token) > 2 and self.peek() == "(" and token in symbols.FUNCTIONS:
            return self.function_word(token)
        if token[-1] in _DIGITS:
            return [self.scripted(Number(token.replace("{,}", "")))]
        if token in {",", ";", ":", ".", "!", "?"}:
            return [Mark(token)]
        if token == "$":
            self.warnings.append("there is a '$' inside the formula")
            return []
        if name in symbols.DOTS:
            return [Mark(name)]
        if token in {"√", "∛"}:
            return [Root(self.scripted(self.argument()), None if token == "√" else Number("3"))]
        if name in symbols.BIGS:
            return [self.limits(name)]
        if token == "~" or token in symbols.COMBINING:
            return []
        if token in symbols.FULL_SIZE:
            return [Symbol(symbols.FULL_SIZE[token])]
        if (
            self.peek()[:1] in _DIGITS
            and token.isalpha()
            and self.columns[self.at] == self.columns[self.at - 1] + 1
        ):
            return [self.scripted(Script(Symbol(name), Number(self.take())))]
        return [self.scripted(Symbol(name.replace(r"\_", "_")))]

    def function_word(self, word: str) -> list[Item]:
        """A function without its backslash, as in `max(a, b)`; its opening bracket is the next token."""
        if word != "sqrt":
            return [Symbol(word, "function")]
        self.take()
        return [self.scripted(Root(bare(self.fence("("))))]

    def bar(self) -> Item:
        """`|` as a bracket if it has a partner, otherwise as a relation sign."""
        start = self.at
        token = self.take()
        name = bar_pairs.NAMES[token]
        if start not in self.bars:
            return Op("relation", "mid" if name == "|" else "parallel")
        inside = self.inside(until=self.bars[start])
        if self.at != self.bars[start]:
            self.warnings.append(f"'{token}' is never closed")
        else:
            self.take()
        return self.scripted(Fence(name, fold(inside), name))

    def fence(self, opening: str) -> Node:
        """A bracketed expression; any kind of bracket may close it, so `[0, 1)` is a fence too."""
        inside = self.inside(_CLOSERS)
        if self.peek() in _ENDS or symbol_name(self.peek()) not in _CLOSERS:
            self.warnings.append(f"'{symbols.FENCES[opening]}' is never closed")
            return Fence(opening, fold(inside), "")
        return Fence(opening, fold(inside), symbol_name(self.take()))

    def group(self) -> list[Item]:
        """`{…}`: its items join those around it, unless scripts follow, which need it as one operand."""
        items = self.braced()
        if self.peek() in _SCRIPTS or self.peek()[:1] == "'":
            return [self.scripted(fold(items))]
        return items

    def braced(self) -> list[Item]:
        """The items of a group whose `{` was consumed; lines and cells inside it are joined."""
        items = self.inside()
        while self.peek() in {"&", r"\right"} or self.peek() in _LINE:
            self.take()
            items += self.inside()
        if not self.took("}"):
            self.warnings.append("'{' is never closed")
        return items

    # -- arguments ------------------------------------------------------------------------------------

    def argument(self) -> Node:
        """The argument of a macro or script: a group, or one token (of several digits the first)."""
        token = self.peek()
        if self.took("{"):
            return fold(self.braced())
        if not token or token in _ENDS or token in _SCRIPTS:
            return NOTHING
        if len(token) > 1 and token[0] != "\\":
            self.tokens[self.at] = token[1:]
            return Number(token[0]) if token[0] in _DIGITS else Symbol(token[0])
        self.take()
        name = symbol_name(token)
        if token[0] != "\\" or find_operator(name) or name in symbols.FENCES:
            return Number(token) if token in _DIGITS else Symbol(name)
        self.nesting += 1
        if self.nesting > NESTING:
            raise Unreadable(f"macros nest more than {NESTING} deep", self.column())
        items = self.macro(name, scripts=False)
        self.nesting -= 1
        return fold(items)

    # -- scripts --------------------------------------------------------------------------------------

    def scripted(self, base: Node) -> Node:
        """`base` with the scripts, primes, accents and small characters that follow it, in any order."""
        while (token := self.peek()) and (token[0] in _FOLLOWS or not token.isascii()):
            if token in {"^", "**"}:
                self.take()
                whole = token == "**" and self.peek()[:1] in _DIGITS
                base = self.once(base, sup=Number(self.take()) if whole else self.argument())
            elif self.took("_"):
                base = self.once(base, sub=word(self.argument()))
            elif token[0] == "'":
                base = script(base, primes=len(self.take()))
            elif token in symbols.COMBINING:
                base = Accent(symbols.COMBINING[self.take()], base)
            elif token in symbols.IS_SUB:
                base = self.once(base, sub=self.run(symbols.IS_SUB))
            elif token in symbols.IS_SUPER:
                base = self.once(base, sup=self.run(symbols.IS_SUPER))
            elif not (self.took(r"\limits") or self.took(r"\nolimits")):
                break
        return base

    def once(self, base: Node, sub: Node | None = None, sup: Node | None = None) -> Node:
        """`base` with one more script; LaTeX refuses two of the same kind."""
        if isinstance(base, Script) and ((sub and base.sub) or (sup and base.sup)):
            self.warnings.append("a letter has two indices or two powers")
            return Script(base, sub, sup)
        return script(base, sub, sup)

    def run(self, small: frozenset[str]) -> Node:
        """A run of Unicode sub- or superscript characters as the node that they spell."""
        letters = ""
        while self.peek() in small:
            letters += symbols.FULL_SIZE[self.take()]
        return fold(LatexParser(letters).inside())

    def limits(self, name: str) -> Node:
        """A big operator with its limits; its operand is attached when the items are folded."""
        ranged = self.scripted(Symbol(name))
        return Big(name, *((ranged.sub, ranged.sup) if isinstance(ranged, Script) else (None, None)), NOTHING)

    # -- macros ---------------------------------------------------------------------------------------

    def macro(self, name: str, *, scripts: bool = True) -> list[Item]:
        """The items that a macro, already consumed, makes of what follows it."""
        made = latex_macros.build_macro(self, name)
        if made is None:
            return []
        if isinstance(made, list):
            return made
        if not scripts or isinstance(made, Big | Mark | Space | Text | Op):
            return [made]
        return [self.scripted(made)]
