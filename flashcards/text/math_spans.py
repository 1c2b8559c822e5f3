r"""What stands within a line and is no Markdown: `code`, `$maths$`, `\(maths\)`, comments.

Such spans are found first and hidden, so that no bar, star, bracket or `::` inside one is taken for a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flashcards.text.markdown.spans import MarkdownSpan, inline_spans


def protected_spans(text: str) -> tuple[MarkdownSpan, ...]:
    """The spans of a note's paragraph that are not prose, in order."""
    return tuple(span for span in inline_spans(text, comments=True) if span.kind != "prose")


def replace(text: str, shown: Callable[[MarkdownSpan, str], str]) -> str:
    """`text` with each protected span replaced by what `shown` gives for it and its source."""
    parts, at = [], 0
    for span in protected_spans(text):
        parts += [text[at : span.start], shown(span, text[span.start : span.end])]
        at = span.end
    return "".join(parts) + text[at:]


def hide(text: str, kept: list[str]) -> str:
    """`text` with every span, a piece a line, replaced by a mark; `kept` takes what the marks stand for."""

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
"""Quote marks at the head of a line: they belong to the block, not to a formula that runs over two lines."""
_MARK = re.compile("\x02(\\d+)\x03")


def restore(text: str, kept: list[str]) -> str:
    """What `hide` took out, put back."""
    return _MARK.sub(lambda match: kept[int(match[1])], text)


def blank(text: str) -> str:
    """`text` with every protected character replaced by a letter, so that places stay the same."""
    return replace(text, lambda _, source: "x" * len(source))


def dollars(text: str) -> str:
    r"""`text` as cards hold it: formulas within a line as `$…$`, links as their words, no comments.

    A picture stays what it is: `![[loss.png]]` shows something, `[[Adam|the rule]]` says something.
    """

    def written(span: MarkdownSpan, source: str) -> str:
        match span.kind:
            case "maths":
                return f"${' '.join(span.inside.split())}$"
            case "comment":
                return ""
            case _:
                return source

    kept: list[str] = []
    hidden = hide(replace(text, written), kept)
    return restore(_LINK.sub(lambda match: match["shown"] or match["page"], hidden), kept)


_LINK = re.compile(
    r"(?<!!)\[\[(?P<page>[^\[\]|#\n]{1,200})(?:#[^\[\]|\n]{0,200})?(?:\\?\|(?P<shown>[^\[\]\n]{1,200}))?\]\]"
)
