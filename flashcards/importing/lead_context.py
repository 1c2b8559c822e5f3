"""What the words right before a block name: `RMSprop: $v = …$`, a label, a short line above a formula."""

from __future__ import annotations

import re
from dataclasses import replace

from flashcards.importing import definitions
from flashcards.notes import context, patterns
from flashcards.notes.block import Block
from flashcards.notes.context import SectionContext

_LEADING = re.compile(
    r"(?:update(?: rule)?|rule|formula|equation|eq|parameter update|updates|where|with|and"
    r"|def(?:inition)?|the|is|are"
    r"|formel|fórmula)",
    re.IGNORECASE,
)


def context_of_line(before: str, here: SectionContext) -> tuple[SectionContext, bool]:
    """The context that the words before a line's first formula name, `RMSprop: $v = …$`; and if they do."""
    words = context.clean_heading(before).strip(" ,.;=")
    announced = before.rstrip().endswith((":", "=", "—", "–"))
    if not words:
        return here, True
    if len(words.split()) > 5 or _LEADING.fullmatch(words) or _JOINING.match(words) or before[:1] in "([":
        return here, announced
    if announced or context.is_subject(words):
        return _named(words, here), True
    return here, False


_JOINING = re.compile(
    r"(?:the|a|an|we|if|so|and|or|but|then|thus|hence|because|since|with|for|from|in|at|on|as|let|this|that|it|note"
    r"|der|die|das|el|la|weil|da|le)\b",
    re.IGNORECASE,
)
"""Words that begin a clause, not a name."""


def _named(words: str, here: SectionContext) -> SectionContext:
    """The context under a name above or before a formula; the heading stays before it: `Losses › MSE`."""
    if context.is_subject(words):
        return SectionContext(context.short_subject(words), "", context.optimizers_in(words)[0])
    says = re.match(r"\w+s (?:each|the|an?|its|all|every)\b", words)
    leads = patterns.LEADS.search(words) and not re.fullmatch(
        r"[A-Z][\w-]+ [\w-]+ (?:rule|formula|equation)", words
    )
    if (
        context.generic(words)
        or leads
        or says
        or patterns.NO_TERM.fullmatch(words)
        or patterns.SAYS_WHAT.fullmatch(words)
    ):
        return here
    if here.section and not here.optimizer and here.section.lower() != words.lower():
        return SectionContext(here.section, words, "")
    return replace(here, section=context.drop_subject(words, here.subject))


def context_before(block: Block, here: SectionContext) -> SectionContext:
    """The context taken from the words right before a formula if they say more than the headings."""
    found = context.mentions(block.lead)
    alone = len({context.optimizers_in(name) for name in found}) == 1
    if (
        alone
        and not here.optimizer
        and (here.section or context.is_subject(context.clean_heading(block.lead)))
    ):
        name = f"{found[0][:1].upper()}{found[0][1:]}"
        return SectionContext(name, "", context.optimizers_in(name)[0])
    return context_of_label(block, here)


def context_of_label(block: Block, here: SectionContext) -> SectionContext:
    """The context with a label in place of the heading: `Adam › Variants` for `**Variants**:`."""
    title = context.clean_heading(block.lead)
    term = definitions.find_term(block.lead, item=False) if block.kind == "formula" else None
    if (
        term
        and term.name.startswith("**")
        and not (here.optimizer and context.is_subject(term.name.strip("*")))
    ):
        return _named(context.clean_heading(term.name), here)
    bold = block.lead.startswith(("**", "__")) and definitions.find_term(block.lead, item=False) is None
    short = len(title.split()) <= 4 and not re.search(r"[.!?,$]", title) and block.kind == "formula"
    if not (bold or short) or len(title.split()) > 8 or context.generic(title):
        return here
    if patterns.VALUES.fullmatch(title) or patterns.LEADS.search(title) or patterns.NO_TERM.fullmatch(title):
        return here
    if title == here.subject or context.is_subject(title):
        return here if here.optimizer else _named(title, here)
    return _named(title, here)
