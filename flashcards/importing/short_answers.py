"""Answers cut to what is asked, and how sure one is that a question has one answer.

A person recalls a phrase, a number or a formula; a paragraph is reread, not recalled.
"""

from __future__ import annotations

import re

from flashcards.notes import patterns
from flashcards.text import math_spans

SHORT, LONGEST = 20, 30
"""The most words of an answer that is sure, and of one that is proposed at all."""

_SENTENCE = re.compile(
    r"(?<![.\s].)(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)(?<!\bvs)(?<!\betc)[.!?](?=\s+[A-Z*$`\x02¿«\"'„(])"
)
_VERBS = patterns.ACTS.pattern
_CONSEQUENCE = re.compile(
    rf"[,;]? (?:–|—|->|→) |[,;] (?:which|thus|so|hence|thereby|making|allowing|but|because|since|where"
    rf"|when|also"
    rf"|aber|pero|was|lo que|[a-z]{{3,16}}ing|and (?:[a-z]+ly )?(?:{_VERBS})|(?:{_VERBS}))\b"
    rf"| and (?:[a-z]+ly )?(?:{_VERBS})\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r" ?\((?:e\.g\.|i\.e\.|for example|such as|see|cf\.?|z\. ?B\.|p\. ?ej\.)[^()]{0,160}\)", re.IGNORECASE
)
_CLAUSE = re.compile(
    r" \([^()]{0,160}\)|, (?:e\.g\.|i\.e\.|such as|for example|usually|typically|meist).{0,200}$"
    r"|,? (?:so that|which|because|since|while|whereas|although|though|as opposed to)\b.{0,400}$"
)
_VAGUE = re.compile(
    r"\b(?:various|several|many|some(?!.{1,60}\b(?:in|for|of|by) others\b)"
    r"|certain|better|good|well|great|nice|effective(?:ly)?|efficient(?:ly)?"
    r"|robust|versatile|issues?|things?|stuff|etc|sometimes|often|may|might|can|could|should|easily|complex"
    r"|important|crucial|different|depends|popular|powerful)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:I|I'm|I'd|I've|my|we'd|let's|TODO|tbd|FIXME|not sure|don't know|dunno|imho|ask \w+|redo"
    r"|revisit)\b|\?\?|\?$|!!"
)
_OUTSIDE = re.compile(
    r"\W*(?:it|this|these|those|they|same|both|above|below|ditto|here|there|see|also|again|hence|thus"
    r"|therefore|however|so|because|instead|otherwise|then|dies|diese|esto|este|ello)\b"
    r"|.*(?:\b(?:see|cf\.?) (?:ch|sec|fig|p)\w*\b|\((?:see|fig)|\b(?:above|below)[.)]?$|\b(?:as|shown"
    r"|mentioned) (?:above|below)\b)",
    re.IGNORECASE,
)


_HOLLOW = re.compile(
    r"(?:(?:the|its|their|all|an?) )?(?:direction|update|step|training|performance|convergence|stability"
    r"|learning|result|process|model|network|speed|behaviou?r|quality|optimi[sz]ation)s?",
    re.IGNORECASE,
)
"""Answers of a word that is said of much."""


def first_sentence(text: str) -> str:
    """The first sentence of a text; the whole of a text that is one."""
    kept: list[str] = []
    hidden = math_spans.hide(" ".join(text.split()), kept)
    match = _SENTENCE.search(hidden)
    return math_spans.restore(hidden[: match.end()] if match else hidden, kept).strip()


def shorten(text: str) -> str:
    """The part of a text that answers: its first sentence without consequences, examples and remarks."""
    kept: list[str] = []
    hidden = math_spans.hide(first_sentence(text), kept)
    hidden = _ASIDE.sub("", hidden)
    if (match := _CONSEQUENCE.search(hidden, 12)) and match.start() >= 8:
        hidden = hidden[: match.start()]
    if count_words(bare := re.sub(r" \([^()$\x02]{0,160}\)(\**)[.\s]*$", r"\1", hidden)) >= 3:
        hidden = bare
    while count_words(hidden) > SHORT and (clauses := list(_CLAUSE.finditer(hidden))):
        hidden = hidden[: clauses[-1].start()] + hidden[clauses[-1].end() :]
    answer = math_spans.restore(hidden, kept).strip(" .,;:–—")
    return re.sub(r"\$ ([^$\n]{1,80}?) \$", r"$\1$", answer)


def count_words(text: str) -> int:
    """The words of a text; a formula or a piece of code counts as one."""
    return len(math_spans.replace(text, lambda _, source: "x").split())


def leans(text: str) -> bool:
    """True if a text can be understood only beside other lines of its note."""
    return bool(_OUTSIDE.match(text))


def private(text: str) -> bool:
    """True for a remark of the person who writes to himself: an opinion, a plan, an open question."""
    return bool(_PRIVATE.search(math_spans.blank(text)))


def grade(answer: str, score: float, reason: str) -> tuple[float, str]:
    """The score of a question that would have `score` with a short and definite answer; and the reason."""
    plain = re.sub(r"[\W_]+", "", answer)
    words = count_words(answer)
    if not plain:
        return 0.0, "there is no answer in words or numbers"
    if private(answer):
        return 0.0, "a remark to oneself rather than something to know"
    if leans(answer):
        return 0.0, "it can be understood only beside the lines around it"
    if words > LONGEST:
        return 0.0, f"the answer has {words} words: more than anybody recalls"
    if words > SHORT:
        return min(score, 0.45), f"the answer has {words} words"
    if _HOLLOW.fullmatch(answer.strip(" .")):
        return min(score, 0.5), "the answer says too little"
    vague = len(_VAGUE.findall(math_spans.blank(answer)))
    if vague:
        return max(0.0, score - 0.25 * min(vague, 2)), "the answer is vague: others would be as right"
    return score, reason
