r"""Protects inline content that is not Markdown: `code`, `$maths$`, `\(maths\)` and comments.

These spans are found first and hidden, so that a `|`, `*`, bracket or `::` inside is not taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from flashcards.text.markdown.spans import MarkdownSpan, inline_spans


@lru_cache(maxsize=256)
def protected_spans(text: str) -> tuple[MarkdownSpan, ...]:
    """The spans of a note's paragraph that are not prose, in order."""
    return tuple(span for span in inline_spans(text, comments=True) if span.kind != "prose")


def replace(text: str, shown: Callable[[MarkdownSpan, str], str]) -> str:
    """`text` with each protected span replaced by the result of `shown(span, source)`."""
    parts, at = [], 0
    for span in protected_spans(text):
        parts += [text[at : span.start], shown(span, text[span.start : span.end])]
        at = span.end
    return "".join(parts) + text[at:]


def hide(text: str, kept: list[str]) -> str:
    """`text` with every line of a protected span replaced by a placeholder; the originals go into `kept`."""

    def mark(piece: str) -> str:
        kept.append(piece)
        return f"\x02{len(kept) - 1}\x03" if piece else ""

    def marks(_: MarkdownSpan, source: str) -> str:
        first, *rest = source.split("\n")
        quotes = [quote[0] if (quote := _QUOTES.match(line)) else "" for line in rest]
        below = [quote + mark(line[len(quote) :]) for quote, line in zip(quotes, rest, strict=True)]
        return "\n".join([mark(first), *below])

    return replace(text, marks)


_QUOTES = re.compile(r"[ \t]*(?:>[ \t]?)+")
"""Quote marks at the start of a line; they belong to the block, not to a formula spanning two lines."""
_MARK = re.compile("\x02(\\d+)\x03")


def restore(text: str, kept: list[str]) -> str:
    """`text` with each placeholder of `hide` replaced by its original."""
    return _MARK.sub(lambda match: kept[int(match[1])], text)


def blank(text: str) -> str:
    """`text` with every protected character replaced by a letter, so that positions do not change."""
    return replace(text, lambda _, source: "x" * len(source))


def dollars(text: str) -> str:
    r"""`text` as written on cards: inline formulas as `$…$`, links as their text, no comments.

    Embedded pictures such as `![[loss.png]]` are kept; `[[Adam|the rule]]` becomes `the rule`.
    """

    def written(span: MarkdownSpan, source: str) -> str:
        match span.kind:
            case "maths":
                return f"${' '.join(span.inside.split())}$"
            case "comment":
                return ""
            case _:
                return source

    return show_links(replace(text, written))


def show_links(text: str) -> str:
    """`text` with links between notes as their text, outside code and formulas; embeds are kept."""
    kept: list[str] = []
    hidden = hide(text, kept)
    return restore(_LINK.sub(lambda match: match["shown"] or match["page"], hidden), kept)


_LINK = re.compile(
    r"(?<!!)\[\[(?P<page>[^\[\]|#\n]{1,200})(?:#[^\[\]|\n]{0,200})?(?:\\?\|(?P<shown>[^\[\]\n]{1,200}))?\]\]"
)
