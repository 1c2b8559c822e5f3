"""Anki's templates filled: `{{Field}}`, `{{#Field}}…{{/Field}}`, `{{^Field}}…{{/Field}}`, `{{FrontSide}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

LONGEST = 400_000
"""The most characters of a filled side: a template may name a field a thousand times."""
_TAG = re.compile(r"\{\{([^{}]{1,300})\}\}")
_EMPTY = re.compile(r"(?:\s|&nbsp;|</?(?:br|div|p)\s?/?>)*", re.IGNORECASE)
_ANSWER = re.compile(r"<hr\s[^<>]{0,80}\bid\s?=\s?[\"']?answer[\"']?[^<>]{0,80}>", re.IGNORECASE)
_SECTION = {"#": True, "^": False}


def fill_template(
    template: str, fields: Mapping[str, str], shown: Callable[[str, str], str] = lambda filters, text: text
) -> str:
    """The side that a template makes of a note; `shown` gives a field's text for the filters before its name.

    A name that no field has shows nothing.
    """
    parts: list[str] = []
    hidden: list[bool] = []
    """For each section that is open, whether it is left out."""
    at = size = left_out = 0
    template = template[:LONGEST]
    for tag in _TAG.finditer(template):
        piece = template[at : tag.start()]
        name = tag[1].strip()
        at = tag.end()
        if not left_out:
            parts.append(piece)
        if name[:1] in _SECTION:
            filled = not is_empty(fields.get(name[1:].strip(), ""))
            hidden.append(filled is not _SECTION[name[0]])
            left_out += hidden[-1]
        elif name[:1] == "/":
            left_out -= hidden.pop() if hidden else 0
        elif not left_out:
            filters, _, field = name.rpartition(":")
            parts.append(shown(filters, fields.get(field.strip(), "")))
            size += len(parts[-1])
            if size > LONGEST:
                break
    return "".join(parts) + ("" if left_out else template[at:])


def is_empty(html: str) -> bool:
    """True for a field that Anki takes for empty: nothing but spaces and breaks."""
    return len(html) < 10_000 and _EMPTY.fullmatch(html) is not None


def split_answer(template: str) -> str:
    """The answer's template without the question: what follows `<hr id=answer>`, if that is there."""
    found = _ANSWER.search(template)
    return template[found.end() :] if found else re.sub(r"\{\{\s?FrontSide\s?\}\}", "", template)
