r"""A block of maths → its equations as pieces of text, each with the line that it begins on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.value import Value

LONGEST = 20_000
"""Characters of a block that is read."""
_WRAPPERS = re.compile(
    r"\\(?:begin|end)\s*\{(?:aligned|align|alignat|alignedat|split|gathered|gather|equation|eqnarray|multline"
    r"|displaymath|array|dcases)\*?\}(?:\s*\{[rcl|@\s\d]{0,40}\}|\[[tbc]\])?"
)
_CURLY = re.compile(r"\\left\s*(?:\\\{|[.\[])(?=\s*\\begin)|\\right\s*(?:\\\}|[.\]])(?=[\s.,]*$)")
_CASES = re.compile(r"(\\begin\s*\{)(?:d?cases|matrix)(\}.*?\\end\s*\{)(?:d?cases|matrix)\}", re.DOTALL)
_ESCAPED_INDEX = re.compile(r"((?<![A-Za-z])[A-Za-z]|\\[A-Za-z]+|\})\\_")
_ESCAPED_MACRO = re.compile(
    r"(?<!\\)\\\\(?=(?:frac|sqrt|hat|bar|beta|theta|eta|alpha|epsilon|gamma|lambda|rho|mu|nabla|partial|cdot|odot"
    r"|times|left|right|sum|text|mathbf|mathrm|leftarrow)(?![A-Za-z]))"
)
"""A macro whose backslash was doubled on the way into the note."""
_DEFINED_AS = re.compile(r"\\(?:stackrel|overset)\s*\{[^{}=]{0,80}\}\s*\{\s*:?=\s*\}")
_AMPERSAND = re.compile(r"(?<!\\)&")
_CUT = re.compile(
    r"(?P<row>\\\\(?:\[[^\]\n]{0,12}\])?|\\cr(?![A-Za-z])|\\newline(?![A-Za-z])|\n)"
    r"|(?P<wide>\\q?quad(?![A-Za-z])|;(?=\s))|\\begin\s*\{|\\end\s*\{|\\.|[{}()]",
    re.DOTALL,
)
_ASSIGNS = re.compile(
    r"(?<![<>!=])=(?!=)|←|⟵|≔|<-(?=\s)|\\(?:leftarrow|longleftarrow|gets|coloneqq|Leftarrow|triangleq|equiv)(?![A-Za-z])"
)
_NUMBERED = re.compile(r"\([\w\s.*']{1,40}\)[.,;]?")
"""The number of an equation at its right, or a word on it."""
_REMARK = re.compile(r"[ ~]+\([A-Z][A-Za-z][A-Za-z .-]{0,30}\)$")
"""A name in brackets behind an equation: `(SGD)`."""
_SCRIPT = re.compile(r"[_^]\s*\{[^{}]{0,200}\}")


class EquationText(Value, frozen=True):
    """The text of one equation."""

    text: str
    line: int
    """How many lines of the block precede it."""


def split_equations(block: str) -> tuple[EquationText, ...]:
    r"""The equations of a block, cut at `\\`, `\quad`, `;` and newlines; environments and `&` are taken off.

    A piece without a relation continues the one before. A piece that begins with its relation has no left
    side: it is `= b`, unless what precedes it has no relation yet, which is then its left side.
    """
    if len(block) > LONGEST:
        return ()
    block = _ESCAPED_MACRO.sub(r"\\", _ESCAPED_INDEX.sub(r"\1_", block))
    if "\\begin" in block:
        block = _CURLY.sub("", block)
        if re.match(r"\s*\\begin\s*\{(?:d?cases|matrix)\}", block):
            block = _CASES.sub(r"\1aligned\2aligned}", block, count=1)
    text = _DEFINED_AS.sub("=", _AMPERSAND.sub(" ", _blank(_WRAPPERS, block)))
    found: list[EquationText] = []
    held: EquationText | None = None  # what the last equation was before a piece without a relation joined it
    line, counted = 0, 0
    for start, piece in _pieces(text):
        bare = _REMARK.sub("", piece.strip())
        if not bare or _NUMBERED.fullmatch(bare):
            continue
        begins = start + len(piece) - len(piece.lstrip())
        line, counted = line + text.count("\n", counted, begins), begins
        if states_equation(bare):
            headless = _ASSIGNS.match(bare)
            if headless and held is not None and (side := found[-1].text[len(held.text) + 1 :]):
                found[-1:] = [held, EquationText(f"{side}\n{bare}", line - bare.count("\n") - 1)]
            elif headless and found and not states_equation(found[-1].text):
                found[-1] = EquationText(f"{found[-1].text}\n{bare}", found[-1].line)
            else:
                found.append(EquationText(bare, line))
            held = None
        elif found:
            held = found[-1] if _may_be_left(found[-1].text, bare) else None
            found[-1] = EquationText(f"{found[-1].text}\n{bare}", found[-1].line)
        else:
            found.append(EquationText(bare, line))
    return tuple(each for each in found if states_equation(each.text))


def _may_be_left(before: str, piece: str) -> bool:
    """True if `piece` need not continue the equation before it, but may be the left side of the next."""
    return not re.match(r"[-+*/=)\]}|·]|\\(?:cdot|times|odot|right|pm)", piece) and not re.search(
        r"(?:[-+*/=(\[·]|\\(?:cdot|times|odot|left\W?))$", before
    )


def states_equation(text: str) -> bool:
    r"""True if `text` has a sign that sets something, not counting `i=1` below a sum."""
    return bool(_ASSIGNS.search(_SCRIPT.sub("", text)))


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """`text` with each match replaced by the newlines that it holds, so that lines keep their numbers."""
    return pattern.sub(lambda match: " " + "\n" * match[0].count("\n"), text)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The pieces of `text` with their places, cut where no brace or inner environment is open."""
    start, depth, brackets = 0, 0, 0
    for match in _CUT.finditer(text):
        token = match[0]
        if match["row"] or match["wide"]:
            if depth == 0 and not (token == ";" and brackets > 0):
                brackets = 0
                yield start, text[start : match.start()]
                start = match.end()
        elif token.startswith(r"\begin"):
            depth += 2  # its brace and the environment itself, whose end takes the place of a brace
        elif token in {"(", ")"}:
            brackets += 1 if token == "(" else -1
        elif token in {"{", "}"}:
            depth = max(0, depth + (1 if token == "{" else -1))
    yield start, text[start:]
