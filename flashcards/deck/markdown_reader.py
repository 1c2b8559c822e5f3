"""Markdown text → the tree of values that YAML would give for the same deck.

Front matter holds the deck's fields. Each `##` heading asks and may end in `^id`; callouts
(`[!why]`, `[!hint]`, `[!question]` for the rest of a long question) and `key:: value` lines hold
the other fields, a fence called `demo` holds a demo. What is left of the section answers, and its
form names the kind: task list, numbered list, Python fence with a gap, gaps, displayed maths, text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from flashcards.deck import cloze, yaml_reader
from flashcards.deck.front_matter import Pair, front_matter_length, read_front_matter
from flashcards.deck.nodes import DataNode, MappingNode, ScalarNode, SequenceNode
from flashcards.errors import Place, Problem
from flashcards.text.markdown.spans import sole_formula
from flashcards.text.sections import FIELD, SectionLine, fence_of, section_lines, sections

OBSIDIAN = frozenset({"aliases", "cssclasses", "publish"})
"""Properties of a note that belong to Obsidian and not to the deck."""

LONGEST_HEAD = 1_000_000
"""Characters of the front matter of a deck, which may list every card that an import made."""

CALLOUTS = {"why": "why", "hint": "hint", "question": "ask"}
NESTED = frozenset({"demo", "vary", "choices", "origin", "given", "told", "gap_numbers"})
"""Fields whose value is a table, written in YAML's flow form."""

_CALLOUT = re.compile(r">\s*\[!(\w+)\][+-]?\s*(.*)")
_ID = re.compile(r"(?<!\S)\^([A-Za-z0-9][\w.-]*)$")
_TASK = re.compile(r"[-*+] \[([ xX])\] +(.*)")
_STEP = re.compile(r"[0-9]{1,9}[.)] +(.*)")
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"')


def read_markdown(text: str, file: str) -> tuple[DataNode | None, tuple[Problem, ...]]:
    """The deck in `text` as a table, and what could not be read of it."""
    written = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        length = front_matter_length(written)
        if not length:
            raise Problem("the note has no front matter", Place(file), "begin with  ---, deck: its-name, ---")
        front = read_front_matter(written[:length], file, LONGEST_HEAD)
    except Problem as problem:
        return None, (problem,)
    lines, problems = section_lines(written[length:], length + 1, file)
    cards: list[DataNode] = []
    for heading, body in sections(lines):
        try:
            cards.append(_card(heading, body, file))
        except Problem as problem:
            problems.append(problem)
    start = Place(file)
    fields = [pair for pair in front if pair[0].text not in OBSIDIAN]
    return MappingNode(
        (*fields, (ScalarNode("cards", start), SequenceNode(tuple(cards), start))), start
    ), tuple(problems)


def _card(heading: SectionLine, body: list[SectionLine], file: str) -> MappingNode:
    """The table of one card. Raises Problem if a nested value cannot be read."""
    fields, rest = _fields(body, file)
    asked = heading.text[2:].strip()
    identity = _ID.search(asked)
    if identity:
        asked = asked[: identity.start()].rstrip()
        place = Place(file, heading.number, heading.text.rindex("^") + 2)
        fields.insert(0, (ScalarNode("id", place), ScalarNode(identity[1], place)))
    given = {name.text: value for name, value in fields}
    answer = _answer(_trimmed(rest), given, file)
    asks = _asks(asked, heading, given, file)
    used = {"kind", "ask", "more"} | (
        {"slips"} if any(isinstance(value, MappingNode) for _, value in answer) else set()
    )
    fields = [pair for pair in fields if pair[0].text not in used]
    return MappingNode((*asks, *fields, *answer), Place(file, heading.number))


def _asks(asked: str, heading: SectionLine, given: dict[str, DataNode], file: str) -> list[Pair]:
    """The question: the heading, unless an `ask` field replaces it or the heading is only the id."""
    place = Place(file, heading.number, 4)
    name = ScalarNode("ask", place)
    if "ask" in given:
        return [(name, given["ask"])]
    identity = given.get("id")
    if not asked or (isinstance(identity, ScalarNode) and asked == identity.text):
        return []
    more = given.get("more")
    return [(name, ScalarNode(f"{asked}\n\n{more.text}" if isinstance(more, ScalarNode) else asked, place))]


def _fields(body: list[SectionLine], file: str) -> tuple[list[Pair], list[SectionLine]]:
    """The fields in callouts, `key:: value` lines and demo fences; and the lines left over."""
    fields: list[Pair] = []
    rest: list[SectionLine] = []
    at = 0
    while at < len(body):
        line = body[at]
        end = at + 1
        callout = _CALLOUT.fullmatch(line.text)
        field = FIELD.fullmatch(line.text)
        if line.inside:
            rest.append(line)
        elif callout and callout[1].lower() in CALLOUTS:
            while end < len(body) and body[end].text.startswith(">"):
                end += 1
            fields.append(_callout(callout, body[at:end], file))
        elif line.text.strip() in {"```demo", "~~~demo"}:
            while end < len(body) and body[end].inside:
                end += 1
            fields.append(_demo(body[at:end], file))
        elif field:
            fields.append(_field(field, line, file))
        else:
            rest.append(line)
        at = end
    return fields, rest


def _callout(found: re.Match[str], lines: list[SectionLine], file: str) -> Pair:
    text = [found[2], *(re.sub(r"^> ?", "", line.text) for line in lines[1:])]
    place = Place(file, lines[0].number)
    name = CALLOUTS[found[1].lower()]
    return ScalarNode("more" if name == "ask" else name, place), ScalarNode(
        "\n".join(text).strip("\n"), place
    )


def _demo(lines: list[SectionLine], file: str) -> Pair:
    """A fence called `demo`, which holds the demo as YAML."""
    place = Place(file, lines[0].number)
    value = yaml_reader.read_yaml_value(
        "\n".join(line.text for line in lines[1:-1]), Place(file, lines[0].number + 1)
    )
    return ScalarNode("demo", place), value or MappingNode((), place)


def _field(found: re.Match[str], line: SectionLine, file: str) -> Pair:
    """A `key:: value` line: YAML for tables and lists in brackets, JSON for a text in quotes, else text."""
    name, written = found[1], (found[2] or "").strip()
    place = Place(file, line.number, found.start(2) + 1 if found[2] else len(line.text) + 1)
    value: DataNode = ScalarNode(written, place)
    if name in NESTED or (
        written.startswith("[") and name in {"tags", "needs", "confusable", "slips", "steps", "holds", "was"}
    ):
        value = yaml_reader.read_yaml_value(written, place) or value
    elif _JSON.fullmatch(written):
        value = ScalarNode(_unquoted(written, place), place)
    return ScalarNode(name, Place(file, line.number)), value


def _unquoted(written: str, place: Place) -> str:
    try:
        return str(json.loads(written, strict=False))
    except json.JSONDecodeError as error:
        hint = "double each backslash, or remove the outer quotes"
        raise Problem(
            "a backslash in double quotes begins an escape",
            Place(place.file, place.line, place.column + error.pos),
            hint,
        ) from None


def _trimmed(lines: list[SectionLine]) -> list[SectionLine]:
    """Without blank lines and rules at either end."""

    def empty(line: SectionLine) -> bool:
        return not line.inside and (line.blank or line.text.strip() in {"---", "***", "___"})

    start, end = 0, len(lines)
    while start < end and empty(lines[start]):
        start += 1
    while start < end and empty(lines[end - 1]):
        end -= 1
    return lines[start:end]


def _answer(lines: list[SectionLine], given: dict[str, DataNode], file: str) -> list[Pair]:
    """What the body answers, under the field that its form (or the field `kind`) names."""
    slips = given.get("slips")
    if not lines:
        return []
    place = Place(file, lines[0].number)
    text = "\n".join(line.text for line in lines)
    kind = given.get("kind")
    if isinstance(kind, ScalarNode):
        return [(ScalarNode(kind.text, kind.place), ScalarNode(text, place))]
    for name, form in FORMS.items():
        value = form(lines, text, place)
        if value is not None:
            if name == "choices" and slips is not None:
                value = _with_slips(value, slips)
            return [(ScalarNode(name, place), value)]
    return [(ScalarNode("answer", place), ScalarNode(text, place))]


def _with_slips(options: DataNode, slips: DataNode) -> DataNode:
    """The options as a table; the right one is then LaTeX, without its dollar signs."""
    if not isinstance(options, SequenceNode):
        return options
    names = [ScalarNode(name, options.place) for name in ("right", "wrong", "slips")]
    first, wrong = options.items[0], SequenceNode(options.items[1:], options.place)
    inline = sole_formula(first.text) if isinstance(first, ScalarNode) else None
    right = ScalarNode(inline.inside.strip(), first.place) if inline else first
    return MappingNode(tuple(zip(names, (right, wrong, slips), strict=True)), options.place)


def _choices(lines: list[SectionLine], _: str, place: Place) -> DataNode | None:
    """A task list whose ticked item is right."""
    items = _items(lines, _TASK)
    if not items:
        return None
    right = [item for item in items if item[0][1] != " "]
    if len(right) != 1:
        raise Problem(f"{len(right)} options are ticked", place, "tick the one right option: - [x]")
    ordered = [*right, *(item for item in items if item[0][1] == " ")]
    return SequenceNode(
        tuple(ScalarNode(text, Place(place.file, line.number)) for _, text, line in ordered), place
    )


def _steps(lines: list[SectionLine], _: str, place: Place) -> DataNode | None:
    """A numbered list."""
    items = _items(lines, _STEP)
    return (
        SequenceNode(
            tuple(ScalarNode(text, Place(place.file, line.number)) for _, text, line in items), place
        )
        if items
        else None
    )


def _items(lines: list[SectionLine], mark: re.Pattern[str]) -> list[tuple[re.Match[str], str, SectionLine]]:
    """The items of a list that fills `lines`, as match, text and first line; empty if it does not."""
    items: list[tuple[re.Match[str], list[str], SectionLine]] = []
    for line in lines:
        found = None if line.inside else mark.fullmatch(line.text)
        if found:
            items.append((found, [found[mark.groups]], line))
        elif items and (line.blank or line.text.startswith("  ")):
            indent = items[-1][0].start(mark.groups)
            items[-1][1].append(line.text[min(indent, len(line.text) - len(line.text.lstrip())) :])
        else:
            return []
    return [(found, "\n".join(text).strip(), line) for found, text, line in items]


def _code(lines: list[SectionLine], text: str, place: Place) -> DataNode | None:
    """A Python fence with something hidden in it."""
    fence = fence_of(lines)
    if fence is None or fence[0] not in {"python", "py"} or not cloze.gaps(text):
        return None
    return ScalarNode("\n".join(line.text for line in fence[1]), Place(place.file, place.line + 1))


def _cloze(_: list[SectionLine], text: str, place: Place) -> DataNode | None:
    return ScalarNode(text, place) if cloze.gaps(text) else None


def _formula(_: list[SectionLine], text: str, place: Place) -> DataNode | None:
    """A displayed formula and nothing else."""
    found = sole_formula(text)
    whole = found and found.display and text.strip() == text[found.start : found.end]
    return ScalarNode(text[found.inner_start : found.inner_end], place) if found and whole else None


FORMS: dict[str, Callable[[list[SectionLine], str, Place], DataNode | None]] = {
    "choices": _choices,
    "steps": _steps,
    "code": _code,
    "cloze": _cloze,
    "formula": _formula,
}
"""The answer's field → how a body of its form is read; tried in order, else the body is a plain answer."""
