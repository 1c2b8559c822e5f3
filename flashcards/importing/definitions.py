"""Definition lines → questions: `**Term**: meaning`, `$m_t$ is the …`."""

from __future__ import annotations

import re
from dataclasses import replace

from flashcards.importing import short_answers
from flashcards.notes import context, patterns
from flashcards.text import math_spans
from flashcards.value import Value

LONGEST = 600
"""Maximum characters of a definition, so that it can be recalled."""


class DefinedTerm(Value, frozen=True):
    """A defined term with its meaning."""

    name: str
    """As displayed: `**Bias correction**`, `$m_t$ and $v_t$`."""
    meaning: str
    plain: bool = False
    """True for an unmarked term."""
    copula: bool = False
    """True if `is` or `are` joins term and meaning."""


_ASIDE = r"(?:[ ]*\([^()]{1,60}\)|[ ]*\x02\d+\x03)?"
_MARKED = re.compile(
    rf"(?:\*\*|__)(?=\S)(?P<name>(?:(?!\*\*|__).){{1,80}}?)(?:(?P<inner>:)[ ]?(?:\*\*|__)"
    rf"|(?:\*\*|__)(?P<aside>{_ASIDE})[ ]*(?P<outer>:|[–—=]|-(?=\s)|[ ](?=[a-z])))\s*(?P<meaning>\S.*)",
    re.DOTALL,
)
_SYMBOLS = re.compile(
    r"(?:the )?(?P<name>\x02\d+\x03(?:(?:,? and |, | / )\x02\d+\x03){0,3})(?:[ ]*\((?P<aside>[^()]{1,60})\))?"
    r"[ ]*(?:(?:[:–—=]|-(?=\s))[ ]*|(?P<verb>is|are|denotes?|represents?|means?)[ ]+)(?P<meaning>\S.*)",
    re.DOTALL | re.IGNORECASE,
)
_PLAIN = re.compile(
    "(?P<name>[^\\W\\d_][\\w'’/+-]*(?:[ ][\\w'’/+().\x02\x03-]+){0,4})(?::|[ ][–—])[ ]+(?P<meaning>\\S.*)",
    re.DOTALL,
)
_DETERMINED = re.compile(r"(?:an?|the|our|one|its|just|simply)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(r"(?:not|very|only|\w+ed|\w+ly|\w+ing)\b", re.IGNORECASE)


def find_term(text: str, *, item: bool) -> DefinedTerm | None:
    """The term a line defines, or None; in a list item (`item`) the term may be unmarked text."""
    kept: list[str] = []
    text = _PICTURES.sub("", find_label_definition(text.strip()))
    hidden = math_spans.hide(text, kept)

    def shown(part: str | None) -> str:
        return math_spans.dollars(math_spans.restore((part or "").strip(), kept))

    if (match := _MARKED.match(hidden)) and _can_be_asked(match["name"]) and _is_label(match):
        return _term(
            f"**{shown(match['name'].rstrip(': '))}** {shown(match['aside'])}".strip(),
            shown(match["meaning"]),
        )
    if (match := _SYMBOLS.match(hidden)) and _defines_symbol(match, item):
        aside = f" ({shown(match['aside'])})" if match["aside"] else ""
        symbol = _symbol_term(shown(match["name"]), shown(match["meaning"]), aside)
        return replace(symbol, copula=bool(match["verb"])) if symbol else None
    if item and (match := _PLAIN.match(hidden)) and _can_be_asked(match["name"]):
        return _term(shown(match["name"]), shown(match["meaning"]), plain=True)
    return None


_PICTURES = re.compile(r"^[^\w$\\`*_(\[\"'“„¿#{]{1,6}(?=\S)")
"""Emoji before an item's text."""


def _can_be_asked(name: str) -> bool:
    """True if `name` can be asked about: not `Example`, not a whole sentence."""
    word = name.lower().strip(" .:!?")
    empty = patterns.NO_TERM.fullmatch(word) or patterns.VALUES.fullmatch(word)
    return not empty and len(name.split()) <= 9 and bool(re.search("[^\\W_]|\x02", name))


def _is_label(match: re.Match[str]) -> bool:
    """True unless the bold words merely begin a sentence: then a verb such as `scales` must follow."""
    return match["outer"] != " " or bool(
        patterns.ACTS.fullmatch(match["meaning"].split(maxsplit=1)[0].strip(".,"))
    )


def _defines_symbol(match: re.Match[str], item: bool) -> bool:
    """True if the line defines its symbol: `$m_t$ is the …` does, `$m_t$ is used …` does not."""
    if not (match["verb"] or "").lower().startswith(("is", "are")):
        return True
    meaning = match["meaning"]
    return bool(_DETERMINED.match(meaning)) or (item and not _PARTICIPLE.match(meaning))


def _term(name: str, meaning: str, *, plain: bool = False) -> DefinedTerm | None:
    meaning = _strip_ending(meaning)
    return DefinedTerm(name, meaning, plain) if re.search(r"\w", meaning) else None


def _symbol_term(name: str, meaning: str, aside: str) -> DefinedTerm | None:
    r"""A symbol with its meaning; in `$\beta \in [0,1)$: momentum` the relation is part of the answer."""
    if not name.startswith(("$", "`")):
        return None
    meaning = f"{_strip_ending(meaning)}{aside}"
    if name.startswith("$") and name.count("$") == 2:
        relation = re.search(r"\\in\b|\\[gl]eq?\b|\\approx\b|\\sim\b|[=<>]", name)
        left = name[1 : relation.start()].strip() if relation else ""
        if left:
            return _term(f"${left}$", f"{meaning.rstrip('.;: ')}: {name}")
    return _term(name, meaning)


def _strip_ending(meaning: str) -> str:
    """`meaning` without a trailing comma, semicolon or `and` that led to the next list item."""
    text = " ".join(meaning.split()).rstrip(" ,;")
    return re.sub(r"[,;] and$", "", text)


_ACTOR = re.compile(rf"(?:[A-Z][\w-]*|(?i:every|each|all|we|you) \w+|we|you) (?:{patterns.ACTS.pattern})\b")
"""The beginning of a sentence about somebody who acts: `Lion keeps …`, `every coordinate moves …`."""


def is_usual_notation(name: str, meaning: str) -> bool:
    r"""True for a letter with the meaning that every note gives it: `$\eta$`, the learning rate."""
    letter = re.sub(r"_\{?[tkn](?:\s*[-+]\s*1)?\}?$", "", name.strip("$` "))
    meaning = re.sub(r"\$[^$]{0,60}\$", "x", meaning).strip(" .,;").lower()
    return any(
        re.fullmatch(letters, letter) and re.match(rf"{words}\b(?:$|[ ,.;:(])", meaning)
        for letters, words in patterns.USUAL_NOTATION
    )


def is_statement(meaning: str) -> bool:
    """True if a meaning is a sentence about its term rather than a phrase that says what it is."""
    kept: list[str] = []
    first = math_spans.hide(short_answers.first_sentence(meaning), kept)
    head = re.split(
        r"\b(?:that|which|who|whose|where|when|if|because|as|das|die|der|que|qui|, (?:which|where|so))\b",
        first,
        maxsplit=1,
    )[0]
    return bool(patterns.STATES.search(head) or _ACTOR.match(first))


_CONDITION = re.compile(
    r"(?P<thing>(?:An?|The) .{1,60}?) (?:is|are)(?: called| said to be)? (?P<what>(?!not\b).{1,40}?)"
    r",? (?:if and only if|if|iff|when) (?P<condition>.+)",
    re.DOTALL,
)


def find_condition(meaning: str) -> tuple[str, str] | None:
    """When a thing is what a text defines, and the condition; None if it defines nothing so."""
    kept: list[str] = []
    match = _CONDITION.fullmatch(math_spans.hide(short_answers.first_sentence(meaning), kept))
    if not match:
        return None
    thing, what, condition = (
        math_spans.restore(match[name], kept) for name in ("thing", "what", "condition")
    )
    return f"when is {thing[:1].lower()}{thing[1:]} {what.strip('*_')}?", condition.strip(" .")


def find_label_definition(text: str) -> str:
    """`text` without the word that announces a definition: `Def. **Epoch** — …`."""
    if listed := _LISTED.match(text):
        return f"**{(listed['name'] or listed['word']).strip('*_ ')}**: {text[listed.end() :]}"
    named = _NUMBERED.match(text)
    return f"**{named['name']}**: {named['meaning']}" if named else _ANNOUNCED.sub("", text, count=1)


_NUMBERED = re.compile(
    r"\*\*(?:Def(?:inition|\.)?)\s*[\d.]*\s*\((?P<name>[^()]{2,60})\)[.:]?\*\*[.:]?\s+(?P<meaning>\S.*)",
    re.DOTALL,
)
_LISTED = re.compile(r"(?P<name>[^\n:*]{2,60})\n:[ \t]+(?=\S)|\*(?!\*)(?P<word>[^*\n]{2,60})\*:[ ]+(?=\S)")
"""A term on a line of its own with its meaning after a colon below, or a term in italics."""
_ANNOUNCED = re.compile(r"(?:Def(?:inition)?|Definición|Définition)(?: \d+(?:\.\d+)*)?[.:]\s+(?=\*\*)")


def is_example(text: str) -> bool:
    """True if the line is marked as an example."""
    return bool(re.match(r"\W*(?:examples?|e\.g\.|for example)\b", text, re.IGNORECASE))


_DEFINITION = re.compile(
    r"(?:The |An? |Der |Die |Das |El |La "
    r"|Le )?(?P<bold>\*\*)?(?P<name>[^\W\d_][\w'-]*(?: [^\W\d_][\w'-]*){0,4}?)(?P<after>\*\*)?"
    r"(?P<long> ?\([^()]{1,80}\))?(?:\*\*)?(?: (?:optimi[sz]er|algorithm|method))?"
    r" (?:is|are|refers to|ist|sind|es|son|est)"
    r" (?P<what>(?:an?|the|one of|ein|eine|einer|eines|der|die|das|un|una|el|la|une|le) .+)"
)


def find_definition(text: str, title: str = "") -> tuple[str, str] | None:
    """`(Adam, an optimization algorithm that …)` if the paragraph begins with a definition, or None.

    What is defined must be marked: in bold, with its long form, as an optimizer or as the `title` above.
    """
    match = _DEFINITION.match(math_spans.dollars(" ".join(text.split())))
    if not match or len(match["what"]) > LONGEST:
        return None
    titled = match["name"].lower() in title.lower().split(" › ")
    marked = match["bold"] or match["long"] or context.is_subject(match["name"]) or titled
    return (match["name"], match["what"]) if marked and _can_be_asked(match["name"]) else None
