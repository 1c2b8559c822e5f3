"""One block → the questions that it can ask. What stands round the block is handed in as its context."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace

from flashcards.card import Answer, Basic, Code, Formula, Number
from flashcards.notes import context, formulas, spans, terms
from flashcards.notes.block import Block
from flashcards.notes.context import Context
from flashcards.notes.draft import Draft
from flashcards.notes.formulas import Equation

STATE = frozenset(
    {"m", "v", "s", "r", "u", "d", "theta", "w", "W", "x", "m-hat", "v-hat", "s-hat", "Delta-theta"}
)
"""The quantities that a rule keeps; a formula of another, as a loss, says nothing about an optimizer."""
_PARAMETERS = frozenset({"theta", "w", "W", "x", "p", "phi"})


def _draft(context: Context, question: str, answer: Answer, text: str, name: str, **more: str) -> Draft:
    subject = context.optimizer or context.subject
    return Draft(context.ask(question), answer, text, name, context.section, subject, **more)


def of_formula(block: Block, here: Context) -> tuple[Draft, ...]:
    """A question for each equation of a display formula: what it is told is the left side alone."""
    return tuple(
        _value(equation, block, here) if equation.number else _equation(equation, _nearest(block, here))
        for equation in formulas.equations(block.text)
        if len(equation.left) <= 60
    )


def _nearest(block: Block, here: Context) -> Context:
    """The context with the words right before a formula, where these say more than the headings."""
    lead = context.clean(block.lead)
    if here.section and not here.optimizer and (match := _single(block.lead)):
        return Context(match, "", context.named(match)[0])
    label = block.lead.startswith(("**", "__")) and len(lead.split()) <= 8
    return (
        replace(here, section=lead) if label and not context.generic(lead) and lead != here.subject else here
    )


def _single(lead: str) -> str:
    """The one optimizer that a lead names, in its words: `SGD with momentum` updates the parameters as."""
    found = context.mentions(lead)
    return found[0] if len({context.named(name) for name in found}) == 1 else ""


def _equation(equation: Equation, here: Context) -> Draft:
    base = formulas.base(equation.left)
    again = re.search(rf"(?<![A-Za-z\\]){re.escape(base)}(?![A-Za-z])", equation.right.replace("\\", ""))
    left = f"${equation.left}$"
    if base in _PARAMETERS and again:
        question = f"write the parameter update {left}"
    else:
        question = f"write the {'update' if again else 'formula'} of {left}"
    note = f" ({equation.note})" if equation.note else ""
    name = formulas.slug(equation.left)
    optimizer = here.optimizer if name in STATE else ""
    key = f"{here.optimizer or here.subject.lower()} {''.join(equation.latex.split())}"
    return _draft(here, f"{question}{note}.", Formula(equation.latex), key, name, optimizer=optimizer)


def _value(equation: Equation, block: Block, here: Context) -> Draft:
    lead = context.clean(block.lead)
    named = lead if 0 < len(lead.split()) <= 5 and block.lead.rstrip().endswith(":") else ""
    words = (
        f"the {named[0].lower()}{named[1:]}, ${equation.left}$"
        if named
        else f"the value of ${equation.left}$"
    )
    return setting(here, f"${equation.left}$", f"${equation.right}$", f"what is {words}?")


def setting(here: Context, name: str, value: str, question: str) -> Draft:
    """A question for the value of a setting; `beta1 = 0.9` and `$\\beta_1 = 0.9$` are one setting."""
    plain = formulas.number(value)
    letters = re.sub(r"[\s$`\\_{}]", "", name)
    about = "epsilon" if letters == "eps" else letters
    key = f"{here.optimizer or here.subject} {about}={_canonical(plain) or value}"
    answer = Number(plain) if plain else Basic(value if value.startswith("$") else f"`{value}`")
    return _draft(here, question, answer, key, letters)


def _canonical(plain: str) -> str:
    return f"{float(plain):g}" if plain else ""


def of_values(block: Block, here: Context) -> tuple[Draft, ...]:
    """A question for each setting that a line lists."""
    words = f"{block.text} {block.lead}".lower()
    kind = "typical value" if "typical" in words else "default" if "default" in words else "value"
    found = terms.values(block.text)
    return tuple(setting(here, name, value, f"what is the {kind} of {name}?") for name, value in found)


def of_term(block: Block, here: Context) -> Draft | None:
    """A question for a line such as `**Term**: meaning`; None where its term could not be asked about."""
    term = terms.find(block.text, plain=block.kind == "item")
    if not term:
        return None
    lead = context.clean(block.lead)
    question = terms.question(term, here.section, lead)
    where = _sharper(here, block.lead) if not terms.is_examples(lead) else here
    name = " ".join(re.sub(r"\([^()]*\)|[$\\*_{}`]", " ", term.name).split()) or term.name
    return _draft(where, question, Basic(term.meaning), block.text, name)


def _sharper(here: Context, lead: str) -> Context:
    """The context with a list's own heading in place of the section, as `Variants of Adam`."""
    label = lead.startswith(("**", "__")) and terms.find(lead, plain=False) is None
    title = context.clean(lead)
    if not label or not title or len(title.split()) > 6 or context.generic(title):
        return here
    return replace(here, section=context.without(title, here.subject))


def of_definition(block: Block, here: Context, listed: tuple[str, ...]) -> Iterator[Draft]:
    """Questions for a paragraph that begins `Adam (Adaptive Moment Estimation) is a …`."""
    whole = replace(here, subject="", section="")
    found = terms.definition(block.text)
    if not found:
        return
    name, what = found
    if what.endswith(":"):
        what = f"{what.removesuffix(':')}: {', '.join(listed)}" if listed else what.removesuffix(":")
    draft = _draft(whole, f"what is **{name}**?", Basic(what), block.text, f"{name} what")
    yield replace(draft, section=here.section)


def of_expansion(text: str) -> Iterator[Draft]:
    """What a name stands for, where a heading or a paragraph says it."""
    found = context.expansion(re.sub(r"\*\*|__", "", context.clean(text)))
    if found:
        name, words = found
        key = f"{name} {words}".lower()
        yield Draft(f"What does **{name}** stand for?", Basic(words), key, f"{name} stands for")


def of_explained(label: str, text: str, here: Context) -> Draft | None:
    """A question for a paragraph under a label: `**Contribution:**`, then what it contributes."""
    name = context.clean(label)
    if (
        not name
        or context.generic(name)
        and name.lower() not in _LABELS
        or terms.example(name)
        or len(name.split()) > 9
    ):
        return None
    derived = re.fullmatch(r"(?:derivation|proof) of (.+)", name, re.IGNORECASE)
    question = _LABELS.get(name.lower()) or (f"how is **{derived[1]}** derived?" if derived else "")
    question = question or (name if name.endswith("?") else f"explain **{name}**.")
    answer = spans.dollars(text.strip())
    return _draft(here, question, Basic(answer), f"{name} {text}", name) if len(answer) <= 1200 else None


_LABELS = {
    "contribution": "what does it contribute?",
    "contributions": "what does it contribute?",
    "intuition": "what is the intuition?",
    "idea": "what is the idea?",
    "key idea": "what is the key idea?",
    "motivation": "what is the motivation?",
    "problem": "what problem is there?",
    "definition": "how is it defined?",
    "goal": "what is the goal?",
}


def of_row(block: Block, here: Context) -> tuple[Draft, ...]:
    """A question for each cell of a table's row but the first, which it is about."""
    first, *cells = (spans.dollars(cell) for cell in block.cells)
    if not re.search(r"\w", first):
        return ()
    return tuple(
        _draft(
            here,
            _cell_question(first, column, block.columns[0]),
            Basic(cell),
            f"{first} | {column} | {cell}",
            f"{_bare(first)} {column}",
        )
        for column, cell in zip(block.columns[1:], cells, strict=False)
        if re.search(r"\w|[✓✗✔✘✅❌]", cell)
    )


def _bare(name: str) -> str:
    return re.sub(r"\([^()]*\)|[$\\*_{}`]", " ", name)


def _cell_question(first: str, column: str, head: str) -> str:
    name = re.sub(r"\*\*|__", "", column).strip()
    if re.fullmatch(r"(?i)(?:description|meaning|definition|explanation|what(?: it is)?|)", name):
        return f"what is {first}?"
    if context.named(name) or re.fullmatch(
        r"(?i)(?:property|feature|aspect|criterion|comparison|)", head.strip()
    ):
        return f"what is the {_lower(first)} of {name}?"
    return f"what is the {_lower(name)} of {first}?"


def _lower(name: str) -> str:
    """A title as words in a sentence; names such as RMSprop keep their letters."""
    return " ".join(
        w.lower() if re.fullmatch(r"[A-Z][a-z'-]*[.,]?", w) and not context.named(w) else w
        for w in name.split()
    )


_SHORT = 12
"""Lines of the longest listing whose lines are asked one by one."""


def of_code(block: Block, here: Context) -> tuple[Draft, ...]:
    """A question for each update in a short listing, its right side blanked; none where it is no such code."""
    lines = block.text.splitlines()
    if (
        block.info not in {"python", "py", ""}
        or not 1 < len(lines) <= _SHORT
        or "{{" in block.text
        or len(block.text) > 2000
    ):
        return ()
    named = _sharper(here, block.lead) if block.lead.startswith("**") else here
    return tuple(
        _draft(
            named,
            f"write the line that updates `{target}`.",
            Code("\n".join([*lines[:at], f"{left}{{{{{right}}}}}{tail}", *lines[at + 1 :]])),
            f"{named.section if target in _PARAMETERS else ''} {left}{right}",
            f"code {target}",
        )
        for at, (target, left, right, tail) in _updates(block.text)
    )


def _updates(text: str) -> list[tuple[int, tuple[str, str, str, str]]]:
    """Line number → target, the line up to its right side, the right side, the comment after it."""
    try:
        with warnings.catch_warnings(action="ignore"):
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    lines = text.splitlines()
    for node in body:
        if not isinstance(node, (ast.Assign, ast.AugAssign)) or node.lineno != node.end_lineno:
            return []
        target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
        if not isinstance(node.value, (ast.BinOp, ast.Call)) or not isinstance(target, ast.Name):
            continue
        line = lines[node.lineno - 1].encode()
        start, end = node.value.col_offset, node.value.end_col_offset or 0
        parts = line[:start].decode(), line[start:end].decode(), line[end:].decode()
        found.append((node.lineno - 1, (target.id, *parts)))
    return found
