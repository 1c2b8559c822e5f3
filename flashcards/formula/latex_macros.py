r"""The meaning of each LaTeX macro: tables for families of macros, a function for each other one."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import Protocol

from flashcards.formula import symbols
from flashcards.formula.latex_lexer import LETTERS, word_of
from flashcards.formula.precedence_parser import Item, Op, fold
from flashcards.formula.tree import (
    Accent,
    Brace,
    Fence,
    Fraction,
    Hidden,
    Mark,
    Node,
    Root,
    Script,
    Space,
    Stack,
    Symbol,
    Table,
    Text,
    Unknown,
)

_FONTS = MappingProxyType(
    {
        **dict.fromkeys(("mathbf", "boldsymbol", "bm", "bf", "mathbfit"), "bold"),
        **dict.fromkeys(("mathrm", "rm", "mathsf", "mathtt", "mathup"), "upright"),
        **dict.fromkeys(("mathcal", "mathscr", "cal"), "calligraphic"),
        **dict.fromkeys(("mathbb", "mathds"), "blackboard"),
        **dict.fromkeys(("mathit", "mathnormal"), ""),
        "mathfrak": "fraktur",
    }
)
_ACCENTS = MappingProxyType(
    {name: name for name in symbols.ACCENTS}
    | {"widehat": "hat", "widetilde": "tilde", "overline": "bar", "overrightarrow": "vec", "mathring": "dot"}
)
_TEXTS = symbols.word_set("text textrm textit textsf texttt textbf textnormal textup mbox hbox emph")
_SPACES = MappingProxyType({"quad": 2, "qquad": 4})
_IGNORED = symbols.word_set(
    r""", ; : ! > / - displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag
    big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm allowbreak nobreak
    thinspace enspace medspace thickspace negthinspace strut mathstrut hfill hline noindent relax mathord
    mathbin mathrel mathop mathopen mathclose it boldmath ensuremath centering normalfont"""
)
_IGNORED_WITH_ARGUMENT = symbols.word_set(
    "tag label color hspace vspace mspace kern phantom vphantom hphantom ref eqref"
)
_TRANSPARENT = symbols.word_set("boxed fbox smash cancel bcancel xcancel rlap llap mathclap")
_TABLES = symbols.word_set(
    """aligned align alignat alignedat split gather gathered eqnarray multline cases rcases dcases matrix
    pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array subarray"""
)
_BRACKETED = MappingProxyType(
    {
        "pmatrix": ("(", ")"),
        "bmatrix": ("[", "]"),
        "Bmatrix": ("{", "}"),
        "vmatrix": ("|", "|"),
        "Vmatrix": ("Vert", "Vert"),
    }
)
_SENTENCE = symbols.word_set(
    """where if and or for with then when else otherwise is so as at given by in on to that let we iff all
    since thus hence but while until from such not"""
)
"""Words that, standing alone in `\\text{…}`, are words and not the name of a quantity."""


class MacroReader(Protocol):
    """The interface of the reader for macros: the following tokens, and formulas parsed from them."""

    warnings: list[str]

    def peek(self) -> str:
        """The next token, without taking it; empty at the end."""

    def take(self) -> str:
        """The next token; the reader moves on."""

    def took(self, token: str) -> bool:
        """True if the next token was `token`, which is then taken."""

    def raw(self) -> str:
        """The text of the next argument, unread."""

    def option(self) -> str:
        """The text of an optional argument in square brackets; empty if there is none."""

    def argument(self) -> Node:
        """The next argument as a formula."""

    def inside(self, stops: frozenset[str] = frozenset()) -> list[Item]:
        """The items up to one of the tokens `stops`, or to what closes the group."""

    def within(self, text: str) -> list[Item]:
        """The items of another text, such as the formula inside `\\text{if $x$}`."""

    def rows(self) -> list[list[list[Item]]]:
        """The rows of an environment, each as its cells."""

    def limits(self, name: str) -> Node:
        """A big operator with its lower and upper limits."""


def build_macro(reader: MacroReader, name: str) -> Item | list[Item] | None:  # noqa: PLR0912 - one case a kind of macro
    """The node, operator or items that a macro with its arguments denotes; None if it shows nothing."""
    if name in LETTERS:
        return Symbol(name)
    match name:
        case "frac" | "dfrac" | "tfrac" | "cfrac":
            return Fraction(reader.argument(), reader.argument())
        case "binom" | "dbinom" | "tbinom":
            return Fence("(", Fraction(reader.argument(), reader.argument(), bar=False), ")")
        case "sqrt":
            return _root(reader)
        case "left":
            return _left(reader)
        case "middle":
            return Op("relation", "mid") if reader.take() else None
        case "begin":
            return _environment(reader)
        case "underbrace" | "overbrace":
            return _brace(reader, name.removesuffix("brace"))
        case "stackrel" | "overset" | "underset":
            return _stack(reader, name)
        case "xrightarrow" | "xleftarrow":
            return Stack(Symbol("to" if name == "xrightarrow" else "gets"), reader.argument(), None)
        case "hide":
            return Hidden(reader.raw(), reader.raw(), reader.argument())
        case "operatorname":
            return _function(reader, re.sub(r"\\[,;! ]|\s", "", reader.raw()))
        case "arg" if reader.peek() in {r"\min", r"\max"}:
            return _function(reader, "arg" + reader.take()[1:])
        case "not":
            return Op("relation", {r"\in": "notin"}.get(reader.take(), "ne"))
        case "pmod":
            return Fence("(", fold([Symbol("mod", "upright"), reader.argument()]), ")")
        case "textcolor":
            reader.raw()
            return reader.argument()
    return _by_table(reader, name)


def _by_table(reader: MacroReader, name: str) -> Item | list[Item] | None:
    """Macros that a table covers."""
    if name in _ACCENTS:
        return Accent(_ACCENTS[name], reader.argument())
    if name in _TEXTS:
        return _words(reader, reader.raw())
    if name in _FONTS:
        return _in_font(reader.argument(), _FONTS[name])
    if name in symbols.BIGS:
        return reader.limits(name)
    if name in symbols.FUNCTIONS:
        return _function(reader, name)
    if name in symbols.DOTS:
        return Mark(name)
    if name in _SPACES:
        return Space(_SPACES[name])
    if name in _TRANSPARENT:
        return reader.argument()
    if name in _IGNORED_WITH_ARGUMENT:
        reader.raw()
        return None
    if name in _IGNORED or not name.strip():
        return None
    if name in symbols.FENCES:
        return Mark(symbols.FENCES[name])
    if not name.isalpha():
        return Symbol(name)
    reader.warnings.append(rf"unknown command \{name}")
    return Unknown(name)


def _function(reader: MacroReader, name: str) -> Node:
    """A function by name; one with limits below it becomes a big operator."""
    name = symbols.SAME.get(name.rstrip("*"), name.rstrip("*"))
    if name in symbols.LIMITS and reader.peek() in {"_", r"\limits"}:
        return reader.limits(name)
    return Symbol(name, "function")


def _root(reader: MacroReader) -> Node:
    index = None
    if reader.took("["):
        index = fold(reader.inside(frozenset({"]"})))
        reader.took("]")
    return Root(reader.argument(), index)


def _left(reader: MacroReader) -> Node:
    r"""`\left( … \right)`; either side may be a dot for nothing."""
    opening = _side(reader.take())
    items = reader.inside()
    while reader.peek() in {"&", r"\\", r"\cr", r"\newline"}:
        reader.take()
        items += reader.inside()
    if reader.took(r"\right"):
        return Fence(opening, fold(items), _side(reader.take()))
    reader.warnings.append(r"\left has no \right")
    return Fence(opening, fold(items), "")


def _side(token: str) -> str:
    """The bracket that a token denotes; empty for a dot and for any other token."""
    bare = token[1:] if len(token) > 1 and token[0] == "\\" else token
    name = "Vert" if token in {r"\|", "||"} else symbols.SAME.get(bare, symbols.NAMES.get(bare, bare))
    name = "|" if name == "mid" else name
    return name if name in symbols.FENCES else ""


def _brace(reader: MacroReader, kind: str) -> Node:
    inside = reader.argument()
    noted = reader.took("_" if kind == "under" else "^")
    return Brace(kind, inside, reader.argument() if noted else None)


def _stack(reader: MacroReader, name: str) -> Node:
    note, base = reader.argument(), reader.argument()
    return Stack(base, None, note) if name == "underset" else Stack(base, note, None)


def _words(reader: MacroReader, text: str) -> Item | list[Item]:
    r"""The inside of `\text{…}`: a name if it is one word, otherwise text whose `$…$` is parsed as maths."""
    parts = text.split("$")
    if len(parts) > 2:
        items: list[Item] = []
        for odd, part in enumerate(parts):
            items += reader.within(part) if odd % 2 else [Text(_plain(part))] if part else []
        return items
    word = _plain(text)
    if re.fullmatch(r"[^\W\d][\w-]*", word) and word.lower() not in _SENTENCE:
        return Symbol(word, "upright")
    return Text(word)


def _plain(text: str) -> str:
    """Text without LaTeX escapes and braces, white space collapsed."""
    bare = re.sub(r"\\([&%$#_{} ])", r"\1", text).replace("~", " ").replace("{", "").replace("}", "")
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", bare))


def _environment(reader: MacroReader) -> Node:
    r"""`\begin{…} … \end{…}` as a table; other environments are replaced by their contents."""
    name = reader.raw().strip().rstrip("*")
    columns = ""
    if name in {"array", "subarray"}:
        columns = "".join(letter for letter in reader.raw() if letter in "lcr")
    elif name in {"alignat", "alignedat"}:
        reader.raw()
    else:
        reader.option()
    rows = reader.rows()
    if reader.took(r"\end"):
        reader.raw()
    else:
        reader.warnings.append(rf"\begin{{{name}}} has no \end")
    if name in _BRACKETED:
        opening, closing = _BRACKETED[name]
        return Fence(opening, build_table("matrix", rows), closing)
    if name in _TABLES:
        return build_table("cases" if name == "dcases" else name, rows, columns)
    if name not in {"equation", "displaymath", "math"}:
        reader.warnings.append(f"unknown environment {name}")
    return fold(rows[0][0]) if len(rows) == 1 and len(rows[0]) == 1 else build_table("lines", rows)


def build_table(kind: str, rows: list[list[list[Item]]], columns: str = "") -> Table:
    """A Table from cells that are still unfolded items."""
    return Table(kind, tuple(tuple(fold(cell) for cell in row) for row in rows), columns)


def _in_font(node: Node, font: str) -> Node:
    r"""Letters in a font; adjacent upright letters form one name, as in `\mathrm{lr}`."""
    match node:
        case Symbol(name):
            return Symbol(name, font)
        case Script(base, sub, sup, primes):
            return Script(_in_font(base, font), sub, sup, primes)
        case Accent(kind, inside):
            return Accent(kind, _in_font(inside, font))
    letters = word_of(node)
    return Symbol(letters, font or "upright") if letters else node
