"""Judges the steps of a derivation as they are typed, each as following from the line before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from flashcards.formula import parse
from flashcards.formula.tree import Relation
from flashcards.formula.unreadable import Unreadable
from flashcards.study.judgement import Judgement
from flashcards.study.text_answers import judge_text
from flashcards.text.markdown.spans import markdown_spans


def has_equations(lines: Sequence[str]) -> bool:
    """True if some step is an equation, so that it can be typed."""
    return any(True for line in lines for _ in equations_in(line))


def equations_in(line: str) -> Iterator[str]:
    """The LaTeX of the equations that a step is, alone or after a colon; those within a sentence are none."""
    before = ""
    for span in markdown_spans(line):
        if span.kind == "maths" and (not before.strip() or before.rstrip().endswith(":")):
            with suppress(Unreadable):
                tree = parse.parse_latex(span.inside).tree
                if isinstance(tree, Relation) and tree.ops[0] == "=":
                    yield span.inside.strip()
        before += line[span.start : span.end]


def judge_step(typed: str, lines: Sequence[str], shown: int, optimizer: str = "") -> tuple[Judgement, int]:
    """The verdict on a typed line after the first `shown` steps, and how many steps are known then.

    The line may be any later step: skipping ahead is fine. One that only repeats an earlier step changes
    nothing; a wrong one is held to the equation that it is a slip of, or to the next, which is then known.
    """
    known = ((n, each) for n, line in enumerate(lines[:shown], 1) for each in equations_in(line))
    repeated = next((n for n, each in known if is_written_as(typed, each)), 0)
    if repeated:
        return Judgement("unreadable", f"this is step {repeated} again; what follows from it?"), shown
    ahead = [(place, each) for place in range(shown, len(lines)) for each in equations_in(lines[place])]
    if not ahead or ahead[0][0] > shown:
        words = judge_text(typed, lines[shown], optimizer)
        if words.verdict == "right" or not ahead:
            return words, shown + (words.verdict != "unreadable")
    return _judge_equation(typed, ahead, shown, optimizer)


def _judge_equation(
    typed: str, ahead: Sequence[tuple[int, str]], shown: int, optimizer: str
) -> tuple[Judgement, int]:
    from flashcards.judging import judge  # SymPy loads here, not when a session starts
    from flashcards.judging.slips import OTHER

    verdicts = []
    for place, each in ahead:
        if is_written_as(typed, each):  # also where it holds dots, which no algebra reads
            return Judgement("right"), place + 1
        verdict = judge.judge_formula(typed, each, optimizer)
        if verdict.slip == OTHER:  # a derivation may use letters that the optimizer does not have
            verdict = min(verdict, judge.judge_formula(typed, each), key=lambda one: one.verdict != "right")
        if verdict.verdict in ("right", "variant"):
            skipped = f"that is step {place + 1} already" if place > shown else ""
            return Judgement(verdict.verdict, verdict.message or skipped), place + 1
        verdicts.append((place, verdict))
    slips = [pair for pair in verdicts if pair[1].slip not in (None, OTHER)]
    place, first = (slips or verdicts)[0]
    if first.verdict == "unreadable":
        return Judgement("unreadable", first.message), shown
    return Judgement("wrong", first.message, first.slip, first.readings), place + 1


def is_written_as(typed: str, latex: str) -> bool:
    """True if the typed line is this equation sign for sign."""
    try:
        return parse.parse_answer(typed).tree == parse.parse_latex(latex).tree
    except Unreadable:
        return False
