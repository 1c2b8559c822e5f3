r"""What stands within a line and is no Markdown: `code`, `$maths$`, `\(maths\)`, comments.

Such spans are found first and hidden, so that no bar, star, bracket or `::` inside one is taken for a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST = 1000
"""Characters within one span on a line; an opening mark without a close this far on is text."""


@dataclass(frozen=True)
class Span:
    """A protected stretch of a text."""

    kind: str
    """maths, code or comment."""
    inside: str
    start: int
    end: int


_SPAN = re.compile(
    rf"""
    (?=[`$\\<%])
  (?: (?P<code>  (?<![`\\]) (?P<ticks>`+) (?!`) (?P<code_in>.{{1,{LONGEST}}}?) (?<!`) (?P=ticks) (?!`) )
  | (?P<double> (?<!\\) \$\$ (?P<double_in>[^$]{{1,{LONGEST}}}) \$\$ )
  | (?P<dollar> (?<![\\$\w]) \$ (?P<dollar_in>[^\s$](?:(?:\\\$|[^$]){{0,{LONGEST}}}?[^\s\\$])?) \$ (?![\d$]) )
  | (?P<wide> (?<![\\$\w]) \$ [ ] (?P<wide_in>[^$\n]{{1,200}}) [ ] \$ (?![\d$]) )
  | (?P<round> \\{{1,2}}\( (?P<round_in>(?:(?!\\\().){{1,{LONGEST}}}?) \\{{1,2}}\) )
  | (?P<square> \\\[ (?P<square_in>(?:(?!\\\[).){{1,{LONGEST}}}?) \\\] )
  | (?P<html> <!-- (?P<html_in>(?:(?!<!--).){{0,{LONGEST}}}?) --> )
  | (?P<percent> %% (?P<percent_in>[^%]{{1,{LONGEST}}}) %% ) )
    """,
    re.VERBOSE | re.DOTALL,
)
_KIND = {"code": "code", "html": "comment", "percent": "comment"}


_MAYBE = re.compile(r"[`$]|\\[(\[]|<!--|%%")
"""Most lines hold none of these, and are done."""


def spans(text: str) -> Iterator[Span]:
    """The protected spans of a paragraph, in order, none within another."""
    for match in _SPAN.finditer(text):
        name = next(
            name
            for name in ("code", "double", "dollar", "wide", "round", "square", "html", "percent")
            if match[name]
        )
        yield Span(_KIND.get(name, "maths"), match[f"{name}_in"].strip(), match.start(), match.end())


def replace(text: str, shown: Callable[[Span, str], str]) -> str:
    """`text` with each protected span replaced by what `shown` gives for it and its source."""
    if not _MAYBE.search(text):
        return text
    parts, at = [], 0
    for span in spans(text):
        parts += [text[at : span.start], shown(span, text[span.start : span.end])]
        at = span.end
    return "".join(parts) + text[at:]


def hide(text: str, kept: list[str]) -> str:
    """`text` with every span, a piece a line, replaced by a mark; `kept` takes what the marks stand for."""

    def mark(piece: str) -> str:
        kept.append(piece)
        return f"\x02{len(kept) - 1}\x03" if piece else ""

    return replace(text, lambda _, source: "\n".join(mark(piece) for piece in source.split("\n")))


_MARK = re.compile("\x02(\\d+)\x03")


def show(text: str, kept: list[str]) -> str:
    """What `hide` took out, put back."""
    return _MARK.sub(lambda match: kept[int(match[1])], text)


def blank(text: str) -> str:
    """`text` with every protected character replaced by a letter, so that places stay the same."""
    return replace(text, lambda _, source: "x" * len(source))


def dollars(text: str) -> str:
    r"""`text` as cards hold it: formulas within a line as `$…$`, links as their words, no comments.

    A picture stays what it is: `![[loss.png]]` shows something, `[[Adam|the rule]]` says something.
    """

    def written(span: Span, source: str) -> str:
        match span.kind:
            case "maths":
                return f"${' '.join(span.inside.split())}$"
            case "comment":
                return ""
            case _:
                return source

    kept: list[str] = []
    hidden = hide(replace(text, written), kept)
    return show(_LINK.sub(lambda match: match["shown"] or match["page"], hidden), kept)


_LINK = re.compile(
    r"(?<!!)\[\[(?P<page>[^\[\]|#\n]{1,200})(?:#[^\[\]|\n]{0,200})?(?:\\?\|(?P<shown>[^\[\]\n]{1,200}))?\]\]"
)
