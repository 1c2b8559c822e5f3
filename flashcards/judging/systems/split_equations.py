r"""A block of maths → its equations as pieces of text, each with the line that it begins on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 20_000
"""Characters of a block that is read."""
_WRAPPERS = re.compile(
    r"\\(?:begin|end)\s*\{(?:aligned|align|alignat|alignedat|split|gathered|gather|equation|eqnarray|multline"
    r"|displaymath|array|dcases)\*?\}(?:\s*\{[rcl|@\s\d]{0,40}\}|\[[tbc]\])?"
)
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
_SCRIPT = re.compile(r"[_^]\s*\{[^{}]{0,200}\}")


@dataclass(frozen=True)
class EquationText:
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
    text = _DEFINED_AS.sub("=", _AMPERSAND.sub(" ", _blank(_WRAPPERS, block)))
    found: list[EquationText] = []
    line, counted = 0, 0
    for start, piece in _pieces(text):
        if not (bare := piece.strip()):
            continue
        begins = start + len(piece) - len(piece.lstrip())
        line, counted = line + text.count("\n", counted, begins), begins
        headless = bool(_ASSIGNS.match(bare)) and found and not states_equation(found[-1].text)
        if found and (headless or not states_equation(bare)):
            found[-1] = EquationText(f"{found[-1].text}\n{bare}", found[-1].line)
        else:
            found.append(EquationText(bare, line))
    return tuple(each for each in found if states_equation(each.text))


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
