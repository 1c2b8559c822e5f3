"""How the parts of a note are put into the words of a question."""

from __future__ import annotations

import re
import unicodedata

from flashcards.deck.model import Answer
from flashcards.importing.draft import Draft
from flashcards.notes import context
from flashcards.notes.context import SectionContext
from flashcards.text import math_spans

_WORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "is",
            "are",
            "to",
            "with",
            "that",
            "for",
            "an",
            "by",
            "from",
            "in",
            "on",
            "which",
            "per",
            "each",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "ein",
            "eine",
            "einer",
            "eines",
            "ist",
            "sind",
            "mit",
            "durch",
            "den",
            "dem",
            "des",
            "für",
            "nicht",
            "von",
            "zur",
            "beim",
            "im",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "los",
            "las",
            "de",
            "del",
            "que",
            "es",
            "son",
            "un",
            "una",
            "por",
            "con",
            "para",
            "y",
            "entre",
            "en",
            "al",
            "cada",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "du",
            "est",
            "sont",
            "un",
            "une",
            "par",
            "pour",
            "et",
            "avec",
            "dans",
            "qui",
            "au",
            "aux",
            "chaque",
        ]
    ),
}
_WHAT_IS = {"en": "what is {}?", "de": "was ist {}?", "es": "¿qué es {}?", "fr": "qu'est-ce que {} ?"}


_DOES = {"de": "was macht {}?", "es": "¿qué hace {}?", "fr": "que fait {} ?"}
_VERB_FIRST = re.compile(
    r"(?!(?:ein|eine|einen|der|die|das|den|el|la|los|las|un|una|le|les|une)\b)\w+"
    r" (?:el|la|los|las|un|una|entre|der|die|das|den|dem|einen|eine|durch|le|les)\b",
    re.IGNORECASE,
)
"""A phrase in another language that begins with a verb: its second word is an article."""


_PARTICIPLE = re.compile(
    r"(?:added|used|applied|multiplied|subtracted|divided|chosen|set|passed)\b", re.IGNORECASE
)
"""A meaning that tells what happens to a thing: `added to the denominator`."""


def language(text: str) -> str:
    """The language of a phrase by its small words; English if they do not tell."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {name: sum(word in known for word in words) for name, known in _WORDS.items()}
    return max(counts, key=lambda name: counts[name])


def spell_greek(text: str) -> str:
    r"""`text` with each Greek letter that stands alone as a formula: `ρ` becomes `$\\rho$`."""
    kept: list[str] = []
    hidden = math_spans.hide(text, kept)

    def written(match: re.Match[str]) -> str:
        name = unicodedata.name(match[0], "").rpartition(" ")[2].lower().replace("lamda", "lambda")
        return f"$\\{name}$" if name.isascii() and name.isalpha() else match[0]

    return math_spans.restore(re.sub(r"(?<![\w$\\])[α-ω](?=[\s:=,)]|$)", written, hidden), kept)


def what_is(name: str, meaning: str, *, several: bool = False) -> str:
    """The question what `name` is, in the language of its meaning."""
    spoken = language(meaning)
    if spoken == "en" and _PARTICIPLE.match(meaning):
        return f"what is the role of {name}?"
    if spoken in _DOES and _VERB_FIRST.match(meaning):
        return _DOES[spoken].format(name)
    return f"what are {name}?" if several and spoken == "en" else _WHAT_IS[spoken].format(name)


def strip_markup(name: str) -> str:
    """A term without markup and parentheses."""
    return " ".join(re.sub(r"\([^()]*\)|\*\*|__|[$\\{}`]", " ", name).split())


def lower_title(name: str) -> str:
    """A title in lower case for use in a sentence; names such as RMSprop keep their case."""
    return " ".join(
        word.lower() if re.fullmatch(r"[A-Z][a-z'-]*[.,]?", word) and not _is_name(word) else word
        for word in name.split()
    )


def _is_name(word: str) -> bool:
    """True for proper names such as Adam and RMSprop; momentum is an ordinary word."""
    return context.optimizers_in(word) not in {(), ("momentum",)}


def put_question(
    here: SectionContext, question: str, answer: Answer, text: str, name: str, grade: tuple[float, str]
) -> Draft:
    """The draft of a card that asks `question` in its context, with its score and the reason for it."""
    score, reason = grade
    subject = here.optimizer or here.subject
    return Draft(here.ask(question), answer, text, name, here.section, subject, score=score, reason=reason)
