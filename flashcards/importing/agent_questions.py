"""What something does → a question that only its own answer fits: `what does it track?`."""

from __future__ import annotations

import re

from flashcards.importing import short_answers
from flashcards.notes import patterns
from flashcards.text import math_spans

_BY = re.compile(r"(?P<what>.{3,80}?) by (?P<how>[a-z]+ing\b.+)", re.DOTALL)
_WITH = re.compile(
    r"(?P<what>(?:(?!\bby\b|\bwith\b).){3,60}?) (?P<by>by|with) (?P<how>(?!default\b).{3,})", re.DOTALL
)
_MEASURED = re.compile(
    r"(?:divides|multiplies|scales|rescales|replaces|normali[sz]es|penali[sz]es)", re.IGNORECASE
)
_AT = re.compile(r"(?P<prep>at|for|on|from|to|against|into)\b (?P<object>.+)", re.DOTALL)
_PURPOSE = re.compile(
    r" (?:in order )?to (?:smooth|speed|improve|reduce|avoid|prevent|make|get|keep|help|stabili[sz]e"
    r"|correct|account)\b.{0,300}$"
    r"| for (?:better|improved|faster|more|greater)\b.{0,300}$",
    re.DOTALL,
)
"""What something does it for, which is not what it does."""
_BEFORE_OBJECT = re.compile(r"(?:only|also|just|simply|directly|gradually) ", re.IGNORECASE)


_OPEN = re.compile(
    r"what (?:does|do) .{1,120} (?:introduce|control|affect|influence|use|add|provide|offer|include|involve"
    r"|handle|improve|change|support|need|require|have|give|bring|contain)\?",
    re.DOTALL | re.IGNORECASE,
)
"""Questions that end with a verb that says nothing of its object: much else would be right too."""
_SMALL = re.compile(
    r"(?:the|and|for|with|from|into|its|per|each|over|than|that|this|are|was|has|what|does|how)"
)
_STEM = 5
"""Letters by which `decays` and `decay`, `moment` and `momentum` are told to be one word."""


def find_weakness(question: str, answer: str) -> str:
    """Why a question is a weak one: many answers are right, or it names its own; empty if it is not.

    >>> find_weakness("what does **Weight decay** decay?", "the weights")
    'the question names its own answer'
    """
    if _OPEN.fullmatch(question):
        return "more than one answer is right"
    asked, answered = _stems(question), _stems(answer)
    named = bool(answered) and 2 * len(answered & asked) >= len(answered)
    return "the question names its own answer" if named else ""


def _stems(text: str) -> set[str]:
    """The beginnings of the words of a text, without formulas and small words."""
    words = re.findall(r"[^\W\d_]{3,40}", math_spans.replace(text, lambda *_: " ").lower())
    return {word[:_STEM].rstrip("s") for word in words if not _SMALL.fullmatch(word)}


def starts_with_verb(meaning: str) -> bool:
    """True for what something does: `Tracks the mean …`."""
    first = re.split(r"[\s,]", meaning.strip(), maxsplit=1)[0].strip(".,")
    return bool(patterns.ACTS.fullmatch(first))


def ask_of_agent(name: str, meaning: str) -> tuple[str, str] | None:
    """The question what `name` does, in the words of its `meaning`, and the answer; None without a verb.

    >>> ask_of_agent("**Momentum**", "keeps an average of past gradients")
    ('what does **Momentum** keep?', 'an average of past gradients')
    """
    if not starts_with_verb(meaning):
        return None
    kept: list[str] = []
    hidden = math_spans.hide(short_answers.first_sentence(meaning), kept)
    verb, _, rest = hidden.partition(" ")
    rest = _BEFORE_OBJECT.sub("", rest.strip(), count=1)
    infinitive = _infinitive(verb.lower())

    def asked(question: str, answer: str) -> tuple[str, str]:
        return math_spans.restore(question, kept), short_answers.shorten(math_spans.restore(answer, kept))

    rest = _bare_noun(rest)
    if match := _BY.fullmatch(rest):
        return asked(f"how does {name} {infinitive} {match['what']}?", f"by {match['how']}")
    if _MEASURED.fullmatch(verb) and (match := _WITH.fullmatch(rest)):
        by = "with" if infinitive == "replace" else match["by"]
        return asked(f"what does {name} {infinitive} {match['what']} {by}?", match["how"])
    if match := _AT.fullmatch(rest):
        return asked(f"what does {name} {infinitive} {match['prep']}?", match["object"])
    if patterns.TRANSITIVE.fullmatch(verb) and rest:
        return asked(f"what does {name} {infinitive}?", _PURPOSE.sub("", rest))
    return asked(f"what does {name} do?", hidden[:1].lower() + hidden[1:])


def _bare_noun(rest: str) -> str:
    """`rest` with an article before a first noun that stands alone: `update by …`."""
    return re.sub(
        r"^(update|step|gradient|weight|learning rate|loss)(?= (?:by|with|to|per)\b)", r"the \1", rest
    )


def _infinitive(verb: str) -> str:
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    if re.search(r"(?:sh|ch|ss|x|o)es$", verb):
        return verb[:-2]
    return verb.removesuffix("s")
