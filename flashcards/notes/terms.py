"""A line that says what something is or does → a question about it: `**Term**: meaning`, `$m_t$ is the …`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flashcards.notes import formulas, spans


@dataclass(frozen=True)
class Term:
    """What a line is about, and what it says of it."""

    name: str
    """As it is shown: `**Bias correction**`, `$m_t$ and $v_t$`."""
    meaning: str
    plain: bool = False
    """True for a term in the line's own words, without a mark round it."""


_MARKED = re.compile(
    r"(?:\*\*|__)(?=\S)(?P<name>(?:(?!\*\*|__).){1,80}?)"
    r"(?:(?P<inner>:)[ ]?(?:\*\*|__)|(?:\*\*|__)(?P<aside>[ ]*\([^()]{1,60}\)|[ ]*\x02\d+\x03|[ ]*\(\x02\d+\x03\))?"
    r"[ ]*(?P<outer>:|[–—=]|-(?=\s)|[ ](?=[a-z])))\s*(?P<meaning>\S.*)",
    re.DOTALL,
)
_SYMBOLS = re.compile(
    r"(?:the )?(?P<name>\x02\d+\x03(?:(?:,? and |, | / )\x02\d+\x03){0,3})(?:[ ]*\((?P<aside>[^()]{1,60})\))?"
    r"[ ]*(?:(?:[:–—=]|-(?=\s))[ ]*|(?P<verb>is|are|denotes?|represents?|means?)[ ]+)(?P<meaning>\S.*)",
    re.DOTALL | re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?P<name>[A-Z][\w'’/+-]*(?:[ ][\w'’/+().-]+){0,4})(?:[:]|[ ][–—])[ ]+(?P<meaning>\S.*)", re.DOTALL
)
_VALUES = frozenset(
    {"typical values", "typical value", "default values", "defaults", "default", "common values", "values"}
)
_NO_TERM = (
    frozenset(
        "example examples e.g i.e eg note notes where equation equations formula formulas formulae summary todo warning"
        " tip hint see source sources link links reference references remark remarks observation question answer q a"
        " proof solution here also important contribution idea intuition result conclusion update step tldr tl;dr p.s"
        " input output code and or then".split()
    )
    | _VALUES
)
_DOES = frozenset(
    "accelerates accounts accumulates acts adapts adds adjusts aids aims allows applies approximates averages avoids"
    " balances builds calculates captures changes clips combines compares computes controls converges corrects counts"
    " damps dampens decays decides decouples decreases defines depends determines divides does drops enables ensures"
    " estimates extends fixes follows forces gives governs guides handles helps holds improves increases introduces"
    " keeps learns lets limits looks lowers maintains makes measures minimizes moves multiplies normalizes penalizes"
    " performs points prevents produces provides pulls pushes randomly reduces remembers removes replaces requires"
    " resets retains rescales saves scales sets shifts shows shrinks shrinks slows smooths smoothes speeds stabilizes"
    " stays stops stores sums takes tells tends tracks treats tunes turns updates uses weighs works".split()
)
"""Verbs that a meaning begins with where the term is what acts."""
_FINITE = re.compile(
    r"\b(?:is|are|was|were|can|may|might|should|must|will|has|have|lacks?|needs?|does|do|ensure|use)\b"
)
_TOPICS = re.compile(
    r"\b(?:advantage|feature|consideration|limitation|drawback|benefit|issue|caveat|tip|propert|disadvantage|pro|con"
    r"|challenge|problem)s?(?:ies)?\b",
    re.IGNORECASE,
)
_EXAMPLES = re.compile(r"\bexamples?\b|\be\.g\b", re.IGNORECASE)
_SUMMARY = re.compile(r"\b(?:summary|comparison|overview|recap|conclusion|improvements)\b", re.IGNORECASE)
_BACKWARDS = re.compile(
    r"(?:does|do|combines|uses|has) both\b|(?:the )?(?:same|latter|former|above|previous)\b", re.IGNORECASE
)


def find(text: str, *, plain: bool) -> Term | None:
    """The term of a line and its meaning; `plain` allows a term that is neither bold nor a formula."""
    kept: list[str] = []
    hidden = spans.hide(text.strip(), kept)
    for pattern in (_MARKED, _SYMBOLS, *((_PLAIN,) if plain else ())):
        match = pattern.match(hidden)
        term = match and _term(match, kept, pattern)
        if term:
            return term
    return None


def _term(match: re.Match[str], kept: list[str], pattern: re.Pattern[str]) -> Term | None:
    groups = match.groupdict()
    name, meaning = groups["name"].strip(" :"), groups["meaning"].strip()
    aside = (groups.get("aside") or "").strip()
    if pattern is not _SYMBOLS and (not _names(name) or not _says(match, meaning)):
        return None
    if not re.search(r"\w", spans.show(meaning, kept)):
        return None
    name, meaning = (spans.dollars(spans.show(part, kept)) for part in (name, meaning))
    meaning = _tidy(meaning)
    if pattern is _SYMBOLS:
        return _symbol(name, meaning, spans.dollars(spans.show(aside, kept)))
    aside = spans.dollars(spans.show(aside, kept))
    shown = f"**{name}** {aside}".strip() if pattern is _MARKED else name
    return Term(shown, meaning, pattern is _PLAIN)


def _names(name: str) -> bool:
    """True for words that can be asked about: not `Example`, not a whole sentence."""
    word = name.lower().strip(" .!?")
    return word not in _NO_TERM and len(name.split()) <= 9 and bool(re.search("[^\\W_]|\x02", name))


def _says(match: re.Match[str], meaning: str) -> bool:
    """A bold word that the sentence goes on from is a term only where the next word is what it does."""
    if match.groupdict().get("outer") != " ":
        return True
    return meaning.split()[0].lower().strip(".,") in _DOES


def _symbol(name: str, meaning: str, aside: str) -> Term | None:
    """`$\\beta \\in [0,1)$: momentum term` is about `$\\beta$`, and the rest of the formula belongs to the answer."""
    whole = name.strip()
    if not whole.startswith("$") and not whole.startswith("`"):
        return None
    if whole.startswith("$") and whole.count("$") == 2:
        left = re.split(r"\\in\b|\\geq?\b|\\leq?\b|\\approx\b|\\sim\b|[=<>]", whole.strip("$"), maxsplit=1)[
            0
        ].strip()
        if left and left != whole.strip("$"):
            return Term(f"${left}$", f"{_ended(meaning)}: {whole}")
    return Term(whole, f"{meaning} ({aside})" if aside else meaning)


def _ended(meaning: str) -> str:
    return meaning.rstrip(".;: ")


def _tidy(meaning: str) -> str:
    """A meaning without the comma or semicolon that led to the next line of a list."""
    text = " ".join(meaning.split()).rstrip(" ,;")
    return text[:-4].rstrip(" ,;") if text.endswith((", and", "; and")) else text


def question(term: Term, section: str, lead: str) -> str:
    """What to ask about a term that stands under the heading `section` and is introduced by `lead`."""
    name, meaning = term.name, term.meaning
    if is_examples(lead):
        return f"which example is given for {name}?"
    first = re.split(r"[\s,]", meaning, maxsplit=1)[0].lower()
    many = " and " in name or ", " in name
    if name.startswith("$"):
        return f"what {'are' if many else 'is'} {name}?"
    if first in _DOES and not _TOPICS.search(section) and not _TOPICS.search(lead):
        return f"what does {name} do?"
    if _SUMMARY.search(section):
        return f"sum up {name}."
    if term.plain and formulas.number(meaning):
        return f"what is the {name[0].lower()}{name[1:]}?"
    return f"what is {name}?" if _phrase(meaning) else f"explain {name}."


def _phrase(meaning: str) -> bool:
    """True for a meaning that names rather than states."""
    return len(meaning.split()) <= 12 and not _FINITE.search(meaning)


def backwards(meaning: str) -> bool:
    """True for a meaning that only the lines before it explain."""
    return bool(_BACKWARDS.match(meaning))


def example(text: str) -> bool:
    """True for a line marked as an example."""
    return bool(re.match(r"\W*(?:examples?|e\.g\.|for example)\b", text, re.IGNORECASE))


def is_examples(lead: str) -> bool:
    """True for words that lead to a list of examples."""
    return bool(_EXAMPLES.search(lead))


def values(text: str) -> tuple[tuple[str, str], ...]:
    """The settings that a line lists: `(\\beta_1, 0.9), …`, of formulas or of code such as `eps = 1e-8`."""
    found: list[tuple[str, str]] = []
    for span in spans.spans(text):
        if span.kind == "maths":
            found += [
                (f"${e.left}$", f"${e.right}$")
                for e in formulas.equations(span.inside)
                if e.symbol and e.number
            ]
        elif span.kind == "code" and (
            match := re.fullmatch(r"([A-Za-z_]\w{0,30}) ?= ?([-+.\w]+|[\[(][-+., \w]+[\])])", span.inside)
        ):
            found.append((f"`{match[1]}`", match[2]))
    return tuple(found)


def only_values(text: str) -> bool:
    """True for a line that is nothing but settings, with or without the words that lead to them."""
    rest = spans.replace(text, lambda span, source: "" if span.kind in {"maths", "code"} else source)
    words = re.sub(r"[\W_]+", " ", rest).strip().lower()
    return bool(values(text)) and (not words or words in _VALUES or words.removesuffix(" are") in _VALUES)


_LONG = 600


def definition(text: str) -> tuple[str, str] | None:
    """`(Adam, an optimization algorithm that …)` of a paragraph that begins by saying what something is."""
    plain = spans.dollars(" ".join(text.split()))
    match = re.match(
        r"(?:The |An? )?(?P<bold>\*\*)?(?P<name>[A-Za-z][\w'-]*(?: [A-Za-z][\w'-]*){0,4}?)(?:\*\*)?(?: ?\([^()]{1,80}\))?(?:\*\*)?"
        r"(?: (?:optimi[sz]er|algorithm|method))? (?:is|are) (?P<what>(?:an?|the|one of) .+)",
        plain,
    )
    if not match or not ("**" in plain[: match.start("what")] or match["name"][0].isupper()):
        return None
    name = match["name"]
    if name.lower() in {"this", "it", "that", "here", "there", "these", "what", "which", "the", "he", "she"}:
        return None
    return (name, match["what"]) if len(match["what"]) <= _LONG else None
