r"""Lines that list settings: `typical values: $\beta_1 = 0.9, \beta_2 = 0.999$`, or `eps = 1e-8` in code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.notes import equations, patterns
from flashcards.text import math_spans

_CODE = re.compile(r"([A-Za-z_]\w{0,30}) ?= ?([-+.\w]+|[\[(][-+., \w]+[\])])")


_PLAIN = re.compile(
    r"(?P<name>[A-Za-zα-ωΑ-Ω\x02][\w\x02\x03 -]{0,40}?) ?(?P<sign>[=:]) ?"
    r"(?P<value>[-+]?[\d.]+(?:e[-+]?\d+)?%?|\([-+., \de]+\)|\x02\d+\x03)[.,;]?"
)
"""A setting in plain words: `lr = 1e-3`, `typical momentum: 0.9`."""
_IN_BRACKETS = re.compile(
    r"(?P<name>\x02\d+\x03)(?:[^.;\x02()]{0,80}\([^()\x02]{0,40}\))?[^.;\x02()]{0,80}"
    r"\((?:[^()\x02]{0,40}?\b)?(?P<kind>typically|usually|default|often|commonly|standard|por defecto"
    r"|e\.g\.|meist"
    r"|típico)[,:]?(?: (?:is|to|set to))? ?"
    r"(?P<value>\x02\d+\x03|[-+]?\d[\d.]*(?:e[-+]?\d+)?)\)",
    re.IGNORECASE,
)
"""A symbol with its usual value behind its meaning: `$\\beta$: decay (typically 0.9)`."""
_BESIDE = re.compile(
    r"\b(?:typical(?:ly)?|default|usually|recommended|commonly),?(?: value)?:? (?P<value>\x02\d+\x03)",
    re.IGNORECASE,
)
"""A setting after a word that says how usual it is: `typically $p = 0.5$`."""
_DEFAULTS_TO = re.compile(
    r"(?P<name>\x02\d+\x03)(?: (?:defaults to|is (?:usually|typically|commonly) (?:set to )?)"
    r"| ?\(default\) ?=) ?"
    r"(?P<value>\x02\d+\x03|[-+]?\d[\d.]*(?:e[-+]?\d+)?)(?![\w.]*\d)"
)


def find_settings(text: str, *, listed: bool = False) -> tuple[tuple[str, str], ...]:
    """The (name, value) pairs of a line that consists of settings; empty for any other line.

    In a list of settings (`listed`) a line in plain words is one: `lr = 1e-3`.
    """
    rest = math_spans.replace(text, lambda span, source: "" if span.kind in {"maths", "code"} else source)
    words = re.sub(r"[\W_]+", " ", rest).strip()
    usual = patterns.CUSTOMARY.search(words) and len(words.split()) <= 6 and ":" in rest
    if not words or patterns.VALUES.fullmatch(words) or usual:
        found = tuple(_settings(text))
        if found or not words:
            return found
    return tuple(_plain_setting(text)) if listed or patterns.CUSTOMARY.search(text) else ()


def _plain_setting(text: str) -> Iterator[tuple[str, str]]:
    kept: list[str] = []
    match = _PLAIN.fullmatch(math_spans.hide(text.strip(), kept))
    name = re.sub(r"\s+", " ", patterns.CUSTOMARY.sub("", match["name"])).strip() if match else ""
    empty = patterns.NO_TERM.fullmatch(name) or patterns.VALUES.fullmatch(name)
    if match and name and not empty and len(name.split()) <= 3:
        yield math_spans.restore(name, kept), math_spans.restore(match["value"], kept)


def find_usual_values(text: str) -> Iterator[tuple[str, str, str]]:
    """Yields the symbols of a line with their usual values, and the text that says so."""
    kept: list[str] = []
    hidden = math_spans.hide(" ".join(text.split()), kept)
    for match in _BESIDE.finditer(hidden):
        for equation in equations.read_equations(math_spans.restore(match["value"], kept).strip("$")):
            if equation.symbol and equation.number:
                yield f"${equation.left}$", f"${equation.right}$", math_spans.restore(match[0], kept)
    for match in (*_IN_BRACKETS.finditer(hidden), *_DEFAULTS_TO.finditer(hidden)):
        name, value = (
            math_spans.dollars(math_spans.restore(match[part], kept)) for part in ("name", "value")
        )
        symbol = re.sub(r"\s*\\in\b.*(?=\$)", "", name)
        if equations.maths_number(value) and "=" not in symbol:
            yield symbol, value, math_spans.restore(match[0], kept)


def _settings(text: str) -> Iterator[tuple[str, str]]:
    for span in math_spans.protected_spans(text):
        if span.kind == "maths":
            for equation in equations.read_equations(span.inside):
                if equation.symbol and equation.number:
                    yield f"${equation.left}$", f"${equation.right}$"
        elif span.kind == "code" and (match := _CODE.fullmatch(span.inside)):
            yield f"`{match[1]}`", match[2]


_SAME_SETTING = {
    "eps": "epsilon",
    **dict.fromkeys(["lr", "learningrate", "eta", "alpha", "gamma"], "rate"),
    **{f"b{index}": f"beta{index}" for index in "12"},
}
"""Letters of a setting by which other notes call it."""


def setting_key(name: str, value: str) -> str:
    r"""Key of equal settings, such as `beta1 = 0.9` and `$\beta_1 = 0.90$`."""
    letters = re.sub(r"[\s$`\\_{}]", "", name)
    number = equations.maths_number(value)
    return f"{_SAME_SETTING.get(letters.lower(), letters)}={f'{float(number):g}' if number else value}"
