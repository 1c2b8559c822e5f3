r"""The formulas of HTML as Anki writes them: hidden before tags are read, and put back as our maths.

`\(…\)`, `\[…\]`, `[$]…[/$]`, `[$$]…[/$$]` and `[latex]…[/latex]`, outside code. A mark of a gap may stand
inside, since a gap may hide a part of a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flashcards.exchange.html_reading_tags import read_entities, read_tags

OPENS, NAMED, HINTS, CLOSES = "\uf001", "\uf002", "\uf003", "\uf004"
"""The marks of a gap: its beginning, the end of its name, the beginning of its hint, its end."""
MARKS = f"{OPENS}{NAMED}{HINTS}{CLOSES}"
_BEGINS, _ENDS = "\uf005", "\uf006"
PLACEHOLDER = re.compile(f"{_BEGINS}(\\d+){_ENDS}")
"""What stands for a formula while the tags are read."""

_CLOSING = {
    "\\(": "\\)",
    "\\[": "\\]",
    "[$]": "[/$]",
    "[$$]": "[/$$]",
    "[latex]": "[/latex]",
}
_CODE = {"pre": "</pre", "code": "</code"}
_TOKEN = re.compile(r"\\[(\[]|\[\$\$?\]|\[latex\]|<(?:pre|code)(?=[\s>])", re.IGNORECASE)
_ENVIRONMENT = re.compile(r"\\(?:begin|documentclass|usepackage|input|write|def)\b")
"""What our maths has none of."""
_SPACE = re.compile(r"\s+")


def hide_formulas(html: str, kept: list[str]) -> str:
    """`html` with a placeholder for each formula, which goes into `kept` as Markdown."""
    parts, at = [], 0
    missing: set[str] = set()
    found = _TOKEN.search(html)
    while found:
        opening = found[0].lower()
        is_code = opening.startswith("<")
        closing = _CODE[opening[1:]] if is_code else _CLOSING[opening]
        end = -1 if closing in missing else _find(html, closing, found.end())
        if end < 0:
            missing.add(closing)
            found = _TOKEN.search(html, found.end())
            continue
        after = end + len(closing)
        if not is_code:
            parts += [html[at : found.start()], _hide(opening, html[found.end() : end], kept)]
            at = after
        found = _TOKEN.search(html, after)
    return "".join(parts) + html[at:]


def _find(html: str, closing: str, start: int) -> int:
    if not closing[-1].isalpha() and closing != "[/latex]":
        return html.find(closing, start)
    found = re.compile(re.escape(closing), re.IGNORECASE).search(html, start)
    return found.start() if found else -1


def _hide(opening: str, source: str, kept: list[str]) -> str:
    written = _write_formula(opening, source)
    if not written:
        return " "
    kept.append(written)
    return f"{_BEGINS}{len(kept) - 1}{_ENDS}"


def _write_formula(opening: str, source: str) -> str:
    """The Markdown of a formula: `$…$`, `$$…$$`, or code for LaTeX that is more than a formula."""
    latex = _plain(source)
    display = opening in {"\\[", "[$$]"}
    if opening == "[latex]":
        whole = re.fullmatch(r"\s*(\$\$?|\\\[|\\\()(.*?)(\$\$?|\\\]|\\\))\s*", latex, re.DOTALL)
        if whole and "$" not in whole[2]:
            return _delimited(whole[2], display=whole[1] in {"$$", "\\["})
        equation = re.fullmatch(
            r"\s*\\begin\{((?:displaymath|math|equation)\*?)\}(.*)\\end\{\1\}\s*", latex, re.DOTALL
        )
        if equation:
            return _delimited(equation[2], display=equation[1] != "math")
        lines = latex.strip("\n ")
        return f"\n```latex\n{lines}\n```\n" if lines and "```" not in lines else lines
    if _ENVIRONMENT.search(latex) and opening == "[$]" and "\\begin" not in latex:
        return ""
    return _delimited(latex, display=display)


def _plain(source: str) -> str:
    """The LaTeX in a piece of HTML: without tags, its entities read."""
    return read_tags(source).text() if "<" in source else read_entities(source)


def _delimited(latex: str, *, display: bool) -> str:
    body = _SPACE.sub(" ", latex.replace("\xa0", " ")).strip()
    body = re.sub(r"(?<!\\)((?:\\\\)*)\$", r"\1\\$", body)
    if not body.strip(MARKS + " "):
        return ""
    if (len(body) - len(body.rstrip("\\"))) % 2:
        body += " "
    return f"$${body}$$" if display else f"${body}$"


def show_formulas(text: str, kept: list[str]) -> str:
    r"""`text` with the formulas for their placeholders; `\(…\)` where a dollar would not be one."""

    def shown(found: re.Match[str]) -> str:
        formula = kept[int(found[1])] if int(found[1]) < len(kept) else ""
        if not formula.startswith("$"):
            return formula
        before = text[: found.start()][-1:]
        after = text[found.end() : found.end() + 1]
        is_apart = (
            before not in {"$", "\\", _ENDS} and after != "$" and not before.isdigit() and not after.isdigit()
        )
        if is_apart and not formula.endswith(" $"):
            return formula
        mark = "$$" if formula.startswith("$$") else "$"
        inner = formula[len(mark) : -len(mark)]
        return f"\\[{inner}\\]" if mark == "$$" else f"\\({inner}\\)"

    return PLACEHOLDER.sub(shown, text)


Address = Callable[[str], str]
"""The address beside the deck of a media file, by its name in the package; empty if it has none."""
