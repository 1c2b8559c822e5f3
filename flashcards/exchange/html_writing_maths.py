r"""LaTeX as it stands in a field of Anki, between `\(` and `\)`; there a gap ends at the first `}}`."""

from __future__ import annotations

import re
from html import escape

from flashcards.text.markdown.spans import inline_spans

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n|\Z)")
_IN_TEXT = str.maketrans({"{": "(", "}": ")", "\\": "/", "%": " per cent", "$": r"\$"})
"""What `\text` of MathJax would read in another way."""


def are_braces_paired(latex: str) -> bool:
    """True if each brace of a formula has its partner; those that are shown do not count."""
    depth = 0
    for brace in re.findall(r"\\.|[{}]", latex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def latex_in_field(latex: str, *, in_gap: bool, in_cloze: bool) -> str:
    """A piece of a formula: in one line, without comments, safe in HTML and in a gap."""
    latex = " ".join(_COMMENT.sub(r"\1 ", latex).split("\n")) if "\n" in latex or "%" in latex else latex
    latex = re.sub(r"(?<!\\)((?:\\\\)*)\\[()]", r"\1$", latex)  # a formula in a text in the formula
    if in_cloze:
        latex = re.sub(r"\{(?=\{c\d)", "{ ", latex)
    if in_gap:
        latex = re.sub(r"\}(?=\}|\Z)", "} ", latex)
        latex = re.sub(r":(?=:|\Z)", ":{}", latex)
        latex = re.sub(r"\}(?=\}|\Z)", "} ", latex)
    return escape(latex, quote=False)


def hint_in_maths(hint: str) -> str:
    r"""A hint as Anki shows it in the place of a hidden part of a formula: words in `\text`."""
    return "".join(
        latex_in_field(span.inside, in_gap=True, in_cloze=True)
        if span.kind == "maths"
        else latex_in_field(rf"\text{{{span.inside.translate(_IN_TEXT)}}}", in_gap=True, in_cloze=True)
        for span in inline_spans(hint)
    )
