r"""Lines that list settings: `typical values: $\beta_1 = 0.9, \beta_2 = 0.999$`, or `eps = 1e-8` in code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.notes import equations, patterns
from flashcards.text import math_spans

_CODE = re.compile(r"([A-Za-z_]\w{0,30}) ?= ?([-+.\w]+|[\[(][-+., \w]+[\])])")


def find_settings(text: str) -> tuple[tuple[str, str], ...]:
    """The (name, value) pairs of a line that consists of settings; empty for any other line."""
    rest = math_spans.replace(text, lambda span, source: "" if span.kind in {"maths", "code"} else source)
    words = re.sub(r"[\W_]+", " ", rest).strip()
    return tuple(_settings(text)) if not words or patterns.VALUES.fullmatch(words) else ()


def _settings(text: str) -> Iterator[tuple[str, str]]:
    for span in math_spans.protected_spans(text):
        if span.kind == "maths":
            for equation in equations.read_equations(span.inside):
                if equation.symbol and equation.number:
                    yield f"${equation.left}$", f"${equation.right}$"
        elif span.kind == "code" and (match := _CODE.fullmatch(span.inside)):
            yield f"`{match[1]}`", match[2]


def setting_key(name: str, value: str) -> str:
    r"""Key of equal settings, such as `beta1 = 0.9` and `$\beta_1 = 0.90$`."""
    letters = re.sub(r"[\s$`\\_{}]", "", name)
    number = equations.maths_number(value)
    return f"{'epsilon' if letters == 'eps' else letters}={f'{float(number):g}' if number else value}"
