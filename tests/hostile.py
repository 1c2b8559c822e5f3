"""A home full of hostile text: in each field that a deck declares, in notes and in file names.

The fields come from the schema that the program prints, so a new field is covered as soon as it is declared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from flashcards.deck import codec
from flashcards.deck.model import Card
from flashcards.errors import unprintable

PAYLOAD = (
    "\x1b]0;owned\x07\x1b[2J\r\x00\x7f\x85\x9b31m\u202eevil\u202c\u2066x\u2069\u2028\u200b\ufeff\U000e0041"
    "[@click=app.bell]z[/]"
)
"""Escapes, controls, overrides, separators, tags; and markup that Textual would act on."""
HOSTILE_NAME = "e\u202evil\x1b]0;x\x07\n"
OWN_CODES = re.compile(r"\x1b\[(?:\d{1,2}m|K)")
"""What our own commands write to a terminal: styles, and the end of a line of progress."""

BASE: dict[str, Any] = {
    "deck": "base",
    "title": "Base",
    "about": "About.",
    "cards": [
        {"id": "answer", "ask": "Q?", "answer": "A", "both_ways": True},
        {"id": "cloze", "cloze": "a {{gap | hint}} here", "ask": "Q?"},
        {"id": "formula", "ask": "Q?", "formula": "m_t = g_t", "optimizer": "adam"},
        {"id": "number", "ask": "Q {x}?", "number": "2*x", "vary": {"x": [3]}, "tolerance": 0.1},
        {"id": "choices", "ask": "Q?", "choices": ["right", "wrong"]},
        {"id": "steps", "ask": "Q?", "steps": ["one", "two"]},
        {"id": "code", "ask": "Q?", "code": "m = {{g}}"},
    ],
}
CARDS = {next(name for name in card if name not in ("id", "ask")): card for card in BASE["cards"]}
DEMO = {"gradients": "constant 1", "steps": 3, "optimizer": "adam"}


def unsafe(text: str) -> list[str]:
    """The characters in `text` that a terminal would obey, our own styles aside."""
    return unprintable().findall(OWN_CODES.sub("", text))


def marked(name: str) -> str:
    """A hostile text that says which field it stands in."""
    return f"<{name}>{PAYLOAD}"


def decks() -> Iterator[tuple[str, dict[str, Any]]]:
    """Field by field, a deck in which that field alone is hostile."""
    schema = codec.schema()
    for path, kind in _leaves(schema["properties"]):
        name = ".".join(path)
        if path[0] != "cards":
            yield name, {**BASE, path[0]: _hostile(kind, name)}
    card = schema["$defs"]["card"]
    for path, kind in dict(_leaves(card["properties"])).items():
        name = ".".join(path)
        base = CARDS.get(path[0], CARDS["answer"])
        own = {"demo": _demo(path), "choices": {"right": "r", "wrong": ["w"]}, "origin": {"file": "a.md"}}
        change = _hostile(kind, name)
        if path[1:]:
            change = _put(own.get(path[0], {}), path[1:], change)
        if path[1:2] == ("compare",) and len(path) == 3:
            change["compare"] = [change["compare"], "adam"]  # one run alone is no comparison
        yield name, {**BASE, "cards": [{**base, path[0]: change}]}


def _leaves(properties: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every field with its schema, those of tables in it too."""
    for name, schema in properties.items():
        yield (*above, name), schema
        for inner in _inside(schema):
            if "properties" in inner:
                yield from _leaves(inner["properties"], (*above, name))


def _inside(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema, and those of which it is made: one of several, the items of a list."""
    yield schema
    for inner in (*schema.get("anyOf", ()), *filter(None, (schema.get("items"),))):
        yield from _inside(inner)


def _demo(path: tuple[str, ...]) -> dict[str, Any]:
    """A demo that holds what the field at `path` needs beside it."""
    beside: dict[str, Any] = {"predict": {"quantity": "m"}, "compare": {"optimizer": "sgd"}}
    inner = {path[1]: beside[path[1]]} if len(path) > 2 and path[1] in beside else {}
    return {**DEMO, **inner, **({"kind": "compare"} if "compare" in inner else {})}


def _hostile(schema: dict[str, Any], name: str) -> Any:
    """A hostile value of the kind that the schema asks for; of no kind where it takes no text."""
    kinds = [schema, *schema.get("anyOf", ())]
    if any(each.get("type") == "array" for each in kinds):
        return [marked(name), marked(name) + "2"]
    if any("properties" in each or "additionalProperties" in each for each in kinds):
        return {marked(name): marked(name)}
    if name == "code":  # still Python, or the card would be set aside before it is shown
        text = marked(name).replace("\r", "").replace("\x00", "")
        return f"a = {{{{'{text}'}}}}  # {text}"
    return f"{{{{{marked(name)}}}}} {marked(name)}" if name == "cloze" else marked(name)


def _put(table: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    first, *rest = path
    inner = table.get(first)
    return {
        **table,
        first: _put(inner if isinstance(inner, dict) else {}, tuple(rest), value) if rest else value,
    }


NOTE = f"""---
title: {json.dumps(marked("front"))}
---
# {{0}}

Term {{0}}
:: meaning {{0}}

What is {{0}}?
?
An answer {{0}}

$$ m_t = \\beta_1 m_{{{{t-1}}}} + g_t $$ {{0}}

```python
m = b1*m + g  # {{0}}
```
- **{{0}}**: a thing {{0}}
"""


def _yaml(deck: dict[str, Any]) -> str:
    """A deck as YAML, every character that is not ASCII by its number."""
    return re.sub(
        r"[^\x00-\x7e]", lambda found: f"\\U{ord(found[0]):08x}", json.dumps(deck, ensure_ascii=False)
    )


def furnish(home: Path, notes: Path) -> list[str]:
    """Write the decks and the notes; the names of the fields."""
    names = []
    (home / "decks").mkdir(parents=True)
    for at, (name, deck) in enumerate(decks()):
        named = deck if "deck" in name and "." not in name else {**deck, "deck": f"d{at}"}
        path = home / "decks" / f"{at}-{('plain', HOSTILE_NAME)[at % 2]}.yaml"
        path.write_text(_yaml(named), encoding="utf-8")
        names.append(name)
    notes.mkdir()
    body = NOTE.format(marked("note").replace("\r", "").replace("\u2028", "")).replace("\x00", "\x01")
    for name in ("plain.md", f"{HOSTILE_NAME}.md", "caf\udce9.md"):
        (notes / name).write_text(body, encoding="utf-8")
    return names


def cards() -> tuple[Card, ...]:
    """One card of each kind with every hostile text that can be read, and one for each field of a demo."""
    read = {name: codec.read_deck(_yaml(deck), "d.yaml") for name, deck in decks()}
    good = {name: deck.cards[0] for name, (deck, problems) in read.items() if deck and not problems}
    own = {name: card for name, card in good.items() if f"<{name}>" in str(card)}
    common = {
        name: getattr(card, name) for name, card in own.items() if "." not in name and name not in CARDS
    }
    kinds = (replace(good[name], id=name, **common) for name in CARDS if name in good and name != "number")
    demos = (replace(card, id=name) for name, card in own.items() if card.demo)
    return tuple(replace(card, deck="d") for card in (*kinds, *demos))
