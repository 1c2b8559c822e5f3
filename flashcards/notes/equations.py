r"""Splits a display formula into equations: `aligned` rows, pairs after `\quad`, `\text{where }` clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashcards.value import Value

LONGEST = 10_000
"""Longer display formulas, in characters, are not split."""
_OUTER = re.compile(
    r"\\begin\{(aligned|align|alignat|gather|gathered|split|equation|eqnarray|multline|displaymath)(\*?)\}(?:\{\d+\})?"
    r"(.*)\\end\{\1\2\}",
    re.DOTALL,
)
_LABEL = re.compile(r"\\(?:tag|label)\*?\{[^{}]{0,80}\}|\\(?:nonumber|notag|displaystyle|hfill)\b")
_TEXT = re.compile(r"\\(?:text|mathrm|textrm|quad\\text)\{([^{}]{0,120})\}")
_RELATION = re.compile(r"\\leftarrow\b|\\gets\b|\\triangleq\b|\\doteq\b|:=|\\coloneqq\b|(?<![<>!:])=")
_SYMBOL = re.compile(
    r"(?:\\(?:hat|bar|tilde|vec|mathbf|boldsymbol|bm|mathcal|widehat|overline)\s*)?"
    r"(?:\{[^{}]{1,40}\}|\\[A-Za-z]+|[A-Za-z])"
    r"(?:\s*[_^]\s*(?:\{(?:[^{}]|\{[^{}]{0,20}\}){1,40}\}|\\[A-Za-z]+|[A-Za-z0-9'*]))*'*"
)
_CHAIN = re.compile(r"(?<![<>!:_^])=|\\approx\b|\\equiv\b")
_NUMBER = re.compile(
    r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:\s*(?:\\times|\\cdot|\*)\s*10\^\{?\s*(-?\d+)\s*\}?|[eE]([+-]?\d+))?"
)
_POWER = re.compile(r"([+-]?)10\^\{?\s*([-+]?\d+)\s*\}?")
_CONDITION = re.compile(r"\\text|\\forall|^\s*[ijklnstNT]\s*=")
_SEPARATOR = re.compile(r"\\q?quad\b|[,;]|\\text\{[^{}]*\b(?:and|where|with)\b[^{}]*\}")
"""Separators between two equations; thin spaces (`\\,`, `\\;`, `\\!`) occur only within one."""
_BEFORE = re.compile(r"^(?:\\q?quad\b|\\[,;:!> ]|\s)+")
"""White space before an equation."""
_TOKEN = re.compile(
    r"(?P<closing>\\q?quad\b|\\[,;:!> ]|[.,;\s])|\\(?:left|right)\.|\\[A-Za-z]+|\\.|.", re.DOTALL
)
"""A token, or white space or punctuation that may end an equation; the dot of `\\right.` is a bracket."""


class Equation(Value, frozen=True):
    """One equation of a display formula."""

    left: str
    right: str
    latex: str
    """The whole equation."""
    note: str = ""
    """A remark in words within the formula: `1st moment`."""

    @property
    def symbol(self) -> bool:
        """True if the left side is a single symbol, including accents and scripts."""
        return bool(_SYMBOL.fullmatch(self.left))

    @property
    def number(self) -> str:
        """The right side in plain notation if it is a number (`1e-8`), otherwise empty."""
        return maths_number(self.right)


def maths_number(text: str) -> str:
    r"""A number in the notation of cards: `1e-8` for `10^{-8}`; empty if `text` is not a number."""
    text = text.strip().strip("$").rstrip(".,; ")
    if power := _POWER.fullmatch(text):
        return f"{power[1]}1e{int(power[2])}"
    match = _NUMBER.fullmatch(text)
    if not match:
        return ""
    mantissa = re.split(r"\s*(?:\\times|\\cdot|\*)|[eE]", text)[0]
    exponent = match[1] or match[2]
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def read_equations(latex: str) -> tuple[Equation, ...]:
    """The equations of a display formula, in order; empty if it states none or is too long."""
    if len(latex) > LONGEST:
        return ()
    return tuple(equation for row in _rows(latex) for equation in _row(row))


def _rows(latex: str) -> list[str]:
    r"""The rows of an aligned block; a row that begins with a relation is joined to the previous one."""
    outer = _OUTER.fullmatch(latex.strip())
    inside = outer[3] if outer else latex
    rows: list[str] = []
    for text in _lines(inside):
        begins = _RELATION.match(text.lstrip("& "))
        continues = begins or re.match(r"&?\s*(?:\\quad|\\qquad)?\s*[-+]", text) or _continues(rows)
        if rows and text and continues:
            rows[-1] += f" {text}"
        elif text:
            rows.append(text)
    return rows


def _lines(inside: str) -> Iterator[str]:
    r"""The rows of a block, split at each `\\\\` and before each line that begins a new equation."""
    for row in _split(inside, _NEXT_ROW):
        text = ""
        for line in _split(row, _NEXT_LINE):
            if text and _begins(line) and not text.rstrip().endswith((",", ";")) and not _continues([text]):
                yield text.strip()
                text = ""
            text += f"\n{line}"
        yield text.strip()


_NEXT_ROW = re.compile(r"\\\\(?:\[[^\]]{0,20}\])?")
_NEXT_LINE = re.compile(r"\n")


def _begins(line: str) -> bool:
    """True if a line states a complete equation rather than continuing the previous line."""
    left, relation, right = _sides(_bare(line))
    return (
        bool(left and relation and right) and not re.match(r"[-+*/^_)]", left) and not _is_range(left, right)
    )


def _is_range(left: str, right: str) -> bool:
    """True for the start of an index range, such as `i = 1`."""
    return bool(re.fullmatch("[ijklnstNT]", left) and maths_number(right.partition(",")[0]))


def _continues(rows: list[str]) -> bool:
    """True if the last row ends in an operator, which means that the formula continues."""
    return bool(rows) and bool(re.search(r"[-+*=(]\s*$|\\(?:cdot|times)\s*$", rows[-1]))


def _split(text: str, separator: re.Pattern[str]) -> list[str]:
    r"""`text` split at the separators outside braces, brackets and environments."""
    return [piece for _, piece in _cut(text, separator)]


def _cut(text: str, separator: re.Pattern[str]) -> list[tuple[str, str]]:
    """The pieces between separators, each with its preceding separator; joined they give `text`."""
    parts: list[tuple[str, str]] = []
    before, start, at, depth = "", 0, 0, 0
    while at < len(text):
        if depth == 0 and (match := separator.match(text, at)):
            parts.append((before, text[start : match.start()]))
            before, start, at = match[0], match.end(), match.end()
            continue
        depth = max(0, depth + _step(text, at))
        at += 2 if text[at] == "\\" and text[at + 1 : at + 2] in tuple("{}\\|,;:!> ") else 1
    return [*parts, (before, text[start:])]


def _step(text: str, at: int) -> int:
    if text[at] == "\\":
        return 1 if text.startswith("\\begin{", at) else -1 if text.startswith("\\end{", at) else 0
    return 1 if text[at] in "{([" else -1 if text[at] in "})]" else 0


def _row(row: str) -> Iterator[Equation]:
    r"""The equations of a row: two in `a = b, \quad c = d`, one in `x = b, \quad i = 1, \dots, n`."""
    pieces: list[list[tuple[str, str]]] = []
    for before, piece in _cut(row, _SEPARATOR):
        if not pieces or _own(_bare(piece)):
            pieces.append([("", piece)])
        else:
            pieces[-1].append((before, piece))
    for (_, equation), *rest in pieces:
        yield from _equation(equation, rest)


def _own(text: str) -> bool:
    """True if a piece states a complete equation, not an index range."""
    left, relation, right = _sides(text)
    return bool(relation and right and _SYMBOL.fullmatch(left)) and not _is_range(left, right)


def _equation(piece: str, rest: Sequence[tuple[str, str]]) -> Iterator[Equation]:
    """The equation in `piece`; later pieces belong to it, or form its note from the first words on."""
    words = next((at for at, (_, text) in enumerate(rest) if _CONDITION.search(text)), len(rest))
    text = _bare(piece + "".join(before + part for before, part in rest[:words]))
    left, relation, right = _sides(text)
    said = [match[1] for match in _TEXT.finditer(piece) if match[0] not in text]
    said += [_said(part) for _, part in rest[words:] if re.search(r"\w", part)]
    note = " ".join(", ".join(said).split()).strip(" ()[].,:;")
    if relation and left and right:
        yield Equation(left, right, text, "" if note.lower() in {"where", "and", "with"} else note)


def _said(part: str) -> str:
    """A condition in words: `for $t > 0$`."""
    found = _TEXT.search(part)
    maths = _bare(part)
    return f"{found[1].strip()} ${maths}$" if found and maths else found[1] if found else f"${maths}$"


def _bare(piece: str) -> str:
    r"""A piece without alignment marks, `\tag`, text at its ends and final punctuation."""
    text = _LABEL.sub("", " ".join(piece.split()))  # a long run of spaces is slow to match from its end
    text = text if "\\begin" in text else re.sub(r"(?<!\\)&", " ", text)
    words = rf"\s*(?:\\q?quad\b)?\s*{_TEXT.pattern}\s*"
    text = re.sub(rf"^(?:{words})+|(?:{words})+$", "", text)
    text = _BEFORE.sub("", text)
    ends = (token.end() for token in _TOKEN.finditer(text) if not token["closing"])
    return " ".join(text[: max(ends, default=0)].split())


def _sides(text: str) -> tuple[str, str, str]:
    """The left side, relation and right side of the first relation outside braces; all empty if none."""
    at = depth = 0
    while at < len(text):
        if depth == 0 and (match := _RELATION.match(text, at)):
            return text[:at].strip(), match[0], text[match.end() :].strip()
        depth = max(0, depth + _step(text, at))
        at += 1
    return "", "", ""


def split_chain(right: str) -> list[str]:
    r"""The sides of a chain in order: `b` and `c` of `b = c`; signs within brackets do not count."""
    return [side.strip() for side in _split(right, _CHAIN) if side.strip()]


def readable_symbol(left: str) -> str:
    r"""A readable name of a symbol without its time index: `m-hat` for `\hat{m}_{t+1}`."""
    hat = (
        "-hat"
        if re.match(r"\\(?:wide)?hat", left)
        else "-bar"
        if re.match(r"\\(?:bar|overline)", left)
        else ""
    )
    text = re.sub(
        r"\\(?:wide)?hat|\\(?:bar|overline|tilde|vec|mathbf|boldsymbol|bm|mathcal|text|mathrm)", "", left
    )
    text = re.sub(r"_\{?\(?[tknij](?:\s*[+-]\s*1)?\)?\}?(?!\w)", "", text)
    letters = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
    return f"{letters}{hat}"


def base(left: str) -> str:
    """The base letter of a symbol, without accents and indices: `m` for `\\hat{m}_t`."""
    return readable_symbol(left).removesuffix("-hat").removesuffix("-bar")
