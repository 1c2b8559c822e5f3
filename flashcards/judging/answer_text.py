"""What the text of an answer says: code with its calls as arithmetic, PDF text with its indices in place."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from contextlib import suppress

from flashcards.formula import parse
from flashcards.formula.tree import Node
from flashcards.formula.unreadable import Unreadable
from flashcards.judging import array_calls, python
from flashcards.judging.array_calls import Assignment
from flashcards.judging.statements import straight

_IN_PLACE = re.compile(r"\.\w+_\(|\b(?:\w+\.)?(?:lerp|addcmul|addcdiv|add|mul|sub|div)\(")
"""PyTorch's calls, which change or combine arrays by rules of their own."""
_IS_CODE = re.compile(
    rf"{_IN_PLACE.pattern}|\blambda\b.*:|\w\(|[;\n]|\w\[(?:\w+|'\w+'|\"\w+\")\]|\w\.data\b|^\s*if\b"
)
_DIFFERENTIALS = re.compile(
    r"(?<![A-Za-z\\{∂])[d∂] ?(?:[A-Z]|loss|cost|f)(?:\([^()]*\))? ?/ ?"
    r"(?:\([d∂] ?(?:theta|[A-Za-zθ])(?:_\{?\w+\}?)?\)|[d∂] ?(?:theta|[A-Za-zθ])(?:_\{?\w+\}?)?)(?![\w}])"
)
"""`dJ/dW` and `∂L/∂w_i` in typed text, where they would be quotients."""
_OF_TORCH = re.compile(r"\.data\b|\bbias_correction([12])\b")
"""What PyTorch's code calls the parameters themselves, and 1 - βᵗ."""
_FLAT_INDEX = re.compile(
    r"(?<![A-Za-z])([A-Za-zΑ-ω](?:[\u0300-\u036f](?: (?=t))?)?)([12]?)([tk])([-+−]1)?(?![A-Za-z0-9Α-ω])"
)
"""`gt`, `θt−1` and `β̂2t`, as a formula reads that was copied out of a PDF."""
_FLAT_SLOPE = re.compile(r"∇([θwx])(?=[A-Za-z])")
"""`∇θL`, the gradient by θ."""
_FLAT_ACCENTS = re.compile(r"([A-Za-zΑ-ω]) ?([ˆ˜¯])")
"""`vˆ`, as an accent does there."""
_COMBINED = {"ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304"}


def readings(text: str) -> list[Node]:
    """The trees that `text` may be read as, the likeliest first. Raises Unreadable if the first is none."""
    if call := _IN_PLACE.search(text):
        raise Unreadable(f"{call[0]}…) is not read here: write it out with + and *")
    plain = _OF_TORCH.sub(lambda found: f"(1 - beta{found[1]}**t)" if found[1] else "", text)
    found = [parse.parse_answer(_DIFFERENTIALS.sub(" grad ", plain)).tree]
    for apart in (parse.BARE_INDEX.sub(r"_\1 \2", plain), _indexed(plain)):
        if apart != plain:
            with suppress(Unreadable):
                found.append(parse.parse_answer(apart).tree)
    return found


def _indexed(flat: str) -> str:
    """Text out of a PDF with its indices and accents where they were."""
    accented = _FLAT_ACCENTS.sub(lambda found: found[1] + _COMBINED[found[2]], flat)
    return _FLAT_INDEX.sub(_put_below, _FLAT_SLOPE.sub(r"∇_\1 ", accented))


def _put_below(flat: re.Match[str]) -> str:
    letter, number, time, moment = flat.groups("")
    if number and letter[-1] not in _COMBINED.values():  # β1t is β₁ᵗ as well as β₁ₜ
        return flat[0]
    return f"{letter.strip()}_{{{number}{time}{moment}}}"


def written_out(answer: str, asked: int) -> str:
    """Code with its calls as arithmetic, and lines that serve the last put into it; other text as it is."""
    if not _IS_CODE.search(answer):
        return answer
    try:
        *first, last = straight(python.parse_program(answer.replace("^", "**")).body)
        lines = array_calls.assignments_in([*first, last])
        if lines is None and isinstance(last, ast.Expr):
            return _alone(first, last.value) or answer
        if lines is None:
            return answer
        if len(lines) > asked == 1 and _serve_the_last(lines):
            lines = (array_calls.compose(lines)[lines[-1].name],)
    except (Unreadable, ValueError):
        return answer
    return "\n".join(f"{line.name} = {ast.unparse(line.value)}" for line in lines)


def _alone(first: Sequence[ast.stmt], last: ast.expr) -> str:
    """An expression with what the lines before it set put into it; empty if they are no assignments."""
    lines = array_calls.assignments_in(first) if first else ()
    if lines is None:
        return ""
    known = {name: line.value for name, line in array_calls.compose(lines).items()}
    return ast.unparse(array_calls.substitute(array_calls.arithmetic(last), known))


def _serve_the_last(lines: Sequence[Assignment]) -> bool:
    """True if a later line uses what each line but the last sets."""
    parts = [
        {ast.unparse(part) for part in ast.walk(line.value) if isinstance(part, ast.expr)} for line in lines
    ]
    return all(any(line.name in used for used in parts[place + 1 :]) for place, line in enumerate(lines[:-1]))
