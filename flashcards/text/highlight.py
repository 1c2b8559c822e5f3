"""Highlights code as lines of coloured spans. Pygments is imported when the first code is shown."""

from __future__ import annotations

from functools import lru_cache

LONGEST = 20_000
"""Longer code is not coloured: we cannot bound the time that a Pygments lexer takes."""


@lru_cache(maxsize=256)
def highlight(code: str, language: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The lines of `code` as (text, style) spans; for an unknown language all have the style `code`."""
    if len(code) > LONGEST or not language:
        return tuple(((line, "code"),) for line in code.split("\n"))
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return highlight(code, "")
    lines: list[list[tuple[str, str]]] = [[]]
    for kind, text in lexer.get_tokens(code):
        for n, part in enumerate(text.split("\n")):
            if n:
                lines.append([])
            if part:
                lines[-1].append((part, _style(str(kind))))
    return tuple(tuple(line) for line in lines)


_STYLES = (
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Comment", "comment"),
    ("Token.Name.Function", "name"),
    ("Token.Name.Class", "name"),
    ("Token.Name.Builtin", "name"),
)


def _style(kind: str) -> str:
    return next((style for prefix, style in _STYLES if kind.startswith(prefix)), "code")
