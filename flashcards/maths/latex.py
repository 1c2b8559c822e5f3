r"""LaTeX read into the tree. Never refuses a macro: what is not known stays visible and is warned of."""

from __future__ import annotations

import re
import unicodedata

from flashcards.maths import signs
from flashcards.maths.fold import Item, Op, fold, is_function, operator, script
from flashcards.maths.tree import (
    NOTHING,
    Accent,
    Big,
    Brace,
    Fence,
    Fraction,
    Hidden,
    Mark,
    Node,
    Number,
    Product,
    Reading,
    Root,
    Script,
    Space,
    Stack,
    Symbol,
    Table,
    Text,
    Unknown,
    Unreadable,
)

NESTING = 80
"""How deep brackets and groups may stand in each other; deeper text is Unreadable, not a crash."""
CELLS = 2000
"""How many cells all tables of a formula may have together."""

_TOKEN = re.compile(r"%[^\n]*|\s+|\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|\.\d+|'+|\*\*|[-+*/:]=|.", re.S)
_CLOSERS = frozenset({")", "]", "}", "rfloor", "rceil", "rangle"})
_LINE = frozenset({r"\\", r"\cr", r"\newline"})

_FONTS = {
    "mathbf": "bold",
    "boldsymbol": "bold",
    "bm": "bold",
    "bf": "bold",
    "textbf": "bold",
    "mathrm": "upright",
    "rm": "upright",
    "mathcal": "calligraphic",
    "mathscr": "calligraphic",
    "cal": "calligraphic",
    "mathbb": "blackboard",
    "mathfrak": "fraktur",
    "mathsf": "upright",
    "mathtt": "upright",
    "mathit": "",
    "mathnormal": "",
}
_TEXTS = frozenset(
    {"text", "textrm", "textit", "textsf", "texttt", "textbf", "textnormal", "mbox", "hbox", "emph", "textup"}
)
_ACCENTS = {name: name for name in signs.ACCENTS} | {
    "widehat": "hat",
    "widetilde": "tilde",
    "overline": "bar",
    "overrightarrow": "vec",
    "mathring": "dot",
}
_SPACES = {"quad": 2, "qquad": 4}
_IGNORED = frozenset(
    r""", ; : ! > ~ displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits big Big bigg Bigg bigl Bigl
    biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm nonumber notag allowbreak nobreak thinspace enspace
    medspace thickspace negthinspace strut mathstrut boldmath hfill hline noindent relax mathord mathbin
    mathrel mathop mathopen mathclose / - it normalfont centering left. ensuremath""".split()
)
_IGNORED_WITH_ARGUMENT = frozenset(
    {
        "tag",
        "label",
        "color",
        "hspace",
        "vspace",
        "mspace",
        "kern",
        "phantom",
        "vphantom",
        "hphantom",
        "textcolor_",
    }
)
_TRANSPARENT = frozenset(
    {"mbox_", "boxed", "fbox", "smash", "mathstrut_", "cancel", "bcancel", "rlap", "llap"}
)
_STACKS = frozenset({"stackrel", "overset", "underset"})
_TABLES = frozenset(
    """aligned align alignat alignedat split gather gathered eqnarray multline cases rcases matrix pmatrix bmatrix
    Bmatrix vmatrix Vmatrix smallmatrix array subarray""".split()
)
_WRAPPED = {"pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|")} | {
    "Vmatrix": ("Vert", "Vert")
}
_SENTENCE = frozenset(
    """where if and or for with then when else otherwise is so as at given by in on to so that let we iff all
    since thus hence but while until from such not new step while until""".split()
) - {"new", "step"}
_LETTERS = signs.GREEK.keys() | signs.LETTERS.keys()


def read(text: str) -> Reading:
    """The tree of a formula, or of a block of several, with or without its dollar signs."""
    reader = _Reader(_undollared(text))
    tree = reader.block()
    return Reading(tree, tuple(dict.fromkeys(reader.warnings)))


def _undollared(text: str) -> str:
    text = text.strip()
    for start, end in (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)")):
        if text.startswith(start) and text.endswith(end) and len(text) >= len(start) + len(end):
            return text[len(start) : -len(end)]
    return text


class _Reader:
    """A place in the tokens of one text, moving on. `warnings` grows with what is not understood."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        self.columns: list[int] = []
        self.warnings: list[str] = []
        self.at = 0
        self.nesting = 0
        self.cells = 0
        self.text = text if text.isascii() else signs.decomposed(text)
        for match in _TOKEN.finditer(self.text):
            token = match.group()
            if token[0] != "%" and not token.isspace():
                self.tokens.append(token)
                self.columns.append(match.start())

    # -- moving ---------------------------------------------------------------------------------

    def peek(self) -> str:
        """The next token, or nothing at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        """The next token, stepping over it."""
        token = self.peek()
        self.at += 1
        return token

    def deeper(self) -> None:
        """Count a bracket or group that opens."""
        self.nesting += 1
        if self.nesting > NESTING:
            raise Unreadable(f"brackets nest more than {NESTING} deep", self.column())

    def column(self) -> int:
        """Where in the text the next token stands, counted from 1."""
        return self.columns[self.at] + 1 if self.at < len(self.columns) else len(self.text) + 1

    # -- lines and cells --------------------------------------------------------------------------

    def block(self) -> Node:
        """The whole text; several lines or cells without an environment are a table of lines."""
        rows = self.rows()
        while self.peek():
            self.warnings.append(f"'{self.take()}' closes nothing")
            more = self.rows()
            rows = [*rows[:-1], [*rows[-1], *more[0]], *more[1:]]
        if len(rows) == 1:
            return (
                fold([item for cell in rows[0] for item in cell])
                if len(rows[0]) == 1
                else _table("lines", rows)
            )
        return _table("lines", rows)

    def rows(self) -> list[list[list[Item]]]:
        """Cells parted by `&`, rows parted by `\\\\`, up to what ends them."""
        rows: list[list[list[Item]]] = [[[]]]
        while True:
            rows[-1][-1] += self.items(frozenset())
            token = self.peek()
            if token == "&":
                self.take()
                rows[-1].append([])
            elif token in _LINE:
                self.take()
                self.raw_option()
                rows.append([[]])
            else:
                break
            self.cells += 1
            if self.cells > CELLS:
                raise Unreadable(f"a table has more than {CELLS} cells", self.column())
        if len(rows) > 1 and rows[-1] == [[]]:
            rows.pop()
        return rows

    def items(self, stops: frozenset[str]) -> list[Item]:
        """Items up to one of `stops`, or to whatever ends a group, cell or environment."""
        found: list[Item] = []
        while token := self.peek():
            if _name(token) in stops or token in {"}", "&", r"\end", r"\right"} or token in _LINE:
                break
            if token in {"|", r"\|"} and not _bar_opens(found) and self.bars_open(stops):
                break
            found += self.item(found)
        return found

    def bars_open(self, stops: frozenset[str]) -> bool:
        """Whether the items being read stand between bars that this one closes."""
        return "bar" in stops

    # -- items --------------------------------------------------------------------------------------

    def item(self, before: list[Item]) -> list[Item]:
        """The next token and what belongs to it, as items; none where it means nothing."""
        at = self.column()
        token = self.take()
        if token in {"^", "_", "**"} or token[0] == "'":
            self.at -= 1
            base = before.pop() if before and not isinstance(before[-1], Op | Mark | Space) else NOTHING
            assert not isinstance(base, Op)
            return [self.scripted(base)]
        if token in {"|", r"\|"}:
            return self.bar("|" if token == "|" else "Vert", before)
        if token == "{":
            return self.group()
        name = _name(token)
        if op := operator(name, at):
            return [op]
        if token in {"(", "["} or name in {"{", "lfloor", "lceil", "langle"}:
            return [self.scripted(self.fence(name))]
        if token[0] == "\\":
            return self.macro(name)
        return self.character(token, name)

    def character(self, token: str, name: str) -> list[Item]:
        """A letter, digit, sign of punctuation, or a Unicode character."""
        if token[0].isdigit() and token[0].isascii() or token[0] == "." and len(token) > 1:
            return [self.scripted(Number(token))]
        if token in {",", ";", ":", ".", "!", "?"}:
            return [Mark(token)]
        if token == "$":
            self.warnings.append("a '$' stands inside a formula")
            return []
        if token == "~":
            return []
        if name in signs.DOTS:
            return [Mark(name)]
        if token == "√":
            return [Root(self.argument())]
        if unicodedata.combining(token) or token in signs.FULL_SIZE:
            return self.small(token)
        if token in {")", "]"} or name in {"rfloor", "rceil", "rangle"}:
            return [Mark(signs.FENCES.get(name, token))]
        if name in signs.BIGS:
            return [self.limits(name)]
        return [self.scripted(Symbol(name))]

    def small(self, token: str) -> list[Item]:
        """A stray combining accent or small character: the base has been read without it, so it is left out."""
        return [Symbol(signs.FULL_SIZE.get(token, ""))] if token in signs.FULL_SIZE else []

    def bar(self, name: str, before: list[Item]) -> list[Item]:
        """`|` as an opening bracket where its partner follows, else as a sign between."""
        if not _bar_opens(before):
            return [Op("relation", "mid" if name == "|" else "parallel")]
        start = self.at
        self.deeper()
        inside = self.items(frozenset({"bar"}))
        self.nesting -= 1
        if self.peek() not in {"|", r"\|"}:
            self.at = start
            return [Op("relation", "mid" if name == "|" else "parallel")]
        self.take()
        return [self.scripted(Fence(name, fold(inside), name))]

    def fence(self, opening: str) -> Node:
        """What stands in brackets, up to a closing one of any kind: `[0, 1)` is a fence too."""
        self.deeper()
        inside = self.items(
            frozenset({")", "]", r"\}", r"\rbrace", r"\rfloor", r"\rceil", r"\rangle", "⌋", "⌉"})
        )
        self.nesting -= 1
        closing = ""
        if self.peek() in {"", "}", "&", r"\end", r"\right"} or self.peek() in _LINE:
            self.warnings.append(f"'{signs.FENCES[opening]}' is never closed")
        else:
            closing = _name(self.take())
        return Fence(opening, fold(inside), closing)

    def group(self) -> list[Item]:
        """`{…}`: its items join those around it, unless scripts follow and it must stay one thing."""
        items = self.braced()
        if self.peek() in {"^", "_", "**"} or self.peek()[:1] == "'":
            return [self.scripted(fold(items))]
        return items

    def braced(self) -> list[Item]:
        """The items of a group whose `{` has been taken."""
        self.deeper()
        items = self.items(frozenset())
        while self.peek() in {"&", r"\right"} or self.peek() in _LINE:
            self.take()
            items += self.items(frozenset())
        self.nesting -= 1
        if self.peek() == "}":
            self.take()
        else:
            self.warnings.append("'{' is never closed")
        return items

    # -- arguments ------------------------------------------------------------------------------------

    def argument(self) -> Node:
        """What a macro or a script takes: a group, or one token (of digits only the first)."""
        token = self.peek()
        if token == "{":
            self.take()
            return fold(self.braced())
        if token in {"", "}", "&", r"\end", r"\right", "^", "_"} or token in _LINE:
            return NOTHING
        if token[0].isdigit() and len(token) > 1:
            self.tokens[self.at] = token[1:]
            return Number(token[0])
        self.deeper()
        start = self.at
        self.take()
        name = _name(token)
        if token[0] == "\\" and name not in signs.FENCES and not operator(name):
            items = self.macro(name, bare=True)
        elif token[0].isdigit():
            items = [Number(token)]
        else:
            items = [operator(name) or Symbol(name)]
        self.nesting -= 1
        if self.at == start:
            self.take()
        return fold(items) if not isinstance(items[:1], Op) else NOTHING

    def raw(self) -> str:
        """The text of a group as it is written, spaces and all; of anything else the next token."""
        if self.peek() != "{":
            return self.take()
        start = self.columns[self.at] + 1
        depth = 0
        while token := self.take():
            depth += (token == "{") - (token == "}")
            if depth == 0:
                return self.text[start : self.columns[self.at - 1]]
        self.warnings.append("'{' is never closed")
        return self.text[start:]

    def raw_option(self) -> str:
        """The text of an option in square brackets, if one follows: `[3]`."""
        if self.peek() != "[":
            return ""
        start = self.at
        while (token := self.take()) and token != "]":
            pass
        if not token:
            self.at = start
            return ""
        return self.text[self.columns[start] + 1 : self.columns[self.at - 1]]

    # -- scripts --------------------------------------------------------------------------------------

    def scripted(self, base: Node) -> Node:
        """`base` with the scripts, primes, accents and small characters that follow it, in any order."""
        while token := self.peek():
            if token in {"^", "**"}:
                self.take()
                base = self.once(base, sup=self.power(token))
            elif token == "_":
                self.take()
                base = self.once(base, sub=_word(self.argument()))
            elif token[0] == "'":
                self.take()
                base = script(base, primes=len(token))
            elif token in signs.COMBINING:
                self.take()
                base = Accent(signs.COMBINING[token], base)
            elif token in signs.IS_SUB:
                base = self.once(base, sub=self.run(signs.IS_SUB))
            elif token in signs.IS_SUPER:
                base = self.once(base, sup=self.run(signs.IS_SUPER))
            elif token in {r"\limits", r"\nolimits"}:
                self.take()
            else:
                break
        return base

    def power(self, token: str) -> Node:
        """The exponent after `^`, or after the `**` of mixed text, where all digits of a number belong to it."""
        if token == "**" and self.peek()[:1].isdigit():
            return Number(self.take())
        return self.argument()

    def once(self, base: Node, sub: Node | None = None, sup: Node | None = None) -> Node:
        if isinstance(base, Script) and ((sub and base.sub) or (sup and base.sup)):
            self.warnings.append("two indices or two powers stand on one letter")
            return Script(base, sub, sup)
        return script(base, sub, sup)

    def run(self, small: frozenset[str]) -> Node:
        """A run of small characters as the node that they spell."""
        letters = ""
        while self.peek() in small:
            letters += signs.FULL_SIZE[self.take()]
        inner = _Reader(letters)
        return fold(inner.items(frozenset()))

    def limits(self, name: str) -> Node:
        """A big operator with what it ranges over; what it acts on is joined when the items are folded."""
        ranged = self.scripted(Symbol(name))
        if isinstance(ranged, Script):
            return Big(name, ranged.sub, ranged.sup, NOTHING)
        return Big(name, None, None, NOTHING)

    # -- macros ---------------------------------------------------------------------------------------

    def macro(self, name: str, *, bare: bool = False) -> list[Item]:
        """What the macro makes of what follows it; `bare` leaves scripts to the one who asked."""
        node = self.made(name)
        if node is None:
            return []
        if isinstance(node, list):
            return node
        if isinstance(node, Big | Mark | Space | Text | Op) or bare:
            return [node]
        return [self.scripted(node)]

    def made(self, name: str) -> Item | list[Item] | None:  # noqa: PLR0911, PLR0912 - one case a kind of macro
        """The node, operator or items that a macro stands for; None for one that shows nothing."""
        if name in _LETTERS:
            return Symbol(name)
        match name:
            case "frac" | "dfrac" | "tfrac" | "cfrac":
                return Fraction(self.argument(), self.argument())
            case "binom" | "dbinom" | "tbinom":
                return Fence("(", Fraction(self.argument(), self.argument(), bar=False), ")")
            case "sqrt":
                return self.root()
            case "left":
                return self.left()
            case "middle":
                return Op("relation", "mid") if self.take() else None
            case "begin":
                return self.environment()
            case "underbrace" | "overbrace":
                return self.brace("under" if name == "underbrace" else "over")
            case "hide":
                return Hidden(self.raw(), self.raw(), self.argument())
            case "operatorname":
                return self.named(self.raw().replace(r"\,", "").replace(" ", ""))
            case "arg":
                return (
                    self.named("arg" + self.take()[1:])
                    if self.peek() in {r"\min", r"\max"}
                    else _function("arg")
                )
            case "not":
                return Op("relation", {"=": "ne", r"\in": "notin"}.get(self.take(), "ne"))
            case "xrightarrow" | "xleftarrow":
                arrow = Symbol("to" if name == "xrightarrow" else "gets")
                return Stack(arrow, self.argument(), None)
            case "pmod":
                return Fence("(", fold([Symbol("mod", "upright"), self.argument()]), ")")
            case "textcolor":
                self.raw()
                return fold([self.argument()])
        return self.by_table(name)

    def by_table(self, name: str) -> Item | list[Item] | None:  # noqa: PLR0911 - a look into one table each
        """The macros that are many of a kind."""
        if name in _ACCENTS:
            return Accent(_ACCENTS[name], self.argument())
        if name in _TEXTS:
            return self.words(self.raw())
        if name in _FONTS:
            return _in_font(self.argument(), _FONTS[name])
        if name in signs.BIGS:
            return self.limits(name)
        if name in signs.FUNCTIONS:
            return self.named(name)
        if name in signs.DOTS or name in {",", "."}:
            return Mark(name)
        if name in _SPACES:
            return Space(_SPACES[name])
        if name in _STACKS:
            return self.stack(name)
        if name in _TRANSPARENT:
            return self.argument()
        if name in _IGNORED_WITH_ARGUMENT:
            self.raw()
            return None
        if name in _IGNORED or name == "" or name.isspace():
            return None
        if len(name) == 1 and not name.isalpha():
            return Symbol(name)
        if name in signs.FENCES:
            return Mark(signs.FENCES[name])
        self.warnings.append(rf"\{name} is not known")
        return Unknown(name)

    def named(self, name: str) -> Node:
        """A function by its name; one that carries what it ranges over below it is a big operator."""
        name = name.rstrip("*")
        if name in signs.LIMITS and self.peek() in {"_", r"\limits"}:
            return self.limits(name)
        return _function(name)

    def root(self) -> Node:
        if self.peek() != "[":
            return Root(self.argument())
        self.take()
        self.deeper()
        index = fold(self.items(frozenset("]")))
        self.nesting -= 1
        if self.peek() == "]":
            self.take()
        return Root(self.argument(), index)

    def left(self) -> Node:
        r"""`\left( … \right)`; either side may be a dot for nothing."""
        opening = _name(self.take())
        self.deeper()
        inside = self.items(frozenset())
        while self.peek() == "&" or self.peek() in _LINE:
            self.take()
            inside += self.items(frozenset())
        self.nesting -= 1
        closing = ""
        if self.peek() == r"\right":
            self.take()
            closing = _name(self.take())
        else:
            self.warnings.append(r"\left has no \right")
        return Fence(
            opening if opening in signs.FENCES else "",
            fold(inside),
            closing if closing in signs.FENCES else "",
        )

    def brace(self, kind: str) -> Node:
        inside = self.argument()
        note = None
        if self.peek() == ("_" if kind == "under" else "^"):
            self.take()
            note = self.argument()
        return Brace(kind, inside, note)

    def stack(self, name: str) -> Item:
        above, base = self.argument(), self.argument()
        return Stack(base, None, above) if name == "underset" else Stack(base, above, None)

    def words(self, text: str) -> Item | list[Item]:
        r"""The inside of `\text{…}`: a name if it is one word, else words, with `$…$` in them read as maths."""
        parts = text.split("$")
        if len(parts) > 2:
            items: list[Item] = []
            for odd, part in enumerate(parts):
                if odd % 2:
                    items += _Reader(part).items(frozenset())
                elif part:
                    items.append(Text(_plain(part)))
            return items
        word = _plain(text)
        if re.fullmatch(r"[^\W\d][\w-]*", word) and word.lower() not in _SENTENCE:
            return Symbol(word, "upright")
        return Text(word)

    def environment(self) -> Node:
        """`\\begin{…} … \\end{…}` as a table; one that is no table shows what is in it."""
        name = self.raw().strip().rstrip("*")
        columns = ""
        if name in {"array", "subarray", "alignat", "alignedat"}:
            columns = "".join(letter for letter in self.raw() if letter in "lcr")
        else:
            self.raw_option()
        self.deeper()
        rows = self.rows()
        self.nesting -= 1
        if self.peek() == r"\end":
            self.take()
            self.raw()
        else:
            self.warnings.append(rf"\begin{{{name}}} has no \end")
        if name not in _TABLES:
            if name not in {"equation", "displaymath", "math"}:
                self.warnings.append(f"the environment {name} is not known")
            return _table("lines", rows)
        table = _table(name, rows, columns)
        if name in _WRAPPED:
            return Fence(_WRAPPED[name][0], Table("matrix", table.rows), _WRAPPED[name][1])
        return table


def _table(kind: str, rows: list[list[list[Item]]], columns: str = "") -> Table:
    return Table(kind, tuple(tuple(fold(cell) for cell in row) for row in rows), columns)


def _name(token: str) -> str:
    """The name that a token has in the tables of signs."""
    if token[0:1] == "\\" and len(token) > 1:
        bare = token[1:].rstrip("*") if len(token) > 2 else token[1:]
        if bare == "|":
            return "Vert"
        return signs.SAME.get(bare, bare)
    return signs.NAMES.get(token, token) if not token.isascii() else token


def _function(name: str) -> Symbol:
    return Symbol(signs.SAME.get(name, name), "function")


def _bar_opens(before: list[Item]) -> bool:
    """Whether a bar opens here: at the start and after a sign or comma, not after an operand."""
    return not before or isinstance(before[-1], Op | Mark | Space | Big) or is_function(before[-1])


def _in_font(node: Node, font: str) -> Node:
    """Letters in a font; several upright letters side by side are one name, as in `\\mathrm{lr}`."""
    match node:
        case Symbol(name):
            return Symbol(name, font)
        case Script(base, sub, sup, primes):
            return Script(_in_font(base, font), sub, sup, primes)
        case Accent(kind, inside):
            return Accent(kind, _in_font(inside, font))
    letters = _spelt(node)
    return Symbol(letters, font) if letters else node


def _word(index: Node) -> Node:
    r"""An index of three letters or more is a word: `\\theta_{new}` means the new θ, not n·e·w."""
    letters = _spelt(index)
    return Symbol(letters, "upright") if len(letters) > 2 and letters.isalpha() else index


def _spelt(node: Node) -> str:
    """The word that letters and digits side by side spell; empty where there is more to it."""
    match node:
        case Symbol(name) if len(name) == 1:
            return name
        case Number(text):
            return text
        case Product(factors, ops) if not any(ops):
            parts = [_spelt(factor) for factor in factors]
            return "".join(parts) if all(parts) else ""
    return ""


def _plain(text: str) -> str:
    """Words without LaTeX's escapes, spaces as they are written."""
    return re.sub(
        r"\s+",
        " ",
        re.sub(r"\\([&%$#_{} ])", r"\1", text).replace("~", " ").replace("{", "").replace("}", ""),
    )
